//! Calls and function instantiation (cmd/compile/internal/types2/call.go).

use super::Code;
use super::check::Checker;
use super::expr::{ExprClass, Target};
use super::ids::{ObjId, TypeId};
use super::info::Mode;
use super::instantiate::verify;
use super::object::{Object, VarKind};
use super::operand::{Operand, Src};
use super::report::{ErrorDesc, err};
use super::subst::SubstMap;
use super::ty::{Signature, Type};
use super::under::common_under;
use crate::syntax::{CallExpr, ExprId, ExprKind};
use crate::text::Pos;
use std::rc::Rc;

/// The arguments of a call: operands, and for generic functions among them the type arguments that are given.
pub(in crate::types) struct Args {
    pub(in crate::types) ops: Vec<Operand>,
    pub(in crate::types) targs: Vec<Vec<TypeId>>,
}

/// Type arguments, one for each type parameter; none where it is to be inferred.
type PartialArgs = Vec<Option<TypeId>>;

impl<'a> Checker<'a> {
    fn is_index(&self, e: ExprId) -> Option<(ExprId, ExprId)> {
        match *self.ast.kind(e) {
            ExprKind::IndexExpr { x, index } => Some((x, index)),
            _ => None,
        }
    }

    /// Instantiates the generic function `x`, with the type arguments of the index expression `inst` and those that can be inferred
    /// from `target`. Without `infer`, missing ones are left open and those given are returned (types2: `funcInst`).
    pub(in crate::types) fn func_inst(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &mut Operand,
        inst: Option<ExprId>,
        infer: bool,
    ) -> Option<Vec<TypeId>> {
        let at = inst.map_or(pos, |e| self.ast.pos(e));
        if let Some(e) = inst {
            x.expr = e.into();
        }
        let version_err = !self.verify_version(at, 18, "function instantiation");
        let list = match inst.and_then(|e| self.is_index(e)) {
            Some((_, index)) => self.ast.unpack_list(&Some(index)),
            None => Vec::new(),
        };
        let Some(targs) = self.type_list(&list) else {
            x.invalidate();
            return None;
        };
        let Some(sig) = self.types.signature(x.typ).cloned() else {
            x.invalidate();
            return None;
        };
        let (got, want) = (targs.len(), sig.tparams.len());
        if got > want {
            err!(
                self,
                list[got - 1],
                Code::WrongTypeArgCount,
                "got {got} type arguments but want {want}"
            );
            x.invalidate();
            return None;
        }
        let mut targs = targs;
        if got < want {
            if !infer {
                return Some(targs);
            }
            let inferred = self.infer_from_target(
                target,
                pos,
                at,
                x,
                &sig,
                targs,
                (inst.is_some(), version_err),
            );
            match inferred {
                Some(all) => targs = all,
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let pos = self.src_pos(x);
        let typ = x.typ;
        x.typ = self.instantiate_signature(pos, x.expr_id(), typ, &targs, &list);
        x.mode = Mode::Value;
        None
    }

    #[allow(clippy::too_many_arguments)]
    fn infer_from_target(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        at: Pos,
        x: &Operand,
        sig: &Signature,
        targs: Vec<TypeId>,
        (has_index, version_err): (bool, bool),
    ) -> Option<Vec<TypeId>> {
        let mut params: Rc<[ObjId]> = Rc::default();
        let mut args = Vec::new();
        if let Some(t) = target {
            if !version_err && !self.allow_version(21) {
                let what = if has_index {
                    "partially instantiated function in assignment"
                } else {
                    "implicitly instantiated function in assignment"
                };
                self.verify_version(at, 21, what);
            }
            // The function is assigned to a parameter of its own type, and so its type is matched with that of the target.
            let plain = self.types.new_signature(Signature {
                params: sig.params.clone(),
                results: sig.results.clone(),
                variadic: sig.variadic,
                ..Signature::default()
            });
            let xpos = self.src_pos(x);
            let v = Object::var(VarKind::Param, xpos, Some(self.pkg), "".into(), Some(plain));
            params = Rc::new([self.types.add_object(v)]);
            args.push(self.named_value(xpos, &t.desc, t.sig));
        }
        let (tparams, params) = self.rename_type_params(pos, &sig.tparams, &params);
        let partial = pad(targs, tparams.len());
        let mut e = ErrorDesc::new(Code::CannotInferTypeArgs);
        let result = self.infer(
            pos,
            &tparams,
            &partial,
            &params,
            &args,
            target.is_some(),
            &mut e,
        );
        if result.is_none() && !e.is_empty() {
            self.report(e);
        }
        result
    }

    /// The signature with type arguments for all its type parameters; that they fit is checked later.
    pub(in crate::types) fn instantiate_signature(
        &mut self,
        pos: Pos,
        expr: Option<ExprId>,
        sig: TypeId,
        targs: &[TypeId],
        list: &[ExprId],
    ) -> TypeId {
        let tparams = self
            .types
            .signature(sig)
            .map(|s| s.tparams.clone())
            .unwrap_or_default();
        let inst = self.types.instance(pos, sig, targs);
        if let Some(e) = expr {
            self.record_instance(e, targs, inst);
        }
        let (targs, list) = (targs.to_vec(), list.to_vec());
        self.later(move |check| match verify(check, pos, &tparams, &targs) {
            Ok(()) => check.record_mono(pos, &tparams, &targs, &list),
            Err((i, msg)) => {
                let at = list.get(i).map_or(pos, |&e| check.ast.start_pos(e));
                check.soft_error(at, Code::InvalidTypeArg, msg);
            }
        });
        inst
    }

    pub(in crate::types) fn call_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        call: &'a CallExpr,
    ) -> ExprClass {
        let mut inst = None;
        if let Some((inner, index)) = self.is_index(call.fun) {
            if self.index_expr(x, call.fun, inner, index) {
                inst = Some(call.fun);
            }
            x.expr = call.fun.into();
            self.record(x);
        } else {
            self.expr_or_type(x, call.fun, true);
        }
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&call.args);
                x.expr = e.into();
                return ExprClass::Statement;
            }
            Mode::TypExpr => {
                self.conversion_call(x, e, call);
                return ExprClass::Conversion;
            }
            Mode::Builtin => {
                let id = x.id;
                if !self.builtin(x, e, call, id) {
                    x.invalidate();
                }
                x.expr = e.into();
                if x.is_valid() && !x.is_const() {
                    self.env.has_call_or_recv = true;
                }
                return if id.facts().3 {
                    ExprClass::Statement
                } else {
                    ExprClass::Expression
                };
            }
            _ => {}
        }
        self.function_call(x, e, call, inst);
        x.expr = e.into();
        ExprClass::Statement
    }

    /// `T(arg)`
    fn conversion_call(&mut self, x: &mut Operand, e: ExprId, call: &'a CallExpr) {
        self.non_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let t = x.typ;
        x.invalidate();
        if !self.is_complete(t) {
            x.expr = e.into();
            return;
        }
        match *call.args {
            [] => {
                let text = self.ty(t);
                err!(
                    self,
                    e,
                    Code::WrongArgCount,
                    "missing argument in conversion to {text}"
                );
            }
            [arg] => {
                let target = self.new_target(Some(t), "conversion");
                self.expr(target.as_ref(), x, arg);
                if x.is_valid() {
                    self.checked_conversion(x, e, call, t, arg);
                }
            }
            [.., last] => {
                self.use_exprs(&call.args);
                let text = self.ty(t);
                err!(
                    self,
                    last,
                    Code::WrongArgCount,
                    "too many arguments in conversion to {text}"
                );
            }
        }
        x.expr = e.into();
    }

    fn checked_conversion(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        call: &CallExpr,
        t: TypeId,
        arg: ExprId,
    ) {
        let u = self.types.under(t);
        let is_iface = self.types.interface(u).is_some() && !self.types.is_type_param(t);
        if is_iface && !self.types.type_set(u).is_method_set() {
            let text = self.ty(t);
            err!(
                self,
                e,
                Code::MisplacedConstraintIface,
                "cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
            );
            return;
        }
        if call.has_dots {
            let text = self.ty(t);
            err!(
                self,
                arg,
                Code::BadDotDotDotSyntax,
                "invalid use of ... in conversion to {text}"
            );
            return;
        }
        self.conversion(x, t);
    }

    fn function_call(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        call: &'a CallExpr,
        inst: Option<ExprId>,
    ) {
        let found = common_under(self, x.typ, |check, pair| match pair {
            Some((t, u)) if check.types.signature(u).is_none() => {
                Err(format!("{} is not a function", check.ty(t)))
            }
            _ => Ok(()),
        });
        let mut sig = match found {
            Ok(u) => u,
            Err(cause) => {
                let text = self.op(x);
                err!(
                    self,
                    &*x,
                    Code::InvalidCall,
                    "invalid operation: cannot call {text}: {cause}"
                );
                x.invalidate();
                return;
            }
        };
        let was_generic = self.is_generic_func(sig);
        let mut list = Vec::new();
        let mut targs = Vec::new();
        if let Some((_, index)) = inst.and_then(|i| self.is_index(i)) {
            list = self.ast.unpack_list(&Some(index));
            let given = self.type_list(&list);
            let want = self.types.signature(sig).map_or(0, |s| s.tparams.len());
            let Some(given) = given else {
                self.use_exprs(&call.args);
                x.invalidate();
                return;
            };
            let got = given.len();
            if got > want {
                err!(
                    self,
                    list[want],
                    Code::WrongTypeArgCount,
                    "got {got} type arguments but want {want}"
                );
                self.use_exprs(&call.args);
                x.invalidate();
                return;
            }
            targs = given;
            if got == want && want > 0 {
                let pos = self.ast.pos(call.fun);
                self.verify_version(call.fun, 18, "function instantiation");
                sig = self.instantiate_signature(pos, inst, sig, &targs, &list);
                targs.clear();
                list.clear();
            }
        }
        let mut args = self.generic_expr_list(&call.args);
        let sig = self.arguments(Call { e, call }, sig, targs, &list, &mut args);
        let Some(s) = self.types.signature(sig).cloned() else {
            x.invalidate();
            return;
        };
        if was_generic && s.tparams.is_empty() {
            self.record_type_and_value(call.fun, Mode::Value, sig, None);
        }
        match *s.results {
            [] => x.mode = Mode::NoValue,
            [only] => {
                x.mode = Mode::Value;
                let typ = self.types.type_of(only);
                if !self.is_complete(typ) {
                    x.invalidate();
                    return;
                }
                x.typ = typ;
            }
            _ => {
                x.mode = Mode::Value;
                x.typ = self.types.new_tuple(s.results.clone());
            }
        }
        self.env.has_call_or_recv = true;
        // After a failed inference the result may still have type parameters in it; nobody can use that.
        if x.mode == Mode::Value
            && !s.tparams.is_empty()
            && self.types.is_parameterized(&s.tparams, x.typ)
        {
            x.invalidate();
        }
    }

    /// Checks a list of expressions; a single one may have several values.
    pub(in crate::types) fn expr_list(&mut self, list: &[ExprId]) -> Vec<Operand> {
        match list {
            [one] => self.multi_expr(*one, false).0,
            _ => list
                .iter()
                .map(|&e| {
                    let mut x = Operand::new();
                    self.expr(None, &mut x, e);
                    x
                })
                .collect(),
        }
    }

    /// Like `expr_list`; values may be generic functions, partially instantiated ones too.
    pub(in crate::types) fn generic_expr_list(&mut self, list: &[ExprId]) -> Args {
        let infer = list.is_empty() || !self.allow_version(21);
        let mut args = Args {
            ops: Vec::with_capacity(list.len()),
            targs: Vec::new(),
        };
        for &e in list {
            let mut x = Operand::new();
            args.targs.push(Vec::new());
            if let Some((inner, index)) = self.is_index(e) {
                // What raw_expr does for the rest.
                if self.index_expr(&mut x, e, inner, index) {
                    let pos = self.src_pos(&x);
                    match self.func_inst(None, pos, &mut x, Some(e), infer) {
                        Some(targs) => {
                            if let Some(last) = args.targs.last_mut() {
                                *last = targs;
                            }
                            x.expr = e.into();
                        }
                        None => self.record(&x),
                    }
                    args.ops.push(x);
                    continue;
                }
                x.expr = e.into();
                self.record(&x);
                self.must_be_value(&mut x);
                if list.len() > 1 {
                    self.single_value(&mut x);
                }
                args.ops.push(x);
                continue;
            }
            if list.len() > 1 {
                self.generic_expr(&mut x, e, None);
                args.ops.push(x);
                continue;
            }
            self.raw_expr(None, &mut x, e, None, true);
            self.must_be_value(&mut x);
            match self.types[x.typ].clone() {
                Type::Tuple(vars) if x.is_valid() => {
                    for &v in vars.iter() {
                        let typ = self.types.type_of(v);
                        args.ops.push(Operand::value(e, typ));
                    }
                }
                _ => args.ops.push(x),
            }
        }
        args
    }

    /// Checks the arguments of a call against the parameters; the signature, instantiated if it was generic
    /// (types2: `arguments`).
    pub(in crate::types) fn arguments(
        &mut self,
        Call { e, call }: Call<'_>,
        sig: TypeId,
        targs: Vec<TypeId>,
        list: &[ExprId],
        args: &mut Args,
    ) -> TypeId {
        let Some(s) = self.types.signature(sig).cloned() else {
            return sig;
        };
        let Some((mut params, adjusted)) = self.parameters_for(e, call, &s, &args.ops) else {
            return sig;
        };
        let n = s.tparams.len();
        let pos = self.ast.pos(e);
        let mut tparams: Vec<TypeId> = Vec::new();
        let mut partial: PartialArgs = Vec::new();
        if n > 0 {
            if !self.allow_version(18) {
                match self.is_index(call.fun) {
                    Some(_) => self.verify_version(call.fun, 18, "function instantiation"),
                    None => self.verify_version(e, 18, "implicit function instantiation"),
                };
            }
            // A call inside the function itself must not mix its type parameters with those being inferred.
            let (renamed, p) = self.rename_type_params(pos, &s.tparams, &params);
            tparams = renamed;
            params = p;
            partial = pad(targs, n);
        }
        let generic = self.generic_arguments(pos, args, &mut tparams, &mut partial);
        if let Some(&first) = generic.first() {
            self.verify_version(
                &args.ops[first],
                21,
                "implicitly instantiated function as argument",
            );
        }
        let mut result = sig;
        if !tparams.is_empty() {
            let mut desc = ErrorDesc::new(Code::CannotInferTypeArgs);
            let inferred = self.infer(
                pos, &tparams, &partial, &params, &args.ops, false, &mut desc,
            );
            let Some(targs) = inferred else {
                if !desc.is_empty() {
                    let (fun, msg) = (self.ex(call.fun), desc.msg(self.map));
                    err!(
                        self,
                        desc.pos(),
                        Code::CannotInferTypeArgs,
                        "in call to {fun}, {msg}"
                    );
                }
                return sig;
            };
            if n > 0 {
                result = self.instantiate_signature(pos, Some(call.fun), sig, &targs[..n], list);
                params = if adjusted {
                    let map = SubstMap::new(&tparams[..n], &targs[..n]);
                    let tuple = self.types.new_tuple(params);
                    let tuple = self.types.subst(pos, tuple, &map);
                    self.tuple_vars(tuple)
                } else {
                    self.types
                        .signature(result)
                        .map(|s| s.params.clone())
                        .unwrap_or_default()
                };
            }
            let mut j = n;
            for i in generic {
                let typ = args.ops[i].typ;
                let k = j + self.types.signature(typ).map_or(0, |s| s.tparams.len());
                let expr = args.ops[i].expr_id();
                args.ops[i].typ = self.instantiate_signature(pos, expr, typ, &targs[j..k], &[]);
                let x = args.ops[i].clone();
                self.record(&x);
                j = k;
            }
        }
        if !args.ops.is_empty() {
            let context = format!("argument to {}", self.ex(call.fun));
            for (x, &p) in args.ops.iter_mut().zip(params.iter()) {
                let typ = self.types.type_of(p);
                self.assignment(x, Some(typ), &context);
            }
        }
        result
    }

    fn tuple_vars(&self, t: TypeId) -> Rc<[ObjId]> {
        match &self.types[t] {
            Type::Tuple(vars) => vars.clone(),
            _ => Rc::default(),
        }
    }

    /// The parameters, one for each argument, and whether they were made up for a variadic function. Nothing if the numbers do not agree.
    fn parameters_for(
        &mut self,
        e: ExprId,
        call: &CallExpr,
        s: &Signature,
        args: &[Operand],
    ) -> Option<(Rc<[ObjId]>, bool)> {
        let nargs = args.len();
        let mut npars = s.params.len();
        let mut params = s.params.clone();
        let mut adjusted = false;
        if s.variadic {
            if call.has_dots {
                if call.args.len() == 1 && nargs > 1 {
                    let text = self.ex(call.args[0]);
                    err!(
                        self,
                        e,
                        Code::InvalidDotDotDot,
                        "cannot use ... with {nargs}-valued {text}"
                    );
                    return None;
                }
            } else if nargs + 1 >= npars {
                params = self.spread(&s.params, nargs);
                adjusted = true;
                npars = nargs;
            } else {
                npars -= 1;
            }
        } else if call.has_dots {
            let text = self.ex(call.fun);
            err!(
                self,
                e,
                Code::NonVariadicDotDotDot,
                "cannot use ... in call to non-variadic {text}"
            );
            return None;
        }
        if nargs == npars {
            return Some((params, adjusted));
        }
        let (at, qualifier) = if nargs > npars {
            (self.src_start(&args[npars].expr), "too many")
        } else if nargs > 0 {
            (self.src_start(&args[nargs - 1].expr), "not enough")
        } else {
            (self.ast.start_pos(e), "not enough")
        };
        let have: Vec<TypeId> = args.iter().map(|a| a.typ).collect();
        let want: Vec<TypeId> = s.params.iter().map(|&p| self.types.type_of(p)).collect();
        let mut desc = ErrorDesc::new(Code::WrongArgCount);
        let fun = self.ex(call.fun);
        desc.add(at, format!("{qualifier} arguments in call to {fun}"));
        let have = self.types_summary(&have, false, call.has_dots);
        desc.add(Pos::NONE, format!("have {have}"));
        let want = self.types_summary(&want, s.variadic, false);
        desc.add(Pos::NONE, format!("want {want}"));
        self.report(desc);
        None
    }

    fn src_start(&self, src: &Src) -> Pos {
        match *src {
            Src::None => Pos::NONE,
            Src::Expr(e) => self.ast.start_pos(e),
            Src::Text(pos, _) => pos,
        }
    }

    /// The parameters of a variadic function for `nargs` arguments.
    fn spread(&mut self, params: &[ObjId], nargs: usize) -> Rc<[ObjId]> {
        let Some((&last, first)) = params.split_last() else {
            return Rc::default();
        };
        let typ = self.types.type_of(last);
        let elem = match self.types[typ] {
            Type::Slice { elem } => elem,
            _ => typ,
        };
        let mut vars = first.to_vec();
        while vars.len() < nargs {
            let o = &self.types[last];
            let v = Object::var(VarKind::Param, o.pos, o.pkg, o.name.clone(), Some(elem));
            vars.push(self.types.add_object(v));
        }
        vars.into()
    }

    /// Generic functions among the arguments take part in the inference with type parameters of their own; which arguments they are.
    fn generic_arguments(
        &mut self,
        pos: Pos,
        args: &mut Args,
        tparams: &mut Vec<TypeId>,
        partial: &mut PartialArgs,
    ) -> Vec<usize> {
        let mut generic = Vec::new();
        for i in 0..args.ops.len() {
            let typ = args.ops[i].typ;
            if !self.is_generic_func(typ) || !args.ops[i].is_valid() {
                continue;
            }
            let Some(sig) = self.types.signature(typ).cloned() else {
                continue;
            };
            let new = self.rename_signature(pos, &sig);
            args.ops[i].typ = new;
            if let Some(s) = self.types.signature(new) {
                tparams.extend(s.tparams.iter());
            }
            if let Some(given) = args.targs.get(i) {
                partial.extend(given.iter().map(|&t| Some(t)));
            }
            partial.resize(tparams.len(), None);
            generic.push(i);
        }
        generic
    }

    /// Checks expressions only for what they use, after an error; whether all of them are valid.
    pub(in crate::types) fn use_exprs(&mut self, list: &[ExprId]) -> bool {
        self.use_list(list, false)
    }

    /// Like `use_exprs`, for the left side of an assignment: variables there are not used.
    pub(in crate::types) fn use_lhs(&mut self, list: &[ExprId]) -> bool {
        self.use_list(list, true)
    }

    fn use_list(&mut self, list: &[ExprId], lhs: bool) -> bool {
        let mut ok = true;
        for &e in list {
            ok &= self.use_one(e, lhs);
        }
        ok
    }

    fn use_one(&mut self, e: ExprId, lhs: bool) -> bool {
        let inner = self.ast.unparen(e);
        let mut x = Operand::new();
        match self.ast.kind(inner) {
            ExprKind::Name(name) => {
                if **name == *"_" {
                    return true;
                }
                let var = self.lookup(name).filter(|&v| lhs && self.is_local_var(v));
                let used = var.is_some_and(|v| self.used_vars.has(v));
                self.expr_or_type(&mut x, inner, true);
                if let Some(v) = var {
                    self.used_vars.set(v, used);
                }
            }
            ExprKind::ListExpr(list) => return self.use_list(list, lhs),
            _ => {
                self.raw_expr(None, &mut x, e, None, true);
            }
        }
        x.is_valid()
    }
}

/// A call and its node.
#[derive(Clone, Copy)]
pub(in crate::types) struct Call<'c> {
    pub(in crate::types) e: ExprId,
    pub(in crate::types) call: &'c CallExpr,
}

fn pad(targs: Vec<TypeId>, n: usize) -> PartialArgs {
    let mut list: PartialArgs = targs.into_iter().map(Some).collect();
    list.resize(n, None);
    list
}
