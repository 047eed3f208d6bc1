//! The checked tree: one portable form of a function body, local or imported.
