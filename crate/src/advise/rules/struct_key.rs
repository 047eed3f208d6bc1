//! R21: a map whose keys are glued together from strings gets a struct of the parts as its key.
//!
//! All uses of the map must be known: look-ups, insertions and deletions with keys of one shape, its length, its values.

use crate::advise::ask::Callee;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::object::is_exported;
use crate::types::{BuiltinId, ObjId, Type, TypeId};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let maps: Vec<ObjId> = {
        let defs = context.analysis.checked.info.defs.iter().flatten();
        let types = &context.analysis.tys.types;
        defs.copied()
            .filter(|&o| types[o].as_var().is_some() && !types[o].is_field())
            .collect()
    };
    for obj in maps {
        found.draft(draft(context, obj));
    }
}

/// One place where a key is put together.
struct Key {
    /// What is replaced.
    x: ExprId,
    shape: Shape,
}

/// Parts and what stands between them.
#[derive(Clone)]
struct Shape {
    parts: Vec<ExprId>,
    /// Constants in front of each part, and behind the last.
    between: Vec<String>,
}

fn draft(context: &Context<'_>, obj: ObjId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let t = context.types.borrow().type_of(obj);
    let own = context.types.borrow().unalias(t);
    let Type::Map { key, .. } = context.types.borrow()[own].clone() else {
        return None;
    };
    let name = context.types.borrow()[obj].name.to_string();
    {
        let types = context.types.borrow();
        let key = types.unalias(key);
        if types.basic_kind(key) != types.basic_kind(TypeId::STRING) || is_exported(&name) {
            return None;
        }
    }
    let map = declared(context, obj)?;
    let mut keys: Vec<Key> = Vec::new();
    let mut gone: Vec<Change> = Vec::new();
    let mut variables: Vec<ObjId> = Vec::new();
    for &n in context.usage.names(obj) {
        if let Some(x) = use_of(context, n)? {
            match context.variable(x) {
                Some(k) if variables.contains(&k) => {}
                Some(k) => {
                    variables.push(k);
                    let (key, line, uses) = key_variable(context, k, obj)?;
                    for u in uses {
                        keys.push(Key {
                            x: u,
                            shape: key.clone(),
                        });
                    }
                    gone.push(line);
                }
                None => keys.push(Key {
                    x,
                    shape: shape(context, x)?,
                }),
            }
        }
    }
    let first = &keys.first()?.shape;
    let alike = |k: &Key| k.shape.between == first.between;
    if !keys.iter().all(alike) || first.parts.len() < 2 {
        return None;
    }
    let fields = field_names(context, first);
    let type_name = context.free_name(&format!("{}Key", super::lower_first(&name)));
    let mut changes = gone;
    for k in &keys {
        let parts: Vec<String> = k.shape.parts.iter().map(|&p| context.source(p)).collect();
        if parts.iter().any(|p| p.contains('\n')) {
            return None;
        }
        let literal = format!("{type_name}{{{}}}", parts.join(", "));
        // In the head of a statement a literal needs parentheses around it; an index gives them.
        changes.push(context.replace(k.x, literal));
    }
    for x in map.types {
        changes.push(context.replace(x, type_name.clone()));
    }
    let decl = context.func_of(context.usage.names(obj).first().copied()?)?;
    let ty = format!("type {type_name} struct{{ {} string }}", fields.join(", "));
    changes.push(context.before_function(decl, &ty)?);
    let sites: Vec<u32> = keys
        .iter()
        .flat_map(|k| {
            let x = k.shape.whole(context);
            let (file, _) = context.offset(ast[x].pos);
            context.sites_in(file, &context.range_of(x))
        })
        .filter(|&i| context.report.sites[i as usize].kind == crate::wire::SiteKind::StringConcat)
        .collect();
    let &site = sites.first()?;
    let shown = context.source(first.whole(context));
    let draft = context
        .draft(
            "R21",
            SuggestionCode::StructKey,
            context.report.sites[site as usize].span,
            &[("name", &shown)],
        )
        .sites(&sites)
        .check(CheckCode::KeysOfOneShape, &[("name", &name)])
        .ask(
            CheckCode::AskKeysDistinct,
            &[("name", &name)],
            context.places.expr_span(first.whole(context)),
        )
        .objects(sites.len() as u32, 0)
        .change(changes);
    Some(draft.build())
}

impl Shape {
    /// The whole sum around the parts.
    fn whole(&self, context: &Context<'_>) -> ExprId {
        let mut x = self.parts[0];
        while let Some(Node::Expr(outer)) = context.usage.parent(x) {
            match context.analysis.ast.kind(outer) {
                ExprKind::Operation {
                    op: Operator::Add, ..
                }
                | ExprKind::ParenExpr(_) => x = outer,
                _ => break,
            }
        }
        x
    }
}

/// Where the map's type is written: the key types.
struct Declared {
    types: Vec<ExprId>,
}

/// `m := make(map[string]V)`, `m := map[string]V{}`, `var m map[string]V`, `var m = make(…)`; in a function or in the package.
fn declared(context: &Context<'_>, obj: ObjId) -> Option<Declared> {
    let ast = &context.analysis.ast;
    let defs = &context.analysis.checked.info.defs;
    let name = ExprId::new(defs.iter().position(|&d| d == Some(obj))?);
    let (ty, value) = match context.usage.parent(name)? {
        Node::Stmt(s) => {
            let (n, value, ty) = context.declares(s)?;
            (n == name).then_some((ty, value))?
        }
        Node::Decl(d) => match &ast[d].kind {
            DeclKind::Var(v) if v.names.len() == 1 => (v.ty, v.values),
            _ => return None,
        },
        _ => return None,
    };
    let mut types = Vec::new();
    let mut key_of = |t: ExprId| match *ast.kind(t) {
        ExprKind::MapType { key, .. } => {
            types.push(key);
            Some(())
        }
        _ => None,
    };
    if let Some(t) = ty {
        key_of(t)?;
    }
    if let Some(v) = value {
        match ast.kind(v) {
            ExprKind::CompositeLit(lit) if lit.elems.is_empty() => key_of(lit.ty?)?,
            ExprKind::CallExpr(call) => {
                if context.callee(v) != Callee::Builtin(BuiltinId::Make) {
                    return None;
                }
                key_of(*call.args.first()?)?;
            }
            _ => return None,
        }
    }
    (!types.is_empty()).then_some(Declared { types })
}

/// One use of the map: the key where there is one; nothing where the use gives the keys away.
fn use_of(context: &Context<'_>, n: ExprId) -> Option<Option<ExprId>> {
    let ast = &context.analysis.ast;
    match context.usage.parent(n)? {
        Node::Expr(outer) => match ast.kind(outer) {
            ExprKind::IndexExpr { x, index } if *x == n => Some(Some(*index)),
            ExprKind::CallExpr(call) => match context.callee(outer) {
                Callee::Builtin(BuiltinId::Len | BuiltinId::Clear) => Some(None),
                Callee::Builtin(BuiltinId::Delete) => Some(Some(*call.args.get(1)?)),
                _ => None,
            },
            ExprKind::Operation {
                op: Operator::Eql | Operator::Neq,
                ..
            } => Some(None),
            _ => None,
        },
        Node::Stmt(s) => match &ast[s].kind {
            StmtKind::RangeClause(r) if r.x == n => {
                let lhs = ast.unpack_list(&r.lhs);
                let unused = lhs.first().is_none_or(|&k| ast.name_str(k) == "_");
                unused.then_some(None)
            }
            StmtKind::AssignStmt(a) if a.lhs == n && a.op.is_none() => {
                // Made anew: the type is written once more.
                None
            }
            _ => None,
        },
        _ => None,
    }
}

/// `key := a + "|" + b`, used as the key of this map and nowhere else: its shape, its statement, its uses.
fn key_variable(
    context: &Context<'_>,
    obj: ObjId,
    map: ObjId,
) -> Option<(Shape, Change, Vec<ExprId>)> {
    let ast = &context.analysis.ast;
    if !context.is_local(obj) {
        return None;
    }
    let defs = &context.analysis.checked.info.defs;
    let name = ExprId::new(defs.iter().position(|&d| d == Some(obj))?);
    let Some(Node::Stmt(stmt)) = context.usage.parent(name) else {
        return None;
    };
    let (n, value, ty) = context.declares(stmt)?;
    if n != name || ty.is_some() {
        return None;
    }
    let shape = shape(context, value?)?;
    // The parts have the same values where the key is used: variables that nobody changes.
    let steady = |&p: &ExprId| {
        context.variable(p).is_some_and(|v| {
            context.is_local_or_param(v)
                && !context
                    .usage
                    .names(v)
                    .iter()
                    .any(|&n| context.is_changed_at(n))
        })
    };
    if !shape.parts.iter().all(steady) {
        return None;
    }
    let uses = context.usage.names(obj).to_vec();
    let texts: Vec<&str> = shape.parts.iter().map(|&p| ast.name_str(p)).collect();
    for &u in &uses {
        let as_key = match context.usage.parent(u)? {
            Node::Expr(outer) => match ast.kind(outer) {
                ExprKind::IndexExpr { x, index } => {
                    *index == u && context.variable(*x) == Some(map)
                }
                ExprKind::CallExpr(call) => {
                    context.callee(outer) == Callee::Builtin(BuiltinId::Delete)
                        && context.variable(*call.args.first()?) == Some(map)
                }
                _ => false,
            },
            _ => false,
        };
        // Nothing between hides the parts behind others of their names.
        if !as_key || context.is_changed_at(u) || hidden(context, u, &shape.parts, &texts) {
            return None;
        }
    }
    Some((shape, context.remove_stmt(stmt)?, uses))
}

/// Whether the function declares a name of a part again.
fn hidden(context: &Context<'_>, at: ExprId, parts: &[ExprId], texts: &[&str]) -> bool {
    let ast = &context.analysis.ast;
    let Some(func) = context.func_of(at) else {
        return true;
    };
    let objs: Vec<Option<ObjId>> = parts.iter().map(|&p| context.variable(p)).collect();
    let defs = &context.analysis.checked.info.defs;
    context.any_below(Node::Decl(func), |n| match n {
        Node::Expr(x) => {
            let text = ast.name(x);
            text.is_some_and(|t| texts.contains(&&**t))
                && defs[x.index()].is_some_and(|o| !objs.contains(&Some(o)))
        }
        _ => false,
    })
}

/// A sum of strings and constants.
fn shape(context: &Context<'_>, x: ExprId) -> Option<Shape> {
    let mut operands = Vec::new();
    flatten(context, x, &mut operands);
    let mut parts = Vec::new();
    let mut between = vec![String::new()];
    for x in operands {
        match context.const_string(x) {
            Some(text) => between.last_mut()?.push_str(&text),
            None => {
                if !context.is_type(x, TypeId::STRING) {
                    return None;
                }
                parts.push(x);
                between.push(String::new());
            }
        }
    }
    (parts.len() >= 2).then_some(Shape { parts, between })
}

fn flatten(context: &Context<'_>, x: ExprId, out: &mut Vec<ExprId>) {
    let ast = &context.analysis.ast;
    let mut todo = vec![x];
    while let Some(x) = todo.pop() {
        let x = ast.unparen(x);
        match *ast.kind(x) {
            ExprKind::Operation {
                op: Operator::Add,
                x: left,
                y: Some(right),
            } if !context.is_const(x) => {
                todo.push(right);
                todo.push(left);
            }
            _ => out.push(x),
        }
    }
}

/// Names for the parts: those of variables and fields where they differ.
fn field_names(context: &Context<'_>, shape: &Shape) -> Vec<String> {
    let ast = &context.analysis.ast;
    let name = |(i, &p): (usize, &ExprId)| {
        let own = match *ast.kind(p) {
            ExprKind::Name(_) => Some(ast.name_str(p)),
            ExprKind::SelectorExpr { sel, .. } => Some(ast.name_str(sel)),
            _ => None,
        };
        own.map_or_else(|| format!("part{}", i + 1), super::lower_first)
    };
    let names: Vec<String> = shape.parts.iter().enumerate().map(name).collect();
    let twice = (0..names.len()).any(|i| names[..i].contains(&names[i]));
    match twice {
        true => (1..=names.len()).map(|i| format!("part{i}")).collect(),
        false => names,
    }
}
