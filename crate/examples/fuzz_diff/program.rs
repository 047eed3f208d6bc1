//! The generator: plans what a program declares, then fills the bodies in, directed by types so that nearly all of it compiles.

use crate::rng::Rng;
use crate::std_calls;
use crate::templates;
use crate::ty::{
    Constraint, Decls, Dir, FLOATS, Field, Func, INTS, Method, Named, Sig, Spec, T, Ty, basic,
};
use std::rc::Rc;

/// A variable, constant or parameter in scope.
pub struct Var {
    pub name: Rc<str>,
    pub ty: T,
    pub used: bool,
    pub assignable: bool,
    pub constant: bool,
    /// It belongs to the package.
    pub global: bool,
    /// The line of the block at hand behind which a use has to come, if there is none.
    pub line: Option<usize>,
}

/// The function whose body is written.
#[derive(Default)]
pub struct Frame {
    pub results: Vec<T>,
    /// Results have names, so that a bare `return` may stand.
    pub bare: bool,
    /// Loops and switches around, with their labels if they have one: whether `continue` may stand.
    pub around: Vec<(Option<Rc<str>>, bool)>,
}

/// What the code at hand may refer to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing of the package but types and functions that do the same.
    Leaf,
    /// Other variables of the package too, in initialisers.
    Initialiser,
    All,
}

/// All that a program is made with.
pub struct Gen {
    pub rng: Rng,
    pub decls: Decls,
    pub vars: Vec<Var>,
    pub frame: Frame,
    pub tparams: Vec<Constraint>,
    pub reach: Reach,
    /// How many functions there are to call: generic ones call only those in front, so that instantiation ends.
    pub callable: usize,
    /// What makes names of this program differ from those of others in the package.
    suffix: String,
    counter: usize,
    /// How deep type arguments are in type arguments.
    nested: usize,
    /// How much may still be written: what keeps programs small.
    pub fuel: isize,
}

/// The text of a program as one file of package `p`; `number` makes its names its own.
pub fn program(seed: u64, number: usize) -> String {
    let mut r#gen = Gen {
        rng: Rng::new(seed),
        decls: Decls::default(),
        vars: Vec::new(),
        frame: Frame::default(),
        tparams: Vec::new(),
        reach: Reach::All,
        callable: 0,
        suffix: number.to_string(),
        counter: 0,
        nested: 0,
        fuel: 0,
    };
    let body = r#gen.file();
    let imports: Vec<String> = std_calls::PACKAGES
        .iter()
        .filter(|(name, _)| uses_package(&body, name))
        .map(|(_, path)| format!("import \"{path}\"\n"))
        .collect();
    format!("package p\n\n{}\n{body}", imports.concat())
}

fn uses_package(text: &str, name: &str) -> bool {
    let call = format!("{name}.");
    text.match_indices(&call).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let dots = text[..at].ends_with("...");
        dots || !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

impl Gen {
    /// A name that nothing else has.
    pub fn name(&mut self, stem: &str) -> Rc<str> {
        self.counter += 1;
        format!("{stem}{}", self.counter).into()
    }

    /// A name at the top level of the package.
    pub fn top_name(&mut self, stem: &str) -> Rc<str> {
        self.counter += 1;
        format!("{stem}{}_{}", self.counter, self.suffix).into()
    }

    fn file(&mut self) -> String {
        self.plan_specs();
        for _ in 0..2 + self.rng.below(5) {
            self.plan_type();
        }
        let types = self.decls.named.len();
        for i in 0..types {
            self.plan_methods(i);
        }
        for i in 0..2 + self.rng.below(5) {
            let leaf = i < 2;
            self.plan_func(leaf);
        }
        let mut out = String::new();
        for i in 0..types {
            out.push_str(&self.type_decl(i));
        }
        self.globals(&mut out);
        for i in 0..types {
            for m in 0..self.decls.named[i].methods.len() {
                out.push_str(&self.method_decl(i, m));
            }
        }
        for i in 0..self.decls.funcs.len() {
            out.push_str(&self.func_decl(i));
        }
        if self.rng.chance(20) {
            self.begin(15);
            let block = self.body(&[], false);
            out.push_str(&format!("func init() {{\n{block}}}\n\n"));
        }
        for _ in 0..[0, 0, 1, 1, 2][self.rng.below(5)] {
            let template = *self.rng.pick(templates::DECLS);
            self.begin(12);
            out.push_str(&self.fill_top(template));
            out.push('\n');
        }
        out
    }

    fn plan_specs(&mut self) {
        for i in 0..3 {
            let sig = self.signature(2, 1);
            let name = format!("m{i}").into();
            self.decls.specs.push(Spec { name, sig });
        }
        let string = basic("string");
        let known = [
            (
                "String",
                Sig {
                    results: vec![string.clone()],
                    ..Sig::default()
                },
            ),
            (
                "Error",
                Sig {
                    results: vec![string],
                    ..Sig::default()
                },
            ),
            (
                "Write",
                Sig {
                    params: vec![Rc::new(Ty::Slice(basic("uint8")))],
                    results: vec![basic("int"), Rc::new(Ty::Error)],
                    variadic: false,
                },
            ),
        ];
        for (name, sig) in known {
            let name = name.into();
            self.decls.specs.push(Spec { name, sig });
        }
    }

    /// A signature with at most so many parameters and results.
    pub fn signature(&mut self, params: usize, results: usize) -> Sig {
        let params: Vec<T> = (0..self.rng.below(params + 1))
            .map(|_| self.pick_ty(2))
            .collect();
        let variadic = !params.is_empty() && self.rng.chance(12);
        let results = (0..self.rng.below(results + 1))
            .map(|_| self.pick_ty(2))
            .collect();
        Sig {
            params,
            variadic,
            results,
        }
    }

    fn plan_type(&mut self) {
        let kind = self.rng.weighted(&[10, 3, 3, 2, 2, 5, 5]);
        let name = self.top_name(match kind {
            5 => "I",
            6 => "G",
            _ => "T",
        });
        let mut named = Named {
            name,
            tparams: Vec::new(),
            under: None,
            iface: Vec::new(),
            methods: Vec::new(),
        };
        let index = self.decls.named.len();
        match kind {
            0 => named.under = Some(self.struct_type(Some(index), true)),
            1 => named.under = Some(self.pick_basic()),
            2 => named.under = Some(Rc::new(Ty::Slice(self.pick_ty(1)))),
            3 => named.under = Some(Rc::new(Ty::Map(self.pick_key(), self.pick_ty(1)))),
            4 => named.under = Some(Rc::new(Ty::Func(self.signature(2, 1)))),
            5 => {
                let count = self.decls.specs.len();
                named.iface = (0..count).filter(|_| self.rng.chance(30)).collect();
                if named.iface.is_empty() {
                    named.iface.push(0);
                }
            }
            _ => {
                let constraint = [
                    Constraint::Any,
                    Constraint::Any,
                    Constraint::Comparable,
                    Constraint::Ordered,
                ];
                named.tparams = (0..1 + self.rng.below(2))
                    .map(|_| *self.rng.pick(&constraint))
                    .collect();
                self.tparams = named.tparams.clone();
                named.under = Some(match self.rng.below(4) {
                    0 => Rc::new(Ty::Slice(Rc::new(Ty::Param(0)))),
                    _ => self.struct_type(Some(index), false),
                });
                self.tparams.clear();
            }
        }
        self.decls.named.push(named);
    }

    /// A struct type; `own` is the index of the type that it makes.
    fn struct_type(&mut self, own: Option<usize>, embed: bool) -> T {
        let mut fields = Vec::new();
        for _ in 0..1 + self.rng.below(4) {
            let ty = match own {
                Some(i) if self.rng.chance(15) => {
                    let args: Vec<T> = (0..self.tparams.len())
                        .map(|p| Rc::new(Ty::Param(p)))
                        .collect();
                    let me = match args.is_empty() {
                        true => Ty::Named(i),
                        false => Ty::Inst(i, args),
                    };
                    Rc::new(match self.rng.below(3) {
                        0 => Ty::Slice(Rc::new(me)),
                        _ => Ty::Ptr(Rc::new(me)),
                    })
                }
                _ if !self.tparams.is_empty() && self.rng.chance(50) => {
                    let param = Rc::new(Ty::Param(self.rng.below(self.tparams.len())));
                    self.around(param)
                }
                _ => self.pick_ty(2),
            };
            let name = self.name("f");
            fields.push(Field {
                name,
                ty,
                embedded: false,
            });
        }
        let candidates: Vec<usize> = (0..self.decls.named.len())
            .filter(|&i| {
                let n = &self.decls.named[i];
                n.tparams.is_empty()
            })
            .collect();
        if embed && !candidates.is_empty() && self.rng.chance(35) {
            let i = *self.rng.pick(&candidates);
            let inner = Rc::new(Ty::Named(i));
            let ty = match self.decls.is_interface(&inner) || self.rng.chance(50) {
                true => inner,
                false => Rc::new(Ty::Ptr(inner)),
            };
            let name = self.decls.named[i].name.clone();
            fields.push(Field {
                name,
                ty,
                embedded: true,
            });
        }
        Rc::new(Ty::Struct(fields))
    }

    /// Something made of a type: itself, a pointer to it, a slice of it.
    fn around(&mut self, ty: T) -> T {
        match self.rng.below(7) {
            0 => Rc::new(Ty::Ptr(ty)),
            1 => Rc::new(Ty::Slice(ty)),
            2 => Rc::new(Ty::Func(Sig {
                results: vec![ty],
                ..Sig::default()
            })),
            _ => ty,
        }
    }

    fn plan_methods(&mut self, index: usize) {
        let named = &self.decls.named[index];
        if named.under.is_none() {
            return;
        }
        let generic = !named.tparams.is_empty();
        let mut methods = Vec::new();
        if !generic {
            for spec in self.decls.specs.clone() {
                if self.rng.chance(35) {
                    let ptr = self.rng.chance(60);
                    methods.push(Method {
                        name: spec.name,
                        sig: spec.sig,
                        ptr,
                        tparams: Vec::new(),
                    });
                }
            }
        }
        self.tparams = self.decls.named[index].tparams.clone();
        for _ in 0..self.rng.below(2) + usize::from(generic) {
            let outer = self.tparams.len();
            let mut tparams = Vec::new();
            if self.rng.chance(25) {
                tparams.push(Constraint::Any);
                self.tparams.push(Constraint::Any);
            }
            let sig = self.signature(2, 2);
            let name = self.name("do");
            self.tparams.truncate(outer);
            let ptr = self.rng.chance(60);
            methods.push(Method {
                name,
                sig,
                ptr,
                tparams,
            });
        }
        self.tparams.clear();
        self.decls.named[index].methods = methods;
    }

    fn plan_func(&mut self, leaf: bool) {
        let name = self.top_name("fn");
        let mut tparams = Vec::new();
        if self.rng.chance(30) {
            for i in 0..1 + self.rng.below(2) {
                tparams.push(match self.rng.below(7) {
                    0 => Constraint::Comparable,
                    1 => Constraint::Ordered,
                    2 => Constraint::Integer,
                    3 => Constraint::Method(self.rng.below(self.decls.specs.len())),
                    4 if i == 1 => Constraint::SliceOf(0),
                    _ => Constraint::Any,
                });
            }
        }
        self.tparams = tparams.clone();
        let mut sig = self.signature(3, 2);
        for i in 0..tparams.len() {
            if self.rng.chance(80) {
                let param = self.around(Rc::new(Ty::Param(i)));
                sig.params.insert(0, param);
            }
        }
        self.tparams.clear();
        self.decls.funcs.push(Func {
            name,
            tparams,
            sig,
            leaf,
        });
    }

    /// A type, of at most that depth.
    pub fn pick_ty(&mut self, depth: usize) -> T {
        if !self.tparams.is_empty() && self.rng.chance(35) {
            return Rc::new(Ty::Param(self.rng.below(self.tparams.len())));
        }
        if depth == 0 {
            return self.pick_basic();
        }
        let d = depth - 1;
        Rc::new(
            match self
                .rng
                .weighted(&[30, 14, 10, 10, 3, 5, 3, 6, 3, 5, 4, 6, 6])
            {
                0 => return self.pick_basic(),
                1 => match self.pick_named() {
                    Some(t) => return t,
                    None => return self.pick_basic(),
                },
                2 => Ty::Ptr(self.pick_concrete(d)),
                3 => Ty::Slice(self.pick_ty(d)),
                4 if self.rng.chance(3) => Ty::Array(20_000, basic("int")),
                4 => Ty::Array(1 + self.rng.below(4), self.pick_ty(d)),
                5 => Ty::Map(self.pick_key(), self.pick_ty(d)),
                6 => Ty::Chan(
                    *self
                        .rng
                        .pick(&[Dir::Both, Dir::Both, Dir::Send, Dir::Receive]),
                    self.pick_ty(d),
                ),
                7 => Ty::Func(self.signature(2, 1)),
                8 => return self.struct_type(None, false),
                9 => Ty::Any,
                10 => Ty::Error,
                11 => match self.rng.below(6) {
                    0 => Ty::Slice(basic("int")),
                    1 => Ty::Slice(basic("string")),
                    2 => Ty::Slice(basic("uint8")),
                    3 => Ty::Map(basic("string"), basic("int")),
                    4 => Ty::Ptr(basic("int")),
                    _ => return self.iterator(),
                },
                _ => {
                    let t = Rc::new(Ty::Std((*self.rng.pick(&std_calls::TYPES)).into()));
                    match self.decls.is_interface(&t) || self.rng.chance(40) {
                        true => return t,
                        false => Ty::Ptr(t),
                    }
                }
            },
        )
    }

    fn iterator(&mut self) -> T {
        let params = (0..self.rng.below(3)).map(|_| self.pick_basic()).collect();
        let results = vec![basic("bool")];
        let yields = Rc::new(Ty::Func(Sig {
            params,
            variadic: false,
            results,
        }));
        Rc::new(Ty::Func(Sig {
            params: vec![yields],
            ..Sig::default()
        }))
    }

    fn pick_concrete(&mut self, depth: usize) -> T {
        for _ in 0..5 {
            let t = self.pick_ty(depth);
            if !self.decls.is_interface(&t) {
                return t;
            }
        }
        basic("int")
    }

    fn pick_basic(&mut self) -> T {
        basic(match self.rng.below(20) {
            0..=6 => "int",
            7..=11 => "string",
            12..=14 => "bool",
            15 => "float64",
            16 => self.rng.pick::<&str>(&FLOATS),
            17 => self.rng.pick::<&str>(&["uintptr", "complex128"]),
            _ => self.rng.pick::<&str>(&INTS),
        })
    }

    fn pick_key(&mut self) -> T {
        for _ in 0..3 {
            let t = self.pick_ty(1);
            if !t.has_param() && self.decls.comparable(&t, &[]) && !matches!(*t, Ty::Named(_)) {
                return t;
            }
        }
        basic("string")
    }

    /// A type of the program, with arguments where it is generic.
    fn pick_named(&mut self) -> Option<T> {
        if self.decls.named.is_empty() {
            return None;
        }
        let i = self.rng.below(self.decls.named.len());
        let tparams = self.decls.named[i].tparams.clone();
        if tparams.is_empty() {
            return Some(Rc::new(Ty::Named(i)));
        }
        let args = self.type_args(&tparams, Vec::new())?;
        Some(Rc::new(Ty::Inst(i, args)))
    }

    /// Type arguments for these parameters, of which some are known.
    pub fn type_args(&mut self, tparams: &[Constraint], known: Vec<Option<T>>) -> Option<Vec<T>> {
        let mut args: Vec<T> = Vec::new();
        for (i, c) in tparams.iter().enumerate() {
            let arg = match known.get(i).cloned().flatten() {
                Some(t) => t,
                None => self.arg_for(*c, &args)?,
            };
            if !self.satisfies(&arg, *c, &args) {
                return None;
            }
            args.push(arg);
        }
        Some(args)
    }

    fn arg_for(&mut self, c: Constraint, args: &[T]) -> Option<T> {
        if let Constraint::SliceOf(i) = c {
            return Some(Rc::new(Ty::Slice(args.get(i)?.clone())));
        }
        self.nested += 1;
        let found = self.arg_within(c, args);
        self.nested -= 1;
        found
    }

    fn arg_within(&mut self, c: Constraint, args: &[T]) -> Option<T> {
        for _ in 0..10 {
            // Without parameters inside of others, so that no instance makes ever larger ones.
            let t = match c {
                Constraint::Method(_) if self.nested < 3 => self.pick_named()?,
                _ => self.pick_ty(usize::from(self.nested < 3)),
            };
            let whole = !t.has_param() || matches!(*t, Ty::Param(_));
            if whole && self.satisfies(&t, c, args) {
                return Some(t);
            }
            let p = Rc::new(Ty::Ptr(t.clone()));
            if matches!(c, Constraint::Method(_)) && whole && self.satisfies(&p, c, args) {
                return Some(p);
            }
        }
        None
    }

    fn satisfies(&self, t: &T, c: Constraint, args: &[T]) -> bool {
        let is_param = match **t {
            Ty::Param(i) => self.tparams.get(i).copied(),
            _ => None,
        };
        match c {
            Constraint::Any => true,
            Constraint::Comparable => self.decls.comparable(t, &self.tparams),
            Constraint::Ordered => match is_param {
                Some(p) => matches!(p, Constraint::Ordered | Constraint::Integer),
                None => self
                    .decls
                    .under(t)
                    .is_some_and(|u| u.is_int() || u.is_float() || u.is("string")),
            },
            Constraint::Integer => match is_param {
                Some(p) => p == Constraint::Integer,
                None => self
                    .decls
                    .under(t)
                    .is_some_and(|u| u.is("int") || u.is("int8") || u.is("uint32")),
            },
            Constraint::Method(spec) => match is_param {
                Some(p) => p == c,
                None => self.decls.has_methods(t, &[spec]),
            },
            Constraint::SliceOf(i) => {
                matches!((&**t, args.get(i)), (Ty::Slice(e), Some(a)) if e == a)
            }
        }
    }

    // ---- text ----

    /// The type in Go.
    pub fn show(&self, ty: &Ty) -> String {
        match ty {
            Ty::Basic(name) => (*name).into(),
            Ty::Any => "any".into(),
            Ty::Error => "error".into(),
            Ty::Named(i) => self.decls.named[*i].name.to_string(),
            Ty::Inst(i, args) => format!("{}[{}]", self.decls.named[*i].name, self.list(args)),
            Ty::Std(name) => name.to_string(),
            Ty::Ptr(t) => format!("*{}", self.show(t)),
            Ty::Slice(t) => format!("[]{}", self.show(t)),
            Ty::Array(n, t) => format!("[{n}]{}", self.show(t)),
            Ty::Map(k, v) => format!("map[{}]{}", self.show(k), self.show(v)),
            Ty::Chan(dir, t) => {
                let inner = match **t {
                    Ty::Chan(..) => format!("({})", self.show(t)),
                    _ => self.show(t),
                };
                match dir {
                    Dir::Both => format!("chan {inner}"),
                    Dir::Send => format!("chan<- {inner}"),
                    Dir::Receive => format!("<-chan {inner}"),
                }
            }
            Ty::Func(sig) => format!("func{}", self.show_sig(sig)),
            Ty::Struct(fields) => format!("struct{{ {} }}", self.show_fields(fields).join("; ")),
            Ty::Param(i) => format!("P{i}"),
        }
    }

    fn show_fields(&self, fields: &[Field]) -> Vec<String> {
        let show = |f: &Field| match f.embedded {
            true => self.show(&f.ty),
            false => format!("{} {}", f.name, self.show(&f.ty)),
        };
        fields.iter().map(show).collect()
    }

    pub fn list(&self, types: &[T]) -> String {
        let all: Vec<String> = types.iter().map(|t| self.show(t)).collect();
        all.join(", ")
    }

    fn show_sig(&self, sig: &Sig) -> String {
        let last = sig.params.len().wrapping_sub(1);
        let show = |(i, t): (usize, &T)| match sig.variadic && i == last {
            true => format!("...{}", self.show(t)),
            false => self.show(t),
        };
        let params: Vec<String> = sig.params.iter().enumerate().map(show).collect();
        let results = match sig.results.len() {
            0 => String::new(),
            1 => format!(" {}", self.show(&sig.results[0])),
            _ => format!(" ({})", self.list(&sig.results)),
        };
        format!("({}){results}", params.join(", "))
    }

    fn show_tparams(&self, tparams: &[Constraint], from: usize) -> String {
        if tparams.is_empty() {
            return String::new();
        }
        let show = |(i, c): (usize, &Constraint)| {
            let bound = match c {
                Constraint::Any => "any".into(),
                Constraint::Comparable => "comparable".into(),
                Constraint::Ordered => "cmp.Ordered".into(),
                Constraint::Integer => "~int | ~int8 | ~uint32".into(),
                Constraint::Method(s) => {
                    let spec = &self.decls.specs[*s];
                    format!("interface{{ {}{} }}", spec.name, self.show_sig(&spec.sig))
                }
                Constraint::SliceOf(j) => format!("~[]P{j}"),
            };
            format!("P{} {bound}", from + i)
        };
        let all: Vec<String> = tparams.iter().enumerate().map(show).collect();
        format!("[{}]", all.join(", "))
    }

    fn type_decl(&mut self, index: usize) -> String {
        let named = self.decls.named[index].clone();
        let tparams = self.show_tparams(&named.tparams, 0);
        let Some(under) = &named.under else {
            let methods: Vec<String> = named
                .iface
                .iter()
                .map(|&s| {
                    format!(
                        "\t{}{}\n",
                        self.decls.specs[s].name,
                        self.show_sig(&self.decls.specs[s].sig)
                    )
                })
                .collect();
            return format!(
                "type {} interface {{\n{}}}\n\n",
                named.name,
                methods.concat()
            );
        };
        let text = match &**under {
            Ty::Struct(fields) => {
                format!("struct {{\n\t{}\n}}", self.show_fields(fields).join("\n\t"))
            }
            other => self.show(other),
        };
        format!("type {}{tparams} {text}\n\n", named.name)
    }

    fn globals(&mut self, out: &mut String) {
        for _ in 0..self.rng.below(4) {
            self.begin(4);
            self.reach = Reach::Initialiser;
            let name = self.top_name("v");
            let ty = self.pick_ty(2);
            let text = match self.rng.below(4) {
                0 => format!("var {name} {}\n\n", self.show(&ty)),
                1 => format!("var {name} {} = {}\n\n", self.show(&ty), self.expr(&ty, 2)),
                _ => format!("var {name} = {}\n\n", self.typed(&ty, 2)),
            };
            out.push_str(&text);
            self.vars.push(Var {
                name,
                ty,
                used: true,
                assignable: true,
                constant: false,
                global: true,
                line: None,
            });
        }
        for _ in 0..self.rng.below(2) {
            let name = self.top_name("c");
            let (ty, value) = match self.rng.below(4) {
                0 => (basic("string"), "\"constant\" + \"s\"".into()),
                1 => (
                    basic("int"),
                    format!("len(\"abc\") << {}", self.rng.below(3)),
                ),
                2 => (basic("int"), format!("iota + {}", 1 + self.rng.below(9))),
                _ => (basic("float64"), "1.0 / 3".into()),
            };
            out.push_str(&format!("const {name} {} = {value}\n\n", self.show(&ty)));
            self.vars.push(Var {
                name,
                ty,
                used: true,
                assignable: false,
                constant: true,
                global: true,
                line: None,
            });
        }
    }

    /// Starts a declaration that may become so large.
    fn begin(&mut self, fuel: isize) {
        self.fuel = fuel;
        self.reach = Reach::All;
        self.callable = self.decls.funcs.len();
        self.frame = Frame::default();
    }

    fn func_decl(&mut self, index: usize) -> String {
        let func = self.decls.funcs[index].clone();
        let size = 6 + self.rng.below(24) as isize;
        let small = self.rng.chance(33);
        self.begin(if small { 3 } else { size });
        if func.leaf {
            self.reach = Reach::Leaf;
        }
        if func.leaf || !func.tparams.is_empty() {
            self.callable = index;
        }
        self.tparams = func.tparams.clone();
        let tparams = self.show_tparams(&func.tparams, 0);
        let text = self.function(&func.sig);
        self.tparams.clear();
        let directive = match self.rng.below(12) {
            0 => "//go:noinline\n",
            _ => "",
        };
        format!("{directive}func {}{tparams}{text}\n\n", func.name)
    }

    fn method_decl(&mut self, index: usize, method: usize) -> String {
        let named = self.decls.named[index].clone();
        let m = &named.methods[method];
        let size = 3 + self.rng.below(14) as isize;
        self.begin(size);
        let args: Vec<T> = (0..named.tparams.len())
            .map(|i| Rc::new(Ty::Param(i)))
            .collect();
        let me = match args.is_empty() {
            true => Rc::new(Ty::Named(index)),
            false => Rc::new(Ty::Inst(index, args)),
        };
        let me = match m.ptr {
            true => Rc::new(Ty::Ptr(me)),
            false => me,
        };
        self.tparams = named.tparams.iter().chain(&m.tparams).copied().collect();
        if !self.tparams.is_empty() {
            self.callable = 0;
        }
        let name = self.name("r");
        let shown = self.show(&me);
        let mark = self.vars.len();
        self.param(name.clone(), me);
        let own = self.show_tparams(&m.tparams, named.tparams.len());
        let text = self.function(&m.sig);
        self.vars.truncate(mark);
        self.tparams.clear();
        format!("func ({name} {shown}) {}{own}{text}\n\n", m.name)
    }

    /// Adds a parameter or result to the scope.
    pub fn param(&mut self, name: Rc<str>, ty: T) {
        self.vars.push(Var {
            name,
            ty,
            used: true,
            assignable: true,
            constant: false,
            global: false,
            line: None,
        });
    }

    /// Parameters, results and body of a function.
    pub fn function(&mut self, sig: &Sig) -> String {
        let mark = self.vars.len();
        let mut params = Vec::new();
        let last = sig.params.len().wrapping_sub(1);
        for (i, ty) in sig.params.iter().enumerate() {
            if self.rng.chance(8) {
                let shown = self.show(ty);
                let dots = if sig.variadic && i == last { "..." } else { "" };
                params.push(format!("_ {dots}{shown}"));
                continue;
            }
            let name = self.name("p");
            match sig.variadic && i == last {
                true => {
                    params.push(format!("{name} ...{}", self.show(ty)));
                    self.param(name, Rc::new(Ty::Slice(ty.clone())));
                }
                false => {
                    params.push(format!("{name} {}", self.show(ty)));
                    self.param(name, ty.clone());
                }
            }
        }
        let bare = !sig.results.is_empty() && self.rng.chance(35);
        let results = if bare {
            let mut list = Vec::new();
            for ty in &sig.results {
                let name = self.name("res");
                list.push(format!("{name} {}", self.show(ty)));
                self.param(name, ty.clone());
            }
            format!(" ({})", list.join(", "))
        } else {
            match sig.results.len() {
                0 => String::new(),
                1 => format!(" {}", self.show(&sig.results[0])),
                _ => format!(" ({})", self.list(&sig.results)),
            }
        };
        let block = self.body(&sig.results, bare);
        self.vars.truncate(mark);
        format!("({}){results} {{\n{block}}}", params.join(", "))
    }

    /// A function's body up to its end, with a return where one is needed.
    pub fn body(&mut self, results: &[T], bare: bool) -> String {
        let outer = std::mem::take(&mut self.frame);
        self.frame.results = results.to_vec();
        self.frame.bare = bare;
        let count = 1 + self.rng.below(6);
        let block = self.block(count, true);
        self.frame = outer;
        block
    }
}
