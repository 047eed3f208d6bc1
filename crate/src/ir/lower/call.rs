//! Calls (cmd/compile/internal/noder: reader, exprCall and multiExpr; cmd/compile/internal/typecheck: tcCall).

use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::{Call, Callee, ExprKind, Multi, Unsupported};
use crate::ir::{Defn, Kind, NameId, NodeId, Nodes, Op, XPos};
use crate::types::{BuiltinId, ObjKind, TypeId};

impl Reader<'_, '_, '_> {
    /// A call of a function, a method or a built-in function.
    pub fn call(&mut self, pos: XPos, call: &Call) -> Res<NodeId> {
        let mut args: Nodes = Vec::new();
        let fun = match &call.fun {
            Callee::Method { recv, method } => {
                let recv = self.expr(*recv)?;
                let m = self.method_ref(method)?;
                let t = self.lw.type_of_node(recv);
                let at = self.lw.pos(m.base);
                let interface = self.lw.is_interface(t);
                let fun = if interface && self.lw.op(m.base) == Op::MethExpr {
                    self.lw.dot_method(at, recv, &method.sel, Op::DotInter)?
                } else {
                    if interface {
                        self.lw.prog.target.imprecise_calls.push(at);
                    }
                    args.push(recv);
                    m.base
                };
                args.extend(m.dict);
                fun
            }
            Callee::Inst(at, inst) => {
                let at = self.xpos(*at);
                let (_, shaped, dict) = self.func_inst(at, inst)?;
                args.push(dict);
                shaped
            }
            Callee::Func(f) => {
                if let ExprKind::Global(obj) = self.tree(*f).kind
                    && let ObjKind::Builtin(id) = self.lw.tys.types[obj].kind
                {
                    return self.builtin_call(pos, id, call);
                }
                self.expr(*f)?
            }
        };
        args.extend(self.multi(&call.args)?);
        self.lw.call(self.curfn, pos, fun, args, call.dots)
    }

    fn builtin_call(&mut self, pos: XPos, id: BuiltinId, call: &Call) -> Res<NodeId> {
        let args = self.multi(&call.args)?;
        let n = self.builtin(pos, id, args, call.dots)?;
        if let (Op::Append | Op::Copy | Op::Delete | Op::UnsafeSlice, Some(rtype)) =
            (self.lw.op(n), call.rtype)
        {
            self.note_rtype(n, pos, rtype)?;
        }
        Ok(n)
    }

    /// The operands of an assignment, a call or a return. One expression that gives several values is assigned to temporaries first.
    pub fn multi(&mut self, multi: &Multi) -> Res<Nodes> {
        let (pos, expr, parts) = match multi {
            Multi::Each(list) => return self.exprs(list),
            Multi::Tuple { pos, expr, parts } => (self.xpos(*pos), *expr, parts),
        };
        let expr = self.expr(expr)?;
        let assign = self
            .lw
            .new_assign_list(pos, Op::As2, Vec::new(), true, vec![expr]);
        let mut lhs = Vec::new();
        let mut decls = Vec::new();
        let mut results = Vec::new();
        for (typ, conv) in parts {
            let t = self.typ(*typ)?;
            let tmp = self.temp(pos, t);
            self.lw.prog.name_mut(tmp).defn = Defn::Stmt(assign);
            decls.push(self.lw.prog.new_decl(pos, tmp));
            let tmp = self.name_node(tmp);
            lhs.push(tmp);
            results.push(match conv {
                Some((to, rtti)) => {
                    let to = self.typ(*to)?;
                    let n = self.lw.conv(pos, to, tmp, true)?;
                    self.hide_rtti(n, pos, *rtti)?;
                    n
                }
                None => tmp,
            });
        }
        self.lw.prog.node_mut(assign).init = decls;
        if let Kind::AssignList { lhs: l, .. } = &mut self.lw.prog.node_mut(assign).kind {
            *l = lhs;
        }
        self.lw.assign_list(self.curfn, assign)?;
        let base = self.base;
        if let Some(first) = results.first_mut() {
            *first = self.lw.prog.init_expr(base, vec![assign], *first);
        }
        Ok(results)
    }

    /// A new temporary with the value of `x`; declaration and assignment are added to `init` (cmd/compile/internal/noder: tempCopy).
    pub fn temp_copy(&mut self, pos: XPos, x: NodeId, init: &mut Nodes) -> NameId {
        let t = self.lw.type_of_node(x);
        let tmp = self.temp(pos, t);
        init.push(self.lw.prog.new_decl(pos, tmp));
        let node = self.name_node(tmp);
        let assign = self.lw.prog.new_assign(pos, node, Some(x));
        if let Kind::Assign { def, .. } = &mut self.lw.prog.node_mut(assign).kind {
            *def = true;
        }
        init.push(assign);
        self.lw.prog.name_mut(tmp).defn = Defn::Stmt(assign);
        tmp
    }
}

impl Lower<'_> {
    /// A call of a function value, in its final shape; temporaries that it needs belong to `curfn`.
    pub(super) fn call(
        &mut self,
        curfn: crate::ir::FuncId,
        pos: XPos,
        fun: NodeId,
        args: Nodes,
        dots: bool,
    ) -> Res<NodeId> {
        let fun = self.default_lit(fun, None)?;
        let call = self
            .prog
            .new_call(pos, Op::CallFunc, None, Some(fun), Vec::new());
        let fun = self.callee_temp(curfn, pos, call, fun);
        let t = self.type_of_node(fun);
        let sig = self.signature(t);
        let inter = self.op(fun) == Op::DotInter;
        if inter {
            self.prog.node_mut(call).op = Op::CallInter;
        }
        let params: Vec<TypeId> = sig
            .params
            .iter()
            .map(|&p| self.tys.types.type_of(p))
            .collect();
        let args = self.pass(pos, &params, sig.variadic, dots, args)?;
        let typ = match sig.results.len() {
            0 => None,
            1 => Some(self.tys.types.type_of(sig.results[0])),
            _ => Some(self.results_tuple(t, &sig.results)),
        };
        let getg = sig.results.len() == 1 && !inter && self.is_getg(fun);
        let node = self.prog.node_mut(call);
        node.typ = typ;
        if getg {
            node.op = Op::GetG;
        }
        if let Kind::Call(c) = &mut node.kind {
            c.fun = Some(fun);
            c.args = args;
            c.is_ddd = dots || sig.variadic;
        }
        Ok(call)
    }

    /// Arguments as the parameters take them: converted, those of a variadic parameter in a slice.
    fn pass(
        &mut self,
        pos: XPos,
        params: &[TypeId],
        variadic: bool,
        dots: bool,
        args: Nodes,
    ) -> Res<Nodes> {
        let fixed = if variadic && !dots {
            params.len().saturating_sub(1)
        } else {
            params.len()
        };
        let wrong = if variadic && !dots {
            args.len() < fixed
        } else {
            args.len() != fixed
        };
        if wrong {
            return Err(Unsupported {
                pos: pos.pos,
                what: "a call out of place",
            });
        }
        let mut base = pos;
        let mut out = Vec::with_capacity(params.len());
        let mut rest = Vec::new();
        let last = params.last().copied();
        for (i, &arg) in args.iter().enumerate() {
            base = self.pos_or(arg, base);
            match params.get(i) {
                Some(&t) if i < fixed => out.push(self.assign_conv(base, arg, t)?),
                _ => {
                    let elem = last.and_then(|t| self.slice_elem(t));
                    let elem = elem.unwrap_or(TypeId::BYTE);
                    rest.push(self.assign_conv(base, arg, elem)?);
                }
            }
        }
        if let Some(slice) = last.filter(|_| variadic && !dots) {
            out.push(self.dot_args(pos, slice, rest)?);
        }
        Ok(out)
    }

    /// The slice of variadic arguments; `nil` if there are none (cmd/compile/internal/typecheck.MakeDotArgs).
    fn dot_args(&mut self, pos: XPos, slice: TypeId, args: Nodes) -> Res<NodeId> {
        if args.is_empty() {
            return Ok(self.prog.new_nil(pos, slice));
        }
        let len = args.len() as i64;
        let kind = Kind::CompLit { list: args, len };
        let lit = self.prog.expr(pos, Op::SliceLit, slice, kind);
        Ok(self.implicit(lit))
    }

    /// `f()(…)`: a function value that comes from a call or a channel is put into a temporary first; so is the receiver of an interface
    /// call (cmd/compile/internal/typecheck.RewriteNonNameCall).
    fn callee_temp(
        &mut self,
        curfn: crate::ir::FuncId,
        pos: XPos,
        call: NodeId,
        fun: NodeId,
    ) -> NodeId {
        let selector = matches!(self.op(fun), Op::DotMeth | Op::DotInter | Op::MethValue);
        let operand = match self.prog.node(fun).x() {
            Some(x) if selector => x,
            _ => fun,
        };
        let calls = self.prog.any(&[operand], &mut |n| {
            let op = self.prog.op(n);
            op != Op::New && call_or_chan(op)
        });
        if !calls {
            return fun;
        }
        let t = self.type_of_node(operand);
        let tmp = self.prog.temp_at(curfn, pos, t);
        let node = self.prog.name(tmp).node;
        let assign = self.prog.new_assign(pos, node, Some(operand));
        let decl = self.prog.new_decl(pos, tmp);
        self.append_init(assign, decl);
        self.prog.name_mut(tmp).defn = Defn::Stmt(assign);
        self.append_init(call, assign);
        if !selector {
            return node;
        }
        if let Kind::Selector(sel) = &mut self.prog.node_mut(fun).kind {
            sel.x = node;
        }
        fun
    }

    /// The type of several results.
    fn results_tuple(
        &mut self,
        sig: TypeId,
        results: &std::rc::Rc<[crate::types::ObjId]>,
    ) -> TypeId {
        let key = self.under(sig);
        if let Some(&t) = self.st.results.get(&key) {
            return t;
        }
        let t = self.tys.types.new_tuple(results.clone());
        self.st.results.insert(key, t);
        t
    }

    /// Whether a function is `getg` of package runtime.
    fn is_getg(&self, fun: NodeId) -> bool {
        let Some(name) = self.prog.as_name(fun) else {
            return false;
        };
        let sym = self.prog.sym(self.prog.name(name).sym);
        &*sym.name == "getg" && &*self.prog.pkg_of(sym.pkg).path == "runtime"
    }
}

/// Whether an op is a call or a channel operation (cmd/compile/internal/typecheck: callOrChan).
fn call_or_chan(op: Op) -> bool {
    matches!(
        op,
        Op::Append
            | Op::CallFunc
            | Op::CallInter
            | Op::CallMeth
            | Op::Cap
            | Op::Clear
            | Op::Close
            | Op::Complex
            | Op::Copy
            | Op::Delete
            | Op::Imag
            | Op::Len
            | Op::Max
            | Op::Min
            | Op::New
            | Op::Panic
            | Op::Print
            | Op::Println
            | Op::Real
            | Op::Recover
            | Op::Recv
            | Op::UnsafeAdd
            | Op::UnsafeSlice
            | Op::UnsafeSliceData
            | Op::UnsafeString
            | Op::UnsafeStringData
    )
}
