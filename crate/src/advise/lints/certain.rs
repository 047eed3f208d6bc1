//! More edits for mistakes: those that are certain only where nothing else has to do with the object. They are applied and proven like those of
//! [`fixes`](super::fixes).

use super::event::Event;
use super::fixes::behind_declaration;
use super::pools::Pools;
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::advise::edits::Change;
use crate::syntax::{CallKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, Type};

/// The statement of a Put of the object's variable, and whether it is deferred.
fn put_of(c: &Context<'_>, e: &Event) -> Option<(ExprId, StmtId, bool)> {
    let Some(Node::Expr(put)) = e.related else {
        return None;
    };
    let arg = c.call(put)?.args.last().copied()?;
    let stmt = c.stmt_of(put)?;
    let deferred = match c.analysis.ast[stmt].kind {
        StmtKind::CallStmt {
            tok: CallKind::Defer,
            call,
        } if call == put => true,
        StmtKind::ExprStmt(x) if x == put => false,
        _ => return None,
    };
    (c.variable(arg).is_some() && c.variable(arg) == e.variable).then_some((put, stmt, deferred))
}

/// The statement where the object's variable is declared, in the same list as others.
fn declared(c: &Context<'_>, e: &Event) -> Option<StmtId> {
    let stmt = c.stmt_of(e.got?)?;
    let (name, ..) = c.declares(stmt)?;
    (c.analysis.checked.info.defs[name.index()] == e.variable).then_some(stmt)
}

/// Whether a name stands behind a place of the text.
fn is_behind(c: &Context<'_>, name: ExprId, place: u32) -> bool {
    c.range_of(name).start >= place
}

/// L06: `defer pool.Put(x)` moves into the only goroutine that uses x, where that is started for certain and the last to use it.
pub fn put_in_goroutine(c: &Context<'_>, e: &Event) -> Vec<Change> {
    goroutine(c, e).unwrap_or_default()
}

fn goroutine(c: &Context<'_>, e: &Event) -> Option<Vec<Change>> {
    let ast = &c.analysis.ast;
    let (put, deferred_at, deferred) = put_of(c, e)?;
    let obj = e.variable?;
    let ExprKind::FuncLit { body, .. } = *ast.kind(e.at) else {
        return None;
    };
    let Some(Node::Expr(call)) = c.usage.parent(e.at) else {
        return None;
    };
    let start = c.starts(call)?;
    let (list, at) = c.siblings(start)?;
    let from = {
        let made = declared(c, e)?;
        list.iter().position(|&s| s == made)?
    };
    let put_at = list.iter().position(|&s| s == deferred_at)?;
    let once = c.loops_around(start) == c.loops_around(deferred_at);
    let leaves = list.get(from + 1..at)?.iter().any(|&s| {
        c.any_below(s, |n| {
            matches!(n, Node::Stmt(s) if matches!(ast[s].kind, StmtKind::ReturnStmt { .. } | StmtKind::BranchStmt(_)))
        })
    });
    let in_order = from < put_at && put_at < at;
    if !(deferred && in_order && once) || leaves {
        return None;
    }
    // Nobody else has it: before the start it is used in place, behind it not at all, and in no other function literal.
    let (_, range) = c.stmt_range(deferred_at)?;
    let begins = c.range_of(e.at).start;
    let others = c.usage.names(obj).iter().any(|&n| {
        let inside = c.is_within(n, body);
        let literal = c.nearest_function(n) != c.nearest_function(start);
        !inside && (literal || is_behind(c, n, begins)) && !range.contains(&c.range_of(n).start)
    });
    let &first = ast.block(body).first()?;
    if others || c.changed_within(obj, body) || c.is_within(put, body) {
        return None;
    }
    let line = format!("defer {}", c.source(put));
    Some(vec![
        c.remove_stmt(deferred_at)?,
        c.before_stmt(first, &[line])?,
    ])
}

/// L15: `whole := *p` in front of the cut, `*p = whole` in front of Put.
pub fn put_whole(c: &Context<'_>, e: &Event) -> Vec<Change> {
    whole(c, e).unwrap_or_default()
}

fn whole(c: &Context<'_>, e: &Event) -> Option<Vec<Change>> {
    let ast = &c.analysis.ast;
    let (_, put, deferred) = put_of(c, e)?;
    let cut = c.stmt_of(e.at)?;
    let StmtKind::AssignStmt(a) = &ast[cut].kind else {
        return None;
    };
    let of_variable = |x: ExprId| match *ast.kind(ast.unparen(x)) {
        ExprKind::Operation {
            op: Operator::Mul,
            x,
            y: None,
        } => c.variable(x) == e.variable,
        _ => false,
    };
    let (list, at) = c.siblings(cut)?;
    let behind = list.iter().position(|&s| s == put);
    if deferred || !of_variable(a.lhs) || a.op.is_some() || behind.is_none_or(|p| p <= at) {
        return None;
    }
    // What it grows to in between would be lost, and so would the cut where it is left in between.
    let between = list.get(at + 1..behind?)?;
    let obj = e.variable?;
    let plain = between.iter().all(|&s| {
        !c.any_below(s, |n| match n {
            Node::Stmt(s) => match &ast[s].kind {
                StmtKind::ReturnStmt { .. } | StmtKind::BranchStmt(_) => true,
                StmtKind::AssignStmt(a) => {
                    let lhs = ast.unpack_list(&Some(a.lhs));
                    lhs.iter()
                        .any(|&l| of_variable(l) || c.variable(l) == Some(obj))
                }
                _ => false,
            },
            _ => false,
        })
    });
    let name = c.free_name("whole");
    let fresh = !c.any_below(
        c.func_decl(c.func_of(cut)?)?.body?,
        |n| matches!(n, Node::Expr(x) if ast.name(x).is_some_and(|t| **t == *name)),
    );
    (plain && fresh).then_some(())?;
    Some(vec![
        c.before_stmt(cut, &[format!("{name} := *{}", e.name)])?,
        c.before_stmt(put, &[format!("*{} = {name}", e.name)])?,
    ])
}

/// L16: an array that New gives empty is cleared behind Get, as a new one would be.
pub fn clear_first(c: &Context<'_>, pools: &Pools, e: &Event) -> Vec<Change> {
    let Type::Pointer { elem } = c.under(e.typ) else {
        return Vec::new();
    };
    let is_array = matches!(c.under(elem), Type::Array { .. });
    let fresh = pools.get(e.pool).is_some_and(|pool| {
        !pool.open && !pool.news.is_empty() && pool.news.iter().all(|&body| gives_new(c, body))
    });
    match is_array && fresh {
        true => behind_declaration(c, e, &format!("clear({}[:])", e.name)),
        false => Vec::new(),
    }
}

/// Whether a function does nothing but to return `new(T)`.
fn gives_new(c: &Context<'_>, body: StmtId) -> bool {
    let ast = &c.analysis.ast;
    let [only] = *ast.block(body) else {
        return false;
    };
    matches!(ast[only].kind, StmtKind::ReturnStmt { results: Some(x) }
        if c.callee(x) == Callee::Builtin(BuiltinId::New))
}
