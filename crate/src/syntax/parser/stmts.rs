//! Statements.

use super::Parser;
use crate::syntax::nodes::*;
use crate::syntax::tokens::{Operator, Token};
use crate::text::Pos;

/// What stands between the keyword of an `if`, `for` or `switch` and its `{`.
#[derive(Default)]
struct Header {
    init: Option<StmtId>,
    cond: Option<ExprId>,
    post: Option<StmtId>,
}

impl<'a> Parser<'a> {
    /// Statements up to `}`, `case` or `default`.
    fn stmt_list(&mut self) -> Box<[StmtId]> {
        use Token::*;
        let mut list = Vec::new();
        while !matches!(self.tok, Eof | Rbrace | Case | Default) {
            let stmt = self.nested(Self::stmt_or_none, |_| None);
            self.clear_pragma();
            let Some(stmt) = stmt else { break };
            list.push(stmt);
            if !self.got(Semi) && self.tok != Rbrace {
                self.unexpected(" at end of statement");
                self.advance(&[Semi, Rbrace, Case, Default]);
                self.got(Semi);
            }
        }
        list.into()
    }

    /// A statement, if one starts here.
    fn stmt_or_none(&mut self) -> Option<StmtId> {
        if self.tok == Token::Name {
            self.clear_pragma();
            let lhs = self.expr_list();
            if self.tok == Token::Colon && self.ast.name(lhs).is_some() {
                return self.labeled_stmt(lhs);
            }
            return Some(self.simple_stmt(Some(lhs), None));
        }
        match self.tok {
            Token::Var => return Some(self.decl_stmt(Self::var_decl)),
            Token::Const => return Some(self.decl_stmt(Self::const_decl)),
            Token::Type => return Some(self.decl_stmt(Self::type_decl)),
            _ => {}
        }
        self.clear_pragma();
        let pos = self.pos();
        Some(match self.tok {
            Token::Lbrace => self.block_stmt(""),
            Token::Operator | Token::Star => match self.scanner.op {
                Operator::Add
                | Operator::Sub
                | Operator::Mul
                | Operator::And
                | Operator::Xor
                | Operator::Not => self.simple_stmt(None, None),
                _ => return None,
            },
            Token::Literal
            | Token::Func
            | Token::Lparen
            | Token::Lbrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => self.simple_stmt(None, None),
            Token::For => self.for_stmt(),
            Token::Switch => self.switch_stmt(),
            Token::Select => self.select_stmt(),
            Token::If => self.if_stmt(),
            Token::Fallthrough => {
                self.next();
                self.branch(pos, BranchKind::Fallthrough, None)
            }
            Token::Break => self.break_or_continue(BranchKind::Break),
            Token::Continue => self.break_or_continue(BranchKind::Continue),
            Token::Go => self.call_stmt(CallKind::Go),
            Token::Defer => self.call_stmt(CallKind::Defer),
            Token::Goto => {
                self.next();
                let label = Some(self.name());
                self.branch(pos, BranchKind::Goto, label)
            }
            Token::Return => {
                self.next();
                let results = match self.tok {
                    Token::Semi | Token::Rbrace => None,
                    _ => Some(self.expr_list()),
                };
                self.ast.add_stmt(pos, StmtKind::ReturnStmt { results })
            }
            Token::Semi => self.ast.add_stmt(pos, StmtKind::EmptyStmt),
            _ => return None,
        })
    }

    fn branch(&mut self, pos: Pos, tok: BranchKind, label: Option<ExprId>) -> StmtId {
        let kind = StmtKind::BranchStmt(BranchStmt {
            tok,
            label,
            target: None,
        });
        self.ast.add_stmt(pos, kind)
    }

    fn break_or_continue(&mut self, tok: BranchKind) -> StmtId {
        let pos = self.pos();
        self.next();
        let label = match self.tok {
            Token::Name => Some(self.name()),
            _ => None,
        };
        self.branch(pos, tok, label)
    }

    /// `go f()`, `defer f()`
    fn call_stmt(&mut self, tok: CallKind) -> StmtId {
        let pos = self.pos();
        self.next();
        let x = self.primary_expr(None, self.tok == Token::Lparen);
        let call = self.ast.unparen(x);
        if call != x {
            let word = match tok {
                CallKind::Go => "go",
                CallKind::Defer => "defer",
            };
            let pos = self.ast[x].pos;
            self.error_at(
                pos,
                format!("expression in {word} must not be parenthesized"),
            );
        }
        self.ast.add_stmt(pos, StmtKind::CallStmt { tok, call })
    }

    fn decl_stmt(&mut self, parse: fn(&mut Parser<'a>, Option<GroupId>, u32) -> DeclId) -> StmtId {
        let pos = self.pos();
        let mut decls = Vec::new();
        self.next();
        self.group(&mut decls, parse);
        self.ast.add_stmt(pos, StmtKind::DeclStmt(decls.into()))
    }

    /// An expression, a send, an assignment or a declaration with `:=`; what stands left may have been read already. In the header
    /// of a `for` it may be a range clause, in that of a `switch` a type switch guard.
    fn simple_stmt(&mut self, lhs: Option<ExprId>, keyword: Option<Token>) -> StmtId {
        if keyword == Some(Token::For) && self.tok == Token::Range {
            return self.range_clause(None, false);
        }
        let lhs = match lhs {
            Some(lhs) => lhs,
            None => self.expr_list(),
        };
        let pos = self.pos();
        let is_list = matches!(self.ast.kind(lhs), ExprKind::ListExpr(_));
        match self.tok {
            Token::Assign => self.assignment(lhs, None, keyword),
            Token::Define => self.assignment(lhs, Some(Operator::Def), keyword),
            _ if is_list => self.unassigned_list(lhs),
            Token::AssignOp => {
                let op = Some(self.scanner.op);
                self.next();
                let rhs = Some(self.expr());
                self.assign(pos, op, lhs, rhs)
            }
            Token::IncOp => {
                let op = Some(self.scanner.op);
                self.next();
                self.assign(pos, op, lhs, None)
            }
            Token::Arrow => {
                self.next();
                let value = self.expr();
                self.ast
                    .add_stmt(pos, StmtKind::SendStmt { chan: lhs, value })
            }
            _ => self.expr_stmt(lhs),
        }
    }

    fn assign(
        &mut self,
        pos: Pos,
        op: Option<Operator>,
        lhs: ExprId,
        rhs: Option<ExprId>,
    ) -> StmtId {
        self.ast
            .add_stmt(pos, StmtKind::AssignStmt(AssignStmt { op, lhs, rhs }))
    }

    fn expr_stmt(&mut self, x: ExprId) -> StmtId {
        let pos = self.ast[x].pos;
        self.ast.add_stmt(pos, StmtKind::ExprStmt(x))
    }

    /// At `=` or `:=`.
    fn assignment(&mut self, lhs: ExprId, op: Option<Operator>, keyword: Option<Token>) -> StmtId {
        let pos = self.pos();
        let def = op.is_some();
        self.next();
        if keyword == Some(Token::For) && self.tok == Token::Range {
            return self.range_clause(Some(lhs), def);
        }
        let rhs = self.expr_list();
        let names_one = self.ast.name(lhs).is_some();
        if let ExprKind::TypeSwitchGuard { lhs: named, .. } = &mut self.ast[rhs].kind
            && keyword == Some(Token::Switch)
            && def
            && names_one
        {
            *named = Some(lhs);
            return self.expr_stmt(rhs);
        }
        self.assign(pos, op, lhs, Some(rhs))
    }

    fn unassigned_list(&mut self, list: ExprId) -> StmtId {
        self.unexpected(", expected := or = or comma");
        self.advance(&[Token::Semi, Token::Rbrace]);
        let first = match self.ast.kind(list) {
            ExprKind::ListExpr(list) => list[0],
            _ => list,
        };
        self.expr_stmt(first)
    }

    /// At `range`.
    fn range_clause(&mut self, lhs: Option<ExprId>, def: bool) -> StmtId {
        let pos = self.pos();
        self.next();
        let x = self.expr();
        self.ast
            .add_stmt(pos, StmtKind::RangeClause(RangeClause { lhs, def, x }))
    }

    /// At the colon; the label was read already.
    fn labeled_stmt(&mut self, label: ExprId) -> Option<StmtId> {
        let pos = self.pos();
        self.want(Token::Colon);
        let stmt = if self.tok == Token::Rbrace {
            let pos = self.pos();
            Some(self.ast.add_stmt(pos, StmtKind::EmptyStmt))
        } else {
            self.nested(Self::stmt_or_none, |_| None)
        };
        let Some(stmt) = stmt else {
            self.plain_error_at(pos, "missing statement after label");
            return None;
        };
        Some(
            self.ast
                .add_stmt(pos, StmtKind::LabeledStmt { label, stmt }),
        )
    }

    /// `{ … }`; `after` says what it has to follow, for the message where there is no `{`.
    pub(super) fn block_stmt(&mut self, after: &str) -> StmtId {
        let pos = self.pos();
        if !self.got(Token::Lbrace) {
            self.unexpected(&format!(", expected {{ after {after}"));
            self.advance(&[Token::Name, Token::Rbrace]);
            let rbrace = self.pos();
            if self.got(Token::Rbrace) {
                let list = Box::default();
                return self
                    .ast
                    .add_stmt(pos, StmtKind::BlockStmt(BlockStmt { list, rbrace }));
            }
        }
        let list = self.stmt_list();
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        self.ast
            .add_stmt(pos, StmtKind::BlockStmt(BlockStmt { list, rbrace }))
    }

    fn for_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond, post } = self.header(Token::For);
        let body = self.block_stmt("for clause");
        let kind = StmtKind::ForStmt(ForStmt {
            init,
            cond,
            post,
            body,
        });
        self.ast.add_stmt(pos, kind)
    }

    /// A whole chain of `if … else if … else …`.
    fn if_stmt(&mut self) -> StmtId {
        let mut chain = Vec::new();
        let mut els = None;
        loop {
            let pos = self.pos();
            let header = self.header(Token::If);
            let then = self.block_stmt("if clause");
            chain.push((pos, header, then));
            if !self.got(Token::Else) {
                break;
            }
            match self.tok {
                Token::If => {
                    self.grow();
                    continue;
                }
                Token::Lbrace => els = Some(self.block_stmt("")),
                _ => {
                    self.plain_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::Rbrace]);
                }
            }
            break;
        }
        let innermost = chain.into_iter().rev().fold(els, |els, (pos, h, then)| {
            let kind = StmtKind::IfStmt(IfStmt {
                init: h.init,
                cond: h.cond,
                then,
                els,
            });
            Some(self.ast.add_stmt(pos, kind))
        });
        match innermost {
            Some(stmt) => stmt,
            None => unreachable!("a chain has at least one if"),
        }
    }

    fn switch_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond, .. } = self.header(Token::Switch);
        let body = self.clauses("missing { after switch clause", Self::case_clause);
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        let kind = StmtKind::SwitchStmt(SwitchStmt {
            init,
            tag: cond,
            body,
            rbrace,
        });
        self.ast.add_stmt(pos, kind)
    }

    fn select_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        self.want(Token::Select);
        let body = self.clauses("missing { after select clause", Self::comm_clause);
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        self.ast
            .add_stmt(pos, StmtKind::SelectStmt(SelectStmt { body, rbrace }))
    }

    /// `{ clause… `, up to the `}`.
    fn clauses(&mut self, missing: &str, clause: fn(&mut Self) -> StmtId) -> Box<[StmtId]> {
        if !self.got(Token::Lbrace) {
            self.plain_error(missing);
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
        let mut body = Vec::new();
        while self.tok != Token::Eof && self.tok != Token::Rbrace {
            body.push(clause(self));
        }
        body.into()
    }

    fn case_clause(&mut self) -> StmtId {
        let pos = self.pos();
        let cases = match self.clause_start() {
            true => Some(self.expr_list()),
            false => None,
        };
        let (colon, body) = self.clause_body();
        let kind = StmtKind::CaseClause(CaseClause { cases, body, colon });
        self.ast.add_stmt(pos, kind)
    }

    fn comm_clause(&mut self) -> StmtId {
        let pos = self.pos();
        let comm = match self.clause_start() {
            true => Some(self.simple_stmt(None, None)),
            false => None,
        };
        let (colon, body) = self.clause_body();
        let kind = StmtKind::CommClause(CommClause { comm, body, colon });
        self.ast.add_stmt(pos, kind)
    }

    /// Reads `case` (and says yes) or `default`; complains about anything else.
    fn clause_start(&mut self) -> bool {
        match self.tok {
            Token::Case => {
                self.next();
                true
            }
            Token::Default => {
                self.next();
                false
            }
            _ => {
                self.unexpected(", expected case or default or }");
                self.advance(&[Token::Colon, Token::Case, Token::Default, Token::Rbrace]);
                false
            }
        }
    }

    fn clause_body(&mut self) -> (Pos, Box<[StmtId]>) {
        let colon = self.pos();
        self.want(Token::Colon);
        (colon, self.stmt_list())
    }

    // ---------- headers ----------

    /// The keyword and what follows it up to `{`. A `{` in here starts a block and no literal.
    fn header(&mut self, keyword: Token) -> Header {
        self.want(keyword);
        if self.tok == Token::Lbrace {
            let mut header = Header::default();
            if keyword == Token::If {
                self.plain_error("missing condition in if statement");
                header.cond = Some(self.bad_expr());
            }
            return header;
        }
        let outer = std::mem::replace(&mut self.xnest, -1);
        let header = self.header_here(keyword);
        self.xnest = outer;
        header
    }

    fn header_here(&mut self, keyword: Token) -> Header {
        let mut header = Header::default();
        if self.tok != Token::Semi {
            if self.got(Token::Var) {
                let word = keyword.text();
                self.plain_error(&format!(
                    "var declaration not allowed in {word} initializer"
                ));
            }
            let init = self.simple_stmt(None, Some(keyword));
            header.init = Some(init);
            if matches!(self.ast[init].kind, StmtKind::RangeClause(_)) {
                return header;
            }
        }
        if self.tok == Token::Lbrace {
            let cond = header.init.take();
            self.condition(&mut header, keyword, cond, None);
            return header;
        }
        // The semicolon behind the initializer, to tell where a condition is missing.
        let mut semi = None;
        if self.tok == Token::Semi {
            semi = Some((self.pos(), self.scanner.semi));
            self.next();
        } else {
            self.want(Token::Lbrace); // to ask for the brace is better than to ask for the semicolon
            if self.tok != Token::Lbrace {
                self.advance(&[Token::Lbrace, Token::Rbrace]);
            }
        }
        let mut cond = None;
        if keyword != Token::For {
            if self.tok != Token::Lbrace {
                cond = Some(self.simple_stmt(None, Some(keyword)));
            }
        } else if self.tok == Token::Lbrace {
            self.unexpected(", expected for loop condition");
        } else {
            cond = self.for_clauses(&mut header);
        }
        self.condition(&mut header, keyword, cond, semi);
        header
    }

    /// `cond; post` of a `for`.
    fn for_clauses(&mut self, header: &mut Header) -> Option<StmtId> {
        let cond = match self.tok {
            Token::Semi => None,
            _ => Some(self.simple_stmt(None, None)),
        };
        self.want(Token::Semi);
        if self.tok != Token::Lbrace {
            let post = self.simple_stmt(None, None);
            header.post = Some(post);
            if let Stmt {
                pos,
                kind:
                    StmtKind::AssignStmt(AssignStmt {
                        op: Some(Operator::Def),
                        ..
                    }),
            } = self.ast[post]
            {
                self.plain_error_at(pos, "cannot declare in post statement of for loop");
            }
        }
        cond
    }

    /// Takes the condition out of its statement; complains about a missing one and about one that is no expression.
    fn condition(
        &mut self,
        header: &mut Header,
        keyword: Token,
        stmt: Option<StmtId>,
        semi: Option<(Pos, &'static str)>,
    ) {
        let Some(stmt) = stmt else {
            if let (Token::If, Some((pos, semi))) = (keyword, semi) {
                match semi {
                    "semicolon" => self.plain_error_at(pos, "missing condition in if statement"),
                    _ => {
                        let msg = format!("unexpected {semi}, expected {{ after if clause");
                        self.plain_error_at(pos, &msg);
                    }
                }
                header.cond = Some(self.ast.add_expr(pos, ExprKind::BadExpr));
            }
            return;
        };
        let what = match self.ast[stmt].kind {
            StmtKind::ExprStmt(x) => {
                header.cond = Some(x);
                return;
            }
            StmtKind::AssignStmt(AssignStmt {
                op: None,
                lhs,
                rhs: Some(rhs),
            }) => {
                // `=` for `==`: the parentheses make the `=` stand out.
                format!(
                    "assignment {} = {}",
                    self.emphasize(lhs),
                    self.emphasize(rhs)
                )
            }
            _ => self.ast.string_of(stmt),
        };
        let pos = self.ast[stmt].pos;
        self.plain_error_at(pos, &format!("cannot use {what} as value"));
    }

    /// The expression as text, in parentheses if it is binary.
    fn emphasize(&self, x: ExprId) -> String {
        let text = self.ast.string_of(x);
        match self.ast.kind(x) {
            ExprKind::Operation { y: Some(_), .. } => format!("({text})"),
            _ => text,
        }
    }
}
