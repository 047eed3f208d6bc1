//! Calls of built-in functions (cmd/compile/internal/types2/builtins.go).

mod collections;
mod numbers;
mod unsafe_funcs;

use crate::syntax::{CallExpr, ExprId};
use crate::text::Pos;
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::errors::Code::*;
use crate::types::ids::{ObjId, TypeId};
use crate::types::info::Mode;
use crate::types::object::{BuiltinId, Object, VarKind};
use crate::types::operand::Operand;
use crate::types::report::err;
use crate::types::ty::{Signature, Type};
use crate::types::under::common_under;
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
}
