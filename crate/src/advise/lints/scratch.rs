//! L21: a package-level buffer that two runs of its function may use at a time.

use super::{Finding, finding};
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::syntax::{
    CallKind, DeclId, DeclKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind,
};
use crate::types::object::BuiltinId;
use crate::types::{ObjId, Type};
use crate::wire::{LintCode, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Why two runs may be under way.
#[derive(Clone, Copy)]
enum Again {
    /// It calls itself behind the reset.
    Recursive(ExprId),
    /// A go statement starts it, or it serves requests.
    Concurrent(Option<ExprId>),
    /// It gives the buffer to a function that it does not know.
    Callback(ExprId),
}

/// All of them.
pub fn all(c: &Context<'_>, out: &mut Vec<Finding>) {
    let ast = &c.analysis.ast;
    let mut calls: Option<BTreeMap<ObjId, BTreeSet<ObjId>>> = None;
    for file in ast.file_nodes() {
        for &d in &ast[file].decls {
            let DeclKind::Func(f) = &ast[d].kind else {
                continue;
            };
            let Some(body) = f.body else { continue };
            let resets = resets_in(c, body);
            if resets.is_empty() || locks(c, body) {
                continue;
            }
            let graph = calls.get_or_insert_with(|| call_graph(c));
            for (obj, at) in resets {
                let Some(again) = again(c, graph, d, body, obj, at) else {
                    continue;
                };
                let name = c.types.borrow()[obj].name.to_string();
                let mut f = finding(LintCode::SharedScratch, at, &[("name", &name)]);
                f.related = match again {
                    Again::Recursive(x) | Again::Callback(x) => Some(Node::Expr(x)),
                    Again::Concurrent(x) => x.map(Node::Expr),
                };
                if matches!(again, Again::Callback(_)) {
                    f.severity = Severity::Warning;
                }
                out.push(f);
            }
        }
    }
}

/// Package variables that a function sets up as scratch space: emptied or written from the start.
fn resets_in(c: &Context<'_>, body: StmtId) -> Vec<(ObjId, ExprId)> {
    let ast = &c.analysis.ast;
    let mut found: Vec<(ObjId, ExprId)> = Vec::new();
    let mut add = |x: ExprId| {
        if let Some(obj) = c.variable(x)
            && !c.is_local_or_param(obj)
            && !c.types.borrow()[obj].exported()
            && c.types.borrow()[obj].pkg == Some(c.analysis.checked.pkg)
            && !found.iter().any(|(o, _)| *o == obj)
        {
            found.push((obj, x));
        }
    };
    ast.inspect(body, |n| {
        match n {
            Node::Stmt(s) => {
                // `v = v[:0]`, `v = append(v[:0], …)`
                if let StmtKind::AssignStmt(a) = &ast[s].kind
                    && a.op.is_none()
                    && let Some(r) = a.rhs
                    && let Some(from) = emptied(c, r)
                    && c.variable(from).is_some()
                    && c.variable(from) == c.variable(a.lhs)
                {
                    add(a.lhs);
                }
            }
            Node::Expr(x) => match c.callee(x) {
                Callee::Method(p, t, m) if *p == *"bytes" && *t == *"Buffer" && *m == *"Reset" => {
                    if let Some(call) = c.call(x)
                        && let ExprKind::SelectorExpr { x: recv, .. } =
                            *ast.kind(ast.unparen(call.fun))
                        && !matches!(c.under_of(recv), Type::Pointer { .. })
                    {
                        add(recv);
                    }
                }
                Callee::Builtin(BuiltinId::Copy) => {
                    let dst = c.call(x).and_then(|k| k.args.first().copied());
                    if let Some(dst) = dst
                        && let ExprKind::SliceExpr {
                            x: array, index, ..
                        } = *ast.kind(ast.unparen(dst))
                        && index[0].is_none()
                        && matches!(c.under_of(array), Type::Array { .. })
                    {
                        add(array);
                    }
                }
                _ => {}
            },
            _ => {}
        }
        true
    });
    found
}

/// `v[:0]`, also as the first argument of append.
fn emptied(c: &Context<'_>, x: ExprId) -> Option<ExprId> {
    let ast = &c.analysis.ast;
    match ast.kind(ast.unparen(x)) {
        ExprKind::SliceExpr { x, index, .. } => {
            (index[1].is_some_and(|h| c.const_int(h) == Some(0))).then_some(*x)
        }
        ExprKind::CallExpr(call) if c.callee(x) == Callee::Builtin(BuiltinId::Append) => {
            emptied(c, *call.args.first()?)
        }
        _ => None,
    }
}

/// Whether a function takes a lock.
fn locks(c: &Context<'_>, body: StmtId) -> bool {
    c.any_below(body, |n| match n {
        Node::Expr(x) => {
            matches!(c.callee(x), Callee::Method(p, _, m) if *p == *"sync" && matches!(&*m, "Lock" | "TryLock" | "Do"))
        }
        _ => false,
    })
}

/// Which functions of the package call which.
fn call_graph(c: &Context<'_>) -> BTreeMap<ObjId, BTreeSet<ObjId>> {
    let defs = &c.analysis.checked.info.defs;
    let mut graph: BTreeMap<ObjId, BTreeSet<ObjId>> = BTreeMap::new();
    for &x in c.calls() {
        let from = c
            .func_of(x)
            .and_then(|d| c.func_decl(d))
            .and_then(|f| defs[f.name.index()]);
        let to = c.call(x).and_then(|k| c.called_object(k.fun));
        if let (Some(from), Some(to)) = (from, to) {
            graph
                .entry(from)
                .or_default()
                .insert(super::pools::origin(c, to));
        }
    }
    graph
}

fn reaches(graph: &BTreeMap<ObjId, BTreeSet<ObjId>>, from: ObjId, to: ObjId) -> bool {
    let mut todo = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(f) = todo.pop() {
        if f == to {
            return true;
        }
        if seen.insert(f)
            && let Some(next) = graph.get(&f)
        {
            todo.extend(next);
        }
    }
    false
}

fn again(
    c: &Context<'_>,
    graph: &BTreeMap<ObjId, BTreeSet<ObjId>>,
    d: DeclId,
    body: StmtId,
    obj: ObjId,
    reset: ExprId,
) -> Option<Again> {
    let ast = &c.analysis.ast;
    let own = c.analysis.checked.info.defs[c.func_decl(d)?.name.index()]?;
    if is_handler(c, own) {
        return Some(Again::Concurrent(None));
    }
    let started = |&&x: &&ExprId| {
        let go = matches!(c.usage.parent(x), Some(Node::Stmt(s)) if matches!(ast[s].kind, StmtKind::CallStmt { tok: CallKind::Go, .. }));
        go && c.call(x).and_then(|k| c.called_object(k.fun)) == Some(own)
    };
    // One goroutine that is started once is no other run.
    let go = c
        .calls()
        .iter()
        .find(|x| started(x) && !c.loops_around(**x).is_empty());
    if let Some(&go) = go {
        return Some(Again::Concurrent(Some(go)));
    }
    let behind = |x: ExprId| ast[x].pos > ast[reset].pos && c.is_within(x, body);
    for &x in c.calls().iter().filter(|&&x| behind(x)) {
        let used_later = |&n: &ExprId| ast[n].pos > ast[x].pos && c.is_within(n, body);
        let later = c.usage.names(obj).iter().any(used_later);
        let to = c.call(x).and_then(|k| c.called_object(k.fun));
        if let Some(to) = to
            && later
            && reaches(graph, super::pools::origin(c, to), own)
        {
            return Some(Again::Recursive(x));
        }
        // The buffer itself goes to a parameter of function type.
        if c.callee(x) == Callee::Unknown
            && let Some(call) = c.call(x)
            && c.variable(call.fun)
                .is_some_and(|o| c.var_kind(o) == Some(crate::types::object::VarKind::Param))
            && call.args.iter().any(|&a| is_view_of(c, a, obj))
        {
            return Some(Again::Callback(x));
        }
    }
    None
}

/// The buffer, or a slice of it.
fn is_view_of(c: &Context<'_>, x: ExprId, obj: ObjId) -> bool {
    let ast = &c.analysis.ast;
    match *ast.kind(ast.unparen(x)) {
        ExprKind::SliceExpr { x, .. } => is_view_of(c, x, obj),
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } => is_view_of(c, x, obj),
        ExprKind::Name(_) => {
            c.variable(x) == Some(obj)
                && matches!(
                    c.under_of(x),
                    Type::Slice { .. } | Type::Array { .. } | Type::Struct(_)
                )
        }
        _ => false,
    }
}

/// A function that serves requests: it has an `http.ResponseWriter` and an `*http.Request`.
fn is_handler(c: &Context<'_>, func: ObjId) -> bool {
    let params = {
        let types = c.types.borrow();
        let Some(sig) = types.signature(types.type_of(func)) else {
            return false;
        };
        sig.params
            .iter()
            .map(|&p| types.type_of(p))
            .collect::<Vec<_>>()
    };
    let [w, r] = *params else { return false };
    c.is_named(w, "net/http", "ResponseWriter") && c.is_named(r, "net/http", "Request")
}
