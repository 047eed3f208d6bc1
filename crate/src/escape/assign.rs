//! Assignments (cmd/compile/internal/escape/assign.go).

use super::Analysis;
use super::facts::{Fact, Why};
use super::graph::Hole;
use super::utils::is_self_assign;
use crate::ir::expr::{is_array, is_reflect_header_data_field};
use crate::ir::{Class, Defn, Kind, NodeId, Op};

impl Analysis<'_> {
    /// Evaluates the operands of a place and gives the hole for what is stored there.
    pub(in crate::escape) fn addr(&mut self, n: Option<NodeId>) -> Hole {
        let Some(n) = n.filter(|&n| !self.prog.is_blank(n)) else {
            return Hole::DISCARD;
        };
        if !self.enter(n) {
            return Hole::HEAP;
        }
        let k = self.addr_inner(n);
        self.leave();
        k
    }

    fn addr_inner(&mut self, n: NodeId) -> Hole {
        let node = self.prog.node(n);
        let op = node.op;
        match &node.kind {
            &Kind::Name(name) => {
                if self.prog.name(name).class != Class::Extern {
                    return Hole::to(self.old_loc(name));
                }
            }
            Kind::LinksymOffset { .. } => {}
            Kind::Selector(sel) if op == Op::Dot => {
                let x = sel.x;
                return self.addr(Some(x));
            }
            Kind::Selector(sel) if op == Op::DotPtr => {
                let x = sel.x;
                self.mutate(x);
            }
            &Kind::Index { x, index, .. } if op == Op::IndexMap => {
                self.discard(x);
                // The map keeps the key.
                self.assign_heap(index, Why::KeyOfMapPut, n);
            }
            &Kind::Index { x, index, .. } => {
                self.discard(index);
                if is_array(self.prog, self.tys, x) {
                    return self.addr(Some(x));
                }
                self.mutate(x);
            }
            &Kind::Star { x } => self.mutate(x),
            _ => self.bug(n, &format!("a place of op {}", op.name())),
        }
        Hole::HEAP
    }

    /// Evaluates a pointer that is written through.
    fn mutate(&mut self, n: NodeId) {
        self.expr(Hole::MUTATOR, n);
    }

    pub(in crate::escape) fn addrs(&mut self, list: &[Option<NodeId>]) -> Vec<Hole> {
        list.iter().map(|&n| self.addr(n)).collect()
    }

    /// Evaluates `src` into the heap.
    pub(in crate::escape) fn assign_heap(&mut self, src: NodeId, why: Why, at: NodeId) {
        let k = self.note(Hole::HEAP, at, why);
        self.expr(k, src);
    }

    /// `dsts = srcs`; without sources the destinations are only declared.
    pub(in crate::escape) fn assign_list(
        &mut self,
        dsts: &[Option<NodeId>],
        srcs: &[NodeId],
        why: Why,
        at: NodeId,
    ) {
        let ks = self.addrs(dsts);
        for (i, (&dst, &k)) in dsts.iter().zip(&ks).enumerate() {
            let src = srcs.get(i).copied();
            let mut k = k;
            if let (Some(dst), Some(src)) = (dst, src) {
                // The Data field of a header of package reflect is a pointer in disguise.
                if self.prog.op(dst) == Op::DotPtr
                    && is_reflect_header_data_field(self.prog, self.tys, dst)
                {
                    let k = self.note(Hole::HEAP, at, why);
                    self.unsafe_value(k, src);
                    continue;
                }
                if is_self_assign(self.prog, self.tys, dst, src) {
                    self.facts.list.push(Fact::SelfAssignment {
                        func: self.curfn,
                        stmt: at,
                    });
                    k = Hole::DISCARD;
                }
            }
            let k = self.note(k, at, why);
            self.opt_expr(k, src);
        }
        self.reassigned(&ks, at);
    }

    /// Marks what `at` assigns to, unless it is the only assignment of what it declares.
    pub(in crate::escape) fn reassigned(&mut self, ks: &[Hole], at: NodeId) {
        let node = self.prog.node(at);
        if let Kind::Assign { x, y: None, .. } = node.kind
            && let Some(name) = self.prog.as_name(x)
            && self.prog.name(name).defn == Defn::None
        {
            // Zeroing of a variable that was declared without a value.
            return;
        }
        let is_range = node.op == Op::Range;
        for k in ks {
            let defined_here = self
                .loc(k.dst)
                .name
                .is_some_and(|name| self.prog.name(name).defn == Defn::Stmt(at) && !is_range);
            if !defined_here {
                self.loc_mut(k.dst).reassigned = true;
            }
        }
    }
}
