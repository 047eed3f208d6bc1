//! Whether a function is certain to come from the start of a goroutine to where it waits for it.

use super::Context;
use super::ask::Callee;
use super::declaration::Declaration;
use crate::syntax::{BranchKind, CallKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, Type};

/// Where a function waits for a goroutine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wait {
    /// It is reached whatever happens in between.
    Certain,
    /// The same, since it is deferred: what is deferred behind it runs before it.
    Deferred,
    /// It is reached unless something in between panics: only what stands behind this statement has certainly waited. No way leads from
    /// the object's declaration past it.
    Behind(StmtId),
}

impl Context<'_> {
    /// Whether a wait is certain to be reached from a goroutine's start.
    pub fn awaited(&self, wait: StmtId, start: StmtId, decl: &Declaration) -> Option<Wait> {
        let ast = &self.analysis.ast;
        if self.nearest_function(wait) != self.nearest_function(decl.stmt) {
            return None;
        }
        let (list, at) = self.siblings(wait)?;
        let deferred = matches!(
            ast[wait].kind,
            StmtKind::CallStmt {
                tok: CallKind::Defer,
                ..
            }
        );
        if deferred {
            // Deferred behind the object's own deferred call it runs before that, whatever happens in between.
            let before = self.comes_before(wait, start) && ast[decl.stmt].pos < ast[wait].pos;
            return before.then_some(Wait::Deferred);
        }
        let from = list[..at].iter().position(|&s| self.is_within(start, s))?;
        if list[from..at].iter().all(|&s| self.goes_on(s, true)) {
            return Some(Wait::Certain);
        }
        // What gives the object back may stand behind the wait, if every way leads there.
        let returns = matches!(ast[wait].kind, StmtKind::ReturnStmt { .. });
        let made = list[..at].iter().position(|&s| s == decl.stmt)?;
        let goes_on = list
            .get(made + 1..at)?
            .iter()
            .all(|&s| self.goes_on(s, false));
        (made < from && goes_on && !returns).then_some(Wait::Behind(wait))
    }

    /// Whether a statement stands in front of another: in a list that the other, or what it is in, stands in as well.
    pub fn comes_before(&self, first: StmtId, second: StmtId) -> bool {
        let Some((list, at)) = self.siblings(first) else {
            return false;
        };
        list[at + 1..].iter().any(|&s| self.is_within(second, s))
    }

    /// The statement that starts a goroutine with this call.
    pub fn starts(&self, call: ExprId) -> Option<StmtId> {
        let Some(Node::Stmt(stmt)) = self.usage.parent(call) else {
            return None;
        };
        match self.analysis.ast[stmt].kind {
            StmtKind::CallStmt {
                tok: CallKind::Go, ..
            } => Some(stmt),
            _ => None,
        }
    }

    /// Whether what follows a statement is certain to run, unless it panics: nothing in it leaves; `strictly`: nothing can panic either. What
    /// goroutines do is theirs.
    fn goes_on(&self, root: StmtId, strictly: bool) -> bool {
        let ast = &self.analysis.ast;
        let mut fine = true;
        ast.inspect(root, |n| {
            match n {
                Node::Expr(x) => {
                    if matches!(ast.kind(x), ExprKind::FuncLit { .. }) {
                        return false;
                    }
                    fine &= !strictly || self.cannot_panic(x);
                }
                Node::Stmt(s) => match &ast[s].kind {
                    StmtKind::ReturnStmt { .. } => fine = false,
                    // It would run behind what gives the object back.
                    StmtKind::CallStmt {
                        tok: CallKind::Defer,
                        ..
                    } => fine &= strictly,
                    StmtKind::SelectStmt(_) | StmtKind::SendStmt { .. } => fine &= !strictly,
                    StmtKind::RangeClause(r) => {
                        fine &= !strictly
                            || !matches!(
                                self.under_of(r.x),
                                Type::Signature(_) | Type::Pointer { .. } | Type::Chan { .. }
                            );
                    }
                    StmtKind::BranchStmt(b) => {
                        fine &= b.tok != BranchKind::Goto
                            && b.target.is_none_or(|t| self.is_within(t, root));
                    }
                    _ => {}
                },
                _ => {}
            }
            fine
        });
        fine
    }

    /// Whether an expression by itself cannot panic, its operands aside.
    fn cannot_panic(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        match *ast.kind(x) {
            ExprKind::IndexExpr { x: operand, .. } => {
                // With type arguments.
                matches!(self.under_of(operand), Type::Signature(_))
            }
            ExprKind::SliceExpr { .. } | ExprKind::AssertExpr { .. } => false,
            ExprKind::SelectorExpr { x: operand, .. } => {
                let info = &self.analysis.checked.info;
                !info.selections.contains_key(&x) || !self.is_pointer(self.type_of(operand))
            }
            ExprKind::Operation { op, x: operand, y } => match op {
                Operator::Div | Operator::Rem => y.is_none_or(|y| self.is_const(y)),
                Operator::Mul => y.is_some(),
                Operator::Recv => false,
                Operator::Shl | Operator::Shr => y.is_none_or(|y| self.is_const(y)),
                // What is in interfaces may not be comparable.
                Operator::Eql | Operator::Neq => {
                    let sides = [Some(operand), y];
                    let nil = |x: ExprId| {
                        let info = &self.analysis.checked.info;
                        info.type_and_value(ast.unparen(x)).mode.is_nil()
                    };
                    let plain = |x: ExprId| {
                        matches!(
                            self.under_of(x),
                            Type::Basic(_) | Type::Pointer { .. } | Type::Chan { .. }
                        )
                    };
                    let mut sides = sides.into_iter().flatten();
                    sides.clone().any(nil) || sides.all(plain)
                }
                _ => true,
            },
            ExprKind::CompositeLit(_) => !matches!(self.under_of(x), Type::Map { .. }),
            ExprKind::CallExpr(_) => match self.callee(x) {
                // Of a slice to an array it looks at the length.
                Callee::Conversion => {
                    !matches!(self.under_of(x), Type::Array { .. } | Type::Pointer { .. })
                }
                Callee::Builtin(id) => matches!(
                    id,
                    BuiltinId::Append
                        | BuiltinId::Len
                        | BuiltinId::Cap
                        | BuiltinId::Copy
                        | BuiltinId::Min
                        | BuiltinId::Max
                        | BuiltinId::New
                ),
                Callee::Method(path, typ, _) => &*path == "sync" && &*typ == "WaitGroup",
                // What a goroutine runs is its own.
                _ => self.starts(x).is_some(),
            },
            _ => true,
        }
    }
}
