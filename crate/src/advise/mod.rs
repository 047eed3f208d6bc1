//! Rewrites that remove heap allocations, each proven before it is shown; mistakes in the use of pools; advice that changes nothing.
//!
//! The order of advice is fixed ([`RULES`]): keep it on the stack, let the caller or owner have it, move it out of the loop, and a pool last.
//! A rule looks at the package, checks its conditions one by one, and gives drafts. Each is applied to a copy of the
//! program and analysed again ([`proof`]): only if what was expected is seen is it shown. A place gets the first rule that fits; others
//! stand behind it as alternatives.
//!
//! | file | does |
//! |---|---|
//! | `rules/` | the rules, one a file |
//! | `lints/` | mistakes in the use of pools that are there |
//! | `notes/` | advice that changes nothing |
//! | `ask.rs` | questions about calls, types, places |
//! | `filled.rs` | whether a loop gives each element of a slice a value |
//! | `layout.rs` | how gofmt writes an expression at its place |
//! | `turns.rs` | whether a loop comes back to a place |
//! | `usage.rs` | what becomes of a variable's references: every use, classified |
//! | `contracts.rs` | functions of std that promise not to keep what they are given |
//! | `callers.rs` | functions of which every call is known |
//! | `joined.rs` | goroutines that have ended before an object goes back |
//! | `awaited.rs` | whether a wait is certain to be reached |
//! | `keeps.rs` | what a call does with an argument |
//! | `declaration.rs` | the statement that makes an object |
//! | `pool.rs` | what all pools have in common |
//! | `draft.rs` | a rewrite before its proof |
//! | `edits.rs` | changes of the text, imports, names that are free |
//! | `worth.rs` | what a pool saves in time |
//! | `proof.rs` | applies and analyses again |
//! | `combine.rs` | applies what goes together, and proves that again |

pub(crate) mod ask;
mod awaited;
mod callers;
mod combine;
mod contracts;
mod declaration;
mod draft;
pub(crate) mod edits;
mod filled;
mod joined;
mod keeps;
mod layout;
mod lints;
mod notes;
mod pool;
mod proof;
mod rules;
mod turns;
mod usage;
mod worth;

use crate::analysis::{Analysis, Packages};
use crate::report::Places;
use crate::syntax::{ExprId, ExprKind};
use crate::text::utf16::Utf16Map;
use crate::text::{Gather, InOrder};
use crate::types::Types;
use crate::wire::{
    Confidence, Params, Refusal, RefusalCode, Report, Site, SiteKind, Suggestion, SuggestionCode,
};
use combine::Combine;
use draft::{Draft, Expect};
pub use proof::apply;
pub use rules::RULES;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Below so many bytes a pool costs more than it saves (measured: 64 to 128 bytes on an idle heap).
const POOL_MIN_BYTES: u64 = 64;

/// Drafts that are tried, at most: each needs a second analysis.
const MAX_PROOFS: usize = 40;

/// Expressions that are analysed again, at most, for all proofs together: a large package gets fewer of them.
const MAX_WORK: usize = 400_000;

/// What the rules look at.
pub(crate) struct Context<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) report: &'a Report,
    pub(crate) places: Places<'a>,
    /// Positions of each file in UTF-16 units and back.
    pub(crate) utf16: Vec<Utf16Map>,
    /// A copy, since questions about types are answered by completing them.
    pub(crate) types: RefCell<Types>,
    pub(crate) usage: usage::Uses<'a>,
    calls: Vec<ExprId>,
}

/// A refused rule.
pub(crate) struct No {
    code: RefusalCode,
    params: Params,
    at: Option<crate::wire::Span>,
}

type Verdicts<T> = Result<T, No>;

fn no(code: RefusalCode, params: &[(&str, &str)], at: Option<crate::wire::Span>) -> No {
    No {
        code,
        params: draft::params(params),
        at,
    }
}

/// What the rules found.
#[derive(Default)]
struct Found {
    drafts: Vec<Draft>,
    /// Other layouts of drafts: tried when everything else was.
    later: Vec<Draft>,
    refusals: Vec<Refusal>,
}

impl Found {
    fn draft(&mut self, draft: Option<Draft>) {
        self.drafts.extend(draft);
    }

    /// One rewrite in several layouts, the usual one first.
    fn in_styles(&mut self, drafts: Vec<Draft>) {
        let mut drafts = drafts.into_iter();
        self.drafts.extend(drafts.next());
        self.later.extend(drafts);
    }

    fn refuse(&mut self, site: u32, suggestion: SuggestionCode, no: No) {
        self.refusals.push(refusal(site, suggestion, no));
    }
}

fn refusal(site: u32, suggestion: SuggestionCode, no: No) -> Refusal {
    Refusal {
        site,
        suggestion,
        code: no.code,
        params: no.params,
        at: no.at,
    }
}

/// The advice about one package, found in steps, so that whoever asks for it can be asked for something else between two of them.
pub struct Search {
    /// Rewrites that were not tried yet, in the order in which they are.
    drafts: std::vec::IntoIter<Draft>,
    proved: Vec<(Suggestion, Expect)>,
    refusals: Vec<Refusal>,
    /// What the rules refused: it stands behind what the proofs did.
    refused: Vec<Refusal>,
    combine: Option<Combine>,
}

impl Search {
    /// Looks for rewrites, and fills in the report's lints and notes.
    ///
    /// # Errors
    /// Import paths whose facts have to be added first: what rewrites import.
    pub fn new(
        analysis: &Analysis,
        packages: &Packages,
        report: &mut Report,
    ) -> Result<Search, Vec<Rc<str>>> {
        let context = Context::new(analysis, report);
        let mut found = Found::default();
        for rule in RULES {
            rule.look(&context, &mut found);
        }
        found.drafts.append(&mut found.later);
        let needed: BTreeSet<&String> = found.drafts.iter().flat_map(|d| &d.needs).gather();
        let missing: Vec<Rc<str>> = needed
            .into_iter()
            .filter(|p| packages.lacks(p))
            .map(|p| p.as_str().into())
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let lints = lints::all(&context, packages);
        let notes = notes::all(&context);
        (report.lints, report.notes) = (lints, notes);
        Ok(Search {
            drafts: to_try(found.drafts, proofs_allowed(analysis)).into_iter(),
            proved: Vec::new(),
            refusals: Vec::new(),
            refused: found.refusals,
            combine: None,
        })
    }

    /// Tries one rewrite, or one combination of them: about one more analysis. Says whether there was one to try; if there was none, the
    /// report has its suggestions and refusals.
    pub fn step(&mut self, analysis: &Analysis, packages: &Packages, report: &mut Report) -> bool {
        if let Some(draft) = self.drafts.next() {
            self.prove(analysis, packages, report, draft);
            return true;
        }
        let context = Context::new(analysis, report);
        let combine = self.combine.get_or_insert_with(|| {
            self.proved = sorted(std::mem::take(&mut self.proved));
            Combine::new(&context, &self.proved)
        });
        if combine.step(&context, packages, &self.proved) {
            return true;
        }
        report.together = combine.together();
        let proved = std::mem::take(&mut self.proved);
        report.suggestions = proved.into_iter().map(|(s, _)| s).collect();
        let mut refusals = std::mem::take(&mut self.refusals);
        refusals.append(&mut self.refused);
        report.refusals = without_answers(refusals, &report.suggestions);
        false
    }

    /// Of two for the same allocation the first that is proven leads.
    fn prove(&mut self, analysis: &Analysis, packages: &Packages, report: &Report, draft: Draft) {
        let (code, sites) = (draft.suggestion.code, draft.suggestion.sites.clone());
        let expect = draft.expect.clone();
        match proof::prove(analysis, packages, report, draft) {
            Ok(mut s) => {
                // What is only explained stands beside what can be applied.
                let same = |(other, _): &(Suggestion, Expect)| {
                    other.alternative_to.is_none()
                        && (other.confidence == Confidence::C) == (s.confidence == Confidence::C)
                        && (other.sites.iter().any(|i| s.sites.contains(i)) || other.span == s.span)
                };
                s.alternative_to = self.proved.iter().position(same).map(|i| i as u32);
                self.proved.push((s, expect));
            }
            Err(no) => {
                let refused = sites.first().map(|&site| refusal(site, code, no));
                self.refusals.extend(refused);
            }
        }
    }
}

/// Fills in the report's lints and notes alone, without rewrites.
pub fn lint(analysis: &Analysis, packages: &Packages, report: &mut Report) {
    let context = Context::new(analysis, report);
    let lints = lints::all(&context, packages);
    let notes = notes::all(&context);
    report.lints = lints;
    report.notes = notes;
}

/// The drafts that are tried, in their order. Where there are too many, those without a question are tried first.
fn to_try(drafts: Vec<Draft>, allowed: usize) -> Vec<Draft> {
    let mut tried: Vec<usize> = (0..drafts.len())
        .filter(|&i| drafts[i].expect != Expect::Nothing)
        .collect();
    tried.order_by_key(|&i| drafts[i].suggestion.confidence != Confidence::A);
    tried.truncate(allowed);
    let drafts = drafts.into_iter().enumerate();
    let drafts = drafts.filter(|(i, d)| d.expect == Expect::Nothing || tried.contains(i));
    drafts.map(|(_, d)| d).collect()
}

/// How many times the package may be analysed again.
fn proofs_allowed(analysis: &Analysis) -> usize {
    (MAX_WORK / analysis.ast.exprs.len().max(1)).clamp(4, MAX_PROOFS)
}

/// Those that save most come first; alternatives stay behind what they are an alternative to.
fn sorted(proved: Vec<(Suggestion, Expect)>) -> Vec<(Suggestion, Expect)> {
    let mut order: Vec<usize> = (0..proved.len()).collect();
    let saves = |i: usize| {
        let s = &proved[i].0;
        let explained = s.confidence == Confidence::C;
        (
            explained,
            std::cmp::Reverse(s.saving.bytes_before.unwrap_or(0)),
        )
    };
    let lead = |i: usize| proved[i].0.alternative_to.map_or(i, |a| a as usize);
    order.order_by_key(|&i| (saves(lead(i)), lead(i), i));
    let place = |old: u32| order.iter().position(|&i| i == old as usize).unwrap_or(0) as u32;
    let moved = |&i: &usize| {
        let (mut s, expect) = proved[i].clone();
        s.alternative_to = s.alternative_to.map(place);
        (s, expect)
    };
    order.iter().map(moved).collect()
}

/// One refusal a site, and none for a site that has a suggestion to apply.
fn without_answers(refusals: Vec<Refusal>, suggestions: &[Suggestion]) -> Vec<Refusal> {
    let mut seen = BTreeSet::new();
    let answered = |r: &Refusal| {
        let mut applied = suggestions.iter().filter(|s| s.confidence != Confidence::C);
        applied.any(|s| s.sites.contains(&r.site))
    };
    let mut kept: Vec<Refusal> = refusals
        .into_iter()
        .filter(|r| !answered(r))
        .filter(|r| seen.insert((r.site, r.suggestion)))
        .collect();
    kept.order_by_key(|r| r.site);
    kept
}

impl<'a> Context<'a> {
    pub(crate) fn new(analysis: &'a Analysis, report: &'a Report) -> Context<'a> {
        let files = &analysis.request.files;
        let texts: Vec<_> = files.iter().map(|(_, t)| t.clone()).collect();
        let ast = &analysis.ast;
        let usage = usage::Uses::new(ast, &analysis.checked.info);
        let all = (0..ast.exprs.len()).map(ExprId::new);
        let calls = all
            .filter(|&x| matches!(ast.kind(x), ExprKind::CallExpr(_)))
            .filter(|&x| usage.parent(x).is_some())
            .collect();
        let mut context = Context {
            analysis,
            report,
            places: Places::new(ast, &analysis.map, &texts),
            utf16: texts.iter().map(|t| Utf16Map::new(t)).collect(),
            types: RefCell::new(analysis.tys.types.clone()),
            usage,
            calls,
        };
        context.calls.order_by_key(|&x| ast[x].pos);
        context
    }

    /// Sites of objects of a struct or slice type in declared functions.
    fn object_sites(&self) -> impl Iterator<Item = (u32, &'a Site)> {
        let sites = self.report.sites.iter().enumerate();
        sites
            .filter(|(_, site)| is_candidate(site))
            .map(|(i, s)| (i as u32, s))
    }

    /// Sites of a kind that each turn of a loop may allocate at, in the code as it is written.
    fn made_in_loops(&self, kind: SiteKind) -> impl Iterator<Item = u32> + 'a {
        let in_loop = move |site: &Site| {
            site.kind == kind
                && site.loop_depth > 0
                && site.inlined.is_empty()
                && proof::may_allocate(site)
        };
        let sites = self.report.sites.iter().enumerate();
        sites
            .filter(move |(_, site)| in_loop(site))
            .map(|(i, _)| i as u32)
    }
}

/// Sites that the rules about objects are for: objects of a struct or slice type.
fn is_candidate(site: &Site) -> bool {
    let kind = matches!(
        site.kind,
        SiteKind::New | SiteKind::PtrLit | SiteKind::MakeSlice | SiteKind::Variable
    );
    kind && site.inlined.is_empty() && site.function.is_some()
}
