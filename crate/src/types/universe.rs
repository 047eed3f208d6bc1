//! The predeclared types, constants and functions, and package unsafe (cmd/compile/internal/types2/universe.go).

use super::constant::Value;
use super::ids::{ObjId, PkgId, ScopeId, TypeId};
use super::object::{BuiltinId, ObjKind, Object, VarKind};
use super::store::Types;
use super::ty::{BasicKind, Interface, Signature, Term, Type, TypeSet};
use crate::text::Pos;
use std::rc::Rc;

/// Fills an empty store. The order makes the fixed ids of [`TypeId`], [`ScopeId`] and [`PkgId`] true.
pub(in crate::types) fn define(types: &mut Types) {
    types.add_scope(None, (Pos::NONE, Pos::NONE));
    let unsafe_pkg = types.add_package("unsafe", "unsafe");
    debug_assert_eq!(unsafe_pkg, PkgId::UNSAFE);
    types[unsafe_pkg].complete = true;
    for kind in BasicKind::ALL {
        let id = types.add(Type::Basic(kind));
        debug_assert_eq!(id, TypeId::basic(kind));
    }
    types.add(Type::Basic(BasicKind::Uint8));
    types.add(Type::Basic(BasicKind::Int32));
    types.add(Type::Interface(Rc::new(empty_interface(false))));
    types.add(Type::Tuple(Rc::default()));
    for kind in &BasicKind::ALL[1..] {
        // Names with a blank in them are not for programs.
        if !kind.is_untyped() {
            define_type(types, kind.name(), TypeId::basic(*kind));
        }
    }
    define_type(types, "byte", TypeId::BYTE);
    define_type(types, "rune", TypeId::RUNE);
    let error = predeclare(
        types,
        Object::type_name(Pos::NONE, None, "error".into(), None),
    );
    let error = types.new_named(error, None);
    debug_assert_eq!(error, TypeId::ERROR);
    let any = predeclare(
        types,
        Object::type_name(Pos::NONE, None, "any".into(), None),
    );
    let any = types.new_alias(any, Some(TypeId::EMPTY_INTERFACE));
    debug_assert_eq!(any, TypeId::ANY);
    let comparable = predeclare(
        types,
        Object::type_name(Pos::NONE, None, "comparable".into(), None),
    );
    let comparable = types.new_named(comparable, None);
    debug_assert_eq!(comparable, TypeId::COMPARABLE);
    let iface = types.add(Type::Interface(Rc::new(empty_interface(true))));
    complete(types, comparable, iface);
    define_error(types);

    for (name, typ, val) in [
        ("true", TypeId::UNTYPED_BOOL, Value::Bool(true)),
        ("false", TypeId::UNTYPED_BOOL, Value::Bool(false)),
        ("iota", TypeId::UNTYPED_INT, Value::from_i64(0)),
    ] {
        predeclare(
            types,
            Object::constant(Pos::NONE, None, name.into(), Some(typ), val),
        );
    }
    predeclare(
        types,
        Object::new(
            ObjKind::Nil,
            Pos::NONE,
            None,
            "nil".into(),
            Some(TypeId::UNTYPED_NIL),
        ),
    );
    for id in BuiltinId::ALL {
        predeclare(
            types,
            Object::new(
                ObjKind::Builtin(id),
                Pos::NONE,
                None,
                id.name().into(),
                Some(TypeId::INVALID),
            ),
        );
    }
}

fn empty_interface(comparable: bool) -> Interface {
    Interface {
        complete: true,
        tset: Some(Rc::new(TypeSet {
            methods: Rc::default(),
            terms: Rc::new([Term::ALL]),
            comparable,
        })),
        ..Interface::default()
    }
}

fn complete(types: &mut Types, named: TypeId, underlying: TypeId) {
    if let Some(n) = types.named_mut(named) {
        n.from_rhs = Some(underlying);
        n.underlying = Some(underlying);
    }
}

fn define_error(types: &mut Types) {
    let var = |kind, typ| Object::var(kind, Pos::NONE, None, "".into(), Some(typ));
    let recv = types.add_object(var(VarKind::Recv, TypeId::ERROR));
    let res = types.add_object(var(VarKind::Result, TypeId::STRING));
    let sig = types.new_signature(Signature {
        recv: Some(recv),
        results: Rc::new([res]),
        ..Signature::default()
    });
    let method = types.add_object(Object::func(Pos::NONE, None, "Error".into(), Some(sig)));
    let iface = types.add(Type::Interface(Rc::new(Interface {
        methods: Rc::new([method]),
        complete: true,
        tset: Some(Rc::new(TypeSet {
            methods: Rc::new([method]),
            terms: Rc::new([Term::ALL]),
            comparable: false,
        })),
        ..Interface::default()
    })));
    complete(types, TypeId::ERROR, iface);
}

fn define_type(types: &mut Types, name: &str, typ: TypeId) {
    predeclare(
        types,
        Object::type_name(Pos::NONE, None, name.into(), Some(typ)),
    );
}

/// Adds an object to the universe, or to package unsafe if its name is exported.
fn predeclare(types: &mut Types, mut obj: Object) -> ObjId {
    let mut scope = ScopeId::UNIVERSE;
    if obj.exported() {
        obj.pkg = Some(PkgId::UNSAFE);
        scope = types[PkgId::UNSAFE].scope;
    }
    let id = types.add_object(obj);
    types.insert(scope, id);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_ids_are_what_they_say() {
        let types = Types::new();
        for (name, typ) in [
            ("int", TypeId::INT),
            ("byte", TypeId::BYTE),
            ("error", TypeId::ERROR),
            ("any", TypeId::ANY),
            ("comparable", TypeId::COMPARABLE),
        ] {
            let obj = types[ScopeId::UNIVERSE].lookup(name).unwrap();
            assert_eq!(types.type_of(obj), typ, "{name}");
        }
        assert!(types.lookup(PkgId::UNSAFE, "Pointer").is_some());
        assert!(types.lookup(PkgId::UNSAFE, "Sizeof").is_some());
        assert_eq!(types.unalias(TypeId::ANY), TypeId::EMPTY_INTERFACE);
        assert!(types[ScopeId::UNIVERSE].lookup("Pointer").is_none());
    }
}
