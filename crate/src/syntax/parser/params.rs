//! Parameter lists: of functions, results, receivers and generic types.

use super::types::ArrayOrInstance;
use super::{Parser, token_words};
use crate::syntax::nodes::*;
use crate::syntax::tokens::{Operator, Token};
use crate::text::Pos;

/// A parameter whose list is not read to its end: whether `a` in `(a, b T)` is a name or a type shows only there.
pub(super) struct Param {
    pub pos: Pos,
    pub name: Option<ExprId>,
    pub ty: Option<ExprId>,
}

impl Param {
    pub fn new(pos: Pos, name: Option<ExprId>, ty: Option<ExprId>) -> Self {
        Param { pos, name, ty }
    }
}

impl Parser<'_> {
    pub(super) fn add_param(&mut self, param: Param) -> FieldId {
        let ty = match param.ty {
            Some(ty) => ty,
            None => self.ast.add_expr(param.pos, ExprKind::BadExpr),
        };
        self.ast.add_field(param.pos, param.name, ty)
    }

    fn at_operator(&self, op: Operator) -> bool {
        self.tok == Token::Operator && self.scanner.op == op
    }

    /// One parameter; `name` was read already if given. Complains where there is none.
    fn param_decl(&mut self, name: Option<ExprId>, close: Token) -> Option<Param> {
        let type_sets = close == Token::Rbrack;
        let pos = match name {
            Some(name) => self.ast[name].pos,
            None if type_sets && self.at_operator(Operator::Tilde) => {
                return Some(self.embedded_element(None));
            }
            None => self.pos(),
        };
        let name = match name {
            None if self.tok == Token::Name => Some(self.name()),
            given => given,
        };
        let mut param = Param::new(pos, name, None);
        if let Some(name) = name
            && self.type_after_name(&mut param, name, type_sets)
        {
            return Some(param);
        }
        if self.tok == Token::DotDotDot {
            param.ty = Some(self.dots_type());
            return Some(param);
        }
        if type_sets && self.at_operator(Operator::Tilde) {
            param.ty = self.embedded_element(None).ty;
            return Some(param);
        }
        param.ty = self.type_or_none();
        if type_sets && self.at_operator(Operator::Or) && param.ty.is_some() {
            param = self.embedded_element(Some(param));
        }
        if param.name.is_some() || param.ty.is_some() {
            return Some(param);
        }
        self.unexpected(&format!(", expected {}", token_words(close)));
        self.advance(&[Token::Comma, close]);
        None
    }

    /// Reads on after a name where what follows is special: `name[…]`, `name.T`, `name | T`. Says whether that was all.
    fn type_after_name(&mut self, param: &mut Param, name: ExprId, type_sets: bool) -> bool {
        let may_be_union = match self.tok {
            Token::Lbrack => {
                match self.array_or_type_args(name) {
                    ArrayOrInstance::Array(ty) => param.ty = Some(ty),
                    ArrayOrInstance::Instance(ty) => {
                        (param.name, param.ty) = (None, Some(ty));
                    }
                }
                true
            }
            Token::Dot => {
                param.name = None;
                param.ty = Some(self.qualified_name(Some(name)));
                true
            }
            _ => false,
        };
        if type_sets && self.at_operator(Operator::Or) {
            if !may_be_union {
                (param.name, param.ty) = (None, Some(name));
            }
            let start = Param::new(param.pos, param.name, param.ty);
            *param = self.embedded_element(Some(start));
            return true;
        }
        may_be_union
    }

    fn dots_type(&mut self) -> ExprId {
        let pos = self.pos();
        self.next();
        match self.type_or_none() {
            Some(elem) => self.ast.add_expr(pos, ExprKind::DotsType { elem }),
            None => {
                let bad = self.bad_expr();
                self.plain_error("... is missing type");
                bad
            }
        }
    }

    /// Parameters up to `close`. `first` is a name (and perhaps its type) that was read already. In type parameter lists all must
    /// have names; only where `dots_ok` may the last be `...T`. In the end either all have a name or none has.
    pub(super) fn param_list(
        &mut self,
        first: Option<(ExprId, Option<ExprId>)>,
        close: Token,
        type_params: bool,
        dots_ok: bool,
    ) -> Box<[FieldId]> {
        if let Some((name, Some(ty))) = first
            && self.tok == close
        {
            self.next();
            let pos = self.ast[name].pos;
            return [self.ast.add_field(pos, Some(name), ty)].into();
        }
        let mut params: Vec<Param> = Vec::new();
        let mut first = first;
        let end = self.list("parameter list", Token::Comma, close, &mut |p| {
            params.extend(match first.take() {
                Some((name, Some(ty))) => Some(Param::new(p.ast[name].pos, Some(name), Some(ty))),
                Some((name, None)) => p.param_decl(Some(name), close),
                None => p.param_decl(None, close),
            });
            false
        });
        self.distribute_types(&mut params, end, type_params);
        let params: Vec<FieldId> = params.into_iter().map(|p| self.add_param(p)).collect();
        self.check_dots(&params, dots_ok);
        params.into()
    }

    /// Decides what lone names are, and gives each parameter its type.
    fn distribute_types(&mut self, params: &mut [Param], end: Pos, type_params: bool) {
        let named = params
            .iter()
            .filter(|p| p.name.is_some() && p.ty.is_some())
            .count();
        let typed = params.iter().filter(|p| p.ty.is_some()).count();
        if named == 0 && !type_params {
            for p in params {
                if let Some(name) = p.name.take() {
                    p.ty = Some(name);
                }
            }
            return;
        }
        if named == params.len() {
            return;
        }
        let Some(leftmost) = self.fill_in(params) else {
            return;
        };
        // If all typed ones have names too, then the last ones have no type: those before them got theirs from the right.
        let (pos, msg) = match (named == typed, type_params) {
            (true, true) => (end, "missing type constraint"),
            (true, false) => (end, "missing parameter type"),
            (false, true) if params.len() == 1 => (
                leftmost,
                "missing type parameter name or invalid array length",
            ),
            (false, true) => (leftmost, "missing type parameter name"),
            (false, false) => (leftmost, "missing parameter name"),
        };
        self.plain_error_at(pos, msg);
    }

    /// Gives types from right to left, `_` to nameless ones and a bad type where there is none. Gives the leftmost error.
    fn fill_in(&mut self, params: &mut [Param]) -> Option<Pos> {
        let mut error = None;
        let mut current = None;
        for p in params.iter_mut().rev() {
            match (p.name, p.ty) {
                (Some(_), Some(ty)) => current = Some(ty),
                (None, Some(ty)) => {
                    current = Some(ty);
                    let pos = self.ast.start_pos(ty);
                    error = Some(pos);
                    p.name = Some(self.ast.add_name(pos, "_"));
                }
                (_, None) if current.is_some() => p.ty = current,
                (name, None) => {
                    let pos = name.map_or(p.pos, |n| self.ast[n].pos);
                    error = Some(pos);
                    p.ty = Some(self.ast.add_expr(pos, ExprKind::BadExpr));
                }
            }
        }
        error
    }

    /// `...T` may only stand last; elsewhere it is taken for `T`.
    fn check_dots(&mut self, params: &[FieldId], dots_ok: bool) {
        let mut told = false;
        for (i, &param) in params.iter().enumerate() {
            let ty = self.ast[param].ty;
            let ExprKind::DotsType { elem } = *self.ast.kind(ty) else {
                continue;
            };
            if dots_ok && i + 1 == params.len() {
                continue;
            }
            if !told {
                told = true;
                let pos = self.ast[ty].pos;
                self.error_at(
                    pos,
                    match dots_ok {
                        true => "can only use ... with final parameter",
                        false => "invalid use of ...",
                    },
                );
            }
            self.ast[param].ty = elem;
        }
    }
}
