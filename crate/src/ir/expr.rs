//! Questions about expressions (cmd/compile/internal/ir/{expr,node,const}.go).

use super::id::{NameId, NodeId};
use super::name::Class;
use super::node::{Kind, Node, Selection};
use super::op::Op;
use super::program::Program;
use super::ty::{TKind, Tys};
use crate::syntax::Operator;
use crate::types::constant::{Kind as ConstKind, Value};

/// Largest type that a declared variable may have on the stack, in bytes (cmd/compile/internal/ir/cfg.go, MaxStackVarSize).
pub const MAX_STACK_VAR_SIZE: i64 = 128 * 1024;

/// Largest implicit variable on the stack, in bytes: of `new`, `&T{}`, `make` and closures (cmd/compile/internal/ir/cfg.go, MaxImplicitStackVarSize).
pub const MAX_IMPLICIT_STACK_VAR_SIZE: i64 = 64 * 1024;

/// Deepest nesting of expressions that the recursive questions follow.
const MAX_DEPTH: u32 = 1000;

/// The value that a write to `n` changes: the variable around fields, array elements, parentheses and no-op conversions.
pub fn outer_value(program: &Program, tys: &Tys, mut n: NodeId) -> NodeId {
    loop {
        let node = program.node(n);
        let Some(x) = node.x() else { return n };
        n = match node.op {
            Op::Dot | Op::Paren | Op::ConvNop => x,
            Op::Index if is_array(program, tys, x) => x,
            _ => return n,
        };
    }
}

/// The variable that a write to `n` changes, as its declaring function knows it.
pub fn outer_name(program: &Program, tys: &Tys, n: NodeId) -> Option<NameId> {
    let name = program.as_name(outer_value(program, tys, n))?;
    Some(program.canonical(name))
}

/// Whether an expression's type is an array.
pub fn is_array(program: &Program, tys: &Tys, n: NodeId) -> bool {
    program.node(n).typ.is_some_and(|t| tys.is_array(t))
}

/// The function that an expression is, if that is known: a declared function, a method of a concrete type, a literal.
pub fn static_callee_name(program: &Program, n: NodeId) -> Option<NameId> {
    let node = program.node(n);
    match &node.kind {
        Kind::Selector(_) if node.op == Op::MethExpr => method_expr_name(node),
        Kind::Name(name) if program.name(*name).class == Class::Func => Some(*name),
        Kind::Closure { func, .. } => Some(program.func(*func).nname),
        _ => None,
    }
}

/// The function of a method selector, expression or value; nothing for methods of interfaces.
pub fn method_expr_name(node: &Node) -> Option<NameId> {
    match node.as_selector()?.selection {
        Selection::Method(name) => Some(name),
        _ => None,
    }
}

/// Whether a node is `nil`.
pub fn is_nil(program: &Program, n: NodeId) -> bool {
    program.op(n) == Op::Nil
}

/// Whether an expression is a constant of a kind.
pub fn is_const(node: &Node, kind: ConstKind) -> bool {
    node.op == Op::Literal && node.as_lit().is_some_and(|v| v.kind() == kind)
}

/// A constant integer's value, if it fits.
pub fn int64_val(node: &Node) -> Option<i64> {
    is_const(node, ConstKind::Int)
        .then(|| node.as_lit()?.int64_val())
        .flatten()
}

/// Whether a node is an integer constant that fits `int32` (cmd/compile/internal/ir/const.go, IsSmallIntConst).
pub fn is_small_int_const(node: &Node) -> bool {
    int64_val(node).is_some_and(|v| i32::try_from(v).is_ok())
}

/// Whether an expression is the zero value of its type, as far as one sees without running it.
pub fn is_zero(program: &Program, n: NodeId) -> bool {
    is_zero_at(program, n, 0)
}

fn is_zero_at(program: &Program, n: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let node = program.node(n);
    match (&node.kind, node.op) {
        (_, Op::Nil) => true,
        (Kind::Lit(value), _) => match value.kind() {
            ConstKind::String => value.string_len() == 0,
            ConstKind::Bool => !value.bool_val(),
            ConstKind::Unknown => false,
            ConstKind::Complex => value.real().sign() == 0 && value.imag().sign() == 0,
            ConstKind::Int | ConstKind::Float => value.sign() == 0,
        },
        (Kind::CompLit { list, .. }, Op::ArrayLit | Op::StructLit) => list
            .iter()
            .all(|&elem| is_zero_at(program, elem_value(program, elem), depth + 1)),
        _ => false,
    }
}

/// The value of an element of a composite literal, without its key.
pub fn elem_value(program: &Program, elem: NodeId) -> NodeId {
    match program.node(elem).kind {
        Kind::Key { value, .. } | Kind::StructKey { value, .. } => value,
        _ => elem,
    }
}

/// Whether `l` and `r` are the same expression, so that one may stand for both: equal, without side effects, without aliasing trouble.
pub fn same_safe_expr(program: &Program, tys: &Tys, l: NodeId, r: NodeId) -> bool {
    same_safe(program, tys, l, r, 0)
}

fn skip_nop(program: &Program, mut n: NodeId) -> NodeId {
    while let (Op::ConvNop, Some(x)) = (program.op(n), program.node(n).x()) {
        n = x;
    }
    n
}

fn same_safe(program: &Program, tys: &Tys, l: NodeId, r: NodeId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let (l, r) = (skip_nop(program, l), skip_nop(program, r));
    let (a, b) = (program.node(l), program.node(r));
    let same_type = match (a.typ, b.typ) {
        (Some(s), Some(t)) => tys.identical(s, t),
        (s, t) => s == t,
    };
    if a.op != b.op || !same_type {
        return false;
    }
    let same = |l, r| same_safe(program, tys, l, r, depth + 1);
    match (&a.kind, &b.kind) {
        (Kind::Name(_), Kind::Name(_)) => l == r,
        (Kind::Selector(s), Kind::Selector(t)) if matches!(a.op, Op::Dot | Op::DotPtr) => {
            s.sel == t.sel && same(s.x, t.x)
        }
        (Kind::Star { x }, Kind::Star { x: y }) => same(*x, *y),
        (Kind::Unary { x }, Kind::Unary { x: y }) => {
            matches!(a.op, Op::Not | Op::BitNot | Op::Plus | Op::Neg) && same(*x, *y)
        }
        (Kind::Conv { x }, Kind::Conv { x: y }) => {
            a.op == Op::Conv && a.typ.is_some_and(|t| is_simple(tys.kind(t))) && same(*x, *y)
        }
        (Kind::Index { x, index: i, .. }, Kind::Index { x: y, index: j, .. }) => {
            same(*x, *y) && same(*i, *j)
        }
        (Kind::Binary { x, y }, Kind::Binary { x: u, y: v }) => {
            is_arithmetic(a.op) && same(*x, *u) && same(*y, *v)
        }
        (Kind::Lit(v), Kind::Lit(w)) => Value::compare(v, Operator::Eql, w),
        (Kind::Leaf, Kind::Leaf) => a.op == Op::Nil,
        _ => false,
    }
}

/// Whether an op is a binary arithmetic or bit operation.
pub fn is_arithmetic(op: Op) -> bool {
    matches!(
        op,
        Op::Add
            | Op::Sub
            | Op::Or
            | Op::Xor
            | Op::Mul
            | Op::Lsh
            | Op::Rsh
            | Op::And
            | Op::AndNot
            | Op::Div
            | Op::Mod
    )
}

/// Numbers and truth values (cmd/compile/internal/types.IsSimple).
fn is_simple(kind: TKind) -> bool {
    (TKind::Bool..=TKind::Float64).contains(&kind)
}

/// The bare result of an inlined call that gives one value.
pub fn single_result(node: &Node) -> Option<NodeId> {
    match &node.kind {
        Kind::InlinedCall { return_vars, .. } => match return_vars[..] {
            [result] => Some(result),
            _ => None,
        },
        _ => None,
    }
}

/// Whether `f` is an expression `p.Data` of a `reflect.SliceHeader` or `reflect.StringHeader`.
pub fn is_reflect_header_data_field(program: &Program, tys: &Tys, n: NodeId) -> bool {
    let node = program.node(n);
    let (Some(sel), Some(typ)) = (node.as_selector(), node.typ) else {
        return false;
    };
    let Some(mut t) = program.node(sel.x).typ else {
        return false;
    };
    if tys.types.unalias(typ) != crate::types::TypeId::UINTPTR
        || program.sym_name(sel.sel) != "Data"
    {
        return false;
    }
    match node.op {
        Op::Dot => {}
        Op::DotPtr => match tys.elem(t) {
            Some(elem) => t = elem,
            None => return false,
        },
        _ => return false,
    }
    let types = &tys.types;
    let crate::types::Type::Named(named) = &types[types.unalias(t)] else {
        return false;
    };
    let obj = &types[named.obj];
    obj.pkg.is_some_and(|p| &*types[p].path == "reflect")
        && matches!(&*obj.name, "SliceHeader" | "StringHeader")
}

/// Whether a node has a position of its own: names, and constants and types that are names, stand where they were declared.
pub fn has_unique_pos(node: &Node) -> bool {
    node.op != Op::Name && node.pos.is_known()
}
