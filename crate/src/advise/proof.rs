//! The proof of a rewrite: it is applied to a copy, and the copy is analysed.

use super::{No, no};
use crate::analysis::{Analysis, Packages, analyse};
use crate::text::utf16::Utf16Map;
use crate::wire::{
    Allocates, Check, CheckCode, Edit, Params, RefusalCode, Report, Suggestion, SuggestionCode,
    Verdict,
};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Applies a draft to a copy of the program, analyses the copy, and compares.
///
/// # Errors
/// What kind of rewrite it was and why it is not shown.
pub fn prove(
    analysis: &Analysis,
    packages: &Packages,
    report: &Report,
    mut draft: Suggestion,
) -> Result<Suggestion, (SuggestionCode, No)> {
    let would_not_help = || (draft.code, no(RefusalCode::WouldNotHelp, &[], None));
    let mut request = analysis.request.clone();
    request.all_flows = false;
    for (i, (_, text)) in request.files.iter_mut().enumerate() {
        *text = apply(text, i as u32, &draft.edits).ok_or_else(would_not_help)?;
    }
    // The facts about package sync are there: `needs_sync` was asked beforehand.
    let after = analyse(request, packages).map_err(|_| would_not_help())?;
    if !after.syntax_errors.is_empty() || !after.checked.errors.is_empty() {
        return Err(would_not_help());
    }
    let after = crate::report::report(&after, packages, &report.options);
    let gone = fewer_allocations(report, &after, &draft);
    if !gone {
        return Err(would_not_help());
    }
    for code in [
        CheckCode::StillCompiles,
        CheckCode::SiteGone,
        CheckCode::NoNewSite,
    ] {
        draft.checks.push(Check {
            code,
            params: Params::new(),
            passed: true,
            at: None,
        });
    }
    Ok(draft)
}

/// Whether the function that had the site allocates at fewer places, and no other function at more. Functions that the rewrite brought
/// along are the ones in which the pool makes its objects.
fn fewer_allocations(before: &Report, after: &Report, draft: &Suggestion) -> bool {
    let (old, new) = (allocations(before), allocations(after));
    if after.functions.iter().any(|f| f.not_analysed.is_some())
        && before.functions.iter().all(|f| f.not_analysed.is_none())
    {
        return false;
    }
    let owner = draft
        .sites
        .first()
        .and_then(|&s| before.sites[s as usize].function);
    let Some(owner) = owner.map(|f| before.functions[f as usize].name.clone()) else {
        return false;
    };
    let count = |list: &BTreeMap<String, usize>, name: &str| list.get(name).copied().unwrap_or(0);
    let existed = |name: &str| before.functions.iter().any(|f| f.name == name);
    let no_more = new
        .iter()
        .all(|(name, n)| !existed(name) || *n <= count(&old, name));
    no_more && count(&new, &owner) < count(&old, &owner)
}

/// How many sites of each function may allocate.
fn allocations(report: &Report) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for site in &report.sites {
        let heap = matches!(site.verdict, Verdict::EscapesToHeap | Verdict::MovedToHeap)
            || matches!(site.allocates, Allocates::AboveSize { .. });
        if !heap || matches!(site.allocates, Allocates::Never { .. }) {
            continue;
        }
        let name = site
            .function
            .map_or("", |f| &report.functions[f as usize].name);
        *counts.entry(name.to_owned()).or_insert(0) += 1;
    }
    counts
}

/// The text of a file after the edits; nothing if they overlap or lie outside.
pub fn apply(text: &str, file: u32, edits: &[Edit]) -> Option<Rc<str>> {
    let utf16 = Utf16Map::new(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0usize;
    for edit in edits.iter().filter(|e| e.file == file) {
        let (from, to) = (utf16.byte(edit.from) as usize, utf16.byte(edit.to) as usize);
        out.push_str(text.get(done..from)?);
        out.push_str(&edit.insert);
        done = to.max(from);
    }
    out.push_str(text.get(done..)?);
    Some(out.into())
}
