//! Advice that changes nothing on this version of Go, and why: where the code shows that somebody follows it, or is about to.
//!
//! Few and calm: the first place of each kind, and not more than a handful; what costs most to follow in vain comes first.
//!
//! | file | looks at |
//! |---|---|
//! | `calls.rs` | calls and conversions |
//! | `operations.rs` | sums, goroutines, function literals, loops over functions |
//! | `sites.rs` | what the analysis found to be free |
//! | `pooled.rs` | what is in pools |

mod calls;
mod operations;
mod pooled;
mod sites;

use super::{Context, draft};
use crate::syntax::{ExprId, Node};
use crate::text::InOrder;
use crate::types::ObjId;
use crate::wire::{Note, NoteCode, Site, Span, Verdict};
use std::collections::BTreeSet;

/// Notes in one report, at most.
const MAX_NOTES: usize = 6;

/// A place before it is chosen.
struct Candidate {
    code: NoteCode,
    span: Span,
    params: Vec<(&'static str, String)>,
}

/// All notes, in the order of their places.
pub fn all(context: &Context<'_>) -> Vec<Note> {
    let mut found: Vec<Candidate> = Vec::new();
    pooled::all(context, &mut found);
    calls::all(context, &mut found);
    operations::all(context, &mut found);
    sites::all(context, &mut found);
    found.order_by_key(|n| (rank(n.code), n.span.file, n.span.from));
    // One for a place, and one of a kind.
    let mut places = BTreeSet::new();
    found.retain(|n| places.insert((n.span.file, n.span.from)));
    found.dedup_by_key(|n| n.code);
    found.truncate(MAX_NOTES);
    found.order_by_key(|n| (n.span.file, n.span.line, n.span.col));
    found.into_iter().map(note).collect()
}

fn note(n: Candidate) -> Note {
    let pairs: Vec<(&str, &str)> = n.params.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Note {
        code: n.code,
        params: draft::params(&pairs),
        span: n.span,
    }
}

/// The order in which notes are kept: what would be the most work for nothing, or do harm, comes first.
fn rank(code: NoteCode) -> u32 {
    use NoteCode::*;
    match code {
        PooledBuilder => 0,
        PooledSmall => 1,
        WaitGroupGo => 2,
        BufferToBuilder => 3,
        TypeParamBuffer => 4,
        HexEncode => 5,
        LargeArray => 6,
        ValueReceiver => 7,
        AtomicValue => 8,
        SmallMake | SmallAppend => 9,
        SmallMap => 10,
        CopyBeforeCapture => 11,
        GoCall => 12,
        SortInts => 13,
        RuneCount => 14,
        ReadOnlyBytes => 15,
        FreeConversion => 16,
        ErrorfConstant => 17,
        ContextKey => 18,
        SyncMapKey => 19,
        RangeFunc => 20,
        Devirtualized => 21,
        InlinedConstructor => 22,
        BoxOnStack => 23,
        BoxingIsFree => 24,
        ConcatOnce => 25,
        ClosureOnStack => 26,
        PointerOnStack => 27,
    }
}

fn add(
    c: &Context<'_>,
    found: &mut Vec<Candidate>,
    code: NoteCode,
    at: ExprId,
    params: Vec<(&'static str, String)>,
) {
    if let Some(span) = c.places.expr_span(at) {
        found.push(Candidate { code, span, params });
    }
}

/// An expression as it is written, on one line.
fn short(c: &Context<'_>, x: ExprId) -> String {
    c.analysis.ast.string_of(x)
}

/// The site of an expression, whatever its verdict.
fn site_at<'c>(c: &'c Context<'_>, x: ExprId) -> Option<&'c Site> {
    let span = c.places.expr_span(x)?;
    c.report.sites.iter().find(|s| {
        s.inlined.is_empty()
            && (s.span.file, s.span.line, s.span.col) == (span.file, span.line, span.col)
    })
}

fn stays(c: &Context<'_>, x: ExprId) -> bool {
    site_at(c, x).is_some_and(|s| s.verdict == Verdict::DoesNotEscape)
}

/// The value with which a variable is declared.
fn value_of(c: &Context<'_>, obj: ObjId) -> Option<ExprId> {
    let defs = &c.analysis.checked.info.defs;
    let name = defs.iter().position(|&d| d == Some(obj))?;
    let Some(Node::Stmt(s)) = c.usage.parent(ExprId::new(name)) else {
        return None;
    };
    c.declares(s)?.1
}
