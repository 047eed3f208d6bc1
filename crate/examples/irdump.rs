//! Compares our IR with the compiler's, node by node.
//!
//! - `irdump [-v N] facts PKGPATH ARCHIVE DUMP` lowers the bodies that a package's export data list;
//! - `irdump [-v N] source PKGPATH IMPORTCFG DUMP FILE.go…` lowers a package from its files.
//!
//! DUMP is what `go tool compile -W=2` printed for that very package. Prints how many functions are the same, and for the
//! first N others where they part.

use goescape::body::read::Imported;
use goescape::body::tree::{Decl, Package};
use goescape::ir::lower::{Lower, State, StdSource};
use goescape::ir::{Printer, Program, Tys, dump, passes};
use goescape::std::{Store, World};
use goescape::syntax::{self, Ast, DeclKind};
use goescape::text::SourceMap;
use goescape::types::check::Config;
use goescape::types::{self, ObjId, PkgId, Types};
use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

const SECTION: &str = "before devirtualize-and-inline ";

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut show = 3;
    if args.first().is_some_and(|a| a == "-v") {
        show = args.get(1).and_then(|n| n.parse().ok()).unwrap_or(show);
        args.drain(..2.min(args.len()));
    }
    let work = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(move || run(&args, show));
    match work.map(|t| t.join()) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(trouble))) => {
            eprintln!("irdump: {trouble}");
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}

fn run(args: &[String], show: usize) -> Result<(), String> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["facts", path, archive, dump] => facts(path, archive, dump, show),
        ["source", path, cfg, dump, ref files @ ..] => source(path, cfg, dump, files, show),
        _ => Err("usage: irdump [-v N] facts PKGPATH ARCHIVE DUMP | source PKGPATH IMPORTCFG DUMP FILE.go…".into()),
    }
}

/// Our functions by name: the dump, or why there is none.
type Ours = BTreeMap<String, Result<String, String>>;

fn facts(path: &str, archive: &str, expected: &str, show: usize) -> Result<(), String> {
    let read = |p: &str| std::fs::read(p).map_err(|e| format!("{p}: {e}"));
    let bytes = read(archive)?;
    let data = goescape::std::archive::export_data(&bytes).ok_or("no export data")?;
    let mut world = World::new();
    let pkg = world
        .add_package(path, data.into())
        .map_err(|e| e.to_string())?;
    let World {
        mut types,
        mut map,
        mut store,
    } = world;
    let mut imported = Imported::default();
    let mut package = Package::default();
    let funcs: Vec<ObjId> = store
        .functions()
        .into_iter()
        .filter(|&f| types[f].pkg == Some(pkg))
        .collect();
    for f in funcs {
        let Some(tree) = imported.func(&mut types, &mut map, &mut store, f) else {
            continue;
        };
        let dict = &tree.dict;
        if dict.implicits.is_empty() && dict.receivers.is_empty() && dict.explicits.is_empty() {
            package.funcs.push((*tree).clone());
            package.decls.push(Decl::Func(f));
        }
    }
    let name = types[pkg].name.to_string();
    let mut prog = Program::new(path, &name);
    let source = StdSource {
        store: &mut store,
        imported: &mut imported,
        map: &mut map,
    };
    let tys = lower(&mut prog, types, pkg, source, &package);
    let ours = ours(&prog, &tys, &map);
    let expected = String::from_utf8_lossy(&read(expected)?).into_owned();
    compare(&ours, &sections(&expected, &name), show);
    Ok(())
}

/// Names, and what they stand for.
type Names = BTreeMap<String, String>;

/// Import paths as the source has them, to the archives they stand for.
fn importcfg(file: &str) -> Result<(Names, Names), String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let (mut archives, mut renamed) = (BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        let (map, pair) = match line.split_once(' ') {
            Some(("packagefile", pair)) => (&mut archives, pair),
            Some(("importmap", pair)) => (&mut renamed, pair),
            _ => continue,
        };
        if let Some((from, to)) = pair.split_once('=') {
            map.insert(from.to_owned(), to.to_owned());
        }
    }
    Ok((archives, renamed))
}

fn source(
    path: &str,
    cfg: &str,
    expected: &str,
    files: &[&str],
    show: usize,
) -> Result<(), String> {
    let (archives, renamed) = importcfg(cfg)?;
    let mut world = World::new();
    let mut ast = Ast::default();
    let mut nodes = Vec::new();
    let options = syntax::Options {
        std: true,
        ..syntax::Options::default()
    };
    let mut texts = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
        texts.push((file, text));
    }
    // The imports first: positions of the files come after those of what is imported.
    let mut scratch = SourceMap::default();
    for (file, text) in &texts {
        let id = scratch.add(file, text);
        let mut ast = Ast::default();
        syntax::parse_file(&mut ast, &mut scratch, id, text, &options);
        for import in imports(&ast) {
            let import = renamed.get(&import).unwrap_or(&import);
            let Some(archive) = archives.get(import) else {
                continue;
            };
            let bytes = std::fs::read(archive).map_err(|e| format!("{archive}: {e}"))?;
            let data = goescape::std::archive::export_data(&bytes).ok_or("no export data")?;
            world
                .add_package(import, data.into())
                .map_err(|e| e.to_string())?;
        }
    }
    let World {
        mut types,
        mut map,
        store,
    } = world;
    for (file, text) in &texts {
        let id = map.add(file, text);
        let parsed = syntax::parse_file(&mut ast, &mut map, id, text, &options);
        nodes.extend(parsed.file);
    }
    let conf = Config {
        path: path.to_owned(),
        ..Config::default()
    };
    let mut importer = Renamed { renamed, store };
    let checked = types::check(&nodes, &ast, &map, &conf, &mut importer, &mut types);
    for e in checked.errors.iter().take(show) {
        let place = map.place(e.pos);
        let place = place.map_or(String::new(), |p| {
            format!("{}:{}:{}", p.file, p.line1, p.col1)
        });
        println!("error {place}: {}", e.msg);
    }
    let broken: Vec<_> = checked.errors.iter().map(|e| (e.pos, e.pos)).collect();
    let package = goescape::body::package(&ast, &map, &checked, &mut types, &broken);

    let name = types[checked.pkg].name.to_string();
    let mut prog = Program::new(path, &name);
    let source = StdSource {
        store: &mut importer.store,
        imported: &mut Imported::default(),
        map: &mut map,
    };
    let tys = lower(&mut prog, types, checked.pkg, source, &package);
    let ours = ours(&prog, &tys, &map);
    let expected = std::fs::read(expected).map_err(|e| format!("{expected}: {e}"))?;
    let expected = String::from_utf8_lossy(&expected).into_owned();
    compare(&ours, &sections(&expected, &name), show);
    Ok(())
}

fn imports(ast: &Ast) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for file in ast.file_nodes() {
        for &decl in &ast[file].decls {
            if let DeclKind::Import(import) = &ast[decl].kind
                && let Some(path) = import.path
                && let syntax::ExprKind::BasicLit(path) = &ast[path].kind
                && let Some(path) = goescape::types::constant::unquote(&path.value)
            {
                paths.insert(String::from_utf8_lossy(&path).into_owned());
            }
        }
    }
    paths
}

struct Renamed {
    renamed: BTreeMap<String, String>,
    store: Store,
}

impl types::Importer for Renamed {
    fn import(
        &mut self,
        types: &mut Types,
        path: &str,
    ) -> Result<types::PkgId, types::ImportError> {
        let path = self.renamed.get(path).map_or(path, String::as_str);
        self.store.import(types, path)
    }
}

fn lower(
    prog: &mut Program,
    types: Types,
    pkg: PkgId,
    mut source: StdSource<'_>,
    package: &Package,
) -> Tys {
    let mut tys = Tys::new(types, Some(pkg));
    Lower {
        prog,
        tys: &mut tys,
        st: &mut State::default(),
        source: &mut source,
    }
    .package(package);
    passes::outline_maps(prog, &tys);
    tys
}

fn ours(prog: &Program, tys: &Tys, map: &goescape::text::SourceMap) -> Ours {
    let mut ours = Ours::new();
    for &f in &prog.target.funcs {
        let func = prog.func(f);
        let text = match &func.unsupported {
            Some(why) => {
                let place = map.place(why.pos.pos);
                let place = place.map_or(String::new(), |p| {
                    format!("{}:{}:{}", p.file, p.line1, p.col1)
                });
                Err(format!("{}\t{place}", why.reason))
            }
            None => Ok(dump::func(prog, tys, map, f)),
        };
        ours.insert(Printer::new(prog, tys).func(f), text);
    }
    ours
}

/// The compiler's functions by name.
fn sections(text: &str, package: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut current: Option<(String, String)> = None;
    let mut finish = |current: &mut Option<(String, String)>| {
        if let Some((name, body)) = current.take() {
            found
                .entry(name)
                .or_insert_with(|| dump::normalize(&body, package));
        }
    };
    for line in text.lines() {
        if let Some(name) = line.strip_prefix(SECTION) {
            finish(&mut current);
            current = Some((name.to_owned(), String::new()));
        } else if line.is_empty() || !line.starts_with(".   ") {
            finish(&mut current);
        } else if let Some((_, body)) = &mut current {
            body.push_str(line);
            body.push('\n');
        }
    }
    finish(&mut current);
    found
}

fn compare(ours: &Ours, theirs: &BTreeMap<String, String>, show: usize) {
    let (mut same, mut lines, mut different, mut missing) = (0, 0, 0, 0);
    let mut gaps: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, text) in ours {
        let text = match text {
            Ok(text) => text,
            Err(why) => {
                let (why, place) = why.split_once('\t').unwrap_or((why, ""));
                let n = gaps.entry(why).or_default();
                *n += 1;
                if *n <= show && !why.contains("generic") {
                    println!("=== {name}: {why} {place}");
                }
                continue;
            }
        };
        match theirs.get(name) {
            // Functions without a body are not dumped.
            None if text.is_empty() => {}
            None => {
                missing += 1;
                if missing <= show {
                    println!("=== {name}: not in the dump");
                }
            }
            Some(want) if want == text => {
                same += 1;
                lines += text.lines().count();
            }
            Some(want) => {
                different += 1;
                if different <= show {
                    part(name, want, text);
                }
            }
        }
    }
    let mut lacking = 0;
    for name in theirs.keys().filter(|n| !ours.contains_key(*n)) {
        lacking += 1;
        if lacking <= show {
            println!("=== {name}: not lowered");
        }
    }
    println!(
        "same {same} ({lines} nodes), different {different}, not in the dump {missing}, only there {lacking}"
    );
    for (why, n) in gaps {
        println!("  not lowered: {why}: {n}");
    }
}

/// Prints where two dumps part.
fn part(name: &str, want: &str, have: &str) {
    println!("=== {name}");
    let (want, have): (Vec<&str>, Vec<&str>) = (want.lines().collect(), have.lines().collect());
    let first = want
        .iter()
        .zip(&have)
        .position(|(a, b)| a != b)
        .unwrap_or(want.len().min(have.len()));
    for line in &want[first.saturating_sub(3)..first] {
        println!("   {line}");
    }
    for line in want.iter().skip(first).take(4) {
        println!(" - {line}");
    }
    for line in have.iter().skip(first).take(4) {
        println!(" + {line}");
    }
}
