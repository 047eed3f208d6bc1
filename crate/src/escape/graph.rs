//! The graph: places that hold values, and the assignments between them (cmd/compile/internal/escape/graph.go).

use super::facts::{Fact, Path, Place, Site, Step, Why};
use super::leaks::{Leaks, NUM_RESULTS};
use super::{Analysis, Explain};
use crate::ir::{Class, FuncId, NameId, NodeId};
use crate::types::TypeId;

/// A [`Location`] of the current batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::escape) struct LocId(pub u32);

impl LocId {
    /// Whatever outlives everything.
    pub const HEAP: LocId = LocId(0);
    /// The target of pointers that are written through.
    pub const MUTATOR: LocId = LocId(1);
    /// The target of functions that are called without anybody knowing their results.
    pub const CALLEE: LocId = LocId(2);
    /// The target of values that nobody uses.
    pub const BLANK: LocId = LocId(3);
    /// The first one that stands for something in the program.
    pub const FIRST: u32 = 4;
}

/// A note about a value on its way; notes form lists, the innermost node first.
#[derive(Clone, Copy, Debug)]
pub(in crate::escape) struct Note {
    next: Option<u32>,
    node: NodeId,
    why: Why,
}

/// An assignment into the location that holds the edge.
#[derive(Clone, Copy, Debug)]
pub(in crate::escape) struct Edge {
    pub src: LocId,
    pub derefs: i32,
    pub notes: Option<u32>,
}

/// Properties of a location that only ever get more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::escape) struct Attrs(u8);

impl Attrs {
    pub const NONE: Attrs = Attrs(0);
    /// Must be allocated on the heap.
    pub const ESCAPES: Attrs = Attrs(1);
    /// Its address outlives the statement.
    pub const PERSISTS: Attrs = Attrs(2);
    /// What it points to may be written to.
    pub const MUTATES: Attrs = Attrs(4);
    /// Functions that it leads to may be called without anybody tracking their results.
    pub const CALLS: Attrs = Attrs(8);
    pub const ALL: Attrs = Attrs(15);

    pub fn has(self, other: Attrs) -> bool {
        self.0 & other.0 != 0
    }

    pub fn and(self, other: Attrs) -> Attrs {
        Attrs(self.0 & other.0)
    }

    pub fn or(self, other: Attrs) -> Attrs {
        Attrs(self.0 | other.0)
    }

    pub fn without(self, other: Attrs) -> Attrs {
        Attrs(self.0 & !other.0)
    }
}

/// A place that holds a value: a variable, or what an expression allocates.
#[derive(Clone, Debug)]
pub(in crate::escape) struct Location {
    /// The variable or expression; nothing for temporaries.
    pub node: Option<NodeId>,
    /// The variable, if it is one.
    pub name: Option<NameId>,
    /// The function around it.
    pub curfn: Option<FuncId>,
    /// What flows in.
    pub edges: Vec<Edge>,
    /// Loops around the declaration.
    pub loop_depth: i32,
    /// For a result: its index plus one.
    pub result_index: usize,
    pub attrs: Attrs,
    /// What a parameter leaks to.
    pub param_esc: Leaks,
    /// A literal has captured it.
    pub captured: bool,
    pub reassigned: bool,
    pub addrtaken: bool,
    pub param: bool,
    pub param_out: bool,
    // The state of a walk, see `solve`.
    pub derefs: i32,
    pub walkgen: u32,
    pub dst: LocId,
    pub dst_edge: u32,
    pub queued_walk_all: bool,
    pub queued_walk_one: u32,
}

impl Location {
    fn new(attrs: Attrs) -> Location {
        Location {
            node: None,
            name: None,
            curfn: None,
            edges: Vec::new(),
            loop_depth: 0,
            result_index: 0,
            attrs,
            param_esc: Leaks::default(),
            captured: false,
            reassigned: false,
            addrtaken: false,
            param: false,
            param_out: false,
            derefs: 0,
            walkgen: 0,
            dst: LocId::BLANK,
            dst_edge: 0,
            queued_walk_all: false,
            queued_walk_one: 0,
        }
    }

    pub fn has(&self, attrs: Attrs) -> bool {
        self.attrs.has(attrs)
    }
}

/// Where the value of an expression goes, and what happens to it on the way: for `p` in `x = **p`, to `x` after two dereferences.
#[derive(Clone, Copy, Debug)]
pub(in crate::escape) struct Hole {
    pub dst: LocId,
    /// At least -1, which is the address of the value.
    pub derefs: i32,
    pub notes: Option<u32>,
    /// The address of the expression is taken, whether it goes anywhere or not.
    pub addrtaken: bool,
}

impl Hole {
    pub fn to(dst: LocId) -> Hole {
        Hole {
            dst,
            derefs: 0,
            notes: None,
            addrtaken: false,
        }
    }

    pub const HEAP: Hole = Hole {
        dst: LocId::HEAP,
        derefs: 0,
        notes: None,
        addrtaken: false,
    };

    pub const MUTATOR: Hole = Hole {
        dst: LocId::MUTATOR,
        ..Hole::HEAP
    };

    pub const CALLEE: Hole = Hole {
        dst: LocId::CALLEE,
        ..Hole::HEAP
    };

    pub const DISCARD: Hole = Hole {
        dst: LocId::BLANK,
        ..Hole::HEAP
    };

    pub fn shift(mut self, delta: i32) -> Hole {
        self.derefs += delta;
        self.addrtaken = delta < 0;
        self
    }
}

/// The locations of a batch without anything of the program in it.
pub(in crate::escape) fn pseudo_locations() -> Vec<Location> {
    vec![
        Location::new(Attrs::ALL),
        Location::new(Attrs::MUTATES),
        Location::new(Attrs::CALLS),
        Location::new(Attrs::NONE),
    ]
}

impl Analysis<'_> {
    pub(in crate::escape) fn loc(&self, id: LocId) -> &Location {
        &self.locs[id.0 as usize]
    }

    pub(in crate::escape) fn loc_mut(&mut self, id: LocId) -> &mut Location {
        &mut self.locs[id.0 as usize]
    }

    /// All locations that stand for something in the program, in the order in which they were made.
    pub(in crate::escape) fn all_locs(&self) -> impl DoubleEndedIterator<Item = LocId> + use<> {
        (LocId::FIRST..self.locs.len() as u32).map(LocId)
    }

    pub(in crate::escape) fn note(&mut self, mut k: Hole, node: NodeId, why: Why) -> Hole {
        if self.explain != Explain::Off {
            self.notes.push(Note {
                next: k.notes,
                node,
                why,
            });
            k.notes = Some(self.notes.len() as u32 - 1);
        }
        k
    }

    pub(in crate::escape) fn deref(&mut self, k: Hole, node: NodeId, why: Why) -> Hole {
        self.note(k.shift(1), node, why)
    }

    /// The hole for an expression whose address goes to `k`.
    pub(in crate::escape) fn addr_hole(&mut self, k: Hole, node: NodeId, why: Why) -> Hole {
        if k.derefs < 0 {
            self.bug(node, "the address of an address");
            return Hole::HEAP;
        }
        self.note(k.shift(-1), node, why)
    }

    /// The hole for an interface whose dynamic value of type `t` goes to `k`.
    pub(in crate::escape) fn dot_type(
        &mut self,
        mut k: Hole,
        t: Option<TypeId>,
        node: NodeId,
        why: Why,
    ) -> Hole {
        if t.is_some_and(|t| !self.tys.is_interface(t) && !self.tys.is_direct_iface(t)) {
            k = k.shift(1);
        }
        self.note(k, node, why)
    }

    /// Records that `src` flows into `k`.
    pub(in crate::escape) fn flow(&mut self, k: Hole, src: LocId) {
        if k.addrtaken {
            self.loc_mut(src).addrtaken = true;
        }
        if k.dst == LocId::BLANK || (k.dst == src && k.derefs >= 0) {
            return;
        }
        if self.loc(k.dst).has(Attrs::ESCAPES) && k.derefs < 0 {
            self.escapes_at_once(k, src);
            self.loc_mut(src).attrs = Attrs::ALL;
            return;
        }
        self.loc_mut(k.dst).edges.push(Edge {
            src,
            derefs: k.derefs,
            notes: k.notes,
        });
    }

    fn escapes_at_once(&mut self, k: Hole, src: LocId) {
        if self.explain == Explain::Off {
            return;
        }
        if let Some((site, func)) = self.site(src) {
            let again = self.loc(src).has(Attrs::ESCAPES);
            if again && self.explain == Explain::Sites {
                return;
            }
            let step = self.step(k.dst, src, k.derefs, k.notes);
            self.facts.list.push(Fact::Flow {
                site,
                func,
                path: Path {
                    steps: vec![step],
                    truncated: false,
                },
                early: self.early,
            });
        }
    }

    /// What a location stands for, and the function around it.
    pub(in crate::escape) fn site(&self, id: LocId) -> Option<(Site, FuncId)> {
        let loc = self.loc(id);
        let site = match (loc.name, loc.node) {
            (Some(name), _) => Site::Var(name),
            (None, Some(node)) => Site::Expr(node),
            (None, None) => return None,
        };
        Some((site, loc.curfn?))
    }

    pub(in crate::escape) fn place(&self, id: LocId) -> Place {
        match (id, self.loc(id).node) {
            (LocId::HEAP, _) => Place::Heap,
            (_, None) => Place::Temp,
            (_, Some(node)) => Place::Node(node),
        }
    }

    pub(in crate::escape) fn step(
        &self,
        dst: LocId,
        src: LocId,
        derefs: i32,
        mut notes: Option<u32>,
    ) -> Step {
        let next = |i: u32| self.notes[i as usize].next;
        let count = core::iter::successors(notes, |&i| next(i)).count();
        let mut list = Vec::with_capacity(count);
        while let Some(note) = notes.map(|i| self.notes[i as usize]) {
            list.push((note.node, note.why));
            notes = note.next;
        }
        Step {
            dst: self.place(dst),
            src: self.place(src),
            derefs,
            notes: list,
        }
    }

    /// The location of a variable. The analysis fails if it has none.
    pub(in crate::escape) fn old_loc(&mut self, name: NameId) -> LocId {
        let canonical = self.prog.canonical(name);
        match self.loc_of.get(canonical.index()).copied().flatten() {
            Some(id) => id,
            None => {
                let node = self.prog.name(name).node;
                self.bug(node, "a variable without a location");
                LocId::HEAP
            }
        }
    }

    pub(in crate::escape) fn has_loc(&self, name: NameId) -> bool {
        self.loc_of
            .get(name.index())
            .is_some_and(|loc| loc.is_some())
    }

    /// A new location in `curfn` at the current loop depth.
    pub(in crate::escape) fn new_loc(&mut self, node: Option<NodeId>, persists: bool) -> LocId {
        let mut loc = Location::new(if persists {
            Attrs::PERSISTS
        } else {
            Attrs::NONE
        });
        let id = LocId(self.locs.len() as u32);
        loc.node = node;
        loc.curfn = Some(self.curfn);
        loc.loop_depth = self.loop_depth;
        if let Some(name) = node.and_then(|n| self.prog.as_name(n)) {
            loc.name = Some(name);
            loc.param = self.prog.name(name).class == Class::Param;
            loc.param_out = self.prog.name(name).class == Class::ParamOut;
            let index = name.index();
            if self.loc_of.len() <= index {
                self.loc_of.resize(index + 1, None);
            }
            self.loc_of[index] = Some(id);
        }
        self.locs.push(loc);
        id
    }

    /// A hole that flows into all of these.
    pub(in crate::escape) fn tee_hole(&mut self, ks: &[Hole]) -> Hole {
        match ks {
            [] => Hole::DISCARD,
            [k] => *k,
            _ => {
                let loc = self.new_loc(None, false);
                for &k in ks {
                    self.flow(k, loc);
                }
                Hole::to(loc)
            }
        }
    }

    /// A hole that flows into `k`, but some time later.
    pub(in crate::escape) fn later(&mut self, k: Hole) -> Hole {
        let loc = self.new_loc(None, true);
        self.flow(k, loc);
        Hole::to(loc)
    }

    /// Records that the parameter at `param` flows to `sink` after `derefs` dereferences; says whether that is news.
    pub(in crate::escape) fn leak_to(&mut self, param: LocId, sink: LocId, derefs: u32) -> bool {
        let to = self.loc(sink);
        let same_func = to.curfn == self.loc(param).curfn;
        let result = to.result_index.wrapping_sub(1);
        let fits = !to.has(Attrs::ESCAPES) && to.param_out && same_func && result < NUM_RESULTS;
        let leaks = &mut self.loc_mut(param).param_esc;
        let old = *leaks;
        if fits {
            leaks.add_result(result, derefs);
        } else {
            leaks.add_heap(derefs);
        }
        *leaks != old
    }
}
