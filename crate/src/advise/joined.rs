//! Goroutines that have certainly ended when a function puts an object back: it waits for them.
//!
//! A `sync.WaitGroup` or a channel of the function's own, every use of which is in sight; the goroutine, a function literal or a function of
//! the package, says that it has ended behind its last use of the object. Either nothing can leave the function between the start and the
//! wait, by a panic neither, or the object is put back behind the wait alone ([`Wait`]).

use super::Context;
use super::ask::Callee;
use super::awaited::Wait;
use super::declaration::Declaration;
use super::usage::Fate;
use crate::syntax::{
    CallKind, DeclKind, ExprId, ExprKind, FieldId, Node, Operator, StmtId, StmtKind,
};
use crate::types::object::ObjKind;
use crate::types::{BuiltinId, ObjId, Type};

/// A goroutine that a function starts.
struct Started {
    /// The statement that starts it.
    stmt: StmtId,
    /// The call that it runs.
    call: ExprId,
    /// What is called: a function literal or a declared function.
    runs: Node,
    /// The WaitGroup whose method `Go` starts it.
    group: Option<ObjId>,
}

/// A use in goroutines that the function waits for.
pub struct Joined {
    /// How it waits, in words: `wg.Wait()`, `<-done`.
    pub wait: String,
    /// Where.
    pub at: Vec<Wait>,
    /// What becomes of the object inside of the goroutine.
    pub fate: Fate,
}

impl Context<'_> {
    /// The wait that a goroutine's use of a pooled object comes before. Nothing where that is not certain. `by_value`: the name's variable is
    /// the object itself.
    pub fn joined(&self, name: ExprId, decl: &Declaration, by_value: bool) -> Option<Joined> {
        let (starts, fate) = match self.given_to(name, decl) {
            Some((started, fate)) => (vec![started], fate),
            None => {
                let fate = self.usage.inside(name, by_value);
                (self.started_around(name, decl)?, fate)
            }
        };
        let mut words = None;
        let mut at = Vec::new();
        for started in &starts {
            let (wait, place) = self.ends_before(started, decl)?;
            words.get_or_insert(wait);
            at.push(place);
        }
        Some(Joined {
            wait: words?,
            at,
            fate,
        })
    }

    /// Where the function waits for a goroutine that uses an object.
    fn ends_before(&self, started: &Started, decl: &Declaration) -> Option<(String, Wait)> {
        if let Some(group) = started.group {
            self.group_calls(group)?;
            return self.waits_for_group(group, started, decl);
        }
        match self.signal(started)? {
            Signal::Done(group) => {
                let adds = self.adds_before(group, started.stmt);
                adds.then(|| self.waits_for_group(group, started, decl))?
            }
            Signal::Channel(channel) => self.receives(channel, started, decl),
        }
    }

    /// The goroutine that a name is an argument of, started by this very function, and what becomes of the object there.
    fn given_to(&self, name: ExprId, decl: &Declaration) -> Option<(Started, Fate)> {
        if self.nearest_function(name) != self.nearest_function(decl.stmt) {
            return None;
        }
        let (call, arg) = self.go_argument(name)?;
        let (parts, stmt) = (self.call(call)?, self.starts(call)?);
        let runs = self.runs(call)?;
        let started = Started {
            stmt,
            call,
            runs,
            group: None,
        };
        // Only the receiver of a method is in what is called.
        let index = parts.args.iter().position(|&a| a == arg);
        let fate = match (runs, index) {
            (Node::Expr(_), Some(i)) => Fate::Alias(self.parameter_of(runs, i)?),
            // A declared function is asked as in any call.
            (Node::Decl(_), Some(i)) => {
                self.parameter_of(runs, i)?;
                let index = i as i32;
                Fate::Argument { call, index }
            }
            (Node::Decl(_), None) if parts.fun == arg => Fate::Argument { call, index: -1 },
            _ => return None,
        };
        Some((started, fate))
    }

    /// The call of a `go` statement that an expression goes into, and which operand of it.
    fn go_argument(&self, x: ExprId) -> Option<(ExprId, ExprId)> {
        let mut x = x;
        while let Some(Node::Expr(outer)) = self.usage.parent(x) {
            if self.starts(outer).is_some() {
                return Some((outer, x));
            }
            x = outer;
        }
        None
    }

    /// What a call runs: a function literal, there or as the only value of a local variable, or a function of this package.
    fn runs(&self, call: ExprId) -> Option<Node> {
        let ast = &self.analysis.ast;
        let fun = ast.unparen(self.call(call)?.fun);
        if matches!(ast.kind(fun), ExprKind::FuncLit { .. }) {
            return Some(Node::Expr(fun));
        }
        let obj = self.called_object(fun)?;
        let defs = &self.analysis.checked.info.defs;
        let name = ExprId::new(defs.iter().position(|&d| d == Some(obj))?);
        let is_func = matches!(self.types.borrow()[obj].kind, ObjKind::Func(_));
        if !is_func {
            let lit = self.only_value(obj, name)?;
            return matches!(ast.kind(lit), ExprKind::FuncLit { .. }).then_some(Node::Expr(lit));
        }
        match self.usage.parent(name)? {
            Node::Decl(d) => self.func_decl(d)?.body.map(|_| Node::Decl(d)),
            _ => None,
        }
    }

    /// The value that a local variable is declared with, if it never gets another.
    fn only_value(&self, obj: ObjId, name: ExprId) -> Option<ExprId> {
        let (_, value, _) = self.declares(self.stmt_of(name)?)?;
        let changed = self.usage.names(obj).iter().any(|&n| self.is_changed_at(n));
        (self.is_local(obj) && !changed).then_some(value?)
    }

    /// Type and body of a function.
    fn parts(&self, function: Node) -> Option<(ExprId, StmtId)> {
        match function {
            Node::Expr(lit) => match *self.analysis.ast.kind(lit) {
                ExprKind::FuncLit { ty, body } => Some((ty, body)),
                _ => None,
            },
            Node::Decl(d) => {
                let f = self.func_decl(d)?;
                Some((f.ty, f.body?))
            }
            _ => None,
        }
    }

    /// The name of a function's parameter, unless it stands for several arguments.
    fn parameter_of(&self, function: Node, index: usize) -> Option<ExprId> {
        let ast = &self.analysis.ast;
        let (params, _) = ast.signature(self.parts(function)?.0);
        let &field = params.get(index)?;
        let several = matches!(ast.kind(ast[field].ty), ExprKind::DotsType { .. });
        (!several).then_some(ast[field].name?)
    }

    /// The starts of the goroutine whose literal a name stands in, if this very function starts it and nothing else runs the literal.
    fn started_around(&self, name: ExprId, decl: &Declaration) -> Option<Vec<Started>> {
        let Some(Node::Expr(lit)) = self.nearest_function(name) else {
            return None;
        };
        let home = self.nearest_function(decl.stmt);
        let starts = self.starts_of(lit)?;
        let own = |s: &Started| self.nearest_function(s.stmt) == home;
        (self.nearest_function(lit) == home && starts.iter().all(own)).then_some(starts)
    }

    /// Every start of a function literal, if it is never run otherwise.
    fn starts_of(&self, lit: ExprId) -> Option<Vec<Started>> {
        match self.usage.parent(lit)? {
            Node::Expr(call) => Some(vec![self.start_by(lit, lit, call)?]),
            Node::Stmt(stmt) => {
                let (name, value, _) = self.declares(stmt)?;
                let obj = self.analysis.checked.info.defs[name.index()]?;
                if value != Some(lit) || self.only_value(obj, name) != Some(lit) {
                    return None;
                }
                let start = |&n: &ExprId| match self.usage.parent(n)? {
                    Node::Expr(call) => self.start_by(lit, n, call),
                    _ => None,
                };
                self.usage.names(obj).iter().map(start).collect()
            }
            _ => None,
        }
    }

    /// The start of a literal, which stands itself or by its variable in a call: `go lit(…)`, `wg.Go(lit)`.
    fn start_by(&self, lit: ExprId, x: ExprId, call: ExprId) -> Option<Started> {
        let Some(Node::Stmt(stmt)) = self.usage.parent(call) else {
            return None;
        };
        let group = match self.analysis.ast[stmt].kind {
            StmtKind::CallStmt {
                tok: CallKind::Go, ..
            } if self.call(call)?.fun == x => None,
            StmtKind::ExprStmt(_) if self.call(call)?.fun != x => Some(self.group_of(call, "Go")?),
            _ => return None,
        };
        Some(Started {
            stmt,
            call,
            runs: Node::Expr(lit),
            group,
        })
    }

    /// The WaitGroup that a call is this method of: a variable.
    fn group_of(&self, call: ExprId, method: &str) -> Option<ObjId> {
        if !self.callee(call).is_method("sync", "WaitGroup", method) {
            return None;
        }
        let ast = &self.analysis.ast;
        let ExprKind::SelectorExpr { x, .. } = *ast.kind(ast.unparen(self.call(call)?.fun)) else {
            return None;
        };
        self.variable(x)
    }

    /// All calls of methods of a WaitGroup that nobody else has: a local variable of which only methods are called, here and where it is given
    /// to goroutines, which only tell it that they have ended.
    fn group_calls(&self, group: ObjId) -> Option<Vec<ExprId>> {
        let t = self.types.borrow().type_of(group);
        if !self.is_local(group) || self.is_pointer(t) && !self.is_new_group(group) {
            return None;
        }
        let mut calls = Vec::new();
        for &n in self.usage.names(group) {
            if let Some(call) = self.method_call(n) {
                calls.push(call);
                continue;
            }
            let (call, arg) = self.go_argument(n)?;
            let index = self.call(call)?.args.iter().position(|&a| a == arg)?;
            self.is_reference(arg, group).then_some(())?;
            let param = self.parameter_of(self.runs(call)?, index)?;
            let param = self.analysis.checked.info.object_of(param)?;
            for &n in self.usage.names(param) {
                let call = self.method_call(n)?;
                self.callee(call)
                    .is_method("sync", "WaitGroup", "Done")
                    .then_some(())?;
                calls.push(call);
            }
        }
        Some(calls)
    }

    /// The call of a method that a name is the receiver of.
    fn method_call(&self, name: ExprId) -> Option<ExprId> {
        let Some(Node::Expr(selector)) = self.usage.parent(name) else {
            return None;
        };
        let Some(Node::Expr(call)) = self.usage.parent(selector) else {
            return None;
        };
        (self.call(call)?.fun == selector).then_some(call)
    }

    /// Whether a variable is a pointer to a WaitGroup of its own, and to no other: `wg := &sync.WaitGroup{}`, `new(sync.WaitGroup)`.
    fn is_new_group(&self, group: ObjId) -> bool {
        let ast = &self.analysis.ast;
        let defs = &self.analysis.checked.info.defs;
        let name = defs.iter().position(|&d| d == Some(group));
        let value = name.and_then(|n| self.only_value(group, ExprId::new(n)));
        value.is_some_and(|v| match *ast.kind(v) {
            ExprKind::Operation {
                op: Operator::And,
                x,
                y: None,
            } => matches!(ast.kind(x), ExprKind::CompositeLit(_)),
            _ => self.callee(v) == Callee::Builtin(BuiltinId::New),
        })
    }

    /// Whether an argument is a reference to a WaitGroup: `&wg`, or `wg` where that is a pointer.
    fn is_reference(&self, arg: ExprId, group: ObjId) -> bool {
        let t = self.types.borrow().type_of(group);
        match *self.analysis.ast.kind(arg) {
            ExprKind::Operation {
                op: Operator::And,
                x,
                y: None,
            } => self.variable(x) == Some(group) && !self.is_pointer(t),
            _ => self.variable(arg) == Some(group) && self.is_pointer(t),
        }
    }

    /// How a goroutine says that it has ended, behind all that it does: what it sends is worked out before.
    fn signal(&self, started: &Started) -> Option<Signal> {
        let ast = &self.analysis.ast;
        let (_, body) = self.parts(started.runs)?;
        ast.block(body).iter().find_map(|&s| {
            let signal = match ast[s].kind {
                StmtKind::CallStmt {
                    tok: CallKind::Defer,
                    call,
                }
                | StmtKind::ExprStmt(call) => self.signal_of_call(call, started)?,
                StmtKind::SendStmt { chan, .. } => {
                    Signal::Channel(self.own_channel(self.variable(chan)?)?)
                }
                _ => return None,
            };
            self.is_last_run(body, s).then_some(signal)
        })
    }

    fn signal_of_call(&self, call: ExprId, started: &Started) -> Option<Signal> {
        if self.callee(call) == Callee::Builtin(BuiltinId::Close) {
            let [channel] = *self.call(call)?.args else {
                return None;
            };
            return Some(Signal::Channel(self.own_channel(self.variable(channel)?)?));
        }
        let group = self.group_of(call, "Done")?;
        Some(Signal::Done(self.argument_for(group, started)))
    }

    /// The variable that a goroutine's parameter refers to; any other variable is itself.
    fn argument_for(&self, v: ObjId, started: &Started) -> ObjId {
        let given = || {
            let ast = &self.analysis.ast;
            let (params, _) = ast.signature(self.parts(started.runs)?.0);
            let is = |&f: &FieldId| {
                let name = ast[f].name;
                name.is_some_and(|n| self.analysis.checked.info.object_of(n) == Some(v))
            };
            let index = params.iter().position(is)?;
            let &arg = self.call(started.call)?.args.get(index)?;
            match *ast.kind(arg) {
                ExprKind::Operation {
                    op: Operator::And,
                    x,
                    y: None,
                } => self.variable(x),
                _ => self.variable(arg),
            }
        };
        given().unwrap_or(v)
    }

    /// Whether a statement directly in a function's body is the last thing that the function does, if it does it at all: deferred before
    /// anything else is, or its last statement where nothing is deferred.
    fn is_last_run(&self, body: StmtId, stmt: StmtId) -> bool {
        let ast = &self.analysis.ast;
        let list = ast.block(body);
        let Some(at) = list.iter().position(|&s| s == stmt) else {
            return false;
        };
        let started = |n: Node| matches!(n, Node::Stmt(s) if matches!(ast[s].kind, StmtKind::CallStmt { .. }));
        match ast[stmt].kind {
            StmtKind::CallStmt { .. } => !list[..at].iter().any(|&s| self.any_below(s, started)),
            _ => at + 1 == list.len() && !self.any_below(body, started),
        }
    }

    /// A local channel that is made where it is declared, closed or sent to at one place, and otherwise only received from.
    fn own_channel(&self, v: ObjId) -> Option<ObjId> {
        let ast = &self.analysis.ast;
        let t = self.types.borrow().type_of(v);
        let is_channel = matches!(self.under(t), Type::Chan { .. });
        let defs = &self.analysis.checked.info.defs;
        let name = defs.iter().position(|&d| d == Some(v))?;
        let made = self.only_value(v, ExprId::new(name))?;
        if !is_channel || self.callee(made) != Callee::Builtin(BuiltinId::Make) {
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
        let known = self.group_calls(group).is_some_and(|calls| {
            calls.iter().all(|&call| {
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
            })
        });
        known && before
    }

    /// Whether a statement is the last thing that a goroutine does: of a function literal that only `go` runs, or of a declared function that
    /// was found by what it is given.
    fn ends_goroutine(&self, stmt: StmtId) -> bool {
        let Some(function) = self.nearest_function(stmt) else {
            return false;
        };
        let by_go = match function {
            Node::Expr(lit) => {
                let starts = self.starts_of(lit);
                starts.is_some_and(|all| all.iter().all(|s| s.group.is_none()))
            }
            node => {
                matches!(node, Node::Decl(d) if matches!(self.analysis.ast[d].kind, DeclKind::Func(_)))
            }
        };
        let body = self.parts(function).map(|(_, body)| body);
        by_go && body.is_some_and(|body| self.is_last_run(body, stmt))
    }

    fn waits_for_group(
        &self,
        group: ObjId,
        started: &Started,
        decl: &Declaration,
    ) -> Option<(String, Wait)> {
        let calls = self.group_calls(group)?;
        let wait = |&call: &ExprId| {
            let waits = self.callee(call).is_method("sync", "WaitGroup", "Wait");
            let stmt = self.stmt_of(call).filter(|_| waits)?;
            self.awaited(stmt, started.stmt, decl)
        };
        let name = self.types.borrow()[group].name.clone();
        let at = surest(calls.iter().filter_map(wait))?;
        Some((format!("{name}.Wait()"), at))
    }

    fn receives(
        &self,
        channel: ObjId,
        started: &Started,
        decl: &Declaration,
    ) -> Option<(String, Wait)> {
        let ast = &self.analysis.ast;
        // One signal is for one goroutine.
        if !self.loops_around(started.stmt).is_empty() {
            return None;
        }
        let receive = |&n: &ExprId| {
            let Some(Node::Expr(outer)) = self.usage.parent(n) else {
                return None;
            };
            let ExprKind::Operation {
                op: Operator::Recv, ..
            } = *ast.kind(outer)
            else {
                return None;
            };
            let Some(Node::Stmt(s)) = self.usage.parent(outer) else {
                return None;
            };
            let alone = match &ast[s].kind {
                StmtKind::ExprStmt(_) => true,
                StmtKind::AssignStmt(a) => a.rhs == Some(outer),
                StmtKind::ReturnStmt { results } => *results == Some(outer),
                _ => false,
            };
            // In the head of an `if` it comes first.
            let head = match self.usage.parent(s) {
                Some(Node::Stmt(p)) => {
                    matches!(&ast[p].kind, StmtKind::IfStmt(i) if i.init == Some(s)).then_some(p)
                }
                _ => None,
            };
            alone.then(|| self.awaited(head.unwrap_or(s), started.stmt, decl))?
        };
        let name = self.types.borrow()[channel].name.clone();
        let at = surest(self.usage.names(channel).iter().filter_map(receive))?;
        Some((format!("<-{name}"), at))
    }
}

/// Of several waits for the same goroutine the one behind which least has to be known.
fn surest(waits: impl Iterator<Item = Wait>) -> Option<Wait> {
    waits.min_by_key(|w| matches!(w, Wait::Behind(_)))
}

/// What tells that a goroutine has ended.
enum Signal {
    /// `Done` of this WaitGroup.
    Done(ObjId),
    /// A value on this channel, or its end.
    Channel(ObjId),
}
