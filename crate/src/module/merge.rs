//! Reports of several packages as one, with places in the one text that all of them stand in.

use crate::text::InOrder;
use crate::text::Utf16Map;
use crate::text::txtar::Part;
use crate::wire::{Edit, Function, Line, Refusal, Report, Site, Span, Suggestion, Together};

/// Adds a report behind another one.
pub fn append(all: &mut Report, next: Report) {
    let functions = all.functions.len() as u32;
    let sites = all.sites.len() as u32;
    let lines = |list: Vec<Line>| {
        list.into_iter().map(move |mut line| {
            line.site = line.site.map(|s| s + sites);
            line
        })
    };
    all.not_analysed = all.not_analysed.take().or(next.not_analysed);
    all.problems.extend(next.problems);
    all.error_lines.extend(next.error_lines);
    all.functions
        .extend(next.functions.into_iter().map(|mut f: Function| {
            f.parent = f.parent.map(|p| p + functions);
            for param in &mut f.params {
                param.site = param.site.map(|s| s + sites);
            }
            f
        }));
    all.sites.extend(next.sites.into_iter().map(|mut s: Site| {
        s.function = s.function.map(|f| f + functions);
        s
    }));
    let earlier = all.suggestions.len() as u32;
    let suggestions = next.suggestions.into_iter();
    all.suggestions.extend(suggestions.map(|mut s: Suggestion| {
        s.sites.iter_mut().for_each(|site| *site += sites);
        s.alternative_to = s.alternative_to.map(|i| i + earlier);
        s
    }));
    // What is proven for each package alone is proven for all of them: packages differ in their files.
    if let Some(next) = next.together {
        let together = all.together.get_or_insert_with(Together::default);
        let moved = next.suggestions.iter().map(|i| i + earlier);
        together.suggestions.extend(moved);
        together.edits.extend(next.edits);
    }
    all.lints.extend(next.lints);
    all.notes.extend(next.notes);
    let refusals = next.refusals.into_iter();
    all.refusals.extend(refusals.map(|mut r: Refusal| {
        r.site += sites;
        r
    }));
    all.lines.extend(lines(next.lines));
    all.verbose_lines.extend(lines(next.verbose_lines));
}

/// Moves all places of a report from files of their own into the text that holds the files; `files` tells the part of each file.
pub fn into_text(report: &mut Report, text: &str, parts: &[Part], files: &[usize]) {
    let utf16 = Utf16Map::new(text);
    let start = |file: u32| {
        let part = files.get(file as usize).and_then(|&p| parts.get(p));
        part.map_or(0, |p| utf16.offset(p.range.start as u32))
    };
    for_each_span(report, &mut |span| {
        let base = start(span.file);
        (span.file, span.from, span.to) = (0, span.from + base, span.to + base);
    });
    for_each_edits(report, &mut |edits| {
        for edit in edits.iter_mut() {
            let base = start(edit.file);
            (edit.file, edit.from, edit.to) = (0, edit.from + base, edit.to + base);
        }
        edits.order_by_key(|e| e.from);
    });
}

fn for_each_edits(report: &mut Report, f: &mut dyn FnMut(&mut Vec<Edit>)) {
    for suggestion in &mut report.suggestions {
        f(&mut suggestion.edits);
    }
    if let Some(together) = &mut report.together {
        f(&mut together.edits);
    }
    for lint in &mut report.lints {
        f(&mut lint.edits);
    }
    let fixes = report.problems.iter_mut().flat_map(|p| &mut p.fixes);
    fixes.for_each(|fix| f(&mut fix.edits));
}

/// Every place in a report.
fn for_each_span(report: &mut Report, f: &mut dyn FnMut(&mut Span)) {
    let mut of = |span: &mut Option<Span>| span.iter_mut().for_each(&mut *f);
    if let Some(why) = &mut report.not_analysed {
        of(&mut why.at);
    }
    for problem in &mut report.problems {
        of(&mut problem.span);
    }
    for function in &mut report.functions {
        if let Some(why) = &mut function.not_analysed {
            of(&mut why.at);
        }
    }
    for site in &mut report.sites {
        of(&mut site.reason.at);
        let steps = site.flow.iter_mut().flat_map(|hop| &mut hop.steps);
        steps.for_each(|step| of(&mut step.at));
        site.inlined.iter_mut().for_each(|i| of(&mut i.call));
    }
    for suggestion in &mut report.suggestions {
        suggestion.checks.iter_mut().for_each(|c| of(&mut c.at));
    }
    report.refusals.iter_mut().for_each(|r| of(&mut r.at));
    let lines = report.lines.iter_mut().chain(&mut report.verbose_lines);
    lines.for_each(|line| of(&mut line.span));
    for function in &mut report.functions {
        f(&mut function.span);
        f(&mut function.whole);
        function.params.iter_mut().for_each(|p| f(&mut p.span));
        function.locals.iter_mut().for_each(|l| f(&mut l.span));
    }
    report.sites.iter_mut().for_each(|s| f(&mut s.span));
    report.suggestions.iter_mut().for_each(|s| f(&mut s.span));
    for lint in &mut report.lints {
        f(&mut lint.span);
        lint.related.iter_mut().for_each(&mut *f);
    }
    report.notes.iter_mut().for_each(|n| f(&mut n.span));
}
