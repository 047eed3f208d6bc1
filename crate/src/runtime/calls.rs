//! What one call of a function allocates: a walk over its statements that adds up, takes the wider of two branches, and multiplies loops.

use super::amount::{Cost, Count, Object};
use super::grown::Grown;
use super::model::{Model, Run};
use super::places::Places;
use super::trips;
use crate::ir::{
    FuncId, Kind, Label, NameId, NodeId, Op, Program, ReassignOracle, TKind, Tys, expr, reassign,
};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Deepest nesting of nodes that is walked.
const MAX_DEPTH: u32 = 600;
/// Most nodes that are looked at, for small programs: functions that get others as arguments are looked at for each call.
const MAX_NODES: u64 = 500_000;
/// Deepest chain of calls that is followed.
const MAX_CALLS: u32 = 60;

/// What a stretch of code allocates; of slices and maps that grow, how often they do it.
#[derive(Clone, Default)]
struct Sum {
    cost: Cost,
    grown: BTreeMap<NodeId, Count>,
}

impl Sum {
    fn of(cost: Cost) -> Sum {
        Sum {
            cost,
            grown: BTreeMap::new(),
        }
    }

    fn is_nothing(&self) -> bool {
        self.cost == Cost::NOTHING && self.grown.is_empty()
    }

    fn plus(mut self, other: &Sum) -> Sum {
        self.cost = self.cost.plus(other.cost);
        for (&n, &more) in &other.grown {
            let count = self.grown.entry(n).or_default();
            *count = count.plus(more);
        }
        self
    }

    fn or(mut self, other: &Sum) -> Sum {
        self.cost = self.cost.or(other.cost);
        for (n, count) in &mut self.grown {
            *count = count.or(other.grown.get(n).copied().unwrap_or_default());
        }
        for (&n, &count) in &other.grown {
            self.grown.entry(n).or_insert(count.or(Count::ZERO));
        }
        self
    }

    fn times(&self, n: Count) -> Sum {
        let grown = self.grown.iter();
        Sum {
            cost: self.cost.times(n),
            grown: grown.map(|(&at, count)| (at, count.times(n))).collect(),
        }
    }
}

/// A way out of a stretch of code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Jump {
    Return,
    Break(Option<Label>),
    Continue(Option<Label>),
    Goto(Label),
    Fall,
}

/// What a stretch of code allocates; nothing for one that allocates nothing and goes on, as most of them do.
#[derive(Clone)]
struct Flow(Option<Box<Ways>>);

/// What a stretch of code allocates on each of its ways out; `next` is the usual one.
#[derive(Clone, Default)]
struct Ways {
    next: Option<Sum>,
    jumps: Vec<(Jump, Sum)>,
}

fn either(a: Option<Sum>, b: Option<Sum>) -> Option<Sum> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.or(&b)),
        (a, b) => a.or(b),
    }
}

impl Ways {
    fn leave(&mut self, jump: Jump, sum: Sum) {
        match self.jumps.iter_mut().find(|(j, _)| *j == jump) {
            Some((_, old)) => *old = std::mem::take(old).or(&sum),
            None => self.jumps.push((jump, sum)),
        }
    }

    fn is_nothing(&self) -> bool {
        self.jumps.is_empty() && self.next.as_ref().is_some_and(Sum::is_nothing)
    }

    fn then(&mut self, after: Ways) {
        let Some(so_far) = self.next.take() else {
            return;
        };
        for (jump, sum) in after.jumps {
            self.leave(jump, so_far.clone().plus(&sum));
        }
        self.next = after.next.map(|sum| so_far.plus(&sum));
    }
}

impl Flow {
    const NOTHING: Flow = Flow(None);

    fn new(next: Option<Sum>, jumps: Vec<(Jump, Sum)>) -> Flow {
        let ways = Ways { next, jumps };
        Flow((!ways.is_nothing()).then(|| Box::new(ways)))
    }

    /// One that comes to no end.
    fn stop() -> Flow {
        Flow::new(None, Vec::new())
    }

    fn of(cost: Cost) -> Flow {
        match cost == Cost::NOTHING {
            true => Flow::NOTHING,
            false => Flow::new(Some(Sum::of(cost)), Vec::new()),
        }
    }

    /// One that is counted, and costs what the others let it cost.
    fn step(n: NodeId) -> Flow {
        let once = Sum {
            cost: Cost::NOTHING,
            grown: BTreeMap::from([(n, Count::exact(1))]),
        };
        Flow::new(Some(once), Vec::new())
    }

    fn jump(jump: Jump) -> Flow {
        Flow::new(None, vec![(jump, Sum::default())])
    }

    /// What is allocated on the usual way out.
    fn next(&self) -> Option<Sum> {
        match &self.0 {
            Some(ways) => ways.next.clone(),
            None => Some(Sum::default()),
        }
    }

    fn ways(self) -> Ways {
        match self.0 {
            Some(ways) => *ways,
            None => Ways {
                next: Some(Sum::default()),
                jumps: Vec::new(),
            },
        }
    }

    fn then(self, after: Flow) -> Flow {
        match (self.0, after.0) {
            (None, flow) | (flow, None) => Flow(flow),
            (Some(mut ways), Some(after)) => {
                ways.then(*after);
                Flow(Some(ways))
            }
        }
    }

    fn or(self, other: Flow) -> Flow {
        if self.0.is_none() && other.0.is_none() {
            return self;
        }
        let (mut ways, other) = (self.ways(), other.ways());
        for (jump, sum) in other.jumps {
            ways.leave(jump, sum);
        }
        Flow::new(either(ways.next, other.next), ways.jumps)
    }

    /// What leaves in a certain way.
    fn take(&mut self, is: impl Fn(Jump) -> bool) -> Option<Sum> {
        let ways = self.0.as_mut()?;
        let mut taken = None;
        ways.jumps.retain(|(jump, sum)| {
            let found = is(*jump);
            if found {
                taken = either(taken.take(), Some(sum.clone()));
            }
            !found
        });
        taken
    }

    /// What leaves in this way goes on behind.
    fn resolve(&mut self, is: impl Fn(Jump) -> bool) {
        let taken = self.take(is);
        if let Some(ways) = &mut self.0 {
            ways.next = either(ways.next.take(), taken);
        }
    }
}

#[derive(Clone, Copy)]
enum State {
    Working,
    Done(Cost),
}

/// Functions that parameters stand for: those of the function being looked at, and of the functions around it and around what it was given.
type Bound = Rc<BTreeMap<NameId, FuncId>>;

/// Answers about the functions of one program.
pub struct Calls<'a> {
    program: &'a Program,
    tys: &'a Tys,
    places: &'a Places,
    run: Run,
    /// A function's answer depends on the functions that it is given, and on nothing else.
    known: HashMap<(FuncId, Bound), State>,
    oracles: HashMap<FuncId, Rc<ReassignOracle>>,
    depth: u32,
    calls: u32,
    func: Option<FuncId>,
    /// How many nodes may still be looked at.
    left: u64,
    bound: Bound,
    /// Where slices leave their functions.
    leaves: HashSet<NodeId>,
}

impl<'a> Calls<'a> {
    /// Asks about calls of which `run` is known.
    pub fn new(program: &'a Program, tys: &'a Tys, places: &'a Places, run: Run) -> Calls<'a> {
        Calls {
            program,
            tys,
            places,
            run,
            known: HashMap::default(),
            oracles: HashMap::default(),
            depth: 0,
            calls: 0,
            func: None,
            left: MAX_NODES.max(4 * program.node_count() as u64),
            bound: Bound::default(),
            leaves: places.moves.values().map(|m| m.0).collect(),
        }
    }

    /// What one call of a function allocates, with all that it calls, defers and starts.
    pub fn call(&mut self, func: FuncId) -> Cost {
        let bound = match self.is_literal(func) {
            true => self.bound.clone(),
            false => Bound::default(),
        };
        self.call_bound(func, bound)
    }

    /// Function literals see the parameters of the functions around them.
    fn is_literal(&self, func: FuncId) -> bool {
        self.program.func(func).closure_parent.is_some()
    }

    fn call_bound(&mut self, func: FuncId, bound: Bound) -> Cost {
        let key = (func, bound.clone());
        match self.known.get(&key) {
            Some(State::Done(cost)) => return *cost,
            Some(State::Working) => return Cost::ANY,
            None => {}
        }
        let f = self.program.func(func);
        if f.unsupported.is_some() || f.body.is_empty() || self.calls > MAX_CALLS {
            return Cost::ANY;
        }
        self.known.insert(key.clone(), State::Working);
        let outside = std::mem::replace(&mut self.bound, bound);
        let saved = (self.depth, self.func.replace(func));
        self.depth = 0;
        self.calls += 1;
        let cost = self.body(func);
        self.calls -= 1;
        (self.depth, self.func) = saved;
        self.bound = outside;
        self.known.insert(key, State::Done(cost));
        cost
    }

    fn body(&mut self, func: FuncId) -> Cost {
        let f = self.program.func(func);
        let mut flow = self.list(&f.body);
        flow.resolve(|jump| jump == Jump::Return);
        // A jump backwards is a loop whose turns nobody counts.
        let Ways { next, jumps } = flow.ways();
        let wild = !jumps.is_empty();
        let Some(sum) = next else {
            return Cost::ANY;
        };
        let params = f.recv_params.iter().chain(&f.results);
        let moved = params
            .filter_map(|p| self.places.vars.get(&p.nname?))
            .filter(|place| place.func == func)
            .fold(Cost::NOTHING, |cost, place| {
                cost.plus(place.model.cost(&self.run))
            });
        let grown = Grown {
            program: self.program,
            tys: self.tys,
            places: self.places,
            func,
        };
        let cost = sum.cost.plus(moved).plus(grown.cost(&sum.grown));
        match wild {
            true => cost.or(Cost::ANY),
            false => cost,
        }
    }

    fn list(&mut self, list: &[NodeId]) -> Flow {
        let one = |flow, &n: &NodeId| self.behind(flow, n);
        list.iter().fold(Flow::NOTHING, one)
    }

    /// A node behind others.
    fn behind(&mut self, mut flow: Flow, n: NodeId) -> Flow {
        if let Kind::Label { label } = self.program.node(n).kind {
            flow.resolve(|jump| jump == Jump::Goto(label));
        }
        flow.then(self.node(n))
    }

    fn node(&mut self, n: NodeId) -> Flow {
        if self.depth > MAX_DEPTH || self.left == 0 {
            return Flow::of(Cost::ANY);
        }
        self.left -= 1;
        self.depth += 1;
        let program = self.program;
        let node = program.node(n);
        let flow = match node.op {
            Op::Name => Flow::NOTHING,
            _ => {
                let before = self.list(&node.init).then(self.leaves(n));
                before.then(self.inner(n))
            }
        };
        self.depth -= 1;
        flow.then(self.own(n))
    }

    /// A statement where slices leave their function.
    fn leaves(&self, n: NodeId) -> Flow {
        let statement = matches!(
            self.program.op(n),
            Op::As | Op::As2 | Op::Return | Op::Range
        );
        match statement && self.leaves.contains(&n) {
            true => Flow::step(n),
            false => Flow::NOTHING,
        }
    }

    /// What the node itself allocates, its operands aside.
    fn own(&mut self, n: NodeId) -> Flow {
        let Some(place) = self.places.nodes.get(&n) else {
            return Flow::NOTHING;
        };
        match &place.model {
            Model::Append(_) | Model::MapInsert(_) => Flow::step(n),
            model => Flow::of(model.cost(&self.run)),
        }
    }

    fn inner(&mut self, n: NodeId) -> Flow {
        let program = self.program;
        match &program.node(n).kind {
            Kind::If(s) => {
                let cond = self.node(s.cond);
                let (body, els) = (self.list(&s.body), self.list(&s.els));
                cond.then(body.or(els))
            }
            Kind::Logical { x, y } => {
                let (x, y) = (self.node(*x), self.node(*y));
                x.then(y.or(Flow::NOTHING))
            }
            Kind::For(_) | Kind::Range(_) => self.loops(n),
            Kind::Switch { tag, cases, label } => {
                let tag = self.list(tag.as_slice());
                tag.then(self.cases(cases, *label, false))
            }
            Kind::Select { label, cases } => self.cases(cases, *label, true),
            Kind::Branch { label } => match (program.op(n), *label) {
                (Op::Break, label) => Flow::jump(Jump::Break(label)),
                (Op::Continue, label) => Flow::jump(Jump::Continue(label)),
                (Op::Goto, Some(label)) => Flow::jump(Jump::Goto(label)),
                _ => Flow::jump(Jump::Fall),
            },
            Kind::Return { results } => self.list(results).then(Flow::jump(Jump::Return)),
            Kind::InlinedCall {
                body, return_vars, ..
            } => self.list(body).then(self.list(return_vars)),
            Kind::Decl { x } => {
                let var = self.places.vars.get(x);
                Flow::of(var.map_or(Cost::NOTHING, |place| place.model.cost(&self.run)))
            }
            Kind::Call(call) if program.op(n) != Op::Append => {
                let fun = call.fun;
                let operands = self.list(fun.as_slice()).then(self.list(&call.args));
                operands.then(Flow::of(self.callee(n, fun)))
            }
            // A deferred call may recover: the call ends here, and is one that counts.
            _ if program.op(n) == Op::Panic && self.defers() => {
                self.children(n).then(Flow::jump(Jump::Return))
            }
            _ if program.op(n) == Op::Panic => Flow::stop(),
            _ => self.children(n),
        }
    }

    /// A node's parts, without the statements in front of it.
    fn children(&mut self, n: NodeId) -> Flow {
        let program = self.program;
        let mut before = program.node(n).init.len();
        let mut flow = Flow::NOTHING;
        program.for_children(n, &mut |child| match before {
            0 => {
                let so_far = std::mem::replace(&mut flow, Flow::NOTHING);
                flow = self.behind(so_far, child);
            }
            _ => before -= 1,
        });
        flow
    }

    /// Whether the function that is looked at has deferred calls.
    fn defers(&self) -> bool {
        self.func.is_some_and(|f| self.program.defers(f))
    }

    fn loops(&mut self, n: NodeId) -> Flow {
        let program = self.program;
        let (tys, func) = (self.tys, self.func);
        let constant = trips::turns(program, tys, n, &mut |x| match func {
            Some(func) => self.oracle(func).static_value(program, x),
            None => x,
        });
        let turns = match constant.or(self.run.turns) {
            Some(turns) => Count::exact(turns),
            None => Count::ANY,
        };
        let (before, cond, mut body, post, label) = match &program.node(n).kind {
            Kind::For(l) => (
                Flow::NOTHING,
                self.list(l.cond.as_slice()),
                self.list(&l.body),
                self.list(l.post.as_slice()),
                l.label,
            ),
            Kind::Range(r) => {
                let vars: Vec<_> = r.key.iter().chain(&r.value).copied().collect();
                let x = self.node(r.x);
                let vars = self.list(&vars);
                let body = vars.then(self.list(&r.body));
                (x, Flow::NOTHING, body, Flow::NOTHING, r.label)
            }
            _ => return Flow::stop(),
        };
        let own = |l: Option<Label>| l.is_none() || l == label;
        body.resolve(|jump| matches!(jump, Jump::Continue(l) if own(l)));
        let broken = body.take(|jump| matches!(jump, Jump::Break(l) if own(l)));
        let condition = cond.next().unwrap_or_default();
        let Ways { next, jumps } = body.ways();
        let turn = cond.then(Flow::new(next, Vec::new()));
        let turn = turn.then(post).ways().next;
        // Turns before the one that is left early.
        let some = Count {
            least: 0,
            most: turns.most.map(|n| n.saturating_sub(1)),
        };
        let early = match &turn {
            Some(turn) => turn.times(some).plus(&condition),
            None => condition.clone(),
        };
        let full = match turn {
            Some(turn) => Some(turn.times(turns).plus(&condition)),
            None if turns.least == 0 => Some(condition),
            None => None,
        };
        let mut ways = Ways {
            next: either(full, broken.map(|sum| early.clone().plus(&sum))),
            jumps: Vec::new(),
        };
        for (jump, sum) in jumps {
            ways.leave(jump, early.clone().plus(&sum));
        }
        before.then(Flow::new(ways.next, ways.jumps))
    }

    fn cases(&mut self, cases: &[NodeId], label: Option<Label>, select: bool) -> Flow {
        let program = self.program;
        let mut all = Flow::stop();
        let mut tests = Flow::NOTHING;
        let mut has_default = false;
        let mut below: Option<Flow> = None;
        for &n in cases.iter().rev() {
            let mut body = match &program.node(n).kind {
                Kind::Case(case) => {
                    has_default |= case.list.is_empty();
                    let test = self.list(&case.list);
                    tests = tests.then(test.or(Flow::NOTHING));
                    let var = case.var.and_then(|var| self.places.vars.get(&var));
                    let var = var.map_or(Cost::NOTHING, |place| place.model.cost(&self.run));
                    Flow::of(var).then(self.list(&case.body))
                }
                Kind::Comm { comm, body } => self.list(comm.as_slice()).then(self.list(body)),
                _ => continue,
            };
            if let (Some(sum), Some(below)) = (body.take(|jump| jump == Jump::Fall), below.take()) {
                let through = Flow::new(Some(sum), Vec::new());
                body = body.or(through.then(below));
            }
            below = Some(body.clone());
            all = all.or(body);
        }
        if !select && !has_default {
            all = all.or(Flow::NOTHING);
        }
        all.resolve(|jump| matches!(jump, Jump::Break(l) if l.is_none() || l == label));
        tests.then(all)
    }

    /// What the function that is called allocates.
    fn callee(&mut self, n: NodeId, fun: Option<NodeId>) -> Cost {
        let program = self.program;
        let (Op::CallFunc | Op::CallInter, Some(fun)) = (program.op(n), fun) else {
            return Cost::NOTHING;
        };
        let Some(current) = self.func else {
            return Cost::ANY;
        };
        let name = match expr::static_callee_name(program, fun) {
            Some(name) => name,
            None if program.op(n) == Op::CallInter => return Cost::ANY,
            None => {
                let oracle = self.oracle(current);
                let param = program.as_name(oracle.static_value(program, fun));
                if let Some(name) = param.map(|name| program.canonical(name))
                    && let Some(&func) = self.bound.get(&name)
                    && !oracle.reassigned(name)
                {
                    return self.call(func);
                }
                match reassign::static_callee(program, &oracle, fun) {
                    Some(name) => name,
                    None => return Cost::ANY,
                }
            }
        };
        let name = program.name(name);
        let sym = program.sym(name.sym);
        if matches!(&*program.pkg_of(sym.pkg).path, "runtime" | "go.runtime") {
            return match &*sym.name {
                // A word that deferred calls of the loop's body are hung on.
                "deferrangefunc" => Object {
                    size: 8,
                    scan: true,
                }
                .cost(),
                "deferprocat" | "panicrangestate" | "KeepAlive" => Cost::NOTHING,
                _ => Cost::ANY,
            };
        }
        match name.func {
            Some(func) if !self.takes_functions(func) => self.call(func),
            Some(func) => self.call_with(func, n, current),
            None => Cost::ANY,
        }
    }

    /// Whether a parameter of a function is a function.
    fn takes_functions(&self, func: FuncId) -> bool {
        let params = &self.program.func(func).recv_params;
        params.iter().any(|p| self.tys.kind(p.typ) == TKind::Func)
    }

    /// A call whose arguments may be functions that are known.
    fn call_with(&mut self, func: FuncId, n: NodeId, current: FuncId) -> Cost {
        let program = self.program;
        let Some(call) = program.node(n).as_call() else {
            return Cost::ANY;
        };
        let oracle = self.oracle(current);
        let params = program.func(func).recv_params.iter();
        let known: Vec<_> = params
            .zip(&call.args)
            .filter_map(|(param, &arg)| Some((param.nname?, self.function(arg, &oracle)?)))
            .collect();
        if known.is_empty() {
            return self.call(func);
        }
        let literals = known.iter().any(|&(_, given)| self.is_literal(given));
        let mut bound = match literals || self.is_literal(func) {
            true => BTreeMap::clone(&self.bound),
            false => BTreeMap::new(),
        };
        bound.extend(known);
        self.call_bound(func, Rc::new(bound))
    }

    /// The function that an argument is, if that is known.
    fn function(&self, arg: NodeId, oracle: &ReassignOracle) -> Option<FuncId> {
        let program = self.program;
        let value = oracle.static_value(program, arg);
        if let Some(name) = program.as_name(value)
            && let Some(&func) = self.bound.get(&program.canonical(name))
        {
            return Some(func);
        }
        let name = match program.op(value) {
            Op::MethValue => expr::method_expr_name(program.node(value))?,
            _ => expr::static_callee_name(program, value)?,
        };
        program.name(name).func
    }

    /// The answers about the variables of a function; for a literal those of the outermost function around it.
    fn oracle(&mut self, func: FuncId) -> Rc<ReassignOracle> {
        let mut outer = func;
        while let Some(parent) = self.program.func(outer).closure_parent
            && !self.program.func(parent).package_init
        {
            outer = parent;
        }
        let (program, tys) = (self.program, self.tys);
        let made = self.oracles.entry(outer);
        made.or_insert_with(|| Rc::new(ReassignOracle::new(program, tys, outer)))
            .clone()
    }
}
