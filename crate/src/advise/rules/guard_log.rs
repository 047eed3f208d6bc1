//! R33: what a log call of a level that is usually off takes is taken only where the level is on.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, StmtKind};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

/// `logger.Debug(msg, key, value)` in `if logger.Enabled(ctx, slog.LevelDebug) { … }`: the logger asks its handler the same first.
fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let (name, of_package) = match context.callee(x) {
        Callee::Func(path, name) if *path == *"log/slog" => (name, true),
        Callee::Method(path, typ, name) if *path == *"log/slog" && *typ == *"Logger" => {
            (name, false)
        }
        _ => return None,
    };
    let with_context = &*name == "DebugContext";
    if &*name != "Debug" && !with_context {
        return None;
    }
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    if !matches!(ast[stmt].kind, StmtKind::ExprStmt(_)) {
        return None;
    }
    context.siblings(stmt)?;
    let call = context.call(x)?;
    let values = call.args.get(1 + usize::from(with_context)..)?;
    // What the arguments do would not be done where the level is off.
    let plain = !values.is_empty() && call.args.iter().all(|&a| context.is_simple(a));
    if !plain || call.has_dots || is_guarded(context, x) {
        return None;
    }
    let ExprKind::SelectorExpr { x: target, .. } = *ast.kind(ast.unparen(call.fun)) else {
        return None;
    };
    if !of_package && !context.is_simple(target) {
        return None;
    }
    let file = context.file_of(x)?;
    let slog = context.import_name(file, "log/slog")?;
    let logger = match of_package {
        true => format!("{slog}.Default()"),
        false => context.source(target),
    };
    let mut needs: Vec<&str> = Vec::new();
    let ctx = match with_context {
        true => context.source(*call.args.first()?),
        false => {
            needs.push("context");
            let name = context.import_name(file, "context");
            format!("{}.Background()", name.unwrap_or("context".into()))
        }
    };
    let text = context.source(x);
    if text.contains('\n') {
        return None;
    }
    let (id, range) = context.stmt_range(stmt)?;
    let indent = context.indent(id, range.start);
    let new =
        format!("if {logger}.Enabled({ctx}, {slog}.LevelDebug) {{\n{indent}\t{text}\n{indent}}}");
    let shown = format!("{}.{name}", context.source(target));
    let draft = context
        .draft_at("R33", SuggestionCode::GuardLog, x, &[("callee", &shown)])?
        .check(CheckCode::SameRecord, &[])
        .change([context.replace_stmt(stmt, new)?])
        .change(context.fix_imports(file, &needs, &[])?)
        .needs(&needs)
        .objects(values.len() as u32 / 2 + 1, 0)
        .expect(Expect::Same);
    (!draft.has_no_sites()).then(|| draft.build())
}

/// Whether it stands in an `if` that asks for the level already.
fn is_guarded(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let asks = |n: Node| matches!(n, Node::Expr(e) if context.callee(e).is_method("log/slog", "Logger", "Enabled"));
    context.usage.ancestors(x).any(|n| match n {
        Node::Stmt(s) => match &ast[s].kind {
            StmtKind::IfStmt(i) => i.cond.is_some_and(|c| context.any_below(c, asks)),
            _ => false,
        },
        _ => false,
    })
}
