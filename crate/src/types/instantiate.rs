//! Instances of generic types and functions, and whether type arguments fit (cmd/compile/internal/types2/instantiate.go).

use super::env::Env;
use super::ids::TypeId;
use super::store::Types;
use crate::text::Pos;

impl Types {
    /// The instance of a generic defined type, alias or signature (types2: `Checker.instance`): one of a kind for defined types, by
    /// [`Types::ctxt`]. The lengths are checked elsewhere for defined types; wrong ones make the invalid type in the end.
    pub fn instance(&mut self, pos: Pos, orig: TypeId, targs: &[TypeId]) -> TypeId {
        let _ = (pos, orig, targs);
        TypeId::INVALID
    }
}

/// Whether `v` implements `t`; if not, the cause as it stands in messages (types2: `Checker.implements`).
/// `constraint`: `t` is a type constraint, and `v` must satisfy it.
pub fn implements(
    env: &mut impl Env,
    v: TypeId,
    t: TypeId,
    constraint: bool,
    cause: Option<&mut String>,
) -> bool {
    let _ = (env, v, t, constraint, cause);
    true
}

/// Whether the type arguments satisfy the constraints of the type parameters; if not, the index of the first that does not, and the text
/// of the error (types2: `Checker.verify`). The lists are of equal length.
pub fn verify(
    env: &mut impl Env,
    pos: Pos,
    tparams: &[TypeId],
    targs: &[TypeId],
) -> Result<(), (usize, String)> {
    let _ = (env, pos, tparams, targs);
    Ok(())
}

/// Whether the number of type arguments is right; if not, the error's text (types2: `Checker.validateTArgLen`).
pub fn validate_targ_len(name: &str, want: usize, got: usize) -> Result<(), String> {
    let _ = name;
    if want == got {
        Ok(())
    } else {
        Err(String::new())
    }
}
