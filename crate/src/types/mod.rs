//! Types, objects, constants and the checker: cmd/compile/internal/types2's job.
