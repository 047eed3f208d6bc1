//! Instances of generic functions and of methods of generic types: type arguments, shapes, dictionaries.
//!
//! An instance has two functions. The *shaped* one has the body, is shared by all type arguments of one shape, and gets what it needs to
//! know of them in a dictionary. The other one passes its arguments and the dictionary on
//! (cmd/compile/internal/noder/reader.go: objDictIdx, Shapify, mangle, shapeSig, dictNameOf).

use super::func::pragma;
use super::reader::BodyRef;
use super::{Body, BodyKind, Lower, Res, TodoDict};
use crate::body::tree::{self, ObjInst, Unsupported};
use crate::ir::{Class, Defn, NameId, Param, SymId, XPos};
use crate::text::Pos;
use crate::types::subst::SubstMap;
use crate::types::ty::{Instance, Signature, Struct};
use crate::types::{ObjId, Object, Type, TypeId, VarKind};
use rustc_hash::FxHashMap as HashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// The name of the dictionary parameter of shaped functions.
pub(super) const DICT_PARAM: &str = ".dict";

/// The longest name of a shape in bytes; longer ones are hashed.
const MAX_SHAPE_LEN: usize = 500;

/// How many instances there may be, and how deep and large their type arguments may be: generic code in error may never end to ask for more.
const MAX_INSTANCES: usize = 20_000;
const MAX_NESTING: u32 = 50;
const MAX_PARTS: u32 = 4000;
/// Most types that are looked at to know whether a type mentions a local one.
const MOST_SEEN: usize = 1000;

/// Type arguments for a body, and the layout of its dictionary (cmd/compile/internal/noder: readerDict).
#[derive(Debug)]
pub(super) struct DictInst {
    /// The arguments are shapes.
    pub shaped: bool,
    /// What the dictionary holds; open types.
    pub tree: Rc<tree::Dict>,
    /// Type parameters and arguments.
    map: SubstMap,
    /// Receivers' arguments first, then the others.
    pub targs: Rc<[TypeId]>,
    /// Types that were put together before.
    cache: RefCell<HashMap<TypeId, TypeId>>,
    /// What the instance is of.
    pub of: Instantiated,
}

/// What a dictionary belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Instantiated {
    /// A function, or a method with type parameters of its own.
    Func(ObjId),
    /// A method of a type that has type parameters: the method of the generic type, and the type.
    Method(ObjId, TypeId),
}

impl DictInst {
    /// Where the words of instances start.
    pub fn subdicts_offset(&self) -> u32 {
        self.tree.type_param_method_exprs.len() as u32
    }

    /// Where the run-time types start.
    pub fn rtypes_offset(&self) -> u32 {
        self.subdicts_offset() + self.tree.subdicts.len() as u32
    }

    /// Where the pairs of type and interface start.
    pub fn itabs_offset(&self) -> u32 {
        self.rtypes_offset() + self.tree.rtypes.len() as u32
    }
}

impl Lower<'_> {
    // ---- types ----

    /// A type of a generic body, type arguments put in.
    pub(super) fn subst(&mut self, dict: &Rc<DictInst>, t: TypeId) -> Res<TypeId> {
        if let Some(&known) = dict.cache.borrow().get(&t) {
            return Ok(known);
        }
        let new = if self.is_local_open(t, &mut Vec::new()) {
            self.subst_local(dict, t)
        } else {
            self.tys.types.subst(Pos::NONE, t, &dict.map)
        };
        let from = new;
        let new = self.reshaped(from);
        dict.cache.borrow_mut().insert(t, new);
        self.load_shaped(from, new);
        Ok(new)
    }

    /// Whether a type is, or mentions, one that was declared inside of the generic function itself.
    fn is_local_open(&mut self, t: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let t = self.tys.types.unalias(t);
        if seen.contains(&t) || seen.len() > MOST_SEEN {
            return false;
        }
        seen.push(t);
        match self.tys.types[t].clone() {
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => self.is_local_open(elem, seen),
            Type::Map { key, elem } => {
                self.is_local_open(key, seen) || self.is_local_open(elem, seen)
            }
            Type::Struct(s) => s.fields.iter().any(|&f| {
                let t = self.tys.types.type_of(f);
                self.is_local_open(t, seen)
            }),
            Type::Signature(s) => s.params.iter().chain(s.results.iter()).any(|&v| {
                let t = self.tys.types.type_of(v);
                self.is_local_open(t, seen)
            }),
            Type::Named(n) => match &n.inst {
                Some(inst) => inst.targs.iter().any(|&t| self.is_local_open(t, seen)),
                None => self.is_declared_inside(n.obj),
            },
            _ => false,
        }
    }

    /// A type with type arguments put in, where it mentions one that was declared inside of the generic function: each instance has one of
    /// its own.
    fn subst_local(&mut self, dict: &Rc<DictInst>, t: TypeId) -> TypeId {
        if let Some(&known) = dict.cache.borrow().get(&t) {
            return known;
        }
        let u = self.tys.types.unalias(t);
        if let Type::Named(n) = self.tys.types[u].clone()
            && n.inst.is_none()
            && self.is_declared_inside(n.obj)
        {
            return self.local_instance(dict, u, n.obj);
        }
        if !self.is_local_open(u, &mut Vec::new()) {
            return self.tys.types.subst(Pos::NONE, u, &dict.map);
        }
        self.mapped(u, &mut |lw, part| lw.subst_local(dict, part))
    }

    /// The instance of a type that was declared inside of a generic function: it has the function's type parameters, whether it mentions them
    /// or not (cmd/compile/internal/noder/writer.go, typeDeclGen).
    fn local_instance(&mut self, dict: &Rc<DictInst>, t: TypeId, obj: ObjId) -> TypeId {
        let key = (t, dict.targs.clone());
        if let Some(&known) = self.st.local_types.get(&key) {
            return known;
        }
        let o = &self.tys.types[obj];
        let name = Object::type_name(o.pos, o.pkg, o.name.clone(), None);
        let name = self.tys.types.add_object(name);
        let new = self.tys.types.new_named(name, None);
        if let Some(n) = self.tys.types.named_mut(new) {
            n.inst = Some(Instance {
                orig: t,
                targs: dict.targs.clone(),
            });
        }
        self.st.local_types.insert(key, new);
        self.st.local_instances.insert(new);
        dict.cache.borrow_mut().insert(t, new);
        let under = self.under(t);
        let under = self.subst_local(dict, under);
        if let Some(n) = self.tys.types.named_mut(new) {
            n.from_rhs = Some(under);
            n.underlying = Some(under);
        }
        self.reshape_inside(new);
        new
    }

    /// A type whose parts went through `f`; itself if that changed none of them. Instances are made anew with their arguments changed.
    fn mapped(&mut self, t: TypeId, f: &mut dyn FnMut(&mut Self, TypeId) -> TypeId) -> TypeId {
        match self.tys.types[t].clone() {
            Type::Named(n) => match &n.inst {
                Some(inst) if !self.st.local_instances.contains(&t) => {
                    let targs: Vec<TypeId> = inst.targs.iter().map(|&a| f(self, a)).collect();
                    match *targs == *inst.targs {
                        true => t,
                        false => self.tys.types.instance(Pos::NONE, inst.orig, &targs),
                    }
                }
                _ => t,
            },
            Type::Array { len, elem } => {
                let new = f(self, elem);
                self.rebuilt(t, new != elem, Type::Array { len, elem: new })
            }
            Type::Slice { elem } => {
                let new = f(self, elem);
                if new == elem { t } else { self.slice_of(new) }
            }
            Type::Pointer { elem } => {
                let new = f(self, elem);
                if new == elem { t } else { self.ptr_to(new) }
            }
            Type::Chan { dir, elem } => {
                let new = f(self, elem);
                self.rebuilt(t, new != elem, Type::Chan { dir, elem: new })
            }
            Type::Map { key, elem } => {
                let (k, e) = (f(self, key), f(self, elem));
                self.rebuilt(t, (k, e) != (key, elem), Type::Map { key: k, elem: e })
            }
            Type::Struct(s) => match self.mapped_vars(&s.fields, f) {
                Some(fields) => self.tys.types.add(Type::Struct(Rc::new(Struct {
                    fields,
                    tags: s.tags.clone(),
                }))),
                None => t,
            },
            Type::Signature(s) => {
                let (params, results) = (
                    self.mapped_vars(&s.params, f),
                    self.mapped_vars(&s.results, f),
                );
                if params.is_none() && results.is_none() {
                    return t;
                }
                let mut sig = (*s).clone();
                sig.params = params.unwrap_or(sig.params);
                sig.results = results.unwrap_or(sig.results);
                self.tys.types.new_signature(sig)
            }
            _ => t,
        }
    }

    /// Whether a type name is declared in a function.
    fn is_declared_inside(&self, obj: ObjId) -> bool {
        let o = &self.tys.types[obj];
        match (o.parent, o.pkg) {
            (Some(scope), Some(pkg)) => scope != self.tys.types[pkg].scope,
            _ => false,
        }
    }

    /// Whether it is a shape.
    pub(super) fn is_shape(&mut self, t: TypeId) -> bool {
        self.tys.is_shape(t)
    }

    /// Whether there is a shape in it.
    pub(super) fn has_shape(&mut self, t: TypeId) -> bool {
        if self.st.shapes.is_empty() {
            return false;
        }
        if let Some(&known) = self.st.has_shape.get(&t) {
            return known;
        }
        let has = self.tys.has_shape(t);
        self.st.has_shape.insert(t, has);
        has
    }

    /// The shape of a type argument. Where only methods matter, all pointers have the same one.
    fn shapify(&mut self, targ: TypeId, basic: bool) -> TypeId {
        let t = self.reshaped(targ);
        let t = self.tys.types.unalias(t);
        let instance = !self.tys.types.type_args(t).is_empty();
        if instance && self.is_interface(t) && self.has_shape(t) {
            return t;
        }
        if instance && self.has_shape(t) {
            self.reshape_inside(t);
            // A type that mentions itself on the way to its own shape stays as it is there.
            if self.st.reshaping.contains(&t) {
                self.st.reshaping_hits += 1;
                return t;
            }
        }
        let mut under = self.under(t);
        if basic
            && let Some(elem) = self.ptr_elem(t)
            && !self.tys.types.not_in_heap(elem)
        {
            under = self.ptr_to(TypeId::UINT8);
        }
        let mut text = self.tys.link_string(under);
        if text.len() > MAX_SHAPE_LEN {
            text = super::sha256::hex_sum(&text);
        }
        if let Some(&shape) = self.st.shapes.get(&*text) {
            return shape;
        }
        let pkg = match self.tys.types.package("go.shape") {
            Some(pkg) => pkg,
            None => self.tys.types.add_package("go.shape", "go.shape"),
        };
        let name: Rc<str> = text.into();
        let obj = Object::type_name(Pos::NONE, Some(pkg), name.clone(), None);
        let obj = self.tys.types.add_object(obj);
        let shape = self.tys.types.new_named(obj, Some(under));
        if let Some(n) = self.tys.types.named_mut(shape) {
            n.underlying = Some(under);
        }
        self.st.shapes.insert(name, shape);
        shape
    }

    /// Type arguments as an instance has them: shapes, if it is asked for or if one of them has a shape already.
    fn arguments(
        &mut self,
        tparams: &[TypeId],
        targs: &[TypeId],
        shaped: bool,
    ) -> (Rc<[TypeId]>, bool) {
        let shaped = shaped || targs.iter().any(|&t| self.has_shape(t));
        if !shaped {
            return (targs.into(), false);
        }
        let mut out = Vec::with_capacity(targs.len());
        for (&p, &t) in tparams.iter().zip(targs) {
            let iface = self.tys.types.type_param_iface(p);
            let basic = self.tys.types.type_set(iface).is_method_set();
            out.push(self.shapify(t, basic));
        }
        (out.into(), true)
    }

    // ---- functions ----

    /// An instance of a generic function, or of a method with type parameters of its own.
    pub(super) fn func_instance(
        &mut self,
        obj: ObjId,
        targs: &[TypeId],
        shaped: bool,
    ) -> Res<NameId> {
        let Some(tree) = self.tree_of(obj) else {
            return Err(self.no_tree(obj));
        };
        let tparams = params_of(&tree.dict);
        if tparams.len() != targs.len() {
            return Err(self.no_tree(obj));
        }
        let (targs, shaped) = self.arguments(&tparams, targs, shaped);
        let sym = self.func_instance_sym(obj, &tree.dict, &targs);
        if let Some(&name) = self.st.instances.get(&sym) {
            return Ok(name);
        }
        let map = self.subst_map(&tree, &targs, None);
        let dict = Rc::new(DictInst {
            shaped,
            tree: tree.dict.clone(),
            map,
            targs,
            cache: RefCell::default(),
            of: Instantiated::Func(obj),
        });
        self.new_instance(obj, &tree, sym, dict)
    }

    /// A method of an instance of a generic type, given as the type checker has it: with the instance as its receiver.
    pub(super) fn instance_method(&mut self, obj: ObjId) -> Res<NameId> {
        self.tys.types.complete_method(obj);
        let orig = self.tys.types[obj].origin().unwrap_or(obj);
        let sig = self.tys.types.type_of(obj);
        let sig = self.signature(sig);
        let recv = sig.recv.map(|r| self.tys.types.type_of(r));
        let Some(recv) = recv else {
            return Err(self.no_tree(obj));
        };
        let base = self.base_type(recv);
        self.method_instance(orig, base)
    }

    /// The defined type of a receiver.
    pub(super) fn base_type(&mut self, recv: TypeId) -> TypeId {
        let t = self.tys.types.unalias(recv);
        match self.tys.types[t] {
            Type::Pointer { elem } => self.tys.types.unalias(elem),
            _ => t,
        }
    }

    /// The method `orig` of a generic type for the instance `base` of it.
    pub(super) fn method_instance(&mut self, orig: ObjId, base: TypeId) -> Res<NameId> {
        // All methods are made together, in order.
        self.load_named(base);
        let Some(tree) = self.tree_of(orig) else {
            return Err(self.no_tree(orig));
        };
        let targs: Rc<[TypeId]> = self.tys.types.type_args(base).into();
        let shaped = targs.iter().any(|&t| self.has_shape(t));
        let map = self.subst_map(&tree, &targs, Some(base));
        let dict = Rc::new(DictInst {
            shaped,
            tree: tree.dict.clone(),
            map,
            targs,
            cache: RefCell::default(),
            of: Instantiated::Method(orig, base),
        });
        let recv = {
            let sig = self.tys.types.type_of(orig);
            let sig = self.signature(sig);
            match sig.recv.map(|r| self.tys.types.type_of(r)) {
                Some(recv) if self.ptr_elem_unnamed(recv) => self.ptr_to(base),
                _ => base,
            }
        };
        let sym = self.method_sym(recv, orig);
        if let Some(&name) = self.st.instances.get(&sym) {
            return Ok(name);
        }
        self.new_instance(orig, &tree, sym, dict)
    }

    fn ptr_elem_unnamed(&self, t: TypeId) -> bool {
        let t = self.tys.types.unalias(t);
        matches!(self.tys.types[t], Type::Pointer { .. })
    }

    /// Whether type arguments are deeper or larger than those of sane instances.
    pub(super) fn are_endless(&self, targs: &[TypeId]) -> bool {
        let mut left = MAX_PARTS;
        targs.iter().any(|&t| self.is_endless(t, 0, &mut left))
    }

    fn is_endless(&self, t: TypeId, depth: u32, left: &mut u32) -> bool {
        if depth > MAX_NESTING || *left == 0 {
            return true;
        }
        *left -= 1;
        let t = self.tys.types.unalias(t);
        let mut any = |mut list: &mut dyn Iterator<Item = TypeId>| {
            Iterator::any(&mut list, |t| self.is_endless(t, depth + 1, left))
        };
        let types = &self.tys.types;
        match &types[t] {
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => any(&mut [*elem].into_iter()),
            Type::Map { key, elem } => any(&mut [*key, *elem].into_iter()),
            Type::Named(n) => match &n.inst {
                Some(inst) => any(&mut inst.targs.iter().copied()),
                // A shape is as large as what it was made of.
                None => self.tys.is_shape(t) && any(&mut n.underlying.into_iter()),
            },
            Type::Struct(s) => any(&mut s.fields.iter().map(|&f| types.type_of(f))),
            Type::Signature(s) => {
                let vars = s.params.iter().chain(s.results.iter());
                any(&mut vars.map(|&v| types.type_of(v)))
            }
            _ => false,
        }
    }

    /// The instance of a generic type with shapes for arguments.
    pub(super) fn shaped_type(&mut self, orig: TypeId, targs: &[TypeId]) -> TypeId {
        let tparams = self.tys.types.named_tparams(orig);
        let (targs, _) = self.arguments(&tparams, targs, true);
        let t = self.tys.types.instance(Pos::NONE, orig, &targs);
        if !self.are_endless(&targs) {
            self.reshape_inside(t);
        }
        t
    }

    /// A type in which all instances have shapes for all their arguments, if they have one for any: `P[T[shape]]` is the instance of `P` for
    /// the shape of `T[shape]`.
    pub(super) fn reshaped(&mut self, t: TypeId) -> TypeId {
        if !self.has_shape(t) || self.is_shape(t) || self.st.local_instances.contains(&t) {
            return t;
        }
        if let Some(&new) = self.st.reshaped.get(&t) {
            return new;
        }
        let hits = self.st.reshaping_hits;
        let u = self.tys.types.unalias(t);
        let instance = self.tys.types.named(u).is_some_and(|n| n.inst.is_some());
        let new = if instance {
            let orig = self.tys.types.named_origin(u);
            let targs = self.tys.types.type_args(u).to_vec();
            self.shaped_type(orig, &targs)
        } else {
            self.mapped(u, &mut |lw, part| lw.reshaped(part))
        };
        if self.st.reshaping_hits == hits {
            self.st.reshaped.insert(t, new);
        }
        new
    }

    fn rebuilt(&mut self, old: TypeId, changed: bool, new: Type) -> TypeId {
        match changed {
            true => self.tys.types.add(new),
            false => old,
        }
    }

    /// Fields or parameters whose types went through `f`; nothing if that changed none of them.
    fn mapped_vars(
        &mut self,
        vars: &Rc<[ObjId]>,
        f: &mut dyn FnMut(&mut Self, TypeId) -> TypeId,
    ) -> Option<Rc<[ObjId]>> {
        let mut changed = false;
        let mut new = Vec::with_capacity(vars.len());
        for &v in vars.iter() {
            let old = self.tys.types.type_of(v);
            let t = f(self, old);
            changed |= t != old;
            new.push(match t == old {
                true => v,
                false => self.tys.types.clone_object(v, Some(t)),
            });
        }
        changed.then(|| new.into())
    }

    /// Makes it so in the underlying type of a shaped instance.
    fn reshape_inside(&mut self, t: TypeId) {
        if !self.st.reshaped_inside.insert(t) {
            return;
        }
        let under = self.under(t);
        self.st.reshaping.push(t);
        let new = self.reshaped(under);
        self.st.reshaping.pop();
        if new != under
            && let Some(n) = self.tys.types.named_mut(t)
        {
            self.st.before_shapes.insert(t, under);
            n.underlying = Some(new);
            n.from_rhs = Some(new);
        }
    }

    fn no_tree(&self, obj: ObjId) -> Unsupported {
        Unsupported {
            pos: self.tys.types[obj].pos,
            what: "generic code that is not at hand",
        }
    }

    /// What stands for what. Each method has type parameters of its own for those of its type, and the types in a dictionary may be told in
    /// those of any of them.
    fn subst_map(&mut self, tree: &tree::Func, targs: &[TypeId], base: Option<TypeId>) -> SubstMap {
        let mut pairs: Vec<(TypeId, TypeId)> = Vec::new();
        let mut add = |params: &[TypeId]| {
            for (&p, &t) in params.iter().zip(targs) {
                if !pairs.iter().any(|&(q, _)| q == p) {
                    pairs.push((p, t));
                }
            }
        };
        add(&params_of(&tree.dict));
        let sig = self.tys.types.type_of(tree.obj);
        if let Some(sig) = self.tys.types.signature(sig) {
            let all: Vec<TypeId> = sig.rparams.iter().chain(&*sig.tparams).copied().collect();
            add(&all);
        }
        if let Some(base) = base {
            let orig = self.tys.types.named_origin(base);
            add(&self.tys.types.named_tparams(orig));
            let methods = self
                .tys
                .types
                .named(orig)
                .map(|n| n.methods.clone())
                .unwrap_or_default();
            for m in methods {
                let sig = self.tys.types.type_of(m);
                if let Some(sig) = self.tys.types.signature(sig) {
                    add(&sig.rparams);
                }
            }
        }
        SubstMap::of(pairs)
    }

    /// `F[int]`, `(*T[int]).M[string]`.
    fn func_instance_sym(&mut self, obj: ObjId, dict: &tree::Dict, targs: &[TypeId]) -> SymId {
        let list: Vec<String> = targs.iter().map(|&t| self.tys.link_string(t)).collect();
        let (name, pkg) = (self.tys.types[obj].name.clone(), self.tys.types[obj].pkg);
        let sig = self.tys.types.type_of(obj);
        let sig = self.signature(sig);
        let own = match sig.recv {
            None => format!("{name}[{}]", list.join(",")),
            Some(recv) => {
                let recv = self.tys.types.type_of(recv);
                let ptr = self.ptr_elem_unnamed(recv);
                let base = self.base_type(recv);
                let base = self.tys.types.named_obj(base);
                let base = base.map_or("".into(), |o| self.tys.types[o].name.clone());
                let (outer, inner) = list.split_at(dict.receivers.len().min(list.len()));
                let mut text = base.to_string();
                if !outer.is_empty() {
                    text.push_str(&format!("[{}]", outer.join(",")));
                }
                if ptr {
                    text = format!("(*{text})");
                }
                format!("{text}.{name}[{}]", inner.join(","))
            }
        };
        let pkg = match pkg {
            Some(pkg) => self.ir_pkg(pkg),
            None => self.prog.builtin,
        };
        self.prog.lookup(pkg, &own)
    }

    /// The function of an instance; its body waits to be read.
    fn new_instance(
        &mut self,
        obj: ObjId,
        tree: &tree::Func,
        sym: SymId,
        dict: Rc<DictInst>,
    ) -> Res<NameId> {
        if self.are_endless(&dict.targs) || self.st.instances.len() > MAX_INSTANCES {
            return Err(Unsupported {
                pos: tree.pos,
                what: "generic code with too many instances",
            });
        }
        let generic = self.tys.types.type_of(obj);
        let pos = XPos::at(tree.pos);
        let npos = XPos::at(self.tys.types[obj].pos);
        let from = self.tys.types.subst(Pos::NONE, generic, &dict.map);
        let typ = self.reshaped(from);
        let mut sig = (*self.signature(typ)).clone();
        sig.tparams = Rc::default();
        sig.rparams = Rc::default();
        if let Some(recv) = sig.recv {
            let t = match dict.of {
                Instantiated::Method(_, base) => {
                    let old = self.tys.types.type_of(recv);
                    match self.ptr_elem_unnamed(old) {
                        true => self.ptr_to(base),
                        false => base,
                    }
                }
                Instantiated::Func(_) => {
                    let old = self.tys.types.type_of(recv);
                    let new = self.tys.types.subst(Pos::NONE, old, &dict.map);
                    self.reshaped(new)
                }
            };
            sig.recv = Some(self.tys.types.clone_object(recv, Some(t)));
        }
        if dict.shaped {
            let param = self.dict_type(words(&dict.tree));
            let param = self.ptr_to(param);
            let pkg = self.tys.types[obj].pkg;
            let var = Object::var(
                VarKind::Param,
                tree.pos,
                pkg,
                DICT_PARAM.into(),
                Some(param),
            );
            let var = self.tys.types.add_object(var);
            sig.params = core::iter::once(var)
                .chain(sig.params.iter().copied())
                .collect();
        }
        let from = self.before_shapes(from, &sig);
        let typ = self.tys.types.new_signature(sig);
        let func = self.new_func(pos, npos, sym, typ);
        let f = self.prog.func_mut(func);
        f.dupok = true;
        f.pragma = pragma(tree.pragma);
        let name = f.nname;
        self.prog.name_mut(name).defn = Defn::Func(func);
        self.st.instances.insert(sym, name);
        let what = match (&tree.body, dict.shaped) {
            (Err(why), _) => BodyKind::Missing(why.clone()),
            (Ok(_), false) => BodyKind::CallShaped,
            (Ok(body), true) => BodyKind::Tree(BodyRef::root(body.clone())),
        };
        let todo = match dict.of {
            Instantiated::Func(obj) if !dict.shaped => {
                Some(TodoDict::Func(obj, dict.targs.clone()))
            }
            _ => None,
        };
        let body = Body {
            what,
            dict: Some(dict),
        };
        self.st.bodies.insert(func, body);
        self.load_body(from, typ, func, todo);
        Ok(name)
    }

    /// A signature with the parameters and results that it had before shapes were put in; a dictionary stands before them.
    fn before_shapes(&mut self, from: TypeId, sig: &Signature) -> TypeId {
        let from = self.signature(from);
        let added = sig.params.len().saturating_sub(from.params.len());
        let params = sig.params[..added].iter().chain(from.params.iter());
        let mut before = sig.clone();
        before.params = params.copied().collect();
        before.results = from.results.clone();
        self.tys.types.new_signature(before)
    }

    /// Makes the shaped counterpart of an instance.
    pub(super) fn make_shaped(&mut self, todo: TodoDict) {
        // What can't be made is missed by the body that needs it.
        let _ = match todo {
            TodoDict::Func(obj, targs) => self.func_instance(obj, &targs, true).map(|_| ()),
            TodoDict::Type(t) => {
                let orig = self.tys.types.named_origin(t);
                let targs = self.tys.types.type_args(t).to_vec();
                let shaped = self.shaped_type(orig, &targs);
                self.load_named(shaped);
                Ok(())
            }
        };
    }

    /// The method of a generic type for the shapes of an instance's type arguments.
    pub(super) fn shaped_method(&mut self, orig: ObjId, base: TypeId) -> Res<NameId> {
        let generic = self.tys.types.named_origin(base);
        let targs = self.tys.types.type_args(base).to_vec();
        let shaped = self.shaped_type(generic, &targs);
        self.method_instance(orig, shaped)
    }

    // ---- dictionaries ----

    /// `[N]uintptr`
    fn dict_type(&mut self, len: i64) -> TypeId {
        if let Some(&t) = self.st.dict_types.get(&len) {
            return t;
        }
        let t = self.tys.types.add(Type::Array {
            len,
            elem: TypeId::UINTPTR,
        });
        self.st.dict_types.insert(len, t);
        t
    }

    /// The variable that holds the dictionary of an instance of a generic function (cmd/compile/internal/noder: dictNameOf).
    pub(super) fn func_dict(&mut self, obj: ObjId, targs: &[TypeId]) -> Res<NameId> {
        let Some(tree) = self.tree_of(obj) else {
            return Err(self.no_tree(obj));
        };
        let sym = self.func_instance_sym(obj, &tree.dict, targs);
        let sym = self.prog.sym(sym);
        let (pkg, text) = (sym.pkg, sym.name.to_string());
        Ok(self.dict_name(pkg, &text, &tree, targs, Instantiated::Func(obj)))
    }

    /// The variable that holds the dictionary of an instance of a generic type, which its methods share.
    pub(super) fn type_dict(&mut self, method: ObjId, base: TypeId) -> Res<NameId> {
        let Some(tree) = self.tree_of(method) else {
            return Err(self.no_tree(method));
        };
        let (pkg, text) = self.type_sym(base);
        let targs = self.tys.types.type_args(base).to_vec();
        Ok(self.dict_name(
            pkg,
            &text,
            &tree,
            &targs,
            Instantiated::Method(method, base),
        ))
    }

    fn dict_name(
        &mut self,
        pkg: crate::ir::PkgId,
        text: &str,
        tree: &tree::Func,
        targs: &[TypeId],
        of: Instantiated,
    ) -> NameId {
        let sym = self.prog.lookup(pkg, &format!(".dict.{text}"));
        if let Some(&name) = self.st.dicts.get(&sym) {
            return name;
        }
        let t = self.dict_type(words(&tree.dict));
        let name = self.prog.new_name(XPos::NONE, sym, t, Class::Extern);
        self.st.dicts.insert(sym, name);
        let base = match of {
            Instantiated::Func(_) => None,
            Instantiated::Method(_, base) => Some(base),
        };
        let dict = Rc::new(DictInst {
            shaped: false,
            tree: tree.dict.clone(),
            map: self.subst_map(tree, targs, base),
            targs: targs.into(),
            cache: RefCell::default(),
            of,
        });
        self.reading(false, |lw| lw.fill_dict(&dict));
        name
    }

    /// Meets the types that a dictionary mentions: their methods are compiled. Dictionaries in it are made too.
    fn fill_dict(&mut self, dict: &Rc<DictInst>) {
        let tree = dict.tree.clone();
        for inst in &tree.subdicts {
            let Ok(targs) = self.inst_args(Some(dict), inst) else {
                continue;
            };
            if self.tys.types[inst.obj].is_type_name() {
                let orig = self.tys.types.type_of(inst.obj);
                let t = self.tys.types.instance(Pos::NONE, orig, &targs);
                self.load_type(t);
            } else if self.st.dicts.len() < MAX_INSTANCES && !self.are_endless(&targs) {
                let _ = self.func_dict(inst.obj, &targs);
            }
        }
        let pairs = tree.itabs.iter().flat_map(|&(t, iface)| [t, iface]);
        for t in tree.rtypes.iter().copied().chain(pairs) {
            // What is not at hand is missed by whoever uses it.
            let _ = self.subst(dict, t);
        }
    }

    /// An instance with type arguments of a body: what, and the arguments as they are there.
    pub(super) fn inst_args(
        &mut self,
        dict: Option<&Rc<DictInst>>,
        inst: &ObjInst,
    ) -> Res<Vec<TypeId>> {
        inst.targs
            .iter()
            .map(|&t| match dict {
                Some(dict) => self.subst(dict, t),
                None => {
                    self.load_type(t);
                    Ok(t)
                }
            })
            .collect()
    }

    /// A copy of a signature's parameters and results, as made-up functions have them; `skip` leaves out the first parameters.
    pub(super) fn synthetic_sig(&mut self, typ: TypeId, skip: usize) -> Signature {
        let sig = self.signature(typ);
        Signature {
            params: sig.params.iter().skip(skip).copied().collect(),
            results: sig.results.clone(),
            variadic: sig.variadic,
            ..self.tys.types.blank_signature()
        }
    }
}

/// How many words a dictionary has.
fn words(dict: &tree::Dict) -> i64 {
    let sections = [
        dict.type_param_method_exprs.len(),
        dict.subdicts.len(),
        dict.rtypes.len(),
        dict.itabs.len(),
    ];
    sections.iter().sum::<usize>() as i64
}

/// Receivers' type parameters, then a function's own.
fn params_of(dict: &tree::Dict) -> Vec<TypeId> {
    let all = dict
        .implicits
        .iter()
        .chain(&dict.receivers)
        .chain(&dict.explicits);
    all.copied().collect()
}

/// The receiver and parameters of a function, as a call of another one passes them on.
pub(super) fn passed(params: &[Param]) -> Vec<NameId> {
    params.iter().filter_map(|p| p.nname).collect()
}
