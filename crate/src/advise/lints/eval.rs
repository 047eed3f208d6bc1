//! Expressions of [`Flow`]: what they refer to, and what they do to objects from a pool.

use super::flow::{Flow, Known, Source, What};
use super::pools::{self, PoolKey};
use super::state::{Kind, Nil, Ref, State, Store, Token, TokenId, Value};
use crate::advise::ask::Callee;
use crate::escape::Leaks;
use crate::syntax::{ExprId, ExprKind, Node, Operator};
use crate::types::object::BuiltinId;
use crate::types::{ObjId, SelectionKind, Type, TypeId};

/// Methods of std whose result shares the receiver's memory: package, type, method.
const VIEWS: &[(&str, &str, &[&str])] = &[
    ("bytes", "Buffer", &["Bytes", "Next", "AvailableBuffer"]),
    ("bufio", "Reader", &["Peek", "ReadSlice"]),
    ("bufio", "Scanner", &["Bytes"]),
    ("bufio", "Writer", &["AvailableBuffer"]),
];

/// Functions of std whose result refers to their arguments for as long as it lives.
const HOLDERS: &[(&str, &[&str])] = &[
    ("bytes", &["NewReader", "NewBuffer"]),
    (
        "bufio",
        &[
            "NewReader",
            "NewReaderSize",
            "NewWriter",
            "NewWriterSize",
            "NewScanner",
        ],
    ),
    (
        "io",
        &[
            "NopCloser",
            "LimitReader",
            "TeeReader",
            "MultiReader",
            "NewSectionReader",
        ],
    ),
    ("encoding/json", &["NewDecoder", "NewEncoder"]),
];

/// Functions of std that keep their argument: it may be used after they return.
const KEEPERS: &[(&str, &[&str])] =
    &[("net/http", &["Post", "NewRequest", "NewRequestWithContext"])];

/// Methods of std that keep their argument: package, type, methods.
const KEEPING_METHODS: &[(&str, &str, &[&str])] = &[
    ("net/http", "Client", &["Post"]),
    ("sync", "Map", &["Store", "LoadOrStore", "Swap"]),
    ("container/list", "List", &["PushBack", "PushFront"]),
    ("sync/atomic", "Value", &["Store"]),
    ("sync/atomic", "Pointer", &["Store"]),
];

/// Functions and methods of std that fill what they are given and leave what the input does not mention.
const FILLERS: &[(&str, &str, &str)] = &[
    ("encoding/json", "", "Unmarshal"),
    ("encoding/json", "Decoder", "Decode"),
    ("encoding/xml", "", "Unmarshal"),
    ("encoding/xml", "Decoder", "Decode"),
    ("encoding/gob", "Decoder", "Decode"),
];

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
    /// The value of an expression that is looked at: told, if it was put back before.
    pub(super) fn eval_use(&mut self, x: ExprId, st: &mut State) -> Value {
        let v = self.eval(x, st);
        self.used(x, &v, st);
        v
    }

    /// Tells of a use of what was put back before.
    pub(super) fn used(&mut self, x: ExprId, value: &Value, st: &mut State) {
        for r in &value.refs {
            let Some(token) = st.tokens.get_mut(&r.token) else {
                continue;
            };
            if r.kind == Kind::Whole {
                token.dirty = token.dirty.or(Some(x));
            }
            let Some(put) = token.is_put() else { continue };
            let what = match r.kind {
                Kind::Holder => continue,
                Kind::Whole if r.full => What::UseAfterPut,
                _ => What::ViewAfterPut,
            };
            self.event(what, Some(r.token), x, Some(Node::Expr(put)));
        }
    }

    /// The value of an expression.
    pub(super) fn eval(&mut self, x: ExprId, st: &mut State) -> Value {
        if st.dead {
            return Value::default();
        }
        let v = match self.enter() {
            true => self.eval_of_kind(x, st),
            false => Value::default(),
        };
        self.exit();
        v
    }

    fn eval_of_kind(&mut self, x: ExprId, st: &mut State) -> Value {
        let c = self.c;
        let ast = &c.analysis.ast;
        let tv = c.analysis.checked.info.type_and_value(x);
        if tv.mode.is_type() {
            return Value::default();
        }
        if tv.mode.is_nil() {
            return Value::nil();
        }
        match ast.kind(x) {
            ExprKind::Name(_) => self.eval_name(x, st),
            ExprKind::ParenExpr(x) => self.eval(*x, st),
            ExprKind::SelectorExpr { x: operand, .. } => self.eval_selector(x, *operand, st),
            ExprKind::IndexExpr { x: operand, index } => {
                self.eval_use(*operand, st);
                self.eval(*index, st);
                Value::default()
            }
            ExprKind::SliceExpr {
                x: operand, index, ..
            } => {
                let (operand, index) = (*operand, *index);
                self.eval_slice(operand, index, st)
            }
            ExprKind::AssertExpr { x: operand, .. } => {
                let v = self.eval(*operand, st);
                self.assertion(x, v)
            }
            ExprKind::Operation { op, x: left, y } => self.eval_operation(*op, x, *left, *y, st),
            ExprKind::CallExpr(_) => {
                let mut all = self.eval_many(x, 1, st);
                match all.is_empty() {
                    true => Value::default(),
                    false => all.swap_remove(0),
                }
            }
            ExprKind::CompositeLit(lit) => {
                let mut all = Value::default();
                for &e in &lit.elems.clone() {
                    let value = match ast.kind(e) {
                        ExprKind::KeyValueExpr { value, .. } => *value,
                        _ => e,
                    };
                    let v = self.eval_use(value, st);
                    all = all.and(&v.turned(Kind::Holder));
                }
                all.nil = Nil::NonNil;
                all
            }
            ExprKind::KeyValueExpr { value, .. } => self.eval(*value, st),
            ExprKind::FuncLit { .. } => self.eval_literal(x, st),
            ExprKind::ListExpr(list) => {
                for &e in &list.clone() {
                    self.eval(e, st);
                }
                Value::default()
            }
            _ => Value::default(),
        }
    }

    fn eval_name(&mut self, x: ExprId, st: &State) -> Value {
        let Some(obj) = self.c.variable(x) else {
            return Value::default();
        };
        st.vars.get(&obj).cloned().unwrap_or_default()
    }

    fn eval_selector(&mut self, x: ExprId, operand: ExprId, st: &mut State) -> Value {
        let info = &self.c.analysis.checked.info;
        let Some(selection) = info.selections.get(&x).cloned() else {
            return Value::default();
        };
        let base = self.eval_use(operand, st);
        if base.refs.is_empty() {
            return Value::default();
        }
        if selection.kind != SelectionKind::FieldVal {
            return base.turned(Kind::Holder);
        }
        let field = pools::origin(self.c, selection.obj);
        self.look_at_field(x, field, &base, st);
        match self.c.under(self.c.type_of(x)) {
            // A part of the object itself.
            Type::Struct(_) | Type::Array { .. } => base.turned(Kind::Field(field)),
            Type::Slice { .. } | Type::Map { .. } if self.pools.recycled.contains(&field) => {
                base.turned(Kind::Field(field))
            }
            _ => Value::default(),
        }
    }

    /// A field is read that was set on some path only.
    fn look_at_field(&mut self, x: ExprId, field: ObjId, base: &Value, st: &mut State) {
        for t in base.wholes().collect::<Vec<_>>() {
            let Some(token) = st.tokens.get(&t) else {
                continue;
            };
            let Some(&set) = token.maybe_set.get(&field) else {
                continue;
            };
            if !token.set.contains(&field) && !token.reset && set != x {
                self.event(
                    What::FieldNotReset(field),
                    Some(t),
                    x,
                    Some(Node::Expr(set)),
                );
            }
        }
    }

    fn eval_slice(&mut self, operand: ExprId, index: [Option<ExprId>; 3], st: &mut State) -> Value {
        let base = self.eval_use(operand, st);
        for i in index.into_iter().flatten() {
            self.eval(i, st);
        }
        let c = self.c;
        let is_cap = |x: ExprId| c.callee(x) == Callee::Builtin(BuiltinId::Cap);
        let open =
            index[1].is_none_or(is_cap) && index[0].is_none_or(|l| c.const_int(l) == Some(0));
        let cut = index[0].is_some_and(|l| c.const_int(l) != Some(0));
        let array = match c.under_of(operand) {
            Type::Pointer { .. } | Type::Array { .. } => true,
            Type::Slice { .. } => false,
            _ => return Value::default(),
        };
        let refs = base.refs.iter().map(|r| Ref {
            token: r.token,
            kind: match (r.kind, array) {
                (Kind::Whole | Kind::Field(_), true) => Kind::View,
                (kind, _) => kind,
            },
            full: r.full && open,
            cut: r.cut || cut,
        });
        Value {
            refs: refs.collect(),
            ..Value::default()
        }
    }

    /// `x.(T)`.
    fn assertion(&mut self, x: ExprId, v: Value) -> Value {
        let t = self.c.type_of(x);
        let (t, comma_ok) = match self.c.types.borrow()[t].clone() {
            Type::Tuple(vars) => (
                vars.first()
                    .map_or(TypeId::INVALID, |&o| self.c.types.borrow().type_of(o)),
                true,
            ),
            _ => (t, false),
        };
        if v.raw {
            for token in v.wholes() {
                self.known[token as usize].typ = t;
                let checked = comma_ok || v.nil == Nil::NonNil;
                self.event(What::Asserted(checked), Some(token), x, None);
            }
        }
        Value { raw: false, ..v }
    }

    fn eval_operation(
        &mut self,
        op: Operator,
        whole: ExprId,
        left: ExprId,
        right: Option<ExprId>,
        st: &mut State,
    ) -> Value {
        let c = self.c;
        match (op, right) {
            (Operator::And, None) => {
                let v = self.eval(left, st);
                let ast = &c.analysis.ast;
                let inner = ast.unparen(left);
                let kind = match ast.kind(inner) {
                    ExprKind::Name(_) | ExprKind::CompositeLit(_) => Kind::Holder,
                    _ => Kind::View,
                };
                Value {
                    nil: Nil::NonNil,
                    ..v.turned(kind)
                }
            }
            (Operator::Mul, None) => {
                let v = self.eval_use(left, st);
                match c.under_of(whole) {
                    Type::Slice { .. } | Type::Map { .. } => v.turned(Kind::Content),
                    Type::Array { .. } => v.turned(Kind::View),
                    _ => Value::default(),
                }
            }
            (Operator::Recv, None) => {
                self.eval_use(left, st);
                self.joined_with_others(st);
                Value::default()
            }
            (Operator::Eql | Operator::Neq, Some(y)) => {
                self.eval(left, st);
                self.eval(y, st);
                Value::default()
            }
            _ => {
                self.eval_use(left, st);
                if let Some(y) = right {
                    self.eval_use(y, st);
                }
                Value::default()
            }
        }
    }

    /// A function literal: it holds what it captures. One that a variable holds and that is only called runs where it is called.
    fn eval_literal(&mut self, x: ExprId, st: &mut State) -> Value {
        let captured = self.captured(x, st);
        if captured.refs.is_empty() {
            return Value::default();
        }
        let releases = self.puts_inside(x);
        if releases && !self.is_only_called(x) {
            st.each(&captured, |_, t| t.left = true);
        }
        Value {
            releases,
            ..captured.turned(Kind::Holder)
        }
    }

    /// Whether a function literal is the value of a local variable that is only called.
    fn is_only_called(&self, lit: ExprId) -> bool {
        let c = self.c;
        let Some(Node::Stmt(s)) = c.usage.parent(lit) else {
            return false;
        };
        let Some((name, _, _)) = c.declares(s) else {
            return false;
        };
        let Some(obj) = c.analysis.checked.info.defs[name.index()] else {
            return false;
        };
        let called = |&n: &ExprId| match c.usage.parent(n) {
            Some(Node::Expr(call)) => c.call(call).is_some_and(|k| k.fun == n),
            _ => false,
        };
        c.usage.names(obj).iter().all(called)
    }

    /// What a function literal captures.
    pub(super) fn captured(&self, lit: ExprId, st: &State) -> Value {
        let c = self.c;
        let mut all = Value::default();
        c.analysis.ast.inspect(lit, |n| {
            if let Node::Expr(x) = n
                && let Some(obj) = c.analysis.checked.info.uses[x.index()]
                && let Some(v) = st.vars.get(&obj)
            {
                all = std::mem::take(&mut all).and(v);
            }
            true
        });
        all
    }

    /// Whether something inside puts an object into a pool.
    pub(super) fn puts_inside(&self, root: ExprId) -> bool {
        self.c.any_below(root, |n| match n {
            Node::Expr(x) => {
                self.c.callee(x).is_method("sync", "Pool", "Put")
                    || self
                        .summary_of(x)
                        .is_some_and(|s| !s.puts.is_empty() || !s.may_put.is_empty())
            }
            _ => false,
        })
    }

    /// The receiver of the called method, as a value.
    pub(super) fn receiver_value(&mut self, fun: ExprId, st: &mut State) -> Value {
        let c = self.c;
        let fun = c.analysis.ast.unparen(fun);
        match *c.analysis.ast.kind(fun) {
            ExprKind::SelectorExpr { x, .. } => {
                match c.analysis.checked.info.selections.get(&fun) {
                    // A method of an embedded part: `x.Buffer.Reset` by `x.Reset`.
                    Some(s) if s.kind == SelectionKind::MethodVal && s.index.len() > 1 => {
                        let v = self.eval(x, st);
                        v.turned(Kind::View)
                    }
                    Some(s) if s.kind == SelectionKind::MethodVal => self.eval(x, st),
                    Some(_) => self.eval_use(fun, st),
                    None => Value::default(),
                }
            }
            ExprKind::IndexExpr { x, .. } => self.receiver_value(x, st),
            ExprKind::Name(_) => Value::default(),
            ExprKind::FuncLit { .. } => Value::default(),
            _ => self.eval(fun, st),
        }
    }

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
    fn with_receiver(&self, call: ExprId, recv: Value, args: Vec<Value>) -> Vec<Value> {
        let mut all = Vec::new();
        if self.is_method_call(call) {
            all.push(recv);
        }
        all.extend(args);
        all
    }

    fn is_method_call(&self, call: ExprId) -> bool {
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

    fn argument_exprs(&self, call: ExprId) -> Vec<ExprId> {
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
    fn take(
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

    fn apply_summary(
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
        for i in 0..args.len() {
            if puts(i) {
                let resets = summary.resets.contains(&i);
                if resets {
                    st.each(&args[i], |_, t| {
                        t.reset = true;
                        t.pinned.clear();
                    });
                }
                self.put(call, &args[i], false, st);
            } else if !summary.may_put.contains(&i) && self.may_keep(call, i) {
                st.each(&args[i], |r, t| {
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
            if summary.releases {
                st.each(&v, |_, t| t.left = true);
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

    fn unknown_call(
        &mut self,
        call: ExprId,
        callee: &Callee,
        recv: Value,
        args: Vec<Value>,
        st: &mut State,
    ) -> Vec<Value> {
        let exprs = self.argument_exprs(call);
        let all = self.with_receiver(call, recv.clone(), args);
        if self.is_reset(callee, call) {
            let whole = recv.refs.iter().any(|r| r.kind == Kind::Whole);
            if whole {
                self.reset(call, &recv, st);
                self.pin_by_reset(call, &recv, st);
            } else {
                self.used(exprs[0], &recv, st);
                self.field_reset(&recv, st);
            }
            return Vec::new();
        }
        if self.waits(callee, call) {
            self.joined_with_others(st);
        }
        for (v, &x) in all.iter().zip(&exprs) {
            self.used(x, v, st);
        }
        self.partly_set(call, callee, &all, st);
        self.fills(call, callee, &all, st);
        self.reads_all(call, callee, st);
        if is_listed(KEEPERS, callee) || is_method_listed(KEEPING_METHODS, callee) {
            let skip = usize::from(self.is_method_call(call));
            let web =
                matches!(callee, Callee::Func(p, _) | Callee::Method(p, ..) if **p == *"net/http");
            for (v, &x) in all.iter().zip(&exprs).skip(skip) {
                let refs = Value {
                    refs: v.refs.clone(),
                    ..Value::default()
                };
                self.store_in(&refs, Vec::new(), x, true, web, st);
            }
        }
        if is_method_listed(VIEWS, callee) {
            return vec![recv.turned(Kind::View)];
        }
        let mut held = Value::default();
        for (i, v) in all.iter().enumerate() {
            if v.refs.is_empty() {
                continue;
            }
            match self.leaks(call, i) {
                Leak::No => {}
                Leak::Result => held = held.and(v),
                _ if is_listed(HOLDERS, callee) => held = held.and(v),
                Leak::Unknown => st.each(v, |r, t| {
                    t.left |= matches!(r.kind, Kind::Whole | Kind::Holder);
                }),
            }
        }
        let kind = match self.c.under(self.c.type_of(call)) {
            Type::Slice { .. } => Kind::View,
            Type::Basic(_) => return Vec::new(),
            _ => Kind::Holder,
        };
        let error = self.is_error(call);
        if held.refs.is_empty() || error {
            return Vec::new();
        }
        vec![held.turned(kind)]
    }

    /// The object is handed on with some fields set.
    fn partly_set(&mut self, call: ExprId, callee: &Callee, all: &[Value], st: &State) {
        for v in all {
            for id in v.wholes().collect::<Vec<_>>() {
                let Some(t) = st.tokens.get(&id).filter(|t| !t.reset && !t.set.is_empty()) else {
                    continue;
                };
                let fields = t.set.iter().copied().collect();
                let unknown = *callee == Callee::Unknown;
                self.event_about(What::PartlySet(unknown), Some(id), call, None, fields);
            }
        }
    }

    fn is_error(&self, call: ExprId) -> bool {
        let types = self.c.types.borrow();
        let t = types.unalias(self.c.type_of(call));
        types
            .named_obj(t)
            .is_some_and(|o| types[o].pkg.is_none() && &*types[o].name == "error")
    }

    /// `Reset` of a type of std, and `Truncate(0)` of a buffer: by their documentation everything is as new.
    fn is_reset(&self, callee: &Callee, call: ExprId) -> bool {
        let Callee::Method(path, _, name) = callee else {
            return false;
        };
        let own = &self.c.types.borrow()[self.c.analysis.checked.pkg].path;
        if **path == **own {
            return false;
        }
        match &**name {
            "Reset" => true,
            "Truncate" => {
                let first = self.c.call(call).and_then(|k| k.args.first().copied());
                first.is_some_and(|a| self.c.const_int(a) == Some(0))
            }
            _ => false,
        }
    }

    /// A method Wait, of a `sync.WaitGroup` or of something like it.
    fn waits(&self, callee: &Callee, _call: ExprId) -> bool {
        matches!(callee, Callee::Method(_, _, name) if matches!(&**name, "Wait" | "Lock"))
            || matches!(callee, Callee::Unknown)
    }

    /// The object is as new.
    pub(super) fn reset(&mut self, at: ExprId, v: &Value, st: &mut State) {
        self.check_only(at, v, st);
        let leaving = self.leaving;
        let mut seen = Vec::new();
        st.each(v, |r, t| {
            if r.kind != Kind::Whole {
                return;
            }
            match t.dirty {
                None => t.reset_early = true,
                Some(_) if !leaving => t.reset_late = Some(at),
                Some(_) => {}
            }
            t.reset = true;
            t.filled = None;
            t.partial = None;
            t.grown = None;
            t.pinned.clear();
            t.maybe_set.clear();
            seen.push(r.token);
        });
        for t in seen {
            let early = st.tokens.get(&t).is_some_and(|k| k.reset_early);
            if early {
                self.event(What::ResetSeen, Some(t), at, None);
            }
        }
    }

    /// A use that is no look at the content.
    fn check_only(&mut self, x: ExprId, v: &Value, st: &State) {
        for r in &v.refs {
            if let Some(put) = st.tokens.get(&r.token).and_then(Token::is_put)
                && r.kind == Kind::Whole
            {
                self.event(What::UseAfterPut, Some(r.token), x, Some(Node::Expr(put)));
            }
        }
    }

    fn field_reset(&mut self, v: &Value, st: &mut State) {
        st.each(v, |r, t| {
            if let Kind::Field(f) = r.kind {
                t.set.insert(f);
                t.cleared.insert(f);
                t.maybe_set.remove(&f);
            }
            if r.kind == Kind::View {
                t.reset = true;
            }
        });
    }

    /// `x.Reset(r)` of a reader or writer: it refers to r until the next one.
    fn pin_by_reset(&mut self, call: ExprId, v: &Value, st: &mut State) {
        let c = self.c;
        let args = c.call(call).map(|k| k.args.clone()).unwrap_or_default();
        let ast = &c.analysis.ast;
        let Some(&arg) = args.first() else { return };
        let info = &c.analysis.checked.info;
        let plain = info.type_and_value(arg).mode.is_nil()
            || !matches!(c.under_of(arg), Type::Interface(_) | Type::Pointer { .. })
            || matches!(
                ast.kind(ast.unparen(arg)),
                ExprKind::SelectorExpr { .. } | ExprKind::CompositeLit(_)
            );
        st.each(v, |_, t| match plain {
            true => {
                t.pinned.remove(&None);
            }
            false => {
                t.pinned.insert(None, arg);
            }
        });
    }

    /// `json.Unmarshal(data, x)`, `buf.WriteString(s)`, `copy(buf, s)`: what the last user left stays where nothing new comes.
    fn fills(&mut self, call: ExprId, callee: &Callee, all: &[Value], st: &mut State) {
        let listed = FILLERS.iter().any(|(p, t, n)| match callee {
            Callee::Func(path, name) => t.is_empty() && **path == **p && **name == **n,
            Callee::Method(path, typ, name) => **path == **p && **typ == **t && **name == **n,
            _ => false,
        });
        if listed && let Some(v) = all.last() {
            self.not_reset(call, v, st);
        }
        if matches!(callee, Callee::Method(p, t, n) if **p == *"bytes" && **t == *"Buffer" && (n.starts_with("Write") || n.starts_with("ReadFrom")))
            && let Some(v) = all.first()
        {
            self.not_reset(call, v, st);
        }
        // `r.Read(buf)` writes as much as there is.
        if matches!(callee, Callee::Method(_, _, n) if matches!(&**n, "Read" | "ReadAt"))
            && !matches!(callee, Callee::Method(p, ..) if p.starts_with("crypto/") || p.starts_with("math/rand"))
            && let Some(v) = all.get(1)
        {
            st.each(v, |r, t| {
                if r.full {
                    t.partial = Some(call);
                }
            });
        }
    }

    fn not_reset(&mut self, at: ExprId, v: &Value, st: &mut State) {
        let mut seen = Vec::new();
        st.each(v, |r, t| {
            if r.kind == Kind::Whole && !t.reset && t.set.is_empty() && t.filled.is_none() {
                t.filled = Some(at);
                seen.push(r.token);
            }
        });
        for t in seen {
            self.event(What::NotReset, Some(t), at, None);
        }
    }

    /// `w.Write(buf)`: all of it is read.
    fn reads_all(&mut self, call: ExprId, callee: &Callee, st: &mut State) {
        let unknown = matches!(callee, Callee::Unknown);
        let write = matches!(callee, Callee::Method(_, _, n) if matches!(&**n, "Write" | "WriteTo" | "Sum"));
        let text = matches!(callee, Callee::Func(p, n) if (**p == *"encoding/hex" || **p == *"encoding/json") && matches!(&**n, "EncodeToString" | "Unmarshal" | "Dump"));
        if !unknown && !write && !text {
            return;
        }
        let args = self.c.call(call).map(|k| k.args.clone());
        for &a in args.unwrap_or_default().iter() {
            self.read_all(a, st);
        }
    }

    /// All of a slice is read.
    fn read_all(&mut self, x: ExprId, st: &mut State) {
        let v = self.eval(x, st);
        if !matches!(self.c.under_of(x), Type::Slice { .. }) {
            return;
        }
        for r in &v.refs {
            let stale = st.tokens.get(&r.token).and_then(|t| t.partial);
            if let Some(at) = stale
                && r.full
                && matches!(r.kind, Kind::Whole | Kind::Content | Kind::View)
            {
                self.event(What::Stale, Some(r.token), x, Some(Node::Expr(at)));
            }
        }
    }

    fn builtin(&mut self, id: BuiltinId, call: ExprId, args: Vec<Value>, st: &mut State) -> Value {
        let exprs = self.argument_exprs(call);
        let spread = self.c.call(call).is_some_and(|k| k.has_dots);
        match id {
            // They look at the header only.
            BuiltinId::Len | BuiltinId::Cap => return Value::default(),
            BuiltinId::New | BuiltinId::Make => {
                return Value {
                    nil: Nil::NonNil,
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
                    nil: Nil::NonNil,
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
                        if r.full {
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

    /// An object goes back; `direct`: by Put itself, not by a helper.
    fn put(&mut self, call: ExprId, v: &Value, direct: bool, st: &mut State) {
        if v.nil == Nil::Nil && v.refs.is_empty() && direct {
            let arg = self.argument_exprs(call).last().copied();
            if let Some(x) = arg.filter(|&x| self.c.variable(x).is_some()) {
                self.event(What::NilPut, None, x, Some(Node::Expr(call)));
            }
        }
        for r in v.refs.clone() {
            if r.kind != Kind::Whole {
                // Another way to give it back: who knows.
                if let Some(t) = st.tokens.get_mut(&r.token) {
                    t.left = true;
                    t.excused = true;
                }
                continue;
            }
            let Some(t) = st.tokens.get(&r.token).cloned() else {
                continue;
            };
            let id = Some(r.token);
            let put = Some(Node::Expr(call));
            if let Some(before) = t.is_put() {
                // The explicit one is to blame, the deferred one is the other place.
                let (at, other) = match self.leaving {
                    true => (before, call),
                    false => (call, before),
                };
                self.event(What::DoublePut, id, at, Some(Node::Expr(other)));
                continue;
            }
            if let Some(go) = t.goroutine {
                self.event(What::Goroutine, id, go, put);
            }
            if let Some((_, at)) = t.grown {
                self.event(What::GrowthLost, id, at, put);
            }
            if let Some(at) = t.cut.or((r.cut && direct).then_some(call)) {
                self.event(What::CutFront, id, at, put);
            }
            for (&field, &at) in &t.pinned {
                self.event(What::Pins(field), id, at, put);
            }
            if direct {
                let pool = pools::receiver(self.c, call).and_then(|p| p.key);
                let known = &mut self.known[r.token as usize];
                if known.pool.is_none() {
                    known.pool = pool;
                }
                let cleared = t.cleared.iter().copied().collect();
                self.event_about(What::PutSeen, id, call, None, cleared);
                if !t.size_checked {
                    self.event(What::Unbounded, id, call, None);
                }
            }
            if t.reset && t.dirty.is_some() && t.filled.is_none() && t.reset_late.is_none()
                || t.reset && t.dirty.is_none() && !t.reset_early
            {
                self.event(What::ResetSeen, id, call, None);
            }
            if let Some(late) = t.reset_late
                && !t.reset_early
            {
                match self.leaving {
                    true => self.event(What::LateReset, id, late, put),
                    false => self.event(What::ResetSeen, id, call, None),
                }
            }
            if let Some(t) = st.tokens.get_mut(&r.token) {
                t.put = Some((call, true));
            }
        }
    }

    /// A reference is stored.
    pub(super) fn store(
        &mut self,
        v: &Value,
        path: Vec<ObjId>,
        at: ExprId,
        may: bool,
        st: &mut State,
    ) {
        self.store_in(v, path, at, true, may, st);
    }

    fn store_in(
        &mut self,
        v: &Value,
        path: Vec<ObjId>,
        at: ExprId,
        views: bool,
        may: bool,
        st: &mut State,
    ) {
        st.each(v, |r, t| {
            t.left = true;
            let counts = match r.kind {
                Kind::Whole => true,
                Kind::Holder => may,
                _ => views,
            };
            if counts {
                let store = Store {
                    path: path.clone(),
                    at,
                    may,
                };
                if !t.stores.contains(&store) {
                    t.stores.push(store);
                }
            }
        });
    }

    /// `x.f = v`, `*p = v`, `m[k] = v`, `global = v`.
    pub(super) fn set_place(
        &mut self,
        l: ExprId,
        value: Value,
        rhs: Option<ExprId>,
        st: &mut State,
    ) {
        let c = self.c;
        let ast = &c.analysis.ast;
        let base = match *ast.kind(l) {
            ExprKind::SelectorExpr { x, .. }
                if c.analysis.checked.info.selections.contains_key(&l) =>
            {
                Some(self.eval_use_place(x, st))
            }
            ExprKind::IndexExpr { x, index } => {
                self.eval(index, st);
                Some(self.eval_use_place(x, st))
            }
            ExprKind::Operation {
                op: Operator::Mul,
                x,
                y: None,
            } => Some(self.eval_use_place(x, st)),
            _ => None,
        };
        let path = self.path(l);
        let own = base.clone().unwrap_or_default();
        self.written_into(l, &own, &value, rhs, st);
        // A new value takes away what was stored there.
        if !path.is_empty() {
            for t in st.tokens.values_mut() {
                t.stores.retain(|s| !s.path.starts_with(&path));
            }
        }
        if value.refs.is_empty() {
            return;
        }
        let others: Vec<Ref> = value
            .refs
            .iter()
            .filter(|r| !own.refs.iter().any(|o| o.token == r.token))
            .copied()
            .collect();
        if others.is_empty() {
            return;
        }
        let other = Value {
            refs: others,
            ..Value::default()
        };
        let Some(root) = path.first().copied() else {
            st.each(&other, |_, t| t.left = true);
            return;
        };
        match self.place_of(root, &own) {
            Place::Local => {
                let held = other.turned(Kind::Holder);
                let v = st.vars.entry(root).or_default();
                *v = std::mem::take(v).and(&held);
            }
            Place::Shared => {
                // What is put into a literal or appended is in there for certain.
                let direct = rhs.is_some_and(|r| self.is_direct(r));
                let other = Value {
                    refs: (other.refs.iter())
                        .map(|r| match r.kind {
                            Kind::Holder if direct => Ref {
                                kind: Kind::View,
                                ..*r
                            },
                            _ => *r,
                        })
                        .collect(),
                    ..Value::default()
                };
                self.store(&other, path, rhs.unwrap_or(l), false, st);
            }
            Place::Unknown => st.each(&other, |_, t| t.left = true),
        }
    }

    /// A literal, or an append.
    fn is_direct(&self, x: ExprId) -> bool {
        let ast = &self.c.analysis.ast;
        let x = ast.unparen(x);
        match *ast.kind(x) {
            ExprKind::CompositeLit(_) => true,
            ExprKind::Operation {
                op: Operator::And,
                x,
                y: None,
            } => matches!(ast.kind(ast.unparen(x)), ExprKind::CompositeLit(_)),
            ExprKind::CallExpr(_) => self.c.callee(x) == Callee::Builtin(BuiltinId::Append),
            _ => false,
        }
    }

    /// The operand of a place: a use, but not a look at its content.
    fn eval_use_place(&mut self, x: ExprId, st: &mut State) -> Value {
        let v = self.eval(x, st);
        for r in &v.refs {
            if let Some(put) = st.tokens.get(&r.token).and_then(Token::is_put)
                && r.kind != Kind::Holder
            {
                let what = match r.kind {
                    Kind::Whole if r.full => What::UseAfterPut,
                    _ => What::ViewAfterPut,
                };
                self.event(what, Some(r.token), x, Some(Node::Expr(put)));
            }
        }
        v
    }

    /// Variable and fields of a place.
    fn path(&self, l: ExprId) -> Vec<ObjId> {
        let c = self.c;
        let ast = &c.analysis.ast;
        let mut x = ast.unparen(l);
        let mut path = Vec::new();
        loop {
            match *ast.kind(x) {
                ExprKind::SelectorExpr { x: operand, sel } => match pools::field_of(c, x) {
                    Some(field) => {
                        path.push(field);
                        x = ast.unparen(operand);
                    }
                    None => {
                        path.extend(c.variable(sel));
                        break;
                    }
                },
                ExprKind::IndexExpr { x: operand, .. }
                | ExprKind::SliceExpr { x: operand, .. }
                | ExprKind::Operation {
                    op: Operator::Mul,
                    x: operand,
                    y: None,
                } => x = ast.unparen(operand),
                ExprKind::Name(_) => {
                    path.extend(c.variable(x));
                    break;
                }
                _ => return Vec::new(),
            }
        }
        path.reverse();
        path
    }

    /// Who can see what is stored behind a variable.
    fn place_of(&self, root: ObjId, own: &Value) -> Place {
        let c = self.c;
        let pooled = |r: &Ref| matches!(self.known[r.token as usize].source, Source::Get(_));
        if own.refs.iter().any(pooled) {
            // In another object from a pool.
            return Place::Unknown;
        }
        if !c.is_local_or_param(root) {
            return Place::Shared;
        }
        if self.unit.params.contains(&Some(root)) {
            let t = c.types.borrow().type_of(root);
            return match self.refers(t) {
                true => Place::Shared,
                false => Place::Local,
            };
        }
        let defs = &c.analysis.checked.info.defs;
        let name = defs.iter().position(|&d| d == Some(root)).map(ExprId::new);
        let stmt = name.and_then(|n| match c.usage.parent(n) {
            Some(Node::Stmt(s)) => Some(s),
            Some(Node::Decl(_)) => c.stmt_of(n),
            _ => None,
        });
        let Some((_, value, _)) = stmt.and_then(|s| c.declares(s)) else {
            return Place::Unknown;
        };
        let ast = &c.analysis.ast;
        let fresh = match value.map(|v| ast.unparen(v)) {
            None => true,
            Some(v) => match *ast.kind(v) {
                ExprKind::CompositeLit(_) => true,
                ExprKind::Operation {
                    op: Operator::And,
                    x,
                    y: None,
                } => matches!(ast.kind(ast.unparen(x)), ExprKind::CompositeLit(_)),
                ExprKind::CallExpr(_) => matches!(
                    c.callee(v),
                    Callee::Builtin(BuiltinId::New | BuiltinId::Make)
                ),
                _ => false,
            },
        };
        match fresh {
            true => Place::Local,
            false => Place::Unknown,
        }
    }

    /// `x += y`, `x++`.
    pub(super) fn written(&mut self, l: ExprId, st: &mut State) {
        let c = self.c;
        let ast = &c.analysis.ast;
        let l = ast.unparen(l);
        if let ExprKind::SelectorExpr { x, .. } = *ast.kind(l) {
            let own = self.eval(x, st);
            if let Some(f) = pools::field_of(c, l) {
                st.each(&own, |r, t| {
                    if r.kind == Kind::Whole {
                        t.maybe_set.entry(f).or_insert(l);
                    }
                });
            }
        }
    }

    /// What an assignment means for the object that the place is a part of.
    fn written_into(
        &mut self,
        l: ExprId,
        own: &Value,
        value: &Value,
        rhs: Option<ExprId>,
        st: &mut State,
    ) {
        let c = self.c;
        let ast = &c.analysis.ast;
        if own.refs.is_empty() {
            return;
        }
        match ast.kind(l) {
            ExprKind::Operation { .. } => {
                let content = matches!(c.under_of(l), Type::Slice { .. });
                let from_itself = |t: TokenId| value.refs.iter().any(|r| r.token == t);
                let cut = |t: TokenId| value.refs.iter().any(|r| r.token == t && r.cut);
                let emptied = rhs.is_some_and(|r| self.is_emptied(r));
                let mut early = Vec::new();
                st.each(own, |r, t| {
                    if r.kind != Kind::Whole {
                        return;
                    }
                    t.grown = None;
                    t.cut = (content && cut(r.token)).then_some(l);
                    if !content || emptied || !from_itself(r.token) {
                        match t.dirty {
                            None => t.reset_early = true,
                            Some(_) if !content => t.reset_late = None,
                            Some(_) => {}
                        }
                        t.reset = true;
                        t.filled = None;
                        t.pinned.clear();
                        t.maybe_set.clear();
                        if t.reset_early {
                            early.push(r.token);
                        }
                    }
                });
                for t in early {
                    self.event(What::ResetSeen, Some(t), l, None);
                }
            }
            ExprKind::SelectorExpr { .. } => {
                let Some(f) = pools::field_of(c, l) else {
                    return;
                };
                let pins = rhs.filter(|&r| self.belongs_to_caller(l, r));
                let nil = value.nil == Nil::Nil;
                let empty = nil || rhs.is_some_and(|r| self.is_empty(r));
                st.each(own, |r, t| {
                    if r.kind != Kind::Whole {
                        return;
                    }
                    t.set.insert(f);
                    match empty {
                        true => t.cleared.insert(f),
                        false => t.cleared.remove(&f),
                    };
                    t.maybe_set.insert(f, l);
                    if t.grown.is_some_and(|(kind, _)| kind == Kind::Field(f)) {
                        t.grown = None;
                    }
                    match pins {
                        Some(at) if !nil => {
                            t.pinned.insert(Some(f), at);
                        }
                        _ => {
                            t.pinned.remove(&Some(f));
                        }
                    }
                });
            }
            ExprKind::IndexExpr { .. } => st.each(own, |r, t| {
                if r.kind == Kind::Whole {
                    t.dirty = t.dirty.or(Some(l));
                }
            }),
            _ => {}
        }
    }

    /// A zero value, an empty literal, or `x[:0]`.
    fn is_empty(&self, x: ExprId) -> bool {
        let c = self.c;
        let tv = c.analysis.checked.info.type_and_value(x);
        if tv.val.is_some() {
            let zero = c.const_int(x) == Some(0) || c.const_string(x).is_some_and(|s| s.is_empty());
            return zero || matches!(c.under_of(x), Type::Basic(k) if k.is_boolean());
        }
        let literal = matches!(c.analysis.ast.kind(c.analysis.ast.unparen(x)), ExprKind::CompositeLit(l) if l.elems.is_empty());
        literal || self.is_emptied(x)
    }

    /// `x[:0]`, or something appended to that.
    fn is_emptied(&self, x: ExprId) -> bool {
        let c = self.c;
        let ast = &c.analysis.ast;
        let x = ast.unparen(x);
        match ast.kind(x) {
            ExprKind::SliceExpr { index, .. } => {
                index[1].is_some_and(|h| c.const_int(h) == Some(0))
            }
            ExprKind::CallExpr(k) => k.args.first().is_some_and(|&a| self.is_emptied(a)),
            _ => false,
        }
    }

    /// An interface or pointer that came in by a parameter.
    fn belongs_to_caller(&self, l: ExprId, rhs: ExprId) -> bool {
        let c = self.c;
        if !matches!(c.under_of(l), Type::Interface(_) | Type::Pointer { .. }) {
            return false;
        }
        let skip = usize::from(self.unit.has_receiver);
        let params = self.unit.params.iter().skip(skip);
        c.variable(rhs)
            .is_some_and(|o| params.into_iter().any(|&p| p == Some(o)))
    }

    /// What a call without summary does with its receiver (0 for a method) and arguments.
    fn leaks(&self, call: ExprId, index: usize) -> Leak {
        let place = index as i32 - i32::from(self.is_method_call(call));
        let Some(fun) = self.c.call(call).and_then(|k| self.c.called_object(k.fun)) else {
            return Leak::Unknown;
        };
        let types = self.c.types.borrow();
        if crate::advise::contracts::promise(&types, &types[fun]).is_some() {
            return Leak::No;
        }
        let object = &types[fun];
        let Some(sig) = object.typ.and_then(|t| types.signature(t)) else {
            return Leak::Unknown;
        };
        let has_recv = sig.recv.is_some();
        let last = sig.params.len() as i32 - 1;
        let place = match sig.variadic && place > last {
            true => last,
            false => place,
        };
        let at = (place + i32::from(has_recv)) as usize;
        let leaks = match object.pkg == Some(self.c.analysis.checked.pkg) {
            true => return self.local_leaks(&types, fun, at),
            false => {
                let facts = self.c.analysis.store.facts(&types, fun);
                let tag = facts.and_then(|f| f.params_esc.clone());
                match tag.and_then(|t| t.get(at).cloned()) {
                    Some(tag) => Leaks::parse(&tag),
                    None => return Leak::Unknown,
                }
            }
        };
        let result = (0..crate::escape::NUM_RESULTS).any(|i| leaks.result(i) == Some(0));
        match leaks.heap() {
            Some(0) => Leak::Unknown,
            _ if result => Leak::Result,
            _ => Leak::No,
        }
    }

    fn local_leaks(&self, types: &crate::types::Types, fun: ObjId, at: usize) -> Leak {
        let pos = types[fun].pos;
        let place = self.c.places.token(pos, 1).map(|s| (s.file, s.from));
        let mut functions = self.c.report.functions.iter();
        let found = functions
            .find(|f| Some((f.span.file, f.span.from)) == place && f.not_analysed.is_none());
        let Some(param) = found.and_then(|f| f.params.get(at)) else {
            return Leak::Unknown;
        };
        use crate::wire::LeakTo;
        let to = |to: LeakTo| param.leaks.iter().any(|l| l.to == to && l.level == 0);
        if to(LeakTo::Heap) {
            Leak::Unknown
        } else if to(LeakTo::Result) {
            Leak::Result
        } else {
            Leak::No
        }
    }

    fn may_keep(&self, call: ExprId, index: usize) -> bool {
        self.leaks(call, index) == Leak::Unknown
    }
}

/// What a call does with a reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leak {
    /// Nothing is left of it.
    No,
    /// The result may hold it.
    Result,
    /// It may be kept.
    Unknown,
}

/// Where something is stored.
enum Place {
    /// In a variable that nobody else sees.
    Local,
    /// Where others see it.
    Shared,
    /// Not known.
    Unknown,
}

fn is_listed(list: &[(&str, &[&str])], callee: &Callee) -> bool {
    let Callee::Func(path, name) = callee else {
        return false;
    };
    list.iter()
        .any(|(p, names)| **path == **p && names.contains(&&**name))
}

fn is_method_listed(list: &[(&str, &str, &[&str])], callee: &Callee) -> bool {
    let Callee::Method(path, typ, name) = callee else {
        return false;
    };
    list.iter()
        .any(|(p, t, names)| **path == **p && **typ == **t && names.contains(&&**name))
}
