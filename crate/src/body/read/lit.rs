//! Composite literals.

use super::{BodyReader, Frame};
use crate::body::tree::{E, Elems, ExprKind};
use crate::std::pkgbits::{Decoder, Result, Sync, Wrong};
use crate::text::Pos;
use crate::types::{Type, TypeId};

/// An optional key with its place, and the value.
type ArrayElem = (Option<(Pos, E)>, E);

impl BodyReader<'_> {
    pub(super) fn comp_lit(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
    ) -> Result<(Pos, ExprKind)> {
        r.sync(Sync::CompLit)?;
        let pos = self.l.pos(r)?;
        let ty = self.typ(r)?;
        let mut core = self.core_type(ty)?;
        if let Some(Type::Pointer { elem }) = core {
            core = self.core_type(elem)?;
        }
        let elems = match core {
            Some(Type::Array { .. } | Type::Slice { .. }) => {
                let (n, plain) = self.count(r)?;
                Elems::Array(self.array_elems(r, f, n, plain)?)
            }
            Some(Type::Map { .. }) => {
                let rtype = self.rtype(r)?;
                let (n, _) = self.count(r)?;
                let mut elems = Vec::new();
                for _ in 0..n {
                    let pos = self.l.pos(r)?;
                    let key = self.expr(r, f)?;
                    elems.push((pos, key, self.expr(r, f)?));
                }
                Elems::Map { rtype, elems }
            }
            Some(Type::Struct(_)) => {
                let (n, plain) = self.count(r)?;
                Elems::Struct(self.struct_elems(r, f, n, plain)?)
            }
            _ => return r.fail(Wrong::Inconsistent("a literal of a type that has none")),
        };
        Ok((pos, ExprKind::CompLit { ty, elems }))
    }

    /// How many elements there are, and whether all of them are plain values.
    fn count(&mut self, r: &mut Decoder<'_>) -> Result<(u32, bool)> {
        let n = r.int32()?;
        if n.unsigned_abs() as usize > r.remaining() {
            return r.fail(Wrong::Number);
        }
        Ok((n.unsigned_abs(), n >= 0))
    }

    fn array_elems(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
        n: u32,
        plain: bool,
    ) -> Result<Vec<ArrayElem>> {
        let mut elems = Vec::with_capacity(n as usize);
        for _ in 0..n {
            let key = match !plain && r.bool()? {
                true => Some((self.l.pos(r)?, self.expr(r, f)?)),
                false => None,
            };
            elems.push((key, self.expr(r, f)?));
        }
        Ok(elems)
    }

    fn struct_elems(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
        n: u32,
        plain: bool,
    ) -> Result<Vec<(Pos, Vec<u32>, E)>> {
        let mut elems = Vec::with_capacity(n as usize);
        for i in 0..n {
            let pos = self.l.pos(r)?;
            let path = match plain {
                true => vec![i],
                false => self.field_path(r)?,
            };
            elems.push((pos, path, self.expr(r, f)?));
        }
        Ok(elems)
    }

    /// A field by its index, or by a path of that many indices when the number is negative.
    fn field_path(&mut self, r: &mut Decoder<'_>) -> Result<Vec<u32>> {
        let index = |r: &Decoder<'_>, n: i32| u32::try_from(n).map_err(|_| r.wrong(Wrong::Number));
        let n = r.int32()?;
        if n >= 0 {
            return Ok(vec![index(r, n)?]);
        }
        let steps = n.unsigned_abs();
        if steps as usize > r.remaining() {
            return r.fail(Wrong::Number);
        }
        let mut path = Vec::new();
        for _ in 0..steps {
            let n = r.int32()?;
            path.push(index(r, n)?);
        }
        Ok(path)
    }

    /// The underlying type; of a type parameter the one that all types of its constraint share, if they do as far as its kind goes:
    /// in a checked program the kinds are all alike where a literal, an index or a range over a map is.
    pub(super) fn core_type(&mut self, t: TypeId) -> Result<Option<Type>> {
        self.l.complete_all()?;
        let mut core: Option<Type> = None;
        for term in self.l.types.terms(t) {
            let Some((_, under)) = term else {
                return Ok(None);
            };
            let under = self.l.types[under].clone();
            match &core {
                Some(c) if core::mem::discriminant(c) != core::mem::discriminant(&under) => {
                    return Ok(None);
                }
                _ => core = Some(under),
            }
        }
        Ok(core)
    }
}
