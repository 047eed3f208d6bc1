//! R14: a formatted text goes straight to where it is written, instead of into a string first.
//!
//! `w.Write([]byte(fmt.Sprintf(…)))`, `b.WriteString(fmt.Sprintf(…))` and `io.WriteString(w, fmt.Sprintf(…))` become `fmt.Fprintf(w, …)`:
//! one call of Write with the same bytes. `[]byte(fmt.Sprintf(…))` becomes `fmt.Appendf(nil, …)` where the text is never empty. A text that is
//! only looked up in a map, compared or measured is formatted into an array on the stack.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{BuiltinId, Type};
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
        found.draft({
            let into = into_writer(context, call).or_else(|| into_bytes(context, call));
            into.or_else(|| into_array(context, call))
        });
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

/// Bytes of the array. A longer text takes memory as before.
const ARRAY: u32 = 64;

/// What a text is needed for, when it is not needed afterwards.
enum Passing {
    /// It is a string still: `m[string(b)]`, `string(b) == s` share the bytes.
    Text,
    /// Its length is that of the bytes.
    Length,
}

/// `m[fmt.Sprintf(…)]` becomes `m[string(fmt.Appendf(key[:0], …))]`, with `var key [64]byte` before it.
fn into_array(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let format = format(context, x)?;
    let call = context.call(x)?;
    let passing = passing(context, x)?;
    if call.args.len() < 2 || format.args.contains('\n') {
        return None;
    }
    let stmt = context.stmt_of(x).and_then(|s| context.in_list(s))?;
    let fmt = context.import_name(context.file_of(x)?, "fmt")?;
    let suffix = format.verb.strip_prefix("print").unwrap_or_default();
    let key = context.free_name("key");
    let bytes = format!("{fmt}.Append{suffix}({key}[:0], {})", format.args);
    let new = match passing {
        Passing::Text => format!("string({bytes})"),
        Passing::Length => bytes,
    };
    let (name, to) = (
        format!("fmt.S{}", format.verb),
        format!("fmt.Append{suffix}"),
    );
    let draft = context
        .draft_at("R14", SuggestionCode::FormatInto, x, &[("callee", &name)])?
        .check(CheckCode::SameResult, &[("callee", &name), ("to", &to)])
        .check(CheckCode::NoReferenceOutlives, &[("name", &key)])
        .change([
            context.before_stmt(stmt, &[format!("var {key} [{ARRAY}]byte")])?,
            context.replace(x, new),
        ])
        .expect(Expect::CallGone(name.clone()));
    Some(draft.build())
}

fn passing(context: &Context<'_>, x: ExprId) -> Option<Passing> {
    let ast = &context.analysis.ast;
    let Node::Expr(outer) = context.usage.parent(x)? else {
        return None;
    };
    match *ast.kind(outer) {
        ExprKind::IndexExpr { x: map, index } if index == x => {
            let is_map = matches!(context.under_of(map), Type::Map { .. });
            (is_map && !is_stored_to(context, outer)).then_some(Passing::Text)
        }
        ExprKind::Operation {
            op: Operator::Eql | Operator::Neq,
            y: Some(other),
            x: left,
        } => {
            // An interface would keep it.
            let other = if left == x { other } else { left };
            let text = matches!(context.under_of(other), Type::Basic(k) if k.is_string());
            text.then_some(Passing::Text)
        }
        ExprKind::CallExpr(_) if context.callee(outer) == Callee::Builtin(BuiltinId::Len) => {
            Some(Passing::Length)
        }
        _ => None,
    }
}

/// Whether an element of a map is assigned to: its key is kept then.
fn is_stored_to(context: &Context<'_>, element: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let parent = context.usage.parent(element);
    let (stmt, target) = match parent {
        Some(Node::Expr(list)) if matches!(ast.kind(list), ExprKind::ListExpr(_)) => {
            (context.usage.parent(list), list)
        }
        _ => (parent, element),
    };
    match stmt {
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::AssignStmt(a) => a.lhs == target,
            StmtKind::RangeClause(r) => r.lhs == Some(target),
            _ => false,
        },
        _ => false,
    }
}
