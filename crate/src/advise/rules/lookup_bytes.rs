//! R20: `k := string(b)` that is only looked up becomes `m[string(b)]`, which the compiler does without a string.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{ObjId, Type};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let bytes = context.string_of_bytes(x)?;
    let source = context.variable(bytes)?;
    let site = context.site_of(x)?;
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return None;
    };
    if a.op != Some(Operator::Def) || a.rhs != Some(x) {
        return None;
    }
    let obj = context.analysis.checked.info.defs[a.lhs.index()]?;
    let uses = context.usage.names(obj);
    // One alone the compiler looks up without a string.
    if uses.len() < 2 || !uses.iter().all(|&n| is_lookup(context, n)) {
        return None;
    }
    // Between the conversion and the last lookup nothing may write the bytes.
    let (list, at) = context.siblings(stmt)?;
    let last = uses.iter().map(|&n| ast[n].pos).max()?;
    for &later in &list[at + 1..] {
        if ast.start_pos(later) > last {
            break;
        }
        if may_write(context, later, source) {
            return None;
        }
    }
    let inside = |n: &ExprId| list[at + 1..].iter().any(|&s| context.is_within(*n, s));
    let func = context.nearest_function(stmt);
    if !uses
        .iter()
        .all(|n| inside(n) && context.nearest_function(*n) == func)
    {
        return None;
    }
    let text = context.source(x);
    let name = ast.name_str(a.lhs);
    let mut changes = vec![context.remove_stmt(stmt)?];
    changes.extend(uses.iter().map(|&n| context.replace(n, text.clone())));
    let draft = context
        .draft_at("R20", SuggestionCode::LookupBytes, x, &[("name", name)])?
        .sites(&[site])
        .check(
            CheckCode::BytesUnchanged,
            &[("name", &context.source(bytes))],
        )
        .change(changes)
        .expect(Expect::NoMore);
    Some(draft.build())
}

/// Whether a name is the index of a map that is read.
fn is_lookup(context: &Context<'_>, n: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let Some(Node::Expr(index)) = context.usage.parent(n) else {
        return false;
    };
    let ExprKind::IndexExpr { x, index: i } = *ast.kind(index) else {
        return false;
    };
    let Type::Map { key, .. } = context.under_of(x) else {
        return false;
    };
    if i != n || !matches!(context.under(key), Type::Basic(kind) if kind.is_string()) {
        return false;
    }
    let mut below = index;
    loop {
        match context.usage.parent(below) {
            Some(Node::Expr(outer)) => match ast.kind(outer) {
                ExprKind::Operation {
                    op: Operator::And,
                    y: None,
                    ..
                } => return false,
                _ => below = outer,
            },
            Some(Node::Stmt(s)) => {
                return match &ast[s].kind {
                    StmtKind::AssignStmt(a) => a.lhs != below && !context.is_within(index, a.lhs),
                    StmtKind::RangeClause(r) => !r.lhs.is_some_and(|l| context.is_within(index, l)),
                    _ => true,
                };
            }
            _ => return false,
        }
    }
}

/// Whether a statement may write the bytes: any call but built-in ones, any assignment to elements, any change of the variable.
fn may_write(context: &Context<'_>, s: crate::syntax::StmtId, source: ObjId) -> bool {
    let ast = &context.analysis.ast;
    context.changed_within(source, s)
        || context.any_below(s, |n| match n {
            Node::Expr(x) => match ast.kind(x) {
                ExprKind::CallExpr(_) => !matches!(
                    context.callee(x),
                    crate::advise::ask::Callee::Conversion
                        | crate::advise::ask::Callee::Builtin(crate::types::BuiltinId::Len)
                ),
                ExprKind::FuncLit { .. } => true,
                _ => false,
            },
            Node::Stmt(s) => match &ast[s].kind {
                StmtKind::AssignStmt(a) => {
                    let lhs = ast.unpack_list(&Some(a.lhs));
                    lhs.iter().any(|&l| match *ast.kind(l) {
                        ExprKind::IndexExpr { x, .. } => {
                            !matches!(context.under_of(x), Type::Map { .. })
                        }
                        ExprKind::Name(_) => false,
                        _ => true,
                    })
                }
                StmtKind::CallStmt { .. } => true,
                _ => false,
            },
            _ => false,
        })
}
