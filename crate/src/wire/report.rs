//! What is answered: the facts about a program.

use super::*;
use serde::{Deserialize, Serialize};

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
