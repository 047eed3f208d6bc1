//! Literals: how they are scanned (cmd/compile/internal/syntax/scanner.go), and what strings and runes mean (strconv.Unquote).

use super::scanner::Scanner;
use super::source::EOF;
use super::tokens::{LitKind, Token};
use super::unicode::{quote_rune, sharp_u};

/// What a run of digits held.
#[derive(Clone, Copy, Default)]
struct Digits {
    digit: bool,
    separator: bool,
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// The character in lower case, if it is an ASCII letter.
fn lower(ch: u32) -> u32 {
    ch | 0x20
}

fn is_decimal(ch: u32) -> bool {
    (0x30..0x3a).contains(&ch)
}

fn is_hex(ch: u32) -> bool {
    is_decimal(ch) || (0x61..0x67).contains(&lower(ch))
}

/// A number while it is read.
struct Number {
    kind: LitKind,
    base: u32,
    /// `0` for plain octal, `x`, `o` or `b`; a blank for decimal.
    prefix: u8,
    seen: Digits,
    /// Where the first digit stands that is too big for the base.
    invalid: Option<usize>,
    ok: bool,
}

impl Scanner<'_> {
    pub(super) fn number(&mut self, seen_point: bool) -> Token {
        let mut n = Number {
            kind: LitKind::Int,
            base: 10,
            prefix: b' ',
            seen: Digits::default(),
            invalid: None,
            ok: true,
        };
        if seen_point || self.integer_part(&mut n) {
            n.kind = LitKind::Float;
            self.digits(&mut n);
        }
        if !n.seen.digit && n.ok {
            self.number_error(&mut n, |n| {
                format!("{} literal has no digits", base_name(n.base))
            });
        }
        self.exponent(&mut n);
        if self.src.eat(b'i') {
            n.kind = LitKind::Imag;
        }
        self.check_digits(&mut n);
        self.literal(n.kind, n.ok)
    }

    fn number_error(&mut self, n: &mut Number, msg: impl FnOnce(&Number) -> String) {
        self.src.error(msg(n));
        n.ok = false;
    }

    /// Reads up to a decimal point; says whether it was there.
    fn integer_part(&mut self, n: &mut Number) -> bool {
        if self.src.eat(b'0') {
            (n.base, n.prefix) = match u8::try_from(lower(self.src.ch)) {
                Ok(b'x') => (16, b'x'),
                Ok(b'o') => (8, b'o'),
                Ok(b'b') => (2, b'b'),
                _ => (8, b'0'),
            };
            match n.prefix {
                b'0' => n.seen.digit = true,
                _ => self.src.advance(),
            }
        }
        self.digits(n);
        if !self.src.sees(b'.') {
            return false;
        }
        if matches!(n.prefix, b'o' | b'b') {
            self.number_error(n, |n| {
                format!("invalid radix point in {} literal", base_name(n.base))
            });
        }
        self.src.advance();
        true
    }

    /// Reads digits and underscores. Up to base 10 it takes all decimal digits, and notes the first that is too big.
    fn digits(&mut self, n: &mut Number) {
        loop {
            let ch = self.src.ch;
            if self.src.sees(b'_') {
                n.seen.separator = true;
            } else if is_decimal(ch) || n.base == 16 && is_hex(ch) {
                n.seen.digit = true;
                if n.base < 10 && ch >= 0x30 + n.base && n.invalid.is_none() {
                    n.invalid = Some(self.src.at);
                }
            } else {
                return;
            }
            self.src.advance();
        }
    }

    fn exponent(&mut self, n: &mut Number) {
        let e = lower(self.src.ch);
        if e != u32::from(b'e') && e != u32::from(b'p') {
            if n.prefix == b'x' && n.kind == LitKind::Float && n.ok {
                self.number_error(n, |_| "hexadecimal mantissa requires a 'p' exponent".into());
            }
            return;
        }
        if n.ok {
            let wants = match (e == u32::from(b'e'), n.prefix) {
                (true, b' ' | b'0') | (false, b'x') => None,
                (true, _) => Some("decimal"),
                (false, _) => Some("hexadecimal"),
            };
            if let Some(wants) = wants {
                let e = quote_rune(self.src.ch);
                self.number_error(n, |_| format!("{e} exponent requires {wants} mantissa"));
            }
        }
        self.src.advance();
        n.kind = LitKind::Float;
        if self.src.sees(b'+') || self.src.sees(b'-') {
            self.src.advance();
        }
        let mut exponent = Number {
            base: 10,
            seen: Digits {
                digit: false,
                ..n.seen
            },
            ..*n
        };
        self.digits(&mut exponent);
        n.seen = exponent.seen;
        if !n.seen.digit && n.ok {
            self.number_error(n, |_| "exponent has no digits".into());
        }
    }

    /// What can only be told when the whole number is known.
    fn check_digits(&mut self, n: &mut Number) {
        if !n.ok {
            return;
        }
        if let (LitKind::Int, Some(at)) = (n.kind, n.invalid) {
            let digit = quote_rune(self.src.text[at].into());
            let msg = format!("invalid digit {digit} in {} literal", base_name(n.base));
            self.src.error_at(at, msg);
            n.ok = false;
        } else if n.seen.separator
            && let Some(i) = invalid_separator(&self.src.text[self.at..self.src.at])
        {
            let msg = "'_' must separate successive digits";
            self.src.error_at(self.at + i, msg);
            n.ok = false;
        }
    }

    pub(super) fn rune(&mut self) -> Token {
        let mut ok = true;
        let mut count = 0;
        self.src.advance();
        loop {
            if self.src.sees(b'\'') {
                if ok && count == 0 {
                    self.src.error("empty rune literal or unescaped '");
                    ok = false;
                } else if ok && count != 1 {
                    self.src
                        .error_at(self.at, "more than one character in rune literal");
                    ok = false;
                }
                self.src.advance();
                break;
            }
            if self.src.eat(b'\\') {
                ok &= self.escape(b'\'');
            } else if self.src.sees(b'\n') {
                if ok {
                    self.src.error("newline in rune literal");
                    ok = false;
                }
                break;
            } else if self.src.ch == EOF {
                if ok {
                    self.src.error_at(self.at, "rune literal not terminated");
                    ok = false;
                }
                break;
            } else {
                self.src.advance();
            }
            count += 1;
        }
        self.literal(LitKind::Rune, ok)
    }

    pub(super) fn std_string(&mut self) -> Token {
        let mut ok = true;
        self.src.advance();
        while !self.src.eat(b'"') {
            if self.src.eat(b'\\') {
                ok &= self.escape(b'"');
            } else if self.src.sees(b'\n') {
                self.src.error("newline in string");
                ok = false;
                break;
            } else if self.src.ch == EOF {
                self.src.error_at(self.at, "string not terminated");
                ok = false;
                break;
            } else {
                self.src.advance();
            }
        }
        self.literal(LitKind::String, ok)
    }

    pub(super) fn raw_string(&mut self) -> Token {
        let mut ok = true;
        self.src.advance();
        while !self.src.eat(b'`') {
            if self.src.ch == EOF {
                self.src.error_at(self.at, "string not terminated");
                ok = false;
                break;
            }
            self.src.advance();
        }
        self.literal(LitKind::String, ok)
    }

    /// After a backslash. At the end of the text it says yes: the literal that is not terminated is the better complaint.
    fn escape(&mut self, quote: u8) -> bool {
        let (digits, base, max) = match u8::try_from(self.src.ch) {
            Ok(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => {
                self.src.advance();
                return true;
            }
            Ok(c) if c == quote => {
                self.src.advance();
                return true;
            }
            Ok(b'0'..=b'7') => (3, 8, 255),
            Ok(b'x') => (2, 16, 255),
            Ok(b'u') => (4, 16, 0x10ffff),
            Ok(b'U') => (8, 16, 0x10ffff),
            _ if self.src.ch == EOF => return true,
            _ => {
                self.src.error("unknown escape");
                return false;
            }
        };
        if base == 16 {
            self.src.advance();
        }
        let mut x: u32 = 0;
        for _ in 0..digits {
            if self.src.ch == EOF {
                return true;
            }
            let Some(d) = char::from_u32(self.src.ch).and_then(|c| c.to_digit(base)) else {
                let ch = quote_rune(self.src.ch);
                let msg = format!("invalid character {ch} in {} escape", base_name(base));
                self.src.error(msg);
                return false;
            };
            x = x.wrapping_mul(base).wrapping_add(d);
            self.src.advance();
        }
        if x > max && base == 8 {
            self.src.error(format!("octal escape value {x} > 255"));
            return false;
        }
        if x > max || (0xd800..0xe000).contains(&x) {
            let msg = format!("escape is invalid Unicode code point {}", sharp_u(x));
            self.src.error(msg);
            return false;
        }
        true
    }
}

/// Where an underscore stands in a number that does not separate two digits (a base prefix counts as a digit).
fn invalid_separator(number: &[u8]) -> Option<usize> {
    let based = match number {
        [b'0', c, ..] => matches!(c | 0x20, b'x' | b'o' | b'b'),
        _ => false,
    };
    let hex = based && number[1] | 0x20 == b'x';
    let start = if based { 2 } else { 0 };
    #[derive(PartialEq)]
    enum Last {
        Digit,
        Separator,
        Other,
    }
    let mut last = if based { Last::Digit } else { Last::Other };
    for (i, &c) in number.iter().enumerate().skip(start) {
        if c == b'_' {
            if last != Last::Digit {
                return Some(i);
            }
            last = Last::Separator;
        } else if c.is_ascii_digit() || hex && is_hex(c.into()) {
            last = Last::Digit;
        } else {
            if last == Last::Separator {
                return Some(i - 1);
            }
            last = Last::Other;
        }
    }
    (last == Last::Separator).then(|| number.len() - 1)
}

/// The bytes that a string literal stands for, its quotes (`"` or a back quote) included in `literal`. Nothing if it is malformed.
///
/// Bytes, because escapes may put any byte into a Go string.
pub fn unquote(literal: &str) -> Option<Vec<u8>> {
    let bytes = literal.as_bytes();
    let (&quote, &last) = (bytes.first()?, bytes.last()?);
    if bytes.len() < 2 || quote != last {
        return None;
    }
    let inner = &literal[1..literal.len() - 1];
    match quote {
        b'`' if inner.contains('`') => None,
        b'`' => Some(inner.bytes().filter(|&b| b != b'\r').collect()),
        b'"' => {
            let mut out = Vec::with_capacity(inner.len());
            let mut rest = inner;
            while !rest.is_empty() {
                let plain = rest.find(['\\', '"', '\n']).unwrap_or(rest.len());
                out.extend_from_slice(&rest.as_bytes()[..plain]);
                rest = &rest[plain..];
                if !rest.is_empty() {
                    rest = unescape_into(rest, '"', &mut out)?;
                }
            }
            Some(out)
        }
        _ => None,
    }
}

/// The code point that a rune literal stands for, its quotes included in `literal`. Nothing if it is malformed.
pub fn unquote_rune(literal: &str) -> Option<u32> {
    let inner = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    let (value, _, rest) = unquote_char(inner, '\'')?;
    rest.is_empty().then_some(value)
}

fn unescape_into<'a>(text: &'a str, quote: char, out: &mut Vec<u8>) -> Option<&'a str> {
    let (value, is_byte, rest) = unquote_char(text, quote)?;
    match is_byte {
        true => out.push(value as u8),
        false => {
            let c = char::from_u32(value)?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Some(rest)
}

/// The first character or escape of `text`: its value, whether it is one byte (and not a code point), and what follows.
fn unquote_char(text: &str, quote: char) -> Option<(u32, bool, &str)> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    if first == quote || first == '\n' {
        return None;
    }
    if first != '\\' {
        return Some((first.into(), false, rest));
    }
    let c = rest.chars().next()?;
    let after = &rest[c.len_utf8()..];
    let simple = match c {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        '\\' => 92,
        c if c == quote => c.into(),
        _ => 0,
    };
    if simple != 0 {
        return Some((simple, false, after));
    }
    let (digits, base, is_byte) = match c {
        '0'..='7' => (rest.get(..3)?, 8, true),
        'x' => (after.get(..2)?, 16, true),
        'u' => (after.get(..4)?, 16, false),
        'U' => (after.get(..8)?, 16, false),
        _ => return None,
    };
    if !digits.chars().all(|d| d.is_digit(base)) {
        return None;
    }
    let value = u32::from_str_radix(digits, base).ok()?;
    let valid = match is_byte {
        true => value <= 255,
        false => char::from_u32(value).is_some(),
    };
    let rest = &rest[digits.len() + usize::from(base == 16)..];
    valid.then_some((value, is_byte, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_runes() {
        assert_eq!(
            unquote(r#""a\tb\x80é\u00e9""#).unwrap(),
            b"a\tb\x80\xc3\xa9\xc3\xa9"
        );
        assert_eq!(unquote("`a\\\r\nb`").unwrap(), b"a\\\nb");
        assert_eq!(unquote(r#""a"b""#), None);
        assert_eq!(unquote(r#""\ud800""#), None);
        assert_eq!(unquote("\""), None);
        assert_eq!(unquote_rune(r"'\''"), Some(39));
        assert_eq!(unquote_rune("'世'"), Some(0x4e16));
        assert_eq!(unquote_rune(r"'\377'"), Some(255));
        assert_eq!(unquote_rune("'ab'"), None);
    }

    #[test]
    fn separators() {
        assert_eq!(invalid_separator(b"1_000"), None);
        assert_eq!(invalid_separator(b"0x_1f"), None);
        assert_eq!(invalid_separator(b"0_7"), None);
        assert_eq!(invalid_separator(b"1__0"), Some(2));
        assert_eq!(invalid_separator(b"1_.5"), Some(1));
        assert_eq!(invalid_separator(b"1_"), Some(1));
    }
}
