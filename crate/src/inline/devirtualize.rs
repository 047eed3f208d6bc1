//! Turns calls of interface methods into calls of methods where the dynamic type is known (cmd/compile/internal/devirtualize).

use super::Fact;
use crate::ir::expr::{is_nil, outer_value, single_result};
use crate::ir::lower::Lower;
use crate::ir::{Class, FuncId, Kind, NameId, Node, NodeId, Op, Printer, TKind, Unsupported};
use crate::types::TypeId;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What is assigned to an interface variable.
#[derive(Clone, Copy, Debug)]
enum Assignment {
    /// Something of unknown dynamic type.
    Unknown,
    /// Something of this concrete type.
    Type(TypeId),
    /// The value of an expression.
    Node(NodeId),
}

/// A call whose interface result is assigned to a variable: which variable, which of its assignments, which result.
#[derive(Clone, Copy, Debug)]
struct CallAssign {
    name: NameId,
    assignment: usize,
    result: usize,
}

/// The assignments to interface variables that are known so far.
#[derive(Debug, Default)]
pub struct State {
    assignments: HashMap<NameId, Vec<Assignment>>,
    calls: HashMap<NodeId, Vec<CallAssign>>,
    analysed: HashSet<FuncId>,
}

/// The dynamic type of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Concrete {
    /// Not known, or not always the same.
    Unknown,
    /// Always nil, or only ever assigned to itself.
    Nothing,
    /// Always this type, which is a type of its own where it was made for a node.
    Type(TypeId, Option<NodeId>),
}

impl State {
    /// Rewrites a call if the dynamic type of its receiver is known. Calls of `go` and `defer` stay, as a panic would move to the statement.
    pub fn static_call(
        &mut self,
        lw: &mut Lower,
        func: FuncId,
        call: NodeId,
        facts: &mut Vec<Fact>,
    ) {
        let node = lw.prog.node(call);
        let Some(fun) = node
            .as_call()
            .filter(|c| !c.go_defer && node.op == Op::CallInter)
            .and_then(|c| c.fun)
        else {
            return;
        };
        let Some(x) = lw.prog.node(fun).x() else {
            return;
        };
        let Some(iface) = lw.prog.node(x).typ else {
            return;
        };
        let Some(typ) = self.concrete_type(lw, x) else {
            return;
        };
        if !lw.implements(typ, iface) || lw.tys.is_shape(typ) {
            return;
        }
        let pos = lw.prog.node(call).pos;
        let shaped = match () {
            () if lw.tys.has_shape(typ) => Some(("receiver", typ)),
            () if lw.tys.has_shape(iface) => Some(("interface", iface)),
            () => None,
        };
        let printer = Printer::new(lw.prog, lw.tys);
        if let Some((what, typ)) = shaped {
            let text = format!(
                "cannot devirtualize {}: shaped {what} {}",
                printer.node(call),
                printer.typ(typ)
            );
            facts.push(Fact::Devirtualize {
                func,
                pos,
                call,
                text,
            });
            return;
        }
        let (selector, name) = (printer.node(fun), printer.typ(typ));
        let how = match lw.call_method_of(call, typ) {
            Ok(Op::CallInter) => "partially devirtualizing",
            Ok(_) => "devirtualizing",
            Err(why) => {
                let unsupported = Unsupported {
                    pos,
                    reason: why.what.into(),
                    via: None,
                };
                lw.prog
                    .func_mut(func)
                    .unsupported
                    .get_or_insert(unsupported);
                return;
            }
        };
        let text = format!("{how} {selector} to {name}");
        facts.push(Fact::Devirtualize {
            func,
            pos,
            call,
            text,
        });
    }

    /// The dynamic type of an expression of interface type, if it is known.
    fn concrete_type(&mut self, lw: &Lower, n: NodeId) -> Option<TypeId> {
        match self.concrete(lw, n, &mut HashSet::default()) {
            Concrete::Type(t, _) => Some(t),
            _ => None,
        }
    }

    fn concrete(&mut self, lw: &Lower, mut n: NodeId, seen: &mut HashSet<NameId>) -> Concrete {
        loop {
            let node = lw.prog.node(n);
            let Some(typ) = node.typ else {
                return Concrete::Unknown;
            };
            if !lw.tys.is_interface(typ) {
                return Concrete::Type(typ, made_for(lw, n, typ));
            }
            let next = match node.op {
                Op::ConvNop | Op::ConvIface | Op::Paren | Op::DotType | Op::DotType2 => node.x(),
                Op::InlCall => single_result(node),
                _ => None,
            };
            match next {
                Some(next) => n = next,
                None => break,
            }
        }
        let Some(name) = lw.prog.as_name(n).map(|name| lw.prog.canonical(name)) else {
            return Concrete::Unknown;
        };
        let var = lw.prog.name(name);
        if var.class != Class::Auto || var.addrtaken {
            return Concrete::Unknown;
        }
        if !seen.insert(name) {
            return Concrete::Nothing;
        }
        self.concrete_variable(lw, name, seen)
    }

    /// The one type that all assignments to a variable have.
    fn concrete_variable(
        &mut self,
        lw: &Lower,
        name: NameId,
        seen: &mut HashSet<NameId>,
    ) -> Concrete {
        let Some(func) = lw.prog.name(name).curfn else {
            return Concrete::Unknown;
        };
        if self.analysed.insert(func) {
            self.analyse(lw, &lw.prog.func(func).body);
        }
        let mut typ = None;
        for assignment in self.assignments.get(&name).cloned().unwrap_or_default() {
            let t = match assignment {
                Assignment::Unknown => return Concrete::Unknown,
                Assignment::Type(t) => (t, None),
                Assignment::Node(n) => match self.concrete(lw, n, seen) {
                    Concrete::Unknown => return Concrete::Unknown,
                    Concrete::Nothing => continue,
                    Concrete::Type(t, made_for) => (t, made_for),
                },
            };
            let same = |(old, made_for)| lw.tys.identical(old, t.0) && made_for == t.1;
            if !typ.is_none_or(same) {
                return Concrete::Unknown;
            }
            typ = Some(t);
        }
        typ.map_or(Concrete::Nothing, |(t, made_for)| {
            Concrete::Type(t, made_for)
        })
    }

    /// Takes note of a call that was replaced by its body.
    pub fn inlined_call(&mut self, lw: &Lower, func: FuncId, call: NodeId, inlined: &Node) {
        if !self.analysed.contains(&func) {
            return;
        }
        let Kind::InlinedCall {
            body, return_vars, ..
        } = &inlined.kind
        else {
            return;
        };
        self.analyse(lw, &inlined.init);
        self.analyse(lw, body);
        for at in self.calls.remove(&call).unwrap_or_default() {
            if let (Some(list), Some(&value)) = (
                self.assignments.get_mut(&at.name),
                return_vars.get(at.result),
            ) {
                list[at.assignment] = Assignment::Node(value);
            }
        }
    }

    // ---- collecting assignments ----

    fn analyse(&mut self, lw: &Lower, list: &[NodeId]) {
        let mut literals = Vec::new();
        lw.prog.any(list, &mut |n| {
            self.assignments_of(lw, n, &mut literals);
            false
        });
        // Literals found on the way; what is in them counts for the variables that they capture.
        for func in literals {
            if self.analysed.insert(func) {
                self.analyse(lw, &lw.prog.func(func).body);
            }
        }
    }

    fn assignments_of(&mut self, lw: &Lower, n: NodeId, literals: &mut Vec<FuncId>) {
        let node = lw.prog.node(n);
        match &node.kind {
            &Kind::Assign { x, y: Some(y), .. } => {
                let y = skip_parens(lw, y);
                match self.call_results(lw, y) {
                    Some(results) => self.assign_result(lw, x, y, &results, 0),
                    None => {
                        self.assign(lw, Some(x), Assignment::Node(y));
                    }
                }
            }
            Kind::AssignList { lhs, rhs, .. } => self.assign_list(lw, node.op, lhs, rhs),
            Kind::Range(r) => {
                let (key, value) = self.range_types(lw, r.x);
                self.assign(lw, r.key, key);
                self.assign(lw, r.value, value);
            }
            Kind::Switch {
                tag: Some(tag),
                cases,
                ..
            } => {
                let Kind::TypeSwitchGuard { x, .. } = lw.prog.node(*tag).kind else {
                    return;
                };
                for &case in cases {
                    if let Kind::Case(case) = &lw.prog.node(case).kind
                        && let Some(var) = case.var
                    {
                        let var = lw.prog.name(var).node;
                        self.assign(lw, Some(var), Assignment::Node(x));
                    }
                }
            }
            &Kind::Closure { func, .. } => literals.push(func),
            _ => {}
        }
    }

    fn assign_list(&mut self, lw: &Lower, op: Op, lhs: &[NodeId], rhs: &[NodeId]) {
        let Some(&first) = rhs.first() else { return };
        match op {
            Op::As2 => {
                for (&x, &y) in lhs.iter().zip(rhs) {
                    self.assign(lw, Some(x), Assignment::Node(y));
                }
            }
            Op::As2DotType => {
                self.assign(lw, lhs.first().copied(), Assignment::Node(first));
            }
            Op::As2MapR | Op::As2Recv | Op::SelRecv2 => {
                let typ = lw.prog.node(first).typ;
                let value = typ.map_or(Assignment::Unknown, Assignment::Type);
                self.assign(lw, lhs.first().copied(), value);
            }
            _ => {
                let call = skip_parens(lw, first);
                if let Kind::InlinedCall { return_vars, .. } = &lw.prog.node(call).kind {
                    for (&x, &y) in lhs.iter().zip(return_vars) {
                        self.assign(lw, Some(x), Assignment::Node(y));
                    }
                } else if let Some(results) = self.call_results(lw, call) {
                    for (i, &x) in lhs.iter().enumerate() {
                        self.assign_result(lw, x, call, &results, i);
                    }
                }
            }
        }
    }

    /// The types of the results of a call of a function; nothing for other expressions.
    fn call_results(&self, lw: &Lower, n: NodeId) -> Option<Vec<TypeId>> {
        let fun = lw.prog.node(n).as_call()?.fun?;
        let sig = lw.tys.signature(lw.prog.node(fun).typ?)?;
        Some(
            sig.results
                .iter()
                .map(|&r| lw.tys.types.type_of(r))
                .collect(),
        )
    }

    fn assign_result(&mut self, lw: &Lower, x: NodeId, call: NodeId, results: &[TypeId], i: usize) {
        let Some(&typ) = results.get(i) else { return };
        let at = self.assign(lw, Some(x), Assignment::Type(typ));
        if let (Some((name, assignment)), true) = (at, lw.tys.is_interface(typ)) {
            // The call may be inlined later, and then more is known.
            self.calls.entry(call).or_default().push(CallAssign {
                name,
                assignment,
                result: i,
            });
        }
    }

    /// Records an assignment to a local interface variable; gives the variable and which assignment this is.
    fn assign(
        &mut self,
        lw: &Lower,
        x: Option<NodeId>,
        mut value: Assignment,
    ) -> Option<(NameId, usize)> {
        let x = x.filter(|&x| lw.prog.op(x) == Op::Name && !lw.prog.is_blank(x))?;
        let name = lw.prog.as_name(outer_value(lw.prog, lw.tys, x))?;
        let var = lw.prog.name(name);
        if var.curfn.is_none() || !lw.tys.is_interface(var.typ) {
            return None;
        }
        let name = lw.prog.canonical(name);
        if lw.prog.name(name).class != Class::Auto {
            return None;
        }
        match value {
            Assignment::Type(t) if lw.tys.is_interface(t) => value = Assignment::Unknown,
            // A call through a nil interface panics anyway.
            Assignment::Node(n) if is_nil(lw.prog, n) => return None,
            _ => {}
        }
        let list = self.assignments.entry(name).or_default();
        list.push(value);
        Some((name, list.len() - 1))
    }

    /// What a `range` over `x` assigns to its variables.
    fn range_types(&self, lw: &Lower, x: NodeId) -> (Assignment, Assignment) {
        let typ = |t: Option<TypeId>| t.map_or(Assignment::Unknown, Assignment::Type);
        let Some(mut t) = lw.prog.node(x).typ else {
            return (Assignment::Unknown, Assignment::Unknown);
        };
        if let Some(elem) = lw
            .tys
            .elem(t)
            .filter(|&e| lw.tys.is_ptr(t) && lw.tys.is_array(e))
        {
            t = elem;
        }
        match lw.tys.kind(t) {
            TKind::Array | TKind::Slice => (Assignment::Unknown, typ(lw.tys.elem(t))),
            TKind::Chan => (typ(lw.tys.elem(t)), Assignment::Unknown),
            TKind::Map => (typ(lw.tys.key(t)), typ(lw.tys.elem(t))),
            _ => (Assignment::Unknown, Assignment::Unknown),
        }
    }
}

/// The node that a pointer type was made for, if each such node has one of its own; the compiler compares types by identity here.
fn made_for(lw: &Lower, n: NodeId, typ: TypeId) -> Option<NodeId> {
    let makes = matches!(lw.prog.op(n), Op::Addr | Op::PtrLit | Op::New);
    let elem = lw.tys.elem(typ).filter(|_| makes && lw.tys.is_ptr(typ))?;
    lw.is_met_late(elem).then_some(n)
}

fn skip_parens(lw: &Lower, mut n: NodeId) -> NodeId {
    while let (Op::Paren, Some(x)) = (lw.prog.op(n), lw.prog.node(n).x()) {
        n = x;
    }
    n
}
