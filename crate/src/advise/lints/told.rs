//! From what was seen in functions to mistakes.

use super::event::{Event, What};
use super::pools::{self, Pools};
use super::{Finding, certain, finding, fixes, types};
use crate::advise::{Context, ask};
use crate::syntax::{ExprId, ExprKind, Node, StmtKind};
use crate::text::Gather;
use crate::types::{ObjId, Type};
use crate::wire::{LintCode, Severity};
use std::collections::BTreeSet;

/// All of them.
pub fn all(c: &Context<'_>, pools: &Pools, events: &[Event], out: &mut Vec<Finding>) {
    let resets: BTreeSet<_> = events
        .iter()
        .filter(|e| e.what == What::ResetSeen)
        .map(|e| e.pool)
        .gather();
    let put_seen: BTreeSet<_> = events
        .iter()
        .filter(|e| e.what == What::PutSeen)
        .map(|e| e.pool)
        .gather();
    let cleared: BTreeSet<ObjId> = events
        .iter()
        .filter(|e| e.what == What::PutSeen)
        .flat_map(|e| e.fields.iter().copied())
        .gather();
    // Those have a lint of their own.
    let late: BTreeSet<_> = events
        .iter()
        .filter(|e| e.what == What::LateReset)
        .map(|e| e.got)
        .gather();
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
            What::UseAfterPut => {
                let mut f = plain(LintCode::UseAfterPut);
                f.edits = fixes::put_later(c, e);
                out.push(f);
            }
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
                f.edits = fixes::clone_stored(c, e);
                out.push(f);
            }
            What::Goroutine => {
                let mut f = plain(LintCode::GoroutineAfterPut);
                f.edits = certain::put_in_goroutine(c, e);
                out.push(f);
            }
            What::NilPut => {
                let put = match e.related {
                    Some(Node::Expr(call)) => pools::receiver(c, call),
                    _ => None,
                };
                let pool = pools.name(put.and_then(|p| p.key));
                let mut f = finding(LintCode::NilPut, e.at, &[("name", name), ("pool", pool)]);
                f.related = e.related;
                f.edits = fixes::unless_nil(c, e);
                out.push(f);
            }
            What::GrowthLost if from_pool => {
                let mut f = plain(LintCode::GrowthLost);
                f.edits = fixes::store_back(c, e);
                out.push(f);
            }
            What::CutFront if from_pool => {
                let mut f = plain(LintCode::CutFront);
                f.edits = certain::put_whole(c, e);
                out.push(f);
            }
            What::Stale if from_pool => {
                let mut f = plain(LintCode::StaleBytes);
                f.edits = certain::clear_first(c, pools, e);
                out.push(f);
            }
            What::Pins(field) if from_pool => {
                let own = field.map(|f| c.types.borrow()[f].name.to_string());
                let edits = fixes::let_go(c, e, own.as_deref());
                let field = own.unwrap_or_else(|| name.to_owned());
                let mut f = finding(
                    LintCode::PinsReferences,
                    e.at,
                    &[("name", name), ("field", &field), ("pool", pool)],
                );
                f.related = e.related;
                f.edits = edits;
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
        let mut f = finding(LintCode::MapNeverShrinks, e.at, &params);
        f.edits = fixes::drop_large_map(c, e.at);
        out.push(f);
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
                    && !matches!(c.callee(x), ask::Callee::Builtin(_))
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
