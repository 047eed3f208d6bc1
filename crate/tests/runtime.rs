//! What programs allocate when they run, predicted and measured: the programs of `testdata/runtime`.
//!
//! `testdata/runtime/expected.txt` holds what Go counted. Our predictions are held to it, and where the toolchain is installed a fresh run too.
//! `GOESCAPE_BLESS=go` rewrites it from such a run; nothing else ever writes it.

mod support;

use goescape::analysis::{Analysis, Packages, Request, analyse};
use goescape::runtime::{Calls, Cost, Places, Run};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use support::oracle::Go;

/// One call that is measured.
struct Measure {
    /// The file that the function stands in.
    file: String,
    /// The function.
    func: String,
    /// The call, as Go.
    call: String,
    /// What is known of this call.
    run: Run,
    /// Why the prediction is a range; nothing where it must be a number.
    dynamic: Option<String>,
}

/// What was counted, per call.
#[derive(PartialEq, Eq, Debug, Clone, Copy)]
struct Counted {
    objects: u64,
    bytes: u64,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/runtime")
}

/// Names and texts of the Go files, in order.
fn files() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder()).expect("the programs");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "go"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a readable file");
            (name.into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

fn measures(files: &[(String, String)]) -> Vec<Measure> {
    let mut all = Vec::new();
    for (file, text) in files {
        for (i, line) in text.lines().enumerate() {
            if let Some(rest) = line.strip_prefix("// run: ") {
                all.push(measure(file, &format!("{file}:{}", i + 1), rest));
            }
        }
    }
    all
}

/// `f(x) size 3, turns 4, dynamic: why`.
fn measure(file: &str, place: &str, line: &str) -> Measure {
    let (func, _) = line.split_once('(').expect("a call");
    let mut depth = 0;
    let end = line.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ')' && depth == 0
    });
    let end = end.unwrap_or_else(|| panic!("{place}: no call: {line}")) + 1;
    let mut measure = Measure {
        file: file.into(),
        func: func.into(),
        call: line[..end].into(),
        run: Run::default(),
        dynamic: None,
    };
    let (known, dynamic) = match line[end..].split_once("dynamic: ") {
        Some((known, why)) => (known, Some(why.to_string())),
        None => (&line[end..], None),
    };
    measure.dynamic = dynamic;
    for fact in known.split(',').map(str::trim).filter(|f| !f.is_empty()) {
        let number = |n: &str| Some(n.parse().unwrap_or_else(|_| panic!("{place}: {fact}?")));
        match fact.split_once(' ') {
            Some(("size", n)) => measure.run.size = number(n),
            Some(("turns", n)) => measure.run.turns = number(n),
            None if fact == "small" => measure.run.small = Some(true),
            None if fact == "large" => measure.run.small = Some(false),
            _ => panic!("{place}: {fact}?"),
        }
    }
    measure
}

/// The program that runs all calls and counts.
fn driver(measures: &[Measure]) -> String {
    let mut text = String::from(
        r#"package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
)

// Goroutines that a call started have to end before the next one: they are counted with it, and their records used again.
func settle() {
	for runtime.NumGoroutine() > 1 {
		runtime.Gosched()
	}
}

func counted(name string, f func()) {
	const runs = 200
	for range 3 {
		f()
		settle()
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		f()
		settle()
	}
	runtime.ReadMemStats(&after)
	objects := after.Mallocs - before.Mallocs
	bytes := after.TotalAlloc - before.TotalAlloc
	again := testing.AllocsPerRun(runs, func() { f(); settle() })
	if float64((objects+runs/2)/runs) != again {
		fmt.Println(name, "counted", objects, "and", again)
	}
	fmt.Printf("%s: %d objects, %d bytes\n", name, (objects+runs/2)/runs, (bytes+runs/2)/runs)
}

func main() {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(-1)
"#,
    );
    for (i, m) in measures.iter().enumerate() {
        let call = &m.call;
        writeln!(text, "\tcounted(\"{i}\", func() {{ {call} }})").expect("a string");
    }
    text.push_str("}\n");
    text
}

/// What Go counts.
fn run(go: &Go, files: &[(String, String)], measures: &[Measure]) -> Vec<Counted> {
    let main = driver(measures);
    let mut all: Vec<(&str, &str)> = files.iter().map(|(n, t)| (&**n, &**t)).collect();
    all.push(("main.go", &main));
    let output = go.run_program(&all);
    let counted: Vec<_> = output.lines().map(counted).collect();
    assert_eq!(counted.len(), measures.len(), "{output}");
    counted.into_iter().map(|(_, counted)| counted).collect()
}

/// `name: 1 objects, 8 bytes`.
fn counted(line: &str) -> (&str, Counted) {
    let parts = || {
        let (name, rest) = line.rsplit_once(": ")?;
        let (objects, bytes) = rest.split_once(" objects, ")?;
        let counted = Counted {
            objects: objects.parse().ok()?,
            bytes: bytes.strip_suffix(" bytes")?.parse().ok()?,
        };
        Some((name, counted))
    };
    parts().unwrap_or_else(|| panic!("not understood: {line}"))
}

fn key(m: &Measure) -> String {
    format!("{} {}", m.file, m.call)
}

fn expected() -> BTreeMap<String, Counted> {
    let text = std::fs::read_to_string(folder().join("expected.txt")).expect("expected.txt");
    let lines = text.lines().map(counted);
    lines.map(|(name, c)| (name.to_string(), c)).collect()
}

fn analysis(files: &[(String, String)]) -> Option<Analysis> {
    let index = support::std_facts::index()?;
    let mut packages = Packages::default();
    packages.set_available(index.iter().map(|(path, _)| path.clone()).collect());
    let texts = files.iter();
    let texts: Vec<_> = texts
        .map(|(n, t)| (n.as_str().into(), t.as_str().into()))
        .collect();
    loop {
        let request = Request {
            files: texts.clone(),
            others: 0,
            path: "main".into(),
            lang: "go1.27".into(),
            std: false,
            inline: true,
            explain: false,
            all_flows: false,
        };
        let missing = match analyse(request, &packages) {
            Ok(analysis) => return Some(analysis),
            Err(missing) => missing,
        };
        for path in missing {
            let (_, file) = index.iter().find(|(p, _)| **p == *path).expect("of std");
            packages.add(&path, &std::fs::read(file).expect("the facts about std"));
        }
    }
}

/// What we say about each call.
fn predictions(analysis: &mut Analysis, measures: &[Measure]) -> Vec<Cost> {
    assert!(
        analysis.checked.errors.is_empty(),
        "the programs have errors"
    );
    let places = Places::new(&analysis.program, &mut analysis.tys);
    let program = &analysis.program;
    let of = |m: &Measure| {
        let func = program.func_ids().find(|&f| program.func_name(f) == m.func);
        let func = func.unwrap_or_else(|| panic!("no function {}", m.func));
        Calls::new(program, &analysis.tys, &places, m.run).call(func)
    };
    measures.iter().map(of).collect()
}

#[test]
fn the_toolchain_counts_what_is_expected() {
    let Some(go) = Go::find() else {
        eprintln!("no Go 1.27.3 here: `npm run setup` installs it; nothing was measured again");
        return;
    };
    let files = files();
    let measures = measures(&files);
    let found = run(&go, &files, &measures);
    let path = folder().join("expected.txt");
    if std::env::var("GOESCAPE_BLESS").is_ok_and(|v| v == "go") {
        let lines = measures
            .iter()
            .zip(&found)
            .map(|(m, c)| format!("{}: {} objects, {} bytes\n", key(m), c.objects, c.bytes));
        std::fs::write(&path, lines.collect::<String>()).expect("a writable file");
        return;
    }
    let expected = expected();
    let mut wrong = Vec::new();
    for (m, found) in measures.iter().zip(&found) {
        let want = expected.get(&key(m));
        if want != Some(found) {
            wrong.push(format!("{}: expected {want:?}, counted {found:?}", key(m)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nGOESCAPE_BLESS=go rewrites expected.txt",
        wrong.join("\n")
    );
}

#[test]
fn every_prediction_agrees_with_what_was_counted() {
    let files = files();
    let measures = measures(&files);
    let Some(mut analysis) = analysis(&files) else {
        eprintln!("no facts about std here: `npm run setup` makes them; nothing was predicted");
        return;
    };
    let predictions = predictions(&mut analysis, &measures);
    let expected = expected();
    let (mut wrong, mut exact, mut exact_bytes) = (Vec::new(), 0, 0);
    for (m, cost) in measures.iter().zip(&predictions) {
        let name = key(m);
        let Some(counted) = expected.get(&name) else {
            wrong.push(format!("{name}: not in expected.txt"));
            continue;
        };
        if !cost.objects.allows(counted.objects) || !cost.bytes.allows(counted.bytes) {
            wrong.push(format!("{name}: predicted {cost:?}, counted {counted:?}"));
        }
        let known = cost.objects.known().is_some();
        exact += u32::from(known);
        exact_bytes += u32::from(cost.bytes.known().is_some());
        if !known && m.dynamic.is_none() {
            wrong.push(format!("{name}: no single number: {cost:?}"));
        }
        if known && m.dynamic.is_some() {
            wrong.push(format!(
                "{name}: is called dynamic, and predicted exactly: {cost:?}"
            ));
        }
    }
    let mut programs: Vec<_> = measures.iter().map(|m| &m.func).collect();
    programs.sort();
    programs.dedup();
    println!(
        "{} programs, {} measurements: {exact} predicted exactly, {exact_bytes} of them to the byte, {} as a range",
        programs.len(),
        measures.len(),
        measures.len() - exact as usize
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(programs.len() >= 200, "only {} programs", programs.len());
}
