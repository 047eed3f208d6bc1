//! The checker over the whole standard library, from source.
//!
//! Needs the pinned Go toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names); where it is missing the tests say so
//! and pass. GOESCAPE_UPDATE=1 rewrites the snapshot, `testdata/types/go1.27.3.txt`.

mod dump;
mod of_tests;
mod snapshot;
mod source;
#[path = "../support/mod.rs"]
mod support;

use dump::Dump;
use goescape::types::report::place_string;
use goescape::types::{Checked, Config, Types, check};
use snapshot::{Figures, Snapshot};
use source::{Package, Parsed, SourceImporter, Std};
use std::collections::BTreeSet;
use std::time::Instant;

/// Checks all packages in order; `see` gets each.
fn for_each(std: &Std, mut see: impl FnMut(&Package, &Parsed, &Checked, &Types)) {
    let mut world = SourceImporter::new();
    for p in &std.packages {
        let parsed = p.parse();
        let conf = Config {
            path: p.path.clone(),
            ..Config::default()
        };
        world.importer.map = p.import_map.clone();
        // Instances of other packages are no business of this one.
        world.types.ctxt = Default::default();
        let checked = check(
            &parsed.nodes,
            &parsed.ast,
            &parsed.map,
            &conf,
            &mut world.importer,
            &mut world.types,
        );
        world.importer.loaded.insert(p.path.clone(), checked.pkg);
        see(p, &parsed, &checked, &world.types);
    }
}

/// Everything that the compiler accepts is accepted.
#[test]
fn std_has_no_errors() {
    let Some(std) = Std::find() else { return };
    let mut failed = Vec::new();
    let start = Instant::now();
    for_each(&std, |p, parsed, checked, _| {
        if checked.errors.is_empty() {
            return;
        }
        for e in checked.errors.iter().take(12) {
            let at = place_string(&parsed.map, e.pos);
            eprintln!("{}: {at}: {}", p.path, e.msg);
        }
        failed.push(p.path.clone());
    });
    let (n, time) = (std.packages.len(), start.elapsed());
    eprintln!("{n} packages, parsed and checked in {time:?}; with errors: {failed:?}");
    assert!(failed.is_empty());
}

/// Compares the facts about one package; gives how many there are and how many differ.
fn compare(name: &str, dump: &Dump, tests: bool, want: &BTreeSet<String>) -> Figures {
    let got: BTreeSet<String> = dump.lines(tests).into_iter().collect();
    let missing = want.difference(&got).map(|l| ('-', l));
    let more = got.difference(want).map(|l| ('+', l));
    let mut differences = 0;
    for (sign, line) in missing.chain(more) {
        differences += 1;
        if differences <= 40 {
            eprintln!("{sign} {name} {line}");
        }
    }
    let count = |kinds: &[char]| want.iter().filter(|l| l.starts_with(kinds)).count();
    Figures {
        expressions: count(&['T']),
        identifiers: count(&['D', 'U']),
        differences,
        not_shipped: Vec::new(),
    }
}

/// The type, kind and value of every expression, and what every identifier denotes, are those of go/types.
#[test]
fn facts_are_those_of_go_types() {
    let Some(std) = Std::find() else { return };
    let Some(mut want) = std.go_types() else {
        return;
    };
    let mut snapshot = Snapshot::new();
    for_each(&std, |p, parsed, checked, types| {
        let dump = Dump {
            types,
            ast: &parsed.ast,
            map: &parsed.map,
            texts: &parsed.texts,
            checked,
        };
        snapshot.add(&p.path, &compare(&p.path, &dump, false, &want.of(&p.path)));
    });
    snapshot.hold();
}
