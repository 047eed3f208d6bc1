//! The compiler's own words for what escape analysis found: the lines of `-m` and `-m=2`.
//!
//! Sources: cmd/compile/internal/escape/{escape,graph,solve,assign}.go for the texts, cmd/internal/src/pos.go for positions.

use crate::escape::{Fact, Facts, ParamFact, Path, Place, Site, Step, Why};
use crate::inline;
use crate::ir::passes::bloop::Kept;
use crate::ir::{FuncId, NodeId, Op, Printer, Program, Tys, XPos};
use crate::text::{COL_MAX, Pos, SourceMap};

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// `-m`
    Verdicts,
    /// `-m=2`
    Explanations,
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where it belongs: for code of an inlined function, the outermost call.
    pub pos: Pos,
    /// What stands before the text: `file:line:col: `, or nothing where there is no position.
    pub prefix: String,
    /// The message.
    pub text: String,
    /// Where what it tells about stands in the inlined functions, outermost first, without the place that is told.
    pub inlined: Vec<String>,
}

/// The lines for some facts, in the compiler's order.
pub fn lines(
    program: &Program,
    tys: &Tys,
    sources: &SourceMap,
    facts: &Facts,
    level: Level,
) -> Vec<Line> {
    let mut writer = Writer {
        program,
        sources,
        printer: Printer::new(program, tys),
        facts,
        level,
        nested: true,
        out: Vec::new(),
    };
    for fact in &facts.list {
        writer.fact(fact);
    }
    writer.out
}

/// Words for single facts and steps, where the page shows them one by one.
pub struct Words<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    printer: Printer<'a>,
    facts: &'a Facts,
    /// Whether lines tell the places in inlined functions.
    nested: bool,
}

impl<'a> Words<'a> {
    /// For the facts of one program.
    pub fn new(
        program: &'a Program,
        tys: &'a Tys,
        sources: &'a SourceMap,
        facts: &'a Facts,
    ) -> Words<'a> {
        Words {
            program,
            sources,
            printer: Printer::new(program, tys),
            facts,
            nested: true,
        }
    }

    /// The same for lines that are only printed: they tell no places in inlined functions.
    pub fn plain(
        program: &'a Program,
        tys: &'a Tys,
        sources: &'a SourceMap,
        facts: &'a Facts,
    ) -> Words<'a> {
        Words {
            nested: false,
            ..Words::new(program, tys, sources, facts)
        }
    }

    fn writer(&self, level: Level) -> Writer<'a> {
        Writer {
            program: self.program,
            sources: self.sources,
            printer: self.printer,
            facts: self.facts,
            level,
            nested: self.nested,
            out: Vec::new(),
        }
    }

    /// The lines of one fact.
    pub fn lines(&self, fact: &'a Fact, level: Level) -> Vec<Line> {
        let mut writer = self.writer(level);
        writer.fact(fact);
        writer.out
    }

    /// The verdict in the compiler's words, without the position; nothing for facts that are no verdict.
    pub fn verdict(&self, fact: &'a Fact) -> Option<String> {
        self.lines(fact, Level::Verdicts)
            .pop()
            .map(|line| line.text)
    }

    /// The line about a call or a function that the inliner looked at; nothing if it is not told of.
    pub fn inlined(&self, fact: &inline::Fact, level: Level) -> Option<Line> {
        let mut writer = self.writer(level);
        writer.inline_fact(fact);
        writer.out.pop()
    }

    /// The line of what a benchmark's loop keeps.
    pub fn kept_alive(&self, kept: &Kept) -> Line {
        self.line_at(kept.pos, kept.text.clone())
    }

    /// The line of a call of a type parameter's method that stays one through an interface.
    pub fn imprecise_call(&self, pos: XPos) -> Line {
        self.line_at(pos, IMPRECISE_CALL.into())
    }

    /// The line of an index that needs no bounds check.
    pub fn bounds_check_elided(&self, index: NodeId) -> Line {
        let pos = self.program.node(index).pos;
        self.line_at(pos, "index bounds check elided".into())
    }

    fn line_at(&self, pos: XPos, text: String) -> Line {
        let mut writer = self.writer(Level::Verdicts);
        writer.warn(pos, text);
        writer.out.remove(0)
    }

    /// A node as it is printed.
    pub fn node(&self, node: NodeId) -> String {
        self.printer.node(node)
    }

    /// A place as it is told in a flow.
    pub fn place(&self, place: Place) -> String {
        self.writer(Level::Explanations).place(self.printer, place)
    }

    /// `flow: to ← from:`, of two places as they are told.
    pub fn flow(&self, to: &str, from: &str, derefs: i32) -> String {
        flow_text(to, from, derefs).trim_start().into()
    }

    /// `from x (why) at place`; `expr` is the node as it is printed.
    pub fn note(&self, node: NodeId, expr: &str, why: Why) -> String {
        self.writer(Level::Explanations)
            .note_text(node, expr, why)
            .trim_start()
            .into()
    }
}

/// Length of the mark of the inlined calls that a function was copied with: eight bytes in base64.
const HASH_LEN: usize = 12;

/// What is said of a call of a type parameter's method that stays one through an interface.
const IMPRECISE_CALL: &str = "imprecise interface call";

/// A name without its first `#mark#` (cmd/internal/obj.TrimInlineHash).
fn without_hash(name: &str) -> String {
    match name.split_once('#') {
        Some((before, rest)) if rest.as_bytes().get(HASH_LEN) == Some(&b'#') => {
            format!("{before}{}", rest.get(HASH_LEN + 1..).unwrap_or_default())
        }
        _ => name.to_string(),
    }
}

/// One hop of a flow.
fn flow_text(to: &str, from: &str, derefs: i32) -> String {
    let ops = match usize::try_from(derefs) {
        Ok(n) => "*".repeat(n),
        Err(_) => "&".to_string(),
    };
    ["  flow: ", to, " ← ", &ops, from, ":"].concat()
}

/// A position as a message shows it; `<unknown line number>` if there is none.
pub fn format_pos(program: &Program, sources: &SourceMap, pos: XPos) -> String {
    let outer = program.inl_tree.outermost(pos);
    let Some(place) = sources.place(outer).filter(|_| outer.is_known()) else {
        return "<unknown line number>".to_string();
    };
    let line = place.line1.to_string();
    match place.col1 {
        0 | COL_MAX.. => [&*place.file, ":", &line].concat(),
        col => [&*place.file, ":", &line, ":", &col.to_string()].concat(),
    }
}

struct Writer<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    printer: Printer<'a>,
    facts: &'a Facts,
    level: Level,
    nested: bool,
    out: Vec<Line>,
}

impl<'a> Writer<'a> {
    /// A warning: without a position, it has no prefix.
    fn warn(&mut self, pos: XPos, text: String) {
        let prefix = match pos.is_known() {
            true => self.prefix(pos),
            false => String::new(),
        };
        self.push(pos, prefix, text);
    }

    /// A line of an explanation: it tells that a position is unknown.
    fn say(&mut self, pos: XPos, text: String) {
        let prefix = self.prefix(pos);
        self.push(pos, prefix, text);
    }

    /// What stands before a line's text.
    fn prefix(&self, pos: XPos) -> String {
        format_pos(self.program, self.sources, pos) + ": "
    }

    fn push(&mut self, pos: XPos, prefix: String, text: String) {
        self.push_inside(pos, prefix, text, pos);
    }

    /// `inside` is what the line tells about, where that is not its own place: a step of a flow.
    fn push_inside(&mut self, pos: XPos, prefix: String, text: String, inside: XPos) {
        self.out.push(Line {
            pos: self.program.inl_tree.outermost(pos),
            prefix,
            text,
            inlined: match self.nested {
                true => self.behind(inside),
                false => Vec::new(),
            },
        });
    }

    /// The places behind the outermost one: of the calls inside of it, then the own.
    fn behind(&self, pos: XPos) -> Vec<String> {
        let tree = &self.program.inl_tree;
        let calls = tree.parents(pos).map(|call| tree.get(call).pos.pos);
        let mut all: Vec<Pos> = core::iter::once(pos.pos).chain(calls).collect();
        all.pop();
        let text = |&pos: &Pos| format_pos(self.program, self.sources, XPos { pos, inl: None });
        all.iter().rev().map(text).collect()
    }

    fn inline_fact(&mut self, fact: &inline::Fact) {
        use inline::Fact::{
            BigFunction, CanInline, CannotInline, Devirtualize, ImpreciseCall, InlineCall,
            RecursiveCycle,
        };
        let verbose = self.level >= Level::Explanations;
        let pos = |func: FuncId| self.program.func(func).pos;
        let name = |func: FuncId| self.printer.func(func);
        match fact {
            Devirtualize { pos, text, .. } => self.warn(*pos, text.clone()),
            ImpreciseCall { pos, .. } => self.warn(*pos, IMPRECISE_CALL.into()),
            CanInline { func, cost, source } => {
                let mut text = format!("can inline {}", without_hash(&name(*func)));
                if let Some(source) = source.as_ref().filter(|_| verbose) {
                    text.push_str(&format!(" with cost {cost} as: {source}"));
                }
                self.say(pos(*func), text);
            }
            InlineCall { pos, callee, .. } => {
                let text = format!("inlining call to {}", without_hash(&name(*callee)));
                self.say(*pos, text);
            }
            BigFunction { func } if verbose => {
                let name = name(*func);
                let text =
                    format!("function {name} considered 'big'; reducing max cost of inlinees");
                self.say(pos(*func), text);
            }
            CannotInline { func, why } if verbose => {
                let text = format!("cannot inline {}: {}", name(*func), why.text());
                self.say(pos(*func), text);
            }
            RecursiveCycle {
                pos,
                callee,
                caller,
            } if verbose => {
                let (callee, caller) = (name(*callee), self.program.func_name(*caller));
                let text =
                    format!("cannot inline {callee} into {caller}: repeated recursive cycle");
                self.say(*pos, text);
            }
            BigFunction { .. } | CannotInline { .. } | RecursiveCycle { .. } => {}
        }
    }

    fn fact(&mut self, fact: &'a Fact) {
        let verbose = self.level >= Level::Explanations;
        match fact {
            Fact::SelfAssignment { func, stmt } => {
                let text = format!(
                    "{} ignoring self-assignment in {}",
                    self.printer.func(*func),
                    self.early().node(*stmt)
                );
                self.warn(self.program.node(*stmt).pos, text);
            }
            Fact::Capture {
                var,
                by_value,
                addrtaken,
                reassigned,
                width,
            } if verbose => {
                let name = self.program.name(*var);
                let func = name.curfn.map_or("<nil>".into(), |f| self.printer.func(f));
                let how = if *by_value { "value" } else { "ref" };
                let text = format!(
                    "{func} capturing by {how}: {} (addr={addrtaken} assign={reassigned} width={width})",
                    self.printer.name(*var)
                );
                self.warn(name.pos, text);
            }
            Fact::Flow {
                site,
                func,
                path,
                early,
            } if verbose => self.flow(*site, *func, path, *early),
            Fact::ParamFlow {
                param,
                func,
                to,
                derefs,
                path,
            } if verbose => {
                let pos = self.program.name(*param).pos;
                let text = format!(
                    "parameter {} leaks to {} for {} with derefs={derefs}:",
                    self.printer.name(*param),
                    self.place(self.printer, *to),
                    self.program.func_name(*func)
                );
                self.say(pos, text);
                self.path(self.printer, pos, path);
            }
            Fact::Param { func, index, what } => self.param(*func, *index, *what),
            Fact::Alloc { site, escapes, .. } => self.alloc(*site, *escapes),
            Fact::ZeroCopy { conv } => {
                let pos = self.program.node(*conv).pos;
                self.warn(pos, "zero-copy string->[]byte conversion".into());
            }
            Fact::Capture { .. }
            | Fact::Flow { .. }
            | Fact::ParamFlow { .. }
            | Fact::NotAnalysed { .. } => {}
        }
    }

    /// Prints nodes as they were while the graph was built.
    fn early(&self) -> Printer<'a> {
        self.printer.before(&self.facts.before)
    }

    fn site(&self, printer: Printer<'a>, site: Site) -> (XPos, String) {
        match site {
            Site::Var(name) => (self.program.name(name).pos, printer.name(name)),
            Site::Expr(n) => (self.program.node(n).pos, printer.node(n)),
        }
    }

    fn flow(&mut self, site: Site, func: FuncId, path: &Path, early: bool) {
        let printer = if early { self.early() } else { self.printer };
        let (pos, what) = self.site(printer, site);
        let func = self.program.func_name(func);
        self.say(pos, format!("{what} escapes to heap in {func}:"));
        self.path(printer, pos, path);
    }

    fn path(&mut self, printer: Printer<'a>, pos: XPos, path: &Path) {
        let prefix = self.prefix(pos);
        for step in &path.steps {
            self.push(pos, prefix.clone(), self.step(printer, step));
            for &(node, why) in &step.notes {
                let at = self.note_pos(node);
                self.push_inside(pos, prefix.clone(), self.note(printer, node, why), at);
            }
        }
        if path.truncated {
            self.say(
                pos,
                "  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518"
                    .into(),
            );
        }
    }

    fn step(&self, printer: Printer<'a>, step: &Step) -> String {
        let (to, from) = (self.place(printer, step.dst), self.place(printer, step.src));
        flow_text(&to, &from, step.derefs)
    }

    /// A name stands where it is declared, that of a function which was inlined at the call.
    fn note_pos(&self, node: NodeId) -> XPos {
        match self.program.as_name(node) {
            Some(name) => self.program.name(name).pos,
            None => self.program.node(node).pos,
        }
    }

    fn note(&self, printer: Printer<'a>, node: NodeId, why: Why) -> String {
        self.note_text(node, &printer.node(node), why)
    }

    fn note_text(&self, node: NodeId, expr: &str, why: Why) -> String {
        let at = format_pos(self.program, self.sources, self.note_pos(node));
        ["    from ", expr, " (", why.text(), ") at ", &at].concat()
    }

    fn place(&self, printer: Printer<'a>, place: Place) -> String {
        match place {
            Place::Heap => "{heap}".into(),
            Place::Temp => "{temp}".into(),
            Place::Node(n) if self.program.op(n) == Op::Name => printer.node(n),
            Place::Node(n) => format!("{{storage for {}}}", printer.node(n)),
        }
    }

    fn param(&mut self, func: FuncId, index: usize, what: ParamFact) {
        let f = self.program.func(func);
        let param = &f.recv_params[index];
        let name = match param.nname {
            Some(name) => self
                .program
                .sym_name(self.program.name(name).sym)
                .to_string(),
            None => format!("arg#{}", index + 1),
        };
        let text = match what {
            ParamFact::Leaks => format!("leaking param: {name}"),
            ParamFact::LeaksContent => format!("leaking param content: {name}"),
            ParamFact::LeaksToResult { result, level } => {
                let result = f.results.get(result).and_then(|r| r.nname);
                let result = result.map_or("", |r| self.program.sym_name(self.program.name(r).sym));
                format!("leaking param: {name} to result {result} level={level}")
            }
            ParamFact::DoesNotEscape => format!("{name} does not escape"),
            ParamFact::AssumingUnsafeUintptr => format!("assuming {name} is unsafe uintptr"),
            ParamFact::EscapingUintptr => format!("marking {name} as escaping uintptr"),
            ParamFact::EscapingUintptrs => format!("marking {name} as escaping ...uintptr"),
        };
        self.warn(param.pos, text);
    }

    fn alloc(&mut self, site: Site, escapes: bool) {
        let (pos, what) = match site {
            Site::Expr(n) if self.is_go_defer_wrapper(n) => return,
            Site::Expr(n) if self.program.op(n) == Op::Append => {
                (self.program.node(n).pos, "append".to_string())
            }
            site => self.site(self.printer, site),
        };
        let text = match (site, escapes) {
            (Site::Var(_), _) => format!("moved to heap: {what}"),
            (_, true) => format!("{what} escapes to heap"),
            (_, false) => format!("{what} does not escape"),
        };
        self.warn(pos, text);
    }

    /// The literal around the call of a `go` or `defer` is not told of.
    fn is_go_defer_wrapper(&self, n: NodeId) -> bool {
        let func = self.program.node(n).as_closure();
        func.is_some_and(|f| self.program.func(f).wrapper)
    }
}
