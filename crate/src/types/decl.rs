//! Declarations (cmd/compile/internal/types2/decl.go).

use super::Code;
use super::check::{Checker, DeclIdx, Environment};
use super::constant::Value;
use super::ids::{ObjId, ScopeId, TypeId};
use super::object::{ObjKind, Object, VarKind};
use super::operand::Operand;
use super::report::{ErrorDesc, err, place_string};
use super::resolver::ConstGroup;
use super::ty::{Signature, Type};
use crate::syntax::{
    DeclId, DeclKind, ExprId, ExprKind, FieldId, FuncDecl, Operator, TypeDecl, VarDecl,
};
use crate::text::Pos;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Objects by name, with unexported names of different packages kept apart (types2: `objset`).
#[derive(Clone, Debug, Default)]
pub(in crate::types) struct NameSet(BTreeMap<(Rc<str>, Option<Rc<str>>), ObjId>);

impl NameSet {
    /// Enters an object; gives the one that has its name already.
    pub(in crate::types) fn insert(&mut self, types: &super::Types, obj: ObjId) -> Option<ObjId> {
        let o = &types[obj];
        let pkg = match (o.exported(), o.pkg) {
            (false, Some(pkg)) => Some(types[pkg].path.clone()),
            _ => None,
        };
        match self.0.entry((o.name.clone(), pkg)) {
            std::collections::btree_map::Entry::Occupied(e) => Some(*e.get()),
            std::collections::btree_map::Entry::Vacant(e) => {
                e.insert(obj);
                None
            }
        }
    }
}

impl<'a> Checker<'a> {
    /// Enters an object into a scope and records it at its name; an object of that name there is an error.
    pub(in crate::types) fn declare(
        &mut self,
        scope: ScopeId,
        name: Option<ExprId>,
        obj: ObjId,
        pos: Pos,
    ) {
        let text = self.types[obj].name.clone();
        if *text != *"_" {
            if let Some(alt) = self.types.insert(scope, obj) {
                let mut e = ErrorDesc::new(Code::DuplicateDecl);
                e.add(
                    self.types[obj].pos,
                    format!("{text} redeclared in this block"),
                );
                self.add_alt_decl(&mut e, alt);
                self.report(e);
                return;
            }
            self.types[obj].scope_pos = pos;
        }
        if let Some(name) = name {
            self.record_def(name, Some(obj));
        }
    }

    /// Checks the declaration of an object, unless that was done or is being done.
    pub(in crate::types) fn obj_decl(&mut self, obj: ObjId) {
        if let Some(f) = self.types[obj].as_func()
            && f.pending_recv.is_some()
            && let Some(orig) = f.origin
        {
            self.obj_decl(orig);
            self.types.complete_method(obj);
            return;
        }
        if self.obj_path.contains(&obj) {
            self.obj_in_cycle(obj);
            return;
        }
        if self.types[obj].typ.is_some() {
            return;
        }
        let Some(&d) = self.obj_map.get(&obj) else {
            return;
        };
        if !self.enter(self.types[obj].pos) {
            self.types[obj].typ = Some(TypeId::INVALID);
            return;
        }
        self.obj_path.push(obj);
        let info = &self.decls[d];
        let scope = info.file.unwrap_or(self.env.scope);
        let env = Environment::at(scope, info.version);
        let saved = std::mem::replace(&mut self.env, env);
        let (vtyp, init, inherited) = (info.vtyp, info.init, info.inherited);
        match self.types[obj].kind {
            ObjKind::Const { .. } => {
                self.env.decl = Some(d);
                self.const_decl(obj, vtyp, init, inherited);
            }
            ObjKind::Var(_) => {
                self.env.decl = Some(d);
                let lhs = self.decls[d].lhs.clone();
                self.var_decl(obj, &lhs, vtyp, init);
            }
            ObjKind::TypeName => {
                if let Some(id) = self.decls[d].decl
                    && let DeclKind::Type(t) = &self.ast[id].kind
                {
                    self.type_decl(obj, id, t);
                    self.collect_methods(obj);
                }
            }
            ObjKind::Func(_) => {
                if let Some(id) = self.decls[d].decl
                    && let DeclKind::Func(f) = &self.ast[id].kind
                {
                    self.func_decl(obj, d, id, f);
                }
            }
            _ => {}
        }
        self.env = saved;
        self.obj_path.pop();
        self.leave();
    }

    /// The object is being declared already.
    fn obj_in_cycle(&mut self, obj: ObjId) {
        let valid = self.valid_cycle(obj);
        let invalid = match self.types[obj].kind {
            ObjKind::Const { .. } | ObjKind::Var(_) => !valid || self.types[obj].typ.is_none(),
            ObjKind::TypeName => !valid,
            _ => false,
        };
        if invalid {
            self.types[obj].typ = Some(TypeId::INVALID);
        }
    }

    /// Whether the declaration may refer to itself through the objects above it; reports it if not.
    fn valid_cycle(&mut self, obj: ObjId) -> bool {
        let Some(start) = self.obj_path.iter().position(|&o| o == obj) else {
            return true;
        };
        let cycle: Vec<ObjId> = self.obj_path[start..].to_vec();
        let (mut nval, mut ndef) = (0, 0);
        for &o in &cycle {
            match self.types[o].kind {
                ObjKind::Const { .. } | ObjKind::Var(_) => nval += 1,
                ObjKind::TypeName => {
                    let generic = self.types[o].typ.is_some_and(|t| self.types.is_generic(t));
                    if self.env.in_tparam_list && generic {
                        return true;
                    }
                    if !self.is_alias(o) {
                        ndef += 1;
                    }
                }
                _ => {}
            }
        }
        // Cycles of values are for the initialisation order to judge; cycles of types are fine through a defined type.
        if nval == cycle.len() || nval == 0 && ndef > 0 {
            return true;
        }
        let start = self.first_in_src(&cycle);
        self.cycle_error(&cycle, start);
        false
    }

    /// Whether a type name is an alias, as far as is known (types2: `TypeName.IsAlias`).
    pub(in crate::types) fn is_alias(&self, obj: ObjId) -> bool {
        let o = &self.types[obj];
        let Some(t) = o.typ else { return false };
        match &self.types[t] {
            Type::Basic(kind) => {
                o.pkg != Some(super::PkgId::UNSAFE)
                    && (o.pkg.is_some()
                        || *o.name != *kind.name()
                        || t == TypeId::BYTE
                        || t == TypeId::RUNE)
            }
            Type::Named(n) => n.obj != obj,
            Type::TypeParam(p) => p.obj != obj,
            _ => true,
        }
    }

    fn cycle_name(&self, obj: ObjId) -> String {
        let o = &self.types[obj];
        if let Some(t) = o.typ.and_then(|t| self.types.as_named(t))
            && self.types.named(t).is_some_and(|n| n.inst.is_some())
        {
            return self.ty(t);
        }
        let prefix = o.pkg.map_or(String::new(), |p| self.qualify(self.types, p));
        if prefix.is_empty() {
            o.name.to_string()
        } else {
            format!("{prefix}.{}", o.name)
        }
    }

    /// Reports a cycle of declarations, told from its element `start` on.
    pub(in crate::types) fn cycle_error(&mut self, cycle: &[ObjId], start: usize) {
        let mut obj = cycle[start];
        let is_type = self.types[obj].is_type_name();
        if is_type
            && let Some(t) = self.types[obj].typ
            && let Some(a) = self.types.alias_mut(t)
        {
            // Breaks the cycle, so that nothing runs around in it.
            a.from_rhs = Some(TypeId::INVALID);
        }
        let name = self.cycle_name(obj);
        if cycle.len() == 1 {
            let what = if is_type {
                "invalid recursive type: "
            } else {
                "invalid cycle in declaration: "
            };
            err!(
                self,
                obj,
                Code::InvalidDeclCycle,
                "{what}{name} refers to itself"
            );
            return;
        }
        let mut e = ErrorDesc::new(Code::InvalidDeclCycle);
        let what = if is_type {
            "invalid recursive type"
        } else {
            "invalid cycle in declaration of"
        };
        e.add(self.types[obj].pos, format!("{what} {name}"));
        for i in 0..cycle.len() {
            let next = cycle[(start + i + 1) % cycle.len()];
            let (from, to) = (self.cycle_name(obj), self.cycle_name(next));
            e.add(self.types[obj].pos, format!("{from} refers to {to}"));
            obj = next;
        }
        self.report(e);
    }

    /// Which of the objects stands first in the source.
    pub(in crate::types) fn first_in_src(&self, path: &[ObjId]) -> usize {
        let mut first = 0;
        for (i, &o) in path.iter().enumerate() {
            if self.types[o].pos < self.types[path[first]].pos {
                first = i;
            }
        }
        first
    }

    fn const_decl(
        &mut self,
        obj: ObjId,
        typ: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
    ) {
        let ObjKind::Const { val } = &mut self.types[obj].kind else {
            return;
        };
        let iota = std::mem::replace(val, Value::Unknown);
        let saved = (
            self.env.iota.replace(iota),
            std::mem::take(&mut self.env.errpos),
        );
        let mut ok = true;
        if let Some(typ) = typ {
            let t = self.typ(typ);
            if self.types.is_basic(t, |k| k.is_const_type()) {
                self.types[obj].typ = Some(t);
            } else {
                let u = self.types.under(t);
                if self.types.is_valid(u) {
                    let text = self.ty(t);
                    err!(
                        self,
                        typ,
                        Code::InvalidConstType,
                        "invalid constant type {text}"
                    );
                }
                self.types[obj].typ = Some(TypeId::INVALID);
                ok = false;
            }
        }
        if ok {
            let mut x = Operand::new();
            if let Some(init) = init {
                if inherited {
                    // The expression stands elsewhere; errors belong to the constant that repeats it.
                    self.env.errpos = self.types[obj].pos;
                }
                self.expr(None, &mut x, init);
            }
            self.init_const(obj, &mut x);
        }
        (self.env.iota, self.env.errpos) = saved;
    }

    pub(in crate::types) fn var_decl(
        &mut self,
        obj: ObjId,
        lhs: &[ObjId],
        typ: Option<ExprId>,
        init: Option<ExprId>,
    ) {
        if let Some(typ) = typ {
            let t = self.var_type(typ);
            self.types[obj].typ = Some(t);
        }
        let Some(init) = init else {
            if typ.is_none() {
                self.types[obj].typ = Some(TypeId::INVALID);
            }
            return;
        };
        if lhs.len() <= 1 {
            let mut x = Operand::new();
            let name = self.types[obj].name.clone();
            let target = self.new_target(self.types[obj].typ, &name);
            self.expr(target.as_ref(), &mut x, init);
            self.init_var(obj, &mut x, "variable declaration");
            return;
        }
        if typ.is_some() {
            let t = self.types[obj].typ;
            for &v in lhs {
                self.types[v].typ = t;
            }
        }
        self.init_vars(lhs, &[init], None);
    }

    /// Whether the type is another package's interface that may only be a constraint.
    fn is_imported_constraint(&mut self, typ: TypeId) -> bool {
        let Some(named) = self.types.as_named(typ) else {
            return false;
        };
        let pkg = self.types.named(named).and_then(|n| self.types[n.obj].pkg);
        if pkg.is_none() || pkg == Some(self.pkg) {
            return false;
        }
        let u = self.types.under(named);
        self.types.interface(u).is_some() && !self.types.type_set(u).is_method_set()
    }

    pub(in crate::types) fn type_decl(&mut self, obj: ObjId, id: DeclId, d: &'a TypeDecl) {
        let rhs_expr = d.ty;
        let slot = self.delayed.len();
        self.later(|_| {});
        let mut version_err = false;
        let rhs = if d.alias {
            self.alias_decl(obj, id, d, &mut version_err)
        } else {
            self.named_decl(obj, id, d, &mut version_err)
        };
        // The check comes before those that the declaration itself defers, but needs to know the right-hand side.
        let version = self.env.version;
        self.delayed[slot] = Some((
            version,
            Box::new(move |check| {
                if let Some(t) = check.types[obj].typ.and_then(|t| check.types.as_named(t)) {
                    check.valid_type(t);
                }
                if !version_err && !check.allow_version(18) && check.is_imported_constraint(rhs) {
                    let what = format!("using type constraint {}", check.ty(rhs));
                    check.verify_version(rhs_expr, 18, &what);
                }
            }),
        ));
    }

    fn alias_decl(
        &mut self,
        obj: ObjId,
        id: DeclId,
        d: &'a TypeDecl,
        version_err: &mut bool,
    ) -> TypeId {
        if let Some(&t) = d.tparams.first() {
            *version_err = !self.verify_version(t, 23, "generic type alias");
        }
        if !*version_err {
            *version_err = !self.verify_version(id, 9, "type alias");
        }
        let alias = self.types.new_alias(obj, None);
        let generic = !d.tparams.is_empty();
        if generic {
            self.open_scope(id);
            self.collect_type_params(&d.tparams, |types, list| {
                if let Some(a) = types.alias_mut(alias) {
                    a.tparams = list;
                }
            });
        }
        let rhs = self.declared_type(d.ty, Some(obj));
        let tparams = self.types.alias(alias).map(|a| a.tparams.clone());
        let own_param = tparams.is_some_and(|l| l.contains(&rhs));
        if own_param {
            self.error(
                d.ty,
                Code::MisplacedTypeParam,
                "cannot use type parameter declared in alias declaration as RHS",
            );
        }
        if let Some(a) = self.types.alias_mut(alias) {
            a.from_rhs = Some(if own_param { TypeId::INVALID } else { rhs });
        }
        if generic {
            self.close_scope();
        }
        rhs
    }

    fn named_decl(
        &mut self,
        obj: ObjId,
        id: DeclId,
        d: &'a TypeDecl,
        version_err: &mut bool,
    ) -> TypeId {
        if let Some(&t) = d.tparams.first() {
            *version_err = !self.verify_version(t, 18, "type parameter");
        }
        let named = self.types.new_named(obj, None);
        self.cleaners.push(named);
        let generic = !d.tparams.is_empty();
        if generic {
            self.open_scope(id);
            self.collect_type_params(&d.tparams, |types, list| {
                if let Some(n) = types.named_mut(named) {
                    n.tparams = list;
                }
            });
        }
        let rhs = self.declared_type(d.ty, Some(obj));
        let mut from = rhs;
        if self.types.is_type_param(rhs) {
            self.error(
                d.ty,
                Code::MisplacedTypeParam,
                "cannot use a type parameter as RHS in type declaration",
            );
            from = TypeId::INVALID;
        }
        if let Some(n) = self.types.named_mut(named) {
            n.from_rhs = Some(from);
        }
        if generic {
            self.close_scope();
        }
        rhs
    }

    /// Declares type parameters; `set` gets them before their constraints are known, as constraints may refer to what has them.
    pub(in crate::types) fn collect_type_params(
        &mut self,
        list: &[FieldId],
        set: impl FnOnce(&mut super::Types, Rc<[TypeId]>),
    ) {
        let ast = self.ast;
        let Some(&first) = list.first() else { return };
        let scope_pos = ast[first].pos;
        let tparams: Rc<[TypeId]> = list
            .iter()
            .map(|&f| {
                let (pos, name) = match ast[f].name {
                    Some(n) => self.name_parts(n),
                    None => (ast[f].pos, "_".into()),
                };
                self.declare_type_param(ast[f].name, pos, name, scope_pos)
            })
            .collect();
        self.types.bind_type_params(&tparams);
        set(self.types, tparams.clone());
        self.env.in_tparam_list = true;
        let mut bound = TypeId::INVALID;
        let mut prev = None;
        for (&f, &tpar) in list.iter().zip(tparams.iter()) {
            let ty = ast[f].ty;
            if prev != Some(ty) {
                prev = Some(ty);
                bound = self.bound(ty);
                if self.types.is_type_param(bound) {
                    self.error(
                        ty,
                        Code::MisplacedTypeParam,
                        "cannot use a type parameter as constraint",
                    );
                    bound = TypeId::INVALID;
                }
            }
            if let Some(p) = self.types.type_param_mut(tpar) {
                p.bound = Some(bound);
            }
        }
        self.env.in_tparam_list = false;
    }

    /// A constraint; `~T` and `A|B` stand for an interface around them.
    fn bound(&mut self, x: ExprId) -> TypeId {
        if let ExprKind::Operation {
            op: Operator::Tilde | Operator::Or,
            ..
        } = *self.ast.kind(x)
        {
            return self.implicit_interface(x);
        }
        self.typ(x)
    }

    pub(in crate::types) fn declare_type_param(
        &mut self,
        name: Option<ExprId>,
        pos: Pos,
        text: Rc<str>,
        scope_pos: Pos,
    ) -> TypeId {
        let obj = self
            .types
            .add_object(Object::type_name(pos, Some(self.pkg), text, None));
        let tpar = self.types.new_type_param(obj, Some(TypeId::INVALID));
        self.cleaners.push(tpar);
        self.declare(self.env.scope, name, obj, scope_pos);
        tpar
    }

    /// Gives a package-level type its methods.
    pub(in crate::types) fn collect_methods(&mut self, obj: ObjId) {
        let Some(methods) = self.methods.remove(&obj) else {
            return;
        };
        let base = self.types[obj].typ.and_then(|t| self.types.as_named(t));
        let mut set = NameSet::default();
        if let Some(base) = base {
            self.later(move |check| check.check_field_uniqueness(base));
            for i in 0..self.types.method_count(base) {
                if let Some(m) = self.types.method(base, i) {
                    set.insert(self.types, m);
                }
            }
        }
        for m in methods {
            if let Some(alt) = set.insert(self.types, m) {
                let (owner, name) = (&self.types[obj].name, &self.types[m].name);
                let alt = self.types[alt].pos;
                let at = if alt.is_known() {
                    format!(" at {}", place_string(self.map, alt))
                } else {
                    String::new()
                };
                let msg = format!("method {owner}.{name} already declared{at}");
                self.error(m, Code::DuplicateMethod, msg);
                continue;
            }
            if let Some(n) = base.and_then(|b| self.types.named_mut(b)) {
                n.methods.push(m);
            }
        }
    }

    /// No field of a struct type may have the name of a method.
    fn check_field_uniqueness(&mut self, base: TypeId) {
        let u = self.types.under(base);
        let Type::Struct(s) = self.types[u].clone() else {
            return;
        };
        let mut set = NameSet::default();
        for i in 0..self.types.method_count(base) {
            if let Some(m) = self.types.method(base, i) {
                set.insert(self.types, m);
            }
        }
        for &f in s.fields.iter() {
            let name = self.types[f].name.clone();
            if *name == *"_" {
                continue;
            }
            if let Some(alt) = set.insert(self.types, f) {
                let mut e = ErrorDesc::new(Code::DuplicateFieldAndMethod);
                e.add(
                    self.types[alt].pos,
                    format!("field and method with the same name {name}"),
                );
                self.add_alt_decl(&mut e, f);
                self.report(e);
            }
        }
    }

    fn func_decl(&mut self, obj: ObjId, d: DeclIdx, id: DeclId, f: &'a FuncDecl) {
        let sig = self.types.new_signature(Signature::default());
        self.types[obj].typ = Some(sig);
        self.func_type(sig, f.recv, &f.tparams, f.ty);
        let extent = (self.ast[id].pos, self.ast.end_pos(id));
        if let Some(scope) = self.types.signature(sig).and_then(|s| s.scope) {
            self.types[scope].extent = extent;
        }
        if !f.tparams.is_empty() && f.body.is_none() {
            self.soft_error(
                id,
                Code::BadDecl,
                "generic function is missing function body",
            );
        }
        if let Some(body) = f.body {
            self.later(move |check| check.func_body(Some(d), sig, body, None));
        }
    }

    /// Declarations inside a function.
    pub(in crate::types) fn decl_stmt(&mut self, list: &'a [DeclId]) {
        let ast = self.ast;
        let mut group = ConstGroup::default();
        for &id in list {
            match &ast[id].kind {
                DeclKind::Const(d) => {
                    let top = self.delayed.len();
                    let (typ, values, inherited) = group.next(d);
                    let values = ast.unpack_list(&values);
                    let mut objs = Vec::with_capacity(d.names.len());
                    for (i, &name) in d.names.iter().enumerate() {
                        let obj = self.new_const(name, d.iota);
                        objs.push(obj);
                        self.const_decl(obj, typ, values.get(i).copied(), inherited);
                    }
                    self.arity(ast[id].pos, &d.names, &values, true, inherited);
                    self.process_delayed(top);
                    let pos = ast.end_pos(id);
                    for (&name, &obj) in d.names.iter().zip(&objs) {
                        self.declare(self.env.scope, Some(name), obj, pos);
                    }
                }
                DeclKind::Var(d) => self.local_var_decl(id, d),
                DeclKind::Type(d) => {
                    let obj = self.new_type_name(d.name);
                    let pos = self.types[obj].pos;
                    self.declare(self.env.scope, Some(d.name), obj, pos);
                    self.obj_path.push(obj);
                    self.type_decl(obj, id, d);
                    self.obj_path.pop();
                }
                _ => self.error(id, Code::InvalidSyntaxTree, "unknown declaration"),
            }
        }
    }

    fn local_var_decl(&mut self, id: DeclId, d: &'a VarDecl) {
        let ast = self.ast;
        let top = self.delayed.len();
        let vars: Vec<ObjId> = d
            .names
            .iter()
            .map(|&n| self.new_var(VarKind::Local, n))
            .collect();
        let values = ast.unpack_list(&d.values);
        for (i, &obj) in vars.iter().enumerate() {
            if values.len() == 1 && vars.len() != 1 {
                // One value for all of them.
                self.var_decl(obj, &vars, d.ty, Some(values[0]));
                break;
            }
            self.var_decl(obj, &[], d.ty, values.get(i).copied());
        }
        if d.ty.is_none() || !values.is_empty() {
            self.arity(ast[id].pos, &d.names, &values, false, false);
        }
        self.process_delayed(top);
        let pos = ast.end_pos(id);
        for (&name, &obj) in d.names.iter().zip(&vars) {
            self.declare(self.env.scope, Some(name), obj, pos);
        }
    }
}
