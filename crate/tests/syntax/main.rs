//! The scanner and the parser against the compiler's own.
//!
//! Needs the pinned Go toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names); where it is missing the tests say so and
//! pass. By default the slow comparisons look at a sample; GOESCAPE_FULL=1 runs them on everything.

mod compiler;
mod corpus;
mod directives;
mod dump;
mod hostile;
mod mutate;
mod oracle;
mod outline;
#[path = "../support/random.rs"]
mod random;
#[path = "../support/mod.rs"]
mod support;

use compiler::Compiler;
use corpus::{Corpus, Tally, in_parallel};
use oracle::{Oracle, OracleBinary};

/// How much of a corpus to look at: `sample` by default, `full` with GOESCAPE_FULL.
fn amount(sample: usize, full: usize) -> usize {
    match std::env::var_os("GOESCAPE_FULL") {
        Some(_) => full,
        None => sample,
    }
}

#[test]
fn all_of_goroot_parses() {
    let Some(corpus) = Corpus::find() else { return };
    let options = goescape::syntax::Options {
        std: true,
        compiling_runtime: true,
    };
    let tally = in_parallel(&corpus.files, |path, tally: &mut Tally| {
        let text = std::fs::read(path).expect("a file of GOROOT");
        let parsed = dump::parse(&text, &options);
        tally.lines += text.iter().filter(|&&b| b == b'\n').count();
        tally.check(parsed.errors.is_empty(), || {
            format!("{}: {:?}", path.display(), parsed.lines())
        });
    });
    tally.report("files parsed without an error", 1.0);
    assert!(tally.count > 5_000, "{} files", tally.count);
}

#[test]
fn trees_are_the_compilers() {
    let Some(corpus) = Corpus::find() else { return };
    let Some(binary) = OracleBinary::build(&corpus) else {
        return;
    };
    let files = corpus.sample(amount(400, usize::MAX), 1);
    let tally = in_parallel(&files, |path, tally: &mut Tally| {
        let text = std::fs::read(path).expect("a file of GOROOT");
        let oracle = tally.oracle.get_or_insert_with(|| binary.start("hash"));
        let theirs = oracle.ask(&text);
        let ours = dump::tree(&text);
        tally.check(theirs == dump::hash(&ours), || {
            let theirs = binary.start("dump").ask(&text);
            format!("{}: {}", path.display(), dump::difference(&ours, &theirs))
        });
    });
    tally.report("files whose nodes, positions and printed forms agree", 1.0);
}

#[test]
fn testdata_gets_the_parsers_errors() {
    let Some(corpus) = Corpus::find() else { return };
    let Some(binary) = OracleBinary::build(&corpus) else {
        return;
    };
    let tally = in_parallel(&corpus.testdata(), |path, tally: &mut Tally| {
        let text = std::fs::read(path).expect("a file of GOROOT");
        let oracle = tally.oracle.get_or_insert_with(|| binary.start("errors"));
        let theirs = dump::with_labels_in_order(&oracle.ask(&text));
        let ours = dump::with_labels_in_order(&dump::errors(&text));
        tally.check(theirs == ours, || {
            format!("{}: {}", path.display(), dump::difference(&ours, &theirs))
        });
    });
    tally.report("files of testdata folders with the parser's errors", 1.0);
}

#[test]
fn broken_files_get_the_parsers_errors() {
    let Some(corpus) = Corpus::find() else { return };
    let Some(binary) = OracleBinary::build(&corpus) else {
        return;
    };
    let mutants = corpus.mutants(amount(3_000, 300_000), 2);
    let tally = in_parallel(&mutants, |mutant, tally: &mut Tally| {
        let text = mutant.text();
        let oracle = tally.oracle.get_or_insert_with(|| binary.start("errors"));
        let theirs = dump::with_labels_in_order(&oracle.ask(&text));
        let ours = dump::with_labels_in_order(&dump::errors(&text));
        if theirs.is_empty() && ours.is_empty() {
            return;
        }
        tally.check(theirs == ours, || {
            let difference = dump::difference(&ours, &theirs);
            mutant.keep(&text);
            format!("{mutant}: {difference}")
        });
    });
    tally.report("broken files with the parser's whole list of errors", 1.0);
    assert!(tally.count * 2 > mutants.len(), "most mutants are broken");
}

#[test]
fn broken_files_get_the_compilers_lines() {
    let Some(corpus) = Corpus::find() else { return };
    let Some(compiler) = Compiler::find(&corpus) else {
        return;
    };
    let mutants = corpus.mutants(amount(400, 6_000), 3);
    let tally = in_parallel(&mutants, |mutant, tally: &mut Tally| {
        let text = mutant.text();
        let theirs = compiler.lines(&text);
        let ours = dump::printed(&text);
        // Where the compiler went on to check types, only what stands in both can be compared.
        let fatal = |lines: &[String]| lines.iter().any(|l| l.contains(": syntax error"));
        if !fatal(&theirs) && !fatal(&ours) {
            return;
        }
        tally.first += usize::from(theirs.first() == ours.first());
        tally.check(theirs == ours, || {
            mutant.keep(&text);
            format!("{mutant}:\n  ours {ours:?}\n  compiler {theirs:?}")
        });
    });
    eprintln!("{} of {} first errors agree", tally.first, tally.count);
    tally.report("broken files with the compiler's very lines", 1.0);
}

#[test]
fn the_oracle_answers() {
    let Some(corpus) = Corpus::find() else { return };
    let Some(binary) = OracleBinary::build(&corpus) else {
        return;
    };
    let mut oracle: Oracle = binary.start("errors");
    assert_eq!(oracle.ask(b"package p\n"), "");
    assert_eq!(
        oracle.ask(b"package p\nfunc f( {}\n"),
        "x.go:2:9 syntax error: unexpected {, expected )\n"
    );
}
