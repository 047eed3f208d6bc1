//! What the lowering has to ask about imported functions.

use crate::body::tree;
use crate::ir::{Inline, Note};
use crate::types::{ObjId, Types};

/// Facts about an imported function or method that is not generic.
#[derive(Clone, Debug, Default)]
pub struct FuncExt {
    /// Its directives.
    pub pragma: tree::Pragma,
    /// Escape tags of receiver and parameters, in order.
    pub notes: Vec<Note>,
    /// Set if it can be inlined.
    pub inl: Option<Inline>,
}

/// Gives facts about imported functions: export data, decoded.
pub trait Source {
    /// The facts about a function that is not generic; nothing if the object is no such function.
    fn func_ext(&self, types: &Types, obj: ObjId) -> Option<FuncExt>;

    /// The tree of a generic function, a method of a generic type, or a function that can be inlined; nothing if no file has it.
    fn tree(&self, types: &mut Types, obj: ObjId) -> Option<tree::Func>;
}

/// A source that knows nothing: for packages without imports.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSource;

impl Source for NoSource {
    fn func_ext(&self, _: &Types, _: ObjId) -> Option<FuncExt> {
        None
    }

    fn tree(&self, _: &mut Types, _: ObjId) -> Option<tree::Func> {
        None
    }
}
