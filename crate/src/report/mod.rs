//! Facts of all stages: verdicts, reasons, flow paths, and the compiler's own words.
//!
//! | file | gives |
//! |---|---|
//! | `build.rs` | the whole report |
//! | `text.rs` | the compiler's lines, exactly |
//! | `sites.rs` | places where storage is made, and parameters |
//! | `reason.rs` | one reason of a closed list for each verdict |
//! | `runtime.rs` | whether a site allocates when it runs, and how much |
//! | `functions.rs` | functions, and what was not analysed |
//! | `places.rs` | positions as stretches of text in the page's units |

mod build;
mod functions;
mod places;
mod reason;
mod runtime;
mod sites;
pub mod text;
#[cfg(test)]
mod text_tests;

pub use build::{for_proof, lines_alone, report};
pub use functions::{code_of, functions};
pub use places::{Later, Places};
pub use reason::Reasons;
pub use sites::Sites;
