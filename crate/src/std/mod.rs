//! Decodes Go's unified-IR export data: what a package's importers may know of it.

pub mod archive;
pub mod pkgbits;
