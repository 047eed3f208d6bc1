//! Advice on whole programs: what is offered, what is refused and why; and what is offered compiles, is formatted and no longer allocates.

mod support;

use goescape::wire::{
    CheckCode, Confidence, Input, InputFile, Options, Refusal, RefusalCode, Report, SuggestionCode,
};
use support::{oracle::Go, std_facts};

fn report(text: &str) -> Option<Box<Report>> {
    report_with(text, Options::default())
}

fn report_with(text: &str, options: Options) -> Option<Box<Report>> {
    let index = std_facts::index()?;
    let input = Input {
        files: vec![InputFile {
            name: "main.go".into(),
            text: text.into(),
        }],
        options: Options {
            advise: true,
            ..options
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
    let leading = |s: &&goescape::wire::Suggestion| s.alternative_to.is_none();
    let codes = (report.suggestions.iter().filter(leading))
        .map(|s| s.code)
        .collect();
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
         \tbuf := make([]byte, 4096)\n\t{body}\n\treturn nil\n}}\n\nfunc keep(p []byte) {{ sink = p }}\n\nfunc main() {{}}\n"
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
        ("keep(buf)", RefusalCode::MayBeKept),
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

#[test]
fn what_only_the_reader_can_know_is_asked() {
    let text = buffer("k.Keep(buf)");
    let Some((codes, _)) = offered("asked", &text) else {
        return;
    };
    assert_eq!(codes, [SuggestionCode::PoolBytes]);
    let report = report(&text).expect("the facts are there");
    for suggestion in &report.suggestions {
        assert_eq!(suggestion.confidence, Confidence::B);
        let open: Vec<_> = (suggestion.checks.iter().filter(|c| !c.passed)).collect();
        assert!(matches!(open[..], [c] if c.code == CheckCode::AskCalleeKeeps));
    }
    assert!(report.together.is_none());
}

#[test]
fn what_is_proved_is_applied_in_one_go_and_proven_again() {
    let text = "package main\n\nimport (\n\t\"fmt\"\n\t\"io\"\n)\n\n\
        func f(r io.Reader, n int) string {\n\tbuf := make([]byte, 4096)\n\tr.Read(buf)\n\treturn fmt.Sprintf(\"%d\", n)\n}\n\n\
        func g(w io.Writer, n int) string {\n\tlist := make([]byte, 1024)\n\tw.Write(list)\n\treturn fmt.Sprintf(\"%d\", n)\n}\n\nfunc main() {}\n";
    let Some(report) = report(text) else { return };
    let together = report.together.expect("several suggestions");
    assert!(together.suggestions.len() >= 3, "{together:?}");
    let all = applied(text, &together.edits);
    assert!(
        all.contains("\"sync\"") && all.contains("\"strconv\""),
        "{all}"
    );
    if let Some(go) = Go::find() {
        let compiled = go.compile(&["-p", "main"], &[("main.go", &all)]);
        assert!(compiled.ok, "{}\n{all}", compiled.output);
        assert_eq!(go.format(&all), all);
    }
}

#[test]
fn a_signature_changes_without_a_question_only_in_a_whole_program() {
    let program = |package: &str| {
        format!(
            "package {package}\n\ntype point struct{{ x, y int }}\n\n//go:noinline\nfunc newPoint(x int) *point {{\n\treturn &point{{x: x}}\n}}\n\n\
             func main() {{\n\tp := newPoint(1)\n\tprintln(p.x)\n}}\n"
        )
    };
    for (package, want) in [("main", Confidence::A), ("demo", Confidence::B)] {
        let Some(report) = report(&program(package)) else {
            return;
        };
        let found = report.suggestions.iter().find(|s| s.rule == "R1");
        assert_eq!(found.map(|s| s.confidence), Some(want), "{package}");
    }
}

/// Suggestions for a text in a package of this path.
fn advice_in(package: &str, text: &str) -> Option<Vec<(SuggestionCode, bool)>> {
    let options = Options {
        inline: true,
        package: Some(package.into()),
        ..Options::default()
    };
    let report = report_with(text, options)?;
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let all = report.suggestions.iter();
    Some(all.map(|s| (s.code, !s.edits.is_empty())).collect())
}

const READS: &str = "package p\n\nimport \"io\"\n\nfunc read(r io.Reader) int {\n\tbuf := make([]byte, 4096)\n\tn, _ := r.Read(buf)\n\treturn n\n}\n";

#[test]
fn a_rewrite_never_makes_a_package_import_itself() {
    for (package, want) in [("io", true), ("sync", false), ("internal/race", false)] {
        // `io` imports `sync`, which imports `internal/race`: these can't import it.
        let own = "interface{ Read(p []byte) (int, error) }";
        let text = READS
            .replace("import \"io\"\n\n", "")
            .replace("io.Reader", own);
        let Some(found) = advice_in(package, &text) else {
            return;
        };
        let pooled = found.contains(&(SuggestionCode::PoolBytes, true));
        assert_eq!(pooled, want, "{package}: {found:?}");
    }
}

#[test]
fn packages_of_cryptography_pool_nothing() {
    let Some(found) = advice_in("crypto/mine", READS) else {
        return;
    };
    assert!(found.is_empty(), "{found:?}");
    let key = READS.replace("buf", "key");
    assert_eq!(advice_in("example.com/p", &key), Some(Vec::new()));
}

#[test]
fn comments_that_gofmt_aligns_are_not_disturbed() {
    let text = "package p\n\nfunc names(n []int) []int {\n\tx := 0        // given\n\tvar out []int // what is\n\tfor _, m := range n {\n\t\tout = append(out, m)\n\t}\n\tprintln(x)\n\treturn out\n}\n";
    let plain = text
        .replace(" // what is", "")
        .replace("        // given", "");
    let with = |text: &str| advice_in("example.com/p", text);
    let Some(found) = with(&plain) else { return };
    assert!(
        found.contains(&(SuggestionCode::Preallocate, true)),
        "{found:?}"
    );
    assert_eq!(with(text), Some(Vec::new()));
}

#[test]
fn the_type_of_a_function_is_written_whole() {
    let text = "package main\n\ntype bus struct{ all map[string][]func(int) int }\n\n\
        func (b *bus) emit(topic string, n int) int {\n\tfs := make([]func(int) int, len(b.all[topic]))\n\
        \tcopy(fs, b.all[topic])\n\tfor _, f := range fs {\n\t\tn = f(n)\n\t}\n\treturn n\n}\n\n\
        func main() { println(new(bus).emit(\"a\", 1)) }\n";
    let Some((codes, refusals)) = offered("functions", text) else {
        return;
    };
    assert_eq!(codes, [SuggestionCode::PoolSlice], "{refusals:#?}");
}
