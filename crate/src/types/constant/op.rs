//! Operations on constants (go/constant: `UnaryOp`, `BinaryOp`, `Shift`, `Compare`).

use super::bigfloat::{BigFloat, PREC};
use super::{Value, int_float, ratio_from_int};
use crate::syntax::Operator;
use core::cmp::Ordering;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::rc::Rc;

/// Shifts beyond this are no constants; the checker's own bound is far below (types2, `shiftBound`).
const MAX_SHIFT: u64 = 1 << 20;

/// Two operands in the same representation.
enum Pair {
    Bool(bool, bool),
    Int(i64, i64),
    BigInt(BigInt, BigInt),
    Ratio(BigRational, BigRational),
    Float(BigFloat, BigFloat),
    Complex([Value; 2], [Value; 2]),
    None,
}

impl Value {
    /// How complex the representation of a number is; 0 for other values.
    fn rank(&self) -> u8 {
        match self {
            Value::Int(_) => 1,
            Value::BigInt(_) => 2,
            Value::Ratio(_) => 3,
            Value::Float(_) => 4,
            Value::Complex(_) => 5,
            _ => 0,
        }
    }

    fn as_ratio(&self) -> Option<BigRational> {
        match self {
            Value::Int(x) => Some(ratio_from_int(&(*x).into())),
            Value::BigInt(x) => Some(ratio_from_int(x)),
            Value::Ratio(x) => Some((**x).clone()),
            _ => None,
        }
    }

    fn as_float(&self) -> Option<BigFloat> {
        match self {
            Value::Int(x) => int_float(&(*x).into()),
            Value::BigInt(x) => int_float(x),
            Value::Ratio(x) => BigFloat::from_ratio(x),
            Value::Float(x) => Some((**x).clone()),
            _ => None,
        }
    }

    fn as_parts(&self) -> [Value; 2] {
        [self.real(), self.imag()]
    }

    /// Both operands in the simpler of the representations that hold both.
    fn pair(&self, other: &Value) -> Pair {
        let both = match (self, other) {
            (Value::Bool(x), Value::Bool(y)) => return Pair::Bool(*x, *y),
            (Value::Int(x), Value::Int(y)) => return Pair::Int(*x, *y),
            _ if self.rank() == 0 || other.rank() == 0 => None,
            _ => match self.rank().max(other.rank()) {
                2 => (self.big_int_val().zip(other.big_int_val())).map(|(x, y)| Pair::BigInt(x, y)),
                3 => (self.as_ratio().zip(other.as_ratio())).map(|(x, y)| Pair::Ratio(x, y)),
                4 => (self.as_float().zip(other.as_float())).map(|(x, y)| Pair::Float(x, y)),
                _ => Some(Pair::Complex(self.as_parts(), other.as_parts())),
            },
        };
        both.unwrap_or(Pair::None)
    }

    /// `op self` for `+ - ^ !`. If `bits` is not 0, it is the size of the unsigned type of the result of `^`.
    pub fn unary(op: Operator, x: &Value, bits: u32) -> Value {
        match (op, x) {
            (Operator::Add, _) if x.rank() > 0 => x.clone(),
            (Operator::Sub, Value::Int(i)) => match i.checked_neg() {
                Some(i) => Value::Int(i),
                None => Value::from_big_int(-BigInt::from(*i)),
            },
            (Operator::Sub, Value::BigInt(i)) => Value::from_big_int(-(**i).clone()),
            (Operator::Sub, Value::Ratio(r)) => Value::from_ratio(-(**r).clone()),
            (Operator::Sub, Value::Float(f)) => Value::Float(Rc::new(f.neg())),
            (Operator::Sub, Value::Complex(c)) => {
                Value::complex(Value::unary(op, &c.0, 0), Value::unary(op, &c.1, 0))
            }
            (Operator::Xor, Value::Int(_) | Value::BigInt(_)) => {
                let mut z = !x.big_int_val().unwrap_or_default();
                if bits > 0 {
                    z &= (BigInt::one() << bits) - 1;
                }
                Value::from_big_int(z)
            }
            (Operator::Not, Value::Bool(b)) => Value::Bool(!b),
            _ => Value::Unknown,
        }
    }

    /// `x op y` for arithmetic, bitwise, logical operators and string concatenation. With `int_div`, division of integers
    /// gives an integer; without it, a fraction. Division by zero gives an unknown value.
    pub fn binary(x: &Value, op: Operator, y: &Value, int_div: bool) -> Value {
        if let (Value::String(a), Operator::Add, Value::String(b)) = (x, op, y) {
            return Value::String(a.concat(b));
        }
        match x.pair(y) {
            Pair::Bool(a, b) => match op {
                Operator::AndAnd => Value::Bool(a && b),
                Operator::OrOr => Value::Bool(a || b),
                _ => Value::Unknown,
            },
            Pair::Int(a, b) => int_op(a, op, b, int_div),
            Pair::BigInt(a, b) => big_int_op(a, op, b, int_div),
            Pair::Ratio(a, b) => match op {
                Operator::Add => Value::from_ratio(a + b),
                Operator::Sub => Value::from_ratio(a - b),
                Operator::Mul => Value::from_ratio(a * b),
                Operator::Div if !b.is_zero() => Value::from_ratio(a / b),
                _ => Value::Unknown,
            },
            Pair::Float(a, b) => Value::from_big_float(match op {
                Operator::Add => a.add(&b),
                Operator::Sub => a.add(&b.neg()),
                Operator::Mul => a.mul(&b, PREC),
                Operator::Div => a.div(&b, PREC),
                _ => None,
            }),
            Pair::Complex(a, b) => complex_op(&a, op, &b),
            Pair::None => Value::Unknown,
        }
    }

    /// `x << s` or `x >> s` of an integer.
    pub fn shift(x: &Value, op: Operator, s: u64) -> Value {
        if s > MAX_SHIFT {
            return Value::Unknown;
        }
        match (op, x) {
            (Operator::Shr, Value::Int(i)) => Value::Int(i >> s.min(63)),
            (Operator::Shr, Value::BigInt(i)) => Value::from_big_int(&**i >> s),
            (Operator::Shl, Value::Int(i)) => Value::from_big_int(BigInt::from(*i) << s),
            (Operator::Shl, Value::BigInt(i)) => Value::from_big_int(&**i << s),
            _ => Value::Unknown,
        }
    }

    /// `x op y` for a comparison; false if one of them is unknown.
    pub fn compare(x: &Value, op: Operator, y: &Value) -> bool {
        if let (Value::String(a), Value::String(b)) = (x, y) {
            return ordered(a.compare(b), op);
        }
        match x.pair(y) {
            Pair::Bool(a, b) => match op {
                Operator::Eql => a == b,
                Operator::Neq => a != b,
                _ => false,
            },
            Pair::Int(a, b) => ordered(a.cmp(&b), op),
            Pair::BigInt(a, b) => ordered(a.cmp(&b), op),
            Pair::Ratio(a, b) => ordered(a.cmp(&b), op),
            Pair::Float(a, b) => ordered(a.compare(&b), op),
            Pair::Complex([a, b], [c, d]) => {
                let same =
                    Value::compare(&a, Operator::Eql, &c) && Value::compare(&b, Operator::Eql, &d);
                match op {
                    Operator::Eql => same,
                    Operator::Neq => !same,
                    _ => false,
                }
            }
            Pair::None => false,
        }
    }
}

fn ordered(order: Ordering, op: Operator) -> bool {
    match op {
        Operator::Eql => order.is_eq(),
        Operator::Neq => order.is_ne(),
        Operator::Lss => order.is_lt(),
        Operator::Leq => order.is_le(),
        Operator::Gtr => order.is_gt(),
        Operator::Geq => order.is_ge(),
        _ => false,
    }
}

fn int_op(a: i64, op: Operator, b: i64, int_div: bool) -> Value {
    let small = match op {
        Operator::Add => a.checked_add(b),
        Operator::Sub => a.checked_sub(b),
        Operator::Mul => a.checked_mul(b),
        // Go's own int64 division: the one quotient that does not fit wraps around.
        Operator::Div if int_div && b != 0 => Some(a.wrapping_div(b)),
        Operator::Rem if b != 0 => Some(a.wrapping_rem(b)),
        Operator::And => Some(a & b),
        Operator::Or => Some(a | b),
        Operator::Xor => Some(a ^ b),
        Operator::AndNot => Some(a & !b),
        _ => None,
    };
    match small {
        Some(c) => Value::Int(c),
        None => big_int_op(a.into(), op, b.into(), int_div),
    }
}

fn big_int_op(a: BigInt, op: Operator, b: BigInt, int_div: bool) -> Value {
    Value::from_big_int(match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mul => a * b,
        Operator::Div if b.is_zero() => return Value::Unknown,
        Operator::Div if !int_div => return Value::from_ratio(BigRational::new(a, b)),
        Operator::Div => a / b,
        Operator::Rem if !b.is_zero() => a % b,
        Operator::And => a & b,
        Operator::Or => a | b,
        Operator::Xor => a ^ b,
        Operator::AndNot => a & !b,
        _ => return Value::Unknown,
    })
}

fn complex_op([a, b]: &[Value; 2], op: Operator, [c, d]: &[Value; 2]) -> Value {
    let add = |x: &Value, y: &Value| Value::binary(x, Operator::Add, y, false);
    let sub = |x: &Value, y: &Value| Value::binary(x, Operator::Sub, y, false);
    let mul = |x: &Value, y: &Value| Value::binary(x, Operator::Mul, y, false);
    let quo = |x: &Value, y: &Value| Value::binary(x, Operator::Div, y, false);
    match op {
        Operator::Add => Value::complex(add(a, c), add(b, d)),
        Operator::Sub => Value::complex(sub(a, c), sub(b, d)),
        Operator::Mul => Value::complex(sub(&mul(a, c), &mul(b, d)), add(&mul(b, c), &mul(a, d))),
        Operator::Div => {
            let size = add(&mul(c, c), &mul(d, d));
            Value::complex(
                quo(&add(&mul(a, c), &mul(b, d)), &size),
                quo(&sub(&mul(b, c), &mul(a, d)), &size),
            )
        }
        _ => Value::Unknown,
    }
}
