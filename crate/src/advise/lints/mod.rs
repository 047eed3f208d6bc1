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
//! | `flow.rs`, `paths.rs`, `leave.rs` | statements, conditions, the ends of functions with deferred calls |
//! | `eval.rs`, `calls.rs`, `leaks.rs`, `effects.rs` | expressions, calls, what they do to objects |
//! | `event.rs` | what was seen |
//! | `types.rs` | what is in a pool |
//! | `copies.rs`, `per_call.rs`, `scratch.rs` | copied pools, pools in a function, buffers that two calls share |
//! | `fixes.rs` | edits where the fix is certain |

mod calls;
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
pub(super) mod types;

use super::{Context, draft};
use crate::analysis::Packages;
use crate::syntax::{DeclKind, ExprId, ExprKind, FieldId, Node, StmtKind};
use crate::text::InOrder;
use crate::types::{ObjId, Type};
use crate::wire::{Lint, LintCode, Severity, Span};
use event::{Event, What};
use flow::{Summary, Unit, walk};
use pools::Pools;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds until helpers of helpers are known.
const ROUNDS: usize = 4;

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
    let events = events(c, &pools);
    told(c, &pools, &events, &mut out);
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

/// All functions and function literals of the package.
fn units(c: &Context<'_>) -> Vec<Unit> {
    let ast = &c.analysis.ast;
    let defs = &c.analysis.checked.info.defs;
    let object = |&f: &FieldId| ast[f].name.and_then(|n| defs[n.index()]);
    let mut all = Vec::new();
    for file in ast.file_nodes() {
        for &d in &ast[file].decls {
            let DeclKind::Func(f) = &ast[d].kind else {
                continue;
            };
            let Some(body) = f.body else { continue };
            let (params, results) = ast.signature(f.ty);
            all.push(Unit {
                func: defs[f.name.index()],
                has_receiver: f.recv.is_some(),
                params: f.recv.iter().chain(params).map(object).collect(),
                results: results.iter().filter_map(object).collect(),
                body,
            });
        }
    }
    for x in (0..ast.exprs.len()).map(ExprId::new) {
        if c.usage.parent(x).is_none() {
            continue;
        }
        let ExprKind::FuncLit { ty, body } = *ast.kind(x) else {
            continue;
        };
        let (params, results) = ast.signature(ty);
        all.push(Unit {
            func: None,
            has_receiver: false,
            params: params.iter().map(object).collect(),
            results: results.iter().filter_map(object).collect(),
            body,
        });
    }
    all
}

/// What is seen in all functions that have to do with pools.
fn events(c: &Context<'_>, pools: &Pools) -> Vec<Event> {
    let units = units(c);
    let called: Vec<BTreeSet<ObjId>> = units.iter().map(|u| calls_of(c, u)).collect();
    let direct: Vec<bool> = units
        .iter()
        .map(|u| pools.calls.iter().any(|&x| c.is_within(x, u.body)))
        .collect();
    let pooled = pooled_methods(c, pools);
    let mut summaries: BTreeMap<ObjId, Summary> = BTreeMap::new();
    let mut events = Vec::new();
    for round in 0..ROUNDS {
        events.clear();
        let mut next = summaries.clone();
        for (i, unit) in units.iter().enumerate() {
            let known = |o: &ObjId| {
                summaries
                    .get(o)
                    .is_some_and(|s| !s.gets.is_empty() || !s.puts.is_empty())
            };
            let own = unit.func.is_some_and(|f| pooled.contains(&f));
            if !direct[i] && !own && !called[i].iter().any(known) {
                continue;
            }
            let (seen, summary) = walk(c, pools, &summaries, unit);
            events.extend(seen);
            if let Some(f) = unit.func {
                next.insert(f, summary);
            }
        }
        let same = next == summaries;
        summaries = next;
        if same && round > 0 {
            break;
        }
    }
    events
}

fn calls_of(c: &Context<'_>, unit: &Unit) -> BTreeSet<ObjId> {
    let mut all = BTreeSet::new();
    c.analysis.ast.inspect(unit.body, |n| {
        if let Node::Expr(x) = n
            && let Some(call) = c.call(x)
            && let Some(o) = c.called_object(call.fun)
        {
            all.insert(pools::origin(c, o));
        }
        true
    });
    all
}

/// Methods of the types that are in pools: they may reset.
fn pooled_methods(c: &Context<'_>, pools: &Pools) -> BTreeSet<ObjId> {
    let mut named = BTreeSet::new();
    for pool in pools.by_key.values() {
        let made = types::returned(c, pool).unwrap_or_default();
        let all = made.iter().map(|&x| c.type_of(x));
        let all = all.chain(pool.puts.iter().map(|p| p.0));
        named.extend(all.filter_map(|t| c.named_type(t)));
    }
    let ast = &c.analysis.ast;
    let defs = &c.analysis.checked.info.defs;
    let mut methods = BTreeSet::new();
    for file in ast.file_nodes() {
        for &d in &ast[file].decls {
            let DeclKind::Func(f) = &ast[d].kind else {
                continue;
            };
            let Some(recv) = f.recv else { continue };
            let t = c.type_of(ast[recv].ty);
            if c.named_type(t).is_some_and(|n| named.contains(&n)) {
                methods.extend(defs[f.name.index()]);
            }
        }
    }
    methods
}

/// From what was seen to mistakes.
fn told(c: &Context<'_>, pools: &Pools, events: &[Event], out: &mut Vec<Finding>) {
    let resets: BTreeSet<_> = events
        .iter()
        .filter(|e| e.what == What::ResetSeen)
        .map(|e| e.pool)
        .collect();
    let put_seen: BTreeSet<_> = events
        .iter()
        .filter(|e| e.what == What::PutSeen)
        .map(|e| e.pool)
        .collect();
    let cleared: BTreeSet<ObjId> = events
        .iter()
        .filter(|e| e.what == What::PutSeen)
        .flat_map(|e| e.fields.iter().copied())
        .collect();
    // Those have a lint of their own.
    let late: BTreeSet<_> = events
        .iter()
        .filter(|e| e.what == What::LateReset)
        .map(|e| e.got)
        .collect();
    for e in events {
        let pool = pools.name(e.pool);
        let name = e.name.as_str();
        let plain = |code: LintCode| {
            let mut f = finding(code, e.at, &[("name", name), ("pool", pool)]);
            f.related = e.related;
            f
        };
        // Only what came out of a pool for certain, or goes into one here.
        let from_pool = e.got.is_some();
        match e.what {
            What::UseAfterPut => out.push(plain(LintCode::UseAfterPut)),
            What::ViewAfterPut => {
                let expr = c.source(e.at);
                let mut f = finding(
                    LintCode::ViewOutlivesPut,
                    e.at,
                    &[("name", name), ("expr", &expr), ("pool", pool)],
                );
                f.related = e.related;
                f.edits = fixes::clone_view(c, e);
                out.push(f);
            }
            What::DoublePut => {
                let mut f = plain(LintCode::DoublePut);
                f.edits = fixes::remove_put(c, e);
                out.push(f);
            }
            What::Stored | What::GivenAway => {
                let target = target(c, e.at);
                let mut f = finding(
                    LintCode::StoredBeforePut,
                    e.at,
                    &[("name", name), ("target", &target), ("pool", pool)],
                );
                f.related = e.related;
                if e.what == What::GivenAway {
                    f.severity = Severity::Warning;
                }
                out.push(f);
            }
            What::Goroutine => out.push(plain(LintCode::GoroutineAfterPut)),
            What::NilPut => {
                let put = match e.related {
                    Some(Node::Expr(call)) => pools::receiver(c, call),
                    _ => None,
                };
                let pool = pools.name(put.and_then(|p| p.key));
                let mut f = finding(LintCode::NilPut, e.at, &[("name", name), ("pool", pool)]);
                f.related = e.related;
                out.push(f);
            }
            What::GrowthLost if from_pool => {
                let mut f = plain(LintCode::GrowthLost);
                f.edits = fixes::store_back(c, e);
                out.push(f);
            }
            What::CutFront if from_pool => out.push(plain(LintCode::CutFront)),
            What::Stale if from_pool => out.push(plain(LintCode::StaleBytes)),
            What::Pins(field) if from_pool => {
                let field = match field {
                    Some(f) => c.types.borrow()[f].name.to_string(),
                    None => name.to_owned(),
                };
                let mut f = finding(
                    LintCode::PinsReferences,
                    e.at,
                    &[("name", name), ("field", &field), ("pool", pool)],
                );
                f.related = e.related;
                out.push(f);
            }
            What::Lost => {
                let mut f = plain(LintCode::MissingPut);
                f.edits = fixes::defer_put(c, e, events);
                out.push(f);
            }
            What::NotReset
                if !resets.contains(&e.pool)
                    && put_seen.contains(&e.pool)
                    && from_pool
                    && !late.contains(&e.got) =>
            {
                out.push(no_reset(c, e));
            }
            What::FieldNotReset(f)
                if !resets.contains(&e.pool)
                    && put_seen.contains(&e.pool)
                    && from_pool
                    && !late.contains(&e.got)
                    && !cleared.contains(&f) =>
            {
                out.push(no_reset(c, e));
            }
            What::PartlySet(unknown)
                if !resets.contains(&e.pool)
                    && put_seen.contains(&e.pool)
                    && from_pool
                    && !late.contains(&e.got)
                    && leaves_fields(c, pools, e, &cleared, unknown) =>
            {
                out.push(no_reset(c, e));
            }
            What::LateReset if from_pool && !early(events, e) => {
                let mut f = plain(LintCode::ResetOnSuccessOnly);
                f.edits = fixes::reset_after_get(c, e);
                out.push(f);
            }
            What::Unbounded => unbounded(c, pools, e, out),
            What::Release => {
                let function = c.func_name(e.at);
                let params = [("function", function), ("name", name), ("pool", pool)];
                out.push(finding(LintCode::ReleaseClosure, e.at, &params));
            }
            _ => {}
        }
    }
}

fn early(events: &[Event], e: &Event) -> bool {
    events
        .iter()
        .any(|o| o.what == What::ResetSeen && o.pool == e.pool)
}

fn no_reset(c: &Context<'_>, e: &Event) -> Finding {
    let name = types::name_of(c, e.typ);
    let mut f = finding(
        LintCode::NoReset,
        e.got.unwrap_or(e.at),
        &[("name", &e.name), ("type", &name)],
    );
    f.related = Some(Node::Expr(e.at));
    f.edits = fixes::reset_after_get(c, e);
    f
}

/// Whether a struct from a pool is handed on with exported fields that nobody set, neither here nor before it went back.
fn leaves_fields(
    c: &Context<'_>,
    pools: &Pools,
    e: &Event,
    cleared: &BTreeSet<ObjId>,
    unknown: bool,
) -> bool {
    let Type::Pointer { elem } = c.under(e.typ) else {
        return false;
    };
    let own = Some(c.analysis.checked.pkg);
    let Type::Struct(s) = c.under(elem) else {
        return false;
    };
    let made = made_fields(c, pools, e);
    s.fields.iter().any(|&f| {
        let f = pools::origin(c, f);
        let (exported, t, pkg) = {
            let types = c.types.borrow();
            (types[f].exported(), types.type_of(f), types[f].pkg)
        };
        let data = matches!(
            c.under(t),
            Type::Basic(_) | Type::Slice { .. } | Type::Map { .. } | Type::Pointer { .. }
        );
        exported
            && data
            && pkg == own
            && !e.fields.contains(&f)
            && !cleared.contains(&f)
            && !made.contains(&f)
            && (unknown || is_assigned(c, f))
    })
}

/// Fields that New sets.
fn made_fields(c: &Context<'_>, pools: &Pools, e: &Event) -> BTreeSet<ObjId> {
    let info = &c.analysis.checked.info;
    let ast = &c.analysis.ast;
    let mut fields = BTreeSet::new();
    for &body in pools.get(e.pool).map_or(&[][..], |p| &p.news) {
        ast.inspect(body, |n| {
            if let Node::Expr(x) = n
                && let ExprKind::KeyValueExpr { key, .. } = *ast.kind(x)
                && let Some(f) = info.uses[key.index()]
            {
                fields.insert(pools::origin(c, f));
            }
            true
        });
    }
    fields
}

/// Whether a field is assigned to anywhere in the package.
fn is_assigned(c: &Context<'_>, field: ObjId) -> bool {
    let ast = &c.analysis.ast;
    ast.stmts.iter().any(|s| match &s.kind {
        StmtKind::AssignStmt(a) => ast
            .unpack_list(&Some(a.lhs))
            .iter()
            .any(|&l| pools::field_of(c, l) == Some(field)),
        _ => false,
    })
}

/// L17 and L23: what grows goes back without a look at its size.
fn unbounded(c: &Context<'_>, pools: &Pools, e: &Event, out: &mut Vec<Finding>) {
    let Some(arg) = c.call(e.at).and_then(|k| k.args.first().copied()) else {
        return;
    };
    let t = c.type_of(arg);
    let params = [("name", e.name.as_str()), ("pool", pools.name(e.pool))];
    if matches!(c.under(t), Type::Map { .. }) {
        out.push(finding(LintCode::MapNeverShrinks, e.at, &params));
    } else if types::grows(c, t, e.at, pools) {
        out.push(finding(LintCode::UnboundedPut, e.at, &params));
    }
}

/// What a value is stored in, as the code says it.
fn target(c: &Context<'_>, at: ExprId) -> String {
    let ast = &c.analysis.ast;
    for n in c.usage.ancestors(at) {
        match n {
            Node::Expr(x) => {
                if let ExprKind::CallExpr(call) = ast.kind(x)
                    && !matches!(c.callee(x), super::ask::Callee::Builtin(_))
                {
                    return ast.string_of(call.fun);
                }
            }
            Node::Stmt(s) => {
                return match &ast[s].kind {
                    StmtKind::AssignStmt(a) => {
                        let lhs = ast.unpack_list(&Some(a.lhs));
                        let rhs = ast.unpack_list(&a.rhs);
                        let same = rhs.iter().position(|&r| c.is_within(at, r));
                        let l = same.and_then(|i| lhs.get(i)).unwrap_or(&a.lhs);
                        ast.string_of(*l)
                    }
                    StmtKind::SendStmt { chan, .. } => ast.string_of(*chan),
                    _ => ast.string_of(at),
                };
            }
            _ => {}
        }
    }
    ast.string_of(at)
}
