//! R27: a function literal in a loop that uses nothing of the loop is made before it.

use super::method_value::anchor;
use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node};
use crate::wire::{CheckCode, SiteKind, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for site in context.made_in_loops(SiteKind::Closure) {
        found.draft(draft(context, site));
    }
}

fn draft(context: &Context<'_>, site: u32) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let span = context.report.sites[site as usize].span;
    let x = context
        .places
        .expr_at(context.pos_of_place(&span))
        .filter(|&x| matches!(ast.kind(x), ExprKind::FuncLit { .. }))?;
    // An argument of a call that is not run by `go` or `defer`.
    let Some(Node::Expr(call)) = context.usage.parent(x) else {
        return None;
    };
    context.call(call)?.args.iter().position(|&a| a == x)?;
    if context.usage.runs_as(call).is_some()
        || matches!(context.usage.parent(call), Some(Node::Stmt(s))
            if matches!(ast[s].kind, crate::syntax::StmtKind::CallStmt { .. }))
    {
        return None;
    }
    let loop_ = context.repeated_by(x)?;
    // Everything it uses is declared outside of the loop, or inside of the literal.
    let info = &context.analysis.checked.info;
    let own = context.range_of(x);
    let loop_range = context.stmt_range(loop_)?.1;
    let of_loop = |name: ExprId| {
        info.uses[name.index()].is_some_and(|obj| {
            let object = &context.analysis.tys.types[obj];
            let (_, at) = context.offset(object.pos);
            object.pkg == Some(context.analysis.checked.pkg)
                && loop_range.contains(&at)
                && !own.contains(&at)
        })
    };
    if context.any_below(x, |n| matches!(n, Node::Expr(e) if of_loop(e))) {
        return None;
    }
    let text = context.source(x);
    if text.contains('`') {
        return None;
    }
    let anchor = anchor(context, loop_)?;
    let name = context.free_name("fn");
    let moved = outdented(context, x, anchor, &text)?;
    let draft = context
        .draft_at("R27", SuggestionCode::HoistClosure, x, &[])?
        .sites(&[site])
        .check(CheckCode::CapturesInvariant, &[])
        .change([
            context.before_stmt(anchor, &[format!("{name} := {moved}")])?,
            context.replace(x, name),
        ]);
    Some(draft.build())
}

/// The literal's text, indented as in front of the loop.
fn outdented(
    context: &Context<'_>,
    x: ExprId,
    anchor: crate::syntax::StmtId,
    text: &str,
) -> Option<String> {
    let ast = &context.analysis.ast;
    let (file, at) = context.offset(ast.start_pos(x));
    let old = context.indent(file, at);
    let new = context.indent(file, context.offset(ast.start_pos(anchor)).1);
    let mut lines = text.split('\n');
    let mut out = lines.next()?.to_owned();
    for line in lines {
        out.push('\n');
        match line.strip_prefix(&old) {
            Some(rest) => out.push_str(&format!("{new}{rest}")),
            None if line.trim().is_empty() => {}
            None => return None,
        }
    }
    Some(out)
}
