//! The checked tree: one portable form of a function body, local or imported.
//!
//! The compiler keeps every function body in one form, unified IR: inlining, instantiation of generics and imported bodies all
//! read it. [`tree`] is that form as data: names resolved, constants folded, implicit conversions explicit, types still open
//! (type parameters stand in them, and a [`tree::Dict`] says what a dictionary of the function holds). The checker's result
//! becomes this tree in `write` (for local functions), export data becomes it in [`read`] (for imported ones), and only
//! `ir::lower` reads it. Where the trees come from can't be told from them.
//!
//! Source of the shapes: cmd/compile/internal/noder/{codes,writer}.go.

pub mod read;
pub mod tree;
mod write;

pub use write::package;
