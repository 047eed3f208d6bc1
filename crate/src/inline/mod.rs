//! Inlining and devirtualisation.

mod call;
mod can_inline;
mod cost;
mod devirtualize;
mod interleaved;
mod intrinsics;

pub use call::{CallSite, inline_call_target, inlined_callee};
pub use can_inline::{CannotInline, can_inline, can_inline_funcs, have_inline_body, is_big_func};
pub use cost::Hairy;
pub use devirtualize::State;
pub use interleaved::{inline_func, inline_package};

use crate::ir::lower::Lower;
use crate::ir::{FuncId, NodeId, Program, XPos, scc};
use rustc_hash::FxHashMap as HashMap;

/// One finding, in the compiler's order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// A call of an interface method that was turned into a call of a method, or that could not be.
    Devirtualize {
        /// The function.
        func: FuncId,
        /// Where the call stands.
        pos: XPos,
        /// The call.
        call: NodeId,
        /// The compiler's words, made before the call was rewritten.
        text: String,
    },
    /// A function that can be inlined.
    CanInline {
        /// The function.
        func: FuncId,
        /// Its cost.
        cost: i32,
        /// Its signature and body on one line, made before calls in it were inlined; only for [`Level::Explanations`].
        source: Option<String>,
    },
    /// A function that can't be inlined; only for [`Level::Explanations`].
    CannotInline {
        /// The function.
        func: FuncId,
        /// Why not.
        why: CannotInline,
    },
    /// A call that is not inlined because the callee was inlined around it already; only for [`Level::Explanations`].
    RecursiveCycle {
        /// Where the call stands.
        pos: XPos,
        /// What it calls.
        callee: FuncId,
        /// The function that it stands in.
        caller: FuncId,
    },
    /// A call that was replaced by the body of what it calls.
    InlineCall {
        /// The function into which the body went.
        caller: FuncId,
        /// Where the call stood.
        pos: XPos,
        /// The call's node, which stands for the body now.
        call: NodeId,
        /// The function that was called.
        callee: FuncId,
    },
    /// A call of a type parameter's method that stays one through an interface, in a body that was inlined.
    ImpreciseCall {
        /// The function into which the body went.
        caller: FuncId,
        /// Where the call stands.
        pos: XPos,
    },
    /// A function so big that only very small ones are inlined into it; only for [`Level::Explanations`].
    BigFunction {
        /// The function.
        func: FuncId,
    },
}

impl Fact {
    /// The function that it is about; for a call the one in which it stands.
    pub fn func(&self) -> FuncId {
        match *self {
            Fact::Devirtualize { func, .. }
            | Fact::CanInline { func, .. }
            | Fact::CannotInline { func, .. }
            | Fact::BigFunction { func }
            | Fact::InlineCall { caller: func, .. }
            | Fact::ImpreciseCall { caller: func, .. }
            | Fact::RecursiveCycle { caller: func, .. } => func,
        }
    }
}

/// How much is found out only to be told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Level {
    /// Nothing.
    Silent,
    /// What `-m` tells. A look at a body ends as soon as that is known.
    #[default]
    Verdicts,
    /// What `-m=2` tells.
    Explanations,
}

/// What was found, in the compiler's order.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The facts.
    pub list: Vec<Fact>,
    /// Which facts are wanted.
    pub level: Level,
}

impl Findings {
    /// Nothing yet.
    pub fn new(level: Level) -> Findings {
        Findings {
            list: Vec::new(),
            level,
        }
    }

    fn cannot_inline(&mut self, func: FuncId, why: CannotInline) {
        if self.level == Level::Explanations {
            self.list.push(Fact::CannotInline { func, why });
        }
    }
}

/// Devirtualises what can be without inlining anything: what the compiler does under `-l`
/// (cmd/compile/internal/inline/interleaved.DevirtualizeAndInlinePackage).
pub fn devirtualize_package(lw: &mut Lower, facts: &mut Vec<Fact>) {
    let mut state = State::default();
    let funcs = lw.prog.target.funcs.clone();
    let calls: HashMap<FuncId, Vec<NodeId>> =
        funcs.iter().map(|&f| (f, calls(lw.prog, f))).collect();
    // Each call is tried once more when its function's turn comes to be inlined into.
    let turns = scc::bottom_up(lw.prog, &funcs);
    let turns = turns.into_iter().flat_map(|component| component.funcs);
    for f in funcs.into_iter().chain(turns) {
        for &call in calls.get(&f).map_or(&[][..], |calls| calls) {
            state.static_call(lw, f, call, facts);
        }
    }
}

/// The calls in a function, inner ones before those whose operands they are.
fn calls(prog: &Program, func: FuncId) -> Vec<NodeId> {
    // Postorder is the reverse of a preorder that takes children from the last to the first.
    let mut out = Vec::new();
    let mut stack: Vec<NodeId> = prog.func(func).body.clone();
    while let Some(n) = stack.pop() {
        if prog.node(n).as_call().is_some() {
            out.push(n);
        }
        prog.for_children(n, &mut |child| stack.push(child));
    }
    out.reverse();
    out
}
