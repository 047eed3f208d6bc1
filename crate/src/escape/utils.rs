//! Questions about single nodes (cmd/compile/internal/escape/utils.go).

use super::facts::Why;
use crate::ir::expr::{
    MAX_IMPLICIT_STACK_VAR_SIZE, MAX_STACK_VAR_SIZE, int64_val, is_arithmetic, is_small_int_const,
    same_safe_expr,
};
use crate::ir::ty::PTR_SIZE;
use crate::ir::{Class, Kind, NodeId, Op, Program, Tys, closure};

/// `b.buf = b.buf[n:m]`: no pointer gets into `b` that was not there.
fn is_slice_self_assign(prog: &Program, dst: NodeId, src: NodeId) -> bool {
    let pointer = |n: NodeId| match prog.op(n) {
        Op::Deref | Op::DotPtr => prog.node(n).x().filter(|&x| prog.op(x) == Op::Name),
        _ => None,
    };
    let Kind::Slice { x, .. } = prog.node(src).kind else {
        return false;
    };
    // A slice of an array that is part of `*b` would be a pointer to `*b` itself; it shows as an address.
    if matches!(prog.op(src), Op::SliceArr | Op::Slice3Arr) && prog.op(x) == Op::Addr {
        return false;
    }
    matches!((pointer(dst), pointer(x)), (Some(d), Some(s)) if d == s)
}

/// Whether an assignment moves values only within one object, so that it changes no lifetime.
pub(in crate::escape) fn is_self_assign(
    prog: &Program,
    tys: &Tys,
    dst: NodeId,
    src: NodeId,
) -> bool {
    if is_slice_self_assign(prog, dst, src) {
        return true;
    }
    if prog.op(dst) != prog.op(src) {
        return false;
    }
    match (&prog.node(dst).kind, &prog.node(src).kind) {
        (Kind::Selector(d), Kind::Selector(s)) if matches!(prog.op(dst), Op::Dot | Op::DotPtr) => {
            same_safe_expr(prog, tys, d.x, s.x)
        }
        (Kind::Index { x: d, index: i, .. }, Kind::Index { x: s, index: j, .. })
            if prog.op(dst) == Op::Index =>
        {
            !may_affect_memory(prog, *i)
                && !may_affect_memory(prog, *j)
                && same_safe_expr(prog, tys, *d, *s)
        }
        _ => false,
    }
}

/// Whether evaluating `n` may do anything but compute a value. Statements that were put before a node do not count.
fn may_affect_memory(prog: &Program, n: NodeId) -> bool {
    let mut todo = vec![n];
    while let Some(n) = todo.pop() {
        let op = prog.op(n);
        match prog.node(n).kind {
            Kind::Name(_) | Kind::Lit(_) => {}
            Kind::Leaf if op == Op::Nil => {}
            Kind::Binary { x, y } if is_arithmetic(op) => todo.extend([x, y]),
            Kind::Index { x, index, .. } if op == Op::Index => todo.extend([x, index]),
            Kind::Conv { x } if matches!(op, Op::ConvNop | Op::Conv) => todo.push(x),
            Kind::Unary { x } => match op {
                Op::Len | Op::Cap | Op::Not | Op::BitNot | Op::Plus | Op::Neg => todo.push(x),
                _ => return true,
            },
            Kind::Selector(ref sel) if matches!(op, Op::Dot | Op::DotPtr) => todo.push(sel.x),
            Kind::Star { x } => todo.push(x),
            _ => return true,
        }
    }
    false
}

/// Why what a node declares or allocates cannot be on the stack whatever its lifetime; nothing if it can.
pub fn heap_alloc_reason(prog: &Program, tys: &mut Tys, n: NodeId) -> Option<Why> {
    let node = prog.node(n);
    let typ = node.typ?;
    if let Some(name) = node.as_name()
        && matches!(prog.name(name).class, Class::Param | Class::ParamOut)
    {
        return None;
    }
    if tys.size(typ) > MAX_STACK_VAR_SIZE {
        return Some(Why::TooLargeForStack);
    }
    if tys.layout(typ).align > PTR_SIZE {
        return Some(Why::TooAlignedForStack);
    }
    let size = match node.op {
        Op::New | Op::PtrLit => {
            let elem = tys.elem(typ)?;
            if tys.size(elem) <= MAX_IMPLICIT_STACK_VAR_SIZE && tys.layout(elem).align > PTR_SIZE {
                return Some(Why::TooAlignedForStack);
            }
            tys.size(elem)
        }
        Op::Closure => closure::literal(prog, tys, node.as_closure()?).bytes(),
        Op::MethValue => closure::method_value(tys, prog.node(node.x()?).typ?).bytes(),
        Op::MakeSlice => return make_slice_reason(prog, tys, n),
        _ => return None,
    };
    (size > MAX_IMPLICIT_STACK_VAR_SIZE).then_some(Why::TooLargeForStack)
}

fn make_slice_reason(prog: &Program, tys: &mut Tys, n: NodeId) -> Option<Why> {
    let node = prog.node(n);
    let Kind::Make { len, cap } = node.kind else {
        return None;
    };
    let elem = tys.elem(node.typ?)?;
    let elem_size = tys.size(elem);
    if elem_size == 0 {
        return Some(Why::ZeroSizedElement);
    }
    // Of unknown size: a small array on the stack, the heap beyond it.
    let size = prog.node(cap.or(len)?);
    if !is_small_int_const(size) {
        return None;
    }
    (int64_val(size)? > MAX_IMPLICIT_STACK_VAR_SIZE / elem_size).then_some(Why::TooLargeForStack)
}
