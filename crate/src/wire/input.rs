//! What is asked: the files of a package and how to analyse them; and the shape of every answer.

use super::*;
use serde::{Deserialize, Serialize};

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

    /// How far the search for advice is.
    #[serde(tag = "kind")]
    pub enum Advising {
        /// There is more to look for.
        More,
        /// All that was found.
        Advice {
            /// It belongs into the report about the same text.
            advice: Advice,
        },
        /// Export data of packages that rewrites import is needed first: add it, then ask again.
        Missing {
            /// Import paths, each once, in order.
            missing: Vec<String>,
        },
    }

    /// What a report about verdicts alone still lacks: it takes the place of what the report has of the same name.
    pub struct Advice {
        /// The problems, with their fixes.
        pub problems: Vec<Problem>,
        /// As in the report.
        pub suggestions: Vec<Suggestion>,
        /// As in the report.
        pub together: Option<Together>,
        /// As in the report.
        pub refusals: Vec<Refusal>,
        /// As in the report.
        pub lints: Vec<Lint>,
        /// As in the report.
        pub notes: Vec<Note>,
    }
}
