//! Packages.

use super::ids::{PkgId, ScopeId};
use std::rc::Rc;

/// A package: the one that is checked, or an imported one.
#[derive(Clone, Debug)]
pub struct Package {
    /// The import path.
    pub path: Rc<str>,
    /// The name in the package clause; empty until it is known.
    pub name: Rc<str>,
    /// The scope of its declarations.
    pub scope: ScopeId,
    /// The packages that it imports directly.
    pub imports: Vec<PkgId>,
    /// Whether all of its declarations are there.
    pub complete: bool,
    /// Whether it stands for a package that could not be imported: names that it lacks are not reported.
    pub fake: bool,
}
