//! Packages of GOROOT/src from source: what `go list` says of them, parsing, and an importer that serves what was checked before.

#![allow(dead_code, reason = "each test binary uses a part of this")]

use crate::support::toolchain::{go, goroot};
use goescape::syntax::{Ast, FileNode, Options, parse_file};
use goescape::text::{FileId, SourceMap};
use goescape::types::{ImportError, Importer, PkgId, Types};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Lines, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

/// A package as `go list` tells it.
pub struct Package {
    pub path: String,
    pub files: Vec<PathBuf>,
    pub import_map: BTreeMap<String, String>,
}

/// The standard library, imported packages before those that import them.
pub struct Std {
    pub goroot: PathBuf,
    pub packages: Vec<Package>,
}

impl Std {
    /// Nothing, and a word about it, where the toolchain is missing.
    pub fn find() -> Option<Std> {
        let goroot = goroot()?;
        let format = "{{.ImportPath}}\t{{.Dir}}\t{{join .GoFiles \" \"}}\t{{range $k, $v := .ImportMap}}{{$k}}={{$v}} {{end}}";
        let out = go(&goroot)
            .args(["list", "-deps", "-f", format, "std"])
            .output()
            .expect("go can be run");
        let text = String::from_utf8(out.stdout).expect("text");
        let packages = text
            .lines()
            .filter_map(|l| {
                let mut parts = l.split('\t');
                let path = parts.next()?.to_string();
                let dir = PathBuf::from(parts.next()?);
                let files = parts.next()?.split(' ').filter(|f| !f.is_empty());
                let files = files.map(|f| dir.join(f)).collect();
                let import_map = parts.next().unwrap_or("").split_whitespace();
                let import_map = import_map
                    .filter_map(|m| m.split_once('='))
                    .map(|(a, b)| (a.into(), b.into()))
                    .collect();
                Some(Package {
                    path,
                    files,
                    import_map,
                })
            })
            .filter(|p| p.path != "unsafe" && !p.files.is_empty())
            .collect();
        Some(Std { goroot, packages })
    }

    /// What `crate/tools/exprtypes` prints for all packages.
    pub fn go_types(&self) -> Option<GoTypes> {
        let list = self.exported()?;
        let lines = list.lines().map(|l| format!("{l}\tall\n"));
        GoTypes::start(&self.goroot, &lines.collect::<String>())
    }

    /// All packages as `crate/tools/exprtypes` takes them, without the mode.
    pub fn exported(&self) -> Option<String> {
        let format = "{{.ImportPath}}{{\"\\t\"}}{{.Export}}{{\"\\t\"}}{{.Dir}}{{\"\\t\"}}{{join .GoFiles \" \"}}{{\"\\t\"}}\
            {{range $k, $v := .ImportMap}}{{$k}}={{$v}} {{end}}";
        let list = go(&self.goroot)
            .args(["list", "-export", "-deps", "-f", format, "std"])
            .output()
            .ok()?;
        String::from_utf8(list.stdout).ok()
    }
}

/// A running `crate/tools/exprtypes`, read package by package.
pub struct GoTypes {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// The package that comes next.
    next: Option<String>,
}

impl GoTypes {
    /// Has it print the facts about these packages.
    pub fn start(goroot: &Path, input: &str) -> Option<GoTypes> {
        let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/exprtypes/main.go");
        let mut file = tempfile::tempfile().ok()?;
        file.write_all(input.as_bytes()).ok()?;
        file.rewind().ok()?;
        let mut child = go(goroot)
            .arg("run")
            .arg(tool)
            .stdin(file)
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let out = child.stdout.take()?;
        let mut all = GoTypes {
            child,
            lines: BufReader::new(out).lines(),
            next: None,
        };
        all.facts();
        Some(all)
    }

    /// The facts about the next package, which must be `path`.
    pub fn of(&mut self, path: &str) -> BTreeSet<String> {
        assert_eq!(self.next.as_deref(), Some(path), "go/types has it not");
        self.facts()
    }

    fn facts(&mut self) -> BTreeSet<String> {
        let mut facts = BTreeSet::new();
        self.next = None;
        for line in self.lines.by_ref() {
            let line = line.expect("text");
            if let Some(path) = line.strip_prefix("package ") {
                self.next = Some(path.into());
                break;
            }
            if !line.is_empty() {
                facts.insert(line);
            }
        }
        facts
    }
}

impl Drop for GoTypes {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A parsed package.
pub struct Parsed {
    pub map: SourceMap,
    pub ast: Ast,
    pub nodes: Vec<FileNode>,
    pub texts: BTreeMap<FileId, String>,
}

impl Package {
    /// All files in one tree.
    pub fn parse(&self) -> Parsed {
        self.parse_into(SourceMap::default())
    }

    /// The same, beside the places that are in `map` already.
    pub fn parse_into(&self, mut map: SourceMap) -> Parsed {
        let mut ast = Ast::default();
        let mut nodes = Vec::new();
        let mut texts = BTreeMap::new();
        for path in &self.files {
            let text = std::fs::read_to_string(path).expect("a file of GOROOT");
            let name = path.file_name().map_or("".into(), |n| n.to_string_lossy());
            let id = map.add(&name, &text);
            let options = Options {
                std: true,
                compiling_runtime: true,
            };
            let parsed = parse_file(&mut ast, &mut map, id, &text, &options);
            for e in &parsed.errors {
                eprintln!("{}: syntax: {}", path.display(), e.msg);
            }
            nodes.extend(parsed.file);
            texts.insert(id, text);
        }
        Parsed {
            map,
            ast,
            nodes,
            texts,
        }
    }
}

/// Serves packages that were checked before.
#[derive(Default)]
pub struct Loaded {
    pub loaded: BTreeMap<String, PkgId>,
    pub map: BTreeMap<String, String>,
}

impl Importer for Loaded {
    fn import(&mut self, _: &mut Types, path: &str) -> Result<PkgId, ImportError> {
        let path = self.map.get(path).map_or(path, |p| p);
        if path == "unsafe" {
            return Ok(PkgId::UNSAFE);
        }
        self.loaded.get(path).copied().ok_or_else(|| ImportError {
            msg: "open : no such file or directory".into(),
        })
    }
}

/// A world of packages from source.
pub struct SourceImporter {
    pub types: Types,
    pub importer: Loaded,
}

impl SourceImporter {
    pub fn new() -> SourceImporter {
        SourceImporter {
            types: Types::new(),
            importer: Loaded::default(),
        }
    }
}
