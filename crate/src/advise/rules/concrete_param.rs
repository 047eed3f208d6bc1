//! R11: a parameter of interface type that only has methods called on it gets the type of what is given, or a type parameter, so that the
//! value need not go into an interface. R12: the same where buffers that are passed to its methods escape; told only, since it narrows what
//! callers can give.

use crate::advise::callers::Known;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::proof::may_allocate;
use crate::advise::{Context, Found};
use crate::syntax::{DeclKind, ExprId, ExprKind, FieldId, Node};
use crate::types::{ObjId, Type, TypeId};
use crate::wire::{CheckCode, ReasonCode, SiteKind, SuggestionCode};

/// With more types than this a type parameter would be instantiated too often.
const MAX_TYPES: usize = 3;

/// What fits into an interface without an object on the heap, when it is a pointer (bytes).
const WORD: i64 = 8;

/// R11.
pub fn look(context: &Context<'_>, found: &mut Found) {
    each(context, |known, param| {
        found.draft(draft(context, known, &param))
    });
}

/// R12.
pub fn readers(context: &Context<'_>, found: &mut Found) {
    each(context, |known, param| {
        found.draft(reader(context, known, &param))
    });
}

/// A parameter of interface type.
struct Param {
    index: usize,
    obj: ObjId,
    name: ExprId,
    ty: ExprId,
}

fn each(context: &Context<'_>, mut f: impl FnMut(&Known<'_>, Param)) {
    let ast = &context.analysis.ast;
    let all = ast.file_nodes().flat_map(|f| ast[f].decls.clone());
    let functions: Vec<_> = all
        .filter(|&d| matches!(ast[d].kind, DeclKind::Func(_)))
        .collect();
    for decl in functions {
        let Some(known) = context.known(decl).filter(|k| !context.is_inlined(k.func)) else {
            continue;
        };
        let params = context.params_of(known.func);
        for (index, &field) in params.iter().enumerate() {
            if let Some(param) = param(context, params, index, field) {
                f(&known, param);
            }
        }
    }
}

fn param(context: &Context<'_>, params: &[FieldId], index: usize, field: FieldId) -> Option<Param> {
    let ast = &context.analysis.ast;
    let (name, ty) = (ast[field].name?, ast[field].ty);
    let shared = params.iter().filter(|&&p| ast[p].ty == ty).count() > 1;
    let obj = context.analysis.checked.info.defs[name.index()]?;
    let t = context.types.borrow().type_of(obj);
    let is_interface =
        matches!(context.under(t), Type::Interface(_)) && !context.types.borrow().is_type_param(t);
    (is_interface && !shared && !matches!(ast.kind(ty), ExprKind::DotsType { .. })).then_some(
        Param {
            index,
            obj,
            name,
            ty,
        },
    )
}

/// Whether nothing is done with a parameter but calling its methods.
fn only_methods(context: &Context<'_>, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    let names = context.usage.names(obj);
    !names.is_empty()
        && names.iter().all(|&n| match context.usage.parent(n) {
            Some(Node::Expr(selector)) => {
                let method =
                    matches!(*ast.kind(selector), ExprKind::SelectorExpr { x, .. } if x == n);
                let called = matches!(context.usage.parent(selector), Some(Node::Expr(c))
                    if context.call(c).is_some_and(|c| c.fun == selector));
                method && called
            }
            _ => false,
        })
}

/// The types that the calls give, each once; nothing where one gives an interface or nil.
fn given(context: &Context<'_>, known: &Known<'_>, index: usize) -> Option<Vec<TypeId>> {
    let mut out: Vec<TypeId> = Vec::new();
    for &call in &known.calls {
        let &arg = context.call(call)?.args.get(index)?;
        // `f(g())` gives all arguments at once.
        if context.call(call)?.args.len() != context.params_of(known.func).len() {
            return None;
        }
        let t = context.type_of(arg);
        if t == TypeId::INVALID
            || t == TypeId::UNTYPED_NIL
            || context.is_const(arg)
            || matches!(context.under(t), Type::Interface(_))
            || context.types.borrow().is_type_param(t)
        {
            return None;
        }
        let same = |&o: &TypeId| context.types.borrow_mut().identical(o, t);
        if !out.iter().any(same) {
            out.push(t);
        }
    }
    Some(out)
}

fn draft(context: &Context<'_>, known: &Known<'_>, param: &Param) -> Option<Draft> {
    let ast = &context.analysis.ast;
    if !only_methods(context, param.obj) {
        return None;
    }
    let types = given(context, known, param.index)?;
    if types.is_empty() || types.len() > MAX_TYPES {
        return None;
    }
    let wide = |&t: &TypeId| !context.is_pointer(t) && context.types.borrow_mut().size_of(t) > WORD;
    if !types.iter().any(wide) {
        return None;
    }
    let boxed: Vec<u32> = known
        .calls
        .iter()
        .filter_map(|&c| context.call(c)?.args.get(param.index).copied())
        .filter_map(|arg| context.site_of(arg))
        .filter(|&i| context.report.sites[i as usize].kind == SiteKind::ToInterface)
        .collect();
    let &first = boxed.first()?;
    let file = context.file_of(known.decl)?;
    let name = ast.name_str(param.name);
    let (ty, changes) = match *types {
        [t] => {
            let text = package_type(context, t, known).then(|| context.type_text(t, file))??;
            (text.clone(), vec![context.replace(param.ty, text)])
        }
        _ => {
            let free = context.free_name("T");
            let (id, _) = context.offset(ast[known.func.name].pos);
            let at = context.range_of(known.func.name).end;
            let declared = Change {
                file: id,
                range: at..at,
                insert: format!("[{free} {}]", context.source(param.ty)),
            };
            (
                free.clone(),
                vec![declared, context.replace(param.ty, free)],
            )
        }
    };
    let span = context.report.sites[first as usize].span;
    let draft = context
        .draft(
            "R11",
            SuggestionCode::ConcreteParam,
            span,
            &[("function", known.name), ("type", &ty)],
        )
        .sites(&boxed);
    let mut draft = known
        .told(draft)
        .check(CheckCode::MethodsOnly, &[("name", name)]);
    if types.len() == 1 {
        draft = draft.check(
            CheckCode::OneTypeOnly,
            &[("function", known.name), ("type", &ty)],
        );
    }
    let draft = draft
        .ask(
            CheckCode::AskSignature,
            &[("function", known.name)],
            context.places.expr_span(known.func.name),
        )
        .objects(boxed.len() as u32, 0)
        .change(changes);
    Some(draft.build())
}

/// Whether a type can be named at package level, and its name means the same in the function's signature.
fn package_type(context: &Context<'_>, t: TypeId, known: &Known<'_>) -> bool {
    let types = context.types.borrow();
    let base = match types[types.unalias(t)] {
        Type::Pointer { elem } => types.unalias(elem),
        _ => types.unalias(t),
    };
    let Some(obj) = types.named_obj(base) else {
        return false;
    };
    let object = &types[obj];
    let at_top = object
        .pkg
        .is_some_and(|p| object.parent == Some(types[p].scope));
    let ast = &context.analysis.ast;
    let params = context.params_of(known.func);
    let hidden = params.iter().any(|&p| {
        ast[p]
            .name
            .is_some_and(|n| *ast.name_str(n) == *object.name)
    });
    at_top && !hidden
}

fn reader(context: &Context<'_>, known: &Known<'_>, param: &Param) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let [t] = *given(context, known, param.index)? else {
        return None;
    };
    let name = ast.name_str(param.name);
    let prefix = format!("{name}.");
    let (file, range) = context.range_of_body(known.body)?;
    // Its methods are what takes the buffer to the heap.
    let sites: Vec<u32> = context
        .sites_in(file, &range)
        .into_iter()
        .filter(|&i| {
            let site = &context.report.sites[i as usize];
            let callee = site.reason.params.get("callee");
            let heap = site.verdict != crate::wire::Verdict::DoesNotEscape;
            heap && may_allocate(site)
                && site.reason.code == ReasonCode::PassedToUnknown
                && callee.is_some_and(|c| c.starts_with(&prefix))
        })
        .collect();
    if sites.is_empty() || !only_methods_and_arguments(context, param.obj) {
        return None;
    }
    let ty = context.type_text(t, context.file_of(known.decl)?)?;
    let span = context.places.expr_span(param.ty)?;
    let draft = context
        .draft(
            "R12",
            SuggestionCode::ConcreteParam,
            span,
            &[("function", known.name), ("type", &ty)],
        )
        .sites(&sites);
    let draft = known.told(draft).check(
        CheckCode::OneTypeOnly,
        &[("function", known.name), ("type", &ty)],
    );
    Some(draft.explanation())
}

/// Whether a parameter has methods called and is handed on, but neither changed nor compared nor asked for its type.
fn only_methods_and_arguments(context: &Context<'_>, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    context.usage.names(obj).iter().all(|&n| {
        matches!(context.usage.parent(n), Some(Node::Expr(outer)) if matches!(ast.kind(outer),
            ExprKind::SelectorExpr { .. } | ExprKind::CallExpr(_)))
    })
}
