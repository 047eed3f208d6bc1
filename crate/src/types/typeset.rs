//! Type sets of interfaces (cmd/compile/internal/types2/{typeset,union}.go).

use super::errors::{Code, Pending};
use super::ids::{ObjId, TypeId};
use super::object::is_exported;
use super::store::Types;
use super::termlist::is_all;
use super::ty::{Interface, Term, Type, TypeSet};
use crate::text::{InOrder, Pos};
use core::cmp::Ordering;
use std::rc::Rc;

/// Unions with more terms than this are not handled (types2, `maxTermCount`).
pub const MAX_TERM_COUNT: usize = 100;

impl TypeSet {
    /// The set of every type.
    pub fn top() -> TypeSet {
        TypeSet {
            methods: Rc::default(),
            terms: Rc::new([Term::ALL]),
            comparable: false,
        }
    }

    /// Whether it admits no type at all.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it is the set of an interface that may be used as an ordinary type.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.is_all_terms()
    }

    /// Whether it admits every type.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// Whether `terms` is everything.
    pub fn is_all_terms(&self) -> bool {
        is_all(&self.terms)
    }

    /// Whether it lists specific types.
    pub fn has_terms(&self) -> bool {
        !self.is_empty() && !self.is_all_terms()
    }
}

/// The methods of an interface while they are collected.
#[derive(Default)]
struct Methods {
    /// Each with the place of its declaration or of the embedding that brought it.
    list: Vec<(ObjId, Pos)>,
    errors: Vec<Pending>,
}

impl Methods {
    fn add(&mut self, types: &Types, pos: Pos, m: ObjId, explicit: bool) {
        let same = |&&(o, _): &&(ObjId, Pos)| types.compare_objects(o, m).is_eq();
        match self.list.iter().find(same) {
            None => self.list.push((m, pos)),
            Some(&(_, other_pos)) if explicit => self.errors.push(Pending::Error {
                code: Code::DuplicateDecl,
                parts: duplicate_method(&types[m].name, pos, other_pos),
            }),
            Some(&(other, other_pos)) => self.errors.push(Pending::DuplicateMethod {
                pos,
                method: m,
                other_pos,
                other,
            }),
        }
    }
}

/// The two lines of the error for two methods of one name in an interface.
pub fn duplicate_method(name: &str, pos: Pos, other_pos: Pos) -> Vec<(Pos, String)> {
    vec![
        (pos, format!("duplicate method {name}")),
        (other_pos, format!("other declaration of method {name}")),
    ]
}

impl Types {
    /// The type set of an interface, computed at first use (types2: `computeInterfaceTypeSet`). Everything, for a type that is not
    /// an interface or not complete yet. Errors of a local interface go to [`Types::pending`].
    pub fn type_set(&mut self, iface: TypeId) -> Rc<TypeSet> {
        let Some(it) = self.interface(iface) else {
            return Rc::new(TypeSet::top());
        };
        if let Some(set) = &it.tset {
            return set.clone();
        }
        if !it.complete {
            return Rc::new(TypeSet::top());
        }
        let it = it.clone();
        // Should the computation come back to this interface (which is an error elsewhere), it finds everything.
        self.set_type_set(iface, Rc::new(TypeSet::top()));
        let set = Rc::new(self.compute_type_set(&it));
        self.set_type_set(iface, set.clone());
        set
    }

    fn set_type_set(&mut self, iface: TypeId, set: Rc<TypeSet>) {
        if let Some(it) = self.interface_mut(iface) {
            it.tset = Some(set);
        }
    }

    fn compute_type_set(&mut self, it: &Interface) -> TypeSet {
        let mut methods = Methods::default();
        for &m in it.methods.iter() {
            methods.add(self, self[m].pos, m, true);
        }
        let mut terms = vec![Term::ALL];
        let mut comparable = false;
        for (i, &typ) in it.embeddeds.iter().enumerate() {
            let pos = it.embed_pos.get(i).copied().unwrap_or(Pos::NONE);
            let Some(element) = self.element_set(it, typ, pos) else {
                continue;
            };
            for &m in element.methods.iter() {
                methods.add(self, pos, m, false);
            }
            terms = self.intersect_terms(&terms, &element.terms);
            comparable |= element.comparable;
            if comparable && !is_all(&terms) {
                terms.retain(|t| t.typ.is_some_and(|t| self.strictly_comparable(t)));
                comparable = false;
            }
        }
        let Methods { mut list, errors } = methods;
        if it.local {
            self.pending.extend(errors);
        }
        list.order_by(|a, b| self.compare_objects(a.0, b.0));
        TypeSet {
            methods: list.into_iter().map(|(m, _)| m).collect(),
            terms: terms.into(),
            comparable,
        }
    }

    /// Whether it is a defined type of another package. (Errors about local ones were reported where they are declared.)
    fn is_imported(&self, typ: TypeId) -> bool {
        let named = self.as_named(typ).and_then(|t| self.named_obj(t));
        let pkg = named.and_then(|obj| self[obj].pkg);
        pkg.is_some_and(|pkg| self[pkg].complete)
    }

    /// The type set of an embedded element; nothing if it is to be ignored because of an error.
    fn element_set(&mut self, it: &Interface, typ: TypeId, pos: Pos) -> Option<TypeSet> {
        let u = self.under(typ);
        let what = match &self[u] {
            Type::Interface(_) => {
                let set = self.type_set(u);
                let constraint = self.is_imported(typ) && !set.is_method_set();
                self.need_version(it, pos, "embedding constraint interface", typ, constraint);
                return Some((*set).clone());
            }
            Type::Union(terms) => {
                let terms = terms.clone();
                self.need_version(it, pos, "embedding interface element", u, true);
                return self.union_type_set(&terms, it.local.then_some(pos));
            }
            _ if !self.is_valid(u) => return None,
            _ => "embedding non-interface type",
        };
        self.need_version(it, pos, what, typ, true);
        let term = Term {
            tilde: false,
            typ: Some(typ),
        };
        Some(TypeSet {
            terms: Rc::new([term]),
            ..TypeSet::top()
        })
    }

    fn need_version(
        &mut self,
        it: &Interface,
        pos: Pos,
        what: &'static str,
        typ: TypeId,
        needed: bool,
    ) {
        if needed && it.local && pos.is_known() {
            self.pending.push(Pending::Version {
                pos,
                minor: 18,
                what,
                typ,
            });
        }
    }

    /// The type set of a union (types2: `computeUnionTypeSet`); nothing if it has too many terms, which is an error at `pos`.
    pub fn union_type_set(&mut self, union: &[Term], pos: Option<Pos>) -> Option<TypeSet> {
        let mut all: Vec<Term> = Vec::new();
        for &term in union {
            let Some(typ) = term.typ else { continue };
            let u = self.under(typ);
            if matches!(self[u], Type::Interface(_)) {
                let set = self.type_set(u);
                all.extend(set.terms.iter());
            } else if !self.is_valid(u) || term.tilde && !self.identical(typ, u) {
                continue;
            } else {
                all.push(term);
            }
            all = self.normal_terms(&all);
            if all.len() > MAX_TERM_COUNT {
                if let Some(pos) = pos {
                    self.pending.push(Pending::Error {
                        code: Code::InvalidUnion,
                        parts: vec![(pos, too_many_terms())],
                    });
                }
                return None;
            }
        }
        Some(TypeSet {
            terms: all.into(),
            ..TypeSet::top()
        })
    }

    /// The method of that name in a type set, with its index (types2: `LookupMethod`).
    pub fn set_method(
        &self,
        set: &TypeSet,
        pkg: Option<super::PkgId>,
        name: &str,
        fold: bool,
    ) -> Option<(usize, ObjId)> {
        if name == "_" {
            return None;
        }
        let at = set
            .methods
            .iter()
            .position(|&m| self.same_id(m, pkg, name, fold))?;
        Some((at, set.methods[at]))
    }

    /// The order of methods and fields: exported ones first, then by name, then by package path (types2: `object.cmp`).
    pub fn compare_objects(&self, a: ObjId, b: ObjId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let (x, y) = (&self[a], &self[b]);
        let (ex, ey) = (is_exported(&x.name), is_exported(&y.name));
        let path = |o: &super::Object| o.pkg.map(|p| &self[p].path);
        ey.cmp(&ex).then_with(|| x.name.cmp(&y.name)).then_with(|| {
            if ex {
                Ordering::Equal
            } else {
                path(x).cmp(&path(y))
            }
        })
    }

    /// Whether an object answers to a name used in a package (types2: `object.sameId`).
    pub fn same_id(&self, obj: ObjId, pkg: Option<super::PkgId>, name: &str, fold: bool) -> bool {
        let o = &self[obj];
        if fold && super::lookup::equal_fold(&o.name, name) {
            return true;
        }
        *o.name == *name && (is_exported(name) || self.same_pkg(o.pkg, pkg))
    }

    /// What makes a field or method name unique: the name, qualified by its package's path unless exported (types2: `Id`).
    pub fn object_id(&self, obj: ObjId) -> String {
        let o = &self[obj];
        if is_exported(&o.name) {
            return o.name.to_string();
        }
        match o.pkg.map(|p| &self[p].path) {
            Some(path) if !path.is_empty() => format!("{path}.{}", o.name),
            _ => format!("_.{}", o.name),
        }
    }
}

/// The text of the error for a union with too many terms.
pub fn too_many_terms() -> String {
    format!("cannot handle more than {MAX_TERM_COUNT} union terms (implementation limitation)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_exported_first() {
        let mut types = Types::new();
        let pkg = types.add_package("p", "p");
        let f = |types: &mut Types, name: &str| {
            types.add_object(super::super::Object::func(
                Pos::NONE,
                Some(pkg),
                name.into(),
                None,
            ))
        };
        let (a, b, c) = (f(&mut types, "a"), f(&mut types, "B"), f(&mut types, "C"));
        assert!(types.compare_objects(b, a).is_lt());
        assert!(types.compare_objects(b, c).is_lt());
        assert_eq!(types.object_id(a), "p.a");
    }
}
