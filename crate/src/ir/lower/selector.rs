//! Fields: `x.f`, also through embedded fields (cmd/compile/internal/typecheck: AddImplicitDots, dotpath).

use super::{Lower, Res};
use crate::body::tree::{Selector, Unsupported};
use crate::ir::{NodeId, XPos};
use crate::types::object::is_exported;
use crate::types::{ObjId, Type, TypeId};
use std::collections::BTreeSet;

impl Lower<'_> {
    /// `x.f`. Embedded fields on the way become selectors of their own, marked as implicit.
    pub(super) fn field_val(&mut self, pos: XPos, x: NodeId, field: &Selector) -> Res<NodeId> {
        let x = self.default_lit(x, None)?;
        let t = self.type_of_node(x);
        let Some(path) = self.field_path(t, field) else {
            return Err(Unsupported {
                pos: pos.pos,
                what: "a field out of place",
            });
        };
        let (last, embedded) = match path.split_last() {
            Some((&last, rest)) => (last, rest),
            None => return Ok(x),
        };
        let mut x = x;
        for &index in embedded {
            let dot = self.dot_field(pos, x, index);
            x = self.implicit(dot);
        }
        Ok(self.dot_field(pos, x, last))
    }

    /// The indices of the fields on the shortest way to a field of that name: embedded ones, then the field.
    fn field_path(&mut self, t: TypeId, field: &Selector) -> Option<Vec<u32>> {
        let mut level: Vec<(TypeId, Vec<u32>)> = vec![(t, Vec::new())];
        let mut seen = BTreeSet::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for (t, path) in level {
                let t = self.tys.types.unalias(t);
                let t = self.ptr_elem(t).unwrap_or(t);
                let t = self.tys.types.unalias(t);
                if !seen.insert(t) {
                    continue;
                }
                let Type::Struct(s) = self.form(t) else {
                    continue;
                };
                for (i, &f) in s.fields.iter().enumerate() {
                    let extend = |index: usize| {
                        let mut path = path.clone();
                        path.push(index as u32);
                        path
                    };
                    if self.is_named(f, field) {
                        return Some(extend(i));
                    }
                    if self.tys.types[f].is_embedded() {
                        next.push((self.tys.types.type_of(f), extend(i)));
                    }
                }
            }
            level = next;
        }
        None
    }

    /// Whether a field or method has that name.
    pub(super) fn is_named(&self, obj: ObjId, sel: &Selector) -> bool {
        let o = &self.tys.types[obj];
        o.name == sel.name && (is_exported(&sel.name) || o.pkg == sel.pkg)
    }

    /// The type of a struct's field; nothing if there is none of that index.
    pub(super) fn field_type(&mut self, t: TypeId, index: u32) -> Option<TypeId> {
        match self.form(t) {
            Type::Struct(s) => s
                .fields
                .get(index as usize)
                .map(|&f| self.tys.types.type_of(f)),
            _ => None,
        }
    }
}
