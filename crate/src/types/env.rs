//! What algorithms over types need from whoever runs them: the checker while a package is checked, the store alone afterwards.

use super::ids::{ObjId, PkgId, TypeId};
use super::store::Types;
use super::typestring::TypeWriter;
use crate::text::Pos;

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

    /// A position as it stands in messages: `file:line:column`.
    fn pos_str(&self, pos: Pos) -> String;

    /// A method's name and signature without parameter names as it stands in messages (types2: `Checker.funcString`). `full`: all
    /// packages by path, the first unexported field with a note about its package.
    fn method_str(&self, m: ObjId, full: bool) -> String;
}

/// A package in messages of nobody in particular: its name.
pub fn by_name(types: &Types, pkg: PkgId) -> String {
    types[pkg].name.to_string()
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
        self.type_string(t, &by_name)
    }

    fn object_str(&self, obj: ObjId) -> String {
        self.object_string(obj, &by_name)
    }

    fn pos_str(&self, _pos: Pos) -> String {
        // Only the checker has the source text, and only it reports places.
        "-".into()
    }

    fn method_str(&self, m: ObjId, full: bool) -> String {
        TypeWriter::new(self, &by_name).method(m, full)
    }
}
