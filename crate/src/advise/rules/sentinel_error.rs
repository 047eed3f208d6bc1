//! R23: an error of constant text becomes a package variable. Two errors that were different are then the same: a question.

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, StmtKind};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule: one variable for all places of a file that return the same text.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let mut groups: Vec<(u32, String, Vec<ExprId>)> = Vec::new();
    for &call in context.calls() {
        let Some(text) = returned(context, call) else {
            continue;
        };
        let (file, _) = context.offset(context.analysis.ast[call].pos);
        match groups.iter_mut().find(|g| g.0 == file && g.1 == text) {
            Some((.., calls)) => calls.push(call),
            None => groups.push((file, text, vec![call])),
        }
    }
    for (_, text, calls) in groups {
        found.draft(draft(context, &text, &calls));
    }
}

/// The text of an error that is made where it is returned: there it is made again and again.
fn returned(context: &Context<'_>, x: ExprId) -> Option<String> {
    let call = context.call_of(x, "errors", "New")?;
    let [arg] = *call.args else { return None };
    let text = context.const_string(arg)?;
    if matches!(context.func_name(x), "main" | "init") || !context.in_scope(arg) {
        return None;
    }
    let stmt = context.stmt_of(x)?;
    let is_return = matches!(context.analysis.ast[stmt].kind, StmtKind::ReturnStmt { .. });
    (is_return && context.func_of(x).is_some()).then_some(text)
}

fn draft(context: &Context<'_>, text: &str, calls: &[ExprId]) -> Option<Draft> {
    let &x = calls.first()?;
    let name = context.free_name(&name_for(text));
    let var = format!("var {name} = {}", at_package_level(&context.source(x))?);
    let mut draft = context
        .draft_at("R23", SuggestionCode::SentinelError, x, &[("text", text)])?
        .check(CheckCode::ConstantArguments, &[])
        .ask(
            CheckCode::IdentityUnused,
            &[("text", text)],
            context.places.expr_span(x),
        )
        .change([context.before_function(context.func_of(x)?, &var)?])
        .expect(crate::advise::draft::Expect::CallGone("errors.New".into()));
    for &call in calls {
        let (file, _) = context.offset(context.analysis.ast[call].pos);
        draft = draft
            .sites(&context.sites_in(file, &context.range_of(call)))
            .change([context.replace(call, name.clone())]);
    }
    Some(draft.build())
}

/// A call on several lines with gofmt's white space for a declaration.
fn at_package_level(source: &str) -> Option<String> {
    if source.contains('`') && source.contains('\n') {
        return None;
    }
    let lines: Vec<&str> = source.split('\n').map(str::trim_start).collect();
    // Arguments on lines of their own end in a parenthesis on one.
    let (last, rest) = lines.split_last()?;
    match last.starts_with(')') {
        true => Some(format!("{}\n{last}", rest.join("\n\t"))),
        false => Some(lines.join("\n\t")),
    }
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
