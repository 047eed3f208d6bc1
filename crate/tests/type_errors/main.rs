//! The errors of the checker against those of the compiler: on the toolchain's own test data, and on mutants of std.
//!
//! Needs the pinned Go toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names); where it is missing the tests say so
//! and pass. The compiler's answers are kept under `target/oracle`. GOESCAPE_FULL=1 looks at all mutants and holds the figures to the
//! snapshot `testdata/errors/go1.27.3.txt`; otherwise some are looked at. GOESCAPE_MUTANTS looks at another number of them, GOESCAPE_SEED
//! makes others.

mod mutate;
#[path = "../support/random.rs"]
mod random;
mod score;
#[path = "../types/source.rs"]
mod source;
#[path = "../support/mod.rs"]
mod support;

use goescape::syntax::errors::ErrorList;
use goescape::syntax::{Ast, Options, directives, parse_file};
use goescape::text::SourceMap;
use goescape::types::{Config, Types, check};
use score::Score;
use source::{Loaded, SourceImporter, Std};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::oracle::Go;

/// Mutants that the snapshot tells of.
const ALL_MUTANTS: u64 = 5200;

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
            if list.is_empty() {
                let minor = conf.lang.strip_prefix("go1.").and_then(|n| n.parse().ok());
                let rules = directives::Rules {
                    complete: false,
                    lang: minor.unwrap_or(u32::MAX),
                    lang_text: conf.lang.as_str().into(),
                };
                for e in directives::check(&ast, &rules) {
                    list.add(&map, e.pos, &e.msg);
                }
            }
        }
        list.lines(&map).join("\n")
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
        if cannot_judge(&want) || want.contains("$GOROOT") {
            continue;
        }
        let got = world.ours(&conf, false, &[(&name, &text)]);
        score.add(&path.display().to_string(), &want, &got);
    }
    score.judge();
    score.hold("internal/types/testdata");
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
    let full = std::env::var_os("GOESCAPE_FULL").is_some();
    let count = number("GOESCAPE_MUTANTS", if full { ALL_MUTANTS } else { 60 });
    let seed = number("GOESCAPE_SEED", 1);
    let mut random = random::Random(seed);
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
        if cannot_judge(&want) {
            continue;
        }
        world.loaded.map = p.import_map.clone();
        let got = world.ours(&conf, true, &files);
        let name = format!("{} {}", conf.path, files[victim].0);
        score.add(&name, &want, &got);
    }
    score.judge();
    if count == ALL_MUTANTS && seed == 1 {
        score.hold("mutants of std");
    }
}

/// Whether the compiler's answer is none: it failed itself, or it gives another one each time (it goes through the unused labels of a
/// function in the order of a hash map, and stops after ten errors).
fn cannot_judge(answer: &str) -> bool {
    let labels = answer.contains("label") && answer.contains("too many errors");
    answer.contains("internal compiler error") || labels
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
