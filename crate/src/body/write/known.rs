//! Conditions whose outcome is known, and statements behind which nothing runs.
//! Source: cmd/compile/internal/noder/writer.go, staticBool, terminates, hasFallthrough.

use super::package::PkgWriter;
use crate::syntax::{BranchKind, ExprId, ExprKind, Operator, StmtId, StmtKind};

impl PkgWriter<'_> {
    /// What is known of a condition: 1 always true, −1 always false, 0 unknown. Parts without influence are cut off:
    /// [`PkgWriter::simplified`] then names the part that stands for the whole.
    pub(super) fn static_bool(&mut self, cond: ExprId) -> i8 {
        let cond = self.simplified(cond);
        if let Some(val) = self.value(cond) {
            return if val.bool_val() { 1 } else { -1 };
        }
        let ExprKind::Operation { op, x, y } = *self.ast.kind(cond) else {
            return 0;
        };
        match (op, y) {
            (Operator::Not, None) => self.static_bool(x),
            (Operator::AndAnd, Some(y)) => self.static_logic(cond, x, y, -1),
            (Operator::OrOr, Some(y)) => self.static_logic(cond, x, y, 1),
            _ => 0,
        }
    }

    /// `x && y` (`decides` is −1: one false operand decides) or `x || y` (`decides` is 1).
    fn static_logic(&mut self, whole: ExprId, x: ExprId, y: ExprId, decides: i8) -> i8 {
        let known_x = self.static_bool(x);
        if known_x == decides {
            self.simplify(whole, x);
            return known_x;
        }
        let known_y = self.static_bool(y);
        if known_x == -decides || known_y == decides {
            let x = self.simplified(x);
            if self.value(x).is_some() {
                self.simplify(whole, y);
            }
            return known_y;
        }
        0
    }

    /// Whether nothing runs behind the statement. Not the specification's "terminating statement": only what the
    /// compiler uses to leave out dead code.
    pub(super) fn terminates(&mut self, stmt: Option<StmtId>) -> bool {
        let Some(stmt) = stmt else { return false };
        match &self.ast[stmt].kind {
            StmtKind::BranchStmt(b) => b.tok == BranchKind::Goto || self.range_funcs.is_exit(stmt),
            StmtKind::ReturnStmt { .. } => true,
            StmtKind::ExprStmt(x) => self.is_panic(*x),
            StmtKind::IfStmt(s) => {
                let (cond, then, els) = (s.cond, s.then, s.els);
                let Some(cond) = cond else { return false };
                let known = self.static_bool(cond);
                (known < 0 || self.terminates(Some(then))) && (known > 0 || self.terminates(els))
            }
            StmtKind::BlockStmt(b) => {
                let last = self.last_non_empty(&b.list);
                self.terminates(last)
            }
            _ => false,
        }
    }

    fn is_panic(&self, x: ExprId) -> bool {
        let ExprKind::CallExpr(call) = self.ast.kind(self.ast.unparen(x)) else {
            return false;
        };
        let fun = self.ast.unparen(call.fun);
        self.ast.name(fun).is_some_and(|n| &**n == "panic") && self.is_builtin(fun)
    }

    fn last_non_empty(&self, list: &[StmtId]) -> Option<StmtId> {
        let is_empty = |s: StmtId| matches!(self.ast[s].kind, StmtKind::EmptyStmt);
        list.iter().rev().copied().find(|&s| !is_empty(s))
    }

    /// Whether the last statement, labels aside, is `fallthrough`.
    pub(super) fn has_fallthrough(&self, list: &[StmtId]) -> bool {
        let mut last = self.last_non_empty(list);
        while let Some(stmt) = last {
            match &self.ast[stmt].kind {
                StmtKind::LabeledStmt { stmt, .. } => last = Some(*stmt),
                StmtKind::BranchStmt(b) => return b.tok == BranchKind::Fallthrough,
                _ => return false,
            }
        }
        false
    }
}
