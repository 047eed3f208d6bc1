//! The types that programs are made of, and the declarations that a program has.

use std::rc::Rc;

/// A shared type.
pub type T = Rc<Ty>;

/// A type of Go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ty {
    /// A predeclared type that is no interface.
    Basic(&'static str),
    Any,
    Error,
    /// A type of the program without type parameters, by its index.
    Named(usize),
    /// A generic type of the program with its arguments.
    Inst(usize, Vec<T>),
    /// A type of std that the generator knows only by name.
    Std(Rc<str>),
    Ptr(T),
    Slice(T),
    Array(usize, T),
    Map(T, T),
    Chan(Dir, T),
    Func(Sig),
    Struct(Vec<Field>),
    /// A type parameter of the function at hand.
    Param(usize),
}

/// The direction of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dir {
    Both,
    Send,
    Receive,
}

/// A function's type.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sig {
    /// The last one is the type of an element where the function is variadic.
    pub params: Vec<T>,
    pub variadic: bool,
    pub results: Vec<T>,
}

/// A field of a struct.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    pub name: Rc<str>,
    pub ty: T,
    pub embedded: bool,
}

/// What a type argument has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Constraint {
    Any,
    Comparable,
    Ordered,
    Integer,
    /// Has the method of that index in [`Decls::specs`].
    Method(usize),
    /// A slice of another type parameter.
    SliceOf(usize),
}

/// A method's name and type, which several types and interfaces share.
#[derive(Clone, Debug)]
pub struct Spec {
    pub name: Rc<str>,
    pub sig: Sig,
}

/// A method of a type.
#[derive(Clone, Debug)]
pub struct Method {
    pub name: Rc<str>,
    pub sig: Sig,
    /// Its receiver is a pointer.
    pub ptr: bool,
    /// Its own type parameters; they stand behind those of the type.
    pub tparams: Vec<Constraint>,
}

/// A declared type.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: Rc<str>,
    pub tparams: Vec<Constraint>,
    /// What it is made of; nothing for an interface.
    pub under: Option<T>,
    /// The methods of an interface: indices in [`Decls::specs`].
    pub iface: Vec<usize>,
    pub methods: Vec<Method>,
}

/// A declared function.
#[derive(Clone, Debug)]
pub struct Func {
    pub name: Rc<str>,
    pub tparams: Vec<Constraint>,
    pub sig: Sig,
    /// It refers to no variable of the package, so that initialisers may call it.
    pub leaf: bool,
}

/// What a program declares at its top level.
#[derive(Default)]
pub struct Decls {
    pub specs: Vec<Spec>,
    pub named: Vec<Named>,
    pub funcs: Vec<Func>,
}

/// A method that can be called on a value.
#[derive(Clone)]
pub struct Reach {
    pub name: Rc<str>,
    pub sig: Sig,
    pub needs_ptr: bool,
    pub tparams: Vec<Constraint>,
}

pub const INTS: [&str; 10] = [
    "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
];
pub const FLOATS: [&str; 2] = ["float64", "float32"];

/// A predeclared type by its name.
pub fn basic(name: &'static str) -> T {
    Rc::new(Ty::Basic(name))
}

impl Ty {
    pub fn is_int(&self) -> bool {
        matches!(self, Ty::Basic(n) if INTS.contains(n))
    }

    pub fn is_float(&self) -> bool {
        matches!(self, Ty::Basic(n) if FLOATS.contains(n))
    }

    pub fn is(&self, name: &str) -> bool {
        matches!(self, Ty::Basic(n) if *n == name)
    }

    /// Whether a type parameter occurs in it.
    pub fn has_param(&self) -> bool {
        match self {
            Ty::Param(_) => true,
            Ty::Ptr(t) | Ty::Slice(t) | Ty::Array(_, t) | Ty::Chan(_, t) => t.has_param(),
            Ty::Map(k, v) => k.has_param() || v.has_param(),
            Ty::Inst(_, args) => args.iter().any(|t| t.has_param()),
            Ty::Func(sig) => sig.params.iter().chain(&sig.results).any(|t| t.has_param()),
            Ty::Struct(fields) => fields.iter().any(|f| f.ty.has_param()),
            _ => false,
        }
    }
}

/// The type with type parameters replaced.
pub fn subst(ty: &T, args: &[T]) -> T {
    if !ty.has_param() {
        return ty.clone();
    }
    let sub = |t: &T| subst(t, args);
    Rc::new(match &**ty {
        Ty::Param(i) => return args.get(*i).cloned().unwrap_or_else(|| ty.clone()),
        Ty::Ptr(t) => Ty::Ptr(sub(t)),
        Ty::Slice(t) => Ty::Slice(sub(t)),
        Ty::Array(n, t) => Ty::Array(*n, sub(t)),
        Ty::Chan(d, t) => Ty::Chan(*d, sub(t)),
        Ty::Map(k, v) => Ty::Map(sub(k), sub(v)),
        Ty::Inst(i, list) => Ty::Inst(*i, list.iter().map(sub).collect()),
        Ty::Func(sig) => Ty::Func(subst_sig(sig, args)),
        Ty::Struct(fields) => Ty::Struct(
            fields
                .iter()
                .map(|f| Field {
                    ty: sub(&f.ty),
                    ..f.clone()
                })
                .collect(),
        ),
        _ => return ty.clone(),
    })
}

/// A signature with type parameters replaced.
pub fn subst_sig(sig: &Sig, args: &[T]) -> Sig {
    let all = |list: &[T]| list.iter().map(|t| subst(t, args)).collect();
    Sig {
        params: all(&sig.params),
        variadic: sig.variadic,
        results: all(&sig.results),
    }
}

/// Binds type parameters in `pattern` so that it is `ty`.
pub fn unify(pattern: &T, ty: &T, bound: &mut [Option<T>]) -> bool {
    match (&**pattern, &**ty) {
        (Ty::Param(i), _) => match bound.get_mut(*i) {
            Some(Some(had)) => had == ty,
            Some(free) => {
                *free = Some(ty.clone());
                true
            }
            None => false,
        },
        (Ty::Ptr(a), Ty::Ptr(b)) | (Ty::Slice(a), Ty::Slice(b)) => unify(a, b, bound),
        (Ty::Array(n, a), Ty::Array(m, b)) => n == m && unify(a, b, bound),
        (Ty::Map(a, b), Ty::Map(c, d)) => unify(a, c, bound) && unify(b, d, bound),
        (Ty::Inst(i, a), Ty::Inst(j, b)) => {
            i == j && a.iter().zip(b).all(|(a, b)| unify(a, b, bound))
        }
        _ => !pattern.has_param() && pattern == ty,
    }
}

impl Decls {
    /// The type's structure, if it is no interface: `None` for interfaces and what is only known by name.
    pub fn under(&self, ty: &T) -> Option<T> {
        match &**ty {
            Ty::Named(i) => self.named[*i].under.clone(),
            Ty::Inst(i, args) => self.named[*i].under.as_ref().map(|u| subst(u, args)),
            Ty::Any | Ty::Error | Ty::Param(_) => None,
            _ => Some(ty.clone()),
        }
    }

    /// The methods of an interface type of the program.
    pub fn iface(&self, ty: &Ty) -> Option<&[usize]> {
        match ty {
            Ty::Named(i) if self.named[*i].under.is_none() => Some(&self.named[*i].iface),
            _ => None,
        }
    }

    pub fn is_interface(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Any | Ty::Error => true,
            Ty::Std(name) => crate::std_calls::INTERFACES.contains(&&**name),
            _ => self.iface(ty).is_some(),
        }
    }

    pub fn comparable(&self, ty: &T, tparams: &[Constraint]) -> bool {
        match &**ty {
            Ty::Param(i) => matches!(
                tparams.get(*i),
                Some(Constraint::Comparable | Constraint::Ordered | Constraint::Integer)
            ),
            Ty::Std(_) => self.is_interface(ty),
            Ty::Slice(_) | Ty::Map(..) | Ty::Func(_) => false,
            Ty::Array(_, t) => self.comparable(t, tparams),
            Ty::Struct(fields) => fields.iter().all(|f| self.comparable(&f.ty, tparams)),
            Ty::Named(_) | Ty::Inst(..) => {
                self.under(ty).is_none_or(|u| self.comparable(&u, tparams))
            }
            _ => true,
        }
    }

    /// Methods that can be called on a value of the type or on a pointer to it, those of embedded fields too.
    pub fn reach(&self, ty: &T) -> Vec<Reach> {
        let mut out: Vec<Reach> = Vec::new();
        let (index, args) = match &**ty {
            Ty::Named(i) => (*i, &[][..]),
            Ty::Inst(i, args) => (*i, &args[..]),
            Ty::Ptr(t) if !self.is_interface(t) && !matches!(**t, Ty::Ptr(_)) => {
                let mut list = self.reach(t);
                list.iter_mut().for_each(|m| m.needs_ptr = false);
                return list;
            }
            _ => return out,
        };
        let named = &self.named[index];
        for &spec in &named.iface {
            let Spec { name, sig } = self.specs[spec].clone();
            out.push(Reach {
                name,
                sig,
                needs_ptr: false,
                tparams: Vec::new(),
            });
        }
        for m in &named.methods {
            // Parameters of the method itself stay, counted from 0.
            let own: Vec<T> = (0..m.tparams.len())
                .map(|i| Rc::new(Ty::Param(i)))
                .collect();
            let all: Vec<T> = args.iter().cloned().chain(own).collect();
            out.push(Reach {
                name: m.name.clone(),
                sig: subst_sig(&m.sig, &all),
                needs_ptr: m.ptr,
                tparams: m.tparams.clone(),
            });
        }
        if let Some(Ty::Struct(fields)) = self.under(ty).as_deref() {
            for field in fields.iter().filter(|f| f.embedded) {
                for m in self.reach(&field.ty) {
                    if !out.iter().any(|had| had.name == m.name) {
                        out.push(m);
                    }
                }
            }
        }
        out
    }

    /// Whether a value of the type has all these methods.
    pub fn has_methods(&self, ty: &T, specs: &[usize]) -> bool {
        let list = self.reach(ty);
        specs.iter().all(|&s| {
            let spec = &self.specs[s];
            list.iter().any(|m| {
                m.name == spec.name && m.sig == spec.sig && !m.needs_ptr && m.tparams.is_empty()
            })
        })
    }
}
