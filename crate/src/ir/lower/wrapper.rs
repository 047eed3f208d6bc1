//! Wrappers of methods: for each type that turns up, functions for the methods that it or a pointer to it has from elsewhere (from what it
//! embeds, or from the type itself where the receiver is no pointer), and for each method value a function that binds the receiver
//! (cmd/compile/internal/noder/reader.go: needWrapper, MakeWrappers).
//!
//! No call in the source leads to them, yet escape analysis takes them like any other function: `-m=2` explains how their parameters leak, at the
//! places of the parameters of the methods behind.

use super::method::Found;
use super::{Lower, Res};
use crate::body::tree::Selector;
use crate::ir::node::If;
use crate::ir::{Class, Defn, FuncId, Kind, NameId, NodeId, Op, SymId, XPos};
use crate::types::ty::Signature;
use crate::types::{ObjId, Type, TypeId, VarKind};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// How deep types are followed.
const MAX_DEPTH: u32 = 400;

/// Types and method values that were met, in the compiler's order.
#[derive(Default)]
pub(super) struct Met {
    /// Types that were followed to their end.
    done: HashSet<TypeId>,
    /// What is being followed comes from another package, which has the wrappers.
    elsewhere: bool,
    /// What other packages have wrappers for, by link string; and their method values.
    have: HashSet<String>,
    /// Defined types whose declarations were or are being followed.
    named: HashSet<TypeId>,
    /// Defined types whose underlying type is being followed.
    forward: HashSet<TypeId>,
    depth: u32,
    types: Vec<TypeId>,
    /// Instances of other packages' generic types. Their shaped counterparts are made too.
    foreign_instances: Vec<TypeId>,
    /// Receiver's type, and the method.
    method_values: Vec<(TypeId, ObjId)>,
    wrapped_values: HashSet<SymId>,
    /// The same by their nodes.
    value_nodes: HashMap<NodeId, (TypeId, ObjId)>,
}

/// A method as a type has it, with the way to it.
struct Method {
    obj: ObjId,
    /// Embedded fields, outermost first.
    path: Vec<u32>,
    /// The type itself has it, not only a pointer to it.
    of_value: bool,
    /// The receiver's type; nothing for a method of an interface.
    recv: Option<TypeId>,
}

impl Lower<'_> {
    // ---- what is met ----

    /// Follows a type that the code of another package mentions: its wrappers were made there (cmd/compile/internal/noder: importedDef).
    pub(super) fn meet_type_elsewhere(&mut self, t: TypeId) {
        self.st.met.elsewhere = true;
        self.meet_type(t);
        self.st.met.elsewhere = false;
    }

    fn need_wrappers(&mut self, t: TypeId) {
        match self.st.met.elsewhere {
            true => {
                let key = self.tys.link_string(t);
                self.st.met.have.insert(key);
            }
            false => self.st.met.types.push(t),
        }
    }

    /// Follows a type that the source mentions (cmd/compile/internal/noder: typIdx).
    pub(super) fn meet_type(&mut self, t: TypeId) {
        if self.st.met.done.contains(&t) || self.st.met.depth > MAX_DEPTH {
            return;
        }
        self.st.met.depth += 1;
        match self.tys.types[t].clone() {
            Type::Alias(_) => {
                let target = self.tys.types.unalias(t);
                self.meet_type(target);
            }
            Type::Named(_) => self.meet_named(t),
            _ => self.meet_parts(t),
        }
        self.st.met.depth -= 1;
        self.st.met.done.insert(t);
        let pointer = matches!(self.tys.types[t], Type::Pointer { .. } | Type::Alias(_));
        if !pointer && !self.st.met.forward.contains(&t) {
            self.need_wrappers(t);
        }
    }

    fn meet_parts(&mut self, t: TypeId) {
        match self.tys.types[t].clone() {
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => self.meet_type(elem),
            Type::Map { key, elem } => {
                self.meet_type(key);
                self.meet_type(elem);
            }
            Type::Struct(s) => self.meet_vars(s.fields.iter().copied()),
            Type::Signature(s) => self.meet_vars(s.params.iter().chain(s.results.iter()).copied()),
            Type::Interface(i) => {
                for &m in i.methods.iter() {
                    self.meet_type_of(m);
                }
                for &e in i.embeddeds.iter() {
                    self.meet_type(e);
                }
            }
            _ => {}
        }
    }

    fn meet_vars(&mut self, vars: impl Iterator<Item = ObjId>) {
        for v in vars {
            self.meet_type_of(v);
        }
    }

    /// Follows what a declaration mentions. A function's own type is no type that is met, its parameters' are.
    pub(super) fn meet_type_of(&mut self, obj: ObjId) {
        let t = self.tys.types.type_of(obj);
        match self.tys.types[t].clone() {
            Type::Signature(s) if self.tys.types[obj].as_func().is_some() => {
                self.meet_vars(s.recv.into_iter());
                self.meet_vars(s.params.iter().chain(s.results.iter()).copied());
            }
            _ => self.meet_type(t),
        }
    }

    /// Follows the declaration of a defined type: what is under it, then its methods (cmd/compile/internal/noder: objIdx). Those of other
    /// packages have their wrappers there, unless they are instances.
    fn meet_named(&mut self, t: TypeId) {
        if !self.st.met.named.insert(t) {
            return;
        }
        for targ in self.tys.types.type_args(t).to_vec() {
            self.meet_type(targ);
        }
        let pkg = self
            .tys
            .types
            .named_obj(t)
            .and_then(|o| self.tys.types[o].pkg);
        if pkg.is_none() || pkg != self.tys.local {
            if !self.tys.types.type_args(t).is_empty() && !self.has_shape(t) {
                self.st.met.foreign_instances.push(t);
            }
            return;
        }
        self.st.met.forward.insert(t);
        let under = self.under(t);
        self.meet_parts(under);
        self.st.met.forward.remove(&t);
        for i in 0..self.tys.types.method_count(t) {
            if let Some(m) = self.tys.types.method(t, i) {
                self.tys.types.complete_method(m);
                self.meet_type_of(m);
            }
        }
        if !self.has_shape(t) {
            self.need_wrappers(t);
        }
    }

    /// Remembers that a method is bound to a receiver of this type.
    pub(super) fn meet_method_value(
        &mut self,
        value: NodeId,
        recv: TypeId,
        method: &Selector,
        elsewhere: bool,
    ) {
        let Some(Found::Method(obj) | Found::Interface(obj)) = self.find_method(recv, method)
        else {
            return;
        };
        self.st.met.value_nodes.insert(value, (recv, obj));
        if elsewhere {
            let sym = self.method_value_sym(recv, obj);
            self.st.met.wrapped_values.insert(sym);
        } else {
            self.st.met.method_values.push((recv, obj));
        }
    }

    // ---- what is made ----

    /// Makes all wrappers, at a position that says so; they join the target. `finish` gets each of them once it is whole: the compiler inlines into
    /// them at once. Method values that this brings in are wrapped too.
    pub fn make_wrappers(&mut self, finish: &mut dyn FnMut(&mut Lower, FuncId)) {
        let at = XPos::at(self.source.autogenerated());
        for t in core::mem::take(&mut self.st.met.foreign_instances) {
            let (orig, targs) = (self.tys.types.named_origin(t), self.tys.types.type_args(t));
            let shaped = self.shaped_type(orig, &targs);
            let under = self.under(shaped);
            self.meet_parts(under);
        }
        let mut types = core::mem::take(&mut self.st.met.types);
        if &*self.prog.pkg_of(self.prog.local).path == "runtime" {
            types.push(TypeId::ERROR);
        }
        let mut seen = core::mem::take(&mut self.st.met.have);
        let mut named = HashSet::new();
        for t in types {
            let new = match self.tys.types[t] {
                Type::Named(_) if self.tys.types.type_args(t).is_empty() => named.insert(t),
                _ => seen.insert(self.tys.link_string(t)),
            };
            if new && self.needs_wrappers(t) {
                self.wrap_type(at, t, finish);
            }
        }
        for (recv, method) in core::mem::take(&mut self.st.met.method_values) {
            self.wrap_method_value(at, recv, method, finish);
        }
    }

    /// Makes functions that pass on from one calling convention to the other, for functions with a body that other packages may refer to by
    /// `//go:linkname`; `linked` are their names (cmd/compile/internal/ssagen/abi.go, GenABIWrappers). Those that assembly refers to are not known
    /// here.
    pub fn make_abi_wrappers(&mut self, linked: &BTreeSet<Rc<str>>) {
        let at = XPos::at(self.source.autogenerated());
        for func in self.prog.target.funcs.clone() {
            let f = self.prog.func(func);
            let sym = self.prog.name(f.nname).sym;
            let local = self.prog.sym(sym).pkg == self.prog.local && f.oclosure.is_none();
            let linked = linked.contains(&self.prog.sym(sym).name) && !f.body.is_empty();
            if local && f.recv().is_none() && (linked || f.pragma.cgo_unsafe_args) {
                // Nobody depends on one that can't be made.
                let _ = self.abi_wrapper(at, func, sym);
            }
        }
    }

    fn abi_wrapper(&mut self, at: XPos, callee: FuncId, sym: SymId) -> Res<()> {
        let callee = self.prog.func(callee).nname;
        let sig = (*self.signature(self.prog.name(callee).typ)).clone();
        let tail = sig.params.is_empty() && sig.results.is_empty();
        let func = self.wrapper_func(at, sym, sig);
        let (fun, args) = (self.prog.name(callee).node, self.own_args(func));
        let body = self.pass_on(func, at, fun, args, tail)?;
        self.prog.func_mut(func).wrapper = false;
        self.finish_wrapper(at, func, body, &mut |_, _| {});
        Ok(())
    }

    /// Whether it is up to this package to make a type's wrappers (cmd/compile/internal/reflectdata.NeedEmit).
    fn needs_wrappers(&mut self, t: TypeId) -> bool {
        if t == TypeId::ERROR {
            return &*self.prog.pkg_of(self.prog.local).path == "runtime";
        }
        match self.tys.types[t].clone() {
            Type::Named(n) => {
                n.inst.is_some()
                    || self.is_shape(t)
                    || (self.tys.types[n.obj].pkg.is_some()
                        && self.tys.types[n.obj].pkg == self.tys.local)
            }
            Type::Struct(_) | Type::Interface(_) => true,
            _ => false,
        }
    }

    fn wrap_type(&mut self, at: XPos, t: TypeId, finish: &mut dyn FnMut(&mut Lower, FuncId)) {
        let interface = self.is_interface(t);
        let not_in_heap = !interface && self.tys.types.not_in_heap(t);
        for method in self.methods_of(t) {
            let derefs = match (interface, not_in_heap) {
                (true, _) => 0,
                (_, false) => 1,
                (_, true) => 2,
            };
            let mut recv = t;
            for n in 0..=derefs {
                if n > 0 {
                    recv = self.ptr_to(recv);
                }
                // What can't be made is of no consequence: nobody calls it.
                let _ = self.method_wrapper(at, n, recv, &method, finish);
            }
        }
    }

    /// The methods of a type and of what it embeds, in the compiler's order.
    fn methods_of(&mut self, t: TypeId) -> Vec<Method> {
        if self.is_interface(t) {
            let methods = self.interface_methods(t);
            let method = |obj| Method {
                obj,
                path: Vec::new(),
                of_value: true,
                recv: None,
            };
            return methods.into_iter().map(method).collect();
        }
        let entries = self.tys.types.method_set(t);
        let mut out = Vec::with_capacity(entries.len());
        for entry in entries {
            self.tys.types.complete_method(entry.obj);
            let sig = self.tys.types.type_of(entry.obj);
            let sig = self.signature(sig);
            if !sig.tparams.is_empty() {
                continue;
            }
            let recv = sig.recv.map(|r| self.tys.types.type_of(r));
            let recv = recv.filter(|&r| !self.is_interface(r));
            let fields = &entry.index[..entry.index.len().saturating_sub(1)];
            out.push(Method {
                obj: entry.obj,
                path: fields.iter().map(|&i| i as u32).collect(),
                of_value: recv.is_none() || entry.of_value(),
                recv,
            });
        }
        out
    }

    /// The signature of a method as it is called, and its function.
    fn callee(&mut self, method: ObjId, interface: bool) -> Res<(TypeId, Option<NameId>)> {
        if interface {
            return Ok((self.tys.types.type_of(method), None));
        }
        self.tys.types.complete_method(method);
        let name = self.global(method)?;
        Ok((self.prog.name(name).typ, Some(name)))
    }

    /// `func (recv) m(params) results { return recv.m(params) }` for a receiver that the method was not declared for
    /// (cmd/compile/internal/noder: methodWrapper).
    fn method_wrapper(
        &mut self,
        at: XPos,
        derefs: u32,
        recv_type: TypeId,
        method: &Method,
        finish: &mut dyn FnMut(&mut Lower, FuncId),
    ) -> Res<()> {
        if method.recv.is_some_and(|r| self.identical(r, recv_type))
            || !(derefs > 0 || method.of_value)
        {
            return Ok(());
        }
        let (sig, callee) = self.callee(method.obj, method.recv.is_none())?;
        let mut sig = (*self.signature(sig)).clone();
        sig.recv = Some(match (sig.recv, method.recv) {
            (Some(old), Some(_)) => self.tys.types.clone_object(old, Some(recv_type)),
            _ => self.unnamed(VarKind::Param, recv_type),
        });
        (sig.tparams, sig.rparams) = Default::default();
        let sym = self.method_sym(recv_type, method.obj);
        let func = self.wrapper_func(at, sym, sig);
        let Some(&recv) = self.prog.func(func).dcl.first() else {
            return Ok(());
        };
        let recv = self.prog.name(recv).node;
        let mut body = Vec::new();
        if let Some(r) = method.recv
            && let Some(elem) = self.ptr_elem(recv_type)
            && self.identical(elem, r)
        {
            body.push(self.nil_check(at, recv, recv_type));
        }
        let mut x = recv;
        for _ in 1..derefs {
            let t = self.type_of_node(x);
            let Some(elem) = self.ptr_elem(t) else { break };
            let star = self.deref(at, elem, x);
            x = self.implicit(star);
        }
        let interface = method.recv.is_none();
        let by_pointer = interface || method.recv.is_some_and(|r| self.ptr_elem(r).is_some());
        let opaque = interface || callee.is_none_or(|name| self.has_no_body(name));
        let tail = derefs > 0 && by_pointer && !method.path.is_empty() && opaque;
        let args = self.own_args(func).split_off(1);
        let (fun, args) = self.method_callee(at, x, method, args)?;
        body.extend(self.pass_on(func, at, fun, args, tail)?);
        self.finish_wrapper(at, func, body, finish);
        Ok(())
    }

    /// Whether a function can't be inlined, as far as that is known by now.
    fn has_no_body(&mut self, name: NameId) -> bool {
        let func = self.prog.name(name).func;
        func.is_none_or(|f| self.prog.func(f).inl.is_none() || !self.have_inline_body(f))
    }

    fn method_value_sym(&mut self, recv_type: TypeId, method: ObjId) -> SymId {
        let sym = self.method_sym(recv_type, method);
        let sym = self.prog.sym(sym);
        let (pkg, text) = (sym.pkg, format!("{}-fm", sym.name));
        self.prog.lookup(pkg, &text)
    }

    /// A function literal without the literal, that binds a receiver (cmd/compile/internal/noder: wrapMethodValue).
    fn wrap_method_value(
        &mut self,
        at: XPos,
        recv_type: TypeId,
        method: ObjId,
        finish: &mut dyn FnMut(&mut Lower, FuncId),
    ) {
        let sym = self.method_value_sym(recv_type, method);
        if self.st.met.wrapped_values.insert(sym) {
            let _ = self.method_value_wrapper(at, sym, recv_type, method, finish);
        }
    }

    fn method_value_wrapper(
        &mut self,
        at: XPos,
        sym: SymId,
        recv_type: TypeId,
        method: ObjId,
        finish: &mut dyn FnMut(&mut Lower, FuncId),
    ) -> Res<()> {
        let interface = self.is_interface(recv_type);
        let (typ, _) = self.callee(method, interface)?;
        let mut sig = (*self.signature(typ)).clone();
        let declared = sig.recv.map(|r| self.tys.types.type_of(r));
        sig.recv = None;
        (sig.tparams, sig.rparams) = Default::default();
        let func = self.wrapper_func(at, sym, sig);
        let this = self.prog.lookup(self.prog.local, ".this");
        let fake = self.prog.new_name(at, this, recv_type, Class::Param);
        self.prog.name_mut(fake).byval = true;
        self.prog.func_mut(func).needctxt = true;
        let recv = self.prog.new_closure_var(at, func, fake);
        let recv = self.prog.name(recv).node;
        let args = self.own_args(func);
        let method = Method {
            obj: method,
            path: Vec::new(),
            of_value: true,
            recv: declared.filter(|_| !interface),
        };
        let (fun, args) = self.method_callee(at, recv, &method, args)?;
        let body = self.pass_on(func, at, fun, args, false)?;
        self.finish_wrapper(at, func, body, finish);
        Ok(())
    }

    fn wrapper_func(&mut self, at: XPos, sym: SymId, sig: Signature) -> FuncId {
        let typ = self.tys.types.new_signature(sig);
        let func = self.new_func(at, at, sym, typ);
        self.prog.func_mut(func).dupok = true;
        self.prog.declare_params(func);
        func
    }

    fn finish_wrapper(
        &mut self,
        at: XPos,
        func: FuncId,
        body: Vec<NodeId>,
        finish: &mut dyn FnMut(&mut Lower, FuncId),
    ) {
        self.prog.func_mut(func).body = body;
        let name = self.prog.func(func).nname;
        self.prog.name_mut(name).defn = Defn::Func(func);
        finish(self, func);
        let mut values = Vec::new();
        let (prog, nodes) = (&*self.prog, &self.st.met.value_nodes);
        prog.visit_func_and_closures(func, &mut |n| values.extend(nodes.get(&n)));
        for (recv, method) in values {
            self.wrap_method_value(at, recv, method, finish);
        }
        self.prog.target.funcs.push(func);
    }

    /// `if recv == nil { panicwrap() }`
    fn nil_check(&mut self, at: XPos, recv: NodeId, t: TypeId) -> NodeId {
        let nil = self.prog.new_nil(at, t);
        let cond = self
            .prog
            .new_binary(at, Op::Eq, TypeId::UNTYPED_BOOL, recv, nil);
        let fun = self.runtime_func(&"panicwrap".into());
        let fun = fun.map(|f| self.prog.name(f).node);
        let call = self.prog.new_call(at, Op::CallFunc, None, fun, Vec::new());
        let kind = Kind::If(Box::new(If {
            cond,
            body: vec![call],
            els: Vec::new(),
        }));
        self.prog.stmt(at, Op::If, kind)
    }

    /// What to call for `x.m(args)`, and with what: embedded fields, `*` and `&` are put in.
    fn method_callee(
        &mut self,
        at: XPos,
        mut x: NodeId,
        method: &Method,
        mut args: Vec<NodeId>,
    ) -> Res<(NodeId, Vec<NodeId>)> {
        for &index in &method.path {
            let dot = self.dot_field(at, x, index);
            x = self.implicit(dot);
        }
        let o = &self.tys.types[method.obj];
        let sel = Selector {
            pkg: o.pkg,
            name: o.name.clone(),
        };
        let Some(declared) = method.recv else {
            return Ok((self.dot_method(at, x, &sel, Op::DotInter)?, args));
        };
        let t = self.type_of_node(x);
        let by_pointer = self.ptr_elem(declared).is_some();
        match self.ptr_elem(t) {
            Some(elem) if !by_pointer => {
                let star = self.deref(at, elem, x);
                x = self.implicit(star);
            }
            None if by_pointer => {
                let addr = self.addr(at, x);
                x = self.implicit(addr);
            }
            _ => {}
        }
        let recv = self.type_of_node(x);
        let fun = self.new_method_expr(at, recv, &sel)?;
        args.insert(0, x);
        Ok((fun, args))
    }

    /// The call as the whole rest of a wrapper's body (cmd/compile/internal/noder: addTailCall).
    fn pass_on(
        &mut self,
        func: FuncId,
        at: XPos,
        fun: NodeId,
        args: Vec<NodeId>,
        tail: bool,
    ) -> Res<Vec<NodeId>> {
        if !tail {
            return self.tail_call(func, at, fun, args);
        }
        let t = self.type_of_node(fun);
        let sig = self.signature(t);
        let call = self.call(func, at, fun, args, sig.variadic)?;
        Ok(vec![self.prog.stmt(
            at,
            Op::TailCall,
            Kind::TailCall { call },
        )])
    }
}
