//! R29 and R31: what a loop makes in each turn: deferred calls, timers. Where the edit is not certain enough they are explained.

use super::method_value::anchor;
use crate::advise::ask::Callee;
use crate::advise::draft::Expect;
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{
    Ast, BranchKind, CallKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind,
};
use crate::types::{BuiltinId, ObjId};
use crate::wire::{CheckCode, SuggestionCode};

/// R29: `defer` in a loop.
pub fn defers(context: &Context<'_>, found: &mut Found) {
    let mut seen = Vec::new();
    for &call in context.calls() {
        let Some(loop_) = deferred(context, call) else {
            continue;
        };
        if is_for_the_end(context, call, loop_) {
            continue;
        }
        let draft = context.draft_at("R29", SuggestionCode::DeferInLoop, call, &[]);
        // One function a loop does for all of its deferred calls.
        let changes = match seen.contains(&loop_) {
            true => None,
            false => body_as_function(context, loop_),
        };
        seen.push(loop_);
        found.draft(draft.map(|d| {
            match changes {
                None => d.explanation(),
                Some(changes) => d
                    .ask(
                        CheckCode::AskRunEachTurn,
                        &[],
                        context.places.expr_span(call),
                    )
                    .change(changes)
                    .expect(Expect::Same)
                    .build(),
            }
        }));
    }
}

/// The loop in which a call is deferred.
fn deferred(context: &Context<'_>, call: ExprId) -> Option<StmtId> {
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
    context.repeated_by(stmt)
}

/// Whether a deferred call plainly has to wait for the function's end: nothing comes behind it in its turn, so that there is nothing that it
/// is to follow; it changes what is outside of the loop, in the order of deferred calls; or what it is to end is handed out of the turn.
fn is_for_the_end(context: &Context<'_>, call: ExprId, loop_: StmtId) -> bool {
    let ast = &context.analysis.ast;
    let Some(stmt) = context.stmt_of(call) else {
        return true;
    };
    let mut last = true;
    let mut below = stmt;
    for n in context.usage.ancestors(stmt) {
        let Node::Stmt(s) = n else { break };
        if let Some((list, at)) = context.siblings(below) {
            last &= at + 1 == list.len();
        }
        if s == loop_ {
            break;
        }
        below = s;
    }
    last || changes_outside(context, call, loop_) || hands_out(context, call, loop_, ast)
}

/// Whether a function literal that is deferred assigns to what the loop did not declare.
fn changes_outside(context: &Context<'_>, call: ExprId, loop_: StmtId) -> bool {
    let Some(fun) = context.call(call).map(|c| c.fun) else {
        return false;
    };
    context.any_below(fun, |n| match n {
        Node::Expr(x) => context
            .variable(x)
            .is_some_and(|v| !context.is_within_declaration(v, loop_) && context.is_changed_at(x)),
        _ => false,
    })
}

/// Whether a variable of the turn that the deferred call uses is put into something outside of it: appended, assigned, sent.
fn hands_out(context: &Context<'_>, call: ExprId, loop_: StmtId, ast: &Ast) -> bool {
    let of_turn = |&v: &ObjId| context.is_within_declaration(v, loop_);
    let kept = |&n: &ExprId| {
        let mut x = n;
        loop {
            match context.usage.parent(x) {
                Some(Node::Expr(outer)) => match ast.kind(outer) {
                    ExprKind::ParenExpr(_)
                    | ExprKind::ListExpr(_)
                    | ExprKind::KeyValueExpr { .. } => x = outer,
                    ExprKind::CompositeLit(_) => x = outer,
                    ExprKind::Operation { y: None, .. } => x = outer,
                    ExprKind::CallExpr(c) if c.args.contains(&x) => {
                        if context.callee(outer) != Callee::Builtin(BuiltinId::Append) {
                            return false;
                        }
                        x = outer;
                    }
                    _ => return false,
                },
                Some(Node::Stmt(s)) => {
                    return match &ast[s].kind {
                        StmtKind::SendStmt { .. } => true,
                        StmtKind::AssignStmt(a) => {
                            a.rhs.is_some() && a.lhs != x && {
                                let lhs = ast.unpack_list(&Some(a.lhs));
                                !lhs.contains(&x)
                                    && !lhs.iter().all(|&l| {
                                        ast.name(l).is_some_and(|name| &**name == "_")
                                            || context.variable(l).is_some_and(|v| of_turn(&v))
                                    })
                            }
                        }
                        _ => false,
                    };
                }
                _ => return false,
            }
        }
    };
    let used = context.variables_in(call);
    let mut used = used.iter().filter(|v| of_turn(v));
    used.any(|&v| context.usage.names(v).iter().any(kept))
}

/// The loop's body in `func() { … }()`: `continue` is a `return` then. Nothing where the body is left in another way.
fn body_as_function(context: &Context<'_>, loop_: StmtId) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let StmtKind::ForStmt(f) = &ast[loop_].kind else {
        return None;
    };
    let mut continues = Vec::new();
    let mut fits = true;
    ast.inspect(f.body, |n| {
        match n {
            Node::Expr(x) if matches!(ast.kind(x), ExprKind::FuncLit { .. }) => return false,
            // It would end this function's panic instead of the loop's.
            Node::Expr(x) if context.callee(x) == Callee::Builtin(BuiltinId::Recover) => {
                fits = false;
            }
            Node::Stmt(s) => match &ast[s].kind {
                StmtKind::ReturnStmt { .. } | StmtKind::LabeledStmt { .. } => fits = false,
                StmtKind::BranchStmt(b) => {
                    let inner =
                        (b.target).is_some_and(|t| t != loop_ && context.is_within(t, f.body));
                    match b.tok {
                        _ if b.label.is_some() => fits = false,
                        BranchKind::Fallthrough => {}
                        BranchKind::Continue if !inner => continues.push(s),
                        _ if inner => {}
                        _ => fits = false,
                    }
                }
                _ => {}
            },
            _ => {}
        }
        true
    });
    let (file, open) = context.offset(ast[f.body].pos);
    let (_, close) = context.offset(ast.rbrace(f.body));
    let text = context.text(file).get(open as usize..close as usize)?;
    // Texts of several lines keep their white space.
    let plain = text.starts_with("{\n") && text.trim_end_matches('\t').ends_with('\n');
    if !fits || !plain || text.contains('`') || text.contains("/*") {
        return None;
    }
    let indent = context.indent(file, open);
    let at = |at: u32, insert: String| Change {
        file,
        range: at..at,
        insert,
    };
    let mut changes = vec![at(open + 1, format!("\n{indent}\tfunc() {{"))];
    let starts = text.match_indices('\n').map(|(i, _)| i + 1);
    for start in starts {
        let line = text[start..].split('\n').next()?;
        if !line.trim().is_empty() {
            changes.push(at(open + start as u32, "\t".into()));
        }
    }
    for s in continues {
        let (_, from) = context.offset(ast[s].pos);
        let range = from..from + "continue".len() as u32;
        changes.push(Change {
            file,
            range,
            insert: "return".into(),
        });
    }
    let line = close - (text.len() - text.rfind('\n')? - 1) as u32;
    changes.push(at(line, format!("{indent}\t}}()\n")));
    Some(changes)
}

/// R31: `time.After` in a loop.
pub fn timers(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call).is("time", "After") && context.repeated_by(call).is_some() {
            let about = [("callee", "time.After")];
            let draft = || context.draft_at("R31", SuggestionCode::ReuseTimer, call, &about);
            let edited = reset(context, call).zip(draft());
            let edited = edited.map(|(changes, draft)| {
                draft
                    .check(CheckCode::ResetBeforeReuse, &[("name", "timer")])
                    .change(changes)
                    .expect(Expect::CallGone("time.After".into()))
                    .build()
            });
            found.draft(edited.or_else(|| draft().map(|d| d.explanation())));
        }
    }
}

/// `case <-time.After(d):` of a `select` in a loop: one timer, which is reset in front of the `select`. Since go1.23 nothing is left in its
/// channel then.
fn reset(context: &Context<'_>, call: ExprId) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let [d] = *context.call(call)?.args else {
        return None;
    };
    let Some(Node::Expr(receive)) = context.usage.parent(call) else {
        return None;
    };
    let receives = matches!(
        ast.kind(receive),
        ExprKind::Operation {
            op: Operator::Recv,
            y: None,
            ..
        }
    );
    let stmt = context.stmt_of(receive)?;
    let clause = context.usage.parent(stmt)?;
    let Node::Stmt(clause_stmt) = clause else {
        return None;
    };
    let StmtKind::CommClause(comm) = &ast[clause_stmt].kind else {
        return None;
    };
    if !receives || comm.comm != Some(stmt) || context.lang_minor() < 23 {
        return None;
    }
    let Some(Node::Stmt(select)) = context.usage.parent(clause_stmt) else {
        return None;
    };
    let loop_ = context.repeated_by(call)?;
    let steady = |&v| !context.is_within_declaration(v, loop_);
    if !context.is_simple(d) || !context.variables_in(d).iter().all(steady) {
        return None;
    }
    // With the name it has here, the package makes the timer.
    let time = context.source(context.call(call)?.fun);
    let time = time.strip_suffix(".After")?;
    let (timer, d) = (context.free_name("timer"), context.source(d));
    let made = format!("{timer} := {time}.NewTimer({d})");
    Some(vec![
        context.before_stmt(anchor(context, loop_)?, &[made])?,
        context.before_stmt(anchor(context, select)?, &[format!("{timer}.Reset({d})")])?,
        context.replace(call, format!("{timer}.C")),
    ])
}
