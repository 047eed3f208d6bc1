//! A map that is filled and dropped in each call becomes a pool of maps: a cleared one keeps its tables.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::pool::caveats;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind};
use crate::types::BuiltinId;
use crate::wire::SuggestionCode;

/// Entries above which a map is dropped: its tables never shrink.
const LIMIT: i64 = 1024;

/// Entries that a map holds without memory of its own.
const SMALL: i64 = 8;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call) == Callee::Builtin(BuiltinId::Make) {
            found.draft(draft(context, call));
        }
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let [ty, hint] = *context.call(x)?.args else {
        return None;
    };
    if !matches!(ast.kind(ty), ExprKind::MapType { .. }) || !context.in_scope(ty) {
        return None;
    }
    // Without a known size beyond the small one there may be nothing to gain.
    let size = context.const_int(hint);
    if size.is_some_and(|n| n <= SMALL) {
        return None;
    }
    let decl = context.declaration_of_value(x)?;
    let gate = context.pool_gate_of_any_size(&decl, false).ok()?;
    if gate.grows {
        return None;
    }
    let name = ast.name_str(decl.name).to_owned();
    let title = super::title(&name);
    let (pool, get, put) = (
        context.free_name(&format!("{}Pool", super::lower_first(&name))),
        context.free_name(&format!("get{title}")),
        context.free_name(&format!("put{title}")),
    );
    let typ = context.source(ty);
    let made = match size {
        Some(n) => format!("make({typ}, {n})"),
        None => format!("make({typ})"),
    };
    let limit = size.map_or(LIMIT, |n| LIMIT.max(n.saturating_mul(2)));
    let helpers = format!(
        "// {pool} keeps maps between calls; the garbage collector may empty it at any time.\n\
         var {pool} = sync.Pool{{\n\tNew: func() any {{ return {made} }},\n}}\n\n\
         func {get}() {typ} {{\n\treturn {pool}.Get().({typ})\n}}\n\n\
         // {put} empties a map and gives it back: nobody may use it afterwards. A large one is dropped, or it\n\
         // would stay in memory.\n\
         func {put}(m {typ}) {{\n\tif len(m) > {limit} {{\n\t\treturn\n\t}}\n\tclear(m)\n\t{pool}.Put(m)\n}}"
    );
    let (at, range) = context.stmt_range(decl.stmt)?;
    let indent = context.indent(at, range.start);
    let lines = format!("{name} := {get}()\n{indent}defer {put}({name})");
    let file = context.file_of(x)?;
    let draft = context
        .draft_at(
            "R35",
            SuggestionCode::PoolMap,
            x,
            &[("name", &name), ("type", &typ)],
        )?
        .checks(gate.into_checks(&name, false))
        .caveats(caveats())
        .change([
            context.replace_stmt(decl.stmt, lines)?,
            context.behind_function(&decl, &helpers)?,
        ])
        .change(context.fix_imports(file, &["sync"], &[])?)
        .needs(&["sync"])
        .expect(Expect::NoMore);
    Some(draft.build())
}
