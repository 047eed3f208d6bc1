//! Runs all of std through goescape and compares with what the Go compiler printed.
//!
//! `conformance write|check|PACKAGE,… MANIFEST STD_FACTS SNAPSHOT DETAILS [MANIFEST SNAPSHOT DETAILS]…`: the manifest (scripts/oracle.mjs) names
//! each package's files and the compiler's answer. The snapshot is what is committed; the details list every difference. `write` writes the
//! snapshot, `check` fails where it is no longer what the run gives; both fail below the bars (`bars.rs`). Beside the snapshot, `causes.txt` says why
//! differences remain; one that it does not explain fails, too. With names of packages only these are compared, and every difference is
//! printed. More manifests are those of other flags of the compiler.

mod bars;
mod causes;
mod compare;
mod package;
mod snapshot;

use package::Manifest;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// How often the run tells how far it is.
const TELL: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let [mode, manifest, facts, snapshot, details, more @ ..] = args.as_slice() else {
        return usage();
    };
    let mut runs = vec![[manifest, snapshot, details]];
    let mut more = more.iter();
    while let Some(manifest) = more.next() {
        let (Some(snapshot), Some(details)) = (more.next(), more.next()) else {
            return usage();
        };
        runs.push([manifest, snapshot, details]);
    }
    let mut all_well = true;
    let mut causes = match read_causes(snapshot) {
        Ok(causes) => causes,
        Err(trouble) => {
            eprintln!("{trouble}");
            return ExitCode::FAILURE;
        }
    };
    let all_flags = runs.len() > 1;
    for [manifest, snapshot, details] in runs {
        let outcome = match mode.as_str() {
            "write" | "check" => {
                let check = mode == "check";
                run(check, manifest, facts, snapshot, details, &mut causes)
            }
            names => show(names, manifest, facts),
        };
        all_well &= outcome.unwrap_or_else(|trouble| {
            eprintln!("{trouble}");
            false
        });
    }
    // Only runs with all flags show all differences.
    if all_flags && ["write", "check"].contains(&mode.as_str()) {
        for place in causes.unused() {
            println!("  nothing differs any more, causes.txt is to be told: {place}");
            all_well = false;
        }
    }
    match all_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn usage() -> ExitCode {
    eprintln!(
        "usage: conformance write|check|PACKAGE,… MANIFEST STD_FACTS SNAPSHOT DETAILS [MANIFEST SNAPSHOT DETAILS]…"
    );
    ExitCode::from(2)
}

fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))
}

/// The causes beside a snapshot; none where there is no such file.
fn read_causes(snapshot: &str) -> Result<causes::Causes, String> {
    let path = Path::new(snapshot).with_file_name("causes.txt");
    match fs::read_to_string(&path) {
        Ok(text) => causes::Causes::parse(&text).map_err(|e| format!("{}: {e}", path.display())),
        Err(_) => Ok(causes::Causes::default()),
    }
}

fn read_manifest(path: &str) -> Result<Manifest, String> {
    serde_json::from_str(&read(path)?).map_err(|e| format!("{path}: {e}"))
}

/// Compares some packages and prints every difference.
fn show(names: &str, manifest: &str, facts: &str) -> Result<bool, String> {
    let mut manifest = read_manifest(manifest)?;
    let wanted: Vec<&str> = names.split(',').collect();
    manifest
        .packages
        .retain(|p| wanted.contains(&p.path.as_str()));
    if manifest.packages.is_empty() {
        return Err(format!("no package of std has the name {names}"));
    }
    let results = compare_all(&manifest, Path::new(facts));
    print!("{}", snapshot::details(&manifest, &results));
    let explained = causes::Causes::default().explain(&manifest, &results).0;
    print!("{}", snapshot::snapshot(&manifest, &results, &explained));
    Ok(true)
}

fn run(
    check: bool,
    manifest: &str,
    facts: &str,
    snapshot: &str,
    details: &str,
    causes: &mut causes::Causes,
) -> Result<bool, String> {
    let write = |path: &str, text: &str| {
        let folder = Path::new(path).parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(path, text))
            .map_err(|e| format!("{path}: {e}"))
    };
    let manifest = read_manifest(manifest)?;
    let began = Instant::now();
    let results = compare_all(&manifest, Path::new(facts));
    let (explained, unknown) = causes.explain(&manifest, &results);
    let made = snapshot::snapshot(&manifest, &results, &explained);
    write(details, &snapshot::details(&manifest, &results))?;
    println!("  {}", manifest.diagnostics.join(" "));
    println!("{}", snapshot::headline(&results));
    println!("  {:.1} s", began.elapsed().as_secs_f64());
    let verbose = manifest.diagnostics.iter().any(|flag| flag == "-m=2");
    let mut trouble = bars::missed(&results, verbose);
    trouble.extend(
        unknown
            .iter()
            .map(|p| format!("a difference without a cause: {p}")),
    );
    trouble.iter().for_each(|t| println!("  {t}"));
    let well = trouble.is_empty();
    let had = fs::read_to_string(snapshot).unwrap_or_default();
    if had == made {
        println!("  as in the snapshot");
        return Ok(well);
    }
    if check {
        println!("  differs from {snapshot}:");
        print!("{}", snapshot::difference(&had, &made));
        println!("  If that is meant, run `npm run conformance` and commit the snapshot.");
        return Ok(false);
    }
    write(snapshot, &made)?;
    print!("{}", snapshot::difference(&had, &made));
    println!("  written: {snapshot}");
    Ok(well)
}

/// Every package, on all cores; results in the manifest's order.
fn compare_all(manifest: &Manifest, facts: &Path) -> Vec<compare::Comparison> {
    package::catch_panics();
    let count = manifest.packages.len();
    let results: Vec<OnceLock<compare::Comparison>> = (0..count).map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let told = Mutex::new(Instant::now());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(package) = manifest.packages.get(i) else {
                        break;
                    };
                    let outcome = package::analyze(manifest, package, PathBuf::from(facts));
                    let _ = results[i].set(compare::compare(package, outcome));
                    let mut told = told.lock().expect("no thread panics while it holds this");
                    if told.elapsed() > TELL {
                        *told = Instant::now();
                        println!("  {i} of {count} packages");
                    }
                }
            });
        }
    });
    results
        .into_iter()
        .map(|r| r.into_inner().expect("every index was taken"))
        .collect()
}
