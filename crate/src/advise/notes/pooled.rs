//! Pools whose content is not worth one.

use super::{Candidate, add, site_at};
use crate::advise::lints::{pools, types};
use crate::advise::{Context, POOL_MIN_BYTES};
use crate::syntax::ExprId;
use crate::types::{Type, TypeId};
use crate::wire::NoteCode;

/// Pools whose content is not worth one.
pub fn all(c: &Context<'_>, found: &mut Vec<Candidate>) {
    let pools = pools::Pools::new(c);
    for pool in pools.by_key.values() {
        for x in types::returned(c, pool).unwrap_or_default() {
            let t = c.type_of(x);
            if c.is_named(t, "strings", "Builder") {
                let params = vec![("pool", pool.name.clone())];
                add(c, found, NoteCode::PooledBuilder, x, params);
            } else if let Some(size) = small_object(c, x, t) {
                let params = vec![("pool", pool.name.clone()), ("size", size.to_string())];
                add(c, found, NoteCode::PooledSmall, x, params);
            }
        }
    }
}

/// The size of an object that is small and refers to no memory of its own.
fn small_object(c: &Context<'_>, x: ExprId, t: TypeId) -> Option<u64> {
    let Type::Pointer { elem } = c.under(t) else {
        return None;
    };
    let site = site_at(c, x)?;
    let size = site.size.filter(|&s| s > 0 && s < POOL_MIN_BYTES)?;
    is_plain(c, elem, 5).then_some(size)
}

/// Whether values of the type hold no slices, maps, pointers or the like: nothing that would be reused with them.
fn is_plain(c: &Context<'_>, t: TypeId, depth: u32) -> bool {
    match c.under(t) {
        Type::Basic(k) => k != crate::types::BasicKind::UnsafePointer,
        Type::Array { elem, .. } => depth > 0 && is_plain(c, elem, depth - 1),
        Type::Struct(s) => {
            depth > 0
                && s.fields.iter().all(|&f| {
                    let t = c.types.borrow().type_of(f);
                    is_plain(c, t, depth - 1)
                })
        }
        _ => false,
    }
}
