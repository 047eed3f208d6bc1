//! Prints what we know of a package in the words of crate/tools/stdtypes.

use goescape::std::World;
use goescape::types::constant::quote;
use goescape::types::ty::Signature;
use goescape::types::{ObjId, ObjKind, PkgId, Type, TypeId, Types};
use std::fmt::Write;

/// The text for the package with that path in a world of its own.
pub fn package(world: &mut World, path: &str) -> String {
    let mut dump = Dump {
        types: &mut world.types,
        out: String::new(),
    };
    let pkg = dump.types.package(path).expect("the package was added");
    let head = format!("package {path} {}", dump.types[pkg].name);
    dump.line(&head);
    let scope = dump.types[pkg].scope;
    for (_, obj) in dump.types[scope].sorted() {
        dump.object(obj);
    }
    dump.out
}

struct Dump<'a> {
    types: &'a mut Types,
    out: String,
}

fn qualifier(types: &Types, pkg: PkgId) -> String {
    types[pkg].path.to_string()
}

impl Dump<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn text(&self, t: TypeId) -> String {
        self.types.type_string(t, &qualifier)
    }

    fn obj(&self, obj: ObjId) -> String {
        self.types.object_string(obj, &qualifier)
    }

    fn object(&mut self, obj: ObjId) {
        let line = self.obj(obj);
        self.line(&line);
        let typ = self.types.type_of(obj);
        match self.types[obj].kind.clone() {
            ObjKind::Const { val } => {
                let line = format!("\tvalue {}", val.exact_string());
                self.line(&line);
            }
            ObjKind::Func(_) => {
                let sig = self
                    .types
                    .signature(typ)
                    .expect("a function's type")
                    .clone();
                self.type_params(&sig.tparams);
                self.signature(&sig);
            }
            ObjKind::TypeName => match self.types[typ].clone() {
                Type::Alias(a) => {
                    self.type_params(&a.tparams);
                    let rhs = a.from_rhs.expect("an alias's right side");
                    let line = format!("\talias {}", self.text(rhs));
                    self.line(&line);
                    let line = format!("\tstands for {}", self.text(self.types.unalias(typ)));
                    self.line(&line);
                }
                Type::Named(n) => {
                    self.type_params(&n.tparams);
                    let under = self.types.under(typ);
                    let line = format!("\tunderlying {}", self.text(under));
                    self.line(&line);
                    self.details(under);
                    self.methods(typ);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn type_params(&mut self, list: &[TypeId]) {
        for &p in list {
            let param = self.types.type_param(p).expect("a type parameter").clone();
            let bound = param.bound.expect("a constraint");
            let line = format!(
                "\ttype parameter {} {} index {}",
                self.types[param.obj].name,
                self.text(bound),
                param.index
            );
            self.line(&line);
            let iface = self.types.under(bound);
            let implicit = self.types.interface(iface).is_some_and(|i| i.implicit);
            let line = format!("\t\t{} implicit {implicit}", self.set(iface));
            self.line(&line);
        }
    }

    fn set(&mut self, iface: TypeId) -> String {
        let set = self.types.type_set(iface);
        let comparable = match set.is_all_terms() {
            true => set.comparable,
            false => (set.terms.iter()).all(|t| t.typ.is_some_and(|t| self.types.comparable(t))),
        };
        format!("methods {} comparable {comparable}", set.is_method_set())
    }

    fn signature(&mut self, sig: &Signature) {
        for &var in sig.params.iter().chain(&*sig.results) {
            self.instance(self.types.type_of(var));
        }
    }

    fn methods(&mut self, t: TypeId) {
        for i in 0..self.types.method_count(t) {
            let m = self.types.method(t, i).expect("a method");
            let line = format!("\tmethod {}", self.obj(m));
            self.line(&line);
            let sig = self.types.signature(self.types.type_of(m));
            let sig = sig.expect("a method's type").clone();
            self.type_params(&sig.tparams);
            self.signature(&sig);
        }
    }

    fn details(&mut self, t: TypeId) {
        match self.types[t].clone() {
            Type::Struct(s) => {
                for (i, &f) in s.fields.iter().enumerate() {
                    let line = format!(
                        "\tfield {} embedded {} tag {}",
                        self.obj(f),
                        self.types[f].is_embedded(),
                        quote(s.tag(i).as_bytes())
                    );
                    self.line(&line);
                    self.instance(self.types.type_of(f));
                }
            }
            Type::Interface(iface) => {
                self.interface_methods("explicit", &iface.methods);
                for &e in iface.embeddeds.iter() {
                    let line = format!("\tembedded {}", self.text(e));
                    self.line(&line);
                }
                let all = self.types.type_set(t).methods.clone();
                self.interface_methods("all", &all);
                let line = format!("\t{}", self.set(t));
                self.line(&line);
            }
            _ => {}
        }
    }

    fn interface_methods(&mut self, which: &str, list: &[ObjId]) {
        for &m in list {
            let id = self.types.object_id(m);
            let line = format!("\t{which} {id} {}", self.text(self.types.type_of(m)));
            self.line(&line);
        }
    }

    fn instance(&mut self, t: TypeId) {
        let mut t = self.types.unalias(t);
        if let Type::Pointer { elem } = self.types[t] {
            t = self.types.unalias(elem);
        }
        if self.types.named(t).is_none_or(|n| n.inst.is_none()) {
            return;
        }
        let under = self.types.under(t);
        let line = format!("\t\tinstance {}: {}", self.text(t), self.text(under));
        self.line(&line);
        for i in 0..self.types.method_count(t) {
            let m = self.types.method(t, i).expect("a method");
            let _ = writeln!(self.out, "\t\t\t{}", self.obj(m));
        }
    }
}
