//! Conversions `T(x)` (cmd/compile/internal/types2/conversions.go).

use super::check::Checker;
use super::constant::{Kind, Value};
use super::constants::representable_const;
use super::errors::Code::InvalidConversion;
use super::ids::TypeId;
use super::info::Mode;
use super::operand::{Operand, wrap_cause};
use super::report::err;
use super::ty::{BasicKind, Type};

impl<'a> Checker<'a> {
    /// Converts an operand to a type.
    pub(in crate::types) fn conversion(&mut self, x: &mut Operand, t: TypeId) {
        let const_arg = x.is_const();
        let const_type = self.types.is_basic(t, BasicKind::is_const_type);
        let mut cause = String::new();
        let ok = if const_arg && const_type {
            match self.const_convertible(x, t) {
                Some(val) => {
                    x.val = val;
                    true
                }
                None => {
                    let int = BasicKind::is_integer;
                    if self.types.is_basic(x.typ, int) && self.types.is_basic(t, int) {
                        let (val, text) = (x.val.to_string(), self.ty(t));
                        err!(
                            self,
                            &*x,
                            InvalidConversion,
                            "constant {val} overflows {text}"
                        );
                        x.invalidate();
                        return;
                    }
                    // The message tells the integer that was looked at (types2: `representableConst`, `rounded`).
                    if self.types.is_basic(t, int) && x.val.to_int().kind() == Kind::Int {
                        x.val = x.val.to_int();
                    }
                    false
                }
            }
        } else if const_arg && self.types.is_type_param(t) {
            let ok = self.const_to_type_param(x, t, &mut cause);
            x.mode = Mode::Value;
            ok
        } else if self.convertible_to(x, t, &mut cause) {
            x.mode = Mode::Value;
            true
        } else {
            false
        };
        if !ok {
            let (text, typ) = (self.op(x), self.ty(t));
            let why = if cause.is_empty() {
                String::new()
            } else {
                format!(": {cause}")
            };
            err!(
                self,
                &*x,
                InvalidConversion,
                "cannot convert {text} to type {typ}{why}"
            );
            x.invalidate();
            return;
        }
        self.final_untyped(x, t, const_arg, const_type);
        x.typ = t;
    }

    /// The type that an untyped operand has before it is converted.
    fn final_untyped(&mut self, x: &Operand, t: TypeId, const_arg: bool, const_type: bool) {
        if !self.types.is_untyped(x.typ) {
            return;
        }
        let mut last = t;
        if x.typ == TypeId::UNTYPED_NIL {
            // nil takes the type of the conversion
        } else if self.types.is_non_type_param_interface(t) || const_arg && !const_type {
            last = self.types.default_type(x.typ);
        } else if x.is_const()
            && self.types.is_basic(x.typ, BasicKind::is_integer)
            && self.types.all_basic(t, BasicKind::is_string)
        {
            last = x.typ;
        }
        if let Some(e) = x.expr_id() {
            self.update_expr_type(e, last, true);
        }
    }

    /// The value of a constant converted to a type with a predeclared underlying type.
    fn const_convertible(&mut self, x: &Operand, t: TypeId) -> Option<Value> {
        let u = self.types.under(t);
        let kind = self.types.basic_kind(u)?;
        if let Some(val) = representable_const(&x.val, kind) {
            return Some(val);
        }
        if !kind.is_string() || !self.types.is_basic(x.typ, BasicKind::is_integer) {
            return None;
        }
        let c = x.val.uint64_val().and_then(|c| u32::try_from(c).ok());
        let c = c.and_then(char::from_u32).unwrap_or('\u{FFFD}');
        Some(Value::string(c.to_string().as_bytes()))
    }

    fn const_to_type_param(&mut self, x: &Operand, t: TypeId, cause: &mut String) -> bool {
        for term in self.types.terms(t) {
            let Some((_, u)) = term else {
                *cause = format!("{} does not contain specific types", self.ty(t));
                return false;
            };
            if self.types.is_basic(x.typ, BasicKind::is_string) && self.is_bytes_or_runes(u) {
                continue;
            }
            if self.const_convertible(x, u).is_some() {
                continue;
            }
            let int = BasicKind::is_integer;
            let overflows = self.types.is_basic(x.typ, int) && self.types.is_basic(u, int);
            *cause = if overflows {
                let val = x.val.to_string();
                format!(
                    "constant {val} overflows {} (in {})",
                    self.ty(u),
                    self.ty(t)
                )
            } else {
                let text = self.op(x);
                format!(
                    "cannot convert {text} to type {} (in {})",
                    self.ty(u),
                    self.ty(t)
                )
            };
            return false;
        }
        true
    }

    /// Whether a value that is no constant (or whose result is none) can be converted to a type.
    pub(in crate::types) fn convertible_to(
        &mut self,
        x: &Operand,
        orig_t: TypeId,
        cause: &mut String,
    ) -> bool {
        if self.assignable_to(x, orig_t, Some(cause)).is_ok() {
            return true;
        }
        let (v, t) = (self.types.unalias(x.typ), self.types.unalias(orig_t));
        let (vu, tu) = (self.types.under(v), self.types.under(t));
        let (vp, tp) = (self.types.is_type_param(v), self.types.is_type_param(t));
        if !vp && !tp && self.types.identical_ignore_tags(vu, tu) {
            return true;
        }
        if let (&Type::Pointer { elem: ve }, &Type::Pointer { elem: te }) =
            (&self.types[v], &self.types[t])
        {
            let (veu, teu) = (self.types.under(ve), self.types.under(te));
            if self.types.identical_ignore_tags(veu, teu)
                && !self.types.is_type_param(ve)
                && !self.types.is_type_param(te)
            {
                return true;
            }
        }
        if self.basic_convertible(vu, tu) {
            return true;
        }
        if let Some(ok) = self.slice_to_array(vu, tu, cause) {
            return ok;
        }
        (vp || tp) && self.convertible_terms(x, (v, vp), (t, tp), orig_t, cause)
    }

    fn basic_convertible(&mut self, vu: TypeId, tu: TypeId) -> bool {
        let types = &mut *self.types;
        let number = |k: BasicKind| k.is_integer() || k.is_float();
        if types.is_basic(vu, number) && types.is_basic(tu, number) {
            return true;
        }
        let complex = BasicKind::is_complex;
        if types.is_basic(vu, complex) && types.is_basic(tu, complex) {
            return true;
        }
        let v_int = types.is_basic(vu, BasicKind::is_integer);
        let (v_str, t_str) = (
            types.is_basic(vu, BasicKind::is_string),
            types.is_basic(tu, BasicKind::is_string),
        );
        if t_str && (v_int || self.is_bytes_or_runes(vu)) || v_str && self.is_bytes_or_runes(tu) {
            return true;
        }
        let pointer = |check: &mut Self, u: TypeId| {
            matches!(
                check.types[u],
                Type::Pointer { .. } | Type::Basic(BasicKind::Uintptr)
            )
        };
        let is_unsafe = |check: &mut Self, u: TypeId| {
            matches!(check.types[u], Type::Basic(BasicKind::UnsafePointer))
        };
        pointer(self, vu) && is_unsafe(self, tu) || is_unsafe(self, vu) && pointer(self, tu)
    }

    /// Slices convert to arrays and pointers to arrays of the same elements.
    fn slice_to_array(&mut self, vu: TypeId, tu: TypeId, cause: &mut String) -> Option<bool> {
        let Type::Slice { elem } = self.types[vu] else {
            return None;
        };
        let (array, minor, what) = match self.types[tu] {
            Type::Array { .. } => (tu, 20, "array"),
            Type::Pointer { elem } => (self.types.under(elem), 17, "array pointer"),
            _ => return None,
        };
        let Type::Array { elem: ae, .. } = self.types[array] else {
            return None;
        };
        if !self.types.identical(elem, ae) {
            return None;
        }
        if self.allow_version(minor) {
            return Some(true);
        }
        *cause = format!("conversion of slice to {what} requires go1.{minor} or later");
        Some(false)
    }

    /// For type parameters each type of the type set must be convertible.
    fn convertible_terms(
        &mut self,
        x: &Operand,
        (v, vp): (TypeId, bool),
        (t, tp): (TypeId, bool),
        orig_t: TypeId,
        cause: &mut String,
    ) -> bool {
        let from = match vp {
            true => self.specific_terms(v),
            false => Some(Vec::new()),
        };
        let to = match tp {
            true => self.specific_terms(t),
            false => Some(Vec::new()),
        };
        let (Some(from), Some(to)) = (from, to) else {
            return false;
        };
        let froms: Vec<TypeId> = if vp {
            from.iter().filter_map(|t| t.typ).collect()
        } else {
            vec![x.typ]
        };
        let tos: Vec<TypeId> = if tp {
            to.iter().filter_map(|t| t.typ).collect()
        } else {
            vec![t]
        };
        let mut one = x.clone();
        for &f in &froms {
            one.typ = f;
            for &to in &tos {
                if self.convertible_to(&one, to, cause) {
                    continue;
                }
                let target = if tp { to } else { orig_t };
                let why = format!(
                    "cannot convert {}{} to type {}{}",
                    self.ty(f),
                    if vp {
                        format!(" (in {})", self.ty(v))
                    } else {
                        String::new()
                    },
                    self.ty(target),
                    if tp {
                        format!(" (in {})", self.ty(t))
                    } else {
                        String::new()
                    },
                );
                wrap_cause(Some(cause), why);
                return false;
            }
        }
        true
    }

    fn is_bytes_or_runes(&mut self, t: TypeId) -> bool {
        let u = self.types.under(t);
        let Type::Slice { elem } = self.types[u] else {
            return false;
        };
        self.types
            .is_basic(elem, |k| matches!(k, BasicKind::Uint8 | BasicKind::Int32))
    }
}
