//! R33: slog gets attributes with types instead of keys and values as `any`.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind};
use crate::types::{BasicKind, TypeId};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

const LEVELS: [&str; 4] = ["Debug", "Info", "Warn", "Error"];

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(x);
    let name = match &callee {
        Callee::Func(path, name) if **path == *"log/slog" => name,
        Callee::Method(path, typ, name) if **path == *"log/slog" && **typ == *"Logger" => name,
        _ => return None,
    };
    let level = LEVELS
        .into_iter()
        .find(|l| *name == (*l).into() || **name == *format!("{l}Context"))?;
    let with_context = name.ends_with("Context");
    let call = context.call(x)?;
    let (ctx, rest) = match with_context {
        true => {
            let (ctx, rest) = call.args.split_first()?;
            (Some(context.source(*ctx)), rest)
        }
        false => (None, &call.args[..]),
    };
    let (msg, pairs) = rest.split_first()?;
    if call.has_dots || pairs.is_empty() || pairs.len() % 2 != 0 {
        return None;
    }
    let file = context.file_of(x)?;
    let slog = context.import_name(file, "log/slog")?;
    let ExprKind::SelectorExpr { x: target, .. } = *ast.kind(ast.unparen(call.fun)) else {
        return None;
    };
    let mut attrs = Vec::new();
    for pair in pairs.chunks_exact(2) {
        context.const_string(pair[0])?;
        let value = context.source(pair[1]);
        if value.contains('\n') {
            return None;
        }
        attrs.push(format!(
            "{slog}.{}({}, {value})",
            maker(context, pair[1]),
            context.source(pair[0])
        ));
    }
    let mut needs: Vec<&str> = Vec::new();
    let ctx = match ctx {
        Some(ctx) => ctx,
        None => {
            needs.push("context");
            let name = context
                .import_name(file, "context")
                .unwrap_or("context".into());
            format!("{name}.Background()")
        }
    };
    let new = format!(
        "{}.LogAttrs({ctx}, {slog}.Level{level}, {}, {})",
        context.source(target),
        context.source(*msg),
        attrs.join(", ")
    );
    let shown = format!("{}.{name}", context.source(target));
    let draft = context
        .draft_at("R33", SuggestionCode::LogAttrs, x, &[("callee", &shown)])?
        .check(CheckCode::KeysAreConstant, &[])
        .check(CheckCode::SameRecord, &[])
        .change([context.replace(x, new)])
        .change(context.fix_imports(file, &needs, &[])?)
        .needs(&needs)
        .objects(pairs.len() as u32 / 2, 0)
        .expect(Expect::Fewer);
    Some(draft.build())
}

/// The function that makes an attribute of a value's type; the value is stored as slog would store it.
fn maker(context: &Context<'_>, value: ExprId) -> &'static str {
    let t = context.type_of(value);
    if context.is_named(t, "time", "Duration") && !context.is_pointer(t) {
        return "Duration";
    }
    if context.is_named(t, "time", "Time") && !context.is_pointer(t) {
        return "Time";
    }
    let types = context.types.borrow();
    match types.basic_kind(types.unalias(t)) {
        Some(BasicKind::String) => "String",
        Some(BasicKind::Int) => "Int",
        Some(BasicKind::Int64) => "Int64",
        Some(BasicKind::Uint64) => "Uint64",
        Some(BasicKind::Float64) => "Float64",
        Some(BasicKind::Bool) => "Bool",
        _ if t == TypeId::INVALID => "Any",
        _ => "Any",
    }
}
