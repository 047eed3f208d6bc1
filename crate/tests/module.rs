//! Several packages in one text: what is told of each is what the compiler prints when it compiles them in order.

mod support;

use goescape::wire::{Input, InputFile, Options, Report};

const MODULE: &str = "\
package main

import (
\t\"example.com/m/list\"
\t\"example.com/m/keep\"
)

var sink *int

func main() {
\tx := 1
\tkeep.Read(&x)
\ty := 2
\tkeep.Keep(&y)
\tl := list.New(&x)
\t_ = l.Head()
}
-- go.mod --
module example.com/m

go 1.27
-- more.go --
package main

func other() *int { return new(int) }
-- keep/keep.go --
// Package keep: é is one unit and two bytes.
package keep

var kept *int

func Keep(p *int) { kept = p }

func Read(p *int) int { return *p }
-- list/list.go --
package list

type List[T any] struct{ head *T }

func New[T any](p *T) *List[T] { return &List[T]{head: p} }

func (l *List[T]) Head() *T { return l.head }
";

fn report(text: &str) -> Option<Box<Report>> {
    report_with(text, Options::default().inline)
}

fn report_with(text: &str, inline: bool) -> Option<Box<Report>> {
    let input = Input {
        files: vec![InputFile {
            name: "prog.go".into(),
            text: text.into(),
        }],
        options: Options {
            archive: true,
            inline,
            ..Options::default()
        },
    };
    Some(support::std_facts::report(
        &support::std_facts::index()?,
        &input,
    ))
}

#[test]
fn packages_know_what_those_before_them_do() {
    let Some(report) = report(MODULE) else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    assert_eq!(report.problems, []);
    let lines: Vec<&str> = report.lines.iter().map(|l| &*l.text).collect();
    // What `go build -gcflags='-m -l'` prints about it.
    assert_eq!(
        lines,
        [
            "keep/keep.go:6:11: leaking param: p",
            "keep/keep.go:8:11: p does not escape",
            "more.go:3:31: new(int) escapes to heap",
            "list/list.go:5:41: &list.List[go.shape.int]{...} escapes to heap",
            "prog.go:11:2: moved to heap: x",
            "prog.go:13:2: moved to heap: y",
        ]
    );
    let gaps: Vec<_> = report
        .functions
        .iter()
        .filter(|f| f.not_analysed.is_some())
        .collect();
    assert!(
        gaps.iter()
            .all(|f| f.name.contains("New") || f.name.contains("Head")),
        "{gaps:#?}"
    );
    // Places are in the one text.
    let units: Vec<u16> = MODULE.encode_utf16().collect();
    for f in report
        .functions
        .iter()
        .filter(|f| f.name == "Keep" || f.name == "other")
    {
        let text = String::from_utf16_lossy(&units[f.span.from as usize..f.span.to as usize]);
        assert_eq!((text.as_str(), f.span.file), (f.name.as_str(), 0));
    }
}

#[test]
fn errors_are_told_where_they_are() {
    let text = "-- a/a.go --\npackage a\n\nfunc F() int { return \"\" }\n-- main.go --\npackage main\n\nimport \"play/a\"\n\nfunc main() { a.G() }\n";
    let Some(report) = report(text) else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let said: Vec<(&str, u32, u32)> = report
        .problems
        .iter()
        .map(|p| {
            (
                &*p.text,
                p.span.map_or(0, |s| s.line),
                p.span.map_or(0, |s| s.from),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "cannot use \"\" (untyped string constant) as int value in return statement",
                3,
                text.find("\"\"").unwrap_or(0) as u32
            ),
            ("undefined: a.G", 5, text.find("G()").unwrap_or(0) as u32),
        ]
    );
}

/// A package with tests of both kinds, and one that imports it: `go vet` builds the package with its tests, and for the external ones
/// the importer once more.
const TESTED: &str = "\
-- go.mod --
module m

go 1.27
-- a/a.go --
package a

type T struct{ p *int }

func New(p *int) T { return T{p} }
-- a/in_test.go --
package a

import \"testing\"

var Kept *int

func Keep(p *int) { Kept = p }

func TestNew(t *testing.T) { x := 1; _ = New(&x) }
-- a/out_test.go --
package a_test

import (
\t\"m/a\"
\t\"m/b\"
\t\"testing\"
)

func TestKeep(t *testing.T) {
\ty := 2
\ta.Keep(&y)
\tvar same a.T = b.Make()
\t_ = same
}
-- b/b.go --
package b

import \"m/a\"

func Make() a.T { return a.New(new(int)) }
";

#[test]
fn files_of_tests_are_compiled_as_vet_does() {
    let Some(report) = report(TESTED) else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    assert_eq!(report.problems, []);
    let lines: Vec<&str> = report.lines.iter().map(|l| &*l.text).collect();
    // What `go test -gcflags='-m -l'` prints about each package.
    assert_eq!(
        lines,
        [
            "a/a.go:5:10: leaking param: p to result ~r0 level=0",
            "a/in_test.go:7:11: leaking param: p",
            "a/in_test.go:9:14: t does not escape",
            "a/out_test.go:9:15: t does not escape",
            "a/out_test.go:10:2: moved to heap: y",
            "b/b.go:5:35: new(int) escapes to heap",
        ]
    );
}

#[test]
fn importers_do_not_see_tests() {
    let text = format!("{TESTED}\nfunc bad() {{ a.Keep(nil) }}\n");
    let Some(alone) = report(&text) else {
        return;
    };
    let said: Vec<&str> = alone.problems.iter().map(|p| &*p.text).collect();
    assert_eq!(said, ["undefined: a.Keep"]);
    // A test of the package itself can't import what imports the package.
    let text = TESTED.replace(
        "import \"testing\"\n\nvar Kept",
        "import (\n\"testing\"\n\"m/b\"\n)\nvar _ = b.Make\nvar Kept",
    );
    let report = report(&text).expect("the facts are there");
    let said: Vec<&str> = report.problems.iter().map(|p| &*p.text).collect();
    assert_eq!(said, ["could not import m/b (import cycle not allowed)"]);
}

#[test]
fn what_was_inlined_at_home_is_inlined_elsewhere() {
    // `Val` is inlined into the wrapper for pointers, `New` into an initialiser.
    let text = "package main\n\nimport \"example.com/m/a\"\n\nfunc main() {\n\tt := a.New(1)\n\tprintln(t.Get(), t.Val())\n}\n-- go.mod --\nmodule example.com/m\n\ngo 1.27\n-- a/a.go --\npackage a\n\ntype T struct{ n int }\n\nfunc New(n int) *T { return &T{n: n} }\n\nfunc (t *T) Get() int { return t.n }\n\nfunc (t T) Val() int { return t.n + 1 }\n\nvar Default = New(7)\n";
    let Some(report) = report_with(text, true) else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let lines: Vec<&str> = report.lines.iter().map(|l| &*l.text).collect();
    // What `go build -gcflags=-m ./...` prints about it.
    assert_eq!(
        lines,
        [
            "a/a.go:5:6: can inline New",
            "a/a.go:7:6: can inline (*T).Get",
            "a/a.go:9:6: can inline T.Val",
            "a/a.go:11:18: inlining call to New",
            "<autogenerated>:1: inlining call to T.Val",
            "a/a.go:5:29: &T{...} escapes to heap",
            "a/a.go:7:7: t does not escape",
            "prog.go:5:6: can inline main",
            "prog.go:6:12: inlining call to a.New",
            "prog.go:7:15: inlining call to a.(*T).Get",
            "prog.go:7:24: inlining call to a.T.Val",
            "prog.go:6:12: &a.T{...} does not escape",
        ]
    );
}

const EMPTY_INTERFACES: &str = "\
package main

import \"m/q\"

func get(n int) (map[string]interface{}, error) { return q.Two(n) }

func own(n int) (interface{}, bool) { go println(n); return nil, true }

func other(n int) (interface{}, bool) { return own(n) }

func main() {
\tget(1)
\tother(2)
}
-- go.mod --
module m

go 1.27
-- q/q.go --
package q

func Two(n int) (map[string]interface{}, error) { go println(n); return nil, nil }
";

#[test]
fn an_imported_empty_interface_is_what_any_names() {
    let input = Input {
        files: vec![InputFile {
            name: "m.txtar".into(),
            text: EMPTY_INTERFACES.into(),
        }],
        options: Options {
            archive: true,
            inline: true,
            verbose: true,
            ..Options::default()
        },
    };
    let Some(index) = support::std_facts::index() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let report = support::std_facts::report(&index, &input);
    let told = |name: &str| {
        let line = report.verbose_lines.iter().find(|l| l.text.contains(name));
        let line = line.map_or("", |l| &l.text);
        line.split_once(" { ")
            .map_or("", |(_, body)| body)
            .to_owned()
    };
    // What `go build -gcflags=-m=2` prints.
    assert_eq!(
        told("can inline get "),
        "return (map[string]any)(.autotmp_3), .autotmp_4 }"
    );
    assert_eq!(
        told("can inline other "),
        "return (interface {})(.autotmp_3), .autotmp_4 }"
    );
}
