//! Files and declarations.

use super::Parser;
use crate::syntax::nodes::*;
use crate::syntax::tokens::{LitKind, Operator, Token};
use crate::text::Pos;

/// Parses one declaration of a kind: gets its group, and how many declarations stand before it in the group.
type DeclParser<'a> = fn(&mut Parser<'a>, Option<GroupId>, u32) -> DeclId;

const DECLARATIONS: [Token; 5] = [
    Token::Import,
    Token::Const,
    Token::Type,
    Token::Var,
    Token::Func,
];

impl<'a> Parser<'a> {
    /// `package name; { import; } { declaration; }`
    pub(super) fn file_or_none(&mut self) -> Option<FileNode> {
        let pos = self.pos();
        let go_version = self.go_version.take();
        self.top = false;
        if !self.got(Token::Package) {
            self.plain_error("package statement must be first");
            return None;
        }
        let pragma = self.take_pragma();
        let pkg_name = self.name();
        self.want(Token::Semi);
        if self.parse_errors > 0 {
            return None; // what follows is most likely no Go at all
        }
        let mut file = File {
            pos,
            file: self.file,
            pragma,
            pkg_name,
            decls: Vec::new(),
            tops: Vec::new(),
            linknames: Vec::new(),
            eof: pos,
            go_version,
        };
        self.top_levels(&mut file);
        self.clear_pragma();
        file.linknames = std::mem::take(&mut self.linknames);
        file.eof = self.pos();
        Some(self.ast.add_file(file))
    }

    fn top_levels(&mut self, file: &mut File) {
        let mut after = Token::Import;
        while self.tok != Token::Eof {
            let start = self.pos();
            let errors = self.errors.len();
            let decls = file.decls.len() as u32;
            if self.tok == Token::Import && after != Token::Import {
                self.plain_error("imports must appear before other declarations");
            }
            after = self.tok;
            let end = self.top_level(file);
            file.tops.push(TopLevel {
                start,
                end: self.pos_at(end),
                decls: decls..file.decls.len() as u32,
                broken: self.errors.len() > errors,
            });
            if self.gave_up {
                self.resume();
            }
        }
    }

    /// One declaration, or what stands in its place; gives the offset of its end.
    fn top_level(&mut self, file: &mut File) -> usize {
        let parse: DeclParser<'a> = match self.tok {
            Token::Import => Self::import_decl,
            Token::Const => Self::const_decl,
            Token::Type => Self::type_decl,
            Token::Var => Self::var_decl,
            Token::Func => Self::func_decl,
            _ => return self.no_declaration(file),
        };
        let is_func = self.tok == Token::Func;
        self.next();
        match is_func {
            true => file.decls.push(parse(self, None, 0)),
            false => self.group(&mut file.decls, parse),
        }
        // Before the semicolon is read: comments behind it may hold directives of the next declaration.
        self.clear_pragma();
        let mut end = self.last_end;
        if self.tok != Token::Eof && !self.got(Token::Semi) {
            self.unexpected(" after top level declaration");
            self.advance(&DECLARATIONS);
            end = self.last_end;
        }
        end
    }

    fn no_declaration(&mut self, file: &File) -> usize {
        let after_bodyless = file
            .decls
            .last()
            .is_some_and(|&d| matches!(&self.ast[d].kind, DeclKind::Func(f) if f.body.is_none()));
        match self.tok == Token::Lbrace && after_bodyless {
            true => self.plain_error("unexpected semicolon or newline before {"),
            false => self.plain_error("non-declaration statement outside function body"),
        }
        self.advance(&DECLARATIONS);
        self.last_end
    }

    /// One declaration, or several in parentheses.
    pub(super) fn group(&mut self, decls: &mut Vec<DeclId>, parse: DeclParser<'a>) {
        if self.tok != Token::Lparen {
            decls.push(parse(self, None, 0));
            return;
        }
        let group = GroupId(self.ast.groups);
        self.ast.groups += 1;
        let mut count = 0;
        self.clear_pragma();
        self.next();
        self.list(
            "grouped declaration",
            Token::Semi,
            Token::Rparen,
            &mut |p| {
                decls.push(parse(p, Some(group), count));
                count += 1;
                false
            },
        );
    }

    fn import_decl(&mut self, group: Option<GroupId>, _: u32) -> DeclId {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let local_pkg_name = match self.tok {
            Token::Name => Some(self.name()),
            Token::Dot => {
                let dot = self.ast.add_name(self.pos(), ".");
                self.next();
                Some(dot)
            }
            _ => None,
        };
        let path = self.optional_literal();
        match path.map(|x| (x, &mut self.ast[x])) {
            None => {
                self.plain_error("missing import path");
                self.advance(&[Token::Semi, Token::Rparen]);
            }
            Some((
                _,
                Expr {
                    pos,
                    kind: ExprKind::BasicLit(lit),
                },
            )) if !lit.bad && lit.kind != LitKind::String => {
                lit.bad = true;
                let pos = *pos;
                self.plain_error_at(pos, "import path must be a string");
            }
            Some(_) => {}
        }
        self.ast.add_decl(Decl {
            pos,
            pragma,
            group,
            kind: DeclKind::Import(ImportDecl {
                local_pkg_name,
                path,
            }),
        })
    }

    pub(super) fn const_decl(&mut self, group: Option<GroupId>, iota: u32) -> DeclId {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let first = self.name();
        let names = self.name_list(first);
        let (mut ty, mut values) = (None, None);
        if !matches!(self.tok, Token::Eof | Token::Semi | Token::Rparen) {
            ty = self.type_or_none();
            if self.got_assign() {
                values = Some(self.expr_list());
            }
        }
        self.ast.add_decl(Decl {
            pos,
            pragma,
            group,
            kind: DeclKind::Const(ConstDecl {
                names,
                ty,
                values,
                iota,
            }),
        })
    }

    pub(super) fn var_decl(&mut self, group: Option<GroupId>, _: u32) -> DeclId {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let first = self.name();
        let names = self.name_list(first);
        let (mut ty, mut assigned) = (None, self.got_assign());
        if !assigned {
            ty = Some(self.type_());
            assigned = self.got_assign();
        }
        let values = match assigned {
            true => Some(self.expr_list()),
            false => None,
        };
        self.ast.add_decl(Decl {
            pos,
            pragma,
            group,
            kind: DeclKind::Var(VarDecl { names, ty, values }),
        })
    }

    pub(super) fn type_decl(&mut self, group: Option<GroupId>, _: u32) -> DeclId {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let name = self.name();
        let (mut tparams, mut alias): (Box<[FieldId]>, bool) = (Box::default(), false);
        let ty = if self.tok == Token::Lbrack {
            let lbrack = self.pos();
            self.next();
            match self.tok {
                Token::Name => match self.array_length_or_type_params() {
                    Ok(params) => {
                        tparams = params;
                        alias = self.got_assign();
                        self.type_or_none()
                    }
                    Err(length) => Some(self.array_type(lbrack, Some(length))),
                },
                Token::Rbrack => {
                    self.next();
                    Some(self.slice_type(lbrack))
                }
                _ => Some(self.array_type(lbrack, None)),
            }
        } else {
            alias = self.got_assign();
            self.type_or_none()
        };
        let ty = ty.unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.unexpected(" in type declaration");
            self.advance(&[Token::Semi, Token::Rparen]);
            bad
        });
        self.ast.add_decl(Decl {
            pos,
            pragma,
            group,
            kind: DeclKind::Type(TypeDecl {
                name,
                tparams,
                alias,
                ty,
            }),
        })
    }

    /// After `type T[` and before a name: `type T[P any] …`, or `type T[N]E`. Both may start with an expression, and only where it ends
    /// does it show which it is. Gives the type parameters, or the array's length.
    fn array_length_or_type_params(&mut self) -> Result<Box<[FieldId]>, ExprId> {
        let mut x = self.name();
        // `P [` starts a type parameter: no constant is an index expression.
        if self.tok != Token::Lbrack {
            self.xnest += 1;
            let operand = self.primary_expr(Some(x), false);
            x = self.binary_expr(Some(operand), 0);
            self.xnest -= 1;
        }
        match self.split_type_param(x, self.tok == Token::Comma) {
            Some((name, constraint)) if constraint.is_some() || self.tok != Token::Rbrack => {
                Ok(self.param_list(Some((name, constraint)), Token::Rbrack, true, false))
            }
            _ => Err(x),
        }
    }

    /// Reads an expression as a type parameter: `P *T` as `P` and `*T`. A lone name has no constraint. Unless `force` is set, an
    /// expression that could be a value stays one.
    fn split_type_param(&mut self, x: ExprId, force: bool) -> Option<(ExprId, Option<ExprId>)> {
        match *self.ast.kind(x) {
            ExprKind::Name(_) => Some((x, None)),
            ExprKind::Operation {
                op: Operator::Mul,
                x: name,
                y: Some(base),
            } if self.ast.name(name).is_some() && (force || self.is_type_element(base)) => {
                self.ast[x].kind = ExprKind::Operation {
                    op: Operator::Mul,
                    x: base,
                    y: None,
                };
                Some((name, Some(x)))
            }
            ExprKind::Operation {
                op: Operator::Or,
                x: left,
                y: Some(right),
            } => {
                let force = force || self.is_type_element(right);
                let (name, Some(left)) = self.split_type_param(left, force)? else {
                    return None;
                };
                self.ast[x].kind = ExprKind::Operation {
                    op: Operator::Or,
                    x: left,
                    y: Some(right),
                };
                Some((name, Some(x)))
            }
            ExprKind::CallExpr(CallExpr {
                fun,
                ref args,
                has_dots: false,
            }) if args.len() == 1 && self.ast.name(fun).is_some() => {
                let arg = args[0];
                (force || self.is_type_element(arg)).then(|| (fun, Some(self.ast.unparen(arg))))
            }
            _ => None,
        }
    }

    /// Whether an expression can only be an element of a constraint, and no value.
    fn is_type_element(&self, x: ExprId) -> bool {
        use ExprKind::*;
        let mut todo = vec![x];
        while let Some(x) = todo.pop() {
            match *self.ast.kind(x) {
                ArrayType { .. }
                | StructType(_)
                | FuncType { .. }
                | InterfaceType { .. }
                | SliceType { .. }
                | MapType { .. }
                | ChanType { .. }
                | Operation {
                    op: Operator::Tilde,
                    ..
                } => return true,
                Operation { x, y, .. } => {
                    todo.push(x);
                    todo.extend(y);
                }
                ParenExpr(x) => todo.push(x),
                _ => {}
            }
        }
        false
    }

    fn func_decl(&mut self, _: Option<GroupId>, _: u32) -> DeclId {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let has_recv = self.got(Token::Lparen);
        let recv = match has_recv {
            true => self.receiver(),
            false => None,
        };
        let (name, tparams, ty) = if self.tok == Token::Name {
            let name = self.name();
            let (tparams, ty) = self.func_type(None);
            (name, tparams, ty)
        } else {
            self.func_without_name(has_recv)
        };
        let body = match self.tok {
            Token::Lbrace => Some(self.func_body()),
            _ => None,
        };
        self.ast.add_decl(Decl {
            pos,
            pragma,
            group: None,
            kind: DeclKind::Func(FuncDecl {
                recv,
                name,
                tparams,
                ty,
                body,
            }),
        })
    }

    fn receiver(&mut self) -> Option<FieldId> {
        let list = self.param_list(None, Token::Rparen, false, false);
        match list.len() {
            0 => self.error_at(self.pos(), "method has no receiver"),
            1 => {}
            _ => self.error_at(self.pos(), "method has multiple receivers"),
        }
        list.first().copied()
    }

    fn func_without_name(&mut self, has_recv: bool) -> (ExprId, Box<[FieldId]>, ExprId) {
        let pos: Pos = self.pos();
        let name = self.ast.add_name(pos, "_");
        let empty = ExprKind::FuncType {
            params: Box::default(),
            results: Box::default(),
        };
        let ty = self.ast.add_expr(pos, empty);
        self.unexpected(match has_recv {
            true => ", expected name",
            false => ", expected name or (",
        });
        self.advance(&[Token::Lbrace, Token::Semi]);
        (name, Box::default(), ty)
    }

    /// A function's body; labels and branches are checked if it has no syntax error.
    pub(super) fn func_body(&mut self) -> StmtId {
        self.fnest += 1;
        let errors = self.parse_errors;
        let body = self.block_stmt("");
        self.fnest -= 1;
        if self.parse_errors == errors {
            let found = crate::syntax::branches::check(self.ast, self.map, body);
            for error in found {
                self.side_error(error.pos, &*error.msg);
            }
        }
        body
    }
}
