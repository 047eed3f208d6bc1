//! R16: the parts of a text are visited without a slice of them: `strings.SplitSeq`, `FieldsSeq` and the like (go1.24).

use crate::advise::draft::{Draft, Expect};
use crate::advise::query::Match;
use crate::advise::{Context, Found};
use crate::wire::{CheckCode, SuggestionCode};

/// Functions with a twin that visits.
const TWINS: &[(&str, &str)] = &[
    ("Split", "SplitSeq"),
    ("SplitAfter", "SplitAfterSeq"),
    ("Fields", "FieldsSeq"),
];

/// `for _, part := range strings.Split(…)`, or without variables.
const PATTERN: &str = "(for_statement (range_clause
  left: (expression_list)? @vars
  right: (call_expression function: (selector_expression field: (field_identifier) @name)) @call))";

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    if context.lang_minor() < 24 {
        return;
    }
    for m in context.query(PATTERN) {
        found.draft(draft(context, &m));
    }
}

fn draft(context: &Context<'_>, m: &Match) -> Option<Draft> {
    let call = context.expr_in(m.file, &m.range("call")?)?;
    let callee = context.callee(call);
    // The parts of bytes share the input: the loop could write into what is not split yet. Strings can't change.
    let (old, new) = TWINS.iter().find(|(old, _)| callee.is("strings", old))?;
    let file = context.text(m.file);
    let mut changes = Vec::new();
    if let Some(vars) = m.range("vars") {
        let text = &file[vars.start as usize..vars.end as usize];
        let (index, part) = text.split_once(',')?;
        if index.trim() != "_" {
            return None;
        }
        let from = vars.start + text.len() as u32 - part.trim_start().len() as u32;
        changes.push(crate::advise::edits::Change {
            file: m.file,
            range: vars.start..from,
            insert: String::new(),
        });
    } else {
        // `for range strings.Split(…)`.
    }
    let name = m.range("name")?;
    changes.push(crate::advise::edits::Change {
        file: m.file,
        range: name,
        insert: (*new).to_owned(),
    });
    let shown = format!("strings.{old}");
    let draft = context
        .draft_at("R16", SuggestionCode::SplitSeq, call, &[("callee", &shown)])?
        .check(CheckCode::IndexUnused, &[])
        .check(CheckCode::PartsNotKept, &[])
        .change(changes)
        .expect(Expect::CallGone(shown.clone()));
    Some(draft.build())
}
