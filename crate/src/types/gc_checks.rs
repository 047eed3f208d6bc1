//! What the compiler checks after types2 has accepted a package (cmd/compile/internal/noder/irgen.go, `checkFiles`).

use super::check::{Checker, MAX_DEPTH};
use super::errors::Code::InvalidTypeCycle;
use super::ids::TypeId;
use super::ty::Type;
use crate::syntax::{ExprId, ExprKind, Node};
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    pub(in crate::types) fn gc_checks(&mut self) {
        let ast = self.ast;
        let mut found = Vec::new();
        for &file in &self.files {
            ast.inspect(file, |n| match n {
                Node::Expr(e) if matches!(ast.kind(e), ExprKind::InterfaceType { .. }) => {
                    found.push(e);
                    false
                }
                _ => true,
            });
        }
        self.anonymous_cycles(&found);
    }

    /// An interface literal must not contain itself: its run-time type would have no end.
    fn anonymous_cycles(&mut self, list: &[ExprId]) {
        let mut cyclic = BTreeMap::new();
        for &e in list {
            let t = self.types.unalias(self.info.types[e.index()].typ);
            if self.types.interface(t).is_none() || !self.iface_has_cycle(t, &mut cyclic, 0) {
                continue;
            }
            self.error(
                self.ast.pos(e),
                InvalidTypeCycle,
                "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)",
            );
            // One error for each cycle is enough.
            for on in cyclic.values_mut() {
                *on = false;
            }
        }
    }

    fn iface_has_cycle(
        &mut self,
        t: TypeId,
        cyclic: &mut BTreeMap<TypeId, bool>,
        depth: u32,
    ) -> bool {
        let set = self.types.type_set(t);
        set.methods
            .iter()
            .any(|&m| self.type_has_cycle(self.types.type_of(m), cyclic, depth + 1))
    }

    fn type_has_cycle(
        &mut self,
        t: TypeId,
        cyclic: &mut BTreeMap<TypeId, bool>,
        depth: u32,
    ) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let t = self.types.unalias(t);
        match self.types[t].clone() {
            Type::Pointer { elem }
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Slice { elem } => self.type_has_cycle(elem, cyclic, depth + 1),
            Type::Map { key, elem } => {
                self.type_has_cycle(key, cyclic, depth + 1)
                    || self.type_has_cycle(elem, cyclic, depth + 1)
            }
            Type::Struct(s) => s
                .fields
                .iter()
                .any(|&f| self.type_has_cycle(self.types.type_of(f), cyclic, depth + 1)),
            Type::Signature(s) => s
                .params
                .iter()
                .chain(s.results.iter())
                .any(|&v| self.type_has_cycle(self.types.type_of(v), cyclic, depth + 1)),
            Type::Interface(i) => {
                if i.methods.is_empty() && i.embeddeds.is_empty() {
                    return false;
                }
                if let Some(&known) = cyclic.get(&t) {
                    return known;
                }
                cyclic.insert(t, true);
                if self.iface_has_cycle(t, cyclic, depth + 1) {
                    return true;
                }
                cyclic.insert(t, false);
                false
            }
            _ => false,
        }
    }
}
