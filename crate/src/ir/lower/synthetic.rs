//! Made-up functions: instances that pass on to the shaped function, and literals that hold a dictionary or a receiver
//! (cmd/compile/internal/noder: callShaped, curry, methodExprWrap, syntheticClosure, syntheticTailCall).

use super::closure::{Curry, Operand, ReceiverPath};
use super::instance::{Instantiated, passed};
use super::method::MethodRef;
use super::reader::Reader;
use super::{Body, BodyKind, Lower, Res};
use crate::body::tree::{MethodExprOf, RecvAdjust, Unsupported};
use crate::ir::{FuncId, Kind, NameId, NodeId, Nodes, Op, XPos};
use crate::text::Pos;
use crate::types::{ObjId, Type, TypeId};
use std::rc::Rc;

impl Lower<'_> {
    /// Gives a made-up function its body.
    pub(super) fn synthetic_body(&mut self, func: FuncId, body: &Body) -> Res<()> {
        let vars = self.prog.func(func).closure_vars.clone();
        let pos = self.prog.func(func).pos;
        let list = self.synthetic_stmts(func, body, &vars, pos)?;
        self.prog.func_mut(func).body = list;
        Ok(())
    }

    /// The body of a made-up function, as statements of `func` at `pos`.
    pub(super) fn synthetic_stmts(
        &mut self,
        func: FuncId,
        body: &Body,
        vars: &[NameId],
        pos: XPos,
    ) -> Res<Nodes> {
        match &body.what {
            BodyKind::CallShaped => self.call_shaped(func, body, pos),
            BodyKind::Curry(curry) => self.call_curried(func, curry, vars),
            BodyKind::Tree(_) | BodyKind::Missing(_) => Ok(Vec::new()),
        }
    }

    /// The call of the shaped function with the dictionary.
    fn call_shaped(&mut self, func: FuncId, body: &Body, pos: XPos) -> Res<Nodes> {
        let Some(dict) = &body.dict else {
            return Err(Unsupported {
                pos: pos.pos,
                what: "a dictionary out of place",
            });
        };
        let mut params = self.own_args(func);
        let mut args = Vec::new();
        let (fun, dict) = match dict.of {
            Instantiated::Func(obj) => {
                self.shaped_func(pos, obj, &dict.targs, &mut params, &mut args)?
            }
            Instantiated::Method(obj, base) => {
                if params.is_empty() {
                    return Err(Unsupported {
                        pos: pos.pos,
                        what: "a method out of place",
                    });
                }
                args.push(params.remove(0));
                let shaped = self.shaped_method(obj, base)?;
                let fun = self.method_expr_of(pos, obj, shaped)?;
                (fun, self.type_dict(obj, base)?)
            }
        };
        let dict = self.prog.name(dict).node;
        args.push(self.addr(pos, dict));
        args.extend(params);
        self.tail_call(func, pos, fun, args)
    }

    /// The shaped function of a generic function, or of a method with type parameters of its own.
    fn shaped_func(
        &mut self,
        pos: XPos,
        obj: ObjId,
        targs: &Rc<[TypeId]>,
        params: &mut Nodes,
        args: &mut Nodes,
    ) -> Res<(NodeId, NameId)> {
        let dict = self.func_dict(obj, targs)?;
        let shaped = self.func_instance(obj, targs, true)?;
        let sig = self.prog.name(shaped).typ;
        if self.signature(sig).recv.is_none() {
            return Ok((self.prog.name(shaped).node, dict));
        }
        if !params.is_empty() {
            args.push(params.remove(0));
        }
        Ok((self.method_expr_of(pos, obj, shaped)?, dict))
    }

    /// A method expression for a method that is known.
    fn method_expr_of(&mut self, pos: XPos, obj: ObjId, method: NameId) -> Res<NodeId> {
        let sig = self.prog.name(method).typ;
        let recv = self.signature(sig).recv;
        let Some(recv) = recv.map(|r| self.tys.types.type_of(r)) else {
            return Err(Unsupported {
                pos: pos.pos,
                what: "a method out of place",
            });
        };
        let typ = self.method_expr_type(sig, recv);
        let x = self.prog.new_type(recv);
        let (pkg, name) = (self.tys.types[obj].pkg, self.tys.types[obj].name.clone());
        let sel = self.selector_sym(pkg, &name);
        let selection = crate::ir::Selection::Method(method);
        Ok(self.selector(pos, Op::MethExpr, typ, x, sel, selection))
    }

    /// The receiver and parameters of a function as arguments.
    pub(super) fn own_args(&self, func: FuncId) -> Nodes {
        let names = passed(&self.prog.func(func).recv_params);
        names.into_iter().map(|n| self.prog.name(n).node).collect()
    }

    /// The call of what a made-up literal holds.
    fn call_curried(&mut self, func: FuncId, curry: &Curry, vars: &[NameId]) -> Res<Nodes> {
        let pos = XPos::at(curry.pos);
        let mut captured = Vec::new();
        for operand in &curry.operands {
            captured.push(match *operand {
                Operand::Node(n) => n,
                Operand::Captured(i) => match vars.get(i as usize) {
                    Some(&v) => self.prog.name(v).node,
                    None => {
                        return Err(Unsupported {
                            pos: curry.pos,
                            what: "a variable out of place",
                        });
                    }
                },
            });
        }
        let mut own = self.own_args(func);
        let mut rest = captured.into_iter();
        let Some(fun) = rest.next() else {
            return Ok(Vec::new());
        };
        let mut args = Vec::new();
        if let Some(path) = &curry.receiver {
            if own.is_empty() {
                return Err(Unsupported {
                    pos: curry.pos,
                    what: "a receiver out of place",
                });
            }
            let recv = own.remove(0);
            args.push(self.receiver(pos, recv, path)?);
        }
        args.extend(rest);
        args.extend(own);
        self.tail_call(func, pos, fun, args)
    }

    fn receiver(&mut self, pos: XPos, recv: NodeId, path: &ReceiverPath) -> Res<NodeId> {
        let mut x = recv;
        for &index in &path.implicits {
            let dot = self.dot_field(pos, x, index);
            x = self.implicit(dot);
        }
        Ok(match path.adjust {
            RecvAdjust::None => x,
            RecvAdjust::Deref(_) => {
                let t = self.type_of_node(x);
                let elem = self.ptr_elem(t).unwrap_or(t);
                let star = self.deref(pos, elem, x);
                self.implicit(star)
            }
            RecvAdjust::Addr(_) => {
                let addr = self.addr(pos, x);
                self.implicit(addr)
            }
        })
    }

    /// A call as the whole body of a wrapper; its results are the wrapper's.
    pub(super) fn tail_call(
        &mut self,
        func: FuncId,
        pos: XPos,
        fun: NodeId,
        args: Nodes,
    ) -> Res<Nodes> {
        self.prog.func_mut(func).wrapper = true;
        let t = self.type_of_node(fun);
        let sig = self.signature(t);
        let call = self.call(func, pos, fun, args, sig.variadic)?;
        if sig.results.is_empty() {
            return Ok(vec![call]);
        }
        let kind = Kind::Return {
            results: vec![call],
        };
        let ret = self.prog.stmt(pos, Op::Return, kind);
        if sig.results.len() > 1 {
            self.return_results(func, ret, call)?;
        }
        let types: Vec<TypeId> = self.prog.func(func).results.iter().map(|p| p.typ).collect();
        if let Kind::Return { results } = self.prog.node(ret).kind.clone() {
            let mut converted = Vec::new();
            for (n, t) in results.into_iter().zip(types) {
                converted.push(self.assign_conv(pos, n, t)?);
            }
            self.prog.node_mut(ret).kind = Kind::Return { results: converted };
        }
        Ok(vec![ret])
    }

    /// `return f()` of several results: they go through temporaries.
    fn return_results(&mut self, func: FuncId, ret: NodeId, call: NodeId) -> Res<()> {
        let pos = self.pos(ret);
        let t = self.type_of_node(call);
        let Type::Tuple(vars) = self.tys.types[t].clone() else {
            return Ok(());
        };
        let (mut decls, mut temps) = (Vec::new(), Vec::new());
        for &v in vars.iter() {
            let t = self.tys.types.type_of(v);
            let tmp = self.prog.temp_at(func, pos, t);
            decls.push(self.prog.new_decl(pos, tmp));
            temps.push(self.prog.name(tmp).node);
        }
        let assign = self.new_assign_list(pos, Op::As2Func, temps.clone(), false, vec![call]);
        self.prog.node_mut(assign).init = decls;
        let node = self.prog.node_mut(ret);
        node.init.push(assign);
        node.kind = Kind::Return { results: temps };
        Ok(())
    }
}

impl Reader<'_, '_, '_> {
    /// A literal that calls the first operand with the others and its own arguments; a receiver that is a nil interface is found out at once.
    pub fn curry(&mut self, pos: Pos, nil_check: bool, captured: Vec<NodeId>) -> Res<NodeId> {
        let t = captured.first().map(|&f| self.lw.type_of_node(f));
        let Some(t) = t else {
            return self.unsupported(self.xpos(pos), "a function out of place");
        };
        let sig = self.lw.synthetic_sig(t, captured.len() - 1);
        self.synthetic_closure(pos, sig, nil_check, captured, None)
    }

    /// A method expression through embedded fields or with a dictionary, as a literal.
    pub fn method_expr_wrap(
        &mut self,
        pos: Pos,
        recv: TypeId,
        m: &MethodExprOf,
        r: MethodRef,
    ) -> Res<NodeId> {
        let t = self.lw.type_of_node(r.base);
        let skip = if r.dict.is_some() { 2 } else { 1 };
        let mut sig = self.lw.synthetic_sig(t, skip);
        let first = self.lw.unnamed(crate::types::VarKind::Param, recv);
        sig.params = core::iter::once(first)
            .chain(sig.params.iter().copied())
            .collect();
        let mut captured = vec![r.base];
        captured.extend(r.dict);
        let path = ReceiverPath {
            implicits: m.implicits.clone(),
            adjust: m.adjust,
        };
        self.synthetic_closure(pos, sig, false, captured, Some(path))
    }

    fn synthetic_closure(
        &mut self,
        pos: Pos,
        sig: crate::types::ty::Signature,
        nil_check: bool,
        captured: Vec<NodeId>,
        receiver: Option<ReceiverPath>,
    ) -> Res<NodeId> {
        let sig = self.lw.tys.types.new_signature(sig);
        let func = self.closure_func(pos, sig, Op::Closure);
        self.lw.prog.func_mut(func).wrapper = true;
        // Made-up functions have their parameters nowhere.
        let f = self.lw.prog.func_mut(func);
        for p in f.recv_params.iter_mut().chain(f.results.iter_mut()) {
            p.pos = XPos::NONE;
        }
        let mut init = Vec::new();
        let operands = self.capture(func, pos, nil_check, &captured, &mut init);
        let body = Body {
            what: BodyKind::Curry(Rc::new(Curry {
                operands,
                pos,
                receiver,
            })),
            dict: self.dict.clone(),
        };
        self.lw.st.bodies.insert(func, body.clone());
        self.lw.read_body(func, &body)?;
        let closure = self.lw.closure_node(func);
        let base = self.base;
        Ok(self.lw.prog.init_expr(base, init, closure))
    }
}
