//! The instances that exist (cmd/compile/internal/types2/context.go).

use super::ids::{ObjId, TypeId};
use super::store::Types;
use super::ty::Type;
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep a type is looked into for its hash; identity decides about what is further in.
const HASH_DEPTH: u32 = 4;

/// Finds the instance of a generic type for given type arguments.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Only for lookup.
    instances: Rc<HashMap<u64, Vec<Entry>>>,
    /// Type parameters that were made anew by a substitution, and those of the declaration they stand for (types2: `monoGraph.canon`).
    pub canon: BTreeMap<TypeId, TypeId>,
}

#[derive(Clone, Debug)]
struct Entry {
    orig: TypeId,
    targs: Rc<[TypeId]>,
    instance: TypeId,
}

impl Types {
    /// The instance of `orig` with these arguments, if it was made before.
    pub(in crate::types) fn known_instance(
        &mut self,
        hash: u64,
        orig: TypeId,
        targs: &[TypeId],
    ) -> Option<TypeId> {
        let instances = self.ctxt.instances.clone();
        let found = instances
            .get(&hash)?
            .iter()
            .find(|e| e.orig == orig && self.identical_lists(&e.targs, targs))?;
        Some(found.instance)
    }

    /// Remembers an instance.
    pub(in crate::types) fn remember_instance(
        &mut self,
        hash: u64,
        orig: TypeId,
        targs: &[TypeId],
        instance: TypeId,
    ) {
        let entry = Entry {
            orig,
            targs: targs.into(),
            instance,
        };
        let instances = Rc::make_mut(&mut self.ctxt.instances);
        instances.entry(hash).or_default().push(entry);
    }

    /// A hash of an instance: identical arguments that are spelt the same give the same one. To the compiler `F[byte]` and `F[uint8]`
    /// are instances of their own, though identical ones; it shows in messages.
    pub(in crate::types) fn instance_hash(&self, orig: TypeId, targs: &[TypeId]) -> u64 {
        let mut h = Hasher(0xcbf2_9ce4_8422_2325);
        h.number(orig.index());
        for &t in targs {
            self.hash_type(&mut h, t, HASH_DEPTH);
        }
        h.0
    }

    fn hash_type(&self, h: &mut Hasher, t: TypeId, depth: u32) {
        if depth == 0 {
            return;
        }
        if let Type::Alias(a) = &self[t] {
            h.number(a.obj.index());
        }
        let t = self.unalias(t);
        match &self[t] {
            Type::Basic(_) => h.number(t.index()),
            Type::Array { len, elem } => {
                self.hash_parts(h, 31 + (len.max(&-1) + 1) as usize, &[*elem], depth)
            }
            Type::Slice { elem } => self.hash_parts(h, 32, &[*elem], depth),
            Type::Pointer { elem } => self.hash_parts(h, 33, &[*elem], depth),
            Type::Chan { dir, elem } => self.hash_parts(h, 34 + *dir as usize, &[*elem], depth),
            Type::Map { key, elem } => self.hash_parts(h, 37, &[*key, *elem], depth),
            Type::Struct(s) => {
                h.number(38);
                self.hash_vars(h, &s.fields, depth);
            }
            Type::Tuple(vars) => {
                h.number(39);
                self.hash_vars(h, vars, depth);
            }
            Type::Signature(s) => {
                h.number(40 + s.tparams.len());
                // The parameters of a generic function are identical to others that are named otherwise.
                let depth = if s.tparams.is_empty() { depth } else { 1 };
                self.hash_vars(h, &s.params, depth);
                self.hash_vars(h, &s.results, depth);
            }
            Type::Interface(_) => h.number(41),
            Type::Union(_) => h.number(42),
            Type::Named(_) => {
                h.number(self.named_obj(t).map_or(0, ObjId::index));
                let targs = self.type_args(t);
                self.hash_parts(h, 43, targs, depth);
            }
            Type::TypeParam(_) | Type::Alias(_) => h.number(t.index()),
        }
    }

    fn hash_parts(&self, h: &mut Hasher, kind: usize, parts: &[TypeId], depth: u32) {
        h.number(kind);
        for &p in parts {
            self.hash_type(h, p, depth - 1);
        }
    }

    fn hash_vars(&self, h: &mut Hasher, vars: &[ObjId], depth: u32) {
        h.number(vars.len());
        for &v in vars {
            self.hash_type(h, self.type_of(v), depth - 1);
        }
    }
}

/// FNV-1a over numbers.
struct Hasher(u64);

impl Hasher {
    fn number(&mut self, n: usize) {
        for b in (n as u64).to_le_bytes() {
            self.0 = (self.0 ^ u64::from(b)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
