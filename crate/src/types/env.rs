//! What algorithms over types need from whoever runs them: the checker while a package is checked, the store alone afterwards.

use super::ids::{ObjId, TypeId};
use super::store::Types;

/// The surroundings of `implements`, `missing_method`, `verify` and the like.
pub trait Env {
    /// The store.
    fn types(&mut self) -> &mut Types;

    /// Makes sure that a method has its signature (types2: `Checker.objDecl`).
    fn complete(&mut self, obj: ObjId);

    /// Whether the language version in force is at least `1.minor`.
    fn allow_version(&self, minor: u32) -> bool;

    /// A type as it stands in messages.
    fn type_str(&self, t: TypeId) -> String;

    /// An object as it stands in messages.
    fn object_str(&self, obj: ObjId) -> String;
}

impl Env for Types {
    fn types(&mut self) -> &mut Types {
        self
    }

    fn complete(&mut self, obj: ObjId) {
        self.complete_method(obj);
    }

    fn allow_version(&self, _minor: u32) -> bool {
        true
    }

    fn type_str(&self, t: TypeId) -> String {
        self.type_string(t, &|types, pkg| types[pkg].name.to_string())
    }

    fn object_str(&self, obj: ObjId) -> String {
        self.object_string(obj, &|types, pkg| types[pkg].name.to_string())
    }
}
