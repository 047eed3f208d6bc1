//! R32: a `bytes.Buffer` that stays in the function starts with memory on the stack.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::TypeId;
use crate::wire::{CheckCode, SuggestionCode};

/// Bytes of the memory on the stack.
const SIZE: &str = "256";

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let ast = &context.analysis.ast;
    for s in (0..ast.stmts.len()).map(StmtId::new) {
        if context.usage.parent(s).is_some() {
            found.draft(draft(context, s));
        }
    }
}

fn draft(context: &Context<'_>, stmt: StmtId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    // `var b bytes.Buffer`
    let StmtKind::DeclStmt(decls) = &ast[stmt].kind else {
        return None;
    };
    let [decl] = **decls else { return None };
    let DeclKind::Var(v) = &ast[decl].kind else {
        return None;
    };
    let [name] = *v.names else { return None };
    let ty = v.ty?;
    let obj = context.analysis.checked.info.defs[name.index()]?;
    let t = context.type_of(ty);
    if v.values.is_some() || !context.is_named(t, "bytes", "Buffer") || context.is_pointer(t) {
        return None;
    }
    let func = context.nearest_function(stmt)?;
    let mut changes = Vec::new();
    for &n in context.usage.names(obj) {
        if context.nearest_function(n) != Some(func) {
            return None;
        }
        changes.extend(use_of(context, n)?);
    }
    let pkg = context.import_name(context.file_of(stmt)?, "bytes")?;
    let text = ast.name_str(name);
    let new = format!("{text} := {pkg}.NewBuffer(make([]byte, 0, {SIZE}))");
    changes.push(context.replace_stmt(stmt, new)?);
    // Where it moves to the heap anyway it gains nothing.
    let (file, range) = context.stmt_range(stmt)?;
    if !context.sites_in(file, &range).is_empty() {
        return None;
    }
    // Something must be written.
    if context.usage.names(obj).is_empty() {
        return None;
    }
    let span = context.places.expr_span(name)?;
    let draft = context
        .draft(
            "R32",
            SuggestionCode::BackedBuffer,
            span,
            &[("name", text), ("limit", SIZE)],
        )
        .check(CheckCode::NoReferenceOutlives, &[("name", text)])
        .check(CheckCode::ResultIsPlain, &[("callee", "Bytes")])
        .change(changes)
        .expect(Expect::CallGone("bytes.(*Buffer).grow".into()));
    Some(draft.build())
}

/// A use through a method, or its address as an argument: what changes there.
fn use_of(context: &Context<'_>, n: ExprId) -> Option<Option<crate::advise::edits::Change>> {
    let ast = &context.analysis.ast;
    let Some(Node::Expr(outer)) = context.usage.parent(n) else {
        return None;
    };
    match *ast.kind(outer) {
        ExprKind::SelectorExpr { sel, .. } => {
            let Some(Node::Expr(call)) = context.usage.parent(outer) else {
                return None;
            };
            context.call(call).filter(|c| c.fun == outer)?;
            match ast.name_str(sel) {
                // The bytes must be gone when the function returns, and nobody may ask whether they are nil.
                "Bytes" | "Next" | "AvailableBuffer" => {
                    let Some(Node::Expr(user)) = context.usage.parent(call) else {
                        return None;
                    };
                    let copied = context.converted(user, TypeId::STRING).is_some();
                    (copied || context.promises(user)).then_some(None)
                }
                // They tell of the memory.
                "Cap" | "Available" => None,
                _ => Some(None),
            }
        }
        // `&b` given to a function that does not keep it.
        ExprKind::Operation {
            op: Operator::And,
            y: None,
            ..
        } => {
            let Some(Node::Expr(call)) = context.usage.parent(outer) else {
                return None;
            };
            context.call(call)?.args.iter().position(|&a| a == outer)?;
            Some(Some(context.replace(outer, ast.name_str(n))))
        }
        _ => None,
    }
}
