//! What our parser makes of a text, in the words of crate/tools/syntax-oracle.

use goescape::syntax::*;
use goescape::text::{Pos, SourceMap};
use std::collections::HashMap;
use std::fmt::Write;

pub struct Text {
    pub ast: Ast,
    pub map: SourceMap,
    pub file: Option<FileNode>,
    pub errors: Vec<SyntaxError>,
}

pub fn parse(text: &[u8], options: &Options) -> Text {
    let mut map = SourceMap::default();
    let mut ast = Ast::default();
    // The map wants text for its lines alone: a byte that is no UTF-8 must not change their lengths.
    let lossy: String = match std::str::from_utf8(text) {
        Ok(text) => text.into(),
        Err(_) => text
            .iter()
            .map(|&b| if b < 0x80 { b as char } else { 'x' })
            .collect(),
    };
    let id = map.add("x.go", &lossy);
    let parsed = parse_file(&mut ast, &mut map, id, text, options);
    Text {
        ast,
        map,
        file: parsed.file,
        errors: parsed.errors,
    }
}

impl Text {
    fn at(&self, pos: Pos) -> String {
        match self.map.offset(pos) {
            Some((_, offset)) => offset.to_string(),
            None => "-".into(),
        }
    }

    /// The errors as the compiler prints them.
    pub fn lines(&self) -> Vec<String> {
        let mut list = ErrorList::default();
        for e in &self.errors {
            list.add(&self.map, e.pos, &e.msg);
        }
        list.lines(&self.map)
    }
}

/// The lines that the compiler would print after parsing.
pub fn printed(text: &[u8]) -> Vec<String> {
    let printed = parse(text, &Options::default()).lines().join("\n");
    printed.lines().map(str::to_string).collect()
}

/// Places and messages; `//go:` directives are not the parser's own business there.
pub fn errors(text: &[u8]) -> String {
    let text = parse(text, &Options::default());
    let mut out = String::new();
    for e in &text.errors {
        if !is_directives(&e.msg) {
            let p = text.map.place(e.pos).expect("a known place");
            writeln!(out, "{}:{}:{} {}", p.file, p.line1, p.col1, e.msg).ok();
        }
    }
    out
}

fn is_directives(msg: &str) -> bool {
    const STARTS: [&str; 5] = [
        "misplaced compiler directive",
        "misplaced go:embed",
        "usage: //go:",
        "invalid quoted string in //go:embed",
        "invalid library name",
    ];
    STARTS.iter().any(|w| msg.starts_with(w))
        || msg.starts_with("//") && msg.contains(" allowed in ")
}

/// All nodes with their positions, one a line.
pub fn tree(text: &[u8]) -> String {
    let text = parse(
        text,
        &Options {
            std: true,
            compiling_runtime: true,
        },
    );
    let mut out = String::new();
    let Some(file) = text.file.filter(|_| text.errors.is_empty()) else {
        out.push_str("errors:\n");
        for e in &text.errors {
            writeln!(out, "{} {}", text.at(e.pos), e.msg).ok();
        }
        return out;
    };
    let mut groups = HashMap::new();
    let mut depth = 0;
    text.ast.walk(file, |visit| {
        match visit {
            walk::Visit::Leave(_) => depth -= 1,
            walk::Visit::Enter(node) => {
                node_line(&text, node, depth, &mut groups, &mut out);
                depth += 1;
            }
        }
        true
    });
    out
}

fn node_line(
    text: &Text,
    node: Node,
    depth: usize,
    groups: &mut HashMap<GroupId, usize>,
    out: &mut String,
) {
    let ast = &text.ast;
    let (kind, detail) = match node {
        Node::File(f) => {
            let version = ast[f].go_version.as_deref().unwrap_or("");
            ("File", format!("{version} {}", text.at(ast[f].eof)))
        }
        Node::Decl(d) => decl(ast, d, groups),
        Node::Field(_) => ("Field", String::new()),
        Node::Expr(x) => expr(text, x),
        Node::Stmt(s) => stmt(text, s),
    };
    let (pos, start, end) = (ast.pos(node), ast.start_pos(node), ast.end_pos(node));
    let (pos, start, end) = (text.at(pos), text.at(start), text.at(end));
    write!(out, "{depth} {kind} {pos} {start} {end} {detail}").ok();
    if let Node::Expr(x) = node {
        write!(out, " {}", ast.string_of(x)).ok();
    }
    out.push('\n');
}

fn decl(ast: &Ast, d: DeclId, groups: &mut HashMap<GroupId, usize>) -> (&'static str, String) {
    let group = match ast[d].group {
        None => "-".into(),
        Some(g) => {
            let next = groups.len();
            groups.entry(g).or_insert(next).to_string()
        }
    };
    match &ast[d].kind {
        DeclKind::Import(_) => ("ImportDecl", group),
        DeclKind::Const(_) => ("ConstDecl", group),
        DeclKind::Type(t) => ("TypeDecl", format!("{group} {}", t.alias)),
        DeclKind::Var(_) => ("VarDecl", group),
        DeclKind::Func(_) => ("FuncDecl", String::new()),
    }
}

fn expr(text: &Text, x: ExprId) -> (&'static str, String) {
    use ExprKind::*;
    let kind = text.ast.kind(x);
    let detail = match kind {
        Name(value) => value.to_string(),
        BasicLit(lit) => format!("{} {} {}", lit.kind as u8, lit.bad, lit.value),
        CompositeLit(c) => format!("{} {}", c.nkeys, text.at(c.rbrace)),
        SliceExpr { index, full, .. } => {
            let there = index.map(|i| i.is_some().to_string());
            format!("{full} {}", there.join(" "))
        }
        Operation { op, .. } => op.text().into(),
        CallExpr(c) => c.has_dots.to_string(),
        ChanType { dir, .. } => (*dir as u8).to_string(),
        _ => String::new(),
    };
    let kind = match kind {
        BadExpr => "BadExpr",
        Name(_) => "Name",
        BasicLit(_) => "BasicLit",
        CompositeLit(_) => "CompositeLit",
        KeyValueExpr { .. } => "KeyValueExpr",
        FuncLit { .. } => "FuncLit",
        ParenExpr(_) => "ParenExpr",
        SelectorExpr { .. } => "SelectorExpr",
        IndexExpr { .. } => "IndexExpr",
        SliceExpr { .. } => "SliceExpr",
        AssertExpr { .. } => "AssertExpr",
        TypeSwitchGuard { .. } => "TypeSwitchGuard",
        Operation { .. } => "Operation",
        CallExpr(_) => "CallExpr",
        ListExpr(_) => "ListExpr",
        ArrayType { .. } => "ArrayType",
        SliceType { .. } => "SliceType",
        DotsType { .. } => "DotsType",
        StructType(_) => "StructType",
        InterfaceType { .. } => "InterfaceType",
        FuncType { .. } => "FuncType",
        MapType { .. } => "MapType",
        ChanType { .. } => "ChanType",
    };
    (kind, detail)
}

fn stmt(text: &Text, s: StmtId) -> (&'static str, String) {
    use StmtKind::*;
    let none = String::new;
    match &text.ast[s].kind {
        EmptyStmt => ("EmptyStmt", none()),
        LabeledStmt { .. } => ("LabeledStmt", none()),
        BlockStmt(b) => ("BlockStmt", text.at(b.rbrace)),
        ExprStmt(_) => ("ExprStmt", none()),
        SendStmt { .. } => ("SendStmt", none()),
        DeclStmt(_) => ("DeclStmt", none()),
        AssignStmt(a) => ("AssignStmt", a.op.map_or("", Operator::text).into()),
        BranchStmt(b) => {
            let target = b.target.map_or("-".into(), |t| text.at(text.ast[t].pos));
            let word = format!("{:?}", b.tok).to_lowercase();
            ("BranchStmt", format!("{word} {target}"))
        }
        CallStmt { tok, .. } => ("CallStmt", format!("{tok:?}").to_lowercase()),
        ReturnStmt { .. } => ("ReturnStmt", none()),
        IfStmt(_) => ("IfStmt", none()),
        ForStmt(_) => ("ForStmt", none()),
        SwitchStmt(s) => ("SwitchStmt", text.at(s.rbrace)),
        SelectStmt(s) => ("SelectStmt", text.at(s.rbrace)),
        RangeClause(r) => ("RangeClause", r.def.to_string()),
        CaseClause(c) => ("CaseClause", text.at(c.colon)),
        CommClause(c) => ("CommClause", text.at(c.colon)),
    }
}

/// The lines, with unused labels of a function in their order: the compiler tells them in the order of a Go map, that is in none.
pub fn with_labels_in_order(lines: &str) -> String {
    let mut lines: Vec<&str> = lines.lines().collect();
    let unused = |line: &&str| line.ends_with("defined and not used");
    for run in lines.chunk_by_mut(|a, b| unused(a) && unused(b)) {
        run.sort();
    }
    lines.join("\n")
}

/// FNV-1a, 64 bits.
pub fn hash(text: &str) -> String {
    let mut h = 0xcbf2_9ce4_8422_2325u64;
    for b in text.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{h:016x}")
}

/// The first lines that differ.
pub fn difference(ours: &str, theirs: &str) -> String {
    let (mut a, mut b) = (ours.lines(), theirs.lines());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return "no line differs".into(),
            (x, y) if x == y => {}
            (x, y) => return format!("\n  ours     {x:?}\n  compiler {y:?}"),
        }
    }
}
