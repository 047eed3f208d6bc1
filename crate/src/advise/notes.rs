//! Advice that changes nothing on this version of Go, and why: where the code shows that somebody follows it, or is about to.
//!
//! Few and calm: the first place of each kind, and not more than a handful; what costs most to follow in vain comes first.

use super::ask::Callee;
use super::lints::{pools, types};
use super::{Context, draft};
use crate::syntax::{CallKind, ExprId, ExprKind, Node, Operator, StmtKind};
use crate::text::InOrder;
use crate::types::constant::Kind;
use crate::types::object::BuiltinId;
use crate::types::{ObjId, Type, TypeId};
use crate::wire::{Allocates, Note, NoteCode, Site, SiteKind, Span, Verdict};

/// Notes in one report, at most.
const MAX_NOTES: usize = 6;

/// What a non-escaping `make` or append has on the stack (cmd/compile/internal/base, VariableMakeThreshold).
const STACK_BYTES: u64 = 32;

/// Entries of a map that lie on the stack (cmd/compile/internal/walk, walkMakeMap).
const SMALL_MAP: i64 = 8;

/// A place before it is chosen.
struct Candidate {
    code: NoteCode,
    span: Span,
    params: Vec<(&'static str, String)>,
}

/// All notes, in the order of their places.
pub fn all(context: &Context<'_>) -> Vec<Note> {
    let mut found: Vec<Candidate> = Vec::new();
    pooled(context, &mut found);
    calls(context, &mut found);
    operations(context, &mut found);
    sites(context, &mut found);
    constructors(context, &mut found);
    found.order_by_key(|n| (rank(n.code), n.span.file, n.span.from));
    found.dedup_by_key(|n| n.code);
    found.truncate(MAX_NOTES);
    found.order_by_key(|n| (n.span.file, n.span.line, n.span.col));
    found.into_iter().map(note).collect()
}

fn note(n: Candidate) -> Note {
    let pairs: Vec<(&str, &str)> = n.params.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Note {
        code: n.code,
        params: draft::params(&pairs),
        span: n.span,
    }
}

/// The order in which notes are kept: what would be the most work for nothing, or do harm, comes first.
fn rank(code: NoteCode) -> u32 {
    use NoteCode::*;
    match code {
        PooledBuilder => 0,
        PooledSmall => 1,
        WaitGroupGo => 2,
        BufferToBuilder => 3,
        TypeParamBuffer => 4,
        HexEncode => 5,
        SmallMake => 6,
        SmallMap => 7,
        CopyBeforeCapture => 8,
        GoCall => 9,
        SortInts => 10,
        RuneCount => 11,
        ReadOnlyBytes => 12,
        FreeConversion => 13,
        ErrorfConstant => 14,
        ContextKey => 15,
        InlinedConstructor => 16,
        BoxOnStack => 17,
        BoxingIsFree => 18,
        ConcatOnce => 19,
        ClosureOnStack => 20,
        PointerOnStack => 21,
    }
}

fn add(
    c: &Context<'_>,
    found: &mut Vec<Candidate>,
    code: NoteCode,
    at: ExprId,
    params: Vec<(&'static str, String)>,
) {
    if let Some(span) = c.places.expr_span(at) {
        found.push(Candidate { code, span, params });
    }
}

/// An expression as it is written, on one line.
fn short(c: &Context<'_>, x: ExprId) -> String {
    c.analysis.ast.string_of(x)
}

/// Pools whose content is not worth one.
fn pooled(c: &Context<'_>, found: &mut Vec<Candidate>) {
    let pools = pools::Pools::new(c);
    for pool in pools.by_key.values() {
        for x in types::returned(c, pool).unwrap_or_default() {
            let t = c.type_of(x);
            if c.is_named(t, "strings", "Builder") {
                let params = vec![("pool", pool.name.clone())];
                add(c, found, NoteCode::PooledBuilder, x, params);
            } else if let Some(size) = small_object(c, x, t) {
                let params = vec![("pool", pool.name.clone()), ("size", size.to_string())];
                add(c, found, NoteCode::PooledSmall, x, params);
            }
        }
    }
}

/// The size of an object that is small and refers to no memory of its own.
fn small_object(c: &Context<'_>, x: ExprId, t: TypeId) -> Option<u64> {
    let Type::Pointer { elem } = c.under(t) else {
        return None;
    };
    let site = site_at(c, x)?;
    let size = site.size.filter(|&s| s > 0 && s < super::POOL_MIN_BYTES)?;
    is_plain(c, elem, 5).then_some(size)
}

/// Whether values of the type hold no slices, maps, pointers or the like: nothing that would be reused with them.
fn is_plain(c: &Context<'_>, t: TypeId, depth: u32) -> bool {
    match c.under(t) {
        Type::Basic(k) => k != crate::types::BasicKind::UnsafePointer,
        Type::Array { elem, .. } => depth > 0 && is_plain(c, elem, depth - 1),
        Type::Struct(s) => {
            depth > 0
                && s.fields.iter().all(|&f| {
                    let t = c.types.borrow().type_of(f);
                    is_plain(c, t, depth - 1)
                })
        }
        _ => false,
    }
}

/// The site of an expression, whatever its verdict.
fn site_at<'c>(c: &'c Context<'_>, x: ExprId) -> Option<&'c Site> {
    let span = c.places.expr_span(x)?;
    c.report.sites.iter().find(|s| {
        s.inlined.is_empty()
            && (s.span.file, s.span.line, s.span.col) == (span.file, span.line, span.col)
    })
}

fn stays(c: &Context<'_>, x: ExprId) -> bool {
    site_at(c, x).is_some_and(|s| s.verdict == Verdict::DoesNotEscape)
}

fn calls(c: &Context<'_>, found: &mut Vec<Candidate>) {
    for &x in c.calls() {
        let Some(call) = c.call(x) else { continue };
        match c.callee(x) {
            Callee::Func(path, name) => function(c, x, &path, &name, found),
            Callee::Method(path, typ, name)
                if *path == *"sync" && *typ == *"WaitGroup" && *name == *"Go" =>
            {
                add(c, found, NoteCode::WaitGroupGo, x, Vec::new());
            }
            Callee::Builtin(id) => builtin(c, x, id, found),
            Callee::Conversion => conversion(c, x, found),
            Callee::Method(..) => {
                if let Some(buffer) = type_param_buffer(c, x) {
                    let params = vec![("name", short(c, buffer)), ("callee", short(c, call.fun))];
                    add(c, found, NoteCode::TypeParamBuffer, x, params);
                }
            }
            _ => {}
        }
    }
}

fn function(c: &Context<'_>, x: ExprId, path: &str, name: &str, found: &mut Vec<Candidate>) {
    let Some(call) = c.call(x) else { return };
    let fun = || ("callee", short(c, call.fun));
    match (path, name) {
        ("sort", "Ints" | "Strings" | "Float64s") => {
            add(c, found, NoteCode::SortInts, x, vec![fun()]);
        }
        ("fmt", "Errorf") => {
            let [format] = *call.args else { return };
            if c.const_string(format).is_some_and(|f| !f.contains('%')) {
                add(c, found, NoteCode::ErrorfConstant, x, Vec::new());
            }
        }
        // Two bytes for one, and both the buffer and the text: it pays for short inputs only.
        ("encoding/hex", "EncodeToString") => {
            add(c, found, NoteCode::HexEncode, x, vec![fun()]);
        }
        ("context", "WithValue") => {
            let Some(&key) = call.args.get(1) else { return };
            let constant = c
                .analysis
                .checked
                .info
                .type_and_value(key)
                .val
                .as_ref()
                .is_some_and(|v| v.kind() == Kind::String);
            if constant {
                let params = vec![("name", short(c, key))];
                add(c, found, NoteCode::ContextKey, key, params);
            }
        }
        _ => {}
    }
}

/// `r.Read(buf)` where r is of a type parameter's type, and buf escapes although it looks as if it did not have to.
fn type_param_buffer(c: &Context<'_>, x: ExprId) -> Option<ExprId> {
    let call = c.call(x)?;
    let ast = &c.analysis.ast;
    let ExprKind::SelectorExpr { x: recv, .. } = *ast.kind(ast.unparen(call.fun)) else {
        return None;
    };
    let t = c.type_of(recv);
    if !c.types.borrow().is_type_param(t) {
        return None;
    }
    call.args.iter().copied().find(|&a| {
        let operand = match *ast.kind(ast.unparen(a)) {
            ExprKind::SliceExpr { x, .. } => x,
            _ => a,
        };
        let Some(obj) = c.variable(operand).filter(|&o| c.is_local(o)) else {
            return false;
        };
        matches!(c.under_of(operand), Type::Slice { .. } | Type::Array { .. }) && escapes(c, obj)
    })
}

/// Whether the variable, or what it was made as, escapes.
fn escapes(c: &Context<'_>, obj: ObjId) -> bool {
    let bad = |s: &Site| matches!(s.verdict, Verdict::EscapesToHeap | Verdict::MovedToHeap);
    let pos = c.types.borrow()[obj].pos;
    let at = c.places.token(pos, 1);
    let moved = at.is_some_and(|at| {
        c.report
            .sites
            .iter()
            .any(|s| bad(s) && (s.span.file, s.span.from) == (at.file, at.from))
    });
    moved
        || value_of(c, obj)
            .and_then(|v| site_at(c, v))
            .is_some_and(bad)
}

/// The value with which a variable is declared.
fn value_of(c: &Context<'_>, obj: ObjId) -> Option<ExprId> {
    let defs = &c.analysis.checked.info.defs;
    let name = defs.iter().position(|&d| d == Some(obj))?;
    let Some(Node::Stmt(s)) = c.usage.parent(ExprId::new(name)) else {
        return None;
    };
    c.declares(s)?.1
}

fn builtin(c: &Context<'_>, x: ExprId, id: BuiltinId, found: &mut Vec<Candidate>) {
    let Some(call) = c.call(x) else { return };
    let ast = &c.analysis.ast;
    match id {
        BuiltinId::Len => {
            let Some(&arg) = call.args.first() else {
                return;
            };
            let runes = c.callee(arg) == Callee::Conversion
                && matches!(c.under_of(arg), Type::Slice { elem } if matches!(c.under(elem), Type::Basic(crate::types::BasicKind::Int32)));
            if runes {
                add(
                    c,
                    found,
                    NoteCode::RuneCount,
                    x,
                    vec![("name", short(c, x))],
                );
            }
        }
        BuiltinId::Make => {
            let Some(name) = declared_as(c, x) else {
                return;
            };
            match c.under_of(x) {
                Type::Slice { .. } => {
                    let constant = call.args.iter().skip(1).all(|&a| c.is_const(a));
                    let small = site_at(c, x)
                        .and_then(|s| s.size)
                        .is_some_and(|s| s > 0 && s <= STACK_BYTES);
                    // A capacity was chosen for what is appended.
                    let reserved = call.args.len() == 3 && c.const_int(call.args[1]) == Some(0);
                    if constant && small && reserved && stays(c, x) {
                        let params = vec![("name", name)];
                        add(c, found, NoteCode::SmallMake, x, params);
                    }
                }
                Type::Map { .. } => {
                    let hint = call.args.get(1).and_then(|&a| c.const_int(a));
                    let small = hint.is_some_and(|h| (1..=SMALL_MAP).contains(&h));
                    if small && stays(c, x) {
                        add(c, found, NoteCode::SmallMap, x, vec![("name", name)]);
                    }
                }
                _ => {}
            }
        }
        // `copy(b, []byte(s))`, `append(b, []byte(s)...)`
        BuiltinId::Copy | BuiltinId::Append => {
            let Some(&last) = call.args.last() else {
                return;
            };
            let spread = id == BuiltinId::Copy || call.has_dots;
            if spread && call.args.len() == 2 && c.bytes_of_string(last).is_some() {
                let params = vec![("name", short(c, last))];
                add(c, found, NoteCode::ReadOnlyBytes, last, params);
            }
        }
        BuiltinId::New => {
            if let Some(name) = declared_as(c, x)
                && stays(c, x)
                && matches!(ast.kind(ast.unparen(x)), ExprKind::CallExpr(_))
            {
                add(c, found, NoteCode::PointerOnStack, x, vec![("name", name)]);
            }
        }
        _ => {}
    }
}

/// The name that an expression is the first value of.
fn declared_as(c: &Context<'_>, x: ExprId) -> Option<String> {
    let Some(Node::Stmt(s)) = c.usage.parent(x) else {
        return None;
    };
    let (name, value, _) = c.declares(s)?;
    (value == Some(x)).then(|| c.analysis.ast.name_str(name).to_owned())
}

/// `k := string(b)` that is looked up once: as good as `m[string(b)]` up to 32 bytes, and there the copy is on the stack.
fn conversion(c: &Context<'_>, x: ExprId, found: &mut Vec<Candidate>) {
    let ast = &c.analysis.ast;
    let params = || vec![("name", short(c, x))];
    if c.bytes_of_string(x).is_some()
        && let Some(Node::Stmt(s)) = c.usage.parent(x)
        && matches!(ast[s].kind, StmtKind::RangeClause(_))
    {
        add(c, found, NoteCode::ReadOnlyBytes, x, params());
        return;
    }
    if c.string_of_bytes(x).is_none() {
        return;
    }
    match c.usage.parent(x) {
        // `string(a) == string(b)`
        Some(Node::Expr(outer)) => {
            if let ExprKind::Operation {
                op: Operator::Eql | Operator::Neq,
                x: left,
                y: Some(right),
            } = *ast.kind(outer)
            {
                let both = [left, right]
                    .iter()
                    .all(|&e| c.string_of_bytes(e).is_some() || c.is_const(e));
                if both && left == x {
                    let params = vec![("name", short(c, outer))];
                    add(c, found, NoteCode::FreeConversion, outer, params);
                }
            }
        }
        Some(Node::Stmt(s)) => {
            if matches!(&ast[s].kind, StmtKind::SwitchStmt(w) if w.tag == Some(x)) {
                add(c, found, NoteCode::FreeConversion, x, params());
            }
        }
        _ => {}
    }
}

/// Sums of strings, local values in interfaces, goroutines.
fn operations(c: &Context<'_>, found: &mut Vec<Candidate>) {
    let ast = &c.analysis.ast;
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

/// What the analysis found to be free.
fn sites(c: &Context<'_>, found: &mut Vec<Candidate>) {
    for s in c.report.sites.iter().filter(|s| s.inlined.is_empty()) {
        let stays = s.verdict == Verdict::DoesNotEscape;
        let code = match s.kind {
            SiteKind::ToInterface
                if s.verdict == Verdict::EscapesToHeap
                    && matches!(s.allocates, Allocates::Never { .. }) =>
            {
                NoteCode::BoxingIsFree
            }
            SiteKind::ToInterface if stays => NoteCode::BoxOnStack,
            SiteKind::Closure if stays => NoteCode::ClosureOnStack,
            _ => continue,
        };
        let argument = matches!(code, NoteCode::ClosureOnStack | NoteCode::BoxingIsFree);
        if argument && !is_argument(c, &s.span) {
            continue;
        }
        found.push(Candidate {
            code,
            span: s.span,
            params: vec![("name", s.name.clone())],
        });
    }
    buffers(c, found);
}

/// Whether what stands there is an argument of a call.
fn is_argument(c: &Context<'_>, span: &Span) -> bool {
    let pos = c.pos_of(span);
    let Some(x) = c.places.expr_at(pos) else {
        return false;
    };
    match c.usage.parent(x) {
        Some(Node::Expr(outer)) => {
            let panics = c.callee(outer) == Callee::Builtin(BuiltinId::Panic);
            !panics && !c.is_const(x) && c.call(outer).is_some_and(|k| k.args.contains(&x))
        }
        _ => false,
    }
}

/// A local `strings.Builder` without Grow that only collects a few texts: a `bytes.Buffer` starts with 64 bytes, a Builder with none.
fn buffers(c: &Context<'_>, found: &mut Vec<Candidate>) {
    let ast = &c.analysis.ast;
    for (i, &obj) in c.analysis.checked.info.defs.iter().enumerate() {
        let Some(obj) = obj.filter(|&o| c.is_local(o)) else {
            continue;
        };
        let t = c.types.borrow().type_of(obj);
        if c.is_pointer(t) || !c.is_named(t, "bytes", "Buffer") {
            continue;
        }
        let mut writes = 0;
        let plain = c.usage.names(obj).iter().all(|&n| {
            let Some(Node::Expr(selector)) = c.usage.parent(n) else {
                return false;
            };
            match ast.kind(selector) {
                ExprKind::SelectorExpr { sel, .. } => {
                    writes += usize::from(ast.name_str(*sel).starts_with("Write"));
                    matches!(
                        ast.name_str(*sel),
                        "Write" | "WriteString" | "WriteByte" | "WriteRune" | "String"
                    )
                }
                _ => false,
            }
        });
        if plain && writes > 1 {
            let name = c.types.borrow()[obj].name.to_string();
            let params = vec![("name", name)];
            add(c, found, NoteCode::BufferToBuilder, ExprId::new(i), params);
        }
    }
}

/// Constructors that are inlined, so that what they make can be on the caller's stack; one whose result is there.
fn constructors(c: &Context<'_>, found: &mut Vec<Candidate>) {
    for s in &c.report.sites {
        let [inlined] = s.inlined.as_slice() else {
            continue;
        };
        let made = matches!(s.kind, SiteKind::New | SiteKind::PtrLit);
        if !made || s.verdict != Verdict::DoesNotEscape {
            continue;
        }
        let mut functions = c.report.functions.iter();
        let Some(f) = functions.find(|f| f.name == inlined.callee) else {
            continue;
        };
        found.push(Candidate {
            code: NoteCode::InlinedConstructor,
            span: f.span,
            params: vec![("function", f.name.clone())],
        });
    }
}
