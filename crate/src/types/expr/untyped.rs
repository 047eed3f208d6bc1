//! Untyped expressions get their final type where they are used (cmd/compile/internal/types2/expr.go, `updateExprType`).

use crate::syntax::{ExprId, ExprKind, Operator};
use crate::types::Code;
use crate::types::check::{Checker, ExprInfo};
use crate::types::ids::TypeId;
use crate::types::operand::{Operand, Src};
use crate::types::report::err;
use crate::types::ty::BasicKind;

impl<'a> Checker<'a> {
    /// Records the type of an expression that was untyped, and of its parts. A chain of operations is as deep as it is long,
    /// so its left operands are followed in a loop.
    pub(in crate::types) fn update_expr_type(&mut self, e: ExprId, typ: TypeId, is_final: bool) {
        let mut spine = Vec::new();
        let mut next = Some(e);
        while let Some(e) = next.take() {
            let Some(old) = self.untyped.get(&e).cloned() else {
                break;
            };
            let mut right = None;
            match *self.ast.kind(e) {
                ExprKind::Name(_)
                | ExprKind::BasicLit(_)
                | ExprKind::SelectorExpr { .. }
                | ExprKind::CallExpr(_) => {}
                ExprKind::ParenExpr(x) => next = Some(x),
                ExprKind::Operation {
                    op: Operator::Mul,
                    y: None,
                    ..
                } => break,
                // The parts of a constant keep their own types; the operands of a comparison have theirs already.
                ExprKind::Operation { op, x, y } => {
                    if old.val.is_none() && !op.is_comparison() {
                        next = Some(x);
                        right = y.filter(|_| !op.is_shift());
                    }
                }
                _ => break,
            }
            spine.push((e, old, right));
        }
        while let Some((e, old, right)) = spine.pop() {
            if let Some(y) = right {
                self.update_expr_type(y, typ, is_final);
            }
            self.finish_expr_type(e, old, typ, is_final);
        }
    }

    fn finish_expr_type(&mut self, e: ExprId, old: ExprInfo, typ: TypeId, is_final: bool) {
        if !is_final && self.types.is_untyped(typ) {
            if let Some(info) = self.untyped.get_mut(&e) {
                info.typ = typ;
            }
            return;
        }
        self.untyped.remove(&e);
        if old.is_lhs && !self.types.all_basic(typ, BasicKind::is_integer) {
            let (text, t) = (self.ex(e), self.ty(typ));
            err!(
                self,
                e,
                Code::InvalidShiftOperand,
                "invalid operation: shifted operand {text} (type {t}) must be integer"
            );
            return;
        }
        let val = old.val;
        if let Some(v) = &val {
            let mut c = Operand {
                mode: old.mode,
                expr: e.into(),
                typ: old.typ,
                val: v.clone(),
                ..Operand::default()
            };
            self.convert_untyped(&mut c, typ);
            if !c.is_valid() {
                return;
            }
        }
        self.record_type_and_value(e, old.mode, typ, val);
    }

    pub(super) fn update_src_type(&mut self, src: &Src, typ: TypeId) {
        if let Src::Expr(e) = *src {
            self.update_expr_type(e, typ, true);
        }
    }
}
