//! The differential fuzzer (`npm run fuzz:diff`): makes small programs and holds what we say about them to what the compiler says.
//!
//! `fuzz_diff COMPILER IMPORTCFG STD_FACTS SCRATCH [--programs N] [--seed S] [--all-modes] [--everywhere] [--small N]`: programs of the seeds
//! S, S+1, … are compiled, some of them at a time as the files of one package, under `-m=2`, and by turns under `-m=2 -l`, `-m` and `-m -l`
//! (`--all-modes`: under all of them). Lines that stand in the programs have to be the same, in the same order; `--everywhere` compares all
//! others too, in any order. The first N programs that differ, each in another way, are made small and printed; the seeds of all are listed.
//! `--show` prints the program of a seed, `--shrink FILE` makes the program in a file small, `--lines MODE FILE…` writes both answers for the
//! files of a package to the scratch folder, whole.

mod compiler;
mod expr;
mod judge;
mod program;
mod rng;
mod shrink;
mod std_calls;
mod stmt;
mod template;
mod templates;
mod ty;

use compiler::Compiler;
use goescape::cli::Facts;
use judge::{ALL, Difference, File, Judge, MODES, Outcome};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

/// Programs in one package.
const BATCH: usize = 60;
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
    fs::create_dir_all(&scratch).unwrap_or_else(|e| panic!("{}: {e}", scratch.display()));
    let mut packages = goescape::Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    let given = |flag: &str| args.iter().any(|a| a == flag);
    let judge = Judge {
        compiler: Compiler {
            program: compiler.into(),
            importcfg: importcfg.into(),
            scratch,
        },
        facts,
        packages: packages.into(),
        everywhere: given("--everywhere"),
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
    let mut run = Run {
        judge: &judge,
        all_modes: given("--all-modes"),
        small: number("--small", SHOWN as u64) as usize,
        compared: 0,
        rejected: 0,
        differing: BTreeMap::new(),
        kinds: BTreeMap::new(),
    };
    run.all(seed, number("--programs", 200))
}

/// Makes one program small.
fn one(judge: &Judge, text: &str) -> ExitCode {
    let files = [File {
        name: "x.go".into(),
        text: text.into(),
    }];
    match judge.compare(&files, &ALL) {
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
    if let Outcome::Differs(list) = judge.compare(&files, &[first.mode]) {
        for d in list {
            println!("compiler: {}\n    ours: {}", d.theirs, d.ours);
        }
    }
}

/// A run over many programs, and what came of it.
struct Run<'a> {
    judge: &'a Judge,
    all_modes: bool,
    /// How many differences of another kind are made small.
    small: usize,
    /// Programs that both answered for.
    compared: usize,
    /// Programs that the compiler takes for wrong.
    rejected: usize,
    /// The seeds of those that differ, with the kind.
    differing: BTreeMap<u64, String>,
    /// The number of programs of each kind of difference.
    kinds: BTreeMap<String, usize>,
}

impl Run<'_> {
    fn all(&mut self, seed: u64, programs: u64) -> ExitCode {
        let began = Instant::now();
        let mut told = Instant::now();
        let end = seed + programs;
        let batches = (seed..end).step_by(BATCH).enumerate();
        for (number, first) in batches {
            let seeds = first..(first + BATCH as u64).min(end);
            let list = seeds
                .enumerate()
                .map(|(i, s)| File {
                    name: format!("s{s}.go"),
                    text: program::program(s, i),
                })
                .collect();
            let modes = match self.all_modes {
                true => ALL.to_vec(),
                false => vec![0, 1 + number % (MODES.len() - 1)],
            };
            self.batch(list, &modes);
            if told.elapsed().as_secs() > 20 {
                told = Instant::now();
                self.tell(began);
            }
        }
        self.tell(began);
        for (kind, count) in &self.kinds {
            println!("{count:6}  {kind}");
        }
        for (seed, kind) in &self.differing {
            println!("seed {seed}: {kind}");
        }
        match self.differing.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }
    }

    fn tell(&self, began: Instant) {
        println!(
            "{} programs compared, {} differ, {} rejected by the compiler, {:.0} s",
            self.compared,
            self.differing.len(),
            self.rejected,
            began.elapsed().as_secs_f64()
        );
    }

    /// Compares the files of one package; those with errors are left out, and the others are looked at without them.
    fn batch(&mut self, mut files: Vec<File>, modes: &[usize]) {
        while !files.is_empty() {
            match self.judge.compare(&files, modes) {
                Outcome::Same => break,
                Outcome::Differs(list) => {
                    self.differs(&files, &list);
                    break;
                }
                Outcome::Invalid(errors) => {
                    let before = files.len();
                    if env::var_os("FUZZ_ERRORS").is_some() {
                        println!("{errors}");
                    }
                    let named = |f: &File| {
                        let start = format!("{}:", f.name);
                        errors.lines().any(|l| l.starts_with(&start))
                    };
                    files.retain(|f| !named(f));
                    if files.len() == before {
                        println!("the compiler fails: {errors}");
                        files.clear();
                    }
                    self.rejected += before - files.len();
                }
            }
        }
        self.compared += files.len();
    }

    fn differs(&mut self, files: &[File], list: &[Difference]) {
        // What stands elsewhere belongs to one of the files; which one shows when they are alone.
        let of = |file: &File| list.iter().find(|d| d.file == file.name).cloned();
        let mut found: Vec<(&File, Difference)> =
            files.iter().filter_map(|f| Some((f, of(f)?))).collect();
        if found.is_empty() {
            for f in files {
                if let Outcome::Differs(mut list) =
                    self.judge.compare(std::slice::from_ref(f), &[list[0].mode])
                {
                    found.push((f, list.swap_remove(0)));
                }
            }
        }
        if found.is_empty() {
            println!("only together: {} | {}", list[0].theirs, list[0].ours);
            found.push((&files[0], list[0].clone()));
        }
        for (file, d) in found {
            let kind = d.kind();
            let seed = file.name.trim_start_matches('s').trim_end_matches(".go");
            let seed = seed.parse().unwrap_or(0);
            self.differing.insert(seed, kind.clone());
            let known = self.kinds.len();
            let count = self.kinds.entry(kind).or_insert(0);
            *count += 1;
            if *count == 1 && known < self.small {
                println!("seed {seed}:\ncompiler: {}\n    ours: {}", d.theirs, d.ours);
                let alone = [File {
                    name: "x.go".into(),
                    text: file.text.clone(),
                }];
                match self.judge.compare(&alone, &ALL) {
                    Outcome::Differs(list) => tell(self.judge, &file.text, &list),
                    _ => println!("not when it is alone"),
                }
            }
        }
    }
}
