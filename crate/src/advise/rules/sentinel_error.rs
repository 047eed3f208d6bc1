//! R23: an error of constant text becomes a package variable. Two errors that were different are then the same: a question.

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, Node, StmtKind};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let call = context.call_of(x, "errors", "New")?;
    let [arg] = *call.args else { return None };
    let text = context.const_string(arg)?;
    let decl = context.func_of(x)?;
    if matches!(context.func_name(x), "main" | "init") || !context.in_scope(arg) {
        return None;
    }
    // Only where it is returned: there it is made again and again.
    let returned = context.usage.ancestors(x).find_map(|n| match n {
        Node::Stmt(s) => Some(matches!(
            context.analysis.ast[s].kind,
            StmtKind::ReturnStmt { .. }
        )),
        _ => None,
    });
    if returned != Some(true) {
        return None;
    }
    let name = context.free_name(&name_for(&text));
    let var = format!("var {name} = {}", context.source(x));
    let draft = context
        .draft_at("R23", SuggestionCode::SentinelError, x, &[("text", &text)])?
        .check(CheckCode::ConstantArguments, &[])
        .ask(
            CheckCode::IdentityUnused,
            &[("text", &text)],
            context.places.expr_span(x),
        )
        .change([
            context.before_function(decl, &var)?,
            context.replace(x, name),
        ])
        .expect(crate::advise::draft::Expect::CallGone("errors.New".into()));
    Some(draft.build())
}

/// `errNoSuchUser` for "no such user".
fn name_for(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty());
    let name: String = words.take(4).map(super::title).collect();
    match name.is_empty() {
        true => "errConstant".into(),
        false => format!("err{name}"),
    }
}
