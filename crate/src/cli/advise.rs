//! `goescape advise`: rewrites that remove allocations, mistakes with pools, and advice that would change nothing.
//!
//! `goescape advise [-json] [-check] [-l] [-p PKGPATH] [-lang go1.N] FILE.go…` lists them; `goescape advise -apply CODE[@LINE] FILE.go` prints
//! the file with one rewrite applied: the first of that code, or the one at that line. A code is a rule's number (`R13`) or its
//! name (`strconv`).
//!
//! Exit codes: 0 done; 1 the program has errors or could not be read; 2 wrong usage; 3 with `-check`: there are lints of severity
//! error or warning; 4 with `-apply`: there is no such suggestion, or nothing to apply in it.

use super::subcommand::{self, Arg, Common};
use super::{FAILED, report_on, words};
use crate::wire::{Confidence, Edit, Input, Lint, Options, Report, Suggestion};
use serde_json::{Value, json};
use std::process::ExitCode;

const FOUND_LINTS: u8 = 3;
const NO_SUCH: u8 = 4;

/// The usage text.
pub const USAGE: &str = "\
usage: goescape advise [-json] [-check] [flags] file.go...
       goescape advise -apply CODE[@LINE] [flags] file.go
       goescape advise -apply all [flags] file.go ...
  -json         print suggestions and lints as JSON
  -check        exit with code 3 where there are lints of severity error or warning
  -apply c      print the file with a rewrite applied: its rule (R13) or name (strconv), and its line if there are several;
                 all: everything that is proved, in one go
  -l            no inlining
  -p path       the package's import path (default main)
  -lang version language version, go1.1 to go1.27 (default go1.27)
exit codes: 0 done, 1 the program has errors, 2 wrong usage, 3 see -check, 4 no such suggestion";

struct Asked {
    common: Common,
    apply: Option<String>,
}

/// Runs the subcommand with the arguments behind its name.
pub fn main(args: Vec<String>) -> ExitCode {
    subcommand::run(args, USAGE, parse, run)
}

fn parse(args: Vec<String>) -> Result<Asked, String> {
    let mut apply = None;
    let common = Common::read(args, &mut |arg| match arg {
        Arg::Flag("apply", value) => {
            apply = Some(value()?);
            Ok(true)
        }
        _ => Ok(false),
    })?;
    let common = common.with_files()?;
    Ok(Asked { common, apply })
}

fn run(asked: &Asked) -> Result<u8, String> {
    let input = asked.common.input(Options {
        advise: true,
        ..Options::default()
    })?;
    let report = report_on(&input)?;
    if asked.common.has_errors(&report) {
        return Ok(FAILED);
    }
    if let Some(code) = &asked.apply {
        return apply(&input, &report, code);
    }
    match asked.common.json {
        true => {
            let text =
                serde_json::to_string_pretty(&as_json(&report)).map_err(|e| e.to_string())?;
            println!("{text}");
        }
        false => {
            for line in as_text(&report) {
                println!("{line}");
            }
        }
    }
    let bad = |l: &Lint| l.severity != crate::wire::Severity::Info;
    match asked.common.check && report.lints.iter().any(bad) {
        true => Ok(FOUND_LINTS),
        false => Ok(0),
    }
}

fn apply(input: &Input, report: &Report, wanted: &str) -> Result<u8, String> {
    if wanted == "all" {
        return Ok(apply_all(input, report));
    }
    let (code, line) = match wanted.split_once('@') {
        Some((code, line)) => {
            let line = line
                .parse::<u32>()
                .map_err(|_| format!("invalid line in -apply {wanted}"))?;
            (code, Some(line))
        }
        None => (wanted, None),
    };
    let fits = |s: &&Suggestion| {
        let named = s.rule.eq_ignore_ascii_case(code) || name_of(&s.code) == code;
        named && line.is_none_or(|l| l == s.span.line) && !s.edits.is_empty()
    };
    let mut all: Vec<&Suggestion> = report.suggestions.iter().filter(fits).collect();
    all.sort_by_key(|s| (s.span.file, s.span.line, s.span.col));
    if let Some(s) = all.first() {
        let file = s.edits.first().map_or(0, |e| e.file) as usize;
        print!("{}", edited(&input.files[file].text, file as u32, &s.edits));
        return Ok(0);
    }
    let fix = |l: &&Lint| {
        let named = l.rule.eq_ignore_ascii_case(code) || name_of(&l.code) == code;
        named && line.is_none_or(|at| at == l.span.line) && !l.edits.is_empty()
    };
    if let Some(l) = report.lints.iter().find(fix) {
        let file = l.edits.first().map_or(0, |e| e.file) as usize;
        print!("{}", edited(&input.files[file].text, file as u32, &l.edits));
        return Ok(0);
    }
    eprintln!("goescape: there is no suggestion {wanted} with a rewrite here");
    Ok(NO_SUCH)
}

/// Everything of confidence A that was proven together: the file, or the changed ones of several in txtar form.
fn apply_all(input: &Input, report: &Report) -> u8 {
    let proven = |s: &&Suggestion| {
        s.confidence == Confidence::A && s.alternative_to.is_none() && !s.edits.is_empty()
    };
    let edits = match (&report.together, report.suggestions.iter().find(proven)) {
        (Some(together), _) => &together.edits,
        (None, Some(only)) => &only.edits,
        (None, None) => {
            eprintln!("goescape: there is nothing of confidence A to apply here");
            return NO_SUCH;
        }
    };
    for (i, file) in input.files.iter().enumerate() {
        if !edits.iter().any(|e| e.file as usize == i) {
            continue;
        }
        if input.files.len() > 1 {
            println!("-- {} --", file.name);
        }
        print!("{}", edited(&file.text, i as u32, edits));
    }
    0
}

fn edited(text: &str, file: u32, edits: &[Edit]) -> String {
    crate::advise::apply(text, file, edits).map_or_else(|| text.to_owned(), |t| t.to_string())
}

/// A code's name as it stands in JSON.
fn name_of(code: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(code).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn as_json(report: &Report) -> Value {
    let file = |index: u32| {
        report
            .files
            .get(index as usize)
            .cloned()
            .unwrap_or_default()
    };
    let suggestion = |s: &Suggestion| {
        let mut value = serde_json::to_value(s).unwrap_or_default();
        value["code"] = json!(s.rule);
        value["name"] = json!(name_of(&s.code));
        value["confidence"] = json!(confidence(s));
        value["title"] = json!(words::suggestion(s.code, &s.params));
        value["file"] = json!(file(s.span.file));
        value["line"] = json!(s.span.line);
        value["column"] = json!(s.span.col);
        value
    };
    let lint = |l: &Lint| {
        let mut value = serde_json::to_value(l).unwrap_or_default();
        value["code"] = json!(l.rule);
        value["name"] = json!(name_of(&l.code));
        value["title"] = json!(words::lint(l.code, &l.params));
        value["consequence"] = json!(words::consequence(l.code));
        value["file"] = json!(file(l.span.file));
        value["line"] = json!(l.span.line);
        value["column"] = json!(l.span.col);
        let place =
            |s: &crate::wire::Span| json!({"file": file(s.file), "line": s.line, "column": s.col});
        value["related"] = json!(l.related.iter().map(place).collect::<Vec<_>>());
        value["fix"] = json!(l.edits);
        value
    };
    let notes = report.notes.iter().map(|n| {
        json!({
            "code": name_of(&n.code),
            "title": words::note(n.code, &n.params),
            "file": file(n.span.file),
            "line": n.span.line,
            "column": n.span.col,
        })
    });
    let refusals = report.refusals.iter().map(|r| {
        let site = &report.sites[r.site as usize];
        json!({
            "suggestion": name_of(&r.suggestion),
            "code": name_of(&r.code),
            "params": r.params,
            "file": file(site.span.file),
            "line": site.span.line,
            "column": site.span.col,
        })
    });
    json!({
        "together": report.together,
        "suggestions": report.suggestions.iter().map(suggestion).collect::<Vec<_>>(),
        "lints": report.lints.iter().map(lint).collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
        "refusals": refusals.collect::<Vec<_>>(),
    })
}

/// How sure it is, as one letter.
fn confidence(s: &Suggestion) -> &'static str {
    match s.confidence {
        Confidence::A => "A",
        Confidence::B => "B",
        Confidence::C => "C",
    }
}

fn as_text(report: &Report) -> Vec<String> {
    let place = |s: &crate::wire::Span| {
        let file = report.files.get(s.file as usize).map_or("", |f| f.as_str());
        format!("{file}:{}:{}", s.line, s.col)
    };
    let mut lines = Vec::new();
    for l in &report.lints {
        let text = words::lint(l.code, &l.params);
        let severity = name_of(&l.severity);
        let why = words::consequence(l.code);
        lines.push(format!(
            "{}: {severity} {}: {text}: {why}",
            place(&l.span),
            l.rule
        ));
        if let Some(other) = l.related.as_ref().filter(|r| r.line != l.span.line) {
            lines.push(format!("\t{}: the other place", place(other)));
        }
    }
    for s in &report.suggestions {
        let text = words::suggestion(s.code, &s.params);
        let confidence = confidence(s);
        let in_place = s.params.get("style").is_some_and(|p| p == "inPlace");
        let other = match s.alternative_to {
            Some(_) if in_place => " (another way: in place)",
            Some(_) => " (another way)",
            None => "",
        };
        lines.push(format!(
            "{}: {} [{confidence}] {text}{other}",
            place(&s.span),
            s.rule
        ));
    }
    for n in &report.notes {
        lines.push(format!(
            "{}: note: {}",
            place(&n.span),
            words::note(n.code, &n.params)
        ));
    }
    lines
}
