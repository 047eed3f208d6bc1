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

pub mod wire;

pub mod report;

pub mod advise;

pub mod wasm;

#[cfg(feature = "cli")]
pub mod cli;

/// The Go version whose compiler's verdicts these are.
pub const GO_VERSION: &str = "go1.27.3";

/// The target that sizes and verdicts are for.
pub const TARGET: &str = "linux/amd64";

/// The imported packages at hand: what the analysis knows about code that it does not see.
#[derive(Default)]
pub struct Packages {
    available: ::std::collections::BTreeSet<String>,
    data: ::std::collections::BTreeMap<String, Vec<u8>>,
    import_map: ::std::collections::BTreeMap<String, String>,
}

impl Packages {
    /// Tells which import paths there are.
    pub fn set_available(&mut self, paths: Vec<String>) {
        self.available = paths.into_iter().collect();
    }

    /// Says which package an import path in the source stands for, where that is another: the `importmap` lines of the compiler's
    /// `-importcfg` (std finds `golang.org/x/…` under `vendor/`).
    pub fn map_import(&mut self, source: &str, path: &str) {
        self.import_map.insert(source.into(), path.into());
    }

    /// Adds the export data of the package at `path`.
    pub fn add(&mut self, path: &str, data: &[u8]) {
        self.available.insert(path.into());
        self.data.insert(path.into(), data.into());
    }
}

/// Analyses one package: the whole pipeline, as a pure function of its arguments.
pub fn analyze(input: &wire::Input, packages: &mut Packages) -> wire::Answer {
    let _ = packages;
    let files = input.files.iter().map(|f| f.name.clone()).collect();
    let mut report = wire::Report::empty(&input.options, files);
    report.not_analysed = Some(wire::NotAnalysed {
        code: wire::NotAnalysedCode::StageMissing,
        params: wire::Params::from([("stage".into(), "syntax".into())]),
        at: None,
    });
    wire::Answer::Report {
        report: Box::new(report),
    }
}
