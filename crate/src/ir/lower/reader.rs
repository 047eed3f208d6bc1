//! One function body while it is being lowered.

use super::instance::DictInst;
use super::{Lower, Res};
use crate::body::tree::{E, Expr, ExprKind, FuncBody, Unsupported, VarRef};
use crate::ir::{FuncId, InlIndex, NameId, NodeId, SymId, XPos};
use crate::text::Pos;
use crate::types::TypeId;
use std::rc::Rc;

/// How deep expressions and statements may nest.
const MAX_DEPTH: u32 = 600;

/// A function body inside a tree: that of the declared function, or of a literal somewhere in it.
#[derive(Clone)]
pub(super) struct BodyRef {
    /// The declared function's body.
    pub root: Rc<FuncBody>,
    /// The way to the literal, from the outside in.
    pub path: Rc<[E]>,
}

impl BodyRef {
    /// The declared function's own body.
    pub fn root(root: Rc<FuncBody>) -> BodyRef {
        BodyRef {
            root,
            path: Rc::default(),
        }
    }

    /// The body of a literal in this one.
    pub fn literal(&self, e: E) -> BodyRef {
        BodyRef {
            root: self.root.clone(),
            path: self.path.iter().copied().chain([e]).collect(),
        }
    }

    /// The body itself.
    pub fn get(&self) -> &FuncBody {
        let mut body = &*self.root;
        for &e in self.path.iter() {
            if let ExprKind::FuncLit(lit) = &body.expr(e).kind {
                body = &lit.body;
            }
        }
        body
    }
}

/// The inlined call for which a body is being lowered.
#[derive(Clone, Debug)]
pub(super) struct InlCtx {
    /// Index in the inlining tree.
    pub index: InlIndex,
    /// The function that the body goes into.
    pub caller: FuncId,
    /// Number of inlined calls so far, for labels.
    pub generation: u32,
}

/// A body being lowered (cmd/compile/internal/noder: reader).
pub(super) struct Reader<'r, 'a, 'b> {
    /// The package.
    pub lw: &'r mut Lower<'a>,
    /// The body.
    pub body: &'b FuncBody,
    /// Where it is.
    pub bref: BodyRef,
    /// Type arguments; nothing outside of generic functions.
    pub dict: Option<Rc<DictInst>>,
    /// The function that gets the nodes.
    pub curfn: FuncId,
    /// The variables by their index in the tree.
    pub locals: Vec<Option<NameId>>,
    /// Captured variables.
    pub closure_vars: Vec<NameId>,
    /// The dictionary.
    pub dict_param: Option<NameId>,
    /// Number of literals met.
    pub func_lit_gen: u32,
    /// Number of bodies of range-over-func loops met.
    pub range_lit_gen: u32,
    /// Set if the body is being inlined.
    pub inl: Option<InlCtx>,
    /// The place of what is being looked at, as far as the compiler remembers it outside of type checking (its `base.Pos`).
    pub base: XPos,
    depth: u32,
}

impl<'r, 'a, 'b> Reader<'r, 'a, 'b> {
    /// A reader of `body`, which is what `bref` names.
    pub fn new(
        lw: &'r mut Lower<'a>,
        body: &'b FuncBody,
        bref: BodyRef,
        dict: Option<Rc<DictInst>>,
        curfn: FuncId,
    ) -> Self {
        let base = lw.prog.func(curfn).pos;
        Reader {
            lw,
            body,
            bref,
            dict,
            curfn,
            locals: vec![None; body.locals.len()],
            closure_vars: Vec::new(),
            dict_param: None,
            func_lit_gen: 0,
            range_lit_gen: 0,
            inl: None,
            base,
            depth: 0,
        }
    }

    /// The position of a place in the body: under the inlined call, if there is one.
    pub fn xpos(&self, pos: Pos) -> XPos {
        XPos {
            pos,
            inl: self
                .inl
                .as_ref()
                .filter(|_| pos.is_known())
                .map(|i| i.index),
        }
    }

    /// An expression of the tree.
    pub fn tree(&self, e: E) -> &'b Expr {
        self.body.expr(e)
    }

    /// A type of the body, type arguments put in.
    pub fn typ(&mut self, t: TypeId) -> Res<TypeId> {
        match self.dict.clone() {
            None => {
                self.lw.load_type(t);
                Ok(t)
            }
            Some(dict) => self.lw.subst(&dict, t),
        }
    }

    /// Says that something is not supported.
    pub fn unsupported<T>(&self, pos: XPos, what: &'static str) -> Res<T> {
        Err(Unsupported { pos: pos.pos, what })
    }

    /// Runs `f` one level deeper; too deep is not supported.
    pub fn nested<T>(&mut self, pos: Pos, f: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        if self.depth >= MAX_DEPTH {
            return Err(Unsupported {
                pos,
                what: "deeply nested code",
            });
        }
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        result
    }

    /// A variable of this or an enclosing function.
    pub fn var(&self, var: VarRef) -> Res<NameId> {
        let name = match var {
            VarRef::Local(i) => self.locals.get(i as usize).copied().flatten(),
            VarRef::Free(i) => self.closure_vars.get(i as usize).copied(),
        };
        name.ok_or(Unsupported {
            pos: self.base.pos,
            what: "a variable out of place",
        })
    }

    /// The node of a name.
    pub fn name_node(&self, name: NameId) -> NodeId {
        self.lw.prog.name(name).node
    }

    /// Declares the tree's variable `index` (cmd/compile/internal/ir.Func.NewLocal).
    pub fn new_local(&mut self, index: u32, pos: XPos) -> Res<NameId> {
        let Some(local) = self.body.locals.get(index as usize) else {
            return self.unsupported(pos, "a variable out of place");
        };
        let typ = self.typ(local.ty)?;
        if !self.lw.is_known(typ) {
            return self.unsupported(pos, "a type that is not known");
        }
        let sym = self.lw.sym_in(local.pkg, &local.name);
        let name = self.lw.prog.new_local(self.curfn, pos, sym, typ);
        self.set_dict_index(name, local.rtype);
        self.locals[index as usize] = Some(name);
        Ok(name)
    }

    /// Remembers which word of the dictionary describes a variable's type.
    pub fn set_dict_index(&mut self, name: NameId, rtype: Option<u32>) {
        if let (Some(i), Some(dict)) = (rtype, &self.dict) {
            let word = dict.rtypes_offset() + i + 1;
            self.lw.prog.name_mut(name).dict_index = u16::try_from(word).unwrap_or(u16::MAX);
        }
    }

    /// A new temporary (cmd/compile/internal/typecheck.TempAt).
    pub fn temp(&mut self, pos: XPos, typ: TypeId) -> NameId {
        self.lw.prog.temp_at(self.curfn, pos, typ)
    }

    /// A label of this function; inlined bodies have labels of their own.
    pub fn label(&mut self, name: &str) -> SymId {
        let local = self.lw.prog.local;
        match &self.inl {
            Some(inl) if name != "_" => {
                let text = format!("~{name}·{}", inl.generation);
                self.lw.prog.lookup(local, &text)
            }
            _ => self.lw.prog.lookup(local, name),
        }
    }
}
