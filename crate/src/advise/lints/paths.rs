//! Conditions in [`Flow`](super::flow::Flow): what is known where they hold, and where they do not.

use super::flow::Flow;
use super::state::{Kind, Nil, State, Value};
use crate::syntax::{ExprId, ExprKind, Node, Operator};

impl Flow<'_, '_> {
    /// The states in which a condition holds, and does not.
    pub(super) fn cond(&mut self, x: Option<ExprId>, st: &mut State) -> (State, State) {
        let Some(x) = x else {
            return (st.clone(), st.clone());
        };
        if !self.enter() {
            self.exit();
            return (st.clone(), st.clone());
        }
        let out = self.cond_of_kind(x, st);
        self.exit();
        out
    }

    pub(super) fn cond_of_kind(&mut self, x: ExprId, st: &mut State) -> (State, State) {
        let ast = &self.c.analysis.ast;
        let x = ast.unparen(x);
        match *ast.kind(x) {
            ExprKind::Operation {
                op: Operator::Not,
                x,
                y: None,
            } => {
                let (yes, no) = self.cond(Some(x), st);
                (no, yes)
            }
            ExprKind::Operation {
                op: Operator::AndAnd,
                x,
                y: Some(y),
            } => {
                let (mut yes, no) = self.cond(Some(x), st);
                let (both, not) = self.cond(Some(y), &mut yes);
                (both, no.join(not))
            }
            ExprKind::Operation {
                op: Operator::OrOr,
                x,
                y: Some(y),
            } => {
                let (yes, mut no) = self.cond(Some(x), st);
                let (other, neither) = self.cond(Some(y), &mut no);
                (yes.join(other), neither)
            }
            ExprKind::Operation {
                op: op @ (Operator::Eql | Operator::Neq),
                x: left,
                y: Some(right),
            } => {
                let info = &self.c.analysis.checked.info;
                let is_nil = |e: ExprId| info.type_and_value(ast.unparen(e)).mode.is_nil();
                let value = match (is_nil(left), is_nil(right)) {
                    (false, true) => Some(left),
                    (true, false) => Some(right),
                    _ => None,
                };
                let Some(value) = value else {
                    self.eval(x, st);
                    self.fields_checked(x, st);
                    return (st.clone(), st.clone());
                };
                let v = self.eval(value, st);
                self.fields_checked(x, st);
                let nil = self.when_nil(value, &v, st.clone());
                let not = self.when_not_nil(value, st.clone());
                match op {
                    Operator::Eql => (nil, not),
                    _ => (not, nil),
                }
            }
            ExprKind::Operation {
                op: Operator::Lss | Operator::Leq | Operator::Gtr | Operator::Geq,
                x: left,
                y: Some(right),
            } => {
                for side in [left, right] {
                    self.eval(side, st);
                    self.size_check(side, st);
                }
                self.fields_checked(x, st);
                (st.clone(), st.clone())
            }
            ExprKind::Name(_) => {
                let token = self.c.variable(x).and_then(|o| st.oks.get(&o)).copied();
                let mut no = st.clone();
                if let Some(token) = token {
                    no.forget(token);
                }
                (st.clone(), no)
            }
            _ => {
                self.eval(x, st);
                (st.clone(), st.clone())
            }
        }
    }

    /// On this path the value is nil: no object is there.
    pub(super) fn when_nil(&self, x: ExprId, value: &Value, mut st: State) -> State {
        if value.nil == Nil::IsNot {
            return State::dead();
        }
        for r in &value.refs {
            if r.kind == Kind::Whole {
                st.forget(r.token);
            }
        }
        if let Some(obj) = self.c.variable(x) {
            st.vars.insert(obj, Value::nil());
        }
        st
    }

    pub(super) fn when_not_nil(&self, x: ExprId, mut st: State) -> State {
        if let Some(obj) = self.c.variable(x)
            && self.c.is_local_or_param(obj)
        {
            if let Some(&token) = st.oks.get(&obj) {
                st.forget(token);
            }
            let v = st.vars.entry(obj).or_default();
            if v.nil == Nil::Is && v.refs.is_empty() {
                return State::dead();
            }
            v.nil = Nil::IsNot;
        }
        st
    }

    /// A comparison that looks at fields of an object: whoever puts it back knows what is in them.
    pub(super) fn fields_checked(&mut self, x: ExprId, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let mut selected = Vec::new();
        ast.inspect(x, |n| {
            if let Node::Expr(e) = n
                && let ExprKind::SelectorExpr { x: operand, .. } = *ast.kind(e)
                && let Some(field) = super::pools::field_of(self.c, e)
                && let Some(obj) = self.c.variable(operand)
            {
                selected.push((obj, field));
            }
            true
        });
        for (obj, field) in selected {
            if let Some(v) = st.vars.get(&obj).cloned() {
                st.each(&v, |_, t| {
                    t.cleared.insert(field);
                });
            }
        }
    }

    /// A comparison that looks at how large an object is: by `len`, `cap`, a field, or a method without arguments.
    pub(super) fn size_check(&mut self, x: ExprId, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let mut objects = Vec::new();
        let mut plain = true;
        ast.inspect(x, |n| {
            if let Node::Expr(e) = n {
                if let ExprKind::CallExpr(call) = ast.kind(e)
                    && !matches!(self.c.callee(e), crate::advise::ask::Callee::Builtin(_))
                {
                    plain &= call.args.is_empty();
                }
                objects.extend(self.c.variable(e));
            }
            true
        });
        if !plain {
            return;
        }
        for obj in objects {
            let Some(v) = st.vars.get(&obj).cloned() else {
                continue;
            };
            st.each(&v, |_, t| t.size_checked = true);
        }
    }
}
