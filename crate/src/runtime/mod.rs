//! What happens at run time, which is not what the compiler's words say: "escapes" need not allocate, "does not escape" may, and of channels,
//! goroutines and growing maps it says nothing at all.
//!
//! Two questions are answered. For each place: does it allocate, how much, and how often in one call of its function ([`Places`])? For each function:
//! what does one call allocate, the functions that it calls included ([`Calls`])? Where an answer depends on values it is a range.
//!
//! Objects that the run time keeps and uses again (of goroutines, deferred calls and waiting) are not counted.
//!
//! | file | has |
//! |---|---|
//! | `amount.rs` | numbers between bounds; objects and what the allocator takes for them |
//! | `model.rs` | what one place allocates each time it runs |
//! | `boxing.rs`, `strings.rs`, `growth.rs`, `maps.rs` | interfaces, strings, slices, maps |
//! | `buffers.rs` | slices that move to the heap only when they leave |
//! | `variables.rs` | variables on the heap, several of which may share an object |
//! | `trips.rs` | loops whose number of turns is constant |
//! | `places.rs` | the walk over a function that finds all places |
//! | `grown.rs` | slices and maps that one call fills |
//! | `calls.rs` | what one call allocates |
//!
//! Sources: cmd/compile/internal/{walk,slice,ssagen}, runtime, internal/runtime/maps.

mod amount;
mod boxing;
mod buffers;
mod calls;
mod grown;
mod growth;
mod maps;
mod model;
mod places;
mod strings;
mod trips;
mod variables;

pub use amount::{Cost, Count, Object};
pub use calls::Calls;
pub use model::{Model, Never, Run, When};
pub use places::{Place, Places, Times};
