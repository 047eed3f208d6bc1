//! Calls of built-in functions (cmd/compile/internal/types2/builtins.go).

use super::Code;
use super::call::{Args, Call};
use super::check::Checker;
use super::constant::Value;
use super::errors::Code::*;
use super::ids::{ObjId, TypeId};
use super::info::{Mode, Selection, SelectionKind};
use super::object::{BuiltinId, ObjKind, Object, VarKind};
use super::operand::Operand;
use super::report::{err, soft_err};
use super::ty::{BasicKind, Interface, Signature, Term, Type};
use super::under::common_under;
use crate::syntax::{CallExpr, ExprId, ExprKind, Operator};
use crate::text::Pos;
use std::rc::Rc;

/// A call that is checked, for the parts below.
struct BuiltinCall<'c> {
    e: ExprId,
    call: &'c CallExpr,
    id: BuiltinId,
    args: Vec<Operand>,
}

impl<'a> Checker<'a> {
    /// Checks the call of a built-in function; false after an error.
    pub(in crate::types) fn builtin(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        call: &'a CallExpr,
        id: BuiltinId,
    ) -> bool {
        let (name, least, variadic, _) = id.facts();
        if call.has_dots && id != BuiltinId::Append {
            err!(
                self,
                e,
                InvalidDotDotDot,
                "invalid operation: invalid use of ... with built-in {name}"
            );
            self.use_exprs(&call.args);
            return false;
        }
        // len and cap of an array are constants if the operand has no calls in it; that is about this operand alone.
        let saved = self.env.has_call_or_recv;
        let measures = matches!(id, BuiltinId::Len | BuiltinId::Cap);
        if measures {
            self.env.has_call_or_recv = false;
        }
        let ok = self.builtin_args(x, e, call, id, (name, least, variadic));
        if measures {
            self.env.has_call_or_recv = saved;
        }
        ok
    }

    fn builtin_args(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        call: &'a CallExpr,
        id: BuiltinId,
        (name, least, variadic): (&str, usize, bool),
    ) -> bool {
        use BuiltinId::*;
        let mut args = Vec::new();
        let mut nargs = call.args.len();
        if !matches!(id, Make | New | UnsafeOffsetof) {
            args = self.expr_list(&call.args);
            nargs = args.len();
            if args.iter().any(|a| !a.is_valid()) {
                return false;
            }
            if let Some(first) = args.first() {
                *x = first.clone();
            }
        }
        let msg = if nargs < least {
            "not enough"
        } else if !variadic && nargs > least {
            "too many"
        } else {
            ""
        };
        if !msg.is_empty() {
            let text = self.ex(e);
            err!(
                self,
                e,
                WrongArgCount,
                "invalid operation: {msg} arguments for {text} (expected {least}, found {nargs})"
            );
            return false;
        }
        let mut b = BuiltinCall { e, call, id, args };
        match id {
            Append => self.builtin_append(x, &mut b),
            Cap | Len => self.builtin_len(x, &b, name),
            Clear => self.builtin_clear(x, &b),
            Close => self.builtin_close(x, &b),
            Complex => self.builtin_complex(x, &mut b),
            Copy => self.builtin_copy(x, &b),
            Delete => self.builtin_delete(x, &b),
            Imag | Real => self.builtin_real(x, &b),
            Make => self.builtin_make(x, &b),
            Max | Min => self.builtin_min(x, &mut b, name),
            New => self.builtin_new(x, &b),
            Panic => {
                let has_results = self
                    .env
                    .sig
                    .and_then(|s| self.types.signature(s))
                    .is_some_and(|s| !s.results.is_empty());
                if has_results {
                    self.panics.insert(e);
                }
                self.assignment(x, Some(TypeId::EMPTY_INTERFACE), "argument to panic");
                x.is_valid() && {
                    x.mode = Mode::NoValue;
                    self.record_sig(&b, None, &[TypeId::EMPTY_INTERFACE])
                }
            }
            Print | Println => self.builtin_print(x, &mut b, name),
            Recover => {
                x.mode = Mode::Value;
                x.typ = TypeId::EMPTY_INTERFACE;
                self.record_sig(&b, Some(x.typ), &[])
            }
            _ => self.builtin_unsafe(x, &mut b),
        }
    }

    /// Records the signature that the built-in function has in this call; always true.
    fn record_sig(&mut self, b: &BuiltinCall, res: Option<TypeId>, args: &[TypeId]) -> bool {
        let sig = self.make_sig(res, args, false);
        self.record_builtin(b.call.fun, sig);
        true
    }

    fn make_sig(&mut self, res: Option<TypeId>, args: &[TypeId], variadic: bool) -> TypeId {
        let mut var = |kind, t| {
            let v = Object::var(kind, Pos::NONE, None, "".into(), Some(t));
            self.types.add_object(v)
        };
        let results: Rc<[ObjId]> = res.iter().map(|&t| var(VarKind::Result, t)).collect();
        let params: Vec<ObjId> = args.iter().map(|&t| var(VarKind::Param, t)).collect();
        for &p in &params {
            let typ = self.types.default_type(self.types.type_of(p));
            self.types[p].typ = Some(typ);
        }
        self.types.new_signature(Signature {
            params: params.into(),
            results,
            variadic,
            ..Signature::default()
        })
    }

    /// The element type of a slice operand; an error text if it is none.
    fn slice_elem(&mut self, x: &Operand) -> Result<TypeId, String> {
        let mut elem: Option<TypeId> = None;
        for term in self.types.terms(x.typ) {
            let e = term.and_then(|(_, u)| match self.types[u] {
                Type::Slice { elem } => Some(elem),
                _ => None,
            });
            let Some(e) = e else {
                let have = if x.is_nil() {
                    "untyped nil".into()
                } else {
                    self.op(x)
                };
                return Err(format!("argument must be a slice; have {have}"));
            };
            match elem {
                Some(first) if !self.types.identical(first, e) => {
                    let (a, b, text) = (self.ty(first), self.ty(e), self.op(x));
                    return Err(format!(
                        "mismatched slice element types {a} and {b} in {text}"
                    ));
                }
                Some(_) => {}
                None => elem = Some(e),
            }
        }
        elem.ok_or_else(String::new)
    }

    /// Whether all types of `t` are byte slices or strings, and whether there is a string among them.
    fn bytes_or_strings(&mut self, t: TypeId) -> Option<bool> {
        let mut has_string = false;
        for term in self.types.terms(t) {
            let (_, u) = term?;
            match self.types[u] {
                Type::Basic(k) if k.is_string() => has_string = true,
                Type::Slice { elem } => {
                    if !self.types.identical(elem, TypeId::BYTE) {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        Some(has_string)
    }

    fn builtin_append(&mut self, x: &mut Operand, b: &mut BuiltinCall<'a>) -> bool {
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                err!(self, &*x, InvalidAppend, "invalid append: {cause}");
                return false;
            }
        };
        let typ = x.typ;
        let mut sig = None;
        if b.args.len() == 2 && b.call.has_dots {
            let bytes = self.types.new_slice(TypeId::BYTE);
            // append([]byte, string...)
            if self.assignable_to(x, bytes, None).is_ok()
                && self.bytes_or_strings(b.args[1].typ) == Some(true)
            {
                sig = Some(self.make_sig(Some(typ), &[typ, b.args[1].typ], true));
            }
        }
        let sig = sig.unwrap_or_else(|| {
            let rest = self.types.new_slice(elem);
            let sig = self.make_sig(Some(typ), &[typ, rest], true);
            let mut args = Args {
                ops: std::mem::take(&mut b.args),
                targs: Vec::new(),
            };
            let call = Call {
                e: b.e,
                call: b.call,
            };
            self.arguments(call, sig, Vec::new(), &[], &mut args);
            sig
        });
        self.record_builtin(b.call.fun, sig);
        x.mode = Mode::Value;
        true
    }

    /// The array behind a pointer to one.
    fn array_ptr_deref(&mut self, t: TypeId) -> TypeId {
        if let Type::Pointer { elem } = self.types[self.types.unalias(t)] {
            let u = self.types.under(elem);
            if matches!(self.types[u], Type::Array { .. }) {
                return u;
            }
        }
        t
    }

    fn builtin_len(&mut self, x: &mut Operand, b: &BuiltinCall, name: &str) -> bool {
        let is_len = b.id == BuiltinId::Len;
        let mut mode = Mode::Invalid;
        let mut val = Value::Unknown;
        let u = self.types.under(x.typ);
        let t = self.array_ptr_deref(u);
        match self.types[t] {
            Type::Basic(k) if k.is_string() && is_len => {
                mode = Mode::Value;
                if x.is_const() {
                    mode = Mode::Constant;
                    val = Value::from_u64(x.val.string_len());
                }
            }
            Type::Array { len, .. } => {
                mode = Mode::Value;
                if !self.env.has_call_or_recv {
                    mode = Mode::Constant;
                    if len >= 0 {
                        val = Value::Int(len);
                    }
                }
            }
            Type::Slice { .. } | Type::Chan { .. } => mode = Mode::Value,
            Type::Map { .. } if is_len => mode = Mode::Value,
            Type::Interface(_) if self.types.is_type_param(x.typ) => {
                let terms = self.types.terms(x.typ);
                let fits = terms.into_iter().all(|term| {
                    let Some((_, u)) = term else { return false };
                    let t = self.array_ptr_deref(u);
                    match self.types[t] {
                        Type::Basic(k) => k.is_string() && is_len,
                        Type::Array { .. } | Type::Slice { .. } | Type::Chan { .. } => true,
                        Type::Map { .. } => is_len,
                        _ => false,
                    }
                });
                if fits {
                    mode = Mode::Value;
                }
            }
            _ => {}
        }
        if mode == Mode::Invalid {
            if self.types.is_valid(u) {
                let code = if is_len { InvalidLen } else { InvalidCap };
                let text = self.op(x);
                err!(
                    self,
                    &*x,
                    code,
                    "invalid argument: {text} for built-in {name}"
                );
            }
            return false;
        }
        if mode != Mode::Constant {
            self.record_sig(b, Some(TypeId::INT), &[x.typ]);
        }
        x.mode = mode;
        x.typ = TypeId::INT;
        x.val = val;
        true
    }

    /// Whether each type of an operand passes; `problem` is reported for the first that does not.
    fn all_under(
        &mut self,
        x: &Operand,
        code: Code,
        mut problem: impl FnMut(&mut Self, Option<TypeId>, &str) -> Option<String>,
    ) -> bool {
        for term in self.types.terms(x.typ) {
            let text = self.op(x);
            if let Some(msg) = problem(self, term.map(|t| t.1), &text) {
                self.error(x, code, msg);
                return false;
            }
        }
        true
    }

    fn builtin_clear(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        self.verify_version(b.call.fun, 21, "clear");
        if !self.all_under(x, InvalidClear, |check, u, text| match u.map(|u| &check.types[u]) {
            Some(Type::Map { .. } | Type::Slice { .. }) => None,
            _ => Some(format!(
                "invalid argument: cannot clear {text}: argument must be (or constrained by) map or slice"
            )),
        }) {
            return false;
        }
        x.mode = Mode::NoValue;
        self.record_sig(b, None, &[x.typ])
    }

    fn builtin_close(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        if !self.all_under(x, InvalidClose, |check, u, text| {
            match u.map(|u| &check.types[u]) {
                Some(Type::Chan { dir, .. }) => (*dir == super::ChanDir::RecvOnly).then(|| {
                    format!("invalid operation: cannot close receive-only channel {text}")
                }),
                _ => Some(format!(
                    "invalid operation: cannot close non-channel {text}"
                )),
            }
        }) {
            return false;
        }
        x.mode = Mode::NoValue;
        self.record_sig(b, None, &[x.typ])
    }

    fn builtin_complex(&mut self, x: &mut Operand, b: &mut BuiltinCall) -> bool {
        let mut y = b.args[1].clone();
        match (self.types.is_untyped(x.typ), self.types.is_untyped(y.typ)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.typ),
            (false, true) => self.convert_untyped(&mut y, x.typ),
            (true, true) => {
                if x.is_const() && y.is_const() {
                    for op in [&mut *x, &mut y] {
                        let numeric = self.types.is_basic(op.typ, BasicKind::is_numeric);
                        if numeric && op.val.imag().sign() == 0 {
                            op.typ = TypeId::UNTYPED_FLOAT;
                        }
                    }
                } else {
                    self.convert_untyped(x, TypeId::FLOAT64);
                    self.convert_untyped(&mut y, TypeId::FLOAT64);
                }
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !self.types.identical(x.typ, y.typ) {
            let (text, a, c) = (self.ex(b.e), self.ty(x.typ), self.ty(y.typ));
            err!(
                self,
                &*x,
                InvalidComplex,
                "invalid operation: {text} (mismatched types {a} and {c})"
            );
            return false;
        }
        let res = self.apply_type_func(x, b.id, |kind| {
            Some(match kind {
                BasicKind::Float32 => TypeId::COMPLEX64,
                BasicKind::Float64 => TypeId::COMPLEX128,
                BasicKind::UntypedFloat => TypeId::UNTYPED_COMPLEX,
                _ => return None,
            })
        });
        let Some(res) = res else {
            let text = self.ty(x.typ);
            err!(
                self,
                &*x,
                InvalidComplex,
                "invalid argument: arguments have type {text}, expected floating-point"
            );
            return false;
        };
        if x.is_const() && y.is_const() {
            let (re, im) = (x.val.to_float(), y.val.to_float().make_imag());
            x.val = Value::binary(&re, Operator::Add, &im, false);
        } else {
            x.mode = Mode::Value;
            self.record_sig(b, Some(res), &[x.typ, x.typ]);
        }
        x.typ = res;
        true
    }

    fn builtin_copy(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let dst = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                err!(self, &*x, InvalidCopy, "invalid copy: {cause}");
                return false;
            }
        };
        let y = &b.args[1];
        let bytes = self.types.new_slice(TypeId::BYTE);
        let special =
            self.assignable_to(x, bytes, None).is_ok() && self.bytes_or_strings(y.typ).is_some();
        if !special {
            let src = match self.slice_elem(y) {
                Ok(elem) => elem,
                Err(cause) => {
                    if !self.types.all_basic(y.typ, BasicKind::is_string) {
                        err!(self, y, InvalidCopy, "invalid copy: {cause}");
                        return false;
                    }
                    TypeId::BYTE
                }
            };
            if !self.types.identical(dst, src) {
                let (xt, yt) = (self.op(x), self.op(y));
                let (d, s) = (self.ty(dst), self.ty(src));
                err!(
                    self,
                    &*x,
                    InvalidCopy,
                    "invalid copy: arguments {xt} and {yt} have different element types {d} and {s}"
                );
                return false;
            }
        }
        self.record_sig(b, Some(TypeId::INT), &[x.typ, y.typ]);
        x.mode = Mode::Value;
        x.typ = TypeId::INT;
        true
    }

    fn builtin_delete(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let map = x.typ;
        let mut key: Option<TypeId> = None;
        if !self.all_under(x, InvalidDelete, |check, u, text| {
            let Some(Type::Map { key: k, .. }) = u.map(|u| check.types[u].clone()) else {
                return Some(format!("invalid argument: {text} is not a map"));
            };
            if let Some(first) = key
                && !check.types.identical(k, first)
            {
                return Some(format!(
                    "invalid argument: maps of {text} must have identical key types"
                ));
            }
            key = Some(k);
            None
        }) {
            return false;
        }
        *x = b.args[1].clone();
        self.assignment(x, key, "argument to delete");
        if !x.is_valid() {
            return false;
        }
        x.mode = Mode::NoValue;
        self.record_sig(b, None, &[map, key.unwrap_or(TypeId::INVALID)])
    }

    fn builtin_real(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let is_real = b.id == BuiltinId::Real;
        if self.types.is_untyped(x.typ) {
            if x.is_const() {
                if self.types.is_basic(x.typ, BasicKind::is_numeric) {
                    x.typ = TypeId::UNTYPED_COMPLEX;
                }
            } else {
                self.convert_untyped(x, TypeId::COMPLEX128);
                if !x.is_valid() {
                    return false;
                }
            }
        }
        let res = self.apply_type_func(x, b.id, |kind| {
            Some(match kind {
                BasicKind::Complex64 => TypeId::FLOAT32,
                BasicKind::Complex128 => TypeId::FLOAT64,
                BasicKind::UntypedComplex => TypeId::UNTYPED_FLOAT,
                _ => return None,
            })
        });
        let Some(res) = res else {
            let code = if is_real { InvalidReal } else { InvalidImag };
            let text = self.ty(x.typ);
            err!(
                self,
                &*x,
                code,
                "invalid argument: argument has type {text}, expected complex type"
            );
            return false;
        };
        if x.is_const() {
            x.val = if is_real { x.val.real() } else { x.val.imag() };
        } else {
            x.mode = Mode::Value;
            self.record_sig(b, Some(res), &[x.typ]);
        }
        x.typ = res;
        true
    }

    /// The result type of complex, real and imag; for a type parameter a new one whose type set has the results.
    fn apply_type_func(
        &mut self,
        x: &Operand,
        id: BuiltinId,
        f: fn(BasicKind) -> Option<TypeId>,
    ) -> Option<TypeId> {
        let Some(tp) = self.types.as_type_param(x.typ) else {
            let u = self.types.under(x.typ);
            return f(self.types.basic_kind(u)?);
        };
        let mut terms = Vec::new();
        for t in self.specific_terms(tp)? {
            let u = self.types.under(t.typ?);
            let typ = f(self.types.basic_kind(u)?)?;
            terms.push(Term {
                tilde: t.tilde,
                typ: Some(typ),
            });
        }
        let code = match id {
            BuiltinId::Real => InvalidReal,
            BuiltinId::Imag => InvalidImag,
            _ => InvalidComplex,
        };
        let (text, name) = (self.op(x), id.name());
        soft_err!(
            self,
            x,
            code,
            "{text} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)"
        );
        let union = self.types.add(Type::Union(terms.into()));
        let bound = self.types.add(Type::Interface(Rc::new(Interface {
            embeddeds: Rc::new([union]),
            complete: true,
            ..Interface::default()
        })));
        let old = self.types.type_param(tp)?;
        let (index, name) = (old.index, self.types[old.obj].name.clone());
        let obj = Object::type_name(Pos::NONE, Some(self.pkg), name, None);
        let obj = self.types.add_object(obj);
        let new = self.types.new_type_param(obj, Some(bound));
        if let Some(p) = self.types.type_param_mut(new) {
            p.index = index;
        }
        Some(new)
    }

    fn builtin_make(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let arg0 = b.call.args[0];
        let t = self.var_type(arg0);
        if !self.types.is_valid(t) {
            return false;
        }
        let core = common_under(self, t, |check, pair| match pair {
            None => Err("no specific type".into()),
            Some((_, u)) => match check.types[u] {
                Type::Slice { .. } | Type::Map { .. } | Type::Chan { .. } => Ok(()),
                _ => Err("type must be slice, map, or channel".into()),
            },
        });
        let core = match core {
            Ok(u) => u,
            Err(cause) => {
                let text = self.ex(arg0);
                err!(
                    self,
                    arg0,
                    InvalidMake,
                    "invalid argument: cannot make {text}: {cause}"
                );
                return false;
            }
        };
        let min = match self.types[core] {
            Type::Slice { .. } => 2,
            _ => 1,
        };
        let nargs = b.call.args.len();
        if nargs < min || min + 1 < nargs {
            let (text, max) = (self.ex(b.e), min + 1);
            err!(
                self,
                b.e,
                WrongArgCount,
                "invalid operation: {text} expects {min} or {max} arguments; found {nargs}"
            );
            return false;
        }
        let mut types = vec![t];
        let mut sizes = Vec::new();
        for &arg in &b.call.args[1..] {
            let found = self.index(arg, -1);
            types.push(found.map_or(TypeId::INVALID, |f| f.0));
            sizes.extend(found.and_then(|f| f.1).filter(|&n| n >= 0));
        }
        if let [len, cap] = *sizes
            && len > cap
        {
            self.error(
                b.call.args[1],
                SwappedMakeArgs,
                "invalid argument: length and capacity swapped",
            );
        }
        x.mode = Mode::Value;
        x.typ = t;
        self.record_sig(b, Some(t), &types)
    }

    fn builtin_min(&mut self, x: &mut Operand, b: &mut BuiltinCall, name: &str) -> bool {
        self.verify_version(b.call.fun, 21, &format!("built-in {name}"));
        let op = if b.id == BuiltinId::Max {
            Operator::Gtr
        } else {
            Operator::Lss
        };
        for i in 0..b.args.len() {
            let mut a = b.args[i].clone();
            if !self.types.all_basic(a.typ, BasicKind::is_ordered) {
                let text = self.op(&a);
                err!(
                    self,
                    &a,
                    InvalidMinMaxOperand,
                    "invalid argument: {text} cannot be ordered"
                );
                return false;
            }
            if i == 0 {
                continue;
            }
            self.match_types(x, &mut a);
            if !x.is_valid() {
                return false;
            }
            if !self.types.identical(x.typ, a.typ) {
                let (p, t, text) = (self.ty(x.typ), self.ty(a.typ), self.src(&a.expr));
                err!(
                    self,
                    &a,
                    MismatchedTypes,
                    "invalid argument: mismatched types {p} (previous argument) and {t} (type of {text})"
                );
                return false;
            }
            if x.is_const() && a.is_const() {
                if Value::compare(&a.val, op, &x.val) {
                    *x = a.clone();
                }
            } else {
                x.mode = Mode::Value;
            }
            b.args[i] = a;
        }
        if !x.is_const() {
            x.mode = Mode::Value;
            // A value that is no constant must have a type.
            let context = format!("argument to built-in {name}");
            self.assignment(x, Some(TypeId::EMPTY_INTERFACE), &context);
            if !x.is_valid() {
                return false;
            }
        }
        for a in &b.args {
            if let Some(e) = a.expr_id() {
                self.update_expr_type(e, x.typ, true);
            }
        }
        if !x.is_const() {
            let types = vec![x.typ; b.args.len()];
            self.record_sig(b, Some(x.typ), &types);
        }
        true
    }

    fn builtin_new(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let arg = b.call.args[0];
        self.expr_or_type(x, arg, false);
        if x.mode == Mode::Builtin {
            self.must_be_value(x);
        }
        match x.mode {
            Mode::Invalid => return false,
            Mode::TypExpr => self.valid_var_type(arg, x.typ),
            _ => {
                if self.types.is_untyped(x.typ) {
                    self.assignment(x, None, "argument to new");
                    if !x.is_valid() {
                        return false;
                    }
                }
                let what = format!("new({})", self.ex(arg));
                self.verify_version(b.call.fun, 26, &what);
            }
        }
        let t = x.typ;
        x.mode = Mode::Value;
        x.typ = self.types.new_pointer(t);
        self.record_sig(b, Some(x.typ), &[t])
    }

    fn builtin_print(&mut self, x: &mut Operand, b: &mut BuiltinCall, name: &str) -> bool {
        let context = format!("argument to built-in {name}");
        let mut types = Vec::new();
        let mut args = std::mem::take(&mut b.args);
        for a in &mut args {
            self.assignment(a, None, &context);
            if !a.is_valid() {
                return false;
            }
            types.push(a.typ);
        }
        x.mode = Mode::NoValue;
        self.record_sig(b, None, &types)
    }

    fn builtin_unsafe(&mut self, x: &mut Operand, b: &mut BuiltinCall) -> bool {
        use BuiltinId::*;
        match b.id {
            UnsafeAdd => {
                self.verify_version(b.call.fun, 17, "unsafe.Add");
                let ptr = TypeId::UNSAFE_POINTER;
                self.assignment(x, Some(ptr), "argument to unsafe.Add");
                if !x.is_valid()
                    || !self.is_valid_index(&mut b.args[1], InvalidUnsafeAdd, "length", true)
                {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = ptr;
                let len = b.args[1].typ;
                self.record_sig(b, Some(ptr), &[ptr, len])
            }
            UnsafeAlignof | UnsafeSizeof => self.builtin_sizeof(x, b),
            UnsafeOffsetof => self.builtin_offsetof(x, b),
            UnsafeSlice => {
                self.verify_version(b.call.fun, 17, "unsafe.Slice");
                let core = self.core(x.typ);
                let Some(Type::Pointer { elem }) = core.map(|u| self.types[u].clone()) else {
                    let text = self.op(x);
                    err!(
                        self,
                        &*x,
                        InvalidUnsafeSlice,
                        "invalid argument: {text} is not a pointer"
                    );
                    return false;
                };
                if !self.is_valid_index(&mut b.args[1], InvalidUnsafeSlice, "length", false) {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = self.types.new_slice(elem);
                let args = [core.unwrap_or(elem), b.args[1].typ];
                self.record_sig(b, Some(x.typ), &args)
            }
            UnsafeSliceData => {
                self.verify_version(b.call.fun, 20, "unsafe.SliceData");
                let core = self.core(x.typ);
                let Some(Type::Slice { elem }) = core.map(|u| self.types[u].clone()) else {
                    let text = self.op(x);
                    err!(
                        self,
                        &*x,
                        InvalidUnsafeSliceData,
                        "invalid argument: {text} is not a slice"
                    );
                    return false;
                };
                x.mode = Mode::Value;
                x.typ = self.types.new_pointer(elem);
                self.record_sig(b, Some(x.typ), &[core.unwrap_or(elem)])
            }
            UnsafeString => {
                self.verify_version(b.call.fun, 20, "unsafe.String");
                let ptr = self.types.new_pointer(TypeId::BYTE);
                self.assignment(x, Some(ptr), "argument to unsafe.String");
                if !x.is_valid()
                    || !self.is_valid_index(&mut b.args[1], InvalidUnsafeString, "length", false)
                {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = TypeId::STRING;
                let len = b.args[1].typ;
                self.record_sig(b, Some(TypeId::STRING), &[ptr, len])
            }
            _ => {
                self.verify_version(b.call.fun, 20, "unsafe.StringData");
                self.assignment(x, Some(TypeId::STRING), "argument to unsafe.StringData");
                if !x.is_valid() {
                    return false;
                }
                x.mode = Mode::Value;
                x.typ = self.types.new_pointer(TypeId::BYTE);
                self.record_sig(b, Some(x.typ), &[TypeId::STRING])
            }
        }
    }

    fn builtin_sizeof(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let is_size = b.id == BuiltinId::UnsafeSizeof;
        let context = if is_size {
            "argument to unsafe.Sizeof"
        } else {
            "argument to unsafe.Alignof"
        };
        self.assignment(x, None, context);
        if !x.is_valid() {
            return false;
        }
        if self.has_var_size(x.typ) {
            x.mode = Mode::Value;
            self.record_sig(b, Some(TypeId::UINTPTR), &[x.typ]);
        } else {
            let n = if is_size {
                self.types.size_of(x.typ)
            } else {
                self.types.align_of(x.typ)
            };
            if n < 0 {
                let text = self.op(x);
                err!(self, &*x, TypeTooLarge, "{text} is too large");
                return false;
            }
            x.mode = Mode::Constant;
            x.val = Value::Int(n);
        }
        x.typ = TypeId::UINTPTR;
        true
    }

    fn builtin_offsetof(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        let arg0 = b.call.args[0];
        let selx = self.ast.unparen(arg0);
        let ExprKind::SelectorExpr { x: inner, sel } = *self.ast.kind(selx) else {
            let text = self.ex(arg0);
            err!(
                self,
                arg0,
                BadOffsetofSyntax,
                "invalid argument: {text} is not a selector expression"
            );
            self.use_exprs(&[arg0]);
            return false;
        };
        self.expr(None, x, inner);
        if !x.is_valid() {
            return false;
        }
        let base = self.types.deref_struct_ptr(x.typ);
        let name = self.ast.name_str(sel);
        let pkg = Some(self.pkg);
        let found = self
            .types
            .lookup_field_or_method(base, false, pkg, name, false);
        let Some(obj) = found.obj else {
            let text = self.ty(base);
            err!(
                self,
                &*x,
                MissingFieldOrMethod,
                "invalid argument: {text} has no single field {name}"
            );
            return false;
        };
        if matches!(self.types[obj].kind, ObjKind::Func(_)) {
            let text = self.ex(arg0);
            err!(
                self,
                arg0,
                InvalidOffsetof,
                "invalid argument: {text} is a method value"
            );
            return false;
        }
        if found.indirect {
            let text = self.ty(base);
            err!(
                self,
                &*x,
                InvalidOffsetof,
                "invalid argument: field {name} is embedded via a pointer in {text}"
            );
            return false;
        }
        let index = found.index.unwrap_or_default();
        self.record_selection(
            selx,
            Selection {
                kind: SelectionKind::FieldVal,
                recv: base,
                obj,
                index: index.clone(),
                indirect: false,
            },
        );
        let field = self.types.type_of(obj);
        let mode = if x.mode == Mode::Variable {
            Mode::Variable
        } else {
            Mode::Value
        };
        self.record_type_and_value(selx, mode, field, None);
        if self.has_var_size(base) {
            x.mode = Mode::Value;
            self.record_sig(b, Some(TypeId::UINTPTR), &[field]);
        } else {
            let offset = self.types.offset_of(base, &index);
            if offset < 0 {
                let text = self.op(x);
                err!(self, &*x, TypeTooLarge, "{text} is too large");
                return false;
            }
            x.mode = Mode::Constant;
            x.val = Value::Int(offset);
        }
        x.typ = TypeId::UINTPTR;
        true
    }

    /// Whether the size of a type depends on a type parameter. A type that contains itself is reported.
    fn has_var_size(&mut self, t: TypeId) -> bool {
        let t = self.types.unalias(t);
        match self.types[t].clone() {
            Type::Named(n) => {
                if let Some(known) = n.var_size {
                    return known;
                }
                if let Some(i) = self.obj_path.iter().position(|&o| o == n.obj) {
                    let cycle = self.obj_path[i..].to_vec();
                    let start = self.first_in_src(&cycle);
                    self.cycle_error(&cycle, start);
                    return true;
                }
                self.obj_path.push(n.obj);
                self.types.unpack(t);
                let rhs = self.types.named(t).and_then(|n| n.from_rhs);
                let var = rhs.is_some_and(|rhs| self.has_var_size(rhs));
                self.obj_path.pop();
                if let Some(n) = self.types.named_mut(t) {
                    n.var_size = Some(var);
                }
                var
            }
            Type::Array { elem, .. } => self.has_var_size(elem),
            Type::Struct(s) => s
                .fields
                .iter()
                .any(|&f| self.has_var_size(self.types.type_of(f))),
            Type::TypeParam(_) => true,
            _ => false,
        }
    }
}
