//! Calls of functions that cost what they seem to save, and conversions that cost nothing.

use super::{Candidate, add, short, site_at, stays, value_of};
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::constant::Kind;
use crate::types::object::BuiltinId;
use crate::types::{ObjId, Type};
use crate::wire::{NoteCode, ReasonCode, Site, SiteKind, Verdict};

/// What a non-escaping `make` or append has on the stack (cmd/compile/internal/base, VariableMakeThreshold).
const STACK_BYTES: u64 = 32;

/// Entries of a map that lie on the stack (cmd/compile/internal/walk, walkMakeMap).
const SMALL_MAP: i64 = 8;

/// All of them.
pub fn all(c: &Context<'_>, found: &mut Vec<Candidate>) {
    for &x in c.calls() {
        let Some(call) = c.call(x) else { continue };
        match c.callee(x) {
            Callee::Func(path, name) => function(c, x, &path, &name, found),
            Callee::Method(path, typ, name)
                if *path == *"sync" && *typ == *"WaitGroup" && *name == *"Go" =>
            {
                add(c, found, NoteCode::WaitGroupGo, x, Vec::new());
            }
            Callee::Method(path, typ, name)
                if *path == *"sync/atomic" && *typ == *"Value" && *name == *"Store" =>
            {
                atomic_value(c, x, found);
            }
            Callee::Method(path, typ, name)
                if *path == *"sync" && *typ == *"Map" && *name == *"Load" =>
            {
                sync_map_key(c, x, found);
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
                    } else if constant && small && reserved && is_returned(c, x) {
                        let params = vec![("name", name)];
                        add(c, found, NoteCode::SmallAppend, x, params);
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

/// `v.Store(&T{…})` of an `atomic.Value`: what is allocated is the object, and `atomic.Pointer` needs it as well.
fn atomic_value(c: &Context<'_>, x: ExprId, found: &mut Vec<Candidate>) {
    let arg = c.call(x).and_then(|k| k.args.first().copied());
    if let Some(arg) = arg.filter(|&a| c.is_pointer(c.type_of(a))) {
        let params = vec![("name", short(c, arg))];
        add(c, found, NoteCode::AtomicValue, x, params);
    }
}

/// `m.Load(k)` of a `sync.Map` with a key that is put into an interface: it does not outlive the call.
fn sync_map_key(c: &Context<'_>, x: ExprId, found: &mut Vec<Candidate>) {
    let Some(key) = c.call(x).and_then(|k| k.args.first().copied()) else {
        return;
    };
    let boxed = |s: &&Site| s.kind == SiteKind::ToInterface && s.inlined.is_empty();
    let at = c.places.expr_span(key);
    let site = c.report.sites.iter().filter(boxed).find(|s| {
        at.is_some_and(|a| (s.span.file, s.span.line, s.span.col) == (a.file, a.line, a.col))
    });
    if site.is_some_and(|s| s.verdict == Verdict::DoesNotEscape) {
        let params = vec![("name", short(c, key))];
        add(c, found, NoteCode::SyncMapKey, key, params);
    }
}

/// Whether it is on the heap because the function returns it: what is appended to there starts on the stack and moves once.
fn is_returned(c: &Context<'_>, x: ExprId) -> bool {
    site_at(c, x).is_some_and(|s| s.reason.code == ReasonCode::Returned && s.inlined.is_empty())
}
