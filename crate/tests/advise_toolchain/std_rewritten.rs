//! All packages of std through our advice. Each suggestion is applied alone and judged: gofmt has nothing to say, and the package still
//! compiles. Then all that go together are built and vetted with the whole of std, and the tests of their packages are run, those that
//! take less than a minute without them. GOESCAPE_SAMPLE names a manifest with more packages, which are compiled and not tested.

use super::{Engine, name_of};
use goescape::wire::{Check, CheckCode, Confidence, Edit, InputFile, Suggestion};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Packages that are left out: the toolchain builds them in its own way.
const SPECIAL: [&str; 2] = ["unsafe", "runtime"];

/// Rounds of suggestions that are tested together, at most.
const ROUNDS: usize = 4;

struct Package {
    path: String,
    files: Vec<InputFile>,
    std: bool,
}

/// A package and what is advised about it.
struct Advised {
    package: Package,
    suggestions: Vec<Suggestion>,
}

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    /// Suggestions that were applied alone and compiled.
    pub compiled: usize,
    /// Of these, those in packages of std.
    pub in_std: usize,
    /// Suggestions whose package's tests were run with them.
    pub tested: usize,
    /// What is wrong.
    pub bad: Vec<String>,
    /// By rule and code: how many.
    pub counts: BTreeMap<String, usize>,
    /// Suggestions with a question that has to be answered no.
    pub declined: usize,
    /// How many packages were looked at.
    pub looked_at: usize,
    /// By package of std: what was applied, and what of it was tested.
    pub packages: BTreeMap<String, Counted>,
}

/// Suggestions of a package by rule, code and confidence.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct Counted {
    /// Applied alone and compiled.
    pub applied: BTreeMap<String, usize>,
    /// Tested together with the package's tests.
    pub tested: BTreeMap<String, usize>,
}

/// `R6 preallocate A`
fn kind_of(s: &Suggestion) -> String {
    format!("{} {} {:?}", s.rule, name_of(&s.code), s.confidence)
}

fn file(path: String) -> Option<InputFile> {
    let text = fs::read_to_string(&path).ok()?;
    Some(InputFile { name: path, text })
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
        if vendored || files.is_empty() {
            return None;
        }
        let files = files.split(',').map(|name| file(format!("{dir}/{name}")));
        Some(Package {
            path: path.into(),
            files: files.collect::<Option<_>>()?,
            std: true,
        })
    };
    let only = std::env::var("GOESCAPE_PACKAGES").unwrap_or_default();
    let wanted = |p: &Package| only.is_empty() || only.split(',').any(|o| o == p.path);
    text.lines().filter_map(package).filter(wanted).collect()
}

/// The packages of a manifest as the conformance run reads it.
fn listed(manifest: &Path) -> Vec<Package> {
    let text = fs::read_to_string(manifest).expect("the manifest that was named");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let package = |p: &serde_json::Value| {
        let names = p["files"].as_array()?.iter();
        let files = names.map(|f| file(f["file"].as_str()?.to_owned()));
        Some(Package {
            path: p["path"].as_str()?.to_owned(),
            files: files.collect::<Option<_>>()?,
            std: false,
        })
    };
    let all = json["packages"].as_array().expect("packages");
    all.iter().filter_map(package).collect()
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

/// Names that a text declares at package level.
fn declared(text: &str) -> Vec<String> {
    let name = |l: &str| {
        let rest = ["var ", "func ", "type "]
            .iter()
            .find_map(|word| l.strip_prefix(word))?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        (end > 0).then(|| rest[..end].to_owned())
    };
    text.lines().filter_map(name).collect()
}

/// Parts suggestions into sets whose edits are apart and whose names differ; those of confidence A come first, and apart from B.
fn rounds(all: &[Suggestion]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    let fits = |round: &[usize], i: usize| {
        let names = |i: usize| {
            let inserts = all[i].edits.iter().map(|e| e.insert.as_str());
            inserts.flat_map(declared).collect::<Vec<_>>()
        };
        let meets = |e: &Edit, o: &Edit| e.file == o.file && e.from <= o.to && o.from <= e.to;
        round.iter().all(|&o| {
            let (own, taken) = (names(i), names(o));
            let mut pairs = all[i]
                .edits
                .iter()
                .flat_map(|e| all[o].edits.iter().map(move |f| (e, f)));
            all[o].confidence == all[i].confidence
                && !pairs.any(|(e, f)| meets(e, f))
                && !own.iter().any(|n| taken.contains(n))
        })
    };
    for confidence in [Confidence::A, Confidence::B] {
        let of = (0..all.len()).filter(|&i| all[i].confidence == confidence);
        for i in of.filter(|&i| !all[i].edits.is_empty()) {
            match out.iter_mut().find(|round| fits(round, i)) {
                Some(round) => round.push(i),
                None => out.push(vec![i]),
            }
        }
    }
    out
}

impl Advised {
    /// The files that suggestions change, by number, with their new text.
    fn rewritten(&self, chosen: &[usize]) -> Vec<(usize, String)> {
        let of = chosen.iter().map(|&i| &self.suggestions[i]);
        let mut edits: Vec<Edit> = of.flat_map(|s| s.edits.clone()).collect();
        edits.sort_by_key(|e| (e.file, e.from, e.to));
        let files = self.package.files.iter().enumerate();
        let changed = files.filter(|(i, _)| edits.iter().any(|e| e.file as usize == *i));
        changed
            .map(|(i, f)| {
                let text = goescape::advise::apply(&f.text, i as u32, &edits);
                (i, text.expect("edits apart").to_string())
            })
            .collect()
    }

    fn name(&self, i: usize) -> String {
        let s = &self.suggestions[i];
        let file = &self.package.files[s.span.file as usize];
        let before = file.text.encode_utf16().take(s.span.from as usize);
        let line = 1 + before.filter(|&c| c == u16::from(b'\n')).count();
        let code = name_of(&s.code);
        format!(
            "{} {code} ({:?}) at {}:{line}",
            s.rule, s.confidence, file.name
        )
    }
}

/// The scratch folder and the toolchain.
struct Bench<'a> {
    go: &'a Path,
    dir: tempfile::TempDir,
    importcfg: PathBuf,
}

fn said(out: &std::process::Output) -> String {
    let (a, b) = (
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr),
    );
    format!("{a}{b}")
}

impl Bench<'_> {
    fn new(go: &Path) -> Bench<'_> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let template = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
        let out = command(go)
            .args(["list", "-export", "-f", template, "std"])
            .output()
            .expect("go list");
        let mut config = String::from_utf8(out.stdout).expect("text");
        let mut vendored = String::new();
        for line in config.lines() {
            let path = line
                .strip_prefix("packagefile ")
                .and_then(|l| l.split_once('='));
            if let Some((path, _)) = path
                && let Some(bare) = path.strip_prefix("vendor/")
            {
                writeln!(vendored, "importmap {bare}={path}").expect("text");
            }
        }
        config.push_str(&vendored);
        let importcfg = dir.path().join("importcfg");
        fs::write(&importcfg, config).expect("a file");
        Bench { go, dir, importcfg }
    }

    /// What the compiler says about a package with some files replaced; nothing if it is content.
    fn compile(&self, package: &Package, replaced: &[(usize, String)]) -> Option<String> {
        let mut files = Vec::new();
        for (i, f) in package.files.iter().enumerate() {
            match replaced.iter().find(|(at, _)| *at == i) {
                None => files.push(PathBuf::from(&f.name)),
                Some((_, text)) => {
                    let to = self.dir.path().join(format!("compiled{i}.go"));
                    fs::write(&to, text).expect("a file");
                    files.push(to);
                }
            }
        }
        let out = command(self.go)
            .args(["tool", "compile", "-p", &package.path, "-o"])
            .arg(self.dir.path().join("out.o"))
            .arg("-importcfg")
            .arg(&self.importcfg)
            .args(package.std.then_some("-std"))
            .args(&files)
            .output()
            .expect("the compiler");
        (!out.status.success()).then(|| said(&out))
    }

    /// Writes an overlay; gives its file.
    fn overlay(&self, name: &str, all: &[(&Advised, &[usize])]) -> PathBuf {
        let dir = self.dir.path().join(name);
        fs::create_dir_all(&dir).expect("a folder");
        let mut map = serde_json::Map::new();
        for (advised, chosen) in all {
            for (i, text) in advised.rewritten(chosen) {
                let to = dir.join(format!("{}.go", map.len()));
                fs::write(&to, text).expect("a file");
                let to = to.to_str().expect("a path");
                map.insert(advised.package.files[i].name.clone(), to.into());
            }
        }
        let overlay = dir.join("overlay.json");
        fs::write(&overlay, serde_json::json!({ "Replace": map }).to_string()).expect("a file");
        overlay
    }

    /// Runs tests; gives the packages whose tests passed, and all that was said.
    fn test(&self, overlay: Option<&Path>, minutes: u32, paths: &[&str]) -> (Vec<String>, String) {
        if paths.is_empty() {
            return (Vec::new(), String::new());
        }
        let mut c = command(self.go);
        c.args([
            "test",
            "-short",
            "-vet=off",
            "-timeout",
            &format!("{minutes}m"),
        ]);
        if let Some(overlay) = overlay {
            c.arg("-overlay").arg(overlay);
        }
        let text = said(&c.args(paths).output().expect("go test"));
        let passed = |l: &str| {
            let path = l.strip_prefix("ok ")?.trim_start();
            let tests = !l.contains("[no tests to run]");
            tests.then(|| {
                path.split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
        };
        (text.lines().filter_map(passed).collect(), text)
    }
}

/// The answer to the questions of a suggestion. "Are there no calls elsewhere, in tests or under other build tags?" can be looked up; all
/// others are answered with yes.
fn is_agreed(package: &Package, s: &Suggestion) -> bool {
    let asked = |c: &&Check| !c.passed && c.code == CheckCode::AskSignature;
    let Some(name) = (s.checks.iter().find(asked)).and_then(|c| c.params.get("function")) else {
        return true;
    };
    let Some(dir) = package
        .files
        .first()
        .and_then(|f| Path::new(&f.name).parent())
    else {
        return true;
    };
    let names = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|w| w == name)
    };
    let elsewhere = fs::read_dir(dir).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        let own = package.files.iter().any(|f| Path::new(&f.name) == path);
        let go = path.extension().is_some_and(|e| e == "go");
        go && !own && fs::read_to_string(&path).is_ok_and(|text| names(&text))
    });
    !elsewhere
}

fn advised(engine: &mut Engine, packages: Vec<Package>, outcome: &mut Outcome) -> Vec<Advised> {
    let mut out = Vec::new();
    for package in packages {
        let path = package.std.then(|| package.path.clone());
        let report = engine.report_of(package.files.clone(), path);
        if let Some(problem) = report.problems.first() {
            eprintln!("{}: not looked at: {}", package.path, problem.text);
            continue;
        }
        let all = report.suggestions.iter();
        let (suggestions, declined): (Vec<Suggestion>, Vec<Suggestion>) =
            all.cloned().partition(|s| is_agreed(&package, s));
        outcome.declined += declined.len();
        if suggestions.iter().any(|s| !s.edits.is_empty()) {
            out.push(Advised {
                package,
                suggestions,
            });
        }
    }
    out
}

/// Packages whose suggestions are not those of the record; of the others what is recorded is taken over.
fn changed(all: Vec<Advised>, outcome: &mut Outcome) -> Vec<Advised> {
    let mut recorded = super::record::Record::read().packages;
    let is_new = |a: &Advised| {
        let mut now = Counted::default();
        for s in a.suggestions.iter().filter(|s| !s.edits.is_empty()) {
            *now.applied.entry(kind_of(s)).or_default() += 1;
        }
        let old = recorded.remove(&a.package.path);
        match old {
            Some(old) if old.applied == now.applied => {
                outcome.compiled += old.applied.values().sum::<usize>();
                outcome.tested += old.tested.values().sum::<usize>();
                outcome.packages.insert(a.package.path.clone(), old);
                false
            }
            _ => true,
        }
    };
    let mut all = all;
    let mut is_new = is_new;
    all.retain(|a| is_new(a));
    eprintln!("{} packages have other suggestions than before", all.len());
    all
}

/// Applies every suggestion alone: gofmt, and the compiler.
fn alone(bench: &Bench<'_>, all: &[Advised], outcome: &mut Outcome) {
    let gofmt = bench.dir.path().join("gofmt");
    fs::create_dir_all(&gofmt).expect("a folder");
    let mut names = Vec::new();
    for advised in all {
        if let Some(why) = bench.compile(&advised.package, &[]) {
            eprintln!("{}: does not compile as it is: {why}", advised.package.path);
            continue;
        }
        for (i, s) in advised.suggestions.iter().enumerate() {
            if s.edits.is_empty() {
                continue;
            }
            let name = advised.name(i);
            let files = advised.rewritten(&[i]);
            for (at, text) in &files {
                let was = &advised.package.files[*at].name;
                fs::write(gofmt.join(format!("{}.go", names.len())), text).expect("a file");
                names.push((name.clone(), was.clone()));
            }
            if let Some(why) = bench.compile(&advised.package, &files) {
                outcome.bad.push(format!("{name}: {why}"));
            }
            outcome.compiled += 1;
            outcome.in_std += usize::from(advised.package.std);
            let kind = kind_of(s);
            if advised.package.std {
                let of = outcome.packages.entry(advised.package.path.clone());
                *of.or_default().applied.entry(kind.clone()).or_default() += 1;
            }
            *outcome.counts.entry(kind).or_default() += 1;
        }
    }
    for (i, (name, was)) in names.iter().enumerate() {
        let file = gofmt.join(format!("{i}.go"));
        let out = |arg: &Path| {
            let mut c = Command::new(bench.go.join("bin/gofmt"));
            said(&c.arg("-d").arg(arg).output().expect("gofmt"))
        };
        let found = out(&file);
        // What was not formatted before need not be now.
        if !found.is_empty() && out(Path::new(was)).is_empty() {
            outcome.bad.push(format!("{name}: gofmt: {found}"));
        }
    }
}

/// Applies what goes together; builds, vets and tests.
fn tested(bench: &Bench<'_>, all: &[Advised], outcome: &mut Outcome) {
    let all: Vec<&Advised> = all.iter().filter(|a| a.package.std).collect();
    let paths: Vec<&str> = all.iter().map(|a| a.package.path.as_str()).collect();
    let (baseline, text) = bench.test(None, 1, &paths);
    for line in text.lines().filter(|l| l.starts_with("FAIL")) {
        eprintln!("without a rewrite: {line}");
    }
    let parted: Vec<Vec<Vec<usize>>> = all.iter().map(|a| rounds(&a.suggestions)).collect();
    for round in 0..ROUNDS {
        let part: Vec<(&Advised, &[usize])> = (all.iter().zip(&parted))
            .filter_map(|(a, rounds)| Some((*a, rounds.get(round)?.as_slice())))
            .collect();
        if part.is_empty() {
            return;
        }
        let overlay = bench.overlay(&format!("round{round}"), &part);
        let of: Vec<&str> = part.iter().map(|(a, _)| a.package.path.as_str()).collect();
        let said_by = |verb: &str| {
            let mut c = command(bench.go);
            c.args([verb, "-overlay"]).arg(&overlay).args(&of);
            let out = c.output().expect("the go command");
            (!out.status.success()).then(|| format!("round {round}: go {verb}: {}", said(&out)))
        };
        if let Some(why) = said_by("build") {
            // No test would run.
            outcome.bad.push(why);
            continue;
        }
        outcome.bad.extend(said_by("vet"));
        let runs = |a: &Advised| baseline.contains(&a.package.path);
        let of: Vec<&str> = (part.iter().filter(|(a, _)| runs(a)))
            .map(|(a, _)| a.package.path.as_str())
            .collect();
        let (passed, _) = bench.test(Some(&overlay), 4, &of);
        for (advised, chosen) in part.iter().filter(|(a, _)| runs(a)) {
            outcome.tested += chosen.len();
            let of = outcome.packages.entry(advised.package.path.clone());
            let counted = of.or_default();
            for &i in *chosen {
                let kind = kind_of(&advised.suggestions[i]);
                *counted.tested.entry(kind).or_default() += 1;
            }
            if !passed.contains(&advised.package.path) {
                outcome.bad.extend(culprits(bench, advised, chosen));
            }
        }
        eprintln!(
            "round {round}: {} suggestions tested so far",
            outcome.tested
        );
    }
}

/// Which of the suggestions break the tests of their package, each alone.
fn culprits(bench: &Bench<'_>, advised: &Advised, chosen: &[usize]) -> Vec<String> {
    let mut bad = Vec::new();
    for &i in chosen {
        let overlay = bench.overlay("alone", &[(advised, &[i])]);
        let (passed, text) = bench.test(Some(&overlay), 4, &[&advised.package.path]);
        if passed.is_empty() {
            let text: String = text.chars().take(3000).collect();
            bad.push(format!("{}: tests fail: {text}", advised.name(i)));
        }
    }
    eprintln!(
        "{}: tests failed with all; alone {} of {} are to blame",
        advised.package.path,
        bad.len(),
        chosen.len()
    );
    bad
}

/// Rewrites std, or the first packages of it that are named, and judges every rewrite.
pub fn judge(engine: &mut Engine, go: &Path, only: Option<&[&str]>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut all = packages(go);
    all.retain(|p| only.is_none_or(|names| names.contains(&p.path.as_str())));
    if let Some(manifest) = std::env::var_os("GOESCAPE_SAMPLE") {
        all.extend(listed(Path::new(&manifest)));
    }
    outcome.looked_at = all.len();
    let all = advised(engine, all, &mut outcome);
    let all = match std::env::var_os("GOESCAPE_CHANGED") {
        None => all,
        Some(_) => changed(all, &mut outcome),
    };
    let bench = Bench::new(go);
    alone(&bench, &all, &mut outcome);
    eprintln!(
        "{} suggestions applied alone, {} of them in std: {:#?}",
        outcome.compiled, outcome.in_std, outcome.counts
    );
    for bad in &outcome.bad {
        eprintln!("{bad}");
    }
    if only.is_none() {
        tested(&bench, &all, &mut outcome);
    }
    outcome
}
