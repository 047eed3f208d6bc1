//! The instances that exist (cmd/compile/internal/types2/context.go).

/// Finds the instance of a generic type for given type arguments.
#[derive(Clone, Debug, Default)]
pub struct Context {}
