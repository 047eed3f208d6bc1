//! The Go compiler, asked about a package. Only its front end is waited for: it has said everything by then.

use crate::judge::File;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A function behind the programs. The compiler translates functions with many statements first, and says so about this one (GOSSAFUNC):
/// then it has seen all of them (`gc.Main`, `compileFunctions`), and what is left, most of its time, tells us nothing.
const LAST: &str = "endOfTheFrontEnd";

/// The file with [`LAST`].
pub fn last() -> File {
    let statements = "\tendOfTheFiles++\n".repeat(1500);
    File {
        name: "zz.go".into(),
        text: format!("package p\n\nvar endOfTheFiles int\n\nfunc {LAST}() {{\n{statements}}}\n"),
    }
}

/// Where the compiler is, and where it works.
pub struct Compiler {
    pub program: PathBuf,
    pub importcfg: PathBuf,
    pub scratch: PathBuf,
}

impl Compiler {
    /// Puts files where the compiler finds them.
    pub fn write(&self, files: &[File]) {
        for f in files {
            let path = self.scratch.join(&f.name);
            fs::write(&path, &f.text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
    }

    /// What it prints about these files, which [`Compiler::write`] has written, or its errors. `slot` names what it writes.
    pub fn ask(&self, files: &[File], flags: &[&str], slot: usize) -> Result<Vec<String>, String> {
        let mut child = self.start(files, flags, slot);
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let end = format!("generating SSA for {LAST}");
        let folder = format!("{}/", self.scratch.display());
        let mut lines = Vec::new();
        for line in out.split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line).into_owned();
            if line == end {
                // It may have ended by itself in between.
                let _ = child.kill();
                let _ = child.wait();
                return Ok(lines);
            }
            lines.push(line.replace(&folder, ""));
        }
        let end = child
            .wait_with_output()
            .unwrap_or_else(|e| panic!("{}: {e}", self.program.display()));
        match end.status.success() {
            true => Ok(lines),
            false => Err(lines.join("\n") + "\n" + &String::from_utf8_lossy(&end.stderr)),
        }
    }

    fn start(&self, files: &[File], flags: &[&str], slot: usize) -> Child {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.scratch)
            // No time is spent on collecting garbage of a process that ends soon.
            .env("GOGC", "off")
            .env("GOSSAFUNC", format!("{LAST}+"))
            .arg("-importcfg")
            .arg(&self.importcfg)
            .args(["-p", "p", "-c=1", "-o"])
            .arg(self.scratch.join(format!("{slot}.a")))
            .args(flags)
            .args(files.iter().map(|f| self.scratch.join(&f.name)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", self.program.display()))
    }
}
