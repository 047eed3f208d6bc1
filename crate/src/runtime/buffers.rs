//! Slices whose array starts in the frame although it escapes in the end (cmd/compile/internal/slice/slice.go).
//!
//! A local slice that only `append` fills, and that leaves the function at one place, may have its array in the frame until it gets there. What the
//! pass has to show is that no other variable can hold that array: each mention of the variable must be one of a known list.

use super::growth::{BUFFER, Move};
use crate::escape::Leaks;
use crate::ir::{Class, FuncId, Kind, NameId, NodeId, Op, Program, Tys, expr, reassign};
use std::collections::BTreeMap;

/// Deepest nesting that is walked; whatever lies deeper ends the search.
const MAX_DEPTH: u32 = 600;

/// What the pass found for one function.
#[derive(Default)]
pub struct Buffers {
    /// Appends that may use a buffer in the frame in spite of their verdict, and whether they do so step by step.
    pub appends: BTreeMap<NodeId, bool>,
    /// The variables that move to the heap if they are in the frame, what is moved, and the statement where it happens.
    pub moves: BTreeMap<NameId, (NodeId, Move)>,
}

#[derive(Default)]
struct Slice {
    known_uses: u32,
    all_uses: u32,
    transition: Option<NodeId>,
    appends: Vec<NodeId>,
    weight: i64,
    depth: i64,
    capacity_used: bool,
    /// Elements of the longest literal.
    literal: i64,
}

struct Search<'a> {
    program: &'a Program,
    tys: &'a Tys,
    slices: BTreeMap<NameId, Slice>,
    named_results: Vec<NameId>,
    loops: i64,
    /// Something was too deep to be walked.
    lost: bool,
    /// The children that wait to be looked at, of all nodes that the search is in.
    waiting: Vec<NodeId>,
}

/// Looks through a function.
pub fn find(program: &Program, tys: &mut Tys, func: FuncId) -> Buffers {
    let mut slices = BTreeMap::new();
    let mut named_results = Vec::new();
    for &name in &program.func(func).dcl {
        let typ = program.name(name).typ;
        let elem = tys.elem(typ).filter(|_| tys.is_slice(typ));
        if elem.is_none_or(|elem| u64::try_from(tys.size(elem)).is_ok_and(|size| size > BUFFER)) {
            continue;
        }
        slices.insert(name, Slice::default());
        if program.name(name).class == Class::ParamOut {
            named_results.push(name);
        }
    }
    if slices.is_empty() {
        return Buffers::default();
    }
    let mut search = Search {
        program,
        tys,
        slices,
        named_results,
        loops: 0,
        lost: false,
        waiting: Vec::new(),
    };
    for &stmt in &program.func(func).body {
        search.node(stmt, 0);
    }
    let (slices, lost) = (search.slices, search.lost);
    let mut found = Buffers::default();
    for (name, slice) in slices.into_iter().filter(|_| !lost) {
        let Some(at) = slice.transition else { continue };
        if slice.known_uses != slice.all_uses || slice.weight < 2 {
            continue;
        }
        let Some(elem) = tys.elem(program.name(name).typ) else {
            continue;
        };
        let size = u64::try_from(tys.size(elem)).unwrap_or(0);
        let moved = Move {
            elem: size,
            scan: tys.has_pointers(elem),
            keeps_capacity: slice.capacity_used,
            literal: u64::try_from(slice.literal).map_or(0, |n| n.saturating_mul(size)),
        };
        found.moves.insert(name, (at, moved));
        let stepwise = slice.capacity_used;
        found
            .appends
            .extend(slice.appends.into_iter().map(|n| (n, stepwise)));
    }
    found
}

impl Search<'_> {
    /// The variable that a node names, as long as it is a candidate.
    fn tracked(&self, n: NodeId) -> Option<NameId> {
        let name = self.program.as_name(n)?;
        self.slices.contains_key(&name).then_some(name)
    }

    fn known(&mut self, name: NameId, uses: u32) {
        if let Some(slice) = self.slices.get_mut(&name) {
            slice.known_uses += uses;
        }
    }

    fn capacity(&mut self, name: NameId) {
        if let Some(slice) = self.slices.get_mut(&name) {
            slice.capacity_used = true;
        }
    }

    /// From here on another variable may hold the array.
    fn leaves(&mut self, name: NameId, at: NodeId) {
        let loops = self.loops;
        let Some(slice) = self.slices.get_mut(&name) else {
            return;
        };
        if slice.transition.is_some() || loops > slice.depth {
            self.slices.remove(&name);
        } else {
            slice.transition = Some(at);
        }
    }

    fn assign(&mut self, x: NodeId, y: Option<NodeId>, at: NodeId) {
        if let Some(name) = self.tracked(x) {
            self.assigned(name, y);
        }
        if let Some(name) = y.and_then(|y| self.tracked(y)) {
            self.known(name, 1);
            self.leaves(name, at);
        }
    }

    fn assigned(&mut self, name: NameId, y: Option<NodeId>) {
        let own = |n: NodeId| self.program.as_name(n) == Some(name);
        let loops = self.loops;
        let Some(y) = y else {
            return self.known(name, 1);
        };
        match (self.program.op(y), &self.program.node(y).kind) {
            (Op::Nil, _) => self.known(name, 1),
            (Op::SliceLit, Kind::CompLit { len, .. }) => {
                self.known(name, 1);
                self.capacity(name);
                if let Some(slice) = self.slices.get_mut(&name) {
                    slice.literal = slice.literal.max(*len);
                }
            }
            (Op::Slice, Kind::Slice { x, .. }) if own(*x) => {
                self.known(name, 2);
                self.capacity(name);
            }
            (Op::Append, Kind::Call(call)) if call.args.first().is_some_and(|&x| own(x)) => {
                if let Some(slice) = self.slices.get_mut(&name) {
                    slice.known_uses += 2;
                    slice.appends.push(y);
                    slice.weight += 1 + loops - slice.depth;
                }
            }
            _ => {}
        }
    }

    fn node(&mut self, n: NodeId, depth: u32) {
        if depth > MAX_DEPTH {
            self.lost = true;
            return;
        }
        self.mention(n, depth);
        let looping = matches!(self.program.op(n), Op::For | Op::Range);
        self.loops += i64::from(looping);
        let (start, waiting) = (self.waiting.len(), &mut self.waiting);
        self.program
            .for_children(n, &mut |child| waiting.push(child));
        for i in start..self.waiting.len() {
            self.node(self.waiting[i], depth + 1);
        }
        self.waiting.truncate(start);
        self.loops -= i64::from(looping);
    }

    fn mention(&mut self, n: NodeId, depth: u32) {
        let program = self.program;
        let node = program.node(n);
        match (node.op, &node.kind) {
            (Op::Name, Kind::Name(name)) => {
                if let Some(slice) = self.slices.get_mut(name) {
                    slice.all_uses += 1;
                }
            }
            (Op::Dcl, Kind::Decl { x }) => {
                let loops = self.loops;
                if let Some(slice) = self.slices.get_mut(x) {
                    slice.known_uses += 1;
                    slice.depth = loops;
                }
            }
            (Op::Index, Kind::Index { x, .. }) | (Op::Len, Kind::Unary { x }) => {
                if let Some(name) = self.tracked(*x) {
                    self.known(name, 1);
                }
            }
            (Op::Cap, Kind::Unary { x }) => {
                if let Some(name) = self.tracked(*x) {
                    self.known(name, 1);
                    self.capacity(name);
                }
            }
            (Op::Addr, Kind::Addr { x }) => self.address(*x),
            (Op::Return, Kind::Return { results }) => {
                for &x in results {
                    if let Some(name) = self.tracked(x) {
                        self.known(name, 1);
                        self.leaves(name, n);
                    }
                }
                if results.is_empty() {
                    for name in self.named_results.clone() {
                        self.leaves(name, n);
                    }
                }
            }
            (Op::CallFunc, Kind::Call(call)) => {
                for (i, &arg) in call.args.iter().enumerate() {
                    if let Some(name) = self.tracked(arg)
                        && !leaks(program, self.tys, call.fun, i)
                    {
                        self.known(name, 1);
                        self.capacity(name);
                    }
                }
            }
            (Op::Range, Kind::Range(range)) => {
                if let Some(name) = self.tracked(range.x) {
                    self.known(name, 1);
                    self.leaves(name, n);
                }
            }
            (Op::As, Kind::Assign { x, y, .. }) => self.assign(*x, *y, n),
            (Op::As2, Kind::AssignList { lhs, rhs, .. }) => {
                for (&x, &y) in lhs.iter().zip(rhs) {
                    self.assign(x, Some(y), n);
                }
            }
            (Op::Closure, Kind::Closure { func, .. }) => {
                for &var in &program.func(*func).closure_vars {
                    if let Some(outer) = program.name(var).outer {
                        self.node(program.name(outer).node, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// An address inside of the slice's array ends the search.
    fn address(&mut self, mut x: NodeId) {
        loop {
            match &self.program.node(x).kind {
                Kind::Selector(sel) if self.program.op(x) == Op::Dot => x = sel.x,
                Kind::Index { x: of, .. } if self.program.op(x) == Op::Index => {
                    if expr::is_array(self.program, self.tys, *of) {
                        x = *of;
                        continue;
                    }
                    if let Some(name) = self.tracked(*of) {
                        self.slices.remove(&name);
                    }
                    return;
                }
                _ => return,
            }
        }
    }
}

/// Whether an argument of a call may go anywhere.
fn leaks(program: &Program, tys: &Tys, fun: Option<NodeId>, index: usize) -> bool {
    let callee = fun.and_then(|fun| {
        let fun = reassign::static_value(program, tys, fun);
        expr::static_callee_name(program, fun)
    });
    let func = callee.and_then(|name| program.name(name).func);
    let param = func.and_then(|f| program.func(f).recv_params.get(index));
    param.is_none_or(|param| Leaks::parse(&param.note) != Leaks::default())
}
