//! The compiler's own words for what escape analysis found: the lines of `-m` and `-m=2`.
//!
//! Sources: cmd/compile/internal/escape/{escape,graph,solve,assign}.go for the texts, cmd/internal/src/pos.go for positions.

use crate::escape::{Fact, Facts, ParamFact, Path, Place, Site, Why};
use crate::inline;
use crate::ir::passes::bloop::Kept;
use crate::ir::{FuncId, NodeId, Op, Printer, Program, Tys, XPos};
use crate::text::{COL_MAX, Pos, SourceMap};
use std::borrow::Cow;

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
    /// The whole line.
    pub text: String,
    /// How many bytes of it stand before the message: `file:line:col: `, or nothing where there is no position.
    pub prefix: usize,
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
        bare: false,
        line: String::new(),
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
            bare: false,
            line: String::new(),
            out: Vec::new(),
        }
    }

    /// Gives the lines for all facts one by one, each with the index of its fact.
    pub fn each_line(&self, level: Level, give: &mut dyn FnMut(Line, usize)) {
        let mut writer = self.writer(level);
        for (i, fact) in self.facts.list.iter().enumerate() {
            writer.fact(fact);
            writer.out.drain(..).for_each(|line| give(line, i));
        }
    }

    /// How many lines there are for all facts, or a few less than this.
    pub fn most_lines(&self, level: Level) -> usize {
        let of = |path: &Path| path.steps.iter().map(|s| 1 + s.notes.len()).sum::<usize>();
        let facts = self.facts.list.iter();
        let count = facts.map(|fact| match fact {
            Fact::Flow { path, .. } | Fact::ParamFlow { path, .. } => match level {
                Level::Verdicts => 0,
                Level::Explanations => 1 + of(path) + usize::from(path.truncated),
            },
            _ => 1,
        });
        count.sum()
    }

    /// The verdict in the compiler's words, without the position; nothing for facts that are no verdict.
    pub fn verdict(&self, fact: &'a Fact) -> Option<String> {
        let mut writer = self.writer(Level::Verdicts);
        writer.bare = true;
        writer.fact(fact);
        writer.out.pop().map(|line| line.text)
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
        let mut out = String::new();
        self.writer(Level::Explanations)
            .place(self.printer, place, &mut out);
        out
    }

    /// `flow: to ← from:`, of two places as they are told.
    pub fn flow(&self, to: &str, from: &str, derefs: i32) -> String {
        ["flow: ", to, " ← ", &operators(derefs), from, ":"].concat()
    }

    /// `from x (why) at place`; `expr` is the node as it is printed.
    pub fn note(&self, node: NodeId, expr: &str, why: Why) -> String {
        let mut out = ["from ", expr].concat();
        self.writer(Level::Explanations)
            .note_end(node, why, &mut out);
        out
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

/// What is done to what flows on one hop.
fn operators(derefs: i32) -> Cow<'static, str> {
    match usize::try_from(derefs) {
        Ok(0) => "".into(),
        Ok(n) => "*".repeat(n).into(),
        Err(_) => "&".into(),
    }
}

/// A position as a message shows it; `<unknown line number>` if there is none.
pub fn format_pos(program: &Program, sources: &SourceMap, pos: XPos) -> String {
    let mut out = String::new();
    write_pos(program, sources, pos, &mut out);
    out
}

fn write_pos(program: &Program, sources: &SourceMap, pos: XPos, out: &mut String) {
    let outer = program.inl_tree.outermost(pos);
    let Some(place) = sources.place(outer).filter(|_| outer.is_known()) else {
        return out.push_str("<unknown line number>");
    };
    out.push_str(&place.file);
    out.push(':');
    write_number(place.line1, out);
    if !matches!(place.col1, 0 | COL_MAX..) {
        out.push(':');
        write_number(place.col1, out);
    }
}

fn write_number(n: u32, out: &mut String) {
    if n > 9 {
        write_number(n / 10, out);
    }
    out.push(char::from(b'0' + (n % 10) as u8));
}

struct Writer<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    printer: Printer<'a>,
    facts: &'a Facts,
    level: Level,
    nested: bool,
    /// Messages alone, without their places.
    bare: bool,
    /// The line that is being written: kept ones are as long as they have to be, since there can be very many.
    line: String,
    out: Vec<Line>,
}

impl<'a> Writer<'a> {
    /// A warning: without a position, it has no prefix.
    fn warn(&mut self, pos: XPos, text: String) {
        match pos.is_known() {
            true => self.say(pos, text),
            false => self.push(pos, 0, text, pos),
        }
    }

    /// A line of an explanation: it tells that a position is unknown.
    fn say(&mut self, pos: XPos, text: String) {
        if self.bare {
            return self.push(pos, 0, text, pos);
        }
        let prefix = self.start(pos);
        self.line.push_str(&text);
        self.end(pos, prefix, pos);
    }

    /// Begins a line at a position; gives the length of what stands before its text.
    fn start(&mut self, pos: XPos) -> usize {
        self.line.clear();
        write_pos(self.program, self.sources, pos, &mut self.line);
        self.line.push_str(": ");
        self.line.len()
    }

    /// Ends a line. `inside` is what it tells about, where that is not its own place: a step of a flow.
    fn end(&mut self, pos: XPos, prefix: usize, inside: XPos) {
        let text = self.line.as_str().into();
        self.push(pos, prefix, text, inside);
    }

    fn push(&mut self, pos: XPos, prefix: usize, text: String, inside: XPos) {
        self.out.push(Line {
            pos: self.program.inl_tree.outermost(pos),
            text,
            prefix,
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
                let mut to_text = String::new();
                self.place(self.printer, *to, &mut to_text);
                let text = format!(
                    "parameter {} leaks to {to_text} for {} with derefs={derefs}:",
                    self.printer.name(*param),
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
        let prefix = self.start(pos);
        let mut line = core::mem::take(&mut self.line);
        for step in &path.steps {
            line.truncate(prefix);
            line.push_str("  flow: ");
            self.place(printer, step.dst, &mut line);
            line.push_str(" ← ");
            line.push_str(&operators(step.derefs));
            self.place(printer, step.src, &mut line);
            line.push(':');
            self.push(pos, prefix, line.as_str().into(), pos);
            for &(node, why) in &step.notes {
                line.truncate(prefix);
                line.push_str("    from ");
                printer.write_node(node, &mut line);
                self.note_end(node, why, &mut line);
                self.push(pos, prefix, line.as_str().into(), self.note_pos(node));
            }
        }
        self.line = line;
        if path.truncated {
            self.say(
                pos,
                "  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518"
                    .into(),
            );
        }
    }

    /// A name stands where it is declared, that of a function which was inlined at the call.
    fn note_pos(&self, node: NodeId) -> XPos {
        match self.program.as_name(node) {
            Some(name) => self.program.name(name).pos,
            None => self.program.node(node).pos,
        }
    }

    /// What stands behind the expression of a step: why, and where.
    fn note_end(&self, node: NodeId, why: Why, out: &mut String) {
        out.push_str(" (");
        out.push_str(why.text());
        out.push_str(") at ");
        write_pos(self.program, self.sources, self.note_pos(node), out);
    }

    fn place(&self, printer: Printer<'a>, place: Place, out: &mut String) {
        match place {
            Place::Heap => out.push_str("{heap}"),
            Place::Temp => out.push_str("{temp}"),
            Place::Node(n) if self.program.op(n) == Op::Name => printer.write_node(n, out),
            Place::Node(n) => {
                out.push_str("{storage for ");
                printer.write_node(n, out);
                out.push('}');
            }
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
            (Site::Var(_), _) => ["moved to heap: ", &what].concat(),
            (_, true) => what + " escapes to heap",
            (_, false) => what + " does not escape",
        };
        self.warn(pos, text);
    }

    /// The literal around the call of a `go` or `defer` is not told of.
    fn is_go_defer_wrapper(&self, n: NodeId) -> bool {
        let func = self.program.node(n).as_closure();
        func.is_some_and(|f| self.program.func(f).wrapper)
    }
}
