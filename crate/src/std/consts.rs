//! Constants of the file as constants of the checker.

use super::pkgbits::{Scalar, Value as Raw};
use crate::syntax::Operator;
use crate::types::constant::Value;
use num_rational::BigRational;

/// The constant (internal/pkgbits/decoder.go, Value).
pub(crate) fn value(raw: &Raw) -> Value {
    match raw {
        Raw::Real(x) => scalar(x),
        Raw::Complex(re, im) => {
            Value::binary(&scalar(re), Operator::Add, &scalar(im).make_imag(), false)
        }
    }
}

fn scalar(x: &Scalar) -> Value {
    match x {
        Scalar::Bool(b) => Value::Bool(*b),
        Scalar::String(s) => Value::string(s),
        Scalar::Int(i) => Value::from_big_int(i.clone()),
        Scalar::Ratio(num, den) => Value::from_ratio(BigRational::new(num.clone(), den.clone())),
        Scalar::Float(text) => Value::from_float_text(text),
    }
}
