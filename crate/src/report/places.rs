//! From positions to stretches of text, in the units of the page.

use crate::syntax::extent::{Brackets, Extents};
use crate::syntax::{Ast, CallKind, DeclKind, ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::text::utf16::Utf16Map;
use crate::text::{FileId, Pos, SourceMap};
use crate::wire::Span;
use rustc_hash::FxHashMap as HashMap;

/// Where a call stands that runs later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Later {
    /// `go` or `defer`.
    pub kind: CallKind,
    /// Inside a loop.
    pub in_loop: bool,
}

/// The map from positions of a package's files to their text, and from positions to the nodes that have them.
pub struct Places<'a> {
    ast: &'a Ast,
    map: &'a SourceMap,
    files: Vec<File>,
    exprs: HashMap<Pos, ExprId>,
    stmts: HashMap<Pos, StmtId>,
    /// The call or conversion in whose arguments an expression stands.
    call_of: HashMap<ExprId, ExprId>,
    /// Calls of `go` and `defer`, and function literals that they call, by position.
    later: HashMap<Pos, Later>,
}

struct File {
    utf16: Utf16Map,
    brackets: Brackets,
    /// Offset behind each word or number, by the offset of its start; and where lines end.
    words: Vec<(u32, u32)>,
    line_ends: Vec<u32>,
}

impl File {
    fn new(text: &str) -> File {
        let part = |c: char| c == '_' || c.is_alphanumeric();
        let mut words: Vec<(u32, u32)> = Vec::new();
        let mut line_ends = Vec::new();
        for (at, c) in text.char_indices() {
            let (from, to) = (at as u32, (at + c.len_utf8()) as u32);
            if c == '\n' {
                line_ends.push(from);
            }
            if part(c) {
                match words.last_mut().filter(|w| w.1 == from) {
                    Some(word) => word.1 = to,
                    None => words.push((from, to)),
                }
            }
        }
        line_ends.push(text.len() as u32);
        File {
            utf16: Utf16Map::new(text),
            brackets: Brackets::new(text),
            words,
            line_ends,
        }
    }

    /// The word that starts at an offset, or the one byte there.
    fn word(&self, offset: u32) -> std::ops::Range<u32> {
        let found = self.words.binary_search_by_key(&offset, |w| w.0);
        offset..found.map_or(offset + 1, |i| self.words[i].1)
    }

    /// A stretch as far as the end of its first line.
    fn in_line(&self, range: std::ops::Range<u32>) -> std::ops::Range<u32> {
        let next = self.line_ends.partition_point(|&end| end <= range.start);
        let end = self.line_ends.get(next).map_or(range.end, |&end| end);
        range.start..range.end.min(end)
    }
}

impl<'a> Places<'a> {
    /// Indexes a package; `texts` are the texts of the map's files, in order.
    pub fn new(ast: &'a Ast, map: &'a SourceMap, texts: &[impl AsRef<str>]) -> Places<'a> {
        let mut places = Places {
            ast,
            map,
            files: texts.iter().map(|t| File::new(t.as_ref())).collect(),
            exprs: HashMap::default(),
            stmts: HashMap::default(),
            call_of: HashMap::default(),
            later: HashMap::default(),
        };
        places.index();
        places
    }

    fn index(&mut self) {
        let ast = self.ast;
        self.exprs.reserve(ast.exprs.len());
        self.stmts.reserve(ast.stmts.len());
        for (i, expr) in ast.exprs.iter().enumerate() {
            let id = ExprId::new(i);
            match &expr.kind {
                // These have the position of their first part, or of what they belong to.
                ExprKind::ListExpr(_)
                | ExprKind::KeyValueExpr { .. }
                | ExprKind::FuncType { .. } => continue,
                ExprKind::CallExpr(call) => {
                    for &arg in &call.args {
                        self.call_of.insert(arg, id);
                    }
                }
                _ => {}
            }
            self.exprs.insert(expr.pos, id);
        }
        for (i, stmt) in ast.stmts.iter().enumerate() {
            self.stmts.insert(stmt.pos, StmtId::new(i));
        }
        for file in ast.file_nodes() {
            for &decl in &ast[file].decls {
                if let DeclKind::Func(f) = &ast[decl].kind
                    && let Some(body) = f.body
                {
                    self.index_later(body);
                }
            }
        }
    }

    fn index_later(&mut self, body: StmtId) {
        let ast = self.ast;
        let mut loops: Vec<(Pos, Pos)> = Vec::new();
        let later = &mut self.later;
        ast.inspect(body, |node| {
            let Node::Stmt(stmt) = node else { return true };
            match &ast[stmt].kind {
                StmtKind::ForStmt(f) => loops.push((ast[f.body].pos, ast.rbrace(f.body))),
                StmtKind::CallStmt { tok, call } => {
                    let at = ast[stmt].pos;
                    let in_loop = loops.iter().any(|&(from, to)| from <= at && at <= to);
                    let entry = Later {
                        kind: *tok,
                        in_loop,
                    };
                    later.insert(ast[*call].pos, entry);
                    later.insert(at, entry);
                    if let ExprKind::CallExpr(c) = ast.kind(*call) {
                        later.insert(ast[ast.unparen(c.fun)].pos, entry);
                    }
                }
                _ => {}
            }
            true
        });
    }

    /// The tree.
    pub fn ast(&self) -> &'a Ast {
        self.ast
    }

    /// The expression at a position; a call at its `(`, an operation at its operator, and so on.
    pub fn expr_at(&self, pos: Pos) -> Option<ExprId> {
        self.exprs.get(&pos).copied()
    }

    /// The statement at a position.
    pub fn stmt_at(&self, pos: Pos) -> Option<StmtId> {
        self.stmts.get(&pos).copied()
    }

    /// The call or conversion among whose arguments the expression stands.
    pub fn call_of(&self, arg: ExprId) -> Option<ExprId> {
        self.call_of.get(&arg).copied()
    }

    /// Whether a call or function literal at this position is run by `go` or `defer`.
    pub fn later(&self, pos: Pos) -> Option<Later> {
        self.later.get(&pos).copied()
    }

    /// What to mark for a position: the whole expression there, or the one token if there is none.
    pub fn span(&self, pos: Pos) -> Option<Span> {
        let (file, offset) = self.map.offset(pos)?;
        let range = match self.expr_at(pos) {
            Some(x) => self.extent(file, x),
            None => offset..offset + 1,
        };
        self.span_of(file, range, pos)
    }

    /// The word at a position, or the one character there.
    pub fn word(&self, pos: Pos) -> Option<Span> {
        let (file, offset) = self.map.offset(pos)?;
        let range = self.files.get(file.0 as usize)?.word(offset);
        self.span_of(file, range, pos)
    }

    /// What to mark for an error: the expression that it is reported at, as far as it stands on the line; or the word there.
    pub fn error_span(&self, pos: Pos, expr: Option<ExprId>) -> Option<Span> {
        let (file, offset) = self.map.offset(pos)?;
        let text = self.files.get(file.0 as usize)?;
        let expr = expr.or_else(|| self.expr_at(pos));
        let range = expr.map(|x| self.extent(file, x));
        let range = range.filter(|r| r.start <= offset && offset < r.end);
        let range = range.unwrap_or_else(|| text.word(offset));
        self.span_of(file, text.in_line(offset..range.end), pos)
    }

    /// An expression's text.
    pub fn expr_span(&self, x: ExprId) -> Option<Span> {
        let pos = self.ast[x].pos;
        let (file, _) = self.map.offset(pos)?;
        self.span_of(file, self.extent(file, x), pos)
    }

    /// The text from one position up to another, which is in the same file; the compiler's place is the first one.
    pub fn between(&self, from: Pos, to: Pos) -> Option<Span> {
        let (file, start) = self.map.offset(from)?;
        let (_, end) = self.map.offset(to)?;
        self.span_of(file, start..end.max(start), from)
    }

    /// `len` bytes from a position on.
    pub fn token(&self, pos: Pos, len: u32) -> Option<Span> {
        let (file, start) = self.map.offset(pos)?;
        self.span_of(file, start..start + len, pos)
    }

    fn extent(&self, file: FileId, x: ExprId) -> std::ops::Range<u32> {
        let extents = Extents {
            ast: self.ast,
            brackets: &self.files[file.0 as usize].brackets,
            offset: &|pos| self.map.offset(pos).map_or(0, |(_, offset)| offset),
        };
        extents.of(x)
    }

    fn span_of(&self, file: FileId, range: std::ops::Range<u32>, pos: Pos) -> Option<Span> {
        let utf16 = &self.files.get(file.0 as usize)?.utf16;
        let (_, line, col) = self.map.line_col(pos)?;
        Some(Span {
            file: file.0,
            from: utf16.offset(range.start),
            to: utf16.offset(range.end),
            line,
            col,
        })
    }
}
