//! Writing down what was found out (cmd/compile/internal/types2/recording.go).

use super::check::{Checker, ExprInfo};
use super::constant::Value;
use super::ids::{ObjId, ScopeId, TypeId};
use super::info::{Instance, Mode, Selection, TypeAndValue};
use super::object::{Object, VarKind};
use super::operand::Operand;
use super::ty::RecvOld;
use crate::syntax::{ExprId, ExprKind, Node};
use std::rc::Rc;

impl<'a> Checker<'a> {
    /// Records type and value of an operand, or remembers it while its type can still change.
    pub(in crate::types) fn record(&mut self, x: &Operand) {
        let Some(e) = x.expr_id() else { return };
        let (typ, val) = match x.mode {
            Mode::Invalid => (TypeId::INVALID, None),
            Mode::NoValue => (TypeId::EMPTY_TUPLE, None),
            Mode::Constant => (x.typ, Some(x.val.clone())),
            _ => (x.typ, None),
        };
        if self.types.is_untyped(typ) {
            let info = ExprInfo {
                is_lhs: false,
                mode: x.mode,
                typ,
                val,
            };
            self.untyped.insert(e, info);
        } else {
            self.record_type_and_value(e, x.mode, typ, val);
        }
    }

    pub(in crate::types) fn record_type_and_value(
        &mut self,
        e: ExprId,
        mode: Mode,
        typ: TypeId,
        val: Option<Value>,
    ) {
        if mode != Mode::Invalid {
            self.info.types[e.index()] = TypeAndValue { mode, typ, val };
        }
    }

    /// Records that an expression denotes a type.
    pub(in crate::types) fn record_type(&mut self, e: ExprId, typ: TypeId) {
        self.record_type_and_value(e, Mode::TypExpr, typ, None);
    }

    /// Records the signature that a built-in function has in a call.
    pub(in crate::types) fn record_builtin(&mut self, mut f: ExprId, sig: TypeId) {
        loop {
            self.record_type_and_value(f, Mode::Builtin, sig, None);
            match *self.ast.kind(f) {
                ExprKind::ParenExpr(x) => f = x,
                _ => return,
            }
        }
    }

    /// Records that an expression is used as `v, ok`.
    pub(in crate::types) fn record_comma_ok(&mut self, mut x: ExprId, a: &[Operand]) {
        let [a, b] = a else { return };
        if !a.is_valid() {
            return;
        }
        loop {
            let pos = self.ast.pos(x);
            let vars: Rc<[ObjId]> = [a.typ, b.typ]
                .map(|t| {
                    let v = Object::var(VarKind::Local, pos, Some(self.pkg), "".into(), Some(t));
                    self.types.add_object(v)
                })
                .into();
            self.info.types[x.index()].typ = self.types.new_tuple(vars);
            match *self.ast.kind(x) {
                ExprKind::ParenExpr(inner) => x = inner,
                _ => return,
            }
        }
    }

    /// Records the type arguments of a generic function or type at its name.
    pub(in crate::types) fn record_instance(&mut self, e: ExprId, targs: &[TypeId], typ: TypeId) {
        let Some(name) = self.instantiated_name(e) else {
            return;
        };
        let typ = self.undo_selection(typ);
        let targs = targs.into();
        self.info.instances.insert(name, Instance { targs, typ });
    }

    /// Method values and expressions lost their receiver; the instance is recorded with it.
    fn undo_selection(&mut self, typ: TypeId) -> TypeId {
        let Some(sig) = self.types.signature(typ) else {
            return typ;
        };
        let mut copy = (**sig).clone();
        match copy.recvold {
            RecvOld::None => return typ,
            RecvOld::Dropped(recv) => copy.recv = Some(recv),
            RecvOld::FirstParam => {
                copy.recv = copy.params.first().copied();
                copy.params = copy.params.iter().skip(1).copied().collect();
            }
        }
        copy.recvold = RecvOld::None;
        self.types.new_signature(copy)
    }

    fn instantiated_name(&self, e: ExprId) -> Option<ExprId> {
        let e = match *self.ast.kind(e) {
            ExprKind::IndexExpr { x, .. } => x,
            _ => e,
        };
        match *self.ast.kind(e) {
            ExprKind::Name(_) => Some(e),
            ExprKind::SelectorExpr { sel, .. } => Some(sel),
            _ => None,
        }
    }

    pub(in crate::types) fn record_def(&mut self, name: ExprId, obj: Option<ObjId>) {
        self.info.defs[name.index()] = obj;
    }

    pub(in crate::types) fn record_use(&mut self, name: ExprId, obj: ObjId) {
        self.info.uses[name.index()] = Some(obj);
    }

    pub(in crate::types) fn record_implicit(&mut self, node: impl Into<Node>, obj: ObjId) {
        self.info.implicits.insert(node.into(), obj);
    }

    pub(in crate::types) fn record_selection(&mut self, e: ExprId, s: Selection) {
        if let ExprKind::SelectorExpr { sel, .. } = *self.ast.kind(e) {
            self.record_use(sel, s.obj);
        }
        self.info.selections.insert(e, s);
    }

    pub(in crate::types) fn record_scope(&mut self, node: impl Into<Node>, scope: ScopeId) {
        self.info.scopes.insert(node.into(), scope);
    }
}
