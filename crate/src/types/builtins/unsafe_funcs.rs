//! The functions of package unsafe (cmd/compile/internal/types2/builtins.go).

use super::BuiltinCall;
use crate::syntax::ExprKind;
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::errors::Code::*;
use crate::types::ids::TypeId;
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::object::{BuiltinId, ObjKind};
use crate::types::operand::Operand;
use crate::types::report::err;
use crate::types::ty::Type;

impl<'a> Checker<'a> {
    pub(super) fn builtin_unsafe(&mut self, x: &mut Operand, b: &mut BuiltinCall) -> bool {
        use BuiltinId::*;
        match b.id {
            UnsafeAdd => {
                self.verify_version(b.call.fun, 17, "unsafe.Add");
                let ptr = TypeId::UNSAFE_POINTER;
                self.assignment(x, Some(ptr), "argument to unsafe.Add");
                if !x.is_valid()
                    || !self.is_valid_index(&mut b.args[1], InvalidUnsafeAdd, "length", true)
                {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = ptr;
                let len = b.args[1].typ;
                self.record_sig(b, Some(ptr), &[ptr, len])
            }
            UnsafeAlignof | UnsafeSizeof => self.builtin_sizeof(x, b),
            UnsafeOffsetof => self.builtin_offsetof(x, b),
            UnsafeSlice => {
                self.verify_version(b.call.fun, 17, "unsafe.Slice");
                let core = self.core(x.typ);
                let Some(Type::Pointer { elem }) = core.map(|u| self.types[u].clone()) else {
                    let text = self.op(x);
                    err!(
                        self,
                        &*x,
                        InvalidUnsafeSlice,
                        "invalid argument: {text} is not a pointer"
                    );
                    return false;
                };
                if !self.is_valid_index(&mut b.args[1], InvalidUnsafeSlice, "length", false) {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = self.types.new_slice(elem);
                let args = [core.unwrap_or(elem), b.args[1].typ];
                self.record_sig(b, Some(x.typ), &args)
            }
            UnsafeSliceData => {
                self.verify_version(b.call.fun, 20, "unsafe.SliceData");
                let core = self.core(x.typ);
                let Some(Type::Slice { elem }) = core.map(|u| self.types[u].clone()) else {
                    let text = self.op(x);
                    err!(
                        self,
                        &*x,
                        InvalidUnsafeSliceData,
                        "invalid argument: {text} is not a slice"
                    );
                    return false;
                };
                x.mode = Mode::Value;
                x.typ = self.types.new_pointer(elem);
                self.record_sig(b, Some(x.typ), &[core.unwrap_or(elem)])
            }
            UnsafeString => {
                self.verify_version(b.call.fun, 20, "unsafe.String");
                let ptr = self.types.new_pointer(TypeId::BYTE);
                self.assignment(x, Some(ptr), "argument to unsafe.String");
                if !x.is_valid()
                    || !self.is_valid_index(&mut b.args[1], InvalidUnsafeString, "length", false)
                {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = TypeId::STRING;
                let len = b.args[1].typ;
                self.record_sig(b, Some(TypeId::STRING), &[ptr, len])
            }
            _ => {
                self.verify_version(b.call.fun, 20, "unsafe.StringData");
                self.assignment(x, Some(TypeId::STRING), "argument to unsafe.StringData");
                if !x.is_valid() {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = self.types.new_pointer(TypeId::BYTE);
                self.record_sig(b, Some(x.typ), &[TypeId::STRING])
            }
        }
    }

    fn builtin_sizeof(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let is_size = b.id == BuiltinId::UnsafeSizeof;
        let context = if is_size {
            "argument to unsafe.Sizeof"
        } else {
            "argument to unsafe.Alignof"
        };
        self.assignment(x, None, context);
        if !x.is_valid() {
            return false;
        }
        if self.has_var_size(x.typ) {
            x.mode = Mode::Value;
            self.record_sig(b, Some(TypeId::UINTPTR), &[x.typ]);
        } else {
            let n = if is_size {
                self.types.size_of(x.typ)
            } else {
                self.types.align_of(x.typ)
            };
            if n < 0 {
                let text = self.op(x);
                err!(self, &*x, TypeTooLarge, "{text} is too large");
                return false;
            }
            x.mode = Mode::Constant;
            x.val = Value::Int(n);
        }
        x.typ = TypeId::UINTPTR;
        true
    }

    fn builtin_offsetof(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let arg0 = b.call.args[0];
        let selx = self.ast.unparen(arg0);
        let ExprKind::SelectorExpr { x: inner, sel } = *self.ast.kind(selx) else {
            let text = self.ex(arg0);
            err!(
                self,
                arg0,
                BadOffsetofSyntax,
                "invalid argument: {text} is not a selector expression"
            );
            self.use_exprs(&[arg0]);
            return false;
        };
        self.expr(None, x, inner);
        if !x.is_valid() {
            return false;
        }
        let base = self.types.deref_struct_ptr(x.typ);
        let name = self.ast.name_str(sel);
        let pkg = Some(self.pkg);
        let found = self
            .types
            .lookup_field_or_method(base, false, pkg, name, false);
        let Some(obj) = found.obj else {
            let text = self.ty(base);
            err!(
                self,
                &*x,
                MissingFieldOrMethod,
                "invalid argument: {text} has no single field {name}"
            );
            return false;
        };
        if matches!(self.types[obj].kind, ObjKind::Func(_)) {
            let text = self.ex(arg0);
            err!(
                self,
                arg0,
                InvalidOffsetof,
                "invalid argument: {text} is a method value"
            );
            return false;
        }
        if found.indirect {
            let text = self.ty(base);
            err!(
                self,
                &*x,
                InvalidOffsetof,
                "invalid argument: field {name} is embedded via a pointer in {text}"
            );
            return false;
        }
        let index = found.index.unwrap_or_default();
        self.record_selection(
            selx,
            Selection {
                kind: SelectionKind::FieldVal,
                recv: base,
                obj,
                index: index.clone(),
                indirect: false,
            },
        );
        let field = self.types.type_of(obj);
        let mode = if x.mode == Mode::Variable {
            Mode::Variable
        } else {
            Mode::Value
        };
        self.record_type_and_value(selx, mode, field, None);
        if self.has_var_size(base) {
            x.mode = Mode::Value;
            self.record_sig(b, Some(TypeId::UINTPTR), &[field]);
        } else {
            let offset = self.types.offset_of(base, &index);
            if offset < 0 {
                let text = self.op(x);
                err!(self, &*x, TypeTooLarge, "{text} is too large");
                return false;
            }
            x.mode = Mode::Constant;
            x.val = Value::Int(offset);
        }
        x.typ = TypeId::UINTPTR;
        true
    }

    /// Whether the size of a type depends on a type parameter. A type that contains itself is reported.
    fn has_var_size(&mut self, t: TypeId) -> bool {
        let t = self.types.unalias(t);
        match self.types[t].clone() {
            Type::Named(n) => {
                if let Some(known) = n.var_size {
                    return known;
                }
                if let Some(i) = self.obj_path.iter().position(|&o| o == n.obj) {
                    let cycle = self.obj_path[i..].to_vec();
                    let start = self.first_in_src(&cycle);
                    self.cycle_error(&cycle, start);
                    return true;
                }
                self.obj_path.push(n.obj);
                self.types.unpack(t);
                let rhs = self.types.named(t).and_then(|n| n.from_rhs);
                let var = rhs.is_some_and(|rhs| self.has_var_size(rhs));
                self.obj_path.pop();
                if let Some(n) = self.types.named_mut(t) {
                    n.var_size = Some(var);
                }
                var
            }
            Type::Array { elem, .. } => self.has_var_size(elem),
            Type::Struct(s) => s
                .fields
                .iter()
                .any(|&f| self.has_var_size(self.types.type_of(f))),
            Type::TypeParam(_) => true,
            _ => false,
        }
    }
}
