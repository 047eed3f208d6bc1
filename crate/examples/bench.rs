//! Times the analysis natively, for `npm run bench`: `bench STD_FACTS RUNS -m|-m=2|-l FILE…` prints one line of JSON a file. With `-l`
//! nothing is inlined, with `-m=2` every flow is explained.
//!
//! `fresh` is an analysis with everything forgotten but the bytes of the facts; `edit` is one after a change inside one function, as at a
//! keystroke. Times in milliseconds, one entry a run.

use goescape::Packages;
use goescape::cli::{Facts, analyze_with_facts};
use goescape::wire::{Input, InputFile, Options, Report};
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

#[global_allocator]
static HEAP: goescape::cli::Heap = goescape::cli::Heap;

#[derive(Serialize)]
struct Times {
    file: String,
    fresh: Vec<f64>,
    edit: Vec<f64>,
    lines: usize,
    not_analysed: usize,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [facts, runs, mode, files @ ..] = args.as_slice() else {
        eprintln!("usage: bench STD_FACTS RUNS -m|-m=2|-l FILE...");
        return ExitCode::from(2);
    };
    let facts = Facts::open(Path::new(facts)).unwrap_or_else(|e| panic!("{e}"));
    let runs = runs.parse().expect("RUNS is a number");
    let options = Options {
        inline: mode != "-l",
        verbose: mode == "-m=2",
        advise: false,
        ..Options::default()
    };
    for file in files {
        let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}"));
        let times = time(&facts, &options, file, &text, runs);
        let json = serde_json::to_string(&times).expect("plain data");
        println!("{json}");
    }
    ExitCode::SUCCESS
}

fn time(facts: &Facts, options: &Options, file: &str, text: &str, runs: usize) -> Times {
    let (mut fresh, mut edit) = (Vec::new(), Vec::new());
    let mut packages = empty(facts);
    let mut last = analyze(facts, options, text.into(), &mut packages).0;
    for run in 0..runs {
        edit.push(analyze(facts, options, edited(text, run), &mut packages).1);
        // What is fetched once a page is not part of an analysis: the bytes are there, their decoding is counted.
        let mut packages = empty(facts);
        for path in imports(facts, text) {
            packages.add(&path, &facts.load(&path).unwrap_or_else(|e| panic!("{e}")));
        }
        let (report, ms) = analyze(facts, options, text.into(), &mut packages);
        fresh.push(ms);
        last = report;
    }
    let gaps = last.functions.iter().filter(|f| f.not_analysed.is_some());
    Times {
        file: file.into(),
        fresh,
        edit,
        lines: last.lines.len(),
        not_analysed: gaps.count() + usize::from(last.not_analysed.is_some()),
    }
}

fn empty(facts: &Facts) -> Packages {
    let mut packages = Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    packages
}

/// The packages that the text imports: a line with nothing but a quoted path, alone or after `import`.
fn imports(facts: &Facts, text: &str) -> Vec<String> {
    let quoted = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix("import ").unwrap_or(line);
        Some(line.strip_prefix('"')?.strip_suffix('"')?.to_owned())
    };
    let there = |path: &String| facts.paths().any(|p| p == path);
    text.lines().filter_map(quoted).filter(there).collect()
}

/// The text with another statement at the end of its last function.
fn edited(text: &str, run: usize) -> String {
    let end = text.rfind('}').expect("a function ends the file");
    format!("{}\t_ = {run}\n}}\n", &text[..end])
}

fn analyze(
    facts: &Facts,
    options: &Options,
    text: String,
    packages: &mut Packages,
) -> (Box<Report>, f64) {
    let input = Input {
        files: vec![InputFile {
            name: "main.go".into(),
            text,
        }],
        options: options.clone(),
    };
    let began = Instant::now();
    let report = analyze_with_facts(&input, facts, packages).unwrap_or_else(|e| panic!("{e}"));
    (report, began.elapsed().as_secs_f64() * 1000.0)
}
