//! Package-level names and function bodies (cmd/compile/internal/noder: objIdx, funcExt, funcBody, readBodies).

use super::reader::{BodyRef, Reader};
use super::{Body, BodyKind, Lower, Res};
use crate::body::tree::{self, Decl, Unsupported};
use crate::ir::{Class, Defn, FuncId, NameId, Param, Pragma, SymId, XPos};
use crate::types::fmt::path_to_prefix;
use crate::types::ty::Signature;
use crate::types::{ObjId, ObjKind, TypeId, VarKind};
use std::rc::Rc;

impl Lower<'_> {
    /// The name of a package-level variable, of a function, or of a declared method; made at its first use.
    pub(super) fn global(&mut self, obj: ObjId) -> Res<NameId> {
        if let Some(&name) = self.st.globals.get(&obj) {
            return Ok(name);
        }
        if self.tys.types[obj].origin().is_some_and(|o| o != obj) {
            return self.instance_method(obj);
        }
        let o = &self.tys.types[obj];
        let (pos, typ) = (XPos::at(o.pos), o.type_or_invalid());
        let name = match o.kind {
            ObjKind::Func(_) => {
                // All methods are met together, in order.
                if let Some(recv) = self.signature(typ).recv {
                    let recv = self.tys.types.type_of(recv);
                    let base = self.base_type(recv);
                    self.load_named(base);
                    if let Some(&name) = self.st.globals.get(&obj) {
                        return Ok(name);
                    }
                }
                self.declared_func(obj, pos, typ)
            }
            ObjKind::Var(_) => {
                self.load_object(obj);
                let sym = self.object_sym(obj);
                self.prog.new_name(pos, sym, typ, Class::Extern)
            }
            _ => {
                return Err(Unsupported {
                    pos: pos.pos,
                    what: "a name out of place",
                });
            }
        };
        self.st.globals.insert(obj, name);
        Ok(name)
    }

    /// The symbol of a package-level object.
    fn object_sym(&mut self, obj: ObjId) -> SymId {
        let (pkg, name) = (self.tys.types[obj].pkg, self.tys.types[obj].name.clone());
        let pkg = match pkg {
            Some(pkg) => self.ir_pkg(pkg),
            None => self.prog.builtin,
        };
        self.prog.lookup(pkg, &name)
    }

    fn declared_func(&mut self, obj: ObjId, npos: XPos, typ: TypeId) -> NameId {
        let sig = self.signature(typ);
        let sym = match sig.recv {
            Some(recv) => {
                let recv = self.tys.types.type_of(recv);
                self.method_sym(recv, obj)
            }
            None if &*self.tys.types[obj].name == "init" && self.is_local(obj) => self.next_init(),
            None => self.object_sym(obj),
        };
        let tree = self.st.trees.get(&obj).cloned();
        let fpos = tree.as_ref().map_or(npos, |t| XPos::at(t.pos));
        let func = self.new_func(fpos, npos, sym, typ);
        let name = self.prog.func(func).nname;
        match tree {
            Some(tree) => self.has_tree(func, &tree, typ),
            None => {
                self.load_func(obj);
                self.imported_func(func, obj);
            }
        }
        name
    }

    /// A function whose body is at hand: it is read when its turn comes.
    fn has_tree(&mut self, func: FuncId, tree: &tree::Func, typ: TypeId) {
        let name = self.prog.func(func).nname;
        self.prog.name_mut(name).defn = Defn::Func(func);
        self.prog.func_mut(func).pragma = pragma(tree.pragma);
        let what = match &tree.body {
            Ok(body) => BodyKind::Tree(BodyRef::root(body.clone())),
            Err(why) => BodyKind::Missing(why.clone()),
        };
        self.st.bodies.insert(func, Body { what, dict: None });
        self.load_body(typ, typ, func, None);
    }

    /// A function of another package: tags, cost and directives come from its export data.
    fn imported_func(&mut self, func: FuncId, obj: ObjId) {
        self.st.imported.insert(func, obj);
        let Some(ext) = self.source.func_ext(&self.tys.types, obj) else {
            let pos = self.prog.func(func).pos;
            self.prog.func_mut(func).unsupported = Some(crate::ir::Unsupported {
                pos,
                reason: "nothing is known about this function".into(),
                via: None,
            });
            return;
        };
        let f = self.prog.func_mut(func);
        f.pos = XPos::at(ext.pos);
        f.pragma = pragma(ext.pragma);
        f.inl = ext.inl;
        for (param, note) in f.recv_params.iter_mut().zip(ext.notes) {
            param.note = note;
        }
    }

    fn is_local(&mut self, obj: ObjId) -> bool {
        match self.tys.types[obj].pkg {
            Some(pkg) => self.ir_pkg(pkg) == self.prog.local,
            None => false,
        }
    }

    /// Functions called `init` are told apart by a number (cmd/compile/internal/noder.Renameinit).
    fn next_init(&mut self) -> SymId {
        let text = format!("init.{}", self.st.inits);
        self.st.inits += 1;
        self.prog.lookup(self.prog.local, &text)
    }

    /// `T.m` or `(*T).m` in the package of `T` (cmd/compile/internal/ir.MethodSym).
    pub(super) fn method_sym(&mut self, recv: TypeId, method: ObjId) -> SymId {
        let t = self.tys.types.unalias(recv);
        let (base, ptr) = match self.tys.types[t] {
            crate::types::Type::Pointer { elem } => (elem, true),
            _ => (t, false),
        };
        let (pkg, text) = self.type_sym(base);
        let mut text = if ptr { format!("(*{text})") } else { text };
        let (name, own) = (
            self.tys.types[method].name.clone(),
            self.tys.types[method].pkg,
        );
        if !self.tys.types[method].exported()
            && let Some(own) = own
            && self.ir_pkg(own) != pkg
        {
            text.push('.');
            text.push_str(&path_to_prefix(&self.tys.types[own].path));
        }
        text.push('.');
        text.push_str(&name);
        self.prog.lookup(pkg, &text)
    }

    /// Package and name of a defined type, type arguments with it; anonymous types with methods live in a package of their own.
    pub(super) fn type_sym(&mut self, t: TypeId) -> (crate::ir::PkgId, String) {
        let t = self.tys.types.unalias(t);
        let Some(obj) = self.tys.types.named_obj(t) else {
            // Messages don't name that package.
            let pkg = self.prog.pkg("go", "");
            if let crate::types::Type::Pointer { elem } = self.tys.types[t] {
                return (pkg, format!("*{}", self.type_sym(elem).1));
            }
            return (pkg, self.tys.link_string(t));
        };
        let (pkg, name) = (self.tys.types[obj].pkg, self.tys.types[obj].name.clone());
        let number = match self.tys.types.local_types.get(&obj) {
            Some(n) => format!("·{n}"),
            None => String::new(),
        };
        let pkg = match pkg {
            Some(pkg) => self.ir_pkg(pkg),
            None => self.prog.builtin,
        };
        let targs = self.tys.types.type_args(t);
        if targs.is_empty() {
            return (pkg, format!("{name}{number}"));
        }
        let list: Vec<String> = targs.iter().map(|&t| self.tys.link_string(t)).collect();
        (pkg, format!("{name}[{}]{number}", list.join(",")))
    }

    /// A function with the given signature; its parameters have no variables yet.
    pub(super) fn new_func(&mut self, fpos: XPos, npos: XPos, sym: SymId, typ: TypeId) -> FuncId {
        let func = self.prog.new_func(fpos, npos, sym, typ);
        self.set_params(func, typ);
        func
    }

    /// Gives a function the parameters and results of a signature.
    pub(super) fn set_params(&mut self, func: FuncId, typ: TypeId) {
        let sig = self.signature(typ);
        let mut params: Vec<Param> = Vec::with_capacity(sig.params.len() + 1);
        params.extend(sig.recv.map(|p| self.param(p)));
        for &p in sig.params.iter() {
            params.push(self.param(p));
        }
        if let Some(last) = params.last_mut() {
            last.is_ddd = sig.variadic;
        }
        let results = sig.results.iter().map(|&p| self.param(p)).collect();
        let f = self.prog.func_mut(func);
        f.has_recv = sig.recv.is_some();
        f.recv_params = params;
        f.results = results;
    }

    fn param(&mut self, obj: ObjId) -> Param {
        let o = &self.tys.types[obj];
        let (name, pkg, pos, typ) = (o.name.clone(), o.pkg, o.pos, o.type_or_invalid());
        let sym = (!name.is_empty()).then(|| self.sym_in(pkg, &name));
        Param {
            sym,
            pos: XPos::at(pos),
            typ,
            nname: None,
            note: self.st.no_note.clone(),
            is_ddd: false,
        }
    }

    /// A function of package runtime that rewritten code calls: nothing is known of it but its type
    /// (cmd/compile/internal/typecheck/_builtin/runtime.go).
    pub(super) fn runtime_func(&mut self, name: &Rc<str>) -> Option<NameId> {
        if let Some(&name) = self.st.runtime.get(name) {
            return Some(name);
        }
        let (params, results) = match &**name {
            "panicrangestate" => (vec![TypeId::INT], Vec::new()),
            "panicwrap" => (Vec::new(), Vec::new()),
            "deferrangefunc" => (Vec::new(), vec![self.empty_interface()]),
            _ => return None,
        };
        let sig = Signature {
            params: params
                .into_iter()
                .map(|t| self.unnamed(VarKind::Param, t))
                .collect(),
            results: results
                .into_iter()
                .map(|t| self.unnamed(VarKind::Result, t))
                .collect(),
            ..Signature::default()
        };
        let typ = self.tys.types.new_signature(sig);
        let pkg = self.prog.pkg("runtime", "runtime");
        let sym = self.prog.lookup(pkg, name);
        let func = self.new_func(XPos::NONE, XPos::NONE, sym, typ);
        let nname = self.prog.func(func).nname;
        self.st.runtime.insert(name.clone(), nname);
        Some(nname)
    }

    /// Whether a function is one of package runtime that only the compiler's own code calls.
    pub fn is_runtime_call(&self, name: NameId) -> bool {
        let sym = self.prog.name(name).sym;
        self.st.runtime.get(self.prog.sym_name(sym)) == Some(&name)
    }

    // ---- the package ----

    /// Puts the package's declared functions and variables into the target, in order (cmd/compile/internal/noder: pkgDecls).
    pub(super) fn package_decls(&mut self, decls: &[Decl]) {
        for decl in decls {
            match decl {
                Decl::Func(obj) | Decl::Method(obj) => self.declare_func(*obj),
                Decl::Var { objs, .. } => {
                    for &obj in objs {
                        if let Ok(name) = self.global(obj)
                            && !self.prog.is_blank_sym(self.prog.name(name).sym)
                        {
                            self.prog.target.externs.push(name);
                        }
                    }
                }
                Decl::Other(objs) => {
                    for &obj in objs {
                        self.load_object(obj);
                    }
                }
            }
        }
    }

    fn declare_func(&mut self, obj: ObjId) {
        let Some(func) = self
            .global(obj)
            .ok()
            .and_then(|name| self.prog.name(name).func)
        else {
            return;
        };
        self.prog.target.funcs.push(func);
        if self.prog.func_name(func).starts_with("init.") {
            self.prog.target.inits.push(func);
        }
    }

    // ---- bodies ----

    /// Reads the bodies that wait, the last one first, until none is left. Instances join the target, unless the inliner asked for them:
    /// then they are returned (cmd/compile/internal/noder: readBodies).
    pub(super) fn read_bodies(&mut self, inlining: bool) -> Vec<FuncId> {
        let mut instances = Vec::new();
        loop {
            if let Some(todo) = self.st.todo_dicts.pop() {
                self.make_shaped(todo);
                continue;
            }
            let Some(func) = self.st.todo_bodies.pop() else {
                break;
            };
            let Some(body) = self.st.bodies.get(&func).cloned() else {
                continue;
            };
            self.read_declared(func, &body);
            if body.dict.is_some() {
                if inlining {
                    instances.push(func);
                } else {
                    self.prog.target.funcs.push(func);
                }
            }
        }
        instances
    }

    /// Reads a declared function's body. If it can't be lowered, the function says so and its literals are forgotten.
    fn read_declared(&mut self, func: FuncId, body: &Body) {
        let mark = self.prog.target.funcs.len();
        if let Err(why) = self.read_body(func, body) {
            self.prog.target.funcs.truncate(mark);
            self.give_up(func, &why);
        }
    }

    /// Says that a function could not be lowered.
    pub(super) fn give_up(&mut self, func: FuncId, why: &Unsupported) {
        let f = self.prog.func_mut(func);
        f.body = Vec::new();
        f.unsupported = Some(crate::ir::Unsupported {
            pos: XPos::at(why.pos),
            reason: why.what.into(),
            via: None,
        });
    }

    /// Reads a function's body into it.
    pub(super) fn read_body(&mut self, func: FuncId, body: &Body) -> Res<()> {
        self.prog.declare_params(func);
        match &body.what {
            BodyKind::Missing(why) => Err(why.clone()),
            BodyKind::CallShaped | BodyKind::Curry(_) => self.synthetic_body(func, body),
            BodyKind::Tree(bref) => {
                let bref = bref.clone();
                let tree = bref.get();
                let Some((stmts, close)) = &tree.block else {
                    return Ok(());
                };
                let mut r = Reader::new(self, tree, bref.clone(), body.dict.clone(), func);
                r.closure_vars = r.lw.prog.func(func).closure_vars.clone();
                if r.dict.is_some() {
                    r.dict_param = r.closure_vars.last().copied();
                }
                r.bind_params()?;
                let mut nodes = r.stmts(stmts)?;
                let end = r.xpos(*close);
                if nodes.is_empty() {
                    let at = r.base;
                    nodes.push(r.lw.new_block(at, Vec::new()));
                }
                let f = self.prog.func_mut(func);
                f.body = nodes;
                f.endlineno = end;
                Ok(())
            }
        }
    }

    /// The tree of a function or method: local, or from export data.
    pub(super) fn tree_of(&mut self, obj: ObjId) -> Option<tree::Func> {
        if let Some(tree) = self.st.trees.get(&obj) {
            return Some(tree.clone());
        }
        let tree = self.source.tree(&mut self.tys.types, obj)?;
        self.st.trees.insert(obj, (*tree).clone());
        Some((*tree).clone())
    }
}

impl Reader<'_, '_, '_> {
    /// Makes the function's parameters and results the tree's first variables; a dictionary parameter is none of them.
    pub fn bind_params(&mut self) -> Res<()> {
        let dcl = self.lw.prog.func(self.curfn).dcl.clone();
        let mut index = 0;
        for name in dcl {
            let sym = self.lw.prog.name(name).sym;
            if self.dict.is_some() && self.lw.prog.sym_name(sym) == super::instance::DICT_PARAM {
                self.dict_param = Some(name);
                continue;
            }
            let Some(slot) = self.locals.get_mut(index) else {
                return self.unsupported(self.base, "a parameter out of place");
            };
            *slot = Some(name);
            let typ = self.lw.prog.name(name).typ;
            if !self.lw.is_known(typ) {
                return self.unsupported(self.base, "a type that is not known");
            }
            let rtype = self.body.locals[index].rtype;
            self.set_dict_index(name, rtype);
            index += 1;
        }
        if index != self.body.n_params as usize {
            return self.unsupported(self.base, "a parameter out of place");
        }
        Ok(())
    }
}

/// Directives as IR has them.
pub(super) fn pragma(p: tree::Pragma) -> Pragma {
    use tree::Pragma as P;
    Pragma {
        noescape: p.has(P::NOESCAPE),
        norace: p.has(P::NORACE),
        nosplit: p.has(P::NOSPLIT),
        noinline: p.has(P::NOINLINE),
        nocheckptr: p.has(P::NOCHECKPTR),
        cgo_unsafe_args: p.has(P::CGO_UNSAFE_ARGS),
        uintptr_keep_alive: p.has(P::UINTPTR_KEEP_ALIVE),
        uintptr_escapes: p.has(P::UINTPTR_ESCAPES),
        systemstack: p.has(P::SYSTEMSTACK),
        nowritebarrier: p.has(P::NOWRITEBARRIER),
        nowritebarrierrec: p.has(P::NOWRITEBARRIERREC),
        yeswritebarrierrec: p.has(P::YESWRITEBARRIERREC),
    }
}
