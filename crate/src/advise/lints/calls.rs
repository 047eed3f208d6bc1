//! Calls in [`Flow`]: helpers by their summaries, functions of std by what is known of them, others by the verdicts of escape analysis.

use super::flow::{Flow, Known, Source};
use super::pools::{self, PoolKey};
use super::state::{Kind, Nil, State, Token, TokenId, Value};
use super::unknown::is_listed;
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind};
use crate::types::object::BuiltinId;
use crate::types::{SelectionKind, Type};

/// Functions that do not return.
const NO_RETURN: &[(&str, &[&str])] = &[
    ("os", &["Exit"]),
    ("runtime", &["Goexit"]),
    (
        "log",
        &["Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"],
    ),
];

impl Flow<'_, '_> {
    /// The values of a call, or of another expression with several.
    pub(super) fn eval_many(&mut self, x: ExprId, n: usize, st: &mut State) -> Vec<Value> {
        let c = self.c;
        let ast = &c.analysis.ast;
        let x = ast.unparen(x);
        let Some(call) = c.call(x) else {
            let mut all = vec![self.eval(x, st)];
            all.resize(n.max(1), Value::default());
            return all;
        };
        let (fun, args) = (ast.unparen(call.fun), call.args.clone());
        if c.callee(x) == Callee::Conversion {
            let v = args.first().map(|&a| self.eval_use(a, st));
            let shares = !matches!(c.under_of(x), Type::Basic(_));
            let v = v.filter(|_| shares).unwrap_or_default();
            if !shares && let Some(&a) = args.first() {
                self.read_all(a, st);
            }
            return vec![v];
        }
        let recv = self.receiver_value(fun, st);
        let values: Vec<Value> = args.iter().map(|&a| self.eval(a, st)).collect();
        if let Some(lit) = self.literal_of(fun) {
            for (v, &a) in values.iter().zip(args.iter()) {
                self.used(a, v, st);
            }
            self.run_literal(lit, st);
            return vec![Value::default(); n.max(1)];
        }
        let mut out = self.apply(x, recv, values, st);
        out.resize(n.max(1), Value::default());
        out
    }

    /// What a call does, and what it gives.
    pub(super) fn apply(
        &mut self,
        call: ExprId,
        recv: Value,
        args: Vec<Value>,
        st: &mut State,
    ) -> Vec<Value> {
        let callee = self.c.callee(call);
        if let Callee::Builtin(id) = callee {
            return vec![self.builtin(id, call, args, st)];
        }
        if callee.is_method("sync", "Pool", "Get") {
            let pool = pools::receiver(self.c, call).and_then(|p| p.key);
            return vec![self.take(call, pool, Kind::Whole, true, st)];
        }
        if callee.is_method("sync", "Pool", "Put") {
            self.put(call, args.first().unwrap_or(&Value::default()), true, st);
            return Vec::new();
        }
        if is_listed(NO_RETURN, &callee) {
            *st = State::dead();
            return Vec::new();
        }
        let parts = self.argument_exprs(call);
        if let Some(summary) = self.summary_of(call).cloned() {
            let all: Vec<Value> = self.with_receiver(call, recv, args);
            return self.apply_summary(call, &summary, &all, &parts, st);
        }
        self.unknown_call(call, &callee, recv, args, st)
    }

    /// Receiver and arguments as one list, as summaries count them.
    pub(super) fn with_receiver(&self, call: ExprId, recv: Value, args: Vec<Value>) -> Vec<Value> {
        let mut all = Vec::new();
        if self.is_method_call(call) {
            all.push(recv);
        }
        all.extend(args);
        all
    }

    pub(super) fn is_method_call(&self, call: ExprId) -> bool {
        let Some(fun) = self
            .c
            .call(call)
            .map(|k| self.c.analysis.ast.unparen(k.fun))
        else {
            return false;
        };
        let selection = self.c.analysis.checked.info.selections.get(&fun);
        selection.is_some_and(|s| s.kind == SelectionKind::MethodVal)
    }

    pub(super) fn argument_exprs(&self, call: ExprId) -> Vec<ExprId> {
        let mut all = Vec::new();
        if self.is_method_call(call)
            && let Some(k) = self.c.call(call)
            && let ExprKind::SelectorExpr { x, .. } =
                *self.c.analysis.ast.kind(self.c.analysis.ast.unparen(k.fun))
        {
            all.push(x);
        }
        if let Some(k) = self.c.call(call) {
            all.extend(k.args.iter().copied());
        }
        all
    }

    /// A new object.
    pub(super) fn take(
        &mut self,
        call: ExprId,
        pool: Option<PoolKey>,
        kind: Kind,
        raw: bool,
        st: &mut State,
    ) -> Value {
        let token = match self.tokens.get(&call) {
            Some(&t) => t,
            None => {
                let t = self.known.len() as TokenId;
                self.known.push(Known {
                    source: Source::Get(call),
                    pool,
                    variable: None,
                    typ: self.c.type_of(call),
                });
                self.tokens.insert(call, t);
                t
            }
        };
        // Another object has come in the place of the one of the turn before.
        st.forget(token);
        st.tokens.insert(token, Token::default());
        Value {
            raw,
            ..Value::one(token, kind)
        }
    }

    pub(super) fn apply_summary(
        &mut self,
        call: ExprId,
        summary: &super::flow::Summary,
        args: &[Value],
        exprs: &[ExprId],
        st: &mut State,
    ) -> Vec<Value> {
        let puts = |i: usize| summary.puts.iter().any(|(p, _)| *p == i);
        for (i, v) in args.iter().enumerate() {
            let x = exprs.get(i).copied().unwrap_or(call);
            // `put(&x)`: who knows.
            st.each(v, |r, t| t.left |= r.kind == Kind::Holder);
            if !puts(i) {
                let resets = summary.resets.contains(&i);
                match resets {
                    true => self.reset(call, v, st),
                    false => self.used(x, v, st),
                }
            }
        }
        for &(i, f, cleared) in &summary.sets {
            if let Some(v) = args.get(i) {
                st.each(v, |r, t| {
                    if r.kind == Kind::Whole {
                        t.set.insert(f);
                        if cleared {
                            t.cleared.insert(f);
                        }
                    }
                });
            }
        }
        for &i in &summary.sizes {
            if let Some(v) = args.get(i) {
                st.each(v, |_, t| t.size_checked = true);
            }
        }
        for &i in &summary.may_put {
            if let Some(v) = args.get(i) {
                st.each(v, |_, t| {
                    t.left = true;
                    t.excused = true;
                });
            }
        }
        for (i, v) in args.iter().enumerate() {
            if puts(i) {
                let resets = summary.resets.contains(&i);
                if resets {
                    st.each(v, |_, t| {
                        t.reset = true;
                        t.pinned.clear();
                    });
                }
                self.put(call, v, false, st);
            } else if !summary.may_put.contains(&i) && self.may_keep(call, i) {
                st.each(v, |r, t| {
                    t.left |= matches!(r.kind, Kind::Whole | Kind::Holder);
                });
            }
        }
        let results = summary
            .gets
            .iter()
            .map(|g| g.0)
            .chain(summary.returns.iter().map(|r| r.0))
            .max()
            .map_or(0, |n| n + 1);
        let mut out = vec![Value::default(); results];
        for &(r, pool, kind, raw) in &summary.gets {
            let v = self.take(call, pool, kind, raw, st);
            // What may be an older object as well is not this function's to put back.
            let mixed = summary.mixed.contains(&r);
            if summary.releases || mixed {
                st.each(&v, |_, t| {
                    t.left = true;
                    t.reset |= mixed;
                });
            }
            out[r] = std::mem::take(&mut out[r]).and(&v);
            out[r].raw |= raw;
        }
        for &(r, p, kind) in &summary.returns {
            if let Some(v) = args.get(p) {
                let v = match kind {
                    Kind::Whole => v.clone(),
                    kind => v.turned(kind),
                };
                out[r] = std::mem::take(&mut out[r]).and(&v);
            }
        }
        out
    }

    pub(super) fn builtin(
        &mut self,
        id: BuiltinId,
        call: ExprId,
        args: Vec<Value>,
        st: &mut State,
    ) -> Value {
        let exprs = self.argument_exprs(call);
        let spread = self.c.call(call).is_some_and(|k| k.has_dots);
        match id {
            // They look at the header only.
            BuiltinId::Len | BuiltinId::Cap => return Value::default(),
            BuiltinId::New | BuiltinId::Make => {
                return Value {
                    nil: Nil::IsNot,
                    ..Value::default()
                };
            }
            _ => {}
        }
        for (v, &x) in args.iter().zip(&exprs) {
            self.used(x, v, st);
        }
        match id {
            BuiltinId::Append => {
                if spread && let Some(&last) = exprs.last() {
                    self.read_all(last, st);
                }
                let first = args.first().cloned().unwrap_or_default();
                let mut out = Value {
                    grown: Some(call),
                    nil: Nil::IsNot,
                    ..first
                };
                if !spread {
                    for v in args.iter().skip(1) {
                        out = out.and(&v.turned(Kind::Holder));
                    }
                }
                out
            }
            BuiltinId::Copy => {
                if let Some(v) = args.first() {
                    st.each(v, |r, t| {
                        if r.full && !t.zeroed {
                            t.partial = Some(call);
                        }
                    });
                }
                Value::default()
            }
            BuiltinId::Clear => {
                if let Some(v) = args.first() {
                    let whole = v.clone();
                    st.each(&whole, |r, t| {
                        t.partial = None;
                        t.zeroed |= r.full;
                        if matches!(r.kind, Kind::Whole | Kind::Content) {
                            if t.dirty.is_none() {
                                t.reset_early = true;
                            }
                            t.reset = true;
                        }
                        if let Kind::Field(f) = r.kind {
                            t.set.insert(f);
                            t.cleared.insert(f);
                        }
                    });
                }
                Value::default()
            }
            BuiltinId::Panic => {
                *st = State::dead();
                Value::default()
            }
            _ => Value::default(),
        }
    }
}
