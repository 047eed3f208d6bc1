//! How often loops run whose number of turns is constant.

use crate::ir::{Kind, NameId, NodeId, Op, Program, Tys, expr};

/// The turns of a `for` or `range` loop that is not left early; nothing where that is not constant. `static_value` gives the expression that always
/// has the value of another.
pub fn turns(
    program: &Program,
    tys: &Tys,
    n: NodeId,
    static_value: &mut dyn FnMut(NodeId) -> NodeId,
) -> Option<u64> {
    let mut value = |x: NodeId| match program.op(x) {
        Op::Literal => expr::int64_val(program.node(x)),
        _ => expr::int64_val(program.node(static_value(x))),
    };
    match &program.node(n).kind {
        Kind::Range(r) => {
            let typ = program.node(r.x).typ?;
            if tys.is_integer(typ) {
                return value(r.x).map(|n| u64::try_from(n).unwrap_or(0));
            }
            if let Kind::CompLit { len, .. } = program.node(r.x).kind
                && tys.is_slice(typ)
            {
                return u64::try_from(len).ok();
            }
            let array = match tys.is_ptr(typ) {
                true => tys.elem(typ)?,
                false => typ,
            };
            tys.num_elem(array)
                .filter(|_| tys.is_array(array))
                .and_then(|n| u64::try_from(n).ok())
        }
        Kind::For(l) => counted(program, n, l.cond?, l.post?, &l.body, &mut value),
        _ => None,
    }
}

/// `for i := A; i < B; i += C` with constants, where nothing else changes `i`.
fn counted(
    program: &Program,
    n: NodeId,
    cond: NodeId,
    post: NodeId,
    body: &[NodeId],
    value: &mut impl FnMut(NodeId) -> Option<i64>,
) -> Option<u64> {
    let Kind::Binary { x, y } = program.node(cond).kind else {
        return None;
    };
    let var = program.as_name(x)?;
    let end = value(y)?;
    let Kind::AssignOp {
        x: target,
        as_op: Op::Add,
        y: step,
        ..
    } = program.node(post).kind
    else {
        return None;
    };
    let step = u64::try_from(value(step)?).ok().filter(|&s| s > 0)?;
    if program.as_name(target) != Some(var) || program.name(var).addrtaken {
        return None;
    }
    let start = start_of(program, n, var).and_then(&mut *value)?;
    let distance = match program.op(cond) {
        Op::Lt => end.checked_sub(start)?,
        Op::Le => end.checked_sub(start)?.checked_add(1)?,
        _ => return None,
    };
    let changed = program.any(body, &mut |n| {
        let mut found = false;
        crate::ir::reassign::assigned(program, n, &mut |x| {
            found |= program.as_name(x) == Some(var);
        });
        found
    });
    let distance = u64::try_from(distance).unwrap_or(0);
    (!changed).then(|| distance.div_ceil(step))
}

/// The value that a loop's variable is declared with, in front of the loop.
fn start_of(program: &Program, n: NodeId, var: NameId) -> Option<NodeId> {
    let init = &program.node(n).init;
    let assigned = init
        .iter()
        .rev()
        .find_map(|&stmt| match program.node(stmt).kind {
            Kind::Assign { x, y, .. } if program.as_name(x) == Some(var) => Some(y),
            _ => None,
        });
    assigned.flatten()
}
