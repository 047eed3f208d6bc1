//! Writes seeds into a folder: Go's own test data for the type checker, small files of std, and mutants of both.
//!
//! `seeds GOROOT FOLDER`

use mutate::{Random, SUBJECTS, mutant};
use std::path::{Path, PathBuf};

#[path = "../tests/type_errors/mutate.rs"]
mod mutate;

/// Longer files make each run slow and each change unlikely to matter.
const LONGEST: u64 = 6000;
const MUTANTS_OF_EACH: usize = 2;

fn main() {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(goroot), Some(to)) = (args.next(), args.next()) else {
        panic!("usage: seeds GOROOT FOLDER");
    };
    std::fs::create_dir_all(&to).expect("a folder for the seeds");
    let mut files = Vec::new();
    collect(
        &goroot.join("src/internal/types/testdata"),
        true,
        &mut files,
    );
    for path in SUBJECTS {
        collect(&goroot.join("src").join(path), false, &mut files);
    }
    files.sort();
    let mut random = Random(1);
    let mut number = 0;
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let mutants = (0..MUTANTS_OF_EACH).filter_map(|_| mutant(&text, &mut random));
        for seed in std::iter::once(text.clone()).chain(mutants) {
            std::fs::write(to.join(format!("{number:05}.go")), seed)
                .expect("a seed can be written");
            number += 1;
        }
    }
    println!("{number} seeds in {}", to.display());
}

/// Go files that are not too long.
fn collect(dir: &Path, deep: bool, to: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir)
        .expect("a folder of GOROOT")
        .flatten()
    {
        let (path, meta) = (entry.path(), entry.metadata());
        let Ok(meta) = meta else { continue };
        if meta.is_dir() && deep {
            collect(&path, deep, to);
        } else if path.extension().is_some_and(|e| e == "go") && meta.len() <= LONGEST {
            to.push(path);
        }
    }
}
