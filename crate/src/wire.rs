//! What crosses the boundary to JavaScript: the only serialisable types.
//!
//! A [`Report`] is plain data: offsets, names, sizes, codes. Words are left to the reader's language: every explanation is a code from a
//! closed list with parameters, and the page has a sentence for each in each language. The one exception are the Go compiler's own words,
//! which stay as they are in every language.
//!
//! Offsets are UTF-16 code units from the start of the file; lines and columns are the compiler's (both from 1, columns in bytes).
//!
//! `www/src/engine/wire.ts` is generated from this file. After a change here run
//! `GOESCAPE_UPDATE=1 cargo test -p goescape wire`, and give each new code its sentences in `www/src/i18n`: the TypeScript check names
//! those that are missing.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Declares the wire types: serialisable, comparable, and known to the generator of the TypeScript declarations.
macro_rules! wire {
    ($($item:item)*) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            $item
        )*
    };
}

/// The same for lists of codes, which are small values with an order.
macro_rules! wire_codes {
    ($($item:item)*) => {
        $(
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            $item
        )*
    };
}

/// Parameters of a code: what stands in the sentence's places, by name. Values are identifiers, types, expressions, paths or numbers.
pub type Params = BTreeMap<String, String>;

// What is asked.

wire! {
    /// What to analyse: the files of one package, and how.
    pub struct Input {
        /// The package's files, in the order in which the compiler would get them.
        pub files: Vec<InputFile>,
        /// How to analyse them.
        pub options: Options,
    }

    /// One file of the input.
    pub struct InputFile {
        /// The name that positions are told with.
        pub name: String,
        /// The whole text.
        pub text: String,
    }

    /// The compiler's flags that change verdicts.
    pub struct Options {
        /// Inlining on; off is the compiler's `-l`.
        pub inline: bool,
        /// The language version of `-lang`, for example `go1.27`.
        pub lang: String,
        /// Also give the lines of `-m=2`.
        pub verbose: bool,
        /// Also look for rewrites; each one that is found costs one more analysis.
        pub advise: bool,
        /// The package's import path, the compiler's `-p`; `main` where there is none.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        pub package: Option<String>,
        /// A package of the standard library, the compiler's `-std`: it may use directives that others may not.
        #[serde(default)]
        #[cfg_attr(test, ts(as = "Option<bool>", optional))]
        pub std: bool,
        /// A single file may hold several in txtar form: the packages of one module.
        #[serde(default)]
        #[cfg_attr(test, ts(as = "Option<bool>", optional))]
        pub archive: bool,
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            inline: false,
            lang: "go1.27".into(),
            verbose: false,
            advise: false,
            package: None,
            std: false,
            archive: false,
        }
    }
}

wire! {
    /// An answer: a report, or what is needed for one.
    #[serde(tag = "kind")]
    pub enum Answer {
        /// The whole answer.
        Report {
            /// The facts.
            report: Box<Report>,
        },
        /// Export data of imported packages is needed first: add it, then ask again.
        Missing {
            /// Import paths, each once, in order.
            missing: Vec<String>,
        },
    }
}

// What is answered.

wire! {
    /// All facts about one package.
    pub struct Report {
        /// The Go version whose compiler this is, for example `go1.27.3`.
        pub go_version: String,
        /// The target that sizes and verdicts are for, for example `linux/amd64`.
        pub target: String,
        /// The options that were used.
        pub options: Options,
        /// The names of the files, in order; a span's `file` counts in this list.
        pub files: Vec<String>,
        /// For an input in txtar form: the files in it, in order. Places are in the input's text then, their lines in the part's.
        pub parts: Vec<Part>,
        /// Why nothing at all was analysed; nothing where the analysis ran.
        pub not_analysed: Option<NotAnalysed>,
        /// The compiler's errors, in its order.
        pub problems: Vec<Problem>,
        /// What the compiler prints where there are errors, and then nothing else: sorted, once each, the first ten of a package.
        pub error_lines: Vec<String>,
        /// The functions, methods and function literals, and the package's initialisation; in order of their place.
        pub functions: Vec<Function>,
        /// Every place where storage is made, and every parameter; in order of their place.
        pub sites: Vec<Site>,
        /// Rewrites that were proven to remove allocations, best first.
        pub suggestions: Vec<Suggestion>,
        /// Those of confidence A that can be applied in one go, proven again as a whole; nothing where there are not two.
        pub together: Option<Together>,
        /// Sites for which a rewrite would be wrong or useless, and why.
        pub refusals: Vec<Refusal>,
        /// Mistakes in the use of pools that are in the code already.
        pub lints: Vec<Lint>,
        /// Places where well-known advice changes nothing, and why.
        pub notes: Vec<Note>,
        /// What the compiler prints with `-m`, in its order.
        pub lines: Vec<Line>,
        /// What the compiler prints with `-m=2`, in its order; empty unless asked for.
        pub verbose_lines: Vec<Line>,
    }

    /// A file in a text that holds several.
    pub struct Part {
        /// Its name.
        pub name: String,
        /// Start, in UTF-16 units from the start of the text.
        pub from: u32,
        /// End, exclusive.
        pub to: u32,
        /// How many lines of the text stand before it.
        pub line: u32,
    }

    /// A stretch of a file.
    #[derive(Copy, Default)]
    pub struct Span {
        /// Index of the file.
        pub file: u32,
        /// Start, in UTF-16 units from the start of the file.
        pub from: u32,
        /// End, exclusive, in UTF-16 units from the start of the file.
        pub to: u32,
        /// Line of the compiler's position, from 1.
        pub line: u32,
        /// Column of the compiler's position in bytes, from 1; 0 where it tells none.
        pub col: u32,
    }

    /// An error in the program, in the compiler's words.
    pub struct Problem {
        /// Where; nothing for an error without a place.
        pub span: Option<Span>,
        /// What kind of error.
        pub kind: ProblemKind,
        /// The compiler's text, without the position.
        pub text: String,
        /// For an import that is not there: its path.
        pub path: Option<String>,
        /// Edits that were proven to mend it.
        pub fixes: Vec<Fix>,
    }

    /// A change that mends an error. It was applied to a copy: the error is gone and no new one came.
    pub struct Fix {
        /// What kind of change.
        pub code: FixCode,
        /// What stands in its name.
        pub params: Params,
        /// The edits, in order and apart from each other.
        pub edits: Vec<Edit>,
    }

    /// A declaration that has no verdicts, and why. Never a guess instead.
    pub struct NotAnalysed {
        /// The reason.
        pub code: NotAnalysedCode,
        /// What stands in the reason's sentence.
        pub params: Params,
        /// What is to blame; nothing where it has no place.
        pub at: Option<Span>,
    }

    /// A function, method, function literal, or the package's initialisation.
    pub struct Function {
        /// The compiler's name: `f`, `T.m`, `(*T).m`, `f.func1`, `init`.
        pub name: String,
        /// What it is.
        pub kind: FunctionKind,
        /// The name, or the word `func` of a literal.
        pub span: Span,
        /// The whole declaration.
        pub whole: Span,
        /// For a function literal, the index of the function that it stands in.
        pub parent: Option<u32>,
        /// Why it has no verdicts; nothing where it was analysed.
        pub not_analysed: Option<NotAnalysed>,
        /// Whether it can be inlined; nothing where that was not asked or is not known.
        pub can_inline: Option<bool>,
        /// The inliner's cost; nothing where that is not known.
        pub cost: Option<u32>,
        /// Why it can not be inlined, in the compiler's words.
        pub cannot_inline: Option<String>,
        /// Receiver and parameters.
        pub params: Vec<Param>,
        /// Its local variables, in order of declaration.
        pub locals: Vec<Local>,
        /// What one call allocates, with what it calls, defers and starts; nothing where that was not analysed. Records of goroutines and deferred
        /// calls, which the run time uses again, are not counted.
        pub per_call: Option<Cost>,
    }

    /// A local variable.
    pub struct Local {
        /// Its name.
        pub name: String,
        /// Its type as the compiler writes it.
        pub type_name: String,
        /// Where it stands.
        pub span: Span,
        /// Its size in bytes.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub size: Option<u64>,
        /// It lives on the heap.
        pub heap: bool,
    }

    /// A parameter or receiver.
    pub struct Param {
        /// Its name; `_` or empty where it has none.
        pub name: String,
        /// Its type as the compiler writes it.
        pub type_name: String,
        /// Where it stands.
        pub span: Span,
        /// Its size in bytes.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub size: Option<u64>,
        /// Its site; nothing where it holds no pointers, since then nothing can leak.
        pub site: Option<u32>,
        /// Ways in which what it points to leaves the function.
        pub leaks: Vec<Leak>,
    }

    /// A way in which what a parameter points to leaves its function.
    pub struct Leak {
        /// Where to.
        pub to: LeakTo,
        /// For a leak to a result: the result's name.
        pub result: Option<String>,
        /// How many dereferences lie on the way; the compiler's `level`.
        pub level: u32,
    }

    /// A place where storage is made, or a parameter.
    pub struct Site {
        /// What it is.
        pub kind: SiteKind,
        /// The expression or name as the compiler prints it: `x`, `&T{...}`, `make([]byte, n)`.
        pub name: String,
        /// What to mark in the text.
        pub span: Span,
        /// Index of the function it belongs to; nothing at package level.
        pub function: Option<u32>,
        /// The verdict.
        pub verdict: Verdict,
        /// The verdict in the compiler's exact words, one entry a line, without positions.
        pub words: Vec<String>,
        /// Why.
        pub reason: Reason,
        /// How the value's address gets to where it escapes, from the site onwards; empty for one that stays.
        pub flow: Vec<Hop>,
        /// The calls that were inlined around it, outermost first.
        pub inlined: Vec<Inlined>,
        /// The type of what is made, as the compiler writes it.
        pub type_name: Option<String>,
        /// Size of one object in bytes; nothing where it is not constant.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub size: Option<u64>,
        /// What the allocator takes for it: the size class in bytes; nothing where the size is not constant.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub size_class: Option<u64>,
        /// Number of loops around it in its function.
        pub loop_depth: u32,
        /// Whether its address is taken; nothing for what is no variable.
        pub address_taken: Option<bool>,
        /// For a parameter: ways in which it leaks.
        pub leaks: Vec<Leak>,
        /// Whether it really allocates when it runs.
        pub allocates: Allocates,
        /// What it allocates each time it runs.
        pub cost: Cost,
        /// How often it runs in one call of its function.
        pub times: Times,
    }

    /// Heap objects, and the bytes that the allocator takes for them.
    #[derive(Copy)]
    pub struct Cost {
        /// How many objects.
        pub objects: Amount,
        /// How many bytes, with what rounding up to size classes adds. Small objects without pointers share blocks of 16 bytes.
        pub bytes: Amount,
    }

    /// A number as far as it is known without running the program.
    #[derive(Copy)]
    pub struct Amount {
        /// It is never less.
        #[cfg_attr(test, ts(type = "number"))]
        pub least: u64,
        /// It is never more; nothing where there is no limit.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub most: Option<u64>,
    }

    /// How often a place runs in one call of its function.
    #[derive(Copy)]
    pub struct Times {
        /// Loops around it.
        pub loops: u32,
        /// How often these loops run it, 1 outside of any; nothing where that is not constant.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub turns: Option<u64>,
        /// A branch may go around it.
        pub maybe: bool,
    }

    /// Why a verdict is what it is.
    pub struct Reason {
        /// The reason, from a closed list.
        pub code: ReasonCode,
        /// What stands in the reason's sentence.
        pub params: Params,
        /// What is to blame; nothing where it has no place.
        pub at: Option<Span>,
    }

    /// One assignment in the flow of an address: the compiler's `flow: to ← from`.
    pub struct Hop {
        /// Where the value comes from, in the compiler's words: a name, or `{storage for &T{...}}`.
        pub from: String,
        /// Where it goes: a name, or `{heap}`.
        pub to: String,
        /// Dereferences on the way; -1 where the address is taken.
        pub derefs: i32,
        /// The places in the code that do it, innermost first.
        pub steps: Vec<Step>,
        /// The compiler's line of `-m=2`, without the position: `flow: ~r0 ← &x:`.
        pub text: String,
    }

    /// One place in the code that carries an address on.
    pub struct Step {
        /// Where; nothing where the text is not at hand.
        pub at: Option<Span>,
        /// What happens there.
        pub code: StepCode,
        /// The expression as the compiler prints it.
        pub expr: String,
        /// The compiler's line of `-m=2`, without the position: `from &x (address-of) at ./x.go:5:9`.
        pub text: String,
    }

    /// A call that was replaced by the body of what it calls.
    pub struct Inlined {
        /// The compiler's name of what is called.
        pub callee: String,
        /// The call; nothing where its text is not at hand.
        pub call: Option<Span>,
    }

    /// A line that the compiler prints.
    pub struct Line {
        /// The whole line as printed; with `-m=2` it can hold line breaks.
        pub text: String,
        /// Where it points; nothing where it stands in no file of the input: in generic code of std that was compiled for the
        /// program's types, or in code that the compiler makes.
        pub span: Option<Span>,
        /// The site it tells about; nothing for lines about inlining.
        pub site: Option<u32>,
        /// Where what it tells about stands in the functions that were inlined there, outermost first: `file:line:col` each.
        pub inlined: Vec<String>,
    }

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

// What if: one change, and what differs.

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

wire! {
    /// Whether a site really allocates at run time, which is not the same as whether it escapes.
    #[serde(tag = "when")]
    pub enum Allocates {
        /// Each time it runs.
        Always,
        /// Never.
        Never {
            /// Why not.
            why: NeverCode,
        },
        /// Only where the size is above a limit that the compiler keeps a stack buffer for.
        AboveSize {
            /// The limit.
            bytes: u32,
        },
        /// Only for some values or some growth; the most that one run allocates is bounded.
        Sometimes {
            /// When.
            why: SometimesCode,
        },
        /// Not known.
        Unknown,
    }
}

wire_codes! {
    /// What kind of error.
    pub enum ProblemKind {
        /// The text is not Go.
        Syntax,
        /// It is Go and breaks its rules.
        Type,
        /// A package that is not there.
        Import,
    }

    /// A kind of change that mends an error.
    pub enum FixCode {
        /// Imports a package. `path`.
        AddImport,
        /// Takes an import away that is not used. `path`.
        RemoveImport,
        /// Another name for a misspelt one. `name`, `to`.
        Rename,
        /// `:=` for `=`. `name`.
        Declare,
        /// `=` for `:=`.
        Assign,
        /// The blank identifier for a variable that is not used. `name`.
        Blank,
        /// A token where one is missing. `token`.
        InsertToken,
    }

    /// What a function is.
    pub enum FunctionKind {
        /// A function.
        Func,
        /// A method.
        Method,
        /// A function literal.
        Literal,
        /// The initialisation of the package's variables.
        Init,
    }

    /// Where what a parameter points to goes.
    pub enum LeakTo {
        /// The parameter itself goes to the heap: `leaking param: p`.
        Heap,
        /// What it points to goes to the heap: `leaking param content: p`.
        Content,
        /// It comes back as a result: `leaking param: p to result r level=0`.
        Result,
    }

    /// What the compiler says about a site.
    pub enum Verdict {
        /// A variable that lives on the heap: `moved to heap: x`.
        MovedToHeap,
        /// A value that is made on the heap: `x escapes to heap`.
        EscapesToHeap,
        /// It can live on the stack: `x does not escape`.
        DoesNotEscape,
        /// A parameter whose referent leaves the function: `leaking param: p`.
        LeakingParam,
    }

    /// What a site is.
    pub enum SiteKind {
        /// A variable.
        Variable,
        /// A parameter or receiver.
        Param,
        /// `new(T)`.
        New,
        /// `&T{…}`.
        PtrLit,
        /// A slice literal, or the slice of variadic arguments.
        SliceLit,
        /// The slice that holds variadic arguments: the compiler's `... argument`.
        Variadic,
        /// A map literal.
        MapLit,
        /// `make` of a slice.
        MakeSlice,
        /// `make` of a map.
        MakeMap,
        /// `append`.
        Append,
        /// A function literal.
        Closure,
        /// A method value such as `x.m`.
        MethodValue,
        /// A value put into an interface.
        ToInterface,
        /// A conversion between string, bytes and runes.
        StringConv,
        /// Concatenation of strings.
        StringConcat,
        /// `make` of a channel. The compiler says nothing of it.
        MakeChan,
        /// An assignment to a map's entry, which may make the map grow. The compiler says nothing of it.
        MapAssign,
        /// The call of a `go` statement with its arguments. The compiler says nothing of it.
        Go,
        /// The call of a `defer` statement with its arguments. The compiler says nothing of it.
        Defer,
        /// Anything else.
        Other,
    }

    /// Why a site has its verdict.
    pub enum ReasonCode {
        /// Nothing that holds its address lives longer than it does.
        Stays,
        /// It is returned. `result`.
        Returned,
        /// It is stored in a package variable. `target`.
        StoredInGlobal,
        /// It is stored through a pointer, in a slice's element or in a field of something elsewhere. `target`.
        StoredThroughPointer,
        /// It becomes a map's key or value. `target`.
        StoredInMap,
        /// It is sent on a channel.
        SentOnChannel,
        /// It becomes an element of a slice that grows. `target`.
        Appended,
        /// It is given to a function that is not known: a call through an interface or a function value. `callee`.
        PassedToUnknown,
        /// It is given to a function whose parameter leaks to the heap. `callee`, `param`.
        PassedToLeaking,
        /// It is part of the value given to panic.
        Panicked,
        /// It is used by a function literal or call that runs as a goroutine.
        Goroutine,
        /// It is used by a deferred call inside a loop.
        DeferInLoop,
        /// It is used by a function literal that escapes. `closure`.
        CapturedByEscaping,
        /// It is declared inside a loop and stored in something outside the loop. `target`.
        OutlivesLoop,
        /// It is declared in a function literal and stored in a variable of the function around it. `target`.
        OutlivesClosure,
        /// Something that escapes itself holds it. `target`.
        HeldByEscaping,
        /// It is too large for the stack. `size`, `limit`.
        TooLarge,
        /// It needs a stricter alignment than the stack gives.
        TooAligned,
        /// Its elements have no size.
        ZeroSizedElement,
        /// It goes through `unsafe` or `reflect` headers.
        Unsafe,
        /// The run time makes it, and always on the heap: a channel, a map that grows.
        RunTime,
        /// A parameter that flows to the heap.
        ParamToHeap,
        /// A parameter whose content flows to the heap.
        ParamContentToHeap,
        /// A parameter that comes back as a result. `result`.
        ParamToResult,
        /// A parameter whose flow is unknown, since the function has no body here.
        ParamNoBody,
        /// Another reason; the flow tells.
        Other,
    }

    /// What carries an address on: the compiler's words in brackets after `from`.
    pub enum StepCode {
        /// `address-of`
        AddressOf,
        /// `assign`
        Assign,
        /// `assign-pair`, `assign-pair-dot-type`, `assign-pair-mapr`, `assign-pair-receive`
        AssignPair,
        /// `return`
        Return,
        /// `call parameter`
        CallParameter,
        /// `callee operand`
        CalleeOperand,
        /// `interface-converted`
        InterfaceConverted,
        /// `captured by a closure`
        Captured,
        /// `reference`
        Reference,
        /// `dot`
        Dot,
        /// `dot of pointer`
        DotOfPointer,
        /// `fixed-array-index-of`
        ArrayIndex,
        /// `indirection`
        Indirection,
        /// `slice`
        Slice,
        /// `slice-to-array`
        SliceToArray,
        /// `struct literal element`
        StructElement,
        /// `array literal element`
        ArrayElement,
        /// `slice-literal-element`
        SliceElement,
        /// `map literal key`
        MapLitKey,
        /// `map literal value`
        MapLitValue,
        /// `key of map put`
        MapPutKey,
        /// `range`
        Range,
        /// `range-deref`
        RangeDeref,
        /// `switch case`
        SwitchCase,
        /// `send`
        Send,
        /// `appended slice...`
        AppendedSlice,
        /// `appendee slice`
        AppendeeSlice,
        /// `copied slice`
        CopiedSlice,
        /// `spill`
        Spill,
        /// `too large for stack`
        TooLarge,
        /// `too aligned for stack`
        TooAligned,
        /// `zero-sized element`
        ZeroSizedElement,
        /// `conversion to unsafe.Pointer`, `reflect.Header.Data`, `//go:uintptrescapes`
        Unsafe,
        /// Any other.
        Other,
    }

    /// Why a site allocates nothing at run time.
    pub enum NeverCode {
        /// It lives in the function's frame.
        OnStack,
        /// A constant goes into the interface: the compiler lays it out in the program's read-only data.
        ConstantInInterface,
        /// A value without size.
        ZeroSize,
        /// A single byte or a boolean: the run time keeps a table of all of them.
        SingleByte,
        /// A value that is a pointer itself goes into the interface as it is.
        PointerShaped,
        /// The conversion shares the string's bytes.
        ZeroCopy,
        /// A function literal or method value that captures nothing.
        NoCapture,
        /// A parameter makes no storage of its own.
        Param,
        /// It lies in the object of another variable, declared right before it.
        Shared,
        /// The run time uses its records again.
        Reused,
        /// What uses it works without it.
        NotMade,
    }

    /// When a site allocates.
    pub enum SometimesCode {
        /// When the slice has no room left.
        AppendGrows,
        /// When the map outgrows what the frame holds for it (8 entries).
        MapGrows,
        /// When the value is not a small one that the run time has ready.
        SmallValue,
        /// When it does not fit into the object of a variable declared right before it.
        MayShare,
    }

    /// Why a declaration was not analysed.
    pub enum NotAnalysedCode {
        /// A stage of the analysis is missing in this build. `stage`.
        StageMissing,
        /// It has a syntax error.
        SyntaxError,
        /// It has a type error.
        TypeError,
        /// It uses a package that is not there. `path`.
        UnknownImport,
        /// It uses a language feature that is not supported yet. `what`.
        Unsupported,
        /// It has or uses type parameters.
        TypeParameters,
        /// It ranges over a function.
        RangeOverFunc,
        /// It depends on something that was not analysed. `name`.
        DependsOn,
        /// It is larger or deeper than the limit. `what`, `limit`.
        TooMuch,
        /// The package's facts are damaged. `path`.
        BadPackageData,
    }

    /// A kind of rewrite.
    pub enum SuggestionCode {
        /// A byte slice made per call becomes a pool of buffers. `name`, `type`.
        PoolBytes,
        /// A struct made per call becomes a pool of structs. `name`, `type`.
        PoolStruct,
        /// A `bytes.Buffer` made per call becomes a pool of them. `name`, `type`.
        PoolBuffer,
        /// A writer or reader with a large state and a method Reset becomes a pool of them. `name`, `type`.
        PoolReset,
        /// A map made per call becomes a pool of maps. `name`, `type`.
        PoolMap,
        /// A slice of values made per call becomes a pool of slices. `name`, `type`.
        PoolSlice,
        /// A returned pointer to a small value becomes the value. `function`, `type`.
        ReturnValue,
        /// A slice of unknown length gets a constant capacity where it is short. `name`, `limit`.
        ConstantCapacity,
        /// A slice that grows in a loop gets its capacity before. `name`, `length`.
        Preallocate,
        /// A buffer made in a loop is made before it. `name`.
        HoistBuffer,
        /// `fmt.Sprintf` of basic values becomes `strconv` and `+`. `callee`.
        Strconv,
        /// A formatted text goes straight to where it is written. `callee`.
        FormatInto,
        /// A string that grows in a loop becomes a `strings.Builder`. `name`.
        Builder,
        /// The parts of a text are visited without a slice of them. `callee`.
        SplitSeq,
        /// `SplitN(s, sep, 2)` becomes `Cut`. `name`.
        Cut,
        /// A string is written without a copy of its bytes. `callee`.
        WriteString,
        /// Bytes are searched as bytes instead of as a copy in a string. `callee`.
        BytesTwin,
        /// Bytes are looked up in a map without a string of their own. `name`.
        LookupBytes,
        /// What is compiled from constants is compiled once, in a package variable. `callee`.
        HoistCompiled,
        /// An error of constant text becomes a package variable. `text`.
        SentinelError,
        /// `errors.As` becomes `errors.AsType`. `type`.
        ErrorsAsType,
        /// A method value in a loop is made before it. `name`.
        HoistMethodValue,
        /// A function literal in a loop is made before it.
        HoistClosure,
        /// `sort.Slice` becomes `slices.Sort` or `slices.SortFunc`. `callee`.
        SortFunc,
        /// A buffer starts with memory on the stack. `name`, `limit`.
        BackedBuffer,
        /// Attributes with types instead of key and value as `any`. `callee`.
        LogAttrs,
        /// The caller gives the buffer for a result. `function`.
        CallerBuffer,
        /// The result has a constant length: an array. `function`, `type`.
        ArrayResult,
        /// A slice or map of pointers becomes one of values. `type`.
        ValueElements,
        /// A pointer to a basic value becomes value and flag. `type`.
        OptionalField,
        /// A parameter of interface type becomes a concrete type or type parameter. `function`, `type`.
        ConcreteParam,
        /// A key glued together from strings becomes a struct. `name`.
        StructKey,
        /// A goroutine or function literal captures only the field that it needs. `name`.
        ShrinkCapture,
        /// `defer` in a loop moves to a function of its own.
        DeferInLoop,
        /// A channel made for one result. `name`.
        DirectResult,
        /// Memory of a value that is made anew each time can be used again. `callee`, `to`.
        ReuseValue,
        /// A timer made in each turn of a loop. `callee`.
        ReuseTimer,
        /// The caller gives the object that a function fills. `function`, `type`.
        CallerObject,
        /// A container of `any` becomes one of a type parameter. `name`, `type`.
        TypeParam,
        /// An error of formatted text becomes a type of its own. `text`.
        TypedError,
        /// A function of std that does the same with less. `callee`, `to`.
        LeanerCall,
    }

    /// A mistake in the use of a pool.
    pub enum LintCode {
        /// On some path nothing is put back. `name`, `pool`.
        MissingPut,
        /// It is used after it was put back. `name`, `pool`.
        UseAfterPut,
        /// Something that points into it outlives its return to the pool. `name`, `expr`.
        ViewOutlivesPut,
        /// It is used again with what the last user left in it. `name`, `type`.
        NoReset,
        /// It is stored elsewhere and put back. `name`, `target`.
        StoredBeforePut,
        /// A goroutine uses it, and it is put back without waiting for that. `name`.
        GoroutineAfterPut,
        /// The assertion asks for another type than New makes. `asserted`, `made`.
        WrongType,
        /// Without New, Get gives nil, and the assertion panics. `pool`.
        NoNew,
        /// It is put back twice on one path. `name`, `pool`.
        DoublePut,
        /// The pool is copied. `pool`.
        PoolCopied,
        /// The pool lives as long as one call. `pool`.
        PoolPerCall,
        /// New gives the same object each time. `name`.
        SharedNew,
        /// What is put back may be nil. `name`.
        NilPut,
        /// The buffer that append gave is not what goes back. `name`.
        GrowthLost,
        /// It goes back cut off at the front. `name`.
        CutFront,
        /// What the last user left is read as if it were new. `name`.
        StaleBytes,
        /// A map in a pool never shrinks. `name`.
        MapNeverShrinks,
        /// It goes back holding what belongs to the request. `name`, `field`.
        PinsReferences,
        /// A pool used as a cache or for connections. `pool`, `type`.
        PoolAsCache,
        /// It is reset only where nothing went wrong. `name`.
        ResetOnSuccessOnly,
        /// A package-level buffer in a function that may run twice at a time. `name`.
        SharedScratch,
        /// Objects of two types in one pool. `pool`, `types`.
        TwoTypes,
        /// Buffers of any size go back. `name`.
        UnboundedPut,
        /// The helper gives a function to put it back, which allocates. `function`.
        ReleaseClosure,
        /// What goes into the pool is no pointer, so that Put allocates. `type`.
        ValueInPool,
        /// The address of a local variable goes into the pool: it moves to the heap. `name`.
        LocalInPool,
    }

    /// How bad a mistake is.
    pub enum Severity {
        /// The program does something wrong.
        Error,
        /// It may, or it wastes what the pool should save.
        Warning,
        /// Worth knowing.
        Info,
    }

    /// Advice that changes nothing.
    pub enum NoteCode {
        /// `make` of up to 32 bytes has a buffer on the stack. `name`.
        SmallMake,
        /// A small slice that is returned is moved to the heap once, reserved or not. `name`.
        SmallAppend,
        /// A small map that does not escape has its memory on the stack. `name`.
        SmallMap,
        /// What goes into an interface needs no memory. `name`.
        BoxingIsFree,
        /// The interface value does not outlive the call: it is on the stack. `name`.
        BoxOnStack,
        /// The temporary string shares the bytes. `name`.
        FreeConversion,
        /// `[]byte(s)` that is only read shares the string's bytes. `name`.
        ReadOnlyBytes,
        /// `len([]rune(s))` only counts. `name`.
        RuneCount,
        /// The function literal does not escape: it costs nothing. `name`.
        ClosureOnStack,
        /// `new` or `&T{}` stays on the stack as a variable does. `name`.
        PointerOnStack,
        /// A pooled `strings.Builder` gives its buffer away. `pool`.
        PooledBuilder,
        /// A pool for something this small costs more than it saves. `pool`, `size`.
        PooledSmall,
        /// `fmt.Errorf` of a constant takes as much as `errors.New`.
        ErrorfConstant,
        /// `wg.Go` takes one allocation more than `go`.
        WaitGroupGo,
        /// The constructor is inlined: what it makes is on the caller's stack. `function`.
        InlinedConstructor,
        /// One expression of `+` allocates once, as a Builder would. `name`.
        ConcatOnce,
        /// `sort.Ints` is the same code as `slices.Sort`. `callee`.
        SortInts,
        /// Constant keys do not allocate. `name`.
        ContextKey,
        /// It is captured by value, copied before or not. `name`.
        CopyBeforeCapture,
        /// A goroutine takes one allocation, by arguments as by capture. `name`.
        GoCall,
        /// A type parameter's methods are as unknown as an interface's: the buffer escapes. `name`, `callee`.
        TypeParamBuffer,
        /// A `strings.Builder` without Grow would take more than this `bytes.Buffer`. `name`.
        BufferToBuilder,
        /// Text and buffer are both made: above 16 bytes it takes more than `%x`. `callee`.
        HexEncode,
        /// A value receiver whose address escapes is moved to the heap at each call. `name`, `function`.
        ValueReceiver,
        /// What is stored in an `atomic.Value` is allocated for an `atomic.Pointer`, too. `name`.
        AtomicValue,
        /// The key of a look-up in a `sync.Map` is on the stack. `name`.
        SyncMapKey,
        /// The iterator is inlined: the loop allocates nothing. `name`.
        RangeFunc,
        /// The calls of a local interface variable are turned into direct ones. `name`.
        Devirtualized,
        /// An array this large is on the heap as a variable, too. `name`, `size`.
        LargeArray,
    }

    /// How sure it is that behaviour stays.
    pub enum Confidence {
        /// Every condition was proved.
        A,
        /// One or more questions are left to the reader.
        B,
        /// An explanation; nothing to apply.
        C,
    }

    /// A condition of a rewrite.
    pub enum CheckCode {
        /// Nothing that points into the object outlives the call. `name`.
        NoReferenceOutlives,
        /// It is not returned, whole or in part. `name`.
        NotReturned,
        /// It is not stored anywhere. `name`.
        NotStored,
        /// No goroutine gets it. `name`.
        NotInGoroutine,
        /// The function it is given to does not keep it. `callee`.
        CalleeDoesNotKeep,
        /// It is made once per call. `name`.
        MadeOncePerCall,
        /// Every path puts it back. `name`.
        PutOnEveryPath,
        /// It is cleared before it is used again. `name`.
        ResetBeforeReuse,
        /// A pointer goes into the pool, so that Put does not allocate. `type`.
        PointerInPool,
        /// Buffers above a limit are dropped. `limit`.
        SizeLimit,
        /// It is large enough to be worth it. `size`.
        LargeEnough,
        /// The function is called often, as far as the code tells. `function`.
        CalledOften,
        /// All callers are in this file. `function`, `count`.
        AllCallersKnown,
        /// No caller keeps, compares or tests the pointer. `function`.
        PointerIdentityUnused,
        /// The function never returns nil. `function`.
        NeverNil,
        /// The value is small enough to copy. `size`, `limit`.
        SmallEnough,
        /// It holds no lock or other value that must not be copied. `type`.
        NoLocks,
        /// The rewritten program has no errors.
        StillCompiles,
        /// Analysed again: the allocation is gone.
        SiteGone,
        /// Analysed again: no new allocation came.
        NoNewSite,
        /// The call that allocates is gone. `callee`.
        CallGone,
        /// The argument has exactly a basic type, so that no method decides how it prints. `name`, `type`.
        ExactType,
        /// The format is constant and has no flags or widths. `format`.
        PlainFormat,
        /// The index of the loop is not used.
        IndexUnused,
        /// The parts are not kept as a slice.
        PartsNotKept,
        /// Both outcomes are looked at. `name`.
        LengthChecked,
        /// The separator is not empty. `sep`.
        SeparatorNotEmpty,
        /// The same bytes are written, in one call.
        SameBytes,
        /// The result does not point into the copy. `callee`.
        ResultIsPlain,
        /// The arguments are constants.
        ConstantArguments,
        /// It can be used by several goroutines at a time. `type`.
        SafeForConcurrentUse,
        /// It is not changed after it was made. `name`.
        NeverChanged,
        /// It is used only inside of the `if`. `name`.
        UsedInBranchOnly,
        /// The receiver is a pointer that the loop does not change. `name`.
        ReceiverUnchanged,
        /// It captures nothing that the loop declares.
        CapturesInvariant,
        /// It grows by one append in each turn. `name`.
        OneAppendPerTurn,
        /// The number of turns is known before the loop. `length`.
        LengthKnown,
        /// A nil slice stays nil where nothing is appended. `name`.
        NilStaysNil,
        /// Nobody looks at the capacity. `name`.
        CapacityUnobserved,
        /// It only grows by `+=`. `name`.
        OnlyAppendedTo,
        /// The order is a strict one, of a type without NaN. `type`.
        StrictOrder,
        /// The bytes do not change between the lookups. `name`.
        BytesUnchanged,
        /// The same handler gets the same record.
        SameRecord,
        /// Keys are constants, and each has a value.
        KeysAreConstant,
        /// No caller compares this error by identity, or relies on two of them being different. `text`.
        IdentityUnused,
        /// The function that it is given to does not keep it. `callee`, `name`.
        AskCalleeKeeps,
        /// What is given to the constructor is none of the type that it makes, which it would give back as it is. `name`, `type`.
        AskIsBuffered,
        /// Its state is set up again by Reset each time. `name`.
        ResetByMethod,
        /// The object is overwritten as a whole before anything reads it. `type`.
        WholeValueSet,
        /// The signature changes: are there callers that are not known? `function`.
        AskSignature,
        /// Elements are only read, and only through the slice. `name`.
        ElementsReadOnly,
        /// Elements are copied when the slice grows and when one is read: is that meant? `type`, `size`.
        AskElementsCopied,
        /// The result is built by `append` alone. `name`.
        BuiltByAppend,
        /// Nobody asks whether it is nil. `name`.
        NilUnobserved,
        /// The length is constant. `name`, `length`.
        ConstantLength,
        /// One type is given in all calls. `function`, `type`.
        OneTypeOnly,
        /// Only methods of it are called. `name`.
        MethodsOnly,
        /// What is put in and what is taken out have one type: is that to stay? `name`, `type`.
        AskOneType,
        /// All keys are put together in one way. `name`.
        KeysOfOneShape,
        /// Could two different pairs of parts give the same key, and is that relied on? `name`, `key`.
        AskKeysDistinct,
        /// The field is not written from here on. `name`.
        FieldUnchanged,
        /// The field is read now and not when the function literal runs: is that meant? `name`.
        AskReadNow,
        /// Both give the same result for every argument. `callee`, `to`.
        SameResult,
        /// Does it matter whether a slice is nil or empty? `name`.
        AskNilOrEmpty,
        /// Does anybody rely on a generator of its own? `name`.
        AskSharedGenerator,
        /// Is the text always exactly one number, with nothing around it? `name`.
        AskPlainNumber,
        /// Do both texts hold letters of ASCII alone? `name`, `other`.
        AskOnlyAscii,
        /// Has neither side a method that copies without a buffer? `name`, `other`.
        AskNeitherCopies,
        /// Do most turns of the loop append something? `name`.
        AskMostTurns,
        /// The deferred calls run at the end of each turn: is that meant?
        AskRunEachTurn,
    }

    /// Something to know about a rewrite.
    pub enum CaveatCode {
        /// A pool may be emptied at any garbage collection.
        PoolMayForget,
        /// After Put nothing may touch the object.
        NoUseAfterPut,
        /// A pool pays only if the function runs often: measure with a profile first.
        ProfileFirst,
        /// What was in the object before stays in memory until it is overwritten.
        OldContentStays,
        /// The value is copied at each return.
        CopiesValue,
        /// A mistake in the constant shows when the program starts.
        PanicAtStart,
        /// A branch that leaves the loop early has reserved too much.
        MayReserveTooMuch,
        /// It gains only where the writer has WriteString.
        IfWriterHasIt,
        /// Equal elements may come in any order, before and after.
        EqualOrder,
    }

    /// Why no rewrite is offered.
    pub enum RefusalCode {
        /// It stays on the stack anyway.
        StaysOnStack,
        /// It is returned. `name`.
        Returned,
        /// It is stored where it outlives the call. `name`, `target`.
        Stored,
        /// A goroutine gets it. `name`.
        Goroutine,
        /// A function literal that outlives the call uses it. `name`.
        CapturedByEscaping,
        /// It is given to a function that may keep it. `name`, `callee`.
        MayBeKept,
        /// It is sent on a channel. `name`.
        Sent,
        /// It is too small for a pool to pay. `size`, `limit`.
        TooSmall,
        /// It runs once, so there is nothing to reuse. `function`.
        RunsOnce,
        /// It is made in a loop: move it out of the loop first. `name`.
        InLoop,
        /// Its type depends on a type parameter.
        TypeParameter,
        /// It holds a lock or other state that must not be reused. `type`.
        HoldsLock,
        /// It may hold a secret. `name`.
        MayBeSecret,
        /// It allocates nothing at run time.
        DoesNotAllocate,
        /// The rewritten program still allocates.
        WouldNotHelp,
        /// The declaration was not analysed.
        NotAnalysed,
        /// Its use has a form for which there is no rewrite yet.
        NoRuleYet,
        /// The constructor is inlined, so that callers have it on the stack. `function`.
        Inlined,
        /// Reset gives the buffer away, as it must: a pool would keep nothing. `type`.
        ResetDropsBuffer,
    }
}

impl Report {
    /// A report without any fact: the frame that the stages fill.
    pub fn empty(options: &Options, files: Vec<String>) -> Report {
        Report {
            go_version: crate::GO_VERSION.into(),
            target: crate::TARGET.into(),
            options: options.clone(),
            files,
            parts: Vec::new(),
            not_analysed: None,
            problems: Vec::new(),
            error_lines: Vec::new(),
            functions: Vec::new(),
            sites: Vec::new(),
            suggestions: Vec::new(),
            together: None,
            refusals: Vec::new(),
            lints: Vec::new(),
            notes: Vec::new(),
            lines: Vec::new(),
            verbose_lines: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use ts_rs::TS;

    /// One declaration, exported, in front of its comment where it has one.
    fn declare<T: TS>(out: &mut String, config: &ts_rs::Config) {
        out.push('\n');
        out.push_str(T::docs().as_deref().unwrap_or_default());
        out.push_str("export ");
        out.push_str(&T::decl(config));
        out.push('\n');
    }

    /// The whole of wire.ts.
    fn typescript() -> String {
        let mut out = String::from(
            "// Generated from crate/src/wire.rs by `GOESCAPE_UPDATE=1 cargo test -p goescape wire`. Do not edit.\n",
        );
        let config = ts_rs::Config::default();
        macro_rules! all {
            ($($t:ty),* $(,)?) => { $(declare::<$t>(&mut out, &config);)* };
        }
        all!(
            Input,
            InputFile,
            Options,
            Answer,
            Report,
            Part,
            Span,
            Problem,
            Fix,
            ProblemKind,
            FixCode,
            NotAnalysed,
            NotAnalysedCode,
            Function,
            FunctionKind,
            Param,
            Local,
            Leak,
            LeakTo,
            Site,
            Cost,
            Amount,
            Times,
            SiteKind,
            Verdict,
            Reason,
            ReasonCode,
            Hop,
            Step,
            StepCode,
            Inlined,
            Allocates,
            NeverCode,
            SometimesCode,
            Line,
            Suggestion,
            SuggestionCode,
            Confidence,
            Check,
            CheckCode,
            Caveat,
            CaveatCode,
            Edit,
            Saving,
            Together,
            Worth,
            Refusal,
            RefusalCode,
            Lint,
            LintCode,
            Severity,
            Note,
            NoteCode,
            Change,
            Place,
            Offer,
            WhatIf,
            Difference,
            SiteChange,
            SiteChangeKind,
            FunctionChange,
            ImpossibleCode,
        );
        out
    }

    #[test]
    fn wire_types_of_the_page_are_these() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/src/engine/wire.ts");
        let wanted = typescript();
        if std::env::var_os("GOESCAPE_UPDATE").is_some() {
            std::fs::write(&path, &wanted).unwrap();
        }
        let have = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            have.replace("\r\n", "\n") == wanted,
            "www/src/engine/wire.ts is not what crate/src/wire.rs says: run `GOESCAPE_UPDATE=1 cargo test -p goescape wire`"
        );
    }
}
