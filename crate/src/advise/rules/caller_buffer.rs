//! R8: a result that is built by `append` is appended to a slice of the caller's, who can have it on the stack.
//!
//! A caller that keeps the result gives nil and gets a slice of its own as before; any other gives an array of its frame, made in that turn, so
//! that no two results share memory.

use crate::advise::ask::Callee;
use crate::advise::callers::Known;
use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, TypeId};
use crate::wire::{CheckCode, SiteKind, SuggestionCode};

/// Bytes that the caller's array takes.
const BYTES: i64 = 64;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let ast = &context.analysis.ast;
    let decls: Vec<_> = ast
        .file_nodes()
        .flat_map(|f| ast[f].decls.clone())
        .filter(|&d| matches!(ast[d].kind, DeclKind::Func(_)))
        .collect();
    for decl in decls {
        if let Some(known) = context.known(decl).filter(|k| !context.is_inlined(k.func)) {
            found.draft(draft(context, &known));
        }
    }
}

fn draft(context: &Context<'_>, known: &Known<'_>) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let result = context.only_result(known.func)?;
    let ExprKind::SliceType { elem } = *ast.kind(result) else {
        return None;
    };
    let elem_type = context.type_of(elem);
    let size = context.types.borrow_mut().size_of(elem_type);
    if !(1..=BYTES / 4).contains(&size) {
        return None;
    }
    let built = built(context, known)?;
    let name = ast.name_str(built.name);
    let param = format!("{name} {}", context.source(result));
    let mut changes = vec![
        context.new_param(known.func, &param)?,
        context.remove_stmt(built.stmt)?,
    ];
    let mut on_stack = Vec::new();
    for &call in &known.calls {
        // Two arrays of one function have two names.
        let home = context.func_of(call);
        let before = on_stack.iter().filter(|&&f| f == home).count();
        let name = match before {
            0 => context.free_name("buf"),
            n => context.free_name(&format!("{}{}", context.free_name("buf"), n + 1)),
        };
        let array = Array {
            name,
            elem: elem_type,
            length: BYTES / size,
        };
        let to = caller(context, call, &array, built.is_nil)?;
        if to.on_stack {
            on_stack.push(home);
        }
        changes.extend(to.changes);
    }
    if on_stack.is_empty() {
        return None;
    }
    let inside = context.range_of_body(known.body)?;
    let appended: Vec<u32> = context
        .sites_in(inside.0, &inside.1)
        .into_iter()
        .filter(|&i| {
            let kind = context.report.sites[i as usize].kind;
            matches!(
                kind,
                SiteKind::Append | SiteKind::MakeSlice | SiteKind::SliceLit
            )
        })
        .collect();
    if appended.is_empty() {
        return None;
    }
    let span = context.places.expr_span(known.func.name)?;
    let draft = context
        .draft(
            "R8",
            SuggestionCode::CallerBuffer,
            span,
            &[("function", known.name)],
        )
        .sites(&appended);
    let draft = known
        .told(draft)
        .check(CheckCode::BuiltByAppend, &[("name", name)])
        .check(CheckCode::NilUnobserved, &[("name", known.name)])
        .ask(
            CheckCode::AskSignature,
            &[("function", known.name)],
            Some(span),
        )
        .change(changes)
        .expect(Expect::Same);
    Some(draft.build())
}

/// The variable that the result is built in.
struct Built {
    stmt: StmtId,
    name: ExprId,
    /// It starts as nil, and not as an empty slice.
    is_nil: bool,
}

/// The variable that is declared empty, only appended to, and returned everywhere.
fn built(context: &Context<'_>, known: &Known<'_>) -> Option<Built> {
    let ast = &context.analysis.ast;
    let returns = context.returns_of(known.body);
    let mut obj = None;
    for &ret in &returns {
        let StmtKind::ReturnStmt { results: Some(x) } = ast[ret].kind else {
            return None;
        };
        let own = returned(context, x)?;
        if obj.is_some_and(|o| o != own) {
            return None;
        }
        obj = Some(own);
    }
    let obj = obj.filter(|&o| context.is_local(o))?;
    // A deferred call that recovers would give nil.
    if super::caller_object::deferred(context, known.body) {
        return None;
    }
    let &stmt = ast.block(known.body).iter().find(|&&s| {
        context.declares(s).is_some_and(|(name, _, _)| {
            context.analysis.checked.info.defs[name.index()] == Some(obj)
        })
    })?;
    let (name, value, ty) = context.declares(stmt)?;
    let is_nil = value.is_none();
    let plain = match value {
        None => ty.is_some_and(|t| matches!(ast.kind(t), ExprKind::SliceType { .. })),
        Some(v) => ty.is_none() && is_empty(context, v),
    };
    let text = ast.name_str(name);
    // Whatever stands in front of the declaration does not mean something else by the name.
    let elsewhere = context.any_below(Node::Decl(known.decl), |n| {
        matches!(n, Node::Expr(x) if x != name && ast.name(x).is_some_and(|t| &**t == text)
            && context.variable(x) != Some(obj))
    });
    let (_, declared) = context.stmt_range(stmt)?;
    let too_early = returns.iter().any(|&r| {
        context
            .stmt_range(r)
            .is_none_or(|(_, range)| range.start < declared.start)
    });
    if !plain || elsewhere || too_early {
        return None;
    }
    let names = context.usage.names(obj);
    let appended = names.iter().all(|&n| is_append(context, n, obj));
    let grows = names.iter().any(|&n| context.is_changed_at(n)) || returns.len() == 1;
    (appended && grows).then_some(Built { stmt, name, is_nil })
}

/// `out` of `return out` and of `return append(out, …)`.
fn returned(context: &Context<'_>, x: ExprId) -> Option<ObjId> {
    if let Some(obj) = context.variable(x) {
        return Some(obj);
    }
    let &first = context.call(x)?.args.first()?;
    appends(context, x).then(|| context.variable(first))?
}

/// Whether a call appends to its first argument: `append`, or a function of std that says so.
fn appends(context: &Context<'_>, call: ExprId) -> bool {
    match context.callee(call) {
        Callee::Builtin(id) => id == BuiltinId::Append,
        Callee::Func(path, name) => {
            let known = matches!(
                &*path,
                "strconv" | "fmt" | "unicode/utf8" | "encoding/binary"
            );
            known && name.starts_with("Append")
        }
        Callee::Method(path, typ, name) => {
            (&*path, &*typ, &*name) == ("time", "Time", "AppendFormat")
        }
        _ => false,
    }
}

/// `[]T{}`, `make([]T, 0)`, `make([]T, 0, N)` with a small constant.
fn is_empty(context: &Context<'_>, value: ExprId) -> bool {
    let ast = &context.analysis.ast;
    match ast.kind(value) {
        ExprKind::CompositeLit(lit) => {
            let slice = lit
                .ty
                .is_some_and(|t| matches!(ast.kind(t), ExprKind::SliceType { .. }));
            slice && lit.elems.is_empty()
        }
        ExprKind::CallExpr(call) => {
            let plain = call
                .args
                .first()
                .is_some_and(|&t| matches!(ast.kind(t), ExprKind::SliceType { .. }));
            let none = call.args.get(1).and_then(|&l| context.const_int(l)) == Some(0);
            let small = call
                .args
                .get(2)
                .is_none_or(|&c| context.const_int(c).is_some_and(|c| c <= BYTES));
            plain && none && small && context.callee(value) == Callee::Builtin(BuiltinId::Make)
        }
        _ => false,
    }
}

/// Whether a use is `out = append(out, …)`, `return append(out, …)`, `return out` or `len(out)`, and in no function literal.
fn is_append(context: &Context<'_>, n: ExprId, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    if !matches!(context.nearest_function(n), Some(Node::Decl(_))) {
        return false;
    }
    match context.usage.parent(n) {
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::ReturnStmt { .. } => true,
            StmtKind::AssignStmt(a) => {
                a.lhs == n
                    && a.op.is_none()
                    && a.rhs.is_some_and(|r| {
                        matches!(ast.kind(r), ExprKind::CallExpr(_))
                            && returned(context, r) == Some(obj)
                    })
            }
            _ => false,
        },
        Some(Node::Expr(outer)) => {
            let first = context
                .call(outer)
                .is_some_and(|c| c.args.first() == Some(&n));
            let append = first && appends(context, outer);
            let stmt = match context.usage.parent(outer) {
                Some(Node::Stmt(s)) => s,
                _ => return false,
            };
            append
                && match &ast[stmt].kind {
                    StmtKind::ReturnStmt { .. } => true,
                    StmtKind::AssignStmt(a) => {
                        a.op.is_none() && context.variable(a.lhs) == Some(obj)
                    }
                    _ => false,
                }
        }
        _ => false,
    }
}

/// The array that a caller gives a slice of.
struct Array {
    name: String,
    elem: TypeId,
    length: i64,
}

/// What becomes of a call.
struct To {
    changes: Vec<Change>,
    on_stack: bool,
}

fn caller(context: &Context<'_>, x: ExprId, array: &Array, is_nil: bool) -> Option<To> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    // Somebody keeps it: a slice of its own, as before.
    let own = || {
        is_nil.then_some(())?;
        Some(To {
            changes: vec![context.new_argument(call, "nil")?],
            on_stack: false,
        })
    };
    let stays = match context.named_call(x) {
        Some(named) => is_read(context, named.obj),
        None => context.argument_is_read(x),
    };
    let stmt = context.stmt_of(x)?;
    let direct = matches!(
        ast[stmt].kind,
        StmtKind::AssignStmt(_) | StmtKind::ExprStmt(_) | StmtKind::ReturnStmt { .. }
    ) && context.siblings(stmt).is_some();
    if !stays || !direct {
        return own();
    }
    let file = context.file_of(x)?;
    let Some(ty) = context.type_text(array.elem, file) else {
        return own();
    };
    let buf = &array.name;
    let lines = [format!("var {buf} [{}]{ty}", array.length)];
    Some(To {
        changes: vec![
            context.before_stmt(stmt, &lines)?,
            context.new_argument(call, &format!("{buf}[:0]"))?,
        ],
        on_stack: true,
    })
}

/// Whether a variable with the result is only read, and no one can tell nil from empty, or see the capacity.
fn is_read(context: &Context<'_>, obj: ObjId) -> bool {
    context.usage.names(obj).iter().all(|&n| {
        !context.is_compared(n) && !context.is_changed_at(n) && context.argument_is_read(n)
    })
}

impl Context<'_> {
    /// Whether a slice at this place is only looked into: an index, `len`, a text made of it, an argument of a function that promises to
    /// keep nothing.
    pub fn argument_is_read(&self, n: ExprId) -> bool {
        let ast = &self.analysis.ast;
        match self.usage.parent(n) {
            Some(Node::Stmt(s)) => match &ast[s].kind {
                StmtKind::RangeClause(r) => r.x == n,
                _ => false,
            },
            Some(Node::Expr(outer)) => match ast.kind(outer) {
                ExprKind::IndexExpr { x, .. } if *x == n => {
                    !matches!(self.usage.parent(outer), Some(Node::Expr(p)) if matches!(*ast.kind(p), ExprKind::Operation { op: crate::syntax::Operator::And, y: None, .. }))
                }
                ExprKind::CallExpr(call) => {
                    let last = call.args.last() == Some(&n) && call.has_dots;
                    match self.callee(outer) {
                        Callee::Builtin(BuiltinId::Len | BuiltinId::Copy) => true,
                        Callee::Builtin(BuiltinId::Append) => last && call.args.len() > 1,
                        Callee::Conversion => self.is_type(outer, TypeId::STRING),
                        _ => call.args.contains(&n) && !last && self.writes_out(outer),
                    }
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a call copies or compares bytes and does nothing else with them. A writer of unknown type would take them to the heap.
    fn writes_out(&self, call: ExprId) -> bool {
        match self.callee(call) {
            Callee::Method(path, typ, name) => {
                (&*path, &*typ, &*name) == ("bytes", "Buffer", "Write")
                    || (&*path, &*typ, &*name) == ("strings", "Builder", "Write")
            }
            Callee::Func(path, name) => {
                *path == *"bytes"
                    && matches!(
                        &*name,
                        "Equal"
                            | "Compare"
                            | "Contains"
                            | "HasPrefix"
                            | "HasSuffix"
                            | "Index"
                            | "IndexByte"
                            | "Count"
                    )
            }
            _ => false,
        }
    }

    /// The bytes of a function's body.
    pub fn range_of_body(&self, body: StmtId) -> Option<(u32, std::ops::Range<u32>)> {
        let (file, start) = self.offset(self.analysis.ast[body].pos);
        let (_, end) = self.offset(self.analysis.ast.rbrace(body));
        Some((file, start..end))
    }
}
