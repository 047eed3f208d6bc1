//! All packages of std through our advice: what is rewritten still is as gofmt has it, builds, and passes `go vet`. `GOESCAPE_ASKED=1` takes
//! rewrites with a question, too, and only builds: tests may call what has another signature then. `GOESCAPE_PACKAGES=a,b` looks at these.

use super::{Engine, name_of};
use goescape::wire::{Confidence, Edit, InputFile, Suggestion};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Packages whose rewritten files are not vetted: the toolchain builds them in its own way.
const SPECIAL: [&str; 2] = ["unsafe", "runtime"];

struct Package {
    path: String,
    dir: String,
    files: Vec<String>,
}

fn packages(go: &Path) -> Vec<Package> {
    let format = "{{.ImportPath}}|{{.Dir}}|{{join .GoFiles \",\"}}";
    let out = command(go)
        .args(["list", "-f", format, "std"])
        .output()
        .expect("go list");
    let text = String::from_utf8(out.stdout).expect("text");
    let package = |line: &str| {
        let mut parts = line.split('|');
        let (path, dir, files) = (parts.next()?, parts.next()?, parts.next()?);
        let vendored = path.starts_with("vendor/") || SPECIAL.contains(&path);
        (!vendored && !files.is_empty()).then(|| Package {
            path: path.into(),
            dir: dir.into(),
            files: files.split(',').map(str::to_owned).collect(),
        })
    };
    let only = std::env::var("GOESCAPE_PACKAGES").unwrap_or_default();
    let wanted = |p: &Package| only.is_empty() || only.split(',').any(|o| o == p.path);
    text.lines().filter_map(package).filter(wanted).collect()
}

fn command(go: &Path) -> Command {
    let mut c = Command::new(go.join("bin/go"));
    c.current_dir(go.join("src"))
        .env("GOROOT", go)
        .env("GOTOOLCHAIN", "local")
        .env("GOPROXY", "off")
        .env("GOFLAGS", "")
        .env("CGO_ENABLED", "0");
    c
}

/// Whether rewrites with a question are looked at.
fn asked() -> bool {
    std::env::var_os("GOESCAPE_ASKED").is_some()
}

/// Names that a text declares at package level.
fn declared(text: &str) -> Vec<String> {
    let name = |l: &str| {
        let rest = l.strip_prefix("var ").or_else(|| l.strip_prefix("func "))?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        (end > 0).then(|| rest[..end].to_owned())
    };
    text.lines().filter_map(name).collect()
}

/// Proven suggestions whose edits are apart and whose names differ.
fn together(all: &[Suggestion]) -> Vec<&Suggestion> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let proven = all
        .iter()
        .filter(|s| (s.confidence == Confidence::A || asked()) && !s.edits.is_empty());
    proven
        .filter(|s| {
            let meets = |e: &Edit, o: &&Edit| e.file == o.file && e.from <= o.to && o.from <= e.to;
            let own: Vec<String> = s.edits.iter().flat_map(|e| declared(&e.insert)).collect();
            let apart = !s.edits.iter().any(|e| taken.iter().any(|o| meets(e, o)));
            let free = apart && !own.iter().any(|n| names.contains(n));
            if free {
                taken.extend(&s.edits);
                names.extend(own);
            }
            free
        })
        .collect()
}

/// Rewrites std; gives how many suggestions were applied, and what is wrong with them.
pub fn judge(engine: &mut Engine, go: &Path) -> (usize, Vec<String>) {
    let dir = std::env::temp_dir().join(format!("goescape-std-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("a folder");
    let (mut applied, mut replaced, mut changed) = (0, serde_json::Map::new(), Vec::new());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for package in packages(go) {
        let file = |name: &String| {
            let path = format!("{}/{name}", package.dir);
            let text = fs::read_to_string(&path).expect("a file of std");
            InputFile { name: path, text }
        };
        let files: Vec<InputFile> = package.files.iter().map(file).collect();
        let report = engine.report_of(files.clone(), Some(package.path.clone()));
        if !report.problems.is_empty() {
            eprintln!(
                "{}: not looked at: {}",
                package.path, report.problems[0].text
            );
            continue;
        }
        let chosen = together(&report.suggestions);
        for s in &chosen {
            *counts
                .entry(format!("{} {}", s.rule, name_of(&s.code)))
                .or_default() += 1;
        }
        applied += chosen.len();
        let mut edits: Vec<Edit> = chosen.iter().flat_map(|s| s.edits.clone()).collect();
        edits.sort_by_key(|e| (e.file, e.from, e.to));
        for (i, file) in files.iter().enumerate() {
            if !edits.iter().any(|e| e.file == i as u32) {
                continue;
            }
            let text = goescape::advise::apply(&file.text, i as u32, &edits).expect("edits apart");
            let to = dir.join(format!("{}.go", replaced.len()));
            fs::write(&to, &*text).expect("a file");
            replaced.insert(file.name.clone(), to.to_str().expect("a path").into());
        }
        if !chosen.is_empty() {
            changed.push(package.path);
        }
    }
    eprintln!("{applied} rewrites in std: {counts:?}");
    let overlay = dir.join("overlay.json");
    let json = serde_json::json!({ "Replace": replaced });
    fs::write(&overlay, json.to_string()).expect("a file");
    let mut bad = Vec::new();
    let gofmt = Command::new(go.join("bin/gofmt"))
        .arg("-d")
        .arg(&dir)
        .output()
        .expect("gofmt");
    if !gofmt.stdout.is_empty() {
        bad.push(String::from_utf8_lossy(&gofmt.stdout).into_owned());
    }
    let vet = command(go)
        .arg(if asked() { "build" } else { "vet" })
        .arg("-overlay")
        .arg(&overlay)
        .args(&changed)
        .output()
        .expect("go vet");
    if !vet.status.success() {
        bad.push(String::from_utf8_lossy(&vet.stderr).into_owned());
    }
    if bad.is_empty() {
        let _ = fs::remove_dir_all(&dir);
    }
    (applied, bad)
}
