//! A map that is filled and dropped in each call becomes a pool of maps: a cleared one keeps its tables.

use super::pool_code::{Code, Told, Use};
use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::worth::of_objects;
use crate::advise::{Context, Found, Verdicts, no};
use crate::syntax::{ExprId, ExprKind};
use crate::types::{BuiltinId, Type};
use crate::wire::{RefusalCode, SuggestionCode};

/// Entries above which a map is dropped: its tables never shrink.
const LIMIT: i64 = 1024;

/// Entries that a map holds without memory of its own.
const SMALL: i64 = 8;

/// Slots of a group (internal/runtime/maps), and how many of eight are filled before a table grows.
const GROUP: u64 = 8;
const FILLED: u64 = 7;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call) != Callee::Builtin(BuiltinId::Make) {
            continue;
        }
        match drafts(context, call) {
            Ok(drafts) => found.in_styles(drafts),
            Err(Some(why)) => {
                if let Some(site) = context.site_of(call) {
                    found.refuse(site, SuggestionCode::PoolMap, why);
                }
            }
            Err(None) => {}
        }
    }
}

/// Bytes of the tables of a map with room for so many entries.
fn bytes(context: &Context<'_>, x: ExprId, entries: u64) -> Option<u64> {
    let Type::Map { key, elem } = context.under_of(x) else {
        return None;
    };
    let mut types = context.types.borrow_mut();
    let slot = types.size_of(key).max(0) + types.size_of(elem).max(0);
    let groups = entries
        .saturating_mul(GROUP)
        .div_ceil(FILLED)
        .div_ceil(GROUP)
        .checked_next_power_of_two()?;
    groups.checked_mul(GROUP * slot as u64 + GROUP)
}

fn drafts(context: &Context<'_>, x: ExprId) -> Result<Vec<Draft>, Option<crate::advise::No>> {
    let ast = &context.analysis.ast;
    let call = context.call(x).ok_or(None)?;
    let [ty, hint] = *call.args else {
        return Err(None);
    };
    if !matches!(ast.kind(ty), ExprKind::MapType { .. }) {
        return Err(None);
    }
    let at = context.places.expr_span(x);
    // Without a known size beyond the small one there may be nothing to gain.
    let size = context.const_int(hint);
    if size.is_some_and(|n| n <= SMALL) {
        return Err(None);
    }
    let decl = context.declaration_of_value(x).ok_or(None)?;
    if !context.in_scope(ty) {
        return Err(Some(no(RefusalCode::NoRuleYet, &[], at)));
    }
    let gate = gate(context, &decl).map_err(Some)?;
    let name = ast.name_str(decl.name).to_owned();
    let title = super::title(&name);
    let typ = context.source(ty);
    let limit = size.map_or(LIMIT, |n| LIMIT.max(n.saturating_mul(2)));
    let put = context.free_name(&format!("put{title}"));
    let code = Code {
        declares: None,
        pool: context.free_name(&format!("{}Pool", super::lower_first(&name))),
        get: context.free_name(&format!("get{title}")),
        put_doc: format!(
            "{put} empties a map and gives it back: nobody may use it afterwards. A large one is dropped, or it\nwould stay in memory."
        ),
        put,
        keeps: "maps",
        new: vec![match size {
            Some(n) => format!("return make({typ}, {n})"),
            None => format!("return make({typ})"),
        }],
        param: None,
        get_doc: None,
        prepare: Vec::new(),
        letter: "m",
        limit: Some((format!("len($p) > {limit}"), "")),
        reset: vec!["clear($p)".into()],
        typ,
    };
    let used = Use {
        held: name.clone(),
        behind: Vec::new(),
        before_put: None,
        put_behind: gate.put_behind,
    };
    let confidence = gate.confidence();
    let checks = gate.into_checks(&name, false);
    let entries = size.and_then(|n| u64::try_from(n).ok());
    let worth = entries
        .and_then(|n| bytes(context, x, n))
        .map(|bytes| of_objects(bytes, 3));
    let (span, sites) = Told::place(context, x).ok_or(None)?;
    let told = Told {
        code: SuggestionCode::PoolMap,
        name,
        typ: code.typ.clone(),
        span,
        sites,
        confidence,
        checks,
        worth,
        expect: Expect::NoMore,
    };
    let changes = |style| {
        let statement = context.stmt_range(decl.stmt)?;
        code.changes(context, decl.func, statement, &used, style)
    };
    let file = context.file_of(x).ok_or(None)?;
    Ok(told.drafts(context, file, &["sync"], changes))
}

fn gate(
    context: &Context<'_>,
    decl: &crate::advise::declaration::Declaration,
) -> Verdicts<crate::advise::pool::Gate> {
    let gate = context.pool_gate_of_any_size(decl, false)?;
    match gate.grows {
        true => Err(no(RefusalCode::NoRuleYet, &[], None)),
        false => Ok(gate),
    }
}
