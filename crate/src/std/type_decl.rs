//! Completes defined types: type parameters, underlying type, methods with their facts.

use super::loader::{Dict, DictHeader, Loader, Todo};
use super::objects::Which;
use super::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::text::InOrder;
use crate::types::{ObjId, Object, Type, TypeId, VarKind};
use std::rc::Rc;

impl Loader<'_> {
    /// Completes all defined types that were met and wait.
    pub fn complete_all(&mut self) -> Result<()> {
        while let Some(todo) = self.todo.pop() {
            self.complete(todo)?;
        }
        Ok(())
    }

    /// Completes a type at once if it waits: whoever asks for type sets needs the underlying types of what is embedded.
    pub fn complete_now(&mut self, r: &Decoder<'_>, t: TypeId) -> Result<()> {
        let t = self.types.unalias(t);
        let t = self.types.named_origin(t);
        let Some(at) = self.todo.iter().rposition(|todo| todo.typ == t) else {
            return Ok(());
        };
        let todo = self.todo.remove(at);
        self.down(r)?;
        self.complete(todo)?;
        self.depth -= 1;
        Ok(())
    }

    fn complete(&mut self, todo: Todo) -> Result<()> {
        let Todo { typ, index } = todo;
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Obj, index, Sync::Object1)?;
        let mut ext = pkg.decoder(Section::ObjExt, index, Sync::Object1)?;
        let mut header = self.dict_header_of(index)?;
        self.pos(&mut r)?;
        let mut tparams = self.implicit_params(typ, header.implicits);
        header.dict.tparams.clone_from(&tparams);
        tparams.extend(self.type_params(&mut r, &mut header, Which::Explicit)?);
        self.types.bind_type_params(&tparams);
        if let Some(n) = self.types.named_mut(typ) {
            n.tparams = tparams.into();
        }
        self.type_ext(&mut ext)?;
        let rhs = self.typ(&mut r, &mut header.dict)?;
        let under = self.underlying(&r, rhs)?;
        if let Some(n) = self.types.named_mut(typ) {
            n.from_rhs = Some(under);
            n.underlying = Some(under);
        }
        let mut methods = Vec::new();
        for _ in 0..r.count()? {
            methods.push(self.method(&mut r, &mut ext, &header)?);
        }
        for _ in 0..r.count()? {
            methods.push(self.generic_method(&mut r)?);
        }
        r.finish()?;
        ext.finish()?;
        // Stable, and the numbers are those of the declarations: generic ones stand among the others again.
        methods.order_by_key(|m| m.0);
        if let Some(n) = self.types.named_mut(typ) {
            n.methods = methods.into_iter().map(|m| m.1).collect();
        }
        Ok(())
    }

    /// Type parameters for those of the enclosing function. Their names and constraints are not in the file; nothing asks for
    /// them, because an instance is all that is ever used of such a type.
    fn implicit_params(&mut self, typ: TypeId, n: usize) -> Vec<TypeId> {
        let home = self.types.named_obj(typ).and_then(|o| self.types[o].pkg);
        (0..n)
            .map(|_| {
                let pos = crate::text::Pos::NONE;
                let obj = Object::type_name(pos, home, "_".into(), None);
                let obj = self.types.add_object(obj);
                self.types.new_type_param(obj, Some(TypeId::ANY))
            })
            .collect()
    }

    /// What the right-hand side of a defined type comes to. It is a type literal, or a predeclared type.
    fn underlying(&mut self, r: &Decoder<'_>, rhs: TypeId) -> Result<TypeId> {
        let t = self.types.unalias(rhs);
        match &self.types[t] {
            Type::Named(n) => match n.underlying {
                Some(u) => Ok(u),
                None => r.fail(Wrong::Inconsistent("an underlying type with a name")),
            },
            Type::TypeParam(_) => r.fail(Wrong::Inconsistent("an underlying type parameter")),
            _ => Ok(t),
        }
    }

    /// A method that has no type parameters of its own; its place among all methods, and the method.
    fn method(
        &mut self,
        r: &mut Decoder<'_>,
        ext: &mut Decoder<'_>,
        of: &DictHeader,
    ) -> Result<(u64, ObjId)> {
        r.sync(Sync::Method)?;
        let place = r.uint64()?;
        let pos = self.pos(r)?;
        let (pkg, name) = self.ident(r, Sync::Selector)?;
        // The receiver's type parameters are the method's own.
        let (mut own, plain);
        let (dict, rparams) = if of.explicits == 0 {
            r.sync(Sync::TypeParamNames)?;
            plain = Vec::new();
            own = DictHeader::default();
            (&mut own.dict, plain)
        } else {
            own = of.clone();
            own.dict.forget();
            let list = self.type_params(r, &mut own, Which::Explicit)?;
            (&mut own.dict, list)
        };
        let recv = self.param(r, dict, VarKind::Recv)?;
        let mut sig = self.signature(r, dict)?;
        sig.recv = Some(recv);
        if !rparams.is_empty() {
            sig.rparams = rparams.into();
        }
        let decl_pos = self.pos(r)?;
        let params = 1 + sig.params.len();
        let sig = self.types.new_signature(sig);
        let obj = self
            .types
            .add_object(Object::func(pos, pkg, name, Some(sig)));
        let facts = self.func_ext(ext, decl_pos, params)?;
        Rc::make_mut(self.shared).facts.insert(obj, facts);
        Ok((place, obj))
    }

    /// A method with type parameters of its own: it is an element of its own.
    fn generic_method(&mut self, r: &mut Decoder<'_>) -> Result<(u64, ObjId)> {
        let index = r.reloc(Section::Obj)?;
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Obj, index, Sync::Object1)?;
        let mut header = self.dict_header_of(index)?;
        let pos = self.pos(&mut r)?;
        if !r.bool()? {
            return r.fail(Wrong::Inconsistent("a method that is a function"));
        }
        let (home, name) = self.ident(&mut r, Sync::Selector)?;
        let rparams = self.type_params(&mut r, &mut header, Which::Receiver)?;
        let recv = self.param(&mut r, &mut header.dict, VarKind::Recv)?;
        let place = r.uint64()?;
        let tparams = self.type_params(&mut r, &mut header, Which::Explicit)?;
        let mut sig = self.signature(&mut r, &mut header.dict)?;
        sig.recv = Some(recv);
        sig.rparams = rparams.into();
        sig.tparams = tparams.into();
        let decl_pos = self.pos(&mut r)?;
        r.finish()?;
        let params = 1 + sig.params.len();
        let sig = self.types.new_signature(sig);
        let obj = self
            .types
            .add_object(Object::func(pos, home, name, Some(sig)));
        self.register_generic_method(index, obj)?;
        let mut ext = pkg.decoder(Section::ObjExt, index, Sync::Object1)?;
        let facts = self.func_ext(&mut ext, decl_pos, params)?;
        ext.finish()?;
        Rc::make_mut(self.shared).facts.insert(obj, facts);
        Ok((place, obj))
    }

    /// Makes a generic method known under the name of its element, `(*T).m`.
    fn register_generic_method(&mut self, index: u32, obj: ObjId) -> Result<()> {
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Name, index, Sync::Object1)?;
        let (home, name) = self.ident(&mut r, Sync::Sym)?;
        self.cache.objs[index as usize] = Some(obj);
        Rc::make_mut(self.shared)
            .defs
            .insert(obj, (self.file, index));
        if let Some(home) = home {
            Rc::make_mut(self.shared).hidden.insert((home, name), obj);
        }
        Ok(())
    }
}

impl Dict {
    /// Forgets the types that were read, for other type parameters to take their place.
    fn forget(&mut self) {
        for d in &mut self.derived {
            d.1 = None;
        }
    }
}

/// The name by which the linker of unified IR knows a method's body: `T.m` or `(*T).m` (ir.MethodSym), without its package.
pub(crate) fn method_symbol(
    types: &crate::types::Types,
    method: ObjId,
) -> Option<(crate::types::PkgId, Rc<str>)> {
    let sig = types.signature(types.type_of(method))?;
    let recv = types.unalias(types.type_of(sig.recv?));
    let (recv, pointer) = match types[recv] {
        Type::Pointer { elem } => (types.unalias(elem), true),
        _ => (recv, false),
    };
    let named = &types[types.named_obj(recv)?];
    let home = named.pkg?;
    let m = &types[method];
    let name = match pointer {
        true => format!("(*{}).", named.name),
        false => format!("{}.", named.name),
    };
    // A foreign unexported method would carry its package; methods are declared where their type is, so there is none.
    Some((home, (name + &m.name).into()))
}
