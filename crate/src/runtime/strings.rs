//! Strings, bytes and runes (cmd/compile/internal/walk/{order,expr,convert,switch}.go; runtime/string.go).

use super::model::{Model, Never};
use crate::ir::{Esc, Kind, NodeId, Op, Program, Tys, expr};
use crate::types::constant::Kind as ConstKind;
use rustc_hash::FxHashMap as HashMap;

/// Results up to so many bytes, or runes, are built in the frame if they stay there (runtime/string.go, tmpStringBufSize).
const BUFFER: u64 = 32;
/// Size of a rune.
const RUNE: u64 = 4;
/// Bytes that the conversion of runes to a string asks for in addition (runtime/string.go, slicerunetostring).
const SPARE: u64 = 3;
/// Longest string constant that is copied to the frame (cmd/compile/internal/ir, MaxImplicitStackVarSize).
const MAX_STACK_CONSTANT: u64 = 64 << 10;
/// Deepest nesting of literals that serve as a map's key.
const MAX_DEPTH: u32 = 100;

/// Nodes that allocate nothing since what uses them works without.
pub type Free = HashMap<NodeId, Never>;

/// What a conversion or concatenation allocates.
pub fn model(program: &Program, n: NodeId) -> Model {
    let node = program.node(n);
    let stays = node.esc == Esc::None;
    match (node.op, &node.kind) {
        (Op::AddStr, Kind::AddString { list }) => concatenation(program, list, stays),
        (Op::Bytes2Str, _) => sized(if stays { BUFFER } else { 1 }),
        (Op::Runes2Str, _) => Model::Sized {
            free: stays.then_some(BUFFER - SPARE),
            least: 0,
            extra: SPARE,
            scan: false,
            unit: 1,
        },
        (Op::RuneStr, _) if stays => Model::Never(Never::OnStack),
        (Op::RuneStr, _) => Model::object(4, false),
        (Op::Str2Bytes, Kind::Conv { x }) => bytes(program, *x, stays),
        (Op::Str2Runes, _) => Model::Sized {
            free: Some(if stays { BUFFER * RUNE } else { 0 }),
            least: 0,
            extra: 0,
            scan: false,
            unit: RUNE,
        },
        (Op::Str2BytesTmp, _) => Model::Never(Never::ZeroCopy),
        // Put together only behind escape analysis, so that there is never a buffer.
        (Op::AsOp, Kind::AssignOp { y, .. }) => match &program.node(*y).kind {
            Kind::AddString { list } => concatenation(program, list, false),
            _ => concatenation(program, &[*y], false),
        },
        _ => Model::Unknown,
    }
}

fn sized(free: u64) -> Model {
    Model::Sized {
        free: Some(free),
        least: 0,
        extra: 0,
        scan: false,
        unit: 1,
    }
}

/// The length of a string constant.
fn constant(program: &Program, n: NodeId) -> Option<u64> {
    let node = program.node(n);
    expr::is_const(node, ConstKind::String)
        .then(|| node.as_lit().map(|v| v.string_len()))
        .flatten()
}

fn bytes(program: &Program, x: NodeId, stays: bool) -> Model {
    match constant(program, x) {
        Some(len) if stays && len <= MAX_STACK_CONSTANT => Model::Never(Never::OnStack),
        Some(len) => Model::object(len, false),
        None => sized(if stays { BUFFER } else { 0 }),
    }
}

/// One object for the result, unless all parts but one are empty.
fn concatenation(program: &Program, list: &[NodeId], stays: bool) -> Model {
    let constants: Vec<u64> = list.iter().filter_map(|&n| constant(program, n)).collect();
    let known: u64 = constants.iter().sum();
    let several = constants.iter().filter(|&&len| len > 0).count() > 1;
    // Without a buffer where the constants alone fill it.
    let free = if stays && known < BUFFER { BUFFER } else { 0 };
    Model::Sized {
        free: Some(free),
        least: if several { known } else { 0 },
        extra: 0,
        scan: false,
        unit: 1,
    }
}

/// Takes note of operands of `n` that are used where they are instead of being converted.
pub fn mark_free(program: &Program, tys: &mut Tys, n: NodeId, free: &mut Free) {
    let node = program.node(n);
    let is = |x: NodeId, op: Op| program.op(x) == op;
    match (node.op, &node.kind) {
        (Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge, Kind::Binary { x, y }) => {
            for &x in [x, y].into_iter().filter(|&&x| is(x, Op::Bytes2Str)) {
                free.insert(x, Never::ZeroCopy);
            }
        }
        // Were all other parts empty, the result would be the converted one itself.
        (Op::AddStr, Kind::AddString { list })
            if list
                .iter()
                .any(|&x| constant(program, x).is_some_and(|len| len > 0)) =>
        {
            let converted = list.iter().filter(|&&x| is(x, Op::Bytes2Str));
            free.extend(converted.map(|&x| (x, Never::ZeroCopy)));
        }
        (
            Op::IndexMap,
            Kind::Index {
                index, assigned, ..
            },
        ) if !assigned => {
            mark_key(program, *index, free, 0);
        }
        (Op::Delete, Kind::Call(call)) => {
            if let [map, key] = call.args[..]
                && is(key, Op::Bytes2Str)
                && has_fast_strings(program, tys, map)
            {
                free.insert(key, Never::ZeroCopy);
            }
        }
        (Op::Switch, Kind::Switch { tag, cases, .. }) => {
            let literals = |case: &NodeId| match &program.node(*case).kind {
                Kind::Case(case) => case.list.iter().all(|&x| is(x, Op::Literal)),
                _ => false,
            };
            if let Some(tag) = tag.filter(|&tag| is(tag, Op::Bytes2Str))
                && cases.iter().all(literals)
            {
                free.insert(tag, Never::ZeroCopy);
            }
        }
        (Op::Range, Kind::Range(range)) if is(range.x, Op::Str2Bytes) => {
            free.insert(range.x, Never::ZeroCopy);
        }
        (Op::Len, Kind::Unary { x }) if is(*x, Op::Str2Runes) => {
            free.insert(*x, Never::NotMade);
        }
        (Op::Str2Bytes, Kind::Conv { x }) | (Op::AsOp, Kind::AssignOp { y: x, .. })
            if is(*x, Op::AddStr) =>
        {
            free.insert(*x, Never::NotMade);
        }
        (Op::Append, Kind::Call(call)) if call.is_ddd => {
            if let [_, made] = call.args[..]
                && matches!(program.node(made).kind, Kind::Make { cap: None, .. })
                && is(made, Op::MakeSlice)
            {
                free.insert(made, Never::NotMade);
            }
        }
        _ => {}
    }
}

/// A key that is looked up, or a part of it.
fn mark_key(program: &Program, key: NodeId, free: &mut Free, depth: u32) {
    if depth > MAX_DEPTH {
        return;
    }
    let node = program.node(key);
    match (node.op, &node.kind) {
        (Op::Bytes2Str, _) => {
            free.insert(key, Never::ZeroCopy);
        }
        (Op::StructLit | Op::ArrayLit, Kind::CompLit { list, .. }) => {
            for &elem in list {
                mark_key(program, expr::elem_value(program, elem), free, depth + 1);
            }
        }
        _ => {}
    }
}

/// Whether a map has string keys and elements that lie in it, for which there are functions of their own.
fn has_fast_strings(program: &Program, tys: &mut Tys, map: NodeId) -> bool {
    const MAX_INLINE: i64 = 128;
    let typ = program.node(map).typ;
    let parts = typ.and_then(|t| Some((tys.key(t)?, tys.elem(t)?)));
    parts.is_some_and(|(key, elem)| tys.is_string(key) && tys.size(elem) <= MAX_INLINE)
}
