//! The store of all types, objects, packages and scopes of an analysis.

use super::arena::Arena;
use super::context::Context;
use super::errors::Pending;
use super::ids::{ObjId, PkgId, ScopeId, TypeId};
use super::object::{ObjKind, Object};
use super::package::Package;
use super::scope::Scope;
use super::ty::{Alias, BasicKind, Interface, Named, Signature, Type, TypeParam};
use crate::text::Pos;
use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};
use std::rc::Rc;

/// All types, objects, packages and scopes. Cloning is cheap: the clones share what neither has changed.
///
/// The imported world is loaded once into a base store, and each analysis works on a clone of it. What is computed lazily (type sets,
/// instances, underlying types) is written into the store at first use, so that many questions take `&mut self`.
#[derive(Clone, Debug)]
pub struct Types {
    types: Arena<Type>,
    objects: Arena<Object>,
    packages: Arena<Package>,
    scopes: Arena<Scope>,
    by_path: BTreeMap<Rc<str>, PkgId>,
    /// internal/runtime/sys, once something of it is there: its `nih` says what is not in the heap.
    pub(in crate::types) runtime_sys: Option<PkgId>,
    /// Instances that exist, so that there is one of a kind (types2: `Context`).
    pub ctxt: Context,
    /// Defined types that are declared in a function, by number: their names in symbols end in `·N`
    /// (cmd/compile/internal/noder/writer.go, `typegen`).
    pub local_types: BTreeMap<ObjId, u32>,
    /// Sizes of structs and arrays, once computed.
    pub(in crate::types) layouts: super::sizes::Layouts,
    /// Errors and checks that came up while something was computed lazily, for the checker to take; see [`Pending`].
    pub pending: Vec<Pending>,
    /// A signature of nothing, and no name: shared by all that are made from them.
    blank: (Signature, Rc<str>),
}

impl Default for Types {
    fn default() -> Self {
        Types::new()
    }
}

impl Types {
    /// A store with the predeclared types and objects, and package unsafe.
    pub fn new() -> Types {
        let mut types = Types {
            types: Arena::default(),
            objects: Arena::default(),
            packages: Arena::default(),
            scopes: Arena::default(),
            by_path: BTreeMap::new(),
            runtime_sys: None,
            ctxt: Context::default(),
            local_types: BTreeMap::new(),
            layouts: Default::default(),
            pending: Vec::new(),
            blank: Default::default(),
        };
        super::universe::define(&mut types);
        types
    }

    /// Adds a type.
    pub fn add(&mut self, typ: Type) -> TypeId {
        TypeId::at(self.types.push(typ))
    }

    /// Adds an object; it is in no scope yet.
    pub fn add_object(&mut self, obj: Object) -> ObjId {
        ObjId::at(self.objects.push(obj))
    }

    /// Adds a scope; its parent gets to know it (unless that is the universe).
    pub fn add_scope(&mut self, parent: Option<ScopeId>, extent: (Pos, Pos)) -> ScopeId {
        let id = ScopeId::at(self.scopes.push(Scope::new(parent, extent)));
        if let Some(p) = parent.filter(|&p| p != ScopeId::UNIVERSE) {
            self[p].children.push(id);
        }
        id
    }

    /// Adds a package with an empty scope. The one found under its path from now on is the new one.
    pub fn add_package(&mut self, path: &str, name: &str) -> PkgId {
        let scope = self.add_scope(Some(ScopeId::UNIVERSE), (Pos::NONE, Pos::NONE));
        let id = PkgId::at(self.packages.push(Package {
            path: path.into(),
            name: name.into(),
            scope,
            imports: Vec::new(),
            complete: false,
            fake: false,
        }));
        self.by_path.insert(path.into(), id);
        if path == "internal/runtime/sys" {
            self.runtime_sys = Some(id);
        }
        id
    }

    /// The package of that path, if there is one in the store (complete or not).
    pub fn package(&self, path: &str) -> Option<PkgId> {
        self.by_path.get(path).copied()
    }

    /// How many types there are.
    pub fn type_count(&self) -> usize {
        self.types.len()
    }

    /// How many objects there are.
    pub fn object_count(&self) -> usize {
        self.objects.len()
    }

    /// How many packages there are.
    pub fn package_count(&self) -> usize {
        self.packages.len()
    }

    /// Enters an object into a scope under its name, and makes the scope its parent if it has none.
    /// If the name is taken, nothing happens and its object is returned (types2: `Scope.Insert`).
    pub fn insert(&mut self, scope: ScopeId, obj: ObjId) -> Option<ObjId> {
        let name = self[obj].name.clone();
        if let Some(other) = self[scope].lookup(&name) {
            return Some(other);
        }
        self[scope].insert(name, obj);
        if self[obj].parent.is_none() {
            self[obj].parent = Some(scope);
        }
        None
    }

    /// The object of that name in the package's scope.
    pub fn lookup(&self, pkg: PkgId, name: &str) -> Option<ObjId> {
        self[self[pkg].scope].lookup(name)
    }

    // Making types.

    /// `*elem`
    pub fn new_pointer(&mut self, elem: TypeId) -> TypeId {
        self.add(Type::Pointer { elem })
    }

    /// `[]elem`
    pub fn new_slice(&mut self, elem: TypeId) -> TypeId {
        self.add(Type::Slice { elem })
    }

    /// A tuple of variables.
    pub fn new_tuple(&mut self, vars: Rc<[ObjId]>) -> TypeId {
        if vars.is_empty() {
            return TypeId::EMPTY_TUPLE;
        }
        self.add(Type::Tuple(vars))
    }

    /// A signature.
    pub fn new_signature(&mut self, sig: Signature) -> TypeId {
        self.add(Type::Signature(Rc::new(sig)))
    }

    /// A signature without parameters and results, to be made into others. Its empty lists are shared.
    pub fn blank_signature(&self) -> Signature {
        self.blank.0.clone()
    }

    /// The name of what has none.
    pub fn no_name(&self) -> Rc<str> {
        self.blank.1.clone()
    }

    /// A defined type for `obj`, which gets it as its type if it has none (types2: `Checker.newNamed`).
    pub fn new_named(&mut self, obj: ObjId, from_rhs: Option<TypeId>) -> TypeId {
        let id = self.add(Type::Named(Rc::new(Named {
            obj,
            inst: None,
            from_rhs,
            tparams: Rc::default(),
            underlying: None,
            methods: Vec::new(),
            expanded: Vec::new(),
            unpacked: true,
            var_size: None,
        })));
        self[obj].typ.get_or_insert(id);
        id
    }

    /// A type parameter for `obj`, which gets it as its type if it has none; its index is not set yet.
    pub fn new_type_param(&mut self, obj: ObjId, bound: Option<TypeId>) -> TypeId {
        let id = self.add(Type::TypeParam(Rc::new(TypeParam {
            obj,
            index: -1,
            bound,
        })));
        self[obj].typ.get_or_insert(id);
        id
    }

    /// An alias for `obj`, which gets it as its type if it has none.
    pub fn new_alias(&mut self, obj: ObjId, rhs: Option<TypeId>) -> TypeId {
        let id = self.add(Type::Alias(Rc::new(Alias {
            obj,
            orig: TypeId::INVALID,
            tparams: Rc::default(),
            targs: Rc::default(),
            from_rhs: rhs,
        })));
        if let Some(a) = self.alias_mut(id) {
            a.orig = id;
        }
        self[obj].typ.get_or_insert(id);
        id
    }

    /// Gives each type parameter its index in the list (types2: `bindTParams`).
    pub fn bind_type_params(&mut self, list: &[TypeId]) {
        for (i, &t) in list.iter().enumerate() {
            if let Some(p) = self.type_param_mut(t) {
                p.index = i as i32;
            }
        }
    }

    // Taking types apart. None of these looks through names or aliases.

    /// The kind, if it is predeclared (not through names).
    pub fn basic_kind(&self, t: TypeId) -> Option<BasicKind> {
        match self[t] {
            Type::Basic(kind) => Some(kind),
            _ => None,
        }
    }

    /// The defined type itself, not through aliases.
    pub fn named(&self, t: TypeId) -> Option<&Named> {
        match &self[t] {
            Type::Named(n) => Some(n),
            _ => None,
        }
    }

    /// The signature itself.
    pub fn signature(&self, t: TypeId) -> Option<&Rc<Signature>> {
        match &self[t] {
            Type::Signature(s) => Some(s),
            _ => None,
        }
    }

    /// The interface itself.
    pub fn interface(&self, t: TypeId) -> Option<&Rc<Interface>> {
        match &self[t] {
            Type::Interface(s) => Some(s),
            _ => None,
        }
    }

    /// The alias itself.
    pub fn alias(&self, t: TypeId) -> Option<&Alias> {
        match &self[t] {
            Type::Alias(a) => Some(a),
            _ => None,
        }
    }

    /// The type parameter itself.
    pub fn type_param(&self, t: TypeId) -> Option<&TypeParam> {
        match &self[t] {
            Type::TypeParam(p) => Some(p),
            _ => None,
        }
    }

    /// To change a defined type.
    pub fn named_mut(&mut self, t: TypeId) -> Option<&mut Named> {
        match &mut self[t] {
            Type::Named(n) => Some(Rc::make_mut(n)),
            _ => None,
        }
    }

    /// To change a signature.
    pub fn signature_mut(&mut self, t: TypeId) -> Option<&mut Signature> {
        match &mut self[t] {
            Type::Signature(s) => Some(Rc::make_mut(s)),
            _ => None,
        }
    }

    /// To change an interface.
    pub fn interface_mut(&mut self, t: TypeId) -> Option<&mut Interface> {
        match &mut self[t] {
            Type::Interface(i) => Some(Rc::make_mut(i)),
            _ => None,
        }
    }

    /// From now on all interfaces belong to packages that are imported.
    pub fn end_package(&mut self) {
        for index in 0..self.types.len() {
            let t = TypeId::at(index);
            if matches!(&self[t], Type::Interface(i) if i.local)
                && let Some(i) = self.interface_mut(t)
            {
                i.local = false;
            }
        }
    }

    /// To change an alias.
    pub fn alias_mut(&mut self, t: TypeId) -> Option<&mut Alias> {
        match &mut self[t] {
            Type::Alias(a) => Some(Rc::make_mut(a)),
            _ => None,
        }
    }

    /// To change a type parameter.
    pub fn type_param_mut(&mut self, t: TypeId) -> Option<&mut TypeParam> {
        match &mut self[t] {
            Type::TypeParam(p) => Some(Rc::make_mut(p)),
            _ => None,
        }
    }

    /// The type behind aliases. An alias that is still being declared stands for itself.
    pub fn unalias(&self, mut t: TypeId) -> TypeId {
        // A chain of aliases has no cycle (the checker breaks them), but a bound costs nothing.
        for _ in 0..self.types.len() {
            match &self[t] {
                Type::Alias(a) => match a.from_rhs {
                    Some(rhs) => t = rhs,
                    None => return t,
                },
                _ => return t,
            }
        }
        TypeId::INVALID
    }

    /// The defined type behind aliases, if it is one (types2: `asNamed`).
    pub fn as_named(&self, t: TypeId) -> Option<TypeId> {
        let t = self.unalias(t);
        matches!(self[t], Type::Named(_)).then_some(t)
    }

    /// The type parameter behind aliases, if it is one (types2: `asTypeParam`).
    pub fn as_type_param(&self, t: TypeId) -> Option<TypeId> {
        let t = self.unalias(t);
        matches!(self[t], Type::TypeParam(_)).then_some(t)
    }

    /// The object's type; the invalid type where it is not known.
    pub fn type_of(&self, obj: ObjId) -> TypeId {
        self[obj].type_or_invalid()
    }

    /// The type name of a defined type; for an instance that of the generic type (types2: `Named.Obj`).
    pub fn named_obj(&self, t: TypeId) -> Option<ObjId> {
        let n = self.named(t)?;
        match &n.inst {
            Some(inst) => self.named(inst.orig).map(|o| o.obj),
            None => Some(n.obj),
        }
    }

    /// The generic type of an instance, or the type itself (types2: `Named.Origin`).
    pub fn named_origin(&self, t: TypeId) -> TypeId {
        match self.named(t).and_then(|n| n.inst.as_ref()) {
            Some(inst) => inst.orig,
            None => t,
        }
    }

    /// The type arguments of an instance of a defined type or alias; empty for all others.
    pub fn type_args(&self, t: TypeId) -> &[TypeId] {
        match &self[t] {
            Type::Named(n) => n.inst.as_ref().map_or(&[], |i| &i.targs),
            Type::Alias(a) => &a.targs,
            _ => &[],
        }
    }

    /// The value of a constant object.
    pub fn const_val(&self, obj: ObjId) -> Option<&super::constant::Value> {
        match &self[obj].kind {
            ObjKind::Const { val } => Some(val),
            _ => None,
        }
    }
}

macro_rules! index {
    ($id:ident, $field:ident, $node:ty) => {
        impl Index<$id> for Types {
            type Output = $node;
            fn index(&self, id: $id) -> &$node {
                &self.$field[id.index()]
            }
        }

        impl IndexMut<$id> for Types {
            fn index_mut(&mut self, id: $id) -> &mut $node {
                &mut self.$field[id.index()]
            }
        }
    };
}
index!(TypeId, types, Type);
index!(ObjId, objects, Object);
index!(PkgId, packages, Package);
index!(ScopeId, scopes, Scope);
