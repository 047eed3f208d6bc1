//! Layouts and texts of types against what the real compiler says (crate/tools/types/layouts.go).
//!
//! `GOESCAPE_LAYOUTS` names another table to check, for long runs.

use super::constant::unquote;
use super::fmt::Mode;
use super::ty::{Interface, Signature, Struct};
use super::{ChanDir, ObjId, Object, PkgId, Type, TypeId, Types, VarKind};
use crate::text::Pos;
use std::rc::Rc;

/// Reads type expressions of package `main`, enough of them for the table.
struct Reader<'a> {
    types: &'a mut Types,
    pkg: PkgId,
    text: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, s: &str) -> bool {
        match self.text.strip_prefix(s) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn name(&mut self) -> String {
        let end = self.text.find(|c: char| !c.is_alphanumeric() && c != '.');
        let (name, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        name.to_string()
    }

    fn add(&mut self, t: Type) -> TypeId {
        self.types.add(t)
    }

    fn typ(&mut self) -> TypeId {
        if self.eat("[]") {
            let elem = self.typ();
            return self.types.new_slice(elem);
        }
        if self.eat("*") {
            let elem = self.typ();
            return self.types.new_pointer(elem);
        }
        if self.eat("[") {
            let len = self.name().parse().unwrap();
            self.eat("]");
            let elem = self.typ();
            return self.add(Type::Array { len, elem });
        }
        if self.eat("(") {
            let t = self.typ();
            self.eat(")");
            return t;
        }
        if self.eat("map[") {
            let key = self.typ();
            self.eat("]");
            let elem = self.typ();
            return self.add(Type::Map { key, elem });
        }
        for (prefix, dir) in [
            ("chan<- ", ChanDir::SendOnly),
            ("<-chan ", ChanDir::RecvOnly),
            ("chan ", ChanDir::SendRecv),
        ] {
            if self.eat(prefix) {
                let elem = self.typ();
                return self.add(Type::Chan { dir, elem });
            }
        }
        if self.eat("func(") {
            return self.signature();
        }
        if self.eat("struct{") {
            return self.structure();
        }
        if self.eat("interface{") {
            return self.interface();
        }
        match &*self.name() {
            "unsafe.Pointer" => TypeId::UNSAFE_POINTER,
            "L" => {
                let l = self.types.lookup(self.pkg, "L").unwrap();
                self.types.type_of(l)
            }
            name => {
                let universe = &self.types[super::ScopeId::UNIVERSE];
                let obj = universe
                    .lookup(name)
                    .unwrap_or_else(|| panic!("{name} {}", self.text));
                self.types.type_of(obj)
            }
        }
    }

    fn var(&mut self, kind: VarKind, typ: TypeId) -> ObjId {
        self.types.add_object(Object::var(
            kind,
            Pos::NONE,
            Some(self.pkg),
            "".into(),
            Some(typ),
        ))
    }

    /// Behind `func(` or a method's `(`.
    fn signature(&mut self) -> TypeId {
        let (mut params, mut results, mut variadic) = (Vec::new(), Vec::new(), false);
        while !self.eat(")") {
            self.eat(", ");
            variadic = self.eat("...");
            let mut t = self.typ();
            if variadic {
                t = self.types.new_slice(t);
            }
            params.push(self.var(VarKind::Param, t));
        }
        if self.eat(" (") {
            while !self.eat(")") {
                self.eat(", ");
                let t = self.typ();
                results.push(self.var(VarKind::Result, t));
            }
        } else if !self.text.starts_with(" \"") && self.eat(" ") {
            let t = self.typ();
            results.push(self.var(VarKind::Result, t));
        }
        self.types.new_signature(Signature {
            params: params.into(),
            results: results.into(),
            variadic,
            ..Signature::default()
        })
    }

    fn structure(&mut self) -> TypeId {
        let (mut fields, mut tags) = (Vec::new(), Vec::new());
        while !self.eat("}") {
            self.eat("; ");
            let embedded = ["L", "*L", "error"].iter().find(|e| {
                self.text
                    .strip_prefix(**e)
                    .is_some_and(|r| r.starts_with([';', '}', ' ']))
            });
            let name: Rc<str> = match embedded {
                Some(e) => e.trim_start_matches('*').into(),
                None => self.name().into(),
            };
            if embedded.is_none() {
                self.eat(" ");
            }
            let typ = self.typ();
            let mut tag = String::new();
            if self.eat(" \"") {
                let end = self.text.find("\\\"\"").unwrap() + 2;
                let quoted = format!("\"{}\"", &self.text[..end]);
                tag = String::from_utf8(unquote(&quoted).unwrap()).unwrap();
                self.text = &self.text[end + 1..];
            }
            tags.push(tag.into());
            let pkg = Some(self.pkg);
            let field = Object::field(Pos::NONE, pkg, name, Some(typ), embedded.is_some());
            fields.push(self.types.add_object(field));
        }
        self.add(Type::Struct(Rc::new(Struct {
            fields: fields.into(),
            tags: tags.into(),
        })))
    }

    fn interface(&mut self) -> TypeId {
        let mut methods = Vec::new();
        while !self.eat("}") {
            self.eat("; ");
            let name = self.name().into();
            self.eat("(");
            let sig = self.signature();
            let m = Object::func(Pos::NONE, Some(self.pkg), name, Some(sig));
            methods.push(self.types.add_object(m));
        }
        methods.sort_by(|&a, &b| self.types.compare_objects(a, b));
        self.add(Type::Interface(Rc::new(Interface {
            methods: methods.into(),
            complete: true,
            ..Interface::default()
        })))
    }
}

#[test]
fn layouts_and_texts_agree_with_the_compiler() {
    let own = include_str!("../../testdata/layouts.txt").to_string();
    let table = match std::env::var("GOESCAPE_LAYOUTS") {
        Ok(path) => std::fs::read_to_string(path).expect("the table can be read"),
        Err(_) => own,
    };
    let mut types = Types::new();
    let pkg = types.add_package("main", "main");
    let (len, elem) = (3, TypeId::INT16);
    let array = types.add(Type::Array { len, elem });
    let l = types.add_object(Object::type_name(Pos::NONE, Some(pkg), "L".into(), None));
    types.new_named(l, Some(array));
    types.insert(types[pkg].scope, l);
    let (mut lines, mut wrong) = (0, Vec::new());
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let (text, want) = line.split_once('\t').expect("a line has columns");
        let mut reader = Reader {
            types: &mut types,
            pkg,
            text,
        };
        let t = reader.typ();
        assert_eq!(reader.text, "", "rest of {text}");
        let l = types.layout(t);
        let offsets = types.offsets_of(t);
        let offsets: Vec<String> = offsets.iter().map(i64::to_string).collect();
        let got = format!(
            "{}\t{}\t{}\t{}\t[{}]\t{}\t{}\t{}",
            l.size,
            l.align,
            l.ptr_data,
            l.is_direct_iface(),
            offsets.join(" "),
            types.gc_string(t, Mode::Name, None),
            types.go_string(t, pkg),
            types
                .type_string(t, &|_, _| String::new())
                .replace("Pointer", "unsafe.Pointer"),
        );
        lines += 1;
        // The same text read again gives an identical type.
        let mut reader = Reader {
            types: &mut types,
            pkg,
            text,
        };
        let again = reader.typ();
        assert!(types.identical(t, again), "{text}");
        assert_eq!(
            types.instance_hash(t, &[t]),
            types.instance_hash(t, &[again])
        );
        if got != want {
            wrong.push(format!("{text}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(lines >= 300, "only {lines} lines");
    let some = &wrong[..wrong.len().min(5)];
    assert!(
        wrong.is_empty(),
        "{} of {lines} differ:\n{}",
        wrong.len(),
        some.join("\n")
    );
}
