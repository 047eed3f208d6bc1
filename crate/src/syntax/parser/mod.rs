//! The parser (cmd/compile/internal/syntax/parser.go): recursive descent over [`Scanner`]'s tokens. It accepts what the compiler
//! accepts, complains in the compiler's words, and goes on after an error where the compiler goes on.
//!
//! Its recursion is bounded. Where a text is nested deeper than [`MAX_DEPTH`] (or gives a tree higher than [`MAX_HEIGHT`]), it
//! says so once and gives up the rest of that top-level declaration.

mod decls;
mod directives;
mod exprs;
mod params;
mod stmts;
mod types;

use super::nodes::*;
use super::pragma::{Linkname, Pragma};
use super::scanner::Scanner;
use super::source::Event;
use super::tokens::Token;
use super::{Options, SyntaxError};
use crate::text::{FileId, Pos, SourceMap};
use std::rc::Rc;

/// How deep parentheses, blocks, types, literals and the like may be nested in each other. All of Go's own sources stay below 25.
pub const MAX_DEPTH: u32 = 256;

/// How high the tree of a declaration may be: nesting as above, plus chains such as `a + b + c + …`, `a.b().c()…` and `else if`, which
/// take no recursion to parse but lean to one side of the tree. Later stages may rely on it. Go's own sources stay below 1000.
pub const MAX_HEIGHT: u32 = 2_500;

pub(super) struct Parser<'a> {
    ast: &'a mut Ast,
    map: &'a mut SourceMap,
    file: FileId,
    options: &'a Options,
    text: &'a [u8],
    scanner: Scanner<'a>,
    /// The current token.
    tok: Token,
    /// Where the text starts.
    base: Pos,
    /// Where the token before the current one ended.
    last_end: usize,
    errors: Vec<SyntaxError>,
    /// How many of them came from scanner and parser, and not from labels, branches and directives.
    parse_errors: usize,
    /// Directives that wait for their declaration.
    pragma: Option<Box<Pragma>>,
    linknames: Vec<Linkname>,
    go_version: Option<Rc<str>>,
    /// Before the package clause.
    top: bool,
    /// How many function bodies are open.
    fnest: u32,
    /// Above zero inside parentheses and brackets; below zero in the header of a statement, where `{` starts a block.
    xnest: i32,
    depth: u32,
    /// Height of what was parsed so far at this level.
    height: u32,
    /// The nesting is too deep: read no more tokens until the next top-level declaration.
    gave_up: bool,
}

/// A set of tokens.
fn set(tokens: &[Token]) -> u64 {
    tokens.iter().fold(0, |set, &t| set | 1 << t as u8)
}

/// Keywords that start a statement: good places to go on after an error in a function.
fn statement_keywords() -> u64 {
    use Token::*;
    set(&[
        Break,
        Const,
        Continue,
        Defer,
        Fallthrough,
        For,
        Go,
        Goto,
        If,
        Return,
        Select,
        Switch,
        Type,
        Var,
    ])
}

/// A token as messages name it.
fn token_words(tok: Token) -> String {
    match tok {
        Token::Comma => "comma".into(),
        Token::Semi => "semicolon or newline".into(),
        _ if tok.is_keyword() => format!("keyword {}", tok.text()),
        _ => tok.text().into(),
    }
}

impl<'a> Parser<'a> {
    pub fn new(
        ast: &'a mut Ast,
        map: &'a mut SourceMap,
        file: FileId,
        text: &'a [u8],
        options: &'a Options,
    ) -> Self {
        let base = map.pos(file, 0);
        Parser {
            ast,
            map,
            file,
            options,
            text,
            scanner: Scanner::new(text, 0),
            tok: Token::Eof,
            base,
            last_end: 0,
            errors: Vec::new(),
            parse_errors: 0,
            pragma: None,
            linknames: Vec::new(),
            go_version: None,
            top: true,
            fnest: 0,
            xnest: 0,
            depth: 0,
            height: 0,
            gave_up: false,
        }
    }

    /// Parses the whole text.
    pub fn parse(mut self) -> (Option<FileNode>, Vec<SyntaxError>) {
        self.next();
        let file = self.file_or_none();
        (file, self.errors)
    }

    // ---------- tokens ----------

    /// Goes on to the next token; errors and directives on the way are dealt with.
    fn next(&mut self) {
        self.last_end = self.scanner.end;
        if self.gave_up {
            self.tok = Token::Eof;
            return;
        }
        self.scanner.next();
        self.tok = self.scanner.tok;
        if !self.scanner.src.events.is_empty() {
            self.take_events();
        }
    }

    #[cold]
    fn take_events(&mut self) {
        for event in std::mem::take(&mut self.scanner.src.events) {
            match event {
                Event::Error { at, msg } => self.error_at(self.pos_at(at), msg),
                Event::Comment { at, end, blank } => self.comment(at, end, blank),
                Event::ExtraLine { at } => self.extra_line(at),
            }
        }
    }

    fn got(&mut self, tok: Token) -> bool {
        let got = self.tok == tok;
        if got {
            self.next();
        }
        got
    }

    fn want(&mut self, tok: Token) {
        if !self.got(tok) {
            self.unexpected(&format!(", expected {}", token_words(tok)));
            self.advance(&[]);
        }
    }

    /// Like `got(Assign)`; takes `:=` for `=` too, and complains.
    fn got_assign(&mut self) -> bool {
        if self.tok == Token::Define {
            self.unexpected(", expected =");
            self.next();
            return true;
        }
        self.got(Token::Assign)
    }

    /// Skips to a token of `follow`, in functions also to one that starts a statement. With no such tokens it skips just one.
    fn advance(&mut self, follow: &[Token]) {
        if follow.is_empty() {
            if self.tok != Token::Eof {
                self.next();
            }
            return;
        }
        let mut stop = set(follow) | set(&[Token::Eof]);
        if self.fnest > 0 {
            stop |= statement_keywords();
        }
        while stop & (1 << self.tok as u8) == 0 {
            self.next();
        }
    }

    // ---------- positions and errors ----------

    fn pos_at(&self, offset: usize) -> Pos {
        self.base.advance(offset as u32)
    }

    /// Where the current token starts.
    fn pos(&self) -> Pos {
        self.pos_at(self.scanner.at)
    }

    /// An error as it stands.
    fn error_at(&mut self, pos: Pos, msg: impl Into<String>) {
        self.parse_errors += 1;
        self.side_error(pos, msg);
    }

    /// An error that the parser itself does not care about: it is neither the scanner's nor the parser's.
    fn side_error(&mut self, pos: Pos, msg: impl Into<String>) {
        if !self.gave_up {
            self.errors.push(SyntaxError {
                pos,
                msg: msg.into().into(),
            });
        }
    }

    /// A syntax error that does not name the current token.
    fn plain_error(&mut self, msg: &str) {
        self.plain_error_at(self.pos(), msg);
    }

    #[cold]
    fn plain_error_at(&mut self, pos: Pos, msg: &str) {
        if !self.follows_from_end() {
            self.error_at(pos, format!("syntax error: {msg}"));
        }
    }

    /// A syntax error about the current token; `rest` says what is wrong with it.
    #[cold]
    fn unexpected(&mut self, rest: &str) {
        if !self.follows_from_end() {
            let tok = self.current_token_words();
            self.error_at(self.pos(), format!("syntax error: unexpected {tok}{rest}"));
        }
    }

    /// At the end of the text, any error after the first one only says again that something is missing.
    fn follows_from_end(&self) -> bool {
        self.tok == Token::Eof && self.parse_errors > 0
    }

    fn current_token_words(&self) -> String {
        let op = self.scanner.op.text();
        match self.tok {
            Token::Name => format!("name {}", self.scanner.text()),
            Token::Semi => self.scanner.semi.into(),
            Token::Literal => format!("literal {}", self.scanner.text()),
            Token::Operator => op.into(),
            Token::AssignOp => format!("{op}="),
            Token::IncOp => format!("{op}{op}"),
            tok => token_words(tok),
        }
    }

    // ---------- bounds ----------

    /// Runs `f` one level deeper, or gives up and runs `instead`.
    fn nested<T>(
        &mut self,
        f: impl FnOnce(&mut Self) -> T,
        instead: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if self.depth >= MAX_DEPTH {
            self.give_up();
            return instead(self);
        }
        let siblings = std::mem::take(&mut self.height);
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        self.height += 1;
        self.height = self.height.max(siblings);
        result
    }

    /// A node was put on top of what was parsed so far at this level.
    fn grow(&mut self) {
        self.height += 1;
        if self.height + self.depth > MAX_HEIGHT {
            self.give_up();
        }
    }

    #[cold]
    fn give_up(&mut self) {
        if !self.gave_up {
            let pos = self.pos();
            let msg = format!(
                "nested too deeply: more than {MAX_DEPTH} levels, or a chain of more than {MAX_HEIGHT} operations"
            );
            self.plain_error_at(pos, &msg);
            self.gave_up = true;
            self.tok = Token::Eof;
        }
    }

    /// After giving up: goes on with the next line that starts with the keyword of a declaration.
    fn resume(&mut self) {
        let from = self.scanner.src.at;
        let next = self.text[from..]
            .split_inclusive(|&b| b == b'\n')
            .scan(from, |at, line| {
                let start = *at;
                *at += line.len();
                Some((start, line))
            })
            .skip(1)
            .find(|(_, line)| starts_declaration(line))
            .map_or(self.text.len(), |(start, _)| start);
        self.gave_up = false;
        self.pragma = None;
        (self.fnest, self.xnest, self.depth, self.height) = (0, 0, 0, 0);
        self.scanner = Scanner::new(self.text, next);
        self.next();
    }

    // ---------- common productions ----------

    /// A name; complains and gives `_` where there is none.
    fn name(&mut self) -> ExprId {
        let pos = self.pos();
        if self.tok == Token::Name {
            let value = self.scanner.text();
            let name = self.ast.add_name(pos, &value);
            self.next();
            return name;
        }
        let name = self.ast.add_name(pos, "_");
        self.unexpected(", expected name");
        self.advance(&[]);
        name
    }

    /// `first, name, …`
    fn name_list(&mut self, first: ExprId) -> Box<[ExprId]> {
        let mut names = vec![first];
        while self.got(Token::Comma) {
            names.push(self.name());
        }
        names.into()
    }

    /// A name, perhaps with a package in front of it, perhaps with type arguments; the first name may have been read already.
    fn qualified_name(&mut self, first: Option<ExprId>) -> ExprId {
        let mut x = match first {
            Some(name) => name,
            None if self.tok == Token::Name => self.name(),
            None => {
                let name = self.ast.add_name(self.pos(), "_");
                self.unexpected(", expected name");
                self.advance(&[Token::Dot, Token::Semi, Token::Rbrace]);
                name
            }
        };
        if self.tok == Token::Dot {
            let pos = self.pos();
            self.next();
            let sel = self.name();
            x = self.ast.add_expr(pos, ExprKind::SelectorExpr { x, sel });
        }
        match self.tok {
            Token::Lbrack => self.type_instance(x),
            _ => x,
        }
    }

    fn bad_expr(&mut self) -> ExprId {
        self.ast.add_expr(self.pos(), ExprKind::BadExpr)
    }

    fn optional_literal(&mut self) -> Option<ExprId> {
        if self.tok != Token::Literal {
            return None;
        }
        let value = self.ast.intern(&self.scanner.text());
        let literal = BasicLit {
            value,
            kind: self.scanner.kind,
            bad: self.scanner.bad,
        };
        let x = self.ast.add_expr(self.pos(), ExprKind::BasicLit(literal));
        self.next();
        Some(x)
    }

    /// Elements with `sep` between them, up to `close`; a last `sep` may stand before it. `element` says whether it was the last one.
    /// Gives the position of `close`.
    fn list(
        &mut self,
        context: &str,
        sep: Token,
        close: Token,
        element: &mut dyn FnMut(&mut Self) -> bool,
    ) -> Pos {
        let mut done = false;
        while self.tok != Token::Eof && self.tok != close && !done {
            done = element(self);
            if !self.got(sep) && self.tok != close {
                let (sep, end) = (token_words(sep), token_words(close));
                self.unexpected(&format!(" in {context}; possibly missing {sep} or {end}"));
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                if self.tok != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }
}

/// Whether a line starts with the keyword of a declaration.
pub(super) fn starts_declaration(line: &[u8]) -> bool {
    let word = line
        .split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .next()
        .unwrap_or(b"");
    matches!(
        Token::keyword(word),
        Some(Token::Const | Token::Func | Token::Import | Token::Type | Token::Var)
    )
}
