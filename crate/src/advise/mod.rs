//! Rewrites that remove heap allocations, each proven before it is shown.
//!
//! The order of advice is fixed: a value that can be returned instead of a pointer first, a pool last. A rule looks at one site, checks its
//! conditions one by one, and either gives edits or the reason why not. What a rule gives is then applied to a copy of the
//! program and analysed again ([`proof`]): only if the allocation is gone and no other came is it shown.
//!
//! | file | does |
//! |---|---|
//! | `usage.rs` | what becomes of a variable's references: every use, classified |
//! | `contracts.rs` | functions of std that promise not to keep what they are given |
//! | `declaration.rs` | the statement that makes an object |
//! | `pool.rs`, `pool_bytes.rs`, `pool_struct.rs` | pools |
//! | `return_value.rs` | pointers that can be values |
//! | `edits.rs` | changes of the text, imports, names that are free |
//! | `proof.rs` | applies and analyses again |

mod contracts;
mod declaration;
mod edits;
mod pool;
mod pool_bytes;
mod pool_struct;
mod proof;
mod return_value;
mod usage;

use crate::analysis::{Analysis, Packages};
use crate::report::Places;
use crate::types::Types;
use crate::wire::{
    Allocates, Params, Refusal, RefusalCode, Report, Site, SiteKind, Suggestion, SuggestionCode,
    Verdict,
};
use std::cell::RefCell;

/// Below so many bytes a pool costs more than it saves (measured: 64 to 128 bytes on an idle heap).
const POOL_MIN_BYTES: u64 = 64;

/// Sites that are tried, at most: each needs a second analysis.
const MAX_PROOFS: usize = 40;

/// What the rules look at.
struct Context<'a> {
    analysis: &'a Analysis,
    report: &'a Report,
    places: Places<'a>,
    /// A copy, since questions about types are answered by completing them.
    types: RefCell<Types>,
    usage: usage::Uses<'a>,
}

/// A refused rule.
struct No {
    code: RefusalCode,
    params: Params,
    at: Option<crate::wire::Span>,
}

type Verdicts<T> = Result<T, No>;

fn no(code: RefusalCode, params: &[(&str, &str)], at: Option<crate::wire::Span>) -> No {
    No {
        code,
        params: params
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect(),
        at,
    }
}

/// Whether a rewrite that has to be proven needs package sync, and its facts are not at hand.
pub fn needs_sync(analysis: &Analysis, packages: &Packages, report: &Report) -> bool {
    let pools = |context: &Context<'_>| {
        let mut sites = report
            .sites
            .iter()
            .enumerate()
            .filter(|(_, s)| is_candidate(s));
        sites.any(|(i, site)| {
            let draft = context.rules(i as u32, site);
            draft.is_ok_and(|d| d.code != SuggestionCode::ReturnValue)
        })
    };
    packages.lacks("sync") && pools(&Context::new(analysis, report))
}

/// Fills in the report's suggestions and refusals.
pub fn advise(analysis: &Analysis, packages: &Packages, report: &mut Report) {
    let context = Context::new(analysis, report);
    let mut suggestions = Vec::new();
    let mut refusals = Vec::new();
    let mut proofs = 0;
    for (index, site) in report.sites.iter().enumerate() {
        let index = index as u32;
        if proofs == MAX_PROOFS || !is_candidate(site) {
            continue;
        }
        match context.rules(index, site) {
            Ok(draft) => {
                proofs += 1;
                match proof::prove(analysis, packages, report, draft) {
                    Ok(proven) => suggestions.push(proven),
                    Err(no) => refusals.push(refusal(index, no.0, no.1)),
                }
            }
            Err((code, no)) => refusals.push(refusal(index, code, no)),
        }
    }
    suggestions.sort_by_key(|s| std::cmp::Reverse(s.saving.bytes_before.unwrap_or(0)));
    report.suggestions = suggestions;
    report.refusals = refusals;
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

/// Sites that a rule of this module is about: objects of a struct or byte slice type.
fn is_candidate(site: &Site) -> bool {
    let kind = matches!(
        site.kind,
        SiteKind::New | SiteKind::PtrLit | SiteKind::MakeSlice | SiteKind::Variable
    );
    kind && site.inlined.is_empty() && site.function.is_some()
}

impl<'a> Context<'a> {
    fn new(analysis: &'a Analysis, report: &'a Report) -> Context<'a> {
        let files = &analysis.request.files;
        let texts: Vec<_> = files.iter().map(|(_, t)| t.clone()).collect();
        Context {
            analysis,
            report,
            places: Places::new(&analysis.ast, &analysis.map, &texts),
            types: RefCell::new(analysis.tys.types.clone()),
            usage: usage::Uses::new(&analysis.ast, &analysis.checked.info),
        }
    }

    /// The first rule that fits the site, or why the last one does not.
    fn rules(&self, index: u32, site: &Site) -> Result<Suggestion, (SuggestionCode, No)> {
        let bytes = site.kind == SiteKind::MakeSlice;
        let pool = if bytes {
            SuggestionCode::PoolBytes
        } else {
            SuggestionCode::PoolStruct
        };
        if site.verdict == Verdict::DoesNotEscape
            && !matches!(site.allocates, Allocates::AboveSize { .. })
        {
            return Err((pool, no(RefusalCode::StaysOnStack, &[], None)));
        }
        if matches!(site.allocates, Allocates::Never { .. }) {
            return Err((pool, no(RefusalCode::DoesNotAllocate, &[], None)));
        }
        if !bytes {
            let value = return_value::rule(self, index, site);
            if let Ok(draft) = value {
                return Ok(draft);
            }
        }
        let draft = match bytes {
            true => pool_bytes::rule(self, index, site),
            false => pool_struct::rule(self, index, site),
        };
        draft.map_err(|no| (pool, no))
    }
}
