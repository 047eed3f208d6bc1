//! Escape analysis (cmd/compile/internal/escape).
//!
//! Which variables and which implicit allocations may live on the stack? Every variable and every expression that allocates becomes a *location*;
//! every assignment becomes an *edge* that carries the number of dereferences on the way (-1: the address). Then each location is walked from, along the
//! edges backwards: whatever's address reaches a place that outlives it has to go to the heap. Functions are taken in groups, callees first; what a
//! group finds out about its parameters is kept as tags, and callers use those.
//!
//! The result is [`Facts`]; words are made of them elsewhere.

mod assign;
mod call;
mod expr;
mod facts;
mod graph;
mod leaks;
mod literals;
mod solve;
mod stmt;
mod tags;
mod utils;

pub use facts::{Fact, Facts, ParamFact, Path, Place, Site, Step, Why};
pub use leaks::{Leaks, NUM_RESULTS};
pub use utils::heap_alloc_reason;

use crate::ir::{
    EscState, FuncId, NameId, NodeId, Op, Program, ReassignOracle, SkippedInit, SymId, Tys,
    Unsupported, XPos, reassign, scc,
};
use graph::{Hole, LocId, Location, Note};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// Which explanations to record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Explain {
    /// None.
    #[default]
    Off,
    /// One for each thing that escapes, and one for each way in which a parameter leaks.
    Sites,
    /// All that `-m=2` prints.
    All,
}

/// Whether a label is the target of a jump backwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum LabelState {
    Looping,
    NonLooping,
}

/// The state of the analysis: what all groups share, and the graph of the current one.
struct Analysis<'a> {
    prog: &'a mut Program,
    tys: &'a mut Tys,
    explain: Explain,
    facts: Facts,
    oracles: HashMap<FuncId, Rc<ReassignOracle>>,
    /// The location of each variable of the group.
    loc_of: Vec<Option<LocId>>,

    // The current group.
    locs: Vec<Location>,
    notes: Vec<Note>,
    closures: Vec<(Hole, NodeId, FuncId)>,
    /// The graph is still being built.
    early: bool,
    /// The analysis cannot go on; nothing may be said about the group.
    failed: Option<Unsupported>,

    // The current function.
    curfn: FuncId,
    labels: HashMap<SymId, LabelState>,
    loop_depth: i32,
    /// Nesting of the node that is being walked.
    depth: u32,
}

/// Deepest nesting of nodes that is walked.
const MAX_DEPTH: u32 = 600;

/// Analyses functions, callees before callers, and tags their parameters.
pub fn funcs(prog: &mut Program, tys: &mut Tys, all: &[FuncId], explain: Explain) -> Facts {
    let Some(&first) = all.first() else {
        return Facts::default();
    };
    let components = scc::bottom_up(prog, all);
    let mut analysis = Analysis {
        prog,
        tys,
        explain,
        facts: Facts::default(),
        oracles: HashMap::default(),
        loc_of: Vec::new(),
        locs: Vec::new(),
        notes: Vec::new(),
        closures: Vec::new(),
        early: true,
        failed: None,
        curfn: first,
        labels: HashMap::default(),
        loop_depth: 1,
        depth: 0,
    };
    for component in components {
        analysis.batch(&component.funcs);
    }
    analysis.facts
}

/// Whether a group depends on something that is not analysed, and on what.
fn unsupported(prog: &Program, fns: &[FuncId]) -> Option<Unsupported> {
    if let Some((&f, u)) = fns
        .iter()
        .find_map(|f| Some((f, prog.func(*f).unsupported.as_ref()?)))
    {
        return Some(Unsupported {
            via: Some(f),
            ..u.clone()
        });
    }
    fns.iter()
        .find_map(|&f| unsupported_mention(prog, &prog.func(f).body))
}

/// The first function that these nodes mention and that is not analysed.
fn unsupported_mention(prog: &Program, nodes: &[NodeId]) -> Option<Unsupported> {
    let mut found = None;
    prog.any(nodes, &mut |n| {
        if let Some(callee) = scc::mentioned(prog, n)
            && let Some(u) = &prog.func(callee).unsupported
        {
            found = Some(Unsupported {
                pos: prog.node(n).pos,
                reason: u.reason.clone(),
                via: Some(callee),
            });
        }
        found.is_some()
    });
    found
}

/// Takes initialisers that depend on something that is not analysed out of the package's `init` function, or out of one that `init` calls. The others do not depend on them: all that
/// they share are package-level variables, which are the heap.
fn skip_inits(prog: &mut Program, init: FuncId) {
    let body = std::mem::take(&mut prog.func_mut(init).body);
    let mut kept = Vec::with_capacity(body.len());
    for stmt in body {
        match unsupported_mention(prog, &[stmt]) {
            None => kept.push(stmt),
            Some(why) => {
                let names = assigned_names(prog, stmt);
                prog.target.skipped_inits.push(SkippedInit {
                    names,
                    at: kept.len(),
                    mutates: None,
                    why,
                });
            }
        }
    }
    prog.func_mut(init).body = kept;
}

/// The package-level variables that an initialiser assigns to, or the one to a part of which it does.
fn assigned_names(prog: &Program, stmt: NodeId) -> Vec<NameId> {
    let mut names = Vec::from_iter(prog.target.init_parts.get(&stmt).copied());
    reassign::assigned(prog, stmt, &mut |x| names.extend(prog.as_name(x)));
    names
}

impl Analysis<'_> {
    /// Gives up on the current group: the IR is not what it should be.
    fn bug(&mut self, node: NodeId, what: &str) {
        let pos = self.prog.node(node).pos;
        self.fail(pos, &format!("the analyser met {what}"));
    }

    fn fail(&mut self, pos: XPos, reason: &str) {
        self.failed.get_or_insert_with(|| Unsupported {
            pos,
            reason: reason.into(),
            via: None,
        });
    }

    /// Analyses a group of functions that call each other (cmd/compile/internal/escape.Batch).
    fn batch(&mut self, fns: &[FuncId]) {
        if let [init] = *fns
            && (self.prog.func(init).package_init || self.prog.target.map_inits.contains(&init))
        {
            skip_inits(self.prog, init);
        }
        self.failed = unsupported(self.prog, fns);
        let facts_before = self.facts.list.len();
        if self.failed.is_none() {
            self.analyse(fns);
        }
        self.clear();
        if let Some(why) = self.failed.take() {
            self.facts.list.truncate(facts_before);
            self.not_analysed(fns, &why);
        }
    }

    fn not_analysed(&mut self, fns: &[FuncId], why: &Unsupported) {
        for &f in fns {
            let func = self.prog.func_mut(f);
            func.esc_state = EscState::Tagged;
            func.unsupported.get_or_insert_with(|| Unsupported {
                via: why.via.filter(|&via| via != f),
                ..why.clone()
            });
            self.facts.list.push(Fact::NotAnalysed { func: f });
        }
    }

    fn analyse(&mut self, fns: &[FuncId]) {
        self.locs = graph::pseudo_locations();
        self.early = true;
        for &f in fns {
            self.init_func(f);
        }
        for &f in fns {
            if !self.prog.func(f).is_closure() {
                self.walk_func(f);
            }
        }
        for (k, node, func) in std::mem::take(&mut self.closures) {
            self.flow_closure(k, node, func);
        }
        if self.failed.is_some() {
            return;
        }
        self.early = false;
        for id in self.all_locs() {
            self.rewrite_with_literals(id);
            if let (Some(node), Some(why)) = (self.loc(id).node, self.heap_alloc_reason_of(id)) {
                let k = self.addr_hole(Hole::HEAP, node, why);
                self.flow(k, id);
            }
        }
        self.walk_all();
        if self.failed.is_none() {
            self.finish(fns);
        }
    }

    fn heap_alloc_reason_of(&mut self, id: LocId) -> Option<Why> {
        let node = self.loc(id).node?;
        heap_alloc_reason(self.prog, self.tys, node)
    }

    /// Forgets the graph.
    fn clear(&mut self) {
        for loc in &self.locs {
            if let Some(name) = loc.name {
                self.loc_of[name.index()] = None;
            }
        }
        self.locs.clear();
        self.notes.clear();
        self.closures.clear();
    }

    /// Makes locations for a function's parameters, results and locals.
    fn init_func(&mut self, f: FuncId) {
        self.prog.func_mut(f).esc_state = EscState::Planned;
        self.curfn = f;
        self.loop_depth = 1;
        for name in self.prog.func(f).dcl.clone() {
            self.new_loc(Some(self.prog.name(name).node), true);
        }
        if self.prog.func(f).oclosure.is_none() {
            // Hidden parameters, such as the receiver of a method value's wrapper.
            for name in self.prog.func(f).closure_vars.clone() {
                let canonical = self.prog.canonical(name);
                self.new_loc(Some(self.prog.name(canonical).node), true);
            }
        }
        for i in 0..self.prog.func(f).results.len() {
            if let Some(name) = self.prog.func(f).results[i].nname {
                let loc = self.old_loc(name);
                self.loc_mut(loc).result_index = i + 1;
            }
        }
    }

    /// Walks a function's body; keeps what is known of the function around it.
    fn walk_func(&mut self, f: FuncId) {
        let saved = (
            self.curfn,
            self.loop_depth,
            std::mem::take(&mut self.labels),
        );
        self.curfn = f;
        self.loop_depth = 1;
        self.prog.func_mut(f).esc_state = EscState::Started;
        self.find_labels(f);
        let body = self.prog.func(f).body.clone();
        self.block(&body);
        (self.curfn, self.loop_depth, self.labels) = saved;
    }

    /// Finds the labels that a `goto` further down jumps back to.
    fn find_labels(&mut self, f: FuncId) {
        let (prog, labels) = (&*self.prog, &mut self.labels);
        prog.visit_func(f, &mut |n| match prog.node(n).kind {
            crate::ir::Kind::Label { label } if !prog.is_blank_sym(label) => {
                labels.insert(label, LabelState::NonLooping);
            }
            crate::ir::Kind::Branch { label: Some(label) } if prog.op(n) == Op::Goto => {
                if let Some(state) = labels.get_mut(&label) {
                    *state = LabelState::Looping;
                }
            }
            _ => {}
        });
    }

    /// Decides how a literal captures its variables, and lets them flow into it.
    fn flow_closure(&mut self, k: Hole, node: NodeId, func: FuncId) {
        for cv in self.prog.func(func).closure_vars.clone() {
            let canonical = self.prog.canonical(cv);
            let id = self.old_loc(cv);
            if self.failed.is_some() {
                return;
            }
            let width = self.tys.size(self.prog.name(canonical).typ);
            let (addrtaken, reassigned) = (self.loc(id).addrtaken, self.loc(id).reassigned);
            if !self.loc(id).captured {
                return self.bug(node, "a captured variable that nobody captured");
            }
            let by_value = !addrtaken && !reassigned && width <= 128;
            let name = self.prog.name_mut(canonical);
            name.byval = by_value;
            name.addrtaken |= !by_value;
            self.facts.list.push(Fact::Capture {
                var: canonical,
                by_value,
                addrtaken,
                reassigned,
                width,
            });
            let cv_node = self.prog.name(cv).node;
            let mut k = k;
            if !by_value {
                k = self.addr_hole(k, cv_node, Why::Reference);
            }
            k = self.note(k, cv_node, Why::CapturedByAClosure);
            self.flow(k, id);
        }
    }

    /// The answers about a function's variables; for a literal those of the outermost function around it.
    fn oracle(&mut self, f: FuncId) -> Rc<ReassignOracle> {
        if let Some(oracle) = self.oracles.get(&f) {
            return oracle.clone();
        }
        let mut outer = f;
        while let Some(parent) = self.prog.func(outer).closure_parent
            && !self.prog.func(parent).package_init
        {
            outer = parent;
        }
        let oracle = match self.oracles.get(&outer) {
            Some(oracle) => oracle.clone(),
            None => Rc::new(ReassignOracle::new(self.prog, self.tys, outer)),
        };
        self.oracles.insert(f, oracle.clone());
        self.oracles.insert(outer, oracle.clone());
        oracle
    }
}
