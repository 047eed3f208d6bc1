//! How the checker gets at imported packages.

use super::ids::PkgId;
use super::store::Types;

/// Finds packages by import path.
pub trait Importer {
    /// Makes sure that the package is in the store, and gives its id.
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, ImportError>;
}

/// Why a package could not be imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportError {
    /// In the compiler's words, without `could not import …`.
    pub msg: String,
}
