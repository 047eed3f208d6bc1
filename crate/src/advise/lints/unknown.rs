//! Calls of functions that are no helpers for pools, in [`Flow`]: functions of std by what is known of them, others by what escape analysis
//! found out; what resets an object, and what fills or reads all of it.

use super::event::What;
use super::flow::Flow;
use super::leaks::Leak;
use super::state::{Kind, State, Token, Value};
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node};
use crate::types::Type;

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

impl Flow<'_, '_> {
    pub(super) fn unknown_call(
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
        if self.waits(callee) {
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
    pub(super) fn partly_set(&mut self, call: ExprId, callee: &Callee, all: &[Value], st: &State) {
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

    pub(super) fn is_error(&self, call: ExprId) -> bool {
        let types = self.c.types.borrow();
        let t = types.unalias(self.c.type_of(call));
        types
            .named_obj(t)
            .is_some_and(|o| types[o].pkg.is_none() && &*types[o].name == "error")
    }

    /// `Reset` of a type of std, and `Truncate(0)` of a buffer: by their documentation everything is as new.
    pub(super) fn is_reset(&self, callee: &Callee, call: ExprId) -> bool {
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
    pub(super) fn waits(&self, callee: &Callee) -> bool {
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
    pub(super) fn check_only(&mut self, x: ExprId, v: &Value, st: &State) {
        for r in &v.refs {
            if let Some(put) = st.tokens.get(&r.token).and_then(Token::is_put)
                && r.kind == Kind::Whole
            {
                self.event(What::UseAfterPut, Some(r.token), x, Some(Node::Expr(put)));
            }
        }
    }

    pub(super) fn field_reset(&mut self, v: &Value, st: &mut State) {
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
    pub(super) fn pin_by_reset(&mut self, call: ExprId, v: &Value, st: &mut State) {
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
    pub(super) fn fills(&mut self, call: ExprId, callee: &Callee, all: &[Value], st: &mut State) {
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
                if r.full && !t.zeroed {
                    t.partial = Some(call);
                }
            });
        }
    }

    pub(super) fn not_reset(&mut self, at: ExprId, v: &Value, st: &mut State) {
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
    pub(super) fn reads_all(&mut self, call: ExprId, callee: &Callee, st: &mut State) {
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
    pub(super) fn read_all(&mut self, x: ExprId, st: &mut State) {
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
}

pub(super) fn is_listed(list: &[(&str, &[&str])], callee: &Callee) -> bool {
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
