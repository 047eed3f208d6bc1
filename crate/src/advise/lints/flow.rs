//! Follows objects from a pool through the statements of a function: forwards, each path of an `if` or `switch` by itself, loops twice.
//!
//! Deferred calls run where the function is left, in their order. A function with `goto`, or one that is too deep or too large, gives nothing.

use super::event::{Event, What};
use super::pools::{PoolKey, Pools, origin};
use super::state::{Kind, State, Token, TokenId, Value};
use crate::advise::Context;
use crate::syntax::{BranchKind, CallKind, DeclKind, ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::types::{ObjId, Type, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// Statements and expressions inside of each other, at most.
const MAX_DEPTH: u32 = 120;

/// Statements that are looked at in one function, at most.
const MAX_STEPS: u32 = 60_000;

/// Where an object came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Get, or a helper that calls it.
    Get(ExprId),
    /// A parameter; the receiver is number 0.
    Param(usize),
}

/// An object in a function.
#[derive(Clone, Debug)]
pub struct Known {
    /// Where it came from.
    pub source: Source,
    /// Its pool, where it is known.
    pub pool: Option<PoolKey>,
    /// The variable that held it first.
    pub variable: Option<ObjId>,
    /// Its type, once asserted.
    pub typ: TypeId,
}

/// What callers have to know of a function.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    /// Results that are fresh objects from a pool: which result, how, and whether no type was asserted yet.
    pub gets: Vec<(usize, Option<PoolKey>, Kind, bool)>,
    /// Parameters that go back to a pool, and to which; the receiver is number 0.
    pub puts: Vec<(usize, Option<PoolKey>)>,
    /// Parameters that may go back.
    pub may_put: Vec<usize>,
    /// Results that refer to parameters.
    pub returns: Vec<(usize, usize, Kind)>,
    /// Parameters that are reset as a whole.
    pub resets: Vec<usize>,
    /// Results that may be something else than a fresh object.
    pub mixed: BTreeSet<usize>,
    /// Parameters whose size is looked at.
    pub sizes: Vec<usize>,
    /// A result is a function that puts the object back.
    pub releases: bool,
    /// Fields of parameters that are set; whether they are emptied.
    pub sets: Vec<(usize, ObjId, bool)>,
}

/// A function to look at.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its object; nothing for a literal.
    pub func: Option<ObjId>,
    /// Whether the first parameter is the receiver.
    pub has_receiver: bool,
    /// Receiver and parameters.
    pub params: Vec<Option<ObjId>>,
    /// Named results.
    pub results: Vec<ObjId>,
    /// The body.
    pub body: StmtId,
}

/// The walk through one function.
pub struct Flow<'c, 'a> {
    pub(super) c: &'c Context<'a>,
    pub(super) pools: &'c Pools,
    pub(super) summaries: &'c BTreeMap<ObjId, Summary>,
    pub(super) unit: &'c Unit,
    pub(super) known: Vec<Known>,
    pub(super) tokens: BTreeMap<ExprId, TokenId>,
    pub(super) events: Vec<Event>,
    pub(super) summary: Summary,
    pub(super) params_live: BTreeSet<usize>,
    pub(super) params_put: BTreeMap<usize, Option<PoolKey>>,
    pub(super) targets: Vec<Target>,
    pub(super) literals: Vec<Vec<State>>,
    depth: u32,
    steps: u32,
    pub(super) hidden: BTreeMap<ObjId, bool>,
    /// Deferred calls are running.
    pub(super) leaving: bool,
    /// It was given up.
    pub(super) lost: bool,
}

/// What `break` and `continue` lead to.
pub(super) struct Target {
    pub(super) stmt: StmtId,
    pub(super) breaks: Vec<State>,
    pub(super) continues: Vec<State>,
}

/// The events of a function, and what its callers have to know.
pub fn walk(
    c: &Context<'_>,
    pools: &Pools,
    summaries: &BTreeMap<ObjId, Summary>,
    unit: &Unit,
) -> (Vec<Event>, Summary) {
    let mut flow = Flow {
        c,
        pools,
        summaries,
        unit,
        known: Vec::new(),
        tokens: BTreeMap::new(),
        events: Vec::new(),
        summary: Summary::default(),
        params_live: BTreeSet::new(),
        params_put: BTreeMap::new(),
        targets: Vec::new(),
        literals: Vec::new(),
        hidden: BTreeMap::new(),
        depth: 0,
        steps: 0,
        leaving: false,
        lost: false,
    };
    let mut st = flow.entry();
    flow.stmt(unit.body, &mut st);
    if !st.dead {
        let results = flow.named_results(&st);
        flow.leave(st, results, None);
    }
    if flow.lost {
        return (Vec::new(), Summary::default());
    }
    flow.finish_summary();
    (flow.events, flow.summary)
}

impl Flow<'_, '_> {
    pub(super) fn entry(&mut self) -> State {
        let mut st = State::default();
        for (i, param) in self.unit.params.iter().enumerate() {
            let Some(obj) = *param else { continue };
            let typ = self.c.types.borrow().type_of(obj);
            if !self.refers(typ) || self.is_hidden(obj) {
                continue;
            }
            let token = self.known.len() as TokenId;
            self.known.push(Known {
                source: Source::Param(i),
                pool: None,
                variable: Some(obj),
                typ,
            });
            st.tokens.insert(token, Token::default());
            st.vars.insert(obj, Value::one(token, Kind::Whole));
        }
        for &obj in &self.unit.results {
            if !self.is_hidden(obj) {
                st.vars.insert(obj, Value::nil());
            }
        }
        st
    }

    /// Whether a value of the type refers to memory that several values can share.
    pub(super) fn refers(&self, t: TypeId) -> bool {
        matches!(
            self.c.under(t),
            Type::Pointer { .. } | Type::Slice { .. } | Type::Map { .. } | Type::Interface(_)
        )
    }

    pub(super) fn named_results(&self, st: &State) -> Vec<Value> {
        let value = |obj| st.vars.get(obj).cloned().unwrap_or_default();
        self.unit.results.iter().map(value).collect()
    }

    /// One step further down; false where it is too deep or too much.
    pub(super) fn enter(&mut self) -> bool {
        self.depth += 1;
        self.steps += 1;
        if self.depth > MAX_DEPTH || self.steps > MAX_STEPS {
            self.lost = true;
        }
        !self.lost
    }

    pub(super) fn exit(&mut self) {
        self.depth -= 1;
    }

    pub(super) fn stmt(&mut self, s: StmtId, st: &mut State) {
        if st.dead {
            return;
        }
        if self.enter() {
            self.stmt_of_kind(s, st);
        }
        self.exit();
    }

    pub(super) fn list(&mut self, list: &[StmtId], st: &mut State) {
        for &s in list {
            self.stmt(s, st);
        }
    }

    pub(super) fn stmt_of_kind(&mut self, s: StmtId, st: &mut State) {
        let ast = &self.c.analysis.ast;
        match &ast[s].kind {
            StmtKind::EmptyStmt => {}
            StmtKind::LabeledStmt { stmt, .. } => self.stmt(*stmt, st),
            StmtKind::BlockStmt(b) => self.list(&b.list, st),
            StmtKind::ExprStmt(x) => {
                self.eval(*x, st);
            }
            StmtKind::SendStmt { chan, value } => {
                self.eval_use(*chan, st);
                let v = self.eval_use(*value, st);
                self.store(&v, Vec::new(), *value, false, st);
            }
            StmtKind::DeclStmt(decls) => {
                for &d in decls.iter() {
                    if let DeclKind::Var(v) = &ast[d].kind {
                        self.declare(&v.names, v.values, st);
                    }
                }
            }
            StmtKind::AssignStmt(a) => self.assign(a, st),
            StmtKind::BranchStmt(b) => {
                match b.tok {
                    BranchKind::Goto => self.lost = true,
                    BranchKind::Fallthrough => return,
                    BranchKind::Break | BranchKind::Continue => {
                        let out = std::mem::replace(st, State::dead());
                        let found = self
                            .targets
                            .iter_mut()
                            .rev()
                            .find(|t| Some(t.stmt) == b.target);
                        match (found, b.tok) {
                            (Some(t), BranchKind::Break) => t.breaks.push(out),
                            (Some(t), _) => t.continues.push(out),
                            (None, _) => self.lost = true,
                        }
                    }
                }
                *st = State::dead();
            }
            StmtKind::CallStmt { tok, call } => match tok {
                CallKind::Go => self.go(*call, st),
                CallKind::Defer => self.defer(*call, st),
            },
            StmtKind::ReturnStmt { results } => self.return_stmt(s, *results, st),
            StmtKind::IfStmt(i) => {
                if let Some(init) = i.init {
                    self.stmt(init, st);
                }
                let (mut then, mut els) = self.cond(i.cond, st);
                self.stmt(i.then, &mut then);
                match i.els {
                    Some(e) => self.stmt(e, &mut els),
                    // To put it back only under a condition is meant so.
                    None => excuse(&then, &mut els),
                }
                *st = then.join(els);
            }
            StmtKind::ForStmt(_) => self.for_stmt(s, st),
            StmtKind::SwitchStmt(_) => self.switch_stmt(s, st),
            StmtKind::SelectStmt(sel) => {
                self.joined_with_others(st);
                let mut ends = Vec::new();
                self.push_target(s);
                for &clause in sel.body.iter() {
                    let mut own = st.clone();
                    if let StmtKind::CommClause(comm) = &ast[clause].kind {
                        if let Some(comm) = comm.comm {
                            self.stmt(comm, &mut own);
                        }
                        self.list(&comm.body, &mut own);
                    }
                    ends.push(own);
                }
                ends.extend(self.pop_target().breaks);
                *st = join_all(ends);
            }
            StmtKind::RangeClause(_) | StmtKind::CaseClause(_) | StmtKind::CommClause(_) => {}
        }
    }

    /// The variable of a type switch in one of its clauses.
    pub(super) fn type_case(
        &mut self,
        clause: StmtId,
        cases: Option<ExprId>,
        value: &Value,
        st: &mut State,
    ) {
        let info = &self.c.analysis.checked.info;
        let cases = self.c.analysis.ast.unpack_list(&cases);
        let nil = |x: &ExprId| info.type_and_value(*x).mode.is_nil();
        if !cases.is_empty() && cases.iter().all(nil) {
            for r in value.refs.clone() {
                st.forget(r.token);
            }
            return;
        }
        if let Some(&obj) = info.implicits.get(&Node::Stmt(clause)) {
            let value = Value {
                raw: false,
                ..value.clone()
            };
            self.bind(obj, &value);
            st.vars.insert(obj, value);
        }
    }

    /// The function literal that an expression is: written there, or the only value of a local variable.
    pub(super) fn literal_of(&self, fun: ExprId) -> Option<ExprId> {
        let ast = &self.c.analysis.ast;
        let fun = ast.unparen(fun);
        if let ExprKind::FuncLit { .. } = ast.kind(fun) {
            return Some(fun);
        }
        let obj = self.c.variable(fun)?;
        let names = self.c.usage.names(obj);
        if !self.c.is_local(obj) || names.iter().any(|&n| self.c.is_changed_at(n)) {
            return None;
        }
        let defs = &self.c.analysis.checked.info.defs;
        let name = defs.iter().position(|&d| d == Some(obj))?;
        let Some(Node::Stmt(s)) = self.c.usage.parent(ExprId::new(name)) else {
            return None;
        };
        let (_, value, _) = self.c.declares(s)?;
        let value = ast.unparen(value?);
        matches!(ast.kind(value), ExprKind::FuncLit { .. }).then_some(value)
    }

    /// Runs the body of a function literal where it is called.
    pub(super) fn run_literal(&mut self, lit: ExprId, st: &mut State) {
        let ExprKind::FuncLit { body, .. } = *self.c.analysis.ast.kind(lit) else {
            return;
        };
        if self.literals.len() > 4 {
            return;
        }
        let outer = std::mem::take(&mut st.defers);
        let targets = std::mem::take(&mut self.targets);
        self.literals.push(Vec::new());
        self.stmt(body, st);
        let mut ends = self.literals.pop().unwrap_or_default();
        self.targets = targets;
        ends.push(std::mem::take(st));
        *st = join_all(ends);
        self.run_defers(st);
        st.defers = outer;
    }

    pub(super) fn go(&mut self, call: ExprId, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let Some(c) = self.c.call(call) else { return };
        let fun = ast.unparen(c.fun);
        let mut all = self.receiver_value(fun, st);
        for &a in c.args.clone().iter() {
            let v = self.eval_use(a, st);
            all = all.and(&v);
        }
        if let Some(lit) = self.literal_of(fun) {
            let v = self.captured(lit, st);
            all = all.and(&v);
        }
        let puts = self.puts_inside(call);
        st.each(&all, |_, t| match puts {
            true => {
                t.left = true;
                t.excused = true;
            }
            false => t.goroutine = Some(fun),
        });
    }

    /// Something was waited for: goroutines may be done, what was sent may have come back.
    pub(super) fn joined_with_others(&self, st: &mut State) {
        for t in st.tokens.values_mut() {
            t.goroutine = None;
            t.stores.retain(|s| !s.path.is_empty());
        }
    }

    /// Records something that was seen.
    pub(super) fn event(
        &mut self,
        what: What,
        token: Option<TokenId>,
        at: ExprId,
        related: Option<Node>,
    ) {
        self.event_about(what, token, at, related, Vec::new());
    }

    /// The same, with fields.
    pub(super) fn event_about(
        &mut self,
        what: What,
        token: Option<TokenId>,
        at: ExprId,
        related: Option<Node>,
        fields: Vec<ObjId>,
    ) {
        let known = token.map(|t| &self.known[t as usize]);
        let variable = known.and_then(|k| k.variable);
        let name = match variable {
            Some(obj) => self.c.types.borrow()[obj].name.to_string(),
            None => self.c.analysis.ast.string_of(at),
        };
        let event = Event {
            what,
            at,
            related,
            name,
            variable,
            pool: known.and_then(|k| k.pool),
            got: known.and_then(|k| match k.source {
                Source::Get(x) => Some(x),
                Source::Param(_) => None,
            }),
            typ: known.map_or(TypeId::INVALID, |k| k.typ),
            fields,
        };
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// The summary of the function that a call calls.
    pub(super) fn summary_of(&self, call: ExprId) -> Option<&Summary> {
        let fun = self.c.call(call)?.fun;
        let obj = self.c.called_object(fun)?;
        self.summaries.get(&origin(self.c, obj))
    }
}

/// Where one branch puts an object back and the other does nothing, that is meant.
pub(super) fn excuse(put: &State, other: &mut State) {
    if put.dead {
        return;
    }
    for (id, token) in &mut other.tokens {
        let did = put.tokens.get(id).is_some_and(|t| t.put.is_some());
        if did && token.put.is_none() {
            token.excused = true;
            token.conditional_put = !token.size_checked;
        }
    }
}

pub(super) fn join_all(states: Vec<State>) -> State {
    states.into_iter().fold(State::dead(), State::join)
}
