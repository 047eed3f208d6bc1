//! R30: `sort.Slice` becomes `slices.Sort` or `slices.SortFunc`: no closure, no reflection.
//!
//! Only where the comparison is `<` or `>` of one part of both elements, of a type without NaN.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Operator, StmtKind};
use crate::types::{ObjId, Type};
use crate::wire::{CaveatCode, CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let call = context.call_of(x, "sort", "Slice")?;
    let [slice, less] = *call.args else {
        return None;
    };
    let list = context.variable(slice)?;
    let Type::Slice { elem } = context.under_of(slice) else {
        return None;
    };
    let order = order(context, less, list)?;
    let file = context.file_of(x)?;
    let kind = {
        let mut types = context.types.borrow_mut();
        let under = types.under(context.type_of(order.key));
        types.basic_kind(under)?
    };
    if !kind.is_integer() && !kind.is_string() {
        return None;
    }
    let name = context.source(slice);
    let elem_text = context.type_text(elem, file)?;
    let slices = context
        .import_name(file, "slices")
        .unwrap_or("slices".into());
    let whole = order.path.is_empty();
    let (new, needs): (String, &[&str]) = match (whole, order.descending) {
        (true, false) => (format!("{slices}.Sort({name})"), &["slices"]),
        _ => {
            let cmp = context.import_name(file, "cmp").unwrap_or("cmp".into());
            let (a, b) = match order.descending {
                false => ("a", "b"),
                true => ("b", "a"),
            };
            let path = &order.path;
            (
                format!(
                    "{slices}.SortFunc({name}, func(a, b {elem_text}) int {{ return {cmp}.Compare({a}{path}, {b}{path}) }})"
                ),
                &["slices", "cmp"],
            )
        }
    };
    let typ = kind.name();
    let mut draft = context
        .draft_at(
            "R30",
            SuggestionCode::SortFunc,
            x,
            &[("callee", "sort.Slice")],
        )?
        .check(CheckCode::StrictOrder, &[("type", typ)])
        .change([context.replace(x, new)])
        .change(context.fix_imports(file, needs, &[("sort", 1)])?)
        .needs(needs)
        .objects(2, 0)
        .expect(Expect::CallGone("sort.Slice".into()));
    if !whole {
        draft = draft.caveat(CaveatCode::EqualOrder, &[]);
    }
    Some(draft.build())
}

/// `s[i].path < s[j].path`
struct Order {
    key: ExprId,
    path: String,
    descending: bool,
}

fn order(context: &Context<'_>, less: ExprId, list: ObjId) -> Option<Order> {
    let ast = &context.analysis.ast;
    let ExprKind::FuncLit { ty, body } = *ast.kind(less) else {
        return None;
    };
    let (params, _) = ast.signature(ty);
    let names: Vec<ObjId> = params
        .iter()
        .filter_map(|&p| ast[p].name)
        .filter_map(|n| context.analysis.checked.info.defs[n.index()])
        .collect();
    let [i, j] = *names else { return None };
    let [stmt] = *ast.block(body) else {
        return None;
    };
    let StmtKind::ReturnStmt { results: Some(r) } = ast[stmt].kind else {
        return None;
    };
    let ExprKind::Operation {
        op,
        x: left,
        y: Some(right),
    } = *ast.kind(r)
    else {
        return None;
    };
    let (a, left_path) = element(context, left, list)?;
    let (b, right_path) = element(context, right, list)?;
    if left_path != right_path {
        return None;
    }
    let descending = match (op, (a, b) == (i, j), (a, b) == (j, i)) {
        (Operator::Lss, true, _) | (Operator::Gtr, _, true) => false,
        (Operator::Gtr, true, _) | (Operator::Lss, _, true) => true,
        _ => return None,
    };
    Some(Order {
        key: left,
        path: left_path,
        descending,
    })
}

/// The index variable and the fields behind: `s[i].name` is `i` and `.name`.
fn element(context: &Context<'_>, x: ExprId, list: ObjId) -> Option<(ObjId, String)> {
    let ast = &context.analysis.ast;
    match *ast.kind(x) {
        ExprKind::IndexExpr { x: s, index } if context.variable(s) == Some(list) => {
            Some((context.variable(index)?, String::new()))
        }
        ExprKind::SelectorExpr { x: inner, sel } => {
            let field = context.analysis.checked.info.selections.get(&x)?;
            if field.kind != crate::types::SelectionKind::FieldVal {
                return None;
            }
            let (index, path) = element(context, inner, list)?;
            Some((index, format!("{path}.{}", ast.name_str(sel))))
        }
        _ => None,
    }
}
