//! Initialisers of package-level variables: the generated function `init` (cmd/compile/internal/noder: pkgInitOrder).

use super::reader::{BodyRef, Reader};
use super::{Lower, Res};
use crate::body::tree::Init;
use crate::ir::{Defn, FuncId, NodeId, Op, XPos};
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

        let mark = self.prog.target.funcs.len();
        let mut generations = (0, 0);
        let mut body = Vec::with_capacity(inits.len());
        for init in inits {
            match self.init_stmt(func, init, &mut generations) {
                Ok(stmt) => body.push(stmt),
                Err(why) => {
                    self.prog.target.funcs.truncate(mark);
                    self.give_up(func, &why);
                    return;
                }
            }
        }
        self.prog.func_mut(func).body = body;
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
        let rhs = r.expr(rhs)?;
        *generations = (r.func_lit_gen, r.range_lit_gen);

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
