//! The facts about std, decoded from what the pinned compiler writes, against what its own libraries and its own messages say.
//!
//! Needs the facts that the set-up makes (`target/std`, or the folder that GOESCAPE_STD names), and for the comparisons the Go
//! toolchain (`target/go-1.27.3/go`, or the folder that GOESCAPE_GOROOT names). Where they are missing the tests say so and pass.
//! With GOESCAPE_DUMP, a folder, both sides of the comparison of types are left there.

mod diagnostics;
mod dump;
#[path = "../support/mod.rs"]
mod support;
mod tree_text;
mod written;

use goescape::body::read::read_func;
use goescape::std::archive::export_data;
use goescape::std::{DecodeError, World};
use std::collections::{BTreeMap, HashMap};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Instant;
use support::toolchain;

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

/// The `go` command of the pinned toolchain with these arguments, where the toolchain is there.
fn go(args: &[&str]) -> Option<Command> {
    let mut command = toolchain::go(&toolchain::goroot()?);
    command.args(args);
    Some(command)
}

fn output(mut command: Command) -> String {
    let out = command
        .stderr(Stdio::inherit())
        .output()
        .expect("go can be run");
    assert!(out.status.success(), "{command:?}");
    String::from_utf8(out.stdout).expect("text")
}

/// The same as go/types reads in the same data, object by object.
#[test]
fn types_are_those_of_go_types() {
    let Some(facts) = facts() else { return };
    let template = "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}";
    let Some(list) = go(&["list", "-export", "-f", template, "std", "runtime/cgo"]) else {
        return;
    };
    let list = output(list);
    let mut list: Vec<&str> = list.lines().collect();
    list.sort_unstable();
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/stdtypes/main.go");
    let Some(mut tool) = go(&["run", &tool.to_string_lossy()]) else {
        return;
    };
    let mut input = tempfile::tempfile().expect("a temporary file");
    input
        .write_all(list.join("\n").as_bytes())
        .expect("room for the list");
    input.rewind().expect("a file");
    tool.stdin(input);
    let want = output(tool);

    let mut got = String::new();
    for (path, data) in &facts {
        let mut world = World::new();
        world.add_package(path, data.clone()).expect(path);
        got += &dump::package(&mut world, path);
    }
    if let Some(dir) = std::env::var_os("GOESCAPE_DUMP") {
        let dir = PathBuf::from(dir);
        std::fs::create_dir_all(&dir).expect("GOESCAPE_DUMP names a folder");
        std::fs::write(dir.join("want.txt"), &want).expect("a file in GOESCAPE_DUMP");
        std::fs::write(dir.join("got.txt"), &got).expect("a file in GOESCAPE_DUMP");
    }
    let (want, got): (Vec<_>, Vec<_>) = (want.lines().collect(), got.lines().collect());
    let mut context = "";
    for (w, g) in want.iter().zip(&got) {
        if !w.starts_with('\t') {
            context = w;
        }
        assert_eq!(w, g, "in {context}");
    }
    assert_eq!(want.len(), got.len());
    assert!(want.len() > 40_000, "{} lines", want.len());
}

/// Packages of all sorts, for every day; GOESCAPE_ALL compares all of std, for which the compiler takes minutes.
const SOME: &[&str] = &[
    "fmt",
    "strings",
    "bytes",
    "bufio",
    "os",
    "io",
    "sort",
    "strconv",
    "sync",
    "sync/atomic",
    "time",
    "net/http",
    "encoding/json",
    "regexp",
    "math/big",
    "reflect",
    "runtime",
    "text/template",
    "go/types",
    "container/list",
];

/// Inline costs and parameter tags are those that the compiler prints when it compiles the package.
#[test]
fn costs_and_tags_are_the_compilers() {
    let Some(facts) = facts() else { return };
    let all = std::env::var_os("GOESCAPE_ALL").is_some();
    let mut args = vec!["build", "-gcflags=-m=2"];
    match all {
        true => args.push("std"),
        false => args.extend(SOME),
    }
    let Some(mut build) = go(&args) else { return };
    let out = build.output().expect("go can be run");
    assert!(out.status.success(), "{build:?}");
    let said = diagnostics::parse(&String::from_utf8_lossy(&out.stderr));
    let mut seen = diagnostics::Compared::default();
    let mut wrong = Vec::new();
    let nothing = diagnostics::Said::default();
    for (path, data) in &facts {
        if !all && !SOME.contains(&&**path) {
            continue;
        }
        let mut world = World::new();
        world.add_package(path, data.clone()).expect(path);
        let said = said.get(path).unwrap_or(&nothing);
        wrong.extend(diagnostics::compare(&world, path, said, &mut seen));
    }
    eprintln!("{seen:?}");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen.inlinable > 1_000 && seen.params > 2_000, "{seen:?}");
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

/// Reads everything that the world's files have, bodies too; gives how many bodies there were, or the first error.
fn read_all(world: &mut World) -> Result<usize, DecodeError> {
    let mut bodies = 0;
    let World { types, map, store } = world;
    for func in store.functions() {
        if let Some(read) = read_func(types, map, store, func) {
            read?;
            bodies += 1;
        }
    }
    Ok(bodies)
}

/// Files with sync markers say at each step what stands there: reading them proves that nothing is read as something else.
#[test]
fn sync_markers_agree() {
    let args = [
        "list",
        "-export",
        "-gcflags=all=-d=syncframes=1",
        "-f",
        "{{.ImportPath}}\t{{.Export}}",
    ];
    let packages = [
        "cmp",
        "container/list",
        "slices",
        "maps",
        "strings",
        "sync/atomic",
    ];
    let Some(list) = go(&[&args[..], &packages].concat()) else {
        return;
    };
    let mut bodies = 0;
    for line in output(list).lines() {
        let (path, file) = line.split_once('\t').expect("path and file");
        let archive = std::fs::read(file).expect("an archive that go list names");
        let data = export_data(&archive).expect("an object archive");
        let mut world = World::new();
        if let Err(e) = world.add_package(path, data.into()) {
            panic!("{path}: {e}");
        }
        match read_all(&mut world) {
            Ok(n) => bodies += n,
            Err(e) => panic!("{path}: {e}"),
        }
    }
    assert!(bodies > 200, "{bodies} bodies");
}

/// Whatever the bytes are, there is an answer: a world, or an error that leaves the world as it was.
#[test]
fn damaged_files_are_errors_or_worlds() {
    let Some(facts) = facts() else { return };
    let mut seed = 1u64;
    let mut random = move |below: usize| {
        // xorshift64
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    let (mut fine, mut refused) = (0, 0);
    for (path, data) in &facts {
        if data.len() > 40_000 {
            continue;
        }
        for _ in 0..20 {
            let mut bytes = data.to_vec();
            for _ in 0..1 + random(4) {
                let at = random(bytes.len());
                bytes[at] = match random(3) {
                    0 => random(256) as u8,
                    1 => bytes[at] ^ (1 << random(8)),
                    _ => bytes[random(data.len())],
                };
            }
            let mut world = World::new();
            match world.add_package(path, bytes.into()) {
                Ok(_) => match read_all(&mut world) {
                    Ok(_) => fine += 1,
                    Err(_) => refused += 1,
                },
                Err(_) => {
                    refused += 1;
                    assert!(!world.has_package(path));
                    assert_eq!(world.types.type_count(), World::new().types.type_count());
                }
            }
        }
    }
    eprintln!("{fine} fine, {refused} refused");
    assert!(
        fine > 100 && refused > 1_000,
        "{fine} fine, {refused} refused"
    );
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

/// What came of comparing trees.
#[derive(Default)]
struct Trees {
    same: usize,
    wrong: Vec<String>,
    /// How often which reason was given for not writing a tree.
    unsupported: BTreeMap<String, usize>,
}

/// Compares the trees that we write from a package's source with those that we read in its export data.
fn compare_trees(
    listed: &written::Listed,
    facts: &HashMap<&str, Rc<[u8]>>,
    data: Rc<[u8]>,
    seen: &mut Trees,
) {
    let path = &*listed.path;
    let (trees, errors) = written::trees(listed, facts);
    (seen.wrong).extend(errors.into_iter().map(|e| format!("{path}: {e}")));
    let mut world = World::new();
    world.add_package(path, data).expect(path);
    let World { types, map, store } = &mut world;
    for func in store.functions() {
        let Some((home, symbol)) = store.symbol(types, func) else {
            continue;
        };
        if *types[home].path != *path {
            continue;
        }
        let Some(read) = read_func(types, map, store, func) else {
            continue;
        };
        let read = tree_text::func(types, map, &read.expect("it reads")).expect("it has a body");
        match trees.get(&*symbol) {
            Some(Ok(written)) if *written == read => seen.same += 1,
            Some(Ok(written)) => {
                let mut pairs = read.lines().zip(written.lines()).enumerate();
                let (n, (r, w)) = pairs.find(|(_, (r, w))| r != w).unwrap_or_default();
                (seen.wrong).push(format!(
                    "{path}.{symbol}, line {n}:\n  export {r}\n  source {w}"
                ));
            }
            Some(Err(why)) => *seen.unsupported.entry(why.clone()).or_insert(0) += 1,
            None => seen.wrong.push(format!("{path}.{symbol}: not written")),
        }
    }
}

/// A function's tree that we write from its source is the tree that we read in what the compiler wrote of it.
#[test]
fn trees_from_source_are_trees_from_export_data() {
    let Some(facts) = facts() else { return };
    let Some(list) = go(&["list", "-f", written::TEMPLATE, "std"]) else {
        return;
    };
    let by_path: HashMap<&str, Rc<[u8]>> = facts.iter().map(|(p, d)| (&**p, d.clone())).collect();
    let mut seen = Trees::default();
    let only = std::env::var("GOESCAPE_ONLY").ok();
    for line in output(list).lines() {
        let listed = written::Listed::parse(line);
        let wanted = only.as_ref().is_none_or(|o| *o == listed.path);
        if let Some(data) = by_path.get(&*listed.path).filter(|_| wanted) {
            compare_trees(&listed, &by_path, data.clone(), &mut seen);
        }
    }
    let Trees {
        same,
        wrong,
        unsupported,
    } = seen;
    eprintln!(
        "{same} the same, {} differ, not written: {unsupported:?}",
        wrong.len()
    );
    if let Some(dir) = std::env::var_os("GOESCAPE_DUMP") {
        std::fs::create_dir_all(&dir).expect("GOESCAPE_DUMP names a folder");
        std::fs::write(PathBuf::from(dir).join("trees.txt"), wrong.join("\n"))
            .expect("a file in GOESCAPE_DUMP");
    }
    assert!(
        wrong.is_empty(),
        "{} differ, such as\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    assert!(unsupported.is_empty(), "not written: {unsupported:?}");
    assert!(only.is_some() || same > 5_000, "{same} the same");
}

/// Ranges over functions in all their forms: the compiler rewrites them before it writes the tree.
#[test]
fn trees_of_ranges_over_functions() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rangefunc");
    let listed = written::Listed {
        path: "p".into(),
        dir: dir.to_string_lossy().into_owned(),
        files: vec!["bodies.go".into()],
        import_map: BTreeMap::new(),
        imports: Vec::new(),
    };
    let file = dir.join("bodies.go");
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let archive = scratch.path().join("p.a");
    let Some(mut compile) = go(&["tool", "compile", "-p", "p", "-o"]) else {
        return;
    };
    compile.arg(&archive).arg(&file);
    output(compile);
    let bytes = std::fs::read(&archive).expect("the compiler has written it");
    let data = export_data(&bytes).expect("an object archive");
    let mut seen = Trees::default();
    compare_trees(&listed, &HashMap::new(), data.into(), &mut seen);
    assert!(seen.wrong.is_empty(), "{}", seen.wrong.join("\n"));
    assert!(seen.unsupported.is_empty(), "{:?}", seen.unsupported);
    assert!(seen.same > 30, "{} the same", seen.same);
}
