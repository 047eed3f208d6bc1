//! The facts about std, decoded from what the pinned compiler writes, against what its own libraries and its own messages say.
//!
//! Needs the facts that the set-up makes (`target/std`, or the folder that GOESCAPE_STD names), and for the comparisons the Go
//! toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names). Where they are missing the tests say so and pass.

use goescape::body::read::read_func;
use goescape::std::World;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Import paths and export data of all packages of std.
fn facts() -> Option<Vec<(String, Rc<[u8]>)>> {
    let dir = match std::env::var_os("GOESCAPE_STD") {
        Some(dir) => PathBuf::from(dir),
        None => root().join("target/std"),
    };
    let Ok(index) = std::fs::read_to_string(dir.join("index.json")) else {
        eprintln!("skipped: no facts about std in {}", dir.display());
        return None;
    };
    let (_, packages) = index.split_once("\"packages\"")?;
    let mut words = packages.split('"').skip(1).step_by(2);
    let mut list = Vec::new();
    while let (Some(path), Some(file)) = (words.next(), words.next()) {
        let data = std::fs::read(dir.join(file)).expect("a file that index.json names");
        list.push((path.to_string(), data.into()));
    }
    Some(list)
}

#[test]
fn every_package_alone_and_all_together() {
    let Some(facts) = facts() else { return };
    assert!(facts.len() > 300, "{} packages", facts.len());
    for (path, data) in &facts {
        let at = Instant::now();
        let mut world = World::new();
        if let Err(e) = world.add_package(path, data.clone()) {
            panic!("{path}: {e}");
        }
        if ["fmt", "net/http", "strings", "os"].contains(&&**path) {
            eprintln!(
                "{path}: {:?}, {} types, {} objects",
                at.elapsed(),
                world.types.type_count(),
                world.types.object_count()
            );
        }
    }
    let mut world = World::new();
    for (path, data) in &facts {
        world.add_package(path, data.clone()).expect(path);
    }
    eprintln!("{} types", world.types.type_count());
}

#[test]
fn every_body_reads_to_its_end() {
    let Some(facts) = facts() else { return };
    let mut bodies = 0;
    let mut failed = Vec::new();
    for (path, data) in &facts {
        let mut world = World::new();
        world.add_package(path, data.clone()).expect(path);
        let at = Instant::now();
        let mut here = 0;
        for func in world.store.functions() {
            let World { types, map, store } = &mut world;
            let Some(read) = read_func(types, map, store, func) else {
                continue;
            };
            here += 1;
            if let Err(e) = read {
                failed.push(format!("{path}: {}: {e}", world.types[func].name));
            }
        }
        bodies += here;
        if ["fmt", "net/http", "strings", "slices"].contains(&&**path) {
            eprintln!("{path}: {here} bodies {:?}", at.elapsed());
        }
    }
    eprintln!("{bodies} bodies");
    assert!(
        failed.is_empty(),
        "{} of {bodies}:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(bodies > 9_000, "{bodies} bodies");
}
