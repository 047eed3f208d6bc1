//! What happens at run time, which is not what the compiler's words say: "escapes" need not allocate, and "does not escape" may.
//!
//! Sources: cmd/compile/internal/walk/{convert,builtin,complit,closure}.go, cmd/compile/internal/ir/cfg.go, runtime/{iface,string,slice}.go.

use crate::ir::{Kind, NodeId, Op, Program, Tys, expr};
use crate::wire::{Allocates, NeverCode, SometimesCode};

/// Strings up to this many bytes that stay in their function are built in its frame (runtime/string.go, tmpBuf).
const TMP_STRING: u32 = 32;
/// Slices made with a size that is not constant live in the frame up to so many bytes (ir.MaxImplicitStackVarSize's small
/// sibling, cmd/compile/internal/base: VariableMakeThreshold).
const VARIABLE_MAKE: u32 = 32;

/// Bytes of what a node allocates, if that is constant.
pub fn size(program: &Program, tys: &mut Tys, node: NodeId) -> Option<i64> {
    let n = program.node(node);
    let typ = n.typ?;
    match (n.op, &n.kind) {
        (Op::New | Op::PtrLit, _) => tys.elem(typ).map(|t| tys.size(t)),
        (Op::SliceLit, Kind::CompLit { len, .. }) => {
            tys.elem(typ).map(|t| tys.size(t).saturating_mul(*len))
        }
        (Op::StructLit | Op::ArrayLit, _) => Some(tys.size(typ)),
        (Op::MakeSlice, Kind::Make { len, cap }) => {
            let count = expr::int64_val(program.node(cap.or(*len)?))?;
            tys.elem(typ).map(|t| tys.size(t).saturating_mul(count))
        }
        (Op::ConvIface, Kind::Conv { x }) => program.node(*x).typ.map(|t| tys.size(t)),
        (Op::Closure, Kind::Closure { func, .. }) => Some(closure_size(program, tys, *func)),
        (Op::MethValue, Kind::Selector(s)) => {
            program.node(s.x).typ.map(|t| 8 + align(tys.size(t), 8))
        }
        _ => None,
    }
}

/// A function literal's object: the code pointer, then the captured variables or their addresses.
fn closure_size(program: &Program, tys: &mut Tys, func: crate::ir::FuncId) -> i64 {
    const POINTER: i64 = 8;
    let mut size = POINTER;
    for &var in &program.func(func).closure_vars {
        let part = match program.byval(var) {
            true => tys.size(program.name(var).typ),
            false => POINTER,
        };
        size = align(size, part.clamp(1, POINTER)) + part;
    }
    align(size, POINTER)
}

fn align(n: i64, to: i64) -> i64 {
    let to = to.max(1);
    (n + to - 1) / to * to
}

/// Whether a node that the compiler reports really allocates.
pub fn allocates(program: &Program, tys: &mut Tys, node: NodeId, escapes: bool) -> Allocates {
    let n = program.node(node);
    if captures_nothing(program, node) {
        return never(NeverCode::NoCapture);
    }
    let variable_size = n.op == Op::MakeSlice && size(program, tys, node).is_none();
    match (n.op, &n.kind, escapes) {
        (Op::MakeSlice, _, false) if variable_size => Allocates::AboveSize {
            bytes: VARIABLE_MAKE,
        },
        (Op::Append, _, false) => Allocates::AboveSize {
            bytes: VARIABLE_MAKE,
        },
        (Op::Append, _, true) => Allocates::Sometimes {
            why: SometimesCode::AppendGrows,
        },
        (Op::AddStr | Op::Bytes2Str | Op::Str2Bytes | Op::RuneStr | Op::Runes2Str, _, false) => {
            Allocates::AboveSize { bytes: TMP_STRING }
        }
        (Op::Str2Runes, _, false) => Allocates::AboveSize {
            bytes: 4 * TMP_STRING,
        },
        (Op::MakeMap | Op::MapLit, _, false) => Allocates::Sometimes {
            why: SometimesCode::MapGrows,
        },
        (_, _, false) => never(NeverCode::OnStack),
        (Op::ConvIface, Kind::Conv { x }, true) => into_interface(program, tys, *x),
        _ if size(program, tys, node) == Some(0) => never(NeverCode::ZeroSize),
        _ => Allocates::Always,
    }
}

fn never(why: NeverCode) -> Allocates {
    Allocates::Never { why }
}

fn captures_nothing(program: &Program, node: NodeId) -> bool {
    match program.node(node).kind {
        Kind::Closure { func, .. } => program.func(func).closure_vars.is_empty(),
        _ => false,
    }
}

/// A value on its way into an interface (walk/convert.go, dataWord).
fn into_interface(program: &Program, tys: &mut Tys, x: NodeId) -> Allocates {
    let n = program.node(x);
    let Some(typ) = n.typ else {
        return Allocates::Unknown;
    };
    let size = tys.size(typ);
    match n.op {
        _ if size == 0 => never(NeverCode::ZeroSize),
        _ if size == 1 => never(NeverCode::SingleByte),
        Op::Literal | Op::Nil => never(NeverCode::ConstantInInterface),
        // The run time has all integers up to 255 ready, and the empty string and slice.
        _ if tys.is_integer(typ) || tys.is_string(typ) || tys.is_slice(typ) => {
            Allocates::Sometimes {
                why: SometimesCode::SmallValue,
            }
        }
        _ => Allocates::Always,
    }
}
