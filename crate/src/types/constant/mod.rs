//! Constant values (go/constant): exact at any size.

use num_bigint::BigInt;
use std::rc::Rc;

/// A constant value.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Value {
    /// Not known, because of an error.
    #[default]
    Unknown,
    /// `true`, `false`
    Bool(bool),
    /// A string: any bytes.
    Str(Rc<[u8]>),
    /// An integer that fits in 64 bits.
    Int(i64),
    /// Any other integer.
    Big(Rc<BigInt>),
}

impl Value {
    /// An integer.
    pub fn from_i64(x: i64) -> Value {
        Value::Int(x)
    }
}
