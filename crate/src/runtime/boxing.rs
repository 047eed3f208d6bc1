//! Values put into interfaces (cmd/compile/internal/walk/convert.go, dataWord; walk/order.go, addrTemp; runtime/iface.go, convT).

use super::amount::Object;
use super::model::{Model, Never};
use crate::ir::{Esc, Kind, NodeId, Op, Program, TKind, Tys, expr};
use crate::types::TypeId;

/// Largest value without an escape that is put into the frame.
const MAX_STACK_COPY: i64 = 1024;
/// The run time's block of zeros has so many bytes.
const ZERO_VALUE: i64 = 1024;
/// Deepest nesting of composite literals and types that is looked into.
const MAX_DEPTH: u32 = 100;

/// What a conversion of `x` to an interface allocates. `static_value` gives the expression that always has the value of another; nothing
/// where it was not asked for.
pub fn model(
    program: &Program,
    tys: &mut Tys,
    conv: NodeId,
    static_value: &mut dyn FnMut(NodeId) -> Option<NodeId>,
) -> Model {
    let Kind::Conv { x } = program.node(conv).kind else {
        return Model::Unknown;
    };
    let Some(typ) = program.node(x).typ else {
        return Model::Unknown;
    };
    if tys.is_interface(typ) {
        return Model::Never(Never::PointerShaped);
    }
    let layout = tys.layout(typ);
    if !layout.known {
        return Model::Unknown;
    }
    if layout.is_direct_iface() {
        return Model::Never(Never::PointerShaped);
    }
    if layout.size == 0 {
        return Model::Never(Never::ZeroSize);
    }
    let sole = sole_component(tys, typ, 0).map_or(TKind::Invalid, |t| tys.kind(t));
    let integer = (TKind::Int8..=TKind::Uintptr).contains(&sole);
    if sole == TKind::Bool || layout.size == 1 && integer {
        return Model::Never(Never::SingleByte);
    }
    let object = Object {
        size: u64::try_from(layout.size).unwrap_or(u64::MAX),
        scan: layout.has_pointers(),
    };
    let by_value = matches!(
        (layout.size, layout.align, layout.has_pointers()),
        (2, 2, _) | (4, 4, false) | (8, 8, false)
    ) || matches!(sole, TKind::String | TKind::Slice);
    if is_static(program, tys, x, 0) {
        return Model::Never(Never::Constant);
    }
    // Only of what goes by address the compiler asks what the variable holds.
    if !by_value && let Some(value) = static_value(x) {
        let literal = matches!(program.op(value), Op::StructLit | Op::ArrayLit);
        let zero = literal && expr::is_zero(program, value) && layout.size <= ZERO_VALUE;
        if zero || literal && is_static(program, tys, value, 0) {
            return Model::Never(Never::Constant);
        }
    }
    if program.node(conv).esc == Esc::None && layout.size <= MAX_STACK_COPY {
        return Model::Never(Never::OnStack);
    }
    match by_value {
        true => Model::SmallValue(object),
        false => Model::Objects(vec![object]),
    }
}

/// Whether it matters what the operand of a conversion always is: it is a variable, or an inlined call.
pub fn asks(program: &Program, conv: NodeId) -> bool {
    let x = program.node(conv).x();
    x.is_some_and(|x| {
        matches!(
            program.op(x),
            Op::Name | Op::InlCall | Op::ConvNop | Op::Paren
        )
    })
}

/// The one part that structs of one field and arrays of one element consist of (cmd/compile/internal/types, SoleComponent).
fn sole_component(tys: &Tys, t: TypeId, depth: u32) -> Option<TypeId> {
    if depth > MAX_DEPTH {
        return None;
    }
    match tys.kind(t) {
        TKind::Struct => match &tys.fields(t)[..] {
            [one] => sole_component(tys, tys.types.type_of(*one), depth + 1),
            _ => None,
        },
        TKind::Array if tys.num_elem(t) == Some(1) => sole_component(tys, tys.elem(t)?, depth + 1),
        TKind::Array => None,
        _ => Some(t),
    }
}

/// Whether a value can be laid out in the program's read-only data (cmd/compile/internal/walk/complit.go, isStaticCompositeLiteral).
pub fn is_static(program: &Program, tys: &mut Tys, n: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let node = program.node(n);
    match (node.op, &node.kind) {
        (Op::Nil | Op::Literal, _) => true,
        (Op::ArrayLit | Op::StructLit, Kind::CompLit { list, .. }) => list
            .iter()
            .all(|&elem| is_static(program, tys, expr::elem_value(program, elem), depth + 1)),
        // What was put into an interface inside of it is a variable by then: the innermost is done first (walk/order.go, OCONVIFACE).
        (Op::ConvIface, Kind::Conv { x }) => is_nil_interface(program, tys, *x),
        _ => false,
    }
}

/// Whether it is a nil of an interface type, converted or not.
fn is_nil_interface(program: &Program, tys: &Tys, mut value: NodeId) -> bool {
    while let (Op::ConvIface, Some(x)) = (program.op(value), program.node(value).x()) {
        value = x;
    }
    let interface = |t| tys.is_interface(t);
    program.op(value) == Op::Nil && program.node(value).typ.is_some_and(interface)
}
