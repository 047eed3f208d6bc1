//! Constant operands: overflow, representation in a type (cmd/compile/internal/types2/const.go).

use super::Code;
use super::check::Checker;
use super::constant::{Kind, Value};
use super::errors::Code::*;
use super::ids::TypeId;
use super::operand::Operand;
use super::report::err;
use super::ty::BasicKind;
use crate::syntax::{ExprId, ExprKind, Operator};
use crate::text::Pos;

/// Bits of an untyped integer constant.
const PREC: u64 = 512;
/// The longest string that the linker takes.
const MAX_STRING: u64 = 2_000_000_000;

/// The value in the form that a type gives it (rounded, for floats); nothing if the type cannot represent it
/// (types2: `representableConst`). An unknown value fits every type.
pub(in crate::types) fn representable_const(x: &Value, kind: BasicKind) -> Option<Value> {
    use BasicKind as K;
    if x.is_unknown() {
        return Some(Value::Unknown);
    }
    if kind.is_integer() {
        let x = x.to_int();
        let fits = match (x.kind(), integer_range(kind)) {
            (Kind::Int, None) => true,
            (Kind::Int, Some((true, bits))) => match x.int64_val() {
                Some(v) => v >= i64::MIN >> (64 - bits) && v <= i64::MAX >> (64 - bits),
                None => false,
            },
            (Kind::Int, Some((false, bits))) => match x.uint64_val() {
                Some(v) => v <= u64::MAX >> (64 - bits),
                None => false,
            },
            _ => false,
        };
        return fits.then_some(x);
    }
    if kind.is_float() {
        let x = x.to_float();
        return match (x.kind(), kind) {
            (Kind::Float, K::Float32) => x.round_float32(),
            (Kind::Float, K::Float64) => x.round_float64(),
            // Untyped values are not rounded, nor do they change their form.
            (Kind::Float, _) => Some(x),
            _ => None,
        };
    }
    if kind.is_complex() {
        let x = x.to_complex();
        if x.kind() != Kind::Complex {
            return None;
        }
        let (re, im) = match kind {
            K::Complex64 => (x.real().round_float32()?, x.imag().round_float32()?),
            K::Complex128 => (x.real().round_float64()?, x.imag().round_float64()?),
            _ => return Some(x),
        };
        return Some(Value::binary(&re, Operator::Add, &im.make_imag(), false));
    }
    let fits =
        kind.is_string() && x.kind() == Kind::String || kind.is_boolean() && x.kind() == Kind::Bool;
    fits.then(|| x.clone())
}

/// Whether the type is signed, and its bits; nothing for untyped integers.
fn integer_range(kind: BasicKind) -> Option<(bool, u32)> {
    use BasicKind as K;
    Some(match kind {
        K::Int | K::Int64 => (true, 64),
        K::Int8 => (true, 8),
        K::Int16 => (true, 16),
        K::Int32 => (true, 32),
        K::Uint | K::Uint64 | K::Uintptr => (false, 64),
        K::Uint8 => (false, 8),
        K::Uint16 => (false, 16),
        K::Uint32 => (false, 32),
        _ => return None,
    })
}

/// What an operation is called in "constant … overflow" (types2: `opName`).
fn op_name(op: Operator, unary: bool) -> &'static str {
    match (op, unary) {
        (Operator::Xor, true) => "bitwise complement ",
        (Operator::Add, false) => "addition ",
        (Operator::Sub, false) => "subtraction ",
        (Operator::Xor, false) => "bitwise XOR ",
        (Operator::Mul, false) => "multiplication ",
        (Operator::Shl, false) => "shift ",
        _ => "",
    }
}

impl<'a> Checker<'a> {
    /// Where an operation is reported (types2: `opPos`).
    pub(in crate::types) fn op_pos(&self, e: ExprId) -> Pos {
        match self.ast.kind(e) {
            ExprKind::Operation { .. } => self.ast.pos(e),
            _ => self.ast.start_pos(e),
        }
    }

    /// Checks that the value of a constant operand fits its type, or is not too large if it is untyped.
    pub(in crate::types) fn overflow(&mut self, x: &mut Operand, pos: Pos) {
        if x.val.is_unknown() {
            self.error(pos, InvalidConstVal, "constant result is not representable");
            return;
        }
        if !self.types.is_untyped(x.typ) {
            self.representable(x, x.typ);
            return;
        }
        if x.val.kind() == Kind::Int && x.val.bit_len() > PREC {
            let op = match x.expr_id().map(|e| self.ast.kind(e)) {
                Some(ExprKind::Operation { op, y, .. }) => op_name(*op, y.is_none()),
                _ => "",
            };
            err!(self, pos, InvalidConstVal, "constant {op}overflow");
            x.val = Value::Unknown;
        } else if x.val.kind() == Kind::String && x.val.string_len() > MAX_STRING {
            let len = x.val.string_len();
            err!(
                self,
                pos,
                InvalidConstVal,
                "constant string too long ({len} bytes > {MAX_STRING} bytes)"
            );
            x.val = Value::Unknown;
        }
    }

    /// Gives a constant operand the form that a predeclared type (or one with such an underlying type) gives it.
    pub(in crate::types) fn representable(&mut self, x: &mut Operand, typ: TypeId) {
        let u = self.types.under(typ);
        let Some(kind) = self.types.basic_kind(u) else {
            return;
        };
        match self.representation(x, kind) {
            Ok(val) => x.val = val,
            Err(code) => {
                self.invalid_conversion(code, x, u);
                x.invalidate();
            }
        }
    }

    /// The value of a constant operand in a type.
    pub(in crate::types) fn representation(
        &mut self,
        x: &Operand,
        kind: BasicKind,
    ) -> Result<Value, Code> {
        if let Some(val) = representable_const(&x.val, kind) {
            return Ok(if kind.is_untyped() {
                x.val.clone()
            } else {
                val
            });
        }
        let u = self.types.under(x.typ);
        match self.types.basic_kind(u) {
            Some(from) if from.is_numeric() && kind.is_numeric() => {
                if !from.is_integer() && kind.is_integer() {
                    Err(TruncatedFloat)
                } else {
                    Err(NumericOverflow)
                }
            }
            _ => Err(InvalidConstVal),
        }
    }

    pub(in crate::types) fn invalid_conversion(&mut self, code: Code, x: &Operand, t: TypeId) {
        let (x_text, t_text) = (self.op(x), self.ty(t));
        let msg = match code {
            TruncatedFloat => format!("{x_text} truncated to {t_text}"),
            NumericOverflow => format!("{x_text} overflows {t_text}"),
            _ => format!("cannot convert {x_text} to type {t_text}"),
        };
        self.error(x, code, msg);
    }

    /// Gives an untyped operand the type that `target` implies.
    pub(in crate::types) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type_and_value(x, target) {
            Ok((typ, val)) => self.set_implicit(x, typ, val),
            Err(code) => {
                let t = if self.types.is_type_param(target) {
                    target
                } else {
                    self.types.under(target)
                };
                self.invalid_conversion(code, x, t);
                x.invalidate();
            }
        }
    }

    /// Takes over what `implicit_type_and_value` found.
    pub(in crate::types) fn set_implicit(
        &mut self,
        x: &mut Operand,
        typ: TypeId,
        val: Option<Value>,
    ) {
        if let Some(val) = val {
            x.val = val.clone();
            if let Some(info) = x.expr_id().and_then(|e| self.untyped.get_mut(&e)) {
                info.val = Some(val);
            }
        }
        if typ != x.typ {
            x.typ = typ;
            if let Some(e) = x.expr_id() {
                self.update_expr_type(e, typ, false);
            }
        }
    }

    /// The type that an untyped operand gets where `target` is expected, and for a constant its value in that type
    /// (types2: `implicitTypeAndValue`).
    pub(in crate::types) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Code> {
        const FAIL: Result<(TypeId, Option<Value>), Code> = Err(InvalidUntypedConversion);
        if !x.is_valid() || !self.types.is_untyped(x.typ) || !self.types.is_valid(target) {
            return Ok((x.typ, None));
        }
        if self.types.is_untyped(target) {
            return match self.types.max_type(x.typ, target) {
                Some(m) => Ok((m, None)),
                None => FAIL,
            };
        }
        if x.is_nil() {
            return if self.types.has_nil(target) {
                Ok((target, None))
            } else {
                FAIL
            };
        }
        let u = self.types.under(target);
        if let Some(kind) = self.types.basic_kind(u) {
            if x.is_const() {
                let val = self.representation(x, kind)?;
                return Ok((target, Some(val)));
            }
            // Comparisons and shifts give untyped values that are no constants.
            let fits = match self.types.basic_kind(x.typ) {
                Some(BasicKind::UntypedBool) => kind.is_boolean(),
                Some(BasicKind::UntypedString) => kind.is_string(),
                Some(k) if k.is_numeric() => kind.is_numeric(),
                _ => false,
            };
            return if fits { Ok((target, None)) } else { FAIL };
        }
        if self.types.interface(u).is_none() {
            return FAIL;
        }
        if self.types.is_type_param(target) {
            let terms = self.types.terms(target);
            let fits = terms.iter().all(|t| match t {
                Some((_, u)) => self.implicit_type_and_value(x, *u).is_ok(),
                None => false,
            });
            return if fits { Ok((target, None)) } else { FAIL };
        }
        if self.types.type_set(u).is_all() {
            Ok((self.types.default_type(x.typ), None))
        } else {
            FAIL
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_fit_or_not() {
        let fits = |v: i64, kind| representable_const(&Value::Int(v), kind).is_some();
        assert!(fits(-128, BasicKind::Int8) && !fits(128, BasicKind::Int8));
        assert!(fits(255, BasicKind::Uint8) && !fits(-1, BasicKind::Uint64));
        assert!(fits(i64::MIN, BasicKind::Int) && fits(i64::MAX, BasicKind::Uint));
    }
}
