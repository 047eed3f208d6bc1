//! The checker: its state, its phases, and its entry point (cmd/compile/internal/types2/check.go).

use super::Code;
use super::constant::Value;
use super::env::Env;
use super::errors::TypeError;
use super::ids::{ObjId, PkgId, ScopeId, TypeId};
use super::importer::Importer;
use super::info::{Checked, Info, Mode};
use super::mono::MonoGraph;
use super::object::ObjKind;
use super::report::{err, place_string};
use super::store::Types;
use super::typestring::TypeWriter;
use super::version::{CURRENT, GoVersion};
use crate::syntax::{Ast, DeclId, ExprId, FileNode};
use crate::text::InOrder;
use crate::text::{Pos, SourceMap};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What the checker has to know from outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// The import path of the package (`-p`).
    pub path: String,
    /// The language version (`-lang`), `go1.N`; empty for any.
    pub lang: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: "main".into(),
            lang: format!("go1.{CURRENT}"),
        }
    }
}

/// How deeply expressions, types, statements and declarations that need each other may be nested. The compiler has no such limit, but
/// no stack is endless: a level takes about 1 kB of it, and 8 MiB are there.
pub(in crate::types) const MAX_DEPTH: u32 = 4000;

/// What belongs to a package-level object or method.
#[derive(Clone, Debug, Default)]
pub(in crate::types) struct DeclInfo {
    /// Scope of the file.
    pub(in crate::types) file: Option<ScopeId>,
    pub(in crate::types) version: GoVersion,
    /// All variables of a declaration with one value for several of them.
    pub(in crate::types) lhs: Vec<ObjId>,
    /// The type of constants and variables.
    pub(in crate::types) vtyp: Option<ExprId>,
    /// The value of constants and variables.
    pub(in crate::types) init: Option<ExprId>,
    /// Whether type and value come from a constant declaration above.
    pub(in crate::types) inherited: bool,
    /// The declaration of a type or function.
    pub(in crate::types) decl: Option<DeclId>,
    /// Package-level objects that the initialiser or body mentions.
    pub(in crate::types) deps: BTreeSet<ObjId>,
}

/// Index of a [`DeclInfo`].
pub(in crate::types) type DeclIdx = usize;

/// Where in the program the checker is.
#[derive(Clone, Debug)]
pub(in crate::types) struct Environment {
    /// The package-level declaration whose initialiser or body is checked.
    pub(in crate::types) decl: Option<DeclIdx>,
    pub(in crate::types) scope: ScopeId,
    pub(in crate::types) version: GoVersion,
    /// The value of `iota`, in a constant declaration.
    pub(in crate::types) iota: Option<Value>,
    /// Where errors go in an inherited constant value.
    pub(in crate::types) errpos: Pos,
    pub(in crate::types) in_tparam_list: bool,
    /// The signature of the function whose body is checked.
    pub(in crate::types) sig: Option<TypeId>,
    /// Whether the expression has a call or a receive operation in it.
    pub(in crate::types) has_call_or_recv: bool,
}

/// An untyped expression that may still get another type.
#[derive(Clone, Debug)]
pub(in crate::types) struct ExprInfo {
    /// Whether it is the left operand of a shift whose check has to wait.
    pub(in crate::types) is_lhs: bool,
    pub(in crate::types) mode: Mode,
    pub(in crate::types) typ: TypeId,
    pub(in crate::types) val: Option<Value>,
}

pub(in crate::types) type Action<'a> = Box<dyn FnOnce(&mut Checker<'a>) + 'a>;

/// A set of objects.
#[derive(Clone, Debug, Default)]
pub(in crate::types) struct ObjSet(Vec<u64>);

impl ObjSet {
    pub(in crate::types) fn has(&self, obj: ObjId) -> bool {
        let i = obj.index();
        self.0.get(i / 64).is_some_and(|w| w >> (i % 64) & 1 == 1)
    }

    pub(in crate::types) fn set(&mut self, obj: ObjId, on: bool) {
        let i = obj.index();
        if self.0.len() <= i / 64 {
            self.0.resize(i / 64 + 1, 0);
        }
        if on {
            self.0[i / 64] |= 1 << (i % 64);
        } else {
            self.0[i / 64] &= !(1 << (i % 64));
        }
    }
}

/// The state of checking one package.
pub struct Checker<'a> {
    pub(in crate::types) types: &'a mut Types,
    pub(in crate::types) ast: &'a Ast,
    pub(in crate::types) map: &'a SourceMap,
    pub(in crate::types) conf: &'a Config,
    pub(in crate::types) importer: &'a mut dyn Importer,
    pub(in crate::types) pkg: PkgId,
    pub(in crate::types) info: Info,
    pub(in crate::types) errors: Vec<TypeError>,
    pub(in crate::types) files: Vec<FileNode>,
    pub(in crate::types) decls: Vec<DeclInfo>,
    pub(in crate::types) obj_map: HashMap<ObjId, DeclIdx>,
    /// Keys of `obj_map` in source order.
    pub(in crate::types) obj_list: Vec<ObjId>,
    pub(in crate::types) imported: BTreeMap<String, PkgId>,
    pub(in crate::types) imports: Vec<ObjId>,
    /// Which dot import brought an object into a file.
    pub(in crate::types) dot_imports: BTreeMap<(ScopeId, ObjId), ObjId>,
    pub(in crate::types) used_vars: ObjSet,
    pub(in crate::types) used_pkgs: ObjSet,
    /// Methods by receiver base type, until they are collected.
    pub(in crate::types) methods: BTreeMap<ObjId, Vec<ObjId>>,
    pub(in crate::types) untyped: BTreeMap<ExprId, ExprInfo>,
    pub(in crate::types) delayed: Vec<Option<(GoVersion, Action<'a>)>>,
    /// The objects whose declarations are being checked, outermost first.
    pub(in crate::types) obj_path: Vec<ObjId>,
    /// Calls of `panic`, for the analysis of terminating statements.
    pub(in crate::types) panics: BTreeSet<ExprId>,
    /// Interfaces and type parameters whose type sets must be complete in the end.
    pub(in crate::types) cleaners: Vec<TypeId>,
    pub(in crate::types) mono: MonoGraph,
    /// Defined types that are known not to contain themselves.
    pub(in crate::types) valid_types: HashSet<TypeId>,
    pub(in crate::types) env: Environment,
    pub(in crate::types) depth: u32,
    pub(in crate::types) universe: Universe,
}

/// Predeclared objects that need special care.
#[derive(Clone, Copy, Debug)]
pub(in crate::types) struct Universe {
    pub(in crate::types) any: Option<ObjId>,
    pub(in crate::types) comparable: Option<ObjId>,
    pub(in crate::types) iota: Option<ObjId>,
}

/// Checks a package: all of `files`, which stand in `ast`. Never fails; errors come as values, and what was found out about the rest
/// of the program stays.
pub fn check<'a>(
    files: &[FileNode],
    ast: &'a Ast,
    map: &'a SourceMap,
    conf: &'a Config,
    importer: &'a mut dyn Importer,
    types: &'a mut Types,
) -> Checked {
    let pkg = types.add_package(&conf.path, "");
    let scope = types[pkg].scope;
    let predeclared = |name| types[ScopeId::UNIVERSE].lookup(name);
    let universe = Universe {
        any: predeclared("any"),
        comparable: predeclared("comparable"),
        iota: predeclared("iota"),
    };
    let mut check = Checker {
        types,
        ast,
        map,
        conf,
        importer,
        pkg,
        info: Info::new(ast),
        errors: Vec::new(),
        files: Vec::new(),
        decls: Vec::new(),
        obj_map: HashMap::default(),
        obj_list: Vec::new(),
        imported: BTreeMap::new(),
        imports: Vec::new(),
        dot_imports: BTreeMap::new(),
        used_vars: ObjSet::default(),
        used_pkgs: ObjSet::default(),
        methods: BTreeMap::new(),
        untyped: BTreeMap::new(),
        delayed: Vec::new(),
        obj_path: Vec::new(),
        panics: BTreeSet::new(),
        cleaners: Vec::new(),
        mono: MonoGraph::default(),
        valid_types: HashSet::default(),
        env: Environment::at(scope, GoVersion::ANY),
        depth: 0,
        universe,
    };
    check.check_files(files);
    let Checker {
        info,
        errors,
        types,
        mut mono,
        ..
    } = check;
    // Where there are other errors nobody has looked for it yet.
    let told = errors.iter().any(|e| e.code == Code::InvalidInstanceCycle);
    let endless = told || !errors.is_empty() && mono.find_loop(types, pkg).is_some();
    types.number_local_types(pkg, info.defs.iter().flatten().copied());
    Checked {
        pkg,
        info,
        errors,
        endless,
    }
}

impl Environment {
    pub(in crate::types) fn at(scope: ScopeId, version: GoVersion) -> Environment {
        Environment {
            decl: None,
            scope,
            version,
            iota: None,
            errpos: Pos::NONE,
            in_tparam_list: false,
            sig: None,
            has_call_or_recv: false,
        }
    }
}

impl<'a> Checker<'a> {
    fn check_files(&mut self, files: &[FileNode]) {
        self.init_files(files);
        self.collect_objects();
        self.obj_list = self.obj_map.keys().copied().collect();
        self.obj_list.order_by_key(|&o| self.types[o].order);
        self.direct_cycles();
        self.package_objects();
        self.process_delayed(0);
        self.cleanup();
        self.init_order();
        self.unused_imports();
        for (x, info) in std::mem::take(&mut self.untyped) {
            self.record_type_and_value(x, info.mode, info.typ, info.val);
        }
        if self.errors.is_empty() {
            self.monomorph();
        }
        if self.errors.is_empty() {
            self.gc_checks();
        }
        self.types[self.pkg].complete = true;
    }

    /// Settles the package's name and the version of each file.
    fn init_files(&mut self, files: &[FileNode]) {
        let ast = self.ast;
        for &file in files {
            let id = ast[file].pkg_name;
            let name = ast.name_str(id);
            let pkg_name = self.types[self.pkg].name.clone();
            if pkg_name.is_empty() {
                if name == "_" {
                    self.error(id, Code::BlankPkgName, "invalid package name _");
                } else {
                    self.types[self.pkg].name = name.into();
                }
                self.files.push(file);
            } else if *pkg_name == *name {
                self.files.push(file);
            } else {
                // A file's own position is its very start.
                let at = self.map.offset(ast.start_pos(file));
                let at = at.map_or(Pos::NONE, |(id, _)| self.map.pos(id, 0));
                err!(
                    self,
                    at,
                    Code::MismatchedPkgName,
                    "package {name}; expected package {pkg_name}"
                );
            }
        }
        let lang = GoVersion::parse(&self.conf.lang);
        let current = GoVersion::minor(CURRENT);
        if let Some(&first) = files.first()
            && lang > current
        {
            err!(
                self,
                first,
                Code::TooNew,
                "package requires newer Go version {lang} (application built with {current})"
            );
        }
        for file in self.files.clone() {
            let version = ast[file].go_version.as_deref().unwrap_or("");
            let version = GoVersion::parse(version);
            let mut effective = self.conf.lang.clone();
            if version.is_valid() {
                // Before go1.21 a build constraint could not lower the version.
                effective = version.max(GoVersion::minor(21)).to_string();
                if version > current {
                    let at = ast[file].pkg_name;
                    err!(
                        self,
                        at,
                        Code::TooNew,
                        "file requires newer Go version {version}"
                    );
                }
            }
            self.info.file_versions.insert(file, effective.into());
        }
    }

    /// Defers a check until the declarations that are being checked are complete.
    pub(in crate::types) fn later(&mut self, f: impl FnOnce(&mut Checker<'a>) + 'a) {
        self.delayed.push(Some((self.env.version, Box::new(f))));
    }

    /// Does what was deferred since there were `top` actions, and what comes up meanwhile.
    pub(in crate::types) fn process_delayed(&mut self, top: usize) {
        let version = self.env.version;
        let mut i = top;
        loop {
            self.drain_pending();
            let Some(slot) = self.delayed.get_mut(i) else {
                break;
            };
            if let Some((v, action)) = slot.take() {
                self.env.version = v;
                action(self);
            }
            i += 1;
        }
        self.delayed.truncate(top);
        self.env.version = version;
    }

    /// Completes what is computed lazily, so that its errors are reported.
    fn cleanup(&mut self) {
        let mut i = 0;
        while let Some(&t) = self.cleaners.get(i) {
            i += 1;
            if self.types.interface(t).is_some() {
                self.types.type_set(t);
            } else {
                self.types.under(t);
            }
            self.drain_pending();
        }
        self.process_delayed(0);
    }

    /// The innermost scope with that name, and the object.
    pub(in crate::types) fn lookup_scope(&self, name: &str) -> Option<(ScopeId, ObjId)> {
        let mut scope = Some(self.env.scope);
        while let Some(s) = scope {
            let at = &self.types[s];
            if let Some(obj) = at.lookup(name) {
                return Some((s, obj));
            }
            scope = at.parent;
        }
        None
    }

    /// What a name denotes here.
    pub(in crate::types) fn lookup(&self, name: &str) -> Option<ObjId> {
        self.lookup_scope(name).map(|(_, obj)| obj)
    }

    /// Notes that the declaration that is being checked mentions a package-level object.
    pub(in crate::types) fn add_decl_dep(&mut self, to: ObjId) {
        if let Some(from) = self.env.decl
            && self.obj_map.contains_key(&to)
        {
            self.decls[from].deps.insert(to);
        }
    }

    /// Whether the object is a variable of the checked package, whose use is tracked.
    pub(in crate::types) fn is_local_var(&self, obj: ObjId) -> bool {
        let o = &self.types[obj];
        matches!(o.kind, ObjKind::Var(_)) && o.pkg == Some(self.pkg)
    }

    /// Goes one level down; false, with an error, where the nesting is too deep.
    pub(in crate::types) fn enter(&mut self, at: Pos) -> bool {
        if self.depth >= MAX_DEPTH {
            if !self
                .errors
                .iter()
                .any(|e| e.msg.ends_with("nested too deeply"))
            {
                self.error(at, Code::InvalidSyntaxTree, "nested too deeply");
            }
            return false;
        }
        self.depth += 1;
        true
    }

    /// Goes one level up.
    pub(in crate::types) fn leave(&mut self) {
        self.depth -= 1;
    }
}

impl<'a> Env for Checker<'a> {
    fn types(&mut self) -> &mut Types {
        self.types
    }

    fn complete(&mut self, obj: ObjId) {
        self.obj_decl(obj);
    }

    fn allow_version(&self, minor: u32) -> bool {
        Checker::allow_version(self, minor as u16)
    }

    fn type_str(&self, t: TypeId) -> String {
        self.ty(t)
    }

    fn object_str(&self, obj: ObjId) -> String {
        self.object(obj)
    }

    fn pos_str(&self, pos: Pos) -> String {
        place_string(self.map, pos)
    }

    fn method_str(&self, m: ObjId, full: bool) -> String {
        let qualifier = |types: &Types, pkg| self.qualify(types, pkg);
        let place = |pos| place_string(self.map, pos);
        TypeWriter::new(self.types, &qualifier)
            .with_positions(&place)
            .method(m, full)
    }
}
