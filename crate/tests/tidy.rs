//! What ARCHITECTURE.md promises about the shape of the code.

use std::path::{Path, PathBuf};

/// The stages in order: each may use only those before it.
const ORDER: [&str; 19] = [
    "text", "syntax", "types", "std", "body", "ir", "inline", "escape", "walk", "runtime",
    "analysis", "wire", "report", "advise", "fixes", "module", "whatif", "wasm", "cli",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All Rust files under `crate/src`, with the path inside of it.
fn sources() -> Vec<(String, String)> {
    let src = root().join("crate/src");
    let mut found = Vec::new();
    let mut todo = vec![src.clone()];
    while let Some(dir) = todo.pop() {
        for entry in std::fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path
                    .strip_prefix(&src)
                    .expect("it is inside")
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).expect("readable")));
            }
        }
    }
    found.sort();
    found
}

/// The stage that a file belongs to; nothing for `lib.rs` and `main.rs`.
fn stage(file: &str) -> Option<usize> {
    let first = file.split('/').next()?.trim_end_matches(".rs");
    ORDER.iter().position(|s| *s == first)
}

/// The stages that a line mentions by `crate::stage`.
fn mentioned(line: &str) -> Vec<usize> {
    let code = line.split("//").next().unwrap_or_default();
    let after = code.split("crate::").skip(1);
    let names = after.flat_map(|rest| {
        let rest = rest.trim_start_matches('{');
        rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
    });
    names
        .filter_map(|name| ORDER.iter().position(|s| *s == name))
        .collect()
}

#[test]
fn stages_use_only_those_before_them() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(own) = stage(&file) else { continue };
        for (i, line) in text.lines().enumerate() {
            for used in mentioned(line) {
                if used > own {
                    wrong.push(format!(
                        "{file}:{}: {} uses {}",
                        i + 1,
                        ORDER[own],
                        ORDER[used]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "no //! at the top of {silent:?}");
}

#[test]
fn the_core_does_not_print_or_look_around() {
    const FORBIDDEN: [&str; 8] = [
        "println!",
        "eprintln!",
        "dbg!",
        "std::fs",
        "std::env",
        "std::time",
        "std::thread",
        "std::net",
    ];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let shell = stage(&file).is_none_or(|s| ORDER[s] == "cli" || ORDER[s] == "wasm");
        if shell || file.ends_with("test.rs") || file.ends_with("tests.rs") {
            continue;
        }
        let library = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (i, line) in library.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            wrong.extend(
                FORBIDDEN
                    .iter()
                    .filter(|f| code.contains(**f))
                    .map(|f| format!("{file}:{}: {f}", i + 1)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn papers_name_files_that_exist() {
    let mut wrong = Vec::new();
    for paper in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let text = std::fs::read_to_string(root().join(paper)).expect("the papers");
        for quoted in text.split('`').skip(1).step_by(2) {
            let is_path = quoted.starts_with("crate/")
                || quoted.starts_with("www/")
                || quoted.starts_with("scripts/");
            if is_path && !quoted.contains(['*', '{', '<', '…']) && !root().join(quoted).exists()
            {
                wrong.push(format!("{paper}: {quoted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
