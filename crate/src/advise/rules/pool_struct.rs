//! A struct that is made per call becomes a pool of structs.

use super::super::declaration::Declaration;
use super::super::edits::Change;
use super::super::pool::{SIZE_LIMIT, no_rule};
use super::super::usage::{self, Fate};
use super::super::{Context, Verdicts, no};
use super::pool_code::{Code, Style, Told, Use};
use super::{lower_first, pool_kept, title};
use crate::advise::draft::{Draft, Expect};
use crate::advise::worth::of_pool;
use crate::syntax::{DeclId, ExprId, ExprKind, Node, Operator};
use crate::types::{Type, TypeId};
use crate::wire::{RefusalCode, Site, SiteKind, SuggestionCode};

/// How the object is made.
struct Made {
    /// The type as it is written.
    ty: String,
    /// The type.
    typ: TypeId,
    /// A literal with elements.
    literal: Option<ExprId>,
    /// The variable is the object itself, not a pointer to it.
    by_value: bool,
}

/// The rule: the pool in both styles.
pub fn rule(context: &Context<'_>, index: u32, site: &Site) -> Verdicts<Vec<Draft>> {
    let decl = context.declaration(site)?;
    let made = made(context, site, &decl).ok_or_else(|| no_rule(Some(site.span)))?;
    if context.holds_lock(made.typ) {
        return Err(no(RefusalCode::HoldsLock, &[("type", &made.ty)], None));
    }
    if context.is_named(made.typ, "strings", "Builder") {
        return Err(no(
            RefusalCode::ResetDropsBuffer,
            &[("type", &made.ty)],
            None,
        ));
    }
    let buffer = context.is_named(made.typ, "bytes", "Buffer");
    let gate = match buffer {
        true => context.pool_gate_of_any_size(&decl, made.by_value)?,
        false => context.pool_gate(site, &decl, made.by_value)?,
    };
    let name = context.analysis.ast.name_str(decl.name).to_owned();
    let confidence = gate.confidence();
    let uses = gate.uses.clone();
    let (code, mut used) = code(context, &decl, &made);
    used.put_behind = gate.put_behind;
    // What is in it would be lost each time, and is most of what the object costs.
    if !buffer && drops_buffer(context, &made, &code) {
        return Err(no(
            RefusalCode::ResetDropsBuffer,
            &[("type", &made.ty)],
            None,
        ));
    }
    let checks = match buffer {
        true => gate.reset_by_method(&name).into_checks(&name, true),
        false => gate.into_checks(&name, code.limit.is_some()),
    };
    let told = Told {
        code: match buffer {
            true => SuggestionCode::PoolBuffer,
            false => SuggestionCode::PoolStruct,
        },
        name,
        typ: made.ty.clone(),
        span: site.span,
        sites: vec![index],
        confidence,
        checks,
        worth: (site.size.filter(|_| !buffer)).map(|bytes| of_pool(bytes, true)),
        expect: Expect::Fewer,
    };
    let file = context
        .file_of(decl.name)
        .ok_or_else(|| no_rule(Some(site.span)))?;
    let changes = |style| changes(context, &decl, &made, &uses, (&code, &used), style);
    let all = told.drafts(context, file, &["sync"], changes);
    match all.is_empty() {
        true => Err(no_rule(Some(site.span))),
        false => Ok(all),
    }
}

/// Whether the struct has a buffer in a field, which is not kept when it goes back.
fn drops_buffer(context: &Context<'_>, made: &Made, code: &Code) -> bool {
    let Type::Struct(s) = context.under(made.typ) else {
        return false;
    };
    s.fields.iter().any(|&f| {
        let (name, typ) = {
            let types = context.types.borrow();
            (types[f].name.clone(), types.type_of(f))
        };
        let kept = code
            .reset
            .iter()
            .any(|l| *l == format!("$p.{name}.Reset()"));
        let is = |path, name| context.is_named(typ, path, name) && !context.is_pointer(typ);
        (is("bytes", "Buffer") && !kept) || is("strings", "Builder")
    })
}

fn made(context: &Context<'_>, site: &Site, decl: &Declaration) -> Option<Made> {
    let ast = &context.analysis.ast;
    let literal = |lit: ExprId| match ast.kind(lit) {
        ExprKind::CompositeLit(l) => {
            let filled = (!l.elems.is_empty()).then_some(lit);
            Some((l.ty?, filled))
        }
        _ => None,
    };
    let (ty, literal, by_value) = match (site.kind, decl.value) {
        (SiteKind::Variable, None) => (decl.ty?, None, true),
        (SiteKind::Variable, Some(v)) => {
            let (ty, filled) = literal(v)?;
            (ty, filled, true)
        }
        (_, Some(v)) => match ast.kind(v) {
            ExprKind::Operation {
                op: Operator::And,
                x,
                y: None,
            } => {
                let (ty, filled) = literal(*x)?;
                (ty, filled, false)
            }
            ExprKind::CallExpr(call) if ast.name(call.fun).is_some_and(|n| &**n == "new") => {
                (*call.args.first()?, None, false)
            }
            _ => return None,
        },
        (_, None) => return None,
    };
    let typ = context.analysis.checked.info.type_and_value(ty).typ;
    context.is_nameable_struct(typ).then(|| Made {
        ty: context.source(ty),
        typ,
        literal,
        by_value,
    })
}

/// The pool, and what stands in the function besides Get and Put.
fn code(context: &Context<'_>, decl: &Declaration, made: &Made) -> (Code, Use) {
    let ast = &context.analysis.ast;
    let var = ast.name_str(decl.name);
    let ty = &made.ty;
    let base = ty.rsplit('.').next().unwrap_or(ty);
    let buffer = context.is_named(made.typ, "bytes", "Buffer");
    let mut kept = pool_kept::fields(context, decl, made.typ, made.literal);
    let whole = |literal: ExprId| vec![format!("*{var} = {}", context.source(literal))];
    let behind = match made.literal {
        None => Vec::new(),
        Some(literal) if kept.is_empty() => whole(literal),
        Some(literal) => match pool_kept::filled(context, var, literal, &kept) {
            Some(lines) => lines,
            None => {
                kept.clear();
                whole(literal)
            }
        },
    };
    let put = context.free_name(&format!("put{}", title(base)));
    let code = Code {
        declares: None,
        pool: context.free_name(&format!("{}Pool", lower_first(base))),
        get: context.free_name(&format!("get{}", title(base))),
        put_doc: format!("{put} resets a value and gives it back: nobody may use it afterwards."),
        put,
        typ: format!("*{ty}"),
        keeps: "values",
        new: vec![pool_kept::made(ty, &kept)],
        param: None,
        get_doc: None,
        prepare: Vec::new(),
        letter: "p",
        limit: match buffer {
            true => Some(format!("$p.Cap() > {}", SIZE_LIMIT.replace(' ', ""))),
            false => pool_kept::limit(&kept),
        }
        .map(|when| (when, " // it would stay in memory")),
        reset: match buffer {
            true => vec!["$p.Reset()".into()],
            false => pool_kept::reset(ty, &kept),
        },
    };
    let used = Use {
        held: var.to_owned(),
        behind,
        before_put: None,
        put_behind: None,
    };
    (code, used)
}

fn changes(
    context: &Context<'_>,
    decl: &Declaration,
    made: &Made,
    uses: &[usage::Use],
    (code, used): (&Code, &Use),
    style: Style,
) -> Option<Vec<Change>> {
    let statement = context.statement_range(decl)?;
    let mut changes = code.changes(context, decl.func, statement, used, style)?;
    if made.by_value {
        for u in uses {
            changes.extend(context.through_pointer(u.name, &u.fate)?);
        }
    }
    Some(changes)
}

impl Context<'_> {
    /// A variable that held the object now holds a pointer to it: what changes at one use.
    pub fn through_pointer(&self, name: ExprId, fate: &Fate) -> Option<Option<Change>> {
        let ast = &self.analysis.ast;
        let text = ast.name_str(name).to_owned();
        let (file, _) = self.offset(ast[name].pos);
        let replace = |range, insert| {
            Some(Some(Change {
                file,
                range,
                insert,
            }))
        };
        match self.usage.parent(name)? {
            // `x.f` and `x.m()` read the same through a pointer.
            Node::Expr(outer) => match ast.kind(outer) {
                ExprKind::SelectorExpr { .. } => Some(None),
                ExprKind::Operation {
                    op: Operator::And,
                    y: None,
                    ..
                } => replace(self.range_of(outer), text),
                _ => replace(self.range_of(name), format!("*{text}")),
            },
            Node::Stmt(_) if *fate == Fate::Replaced => None,
            _ => replace(self.range_of(name), format!("*{text}")),
        }
    }

    /// A struct type with a name at package level, without type parameters.
    fn is_nameable_struct(&self, t: TypeId) -> bool {
        let mut types = self.types.borrow_mut();
        let t = types.unalias(t);
        let Some(obj) = types.named_obj(t) else {
            return false;
        };
        let object = types[obj].clone();
        let global = object
            .pkg
            .is_some_and(|p| object.parent == Some(types[p].scope));
        let under = types.under(t);
        global && types.type_args(t).is_empty() && matches!(types[under], Type::Struct(_))
    }

    /// Whether a value of the type must not be copied or overwritten while it is in use: it has a Lock method somewhere in it.
    pub fn holds_lock(&self, t: TypeId) -> bool {
        let mut types = self.types.borrow_mut();
        let mut todo = vec![t];
        let mut seen = Vec::new();
        while let Some(t) = todo.pop() {
            let t = types.unalias(t);
            if seen.contains(&t) {
                continue;
            }
            seen.push(t);
            if let Some(obj) = types.named_obj(t) {
                let from_sync = types[obj]
                    .pkg
                    .is_some_and(|p| matches!(&*types[p].path, "sync" | "sync/atomic"));
                let count = types.method_count(t);
                let lock = (0..count).any(|i| {
                    types
                        .method(t, i)
                        .is_some_and(|m| &*types[m].name == "Lock")
                });
                if from_sync || lock {
                    return true;
                }
            }
            let under = types.under(t);
            match types[under].clone() {
                Type::Struct(s) => todo.extend(s.fields.iter().map(|&f| types.type_of(f))),
                Type::Array { elem, .. } => todo.push(elem),
                _ => {}
            }
        }
        false
    }

    /// The bytes of a declaring statement.
    pub fn statement_range(&self, decl: &Declaration) -> Option<(u32, std::ops::Range<u32>)> {
        let ast = &self.analysis.ast;
        let start = match decl.ty {
            None if decl.value.is_some() && ast[decl.stmt].pos > ast[decl.name].pos => {
                ast[decl.name].pos
            }
            _ => ast[decl.stmt].pos,
        };
        let (file, start) = self.offset(start);
        let last = decl.value.or(decl.ty)?;
        Some((file, start..self.range_of(last).end))
    }

    /// Text of its own behind the function, with an empty line on both sides.
    pub fn behind_function(&self, func: DeclId, text: &str) -> Option<Change> {
        let body = self.func_decl(func)?.body?;
        let (file, at) = self.offset(self.analysis.ast.rbrace(body));
        let all = self.text(file);
        let behind = &all[at as usize + 1..];
        // A comment behind the brace stays there.
        let line = behind.split('\n').next().unwrap_or_default();
        let comment = match line.trim_start().starts_with("//") {
            true => line.len(),
            false => 0,
        };
        let rest = &behind[comment..];
        let close = rest.starts_with('\n') && !rest.starts_with("\n\n") && rest.len() > 1;
        let apart = if close { "\n" } else { "" };
        let at = at + 1 + comment as u32;
        Some(Change {
            file,
            range: at..at,
            insert: format!("\n\n{text}{apart}"),
        })
    }
}
