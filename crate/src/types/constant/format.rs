//! How constants are printed: the short form of messages, and the exact one.

use super::bigfloat::BigFloat;
use super::quote::quote;
use super::{Value, decimal};
use core::fmt;

/// Longer quoted strings are cut in messages (go/constant, `stringVal.String`), counted in characters.
const MAX_QUOTED: usize = 72;

impl fmt::Display for Value {
    /// The short form that the compiler's messages show: strings quoted and cut, floats to six digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::String(s) => {
                // Every character takes at most four bytes, so this prefix is enough to see that the rest is cut.
                let quoted = quote(&s.prefix(4 * MAX_QUOTED + 4));
                if quoted.chars().count() <= MAX_QUOTED {
                    return f.write_str(&quoted);
                }
                let cut: String = quoted.chars().take(MAX_QUOTED - 3).collect();
                write!(f, "{cut}...")
            }
            Value::Int(x) => write!(f, "{x}"),
            Value::BigInt(x) => write!(f, "{x}"),
            Value::Ratio(x) => match BigFloat::from_ratio(x) {
                Some(x) => f.write_str(&float_text(&x)),
                None => f.write_str("+Inf"),
            },
            Value::Float(x) => f.write_str(&float_text(x)),
            Value::Complex(x) => write!(f, "({} + {}i)", x.0, x.1),
        }
    }
}

impl Value {
    /// The exact form: whole strings, fractions as `a/b`, rounded floats with a hexadecimal mantissa.
    pub fn exact_string(&self) -> String {
        match self {
            Value::String(s) => quote(&s.bytes()),
            Value::Ratio(x) => format!("{x}"),
            Value::Float(x) => x.hex_text(),
            Value::Complex(x) => {
                format!("({} + {}i)", x.0.exact_string(), x.1.exact_string())
            }
            _ => self.to_string(),
        }
    }
}

/// A decimal approximation (go/constant, `floatVal.String`).
fn float_text(x: &BigFloat) -> String {
    let (f, _) = x.to_f64();
    if (x.signum() == 0) == (f == 0.0) && f.is_finite() {
        let short = decimal::g6(f);
        if !x.is_int() && !short.contains('.') {
            // Six digits make it look like an integer, which it is not.
            return decimal::g_shortest(f);
        }
        return short;
    }
    // Out of the range of f64: mantissa and decimal exponent from the binary exponent.
    let m = x.mantissa_f64();
    let d = x.mant_exp() as f64 * core::f64::consts::LOG10_2;
    let mut e = d as i64;
    let mut m = m * 10f64.powf(d - e as f64);
    if m.abs() < 1.0 - 0.5e-6 {
        // %.6g must not round it up to 10.
        m *= 10.0;
        e -= 1;
    } else if m.abs() >= 10.0 {
        m /= 10.0;
        e += 1;
    }
    format!("{}e{e:+}", decimal::g6(m))
}
