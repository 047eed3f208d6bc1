//! Operands: the intermediate results of checking an expression (cmd/compile/internal/types2/operand.go).

use super::check::Checker;
use super::constant::Value;
use super::errors::Code;
use super::ids::TypeId;
use super::info::Mode;
use super::instantiate::implements;
use super::object::BuiltinId;
use super::ty::{ChanDir, Term, Type};
use crate::syntax::ExprId;
use crate::text::Pos;
use std::rc::Rc;

/// What an operand is called in messages.
#[derive(Clone, Debug, Default)]
pub enum Src {
    /// It has no expression.
    #[default]
    None,
    /// An expression of the program.
    Expr(ExprId),
    /// A made-up name at a place (`1st function result`).
    Text(Pos, Rc<str>),
}

impl From<ExprId> for Src {
    fn from(e: ExprId) -> Src {
        Src::Expr(e)
    }
}

/// The result of checking an expression.
#[derive(Clone, Debug)]
pub struct Operand {
    /// What it is; `Invalid` after an error, which was reported.
    pub mode: Mode,
    /// The expression.
    pub expr: Src,
    /// The type; the invalid type where there is none.
    pub typ: TypeId,
    /// The value, if `mode` is `Constant`.
    pub val: Value,
    /// The built-in function, if `mode` is `Builtin`.
    pub id: BuiltinId,
}

impl Default for Operand {
    fn default() -> Self {
        Operand {
            mode: Mode::Invalid,
            expr: Src::None,
            typ: TypeId::INVALID,
            val: Value::Unknown,
            id: BuiltinId::Append,
        }
    }
}

impl Operand {
    /// An invalid operand.
    pub fn new() -> Operand {
        Operand::default()
    }

    /// A value of some type.
    pub fn value(expr: impl Into<Src>, typ: TypeId) -> Operand {
        Operand {
            mode: Mode::Value,
            expr: expr.into(),
            typ,
            ..Operand::default()
        }
    }

    /// Whether no error was found.
    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    /// Marks it as erroneous.
    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    /// Whether it is `nil` (typed or not).
    pub fn is_nil(&self) -> bool {
        self.mode == Mode::NilValue
    }

    /// Whether it is a constant.
    pub fn is_const(&self) -> bool {
        self.mode == Mode::Constant
    }

    /// The expression, if it is one of the program.
    pub fn expr_id(&self) -> Option<ExprId> {
        match self.expr {
            Src::Expr(e) => Some(e),
            _ => None,
        }
    }
}

fn mode_string(mode: Mode) -> &'static str {
    match mode {
        Mode::Invalid => "invalid operand",
        Mode::NoValue => "no value",
        Mode::Builtin => "built-in",
        Mode::TypExpr => "type",
        Mode::Constant => "constant",
        Mode::Variable => "variable",
        Mode::MapIndex => "map index expression",
        Mode::Value => "value",
        Mode::NilValue => "nil",
        Mode::CommaOk => "comma, ok expression",
        Mode::CommaErr => "comma, error expression",
    }
}

impl<'a> Checker<'a> {
    /// The expression of an operand as text; empty if it has none.
    pub(in crate::types) fn src(&self, src: &Src) -> String {
        match src {
            Src::None => String::new(),
            Src::Expr(e) => self.ast.string_of(*e),
            Src::Text(_, text) => text.to_string(),
        }
    }

    /// The operand as it stands in messages: `x (variable of type int)`.
    pub(in crate::types) fn op(&mut self, x: &Operand) -> String {
        if x.is_nil() {
            return match x.typ {
                TypeId::INVALID => "nil (with invalid type)".into(),
                TypeId::UNTYPED_NIL => "nil".into(),
                t => format!("nil (of type {})", self.ty(t)),
            };
        }
        let expr = match (&x.expr, x.mode) {
            (Src::None, Mode::Builtin) => x.id.name().to_string(),
            (Src::None, Mode::TypExpr) => self.ty(x.typ),
            (Src::None, Mode::Constant) => x.val.to_string(),
            (src, _) => self.src(src),
        };
        let mut buf = String::new();
        if !expr.is_empty() {
            buf.push_str(&expr);
            buf.push_str(" (");
        }
        let typeless = matches!(
            x.mode,
            Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::TypExpr
        );
        let untyped = !typeless && self.types.is_untyped(x.typ);
        if untyped {
            buf.push_str(self.types.basic_kind(x.typ).map_or("", |k| k.name()));
            buf.push(' ');
        }
        buf.push_str(mode_string(x.mode));
        if x.is_const() {
            let val = x.val.to_string();
            if val != expr {
                buf.push(' ');
                buf.push_str(&val);
            }
        }
        if !typeless && !untyped {
            self.op_type(&mut buf, x.typ);
        }
        if !expr.is_empty() {
            buf.push(')');
        }
        buf
    }

    fn op_type(&mut self, buf: &mut String, t: TypeId) {
        if !self.types.is_valid(t) {
            buf.push_str(" with invalid type");
            return;
        }
        buf.push_str(" of ");
        if self.types.is_generic(t) {
            buf.push_str("generic ");
        }
        let tpar = self.types.as_type_param(t);
        if tpar.is_none() && matches!(self.types[t], Type::Alias(_) | Type::Named(_)) {
            let what = self.composite_kind(t);
            if what.is_empty() {
                let u = self.types.under(t);
                buf.push_str(&self.ty(u));
            } else {
                buf.push_str(what);
            }
            buf.push(' ');
        }
        buf.push_str("type ");
        buf.push_str(&self.ty(t));
        if let Some(p) = tpar {
            if let Some(bound) = self.types.type_param(p).and_then(|p| p.bound) {
                buf.push_str(" constrained by ");
                buf.push_str(&self.ty(bound));
            }
            if self.types.has_empty_typeset(p) {
                buf.push_str(" with empty type set");
            }
        }
    }

    /// Whether it is a signature with type parameters.
    pub(in crate::types) fn is_generic_func(&self, t: TypeId) -> bool {
        self.types
            .signature(t)
            .is_some_and(|s| !s.tparams.is_empty())
    }

    /// What kind of composite type it is, empty for predeclared ones (types2: `compositeKind`).
    pub(in crate::types) fn composite_kind(&mut self, t: TypeId) -> &'static str {
        let u = self.types.under(t);
        match self.types[u] {
            Type::Array { .. } => "array",
            Type::Slice { .. } => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer { .. } => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple(_) => "tuple",
            Type::Union(_) => "union",
            _ => "",
        }
    }

    /// The terms of a type parameter's type set, none of them `None`; nothing if it has no specific types.
    pub(in crate::types) fn specific_terms(&mut self, t: TypeId) -> Option<Vec<Term>> {
        let iface = self.types.type_param_iface(t);
        let set = self.types.type_set(iface);
        if set.is_all_terms() || set.terms.is_empty() {
            return None;
        }
        Some(set.terms.to_vec())
    }

    /// Whether `x` can be assigned to a variable of type `t`; the cause is set for some failures (types2: `operand.assignableTo`).
    pub(in crate::types) fn assignable_to(
        &mut self,
        x: &Operand,
        orig_t: TypeId,
        cause: Option<&mut String>,
    ) -> Result<(), Code> {
        if !x.is_valid() || !self.types.is_valid(orig_t) {
            return Ok(());
        }
        let (v, t) = (self.types.unalias(x.typ), self.types.unalias(orig_t));
        if self.types.identical(v, t) {
            return Ok(());
        }
        let (vu, tu) = (self.types.under(v), self.types.under(t));
        let (vp, tp) = (self.types.is_type_param(v), self.types.is_type_param(t));
        if self.types.is_untyped(vu) {
            let ok = if tp {
                self.specific_terms(t).is_some_and(|terms| {
                    terms.iter().all(|term| {
                        let typ = term.typ.unwrap_or(TypeId::INVALID);
                        self.implicit_type_and_value(x, typ).is_ok()
                    })
                })
            } else {
                self.implicit_type_and_value(x, t).is_ok()
            };
            return if ok {
                Ok(())
            } else {
                Err(Code::IncompatibleAssign)
            };
        }
        let nameless = !self.types.has_name(v) || !self.types.has_name(t);
        if nameless && !vp && !tp && self.types.identical(vu, tu) {
            return Ok(());
        }
        let mut cause = cause;
        let to_interface = matches!(self.types[tu], Type::Interface(_)) && !tp;
        if to_interface || self.types.is_interface_ptr(tu) {
            if implements(self, v, t, false, cause.as_deref_mut()) {
                return Ok(());
            }
            if !vp {
                return Err(Code::InvalidIfaceAssign);
            }
            if let Some(c) = cause.as_deref_mut() {
                c.clear();
            }
        }
        if matches!(self.types[vu], Type::Interface(_))
            && !vp
            && implements(self, t, v, false, None)
        {
            if let Some(c) = cause {
                *c = "need type assertion".into();
            }
            return Err(Code::IncompatibleAssign);
        }
        if let (
            Type::Chan {
                dir: ChanDir::SendRecv,
                elem: ve,
            },
            Type::Chan { elem: te, .. },
        ) = (&self.types[vu], &self.types[tu])
        {
            let (ve, te) = (*ve, *te);
            if self.types.identical(ve, te) {
                return if nameless {
                    Ok(())
                } else {
                    Err(Code::InvalidChanAssign)
                };
            }
        }
        if !vp && !tp {
            return Err(Code::IncompatibleAssign);
        }
        self.assignable_by_terms(x, (v, vp), (t, tp), orig_t, cause)
    }

    /// The rules for type parameters: each type of the type set must be assignable.
    fn assignable_by_terms(
        &mut self,
        x: &Operand,
        (v, vp): (TypeId, bool),
        (t, tp): (TypeId, bool),
        orig_t: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), Code> {
        const FAIL: Result<(), Code> = Err(Code::IncompatibleAssign);
        if tp && !self.types.has_name(v) {
            let Some(terms) = self.specific_terms(t) else {
                return FAIL;
            };
            for term in terms {
                let typ = term.typ.unwrap_or(TypeId::INVALID);
                let r = self.assignable_to(x, typ, cause.as_deref_mut());
                if r.is_err() {
                    let why = format!(
                        "cannot assign {} to {} (in {})",
                        self.ty(x.typ),
                        self.ty(typ),
                        self.ty(t)
                    );
                    wrap_cause(cause, why);
                    return r;
                }
            }
            return Ok(());
        }
        if vp && !self.types.has_name(t) {
            let Some(terms) = self.specific_terms(v) else {
                return FAIL;
            };
            let mut x = x.clone();
            for term in terms {
                x.typ = term.typ.unwrap_or(TypeId::INVALID);
                let r = self.assignable_to(&x, t, cause.as_deref_mut());
                if r.is_err() {
                    let why = format!(
                        "cannot assign {} (in {}) to {}",
                        self.ty(x.typ),
                        self.ty(v),
                        self.ty(orig_t)
                    );
                    wrap_cause(cause, why);
                    return r;
                }
            }
            return Ok(());
        }
        FAIL
    }
}

/// Puts a line above the cause that is known so far.
pub(in crate::types) fn wrap_cause(cause: Option<&mut String>, mut why: String) {
    if let Some(c) = cause {
        if !c.is_empty() {
            why.push_str("\n\t");
            why.push_str(c);
        }
        *c = why;
    }
}
