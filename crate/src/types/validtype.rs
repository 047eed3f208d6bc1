//! Types that contain themselves and so would be of infinite size (cmd/compile/internal/types2/validtype.go).

use super::check::Checker;
use super::ids::{ObjId, TypeId};
use super::ty::Type;

impl<'a> Checker<'a> {
    /// Reports a defined type that contains itself other than through pointers, slices and the like.
    pub(in crate::types) fn valid_type(&mut self, t: TypeId) {
        self.valid_type0(t, &mut Vec::new(), &mut Vec::new());
    }

    /// `nest` holds the defined types around `t`; `path` those passed through to get here, type arguments included.
    fn valid_type0(&mut self, t: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        let t = self.types.unalias(t);
        if path.len() > super::check::MAX_DEPTH as usize {
            return true;
        }
        match self.types[t].clone() {
            Type::Array { elem, .. } => self.valid_type0(elem, nest, path),
            Type::Struct(s) => s
                .fields
                .iter()
                .all(|&f| self.valid_type0(self.types.type_of(f), nest, path)),
            Type::Union(terms) => terms
                .iter()
                .filter_map(|t| t.typ)
                .all(|t| self.valid_type0(t, nest, path)),
            Type::Interface(i) => i.embeddeds.iter().all(|&e| self.valid_type0(e, nest, path)),
            Type::Named(n) => {
                if self.valid_types.contains(&t) {
                    return true;
                }
                for &e in nest.iter() {
                    if self.types.identical(e, t) {
                        self.infinite_type(t, path);
                        return false;
                    }
                }
                let orig = self.types.named_origin(t);
                // A type of another package is valid, but its type arguments may not be: it is looked into only if it has any.
                if n.inst.is_none() && self.types[n.obj].pkg != Some(self.pkg) {
                    return true;
                }
                let Some(rhs) = self.types.named(orig).and_then(|o| o.from_rhs) else {
                    return true;
                };
                nest.push(t);
                path.push(t);
                let ok = self.valid_type0(rhs, nest, path);
                nest.pop();
                path.pop();
                // What such a type contains does not depend on where it stands. (An instance's type arguments do.)
                if ok && n.inst.is_none() && n.tparams.is_empty() {
                    self.valid_types.insert(t);
                }
                ok
            }
            Type::TypeParam(_) => self.valid_type_arg(t, nest, path),
            _ => true,
        }
    }

    /// A type parameter of the type around it stands for the argument, which belongs to one level further out.
    fn valid_type_arg(
        &mut self,
        t: TypeId,
        nest: &mut Vec<TypeId>,
        path: &mut Vec<TypeId>,
    ) -> bool {
        let Some(&inst) = nest.last() else {
            return true;
        };
        let tparams = self.types.named_tparams(inst);
        let targs = self.types.type_args(inst);
        let Some(i) = tparams.iter().position(|&p| p == t) else {
            return true;
        };
        let Some(&targ) = targs.get(i) else {
            return true;
        };
        nest.pop();
        let ok = self.valid_type0(targ, nest, path);
        nest.push(inst);
        ok
    }

    fn infinite_type(&mut self, t: TypeId, path: &[TypeId]) {
        let orig = self.types.named_origin(t);
        if let Some(n) = self.types.named_mut(orig) {
            n.from_rhs = Some(TypeId::INVALID);
        }
        for start in 0..path.len() {
            if self.types.identical(path[start], t) {
                let cycle: Vec<ObjId> = path[start..]
                    .iter()
                    .filter_map(|&p| self.types.named(p).map(|n| n.obj))
                    .collect();
                self.cycle_error(&cycle, 0);
                return;
            }
        }
    }
}
