//! Calls, of functions and of what is built in (cmd/compile/internal/escape/call.go).

use super::facts::Why;
use super::graph::{Hole, LocId};
use super::leaks::{Leaks, NUM_RESULTS};
use super::{Analysis, EscState};
use crate::ir::expr::{has_unique_pos, is_zero, static_callee_name};
use crate::ir::{Call, FuncId, Kind, NameId, Node, NodeId, Op, Pragma, TKind, XPos};
use crate::types::TypeId;

/// A parameter of a callee: its function and the index in `recv_params`.
type ParamRef = Option<(FuncId, usize)>;

impl Analysis<'_> {
    fn argument(&mut self, k: Hole, call: NodeId, arg: NodeId) {
        let k = self.note(k, call, Why::CallParameter);
        self.expr(k, arg);
    }

    /// Evaluates a call whose results go to `ks`; without `ks` it is a statement.
    pub(in crate::escape) fn call(&mut self, ks: Option<&[Hole]>, n: NodeId) {
        let node = self.prog.node(n);
        let op = node.op;
        let k0 = ks
            .and_then(|ks| ks.first().copied())
            .unwrap_or(Hole::DISCARD);
        match &node.kind {
            Kind::Call(_) if matches!(op, Op::CallFunc | Op::CallInter) => self.call_func(ks, n),
            Kind::Call(call) => {
                let call = call.clone();
                self.builtin(k0, n, op, &call);
            }
            Kind::InlinedCall {
                body, return_vars, ..
            } => {
                let (body, results) = (body.clone(), return_vars.clone());
                self.stmts(&body);
                for (i, result) in results.into_iter().enumerate() {
                    let k = ks.and_then(|ks| ks.get(i).copied());
                    self.expr(k.unwrap_or(Hole::DISCARD), result);
                }
            }
            &Kind::Unary { x } => match op {
                Op::Panic => self.argument(Hole::HEAP, n, x),
                Op::Clear => self.argument(Hole::MUTATOR, n, x),
                Op::UnsafeStringData | Op::UnsafeSliceData => self.argument(k0, n, x),
                Op::Len | Op::Cap | Op::Real | Op::Imag | Op::Close => self.discard(x),
                _ => self.bug(n, &format!("a call of op {}", op.name())),
            },
            &Kind::Binary { x, y } => match op {
                Op::Copy => self.copy(n, x, y),
                Op::Complex => self.discards(&[x, y]),
                Op::UnsafeAdd | Op::UnsafeSlice | Op::UnsafeString => {
                    self.argument(k0, n, x);
                    self.discard(y);
                }
                _ => self.bug(n, &format!("a call of op {}", op.name())),
            },
            _ => self.bug(n, &format!("a call of op {}", op.name())),
        }
    }

    fn builtin(&mut self, k0: Hole, n: NodeId, op: Op, call: &Call) {
        match op {
            Op::Append => self.append(k0, n, call),
            Op::Delete | Op::Print | Op::Println | Op::Recover => self.discards(&call.args),
            Op::Min | Op::Max => {
                for &arg in &call.args {
                    self.argument(k0, n, arg);
                }
            }
            Op::GetG | Op::GetCallerSP => {}
            _ => self.bug(n, &format!("a call of op {}", op.name())),
        }
    }

    /// Whether the elements of a slice hold pointers.
    fn elem_has_pointers(&mut self, slice: NodeId) -> bool {
        let typ = self.prog.node(slice).typ;
        let elem = typ
            .filter(|&t| self.tys.is_slice(t))
            .and_then(|t| self.tys.elem(t));
        elem.is_some_and(|t| self.tys.has_pointers(t))
    }

    fn append(&mut self, k: Hole, n: NodeId, call: &Call) {
        let Some((&slice, rest)) = call.args.split_first() else {
            return self.bug(n, "an append without arguments");
        };
        // The slice itself may be the result; or its elements are copied to a new array on the heap.
        let mut appendee = self.tee_hole(&[k, Hole::MUTATOR]);
        if self.elem_has_pointers(slice) {
            let heap = self.deref(Hole::HEAP, n, Why::AppendeeSlice);
            appendee = self.tee_hole(&[appendee, heap]);
        }
        self.argument(appendee, n, slice);
        match rest {
            &[list] if call.is_ddd => {
                let mut appended = Hole::DISCARD;
                if self.elem_has_pointers(list) {
                    appended = self.deref(Hole::HEAP, n, Why::AppendedSlice);
                }
                self.argument(appended, n, list);
            }
            _ => {
                for &arg in rest {
                    self.argument(Hole::HEAP, n, arg);
                }
            }
        }
        // The new array. As it is never used twice, the loops around it do not matter.
        let store = self.spill(k, n);
        self.loc_mut(store.dst).loop_depth = 0;
    }

    fn copy(&mut self, n: NodeId, to: NodeId, from: NodeId) {
        self.argument(Hole::MUTATOR, n, to);
        let mut copied = Hole::DISCARD;
        if self.elem_has_pointers(from) {
            copied = self.deref(Hole::HEAP, n, Why::CopiedSlice);
        }
        self.argument(copied, n, from);
    }

    // ---- calls of functions ----

    /// The functions that a call may reach; none if that is not known.
    fn callees(&mut self, fun: NodeId) -> Vec<NameId> {
        let oracle = self.oracle(self.curfn);
        let value = oracle.static_value(self.prog, fun);
        if let Some(name) = static_callee_name(self.prog, value) {
            return vec![name];
        }
        match self.prog.as_name(value) {
            Some(name) => self.assigned_callees(oracle.func_assignments(self.prog, name)),
            None => Vec::new(),
        }
    }

    /// The functions of all assignments to a variable of function type; none if one of them is not known.
    fn assigned_callees(&self, assigns: &[NodeId]) -> Vec<NameId> {
        let mut callees = Vec::new();
        for &assign in assigns {
            let Kind::Assign { y: Some(y), .. } = self.prog.node(assign).kind else {
                continue;
            };
            // Calling a nil function panics.
            if is_zero(self.prog, y) {
                continue;
            }
            let Some(callee) = static_callee_name(self.prog, y) else {
                return Vec::new();
            };
            let pragma = self.pragma(callee);
            if pragma.uintptr_keep_alive || pragma.uintptr_escapes {
                return Vec::new();
            }
            callees.push(callee);
        }
        callees
    }

    fn pragma(&self, callee: NameId) -> Pragma {
        let func = self.prog.name(callee).func;
        func.map_or(Pragma::default(), |f| self.prog.func(f).pragma)
    }

    /// Whether a function belongs to the current group, so that its parameters and results are part of the graph.
    fn in_batch(&self, callee: NameId) -> Option<FuncId> {
        match self.prog.name(callee).defn {
            crate::ir::Defn::Func(f) if self.prog.func(f).esc_state < EscState::Tagged => Some(f),
            _ => None,
        }
    }

    /// The closure of `func` may be called by code that the graph does not see.
    pub(in crate::escape) fn in_batch_func(&self, func: FuncId) -> bool {
        self.in_batch(self.prog.func(func).nname).is_some()
    }

    fn call_func(&mut self, ks: Option<&[Hole]>, n: NodeId) {
        let node = self.prog.node(n);
        let (op, Some(call)) = (node.op, node.as_call().cloned()) else {
            return;
        };
        let Some(fun) = call.fun else {
            return self.bug(n, "a call of nothing");
        };
        let callees = match op {
            Op::CallFunc => self.callees(fun),
            _ => Vec::new(),
        };
        self.wire_results(ks, &callees);
        let mut recv_arg = None;
        if op == Op::CallFunc {
            self.callee_operand(ks, n, fun, callees.is_empty());
        } else {
            recv_arg = self.prog.node(fun).as_selector().map(|sel| sel.x);
        }
        let single = match callees[..] {
            [callee] => self.prog.name(callee).func,
            _ => None,
        };
        let mut args = &call.args[..];
        if single.is_some_and(|f| self.prog.func(f).has_recv)
            && let (None, Some((&first, rest))) = (recv_arg, args.split_first())
        {
            // A method expression: the receiver is the first argument.
            (recv_arg, args) = (Some(first), rest);
        }
        if call.compiler_var_live {
            for &arg in recv_arg.iter().chain(args) {
                self.argument(Hole::DISCARD, n, arg);
            }
        } else if let Some(typ) = self.escape_non_string(&callees, single) {
            let k = match self.has_non_string_pointers(typ, 0) {
                true => Hole::HEAP,
                false => Hole::DISCARD,
            };
            for &arg in args {
                self.argument(k, n, arg);
            }
        } else {
            if let Some(recv) = recv_arg {
                self.rewrite_argument(recv, n, &callees);
                let k = self.merged_tag_hole(ks, &callees, None, args.len());
                self.argument(k, n, recv);
            }
            for (i, &arg) in args.iter().enumerate() {
                self.rewrite_argument(arg, n, &callees);
                let k = self.merged_tag_hole(ks, &callees, Some(i), args.len());
                self.argument(k, n, arg);
            }
        }
    }

    /// Lets the results of callees of the same group flow to where the call's results go.
    fn wire_results(&mut self, ks: Option<&[Hole]>, callees: &[NameId]) {
        let Some(ks) = ks else { return };
        for &callee in callees {
            let Some(func) = self.in_batch(callee) else {
                continue;
            };
            for (i, &k) in ks.iter().enumerate() {
                if let Some(name) = self.prog.func(func).results.get(i).and_then(|r| r.nname) {
                    let result = self.prog.name(name).node;
                    self.expr(k, result);
                }
            }
        }
    }

    fn callee_operand(&mut self, ks: Option<&[Hole]>, n: NodeId, fun: NodeId, unknown: bool) {
        let mut k = Hole::DISCARD;
        // Nobody tracks where the results of an unknown callee come from: a closure that gets here may give away what it returns.
        if unknown && ks.is_some_and(|ks| ks.iter().any(|k| k.dst != LocId::BLANK)) {
            k = self.note(Hole::CALLEE, n, Why::CalleeOperand);
        }
        self.expr(k, fun);
    }

    /// For a call of `internal/abi.EscapeNonString`, which sends its argument to the heap if it holds pointers other than strings: the argument's type.
    fn escape_non_string(&self, callees: &[NameId], single: Option<FuncId>) -> Option<TypeId> {
        let (&[callee], Some(func)) = (callees, single) else {
            return None;
        };
        let sym = self.prog.sym(self.prog.name(callee).sym);
        let matches = &*self.prog.pkg_of(sym.pkg).path == "internal/abi"
            && sym.name.starts_with("EscapeNonString[");
        match self.prog.func(func).params() {
            [_, param] if matches && self.tys.is_shape(param.typ) => Some(param.typ),
            _ => None,
        }
    }

    fn has_non_string_pointers(&mut self, t: TypeId, depth: u32) -> bool {
        if depth > super::MAX_DEPTH || !self.tys.has_pointers(t) {
            return depth > super::MAX_DEPTH;
        }
        match self.tys.kind(t) {
            TKind::String => false,
            TKind::Struct => {
                let fields = self.tys.fields(t);
                fields.iter().any(|&f| {
                    let typ = self.tys.types.type_of(f);
                    self.has_non_string_pointers(typ, depth + 1)
                })
            }
            TKind::Array => {
                let elem = self.tys.elem(t);
                elem.is_some_and(|e| self.has_non_string_pointers(e, depth + 1))
            }
            _ => true,
        }
    }

    /// The hole for argument `index` (the receiver, if nothing) of a call with `count` arguments besides the receiver.
    fn merged_tag_hole(
        &mut self,
        ks: Option<&[Hole]>,
        callees: &[NameId],
        index: Option<usize>,
        count: usize,
    ) -> Hole {
        if callees.is_empty() {
            return Hole::HEAP;
        }
        let mut holes = Vec::with_capacity(callees.len());
        for &callee in callees {
            let param = self.prog.name(callee).func.and_then(|f| {
                let func = self.prog.func(f);
                let (recvs, params) = (usize::from(func.has_recv), func.params().len());
                // A method called through its expression takes its receiver as the first argument.
                let at = match index {
                    Some(i) => (i + params + recvs).checked_sub(count),
                    None => Some(0),
                };
                at.filter(|&at| at < func.recv_params.len())
                    .map(|at| (f, at))
            });
            let k = self.tag_hole(ks, callee, param);
            holes.push(k);
        }
        self.tee_hole(&holes)
    }

    /// The hole for an argument that `callee` takes as `param`.
    pub(in crate::escape) fn tag_hole(
        &mut self,
        ks: Option<&[Hole]>,
        callee: NameId,
        param: ParamRef,
    ) -> Hole {
        let Some((func, at)) = param else {
            return Hole::HEAP;
        };
        let param = &self.prog.func(func).recv_params[at];
        if self.in_batch(callee).is_some() {
            return match param.nname {
                Some(name) => self.addr(Some(self.prog.name(name).node)),
                None => Hole::DISCARD,
            };
        }
        let leaks = Leaks::parse(&param.note);
        let mut holes = Vec::new();
        let mut add = |k: Hole, derefs: Option<u32>| {
            holes.extend(derefs.map(|d| k.shift(d as i32)));
        };
        add(Hole::HEAP, leaks.heap());
        add(Hole::MUTATOR, leaks.mutator());
        add(Hole::CALLEE, leaks.callee());
        for (i, &k) in ks.unwrap_or_default().iter().take(NUM_RESULTS).enumerate() {
            add(k, leaks.result(i));
        }
        self.tee_hole(&holes)
    }

    // ---- uintptr arguments ----

    /// Rewrites `uintptr(ptr)` arguments of functions that take addresses as numbers, so that the pointer stays known.
    fn rewrite_argument(&mut self, arg: NodeId, call: NodeId, callees: &[NameId]) {
        let pragmas = callees.iter().map(|&c| self.pragma(c));
        let (mut keep_alive, mut escapes) = (false, false);
        for pragma in pragmas {
            keep_alive |= pragma.uintptr_keep_alive;
            escapes |= pragma.uintptr_escapes;
        }
        if !keep_alive && !escapes {
            return;
        }
        match &self.prog.node(arg).kind {
            Kind::CompLit { list, .. } if self.prog.op(arg) == Op::SliceLit => {
                for elem in list.clone() {
                    let elem = crate::ir::expr::elem_value(self.prog, elem);
                    self.unsafe_uintptr(elem, call, keep_alive, escapes);
                }
            }
            _ => self.unsafe_uintptr(arg, call, keep_alive, escapes),
        }
    }

    fn unsafe_uintptr(&mut self, arg: NodeId, call: NodeId, keep_alive: bool, escapes: bool) {
        let node = self.prog.node(arg);
        let Kind::Conv { x } = node.kind else { return };
        let is = |t: Option<TypeId>, kind| t.is_some_and(|t| self.tys.kind(t) == kind);
        if node.op != Op::ConvNop
            || !is(self.prog.node(x).typ, TKind::UnsafePtr)
            || !is(node.typ, TKind::Uintptr)
        {
            return;
        }
        let pos = node.pos;
        let Some(tmp) = self.copy_expr(pos, x, call) else {
            return;
        };
        let tmp_node = self.prog.name(tmp).node;
        self.prog.node_mut(arg).kind = Kind::Conv { x: tmp_node };
        let mut k = Hole::MUTATOR;
        if escapes {
            k = self.note(Hole::HEAP, arg, Why::UintptrEscapes);
        }
        let loc = self.old_loc(tmp);
        self.flow(k, loc);
        if keep_alive {
            self.prog.name_mut(tmp).addrtaken = true;
            if let Kind::Call(call) = &mut self.prog.node_mut(call).kind {
                call.keep_alive.push(tmp);
            }
        }
    }

    /// Copies an expression into a new temporary, before the call.
    fn copy_expr(&mut self, pos: XPos, expr: NodeId, call: NodeId) -> Option<NameId> {
        let node: &Node = self.prog.node(expr);
        let pos = if has_unique_pos(node) { node.pos } else { pos };
        let tmp = self.prog.temp_at(self.curfn, pos, node.typ?);
        let x = self.prog.name(tmp).node;
        let stmts = [
            self.prog.new_decl(pos, tmp),
            self.prog.new_assign(pos, x, Some(expr)),
        ];
        self.prog.node_mut(call).init.extend(stmts);
        self.new_loc(Some(x), true);
        self.stmts(&stmts);
        Some(tmp)
    }
}
