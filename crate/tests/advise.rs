//! Advice on whole programs: what is offered, what is refused and why; and what is offered compiles, is formatted and no longer allocates.

mod support;

use goescape::wire::{
    Confidence, Input, InputFile, Options, Refusal, RefusalCode, Report, SuggestionCode,
};
use support::{oracle::Go, std_facts};

fn report(text: &str) -> Option<Box<Report>> {
    let index = std_facts::index()?;
    let input = Input {
        files: vec![InputFile {
            name: "main.go".into(),
            text: text.into(),
        }],
        options: Options {
            advise: true,
            ..Options::default()
        },
    };
    Some(support::std_facts::report(&index, &input))
}

fn applied(text: &str, edits: &[goescape::wire::Edit]) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out: Vec<u16> = Vec::new();
    let mut done = 0;
    for edit in edits {
        out.extend(&units[done..edit.from as usize]);
        out.extend(edit.insert.encode_utf16());
        done = edit.to as usize;
    }
    out.extend(&units[done..]);
    String::from_utf16(&out).expect("whole characters")
}

/// Analyses a program; each suggestion is applied and judged by the compiler and by gofmt. Gives what was offered.
fn offered(name: &str, text: &str) -> Option<(Vec<SuggestionCode>, Vec<Refusal>)> {
    let Some(report) = report(text) else {
        eprintln!("no facts about std here: `npm run setup` makes them; {name} was not looked at");
        return None;
    };
    assert!(report.problems.is_empty(), "{name}: {:?}", report.problems);
    for suggestion in &report.suggestions {
        let asks = suggestion.confidence == Confidence::B;
        assert!(
            asks || suggestion.checks.iter().all(|c| c.passed),
            "{name}: {suggestion:?}"
        );
        let rewritten = applied(text, &suggestion.edits);
        if let Some(go) = Go::find() {
            let compiled = go.compile(&["-p", "main"], &[("main.go", &rewritten)]);
            assert!(compiled.ok, "{name}: {}\n{rewritten}", compiled.output);
            assert_eq!(
                go.format(&rewritten),
                rewritten,
                "{name}: not as gofmt has it"
            );
        }
    }
    let codes = report.suggestions.iter().map(|s| s.code).collect();
    Some((codes, report.refusals.clone()))
}

fn example(name: &str) -> String {
    let path = format!(
        "{}/../www/content/examples/{name}.go",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).expect("an example of the page")
}

#[test]
fn the_examples_of_the_page_get_their_advice() {
    use SuggestionCode::{PoolBytes, PoolStruct, ReturnValue};
    for (name, want) in [
        ("returned-pointer", ReturnValue),
        ("json-requests", PoolStruct),
        ("http-handler", PoolBytes),
        ("log-line", PoolBytes),
        ("packet-reader", PoolBytes),
    ] {
        let Some((codes, refusals)) = offered(name, &example(name)) else {
            return;
        };
        assert!(codes.contains(&want), "{name}: {codes:?} {refusals:#?}");
    }
}

/// A function that makes a buffer and does `body` with it.
fn buffer(body: &str) -> String {
    format!(
        "package main\n\nimport \"io\"\n\nvar sink []byte\n\ntype keeper interface{{ Keep(p []byte) }}\n\n\
         func f(r io.Reader, k keeper, c chan []byte, all map[string][]byte, n int) []byte {{\n\
         \tbuf := make([]byte, 4096)\n\t{body}\n\treturn nil\n}}\n\nfunc main() {{}}\n"
    )
}

fn refused(body: &str) -> Option<Vec<RefusalCode>> {
    let (codes, refusals) = offered(body, &buffer(body))?;
    assert!(codes.is_empty(), "{body}: {codes:?}");
    Some(refusals.iter().map(|r| r.code).collect())
}

#[test]
fn a_buffer_that_outlives_the_call_is_no_pool() {
    for (body, why) in [
        ("r.Read(buf)\n\treturn buf", RefusalCode::Returned),
        ("r.Read(buf)\n\treturn buf[:10]", RefusalCode::Returned),
        ("r.Read(buf)\n\tsink = buf", RefusalCode::Stored),
        ("r.Read(buf)\n\tall[\"a\"] = buf", RefusalCode::Stored),
        ("r.Read(buf)\n\tc <- buf", RefusalCode::Sent),
        ("k.Keep(buf)", RefusalCode::MayBeKept),
        ("go r.Read(buf)", RefusalCode::Goroutine),
        ("go func() { r.Read(buf) }()", RefusalCode::Goroutine),
        (
            "g := func() { r.Read(buf) }\n\tdefer g()",
            RefusalCode::CapturedByEscaping,
        ),
        (
            "b := buf[1:]\n\tr.Read(b)\n\treturn b",
            RefusalCode::Returned,
        ),
        ("buf[0] = 1", RefusalCode::StaysOnStack),
    ] {
        let Some(codes) = refused(body) else { return };
        assert!(codes.contains(&why), "{body}: {codes:?}");
    }
}

#[test]
fn a_scratch_buffer_is_a_pool() {
    for body in [
        "r.Read(buf)",
        "m, _ := r.Read(buf)\n\tprintln(string(buf[:m]))",
        "io.ReadFull(r, buf[:n])\n\tfor i := range buf {\n\t\tprintln(buf[i])\n\t}",
        "b := buf[:n]\n\tr.Read(b)\n\tcopy(sink, b)",
    ] {
        let Some((codes, refusals)) = offered(body, &buffer(body)) else {
            return;
        };
        assert_eq!(codes, [SuggestionCode::PoolBytes], "{body}: {refusals:#?}");
    }
}
