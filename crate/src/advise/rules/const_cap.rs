//! R5: a slice of unknown length that does not escape gets a constant capacity where it is short, and lives on the stack then.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::usage::Fate;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{BuiltinId, ObjId, Type, TypeId};
use crate::wire::{Allocates, CheckCode, Site, SiteKind, SuggestionCode, Verdict};

/// Bytes that the stack buffer takes, at most.
const MAX_BYTES: i64 = 1024;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for (index, site) in context.object_sites() {
        let above = matches!(site.allocates, Allocates::AboveSize { .. });
        if site.kind == SiteKind::MakeSlice && site.verdict == Verdict::DoesNotEscape && above {
            found.draft(draft(context, index, site));
        }
    }
}

fn draft(context: &Context<'_>, index: u32, site: &Site) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let made = context.made(site)?;
    let (decl, value, ty) = (&made.decl, made.call, made.ty);
    // One that starts empty: its capacity.
    let (len, starts_empty) = match *made.sizes {
        [len] => (len, false),
        [zero, cap] if context.const_int(zero) == Some(0) && is_count(context, cap) => (cap, true),
        _ => return None,
    };
    if context.is_const(len) || !(starts_empty || context.is_simple(len)) {
        return None;
    }
    // The constant must fit the length's type.
    let wide = [
        TypeId::INT,
        TypeId::INT64,
        TypeId::UINT,
        TypeId::UINT64,
        TypeId::INT32,
        TypeId::UINT32,
    ]
    .iter()
    .any(|&t| context.is_type(len, t));
    if !wide {
        return None;
    }
    let Type::Slice { elem } = context.under_of(value) else {
        return None;
    };
    let size = context.types.borrow_mut().size_of(elem);
    if size <= 0 || size > MAX_BYTES / 2 {
        return None;
    }
    let limit = limit(size);
    let func = context.nearest_function(decl.stmt)?;
    let name = ast.name_str(decl.name);
    if !unobserved(context, decl.obj, func, starts_empty) {
        return None;
    }
    let (file, start) = context.offset(ast.start_pos(decl.stmt));
    let indent = context.indent(file, start);
    // Between several operands gofmt writes blanks by rules of its own.
    let operation =
        |n: Node| matches!(n, Node::Expr(e) if matches!(ast.kind(e), ExprKind::Operation { .. }));
    if context.any_below(len, operation) {
        return None;
    }
    let (ty, len) = (context.source(ty), context.source(len));
    let made = |cap: &str| match (starts_empty, cap) {
        (true, "") => format!("make({ty}, 0, {len})"),
        (true, cap) => format!("make({ty}, 0, {cap})"),
        (false, "") => format!("make({ty}, {len})"),
        (false, cap) => format!("make({ty}, {len}, {cap})"),
    };
    let lines = [
        format!("var {name} {ty}"),
        format!("if {len} <= {limit} {{"),
        format!("\t{name} = {}", made(&limit.to_string())),
        "} else {".into(),
        format!("\t{name} = {}", made("")),
        "}".into(),
    ];
    let draft = context
        .draft(
            "R5",
            SuggestionCode::ConstantCapacity,
            site.span,
            &[("name", name), ("limit", &limit.to_string())],
        )
        .sites(&[index])
        .check(CheckCode::NoReferenceOutlives, &[("name", name)])
        .check(CheckCode::CapacityUnobserved, &[("name", name)])
        .change([context.replace_stmt(decl.stmt, lines.join(&format!("\n{indent}")))?])
        .expect(Expect::NoMore);
    Some(draft.build())
}

/// Whether an expression is certainly not negative, and need not be evaluated: made of lengths and constants.
pub fn is_count(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    if let Some(n) = context.const_int(x) {
        return n >= 0;
    }
    match *ast.kind(ast.unparen(x)) {
        ExprKind::Operation {
            op: Operator::Add | Operator::Mul,
            x,
            y: Some(y),
        } => is_count(context, x) && is_count(context, y),
        _ => context.callee(x) == Callee::Builtin(BuiltinId::Len) && context.is_simple(x),
    }
}

/// The largest power of two of elements that fit.
fn limit(size: i64) -> i64 {
    let mut n = 1;
    while n * 2 * size <= MAX_BYTES {
        n *= 2;
    }
    n
}

/// Whether nobody can tell the capacity: no `cap`, no append, no slice with an upper bound.
///
/// `grows`: `x = append(x, …)` is fine, since nobody else has it.
fn unobserved(context: &Context<'_>, obj: ObjId, func: Node, grows: bool) -> bool {
    let ast = &context.analysis.ast;
    context.usage.of(obj, func, false).iter().all(|u| {
        let bounded = match context.usage.parent(u.name) {
            Some(Node::Expr(outer)) => match ast.kind(outer) {
                ExprKind::SliceExpr { index, .. } => index[1].is_some() || index[2].is_some(),
                _ => false,
            },
            _ => false,
        };
        let harmless = match &u.fate {
            Fate::Harmless => true,
            Fate::Replaced | Fate::Argument { .. } if grows && appends(context, obj, u.name) => {
                true
            }
            Fate::Argument { call, .. } => match context.callee(*call) {
                Callee::Builtin(id) => !matches!(id, BuiltinId::Cap | BuiltinId::Append),
                Callee::Conversion => context.is_type(*call, TypeId::STRING),
                _ => context.promises(*call),
            },
            _ => false,
        };
        harmless && !bounded
    })
}

/// Whether a name stands in `x = append(x, …)`, on the left or as what is appended to.
fn appends(context: &Context<'_>, obj: ObjId, name: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let Some(stmt) = context.stmt_of(name) else {
        return false;
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return false;
    };
    let Some(call) = a.rhs.filter(|_| a.op.is_none()) else {
        return false;
    };
    let base = context.call(call).and_then(|c| c.args.first().copied());
    context.callee(call) == Callee::Builtin(BuiltinId::Append)
        && context.variable(a.lhs) == Some(obj)
        && base.and_then(|b| context.variable(b)) == Some(obj)
        && (name == ast.unparen(a.lhs) || base.map(|b| ast.unparen(b)) == Some(name))
}
