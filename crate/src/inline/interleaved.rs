//! Devirtualises and inlines in turns: an inlined body may show which method a call through an interface is of, and a call of a method that is
//! known may be inlined (cmd/compile/internal/inline/interleaved).

use super::{
    CallSite, Fact, Findings, Level, State, can_inline_funcs, inline_call_target, inlined_callee,
    is_big_func,
};
use crate::ir::lower::{InlineCall, Lower};
use crate::ir::{
    FuncId, InlIndex, InlinedCall, Kind, NodeId, Nodes, Op, Program, Unsupported, scc,
};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// The calls in one function that may be inlined.
struct Sites {
    func: FuncId,
    /// The calls, operands before what they are operands of; those of inlined bodies come after.
    calls: Nodes,
    /// For each call the function that it is of, as far as that is known.
    resolved: Vec<Option<FuncId>>,
    /// Calls and their operands that are on the list.
    seen: HashSet<NodeId>,
    /// Only very small functions are inlined into this one.
    big_caller: bool,
}

/// What the work on a package shares.
struct Inliner<'l, 'a> {
    lw: &'l mut Lower<'a>,
    state: State,
    findings: &'l mut Findings,
    /// How many calls each function has.
    uses: HashMap<FuncId, u32>,
}

/// Finds out what can be inlined, devirtualises and inlines (cmd/compile/internal/inline/interleaved.DevirtualizeAndInlinePackage).
pub fn inline_package(lw: &mut Lower, findings: &mut Findings) {
    let funcs = lw.prog.target.funcs.clone();
    can_inline_funcs(lw, &funcs, findings);
    lw.begin_inlining();
    let mut inliner = Inliner {
        lw,
        state: State::default(),
        findings,
        uses: HashMap::default(),
    };
    let mut sites = HashMap::default();
    for &func in &funcs {
        let s = inliner.first_look(func);
        sites.insert(func, s);
    }
    for component in scc::bottom_up(inliner.lw.prog, &funcs) {
        inliner.component(&component.funcs, &mut sites);
    }
}

/// The same for one function that was made later (cmd/compile/internal/inline/interleaved.DevirtualizeAndInlineFunc).
pub fn inline_func(lw: &mut Lower, func: FuncId, findings: &mut Findings) {
    let mut inliner = Inliner {
        lw,
        state: State::default(),
        findings,
        uses: HashMap::default(),
    };
    let mut s = inliner.sites(func);
    loop {
        let mut done = true;
        let mut i = 0;
        while i < s.calls.len() {
            done &= !inliner.edit(&mut s, i);
            i += 1;
        }
        if done {
            break;
        }
    }
}

impl Inliner<'_, '_> {
    /// The calls of a function as it is written.
    fn sites(&mut self, func: FuncId) -> Sites {
        let big_caller = is_big_func(self.lw.prog, func);
        if big_caller && self.findings.level == Level::Explanations {
            self.findings.list.push(Fact::BigFunction { func });
        }
        let mut s = Sites {
            func,
            calls: Vec::new(),
            resolved: Vec::new(),
            seen: HashSet::default(),
            big_caller,
        };
        s.collect(self.lw.prog, &self.lw.prog.func(func).body);
        s
    }

    fn first_look(&mut self, func: FuncId) -> Sites {
        let mut s = self.sites(func);
        for i in 0..s.calls.len() {
            self.resolve(&mut s, i);
        }
        s
    }

    /// Inlines into functions that call each other until nothing changes.
    fn component(&mut self, funcs: &[FuncId], sites: &mut HashMap<FuncId, Sites>) {
        loop {
            let mut done = true;
            for func in funcs {
                if let Some(s) = sites.get_mut(func) {
                    done &= !self.waves(s);
                }
            }
            if done {
                break;
            }
        }
    }

    /// Tries all calls, then those of the bodies that came in, and so on. New calls are resolved all together before one of them is inlined, so
    /// that a literal which is called twice is never taken for one that is called once. Says whether anything was inlined.
    fn waves(&mut self, s: &mut Sites) -> bool {
        let mut changed = false;
        let (mut from, mut to) = (0, s.calls.len());
        while from < to {
            for i in from..to {
                changed |= self.edit(s, i);
            }
            (from, to) = (to, s.calls.len());
            for i in from..to {
                self.resolve(s, i);
            }
        }
        changed
    }

    /// The function that a call is of, and how often that is called; counts the call when that is found out.
    fn resolve(&mut self, s: &mut Sites, i: usize) -> Option<(FuncId, u32)> {
        if let Some(&Some(callee)) = s.resolved.get(i) {
            return Some((callee, *self.uses.get(&callee).unwrap_or(&0)));
        }
        let call = s.calls[i];
        self.lw.prog.node(call).as_call()?;
        self.state
            .static_call(self.lw, s.func, call, &mut self.findings.list);
        let callee = inline_call_target(self.lw, s.func, call)?;
        if s.resolved.len() <= i {
            s.resolved.resize(i + 1, None);
        }
        s.resolved[i] = Some(callee);
        let uses = self.uses.entry(callee).or_default();
        *uses += 1;
        Some((callee, *uses))
    }

    /// Inlines a call if that can be done; says whether it was.
    fn edit(&mut self, s: &mut Sites, i: usize) -> bool {
        let call = s.calls[i];
        if self.lw.prog.node(call).as_call().is_none()
            || self.lw.prog.func(s.func).unsupported.is_some()
        {
            return false;
        }
        let Some((callee, uses)) = self.resolve(s, i) else {
            return false;
        };
        let literal = self.lw.prog.func(callee).closure_parent.is_some();
        self.try_inline_call(s, call, uses == 1 && literal)
    }

    /// Replaces a call by the callee's body (cmd/compile/internal/inline: TryInlineCall, mkinlcall).
    fn try_inline_call(&mut self, s: &mut Sites, call: NodeId, called_once: bool) -> bool {
        let caller = s.func;
        let site = CallSite {
            big_caller: s.big_caller,
            called_once,
        };
        let Some(callee) = inlined_callee(self.lw, caller, call, site, self.findings) else {
            return false;
        };
        let inl = self.lw.prog.func(callee).inl.as_ref();
        let can_delay_results = inl.is_some_and(|inl| inl.can_delay_results);
        let index = self.add_to_tree(call, callee);
        self.findings.list.push(Fact::InlineCall {
            caller,
            pos: self.lw.prog.node(call).pos,
            call,
            callee,
        });
        let what = InlineCall {
            caller,
            call,
            func: callee,
            index,
            can_delay_results,
        };
        let known = self.lw.prog.target.imprecise_calls.len();
        let result = self.lw.inline_call(what);
        // What reading the body tells comes here, not with what is told of bodies as they are written.
        let new = self.lw.prog.target.imprecise_calls.split_off(known);
        let facts = new
            .into_iter()
            .map(|pos| Fact::ImpreciseCall { caller, pos });
        self.findings.list.extend(facts);
        match result {
            Ok(instances) => {
                self.instances(&instances);
                self.inlined(s, call);
                true
            }
            Err(why) => {
                self.give_up(caller, why.pos, why.what);
                false
            }
        }
    }

    fn add_to_tree(&mut self, call: NodeId, callee: FuncId) -> InlIndex {
        let name = self.lw.prog.func_name(callee).into();
        let pos = self.lw.prog.node(call).pos;
        self.lw.prog.inl_tree.add(InlinedCall {
            pos,
            func: callee,
            name,
        })
    }

    /// Instances of generic functions that an inlined body mentions: they were compiled where that body comes from, but whether they can be inlined
    /// has to be known here, too.
    fn instances(&mut self, instances: &[FuncId]) {
        can_inline_funcs(self.lw, instances, &mut Findings::new(Level::Silent));
        for &func in instances {
            self.lw.prog.func_mut(func).body = Vec::new();
        }
    }

    /// Takes note of what a body brought in.
    fn inlined(&mut self, s: &mut Sites, call: NodeId) {
        s.collect(self.lw.prog, &[call]);
        let node = self.lw.prog.node(call).clone();
        self.state.inlined_call(self.lw, s.func, call, &node);
    }

    fn give_up(&mut self, func: FuncId, pos: crate::text::Pos, what: &str) {
        let f = self.lw.prog.func_mut(func);
        f.body = Vec::new();
        f.unsupported.get_or_insert(Unsupported {
            pos: crate::ir::XPos::at(pos),
            reason: what.into(),
            via: None,
        });
    }
}

impl Sites {
    /// Adds the calls in some trees that are not on the list yet, in postorder.
    fn collect(&mut self, prog: &Program, roots: &[NodeId]) {
        // Postorder is the reverse of a preorder that takes children from the last to the first.
        let mut found = Vec::new();
        let mut stack = roots.to_vec();
        while let Some(n) = stack.pop() {
            let node = prog.node(n);
            if node.as_call().is_some() {
                if !self.seen.insert(n) {
                    continue;
                }
                found.push(n);
            }
            if let (Op::TailCall, &Kind::TailCall { call }) = (node.op, &node.kind) {
                // Such a call stays as it is; only its operands are looked at.
                self.seen.insert(call);
                prog.for_children(call, &mut |child| stack.push(child));
                continue;
            }
            prog.for_children(n, &mut |child| stack.push(child));
        }
        found.reverse();
        self.calls.extend(found);
    }
}
