//! R5: a slice of unknown length that does not escape gets a constant capacity where it is short, and lives on the stack then.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::usage::Fate;
use crate::advise::{Context, Found};
use crate::syntax::{ExprKind, Node};
use crate::types::{BuiltinId, Type, TypeId};
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
    let [len] = *made.sizes else { return None };
    if context.is_const(len) || !context.is_simple(len) {
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
    if !unobserved(context, decl.obj, func) {
        return None;
    }
    let (file, start) = context.offset(ast.start_pos(decl.stmt));
    let indent = context.indent(file, start);
    let (ty, len) = (context.source(ty), context.source(len));
    let lines = [
        format!("var {name} {ty}"),
        format!("if {len} <= {limit} {{"),
        format!("\t{name} = make({ty}, {len}, {limit})"),
        "} else {".into(),
        format!("\t{name} = make({ty}, {len})"),
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

/// The largest power of two of elements that fit.
fn limit(size: i64) -> i64 {
    let mut n = 1;
    while n * 2 * size <= MAX_BYTES {
        n *= 2;
    }
    n
}

/// Whether nobody can tell the capacity: no `cap`, no append, no slice with an upper bound.
fn unobserved(context: &Context<'_>, obj: crate::types::ObjId, func: Node) -> bool {
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
