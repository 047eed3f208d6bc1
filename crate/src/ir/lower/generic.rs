//! Instances of generic functions: type arguments, shapes, dictionaries.

use super::method::MethodRef;
use super::reader::Reader;
use super::{Body, Lower, Res};
use crate::body::tree::{FuncInst, MethodExpr, MethodExprOf, RType, TypeExprHow, Unsupported};
use crate::ir::{FuncId, NameId, NodeId, Nodes, XPos};
use crate::text::Pos;
use crate::types::{ObjId, TypeId};
use std::rc::Rc;

/// The name of the dictionary parameter of shaped functions.
pub(super) const DICT_PARAM: &str = ".dict";

/// An instance: what, with which type arguments, shaped or not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct InstKey {
    obj: ObjId,
    targs: Rc<[TypeId]>,
    shaped: bool,
}

/// Type arguments and the dictionary's layout.
#[derive(Debug)]
pub(super) struct DictInst {
    rtypes_offset: u32,
}

impl DictInst {
    /// Where the run-time types start in the dictionary.
    pub fn rtypes_offset(&self) -> u32 {
        self.rtypes_offset
    }
}

fn no_generics<T>(pos: Pos) -> Res<T> {
    Err(Unsupported {
        pos,
        what: "generic code",
    })
}

impl Lower<'_> {
    pub(super) fn subst(&mut self, _: &Rc<DictInst>, t: TypeId) -> Res<TypeId> {
        let _ = t;
        no_generics(Pos::NONE)
    }

    pub(super) fn is_shape(&mut self, _: TypeId) -> bool {
        false
    }

    pub(super) fn has_shape(&mut self, _: TypeId) -> bool {
        false
    }

    pub(super) fn instance_method(&mut self, obj: ObjId) -> Res<NameId> {
        no_generics(self.tys.types[obj].pos)
    }

    pub(super) fn make_shaped(&mut self, _: FuncId) {}

    pub(super) fn synthetic_body(&mut self, func: FuncId, _: &Body) -> Res<()> {
        no_generics(self.prog.func(func).pos.pos)
    }

    pub(super) fn synthetic_stmts(
        &mut self,
        _: FuncId,
        _: &Body,
        _: &[NameId],
        pos: XPos,
    ) -> Res<Nodes> {
        no_generics(pos.pos)
    }
}

impl Reader<'_, '_, '_> {
    pub fn reshape(&mut self, n: NodeId, _: TypeId) -> Res<NodeId> {
        Ok(n)
    }

    pub fn func_inst_value(&mut self, pos: XPos, _: Pos, _: &FuncInst) -> Res<NodeId> {
        no_generics(pos.pos)
    }

    pub fn func_inst(&mut self, pos: XPos, _: &FuncInst) -> Res<(Option<NodeId>, NodeId, NodeId)> {
        no_generics(pos.pos)
    }

    pub fn generic_method_ref(&mut self, pos: XPos, _: &MethodExpr) -> Res<MethodRef> {
        no_generics(pos.pos)
    }

    pub fn unshape_recv(&mut self, recv: NodeId, _: NodeId) -> NodeId {
        recv
    }

    pub fn curry(&mut self, pos: Pos, _: bool, _: Vec<NodeId>) -> Res<NodeId> {
        no_generics(pos)
    }

    pub fn method_expr_wrap(
        &mut self,
        pos: Pos,
        _: TypeId,
        _: &MethodExprOf,
        _: MethodRef,
    ) -> Res<NodeId> {
        no_generics(pos)
    }

    pub fn dynamic_type(&mut self, pos: XPos, _: TypeId, _: TypeExprHow) -> Res<NodeId> {
        no_generics(pos.pos)
    }

    pub fn rtype(&mut self, pos: XPos, _: RType) -> Res<NodeId> {
        no_generics(pos.pos)
    }

    pub fn note_rtype(&mut self, _: NodeId, _: XPos, _: RType) -> Res<()> {
        Ok(())
    }
}
