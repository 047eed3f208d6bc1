//! Runs the literate tests: Markdown files whose Go programs say in comments what the compiler prints.
//!
//! A program is a fenced block that starts with ```` ```go ````; what follows the word on that line are compiler flags (`-m -l` where
//! there are none; `-m=2` for explanations, too). `// ERROR "text" "text"` at the end of a line claims all messages of that line, each in its whole length.
//! Every message must be claimed and every claim met: by our analysis, and by the Go compiler itself where it is installed.
//! `GOESCAPE_BLESS=go` rewrites the claims from the compiler; nothing else ever writes them.

mod support;

use goescape::wire::{Input, InputFile, Options, Report};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::oracle::Go;

/// Messages by line, sorted within a line.
type Messages = BTreeMap<usize, Vec<String>>;

struct Program {
    /// The file and the line of the opening fence, for messages.
    place: String,
    flags: Vec<String>,
    text: String,
    /// Line of the Markdown file that the program's first line stands on, from 0.
    start: usize,
}

fn literate_files() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/literate");
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .expect("the literate tests")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    files.sort();
    files
}

fn programs(path: &Path, text: &str) -> Vec<Program> {
    let mut found = Vec::new();
    let mut open: Option<Program> = None;
    for (i, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) if info == "go" || info.starts_with("go ") => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let flags: Vec<_> = info.split_whitespace().skip(1).map(String::from).collect();
                open = Some(Program {
                    place: format!("{name}:{}", i + 1),
                    flags: match flags.is_empty() {
                        true => vec!["-m".into(), "-l".into()],
                        false => flags,
                    },
                    text: String::new(),
                    start: i + 1,
                });
            }
            (Some(_), Some("")) => found.extend(open.take()),
            (Some(program), _) => {
                program.text.push_str(line);
                program.text.push('\n');
            }
            _ => {}
        }
    }
    found
}

/// The claims of a program, by line from 1.
fn claims(program: &Program) -> Messages {
    let mut all = Messages::new();
    for (i, line) in program.text.lines().enumerate() {
        let Some((_, rest)) = line.split_once("// ERROR ") else {
            continue;
        };
        let mut messages = quoted(rest, &program.place);
        messages.sort();
        all.insert(i + 1, messages);
    }
    all
}

/// Strings in double quotes (with `\"` and `\\`) or in backquotes.
fn quoted(text: &str, place: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = text.trim().chars();
    while let Some(open) = chars.by_ref().find(|c| !c.is_whitespace()) {
        assert!(open == '"' || open == '`', "{place}: bad claim: {text}");
        let mut message = String::new();
        loop {
            match chars.next() {
                Some(c) if c == open => break,
                Some('\\') if open == '"' => message.extend(chars.next()),
                Some(c) => message.push(c),
                None => panic!("{place}: claim without end: {text}"),
            }
        }
        out.push(message);
    }
    out
}

/// Messages by line, from lines of the form `x.go:LINE:COL: text`. Lines elsewhere (in std, without a place) are not about the program.
fn by_line(output: &str) -> Messages {
    let mut all = Messages::new();
    for line in output.lines() {
        let Some(rest) = line.strip_prefix("x.go:") else {
            continue;
        };
        let Some((number, rest)) = rest.split_once(':') else {
            continue;
        };
        let message = match rest.split_once(": ") {
            Some((col, message)) if col.bytes().all(|b| b.is_ascii_digit()) => message,
            _ => rest.trim_start(),
        };
        let number = number.parse().expect("a line number");
        all.entry(number).or_default().push(message.into());
    }
    all.values_mut().for_each(|messages| messages.sort());
    all
}

fn differences(place: &str, who: &str, claimed: &Messages, printed: &Messages) -> Vec<String> {
    let mut out = Vec::new();
    let lines: std::collections::BTreeSet<_> = claimed.keys().chain(printed.keys()).collect();
    for line in lines {
        let (want, got) = (claimed.get(line), printed.get(line));
        if want != got {
            let show = |m: Option<&Vec<String>>| m.map_or("nothing".into(), |m| format!("{m:?}"));
            out.push(format!(
                "{place}, line {line}: claimed {}, but {who} says {}",
                show(want),
                show(got)
            ));
        }
    }
    out
}

fn of_the_compiler(go: &Go, program: &Program) -> Messages {
    by_line(&compiled(go, program))
}

/// What the compiler prints about a program.
fn compiled(go: &Go, program: &Program) -> String {
    let flags: Vec<_> = program
        .flags
        .iter()
        .map(String::as_str)
        .chain(["-p", "p"])
        .collect();
    go.compile(&flags, &[("x.go", &program.text)]).output
}

/// The text with the claims that the compiler makes.
fn blessed(go: &Go, path: &Path, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    for program in programs(path, text) {
        let messages = of_the_compiler(go, &program);
        for i in 0..program.text.lines().count() {
            let line = &mut lines[program.start + i];
            let code = line
                .split("// ERROR ")
                .next()
                .unwrap_or_default()
                .trim_end();
            *line = match messages.get(&(i + 1)) {
                Some(list) => format!(
                    "{code} // ERROR {}",
                    list.iter().map(|m| quote(m)).collect::<Vec<_>>().join(" ")
                ),
                None => code.into(),
            };
        }
    }
    lines.join("\n") + "\n"
}

fn quote(message: &str) -> String {
    match message.contains(['"', '\\']) && !message.contains('`') {
        true => format!("`{message}`"),
        false => format!("\"{}\"", message.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// What our analysis prints for a program; functions that were not analysed are told too, unless the program has errors.
fn of_ours(index: &[(String, PathBuf)], program: &Program) -> Messages {
    let text = report(index, program);
    let whole = text.problems.is_empty();
    let gaps = text.functions.iter();
    let gaps = gaps.filter(|f| whole && f.not_analysed.is_some());
    let gaps = gaps.map(|f| {
        format!(
            "x.go:{}:{}: {} was not analysed",
            f.span.line, f.span.col, f.name
        )
    });
    let problems = text.problems.iter().map(|p| {
        let (line, col) = p.span.map_or((1, 1), |s| (s.line, s.col));
        format!("x.go:{line}:{col}: {}", p.text)
    });
    // The compiler has no verdicts for a program with errors; ours for its other functions are for the page.
    let lines = match is_verbose(program) {
        true => &text.verbose_lines,
        false => &text.lines,
    };
    let lines = lines.iter().filter(|_| whole);
    let lines = lines.map(|l| l.text.clone());
    by_line(
        &lines
            .chain(gaps)
            .chain(problems)
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

/// Whether the program is about explanations, too.
fn is_verbose(program: &Program) -> bool {
    program.flags.iter().any(|f| f == "-m=2")
}

fn report(index: &[(String, PathBuf)], program: &Program) -> Box<Report> {
    let input = Input {
        files: vec![InputFile {
            name: "x.go".into(),
            text: program.text.clone(),
        }],
        options: Options {
            inline: !program.flags.iter().any(|f| f == "-l"),
            package: Some("p".into()),
            verbose: is_verbose(program),
            ..Options::default()
        },
    };
    support::std_facts::report(index, &input)
}

#[test]
fn our_analysis_agrees_with_every_claim() {
    let Some(index) = support::std_facts::index() else {
        eprintln!(
            "no facts about std here: `npm run setup` makes them; the claims were not checked against our analysis"
        );
        return;
    };
    let mut wrong = Vec::new();
    for path in literate_files() {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        for program in programs(&path, &text) {
            let messages = of_ours(&index, &program);
            wrong.extend(differences(
                &program.place,
                "our analysis",
                &claims(&program),
                &messages,
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_compiler_agrees_with_every_claim() {
    let Some(go) = Go::find() else {
        eprintln!(
            "no Go 1.27.3 here: `npm run setup` installs it; the claims were not checked against it"
        );
        return;
    };
    let bless = std::env::var("GOESCAPE_BLESS").is_ok_and(|v| v == "go");
    let mut wrong = Vec::new();
    for path in literate_files() {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        if bless {
            std::fs::write(&path, blessed(&go, &path, &text)).expect("a writable file");
            continue;
        }
        for program in programs(&path, &text) {
            let messages = of_the_compiler(&go, &program);
            wrong.extend(differences(
                &program.place,
                "the compiler",
                &claims(&program),
                &messages,
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nGOESCAPE_BLESS=go rewrites the claims",
        wrong.join("\n")
    );
}

/// Claims are about single lines; those about the program stand in the compiler's order, too.
#[test]
fn lines_stand_in_the_order_of_the_compiler() {
    let (Some(index), Some(go)) = (support::std_facts::index(), Go::find()) else {
        eprintln!("no Go 1.27.3 here: `npm run setup` installs it; the order was not looked at");
        return;
    };
    let mut wrong = Vec::new();
    for path in literate_files() {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        for program in programs(&path, &text) {
            let ours = report(&index, &program);
            if !ours.problems.is_empty() {
                continue;
            }
            let lines = match is_verbose(&program) {
                true => &ours.verbose_lines,
                false => &ours.lines,
            };
            let own = |line: &&str| line.starts_with("x.go:");
            let ours = lines.iter().flat_map(|l| l.text.lines());
            let ours: Vec<&str> = ours.filter(own).collect();
            let theirs = compiled(&go, &program);
            let theirs: Vec<&str> = theirs.lines().filter(own).collect();
            if let Some(i) =
                (0..ours.len().max(theirs.len())).find(|&i| ours.get(i) != theirs.get(i))
            {
                wrong.push(format!(
                    "{}: the compiler has {:?}, we have {:?}",
                    program.place,
                    theirs.get(i),
                    ours.get(i)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
