//! R18: a string is written without a copy of its bytes: `w.Write([]byte(s))` becomes `io.WriteString(w, s)`.

use super::format_into::STRING_WRITERS;
use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind};
use crate::types::Type;
use crate::wire::{CaveatCode, CheckCode, SuggestionCode};
use std::rc::Rc;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let ExprKind::SelectorExpr { x: recv, sel } = *ast.kind(ast.unparen(call.fun)) else {
        return None;
    };
    let [arg] = *call.args else { return None };
    if ast.name_str(sel) != "Write" {
        return None;
    }
    let text = context.bytes_of_string(arg)?;
    // A formatted text has a better rewrite.
    if context.callee(text).is("fmt", "Sprintf") {
        return None;
    }
    // Without an allocation there is nothing to gain.
    let site = context.site_of(arg)?;
    let t = context.type_of(recv);
    let shown = format!("{}.Write", context.source(recv));
    let source = context.source(text);
    let known = STRING_WRITERS
        .iter()
        .any(|(p, n)| context.is_named(t, p, n));
    let code = SuggestionCode::WriteString;
    let draft = context
        .draft_at("R18", code, x, &[("callee", &shown)])?
        .check(CheckCode::SameBytes, &[])
        .sites(&[site]);
    if known {
        let new = format!("{}.WriteString({source})", context.source(recv));
        return Some(draft.change([context.replace(x, new)]).build());
    }
    // io.WriteString asks the writer for WriteString, and calls Write if it has none.
    if !matches!(context.under(t), Type::Interface(_)) {
        return None;
    }
    // Behind these interfaces nothing in std has a WriteString: no hash, and no connection.
    let without =
        |(path, _): (Rc<str>, Rc<str>)| matches!(&*path, "hash" | "net" | "crypto/cipher");
    if context.named_type(t).is_some_and(without) {
        return None;
    }
    // A sum is made as bytes at once.
    if matches!(ast.kind(text), ExprKind::Operation { y: Some(_), .. }) {
        return None;
    }
    let file = context.file_of(x)?;
    let imports = context.fix_imports(file, &["io"], &[])?;
    let io = context.import_name(file, "io").unwrap_or("io".into());
    let new = format!("{io}.WriteString({}, {source})", context.source(recv));
    let draft = draft
        .caveat(CaveatCode::IfWriterHasIt, &[])
        .change([context.replace(x, new)])
        .change(imports)
        .needs(&["io"]);
    Some(draft.build())
}
