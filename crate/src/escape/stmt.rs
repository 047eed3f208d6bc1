//! How statements move values (cmd/compile/internal/escape/stmt.go).

use super::facts::Why;
use super::graph::Hole;
use super::{Analysis, LabelState};
use crate::ir::expr::is_array;
use crate::ir::{Esc, Kind, NameId, NodeId, Op};

impl Analysis<'_> {
    pub(in crate::escape) fn stmts(&mut self, list: &[NodeId]) {
        for &n in list {
            self.stmt(n);
        }
    }

    /// The same for a block, whose labels raise the loop depth only within it.
    pub(in crate::escape) fn block(&mut self, list: &[NodeId]) {
        let depth = self.loop_depth;
        self.stmts(list);
        self.loop_depth = depth;
    }

    pub(in crate::escape) fn stmt(&mut self, n: NodeId) {
        if !self.enter(n) {
            return;
        }
        self.init(n);
        self.stmt_inner(n);
        self.leave();
    }

    fn stmt_inner(&mut self, n: NodeId) {
        let node = self.prog.node(n);
        let op = node.op;
        match &node.kind {
            Kind::InlineMark { .. } | Kind::Branch { .. } => {}
            Kind::Block { list } => {
                let list = list.clone();
                self.stmts(&list);
            }
            &Kind::Decl { x } => {
                if !self.prog.is_blank_sym(self.prog.name(x).sym) {
                    self.dcl(x);
                }
            }
            &Kind::Label { label } => {
                if self.labels.remove(&label) == Some(LabelState::Looping) {
                    self.loop_depth += 1;
                }
            }
            Kind::If(s) => {
                let s = s.clone();
                self.discard(s.cond);
                self.block(&s.body);
                self.block(&s.els);
            }
            Kind::For(l) => {
                let l = l.clone();
                self.loop_depth += 1;
                self.opt_discard(l.cond);
                if let Some(post) = l.post {
                    self.stmt(post);
                }
                self.block(&l.body);
                self.loop_depth -= 1;
            }
            Kind::Range(_) => self.range(n),
            Kind::Switch { .. } => self.switch(n),
            Kind::Select { cases, .. } => {
                for case in cases.clone() {
                    if let Kind::Comm { comm, body } = &self.prog.node(case).kind {
                        let (comm, body) = (*comm, body.clone());
                        if let Some(comm) = comm {
                            self.stmt(comm);
                        }
                        self.block(&body);
                    }
                }
            }
            &Kind::Unary { .. } if op == Op::Recv => self.expr_skip_init(Hole::DISCARD, n),
            &Kind::Unary { x } if op == Op::CheckNil => self.discard(x),
            &Kind::Send { chan, value } => {
                self.discard(chan);
                self.assign_heap(value, Why::Send, n);
            }
            &Kind::Assign { x, y, .. } => {
                self.assign_list(&[Some(x)], y.as_slice(), Why::Assign, n);
            }
            &Kind::AssignOp { x, y, .. } => self.assign_list(&[Some(x)], &[y], Why::Assign, n),
            Kind::AssignList { lhs, rhs, .. } => {
                let (lhs, rhs) = (lhs.clone(), rhs.clone());
                self.assign_many(n, op, &lhs, &rhs);
            }
            Kind::Return { results } => {
                let results = results.clone();
                self.return_stmt(n, &results);
            }
            Kind::Call(_) | Kind::InlinedCall { .. } | Kind::Unary { .. } | Kind::Binary { .. } => {
                self.call(None, n);
            }
            &Kind::GoDefer { call, defer_at } => self.go_defer(n, op, call, defer_at.is_some()),
            &Kind::TailCall { call } => self.call(None, call),
            _ => self.bug(n, &format!("a statement of op {}", op.name())),
        }
    }

    fn return_stmt(&mut self, n: NodeId, results: &[NodeId]) {
        let names = self.prog.func(self.curfn).results.iter();
        let dsts: Vec<Option<NodeId>> = names
            .map(|r| r.nname.map(|name| self.prog.name(name).node))
            .collect();
        self.assign_list(&dsts, results, Why::Return, n);
    }

    fn assign_many(&mut self, n: NodeId, op: Op, lhs: &[NodeId], rhs: &[NodeId]) {
        let why = match op {
            Op::As2 => Why::AssignPair,
            Op::As2DotType => Why::AssignPairDotType,
            Op::As2MapR => Why::AssignPairMapr,
            Op::As2Recv | Op::SelRecv2 => Why::AssignPairReceive,
            _ => {
                let Some(&call) = rhs.first() else {
                    return self.bug(n, "an assignment without a value");
                };
                self.init(call);
                let dsts: Vec<_> = lhs.iter().map(|&x| Some(x)).collect();
                let ks = self.addrs(&dsts);
                self.call(Some(&ks), call);
                return self.reassigned(&ks, n);
            }
        };
        let dsts: Vec<_> = lhs.iter().map(|&x| Some(x)).collect();
        self.assign_list(&dsts, rhs, why, n);
    }

    fn range(&mut self, n: NodeId) {
        let Kind::Range(r) = &self.prog.node(n).kind else {
            return;
        };
        let r = r.clone();
        // The operand is evaluated once, outside the loop, and lasts as long as it.
        let tmp = self.new_loc(None, true);
        self.expr(Hole::to(tmp), r.x);
        self.loop_depth += 1;
        let ks = self.addrs(&[r.key, r.value]);
        let k = if is_array(self.prog, self.tys, r.x) {
            self.note(ks[1], n, Why::Range)
        } else {
            self.deref(ks[1], n, Why::RangeDeref)
        };
        self.flow(k, tmp);
        self.reassigned(&ks, n);
        self.block(&r.body);
        self.loop_depth -= 1;
    }

    fn switch(&mut self, n: NodeId) {
        let Kind::Switch { tag, cases, .. } = &self.prog.node(n).kind else {
            return;
        };
        let (tag, cases) = (*tag, cases.clone());
        match tag.map(|tag| &self.prog.node(tag).kind) {
            Some(&Kind::TypeSwitchGuard { tag, x, .. }) => {
                let mut ks = Vec::new();
                if tag.is_some() {
                    for &case in &cases {
                        self.type_case(case, &mut ks);
                    }
                }
                let k = self.tee_hole(&ks);
                self.expr(k, x);
            }
            _ => self.opt_discard(tag),
        }
        for case in cases {
            if let Kind::Case(case) = &self.prog.node(case).kind {
                let case = case.clone();
                self.discards(&case.list);
                self.block(&case.body);
            }
        }
    }

    /// The variable of a type switch's clause, which has no declaration of its own.
    fn type_case(&mut self, case: NodeId, ks: &mut Vec<Hole>) {
        let Kind::Case(clause) = &self.prog.node(case).kind else {
            return;
        };
        let Some(var) = clause.var else {
            return self.bug(case, "a type switch's case without its variable");
        };
        let typ = self.prog.name(var).typ;
        let k = self.dcl(var);
        if self.tys.has_pointers(typ) {
            let k = self.dot_type(k, Some(typ), case, Why::SwitchCase);
            ks.push(k);
        }
    }

    /// A declaration: remembers the loops around it.
    fn dcl(&mut self, name: NameId) -> Hole {
        let id = self.old_loc(name);
        let depth = self.loop_depth;
        self.loc_mut(id).loop_depth = depth;
        Hole::to(id)
    }

    /// `go` and `defer`, whose call takes and gives nothing: what it needs is captured.
    fn go_defer(&mut self, n: NodeId, op: Op, call: NodeId, defer_at: bool) {
        let mut k = Hole::HEAP;
        if op == Op::Defer && self.loop_depth == 1 && !defer_at {
            // The function outlives the statement, but not the frame.
            k = self.later(Hole::DISCARD);
            self.prog.node_mut(n).esc = Esc::Never;
        }
        let fun = match self.prog.node(call).as_call() {
            Some(c) if c.args.is_empty() && self.prog.op(call) == Op::CallFunc => c.fun,
            _ => None,
        };
        let Some(fun) = fun else {
            return self.bug(n, "a go or defer of a call with arguments");
        };
        if op == Op::Go
            && let Kind::Closure { is_go_wrap, .. } = &mut self.prog.node_mut(fun).kind
        {
            *is_go_wrap = true;
        }
        self.expr(k, fun);
    }
}
