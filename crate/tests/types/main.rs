//! The checker over the whole standard library, from source.
//!
//! Needs the pinned Go toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names); where it is missing the tests say so
//! and pass.

mod source;

use goescape::types::{Config, check};
use source::{SourceImporter, Std};
use std::time::Instant;

/// Everything that the compiler accepts is accepted.
#[test]
fn std_has_no_errors() {
    let Some(std) = Std::find() else { return };
    let only = std::env::var("GOESCAPE_ONLY").ok();
    let mut world = SourceImporter::new();
    let mut failed = Vec::new();
    let mut time = std::time::Duration::ZERO;
    let mut lines = 0;
    for p in &std.packages {
        let (map, ast, files, n) = p.parse();
        lines += n;
        let conf = Config {
            path: p.path.clone(),
            ..Config::default()
        };
        world.importer.map = p.import_map.clone();
        let start = Instant::now();
        let checked = check(
            &files,
            &ast,
            &map,
            &conf,
            &mut world.importer,
            &mut world.types,
        );
        time += start.elapsed();
        world.importer.loaded.insert(p.path.clone(), checked.pkg);
        if !checked.errors.is_empty() {
            let mut text = format!("{}: {} errors\n", p.path, checked.errors.len());
            for e in checked.errors.iter().take(12) {
                let at = goescape::types::report::place_string(&map, e.pos);
                text += &format!("    {at}: {}\n", e.msg.replace('\n', "\n    "));
            }
            eprintln!("{text}");
            failed.push(p.path.clone());
        }
        if only.as_ref().is_some_and(|o| *o == p.path) {
            break;
        }
    }
    eprintln!(
        "{} packages, {lines} lines, {time:?}; {} with errors: {failed:?}",
        std.packages.len(),
        failed.len()
    );
    assert!(failed.is_empty());
}
