//! Composite literals (cmd/compile/internal/noder: reader.compLit; cmd/compile/internal/typecheck: tcCompLit).

use super::Res;
use super::reader::Reader;
use crate::body::tree::{E, Elems};
use crate::ir::{Kind, Node, NodeId, Nodes, Op, XPos};
use crate::text::Pos;
use crate::types::{Type, TypeId};

impl Reader<'_, '_, '_> {
    /// `ty{…}`; the pointer to one if `ty` is a pointer.
    pub fn comp_lit(&mut self, pos: XPos, ty: TypeId, elems: &Elems) -> Res<NodeId> {
        let typ = self.typ(ty)?;
        let elem = self.lw.ptr_elem(typ);
        let t = elem.unwrap_or(typ);
        let (op, list, len) = match (self.lw.form(t), elems) {
            (Type::Array { elem, .. }, Elems::Array(list)) => {
                let (list, _) = self.array_elems(pos, elem, list)?;
                (Op::ArrayLit, list, 0)
            }
            (Type::Slice { elem }, Elems::Array(list)) => {
                let (list, len) = self.array_elems(pos, elem, list)?;
                (Op::SliceLit, list, len)
            }
            (Type::Map { key, elem }, Elems::Map { elems, .. }) => {
                (Op::MapLit, self.map_elems(key, elem, elems)?, 0)
            }
            (Type::Struct(_), Elems::Struct(elems)) => {
                (Op::StructLit, self.struct_elems(t, elems)?, 0)
            }
            _ => return self.unsupported(pos, "a composite literal out of place"),
        };
        let lit = self.lw.prog.expr(pos, op, t, Kind::CompLit { list, len });
        if let Elems::Map { rtype, .. } = elems {
            self.hide_rtype(lit, pos, *rtype)?;
        }
        if elem.is_none() {
            return Ok(lit);
        }
        let addr = self.lw.addr(pos, lit);
        self.lw.set_type(addr, typ);
        Ok(addr)
    }

    /// Elements in order, and the length of the array.
    fn array_elems(
        &mut self,
        pos: XPos,
        elem: TypeId,
        elems: &[(Option<(Pos, E)>, E)],
    ) -> Res<(Nodes, i64)> {
        let mut list: Nodes = Vec::with_capacity(elems.len());
        for (key, value) in elems {
            let key = match key {
                Some((at, key)) => Some((self.xpos(*at), self.expr(*key)?)),
                None => None,
            };
            let value = self.expr(*value)?;
            list.push(match key {
                Some((at, key)) => {
                    self.lw
                        .prog
                        .add(Node::new(at, Op::Key, Kind::Key { key, value }))
                }
                None => value,
            });
        }
        let (mut next, mut len) = (0, 0);
        let mut base = pos;
        for n in &mut list {
            base = self.lw.pos_or(*n, base);
            if let Kind::Key { key, value } = self.lw.prog.node(*n).kind {
                let Some(at) = self.lw.prog.node(key).as_lit().and_then(|v| v.int64_val()) else {
                    return self.unsupported(base, "an index out of place");
                };
                next = at;
                let value = self.lw.assign_conv(base, value, elem)?;
                self.lw.prog.node_mut(*n).kind = Kind::Key { key, value };
            } else {
                *n = self.lw.assign_conv(base, *n, elem)?;
            }
            next += 1;
            len = len.max(next);
        }
        Ok((list, len))
    }

    fn map_elems(&mut self, key_type: TypeId, elem: TypeId, elems: &[(Pos, E, E)]) -> Res<Nodes> {
        let mut list: Nodes = Vec::with_capacity(elems.len());
        for (at, key, value) in elems {
            let at = self.xpos(*at);
            let key = self.expr(*key)?;
            let value = self.expr(*value)?;
            let key = self.lw.assign_conv(at, key, key_type)?;
            let value = self.lw.assign_conv(at, value, elem)?;
            list.push(
                self.lw
                    .prog
                    .add(Node::new(at, Op::Key, Kind::Key { key, value })),
            );
        }
        Ok(list)
    }

    fn struct_elems(&mut self, t: TypeId, elems: &[(Pos, Vec<u32>, E)]) -> Res<Nodes> {
        let mut list: Nodes = Vec::with_capacity(elems.len());
        for (at, path, value) in elems {
            let at = self.xpos(*at);
            let value = self.expr(*value)?;
            let (Some((&index, embedded)), mut outer) = (path.split_last(), t) else {
                return self.unsupported(at, "a field out of place");
            };
            for &i in embedded {
                match self.lw.field_type(outer, i) {
                    Some(f) => outer = f,
                    None => return self.unsupported(at, "a field out of place"),
                }
            }
            let Type::Struct(s) = self.lw.form(outer) else {
                return self.unsupported(at, "a field out of place");
            };
            let Some(&field) = s.fields.get(index as usize) else {
                return self.unsupported(at, "a field out of place");
            };
            let (pkg, name, typ) = {
                let f = &self.lw.tys.types[field];
                (f.pkg, f.name.clone(), f.type_or_invalid())
            };
            let value = self.lw.assign_conv(at, value, typ)?;
            let field = self.lw.selector_sym(pkg, &name);
            let offset = self.lw.field_offset(outer, index);
            let kind = Kind::StructKey {
                field,
                index,
                offset,
                value,
            };
            list.push(self.lw.prog.add(Node::new(at, Op::StructKey, kind)));
        }
        Ok(list)
    }
}
