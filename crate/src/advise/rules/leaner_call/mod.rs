//! R31: functions of std that do the same as others with fewer allocations. One function for each pair; what they have in common is that the
//! results are the same for all arguments that the conditions let through.

mod append;
mod copy;
mod hash;
mod numbers;
mod slices;
mod text;

use crate::advise::draft::Builder;
use crate::advise::{Context, Found};
use crate::syntax::ExprId;
use crate::wire::SuggestionCode;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(append::appended(context, call));
        found.draft(append::encoded(context, call));
        found.draft(slices::collected(context, call));
        found.draft(slices::compared(context, call));
        found.draft(hash::hashed(context, call));
        found.draft(numbers::generator(context, call));
        found.draft(numbers::multiplied(context, call));
        found.draft(text::scanned(context, call));
        found.draft(text::folded(context, call));
        found.draft(text::written(context, call));
        found.draft(text::runes(context, call));
        copy::look(context, call, found);
    }
}

/// Starts a draft for a pair.
fn start<'c, 'a>(
    context: &'c Context<'a>,
    x: ExprId,
    callee: &str,
    to: &str,
) -> Option<Builder<'c, 'a>> {
    let about = [("callee", callee), ("to", to)];
    context.draft_at("R31", SuggestionCode::LeanerCall, x, &about)
}
