//! Terminating statements (cmd/compile/internal/types2/return.go; "Terminating statements" of the specification).

use super::check::Checker;
use crate::syntax::{BranchKind, ExprId, ExprKind, StmtId, StmtKind};

impl<'a> Checker<'a> {
    /// Whether control never gets past the statement, which has that label.
    pub(in crate::types) fn is_terminating(&self, s: StmtId, label: Option<ExprId>) -> bool {
        let ast = self.ast;
        match &ast[s].kind {
            &StmtKind::LabeledStmt { label, stmt } => self.is_terminating(stmt, Some(label)),
            &StmtKind::ExprStmt(e) => {
                let call = ast.unparen(e);
                matches!(ast.kind(call), ExprKind::CallExpr(_)) && self.panics.contains(&call)
            }
            StmtKind::ReturnStmt { .. } => true,
            StmtKind::BranchStmt(b) => {
                matches!(b.tok, BranchKind::Goto | BranchKind::Fallthrough)
            }
            StmtKind::BlockStmt(b) => self.is_terminating_list(&b.list),
            StmtKind::IfStmt(i) => {
                i.els.is_some_and(|els| self.is_terminating(els, None))
                    && self.is_terminating(i.then, None)
            }
            StmtKind::SwitchStmt(sw) => {
                let clause = |&c: &StmtId| match &ast[c].kind {
                    StmtKind::CaseClause(c) => Some((c.cases.is_none(), &c.body)),
                    _ => None,
                };
                sw.body.iter().filter_map(clause).any(|(d, _)| d)
                    && sw
                        .body
                        .iter()
                        .filter_map(clause)
                        .all(|(_, body)| self.clause_terminates(body, label))
            }
            StmtKind::SelectStmt(sel) => sel.body.iter().all(|&c| match &ast[c].kind {
                StmtKind::CommClause(c) => self.clause_terminates(&c.body, label),
                _ => true,
            }),
            StmtKind::ForStmt(f) => {
                let ranges = f
                    .init
                    .is_some_and(|i| matches!(ast[i].kind, StmtKind::RangeClause(_)));
                !ranges && f.cond.is_none() && !self.has_break(f.body, label, true)
            }
            _ => false,
        }
    }

    fn clause_terminates(&self, body: &[StmtId], label: Option<ExprId>) -> bool {
        self.is_terminating_list(body) && !body.iter().any(|&s| self.has_break(s, label, true))
    }

    fn is_terminating_list(&self, list: &[StmtId]) -> bool {
        let empty = |s: StmtId| matches!(self.ast[s].kind, StmtKind::EmptyStmt);
        let last = list.iter().rev().find(|&&s| !empty(s));
        last.is_some_and(|&s| self.is_terminating(s, None))
    }

    /// Whether a `break` in the statement leaves the one with that label, or (`implicit`) the innermost one around it.
    fn has_break(&self, s: StmtId, label: Option<ExprId>, implicit: bool) -> bool {
        let ast = self.ast;
        let any =
            |list: &[StmtId], implicit| list.iter().any(|&s| self.has_break(s, label, implicit));
        match &ast[s].kind {
            &StmtKind::LabeledStmt { stmt, .. } => self.has_break(stmt, label, implicit),
            StmtKind::BranchStmt(b) => {
                b.tok == BranchKind::Break
                    && match (b.label, label) {
                        (None, _) => implicit,
                        (Some(a), Some(b)) => ast.name(a) == ast.name(b),
                        _ => false,
                    }
            }
            StmtKind::BlockStmt(b) => any(&b.list, implicit),
            StmtKind::IfStmt(i) => {
                self.has_break(i.then, label, implicit)
                    || i.els.is_some_and(|e| self.has_break(e, label, implicit))
            }
            StmtKind::CaseClause(c) => any(&c.body, implicit),
            StmtKind::CommClause(c) => any(&c.body, implicit),
            // An unlabelled break in these is theirs.
            StmtKind::SwitchStmt(sw) => label.is_some() && any(&sw.body, false),
            StmtKind::SelectStmt(sel) => label.is_some() && any(&sel.body, false),
            StmtKind::ForStmt(f) => label.is_some() && self.has_break(f.body, label, false),
            _ => false,
        }
    }
}
