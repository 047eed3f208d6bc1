//! Go's `%g` and `%.6g` forms of numbers (fmt, strconv.FormatFloat).

/// `%.6g`: six significant digits at most, no trailing zeros.
pub fn g6(x: f64) -> String {
    g(x, &format!("{x:.5e}"))
}

/// `%g`: as many digits as it takes to read the same number back.
pub fn g_shortest(x: f64) -> String {
    let shortest = format!("{x:e}");
    // Of two shortest numbers that are equally near, Go takes the even one: that of the exact rounding to as many digits.
    let digits = shortest
        .split('e')
        .next()
        .map_or(0, |m| m.bytes().filter(u8::is_ascii_digit).count());
    let exact = format!("{x:.*e}", digits.saturating_sub(1));
    let same = exact.parse() == Ok(x);
    g(x, if same { &exact } else { &shortest })
}

/// Lays out the digits of `scientific` (`d.ddde±x`) as `%g` does: the exponent form below -4 and from 6 on.
fn g(x: f64, scientific: &str) -> String {
    if !x.is_finite() {
        return match (x.is_nan(), x < 0.0) {
            (true, _) => "NaN".into(),
            (_, true) => "-Inf".into(),
            _ => "+Inf".into(),
        };
    }
    let (mantissa, exp) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exp: i32 = exp.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(m) => ("-", m),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|&c| c != '.').collect();
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    if !(-4..6).contains(&exp) {
        return format!(
            "{sign}{}e{}{:02}",
            pointed(digits, 1),
            if exp < 0 { '-' } else { '+' },
            exp.abs()
        );
    }
    if exp < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exp - 1) as usize));
    }
    format!("{sign}{}", pointed(digits, exp as usize + 1))
}

/// Digits with the point after the first `whole` of them; filled up with zeros.
fn pointed(digits: &str, whole: usize) -> String {
    match digits.len() {
        n if n < whole => format!("{digits}{}", "0".repeat(whole - n)),
        n if n == whole => digits.into(),
        _ => format!("{}.{}", &digits[..whole], &digits[whole..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go_prints() {
        let six = [
            0.0,
            1.0,
            0.1,
            100000.0,
            1e6,
            123456.7,
            1234567.0,
            1e-4,
            1.5e-5,
            -2.5,
            1e100,
            2.7654321098,
        ];
        let want = [
            "0",
            "1",
            "0.1",
            "100000",
            "1e+06",
            "123457",
            "1.23457e+06",
            "0.0001",
            "1.5e-05",
            "-2.5",
            "1e+100",
            "2.76543",
        ];
        assert_eq!(six.map(g6), want);
        assert_eq!(g_shortest(123456.7), "123456.7");
        assert_eq!(g_shortest(-1_064_022_309.0 / 4096.0), "-259771.07153320312");
        assert_eq!(g_shortest(1234567.5), "1.2345675e+06");
    }
}
