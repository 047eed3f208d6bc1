//! Walks over nodes in the compiler's order: the statements before a node first, then its fields as declared.
//!
//! This order and what it leaves out (bodies of function literals, run-time type words) decide inline costs and the order of messages.
//! Source: cmd/compile/internal/ir/{visit,node_gen}.go.

use super::id::{FuncId, NodeId};
use super::node::{Kind, Node};
use super::program::Program;
use std::ops::ControlFlow;

impl Node {
    /// Calls `f` for each child in order, until one breaks. `name` gives the node of a variable.
    fn try_children<B>(
        &self,
        program: &Program,
        f: &mut impl FnMut(NodeId) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let list = |ids: &[NodeId], f: &mut dyn FnMut(NodeId) -> ControlFlow<B>| {
            ids.iter().try_for_each(|&id| f(id))
        };
        list(&self.init, f)?;
        match &self.kind {
            Kind::Name(_)
            | Kind::Ident(_)
            | Kind::Type
            | Kind::Lit(_)
            | Kind::Leaf
            | Kind::Closure { .. }
            | Kind::LinksymOffset { .. }
            | Kind::Branch { .. }
            | Kind::Label { .. }
            | Kind::InlineMark { .. } => ControlFlow::Continue(()),
            Kind::AddString { list: l }
            | Kind::CompLit { list: l, .. }
            | Kind::Block { list: l } => list(l, f),
            Kind::Addr { x }
            | Kind::Unary { x }
            | Kind::Star { x }
            | Kind::Paren { x }
            | Kind::Conv { x }
            | Kind::TypeAssert { x } => f(*x),
            Kind::Binary { x, y } | Kind::Logical { x, y } | Kind::AssignOp { x, y, .. } => {
                f(*x)?;
                f(*y)
            }
            Kind::Call(call) => {
                list(call.fun.as_slice(), f)?;
                list(&call.args, f)?;
                list(call.defer_at.as_slice(), f)?;
                call.keep_alive
                    .iter()
                    .try_for_each(|&name| f(program.name(name).node))
            }
            Kind::Index { x, index, .. } => {
                f(*x)?;
                f(*index)
            }
            Kind::Key { key, value } => {
                f(*key)?;
                f(*value)
            }
            Kind::StructKey { value, .. } => f(*value),
            Kind::InlinedCall {
                body, return_vars, ..
            } => {
                list(body, f)?;
                list(return_vars, f)
            }
            Kind::Make { len, cap } => {
                list(len.as_slice(), f)?;
                list(cap.as_slice(), f)
            }
            Kind::Selector(sel) => f(sel.x),
            Kind::Slice { x, low, high, max } => {
                f(*x)?;
                list(low.as_slice(), f)?;
                list(high.as_slice(), f)?;
                list(max.as_slice(), f)
            }
            Kind::SliceHeader { ptr, len, cap } => list(&[*ptr, *len, *cap], f),
            Kind::StringHeader { ptr, len } => list(&[*ptr, *len], f),
            Kind::DynamicTypeAssert {
                x,
                src_rtype,
                rtype,
                itab,
            } => {
                f(*x)?;
                list(src_rtype.as_slice(), f)?;
                list(rtype.as_slice(), f)?;
                list(itab.as_slice(), f)
            }
            Kind::DynamicType { rtype, itab } => {
                list(rtype.as_slice(), f)?;
                list(itab.as_slice(), f)
            }
            Kind::Decl { x } => f(program.name(*x).node),
            Kind::Assign { x, y, .. } => {
                f(*x)?;
                list(y.as_slice(), f)
            }
            Kind::AssignList { lhs, rhs, .. } => {
                list(lhs, f)?;
                list(rhs, f)
            }
            Kind::Case(case) => {
                if let Some(var) = case.var {
                    f(program.name(var).node)?;
                }
                list(&case.list, f)?;
                list(&case.rtypes, f)?;
                list(&case.body, f)
            }
            Kind::Comm { comm, body } => {
                list(comm.as_slice(), f)?;
                list(body, f)
            }
            Kind::For(l) => {
                list(l.cond.as_slice(), f)?;
                list(l.post.as_slice(), f)?;
                list(&l.body, f)
            }
            Kind::GoDefer { call, defer_at } => {
                f(*call)?;
                list(defer_at.as_slice(), f)
            }
            Kind::If(s) => {
                f(s.cond)?;
                list(&s.body, f)?;
                list(&s.els, f)
            }
            Kind::Range(r) => {
                f(r.x)?;
                list(r.key.as_slice(), f)?;
                list(r.value.as_slice(), f)?;
                list(&r.body, f)
            }
            Kind::Return { results } => list(results, f),
            Kind::Select { cases, .. } => list(cases, f),
            Kind::Send { chan, value } => {
                f(*chan)?;
                f(*value)
            }
            Kind::Switch { tag, cases, .. } => {
                list(tag.as_slice(), f)?;
                list(cases, f)
            }
            Kind::TailCall { call } => f(*call),
            Kind::TypeSwitchGuard { tag, x, .. } => {
                list(tag.as_slice(), f)?;
                f(*x)
            }
        }
    }

    /// The lists of statements in a statement; an expression has none.
    pub fn statement_lists(&mut self) -> Vec<&mut Vec<NodeId>> {
        match &mut self.kind {
            Kind::Block { list } => vec![list],
            Kind::For(l) => vec![&mut l.body],
            Kind::Range(r) => vec![&mut r.body],
            Kind::If(s) => vec![&mut s.body, &mut s.els],
            Kind::Switch { cases, .. } | Kind::Select { cases, .. } => vec![cases],
            Kind::Case(case) => vec![&mut case.body],
            Kind::Comm { body, .. } => vec![body],
            _ => Vec::new(),
        }
    }

    /// Calls `f` for the slot of each child that may be replaced, in order. Variables that a statement declares are no such slots.
    pub fn edit_children(&mut self, f: &mut impl FnMut(&mut NodeId)) {
        let mut slots: Vec<&mut NodeId> = self.init.iter_mut().collect();
        match &mut self.kind {
            Kind::Name(_)
            | Kind::Ident(_)
            | Kind::Type
            | Kind::Lit(_)
            | Kind::Leaf
            | Kind::Closure { .. }
            | Kind::LinksymOffset { .. }
            | Kind::Branch { .. }
            | Kind::Label { .. }
            | Kind::InlineMark { .. }
            | Kind::Decl { .. } => {}
            Kind::AddString { list } | Kind::CompLit { list, .. } | Kind::Block { list } => {
                slots.extend(list);
            }
            Kind::Addr { x }
            | Kind::Unary { x }
            | Kind::Star { x }
            | Kind::Paren { x }
            | Kind::Conv { x }
            | Kind::TypeAssert { x } => slots.push(x),
            Kind::Binary { x, y } | Kind::Logical { x, y } | Kind::AssignOp { x, y, .. } => {
                slots.extend([x, y]);
            }
            Kind::Call(call) => {
                slots.extend(&mut call.fun);
                slots.extend(&mut call.args);
                slots.extend(&mut call.defer_at);
            }
            Kind::Index { x, index, .. } => slots.extend([x, index]),
            Kind::Key { key, value } => slots.extend([key, value]),
            Kind::StructKey { value, .. } => slots.push(value),
            Kind::InlinedCall {
                body, return_vars, ..
            } => {
                slots.extend(body);
                slots.extend(return_vars);
            }
            Kind::Make { len, cap } => {
                slots.extend(len);
                slots.extend(cap);
            }
            Kind::Selector(sel) => slots.push(&mut sel.x),
            Kind::Slice { x, low, high, max } => {
                slots.push(x);
                slots.extend(low);
                slots.extend(high);
                slots.extend(max);
            }
            Kind::SliceHeader { ptr, len, cap } => slots.extend([ptr, len, cap]),
            Kind::StringHeader { ptr, len } => slots.extend([ptr, len]),
            Kind::DynamicTypeAssert {
                x,
                src_rtype,
                rtype,
                itab,
            } => {
                slots.push(x);
                slots.extend(src_rtype);
                slots.extend(rtype);
                slots.extend(itab);
            }
            Kind::DynamicType { rtype, itab } => {
                slots.extend(rtype);
                slots.extend(itab);
            }
            Kind::Assign { x, y, .. } => {
                slots.push(x);
                slots.extend(y);
            }
            Kind::AssignList { lhs, rhs, .. } => {
                slots.extend(lhs);
                slots.extend(rhs);
            }
            Kind::Case(case) => {
                slots.extend(&mut case.list);
                slots.extend(&mut case.rtypes);
                slots.extend(&mut case.body);
            }
            Kind::Comm { comm, body } => {
                slots.extend(comm);
                slots.extend(body);
            }
            Kind::For(l) => {
                slots.extend(&mut l.cond);
                slots.extend(&mut l.post);
                slots.extend(&mut l.body);
            }
            Kind::GoDefer { call, defer_at } => {
                slots.push(call);
                slots.extend(defer_at);
            }
            Kind::If(s) => {
                slots.push(&mut s.cond);
                slots.extend(&mut s.body);
                slots.extend(&mut s.els);
            }
            Kind::Range(r) => {
                slots.push(&mut r.x);
                slots.extend(&mut r.key);
                slots.extend(&mut r.value);
                slots.extend(&mut r.body);
            }
            Kind::Return { results } => slots.extend(results),
            Kind::Select { cases, .. } => slots.extend(cases),
            Kind::Send { chan, value } => slots.extend([chan, value]),
            Kind::Switch { tag, cases, .. } => {
                slots.extend(tag);
                slots.extend(cases);
            }
            Kind::TailCall { call } => slots.push(call),
            Kind::TypeSwitchGuard { tag, x, .. } => {
                slots.extend(tag);
                slots.push(x);
            }
        }
        slots.into_iter().for_each(f);
    }
}

impl Program {
    /// The children of a node in order (cmd/compile/internal/ir.DoChildren).
    pub fn for_children(&self, id: NodeId, f: &mut impl FnMut(NodeId)) {
        let _ = self.node(id).try_children(self, &mut |child| {
            f(child);
            ControlFlow::<()>::Continue(())
        });
    }

    /// Each node of a tree, parents before children. Bodies of function literals are not entered.
    pub fn visit(&self, id: NodeId, f: &mut impl FnMut(NodeId)) {
        self.any(&[id], &mut |n| {
            f(n);
            false
        });
    }

    /// Each node of a function's body, parents before children. Bodies of function literals in it are not entered.
    pub fn visit_func(&self, func: FuncId, f: &mut impl FnMut(NodeId)) {
        self.any(&self.func(func).body, &mut |n| {
            f(n);
            false
        });
    }

    /// Each node of a function's body and of all function literals in it; a literal's body comes right after the literal.
    pub fn visit_func_and_closures(&self, func: FuncId, f: &mut impl FnMut(NodeId)) {
        self.any_with_closures(func, &mut |n| {
            f(n);
            false
        });
    }

    /// Whether `cond` holds for a node of these trees; looks at parents before children and stops at the first.
    pub fn any(&self, roots: &[NodeId], cond: &mut impl FnMut(NodeId) -> bool) -> bool {
        self.walk(roots, false, cond)
    }

    /// Whether a function has deferred calls; those of literals in it don't count.
    pub fn defers(&self, func: FuncId) -> bool {
        self.any(&self.func(func).body, &mut |n| {
            self.op(n) == super::Op::Defer
        })
    }

    /// The same as [`Program::any`] for a function's body, entering the bodies of function literals right after the literal.
    pub fn any_with_closures(&self, func: FuncId, cond: &mut impl FnMut(NodeId) -> bool) -> bool {
        self.walk(&self.func(func).body, true, cond)
    }

    /// Preorder walk with a stack of its own: trees may be deeper than the machine's stack allows.
    fn walk(
        &self,
        roots: &[NodeId],
        closures: bool,
        cond: &mut impl FnMut(NodeId) -> bool,
    ) -> bool {
        let mut stack: Vec<NodeId> = roots.iter().rev().copied().collect();
        while let Some(id) = stack.pop() {
            if cond(id) {
                return true;
            }
            let start = stack.len();
            if let (true, Some(func)) = (closures, self.node(id).as_closure()) {
                stack.extend(&self.func(func).body);
            }
            self.for_children(id, &mut |child| stack.push(child));
            stack[start..].reverse();
        }
        false
    }

    /// A copy of a tree in which only names, constants and types are shared (cmd/compile/internal/ir.DeepCopy).
    /// `depth` bounds the recursion; below it nodes are shared.
    pub fn deep_copy(&mut self, id: NodeId, depth: usize) -> NodeId {
        if self.op(id).may_be_shared() || depth == 0 {
            return id;
        }
        let mut node = self.node(id).clone();
        node.edit_children(&mut |child| *child = self.deep_copy(*child, depth - 1));
        self.add(node)
    }
}
