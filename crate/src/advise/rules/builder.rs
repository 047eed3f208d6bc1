//! R15: a string that grows in a loop becomes a `strings.Builder`.
//!
//! Each `s += x` copies everything so far. Reading the string meanwhile is fine: `String` shares the builder's bytes, and what was
//! written never changes.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, TypeId};
use crate::wire::{CheckCode, SuggestionCode};
use std::collections::BTreeSet;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let ast = &context.analysis.ast;
    let mut seen: BTreeSet<ObjId> = BTreeSet::new();
    let stmts = (0..ast.stmts.len()).map(StmtId::new);
    for s in stmts.filter(|&s| context.usage.parent(s).is_some()) {
        if let Some(obj) = grown(context, s)
            && !context.loops_around(s).is_empty()
            && seen.insert(obj)
        {
            found.draft(draft(context, s, obj));
        }
    }
}

/// The local string that `s += x` grows.
fn grown(context: &Context<'_>, s: StmtId) -> Option<ObjId> {
    let StmtKind::AssignStmt(a) = &context.analysis.ast[s].kind else {
        return None;
    };
    if a.op != Some(Operator::Add) || a.rhs.is_none() || !context.is_type(a.lhs, TypeId::STRING) {
        return None;
    }
    let obj = context.variable(a.lhs)?;
    context.is_local(obj).then_some(obj)
}

fn draft(context: &Context<'_>, first: StmtId, obj: ObjId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let StmtKind::AssignStmt(a) = &ast[first].kind else {
        return None;
    };
    let name = ast.name_str(a.lhs).to_owned();
    let decl = declaration(context, obj)?;
    // It grows in a loop that it is not made in.
    let grows_in = context.loops_around(first);
    let made_in = context.loops_around(decl);
    if grows_in.len() <= made_in.len() {
        return None;
    }
    let func = context.nearest_function(decl)?;
    let builder = context.free_name("sb");
    let mut changes = vec![context.replace_stmt(decl, format!("var {builder} strings.Builder"))?];
    let mut appended = BTreeSet::new();
    for &n in context.usage.names(obj) {
        if context.nearest_function(n) != Some(func) {
            return None;
        }
        match context.usage.parent(n) {
            Some(Node::Stmt(s)) if grown(context, s) == Some(obj) && is_left(context, s, n) => {
                appended.insert(s);
            }
            _ if context.is_changed_at(n) => return None,
            _ => changes.extend(read(context, n, &builder)),
        }
    }
    for &s in &appended {
        changes.push(append(context, s, obj, &builder)?);
    }
    let file = context.file_of(decl)?;
    let imports = context.fix_imports(file, &["strings"], &[])?;
    let span = context.places.expr_span(a.lhs)?;
    let (f, range) = context.stmt_range(first)?;
    let draft = context
        .draft("R15", SuggestionCode::Builder, span, &[("name", &name)])
        .sites(&context.sites_in(f, &range))
        .check(CheckCode::OnlyAppendedTo, &[("name", &name)])
        .change(changes)
        .change(imports)
        .needs(&["strings"])
        .objects(2, 1)
        .expect(Expect::NoMore);
    Some(draft.build())
}

fn is_left(context: &Context<'_>, s: StmtId, n: ExprId) -> bool {
    matches!(&context.analysis.ast[s].kind, StmtKind::AssignStmt(a) if a.lhs == n)
}

/// `var s string` or `s := ""`, alone in its statement.
fn declaration(context: &Context<'_>, obj: ObjId) -> Option<StmtId> {
    let ast = &context.analysis.ast;
    let name = (0..ast.exprs.len())
        .map(ExprId::new)
        .find(|&x| context.analysis.checked.info.defs[x.index()] == Some(obj))?;
    let stmt = context.stmt_of(name)?;
    let (_, value, _) = context.declares(stmt)?;
    let empty = value.is_none_or(|v| context.const_string(v).as_deref() == Some(""));
    // Not the `i := …` of an `if` or `for`.
    context.siblings(stmt)?;
    empty.then_some(stmt)
}

/// A read of the string: `sb.String()`, or `sb.Len()` for its length.
fn read(context: &Context<'_>, n: ExprId, builder: &str) -> Vec<Change> {
    if let Some(Node::Expr(outer)) = context.usage.parent(n)
        && context.callee(outer) == Callee::Builtin(BuiltinId::Len)
    {
        return vec![context.replace(outer, format!("{builder}.Len()"))];
    }
    vec![context.replace(n, format!("{builder}.String()"))]
}

/// `s += a + b` as one WriteString for each part.
fn append(context: &Context<'_>, s: StmtId, obj: ObjId, builder: &str) -> Option<Change> {
    let ast = &context.analysis.ast;
    let StmtKind::AssignStmt(a) = &ast[s].kind else {
        return None;
    };
    let rhs = a.rhs?;
    // What it reads of itself would have to be changed within the change.
    if context.mentions(rhs, obj) {
        return None;
    }
    let mut parts = Vec::new();
    let mut x = rhs;
    while let ExprKind::Operation {
        op: Operator::Add,
        x: left,
        y: Some(right),
    } = *ast.kind(x)
    {
        if context.is_const(x) {
            break;
        }
        parts.push(right);
        x = left;
    }
    parts.push(x);
    parts.reverse();
    context.siblings(s)?;
    let (file, range) = context.stmt_range(s)?;
    let indent = context.indent(file, range.start);
    let one = |&p: &ExprId| {
        if let Some(b) = byte_of(context, p) {
            return format!("{builder}.{b}");
        }
        format!("{builder}.WriteString({})", context.source(p))
    };
    // gofmt's blanks inside of an operand are others than those inside of an argument.
    let operation = |n| matches!(n, Node::Expr(e) if matches!(ast.kind(e), ExprKind::Operation { y: Some(_), .. }));
    let nested = |&p: &ExprId| {
        !matches!(ast.kind(p), ExprKind::BasicLit(_)) && context.any_below(p, operation)
    };
    if parts.len() > 1 && parts.iter().any(nested) {
        return None;
    }
    let lines: Vec<String> = parts.iter().map(one).collect();
    if lines.iter().any(|l| l.contains('\n')) {
        return None;
    }
    Some(Change {
        file,
        range,
        insert: lines.join(&format!("\n{indent}")),
    })
}

/// `string(r)` of a rune is written as such.
fn byte_of(context: &Context<'_>, p: ExprId) -> Option<String> {
    let arg = context.converted(p, TypeId::STRING)?;
    let rune = context.is_type(arg, TypeId::INT32) && !context.is_const(arg);
    rune.then(|| format!("WriteRune({})", context.source(arg)))
}
