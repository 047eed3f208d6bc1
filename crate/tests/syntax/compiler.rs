//! `go tool compile` on single files; its answers are kept, by content.

use crate::corpus::Corpus;
use crate::dump::hash;
use crate::support::toolchain::go;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Compiler {
    binary: PathBuf,
    cache: PathBuf,
}

impl Compiler {
    pub fn find(corpus: &Corpus) -> Option<Compiler> {
        let out = go(&corpus.goroot)
            .args(["tool", "-n", "compile"])
            .output()
            .ok()?;
        let path = String::from_utf8_lossy(&out.stdout).trim().to_string();
        if path.is_empty() {
            eprintln!("skipped: go tool compile is missing");
            return None;
        }
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiler-answers");
        std::fs::create_dir_all(&cache).ok()?;
        Some(Compiler {
            binary: path.into(),
            cache,
        })
    }

    /// What it prints for a file `x.go` with this text.
    pub fn lines(&self, text: &[u8]) -> Vec<String> {
        let key = format!("{}-{}", hash(&String::from_utf8_lossy(text)), text.len());
        let kept = self.cache.join(&key);
        let printed = std::fs::read_to_string(&kept).unwrap_or_else(|_| {
            let printed = self.run(text);
            let mut file =
                tempfile::NamedTempFile::new_in(&self.cache).expect("room for an answer");
            file.write_all(printed.as_bytes())
                .expect("room for an answer");
            file.persist(&kept).expect("room for an answer");
            printed
        });
        printed.lines().map(str::to_string).collect()
    }

    fn run(&self, text: &[u8]) -> String {
        let dir = tempfile::tempdir_in(&self.cache).expect("a folder");
        std::fs::write(dir.path().join("x.go"), text).expect("a file");
        let out = Command::new(&self.binary)
            .args(["-p", "p", "-o", "x.o", "x.go"])
            .current_dir(dir.path())
            .output()
            .expect("the compiler runs");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
}
