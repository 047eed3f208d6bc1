//! The packages of a module, analysed one behind the other, and then their tests.
//!
//! As `go vet` and `go test` compile them: files of tests are part of their package, in a build of its own that nothing but its external
//! tests imports; what these import that imports the package in turn is built once more, with the tests in it
//! (cmd/go/internal/load/test.go, TestPackagesFor and recompileForTest).

use super::later::Part;
use super::{Look, Missing, Package, Plan, UNNAMED_PACKAGE, importable, package, request};
use crate::analysis::{Analysis, Packages};
use crate::text::{Gather, InOrder};
use crate::wire::{Options, Problem, Report};
use std::collections::BTreeSet;
use std::rc::Rc;

/// What was analysed so far.
pub(super) struct Run<'a> {
    text: &'a str,
    plan: &'a Plan,
    options: Options,
    /// What the next package may import.
    known: Packages,
    /// The part that each file of the common source map is.
    files: Vec<usize>,
    look: Look<'a>,
    /// Whether advice is left for later.
    later: bool,
}

/// One or two reports of a package: its own, and that of its external tests.
type Reports = Vec<Vec<Part>>;

impl<'a> Run<'a> {
    pub(super) fn new(
        text: &'a str,
        plan: &'a Plan,
        options: Options,
        packages: &Packages,
        look: Look<'a>,
        later: bool,
    ) -> Run<'a> {
        let mut known = packages.clone();
        known.set_module(importable(plan).cloned());
        Run {
            text,
            plan,
            options,
            known,
            files: Vec::new(),
            look,
            later,
        }
    }

    /// The reports in the order of the packages, and the part that each file in them is. `packages` are those that it was made with.
    pub(super) fn all(mut self, packages: &Packages) -> Result<(Vec<Part>, Vec<usize>), Missing> {
        let mut reports: Reports = Vec::new();
        for p in &self.plan.packages {
            let path = match p.is_main {
                true => UNNAMED_PACKAGE.into(),
                false => p.path.clone(),
            };
            reports.push(match p.files.is_empty() {
                true => Vec::new(),
                false => vec![self.analyse(&p.files, path)?],
            });
        }
        for (p, own) in self.plan.packages.iter().zip(&mut reports) {
            let before = self.known.module();
            self.tests_of(p, own)?;
            self.known.restore(before);
        }
        packages.remember_all(&self.known);
        Ok((reports.into_iter().flatten().collect(), self.files))
    }

    fn analyse(&mut self, files: &[usize], path: Rc<str>) -> Result<Part, Missing> {
        let options = self.options.clone();
        let (analysis, report) = self.one(files, path, &options)?;
        let known = (self.later && options.advise).then(|| self.known.clone());
        self.known.add_analysed(&analysis);
        Ok(match known {
            Some(known) => Part::later(report, analysis, known),
            None => Part::whole(report),
        })
    }

    fn one(
        &mut self,
        files: &[usize],
        path: Rc<str>,
        options: &Options,
    ) -> Result<(Analysis, Box<Report>), Missing> {
        let others = self.files.len();
        self.files.extend(files);
        let part = |&i: &usize| {
            let part = &self.plan.parts[i];
            let text = &self.text[part.range.clone()];
            (part.name.as_str().into(), text.into())
        };
        let texts = self.files.iter().map(part).collect();
        let request = request(texts, others, path, options);
        let (analysis, report) = package(request, &self.known, options, self.later)?;
        let starts: Vec<u32> = self.files.iter().map(|&i| self.start_of(i)).collect();
        (self.look)(&analysis, &report, Some(&starts));
        Ok((analysis, report))
    }

    fn start_of(&self, part: usize) -> u32 {
        let before = &self.text[..self.plan.parts[part].range.start];
        before.encode_utf16().count() as u32
    }

    /// The tests of a package: its report becomes that of the package with them, and one about external tests comes behind it.
    fn tests_of(&mut self, p: &Package, own: &mut Vec<Part>) -> Result<(), Missing> {
        let with_tests = !p.tests.files.is_empty() || p.is_main && !p.external.files.is_empty();
        let importers = self.plan.importers(&p.path);
        if with_tests {
            // What imports the package can't be imported by it, nor by its tests.
            let before = self.known.module();
            self.known.forbid(importers.iter().map(|q| &q.path));
            let mut files = [&p.files[..], &p.tests.files].concat();
            files.order_by(|&a, &b| self.plan.parts[a].name.cmp(&self.plan.parts[b].name));
            let mut report = self.analyse(&files, p.path.clone())?;
            if let Some(plain) = own.pop().filter(|p| !p.report.problems.is_empty()) {
                self.only_without_tests(*plain.finish(&self.known)?, &mut report.report);
            }
            own.push(report);
            let module = self.known.module();
            self.known.restore(before);
            self.known.take(&p.path, &module);
        }
        if p.external.files.is_empty() {
            return Ok(());
        }
        if with_tests {
            for q in self.needed(&importers, &p.external.imports) {
                let quiet = Options {
                    advise: false,
                    ..self.options.clone()
                };
                let (analysis, _) = self.one(&q.files, q.path.clone(), &quiet)?;
                self.known.add_analysed(&analysis);
            }
        }
        let path = format!("{}_test", p.path);
        own.push(self.analyse(&p.external.files, path.into())?);
        Ok(())
    }

    /// Problems that a package has only without its tests come behind those with them.
    fn only_without_tests(&self, plain: Report, report: &mut Report) {
        let key = |p: &Problem| {
            let place = p.span.map(|s| (self.files[s.file as usize], s.from));
            (place, p.text.clone())
        };
        let there: BTreeSet<_> = report.problems.iter().map(key).gather();
        let problems = plain.problems.into_iter();
        let more = problems.filter(|p| !there.contains(&key(p)));
        report.problems.extend(more);
        let lines = plain.error_lines.into_iter();
        let more: Vec<String> = lines.filter(|l| !report.error_lines.contains(l)).collect();
        report.error_lines.extend(more);
    }

    /// Of some packages, in order, those that are imported, directly or not.
    fn needed(&self, among: &[&'a Package], imports: &BTreeSet<Rc<str>>) -> Vec<&'a Package> {
        let mut wanted = imports.clone();
        let mut list = Vec::new();
        for &q in among.iter().rev().filter(|q| !q.is_main) {
            if wanted.contains(&q.path) {
                wanted.extend(q.imports.iter().cloned());
                list.push(q);
            }
        }
        list.reverse();
        list
    }
}
