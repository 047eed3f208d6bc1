//! Whether a loop gives each element of a new slice a value.

use super::Context;
use super::ask::Callee;
use crate::syntax::{ExprId, ExprKind, ForStmt, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, Type};

impl Context<'_> {
    /// Whether `name := make([]T, len)` is followed by a loop that gives each element a value before anything else is done with it.
    pub fn fills(&self, make: ExprId, len: ExprId) -> bool {
        self.filled(make, len).is_some()
    }

    fn filled(&self, make: ExprId, len: ExprId) -> Option<()> {
        let ast = &self.analysis.ast;
        let named = self.named_call(make)?;
        let (list, at) = self.siblings(named.stmt)?;
        let &next = list.get(at + 1)?;
        let StmtKind::ForStmt(f) = &ast[next].kind else {
            return None;
        };
        let index = self.counter(f, named.obj, len)?;
        // The length is what it was: of local variables that the loop leaves alone.
        let plain = |x: ExprId| self.variable(x).is_some_and(|v| self.is_local_or_param(v));
        let of_plain = self.callee(len) == Callee::Builtin(BuiltinId::Len)
            && self
                .call(len)
                .is_some_and(|c| c.args.iter().all(|&a| plain(a)));
        let steady = self
            .variables_in(len)
            .iter()
            .all(|&v| self.keeps_value_within(v, next));
        if !(self.is_const(len) || plain(len) || of_plain) || !steady {
            return None;
        }
        if self.changed_within(index, f.body) {
            return None;
        }
        // Nothing leaves the loop or a turn.
        let leaves = self.any_below(f.body, |n| {
            matches!(n, Node::Stmt(s) if matches!(ast[s].kind,
                StmtKind::BranchStmt(_) | StmtKind::ReturnStmt { .. } | StmtKind::LabeledStmt { .. }))
        });
        let is_fill = |&&s: &&StmtId| match &ast[s].kind {
            StmtKind::AssignStmt(a) if a.op.is_none() => match *ast.kind(a.lhs) {
                ExprKind::IndexExpr { x, index: i } => {
                    self.variable(x) == Some(named.obj) && self.variable(i) == Some(index)
                }
                _ => false,
            },
            _ => false,
        };
        let fill = ast.block(f.body).iter().find(is_fill)?;
        let (_, place) = self.stmt_range(*fill)?;
        let early = self
            .usage
            .names(named.obj)
            .iter()
            .any(|&n| self.is_within(n, f.body) && self.range_of(n).start < place.start);
        (!leaves && !early).then_some(())
    }

    /// The variable that counts from 0 to a length, or through something of that length.
    fn counter(&self, f: &ForStmt, slice: ObjId, len: ExprId) -> Option<ObjId> {
        let ast = &self.analysis.ast;
        let defs = &self.analysis.checked.info.defs;
        let same = |x: ExprId| {
            let of_slice = self.callee(x) == Callee::Builtin(BuiltinId::Len)
                && self
                    .call(x)
                    .and_then(|c| self.variable(*c.args.first()?))
                    .is_some_and(|v| v == slice);
            of_slice || self.is_simple(len) && self.source(x) == self.source(len)
        };
        match &ast[f.init?].kind {
            StmtKind::RangeClause(r) if r.def => {
                let lhs = ast.unpack_list(&r.lhs);
                let through = self.variable(r.x) == Some(slice)
                    || same(r.x) && !matches!(self.under_of(r.x), Type::Slice { .. })
                    || self.is_simple(len)
                        && self.source(len) == format!("len({})", self.source(r.x))
                        && matches!(self.under_of(r.x), Type::Slice { .. });
                through.then(|| defs[lhs.first()?.index()])?
            }
            StmtKind::AssignStmt(a) if a.op == Some(Operator::Def) => {
                let index = defs[a.lhs.index()]?;
                let ExprKind::Operation {
                    op: Operator::Lss,
                    x,
                    y: Some(bound),
                } = *ast.kind(f.cond?)
                else {
                    return None;
                };
                let StmtKind::AssignStmt(post) = &ast[f.post?].kind else {
                    return None;
                };
                let steps = post.op == Some(Operator::Add)
                    && post.rhs.is_none()
                    && self.variable(post.lhs) == Some(index);
                let from_zero = self.const_int(a.rhs?) == Some(0);
                let counts = from_zero && steps && self.variable(x) == Some(index) && same(bound);
                counts.then_some(index)
            }
            _ => None,
        }
    }
}
