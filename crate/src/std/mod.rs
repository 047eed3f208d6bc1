//! Decodes Go's unified-IR export data: what a package's importers may know of it.
//!
//! A [`World`] holds what was decoded: types and objects in a [`Types`] store, foreign positions in a [`SourceMap`], and beside them, by
//! object, what only the compiler needs: parameter tags, inline costs, directives, and where a function's body lies. A world is
//! made once and cloned for each analysis; clones are cheap and share what they do not change.
//!
//! Export data is self-contained: the file of a package holds the objects of other packages that its own mention, as far as they
//! are needed. So only the files of directly imported packages are read (as the compiler does), and the same object met in several
//! files is one object here: the first file that mentions it defines it.
//!
//! Bodies are found here ([`Store::body_reader`]) and walked by module `body`.
//!
//! Sources of the format: internal/pkgbits; cmd/compile/internal/importer/ureader.go (types and objects);
//! cmd/compile/internal/noder/{writer,reader,linker}.go (everything else).

pub mod archive;
pub(crate) mod consts;
pub mod facts;
pub(crate) mod loader;
mod objects;
pub mod pkgbits;
pub mod store;
mod type_decl;
mod types_in;

pub use facts::{BodyRef, FuncFacts, InlineFacts, Linkname};
pub use pkgbits::{DecodeError, Wrong};
pub use store::{Store, World};

#[cfg(doc)]
use crate::{text::SourceMap, types::Types};
