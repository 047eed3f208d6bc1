//! Which functions can be inlined, and what that costs (cmd/compile/internal/inline: CanInlineFuncs, CanInline, InlineImpossible).

use super::cost::{Hairy, Visitor};
use super::{Fact, Findings, Level};
use crate::ir::lower::Lower;
use crate::ir::{
    FuncId, Inline, Kind, NameId, NodeId, Param, Printer, Program, Unsupported, reassign, scc,
};
use rustc_hash::FxHashMap as HashMap;

/// What a function may cost to be inlined.
pub const MAX_BUDGET: i32 = 80;

/// What a function literal may cost: one that is called at a single place is inlined up to here.
pub const CLOSURE_CALLED_ONCE_COST: i32 = 10 * MAX_BUDGET;

/// A function with so many nodes is big: less is inlined into it.
const BIG_FUNCTION_NODES: i32 = 5000;

/// Deepest nesting of function literals that call each other directly.
const MAX_DEPTH: u32 = 200;

/// Why a function can't be inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the texts say what each means
pub enum CannotInline {
    MarkedNoinline,
    MarkedCgoUnsafeArgs,
    KeepAliveUintptr,
    EscapingUintptr,
    MarkedYeswritebarrierrec,
    NoBody,
    /// It contains something that never is inlined.
    Body(Hairy),
    /// It costs more than it may.
    TooComplex {
        cost: i32,
        budget: i32,
    },
}

impl CannotInline {
    /// The compiler's words.
    pub fn text(self) -> String {
        match self {
            CannotInline::MarkedNoinline => "marked go:noinline".into(),
            CannotInline::MarkedCgoUnsafeArgs => "marked go:cgo_unsafe_args".into(),
            CannotInline::KeepAliveUintptr => {
                "marked as having a keep-alive uintptr argument".into()
            }
            CannotInline::EscapingUintptr => "marked as having an escaping uintptr argument".into(),
            CannotInline::MarkedYeswritebarrierrec => "marked go:yeswritebarrierrec".into(),
            CannotInline::NoBody => "no function body".into(),
            CannotInline::Body(what) => what.text(),
            CannotInline::TooComplex { cost, budget } => {
                format!("function too complex: cost {cost} exceeds budget {budget}")
            }
        }
    }
}

/// Decides on a batch of functions, callees before callers: sets [`crate::ir::Func::inl`].
pub fn can_inline_funcs(lw: &mut Lower, funcs: &[FuncId], findings: &mut Findings) {
    let mut judge = Judge::default();
    for component in scc::bottom_up(lw.prog, funcs) {
        for func in component.funcs {
            judge.can_inline(lw, func, findings);
        }
    }
}

/// Decides on one function, if that was not done before.
pub fn can_inline(lw: &mut Lower, func: FuncId, findings: &mut Findings) {
    Judge::default().can_inline(lw, func, findings);
}

/// Decides on functions as long as no node changes.
#[derive(Debug, Default)]
pub(super) struct Judge {
    /// Variables, and whether they get another value than the one they were declared with.
    reassigned: HashMap<NameId, bool>,
    depth: u32,
}

impl Judge {
    /// Decides on one function.
    pub fn can_inline(&mut self, lw: &mut Lower, func: FuncId, findings: &mut Findings) {
        let f = lw.prog.func(func);
        if f.unsupported.is_some() {
            return;
        }
        if let Some(why) = impossible(lw, func) {
            findings.cannot_inline(func, why);
            return;
        }
        if lw.prog.func(func).inlinability_checked {
            return;
        }
        if self.depth >= MAX_DEPTH {
            return not_analysed(lw, func, "deeply nested function literals", None);
        }
        let budget = budget(lw.prog, func);
        self.depth += 1;
        let verdict = Visitor::new(self, func, budget, findings).visit(lw);
        self.depth -= 1;
        lw.prog.func_mut(func).inlinability_checked = true;
        match verdict {
            Ok(cost) => self.inlinable(lw, func, cost, findings),
            Err(Stop::Because(why)) => findings.cannot_inline(func, why),
            Err(Stop::Silent) => {}
            Err(Stop::DependsOn(callee)) => {
                let reason = lw.prog.func(callee).unsupported.clone();
                let reason = reason.map_or("".into(), |u| u.reason);
                not_analysed(lw, func, &reason, Some(callee));
            }
        }
    }

    fn inlinable(&self, lw: &mut Lower, func: FuncId, cost: i32, findings: &mut Findings) {
        let can_delay_results = can_delay_results(lw.prog, func);
        lw.prog.func_mut(func).inl = Some(Inline {
            cost,
            can_delay_results,
        });
        if findings.level == Level::Silent {
            return;
        }
        let told = findings.level == Level::Explanations;
        let source = told.then(|| source(lw, func));
        findings.list.push(Fact::CanInline { func, cost, source });
    }

    /// [`reassign::static_value`] with a memory.
    pub fn static_value(&mut self, lw: &Lower, n: NodeId) -> NodeId {
        reassign::static_value_by(lw.prog, n, &mut |name| {
            *self
                .reassigned
                .entry(name)
                .or_insert_with(|| reassign::reassigned(lw.prog, lw.tys, name))
        })
    }
}

/// Why the look at a body ended early.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop {
    /// It can't be inlined.
    Because(CannotInline),
    /// It costs too much, and nobody asked how much.
    Silent,
    /// It calls a function that is not analysed.
    DependsOn(FuncId),
}

fn not_analysed(lw: &mut Lower, func: FuncId, reason: &str, via: Option<FuncId>) {
    let f = lw.prog.func_mut(func);
    let pos = f.pos;
    f.unsupported.get_or_insert_with(|| Unsupported {
        pos,
        reason: reason.into(),
        via,
    });
}

/// The signature and the body on one line, as `-m=2` shows them.
fn source(lw: &Lower, func: FuncId) -> String {
    let printer = Printer::new(lw.prog, lw.tys);
    let f = lw.prog.func(func);
    let body: Vec<String> = f.body.iter().map(|&n| printer.node(n)).collect();
    format!("{} {{ {} }}", printer.func_type(func), body.join("; "))
}

/// Why a function can't be inlined whatever it contains (cmd/compile/internal/inline.InlineImpossible).
fn impossible(lw: &mut Lower, func: FuncId) -> Option<CannotInline> {
    let f = lw.prog.func(func);
    let p = f.pragma;
    let marks = [
        (p.noinline, CannotInline::MarkedNoinline),
        (p.cgo_unsafe_args, CannotInline::MarkedCgoUnsafeArgs),
        (p.uintptr_keep_alive, CannotInline::KeepAliveUintptr),
        (p.uintptr_escapes, CannotInline::EscapingUintptr),
        (p.yeswritebarrierrec, CannotInline::MarkedYeswritebarrierrec),
    ];
    if let Some((_, why)) = marks.into_iter().find(|(marked, _)| *marked) {
        return Some(why);
    }
    let empty = f.body.is_empty();
    (empty && !have_inline_body(lw, func)).then_some(CannotInline::NoBody)
}

/// Whether a function can be inlined and its body is at hand (cmd/compile/internal/noder: unifiedHaveInlineBody).
pub fn have_inline_body(lw: &mut Lower, func: FuncId) -> bool {
    lw.prog.func(func).inl.is_some() && lw.have_inline_body(func)
}

fn budget(prog: &Program, func: FuncId) -> i32 {
    match prog.func(func).closure_parent {
        Some(_) => CLOSURE_CALLED_ONCE_COST,
        None => MAX_BUDGET,
    }
}

/// Whether an inlined body may declare its results where it returns: there is one `return`, it has operands, and the results are unnamed
/// (cmd/compile/internal/inline.canDelayResults).
fn can_delay_results(prog: &Program, func: FuncId) -> bool {
    let (mut returns, mut bare) = (0, false);
    prog.visit_func(func, &mut |n| {
        if let Kind::Return { results } = &prog.node(n).kind {
            returns += 1;
            bare |= results.is_empty();
        }
    });
    let named = |p: &Param| p.sym.is_some_and(|s| !prog.is_blank_sym(s));
    returns == 1 && !bare && !prog.func(func).results.iter().any(named)
}

/// Whether a function is so big that only little is inlined into it (cmd/compile/internal/inline.IsBigFunc).
pub fn is_big_func(prog: &Program, func: FuncId) -> bool {
    // The function itself counts as a node.
    let mut left = BIG_FUNCTION_NODES - 1;
    prog.any(&prog.func(func).body, &mut |n| {
        left += super::cost::temporaries(prog, n) - 1;
        left <= 0
    })
}
