//! `for … range` (cmd/compile/internal/types2/range.go).

use super::Code;
use super::check::Checker;
use super::constant::Value;
use super::ids::{ObjId, TypeId};
use super::info::Mode;
use super::object::VarKind;
use super::operand::Operand;
use super::report::{err, soft_err};
use super::ty::{BasicKind, ChanDir, Type};
use super::under::common_under;
use crate::syntax::{ExprId, ForStmt, RangeClause, StmtId};

/// Key and value types of a range expression; none where there is no such variable. Or why it is none (maybe in no words).
type KeyVal = Result<(Option<TypeId>, Option<TypeId>), String>;

impl<'a> Checker<'a> {
    pub(in crate::types) fn range_stmt(&mut self, s: StmtId, f: &'a ForStmt, r: &'a RangeClause) {
        let ast = self.ast;
        let vars = ast.unpack_list(&r.lhs);
        let (key_var, val_var, extra) = (vars.first(), vars.get(1), vars.get(2));
        let mut x = Operand::new();
        self.env.has_call_or_recv = false;
        self.expr(None, &mut x, r.x);
        if x.is_valid() && val_var.is_none() && !self.env.has_call_or_recv {
            self.record_constant_len(&x, r.x);
        }
        let (mut key, mut val) = (None, None);
        if x.is_valid() {
            let text = self.op(&x);
            match self.range_key_val(x.typ) {
                Err(cause) => {
                    let why = if cause.is_empty() {
                        cause
                    } else {
                        format!(": {cause}")
                    };
                    soft_err!(
                        self,
                        &x,
                        Code::InvalidRangeExpr,
                        "cannot range over {text}{why}"
                    );
                    (key, val) = (Some(TypeId::INVALID), Some(TypeId::INVALID));
                }
                Ok((k, v)) => {
                    (key, val) = (k, v);
                    match (k, v) {
                        (None, _) if key_var.is_some() => soft_err!(
                            self,
                            *key_var.unwrap_or(&r.x),
                            Code::InvalidIterVar,
                            "range over {text} permits no iteration variables"
                        ),
                        (_, None) if val_var.is_some() => soft_err!(
                            self,
                            *val_var.unwrap_or(&r.x),
                            Code::InvalidIterVar,
                            "range over {text} permits only one iteration variable"
                        ),
                        _ => {
                            if let Some(&extra) = extra {
                                self.soft_error(
                                    extra,
                                    Code::InvalidIterVar,
                                    "range clause permits at most two iteration variables",
                                );
                            }
                        }
                    }
                }
            }
        }
        self.open_scope(s);
        let over_int = self.types.is_basic(x.typ, BasicKind::is_integer);
        let lhs = [(key_var.copied(), key), (val_var.copied(), val)];
        if r.def {
            self.define_range_vars(s, f, lhs, &mut x, over_int);
        } else if key_var.is_some() {
            self.assign_range_vars(lhs, &mut x, over_int);
        } else if over_int {
            // The number gets the type that a variable would have.
            self.assignment(&mut x, None, "range clause");
        }
        self.stmt(f.body);
        self.close_scope();
    }

    /// The length of an array is constant, and then the compiler does not evaluate the array at all.
    fn record_constant_len(&mut self, x: &Operand, e: ExprId) {
        let mut u = self.types.under(x.typ);
        if let Type::Pointer { elem } = self.types[u] {
            let base = self.types.under(elem);
            if matches!(self.types[base], Type::Array { .. }) {
                u = base;
            }
        }
        let Type::Array { len, .. } = self.types[u] else {
            return;
        };
        let e = self.ast.unparen(e);
        self.record_type_and_value(e, Mode::Constant, TypeId::INT, Some(Value::Int(len)));
    }

    fn define_range_vars(
        &mut self,
        s: StmtId,
        f: &ForStmt,
        lhs: [(Option<ExprId>, Option<TypeId>); 2],
        x: &mut Operand,
        over_int: bool,
    ) {
        let mut vars: Vec<ObjId> = Vec::new();
        for (e, typ) in lhs {
            let Some(e) = e else { continue };
            let obj = self.new_var(VarKind::Local, e);
            if let Some(name) = self.ast.name(e) {
                self.record_def(e, Some(obj));
                if **name != *"_" {
                    vars.push(obj);
                }
            } else {
                let text = self.ex(e);
                err!(self, e, Code::InvalidSyntaxTree, "cannot declare {text}");
            }
            let Some(typ) = typ.filter(|&t| t != TypeId::INVALID) else {
                self.types[obj].typ = Some(TypeId::INVALID);
                self.used_vars.set(obj, true);
                continue;
            };
            if over_int {
                self.init_var(obj, x, "range clause");
            } else {
                let mut y = Operand::value(e, typ);
                self.init_var(obj, &mut y, "assignment");
            }
        }
        if vars.is_empty() {
            self.error(s, Code::NoNewVar, "no new variables on left side of :=");
            return;
        }
        let scope_pos = self.ast.pos(f.body);
        for v in vars {
            self.declare(self.env.scope, None, v, scope_pos);
        }
    }

    fn assign_range_vars(
        &mut self,
        lhs: [(Option<ExprId>, Option<TypeId>); 2],
        x: &mut Operand,
        over_int: bool,
    ) {
        for (e, typ) in lhs {
            let (Some(e), Some(typ)) = (e, typ.filter(|&t| t != TypeId::INVALID)) else {
                continue;
            };
            if over_int {
                self.assign_var(e, None, Some(x), "range clause");
                if x.is_valid() && !self.types.is_basic(x.typ, BasicKind::is_integer) {
                    let text = self.ty(x.typ);
                    soft_err!(
                        self,
                        e,
                        Code::InvalidRangeExpr,
                        "cannot use iteration variable of type {text}"
                    );
                }
            } else {
                let mut y = Operand::value(e, typ);
                self.assign_var(e, None, Some(&mut y), "assignment");
            }
        }
    }

    /// What ranging over a type gives (types2: `rangeKeyVal`).
    fn range_key_val(&mut self, orig: TypeId) -> KeyVal {
        let u = common_under(self, orig, |check, pair| match pair {
            Some((t, u)) => match check.types[u] {
                Type::Chan {
                    dir: ChanDir::SendOnly,
                    ..
                } => Err(format!("receive from send-only channel {}", check.ty(t))),
                _ => Ok(()),
            },
            None => Ok(()),
        })?;
        let mut t = u;
        if let Type::Pointer { elem } = self.types[u] {
            let base = self.types.under(elem);
            if matches!(self.types[base], Type::Array { .. }) {
                t = base;
            }
        }
        match self.types[t] {
            Type::Basic(k) if k.is_string() => Ok((Some(TypeId::INT), Some(TypeId::RUNE))),
            Type::Basic(k) if k.is_integer() => {
                if !self.allow_version(22) {
                    return Err("requires go1.22 or later".into());
                }
                Ok((Some(orig), None))
            }
            Type::Array { elem, .. } | Type::Slice { elem } => Ok((Some(TypeId::INT), Some(elem))),
            Type::Map { key, elem } => Ok((Some(key), Some(elem))),
            Type::Chan { elem, .. } => Ok((Some(elem), None)),
            Type::Signature(_) => self.range_func(t),
            _ => Err(String::new()),
        }
    }

    fn range_func(&mut self, t: TypeId) -> KeyVal {
        if !self.allow_version(23) {
            return Err("requires go1.23 or later".into());
        }
        const WANT: &str = "func must be func(yield func(...) bool)";
        let Some(sig) = self.types.signature(t).cloned() else {
            return Err(String::new());
        };
        let [yield_param] = *sig.params else {
            return Err(format!("{WANT}: wrong argument count"));
        };
        if !sig.results.is_empty() {
            return Err(format!("{WANT}: unexpected results"));
        }
        let yt = self.types.type_of(yield_param);
        let cb = common_under(self, yt, |_, _| Ok(()))
            .map_err(|why| format!("{WANT}: in yield type, {why}"))?;
        let Some(sig) = self.types.signature(cb).cloned() else {
            return Err(format!("{WANT}: argument is not func"));
        };
        if sig.params.len() > 2 {
            return Err(format!("{WANT}: yield func has too many parameters"));
        }
        let res = match *sig.results {
            [res] => Some(self.types.type_of(res)),
            _ => None,
        };
        if !res.is_some_and(|r| self.types.identical(r, TypeId::BOOL)) {
            let boolean = res.is_some_and(|r| self.types.is_basic(r, BasicKind::is_boolean));
            return Err(if boolean {
                format!("{WANT}: yield func returns user-defined boolean, not bool")
            } else {
                format!("{WANT}: yield func does not return bool")
            });
        }
        if sig.variadic {
            return Err(format!(
                "yield func of type {} cannot be variadic",
                self.ty(cb)
            ));
        }
        let param = |i: usize| sig.params.get(i).map(|&p| self.types.type_of(p));
        Ok((param(0), param(1)))
    }
}
