//! Several files in one text: the form of golang.org/x/tools/txtar, as the Go playground takes it.
//!
//! A line `-- name --` starts a file; what stands before the first one is a file as well, called `prog.go`.

use std::ops::Range;

/// What the text before the first marker is called.
pub const FIRST: &str = "prog.go";

/// A file in an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Its name, with `/` between folders.
    pub name: String,
    /// The bytes of the archive that are its text.
    pub range: Range<usize>,
}

/// The files of a text in order; nothing if it has no marker. Of several with one name, the last one counts.
pub fn split(text: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut start = 0;
    let mut name = FIRST.to_owned();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(next) = marker(line) {
            parts.push(Part {
                name: std::mem::replace(&mut name, next.into()),
                range: start..at,
            });
            start = end;
        }
        at = end;
    }
    if parts.is_empty() {
        return None;
    }
    parts.push(Part {
        name,
        range: start..at,
    });
    if text[parts[0].range.clone()].trim().is_empty() {
        parts.remove(0);
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut last: Vec<Part> = parts.into_iter().rev().collect();
    last.retain(|p| seen.insert(p.name.clone()));
    last.reverse();
    Some(last)
}

/// The name on a marker line.
fn marker(line: &str) -> Option<&str> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let name = line.strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(String, &str)> {
        let list = split(text).unwrap_or_default();
        list.into_iter().map(|p| (p.name, &text[p.range])).collect()
    }

    #[test]
    fn markers_start_files() {
        let text = "package p\n-- go.mod --\nmodule m\n-- a/b.go --\npackage a\n";
        let want = [
            (FIRST.to_owned(), "package p\n"),
            ("go.mod".into(), "module m\n"),
            ("a/b.go".into(), "package a\n"),
        ];
        assert_eq!(parts(text), want);
    }

    #[test]
    fn no_marker_no_archive() {
        assert_eq!(split("package p\n// -- x --\n --  --\n"), None);
        assert_eq!(split(""), None);
    }

    #[test]
    fn empty_before_the_first_marker_is_no_file() {
        assert_eq!(parts("\n-- a.go --\r\nx"), [("a.go".into(), "x")]);
        assert_eq!(
            parts("-- a.go --\nx\n-- a.go --\ny"),
            [("a.go".into(), "y")]
        );
    }
}
