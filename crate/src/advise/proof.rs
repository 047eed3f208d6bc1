//! The proof of a rewrite: it is applied to a copy, and the copy is analysed.

use super::draft::{Draft, Expect};
use super::{No, no};
use crate::analysis::{Analysis, Packages, analyse};
use crate::text::utf16::Utf16Map;
use crate::wire::{
    Allocates, Check, CheckCode, Edit, Function, FunctionKind, Inlined, RefusalCode, Report, Site,
    Suggestion, Verdict,
};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A loop counts as so many runs of what is in it.
const LOOP_WEIGHT: u64 = 64;

/// Applies a draft to a copy of the program, analyses the copy, and compares.
///
/// # Errors
/// Why it is not shown.
pub fn prove(
    analysis: &Analysis,
    packages: &Packages,
    report: &Report,
    draft: Draft,
) -> Result<Suggestion, No> {
    let would_not_help = || no(RefusalCode::WouldNotHelp, &[], None);
    let Draft {
        suggestion: mut found,
        expect,
        ..
    } = draft;
    if expect == Expect::Nothing {
        return Ok(found);
    }
    let whole = Whole {
        ignore: match &expect {
            Expect::NoMore => inserted(&found.edits),
            _ => Vec::new(),
        },
        // Without inlining, the body of a range over a function looks like a function literal that escapes.
        lenient: !report.options.inline && matches!(expect, Expect::CallGone(_)),
        fewer: u64::from(expect == Expect::Fewer),
    };
    if !stands(analysis, packages, report, &found.edits, &whole) {
        return Err(would_not_help());
    }
    let mut passed = |code, about: &[(&str, &str)]| {
        found.checks.push(Check {
            code,
            params: super::draft::params(about),
            passed: true,
            at: None,
        });
    };
    passed(CheckCode::StillCompiles, &[]);
    match &expect {
        Expect::CallGone(callee) => passed(CheckCode::CallGone, &[("callee", callee)]),
        Expect::Fewer => passed(CheckCode::SiteGone, &[]),
        _ => {}
    }
    passed(CheckCode::NoNewSite, &[]);
    Ok(found)
}

/// What the rewritten program has to show.
pub struct Whole {
    /// Stretches of the new text that count for nobody.
    pub ignore: Vec<(u32, u32, u32)>,
    /// Allocations elsewhere are not looked at.
    pub lenient: bool,
    /// By how much the weights have to fall, at least.
    pub fewer: u64,
}

/// Applies edits to a copy and analyses that: whether it has no errors and allocates as is expected.
pub fn stands(
    analysis: &Analysis,
    packages: &Packages,
    report: &Report,
    edits: &[Edit],
    whole: &Whole,
) -> bool {
    if !in_order(edits) {
        return false;
    }
    let mut request = analysis.request.clone();
    // Only the verdicts count, not how each comes about.
    (request.explain, request.all_flows) = (false, false);
    for (i, (_, text)) in request.files.iter_mut().enumerate() {
        if disturbs_comments(text, i as u32, edits) {
            return false;
        }
        let Some(new) = apply(text, i as u32, edits) else {
            return false;
        };
        *text = new;
    }
    // The facts about what the draft imports are there: they were asked for beforehand.
    let Ok(after) = analyse(request, packages) else {
        return false;
    };
    if !after.syntax_errors.is_empty() || !after.checked.errors.is_empty() || imports_itself(&after)
    {
        return false;
    }
    let after = crate::report::for_proof(&after, packages, &report.options);
    after.problems.is_empty() && holds(report, &after, edits, whole)
}

/// Whether something that a package imports imports that package: so may a package below the one that a rewrite needs.
fn imports_itself(analysis: &Analysis) -> bool {
    let types = &analysis.tys.types;
    let own = analysis.checked.pkg;
    let path = types[own].path.clone();
    let mut todo = types[own].imports.clone();
    let mut seen = BTreeSet::new();
    while let Some(pkg) = todo.pop() {
        if !seen.insert(pkg) {
            continue;
        }
        if *types[pkg].path == *path {
            return true;
        }
        todo.extend(types[pkg].imports.iter().copied());
    }
    false
}

/// Whether edits stand in order and apart.
fn in_order(edits: &[Edit]) -> bool {
    let apart = |w: &[Edit]| w[0].file != w[1].file || w[0].to <= w[1].from;
    edits.windows(2).all(apart)
}

/// Whether an edit stands among lines with comments behind code: gofmt aligns such comments, so that they would have to move.
fn disturbs_comments(text: &str, file: u32, edits: &[Edit]) -> bool {
    let utf16 = Utf16Map::new(text);
    let commented = |line: &str| {
        let code = line.split("//").next().unwrap_or_default();
        code.len() < line.len() && !code.trim().is_empty()
    };
    edits.iter().filter(|e| e.file == file).any(|e| {
        let (from, to) = (utf16.byte(e.from) as usize, utf16.byte(e.to) as usize);
        let (Some(before), Some(behind)) = (text.get(..from), text.get(to..)) else {
            return true;
        };
        // The lines of the edit, and one more on each side.
        let start = before.rfind('\n').map_or(0, |i| i);
        let start = before[..start].rfind('\n').map_or(0, |i| i + 1);
        let mut ends = behind.match_indices('\n').map(|(i, _)| to + i);
        let end = ends.nth(1).unwrap_or(text.len());
        // What goes with an edit needs no room.
        let goes = |l: &str| {
            let comment = l.as_ptr() as usize - text.as_ptr() as usize + l.find("//").unwrap_or(0);
            let mut all = edits.iter().filter(|e| e.file == file);
            all.any(|e| {
                let (from, to) = (utf16.byte(e.from) as usize, utf16.byte(e.to) as usize);
                from <= comment && comment < to
            })
        };
        let lines = text[start..end].lines();
        let among = lines.filter(|l| commented(l) && !goes(l)).count();
        let own = &text[before.rfind('\n').map_or(0, |i| i + 1)..];
        let own_commented = own.lines().next().is_some_and(commented);
        among > 1 || (among == 1 && !own_commented && e.insert.contains("//"))
    })
}

/// Whether a site may take memory from the heap when it runs.
pub fn may_allocate(site: &Site) -> bool {
    let heap = matches!(site.verdict, Verdict::EscapesToHeap | Verdict::MovedToHeap)
        || matches!(site.allocates, Allocates::AboveSize { .. });
    heap && !matches!(site.allocates, Allocates::Never { .. })
}

/// Where a place of the old text lies in the new one; nothing if it was replaced.
fn moved(edits: &[Edit], file: u32, at: u32) -> Option<u32> {
    let mut shift = 0i64;
    for edit in edits.iter().filter(|e| e.file == file) {
        if edit.from < at && at < edit.to {
            return None;
        }
        if edit.to <= at && !(edit.from == at && edit.to == at) {
            shift += edit.insert.encode_utf16().count() as i64 - i64::from(edit.to - edit.from);
        } else if edit.from == at && edit.to == at {
            // Inserted in front of it.
            shift += edit.insert.encode_utf16().count() as i64;
        }
    }
    u32::try_from(i64::from(at) + shift).ok()
}

/// The stretches of the new text that the edits brought.
pub fn inserted(edits: &[Edit]) -> Vec<(u32, u32, u32)> {
    let mut out: Vec<(u32, u32, u32)> = Vec::new();
    let mut file = u32::MAX;
    let mut shift = 0i64;
    for edit in edits {
        if edit.file != file {
            (file, shift) = (edit.file, 0);
        }
        let len = edit.insert.encode_utf16().count() as i64;
        let from = i64::from(edit.from) + shift;
        out.push((file, from as u32, (from + len) as u32));
        shift += len - i64::from(edit.to - edit.from);
    }
    out
}

/// What each function allocates, loops counted.
struct Weights {
    /// By the old function's index.
    by_function: Vec<u64>,
    outside: u64,
}

/// Whether the analysis shows what is expected.
fn holds(before: &Report, after: &Report, edits: &[Edit], whole: &Whole) -> bool {
    let gaps = |r: &Report| {
        r.functions
            .iter()
            .filter(|f| f.not_analysed.is_some())
            .count()
    };
    if gaps(after) > gaps(before) {
        return false;
    }
    let old_of = counterparts(before, after, edits);
    let old = weigh(before, before.functions.len(), &[], Some);
    let new = weigh(after, before.functions.len(), &whole.ignore, |f| old_of[f]);
    let no_more = whole.lenient
        || (old.by_function.iter().zip(&new.by_function)).all(|(o, n)| n <= o)
            && new.outside <= old.outside;
    let sum = |w: &Weights| w.by_function.iter().sum::<u64>();
    no_more && (whole.fewer == 0 || sum(&new) + whole.fewer <= sum(&old))
}

/// For each function of the new program, the old one that it was; nothing for those that the rewrite brought along.
fn counterparts(before: &Report, after: &Report, edits: &[Edit]) -> Vec<Option<usize>> {
    let places: Vec<Option<(u32, u32)>> = before
        .functions
        .iter()
        .map(|f| moved(edits, f.span.file, f.span.from).map(|at| (f.span.file, at)))
        .collect();
    let old = |f: &Function| {
        let by_place = places
            .iter()
            .position(|p| *p == Some((f.span.file, f.span.from)));
        let unplaced =
            |(i, o): (usize, &Function)| (places[i].is_none() && o.name == f.name).then_some(i);
        let init = |k: FunctionKind| k == FunctionKind::Init;
        match init(f.kind) {
            true => before.functions.iter().position(|o| init(o.kind)),
            false => by_place.or_else(|| before.functions.iter().enumerate().find_map(unplaced)),
        }
    };
    after.functions.iter().map(old).collect()
}

fn weigh(
    report: &Report,
    functions: usize,
    ignore: &[(u32, u32, u32)],
    old_of: impl Fn(usize) -> Option<usize>,
) -> Weights {
    let mut weights = Weights {
        by_function: vec![0; functions],
        outside: 0,
    };
    for site in report.sites.iter().filter(|s| may_allocate(s)) {
        let within = |&(file, from, to): &(u32, u32, u32)| {
            site.span.file == file && from <= site.span.from && site.span.from < to
        };
        // A function that calls what the edits brought may be inlined elsewhere.
        let brought_along = |i: &Inlined| {
            let within = |c: crate::wire::Span| {
                let of = |&(file, from, to): &(u32, u32, u32)| {
                    c.file == file && from <= c.from && c.from < to
                };
                ignore.iter().any(of)
            };
            i.call.is_some_and(within)
        };
        if ignore.iter().any(within) || site.inlined.iter().any(brought_along) {
            continue;
        }
        // What was inlined out of a function that the rewrite brought along is the pool's.
        let brought = site.inlined.iter().any(|i| {
            let mut all = report.functions.iter().enumerate();
            all.any(|(at, f)| f.name == i.callee && old_of(at).is_none())
        });
        if brought || repeats(report, site) {
            continue;
        }
        let weight = LOOP_WEIGHT.pow(site.loop_depth.min(4));
        match site.function {
            Some(f) => {
                // A literal that the rewrite brought along counts for nobody.
                if let Some(old) = old_of(f as usize) {
                    weights.by_function[old] += weight;
                }
            }
            None => weights.outside += weight,
        }
    }
    weights
}

/// Whether a site is that of a method in the wrapper which an instance of a generic type has for it: it stands for the method itself.
fn repeats(report: &Report, site: &Site) -> bool {
    // The compiler has it call the method in the head of its declaration, between `func` and the name.
    let wraps = |f: &Function, i: &Inlined| {
        let here = |c: crate::wire::Span| {
            c.file == f.whole.file && f.whole.from <= c.from && c.from <= f.span.from
        };
        i.call.is_some_and(here)
    };
    let all = &report.functions;
    site.inlined.iter().any(|i| all.iter().any(|f| wraps(f, i)))
}

/// The text of a file after the edits; nothing if they overlap or lie outside.
pub fn apply(text: &str, file: u32, edits: &[Edit]) -> Option<Rc<str>> {
    let utf16 = Utf16Map::new(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0usize;
    for edit in edits.iter().filter(|e| e.file == file) {
        let (from, to) = (utf16.byte(edit.from) as usize, utf16.byte(edit.to) as usize);
        out.push_str(text.get(done..from)?);
        out.push_str(&edit.insert);
        done = to.max(from);
    }
    out.push_str(text.get(done..)?);
    Some(out.into())
}
