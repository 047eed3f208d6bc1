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

pub mod runtime;

pub mod analysis;

pub mod wire;

pub mod report;

pub mod advise;

pub mod fixes;

pub mod module;

pub mod whatif;

pub mod wasm;

#[cfg(feature = "cli")]
pub mod cli;

pub use analysis::{Packages, Request};

/// The Go version whose compiler's verdicts these are.
pub const GO_VERSION: &str = "go1.27.3";

/// The target that sizes and verdicts are for.
pub const TARGET: &str = "linux/amd64";

/// Analyses one package, or the packages of a module, and reports: the whole pipeline, as a pure function of its arguments.
pub fn analyze(input: &wire::Input, packages: &mut Packages) -> wire::Answer {
    packages.prepare();
    module::answer(input, packages)
}

/// Verdicts first: what [`analyze`] reports without advice and fixes, and these afterwards, in steps.
#[derive(Default)]
pub struct Advising {
    input: Option<wire::Input>,
    /// Nothing before facts that were missing are there.
    pending: Option<module::Pending>,
}

impl Advising {
    /// Reports the verdicts about an input; advice about the one before is given up.
    pub fn verdicts(&mut self, input: wire::Input, packages: &mut Packages) -> wire::Answer {
        let answer = self.begin(&input, packages);
        self.input = Some(input);
        answer
    }

    fn begin(&mut self, input: &wire::Input, packages: &mut Packages) -> wire::Answer {
        self.pending = None;
        packages.prepare();
        match module::verdicts(input, packages) {
            Ok((report, pending)) => {
                self.pending = Some(pending);
                wire::Answer::Report { report }
            }
            Err(missing) => wire::Answer::Missing {
                missing: module::named(missing),
            },
        }
    }

    /// Looks a little further for advice about that input: about as long as one analysis takes. Nothing where there is none to look for.
    pub fn step(&mut self, packages: &mut Packages) -> Option<wire::Advising> {
        let input = self.input.take()?;
        if self.pending.is_none()
            && let wire::Answer::Missing { missing } = self.begin(&input, packages)
        {
            self.input = Some(input);
            return Some(wire::Advising::Missing { missing });
        }
        match self.pending.as_mut()?.step(packages) {
            Ok(Some(advice)) => {
                self.pending = None;
                Some(wire::Advising::Advice { advice })
            }
            Ok(None) => {
                self.input = Some(input);
                Some(wire::Advising::More)
            }
            // What was looked for so far did not know these packages.
            Err(missing) => {
                (self.input, self.pending) = (Some(input), None);
                let missing = module::named(missing);
                Some(wire::Advising::Missing { missing })
            }
        }
    }
}

/// Makes a change to a copy of a program and tells which verdicts differ; without one, the changes that are possible.
pub fn what_if(
    input: &wire::Input,
    change: Option<&wire::Change>,
    packages: &mut Packages,
) -> wire::WhatIf {
    packages.prepare();
    whatif::answer(input, change, packages)
}
