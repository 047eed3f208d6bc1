//! Which packages a text in txtar form holds, and in which order they have to be analysed (cmd/go, as far as one module needs it).

use crate::analysis::imports;
use crate::syntax::{Ast, Options, constraint, parse_file};
use crate::text::SourceMap;
use crate::text::txtar::{self, Part};
use crate::text::{Gather, InOrder};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The module's path where no go.mod tells it; the Go playground's.
const UNNAMED_MODULE: &str = "play";

/// The newest version that a go.mod may ask for: `go 1.N`.
const NEWEST: u32 = 27;

/// A module in one text.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The files of the text, Go or not.
    pub parts: Vec<Part>,
    /// The packages, imported ones before those that import them.
    pub packages: Vec<Package>,
    /// The language version that go.mod asks for, such as `go1.22`.
    pub lang: Option<String>,
    /// What the go command says about go.mod.
    pub trouble: Option<String>,
}

/// The Go files of one folder.
#[derive(Clone, Debug)]
pub struct Package {
    /// The import path.
    pub path: Rc<str>,
    /// Whether it is a program, which nothing imports.
    pub is_main: bool,
    /// Its files by name, those of tests left out; indices in [`Plan::parts`].
    pub files: Vec<usize>,
    /// What these import.
    pub imports: BTreeSet<Rc<str>>,
    /// Its tests: files of the same package.
    pub tests: Tests,
    /// Its external tests: a package of its own, with `_test` behind its name.
    pub external: Tests,
}

/// Files of tests.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// By name; indices in [`Plan::parts`].
    pub files: Vec<usize>,
    /// What they import.
    pub imports: BTreeSet<Rc<str>>,
}

impl Plan {
    /// The packages that import the one at `path`, directly or not, in order; itself left out.
    pub fn importers(&self, path: &Rc<str>) -> Vec<&Package> {
        let mut found = BTreeSet::from([path.clone()]);
        let mut list = Vec::new();
        for p in &self.packages {
            if p.path != *path && p.imports.iter().any(|i| found.contains(i)) {
                found.insert(p.path.clone());
                list.push(p);
            }
        }
        list
    }

    /// Reads an archive; nothing if the text is none.
    pub fn new(text: &str) -> Option<Plan> {
        let parts = txtar::split(text)?;
        let go_mod = parts.iter().find(|p| p.name == "go.mod");
        let go_mod = GoMod::parse(go_mod.map_or("", |p| &text[p.range.clone()]));
        let mut by_folder: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, part) in parts.iter().enumerate() {
            let (folder, name) = part.name.rsplit_once('/').unwrap_or(("", &part.name));
            if is_built(folder, name, &text[part.range.clone()]) {
                by_folder.entry(folder).or_default().push(i);
            }
        }
        let package = |(folder, mut files): (&str, Vec<usize>)| {
            files.order_by(|&a, &b| parts[a].name.cmp(&parts[b].name));
            let path = match folder {
                "" => go_mod.module.clone(),
                _ => format!("{}/{folder}", go_mod.module),
            };
            let text_of = |i: usize| &text[parts[i].range.clone()];
            let is_test = |i: usize| parts[i].name.ends_with(TEST);
            Package::new(path.into(), &files, text_of, is_test)
        };
        let packages = in_order(by_folder.into_iter().map(package).collect());
        Some(Plan {
            packages,
            lang: go_mod.lang,
            trouble: go_mod.trouble,
            parts,
        })
    }
}

/// What a go.mod says.
struct GoMod {
    module: String,
    lang: Option<String>,
    trouble: Option<String>,
}

impl GoMod {
    fn parse(text: &str) -> GoMod {
        let mut out = GoMod {
            module: UNNAMED_MODULE.into(),
            lang: None,
            trouble: None,
        };
        for line in text.lines() {
            let line = line.split("//").next().unwrap_or_default();
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("module"), Some(path)) => out.module = path.trim_matches('"').into(),
                (Some("go"), Some(version)) => out.version(version),
                _ => {}
            }
        }
        out
    }

    /// `1.N`, `1.N.P`, `1.NrcP`: only the language version counts.
    fn version(&mut self, version: &str) {
        let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let minor = version.strip_prefix("1.");
        let minor = minor.and_then(|rest| rest[..digits(rest)].parse::<u32>().ok());
        match minor {
            Some(n) if n <= NEWEST => self.lang = Some(format!("go1.{n}")),
            Some(_) => {
                let running = crate::GO_VERSION.trim_start_matches("go");
                self.trouble = Some(format!(
                    "go.mod requires go >= {version} (running go {running})"
                ));
            }
            None => {
                self.trouble = Some(format!(
                    "invalid go version '{version}': must match format 1.23"
                ));
            }
        }
    }
}

/// Operating systems and architectures that a file's name can end in (internal/syslist).
const SYSTEMS: &str = " aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos ";
const MACHINES: &str = " 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 \
    ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm ";

/// Whether the go command compiles a file, or tests with it, for linux/amd64 (go/build, MatchFile).
fn is_built(folder: &str, name: &str, text: &str) -> bool {
    let hidden = |part: &str| part.starts_with(['_', '.']) || matches!(part, "testdata" | "vendor");
    let Some(stem) = name.strip_suffix(".go") else {
        return false;
    };
    if folder.split('/').any(|p| !p.is_empty() && hidden(p)) || name.starts_with(['_', '.']) {
        return false;
    }
    let known = |list: &str, word: &str| list.contains(&format!(" {word} "));
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    let words: Vec<&str> = stem.split('_').skip(1).collect();
    let named = match words[..] {
        [.., os, arch] if known(SYSTEMS, os) && known(MACHINES, arch) => {
            os == "linux" && arch == "amd64"
        }
        [.., last] if known(SYSTEMS, last) => last == "linux",
        [.., last] if known(MACHINES, last) => last == "amd64",
        _ => true,
    };
    named && constraint(text).and_then(constraint::holds) != Some(false)
}

/// The `//go:build` line of a file: before the package clause, after nothing but comments.
fn constraint(text: &str) -> Option<&str> {
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        if in_comment {
            in_comment = !line.contains("*/");
        } else if line.starts_with("//go:build ") {
            return Some(line);
        } else if line.starts_with("/*") {
            in_comment = !line.contains("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            return None;
        }
    }
    None
}

/// How the name of a test's file ends.
const TEST: &str = "_test.go";

impl Package {
    /// The files of one folder, told apart.
    fn new<'t>(
        path: Rc<str>,
        files: &[usize],
        text: impl Fn(usize) -> &'t str,
        is_test: impl Fn(usize) -> bool,
    ) -> Package {
        let (tests, own): (Vec<usize>, Vec<usize>) = files.iter().partition(|&&i| is_test(i));
        let is_external = |i: usize| package_name(text(i)).is_some_and(|n| n.ends_with("_test"));
        let (external, tests) = tests.into_iter().partition(|&i| is_external(i));
        let of = |files: Vec<usize>| Tests {
            imports: outline(files.iter().map(|&i| text(i))).1,
            files,
        };
        let (is_main, imports) = outline(own.iter().map(|&i| text(i)));
        Package {
            path,
            is_main,
            files: own,
            imports,
            tests: of(tests),
            external: of(external),
        }
    }
}

/// The name in a file's package clause.
fn package_name(text: &str) -> Option<String> {
    let (mut ast, mut map) = (Ast::default(), SourceMap::default());
    let id = map.add("", text);
    let file = parse_file(&mut ast, &mut map, id, text, &Options::default()).file?;
    Some(ast.name_str(ast[file].pkg_name).into())
}

/// Whether files are a program's, and what they import.
fn outline<'a>(texts: impl Iterator<Item = &'a str>) -> (bool, BTreeSet<Rc<str>>) {
    let (mut ast, mut map) = (Ast::default(), SourceMap::default());
    let mut is_main = None;
    for text in texts {
        let id = map.add("", text);
        let parsed = parse_file(&mut ast, &mut map, id, text, &Options::default());
        if let Some(file) = parsed.file {
            let name = ast.name_str(ast[file].pkg_name);
            is_main.get_or_insert(name == "main");
        }
    }
    (is_main == Some(true), imports(&ast))
}

/// Packages behind those that they import; where they import each other, in some order.
fn in_order(packages: Vec<Package>) -> Vec<Package> {
    let index: BTreeMap<Rc<str>, usize> = packages
        .iter()
        .enumerate()
        .map(|(i, p)| (p.path.clone(), i))
        .gather();
    let mut order = Vec::new();
    let mut seen = vec![false; packages.len()];
    for start in 0..packages.len() {
        // Each entry: a package, and which of its imports are still to be looked at.
        let mut stack = Vec::new();
        let visit = |i: usize, seen: &mut Vec<bool>, stack: &mut Vec<(usize, Vec<usize>)>| {
            if !std::mem::replace(&mut seen[i], true) {
                let needs = packages[i].imports.iter().rev();
                stack.push((i, needs.filter_map(|p| index.get(p).copied()).collect()));
            }
        };
        visit(start, &mut seen, &mut stack);
        while let Some((i, todo)) = stack.last_mut() {
            match todo.pop() {
                Some(next) => visit(next, &mut seen, &mut stack),
                None => {
                    order.push(*i);
                    stack.pop();
                }
            }
        }
    }
    let mut packages: Vec<Option<Package>> = packages.into_iter().map(Some).collect();
    order.iter().filter_map(|&i| packages[i].take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_come_behind_what_they_import() {
        let text = "-- go.mod --\nmodule m // x\ngo 1.21.3\n-- main.go --\npackage main\nimport \"m/b\"\n-- a/a.go --\npackage a\n\
            -- b/b.go --\npackage b\nimport \"m/a\"\n-- b/b_windows.go --\npackage b\n-- b/b_test.go --\npackage b\nimport \"testing\"\n-- b/x_test.go --\npackage b_test\nimport \"m\"\n";
        let plan = Plan::new(text).expect("an archive");
        let paths: Vec<&str> = plan.packages.iter().map(|p| &*p.path).collect();
        assert_eq!(paths, ["m/a", "m/b", "m"]);
        let b = &plan.packages[1];
        assert_eq!(
            (&b.files[..], &b.tests.files[..], &b.external.files[..]),
            (&[3][..], &[5][..], &[6][..])
        );
        assert!(b.tests.imports.contains("testing") && !b.imports.contains("testing"));
        let importers = plan.importers(&"m/a".into());
        assert!(importers.iter().map(|p| &*p.path).eq(["m/b", "m"]));
        assert!(plan.packages[2].is_main);
        assert_eq!(plan.lang.as_deref(), Some("go1.21"));
    }

    #[test]
    fn cycles_come_to_an_end() {
        let text = "-- a/a.go --\npackage a\nimport \"play/b\"\n-- b/b.go --\npackage b\nimport \"play/a\"\n";
        let plan = Plan::new(text).expect("an archive");
        assert_eq!(plan.packages.len(), 2);
    }

    #[test]
    fn files_for_the_target() {
        assert!(is_built("", "a.go", "package p"));
        assert!(is_built("x", "linux.go", "package p"));
        assert!(is_built("", "a_linux_amd64.go", "package p"));
        assert!(!is_built("", "a_arm64.go", "package p"));
        assert!(!is_built(
            "",
            "a.go",
            "// x\n\n//go:build ignore\n\npackage p"
        ));
        assert!(is_built("", "a.go", "package p\n//go:build ignore\n"));
        assert!(!is_built("testdata", "a.go", "package p"));
        assert!(!is_built("", "README.md", ""));
    }

    #[test]
    fn versions_of_go() {
        let trouble = |text: &str| GoMod::parse(text).trouble.unwrap_or_default();
        assert_eq!(
            trouble("go 1.40"),
            "go.mod requires go >= 1.40 (running go 1.27.3)"
        );
        assert_eq!(trouble("go 1.27rc1"), "");
    }
}
