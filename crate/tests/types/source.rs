//! Packages of GOROOT/src from source: what `go list` says of them, parsing, and an importer that serves what was checked before.

#![allow(dead_code, reason = "each test binary uses a part of this")]

use goescape::syntax::{Ast, FileNode, Options, parse_file};
use goescape::text::SourceMap;
use goescape::types::{ImportError, Importer, PkgId, Types};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

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
        let goroot = match std::env::var_os("GOESCAPE_GOROOT") {
            Some(dir) => PathBuf::from(dir),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/go-1.27.3/go"),
        };
        let Ok(goroot) = goroot.canonicalize() else {
            eprintln!("skipped: no Go toolchain in {}", goroot.display());
            return None;
        };
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
    pub fn go_types(&self) -> Option<String> {
        if let Some(file) = std::env::var_os("GOESCAPE_EXPRTYPES") {
            return std::fs::read_to_string(file).ok();
        }
        let format = "{{.ImportPath}}{{\"\\t\"}}{{.Export}}{{\"\\t\"}}{{.Dir}}{{\"\\t\"}}{{join .GoFiles \" \"}}{{\"\\t\"}}\
            {{range $k, $v := .ImportMap}}{{$k}}={{$v}} {{end}}";
        let list = go(&self.goroot)
            .args(["list", "-export", "-deps", "-f", format, "std"])
            .output()
            .ok()?;
        let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/exprtypes/main.go");
        let input = std::env::temp_dir().join(format!("goescape-exprs-{}.tsv", std::process::id()));
        std::fs::write(&input, &list.stdout).ok()?;
        let out = go(&self.goroot)
            .arg("run")
            .arg(tool)
            .stdin(std::fs::File::open(&input).ok()?)
            .output();
        std::fs::remove_file(&input).ok()?;
        String::from_utf8(out.ok()?.stdout).ok()
    }
}

/// The `go` command of the pinned toolchain, with nothing from outside that could change what it does.
fn go(goroot: &Path) -> Command {
    let mut go = Command::new(goroot.join("bin/go"));
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let cache = std::env::var_os("GOCACHE").unwrap_or(target.join("go-cache").into());
    go.current_dir(goroot.join("src"))
        .env("GOROOT", goroot)
        .env("GOCACHE", cache)
        .envs([
            ("GOTOOLCHAIN", "local"),
            ("GOPROXY", "off"),
            ("GOENV", "off"),
            ("GOWORK", "off"),
            ("GOFLAGS", ""),
            ("GOEXPERIMENT", ""),
            ("GOOS", "linux"),
            ("GOARCH", "amd64"),
            ("CGO_ENABLED", "0"),
        ]);
    go
}

/// A parsed package.
pub struct Parsed {
    pub map: SourceMap,
    pub ast: Ast,
    pub nodes: Vec<FileNode>,
    pub texts: Vec<String>,
}

impl Package {
    /// All files in one tree.
    pub fn parse(&self) -> Parsed {
        let mut map = SourceMap::default();
        let mut ast = Ast::default();
        let mut nodes = Vec::new();
        let mut texts = Vec::new();
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
            texts.push(text);
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
