//! What the lowering has to ask about imported functions.

use crate::body::read::Imported;
use crate::body::tree;
use crate::ir::{Inline, Note};
use crate::std::Store;
use crate::text::{Pos, SourceMap};
use crate::types::{ObjId, Types};
use std::rc::Rc;

/// Facts about an imported function or method that is not generic.
#[derive(Clone, Debug, Default)]
pub struct FuncExt {
    /// Where its declaration stands.
    pub pos: Pos,
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
    fn func_ext(&mut self, types: &Types, obj: ObjId) -> Option<FuncExt>;

    /// The tree of a generic function, a method of a generic type, or a function that can be inlined; nothing if its body is not listed.
    fn tree(&mut self, types: &mut Types, obj: ObjId) -> Option<Rc<tree::Func>>;

    /// Whether two places are the same in the compiler's eyes: it counts columns up to 255.
    fn same_place(&self, a: Pos, b: Pos) -> bool {
        a == b
    }
}

/// A source that knows nothing: for packages without imports.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSource;

impl Source for NoSource {
    fn func_ext(&mut self, _: &Types, _: ObjId) -> Option<FuncExt> {
        None
    }

    fn tree(&mut self, _: &mut Types, _: ObjId) -> Option<Rc<tree::Func>> {
        None
    }
}

/// Export data as the source.
pub struct StdSource<'a> {
    /// The files.
    pub store: &'a mut Store,
    /// Bodies that were read from them.
    pub imported: &'a mut Imported,
    /// Where places in them are noted.
    pub map: &'a mut SourceMap,
}

impl Source for StdSource<'_> {
    fn func_ext(&mut self, types: &Types, obj: ObjId) -> Option<FuncExt> {
        let facts = self.store.facts(types, obj)?;
        Some(FuncExt {
            pos: facts.pos,
            pragma: tree::Pragma(facts.pragma),
            notes: facts.params_esc.as_deref().unwrap_or_default().to_vec(),
            inl: facts.inline.map(|inline| Inline {
                cost: i32::try_from(inline.cost).unwrap_or(i32::MAX),
                can_delay_results: inline.can_delay_results,
            }),
        })
    }

    fn tree(&mut self, types: &mut Types, obj: ObjId) -> Option<Rc<tree::Func>> {
        self.imported.func(types, self.map, self.store, obj)
    }

    fn same_place(&self, a: Pos, b: Pos) -> bool {
        a == b
            || self
                .map
                .far_right(a)
                .is_some_and(|at| self.map.far_right(b) == Some(at))
    }
}
