//! `complex`, `real`, `imag`, `min` and `max` (cmd/compile/internal/types2/builtins.go).

use super::BuiltinCall;
use crate::syntax::Operator;
use crate::text::Pos;
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::errors::Code::*;
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::object::{BuiltinId, Object};
use crate::types::operand::Operand;
use crate::types::report::{err, soft_err};
use crate::types::ty::{BasicKind, Interface, Term, Type};
use std::rc::Rc;

impl<'a> Checker<'a> {
    pub(super) fn builtin_complex(&mut self, x: &mut Operand, b: &mut BuiltinCall) -> bool {
        let mut y = b.args[1].clone();
        match (self.types.is_untyped(x.typ), self.types.is_untyped(y.typ)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.typ),
            (false, true) => self.convert_untyped(&mut y, x.typ),
            (true, true) => {
                if x.is_const() && y.is_const() {
                    for op in [&mut *x, &mut y] {
                        let numeric = self.types.is_basic(op.typ, BasicKind::is_numeric);
                        if numeric && op.val.imag().sign() == 0 {
                            op.typ = TypeId::UNTYPED_FLOAT;
                        }
                    }
                } else {
                    self.convert_untyped(x, TypeId::FLOAT64);
                    self.convert_untyped(&mut y, TypeId::FLOAT64);
                }
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !self.types.identical(x.typ, y.typ) {
            let (text, a, c) = (self.ex(b.e), self.ty(x.typ), self.ty(y.typ));
            err!(
                self,
                &*x,
                InvalidComplex,
                "invalid operation: {text} (mismatched types {a} and {c})"
            );
            return false;
        }
        let res = self.apply_type_func(x, b.id, |kind| {
            Some(match kind {
                BasicKind::Float32 => TypeId::COMPLEX64,
                BasicKind::Float64 => TypeId::COMPLEX128,
                BasicKind::UntypedFloat => TypeId::UNTYPED_COMPLEX,
                _ => return None,
            })
        });
        let Some(res) = res else {
            let text = self.ty(x.typ);
            err!(
                self,
                &*x,
                InvalidComplex,
                "invalid argument: arguments have type {text}, expected floating-point"
            );
            return false;
        };
        if x.is_const() && y.is_const() {
            let (re, im) = (x.val.to_float(), y.val.to_float().make_imag());
            x.val = Value::binary(&re, Operator::Add, &im, false);
        } else {
            x.mode = Mode::Value;
            self.record_sig(b, Some(res), &[x.typ, x.typ]);
        }
        x.typ = res;
        true
    }

    pub(super) fn builtin_real(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let is_real = b.id == BuiltinId::Real;
        if self.types.is_untyped(x.typ) {
            if x.is_const() {
                if self.types.is_basic(x.typ, BasicKind::is_numeric) {
                    x.typ = TypeId::UNTYPED_COMPLEX;
                }
            } else {
                self.convert_untyped(x, TypeId::COMPLEX128);
                if !x.is_valid() {
                    return false;
                }
            }
        }
        let res = self.apply_type_func(x, b.id, |kind| {
            Some(match kind {
                BasicKind::Complex64 => TypeId::FLOAT32,
                BasicKind::Complex128 => TypeId::FLOAT64,
                BasicKind::UntypedComplex => TypeId::UNTYPED_FLOAT,
                _ => return None,
            })
        });
        let Some(res) = res else {
            let code = if is_real { InvalidReal } else { InvalidImag };
            let text = self.ty(x.typ);
            err!(
                self,
                &*x,
                code,
                "invalid argument: argument has type {text}, expected complex type"
            );
            return false;
        };
        if x.is_const() {
            x.val = if is_real { x.val.real() } else { x.val.imag() };
        } else {
            x.mode = Mode::Value;
            self.record_sig(b, Some(res), &[x.typ]);
        }
        x.typ = res;
        true
    }

    /// The result type of complex, real and imag; for a type parameter a new one whose type set has the results.
    fn apply_type_func(
        &mut self,
        x: &Operand,
        id: BuiltinId,
        f: fn(BasicKind) -> Option<TypeId>,
    ) -> Option<TypeId> {
        let Some(tp) = self.types.as_type_param(x.typ) else {
            let u = self.types.under(x.typ);
            return f(self.types.basic_kind(u)?);
        };
        let mut terms = Vec::new();
        for t in self.specific_terms(tp)? {
            let u = self.types.under(t.typ?);
            let typ = f(self.types.basic_kind(u)?)?;
            terms.push(Term {
                tilde: t.tilde,
                typ: Some(typ),
            });
        }
        let code = match id {
            BuiltinId::Real => InvalidReal,
            BuiltinId::Imag => InvalidImag,
            _ => InvalidComplex,
        };
        let (text, name) = (self.op(x), id.name());
        soft_err!(
            self,
            x,
            code,
            "{text} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)"
        );
        let union = self.types.add(Type::Union(terms.into()));
        let bound = self.types.add(Type::Interface(Rc::new(Interface {
            embeddeds: Rc::new([union]),
            complete: true,
            ..Interface::default()
        })));
        let old = self.types.type_param(tp)?;
        let (index, name) = (old.index, self.types[old.obj].name.clone());
        let obj = Object::type_name(Pos::NONE, Some(self.pkg), name, None);
        let obj = self.types.add_object(obj);
        let new = self.types.new_type_param(obj, Some(bound));
        if let Some(p) = self.types.type_param_mut(new) {
            p.index = index;
        }
        Some(new)
    }

    pub(super) fn builtin_min(&mut self, x: &mut Operand, b: &mut BuiltinCall, name: &str) -> bool {
        self.verify_version(b.call.fun, 21, &format!("built-in {name}"));
        let op = if b.id == BuiltinId::Max {
            Operator::Gtr
        } else {
            Operator::Lss
        };
        for i in 0..b.args.len() {
            let mut a = b.args[i].clone();
            if !self.types.all_basic(a.typ, BasicKind::is_ordered) {
                let text = self.op(&a);
                err!(
                    self,
                    &a,
                    InvalidMinMaxOperand,
                    "invalid argument: {text} cannot be ordered"
                );
                return false;
            }
            if i == 0 {
                continue;
            }
            self.match_types(x, &mut a);
            if !x.is_valid() {
                return false;
            }
            if !self.types.identical(x.typ, a.typ) {
                let (p, t, text) = (self.ty(x.typ), self.ty(a.typ), self.src(&a.expr));
                err!(
                    self,
                    &a,
                    MismatchedTypes,
                    "invalid argument: mismatched types {p} (previous argument) and {t} (type of {text})"
                );
                return false;
            }
            if x.is_const() && a.is_const() {
                if Value::compare(&a.val, op, &x.val) {
                    *x = a.clone();
                }
            } else {
                x.mode = Mode::Value;
            }
            b.args[i] = a;
        }
        if !x.is_const() {
            x.mode = Mode::Value;
            // A value that is no constant must have a type.
            let context = format!("argument to built-in {name}");
            self.assignment(x, Some(TypeId::EMPTY_INTERFACE), &context);
            if !x.is_valid() {
                return false;
            }
        }
        for a in &b.args {
            if let Some(e) = a.expr_id() {
                self.update_expr_type(e, x.typ, true);
            }
        }
        if !x.is_const() {
            let types = vec![x.typ; b.args.len()];
            self.record_sig(b, Some(x.typ), &types);
        }
        true
    }
}
