//! Edits for mistakes whose fix is certain. Each is applied to a copy: it must compile, and the mistake must be gone.

use super::event::{Event, What};
use super::pools::{Pool, PoolKey};
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::advise::edits::Change;
use crate::advise::proof;
use crate::analysis::{Packages, analyse};
use crate::syntax::{CallKind, DeclKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, Type, TypeId};
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
pub fn behind_declaration(c: &Context<'_>, e: &Event, line: &str) -> Vec<Change> {
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

/// An explicit Put in front of a use becomes a deferred one behind the declaration.
pub fn put_later(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let Some(Node::Expr(put)) = e.related else {
        return Vec::new();
    };
    let (Some(stmt), Some(got)) = (c.stmt_of(put), e.got) else {
        return Vec::new();
    };
    let explicit = matches!(c.analysis.ast[stmt].kind, StmtKind::ExprStmt(x) if x == put);
    let of_variable = c
        .call(put)
        .and_then(|k| k.args.last().copied())
        .is_some_and(|a| c.variable(a).is_some() && c.variable(a) == e.variable);
    let same = c.nearest_function(put) == c.nearest_function(got);
    if !explicit || !of_variable || !same || !c.loops_around(got).is_empty() {
        return Vec::new();
    }
    let deferred = behind_declaration(c, e, &format!("defer {}", c.source(put)));
    match c.remove_stmt(stmt) {
        Some(removed) if !deferred.is_empty() => [deferred, vec![removed]].concat(),
        _ => Vec::new(),
    }
}

/// `buf.Bytes()` that is stored becomes a copy.
pub fn clone_stored(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let view = matches!(c.callee(e.at), Callee::Method(path, typ, name)
        if *path == *"bytes" && *typ == *"Buffer" && *name == *"Bytes");
    let file = c.file_of(e.at).filter(|_| view && c.is_bytes(e.at));
    match file.and_then(|f| c.import_name(f, "bytes")) {
        Some(bytes) => vec![c.replace(e.at, format!("{bytes}.Clone({})", c.source(e.at)))],
        None => Vec::new(),
    }
}

/// New gives `T{…}` where everybody else has a `*T`: a pointer to it.
pub fn point_to(
    c: &Context<'_>,
    pool: &Pool,
    returned: &[ExprId],
    asserted: TypeId,
) -> Vec<Change> {
    let [x] = *returned else { return Vec::new() };
    let Type::Pointer { elem } = c.under(asserted) else {
        return Vec::new();
    };
    let literal = matches!(
        c.analysis.ast.kind(c.analysis.ast.unparen(x)),
        ExprKind::CompositeLit(_)
    );
    let same = |a, b| c.types.borrow_mut().identical(a, b);
    let all = pool.puts.iter().all(|p| same(p.0, asserted));
    match literal && all && !pool.puts.is_empty() && same(c.type_of(x), elem) {
        true => vec![c.replace(x, format!("&{}", c.source(x)))],
        false => Vec::new(),
    }
}

/// `p := pool`, where p is only used to call methods: a pointer to it.
pub fn pool_by_pointer(c: &Context<'_>, stmt: StmtId, copied: ExprId) -> Vec<Change> {
    let ast = &c.analysis.ast;
    let Some((name, Some(value), None)) = c.declares(stmt) else {
        return Vec::new();
    };
    let Some(obj) = c.analysis.checked.info.defs[name.index()].filter(|_| value == copied) else {
        return Vec::new();
    };
    let called = |&n: &ExprId| {
        n == name
            || matches!(c.usage.parent(n), Some(Node::Expr(selector))
                if matches!(c.usage.parent(selector), Some(Node::Expr(call))
                    if c.call(call).is_some_and(|k| k.fun == selector)))
    };
    let exact = c.is_named(c.type_of(value), "sync", "Pool") && c.is_local(obj);
    if !exact || !c.usage.names(obj).iter().all(called) {
        return Vec::new();
    }
    match *ast.kind(ast.unparen(value)) {
        ExprKind::Operation {
            op: Operator::Mul,
            x,
            y: None,
        } => vec![c.replace(value, c.source(x))],
        ExprKind::Name(_) | ExprKind::SelectorExpr { .. } => {
            vec![c.replace(value, format!("&{}", c.source(value)))]
        }
        _ => Vec::new(),
    }
}

/// `if x != nil { pool.Put(x) }`
pub fn unless_nil(c: &Context<'_>, e: &Event) -> Vec<Change> {
    let Some(Node::Expr(put)) = e.related else {
        return Vec::new();
    };
    let arg = c.call(put).and_then(|k| k.args.last().copied());
    let name = arg.filter(|&a| c.variable(a).is_some());
    let stmt = c.stmt_of(put).filter(|&s| {
        matches!(c.analysis.ast[s].kind, StmtKind::ExprStmt(x) if x == put)
            && c.before_stmt(s, &[]).is_some()
    });
    let (Some(name), Some(stmt)) = (name, stmt) else {
        return Vec::new();
    };
    let Some((file, range)) = c.stmt_range(stmt) else {
        return Vec::new();
    };
    let indent = c.indent(file, range.start);
    let (name, put) = (c.source(name), c.source(put));
    let insert = format!("if {name} != nil {{\n{indent}\t{put}\n{indent}}}");
    vec![Change {
        file,
        range,
        insert,
    }]
}

/// A helper that clears a map and puts it back drops one that has grown large.
pub fn drop_large_map(c: &Context<'_>, put: ExprId) -> Vec<Change> {
    let ast = &c.analysis.ast;
    let Some(stmt) = c.stmt_of(put) else {
        return Vec::new();
    };
    let Some(([first, last], _)) = c.siblings(stmt) else {
        return Vec::new();
    };
    let map = c.call(put).and_then(|k| k.args.first().copied());
    let cleared = match ast[*first].kind {
        StmtKind::ExprStmt(x) if c.callee(x) == Callee::Builtin(BuiltinId::Clear) => {
            c.call(x).and_then(|k| k.args.first().copied())
        }
        _ => None,
    };
    let same = map.and_then(|m| c.variable(m)) == cleared.and_then(|m| c.variable(m));
    let gives_nothing = match c.nearest_function(put) {
        Some(Node::Decl(d)) => c.func_decl(d).is_some_and(|f| {
            let body = f.body.map(Node::Stmt);
            ast.signature(f.ty).1.is_empty() && body == c.usage.parent(stmt)
        }),
        _ => false,
    };
    let (Some(map), true) = (
        map,
        same && cleared.is_some() && *last == stmt && gives_nothing,
    ) else {
        return Vec::new();
    };
    let lines = [
        format!("if len({}) > 1024 {{", c.source(map)),
        "\treturn // its tables would stay in memory".to_owned(),
        "}".to_owned(),
    ];
    c.before_stmt(*first, &lines).into_iter().collect()
}

/// `x.f = nil`, or `x.Reset(nil)`, in front of Put.
pub fn let_go(c: &Context<'_>, e: &Event, field: Option<&str>) -> Vec<Change> {
    let (Some(Node::Expr(put)), Some(obj)) = (e.related, e.variable) else {
        return Vec::new();
    };
    let name = &e.name;
    let line = match field {
        Some(field) => format!("{name}.{field} = nil"),
        None => format!("{name}.Reset(nil)"),
    };
    let arg = c.call(put).and_then(|k| k.args.last().copied());
    if arg.and_then(|a| c.variable(a)) != Some(obj) {
        return Vec::new();
    }
    let Some(stmt) = c.stmt_of(put) else {
        return Vec::new();
    };
    match c.analysis.ast[stmt].kind {
        StmtKind::ExprStmt(x) if x == put => c.before_stmt(stmt, &[line]).into_iter().collect(),
        StmtKind::CallStmt {
            tok: CallKind::Defer,
            call,
        } if call == put && !c.usage.names(obj).iter().any(|&n| c.is_changed_at(n)) => {
            let Some((file, range)) = c.stmt_range(stmt) else {
                return Vec::new();
            };
            let indent = c.indent(file, range.start);
            let put = c.source(put);
            let insert =
                format!("defer func() {{\n{indent}\t{line}\n{indent}\t{put}\n{indent}}}()");
            vec![Change {
                file,
                range,
                insert,
            }]
        }
        _ => Vec::new(),
    }
}
