//! Walks the graph: finds out which locations' addresses reach places that outlive them (cmd/compile/internal/escape/solve.go).

use super::facts::{Fact, Path};
use super::graph::{Attrs, LocId};
use super::{Analysis, Explain};
use crate::ir::{FuncId, Program, XPos};
use rustc_hash::FxHashSet as HashSet;
use std::collections::VecDeque;

/// Edges that are looked at in one group of functions before the analysis gives up: a second's work or so. No group of the standard library takes
/// a hundredth of it.
const MAX_WORK: u64 = 1 << 28;

/// Whether `c` is a literal somewhere within `f` (cmd/compile/internal/ir.ContainsClosure).
fn contains_closure(prog: &Program, f: Option<FuncId>, c: Option<FuncId>) -> bool {
    let (Some(f), Some(c)) = (f, c) else {
        return false;
    };
    if f == c || prog.func(c).oclosure.is_none() {
        return false;
    }
    let mut parent = prog.func(c).closure_parent;
    while let Some(p) = parent {
        if p == f {
            return true;
        }
        parent = prog.func(p).closure_parent;
    }
    false
}

impl Analysis<'_> {
    /// Walks from every location until nothing changes any more.
    pub(in crate::escape) fn walk_all(&mut self) {
        let mut todo = VecDeque::with_capacity(self.locs.len());
        for id in self.all_locs() {
            todo.push_front(id);
            self.loc_mut(id).queued_walk_all = true;
        }
        for id in [LocId::MUTATOR, LocId::CALLEE, LocId::HEAP] {
            todo.push_front(id);
            self.loc_mut(id).queued_walk_all = true;
        }
        let mut walkgen = 0;
        let mut work = 0u64;
        while let Some(root) = todo.pop_front() {
            if work > MAX_WORK {
                return self.fail(
                    XPos::NONE,
                    "more values flow in it than the analyser follows",
                );
            }
            self.loc_mut(root).queued_walk_all = false;
            walkgen += 1;
            work += self.walk_one(root, walkgen, &mut todo);
        }
    }

    /// Queues a location for another walk; what escapes comes first, as it settles more.
    fn enqueue(&mut self, id: LocId, todo: &mut VecDeque<LocId>) {
        if self.loc(id).queued_walk_all {
            return;
        }
        self.loc_mut(id).queued_walk_all = true;
        if self.loc(id).has(Attrs::ESCAPES) {
            todo.push_front(id);
        } else {
            todo.push_back(id);
        }
    }

    /// Finds the fewest dereferences from each location to `root`, and what follows from them. Edges may count -1, but no way counts less than 0 in
    /// between, so that there are no endless cycles.
    /// Gives the number of edges that were looked at.
    fn walk_one(&mut self, root: LocId, walkgen: u32, todo_all: &mut VecDeque<LocId>) -> u64 {
        let mut work = 1;
        let r = self.loc_mut(root);
        r.walkgen = walkgen;
        r.derefs = 0;
        self.lose_closure_results(root, todo_all);
        let mut todo = VecDeque::from([root]);
        while let Some(id) = todo.pop_front() {
            self.loc_mut(id).queued_walk_one = 0;
            let derefs = self.loc(id).derefs;
            let new_attrs = self.judge(root, id);
            if new_attrs.without(self.loc(id).attrs) != Attrs::NONE {
                let attrs = self.loc(id).attrs.or(new_attrs);
                self.loc_mut(id).attrs = attrs;
                self.enqueue(id, todo_all);
                if attrs.has(Attrs::ESCAPES) {
                    continue;
                }
            }
            work += self.loc(id).edges.len() as u64;
            self.relax(id, derefs.max(0), walkgen, &mut todo);
        }
        work
    }

    /// A literal that is called where nobody tracks its results: from now on they count as going to the heap.
    fn lose_closure_results(&mut self, root: LocId, todo_all: &mut VecDeque<LocId>) {
        if !self.loc(root).has(Attrs::CALLS) {
            return;
        }
        let closure = self
            .loc(root)
            .node
            .and_then(|n| self.prog.node(n).as_closure());
        let Some(func) = closure.filter(|&f| self.in_batch_func(f)) else {
            return;
        };
        if std::mem::replace(&mut self.prog.func_mut(func).closure_results_lost, true) {
            return;
        }
        for i in 0..self.prog.func(func).results.len() {
            if let Some(name) = self.prog.func(func).results[i].nname {
                let id = self.old_loc(name);
                self.enqueue(id, todo_all);
            }
        }
    }

    /// What follows for `id` from its flow to `root`.
    fn judge(&mut self, root: LocId, id: LocId) -> Attrs {
        let mut new = Attrs::NONE;
        let derefs = self.loc(id).derefs;
        let outlives = (derefs < 0 || self.loc(id).param) && self.outlives(root, id);
        if derefs < 0 {
            if outlives {
                self.explain_escape(root, id);
                new = Attrs::ALL;
            } else if self.loc(root).has(Attrs::PERSISTS) {
                new = Attrs::PERSISTS;
            }
        }
        let root_attrs = self.loc(root).attrs;
        if derefs <= 0 {
            new = new.or(root_attrs.and(Attrs::MUTATES.or(Attrs::CALLS)));
        }
        if self.loc(id).param {
            let derefs = derefs.max(0) as u32;
            if outlives {
                self.leak(root, id, derefs);
            }
            if root_attrs.has(Attrs::MUTATES) {
                self.loc_mut(id).param_esc.add_mutator(derefs);
            }
            if root_attrs.has(Attrs::CALLS) {
                self.loc_mut(id).param_esc.add_callee(derefs);
            }
        }
        new
    }

    /// Follows the edges into `id`.
    fn relax(&mut self, id: LocId, derefs: i32, walkgen: u32, todo: &mut VecDeque<LocId>) {
        for i in 0..self.loc(id).edges.len() {
            let edge = self.loc(id).edges[i];
            let src = self.loc_mut(edge.src);
            let d = derefs + edge.derefs;
            if src.has(Attrs::ESCAPES) || (src.walkgen == walkgen && src.derefs <= d) {
                continue;
            }
            src.walkgen = walkgen;
            src.derefs = d;
            src.dst = id;
            src.dst_edge = i as u32;
            if src.queued_walk_one != walkgen {
                src.queued_walk_one = walkgen;
                todo.push_back(edge.src);
            }
        }
    }

    /// Whether what is stored in `l` may be used when `other`, were it on the stack, is gone.
    fn outlives(&self, l: LocId, other: LocId) -> bool {
        if self.loc(l).has(Attrs::ESCAPES) {
            return true;
        }
        if l == LocId::MUTATOR || l == LocId::CALLEE {
            return false;
        }
        let (a, b) = (self.loc(l), self.loc(other));
        if a.param_out {
            // Nobody knows what callers do with a result, unless it is a literal's and all its calls are known: then it may well give back the
            // address of a variable of the function around it.
            let tracked = contains_closure(self.prog, b.curfn, a.curfn)
                && a.curfn
                    .is_some_and(|f| !self.prog.func(f).closure_results_lost);
            return !tracked;
        }
        // Declared outside the loop in which `other` is made anew; or in a function around `other`'s.
        (a.curfn == b.curfn && a.loop_depth < b.loop_depth)
            || contains_closure(self.prog, a.curfn, b.curfn)
    }

    // ---- explanations ----

    fn explain_escape(&mut self, root: LocId, id: LocId) {
        if self.explain == Explain::Off || self.loc(id).has(Attrs::ESCAPES) {
            return;
        }
        if let Some((site, func)) = self.site(id) {
            let path = self.path(root, id);
            self.facts.list.push(Fact::Flow {
                site,
                func,
                path,
                early: false,
            });
        }
    }

    fn leak(&mut self, root: LocId, id: LocId, derefs: u32) {
        let news = self.leak_to(id, root, derefs);
        let wanted = match self.explain {
            Explain::Off => false,
            Explain::Sites => news,
            Explain::All => true,
        };
        let loc = self.loc(id);
        let (Some(param), Some(func)) = (loc.name, loc.curfn) else {
            return;
        };
        if wanted && !loc.has(Attrs::ESCAPES) {
            let fact = Fact::ParamFlow {
                param,
                func,
                to: self.place(root),
                derefs: derefs as i32,
                path: self.path(root, id),
            };
            self.facts.list.push(fact);
        }
    }

    /// The way from `src` to the root of the current walk.
    fn path(&self, root: LocId, mut src: LocId) -> Path {
        let mut path = Path::default();
        let mut visited = HashSet::default();
        let mut edges = Vec::new();
        loop {
            if !visited.insert(src.0) {
                path.truncated = true;
                break;
            }
            let dst = self.loc(src).dst;
            let Some(&edge) = self.loc(dst).edges.get(self.loc(src).dst_edge as usize) else {
                break;
            };
            edges.push((dst, src, edge));
            if dst == root {
                break;
            }
            src = dst;
        }
        // There can be very many paths: none takes more room than it needs.
        let steps = edges.into_iter();
        let steps = steps.map(|(dst, src, edge)| self.step(dst, src, edge.derefs, edge.notes));
        path.steps = steps.collect();
        path
    }
}
