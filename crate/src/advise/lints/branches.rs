//! Loops and branches of [`Flow`]: `for`, `switch`, and where `break` and `continue` lead.

use super::flow::{Flow, Target, join_all};
use super::state::{State, Value};
use crate::syntax::{BranchKind, ExprKind, StmtId, StmtKind};
use crate::types::Type;

impl Flow<'_, '_> {
    pub(super) fn push_target(&mut self, stmt: StmtId) {
        self.targets.push(Target {
            stmt,
            breaks: Vec::new(),
            continues: Vec::new(),
        });
    }

    pub(super) fn pop_target(&mut self) -> Target {
        self.targets.pop().unwrap_or(Target {
            stmt: self.unit.body,
            breaks: Vec::new(),
            continues: Vec::new(),
        })
    }

    pub(super) fn for_stmt(&mut self, s: StmtId, st: &mut State) {
        let StmtKind::ForStmt(f) = &self.c.analysis.ast[s].kind else {
            return;
        };
        let (init, cond, post, body) = (f.init, f.cond, f.post, f.body);
        let mut range = None;
        if let Some(init) = init {
            match &self.c.analysis.ast[init].kind {
                StmtKind::RangeClause(r) => {
                    self.eval_use(r.x, st);
                    if matches!(self.c.under_of(r.x), Type::Chan { .. }) {
                        self.joined_with_others(st);
                    }
                    range = r.lhs;
                }
                _ => self.stmt(init, st),
            }
        }
        let endless = cond.is_none()
            && !init
                .is_some_and(|i| matches!(self.c.analysis.ast[i].kind, StmtKind::RangeClause(_)));
        let mut out = Vec::new();
        let mut at_head = st.clone();
        for _ in 0..2 {
            let (mut inside, outside) = match cond {
                Some(_) => self.cond(cond, &mut at_head),
                None => (at_head.clone(), at_head.clone()),
            };
            if !endless {
                out.push(outside);
            }
            if let Some(lhs) = range {
                for l in self.c.analysis.ast.unpack_list(&Some(lhs)) {
                    self.set(l, Value::default(), None, &mut inside);
                }
            }
            self.push_target(s);
            self.stmt(body, &mut inside);
            let target = self.pop_target();
            out.extend(target.breaks);
            let mut back = target.continues.into_iter().fold(inside, State::join);
            if let Some(post) = post {
                self.stmt(post, &mut back);
            }
            // The second turn starts as the first one ended: a use behind a Put of the turn before is seen.
            let same = back == at_head;
            at_head = back;
            if same || at_head.dead {
                break;
            }
        }
        if !at_head.dead && !endless {
            out.push(at_head);
        }
        *st = join_all(out);
    }

    pub(super) fn switch_stmt(&mut self, s: StmtId, st: &mut State) {
        let ast = &self.c.analysis.ast;
        let StmtKind::SwitchStmt(switch) = &ast[s].kind else {
            return;
        };
        if let Some(init) = switch.init {
            self.stmt(init, st);
        }
        let mut guard = None;
        if let Some(tag) = switch.tag {
            guard = match *ast.kind(tag) {
                ExprKind::TypeSwitchGuard { x, .. } => Some(self.eval(x, st)),
                _ => {
                    self.eval_use(tag, st);
                    None
                }
            };
        }
        self.push_target(s);
        let mut ends = Vec::new();
        let mut rest = st.clone();
        let mut has_default = false;
        let mut fallen: Option<State> = None;
        for &clause in switch.body.iter() {
            let StmtKind::CaseClause(case) = &ast[clause].kind else {
                continue;
            };
            let mut own = match (&guard, switch.tag) {
                // `switch { case cond: … }` is a chain of ifs.
                (None, None) => match ast.unpack_list(&case.cases).as_slice() {
                    [one] => {
                        let (yes, no) = self.cond(Some(*one), &mut rest);
                        rest = no;
                        yes
                    }
                    [] => st.clone(),
                    several => {
                        for &x in several {
                            self.eval(x, &mut rest);
                        }
                        rest.clone()
                    }
                },
                _ => {
                    if guard.is_none() {
                        for x in ast.unpack_list(&case.cases) {
                            self.eval(x, &mut rest);
                        }
                    }
                    st.clone()
                }
            };
            has_default |= case.cases.is_none();
            if let Some(value) = &guard {
                self.type_case(clause, case.cases, value, &mut own);
            }
            if let Some(before) = fallen.take() {
                own = own.join(before);
            }
            self.list(&case.body, &mut own);
            let falls = case.body.last().is_some_and(|&l| {
                matches!(&ast[l].kind, StmtKind::BranchStmt(b) if b.tok == BranchKind::Fallthrough)
            });
            match falls {
                true => fallen = Some(own),
                false => ends.push(own),
            }
        }
        if !has_default {
            ends.push(match (&guard, switch.tag) {
                (None, None) => rest,
                (Some(value), _) => {
                    // Something of another type: whoever put it there wanted it so.
                    let mut other = st.clone();
                    for r in &value.refs {
                        other.forget(r.token);
                    }
                    other
                }
                _ => st.clone(),
            });
        }
        ends.extend(self.pop_target().breaks);
        *st = join_all(ends);
    }
}
