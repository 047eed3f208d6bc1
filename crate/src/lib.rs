//! Go's escape analysis as a pure function: text in, facts out.
//!
//! ```text
//!  text ─▶ syntax ─▶ types ─▶ body ──┐
//!                                    ├─▶ ir ─▶ inline ─▶ escape ─▶ report ─▶ wire ─▶ wasm / cli
//!  std (Go's export data) ─▶ body ───┘                        └▶ advise ──┘
//! ```
//!
//! The modules below stand in reading order; each sees only those before it. Nothing in the core touches a file, a clock,
//! a thread, the network or a terminal: the command line ([`cli`]) and the browser boundary ([`wasm`]) are thin shells.

pub mod text;

pub mod syntax;

pub mod types;

pub mod std;

pub mod body;

pub mod ir;

pub mod inline;

pub mod escape;

pub mod walk;

pub mod analysis;

pub mod wire;

pub mod report;

pub mod advise;

pub mod fixes;

pub mod wasm;

#[cfg(feature = "cli")]
pub mod cli;

pub use analysis::{Packages, Request};

/// The Go version whose compiler's verdicts these are.
pub const GO_VERSION: &str = "go1.27.3";

/// The target that sizes and verdicts are for.
pub const TARGET: &str = "linux/amd64";

/// The import path of a package that was given none.
const UNNAMED_PACKAGE: &str = "main";

/// Analyses one package and reports: the whole pipeline, as a pure function of its arguments.
pub fn analyze(input: &wire::Input, packages: &mut Packages) -> wire::Answer {
    let options = &input.options;
    let request = Request {
        files: input
            .files
            .iter()
            .map(|f| (f.name.as_str().into(), f.text.as_str().into()))
            .collect(),
        path: options.package.as_deref().unwrap_or(UNNAMED_PACKAGE).into(),
        lang: options.lang.as_str().into(),
        std: options.std,
        inline: options.inline,
        explain: true,
        all_flows: options.verbose,
    };
    match analysis::analyse(request, packages) {
        Ok(analysis) => {
            let mut report = Box::new(report::report(&analysis, packages, options));
            if options.advise && report.problems.is_empty() {
                // A pool needs package sync, which the program may not import yet.
                if advise::needs_sync(&analysis, packages, &report) {
                    return wire::Answer::Missing {
                        missing: vec!["sync".into()],
                    };
                }
                advise::advise(&analysis, packages, &mut report);
            }
            if options.advise
                && let Err(missing) = fixes::fix(&analysis, packages, &mut report)
            {
                return missing_answer(&missing);
            }
            wire::Answer::Report { report }
        }
        Err(missing) => missing_answer(&missing),
    }
}

fn missing_answer(paths: &[::std::rc::Rc<str>]) -> wire::Answer {
    wire::Answer::Missing {
        missing: paths.iter().map(|p| p.to_string()).collect(),
    }
}
