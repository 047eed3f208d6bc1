//! Goroutines that have certainly ended when a function returns: it waits for them, on every way out, before its first deferred calls run.
//!
//! A `sync.WaitGroup` or a channel of the function's own, every use of which is in sight; the goroutine says that it has ended behind its last
//! use of the object; and between its start and the wait nothing can leave the function, by a panic neither.

use super::Context;
use super::ask::Callee;
use super::declaration::Declaration;
use crate::syntax::{BranchKind, CallKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, Type};

/// A goroutine that a function starts.
struct Started {
    /// The statement that starts it.
    stmt: StmtId,
    /// Its body.
    body: StmtId,
    /// The WaitGroup whose method `Go` starts it.
    group: Option<ObjId>,
}

impl Context<'_> {
    /// The wait that a goroutine's use of a pooled object comes before: `wg.Wait`, `<-done`. Nothing where that is not certain.
    pub fn joined(&self, name: ExprId, decl: &Declaration) -> Option<String> {
        let started = self.started(name, decl)?;
        if let Some(group) = started.group {
            return self.waits_for_group(group, &started, decl);
        }
        let signal = self.signal(&started, name)?;
        match signal {
            Signal::Done(group) => {
                let adds = self.adds_before(group, started.stmt);
                adds.then(|| self.waits_for_group(group, &started, decl))?
            }
            Signal::Channel(channel) => self.receives(channel, &started, decl),
        }
    }

    /// The goroutine that a name stands in, if it is a function literal which this very function starts.
    fn started(&self, name: ExprId, decl: &Declaration) -> Option<Started> {
        let ast = &self.analysis.ast;
        let Some(Node::Expr(lit)) = self.nearest_function(name) else {
            return None;
        };
        let ExprKind::FuncLit { body, .. } = *ast.kind(lit) else {
            return None;
        };
        if self.nearest_function(lit) != Some(Node::Decl(decl.func)) {
            return None;
        }
        let Some(Node::Expr(call)) = self.usage.parent(lit) else {
            return None;
        };
        let Some(Node::Stmt(stmt)) = self.usage.parent(call) else {
            return None;
        };
        let group = match ast[stmt].kind {
            StmtKind::CallStmt {
                tok: CallKind::Go, ..
            } if self.call(call)?.fun == lit => None,
            StmtKind::ExprStmt(_) => Some(self.group_of(call, "Go")?),
            _ => return None,
        };
        Some(Started { stmt, body, group })
    }

    /// The local WaitGroup that a call is this method of.
    fn group_of(&self, call: ExprId, method: &str) -> Option<ObjId> {
        if !self.callee(call).is_method("sync", "WaitGroup", method) {
            return None;
        }
        let ast = &self.analysis.ast;
        let ExprKind::SelectorExpr { x, .. } = *ast.kind(ast.unparen(self.call(call)?.fun)) else {
            return None;
        };
        self.variable(x).filter(|&v| self.is_own_group(v))
    }

    /// A WaitGroup that nobody else has: a local variable of which only methods are called.
    fn is_own_group(&self, v: ObjId) -> bool {
        let t = self.types.borrow().type_of(v);
        let called = |&n: &ExprId| {
            let Some(Node::Expr(selector)) = self.usage.parent(n) else {
                return false;
            };
            matches!(self.usage.parent(selector), Some(Node::Expr(call)) if self.call(call).is_some_and(|c| c.fun == selector))
        };
        self.is_local(v) && !self.is_pointer(t) && self.usage.names(v).iter().all(called)
    }

    /// How a goroutine says that it has ended, behind its use of the object.
    fn signal(&self, started: &Started, name: ExprId) -> Option<Signal> {
        let ast = &self.analysis.ast;
        let list = ast.block(started.body);
        // Deferred first, it runs last.
        if let StmtKind::CallStmt {
            tok: CallKind::Defer,
            call,
        } = ast[*list.first()?].kind
            && let Some(signal) = self.signal_of_call(call)
        {
            return Some(signal);
        }
        let last = *list.last()?;
        let behind = self.is_within(name, last)
            || self.any_below(
                started.body,
                |n| matches!(n, Node::Stmt(s) if matches!(ast[s].kind, StmtKind::CallStmt { .. })),
            );
        if behind {
            return None;
        }
        match ast[last].kind {
            StmtKind::ExprStmt(call) => self.signal_of_call(call),
            StmtKind::SendStmt { chan, .. } => {
                Some(Signal::Channel(self.own_channel(self.variable(chan)?)?))
            }
            _ => None,
        }
    }

    fn signal_of_call(&self, call: ExprId) -> Option<Signal> {
        if self.callee(call) == Callee::Builtin(BuiltinId::Close) {
            let [channel] = *self.call(call)?.args else {
                return None;
            };
            return Some(Signal::Channel(self.own_channel(self.variable(channel)?)?));
        }
        self.group_of(call, "Done").map(Signal::Done)
    }

    /// A local channel that is made where it is declared, closed or sent to at one place, and otherwise only received from.
    fn own_channel(&self, v: ObjId) -> Option<ObjId> {
        let ast = &self.analysis.ast;
        let t = self.types.borrow().type_of(v);
        let is_channel = matches!(self.under(t), Type::Chan { .. });
        let defs = &self.analysis.checked.info.defs;
        let name = defs.iter().position(|&d| d == Some(v))?;
        let (_, made, _) = self.declares(self.stmt_of(ExprId::new(name))?)?;
        if !is_channel
            || !self.is_local(v)
            || self.callee(made?) != Callee::Builtin(BuiltinId::Make)
        {
            return None;
        }
        let mut signals = 0;
        let known = self
            .usage
            .names(v)
            .iter()
            .all(|&n| match self.usage.parent(n) {
                Some(Node::Expr(outer)) => match *ast.kind(outer) {
                    ExprKind::Operation {
                        op: Operator::Recv,
                        y: None,
                        ..
                    } => true,
                    _ => {
                        signals += 1;
                        self.callee(outer) == Callee::Builtin(BuiltinId::Close)
                    }
                },
                Some(Node::Stmt(s)) => {
                    signals += 1;
                    matches!(ast[s].kind, StmtKind::SendStmt { chan, .. } if chan == n)
                }
                _ => false,
            });
        (known && signals == 1).then_some(v)
    }

    /// Whether the WaitGroup is counted up in front of a goroutine's start, and nowhere but in the function that waits; and counted down only
    /// where goroutines end.
    fn adds_before(&self, group: ObjId, start: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let home = self.nearest_function(start);
        let mut before = false;
        let known = self.usage.names(group).iter().all(|&n| {
            let Some(Node::Expr(selector)) = self.usage.parent(n) else {
                return false;
            };
            let Some(Node::Expr(call)) = self.usage.parent(selector) else {
                return false;
            };
            let Some(stmt) = self.stmt_of(call) else {
                return false;
            };
            if self.callee(call).is_method("sync", "WaitGroup", "Done") {
                return self.ends_goroutine(stmt);
            }
            if !self.callee(call).is_method("sync", "WaitGroup", "Add") {
                return true;
            }
            let arg = self.call(call).and_then(|c| c.args.first().copied());
            let counts = arg.is_some_and(|a| {
                self.const_int(a).is_some_and(|n| n > 0)
                    || self.callee(a) == Callee::Builtin(BuiltinId::Len)
                    || !self.is_const(a) && ast.name(a).is_some()
            });
            before |= self.comes_before(stmt, start);
            counts && self.nearest_function(call) == home
        });
        known && before
    }

    /// Whether a statement is the first, deferred, or the last of a function literal that `go` runs.
    fn ends_goroutine(&self, stmt: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let Some(Node::Expr(lit)) = self.nearest_function(stmt) else {
            return false;
        };
        let ExprKind::FuncLit { body, .. } = *ast.kind(lit) else {
            return false;
        };
        let deferred = matches!(
            ast[stmt].kind,
            StmtKind::CallStmt {
                tok: CallKind::Defer,
                ..
            }
        );
        let list = ast.block(body);
        let place = if deferred { list.first() } else { list.last() };
        self.usage.runs_as(lit) == Some(CallKind::Go) && place == Some(&stmt)
    }

    /// Whether a statement stands in front of another: in a list that the other, or what it is in, stands in as well.
    fn comes_before(&self, first: StmtId, second: StmtId) -> bool {
        let Some((list, at)) = self.siblings(first) else {
            return false;
        };
        list[at + 1..].iter().any(|&s| self.is_within(second, s))
    }

    fn waits_for_group(
        &self,
        group: ObjId,
        started: &Started,
        decl: &Declaration,
    ) -> Option<String> {
        let wait = |&n: &ExprId| {
            let Some(Node::Expr(selector)) = self.usage.parent(n) else {
                return false;
            };
            let Some(Node::Expr(call)) = self.usage.parent(selector) else {
                return false;
            };
            self.callee(call).is_method("sync", "WaitGroup", "Wait")
                && self
                    .stmt_of(call)
                    .is_some_and(|s| self.is_awaited(s, started, decl))
        };
        let name = self.types.borrow()[group].name.clone();
        let waits = self.usage.names(group).iter().any(wait);
        waits.then(|| format!("{name}.Wait()"))
    }

    fn receives(&self, channel: ObjId, started: &Started, decl: &Declaration) -> Option<String> {
        let ast = &self.analysis.ast;
        // One signal is for one goroutine.
        if !self.loops_around(started.stmt).is_empty() {
            return None;
        }
        let receive = |&n: &ExprId| {
            let Some(Node::Expr(outer)) = self.usage.parent(n) else {
                return false;
            };
            let alone = match self.usage.parent(outer) {
                Some(Node::Stmt(s)) => match &ast[s].kind {
                    StmtKind::ExprStmt(_) => true,
                    StmtKind::AssignStmt(a) => a.rhs == Some(outer),
                    _ => false,
                },
                _ => false,
            };
            alone
                && matches!(
                    ast.kind(outer),
                    ExprKind::Operation {
                        op: Operator::Recv,
                        ..
                    }
                )
                && self
                    .stmt_of(outer)
                    .is_some_and(|s| self.is_awaited(s, started, decl))
        };
        let name = self.types.borrow()[channel].name.clone();
        let waits = self.usage.names(channel).iter().any(receive);
        waits.then(|| format!("<-{name}"))
    }

    /// Whether a wait is certain to be reached from a goroutine's start.
    fn is_awaited(&self, wait: StmtId, started: &Started, decl: &Declaration) -> bool {
        let ast = &self.analysis.ast;
        if self.nearest_function(wait) != Some(Node::Decl(decl.func)) {
            return false;
        }
        let Some((list, at)) = self.siblings(wait) else {
            return false;
        };
        let deferred = matches!(
            ast[wait].kind,
            StmtKind::CallStmt {
                tok: CallKind::Defer,
                ..
            }
        );
        if deferred {
            // Deferred behind the object's own deferred call it runs before that, whatever happens in between.
            return self.comes_before(wait, started.stmt) && ast[decl.stmt].pos < ast[wait].pos;
        }
        let start = list[..at]
            .iter()
            .position(|&s| self.is_within(started.stmt, s));
        start.is_some_and(|start| {
            let between = &list[start..at];
            between.iter().all(|&s| self.goes_on(s, s))
        })
    }

    /// Whether what follows a statement is certain to run: nothing in it leaves, and nothing can panic. What goroutines do is theirs.
    fn goes_on(&self, root: StmtId, s: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let mut fine = true;
        ast.inspect(s, |n| {
            match n {
                Node::Expr(x) => {
                    if matches!(ast.kind(x), ExprKind::FuncLit { .. }) {
                        return false;
                    }
                    fine &= self.cannot_panic(x);
                }
                Node::Stmt(s) => match &ast[s].kind {
                    StmtKind::ReturnStmt { .. } | StmtKind::SelectStmt(_) => fine = false,
                    StmtKind::SendStmt { .. } => fine = false,
                    StmtKind::RangeClause(r) => {
                        fine &= !matches!(
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
            ExprKind::Operation { op, y, .. } => match op {
                Operator::Div | Operator::Rem => y.is_none_or(|y| self.is_const(y)),
                Operator::Mul => y.is_some(),
                Operator::Recv => false,
                Operator::Shl | Operator::Shr => y.is_none_or(|y| self.is_const(y)),
                _ => true,
            },
            ExprKind::CallExpr(ref c) => match self.callee(x) {
                Callee::Conversion => true,
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
                _ => {
                    matches!(ast.kind(c.fun), ExprKind::FuncLit { .. })
                        && {
                            // The call that `go` starts.
                            let stmt = self.usage.parent(x);
                            matches!(stmt, Some(Node::Stmt(s)) if matches!(ast[s].kind, StmtKind::CallStmt { tok: CallKind::Go, .. }))
                        }
                }
            },
            _ => true,
        }
    }
}

/// What tells that a goroutine has ended.
enum Signal {
    /// `Done` of this WaitGroup.
    Done(ObjId),
    /// A value on this channel, or its end.
    Channel(ObjId),
}
