//! Removes assignments to local variables that nobody reads (cmd/compile/internal/deadlocals).
//!
//! What is left of `f := func() {…}` after all its calls were inlined is such an assignment: with it goes the message about the literal.

use crate::ir::{Class, Defn, FuncId, Kind, NameId, NodeId, Op, Program};
use crate::types::TypeId;
use crate::types::constant::Value;
use rustc_hash::FxHashMap as HashMap;

/// Cleans functions and the literals in them.
pub fn funcs(prog: &mut Program, fns: &[FuncId]) {
    for &f in fns {
        // A literal that captures variables is cleaned with the function around it.
        if prog.func(f).is_closure() {
            continue;
        }
        let mut visitor = Visitor {
            prog,
            defs: HashMap::default(),
            order: Vec::new(),
            waiting: Vec::new(),
        };
        visitor.nodes(&visitor.prog.func(f).body);
        let dead: Vec<(NameId, Vec<Assign>)> = visitor.dead();
        for (name, assigns) in dead {
            for assign in assigns {
                remove(prog, assign);
            }
            // The statement that declared it may be gone.
            prog.name_mut(name).defn = Defn::None;
        }
    }
}

/// One assignment: a statement, and for assignments of several values which one.
#[derive(Clone, Copy)]
struct Assign {
    stmt: NodeId,
    index: Option<usize>,
}

/// Turns an assignment into `_ = 0`.
fn remove(prog: &mut Program, assign: Assign) {
    let blank = prog.blank_node();
    let zero = prog.new_lit(crate::ir::XPos::NONE, TypeId::INT, Value::Int(0));
    match (&mut prog.node_mut(assign.stmt).kind, assign.index) {
        (Kind::Assign { x, y, .. }, _) => (*x, *y) = (blank, Some(zero)),
        (Kind::AssignList { lhs, rhs, .. }, Some(i)) => (lhs[i], rhs[i]) = (blank, zero),
        _ => {}
    }
}

struct Visitor<'a> {
    prog: &'a Program,
    /// The assignments of each variable that can go if it is never read; nothing once it was read.
    defs: HashMap<NameId, Option<Vec<Assign>>>,
    /// The keys in the order in which they came.
    order: Vec<NameId>,
    /// The children that wait to be looked at, of all nodes that the visitor is in.
    waiting: Vec<NodeId>,
}

impl Visitor<'_> {
    fn dead(&self) -> Vec<(NameId, Vec<Assign>)> {
        let assigns = |name| Some((name, self.defs.get(&name)?.clone()?));
        self.order
            .iter()
            .filter_map(|&name| assigns(name))
            .collect()
    }

    fn nodes(&mut self, list: &[NodeId]) {
        for &n in list {
            self.node(n);
        }
    }

    fn node(&mut self, n: NodeId) {
        let prog = self.prog;
        let node = prog.node(n);
        match &node.kind {
            Kind::Closure { func, .. } => {
                self.nodes(&node.init);
                for &cv in &prog.func(*func).closure_vars {
                    self.used(cv);
                }
                self.nodes(&prog.func(*func).body);
            }
            Kind::Decl { .. } => {}
            Kind::Name(name) => self.used(*name),
            Kind::Assign { x, y, .. } => {
                let assign = Assign {
                    stmt: n,
                    index: None,
                };
                self.assign(assign, *x, *y, false);
            }
            Kind::AssignList { lhs, rhs, .. } if node.op == Op::As2 => {
                // `_ = x` alone is a use on purpose; beside other variables it is none.
                let some_used = lhs.iter().any(|&x| !prog.is_blank(x));
                for (i, (&x, &y)) in lhs.iter().zip(rhs).enumerate() {
                    let assign = Assign {
                        stmt: n,
                        index: Some(i),
                    };
                    self.assign(assign, x, Some(y), some_used);
                }
            }
            _ => {
                let (start, waiting) = (self.waiting.len(), &mut self.waiting);
                prog.for_children(n, &mut |child| waiting.push(child));
                waiting.extend(prog.hidden.get(&n).into_iter().flatten());
                for i in start..self.waiting.len() {
                    self.node(self.waiting[i]);
                }
                self.waiting.truncate(start);
            }
        }
    }

    /// A mention of a variable that is not an assignment to it.
    fn used(&mut self, name: NameId) {
        let name = self.prog.canonical(name);
        if !self.is_local(name, false) {
            return;
        }
        let lazy = match self.defs.insert(name, None) {
            Some(lazy) => lazy,
            None => {
                self.order.push(name);
                None
            }
        };
        // Its values count after all.
        for assign in lazy.unwrap_or_default() {
            if let Some(rhs) = self.value(assign) {
                self.node(rhs);
            }
        }
    }

    fn value(&self, assign: Assign) -> Option<NodeId> {
        match (&self.prog.node(assign.stmt).kind, assign.index) {
            (Kind::Assign { y, .. }, _) => *y,
            (Kind::AssignList { rhs, .. }, Some(i)) => rhs.get(i).copied(),
            _ => None,
        }
    }

    fn assign(&mut self, assign: Assign, lhs: NodeId, rhs: Option<NodeId>, blank_is_no_use: bool) {
        let Some(name) = self.prog.as_name(lhs) else {
            self.node(lhs);
            self.nodes(rhs.as_slice());
            return;
        };
        let name = self.prog.canonical(name);
        if self.is_local(name, blank_is_no_use) && !rhs.is_some_and(|rhs| self.has_effects(rhs)) {
            if !self.defs.contains_key(&name) {
                self.order.push(name);
            }
            if let Some(list) = self.defs.entry(name).or_insert(Some(Vec::new())) {
                list.push(assign);
                return;
            }
        }
        self.nodes(rhs.as_slice());
    }

    fn has_effects(&self, n: NodeId) -> bool {
        let node = self.prog.node(n);
        !node.init.is_empty() || !matches!(node.op, Op::Name | Op::Literal | Op::Nil | Op::Closure)
    }

    fn is_local(&self, name: NameId, blank_is_no_use: bool) -> bool {
        let name = self.prog.name(name);
        if self.prog.is_blank_sym(name.sym) {
            return blank_is_no_use;
        }
        matches!(name.class, Class::Auto | Class::Param)
    }
}
