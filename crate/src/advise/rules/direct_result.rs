//! R34: a channel with room for one result that is sent and received in the same goroutine. Told only.

use crate::advise::ask::Callee;
use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{BuiltinId, Type};
use crate::wire::SuggestionCode;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    if context.callee(x) != Callee::Builtin(BuiltinId::Make) {
        return None;
    }
    let [_, room] = *context.call(x)?.args else {
        return None;
    };
    let is_chan = matches!(context.under_of(x), Type::Chan { .. });
    let named = context.named_call(x)?;
    if !is_chan || context.const_int(room) != Some(1) {
        return None;
    }
    let ast = &context.analysis.ast;
    let home = context.nearest_function(x)?;
    let (mut sent, mut received) = (0, 0);
    for &n in context.usage.names(named.obj) {
        // No goroutine, and no function literal that could become one.
        if context.nearest_function(n)? != home {
            return None;
        }
        match context.usage.parent(n)? {
            Node::Stmt(s) => match ast[s].kind {
                StmtKind::SendStmt { chan, .. } if chan == n && in_list(context, s) => sent += 1,
                _ => return None,
            },
            Node::Expr(outer) => match *ast.kind(outer) {
                ExprKind::Operation {
                    op: Operator::Recv,
                    y: None,
                    ..
                } => received += 1,
                _ => return None,
            },
            _ => return None,
        }
    }
    if sent == 0 || received != 1 {
        return None;
    }
    let name = ast.name_str(named.name);
    let site = context.site_of(x);
    let draft = context
        .draft_at("R34", SuggestionCode::DirectResult, x, &[("name", name)])?
        .sites(&site.into_iter().collect::<Vec<_>>());
    Some(draft.explanation())
}

/// Not as a case of a `select`.
fn in_list(context: &Context<'_>, s: crate::syntax::StmtId) -> bool {
    context.siblings(s).is_some()
}
