//! Unification of types: finding type arguments that make two types match (cmd/compile/internal/types2/unify.go).

use super::env::Env;
use super::ids::{ObjId, TypeId};
use super::store::Types;
use super::ty::{ChanDir, Interface, Type};
use super::under::common_under;
use std::rc::Rc;

/// Unification goes no deeper than this; what is deeper does not match (types2, `unificationDepthLimit`).
const MAX_DEPTH: u32 = 50;

/// How closely types have to match.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct UnifyMode {
    /// An assignment: inexact at the top, exact for element types.
    pub assign: bool,
    /// Identical, given suitable type arguments. Otherwise a defined type matches a type literal through its underlying type,
    /// channel directions do not matter, and a type matches an interface that it implements.
    pub exact: bool,
}

impl UnifyMode {
    /// Inexact.
    pub const INEXACT: UnifyMode = UnifyMode {
        assign: false,
        exact: false,
    };
    /// As in an assignment.
    pub const ASSIGN: UnifyMode = UnifyMode {
        assign: true,
        exact: false,
    };
    /// Exact.
    pub const EXACT: UnifyMode = UnifyMode {
        assign: false,
        exact: true,
    };

    /// The mode for element types.
    fn elements(self) -> UnifyMode {
        UnifyMode {
            exact: self.exact || self.assign,
            ..self
        }
    }
}

/// Type parameters, and the type arguments found for them so far.
pub struct Unifier {
    /// Each parameter and its slot; parameters that were found to be the same share one.
    handles: Vec<(TypeId, usize)>,
    slots: Vec<Option<TypeId>>,
    depth: u32,
    /// Whether methods of interfaces are used (since Go 1.21).
    interfaces: bool,
    /// Interfaces that are being compared further out.
    pairs: Vec<(TypeId, TypeId)>,
}

impl Unifier {
    /// Starts with the arguments that are known.
    pub fn new(tparams: &[TypeId], targs: &[Option<TypeId>], interfaces: bool) -> Unifier {
        let handles = tparams.iter().enumerate().map(|(i, &t)| (t, i));
        Unifier {
            handles: handles.collect(),
            slots: (0..tparams.len())
                .map(|i| targs.get(i).copied().flatten())
                .collect(),
            depth: 0,
            interfaces,
            pairs: Vec::new(),
        }
    }

    fn slot(&self, tparam: TypeId) -> Option<usize> {
        self.handles.iter().find(|h| h.0 == tparam).map(|h| h.1)
    }

    /// The argument found for a parameter.
    pub fn at(&self, tparam: TypeId) -> Option<TypeId> {
        self.slots[self.slot(tparam)?]
    }

    /// Sets the argument of a parameter.
    pub fn set(&mut self, tparam: TypeId, t: TypeId) {
        if let Some(slot) = self.slot(tparam) {
            self.slots[slot] = Some(t);
        }
    }

    /// The number of parameters without an argument.
    pub fn unknowns(&self) -> usize {
        let unknown = |h: &&(TypeId, usize)| self.slots[h.1].is_none();
        self.handles.iter().filter(unknown).count()
    }

    /// The arguments found, one for each parameter.
    pub fn inferred(&self, tparams: &[TypeId]) -> Vec<Option<TypeId>> {
        tparams.iter().map(|&t| self.at(t)).collect()
    }

    /// Makes two parameters the same; false if both have an argument already.
    fn join(&mut self, x: TypeId, y: TypeId) -> bool {
        let (Some(hx), Some(hy)) = (self.slot(x), self.slot(y)) else {
            return false;
        };
        if hx == hy {
            return true;
        }
        let (from, to) = match (self.slots[hx], self.slots[hy]) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (hy, hx),
            _ => (hx, hy),
        };
        for h in &mut self.handles {
            if h.1 == from {
                h.1 = to;
            }
        }
        true
    }

    /// The type behind aliases, if it is one of the parameters.
    fn bound(&self, types: &Types, x: TypeId) -> Option<TypeId> {
        let x = types.unalias(x);
        self.slot(x).map(|_| x)
    }

    /// Tries to make `x` and `y` match; may find arguments on the way, also if it fails.
    pub fn unify<E: Env>(&mut self, env: &mut E, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        if self.depth >= MAX_DEPTH {
            return x == y;
        }
        self.depth += 1;
        let done = self.nify(env, x, y, mode);
        self.depth -= 1;
        done
    }

    fn nify<E: Env>(&mut self, env: &mut E, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        let types = env.types();
        let same = |types: &Types, x, y| x == y || types.unalias(x) == types.unalias(y);
        if same(types, x, y) {
            return true;
        }
        // If there is a defined type, one is in y; if there is one of our parameters, one is in x.
        let (mut x, mut y) = (x, y);
        if types.as_named(x).is_some() || self.bound(types, y).is_some() {
            (x, y) = (y, x);
        }
        // A defined type matches a type literal through its underlying type.
        if !mode.exact
            && types.as_named(y).is_some()
            && types.is_type_lit(x)
            && !(self.interfaces && types.is_interface(x))
        {
            y = types.under(y);
            if same(types, x, y) {
                return true;
            }
        }
        match (self.bound(types, x), self.bound(types, y)) {
            (Some(px), Some(py)) => {
                if self.join(px, py) {
                    return true;
                }
                match (self.at(px), self.at(py)) {
                    (Some(x), Some(y)) => self.unify(env, x, y, mode),
                    _ => false,
                }
            }
            (Some(px), None) => match self.at(px) {
                Some(x) => self.refine(env, px, x, y, mode),
                None => {
                    self.set(px, y);
                    true
                }
            },
            _ => self.unbound(env, x, y, mode),
        }
    }

    /// Matches `y` with the argument `x` that parameter `px` has already, and takes the better one of the two.
    fn refine<E: Env>(
        &mut self,
        env: &mut E,
        px: TypeId,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
    ) -> bool {
        if !self.unify(env, x, y, mode) {
            return false;
        }
        let types = env.types();
        let (xi, yi) = (types.as_interface(x), types.as_interface(y));
        let (xn, yn) = (types.as_named(x).is_some(), types.as_named(y).is_some());
        match (xi, yi) {
            (Some(xi), Some(yi)) => {
                // Which of two names is the right one cannot be known.
                if xn && yn {
                    return types.identical(x, y);
                }
                if types.type_set(xi).methods.len() != types.type_set(yi).methods.len() {
                    return false;
                }
            }
            // Either could be meant.
            (Some(_), None) | (None, Some(_)) => return false,
            (None, None) => {}
        }
        if mode.exact || xn {
            return true;
        }
        // A defined type wins over a literal, a directed channel over one without direction: values stay assignable.
        let u = types.under(y);
        let directed = matches!(types[u], Type::Chan { dir, .. } if dir != ChanDir::SendRecv);
        if yn || directed {
            self.set(px, y);
        }
        true
    }

    /// Matches types that are none of our parameters, and not the same.
    fn unbound<E: Env>(&mut self, env: &mut E, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        let types = env.types();
        if self.interfaces && !mode.exact {
            let (xi, yi) = (types.as_interface(x), types.as_interface(y));
            match (xi, yi) {
                (Some(xi), Some(yi)) => return self.common_methods(env, xi, yi),
                (Some(xi), None) => return self.implemented(env, xi, y),
                (None, Some(yi)) => return self.implemented(env, yi, x),
                (None, None) => {}
            }
        }
        let types = env.types();
        if types.is_type_param(y) {
            self.structure(env, y, x, mode)
        } else {
            self.structure(env, x, y, mode)
        }
    }

    /// Two interfaces, inexactly: the methods of one are among those of the other.
    fn common_methods<E: Env>(&mut self, env: &mut E, xi: TypeId, yi: TypeId) -> bool {
        let types = env.types();
        let (xset, yset) = (types.type_set(xi), types.type_set(yi));
        if xset.comparable != yset.comparable || !types.terms_equal(&xset.terms, &yset.terms) {
            return false;
        }
        if self.compared(xi, yi) {
            return true;
        }
        let (mut few, mut many) = (xset.methods.clone(), yset.methods.clone());
        if few.len() > many.len() {
            (few, many) = (many, few);
        }
        few.iter().all(|&m| {
            let types = env.types();
            let id = types.object_id(m);
            let other = many.iter().find(|&&o| types.object_id(o) == id);
            other.is_some_and(|&o| {
                let (mt, ot) = (env.types().type_of(m), env.types().type_of(o));
                self.unify(env, mt, ot, UnifyMode::EXACT)
            })
        })
    }

    /// An interface and a type that is none, inexactly: the type has the methods.
    fn implemented<E: Env>(&mut self, env: &mut E, iface: TypeId, t: TypeId) -> bool {
        let methods = env.types().type_set(iface).methods.clone();
        methods.iter().all(|&m| {
            let types = env.types();
            let (pkg, name) = (types[m].pkg, types[m].name.clone());
            let found = types.lookup_field_or_method(t, false, pkg, &name, false);
            let Some(own) = found.obj.filter(|&o| types[o].as_func().is_some()) else {
                return false;
            };
            env.complete(own);
            let types = env.types();
            let (want, have) = (types.type_of(m), types.type_of(own));
            // No generic method implements one of an interface.
            let generic = types.signature(have).is_some_and(|s| !s.tparams.is_empty());
            !generic && self.unify(env, want, have, UnifyMode::EXACT)
        })
    }

    fn compared(&self, x: TypeId, y: TypeId) -> bool {
        self.pairs.contains(&(x, y)) || self.pairs.contains(&(y, x))
    }

    /// Matches by structure. If there is a type parameter (not one of ours), one is in `x`.
    fn structure<E: Env>(&mut self, env: &mut E, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        let elements = mode.elements();
        let types = env.types();
        let y_orig = y;
        let (x, y) = (types.unalias(x), types.unalias(y));
        match (types[x].clone(), types[y].clone()) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (Type::Array { len: m, elem: a }, Type::Array { len: n, elem: b }) => {
                (m < 0 || n < 0 || m == n) && self.unify(env, a, b, elements)
            }
            (Type::Slice { elem: a }, Type::Slice { elem: b })
            | (Type::Pointer { elem: a }, Type::Pointer { elem: b }) => {
                self.unify(env, a, b, elements)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && (0..a.fields.len()).all(|i| {
                        let types = env.types();
                        let (f, g) = (a.fields[i], b.fields[i]);
                        let other = &types[g];
                        let same = types[f].is_embedded() == other.is_embedded()
                            && a.tag(i) == b.tag(i)
                            && types.same_id(f, other.pkg, &other.name, false);
                        let (f, g) = (types.type_of(f), types.type_of(g));
                        same && self.unify(env, f, g, elements)
                    })
            }
            (Type::Tuple(a), Type::Tuple(b)) => self.vars(env, &a, &b, mode),
            (Type::Signature(a), Type::Signature(b)) => {
                a.variadic == b.variadic
                    && self.vars(env, &a.params, &b.params, elements)
                    && self.vars(env, &a.results, &b.results, elements)
            }
            (Type::Interface(_), Type::Interface(_)) => self.equal_interfaces(env, x, y),
            (Type::Map { key: k, elem: a }, Type::Map { key: l, elem: b }) => {
                self.unify(env, k, l, elements) && self.unify(env, a, b, elements)
            }
            (Type::Chan { dir: d, elem: a }, Type::Chan { dir: e, elem: b }) => {
                (!mode.exact || d == e) && self.unify(env, a, b, elements)
            }
            (Type::Named(_), Type::Named(_)) => {
                // Arguments first: they may give better messages even if the types are different ones.
                let (a, b) = (types.type_args(x).to_vec(), types.type_args(y).to_vec());
                let origin = types.named_obj(x) == types.named_obj(y);
                a.len() == b.len()
                    && a.iter()
                        .zip(b.iter())
                        .all(|(&a, &b)| self.unify(env, a, b, mode))
                    && origin
            }
            (Type::TypeParam(_), _) => match common_under(env, x, |_, _| Ok(())) {
                // Whatever it stands for has this underlying type.
                Ok(core) => self.unify(env, core, y_orig, UnifyMode::ASSIGN),
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn vars<E: Env>(&mut self, env: &mut E, x: &[ObjId], y: &[ObjId], mode: UnifyMode) -> bool {
        x.len() == y.len()
            && x.iter().zip(y).all(|(&v, &w)| {
                let (v, w) = (env.types().type_of(v), env.types().type_of(w));
                self.unify(env, v, w, mode)
            })
    }

    /// Two interfaces, exactly: the same methods.
    fn equal_interfaces<E: Env>(&mut self, env: &mut E, x: TypeId, y: TypeId) -> bool {
        let types = env.types();
        let (a, b) = (types.type_set(x), types.type_set(y));
        if a.comparable != b.comparable
            || a.methods.len() != b.methods.len()
            || !types.terms_equal(&a.terms, &b.terms)
        {
            return false;
        }
        if self.compared(x, y) {
            return true;
        }
        self.pairs.push((x, y));
        let same = a.methods.iter().zip(b.methods.iter()).all(|(&f, &g)| {
            let types = env.types();
            let id = types.object_id(f) == types.object_id(g);
            let (f, g) = (types.type_of(f), types.type_of(g));
            id && self.unify(env, f, g, UnifyMode::EXACT)
        });
        self.pairs.pop();
        same
    }
}

impl Types {
    /// The underlying interface of a type that is no type parameter (types2: `asInterface`).
    fn as_interface(&mut self, t: TypeId) -> Option<TypeId> {
        if self.is_type_param(t) {
            return None;
        }
        let u = self.under(t);
        self.interface(u).map(|_: &Rc<Interface>| u)
    }
}
