//! The committed text: by kind of line, by package, by reason; and the bars that it is held against.

use crate::compare::{Comparison, KINDS, Tally};
use crate::package::{Manifest, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How many lines of a difference are shown.
const SHOWN: usize = 40;

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 100.0;
    }
    // Rounded down: what is not reached is not shown as reached.
    (part as f64 * 10_000.0 / whole as f64).floor() / 100.0
}

fn total(results: &[Comparison]) -> Tally {
    let mut sum = Tally::default();
    results.iter().for_each(|r| sum.add(&r.total()));
    sum
}

/// The figures that matter most.
pub fn headline(results: &[Comparison]) -> String {
    let all = total(results);
    let analysed = all.found + all.missing + all.extra;
    let count = |f: fn(&Comparison) -> usize| results.iter().map(f).sum::<usize>();
    let same = results.iter().filter(|r| r.is_same()).count();
    let lines = [
        format!(
            "  {:.2} % of the lines in functions that were analysed agree ({} of {analysed})",
            percent(all.found, analysed),
            all.found
        ),
        format!(
            "  {:.2} % of all lines are found ({} of {})",
            percent(all.found, all.expected),
            all.found,
            all.expected
        ),
        format!(
            "  {:.2} % of the functions were analysed ({} of {})",
            percent(count(|r| r.analysed), count(|r| r.functions)),
            count(|r| r.analysed),
            count(|r| r.functions)
        ),
        format!(
            "  {:.2} % of the packages give the same lines in the same order ({} of {})",
            percent(same, results.len()),
            same,
            results.len()
        ),
        format!(
            "  {} wrong \"does not escape\", {} heap lines missed in analysed functions, {} false errors",
            count(|r| r.wrong_stays.len()),
            count(|r| r.missed_heap),
            count(|r| r.false_errors.len())
        ),
    ];
    lines.join("\n")
}

fn row(name: &str, t: &Tally, more: &str) -> String {
    let line = format!(
        "{name:<44}{:>9}{:>9}{:>9}{:>9}{:>14}  {more}",
        t.expected, t.found, t.missing, t.extra, t.not_analysed
    );
    line.trim_end().to_owned()
}

/// The whole snapshot; `explained`: all differences, and why they remain.
pub fn snapshot(manifest: &Manifest, results: &[Comparison], explained: &str) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    let flags = manifest.diagnostics.join(" ");
    let count = manifest.packages.len();
    line(&format!(
        "All of std ({count} packages) as `go tool compile {flags}` of {} linux/amd64 tells it, beside ours.",
        manifest.go
    ));
    line(
        "Lines that stand in the package's own files, whole, as a multiset. Made by `npm run conformance`; do not edit.\n",
    );
    line(&headline(results));
    line("\nby kind");
    let head = "expected    found  missing    extra  not analysed";
    line(&format!("{:<44} {head}", ""));
    for (i, kind) in KINDS.iter().enumerate() {
        let mut sum = Tally::default();
        results.iter().for_each(|r| sum.add(&r.kinds[i]));
        if sum.expected + sum.extra > 0 {
            line(&row(kind, &sum, ""));
        }
    }
    line(&row("all", &total(results), ""));
    line("\nwhy functions were not analysed");
    for (reason, n) in summed(results, |r| &r.reasons) {
        line(&format!("{n:>7} {reason}"));
    }
    section(&mut line, "wrong \"does not escape\"", results, |r| {
        &r.wrong_stays
    });
    section(&mut line, "false errors", results, |r| &r.false_errors);
    line("\nthe same lines in another order");
    let reordered = |(_, r): &(&Package, &Comparison)| r.parts_at.is_some();
    let pairs = manifest.packages.iter().zip(results);
    let list: Vec<_> = pairs.filter(reordered).map(|(p, _)| &*p.path).collect();
    line(&format!(
        "  {}",
        if list.is_empty() {
            "none".into()
        } else {
            list.join(", ")
        }
    ));
    line("\nall differences, and why they remain");
    line(explained.trim_end());
    line("\nby package");
    line(&format!("{:<44} {head}  functions analysed", ""));
    for (package, result) in manifest.packages.iter().zip(results) {
        let functions = format!("{} of {}", result.analysed, result.functions);
        line(&row(&package.path, &result.total(), &functions));
    }
    out
}

/// Counts of all packages together, the largest first.
fn summed(
    results: &[Comparison],
    of: fn(&Comparison) -> &BTreeMap<String, usize>,
) -> Vec<(&str, usize)> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (what, n) in results.iter().flat_map(of) {
        *sums.entry(what).or_default() += n;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|&(what, n)| (usize::MAX - n, what));
    sums
}

fn section(
    line: &mut impl FnMut(&str),
    title: &str,
    results: &[Comparison],
    of: fn(&Comparison) -> &Vec<String>,
) {
    line(&format!("\n{title}"));
    let mut none = true;
    for text in results.iter().flat_map(of) {
        none = false;
        line(&format!("  {text}"));
    }
    if none {
        line("  none");
    }
}

/// Every missing and every extra line, by package; then whom functions that were not analysed depend on.
pub fn details(manifest: &Manifest, results: &[Comparison]) -> String {
    let mut out = String::new();
    for (package, result) in manifest.packages.iter().zip(results) {
        if result.is_same() {
            continue;
        }
        let _ = writeln!(out, "# {}", package.path);
        if let Some((theirs, ours)) = &result.parts_at {
            let _ = writeln!(
                out,
                "order: the compiler has {theirs}\n       where we have {ours}"
            );
        }
        let missing = result.missing.iter().map(|l| (l, '-'));
        let extra = result.extra.iter().map(|l| (l, '+'));
        let mut lines: Vec<_> = missing.chain(extra).collect();
        lines.sort_by_key(|(text, mark)| (place(text), *mark));
        for (text, mark) in lines {
            let _ = writeln!(out, "{mark} {text}");
        }
    }
    for (what, n) in summed(results, |r| &r.depends_on) {
        let _ = writeln!(out, "{n:>7} {what}");
    }
    out
}

/// File, line and column of a whole line, to sort by.
fn place(text: &str) -> (&str, u32, u32) {
    let mut parts = text.splitn(4, ':');
    let file = parts.next().unwrap_or("");
    let mut number = || parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
    (file, number(), number())
}

/// The lines that only one of two texts has.
pub fn difference(had: &str, made: &str) -> String {
    let old: BTreeSet<&str> = had.lines().collect();
    let new: BTreeSet<&str> = made.lines().collect();
    let gone = had.lines().filter(|l| !new.contains(l));
    let come = made.lines().filter(|l| !old.contains(l));
    let lines = gone.map(|l| ('-', l)).chain(come.map(|l| ('+', l)));
    let mut out = String::new();
    let count = lines.clone().count();
    for (mark, line) in lines.take(SHOWN) {
        let _ = writeln!(out, "  {mark} {line}");
    }
    if count > SHOWN {
        let _ = writeln!(out, "  … and {} more", count - SHOWN);
    }
    out
}
