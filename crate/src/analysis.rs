//! One run of the pipeline: from texts to facts.
//!
//! Each stage gets what the former ones left, errors or not. A declaration in which something is wrong or not supported has no
//! facts but the reason; the others keep theirs.

use crate::body;
use crate::body::read::{self, Imported};
use crate::body::tree;
use crate::escape::{self, Explain, Facts};
use crate::inline;
use crate::ir::lower::{FuncExt, Lower, Source, State, StdSource};
use crate::ir::{FuncId, NodeId, Program, Tys, passes};
use crate::std::{Store, World};
use crate::syntax::directives::{self, Rules};
use crate::syntax::literals::unquote;
use crate::syntax::outline;
use crate::syntax::{self, Ast, DeclKind, ExprKind, FileNode, SyntaxError};
use crate::text::{Gather, Pos, SourceMap};
use crate::types::check::Config;
use crate::types::{self, Checked, ObjId, PkgId, Types};
use crate::walk;
use rustc_hash::FxHashMap as HashMap;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What to analyse.
#[derive(Clone, Debug)]
pub struct Request {
    /// Name and text of each file of the package, in the order in which the compiler gets them. In front of them those of the packages
    /// of the same module that were analysed before, since all of them share one source map.
    pub files: Vec<(Rc<str>, Rc<str>)>,
    /// How many of the files belong to other packages.
    pub others: usize,
    /// The package's import path: `-p`.
    pub path: Rc<str>,
    /// The language version: `-lang`, such as `go1.27`.
    pub lang: Rc<str>,
    /// Part of the standard library: `-std`.
    pub std: bool,
    /// Inlining on; off is `-l`.
    pub inline: bool,
    /// Record how each thing that escapes gets where it does: what the page shows.
    pub explain: bool,
    /// Record every flow that `-m=2` tells of.
    pub all_flows: bool,
}

/// Everything that was found out about one package.
pub struct Analysis {
    /// The request.
    pub request: Request,
    /// Positions of the files (which come first in it) and of imported code.
    pub map: SourceMap,
    /// The syntax trees.
    pub ast: Ast,
    /// Syntax errors in the compiler's order, not cut off.
    pub syntax_errors: Vec<SyntaxError>,
    /// Text that is not in the trees because of syntax errors, from one position to another; and places of errors in what is there.
    pub damage: Vec<(Pos, Pos)>,
    /// What the checker found.
    pub checked: Checked,
    /// The program in the form in which it was analysed.
    pub program: Program,
    /// Its types.
    pub tys: Tys,
    /// What is known of imported functions.
    pub store: Store,
    /// The trees of the package's functions, for packages that import it.
    pub trees: Vec<tree::Func>,
    /// What the body of a benchmark's loop keeps from being optimised away.
    pub kept_alive: Vec<passes::bloop::Kept>,
    /// What can be inlined, and which calls through interfaces turned out to be calls of known methods.
    pub inlined: Vec<inline::Fact>,
    /// The verdicts.
    pub facts: Facts,
    /// Index expressions that need no bounds check.
    pub elided_bounds_checks: Vec<NodeId>,
}

/// The import paths of a package's files, `unsafe` left out, each once and in order.
pub fn imports(ast: &Ast) -> BTreeSet<Rc<str>> {
    let mut paths = BTreeSet::new();
    for file in ast.file_nodes() {
        for &decl in &ast[file].decls {
            if let DeclKind::Import(import) = &ast[decl].kind
                && let Some(path) = import.path
                && let ExprKind::BasicLit(lit) = ast.kind(path)
                && let Some(bytes) = unquote(&lit.value)
                && let Ok(path) = String::from_utf8(bytes)
                && path != "unsafe"
            {
                paths.insert(path.into());
            }
        }
    }
    paths
}

/// What is known of functions: facts, where they are not generic and were analysed, and trees.
type Functions = BTreeMap<ObjId, (Option<FuncExt>, Rc<tree::Func>)>;

/// The names that `//go:linkname` gives other names.
fn linknames(ast: &Ast) -> BTreeSet<Rc<str>> {
    let files = ast.file_nodes();
    let all = files.flat_map(|file| ast[file].linknames.iter());
    all.map(|l| l.local.clone()).collect()
}

/// The imported packages at hand: what the analysis knows about code that it does not see.
#[derive(Clone, Default)]
pub struct Packages {
    /// Paths that there are data for, here or where the data come from.
    available: BTreeSet<Rc<str>>,
    world: World,
    /// Paths whose data are damaged, and how.
    damaged: BTreeMap<Rc<str>, String>,
    import_map: BTreeMap<Rc<str>, Rc<str>>,
    /// The packages of the module at hand by import path; nothing for one that can't be imported, since it imports the importer.
    module: BTreeMap<Rc<str>, Option<PkgId>>,
    /// What is known of their functions.
    functions: Rc<Functions>,
    /// For each of them the files of std whose bodies count for those that import it.
    listed: BTreeMap<Rc<str>, BTreeSet<u32>>,
    /// The imported bodies that former analyses asked for: read once, not at every keystroke.
    imported: Imported,
    /// Those that analyses asked for since.
    needed: RefCell<BTreeSet<Needed>>,
}

/// An imported function whose body an analysis read, told in a way that holds in every clone of a world.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Needed {
    /// Where the function, or the type that it is a method of, is defined.
    place: (u32, u32),
    method: Option<Rc<str>>,
}

/// What the import paths of a module stand for.
#[derive(Clone, Debug)]
pub struct Module(BTreeMap<Rc<str>, Option<PkgId>>);

impl Packages {
    /// Tells which import paths there are.
    pub fn set_available(&mut self, paths: Vec<String>) {
        self.available = paths.into_iter().map(Rc::from).collect();
    }

    /// The import paths that there are, in order.
    pub fn available(&self) -> impl Iterator<Item = &Rc<str>> {
        self.available.iter()
    }

    /// Says which package an import path in the source stands for, where that is another: the `importmap` lines of the compiler's
    /// `-importcfg` (std finds `golang.org/x/…` under `vendor/`).
    pub fn map_import(&mut self, source: &str, path: &str) {
        self.import_map.insert(source.into(), path.into());
    }

    /// Adds the export data of the package at `path`.
    pub fn add(&mut self, path: &str, data: &[u8]) {
        self.available.insert(path.into());
        if let Err(e) = self.world.add_package(path, data.into()) {
            self.damaged.insert(path.into(), e.to_string());
        }
    }

    /// Adds the export data of several packages: the same, in less time.
    pub fn add_all(&mut self, list: Vec<(Rc<str>, Rc<[u8]>)>) {
        let sound = self.world.add_packages(&list).is_ok();
        for (path, data) in list {
            if !sound {
                // One of them is damaged; which one is, adding them one by one tells.
                self.add(&path, &data);
            }
            self.available.insert(path);
        }
    }

    /// Reads the bodies that analyses asked for since this was called last, so that the next ones find them here. Changes no answer.
    pub(crate) fn prepare(&mut self) {
        let needed = std::mem::take(&mut *self.needed.borrow_mut());
        if needed.is_empty() {
            return;
        }
        // Nothing half-read stays behind, as in `World::add_package`.
        let mut world = self.world.clone();
        let read: Option<Vec<_>> = needed.iter().map(|n| n.read(&mut world)).collect();
        if let Some(read) = read {
            self.world = world;
            for (func, tree) in read {
                self.imported.know(func, tree);
            }
        }
    }

    /// Remembers the imported bodies that an analysis had to read.
    fn remember(&self, types: &Types, store: &Store, imported: &Imported) {
        if imported.fresh().is_empty() {
            return;
        }
        let mut needed = self.needed.borrow_mut();
        needed.extend(
            imported
                .fresh()
                .iter()
                .filter_map(|&f| Needed::of(types, store, f)),
        );
    }

    /// Remembers what analyses with a clone of these packages had to read, as if they had been with these.
    pub(crate) fn remember_all(&self, clone: &Packages) {
        let mut needed = self.needed.borrow_mut();
        needed.extend(clone.needed.borrow().iter().cloned());
    }

    /// Why the data of a package can't be used.
    pub fn damage(&self, path: &str) -> Option<&str> {
        self.damaged.get(path).map(String::as_str)
    }

    /// Whether there are data for a package that were not added yet.
    pub fn lacks(&self, path: &str) -> bool {
        self.available.contains(path)
            && !self.world.has_package(path)
            && !self.damaged.contains_key(path)
    }

    /// Says which packages the module at hand has: none of them is looked for elsewhere.
    pub fn set_module(&mut self, paths: impl Iterator<Item = Rc<str>>) {
        self.module = paths.map(|path| (path, None)).gather();
    }

    /// What the import paths of the module at hand stand for at present.
    pub fn module(&self) -> Module {
        Module(self.module.clone())
    }

    /// Goes back to what import paths stood for before; packages that were added since stay known to those that import them.
    pub fn restore(&mut self, module: Module) {
        self.module = module.0;
    }

    /// Lets one import path stand for what it stands for in `from`.
    pub fn take(&mut self, path: &Rc<str>, from: &Module) {
        let pkg = from.0.get(path).copied().flatten();
        self.module.insert(path.clone(), pkg);
    }

    /// Keeps packages of the module at hand from being imported.
    pub fn forbid<'p>(&mut self, paths: impl Iterator<Item = &'p Rc<str>>) {
        self.module.extend(paths.map(|path| (path.clone(), None)));
    }

    /// Adds a package of the module at hand, once it was analysed: its types, the bodies of its generic and inlinable functions, and what
    /// escape analysis found out about parameters.
    pub fn add_analysed(&mut self, analysis: &Analysis) {
        let program = &analysis.program;
        // The first function at a place is the declared one; others were made to inline it.
        let mut by_pos: HashMap<Pos, FuncId> = HashMap::default();
        for f in program.func_ids() {
            let func = program.func(f);
            if !func.wrapper && !func.dupok && func.oclosure.is_none() && func.pos.inl.is_none() {
                by_pos.entry(func.pos.pos).or_insert(f);
            }
        }
        let functions = Rc::make_mut(&mut self.functions);
        for tree in &analysis.trees {
            let func = by_pos.get(&tree.pos).map(|&f| program.func(f));
            let known = func.filter(|f| f.unsupported.is_none() && tree.body.is_ok());
            let ext = known.map(|f| FuncExt {
                pos: tree.pos,
                pragma: tree.pragma,
                notes: f.recv_params.iter().map(|p| p.note.clone()).collect(),
                inl: f.inl.clone(),
            });
            functions.insert(tree.obj, (ext, Rc::new(tree.clone())));
        }
        self.world.types = analysis.tys.types.clone();
        self.world.types.pending.clear();
        self.world.types.end_package();
        self.world.map = analysis.map.clone();
        self.world.store = analysis.store.clone();
        self.world.store.list_all();
        self.listed
            .insert(analysis.request.path.clone(), analysis.store.listed());
        self.module
            .insert(analysis.request.path.clone(), Some(analysis.checked.pkg));
    }

    /// Lets only those bodies count that the compiler would have read with these imports, whatever former programs imported.
    fn list_only(&self, imports: &BTreeSet<Rc<str>>, store: &mut Store) {
        let paths: Vec<Rc<str>> = imports.iter().map(|p| self.resolve(p)).collect();
        // What a package of the module hands on is not told apart from what it had itself.
        let also = paths.iter().filter_map(|p| self.listed.get(p)).flatten();
        let also = also.copied().collect();
        store.list_only(paths.iter().map(|p| &**p), &also);
    }

    fn resolve(&self, path: &Rc<str>) -> Rc<str> {
        self.import_map.get(path).unwrap_or(path).clone()
    }

    /// The packages that have to be added before these imports can be followed.
    fn missing(&self, imports: &BTreeSet<Rc<str>>) -> Vec<Rc<str>> {
        let wanted = imports.iter().map(|p| self.resolve(p));
        let wanted = wanted.filter(|p| !self.module.contains_key(p));
        wanted.filter(|p| self.lacks(p)).collect()
    }
}

impl Needed {
    fn of(types: &Types, store: &Store, func: ObjId) -> Option<Needed> {
        if let Some(place) = store.definition(func) {
            let method = None;
            return Some(Needed { place, method });
        }
        let place = store.definition(read::owner(types, func))?;
        let method = Some(types[func].name.clone());
        Some(Needed { place, method })
    }

    fn read(&self, world: &mut World) -> Option<(ObjId, tree::Func)> {
        let World { types, map, store } = world;
        let mut func = store.object_at(types, map, self.place).ok()?;
        if let Some(name) = &self.method {
            let named = types.type_of(func);
            let methods: Vec<_> = (0..types.method_count(named))
                .filter_map(|i| types.method(named, i))
                .collect();
            func = methods.into_iter().find(|&m| types[m].name == *name)?;
        }
        let tree = read::read_func(types, map, store, func)?.ok()?;
        Some((func, tree))
    }
}

/// The texts of a package's errors, without an analysis of what escapes.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn errors(request: &Request, packages: &Packages) -> Result<Vec<Rc<str>>, Vec<Rc<str>>> {
    let mut map = packages.world.map.clone();
    let parsed = parse(request, &mut map);
    let missing = packages.missing(&imports(&parsed.ast));
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut types = packages.world.types.clone();
    let store = packages.world.store.clone();
    let checked = check(request, &parsed, &map, packages, &mut types, store).0;
    let syntax = parsed.errors.into_iter().map(|e| e.msg);
    let types = checked.errors.iter().map(|e| e.msg.as_str().into());
    Ok(syntax.chain(types).collect())
}

/// Checks the types of a package; gives the facts about imported ones too.
fn check(
    request: &Request,
    parsed: &Parsed,
    map: &SourceMap,
    packages: &Packages,
    types: &mut Types,
    store: Store,
) -> (Checked, Store) {
    let mut importer = Mapped { packages, store };
    let conf = Config {
        path: request.path.to_string(),
        lang: request.lang.to_string(),
    };
    let (ast, files) = (&parsed.ast, &parsed.files);
    let checked = types::check(files, ast, map, &conf, &mut importer, types);
    (checked, importer.store)
}

/// Analyses a package.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn analyse(request: Request, packages: &Packages) -> Result<Analysis, Vec<Rc<str>>> {
    let (map, parsed) = parsed(&request, packages)?;
    let (types, store) = (packages.world.types.clone(), packages.world.store.clone());
    Ok(analyse_parsed(request, packages, map, parsed, types, store))
}

/// Analyses a package, and is the last to do so with these packages: what they know goes into the analysis instead of being copied.
///
/// # Errors
/// The import paths whose export data have to be added first; then nothing is lost.
pub fn analyse_last(request: Request, packages: &mut Packages) -> Result<Analysis, Vec<Rc<str>>> {
    let (map, parsed) = parsed(&request, packages)?;
    let World { types, store, .. } = std::mem::take(&mut packages.world);
    Ok(analyse_parsed(request, packages, map, parsed, types, store))
}

/// The trees of a request, if what it imports is at hand.
fn parsed(request: &Request, packages: &Packages) -> Result<(SourceMap, Parsed), Vec<Rc<str>>> {
    let mut map = packages.world.map.clone();
    let parsed = parse(request, &mut map);
    let missing = packages.missing(&imports(&parsed.ast));
    match missing.is_empty() {
        true => Ok((map, parsed)),
        false => Err(missing),
    }
}

fn analyse_parsed(
    request: Request,
    packages: &Packages,
    mut map: SourceMap,
    mut parsed: Parsed,
    mut types: Types,
    store: Store,
) -> Analysis {
    let (checked, mut store) = check(&request, &parsed, &map, packages, &mut types, store);
    packages.list_only(&imports(&parsed.ast), &mut store);
    let broken = broken_places(&parsed, &checked);
    let package = match checked.endless {
        // Instances without an end can come up wherever a type does: nothing of it is followed.
        true => tree::Package::default(),
        false => body::package(&parsed.ast, &map, &checked, &mut types, &broken),
    };
    if checked.errors.is_empty() && parsed.errors.is_empty() {
        parsed.errors = directives::check(&parsed.ast, &rules(&request));
    }
    let mut program = Program::new(&request.path, &types[checked.pkg].name);
    program.reserve(parsed.ast.exprs.len());
    let mut tys = Tys::new(types, Some(checked.pkg));
    let mut inlined = inline::Findings::new(match request.all_flows {
        true => inline::Level::Explanations,
        false => inline::Level::Verdicts,
    });
    let mut imported = packages.imported.clone();
    let kept_alive = {
        let mut lower = Lower {
            prog: &mut program,
            tys: &mut tys,
            st: &mut State::default(),
            source: &mut ModuleSource {
                functions: &packages.functions,
                std: StdSource {
                    store: &mut store,
                    imported: &mut imported,
                    map: &mut map,
                },
            },
        };
        lower.package(&package);
        let kept = passes::prepare(lower.prog, lower.tys);
        match request.inline {
            true => {
                inline::inline_package(&mut lower, &mut inlined);
                lower.make_wrappers(&mut |lw, func| inline::inline_func(lw, func, &mut inlined));
            }
            false => {
                inline::devirtualize_package(&mut lower, &mut inlined.list);
                lower.make_wrappers(&mut |_, _| {});
            }
        }
        lower.make_abi_wrappers(&linknames(&parsed.ast));
        kept
    };
    packages.remember(&tys.types, &store, &imported);
    passes::run(&mut program, &mut tys);
    let explain = match (request.explain, request.all_flows) {
        (_, true) => Explain::All,
        (true, _) => Explain::Sites,
        _ => Explain::Off,
    };
    let funcs = program.target.funcs.clone();
    let facts = escape::funcs(&mut program, &mut tys, &funcs, explain);
    let elided_bounds_checks = walk::elided_bounds_checks(&program, &mut tys, &funcs);
    Analysis {
        request,
        map,
        ast: parsed.ast,
        syntax_errors: parsed.errors,
        damage: parsed.damage,
        checked,
        program,
        tys,
        store,
        trees: package.funcs,
        kept_alive,
        inlined: inlined.list,
        facts,
        elided_bounds_checks,
    }
}

/// What the compiler's rules about directives depend on.
fn rules(request: &Request) -> Rules {
    let minor = request
        .lang
        .strip_prefix("go1.")
        .and_then(|n| n.parse().ok());
    Rules {
        complete: false,
        lang: minor.unwrap_or(u32::MAX),
        lang_text: request.lang.clone(),
    }
}

/// The trees of a request.
#[derive(Default)]
struct Parsed {
    ast: Ast,
    files: Vec<FileNode>,
    errors: Vec<SyntaxError>,
    damage: Vec<(Pos, Pos)>,
}

/// Parses all files. One with a syntax error is parsed once more without what is damaged, so that all other declarations keep their
/// verdicts.
fn parse(request: &Request, map: &mut SourceMap) -> Parsed {
    let mut out = Parsed::default();
    let options = syntax::Options {
        std: request.std,
        compiling_runtime: request.std && syntax::is_runtime_package(&request.path),
    };
    let files = request.files.iter().skip(request.others);
    let bytes = files.clone().map(|(_, text)| text.len());
    out.ast.reserve(bytes.sum());
    for (name, text) in files {
        let id = map.add(name, text);
        let before = out.ast.mark();
        let parsed = syntax::parse_file(&mut out.ast, map, id, &**text, &options);
        let damaged = parsed.errors.iter().any(SyntaxError::is_fatal);
        let places = parsed.errors.iter().map(|e| (e.pos, e.pos));
        if !damaged {
            out.damage.extend(places);
            out.files.extend(parsed.file);
            out.errors.extend(parsed.errors);
            continue;
        }
        out.errors.extend(parsed.errors);
        out.ast.go_back(before);
        let healed = outline::healed(text);
        // The directives of the file are in the map already.
        let again = syntax::parse_file(&mut out.ast, &mut map.clone(), id, &healed.text, &options);
        out.files.extend(again.file);
        let pos = |offset: usize| map.pos(id, offset as u32);
        let stretch = |range: std::ops::Range<usize>| (pos(range.start), pos(range.end));
        out.damage.extend(healed.damage.into_iter().map(stretch));
    }
    out
}

/// Where something is wrong: damaged text, and single places with an error.
fn broken_places(parsed: &Parsed, checked: &Checked) -> Vec<(Pos, Pos)> {
    let places = checked.errors.iter().map(|e| (e.pos, e.pos));
    parsed.damage.iter().copied().chain(places).collect()
}

/// Functions of the module's other packages first, then those of std.
struct ModuleSource<'a> {
    functions: &'a Functions,
    std: StdSource<'a>,
}

impl Source for ModuleSource<'_> {
    fn func_ext(&mut self, types: &Types, obj: ObjId) -> Option<FuncExt> {
        match self.functions.get(&obj) {
            Some((ext, _)) => ext.clone(),
            None => self.std.func_ext(types, obj),
        }
    }

    fn autogenerated(&mut self) -> Pos {
        self.std.autogenerated()
    }

    fn same_place(&self, a: Pos, b: Pos) -> bool {
        self.std.same_place(a, b)
    }

    fn tree(&mut self, types: &mut Types, obj: ObjId) -> Option<Rc<tree::Func>> {
        let generic = types[obj].origin().unwrap_or(obj);
        match self.functions.get(&generic) {
            Some((_, tree)) => Some(tree.clone()),
            None => self.std.tree(types, obj),
        }
    }
}

/// Import paths as the source has them, to the packages that they stand for.
struct Mapped<'a> {
    packages: &'a Packages,
    store: Store,
}

impl types::Importer for Mapped<'_> {
    fn import(
        &mut self,
        types: &mut Types,
        path: &str,
    ) -> Result<types::PkgId, types::ImportError> {
        let path = self.packages.resolve(&path.into());
        match self.packages.module.get(&path) {
            Some(Some(pkg)) => Ok(*pkg),
            Some(None) => Err(types::ImportError {
                msg: "import cycle not allowed".into(),
            }),
            None => self.store.import(types, &path),
        }
    }
}
