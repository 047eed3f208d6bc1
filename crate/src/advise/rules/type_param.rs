//! R10: a container of `any` that only ever holds values of one type gets a type parameter, so that values need not go into an interface.
//!
//! `any` becomes `T` in the container's fields and methods, the container becomes `container[C]` wherever else it is named, and assertions of
//! what its methods give fall away. That all of it fits is for the checker to say: a container that asks for the type of its elements,
//! compares them or gives them nil has no such form, and so has one with elements of two types.

use crate::advise::ask::Callee;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{DeclId, DeclKind, ExprId, ExprKind, Node, StmtKind, TypeDecl};
use crate::types::object::is_exported;
use crate::types::{BuiltinId, ObjId, Type, TypeId};
use crate::wire::{CheckCode, SiteKind, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let ast = &context.analysis.ast;
    let all = ast.file_nodes().flat_map(|f| ast[f].decls.clone());
    for decl in all.collect::<Vec<_>>() {
        if let DeclKind::Type(t) = &ast[decl].kind {
            found.draft(draft(context, decl, t));
        }
    }
}

/// A container: its type, and where it is declared with its methods.
struct Container<'c> {
    decl: DeclId,
    name: &'c str,
    methods: Vec<DeclId>,
    /// Fields with `any` in their type.
    fields: Vec<ObjId>,
    /// Methods with `any` among their parameters and results, which stand for elements.
    objects: Vec<ObjId>,
}

fn draft(context: &Context<'_>, decl: DeclId, t: &TypeDecl) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let container = container(context, decl, t)?;
    let free = context.free_name("T");
    let mut changes = Vec::new();
    let mut insert = |file: u32, at: u32, text: String| {
        changes.push(Change {
            file,
            range: at..at,
            insert: text,
        });
    };
    let (file, _) = context.offset(ast[t.name].pos);
    insert(file, context.range_of(t.name).end, format!("[{free} any]"));
    let obj = context.analysis.checked.info.defs[t.name.index()]?;
    // What goes in: values of one type, some of which take an object.
    let (elem, boxed) = put_in(context, &container)?;
    let &first = boxed.first()?;
    for &n in context.usage.names(obj) {
        let (file, _) = context.offset(ast[n].pos);
        let own = is_inside(context, n, &container);
        let arg = match own {
            true => free.clone(),
            false => context.type_text(elem, context.file_of(n)?)?,
        };
        insert(file, context.range_of(n).end, format!("[{arg}]"));
    }
    for part in std::iter::once(Node::Decl(container.decl))
        .chain(container.methods.iter().map(|&m| Node::Decl(m)))
    {
        for x in anys(context, part)? {
            changes.push(context.replace(x, free.clone()));
        }
    }
    for &field in &container.fields {
        for &n in context.usage.names(field) {
            if is_inside(context, n, &container) {
                continue;
            }
            let value = started(context, n)?;
            let ty = context.type_text(elem, context.file_of(n)?)?;
            for x in anys(context, Node::Expr(value))? {
                changes.push(context.replace(x, ty.clone()));
            }
        }
    }
    changes.extend(taken_out(context, &container, elem)?);
    let ty = context.type_text(elem, context.file_of(container.decl)?)?;
    let span = context.report.sites[first as usize].span;
    let draft = context
        .draft(
            "R10",
            SuggestionCode::TypeParam,
            span,
            &[("name", container.name), ("type", &ty)],
        )
        .sites(&boxed)
        .check(
            CheckCode::OneTypeOnly,
            &[("function", container.name), ("type", &ty)],
        )
        .ask(
            CheckCode::AskOneType,
            &[("name", container.name), ("type", &ty)],
            context.places.expr_span(t.name),
        )
        .objects(boxed.len() as u32, 0)
        .change(changes);
    Some(draft.build())
}

/// An unexported struct of the package, not generic, with a field of `any`, whose fields its methods alone use.
fn container<'c>(context: &'c Context<'_>, decl: DeclId, t: &TypeDecl) -> Option<Container<'c>> {
    let ast = &context.analysis.ast;
    let name = ast.name_str(t.name);
    let ExprKind::StructType(s) = ast.kind(t.ty) else {
        return None;
    };
    if t.alias || !t.tparams.is_empty() || is_exported(name) || !s.tags.is_empty() {
        return None;
    }
    let obj = context.analysis.checked.info.defs[t.name.index()]?;
    let mut methods = Vec::new();
    for f in ast.file_nodes() {
        for &d in &ast[f].decls {
            if let Some(func) = context.func_decl(d)
                && let Some(recv) = func.recv
                && context.any_below(Node::Expr(ast[recv].ty), |n| {
                    matches!(n, Node::Expr(x) if context.analysis.checked.info.uses[x.index()] == Some(obj))
                })
            {
                methods.push(d);
            }
        }
    }
    let mut container = Container {
        decl,
        name,
        methods,
        fields: Vec::new(),
        objects: Vec::new(),
    };
    for &field in &*s.fields {
        let holds_any = !anys(context, Node::Expr(ast[field].ty))?.is_empty();
        let Some(n) = ast[field].name else {
            match holds_any {
                true => return None,
                false => continue,
            }
        };
        let own = context.analysis.checked.info.defs[n.index()]?;
        let outside = context
            .usage
            .names(own)
            .iter()
            .any(|&u| !is_inside(context, u, &container) && !is_start(context, u));
        if holds_any && (outside || is_exported(ast.name_str(n))) {
            return None;
        }
        if holds_any {
            container.fields.push(own);
        }
    }
    let mut objects = Vec::new();
    for &m in &container.methods {
        let func = context.func_decl(m)?;
        if !anys(context, Node::Expr(func.ty))?.is_empty() {
            objects.push(context.analysis.checked.info.defs[func.name.index()]?);
        }
    }
    container.objects = objects;
    (!container.fields.is_empty() && !container.objects.is_empty()).then_some(container)
}

/// Whether a field gets its first value here, in a literal of the container: an empty one, made of `any`.
fn is_start(context: &Context<'_>, field: ExprId) -> bool {
    started(context, field).is_some()
}

/// The value of `field: make([]any, 0, n)` or `field: []any{}` in a literal.
fn started(context: &Context<'_>, field: ExprId) -> Option<ExprId> {
    let ast = &context.analysis.ast;
    let Some(Node::Expr(outer)) = context.usage.parent(field) else {
        return None;
    };
    let ExprKind::KeyValueExpr { key, value } = *ast.kind(outer) else {
        return None;
    };
    let empty = match ast.kind(value) {
        ExprKind::CompositeLit(lit) => lit.elems.is_empty(),
        ExprKind::CallExpr(_) => context.callee(value) == Callee::Builtin(BuiltinId::Make),
        _ => context.is_nil(value),
    };
    (key == field && empty).then_some(value)
}

/// Whether a node stands in the container's declaration or in one of its methods.
fn is_inside(context: &Context<'_>, n: ExprId, container: &Container<'_>) -> bool {
    context.usage.ancestors(n).any(|a| match a {
        Node::Decl(d) => d == container.decl || container.methods.contains(&d),
        _ => false,
    })
}

/// Where `any` or `interface{}` is written below a node; nothing where it is part of a variadic parameter, which takes all kinds of things.
fn anys(context: &Context<'_>, root: Node) -> Option<Vec<ExprId>> {
    let ast = &context.analysis.ast;
    let info = &context.analysis.checked.info;
    let mut out = Vec::new();
    let mut ok = true;
    ast.inspect(root, |n| {
        if let Node::Expr(x) = n {
            let empty = match ast.kind(x) {
                ExprKind::Name(text) => &**text == "any" && info.type_and_value(x).mode.is_type(),
                ExprKind::InterfaceType { methods } => methods.is_empty(),
                _ => false,
            };
            if empty {
                let inner = context.usage.parent(x);
                let variadic = matches!(inner, Some(Node::Expr(p)) if matches!(ast.kind(p), ExprKind::DotsType { .. }));
                ok &= !variadic;
                if !out.contains(&x) {
                    out.push(x);
                }
            }
        }
        true
    });
    ok.then_some(out)
}

/// The type of all values that are given to methods as elements, and the places where one goes into an interface.
fn put_in(context: &Context<'_>, container: &Container<'_>) -> Option<(TypeId, Vec<u32>)> {
    let mut elem = None;
    let mut boxed = Vec::new();
    for &method in &container.objects {
        let decl = context.declaration_of(method)?;
        let func = context.func_decl(decl)?;
        let params = context.params_of(func);
        for &n in context.usage.names(method) {
            // Called, and not taken as a value.
            let Node::Expr(selector) = context.usage.parent(n)? else {
                return None;
            };
            let Node::Expr(used) = context.usage.parent(selector)? else {
                return None;
            };
            let call = context.call(used).filter(|c| c.fun == selector)?;
            if call.args.len() != params.len() {
                return None;
            }
            for (&param, &arg) in params.iter().zip(&*call.args) {
                let ty = context.analysis.ast[param].ty;
                if anys(context, Node::Expr(ty))?.first() != Some(&ty) {
                    continue;
                }
                if is_inside(context, n, container) {
                    continue;
                }
                let t = context.type_of(arg);
                let plain = t != TypeId::INVALID
                    && t != TypeId::UNTYPED_NIL
                    && !matches!(context.under(t), Type::Interface(_))
                    && !context.is_pointer(t)
                    && !context.types.borrow().is_type_param(t);
                let same = elem.is_none_or(|e| context.types.borrow_mut().identical(e, t));
                if !plain || !same {
                    return None;
                }
                elem = Some(t);
                let site = context
                    .site_of(arg)
                    .filter(|&i| context.report.sites[i as usize].kind == SiteKind::ToInterface);
                boxed.extend(site);
            }
        }
    }
    Some((elem?, boxed))
}

/// `c.pop().(C)` becomes `c.pop()`; so do assertions of variables that only hold such a result. An assertion that asks whether it is one has no
/// such form.
fn taken_out(
    context: &Context<'_>,
    container: &Container<'_>,
    elem: TypeId,
) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let mut changes = Vec::new();
    for &method in &container.objects {
        for &n in context.usage.names(method) {
            let Node::Expr(selector) = context.usage.parent(n)? else {
                return None;
            };
            let Node::Expr(call) = context.usage.parent(selector)? else {
                return None;
            };
            if is_inside(context, n, container) {
                continue;
            }
            changes.extend(asserted(context, call, elem)?);
            let Some(Node::Stmt(s)) = context.usage.parent(call) else {
                continue;
            };
            let StmtKind::AssignStmt(a) = &ast[s].kind else {
                continue;
            };
            for x in ast.unpack_list(&Some(a.lhs)) {
                let Some(obj) = context.analysis.checked.info.defs[x.index()] else {
                    continue;
                };
                for &u in context.usage.names(obj) {
                    changes.extend(asserted(context, u, elem)?);
                }
            }
        }
    }
    Some(changes)
}

/// The assertion of an expression goes, if there is one, and if it is for the element's type.
fn asserted(context: &Context<'_>, x: ExprId, elem: TypeId) -> Option<Option<Change>> {
    let ast = &context.analysis.ast;
    let Some(Node::Expr(outer)) = context.usage.parent(x) else {
        return Some(None);
    };
    let ExprKind::AssertExpr { x: operand, ty } = *ast.kind(outer) else {
        return Some(None);
    };
    if operand != x {
        return Some(None);
    }
    let t = context.analysis.checked.info.type_and_value(ty).typ;
    let same = context.types.borrow_mut().identical(t, elem);
    // `v, ok := x.(C)`
    let asks = match context.usage.parent(outer) {
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::AssignStmt(a) => {
                ast.unpack_list(&Some(a.lhs)).len() > 1 && a.rhs == Some(outer)
            }
            _ => false,
        },
        _ => false,
    };
    let decl = matches!(context.usage.parent(outer), Some(Node::Decl(_)));
    if !same || asks || decl {
        return None;
    }
    let (file, _) = context.offset(ast[x].pos);
    Some(Some(Change {
        file,
        range: context.range_of(x).end..context.range_of(outer).end,
        insert: String::new(),
    }))
}
