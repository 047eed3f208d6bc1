//! Composite literals.

use super::func::{Res, Writer};
use crate::body::tree::{Elems, ExprKind};
use crate::syntax::{CompositeLit, ExprId, ExprKind as Syntax};
use crate::types::TypeId;
use crate::types::ty::Type;

impl Writer<'_, '_> {
    pub(super) fn comp_lit(&mut self, x: ExprId, lit: &CompositeLit) -> Res<ExprKind> {
        let pos = self.p.ast[x].pos;
        let typ = self.p.type_of(x)?;
        let ty = self.typ(typ);
        let value_type = self.p.pointer_elem(typ).unwrap_or(typ);
        let core = self
            .p
            .core_type(value_type)
            .ok_or_else(|| self.broken(pos))?;
        let elems = match self.p.types[core].clone() {
            Type::Array { elem, .. } | Type::Slice { elem } => self.array_elems(elem, lit)?,
            Type::Map { key, elem } => {
                let rtype = self.rtype(value_type);
                let mut elems = Vec::new();
                for &pair in &lit.elems {
                    let Syntax::KeyValueExpr { key: k, value } = *self.p.ast.kind(pair) else {
                        return Err(self.broken(pos));
                    };
                    let at = self.p.ast[k].pos;
                    let k = self.implicit_conv(Some(key), k)?;
                    let v = self.implicit_conv(Some(elem), value)?;
                    elems.push((at, k, v));
                }
                Elems::Map { rtype, elems }
            }
            Type::Struct(s) => {
                let fields: Vec<_> = s.fields.iter().map(|&f| self.p.types.type_of(f)).collect();
                self.struct_elems(core, &fields, lit)?
            }
            _ => return Err(self.broken(pos)),
        };
        Ok(ExprKind::CompLit { ty, elems })
    }

    fn array_elems(&mut self, elem: TypeId, lit: &CompositeLit) -> Res<Elems> {
        let mut elems = Vec::new();
        for &x in &lit.elems {
            let (key, value) = match *self.p.ast.kind(x) {
                Syntax::KeyValueExpr { key, value } => (Some(key), value),
                _ => (None, x),
            };
            let key = match key {
                Some(k) => Some((self.p.ast[k].pos, self.expr(k)?)),
                None => None,
            };
            elems.push((key, self.implicit_conv(Some(elem), value)?));
        }
        Ok(Elems::Array(elems))
    }

    fn struct_elems(&mut self, typ: TypeId, fields: &[TypeId], lit: &CompositeLit) -> Res<Elems> {
        let mut elems = Vec::new();
        for (i, &x) in lit.elems.iter().enumerate() {
            let broken = self.broken(self.p.ast[x].pos);
            let (at, path, field, value) = match *self.p.ast.kind(x) {
                Syntax::KeyValueExpr { key, value } => {
                    let name = self.p.ast.name_str(key);
                    let (path, field) = self.p.field_path(typ, name).ok_or(broken)?;
                    (self.p.ast[key].pos, path, field, value)
                }
                _ => {
                    let &field = fields.get(i).ok_or(broken)?;
                    (self.p.ast[x].pos, vec![i as u32], field, x)
                }
            };
            elems.push((at, path, self.implicit_conv(Some(field), value)?));
        }
        Ok(Elems::Struct(elems))
    }
}
