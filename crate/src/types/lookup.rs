//! Fields and methods by name (cmd/compile/internal/types2/lookup.go).

use super::env::Env;
use super::ids::{ObjId, PkgId, TypeId};
use super::store::Types;
use super::ty::Type;
use std::rc::Rc;

/// What [`Types::lookup_field_or_method`] finds.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The field or method; none if there is no such (or not exactly one).
    pub obj: Option<ObjId>,
    /// The path to it; set without `obj` where the name is ambiguous.
    pub index: Option<Rc<[usize]>>,
    /// With `obj`: there was a pointer on the path. Without: the method needs a pointer receiver.
    pub indirect: bool,
}

/// Deeper than this, types that embed instances of their own generic type are looked into no more.
const MAX_DEPTH: usize = 24;

/// A type that is embedded at the depth that is being looked at.
#[derive(Clone, Debug)]
struct Embedded {
    typ: TypeId,
    index: Vec<usize>,
    /// There was a pointer on the path to it.
    indirect: bool,
    /// The type appears more than once at this depth.
    multiples: bool,
}

impl Embedded {
    fn path(&self, i: usize) -> Rc<[usize]> {
        self.index.iter().copied().chain([i]).collect()
    }
}

/// What one depth has under the name.
#[derive(Default)]
struct Found {
    hit: Option<(ObjId, Rc<[usize]>, bool)>,
    ambiguous: Option<Rc<[usize]>>,
}

impl Found {
    /// Notes a match; false if it is the second one.
    fn add(&mut self, e: &Embedded, i: usize, obj: ObjId) -> bool {
        let index = e.path(i);
        if self.hit.is_some() || e.multiples {
            self.ambiguous = Some(index);
            return false;
        }
        self.hit = Some((obj, index, e.indirect));
        true
    }
}

/// What is asked for.
#[derive(Clone, Copy)]
struct Query<'a> {
    pkg: Option<PkgId>,
    name: &'a str,
    fold: bool,
}

impl Types {
    /// Looks for a field or method in `t` and its embedded fields (types2: `lookupFieldOrMethod`). `addressable` says whether the
    /// receiver can be one; `fold` ignores case.
    pub fn lookup_field_or_method(
        &mut self,
        t: TypeId,
        addressable: bool,
        pkg: Option<PkgId>,
        name: &str,
        fold: bool,
    ) -> Lookup {
        // A defined pointer type has the fields of what it points to, but no methods.
        if let Some(named) = self.as_named(t) {
            let u = self.under(named);
            if matches!(self[u], Type::Pointer { .. }) {
                let found = self.lookup_in(u, false, pkg, name, fold);
                let method = found.obj.is_some_and(|o| self[o].as_func().is_some());
                return if method { Lookup::default() } else { found };
            }
        }
        self.lookup_in(t, addressable, pkg, name, fold)
    }

    /// [`Types::lookup_field_or_method`] without the rule about defined pointer types (types2: `lookupFieldOrMethodImpl`).
    pub fn lookup_in(
        &mut self,
        t: TypeId,
        addressable: bool,
        pkg: Option<PkgId>,
        name: &str,
        fold: bool,
    ) -> Lookup {
        if name == "_" {
            return Lookup::default();
        }
        let (typ, is_ptr) = self.deref(t);
        if is_ptr && self.is_interface(typ) {
            return Lookup::default();
        }
        let mut current = vec![Embedded {
            typ,
            index: Vec::new(),
            indirect: is_ptr,
            multiples: false,
        }];
        let mut seen: Vec<TypeId> = Vec::new();
        let query = Query { pkg, name, fold };
        while !current.is_empty() {
            let mut found = Found::default();
            let mut next = Vec::new();
            for e in &current {
                if !self.look_at(e, query, &mut seen, &mut found, &mut next) {
                    return Lookup {
                        index: found.ambiguous,
                        ..Lookup::default()
                    };
                }
            }
            if let Some((obj, index, indirect)) = found.hit {
                let needs_pointer = self[obj].as_func().is_some()
                    && !indirect
                    && !addressable
                    && self.has_ptr_recv(obj);
                if needs_pointer {
                    return Lookup {
                        indirect: true,
                        ..Lookup::default()
                    };
                }
                return Lookup {
                    obj: Some(obj),
                    index: Some(index),
                    indirect,
                };
            }
            current = self.consolidate_multiples(next);
        }
        Lookup::default()
    }

    /// Whether a type embeds itself with ever larger arguments: instances of its generic type were seen again and again on the way down.
    /// (The compiler does not come to an end here.)
    pub(in crate::types) fn grows(&self, t: TypeId, seen: &[TypeId], depth: usize) -> bool {
        if depth < MAX_DEPTH {
            return false;
        }
        let origin = |t: TypeId| self.named(t).and_then(|n| n.inst.as_ref()).map(|i| i.orig);
        let own = origin(t);
        own.is_some() && seen.iter().filter(|&&s| origin(s) == own).count() >= MAX_DEPTH / 3
    }

    /// Looks into one embedded type; false if the name turns out to be ambiguous.
    fn look_at(
        &mut self,
        e: &Embedded,
        q: Query,
        seen: &mut Vec<TypeId>,
        found: &mut Found,
        next: &mut Vec<Embedded>,
    ) -> bool {
        if let Some(named) = self.as_named(e.typ) {
            if seen.iter().any(|&s| self.identical(s, named))
                || self.grows(named, seen, e.index.len())
            {
                return true;
            }
            seen.push(named);
            if let Some(i) = self.method_index(named, q.pkg, q.name, q.fold)
                && let Some(m) = self.method(named, i)
            {
                return found.add(e, i, m);
            }
        }
        let u = self.under(e.typ);
        match self[u].clone() {
            Type::Struct(s) => {
                for (i, &f) in s.fields.iter().enumerate() {
                    if self.same_id(f, q.pkg, q.name, q.fold) {
                        if !found.add(e, i, f) {
                            return false;
                        }
                        continue;
                    }
                    // Deeper fields matter only while nothing was found at this depth; and only
                    // embedded types that can have fields or methods.
                    if found.hit.is_none() && self[f].is_embedded() {
                        let (typ, is_ptr) = self.deref(self.type_of(f));
                        next.push(Embedded {
                            typ,
                            index: e.path(i).to_vec(),
                            indirect: e.indirect || is_ptr,
                            multiples: e.multiples,
                        });
                    }
                }
                true
            }
            Type::Interface(_) => {
                let set = self.type_set(u);
                match self.set_method(&set, q.pkg, q.name, q.fold) {
                    Some((i, m)) => found.add(e, i, m),
                    None => true,
                }
            }
            _ => true,
        }
    }

    /// One entry for each type; those that stood for several are marked.
    fn consolidate_multiples(&mut self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
        for e in list {
            let same = out.iter().position(|o| self.identical(o.typ, e.typ));
            match same {
                Some(i) => out[i].multiples = true,
                None => out.push(e),
            }
        }
        out
    }

    /// Whether it is a pointer to an interface (types2: `isInterfacePtr`).
    pub fn is_interface_ptr(&mut self, t: TypeId) -> bool {
        let u = self.under(t);
        match self[u] {
            Type::Pointer { elem } => self.is_interface(elem),
            _ => false,
        }
    }

    /// The struct type behind a pointer (a defined one too), any other type itself (types2: `derefStructPtr`).
    pub fn deref_struct_ptr(&mut self, t: TypeId) -> TypeId {
        let u = self.under(t);
        if let Type::Pointer { elem } = self[u] {
            let base = self.under(elem);
            if matches!(self[base], Type::Struct(_)) {
                return elem;
            }
        }
        t
    }

    /// Whether an embedded field somewhere in the struct has an invalid type, so that methods may be missing because of that.
    fn has_invalid_embedded_fields(&mut self, t: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let base = self.deref_struct_ptr(t);
        let u = self.under(base);
        let Type::Struct(s) = self[u].clone() else {
            return false;
        };
        if seen.contains(&u) {
            return false;
        }
        seen.push(u);
        s.fields.iter().any(|&f| {
            let typ = self.type_of(f);
            self[f].is_embedded()
                && (!self.is_valid(typ) || self.has_invalid_embedded_fields(typ, seen))
        })
    }

    /// The names of the fields on a path, joined by dots (types2: `fieldPath`).
    pub fn field_path(&mut self, t: TypeId, index: &[usize]) -> String {
        let mut names: Vec<Rc<str>> = Vec::new();
        let mut typ = t;
        for &i in index {
            let base = self.deref_struct_ptr(typ);
            let u = self.under(base);
            let Type::Struct(s) = &self[u] else { break };
            let Some(&f) = s.fields.get(i) else { break };
            names.push(self[f].name.clone());
            typ = self.type_of(f);
        }
        names.join(".")
    }
}

/// Whether two names differ at most in case (strings.EqualFold).
pub fn equal_fold(a: &str, b: &str) -> bool {
    fn simple(mut c: impl Iterator<Item = char>, old: char) -> char {
        match (c.next(), c.next()) {
            (Some(c), None) => c,
            _ => old,
        }
    }
    let fold = |c: char| {
        let upper = simple(c.to_uppercase(), c);
        simple(upper.to_lowercase(), upper)
    };
    a.chars().map(fold).eq(b.chars().map(fold))
}

/// Why a type lacks a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Missing {
    NotFound,
    WrongName,
    Unexported,
    WrongSig,
    Ambiguous,
    PtrRecv,
    Field,
}

/// The first method of interface `t` that `v` lacks, and whether it is there with a wrong type or receiver; nothing if it has all of
/// them (types2: `missingMethod`). `is_static`: an interface `v` must have the methods itself; otherwise its dynamic type may.
/// `equivalent` compares method types. The cause is what messages say, in parentheses.
pub fn missing_method<E: Env>(
    env: &mut E,
    v: TypeId,
    t: TypeId,
    is_static: bool,
    equivalent: &mut dyn FnMut(&mut E, TypeId, TypeId) -> bool,
    cause: Option<&mut String>,
) -> Option<(ObjId, bool)> {
    let types = env.types();
    let iface = types.under(t);
    let methods = types.type_set(iface).methods.clone();
    if methods.is_empty() {
        return None;
    }
    let u = types.under(v);
    let own = matches!(types[u], Type::Interface(_)).then(|| types.type_set(u));
    let (m, state, f) = methods.iter().find_map(|&m| {
        let (pkg, name) = (env.types()[m].pkg, env.types()[m].name.clone());
        let (state, f) = match &own {
            Some(set) => match env.types().set_method(set, pkg, &name, false) {
                Some((_, f)) => (None, Some(f)),
                None if is_static => (Some(Missing::NotFound), None),
                None => return None,
            },
            None => find_method(env, v, pkg, &name),
        };
        if state.is_some() {
            return Some((m, state, f));
        }
        let f = f?;
        let (ft, mt) = (env.types().type_of(f), env.types().type_of(m));
        (!equivalent(env, ft, mt)).then_some((m, Some(Missing::WrongSig), Some(f)))
    })?;
    let state = state?;
    if let Some(cause) = cause {
        *cause = missing_cause(env, v, t, m, state, f);
    }
    Some((m, matches!(state, Missing::WrongSig | Missing::PtrRecv)))
}

/// The method of a type that is no interface, or why there is none.
fn find_method<E: Env>(
    env: &mut E,
    v: TypeId,
    pkg: Option<PkgId>,
    name: &str,
) -> (Option<Missing>, Option<ObjId>) {
    let found = env.types().lookup_in(v, false, pkg, name, false);
    let Some(obj) = found.obj else {
        if found.index.is_some() {
            return (Some(Missing::Ambiguous), None);
        }
        if found.indirect {
            return (Some(Missing::PtrRecv), None);
        }
        let other = env.types().lookup_in(v, false, pkg, name, true).obj;
        let other = other.filter(|&o| env.types()[o].as_func().is_some());
        return match other {
            None => (Some(Missing::NotFound), None),
            Some(f) if *env.types()[f].name == *name => (Some(Missing::Unexported), Some(f)),
            Some(f) => (Some(Missing::WrongName), Some(f)),
        };
    };
    if env.types()[obj].as_func().is_none() {
        return (Some(Missing::Field), None);
    }
    env.complete(obj);
    (None, Some(obj))
}

fn missing_cause<E: Env>(
    env: &mut E,
    v: TypeId,
    t: TypeId,
    m: ObjId,
    state: Missing,
    f: Option<ObjId>,
) -> String {
    let name = env.types()[m].name.clone();
    if let Some(f) = f {
        env.complete(f);
    }
    let have_want = |env: &mut E, full: bool| {
        let have = f.map_or_else(String::new, |f| env.method_str(f, full));
        (have, env.method_str(m, full))
    };
    match state {
        Missing::NotFound => {
            for x in [v, t] {
                if env.types().is_interface_ptr(x) {
                    return format!("({})", interface_ptr_error(env, x));
                }
            }
            format!("(missing method {name})")
        }
        Missing::WrongName => {
            let (have, want) = have_want(env, false);
            format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
        }
        Missing::Unexported => format!("(unexported method {name})"),
        Missing::WrongSig => {
            let (mut have, mut want) = have_want(env, false);
            if have == want {
                (have, want) = have_want(env, true);
            }
            if have == want {
                return format!("(wrong type for method {name})");
            }
            format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
        }
        Missing::Ambiguous => format!("(ambiguous selector {}.{name})", env.type_str(v)),
        Missing::PtrRecv => format!("(method {name} has pointer receiver)"),
        Missing::Field => format!("({}.{name} is a field, not a method)", env.type_str(v)),
    }
}

/// What is wrong with using a pointer to an interface for the interface (types2: `interfacePtrError`).
pub fn interface_ptr_error<E: Env>(env: &mut E, t: TypeId) -> String {
    let u = env.types().under(t);
    let param = match env.types()[u] {
        Type::Pointer { elem } => env.types().is_type_param(elem),
        _ => false,
    };
    let text = env.type_str(t);
    if param {
        format!("type {text} is pointer to type parameter, not type parameter")
    } else {
        format!("type {text} is pointer to interface, not interface")
    }
}

/// Whether `v` has all methods of interface `t`; true as well if that cannot be known because of other errors (types2: `hasAllMethods`).
pub fn has_all_methods<E: Env>(
    env: &mut E,
    v: TypeId,
    t: TypeId,
    is_static: bool,
    equivalent: &mut dyn FnMut(&mut E, TypeId, TypeId) -> bool,
    cause: Option<&mut String>,
) -> bool {
    !env.types().is_valid(v)
        || missing_method(env, v, t, is_static, equivalent, cause).is_none()
        || env.types().has_invalid_embedded_fields(v, &mut Vec::new())
}

/// Whether `x.(t)` is possible for an `x` of interface type `v`; if not, the cause as it stands in messages, in parentheses
/// (types2: `Checker.assertableTo`).
pub fn assertable_to<E: Env>(
    env: &mut E,
    v: TypeId,
    t: TypeId,
    cause: Option<&mut String>,
) -> bool {
    if env.types().is_interface(t) {
        return true;
    }
    let same = &mut |env: &mut E, x, y| env.types().identical(x, y);
    has_all_methods(env, t, v, false, same, cause)
}

/// Like [`assertable_to`], with constraints too (types2: `Checker.newAssertableTo`).
pub fn new_assertable_to<E: Env>(
    env: &mut E,
    v: TypeId,
    t: TypeId,
    cause: Option<&mut String>,
) -> bool {
    env.types().is_interface(t) || super::instantiate::implements(env, t, v, false, cause)
}
