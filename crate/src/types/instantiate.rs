//! Instances of generic types and functions, and whether type arguments fit (cmd/compile/internal/types2/instantiate.go).

use super::env::Env;
use super::ids::{PkgId, TypeId};
use super::lookup::{has_all_methods, interface_ptr_error};
use super::object::Object;
use super::store::Types;
use super::subst::SubstMap;
use super::ty::{self, Alias, Named, Signature, Term, Type, TypeSet};
use crate::text::Pos;
use std::rc::Rc;

impl Types {
    /// The instance of a generic defined type, alias or signature (types2: `Checker.instance`): one of a kind for defined types, by
    /// [`Types::ctxt`]. The lengths are checked elsewhere for defined types; wrong ones make the invalid type in the end.
    pub fn instance(&mut self, pos: Pos, orig: TypeId, targs: &[TypeId]) -> TypeId {
        let hash = self.instance_hash(orig, targs);
        if let Some(known) = self.known_instance(hash, orig, targs) {
            return known;
        }
        let instance = match &self[orig] {
            Type::Named(_) => self.new_named_instance(pos, orig, targs),
            Type::Alias(a) if a.tparams.len() != targs.len() => return TypeId::INVALID,
            Type::Alias(a) => {
                let a = a.clone();
                self.new_alias_instance(pos, &a, targs)
            }
            Type::Signature(s) if s.tparams.len() != targs.len() => return TypeId::INVALID,
            Type::Signature(s) => {
                let tparams = s.tparams.clone();
                let sig = self.subst(pos, orig, &SubstMap::new(&tparams, targs));
                let Some(sig) = self.signature(sig).cloned() else {
                    return TypeId::INVALID;
                };
                self.new_signature(Signature {
                    tparams: Rc::default(),
                    ..(*sig).clone()
                })
            }
            _ => return TypeId::INVALID,
        };
        self.remember_instance(hash, orig, targs, instance);
        instance
    }

    /// An instance of a defined type that is not expanded yet.
    fn new_named_instance(&mut self, pos: Pos, orig: TypeId, targs: &[TypeId]) -> TypeId {
        let Some(obj) = self.named(orig).map(|n| n.obj) else {
            return TypeId::INVALID;
        };
        let name = Object::type_name(pos, self[obj].pkg, self[obj].name.clone(), None);
        let obj = self.add_object(name);
        let instance = self.add(Type::Named(Rc::new(Named {
            obj,
            inst: Some(ty::Instance {
                orig,
                targs: targs.into(),
            }),
            from_rhs: None,
            tparams: Rc::default(),
            underlying: None,
            methods: Vec::new(),
            expanded: Vec::new(),
            unpacked: false,
            var_size: None,
        })));
        self[obj].typ = Some(instance);
        instance
    }

    fn new_alias_instance(&mut self, pos: Pos, orig: &Alias, targs: &[TypeId]) -> TypeId {
        let name = Object::type_name(pos, self[orig.obj].pkg, self[orig.obj].name.clone(), None);
        let obj = self.add_object(name);
        let map = SubstMap::new(&orig.tparams, targs);
        let rhs = orig.from_rhs.map(|rhs| self.subst(pos, rhs, &map));
        let instance = self.add(Type::Alias(Rc::new(Alias {
            obj,
            orig: orig.orig,
            tparams: orig.tparams.clone(),
            targs: targs.into(),
            from_rhs: rhs,
        })));
        self[obj].typ = Some(instance);
        instance
    }

    /// Whether `t`, or a term or embedded element of it, is `v` (types2: `mentions`).
    fn mentions(&mut self, t: TypeId, v: TypeId, depth: u32) -> bool {
        if depth > 100 {
            return false;
        }
        match self[t].clone() {
            Type::Interface(it) => it.embeddeds.iter().any(|&e| self.mentions(e, v, depth + 1)),
            Type::Union(terms) => terms
                .iter()
                .filter_map(|x| x.typ)
                .any(|x| self.mentions(x, v, depth + 1)),
            _ => self.identical(t, v),
        }
    }
}

/// How constraints' term lists stand in messages: packages by their whole path.
fn terms_string(types: &Types, terms: &[Term]) -> String {
    let path = |types: &Types, pkg: PkgId| types[pkg].path.to_string();
    let text = |x: &Term| {
        let tilde = if x.tilde { "~" } else { "" };
        let typ = x.typ.map_or("𝓤".into(), |t| types.type_string(t, &path));
        format!("{tilde}{typ}")
    };
    terms.iter().map(text).collect::<Vec<_>>().join(" | ")
}

/// One question "does `v` implement `t`".
struct Question {
    v: TypeId,
    t: TypeId,
    constraint: bool,
}

impl Question {
    fn verb(&self) -> &'static str {
        if self.constraint {
            "satisfy"
        } else {
            "implement"
        }
    }

    /// `V does not implement T` and what follows.
    fn denial<E: Env>(&self, env: &E, detail: &str) -> String {
        let (v, t) = (env.type_str(self.v), env.type_str(self.t));
        format!("{v} does not {} {t}{detail}", self.verb())
    }

    fn answer<E: Env>(&self, env: &mut E) -> Result<(), String> {
        let types = env.types();
        let (vu, tu) = (types.under(self.v), types.under(self.t));
        if !types.is_valid(vu) || !types.is_valid(tu) {
            return Ok(()); // an error was reported
        }
        if let Type::Pointer { elem } = types[vu] {
            let base = types.under(elem);
            if !types.is_valid(base) {
                return Ok(());
            }
        }
        if !matches!(types[tu], Type::Interface(_)) {
            let detail = if types.is_interface_ptr(tu) {
                interface_ptr_error(env, self.t)
            } else {
                format!("{} is not an interface", env.type_str(self.t))
            };
            return Err(self.denial(env, &format!(" ({detail})")));
        }
        let tset = types.type_set(tu);
        if tset.is_all() {
            return Ok(());
        }
        let vset = matches!(types[vu], Type::Interface(_)).then(|| types.type_set(vu));
        if vset.as_ref().is_some_and(|s| s.is_empty()) {
            return Ok(());
        }
        if tset.is_empty() {
            let t = env.type_str(self.t);
            return Err(format!("cannot {} {t} (empty type set)", self.verb()));
        }
        let mut cause = String::new();
        let same = &mut |env: &mut E, x, y| env.types().identical(x, y);
        if !has_all_methods(env, self.v, self.t, true, same, Some(&mut cause)) {
            return Err(self.denial(env, &format!(" {cause}")));
        }
        if tset.has_terms() {
            match vset {
                Some(vset) if !env.types().terms_subset(&vset.terms, &tset.terms) => {
                    return Err(self.denial(env, ""));
                }
                Some(_) => {}
                None => self.in_terms(env, tu, &tset)?,
            }
        }
        self.comparable(env, &tset)
    }

    /// Whether a type that is no interface is among the terms.
    fn in_terms<E: Env>(&self, env: &mut E, tu: TypeId, tset: &TypeSet) -> Result<(), String> {
        let types = env.types();
        if types.terms_include(&tset.terms, self.v) {
            return Ok(());
        }
        let alt = tset.terms.iter().find_map(|x| {
            let typ = x.typ.filter(|_| !x.tilde)?;
            let u = types.under(typ);
            let tilde = Term {
                tilde: true,
                typ: Some(typ),
            };
            (types.identical(typ, u) && types.terms_include(&[tilde], self.v)).then_some(typ)
        });
        let mentioned = alt.is_none() && types.mentions(tu, self.v, 0);
        let (v, t) = (env.type_str(self.v), env.type_str(self.t));
        let detail = match alt {
            Some(alt) => format!("possibly missing ~ for {} in {t}", env.type_str(alt)),
            None if mentioned => format!("{t} mentions {v}, but {v} is not in the type set of {t}"),
            None => format!("{v} missing in {}", terms_string(env.types(), &tset.terms)),
        };
        Err(self.denial(env, &format!(" ({detail})")))
    }

    /// Whether `v` is comparable if that is asked for; ordinary comparability is enough for a constraint since Go 1.20.
    fn comparable<E: Env>(&self, env: &mut E, tset: &TypeSet) -> Result<(), String> {
        let types = env.types();
        let asked = match tset.is_all_terms() {
            true => tset.comparable,
            false => tset
                .terms
                .iter()
                .all(|x| x.typ.is_some_and(|t| types.strictly_comparable(t))),
        };
        if !asked || types.strictly_comparable(self.v) {
            return Ok(());
        }
        let dynamic = self.constraint && types.comparable(self.v);
        if dynamic && env.allow_version(20) {
            return Ok(());
        }
        let (v, verb) = (env.type_str(self.v), self.verb());
        Err(if dynamic {
            format!("{v} to {verb} comparable requires go1.20 or later")
        } else {
            format!("{v} does not {verb} comparable")
        })
    }
}

/// Whether `v` implements `t`; if not, the cause as it stands in messages (types2: `Checker.implements`).
/// `constraint`: `t` is a type constraint, and `v` must satisfy it.
pub fn implements<E: Env>(
    env: &mut E,
    v: TypeId,
    t: TypeId,
    constraint: bool,
    cause: Option<&mut String>,
) -> bool {
    match (Question { v, t, constraint }).answer(env) {
        Ok(()) => true,
        Err(text) => {
            if let Some(cause) = cause {
                *cause = text;
            }
            false
        }
    }
}

/// Whether the type arguments satisfy the constraints of the type parameters; if not, the index of the first that does not, and the text
/// of the error (types2: `Checker.verify`). The lists are of equal length.
pub fn verify<E: Env>(
    env: &mut E,
    pos: Pos,
    tparams: &[TypeId],
    targs: &[TypeId],
) -> Result<(), (usize, String)> {
    let map = SubstMap::new(tparams, targs);
    for (i, (&tparam, &targ)) in tparams.iter().zip(targs).enumerate() {
        let types = env.types();
        // A constraint that is no interface is wrapped into one.
        types.type_param_iface(tparam);
        let Some(bound) = types.type_param(tparam).and_then(|p| p.bound) else {
            continue;
        };
        let bound = types.subst(pos, bound, &map);
        let mut cause = String::new();
        if !implements(env, targ, bound, true, Some(&mut cause)) {
            return Err((i, cause));
        }
    }
    Ok(())
}

/// Whether the number of type arguments is right; if not, the error's text (types2: `Checker.validateTArgLen`).
pub fn validate_targ_len(name: &str, want: usize, got: usize) -> Result<(), String> {
    let qual = match got.cmp(&want) {
        core::cmp::Ordering::Less => "not enough",
        core::cmp::Ordering::Greater => "too many",
        core::cmp::Ordering::Equal => return Ok(()),
    };
    Err(format!(
        "{qual} type arguments for type {name}: have {got}, want {want}"
    ))
}
