//! L10: a pool is copied. The same as `go vet`'s copylocks, for pools alone.

use super::{Finding, finding, fixes};
use crate::advise::Context;
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::types::{Type, TypeId};
use crate::wire::LintCode;

/// All copies.
pub fn all(c: &Context<'_>, out: &mut Vec<Finding>) {
    let ast = &c.analysis.ast;
    let mut copied_by = |x: ExprId, stmt: Option<StmtId>| {
        if is_copy(c, x) {
            let name = ast.string_of(x);
            let mut f = finding(LintCode::PoolCopied, x, &[("pool", &name)]);
            f.edits = stmt.map_or(Vec::new(), |s| fixes::pool_by_pointer(c, s, x));
            out.push(f);
        }
    };
    for s in (0..ast.stmts.len()).map(StmtId::new) {
        if c.usage.parent(s).is_none() {
            continue;
        }
        match &ast[s].kind {
            StmtKind::AssignStmt(a) => {
                let blank = |l: ExprId| ast.name(l).is_some_and(|n| &**n == "_");
                let lhs = ast.unpack_list(&Some(a.lhs));
                let rhs = ast.unpack_list(&a.rhs);
                for (i, r) in rhs.into_iter().enumerate() {
                    if !lhs.get(i).is_some_and(|&l| blank(l)) {
                        copied_by(r, Some(s));
                    }
                }
            }
            StmtKind::ReturnStmt { results } => {
                for r in ast.unpack_list(results) {
                    copied_by(r, None);
                }
            }
            _ => {}
        }
    }
    let mut copied = |x: ExprId| copied_by(x, None);
    for x in (0..ast.exprs.len()).map(ExprId::new) {
        if c.usage.parent(x).is_none() {
            continue;
        }
        match ast.kind(x) {
            ExprKind::CallExpr(call) if !is_builtin(c, x) => {
                for &a in call.args.iter() {
                    copied(a);
                }
            }
            ExprKind::CompositeLit(lit) => {
                for &e in lit.elems.iter() {
                    match ast.kind(e) {
                        ExprKind::KeyValueExpr { value, .. } => copied(*value),
                        _ => copied(e),
                    }
                }
            }
            _ => {}
        }
    }
    for file in ast.file_nodes() {
        for &d in &ast[file].decls {
            if let DeclKind::Var(v) = &ast[d].kind {
                for x in ast.unpack_list(&v.values) {
                    copied(x);
                }
            }
        }
    }
    receivers(c, out);
}

/// Whether a file of the package names package sync.
pub fn knows_sync(c: &Context<'_>) -> bool {
    let types = &c.analysis.tys.types;
    let is_sync = |o: &crate::types::ObjId| match types[*o].kind {
        crate::types::ObjKind::PkgName { imported } => *types[imported].path == *"sync",
        _ => false,
    };
    let uses = &c.analysis.checked.info.uses;
    uses.iter().flatten().any(is_sync)
}

fn is_builtin(c: &Context<'_>, x: ExprId) -> bool {
    matches!(c.callee(x), crate::advise::ask::Callee::Builtin(_))
}

/// Methods whose receiver is a copy.
fn receivers(c: &Context<'_>, out: &mut Vec<Finding>) {
    let ast = &c.analysis.ast;
    let decls = ast.file_nodes().flat_map(|f| &ast[f].decls);
    for &d in decls {
        let DeclKind::Func(f) = &ast[d].kind else {
            continue;
        };
        let (params, _) = ast.signature(f.ty);
        for &field in f.recv.iter().chain(params) {
            let ty = ast[field].ty;
            let t = c.type_of(ty);
            if holds_pool(c, t, 5) {
                let name = ast[field]
                    .name
                    .map_or_else(String::new, |n| ast.string_of(n));
                let at = ast[field].name.unwrap_or(ty);
                out.push(finding(LintCode::PoolCopied, at, &[("pool", &name)]));
            }
        }
    }
}

/// Whether an expression denotes a variable that holds a pool, where its value is taken.
fn is_copy(c: &Context<'_>, x: ExprId) -> bool {
    let ast = &c.analysis.ast;
    let x = ast.unparen(x);
    let tv = c.analysis.checked.info.type_and_value(x);
    if tv.mode.is_type() || matches!(c.usage.parent(x), Some(Node::File(_))) {
        return false;
    }
    let place = matches!(
        ast.kind(x),
        ExprKind::Name(_)
            | ExprKind::SelectorExpr { .. }
            | ExprKind::IndexExpr { .. }
            | ExprKind::Operation {
                op: crate::syntax::Operator::Mul,
                y: None,
                ..
            }
    );
    place && tv.mode.is_value() && holds_pool(c, c.type_of(x), 5)
}

/// Whether a value of the type has a pool in it.
fn holds_pool(c: &Context<'_>, t: TypeId, depth: u32) -> bool {
    if depth == 0 || t == TypeId::INVALID {
        return false;
    }
    let pointer = matches!(c.under(t), Type::Pointer { .. });
    if !pointer && c.is_named(t, "sync", "Pool") {
        return true;
    }
    match c.under(t) {
        Type::Struct(s) => s.fields.iter().any(|&f| {
            let t = c.types.borrow().type_of(f);
            holds_pool(c, t, depth - 1)
        }),
        Type::Array { elem, .. } => holds_pool(c, elem, depth - 1),
        _ => false,
    }
}
