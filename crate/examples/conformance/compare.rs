//! Compares the lines about a package's own files, as multisets.

use crate::package::{Outcome, Package};
use goescape::cli;
use goescape::wire::{NotAnalysed, NotAnalysedCode, Report};
use std::collections::{BTreeMap, BTreeSet};

/// How many lines of a kind, or of a package, there are and what became of them.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    /// Lines that the compiler printed.
    pub expected: usize,
    /// Those of them that we printed too.
    pub found: usize,
    /// Those that we did not print, though the function was analysed.
    pub missing: usize,
    /// Those in functions that were not analysed.
    pub not_analysed: usize,
    /// Lines that only we printed.
    pub extra: usize,
}

impl Tally {
    /// Adds another tally to this one.
    pub fn add(&mut self, other: &Tally) {
        self.expected += other.expected;
        self.found += other.found;
        self.missing += other.missing;
        self.not_analysed += other.not_analysed;
        self.extra += other.extra;
    }
}

/// What a line tells.
pub const KINDS: [&str; 18] = [
    "moved to heap",
    "escapes to heap",
    "does not escape",
    "leaking param to result",
    "leaking param content",
    "leaking param",
    "ignoring self-assignment",
    "zero-copy conversion",
    "devirtualizing",
    "inlining call to",
    "can inline",
    "cannot inline",
    "unsafe uintptr",
    "index bounds check elided",
    "capturing",
    "why it escapes or leaks",
    "flow",
    "other",
];

const OTHER: usize = KINDS.len() - 1;

/// The index in [`KINDS`] of a line's text (without its position).
pub fn kind_of(text: &str) -> usize {
    let name = if text.starts_with("can inline ") {
        "can inline"
    } else if text.starts_with("cannot inline ") {
        "cannot inline"
    } else if text.starts_with("leaking param content: ") {
        "leaking param content"
    } else if text.starts_with("leaking param: ") {
        match text.contains(" to result ") {
            true => "leaking param to result",
            false => "leaking param",
        }
    } else if text.contains("ignoring self-assignment") {
        "ignoring self-assignment"
    } else if text.starts_with("zero-copy ") {
        "zero-copy conversion"
    } else if text.contains(" capturing by ") {
        "capturing"
    } else if text.ends_with(':')
        && (text.starts_with("parameter ") || text.contains(" escapes to heap in "))
    {
        "why it escapes or leaks"
    } else if text.starts_with("devirtualizing ") {
        "devirtualizing"
    } else if text.contains(" unsafe uintptr") || text.contains(" escaping uintptr") {
        "unsafe uintptr"
    } else if text.starts_with("  ") {
        "flow"
    } else {
        let ends = |k: &&&str| text.ends_with(**k);
        let starts = |k: &&&str| text.starts_with(**k);
        let rest = &KINDS[..3];
        let found = rest.iter().find(ends);
        let found = found.or_else(|| KINDS.iter().find(starts));
        found.copied().unwrap_or(KINDS[OTHER])
    };
    KINDS.iter().position(|k| *k == name).unwrap_or(OTHER)
}

/// A line of output that stands in one of the package's files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line<'a> {
    file: &'a str,
    line: u32,
    col: u32,
    text: &'a str,
}

impl<'a> Line<'a> {
    /// Splits `file:line:col: text`; nothing for a line that stands in none of the files. Far to the right, no column is told: it is 0 then.
    fn parse(whole: &'a str, files: &BTreeSet<&str>) -> Option<Line<'a>> {
        let (file, rest) = whole.split_once(':')?;
        files.get(file)?;
        let (place, text) = rest.split_once(": ")?;
        let (line, col) = place.split_once(':').unwrap_or((place, "0"));
        Some(Line {
            file,
            line: line.parse().ok()?,
            col: col.parse().ok()?,
            text,
        })
    }

    fn place(&self) -> (&'a str, u32, u32) {
        (self.file, self.line, self.col)
    }

    fn whole(&self) -> String {
        match self.col {
            0 => format!("{}:{}: {}", self.file, self.line, self.text),
            col => format!("{}:{}:{col}: {}", self.file, self.line, self.text),
        }
    }

    /// Whether the compiler says with it that something is on the heap.
    fn says_heap(&self) -> bool {
        self.text.starts_with("moved to heap: ") || self.text.ends_with(" escapes to heap")
    }
}

/// What differs in a package.
#[derive(Default)]
pub struct Comparison {
    /// By kind of line, in the order of [`KINDS`].
    pub kinds: [Tally; KINDS.len()],
    /// Nothing came of it: the analysis gave up or broke.
    pub failed: bool,
    /// Functions and methods, and how many of them were analysed.
    pub functions: usize,
    /// Those that were analysed.
    pub analysed: usize,
    /// Why functions were not analysed, and how many.
    pub reasons: BTreeMap<String, usize>,
    /// The functions that others depend on and that were not analysed, and how many.
    pub depends_on: BTreeMap<String, usize>,
    /// Lines that the compiler printed and we did not, in functions that were analysed.
    pub missing: Vec<String>,
    /// Lines that only we printed.
    pub extra: Vec<String>,
    /// Our "does not escape" where the compiler says heap or leak, each with what the compiler says.
    pub wrong_stays: Vec<String>,
    /// What the compiler puts on the heap and we, in a function that was analysed, say nothing about.
    pub missed_heap: usize,
    /// Errors that we found in this program, which has none.
    pub false_errors: Vec<String>,
    /// The lines are the same, but come in another order: the first two that part, the compiler's and ours.
    pub parts_at: Option<(String, String)>,
}

impl Comparison {
    /// Counts a reason. Whom a function depends on is left to the details: it changes all the time, and the reason behind is counted there.
    fn reason(&mut self, gap: &NotAnalysed) {
        let text = cli::reason(gap);
        if gap.code == NotAnalysedCode::DependsOn {
            *self.depends_on.entry(text).or_default() += 1;
            *self.reasons.entry("depends on another".into()).or_default() += 1;
        } else {
            *self.reasons.entry(text).or_default() += 1;
        }
    }

    /// Whether the output is the compiler's, line after line.
    pub fn is_same(&self) -> bool {
        let all = self.total();
        all.found == all.expected && all.extra == 0 && self.parts_at.is_none()
    }

    /// All kinds together.
    pub fn total(&self) -> Tally {
        let mut sum = Tally::default();
        self.kinds.iter().for_each(|k| sum.add(k));
        sum
    }
}

/// The lines of the package's files that belong to functions without verdicts.
struct Gaps<'a> {
    whole: bool,
    ranges: Vec<(&'a str, u32, u32)>,
}

impl Gaps<'_> {
    fn cover(&self, line: &Line) -> bool {
        let inside = |&(file, from, to): &(&str, u32, u32)| {
            file == line.file && (from..=to).contains(&line.line)
        };
        self.whole || self.ranges.iter().any(inside)
    }
}

/// Compares one package.
pub fn compare(package: &Package, outcome: Outcome) -> Comparison {
    let mut result = Comparison::default();
    let mut whole = false;
    let report = match outcome.report {
        Ok(report) => report,
        Err(why) => {
            (whole, result.failed) = (true, true);
            *result.reasons.entry(why).or_default() += 1;
            Box::new(Report::empty(&Default::default(), Vec::new()))
        }
    };
    let gaps = gaps(package, &outcome.texts, &report, whole, &mut result);
    let files = package.files.iter().map(|f| f.name.as_str()).collect();
    // Places in std are compared from the root of its sources on, wherever these are.
    let root = std::env::var("GOESCAPE_GOROOT").map(|root| format!(" at {root}/src/"));
    let answer = root.map_or(outcome.answer.to_string(), |r| {
        outcome.answer.replace(&r, " at ")
    });
    let expected = answer.lines();
    let mut expected: Vec<_> = expected.filter_map(|l| Line::parse(l, &files)).collect();
    let lines = match report.options.verbose {
        true => &report.verbose_lines,
        false => &report.lines,
    };
    let texts: Vec<String> = lines
        .iter()
        .map(|l| l.text.replace(" at $GOROOT/src/", " at "))
        .collect();
    let given = texts.iter().flat_map(|text| text.lines());
    let mut given: Vec<_> = given.filter_map(|l| Line::parse(l, &files)).collect();
    let parting = expected.iter().zip(&given).find(|(a, b)| a != b);
    let parting = parting.map(|(a, b)| (a.whole(), b.whole()));
    expected.sort();
    given.sort();
    tally(&expected, &given, &gaps, &mut result);
    result.parts_at = parting.filter(|_| expected == given);
    result
}

/// Which lines were not analysed; counts functions and reasons on the way.
fn gaps<'a>(
    package: &'a Package,
    texts: &[String],
    report: &Report,
    whole: bool,
    result: &mut Comparison,
) -> Gaps<'a> {
    let mut ranges = Vec::new();
    if let Some(gap) = &report.not_analysed {
        result.reason(gap);
    }
    for function in &report.functions {
        let declared = function.parent.is_none();
        result.functions += usize::from(declared);
        let Some(gap) = &function.not_analysed else {
            result.analysed += usize::from(declared);
            continue;
        };
        if declared {
            result.reason(gap);
        }
        let file = function.whole.file as usize;
        if let (Some(named), Some(text)) = (package.files.get(file), texts.get(file)) {
            let (from, to) = lines_between(text, function.whole.from, function.whole.to);
            ranges.push((named.name.as_str(), from, to));
        }
    }
    let name = |file: u32| package.files.get(file as usize).map_or("?", |f| &f.name);
    for problem in &report.problems {
        let place = problem.span.map_or(String::new(), |s| {
            format!("{}:{}:{}: ", name(s.file), s.line, s.col)
        });
        result.false_errors.push(format!("{place}{}", problem.text));
    }
    Gaps {
        whole: whole || report.not_analysed.is_some(),
        ranges,
    }
}

/// First and last line, from 1, of the stretch between two UTF-16 offsets.
fn lines_between(text: &str, from: u32, to: u32) -> (u32, u32) {
    let (mut offset, mut line, mut first, mut last) = (0, 1, 1, 1);
    for c in text.chars() {
        if offset <= from {
            first = line;
        }
        if offset >= to {
            break;
        }
        last = line;
        offset += c.len_utf16() as u32;
        line += u32::from(c == '\n');
    }
    (first, last)
}

/// Walks both sorted lists side by side.
fn tally(expected: &[Line], given: &[Line], gaps: &Gaps, result: &mut Comparison) {
    let (mut e, mut g) = (0, 0);
    let mut extra = Vec::new();
    while e < expected.len() || g < given.len() {
        let order = match (expected.get(e), given.get(g)) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        if order.is_le() {
            let line = &expected[e];
            let kind = &mut result.kinds[kind_of(line.text)];
            kind.expected += 1;
            if order.is_eq() {
                kind.found += 1;
            } else if gaps.cover(line) {
                kind.not_analysed += 1;
            } else {
                kind.missing += 1;
                result.missed_heap += usize::from(line.says_heap());
                result.missing.push(line.whole());
            }
            e += 1;
        }
        if order.is_ge() {
            if order.is_gt() {
                result.kinds[kind_of(given[g].text)].extra += 1;
                result.extra.push(given[g].whole());
                extra.push(given[g]);
            }
            g += 1;
        }
    }
    result.wrong_stays = wrong_stays(expected, &extra);
}

/// Our "does not escape" lines that the compiler does not print, where it says at the same place that something is on the heap or leaks.
fn wrong_stays(expected: &[Line], extra: &[Line]) -> Vec<String> {
    let stays = extra.iter().filter(|l| l.text.ends_with("does not escape"));
    let contradiction = |ours: &&Line| {
        let from = expected.partition_point(|l| l.place() < ours.place());
        let here = expected[from..].iter();
        let mut here = here.take_while(|l| l.place() == ours.place());
        let theirs = here.find(|l| l.says_heap() || l.text.starts_with("leaking param"))?;
        Some(format!("{} | compiler: {}", ours.whole(), theirs.text))
    };
    stays.filter_map(|l| contradiction(&l)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_kinds() {
        let kind = |text| KINDS[kind_of(text)];
        assert_eq!(kind("moved to heap: x"), "moved to heap");
        assert_eq!(kind("&T{...} escapes to heap"), "escapes to heap");
        assert_eq!(kind("... argument does not escape"), "does not escape");
        assert_eq!(kind("leaking param: p"), "leaking param");
        assert_eq!(
            kind("leaking param: p to result ~r0 level=0"),
            "leaking param to result"
        );
        assert_eq!(kind("leaking param content: p"), "leaking param content");
        assert_eq!(kind("inlining call to f"), "inlining call to");
        assert_eq!(kind("f ignoring self-assignment in a = b"), KINDS[6]);
        assert_eq!(
            kind("can inline f with cost 3 as: func() {  }"),
            "can inline"
        );
        assert_eq!(kind("x escapes to heap in f:"), "why it escapes or leaks");
        assert_eq!(
            kind("f capturing by ref: x (addr=true assign=false width=8)"),
            "capturing"
        );
        assert_eq!(kind("something new"), "other");
    }

    #[test]
    fn columns_may_be_missing() {
        let files = BTreeSet::from(["a.go"]);
        let line = Line::parse("a.go:18: new(int) escapes to heap", &files);
        let line = line.expect("a line without a column");
        assert_eq!((line.line, line.col), (18, 0));
        assert_eq!(line.whole(), "a.go:18: new(int) escapes to heap");
    }

    #[test]
    fn stretches_become_lines() {
        let text = "a\nbé𝄞\nc\n";
        assert_eq!(lines_between(text, 2, 6), (2, 2));
        assert_eq!(lines_between(text, 0, 8), (1, 3));
    }

    #[test]
    fn differences_are_counted_once_each() {
        let files = BTreeSet::from(["a.go"]);
        let parse = |all: &[&'static str]| -> Vec<Line> {
            all.iter().filter_map(|l| Line::parse(l, &files)).collect()
        };
        let expected = parse(&[
            "a.go:1:1: x escapes to heap",
            "a.go:1:1: x escapes to heap",
            "a.go:2:1: moved to heap: y",
            "a.go:9:1: z does not escape",
            "b.go:9:1: z does not escape",
        ]);
        let given = parse(&["a.go:1:1: x escapes to heap", "a.go:2:1: y does not escape"]);
        let gaps = Gaps {
            whole: false,
            ranges: vec![("a.go", 9, 9)],
        };
        let mut result = Comparison::default();
        tally(&expected, &given, &gaps, &mut result);
        let total = result.total();
        assert_eq!((total.expected, total.found), (4, 1));
        assert_eq!((total.missing, total.not_analysed, total.extra), (2, 1, 1));
        assert_eq!(result.wrong_stays.len(), 1);
        assert_eq!(result.missed_heap, 2);
    }
}
