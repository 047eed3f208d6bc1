//! What an analysis leaves behind for the next one changes no answer.

mod support;

use goescape::Packages;
use goescape::wire::{Answer, Input, InputFile, Options, Report};
use std::path::{Path, PathBuf};

const PROGRAMS: [&str; 3] = ["small", "mid", "gen1k"];

fn input(name: &str, inline: bool, verbose: bool) -> Input {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/bench/{name}/main.go"));
    let text = std::fs::read_to_string(file).expect("a program");
    Input {
        files: vec![InputFile {
            name: "main.go".into(),
            text,
        }],
        options: Options {
            inline,
            verbose,
            ..Options::default()
        },
    }
}

fn ask(index: &[(String, PathBuf)], input: &Input, packages: &mut Packages) -> Box<Report> {
    loop {
        match goescape::analyze(input, packages) {
            Answer::Report { report } => return report,
            Answer::Missing { missing } => {
                for path in missing {
                    let entry = index.iter().find(|(p, _)| *p == path);
                    let (_, file) = entry.expect("it was said to be there");
                    packages.add(&path, &std::fs::read(file).expect("the facts about std"));
                }
            }
        }
    }
}

/// Programs by turns with the same packages, again and again, and each with packages of its own: the reports are the same.
#[test]
fn a_report_is_the_same_after_other_analyses() {
    let Some(index) = support::std_facts::index() else {
        eprintln!("skipped: no facts about std, `npm run setup` makes them");
        return;
    };
    let empty = support::std_facts::packages().expect("there is an index");
    let json = |report: &Report| serde_json::to_string(report).expect("plain data");
    let mut warm = empty.clone();
    for round in 0..4 {
        for name in PROGRAMS {
            let input = input(name, round != 1, round != 2);
            let fresh = ask(&index, &input, &mut empty.clone());
            let again = ask(&index, &input, &mut warm);
            assert!(!again.lines.is_empty() || round == 1, "{name} has lines");
            assert!(json(&fresh) == json(&again), "{name}, round {round}");
        }
    }
}

/// What a former program imported, and this one does not, is as if it had never been there: the compiler has no bodies from it.
#[test]
fn a_report_does_not_depend_on_former_imports() {
    let Some(index) = support::std_facts::index() else {
        eprintln!("skipped: no facts about std, `npm run setup` makes them");
        return;
    };
    let empty = support::std_facts::packages().expect("there is an index");
    let program = |text: &str| Input {
        files: vec![InputFile {
            name: "main.go".into(),
            text: text.into(),
        }],
        options: Options {
            inline: true,
            verbose: true,
            ..Options::default()
        },
    };
    let former = program(
        "package p\n\nimport \"strings\"\n\nfunc f(b *strings.Builder) { b.WriteString(\"x\") }\n",
    );
    let latter = program("package p\n\nimport \"sync\"\n\nvar m sync.Map\n");
    let mut warm = empty.clone();
    for _ in 0..2 {
        ask(&index, &former, &mut warm);
    }
    let again = ask(&index, &latter, &mut warm);
    let fresh = ask(&index, &latter, &mut empty.clone());
    let texts = |report: &Report| -> Vec<String> {
        report
            .verbose_lines
            .iter()
            .map(|l| l.text.clone())
            .collect()
    };
    assert!(texts(&fresh).len() > 100, "its instances have lines");
    assert_eq!(texts(&fresh), texts(&again));
}
