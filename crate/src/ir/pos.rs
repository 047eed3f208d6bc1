//! Positions of nodes: a place in the source and, for nodes of an inlined body, the call that brought them in.

use super::id::{FuncId, InlIndex};
use crate::text::Pos;
use std::rc::Rc;

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct XPos {
    /// The place in the source text.
    pub pos: Pos,
    /// The inlined call whose body the node belongs to; nothing for code that stands where it was written.
    pub inl: Option<InlIndex>,
}

impl XPos {
    /// No position.
    pub const NONE: XPos = XPos {
        pos: Pos::NONE,
        inl: None,
    };

    /// The position of code that was not inlined.
    pub fn at(pos: Pos) -> XPos {
        XPos { pos, inl: None }
    }

    /// Whether this is a real place.
    pub fn is_known(self) -> bool {
        self.pos.is_known()
    }
}

/// One inlined call (cmd/internal/obj.InlinedCall).
#[derive(Clone, Debug)]
pub struct InlinedCall {
    /// Where the call stood; its `inl` is the call in whose body it stood.
    pub pos: XPos,
    /// The function that was inlined.
    pub func: FuncId,
    /// The function's name without its package, as closures in the body are named after it.
    pub name: Rc<str>,
}

/// All inlined calls of one program, in the order in which they were made (cmd/internal/obj.InlTree).
#[derive(Clone, Debug, Default)]
pub struct InlTree {
    nodes: Vec<InlinedCall>,
}

impl InlTree {
    /// Adds a call; gives its index.
    pub fn add(&mut self, call: InlinedCall) -> InlIndex {
        self.nodes.push(call);
        InlIndex::from_index(self.nodes.len() - 1)
    }

    /// The call at an index.
    pub fn get(&self, index: InlIndex) -> &InlinedCall {
        &self.nodes[index.index()]
    }

    /// Number of calls.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was inlined.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The place that a message shows for a node: the outermost call site in the function being compiled.
    pub fn outermost(&self, mut pos: XPos) -> Pos {
        while let Some(call) = pos.inl {
            pos = self.get(call).pos;
        }
        pos.pos
    }

    /// The chain of inlined calls around a position, innermost first.
    pub fn parents(&self, pos: XPos) -> impl Iterator<Item = InlIndex> + '_ {
        let mut next = pos.inl;
        core::iter::from_fn(move || {
            let index = next?;
            next = self.get(index).pos.inl;
            Some(index)
        })
    }
}
