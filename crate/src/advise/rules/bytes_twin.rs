//! R19: bytes are searched as bytes, not as a copy in a string: `strings.Index(string(b), s)` becomes `bytes.Index(b, []byte(s))`.
//!
//! Only functions whose result is a number or a boolean: a substring would be part of the copy.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind};
use crate::wire::{CheckCode, SuggestionCode};

/// How the further argument of the twin is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Second {
    /// As bytes.
    Bytes,
    /// As it is: a set of characters, a byte, a rune.
    Same,
}

const TWINS: &[(&str, Second)] = &[
    ("Contains", Second::Bytes),
    ("ContainsAny", Second::Same),
    ("ContainsRune", Second::Same),
    ("Count", Second::Bytes),
    ("EqualFold", Second::Bytes),
    ("HasPrefix", Second::Bytes),
    ("HasSuffix", Second::Bytes),
    ("Index", Second::Bytes),
    ("IndexAny", Second::Same),
    ("IndexByte", Second::Same),
    ("IndexRune", Second::Same),
    ("LastIndex", Second::Bytes),
    ("LastIndexAny", Second::Same),
    ("LastIndexByte", Second::Same),
];

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let callee = context.callee(x);
    let (name, second) = TWINS.iter().find(|(n, _)| callee.is("strings", n))?;
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let [first, other] = *call.args else {
        return None;
    };
    let bytes = context.string_of_bytes(first)?;
    let site = context.site_of(first)?;
    let ExprKind::SelectorExpr { x: pkg, .. } = *ast.kind(ast.unparen(call.fun)) else {
        return None;
    };
    let other_text = match (second, context.string_of_bytes(other)) {
        (Second::Same, _) => None,
        (Second::Bytes, Some(b)) => Some(context.source(b)),
        // Other than a constant it would be copied in turn.
        (Second::Bytes, None) if context.is_const(other) => {
            Some(format!("[]byte({})", context.source(other)))
        }
        (Second::Bytes, None) => return None,
    };
    let file = context.file_of(x)?;
    let imports = context.fix_imports(file, &["bytes"], &[("strings", 1)])?;
    let bytes_name = context.import_name(file, "bytes").unwrap_or("bytes".into());
    let shown = format!("strings.{name}");
    let mut draft = context
        .draft_at("R19", SuggestionCode::BytesTwin, x, &[("callee", &shown)])?
        .check(CheckCode::ResultIsPlain, &[("callee", &shown)])
        .sites(&[site])
        .change([
            context.replace(pkg, bytes_name),
            context.replace(first, context.source(bytes)),
        ]);
    if let Some(text) = other_text {
        draft = draft.change([context.replace(other, text)]);
    }
    let draft = draft.change(imports).needs(&["bytes"]);
    Some(draft.expect(Expect::NoMore).build())
}
