//! A function body being written: its variables, its types, its words in the dictionary.

use super::package::PkgWriter;
use crate::body::tree::{
    Dict, E, Expr, ExprKind, FreeVar, FuncBody, Local, ObjInst, RType, Rtti, Selector, TypeExpr,
    TypeExprHow, Unsupported, VarRef,
};
use crate::syntax::{ExprId, StmtId};
use crate::text::Pos;
use crate::types::{ObjId, TypeId};
use rustc_hash::FxHashMap as HashMap;

/// Written, or not supported.
pub(super) type Res<T> = Result<T, Unsupported>;

/// The state of one body; a function literal's body has a writer of its own.
pub(super) struct Writer<'w, 'a> {
    pub(super) p: &'w mut PkgWriter<'a>,
    /// The dictionary of the declared function (or generic type) around.
    pub(super) dict: &'w mut Dict,
    pub(super) body: FuncBody,
    locals: HashMap<ObjId, u32>,
    free: HashMap<ObjId, u32>,
    /// The objects of `body.free`, for the function around to say what they are to it.
    free_objs: Vec<(Pos, ObjId)>,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(super) fn new(p: &'w mut PkgWriter<'a>, dict: &'w mut Dict, sig: TypeId) -> Self {
        Writer {
            p,
            dict,
            body: FuncBody {
                sig,
                locals: Vec::new(),
                n_params: 0,
                free: Vec::new(),
                exprs: Vec::new(),
                block: None,
            },
            locals: HashMap::default(),
            free: HashMap::default(),
            free_objs: Vec::new(),
        }
    }

    /// Writes parameters and statements; gives the body and the variables of outer functions that it uses.
    pub(super) fn func_body(mut self, block: Option<StmtId>) -> Res<(FuncBody, Vec<(Pos, ObjId)>)> {
        self.params();
        if let Some(block) = block {
            let list = self.p.ast.block(block);
            self.body.block = Some((self.stmts(list)?, self.p.ast.rbrace(block)));
        }
        Ok(self.done())
    }

    /// The variables that the signature declares.
    pub(super) fn params(&mut self) {
        if let Some(sig) = self.p.types.signature(self.body.sig).cloned() {
            let vars = sig.recv.iter().chain(&*sig.params).chain(&*sig.results);
            for &var in vars {
                self.add_local(var);
            }
        }
        self.body.n_params = self.body.locals.len() as u32;
    }

    /// The body, and the variables of outer functions that it uses.
    pub(super) fn done(self) -> (FuncBody, Vec<(Pos, ObjId)>) {
        (self.body, self.free_objs)
    }

    /// The body of a literal in this one: its variables of outer functions are found here.
    pub(super) fn close_over(&mut self, mut body: FuncBody, free: Vec<(Pos, ObjId)>) -> FuncBody {
        for (var, (at, obj)) in body.free.iter_mut().zip(free) {
            var.outer = self.use_local(at, obj);
        }
        body
    }

    /// Writes one expression into a body without parameters: an initialiser at package level.
    pub(super) fn init_expr(mut self, x: ExprId) -> Res<(FuncBody, E)> {
        let e = self.expr(x)?;
        Ok((self.body, e))
    }

    pub(super) fn push(&mut self, pos: Pos, ty: Option<TypeId>, kind: ExprKind) -> E {
        self.body.push(Expr { pos, ty, kind })
    }

    pub(super) fn unsupported(&self, pos: Pos, what: &'static str) -> Unsupported {
        Unsupported { pos, what }
    }

    /// A tree that the checker has found an error in.
    pub(super) fn broken(&self, pos: Pos) -> Unsupported {
        self.unsupported(pos, "an error in the code")
    }

    /// A variable comes into being.
    pub(super) fn add_local(&mut self, obj: ObjId) -> u32 {
        let pos = self.p.types[obj].pos;
        self.add_local_at(obj, pos)
    }

    /// The same with a place that is not its declaration's.
    pub(super) fn add_local_at(&mut self, obj: ObjId, pos: Pos) -> u32 {
        let object = &self.p.types[obj];
        let (name, pkg, ty) = (object.name.clone(), object.pkg, object.type_or_invalid());
        let ty = self.typ(ty);
        let rtype = self.rtype_word(ty);
        let index = self.body.locals.len() as u32;
        self.body.locals.push(Local {
            pos,
            name,
            pkg,
            ty,
            rtype,
        });
        self.locals.insert(obj, index);
        index
    }

    /// The variable as this function sees it.
    pub(super) fn use_local(&mut self, pos: Pos, obj: ObjId) -> VarRef {
        if let Some(&i) = self.locals.get(&obj) {
            return VarRef::Local(i);
        }
        let next = self.free_objs.len() as u32;
        let i = *self.free.entry(obj).or_insert(next);
        if i == next {
            self.free_objs.push((pos, obj));
            // The outer variable is filled in by the function around, which alone knows it.
            self.body.free.push(FreeVar {
                pos,
                outer: VarRef::Local(u32::MAX),
            });
        }
        VarRef::Free(i)
    }

    /// The types of the results, for `return`.
    pub(super) fn result_types(&self) -> Vec<TypeId> {
        let Some(sig) = self.p.types.signature(self.body.sig) else {
            return Vec::new();
        };
        sig.results
            .iter()
            .map(|&r| self.p.types.type_of(r))
            .collect()
    }

    /// A type as the tree names it: aliases that are declared in functions are looked through.
    pub(super) fn typ(&self, mut t: TypeId) -> TypeId {
        while let Some(alias) = self.p.types.alias(t) {
            let (Some(rhs), false) = (alias.from_rhs, self.p.is_global(alias.obj)) else {
                break;
            };
            t = rhs;
        }
        t
    }

    pub(super) fn rtype(&mut self, t: TypeId) -> RType {
        let ty = self.p.default_type(t);
        let ty = self.typ(ty);
        RType {
            ty,
            dict: self.rtype_word(ty),
        }
    }

    fn rtype_word(&mut self, t: TypeId) -> Option<u32> {
        self.p.is_derived(t).then(|| word(&mut self.dict.rtypes, t))
    }

    pub(super) fn rtti(&mut self, src: TypeId, dst: TypeId) -> Rtti {
        let (src, dst) = (self.rtype(src), self.rtype(dst));
        let open = src.dict.is_some() || dst.dict.is_some();
        let itab = open.then(|| word(&mut self.dict.itabs, (src.ty, dst.ty)));
        Rtti { src, dst, itab }
    }

    /// A type that stands for an expression; `iface` is what it is asserted from.
    pub(super) fn type_expr(&mut self, iface: Option<TypeId>, x: ExprId) -> Res<TypeExpr> {
        let pos = self.p.ast[x].pos;
        let tv = self.p.info.type_and_value(x);
        if !tv.mode.is_type() {
            return Err(self.broken(pos));
        }
        let ty = self.typ(tv.typ);
        let with_methods = iface.filter(|&i| !self.p.is_empty_interface(i));
        let how = match with_methods {
            Some(iface) => TypeExprHow::Itab(self.rtti(ty, iface)),
            None => TypeExprHow::RType(self.rtype(ty)),
        };
        Ok(TypeExpr { pos, ty, how })
    }

    pub(super) fn selector(&self, obj: ObjId) -> Selector {
        let object = &self.p.types[obj];
        Selector {
            pkg: object.pkg,
            name: object.name.clone(),
        }
    }

    pub(super) fn inst(&self, obj: ObjId, targs: &[TypeId]) -> ObjInst {
        ObjInst {
            obj,
            targs: targs.iter().map(|&t| self.typ(t)).collect(),
        }
    }

    /// The dictionary word of an instance whose type arguments are open; nothing for known ones.
    pub(super) fn subdict(&mut self, inst: &ObjInst) -> Option<u32> {
        let open = inst.targs.iter().any(|&t| self.p.is_derived(t));
        open.then(|| word(&mut self.dict.subdicts, inst.clone()))
    }
}

/// The place of `item` in a section of the dictionary, entered if it is new.
pub(super) fn word<T: PartialEq>(section: &mut Vec<T>, item: T) -> u32 {
    if let Some(i) = section.iter().position(|old| *old == item) {
        return i as u32;
    }
    section.push(item);
    section.len() as u32 - 1
}
