//! Which local variables keep the value they were declared with.

use super::expr::{outer_name, single_result, static_callee_name};
use super::id::{FuncId, NameId, NodeId};
use super::name::{Class, Defn};
use super::node::Kind;
use super::op::Op;
use super::program::Program;
use super::ty::{TKind, Tys};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Answers for one function and all literals in it, after a single walk (cmd/compile/internal/ir.ReassignOracle).
///
/// A candidate is a parameter, or a local that an assignment declares and whose address is never taken. It drops out with any other assignment.
#[derive(Clone, Debug, Default)]
pub struct ReassignOracle {
    /// Candidates that are left.
    single_def: HashSet<NameId>,
    /// For locals of function type: all their plain assignments of something but nil.
    func_assigns: HashMap<NameId, Vec<NodeId>>,
}

impl ReassignOracle {
    /// Walks a function. The answers hold until its nodes change.
    pub fn new(program: &Program, tys: &Tys, func: FuncId) -> ReassignOracle {
        let mut oracle = ReassignOracle::default();
        let f = program.func(func);
        for param in &f.dcl[..f.recv_params.len().min(f.dcl.len())] {
            if !program.is_blank_sym(program.name(*param).sym) {
                oracle.single_def.insert(*param);
            }
        }
        let mut assignments = Vec::new();
        program.visit_func_and_closures(func, &mut |n| match program.node(n).kind {
            Kind::Name(name) => oracle.add_local(program, tys, name),
            _ if assigns(program, n) => assignments.push(n),
            _ => {}
        });
        for n in assignments {
            assigned(program, n, &mut |target| {
                oracle.prune(program, tys, target, n)
            });
        }
        oracle
    }

    fn add_local(&mut self, program: &Program, tys: &Tys, id: NameId) {
        let name = program.name(id);
        if name.class != Class::Auto || name.addrtaken {
            return;
        }
        let plain = match name.defn {
            Defn::None => true,
            Defn::Stmt(stmt) => {
                self.single_def.insert(id);
                program.op(stmt) == Op::As
            }
            _ => return,
        };
        if plain && tys.kind(name.typ) == TKind::Func {
            self.func_assigns.insert(id, Vec::new());
        }
    }

    /// Takes note of the assignment `stmt` to `target`.
    fn prune(&mut self, program: &Program, tys: &Tys, target: NodeId, stmt: NodeId) {
        let Some(id) = outer_name(program, tys, target) else {
            return;
        };
        let name = program.name(id);
        let again = match name.class {
            Class::Param => true,
            Class::Auto => name.defn != Defn::Stmt(stmt),
            _ => false,
        };
        if again {
            self.single_def.remove(&id);
        }
        if let Some(assigns) = self.func_assigns.get_mut(&id) {
            match program.node(stmt).kind {
                Kind::Assign { y, .. } if is_nil_assign(program, y) => {}
                Kind::Assign { .. } => assigns.push(stmt),
                _ => {
                    self.func_assigns.remove(&id);
                }
            }
        }
    }

    /// The earliest expression that always has the value of `n`; its type may differ, as conversions without effect are looked through.
    pub fn static_value(&self, program: &Program, mut n: NodeId) -> NodeId {
        while let Some(next) = strip(program, n).or_else(|| {
            definition(program, n)
                .and_then(|(name, rhs)| self.single_def.contains(&name).then_some(rhs))
        }) {
            n = next;
        }
        n
    }

    /// Whether a variable may get another value than the one it was declared with.
    pub fn reassigned(&self, name: NameId) -> bool {
        !self.single_def.contains(&name)
    }

    /// All plain assignments to a local of function type; empty if it is no such variable, or may be assigned in another way.
    pub fn func_assignments(&self, program: &Program, name: NameId) -> &[NodeId] {
        self.func_assigns
            .get(&program.canonical(name))
            .map_or(&[], |v| v)
    }
}

/// Whether a node is a statement that assigns.
fn assigns(program: &Program, n: NodeId) -> bool {
    let kind = &program.node(n).kind;
    matches!(
        kind,
        Kind::Assign { .. } | Kind::AssignOp { .. } | Kind::AssignList { .. } | Kind::Range(_)
    )
}

/// Calls `f` for each expression that a statement assigns to.
pub fn assigned(program: &Program, stmt: NodeId, f: &mut impl FnMut(NodeId)) {
    match &program.node(stmt).kind {
        Kind::Assign { x, .. } | Kind::AssignOp { x, .. } => f(*x),
        Kind::AssignList { lhs, .. } => lhs.iter().for_each(|&x| f(x)),
        Kind::Range(r) => r.key.iter().chain(&r.value).for_each(|&x| f(x)),
        _ => {}
    }
}

fn is_nil_assign(program: &Program, y: Option<NodeId>) -> bool {
    let Some(mut y) = y else { return true };
    while let (Op::ConvNop, Some(x)) = (program.op(y), program.node(y).x()) {
        y = x;
    }
    program.op(y) == Op::Nil
}

/// What a node merely wraps.
fn strip(program: &Program, n: NodeId) -> Option<NodeId> {
    let node = program.node(n);
    match node.op {
        Op::ConvNop | Op::Paren => node.x(),
        Op::InlCall => single_result(node),
        _ => None,
    }
}

/// For a local that an assignment declares: the variable and the value it is declared with.
fn definition(program: &Program, n: NodeId) -> Option<(NameId, NodeId)> {
    let id = program.canonical(program.as_name(n)?);
    let name = program.name(id);
    let Defn::Stmt(defn) = name.defn else {
        return None;
    };
    if name.class != Class::Auto {
        return None;
    }
    let rhs = match &program.node(defn).kind {
        Kind::Assign { y, .. } => (*y)?,
        Kind::AssignList { lhs, rhs, .. } if program.op(defn) == Op::As2 => {
            *rhs.get(lhs.iter().position(|&x| x == name.node)?)?
        }
        _ => return None,
    };
    Some((id, rhs))
}

/// Whether a local variable may get another value than the one it was declared with: the same answer as the oracle's, for IR that changes
/// (cmd/compile/internal/ir.Reassigned).
pub fn reassigned(program: &Program, tys: &Tys, id: NameId) -> bool {
    let name = program.name(id);
    let Some(curfn) = name.curfn else { return true };
    name.addrtaken
        || program.any_with_closures(curfn, &mut |n| {
            let mut found = false;
            let again = match program.node(n).kind {
                Kind::Assign { .. } | Kind::AssignList { .. } => name.defn != Defn::Stmt(n),
                _ => true,
            };
            assigned(program, n, &mut |x| {
                found |= again && outer_name(program, tys, x) == Some(id);
            });
            found
        })
}

/// The earliest expression that always has the value of `n` (cmd/compile/internal/ir.StaticValue). Walks a function for each variable on the way;
/// an oracle does better where nodes stay as they are.
pub fn static_value(program: &Program, tys: &Tys, n: NodeId) -> NodeId {
    static_value_by(program, n, &mut |name| reassigned(program, tys, name))
}

/// The same with the caller's answers to [`reassigned`].
pub fn static_value_by(
    program: &Program,
    mut n: NodeId,
    reassigned: &mut impl FnMut(NameId) -> bool,
) -> NodeId {
    while let Some(next) = strip(program, n).or_else(|| {
        definition(program, n).and_then(|(name, rhs)| (!reassigned(name)).then_some(rhs))
    }) {
        n = next;
    }
    n
}

/// The function that an expression always is, if that is known.
pub fn static_callee(program: &Program, oracle: &ReassignOracle, n: NodeId) -> Option<NameId> {
    static_callee_name(program, oracle.static_value(program, n))
}
