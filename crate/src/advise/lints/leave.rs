//! The ends of functions in [`Flow`](super::flow::Flow): what is returned, deferred calls, objects that are left.

use super::event::What;
use super::flow::{Flow, Source, excuse};
use super::pools::PoolKey;
use super::state::{Deferred, Kind, Nil, Ref, State, Value};
use crate::syntax::{ExprId, ExprKind, Node, StmtId};

impl Flow<'_, '_> {
    pub(super) fn return_stmt(&mut self, s: StmtId, results: Option<ExprId>, st: &mut State) {
        let exprs = self.c.analysis.ast.unpack_list(&results);
        if !self.literals.is_empty() {
            for &x in &exprs {
                self.eval_use(x, st);
            }
            let out = std::mem::replace(st, State::dead());
            if let Some(ends) = self.literals.last_mut() {
                ends.push(out);
            }
            return;
        }
        let n = self.result_count();
        let values: Vec<Value> = match exprs.as_slice() {
            [] => self.named_results(st),
            [one] if n > 1 => self.eval_many(*one, n, st),
            all => all.iter().map(|&x| self.eval(x, st)).collect(),
        };
        // Those that were put back before are told here; what deferred calls put back, below.
        for (v, &x) in values.iter().zip(&exprs) {
            self.used(x, v, st);
        }
        for (v, obj) in values.iter().zip(&self.unit.results) {
            if self.hidden.get(obj) != Some(&true) {
                st.vars.insert(*obj, v.clone());
            }
        }
        for (v, &x) in values.iter().zip(&exprs) {
            if v.releases {
                self.summary.releases = true;
                self.event(What::Release, v.refs.first().map(|r| r.token), x, None);
            }
        }
        let out = std::mem::replace(st, State::dead());
        self.leave(out, values, Some((s, exprs)));
    }

    pub(super) fn result_count(&self) -> usize {
        let types = self.c.types.borrow();
        let sig = self
            .unit
            .func
            .and_then(|f| types.signature(types.type_of(f)));
        sig.map_or(0, |s| s.results.len())
    }

    /// The function is left: deferred calls run, and what is returned is looked at.
    pub(super) fn leave(
        &mut self,
        mut st: State,
        values: Vec<Value>,
        at: Option<(StmtId, Vec<ExprId>)>,
    ) {
        let before = st.clone();
        self.run_defers(&mut st);
        if self.lost || st.dead {
            return;
        }
        let (stmt, exprs) = match at {
            Some((s, exprs)) => (Some(s), exprs),
            None => (None, Vec::new()),
        };
        for (i, value) in values.iter().enumerate() {
            let other = |r: &Ref| matches!(self.known[r.token as usize].source, Source::Param(_));
            if value.refs.is_empty() && value.nil == Nil::Unknown || value.refs.iter().any(other) {
                self.summary.mixed.insert(i);
            }
            for r in &value.refs {
                let Some(token) = st.tokens.get(&r.token).cloned() else {
                    continue;
                };
                let put_before = before.tokens.get(&r.token).and_then(|t| t.put);
                let x = exprs.get(i).or(exprs.first()).copied();
                if let (Some(put), None, Some(x)) = (token.is_put_or_dropped(), put_before, x) {
                    let what = match r.kind {
                        Kind::Whole if r.full => What::UseAfterPut,
                        _ => What::ViewAfterPut,
                    };
                    self.event(what, Some(r.token), x, Some(Node::Expr(put)));
                }
                if token.put.is_none() {
                    // Who has it already, or may have it, will put it back.
                    if token.left || !token.stores.is_empty() {
                        self.summary.mixed.insert(i);
                    }
                    self.note_result(i, r, value.raw);
                    if let Some(t) = st.tokens.get_mut(&r.token) {
                        t.left = true;
                    }
                }
            }
        }
        self.check_end(&st, stmt);
    }

    pub(super) fn note_result(&mut self, result: usize, r: &Ref, raw: bool) {
        let known = &self.known[r.token as usize];
        match known.source {
            Source::Get(_) if matches!(r.kind, Kind::Whole | Kind::Content) => {
                let entry = (result, known.pool, r.kind, raw);
                if !self.summary.gets.contains(&entry) {
                    self.summary.gets.push(entry);
                }
            }
            Source::Param(i) => {
                let entry = (result, i, r.kind);
                if !self.summary.returns.contains(&entry) {
                    self.summary.returns.push(entry);
                }
            }
            Source::Get(_) => {}
        }
    }

    /// What is left of the objects when the function ends.
    pub(super) fn check_end(&mut self, st: &State, stmt: Option<StmtId>) {
        for (&id, token) in &st.tokens {
            let known = self.known[id as usize].clone();
            if let Some(put) = token.is_put_or_dropped() {
                for s in &token.stores {
                    let what = match s.may {
                        true => What::GivenAway,
                        false => What::Stored,
                    };
                    self.event(what, Some(id), s.at, Some(Node::Expr(put)));
                }
            }
            match known.source {
                Source::Get(at) => {
                    let meant = token.left || token.excused || token.size_checked;
                    if token.put.is_none() && !meant {
                        self.event(What::Lost, Some(id), at, stmt.map(Node::Stmt));
                    }
                }
                Source::Param(i) => match token.put {
                    Some((put, sure)) => {
                        let pool = self.pool_of_put(put);
                        self.params_put.insert(i, pool);
                        if !sure && !token.size_checked || token.conditional_put {
                            self.params_live.insert(i);
                        }
                    }
                    None if token.size_checked => {}
                    None => {
                        self.params_live.insert(i);
                    }
                },
            }
            if let Source::Param(i) = known.source {
                if token.size_checked && !self.summary.sizes.contains(&i) {
                    self.summary.sizes.push(i);
                }
                if token.reset && !self.summary.resets.contains(&i) {
                    self.summary.resets.push(i);
                }
                for &f in &token.set {
                    let entry = (i, f, token.cleared.contains(&f));
                    if !self.summary.sets.contains(&entry) {
                        self.summary.sets.push(entry);
                    }
                }
            }
        }
    }

    pub(super) fn pool_of_put(&self, put: ExprId) -> Option<PoolKey> {
        super::pools::receiver(self.c, put).and_then(|p| p.key)
    }

    pub(super) fn finish_summary(&mut self) {
        for (&i, &pool) in &self.params_put {
            match self.params_live.contains(&i) {
                true => self.summary.may_put.push(i),
                false => self.summary.puts.push((i, pool)),
            }
        }
    }

    pub(super) fn defer(&mut self, call: ExprId, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let Some(c) = self.c.call(call) else { return };
        let (fun, args) = (ast.unparen(c.fun), c.args.clone());
        let values = match ast.kind(fun) {
            ExprKind::FuncLit { .. } => {
                for &a in args.iter() {
                    self.eval(a, st);
                }
                None
            }
            _ if self.literal_of(fun).is_some() => None,
            _ => {
                let recv = self.receiver_value(fun, st);
                let args = args.iter().map(|&a| self.eval(a, st)).collect();
                Some((recv, args))
            }
        };
        st.defers.retain(|d| d.call != call);
        st.defers.push(Deferred {
            call,
            values,
            sure: true,
        });
    }

    pub(super) fn run_defers(&mut self, st: &mut State) {
        let defers = std::mem::take(&mut st.defers);
        let was = std::mem::replace(&mut self.leaving, true);
        for d in defers.into_iter().rev() {
            if st.dead {
                break;
            }
            let before = (!d.sure).then(|| st.clone());
            match d.values {
                Some((recv, args)) => {
                    self.apply(d.call, recv, args, st);
                }
                None => {
                    let fun = self.c.call(d.call).map(|c| c.fun);
                    if let Some(lit) = fun.and_then(|f| self.literal_of(f)) {
                        self.run_literal(lit, st);
                    }
                }
            }
            if let Some(mut before) = before {
                excuse(st, &mut before);
                *st = std::mem::take(st).join(before);
            }
        }
        self.leaving = was;
    }
}
