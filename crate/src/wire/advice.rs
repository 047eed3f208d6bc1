//! What is answered to `advise`: rewrites, refusals, mistakes with pools, notes.

use super::*;
use serde::{Deserialize, Serialize};

wire! {
    /// A rewrite that removes heap allocations. It was applied to a copy and analysed again: the sites are gone and no new one came.
    pub struct Suggestion {
        /// What kind of rewrite.
        pub code: SuggestionCode,
        /// The number of the rule: `R13`.
        pub rule: String,
        /// What stands in its sentences.
        pub params: Params,
        /// How sure it is that the program's behaviour stays.
        pub confidence: Confidence,
        /// Where it belongs.
        pub span: Span,
        /// The sites that it removes.
        pub sites: Vec<u32>,
        /// The conditions that make it safe; all were looked at.
        pub checks: Vec<Check>,
        /// What to know before taking it.
        pub caveats: Vec<Caveat>,
        /// The changes, in order and apart from each other.
        pub edits: Vec<Edit>,
        /// What it saves.
        pub saving: Saving,
        /// Another suggestion for the same allocation that comes first, by its index.
        pub alternative_to: Option<u32>,
        /// For a pool: what it saves in time, and from which call rate that matters.
        pub worth: Option<Worth>,
    }

    /// Suggestions that were applied to one copy, and proven again.
    #[derive(Default)]
    pub struct Together {
        /// Which, by their index.
        pub suggestions: Vec<u32>,
        /// All of their changes, in order and apart from each other.
        pub edits: Vec<Edit>,
    }

    /// What a pool saves in time per call, measured on one machine; and the calls a second from which that is 1 % of a core.
    pub struct Worth {
        /// Nanoseconds saved per call while the heap is almost empty; negative where the pool costs more.
        pub idle_ns: i32,
        /// Nanoseconds saved per call beside 64 MB of live data with pointers.
        pub loaded_ns: i32,
        /// Calls a second, heap almost empty; nothing where it never pays.
        pub idle_calls: Option<u32>,
        /// Calls a second, with live data; nothing where it never pays.
        pub loaded_calls: Option<u32>,
    }

    /// A mistake in the use of a pool.
    pub struct Lint {
        /// Which.
        pub code: LintCode,
        /// Its number: `L02`.
        pub rule: String,
        /// How bad it is.
        pub severity: Severity,
        /// What stands in its sentences.
        pub params: Params,
        /// Where.
        pub span: Span,
        /// The other place that it takes: the `Put` before a use.
        pub related: Option<Span>,
        /// The fix, where one is certain; else empty.
        pub edits: Vec<Edit>,
    }

    /// Advice that changes nothing here, and why.
    pub struct Note {
        /// Which.
        pub code: NoteCode,
        /// What stands in its sentence.
        pub params: Params,
        /// Where.
        pub span: Span,
    }

    /// A condition of a rewrite.
    pub struct Check {
        /// The condition.
        pub code: CheckCode,
        /// What stands in its sentence.
        pub params: Params,
        /// Whether it was proved; if not, it is a question to the reader.
        pub passed: bool,
        /// What shows it; nothing where it has no place.
        pub at: Option<Span>,
    }

    /// Something to know about a rewrite.
    pub struct Caveat {
        /// What.
        pub code: CaveatCode,
        /// What stands in its sentence.
        pub params: Params,
    }

    /// Replaces the text from `from` to `to` by `insert`; offsets as in [`Span`].
    pub struct Edit {
        /// Index of the file.
        pub file: u32,
        /// Start of what goes.
        pub from: u32,
        /// End of what goes, exclusive.
        pub to: u32,
        /// What comes instead.
        pub insert: String,
    }

    /// What one call allocates at the sites of a suggestion, before and after.
    pub struct Saving {
        /// Objects before.
        pub objects_before: u32,
        /// Objects after.
        pub objects_after: u32,
        /// Bytes before (size classes); nothing where a size is not constant.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub bytes_before: Option<u64>,
        /// Bytes after; nothing where a size is not constant.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub bytes_after: Option<u64>,
    }

    /// A site for which no rewrite is offered, and why: "not a pool, because …".
    pub struct Refusal {
        /// The site.
        pub site: u32,
        /// Which kind of rewrite was looked at.
        pub suggestion: SuggestionCode,
        /// Why not.
        pub code: RefusalCode,
        /// What stands in its sentence.
        pub params: Params,
        /// What is to blame; nothing where it has no place.
        pub at: Option<Span>,
    }
}
