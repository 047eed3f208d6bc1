//! R9: a result whose length never changes is an array, which is returned as a value.
//!
//! In the callers the variable that held the slice holds the array, and `v[:]` stands where the slice was used as a whole: the same memory,
//! length and capacity as before.

use crate::advise::ask::Callee;
use crate::advise::callers::Known;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::proof::may_allocate;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId};
use crate::wire::{CheckCode, ReasonCode, Site, SiteKind, SuggestionCode};

/// Bytes that the array takes, at most.
const MAX_BYTES: u64 = 1024;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let sites = context.report.sites.iter().enumerate();
    for (index, site) in sites {
        let slice = matches!(site.kind, SiteKind::MakeSlice | SiteKind::SliceLit);
        let own = site.inlined.is_empty() && site.loop_depth == 0;
        if slice && own && site.reason.code == ReasonCode::Returned && may_allocate(site) {
            found.draft(draft(context, index as u32, site));
        }
    }
}

fn draft(context: &Context<'_>, index: u32, site: &Site) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let size = site.size.filter(|&s| s > 0 && s <= MAX_BYTES)?;
    let decl = context.function_at(context.pos_of_place(&site.span))?;
    let known = context
        .known(decl)
        .filter(|k| !context.is_inlined(k.func))?;
    let result = context.only_result(known.func)?;
    let ExprKind::SliceType { elem } = *ast.kind(result) else {
        return None;
    };
    let elem = context.source(elem);
    let (length, mut changes) = body(context, &known, &elem)?;
    let ty = format!("[{length}]{elem}");
    changes.push(context.replace(result, ty.clone()));
    for &call in &known.calls {
        changes.extend(caller(context, call)?);
    }
    let draft = context
        .draft(
            "R9",
            SuggestionCode::ArrayResult,
            site.span,
            &[("function", known.name), ("type", &ty)],
        )
        .sites(&[index]);
    let draft = known
        .told(draft)
        .check(
            CheckCode::ConstantLength,
            &[("name", known.name), ("length", &length.to_string())],
        )
        .check(CheckCode::NilUnobserved, &[("name", known.name)])
        .check(
            CheckCode::SmallEnough,
            &[
                ("size", &size.to_string()),
                ("limit", &MAX_BYTES.to_string()),
            ],
        )
        .ask(
            CheckCode::AskSignature,
            &[("function", known.name)],
            context.places.expr_span(known.func.name),
        )
        .change(changes);
    Some(draft.build())
}

/// The function itself: the length of all that it returns, and the changes.
fn body(context: &Context<'_>, known: &Known<'_>, elem: &str) -> Option<(i64, Vec<Change>)> {
    let ast = &context.analysis.ast;
    let mut length = None;
    let mut changes = Vec::new();
    let mut seen: Vec<ObjId> = Vec::new();
    let returns = context.returns_of(known.body);
    // A deferred call that recovers would give nil.
    if returns.is_empty() || super::caller_object::deferred(context, known.body) {
        return None;
    }
    for ret in returns {
        let StmtKind::ReturnStmt { results: Some(x) } = ast[ret].kind else {
            return None;
        };
        let n = match context.variable(x) {
            Some(obj) if seen.contains(&obj) => continue,
            Some(obj) => {
                seen.push(obj);
                let (n, more) = variable(context, known, obj, elem)?;
                changes.extend(more);
                n
            }
            None => {
                let n = literal(context, x)?;
                let ExprKind::CompositeLit(lit) = ast.kind(x) else {
                    return None;
                };
                changes.push(context.replace(lit.ty?, format!("[{n}]{elem}")));
                n
            }
        };
        if length.is_some_and(|l| l != n) {
            return None;
        }
        length = Some(n);
    }
    Some((length?, changes))
}

/// The length of a slice literal without keys.
fn literal(context: &Context<'_>, x: ExprId) -> Option<i64> {
    let ast = &context.analysis.ast;
    match ast.kind(x) {
        ExprKind::CompositeLit(lit) if lit.nkeys == 0 && !lit.elems.is_empty() => {
            let slice = matches!(ast.kind(lit.ty?), ExprKind::SliceType { .. });
            slice.then_some(lit.elems.len() as i64)
        }
        _ => None,
    }
}

/// `out := make([]E, N)`, directly in the body, which is returned.
fn variable(
    context: &Context<'_>,
    known: &Known<'_>,
    obj: ObjId,
    elem: &str,
) -> Option<(i64, Vec<Change>)> {
    let ast = &context.analysis.ast;
    let &made = ast.block(known.body).iter().find(|&&s| {
        context.declares(s).is_some_and(|(name, _, _)| {
            context.analysis.checked.info.defs[name.index()] == Some(obj)
        })
    })?;
    let (name, value, declared) = context.declares(made)?;
    if declared.is_some() || !context.is_local(obj) {
        return None;
    }
    let value = value?;
    let text = ast.name_str(name);
    let (n, new) = match literal(context, value) {
        Some(n) => {
            let ExprKind::CompositeLit(lit) = ast.kind(value) else {
                return None;
            };
            (n, context.replace(lit.ty?, format!("[{n}]{elem}")))
        }
        None => {
            if context.callee(value) != Callee::Builtin(BuiltinId::Make) {
                return None;
            }
            let n = match *context.call(value)?.args {
                [_, len] => context.const_int(len)?,
                [_, len, cap] => {
                    let n = context.const_int(len)?;
                    (context.const_int(cap)? == n).then_some(n)?
                }
                _ => return None,
            };
            let new = format!("var {text} [{n}]{elem}");
            (n, context.replace_stmt(made, new)?)
        }
    };
    let mut changes = vec![new];
    for &n in context.usage.names(obj) {
        changes.extend(use_of(context, n, text, true)?);
    }
    (n > 0).then_some((n, changes))
}

/// A call: the value of a `:=`, or something of the result is read at once.
fn caller(context: &Context<'_>, x: ExprId) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let Some(named) = context.named_call(x) else {
        let read = match context.usage.parent(x)? {
            Node::Expr(outer) => match *ast.kind(outer) {
                ExprKind::IndexExpr { x: operand, .. } => {
                    operand == x && !context.is_changed_at(x) && is_read(context, outer)
                }
                ExprKind::CallExpr(_) => context.callee(outer) == Callee::Builtin(BuiltinId::Len),
                _ => false,
            },
            Node::Stmt(s) => {
                matches!(
                    ast[s].kind,
                    StmtKind::RangeClause(_) | StmtKind::ExprStmt(_)
                )
            }
            _ => false,
        };
        return read.then(Vec::new);
    };
    let text = ast.name_str(named.name);
    let mut changes = Vec::new();
    for &n in context.usage.names(named.obj) {
        changes.extend(use_of(context, n, text, false)?);
    }
    Some(changes)
}

/// Whether an element is read and not written.
fn is_read(context: &Context<'_>, index: ExprId) -> bool {
    match context.usage.parent(index) {
        Some(Node::Stmt(s)) => !is_target(context, index, s),
        Some(Node::Expr(outer)) => !matches!(
            *context.analysis.ast.kind(outer),
            ExprKind::Operation {
                op: Operator::And,
                y: None,
                ..
            } | ExprKind::ListExpr(_)
                | ExprKind::SelectorExpr { .. }
        ),
        _ => false,
    }
}

fn is_target(context: &Context<'_>, x: ExprId, s: StmtId) -> bool {
    match &context.analysis.ast[s].kind {
        StmtKind::AssignStmt(a) => a.lhs == x,
        StmtKind::RangeClause(r) => r.lhs == Some(x),
        _ => false,
    }
}

/// One use of a variable that held the slice; `own`: in the function itself, where it may be returned.
fn use_of(context: &Context<'_>, n: ExprId, text: &str, own: bool) -> Option<Option<Change>> {
    let ast = &context.analysis.ast;
    if context.is_compared(n) {
        return None;
    }
    let whole = || Some(Some(context.replace(n, format!("{text}[:]"))));
    match context.usage.parent(n)? {
        Node::Expr(outer) => match ast.kind(outer) {
            ExprKind::IndexExpr { x, .. } if *x == n => Some(None),
            ExprKind::SliceExpr { x, .. } if *x == n => Some(None),
            ExprKind::CallExpr(call) => match context.callee(outer) {
                Callee::Builtin(BuiltinId::Len) => Some(None),
                Callee::Builtin(BuiltinId::Append) if call.args.first() == Some(&n) => None,
                Callee::Builtin(BuiltinId::Copy | BuiltinId::Append | BuiltinId::Clear) => whole(),
                Callee::Builtin(_) => None,
                _ if call.args.contains(&n) => whole(),
                _ => None,
            },
            _ => None,
        },
        Node::Stmt(s) => match &ast[s].kind {
            StmtKind::ReturnStmt { .. } => match own && is_own_return(context, n) {
                true => Some(None),
                false => None,
            },
            // The elements are visited as they are when their turn comes.
            StmtKind::RangeClause(r) if r.x == n => {
                let with_value = r.lhs.is_some_and(|l| ast.unpack_list(&Some(l)).len() == 2);
                match with_value {
                    true => whole(),
                    false => Some(None),
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// Not in a function literal, whose results are its own.
fn is_own_return(context: &Context<'_>, n: ExprId) -> bool {
    matches!(context.nearest_function(n), Some(Node::Decl(_)))
}
