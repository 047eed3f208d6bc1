//! Lints and notes on whole programs, each with what must be told in it, and with near misses about which nothing may be told.
//!
//! `testdata/lints/rules` has a program for each lint, `reports` one for each of the public reports that they go back to. A comment
//! `// LINT L02 …` names all lints of its line; with `fixed` or `open` it says whether there is a fix. What a program prints when it is run (`// PRINTS …`) shows the mistake; `GOESCAPE_RUN=1` runs them.

mod support;

use goescape::wire::{Input, InputFile, Lint, Options, Report};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::oracle::Go;
use support::std_facts;

type Index = Vec<(String, PathBuf)>;

fn report(index: &Index, text: &str) -> Box<Report> {
    report_with(index, text, false)
}

fn report_with(index: &Index, text: &str, inline: bool) -> Box<Report> {
    let input = Input {
        files: vec![InputFile {
            name: "main.go".into(),
            text: text.into(),
        }],
        options: Options {
            advise: true,
            inline,
            ..Options::default()
        },
    };
    std_facts::report(index, &input)
}

/// Name and text of each program of a folder of test data.
fn programs(folder: &str) -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(&dir).expect("test data");
    let mut all: Vec<(String, String)> = files
        .map(|f| f.expect("a file").path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .map(|p| {
            let name = p
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(&p).expect("readable"))
        })
        .collect();
    all.sort();
    all
}

/// What a program may say about the fix of a lint.
const WORDS: [&str; 2] = ["fixed", "open"];

/// What a program says must be told, by line.
fn claims(text: &str) -> BTreeSet<(u32, String)> {
    let mut all = BTreeSet::new();
    for (i, line) in text.lines().enumerate() {
        if let Some((_, codes)) = line.split_once("// LINT ") {
            for code in codes.split_whitespace().filter(|c| !WORDS.contains(c)) {
                all.insert((i as u32 + 1, code.to_owned()));
            }
        }
    }
    all
}

fn told(lints: &[Lint]) -> BTreeSet<(u32, String)> {
    lints
        .iter()
        .map(|l| (l.span.line, l.rule.clone()))
        .collect()
}

fn applied(text: &str, lint: &Lint) -> String {
    let mut out = text.to_owned();
    for edit in lint.edits.iter().rev() {
        // Programs here are ASCII.
        out.replace_range(edit.from as usize..edit.to as usize, &edit.insert);
    }
    out
}

fn hold(folder: &str) {
    let Some(index) = std_facts::index() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let mut wrong = Vec::new();
    for (name, text) in programs(folder) {
        let report = report(&index, &text);
        assert!(report.problems.is_empty(), "{name}: {:?}", report.problems);
        let (want, got) = (claims(&text), told(&report.lints));
        for missing in want.difference(&got) {
            wrong.push(format!("{name}:{}: no {}", missing.0, missing.1));
        }
        for extra in got.difference(&want) {
            wrong.push(format!("{name}:{}: {} is too much", extra.0, extra.1));
        }
        fixes_hold(&index, &name, &text, &report.lints);
        for lint in &report.lints {
            let line = text.lines().nth(lint.span.line as usize - 1);
            let claim = line.and_then(|l| l.split_once("// LINT ")).map(|(_, c)| c);
            let says = |word| claim.is_some_and(|c| c.split_whitespace().any(|w| w == word));
            let fixed = !lint.edits.is_empty();
            if says("fixed") && !fixed || says("open") && fixed {
                wrong.push(format!("{name}:{}: fixed: {fixed}", lint.span.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each fix leaves a program that compiles and is formatted, without the mistake.
fn fixes_hold(index: &Index, name: &str, text: &str, lints: &[Lint]) {
    for lint in lints.iter().filter(|l| !l.edits.is_empty()) {
        let fixed = applied(text, lint);
        let again = report(index, &fixed);
        assert!(again.problems.is_empty(), "{name}: {fixed}");
        let count = |all: &[Lint]| all.iter().filter(|l| l.code == lint.code).count();
        assert!(count(&again.lints) < count(lints), "{name}: {fixed}");
        if let Some(go) = Go::find() {
            let compiled = go.compile(&["-p", "main"], &[("main.go", &fixed)]);
            assert!(compiled.ok, "{name}: {}\n{fixed}", compiled.output);
            assert_eq!(go.format(&fixed), fixed, "{name}");
        }
    }
}

#[test]
fn each_lint_is_told_where_it_is_and_nowhere_else() {
    hold("testdata/lints/rules");
}

#[test]
fn the_reported_mistakes_are_told() {
    hold("testdata/lints/reports");
}

#[test]
fn there_is_a_program_for_each_lint() {
    let all: BTreeSet<String> = programs("testdata/lints/rules")
        .iter()
        .flat_map(|(_, text)| claims(text))
        .map(|(_, code)| code)
        .collect();
    for n in 1..=24 {
        assert!(all.contains(&format!("L{n:02}")), "L{n:02}");
    }
    assert!(all.contains("SA6002"));
}

#[test]
fn the_pages_of_the_documentation_show_their_lint() {
    let Some(index) = std_facts::index() else {
        return;
    };
    for (file, text) in programs("../www/docs/programs/lint") {
        let (code, which) = file.split_once('.').expect("CODE.before.go");
        let report = report(&index, &text);
        let named = |l: &&Lint| serde_json::json!(l.code) == *code;
        let found = report.lints.iter().find(named);
        match which {
            "before.go" => assert!(found.is_some(), "{file}: {:?}", report.lints),
            _ => assert!(found.is_none(), "{file}: {found:?}"),
        }
    }
}

/// The program with every fix that is offered, one after the other.
fn fixed(text: &str) -> Option<String> {
    let index = std_facts::index()?;
    let mut text = text.to_owned();
    for _ in 0..20 {
        let lints = report(&index, &text).lints;
        let Some(lint) = lints.iter().find(|l| !l.edits.is_empty()) else {
            break;
        };
        text = applied(&text, lint);
    }
    Some(text)
}

#[test]
fn the_programs_do_what_they_say() {
    if std::env::var_os("GOESCAPE_RUN").is_none() {
        eprintln!("GOESCAPE_RUN=1 runs the programs");
        return;
    }
    let Some(go) = Go::find() else { return };
    for folder in ["testdata/lints/rules", "testdata/lints/reports"] {
        for (name, text) in programs(folder) {
            let prints = |start: &str| -> String {
                let lines = text.lines().filter_map(|l| l.strip_prefix(start));
                lines.map(|l| format!("{l}\n")).collect()
            };
            assert_eq!(go.format(&text), text, "{name}");
            let output = go.run_program(&[("main.go", &text)]);
            assert_eq!(output, prints("// PRINTS "), "{name}");
            let (fixed, wanted) = (fixed(&text), prints("// FIXED PRINTS "));
            if let Some(fixed) = fixed.filter(|_| !wanted.is_empty()) {
                let output = go.run_program(&[("main.go", &fixed)]);
                assert_eq!(output, wanted, "{name}: {fixed}");
            }
        }
    }
}

/// The codes of the notes about a program, as it is built: with inlining.
fn notes(index: &Index, text: &str) -> Vec<String> {
    let report = report_with(index, text, true);
    assert!(report.problems.is_empty(), "{text}: {:?}", report.problems);
    let code = |n: &goescape::wire::Note| {
        let value = serde_json::json!(n.code);
        value.as_str().unwrap_or_default().to_owned()
    };
    report.notes.iter().map(code).collect()
}

#[test]
fn advice_that_changes_nothing_is_told() {
    let Some(index) = std_facts::index() else {
        return;
    };
    for (name, text) in programs("testdata/lints/notes") {
        let wanted: BTreeSet<String> = text
            .lines()
            .filter_map(|l| l.split_once("// NOTE ").map(|(_, c)| c.trim().to_owned()))
            .collect();
        let got: BTreeSet<String> = notes(&index, &text).into_iter().collect();
        assert_eq!(got, wanted, "{name}");
    }
}

#[test]
fn what_changes_nothing_was_counted() {
    let programs = programs("testdata/lints/notes");
    let lines = programs.iter().flat_map(|(_, text)| text.lines());
    let told: BTreeSet<&str> = lines
        .filter_map(|l| l.split_once("// NOTE ").map(|(_, c)| c.trim()))
        .collect();
    let Some(go) = Go::find() else { return };
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/lints/measured/notes.go"),
    )
    .expect("test data");
    assert_eq!(go.format(&text), text);
    let output = go.run_program(&[("main.go", &text)]);
    let mut counted = BTreeSet::new();
    for line in output.lines() {
        let [code, before, after] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let number = |n: &str| n.parse::<f64>().expect("a number");
        assert!(number(after) >= number(before), "the advice helps: {line}");
        counted.insert(code);
    }
    assert_eq!(counted, told);
}
