//! Types that are not complete yet, and types that refer to nothing but themselves (cmd/compile/internal/types2/cycles.go).

use super::check::Checker;
use super::ids::{ObjId, TypeId};
use super::ty::Type;
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    /// Finds type declarations that are cycles of names alone: `type A B; type B A`.
    pub(in crate::types) fn direct_cycles(&mut self) {
        // None: done. Some: place on the path that is followed at the moment.
        let mut state: BTreeMap<ObjId, Option<usize>> = BTreeMap::new();
        for obj in self.obj_list.clone() {
            if !self.types[obj].is_type_name() {
                continue;
            }
            let mut path = Vec::new();
            let mut at = obj;
            loop {
                match state.get(&at) {
                    Some(None) => break,
                    Some(&Some(start)) => {
                        self.types[at].typ = Some(TypeId::INVALID);
                        let cycle = path[start..].to_vec();
                        let first = self.first_in_src(&cycle);
                        self.cycle_error(&cycle, first);
                        break;
                    }
                    None => {}
                }
                state.insert(at, Some(path.len()));
                path.push(at);
                let scope = self.types[self.pkg].scope;
                let next = self
                    .type_decl_of(at)
                    .and_then(|d| self.ast.name(d.ty))
                    .and_then(|name| self.types[scope].lookup(name))
                    .filter(|&o| self.types[o].is_type_name());
                match next {
                    Some(next) => at = next,
                    None => break,
                }
            }
            for o in path {
                state.insert(o, None);
            }
        }
    }

    /// Whether the type is known well enough to be used in an expression; reports the cycle if it is still being declared.
    pub(in crate::types) fn is_complete(&mut self, mut t: TypeId) -> bool {
        if self.obj_path.is_empty() {
            return true;
        }
        for _ in 0..self.types.type_count() {
            let (obj, rhs) = match &self.types[t] {
                Type::Alias(a) => (a.obj, a.from_rhs),
                Type::Named(n) => (n.obj, n.from_rhs),
                _ => return true,
            };
            if let Some(i) = self.obj_path.iter().position(|&o| o == obj) {
                let cycle = self.obj_path[i..].to_vec();
                let start = self.first_in_src(&cycle);
                self.cycle_error(&cycle, start);
                return false;
            }
            match rhs {
                Some(rhs) => t = rhs,
                None => return true,
            }
        }
        true
    }
}
