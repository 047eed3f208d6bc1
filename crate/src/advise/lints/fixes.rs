//! Edits for mistakes whose fix is certain. Each is applied to a copy: it must compile, and the mistake must be gone.

use super::event::{Event, What};
use super::pools::{Pool, PoolKey};
use crate::advise::Context;
use crate::advise::edits::Change;
use crate::advise::proof;
use crate::analysis::{Packages, analyse};
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{Type, TypeId};
use crate::wire::{Edit, LintCode};

/// Whether the program with the edits compiles, has one of these mistakes less, and none more that is an error.
pub fn holds(
    c: &Context<'_>,
    packages: &Packages,
    edits: &[Edit],
    code: LintCode,
    before: &[LintCode],
) -> bool {
    let mut request = c.analysis.request.clone();
    request.all_flows = false;
    for (i, (_, text)) in request.files.iter_mut().enumerate() {
        match proof::apply(text, i as u32, edits) {
            Some(new) => *text = new,
            None => return false,
        }
    }
    let Ok(after) = analyse(request, packages) else {
        return false;
    };
    if !after.syntax_errors.is_empty() || !after.checked.errors.is_empty() {
        return false;
    }
    let report = crate::report::report(&after, packages, &c.report.options);
    if !report.problems.is_empty() {
        return false;
    }
    let context = Context::new(&after, &report);
    let left: Vec<LintCode> = super::found(&context).iter().map(|f| f.code).collect();
    let count = |all: &[LintCode]| all.iter().filter(|&&l| l == code).count();
    let errors = |all: &[LintCode]| {
        let bad = |l: &&LintCode| super::severity(**l) == crate::wire::Severity::Error;
        all.iter().filter(bad).count()
    };
    count(&left) < count(before) && errors(&left) <= errors(before)
}

/// `defer pool.Put(x)` behind `x := pool.Get().(T)`, where nothing puts it back.
pub fn defer_put(c: &Context<'_>, e: &Event, events: &[Event]) -> Vec<Change> {
    let Some(got) = e.got else { return Vec::new() };
    let put = |o: &&Event| o.got == e.got && matches!(o.what, What::PutSeen | What::DoublePut);
    if !c.callee(got).is_method("sync", "Pool", "Get") || events.iter().any(|o| put(&o)) {
        return Vec::new();
    }
    let ast = &c.analysis.ast;
    let Some(call) = c.call(got) else {
        return Vec::new();
    };
    let ExprKind::SelectorExpr { x: pool, .. } = *ast.kind(ast.unparen(call.fun)) else {
        return Vec::new();
    };
    // In a loop the deferred calls would wait for the end of the function.
    if !c.loops_around(got).is_empty() {
        return Vec::new();
    }
    let line = format!("defer {}.Put({})", c.source(pool), e.name);
    behind_declaration(c, e, &line)
}

/// A line behind the statement that declares the variable of an object from a pool.
fn behind_declaration(c: &Context<'_>, e: &Event, line: &str) -> Vec<Change> {
    let ast = &c.analysis.ast;
    let Some(stmt) = e.got.and_then(|g| c.stmt_of(g)) else {
        return Vec::new();
    };
    let declares = match &ast[stmt].kind {
        StmtKind::AssignStmt(a) => {
            a.op == Some(Operator::Def)
                && c.analysis.checked.info.defs[a.lhs.index()].is_some()
                && c.analysis.checked.info.defs[a.lhs.index()] == e.variable
        }
        _ => false,
    };
    if !declares || c.siblings(stmt).is_none() {
        return Vec::new();
    }
    behind(c, stmt, line).into_iter().collect()
}

fn behind(c: &Context<'_>, stmt: StmtId, line: &str) -> Option<Change> {
    let (file, range) = c.stmt_range(stmt)?;
    let text = c.text(file);
    // A comment on the same line stays there.
    let end = range.end as usize + text[range.end as usize..].find('\n')?;
    let rest = text[range.end as usize..end].trim();
    if !rest.is_empty() && !rest.starts_with("//") {
        return None;
    }
    let indent = c.indent(file, range.start);
    Some(Change {
        file,
        range: end as u32..end as u32,
        insert: format!("\n{indent}{line}"),
    })
}

/// The explicit Put goes, the deferred one stays.
pub fn remove_put(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let ast = &c.analysis.ast;
    let plain = c
        .stmt_of(e.at)
        .filter(|&s| matches!(ast[s].kind, StmtKind::ExprStmt(x) if ast.unparen(x) == e.at));
    let deferred = match e.related {
        Some(Node::Expr(x)) => c
            .stmt_of(x)
            .is_some_and(|s| matches!(ast[s].kind, StmtKind::CallStmt { .. })),
        _ => false,
    };
    match plain {
        Some(s) if deferred => c.remove_stmt(s).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `buf.Bytes()` that outlives its buffer becomes a copy.
pub fn clone_view(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let returned = matches!(c.usage.parent(e.at), Some(Node::Stmt(s)) if matches!(c.analysis.ast[s].kind, StmtKind::ReturnStmt { .. }))
        || matches!(c.usage.parent(e.at), Some(Node::Expr(l)) if matches!(c.analysis.ast.kind(l), ExprKind::ListExpr(_)) && matches!(c.usage.parent(l), Some(Node::Stmt(s)) if matches!(c.analysis.ast[s].kind, StmtKind::ReturnStmt { .. })));
    if !returned || !c.is_bytes(e.at) {
        return Vec::new();
    }
    let Some(file) = c.file_of(e.at) else {
        return Vec::new();
    };
    let Some(bytes) = c.import_name(file, "bytes") else {
        return Vec::new();
    };
    vec![c.replace(e.at, format!("{bytes}.Clone({})", c.source(e.at)))]
}

/// `buf.Reset()` behind Get, for types of std whose Reset takes nothing.
pub fn reset_after_get(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let plain = c.is_named(e.typ, "bytes", "Buffer") && c.is_pointer(e.typ);
    let local_reset = !plain && takes_nothing(c, e.typ, "Reset");
    if !plain && !local_reset {
        return Vec::new();
    }
    behind_declaration(c, e, &format!("{}.Reset()", e.name))
}

/// Whether a type has this method, without parameters and results.
fn takes_nothing(c: &Context<'_>, t: TypeId, name: &str) -> bool {
    let own = Some(c.analysis.checked.pkg);
    let found = c
        .types
        .borrow_mut()
        .lookup_field_or_method(t, true, own, name, false);
    let types = c.types.borrow();
    let Some(sig) = found
        .obj
        .and_then(|o| types[o].typ)
        .and_then(|t| types.signature(t))
    else {
        return false;
    };
    sig.params.is_empty() && sig.results.is_empty()
}

/// `*p = b` where b grew.
pub fn store_back(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let ast = &c.analysis.ast;
    let Some(stmt) = c.stmt_of(e.at) else {
        return Vec::new();
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return Vec::new();
    };
    let pointer_to_slice = matches!(c.under(e.typ), Type::Pointer { elem } if matches!(c.under(elem), Type::Slice { .. }));
    if !pointer_to_slice || e.variable.is_none() || ast.name(ast.unparen(a.lhs)).is_none() {
        return Vec::new();
    }
    let line = format!("*{} = {}", e.name, c.source(a.lhs));
    // Behind the loops that the variable outlives.
    let outer = c.loops_around(stmt).last().copied().unwrap_or(stmt);
    let put = match e.related {
        Some(Node::Expr(x)) => c.stmt_of(x),
        _ => None,
    };
    let explicit = put.filter(|&s| matches!(ast[s].kind, StmtKind::ExprStmt(_)));
    let change = match explicit {
        Some(s) => c.before_stmt(s, &[line]),
        None => behind(c, outer, &line),
    };
    change.into_iter().collect()
}

/// `var pool = sync.Pool{New: func() any { return new(T) }}` in place of `var pool sync.Pool`.
pub fn add_new(
    c: &Context<'_>,
    key: Option<PoolKey>,
    pool: &Pool,
    asserted: TypeId,
) -> Vec<Change> {
    let ast = &c.analysis.ast;
    let Some(key) = key.filter(|_| pool.literals.is_empty() && !pool.indexed) else {
        return Vec::new();
    };
    let Type::Pointer { elem } = c.under(asserted) else {
        return Vec::new();
    };
    let defs = &c.analysis.checked.info.defs;
    let Some(name) = defs.iter().position(|&d| d == Some(key)).map(ExprId::new) else {
        return Vec::new();
    };
    let Some(Node::Decl(d)) = c.usage.parent(name) else {
        return Vec::new();
    };
    let DeclKind::Var(v) = &ast[d].kind else {
        return Vec::new();
    };
    let (Some(ty), None, 1, None) = (v.ty, v.values, v.names.len(), ast[d].group) else {
        return Vec::new();
    };
    let Some(text) = c.file_of(name).and_then(|f| c.type_text(elem, f)) else {
        return Vec::new();
    };
    let pool_type = c.source(ty);
    vec![c.replace(
        ty,
        format!("= {pool_type}{{New: func() any {{ return new({text}) }}}}"),
    )]
}
