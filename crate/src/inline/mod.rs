//! Inlining and devirtualisation.

mod devirtualize;

pub use devirtualize::State;

use crate::ir::lower::Lower;
use crate::ir::{FuncId, NodeId, Program, XPos, scc};
use std::collections::HashMap;

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
}

/// Devirtualises what can be without inlining anything: what the compiler does under `-l`
/// (cmd/compile/internal/inline/interleaved.DevirtualizeAndInlinePackage).
pub fn devirtualize_package(lw: &mut Lower) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut state = State::default();
    let funcs = lw.prog.target.funcs.clone();
    let calls: HashMap<FuncId, Vec<NodeId>> =
        funcs.iter().map(|&f| (f, calls(lw.prog, f))).collect();
    // Each call is tried once more when its function's turn comes to be inlined into.
    let turns = scc::bottom_up(lw.prog, &funcs);
    let turns = turns.into_iter().flat_map(|component| component.funcs);
    for f in funcs.into_iter().chain(turns) {
        for &call in calls.get(&f).map_or(&[][..], |calls| calls) {
            state.static_call(lw, f, call, &mut facts);
        }
    }
    facts
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
