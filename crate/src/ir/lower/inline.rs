//! A body for the inliner: read again from its tree, into the caller (cmd/compile/internal/noder: unifiedInlineCall).

use super::reader::{InlCtx, Reader};
use super::{Body, BodyKind, Lower, Res};
use crate::body::tree::Unsupported;
use crate::ir::{
    Class, Defn, FuncId, InlIndex, Kind, NameId, NodeId, Nodes, Op, Program, SymId, XPos,
};

/// What the inliner wants.
#[derive(Clone, Copy, Debug)]
pub struct InlineCall {
    /// The function that the body goes into.
    pub caller: FuncId,
    /// The call, whose arguments are used up.
    pub call: NodeId,
    /// The function whose body it is.
    pub func: FuncId,
    /// The call's place in the inlining tree.
    pub index: InlIndex,
    /// The results may be declared where the body returns.
    pub can_delay_results: bool,
}

/// What `return` becomes in an inlined body.
struct Returns<'a> {
    pos: XPos,
    retvars: &'a [NameId],
    label: SymId,
    /// The results are declared here.
    delay: bool,
}

impl Lower<'_> {
    /// Whether the body of a function is at hand.
    pub fn have_inline_body(&mut self, func: FuncId) -> bool {
        self.body_of(func).is_some()
    }

    fn body_of(&mut self, func: FuncId) -> Option<Body> {
        if let Some(body) = self.st.bodies.get(&func) {
            return Some(body.clone());
        }
        let obj = self.st.imported.get(&func).copied()?;
        let tree = self.tree_of(obj)?;
        let what = match &tree.body {
            Ok(body) => BodyKind::Tree(super::reader::BodyRef::root(body.clone())),
            Err(why) => BodyKind::Missing(why.clone()),
        };
        // A body that uses a dictionary is read with the instance's; it is there already.
        let body = Body { what, dict: None };
        self.st.bodies.insert(func, body.clone());
        Some(body)
    }

    /// Makes the call's node an `OINLCALL`. Gives the instances of generic functions that came up in the body.
    ///
    /// # Errors
    /// If the body can't be lowered; the caller's body is of no use then.
    pub fn inline_call(&mut self, what: InlineCall) -> Result<Vec<FuncId>, Unsupported> {
        let Some(body) = self.body_of(what.func) else {
            return Err(Unsupported {
                pos: self.pos(what.call).pos,
                what: "an inlined body that is not at hand",
            });
        };
        let pos = self.pos(what.call);
        let (fpos, typ, sym, npos) = {
            let f = self.prog.func(what.func);
            let (callee, caller) = (
                self.prog.name(f.nname),
                self.prog.name(self.prog.func(what.caller).nname),
            );
            (f.pos, callee.typ, caller.sym, callee.pos)
        };
        let tmp = self.new_func(fpos, npos, sym, typ);
        self.copy_params(tmp, what.func);
        self.prog.declare_params(tmp);
        let n_params = self.prog.func(tmp).recv_params.len();
        let n_results = self.prog.func(tmp).results.len();
        let dcl = self.prog.func(tmp).dcl.clone();
        let (inlvars, rest) = dcl.split_at(n_params.min(dcl.len()));
        let retvars: Vec<NameId> = rest.iter().take(n_results).copied().collect();

        let label = self.auto_label(what.caller);
        self.st.inl_gen += 1;

        let mut init = self.take_init(what.call);
        self.callee_effects(&mut init, what.call);
        let args = self
            .prog
            .node(what.call)
            .as_call()
            .map(|c| c.args.clone())
            .unwrap_or_default();
        self.pass_inlined(pos, inlvars, args, &mut init)?;
        if !what.can_delay_results {
            for &name in &retvars {
                init.push(self.prog.new_decl(pos, name));
                let x = self.prog.name(name).node;
                init.push(self.prog.new_assign(pos, x, None));
            }
        }
        let index = what.index.index() as u32;
        init.push(self.prog.stmt(pos, Op::InlMark, Kind::InlineMark { index }));

        let elsewhere = body.dict.is_none() && self.st.imported.contains_key(&what.func);
        let list = self.reading(elsewhere, |lw| lw.inlined_body(&what, &body, tmp))?;
        let instances = self.read_bodies(true);
        let returns = Returns {
            pos,
            retvars: &retvars,
            label,
            delay: what.can_delay_results,
        };
        let mut list = self.replace_returns(list, &returns)?;
        self.adopt(&what, tmp);
        list.push(self.prog.stmt(pos, Op::Label, Kind::Label { label }));

        let return_vars = retvars.iter().map(|&n| self.prog.name(n).node).collect();
        let reshape = self
            .prog
            .node(what.call)
            .as_call()
            .is_some_and(|c| c.reshape);
        let node = self.prog.node_mut(what.call);
        node.op = Op::InlCall;
        node.init = init;
        node.kind = Kind::InlinedCall {
            body: list,
            return_vars,
            reshape,
        };
        Ok(instances)
    }

    /// Parameters under the names that the inlined function gives them; shaped ones differ from their type's.
    fn copy_params(&mut self, to: FuncId, from: FuncId) {
        let f = self.prog.func(from);
        let (params, results, recv) = (f.recv_params.clone(), f.results.clone(), f.has_recv);
        let t = self.prog.func_mut(to);
        t.recv_params = params;
        t.results = results;
        t.has_recv = recv;
        for p in t.recv_params.iter_mut().chain(t.results.iter_mut()) {
            p.nname = None;
        }
    }

    /// `parameters := arguments`.
    fn pass_inlined(
        &mut self,
        pos: XPos,
        vars: &[NameId],
        args: Nodes,
        init: &mut Nodes,
    ) -> Res<()> {
        let lhs = vars.iter().map(|&n| self.prog.name(n).node).collect();
        let assign = self.new_assign_list(pos, Op::As2, lhs, true, args);
        for &name in vars {
            if self.prog.is_blank_sym(self.prog.name(name).sym) {
                continue;
            }
            let decl = self.prog.new_decl(pos, name);
            self.append_init(assign, decl);
            self.prog.name_mut(name).defn = Defn::Stmt(assign);
        }
        let Kind::AssignList { lhs, def, rhs } = self.prog.node(assign).kind.clone() else {
            return Ok(());
        };
        let mut converted = Vec::with_capacity(rhs.len());
        for (&x, &y) in lhs.iter().zip(&rhs) {
            let t = self.type_of_node(x);
            converted.push(self.assign_conv(pos, y, t)?);
        }
        self.prog.node_mut(assign).kind = Kind::AssignList {
            lhs,
            def,
            rhs: converted,
        };
        init.push(assign);
        Ok(())
    }

    /// The body's statements, under the position of the call.
    fn inlined_body(&mut self, what: &InlineCall, body: &Body, tmp: FuncId) -> Res<Nodes> {
        let ctx = InlCtx {
            index: what.index,
            caller: what.caller,
            generation: self.st.inl_gen,
        };
        let closure_vars: Vec<NameId> = self
            .prog
            .func(what.func)
            .closure_vars
            .iter()
            .filter_map(|&cv| self.prog.name(cv).outer)
            .collect();
        match &body.what {
            BodyKind::Missing(why) => Err(why.clone()),
            BodyKind::CallShaped | BodyKind::Curry(_) => {
                self.synthetic_stmts(tmp, body, &closure_vars, self.pos(what.call))
            }
            BodyKind::Tree(bref) => {
                let bref = bref.clone();
                let tree = bref.get();
                let Some((stmts, _)) = &tree.block else {
                    return Ok(Vec::new());
                };
                let mut r = Reader::new(self, tree, bref.clone(), body.dict.clone(), tmp);
                r.inl = Some(ctx);
                r.closure_vars = closure_vars;
                if r.dict.is_some() {
                    r.dict_param = r.closure_vars.last().copied();
                }
                r.bind_params()?;
                r.stmts(stmts)
            }
        }
    }

    /// Replaces `return` by an assignment to the results and a jump to the end.
    fn replace_returns(&mut self, list: Nodes, returns: &Returns) -> Res<Nodes> {
        let mut out = Vec::with_capacity(list.len());
        for n in list {
            out.push(self.replace_return(n, returns)?);
        }
        Ok(out)
    }

    /// The same for one statement. Expressions have no `return` in them.
    fn replace_return(&mut self, n: NodeId, returns: &Returns) -> Res<NodeId> {
        if let Kind::Return { results } = &mut self.prog.node_mut(n).kind {
            let results = core::mem::take(results);
            return self.inlined_return(n, results, returns);
        }
        let mut lists: Vec<Nodes> = Vec::new();
        for list in self.prog.node_mut(n).statement_lists() {
            lists.push(core::mem::take(list));
        }
        let mut replaced = Vec::with_capacity(lists.len());
        for list in lists {
            replaced.push(self.replace_returns(list, returns)?);
        }
        let slots = self.prog.node_mut(n).statement_lists();
        for (slot, list) in slots.into_iter().zip(replaced) {
            *slot = list;
        }
        Ok(n)
    }

    fn inlined_return(&mut self, n: NodeId, results: Nodes, returns: &Returns) -> Res<NodeId> {
        let pos = returns.pos;
        let mut block = self.take_init(n);
        if !results.is_empty() {
            let vars = returns.retvars;
            let lhs = vars.iter().map(|&r| self.prog.name(r).node).collect();
            let assign = self.new_assign_list(pos, Op::As2, lhs, false, results);
            if returns.delay {
                for &name in vars {
                    block.push(self.prog.new_decl(pos, name));
                    self.prog.name_mut(name).defn = Defn::Stmt(assign);
                }
            }
            block.push(assign);
        }
        let label = Some(returns.label);
        block.push(self.prog.stmt(pos, Op::Goto, Kind::Branch { label }));
        Ok(self.new_block(pos, block))
    }

    /// Makes the copy's variables the caller's.
    fn adopt(&mut self, what: &InlineCall, tmp: FuncId) {
        let dcl = core::mem::take(&mut self.prog.func_mut(tmp).dcl);
        for &id in &dcl {
            let name = self.prog.name_mut(id);
            name.curfn = Some(what.caller);
            if name.class == Class::Auto {
                name.inl_local = true;
            } else {
                if name.pos.is_known() {
                    name.pos.inl = Some(what.index);
                }
                name.inl_formal = true;
                name.class = Class::Auto;
            }
        }
        self.prog.func_mut(what.caller).dcl.extend(dcl);
    }

    fn auto_label(&mut self, caller: FuncId) -> SymId {
        // Labels are counted per function that is being compiled.
        let f = self.prog.func_mut(caller);
        f.label += 1;
        let text = format!(".i{}", f.label - 1);
        self.prog.lookup(self.prog.local, &text)
    }

    /// What evaluating the callee does besides giving a function (cmd/compile/internal/inline.CalleeEffects).
    fn callee_effects(&mut self, init: &mut Nodes, call: NodeId) {
        let mut fun = match self.prog.node(call).as_call().and_then(|c| c.fun) {
            Some(fun) if self.op(call) == Op::CallFunc => fun,
            _ => return,
        };
        loop {
            let inner = self.take_init(fun);
            init.extend(inner);
            let node = self.prog.node(fun);
            match (&node.kind, node.x()) {
                (Kind::Conv { x }, _) if node.op == Op::ConvNop => fun = *x,
                (
                    Kind::InlinedCall {
                        body, return_vars, ..
                    },
                    _,
                ) => {
                    let (body, vars) = (body.clone(), return_vars.clone());
                    init.extend(body);
                    match vars.first() {
                        Some(&v) => fun = v,
                        None => return,
                    }
                }
                _ => return,
            }
        }
    }
}

/// The mark in the name of a literal that was made by inlining: a hash of the inlined calls around it, base64 of eight bytes.
pub(super) fn hash(prog: &Program, index: InlIndex) -> String {
    let mut text = index.index().to_string();
    let mut parents = Vec::new();
    let mut at = Some(index);
    while let Some(i) = at {
        at = prog.inl_tree.get(i).pos.inl;
        parents.extend(at);
    }
    for p in parents.iter().rev() {
        text.push_str(&format!(" {}", p.index()));
    }
    super::sha256::mark(&text)
}
