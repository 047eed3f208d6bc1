//! How values of expressions flow (cmd/compile/internal/escape/expr.go).

use super::facts::Why;
use super::graph::{Hole, LocId};
use super::{Analysis, MAX_DEPTH};
use crate::ir::expr::{elem_value, is_arithmetic, is_array, is_reflect_header_data_field};
use crate::ir::{Class, Kind, NodeId, Op, Selection, TKind};

impl Analysis<'_> {
    /// Counts the nesting; fails where it is too deep.
    pub(in crate::escape) fn enter(&mut self, n: NodeId) -> bool {
        if self.failed.is_some() {
            return false;
        }
        if self.depth >= MAX_DEPTH {
            let pos = self.prog.node(n).pos;
            self.fail(pos, "its code is nested too deeply");
            return false;
        }
        self.depth += 1;
        true
    }

    pub(in crate::escape) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Evaluates `n` into `k`.
    pub(in crate::escape) fn expr(&mut self, k: Hole, n: NodeId) {
        self.init(n);
        self.expr_skip_init(k, n);
    }

    pub(in crate::escape) fn opt_expr(&mut self, k: Hole, n: Option<NodeId>) {
        if let Some(n) = n {
            self.expr(k, n);
        }
    }

    /// Runs the statements that stand before a node.
    pub(in crate::escape) fn init(&mut self, n: NodeId) {
        if !self.prog.node(n).init.is_empty() {
            let init = self.prog.node(n).init.clone();
            self.stmts(&init);
        }
    }

    /// Evaluates `n` for its effects.
    pub(in crate::escape) fn discard(&mut self, n: NodeId) {
        self.expr(Hole::DISCARD, n);
    }

    pub(in crate::escape) fn opt_discard(&mut self, n: Option<NodeId>) {
        self.opt_expr(Hole::DISCARD, n);
    }

    pub(in crate::escape) fn discards(&mut self, list: &[NodeId]) {
        for &n in list {
            self.discard(n);
        }
    }

    /// Evaluates `n` into `k` without the statements before it.
    pub(in crate::escape) fn expr_skip_init(&mut self, mut k: Hole, n: NodeId) {
        if !self.enter(n) {
            return;
        }
        // Values without pointers lead nowhere; their addresses do.
        if k.derefs >= 0
            && let Some(t) = self.prog.node(n).typ
            && !self.tys.is_untyped(t)
            && !self.tys.has_pointers(t)
        {
            k.dst = LocId::BLANK;
        }
        self.expr_inner(k, n);
        self.leave();
    }

    fn expr_inner(&mut self, k: Hole, n: NodeId) {
        let node = self.prog.node(n);
        let (op, typ) = (node.op, node.typ);
        match &node.kind {
            Kind::Lit(_) | Kind::Leaf | Kind::Type | Kind::LinksymOffset { .. } => {}
            Kind::DynamicType { .. } => {}
            &Kind::Name(name) => {
                if !matches!(self.prog.name(name).class, Class::Func | Class::Extern) {
                    let loc = self.old_loc(name);
                    self.flow(k, loc);
                }
            }
            &Kind::Unary { x } => self.unary(k, n, op, x),
            &Kind::Binary { x, y } => self.binary(k, n, op, x, y),
            &Kind::Logical { x, y } => {
                self.discard(x);
                self.discard(y);
            }
            &Kind::Addr { x } if op == Op::PtrLit => {
                let k = self.spill(k, n);
                self.expr(k, x);
            }
            &Kind::Addr { x } => {
                let k = self.addr_hole(k, n, Why::AddressOf);
                self.expr(k, x);
            }
            &Kind::Star { x } => {
                let k = self.deref(k, n, Why::Indirection);
                self.expr(k, x);
            }
            &Kind::Paren { x } => self.expr(k, x),
            Kind::Selector(_) => self.selector(k, n, op),
            &Kind::TypeAssert { x } | &Kind::DynamicTypeAssert { x, .. } => {
                let k = self.dot_type(k, typ, n, Why::Dot);
                self.expr(k, x);
            }
            &Kind::Index { x, index, .. } => {
                self.index(k, n, op, x);
                self.discard(index);
            }
            &Kind::Slice { x, low, high, max } => {
                let k = self.note(k, n, Why::Slice);
                self.expr(k, x);
                self.opt_discard(low);
                self.opt_discard(high);
                self.opt_discard(max);
            }
            &Kind::Conv { x } => self.conv(k, n, op, x),
            Kind::Call(_) | Kind::InlinedCall { .. } => self.call(Some(&[k]), n),
            &Kind::Make { len, cap } => {
                if op != Op::MakeChan {
                    self.spill(k, n);
                }
                self.opt_discard(len);
                if op == Op::MakeSlice {
                    self.opt_discard(cap);
                }
            }
            Kind::CompLit { .. } => self.comp_lit(k, n, op),
            &Kind::Closure { func, .. } => self.closure(k, n, func),
            Kind::AddString { list } => {
                let list = list.clone();
                self.spill(k, n);
                // Concatenation copies its operands.
                self.discards(&list);
            }
            _ => self.bug(n, &format!("an expression of op {}", op.name())),
        }
    }

    fn unary(&mut self, k: Hole, n: NodeId, op: Op, x: NodeId) {
        match op {
            Op::Plus | Op::Neg | Op::BitNot | Op::Not | Op::Recv => self.discard(x),
            Op::New => {
                self.spill(k, n);
            }
            Op::ITab | Op::IData | Op::SPtr => self.expr(k, x),
            _ => self.call(Some(&[k]), n),
        }
    }

    fn binary(&mut self, k: Hole, n: NodeId, op: Op, x: NodeId, y: NodeId) {
        match op {
            Op::MakeFace => self.expr(k, y),
            _ if is_arithmetic(op) || op.is_cmp() => self.operands(x, y),
            _ => self.call(Some(&[k]), n),
        }
    }

    /// Discards both operands. Long chains such as `a + b + c + …` nest on the left; they are walked without nesting here.
    fn operands(&mut self, x: NodeId, y: NodeId) {
        let mut rest = vec![y];
        let mut left = x;
        loop {
            self.init(left);
            match self.prog.node(left).kind {
                Kind::Binary { x, y }
                    if is_arithmetic(self.prog.op(left)) || self.prog.op(left).is_cmp() =>
                {
                    rest.push(y);
                    left = x;
                }
                _ => break,
            }
        }
        self.expr_skip_init(Hole::DISCARD, left);
        for &y in rest.iter().rev() {
            self.discard(y);
        }
    }

    fn selector(&mut self, k: Hole, n: NodeId, op: Op) {
        let Some(sel) = self.prog.node(n).as_selector() else {
            return;
        };
        let (x, selection) = (sel.x, sel.selection);
        match op {
            Op::MethExpr => {}
            Op::DotPtr => {
                let k = self.deref(k, n, Why::DotOfPointer);
                self.expr(k, x);
            }
            Op::MethValue => self.method_value(k, n, x, selection),
            _ => {
                let k = self.note(k, n, Why::Dot);
                self.expr(k, x);
            }
        }
    }

    /// `x.M` as a value: the receiver goes into the closure and into the method. Nobody knows how it will be called, so results go to the heap.
    fn method_value(&mut self, k: Hole, n: NodeId, x: NodeId, selection: Selection) {
        let closure_k = self.spill(k, n);
        let param_k = match selection {
            Selection::Method(name) => match self.prog.name(name).func {
                Some(func) => {
                    let results = vec![Hole::HEAP; self.prog.func(func).results.len()];
                    self.tag_hole(Some(&results), name, Some((func, 0)))
                }
                None => Hole::HEAP,
            },
            _ => Hole::HEAP,
        };
        let k = self.tee_hole(&[param_k, closure_k]);
        self.expr(k, x);
    }

    fn index(&mut self, k: Hole, n: NodeId, op: Op, x: NodeId) {
        if op == Op::IndexMap {
            self.discard(x);
        } else if is_array(self.prog, self.tys, x) {
            let k = self.note(k, n, Why::FixedArrayIndexOf);
            self.expr(k, x);
        } else {
            let k = self.deref(k, n, Why::DotOfPointer);
            self.expr(k, x);
        }
    }

    fn conv(&mut self, mut k: Hole, n: NodeId, op: Op, x: NodeId) {
        let (to, from) = (self.prog.node(n).typ, self.prog.node(x).typ);
        match op {
            Op::Conv | Op::ConvNop => {
                let is = |tys: &crate::ir::Tys, t: Option<_>, kind| {
                    t.is_some_and(|t| tys.kind(t) == kind)
                };
                if is(self.tys, to, TKind::UnsafePtr) && is(self.tys, from, TKind::Uintptr) {
                    self.unsafe_value(k, x);
                } else {
                    self.expr(k, x);
                }
            }
            Op::ConvIface => {
                if from.is_some_and(|t| !self.tys.is_interface(t) && !self.tys.is_direct_iface(t)) {
                    k = self.spill(k, n);
                }
                let k = self.note(k, n, Why::InterfaceConverted);
                self.expr(k, x);
            }
            Op::Slice2Arr => {
                let k = self.deref(k, n, Why::SliceToArray);
                self.expr(k, x);
            }
            Op::Slice2ArrPtr => self.expr(k, x),
            // Conversions between strings and slices copy.
            _ => {
                self.spill(k, n);
                self.discard(x);
            }
        }
    }

    fn comp_lit(&mut self, mut k: Hole, n: NodeId, op: Op) {
        let Kind::CompLit { list, .. } = &self.prog.node(n).kind else {
            return;
        };
        let list = list.clone();
        let why = match op {
            Op::ArrayLit => Why::ArrayLiteralElement,
            Op::StructLit => Why::StructLiteralElement,
            Op::SliceLit => {
                k = self.spill(k, n);
                Why::SliceLiteralElement
            }
            _ => {
                self.spill(k, n);
                return self.map_elems(n, &list);
            }
        };
        for elem in list {
            let value = elem_value(self.prog, elem);
            let k = self.note(k, n, why);
            self.expr(k, value);
        }
    }

    fn map_elems(&mut self, n: NodeId, list: &[NodeId]) {
        for &elem in list {
            let Kind::Key { key, value } = self.prog.node(elem).kind else {
                return self.bug(elem, "a map element without a key");
            };
            self.assign_heap(key, Why::MapLiteralKey, n);
            self.assign_heap(value, Why::MapLiteralValue, n);
        }
    }

    fn closure(&mut self, k: Hole, n: NodeId, func: crate::ir::FuncId) {
        let k = self.spill(k, n);
        self.closures.push((k, n, func));
        if !self.prog.func(func).is_closure() {
            return;
        }
        for cv in self.prog.func(func).closure_vars.clone() {
            let id = self.old_loc(cv);
            let depth = self.loop_depth;
            let loc = self.loc_mut(id);
            if !loc.captured {
                loc.captured = true;
                // What was assigned before, on a straight way, is of no concern to the literal.
                if loc.loop_depth == depth {
                    loc.reassigned = false;
                }
            }
        }
        let saved = (self.curfn, self.loop_depth);
        (self.curfn, self.loop_depth) = (func, 1);
        for name in self.prog.func(func).dcl.clone() {
            if !self.has_loc(name) {
                self.new_loc(Some(self.prog.name(name).node), true);
            }
        }
        (self.curfn, self.loop_depth) = saved;
        if self.failed.is_none() {
            self.walk_func(func);
        }
    }

    /// Evaluates arithmetic on addresses: looks for the pointer from which a `uintptr` was made.
    pub(in crate::escape) fn unsafe_value(&mut self, k: Hole, n: NodeId) {
        self.init(n);
        if !self.enter(n) {
            return;
        }
        self.unsafe_inner(k, n);
        self.leave();
    }

    fn unsafe_inner(&mut self, k: Hole, n: NodeId) {
        let node = self.prog.node(n);
        let op = node.op;
        match node.kind {
            Kind::Conv { x } if matches!(op, Op::Conv | Op::ConvNop) => {
                let from = self.prog.node(x).typ;
                if from.is_some_and(|t| self.tys.kind(t) == TKind::UnsafePtr) {
                    self.expr(k, x);
                } else {
                    self.discard(x);
                }
            }
            Kind::Selector(ref sel) if op == Op::DotPtr => {
                let x = sel.x;
                if is_reflect_header_data_field(self.prog, self.tys, n) {
                    let k = self.deref(k, n, Why::ReflectHeaderData);
                    self.expr(k, x);
                } else {
                    self.discard(x);
                }
            }
            Kind::Unary { x } if matches!(op, Op::Plus | Op::Neg | Op::BitNot) => {
                self.unsafe_value(k, x);
            }
            Kind::Binary { x, y } if matches!(op, Op::Lsh | Op::Rsh) => {
                self.unsafe_value(k, x);
                self.discard(y);
            }
            Kind::Binary { x, y } if is_arithmetic(op) => {
                self.unsafe_value(k, x);
                self.unsafe_value(k, y);
            }
            _ => self.expr_skip_init(Hole::DISCARD, n),
        }
    }

    /// A location for what `n` allocates; its address goes to `k`. Gives the hole for what is stored in it.
    pub(in crate::escape) fn spill(&mut self, k: Hole, n: NodeId) -> Hole {
        let loc = self.new_loc(Some(n), false);
        let k = self.addr_hole(k, n, Why::Spill);
        self.flow(k, loc);
        Hole::to(loc)
    }
}
