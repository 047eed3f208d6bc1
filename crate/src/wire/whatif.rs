//! What if: one change to a program, and what differs.

use super::*;
use serde::{Deserialize, Serialize};

wire! {
    /// One change to a program, to see which verdicts depend on it.
    #[serde(tag = "kind")]
    pub enum Change {
        /// Inlining on or off.
        Inline {
            /// On; off is the compiler's `-l`.
            on: bool,
        },
        /// Another language version.
        Lang {
            /// The version of `-lang`, for example `go1.21`.
            lang: String,
        },
        /// A slice that is made with a size that is not constant gets a constant number of elements.
        Sizes {
            /// How many.
            elements: u32,
            /// The `make`; nothing for all of them.
            at: Option<Place>,
        },
        /// A variable, a parameter or a conversion of an interface type gets the one concrete type that is put into it.
        Concrete {
            /// The declared name, or the start of the conversion.
            at: Place,
        },
        /// `//go:noinline` in front of a function, or taken away there.
        NoInline {
            /// The function's name in its declaration.
            at: Place,
            /// In front of it; otherwise it is taken away.
            on: bool,
        },
        /// What the statements `fmt.Print…` and `log.Print…` are given goes to a function that keeps nothing.
        Prints,
    }

    /// A place in a file.
    #[derive(Copy, PartialOrd, Ord)]
    pub struct Place {
        /// Index of the file.
        pub file: u32,
        /// In UTF-16 units from the start of the file.
        pub at: u32,
    }

    /// A change that is possible in a program.
    pub struct Offer {
        /// The change.
        pub change: Change,
        /// What it changes; nothing where that is the whole program.
        pub span: Option<Span>,
        /// What stands in its name: `name`, `type`, `size`.
        pub params: Params,
        /// The sites that it is about; none where it is about all.
        pub sites: Vec<u32>,
    }

    /// The answer to a question after a change.
    #[serde(tag = "kind")]
    pub enum WhatIf {
        /// Export data of imported packages is needed first: add it, then ask again.
        Missing {
            /// Import paths, each once, in order.
            missing: Vec<String>,
        },
        /// The changes that are possible: what is answered where no change was named.
        Offers {
            /// In order of their place, those about the whole program first.
            offers: Vec<Offer>,
        },
        /// The change can not be made.
        Impossible {
            /// Why not.
            code: ImpossibleCode,
            /// What stands in its sentence.
            params: Params,
        },
        /// What the change makes of the program.
        Difference {
            /// What differs.
            difference: Box<Difference>,
        },
    }

    /// What differs after a change. Indices into `before` count in the report of the program as it is.
    pub struct Difference {
        /// The change.
        pub change: Change,
        /// The edits that make it, in order and apart from each other; none for an option.
        pub edits: Vec<Edit>,
        /// The report of the changed program.
        pub after: Box<Report>,
        /// Sites that came, went, or are told otherwise; in order of their place.
        pub sites: Vec<SiteChange>,
        /// Functions that differ; in order of their place.
        pub functions: Vec<FunctionChange>,
    }

    /// A site before and after.
    #[derive(Copy)]
    pub struct SiteChange {
        /// What became of it.
        pub kind: SiteChangeKind,
        /// Its index before; nothing for one that came.
        pub before: Option<u32>,
        /// Its index after; nothing for one that went.
        pub after: Option<u32>,
    }

    /// A function before and after. Nothing on one side: it is only on the other.
    #[derive(Copy)]
    pub struct FunctionChange {
        /// Its index before.
        pub before: Option<u32>,
        /// Its index after.
        pub after: Option<u32>,
        /// Whether it can be inlined differs, or at what cost, or why not.
        pub inlining: bool,
        /// What one call allocates differs.
        pub per_call: bool,
    }
}

wire_codes! {
    /// What becomes of a site by a change.
    pub enum SiteChangeKind {
        /// It is new.
        Appeared,
        /// It is gone.
        Vanished,
        /// It was on the heap and stays on the stack.
        ToStack,
        /// It was on the stack and is on the heap.
        ToHeap,
        /// The verdict has other words, or it allocates otherwise when it runs.
        Other,
    }

    /// Why a change can not be made.
    pub enum ImpossibleCode {
        /// Nothing was analysed.
        NotAnalysed,
        /// Nothing that could be changed so stands there.
        NoSuchPlace,
        /// It is so already.
        SameAlready,
        /// Nothing of a known type is put into it. `name`.
        NoType,
        /// Values of several types are put into it. `name`, `types`.
        SeveralTypes,
        /// The type has no name where it would have to be written. `name`, `type`.
        NoName,
        /// The language version is that of the module's go.mod.
        LangOfModule,
        /// The changed program has an error. `error`, in the compiler's words.
        DoesNotCheck,
    }
}
