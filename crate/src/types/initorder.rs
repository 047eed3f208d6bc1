//! The order in which package-level variables are initialised, and cycles in it (cmd/compile/internal/types2/initorder.go).

use super::Code;
use super::check::Checker;
use super::ids::ObjId;
use super::info::Initializer;
use super::object::ObjKind;
use super::report::{ErrorDesc, err};
use crate::text::{Gather, InOrder};
use std::collections::{BTreeMap, BTreeSet};

/// A constant, variable or function with the objects on which it depends and those that depend on it.
#[derive(Default)]
struct Node {
    pred: BTreeSet<ObjId>,
    succ: BTreeSet<ObjId>,
}

/// Place in the queue: constants first, then by open dependencies, then in source order.
type Rank = (bool, usize, u32, ObjId);

impl<'a> Checker<'a> {
    pub(in crate::types) fn init_order(&mut self) {
        let mut graph = self.dependency_graph();
        let mut open: BTreeMap<ObjId, usize> =
            graph.iter().map(|(&o, n)| (o, n.succ.len())).collect();
        let mut queue: BTreeSet<Rank> = open.iter().map(|(&o, &n)| self.rank(o, n)).gather();
        let mut emitted = BTreeSet::new();
        while let Some((_, ndeps, _, obj)) = queue.pop_first() {
            open.remove(&obj);
            if ndeps > 0
                && let Some(cycle) = self.find_cycle(obj)
            {
                self.report_cycle(&cycle);
            }
            let pred = graph.remove(&obj).map(|n| n.pred).unwrap_or_default();
            for p in pred {
                if let Some(n) = open.get_mut(&p) {
                    let old = *n;
                    *n = old.saturating_sub(1);
                    let new = *n;
                    queue.remove(&self.rank(p, old));
                    queue.insert(self.rank(p, new));
                }
            }
            self.emit_initializer(obj, &mut emitted);
        }
    }

    fn rank(&self, obj: ObjId, ndeps: usize) -> Rank {
        let o = &self.types[obj];
        let is_const = matches!(o.kind, ObjKind::Const { .. });
        (!is_const, ndeps, o.order, obj)
    }

    fn emit_initializer(&mut self, obj: ObjId, emitted: &mut BTreeSet<usize>) {
        if !matches!(self.types[obj].kind, ObjKind::Var(_)) {
            return;
        }
        let Some(&d) = self.obj_map.get(&obj) else {
            return;
        };
        let info = &self.decls[d];
        let Some(rhs) = info.init else { return };
        if !emitted.insert(d) {
            return;
        }
        let lhs = if info.lhs.is_empty() {
            vec![obj]
        } else {
            info.lhs.clone()
        };
        self.info.init_order.push(Initializer { lhs, rhs });
    }

    /// Which constants and variables depend on which, through functions too.
    fn dependency_graph(&self) -> BTreeMap<ObjId, Node> {
        let is_node = |o: ObjId| {
            matches!(
                self.types[o].kind,
                ObjKind::Const { .. } | ObjKind::Var(_) | ObjKind::Func(_)
            )
        };
        let mut graph: BTreeMap<ObjId, Node> = BTreeMap::new();
        for &o in self.obj_list.iter().filter(|&&o| is_node(o)) {
            graph.entry(o).or_default();
        }
        for &o in self.obj_list.iter().filter(|&&o| is_node(o)) {
            let Some(&d) = self.obj_map.get(&o) else {
                continue;
            };
            for &dep in self.decls[d].deps.iter().filter(|&&o| is_node(o)) {
                if let Some(n) = graph.get_mut(&dep) {
                    n.pred.insert(o);
                }
                if let Some(n) = graph.get_mut(&o) {
                    n.succ.insert(dep);
                }
            }
        }
        self.eliminate_functions(&mut graph);
        graph
    }

    /// Functions are taken out, cheap ones first: what depends on one now depends on all that it depends on.
    fn eliminate_functions(&self, graph: &mut BTreeMap<ObjId, Node>) {
        let mut funcs: Vec<(usize, ObjId)> = graph
            .iter()
            .filter(|&(&o, _)| matches!(self.types[o].kind, ObjKind::Func(_)))
            .map(|(&o, n)| (n.pred.len() * n.succ.len(), o))
            .collect();
        funcs.order();
        for (_, f) in funcs {
            let Some(n) = graph.remove(&f) else { continue };
            for &p in n.pred.iter().filter(|&&p| p != f) {
                if let Some(p) = graph.get_mut(&p) {
                    p.succ.extend(n.succ.iter().filter(|&&s| s != f));
                    p.succ.remove(&f);
                }
            }
            for &s in n.succ.iter().filter(|&&s| s != f) {
                if let Some(s) = graph.get_mut(&s) {
                    s.pred.extend(n.pred.iter().filter(|&&p| p != f));
                    s.pred.remove(&f);
                }
            }
        }
    }

    fn sorted_deps(&self, obj: ObjId) -> Vec<ObjId> {
        let Some(&d) = self.obj_map.get(&obj) else {
            return Vec::new();
        };
        let mut deps: Vec<ObjId> = self.decls[d].deps.iter().copied().collect();
        deps.order_by_key(|&o| self.types[o].order);
        deps
    }

    /// A path from the object back to itself, depth first in source order: the objects passed through, it itself last.
    fn find_cycle(&self, obj: ObjId) -> Option<Vec<ObjId>> {
        let mut seen = BTreeSet::from([obj]);
        let mut stack = vec![(obj, self.sorted_deps(obj).into_iter())];
        while let Some((_, deps)) = stack.last_mut() {
            match deps.next() {
                Some(d) if d == obj => {
                    let mut path: Vec<ObjId> = stack[1..].iter().map(|s| s.0).collect();
                    path.push(obj);
                    return Some(path);
                }
                Some(d) => {
                    if seen.insert(d) {
                        stack.push((d, self.sorted_deps(d).into_iter()));
                    }
                }
                None => {
                    stack.pop();
                }
            }
        }
        None
    }

    fn report_cycle(&mut self, cycle: &[ObjId]) {
        let Some(&(mut obj)) = cycle.last() else {
            return;
        };
        let name = self.types[obj].name.clone();
        if cycle.len() == 1 {
            err!(
                self,
                obj,
                Code::InvalidInitCycle,
                "initialization cycle: {name} refers to itself"
            );
            return;
        }
        let mut e = ErrorDesc::new(Code::InvalidInitCycle);
        e.add(
            self.types[obj].pos,
            format!("initialization cycle for {name}"),
        );
        for &next in cycle {
            let (from, to) = (&self.types[obj], &self.types[next]);
            e.add(from.pos, format!("{} refers to {}", from.name, to.name));
            obj = next;
        }
        self.report(e);
    }
}
