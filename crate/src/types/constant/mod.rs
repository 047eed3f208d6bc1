//! Constant values of any size and their operations: go/constant's job.
//!
//! A number is kept in the smallest exact form: an `i64`, a big integer, a fraction. A fraction that grows beyond 4096 bits in
//! numerator or denominator becomes a binary float of 512 bits and stays one; that is where rounding begins, in the same places
//! and to the same bits as in the compiler. An operation that makes no sense gives [`Value::Unknown`], as does any operation on
//! an unknown value.

pub mod bigfloat;
mod decimal;
mod format;
mod is_print;
mod literal;
mod op;
mod quote;
mod text;

#[cfg(test)]
mod oracle_test;

pub use decimal::{g_shortest, g6};
pub use quote::{Runes, is_print, quote, quote_rune, unquote, unquote_char};
pub use text::Text;

use bigfloat::{BigFloat, PREC, RatioFloat, Rounding};
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::rc::Rc;

/// The value of a constant.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Unknown, because of an error or because no representation is possible.
    #[default]
    Unknown,
    /// A truth value.
    Bool(bool),
    /// A string of bytes.
    String(Text),
    /// An integer that fits 64 bits.
    Int(i64),
    /// An integer that does not fit `i64`.
    BigInt(Rc<BigInt>),
    /// A float kept as an exact fraction.
    Ratio(Rc<BigRational>),
    /// A float kept to 512 bits.
    Float(Rc<BigFloat>),
    /// Real and imaginary part, each an integer or a float.
    Complex(Rc<(Value, Value)>),
}

/// The kind of a [`Value`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// [`Value::Unknown`]
    Unknown,
    /// A truth value
    Bool,
    /// A string
    String,
    /// An integer of any size
    Int,
    /// A fraction or float
    Float,
    /// A complex number
    Complex,
}

/// Fractions have numerators and denominators below this many bits (go/constant, `maxExp`).
const MAX_EXP: i64 = 4 << 10;

fn small_int(x: &BigInt) -> bool {
    (x.bits() as i64) < MAX_EXP
}

fn small_float(x: &BigFloat) -> bool {
    let e = x.mant_exp();
    -MAX_EXP < e && e < MAX_EXP
}

impl Value {
    /// What kind of value it is.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Unknown => Kind::Unknown,
            Value::Bool(_) => Kind::Bool,
            Value::String(_) => Kind::String,
            Value::Int(_) | Value::BigInt(_) => Kind::Int,
            Value::Ratio(_) | Value::Float(_) => Kind::Float,
            Value::Complex(_) => Kind::Complex,
        }
    }

    /// Whether the value is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown)
    }

    /// A string constant of these bytes.
    pub fn string(bytes: &[u8]) -> Value {
        Value::String(Text::new(bytes))
    }

    /// An integer.
    pub fn from_i64(x: i64) -> Value {
        Value::Int(x)
    }

    /// An unsigned integer.
    pub fn from_u64(x: u64) -> Value {
        Value::from_big_int(x.into())
    }

    /// An integer of any size.
    pub fn from_big_int(x: BigInt) -> Value {
        match x.to_i64() {
            Some(small) => Value::Int(small),
            None => Value::BigInt(Rc::new(x)),
        }
    }

    /// An integer from the bytes of its magnitude, least significant first.
    pub fn from_bytes_le(negative: bool, magnitude: &[u8]) -> Value {
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        Value::from_big_int(BigInt::from_bytes_le(sign, magnitude))
    }

    /// A fraction; one with large parts becomes a rounded float.
    pub fn from_ratio(x: BigRational) -> Value {
        if small_int(x.numer()) && small_int(x.denom()) {
            return Value::Ratio(Rc::new(x));
        }
        Value::from_big_float(BigFloat::from_ratio(&x))
    }

    /// A float; unknown for `None`, which stands for an infinite one.
    pub fn from_big_float(x: Option<BigFloat>) -> Value {
        x.map_or(Value::Unknown, |x| Value::Float(Rc::new(x)))
    }

    /// A float; -0 becomes 0, what is not finite is unknown.
    pub fn from_f64(x: f64) -> Value {
        if !x.is_finite() {
            return Value::Unknown;
        }
        let float = BigFloat::from_f64(x);
        if small_float(&float) {
            return Value::Ratio(Rc::new(float.to_ratio()));
        }
        Value::Float(Rc::new(float))
    }

    fn complex(re: Value, im: Value) -> Value {
        if re.is_unknown() || im.is_unknown() {
            return Value::Unknown;
        }
        Value::Complex(Rc::new((re, im)))
    }

    /// The complex number `self × i`; unknown if the value is no real number.
    pub fn make_imag(&self) -> Value {
        match self.kind() {
            Kind::Int | Kind::Float => Value::complex(Value::Int(0), self.clone()),
            _ => Value::Unknown,
        }
    }

    /// The truth value; false for any other kind.
    pub fn bool_val(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// The bytes of a string; nothing for any other kind.
    pub fn string_val(&self) -> Option<Rc<[u8]>> {
        match self {
            Value::String(s) => Some(s.bytes()),
            _ => None,
        }
    }

    /// The length of a string in bytes; 0 for any other kind.
    pub fn string_len(&self) -> u64 {
        match self {
            Value::String(s) => s.len(),
            _ => 0,
        }
    }

    /// An integer that fits `i64`.
    pub fn int64_val(&self) -> Option<i64> {
        match self {
            Value::Int(x) => Some(*x),
            _ => None,
        }
    }

    /// An integer that fits `u64`.
    pub fn uint64_val(&self) -> Option<u64> {
        match self {
            Value::Int(x) => u64::try_from(*x).ok(),
            Value::BigInt(x) => x.to_u64(),
            _ => None,
        }
    }

    /// An integer of any size.
    pub fn big_int_val(&self) -> Option<BigInt> {
        match self {
            Value::Int(x) => Some(BigInt::from(*x)),
            Value::BigInt(x) => Some((**x).clone()),
            _ => None,
        }
    }

    /// The nearest `f64` and whether it is exact; infinite if too large, 0 if too small, `(0, false)` for what is no real number.
    pub fn float64_val(&self) -> (f64, bool) {
        match self {
            Value::Int(x) => (*x as f64, *x as f64 as i128 == i128::from(*x)),
            Value::BigInt(x) => int_float(x).map_or((inf(x), false), |f| f.to_f64()),
            Value::Ratio(x) => RatioFloat::new(x).to_f64(),
            Value::Float(x) => x.to_f64(),
            _ => (0.0, false),
        }
    }

    /// Like [`Value::float64_val`] for `f32`.
    pub fn float32_val(&self) -> (f32, bool) {
        match self {
            Value::Int(x) => (*x as f32, *x as f32 as i128 == i128::from(*x)),
            Value::BigInt(x) => int_float(x).map_or((inf(x) as f32, false), |f| f.to_f32()),
            Value::Ratio(x) => RatioFloat::new(x).to_f32(),
            Value::Float(x) => x.to_f32(),
            _ => (0.0, false),
        }
    }

    /// Number of bits of an integer's magnitude; 0 for any other kind.
    pub fn bit_len(&self) -> u64 {
        match self {
            Value::Int(x) => u64::from(64 - x.unsigned_abs().leading_zeros()),
            Value::BigInt(x) => x.bits(),
            _ => 0,
        }
    }

    /// -1, 0 or 1 by the sign of a number; for a complex number 0 only if it is zero; 1 for what is unknown or no number, so
    /// that it raises no second error about a division by zero.
    pub fn sign(&self) -> i32 {
        match self {
            Value::Int(x) => x.signum() as i32,
            Value::BigInt(x) => big_sign(x),
            Value::Ratio(x) => big_sign(x.numer()),
            Value::Float(x) => x.signum(),
            Value::Complex(x) => x.0.sign() | x.1.sign(),
            _ => 1,
        }
    }

    /// The real part of a number.
    pub fn real(&self) -> Value {
        match self {
            Value::Complex(x) => x.0.clone(),
            _ if self.kind() >= Kind::Int => self.clone(),
            _ => Value::Unknown,
        }
    }

    /// The imaginary part of a number.
    pub fn imag(&self) -> Value {
        match self {
            Value::Complex(x) => x.1.clone(),
            _ if self.kind() >= Kind::Int => Value::Int(0),
            _ => Value::Unknown,
        }
    }

    /// The numerator of a real number; unknown if the number is too large or too small for a fraction.
    pub fn numer(&self) -> Value {
        match self {
            Value::Int(_) | Value::BigInt(_) => self.clone(),
            Value::Ratio(x) => Value::from_big_int(x.numer().clone()),
            Value::Float(x) if small_float(x) => Value::from_big_int(x.to_ratio().numer().clone()),
            _ => Value::Unknown,
        }
    }

    /// The denominator of a real number, at least 1; unknown if the number is too large or too small for a fraction.
    pub fn denom(&self) -> Value {
        match self {
            Value::Int(_) | Value::BigInt(_) => Value::Int(1),
            Value::Ratio(x) => Value::from_big_int(x.denom().clone()),
            Value::Float(x) if small_float(x) => Value::from_big_int(x.to_ratio().denom().clone()),
            _ => Value::Unknown,
        }
    }

    /// The number as an integer; unknown if it is none. A rounded float counts as an integer if it is one but for its last
    /// four bits, which may be errors of earlier operations.
    pub fn to_int(&self) -> Value {
        match self {
            Value::Int(_) | Value::BigInt(_) => self.clone(),
            Value::Ratio(x) if x.is_integer() => Value::from_big_int(x.numer().clone()),
            Value::Float(x) if small_float(x) => {
                const DELTA: u64 = 4;
                let near = |mode| x.rounded(PREC - DELTA, mode)?.to_int();
                x.to_int()
                    .or_else(|| near(Rounding::ToZero))
                    .or_else(|| near(Rounding::AwayFromZero))
                    .map_or(Value::Unknown, Value::from_big_int)
            }
            Value::Complex(_) => match self.to_float() {
                Value::Unknown => Value::Unknown,
                re => re.to_int(),
            },
            _ => Value::Unknown,
        }
    }

    /// The number as a float; unknown if it is none.
    pub fn to_float(&self) -> Value {
        match self {
            Value::Int(x) => Value::Ratio(Rc::new(BigRational::from_integer((*x).into()))),
            Value::BigInt(x) if small_int(x) => {
                Value::Ratio(Rc::new(BigRational::from_integer((**x).clone())))
            }
            Value::BigInt(x) => Value::from_big_float(int_float(x)),
            Value::Ratio(_) | Value::Float(_) => self.clone(),
            Value::Complex(x) if x.1.sign() == 0 => x.0.to_float(),
            _ => Value::Unknown,
        }
    }

    /// The number as a complex number; unknown if it is none.
    pub fn to_complex(&self) -> Value {
        match self.kind() {
            Kind::Int | Kind::Float => Value::complex(self.clone(), Value::Int(0)),
            Kind::Complex => self.clone(),
            _ => Value::Unknown,
        }
    }

    /// Rounded to `float32`; nothing if it overflows (types2, `roundFloat32`).
    pub fn round_float32(&self) -> Option<Value> {
        let (f, _) = self.float32_val();
        f.is_finite().then(|| Value::from_f64(f.into()))
    }

    /// Rounded to `float64`; nothing if it overflows (types2, `roundFloat64`).
    pub fn round_float64(&self) -> Option<Value> {
        let (f, _) = self.float64_val();
        f.is_finite().then(|| Value::from_f64(f))
    }
}

fn int_float(x: &BigInt) -> Option<BigFloat> {
    BigFloat::from_int(x, PREC)
}

fn inf(x: &BigInt) -> f64 {
    if x.is_negative() {
        f64::NEG_INFINITY
    } else {
        f64::INFINITY
    }
}

fn big_sign(x: &BigInt) -> i32 {
    match x.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
}

fn ratio_from_int(x: &BigInt) -> BigRational {
    BigRational::from_integer(x.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_rounded_once() {
        let third = BigRational::new(1.into(), 3.into());
        assert_eq!(Value::from_ratio(third).float64_val(), (1.0 / 3.0, false));
        let tie = BigRational::from_integer(BigInt::from(1u64 << 53) + 1);
        assert_eq!(
            Value::from_ratio(tie).float64_val(),
            (9007199254740992.0, false)
        );
        assert_eq!(
            Value::Int(i64::MAX).float64_val(),
            (9_223_372_036_854_775_808.0, false)
        );
        let denormal = Value::from_f64(f64::from_bits(1));
        assert_eq!(denormal.float64_val(), (f64::from_bits(1), true));
        assert_eq!(Value::from_f64(f64::MAX).float64_val(), (f64::MAX, true));
        assert_eq!(Value::from_f64(-0.0), Value::from_f64(0.0));
    }
}
