//! R14: a formatted text goes straight to where it is written, instead of into a string first.
//!
//! `w.Write([]byte(fmt.Sprintf(…)))`, `b.WriteString(fmt.Sprintf(…))` and `io.WriteString(w, fmt.Sprintf(…))` become `fmt.Fprintf(w, …)`:
//! one call of Write with the same bytes. `[]byte(fmt.Sprintf(…))` becomes `fmt.Appendf(nil, …)` where the text is never empty.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind};
use crate::wire::{CheckCode, SuggestionCode};

/// Types of std whose WriteString writes what Write writes.
pub const STRING_WRITERS: &[(&str, &str)] = &[
    ("bytes", "Buffer"),
    ("strings", "Builder"),
    ("bufio", "Writer"),
    ("os", "File"),
];

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(into_writer(context, call).or_else(|| into_bytes(context, call)));
    }
}

/// The function that formats, and the text of its arguments.
struct Format {
    verb: &'static str,
    args: String,
}

fn format(context: &Context<'_>, x: ExprId) -> Option<Format> {
    let callee = context.callee(x);
    let verb = ["Sprintf", "Sprint", "Sprintln"]
        .into_iter()
        .find(|n| callee.is("fmt", n))?;
    let call = context.call(x)?;
    let (first, last) = (call.args.first()?, call.args.last()?);
    let (file, _) = context.offset(context.analysis.ast[x].pos);
    let range = context.range_of(*first).start..context.range_of(*last).end;
    let mut args = context.text(file)[range.start as usize..range.end as usize].to_owned();
    if call.has_dots {
        args.push_str("...");
    }
    Some(Format {
        verb: &verb[1..],
        args,
    })
}

fn into_writer(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let (writer, text, removed_io) = match (ast.kind(ast.unparen(call.fun)), &*call.args) {
        (ExprKind::SelectorExpr { x: recv, sel }, [arg]) if context.variable(*sel).is_none() => {
            let t = context.type_of(*recv);
            let known = STRING_WRITERS
                .iter()
                .any(|(p, n)| context.is_named(t, p, n));
            let text = match ast.name_str(*sel) {
                "Write" if known || context.is_named(t, "io", "Writer") => {
                    context.bytes_of_string(*arg)?
                }
                "WriteString" if known => *arg,
                _ => return None,
            };
            let writer = context.source(*recv);
            let pointer = context.is_pointer(t) || context.is_named(t, "io", "Writer");
            (
                if pointer {
                    writer
                } else {
                    format!("&{writer}")
                },
                text,
                0,
            )
        }
        (_, [w, arg]) if context.callee(x).is("io", "WriteString") => (context.source(*w), *arg, 1),
        _ => return None,
    };
    let format = format(context, text)?;
    let name = format!("fmt.S{}", format.verb.to_lowercase());
    let code = SuggestionCode::FormatInto;
    let fmt = context.import_name(context.file_of(x)?, "fmt")?;
    let imports = context.fix_imports(context.file_of(x)?, &[], &[("io", removed_io)])?;
    // WriteString of a file or io.Writer may be called for its results: they are the same.
    let new = format!(
        "{fmt}.F{}({writer}, {})",
        format.verb.to_lowercase(),
        format.args
    );
    let draft = context
        .draft_at("R14", code, x, &[("callee", &name)])?
        .check(CheckCode::SameBytes, &[])
        .change([context.replace(x, new)])
        .change(imports)
        .expect(Expect::CallGone(name.clone()));
    Some(draft.build())
}

fn into_bytes(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let text = context.bytes_of_string(x)?;
    let format = format(context, text)?;
    // An empty text would give nil instead of an empty slice.
    let call = context.call(text)?;
    let constant = context
        .const_string(*call.args.first()?)
        .unwrap_or_default();
    let never_empty = match format.verb {
        "printf" => constant
            .split('%')
            .next()
            .is_some_and(|before| !before.is_empty()),
        "println" => true,
        _ => !constant.is_empty(),
    };
    if !never_empty {
        return None;
    }
    let fmt = context.import_name(context.file_of(x)?, "fmt")?;
    let suffix = format.verb.strip_prefix("print").unwrap_or_default();
    let new = format!("{fmt}.Append{suffix}(nil, {})", format.args);
    let name = format!("fmt.S{}", format.verb);
    let draft = context
        .draft_at("R14", SuggestionCode::FormatInto, x, &[("callee", &name)])?
        .check(CheckCode::SameBytes, &[])
        .change([context.replace(x, new)])
        .expect(Expect::CallGone(name.clone()));
    Some(draft.build())
}
