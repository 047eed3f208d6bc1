//! R2: an object that a function makes for its caller is given by the caller, who can have it on the stack.
//!
//! The function overwrites it as a whole, so that nothing of what was in it before is seen.

use crate::advise::callers::Known;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::proof::may_allocate;
use crate::advise::usage::Fate;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::ObjId;
use crate::wire::{CheckCode, ReasonCode, Site, SiteKind, SuggestionCode};

/// Objects above this are better left where they are: a frame would have to be cleared for them (bytes).
const MAX_BYTES: u64 = 4096;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for (index, site) in context.object_sites() {
        let returned = site.reason.code == ReasonCode::Returned && site.loop_depth == 0;
        if returned && site.kind != SiteKind::MakeSlice && may_allocate(site) {
            found.draft(draft(context, index, site));
        }
    }
}

fn draft(context: &Context<'_>, index: u32, site: &Site) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let size = site.size.filter(|&s| s > 0 && s <= MAX_BYTES)?;
    let decl = context.function_at(context.pos_of(&site.span))?;
    let known = context
        .known(decl)
        .filter(|k| !context.is_inlined(k.func))?;
    let result = context.only_result(known.func)?;
    let ExprKind::Operation {
        op: Operator::Mul,
        x: elem,
        y: None,
    } = *ast.kind(result)
    else {
        return None;
    };
    let typ = context.analysis.checked.info.type_and_value(elem).typ;
    let ty = context.source(elem);
    let elem_is_struct = matches!(context.under(typ), crate::types::Type::Struct(_));
    if !elem_is_struct || context.holds_lock(typ) {
        return None;
    }
    let mut changes = body(context, &known, &ty)?;
    changes.push(context.no_result(known.func)?);
    for &call in &known.calls {
        changes.extend(caller(context, call, typ)?);
    }
    let draft = context
        .draft(
            "R2",
            SuggestionCode::CallerObject,
            site.span,
            &[("function", known.name), ("type", &ty)],
        )
        .sites(&[index]);
    let draft = known
        .told(draft)
        .check(CheckCode::WholeValueSet, &[("type", &ty)])
        .check(
            CheckCode::PointerIdentityUnused,
            &[("function", known.name)],
        )
        .check(CheckCode::NeverNil, &[("function", known.name)])
        .check(
            CheckCode::SmallEnough,
            &[
                ("size", &size.to_string()),
                ("limit", &MAX_BYTES.to_string()),
            ],
        )
        .check(CheckCode::NoLocks, &[("type", &ty)])
        .ask(
            CheckCode::AskSignature,
            &[("function", known.name)],
            context.places.expr_span(known.func.name),
        )
        .change(changes);
    Some(draft.build())
}

/// The function itself: each `return &T{…}` becomes `*dst = T{…}`; or the one variable that is made and returned becomes the parameter.
fn body(context: &Context<'_>, known: &Known<'_>, ty: &str) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let returns = context.returns_of(known.body);
    let values: Vec<(StmtId, ExprId)> = returns
        .iter()
        .map(|&r| match ast[r].kind {
            StmtKind::ReturnStmt { results: Some(x) } => Some((r, ast.unparen(x))),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let (_, first) = *values.first()?;
    if deferred(context, known.body) {
        return None;
    }
    if let Some(obj) = context.variable(first) {
        return variable(context, known, obj, &values, ty);
    }
    let dst = context.free_name("dst");
    let mut changes = vec![context.new_param(known.func, &format!("{dst} *{ty}"))?];
    for (ret, value) in values {
        let operand = address(context, value)?;
        if matches!(ast.kind(operand), ExprKind::Name(_)) && !only_returned(context, operand) {
            return None;
        }
        let text = format!("*{dst} = {}", context.source(operand));
        changes.push(context.instead_of_return(ret, known.body, &text)?);
    }
    Some(changes)
}

/// A deferred call could recover: the caller would see a half-made object instead of nil.
pub fn deferred(context: &Context<'_>, body: StmtId) -> bool {
    let ast = &context.analysis.ast;
    context.any_below(body, |n| {
        matches!(n, Node::Stmt(s) if matches!(ast[s].kind, StmtKind::CallStmt { tok: crate::syntax::CallKind::Defer, .. }))
    })
}

/// The operand of `&T{…}` or `&v`.
fn address(context: &Context<'_>, x: ExprId) -> Option<ExprId> {
    let ast = &context.analysis.ast;
    match *ast.kind(x) {
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } => match ast.kind(x) {
            ExprKind::CompositeLit(_) | ExprKind::Name(_) => Some(x),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the address of a local variable is taken for `return` alone.
fn only_returned(context: &Context<'_>, name: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let Some(obj) = context.variable(name).filter(|&o| context.is_local(o)) else {
        return false;
    };
    let Some(func) = context.nearest_function(name) else {
        return false;
    };
    context.usage.of(obj, func, true).iter().all(|u| {
        let returned = match context.usage.parent(u.name) {
            Some(Node::Expr(outer)) => {
                address(context, outer).is_some()
                    && matches!(context.usage.parent(outer), Some(Node::Stmt(s))
                        if matches!(ast[s].kind, StmtKind::ReturnStmt { .. }))
            }
            _ => false,
        };
        returned || matches!(u.fate, Fate::Harmless | Fate::Replaced)
    })
}

/// `x := &T{…}; …; return x`: the parameter takes the variable's name.
fn variable(
    context: &Context<'_>,
    known: &Known<'_>,
    obj: ObjId,
    values: &[(StmtId, ExprId)],
    ty: &str,
) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    if !context.is_local(obj)
        || !values
            .iter()
            .all(|&(_, v)| context.variable(v) == Some(obj))
    {
        return None;
    }
    let &made = ast.block(known.body).iter().find(|&&s| {
        context.declares(s).is_some_and(|(name, _, _)| {
            context.analysis.checked.info.defs[name.index()] == Some(obj)
        })
    })?;
    let (name, value, declared) = context.declares(made)?;
    let text = ast.name_str(name);
    if declared.is_some() {
        return None;
    }
    let value = ast.unparen(value?);
    let operand = match address(context, value) {
        Some(x) if matches!(ast.kind(x), ExprKind::CompositeLit(_)) => context.source(x),
        Some(_) => return None,
        None => {
            let is_new = context.callee(value)
                == crate::advise::ask::Callee::Builtin(crate::types::BuiltinId::New);
            let [arg] = *context.call(value)?.args else {
                return None;
            };
            let names_type = context
                .analysis
                .checked
                .info
                .type_and_value(arg)
                .mode
                .is_type();
            if !is_new || !names_type {
                return None;
            }
            format!("{ty}{{}}")
        }
    };
    // The name means the variable everywhere in the function, and the variable has one value.
    let others = context.any_below(Node::Decl(known.decl), |n| {
        matches!(n, Node::Expr(x) if ast.name(x).is_some_and(|t| &**t == text)
            && x != name && context.variable(x) != Some(obj) && !is_member(context, x))
    });
    let names = context.usage.names(obj);
    if others || names.iter().any(|&n| context.is_changed_at(n)) {
        return None;
    }
    // Made before anything returns.
    let (_, start) = context.stmt_range(made)?;
    if values.iter().any(|&(r, _)| {
        context
            .stmt_range(r)
            .is_none_or(|(_, range)| range.start < start.start)
    }) {
        return None;
    }
    let mut changes = vec![
        context.new_param(known.func, &format!("{text} *{ty}"))?,
        context.replace_stmt(made, format!("*{text} = {operand}"))?,
    ];
    for &(ret, _) in values {
        changes.push(context.instead_of_return(ret, known.body, "")?);
    }
    Some(changes)
}

/// A field's or method's name behind a dot or as a key: it stands for no variable.
fn is_member(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    match context.usage.parent(x) {
        Some(Node::Expr(outer)) => match *ast.kind(outer) {
            ExprKind::SelectorExpr { sel, .. } => sel == x,
            ExprKind::KeyValueExpr { key, .. } => {
                let obj = context.analysis.checked.info.object_of(x);
                key == x && obj.is_some_and(|o| context.analysis.tys.types[o].is_field())
            }
            _ => false,
        },
        _ => false,
    }
}

/// `p := f(a)` becomes `var p T` and `f(&p, a)`; where `p` itself was used, `&p` is.
fn caller(context: &Context<'_>, x: ExprId, typ: crate::types::TypeId) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let named = context.named_call(x)?;
    let name = ast.name_str(named.name);
    let file = context.file_of(x)?;
    let ty = context.type_text(typ, file)?;
    // The new declaration stands in front of the arguments.
    if call.args.iter().any(|&a| context.spells(a, name)) || ty == name {
        return None;
    }
    let (id, range) = context.stmt_range(named.stmt)?;
    let indent = context.indent(id, range.start);
    let line = context.text(id)[..range.start as usize]
        .rsplit('\n')
        .next()?
        .to_owned();
    if !line.trim().is_empty() {
        return None;
    }
    let mut changes = vec![
        Change {
            file: id,
            range: range.start..context.range_of(x).start,
            insert: format!("var {name} {ty}\n{indent}"),
        },
        context.new_argument(call, &format!("&{name}"))?,
    ];
    for &n in context.usage.names(named.obj) {
        changes.extend(use_of(context, n, name)?);
    }
    Some(changes)
}

/// One use of what was a pointer.
fn use_of(context: &Context<'_>, n: ExprId, name: &str) -> Option<Option<Change>> {
    let ast = &context.analysis.ast;
    if context.is_changed_at(n) || context.is_compared(n) {
        return None;
    }
    match context.usage.parent(n)? {
        Node::Expr(outer) => match *ast.kind(outer) {
            ExprKind::SelectorExpr { x, .. } if x == n => Some(None),
            ExprKind::Operation {
                op: Operator::Mul,
                y: None,
                ..
            } => {
                let (file, _) = context.offset(ast[outer].pos);
                let range = context.range_of(outer).start..context.range_of(n).start;
                // `(*p).x` keeps its parentheses: left to the reader.
                if matches!(context.usage.parent(outer), Some(Node::Expr(p)) if matches!(ast.kind(p), ExprKind::ParenExpr(_)))
                {
                    return None;
                }
                Some(Some(Change {
                    file,
                    range,
                    insert: String::new(),
                }))
            }
            ExprKind::CallExpr(ref c) if c.args.contains(&n) => {
                Some(Some(context.replace(n, format!("&{name}"))))
            }
            _ => None,
        },
        _ => None,
    }
}
