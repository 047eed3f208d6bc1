//! Substitution of type arguments for type parameters (cmd/compile/internal/types2/subst.go).

use super::ids::{ObjId, TypeId};
use super::object::Object;
use super::store::Types;
use super::ty::{Interface, Signature, Struct, Term, Type};
use crate::text::Pos;
use std::rc::Rc;

/// Types nested deeper than this are left as they are: no source text that parses has them.
const MAX_DEPTH: u32 = 4000;

/// Type parameters and what to put in their place.
#[derive(Clone, Debug, Default)]
pub struct SubstMap {
    /// Pairs of parameter and argument.
    pub pairs: Vec<(TypeId, TypeId)>,
    /// Empty interfaces of imported packages become the one that `any` names.
    imported: bool,
}

impl SubstMap {
    /// One argument for each parameter; the lists are of equal length.
    pub fn new(tparams: &[TypeId], targs: &[TypeId]) -> SubstMap {
        SubstMap::of(tparams.iter().copied().zip(targs.iter().copied()).collect())
    }

    /// Pairs of parameter and argument.
    pub fn of(pairs: Vec<(TypeId, TypeId)>) -> SubstMap {
        let imported = false;
        SubstMap { pairs, imported }
    }

    /// Like [`SubstMap::new`], with arguments that may be unknown; their parameters stay, and stay the same: a generic signature
    /// that declares them gets no new ones.
    pub fn partial(tparams: &[TypeId], targs: &[Option<TypeId>]) -> SubstMap {
        let pairs = tparams.iter().zip(targs);
        // Those that stay are in the map too: a generic signature with one of them is being instantiated.
        SubstMap::of(pairs.map(|(&p, &a)| (p, a.unwrap_or(p))).collect())
    }

    /// Whether there is nothing to replace.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && !self.imported
    }

    fn get(&self, tparam: TypeId) -> Option<TypeId> {
        self.pairs.iter().find(|p| p.0 == tparam).map(|p| p.1)
    }
}

struct Subster<'a> {
    types: &'a mut Types,
    pos: Pos,
    depth: u32,
}

impl Types {
    /// `t` with the substitution applied; `t` itself if nothing changes. Instances in it are made through [`Types::instance`].
    pub fn subst(&mut self, pos: Pos, t: TypeId, map: &SubstMap) -> TypeId {
        if map.is_empty() {
            return t;
        }
        let mut s = Subster {
            types: self,
            pos,
            depth: 0,
        };
        s.typ(t, map)
    }

    /// A type as the checker of an importing package has it: what it reads as an interface without methods and elements is the one that `any` names
    /// (types2: `NewInterfaceType`, `emptyInterface`). The back end keeps them apart.
    pub fn as_imported(&mut self, t: TypeId) -> TypeId {
        let map = SubstMap {
            imported: true,
            ..SubstMap::default()
        };
        self.subst(Pos::NONE, t, &map)
    }

    /// A list of variables with the substitution applied; nothing if it changes none of them.
    pub fn subst_vars(&mut self, pos: Pos, vars: &[ObjId], map: &SubstMap) -> Option<Rc<[ObjId]>> {
        if map.is_empty() {
            return None;
        }
        let mut s = Subster {
            types: self,
            pos,
            depth: 0,
        };
        s.vars(vars, map)
    }

    /// New type parameters with the names and constraints of others, and the substitution that leads to them
    /// (types2: `renameTParams`).
    pub fn rename_tparams(&mut self, pos: Pos, tparams: &[TypeId]) -> (Vec<TypeId>, SubstMap) {
        let fresh: Vec<TypeId> = tparams.iter().map(|&t| self.fresh_tparam(t)).collect();
        let map = SubstMap::new(tparams, &fresh);
        self.copy_bounds(pos, tparams, &fresh, &map);
        (fresh, map)
    }

    /// A type parameter with the name and index of another, without a constraint.
    fn fresh_tparam(&mut self, old: TypeId) -> TypeId {
        let Some((obj, index)) = self.type_param(old).map(|p| (p.obj, p.index)) else {
            return TypeId::INVALID;
        };
        let o = &self[obj];
        let name = Object::type_name(o.pos, o.pkg, o.name.clone(), None);
        let name = self.add_object(name);
        let fresh = self.new_type_param(name, None);
        if let Some(p) = self.type_param_mut(fresh) {
            p.index = index;
        }
        fresh
    }

    fn copy_bounds(&mut self, pos: Pos, from: &[TypeId], to: &[TypeId], map: &SubstMap) {
        for (&old, &new) in from.iter().zip(to) {
            let Some(bound) = self.type_param(old).and_then(|p| p.bound) else {
                continue;
            };
            let bound = self.subst(pos, bound, map);
            if let Some(p) = self.type_param_mut(new) {
                p.bound = Some(bound);
            }
        }
    }
}

impl Subster<'_> {
    fn typ(&mut self, t: TypeId, map: &SubstMap) -> TypeId {
        if self.depth > MAX_DEPTH {
            return t;
        }
        self.depth += 1;
        let new = self.inner(t, map);
        self.depth -= 1;
        new
    }

    fn inner(&mut self, t: TypeId, map: &SubstMap) -> TypeId {
        let new = match self.types[t].clone() {
            Type::Basic(_) => None,
            Type::TypeParam(_) => return map.get(t).unwrap_or(t),
            Type::Array { len, elem } => self
                .changed(elem, map)
                .map(|elem| Type::Array { len, elem }),
            Type::Slice { elem } => self.changed(elem, map).map(|elem| Type::Slice { elem }),
            Type::Pointer { elem } => self.changed(elem, map).map(|elem| Type::Pointer { elem }),
            Type::Chan { dir, elem } => {
                self.changed(elem, map).map(|elem| Type::Chan { dir, elem })
            }
            Type::Map { key, elem } => {
                let (k, e) = (self.typ(key, map), self.typ(elem, map));
                (k != key || e != elem).then_some(Type::Map { key: k, elem: e })
            }
            Type::Struct(s) => self.vars(&s.fields, map).map(|fields| {
                let tags = s.tags.clone();
                Type::Struct(Rc::new(Struct { fields, tags }))
            }),
            Type::Tuple(vars) => self.vars(&vars, map).map(Type::Tuple),
            Type::Signature(sig) => self
                .signature(&sig, map)
                .map(|s| Type::Signature(Rc::new(s))),
            Type::Union(terms) => self.terms(&terms, map).map(Type::Union),
            Type::Interface(it) if map.imported && !it.local && it.is_empty() => {
                return TypeId::EMPTY_INTERFACE;
            }
            Type::Interface(it) => return self.interface(t, &it, map),
            Type::Alias(a) => return self.instance(t, a.orig, a.tparams.len(), &a.targs, map),
            Type::Named(n) => {
                let Some(inst) = &n.inst else { return t };
                let count = self.types.named_tparams(inst.orig).len();
                return self.instance(t, inst.orig, count, &inst.targs, map);
            }
        };
        new.map_or(t, |new| self.types.add(new))
    }

    /// The type after substitution, if it is another one.
    fn changed(&mut self, t: TypeId, map: &SubstMap) -> Option<TypeId> {
        let new = self.typ(t, map);
        (new != t).then_some(new)
    }

    /// The list after substitution; nothing if nothing in it changes.
    fn list<T: Copy + PartialEq>(
        &mut self,
        list: &[T],
        mut f: impl FnMut(&mut Self, T) -> T,
    ) -> Option<Rc<[T]>> {
        let new: Vec<T> = list.iter().map(|&x| f(self, x)).collect();
        (new != list).then(|| new.into())
    }

    fn instance(
        &mut self,
        t: TypeId,
        orig: TypeId,
        count: usize,
        targs: &[TypeId],
        map: &SubstMap,
    ) -> TypeId {
        if targs.is_empty() {
            return t;
        }
        if targs.len() != count {
            return TypeId::INVALID;
        }
        match self.list(targs, |s, t| s.typ(t, map)) {
            Some(targs) => self.types.instance(self.pos, orig, &targs),
            None => t,
        }
    }

    fn vars(&mut self, vars: &[ObjId], map: &SubstMap) -> Option<Rc<[ObjId]>> {
        self.list(vars, |s, v| {
            let Some(typ) = s.types[v].typ else { return v };
            match s.changed(typ, map) {
                Some(new) => s.types.clone_object(v, Some(new)),
                None => v,
            }
        })
    }

    fn terms(&mut self, terms: &[Term], map: &SubstMap) -> Option<Rc<[Term]>> {
        self.list(terms, |s, term| Term {
            typ: term.typ.map(|t| s.typ(t, map)),
            ..term
        })
    }

    fn signature(&mut self, sig: &Signature, map: &SubstMap) -> Option<Signature> {
        // A generic signature that is not being instantiated keeps type parameters, but new ones: their constraints may change.
        let fresh = match sig.tparams.first() {
            Some(&first) if map.get(first).is_none() => Some(self.fresh_tparams(sig, map)),
            _ => None,
        };
        let map = fresh.as_ref().map_or(map, |f| &f.1);
        let params = self.vars(&sig.params, map);
        let results = self.vars(&sig.results, map);
        if params.is_none() && results.is_none() && fresh.is_none() {
            return None;
        }
        Some(Signature {
            params: params.unwrap_or_else(|| sig.params.clone()),
            results: results.unwrap_or_else(|| sig.results.clone()),
            tparams: fresh.map_or_else(|| sig.tparams.clone(), |f| f.0),
            scope: None,
            ..sig.clone()
        })
    }

    fn fresh_tparams(&mut self, sig: &Signature, map: &SubstMap) -> (Rc<[TypeId]>, SubstMap) {
        let types = &mut *self.types;
        let fresh: Rc<[TypeId]> = sig.tparams.iter().map(|&t| types.fresh_tparam(t)).collect();
        let mut map = map.clone();
        for (&old, &new) in sig.tparams.iter().zip(fresh.iter()) {
            map.pairs.push((old, new));
            let first = types.ctxt.canon.get(&old).copied().unwrap_or(old);
            types.ctxt.canon.insert(new, first);
        }
        types.copy_bounds(self.pos, &sig.tparams, &fresh, &map);
        (fresh, map)
    }

    fn interface(&mut self, t: TypeId, it: &Interface, map: &SubstMap) -> TypeId {
        let methods = self.list(&it.methods, |s, m| {
            let Some(typ) = s.types[m].typ else { return m };
            match s.changed(typ, map) {
                Some(new) => s.types.clone_object(m, Some(new)),
                None => m,
            }
        });
        let embeddeds = self.list(&it.embeddeds, |s, e| s.typ(e, map));
        if methods.is_none() && embeddeds.is_none() {
            return t;
        }
        let new = self.types.add(Type::Interface(Rc::new(Interface {
            embeddeds: embeddeds.unwrap_or_else(|| it.embeddeds.clone()),
            tset: None,
            ..it.clone()
        })));
        let methods = methods.unwrap_or_else(|| it.methods.clone());
        let methods = self.types.replace_recv_type(&methods, t, new);
        if let Some(i) = self.types.interface_mut(new) {
            i.methods = methods;
        }
        new
    }
}

impl Types {
    /// The methods, those with receiver type `old` copied with receiver type `new` (types2: `replaceRecvType`).
    pub fn replace_recv_type(
        &mut self,
        methods: &[ObjId],
        old: TypeId,
        new: TypeId,
    ) -> Rc<[ObjId]> {
        let replace = |&m: &ObjId| {
            let sig = self[m].typ.and_then(|t| self.signature(t).cloned());
            let Some(sig) = sig else { return m };
            let Some(recv) = sig.recv.filter(|&r| self[r].typ == Some(old)) else {
                return m;
            };
            let recv = self.clone_object(recv, Some(new));
            let sig = self.new_signature(Signature {
                recv: Some(recv),
                ..(*sig).clone()
            });
            self.clone_object(m, Some(sig))
        };
        methods.iter().map(replace).collect()
    }
}
