//! Underlying types and the types that a type stands for (cmd/compile/internal/types2/{under,typeparam}.go).

use super::env::Env;
use super::ids::TypeId;
use super::store::Types;
use super::ty::{ChanDir, Interface, Type};
use std::rc::Rc;

/// A type of a type set and its underlying type; nothing stands for "no specific types".
pub type TypeAndUnder = Option<(TypeId, TypeId)>;

impl Types {
    /// The underlying type; of a type parameter its constraint interface. Never a defined type or alias.
    /// The invalid type where the declaration is not complete (or wrong).
    pub fn under(&mut self, t: TypeId) -> TypeId {
        let t = self.unalias(t);
        match self[t] {
            Type::Named(_) => self.named_under(t),
            Type::TypeParam(_) => self.type_param_iface(t),
            // It is still being declared.
            Type::Alias(_) => TypeId::INVALID,
            _ => t,
        }
    }

    /// The types that `t` stands for, each with its underlying type (types2: `typeset`). One pair for a type that is no type parameter;
    /// for a type parameter the terms of its constraint, or a single `None` if it has no specific types.
    pub fn terms(&mut self, t: TypeId) -> Vec<TypeAndUnder> {
        if !self.is_type_param(t) {
            let u = self.under(t);
            return vec![Some((t, u))];
        }
        let iface = self.under(t);
        let set = self.type_set(iface);
        if !set.has_terms() {
            return vec![None];
        }
        let pair = |x: &super::ty::Term| {
            let typ = x.typ.unwrap_or(TypeId::INVALID);
            let u = if x.tilde {
                self.unalias(typ)
            } else {
                self.under(typ)
            };
            Some((typ, u))
        };
        set.terms.iter().map(pair).collect()
    }

    /// The constraint interface of a type parameter (types2: `TypeParam.iface`). Its type set is computed. A constraint that is
    /// no interface is wrapped into one, which becomes the bound.
    pub fn type_param_iface(&mut self, t: TypeId) -> TypeId {
        let Some(bound) = self.type_param(t).and_then(|p| p.bound) else {
            return TypeId::EMPTY_INTERFACE;
        };
        if self.is_type_param(bound) {
            return TypeId::EMPTY_INTERFACE;
        }
        let u = self.under(bound);
        let iface = match self[u] {
            Type::Interface(_) => u,
            _ if !self.is_valid(u) => return TypeId::EMPTY_INTERFACE,
            _ => {
                let wrapped = self.add(Type::Interface(Rc::new(Interface {
                    embeddeds: Rc::new([bound]),
                    implicit: true,
                    complete: true,
                    ..Interface::default()
                })));
                if let Some(p) = self.type_param_mut(t) {
                    p.bound = Some(wrapped);
                }
                wrapped
            }
        };
        self.type_set(iface);
        iface
    }
}

/// The underlying type that all types of `t`'s type set have in common, channels of different directions counted as the
/// restricted one (types2: `commonUnder`). The error is the cause as it stands in messages. `cond` may reject types first.
pub fn common_under<E: Env>(
    env: &mut E,
    t: TypeId,
    mut cond: impl FnMut(&mut E, TypeAndUnder) -> Result<(), String>,
) -> Result<TypeId, String> {
    let mut common: TypeAndUnder = None;
    for pair in env.types().terms(t) {
        cond(env, pair)?;
        let (t, u) = pair.ok_or("no specific type")?;
        let Some((ct, cu)) = common else {
            common = pair;
            continue;
        };
        let types = env.types();
        if let (Type::Chan { dir: cd, elem: ce }, Type::Chan { dir, elem }) =
            (types[cu].clone(), types[u].clone())
        {
            if !types.identical(ce, elem) {
                let (ct, t) = (env.type_str(ct), env.type_str(t));
                return Err(format!(
                    "channels {ct} and {t} have different element types"
                ));
            }
            if cd == dir {
                continue;
            }
            if cd == ChanDir::SendRecv {
                common = pair;
            } else if dir != ChanDir::SendRecv {
                let (ct, t) = (env.type_str(ct), env.type_str(t));
                return Err(format!("channels {ct} and {t} have conflicting directions"));
            }
            continue;
        }
        if !types.identical(cu, u) {
            let (ct, t) = (env.type_str(ct), env.type_str(t));
            return Err(format!("{ct} and {t} have different underlying types"));
        }
    }
    common
        .map(|(_, u)| u)
        .ok_or_else(|| "no specific type".into())
}
