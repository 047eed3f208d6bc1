//! The Go compiler, as the judge of expected results. Its answers are kept under `target/oracle`, by content.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::std_facts::target_dir;
use super::toolchain::{go, goroot};

/// The pinned Go toolchain.
pub struct Go {
    root: PathBuf,
    importcfg: PathBuf,
    cache: PathBuf,
}

/// What the compiler printed, and whether it succeeded.
pub struct Compiled {
    /// Its output, all of it.
    pub output: String,
    /// Whether the program was accepted.
    pub ok: bool,
}

impl Go {
    /// The toolchain named in GOESCAPE_GOROOT or set up under `target`; nothing where there is none of the right version.
    pub fn find() -> Option<Go> {
        let root = goroot()?;
        let cache = target_dir().join("oracle");
        std::fs::create_dir_all(&cache).ok()?;
        let importcfg = cache.join("importcfg");
        let go = Go {
            root,
            importcfg,
            cache,
        };
        if !go.importcfg.exists() {
            go.write_importcfg()?;
        }
        Some(go)
    }

    fn write_importcfg(&self) -> Option<()> {
        let template = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
        let out = go(&self.root)
            .args(["list", "-export", "-f", template, "std", "runtime/cgo"])
            .output()
            .ok()
            .filter(|out| out.status.success())?;
        self.keep(&self.importcfg, &out.stdout);
        Some(())
    }

    /// Runs `go tool compile` with `flags` on files given as name and text; names are printed as they are.
    pub fn compile(&self, flags: &[&str], files: &[(&str, &str)]) -> Compiled {
        let key = key_of(flags, files);
        let kept = self.cache.join(format!("{key:016x}.txt"));
        if let Ok(text) = std::fs::read_to_string(&kept)
            && let Some((status, output)) = text.split_once('\n')
        {
            return Compiled {
                output: output.into(),
                ok: status == "ok",
            };
        }
        let dir = self.scratch();
        let compiled = self.run(dir.path(), flags, files);
        let status = if compiled.ok { "ok" } else { "failed" };
        self.keep(&kept, format!("{status}\n{}", compiled.output).as_bytes());
        compiled
    }

    /// Builds a program from files given as name and text, runs it, and gives what it prints.
    pub fn run_program(&self, files: &[(&str, &str)]) -> String {
        let dir = self.scratch();
        for (name, text) in files {
            std::fs::write(dir.path().join(name), text).expect("target can be written");
        }
        std::fs::write(dir.path().join("go.mod"), "module program\n\ngo 1.27\n").expect("writable");
        let out = go(&self.root)
            .current_dir(dir.path())
            .args(["run", "."])
            .output()
            .expect("the Go command runs");
        let errors = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "the program failed: {errors}");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// The text as gofmt lays it out.
    pub fn format(&self, text: &str) -> String {
        let mut child = Command::new(self.root.join("bin/gofmt"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("gofmt runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(text.as_bytes()).expect("gofmt reads");
        drop(stdin);
        let out = child.wait_with_output().expect("gofmt ends");
        assert!(out.status.success(), "gofmt: {text}");
        String::from_utf8(out.stdout).expect("gofmt writes UTF-8")
    }

    /// A folder of one run's own: tests run side by side, and two may ask for the same program.
    fn scratch(&self) -> tempfile::TempDir {
        tempfile::tempdir_in(&self.cache).expect("target can be written")
    }

    /// Puts an answer into the cache as a whole: nobody reads half of it.
    fn keep(&self, path: &Path, answer: &[u8]) {
        let mut file = tempfile::NamedTempFile::new_in(&self.cache).expect("target can be written");
        file.write_all(answer).expect("target can be written");
        file.persist(path).expect("target can be written");
    }

    fn run(&self, dir: &Path, flags: &[&str], files: &[(&str, &str)]) -> Compiled {
        for (name, text) in files {
            std::fs::write(dir.join(name), text).expect("target can be written");
        }
        // Never to a special file: the compiler removes its output when it fails.
        let out = go(&self.root)
            .current_dir(dir)
            .args(["tool", "compile", "-o", "out.o", "-importcfg"])
            .arg(self.importcfg.canonicalize().expect("it was written"))
            .args(flags)
            .args(files.iter().map(|(name, _)| name))
            .output()
            .expect("the Go command runs");
        let mut output = String::from_utf8_lossy(&out.stdout).into_owned();
        output.push_str(&String::from_utf8_lossy(&out.stderr));
        // Diagnostics name files in full, errors as given: here all are as given.
        let full = dir.canonicalize().expect("it was made");
        let output = output.replace(&format!("{}/", full.display()), "");
        Compiled {
            output,
            ok: out.status.success(),
        }
    }
}

fn key_of(flags: &[&str], files: &[(&str, &str)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    ("go1.27.3", flags, files).hash(&mut hasher);
    hasher.finish()
}
