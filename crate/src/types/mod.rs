//! Types, objects, constants and the checker: cmd/compile/internal/types2's job.
//!
//! Everything lives in a [`Types`] store and refers to each other by id. The store is cheap to clone: imported packages are loaded once,
//! and each analysis works on its own clone. What the checker finds out about a package's syntax tree is an [`Info`].

mod arena;
pub mod constant;
pub mod context;
pub mod env;
pub mod errors;
pub mod fmt;
pub mod identical;
pub mod ids;
pub mod importer;
pub mod infer;
pub mod info;
pub mod instantiate;
pub mod lookup;
pub mod methodset;
pub mod mono;
pub mod named;
pub mod object;
pub mod package;
pub mod predicates;
pub mod scope;
pub mod sizes;
pub mod store;
pub mod subst;
pub mod termlist;
pub mod ty;
pub mod typeset;
pub mod typestring;
pub mod under;
pub mod unify;
mod universe;

mod assignments;
mod builtins;
mod call;
pub mod check;
mod constants;
mod conversions;
mod cycles;
mod decl;
mod expr;
mod gc_checks;
mod index;
mod inference;
mod initorder;
mod interface;
mod literals;
pub mod operand;
mod range;
mod recording;
pub mod report;
mod resolver;
mod returns;
mod selector;
mod signature;
mod stmt;
mod structs;
mod typexpr;
mod validtype;
pub mod version;

#[cfg(test)]
mod oracle_test;

pub use check::{Config, check};
pub use errors::{Code, TypeError};
pub use ids::{ObjId, PkgId, ScopeId, TypeId};
pub use importer::{ImportError, Importer};
pub use info::{
    Checked, Info, Initializer, Instance, Mode, Selection, SelectionKind, TypeAndValue,
};
pub use object::{BuiltinId, ObjKind, Object, VarKind};
pub use package::Package;
pub use scope::Scope;
pub use store::Types;
pub use ty::{BasicKind, ChanDir, Type};
