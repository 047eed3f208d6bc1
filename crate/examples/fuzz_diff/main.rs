//! The differential fuzzer (`npm run fuzz:diff`): makes small programs and holds what we say about them to what the compiler says.
//!
//! `fuzz_diff COMPILER IMPORTCFG STD_FACTS SCRATCH [--programs N] [--seed S] [--show]`: programs of the seeds S, S+1, … are compiled, some
//! of them at a time as the files of one package, under `-m` and `-m=2` with and without `-l`. Lines that stand in the programs have to be the
//! same, in the same order. A program that differs is made small and printed. `--show` prints the program of a seed, `--shrink FILE` makes
//! the program in a file small, `--lines MODE FILE…` writes both answers for the files of a package to the scratch folder, whole.

mod expr;
mod judge;
mod program;
mod rng;
mod shrink;
mod std_calls;
mod stmt;
mod ty;

use goescape::cli::Facts;
use judge::{Difference, File, Judge, MODES, Outcome};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

/// Programs in one package.
const BATCH: usize = 30;
/// How many different differences are made small; all are counted.
const SHOWN: usize = 8;

fn main() -> ExitCode {
    let thread = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(work);
    thread
        .expect("a thread can be had")
        .join()
        .unwrap_or(ExitCode::FAILURE)
}

fn work() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let number = |name: &str, default: u64| match args.iter().position(|a| a == name) {
        Some(i) => args
            .get(i + 1)
            .and_then(|n| n.parse().ok())
            .unwrap_or(default),
        None => default,
    };
    let seed = number("--seed", 1);
    if args.iter().any(|a| a == "--show") {
        print!("{}", program::program(seed, 0));
        return ExitCode::SUCCESS;
    }
    let [compiler, importcfg, facts, scratch, ..] = args.as_slice() else {
        eprintln!(
            "usage: fuzz_diff COMPILER IMPORTCFG STD_FACTS SCRATCH [--programs N] [--seed S] [--show] [--shrink FILE]"
        );
        return ExitCode::from(2);
    };
    let facts = Facts::open(Path::new(facts)).unwrap_or_else(|e| panic!("{e}"));
    let scratch = PathBuf::from(scratch);
    Judge::prepare(&scratch);
    let mut packages = goescape::Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    let judge = Judge {
        compiler: compiler.into(),
        importcfg: importcfg.into(),
        facts,
        scratch,
        packages: packages.into(),
    };
    if let Some(i) = args.iter().position(|a| a == "--lines") {
        let list: Vec<File> = args[i + 2..]
            .iter()
            .map(|file| File {
                name: Path::new(file)
                    .file_name()
                    .expect("a file")
                    .to_string_lossy()
                    .into_owned(),
                text: fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}")),
            })
            .collect();
        return judge.write_lines(&list, args[i + 1].parse().unwrap_or(0));
    }
    if let Some(i) = args.iter().position(|a| a == "--shrink") {
        let file = args.get(i + 1).expect("--shrink FILE");
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}"));
        return one(&judge, &text);
    }
    run(
        &judge,
        seed,
        number("--programs", 200),
        number("--small", SHOWN as u64) as usize,
    )
}

/// Makes one program small.
fn one(judge: &Judge, text: &str) -> ExitCode {
    let files = [File {
        name: "x.go".into(),
        text: text.into(),
    }];
    match judge.compare(&files, None) {
        Outcome::Same => println!("no difference"),
        Outcome::Invalid(errors) => println!("the compiler rejects it:\n{errors}"),
        Outcome::Differs(list) => {
            tell(judge, text, &list);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Prints a program that differs, made small.
fn tell(judge: &Judge, text: &str, list: &[Difference]) {
    let first = &list[0];
    let small = shrink::shrink(judge, text, first.mode, &first.kind());
    println!("---- {}\n{small}", MODES[first.mode].0.join(" "));
    let files = [File {
        name: "x.go".into(),
        text: small,
    }];
    if let Outcome::Differs(list) = judge.compare(&files, Some(first.mode)) {
        for d in list {
            println!("compiler: {}\n    ours: {}", d.theirs, d.ours);
        }
    }
}

fn run(judge: &Judge, seed: u64, programs: u64, shown: usize) -> ExitCode {
    let began = Instant::now();
    let (mut done, mut invalid, mut differ) = (0, 0, 0);
    let mut kinds: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    let mut told = Instant::now();
    let mut next = seed;
    while next < seed + programs {
        let last = (next + BATCH as u64).min(seed + programs);
        let mut files: Vec<File> = (next..last)
            .map(|s| File {
                name: format!("s{s}.go"),
                text: program::program(s, (s - next) as usize),
            })
            .collect();
        next = last;
        while !files.is_empty() {
            match judge.compare(&files, None) {
                Outcome::Same => break,
                Outcome::Invalid(errors) => {
                    // Files with errors are left out; the others are looked at without them.
                    let before = files.len();
                    let named = |f: &File| {
                        errors
                            .lines()
                            .any(|l| l.starts_with(&format!("{}:", f.name)))
                    };
                    if env::var_os("FUZZ_ERRORS").is_some() {
                        println!("{errors}");
                    }
                    files.retain(|f| !named(f));
                    if files.len() == before {
                        println!("the compiler fails: {errors}");
                        files.clear();
                    }
                    invalid += before - files.len();
                }
                Outcome::Differs(list) => {
                    let mut seen: Vec<&str> = Vec::new();
                    for d in &list {
                        if seen.contains(&&*d.file) {
                            continue;
                        }
                        seen.push(&d.file);
                        differ += 1;
                        let count = kinds.len();
                        let entry = kinds.entry(d.kind());
                        let new = matches!(entry, std::collections::btree_map::Entry::Vacant(_));
                        let number = d
                            .file
                            .trim_start_matches('s')
                            .trim_end_matches(".go")
                            .parse()
                            .unwrap_or(0);
                        entry.or_insert((0, number)).0 += 1;
                        if new && count < shown {
                            println!(
                                "seed {number}:\ncompiler: {}\n    ours: {}",
                                d.theirs, d.ours
                            );
                            let text = &files
                                .iter()
                                .find(|f| f.name == d.file)
                                .expect("a file of the package")
                                .text;
                            let alone = [File {
                                name: "x.go".into(),
                                text: text.clone(),
                            }];
                            match judge.compare(&alone, None) {
                                Outcome::Differs(list) => tell(judge, text, &list),
                                _ => println!("not when it is alone"),
                            }
                        }
                    }
                    break;
                }
            }
        }
        done += files.len();
        if told.elapsed().as_secs() > 20 {
            told = Instant::now();
            println!(
                "{done} programs, {differ} differ, {:.0} s",
                began.elapsed().as_secs_f64()
            );
        }
    }
    println!(
        "{done} programs compared, {differ} differ, {invalid} rejected by the compiler, {:.0} s",
        began.elapsed().as_secs_f64()
    );
    for (kind, (count, seed)) in &kinds {
        println!("{count:6}  seed {seed}: {kind}");
    }
    match differ {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
