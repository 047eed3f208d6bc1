//! What the analysis found to be free, or on the heap whatever is done.

use super::{Candidate, add};
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::syntax::{DeclKind, ExprId, ExprKind, FieldId, Node};
use crate::types::Type;
use crate::types::object::BuiltinId;
use crate::wire::{Allocates, FunctionKind, NoteCode, ReasonCode, SiteKind, Span, Verdict};

/// All of them.
pub fn all(c: &Context<'_>, found: &mut Vec<Candidate>) {
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
        // Elsewhere nobody would think of it: the cases of a switch over an interface.
        if !is_argument(c, &s.span) {
            continue;
        }
        found.push(Candidate {
            code,
            span: s.span,
            params: vec![("name", s.name.clone())],
        });
    }
    buffers(c, found);
    constructors(c, found);
    receivers(c, found);
    arrays(c, found);
    devirtualized(c, found);
}

/// Whether what stands there is an argument of a call.
fn is_argument(c: &Context<'_>, span: &Span) -> bool {
    let Some(x) = c.places.expr_at(c.pos_of_place(span)) else {
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
        if let Some(name) = constructor_named(c, &inlined.callee) {
            let params = vec![("function", inlined.callee.clone())];
            add(c, found, NoteCode::InlinedConstructor, name, params);
        }
    }
}

/// The name in the declaration of a function of this package that gives a pointer.
fn constructor_named(c: &Context<'_>, wanted: &str) -> Option<ExprId> {
    let ast = &c.analysis.ast;
    let pointer = |&r: &FieldId| matches!(c.under(c.type_of(ast[r].ty)), Type::Pointer { .. });
    let mut decls = ast.file_nodes().flat_map(|f| &ast[f].decls);
    decls.find_map(|&d| match &ast[d].kind {
        DeclKind::Func(f) if f.recv.is_none() && ast.name_str(f.name) == wanted => {
            let (_, results) = ast.signature(f.ty);
            results.iter().any(pointer).then_some(f.name)
        }
        _ => None,
    })
}

/// A value receiver whose address escapes: it is moved to the heap when the method is entered, each time.
fn receivers(c: &Context<'_>, found: &mut Vec<Candidate>) {
    for f in &c.report.functions {
        let Some(param) = f.params.first().filter(|_| f.kind == FunctionKind::Method) else {
            continue;
        };
        let moved = c.report.sites.iter().find(|s| {
            s.verdict == Verdict::MovedToHeap
                && (s.span.file, s.span.from) == (param.span.file, param.span.from)
        });
        if let Some(site) = moved {
            found.push(Candidate {
                code: NoteCode::ValueReceiver,
                span: site.span,
                params: vec![("name", site.name.clone()), ("function", f.name.clone())],
            });
        }
    }
}

/// An array that is too large for the stack: a variable is no way around the heap.
fn arrays(c: &Context<'_>, found: &mut Vec<Candidate>) {
    for s in c.report.sites.iter().filter(|s| s.inlined.is_empty()) {
        let array = s
            .type_name
            .as_ref()
            .is_some_and(|t| t.starts_with('[') && !t.starts_with("[]"));
        let moved = s.kind == SiteKind::Variable && s.verdict == Verdict::MovedToHeap;
        if array && moved && s.reason.code == ReasonCode::TooLarge {
            let size = s.size.map_or(String::new(), |n| n.to_string());
            found.push(Candidate {
                code: NoteCode::LargeArray,
                span: s.span,
                params: vec![("name", s.name.clone()), ("size", size)],
            });
        }
    }
}

/// A local variable of an interface type whose method calls the compiler turns into direct ones.
fn devirtualized(c: &Context<'_>, found: &mut Vec<Candidate>) {
    let ast = &c.analysis.ast;
    for &x in c.calls() {
        let Some(call) = c.call(x) else { continue };
        let ExprKind::SelectorExpr { x: recv, .. } = *ast.kind(ast.unparen(call.fun)) else {
            continue;
        };
        let Some(obj) = c.variable(recv).filter(|&o| c.is_local(o)) else {
            continue;
        };
        if !matches!(c.under_of(recv), Type::Interface(_)) {
            continue;
        }
        let range = c.range_of(x);
        let (file, _) = c.offset(ast[x].pos);
        let utf16 = &c.utf16[file as usize];
        let (from, to) = (utf16.offset(range.start), utf16.offset(range.end));
        let told = c.report.lines.iter().any(|l| {
            l.text.contains(": devirtualizing ")
                && l.span
                    .is_some_and(|s| s.file == file && from <= s.from && s.from < to)
        });
        if told {
            let name = c.types.borrow()[obj].name.to_string();
            add(
                c,
                found,
                NoteCode::Devirtualized,
                recv,
                vec![("name", name)],
            );
        }
    }
}
