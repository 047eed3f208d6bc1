//! From byte offsets to UTF-16 offsets, the unit of JavaScript strings and of the editor.
//!
//! The core counts bytes, the page counts UTF-16 code units. The map between the two is made here, once for each file, so that no
//! line or column arithmetic is needed in TypeScript.

/// The way from a byte offset of one text to the UTF-16 offset of the same place, and back.
///
/// Only characters outside ASCII are remembered: a text without any costs nothing, and each look-up is one binary search.
#[derive(Clone, Debug, Default)]
pub struct Utf16Map {
    wide: Vec<Wide>,
    bytes: u32,
}

/// A character of more than one byte.
#[derive(Clone, Copy, Debug)]
struct Wide {
    /// Where its bytes begin and end.
    start: u32,
    end: u32,
    /// The UTF-16 offset of its end.
    end16: u32,
}

impl Utf16Map {
    /// The map of `text`, which is at most 2 GiB long.
    pub fn new(text: &str) -> Utf16Map {
        let mut wide: Vec<Wide> = Vec::new();
        for (start, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
            let (before, before16) = wide.last().map_or((0, 0), |w| (w.end, w.end16));
            let start = start as u32;
            wide.push(Wide {
                start,
                end: start + c.len_utf8() as u32,
                end16: before16 + (start - before) + c.len_utf16() as u32,
            });
        }
        Utf16Map {
            wide,
            bytes: text.len() as u32,
        }
    }

    /// The UTF-16 offset of byte `offset`. An offset inside a character gives the character's start; one past the end gives the end.
    pub fn offset(&self, offset: u32) -> u32 {
        let offset = offset.min(self.bytes);
        let after = self.wide.partition_point(|w| w.end <= offset);
        let (before, before16) = self.before(after);
        // Inside a character, only the bytes up to its start count.
        let stop = self.wide.get(after).map_or(offset, |w| w.start.min(offset));
        before16 + (stop - before)
    }

    /// The byte offset of UTF-16 offset `offset16`. One between two surrogates gives the character's start; one past the end gives the end.
    pub fn byte(&self, offset16: u32) -> u32 {
        let after = self.wide.partition_point(|w| w.end16 <= offset16);
        let (before, before16) = self.before(after);
        let offset = before.saturating_add(offset16 - before16);
        let stop = self.wide.get(after).map_or(self.bytes, |w| w.start);
        offset.min(stop)
    }

    /// Where the text after the first `n` wide characters begins, in bytes and in UTF-16 units.
    fn before(&self, n: usize) -> (u32, u32) {
        n.checked_sub(1)
            .map_or((0, 0), |i| (self.wide[i].end, self.wide[i].end16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every boundary of `text`, the slow and plain way.
    fn check(text: &str) {
        let map = Utf16Map::new(text);
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let wanted = text[..byte].encode_utf16().count() as u32;
            assert_eq!(map.offset(byte as u32), wanted, "{text:?} at byte {byte}");
            assert_eq!(map.byte(wanted), byte as u32, "{text:?} at unit {wanted}");
        }
    }

    #[test]
    fn every_boundary_both_ways() {
        for text in [
            "",
            "package main\n",
            "é",
            "日本語",
            "a😀b\r\n日é\u{feff}z",
            "😀😀",
            "x := \"世界\" // ok",
        ] {
            check(text);
        }
    }

    #[test]
    fn inside_a_character_and_past_the_end() {
        let map = Utf16Map::new("a😀b");
        assert_eq!([1, 2, 3, 4].map(|b| map.offset(b)), [1, 1, 1, 1]);
        assert_eq!(map.offset(99), 4);
        assert_eq!(map.byte(2), 1);
        assert_eq!(map.byte(99), 6);
    }
}
