//! Calls, conversions, built-in functions, methods and their receivers.
//! Source: cmd/compile/internal/noder/writer.go, expr (CallExpr), recvExpr, methodExpr, methVal.

use super::func::{Res, Writer, word};
use crate::body::tree::{
    Call, Callee, E, ExprKind, MethodExpr, MethodExprOf, MethodHow, RecvAdjust,
};
use crate::syntax::{CallExpr, ExprId, ExprKind as Syntax};
use crate::types::TypeId;
use crate::types::info::{Selection, SelectionKind};
use crate::types::object::{BuiltinId, ObjKind};
use crate::types::ty::Signature;

impl Writer<'_, '_> {
    pub(super) fn call_expr(&mut self, x: ExprId, call: &CallExpr, ty: Option<TypeId>) -> Res<E> {
        let pos = self.p.ast[x].pos;
        let fun = self.p.type_and_value(call.fun);
        if fun.mode.is_type() {
            let [arg] = *call.args else {
                return Err(self.broken(pos));
            };
            let e = self.convert(fun.typ, arg, false)?;
            self.body.exprs[e.0 as usize].ty = ty;
            return Ok(e);
        }
        let mut rtype = None;
        if fun.mode.is_builtin() {
            let id = self.builtin(call.fun).ok_or_else(|| self.broken(pos))?;
            if let Some(kind) = self.special_builtin(x, call, id)? {
                return Ok(self.push(pos, ty, kind));
            }
            rtype = self.builtin_rtype(x, call, id)?;
        }
        let sig = self
            .p
            .core_signature(fun.typ)
            .ok_or_else(|| self.broken(pos))?;
        let callee = self.callee(call.fun)?;
        let params = self.param_types(&sig, call);
        let args = self.multi(pos, |_, i| params(i), &call.args)?;
        let rtype = rtype.map(|t| self.rtype(t));
        let kind = ExprKind::Call(Box::new(Call {
            fun: callee,
            args,
            dots: call.has_dots,
            rtype,
        }));
        Ok(self.push(pos, ty, kind))
    }

    /// The type of the i-th argument's parameter.
    fn param_types(
        &mut self,
        sig: &Signature,
        call: &CallExpr,
    ) -> impl Fn(usize) -> Option<TypeId> + use<> {
        let types: Vec<_> = sig
            .params
            .iter()
            .map(|&p| self.p.types.type_of(p))
            .collect();
        let spread = sig.variadic && !call.has_dots;
        let last_elem = match (spread, types.last()) {
            (true, Some(&last)) => self.p.slice_elem(last),
            _ => None,
        };
        move |i| match i + 1 >= types.len() && spread {
            true => last_elem,
            false => types.get(i).copied(),
        }
    }

    fn builtin(&self, fun: ExprId) -> Option<BuiltinId> {
        let (obj, _) = self.p.lookup_obj(self.p.ast.unparen(fun));
        match self.p.types[obj?].kind {
            ObjKind::Builtin(id) => Some(id),
            _ => None,
        }
    }

    /// Built-in functions that have a form of their own.
    fn special_builtin(
        &mut self,
        x: ExprId,
        call: &CallExpr,
        id: BuiltinId,
    ) -> Res<Option<ExprKind>> {
        let Some(&first) = call.args.first() else {
            return Ok(None);
        };
        Ok(Some(match id {
            BuiltinId::Make => {
                let ty = self.type_expr(None, first)?;
                let args = call.args[1..].iter().map(|&a| self.expr(a));
                let args = args.collect::<Res<Vec<_>>>()?;
                let made = self.p.type_of(x)?;
                let made = self.p.slice_elem(made).unwrap_or(made);
                ExprKind::Make {
                    ty,
                    args,
                    rtype: self.rtype(made),
                }
            }
            BuiltinId::New => match self.p.type_and_value(first).mode.is_type() {
                true => ExprKind::New(self.type_expr(None, first)?),
                false => ExprKind::NewValue(self.expr(first)?),
            },
            BuiltinId::UnsafeSizeof => ExprKind::Sizeof(self.arg_type(first)?),
            BuiltinId::UnsafeAlignof => ExprKind::Alignof(self.arg_type(first)?),
            BuiltinId::UnsafeOffsetof => {
                let selector = self.p.ast.unparen(first);
                let pos = self.p.ast[selector].pos;
                let sel = self.p.info.selections.get(&selector).cloned();
                let (Some(sel), Syntax::SelectorExpr { x: base, .. }) =
                    (sel, self.p.ast.kind(selector))
                else {
                    return Err(self.broken(pos));
                };
                let base = self.p.type_of(*base)?;
                ExprKind::Offsetof {
                    ty: self.typ(self.p.deref(base)),
                    path: sel.index.iter().map(|&i| i as u32).collect(),
                }
            }
            _ => return Ok(None),
        }))
    }

    fn arg_type(&mut self, x: ExprId) -> Res<TypeId> {
        let t = self.p.type_of(x)?;
        Ok(self.typ(t))
    }

    /// The type that a built-in function needs at run time.
    fn builtin_rtype(&mut self, x: ExprId, call: &CallExpr, id: BuiltinId) -> Res<Option<TypeId>> {
        let first_arg = |w: &mut Self| -> Res<TypeId> {
            let &arg = call.args.first().ok_or_else(|| w.broken(w.p.ast[x].pos))?;
            if let Some(parts) = w.p.tuple(arg) {
                return parts
                    .first()
                    .copied()
                    .ok_or_else(|| w.broken(w.p.ast[x].pos));
            }
            w.p.type_of(arg)
        };
        Ok(match id {
            BuiltinId::Append | BuiltinId::UnsafeSlice => {
                let t = self.p.type_of(x)?;
                self.p.slice_elem(t)
            }
            BuiltinId::Copy => {
                let t = first_arg(self)?;
                self.p.slice_elem(t)
            }
            BuiltinId::Delete => Some(first_arg(self)?),
            _ => None,
        })
    }

    pub(super) fn callee(&mut self, fun: ExprId) -> Res<Callee> {
        let fun = self.p.ast.unparen(fun);
        let mut selector = fun;
        if let Syntax::IndexExpr { x, .. } = *self.p.ast.kind(fun) {
            selector = x;
        }
        if let Some(sel) = self.p.info.selections.get(&selector).cloned()
            && sel.kind == SelectionKind::MethodVal
        {
            let (recv, recv_type) = self.recv(selector, &sel)?;
            let method = self.method_expr(selector, recv_type, &sel)?;
            return Ok(Callee::Method { recv, method });
        }
        let (obj, targs) = self.p.lookup_obj(fun);
        if let Some(obj) = obj
            && !targs.is_empty()
        {
            let inst = self.func_inst(obj, &targs);
            return Ok(Callee::Inst(self.p.ast[fun].pos, inst));
        }
        Ok(Callee::Func(self.expr(fun)?))
    }

    /// The receiver with its implicit steps, and the type that it has then.
    pub(super) fn recv(&mut self, selector: ExprId, sel: &Selection) -> Res<(E, TypeId)> {
        let pos = self.p.ast[selector].pos;
        let Syntax::SelectorExpr { x, .. } = *self.p.ast.kind(selector) else {
            return Err(self.broken(pos));
        };
        let operand = self.expr(x)?;
        let start = self.p.type_of(x)?;
        let (implicits, adjust, typ) = self.steps(start, sel)?;
        let kind = ExprKind::Recv {
            x: operand,
            implicits,
            adjust,
        };
        Ok((self.push(pos, None, kind), typ))
    }

    /// Embedded fields from `typ` on, then `*` or `&`; and the type in the end.
    fn steps(&mut self, mut typ: TypeId, sel: &Selection) -> Res<(Vec<u32>, RecvAdjust, TypeId)> {
        let (_, path) = sel
            .index
            .split_last()
            .ok_or_else(|| self.broken(self.p.types[sel.obj].pos))?;
        for &i in path {
            typ = self
                .p
                .field_type(typ, i)
                .ok_or_else(|| self.broken(self.p.types[sel.obj].pos))?;
        }
        let recv = self
            .p
            .recv_type(sel.obj)
            .ok_or_else(|| self.broken(self.p.types[sel.obj].pos))?;
        let implicits = path.iter().map(|&i| i as u32).collect();
        if self.p.is_pointer_to(typ, recv) {
            let t = self.typ(recv);
            return Ok((implicits, RecvAdjust::Deref(t), recv));
        }
        if self.p.is_pointer_to(recv, typ) {
            let t = self.typ(recv);
            return Ok((implicits, RecvAdjust::Addr(t), recv));
        }
        Ok((implicits, RecvAdjust::None, typ))
    }

    pub(super) fn method_expr_of(&mut self, selector: ExprId, sel: &Selection) -> Res<ExprKind> {
        let pos = self.p.ast[selector].pos;
        let Syntax::SelectorExpr { x, .. } = *self.p.ast.kind(selector) else {
            return Err(self.broken(pos));
        };
        let written = self.p.type_and_value(x).typ;
        let (implicits, adjust, typ) = self.steps(written, sel)?;
        Ok(ExprKind::MethodExpr(Box::new(MethodExprOf {
            ty: self.typ(written),
            implicits,
            adjust,
            method: self.method_expr(selector, typ, sel)?,
        })))
    }

    /// The method itself, and how it is found.
    pub(super) fn method_expr(
        &mut self,
        selector: ExprId,
        recv: TypeId,
        sel: &Selection,
    ) -> Res<MethodExpr> {
        let pos = self.p.ast[selector].pos;
        let sig_type = self.p.types.type_of(sel.obj);
        let sig = self
            .p
            .types
            .signature(sig_type)
            .cloned()
            .ok_or_else(|| self.broken(pos))?;
        let generic = !sig.tparams.is_empty();
        let how = match self.p.types.as_type_param(recv) {
            Some(param) => {
                let index = self.p.type_param_index(param, self.dict);
                let entry = (index, self.selector(sel.obj));
                MethodHow::TypeParam(word(&mut self.dict.type_param_method_exprs, entry))
            }
            None => self.method_how(selector, recv, sel, generic)?,
        };
        Ok(MethodExpr {
            recv: self.typ(recv),
            sig: (!generic).then_some(sig_type),
            pos,
            sel: self.selector(sel.obj),
            how,
        })
    }

    fn method_how(
        &mut self,
        selector: ExprId,
        recv: TypeId,
        sel: &Selection,
        generic: bool,
    ) -> Res<MethodHow> {
        let concrete = self
            .p
            .recv_type(sel.obj)
            .is_some_and(|r| !self.p.is_interface(r));
        if !concrete {
            return Ok(MethodHow::Plain);
        }
        let base = self.p.deref(recv);
        let Some(named) = self.p.types.as_named(base) else {
            return Ok(MethodHow::Plain);
        };
        let mut targs = self.p.types.type_args(named).to_vec();
        let obj = match generic {
            true => {
                if let Syntax::SelectorExpr { sel: name, .. } = self.p.ast.kind(selector)
                    && let Some(inst) = self.p.info.instances.get(name)
                {
                    targs.extend_from_slice(&inst.targs);
                }
                self.p.types[sel.obj].origin().unwrap_or(sel.obj)
            }
            false => match self.p.types.named_obj(named) {
                Some(obj) => obj,
                None => return Err(self.broken(self.p.ast[selector].pos)),
            },
        };
        if targs.is_empty() {
            return Ok(MethodHow::Plain);
        }
        let inst = self.inst(obj, &targs);
        Ok(match self.subdict(&inst) {
            Some(word) => MethodHow::Subdict(word),
            None => MethodHow::Static(inst),
        })
    }
}
