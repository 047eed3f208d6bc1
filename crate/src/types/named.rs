//! Defined types: underlying types on demand, methods, expansion of instances (cmd/compile/internal/types2/named.go).

use super::ids::{ObjId, PkgId, TypeId};
use super::object::{Func, ObjKind, Object, is_exported};
use super::store::Types;
use super::subst::SubstMap;
use super::ty::{Interface, Signature, Type};
use std::rc::Rc;

impl Types {
    /// Completes an instance: its right-hand side by substitution in that of its origin (types2: `Named.unpack`).
    pub fn unpack(&mut self, t: TypeId) {
        let Some(n) = self.named(t) else { return };
        if n.unpacked {
            return;
        }
        let Some(inst) = n.inst.clone() else { return };
        let obj = n.obj;
        let (tparams, rhs) = match self.named(inst.orig) {
            Some(o) => (o.tparams.clone(), o.from_rhs),
            None => return,
        };
        // An instance of a type that is still being declared waits until that is known.
        let Some(rhs) = rhs else { return };
        if let Some(n) = self.named_mut(t) {
            n.unpacked = true;
            n.tparams = tparams.clone();
        }
        let expanded = if tparams.len() != inst.targs.len() {
            TypeId::INVALID
        } else {
            let map = SubstMap::new(&tparams, &inst.targs);
            let pos = self[obj].pos;
            let new = self.subst(pos, rhs, &map);
            self.rebind_interface(new, rhs, inst.orig, t)
        };
        if let Some(n) = self.named_mut(t) {
            n.from_rhs = Some(expanded);
        }
    }

    /// Methods that are declared right in the interface of a generic type have that type as their receiver;
    /// those of an instance have the instance.
    fn rebind_interface(&mut self, new: TypeId, rhs: TypeId, orig: TypeId, inst: TypeId) -> TypeId {
        let Some(iface) = self.interface(new).cloned() else {
            return new;
        };
        let mut changed = false;
        let mut methods = Vec::with_capacity(iface.methods.len());
        for &m in iface.methods.iter() {
            let sig = self[m].typ.and_then(|t| self.signature(t).cloned());
            match sig {
                Some(sig) if sig.recv.is_some_and(|r| self[r].typ == Some(orig)) => {
                    changed = true;
                    let recv = sig.recv.map(|r| self.clone_object(r, Some(inst)));
                    let sig = self.new_signature(Signature {
                        recv,
                        ..(*sig).clone()
                    });
                    methods.push(self.clone_object(m, Some(sig)));
                }
                _ => methods.push(m),
            }
        }
        if !changed {
            return new;
        }
        let copy = Interface {
            methods: methods.into(),
            tset: None,
            ..(*iface).clone()
        };
        if new == rhs {
            self.add(Type::Interface(Rc::new(Interface {
                complete: true,
                implicit: false,
                ..copy
            })))
        } else {
            self[new] = Type::Interface(Rc::new(copy));
            new
        }
    }

    /// A copy of a variable or function with another type, that remembers its origin.
    pub fn clone_object(&mut self, obj: ObjId, typ: Option<TypeId>) -> ObjId {
        let mut copy: Object = self[obj].clone();
        let first = copy.origin().unwrap_or(obj);
        copy.typ = typ;
        match &mut copy.kind {
            ObjKind::Var(v) => v.origin = Some(first),
            ObjKind::Func(f) => f.origin = Some(first),
            _ => {}
        }
        self.add_object(copy)
    }

    /// The underlying type of a defined type; the invalid type if its declaration is not complete.
    pub fn named_under(&mut self, t: TypeId) -> TypeId {
        let mut path: Vec<TypeId> = Vec::new();
        let mut rhs = t;
        let under = loop {
            rhs = self.unalias(rhs);
            let Some(n) = self.named(rhs) else {
                // An alias that is still being declared has no underlying type yet.
                break (!matches!(self[rhs], Type::Alias(_))).then_some(rhs);
            };
            if let Some(u) = n.underlying {
                break Some(u);
            }
            if path.contains(&rhs) {
                break None;
            }
            path.push(rhs);
            self.unpack(rhs);
            match self.named(rhs).and_then(|n| n.from_rhs) {
                Some(next) => rhs = next,
                None => break None,
            }
        };
        let Some(mut under) = under else {
            return TypeId::INVALID;
        };
        if matches!(self[under], Type::TypeParam(_)) {
            under = TypeId::INVALID;
        }
        for t in path {
            if let Some(n) = self.named_mut(t) {
                n.underlying = Some(under);
            }
        }
        under
    }

    /// The type parameters of a generic defined type (of an instance those of its origin).
    pub fn named_tparams(&self, t: TypeId) -> Rc<[TypeId]> {
        self.named(self.named_origin(t))
            .map(|n| n.tparams.clone())
            .unwrap_or_default()
    }

    /// Number of methods declared for a defined type.
    pub fn method_count(&self, t: TypeId) -> usize {
        self.named(self.named_origin(t))
            .map_or(0, |n| n.methods.len())
    }

    /// The `i`th method that is declared for a defined type. For an instance it is one with the instance as receiver, whose
    /// signature is substituted at once if that of the generic method is known, else by [`Types::complete_method`].
    pub fn method(&mut self, t: TypeId, i: usize) -> Option<ObjId> {
        let n = self.named(t)?;
        let Some(inst) = n.inst.clone() else {
            return n.methods.get(i).copied();
        };
        if let Some(&Some(m)) = n.expanded.get(i) {
            return Some(m);
        }
        let methods = &self.named(inst.orig)?.methods;
        let count = methods.len();
        let orig = *methods.get(i)?;
        let m = self.clone_object(orig, None);
        if let ObjKind::Func(f) = &mut self[m].kind {
            *f = Func {
                origin: Some(orig),
                pending_recv: Some(t),
                ..*f
            };
        }
        let n = self.named_mut(t)?;
        n.expanded.resize(count, None);
        n.expanded[i] = Some(m);
        self.complete_method(m);
        Some(m)
    }

    /// Gives a method of an instance its signature, if that of the generic method is known by now (types2: `Named.expandMethod`).
    pub fn complete_method(&mut self, m: ObjId) {
        let Some(Func {
            origin: Some(orig),
            pending_recv: Some(t),
            ..
        }) = self[m].as_func().copied()
        else {
            return;
        };
        let Some(sig) = self[orig].typ.and_then(|s| self.signature(s).cloned()) else {
            return;
        };
        let Some(recv) = sig.recv else { return };
        if let ObjKind::Func(f) = &mut self[m].kind {
            f.pending_recv = None;
        }
        let targs = self.type_args(t);
        let old = self[orig].typ.unwrap_or(TypeId::INVALID);
        let new = if sig.rparams.len() == targs.len() {
            let map = SubstMap::new(&sig.rparams, targs);
            let pos = self[orig].pos;
            self.subst(pos, old, &map)
        } else {
            old
        };
        let rtyp = if self.has_ptr_recv(orig) {
            self.new_pointer(t)
        } else {
            t
        };
        let recv = self.clone_object(recv, Some(rtyp));
        let Some(new) = self.signature(new).cloned() else {
            return;
        };
        let sig = self.new_signature(Signature {
            recv: Some(recv),
            rparams: Rc::default(),
            ..(*new).clone()
        });
        self[m].typ = Some(sig);
    }

    /// Whether a method's receiver is a pointer (types2: `Func.hasPtrRecv`).
    pub fn has_ptr_recv(&self, m: ObjId) -> bool {
        let recv = self[m]
            .typ
            .and_then(|t| self.signature(t))
            .and_then(|s| s.recv)
            .and_then(|r| self[r].typ);
        match recv {
            Some(t) => matches!(self[self.unalias(t)], Type::Pointer { .. }),
            None => self[m].as_func().is_some_and(|f| f.has_ptr_recv),
        }
    }

    /// The index of the method of that name among those declared for a defined type (types2: `Named.lookupMethod`).
    pub fn method_index(
        &self,
        t: TypeId,
        pkg: Option<PkgId>,
        name: &str,
        fold: bool,
    ) -> Option<usize> {
        let orig = self.named(self.named_origin(t))?;
        if name == "_" || !(fold || is_exported(name) || self.same_pkg(self[orig.obj].pkg, pkg)) {
            return None;
        }
        orig.methods.iter().position(|&m| {
            let other = &self[m].name;
            **other == *name || fold && super::lookup::equal_fold(other, name)
        })
    }

    /// Whether two packages are the same one: by path, as there can be several loads of one (types2: `samePkg`).
    pub fn same_pkg(&self, a: Option<PkgId>, b: Option<PkgId>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a == b || self[a].path == self[b].path,
            (None, None) => true,
            _ => false,
        }
    }
}
