//! Which characters are letters and digits, and how Go prints a character (packages unicode, strconv and fmt).

use super::unicode_tables::{DIGITS, LETTERS, PRINTED};

/// Whether Go takes the code point for a letter (unicode.IsLetter; the `_` of the language is not one).
pub fn is_letter(ch: u32) -> bool {
    match u8::try_from(ch) {
        Ok(c) if c < 0x80 => c.is_ascii_alphabetic(),
        _ => contains(&LETTERS, ch),
    }
}

/// Whether Go takes the code point for a decimal digit (unicode.IsDigit).
pub fn is_digit(ch: u32) -> bool {
    match u8::try_from(ch) {
        Ok(c) if c < 0x80 => c.is_ascii_digit(),
        _ => contains(&DIGITS, ch),
    }
}

/// Whether Go prints the code point as it is in a quoted string (strconv.IsPrint).
pub fn is_print(ch: u32) -> bool {
    match ch {
        0..0x80 => (0x20..0x7f).contains(&ch),
        _ => contains(&PRINTED, ch),
    }
}

fn contains(table: &[(u32, u32)], ch: u32) -> bool {
    let i = table.partition_point(|&(_, last)| last < ch);
    table.get(i).is_some_and(|&(first, _)| first <= ch)
}

/// The code point as fmt's `%#U` has it: `U+0040 '@'`, or without the character where it cannot be printed.
pub fn sharp_u(ch: u32) -> String {
    match char::from_u32(ch) {
        Some(c) if is_print(ch) => format!("U+{ch:04X} '{c}'"),
        _ => format!("U+{ch:04X}"),
    }
}

/// The code point as a rune literal (fmt's `%q`, strconv.QuoteRune).
pub fn quote_rune(ch: u32) -> String {
    let mut out = String::from("'");
    escape_into(ch, '\'', &mut out);
    out.push('\'');
    out
}

/// The text as a string literal (strconv.Quote). Bytes that are no UTF-8 come out as `\x…`.
pub fn quote(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            escape_into(c.into(), '"', &mut out);
        }
        for b in chunk.invalid() {
            out.push_str(&format!("\\x{b:02x}"));
        }
    }
    out.push('"');
    out
}

fn escape_into(ch: u32, quote: char, out: &mut String) {
    match char::from_u32(ch) {
        None => out.push('\u{fffd}'),
        Some(c) if c == quote || c == '\\' => out.extend(['\\', c]),
        Some(c) if is_print(ch) => out.push(c),
        Some('\x07') => out.push_str("\\a"),
        Some('\x08') => out.push_str("\\b"),
        Some('\x0c') => out.push_str("\\f"),
        Some('\n') => out.push_str("\\n"),
        Some('\r') => out.push_str("\\r"),
        Some('\t') => out.push_str("\\t"),
        Some('\x0b') => out.push_str("\\v"),
        Some('\0'..' ' | '\x7f') => out.push_str(&format!("\\x{ch:02x}")),
        Some(..='\u{ffff}') => out.push_str(&format!("\\u{ch:04x}")),
        Some(_) => out.push_str(&format!("\\U{ch:08x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_as_go_prints_them() {
        assert_eq!(sharp_u('@'.into()), "U+0040 '@'");
        assert_eq!(sharp_u(1), "U+0001");
        assert_eq!(sharp_u(0x1f600), "U+1F600 '😀'");
        assert_eq!(quote_rune('\n'.into()), r"'\n'");
        assert_eq!(quote_rune('"'.into()), "'\"'");
        assert_eq!(quote_rune(0x200b), r"'\u200b'");
        assert_eq!(quote(b"a\"\xff\x00\xc3\xa9"), "\"a\\\"\\xff\\x00é\"");
    }

    #[test]
    fn letters_and_digits() {
        assert!(is_letter('é'.into()) && is_letter('世'.into()) && is_letter('z'.into()));
        assert!(
            !is_letter(0x2160),
            "a roman numeral is a number, not a letter"
        );
        assert!(!is_letter(0x301), "a combining accent is a mark");
        assert!(is_digit(0x661) && !is_digit(0xb2));
    }
}
