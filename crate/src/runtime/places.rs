//! The walk over a function that finds every place where something is allocated, and how often it runs in one call.

use super::amount::{Count, Object};
use super::buffers::{self, Buffers};
use super::growth::{Append, BUFFER, Buffer, Move};
use super::maps::{MakeMap, MapLayout};
use super::model::{Model, Never, channel};
use super::strings::{self, Free};
use super::variables::{self, Pending};
use super::{boxing, trips};
use crate::ir::ty::Layout;
use crate::ir::{
    Class, Esc, FuncId, Kind, NameId, NodeId, Op, Program, ReassignOracle, Tys, closure, expr,
};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::BTreeMap;

/// Deepest nesting of nodes that is walked; deeper ones have no facts.
const MAX_DEPTH: u32 = 600;
/// A channel without its elements (runtime/chan.go, hchan).
const CHANNEL: u64 = 112;

/// How often a place runs in one call of its function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times {
    /// Loops around it.
    pub loops: u32,
    /// How often these loops run it; nothing where that is not constant. 1 outside of any loop.
    pub turns: Option<u64>,
    /// A branch may go around it.
    pub maybe: bool,
}

impl Times {
    /// The same as a number.
    pub fn count(&self) -> Count {
        Count {
            least: match self.maybe {
                true => 0,
                false => self.turns.unwrap_or(0),
            },
            most: self.turns,
        }
    }
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The function whose code it is in.
    pub func: FuncId,
    /// What it allocates each time.
    pub model: Model,
    /// How often it runs.
    pub times: Times,
}

/// All places of a package.
#[derive(Default)]
pub struct Places {
    /// Expressions and statements.
    pub nodes: HashMap<NodeId, Place>,
    /// Variables on the heap.
    pub vars: HashMap<NameId, Place>,
    /// Channels, assignments to maps and `s += t` of strings, of which the compiler says nothing; in the order of the text of their functions.
    pub silent: Vec<NodeId>,
    /// Slices that move to the heap when they leave their function: where, what is moved, and whether each call comes there.
    pub moves: BTreeMap<NameId, (NodeId, Move, bool)>,
}

impl Places {
    /// Looks at all functions of a package that were analysed.
    pub fn new(program: &Program, tys: &mut Tys) -> Places {
        let mut places = Places::default();
        let mut seen = HashSet::default();
        let mut todo: Vec<FuncId> = program.target.funcs.iter().rev().copied().collect();
        while let Some(func) = todo.pop() {
            if program.func(func).unsupported.is_some() || !seen.insert(func) {
                continue;
            }
            let start = todo.len();
            Walk::new(program, tys, func, &mut places, &mut todo).run();
            todo[start..].reverse();
        }
        places
    }
}

/// Ways in which the rest of a list may be left out.
#[derive(Clone, Copy, Default)]
struct Left {
    /// The function may have been left.
    func: bool,
    /// The loop or switch may have been left.
    inner: bool,
}

struct Walk<'a> {
    program: &'a Program,
    tys: &'a mut Tys,
    func: FuncId,
    /// What is known of its variables, once that was asked.
    oracle: Option<ReassignOracle>,
    places: &'a mut Places,
    /// Function literals that were met.
    literals: &'a mut Vec<FuncId>,
    free: Free,
    buffers: Buffers,
    /// Slices that have got their buffer.
    buffered: HashSet<NodeId>,
    /// Appends to something that is no variable; the compiler may give several of them one temporary.
    anonymous: u32,
    pending: Pending,
    times: Times,
    left: Left,
    /// Statements that slices leave at and that each call comes to.
    reached: HashSet<NodeId>,
}

impl<'a> Walk<'a> {
    fn new(
        program: &'a Program,
        tys: &'a mut Tys,
        func: FuncId,
        places: &'a mut Places,
        literals: &'a mut Vec<FuncId>,
    ) -> Self {
        let buffers = buffers::find(program, tys, func);
        Walk {
            program,
            tys,
            func,
            oracle: None,
            places,
            literals,
            free: Free::default(),
            buffers,
            buffered: HashSet::default(),
            anonymous: 0,
            pending: Pending::default(),
            times: Times {
                loops: 0,
                turns: Some(1),
                maybe: false,
            },
            left: Left::default(),
            reached: HashSet::default(),
        }
    }

    fn run(mut self) {
        let f = self.program.func(self.func);
        for param in f.recv_params.iter().chain(&f.results) {
            if let Some(name) = param.nname
                && self.program.name(name).esc == Esc::Heap
                && !self.program.is_blank_sym(self.program.name(name).sym)
            {
                self.declare(name);
            }
        }
        for &stmt in &f.body {
            self.node(stmt, 0);
        }
        self.flush();
        let moves = std::mem::take(&mut self.buffers.moves).into_iter();
        let reached = |at: &NodeId| self.reached.contains(at);
        let moves: Vec<_> = moves
            .map(|(name, (at, moved))| (name, (at, moved, reached(&at))))
            .collect();
        self.places.moves.extend(moves);
    }

    fn times(&self) -> Times {
        Times {
            maybe: self.times.maybe || self.left.func || self.left.inner,
            ..self.times
        }
    }

    fn set(&mut self, n: NodeId, model: Model) {
        let place = Place {
            func: self.func,
            model,
            times: self.times(),
        };
        self.places.nodes.insert(n, place);
    }

    fn declare(&mut self, name: NameId) {
        let place = Place {
            func: self.func,
            model: Model::Unknown,
            times: self.times(),
        };
        let vars = &mut self.places.vars;
        vars.insert(name, place);
        let mut set = |name, model| {
            if let Some(place) = vars.get_mut(&name) {
                place.model = model;
            }
        };
        self.pending.declare(self.program, self.tys, name, &mut set);
    }

    fn passed(&mut self, branches: variables::Branches) {
        let vars = &mut self.places.vars;
        let mut set = |name, model| {
            if let Some(place) = vars.get_mut(&name) {
                place.model = model;
            }
        };
        self.pending.passed(branches, &mut set);
    }

    fn flush(&mut self) {
        self.passed(variables::Branches::Yes);
    }

    fn nodes(&mut self, list: &[NodeId], depth: u32) {
        for &n in list {
            self.node(n, depth);
        }
    }

    /// A part of the text that may be left out.
    fn maybe(&mut self, depth: u32, f: impl FnOnce(&mut Self, u32)) {
        self.flush();
        let saved = self.times.maybe;
        self.times.maybe = true;
        f(self, depth);
        self.times.maybe = saved;
        self.flush();
    }

    /// A part that runs `turns` times.
    fn repeat(&mut self, turns: Option<u64>, depth: u32, f: impl FnOnce(&mut Self, u32)) {
        self.flush();
        let (times, inner) = (self.times, self.left.inner);
        self.times.loops += 1;
        self.times.turns = times.turns.zip(turns).map(|(a, b)| a.saturating_mul(b));
        f(self, depth);
        self.times = times;
        self.left.inner = inner;
        self.flush();
    }

    fn node(&mut self, n: NodeId, depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        let depth = depth + 1;
        let program = self.program;
        let node = program.node(n);
        if node.op == Op::Name {
            return;
        }
        let sure = !self.times().maybe && self.times.loops == 0;
        if sure && self.buffers.moves.values().any(|(at, _)| *at == n) {
            self.reached.insert(n);
        }
        self.nodes(&node.init, depth);
        strings::mark_free(program, self.tys, n, &mut self.free);
        match &node.kind {
            Kind::For(_) | Kind::Range(_) => self.loops(n, depth),
            Kind::If(s) => {
                self.node(s.cond, depth);
                self.maybe(depth, |w, d| w.nodes(&s.body, d));
                self.maybe(depth, |w, d| w.nodes(&s.els, d));
            }
            Kind::Logical { x, y } => {
                self.node(*x, depth);
                self.maybe(depth, |w, d| w.node(*y, d));
            }
            Kind::Switch { tag, cases, .. } => {
                self.nodes(tag.as_slice(), depth);
                let inner = self.left.inner;
                for &case in cases {
                    self.maybe(depth, |w, d| w.node(case, d));
                }
                self.left.inner = inner;
            }
            Kind::Select { cases, .. } => {
                let inner = self.left.inner;
                for &case in cases {
                    self.maybe(depth, |w, d| w.node(case, d));
                }
                self.left.inner = inner;
            }
            Kind::Case(case) => {
                self.nodes(&case.list, depth);
                if let Some(var) = case.var
                    && program.name(var).esc == Esc::Heap
                {
                    self.declare(var);
                }
                self.nodes(&case.body, depth);
            }
            Kind::InlinedCall {
                body, return_vars, ..
            } => {
                // Jumps inside of it lead to its end.
                let left = self.left;
                self.nodes(body, depth);
                self.left = left;
                self.nodes(return_vars, depth);
            }
            Kind::Decl { x } => {
                let var = program.name(*x);
                if var.esc == Esc::Heap && matches!(var.class, Class::Auto | Class::AutoHeap) {
                    self.declare(*x);
                }
            }
            Kind::Closure { func, .. } => self.literals.push(*func),
            _ => {
                let mut children = Vec::new();
                program.for_children(n, &mut |child| children.push(child));
                // Statements in front of it were looked at.
                let children = children.split_off(node.init.len());
                self.nodes(&children, depth);
            }
        }
        match node.op {
            Op::Return | Op::TailCall => self.left.func = true,
            // A deferred call may recover.
            Op::Panic if program.defers(self.func) => self.left.func = true,
            Op::Break | Op::Continue | Op::Goto => self.left.inner = true,
            _ => {}
        }
        self.passed(variables::branches(program, self.tys, n));
        if let Some(model) = self.model(n) {
            self.set(n, model);
        }
    }

    fn loops(&mut self, n: NodeId, depth: u32) {
        let program = self.program;
        let (func, oracle) = (self.func, &mut self.oracle);
        let tys = &*self.tys;
        let turns = trips::turns(program, tys, n, &mut |x| {
            oracle
                .get_or_insert_with(|| ReassignOracle::new(program, tys, func))
                .static_value(program, x)
        });
        match &program.node(n).kind {
            Kind::For(l) => {
                let cond = turns.map(|n| n.saturating_add(1));
                self.repeat(cond, depth, |w, d| w.nodes(l.cond.as_slice(), d));
                self.repeat(turns, depth, |w, d| {
                    w.nodes(&l.body, d);
                    w.nodes(l.post.as_slice(), d);
                });
            }
            Kind::Range(r) => {
                self.node(r.x, depth);
                self.repeat(turns, depth, |w, d| {
                    for &var in r.key.iter().chain(&r.value) {
                        w.node(var, d);
                    }
                    w.nodes(&r.body, d);
                });
            }
            _ => {}
        }
    }

    /// What a node allocates; nothing if it is none that does.
    fn model(&mut self, n: NodeId) -> Option<Model> {
        let program = self.program;
        let node = program.node(n);
        if let Some(&why) = self.free.get(&n) {
            return Some(Model::Never(why));
        }
        let stays = matches!(node.esc, Esc::None | Esc::Never);
        let on_stack = Model::Never(Never::OnStack);
        Some(match (node.op, &node.kind) {
            (
                Op::AddStr
                | Op::Bytes2Str
                | Op::Runes2Str
                | Op::RuneStr
                | Op::Str2Bytes
                | Op::Str2BytesTmp
                | Op::Str2Runes,
                _,
            ) => strings::model(program, n),
            (Op::AsOp, Kind::AssignOp { x, .. })
                if program.node(*x).typ.is_some_and(|t| self.tys.is_string(t)) =>
            {
                self.places.silent.push(n);
                strings::model(program, n)
            }
            (Op::ConvIface, _) => {
                let (func, oracle) = (self.func, &mut self.oracle);
                let tys = &mut *self.tys;
                if oracle.is_none() && boxing::asks(program, n) {
                    *oracle = Some(ReassignOracle::new(program, tys, func));
                }
                let oracle = oracle.as_ref();
                boxing::model(program, tys, n, &mut |x| {
                    Some(oracle?.static_value(program, x))
                })
            }
            (Op::Append, Kind::Call(_)) => self.append(n)?,
            (Op::MakeChan, Kind::Make { len, .. }) => self.make_chan(n, *len),
            (Op::MakeMap, Kind::Make { len, .. }) => {
                let hint = match len {
                    None => Some(0),
                    Some(len) => expr::int64_val(program.node(*len)).map(|n| n.max(0) as u64),
                };
                self.make_map(n, hint, 0, false)
            }
            (Op::MapLit, Kind::CompLit { list, .. }) => {
                let entries = list.len() as u64;
                let repeat = list.iter().any(|&entry| match program.node(entry).kind {
                    Kind::Key { key, .. } => program.op(key) != Op::Literal,
                    _ => true,
                });
                self.make_map(n, Some(entries), entries, repeat && entries > 1)
            }
            (Op::IndexMap, Kind::Index { x, assigned, .. }) if *assigned => {
                self.places.silent.push(n);
                let layout = program
                    .node(*x)
                    .typ
                    .and_then(|t| MapLayout::new(self.tys, t));
                layout.map_or(Model::Unknown, Model::MapInsert)
            }
            (Op::Closure, Kind::Closure { func, .. })
                if program.func(*func).closure_vars.is_empty() =>
            {
                Model::Never(Never::NoCapture)
            }
            (Op::Closure | Op::MethValue | Op::New | Op::PtrLit | Op::SliceLit, _) if stays => {
                on_stack
            }
            (Op::Closure, Kind::Closure { func, .. }) => {
                model_of(closure::literal(program, self.tys, *func), 1)
            }
            (Op::MethValue, Kind::Selector(sel)) => {
                let typ = program.node(sel.x).typ?;
                model_of(closure::method_value(self.tys, typ), 1)
            }
            (Op::New | Op::PtrLit, _) => {
                let typ = self.tys.elem(node.typ?)?;
                self.object_of(typ, 1)
            }
            (Op::SliceLit, Kind::CompLit { len, .. }) => {
                let typ = self.tys.elem(node.typ?)?;
                self.object_of(typ, u64::try_from(*len).ok()?)
            }
            (Op::MakeSlice, Kind::Make { len, cap }) => self.make_slice(n, *len, *cap, stays)?,
            (Op::Defer, _) => Model::Never(Never::Reused),
            _ => return None,
        })
    }

    fn object_of(&mut self, typ: crate::types::TypeId, count: u64) -> Model {
        model_of(self.tys.layout(typ), count)
    }

    fn make_slice(
        &mut self,
        n: NodeId,
        len: Option<NodeId>,
        cap: Option<NodeId>,
        stays: bool,
    ) -> Option<Model> {
        let program = self.program;
        let elem = self.tys.elem(program.node(n).typ?)?;
        let layout = self.tys.layout(elem);
        let size = u64::try_from(layout.size).ok()?;
        let count = program.node(cap.or(len)?);
        if size == 0 {
            return Some(Model::Never(Never::ZeroSize));
        }
        if let Some(count) = expr::int64_val(count) {
            return Some(match stays {
                true => Model::Never(Never::OnStack),
                false => self.object_of(elem, u64::try_from(count).ok()?),
            });
        }
        Some(Model::Sized {
            free: Some(match stays {
                true => BUFFER / size * size,
                false => 0,
            }),
            least: 0,
            extra: 0,
            scan: layout.has_pointers(),
            unit: size,
        })
    }

    fn append(&mut self, n: NodeId) -> Option<Model> {
        let program = self.program;
        let node = program.node(n);
        let call = node.as_call()?;
        let elem = self.tys.elem(node.typ?)?;
        let layout = self.tys.layout(elem);
        let size = u64::try_from(layout.size).ok()?;
        let &to = call.args.first()?;
        let mut append = Append {
            elem: size,
            scan: layout.has_pointers(),
            args: (!call.is_ddd).then_some(call.args.len() as u64 - 1),
            buffer: None,
        };
        let pass = self.buffers.appends.get(&n).copied();
        let fits = size > 0 && size <= BUFFER;
        if (node.esc == Esc::None || pass.is_some()) && !call.is_ddd && fits {
            let slots = BUFFER / size;
            append.buffer = match pass {
                Some(true) => Some(Buffer {
                    slots,
                    stepwise: true,
                }),
                _ if self.takes_buffer(n, to) => Some(Buffer {
                    slots,
                    stepwise: false,
                }),
                _ => None,
            };
        }
        Some(Model::Append(append))
    }

    /// Only the first append to a variable gets the buffer, and none to a variable that has to be in memory.
    fn takes_buffer(&mut self, _n: NodeId, to: NodeId) -> bool {
        match self.program.as_name(to) {
            Some(name) => {
                let var = self.program.name(name);
                let in_register = !var.addrtaken && var.on_stack() && !var.is_closure_var;
                in_register && self.buffered.insert(to)
            }
            None => {
                self.anonymous += 1;
                self.anonymous == 1
            }
        }
    }

    fn make_map(&mut self, n: NodeId, hint: Option<u64>, entries: u64, repeat: bool) -> Model {
        let node = self.program.node(n);
        let layout = node.typ.and_then(|t| MapLayout::new(self.tys, t));
        let Some(layout) = layout else {
            return Model::Unknown;
        };
        Model::MakeMap(MakeMap {
            layout,
            escapes: node.esc != Esc::None,
            hint,
            entries,
            may_repeat: repeat,
        })
    }

    fn make_chan(&mut self, n: NodeId, size: Option<NodeId>) -> Model {
        self.places.silent.push(n);
        let program = self.program;
        let elem = program.node(n).typ.and_then(|t| self.tys.elem(t));
        let Some(elem) = elem else {
            return Model::Unknown;
        };
        let layout = self.tys.layout(elem);
        let own = Object {
            size: CHANNEL,
            scan: false,
        };
        let elem = Object {
            size: u64::try_from(layout.size).unwrap_or(u64::MAX),
            scan: layout.has_pointers(),
        };
        let count = match size {
            None => Some(0),
            Some(size) => expr::int64_val(program.node(size)).and_then(|n| u64::try_from(n).ok()),
        };
        match count {
            _ if elem.size == 0 => Model::Objects(vec![own]),
            None => Model::Channel { own, elem },
            Some(count) => Model::Objects(channel(own, elem, count)),
        }
    }
}

/// So many objects of this layout behind each other.
fn model_of(layout: Layout, count: u64) -> Model {
    if !layout.known {
        return Model::Unknown;
    }
    let size = u64::try_from(layout.bytes()).unwrap_or(u64::MAX);
    Model::object(size.saturating_mul(count), layout.has_pointers())
}
