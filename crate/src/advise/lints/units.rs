//! The functions that have to do with pools, and what is seen in them.

use super::event::Event;
use super::flow::{Summary, Unit, walk};
use super::pools::{self, Pools};
use super::types;
use crate::advise::Context;
use crate::syntax::{DeclKind, ExprId, ExprKind, FieldId, Node};
use crate::types::ObjId;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds until helpers of helpers are known.
const ROUNDS: usize = 4;

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
pub fn events(c: &Context<'_>, pools: &Pools) -> Vec<Event> {
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
