//! File names as the compiler tells them: as given in errors, absolute in diagnostics.

use std::env;
use std::io::{Error, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// The working directory, under the name that the shell has for it where that is right (Go's `os.Getwd`).
pub fn working_directory() -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    let named = env::var_os("PWD").map(PathBuf::from);
    let same = |named: &PathBuf| {
        named.is_absolute() && named.canonicalize().ok() == here.canonicalize().ok()
    };
    named.filter(same).unwrap_or(here)
}

/// The absolute name of a file given relative to `here`, without `.` and `..` (cmd/internal/objabi, AbsFile).
/// A name that is absolute already stays as it is.
pub fn absolute(here: &Path, given: &str) -> String {
    if Path::new(given).is_absolute() {
        return given.into();
    }
    let mut clean = PathBuf::new();
    for part in here.join(given).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean.to_string_lossy().into_owned()
}

/// Error lines with the names of files as they were given, where they begin a line or a part of it. A name in a `//line` directive is
/// relative to the folder of its file, as that was given.
pub fn as_given(lines: &[String], given: &[String]) -> Vec<String> {
    let here = working_directory();
    let folder = |name: &str| match name.rfind('/') {
        Some(at) => name[..=at].to_owned(),
        None => String::new(),
    };
    let mut folders: Vec<(String, String)> = Vec::new();
    for name in given {
        let pair = (folder(&absolute(&here, name)), folder(name));
        if !folders.contains(&pair) {
            folders.push(pair);
        }
    }
    // The longest one first: a folder may lie in another.
    folders.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    let word = |word: &str| {
        let of = |(from, to): &(String, String)| {
            Some(format!("{to}{}", word.strip_prefix(from.as_str())?))
        };
        folders
            .iter()
            .find_map(of)
            .unwrap_or_else(|| word.to_owned())
    };
    let line = |line: &String| {
        line.split_inclusive(char::is_whitespace)
            .map(word)
            .collect()
    };
    lines.iter().map(line).collect()
}

/// Line and column, both from 1, of the byte at `offset`.
pub fn line_and_column(text: &[u8], offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |i| i + 1);
    (line, offset - start + 1)
}

/// Why a file could not be opened, in the words of Go's `os` package.
pub fn reason_of(e: &Error) -> String {
    match e.kind() {
        ErrorKind::NotFound => "no such file or directory".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        _ => e.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_names_have_no_dots() {
        let here = Path::new("/home/ann/play ground");
        assert_eq!(absolute(here, "a.go"), "/home/ann/play ground/a.go");
        assert_eq!(
            absolute(here, "./sub/../a.go"),
            "/home/ann/play ground/a.go"
        );
        assert_eq!(absolute(here, "../b.go"), "/home/ann/b.go");
        assert_eq!(absolute(here, "/x/./c.go"), "/x/./c.go");
    }

    #[test]
    fn errors_tell_names_as_given() {
        let here = working_directory();
        let here = here.display();
        let lines = [
            format!(
                "{here}/sub/a.go:1:2: x redeclared in this block\n\t{here}/sub/b.go:3:4: other declaration of x"
            ),
            format!("{here}/foo.y:1: \"{here}/foo.y\""),
        ];
        let given = as_given(&lines, &["a.go".into(), "./sub/a.go".into()]);
        assert_eq!(
            given,
            [
                "./sub/a.go:1:2: x redeclared in this block\n\t./sub/b.go:3:4: other declaration of x".to_owned(),
                format!("foo.y:1: \"{here}/foo.y\""),
            ]
        );
    }

    #[test]
    fn columns_count_bytes() {
        assert_eq!(line_and_column("a\nπ\u{fffd}".as_bytes(), 4), (2, 3));
        assert_eq!(line_and_column(b"", 0), (1, 1));
    }
}
