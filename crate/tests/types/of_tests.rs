//! The files of tests of std: those of a package, checked with it, and the external ones, which import it so.
//!
//! As in a build, plain packages are known by their export data; the package under test, and what the tests import that imports it in turn,
//! come from source.

use crate::compare;
use crate::dump::Dump;
use crate::snapshot::Snapshot;
use crate::source::{GoTypes, Package, Parsed, Std};
use crate::support::std_facts;
use crate::support::toolchain::go;
use goescape::std::World;
use goescape::syntax::DeclKind;
use goescape::types::report::place_string;
use goescape::types::{Config, ImportError, Importer, PkgId, Types, check};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A package as the test of another one has it: `fmt|fmt.test`.
struct Variant {
    package: Package,
    dir: String,
    /// Its own test files are to be compared; otherwise it is only imported.
    compared: bool,
}

/// All that the test of one package is made of, imported packages first.
struct Group {
    variants: Vec<Variant>,
}

/// `fmt [fmt.test]` without blanks.
fn name_of(path: &str) -> String {
    path.replace(" [", "|").replace(']', "")
}

fn strings(v: &Value) -> Vec<String> {
    let list = v.as_array().into_iter().flatten();
    list.filter_map(|s| s.as_str().map(str::to_owned)).collect()
}

/// What `go list -test` says of all of std, by the package under test.
fn groups(std: &Std) -> Vec<Group> {
    let fields = "-json=ImportPath,ForTest,Dir,GoFiles,ImportMap";
    let out = go(&std.goroot)
        .args(["list", "-test", "-deps", fields, "std"])
        .output()
        .expect("go can be run");
    let mut all: BTreeMap<String, Vec<Variant>> = BTreeMap::new();
    let values = serde_json::Deserializer::from_slice(&out.stdout).into_iter::<Value>();
    for v in values.map(|v| v.expect("what go list prints")) {
        let text = |key: &str| v[key].as_str().unwrap_or_default().to_owned();
        let (path, tested) = (text("ImportPath"), text("ForTest"));
        if tested.is_empty() {
            continue;
        }
        let files = strings(&v["GoFiles"]);
        let own = path.split(' ').next().unwrap_or_default();
        let own = own == tested || own == format!("{tested}_test");
        let map = v["ImportMap"].as_object().into_iter().flatten();
        let package = Package {
            path: name_of(&path),
            import_map: map
                .map(|(from, to)| (from.clone(), name_of(to.as_str().unwrap_or_default())))
                .collect(),
            files: files
                .iter()
                .map(|f| PathBuf::from(text("Dir")).join(f))
                .collect(),
        };
        all.entry(tested).or_default().push(Variant {
            package,
            dir: text("Dir"),
            compared: own && files.iter().any(|f| f.ends_with("_test.go")),
        });
    }
    all.into_values().map(Group::new).collect()
}

impl Group {
    /// Without what only the main package of the test imports.
    fn new(mut variants: Vec<Variant>) -> Group {
        let mut needed = BTreeSet::new();
        for v in variants.iter().rev() {
            if v.compared || needed.contains(&v.package.path) {
                needed.insert(v.package.path.clone());
                needed.extend(v.package.import_map.values().cloned());
            }
        }
        variants.retain(|v| needed.contains(&v.package.path));
        Group { variants }
    }

    /// The lines for `crate/tools/exprtypes`.
    fn plan(&self) -> String {
        let mut text = String::new();
        for v in &self.variants {
            let p = &v.package;
            let names = p.files.iter().filter_map(|f| f.file_name()?.to_str());
            let map = p.import_map.iter().map(|(a, b)| format!("{a}={b}"));
            let (names, map): (Vec<&str>, Vec<String>) = (names.collect(), map.collect());
            let mode = if v.compared { "tests" } else { "silent" };
            let (files, map) = (names.join(" "), map.join(" "));
            text += &format!("{}\t\t{}\t{files}\t{map}\t{mode}\n", p.path, v.dir);
        }
        text
    }
}

/// Packages from source, and behind them those of the world.
struct Variants {
    store: goescape::std::Store,
    checked: BTreeMap<String, PkgId>,
    map: BTreeMap<String, String>,
}

impl Importer for Variants {
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, ImportError> {
        let path = self.map.get(path).map_or(path, |p| p);
        match self.checked.get(path) {
            Some(&pkg) => Ok(pkg),
            None if path == "unsafe" => Ok(PkgId::UNSAFE),
            None => self.store.import(types, path),
        }
    }
}

/// Drops the bodies of functions: who imports a package has no use for them.
fn without_bodies(parsed: &mut Parsed) {
    for &file in &parsed.nodes {
        for decl in parsed.ast[file].decls.clone() {
            if let DeclKind::Func(f) = &mut parsed.ast[decl].kind {
                f.body = None;
            }
        }
    }
}

/// The packages of std that a package imports, as its import map has them.
fn imports(p: &Package, parsed: &Parsed) -> Vec<String> {
    let paths = goescape::analysis::imports(&parsed.ast);
    let mapped = paths
        .iter()
        .map(|i| p.import_map.get(&**i).map_or(&**i, |m| m));
    mapped
        .filter(|i| !i.contains('|'))
        .map(str::to_owned)
        .collect()
}

fn shipped(path: &str) -> bool {
    !path
        .split('/')
        .any(|part| part == "internal" || part == "vendor")
}

/// Compares one group; `world` grows by the packages of std that it imports.
fn check_group(
    group: &Group,
    index: &BTreeMap<String, PathBuf>,
    world: &mut World,
    go: &mut GoTypes,
    snapshot: &mut Snapshot,
) {
    let texts: Vec<Vec<String>> = group
        .variants
        .iter()
        .map(|v| imports(&v.package, &v.package.parse()))
        .collect();
    for path in texts.iter().flatten() {
        let file = index
            .get(path)
            .unwrap_or_else(|| panic!("no facts about {path}"));
        let data = std::fs::read(file).expect("facts about a package");
        world.add_package(path, data.into()).expect("whole facts");
    }
    let mut types = world.types.clone();
    let mut map = world.map.clone();
    let mut importer = Variants {
        store: world.store.clone(),
        checked: BTreeMap::new(),
        map: BTreeMap::new(),
    };
    for (v, imports) in group.variants.iter().zip(texts) {
        let p = &v.package;
        let mut parsed = p.parse_into(map);
        if !v.compared {
            without_bodies(&mut parsed);
        }
        let path = p.path.split('|').next().unwrap_or_default();
        let conf = Config {
            path: path.into(),
            ..Config::default()
        };
        importer.map = p.import_map.clone();
        types.ctxt = Default::default();
        let checked = check(
            &parsed.nodes,
            &parsed.ast,
            &parsed.map,
            &conf,
            &mut importer,
            &mut types,
        );
        if v.compared {
            if let Some(e) = checked.errors.first() {
                panic!(
                    "{}: {}: {}",
                    p.path,
                    place_string(&parsed.map, e.pos),
                    e.msg
                );
            }
            let dump = Dump {
                types: &types,
                ast: &parsed.ast,
                map: &parsed.map,
                texts: &parsed.texts,
                checked: &checked,
            };
            let name = match path.ends_with("_test") {
                true => path.to_owned(),
                false => format!("tests of {path}"),
            };
            let mut figures = compare(&name, &dump, true, &go.of(&p.path));
            figures.not_shipped = imports.into_iter().filter(|i| !shipped(i)).collect();
            snapshot.add(&name, &figures);
        }
        importer.checked.insert(p.path.clone(), checked.pkg);
        map = parsed.map;
    }
}

/// The facts in files of tests are those of go/types too.
#[test]
fn facts_in_tests_are_those_of_go_types() {
    let Some(std) = Std::find() else { return };
    let (Some(index), Some(mut plan)) = (std_facts::index(), std.exported()) else {
        return;
    };
    plan = only_imported(&plan);
    let groups = groups(&std);
    plan.extend(groups.iter().map(Group::plan));
    let Some(mut go) = GoTypes::start(&std.goroot, &plan) else {
        return;
    };
    let index = index.into_iter().collect();
    let mut world = World::new();
    let mut snapshot = Snapshot::new();
    for group in &groups {
        check_group(group, &index, &mut world, &mut go, &mut snapshot);
    }
    snapshot.hold();
}

/// The same packages without files.
fn only_imported(plan: &str) -> String {
    let lines = plan.lines().map(|l| {
        let mut fields: Vec<&str> = l.split('\t').collect();
        fields[3] = "";
        fields.join("\t") + "\tsilent\n"
    });
    lines.collect()
}
