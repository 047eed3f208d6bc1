//! The checker over the whole standard library, from source.
//!
//! Needs the pinned Go toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names); where it is missing the tests say so
//! and pass.

mod dump;
mod source;

use dump::Dump;
use goescape::types::report::place_string;
use goescape::types::{Checked, Config, Types, check};
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

/// The type, kind and value of every expression, and what every identifier denotes, are those of go/types.
#[test]
fn facts_are_those_of_go_types() {
    let Some(std) = Std::find() else { return };
    let Some(want) = std.go_types() else { return };
    let mut want = want.split("\npackage ").skip(1).map(|text| {
        let mut lines = text.lines();
        (lines.next().unwrap_or_default(), lines)
    });
    let mut total = 0;
    let mut differ = 0;
    for_each(&std, |p, parsed, checked, types| {
        let dump = Dump {
            types,
            ast: &parsed.ast,
            map: &parsed.map,
            texts: &parsed.texts,
            checked,
        };
        let got = dump.lines();
        let Some((path, lines)) = want.next() else {
            panic!("go/types has no {}", p.path);
        };
        assert_eq!(path, p.path);
        let want: BTreeSet<&str> = lines.filter(|l| !l.is_empty()).collect();
        let got: BTreeSet<&str> = got.iter().map(|l| &**l).collect();
        total += want.len();
        for (sign, line) in want
            .difference(&got)
            .map(|l| ('-', l))
            .chain(got.difference(&want).map(|l| ('+', l)))
        {
            differ += 1;
            if differ <= 400 {
                eprintln!("{sign} {} {line}", p.path);
            }
        }
    });
    eprintln!("{total} facts, {differ} differ");
    assert_eq!(differ, 0);
}
