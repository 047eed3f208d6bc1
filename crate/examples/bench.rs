//! Times the analysis natively, for `npm run bench`: `bench STD_FACTS RUNS -m|-m=2|-l INPUT…` prints one line of JSON an input: a Go file, or
//! files and options in the form of wire.ts (`.json`). With `-l` nothing is inlined, with `-m=2` every flow is explained.
//!
//! `fresh` is an analysis with everything forgotten but the bytes of the facts; `edit` is one after a change inside one function, as at a
//! keystroke. Times in milliseconds, one entry a run. `peak` is the most memory that the process had until then, in MiB.

use goescape::Packages;
use goescape::cli::{Facts, analyze_with_facts};
use goescape::wire::{Input, InputFile, Options, Report};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

#[global_allocator]
static HEAP: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Serialize)]
struct Times {
    file: String,
    fresh: Vec<f64>,
    edit: Vec<f64>,
    lines: usize,
    not_analysed: usize,
    peak: Option<f64>,
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
        let mut input = match file.ends_with(".json") {
            true => serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}")),
            false => Input {
                files: vec![InputFile {
                    name: "main.go".into(),
                    text,
                }],
                options: Options::default(),
            },
        };
        input.options = Options {
            inline: options.inline,
            verbose: options.verbose,
            advise: false,
            ..input.options
        };
        let times = time(&facts, file, &input, runs);
        let json = serde_json::to_string(&times).expect("plain data");
        println!("{json}");
    }
    ExitCode::SUCCESS
}

fn time(facts: &Facts, file: &str, input: &Input, runs: usize) -> Times {
    let (mut fresh, mut edit) = (Vec::new(), Vec::new());
    let mut packages = empty(facts);
    // No report is kept while the next one is made.
    let told = told(&analyze(facts, input, &mut packages).0);
    for run in 0..runs {
        edit.push(analyze(facts, &edited(input, run), &mut packages).1);
        // What is fetched once a page is not part of an analysis: the bytes are there, their decoding is counted.
        let mut packages = empty(facts);
        for path in imports(facts, input) {
            packages.add(&path, &facts.load(&path).unwrap_or_else(|e| panic!("{e}")));
        }
        fresh.push(analyze(facts, input, &mut packages).1);
    }
    let (lines, not_analysed) = told;
    Times {
        file: file.into(),
        fresh,
        edit,
        lines,
        not_analysed,
        peak: peak(),
    }
}

/// How many lines of `-m` a report has, and of how many declarations it has no verdicts.
fn told(report: &Report) -> (usize, usize) {
    let gaps = report.functions.iter().filter(|f| f.not_analysed.is_some());
    let gaps = gaps.count() + usize::from(report.not_analysed.is_some());
    (report.lines.len(), gaps)
}

/// The most memory that this process had, in MiB, where the system tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

fn empty(facts: &Facts) -> Packages {
    let mut packages = Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    packages
}

/// The packages that the files import: a line with nothing but a quoted path, alone or after `import`.
fn imports(facts: &Facts, input: &Input) -> BTreeSet<String> {
    let quoted = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix("import ").unwrap_or(line);
        Some(line.strip_prefix('"')?.strip_suffix('"')?.to_owned())
    };
    let there = |path: &String| facts.paths().any(|p| p == path);
    let lines = input.files.iter().flat_map(|f| f.text.lines());
    lines.filter_map(quoted).filter(there).collect()
}

/// The input with one more statement: at the end of the last function, or in a function of its own behind several files.
fn edited(input: &Input, run: usize) -> Input {
    let mut input = input.clone();
    let one = input.files.len() == 1;
    let file = input.files.last_mut().expect("an input has files");
    if one {
        let end = file.text.rfind('}').expect("a function ends the file");
        file.text = format!("{}\t_ = {run}\n}}\n", &file.text[..end]);
    } else {
        file.text.push_str(&format!("\nfunc _() {{ _ = {run} }}\n"));
    }
    input
}

fn analyze(facts: &Facts, input: &Input, packages: &mut Packages) -> (Box<Report>, f64) {
    let began = Instant::now();
    let report = analyze_with_facts(input, facts, packages).unwrap_or_else(|e| panic!("{e}"));
    (report, began.elapsed().as_secs_f64() * 1000.0)
}
