//! From the checker's result to the checked tree: cmd/compile/internal/noder/writer.go's job.
//!
//! Here names become objects and variables, constants their values, implicit conversions explicit, and code that can't run
//! goes away (statements behind a terminating one, branches of constant conditions), just as the compiler does it before
//! anything else sees the body.
//!
//! | file | writes |
//! |---|---|
//! | `package.rs` | functions, declarations and initialisers of a package |
//! | `func.rs` | what a body needs: variables, dictionary words, types |
//! | `stmt.rs`, `switch.rs` | statements |
//! | `expr.rs`, `call.rs`, `lit.rs` | expressions, calls and methods, literals |
//! | `rangefunc/` | ranges over functions |
//! | `order.rs` | in which order the compiler writes declarations |
//! | `known.rs` | what is known of conditions, and which statements end the flow |

mod call;
mod expr;
mod func;
mod known;
mod lit;
mod order;
mod package;
mod rangefunc;
mod stmt;
mod switch;

pub use package::package;
