//! Constants from the literals of source text (go/constant, `MakeFromLiteral`).

use super::bigfloat::BigFloat;
use super::{Value, quote, small_float};
use crate::syntax::LitKind;
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::rc::Rc;

impl Value {
    /// The value of a literal as it stands in the source; unknown if it is malformed or its exponent is out of all range.
    pub fn from_literal(lit: &str, kind: LitKind) -> Value {
        let value = match kind {
            LitKind::Int => int_literal(lit),
            LitKind::Float => float_literal(lit),
            LitKind::Imag => lit
                .strip_suffix('i')
                .and_then(float_literal)
                .map(|im| Value::complex(Value::Int(0), im)),
            LitKind::Rune => quote::unquote_char(lit).map(Value::Int),
            LitKind::String => quote::unquote(lit).map(|s| Value::string(&s)),
        };
        value.unwrap_or(Value::Unknown)
    }

    /// A float from decimal text, rounded to 512 bits: the form in which export data holds floats that are no fractions.
    pub fn from_float_text(text: &str) -> Value {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let float = Number::parse(digits).and_then(|n| n.float());
        Value::from_big_float(float.map(|x| if negative { x.neg() } else { x }))
    }
}

fn int_literal(lit: &str) -> Option<Value> {
    let digits = lit.replace('_', "");
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, &lower[..]),
    };
    if let Ok(x) = i64::from_str_radix(digits, radix) {
        return Some(Value::Int(x));
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).map(Value::from_big_int)
}

fn float_literal(lit: &str) -> Option<Value> {
    let number = Number::parse(lit)?;
    let float = number.float()?;
    if float.signum() == 0 {
        return Some(Value::Ratio(Rc::new(BigRational::zero())));
    }
    let exact = small_float(&float).then(|| number.ratio()).flatten();
    Some(match exact {
        Some(ratio) => Value::Ratio(Rc::new(ratio)),
        None => Value::Float(Rc::new(float)),
    })
}

/// `mant × 2^exp2 × 5^exp5`, as written.
struct Number {
    mant: BigUint,
    exp2: i64,
    exp5: i64,
}

impl Number {
    /// Reads the mantissa and exponent of a floating-point literal without sign.
    fn parse(lit: &str) -> Option<Number> {
        let text = lit.replace('_', "").to_ascii_lowercase();
        let (radix, bits, text) = match text.as_bytes() {
            [b'0', b'x', ..] => (16, 4, &text[2..]),
            [b'0', b'o', ..] => (8, 3, &text[2..]),
            [b'0', b'b', ..] => (2, 1, &text[2..]),
            _ => (10, 1, &text[..]),
        };
        let mark = text.find(if radix == 10 {
            &['e', 'p'][..]
        } else {
            &['p'][..]
        });
        let (mantissa, exponent, decimal) = match mark {
            Some(at) => (&text[..at], &text[at + 1..], &text[at..=at] == "e"),
            None => (text, "0", false),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mant = BigUint::parse_bytes([whole, fraction].concat().as_bytes(), radix)?;
        let exponent: i64 = exponent.parse().ok()?;
        let places = fraction.len() as i64;
        let (mut exp2, mut exp5) = (-places * bits, 0);
        if radix == 10 {
            exp5 = -places;
        }
        if decimal {
            exp5 = exp5.checked_add(exponent)?;
        }
        exp2 = exp2.checked_add(exponent)?;
        // Beyond this, neither a float nor a fraction can hold it; and sums of it stay far from overflow.
        let limit = 1i64 << 40;
        if mant.is_zero() {
            (exp2, exp5) = (0, 0);
        }
        (exp2.abs() < limit && exp5.abs() < limit).then_some(Number { mant, exp2, exp5 })
    }

    fn float(&self) -> Option<BigFloat> {
        BigFloat::scaled(self.mant.clone(), self.exp2, self.exp5)
    }

    /// The exact fraction; nothing if the exponents are too large for one.
    fn ratio(&self) -> Option<BigRational> {
        if self.exp5.abs() > 1_000_000 || self.exp2.abs() > 10_000_000 {
            return None;
        }
        let mut num = self.mant.clone();
        let mut den = BigUint::one();
        let five = BigUint::from(5u32).pow(self.exp5.unsigned_abs() as u32);
        if self.exp5 > 0 {
            num *= five;
        } else {
            den = five;
        }
        if self.exp2 > 0 {
            num <<= self.exp2 as usize;
        } else {
            den <<= self.exp2.unsigned_abs() as usize;
        }
        Some(BigRational::new(num.into(), den.into()))
    }
}
