//! `go` and `defer` (cmd/compile/internal/typecheck: normalizeGoDeferCall).
//!
//! What is called has neither parameters nor results. Any other call is put into a wrapper that captures its operands, which are evaluated
//! at the statement.

use super::reader::Reader;
use super::{Lower, Res};
use crate::ir::{Defn, FuncId, Kind, NameId, NodeId, Nodes, Op, XPos};
use crate::types::ty::Signature;

impl Reader<'_, '_, '_> {
    /// `go call`, `defer call`.
    pub fn go_defer(
        &mut self,
        pos: XPos,
        op: Op,
        call: NodeId,
        defer_at: Option<NodeId>,
    ) -> Res<NodeId> {
        let mut init = self.lw.take_init(call);
        let call = self.normal_call(pos, op, call, &mut init)?;
        if let Kind::Call(c) = &mut self.lw.prog.node_mut(call).kind {
            c.go_defer = true;
        }
        let n = self.lw.prog.stmt(pos, op, Kind::GoDefer { call, defer_at });
        self.lw.prog.node_mut(n).init = init;
        Ok(n)
    }

    fn normal_call(&mut self, pos: XPos, op: Op, call: NodeId, init: &mut Nodes) -> Res<NodeId> {
        if self.lw.op(call) == Op::CallFunc
            && let Some(fun) = self.lw.prog.node(call).as_call().and_then(|c| c.fun)
        {
            let t = self.lw.type_of_node(fun);
            let sig = self.lw.signature(t);
            if sig.params.is_empty() && sig.results.is_empty() {
                return Ok(call);
            }
        }
        let sig = self.lw.tys.types.new_signature(Signature::default());
        let wrapper = self.lw.new_closure_func(pos, pos, op, sig, self.curfn, 0);
        self.lw.prog.func_mut(wrapper).wrapper = true;

        let mut spill = Spill {
            lw: self.lw,
            wrapper,
            curfn: self.curfn,
            pos,
            assign: None,
            decls: Vec::new(),
            lhs: Vec::new(),
            rhs: Vec::new(),
        };
        spill.call(call);
        let Spill {
            assign,
            decls,
            lhs,
            rhs,
            ..
        } = spill;
        if let Some(assign) = assign {
            init.extend(decls);
            let iface = lhs[0];
            self.lw.prog.node_mut(assign).kind = Kind::AssignList {
                lhs,
                def: false,
                rhs,
            };
            init.push(assign);
            if self.lw.op(call) == Op::CallInter {
                init.push(self.check_nil(pos, iface));
            }
        }
        self.lw.prog.func_mut(wrapper).body = vec![call];
        let at = self.lw.pos(call);
        let closure = self.lw.closure_node(wrapper);
        self.lw.call(self.curfn, at, closure, Vec::new(), false)
    }

    /// The check that an interface is not nil.
    pub fn check_nil(&mut self, pos: XPos, iface: NodeId) -> NodeId {
        let at = self.lw.pos(iface);
        let t = self.lw.ptr_to(crate::types::TypeId::UINTPTR);
        let itab = self.lw.prog.new_unary(at, Op::ITab, t, iface);
        self.lw
            .prog
            .stmt(pos, Op::CheckNil, Kind::Unary { x: itab })
    }
}

/// Puts the operands of a call into temporaries that the wrapper captures.
struct Spill<'r, 'a> {
    lw: &'r mut Lower<'a>,
    wrapper: FuncId,
    curfn: FuncId,
    pos: XPos,
    /// `temporaries = operands`, made with the first operand.
    assign: Option<NodeId>,
    decls: Nodes,
    lhs: Nodes,
    rhs: Nodes,
}

impl Spill<'_, '_> {
    /// Goes through the operands of a call and replaces those that have to be evaluated first.
    fn call(&mut self, call: NodeId) {
        match self.lw.prog.node(call).kind.clone() {
            Kind::Call(mut c) => {
                if self.lw.op(call) == Op::CallInter {
                    self.interface(c.fun);
                } else if let Some(fun) = c.fun {
                    self.lw.prog.func_mut(self.wrapper).wrapped_func = self.lw.static_callee(fun);
                    c.fun = Some(self.visit(fun));
                }
                for arg in &mut c.args {
                    *arg = self.visit(*arg);
                }
                self.lw.prog.node_mut(call).kind = Kind::Call(c);
                self.rtype(call);
            }
            Kind::Binary { x, y } => {
                let x = self.visit(x);
                let y = self.visit(y);
                self.lw.prog.node_mut(call).kind = Kind::Binary { x, y };
                self.rtype(call);
            }
            Kind::Unary { x } => {
                let x = self.visit(x);
                self.lw.prog.node_mut(call).kind = Kind::Unary { x };
            }
            _ => {}
        }
    }

    /// The receiver of an interface call is evaluated whatever it is.
    fn interface(&mut self, fun: Option<NodeId>) {
        let Some(fun) = fun else { return };
        if let Some(x) = self.lw.prog.node(fun).x() {
            let x = self.spill(x);
            if let Kind::Selector(sel) = &mut self.lw.prog.node_mut(fun).kind {
                sel.x = x;
            }
        }
    }

    /// A run-time type that the dictionary holds is an operand like any other.
    fn rtype(&mut self, call: NodeId) {
        if let Some(&rtype) = self.lw.st.rtypes.get(&call) {
            let rtype = self.visit(rtype);
            self.lw.st.rtypes.insert(call, rtype);
        }
    }

    /// The operand to use in the wrapper: itself if it may be evaluated there.
    fn visit(&mut self, n: NodeId) -> NodeId {
        let node = self.lw.prog.node(n);
        match (node.op, node.kind.clone()) {
            (Op::Literal | Op::Nil | Op::MethExpr | Op::New, _) => n,
            (Op::Name, Kind::Name(name)) if self.is_func(name) => n,
            (Op::Addr, Kind::Addr { x }) if self.lw.op(x) == Op::LinksymOffset => n,
            (Op::ConvNop, Kind::Conv { x }) if self.keeps_alive(n, x) => {
                let x = self.visit(x);
                self.lw.prog.node_mut(n).kind = Kind::Conv { x };
                n
            }
            (Op::ArrayLit | Op::SliceLit | Op::StructLit, Kind::CompLit { mut list, len }) => {
                for el in &mut list {
                    *el = self.visit_element(*el);
                }
                self.lw.prog.node_mut(n).kind = Kind::CompLit { list, len };
                n
            }
            _ => self.spill(n),
        }
    }

    fn visit_element(&mut self, el: NodeId) -> NodeId {
        match self.lw.prog.node(el).kind.clone() {
            Kind::Key { key, value } => {
                let value = self.visit(value);
                self.lw.prog.node_mut(el).kind = Kind::Key { key, value };
                el
            }
            Kind::StructKey {
                field,
                index,
                offset,
                value,
            } => {
                let value = self.visit(value);
                self.lw.prog.node_mut(el).kind = Kind::StructKey {
                    field,
                    index,
                    offset,
                    value,
                };
                el
            }
            _ => self.visit(el),
        }
    }

    fn is_func(&self, name: NameId) -> bool {
        self.lw.prog.name(name).class == crate::ir::Class::Func
    }

    /// `uintptr(unsafe.Pointer)`: the pointer is what has to be kept.
    fn keeps_alive(&mut self, n: NodeId, x: NodeId) -> bool {
        let (t, from) = (self.lw.type_of_node(n), self.lw.type_of_node(x));
        self.lw.basic(t) == Some(crate::types::BasicKind::Uintptr)
            && self.lw.basic(from) == Some(crate::types::BasicKind::UnsafePointer)
    }

    /// Puts an operand into a temporary; gives the wrapper's view of it.
    fn spill(&mut self, n: NodeId) -> NodeId {
        let pos = self.lw.pos_or(n, self.pos);
        let t = self.lw.type_of_node(n);
        let assign = match self.assign {
            Some(assign) => assign,
            None => {
                let assign =
                    self.lw
                        .new_assign_list(self.pos, Op::As2, Vec::new(), false, Vec::new());
                self.assign = Some(assign);
                assign
            }
        };
        let tmp = self.lw.prog.temp_at(self.curfn, pos, t);
        self.decls.push(self.lw.prog.new_decl(pos, tmp));
        self.lw.prog.name_mut(tmp).defn = Defn::Stmt(assign);
        self.lhs.push(self.lw.prog.name(tmp).node);
        self.rhs.push(n);
        let captured = self.lw.prog.new_closure_var(pos, self.wrapper, tmp);
        self.lw.prog.name(captured).node
    }
}

impl Lower<'_> {
    /// The function that is called when `n` is called, if that is known (cmd/compile/internal/ir.StaticCalleeName).
    fn static_callee(&self, n: NodeId) -> Option<FuncId> {
        let node = self.prog.node(n);
        let name = match &node.kind {
            Kind::Selector(sel) if node.op == Op::MethExpr => match sel.selection {
                crate::ir::Selection::Method(name) => name,
                _ => return None,
            },
            Kind::Name(name) => *name,
            Kind::Closure { func, .. } => return Some(*func),
            _ => return None,
        };
        self.prog.name(name).func
    }
}
