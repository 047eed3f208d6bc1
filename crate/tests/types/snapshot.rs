//! The committed figures of the comparison with go/types.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What was compared in one package.
pub struct Figures {
    /// Expressions with a type, a kind and maybe a value.
    pub expressions: usize,
    /// Identifiers that declare or denote an object.
    pub identifiers: usize,
    /// Facts that only one of the two has, of all kinds.
    pub differences: usize,
    /// Imported packages that the page has no facts about.
    pub not_shipped: Vec<String>,
}

/// The lines of a run beside those of the committed file.
pub struct Snapshot {
    lines: BTreeMap<String, String>,
    differences: usize,
}

const HEAD: &str = "\
# Type, kind and constant value of every expression, and the object of every identifier, beside go/types of Go 1.27.3.
# A package alone: its files. `tests of`: its _test.go files. `_test`: its external tests. Packages that are imported but not shipped
# with the page (they are internal to std) are named; the command line has them.
# GOESCAPE_UPDATE=1 cargo test --test types
";

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/types/go1.27.3.txt")
}

/// The lines of a text by the name in front of their colon.
fn by_name(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter(|l| !l.starts_with('#'));
    let split = lines.filter_map(|l| l.split_once(": "));
    split.map(|(a, b)| (a.into(), b.into())).collect()
}

impl Snapshot {
    /// Nothing was compared yet.
    pub fn new() -> Snapshot {
        Snapshot {
            lines: BTreeMap::new(),
            differences: 0,
        }
    }

    /// Adds what was found out about a package.
    pub fn add(&mut self, name: &str, figures: &Figures) {
        let (e, i, d) = (
            figures.expressions,
            figures.identifiers,
            figures.differences,
        );
        let mut line = format!("{e} expressions, {i} identifiers, {d} differences");
        if !figures.not_shipped.is_empty() {
            let _ = write!(line, "; not shipped: {}", figures.not_shipped.join(" "));
        }
        self.differences += d;
        self.lines.insert(name.into(), line);
    }

    /// Fails on any difference to go/types, and on any to the committed file, which GOESCAPE_UPDATE=1 rewrites as far as this run goes.
    pub fn hold(self) {
        let kept = std::fs::read_to_string(file()).unwrap_or_default();
        let mut kept = by_name(&kept);
        if std::env::var_os("GOESCAPE_UPDATE").is_some() {
            // Two tests may write at the same time.
            let lock = std::fs::File::open(env!("CARGO_MANIFEST_DIR")).expect("the folder");
            lock.lock().expect("a lock");
            kept = by_name(&std::fs::read_to_string(file()).unwrap_or_default());
            kept.extend(self.lines);
            let mut text = HEAD.to_owned();
            for (name, line) in kept {
                let _ = writeln!(text, "{name}: {line}");
            }
            std::fs::write(file(), text).expect("the snapshot can be written");
        } else {
            for (name, line) in &self.lines {
                assert_eq!(
                    kept.get(name),
                    Some(line),
                    "{name}: GOESCAPE_UPDATE=1 rewrites"
                );
            }
        }
        assert_eq!(self.differences, 0);
    }
}
