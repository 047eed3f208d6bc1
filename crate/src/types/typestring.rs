//! Types and objects as text in type errors (cmd/compile/internal/types2/{typestring,object}.go).

use super::constant::quote;
use super::ids::{ObjId, PkgId, ScopeId, TypeId};
use super::object::{ObjKind, VarKind, is_exported};
use super::store::Types;
use super::ty::{ChanDir, Interface, Signature, Struct, Type};
use crate::text::Pos;
use std::rc::Rc;

/// What stands before names of package-level objects.
pub type Qualifier<'a> = &'a dyn Fn(&Types, PkgId) -> String;

/// Types nested deeper than this are cut.
const MAX_DEPTH: usize = 1000;

impl Types {
    /// The type as it stands in messages (types2: `TypeString`). A package that the qualifier maps to nothing is left out.
    pub fn type_string(&self, t: TypeId, qualifier: Qualifier) -> String {
        let mut w = TypeWriter::new(self, qualifier);
        w.typ(t);
        w.out
    }

    /// The object with its kind and type as it stands in messages (types2: `ObjectString`).
    pub fn object_string(&self, obj: ObjId, qualifier: Qualifier) -> String {
        let mut w = TypeWriter::new(self, qualifier);
        w.object(obj);
        w.out
    }

    /// What kind of object it is, in the words of messages (types2: `objectKind`).
    pub fn object_kind(&self, obj: ObjId) -> &'static str {
        match &self[obj].kind {
            ObjKind::PkgName { .. } => "package name",
            ObjKind::Const { .. } => "constant",
            ObjKind::TypeName if self.is_alias_name(obj) => "type alias",
            ObjKind::TypeName if matches!(self[self.type_of(obj)], Type::TypeParam(_)) => {
                "type parameter"
            }
            ObjKind::TypeName => "defined type",
            ObjKind::Var(v) => match v.kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Recv => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
                VarKind::Field => "struct field",
            },
            ObjKind::Func(_) => {
                let sig = self[obj].typ.and_then(|t| self.signature(t));
                match sig.and_then(|s| s.recv) {
                    Some(_) => "method",
                    None => "function",
                }
            }
            ObjKind::Label => "label",
            ObjKind::Builtin(_) => "built-in function",
            ObjKind::Nil => "untyped nil",
        }
    }

    /// Whether a type name is an alias for a type (types2: `TypeName.IsAlias`).
    pub fn is_alias_name(&self, obj: ObjId) -> bool {
        let o = &self[obj];
        let Some(typ) = o.typ else { return false };
        match &self[typ] {
            Type::Basic(k) => {
                o.pkg != Some(PkgId::UNSAFE)
                    && (o.pkg.is_some()
                        || k.name() != &*o.name
                        || typ == TypeId::BYTE
                        || typ == TypeId::RUNE)
            }
            Type::Named(n) => n.obj != obj,
            Type::TypeParam(p) => p.obj != obj,
            _ => true,
        }
    }
}

/// Writes types and objects into a string.
pub struct TypeWriter<'a> {
    types: &'a Types,
    qualifier: Qualifier<'a>,
    /// How a position is written, where a message has to say where a type parameter is declared.
    pos_text: Option<&'a dyn Fn(Pos) -> String>,
    /// What was written.
    pub out: String,
    /// The types that are being written, from the outside in.
    path: Vec<TypeId>,
    param_names: bool,
    /// Whether all packages are written by path, and the first unexported field with its package.
    full: bool,
    annotate: bool,
}

impl<'a> TypeWriter<'a> {
    /// A writer with an empty text.
    pub fn new(types: &'a Types, qualifier: Qualifier<'a>) -> TypeWriter<'a> {
        TypeWriter {
            types,
            qualifier,
            pos_text: None,
            out: String::new(),
            path: Vec::new(),
            param_names: true,
            full: false,
            annotate: false,
        }
    }

    /// With a way to write positions.
    pub fn with_positions(self, pos_text: &'a dyn Fn(Pos) -> String) -> TypeWriter<'a> {
        TypeWriter {
            pos_text: Some(pos_text),
            ..self
        }
    }

    /// The text of a type.
    pub fn type_text(mut self, t: TypeId) -> String {
        self.typ(t);
        self.out
    }

    /// A method's name and signature without parameter names (types2: `Checker.funcString`).
    pub fn method(mut self, m: ObjId, full: bool) -> String {
        (self.full, self.annotate, self.param_names) = (full, full, false);
        self.put(&self.types[m].name);
        if let Some(sig) = self.types[m].typ.and_then(|t| self.types.signature(t)) {
            self.signature(sig);
        }
        self.out
    }

    fn put(&mut self, s: &str) {
        self.out.push_str(s);
    }

    /// Writes a type.
    pub fn typ(&mut self, t: TypeId) {
        if self.path.contains(&t) || self.path.len() > MAX_DEPTH {
            self.put("<cycle to ");
            let name = type_kind(&self.types[t]);
            self.put(name);
            self.put(">");
            return;
        }
        self.path.push(t);
        self.unguarded(t);
        self.path.pop();
    }

    fn unguarded(&mut self, t: TypeId) {
        let types = self.types;
        match &types[t] {
            Type::Basic(_) if t == TypeId::BYTE => self.put("byte"),
            Type::Basic(_) if t == TypeId::RUNE => self.put("rune"),
            Type::Basic(k) => {
                if t == TypeId::UNSAFE_POINTER {
                    self.package(Some(PkgId::UNSAFE));
                }
                self.put(k.name());
            }
            Type::Array { len, elem } => {
                self.put(&format!("[{len}]"));
                self.typ(*elem);
            }
            Type::Slice { elem } => {
                self.put("[]");
                self.typ(*elem);
            }
            Type::Struct(s) => self.structure(s),
            Type::Pointer { elem } => {
                self.put("*");
                self.typ(*elem);
            }
            Type::Tuple(vars) => self.tuple(vars, false),
            Type::Signature(sig) => {
                self.put("func");
                self.signature(sig);
            }
            Type::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        self.put(" | ");
                    }
                    if term.tilde {
                        self.put("~");
                    }
                    self.typ(term.typ.unwrap_or(TypeId::INVALID));
                }
            }
            Type::Interface(it) => self.interface(t, it),
            Type::Map { key, elem } => {
                self.put("map[");
                self.typ(*key);
                self.put("]");
                self.typ(*elem);
            }
            Type::Chan { dir, elem } => self.chan(*dir, *elem),
            Type::Named(n) => {
                self.type_name(n.obj);
                match &n.inst {
                    Some(inst) => self.type_list(&inst.targs),
                    None => self.tparams(&n.tparams),
                }
            }
            Type::TypeParam(p) => self.type_param(p.obj),
            Type::Alias(a) => {
                self.type_name(a.obj);
                if a.targs.is_empty() {
                    self.tparams(&a.tparams);
                } else {
                    self.type_list(&a.targs);
                }
            }
        }
    }

    fn structure(&mut self, s: &Struct) {
        self.put("struct{");
        for (i, &f) in s.fields.iter().enumerate() {
            if i > 0 {
                self.put("; ");
            }
            let field = &self.types[f];
            let annotate = self.annotate && !is_exported(&field.name);
            self.annotate &= !annotate;
            if !field.is_embedded() {
                self.put(&field.name);
                self.put(" ");
            }
            self.typ(field.type_or_invalid());
            if annotate && let Some(pkg) = field.pkg {
                self.put(&format!(" /* package {} */ ", self.types[pkg].path));
            }
            let tag = s.tag(i);
            if !tag.is_empty() {
                self.put(" ");
                self.put(&quote(tag.as_bytes()));
            }
        }
        self.put("}");
    }

    fn interface(&mut self, t: TypeId, it: &Interface) {
        let comparable = self.types.named(TypeId::COMPARABLE);
        if comparable.and_then(|n| n.underlying) == Some(t) {
            return self.put("interface{comparable}");
        }
        if it.implicit {
            if let ([], [only]) = (&*it.methods, &*it.embeddeds) {
                return self.typ(*only);
            }
            self.put("/* implicit */ ");
        }
        self.put("interface{");
        let mut first = true;
        let mut separate = |w: &mut TypeWriter| {
            if !core::mem::take(&mut first) {
                w.put("; ");
            }
        };
        for &m in it.methods.iter() {
            separate(self);
            self.put(&self.types[m].name);
            if let Some(sig) = self.types[m].typ.and_then(|t| self.types.signature(t)) {
                self.signature(sig);
            }
        }
        for &e in it.embeddeds.iter() {
            separate(self);
            self.typ(e);
        }
        self.put("}");
    }

    fn chan(&mut self, dir: ChanDir, elem: TypeId) {
        let (before, after) = dir.text_around(&self.types[elem]);
        self.put(before);
        self.typ(elem);
        self.put(after);
    }

    fn type_param(&mut self, obj: ObjId) {
        let types = self.types;
        let o = &types[obj];
        self.put(&o.name);
        if types[ScopeId::UNIVERSE].lookup(&o.name).is_some() {
            let note = match self.pos_text {
                Some(text) => format!(" /* with {} declared at {} */", o.name, text(o.pos)),
                None => "/* type parameter */".into(),
            };
            self.put(&note);
        }
    }

    fn type_list(&mut self, list: &[TypeId]) {
        self.put("[");
        for (i, &t) in list.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.typ(t);
        }
        self.put("]");
    }

    /// A list of type parameters with their constraints; nothing for an empty list.
    fn tparams(&mut self, list: &[TypeId]) {
        if list.is_empty() {
            return;
        }
        self.put("[");
        let mut prev: Option<TypeId> = None;
        for (i, &t) in list.iter().enumerate() {
            let bound = self.types.type_param(t).and_then(|p| p.bound);
            if i > 0 {
                if bound != prev
                    && let Some(prev) = prev
                {
                    self.put(" ");
                    self.typ(prev);
                }
                self.put(", ");
            }
            prev = bound;
            self.typ(t);
        }
        if let Some(prev) = prev {
            self.put(" ");
            self.typ(prev);
        }
        self.put("]");
    }

    fn package(&mut self, pkg: Option<PkgId>) {
        let Some(pkg) = pkg else { return };
        let text = if self.full {
            self.types[pkg].path.to_string()
        } else {
            (self.qualifier)(self.types, pkg)
        };
        if !text.is_empty() {
            self.put(&text);
            self.put(".");
        }
    }

    fn type_name(&mut self, obj: ObjId) {
        self.package(self.types[obj].pkg);
        self.put(&self.types[obj].name);
    }

    /// Parameters or results in parentheses.
    pub fn tuple(&mut self, vars: &[ObjId], variadic: bool) {
        let types = self.types;
        self.put("(");
        for (i, &v) in vars.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            let var = &types[v];
            if !var.name.is_empty() && self.param_names {
                self.put(&var.name);
                self.put(" ");
            }
            let typ = var.type_or_invalid();
            match types[typ] {
                Type::Slice { elem } if variadic && i + 1 == vars.len() => {
                    self.put("...");
                    self.typ(elem);
                }
                _ => {
                    self.typ(typ);
                    // append([]byte, string...)
                    if variadic && i + 1 == vars.len() {
                        self.put("...");
                    }
                }
            }
        }
        self.put(")");
    }

    /// A signature, without `func`.
    pub fn signature(&mut self, sig: &Signature) {
        self.tparams(&sig.tparams);
        self.tuple(&sig.params, sig.variadic);
        match &*sig.results {
            [] => {}
            &[one] if self.types[one].name.is_empty() => {
                self.put(" ");
                self.typ(self.types.type_of(one));
            }
            results => {
                self.put(" ");
                self.tuple(results, false);
            }
        }
    }

    fn func_name(&mut self, obj: ObjId) {
        let types = self.types;
        let o = &types[obj];
        let sig = o.typ.and_then(|t| types.signature(t));
        let recv = sig.and_then(|s| s.recv).map(|r| types.type_of(r));
        match recv {
            Some(recv) => {
                self.put("(");
                match types[recv] {
                    Type::Interface(_) => self.put("interface"),
                    _ => self.typ(recv),
                }
                self.put(").");
            }
            None if sig.is_some() => self.package(o.pkg),
            None => {}
        }
        self.put(&o.name);
    }

    /// Writes an object with its kind and type.
    pub fn object(&mut self, obj: ObjId) {
        let types = self.types;
        let o = &types[obj];
        let mut typ = o.typ;
        match &o.kind {
            ObjKind::PkgName { imported } => {
                let path = types[*imported].path.clone();
                self.put(&format!("package {}", o.name));
                if !path.is_empty() && path != o.name {
                    self.put(&format!(" ({})", quote(path.as_bytes())));
                }
                return;
            }
            ObjKind::Func(_) => {
                self.put("func ");
                self.func_name(obj);
                if let Some(sig) = typ.and_then(|t| types.signature(t)) {
                    self.signature(sig);
                }
                return;
            }
            ObjKind::Nil => return self.put("nil"),
            ObjKind::Const { .. } => self.put("const"),
            ObjKind::TypeName => {
                self.put("type");
                if typ.is_some_and(|t| types.is_type_param(t)) {
                    self.put(" parameter");
                }
            }
            ObjKind::Var(v) => self.put(match v.kind {
                VarKind::Field => "field",
                _ => "var",
            }),
            ObjKind::Label => {
                self.put("label");
                typ = None;
            }
            ObjKind::Builtin(_) => {
                self.put("builtin");
                typ = None;
            }
        }
        self.put(" ");
        if let Some(pkg) = o.pkg.filter(|&p| types.lookup(p, &o.name) == Some(obj)) {
            self.package(Some(pkg));
        }
        self.put(&o.name);
        let Some(mut typ) = typ else { return };
        if o.is_type_name() {
            match self.declared_type(obj, typ) {
                Some(t) => typ = t,
                None => return,
            }
        }
        self.put(" ");
        self.typ(typ);
    }

    /// Writes the type parameters of a type name and `=` of an alias; gives the type to be written behind it, if any.
    fn declared_type(&mut self, obj: ObjId, typ: TypeId) -> Option<TypeId> {
        let types = self.types;
        let tparams: Rc<[TypeId]> = match &types[typ] {
            Type::Basic(_) => return None,
            Type::Named(_) => types.named_tparams(typ),
            Type::Alias(a) => a.tparams.clone(),
            _ => Rc::default(),
        };
        self.tparams(&tparams);
        let alias = types.is_alias_name(obj);
        if alias {
            self.put(" =");
        }
        Some(match &types[typ] {
            Type::Alias(a) => a.from_rhs.unwrap_or(TypeId::INVALID),
            _ if alias => typ,
            Type::TypeParam(p) => p.bound.unwrap_or(TypeId::INVALID),
            Type::Named(n) => n.underlying.unwrap_or(TypeId::INVALID),
            _ => typ,
        })
    }
}

/// The name of a kind of type, for what should not happen.
fn type_kind(t: &Type) -> &'static str {
    match t {
        Type::Basic(_) => "Basic",
        Type::Array { .. } => "Array",
        Type::Slice { .. } => "Slice",
        Type::Struct(_) => "Struct",
        Type::Pointer { .. } => "Pointer",
        Type::Tuple(_) => "Tuple",
        Type::Signature(_) => "Signature",
        Type::Interface(_) => "Interface",
        Type::Map { .. } => "Map",
        Type::Chan { .. } => "Chan",
        Type::Named(_) => "Named",
        Type::TypeParam(_) => "TypeParam",
        Type::Union(_) => "Union",
        Type::Alias(_) => "Alias",
    }
}
