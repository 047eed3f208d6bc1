//! Reads objects: constants, variables, functions, aliases, and the shells of defined types.

use super::loader::{Dict, DictHeader, Loader, Todo};
use super::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::text::Pos;
use crate::types::{ObjId, Object, PkgId, ScopeId, Type, TypeId, VarKind};
use std::rc::Rc;

/// The kinds of objects (internal/pkgbits/codes.go).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tag {
    Alias,
    Const,
    Type,
    Func,
    Var,
    Stub,
}

impl Tag {
    const ALL: [Tag; 6] = [
        Tag::Alias,
        Tag::Const,
        Tag::Type,
        Tag::Func,
        Tag::Var,
        Tag::Stub,
    ];
}

impl Loader<'_> {
    /// A use of an object, with type arguments. A type that was declared inside a generic function gets that function's type
    /// parameters as its first ones.
    pub fn object_use(
        &mut self,
        r: &mut Decoder<'_>,
        dict: &mut Dict,
    ) -> Result<(ObjId, Vec<TypeId>)> {
        r.sync(Sync::Object)?;
        let index = r.reloc(Section::Obj)?;
        let obj = self.object(index)?;
        let mut targs = Vec::new();
        if self.types[obj].name.contains('·') {
            let n = self.dict_header_of(index)?.implicits;
            match dict.tparams.get(..n) {
                Some(outer) => targs.extend(outer),
                None => return r.fail(Wrong::Inconsistent("too few type parameters")),
            }
        }
        for _ in 0..r.count()? {
            targs.push(self.typ(r, dict)?);
        }
        Ok((obj, targs))
    }

    /// The object with that index; read if it is not known yet. The inside of defined types may have to wait, see
    /// [`Loader::complete_all`].
    pub fn object(&mut self, index: u32) -> Result<ObjId> {
        if let Some(obj) = self.cache.objs[index as usize] {
            return Ok(obj);
        }
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Name, index, Sync::Object1)?;
        let (home, name) = self.ident(&mut r, Sync::Sym)?;
        let code = r.code(Sync::CodeObj)?;
        r.finish()?;
        let tag = match usize::try_from(code).ok().and_then(|c| Tag::ALL.get(c)) {
            Some(&tag) => tag,
            None => return r.fail(Wrong::Code("object", code)),
        };
        self.down(&r)?;
        let obj = match (tag, home) {
            (Tag::Stub, None) => self.types[ScopeId::UNIVERSE].lookup(&name),
            (Tag::Stub, Some(PkgId::UNSAFE)) => self.types.lookup(PkgId::UNSAFE, &name),
            (Tag::Stub, _) | (_, None | Some(PkgId::UNSAFE)) => None,
            (_, Some(home)) => Some(match self.known(home, &name) {
                Some(obj) => obj,
                None => self.define(tag, index, home, name)?,
            }),
        };
        self.depth -= 1;
        let Some(obj) = obj else {
            return r.fail(Wrong::Inconsistent("an object that nobody defines"));
        };
        self.cache.objs[index as usize] = Some(obj);
        Ok(obj)
    }

    fn known(&self, home: PkgId, name: &Rc<str>) -> Option<ObjId> {
        self.types
            .lookup(home, name)
            .or_else(|| self.shared.hidden.get(&(home, name.clone())).copied())
    }

    /// Enters a new object where it is found by its name.
    pub fn enter(&mut self, home: PkgId, index: u32, obj: ObjId) {
        self.cache.objs[index as usize] = Some(obj);
        Rc::make_mut(self.shared)
            .defs
            .insert(obj, (self.file, index));
        let name = self.types[obj].name.clone();
        if name.contains(['·', '.']) {
            Rc::make_mut(self.shared).hidden.insert((home, name), obj);
        } else {
            let scope = self.types[home].scope;
            self.types.insert(scope, obj);
        }
    }

    fn define(&mut self, tag: Tag, index: u32, home: PkgId, name: Rc<str>) -> Result<ObjId> {
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Obj, index, Sync::Object1)?;
        let pos = self.pos(&mut r)?;
        let home_opt = Some(home);
        match tag {
            Tag::Type => {
                let obj = self
                    .types
                    .add_object(Object::type_name(pos, home_opt, name, None));
                let typ = self.types.new_named(obj, None);
                self.enter(home, index, obj);
                self.todo.push(Todo { typ, index });
                Ok(obj)
            }
            Tag::Alias => self.alias(&mut r, index, home, pos, name),
            Tag::Const => {
                let typ = self.typ(&mut r, &mut Dict::default())?;
                let value = r.value()?;
                r.finish()?;
                let val = super::consts::value(&value);
                let obj = Object::constant(pos, home_opt, name, Some(typ), val);
                let obj = self.types.add_object(obj);
                self.enter(home, index, obj);
                Ok(obj)
            }
            Tag::Var => {
                let typ = self.typ(&mut r, &mut Dict::default())?;
                r.finish()?;
                let obj = Object::var(VarKind::Package, pos, home_opt, name, Some(typ));
                let obj = self.types.add_object(obj);
                self.enter(home, index, obj);
                let mut ext = pkg.decoder(Section::ObjExt, index, Sync::Object1)?;
                self.var_ext(&mut ext)?;
                ext.finish()?;
                Ok(obj)
            }
            Tag::Func => self.func(&mut r, index, home, pos, name),
            Tag::Stub => r.fail(Wrong::Inconsistent("a stub has no definition")),
        }
    }

    fn alias(
        &mut self,
        r: &mut Decoder<'_>,
        index: u32,
        home: PkgId,
        pos: Pos,
        name: Rc<str>,
    ) -> Result<ObjId> {
        let obj = self
            .types
            .add_object(Object::type_name(pos, Some(home), name, None));
        let typ = self.types.new_alias(obj, None);
        self.enter(home, index, obj);
        let mut header = self.dict_header_of(index)?;
        let tparams = self.type_params(r, &mut header, Which::Explicit)?;
        let rhs = self.typ(r, &mut header.dict)?;
        r.finish()?;
        if let Some(a) = self.types.alias_mut(typ) {
            a.tparams = tparams.into();
            a.from_rhs = Some(rhs);
        }
        Ok(obj)
    }

    fn func(
        &mut self,
        r: &mut Decoder<'_>,
        index: u32,
        home: PkgId,
        pos: Pos,
        name: Rc<str>,
    ) -> Result<ObjId> {
        if r.bool()? {
            return self.generic_method_by_index(r, index);
        }
        let mut header = self.dict_header_of(index)?;
        let tparams = self.type_params(r, &mut header, Which::Explicit)?;
        let mut sig = self.signature(r, &mut header.dict)?;
        if !tparams.is_empty() {
            sig.tparams = tparams.into();
        }
        let decl_pos = self.pos(r)?;
        r.finish()?;
        let params = sig.params.len();
        let sig = self.types.new_signature(sig);
        let obj = self
            .types
            .add_object(Object::func(pos, Some(home), name, Some(sig)));
        self.enter(home, index, obj);
        let pkg = self.pkg.clone();
        let mut ext = pkg.decoder(Section::ObjExt, index, Sync::Object1)?;
        let facts = self.func_ext(&mut ext, decl_pos, params)?;
        ext.finish()?;
        Rc::make_mut(self.shared).facts.insert(obj, facts);
        Ok(obj)
    }

    /// A generic method that is met before its type was completed: completing the type makes it.
    fn generic_method_by_index(&mut self, r: &mut Decoder<'_>, index: u32) -> Result<ObjId> {
        self.ident(r, Sync::Selector)?;
        let mut header = self.dict_header_of(index)?;
        self.type_params(r, &mut header, Which::Receiver)?;
        let recv = self.param(r, &mut header.dict, VarKind::Recv)?;
        let typ = self.types.type_of(recv);
        let typ = self.types.unalias(typ);
        let typ = match self.types[typ] {
            Type::Pointer { elem } => self.types.unalias(elem),
            _ => typ,
        };
        let typ = self.types.named_origin(typ);
        self.complete_now(r, typ)?;
        match self.cache.objs[index as usize] {
            Some(obj) => Ok(obj),
            None => r.fail(Wrong::Inconsistent("a method that its type does not have")),
        }
    }

    /// A list of type parameters: they go into the dictionary first, then their constraints are read, which may mention them.
    pub fn type_params(
        &mut self,
        r: &mut Decoder<'_>,
        header: &mut DictHeader,
        which: Which,
    ) -> Result<Vec<TypeId>> {
        r.sync(Sync::TypeParamNames)?;
        let (at, n, bounds) = match which {
            Which::Receiver => (header.implicits, header.receivers, 0),
            Which::Explicit => (
                header.implicits + header.receivers,
                header.explicits,
                header.receivers,
            ),
        };
        let mut list = Vec::with_capacity(n);
        for _ in 0..n {
            let pos = self.pos(r)?;
            let (pkg, name) = self.ident(r, Sync::LocalIdent)?;
            let obj = self
                .types
                .add_object(Object::type_name(pos, pkg, name, None));
            list.push(self.types.new_type_param(obj, None));
        }
        self.types.bind_type_params(&list);
        header.dict.tparams.truncate(at);
        header.dict.tparams.resize(at, TypeId::INVALID);
        header.dict.tparams.extend(&list);
        for (i, &t) in list.iter().enumerate() {
            let bound = header.bounds[bounds + i];
            let bound = self.resolve(r, bound, &mut header.dict)?;
            if let Some(p) = self.types.type_param_mut(t) {
                p.bound = Some(bound);
            }
        }
        Ok(list)
    }
}

/// Which type parameters of a dictionary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Which {
    /// Those of a generic method's receiver.
    Receiver,
    /// The object's own.
    Explicit,
}
