//! A package: its functions, declarations and initialisers, and what the checker knows of types and expressions.

use super::func::{Res, Writer};
use super::rangefunc::RangeFuncs;
use crate::body::tree::{Decl, Dict, Func, Init, Package, Pragma, Unsupported};
use crate::syntax::{Ast, DeclId, DeclKind, ExprId, ExprKind, FieldId, FuncDecl, Node, StmtKind};
use crate::text::{Gather, Pos, SourceMap};
use crate::types::constant::Value;
use crate::types::info::{Checked, Info, TypeAndValue};
use crate::types::instantiate::implements;
use crate::types::object::ObjKind;
use crate::types::ty::{BasicKind, ChanDir, Signature, Type};
use crate::types::{ObjId, PkgId, TypeId, Types};
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What all bodies of a package share.
pub(super) struct PkgWriter<'a> {
    pub(super) ast: &'a Ast,
    pub(super) info: &'a Info,
    pub(super) types: &'a mut Types,
    map: &'a SourceMap,
    pub(super) pkg: PkgId,
    /// Conditions of which a part stands for the whole.
    simplified: HashMap<ExprId, ExprId>,
    derived: HashMap<TypeId, bool>,
    /// Type parameters around types that are declared in generic functions.
    implicits: HashMap<ObjId, Vec<TypeId>>,
    pub(super) range_funcs: RangeFuncs,
}

/// Writes a checked package as trees. Functions in which the checker found an error, or that use what is not supported,
/// have no tree but the reason; `broken` tells where errors are: from one
/// position to another, both included.
pub fn package(
    ast: &Ast,
    map: &SourceMap,
    checked: &Checked,
    types: &mut Types,
    broken: &[(Pos, Pos)],
) -> Package {
    let mut p = PkgWriter {
        ast,
        info: &checked.info,
        types,
        map,
        pkg: checked.pkg,
        simplified: HashMap::default(),
        derived: HashMap::default(),
        implicits: HashMap::default(),
        range_funcs: RangeFuncs::default(),
    };
    p.collect_implicits();
    p.plan_range_funcs();
    let mut out = Package::default();
    // Methods of a generic type share its dictionary, so that dictionaries are complete only when all bodies are written.
    let mut dicts: BTreeMap<ObjId, Dict> = BTreeMap::new();
    let mut owners = Vec::new();
    for file in ast.file_nodes() {
        for &decl in &ast[file].decls {
            if let DeclKind::Func(func) = &ast[decl].kind {
                p.func(decl, func, broken, &mut dicts, &mut owners, &mut out);
            } else {
                p.decl(decl, &mut out);
            }
        }
    }
    out.written = super::order::order(&p);
    let dicts: BTreeMap<_, _> = dicts.into_iter().map(|(k, d)| (k, Rc::new(d))).gather();
    for (func, owner) in out.funcs.iter_mut().zip(owners) {
        func.dict = dicts.get(&owner).cloned().unwrap_or_default();
    }
    for init in &checked.info.init_order {
        let mut dict = Dict::default();
        let pos = ast[init.rhs].pos;
        let end = ast.end_pos(init.rhs);
        let rhs = match first_within(broken, pos, end) {
            Some(pos) => Err(Unsupported {
                pos,
                what: "an error in the code",
            }),
            None => Writer::new(&mut p, &mut dict, TypeId::INVALID)
                .init_expr(init.rhs)
                .map(|(body, e)| (Rc::new(body), e)),
        };
        out.init.push(Init {
            lhs: init.lhs.clone(),
            rhs,
        });
    }
    out
}

impl PkgWriter<'_> {
    fn func(
        &mut self,
        decl: DeclId,
        func: &FuncDecl,
        broken: &[(Pos, Pos)],
        dicts: &mut BTreeMap<ObjId, Dict>,
        owners: &mut Vec<ObjId>,
        out: &mut Package,
    ) {
        let ast = self.ast;
        let Some(obj) = self
            .def(func.name)
            .filter(|_| ast.name_str(func.name) != "_")
        else {
            return;
        };
        let sig_type = self.types.type_of(obj);
        let sig = self.types.signature(sig_type).cloned().unwrap_or_default();
        let owner = self.dict_owner(obj, &sig);
        let mut dict = dicts
            .remove(&owner)
            .unwrap_or_else(|| self.new_dict(owner, &sig));
        let start = ast[decl].pos;
        let end = func.body.map_or(start, |b| ast.rbrace(b));
        let in_it = first_within(broken, start, end);
        let body = match in_it {
            Some(pos) => Err(Unsupported {
                pos,
                what: "an error in the code",
            }),
            None => Writer::new(self, &mut dict, sig_type)
                .func_body(func.body)
                .map(|(b, _)| Rc::new(b)),
        };
        dicts.insert(owner, dict);
        owners.push(owner);
        out.funcs.push(Func {
            obj,
            pos: start,
            pragma: ast[decl]
                .pragma
                .as_ref()
                .map_or(Pragma::default(), |p| Pragma(p.flag.0)),
            body,
            dict: Rc::default(),
        });
        if sig.rparams.is_empty() && sig.tparams.is_empty() {
            out.decls.push(match sig.recv {
                Some(_) => Decl::Method(obj),
                None => Decl::Func(obj),
            });
        }
    }

    fn decl(&mut self, decl: DeclId, out: &mut Package) {
        let objs = |names: &[ExprId]| {
            names
                .iter()
                .filter_map(|&n| self.def(n))
                .collect::<Vec<_>>()
        };
        match &self.ast[decl].kind {
            DeclKind::Var(d) => {
                let embed = self.ast[decl]
                    .pragma
                    .as_ref()
                    .is_some_and(|p| !p.embeds.is_empty());
                out.decls.push(Decl::Var {
                    objs: objs(&d.names),
                    embed,
                });
            }
            DeclKind::Const(d) => out.decls.push(Decl::Other(objs(&d.names))),
            DeclKind::Type(d) if d.tparams.is_empty() && self.ast.name_str(d.name) != "_" => {
                out.decls.push(Decl::Other(objs(&[d.name])));
            }
            _ => {}
        }
    }

    /// Whose dictionary a function uses: its own, or for a method of a generic type the type's.
    fn dict_owner(&self, obj: ObjId, sig: &Signature) -> ObjId {
        let Some(recv) = sig
            .recv
            .filter(|_| sig.tparams.is_empty() && !sig.rparams.is_empty())
        else {
            return obj;
        };
        let base = self.deref(self.types.type_of(recv));
        let named = self.types.as_named(base);
        named.and_then(|n| self.types.named_obj(n)).unwrap_or(obj)
    }

    fn new_dict(&self, owner: ObjId, sig: &Signature) -> Dict {
        let type_owner = self.types[owner].is_type_name();
        let generic_method = !type_owner && sig.recv.is_some() && !sig.tparams.is_empty();
        Dict {
            receivers: match generic_method {
                true => sig.rparams.to_vec(),
                false => Vec::new(),
            },
            explicits: match type_owner {
                true => sig.rparams.to_vec(),
                false => sig.tparams.to_vec(),
            },
            ..Dict::default()
        }
    }

    /// Types declared in generic functions have the functions' type parameters.
    fn collect_implicits(&mut self) {
        let mut found = HashMap::default();
        for file in self.ast.file_nodes() {
            for &decl in &self.ast[file].decls {
                let DeclKind::Func(func) = &self.ast[decl].kind else {
                    continue;
                };
                let Some(obj) = self.def(func.name) else {
                    continue;
                };
                let Some(sig) = self.types.signature(self.types.type_of(obj)) else {
                    continue;
                };
                let around: Vec<_> = sig.rparams.iter().chain(&*sig.tparams).copied().collect();
                let Some(body) = func.body.filter(|_| !around.is_empty()) else {
                    continue;
                };
                self.ast.inspect(Node::Stmt(body), &mut |node| {
                    if let Node::Stmt(s) = node
                        && let StmtKind::DeclStmt(decls) = &self.ast[s].kind
                    {
                        for &d in decls {
                            if let DeclKind::Type(t) = &self.ast[d].kind
                                && let Some(obj) = self.def(t.name)
                            {
                                found.insert(obj, around.clone());
                            }
                        }
                    }
                    true
                });
            }
        }
        self.implicits = found;
    }

    // What the checker knows.

    /// The object that a name declares.
    pub(super) fn def(&self, name: ExprId) -> Option<ObjId> {
        self.info.defs[name.index()]
    }

    /// The object that a name denotes where it is used.
    pub(super) fn use_of(&self, name: ExprId) -> Option<ObjId> {
        self.info.uses[name.index()]
    }

    pub(super) fn type_and_value(&self, x: ExprId) -> TypeAndValue {
        let mut tv = self.info.type_and_value(x).clone();
        // A generic function whose type arguments are inferred from an assignment.
        if self.ast.name(x).is_some()
            && let Some(inst) = self.info.instances.get(&x)
        {
            tv.typ = inst.typ;
        }
        tv
    }

    /// The type of a value.
    pub(super) fn type_of(&self, x: ExprId) -> Res<TypeId> {
        let tv = self.type_and_value(x);
        match tv.mode.is_value() && tv.typ != TypeId::INVALID {
            true => Ok(tv.typ),
            false => Err(Unsupported {
                pos: self.ast[x].pos,
                what: "an error in the code",
            }),
        }
    }

    pub(super) fn value(&self, x: ExprId) -> Option<&Value> {
        self.info.type_and_value(x).val.as_ref()
    }

    pub(super) fn is_builtin(&self, x: ExprId) -> bool {
        self.info.type_and_value(x).mode.is_builtin()
    }

    pub(super) fn is_nil(&self, x: ExprId) -> bool {
        self.info.type_and_value(x).mode.is_nil()
    }

    pub(super) fn simplified(&self, mut x: ExprId) -> ExprId {
        while let Some(&part) = self.simplified.get(&x) {
            x = part;
        }
        x
    }

    pub(super) fn simplify(&mut self, whole: ExprId, part: ExprId) {
        self.simplified.insert(whole, part);
    }

    /// The object that an expression denotes, and the type arguments it is instantiated with.
    pub(super) fn lookup_obj(&self, mut x: ExprId) -> (Option<ObjId>, Rc<[TypeId]>) {
        if let ExprKind::IndexExpr { x: operand, index } = *self.ast.kind(x) {
            let single = !matches!(self.ast.kind(index), ExprKind::ListExpr(_));
            if single && self.info.type_and_value(index).mode.is_value() {
                return (None, Rc::default());
            }
            x = operand;
        }
        if let ExprKind::SelectorExpr { x: qualifier, sel } = *self.ast.kind(x) {
            if !self.is_package(qualifier) {
                return (None, Rc::default());
            }
            x = sel;
        }
        if self.ast.name(x).is_none() {
            return (None, Rc::default());
        }
        let targs = self.info.instances.get(&x).map(|i| i.targs.clone());
        (self.use_of(x), targs.unwrap_or_default())
    }

    fn is_package(&self, x: ExprId) -> bool {
        let obj = self.ast.name(x).and_then(|_| self.use_of(x));
        obj.is_some_and(|o| matches!(self.types[o].kind, ObjKind::PkgName { .. }))
    }

    /// Whether the object is declared at package level, or predeclared.
    pub(super) fn is_global(&self, obj: ObjId) -> bool {
        let object = &self.types[obj];
        let scope = object
            .pkg
            .map_or(crate::types::ScopeId::UNIVERSE, |p| self.types[p].scope);
        object.parent == Some(scope)
    }

    /// The type that a constant has for the back end.
    pub(super) fn ideal_type(&self, t: TypeId, value: &Value) -> Option<TypeId> {
        let t = self.types.unalias(t);
        let Type::Basic(kind) = self.types[t] else {
            return Some(t);
        };
        Some(match kind {
            BasicKind::Invalid => return None,
            BasicKind::UntypedInt | BasicKind::UntypedFloat | BasicKind::UntypedComplex => {
                match value.sign() < 0 {
                    true => TypeId::INT,
                    false => TypeId::UINT,
                }
            }
            BasicKind::UntypedBool => TypeId::BOOL,
            BasicKind::UntypedString => TypeId::STRING,
            BasicKind::UntypedRune => TypeId::INT32,
            _ => t,
        })
    }

    /// Variables of a loop are new in each iteration from Go 1.22 on.
    pub(super) fn distinct_vars(&self, pos: Pos) -> bool {
        let Some((file, _)) = self.map.offset(pos) else {
            return true;
        };
        let node = self.ast.file_nodes().find(|&f| self.ast[f].file == file);
        let version = node.and_then(|f| self.info.file_versions.get(&f));
        version.is_none_or(|v| go_minor(v).is_none_or(|minor| minor >= 22))
    }

    /// The place that the compiler takes for the end of a type in a `case`.
    pub(super) fn type_expr_end(&self, mut x: ExprId) -> Pos {
        let last = |fields: &[FieldId]| fields.last().map(|&f| self.ast[f].ty);
        loop {
            let pos = self.ast[x].pos;
            x = match self.ast.kind(x) {
                ExprKind::SelectorExpr { x, .. } => return self.ast[*x].pos,
                ExprKind::ParenExpr(x) | ExprKind::Operation { x, y: None, .. } => *x,
                ExprKind::ArrayType { elem, .. }
                | ExprKind::ChanType { elem, .. }
                | ExprKind::DotsType { elem }
                | ExprKind::SliceType { elem }
                | ExprKind::MapType { value: elem, .. } => *elem,
                ExprKind::InterfaceType { methods } => match last(methods) {
                    Some(t) => t,
                    None => return pos,
                },
                ExprKind::FuncType { params, results } => {
                    match last(results).or_else(|| last(params)) {
                        Some(t) => t,
                        None => return pos,
                    }
                }
                ExprKind::IndexExpr { index, .. } => match self.ast.kind(*index) {
                    ExprKind::ListExpr(list) => list[list.len() - 1],
                    _ => *index,
                },
                _ => return pos,
            };
        }
    }

    // Types.

    /// Whether the type depends on type parameters.
    pub(super) fn is_derived(&mut self, t: TypeId) -> bool {
        if let Some(&known) = self.derived.get(&t) {
            return known;
        }
        let mut parts = Vec::new();
        let vars = |types: &Types, list: &[ObjId]| {
            list.iter().map(|&o| types.type_of(o)).collect::<Vec<_>>()
        };
        let own = match &self.types[t] {
            Type::TypeParam(_) => true,
            Type::Basic(_) => false,
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => {
                parts.push(*elem);
                false
            }
            Type::Map { key, elem } => {
                parts.extend([*key, *elem]);
                false
            }
            Type::Struct(s) => {
                parts = vars(self.types, &s.fields);
                false
            }
            Type::Tuple(list) => {
                parts = vars(self.types, list);
                false
            }
            Type::Signature(s) => {
                parts = vars(self.types, &s.params);
                parts.extend(vars(self.types, &s.results));
                false
            }
            Type::Interface(i) => {
                parts = vars(self.types, &i.methods);
                parts.extend_from_slice(&i.embeddeds);
                false
            }
            Type::Union(terms) => {
                parts.extend(terms.iter().filter_map(|t| t.typ));
                false
            }
            Type::Named(n) => {
                parts.extend_from_slice(n.inst.as_ref().map_or(&[][..], |i| &i.targs));
                self.implicits.contains_key(&n.obj)
            }
            Type::Alias(a) => {
                parts.extend_from_slice(&a.targs);
                parts.extend(a.from_rhs.filter(|_| !self.is_global(a.obj)));
                false
            }
        };
        let derived = own || parts.into_iter().any(|p| self.is_derived(p));
        self.derived.insert(t, derived);
        derived
    }

    /// The index of a type parameter among the dictionary's.
    pub(super) fn type_param_index(&self, param: TypeId, dict: &Dict) -> u32 {
        if let Some(i) = dict.implicits.iter().position(|&t| t == param) {
            return i as u32;
        }
        if let Some(i) = dict.receivers.iter().position(|&t| t == param) {
            return (dict.implicits.len() + i) as u32;
        }
        let index = self
            .types
            .type_param(param)
            .map_or(0, |p| p.index.max(0) as usize);
        (dict.implicits.len() + dict.receivers.len() + index) as u32
    }

    pub(super) fn identical(&mut self, x: TypeId, y: TypeId) -> bool {
        self.types.identical(x, y)
    }

    /// Whether a value of type `v` can take type `t`, in a program that is known to be well typed: the checker has turned down
    /// the rest (specification, "Assignability").
    pub(super) fn assignable(&mut self, v: TypeId, t: TypeId) -> bool {
        if self.identical(v, t)
            || self.types.basic_kind(v) == Some(BasicKind::UntypedNil) && self.types.has_nil(t)
        {
            return true;
        }
        let (vu, tu) = (self.types.under(v), self.types.under(t));
        if self.is_interface(t) {
            let v = self.default_type(v);
            return implements(self.types, v, t, false, None);
        }
        if self.is_untyped(v) {
            return !self.is_untyped(t);
        }
        let nameless = !self.types.has_name(v) || !self.types.has_name(t);
        if !nameless || self.is_type_param(v) && self.is_type_param(t) {
            return false;
        }
        match (self.types[vu].clone(), self.types[tu].clone()) {
            (
                Type::Chan {
                    dir: ChanDir::SendRecv,
                    elem: ve,
                },
                Type::Chan { elem: te, .. },
            ) => self.identical(ve, te),
            _ => self.identical(vu, tu),
        }
    }

    /// The underlying type; of a type parameter the one that all types of its set share, if there is one
    /// (cmd/compile/internal/types2, CoreType).
    pub(super) fn core_type(&mut self, t: TypeId) -> Option<TypeId> {
        let mut core: Option<TypeId> = None;
        for term in self.types.terms(t) {
            let (_, under) = term?;
            core = Some(match core {
                None => under,
                Some(old) => self.same_core(old, under)?,
            });
        }
        core
    }

    /// The type that two of a set share: channels may differ in that one has a direction.
    fn same_core(&mut self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if self.identical(x, y) {
            return Some(x);
        }
        let (Type::Chan { dir: dx, elem: ex }, Type::Chan { dir: dy, elem: ey }) =
            (self.types[x].clone(), self.types[y].clone())
        else {
            return None;
        };
        match (dx, dy) {
            _ if !self.identical(ex, ey) => None,
            (ChanDir::SendRecv, _) => Some(y),
            (_, ChanDir::SendRecv) => Some(x),
            _ => None,
        }
    }

    pub(super) fn default_type(&self, t: TypeId) -> TypeId {
        self.types.default_type(t)
    }

    fn core(&mut self, t: TypeId) -> Type {
        let core = self.core_type(t).unwrap_or(TypeId::INVALID);
        self.types[core].clone()
    }

    pub(super) fn core_signature(&mut self, t: TypeId) -> Option<Rc<Signature>> {
        match self.core(t) {
            Type::Signature(s) => Some(s),
            _ => None,
        }
    }

    pub(super) fn slice_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.core(t) {
            Type::Slice { elem } => Some(elem),
            _ => None,
        }
    }

    pub(super) fn pointer_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.core(t) {
            Type::Pointer { elem } => Some(elem),
            _ => None,
        }
    }

    pub(super) fn map_key(&mut self, t: TypeId) -> Option<TypeId> {
        match self.core(t) {
            Type::Map { key, .. } => Some(key),
            _ => None,
        }
    }

    pub(super) fn is_map(&mut self, t: TypeId) -> bool {
        matches!(self.core(t), Type::Map { .. })
    }

    pub(super) fn is_func(&mut self, t: TypeId) -> bool {
        matches!(self.core(t), Type::Signature(_))
    }

    pub(super) fn chan_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.core(t) {
            Type::Chan { elem, .. } => Some(elem),
            _ => None,
        }
    }

    pub(super) fn is_chan(&mut self, t: TypeId) -> bool {
        let under = self.types.under(t);
        matches!(self.types[under], Type::Chan { .. })
    }

    pub(super) fn is_interface(&mut self, t: TypeId) -> bool {
        let under = self.types.under(t);
        !self.is_type_param(t) && matches!(self.types[under], Type::Interface(_))
    }

    pub(super) fn is_empty_interface(&mut self, t: TypeId) -> bool {
        let under = self.types.under(t);
        !self.is_type_param(t) && self.types.type_set(under).is_all()
    }

    pub(super) fn is_type_param(&self, t: TypeId) -> bool {
        self.types.as_type_param(t).is_some()
    }

    pub(super) fn is_tuple(&self, t: TypeId) -> bool {
        matches!(self.types[t], Type::Tuple(_))
    }

    pub(super) fn is_untyped(&self, t: TypeId) -> bool {
        self.types.basic_kind(t).is_some_and(BasicKind::is_untyped)
    }

    /// The types of an expression's values, if it gives several.
    pub(super) fn tuple(&self, x: ExprId) -> Option<Vec<TypeId>> {
        match &self.types[self.type_and_value(x).typ] {
            Type::Tuple(vars) => Some(vars.iter().map(|&v| self.types.type_of(v)).collect()),
            _ => None,
        }
    }

    /// The type without a pointer around it.
    pub(super) fn deref(&self, t: TypeId) -> TypeId {
        match self.types[self.types.unalias(t)] {
            Type::Pointer { elem } => elem,
            _ => t,
        }
    }

    pub(super) fn is_pointer_to(&mut self, from: TypeId, to: TypeId) -> bool {
        match self.types[self.types.unalias(from)] {
            Type::Pointer { elem } => self.identical(elem, to),
            _ => false,
        }
    }

    /// The type of field `i` of the struct that `t` is or points to.
    pub(super) fn field_type(&mut self, t: TypeId, i: usize) -> Option<TypeId> {
        let base = self.deref(t);
        let under = self.types.under(base);
        match &self.types[under] {
            Type::Struct(s) => s.fields.get(i).map(|&f| self.types.type_of(f)),
            _ => None,
        }
    }

    /// The type of a method's receiver.
    pub(super) fn recv_type(&self, method: ObjId) -> Option<TypeId> {
        let sig = self.types.signature(self.types.type_of(method))?;
        sig.recv.map(|r| self.types.type_of(r))
    }

    /// The path of field indices to a field, and its type.
    pub(super) fn field_path(&mut self, t: TypeId, name: &str) -> Option<(Vec<u32>, TypeId)> {
        let found = self
            .types
            .lookup_field_or_method(t, false, Some(self.pkg), name, false);
        let obj = found.obj?;
        let path = found.index?.iter().map(|&i| i as u32).collect();
        Some((path, self.types.type_of(obj)))
    }

    /// The types of key and value that a range over `t` gives.
    pub(super) fn range_key_value(&mut self, t: TypeId) -> (Option<TypeId>, Option<TypeId>) {
        match self.core(t) {
            Type::Basic(kind) if kind.is_string() => (Some(TypeId::INT), Some(TypeId::RUNE)),
            Type::Basic(_) => (Some(t), None),
            Type::Array { elem, .. } | Type::Slice { elem } => (Some(TypeId::INT), Some(elem)),
            Type::Pointer { elem } => {
                let under = self.types.under(elem);
                match self.types[under] {
                    Type::Array { elem, .. } => (Some(TypeId::INT), Some(elem)),
                    _ => (None, None),
                }
            }
            Type::Map { key, elem } => (Some(key), Some(elem)),
            Type::Chan { elem, .. } => (Some(elem), None),
            _ => (None, None),
        }
    }
}

impl Writer<'_, '_> {
    /// The element type of a channel expression.
    pub(super) fn chan_elem(&mut self, chan: ExprId) -> Res<TypeId> {
        let t = self.p.type_of(chan)?;
        self.p
            .chan_elem(t)
            .ok_or_else(|| self.broken(self.p.ast[chan].pos))
    }
}

/// The first of some stretches that has a part in `start..=end`, by where it starts.
fn first_within(stretches: &[(Pos, Pos)], start: Pos, end: Pos) -> Option<Pos> {
    let touches = |&&(from, to): &&(Pos, Pos)| from <= end && start <= to;
    stretches.iter().find(touches).map(|&(from, _)| from)
}

/// N of `go1.N`.
fn go_minor(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("go1.")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}
