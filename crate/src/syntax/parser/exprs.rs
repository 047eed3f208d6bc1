//! Expressions.

use super::Parser;
use crate::syntax::nodes::*;
use crate::syntax::tokens::{Operator, Token};
use crate::text::Pos;

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> ExprId {
        self.binary_expr(None, 0)
    }

    /// `expr, expr, …`: a list expression if there are several.
    pub(super) fn expr_list(&mut self) -> ExprId {
        let first = self.expr();
        if self.tok != Token::Comma {
            return first;
        }
        let mut list = vec![first];
        while self.got(Token::Comma) {
            list.push(self.expr());
        }
        let pos = self.ast[first].pos;
        self.ast.add_expr(pos, ExprKind::ListExpr(list.into()))
    }

    /// Operands joined by operators that bind tighter than `prec`; the first operand may have been read already.
    pub(super) fn binary_expr(&mut self, first: Option<ExprId>, prec: u8) -> ExprId {
        let siblings = std::mem::take(&mut self.height);
        let mut x = match first {
            Some(x) => x,
            None => self.unary_expr(),
        };
        while matches!(self.tok, Token::Operator | Token::Star)
            && self.scanner.op.precedence() > prec
        {
            let pos = self.pos();
            let op = self.scanner.op;
            self.next();
            let y = Some(self.binary_expr(None, op.precedence()));
            x = self.ast.add_expr(pos, ExprKind::Operation { op, x, y });
            self.grow();
        }
        self.height = self.height.max(siblings);
        x
    }

    fn unary_expr(&mut self) -> ExprId {
        self.nested(Self::unary_expr_here, Self::bad_expr)
    }

    fn unary_expr_here(&mut self) -> ExprId {
        use Operator::*;
        let pos = self.pos();
        match (self.tok, self.scanner.op) {
            (Token::Operator | Token::Star, op @ (Mul | Add | Sub | Not | Xor | Tilde)) => {
                self.next();
                let x = self.unary_expr();
                let y = None;
                self.ast.add_expr(pos, ExprKind::Operation { op, x, y })
            }
            (Token::Operator, And) => {
                self.next();
                let x = self.unary_expr();
                let kind = ExprKind::Operation {
                    op: And,
                    x: self.ast.unparen(x), // around a composite literal
                    y: None,
                };
                self.ast.add_expr(pos, kind)
            }
            (Token::Arrow, _) => {
                self.next();
                let x = self.unary_expr();
                self.receive(pos, x)
            }
            _ => self.primary_expr(None, true),
        }
    }

    /// `<-x`: a receive operation, or the type `<-chan T`. Only now that all of `x` is known does it show which:
    /// `<-` belongs to the channel type `x` then, as in `<-(chan E)`, or moves on inwards, as in `<-(chan<- E)`.
    fn receive(&mut self, pos: Pos, x: ExprId) -> ExprId {
        if !matches!(self.ast.kind(x), ExprKind::ChanType { .. }) {
            let kind = ExprKind::Operation {
                op: Operator::Recv,
                x,
                y: None,
            };
            return self.ast.add_expr(pos, kind);
        }
        let mut ty = x;
        loop {
            let ExprKind::ChanType { dir, elem } = &mut self.ast[ty].kind else {
                let ty = self.ast.string_of(ty);
                self.plain_error(&format!("unexpected {ty}, expected chan"));
                return x;
            };
            let before = std::mem::replace(dir, ChanDir::RecvOnly);
            ty = *elem;
            match before {
                ChanDir::SendOnly => {}
                ChanDir::Both => return x,
                ChanDir::RecvOnly => {
                    self.plain_error("unexpected <-, expected chan");
                    return x;
                }
            }
        }
    }

    /// What an operand can start with. Parentheses are kept in the tree where `keep_parens`, or where a `{` follows.
    fn operand(&mut self, keep_parens: bool) -> ExprId {
        match self.tok {
            Token::Name => self.name(),
            Token::Literal => match self.optional_literal() {
                Some(literal) => literal,
                None => self.bad_expr(),
            },
            Token::Lparen => {
                let pos = self.pos();
                self.next();
                self.xnest += 1;
                let x = self.expr();
                self.xnest -= 1;
                self.want(Token::Rparen);
                match keep_parens || self.tok == Token::Lbrace {
                    true => self.ast.add_expr(pos, ExprKind::ParenExpr(x)),
                    false => x,
                }
            }
            Token::Func => self.func_lit_or_type(),
            Token::Lbrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => {
                self.type_()
            }
            _ => {
                let bad = self.bad_expr();
                self.unexpected(", expected expression");
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                bad
            }
        }
    }

    fn func_lit_or_type(&mut self) -> ExprId {
        let pos = self.pos();
        self.next();
        let (_, ty) = self.func_type(Some("function type"));
        if self.tok != Token::Lbrace {
            return ty;
        }
        self.xnest += 1;
        let body = self.func_body();
        self.xnest -= 1;
        self.ast.add_expr(pos, ExprKind::FuncLit { ty, body })
    }

    /// An operand and what stands behind it: selectors, indices, arguments, a composite literal's braces. The operand may
    /// have been read already.
    pub(super) fn primary_expr(&mut self, operand: Option<ExprId>, keep_parens: bool) -> ExprId {
        let mut x = match operand {
            Some(x) => x,
            None => self.operand(keep_parens),
        };
        loop {
            x = match self.tok {
                Token::Dot => self.selector_or_assertion(x),
                Token::Lbrack => self.index_or_slice(x),
                Token::Lparen => self.call(x),
                Token::Lbrace if self.may_be_literal_type(x) => {
                    if self.ast.unparen(x) != x {
                        self.plain_error("cannot parenthesize type in composite literal");
                    }
                    self.composite_lit(Some(x))
                }
                _ => return x,
            };
            self.grow();
        }
    }

    fn selector_or_assertion(&mut self, x: ExprId) -> ExprId {
        let pos = self.pos();
        self.next();
        match self.tok {
            Token::Name => {
                let sel = self.name();
                self.ast.add_expr(pos, ExprKind::SelectorExpr { x, sel })
            }
            Token::Lparen => {
                self.next();
                let kind = match self.got(Token::Type) {
                    true => ExprKind::TypeSwitchGuard { lhs: None, x },
                    false => {
                        let ty = self.type_();
                        ExprKind::AssertExpr { x, ty }
                    }
                };
                self.want(Token::Rparen);
                self.ast.add_expr(pos, kind)
            }
            _ => {
                self.unexpected(", expected name or (");
                self.advance(&[Token::Semi, Token::Rparen]);
                x
            }
        }
    }

    fn index_or_slice(&mut self, x: ExprId) -> ExprId {
        let pos = self.pos();
        self.next();
        let mut first = None;
        if self.tok != Token::Colon {
            let (index, comma) = if self.tok == Token::Rbrack {
                self.unexpected(", expected operand");
                (self.bad_expr(), false)
            } else {
                self.type_list(false)
            };
            if comma || self.tok == Token::Rbrack {
                self.want(Token::Rbrack);
                return self.ast.add_expr(pos, ExprKind::IndexExpr { x, index });
            }
            first = Some(index);
        }
        if !self.got(Token::Colon) {
            self.unexpected(", expected comma, : or ]");
            self.advance(&[Token::Comma, Token::Colon, Token::Rbrack]);
        }
        self.slice(pos, x, first)
    }

    /// After `x[i:`.
    fn slice(&mut self, pos: Pos, x: ExprId, first: Option<ExprId>) -> ExprId {
        self.xnest += 1;
        let mut index = [first, None, None];
        if self.tok != Token::Colon && self.tok != Token::Rbrack {
            index[1] = Some(self.expr());
        }
        let full = self.tok == Token::Colon;
        if full {
            if index[1].is_none() {
                let pos = self.pos();
                self.error_at(pos, "middle index required in 3-index slice");
                index[1] = Some(self.bad_expr());
            }
            self.next();
            if self.tok == Token::Rbrack {
                let pos = self.pos();
                self.error_at(pos, "final index required in 3-index slice");
                index[2] = Some(self.bad_expr());
            } else {
                index[2] = Some(self.expr());
            }
        }
        self.xnest -= 1;
        self.want(Token::Rbrack);
        self.ast
            .add_expr(pos, ExprKind::SliceExpr { x, index, full })
    }

    fn call(&mut self, fun: ExprId) -> ExprId {
        let pos = self.pos();
        self.next();
        let mut args = Vec::new();
        let mut has_dots = false;
        self.xnest += 1;
        self.list("argument list", Token::Comma, Token::Rparen, &mut |p| {
            args.push(p.expr());
            has_dots = p.got(Token::DotDotDot);
            has_dots
        });
        self.xnest -= 1;
        let kind = ExprKind::CallExpr(CallExpr {
            fun,
            args: args.into(),
            has_dots,
        });
        self.ast.add_expr(pos, kind)
    }

    /// Whether the `{` behind `x` opens a composite literal, and not a block.
    fn may_be_literal_type(&self, x: ExprId) -> bool {
        use ExprKind::*;
        let x = self.ast.unparen(x);
        match self.ast.kind(x) {
            Name(_) | SelectorExpr { .. } => self.xnest >= 0,
            IndexExpr { .. } => self.xnest >= 0 && !self.is_value(x),
            ArrayType { .. } | SliceType { .. } | StructType(_) | MapType { .. } => true,
            _ => false,
        }
    }

    /// Whether an expression can be no type, by its form.
    fn is_value(&self, x: ExprId) -> bool {
        use ExprKind::*;
        let mut todo = vec![x];
        while let Some(x) = todo.pop() {
            match *self.ast.kind(x) {
                BasicLit(_)
                | CompositeLit(_)
                | FuncLit { .. }
                | SliceExpr { .. }
                | AssertExpr { .. }
                | TypeSwitchGuard { .. }
                | CallExpr(_) => return true,
                // `*T` may be a type.
                Operation { op, y, .. } if op != Operator::Mul || y.is_some() => return true,
                ParenExpr(x) => todo.push(x),
                IndexExpr { x, index } => todo.extend([x, index]),
                _ => {}
            }
        }
        false
    }

    fn composite_lit(&mut self, ty: Option<ExprId>) -> ExprId {
        self.nested(|p| p.composite_lit_here(ty), Self::bad_expr)
    }

    fn composite_lit_here(&mut self, ty: Option<ExprId>) -> ExprId {
        let pos = self.pos();
        let mut elems = Vec::new();
        let mut nkeys = 0;
        self.xnest += 1;
        self.want(Token::Lbrace);
        let rbrace = self.list("composite literal", Token::Comma, Token::Rbrace, &mut |p| {
            let mut elem = p.element();
            if p.tok == Token::Colon {
                let pos = p.pos();
                p.next();
                let (key, value) = (elem, p.element());
                elem = p.ast.add_expr(pos, ExprKind::KeyValueExpr { key, value });
                nkeys += 1;
            }
            elems.push(elem);
            false
        });
        self.xnest -= 1;
        let kind = ExprKind::CompositeLit(CompositeLit {
            ty,
            elems: elems.into(),
            nkeys,
            rbrace,
        });
        self.ast.add_expr(pos, kind)
    }

    /// A key or a value in a composite literal: an expression, or a literal without its type.
    fn element(&mut self) -> ExprId {
        match self.tok {
            Token::Lbrace => self.composite_lit(None),
            _ => self.expr(),
        }
    }
}
