//! Groups functions that call each other, callees before callers.
//!
//! The groups are the strongly connected components of the graph in which a function points to every function it mentions. Two rules come on top
//! (cmd/compile/internal/ir/scc.go): a literal that captures variables never is the root of a component, so it joins the function around it; and a function
//! alone counts as recursive only if it mentions itself.

use super::id::{FuncId, NodeId};
use super::name::{Class, Defn};
use super::node::{Kind, Selection};
use super::op::Op;
use super::program::Program;
use rustc_hash::FxHashMap as HashMap;

/// One group: functions in the order in which the search met them (outer ones first), and whether they are recursive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// The functions.
    pub funcs: Vec<FuncId>,
    /// Whether they call each other, or the only one calls itself.
    pub recursive: bool,
}

/// The groups of `list`, callees first.
pub fn bottom_up(program: &Program, list: &[FuncId]) -> Vec<Component> {
    let mut search = Search {
        program,
        counter: 0,
        ids: HashMap::default(),
        stack: Vec::new(),
        done: Vec::new(),
    };
    for &func in list {
        if !program.func(func).is_closure() {
            search.visit(func);
        }
    }
    search.done
}

/// The functions that a node mentions directly and whose bodies are part of the program.
pub fn mentioned(program: &Program, id: NodeId) -> Option<FuncId> {
    let defined = |name| match program.name(name).defn {
        Defn::Func(func) => Some(func),
        _ => None,
    };
    let node = program.node(id);
    match &node.kind {
        Kind::Name(name) if program.name(*name).class == Class::Func => defined(*name),
        Kind::Closure { func, .. } => Some(*func),
        Kind::Selector(sel) if matches!(node.op, Op::DotMeth | Op::MethValue | Op::MethExpr) => {
            match sel.selection {
                Selection::Method(name) => defined(name),
                _ => None,
            }
        }
        _ => None,
    }
}

struct Search<'a> {
    program: &'a Program,
    counter: u32,
    ids: HashMap<FuncId, u32>,
    stack: Vec<FuncId>,
    done: Vec<Component>,
}

/// A function whose mentions are being followed.
struct Frame {
    func: FuncId,
    id: u32,
    min: u32,
    mentions: std::vec::IntoIter<FuncId>,
}

const FINISHED: u32 = u32::MAX;

impl Search<'_> {
    fn open(&mut self, func: FuncId) -> Frame {
        self.counter += 1;
        let id = self.counter;
        self.ids.insert(func, id);
        self.counter += 1;
        self.stack.push(func);
        let mut mentions = Vec::new();
        self.program.visit_func(func, &mut |n| {
            mentions.extend(mentioned(self.program, n));
        });
        Frame {
            func,
            id,
            min: self.counter,
            mentions: mentions.into_iter(),
        }
    }

    /// Tarjan's search with frames of its own: call chains may be longer than the machine's stack allows.
    fn visit(&mut self, root: FuncId) {
        if self.ids.contains_key(&root) {
            return;
        }
        let mut frames = vec![self.open(root)];
        while let Some(frame) = frames.last_mut() {
            if let Some(next) = frame.mentions.next() {
                match self.ids.get(&next) {
                    Some(&id) => frame.min = frame.min.min(id),
                    None => frames.push(self.open(next)),
                }
                continue;
            }
            let (func, id, min) = (frame.func, frame.id, frame.min);
            frames.pop();
            self.close(func, id, min);
            if let Some(parent) = frames.last_mut() {
                parent.min = parent.min.min(min);
            }
        }
    }

    fn close(&mut self, func: FuncId, id: u32, min: u32) {
        if (min != id && min != id + 1) || self.program.func(func).is_closure() {
            return;
        }
        let at = self.stack.iter().rposition(|&f| f == func).unwrap_or(0);
        let funcs = self.stack.split_off(at);
        for &f in &funcs {
            self.ids.insert(f, FINISHED);
        }
        self.done.push(Component {
            funcs,
            recursive: min == id,
        });
    }
}
