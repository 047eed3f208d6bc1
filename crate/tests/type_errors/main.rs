//! The errors of the checker against those of the compiler: on the toolchain's own test data, and on mutants of std.
//!
//! Needs the pinned Go toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names); where it is missing the tests say so
//! and pass. The compiler's answers are kept under `target/oracle`. GOESCAPE_MUTANTS is the number of mutants (default 40), GOESCAPE_SEED
//! makes others.

mod mutate;
#[path = "../types/source.rs"]
mod source;
#[path = "../support/mod.rs"]
mod support;

use goescape::syntax::errors::ErrorList;
use goescape::syntax::{Ast, Options, parse_file};
use goescape::text::SourceMap;
use goescape::types::{Config, Types, check};
use source::{Loaded, SourceImporter, Std};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::oracle::Go;

/// The standard library, checked from source.
struct World {
    std: Std,
    types: Types,
    loaded: Loaded,
    go: Go,
}

impl World {
    fn new() -> Option<World> {
        let std = Std::find()?;
        let Some(go) = Go::find() else {
            eprintln!("skipped: no Go toolchain");
            return None;
        };
        let mut world = SourceImporter::new();
        for p in &std.packages {
            let parsed = p.parse();
            let conf = Config {
                path: p.path.clone(),
                ..Config::default()
            };
            world.importer.map = p.import_map.clone();
            let (files, ast, map) = (&parsed.nodes, &parsed.ast, &parsed.map);
            let importer = &mut world.importer;
            let checked = check(files, ast, map, &conf, importer, &mut world.types);
            world.importer.loaded.insert(p.path.clone(), checked.pkg);
        }
        world.types.ctxt = Default::default();
        world.importer.map = BTreeMap::new();
        Some(World {
            std,
            types: world.types,
            loaded: world.importer,
            go,
        })
    }

    /// What we say of a package, as the compiler prints it.
    fn ours(&mut self, conf: &Config, std: bool, files: &[(&str, &str)]) -> String {
        let mut map = SourceMap::default();
        let mut ast = Ast::default();
        let mut list = ErrorList::default();
        let mut nodes = Vec::new();
        let mut whole = true;
        let options = Options {
            std,
            ..Options::default()
        };
        for (name, text) in files {
            let id = map.add(name, text);
            let parsed = parse_file(&mut ast, &mut map, id, text, &options);
            for e in &parsed.errors {
                list.add(&map, e.pos, &e.msg);
            }
            whole &= parsed.file.is_some();
            nodes.extend(parsed.file);
        }
        // The checker must survive what the parser has complained about too.
        let mut types = self.types.clone();
        let checked = check(&nodes, &ast, &map, conf, &mut self.loaded, &mut types);
        if whole && !list.has_syntax_errors() {
            for e in &checked.errors {
                list.add(&map, e.pos, &e.msg.as_str().into());
            }
        }
        list.lines(&map).join("\n")
    }
}

/// Counts what agrees.
#[derive(Default)]
struct Score {
    programs: usize,
    rejected: usize,
    alike: usize,
    first: usize,
    list: usize,
}

impl Score {
    fn add(&mut self, name: &str, want: &str, got: &str) {
        let lines = |s: &str| -> Vec<String> { s.lines().map(|l| l.trim_end().into()).collect() };
        let (want, got) = (lines(want), lines(got));
        self.programs += 1;
        self.rejected += usize::from(!want.is_empty());
        self.alike += usize::from(want.is_empty() == got.is_empty());
        self.first += usize::from(want.first() == got.first());
        self.list += usize::from(want == got);
        if want != got {
            eprintln!("{name}");
            for l in want.iter().filter(|l| !got.contains(l)) {
                eprintln!("  - {l}");
            }
            for l in got.iter().filter(|l| !want.contains(l)) {
                eprintln!("  + {l}");
            }
        }
    }

    /// Accepted and rejected as the compiler does, always; first error in 98 %, whole list in 92 % of all programs.
    fn judge(&self) {
        let Score {
            programs,
            rejected,
            alike,
            first,
            list,
        } = self;
        eprintln!(
            "{programs} programs, {rejected} rejected: alike {alike}, first error {first}, whole list {list}"
        );
        assert_eq!(alike, programs);
        assert!(first * 100 >= programs * 98 && list * 100 >= programs * 92);
    }
}

/// GOROOT/src/internal/types/testdata, one file at a time.
#[test]
fn errors_in_the_test_data_of_go() {
    let Some(mut world) = World::new() else {
        return;
    };
    let mut files = Vec::new();
    collect(
        &world.std.goroot.join("src/internal/types/testdata"),
        &mut files,
    );
    files.sort();
    let mut score = Score::default();
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The compiler itself does not come to an end here.
        if name == "issue78346.go" {
            continue;
        }
        let first = text.lines().next().unwrap_or_default();
        let lang = first.split_once("-lang=").map_or("go1.27", |(_, l)| l);
        let conf = Config {
            path: "p".into(),
            lang: lang.split_whitespace().next().unwrap_or("go1.27").into(),
        };
        let flags = ["-p", "p", &format!("-lang={}", conf.lang)];
        let want = world.go.compile(&flags, &[(&name, &text)]).output;
        if want.contains("internal compiler error") || want.contains("$GOROOT") {
            continue;
        }
        let got = world.ours(&conf, false, &[(&name, &text)]);
        score.add(&path.display().to_string(), &want, &got);
    }
    score.judge();
}

/// Packages of std with one change in one file.
#[test]
fn errors_in_mutants() {
    let Some(mut world) = World::new() else {
        return;
    };
    let number = |name, default| {
        let var = std::env::var(name).ok();
        var.and_then(|v| v.parse().ok()).unwrap_or(default)
    };
    let count = number("GOESCAPE_MUTANTS", 40);
    let mut random = mutate::Random(number("GOESCAPE_SEED", 1));
    let packages: Vec<usize> = (0..world.std.packages.len())
        .filter(|&i| mutate::SUBJECTS.contains(&&*world.std.packages[i].path))
        .collect();
    let mut score = Score::default();
    while score.programs < count as usize {
        let p = &world.std.packages[packages[random.below(packages.len())]];
        let texts: Vec<(String, String)> = p.files.iter().map(|f| read(f)).collect();
        let victim = random.below(texts.len());
        let Some(mutant) = mutate::mutant(&texts[victim].1, &mut random) else {
            continue;
        };
        let mut files: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (&**n, &**t)).collect();
        files[victim].1 = &mutant;
        let conf = Config {
            path: p.path.clone(),
            ..Config::default()
        };
        let want = world.go.compile(&["-p", &conf.path, "-std"], &files).output;
        if want.contains("internal compiler error") {
            continue;
        }
        world.loaded.map = p.import_map.clone();
        let got = world.ours(&conf, true, &files);
        let name = format!("{} {}", conf.path, files[victim].0);
        score.add(&name, &want, &got);
    }
    score.judge();
}

fn read(path: &Path) -> (String, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = std::fs::read_to_string(path).expect("a file of GOROOT");
    (name.into_owned(), text)
}

fn collect(dir: &Path, to: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder of GOROOT") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, to);
        } else if path.extension().is_some_and(|e| e == "go") {
            to.push(path);
        }
    }
}
