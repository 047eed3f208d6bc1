//! Nodes in the shapes that the inliner counts and the escape pass walks.
//!
//! This is the compiler's IR as it stands after type checking (cmd/compile/internal/ir): the same ops, the same children in the same order, since
//! the inline cost is a number of nodes and messages print nodes. A [`Program`] owns everything in arenas; ids are identities.

pub mod closure;
pub mod dump;
pub mod expr;
mod fmt;
mod func;
mod id;
pub mod lower;
mod name;
mod node;
mod op;
pub mod passes;
mod pos;
mod program;
pub mod reassign;
pub mod scc;
pub mod ty;
mod visit;

pub use fmt::Printer;
pub use func::{EscState, Func, Inline, Note, Param, Pragma, Unsupported};
pub use id::{FuncId, InlIndex, NameId, NodeId, PkgId, SymId};
pub use name::{Class, Defn, Name};
pub use node::{
    Call, CaseClause, Esc, Flags, For, If, Kind, Label, Node, Nodes, Range, Selection, Selector,
};
pub use op::Op;
pub use pos::{InlTree, InlinedCall, XPos};
pub use program::{Pkg, Program, SkippedInit, Sym, Target};
pub use reassign::ReassignOracle;
pub use ty::{TKind, Tys};
