//! R4: a field that points to a number or text says only whether there is one: value and flag beside each other do that without an object on
//! the heap. Told only, since all readers of the field change.

use crate::advise::draft::Draft;
use crate::advise::proof::may_allocate;
use crate::advise::{Context, Found};
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::object::is_exported;
use crate::types::{ObjId, Type};
use crate::wire::{SiteKind, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let ast = &context.analysis.ast;
    let all = ast.file_nodes().flat_map(|f| ast[f].decls.clone());
    for decl in all.collect::<Vec<_>>() {
        let DeclKind::Type(t) = &ast[decl].kind else {
            continue;
        };
        let ExprKind::StructType(s) = ast.kind(t.ty) else {
            continue;
        };
        for (i, &field) in s.fields.iter().enumerate() {
            if s.tag(i).is_none()
                && let Some(name) = ast[field].name
            {
                found.draft(draft(context, name, ast[field].ty));
            }
        }
    }
}

fn draft(context: &Context<'_>, name: ExprId, ty: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let field = context.analysis.checked.info.defs[name.index()]?;
    let text = ast.name_str(name);
    let Type::Pointer { elem } = context.under_of(ty) else {
        return None;
    };
    if is_exported(text) || !matches!(context.under(elem), Type::Basic(_)) {
        return None;
    }
    let mut sites = Vec::new();
    for &n in context.usage.names(field) {
        sites.extend(use_of(context, n)?);
    }
    let &site = sites.first()?;
    let shown = context.source(ty);
    let draft = context
        .draft(
            "R4",
            SuggestionCode::OptionalField,
            context.report.sites[site as usize].span,
            &[("type", &shown)],
        )
        .sites(&sites);
    Some(draft.explanation())
}

/// One use of the field: read through `*` or compared with nil, or given the address of a value; the allocation of that value.
fn use_of(context: &Context<'_>, n: ExprId) -> Option<Option<u32>> {
    let ast = &context.analysis.ast;
    let Node::Expr(outer) = context.usage.parent(n)? else {
        return None;
    };
    match *ast.kind(outer) {
        ExprKind::KeyValueExpr { key, value } if key == n => written(context, value),
        ExprKind::SelectorExpr { sel, .. } if sel == n => match context.usage.parent(outer)? {
            Node::Expr(around) => match *ast.kind(around) {
                ExprKind::Operation {
                    op: Operator::Mul,
                    y: None,
                    ..
                } => {
                    // `*x.f = 1` through a shared pointer is more than a value of its own.
                    (!context.is_deref_target(around)).then_some(None)
                }
                ExprKind::Operation {
                    op: Operator::Eql | Operator::Neq,
                    x,
                    y: Some(y),
                } => {
                    let other = if x == outer { y } else { x };
                    let is_nil = context.is_nil(other);
                    is_nil.then_some(None)
                }
                _ => None,
            },
            Node::Stmt(s) => match &ast[s].kind {
                StmtKind::AssignStmt(a) if a.lhs == outer && a.op.is_none() => {
                    written(context, a.rhs?)
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// `nil`, `new(…)`, or the address of a variable that nothing else uses by its address.
fn written(context: &Context<'_>, value: ExprId) -> Option<Option<u32>> {
    let ast = &context.analysis.ast;
    let value = ast.unparen(value);
    if context.is_nil(value) {
        return Some(None);
    }
    match *ast.kind(value) {
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } => {
            let obj = context.variable(x)?;
            let local = context.is_local_or_param(obj) && !is_field(context, obj);
            let once = context
                .usage
                .names(obj)
                .iter()
                .filter(|&&n| context.is_changed_at(n))
                .count()
                == 1;
            (local && once).then(|| variable_site(context, obj))
        }
        ExprKind::CallExpr(_) => {
            let new = context.callee(value)
                == crate::advise::ask::Callee::Builtin(crate::types::BuiltinId::New);
            new.then(|| context.site_of(value))
        }
        _ => None,
    }
}

fn is_field(context: &Context<'_>, obj: ObjId) -> bool {
    context.analysis.tys.types[obj].is_field()
}

/// The site of a variable that moves to the heap.
fn variable_site(context: &Context<'_>, obj: ObjId) -> Option<u32> {
    let pos = context.analysis.tys.types[obj].pos;
    let at = context.places.token(pos, 1)?;
    let found = context.report.sites.iter().position(|s| {
        s.kind == SiteKind::Variable
            && (s.span.file, s.span.from) == (at.file, at.from)
            && may_allocate(s)
    });
    found.map(|i| i as u32)
}

impl Context<'_> {
    /// Whether `*p` stands where something is assigned, or where its address is taken.
    pub fn is_deref_target(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        match self.usage.parent(x) {
            Some(Node::Stmt(s)) => match &ast[s].kind {
                StmtKind::AssignStmt(a) => a.lhs == x,
                StmtKind::RangeClause(r) => r.lhs == Some(x),
                _ => false,
            },
            Some(Node::Expr(outer)) => matches!(
                *ast.kind(outer),
                ExprKind::ListExpr(_)
                    | ExprKind::ParenExpr(_)
                    | ExprKind::Operation {
                        op: Operator::And,
                        y: None,
                        ..
                    }
            ),
            _ => false,
        }
    }
}
