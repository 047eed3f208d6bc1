//! From found errors to printed ones: which of them the compiler shows, in which order, and when it stops
//! (cmd/compile/internal/base/print.go, ErrorfAt and FlushErrors; cmd/compile/internal/noder/noder.go, LoadPackage).

use crate::text::InOrder;
use crate::text::{Place, Pos, SourceMap};
use std::rc::Rc;

/// Columns from here on are not told (cmd/internal/src, colMax).
const COL_MAX: u32 = 255;

/// After so many errors the compiler gives up.
const MAX_ERRORS: usize = 10;

/// An error with its place, as the compiler sorts it.
#[derive(Clone, Debug)]
struct Entry {
    key: (usize, u32, u32),
    pos: Pos,
    msg: Rc<str>,
}

/// Collects the errors of a compilation. Once it is [full](Self::is_full), nothing more is taken, and the compiler would have stopped.
///
/// The stages fill it as the compiler does: for each file in turn all errors of its parser; stop if a file has no package clause, or
/// if there is a [syntax error](Self::has_syntax_errors); then all errors of the type checker; stop if there is any.
#[derive(Clone, Debug, Default)]
pub struct ErrorList {
    entries: Vec<Entry>,
    /// Stretches of text with a file or `//line` directive of their own, in the order in which errors were found in them.
    bases: Vec<(u32, usize)>,
    last_syntax_line: Option<(usize, u32)>,
    last_other: Option<(usize, u32, Rc<str>)>,
    syntax_errors: usize,
    count: usize,
    full: bool,
}

impl ErrorList {
    /// Adds an error unless the compiler would leave it out: a second syntax error on a line, or the same words twice in a row on a line.
    pub fn add(&mut self, map: &SourceMap, pos: Pos, msg: &Rc<str>) {
        if self.full {
            return;
        }
        let key = self.sort_key(map, pos);
        let line = (key.0, key.1);
        if msg.starts_with("syntax error") {
            self.syntax_errors += 1;
            if self.last_syntax_line.replace(line) == Some(line) {
                return;
            }
        } else {
            let this = Some((line.0, line.1, msg.clone()));
            if self.last_other == this {
                return;
            }
            self.last_other = this;
        }
        self.entries.push(Entry {
            key,
            pos,
            msg: msg.clone(),
        });
        self.count += 1;
        if self.count >= MAX_ERRORS {
            self.full = true;
        }
    }

    /// Whether there are ten errors: the compiler stops at once, and says `too many errors`.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Whether there is no error.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether one of the errors keeps the compiler from checking types.
    pub fn has_syntax_errors(&self) -> bool {
        self.syntax_errors > 0
    }

    /// The errors as the compiler prints them, sorted, without repetitions.
    pub fn sorted(&self) -> Vec<(Pos, Rc<str>)> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.order_by_key(|e| e.key);
        entries.dedup_by(|a, b| a.key == b.key && a.msg == b.msg);
        entries.iter().map(|e| (e.pos, e.msg.clone())).collect()
    }

    /// The lines that the compiler prints: `file:line:col: message`, and at last `file:line:col: too many errors` if it gave up.
    pub fn lines(&self, map: &SourceMap) -> Vec<String> {
        let show = |pos, msg: &str| match map.place(pos) {
            Some(place) => format!("{}: {msg}", format_place(&place)),
            None => msg.to_string(),
        };
        let mut lines: Vec<String> = self
            .sorted()
            .iter()
            .map(|(pos, msg)| show(*pos, msg))
            .collect();
        lines.dedup();
        if let (true, Some(last)) = (self.full, self.entries.last()) {
            lines.push(match map.place(last.pos) {
                Some(place) => format!("{}: too many errors", format_place(&place)),
                None => "<unknown line number>: too many errors".into(),
            });
        }
        lines
    }

    /// By stretch of text, line, and column as far as the compiler keeps it.
    fn sort_key(&mut self, map: &SourceMap, pos: Pos) -> (usize, u32, u32) {
        let (Some((file, line, col)), Some(base)) = (map.line_col(pos), map.base(pos)) else {
            return (0, 0, 0);
        };
        let base = (file.0, base);
        let known = self.bases.iter().position(|&b| b == base);
        let index = known.unwrap_or_else(|| {
            self.bases.push(base);
            self.bases.len() - 1
        });
        (index + 1, line, col.min(COL_MAX))
    }
}

/// A place as the compiler prints it: `file:line:col`, without the column where there is none or it is too large.
pub fn format_place(place: &Place) -> String {
    match place.col1 {
        1..COL_MAX => format!("{}:{}:{}", place.file, place.line1, place.col1),
        _ => format!("{}:{}", place.file, place.line1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(list: &mut ErrorList, map: &SourceMap, offset: u32, msg: &str) {
        list.add(map, map.pos(crate::text::FileId(0), offset), &msg.into());
    }

    #[test]
    fn one_syntax_error_a_line_sorted_and_at_most_ten() {
        let mut map = SourceMap::default();
        let text = format!("{}\n{}", "\n".repeat(20), "x".repeat(300));
        map.add("a.go", &text);
        let mut list = ErrorList::default();
        add(&mut list, &map, 5, "syntax error: b");
        add(&mut list, &map, 3, "label L defined and not used");
        add(&mut list, &map, 5, "syntax error: c");
        add(&mut list, &map, 321 - 20, "syntax error: far");
        assert_eq!(
            list.lines(&map),
            [
                "a.go:4:1: label L defined and not used",
                "a.go:6:1: syntax error: b",
                "a.go:22: syntax error: far"
            ]
        );
        for line in 8..20 {
            add(&mut list, &map, line, "syntax error: more");
        }
        assert!(list.is_full() && list.has_syntax_errors());
        assert_eq!(list.lines(&map).len(), 11);
        assert_eq!(list.lines(&map)[10], "a.go:15:1: too many errors");
    }
}
