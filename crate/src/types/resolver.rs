//! Collecting the package-level objects of all files (cmd/compile/internal/types2/resolver.go).

use super::Code;
use super::check::{Checker, DeclIdx, DeclInfo, Environment};
use super::constant::Value;
use super::ids::{ObjId, PkgId, ScopeId};
use super::object::{ObjKind, Object, VarKind, is_exported};
use super::report::{ErrorDesc, err, place_string, soft_err};
use super::version::GoVersion;
use crate::syntax::{
    ConstDecl, DeclId, DeclKind, ExprId, ExprKind, FileNode, FuncDecl, ImportDecl, LitKind,
    Operator, VarDecl,
};
use crate::text::Pos;
use std::collections::BTreeSet;

/// A method declaration with a receiver whose base type is a name.
struct MethodInfo {
    obj: ObjId,
    ptr: bool,
    recv: ExprId,
}

/// A receiver's type taken apart.
pub(in crate::types) struct UnpackedRecv {
    pub(in crate::types) ptr: bool,
    pub(in crate::types) base: ExprId,
    /// Receiver type parameters: a name, or the place of something that is none. Nothing if there are no brackets.
    pub(in crate::types) tparams: Option<Vec<RecvParam>>,
}

/// A receiver type parameter.
pub(in crate::types) struct RecvParam {
    /// The name's node, if it is a name.
    pub(in crate::types) expr: Option<ExprId>,
    pub(in crate::types) pos: Pos,
}

/// The constant declaration that gives type and values to those below it in its group.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::types) struct ConstGroup {
    last: Option<(Option<ExprId>, Option<ExprId>)>,
}

impl ConstGroup {
    /// Type, values, and whether they are inherited. A group starts at iota 0.
    pub(in crate::types) fn next(
        &mut self,
        d: &ConstDecl,
    ) -> (Option<ExprId>, Option<ExprId>, bool) {
        if d.iota == 0 {
            self.last = None;
        }
        let mut inherited = true;
        if d.ty.is_some() || d.values.is_some() {
            self.last = Some((d.ty, d.values));
            inherited = false;
        } else if self.last.is_none() {
            self.last = Some((None, None));
            inherited = false;
        }
        let (ty, values) = self.last.unwrap_or_default();
        (ty, values, inherited)
    }
}

/// The path in an import declaration, or why it is none.
fn validated_import_path(lit: &str) -> Result<String, String> {
    let Some(bytes) = super::constant::unquote(lit) else {
        return Err("invalid syntax".into());
    };
    let path = String::from_utf8_lossy(&bytes).into_owned();
    if path.is_empty() {
        return Err("empty string".into());
    }
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    for c in path.chars() {
        if !is_graphic(c) || c.is_whitespace() || ILLEGAL.contains(c) {
            let shown = if super::constant::is_print(c) {
                format!(" '{c}'")
            } else {
                String::new()
            };
            return Err(format!("invalid character U+{:04X}{shown}", c as u32));
        }
    }
    Ok(path)
}

/// The shortest path that means the same (path.Clean), for one that is not absolute.
fn clean_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&p| p != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    if parts.is_empty() {
        ".".into()
    } else {
        parts.join("/")
    }
}

/// unicode.IsGraphic: printable, or a space of any kind.
fn is_graphic(c: char) -> bool {
    super::constant::is_print(c) || (c.is_whitespace() && !c.is_control())
}

impl<'a> Checker<'a> {
    /// Whether the numbers of names and values agree; reports it if not.
    pub(in crate::types) fn arity(
        &mut self,
        pos: Pos,
        names: &[ExprId],
        inits: &[ExprId],
        is_const: bool,
        inherited: bool,
    ) {
        let (l, r) = (names.len(), inits.len());
        if l < r {
            let n = inits[l];
            if inherited {
                let at = place_string(self.map, self.ast.pos(n));
                err!(self, pos, Code::WrongAssignCount, "extra init expr at {at}");
            } else {
                let text = self.ex(n);
                err!(self, n, Code::WrongAssignCount, "extra init expr {text}");
            }
        } else if l > r && (is_const || r != 1) {
            let n = names[r];
            let name = self.ast.name_str(n);
            err!(
                self,
                n,
                Code::WrongAssignCount,
                "missing init expr for {name}"
            );
        }
    }

    /// Declares a package-level object that is no function.
    fn declare_pkg_obj(&mut self, name: ExprId, obj: ObjId, d: DeclIdx) {
        let text = self.ast.name_str(name);
        if text == "init" {
            self.error(
                name,
                Code::InvalidInitDecl,
                "cannot declare init - must be func",
            );
            return;
        }
        if text == "main" && *self.types[self.pkg].name == *"main" {
            self.error(
                name,
                Code::InvalidMainDecl,
                "cannot declare main - must be func",
            );
            return;
        }
        let scope = self.types[self.pkg].scope;
        self.declare(scope, Some(name), obj, Pos::NONE);
        self.map_object(obj, d);
    }

    fn map_object(&mut self, obj: ObjId, d: DeclIdx) {
        self.obj_map.insert(obj, d);
        self.types[obj].order = self.obj_map.len() as u32;
    }

    fn add_decl_info(&mut self, d: DeclInfo) -> DeclIdx {
        self.decls.push(d);
        self.decls.len() - 1
    }

    /// What the compiler says of a path before it looks for the package (noder/import.go, `resolveImportPath`, `openPackage`).
    fn bad_path(&self, path: &str) -> Option<String> {
        let quote = |s: &str| super::constant::quote(s.as_bytes());
        if path == "main" {
            return Some("cannot import \"main\"".into());
        }
        if path == self.conf.path {
            let path = quote(path);
            return Some(format!(
                "import {path} while compiling that package (import cycle)"
            ));
        }
        if path.starts_with('/') {
            return Some("import path cannot be absolute path".into());
        }
        let local = matches!(path, "." | "..") || path.starts_with("./") || path.starts_with("../");
        let clean = clean_path(path);
        if !local && clean != path {
            let (path, clean) = (quote(path), quote(&clean));
            return Some(format!(
                "non-canonical import path {path} (should be {clean})"
            ));
        }
        None
    }

    /// Imports a package; one that cannot be imported is reported once, and stands in for itself without any names.
    fn import_package(&mut self, pos: Pos, path: &str) -> PkgId {
        if let Some(&pkg) = self.imported.get(path) {
            return pkg;
        }
        let mut result = match self.bad_path(path) {
            Some(why) => Err(why),
            None => self.importer.import(self.types, path).map_err(|e| e.msg),
        };
        if let Ok(pkg) = result {
            let name = &self.types[pkg].name;
            if name.is_empty() || **name == *"_" {
                result = Err(format!("invalid package name: {name:?}"));
            }
        }
        let pkg = result.unwrap_or_else(|why| {
            err!(
                self,
                pos,
                Code::BrokenImport,
                "could not import {path} ({why})"
            );
            let name = path.strip_suffix('/').unwrap_or(path);
            let name = name.rsplit('/').next().unwrap_or(name);
            let pkg = self.types.add_package(path, name);
            self.types[pkg].fake = true;
            pkg
        });
        self.imported.insert(path.into(), pkg);
        pkg
    }

    pub(in crate::types) fn collect_objects(&mut self) {
        let mut methods = Vec::new();
        let mut scopes = Vec::new();
        for file in self.files.clone() {
            let version = self.info.file_versions.get(&file);
            let version = GoVersion::parse(version.map_or("", |v| v));
            let pkg_scope = self.types[self.pkg].scope;
            self.env = Environment::at(pkg_scope, version);
            let extent = (self.ast.start_pos(file), self.ast.end_pos(file));
            let scope = self.types.add_scope(Some(pkg_scope), extent);
            scopes.push(scope);
            self.record_scope(file, scope);
            self.collect_file(file, scope, &mut methods);
        }
        self.check_file_scopes(&scopes);
        for m in methods {
            let (ptr, base) = self.resolve_base_type_name(m.ptr, m.recv);
            let Some(base) = base else { continue };
            if let ObjKind::Func(f) = &mut self.types[m.obj].kind {
                f.has_ptr_recv = ptr;
            }
            self.methods.entry(base).or_default().push(m.obj);
        }
    }

    fn collect_file(&mut self, file: FileNode, scope: ScopeId, methods: &mut Vec<MethodInfo>) {
        let ast = self.ast;
        let mut group = ConstGroup::default();
        for &id in &ast[file].decls {
            match &ast[id].kind {
                DeclKind::Import(d) => self.collect_import(id, d, scope),
                DeclKind::Const(d) => {
                    let (vtyp, values, inherited) = group.next(d);
                    let values = ast.unpack_list(&values);
                    for (i, &name) in d.names.iter().enumerate() {
                        let obj = self.new_const(name, d.iota);
                        let info = self.add_decl_info(DeclInfo {
                            file: Some(scope),
                            version: self.env.version,
                            vtyp,
                            init: values.get(i).copied(),
                            inherited,
                            ..DeclInfo::default()
                        });
                        self.declare_pkg_obj(name, obj, info);
                    }
                    self.arity(ast[id].pos, &d.names, &values, true, inherited);
                }
                DeclKind::Var(d) => self.collect_vars(id, d, scope),
                DeclKind::Type(d) => {
                    let obj = self.new_type_name(d.name);
                    let info = self.add_decl_info(DeclInfo {
                        file: Some(scope),
                        version: self.env.version,
                        decl: Some(id),
                        ..DeclInfo::default()
                    });
                    self.declare_pkg_obj(d.name, obj, info);
                }
                DeclKind::Func(d) => self.collect_func(id, d, scope, methods),
            }
        }
    }

    /// A constant that carries its `iota` as value until it is checked.
    pub(in crate::types) fn new_const(&mut self, name: ExprId, iota: u32) -> ObjId {
        let (pos, text) = self.name_parts(name);
        let val = Value::Int(iota.into());
        self.types
            .add_object(Object::constant(pos, Some(self.pkg), text, None, val))
    }

    pub(in crate::types) fn new_type_name(&mut self, name: ExprId) -> ObjId {
        let (pos, text) = self.name_parts(name);
        self.types
            .add_object(Object::type_name(pos, Some(self.pkg), text, None))
    }

    pub(in crate::types) fn new_var(&mut self, kind: VarKind, name: ExprId) -> ObjId {
        let (pos, text) = self.name_parts(name);
        self.types
            .add_object(Object::var(kind, pos, Some(self.pkg), text, None))
    }

    /// Position and spelling of a name.
    pub(in crate::types) fn name_parts(&self, name: ExprId) -> (Pos, std::rc::Rc<str>) {
        let text = self.ast.name(name).cloned();
        (self.ast.pos(name), text.unwrap_or_else(|| "_".into()))
    }

    fn collect_import(&mut self, id: DeclId, d: &ImportDecl, scope: ScopeId) {
        let Some(lit) = d.path else { return };
        let ExprKind::BasicLit(path) = self.ast.kind(lit) else {
            return;
        };
        if path.bad || path.kind != LitKind::String {
            return;
        }
        let path = match validated_import_path(&path.value) {
            Ok(path) => path,
            Err(why) => {
                err!(
                    self,
                    lit,
                    Code::BadImportPath,
                    "invalid import path ({why})"
                );
                return;
            }
        };
        let imported = self.import_package(self.ast.pos(lit), &path);
        let mut name = self.types[imported].name.clone();
        if let Some(local) = d.local_pkg_name {
            name = self.name_parts(local).1;
            if path == "C" {
                self.error(local, Code::ImportCRenamed, "cannot rename import \"C\"");
                return;
            }
        }
        if *name == *"init" {
            self.error(
                id,
                Code::InvalidInitDecl,
                "cannot import package as init - init must be a func",
            );
            return;
        }
        if !self.types[self.pkg].imports.contains(&imported) {
            self.types[self.pkg].imports.push(imported);
        }
        let obj = self.types.add_object(Object::new(
            ObjKind::PkgName { imported },
            self.ast[id].pos,
            Some(self.pkg),
            name.clone(),
            Some(super::TypeId::INVALID),
        ));
        match d.local_pkg_name {
            Some(local) => self.record_def(local, Some(obj)),
            None => self.record_implicit(id, obj),
        }
        if self.types[imported].fake {
            self.used_pkgs.set(obj, true);
        }
        self.imports.push(obj);
        if *name == *"." {
            self.dot_import(d.local_pkg_name, imported, obj, scope);
        } else {
            self.declare(scope, None, obj, Pos::NONE);
        }
    }

    fn dot_import(&mut self, at: Option<ExprId>, imported: PkgId, pkg_name: ObjId, scope: ScopeId) {
        let exports = self.types[self.types[imported].scope].sorted();
        for (name, obj) in exports {
            if !is_exported(&name) {
                continue;
            }
            match self.types[scope].lookup(&name) {
                Some(alt) => {
                    let mut e = ErrorDesc::new(Code::DuplicateDecl);
                    let pos = at.map_or(Pos::NONE, |at| self.ast.pos(at));
                    e.add(pos, format!("{name} redeclared in this block"));
                    self.add_alt_decl(&mut e, alt);
                    self.report(e);
                }
                None => {
                    self.types[scope].insert(name, obj);
                    self.dot_imports.insert((scope, obj), pkg_name);
                }
            }
        }
    }

    fn collect_vars(&mut self, id: DeclId, d: &VarDecl, scope: ScopeId) {
        let ast = self.ast;
        let values = ast.unpack_list(&d.values);
        let is_list = d
            .values
            .is_some_and(|v| matches!(ast.kind(v), ExprKind::ListExpr(_)));
        let vars: Vec<ObjId> = d
            .names
            .iter()
            .map(|&n| self.new_var(VarKind::Package, n))
            .collect();
        let base = DeclInfo {
            file: Some(scope),
            version: self.env.version,
            vtyp: d.ty,
            ..DeclInfo::default()
        };
        // One value (or none) for all of them: they share one declaration.
        let shared = (!is_list).then(|| {
            self.add_decl_info(DeclInfo {
                lhs: vars.clone(),
                init: d.values,
                ..base.clone()
            })
        });
        for (i, &name) in d.names.iter().enumerate() {
            let info = match shared {
                Some(info) => info,
                None => self.add_decl_info(DeclInfo {
                    init: values.get(i).copied(),
                    ..base.clone()
                }),
            };
            self.declare_pkg_obj(name, vars[i], info);
        }
        if d.ty.is_none() || !values.is_empty() {
            self.arity(ast[id].pos, &d.names, &values, false, false);
        }
    }

    fn collect_func(
        &mut self,
        id: DeclId,
        d: &FuncDecl,
        scope: ScopeId,
        methods: &mut Vec<MethodInfo>,
    ) {
        let (pos, name) = self.name_parts(d.name);
        let obj = self
            .types
            .add_object(Object::func(pos, Some(self.pkg), name.clone(), None));
        let tparam0 = d.tparams.first().copied();
        if let Some(recv) = d.recv {
            let recv = self.unpack_recv(self.ast[recv].ty, false);
            if self.ast.name(recv.base).is_some() && *name != *"_" {
                methods.push(MethodInfo {
                    obj,
                    ptr: recv.ptr,
                    recv: recv.base,
                });
            }
            if let Some(t) = tparam0 {
                self.verify_version(t, 27, "generic method");
            }
            self.record_def(d.name, Some(obj));
        } else {
            let is_main = *name == *"main" && *self.types[self.pkg].name == *"main";
            if *name == *"init" || is_main {
                let code = if is_main {
                    Code::InvalidMainDecl
                } else {
                    Code::InvalidInitDecl
                };
                if let Some(t) = tparam0 {
                    soft_err!(self, t, code, "func {name} must have no type parameters");
                }
                let (params, results) = self.ast.signature(d.ty);
                if !params.is_empty() || !results.is_empty() {
                    soft_err!(
                        self,
                        d.name,
                        code,
                        "func {name} must have no arguments and no return values"
                    );
                }
            } else if let Some(t) = tparam0 {
                self.verify_version(t, 18, "type parameter");
            }
            let pkg_scope = self.types[self.pkg].scope;
            if *name == *"init" {
                // Functions named init are not declared: nothing can refer to them.
                self.types[obj].parent = Some(pkg_scope);
                self.record_def(d.name, Some(obj));
                if d.body.is_none() {
                    self.soft_error(pos, Code::MissingInitBody, "func init must have a body");
                }
            } else {
                self.declare(pkg_scope, Some(d.name), obj, Pos::NONE);
            }
        }
        let info = self.add_decl_info(DeclInfo {
            file: Some(scope),
            version: self.env.version,
            decl: Some(id),
            ..DeclInfo::default()
        });
        self.map_object(obj, info);
    }

    /// No name of a file may be one of the package.
    fn check_file_scopes(&mut self, scopes: &[ScopeId]) {
        let pkg_scope = self.types[self.pkg].scope;
        for &scope in scopes {
            for (name, obj) in self.types[scope].sorted() {
                let Some(alt) = self.types[pkg_scope].lookup(&name) else {
                    continue;
                };
                let mut e = ErrorDesc::new(Code::DuplicateDecl);
                let what = match self.types[obj].kind {
                    ObjKind::PkgName { imported } => {
                        let p = &self.types[imported];
                        format!("import of package {} ({:?})", p.name, p.path)
                    }
                    _ => {
                        let p = self.types[obj].pkg.unwrap_or(self.pkg);
                        let p = &self.types[p];
                        format!("dot-import of package {} ({:?})", p.name, p.path)
                    }
                };
                let msg = format!("{name} already declared through {what}");
                e.add(self.types[alt].pos, msg);
                self.add_alt_decl(&mut e, obj);
                self.report(e);
            }
        }
    }

    /// Takes a receiver type `*T[A, B]` apart; parameters only on demand.
    pub(in crate::types) fn unpack_recv(&mut self, rtyp: ExprId, params: bool) -> UnpackedRecv {
        let ast = self.ast;
        let mut base = ast.unparen(rtyp);
        let mut ptr = false;
        if let Some(elem) = self.star(base) {
            ptr = true;
            base = ast.unparen(elem);
        }
        let mut tparams = None;
        if let ExprKind::IndexExpr { x, index } = *ast.kind(base) {
            base = x;
            if params {
                let list = ast.unpack_list(&Some(index));
                tparams = Some(list.iter().map(|&arg| self.recv_param(arg)).collect());
            }
        }
        UnpackedRecv { ptr, base, tparams }
    }

    fn recv_param(&mut self, arg: ExprId) -> RecvParam {
        let pos = self.ast.pos(arg);
        let expr = match self.ast.kind(arg) {
            ExprKind::Name(_) => Some(arg),
            ExprKind::BadExpr => None,
            _ => {
                let text = self.ex(arg);
                err!(
                    self,
                    arg,
                    Code::BadDecl,
                    "receiver type parameter {text} must be an identifier"
                );
                None
            }
        };
        RecvParam { expr, pos }
    }

    /// The `x` of `*x`.
    pub(in crate::types) fn star(&self, e: ExprId) -> Option<ExprId> {
        match *self.ast.kind(e) {
            ExprKind::Operation {
                op: Operator::Mul,
                x,
                y: None,
            } => Some(x),
            _ => None,
        }
    }

    /// The defined type that a receiver's type name stands for, through aliases of the package; nothing else is looked at yet.
    fn resolve_base_type_name(&self, mut ptr: bool, name: ExprId) -> (bool, Option<ObjId>) {
        let ast = self.ast;
        let mut seen = BTreeSet::new();
        let mut name = name;
        loop {
            let Some(text) = ast.name(name) else {
                return (false, None);
            };
            let scope = self.types[self.pkg].scope;
            let Some(obj) = self.types[scope].lookup(text) else {
                return (false, None);
            };
            let Some(d) = self.type_decl_of(obj) else {
                return (false, None);
            };
            if !seen.insert(obj) {
                return (false, None);
            }
            if !d.alias {
                return (ptr, Some(obj));
            }
            if !d.tparams.is_empty() {
                return (false, None);
            }
            let mut typ = ast.unparen(d.ty);
            if let Some(elem) = self.star(typ) {
                if ptr {
                    return (false, None);
                }
                ptr = true;
                typ = ast.unparen(elem);
            }
            name = typ;
        }
    }

    /// The declaration of a package-level type.
    pub(in crate::types) fn type_decl_of(&self, obj: ObjId) -> Option<&'a crate::syntax::TypeDecl> {
        if !self.types[obj].is_type_name() {
            return None;
        }
        let d = *self.obj_map.get(&obj)?;
        match &self.ast[self.decls[d].decl?].kind {
            DeclKind::Type(t) => Some(t),
            _ => None,
        }
    }

    /// Checks all package-level objects: types first, aliases after them, then the rest.
    pub(in crate::types) fn package_objects(&mut self) {
        let list = self.obj_list.clone();
        // Types that were found wrong already still get their methods.
        for &obj in &list {
            if self.types[obj].is_type_name() && self.types[obj].typ.is_some() {
                self.collect_methods(obj);
            }
        }
        let (types, others): (Vec<ObjId>, Vec<ObjId>) =
            list.iter().partition(|&&o| self.types[o].is_type_name());
        let (aliases, defined): (Vec<ObjId>, Vec<ObjId>) = types
            .iter()
            .partition(|&&o| self.type_decl_of(o).is_some_and(|d| d.alias));
        for obj in defined.into_iter().chain(aliases).chain(others) {
            self.obj_decl(obj);
        }
        self.methods.clear();
    }

    pub(in crate::types) fn unused_imports(&mut self) {
        for obj in self.imports.clone() {
            let name = self.types[obj].name.clone();
            if *name == *"_" || self.used_pkgs.has(obj) {
                continue;
            }
            let ObjKind::PkgName { imported } = self.types[obj].kind else {
                continue;
            };
            let path = self.types[imported].path.clone();
            let elem = path.rsplit('/').next().unwrap_or(&path);
            let quoted = super::constant::quote(path.as_bytes());
            if name.is_empty() || *name == *"." || *name == *elem {
                soft_err!(
                    self,
                    obj,
                    Code::UnusedImport,
                    "{quoted} imported and not used"
                );
            } else {
                soft_err!(
                    self,
                    obj,
                    Code::UnusedImport,
                    "{quoted} imported as {name} and not used"
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_paths() {
        for (path, clean) in [
            ("a/b", "a/b"),
            ("a//b/", "a/b"),
            ("a/./b/../c", "a/c"),
            ("a/..", "."),
        ] {
            assert_eq!(clean_path(path), clean);
        }
        assert_eq!(validated_import_path("`fmt`"), Ok("fmt".into()));
        assert_eq!(validated_import_path("\"\""), Err("empty string".into()));
        assert_eq!(
            validated_import_path("\"a b\""),
            Err("invalid character U+0020 ' '".into())
        );
    }
}
