//! `append`, `copy`, `len`, `cap`, `clear`, `close` and `delete` (cmd/compile/internal/types2/builtins.go).

use super::BuiltinCall;
use crate::types::call::{Args, Call};
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::errors::Code::*;
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::object::BuiltinId;
use crate::types::operand::Operand;
use crate::types::report::err;
use crate::types::ty::{BasicKind, Type};

impl<'a> Checker<'a> {
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

    pub(super) fn builtin_append(&mut self, x: &mut Operand, b: &mut BuiltinCall<'a>) -> bool {
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

    pub(super) fn builtin_copy(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
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

    pub(super) fn builtin_len(&mut self, x: &mut Operand, b: &BuiltinCall, name: &str) -> bool {
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

    pub(super) fn builtin_clear(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
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

    pub(super) fn builtin_close(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
        if !self.all_under(x, InvalidClose, |check, u, text| {
            match u.map(|u| &check.types[u]) {
                Some(Type::Chan { dir, .. }) => {
                    (*dir == crate::types::ty::ChanDir::RecvOnly).then(|| {
                        format!("invalid operation: cannot close receive-only channel {text}")
                    })
                }
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

    pub(super) fn builtin_delete(&mut self, x: &mut Operand, b: &BuiltinCall) -> bool {
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
}
