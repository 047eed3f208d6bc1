//! Calls of interface methods that become calls of methods (cmd/compile/internal/devirtualize.StaticCall, its rewriting part).

use super::{Lower, Res};
use crate::body::tree::{Selector, Unsupported};
use crate::ir::{Flags, Kind, Node, NodeId, Op};
use crate::types::lookup::missing_method;
use crate::types::{PkgId, TypeId};
use std::rc::Rc;

impl Lower<'_> {
    /// Whether a concrete type has all methods of an interface.
    pub fn implements(&mut self, t: TypeId, iface: TypeId) -> bool {
        let types = &mut self.tys.types;
        missing_method(
            types,
            t,
            iface,
            true,
            &mut |types, a, b| types.identical(a, b),
            None,
        )
        .is_none()
    }

    /// Rewrites `x.M(args)`, a call through an interface, for an `x` that always holds a `typ`: the method is called on `x.(typ)`, or on what that embeds.
    /// Gives the call's new op, `OCALLINTER` if the method belongs to an embedded interface.
    pub fn call_method_of(&mut self, call: NodeId, typ: TypeId) -> Res<Op> {
        let out_of_place = |pos| Unsupported {
            pos,
            what: "a method out of place",
        };
        let call_pos = self.pos(call);
        let fun = self.prog.node(call).as_call().and_then(|c| c.fun);
        let Some(fun) = fun else {
            return Err(out_of_place(call_pos.pos));
        };
        let Some(selector) = self.prog.node(fun).as_selector().cloned() else {
            return Err(out_of_place(call_pos.pos));
        };
        let pos = self.pos(fun);
        let sel = self.tree_selector(&selector);
        let assert = Node {
            typ: Some(typ),
            flags: Flags::default(),
            ..Node::new(call_pos, Op::DotType, Kind::TypeAssert { x: selector.x })
        };
        let assert = self.prog.add(assert);
        let found = self
            .tys
            .types
            .lookup_field_or_method(typ, true, sel.pkg, &sel.name, false);
        let (Some(method), Some(path)) = (found.obj, found.index) else {
            return Err(out_of_place(call_pos.pos));
        };
        let mut x = assert;
        for &index in &path[..path.len().saturating_sub(1)] {
            let dot = self.dot_field(pos, x, index as u32);
            x = self.implicit(dot);
        }
        let xt = self.type_of_node(x);
        if self.tys.is_interface(xt) {
            let fun = self.dot_method(pos, x, &sel, Op::DotInter)?;
            self.set_callee(call, Op::CallInter, fun, None);
            return Ok(Op::CallInter);
        }
        let by_pointer = self.tys.types.has_ptr_recv(method);
        match self.ptr_elem(xt) {
            Some(elem) if !by_pointer => {
                let star = self.deref(pos, elem, x);
                x = self.implicit(star);
            }
            None if by_pointer => {
                let addr = self.addr(pos, x);
                x = self.implicit(addr);
            }
            _ => {}
        }
        let recv = self.type_of_node(x);
        let fun = self.new_method_expr(pos, recv, &sel)?;
        self.set_callee(call, Op::CallFunc, fun, Some(x));
        Ok(Op::CallFunc)
    }

    fn set_callee(&mut self, call: NodeId, op: Op, fun: NodeId, recv: Option<NodeId>) {
        let node = self.prog.node_mut(call);
        node.op = op;
        if let Kind::Call(call) = &mut node.kind {
            call.fun = Some(fun);
            call.args.splice(0..0, recv);
        }
    }

    /// A selector's name as the type checker knows it.
    fn tree_selector(&self, selector: &crate::ir::Selector) -> Selector {
        let sym = self.prog.sym(selector.sel);
        let path = &self.prog.pkg_of(sym.pkg).path;
        let pkg: Option<PkgId> = match sym.pkg == self.prog.local {
            true => self.tys.local,
            false => self.tys.types.package(path),
        };
        Selector {
            pkg,
            name: Rc::clone(&sym.name),
        }
    }
}
