//! Expressions (cmd/compile/internal/types2/expr.go).
//!
//! An untyped expression (a constant, a comparison, some shifts) gets its final type only where it is used. Until then it stands in
//! `Checker::untyped`; `update_expr_type` then walks down again and records the type of every part.

mod assert;
mod binary;
mod compare;
mod shift;
mod unary;
mod untyped;

use crate::syntax::{ExprId, ExprKind, Operator};
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::operand::{Operand, Src};
use crate::types::report::err;
use crate::types::ty::Type;
use crate::types::under::common_under;

/// What kind of expression it is, for statements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::types) enum ExprClass {
    Conversion,
    Expression,
    Statement,
}

/// Where a generic function is assigned to, so that its type arguments can be inferred.
#[derive(Clone, Debug)]
pub(in crate::types) struct Target {
    pub(in crate::types) sig: TypeId,
    pub(in crate::types) desc: String,
}

impl<'a> Checker<'a> {
    /// The common underlying type, if there is one.
    pub(in crate::types) fn core(&mut self, t: TypeId) -> Option<TypeId> {
        common_under(self, t, |_, _| Ok(())).ok()
    }

    pub(in crate::types) fn is_pointer(&mut self, t: TypeId) -> bool {
        let u = self.types.under(t);
        matches!(self.types[u], Type::Pointer { .. })
    }

    /// The target of an assignment, if it is of function type.
    pub(in crate::types) fn new_target(&mut self, t: Option<TypeId>, desc: &str) -> Option<Target> {
        let sig = self.core(t?)?;
        self.types.signature(sig)?;
        Some(Target {
            sig,
            desc: desc.into(),
        })
    }

    /// Checks any expression and records it; generic functions and types only if they are allowed.
    pub(in crate::types) fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
        allow_generic: bool,
    ) -> ExprClass {
        if !self.enter(self.ast.pos(e)) {
            *x = Operand::new();
            x.expr = e.into();
            return ExprClass::Statement;
        }
        let class = self.expr_internal(target, x, e, hint);
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        self.leave();
        class
    }

    /// Reports a generic function or type that was not instantiated.
    pub(in crate::types) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if !x.is_valid() || x.mode == Mode::NoValue {
            return;
        }
        let what = if self.types.is_generic(x.typ) {
            "type"
        } else if self.is_generic_func(x.typ) {
            if target.is_some() {
                let pos = self.src_pos(x);
                self.func_inst(target, pos, x, None, true);
                return;
            }
            "function"
        } else {
            return;
        };
        let text = self.src(&x.expr);
        err!(
            self,
            &*x,
            Code::WrongTypeArgCount,
            "cannot use generic {what} {text} without instantiation"
        );
        x.invalidate();
        x.typ = TypeId::INVALID;
    }

    /// The position of an operand's expression.
    pub(in crate::types) fn src_pos(&self, x: &Operand) -> crate::text::Pos {
        match x.expr {
            Src::None => crate::text::Pos::NONE,
            Src::Expr(e) => self.ast.pos(e),
            Src::Text(pos, _) => pos,
        }
    }

    fn expr_internal(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
    ) -> ExprClass {
        x.invalidate();
        x.typ = TypeId::INVALID;
        let ast = self.ast;
        match ast.kind(e) {
            ExprKind::BadExpr => {}
            ExprKind::Name(_) => {
                self.ident(x, e, false);
                x.expr = e.into();
                return ExprClass::Expression;
            }
            ExprKind::DotsType { .. } => {
                self.error(e, Code::InvalidSyntaxTree, "invalid use of ...")
            }
            ExprKind::BasicLit(lit) => {
                if !lit.bad {
                    self.basic_lit(x, e, lit);
                }
            }
            &ExprKind::FuncLit { ty, body } => self.func_lit(x, e, ty, body),
            ExprKind::CompositeLit(lit) => self.composite_lit(x, e, lit, hint),
            &ExprKind::ParenExpr(inner) => {
                // Parentheses take part in nothing: a target does not reach inside.
                let class = self.raw_expr(None, x, inner, None, false);
                x.expr = e.into();
                return class;
            }
            ExprKind::SelectorExpr { .. } => {
                self.selector(x, e, false);
                x.expr = e.into();
                return ExprClass::Expression;
            }
            &ExprKind::IndexExpr { x: inner, index } => {
                if self.index_expr(x, e, inner, index) {
                    self.func_inst(target, ast.pos(e), x, Some(e), true);
                }
            }
            ExprKind::SliceExpr {
                x: inner,
                index,
                full,
            } => self.slice_expr(x, e, *inner, index, *full),
            &ExprKind::AssertExpr { x: inner, ty } => self.assert_expr(x, e, inner, ty),
            &ExprKind::TypeSwitchGuard { x: inner, .. } => {
                self.error(
                    e,
                    Code::InvalidSyntaxTree,
                    "use of .(type) outside type switch",
                );
                self.use_exprs(&[inner]);
                x.invalidate();
            }
            ExprKind::CallExpr(call) => return self.call_expr(x, e, call),
            ExprKind::ListExpr(_) => {
                self.error(e, Code::InvalidSyntaxTree, "unexpected list of expressions")
            }
            &ExprKind::Operation {
                op,
                x: inner,
                y: None,
            } => {
                if op == Operator::Mul {
                    self.indirection(x, inner);
                } else {
                    self.unary(x, e, op, inner);
                    if x.is_valid() && op == Operator::Recv {
                        x.expr = e.into();
                        return ExprClass::Statement;
                    }
                }
            }
            &ExprKind::Operation {
                op,
                x: lhs,
                y: Some(rhs),
            } => self.binary_chain(x, e, lhs, rhs, op),
            ExprKind::KeyValueExpr { .. } => {
                self.error(e, Code::InvalidSyntaxTree, "no key:value expected")
            }
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType { .. }
            | ExprKind::StructType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                x.mode = Mode::TypExpr;
                x.typ = self.typ(e);
                x.expr = e.into();
                return ExprClass::Expression;
            }
        }
        x.expr = e.into();
        if x.is_valid() {
            ExprClass::Expression
        } else {
            // No complaint that the value is not used.
            ExprClass::Statement
        }
    }

    /// Checks an expression with a single value.
    pub(in crate::types) fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId) {
        self.raw_expr(target, x, e, None, false);
        self.must_be_value(x);
        self.single_value(x);
    }

    /// Like `expr`; the value may be a generic function.
    pub(in crate::types) fn generic_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
    ) {
        self.raw_expr(None, x, e, hint, true);
        self.must_be_value(x);
        self.single_value(x);
    }

    /// Checks an expression that may have several values, or with `allow_comma_ok` a second boolean one; whether it has that.
    pub(in crate::types) fn multi_expr(
        &mut self,
        e: ExprId,
        allow_comma_ok: bool,
    ) -> (Vec<Operand>, bool) {
        let mut x = Operand::new();
        self.raw_expr(None, &mut x, e, None, false);
        self.must_be_value(&mut x);
        let pos = self.ast.start_pos(e);
        if x.is_valid()
            && let Type::Tuple(vars) = self.types[x.typ].clone()
        {
            let list = vars
                .iter()
                .enumerate()
                .map(|(i, &v)| {
                    let text = format!("{} function result", nth(i + 1));
                    self.named_value(pos, &text, self.types.type_of(v))
                })
                .collect();
            return (list, false);
        }
        let comma_ok = matches!(x.mode, Mode::MapIndex | Mode::CommaOk | Mode::CommaErr);
        if allow_comma_ok && comma_ok {
            let ok = self.named_value(
                pos,
                "ok value of (comma, ok) expression",
                TypeId::UNTYPED_BOOL,
            );
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    pub(in crate::types) fn expr_or_type(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        allow_generic: bool,
    ) {
        self.raw_expr(None, x, e, None, allow_generic);
        if x.mode == Mode::NoValue {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::TooManyValues,
                "{text} used as value or type"
            );
            x.invalidate();
        }
        self.single_value(x);
    }

    /// Reports an operand that is no value.
    pub(in crate::types) fn must_be_value(&mut self, x: &mut Operand) {
        let (code, what) = match x.mode {
            Mode::NoValue => (Code::TooManyValues, "used as value"),
            Mode::Builtin => (Code::UncalledBuiltin, "must be called"),
            Mode::TypExpr => (Code::NotAnExpr, "is not an expression"),
            _ => return,
        };
        let text = self.op(x);
        err!(self, &*x, code, "{text} {what}");
        x.invalidate();
    }

    /// Reports an operand with several values.
    pub(in crate::types) fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.types[x.typ], Type::Tuple(_)) {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::TooManyValues,
                "multiple-value {text} in single-value context"
            );
            x.invalidate();
        }
    }
}

/// An ordinal number.
fn nth(n: usize) -> String {
    let ext = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{ext}")
}
