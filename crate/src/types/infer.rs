//! Inference of type arguments (cmd/compile/internal/types2/infer.go).

use super::env::Env;
use super::ids::{ObjId, TypeId};
use super::lookup::has_all_methods;
use super::store::Types;
use super::subst::SubstMap;
use super::ty::{Signature, Term, Type};
use super::under::common_under;
use super::unify::{Unifier, UnifyMode};
use crate::text::Pos;
use std::rc::Rc;

/// A function argument, as inference sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InferArg {
    /// Its type, untyped or not.
    pub typ: TypeId,
    /// Whether it is free of errors.
    pub valid: bool,
    /// Whether it is `nil`.
    pub nil: bool,
}

/// Why type arguments could not be inferred. Nothing is to be reported if an argument was in error before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InferError {
    /// The argument at whose place the error is reported; none for the place of the call.
    pub arg: Option<usize>,
    /// The text before the argument's expression.
    before: String,
    /// The text behind it; none if the message does not name the argument.
    after: Option<String>,
}

impl InferError {
    fn call(text: String) -> Option<InferError> {
        Some(InferError {
            arg: None,
            before: text,
            after: None,
        })
    }

    fn arg(arg: usize, before: String, after: Option<String>) -> Option<InferError> {
        Some(InferError {
            arg: Some(arg),
            before,
            after,
        })
    }

    /// The message; `expr` gives the text of an argument's expression.
    pub fn text(&self, expr: impl FnOnce(usize) -> String) -> String {
        match (self.arg, &self.after) {
            (Some(arg), Some(after)) => format!("{}{}{after}", self.before, expr(arg)),
            _ => self.before.clone(),
        }
    }
}

/// What to infer from.
#[derive(Clone, Copy, Debug)]
pub struct InferInput<'a> {
    /// Where the call is.
    pub pos: Pos,
    /// The type parameters, at least one.
    pub tparams: &'a [TypeId],
    /// The type arguments that are given; at most as many.
    pub targs: &'a [Option<TypeId>],
    /// The types of the parameters that correspond to `args`.
    pub params: &'a [TypeId],
    /// The arguments.
    pub args: &'a [InferArg],
    /// Whether the call is made up for the assignment of a generic function, so that messages are turned around.
    pub reverse: bool,
}

/// The type arguments, given and inferred, one for each type parameter (types2: `Checker.infer`). The error is none where an
/// argument was in error before.
pub fn infer<E: Env>(env: &mut E, input: &InferInput) -> Result<Vec<TypeId>, Option<InferError>> {
    let tparams = input.tparams;
    let mut targs = input.targs.to_vec();
    targs.resize(tparams.len(), None);
    if let Some(all) = targs.iter().copied().collect::<Option<Vec<_>>>() {
        return Ok(all);
    }
    if input.args.iter().any(|a| !a.valid) {
        return Err(None);
    }
    // Given arguments go into the parameters first: assignment has more liberal rules than unification.
    let map = SubstMap::partial(tparams, &targs);
    let params: Vec<TypeId> = input
        .params
        .iter()
        .map(|&p| env.types().subst(Pos::NONE, p, &map))
        .collect();
    let mut u = Unifier::new(tparams, &targs, env.allow_version(21));
    let untyped = from_arguments(env, input, &mut u, &params)?;
    from_constraints(env, input, &mut u)?;
    from_untyped(env, input, &mut u, &params, &untyped)?;

    let mut inferred = u.inferred(tparams);
    kill_cycles(env.types(), tparams, &mut inferred);
    simplify(env.types(), tparams, &targs, &mut inferred);
    let mut out = Vec::with_capacity(tparams.len());
    for (&tparam, typ) in tparams.iter().zip(inferred) {
        match typ.filter(|&t| !env.types().is_parameterized(tparams, t)) {
            Some(t) => out.push(t),
            None => {
                let types = env.types();
                let (name, pos) = match types.type_param(tparam).map(|p| &types[p.obj]) {
                    Some(o) => (o.name.clone(), o.pos),
                    None => (Rc::from("_"), Pos::NONE),
                };
                let at = env.pos_str(pos);
                return Err(InferError::call(format!(
                    "cannot infer {name} (declared at {at})"
                )));
            }
        }
    }
    Ok(out)
}

/// Unifies parameters with typed arguments. Gives the indices of untyped ones whose parameter is a bare type parameter.
fn from_arguments<E: Env>(
    env: &mut E,
    input: &InferInput,
    u: &mut Unifier,
    params: &[TypeId],
) -> Result<Vec<usize>, Option<InferError>> {
    let mut untyped = Vec::new();
    for (i, (arg, &par)) in input.args.iter().zip(params).enumerate() {
        let types = env.types();
        if !types.is_parameterized(input.tparams, par)
            && !types.is_parameterized(input.tparams, arg.typ)
        {
            continue;
        }
        if !types.is_untyped(arg.typ) {
            if !u.unify(env, par, arg.typ, UnifyMode::ASSIGN) {
                return Err(mismatch(env, input, u, i, par));
            }
        } else if matches!(types[par], Type::TypeParam(_)) && !arg.nil {
            untyped.push(i);
        }
    }
    Ok(untyped)
}

/// The error for an argument whose type does not match its parameter's.
fn mismatch<E: Env>(
    env: &mut E,
    input: &InferInput,
    u: &Unifier,
    i: usize,
    par: TypeId,
) -> Option<InferError> {
    let targs = u.inferred(input.tparams);
    let (have, want) = (env.type_str(input.args[i].typ), env.type_str(par));
    if targs.iter().all(Option::is_none) {
        let names = tparams_string(env.types(), input.tparams);
        return InferError::arg(
            i,
            format!("type {have} of "),
            Some(format!(" does not match {want} (cannot infer {names})")),
        );
    }
    let map = SubstMap::partial(input.tparams, &targs);
    let inferred = env.types().subst(Pos::NONE, par, &map);
    if inferred == par {
        let after = format!(" does not match {want}");
        return InferError::arg(i, format!("type {have} of "), Some(after));
    }
    let inferred = env.type_str(inferred);
    let (before, after) = if input.reverse {
        let before = format!("inferred type {inferred} for {want} does not match type {have} of ");
        (before, String::new())
    } else {
        let after = format!(" does not match inferred type {inferred} for {want}");
        (format!("type {have} of "), after)
    };
    InferError::arg(i, before, Some(after))
}

/// Unifies type parameters with their constraints for as long as that finds something new.
fn from_constraints<E: Env>(
    env: &mut E,
    input: &InferInput,
    u: &mut Unifier,
) -> Result<(), Option<InferError>> {
    loop {
        let before = u.unknowns();
        for &tparam in input.tparams {
            from_constraint(env, input, u, tparam)?;
        }
        if u.unknowns() == before {
            return Ok(());
        }
    }
}

fn from_constraint<E: Env>(
    env: &mut E,
    input: &InferInput,
    u: &mut Unifier,
    tparam: TypeId,
) -> Result<(), Option<InferError>> {
    let tx = u.at(tparam);
    if let Some((core, single)) = core_term(env, tparam)
        && let Some(core_type) = core.typ
    {
        match tx {
            Some(tx) if !u.unify(env, tx, core_type, UnifyMode::INEXACT) => {
                return Err(unsatisfied(env, tparam, tx, ""));
            }
            None if single && !core.tilde => u.set(tparam, core_type),
            _ => {}
        }
    }
    // What is known must have the constraint's methods; unifying their types may find more.
    let Some(tx) = tx.filter(|&t| !env.types().is_parameterized(input.tparams, t)) else {
        return Ok(());
    };
    let iface = env.types().type_param_iface(tparam);
    let mut cause = String::new();
    let matches = &mut |env: &mut E, x, y| u.unify(env, x, y, UnifyMode::EXACT);
    if has_all_methods(env, tx, iface, true, matches, Some(&mut cause)) {
        return Ok(());
    }
    Err(unsatisfied(env, tparam, tx, &format!(" {cause}")))
}

fn unsatisfied<E: Env>(env: &mut E, tparam: TypeId, tx: TypeId, cause: &str) -> Option<InferError> {
    let bound = env.types().type_param(tparam).and_then(|p| p.bound);
    let bound = env.type_str(bound.unwrap_or(TypeId::INVALID));
    let (tparam, tx) = (env.type_str(tparam), env.type_str(tx));
    InferError::call(format!(
        "{tparam} (type {tx}) does not satisfy {bound}{cause}"
    ))
}

/// Gives parameters that have only untyped arguments the default type of the largest of them.
fn from_untyped<E: Env>(
    env: &mut E,
    input: &InferInput,
    u: &mut Unifier,
    params: &[TypeId],
    untyped: &[usize],
) -> Result<(), Option<InferError>> {
    let mut max: Vec<(TypeId, TypeId)> = Vec::new();
    for &i in untyped {
        let (tparam, typ) = (params[i], input.args[i].typ);
        if u.at(tparam).is_some() {
            continue;
        }
        let Some(entry) = max.iter_mut().find(|e| e.0 == tparam) else {
            max.push((tparam, typ));
            continue;
        };
        match env.types().max_type(entry.1, typ) {
            Some(m) => entry.1 = m,
            None => {
                let (a, b) = (env.type_str(entry.1), env.type_str(typ));
                let name = env.type_str(tparam);
                let text = format!("mismatched types {a} and {b} (cannot infer {name})");
                return Err(InferError::arg(i, text, None));
            }
        }
    }
    for (tparam, typ) in max {
        let typ = env.types().default_type(typ);
        u.set(tparam, typ);
    }
    Ok(())
}

/// Replaces type parameters in inferred arguments by their own arguments, until nothing changes.
fn simplify(
    types: &mut Types,
    tparams: &[TypeId],
    given: &[Option<TypeId>],
    inferred: &mut [Option<TypeId>],
) {
    let mut dirty: Vec<usize> = (0..inferred.len())
        .filter(|&i| inferred[i].is_some() && given[i].is_none())
        .collect();
    while !dirty.is_empty() {
        let map = SubstMap::partial(tparams, inferred);
        dirty.retain(|&i| {
            let Some(old) = inferred[i] else { return false };
            let mut new = types.subst(Pos::NONE, old, &map);
            if new == old {
                return false;
            }
            // A generic function argument whose type parameters are all known is generic no more.
            if let Some(sig) = types.signature(new).cloned()
                && !sig.tparams.is_empty()
                && !types.is_parameterized(tparams, new)
            {
                new = types.new_signature(Signature {
                    tparams: Rc::default(),
                    ..(*sig).clone()
                });
            }
            inferred[i] = Some(new);
            true
        });
    }
}

/// The names of type parameters as they stand in a sentence.
pub fn tparams_string(types: &Types, tparams: &[TypeId]) -> String {
    let name = |&t: &TypeId| {
        let name = types.type_param(t).map(|p| types[p.obj].name.clone());
        name.unwrap_or_default().to_string()
    };
    let names: Vec<String> = tparams.iter().map(name).collect();
    match &names[..] {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
    }
}

/// The one term of a type parameter's constraint and true; or its core type as a term, with a tilde if any term has one, and
/// false (types2: `coreTerm`).
fn core_term<E: Env>(env: &mut E, tparam: TypeId) -> Option<(Term, bool)> {
    let types = env.types();
    let iface = types.type_param_iface(tparam);
    let set = types.type_set(iface);
    if !set.has_terms() {
        return None;
    }
    if let [single] = &*set.terms {
        return Some((*single, true));
    }
    let tilde = set.terms.iter().any(|t| t.tilde);
    let core = common_under(env, tparam, |_, _| Ok(())).ok()?;
    let term = Term {
        tilde,
        typ: Some(core),
    };
    Some((term, false))
}

impl Types {
    /// Whether one of the type parameters occurs in a type (types2: `isParameterized`). The type parameters that a generic
    /// function type declares itself do not matter.
    pub fn is_parameterized(&mut self, tparams: &[TypeId], t: TypeId) -> bool {
        self.parameterized(tparams, t, &mut Vec::new())
    }

    fn parameterized(&mut self, tparams: &[TypeId], t: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let t = self.unalias(t);
        match self[t].clone() {
            Type::Basic(_) | Type::Union(_) | Type::Alias(_) => false,
            Type::TypeParam(_) => tparams.contains(&t),
            Type::Named(_) => {
                let targs = self.type_args(t).to_vec();
                targs.iter().any(|&a| self.parameterized(tparams, a, seen))
            }
            _ if seen.contains(&t) => false,
            literal => {
                seen.push(t);
                self.parameterized_literal(tparams, t, literal, seen)
            }
        }
    }

    fn parameterized_literal(
        &mut self,
        tparams: &[TypeId],
        t: TypeId,
        literal: Type,
        seen: &mut Vec<TypeId>,
    ) -> bool {
        let mut vars = |types: &mut Types, list: &[ObjId]| {
            list.iter()
                .any(|&v| types.parameterized(tparams, types.type_of(v), seen))
        };
        match literal {
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => self.parameterized(tparams, elem, seen),
            Type::Map { key, elem } => {
                self.parameterized(tparams, key, seen) || self.parameterized(tparams, elem, seen)
            }
            Type::Struct(s) => vars(self, &s.fields),
            Type::Tuple(list) => vars(self, &list),
            Type::Signature(s) => vars(self, &s.params) || vars(self, &s.results),
            Type::Interface(_) => {
                let set = self.type_set(t);
                // types2 asks whether each of the terms is parameterized.
                vars(self, &set.methods)
                    || set.has_terms()
                        && set
                            .terms
                            .iter()
                            .all(|x| x.typ.is_some_and(|x| self.parameterized(tparams, x, seen)))
            }
            _ => false,
        }
    }
}

/// Takes back arguments that contain their own type parameter, directly or through others: substituting them would never end.
fn kill_cycles(types: &mut Types, tparams: &[TypeId], inferred: &mut [Option<TypeId>]) {
    let mut finder = CycleFinder {
        types,
        tparams,
        inferred,
        path: Vec::new(),
    };
    for &t in tparams {
        finder.typ(t);
    }
}

struct CycleFinder<'a> {
    types: &'a mut Types,
    tparams: &'a [TypeId],
    inferred: &'a mut [Option<TypeId>],
    path: Vec<TypeId>,
}

impl CycleFinder<'_> {
    fn index(&self, t: TypeId) -> Option<usize> {
        self.tparams.iter().position(|&p| p == t)
    }

    fn typ(&mut self, t: TypeId) {
        let t = self.types.unalias(t);
        if self.path.contains(&t) {
            if let Some(i) = self.index(t) {
                self.inferred[i] = None;
            }
            return;
        }
        self.path.push(t);
        self.parts(t);
        self.path.pop();
    }

    fn parts(&mut self, t: TypeId) {
        match self.types[t].clone() {
            Type::Basic(_) | Type::Alias(_) => {}
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => self.typ(elem),
            Type::Map { key, elem } => {
                self.typ(key);
                self.typ(elem);
            }
            Type::Struct(s) => self.vars(&s.fields),
            Type::Tuple(vars) => self.vars(&vars),
            Type::Signature(s) => {
                self.vars(&s.params);
                self.vars(&s.results);
            }
            Type::Union(terms) => terms.iter().filter_map(|x| x.typ).for_each(|x| self.typ(x)),
            Type::Interface(it) => {
                self.vars(&it.methods);
                it.embeddeds.iter().for_each(|&e| self.typ(e));
            }
            Type::Named(_) => {
                let targs = self.types.type_args(t).to_vec();
                targs.iter().for_each(|&a| self.typ(a));
            }
            Type::TypeParam(_) => {
                if let Some(arg) = self.index(t).and_then(|i| self.inferred[i]) {
                    self.typ(arg);
                }
            }
        }
    }

    fn vars(&mut self, vars: &[ObjId]) {
        for &v in vars {
            self.typ(self.types.type_of(v));
        }
    }
}
