//! Questions about types (cmd/compile/internal/types2/predicates.go). `is_*` looks at the underlying type and is false for type parameters;
//! `all_*` holds for a type parameter if it holds for each type of its type set.

use super::env::Env;
use super::ids::TypeId;
use super::store::Types;
use super::ty::{BasicKind, Type};

/// Why values of a type cannot be compared (types2: what `comparableType` returns).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Incomparable {
    /// It is a slice, map, function or the like: nothing to add.
    Kind,
    /// A struct has a field of this incomparable type.
    Field(TypeId),
    /// It is this array type, whose elements are not comparable.
    Array(TypeId),
    /// An interface that admits no type.
    EmptyTypeSet,
    /// An interface that admits incomparable types.
    InTypeSet,
}

impl Incomparable {
    /// The cause as it stands in messages; empty where there is nothing to add.
    pub fn text(self, env: &impl Env) -> String {
        match self {
            Incomparable::Kind => String::new(),
            Incomparable::Field(t) => {
                format!("struct containing {} cannot be compared", env.type_str(t))
            }
            Incomparable::Array(t) => format!("{} cannot be compared", env.type_str(t)),
            Incomparable::EmptyTypeSet => "empty type set".into(),
            Incomparable::InTypeSet => "incomparable types in type set".into(),
        }
    }
}

impl Types {
    /// Whether it is not the invalid type (behind aliases).
    pub fn is_valid(&self, t: TypeId) -> bool {
        // What an alias stands for that is still being declared is not known, but nothing is wrong with it.
        let mut t = t;
        for _ in 0..self.type_count() {
            match self.alias(t).map(|a| a.from_rhs) {
                Some(Some(rhs)) => t = rhs,
                Some(None) => return true,
                None => return t != TypeId::INVALID,
            }
        }
        false
    }

    /// Whether the underlying type is predeclared with a kind that fits; false for type parameters.
    pub fn is_basic(&mut self, t: TypeId, pred: fn(BasicKind) -> bool) -> bool {
        let u = self.under(t);
        matches!(self[u], Type::Basic(k) if pred(k))
    }

    /// Like [`Types::is_basic`]; for a type parameter whether each type of its type set fits.
    pub fn all_basic(&mut self, t: TypeId, pred: fn(BasicKind) -> bool) -> bool {
        if !self.is_type_param(t) {
            return self.is_basic(t, pred);
        }
        let terms = self.terms(t);
        terms
            .iter()
            .all(|x| x.is_some_and(|(typ, _)| self.is_basic(typ, pred)))
    }

    /// Whether it is untyped (not through names: no defined type is).
    pub fn is_untyped(&self, t: TypeId) -> bool {
        matches!(self[t], Type::Basic(k) if k.is_untyped())
    }

    /// Whether it is typed.
    pub fn is_typed(&self, t: TypeId) -> bool {
        !self.is_untyped(t)
    }

    /// Whether it is untyped and numeric.
    pub fn is_untyped_numeric(&self, t: TypeId) -> bool {
        matches!(self[t], Type::Basic(k) if k.is_untyped() && k.is_numeric())
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
        if let Type::Alias(a) = &self[t]
            && a.targs.is_empty()
            && !a.tparams.is_empty()
        {
            return true;
        }
        self.as_named(t)
            .and_then(|t| self.named(t))
            .is_some_and(|n| n.inst.is_none() && !n.tparams.is_empty())
    }

    /// Whether it has a name: predeclared, defined, or a type parameter (types2: `hasName`).
    pub fn has_name(&self, t: TypeId) -> bool {
        matches!(
            self[self.unalias(t)],
            Type::Basic(_) | Type::Named(_) | Type::TypeParam(_)
        )
    }

    /// Whether it is neither a defined type nor a type parameter (types2: `isTypeLit`).
    pub fn is_type_lit(&self, t: TypeId) -> bool {
        !matches!(self[self.unalias(t)], Type::Named(_) | Type::TypeParam(_))
    }

    /// Whether values can be compared with `==` (types2: `Comparable`).
    pub fn comparable(&mut self, t: TypeId) -> bool {
        self.comparable_cause(t, true).is_none()
    }

    /// Whether values can be compared with `==` and that never panics.
    pub fn strictly_comparable(&mut self, t: TypeId) -> bool {
        self.comparable_cause(t, false).is_none()
    }

    /// Why values cannot be compared, nothing if they can (types2: `comparableType`). `dynamic`: interfaces can always be.
    pub fn comparable_cause(&mut self, t: TypeId, dynamic: bool) -> Option<Incomparable> {
        self.comparable_in(t, dynamic, &mut Vec::new())
    }

    fn comparable_in(
        &mut self,
        t: TypeId,
        dynamic: bool,
        seen: &mut Vec<TypeId>,
    ) -> Option<Incomparable> {
        if seen.contains(&t) {
            return None;
        }
        seen.push(t);
        let u = self.under(t);
        match self[u].clone() {
            Type::Basic(BasicKind::UntypedNil) => Some(Incomparable::Kind),
            Type::Basic(_) | Type::Pointer { .. } | Type::Chan { .. } => None,
            Type::Struct(s) => s.fields.iter().find_map(|&f| {
                let typ = self.type_of(f);
                self.comparable_in(typ, dynamic, seen)
                    .map(|_| Incomparable::Field(typ))
            }),
            Type::Array { elem, .. } => self
                .comparable_in(elem, dynamic, seen)
                .map(|_| Incomparable::Array(t)),
            Type::Interface(_) => {
                if dynamic && !self.is_type_param(t) {
                    return None;
                }
                let set = self.type_set(u);
                if set.is_all_terms() {
                    return (!set.comparable).then_some(Incomparable::InTypeSet);
                }
                if set.is_empty() {
                    return Some(Incomparable::EmptyTypeSet);
                }
                let fits = set.terms.iter().all(|x| {
                    x.typ
                        .is_some_and(|x| self.comparable_in(x, false, seen).is_none())
                });
                (!fits).then_some(Incomparable::InTypeSet)
            }
            _ => Some(Incomparable::Kind),
        }
    }

    /// Whether `nil` is a value of it (types2: `hasNil`).
    pub fn has_nil(&mut self, t: TypeId) -> bool {
        if self.is_type_param(t) {
            let terms = self.terms(t);
            return terms
                .iter()
                .all(|x| x.is_some_and(|(_, u)| self.has_nil(u)));
        }
        let u = self.under(t);
        match self[u] {
            Type::Basic(k) => k == BasicKind::UnsafePointer,
            Type::Slice { .. }
            | Type::Pointer { .. }
            | Type::Signature(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Interface(_) => true,
            _ => false,
        }
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
        if x == y {
            return Some(x);
        }
        let (Type::Basic(a), Type::Basic(b)) = (&self[x], &self[y]) else {
            return None;
        };
        (a.is_untyped() && b.is_untyped() && a.is_numeric() && b.is_numeric())
            .then(|| if a > b { x } else { y })
    }

    /// Whether a type parameter admits no type at all (types2: `hasEmptyTypeset`).
    pub fn has_empty_typeset(&mut self, t: TypeId) -> bool {
        let Some(bound) = self
            .as_type_param(t)
            .and_then(|t| self.type_param(t))
            .and_then(|p| p.bound)
        else {
            return false;
        };
        let u = self.under(bound);
        self.interface(u)
            .and_then(|i| i.tset.as_ref())
            .is_some_and(|s| s.is_empty())
    }

    /// The element type of a pointer type that is not a defined one (behind aliases), and whether it was one (types2: `deref`).
    pub fn deref(&self, t: TypeId) -> (TypeId, bool) {
        match self[self.unalias(t)] {
            Type::Pointer { elem } => (elem, true),
            _ => (t, false),
        }
    }
}
