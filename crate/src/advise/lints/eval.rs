//! Expressions of [`Flow`]: what they refer to.

use super::event::What;
use super::flow::Flow;
use super::pools::{self};
use super::state::{Kind, Nil, Ref, State, Value};
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node, Operator};
use crate::types::object::BuiltinId;
use crate::types::{ObjId, SelectionKind, Type, TypeId};

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

    pub(super) fn eval_of_kind(&mut self, x: ExprId, st: &mut State) -> Value {
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
                all.nil = Nil::IsNot;
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

    pub(super) fn eval_name(&mut self, x: ExprId, st: &State) -> Value {
        let Some(obj) = self.c.variable(x) else {
            return Value::default();
        };
        st.vars.get(&obj).cloned().unwrap_or_default()
    }

    pub(super) fn eval_selector(&mut self, x: ExprId, operand: ExprId, st: &mut State) -> Value {
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
    pub(super) fn look_at_field(&mut self, x: ExprId, field: ObjId, base: &Value, st: &mut State) {
        let looked_for = self.is_looked_for(x);
        for t in base.wholes().collect::<Vec<_>>() {
            let Some(token) = st.tokens.get_mut(&t) else {
                continue;
            };
            let Some(&set) = token.maybe_set.get(&field) else {
                if looked_for {
                    token.lazy.insert(field);
                }
                continue;
            };
            // A look at it before tells that its old value is reckoned with.
            let expected = token.set.contains(&field)
                || token.cleared.contains(&field)
                || token.lazy.contains(&field);
            if !expected && !token.reset && set != x {
                self.event(
                    What::FieldNotReset(field),
                    Some(t),
                    x,
                    Some(Node::Expr(set)),
                );
            }
        }
    }

    /// Whether the value of a field is only looked for: it is compared with nil, or its length or capacity is asked.
    fn is_looked_for(&self, x: ExprId) -> bool {
        let c = self.c;
        let Some(Node::Expr(outer)) = c.usage.parent(x) else {
            return false;
        };
        match *c.analysis.ast.kind(outer) {
            ExprKind::CallExpr(_) => matches!(
                c.callee(outer),
                Callee::Builtin(BuiltinId::Len | BuiltinId::Cap)
            ),
            ExprKind::Operation {
                op: Operator::Eql | Operator::Neq,
                x: left,
                y: Some(right),
            } => {
                let info = &c.analysis.checked.info;
                [left, right]
                    .iter()
                    .any(|&e| info.type_and_value(e).mode.is_nil())
            }
            _ => false,
        }
    }

    pub(super) fn eval_slice(
        &mut self,
        operand: ExprId,
        index: [Option<ExprId>; 3],
        st: &mut State,
    ) -> Value {
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
    pub(super) fn assertion(&mut self, x: ExprId, v: Value) -> Value {
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
                let checked = comma_ok || v.nil == Nil::IsNot;
                self.event(What::Asserted(checked), Some(token), x, None);
            }
        }
        Value { raw: false, ..v }
    }

    pub(super) fn eval_operation(
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
                    nil: Nil::IsNot,
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
    pub(super) fn eval_literal(&mut self, x: ExprId, st: &mut State) -> Value {
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
    pub(super) fn is_only_called(&self, lit: ExprId) -> bool {
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
}
