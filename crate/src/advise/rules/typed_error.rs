//! R24: an error whose text is put together each time becomes a type with the values as fields. Told only, and only where it is made again and
//! again: in a loop, or in a function that a loop calls.

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, Node, StmtKind};
use crate::types::Type;
use crate::wire::SuggestionCode;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let call = context.call_of(x, "fmt", "Errorf")?;
    let (format, args) = call.args.split_first()?;
    let text = context.const_string(*format)?;
    if args.is_empty() || call.has_dots || text.contains("%w") {
        return None;
    }
    // Fields that a struct can keep: neither interfaces nor what may change until somebody reads the text.
    let kept = |&a: &ExprId| matches!(context.under_of(a), Type::Basic(_));
    if !args.iter().all(kept) || !is_returned(context, x) || !often(context, x) {
        return None;
    }
    let quoted = format!("{text:?}");
    let draft = context.draft_at("R24", SuggestionCode::TypedError, x, &[("text", &quoted)])?;
    Some(draft.explanation())
}

/// Whether it is returned at once.
fn is_returned(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    context.stmt_of(x).is_some_and(|s| match ast[s].kind {
        StmtKind::ReturnStmt { results: Some(r) } => ast.unpack_list(&Some(r)).contains(&x),
        _ => false,
    })
}

/// Whether a loop makes it, or calls the function that does.
fn often(context: &Context<'_>, x: ExprId) -> bool {
    let in_loop = |n: ExprId| !context.loops_around(n).is_empty();
    let decl = match context.nearest_function(x) {
        Some(Node::Decl(d)) => d,
        _ => return false,
    };
    let Some(func) = context.func_decl(decl) else {
        return false;
    };
    let obj = context.analysis.checked.info.defs[func.name.index()];
    obj.is_some_and(|o| context.usage.names(o).iter().any(|&n| in_loop(n)))
}
