//! Function types, receivers and parameters (cmd/compile/internal/types2/signature.go).

use super::Code;
use super::check::Checker;
use super::ids::{ObjId, TypeId};
use super::object::{Object, VarKind};
use super::report::err;
use super::resolver::RecvParam;
use super::subst::SubstMap;
use super::ty::{BasicKind, Type};
use crate::syntax::{ExprId, ExprKind, FieldId};
use crate::text::Pos;
use std::rc::Rc;

/// Parameters or results: the name of each, if it has one, and the variable.
type Params = Vec<(Option<ExprId>, ObjId)>;

impl<'a> Checker<'a> {
    /// Fills in the signature `sig` from a function type (and receiver and type parameters of a declaration).
    pub(in crate::types) fn func_type(
        &mut self,
        sig: TypeId,
        recv: Option<FieldId>,
        tparams: &[FieldId],
        ftyp: ExprId,
    ) {
        let ast = self.ast;
        self.open_scope(ftyp);
        let scope = self.env.scope;
        self.types[scope].is_func = true;
        if let Some(s) = self.types.signature_mut(sig) {
            s.scope = Some(scope);
        }
        let receiver = recv.map(|r| self.collect_recv(r, ast.pos(ftyp)));
        self.collect_type_params(tparams, |types, list| {
            if let Some(s) = types.signature_mut(sig) {
                s.tparams = list;
            }
        });
        let (params, results) = ast.signature(ftyp);
        let (params, variadic) = self.collect_params(VarKind::Param, params);
        let (results, _) = self.collect_params(VarKind::Result, results);
        let scope_pos = ast.end_pos(ftyp);
        if let (Some(field), Some((obj, _))) = (recv, &receiver)
            && !self.types[*obj].name.is_empty()
        {
            self.declare(scope, ast[field].name, *obj, scope_pos);
        }
        for (name, obj) in params.iter().chain(&results) {
            if name.is_some() {
                self.declare(scope, *name, *obj, scope_pos);
            }
        }
        if let Some(s) = self.types.signature_mut(sig) {
            if let Some((obj, rparams)) = receiver {
                s.recv = Some(obj);
                s.rparams = rparams;
            }
            s.params = params.into_iter().map(|p| p.1).collect();
            s.results = results.into_iter().map(|p| p.1).collect();
            s.variadic = variadic;
        }
        self.close_scope();
    }

    /// The receiver variable and the receiver type parameters.
    fn collect_recv(&mut self, field: FieldId, scope_pos: Pos) -> (ObjId, Rc<[TypeId]>) {
        let ast = self.ast;
        let ty = ast[field].ty;
        let unpacked = self.unpack_recv(ty, true);
        let base = unpacked.base;
        let (recv_type, rparams) = match unpacked.tparams {
            None => (self.plain_recv(ty, base), Rc::default()),
            Some(params) => self.generic_recv(ty, base, unpacked.ptr, params, scope_pos),
        };
        let recv = match ast[field].name {
            Some(name) if !ast.name_str(name).is_empty() => {
                let (pos, text) = self.name_parts(name);
                let v = Object::var(VarKind::Recv, pos, Some(self.pkg), text, Some(recv_type));
                self.types.add_object(v)
            }
            _ => {
                let pos = ast[field].pos;
                let v = Object::var(
                    VarKind::Recv,
                    pos,
                    Some(self.pkg),
                    "".into(),
                    Some(recv_type),
                );
                let v = self.types.add_object(v);
                self.record_implicit(field, v);
                v
            }
        };
        self.later(move |check| check.valid_recv(base, recv));
        (recv, rparams)
    }

    /// A receiver type without brackets. It may be an alias, but none of an instance.
    fn plain_recv(&mut self, ty: ExprId, base: ExprId) -> TypeId {
        let t = self.var_type(ty);
        let mut at = self.unpointer(t);
        while let Some(rhs) = self.types.alias(at).and_then(|a| a.from_rhs) {
            let inner = self.unpointer(rhs);
            let has_tparams = match &self.types[inner] {
                Type::Named(n) => n.inst.is_some() || !n.tparams.is_empty(),
                Type::Alias(a) => !a.tparams.is_empty(),
                _ => false,
            };
            if has_tparams {
                let text = self.ty(inner);
                err!(
                    self,
                    base,
                    Code::InvalidRecv,
                    "cannot define new methods on instantiated type {text}"
                );
                return TypeId::INVALID;
            }
            at = inner;
        }
        t
    }

    fn unpointer(&self, mut t: TypeId) -> TypeId {
        while let Type::Pointer { elem } = self.types[t] {
            t = elem;
        }
        t
    }

    /// `*T[A, B]`: the receiver declares type parameters of its own, bounded like those of `T`.
    fn generic_recv(
        &mut self,
        ty: ExprId,
        base: ExprId,
        ptr: bool,
        params: Vec<RecvParam>,
        scope_pos: Pos,
    ) -> (TypeId, Rc<[TypeId]>) {
        let mut base_type = None;
        match self.generic_type(base) {
            Ok(t) if matches!(self.types[t], Type::Named(_)) => base_type = Some(t),
            Ok(t) => {
                let text = self.ty(t);
                err!(
                    self,
                    base,
                    Code::InvalidRecv,
                    "cannot define new methods on generic alias type {text}"
                );
            }
            Err((_, Some(cause))) => self.error(base, Code::InvalidRecv, cause),
            Err((_, None)) => {}
        }
        let rparams: Rc<[TypeId]> = params
            .iter()
            .map(|p| {
                let name = p.expr.map_or("_".into(), |e| self.name_parts(e).1);
                let tpar = self.declare_type_param(p.expr, p.pos, name, scope_pos);
                if let Some(e) = p.expr {
                    // The name is a use of the type parameter too.
                    if let Some(obj) = self.types.type_param(tpar).map(|t| t.obj) {
                        self.record_use(e, obj);
                    }
                    self.record_type(e, tpar);
                }
                tpar
            })
            .collect();
        self.types.bind_type_params(&rparams);
        let Some(base_type) = base_type else {
            return (TypeId::INVALID, rparams);
        };
        let tparams = self.types.named_tparams(base_type);
        if tparams.len() == rparams.len() {
            let map = SubstMap::new(&tparams, &rparams);
            for (&new, &old) in rparams.iter().zip(tparams.iter()) {
                self.mono.record_canon(new, old);
                let Some(bound) = self.types.type_param(old).and_then(|p| p.bound) else {
                    continue;
                };
                let pos = self
                    .types
                    .type_param(new)
                    .map_or(scope_pos, |p| self.types[p.obj].pos);
                let bound = self.types.subst(pos, bound, &map);
                if let Some(p) = self.types.type_param_mut(new) {
                    p.bound = Some(bound);
                }
            }
        } else {
            let got = measure(rparams.len(), "type parameter");
            let want = tparams.len();
            err!(
                self,
                base,
                Code::BadRecv,
                "receiver declares {got}, but receiver base type declares {want}"
            );
        }
        self.verify_version(base, 18, "type instantiation");
        let pos = self.ast.pos(ty);
        let mut t = self.types.instance(pos, base_type, &rparams);
        self.record_instance(base, &rparams, t);
        if ptr && self.types.is_valid(t) {
            t = self.types.new_pointer(t);
        }
        self.record_recv_types(ty, t);
        (t, rparams)
    }

    /// Records the parts of a receiver type, which are not checked as ordinary types.
    fn record_recv_types(&mut self, mut e: ExprId, mut t: TypeId) {
        loop {
            self.record_type(e, t);
            if let ExprKind::ParenExpr(x) = *self.ast.kind(e) {
                e = x;
            } else if let Some(x) = self.star(e)
                && let Type::Pointer { elem } = self.types[t]
            {
                e = x;
                t = elem;
            } else {
                return;
            }
        }
    }

    /// Declares nothing yet; whether the last one is variadic.
    fn collect_params(&mut self, kind: VarKind, list: &[FieldId]) -> (Params, bool) {
        let ast = self.ast;
        let mut params: Params = Vec::with_capacity(list.len());
        let mut variadic = false;
        let mut typ = TypeId::INVALID;
        let mut prev = None;
        for (i, &field) in list.iter().enumerate() {
            let ftype = ast[field].ty;
            if prev != Some(ftype) {
                prev = Some(ftype);
                let mut elem = ftype;
                if let ExprKind::DotsType { elem: e } = *ast.kind(ftype) {
                    elem = e;
                    if kind == VarKind::Param && i + 1 == list.len() {
                        variadic = true;
                    } else {
                        self.error(ftype, Code::InvalidSyntaxTree, "invalid use of ...");
                    }
                }
                typ = self.var_type(elem);
            }
            let (pos, text) = match ast[field].name {
                Some(name) => self.name_parts(name),
                None => (ast[field].pos, "".into()),
            };
            let v = Object::var(kind, pos, Some(self.pkg), text, Some(typ));
            let v = self.types.add_object(v);
            if ast[field].name.is_none() {
                self.record_implicit(field, v);
            }
            params.push((ast[field].name, v));
        }
        let named = params.iter().filter(|p| p.0.is_some()).count();
        if named != 0 && named != params.len() {
            self.error(
                list[0],
                Code::InvalidSyntaxTree,
                "list contains both named and anonymous parameters",
            );
        }
        if variadic && let (Some(&(_, last)), Some(&field)) = (params.last(), list.last()) {
            let elem = self.types.type_of(last);
            let slice = self.types.new_slice(elem);
            self.types[last].typ = Some(slice);
            self.record_type(ast[field].ty, slice);
        }
        (params, variadic)
    }

    /// Whether methods may be declared for the receiver's type; reports it if not.
    fn valid_recv(&mut self, at: ExprId, recv: ObjId) {
        let typ = self.types.type_of(recv);
        let (rtyp, _) = self.types.deref(typ);
        let atyp = self.types.unalias(rtyp);
        if !self.types.is_valid(atyp) {
            return;
        }
        let text = self.ty(rtyp);
        match &self.types[atyp] {
            Type::Named(n) if self.types[n.obj].pkg == Some(self.pkg) => {
                let u = self.types.under(atyp);
                let cause = match self.types[u] {
                    Type::Basic(BasicKind::UnsafePointer) => "unsafe.Pointer",
                    Type::Pointer { .. } | Type::Interface(_) => "pointer or interface type",
                    _ => return,
                };
                err!(
                    self,
                    at,
                    Code::InvalidRecv,
                    "invalid receiver type {text} ({cause})"
                );
            }
            Type::Named(_) | Type::Basic(_) => {
                err!(
                    self,
                    at,
                    Code::InvalidRecv,
                    "cannot define new methods on non-local type {text}"
                );
            }
            _ => {
                let text = self.ty(typ);
                err!(self, at, Code::InvalidRecv, "invalid receiver type {text}");
            }
        }
    }
}

/// A number of things.
pub(in crate::types) fn measure(n: usize, unit: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {unit}{s}")
}
