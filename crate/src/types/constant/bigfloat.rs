//! Binary floating-point numbers of a fixed precision, rounded to nearest even: what math/big's `Float` does for constants.
//!
//! Constants that are too large or too small for a fraction are kept with 512 bits of mantissa. The values, their rounding and
//! their limits (a binary exponent of 32 bits) are those of math/big, so that printed digits and conversions agree.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Mantissa bits of a constant (go/constant, `prec`).
pub const PREC: u64 = 512;

/// How a mantissa that has too many bits is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// To the nearest, ties to an even mantissa.
    NearestEven,
    /// Towards zero.
    ToZero,
    /// Away from zero.
    AwayFromZero,
}

/// `±mant × 2^exp`, finite. Zero has no sign and exponent 0; the mantissa of any other number is odd.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BigFloat {
    negative: bool,
    mant: BigUint,
    exp: i64,
}

/// The exact value `±mant × 2^exp`, plus a positive amount below one unit of `mant` if `sticky`.
struct Raw {
    negative: bool,
    mant: BigUint,
    exp: i64,
    sticky: bool,
}

/// Shifts left by a number of bits that the callers have bounded.
fn shl(x: &BigUint, bits: i64) -> BigUint {
    x << (bits.max(0) as usize)
}

impl Raw {
    /// Rounds to `prec` bits; nothing if the exponent is out of math/big's range above, zero if it is below.
    fn round(self, prec: u64, mode: Rounding) -> Option<BigFloat> {
        let Raw {
            negative,
            mut mant,
            mut exp,
            sticky,
        } = self;
        let bits = mant.bits();
        let drop = bits.saturating_sub(prec);
        let (half, below) = match drop {
            0 => (false, sticky),
            d => (
                mant.bit(d - 1),
                sticky || mant.trailing_zeros().is_some_and(|z| z < d - 1),
            ),
        };
        // A sticky remainder behind a mantissa that fits would need a guard bit; callers provide at least two more bits.
        debug_assert!(!(drop == 0 && sticky));
        mant >>= drop as usize;
        exp += drop as i64;
        let up = match mode {
            Rounding::NearestEven => half && (below || mant.bit(0)),
            Rounding::ToZero => false,
            Rounding::AwayFromZero => half || below,
        };
        if up {
            mant += 1u32;
        }
        BigFloat::new(negative, mant, exp).in_range()
    }
}

impl BigFloat {
    fn new(negative: bool, mant: BigUint, exp: i64) -> BigFloat {
        match mant.trailing_zeros() {
            None => BigFloat::zero(),
            Some(zeros) => BigFloat {
                negative,
                mant: mant >> (zeros as usize),
                exp: exp + zeros as i64,
            },
        }
    }

    fn in_range(self) -> Option<BigFloat> {
        match self.mant_exp() {
            e if e > i64::from(i32::MAX) => None,
            e if e < i64::from(i32::MIN) => Some(BigFloat::zero()),
            _ => Some(self),
        }
    }

    fn raw(&self) -> Raw {
        Raw {
            negative: self.negative,
            mant: self.mant.clone(),
            exp: self.exp,
            sticky: false,
        }
    }

    /// Zero.
    pub fn zero() -> BigFloat {
        BigFloat {
            negative: false,
            mant: BigUint::zero(),
            exp: 0,
        }
    }

    /// An integer, rounded to `prec` bits; nothing if it is out of range.
    pub fn from_int(x: &BigInt, prec: u64) -> Option<BigFloat> {
        Raw {
            negative: x.sign() == Sign::Minus,
            mant: x.magnitude().clone(),
            exp: 0,
            sticky: false,
        }
        .round(prec, Rounding::NearestEven)
    }

    /// A fraction, rounded to [`PREC`] bits; nothing if it is out of range.
    pub fn from_ratio(x: &BigRational) -> Option<BigFloat> {
        let exact = |n: &BigInt| BigFloat::new(n.sign() == Sign::Minus, n.magnitude().clone(), 0);
        exact(x.numer()).div(&exact(x.denom()), PREC)
    }

    /// A finite `f64`, exactly.
    pub fn from_f64(x: f64) -> BigFloat {
        let bits = x.to_bits();
        let field = ((bits >> 52) & 0x7ff) as i64;
        let low = bits & ((1 << 52) - 1);
        let (mant, exp) = match field {
            0 => (low, -1074),
            _ => (low | 1 << 52, field - 1075),
        };
        BigFloat::new(x.is_sign_negative(), BigUint::from(mant), exp)
    }

    /// The exponent `e` with `0.5 ≤ |x| / 2^e < 1`; 0 for zero (math/big, `Float.MantExp`).
    pub fn mant_exp(&self) -> i64 {
        self.mant.bits() as i64 + self.exp
    }

    /// The mantissa scaled to `0.5 ≤ |m| < 1`, as the nearest `f64`.
    pub fn mantissa_f64(&self) -> f64 {
        let scaled = BigFloat {
            exp: -(self.mant.bits() as i64),
            ..self.clone()
        };
        scaled.to_f64().0
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match (self.mant.is_zero(), self.negative) {
            (true, _) => 0,
            (_, true) => -1,
            _ => 1,
        }
    }

    /// Whether the value is an integer.
    pub fn is_int(&self) -> bool {
        self.exp >= 0
    }

    /// The integer that this value is; nothing if it has a fraction. Only for exponents that the caller has bounded.
    pub fn to_int(&self) -> Option<BigInt> {
        if !self.is_int() {
            return None;
        }
        Some(self.signed(shl(&self.mant, self.exp)))
    }

    /// The exact fraction; only for exponents that the caller has bounded.
    pub fn to_ratio(&self) -> BigRational {
        let den = shl(&BigUint::one(), -self.exp);
        BigRational::new(self.signed(shl(&self.mant, self.exp)), den.into())
    }

    fn signed(&self, magnitude: BigUint) -> BigInt {
        let sign = if self.negative {
            Sign::Minus
        } else {
            Sign::Plus
        };
        BigInt::from_biguint(sign, magnitude)
    }

    /// The value rounded to fewer bits.
    pub fn rounded(&self, prec: u64, mode: Rounding) -> Option<BigFloat> {
        self.raw().round(prec, mode)
    }

    /// `-self`.
    pub fn neg(&self) -> BigFloat {
        BigFloat {
            negative: !self.negative && !self.mant.is_zero(),
            ..self.clone()
        }
    }

    /// `self + other`, rounded; nothing on overflow.
    pub fn add(&self, other: &BigFloat) -> Option<BigFloat> {
        if self.mant.is_zero() {
            return Some(other.clone());
        }
        if other.mant.is_zero() {
            return Some(self.clone());
        }
        let (big, small) = if self.mant_exp() >= other.mant_exp() {
            (self, other)
        } else {
            (other, self)
        };
        // What lies far below the last kept bit matters only by its sign: a tiny number of that sign rounds the same.
        let floor = big.mant_exp() - 2 * PREC as i64 - 64;
        let tiny;
        let small = if small.mant_exp() < floor {
            tiny = BigFloat {
                negative: small.negative,
                mant: BigUint::one(),
                exp: floor,
            };
            &tiny
        } else {
            small
        };
        let exp = big.exp.min(small.exp);
        let sum = big.signed(shl(&big.mant, big.exp - exp))
            + small.signed(shl(&small.mant, small.exp - exp));
        Raw {
            negative: sum.sign() == Sign::Minus,
            mant: sum.magnitude().clone(),
            exp,
            sticky: false,
        }
        .round(PREC, Rounding::NearestEven)
    }

    /// `self × other`, rounded to `prec` bits; nothing on overflow.
    pub fn mul(&self, other: &BigFloat, prec: u64) -> Option<BigFloat> {
        Raw {
            negative: self.negative != other.negative,
            mant: &self.mant * &other.mant,
            exp: self.exp + other.exp,
            sticky: false,
        }
        .round(prec, Rounding::NearestEven)
    }

    /// `self ÷ other`, rounded to `prec` bits; nothing on overflow or division by zero.
    pub fn div(&self, other: &BigFloat, prec: u64) -> Option<BigFloat> {
        if other.mant.is_zero() {
            return None;
        }
        if self.mant.is_zero() {
            return Some(BigFloat::zero());
        }
        let (negative, mant, exp, sticky) = self.quotient(other, prec);
        Raw {
            negative,
            mant,
            exp,
            sticky,
        }
        .round(prec, Rounding::NearestEven)
    }

    /// The quotient to at least `prec + 2` bits: sign, mantissa, exponent, and whether there is a remainder.
    fn quotient(&self, other: &BigFloat, prec: u64) -> (bool, BigUint, i64, bool) {
        let want = prec as i64 + 3 + other.mant.bits() as i64;
        let shift = (want - self.mant.bits() as i64).max(0);
        let (q, r) = shl(&self.mant, shift).div_rem(&other.mant);
        (
            self.negative != other.negative,
            q,
            self.exp - other.exp - shift,
            !r.is_zero(),
        )
    }

    /// Orders two values.
    pub fn compare(&self, other: &BigFloat) -> core::cmp::Ordering {
        let sign = self.signum().cmp(&other.signum());
        if sign.is_ne() || self.mant.is_zero() {
            return sign;
        }
        let by_size = self.mant_exp().cmp(&other.mant_exp()).then_with(|| {
            // Equal magnitude classes: the mantissas differ by at most their lengths.
            let exp = self.exp.min(other.exp);
            shl(&self.mant, self.exp - exp).cmp(&shl(&other.mant, other.exp - exp))
        });
        if self.negative {
            by_size.reverse()
        } else {
            by_size
        }
    }

    /// The nearest `f64` (infinite when out of range), and whether it is exact.
    pub fn to_f64(&self) -> (f64, bool) {
        let (bits, exact) = self.to_ieee(53, 1023);
        let sign = u64::from(self.negative) << 63;
        (f64::from_bits(sign | bits), exact)
    }

    /// The nearest `f32` (infinite when out of range), and whether it is exact.
    pub fn to_f32(&self) -> (f32, bool) {
        let (bits, exact) = self.to_ieee(24, 127);
        let sign = u32::from(self.negative) << 31;
        (f32::from_bits(sign | bits as u32), exact)
    }

    /// The bits of the nearest IEEE number with `mant_bits` bits of mantissa (the hidden one counted) and the given largest
    /// exponent, without the sign; and whether it is exact.
    fn to_ieee(&self, mant_bits: i64, max_exp: i64) -> (u64, bool) {
        if self.mant.is_zero() {
            return (0, true);
        }
        let infinity = ((2 * max_exp + 1) as u64) << (mant_bits - 1);
        // 1.xxx × 2^e; below the smallest normal exponent the last bit stands still.
        let e = self.mant_exp() - 1;
        let last = (e.max(1 - max_exp)) - (mant_bits - 1);
        let (mant, exact) = round_at(&self.mant, self.exp, last);
        // `mant` is below 2^53 + 1, a carry moves into the exponent field by itself.
        let field = (last + (mant_bits - 1) + max_exp - 1).max(0);
        if field > 2 * max_exp {
            return (infinity, false);
        }
        let bits = ((field as u64) << (mant_bits - 1)) + mant;
        if bits >= infinity {
            return (infinity, false);
        }
        (bits, exact)
    }

    /// Text in the form of math/big's `Text('p', 0)`: `0x.` hexadecimal mantissa, `p`, binary exponent.
    pub fn hex_text(&self) -> String {
        if self.mant.is_zero() {
            return "0".into();
        }
        let sign = if self.negative { "-" } else { "" };
        let pad = (4 - self.mant.bits() % 4) % 4;
        let digits = (&self.mant << (pad as usize)).to_str_radix(16);
        format!(
            "{sign}0x.{}p{:+}",
            digits.trim_end_matches('0'),
            self.mant_exp()
        )
    }

    /// `mant × 2^exp2 × 5^exp5` rounded to [`PREC`] bits the way math/big reads a decimal number: the power of five is itself
    /// rounded to some more bits. Nothing if it is out of range.
    pub fn scaled(mant: BigUint, exp2: i64, exp5: i64) -> Option<BigFloat> {
        let whole = BigFloat::new(false, mant, exp2);
        if whole.mant.is_zero() {
            return Some(BigFloat::zero());
        }
        let at = whole.mant_exp();
        if at < i64::from(i32::MIN) || at > i64::from(i32::MAX) {
            return None;
        }
        if exp5 == 0 {
            return whole.rounded(PREC, Rounding::NearestEven);
        }
        match (pow5(exp5.unsigned_abs(), PREC + 64), exp5 < 0) {
            (Some(p), true) => whole.div(&p, PREC),
            (Some(p), false) => whole.mul(&p, PREC),
            // Division by what overflowed gives zero, multiplication overflows.
            (None, true) => Some(BigFloat::zero()),
            (None, false) => None,
        }
    }
}

/// `mant × 2^exp` in units of `2^last`, rounded to nearest even, and whether nothing was lost. The result fits 64 bits by the
/// choice of `last`.
fn round_at(mant: &BigUint, exp: i64, last: i64) -> (u64, bool) {
    if exp >= last {
        let units = shl(mant, exp - last);
        return (u64::try_from(units).unwrap_or(u64::MAX >> 1), true);
    }
    let drop = (last - exp) as u64;
    if drop > mant.bits() + 1 {
        return (0, false);
    }
    let half = mant.bit(drop - 1);
    let below = mant.trailing_zeros().is_some_and(|z| z < drop - 1);
    let kept = u64::try_from(mant >> (drop as usize)).unwrap_or(u64::MAX >> 1);
    let up = half && (below || kept & 1 == 1);
    (kept + u64::from(up), !half && !below)
}

/// `5^n` to `prec` bits, by the same sequence of rounded products as math/big's `Float.pow5`; nothing on overflow.
fn pow5(n: u64, prec: u64) -> Option<BigFloat> {
    const TABLE: u64 = 27; // the largest power of five below 2^64
    let exact = |n: u64| BigFloat::new(false, BigUint::from(5u32).pow(n as u32), 0);
    if n <= TABLE {
        return Some(exact(n));
    }
    let mut z = exact(TABLE);
    let mut rest = n - TABLE;
    let mut f = Some(exact(1));
    while rest > 0 {
        if rest & 1 != 0 {
            z = z.mul(f.as_ref()?, prec)?;
        }
        f = f.and_then(|f| f.mul(&f, prec + 64));
        rest >>= 1;
    }
    Some(z)
}

/// The nearest `f64` or `f32` of a fraction, rounded once, and whether it is exact.
pub struct RatioFloat {
    float: BigFloat,
    inexact: bool,
}

impl RatioFloat {
    /// Prepares a fraction for conversion: a quotient long enough for any IEEE rounding, its remainder folded into a last bit.
    pub fn new(x: &BigRational) -> RatioFloat {
        let part = |n: &BigInt| BigFloat::new(n.sign() == Sign::Minus, n.magnitude().clone(), 0);
        if x.is_zero() {
            return RatioFloat {
                float: BigFloat::zero(),
                inexact: false,
            };
        }
        let (negative, mant, exp, inexact) = part(x.numer()).quotient(&part(x.denom()), 1200);
        // One more bit, set if there is a remainder: it breaks ties the right way.
        let mant = (mant << 1usize) | BigUint::from(u8::from(inexact));
        RatioFloat {
            float: BigFloat::new(negative, mant, exp - 1),
            inexact,
        }
    }

    /// The nearest `f64`, and whether it is exact.
    pub fn to_f64(&self) -> (f64, bool) {
        let (f, exact) = self.float.to_f64();
        (f, exact && !self.inexact)
    }

    /// The nearest `f32`, and whether it is exact.
    pub fn to_f32(&self) -> (f32, bool) {
        let (f, exact) = self.float.to_f32();
        (f, exact && !self.inexact)
    }
}
