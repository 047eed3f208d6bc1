//! Initialisers of package-level variables: the generated function `init` (cmd/compile/internal/noder: pkgInitOrder).

use super::reader::{BodyRef, Reader};
use super::{Lower, Res};
use crate::body::tree::{E, ExprKind, FuncBody, Init, Unsupported};
use crate::ir::{Defn, FuncId, NodeId, Op, SkippedInit, XPos};
use crate::types::ty::Signature;

impl Lower<'_> {
    /// Makes the function that runs all initialisers, if there are any.
    pub(super) fn package_init(&mut self, inits: &[Init]) {
        if inits.is_empty() {
            return;
        }
        let sym = self.prog.lookup(self.prog.local, "init");
        let sig = self.tys.types.new_signature(Signature::default());
        let func = self.new_func(XPos::NONE, XPos::NONE, sym, sig);
        let nname = self.prog.func(func).nname;
        self.prog.name_mut(nname).defn = Defn::Func(func);
        let f = self.prog.func_mut(func);
        f.package_init = true;
        f.inlinability_checked = true;
        self.prog.target.funcs.push(func);
        self.prog.target.package_init = Some(func);
        self.prog.target.inits.push(func);

        let mut generations = (0, 0);
        let mut body = Vec::with_capacity(inits.len());
        for init in inits {
            let (funcs, bodies) = (self.prog.target.funcs.len(), self.st.todo_bodies.len());
            match self.init_stmt(func, init, &mut generations) {
                Ok(stmt) => body.push(stmt),
                Err(why) => {
                    // Its literals go with it; functions that it was the first to mention stay.
                    let new = self.prog.target.funcs.split_off(funcs);
                    let new = self.without_literals(new);
                    self.prog.target.funcs.extend(new);
                    let new = self.st.todo_bodies.split_off(bodies);
                    let new = self.without_literals(new);
                    self.st.todo_bodies.extend(new);
                    self.skip_init(init, body.len(), &why);
                }
            }
        }
        self.prog.func_mut(func).body = body;
    }

    fn without_literals(&self, mut funcs: Vec<FuncId>) -> Vec<FuncId> {
        funcs.retain(|&f| self.prog.func(f).oclosure.is_none());
        funcs
    }

    fn skip_init(&mut self, init: &Init, at: usize, why: &Unsupported) {
        let names = init.lhs.iter().filter_map(|&obj| self.global(obj).ok());
        let skipped = SkippedInit {
            names: names.collect(),
            at,
            mutates: init
                .rhs
                .as_ref()
                .ok()
                .and_then(|(root, rhs)| mutates(root, *rhs)),
            why: crate::ir::Unsupported {
                pos: XPos::at(why.pos),
                reason: why.what.into(),
                via: None,
            },
        };
        self.prog.target.skipped_inits.push(skipped);
    }

    fn init_stmt(
        &mut self,
        func: FuncId,
        init: &Init,
        generations: &mut (u32, u32),
    ) -> Res<NodeId> {
        let mut names = Vec::new();
        for &obj in &init.lhs {
            names.push(self.global(obj)?);
        }
        let (root, rhs) = match &init.rhs {
            Ok((root, rhs)) => (root.clone(), *rhs),
            Err(why) => return Err(why.clone()),
        };
        let bref = BodyRef::root(root);
        let mut r = Reader::new(self, bref.get(), bref.clone(), None, func);
        (r.func_lit_gen, r.range_lit_gen) = *generations;
        let rhs = r.expr(rhs);
        *generations = (r.func_lit_gen, r.range_lit_gen);
        let rhs = rhs?;

        let lhs: Vec<NodeId> = names.iter().map(|&n| self.prog.name(n).node).collect();
        let Some(&first) = names.first() else {
            return Ok(rhs);
        };
        let pos = self.prog.name(first).pos;
        let stmt = if let [x] = lhs[..] {
            let stmt = self.prog.new_assign(pos, x, Some(rhs));
            self.assign_stmt(stmt)?;
            stmt
        } else {
            let stmt = self.new_assign_list(pos, Op::As2, lhs, false, vec![rhs]);
            self.assign_list(func, stmt)?;
            stmt
        };
        for name in names {
            self.prog.name_mut(name).defn = Defn::Stmt(stmt);
        }
        Ok(stmt)
    }
}

/// Whether an initialiser may change package-level variables: it does if it is a call, it does not if there is no call in it, and else nobody knows.
fn mutates(root: &FuncBody, rhs: E) -> Option<bool> {
    let is_call = |kind: &ExprKind| matches!(kind, ExprKind::Call(_));
    if is_call(&root.expr(rhs).kind) {
        return Some(true);
    }
    let calls = root.exprs.iter().any(|x| is_call(&x.kind));
    (!calls).then_some(false)
}
