//! R29 and R31: what a loop makes in each turn and no edit can move without asking: deferred calls, timers. Both are explained.

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{CallKind, ExprId, Node, StmtKind};
use crate::wire::SuggestionCode;

/// R29: `defer` in a loop.
pub fn defers(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(deferred(context, call));
    }
}

fn deferred(context: &Context<'_>, call: ExprId) -> Option<Draft> {
    let Some(Node::Stmt(stmt)) = context.usage.parent(call) else {
        return None;
    };
    let StmtKind::CallStmt {
        tok: CallKind::Defer,
        ..
    } = context.analysis.ast[stmt].kind
    else {
        return None;
    };
    context.loops_around(stmt).first()?;
    let draft = context.draft_at("R29", SuggestionCode::DeferInLoop, call, &[])?;
    Some(draft.explanation())
}

/// R31: `time.After` in a loop.
pub fn timers(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call).is("time", "After") && !context.loops_around(call).is_empty() {
            let about = [("callee", "time.After")];
            let draft = context.draft_at("R31", SuggestionCode::ReuseTimer, call, &about);
            found.draft(draft.map(|d| d.explanation()));
        }
    }
}
