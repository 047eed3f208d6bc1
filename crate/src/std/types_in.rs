//! Reads types (cmd/compile/internal/importer/ureader.go).

use super::loader::{Dict, Loader, TypeRef};
use super::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::text::{InOrder, Pos};
use crate::types::ty::{Interface, Signature, Struct, Term};
use crate::types::{BasicKind, ChanDir, ObjId, Object, Type, TypeId, VarKind};
use std::rc::Rc;

impl Loader<'_> {
    /// A reference to a type.
    pub fn type_ref(&mut self, r: &mut Decoder<'_>) -> Result<TypeRef> {
        r.sync(Sync::Type)?;
        Ok(match r.bool()? {
            true => TypeRef::Derived(r.uint32()?),
            false => TypeRef::Plain(r.reloc(Section::Type)?),
        })
    }

    /// A type.
    pub fn typ(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<TypeId> {
        let t = self.type_ref(r)?;
        self.resolve(r, t, dict)
    }

    /// The type that a reference means.
    pub fn resolve(&mut self, r: &Decoder<'_>, t: TypeRef, dict: &mut Dict) -> Result<TypeId> {
        let (index, known) = match t {
            TypeRef::Plain(i) => (i, self.cache.types[i as usize]),
            TypeRef::Derived(i) => match dict.derived.get(i as usize) {
                Some(&d) => d,
                None => return r.fail(Wrong::Reference),
            },
        };
        if let Some(t) = known {
            return Ok(t);
        }
        let pkg = self.pkg.clone();
        let mut d = pkg.decoder(Section::Type, index, Sync::TypeIdx)?;
        self.down(&d)?;
        let typ = match t {
            // A type that needs no dictionary does not get one.
            TypeRef::Plain(_) => self.type_def(&mut d, &mut Dict::default())?,
            TypeRef::Derived(_) => self.type_def(&mut d, dict)?,
        };
        d.finish()?;
        self.depth -= 1;
        // A recursive type may have met itself on the way: the first one stays.
        let known = match t {
            TypeRef::Plain(i) => &mut self.cache.types[i as usize],
            TypeRef::Derived(i) => &mut dict.derived[i as usize].1,
        };
        Ok(*known.get_or_insert(typ))
    }

    fn type_def(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<TypeId> {
        match r.code(Sync::Type)? {
            0 => {
                let kind = r.uint32()?;
                match BasicKind::ALL.get(kind as usize) {
                    Some(&BasicKind::Invalid) | None => {
                        r.fail(Wrong::Code("basic type", kind.into()))
                    }
                    Some(&kind) => Ok(TypeId::basic(kind)),
                }
            }
            1 => self.named_type(r, dict),
            2 => {
                let elem = self.typ(r, dict)?;
                Ok(self.types.new_pointer(elem))
            }
            3 => {
                let elem = self.typ(r, dict)?;
                Ok(self.types.new_slice(elem))
            }
            4 => {
                let len = r.uint64()?;
                let len = i64::try_from(len).map_err(|_| r.wrong(Wrong::Number))?;
                let elem = self.typ(r, dict)?;
                Ok(self.types.add(Type::Array { len, elem }))
            }
            5 => {
                let dir = match r.uint64()? {
                    0 => ChanDir::SendRecv,
                    1 => ChanDir::SendOnly,
                    2 => ChanDir::RecvOnly,
                    code => return r.fail(Wrong::Code("direction", code)),
                };
                let elem = self.typ(r, dict)?;
                Ok(self.types.add(Type::Chan { dir, elem }))
            }
            6 => {
                let key = self.typ(r, dict)?;
                let elem = self.typ(r, dict)?;
                Ok(self.types.add(Type::Map { key, elem }))
            }
            7 => {
                let sig = self.signature(r, dict)?;
                Ok(self.types.new_signature(sig))
            }
            8 => self.struct_type(r, dict),
            9 => self.interface_type(r, dict),
            10 => self.union_type(r, dict),
            11 => {
                let n = r.uint32()?;
                match dict.tparams.get(n as usize) {
                    Some(&t) => Ok(t),
                    None => r.fail(Wrong::Reference),
                }
            }
            code => r.fail(Wrong::Code("type", code)),
        }
    }

    /// A defined type, an alias, or an instance of one.
    fn named_type(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<TypeId> {
        let (obj, targs) = self.object_use(r, dict)?;
        if !self.types[obj].is_type_name() {
            return r.fail(Wrong::Inconsistent("an object is no type"));
        }
        let typ = self.types.type_of(obj);
        if targs.is_empty() {
            return Ok(typ);
        }
        Ok(self.types.instance(Pos::NONE, typ, &targs))
    }

    fn struct_type(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<TypeId> {
        let n = r.count()?;
        let mut fields = Vec::with_capacity(n);
        let mut tags: Vec<Rc<str>> = Vec::new();
        for i in 0..n {
            let pos = self.pos(r)?;
            let (pkg, name) = self.ident(r, Sync::Selector)?;
            let typ = self.typ(r, dict)?;
            let tag = self.tag(r)?;
            let embedded = r.bool()?;
            let field = Object::field(pos, pkg, name, Some(typ), embedded);
            fields.push(self.types.add_object(field));
            if !tag.is_empty() {
                tags.resize(i, "".into());
                tags.push(String::from_utf8_lossy(&tag).into());
            }
        }
        Ok(self.types.add(Type::Struct(Rc::new(Struct {
            fields: fields.into(),
            tags: tags.into(),
        }))))
    }

    fn union_type(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<TypeId> {
        let n = r.count()?;
        let mut terms = Vec::with_capacity(n);
        for _ in 0..n {
            let tilde = r.bool()?;
            let typ = self.typ(r, dict)?;
            self.complete_now(r, typ)?;
            terms.push(Term {
                tilde,
                typ: Some(typ),
            });
        }
        Ok(self.types.add(Type::Union(terms.into())))
    }

    fn interface_type(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<TypeId> {
        let n_methods = r.uint64()? as usize;
        let n_embedded = r.uint64()? as usize;
        if n_methods.saturating_add(n_embedded) > r.remaining() {
            return r.fail(Wrong::Number);
        }
        let implicit = n_methods == 0 && n_embedded == 1 && r.bool()?;
        // The methods' receivers have the interface itself as their type, so that it has to be there first.
        let typ = self.types.add(Type::Interface(Rc::default()));
        let mut methods = Vec::with_capacity(n_methods);
        for _ in 0..n_methods {
            let pos = self.pos(r)?;
            let (pkg, name) = self.ident(r, Sync::Selector)?;
            let mut sig = self.signature(r, dict)?;
            let recv = Object::var(VarKind::Recv, pos, pkg, self.types.no_name(), Some(typ));
            sig.recv = Some(self.types.add_object(recv));
            let sig = self.types.new_signature(sig);
            methods.push(
                self.types
                    .add_object(Object::func(pos, pkg, name, Some(sig))),
            );
        }
        let mut embeddeds = Vec::with_capacity(n_embedded);
        for _ in 0..n_embedded {
            let t = self.typ(r, dict)?;
            self.complete_now(r, t)?;
            embeddeds.push(t);
        }
        methods.order_by(|&a, &b| self.types.compare_objects(a, b));
        self.types[typ] = Type::Interface(Rc::new(Interface {
            methods: methods.into(),
            embeddeds: embeddeds.into(),
            implicit,
            complete: true,
            ..Interface::default()
        }));
        Ok(typ)
    }

    /// A signature without receiver and type parameters.
    pub fn signature(&mut self, r: &mut Decoder<'_>, dict: &mut Dict) -> Result<Signature> {
        r.sync(Sync::Signature)?;
        let params = self.params(r, dict, VarKind::Param)?;
        let results = self.params(r, dict, VarKind::Result)?;
        let variadic = r.bool()?;
        if variadic && params.is_empty() {
            return r.fail(Wrong::Inconsistent("variadic without a parameter"));
        }
        Ok(Signature {
            params,
            results,
            variadic,
            ..self.types.blank_signature()
        })
    }

    fn params(
        &mut self,
        r: &mut Decoder<'_>,
        dict: &mut Dict,
        kind: VarKind,
    ) -> Result<Rc<[ObjId]>> {
        r.sync(Sync::Params)?;
        let n = r.count()?;
        if n == 0 {
            return Ok(self.types.blank_signature().params);
        }
        // Types of parameters may have parameters, which come and go behind these.
        let first = self.params.len();
        for _ in 0..n {
            let param = self.param(r, dict, kind)?;
            self.params.push(param);
        }
        let list = self.params[first..].into();
        self.params.truncate(first);
        Ok(list)
    }

    /// A receiver, parameter or result.
    pub fn param(&mut self, r: &mut Decoder<'_>, dict: &mut Dict, kind: VarKind) -> Result<ObjId> {
        r.sync(Sync::Param)?;
        let pos = self.pos(r)?;
        let (pkg, name) = self.ident(r, Sync::LocalIdent)?;
        let typ = self.typ(r, dict)?;
        Ok(self
            .types
            .add_object(Object::var(kind, pos, pkg, name, Some(typ))))
    }
}
