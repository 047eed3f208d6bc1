//! R7: a slice made in each turn of a loop is made once before it, and cleared in each turn.

use super::method_value::anchor;
use crate::advise::ask::Callee;
use crate::advise::draft::Draft;
use crate::advise::proof::may_allocate;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node};
use crate::types::BuiltinId;
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
    let decl = context.declaration_anywhere(site)?;
    let value = decl.value?;
    let ExprKind::CallExpr(call) = ast.kind(value) else {
        return None;
    };
    let loop_ = *context.loops_around(decl.stmt).first()?;
    let (ty, sizes) = call.args.split_first()?;
    if context.callee(value) != Callee::Builtin(BuiltinId::Make) || sizes.is_empty() {
        return None;
    }
    // The loop does not change the size, nor declare what it is made of.
    let steady = |x: &ExprId| {
        context.is_simple(*x)
            && context.variables_in(*x).iter().all(|&v| {
                !context.is_within_declaration(v, loop_)
                    && !context.changed_within(v, loop_)
                    && context.is_local_or_param(v)
            })
    };
    if !sizes.iter().all(steady) {
        return None;
    }
    let func = context.nearest_function(decl.stmt)?;
    if !matches!(func, Node::Decl(_)) || context.func_of(decl.stmt) != Some(decl.func) {
        return None;
    }
    let gate = context.references_gate(&decl).ok()?;
    let name = ast.name_str(decl.name);
    // A slice that starts empty is emptied; any other must be all zero again.
    let starts_empty = context.const_int(sizes[0]) == Some(0);
    let again = match (starts_empty, gate.grows) {
        (true, _) => format!("{name} = {name}[:0]"),
        (false, false) => format!("clear({name})"),
        (false, true) => return None,
    };
    let _ = ty;
    let made = format!("{name} := {}", context.source(value));
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
        .change([
            context.before_stmt(anchor(context, loop_)?, &[made])?,
            context.replace_stmt(decl.stmt, again)?,
        ]);
    Some(draft.build())
}
