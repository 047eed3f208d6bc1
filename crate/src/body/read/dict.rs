//! The dictionary of a generic function, and the references to its words.

use super::{BodyReader, Frame};
use crate::body::tree::{
    self, FuncInst, MethodExpr, MethodHow, ObjInst, RType, Rtti, Selector, TypeExpr, TypeExprHow,
};
use crate::std::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::types::ObjId;
use std::rc::Rc;

impl BodyReader<'_> {
    /// Reads the dictionary with that index for `func`, whose type parameters stand for those of the dictionary's owner.
    pub(super) fn read_dict(&mut self, index: u32, func: ObjId) -> Result<()> {
        let pkg = self.l.pkg.clone();
        let mut r = pkg.decoder(Section::ObjDict, index, Sync::Object1)?;
        let header = self.l.dict_header(&mut r)?;
        let sig = self.l.types.signature(self.l.types.type_of(func)).cloned();
        let sig = sig.unwrap_or_default();
        let (receivers, explicits) = match header.receivers {
            // A method of a generic type uses the type's dictionary under its own names.
            0 if sig.tparams.is_empty() => (&[][..], &*sig.rparams),
            0 => (&[][..], &*sig.tparams),
            _ => (&*sig.rparams, &*sig.tparams),
        };
        if header.implicits != 0
            || receivers.len() != header.receivers
            || explicits.len() != header.explicits
        {
            return r.fail(Wrong::Inconsistent("another number of type parameters"));
        }
        self.dict = header.dict;
        self.dict.tparams = [receivers, explicits].concat();
        let mut words = tree::Dict {
            receivers: receivers.to_vec(),
            explicits: explicits.to_vec(),
            ..tree::Dict::default()
        };
        // Whether the constraint of each type parameter has methods only; the constraints say it too.
        for _ in 0..self.dict.tparams.len() {
            r.bool()?;
        }
        for _ in 0..r.count()? {
            let param = r.uint32()?;
            words
                .type_param_method_exprs
                .push((param, self.selector(&mut r)?));
        }
        for _ in 0..r.count()? {
            words.subdicts.push(self.obj_inst(&mut r)?);
        }
        for _ in 0..r.count()? {
            words.rtypes.push(self.l.typ(&mut r, &mut self.dict)?);
        }
        for _ in 0..r.count()? {
            let typ = self.l.typ(&mut r, &mut self.dict)?;
            let iface = self.l.typ(&mut r, &mut self.dict)?;
            words.itabs.push((typ, iface));
        }
        r.finish()?;
        self.words = Rc::new(words);
        Ok(())
    }

    pub(super) fn selector(&mut self, r: &mut Decoder<'_>) -> Result<Selector> {
        let (pkg, name) = self.l.ident(r, Sync::Selector)?;
        Ok(Selector { pkg, name })
    }

    pub(super) fn obj_inst(&mut self, r: &mut Decoder<'_>) -> Result<ObjInst> {
        let (obj, targs) = self.l.object_use(r, &mut self.dict)?;
        Ok(ObjInst {
            obj,
            targs: targs.into(),
        })
    }

    fn word(r: &mut Decoder<'_>, section: usize) -> Result<u32> {
        let word = r.uint32()?;
        match (word as usize) < section {
            true => Ok(word),
            false => r.fail(Wrong::Reference),
        }
    }

    pub(super) fn rtype_word(&mut self, r: &mut Decoder<'_>) -> Result<u32> {
        Self::word(r, self.words.rtypes.len())
    }

    pub(super) fn rtype(&mut self, r: &mut Decoder<'_>) -> Result<RType> {
        r.sync(Sync::RType)?;
        if r.bool()? {
            let word = self.rtype_word(r)?;
            return Ok(RType {
                ty: self.words.rtypes[word as usize],
                dict: Some(word),
            });
        }
        Ok(RType {
            ty: self.l.typ(r, &mut self.dict)?,
            dict: None,
        })
    }

    fn itab(&mut self, r: &mut Decoder<'_>) -> Result<Rtti> {
        Ok(Rtti {
            src: self.rtype(r)?,
            dst: self.rtype(r)?,
            itab: match r.bool()? {
                true => Some(Self::word(r, self.words.itabs.len())?),
                false => None,
            },
        })
    }

    pub(super) fn rtti(&mut self, r: &mut Decoder<'_>) -> Result<Rtti> {
        r.sync(Sync::ConvRtti)?;
        self.itab(r)
    }

    pub(super) fn type_expr(&mut self, r: &mut Decoder<'_>) -> Result<TypeExpr> {
        r.sync(Sync::ExprType)?;
        let pos = self.l.pos(r)?;
        if r.bool()? {
            let rtti = self.itab(r)?;
            return Ok(TypeExpr {
                pos,
                ty: rtti.src.ty,
                how: TypeExprHow::Itab(rtti),
            });
        }
        let rtype = self.rtype(r)?;
        // Whether the type is open: the reference to it has said so.
        r.bool()?;
        Ok(TypeExpr {
            pos,
            ty: rtype.ty,
            how: TypeExprHow::RType(rtype),
        })
    }

    pub(super) fn func_inst(&mut self, r: &mut Decoder<'_>) -> Result<FuncInst> {
        Ok(match r.bool()? {
            true => FuncInst::Subdict(Self::word(r, self.words.subdicts.len())?),
            false => FuncInst::Static(self.obj_inst(r)?),
        })
    }

    pub(super) fn method_expr(&mut self, r: &mut Decoder<'_>) -> Result<MethodExpr> {
        let recv = self.l.typ(r, &mut self.dict)?;
        let sig = match r.bool()? {
            true => None,
            false => Some(self.l.typ(r, &mut self.dict)?),
        };
        let pos = self.l.pos(r)?;
        let sel = self.selector(r)?;
        let how = if r.bool()? {
            MethodHow::TypeParam(Self::word(r, self.words.type_param_method_exprs.len())?)
        } else if r.bool()? {
            MethodHow::Subdict(Self::word(r, self.words.subdicts.len())?)
        } else if r.bool()? {
            MethodHow::Static(self.obj_inst(r)?)
        } else {
            MethodHow::Plain
        };
        Ok(MethodExpr {
            recv,
            sig,
            pos,
            sel,
            how,
        })
    }

    /// Implicit steps to an embedded field.
    pub(super) fn path(&mut self, r: &mut Decoder<'_>) -> Result<Vec<u32>> {
        let n = r.count()?;
        (0..n).map(|_| r.uint32()).collect()
    }

    pub(super) fn push(
        f: &mut Frame,
        pos: crate::text::Pos,
        ty: Option<crate::types::TypeId>,
        kind: tree::ExprKind,
    ) -> tree::E {
        f.push(tree::Expr { pos, ty, kind })
    }
}
