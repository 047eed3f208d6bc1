//! Initialisers that are inlined calls: `var e = errors.New("…")` needs no code, as the function only returns a literal made of its arguments
//! (cmd/compile/internal/staticinit/sched.go, staticAssignInlinedCall).

use super::{MAX_DEPTH, Schedule, any_side_effects, is_side_effect};
use crate::ir::expr::is_const;
use crate::ir::{Kind, NameId, NodeId, Nodes, Op, Program, Tys};
use crate::syntax::Operator;
use crate::types::TypeId;
use crate::types::constant::{Kind as ConstKind, Value};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// An inlined call of a function that consists of one `return` of one value.
struct Simple {
    params: Nodes,
    args: Nodes,
    result: NodeId,
}

impl Schedule<'_> {
    /// Initialises a part of `l` with the result of an inlined call, as data.
    pub(super) fn static_inlined_call(
        &mut self,
        l: NameId,
        offset: i64,
        call: NodeId,
        typ: TypeId,
    ) -> bool {
        let Some(simple) = simple(self.prog, call) else {
            return false;
        };
        let Some(args) = substitution(self.prog, &simple) else {
            return false;
        };
        match substitute(self.prog, self.tys, simple.result, &args, 0) {
            Some(value) => self.static_assign(l, offset, value, typ),
            None => false,
        }
    }
}

/// Parameters, arguments and result, if the body is nothing but a `return`.
fn simple(prog: &Program, call: NodeId) -> Option<Simple> {
    let node = prog.node(call);
    let Kind::InlinedCall { body, .. } = &node.kind else {
        return None;
    };
    let (&[assign, mark], &[block, end]) = (&node.init[..], &body[..]) else {
        return None;
    };
    if prog.op(assign) != Op::As2 || prog.op(mark) != Op::InlMark {
        return None;
    }
    let Kind::AssignList { lhs, rhs, .. } = &prog.node(assign).kind else {
        return None;
    };
    let (Kind::Block { list }, Kind::Label { label }) =
        (&prog.node(block).kind, &prog.node(end).kind)
    else {
        return None;
    };
    let &[decl, results, goto] = &list[..] else {
        return None;
    };
    let goes_to_end = matches!(&prog.node(goto).kind, Kind::Branch { label: Some(to) } if to == label)
        && prog.op(goto) == Op::Goto;
    let (&Kind::Decl { x }, true) = (&prog.node(decl).kind, goes_to_end) else {
        return None;
    };
    let Kind::AssignList {
        lhs: result_vars,
        rhs: values,
        ..
    } = &prog.node(results).kind
    else {
        return None;
    };
    let (&[var], &[result]) = (&result_vars[..], &values[..]) else {
        return None;
    };
    let plain = prog.op(results) == Op::As2 && prog.as_name(var) == Some(x);
    plain.then(|| Simple {
        params: lhs.clone(),
        args: rhs.clone(),
        result,
    })
}

/// What stands for each parameter; nothing if one can't be replaced by its argument.
fn substitution(prog: &Program, call: &Simple) -> Option<HashMap<NameId, NodeId>> {
    let mut args = HashMap::default();
    for (&param, &arg) in call.params.iter().zip(&call.args) {
        let name = prog.as_name(param)?;
        if prog.name(name).addrtaken || any_side_effects(prog, arg) {
            return None;
        }
        args.insert(name, arg);
    }
    let mut uses: HashMap<NameId, u32> = HashMap::default();
    let captures = prog.any(&[call.result], &mut |n| {
        if let Some(name) = prog.as_name(n).filter(|name| args.contains_key(name)) {
            *uses.entry(name).or_default() += 1;
        }
        let literal = prog.node(n).as_closure();
        literal.is_some_and(|func| prog.func(func).is_closure())
    });
    let repeated = |(name, uses): (&NameId, &u32)| *uses <= 1 || can_repeat(prog, args[name]);
    (!captures && uses.iter().all(repeated)).then_some(args)
}

/// Whether an expression may be evaluated twice without being two things.
fn can_repeat(prog: &Program, n: NodeId) -> bool {
    !prog.any(&[n], &mut |n| {
        is_side_effect(prog, n)
            || matches!(
                prog.op(n),
                Op::MakeChan
                    | Op::MakeMap
                    | Op::MakeSlice
                    | Op::MapLit
                    | Op::New
                    | Op::PtrLit
                    | Op::SliceLit
                    | Op::Str2Bytes
                    | Op::Str2Runes
            )
    })
}

/// A copy of an expression with arguments in the place of parameters; nothing where a conversion of a constant came about that has to wait
/// for run time.
fn substitute(
    prog: &mut Program,
    tys: &mut Tys,
    n: NodeId,
    args: &HashMap<NameId, NodeId>,
    depth: u32,
) -> Option<NodeId> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(name) = prog.as_name(n) {
        return Some(match args.get(&name) {
            Some(&arg) => prog.deep_copy(arg, MAX_DEPTH as usize),
            None => n,
        });
    }
    if matches!(
        prog.op(n),
        Op::NoName | Op::Literal | Op::Nil | Op::Type | Op::Closure
    ) {
        return Some(n);
    }
    let mut copy = prog.node(n).clone();
    let mut ok = true;
    copy.edit_children(
        &mut |child| match substitute(prog, tys, *child, args, depth + 1) {
            Some(new) => *child = new,
            None => ok = false,
        },
    );
    if !ok {
        return None;
    }
    let copy = prog.add(copy);
    match prog.op(copy) {
        Op::Conv => converted(prog, tys, copy),
        Op::AddStr => Some(concatenated(prog, copy)),
        _ => Some(copy),
    }
}

/// A conversion, or its value if it is one of an integer constant to an integer type.
fn converted(prog: &mut Program, tys: &mut Tys, n: NodeId) -> Option<NodeId> {
    let (Some(x), Some(to)) = (prog.node(n).x(), prog.node(n).typ) else {
        return Some(n);
    };
    if prog.op(x) != Op::Literal {
        return Some(n);
    }
    let from = prog.node(x).typ?;
    let mut node = prog.node(x).clone();
    node.typ = Some(to);
    if tys.kind(from) != tys.kind(to) {
        if !tys.is_integer(from) || !tys.is_integer(to) {
            return None;
        }
        let (bits, signed) = (tys.size(to) * 8, tys.is_signed(to));
        let value = wrapped(node.as_lit()?, bits, signed)?;
        node.kind = Kind::Lit(Rc::new(value));
    }
    Some(prog.add(node))
}

/// An integer as a type of so many bits keeps it.
fn wrapped(value: &Value, bits: i64, signed: bool) -> Option<Value> {
    let raw = match value.int64_val() {
        Some(v) => v,
        None => value.uint64_val()? as i64,
    };
    let unused = u32::try_from(64i64.checked_sub(bits)?)
        .ok()
        .filter(|&b| b < 64)?;
    Some(match signed {
        true => Value::from_i64(raw << unused >> unused),
        false => Value::from_u64((raw as u64) << unused >> unused),
    })
}

/// A concatenation with constants beside each other put together.
fn concatenated(prog: &mut Program, n: NodeId) -> NodeId {
    let Kind::AddString { list } = prog.node(n).kind.clone() else {
        return n;
    };
    let constant = |prog: &Program, n: NodeId| is_const(prog.node(n), ConstKind::String);
    let mut out: Nodes = Vec::new();
    let mut merged = false;
    for part in list {
        let last = out.last().copied();
        let Some(last) = last.filter(|&l| constant(prog, l) && constant(prog, part)) else {
            out.push(part);
            continue;
        };
        let mut node = prog.node(last).clone();
        if let (Some(a), Some(b)) = (node.as_lit(), prog.node(part).as_lit()) {
            node.kind = Kind::Lit(Rc::new(Value::binary(a, Operator::Add, b, false)));
        }
        let node = prog.add(node);
        out.pop();
        out.push(node);
        merged = true;
    }
    match out[..] {
        _ if !merged => n,
        [one] => {
            let (pos, typ) = (prog.node(n).pos, prog.node(n).typ);
            let node = prog.node_mut(one);
            (node.pos, node.typ) = (pos, typ);
            one
        }
        _ => {
            prog.node_mut(n).kind = Kind::AddString { list: out };
            n
        }
    }
}
