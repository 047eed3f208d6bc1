//! The command as a process: what it prints and how it ends, beside the Go compiler's own command.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::oracle::Go;

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("target can be written");
    dir.canonicalize().expect("it was made")
}

fn goescape(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_goescape"))
        .current_dir(dir)
        .args(args)
        .output()
        .expect("the command runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the command must print, and with which code it must end, for a program: the compiler's own output, and 1 for any failure.
fn same_as_compiler(name: &str, flags: &[&str], files: &[(&str, &str)]) {
    let Some(go) = Go::find() else {
        eprintln!("skipped: the pinned Go toolchain is not set up");
        return;
    };
    let dir = folder(name);
    for (file, text) in files {
        std::fs::write(dir.join(file), text).expect("target can be written");
    }
    let compiled = go.compile(flags, files);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let ours = goescape(&dir, &[flags, &names].concat());
    let here = format!("{}/", dir.display());
    assert_eq!(stdout(&ours).replace(&here, ""), compiled.output);
    let code = i32::from(!compiled.ok);
    let stderr = String::from_utf8_lossy(&ours.stderr);
    assert_eq!(ours.status.code(), Some(code), "{stderr}");
}

#[test]
fn wrong_usage_ends_with_two() {
    let dir = folder("usage");
    for args in [
        &["-m"][..],
        &["-zzz", "a.go"],
        &["-lang", "go1.99", "a.go"],
        &["advise"],
        &["advise", "-zzz", "a.go"],
        &["advise", "-lang", "go1.99", "a.go"],
        &["whatif", "a.go"],
        &["whatif", "noinline", "a.go"],
        &["whatif", "inline=off"],
    ] {
        let output = goescape(&dir, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stdout(&output).is_empty());
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("usage: goescape"),
            "{args:?}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let output = goescape(&folder("missing"), &["-m", "none.go"]);
    assert_eq!(stdout(&output), "open none.go: no such file or directory\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn text_that_is_not_utf8_is_an_error_at_its_place() {
    let dir = folder("utf8");
    std::fs::write(dir.join("a.go"), b"package p\nvar s = \"\xff\"\n")
        .expect("target can be written");
    let output = goescape(&dir, &["a.go"]);
    assert_eq!(stdout(&output), "a.go:2:10: invalid UTF-8 encoding\n");
    assert_eq!(output.status.code(), Some(1));
}

const PROGRAM: &str = "package main

import \"fmt\"

type point struct{ x, y int }

func newPoint(x, y int) *point { return &point{x, y} }

func main() {
	p := newPoint(1, 2)
	fmt.Println(p.x, p.scaled(3))
}
";

const METHODS: &str = "package main

func (p *point) scaled(by int) *point {
	p.x *= by
	return p
}
";

#[test]
fn diagnostics_are_the_compilers() {
    let files = [("main.go", PROGRAM), ("methods.go", METHODS)];
    same_as_compiler("diagnostics", &["-m", "-l", "-p", "main"], &files);
    same_as_compiler("nothing-asked", &["-p", "main"], &files);
}

#[test]
fn type_errors_are_the_compilers() {
    let text = "package main\n\nfunc main() {\n\tx := 1\n\tvar s string = 2\n\tundefined()\n}\n";
    same_as_compiler(
        "type-errors",
        &["-m", "-l", "-p", "main"],
        &[("main.go", text)],
    );
}

/// crypto/hmac reaches crypto/internal/fips140deps/time: "time" says no longer which package is meant.
#[test]
fn a_package_name_that_two_have_is_told_by_its_path() {
    let text = "package main\n\nimport (\n\t_ \"crypto/hmac\"\n\t\"time\"\n)\n\nvar d time.Duration = time.Now()\n";
    same_as_compiler("same-name", &["-p", "main"], &[("main.go", text)]);
}

#[test]
fn constants_that_fit_no_integer_are_told_as_integers() {
    let text = "package p\n\nvar a = int64(1e100)\nvar b = int(1e30 + 0i)\nvar c = int(1.5)\nvar d = int8('a' * 100)\n";
    same_as_compiler("constants", &["-p", "main"], &[("main.go", text)]);
}

#[test]
fn errors_are_placed_as_directives_say() {
    let far = " ".repeat(300);
    let text = format!(
        "package p\n\n//line foo.y:10\nvar a int = \"x\"\n\n//line bar.y:3:5\nvar b int = \"x\"; var c int = \"y\"\n\nvar{far}d int = \"z\"\n"
    );
    same_as_compiler("directives", &["-p", "main"], &[("main.go", &text)]);
}

#[test]
fn syntax_errors_are_the_compilers() {
    let text = "package main\n\nfunc main() {\n\tx := \n}\n\nfunc f( {\n";
    same_as_compiler(
        "syntax-errors",
        &["-m", "-l", "-p", "main"],
        &[("main.go", text)],
    );
}

#[test]
fn after_ten_errors_it_stops() {
    let many: String = (0..15).map(|i| format!("\tundefined{i}()\n")).collect();
    let text = format!("package main\n\nfunc main() {{\n{many}}}\n");
    same_as_compiler("ten-errors", &["-p", "main"], &[("main.go", &text)]);
}

#[test]
fn json_is_the_report() {
    let dir = folder("json");
    std::fs::write(dir.join("main.go"), "package main\n\nfunc main() {}\n")
        .expect("target can be written");
    let output = goescape(&dir, &["-json", "main.go"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(report["goVersion"], goescape::GO_VERSION);
}

/// A program for `goescape whatif`.
const WHAT_IF: &str = "package p\n\nfunc pair() *[2]int { return new([2]int) }\n\nfunc f(n int) int {\n\tb := make([]byte, n)\n\treturn pair()[0] + len(b)\n}\n";

#[test]
fn whatif_tells_what_differs() {
    let dir = folder("whatif");
    std::fs::write(dir.join("a.go"), WHAT_IF).expect("target can be written");
    if !goescape(&dir, &["-m", "a.go"]).status.success() {
        eprintln!("skipped: the facts about std are not set up");
        return;
    }
    let run = |args: &[&str]| {
        let output = goescape(&dir, &[&["whatif"], args].concat());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), stdout(&output), stderr)
    };
    let (code, list, _) = run(&["-list", "a.go"]);
    assert_eq!(code, Some(0));
    for line in [
        "inline=off",
        "size=64",
        "a.go:3:6: noinline: pair",
        "a.go:6:11: size=64: make([]byte, n)",
    ] {
        assert!(list.lines().any(|l| l == line), "{line} in {list}");
    }
    let (code, told, _) = run(&["-check", "size=32@6", "a.go"]);
    assert_eq!(code, Some(3));
    assert_eq!(
        told.lines().next(),
        Some(
            "a.go:6:11: make([]byte, n) does not escape: allocates above 32 bytes, once -> never allocates"
        )
    );
    let (code, told, _) = run(&["noinline@3:6", "a.go"]);
    assert_eq!(code, Some(0));
    let wanted = [
        "a.go:7:13: new([2]int) does not escape -> gone",
        "a.go:3:6: pair: can inline, cost 2 -> cannot inline: marked go:noinline",
    ];
    for line in wanted {
        assert!(told.lines().any(|l| l == line), "{line} in {told}");
    }
    let (code, json, _) = run(&["-json", "inline=off", "a.go"]);
    assert_eq!(code, Some(0));
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["difference"]["change"]["kind"], "inline");
    assert_eq!(json["difference"]["sites"][0]["kind"], "vanished");
    let (code, told, why) = run(&["inlinable@3:6", "a.go"]);
    assert_eq!((code, &*told), (Some(4), ""));
    assert!(why.contains("it is so already"), "{why}");
    let (code, _, why) = run(&["concrete@1", "a.go"]);
    assert_eq!(code, Some(4));
    assert!(why.contains("nothing there"), "{why}");
    std::fs::write(dir.join("bad.go"), "package p\n\nvar x int = \"\"\n").expect("written");
    let (code, told, why) = run(&["prints", "bad.go"]);
    assert_eq!((code, &*told), (Some(1), ""));
    assert!(why.contains("bad.go:3:13"), "{why}");
}

/// A program for `goescape advise`: a buffer for a pool, and a pool that is not put back into.
const ADVISE: &str = "package main

import (
	\"bytes\"
	\"fmt\"
	\"os\"
	\"sync\"
)

var pool = sync.Pool{New: func() any { return []byte(nil) }}

func render(n int) {
	var buf bytes.Buffer
	for i := 0; i < n; i++ {
		fmt.Fprintf(&buf, \"%d \", i)
	}
	os.Stdout.Write(buf.Bytes())
}

func keep(b []byte) { pool.Put(b) }

func main() {
	for i := 0; i < 1000; i++ {
		render(i)
	}
	keep(nil)
}
";

#[test]
fn advise_lists_and_applies() {
    let dir = folder("advise");
    std::fs::write(dir.join("a.go"), ADVISE).expect("target can be written");
    if !goescape(&dir, &["-m", "a.go"]).status.success() {
        eprintln!("skipped: the facts about std are not set up");
        return;
    }
    let run = |args: &[&str]| {
        let output = goescape(&dir, &[&["advise"], args].concat());
        (output.status.code(), stdout(&output))
    };
    let (code, json) = run(&["-json", "a.go"]);
    assert_eq!(code, Some(0));
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let pool = &json["suggestions"][0];
    let told = [&pool["code"], &pool["confidence"], &pool["file"]];
    assert_eq!(told, ["R35", "A", "a.go"]);
    assert_eq!(pool["line"], 13);
    assert!(pool["title"].as_str().is_some_and(|t| t.contains("buf")));
    let boxed = &json["lints"][0];
    assert_eq!(
        (&boxed["code"], &boxed["line"]),
        (&"SA6002".into(), &20.into())
    );
    let name = pool["name"].as_str().expect("a name");
    let (_, by_rule) = run(&["-apply", "R35@13", "a.go"]);
    assert!(by_rule.contains("sync.Pool{") && by_rule.contains("defer "));
    assert_eq!(run(&["-apply", name, "a.go"]), (Some(0), by_rule));
    assert_eq!(run(&["-check", "a.go"]).0, Some(3));
    assert_eq!(run(&["-apply", "R35@1", "a.go"]), (Some(4), String::new()));
    assert_eq!(run(&["-apply", "R35"]), (Some(2), String::new()));
    std::fs::write(dir.join("bad.go"), "package p\n\nvar x int = \"\"\n").expect("written");
    assert_eq!(run(&["bad.go"]), (Some(1), String::new()));
}
