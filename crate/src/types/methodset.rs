//! Method sets as the back end needs them: every method that can be called on a type, promoted ones too, in its order
//! (cmd/compile/internal/typecheck/subr.go, `CalcMethods`; cmd/compile/internal/types, `CompareFields`).

use super::ids::{ObjId, TypeId};
use super::store::Types;
use super::ty::Type;
use crate::text::InOrder;
use std::rc::Rc;

/// A method that can be called on an addressable value of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MethodEntry {
    /// The method; of an instance, that instance's.
    pub obj: ObjId,
    /// The embedded fields on the way to it, then its own index.
    pub index: Rc<[usize]>,
    /// Whether there is a pointer on the way, so that a value that is not addressable has it as well.
    pub indirect: bool,
    /// Whether the receiver is a pointer.
    pub ptr_recv: bool,
}

impl MethodEntry {
    /// Whether it is in the method set of the type itself, not only of a pointer to it.
    pub fn of_value(&self) -> bool {
        self.indirect || !self.ptr_recv
    }

    /// Whether it comes from an embedded field.
    pub fn promoted(&self) -> bool {
        self.index.len() > 1
    }
}

impl Types {
    /// The methods of a type that is no interface, exported ones first, then by name and package path. Those that a name does not
    /// lead to unambiguously are left out.
    pub fn method_set(&mut self, t: TypeId) -> Vec<MethodEntry> {
        let mut candidates = Vec::new();
        self.method_candidates(t, &mut candidates, &mut Vec::new());
        candidates.order_by(|&a, &b| self.compare_objects(a, b));
        candidates.dedup_by(|&mut a, &mut b| self.compare_objects(a, b).is_eq());
        let mut out = Vec::new();
        for m in candidates {
            let (pkg, name) = (self[m].pkg, self[m].name.clone());
            let found = self.lookup_in(t, true, pkg, &name, false);
            let (Some(obj), Some(index)) = (found.obj, found.index) else {
                continue;
            };
            if self[obj].as_func().is_some() {
                out.push(MethodEntry {
                    obj,
                    index,
                    indirect: found.indirect,
                    ptr_recv: self.has_ptr_recv(obj),
                });
            }
        }
        out
    }

    /// All methods declared for a type or for what it embeds, whether or not a name leads to them.
    fn method_candidates(&mut self, t: TypeId, out: &mut Vec<ObjId>, seen: &mut Vec<TypeId>) {
        let (t, _) = self.deref(t);
        let t = self.unalias(t);
        if seen.contains(&t) || self.grows(t, seen, seen.len()) {
            return;
        }
        seen.push(t);
        if self.named(t).is_some() {
            for i in 0..self.method_count(t) {
                out.extend(self.method(t, i));
            }
        }
        let u = self.under(t);
        match self[u].clone() {
            Type::Struct(s) => {
                for &f in s
                    .fields
                    .iter()
                    .filter(|&&f| self[f].is_embedded())
                    .collect::<Vec<_>>()
                {
                    self.method_candidates(self.type_of(f), out, seen);
                }
            }
            Type::Interface(_) => out.extend(self.type_set(u).methods.iter()),
            _ => {}
        }
    }
}
