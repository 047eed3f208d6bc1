//! R7: a slice made in each turn of a loop is made once before it, and cleared in each turn.

use super::method_value::anchor;
use crate::advise::ask::Callee;
use crate::advise::draft::Draft;
use crate::advise::proof::may_allocate;
use crate::advise::{Context, Found};
use crate::syntax::{CallKind, ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId};
use crate::wire::{CheckCode, Site, SiteKind, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for (index, site) in context.object_sites() {
        if site.kind == SiteKind::MakeSlice && site.loop_depth > 0 && may_allocate(site) {
            found.draft(draft(context, index, site));
        }
    }
}

fn draft(context: &Context<'_>, index: u32, site: &Site) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let made = context.made(site)?;
    let (decl, value, sizes) = (&made.decl, made.call, made.sizes);
    let loop_ = context.repeated_by(decl.stmt)?;
    // The loop does not change the size, nor declare what it is made of.
    // A negative one would panic where no turn has come to it.
    if !sizes.iter().all(|&x| steady(context, x, loop_)) {
        return None;
    }
    // In each turn, or there may be nothing to gain.
    let StmtKind::ForStmt(f) = &ast[loop_].kind else {
        return None;
    };
    if context.usage.parent(decl.stmt) != Some(Node::Stmt(f.body)) {
        return None;
    }
    let gate = context.references_gate(decl).ok()?;
    if deferred(context, decl.obj) {
        return None;
    }
    let name = ast.name_str(decl.name);
    // A slice that starts empty is emptied; any other must be all zero again.
    let starts_empty = context.const_int(sizes[0]) == Some(0);
    let again = match (starts_empty, gate.grows) {
        // Cut at a bound, it would show what the turn before has left.
        (true, _) if sliced(context, decl.obj) => return None,
        (true, _) => format!("{name} = {name}[:0]"),
        (false, false) => format!("clear({name})"),
        (false, true) => return None,
    };
    let (file, range) = context.stmt_range(decl.stmt)?;
    let line = context.text(file)[range.end as usize..].split('\n').next();
    // A comment behind it goes with what is made.
    let comment = line
        .filter(|l| l.trim_start().starts_with("//"))
        .unwrap_or_default();
    let mut replaced = context.replace_stmt(decl.stmt, again)?;
    replaced.range.end += comment.len() as u32;
    let made = format!("{name} := {}{comment}", context.source(value));
    let draft = context
        .draft(
            "R7",
            SuggestionCode::HoistBuffer,
            site.span,
            &[("name", name)],
        )
        .sites(&[index])
        .check(CheckCode::NoReferenceOutlives, &[("name", name)])
        .check(CheckCode::NotStored, &[("name", name)])
        .check(CheckCode::ResetBeforeReuse, &[("name", name)])
        .checks(gate.questions())
        .confidence(gate.confidence())
        .change([
            context.before_stmt(anchor(context, loop_)?, &[made])?,
            replaced,
        ]);
    Some(draft.build())
}

/// A size that is the same in all turns and never negative: a constant, or the length of a local variable that keeps its value.
fn steady(context: &Context<'_>, x: ExprId, loop_: StmtId) -> bool {
    if context.is_const(x) {
        return true;
    }
    if context.callee(x) != Callee::Builtin(BuiltinId::Len) {
        return false;
    }
    let arg = context.call(x).and_then(|c| c.args.first().copied());
    arg.and_then(|a| context.variable(a)).is_some_and(|v| {
        context.is_local_or_param(v)
            && !context.is_within_declaration(v, loop_)
            && context.keeps_value_within(v, loop_)
    })
}

/// Whether a deferred call uses it: that runs when other turns have used it as well.
fn deferred(context: &Context<'_>, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    let is_defer = |n: Node| matches!(n, Node::Stmt(s) if matches!(ast[s].kind, StmtKind::CallStmt { tok: CallKind::Defer, .. }));
    let names = context.usage.names(obj);
    names
        .iter()
        .any(|&n| context.usage.ancestors(n).any(is_defer))
}

fn sliced(context: &Context<'_>, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    let names = context.usage.names(obj);
    names.iter().any(|&n| {
        matches!(context.usage.parent(n), Some(Node::Expr(x)) if matches!(ast.kind(x), ExprKind::SliceExpr { .. }))
    })
}
