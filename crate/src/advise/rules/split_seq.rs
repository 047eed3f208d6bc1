//! R16: the parts of a text are visited without a slice of them: `strings.SplitSeq`, `FieldsSeq` and the like (go1.24).

use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, StmtKind};
use crate::wire::{CheckCode, SuggestionCode};

/// Functions with a twin that visits. `FieldsFunc` is none of them: its function would be called in between the turns.
const TWINS: &[(&str, &str)] = &[
    ("Split", "SplitSeq"),
    ("SplitAfter", "SplitAfterSeq"),
    ("Fields", "FieldsSeq"),
];

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    if context.lang_minor() < 24 {
        return;
    }
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

/// `for _, part := range strings.Split(…)`, or without variables.
fn draft(context: &Context<'_>, call: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(call);
    // The parts of bytes share the input: the loop could write into what is not split yet. Strings can't change.
    let (old, new) = TWINS.iter().find(|(old, _)| callee.is("strings", old))?;
    let Some(Node::Stmt(clause)) = context.usage.parent(call) else {
        return None;
    };
    let StmtKind::RangeClause(range) = &ast[clause].kind else {
        return None;
    };
    let ExprKind::SelectorExpr { sel, .. } = *ast.kind(context.call(call)?.fun) else {
        return None;
    };
    let mut changes = vec![context.replace(sel, *new)];
    if let Some(vars) = range.lhs {
        let [index, part] = ast.unpack_list(&Some(vars))[..] else {
            return None;
        };
        if ast.name_str(index) != "_" {
            return None;
        }
        let (file, _) = context.offset(ast[index].pos);
        changes.push(Change {
            file,
            range: context.range_of(index).start..context.range_of(part).start,
            insert: String::new(),
        });
    }
    let shown = format!("strings.{old}");
    let draft = context
        .draft_at("R16", SuggestionCode::SplitSeq, call, &[("callee", &shown)])?
        .check(CheckCode::IndexUnused, &[])
        .check(CheckCode::PartsNotKept, &[])
        .change(changes)
        .expect(Expect::CallGone(shown.clone()));
    Some(draft.build())
}
