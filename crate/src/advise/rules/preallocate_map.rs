//! R6 for maps: a map that gets one entry in each turn of a loop is made with room for all of them.
//!
//! Up to eight entries a map that stays in its function needs nothing from the heap, with a size that is worked out at run time neither
//! (cmd/compile/internal/walk/builtin.go, walkMakeMap): a constant up to eight is not offered, any other number takes nothing away.

use super::method_value::anchor;
use super::preallocate::{jumps, returns, skips, turns};
use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, ForStmt, Node, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, Type};
use crate::wire::{CaveatCode, CheckCode, SuggestionCode};

/// Entries that fit into a map's first group.
const SMALL: i64 = 8;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let ast = &context.analysis.ast;
    for x in (0..ast.exprs.len()).map(ExprId::new) {
        if matches!(
            ast.kind(x),
            ExprKind::CallExpr(_) | ExprKind::CompositeLit(_)
        ) {
            found.draft(draft(context, x));
        }
    }
}

/// The type of a map that is made empty, without a size.
fn empty_map(context: &Context<'_>, x: ExprId) -> Option<ExprId> {
    let ast = &context.analysis.ast;
    let ty = match ast.kind(x) {
        ExprKind::CompositeLit(l) if l.elems.is_empty() => l.ty?,
        ExprKind::CallExpr(c) if context.callee(x) == Callee::Builtin(BuiltinId::Make) => {
            match *c.args {
                [ty] => ty,
                [ty, size] if context.const_int(size) == Some(0) => ty,
                _ => return None,
            }
        }
        _ => return None,
    };
    matches!(context.under_of(x), Type::Map { .. }).then_some(ty)
}

/// The one statement of a loop that puts something into a map, and its key.
struct Insertion {
    stmt: StmtId,
    key: ExprId,
}

fn draft(context: &Context<'_>, made: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let ty = empty_map(context, made)?;
    let Some(Node::Stmt(declared)) = context.usage.parent(made) else {
        return None;
    };
    let (name, value, _) = context.declares(declared)?;
    let obj = context.analysis.checked.info.defs[name.index()]?;
    if value != Some(made) || !context.is_local(obj) {
        return None;
    }
    let loop_ = first_loop(context, obj, declared)?;
    let StmtKind::ForStmt(f) = &ast[loop_].kind else {
        return None;
    };
    let insertion = only_insertion(context, obj, f.body)?;
    let body = f.body;
    let always = context.usage.parent(insertion.stmt) == Some(Node::Stmt(body))
        && !skips(context, body, insertion.stmt);
    let turns = turns(context, f)?;
    let early = returns(context, body);
    if jumps(context, body) || (!always || early) && !turns.bounded {
        return None;
    }
    let few = context.const_turns(f).is_some_and(|n| n <= SMALL);
    if few || !means_the_same(context, f, obj, declared, loop_)? {
        return None;
    }
    let (own, length) = (ast.name_str(name), turns.text);
    let mut draft = context
        .draft_at(
            "R6",
            SuggestionCode::Preallocate,
            made,
            &[("name", own), ("length", &length)],
        )?
        .check(CheckCode::LengthKnown, &[("length", &length)])
        .check(CheckCode::OneInsertPerTurn, &[("name", own)])
        .change([context.replace(made, format!("make({}, {length})", context.source(ty)))])
        .objects(1, 1)
        .expect(Expect::NoMore);
    if !(always && differs(context, f, insertion.key)) {
        let at = context.places.expr_span(insertion.key);
        draft = draft.ask(CheckCode::AskMostNew, &[("name", own)], at);
    }
    if early {
        draft = draft.caveat(CaveatCode::MayReserveTooMuch, &[]);
    }
    Some(draft.build())
}

/// The loop behind a declaration in the same list that is the first to name the variable.
fn first_loop(context: &Context<'_>, obj: ObjId, declared: StmtId) -> Option<StmtId> {
    let ast = &context.analysis.ast;
    let (list, at) = context.siblings(declared)?;
    let behind = &list[at + 1..];
    let &first = behind.iter().find(|&&s| context.mentions(s, obj))?;
    match ast[first].kind {
        StmtKind::ForStmt(_) => Some(first),
        StmtKind::LabeledStmt { stmt, .. } => {
            matches!(ast[stmt].kind, StmtKind::ForStmt(_)).then_some(stmt)
        }
        _ => None,
    }
}

/// The insertion, if a turn does it at most once and does nothing else with the map but to look at it.
fn only_insertion(context: &Context<'_>, obj: ObjId, body: StmtId) -> Option<Insertion> {
    let ast = &context.analysis.ast;
    let mut found = None;
    for &n in context.usage.names(obj) {
        if !context.is_within(n, body) {
            continue;
        }
        let Some(Node::Expr(outer)) = context.usage.parent(n) else {
            return None;
        };
        let key = match *ast.kind(outer) {
            ExprKind::IndexExpr { x, index } if x == n => index,
            _ if context.callee(outer) == Callee::Builtin(BuiltinId::Len) => continue,
            _ => return None,
        };
        let Some(Node::Stmt(stmt)) = context.usage.parent(outer) else {
            continue;
        };
        let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
            continue;
        };
        if a.lhs != outer {
            // What is looked up to be used again gathers by key.
            let first = ast.unpack_list(&Some(a.lhs)).first().copied();
            if first.is_some_and(|l| ast.name(l).is_none_or(|n| &**n != "_")) {
                return None;
            }
            continue;
        }
        // What is counted or gathered comes under the same key again and again.
        let again = a.op.is_some() || a.rhs.is_some_and(|r| context.mentions(r, obj));
        let inner = context.loops_around(stmt).first().copied();
        let own =
            matches!(inner.map(|l| &ast[l].kind), Some(StmtKind::ForStmt(f)) if f.body == body);
        if again || !own || found.is_some() {
            return None;
        }
        found = Some(Insertion { stmt, key });
    }
    found
}

/// Whether each turn has another key: the place in a slice, the key of another map, the number of the turn.
fn differs(context: &Context<'_>, f: &ForStmt, key: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let Some(variable) = context.variable(key) else {
        return false;
    };
    let Some(init) = f.init else { return false };
    let counts = match &ast[init].kind {
        StmtKind::RangeClause(r) if r.def => {
            let lhs = ast.unpack_list(&r.lhs);
            let first = lhs.first().copied();
            first.and_then(|l| context.analysis.checked.info.defs[l.index()]) == Some(variable)
        }
        StmtKind::AssignStmt(a) => {
            context.analysis.checked.info.defs[a.lhs.index()] == Some(variable)
        }
        _ => false,
    };
    counts && !context.changed_within(variable, f.body)
}

/// Whether the number of turns can be told where the map is made: directly in front of the loop, or from variables that are there already
/// and are left alone in between.
fn means_the_same(
    context: &Context<'_>,
    f: &ForStmt,
    obj: ObjId,
    declared: StmtId,
    loop_: StmtId,
) -> Option<bool> {
    let ast = &context.analysis.ast;
    let bound = match &ast[f.init?].kind {
        StmtKind::RangeClause(r) => r.x,
        _ => match *ast.kind(f.cond?) {
            ExprKind::Operation { y: Some(y), .. } => y,
            _ => return None,
        },
    };
    let (list, at) = context.siblings(declared)?;
    let anchor = anchor(context, loop_)?;
    let end = list.iter().position(|&s| s == anchor)?;
    let between = list.get(at + 1..end)?;
    let variables = context.variables_in(bound);
    if variables.contains(&obj) {
        return Some(false);
    }
    if between.is_empty() {
        return Some(true);
    }
    let plain = context.is_const(bound)
        || ast.name(ast.unparen(bound)).is_some()
        || context.callee(bound) == Callee::Builtin(BuiltinId::Len)
            && context
                .call(bound)
                .is_some_and(|c| c.args.iter().all(|&a| ast.name(a).is_some()));
    let steady = |&v: &ObjId| {
        let types = &context.analysis.tys.types;
        let t = types.type_of(v);
        let map = matches!(context.under(t), Type::Map { .. });
        let touched = |&s: &StmtId| match map {
            true => context.mentions(s, v),
            false => context.changed_within(v, s),
        };
        let earlier = types[v].pos < ast[declared].pos;
        context.is_local_or_param(v) && earlier && !between.iter().any(touched)
    };
    Some(plain && variables.iter().all(steady))
}

impl Context<'_> {
    /// The number of a loop's turns, where it is a constant.
    fn const_turns(&self, f: &ForStmt) -> Option<i64> {
        let ast = &self.analysis.ast;
        let bound = match &ast[f.init?].kind {
            StmtKind::RangeClause(r) => match self.under_of(r.x) {
                Type::Array { len, .. } => return Some(len),
                Type::Pointer { elem } => match self.under(elem) {
                    Type::Array { len, .. } => return Some(len),
                    _ => return None,
                },
                _ => r.x,
            },
            _ => match *ast.kind(f.cond?) {
                ExprKind::Operation { y: Some(y), .. } => y,
                _ => return None,
            },
        };
        self.const_int(bound)
    }
}
