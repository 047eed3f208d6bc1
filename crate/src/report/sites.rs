//! Sites: every place where storage is made, and every parameter that can leak.

use super::places::Places;
use super::reason::{Reasons, reason};
use super::runtime;
use super::text::Words;
use crate::escape::{Fact, Facts, ParamFact, Path, Site as What, Why};
use crate::ir::{FuncId, Kind, NodeId, Op, Program, Tys, XPos};
use crate::text::{InOrder, Pos};
use crate::types::TypeId;
use crate::types::sizes::alloc_size;
use crate::wire::{
    Allocates, Hop, Inlined, Leak, LeakTo, NeverCode, Reason, ReasonCode, Site, SiteKind, Span,
    Step, StepCode, Times, Verdict,
};
use rustc_hash::FxHashMap as HashMap;
use std::cell::RefCell;

/// Builds the sites from the facts.
pub struct Sites<'a> {
    /// Positions to text.
    pub places: &'a Places<'a>,
    /// Nodes and names.
    pub program: &'a Program,
    /// Types and sizes.
    pub tys: &'a Tys,
    /// The same, to work out sizes, which are remembered as they are asked for.
    pub sizes: RefCell<Tys>,
    /// Words.
    pub words: &'a Words<'a>,
    /// For reasons.
    pub reasons: Reasons<'a>,
    /// What places allocate.
    pub runtime: &'a crate::runtime::Places,
    /// The index of each function in the report.
    pub functions: &'a HashMap<FuncId, u32>,
}

/// A verdict on a variable or an expression; the fields are those of [`Fact::Alloc`].
struct Alloc {
    what: What,
    func: FuncId,
    escapes: bool,
    loop_depth: i32,
}

/// A site being collected: where it is in the list, by what it is about.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Key {
    Node(NodeId),
    Param(FuncId, usize),
}

impl<'a> Sites<'a> {
    /// All sites that stand in the package's files, in order of their place; and for each fact its site.
    pub fn build(&self, facts: &'a Facts) -> (Vec<Site>, Vec<Option<u32>>) {
        let mut sites: Vec<Site> = Vec::new();
        let mut index: HashMap<Key, usize> = HashMap::default();
        let mut of_fact = vec![None; facts.list.len()];
        let mut paths: HashMap<NodeId, &Path> = HashMap::default();
        for (i, fact) in facts.list.iter().enumerate() {
            let (key, made) = match fact {
                Fact::Flow { site, path, .. } => {
                    paths.entry(self.node_of(*site)).or_insert(path);
                    continue;
                }
                Fact::Alloc {
                    site,
                    func,
                    escapes,
                    loop_depth,
                } => {
                    let node = self.node_of(*site);
                    let path = paths.get(&node).copied();
                    let alloc = Alloc {
                        what: *site,
                        func: *func,
                        escapes: *escapes,
                        loop_depth: *loop_depth,
                    };
                    (Key::Node(node), self.alloc(alloc, path, fact))
                }
                Fact::Param {
                    func,
                    index: n,
                    what,
                } => {
                    let key = Key::Param(*func, *n);
                    if let Some(&at) = index.get(&key) {
                        let words = self.words.verdict(fact);
                        self.more_leaks(&mut sites[at], *func, *what, words);
                        of_fact[i] = Some(at);
                        continue;
                    }
                    (key, self.param(*func, *n, *what, fact))
                }
                Fact::ZeroCopy { conv } => {
                    if let Some(&at) = index.get(&Key::Node(*conv)) {
                        sites[at].words.extend(self.words.verdict(fact));
                        of_fact[i] = Some(at);
                    }
                    continue;
                }
                _ => continue,
            };
            let Some(site) = made else { continue };
            // The same storage can be told of twice: once for itself and once for a conversion that prints as its operand.
            let at = sites.len();
            sites.push(site);
            index.insert(key, at);
            of_fact[i] = Some(at);
        }
        let silent = self.runtime.silent.iter();
        sites.extend(silent.filter_map(|&n| self.silent(n)));
        sort(sites, of_fact)
    }

    /// A place of which the compiler says nothing: a channel, an assignment to a map, a string that is added to.
    fn silent(&self, node: NodeId) -> Option<Site> {
        let n = self.program.node(node);
        let place = self.runtime.nodes.get(&node)?;
        let function = self.functions.get(&place.func).copied();
        // What belongs to no function of the text stands in another package's.
        function?;
        let span = self.site_span(node, self.program.inl_tree.outermost(n.pos))?;
        let (allocates, cost, times) = runtime::of_place(place);
        let kind = self.kind(node);
        let fixed = matches!(place.model, crate::runtime::Model::Objects(_));
        let bytes = |amount: u64| fixed.then_some(amount);
        Some(Site {
            kind,
            name: match kind {
                SiteKind::StringConcat => self.words.node(n.x()?) + " +=",
                _ => self.words.node(node),
            },
            span,
            function,
            verdict: Verdict::EscapesToHeap,
            words: Vec::new(),
            reason: reason(ReasonCode::RunTime, &[], None),
            flow: Vec::new(),
            inlined: self.inlined(n.pos),
            type_name: n.typ.map(|t| self.tys.string(t)),
            size: bytes(cost.bytes.least),
            size_class: bytes(cost.bytes.least),
            loop_depth: times.loops,
            address_taken: None,
            leaks: Vec::new(),
            allocates,
            cost,
            times,
        })
    }

    fn size_of(&self, t: TypeId) -> i64 {
        self.sizes.borrow_mut().size(t)
    }

    fn node_of(&self, what: What) -> NodeId {
        match what {
            What::Var(name) => self.program.name(name).node,
            What::Expr(node) => node,
        }
    }

    fn alloc(&self, alloc: Alloc, path: Option<&Path>, fact: &'a Fact) -> Option<Site> {
        let Alloc {
            what,
            func,
            escapes,
            loop_depth,
        } = alloc;
        let node = self.node_of(what);
        let (pos, name_len) = match what {
            What::Var(name) => {
                let name = self.program.name(name);
                (name.pos, Some(self.program.sym_name(name.sym).len() as u32))
            }
            What::Expr(node) => (self.program.node(node).pos, None),
        };
        let outer = self.program.inl_tree.outermost(pos);
        let span = match name_len {
            Some(len) if pos.inl.is_none() && self.places.expr_at(outer).is_some() => {
                self.places.token(outer, len)?
            }
            _ => self.site_span(node, outer)?,
        };
        let kind = match what {
            What::Var(_) => SiteKind::Variable,
            What::Expr(node) => self.kind(node),
        };
        let size = match what {
            What::Var(name) => Some(self.size_of(self.program.name(name).typ)),
            What::Expr(node) => runtime::size(self.program, &mut self.sizes.borrow_mut(), node),
        };
        let size = size.and_then(|s| u64::try_from(s).ok());
        // The array of a slice has pointers if its elements have.
        let is_array = matches!(
            kind,
            SiteKind::MakeSlice | SiteKind::SliceLit | SiteKind::Variadic
        );
        let stored = self
            .allocated_type(what)
            .map(|t| match self.tys.is_slice(t) {
                true if is_array => self.tys.elem(t).unwrap_or(t),
                _ => t,
            });
        let pointers = stored.is_some_and(|t| self.sizes.borrow_mut().has_pointers(t));
        let verdict = match (what, escapes) {
            (What::Var(_), _) => Verdict::MovedToHeap,
            (_, true) => Verdict::EscapesToHeap,
            (_, false) => Verdict::DoesNotEscape,
        };
        let words = self.words.verdict(fact);
        let place = match what {
            What::Var(name) => self.runtime.vars.get(&name),
            What::Expr(node) => self.runtime.nodes.get(&node),
        };
        let (allocates, cost, times) = match place {
            Some(place) => runtime::of_place(place),
            None => runtime::unknown(escapes, (loop_depth - 1).max(0) as u32),
        };
        Some(Site {
            kind,
            name: self.name(what),
            span,
            function: self.functions.get(&func).copied(),
            verdict,
            words: words.into_iter().collect(),
            reason: match (escapes, path) {
                (false, _) => reason(ReasonCode::Stays, &[], None),
                (true, Some(path)) => self.why(path, size),
                (true, None) => reason(ReasonCode::Other, &[], None),
            },
            flow: path
                .filter(|_| escapes)
                .map_or(Vec::new(), |p| self.hops(p)),
            inlined: self.inlined(pos),
            type_name: self.allocated_type(what).map(|t| self.tys.string(t)),
            size,
            size_class: size.map(|s| alloc_size(s, pointers)),
            loop_depth: (loop_depth - 1).max(0) as u32,
            address_taken: match what {
                What::Var(name) => Some(self.program.name(name).addrtaken),
                What::Expr(_) => None,
            },
            leaks: Vec::new(),
            allocates,
            cost,
            times,
        })
    }

    fn why(&self, path: &Path, size: Option<u64>) -> Reason {
        let mut why = self.reasons.of_path(path);
        if let (ReasonCode::TooLarge, Some(size)) = (why.code, size) {
            why.params.insert("size".into(), size.to_string());
        }
        why
    }

    /// A conversion stands where its operand stands; mark the conversion when it was written as one.
    fn site_span(&self, node: NodeId, pos: Pos) -> Option<Span> {
        let n = self.program.node(node);
        let converts = matches!(
            n.op,
            Op::Bytes2Str | Op::Runes2Str | Op::Str2Bytes | Op::Str2Runes | Op::RuneStr
        );
        if converts
            && !n.flags.implicit
            && let Some(call) = self
                .places
                .expr_at(pos)
                .and_then(|x| self.places.call_of(x))
        {
            return self.places.expr_span(call);
        }
        self.places.span(pos)
    }

    /// Whether a function literal is one that the compiler made around the call of a `go` or `defer` statement.
    fn is_wrapper(&self, node: NodeId) -> bool {
        let func = self.program.node(node).as_closure();
        func.is_some_and(|f| self.program.func(f).wrapper)
    }

    fn wraps_go(&self, node: NodeId) -> bool {
        matches!(
            self.program.node(node).kind,
            Kind::Closure {
                is_go_wrap: true,
                ..
            }
        )
    }

    fn name(&self, what: What) -> String {
        match what {
            What::Expr(node) if self.is_wrapper(node) => {
                let pos = self.program.inl_tree.outermost(self.program.node(node).pos);
                let call = self.places.expr_at(pos);
                let call = call.map_or(String::new(), |x| self.places.ast().string_of(x));
                let word = if self.wraps_go(node) { "go" } else { "defer" };
                format!("{word} {call}")
            }
            What::Var(name) => self.program.sym_name(self.program.name(name).sym).into(),
            What::Expr(node) => self.words.node(node),
        }
    }

    /// The type of what is made: what a pointer points to, what goes into an interface.
    fn allocated_type(&self, what: What) -> Option<TypeId> {
        Some(match what {
            What::Var(name) => self.program.name(name).typ,
            What::Expr(node) => {
                let n = self.program.node(node);
                let typ = n.typ?;
                match (n.op, &n.kind) {
                    (Op::New | Op::PtrLit, _) => self.tys.elem(typ).unwrap_or(typ),
                    (Op::ConvIface, Kind::Conv { x }) => self.program.node(*x).typ.unwrap_or(typ),
                    _ => typ,
                }
            }
        })
    }

    fn kind(&self, node: NodeId) -> SiteKind {
        let n = self.program.node(node);
        match n.op {
            Op::New => SiteKind::New,
            Op::PtrLit => SiteKind::PtrLit,
            Op::SliceLit if n.flags.implicit => SiteKind::Variadic,
            Op::SliceLit | Op::ArrayLit | Op::StructLit => SiteKind::SliceLit,
            Op::MapLit => SiteKind::MapLit,
            Op::MakeSlice => SiteKind::MakeSlice,
            Op::MakeMap => SiteKind::MakeMap,
            Op::Append => SiteKind::Append,
            Op::MakeChan => SiteKind::MakeChan,
            Op::IndexMap => SiteKind::MapAssign,
            Op::Closure if self.is_wrapper(node) => match self.wraps_go(node) {
                true => SiteKind::Go,
                false => SiteKind::Defer,
            },
            Op::Closure => SiteKind::Closure,
            Op::MethValue => SiteKind::MethodValue,
            Op::ConvIface => SiteKind::ToInterface,
            Op::Bytes2Str | Op::Runes2Str | Op::Str2Bytes | Op::Str2Runes | Op::RuneStr => {
                SiteKind::StringConv
            }
            Op::AddStr | Op::AsOp => SiteKind::StringConcat,
            _ => SiteKind::Other,
        }
    }

    fn inlined(&self, pos: XPos) -> Vec<Inlined> {
        let tree = &self.program.inl_tree;
        let mut chain: Vec<_> = tree
            .parents(pos)
            .map(|i| {
                let call = tree.get(i);
                Inlined {
                    callee: call.name.to_string(),
                    call: self.places.span(call.pos.pos),
                }
            })
            .collect();
        chain.reverse();
        chain
    }

    fn hops(&self, path: &Path) -> Vec<Hop> {
        let step = |node: NodeId, why: Why| {
            let expr = self.words.node(node);
            Step {
                at: self
                    .places
                    .span(self.program.inl_tree.outermost(self.program.node(node).pos)),
                code: step_code(why),
                text: self.words.note(node, &expr, why),
                expr,
            }
        };
        let hop = |s: &crate::escape::Step| {
            let (from, to) = (self.words.place(s.src), self.words.place(s.dst));
            Hop {
                text: self.words.flow(&to, &from, s.derefs),
                from,
                to,
                derefs: s.derefs,
                steps: s.notes.iter().map(|&(node, why)| step(node, why)).collect(),
            }
        };
        path.steps.iter().map(hop).collect()
    }

    fn param(&self, func: FuncId, index: usize, what: ParamFact, fact: &'a Fact) -> Option<Site> {
        let param = &self.program.func(func).recv_params[index];
        let name = param
            .nname
            .map(|n| self.program.sym_name(self.program.name(n).sym).to_string())?;
        let typ = param.typ;
        let pos = self.program.inl_tree.outermost(param.pos);
        let span = self.places.token(pos, name.len() as u32)?;
        let size = u64::try_from(self.size_of(typ)).ok();
        let mut site = Site {
            kind: SiteKind::Param,
            name,
            span,
            function: self.functions.get(&func).copied(),
            verdict: Verdict::DoesNotEscape,
            words: Vec::new(),
            reason: reason(ReasonCode::Stays, &[], None),
            flow: Vec::new(),
            inlined: Vec::new(),
            type_name: Some(self.tys.string(typ)),
            size,
            size_class: None,
            loop_depth: 0,
            address_taken: param.nname.map(|n| self.program.name(n).addrtaken),
            leaks: Vec::new(),
            allocates: Allocates::Never {
                why: NeverCode::Param,
            },
            cost: runtime::cost_of(crate::runtime::Cost::NOTHING),
            times: Times {
                loops: 0,
                turns: Some(1),
                maybe: false,
            },
        };
        let words = self.words.verdict(fact);
        self.more_leaks(&mut site, func, what, words);
        Some(site)
    }

    fn more_leaks(&self, site: &mut Site, func: FuncId, what: ParamFact, words: Option<String>) {
        site.words.extend(words);
        let (to, result, level, code) = match what {
            ParamFact::Leaks => (LeakTo::Heap, None, 0, ReasonCode::ParamToHeap),
            ParamFact::LeaksContent => (LeakTo::Content, None, 1, ReasonCode::ParamContentToHeap),
            ParamFact::LeaksToResult { result, level } => {
                let name = self
                    .program
                    .func(func)
                    .results
                    .get(result)
                    .and_then(|r| r.nname);
                let name =
                    name.map(|n| self.program.sym_name(self.program.name(n).sym).to_string());
                (LeakTo::Result, name, level, ReasonCode::ParamToResult)
            }
            ParamFact::DoesNotEscape => return,
            ParamFact::AssumingUnsafeUintptr
            | ParamFact::EscapingUintptr
            | ParamFact::EscapingUintptrs => {
                site.reason = reason(ReasonCode::Unsafe, &[], None);
                return;
            }
        };
        if site.leaks.is_empty() {
            let result = result.clone().unwrap_or_default();
            site.verdict = Verdict::LeakingParam;
            site.reason = reason(code, &[("result", result)], None);
        }
        site.leaks.push(Leak { to, result, level });
    }
}

/// Sites in order of their place; what pointed into the old order points into the new one.
fn sort(sites: Vec<Site>, of_fact: Vec<Option<usize>>) -> (Vec<Site>, Vec<Option<u32>>) {
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.order_by_key(|&i| (sites[i].span.file, sites[i].span.from, i));
    let mut place = vec![0u32; sites.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new as u32;
    }
    let of_fact = of_fact.into_iter().map(|s| s.map(|i| place[i])).collect();
    let mut slots: Vec<Option<Site>> = sites.into_iter().map(Some).collect();
    (
        order.into_iter().filter_map(|i| slots[i].take()).collect(),
        of_fact,
    )
}

fn step_code(why: Why) -> StepCode {
    match why {
        Why::AddressOf => StepCode::AddressOf,
        Why::Indirection => StepCode::Indirection,
        Why::Dot => StepCode::Dot,
        Why::DotOfPointer => StepCode::DotOfPointer,
        Why::FixedArrayIndexOf => StepCode::ArrayIndex,
        Why::Slice => StepCode::Slice,
        Why::InterfaceConverted => StepCode::InterfaceConverted,
        Why::SliceToArray => StepCode::SliceToArray,
        Why::ArrayLiteralElement => StepCode::ArrayElement,
        Why::SliceLiteralElement => StepCode::SliceElement,
        Why::StructLiteralElement => StepCode::StructElement,
        Why::MapLiteralKey => StepCode::MapLitKey,
        Why::MapLiteralValue => StepCode::MapLitValue,
        Why::ReflectHeaderData | Why::UintptrEscapes => StepCode::Unsafe,
        Why::Spill => StepCode::Spill,
        Why::CallParameter => StepCode::CallParameter,
        Why::CalleeOperand => StepCode::CalleeOperand,
        Why::AppendeeSlice => StepCode::AppendeeSlice,
        Why::AppendedSlice => StepCode::AppendedSlice,
        Why::CopiedSlice => StepCode::CopiedSlice,
        Why::KeyOfMapPut => StepCode::MapPutKey,
        Why::Range => StepCode::Range,
        Why::RangeDeref => StepCode::RangeDeref,
        Why::SwitchCase => StepCode::SwitchCase,
        Why::Send => StepCode::Send,
        Why::Assign => StepCode::Assign,
        Why::AssignPair | Why::AssignPairDotType | Why::AssignPairMapr | Why::AssignPairReceive => {
            StepCode::AssignPair
        }
        Why::Return => StepCode::Return,
        Why::Reference => StepCode::Reference,
        Why::CapturedByAClosure => StepCode::Captured,
        Why::TooLargeForStack => StepCode::TooLarge,
        Why::TooAlignedForStack => StepCode::TooAligned,
        Why::ZeroSizedElement => StepCode::ZeroSizedElement,
    }
}
