//! Methods: how they are found, method expressions and method values.
//!
//! Sources: cmd/compile/internal/noder: reader.methodExpr; cmd/compile/internal/typecheck: NewMethodExpr, XDotMethod, NewMethodType.

use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::{
    E, MethodExpr, MethodExprOf, MethodHow, RecvAdjust, Selector, Unsupported,
};
use crate::ir::{NodeId, Op, Selection, XPos};
use crate::text::Pos;
use crate::types::ty::Signature;
use crate::types::{ObjId, Object, Type, TypeId, VarKind};
use std::collections::BTreeSet;

/// A method expression and what goes with it. `wrapper` is the function without a dictionary; nothing where it has to be curried.
pub(super) struct MethodRef {
    pub wrapper: Option<NodeId>,
    pub base: NodeId,
    pub dict: Option<NodeId>,
}

impl Reader<'_, '_, '_> {
    /// The function of a method: `OMETHEXPR`, or what the dictionary holds.
    pub fn method_ref(&mut self, m: &MethodExpr) -> Res<MethodRef> {
        let pos = self.xpos(m.pos);
        match &m.how {
            MethodHow::Plain => {
                let recv = self.typ(m.recv)?;
                let fun = self.lw.new_method_expr(pos, recv, &m.sel)?;
                Ok(MethodRef {
                    wrapper: Some(fun),
                    base: fun,
                    dict: None,
                })
            }
            MethodHow::TypeParam(_) | MethodHow::Subdict(_) | MethodHow::Static(_) => {
                self.generic_method_ref(pos, m)
            }
        }
    }

    /// `x.method` as a value.
    pub fn method_val(
        &mut self,
        pos: XPos,
        orig: Pos,
        recv: E,
        method: &MethodExpr,
    ) -> Res<NodeId> {
        let recv = self.expr(recv)?;
        let m = self.method_ref(method)?;
        match m.wrapper {
            Some(wrapper) if self.lw.op(wrapper) == Op::MethExpr => {
                let recv = self.unshape_recv(recv, wrapper);
                let t = self.lw.type_of_node(recv);
                let value = self.lw.dot_method(pos, recv, &method.sel, Op::MethValue)?;
                self.lw.meet_method_value(value, t, &method.sel);
                Ok(value)
            }
            _ => {
                let mut captured = vec![m.base, recv];
                captured.extend(m.dict);
                self.curry(orig, true, captured)
            }
        }
    }

    /// `ty.method` as a value.
    pub fn method_expr_value(&mut self, pos: XPos, orig: Pos, m: &MethodExprOf) -> Res<NodeId> {
        let recv = self.typ(m.ty)?;
        let r = self.method_ref(&m.method)?;
        if let Some(wrapper) = r.wrapper {
            if m.implicits.is_empty() && m.adjust == RecvAdjust::None {
                return Ok(wrapper);
            }
            if self.lw.op(wrapper) == Op::MethExpr && !self.lw.has_shape(recv) {
                return self.lw.new_method_expr(pos, recv, &m.method.sel);
            }
        }
        self.method_expr_wrap(orig, recv, m, r)
    }
}

/// What a name selects in a type.
pub(super) enum Found {
    /// A declared method.
    Method(ObjId),
    /// A method of an interface.
    Interface(ObjId),
}

impl Lower<'_> {
    /// `recv.sel` as a function whose first parameter is the receiver (cmd/compile/internal/typecheck.NewMethodExpr).
    pub(super) fn new_method_expr(
        &mut self,
        pos: XPos,
        recv: TypeId,
        sel: &Selector,
    ) -> Res<NodeId> {
        let (selection, sig) = self.select_method(pos, recv, sel)?;
        let typ = self.method_expr_type(sig, recv);
        let x = self.prog.new_type(recv);
        let sel = self.selector_sym(sel.pkg, &sel.name);
        Ok(self.selector(pos, Op::MethExpr, typ, x, sel, selection))
    }

    /// The method `sel` of `recv`, and its signature.
    fn select_method(
        &mut self,
        pos: XPos,
        recv: TypeId,
        sel: &Selector,
    ) -> Res<(Selection, TypeId)> {
        let Some(found) = self.find_method(recv, sel) else {
            return Err(Unsupported {
                pos: pos.pos,
                what: "a method out of place",
            });
        };
        Ok(match found {
            Found::Method(obj) => {
                let name = self.global(obj)?;
                (Selection::Method(name), self.prog.name(name).typ)
            }
            Found::Interface(obj) => {
                let sig = self.tys.types.type_of(obj);
                (Selection::Interface(sig), sig)
            }
        })
    }

    /// `x.sel` as a method value, or as the function of an interface call.
    pub(super) fn dot_method(
        &mut self,
        pos: XPos,
        x: NodeId,
        sel: &Selector,
        op: Op,
    ) -> Res<NodeId> {
        let t = self.type_of_node(x);
        let (selection, sig) = self.select_method(pos, t, sel)?;
        let typ = match op {
            Op::MethValue => self.method_value_type(sig),
            _ => sig,
        };
        let sel = self.selector_sym(sel.pkg, &sel.name);
        Ok(self.selector(pos, op, typ, x, sel, selection))
    }

    /// The method of that name in a type or what it embeds, on the shortest way.
    pub(super) fn find_method(&mut self, recv: TypeId, sel: &Selector) -> Option<Found> {
        let mut level = vec![recv];
        let mut seen = BTreeSet::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for t in level {
                let t = self.tys.types.unalias(t);
                // A pointer of its own name has no methods; that of a plain pointer are its element's.
                let t = match self.tys.types[t] {
                    Type::Pointer { elem } => self.tys.types.unalias(elem),
                    _ => t,
                };
                if !seen.insert(t) {
                    continue;
                }
                if let Some(obj) = self.declared_method(t, sel) {
                    return Some(Found::Method(obj));
                }
                match self.form(t) {
                    Type::Interface(_) => {
                        let methods = self.interface_methods(t);
                        if let Some(&m) = methods.iter().find(|&&m| self.is_named(m, sel)) {
                            return Some(Found::Interface(m));
                        }
                    }
                    Type::Struct(s) => next.extend(
                        s.fields
                            .iter()
                            .filter(|&&f| self.tys.types[f].is_embedded())
                            .map(|&f| self.tys.types.type_of(f)),
                    ),
                    _ => {}
                }
            }
            level = next;
        }
        None
    }

    /// The method of that name that is declared for a defined type; for an instance the instance's.
    pub(super) fn declared_method(&mut self, t: TypeId, sel: &Selector) -> Option<ObjId> {
        let orig = self.tys.types.named_origin(t);
        let named = self.tys.types.named(orig)?;
        let i = named.methods.iter().position(|&m| self.is_named(m, sel))?;
        self.tys.types.method(t, i)
    }

    /// `func(recv, params…) results` without names (cmd/compile/internal/typecheck.NewMethodType).
    pub(super) fn method_expr_type(&mut self, sig: TypeId, recv: TypeId) -> TypeId {
        if let Some(&t) = self.st.method_exprs.get(&(sig, recv)) {
            return t;
        }
        let t = self.method_type(sig, Some(recv));
        self.st.method_exprs.insert((sig, recv), t);
        t
    }

    /// The same without a receiver.
    pub(super) fn method_value_type(&mut self, sig: TypeId) -> TypeId {
        if let Some(&t) = self.st.method_values.get(&sig) {
            return t;
        }
        let t = self.method_type(sig, None);
        self.st.method_values.insert(sig, t);
        t
    }

    fn method_type(&mut self, sig: TypeId, recv: Option<TypeId>) -> TypeId {
        let old = self.signature(sig);
        let mut params: Vec<ObjId> = Vec::with_capacity(old.params.len() + 1);
        params.extend(recv.map(|t| self.unnamed(VarKind::Param, t)));
        for &p in old.params.iter() {
            let t = self.tys.types.type_of(p);
            params.push(self.unnamed(VarKind::Param, t));
        }
        let mut results: Vec<ObjId> = Vec::with_capacity(old.results.len());
        for &p in old.results.iter() {
            let t = self.tys.types.type_of(p);
            results.push(self.unnamed(VarKind::Result, t));
        }
        let mut new = self.tys.types.blank_signature();
        if !params.is_empty() {
            new.params = params.into();
        }
        if !results.is_empty() {
            new.results = results.into();
        }
        new.variadic = old.variadic;
        self.tys.types.new_signature(new)
    }

    /// A parameter or result without a name.
    pub(super) fn unnamed(&mut self, kind: VarKind, t: TypeId) -> ObjId {
        let name = self.tys.types.no_name();
        self.tys
            .types
            .add_object(Object::var(kind, Pos::NONE, None, name, Some(t)))
    }

    /// The signature that a function type is; an empty one for any other type.
    pub(super) fn signature(&mut self, t: TypeId) -> std::rc::Rc<Signature> {
        match self.form(t) {
            Type::Signature(sig) => sig,
            _ => std::rc::Rc::default(),
        }
    }
}
