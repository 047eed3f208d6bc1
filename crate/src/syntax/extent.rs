//! Where an expression's text starts and ends, to the byte.
//!
//! The compiler needs only rough ends ([`Ast::end_pos`]); marks in an editor and edits need exact ones, closing brackets included.

use super::nodes::{Ast, ExprId, ExprKind, FieldId};
use super::scanner::Scanner;
use super::tokens::Token;
use crate::text::InOrder;
use std::ops::Range;

/// The brackets of one file's text, to find the end of what starts at one.
#[derive(Clone, Debug, Default)]
pub struct Brackets {
    /// Offset of an opening bracket and of the one that closes it, in the order of the opening ones.
    pairs: Vec<(u32, u32)>,
}

impl Brackets {
    /// Matches the brackets of a text; one that is not closed has no pair.
    pub fn new(text: &str) -> Brackets {
        let mut pairs = Vec::new();
        let mut open = Vec::new();
        let mut scanner = Scanner::new(text.as_bytes(), 0);
        loop {
            scanner.next();
            let at = scanner.at as u32;
            match scanner.tok {
                Token::Eof => break,
                Token::Lparen | Token::Lbrack | Token::Lbrace => open.push(at),
                Token::Rparen | Token::Rbrack | Token::Rbrace => {
                    if let Some(start) = open.pop() {
                        pairs.push((start, at));
                    }
                }
                _ => {}
            }
        }
        pairs.order();
        Brackets { pairs }
    }

    /// Behind the bracket that closes the first one at `offset` or later.
    fn end_from(&self, offset: u32) -> Option<u32> {
        let i = self.pairs.partition_point(|&(open, _)| open < offset);
        self.pairs.get(i).map(|&(_, close)| close + 1)
    }
}

/// Exact extents of one file's expressions.
pub struct Extents<'a> {
    /// The tree.
    pub ast: &'a Ast,
    /// The brackets of the file's text.
    pub brackets: &'a Brackets,
    /// Gives the byte offset of a position in the file.
    pub offset: &'a dyn Fn(crate::text::Pos) -> u32,
}

impl Extents<'_> {
    /// The bytes of an expression, from the start of its first token to the end of its last one.
    pub fn of(&self, x: ExprId) -> Range<u32> {
        let start = (self.offset)(self.ast.start_pos(self.leftmost(x)));
        start..self.end(x).max(start)
    }

    /// The leftmost part that starts where `x` does. [`Ast::start_pos`] knows it too, but for one thing: to the compiler a slice
    /// expression starts at its bracket.
    fn leftmost(&self, mut x: ExprId) -> ExprId {
        loop {
            x = match *self.ast.kind(x) {
                ExprKind::SliceExpr { x, .. }
                | ExprKind::SelectorExpr { x, .. }
                | ExprKind::IndexExpr { x, .. }
                | ExprKind::AssertExpr { x, .. }
                | ExprKind::Operation { x, y: Some(_), .. } => x,
                ExprKind::CallExpr(ref call) => call.fun,
                ExprKind::KeyValueExpr { key, .. } => key,
                ExprKind::CompositeLit(ref lit) => match lit.ty {
                    Some(ty) => ty,
                    None => return x,
                },
                ExprKind::TypeSwitchGuard { lhs, x } => lhs.unwrap_or(x),
                ExprKind::ListExpr(ref list) => list[0],
                _ => return x,
            };
        }
    }

    fn end(&self, mut x: ExprId) -> u32 {
        let ast = self.ast;
        loop {
            let at = (self.offset)(ast[x].pos);
            let rough = |x: ExprId| (self.offset)(ast.end_pos(x));
            let closing = |from: u32| self.brackets.end_from(from).unwrap_or_else(|| rough(x));
            x = match ast.kind(x) {
                ExprKind::Name(name) => return at + name.len() as u32,
                ExprKind::BasicLit(lit) => return at + lit.value.len() as u32,
                ExprKind::CompositeLit(lit) => return (self.offset)(lit.rbrace) + 1,
                ExprKind::FuncLit { body, .. } => return (self.offset)(ast.rbrace(*body)) + 1,
                ExprKind::ParenExpr(_)
                | ExprKind::CallExpr(_)
                | ExprKind::IndexExpr { .. }
                | ExprKind::SliceExpr { .. }
                | ExprKind::AssertExpr { .. }
                | ExprKind::StructType(_)
                | ExprKind::InterfaceType { .. } => return closing(at),
                ExprKind::KeyValueExpr { value, .. } | ExprKind::MapType { value, .. } => *value,
                ExprKind::SelectorExpr { sel, .. } => *sel,
                ExprKind::TypeSwitchGuard { x, .. } => {
                    return closing((self.offset)(ast.end_pos(*x)));
                }
                ExprKind::Operation { x, y, .. } => y.unwrap_or(*x),
                ExprKind::ArrayType { elem, .. }
                | ExprKind::SliceType { elem }
                | ExprKind::DotsType { elem }
                | ExprKind::ChanType { elem, .. } => *elem,
                ExprKind::ListExpr(list) => list[list.len() - 1],
                ExprKind::FuncType { results, .. } => match self.single_result(results) {
                    Some(result) => result,
                    None => return self.end_of_func_type(at, results),
                },
                ExprKind::BadExpr => return rough(x),
            };
        }
    }

    /// The type of a result list without parentheses.
    fn single_result(&self, results: &[FieldId]) -> Option<ExprId> {
        match *results {
            [field] if self.ast[field].name.is_none() => Some(self.ast[field].ty),
            _ => None,
        }
    }

    fn end_of_func_type(&self, at: u32, results: &[FieldId]) -> u32 {
        let params_end = self.brackets.end_from(at).unwrap_or(at);
        match results.is_empty() {
            true => params_end,
            false => self.brackets.end_from(params_end).unwrap_or(params_end),
        }
    }
}
