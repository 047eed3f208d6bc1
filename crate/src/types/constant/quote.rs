//! Go's quoted forms of strings and characters (strconv.Quote, QuoteRune and their inverse).

use super::is_print::PRINTABLE;

/// Whether Go prints a character as it is inside quotes (strconv.IsPrint).
pub fn is_print(c: char) -> bool {
    let c = c as u32;
    let at = PRINTABLE.partition_point(|&(first, _)| first <= c);
    at > 0 && c <= PRINTABLE[at - 1].1
}

/// A string in double quotes, as strconv.Quote writes it.
pub fn quote(s: &[u8]) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for piece in Runes(s) {
        match piece {
            Ok(c) => escape(&mut out, c, '"'),
            Err(b) => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push('"');
    out
}

/// A character in single quotes, as strconv.QuoteRune writes it; what is no character becomes U+FFFD.
pub fn quote_rune(code: i64) -> String {
    let c = u32::try_from(code)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or('\u{fffd}');
    let mut out = String::from("'");
    escape(&mut out, c, '\'');
    out.push('\'');
    out
}

fn escape(out: &mut String, c: char, quote: char) {
    if c == quote || c == '\\' {
        out.push('\\');
        out.push(c);
    } else if is_print(c) {
        out.push(c);
    } else {
        match c {
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0b' => out.push_str("\\v"),
            _ => {
                let n = c as u32;
                out.push_str(&match n {
                    0..=0x1f | 0x7f => format!("\\x{n:02x}"),
                    0x80..=0xffff => format!("\\u{n:04x}"),
                    _ => format!("\\U{n:08x}"),
                });
            }
        }
    }
}

/// Splits bytes into characters as Go does: a byte that begins no valid character stands alone, as an `Err`.
pub struct Runes<'a>(pub &'a [u8]);

impl Iterator for Runes<'_> {
    type Item = Result<char, u8>;

    fn next(&mut self) -> Option<Result<char, u8>> {
        let &first = self.0.first()?;
        let longest = self.0.len().min(4);
        for n in 1..=longest {
            if let Ok(s) = core::str::from_utf8(&self.0[..n]) {
                self.0 = &self.0[n..];
                return s.chars().next().map(Ok);
            }
        }
        self.0 = &self.0[1..];
        Some(Err(first))
    }
}

/// What a Go string literal (either kind of quotes) means; nothing if it is malformed (strconv.Unquote).
pub fn unquote(lit: &str) -> Option<Vec<u8>> {
    if let Some(raw) = lit.strip_prefix('`') {
        let raw = raw.strip_suffix('`')?;
        return Some(raw.bytes().filter(|&b| b != b'\r').collect());
    }
    let mut rest = lit.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        match unescape(rest, '"')? {
            (Unit::Byte(b), tail) => {
                out.push(b);
                rest = tail;
            }
            (Unit::Char(c), tail) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = tail;
            }
        }
    }
    Some(out)
}

/// The code of a Go character literal; nothing if it is malformed.
pub fn unquote_char(lit: &str) -> Option<i64> {
    let inner = lit.strip_prefix('\'')?.strip_suffix('\'')?;
    match unescape(inner, '\'')? {
        (Unit::Byte(b), "") => Some(i64::from(b)),
        (Unit::Char(c), "") => Some(i64::from(c as u32)),
        _ => None,
    }
}

enum Unit {
    Byte(u8),
    Char(char),
}

/// One character or escape sequence, and what follows it.
fn unescape(s: &str, quote: char) -> Option<(Unit, &str)> {
    let mut chars = s.chars();
    let c = chars.next()?;
    if c == quote || c == '\n' {
        return None;
    }
    if c != '\\' {
        return Some((Unit::Char(c), chars.as_str()));
    }
    let e = chars.next()?;
    let rest = chars.as_str();
    let simple = |b: char| Some((Unit::Char(b), rest));
    match e {
        'a' => simple('\x07'),
        'b' => simple('\x08'),
        'f' => simple('\x0c'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\x0b'),
        '\\' => simple('\\'),
        '\'' | '"' if e == quote => simple(e),
        'x' => code(rest, 2, 16).map(|(n, rest)| (Unit::Byte(n as u8), rest)),
        'u' | 'U' => {
            let (n, rest) = code(rest, if e == 'u' { 4 } else { 8 }, 16)?;
            Some((Unit::Char(char::from_u32(n)?), rest))
        }
        '0'..='7' => {
            let (n, rest) = code(&s[1..], 3, 8)?;
            Some((Unit::Byte(u8::try_from(n).ok()?), rest))
        }
        _ => None,
    }
}

/// Exactly `len` digits of the given radix.
fn code(s: &str, len: usize, radix: u32) -> Option<(u32, &str)> {
    let digits = s.get(..len)?;
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    Some((u32::from_str_radix(digits, radix).ok()?, &s[len..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        assert_eq!(quote(b"a\"b'\\\n\x00\x7f"), r#""a\"b'\\\n\x00\x7f""#);
        assert_eq!(
            quote("é\u{200b}😀\u{e000}".as_bytes()),
            "\"é\\u200b😀\\ue000\""
        );
        assert_eq!(quote(b"\xff\xe4\xbd"), r#""\xff\xe4\xbd""#);
        assert_eq!(quote_rune(0x27), r"'\''");
        assert_eq!(quote_rune(-1), "'\u{fffd}'");
    }

    #[test]
    fn unquotes_as_go_does() {
        assert_eq!(
            unquote(r#""\x41\101\u00e9\n\"""#).unwrap(),
            "AA\u{e9}\n\"".as_bytes()
        );
        assert_eq!(unquote("`a\r\nb`").unwrap(), b"a\nb");
        assert_eq!(unquote(r#""\'""#), None);
        assert_eq!(unquote(r#""\400""#), None);
        assert_eq!(unquote_char(r"'\xff'"), Some(255));
        assert_eq!(unquote_char("'世'"), Some(0x4e16));
        assert_eq!(unquote_char(r"'\ud800'"), None);
    }
}
