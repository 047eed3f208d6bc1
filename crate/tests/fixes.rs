//! Fixes of errors: which are offered, and what the program is like after them.

mod support;

use goescape::wire::{Fix, FixCode, Input, InputFile, Options, Report};
use std::path::PathBuf;
use support::oracle::Go;

type Index = Vec<(String, PathBuf)>;

fn report(index: &Index, text: &str) -> Box<Report> {
    let input = Input {
        files: vec![InputFile {
            name: "x.go".into(),
            text: text.into(),
        }],
        options: Options {
            advise: true,
            ..Options::default()
        },
    };
    support::std_facts::report(index, &input)
}

/// The program with a fix; programs here are ASCII.
fn applied(text: &str, fix: &Fix) -> String {
    let mut out = text.to_owned();
    for edit in fix.edits.iter().rev() {
        out.replace_range(edit.from as usize..edit.to as usize, &edit.insert);
    }
    out
}

/// A program, the one fix that its first error has, and the program after it.
const FIXED: [(&str, FixCode, &str); 22] = [
    (
        "package p\n\nfunc f() { fmt.Println() }\n",
        FixCode::AddImport,
        "package p\n\nimport \"fmt\"\n\nfunc f() { fmt.Println() }\n",
    ),
    (
        "package p\n\nimport \"os\"\n\nfunc f() { println(rand.IntN(3), os.Args) }\n",
        FixCode::AddImport,
        "package p\n\nimport (\n\t\"math/rand/v2\"\n\t\"os\"\n)\n\nfunc f() { println(rand.IntN(3), os.Args) }\n",
    ),
    (
        "package p\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n)\n\nfunc f() { fmt.Println(os.Args, strings.ToUpper(\"\")) }\n",
        FixCode::AddImport,
        "package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"strings\"\n)\n\nfunc f() { fmt.Println(os.Args, strings.ToUpper(\"\")) }\n",
    ),
    (
        "package p\n\nimport (\n\t\"fmt\"\n\t\"os\" // not needed\n)\n\nfunc f() { fmt.Println() }\n",
        FixCode::RemoveImport,
        "package p\n\nimport (\n\t\"fmt\"\n)\n\nfunc f() { fmt.Println() }\n",
    ),
    (
        "package p\n\nimport \"os\"\n\nfunc f() {}\n",
        FixCode::RemoveImport,
        "package p\n\nfunc f() {}\n",
    ),
    (
        "package p\n\nfunc f(length int) int { return lenght }\n",
        FixCode::Rename,
        "package p\n\nfunc f(length int) int { return length }\n",
    ),
    (
        "package p\n\nimport \"strings\"\n\nvar _ = strings.ToUper(\"\")\n",
        FixCode::Rename,
        "package p\n\nimport \"strings\"\n\nvar _ = strings.ToUpper(\"\")\n",
    ),
    (
        "package p\n\ntype T struct{ counter int }\n\nfunc f(t *T) { t.couter++ }\n",
        FixCode::Rename,
        "package p\n\ntype T struct{ counter int }\n\nfunc f(t *T) { t.counter++ }\n",
    ),
    (
        "package p\n\nfunc f() int {\n\tx = 1\n\treturn x\n}\n",
        FixCode::Declare,
        "package p\n\nfunc f() int {\n\tx := 1\n\treturn x\n}\n",
    ),
    (
        "package p\n\nfunc f(x int) int {\n\tx := 2\n\treturn x\n}\n",
        FixCode::Assign,
        "package p\n\nfunc f(x int) int {\n\tx = 2\n\treturn x\n}\n",
    ),
    (
        "package p\n\nfunc f() {\n\tx := g()\n}\n\nfunc g() int { return 1 }\n",
        FixCode::Blank,
        "package p\n\nfunc f() {\n\t_ = g()\n}\n\nfunc g() int { return 1 }\n",
    ),
    (
        "package p\n\nfunc f(xs []int) {\n\tfor i := range xs {\n\t}\n}\n",
        FixCode::Blank,
        "package p\n\nfunc f(xs []int) {\n\tfor _ = range xs {\n\t}\n}\n",
    ),
    (
        "package p\n\nfunc f(x any) {\n\tswitch y := x.(type) {\n\t}\n}\n",
        FixCode::Blank,
        "package p\n\nfunc f(x any) {\n\tswitch x.(type) {\n\t}\n}\n",
    ),
    (
        "package p\n\nfunc f() {\n\tprintln(1\n}\n",
        FixCode::InsertToken,
        "package p\n\nfunc f() {\n\tprintln(1)\n}\n",
    ),
    (
        "package p\n\nfunc f(a [3]int) int { return a[1 }\n",
        FixCode::InsertToken,
        "package p\n\nfunc f(a [3]int) int { return a[1] }\n",
    ),
    (
        "package p\n\nfunc f( {\n}\n",
        FixCode::InsertToken,
        "package p\n\nfunc f() {\n}\n",
    ),
    (
        "package p\n\nfunc f() {\n\tif true {\n\t\tprintln(1)\n}\n",
        FixCode::InsertToken,
        "package p\n\nfunc f() {\n\tif true {\n\t\tprintln(1)\n}\n}\n",
    ),
    (
        "package p\n\nfunc g(func()) {}\n\nfunc f() {\n\tg(func() {\n\t\tprintln()\n\t}\n}\n",
        FixCode::InsertToken,
        "package p\n\nfunc g(func()) {}\n\nfunc f() {\n\tg(func() {\n\t\tprintln()\n\t})\n}\n",
    ),
    // A piece of a program that was copied from elsewhere: nothing, declarations, statements.
    ("", FixCode::InsertToken, "package main\n\n"),
    (
        "// f gives nothing.\nfunc f() *int { return nil }\n",
        FixCode::InsertToken,
        "package main\n\n// f gives nothing.\nfunc f() *int { return nil }\n",
    ),
    (
        "//go:build linux\n\nfunc f() {}\n",
        FixCode::InsertToken,
        "//go:build linux\n\npackage main\n\nfunc f() {}\n",
    ),
    (
        "x := 1\nprintln(&x)",
        FixCode::InsertToken,
        "package main\n\nfunc main() {\nx := 1\nprintln(&x)\n}\n",
    ),
];

/// Programs whose errors have no certain fix.
const NOT_FIXED: [&str; 9] = [
    // No token alone makes it Go; where one is guessed, another error is left.
    "package p\n\nfunc f() {\n\tprintln(1)\n\nfunc g() {}\n",
    "package p\n\nfunc f() { x := }\n",
    "package p\n\nfunc f() { if { } }\n",
    // Two packages have it.
    "package p\n\nvar t *template.Template\n",
    // Two names are as near.
    "package p\n\nfunc f(counta, countb int) int { return countx }\n",
    // The near name has another type.
    "package p\n\nfunc f(length string) int { return lenght }\n",
    // It would not be used either.
    "package p\n\nfunc f() {\n\tx = 1\n}\n",
    "package p\n\nfunc f() int {\n}\n",
    // No Go, with whatever around it.
    "Dear Sir or Madam,\nthis is no program.\n",
];

#[test]
fn certain_fixes_mend_the_program() {
    let Some(index) = support::std_facts::index() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let go = Go::find();
    for (text, code, want) in FIXED {
        let report = report(&index, text);
        let fixes = &report.problems[0].fixes;
        let codes: Vec<_> = fixes.iter().map(|f| f.code).collect();
        assert_eq!(codes, [code], "{text}: {:?}", report.problems);
        assert_eq!(applied(text, &fixes[0]), want);
        if let Some(go) = &go {
            let said = go.compile(&["-p", "p"], &[("x.go", want)]).output;
            assert_eq!(said, "", "{want}");
        }
    }
}

#[test]
fn what_is_not_certain_is_not_offered() {
    let Some(index) = support::std_facts::index() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    for text in NOT_FIXED {
        let report = report(&index, text);
        assert!(!report.problems.is_empty(), "{text}");
        let fixes: Vec<_> = report.problems.iter().flat_map(|p| &p.fixes).collect();
        assert!(fixes.is_empty(), "{text}: {fixes:?}");
    }
}
