//! Sums of strings, goroutines, function literals, loops over functions.

use super::{Candidate, add, short, value_of};
use crate::advise::{Context, proof};
use crate::syntax::Node;
use crate::syntax::{CallKind, ExprId, ExprKind, Operator, StmtId, StmtKind};
use crate::types::{ObjId, Type, TypeId};
use crate::wire::NoteCode;

/// All of them.
pub fn all(c: &Context<'_>, found: &mut Vec<Candidate>) {
    let ast = &c.analysis.ast;
    for s in (0..ast.stmts.len()).map(StmtId::new) {
        range_func(c, s, found);
    }
    for s in ast.stmts.iter() {
        let StmtKind::CallStmt {
            tok: CallKind::Go,
            call,
        } = s.kind
        else {
            continue;
        };
        go_statement(c, call, found);
    }
    for x in (0..ast.exprs.len()).map(ExprId::new) {
        if c.usage.parent(x).is_none() {
            continue;
        }
        match ast.kind(x) {
            ExprKind::Operation {
                op: Operator::Add,
                y: Some(_),
                ..
            } => {
                let top = !matches!(c.usage.parent(x), Some(Node::Expr(outer)) if matches!(ast.kind(outer), ExprKind::Operation { op: Operator::Add, .. }));
                if top && c.is_type(x, TypeId::STRING) && !c.is_const(x) && operands(c, x) >= 4 {
                    let params = vec![("name", short(c, x))];
                    add(c, found, NoteCode::ConcatOnce, x, params);
                }
            }
            ExprKind::FuncLit { .. } => {
                if let Some(obj) = copied_for(c, x) {
                    let name = c.types.borrow()[obj].name.to_string();
                    let params = vec![("name", name)];
                    add(c, found, NoteCode::CopyBeforeCapture, x, params);
                }
            }
            _ => {}
        }
    }
}

/// How many operands of a sum are no constants; the left spine is followed by a loop.
fn operands(c: &Context<'_>, x: ExprId) -> usize {
    let ast = &c.analysis.ast;
    let mut n = 0;
    let mut x = x;
    loop {
        match *ast.kind(ast.unparen(x)) {
            ExprKind::Operation {
                op: Operator::Add,
                x: left,
                y: Some(right),
            } => {
                n += usize::from(!c.is_const(right));
                x = left;
            }
            _ => return n + usize::from(!c.is_const(x)),
        }
    }
}

/// `go func(x T) { f(x) }(x)`: the copy in an argument costs as much as the capture.
fn go_statement(c: &Context<'_>, call: ExprId, found: &mut Vec<Candidate>) {
    let Some(k) = c.call(call) else { return };
    let ast = &c.analysis.ast;
    if k.args.is_empty() || !matches!(ast.kind(ast.unparen(k.fun)), ExprKind::FuncLit { .. }) {
        return;
    }
    // Each argument is a variable that nobody changes any more: it would be captured by value.
    let plain = k.args.iter().all(|&a| {
        c.variable(a)
            .is_some_and(|o| c.is_local_or_param(o) && !changed(c, o))
    });
    if plain {
        let params = vec![("name", short(c, k.args[0]))];
        add(c, found, NoteCode::GoCall, call, params);
    }
}

fn changed(c: &Context<'_>, obj: ObjId) -> bool {
    c.usage.names(obj).iter().any(|&n| c.is_changed_at(n))
}

/// A function literal that captures `y` from `y := x`, where x is not changed behind it either: the copy saves nothing.
fn copied_for(c: &Context<'_>, lit: ExprId) -> Option<ObjId> {
    let info = &c.analysis.checked.info;
    let ast = &c.analysis.ast;
    let mut found = None;
    ast.inspect(lit, |n| {
        if let Node::Expr(x) = n
            && found.is_none()
            && let Some(copy) = info.uses[x.index()]
            && c.types.borrow()[copy].as_var().is_some()
            && c.is_local(copy)
            && !changed(c, copy)
            && let Some(value) = value_of(c, copy)
            && matches!(ast.kind(ast.unparen(value)), ExprKind::Name(_))
            && !c.is_within(value, lit)
            && let Some(original) = c.variable(value)
            && c.is_local_or_param(original)
            && !changed(c, original)
            && c.usage.names(copy).iter().all(|&u| c.is_within(u, lit))
        {
            found = Some(copy);
        }
        true
    });
    found
}

/// `for x := range seq(…)` where iterator and body are inlined: as cheap as a plain loop.
fn range_func(c: &Context<'_>, s: StmtId, found: &mut Vec<Candidate>) {
    let ast = &c.analysis.ast;
    let StmtKind::RangeClause(r) = &ast[s].kind else {
        return;
    };
    // Its parents are known: it stands in the program.
    let Some(Node::Stmt(loop_)) = c.usage.parent(s) else {
        return;
    };
    let made = matches!(ast.kind(ast.unparen(r.x)), ExprKind::CallExpr(_));
    if !made || !matches!(c.under_of(r.x), Type::Signature(_)) {
        return;
    }
    let (file, from) = c.offset(ast[loop_].pos);
    let to = c.range_of(r.x).end;
    let utf16 = &c.utf16[file as usize];
    let (from, to) = (utf16.offset(from), utf16.offset(to));
    let within = |s: &crate::wire::Span| s.file == file && from <= s.from && s.from < to;
    let allocates = |s: &&crate::wire::Site| within(&s.span) && proof::may_allocate(s);
    if c.report.sites.iter().any(|s| allocates(&s)) {
        return;
    }
    // The iterator itself, and the call of the function that it gives.
    let inlined = |l: &&crate::wire::Line| {
        l.text.contains(": inlining call to ") && l.span.is_some_and(|s| within(&s))
    };
    if c.report.lines.iter().filter(inlined).count() >= 2 {
        let params = vec![("name", short(c, r.x))];
        add(c, found, NoteCode::RangeFunc, r.x, params);
    }
}
