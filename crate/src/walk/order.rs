//! The order in which the compiler walks a function. Before it does, it takes calls, inlined bodies and what else needs a variable of its own out of
//! their statement and puts them in front of it (cmd/compile/internal/walk/order.go); what is left of the statement comes after them.

use crate::ir::expr::{self, outer_value, same_safe_expr};
use crate::ir::ty::TKind;
use crate::ir::{Class, FuncId, Kind, NodeId, Op, Program, Tys};
use crate::types::TypeId;
use rustc_hash::FxHashSet as HashSet;

/// Statements and expressions that are nested deeper stay where they are.
const MAX_DEPTH: u32 = 500;

/// Largest element of a map whose keys are handed over by value, in bytes (internal/abi, MapMaxElemBytes).
const MAX_FAST_ELEM: i64 = 128;

/// Largest value that is kept in registers, in bytes (cmd/compile/internal/ssa/value.go, CanSSA).
const MAX_SSA_SIZE: i64 = 4 * 8;

/// The index expressions of a function's body as they are walked.
pub fn of_indices(program: &Program, tys: &mut Tys, func: FuncId) -> Vec<NodeId> {
    let mut order = Order {
        program,
        tys,
        out: Vec::new(),
        done: HashSet::default(),
    };
    order.stmts(&program.func(func).body, 0);
    order.out
}

struct Order<'a> {
    program: &'a Program,
    tys: &'a mut Tys,
    out: Vec<NodeId>,
    /// What was put in front of its statement.
    done: HashSet<NodeId>,
}

impl Order<'_> {
    // ---- statements ----

    fn stmts(&mut self, list: &[NodeId], depth: u32) {
        for &n in list {
            self.stmt(n, depth);
        }
    }

    fn stmt(&mut self, n: NodeId, depth: u32) {
        if depth > MAX_DEPTH {
            return self.rest(n);
        }
        let program = self.program;
        let (node, depth) = (program.node(n), depth + 1);
        self.stmts(&node.init, depth);
        self.done.extend(&node.init);
        match &node.kind {
            Kind::Assign { x, y, .. } => {
                self.expr(*x, None, depth);
                if let Some(y) = *y {
                    self.expr(y, Some(*x), depth);
                    self.before_map_assign(*x, y);
                }
                self.rest(*x);
                self.rest_of(y.as_slice());
            }
            Kind::AssignOp { x, y, .. } => {
                self.expr(*x, None, depth);
                self.expr(*y, None, depth);
                self.before_map_assign(*x, *y);
                self.rest_of(&[*x, *y]);
            }
            Kind::AssignList { lhs, rhs, .. } => self.assign_list(node.op, lhs, rhs, depth),
            Kind::Block { list } => self.stmts(list, depth),
            Kind::InlinedCall { body, .. } => self.stmts(body, depth),
            Kind::For(l) => {
                self.whole(l.cond.as_slice(), depth);
                self.stmts(l.post.as_slice(), depth);
                self.stmts(&l.body, depth);
            }
            Kind::If(s) => {
                self.whole(&[s.cond], depth);
                self.stmts(&s.body, depth);
                self.stmts(&s.els, depth);
            }
            Kind::Range(r) => {
                self.whole(&[r.x], depth);
                self.whole(r.key.as_slice(), depth);
                self.whole(r.value.as_slice(), depth);
                self.stmts(&r.body, depth);
            }
            // All cases are compared before any of their bodies is looked at (cmd/compile/internal/walk/switch.go, walkSwitchExpr).
            Kind::Switch { tag, cases, .. } => {
                self.whole(tag.as_slice(), depth);
                let cases = cases.iter().filter_map(|&c| match &program.node(c).kind {
                    Kind::Case(case) => Some(case),
                    _ => None,
                });
                cases.clone().for_each(|c| self.whole(&c.list, depth));
                cases.for_each(|c| self.stmts(&c.body, depth));
            }
            Kind::Select { cases, .. } => self.select(cases, depth),
            Kind::Send { chan, value } => {
                self.expr(*chan, None, depth);
                self.expr(*value, None, depth);
                self.addressable(*value);
                self.rest_of(&[*chan, *value]);
            }
            Kind::GoDefer { call, .. } => {
                self.init(*call, depth);
                self.children(*call, depth);
                self.rest(*call);
            }
            _ => {
                self.children(n, depth);
                self.rest(n);
            }
        }
    }

    /// What a map is given must not panic once there is room for it (safeMapRHS).
    fn before_map_assign(&mut self, x: NodeId, y: NodeId) {
        let program = self.program;
        if program.op(x) != Op::IndexMap {
            return;
        }
        match &program.node(y).kind {
            Kind::Call(call) if program.op(y) == Op::Append => {
                for &arg in call.args.iter().skip(1) {
                    self.cheap(arg);
                }
            }
            _ => self.cheap(y),
        }
    }

    fn assign_list(&mut self, op: Op, lhs: &[NodeId], rhs: &[NodeId], depth: u32) {
        for &l in lhs {
            self.expr(l, None, depth);
        }
        if op == Op::As2 {
            for &r in rhs {
                self.expr(r, None, depth);
            }
            return self.pairs(lhs, rhs);
        }
        let program = self.program;
        for &r in rhs {
            self.init(r, depth);
            if let Kind::InlinedCall {
                body, return_vars, ..
            } = &program.node(r).kind
            {
                self.stmts(body, depth);
                return self.pairs(lhs, return_vars);
            }
            self.children(r, depth);
            self.rest(r);
        }
        // By now they take temporaries.
        self.rest_of(lhs);
    }

    /// Assignments of one statement are walked one after the other. A value that an earlier one may change is copied before its own left side is
    /// looked at (cmd/compile/internal/walk/assign.go, ascompatee).
    fn pairs(&mut self, lhs: &[NodeId], rhs: &[NodeId]) {
        let program = self.program;
        let mut assigned = HashSet::default();
        let mut written = false;
        for (&l, &r) in lhs.iter().zip(rhs) {
            let affected = program.any(&[r], &mut |n| {
                let name = program.as_name(n);
                name.is_some_and(|name| assigned.contains(&name))
                    || written && reads_memory(program, n)
            });
            self.rest_of(&if affected { [r, l] } else { [l, r] });
            let mut target = l;
            while let (Kind::Selector(sel), Op::Dot) =
                (&program.node(target).kind, program.op(target))
            {
                target = sel.x;
            }
            match program.as_name(target).map(|n| (n, program.name(n))) {
                Some((name, var)) if !var.addrtaken && var.on_stack() => {
                    assigned.insert(name);
                }
                Some((_, var)) if program.is_blank_sym(var.sym) => {}
                _ => written = true,
            }
        }
    }

    /// What is sent and received from comes first, case by case. What a receive assigns to belongs to its body, and bodies come in the order in which
    /// they are dispatched: the default, sends, and receives from the last to the first (cmd/compile/internal/walk/select.go, walkSelectCases).
    /// With one channel alone there is nothing to dispatch, and the default comes last.
    fn select(&mut self, cases: &[NodeId], depth: u32) {
        let program = self.program;
        let mut default = None;
        let (mut sends, mut receives) = (Vec::new(), Vec::new());
        for &case in cases {
            let Kind::Comm { comm, body } = &program.node(case).kind else {
                continue;
            };
            self.init(case, depth);
            let Some(comm) = *comm else {
                default = Some((&[][..], body));
                continue;
            };
            self.init(comm, depth);
            match &program.node(comm).kind {
                Kind::Send { chan, value } => {
                    self.whole(&[*chan, *value], depth);
                    sends.push((&[][..], body));
                }
                Kind::AssignList { lhs, rhs, .. } => {
                    self.whole(rhs, depth);
                    receives.push((&lhs[..], body));
                }
                _ => {
                    self.whole(&[comm], depth);
                    receives.push((&[][..], body));
                }
            }
        }
        let alone = sends.len() + receives.len() == 1;
        let first = default.filter(|_| !alone);
        let last = default.filter(|_| alone);
        let dispatched = sends.into_iter().chain(receives.into_iter().rev());
        for (lhs, body) in first.into_iter().chain(dispatched).chain(last) {
            self.whole(lhs, depth);
            self.stmts(body, depth);
        }
    }

    // ---- expressions ----

    /// Expressions that are ordered on their own, one after the other.
    fn whole(&mut self, list: &[NodeId], depth: u32) {
        for &n in list {
            self.expr(n, None, depth);
            self.rest(n);
        }
    }

    /// Puts what has to come first in front of the statement; `lhs` is what the value is assigned to.
    fn expr(&mut self, n: NodeId, lhs: Option<NodeId>, depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        let program = self.program;
        let (node, depth) = (program.node(n), depth + 1);
        self.init(n, depth);
        match &node.kind {
            Kind::InlinedCall { body, .. } => {
                self.stmts(body, depth);
                self.done.insert(n);
            }
            Kind::Logical { x, y } => {
                self.whole(&[*x, *y], depth);
                self.done.insert(n);
            }
            Kind::CompLit { list, .. } if node.op == Op::MapLit => {
                for &elem in list {
                    self.map_element(elem, depth);
                }
                self.done.insert(n);
            }
            Kind::Slice { x, low, high, max } => {
                self.expr(*x, None, depth);
                for &bound in [low, high, max].into_iter().flatten() {
                    self.expr(bound, None, depth);
                    self.cheap(bound);
                }
                self.copy_unless_in_place(n, lhs, *x);
            }
            Kind::Call(call) if node.op == Op::Append => {
                self.children(n, depth);
                if let Some(&first) = call.args.first() {
                    self.copy_unless_in_place(n, lhs, first);
                }
            }
            Kind::Conv { x } if node.op == Op::ConvIface => {
                self.expr(*x, None, depth);
                if self.goes_by_address(*x) {
                    self.addressable(*x);
                }
            }
            Kind::Index { x, index, .. } if node.op == Op::IndexMap => {
                self.expr(*x, None, depth);
                self.expr(*index, None, depth);
                if program.node(*x).typ.is_some_and(|t| self.is_slow_map(t)) {
                    self.addressable(*index);
                }
            }
            _ => {
                self.children(n, depth);
                self.after_children(n, lhs);
            }
        }
    }

    fn after_children(&mut self, n: NodeId, lhs: Option<NodeId>) {
        let program = self.program;
        let node = program.node(n);
        let to_variable = lhs.is_some_and(|l| program.op(l) == Op::Name);
        match (node.op, &node.kind) {
            (
                Op::CallFunc
                | Op::CallInter
                | Op::Cap
                | Op::Complex
                | Op::Copy
                | Op::Imag
                | Op::Len
                | Op::MakeChan
                | Op::MakeMap
                | Op::MakeSlice
                | Op::Max
                | Op::Min
                | Op::New
                | Op::Real
                | Op::Recover
                | Op::Str2Bytes
                | Op::Str2BytesTmp
                | Op::Str2Runes,
                _,
            ) if !to_variable => self.copy(n),
            (Op::Recv, _) => self.copy(n),
            (Op::DotType | Op::DotType2, _)
                if !node.typ.is_some_and(|t| self.tys.is_direct_iface(t)) =>
            {
                self.copy(n);
            }
            (op, Kind::Binary { x, y }) if op.is_cmp() => {
                let kind = program.node(*x).typ.map(|t| self.tys.kind(t));
                if matches!(kind, Some(TKind::Struct | TKind::Array)) {
                    self.addressable(*x);
                    self.addressable(*y);
                }
            }
            _ => {}
        }
    }

    /// Elements of map literals are put in one at a time.
    fn map_element(&mut self, elem: NodeId, depth: u32) {
        let Kind::Key { key, value } = self.program.node(elem).kind else {
            return self.whole(&[elem], depth);
        };
        self.expr(key, None, depth);
        self.expr(value, None, depth);
        self.rest_of(&[key, value]);
    }

    /// What stands before an expression.
    fn init(&mut self, n: NodeId, depth: u32) {
        let init = &self.program.node(n).init;
        self.stmts(init, depth);
        self.done.extend(init);
    }

    fn children(&mut self, n: NodeId, depth: u32) {
        let program = self.program;
        let mut children = Vec::new();
        program.for_children(n, &mut |child| children.push(child));
        for child in children {
            if !self.done.contains(&child) {
                self.expr(child, None, depth);
            }
        }
    }

    /// Gives an expression a variable of its own, in front of the statement.
    fn copy(&mut self, n: NodeId) {
        self.rest(n);
        self.done.insert(n);
    }

    /// What `append` and slicing make goes where it is assigned to, if that is a variable or the operand itself.
    fn copy_unless_in_place(&mut self, n: NodeId, lhs: Option<NodeId>, operand: NodeId) {
        let program = self.program;
        let in_place = lhs.is_some_and(|l| {
            program.op(l) == Op::Name || same_safe_expr(program, self.tys, l, operand)
        });
        if !in_place {
            self.copy(n);
        }
    }

    /// Copies what is more than a variable, a constant or the length of one (cheapExpr).
    fn cheap(&mut self, n: NodeId) {
        let node = self.program.node(n);
        match (node.op, &node.kind) {
            (Op::Name | Op::Literal | Op::Nil, _) => {}
            (Op::Len | Op::Cap, Kind::Unary { x }) => self.cheap(*x),
            _ => self.copy(n),
        }
    }

    /// Copies what has no address, or what would lose its register by having it taken (addrTemp).
    fn addressable(&mut self, n: NodeId) {
        let program = self.program;
        if matches!(program.op(n), Op::Nil | Op::Literal) {
            return;
        }
        let outer = program.as_name(outer_value(program, self.tys, n));
        let in_register = outer.is_some_and(|name| {
            let var = program.name(name);
            var.class == Class::Auto && !var.addrtaken && can_ssa(self.tys, var.typ)
        });
        if in_register || !self.has_address(n) {
            self.copy(n);
        }
    }

    /// cmd/compile/internal/ir/expr.go, IsAddressable.
    fn has_address(&self, mut n: NodeId) -> bool {
        loop {
            let node = self.program.node(n);
            n = match (node.op, &node.kind) {
                (Op::Index, &Kind::Index { x, .. }) => {
                    let typ = self.program.node(x).typ;
                    if typ.is_some_and(|t| self.tys.is_string(t)) {
                        return false;
                    }
                    if !expr::is_array(self.program, self.tys, x) {
                        return true;
                    }
                    x
                }
                (Op::Dot, Kind::Selector(sel)) => sel.x,
                (Op::Deref | Op::DotPtr | Op::LinksymOffset, _) => return true,
                (Op::Name, Kind::Name(name)) => {
                    return self.program.name(*name).class != Class::Func;
                }
                _ => return false,
            };
        }
    }

    /// Whether a conversion to an interface hands over its operand's address (cmd/compile/internal/walk/convert.go, dataWordFuncName).
    fn goes_by_address(&mut self, x: NodeId) -> bool {
        let kind = |tys: &Tys, t| tys.kind(t);
        let Some(t) = self.program.node(x).typ else {
            return false;
        };
        matches!(kind(self.tys, t), TKind::Struct | TKind::Array) && !self.tys.is_direct_iface(t)
    }

    /// Whether a map's functions take the address of the key (cmd/compile/internal/walk/walk.go, mapfast).
    fn is_slow_map(&mut self, map: TypeId) -> bool {
        let (Some(key), Some(elem)) = (self.tys.key(map), self.tys.elem(map)) else {
            return false;
        };
        let kind = self.tys.kind(key);
        let integer = (TKind::Int8..=TKind::Uintptr).contains(&kind);
        let pointer = matches!(kind, TKind::Ptr | TKind::Chan | TKind::UnsafePtr);
        let fast = match kind {
            TKind::String => true,
            _ => (integer || pointer) && self.tys.size(key) >= 4,
        };
        !fast || self.tys.size(elem) > MAX_FAST_ELEM
    }

    // ---- what is left ----

    fn rest_of(&mut self, list: &[NodeId]) {
        for &n in list {
            self.rest(n);
        }
    }

    /// Operands before what they are operands of, without what was put in front.
    fn rest(&mut self, n: NodeId) {
        let first = self.out.len();
        // The reverse of a preorder that takes children from the last to the first.
        let mut stack = vec![n];
        while let Some(n) = stack.pop() {
            if self.done.contains(&n) {
                continue;
            }
            if self.program.op(n) == Op::Index {
                self.out.push(n);
            }
            self.program.for_children(n, &mut |child| stack.push(child));
        }
        self.out[first..].reverse();
    }
}

/// Whether variables of a type are kept in registers (cmd/compile/internal/ssa/value.go, CanSSA).
fn can_ssa(tys: &mut Tys, t: TypeId) -> bool {
    if tys.size(t) > MAX_SSA_SIZE {
        return false;
    }
    match tys.kind(t) {
        TKind::Array => match tys.num_elem(t) {
            Some(0) => true,
            Some(1) => tys.elem(t).is_some_and(|e| can_ssa(tys, e)),
            _ => false,
        },
        TKind::Struct => {
            let fields = tys.fields(t);
            fields.len() <= 4
                && fields.iter().all(|&f| {
                    let t = tys.types.type_of(f);
                    can_ssa(tys, t)
                })
        }
        _ => true,
    }
}

/// Whether evaluating a node looks at memory that others may write to (cmd/compile/internal/walk/assign.go, readsMemory).
fn reads_memory(program: &Program, n: NodeId) -> bool {
    match program.as_name(n).map(|name| program.name(name)) {
        Some(var) => {
            let variable = !matches!(var.class, Class::Func);
            variable && (var.addrtaken || !var.on_stack())
        }
        None => !matches!(
            program.op(n),
            Op::Add
                | Op::And
                | Op::AndAnd
                | Op::AndNot
                | Op::BitNot
                | Op::Conv
                | Op::ConvIface
                | Op::ConvNop
                | Op::Div
                | Op::Dot
                | Op::DotType
                | Op::Literal
                | Op::Lsh
                | Op::Mod
                | Op::Mul
                | Op::Neg
                | Op::Nil
                | Op::Or
                | Op::OrOr
                | Op::Paren
                | Op::Plus
                | Op::Rsh
                | Op::Sub
                | Op::Xor
        ),
    }
}
