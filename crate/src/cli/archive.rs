//! A module in one text: what is analysed of it, and what is printed where some of its packages have errors.

use crate::module::Plan;
use crate::text::txtar;
use crate::wire::{Report, Span};
use std::collections::BTreeSet;

/// The text without its files of tests.
pub fn without_tests(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for part in txtar::split(text).unwrap_or_default() {
        if part.name.ends_with("_test.go") {
            // The line with the name ends where the file starts.
            let marker = text[..part.range.start.saturating_sub(1)].rfind('\n');
            out.push_str(&text[from..marker.map_or(0, |at| at + 1)]);
            from = part.range.end;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// The lines of the packages that the go command would build: those without errors that import none with errors.
pub fn built_lines(level: u32, text: &str, report: &Report) -> Vec<String> {
    let part_of = |span: &Span| report.parts.iter().position(|p| span.from <= p.to);
    let spans = report.problems.iter().filter_map(|p| p.span.as_ref());
    let wrong: BTreeSet<usize> = spans.filter_map(part_of).collect();
    let (mut broken, mut silent) = (BTreeSet::new(), BTreeSet::new());
    for p in &Plan::new(text).unwrap_or_default().packages {
        let files = [&p.files[..], &p.tests.files, &p.external.files].concat();
        if files.iter().any(|i| wrong.contains(i)) || !p.imports.is_disjoint(&broken) {
            broken.insert(p.path.clone());
            silent.extend(files);
        }
    }
    let told = |span: &Option<Span>| {
        let part = span.as_ref().and_then(part_of);
        part.is_none_or(|i| !silent.contains(&i))
    };
    let lines = super::lines_at(level, report).iter();
    let lines = lines.filter(|l| told(&l.span));
    lines.map(|l| l.text.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_tests_can_be_left_out() {
        let text = "package p\n-- a_test.go --\npackage p\n-- b.go --\npackage p\n-- c_test.go --\npackage p\n";
        assert_eq!(without_tests(text), "package p\n-- b.go --\npackage p\n");
        assert_eq!(without_tests("package p\n"), "package p\n");
    }
}
