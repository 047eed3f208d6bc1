//! Mistakes in the use of pools that are in the code already.
//!
//! Objects are followed from Get (or a helper that gives one out) to Put through each function, helpers by what they are known to do. Where the
//! way of an object is lost (it is returned, stored, handed to something that may keep it), nothing is said. Rather a mistake is
//! missed than one told that is none.
//!
//! | file | does |
//! |---|---|
//! | `pools.rs` | which pools there are, what their New makes |
//! | `state.rs` | what is known of an object at one point |
//! | `flow.rs`, `branches.rs`, `paths.rs`, `leave.rs` | statements, loops, conditions, the ends of functions with deferred calls |
//! | `eval.rs`, `calls.rs`, `unknown.rs`, `leaks.rs`, `effects.rs` | expressions, calls, what they do to objects |
//! | `event.rs` | what was seen |
//! | `units.rs` | the functions that are looked at, until helpers of helpers are known |
//! | `told.rs` | from what was seen to mistakes |
//! | `types.rs` | what is in a pool |
//! | `copies.rs`, `per_call.rs`, `scratch.rs` | copied pools, pools in a function, buffers that two calls share |
//! | `fixes.rs`, `certain.rs` | edits where the fix is certain |

mod assign;
mod branches;
mod calls;
mod certain;
mod copies;
mod effects;
mod eval;
mod event;
mod fixes;
mod flow;
mod leaks;
mod leave;
mod paths;
mod per_call;
pub(super) mod pools;
mod scratch;
mod state;
mod told;
pub(super) mod types;
mod units;
mod unknown;

use super::{Context, draft};
use crate::analysis::Packages;
use crate::syntax::{ExprId, Node, StmtKind};
use crate::text::InOrder;
use crate::wire::{Lint, LintCode, Severity, Span};
use pools::Pools;
use std::collections::BTreeSet;

/// Lints whose fix is tried, at most: each needs a second analysis.
const MAX_PROOFS: usize = 8;

/// A mistake before its words.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which.
    pub code: LintCode,
    /// How bad.
    pub severity: Severity,
    /// What stands in its sentences.
    pub params: Vec<(String, String)>,
    /// Where.
    pub at: Node,
    /// The other place.
    pub related: Option<Node>,
    /// The fix.
    pub edits: Vec<super::edits::Change>,
}

/// A finding with the usual severity.
fn finding(code: LintCode, at: ExprId, params: &[(&str, &str)]) -> Finding {
    let owned = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
    Finding {
        code,
        severity: severity(code),
        params: params.iter().map(owned).collect(),
        at: Node::Expr(at),
        related: None,
        edits: Vec::new(),
    }
}

/// The number of a lint.
pub fn rule(code: LintCode) -> &'static str {
    use LintCode::*;
    match code {
        MissingPut => "L01",
        UseAfterPut => "L02",
        ViewOutlivesPut => "L03",
        NoReset => "L04",
        StoredBeforePut => "L05",
        GoroutineAfterPut => "L06",
        WrongType => "L07",
        NoNew => "L08",
        DoublePut => "L09",
        PoolCopied => "L10",
        PoolPerCall => "L11",
        SharedNew => "L12",
        NilPut => "L13",
        GrowthLost => "L14",
        CutFront => "L15",
        StaleBytes => "L16",
        MapNeverShrinks => "L17",
        PinsReferences => "L18",
        PoolAsCache => "L19",
        ResetOnSuccessOnly => "L20",
        SharedScratch => "L21",
        TwoTypes => "L22",
        UnboundedPut => "L23",
        ReleaseClosure => "L24",
        ValueInPool | LocalInPool => "SA6002",
    }
}

/// How bad a lint is, usually.
pub fn severity(code: LintCode) -> Severity {
    use LintCode::*;
    match code {
        UseAfterPut | ViewOutlivesPut | StoredBeforePut | GoroutineAfterPut | WrongType | NoNew
        | DoublePut | PoolCopied | SharedNew | NilPut | SharedScratch | TwoTypes => Severity::Error,
        MissingPut | MapNeverShrinks | ReleaseClosure => Severity::Info,
        _ => Severity::Warning,
    }
}

/// All mistakes, in the order of their places; fixes are proven.
pub fn all(context: &Context<'_>, packages: &Packages) -> Vec<Lint> {
    let found = found(context);
    let before: Vec<LintCode> = found.iter().map(|f| f.code).collect();
    let mut proofs = 0;
    let mut lints = Vec::new();
    for f in found {
        let Some(span) = span_of(context, f.at) else {
            continue;
        };
        let mut edits = Vec::new();
        if !f.edits.is_empty() && proofs < MAX_PROOFS {
            proofs += 1;
            edits = context.wire_edits(&f.edits);
            if !fixes::holds(context, packages, &edits, f.code, &before) {
                edits.clear();
            }
        }
        let pairs: Vec<(&str, &str)> = f
            .params
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        lints.push(Lint {
            code: f.code,
            rule: rule(f.code).into(),
            severity: f.severity,
            params: draft::params(&pairs),
            span,
            related: f.related.and_then(|n| span_of(context, n)),
            edits,
        });
    }
    lints.order_by_key(|l| (l.span.file, l.span.line, l.span.col, l.rule.clone()));
    lints
}

/// All mistakes without proofs of their fixes.
fn found(c: &Context<'_>) -> Vec<Finding> {
    let pools = Pools::new(c);
    let mut out = Vec::new();
    scratch::all(c, &mut out);
    if copies::knows_sync(c) {
        copies::all(c, &mut out);
    }
    if pools.calls.is_empty() {
        return once(c, out);
    }
    let events = units::events(c, &pools);
    told::all(c, &pools, &events, &mut out);
    types::asserted(c, &pools, &events, &mut out);
    types::shared(c, &pools, &mut out);
    types::values(c, &pools, &mut out);
    types::caches(c, &pools, &mut out);
    per_call::all(c, &pools, &mut out);
    once(c, out)
}

/// One finding of a kind for a place, in order.
fn once(c: &Context<'_>, mut all: Vec<Finding>) -> Vec<Finding> {
    let ast = &c.analysis.ast;
    all.order_by_key(|f| (ast.pos(f.at), rule(f.code)));
    let mut seen = BTreeSet::new();
    all.retain(|f| seen.insert((ast.pos(f.at), rule(f.code))));
    all
}

fn span_of(c: &Context<'_>, n: Node) -> Option<Span> {
    match n {
        Node::Expr(x) => c.places.expr_span(x),
        Node::Stmt(s) => {
            let ast = &c.analysis.ast;
            match &ast[s].kind {
                StmtKind::ReturnStmt { .. } => c.places.token(ast[s].pos, 6),
                _ => c.places.token(ast[s].pos, 1),
            }
        }
        _ => None,
    }
}
