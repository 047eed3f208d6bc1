//! Mistakes in the use of pools that are in the code already.

use super::Context;
use crate::wire::Lint;

/// All mistakes, in the order of their places.
pub fn all(_context: &Context<'_>) -> Vec<Lint> {
    Vec::new()
}
