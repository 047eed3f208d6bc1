//! Follows what is assigned and declared.

use super::flow::Flow;
use super::state::{Kind, State, Value};
use crate::syntax::{AssignStmt, CallKind, ExprId, ExprKind, Node, Operator};
use crate::types::ObjId;

impl Flow<'_, '_> {
    /// The first variable that holds an object gives it its name.
    pub(super) fn bind(&mut self, obj: ObjId, value: &Value) {
        let typ = self.c.types.borrow().type_of(obj);
        for t in value.wholes() {
            let known = &mut self.known[t as usize];
            if known.variable.is_none() {
                known.variable = Some(obj);
                known.typ = typ;
            }
        }
    }

    pub(super) fn declare(&mut self, names: &[ExprId], values: Option<ExprId>, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let rhs = ast.unpack_list(&values);
        if rhs.is_empty() {
            for &n in names {
                let nil = match self.refers(self.c.type_of(n)) {
                    true => Value::nil(),
                    false => Value::default(),
                };
                self.set(n, nil, None, st);
            }
            return;
        }
        self.assign_lists(names, &rhs, st);
    }

    pub(super) fn assign(&mut self, a: &AssignStmt, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let lhs = ast.unpack_list(&Some(a.lhs));
        let rhs = ast.unpack_list(&a.rhs);
        match a.op {
            None | Some(Operator::Def) => self.assign_lists(&lhs, &rhs, st),
            // `x += y` looks at both.
            Some(_) => {
                for &x in rhs.iter().chain(&lhs) {
                    self.eval_use(x, st);
                }
                for &l in &lhs {
                    self.written(l, st);
                }
            }
        }
    }

    pub(super) fn assign_lists(&mut self, lhs: &[ExprId], rhs: &[ExprId], st: &mut State) {
        if lhs.len() == rhs.len() {
            let values: Vec<Value> = rhs.iter().map(|&r| self.eval(r, st)).collect();
            for ((&l, &r), value) in lhs.iter().zip(rhs).zip(values) {
                self.set(l, value, Some(r), st);
            }
            return;
        }
        let [r] = *rhs else { return };
        let values = self.eval_many(r, lhs.len(), st);
        for (&l, value) in lhs.iter().zip(&values) {
            self.set(l, value.clone(), Some(r), st);
        }
        self.note_ok(lhs, r, &values, st);
    }

    /// `x, ok := pool.Get().(*T)`: ok tells whether there is an object.
    pub(super) fn note_ok(
        &mut self,
        lhs: &[ExprId],
        rhs: ExprId,
        values: &[Value],
        st: &mut State,
    ) {
        let ast = &self.c.analysis.ast;
        let asserted = matches!(ast.kind(ast.unparen(rhs)), ExprKind::AssertExpr { .. });
        // `x, err := take()`: where there is an error, there is no object.
        let helper = self.summary_of(rhs).is_some_and(|s| !s.gets.is_empty());
        let (Some(&ok), true) = (lhs.last(), asserted || helper) else {
            return;
        };
        if let Some(obj) = self.c.variable(ok)
            && let Some(token) = values.first().and_then(|v| v.wholes().next())
        {
            st.oks.insert(obj, token);
        }
    }

    /// Whether a variable may get a value out of sight: by its address, or in a function literal that runs at another time.
    pub(super) fn is_hidden(&mut self, obj: ObjId) -> bool {
        if let Some(&known) = self.hidden.get(&obj) {
            return known;
        }
        let c = self.c;
        let ast = &c.analysis.ast;
        let out_of_sight = |&n: &ExprId| {
            if !c.is_changed_at(n) {
                return false;
            }
            let by_address = matches!(c.usage.parent(n), Some(Node::Expr(outer)) if matches!(ast.kind(outer), ExprKind::Operation { op: Operator::And, y: None, .. }));
            let elsewhere = match c.nearest_function(n) {
                Some(Node::Expr(lit)) if !c.is_within(self.unit.body, lit) => {
                    c.is_within(lit, self.unit.body)
                        && c.usage.runs_as(lit) != Some(CallKind::Defer)
                        && !self.is_only_called(lit)
                        && !matches!(c.usage.parent(lit), Some(Node::Expr(call)) if c.call(call).is_some_and(|k| k.fun == lit))
                }
                _ => false,
            };
            by_address || elsewhere
        };
        let hidden = c.usage.names(obj).iter().any(out_of_sight);
        self.hidden.insert(obj, hidden);
        hidden
    }

    /// Gives a variable or place a value.
    pub(super) fn set(&mut self, l: ExprId, value: Value, rhs: Option<ExprId>, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let l = ast.unparen(l);
        if let ExprKind::Name(name) = ast.kind(l) {
            if &**name == "_" {
                return;
            }
            let Some(obj) = self.c.variable(l) else {
                return;
            };
            if self.c.is_local_or_param(obj) && self.is_hidden(obj) {
                st.each(&value, |_, t| t.left = true);
                return;
            }
            if self.c.is_local_or_param(obj) {
                st.oks.remove(&obj);
                if let Some(at) = value.grown {
                    st.each(&value, |r, t| {
                        if matches!(r.kind, Kind::Content | Kind::Field(_)) {
                            t.grown = Some((r.kind, at));
                        }
                    });
                }
                self.bind(obj, &value);
                // The store of an older value through this variable is none of the new one's.
                st.vars.insert(obj, value);
                return;
            }
        }
        self.set_place(l, value, rhs, st);
    }
}
