//! What the compiler's pass behind escape analysis has to say: which bounds checks need not be made
//! (cmd/compile/internal/walk/expr.go, walkIndex and bounded).

mod order;

use crate::ir::{FuncId, Kind, Node, NodeId, Op, Program, Tys, expr};
use crate::types::TypeId;
use crate::types::constant::Kind as ConstKind;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// The index expressions whose value can't be outside of the array or constant string, as their type or last operation shows;
/// constant ones aside. In the order in which the compiler walks them: functions as they come, each followed by the literals in it that capture
/// variables, the last one first (cmd/compile/internal/gc/compile.go, enqueueFunc). Literals whose calls were all inlined are left out.
pub fn elided_bounds_checks(program: &Program, tys: &mut Tys, funcs: &[FuncId]) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut walked = HashSet::default();
    for &func in funcs {
        if program.func(func).is_closure() || program.func_name(func) == "_" {
            continue;
        }
        let mut todo = vec![func];
        while let Some(next) = todo.pop() {
            let order = nodes(program, next);
            let first = found.len();
            let mut copied = HashSet::default();
            for &n in &order {
                if let Kind::Call(call) = &program.node(n).kind
                    && program.op(n) == Op::Append
                    && !call.is_ddd
                {
                    for &arg in call.args.iter().skip(1) {
                        copy_operands(program, arg, &mut copied);
                    }
                }
            }
            for n in order {
                match program.node(n).kind {
                    Kind::Index { .. }
                        if program.op(n) == Op::Index
                            && is_elided(program, tys, n, copied.contains(&n)) =>
                    {
                        found.push(n);
                    }
                    Kind::Closure { func, .. }
                        if program.func(func).is_closure() && walked.insert(func) =>
                    {
                        todo.push(func);
                    }
                    _ => {}
                }
            }
            sort(program, tys, next, &mut found[first..]);
        }
    }
    found
}

/// Puts index expressions of a function in the order in which they are walked.
fn sort(program: &Program, tys: &mut Tys, func: FuncId, found: &mut [NodeId]) {
    if found.len() < 2 {
        return;
    }
    let order = order::of_indices(program, tys, func);
    let places: HashMap<NodeId, usize> = order.into_iter().zip(0..).collect();
    found.sort_by_key(|n| places.get(n));
}

/// The nodes of a function's body, operands before what they are operands of.
fn nodes(program: &Program, func: FuncId) -> Vec<NodeId> {
    // The reverse of a preorder that takes children from the last to the first.
    let mut out = Vec::new();
    let mut stack = program.func(func).body.clone();
    while let Some(n) = stack.pop() {
        out.push(n);
        program.for_children(n, &mut |child| stack.push(child));
    }
    out.reverse();
    out
}

/// Finds the index expressions whose index is copied to a temporary before they are evaluated, because they are arguments of `append`
/// (cmd/compile/internal/walk/expr.go, safeExpr). Of such an index only the type is known.
fn copy_operands(program: &Program, root: NodeId, copied: &mut HashSet<NodeId>) {
    let mut todo = vec![root];
    while let Some(n) = todo.pop() {
        let node = program.node(n);
        match (&node.kind, node.op) {
            (Kind::Index { x, index, .. }, _) => {
                if !is_safe(program.op(*index)) {
                    copied.insert(n);
                }
                todo.extend([*x, *index]);
            }
            (Kind::Unary { x }, Op::Len | Op::Cap) | (Kind::Star { x }, _) => todo.push(*x),
            (Kind::Selector(sel), Op::Dot | Op::DotPtr) => todo.push(sel.x),
            _ => {}
        }
    }
}

/// Whether an expression is evaluated where it stands although others are evaluated first; its operands may not be.
fn is_safe(op: Op) -> bool {
    matches!(
        op,
        Op::Name
            | Op::Literal
            | Op::Nil
            | Op::Len
            | Op::Cap
            | Op::Dot
            | Op::DotPtr
            | Op::Deref
            | Op::Index
            | Op::IndexMap
    )
}

fn is_elided(program: &Program, tys: &mut Tys, n: NodeId, copied: bool) -> bool {
    let node = program.node(n);
    let Kind::Index { x, index, .. } = node.kind else {
        return false;
    };
    let index = program.node(index);
    if node.flags.bounded || expr::is_const(index, ConstKind::Int) {
        return false;
    }
    let limit = limit(tys, program.node(x));
    limit.is_some_and(|max| match copied {
        true => index.typ.is_some_and(|t| bounded_by_type(tys, t, max)),
        false => bounded(program, tys, index, max),
    })
}

/// Whether all values of a type are in `0..max`.
fn bounded_by_type(tys: &mut Tys, typ: TypeId, max: i64) -> bool {
    let bits = 8 * tys.size(typ);
    tys.is_integer(typ) && !tys.is_signed(typ) && (0..=62).contains(&bits) && 1 << bits <= max
}

/// How many elements there are, if that is known from the type or the constant.
fn limit(tys: &Tys, x: &Node) -> Option<i64> {
    let typ = x.typ?;
    let typ = match tys.is_ptr(typ) {
        true => tys.elem(typ)?,
        false => typ,
    };
    if tys.is_array(typ) {
        return tys.num_elem(typ);
    }
    let text = x.as_lit().filter(|v| v.kind() == ConstKind::String)?;
    i64::try_from(text.string_len()).ok()
}

/// Whether an index that is no constant is always in `0..max`.
fn bounded(program: &Program, tys: &mut Tys, index: &Node, max: i64) -> bool {
    let Some(typ) = index.typ.filter(|&t| tys.is_integer(t)) else {
        return false;
    };
    let signed = tys.is_signed(typ);
    let mut bits = 8 * tys.size(typ);
    if let Kind::Binary { x, y } = index.kind {
        let left = small(program.node(x));
        let right = small(program.node(y));
        match (index.op, right) {
            (Op::And | Op::AndNot, _)
                if left.or(right).is_some_and(|v| {
                    let mask = match left {
                        Some(v) => v,
                        None if index.op == Op::And => v,
                        None if signed => !v,
                        None => !v & ones(bits),
                    };
                    (0..max).contains(&mask)
                }) =>
            {
                return true;
            }
            (Op::Mod, Some(v)) if !signed && (0..=max).contains(&v) => return true,
            (Op::Div, Some(mut v)) if !signed => {
                while bits > 0 && v >= 2 {
                    bits -= 1;
                    v >>= 1;
                }
            }
            (Op::Rsh, Some(v)) if !signed && v > bits => return max > 0,
            (Op::Rsh, Some(v)) if !signed => bits -= v,
            _ => {}
        }
    }
    !signed && (0..=62).contains(&bits) && 1 << bits <= max
}

fn small(node: &Node) -> Option<i64> {
    expr::is_small_int_const(node)
        .then(|| expr::int64_val(node))
        .flatten()
}

/// A number of `bits` ones.
fn ones(bits: i64) -> i64 {
    1i64.checked_shl(bits as u32).unwrap_or(0).wrapping_sub(1)
}
