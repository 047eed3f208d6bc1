//! Verdicts first and advice in steps afterwards come to what one answer has.

mod support;

use goescape::Advising as Steps;
use goescape::wire::{Advising, Answer, Input, InputFile, Options, Report};
use std::path::PathBuf;
use support::std_facts;

/// A module with advice in two packages, one of which is tested, and with an error that only the tests mend.
const MODULE: &str = r#"-- go.mod --
module example.com/m

go 1.27
-- main.go --
package main

import (
	"fmt"
	"io"

	"example.com/m/sum"
)

func read(r io.Reader) (int, error) {
	buf := make([]byte, 4096)
	return r.Read(buf)
}

func main() { fmt.Println(sum.Of(1, 2), read) }
-- sum/sum.go --
package sum

import "strconv"

type total struct{ n int }

func newTotal() *total { return &total{} }

func Of(list ...int) int {
	t := newTotal()
	for _, n := range list {
		t.n += n
		sink = []byte(strconv.Itoa(n) + "!")
	}
	return t.n + start
}

var sink []byte
-- sum/sum_test.go --
package sum

import "testing"

const start = 0

func TestOf(t *testing.T) {
	if Of(1) != 1 {
		t.Fatal("one")
	}
}
"#;

const BROKEN: &str = "package main

import \"os\"

func main() {
\tcount := 1
\tfmt.Println(coumt)
}
";

fn input(text: &str) -> Input {
    let options = Options {
        advise: true,
        inline: true,
        archive: true,
        ..Options::default()
    };
    let files = vec![InputFile {
        name: "prog.go".into(),
        text: text.into(),
    }];
    Input { files, options }
}

/// Verdicts, and how often the engine was asked to go on until the report was whole.
fn in_steps(index: &[(String, PathBuf)], input: &Input) -> (Report, Report, usize) {
    let mut packages = std_facts::packages().expect("they are there");
    let mut steps = Steps::default();
    let verdicts = loop {
        match steps.verdicts(input.clone(), &mut packages) {
            Answer::Report { report } => break *report,
            Answer::Missing { missing } => std_facts::add(index, &mut packages, &missing),
        }
    };
    let mut whole = verdicts.clone();
    for n in 0.. {
        match steps.step(&mut packages).expect("advice was asked for") {
            Advising::More => {}
            Advising::Missing { missing } => std_facts::add(index, &mut packages, &missing),
            Advising::Advice { advice } => {
                (whole.problems, whole.suggestions) = (advice.problems, advice.suggestions);
                (whole.together, whole.refusals) = (advice.together, advice.refusals);
                (whole.lints, whole.notes) = (advice.lints, advice.notes);
                assert!(steps.step(&mut packages).is_none(), "there is an end");
                return (verdicts, whole, n);
            }
        }
    }
    unreachable!("{} never ends", input.files[0].text)
}

fn programs() -> Vec<(String, String)> {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).expect(path);
    let examples = [
        "http-handler",
        "string-building",
        "pool-misuse",
        "interface",
    ];
    let examples = examples.map(|name| format!("../www/content/examples/{name}.go"));
    let mut all: Vec<_> = (examples.iter())
        .map(|path| (path.clone(), read(path)))
        .collect();
    all.push(("a module".into(), MODULE.into()));
    all.push(("errors".into(), BROKEN.into()));
    all
}

#[test]
fn verdicts_and_then_advice_are_the_whole_report() {
    let Some(index) = std_facts::index() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let (mut rewrites, mut fixes) = (0, 0);
    for (name, text) in programs() {
        let input = input(&text);
        let at_once = std_facts::report(&index, &input);
        let (verdicts, whole, steps) = in_steps(&index, &input);
        assert_eq!(whole, *at_once, "{name}");
        assert!(verdicts.suggestions.is_empty() && verdicts.notes.is_empty());
        assert!(verdicts.problems.iter().all(|p| p.fixes.is_empty()));
        assert_eq!(verdicts.lines, whole.lines);
        assert!(steps > whole.suggestions.len(), "{name}: a proof is a step");
        rewrites += whole.suggestions.len();
        fixes += whole.problems.iter().map(|p| p.fixes.len()).sum::<usize>();
    }
    assert!(rewrites > 3 && fixes > 1, "{rewrites} {fixes}");
}

#[test]
fn newer_verdicts_end_the_search() {
    let Some(index) = std_facts::index() else {
        return;
    };
    let mut packages = std_facts::packages().expect("they are there");
    let mut steps = Steps::default();
    assert!(steps.step(&mut packages).is_none());
    let old = MODULE.replace("4096", "512");
    while let Answer::Missing { missing } = steps.verdicts(input(&old), &mut packages) {
        std_facts::add(&index, &mut packages, &missing);
    }
    steps.step(&mut packages);
    let mut quiet = input("package main\n\nfunc main() {}\n");
    quiet.options.advise = false;
    steps.verdicts(quiet, &mut packages);
    let Some(Advising::Advice { advice }) = steps.step(&mut packages) else {
        panic!("nothing was asked for, so there is nothing to look for")
    };
    assert!(advice.suggestions.is_empty());
}
