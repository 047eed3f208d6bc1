//! What is in a pool: L07 (another type than New makes), L08 (no New), L22 (several types), L12 (New gives one object to all),
//! SA6002 (a value that Put has to copy), L19 (connections).

use super::event::{Event, What};
use super::pools::{self, Pool, Pools};
use super::{Finding, finding};
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::text::InOrder;
use crate::types::object::BuiltinId;
use crate::types::{ObjId, Type, TypeId};
use crate::wire::{LintCode, SiteKind, Verdict};

/// A type as it is written in the package.
pub fn name_of(c: &Context<'_>, t: TypeId) -> String {
    let types = c.types.borrow();
    let own = c.analysis.checked.pkg;
    types.type_string(t, &|types: &crate::types::Types, pkg| match pkg == own {
        true => String::new(),
        false => types[pkg].name.to_string(),
    })
}

/// Whether a type says what is in an interface: none of its parts is a type parameter, and it is no interface itself.
fn is_concrete(c: &Context<'_>, t: TypeId) -> bool {
    if t == TypeId::INVALID || matches!(c.under(t), Type::Interface(_) | Type::Tuple(_)) {
        return false;
    }
    if matches!(c.under(t), Type::Basic(k) if k == crate::types::BasicKind::UntypedNil || k == crate::types::BasicKind::Invalid)
    {
        return false;
    }
    !has_type_param(c, t, 6)
}

fn has_type_param(c: &Context<'_>, t: TypeId, depth: u32) -> bool {
    if depth == 0 {
        return true;
    }
    let (own, args) = {
        let types = c.types.borrow();
        let t = types.unalias(t);
        if types.is_type_param(t) {
            return true;
        }
        (types[t].clone(), types.type_args(t).to_vec())
    };
    if args.iter().any(|&a| has_type_param(c, a, depth - 1)) {
        return true;
    }
    match own {
        Type::Pointer { elem }
        | Type::Slice { elem }
        | Type::Array { elem, .. }
        | Type::Chan { elem, .. } => has_type_param(c, elem, depth - 1),
        Type::Map { key, elem } => {
            has_type_param(c, key, depth - 1) || has_type_param(c, elem, depth - 1)
        }
        _ => false,
    }
}

fn identical(c: &Context<'_>, a: TypeId, b: TypeId) -> bool {
    c.types.borrow_mut().identical(a, b)
}

/// The expressions that the New of a pool returns; nothing if New can't be read.
pub fn returned(c: &Context<'_>, pool: &Pool) -> Option<Vec<ExprId>> {
    if pool.open {
        return None;
    }
    let ast = &c.analysis.ast;
    let mut all = Vec::new();
    for &body in &pool.news {
        ast.inspect(body, |n| {
            match n {
                Node::Expr(x) if matches!(ast.kind(x), ExprKind::FuncLit { .. }) => return false,
                Node::Stmt(s) => {
                    if let StmtKind::ReturnStmt { results } = &ast[s].kind {
                        all.extend(ast.unpack_list(results));
                    }
                }
                _ => {}
            }
            true
        });
    }
    Some(all)
}

/// Types that New makes; nothing if that is not known.
fn made(c: &Context<'_>, pool: &Pool) -> Option<Vec<TypeId>> {
    let mut types: Vec<TypeId> = Vec::new();
    for x in returned(c, pool)? {
        let t = c.type_of(x);
        if c.analysis.checked.info.type_and_value(x).mode.is_nil() {
            continue;
        }
        if !is_concrete(c, t) {
            return None;
        }
        if !types.iter().any(|&o| identical(c, o, t)) {
            types.push(t);
        }
    }
    Some(types)
}

/// L07, L08 and L22, from what is asserted.
pub fn asserted(c: &Context<'_>, pools: &Pools, events: &[Event], out: &mut Vec<Finding>) {
    for event in events {
        let What::Asserted(checked) = event.what else {
            continue;
        };
        let Some(pool) = pools.get(event.pool) else {
            continue;
        };
        let want = event.typ;
        let Some(made) = made(c, pool) else { continue };
        if made.is_empty() && pool.news.is_empty() {
            if !checked && !has_type_param(c, want, 6) {
                let mut f = finding(LintCode::NoNew, event.at, &[("pool", &pool.name)]);
                f.edits = super::fixes::add_new(c, event.pool, pool, want);
                out.push(f);
            }
            continue;
        }
        if pool.indexed || !is_concrete(c, want) || made.is_empty() {
            continue;
        }
        if !made.iter().any(|&t| identical(c, t, want)) {
            // With ok, several types may be in there on purpose.
            if checked && made.len() > 1 {
                continue;
            }
            let (asserted, made_name) = (name_of(c, want), name_of(c, made[0]));
            let mut f = finding(
                LintCode::WrongType,
                event.at,
                &[
                    ("asserted", &asserted),
                    ("made", &made_name),
                    ("pool", &pool.name),
                ],
            );
            let returned = returned(c, pool).unwrap_or_default();
            f.related = returned.first().copied().map(Node::Expr);
            f.edits = super::fixes::point_to(c, pool, &returned, want);
            out.push(f);
        }
    }
    for (key, pool) in &pools.by_key {
        let unchecked = events.iter().find(|e| {
            e.pool == Some(*key) && e.what == What::Asserted(false) && is_concrete(c, e.typ)
        });
        let taken = pools.calls.iter().any(|&x| {
            c.callee(x).is_method("sync", "Pool", "Get")
                && pools::receiver(c, x).and_then(|p| p.key) == Some(*key)
        });
        if unchecked.is_some() || !taken && !pool.open {
            several_types(c, pool, unchecked, out);
        }
    }
}

/// L22.
fn several_types(c: &Context<'_>, pool: &Pool, asserted: Option<&Event>, out: &mut Vec<Finding>) {
    if pool.indexed {
        return;
    }
    let mut types: Vec<TypeId> = Vec::new();
    let mut odd = None;
    let made = made(c, pool).unwrap_or_default();
    for t in made.iter().copied().chain(pool.puts.iter().map(|p| p.0)) {
        if is_concrete(c, t) && !types.iter().any(|&o| identical(c, o, t)) {
            types.push(t);
        }
    }
    let Some(expected) = asserted.map(|e| e.typ).or(types.first().copied()) else {
        return;
    };
    for &(t, call) in &pool.puts {
        if is_concrete(c, t) && !identical(c, t, expected) {
            odd = odd.or(Some(call));
        }
    }
    // A type that is never asserted anywhere else is the mistake of one Put.
    if types.len() < 2 {
        return;
    }
    let Some(at) = odd else { return };
    let names: Vec<String> = types.iter().map(|&t| name_of(c, t)).collect();
    let mut f = finding(
        LintCode::TwoTypes,
        at,
        &[("pool", &pool.name), ("types", &names.join(", "))],
    );
    f.related = asserted.map(|e| Node::Expr(e.at));
    out.push(f);
}

/// L12.
pub fn shared(c: &Context<'_>, pools: &Pools, out: &mut Vec<Finding>) {
    let ast = &c.analysis.ast;
    for pool in pools.by_key.values() {
        let mut bodies = pool.news.clone();
        bodies.order();
        for x in returned(
            c,
            &Pool {
                open: false,
                ..pool.clone()
            },
        )
        .unwrap_or_default()
        {
            let inner = match *ast.kind(ast.unparen(x)) {
                ExprKind::Operation {
                    op: Operator::And,
                    x,
                    y: None,
                } => ast.unparen(x),
                _ => {
                    if !shares(c, c.type_of(x)) {
                        continue;
                    }
                    ast.unparen(x)
                }
            };
            let Some(obj) = c.variable(inner) else {
                continue;
            };
            if declared_within(c, obj, &bodies) || assigned_within(c, obj, &bodies) {
                continue;
            }
            let name = ast.string_of(inner);
            let params = [("pool", pool.name.as_str()), ("name", name.as_str())];
            let mut f = finding(LintCode::SharedNew, x, &params);
            let defs = &c.analysis.checked.info.defs;
            f.related = defs
                .iter()
                .position(|&d| d == Some(obj))
                .map(|i| Node::Expr(ExprId::new(i)));
            out.push(f);
        }
    }
}

/// Whether two values of the type share what they refer to.
fn shares(c: &Context<'_>, t: TypeId) -> bool {
    matches!(
        c.under(t),
        Type::Pointer { .. } | Type::Slice { .. } | Type::Map { .. } | Type::Chan { .. }
    )
}

fn declared_within(c: &Context<'_>, obj: ObjId, bodies: &[StmtId]) -> bool {
    let defs = &c.analysis.checked.info.defs;
    let Some(name) = defs.iter().position(|&d| d == Some(obj)) else {
        return true;
    };
    let name = ExprId::new(name);
    bodies.iter().any(|&b| c.is_within(name, b))
}

fn assigned_within(c: &Context<'_>, obj: ObjId, bodies: &[StmtId]) -> bool {
    let ast = &c.analysis.ast;
    c.usage.names(obj).iter().any(|&n| {
        let inside = bodies.iter().any(|&b| c.is_within(n, b));
        let on_left = |s: StmtId| match &ast[s].kind {
            StmtKind::AssignStmt(a) => ast.unpack_list(&Some(a.lhs)).contains(&n),
            _ => false,
        };
        inside && c.stmt_of(n).is_some_and(on_left)
    })
}

/// SA6002, and the address of a local variable.
pub fn values(c: &Context<'_>, pools: &Pools, out: &mut Vec<Finding>) {
    let ast = &c.analysis.ast;
    for &call in &pools.calls {
        if !c.callee(call).is_method("sync", "Pool", "Put") {
            continue;
        }
        let Some(&arg) = c.call(call).and_then(|k| k.args.first()) else {
            continue;
        };
        let t = c.type_of(arg);
        if !is_concrete(c, t) {
            continue;
        }
        if needs_memory(c, t, 4) && !c.is_const(arg) {
            let name = name_of(c, t);
            out.push(finding(LintCode::ValueInPool, arg, &[("type", &name)]));
            continue;
        }
        let ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } = *ast.kind(ast.unparen(arg))
        else {
            continue;
        };
        let Some(obj) = c.variable(x) else { continue };
        if !c.is_local_or_param(obj) || c.var_kind(obj).is_none() || !moves_to_heap(c, obj) {
            continue;
        }
        // Something made here for the first time has to come from somewhere.
        let local = c.is_local(obj);
        if local && is_made_here(c, obj) {
            continue;
        }
        let name = ast.string_of(x);
        out.push(finding(LintCode::LocalInPool, arg, &[("name", &name)]));
    }
}

fn moves_to_heap(c: &Context<'_>, obj: ObjId) -> bool {
    let pos = c.types.borrow()[obj].pos;
    let Some(at) = c.places.token(pos, 1) else {
        return false;
    };
    c.report.sites.iter().any(|s| {
        matches!(s.kind, SiteKind::Variable | SiteKind::Param)
            && s.verdict == Verdict::MovedToHeap
            && (s.span.file, s.span.line, s.span.col) == (at.file, at.line, at.col)
    })
}

fn is_made_here(c: &Context<'_>, obj: ObjId) -> bool {
    let defs = &c.analysis.checked.info.defs;
    let Some(name) = defs.iter().position(|&d| d == Some(obj)) else {
        return false;
    };
    let stmt = c.stmt_of(ExprId::new(name));
    let Some((_, value, _)) = stmt.and_then(|s| c.declares(s)) else {
        return false;
    };
    let ast = &c.analysis.ast;
    let fresh = |v: ExprId| {
        let made = Callee::Builtin(BuiltinId::Make);
        c.callee(v) == made
            || c.callee(v) == Callee::Builtin(BuiltinId::New)
            || matches!(ast.kind(ast.unparen(v)), ExprKind::CompositeLit(_))
    };
    let assigned = |&n: &ExprId| match c.usage.parent(n) {
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::AssignStmt(a) => a.lhs == n && a.rhs.is_some_and(fresh),
            _ => false,
        },
        _ => false,
    };
    value.is_none_or(fresh) && value.is_some() || c.usage.names(obj).iter().any(assigned)
}

/// Whether a value of the type is copied to the heap when it becomes an interface (cmd/compile/internal/types, IsDirectIface).
fn needs_memory(c: &Context<'_>, t: TypeId, depth: u32) -> bool {
    if depth == 0 {
        return false;
    }
    match c.under(t) {
        Type::Pointer { .. }
        | Type::Map { .. }
        | Type::Chan { .. }
        | Type::Signature(_)
        | Type::Interface(_) => false,
        Type::Basic(k) => !matches!(
            k,
            crate::types::BasicKind::UnsafePointer
                | crate::types::BasicKind::Bool
                | crate::types::BasicKind::Uint8
                | crate::types::BasicKind::Int8
                | crate::types::BasicKind::UntypedNil
                | crate::types::BasicKind::Invalid
        ),
        Type::Struct(s) => match *s.fields {
            [] => false,
            [one] => {
                let t = c.types.borrow().type_of(one);
                needs_memory(c, t, depth - 1)
            }
            _ => true,
        },
        Type::Array { len: 0, .. } => false,
        Type::Array { len: 1, elem } => needs_memory(c, elem, depth - 1),
        _ => true,
    }
}

/// L19: what has a Close and no Reset does not come back as new, and must not get lost.
pub fn caches(c: &Context<'_>, pools: &Pools, out: &mut Vec<Finding>) {
    for pool in pools.by_key.values() {
        for &(t, call) in &pool.puts {
            let closes = has_method(c, t, "Close");
            let again = ["Reset", "reset", "Clear"]
                .iter()
                .any(|m| has_method(c, t, m));
            // Readers and writers of package io are mostly codecs.
            let general = c.named_type(t).is_some_and(|(path, _)| *path == *"io");
            // Close itself is what puts it back.
            let own = c.func_of(call).and_then(|d| c.func_decl(d));
            let by_close =
                own.is_some_and(|f| f.recv.is_some() && c.analysis.ast.name_str(f.name) == "Close");
            if by_close {
                continue;
            }
            if !closes || again || general || has_type_param(c, t, 6) {
                continue;
            }
            let arg = c.call(call).and_then(|k| k.args.first().copied());
            let name = name_of(c, t);
            let params = [("pool", pool.name.as_str()), ("type", name.as_str())];
            out.push(finding(LintCode::PoolAsCache, arg.unwrap_or(call), &params));
            break;
        }
    }
}

/// Whether a type has a method of this name without parameters (or any, for Reset).
pub fn has_method(c: &Context<'_>, t: TypeId, name: &str) -> bool {
    let own = Some(c.analysis.checked.pkg);
    let found = c
        .types
        .borrow_mut()
        .lookup_field_or_method(t, true, own, name, false);
    let types = c.types.borrow();
    found.obj.is_some_and(|o| types[o].as_func().is_some())
}

/// Whether the type, or what it points to, is this struct's or slice's kind of buffer that grows.
pub fn grows(c: &Context<'_>, t: TypeId, put: ExprId, pools: &Pools) -> bool {
    if c.is_named(t, "bytes", "Buffer") {
        return true;
    }
    match c.under(t) {
        Type::Pointer { elem } => match c.under(elem) {
            Type::Slice { .. } => stored_back(c, t),
            Type::Struct(s) => {
                let types: Vec<(ObjId, TypeId)> = s
                    .fields
                    .iter()
                    .map(|&f| (f, c.types.borrow().type_of(f)))
                    .collect();
                types.iter().any(|&(f, t)| {
                    let value = !matches!(c.under(t), Type::Pointer { .. });
                    let bytes = matches!(c.under(t), Type::Slice { elem } if matches!(c.under(elem), Type::Basic(crate::types::BasicKind::Uint8)));
                    value && c.is_named(t, "bytes", "Buffer")
                        || bytes && pools.recycled.contains(&pools::origin(c, f)) && appended(c, f)
                })
            }
            _ => false,
        },
        Type::Slice { .. } => appended_here(c, t, put),
        _ => false,
    }
}

/// Whether somewhere `*p = …` stores a slice of another origin back.
fn stored_back(c: &Context<'_>, t: TypeId) -> bool {
    let ast = &c.analysis.ast;
    (0..ast.stmts.len()).map(StmtId::new).any(|s| {
        let StmtKind::AssignStmt(a) = &ast[s].kind else {
            return false;
        };
        let lhs = ast.unpack_list(&Some(a.lhs));
        let rhs = ast.unpack_list(&a.rhs);
        lhs.iter().zip(&rhs).any(|(&l, &r)| {
            let ExprKind::Operation {
                op: Operator::Mul,
                x,
                y: None,
            } = *ast.kind(ast.unparen(l))
            else {
                return false;
            };
            identical(c, c.type_of(x), t) && comes_from_call(c, r)
        })
    })
}

/// A call such as append, or a variable that got its value from one.
fn comes_from_call(c: &Context<'_>, x: ExprId) -> bool {
    let ast = &c.analysis.ast;
    let x = ast.unparen(x);
    let made = |x: ExprId| {
        c.call(x).is_some()
            && !matches!(
                c.callee(x),
                Callee::Conversion | Callee::Builtin(BuiltinId::Make)
            )
    };
    if made(x) {
        return true;
    }
    let Some(obj) = c.variable(x) else {
        return false;
    };
    let assigned = |n: ExprId| match c.usage.parent(n) {
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::AssignStmt(a) => a.lhs == n && a.rhs.is_some_and(made),
            _ => false,
        },
        _ => false,
    };
    c.usage.names(obj).iter().any(|&n| assigned(n))
        || (c.analysis.checked.info.defs.iter())
            .position(|&d| d == Some(obj))
            .is_some_and(|i| assigned(ExprId::new(i)))
        || c.var_kind(obj) == Some(crate::types::object::VarKind::Param)
}

fn appended(c: &Context<'_>, field: ObjId) -> bool {
    let field = pools::origin(c, field);
    c.calls().iter().any(|&x| {
        c.callee(x) == Callee::Builtin(BuiltinId::Append)
            && c.call(x)
                .and_then(|k| k.args.first())
                .is_some_and(|&a| pools::field_of(c, a) == Some(field))
    })
}

/// Whether the function around a Put appends to a slice of that type.
fn appended_here(c: &Context<'_>, t: TypeId, put: ExprId) -> bool {
    let here = c.nearest_function(put);
    c.calls().iter().any(|&x| {
        c.callee(x) == Callee::Builtin(BuiltinId::Append)
            && c.nearest_function(x) == here
            && identical(c, c.type_of(x), t)
    })
}
