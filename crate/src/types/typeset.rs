//! Type sets of interfaces (cmd/compile/internal/types2/{typeset,union}.go).

use super::ids::TypeId;
use super::store::Types;
use super::ty::TypeSet;
use std::rc::Rc;

impl Types {
    /// The type set of an interface, computed at first use (types2: `computeInterfaceTypeSet`). Everything, for a type that is not
    /// an interface or not complete yet. Errors of a local interface go to [`Types::pending`]; `pos` is where it is reported if the
    /// embedded element's place is not known.
    pub fn type_set(&mut self, iface: TypeId) -> Rc<TypeSet> {
        match self.interface(iface).and_then(|i| i.tset.clone()) {
            Some(t) => t,
            None => self
                .interface(TypeId::EMPTY_INTERFACE)
                .and_then(|i| i.tset.clone())
                .unwrap_or_default(),
        }
    }
}

impl TypeSet {
    /// Whether it is the set of an interface that may be used as an ordinary type.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.is_all_terms()
    }

    /// Whether it admits every type.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// Whether `terms` is everything.
    pub fn is_all_terms(&self) -> bool {
        self.terms.iter().any(|t| t.typ.is_none())
    }
}
