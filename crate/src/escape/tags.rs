//! What is known in the end: tags of parameters, and verdicts (cmd/compile/internal/escape/escape.go, finish and paramTag).

use super::Analysis;
use super::facts::{Fact, ParamFact};
use super::graph::{Attrs, LocId};
use super::leaks::{Leaks, NUM_RESULTS};
use crate::ir::{Esc, EscState, FuncId, Note, Op, TKind};

impl Analysis<'_> {
    pub(in crate::escape) fn finish(&mut self, fns: &[FuncId]) {
        for &f in fns {
            self.prog.func_mut(f).esc_state = EscState::Tagged;
            for i in 0..self.prog.func(f).recv_params.len() {
                let note = self.param_tag(f, i);
                self.prog.func_mut(f).recv_params[i].note = note;
            }
        }
        for id in self.all_locs() {
            self.verdict(id);
        }
    }

    fn verdict(&mut self, id: LocId) {
        let Some((site, func)) = self.site(id) else {
            return;
        };
        let (escapes, persists, mutates, loop_depth) = {
            let loc = self.loc(id);
            let has = |a| loc.has(a);
            (
                has(Attrs::ESCAPES),
                has(Attrs::PERSISTS),
                has(Attrs::MUTATES),
                loc.loop_depth,
            )
        };
        let esc = if escapes { Esc::Heap } else { Esc::None };
        let fact = Fact::Alloc {
            site,
            func,
            escapes,
            loop_depth,
        };
        let n = match site {
            super::Site::Var(name) => {
                if escapes {
                    self.facts.list.push(fact);
                }
                self.prog.name_mut(name).esc = esc;
                return;
            }
            super::Site::Expr(n) => n,
        };
        self.facts.list.push(fact);
        let node = self.prog.node_mut(n);
        node.esc = esc;
        if !escapes && !persists && matches!(node.op, Op::Closure | Op::MethValue | Op::SliceLit) {
            node.flags.transient = true;
        }
        if node.op == Op::Str2Bytes && !mutates {
            node.op = Op::Str2BytesTmp;
            self.facts.list.push(Fact::ZeroCopy { conv: n });
        }
    }

    /// The tag of a parameter; reports what it says.
    fn param_tag(&mut self, f: FuncId, i: usize) -> Note {
        let func = self.prog.func(f);
        let diagnose = !func.wrapper && !func.dupok;
        let (pragma, no_body) = (func.pragma, func.body.is_empty());
        let param = &func.recv_params[i];
        let (typ, sym, nname, is_ddd) = (param.typ, param.sym, param.nname, param.is_ddd);
        let mut report = |this: &mut Self, what| {
            if diagnose {
                this.facts.list.push(Fact::Param {
                    func: f,
                    index: i,
                    what,
                });
            }
        };
        let is_uintptr = self.tys.kind(typ) == TKind::Uintptr;
        if no_body {
            // Numbers that a function in assembly takes may be addresses, as those of system calls are.
            self.prog.func_mut(f).pragma.uintptr_keep_alive = true;
            if is_uintptr {
                report(self, ParamFact::AssumingUnsafeUintptr);
                return Note::default();
            }
            if !self.tys.has_pointers(typ) {
                return Note::default();
            }
            let mut leaks = Leaks::default();
            let what = if pragma.noescape {
                leaks.add_mutator(0);
                leaks.add_callee(0);
                ParamFact::DoesNotEscape
            } else {
                leaks.add_heap(0);
                ParamFact::Leaks
            };
            if sym.is_some() {
                report(self, what);
            }
            return leaks.encode();
        }
        if pragma.uintptr_escapes {
            if is_uintptr {
                report(self, ParamFact::EscapingUintptr);
                return Note::default();
            }
            let elem = self.tys.elem(typ);
            if is_ddd && elem.is_some_and(|t| self.tys.kind(t) == TKind::Uintptr) {
                report(self, ParamFact::EscapingUintptrs);
                return Note::default();
            }
        }
        if !self.tys.has_pointers(typ) {
            return Note::default();
        }
        let (Some(name), Some(_)) = (nname, sym.filter(|&s| !self.prog.is_blank_sym(s))) else {
            // Nobody can use an unnamed parameter.
            return Leaks::default().encode();
        };
        let id = self.old_loc(name);
        let mut leaks = self.loc(id).param_esc;
        leaks.optimize();
        if !self.loc(id).has(Attrs::ESCAPES) {
            self.report_leaks(leaks, &mut report);
        }
        leaks.encode()
    }

    fn report_leaks(&mut self, leaks: Leaks, report: &mut impl FnMut(&mut Self, ParamFact)) {
        let mut leaking = false;
        if let Some(derefs) = leaks.heap() {
            report(
                self,
                match derefs {
                    0 => ParamFact::Leaks,
                    _ => ParamFact::LeaksContent,
                },
            );
            leaking = true;
        }
        for result in 0..NUM_RESULTS {
            if let Some(level) = leaks.result(result) {
                report(self, ParamFact::LeaksToResult { result, level });
                leaking = true;
            }
        }
        if !leaking {
            report(self, ParamFact::DoesNotEscape);
        }
    }
}
