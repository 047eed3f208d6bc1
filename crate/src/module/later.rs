//! Advice and fixes behind the verdicts: in steps of about one analysis each, so that an editor can ask for something else between two.

use super::{Missing, Plan, merge};
use crate::analysis::{Analysis, Packages};
use crate::wire::{Advice, Report};
use crate::{advise, fixes};
use std::rc::Rc;

/// The report of one package, and what is left to be looked for.
pub(super) struct Part {
    pub(super) report: Box<Report>,
    /// Nothing where everything is in the report.
    later: Option<Box<Later>>,
}

struct Later {
    analysis: Analysis,
    /// As they were for this analysis.
    packages: Packages,
    search: Search,
}

/// Where the search in one package is.
enum Search {
    /// Nothing was done yet; `sound`: there are no errors.
    Start {
        sound: bool,
    },
    Advice(advise::Search),
    Fixes(fixes::Search),
}

impl Search {
    fn start(report: &Report) -> Search {
        let sound = report.problems.is_empty();
        Search::Start { sound }
    }

    /// One step; says whether there may be more.
    fn step(
        &mut self,
        a: &Analysis,
        packages: &Packages,
        report: &mut Report,
    ) -> Result<bool, Missing> {
        match self {
            // Rewrites import what the program may not have yet.
            Search::Start { sound: true } => {
                *self = Search::Advice(advise::Search::new(a, packages, report)?);
            }
            Search::Start { sound: false } => {
                *self = Search::Fixes(fixes::Search::new(a, packages, report)?)
            }
            Search::Advice(search) => {
                if !search.step(a, packages, report) {
                    // The checker can have found what is no problem of the report.
                    *self = Search::Fixes(fixes::Search::new(a, packages, report)?);
                }
            }
            Search::Fixes(search) => return Ok(search.step(a, packages, report)),
        }
        Ok(true)
    }
}

/// Fills in advice and fixes at once.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub(super) fn fill(a: &Analysis, packages: &Packages, report: &mut Report) -> Result<(), Missing> {
    let mut search = Search::start(report);
    while search.step(a, packages, report)? {}
    Ok(())
}

impl Part {
    pub(super) fn whole(report: Box<Report>) -> Part {
        Part {
            report,
            later: None,
        }
    }

    /// A report whose advice and fixes are looked for later.
    pub(super) fn later(report: Box<Report>, analysis: Analysis, packages: Packages) -> Part {
        let search = Search::start(&report);
        let later = Later {
            analysis,
            packages,
            search,
        };
        Part {
            report,
            later: Some(Box::new(later)),
        }
    }

    /// One step; says whether there may be more.
    fn step(&mut self, all: &Packages) -> Result<bool, Missing> {
        let Some(later) = &mut self.later else {
            return Ok(false);
        };
        let (analysis, packages) = (&later.analysis, &later.packages);
        let more = later.search.step(analysis, packages, &mut self.report)?;
        if !more {
            all.remember_all(packages);
            self.later = None;
        }
        Ok(more)
    }

    /// The whole report.
    pub(super) fn finish(mut self, all: &Packages) -> Result<Box<Report>, Missing> {
        while self.step(all)? {}
        Ok(self.report)
    }
}

/// Advice that is still looked for: about one package, or about those of a module.
pub struct Pending {
    pub(super) parts: Vec<Part>,
    pub(super) module: Option<Module>,
}

/// What the report of a module begins with, the text, and which part of it each file of the reports is.
#[derive(Clone)]
pub(super) struct Module {
    pub(super) head: Box<Report>,
    pub(super) text: Rc<str>,
    pub(super) plan: Rc<Plan>,
    pub(super) files: Vec<usize>,
}

/// The reports of a module's packages as one; that of a package alone as it is.
fn whole(mut reports: impl Iterator<Item = Report>, module: Option<Module>) -> Box<Report> {
    let Some(mut module) = module else {
        return Box::new(reports.next().expect("one package"));
    };
    let all = &mut module.head;
    reports.for_each(|report| merge::append(all, report));
    merge::into_text(all, &module.text, &module.plan.parts, &module.files);
    module.head
}

impl Pending {
    /// Looks a little further: about as long as one analysis takes. The advice, once there is no more to be found. `all` are the
    /// packages that the analyses were made with.
    ///
    /// # Errors
    /// The import paths whose export data have to be added before the input is analysed again.
    pub fn step(&mut self, all: &Packages) -> Result<Option<Advice>, Missing> {
        for part in &mut self.parts {
            if part.step(all)? {
                return Ok(None);
            }
        }
        let report = self.report();
        Ok(Some(Advice {
            problems: report.problems,
            suggestions: report.suggestions,
            together: report.together,
            refusals: report.refusals,
            lints: report.lints,
            notes: report.notes,
        }))
    }

    /// The report with what was found so far.
    pub(super) fn report(&self) -> Box<Report> {
        let reports = self.parts.iter().map(|p| (*p.report).clone());
        whole(reports, self.module.clone())
    }

    /// The same, for the last time.
    pub(super) fn into_report(self) -> Box<Report> {
        let reports = self.parts.into_iter().map(|p| *p.report);
        whole(reports, self.module)
    }
}
