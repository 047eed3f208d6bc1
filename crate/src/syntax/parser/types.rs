//! Types.

use super::Parser;
use super::params::Param;
use crate::syntax::nodes::*;
use crate::syntax::tokens::{Operator, Token};
use crate::text::Pos;

/// A struct type while it is read.
#[derive(Default)]
struct Fields {
    fields: Vec<FieldId>,
    tags: Vec<Option<ExprId>>,
}

impl Parser<'_> {
    /// A type; complains where there is none.
    pub(super) fn type_(&mut self) -> ExprId {
        use Token::*;
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.unexpected(", expected type");
            self.advance(&[Comma, Colon, Semi, Rparen, Rbrack, Rbrace]);
            bad
        })
    }

    /// A type, if one starts here.
    pub(super) fn type_or_none(&mut self) -> Option<ExprId> {
        match self.tok {
            Token::Name => Some(self.qualified_name(None)),
            Token::Star
            | Token::Arrow
            | Token::Func
            | Token::Lbrack
            | Token::Chan
            | Token::Map
            | Token::Struct
            | Token::Interface
            | Token::Lparen => Some(self.nested(Self::type_literal, Self::bad_expr)),
            _ => None,
        }
    }

    fn type_literal(&mut self) -> ExprId {
        let pos = self.pos();
        match self.tok {
            Token::Func => {
                self.next();
                self.func_type(Some("function type")).1
            }
            Token::Struct => self.struct_type(),
            Token::Interface => self.interface_type(),
            Token::Lbrack => {
                self.next();
                match self.got(Token::Rbrack) {
                    true => self.slice_type(pos),
                    false => self.array_type(pos, None),
                }
            }
            Token::Star => {
                self.next();
                let base = self.type_();
                self.pointer(pos, base)
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                self.chan_type(pos, ChanDir::RecvOnly)
            }
            Token::Chan => {
                self.next();
                let dir = match self.got(Token::Arrow) {
                    true => ChanDir::SendOnly,
                    false => ChanDir::Both,
                };
                self.chan_type(pos, dir)
            }
            Token::Map => {
                self.next();
                self.want(Token::Lbrack);
                let key = self.type_();
                self.want(Token::Rbrack);
                let value = self.type_();
                self.ast.add_expr(pos, ExprKind::MapType { key, value })
            }
            _ => {
                self.next(); // the parenthesis
                let inner = self.type_();
                self.want(Token::Rparen);
                inner
            }
        }
    }

    fn pointer(&mut self, pos: Pos, base: ExprId) -> ExprId {
        let kind = ExprKind::Operation {
            op: Operator::Mul,
            x: base,
            y: None,
        };
        self.ast.add_expr(pos, kind)
    }

    /// `[T1, T2]` behind a generic type's name.
    pub(super) fn type_instance(&mut self, x: ExprId) -> ExprId {
        let pos = self.pos();
        self.want(Token::Lbrack);
        let index = match self.tok {
            Token::Rbrack => {
                self.unexpected(", expected type argument list");
                self.bad_expr()
            }
            _ => self.nested(|p| p.type_list(true).0, Self::bad_expr),
        };
        self.want(Token::Rbrack);
        self.ast.add_expr(pos, ExprKind::IndexExpr { x, index })
    }

    /// Type parameters and signature. Where there may be no type parameters, `context` says of what.
    pub(super) fn func_type(&mut self, context: Option<&str>) -> (Box<[FieldId]>, ExprId) {
        let pos = self.pos();
        let mut tparams: Box<[FieldId]> = Box::default();
        if self.got(Token::Lbrack) {
            if let Some(context) = context {
                self.plain_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.tok == Token::Rbrack {
                self.plain_error("empty type parameter list");
                self.next();
            } else {
                tparams = self.param_list(None, Token::Rbrack, true, false);
            }
        }
        self.want(Token::Lparen);
        let params = self.param_list(None, Token::Rparen, false, true);
        let results = self.func_result();
        let ty = self
            .ast
            .add_expr(pos, ExprKind::FuncType { params, results });
        (tparams, ty)
    }

    fn func_result(&mut self) -> Box<[FieldId]> {
        if self.got(Token::Lparen) {
            return self.param_list(None, Token::Rparen, false, false);
        }
        let pos = self.pos();
        match self.type_or_none() {
            Some(ty) => [self.ast.add_field(pos, None, ty)].into(),
            None => Box::default(),
        }
    }

    /// After `[`, or after `[length`.
    pub(super) fn array_type(&mut self, pos: Pos, mut len: Option<ExprId>) -> ExprId {
        if len.is_none() && !self.got(Token::DotDotDot) {
            self.xnest += 1;
            len = Some(self.expr());
            self.xnest -= 1;
        }
        if self.tok == Token::Comma {
            self.plain_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::Rbrack);
        let elem = self.type_();
        self.ast.add_expr(pos, ExprKind::ArrayType { len, elem })
    }

    /// After `[]`.
    pub(super) fn slice_type(&mut self, pos: Pos) -> ExprId {
        let elem = self.type_();
        self.ast.add_expr(pos, ExprKind::SliceType { elem })
    }

    fn chan_type(&mut self, pos: Pos, dir: ChanDir) -> ExprId {
        let elem = self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.plain_error("missing channel element type");
            bad
        });
        self.ast.add_expr(pos, ExprKind::ChanType { dir, elem })
    }

    fn struct_type(&mut self) -> ExprId {
        let pos = self.pos();
        let mut to = Fields::default();
        self.want(Token::Struct);
        self.want(Token::Lbrace);
        self.list("struct type", Token::Semi, Token::Rbrace, &mut |p| {
            p.field_decl(&mut to);
            false
        });
        let kind = ExprKind::StructType(StructType {
            fields: to.fields.into(),
            tags: to.tags.into(),
        });
        self.ast.add_expr(pos, kind)
    }

    fn add_struct_field(
        &mut self,
        to: &mut Fields,
        pos: Pos,
        name: Option<ExprId>,
        ty: ExprId,
        tag: Option<ExprId>,
    ) {
        if tag.is_some() {
            to.tags.resize(to.fields.len(), None);
            to.tags.push(tag);
        }
        to.fields.push(self.ast.add_field(pos, name, ty));
    }

    fn embedded_field(&mut self, to: &mut Fields, pos: Pos, ty: ExprId) {
        let tag = self.optional_literal();
        self.add_struct_field(to, pos, None, ty, tag);
    }

    fn field_decl(&mut self, to: &mut Fields) {
        use Token::*;
        let pos = self.pos();
        match self.tok {
            Name => {
                let name = self.name();
                match self.tok {
                    Dot | Literal | Semi | Rbrace => {
                        let ty = self.qualified_name(Some(name));
                        self.embedded_field(to, pos, ty);
                    }
                    _ => self.named_fields(to, pos, name),
                }
            }
            Star => {
                self.next();
                let parenthesized = self.misplaced_paren();
                let base = self.qualified_name(None);
                if parenthesized {
                    self.got(Rparen);
                }
                // The literal behind it is read first: the pointer has no place of its own in the order of things.
                let tag = self.optional_literal();
                let ty = self.pointer(pos, base);
                self.add_struct_field(to, pos, None, ty, tag);
            }
            Lparen => {
                self.misplaced_paren();
                let star = self.pos();
                let mut ty;
                if self.got(Star) {
                    ty = self.qualified_name(None);
                    ty = self.pointer(star, ty);
                } else {
                    ty = self.qualified_name(None);
                }
                self.got(Rparen);
                self.embedded_field(to, pos, ty);
            }
            _ => {
                self.unexpected(", expected field name or embedded type");
                self.advance(&[Semi, Rbrace]);
            }
        }
    }

    fn misplaced_paren(&mut self) -> bool {
        if self.tok != Token::Lparen {
            return false;
        }
        self.plain_error("cannot parenthesize embedded type");
        self.next();
        true
    }

    fn named_fields(&mut self, to: &mut Fields, pos: Pos, first: ExprId) {
        let names = self.name_list(first);
        // One name and `[`: a field of array or slice type, or an embedded type with type arguments.
        let ty = if names.len() == 1 && self.tok == Token::Lbrack {
            match self.array_or_type_args(first) {
                ArrayOrInstance::Array(ty) => ty,
                ArrayOrInstance::Instance(ty) => return self.embedded_field(to, pos, ty),
            }
        } else {
            self.type_()
        };
        let tag = self.optional_literal();
        for &name in &names {
            let pos = self.ast[name].pos;
            self.add_struct_field(to, pos, Some(name), ty, tag);
        }
    }

    /// After a name and before `[`: `name []E`, `name [n]E`, or `name[T1, T2]`.
    pub(super) fn array_or_type_args(&mut self, name: ExprId) -> ArrayOrInstance {
        let pos = self.pos();
        self.want(Token::Lbrack);
        if self.got(Token::Rbrack) {
            return ArrayOrInstance::Array(self.slice_type(pos));
        }
        let (index, comma) = self.type_list(false);
        self.want(Token::Rbrack);
        let elem = match comma {
            false => self.type_or_none(),
            true => None,
        };
        match elem {
            Some(elem) => {
                let len = Some(index);
                let array = ExprKind::ArrayType { len, elem };
                ArrayOrInstance::Array(self.ast.add_expr(pos, array))
            }
            None => {
                let instance = ExprKind::IndexExpr { x: name, index };
                ArrayOrInstance::Instance(self.ast.add_expr(pos, instance))
            }
        }
    }

    fn interface_type(&mut self) -> ExprId {
        let pos = self.pos();
        let mut methods = Vec::new();
        self.want(Token::Interface);
        self.want(Token::Lbrace);
        self.list("interface type", Token::Semi, Token::Rbrace, &mut |p| {
            let mut method = match p.tok {
                Token::Name => Some(p.method_decl()),
                _ => None,
            };
            if method.as_ref().is_none_or(|m| m.name.is_none()) {
                method = Some(p.embedded_element(method));
            }
            if let Some(method) = method {
                methods.push(p.add_param(method));
            }
            false
        });
        let methods = methods.into();
        self.ast.add_expr(pos, ExprKind::InterfaceType { methods })
    }

    fn method_decl(&mut self) -> Param {
        let pos = self.pos();
        let name = self.name();
        let method = |p: &mut Self| {
            let ty = p.func_type(Some("interface method")).1;
            Param::new(pos, Some(name), Some(ty))
        };
        let embedded = |ty| Param::new(pos, None, Some(ty));
        match self.tok {
            Token::Lparen => method(self),
            Token::Lbrack => {
                let lbrack = self.pos();
                self.next();
                if self.tok == Token::Rbrack {
                    return self.empty_brackets(name, method);
                }
                // Type arguments look like parameters without names.
                let list = self.param_list(None, Token::Rbrack, false, false);
                match list.first().map(|&f| self.ast[f].name) {
                    None if self.tok == Token::Lparen => method(self),
                    None => embedded(name),
                    Some(Some(_)) => {
                        let method = method(self);
                        self.error_at(lbrack, "interface method must have no type parameters");
                        method
                    }
                    Some(None) => embedded(self.instance_of_params(lbrack, name, &list)),
                }
            }
            _ => embedded(self.qualified_name(Some(name))),
        }
    }

    /// `name[]` in an interface, before the `]`.
    fn empty_brackets(&mut self, name: ExprId, method: impl FnOnce(&mut Self) -> Param) -> Param {
        let pos = self.pos();
        self.next();
        if self.tok == Token::Lparen {
            self.error_at(pos, "empty type parameter list");
            return method(self);
        }
        self.error_at(pos, "empty type argument list");
        Param::new(self.ast[name].pos, None, Some(name))
    }

    fn instance_of_params(&mut self, pos: Pos, x: ExprId, list: &[FieldId]) -> ExprId {
        let types: Vec<ExprId> = list.iter().map(|&f| self.ast[f].ty).collect();
        let index = match types[..] {
            [one] => one,
            _ => {
                let pos = self.ast[list[0]].pos;
                self.ast.add_expr(pos, ExprKind::ListExpr(types.into()))
            }
        };
        self.ast.add_expr(pos, ExprKind::IndexExpr { x, index })
    }

    /// `term | term`; the first one may have been read already.
    pub(super) fn embedded_element(&mut self, first: Option<Param>) -> Param {
        let siblings = std::mem::take(&mut self.height);
        let mut element = first.unwrap_or_else(|| {
            let pos = self.pos();
            let ty = self.embedded_term();
            Param::new(pos, None, Some(ty))
        });
        while self.tok == Token::Operator && self.scanner.op == Operator::Or {
            let pos = self.pos();
            self.next();
            let y = Some(self.embedded_term());
            let Some(x) = element.ty else { break };
            let union = ExprKind::Operation {
                op: Operator::Or,
                x,
                y,
            };
            element.ty = Some(self.ast.add_expr(pos, union));
            self.grow();
        }
        self.height = self.height.max(siblings);
        element
    }

    /// `T`, `~T`
    fn embedded_term(&mut self) -> ExprId {
        use Token::*;
        if self.tok == Operator && self.scanner.op == super::super::tokens::Operator::Tilde {
            let pos = self.pos();
            self.next();
            let kind = ExprKind::Operation {
                op: super::super::tokens::Operator::Tilde,
                x: self.type_(),
                y: None,
            };
            return self.ast.add_expr(pos, kind);
        }
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.unexpected(", expected ~ term or type");
            self.advance(&[Operator, Semi, Rparen, Rbrack, Rbrace]);
            bad
        })
    }

    /// Types with commas between them and perhaps behind them; unless `strict`, the first may be any expression. Also says whether there
    /// was a comma.
    pub(super) fn type_list(&mut self, strict: bool) -> (ExprId, bool) {
        self.xnest += 1;
        let first = match strict {
            true => self.type_(),
            false => self.expr(),
        };
        let mut list = vec![first];
        let mut comma = false;
        while self.got(Token::Comma) {
            comma = true;
            match self.type_or_none() {
                Some(ty) => list.push(ty),
                None => break,
            }
        }
        self.xnest -= 1;
        if list.len() == 1 {
            return (first, comma);
        }
        let pos = self.ast[first].pos;
        let list = self.ast.add_expr(pos, ExprKind::ListExpr(list.into()));
        (list, comma)
    }
}

/// What `name [` turned out to be.
pub(super) enum ArrayOrInstance {
    /// The type of `name`.
    Array(ExprId),
    /// `name[…]` itself is the type.
    Instance(ExprId),
}
