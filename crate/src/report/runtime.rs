//! What happens at run time, in the report's words; the facts are those of [`crate::runtime`].

use crate::ir::{Kind, NodeId, Op, Program, Tys, closure, expr};
use crate::runtime::{self, Count, Model, Never, Place, Run, When};
use crate::wire::{Allocates, Amount, Cost, NeverCode, SometimesCode, Times};

/// Bytes of what a node allocates, if that is constant.
pub fn size(program: &Program, tys: &mut Tys, node: NodeId) -> Option<i64> {
    let n = program.node(node);
    let typ = n.typ?;
    match (n.op, &n.kind) {
        (Op::New | Op::PtrLit, _) => tys.elem(typ).map(|t| tys.size(t)),
        (Op::SliceLit, Kind::CompLit { len, .. }) => {
            tys.elem(typ).map(|t| tys.size(t).saturating_mul(*len))
        }
        (Op::StructLit | Op::ArrayLit, _) => Some(tys.size(typ)),
        (Op::MakeSlice, Kind::Make { len, cap }) => {
            let count = expr::int64_val(program.node(cap.or(*len)?))?;
            tys.elem(typ).map(|t| tys.size(t).saturating_mul(count))
        }
        (Op::ConvIface, Kind::Conv { x }) => program.node(*x).typ.map(|t| tys.size(t)),
        (Op::Closure, Kind::Closure { func, .. }) => {
            Some(closure::literal(program, tys, *func).bytes())
        }
        (Op::MethValue, Kind::Selector(s)) => program
            .node(s.x)
            .typ
            .map(|t| closure::method_value(tys, t).bytes()),
        _ => None,
    }
}

/// What is known of a place, in the report's words.
pub fn of_place(place: &Place) -> (Allocates, Cost, Times) {
    let cost = place.model.cost(&Run::default());
    let times = Times {
        loops: place.times.loops,
        turns: place.times.turns,
        maybe: place.times.maybe,
    };
    (allocates(&place.model), cost_of(cost), times)
}

/// A place of which nothing is known but its verdict: the compiler leaves it out, or it is nested too deep.
pub fn unknown(escapes: bool, loops: u32) -> (Allocates, Cost, Times) {
    let times = Times {
        loops,
        turns: (loops == 0).then_some(1),
        maybe: true,
    };
    let (allocates, cost) = match escapes {
        true => (Allocates::Unknown, runtime::Cost::ANY),
        false => (never(NeverCode::OnStack), runtime::Cost::NOTHING),
    };
    (allocates, cost_of(cost), times)
}

/// Objects and bytes between bounds.
pub fn cost_of(cost: runtime::Cost) -> Cost {
    let amount = |count: Count| Amount {
        least: count.least,
        most: count.most,
    };
    Cost {
        objects: amount(cost.objects),
        bytes: amount(cost.bytes),
    }
}

fn allocates(model: &Model) -> Allocates {
    let sometimes = |why| Allocates::Sometimes { why };
    match model.when() {
        // Only a value without any bytes is none.
        When::Always | When::Above(0) => Allocates::Always,
        When::Never(why) => never(match why {
            Never::OnStack => NeverCode::OnStack,
            Never::Constant => NeverCode::ConstantInInterface,
            Never::ZeroSize => NeverCode::ZeroSize,
            Never::SingleByte => NeverCode::SingleByte,
            Never::PointerShaped => NeverCode::PointerShaped,
            Never::ZeroCopy => NeverCode::ZeroCopy,
            Never::NoCapture => NeverCode::NoCapture,
            Never::Shared => NeverCode::Shared,
            Never::Reused => NeverCode::Reused,
            Never::NotMade => NeverCode::NotMade,
        }),
        When::Above(bytes) => Allocates::AboveSize {
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        },
        When::AppendGrows => match model.buffer() {
            Some(bytes) => Allocates::AboveSize {
                bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            },
            None => sometimes(SometimesCode::AppendGrows),
        },
        When::MapGrows => sometimes(SometimesCode::MapGrows),
        When::SmallValue => sometimes(SometimesCode::SmallValue),
        When::MayShare => sometimes(SometimesCode::MayShare),
        When::Unknown => Allocates::Unknown,
    }
}

fn never(why: NeverCode) -> Allocates {
    Allocates::Never { why }
}
