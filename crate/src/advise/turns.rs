//! Whether a loop comes back to a place: what stands in front of a `return` is in the loop's text, and runs once.

use super::Context;
use super::ask::Callee;
use crate::syntax::{BranchKind, ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::types::BuiltinId;

impl Context<'_> {
    /// The innermost loop around a node that may run it more than once: the loops around it, without those that are always left behind it.
    pub fn repeated_by(&self, node: impl Into<Node>) -> Option<StmtId> {
        let node = node.into();
        let loop_ = *self.loops_around(node).first()?;
        self.comes_back(node, loop_).then_some(loop_)
    }

    /// Whether one turn of a loop can run a node and be followed by another turn.
    fn comes_back(&self, node: Node, loop_: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let mut below = node;
        for n in self.usage.ancestors(node) {
            if let Node::Stmt(s) = below
                && let Some((list, at)) = self.siblings(s)
                && self.leaves(&list[at..], loop_)
            {
                return false;
            }
            match n {
                Node::Stmt(s) if s == loop_ => return true,
                Node::Stmt(s) if matches!(ast[s].kind, StmtKind::ReturnStmt { .. }) => {
                    return false;
                }
                _ => below = n,
            }
        }
        true
    }

    /// Whether statements that run one after the other always end in leaving the loop.
    fn leaves(&self, list: &[StmtId], loop_: StmtId) -> bool {
        for &s in list {
            if self.may_continue(s, loop_) {
                return false;
            }
            if self.leaves_by(s, loop_) {
                return true;
            }
        }
        false
    }

    /// Whether a `continue` of this loop, or a `goto`, stands in a statement.
    fn may_continue(&self, s: StmtId, loop_: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let mut any = false;
        ast.inspect(s, |n| {
            match n {
                Node::Expr(x) if matches!(ast.kind(x), ExprKind::FuncLit { .. }) => return false,
                Node::Stmt(s) => {
                    if let StmtKind::BranchStmt(b) = &ast[s].kind {
                        any |= match b.tok {
                            BranchKind::Goto => true,
                            BranchKind::Continue => b.target == Some(loop_),
                            _ => false,
                        };
                    }
                }
                _ => {}
            }
            !any
        });
        any
    }

    fn leaves_by(&self, s: StmtId, loop_: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let StmtKind::ForStmt(f) = &ast[loop_].kind else {
            return false;
        };
        match &ast[s].kind {
            StmtKind::ReturnStmt { .. } => true,
            StmtKind::BranchStmt(b) => match b.tok {
                BranchKind::Break | BranchKind::Continue => {
                    let inside = |t: StmtId| t != loop_ && self.is_within(t, f.body);
                    b.tok == BranchKind::Break && b.target == Some(loop_)
                        || b.target.is_some_and(|t| t != loop_ && !inside(t))
                }
                _ => false,
            },
            StmtKind::BlockStmt(b) => self.leaves(&b.list, loop_),
            StmtKind::IfStmt(i) => {
                self.leaves_by(i.then, loop_) && i.els.is_some_and(|e| self.leaves_by(e, loop_))
            }
            StmtKind::LabeledStmt { stmt, .. } => self.leaves_by(*stmt, loop_),
            StmtKind::ExprStmt(x) => self.never_returns(*x),
            _ => false,
        }
    }

    /// Whether a call is one of `panic`, `os.Exit`, `log.Fatal` and their like: what leads to it runs once.
    pub fn never_returns(&self, x: ExprId) -> bool {
        let callee = self.callee(x);
        let fatal = ["Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"];
        callee == Callee::Builtin(BuiltinId::Panic)
            || callee.is("os", "Exit")
            || callee.is("runtime", "Goexit")
            || fatal.iter().any(|n| callee.is("log", n))
    }
}
