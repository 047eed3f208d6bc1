//! From an input to an answer: one package, or the packages of one module in one text.
//!
//! | file | does |
//! |---|---|
//! | `plan.rs` | which packages a text in txtar form holds, in which order, and what its go.mod says |
//! | `run.rs` | their analyses, one behind the other, and those of their tests |
//! | `merge.rs` | their reports as one |
//! | `later.rs` | advice that is looked for behind the verdicts |

mod later;
mod merge;
mod plan;
mod run;

pub use later::Pending;
pub use plan::{Package, Plan, Tests};

use crate::analysis::{self, Analysis, Packages, Request, analyse, analyse_last};
use crate::report;
use crate::report::text::Level;
use crate::text::Gather;
use crate::wire::{Answer, Input, Options, Problem, ProblemKind, Report};
use later::{Module, Part};
use run::Run;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The import path of a package that was given none.
const UNNAMED_PACKAGE: &str = "main";

/// Import paths whose export data are needed first.
pub type Missing = Vec<Rc<str>>;

/// Shown each package that was analysed, its report, and where each file of its source map starts in the input's text: in UTF-16
/// units, for an input in txtar form; otherwise its files are those of the input.
pub type Look<'l> = &'l mut dyn FnMut(&Analysis, &Report, Option<&[u32]>);

/// Analyses an input and reports.
pub fn answer(input: &Input, packages: &Packages) -> Answer {
    match report_of(input, packages, &mut |_, _, _| {}) {
        Ok(report) => Answer::Report { report },
        Err(missing) => Answer::Missing {
            missing: named(missing),
        },
    }
}

/// Import paths as they cross to JavaScript.
pub fn named(missing: Missing) -> Vec<String> {
    missing.iter().map(|p| p.to_string()).collect()
}

/// Analyses an input, shows the analyses, and reports.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn report_of(
    input: &Input,
    packages: &Packages,
    look: Look<'_>,
) -> Result<Box<Report>, Missing> {
    Ok(pending(input, packages, look, false)?.into_report())
}

/// Analyses an input and reports the verdicts, without advice and fixes; where the options ask for these, they are looked for in steps
/// afterwards.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn verdicts(input: &Input, packages: &Packages) -> Result<(Box<Report>, Pending), Missing> {
    let pending = pending(input, packages, &mut |_, _, _| {}, true)?;
    Ok((pending.report(), pending))
}

/// The reports of an input's packages; `later`: without advice.
fn pending(
    input: &Input,
    packages: &Packages,
    look: Look<'_>,
    later: bool,
) -> Result<Pending, Missing> {
    let plan = match &input.files[..] {
        [one] if input.options.archive => Plan::new(&one.text).map(|plan| (one, plan)),
        _ => None,
    };
    if let Some((file, plan)) = plan {
        let options = &input.options;
        return archive(&file.name, &file.text, plan, options, packages, look, later);
    }
    let files = input.files.iter();
    let files = files.map(|f| (f.name.as_str().into(), f.text.as_str().into()));
    let path = input.options.package.as_deref().unwrap_or(UNNAMED_PACKAGE);
    let request = request(files.collect(), 0, path.into(), &input.options);
    let (analysis, report) = package(request, packages, &input.options, later)?;
    look(&analysis, &report, None);
    let part = match later && input.options.advise {
        true => Part::later(report, analysis, packages.clone()),
        false => Part::whole(report),
    };
    Ok(Pending {
        parts: vec![part],
        module: None,
    })
}

/// The analysis of one package for nothing but the compiler's lines at a level, which [`report::lines_alone`] gives; the last one with
/// these packages.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn for_lines(
    input: &Input,
    level: Level,
    packages: &mut Packages,
) -> Result<Analysis, Missing> {
    let files = input.files.iter();
    let files = files.map(|f| (f.name.as_str().into(), f.text.as_str().into()));
    let path = input.options.package.as_deref().unwrap_or(UNNAMED_PACKAGE);
    let request = Request {
        explain: false,
        all_flows: level >= Level::Explanations,
        ..request(files.collect(), 0, path.into(), &input.options)
    };
    analyse_last(request, packages)
}

/// The texts of one package's errors, without an analysis of what escapes.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn errors(input: &Input, packages: &Packages) -> Result<Vec<Rc<str>>, Missing> {
    let files = input.files.iter();
    let files = files.map(|f| (f.name.as_str().into(), f.text.as_str().into()));
    let path = input.options.package.as_deref().unwrap_or(UNNAMED_PACKAGE);
    let request = request(files.collect(), 0, path.into(), &input.options);
    analysis::errors(&request, packages)
}

fn request(
    files: Vec<(Rc<str>, Rc<str>)>,
    others: usize,
    path: Rc<str>,
    options: &Options,
) -> Request {
    Request {
        files,
        others,
        path,
        lang: options.lang.as_str().into(),
        std: options.std,
        inline: options.inline,
        explain: true,
        all_flows: options.verbose,
    }
}

/// One package: analysis and report; advice and fixes, unless they come later.
fn package(
    request: Request,
    packages: &Packages,
    options: &Options,
    later: bool,
) -> Result<(Analysis, Box<Report>), Missing> {
    let analysis = analyse(request, packages)?;
    let mut report = Box::new(report::report(&analysis, packages, options));
    if options.advise && !later {
        later::fill(&analysis, packages, &mut report)?;
    }
    Ok((analysis, report))
}

/// All packages of a module, in order; each knows those before it as they were analysed.
fn archive(
    name: &str,
    text: &str,
    plan: Plan,
    options: &Options,
    packages: &Packages,
    look: Look<'_>,
    later: bool,
) -> Result<Pending, Missing> {
    let options = Options {
        lang: plan.lang.clone().unwrap_or(options.lang.clone()),
        ..options.clone()
    };
    let missing = missing(&plan, packages);
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut all = Box::new(Report::empty(&options, vec![name.into()]));
    all.parts = plan.parts.iter().map(|p| part(text, p)).collect();
    all.problems.extend(plan.trouble.iter().map(|text| Problem {
        span: None,
        kind: ProblemKind::Type,
        text: text.clone(),
        path: None,
        fixes: Vec::new(),
    }));
    let run = Run::new(text, &plan, options, packages, look, later);
    let (parts, files) = run.all(packages)?;
    Ok(Pending {
        parts,
        module: Some(Module {
            head: all,
            text: text.into(),
            plan: plan.into(),
            files,
        }),
    })
}

/// What the packages of a module and their tests import and is not at hand.
fn missing(plan: &Plan, packages: &Packages) -> Missing {
    let own: BTreeSet<&Rc<str>> = importable(plan).gather();
    let imports = |p: &Package| {
        let all = [&p.imports, &p.tests.imports, &p.external.imports];
        all.into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let wanted: BTreeSet<Rc<str>> = plan.packages.iter().flat_map(imports).gather();
    let lacking = |p: &Rc<str>| !own.contains(p) && packages.lacks(p);
    wanted.into_iter().filter(lacking).collect()
}

/// The import paths of a module's packages.
fn importable(plan: &Plan) -> impl Iterator<Item = &Rc<str>> {
    let there = |p: &&Package| !p.is_main && !p.files.is_empty();
    plan.packages.iter().filter(there).map(|p| &p.path)
}

fn part(text: &str, part: &crate::text::txtar::Part) -> crate::wire::Part {
    let utf16 = |at: usize| text[..at].encode_utf16().count() as u32;
    crate::wire::Part {
        name: part.name.clone(),
        from: utf16(part.range.start),
        to: utf16(part.range.end),
        line: text[..part.range.start].matches('\n').count() as u32,
    }
}
