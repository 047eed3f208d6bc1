//! The objects of function literals and method values.

use super::ty::{Layout, Tys};
use super::{FuncId, Program};
use crate::types::TypeId;

/// A function literal's object: the code's address, then what is captured, by value or as a pointer
/// (cmd/compile/internal/typecheck, ClosureType).
pub fn literal(program: &Program, tys: &mut Tys, func: FuncId) -> Layout {
    let mut fields = vec![Layout::UINTPTR];
    for &var in &program.func(func).closure_vars {
        fields.push(match program.byval(var) {
            true => tys.layout(program.name(var).typ),
            false => Layout::POINTER,
        });
    }
    Layout::of_fields(&fields)
}

/// A method value's object: the code's address, then the receiver (cmd/compile/internal/typecheck, MethodValueType).
pub fn method_value(tys: &mut Tys, recv: TypeId) -> Layout {
    Layout::of_fields(&[Layout::UINTPTR, tys.layout(recv)])
}
