//! R22: what is compiled from constants is compiled once, in a package variable: regular expressions, replacers, templates.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::ObjId;
use crate::wire::{CaveatCode, CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

/// What is made, and which word names it.
struct Made {
    callee: &'static str,
    typ: &'static str,
    noun: &'static str,
}

fn made(context: &Context<'_>, x: ExprId) -> Option<Made> {
    let call = context.call(x)?;
    let constant = !call.args.is_empty() && call.args.iter().all(|&a| context.is_const(a));
    let callee = context.callee(x);
    let is = |path: &str, name: &str| callee.is(path, name);
    let made = |callee, typ, noun| Some(Made { callee, typ, noun });
    if constant && !call.has_dots {
        if is("regexp", "MustCompile") {
            return made("regexp.MustCompile", "*regexp.Regexp", "Pattern");
        }
        if is("regexp", "MustCompilePOSIX") {
            return made("regexp.MustCompilePOSIX", "*regexp.Regexp", "Pattern");
        }
        if is("strings", "NewReplacer") && call.args.len() % 2 == 0 {
            return made("strings.NewReplacer", "*strings.Replacer", "Replacer");
        }
    }
    for path in ["text/template", "html/template"] {
        if is(path, "Must") && template(context, x, path) {
            return made("template.Must", "*template.Template", "Template");
        }
    }
    None
}

/// `template.Must(template.New("…").Parse("…"))`
fn template(context: &Context<'_>, x: ExprId, path: &str) -> bool {
    let parse = |x: ExprId| {
        let [parse] = *context.call(x)?.args else {
            return None;
        };
        if !context.callee(parse).is_method(path, "Template", "Parse") {
            return None;
        }
        let parse = context.call(parse)?;
        let ExprKind::SelectorExpr { x: new, .. } = *context.analysis.ast.kind(parse.fun) else {
            return None;
        };
        let constant = |args: &[ExprId]| args.iter().all(|&a| context.is_const(a));
        let new = context.call_of(new, path, "New")?;
        Some(constant(&parse.args) && constant(&new.args))
    };
    parse(x).unwrap_or(false)
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let made = made(context, x)?;
    let decl = context.func_of(x)?;
    if runs_once(context, x) {
        return None;
    }
    let ast = &context.analysis.ast;
    let variable = declared(context, x);
    if let Some((_, obj)) = variable
        && !is_read_only(context, obj)
    {
        return None;
    }
    // `MustCompile(…).Longest()` changes it; whoever gets it could.
    if variable.is_none() && !is_only_called(context, x) {
        return None;
    }
    if !context.in_scope(x) {
        return None;
    }
    let base = match variable {
        Some((name, _)) => format!(
            "{}{}",
            context.func_name(x),
            super::title(ast.name_str(name))
        ),
        None => format!("{}{}", context.func_name(x), made.noun),
    };
    let global = context.free_name(&super::lower_first(&base));
    let value = context.source(x);
    let mut changes = vec![context.before_function(decl, &format!("var {global} = {value}"))?];
    // `re := …` goes, and its uses get the new name.
    let removed = variable.and_then(|(name, obj)| {
        let stmt = context.stmt_of(name)?;
        let line = context.remove_stmt(stmt)?;
        Some((line, obj))
    });
    match removed {
        Some((line, obj)) => {
            changes.push(line);
            let uses = context.usage.names(obj).iter();
            changes.extend(uses.map(|&n| context.replace(n, global.clone())));
        }
        None => changes.push(context.replace(x, global.clone())),
    }
    let draft = context
        .draft_at(
            "R22",
            SuggestionCode::HoistCompiled,
            x,
            &[("callee", made.callee)],
        )?
        .check(CheckCode::ConstantArguments, &[])
        .check(CheckCode::SafeForConcurrentUse, &[("type", made.typ)])
        .check(CheckCode::NeverChanged, &[("name", &global)])
        .caveat(CaveatCode::PanicAtStart, &[])
        .change(changes)
        .expect(Expect::NoMore);
    Some(draft.build())
}

/// Methods that change a regular expression or template.
fn changes_it(method: &str) -> bool {
    matches!(
        method,
        "Longest"
            | "Funcs"
            | "Delims"
            | "Option"
            | "Parse"
            | "ParseFiles"
            | "ParseGlob"
            | "New"
            | "AddParseTree"
    )
}

/// Start-up code that makes it once: main and init outside of loops, package variables, `sync.Once`.
fn runs_once(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let func = context.func_name(x);
    let start = matches!(func, "main" | "init" | "TestMain");
    let in_literal = context
        .nearest_function(x)
        .is_some_and(|n| matches!(n, Node::Expr(_)));
    if start && !in_literal && context.loops_around(x).is_empty() {
        return true;
    }
    context.usage.ancestors(x).any(|n| match n {
        Node::Expr(call) if matches!(ast.kind(call), ExprKind::CallExpr(_)) => {
            let callee = context.callee(call);
            callee.is_method("sync", "Once", "Do")
                || ["OnceFunc", "OnceValue", "OnceValues"]
                    .iter()
                    .any(|n| callee.is("sync", n))
        }
        _ => false,
    })
}

/// The variable that the value is given to by `:=` alone.
fn declared(context: &Context<'_>, x: ExprId) -> Option<(ExprId, ObjId)> {
    let ast = &context.analysis.ast;
    let Some(Node::Stmt(s)) = context.usage.parent(x) else {
        return None;
    };
    match &ast[s].kind {
        StmtKind::AssignStmt(a) if a.op == Some(Operator::Def) && a.rhs == Some(x) => {
            let obj = context.analysis.checked.info.defs[a.lhs.index()]?;
            Some((a.lhs, obj))
        }
        _ => None,
    }
}

/// Whether a variable is only read, and nothing is called that changes what it points to.
fn is_read_only(context: &Context<'_>, obj: ObjId) -> bool {
    let names = context.usage.names(obj);
    names.iter().all(|&n| is_only_called(context, n))
}

/// Whether a method that changes nothing is called of it at once.
fn is_only_called(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let Some(Node::Expr(selector)) = context.usage.parent(x) else {
        return false;
    };
    let ExprKind::SelectorExpr { sel, .. } = *ast.kind(selector) else {
        return false;
    };
    let called = matches!(context.usage.parent(selector), Some(Node::Expr(c))
        if context.call(c).is_some_and(|c| c.fun == selector));
    called && !changes_it(ast.name_str(sel))
}
