//! One package of the manifest: what the compiler said about it, and what we say.

use goescape::Packages;
use goescape::cli::{Facts, analyze_with_facts};
use goescape::wire::{Input, InputFile, Options, Report};
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use std::{fs, panic, thread};

/// A package that takes longer has hung.
const TIME_LIMIT: Duration = Duration::from_secs(120);
const STACK: usize = 256 << 20;

/// What scripts/oracle.mjs writes.
#[derive(Default, Deserialize)]
pub struct Manifest {
    /// The compiler's version.
    pub go: String,
    /// The flags that were asked with, for example `-m` and `-l`.
    pub diagnostics: Vec<String>,
    /// In order of their paths.
    pub packages: Vec<Package>,
}

/// A package, and where the compiler's answer lies.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// Its import path.
    pub path: String,
    /// Its language version.
    pub lang: String,
    /// Whether it is compiled as one of the standard library's.
    pub std: bool,
    /// Its files, in the compiler's order.
    pub files: Vec<File>,
    /// Import paths in its files that stand for others.
    pub import_map: BTreeMap<String, String>,
    /// The file with all that the compiler printed.
    pub answer: PathBuf,
}

/// A file of a package.
#[derive(Deserialize)]
pub struct File {
    /// Where it lies.
    pub file: PathBuf,
    /// How lines name it.
    pub name: String,
}

/// What came of a package.
pub struct Outcome {
    /// The texts of its files.
    pub texts: Vec<String>,
    /// What the compiler printed.
    pub answer: String,
    /// Our report, or why there is none.
    pub report: Result<Box<Report>, String>,
}

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes a panic a value: its file and message are kept for the one who asked. The line is left out, since it moves with every edit.
pub fn catch_panics() {
    panic::set_hook(Box::new(|info| {
        let file = info.location().map_or("", |l| l.file());
        let file = file.rsplit_once("/src/").map_or(file, |(_, file)| file);
        let payload = info.payload();
        let message = payload.downcast_ref::<&str>().copied();
        let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = message.and_then(|m| m.lines().next()).unwrap_or("");
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            eprintln!("{info}");
        }
        LAST_PANIC.with(|last| *last.borrow_mut() = format!("{file}: {message}"));
    }));
}

/// Reads and analyses a package, within the time limit.
pub fn analyze(manifest: &Manifest, package: &Package, facts: PathBuf) -> Outcome {
    let read = |path: &PathBuf| {
        fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let texts: Vec<String> = package.files.iter().map(|f| read(&f.file)).collect();
    let has = |flag: &str| manifest.diagnostics.iter().any(|d| d == flag);
    let file = |(f, text): (&File, &String)| InputFile {
        name: f.name.clone(),
        text: text.clone(),
    };
    let input = Input {
        files: package.files.iter().zip(&texts).map(file).collect(),
        options: Options {
            inline: !has("-l"),
            lang: package.lang.clone(),
            verbose: has("-m=2"),
            advise: false,
            package: Some(package.path.clone()),
            std: package.std,
            archive: false,
        },
    };
    let import_map = package.import_map.clone();
    Outcome {
        texts,
        answer: read(&package.answer),
        report: within_limit(move || report(&input, &import_map, facts)),
    }
}

fn report(
    input: &Input,
    import_map: &BTreeMap<String, String>,
    facts: PathBuf,
) -> Result<Box<Report>, String> {
    let facts = Facts::open(&facts).map_err(|e| e.to_string())?;
    let mut packages = Packages::default();
    let known = facts.paths().chain(import_map.keys().map(String::as_str));
    packages.set_available(known.map(str::to_owned).collect());
    for (source, path) in import_map {
        packages.map_import(source, path);
    }
    analyze_with_facts(input, &facts, &mut packages).map_err(|e| e.to_string())
}

/// Runs `work` in a thread of its own. One that takes too long is left alone and ends with the process.
fn within_limit<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (tell, hear) = mpsc::channel();
    let body = move || {
        let result = panic::catch_unwind(panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
            let message = LAST_PANIC.with(|last| last.borrow().clone());
            Err(format!("panic in {message}"))
        });
        let _ = tell.send(result);
    };
    let started = thread::Builder::new().stack_size(STACK).spawn(body);
    started.map_err(|e| e.to_string())?;
    match hear.recv_timeout(TIME_LIMIT) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(format!("more than {} s", TIME_LIMIT.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("the thread died".into()),
    }
}
