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
    fn columns_count_bytes() {
        assert_eq!(line_and_column("a\nπ\u{fffd}".as_bytes(), 4), (2, 3));
        assert_eq!(line_and_column(b"", 0), (1, 1));
    }
}
