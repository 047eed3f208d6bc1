//! Prints errors as the compiler does (cmd/compile/internal/base/print.go): syntax errors alone if there are any, one a line; sorted by
//! place; the first ten.

use super::names;
use crate::wire::{Problem, ProblemKind, Report};

/// After so many errors the compiler stops.
const TOO_MANY: usize = 10;

/// The lines for problems in the order in which they were reported; `names` are the files' names as given.
pub fn lines(problems: &[Problem], names: &[String]) -> Vec<String> {
    let syntax = |p: &&Problem| p.kind == ProblemKind::Syntax;
    // The parser reports some errors that do not keep the compiler from checking types; their text tells them apart.
    let stops = |p: &Problem| p.text.starts_with("syntax error");
    let only_syntax = problems.iter().any(|p| syntax(&p) && stops(p));
    let mut counted: Vec<&Problem> = Vec::new();
    let (mut last_syntax, mut last_other) = (None, None);
    for problem in problems.iter().filter(|p| !only_syntax || syntax(p)) {
        let line = problem.span.map(|s| (s.file, s.line));
        // One syntax error a line whatever it says, other errors once a line.
        let repeated = if stops(problem) {
            last_syntax.replace(line) == Some(line)
        } else {
            let this = Some((line, problem.text.as_str()));
            core::mem::replace(&mut last_other, this) == this
        };
        if repeated {
            continue;
        }
        counted.push(problem);
        if counted.len() == TOO_MANY {
            break;
        }
    }
    let stopped = counted.last().filter(|_| counted.len() == TOO_MANY);
    let stopped = stopped.map(|p| format!("{}too many errors", place(p, names)));
    // Files stand in the order in which the compiler met their first error.
    let mut files: Vec<u32> = Vec::new();
    for span in counted.iter().filter_map(|p| p.span) {
        if !files.contains(&span.file) {
            files.push(span.file);
        }
    }
    let rank = |file: u32| files.iter().position(|&f| f == file);
    counted.sort_by_key(|p| p.span.map(|s| (rank(s.file), s.line, s.col)));
    // Other places that a text mentions come under the absolute names of the analysis.
    let here = names::working_directory();
    let own: Vec<(String, String)> = names
        .iter()
        .map(|n| (format!("{}:", names::absolute(&here, n)), format!("{n}:")))
        .collect();
    let text = |p: &&Problem| {
        let as_given = |text: String, (from, to): &(String, String)| text.replace(from, to);
        let text = own.iter().fold(p.text.clone(), as_given);
        format!("{}{text}", place(p, names))
    };
    let mut lines: Vec<String> = counted.iter().map(text).collect();
    lines.dedup();
    lines.extend(stopped);
    lines
}

/// The lines for a module in one text: places are told in the files of which the text consists.
pub fn of_archive(report: &Report) -> Vec<String> {
    let names: Vec<String> = report.parts.iter().map(|p| p.name.clone()).collect();
    let mut problems = report.problems.clone();
    for span in problems.iter_mut().filter_map(|p| p.span.as_mut()) {
        let part = report.parts.iter().position(|p| span.from <= p.to);
        span.file = part.unwrap_or(0) as u32;
    }
    lines(&problems, &names)
}

/// What stands in front of the text: `file:line:col: `.
fn place(problem: &Problem, names: &[String]) -> String {
    let Some(span) = problem.span else {
        return String::new();
    };
    let file = names.get(span.file as usize).map_or("?", String::as_str);
    match span.col {
        0 => format!("{file}:{}: ", span.line),
        col => format!("{file}:{}:{col}: ", span.line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Span;

    fn problem(kind: ProblemKind, line: u32, col: u32, text: &str) -> Problem {
        let span = Span {
            line,
            col,
            ..Span::default()
        };
        Problem {
            span: Some(span),
            kind,
            text: text.into(),
            path: None,
            fixes: Vec::new(),
        }
    }

    fn printed(problems: &[Problem]) -> Vec<String> {
        lines(problems, &["a.go".into()])
    }

    #[test]
    fn errors_come_sorted_and_once() {
        let t = |line, col, text| problem(ProblemKind::Type, line, col, text);
        let all = [t(4, 1, "b"), t(3, 5, "a"), t(3, 7, "a"), t(3, 7, "c")];
        assert_eq!(printed(&all), ["a.go:3:5: a", "a.go:3:7: c", "a.go:4:1: b"]);
    }

    #[test]
    fn a_syntax_error_silences_what_comes_after_it() {
        let s = |line, col, text| problem(ProblemKind::Syntax, line, col, text);
        let all = [
            problem(ProblemKind::Type, 1, 1, "type"),
            s(2, 1, "syntax error: x"),
            s(2, 9, "syntax error: y"),
            s(3, 1, "syntax error: z"),
        ];
        assert_eq!(
            printed(&all),
            ["a.go:2:1: syntax error: x", "a.go:3:1: syntax error: z"]
        );
    }

    #[test]
    fn after_ten_it_stops() {
        let all: Vec<_> = (1..=12)
            .rev()
            .map(|line| problem(ProblemKind::Type, line, 1, "x"))
            .collect();
        let lines = printed(&all);
        assert_eq!(lines.len(), 11);
        assert_eq!(lines[0], "a.go:3:1: x");
        assert_eq!(lines[10], "a.go:3:1: too many errors");
    }
}
