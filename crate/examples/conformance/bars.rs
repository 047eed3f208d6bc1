//! What every run has to reach.

use crate::compare::{Comparison, KINDS, Tally};

/// Lines of `-m` that have to be the compiler's, in hundredths of a percent.
const VERDICTS: usize = 99_90;
/// The same of `-m=2`.
const EXPLANATIONS: usize = 99_50;
/// The same of those lines of `-m=2` that tell what a function costs.
const COSTS: usize = 99_90;

/// What is not reached; nothing if all is.
pub fn missed(results: &[Comparison], verbose: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut all = Tally::default();
    results.iter().for_each(|r| all.add(&r.total()));
    let bar = if verbose { EXPLANATIONS } else { VERDICTS };
    out.extend(below("lines", &all, bar));
    if verbose {
        let mut costs = Tally::default();
        for (i, kind) in KINDS.iter().enumerate() {
            if ["can inline", "cannot inline"].contains(kind) {
                results.iter().for_each(|r| costs.add(&r.kinds[i]));
            }
        }
        out.extend(below("costs", &costs, COSTS));
    }
    let count = |f: fn(&Comparison) -> usize| results.iter().map(f).sum::<usize>();
    let none = [
        (count(|r| usize::from(r.failed)), "packages that fail"),
        (count(|r| r.wrong_stays.len()), "wrong \"does not escape\""),
        (count(|r| r.missed_heap), "heap lines missed"),
        (count(|r| r.false_errors.len()), "false errors"),
    ];
    let some = none.into_iter().filter(|(n, _)| *n > 0);
    out.extend(some.map(|(n, what)| format!("{n} {what}, where none may be")));
    out
}

/// Of all lines that either side prints, those that both print.
fn below(what: &str, t: &Tally, bar: usize) -> Option<String> {
    let whole = t.expected + t.extra;
    let reached = t.found * 10_000 >= whole * bar;
    (!reached).then(|| {
        let percent = bar as f64 / 100.0;
        format!(
            "{what}: {} of {whole} agree, less than {percent:.1} %",
            t.found
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(found: usize, missing: usize, extra: usize) -> Comparison {
        let mut result = Comparison::default();
        result.kinds[0] = Tally {
            expected: found + missing,
            found,
            missing,
            extra,
            ..Tally::default()
        };
        result
    }

    #[test]
    fn missing_and_extra_lines_count() {
        assert!(missed(&[result(9990, 10, 0)], false).is_empty());
        assert_eq!(missed(&[result(9990, 10, 1)], false).len(), 1);
        assert_eq!(missed(&[result(9989, 11, 0)], false).len(), 1);
        assert!(missed(&[result(9950, 50, 0)], true).is_empty());
        assert_eq!(missed(&[result(9949, 51, 0)], true).len(), 1);
    }

    #[test]
    fn one_wrong_verdict_is_too_much() {
        let mut bad = result(1_000_000, 0, 0);
        bad.wrong_stays.push("a.go:1:1: x does not escape".into());
        bad.failed = true;
        assert_eq!(missed(&[bad], true).len(), 2);
    }
}
