//! Nodes as an indented tree, like the compiler's own dump (`go tool compile -W=2`; cmd/compile/internal/ir/fmt.go, dumpNode).
//!
//! For comparing shapes with the compiler's: the lines are the compiler's, without what the IR here does not hold (run-time type words,
//! marks of later passes).

use super::node::{Kind, Node, Selection};
use super::program::Program;
use super::ty::Tys;
use super::{Class, FuncId, NameId, NodeId, Op, SymId, XPos};
use crate::text::SourceMap;
use crate::types::{Type, TypeId};
use std::fmt::Write;

/// Deepest nesting that the compiler's dump shows.
const MAX_DEPTH: usize = 40;

/// The largest column that the compiler's positions hold.
const MAX_COLUMN: u32 = 255;

/// The body of a function as a dump: one line for each node.
pub fn func(program: &Program, tys: &Tys, map: &SourceMap, func: FuncId) -> String {
    let mut d = Dumper {
        program,
        tys,
        map,
        out: String::new(),
    };
    d.list(&program.func(func).body, 1);
    d.out
}

struct Dumper<'a> {
    program: &'a Program,
    tys: &'a Tys,
    map: &'a SourceMap,
    out: String,
}

impl Dumper<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.out.push_str(".   ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn list(&mut self, list: &[NodeId], depth: usize) {
        for &n in list {
            self.node(n, depth);
        }
    }

    /// A field with its name as a heading; nothing if it is empty.
    fn field(&mut self, op: &str, name: &str, list: &[NodeId], depth: usize) {
        if list.is_empty() {
            return;
        }
        self.line(depth, &format!("{op}-{name}"));
        self.list(list, depth + 1);
    }

    fn opt(&mut self, op: &str, name: &str, n: Option<NodeId>, depth: usize) {
        let list: Vec<NodeId> = n.into_iter().collect();
        self.field(op, name, &list, depth);
    }

    fn node(&mut self, id: NodeId, depth: usize) {
        if depth > MAX_DEPTH {
            self.line(depth, "...");
            return;
        }
        let node = self.program.node(id).clone();
        let op = node.op.name();
        if !node.init.is_empty() {
            self.line(depth, &format!("{op}-init"));
            self.list(&node.init, depth + 1);
        }
        let header = self.header(&node);
        self.line(depth, &header);
        self.children(&node, op, depth);
    }

    fn sym(&self, id: SymId) -> String {
        let sym = self.program.sym(id);
        let pkg = &self.program.pkg_of(sym.pkg).name;
        if sym.pkg == self.program.builtin {
            return sym.name.to_string();
        }
        format!("{pkg}.{}", sym.name)
    }

    fn header(&self, node: &Node) -> String {
        let mut s = node.op.name().to_owned();
        match &node.kind {
            Kind::Name(name) => {
                let sym = self.sym(self.program.name(*name).sym);
                let _ = write!(s, "-{sym}");
            }
            Kind::Ident(sym) => {
                let _ = write!(s, "-{}", self.sym(*sym));
            }
            Kind::Lit(value) => {
                let _ = write!(s, "-{value}");
            }
            Kind::LinksymOffset { sym, .. } => {
                let _ = write!(s, "-{sym}");
            }
            Kind::AssignOp { as_op, .. } => {
                let _ = write!(s, "-{}", as_op.name());
            }
            Kind::Selector(sel) => {
                let _ = write!(s, " {}", self.sym(sel.sel));
            }
            Kind::StructKey { field, .. } => {
                let _ = write!(s, " {}", self.sym(*field));
            }
            Kind::Branch { label: Some(label) } | Kind::Label { label } => {
                let _ = write!(s, " {}", self.sym(*label));
            }
            _ => {}
        }
        self.marks(node, &mut s);
        if let Some(t) = node.typ {
            let _ = write!(s, " {}", self.typ(t));
        }
        if !wraps_init(node) {
            self.position(node, &mut s);
        }
        s
    }

    /// A type; several values look like a struct.
    fn typ(&self, t: TypeId) -> String {
        if t == TypeId::UNTYPED_NIL {
            return "nil".into();
        }
        let Type::Tuple(vars) = &self.tys.types[t] else {
            // The compiler's name for a package's own type can't be told from a foreign one of that name.
            let local = &self.program.pkg_of(self.program.local).name;
            let text = self.tys.string(t);
            let own = text
                .strip_prefix(&**local)
                .and_then(|t| t.strip_prefix('.'));
            return own.map_or(text.clone(), str::to_owned);
        };
        let fields: Vec<String> = vars
            .iter()
            .map(|&v| {
                let var = &self.tys.types[v];
                let typ = self.tys.string(var.type_or_invalid());
                match (&*var.name, var.pkg) {
                    ("", _) => typ,
                    (name, Some(pkg)) if Some(pkg) != self.tys.local => {
                        format!("{}.{name} {typ}", self.tys.types[pkg].name)
                    }
                    (name, _) => format!("{name} {typ}"),
                }
            })
            .collect();
        format!("struct {{ {} }}", fields.join("; "))
    }

    /// The marks that shapes depend on.
    fn marks(&self, node: &Node, s: &mut String) {
        let mut mark = |on: bool, text: &str| {
            if on {
                s.push(' ');
                s.push_str(text);
            }
        };
        match &node.kind {
            Kind::Name(name) => {
                let n = self.program.name(*name);
                if node.typ.is_some() {
                    mark(true, class_mark(n.class));
                }
                // When a variable of the package is marked depends on the order of bodies.
                mark(n.addrtaken && n.class != Class::Extern, "Addrtaken");
                mark(n.auto_temp, "AutoTemp");
                mark(n.is_closure_var, "IsClosureVar");
            }
            Kind::Call(c) => {
                mark(c.is_ddd, "IsDDD");
                mark(c.go_defer, "GoDefer");
                mark(c.reshape, "Reshape");
            }
            Kind::Assign { def, .. } | Kind::AssignList { def, .. } => mark(*def, "Def"),
            Kind::Range(r) => {
                mark(r.def, "Def");
                mark(r.distinct_vars, "DistinctVars");
            }
            Kind::For(f) => mark(f.distinct_vars, "DistinctVars"),
            Kind::AssignOp { inc_dec, .. } => mark(*inc_dec, "IncDec"),
            Kind::Index { assigned, .. } => mark(*assigned, "Assigned"),
            Kind::CompLit { len, .. } if *len != 0 => mark(true, &format!("Len:{len}")),
            Kind::Closure { func, .. } => {
                let name = self.program.func(*func).nname;
                let sym = self.sym(self.program.name(name).sym);
                mark(true, &format!("fnName({sym})"));
            }
            _ => {}
        }
        mark(node.flags.implicit, "Implicit");
    }

    fn position(&self, node: &Node, s: &mut String) {
        let pos = match node.kind {
            Kind::Name(name) => self.program.name(name).pos,
            _ => node.pos,
        };
        let mut sep = " # ";
        let mut chain = Vec::new();
        let mut next = Some(pos);
        while let Some(pos) = next {
            chain.push(pos);
            next = pos.inl.map(|i| self.program.inl_tree.get(i).pos);
        }
        for pos in chain.into_iter().rev() {
            if let Some(text) = self.place(pos) {
                s.push_str(sep);
                s.push_str(&text);
                sep = " ";
            }
        }
    }

    fn place(&self, pos: XPos) -> Option<String> {
        let place = self.map.place(pos.pos)?;
        let file = place.file.rsplit('/').next().unwrap_or(&place.file);
        let col = place.col1.min(MAX_COLUMN);
        Some(format!("{file}:{}:{col}", place.line1))
    }

    fn children(&mut self, node: &Node, op: &str, depth: usize) {
        let below = depth + 1;
        match &node.kind {
            Kind::AddString { list } => self.field(op, "List", list, depth),
            Kind::Binary { x, y } | Kind::Logical { x, y } => self.list(&[*x, *y], below),
            Kind::Addr { x }
            | Kind::Unary { x }
            | Kind::Star { x }
            | Kind::Paren { x }
            | Kind::Conv { x }
            | Kind::TypeAssert { x } => self.node(*x, below),
            Kind::Call(c) => {
                self.opt(op, "Fun", c.fun, depth);
                self.field(op, "Args", &c.args, depth);
                self.opt(op, "DeferAt", c.defer_at, depth);
            }
            Kind::Closure { func, .. } => {
                self.line(depth, &format!("{op}-Func"));
                self.closure(*func, below);
            }
            Kind::CompLit { list, .. } => self.field(op, "List", list, depth),
            Kind::Index { x, index, .. } => self.list(&[*x, *index], below),
            Kind::Key { key, value } => {
                self.field(op, "Key", &[*key], depth);
                self.node(*value, below);
            }
            Kind::StructKey { value, .. } => self.node(*value, below),
            Kind::InlinedCall {
                body, return_vars, ..
            } => {
                self.field(op, "Body", body, depth);
                self.field(op, "ReturnVars", return_vars, depth);
            }
            Kind::Make { len, cap } => {
                self.opt(op, "Len", *len, depth);
                self.opt(op, "Cap", *cap, depth);
            }
            Kind::Selector(sel) => {
                debug_assert!(!matches!(
                    sel.selection,
                    Selection::Field { offset: ..0, .. }
                ));
                self.node(sel.x, below);
            }
            Kind::Slice { x, low, high, max } => {
                self.node(*x, below);
                self.opt(op, "Low", *low, depth);
                self.opt(op, "High", *high, depth);
                self.opt(op, "Max", *max, depth);
            }
            Kind::DynamicTypeAssert {
                x,
                src_rtype,
                rtype,
                itab,
            } => {
                self.node(*x, below);
                self.opt(op, "SrcRType", *src_rtype, depth);
                self.opt(op, "RType", *rtype, depth);
                self.opt(op, "ITab", *itab, depth);
            }
            Kind::DynamicType { rtype, itab } => {
                self.opt(op, "RType", *rtype, depth);
                self.opt(op, "ITab", *itab, depth);
            }
            _ => self.statement(node, op, depth),
        }
    }

    fn statement(&mut self, node: &Node, op: &str, depth: usize) {
        let below = depth + 1;
        match &node.kind {
            Kind::Decl { x } => {
                let x = self.program.name(*x).node;
                self.node(x, below);
            }
            Kind::Assign { x, y, .. } => {
                self.node(*x, below);
                self.list(y.as_slice(), below);
            }
            Kind::AssignList { lhs, rhs, .. } => {
                self.field(op, "Lhs", lhs, depth);
                self.field(op, "Rhs", rhs, depth);
            }
            Kind::AssignOp { x, y, .. } => self.list(&[*x, *y], below),
            Kind::Block { list } => self.field(op, "List", list, depth),
            Kind::Case(c) => {
                self.opt(op, "Var", c.var.map(|v| self.name_node(v)), depth);
                self.field(op, "List", &c.list, depth);
                self.field(op, "Body", &c.body, depth);
            }
            Kind::Comm { comm, body } => {
                self.opt(op, "Comm", *comm, depth);
                self.field(op, "Body", body, depth);
            }
            Kind::For(f) => {
                self.opt(op, "Cond", f.cond, depth);
                self.opt(op, "Post", f.post, depth);
                self.field(op, "Body", &f.body, depth);
            }
            Kind::GoDefer { call, defer_at } => {
                self.node(*call, below);
                self.opt(op, "DeferAt", *defer_at, depth);
            }
            Kind::If(i) => {
                self.field(op, "Cond", &[i.cond], depth);
                self.field(op, "Body", &i.body, depth);
                self.field(op, "Else", &i.els, depth);
            }
            Kind::Range(r) => {
                self.node(r.x, below);
                self.opt(op, "Key", r.key, depth);
                self.list(r.value.as_slice(), below);
                self.field(op, "Body", &r.body, depth);
            }
            Kind::Return { results } => self.field(op, "Results", results, depth),
            Kind::Select { cases, .. } => self.field(op, "Cases", cases, depth),
            Kind::Send { chan, value } => self.list(&[*chan, *value], below),
            Kind::Switch { tag, cases, .. } => {
                self.opt(op, "Tag", *tag, depth);
                self.field(op, "Cases", cases, depth);
            }
            Kind::TailCall { call } => self.node(*call, below),
            Kind::TypeSwitchGuard { tag, x, .. } => {
                self.opt(op, "Tag", *tag, depth);
                self.node(*x, below);
            }
            Kind::SliceHeader { ptr, len, cap } => self.list(&[*ptr, *len, *cap], below),
            Kind::StringHeader { ptr, len } => self.list(&[*ptr, *len], below),
            _ => {}
        }
    }

    fn name_node(&self, name: NameId) -> NodeId {
        self.program.name(name).node
    }

    /// The function of a literal, its body with it.
    fn closure(&mut self, func: FuncId, depth: usize) {
        if depth > MAX_DEPTH {
            self.line(depth, "...");
            return;
        }
        let f = self.program.func(func);
        let name = self.program.name(f.nname);
        let mut head = format!("DCLFUNC {}", self.sym(name.sym));
        if f.is_closure() {
            head.push_str(" IsClosure");
        }
        if f.wrapper {
            head.push_str(" Wrapper");
        }
        let _ = write!(head, " {}", self.tys.string(name.typ));
        if let Some(place) = self.place(f.pos) {
            let _ = write!(head, " # {place}");
        }
        self.line(depth, &head);
        let names =
            |list: &[NameId]| -> Vec<NodeId> { list.iter().map(|&n| self.name_node(n)).collect() };
        let (dcl, vars) = (names(&f.dcl), names(&f.closure_vars));
        let body = f.body.clone();
        self.field("DCLFUNC", "Dcl", &dcl, depth);
        self.field("DCLFUNC", "ClosureVars", &vars, depth);
        self.field("DCLFUNC", "body", &body, depth);
    }
}

/// Whether a conversion is there only to hold statements. It stands wherever the compiler happened to look last.
fn wraps_init(node: &Node) -> bool {
    node.op == Op::ConvNop && !node.init.is_empty()
}

fn class_mark(class: Class) -> &'static str {
    match class {
        Class::Extern => "Class:PEXTERN",
        Class::Auto => "Class:PAUTO",
        Class::AutoHeap => "Class:PAUTOHEAP",
        Class::Param => "Class:PPARAM",
        Class::ParamOut => "Class:PPARAMOUT",
        Class::Func => "Class:PFUNC",
    }
}

/// The compiler's dump of one function in the form of [`func`]: without what is not compared.
///
/// `package` is the local package's name, which the compiler puts before the names of the package's own types.
pub fn normalize(dump: &str, package: &str) -> String {
    let mut out = String::new();
    let mut skip_below: Option<usize> = None;
    let mut wrappers: Vec<usize> = Vec::new();
    for line in dump.lines() {
        let depth = line.len() - line.trim_start_matches(".   ").len();
        let depth = depth / 4;
        let text = line.trim_start_matches(".   ");
        if skip_below.is_some_and(|d| depth > d) {
            continue;
        }
        skip_below = None;
        if is_hidden(text) {
            skip_below = Some(depth);
            continue;
        }
        let mut line = normalize_line(text, package);
        wrappers.retain(|&d| d <= depth);
        if text == "CONVNOP-init" {
            wrappers.push(depth);
        } else if wrappers.last() == Some(&depth) {
            wrappers.pop();
            line.truncate(line.rfind(" # ").unwrap_or(line.len()));
        }
        for _ in 0..depth {
            out.push_str(".   ");
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Headings of run-time type words, which the IR here leaves out.
fn is_hidden(text: &str) -> bool {
    let Some((op, field)) = text.rsplit_once('-') else {
        return false;
    };
    let words = [
        "RType",
        "TypeWord",
        "SrcRType",
        "ITab",
        "RTypes",
        "KeyTypeWord",
    ];
    let range = [
        "KeySrcRType",
        "ValueTypeWord",
        "ValueSrcRType",
        "ElemRType",
        "ElemElemRType",
    ];
    let plain = op
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    plain && !op.starts_with("DYNAMIC") && (words.contains(&field) || range.contains(&field))
}

fn normalize_line(text: &str, package: &str) -> String {
    let (text, pos) = match text.rsplit_once(" # ") {
        Some((text, pos)) => (text, Some(pos)),
        None => (text, None),
    };
    // A literal's or symbol's text may hold anything; the marks stand behind it.
    let (head, rest) = split_head(text);
    let mut out = head.to_owned();
    if head == "TYPE" {
        // The symbol says no more than the type.
        let typ = rest.split_once(" type ").map_or("", |(_, t)| t);
        let typ = typ.rsplit_once(" tc(").map_or(typ, |(t, _)| t);
        return format!("TYPE {}", normalize_type(typ, package));
    }
    let rest = rest.rsplit_once(" tc(").map_or(rest, |(r, _)| r);
    let mut words = rest;
    loop {
        words = words.trim_start();
        if words.starts_with("fnName(") {
            // The name may hold blanks and brackets; the type follows after the closing one.
            let (name, after) = closing(words);
            out.push(' ');
            out.push_str(name);
            words = after;
            continue;
        }
        let (word, after) = match words.split_once(' ') {
            Some((w, a)) => (w, a),
            None => (words, ""),
        };
        let of_global = word == "Addrtaken" && out.ends_with("Class:PEXTERN");
        if is_dropped_mark(word) || of_global {
            words = after;
        } else if is_kept_mark(word) {
            out.push(' ');
            out.push_str(word);
            words = after;
        } else {
            break;
        }
    }
    // `DOT p.f`: the selected name comes first.
    if takes_sym(head)
        && let Some((sym, after)) = split_sym(words)
    {
        return join(&out, &sym, after, package, pos);
    }
    let words = words.trim();
    if !words.is_empty() && words != "blank" {
        out.push(' ');
        out.push_str(&normalize_type(words, package));
    }
    with_pos(out, pos)
}

fn join(head: &str, sym: &str, rest: &str, package: &str, pos: Option<&str>) -> String {
    let tail = normalize_line(&format!("X {rest}"), package);
    let tail = tail.strip_prefix('X').unwrap_or(&tail);
    with_pos(format!("{head} {sym}{tail}"), pos)
}

fn with_pos(mut out: String, pos: Option<&str>) -> String {
    if let Some(pos) = pos.filter(|p| !p.starts_with("<autogenerated>")) {
        out.push_str(" # ");
        out.push_str(pos.trim_start_matches(['+', '_']));
    }
    out
}

/// The op, with the literal or name that belongs to it.
fn split_head(text: &str) -> (&str, &str) {
    let end = if let Some(value) = text.strip_prefix("LITERAL-\"") {
        // A quoted string; the cut-off ones end in `...`.
        let mut escaped = false;
        let close = value.char_indices().find(|&(_, c)| {
            let end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            end
        });
        match close {
            Some((i, _)) => "LITERAL-\"".len() + i + 1,
            None => text.find("... ").map_or(text.len(), |i| i + 3),
        }
    } else if text.starts_with("LITERAL-(") {
        text.find(") ").map_or(text.len(), |i| i + 1)
    } else if text.starts_with("LINKSYMOFFSET-") {
        text.find(" Offset:").unwrap_or(text.len())
    } else if text.starts_with("NAME-") {
        text.find(" esc(")
            .or_else(|| text.find(" Class:"))
            .or_else(|| text.find(" Offset:"))
            .unwrap_or(text.len())
    } else {
        text.find(' ').unwrap_or(text.len())
    };
    text.split_at(end)
}

fn takes_sym(head: &str) -> bool {
    matches!(
        head,
        "DOT"
            | "DOTPTR"
            | "DOTMETH"
            | "DOTINTER"
            | "METHEXPR"
            | "METHVALUE"
            | "STRUCTKEY"
            | "BREAK"
            | "CONTINUE"
            | "GOTO"
            | "LABEL"
            | "DCLFUNC"
    )
}

/// A symbol at the start: up to a blank outside of brackets.
fn split_sym(words: &str) -> Option<(String, &str)> {
    if words.is_empty() {
        return None;
    }
    let mut depth = 0i32;
    for (i, c) in words.char_indices() {
        match c {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth -= 1,
            ' ' if depth <= 0 => return Some((words[..i].to_owned(), &words[i + 1..])),
            _ => {}
        }
    }
    Some((words.to_owned(), ""))
}

/// A text up to the bracket that closes its first one, and the rest.
fn closing(text: &str) -> (&str, &str) {
    let mut depth = 0i32;
    for (i, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return text.split_at(i + 1);
                }
            }
            _ => {}
        }
    }
    (text, "")
}

fn is_kept_mark(word: &str) -> bool {
    matches!(
        word,
        "Addrtaken"
            | "AutoTemp"
            | "IsClosureVar"
            | "IsDDD"
            | "GoDefer"
            | "Reshape"
            | "Def"
            | "DistinctVars"
            | "IncDec"
            | "Assigned"
            | "Implicit"
            | "IsClosure"
            | "Wrapper"
    ) || word.starts_with("Len:")
        || word.starts_with("Class:")
        || word.starts_with("fnName(")
}

fn is_dropped_mark(word: &str) -> bool {
    matches!(
        word,
        "OnStack"
            | "Used"
            | "Readonly"
            | "NonNil"
            | "Bounded"
            | "Dupok"
            | "Needctxt"
            | "HasDefer"
            | "Transient"
            | "CheckPtr"
            | "Byval"
            | "InlinabilityChecked"
            | "IsPackageInit"
            | "NoInline"
    ) || word.starts_with("Offset:")
        || word.starts_with("esc(")
        || word.starts_with("AsOp:")
        || word.starts_with("ABI:")
        || word.starts_with("Pragma:")
        || word.starts_with("Label:")
        || word.starts_with("NumReturns:")
        || word.starts_with("DictIndex:")
        || word.starts_with("Endlineno")
}

fn normalize_type(t: &str, package: &str) -> String {
    let kinds = [
        "PTR-",
        "FUNC-",
        "SLICE-",
        "ARRAY-",
        "STRUCT-",
        "CHAN-",
        "MAP-",
        "INTER-",
        "UNSAFEPTR-",
    ];
    for kind in kinds {
        if let Some(rest) = t.strip_prefix(kind) {
            // A method's type is told with a receiver, which the types here leave out.
            let plain = rest.strip_prefix("method(").and_then(|r| r.find(") func("));
            return match plain {
                Some(i) => rest["method(".len() + i + 2..].to_owned(),
                None => rest.to_owned(),
            };
        }
    }
    match t.strip_prefix(package).and_then(|r| r.strip_prefix('.')) {
        Some(rest) => rest.to_owned(),
        None => t.to_owned(),
    }
}
