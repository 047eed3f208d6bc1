//! What happens to objects in [`Flow`]: they go back, are stored, and are written into.

use super::event::What;
use super::flow::{Flow, Source};
use super::pools::{self};
use super::state::{Kind, Nil, Ref, State, Store, Token, TokenId, Value};
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node, Operator};
use crate::types::object::BuiltinId;
use crate::types::{ObjId, Type};

impl Flow<'_, '_> {
    /// An object goes back; `direct`: by Put itself, not by a helper.
    pub(super) fn put(&mut self, call: ExprId, v: &Value, direct: bool, st: &mut State) {
        if v.nil == Nil::Is && v.refs.is_empty() && direct {
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
            let param = matches!(self.known[r.token as usize].source, Source::Param(_));
            match t.reset_late {
                Some(late) if self.leaving && !t.reset_early && !param => {
                    self.event(What::LateReset, id, late, put);
                }
                _ if t.reset => self.event(What::ResetSeen, id, call, None),
                _ => {}
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

    pub(super) fn store_in(
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
    pub(super) fn is_direct(&self, x: ExprId) -> bool {
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
    pub(super) fn eval_use_place(&mut self, x: ExprId, st: &mut State) -> Value {
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
    pub(super) fn path(&self, l: ExprId) -> Vec<ObjId> {
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
    pub(super) fn place_of(&self, root: ObjId, own: &Value) -> Place {
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
    pub(super) fn written_into(
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
                let nil = value.nil == Nil::Is;
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
    pub(super) fn is_empty(&self, x: ExprId) -> bool {
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
    pub(super) fn is_emptied(&self, x: ExprId) -> bool {
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
    pub(super) fn belongs_to_caller(&self, l: ExprId, rhs: ExprId) -> bool {
        let c = self.c;
        if !matches!(c.under_of(l), Type::Interface(_) | Type::Pointer { .. }) {
            return false;
        }
        let skip = usize::from(self.unit.has_receiver);
        let params = self.unit.params.iter().skip(skip);
        c.variable(rhs)
            .is_some_and(|o| params.into_iter().any(|&p| p == Some(o)))
    }
}

/// Where something is stored.
pub(super) enum Place {
    /// In a variable that nobody else sees.
    Local,
    /// Where others see it.
    Shared,
    /// Not known.
    Unknown,
}
