//! Slices: as large as they will be, and compared without reflection.

use super::start;
use crate::advise::Context;
use crate::advise::draft::{Draft, Expect};
use crate::syntax::ExprId;
use crate::types::Type;
use crate::wire::CheckCode;

/// `slices.Collect(maps.Keys(m))` reserves room for all of them; `keys := slices.Sorted(maps.Keys(m))` does and sorts. Nil stays nil.
pub fn collected(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let callee = context.callee(x);
    let sorted = callee.is("slices", "Sorted");
    if !sorted && !callee.is("slices", "Collect") {
        return None;
    }
    let call = context.call(x)?;
    let [seq] = *call.args else { return None };
    let of = context.callee(seq);
    if !of.is("maps", "Keys") && !of.is("maps", "Values") {
        return None;
    }
    let [map] = *context.call(seq)?.args else {
        return None;
    };
    let Type::Slice { elem } = context.under_of(x) else {
        return None;
    };
    if !context.is_simple(map) || !matches!(context.under_of(map), Type::Map { .. }) {
        return None;
    }
    let file = context.file_of(x)?;
    let elem = context.type_text(elem, file)?;
    let slices = context.source(call.fun);
    let slices = slices.split('.').next()?;
    let (map, seq) = (context.source(map), context.source(seq));
    let new = format!("{slices}.AppendSeq({slices}.Grow([]{elem}(nil), len({map})), {seq})");
    let shown = if sorted {
        "slices.Sorted"
    } else {
        "slices.Collect"
    };
    let to = "slices.AppendSeq";
    let mut draft = start(context, x, shown, to)?
        .check(
            CheckCode::LengthKnown,
            &[("length", &format!("len({map})"))],
        )
        .check(CheckCode::NilStaysNil, &[("name", shown)])
        .check(CheckCode::SameResult, &[("callee", shown), ("to", to)])
        .change([context.replace(x, new)])
        .objects(2, 1)
        .expect(Expect::NoMore);
    if sorted {
        let named = context.named_call(x)?;
        let (file, range) = context.stmt_range(named.stmt)?;
        let indent = context.indent(file, range.start);
        let rest = context.text(file)[range.end as usize..]
            .split('\n')
            .next()?;
        if !rest.trim().is_empty() {
            return None;
        }
        let name = context.analysis.ast.name_str(named.name);
        draft = draft.change([crate::advise::edits::Change {
            file,
            range: range.end..range.end,
            insert: format!("\n{indent}{slices}.Sort({name})"),
        }]);
    }
    Some(draft.build())
}

/// `reflect.DeepEqual(a, b)` of slices of plain values becomes `slices.Equal(a, b)`, which takes nil and empty for the same: a question.
pub fn compared(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let call = context.call_of(x, "reflect", "DeepEqual")?;
    let [a, b] = *call.args else { return None };
    let (ta, tb) = (context.type_of(a), context.type_of(b));
    let Type::Slice { elem } = context.under(ta) else {
        return None;
    };
    let kind = {
        let types = context.types.borrow();
        types.basic_kind(types.unalias(elem))?
    };
    let same = context.types.borrow_mut().identical(ta, tb);
    // NaN is equal to itself where both slices are the same one.
    let plain = kind.is_integer() || kind.is_string() || kind.is_boolean();
    if !same || !plain || kind == crate::types::BasicKind::UnsafePointer {
        return None;
    }
    let file = context.file_of(x)?;
    let slices = context
        .import_name(file, "slices")
        .unwrap_or("slices".into());
    let (a, b) = (context.source(a), context.source(b));
    let new = format!("{slices}.Equal({a}, {b})");
    if new.contains('\n') {
        return None;
    }
    let (callee, to) = ("reflect.DeepEqual", "slices.Equal");
    let draft = start(context, x, callee, to)?
        .ask(
            CheckCode::AskNilOrEmpty,
            &[("name", &a)],
            context.places.expr_span(x),
        )
        .change([context.replace(x, new)])
        .change(context.fix_imports(file, &["slices"], &[("reflect", 1)])?)
        .needs(&["slices"])
        .objects(2, 0)
        .expect(Expect::CallGone(callee.into()));
    Some(draft.build())
}
