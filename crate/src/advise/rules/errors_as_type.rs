//! R25: `var t T; if errors.As(err, &t) {…}` becomes `if t, ok := errors.AsType[T](err); ok {…}` (go1.26).

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::Type;
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    if context.lang_minor() < 26 {
        return;
    }
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call_of(x, "errors", "As")?;
    let [err, target] = *call.args else {
        return None;
    };
    let ExprKind::Operation {
        op: Operator::And,
        x: name,
        y: None,
    } = *ast.kind(ast.unparen(target))
    else {
        return None;
    };
    let obj = context.variable(name)?;
    // The condition is the call.
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    let StmtKind::IfStmt(branch) = &ast[stmt].kind else {
        return None;
    };
    if branch.cond != Some(x) || branch.init.is_some() {
        return None;
    }
    let then = branch.then;
    let (decl, typ) = declaration_before(context, stmt, obj)?;
    // Nobody sees the variable outside of the branch.
    let names = context.usage.names(obj);
    let inside = |n: &ExprId| *n == name || context.is_within(*n, then);
    if !names.iter().all(inside) {
        return None;
    }
    // The constraint of AsType is error.
    if matches!(context.under(context.type_of(name)), Type::Interface(_))
        && !is_error(context, name)
    {
        return None;
    }
    let text = context.source(typ);
    let var = ast.name_str(name);
    // It must be used, or the new variable is an error.
    if names.len() < 2 {
        return None;
    }
    let ok = free_in(context, stmt, "ok");
    let errors = context.import_name(context.file_of(x)?, "errors")?;
    let header = format!(
        "{var}, {ok} := {errors}.AsType[{text}]({}); {ok}",
        context.source(err)
    );
    let decl_site: Vec<u32> = context
        .report
        .sites
        .iter()
        .enumerate()
        .filter(|(_, s)| s.name == var && crate::advise::proof::may_allocate(s))
        .filter(|(_, s)| {
            context.stmt_range(decl).is_some_and(|(file, r)| {
                let utf16 = &context.utf16[file as usize];
                s.span.file == file
                    && utf16.offset(r.start) <= s.span.from
                    && s.span.to <= utf16.offset(r.end)
            })
        })
        .map(|(i, _)| i as u32)
        .collect();
    let draft = context
        .draft_at("R25", SuggestionCode::ErrorsAsType, x, &[("type", &text)])?
        .check(CheckCode::UsedInBranchOnly, &[("name", var)])
        .sites(&decl_site)
        .change([context.remove_stmt(decl)?, context.replace(x, header)]);
    Some(draft.build())
}

/// Whether the type has the method Error.
fn is_error(context: &Context<'_>, name: ExprId) -> bool {
    let t = context.type_of(name);
    let mut types = context.types.borrow_mut();
    types
        .lookup_field_or_method(t, false, None, "Error", false)
        .obj
        .is_some()
}

/// `var t T` directly before a statement.
fn declaration_before(
    context: &Context<'_>,
    stmt: StmtId,
    obj: crate::types::ObjId,
) -> Option<(StmtId, ExprId)> {
    let ast = &context.analysis.ast;
    let (list, at) = context.siblings(stmt)?;
    let before = *list.get(at.checked_sub(1)?)?;
    let StmtKind::DeclStmt(decls) = &ast[before].kind else {
        return None;
    };
    let [decl] = **decls else { return None };
    let DeclKind::Var(v) = &ast[decl].kind else {
        return None;
    };
    let [name] = *v.names else { return None };
    if ast[decl].group.is_some() || v.values.is_some() {
        return None;
    }
    let same = context.analysis.checked.info.defs[name.index()] == Some(obj);
    same.then_some(())?;
    Some((before, v.ty?))
}

/// A name that is not used below a node.
pub fn free_in(context: &Context<'_>, root: StmtId, wanted: &str) -> String {
    let ast = &context.analysis.ast;
    let taken = |name: &str| {
        context.any_below(
            root,
            |n| matches!(n, Node::Expr(x) if ast.name(x).is_some_and(|t| **t == *name)),
        )
    };
    match taken(wanted) {
        true => context.free_name(wanted),
        false => wanted.to_owned(),
    }
}
