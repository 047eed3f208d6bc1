//! The compiler's parser as a process: crate/tools/syntax-oracle, built beside a copy of the toolchain's own package.

use crate::corpus::Corpus;
use crate::support::toolchain::go;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

pub struct OracleBinary(PathBuf);

impl OracleBinary {
    /// Builds the program, once a test run; nothing, and a word about it, if it cannot be built.
    pub fn build(corpus: &Corpus) -> Option<OracleBinary> {
        static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
        let built = BUILT.get_or_init(|| match build(corpus) {
            Ok(path) => Some(path),
            Err(e) => {
                eprintln!("skipped: the parser's oracle cannot be built: {e}");
                None
            }
        });
        built.clone().map(OracleBinary)
    }

    /// Starts it; `mode` as in the program's own description.
    pub fn start(&self, mode: &str) -> Oracle {
        let mut child = Command::new(&self.0)
            .arg(mode)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the oracle starts");
        Oracle {
            to: child.stdin.take(),
            from: BufReader::new(child.stdout.take().expect("a pipe")),
            child,
        }
    }
}

fn build(corpus: &Corpus) -> std::io::Result<PathBuf> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("syntax-oracle");
    let package = dir.join("syntax");
    std::fs::create_dir_all(&package)?;
    for entry in std::fs::read_dir(corpus.goroot.join("src/cmd/compile/internal/syntax"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".go") && !name.ends_with("_test.go") {
            std::fs::copy(&path, package.join(&*name))?;
        }
    }
    let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/syntax-oracle/main.go");
    std::fs::copy(main, dir.join("main.go"))?;
    std::fs::write(dir.join("go.mod"), "module oracle\n\ngo 1.27\n")?;
    let out = go(&corpus.goroot)
        .args(["build", "-o", "oracle", "."])
        .current_dir(&dir)
        .output()?;
    match out.status.success() {
        true => Ok(dir.join("oracle")),
        false => Err(std::io::Error::other(
            String::from_utf8_lossy(&out.stderr).into_owned(),
        )),
    }
}

pub struct Oracle {
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    child: Child,
}

impl Oracle {
    pub fn ask(&mut self, text: &[u8]) -> String {
        let to = self.to.as_mut().expect("open until dropped");
        let mut frame = format!("{}\n", text.len()).into_bytes();
        frame.extend_from_slice(text);
        to.write_all(&frame).expect("the oracle listens");
        let mut length = String::new();
        self.from.read_line(&mut length).expect("an answer");
        let length = length.trim().parse().expect("a length");
        let mut answer = vec![0; length];
        self.from.read_exact(&mut answer).expect("a whole answer");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        self.to.take(); // it ends with its input
        self.child.wait().ok();
    }
}
