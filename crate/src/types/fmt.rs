//! Types as the back end prints them: in the `-m` lines, and inside the names of instances (cmd/compile/internal/types/fmt.go).

use super::constant::quote;
use super::ids::{ObjId, PkgId, TypeId};
use super::object::is_exported;
use super::store::Types;
use super::ty::{ChanDir, Interface, Signature, Struct, Type};
use crate::text::InOrder;
use std::borrow::Cow;
use std::rc::Rc;

/// How types are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// For messages (`fmtGo`): names of the local package bare, others behind the package's name; `any`, `byte` and `rune` as written.
    Go,
    /// For symbols (`fmtTypeID`, `LinkString`): names behind the package's full path, local types numbered, aliases resolved.
    Link,
    /// For the run-time type descriptor (`fmtTypeIDName`, `NameString`): names behind the package's name.
    Name,
}

/// Types nested deeper than this are cut.
const MAX_DEPTH: usize = 1000;

impl Types {
    /// The type as `-m` lines show it, seen from the package `local`.
    pub fn go_string(&self, t: TypeId, local: PkgId) -> String {
        self.gc_string(t, Mode::Go, Some(local))
    }

    /// The type as it stands inside symbol names, such as those of instances (`Type.LinkString`).
    pub fn link_string(&self, t: TypeId) -> String {
        self.gc_string(t, Mode::Link, None)
    }

    /// The type in any mode; `local` matters to [`Mode::Go`] only.
    pub fn gc_string(&self, t: TypeId, mode: Mode, local: Option<PkgId>) -> String {
        let mut w = Writer {
            types: self,
            mode,
            local,
            out: String::new(),
            path: Vec::new(),
        };
        w.typ(t);
        w.out
    }

    /// A package-level or local name behind its package as `-m` lines show it: bare in the package `local`.
    pub fn go_name(&self, pkg: Option<PkgId>, name: &str, local: PkgId) -> String {
        match pkg {
            Some(p) if !self.same_pkg(pkg, Some(local)) => format!("{}.{name}", self[p].name),
            _ => name.into(),
        }
    }

    /// The name of a defined type without its package: of an instance with its arguments in brackets, of a local type with
    /// its number if `numbered` (cmd/compile/internal/noder/reader.go, `readerDict.mangle`).
    pub fn gc_type_name(&self, t: TypeId, numbered: bool) -> String {
        let mut out = String::new();
        self.write_type_name(t, numbered, &mut out);
        out
    }

    fn write_type_name(&self, t: TypeId, numbered: bool, out: &mut String) {
        let Some(obj) = self.named_obj(t) else {
            return;
        };
        let full = self.numbered_name(obj);
        let (base, suffix) = split_vargen_suffix(&full);
        let targs = self.type_args(t);
        out.push_str(base);
        if !targs.is_empty() {
            // Arguments beyond the declared parameters come from generic functions around a local type; they stand first.
            let declared = self.named_tparams(t).len();
            let implicits = targs.len().saturating_sub(declared);
            let args = targs.iter().map(|&a| self.link_string(a));
            out.push('[');
            for (i, arg) in args.enumerate() {
                if i > 0 {
                    out.push(if i == implicits { ';' } else { ',' });
                }
                out.push_str(&arg);
            }
            out.push(']');
        }
        if numbered {
            out.push_str(suffix);
        }
    }

    /// Numbers the types that are declared in functions of a package, in source order; `objects` are all that it declares
    /// (cmd/compile/internal/noder/writer.go, `declCollector`).
    pub fn number_local_types(&mut self, pkg: PkgId, objects: impl Iterator<Item = ObjId>) {
        let root = Some(self[pkg].scope);
        let is_local = |&o: &ObjId| {
            let named = |t| self.named(t).is_some_and(|n| n.obj == o);
            self[o].is_type_name() && self[o].parent != root && self[o].typ.is_some_and(named)
        };
        let mut list: Vec<ObjId> = objects.filter(is_local).collect();
        list.order_by_key(|&o| self[o].pos);
        self.local_types.extend(list.into_iter().zip(1..));
    }

    /// The name of a type, that of a local one with `·N`.
    fn numbered_name(&self, obj: ObjId) -> Cow<'_, str> {
        let name = &self[obj].name;
        match self.local_types.get(&obj) {
            Some(n) => format!("{name}·{n}").into(),
            None => Cow::Borrowed(name),
        }
    }
}

/// A type name, and the `·N` that local types carry in symbols (`SplitVargenSuffix`).
pub fn split_vargen_suffix(name: &str) -> (&str, &str) {
    let digits = name.trim_end_matches(|c: char| c.is_ascii_digit());
    match digits.strip_suffix('·') {
        Some(base) => name.split_at(base.len()),
        None => (name, ""),
    }
}

/// A package path as it stands in symbol names (cmd/internal/objabi, `PathToPrefix`).
pub fn path_to_prefix(path: &str) -> String {
    let slash = path.rfind('/');
    let mut out = String::with_capacity(path.len());
    for (i, b) in path.bytes().enumerate() {
        let dot = b == b'.' && slash.is_none_or(|s| i > s);
        if b <= b' ' || dot || b == b'%' || b == b'"' || b >= 0x7f {
            out.push_str(&format!("%{b:02x}"));
        } else {
            out.push(b as char);
        }
    }
    out
}

struct Writer<'a> {
    types: &'a Types,
    mode: Mode,
    local: Option<PkgId>,
    out: String,
    /// Type literals that are being written, and where each begins in the text.
    path: Vec<(TypeId, usize)>,
}

impl Writer<'_> {
    fn put(&mut self, s: &str) {
        self.out.push_str(s);
    }

    /// Puts the package that a name belongs to in front of it, where that is told.
    fn qualifier(&mut self, pkg: Option<PkgId>, mode: Mode) {
        let Some(p) = pkg else { return };
        let types = self.types;
        let local = mode == Mode::Go && self.local.is_some_and(|l| types.same_pkg(pkg, Some(l)));
        match mode {
            _ if local => return,
            Mode::Go | Mode::Name => self.put(&types[p].name),
            // The made-up package of shapes goes into names as it is (cmd/compile/internal/types.NewPkg).
            Mode::Link if &*types[p].path == "go.shape" => self.put("go.shape"),
            Mode::Link => self.put(&path_to_prefix(&types[p].path)),
        }
        self.put(".");
    }

    fn typ(&mut self, t: TypeId) {
        let types = self.types;
        // `any`, `byte` and `rune` are types of their own to the back end where they print.
        let t = if t == TypeId::ANY {
            TypeId::EMPTY_INTERFACE
        } else {
            types.unalias(t)
        };
        if self.mode == Mode::Go {
            let own = match t {
                TypeId::EMPTY_INTERFACE => Some("any"),
                TypeId::BYTE => Some("byte"),
                TypeId::RUNE => Some("rune"),
                _ => None,
            };
            if let Some(name) = own {
                return self.put(name);
            }
        }
        if t == TypeId::ERROR {
            return self.put("error");
        }
        match &types[t] {
            Type::Named(_) => {
                let pkg = types.named_obj(t).and_then(|o| types[o].pkg);
                self.qualifier(pkg, self.mode);
                return types.write_type_name(t, self.mode == Mode::Link, &mut self.out);
            }
            Type::Basic(_) if t == TypeId::UNSAFE_POINTER => return self.put("unsafe.Pointer"),
            Type::Basic(k) => return self.put(k.name()),
            Type::TypeParam(p) => {
                return self.put(&types[p.obj].name);
            }
            _ => {}
        }
        if let Some(&(_, at)) = self.path.iter().find(|(p, _)| *p == t) {
            return self.put(&format!("@{at}"));
        }
        if self.path.len() > MAX_DEPTH {
            return self.put("…");
        }
        self.path.push((t, self.out.len()));
        self.literal(&types[t]);
        self.path.pop();
    }

    fn literal(&mut self, t: &Type) {
        match t {
            Type::Pointer { elem } => {
                self.put("*");
                self.typ(*elem);
            }
            Type::Array { len, elem } => {
                self.put(&format!("[{len}]"));
                self.typ(*elem);
            }
            Type::Slice { elem } => {
                self.put("[]");
                self.typ(*elem);
            }
            Type::Chan { dir, elem } => self.chan(*dir, *elem),
            Type::Map { key, elem } => {
                self.put("map[");
                self.typ(*key);
                self.put("]");
                self.typ(*elem);
            }
            Type::Struct(s) => self.structure(s),
            Type::Interface(it) => self.interface(it),
            Type::Signature(sig) => {
                self.put("func");
                self.signature(sig);
            }
            Type::Tuple(vars) => self.params(vars, false),
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
            Type::Basic(_) | Type::Named(_) | Type::TypeParam(_) | Type::Alias(_) => {}
        }
    }

    fn chan(&mut self, dir: ChanDir, elem: TypeId) {
        let (before, after) = dir.text_around(&self.types[self.types.unalias(elem)]);
        self.put(before);
        self.typ(elem);
        self.put(after);
    }

    fn structure(&mut self, s: &Struct) {
        self.put("struct {");
        for (i, &f) in s.fields.iter().enumerate() {
            self.put(if i > 0 { "; " } else { " " });
            let typ = self.types.type_of(f);
            if self.field_name(f) {
                self.put(match self.types[f].is_embedded() {
                    true => " = ",
                    false => " ",
                });
            }
            self.typ(typ);
            if !s.tag(i).is_empty() {
                self.put(" ");
                self.put(&quote(s.tag(i).as_bytes()));
            }
        }
        self.put(if s.fields.is_empty() { "}" } else { " }" });
    }

    /// Puts the name that stands before a field's type, if any: embedded fields have one only in symbols, and only if the type
    /// does not give it away.
    fn field_name(&mut self, f: ObjId) -> bool {
        let types = self.types;
        let field = &types[f];
        if field.is_embedded() && (self.mode != Mode::Link || self.named_after_type(f)) {
            return false;
        }
        if !(is_exported(&field.name) || self.mode == Mode::Name) {
            self.qualifier(field.pkg, self.mode);
        }
        self.put(&field.name);
        true
    }

    /// Whether an embedded field's name is that of its type, not of an alias.
    fn named_after_type(&self, f: ObjId) -> bool {
        let types = self.types;
        let field = &types[f];
        let (typ, _) = types.deref(field.type_or_invalid());
        let typ = types.unalias(typ);
        let (name, pkg): (Rc<str>, Option<PkgId>) = match &types[typ] {
            Type::Named(_) => match types.named_obj(typ) {
                Some(o) => (types.gc_type_name(typ, true).into(), types[o].pkg),
                None => return false,
            },
            Type::Basic(k) => (k.name().into(), None),
            _ => return false,
        };
        name == field.name && (is_exported(&name) || types.same_pkg(pkg, field.pkg))
    }

    fn interface(&mut self, it: &Interface) {
        let types = self.types;
        let methods = types.all_methods(it);
        if methods.is_empty() {
            return self.put("interface {}");
        }
        self.put("interface {");
        for (i, &m) in methods.iter().enumerate() {
            self.put(if i > 0 { "; " } else { " " });
            let method = &types[m];
            if !is_exported(&method.name) {
                let mode = match self.mode {
                    Mode::Name => Mode::Name,
                    _ => Mode::Link,
                };
                self.qualifier(method.pkg, mode);
            }
            self.put(&method.name);
            if let Some(sig) = method.typ.and_then(|t| types.signature(t)) {
                self.signature(sig);
            }
        }
        self.put(" }");
    }

    fn signature(&mut self, sig: &Signature) {
        self.params(&sig.params, sig.variadic);
        match &*sig.results {
            [] => {}
            &[one] => {
                self.put(" ");
                self.typ(self.types.type_of(one));
            }
            results => {
                self.put(" ");
                self.params(results, false);
            }
        }
    }

    fn params(&mut self, vars: &[ObjId], variadic: bool) {
        self.put("(");
        for (i, &v) in vars.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            let typ = self.types.type_of(v);
            match self.types[self.types.unalias(typ)] {
                Type::Slice { elem } if variadic && i + 1 == vars.len() => {
                    self.put("...");
                    self.typ(elem);
                }
                _ => self.typ(typ),
            }
        }
        self.put(")");
    }
}

impl Types {
    /// All methods of an interface in order: those of its type set if that was computed, else collected from what is embedded.
    pub fn all_methods(&self, it: &Interface) -> Rc<[ObjId]> {
        if let Some(set) = &it.tset {
            return set.methods.clone();
        }
        let mut out = Vec::new();
        self.collect_methods(it, &mut out, 0);
        out.order_by(|&a, &b| self.compare_objects(a, b));
        out.dedup_by(|&mut a, &mut b| self.compare_objects(a, b).is_eq());
        out.into()
    }

    fn collect_methods(&self, it: &Interface, out: &mut Vec<ObjId>, depth: usize) {
        out.extend(it.methods.iter());
        if depth > MAX_DEPTH {
            return;
        }
        for &e in it.embeddeds.iter() {
            let e = self.unalias(e);
            let u = self.named(e).map_or(Some(e), |n| n.underlying);
            if let Some(inner) = u.and_then(|u| self.interface(u)) {
                self.collect_methods(inner, out, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_symbols() {
        assert_eq!(split_vargen_suffix("T·12"), ("T", "·12"));
        assert_eq!(split_vargen_suffix("T12"), ("T12", ""));
        assert_eq!(
            path_to_prefix("example.com/a.b/c.d"),
            "example.com/a.b/c%2ed"
        );
        assert_eq!(path_to_prefix("main"), "main");
    }
}
