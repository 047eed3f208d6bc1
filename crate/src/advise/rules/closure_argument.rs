//! R27: what a function literal captures goes along as an argument, so that the literal needs no object. The function that calls it must be
//! ours, with this one call.

use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, FieldId, Node};
use crate::types::ObjId;
use crate::wire::{CheckCode, SiteKind, SuggestionCode, Verdict};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for (i, site) in context.report.sites.iter().enumerate() {
        let heap = site.verdict == Verdict::EscapesToHeap && site.inlined.is_empty();
        if site.kind == SiteKind::Closure && heap {
            found.draft(draft(context, i as u32));
        }
    }
}

fn draft(context: &Context<'_>, site: u32) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let span = context.report.sites[site as usize].span;
    let x = context.places.expr_at(context.pos_of_place(&span))?;
    let ExprKind::FuncLit { ty, .. } = *ast.kind(x) else {
        return None;
    };
    let Some(Node::Expr(call)) = context.usage.parent(x) else {
        return None;
    };
    let parts = context.call(call)?;
    let place = parts.args.iter().position(|&a| a == x)?;
    let callee = context.called_object(parts.fun)?;
    let (signature, body) = called(context, callee, call)?;
    let (params, _) = ast.signature(signature);
    let handler = *params.get(place)?;
    let env = captured(context, x)?;
    let file = context.file_of(x)?;
    let typ = context.type_text(context.types.borrow().type_of(env), file)?;
    let name = context.types.borrow()[env].name.to_string();
    let inner = name_inside(context, &name, signature, body);
    let mut changes = vec![
        before(context, x, format!("{name}, ")),
        first_parameter(context, ty, &format!("{name} {typ}"))?,
    ];
    changes.extend(handed_on(context, (handler, params), body, (&inner, &typ))?);
    let function = context.source(parts.fun);
    let draft = context
        .draft_at(
            "R27",
            SuggestionCode::ClosureArgument,
            x,
            &[("name", &name), ("function", &function)],
        )?
        .sites(&[site])
        .check(CheckCode::NeverChanged, &[("name", &name)])
        .ask(
            CheckCode::AskSignature,
            &[("function", &function)],
            context.places.expr_span(parts.fun),
        )
        .change(changes);
    Some(draft.build())
}

/// What the value is called in the function that hands it on: as here, unless that name says something there already.
fn name_inside(context: &Context<'_>, name: &str, signature: ExprId, body: Node) -> String {
    let is_it = |n: Node| matches!(n, Node::Expr(x) if context.analysis.ast.name(x).is_some_and(|own| **own == *name));
    match context.any_below(signature, is_it) || context.any_below(body, is_it) {
        true => context.free_name("env"),
        false => name.to_owned(),
    }
}

/// Signature and body of an unexported function, or of a variable of the package that holds one for ever, which is called only here.
fn called(context: &Context<'_>, callee: ObjId, call: ExprId) -> Option<(ExprId, Node)> {
    let ast = &context.analysis.ast;
    let types = &context.analysis.tys.types;
    let object = &types[callee];
    let of_package = object.pkg == Some(context.analysis.checked.pkg)
        && object
            .pkg
            .is_some_and(|p| object.parent == Some(types[p].scope));
    if !of_package || object.name.starts_with(char::is_uppercase) {
        return None;
    }
    let [only] = *context.usage.names(callee) else {
        return None;
    };
    if ast.unparen(context.call(call)?.fun) != only {
        return None;
    }
    let defs = &context.analysis.checked.info.defs;
    let name = ExprId::new(defs.iter().position(|&d| d == Some(callee))?);
    let Some(Node::Decl(decl)) = context.usage.parent(name) else {
        return None;
    };
    match &ast[decl].kind {
        crate::syntax::DeclKind::Func(f) => Some((f.ty, Node::Stmt(f.body?))),
        crate::syntax::DeclKind::Var(v) if v.names.len() == 1 && v.ty.is_none() => {
            match *ast.kind(v.values?) {
                ExprKind::FuncLit { ty, body } => Some((ty, Node::Stmt(body))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The one variable that a literal captures, if that never changes: its value can go along.
fn captured(context: &Context<'_>, literal: ExprId) -> Option<ObjId> {
    let types = &context.analysis.tys.types;
    let own = context.range_of(literal);
    let inside = |v: ObjId| own.contains(&context.offset(types[v].pos).1);
    let mut all = context.variables_in(literal);
    all.retain(|&v| !types[v].is_field() && context.is_local_or_param(v) && !inside(v));
    all.dedup();
    let &first = all.first()?;
    let one = all.iter().all(|&v| v == first);
    let names = context.usage.names(first);
    let steady = !names.iter().any(|&n| context.is_changed_at(n));
    (one && steady).then_some(first)
}

fn before(context: &Context<'_>, x: ExprId, insert: String) -> Change {
    let (file, _) = context.offset(context.analysis.ast[x].pos);
    let at = context.range_of(x).start;
    Change {
        file,
        range: at..at,
        insert,
    }
}

/// A parameter in front of those of a function type that is written out, with a name if they have names.
fn first_parameter(context: &Context<'_>, ty: ExprId, named: &str) -> Option<Change> {
    let ast = &context.analysis.ast;
    let (params, _) = ast.signature(ty);
    let names = params.iter().filter(|&&f| ast[f].name.is_some()).count();
    if names != params.len() {
        return None;
    }
    let comma = if params.is_empty() { "" } else { ", " };
    let (file, at) = context.offset(ast.start_pos(ty));
    let open = context.text(file)[at as usize..].find('(')? as u32;
    let at = at + open + 1;
    Some(Change {
        file,
        range: at..at,
        insert: format!("{named}{comma}"),
    })
}

/// The called function takes the value, and gives it to every call of its parameter, which is used in no other way.
fn handed_on(
    context: &Context<'_>,
    (handler, params): (FieldId, &[FieldId]),
    body: Node,
    (name, typ): (&str, &str),
) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let shared = params
        .iter()
        .filter(|&&p| ast[p].ty == ast[handler].ty)
        .count();
    let parameter = ast[handler].name?;
    let ty = ast[handler].ty;
    if shared != 1 || !matches!(ast.kind(ty), ExprKind::FuncType { .. }) {
        return None;
    }
    let (inner, _) = ast.signature(ty);
    let named = inner.iter().any(|&f| ast[f].name.is_some());
    let mut changes = vec![before(context, parameter, format!("{name} {typ}, "))];
    changes.push(match named {
        true => first_parameter(context, ty, &format!("{name} {typ}"))?,
        false => {
            let comma = if inner.is_empty() { "" } else { ", " };
            let (file, at) = context.offset(ast.start_pos(ty));
            let open = context.text(file)[at as usize..].find('(')? as u32;
            let at = at + open + 1;
            Change {
                file,
                range: at..at,
                insert: format!("{typ}{comma}"),
            }
        }
    });
    let obj = context.analysis.checked.info.defs[parameter.index()]?;
    for &n in context.usage.names(obj) {
        let Some(Node::Expr(call)) = context.usage.parent(n) else {
            return None;
        };
        let parts = context.call(call).filter(|c| c.fun == n)?;
        if !context.is_within(n, body) {
            return None;
        }
        let (file, _) = context.offset(ast[n].pos);
        let end = context.range_of(n).end;
        if !context.text(file)[end as usize..].starts_with('(') {
            return None;
        }
        let comma = if parts.args.is_empty() { "" } else { ", " };
        changes.push(Change {
            file,
            range: end + 1..end + 1,
            insert: format!("{name}{comma}"),
        });
    }
    Some(changes)
}
