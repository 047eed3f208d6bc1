//! Advice that changes nothing on this version of Go, and why.

use super::Context;
use crate::wire::Note;

/// All notes, in the order of their places.
pub fn all(_context: &Context<'_>) -> Vec<Note> {
    Vec::new()
}
