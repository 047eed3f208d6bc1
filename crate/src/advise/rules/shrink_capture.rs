//! R28: a function literal that escapes captures the fields that it needs, and not the whole struct, which would go to the heap with it.
//!
//! The fields are read when the literal is made and no longer when it runs: they must not be written after that, here or in any literal.

use crate::advise::callers::has_labels;
use crate::advise::draft::Draft;
use crate::advise::proof::may_allocate;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind, Token};
use crate::text::Pos;
use crate::types::{ObjId, SelectionKind, Type};
use crate::wire::{CheckCode, Site, SiteKind, SuggestionCode};
use std::collections::HashMap;

/// Fields that are copied, at most.
const MAX_FIELDS: usize = 3;

/// A field up to this size is captured by value (cmd/compile/internal/escape, flowClosure), in bytes.
const BY_VALUE: i64 = 128;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let variables = variables(context);
    for (index, site) in context.report.sites.iter().enumerate() {
        let moved = site.kind == SiteKind::Variable && site.inlined.is_empty();
        if moved
            && may_allocate(site)
            && let Some(&obj) = variables.get(&context.pos_of(&site.span))
        {
            found.draft(draft(context, index as u32, site, obj));
        }
    }
}

/// The variables of the package by where they are declared.
fn variables(context: &Context<'_>) -> HashMap<Pos, ObjId> {
    let ast = &context.analysis.ast;
    let defs = context.analysis.checked.info.defs.iter().enumerate();
    let is_var = |&(_, o): &(usize, ObjId)| context.analysis.tys.types[o].as_var().is_some();
    defs.filter_map(|(i, o)| Some((i, (*o)?)))
        .filter(is_var)
        .map(|(i, o)| (ast[ExprId::new(i)].pos, o))
        .collect()
}

fn draft(context: &Context<'_>, index: u32, site: &Site, obj: ObjId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let name = context.types.borrow()[obj].name.to_string();
    let t = context.types.borrow().type_of(obj);
    if !matches!(context.under(t), Type::Struct(_)) || context.is_package_level(obj) {
        return None;
    }
    // One literal uses it, and the literal is no other's part.
    let names = context.usage.names(obj);
    let home = names
        .iter()
        .map(|&n| context.nearest_function(n))
        .find(|f| f.is_some_and(|f| !is_inside_literal(context, f, obj)))??;
    let mut literal = None;
    let mut inside: Vec<ExprId> = Vec::new();
    let mut outside: Vec<ExprId> = Vec::new();
    for &n in names {
        match context.usage.literal_around(n, home) {
            None => outside.push(n),
            Some(_) => {
                let outer = outermost_literal(context, n, home)?;
                if literal.is_some_and(|l| l != outer) {
                    return None;
                }
                literal = Some(outer);
                inside.push(n);
            }
        }
    }
    let literal = literal?;
    let stmt = context.stmt_of(literal)?;
    context.siblings(stmt)?;
    let simple = matches!(
        ast[stmt].kind,
        StmtKind::AssignStmt(_)
            | StmtKind::ExprStmt(_)
            | StmtKind::CallStmt { .. }
            | StmtKind::ReturnStmt { .. }
            | StmtKind::SendStmt { .. }
    );
    let body = match home {
        Node::Decl(d) => Node::Stmt(context.func_decl(d)?.body?),
        Node::Expr(x) => match *ast.kind(x) {
            ExprKind::FuncLit { body, .. } => Node::Stmt(body),
            _ => return None,
        },
        _ => return None,
    };
    if !simple || has_labels(context, body) {
        return None;
    }
    // Inside, fields are read and nothing else.
    let mut fields: Vec<(ObjId, String)> = Vec::new();
    let mut selectors = Vec::new();
    for &n in &inside {
        let (selector, field) = field_of(context, n)?;
        if touched(context, selector) {
            return None;
        }
        let text = context.types.borrow()[field].name.to_string();
        if !fields.iter().any(|(f, _)| *f == field) {
            fields.push((field, text.clone()));
        }
        selectors.push((selector, field));
    }
    if fields.is_empty() || fields.len() > MAX_FIELDS {
        return None;
    }
    for (field, _) in &fields {
        let t = context.types.borrow().type_of(*field);
        if context.types.borrow_mut().size_of(t) > BY_VALUE || context.holds_lock(t) {
            return None;
        }
    }
    // Outside, nothing can write these fields once the literal is made.
    for &n in &outside {
        if !settled(context, obj, n, stmt, &fields) {
            return None;
        }
    }
    let mut lines = Vec::new();
    let mut changes = Vec::new();
    let mut new_names = Vec::new();
    for (field, text) in &fields {
        let new = context.free_local(text);
        if new_names.contains(&new) {
            return None;
        }
        lines.push(format!("{new} := {name}.{text}"));
        for &(selector, f) in &selectors {
            if f == *field {
                changes.push(context.replace(selector, new.clone()));
            }
        }
        new_names.push(new);
    }
    let shown: Vec<String> = fields.iter().map(|(_, f)| format!("{name}.{f}")).collect();
    let shown = shown.join(", ");
    let draft = context
        .draft(
            "R28",
            SuggestionCode::ShrinkCapture,
            site.span,
            &[("name", &name)],
        )
        .sites(&[index])
        .check(CheckCode::FieldUnchanged, &[("name", &shown)])
        .ask(
            CheckCode::AskReadNow,
            &[("name", &shown)],
            context.places.expr_span(literal),
        )
        .change([context.before_stmt(stmt, &lines)?])
        .change(changes);
    Some(draft.build())
}

/// Whether a function is a literal that does not declare the variable itself.
fn is_inside_literal(context: &Context<'_>, f: Node, obj: ObjId) -> bool {
    match f {
        Node::Expr(x) => {
            let at = context.offset(context.types.borrow()[obj].pos);
            let (file, _) = context.offset(context.analysis.ast[x].pos);
            let range = context.range_of(x);
            !(at.0 == file && range.contains(&at.1))
        }
        _ => false,
    }
}

fn outermost_literal(context: &Context<'_>, n: ExprId, home: Node) -> Option<ExprId> {
    let inside = context.usage.ancestors(n).take_while(|&a| a != home);
    let literals = inside.filter_map(|a| match a {
        Node::Expr(x) if matches!(context.analysis.ast.kind(x), ExprKind::FuncLit { .. }) => {
            Some(x)
        }
        _ => None,
    });
    literals.last()
}

/// `v.f`, a field of the struct itself: the selector and the field.
fn field_of(context: &Context<'_>, n: ExprId) -> Option<(ExprId, ObjId)> {
    let Some(Node::Expr(selector)) = context.usage.parent(n) else {
        return None;
    };
    let selection = context.analysis.checked.info.selections.get(&selector)?;
    let own = selection.kind == SelectionKind::FieldVal && selection.index.len() == 1;
    let operand =
        matches!(*context.analysis.ast.kind(selector), ExprKind::SelectorExpr { x, .. } if x == n);
    (own && operand).then_some((selector, selection.obj))
}

/// Whether a field, or a part of it that lies in the struct, is written or has its address taken: by `=`, `&`, slicing an array, or a method
/// with a pointer receiver.
fn touched(context: &Context<'_>, selector: ExprId) -> bool {
    context.is_changed_at(selector) || context.has_pointer_method(selector)
}

/// Whether a use outside of the literal can't change the fields after the literal was made.
fn settled(
    context: &Context<'_>,
    obj: ObjId,
    n: ExprId,
    stmt: StmtId,
    fields: &[(ObjId, String)],
) -> bool {
    let ast = &context.analysis.ast;
    let (written, address) = match field_of(context, n) {
        Some((selector, field)) => {
            let ours = fields.iter().any(|(f, _)| *f == field);
            // Another field may be written at any time, but not by way of the address of the whole.
            (ours && touched(context, selector), false)
        }
        None => match context.usage.parent(n) {
            Some(Node::Expr(outer)) => {
                let is_address = matches!(
                    *ast.kind(outer),
                    ExprKind::Operation {
                        op: Operator::And,
                        y: None,
                        ..
                    }
                );
                let method = context.has_pointer_method(n);
                let promoted = matches!(ast.kind(outer), ExprKind::SelectorExpr { .. });
                (context.is_changed_at(n), is_address || method || promoted)
            }
            _ => (context.is_changed_at(n), false),
        },
    };
    if address {
        return false;
    }
    !written || runs_before(context, obj, n, stmt)
}

/// Whether something is over when a statement is reached, each time: it stands in front of it, and no loop with both leads back.
fn runs_before(context: &Context<'_>, obj: ObjId, n: ExprId, stmt: StmtId) -> bool {
    let start = |s: StmtId| context.stmt_range(s).map(|(_, r)| r.start);
    let (Some(at), Some(own)) = (start(stmt), context.stmt_of(n)) else {
        return false;
    };
    if own == stmt || context.range_of(n).start >= at {
        return false;
    }
    // A loop that holds both, and not the variable's declaration.
    context
        .loops_around(stmt)
        .iter()
        .all(|&l| context.is_within_declaration(obj, l) || !context.is_within(n, l))
}

impl Context<'_> {
    /// Whether a variable belongs to the package.
    pub fn is_package_level(&self, obj: ObjId) -> bool {
        !self.is_local_or_param(obj)
    }

    /// Whether a method with a pointer receiver is selected of it, or of a part of it, so that its address is taken.
    pub fn has_pointer_method(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        let mut x = x;
        while let Some(Node::Expr(outer)) = self.usage.parent(x) {
            match *ast.kind(outer) {
                ExprKind::ParenExpr(_) => {}
                ExprKind::IndexExpr { x: operand, .. }
                    if operand == x && matches!(self.under_of(x), Type::Array { .. }) => {}
                ExprKind::SelectorExpr { x: operand, .. } if operand == x => {
                    if self.is_pointer(self.type_of(x)) {
                        return false;
                    }
                    let info = &self.analysis.checked.info;
                    match info.selections.get(&outer) {
                        Some(s) if s.kind == SelectionKind::FieldVal => {}
                        Some(s) => return self.types.borrow().has_ptr_recv(s.obj),
                        None => return false,
                    }
                }
                _ => return false,
            }
            x = outer;
        }
        false
    }

    /// A name for a local variable that nothing in the package has.
    pub fn free_local(&self, wanted: &str) -> String {
        let shouted = wanted.chars().all(|c| c.is_uppercase());
        let wanted = match shouted {
            true => wanted.to_lowercase(),
            false => super::lower_first(wanted),
        };
        // A field can be called as a keyword is, with an upper-case letter.
        match Token::keyword(wanted.as_bytes()) {
            Some(_) => self.free_name(&format!("{wanted}Value")),
            None => self.free_name(&wanted),
        }
    }
}
