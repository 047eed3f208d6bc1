//! Identity of types (cmd/compile/internal/types2/predicates.go, `comparer.identical`).

use super::ids::{ObjId, TypeId};
use super::store::Types;
use super::subst::SubstMap;
use super::ty::{Signature, Struct, Type};
use crate::text::Pos;

/// Types nested deeper than this are taken for different: no source text that parses has them.
const MAX_DEPTH: u32 = 4000;

/// One comparison of two types.
struct Comparer {
    ignore_tags: bool,
    /// Pairs of interfaces that are being compared further out; meeting one again means that nothing differed on the way.
    pairs: Vec<(TypeId, TypeId)>,
    depth: u32,
}

impl Types {
    /// Whether two types are identical.
    pub fn identical(&mut self, x: TypeId, y: TypeId) -> bool {
        x == y || self.identical_with(x, y, false)
    }

    /// Whether two types are identical if struct tags are ignored.
    pub fn identical_ignore_tags(&mut self, x: TypeId, y: TypeId) -> bool {
        x == y || self.identical_with(x, y, true)
    }

    fn identical_with(&mut self, x: TypeId, y: TypeId, ignore_tags: bool) -> bool {
        let mut c = Comparer {
            ignore_tags,
            pairs: Vec::new(),
            depth: 0,
        };
        c.identical(self, x, y)
    }

    /// Whether two lists of types are identical one by one.
    pub fn identical_lists(&mut self, xs: &[TypeId], ys: &[TypeId]) -> bool {
        xs.len() == ys.len() && xs.iter().zip(ys).all(|(&x, &y)| self.identical(x, y))
    }
}

impl Comparer {
    fn identical(&mut self, types: &mut Types, x: TypeId, y: TypeId) -> bool {
        let (x, y) = (types.unalias(x), types.unalias(y));
        if x == y {
            return true;
        }
        if self.depth > MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let same = self.structurally(types, x, y);
        self.depth -= 1;
        same
    }

    fn structurally(&mut self, types: &mut Types, x: TypeId, y: TypeId) -> bool {
        match (&types[x], &types[y]) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (&Type::Array { len: m, elem: a }, &Type::Array { len: n, elem: b }) => {
                (m < 0 || n < 0 || m == n) && self.identical(types, a, b)
            }
            (&Type::Slice { elem: a }, &Type::Slice { elem: b })
            | (&Type::Pointer { elem: a }, &Type::Pointer { elem: b }) => {
                self.identical(types, a, b)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.structs(types, &a, &b)
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.vars(types, &a, &b)
            }
            (Type::Signature(a), Type::Signature(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.signatures(types, &a, &b)
            }
            (Type::Union(a), Type::Union(b)) => {
                let (a, b) = (a.clone(), b.clone());
                match (
                    types.union_type_set(&a, None),
                    types.union_type_set(&b, None),
                ) {
                    (Some(a), Some(b)) => types.terms_equal(&a.terms, &b.terms),
                    _ => false,
                }
            }
            (Type::Interface(_), Type::Interface(_)) => self.interfaces(types, x, y),
            (&Type::Map { key: k, elem: a }, &Type::Map { key: l, elem: b }) => {
                self.identical(types, k, l) && self.identical(types, a, b)
            }
            (&Type::Chan { dir: d, elem: a }, &Type::Chan { dir: e, elem: b }) => {
                d == e && self.identical(types, a, b)
            }
            (Type::Named(_), Type::Named(_)) => {
                if types.named_obj(x) != types.named_obj(y) {
                    return false;
                }
                let (a, b) = (types.type_args(x).to_vec(), types.type_args(y).to_vec());
                a.len() == b.len()
                    && a.iter()
                        .zip(b.iter())
                        .all(|(&a, &b)| self.argument(types, a, b))
            }
            _ => false,
        }
    }

    /// Type arguments are compared with their struct tags, whatever the question about the types around them.
    fn argument(&mut self, types: &mut Types, x: TypeId, y: TypeId) -> bool {
        let mut inner = Comparer {
            ignore_tags: false,
            pairs: Vec::new(),
            depth: self.depth,
        };
        inner.identical(types, x, y)
    }

    fn structs(&mut self, types: &mut Types, x: &Struct, y: &Struct) -> bool {
        x.fields.len() == y.fields.len()
            && x.fields
                .iter()
                .zip(y.fields.iter())
                .enumerate()
                .all(|(i, (&f, &g))| {
                    let other = &types[g];
                    types[f].is_embedded() == other.is_embedded()
                        && (self.ignore_tags || x.tag(i) == y.tag(i))
                        && types.same_id(f, other.pkg, &other.name, false)
                        && self.identical(types, types.type_of(f), types.type_of(g))
                })
    }

    fn vars(&mut self, types: &mut Types, x: &[ObjId], y: &[ObjId]) -> bool {
        x.len() == y.len()
            && x.iter().zip(y).all(|(&v, &w)| {
                let (v, w) = (types.type_of(v), types.type_of(w));
                self.identical(types, v, w)
            })
    }

    fn signatures(&mut self, types: &mut Types, x: &Signature, y: &Signature) -> bool {
        if x.tparams.len() != y.tparams.len()
            || x.variadic != y.variadic
            || x.params.len() != y.params.len()
            || x.results.len() != y.results.len()
        {
            return false;
        }
        if x.tparams.is_empty() {
            return self.vars(types, &x.params, &y.params)
                && self.vars(types, &x.results, &y.results);
        }
        // Generic function types: rename the parameters of one to those of the other.
        let map = SubstMap::new(&y.tparams, &x.tparams);
        let bound = |types: &Types, t: TypeId| {
            types
                .type_param(t)
                .and_then(|p| p.bound)
                .unwrap_or(TypeId::INVALID)
        };
        for (&p, &q) in x.tparams.iter().zip(y.tparams.iter()) {
            let renamed = types.subst(Pos::NONE, bound(types, q), &map);
            if !self.identical(types, bound(types, p), renamed) {
                return false;
            }
        }
        let lists = [(&x.params, &y.params), (&x.results, &y.results)];
        lists.into_iter().all(|(xs, ys)| {
            xs.iter().zip(ys.iter()).all(|(&v, &w)| {
                let renamed = types.subst(Pos::NONE, types.type_of(w), &map);
                self.identical(types, types.type_of(v), renamed)
            })
        })
    }

    fn interfaces(&mut self, types: &mut Types, x: TypeId, y: TypeId) -> bool {
        let (a, b) = (types.type_set(x), types.type_set(y));
        if a.comparable != b.comparable
            || a.methods.len() != b.methods.len()
            || !types.terms_equal(&a.terms, &b.terms)
        {
            return false;
        }
        if self.pairs.contains(&(x, y)) || self.pairs.contains(&(y, x)) {
            return true;
        }
        self.pairs.push((x, y));
        let same = a.methods.iter().zip(b.methods.iter()).all(|(&f, &g)| {
            types.object_id(f) == types.object_id(g)
                && self.identical(types, types.type_of(f), types.type_of(g))
        });
        self.pairs.pop();
        same
    }
}
