//! Programs whose types grow without an end, or nearly: each gets an answer, soon, in little stack, and it is the compiler's.

mod support;

use goescape::wire::{Answer, Input, InputFile, Options};
use goescape::{Packages, analyze};
use std::sync::mpsc;
use std::time::Duration;
use support::oracle::Go;

/// Unoptimised, on a busy machine; what does not end does not end in ten times as much.
const PATIENCE: Duration = Duration::from_secs(20);

/// As the page has it (scripts/wasm.mjs).
const STACK: usize = 8 << 20;

/// The programs: files of an archive, though not of one module.
const PROGRAMS: &str = include_str!("../testdata/bounded.txt");

fn programs() -> Vec<(&'static str, &'static str)> {
    let parts = goescape::text::txtar::split(PROGRAMS).expect("an archive");
    let text = |p: &goescape::text::txtar::Part| &PROGRAMS[p.range.clone()];
    let name = |p: &goescape::text::txtar::Part| {
        let at = PROGRAMS
            .find(&format!("-- {} --", p.name))
            .expect("its marker");
        &PROGRAMS[at + 3..at + 3 + p.name.len()]
    };
    parts.iter().map(|p| (name(p), text(p))).collect()
}

/// What the compiler would print about errors.
fn errors(text: &'static str) -> Vec<String> {
    let input = Input {
        files: vec![InputFile {
            name: "x.go".into(),
            text: text.into(),
        }],
        options: Options {
            inline: true,
            package: Some("p".into()),
            ..Options::default()
        },
    };
    match analyze(&input, &mut Packages::default()) {
        Answer::Report { report } => report.error_lines,
        Answer::Missing { missing } => panic!("asked for {missing:?}"),
    }
}

#[test]
fn every_program_gets_its_answer() {
    let go = Go::find();
    let mut failed = Vec::new();
    for (name, text) in programs() {
        let (tell, told) = mpsc::channel();
        let thread = std::thread::Builder::new().stack_size(STACK);
        let work = move || tell.send(errors(text)).expect("somebody waits");
        thread.spawn(work).expect("a thread");
        let Ok(lines) = told.recv_timeout(PATIENCE) else {
            failed.push(format!("{name}: no answer"));
            continue;
        };
        // The compiler itself does not come to an end there.
        if name.starts_with("endless") {
            failed.extend(lines.is_empty().then(|| format!("{name} is accepted")));
        } else if let Some(go) = &go {
            let said = go.compile(&["-p", "p", "-lang=go1.27"], &[("x.go", text)]);
            let want: Vec<&str> = said.output.lines().collect();
            let got: Vec<&str> = lines.iter().flat_map(|l| l.lines()).collect();
            failed.extend((got != want).then(|| format!("{name}: {got:#?}, not {want:#?}")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
