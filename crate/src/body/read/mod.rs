//! Reads the bodies of imported functions from export data into the checked tree (cmd/compile/internal/noder/reader.go).
//!
//! What a body means in one instance is left to the lowering: types stay open, and where the file refers to a word of the
//! function's dictionary, so does the tree. Two things the file does not say have to be worked out on the way, because other
//! parts depend on them: whether a range, an index or a literal is about a map, and which built-in function a call is of.

mod dict;
mod expr;
mod lit;
mod stmt;

use crate::body::tree::{Func, FuncBody, Local, Pragma, Unsupported, VarRef};
use crate::std::loader::{Dict, Loader};
use crate::std::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::std::{BodyRef, Store};
use crate::text::{Pos, SourceMap};
use crate::types::{ObjId, TypeId, Types};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// How deeply statements and expressions may be nested.
const MAX_DEPTH: u32 = 1000;

/// The imported bodies that were read, each once.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    funcs: Rc<HashMap<ObjId, Option<Rc<Func>>>>,
    /// Whether a file that counts for the program at hand has the body; asked only for what former programs had to read.
    offered: HashMap<ObjId, bool>,
    /// Functions whose bodies were found and read through this value, in order.
    fresh: Vec<ObjId>,
}

impl Imported {
    /// The body of an imported function or method (for one of an instance: of the generic one); nothing if no file has it.
    pub fn func(
        &mut self,
        types: &mut Types,
        map: &mut SourceMap,
        store: &mut Store,
        func: ObjId,
    ) -> Option<Rc<Func>> {
        let func = types[func].origin().unwrap_or(func);
        if let Some(known) = self.funcs.get(&func) {
            let offered = self.offered.entry(func);
            let offered = *offered.or_insert_with(|| store.body_of(types, func).is_some());
            return known.clone().filter(|_| offered);
        }
        let read = read_func(types, map, store, func);
        let read = read.map(|result| {
            Rc::new(result.unwrap_or_else(|_| Func {
                obj: func,
                pos: types[func].pos,
                pragma: Pragma::default(),
                body: Err(Unsupported {
                    pos: types[func].pos,
                    what: "damaged export data",
                }),
                dict: Rc::default(),
            }))
        });
        if read.is_some() {
            self.fresh.push(func);
        }
        Rc::make_mut(&mut self.funcs).insert(func, read.clone());
        read
    }

    /// Takes in a body that was read elsewhere from the same files.
    pub fn know(&mut self, func: ObjId, tree: Func) {
        Rc::make_mut(&mut self.funcs).insert(func, Some(Rc::new(tree)));
    }

    /// The functions whose bodies were read through this value: not those that it knew when it was cloned from one that had read none.
    pub fn fresh(&self) -> &[ObjId] {
        &self.fresh
    }
}

/// Reads the body of an imported function or method; nothing if no file has it.
///
/// # Errors
/// If the data are not what the pinned compiler writes.
pub fn read_func(
    types: &mut Types,
    map: &mut SourceMap,
    store: &mut Store,
    func: ObjId,
) -> Option<Result<Func>> {
    let func = types[func].origin().unwrap_or(func);
    let body = store.body_of(types, func)?;
    Some(read(types, map, store, func, body))
}

fn read(
    types: &mut Types,
    map: &mut SourceMap,
    store: &mut Store,
    func: ObjId,
    body: BodyRef,
) -> Result<Func> {
    let facts = store.facts(types, func);
    let pragma = facts.map_or(0, |f| f.pragma);
    let pos = facts.map_or(Pos::NONE, |f| f.pos);
    let owner = store.definition(owner(types, func));
    let sig = types.type_of(func);
    let mut reader = BodyReader {
        l: store.loader(types, map, body.file()),
        dict: Dict::default(),
        words: Rc::default(),
        depth: 0,
    };
    if let Some((file, index)) = owner
        && file == body.file()
    {
        reader.read_dict(index, func)?;
    }
    let tree = reader.func_body(body.index(), sig, Vec::new())?;
    reader.l.complete_all()?;
    Ok(Func {
        obj: func,
        pos,
        pragma: Pragma(pragma),
        body: Ok(Rc::new(tree)),
        dict: reader.words,
    })
}

/// The object whose dictionary a function uses: its own, or for a method without type parameters its type's.
pub fn owner(types: &Types, func: ObjId) -> ObjId {
    let Some(sig) = types.signature(types.type_of(func)) else {
        return func;
    };
    let Some(recv) = sig.recv.filter(|_| sig.tparams.is_empty()) else {
        return func;
    };
    let (base, _) = types.deref(types.type_of(recv));
    let named = types.as_named(base).and_then(|t| types.named_obj(t));
    named.unwrap_or(func)
}

/// Reads one function and the literals in it.
struct BodyReader<'w> {
    l: Loader<'w>,
    /// Type parameters and derived types.
    dict: Dict,
    /// What the function's run-time dictionary holds.
    words: Rc<crate::body::tree::Dict>,
    depth: u32,
}

/// A function while it is read: its tree, and how many variables of outer functions it has.
type Frame = FuncBody;

impl BodyReader<'_> {
    /// One level deeper; the caller goes up again by decreasing `depth`, unless it fails.
    fn down(&mut self, r: &Decoder<'_>) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return r.fail(Wrong::Depth);
        }
        Ok(())
    }

    fn func_body(
        &mut self,
        index: u32,
        sig: TypeId,
        free: Vec<crate::body::tree::FreeVar>,
    ) -> Result<FuncBody> {
        let pkg = self.l.pkg.clone();
        let mut r = pkg.decoder(Section::Body, index, Sync::FuncBody)?;
        let mut f = FuncBody {
            sig,
            locals: Vec::new(),
            n_params: 0,
            free,
            exprs: Vec::new(),
            block: None,
        };
        let vars: Vec<ObjId> = match self.l.types.signature(sig) {
            Some(s) => s
                .recv
                .iter()
                .chain(&*s.params)
                .chain(&*s.results)
                .copied()
                .collect(),
            None => return r.fail(Wrong::Inconsistent("a function without a signature")),
        };
        for var in vars {
            let var = self.l.types[var].clone();
            let ty = var.type_or_invalid();
            self.add_local(&mut r, &mut f, var.pos, var.pkg, var.name, ty)?;
        }
        f.n_params = f.locals.len() as u32;
        if r.bool()? {
            let stmts = self.stmts(&mut r, &mut f)?;
            f.block = Some((stmts, self.l.pos(&mut r)?));
        }
        r.finish()?;
        Ok(f)
    }

    /// A variable comes into being; gives its index.
    fn add_local(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
        pos: Pos,
        pkg: Option<crate::types::PkgId>,
        name: Rc<str>,
        ty: TypeId,
    ) -> Result<u32> {
        r.sync(Sync::AddLocal)?;
        let index = f.locals.len() as u32;
        if r.sync_markers() && r.int64()? != i64::from(index) {
            return r.fail(Wrong::Inconsistent("a variable has another number"));
        }
        let rtype = match r.bool()? {
            true => Some(self.rtype_word(r)?),
            false => None,
        };
        f.locals.push(Local {
            pos,
            name,
            pkg,
            ty,
            rtype,
        });
        Ok(index)
    }

    fn use_local(&mut self, r: &mut Decoder<'_>, f: &Frame) -> Result<VarRef> {
        r.sync(Sync::UseObjLocal)?;
        let local = r.bool()?;
        let index = r.uint32()?;
        let (count, var) = match local {
            true => (f.locals.len(), VarRef::Local(index)),
            false => (f.free.len(), VarRef::Free(index)),
        };
        if index as usize >= count {
            return r.fail(Wrong::Reference);
        }
        Ok(var)
    }
}
