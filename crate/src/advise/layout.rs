//! How gofmt writes an expression at its place: blanks around operators, parentheses.

use super::Context;
use crate::syntax::{ExprId, ExprKind, Node, StmtKind};

impl Context<'_> {
    /// Whether gofmt writes binary operators at this place without blanks around them: inside of an index, among several
    /// arguments, or in an operand.
    pub fn is_tight(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        let mut x = x;
        while let Some(Node::Expr(outer)) = self.usage.parent(x) {
            match ast.kind(outer) {
                ExprKind::CallExpr(c) if c.fun != x && c.args.len() > 1 => return true,
                ExprKind::IndexExpr { .. } | ExprKind::SliceExpr { .. } => return true,
                ExprKind::Operation { y: Some(_), .. } => return true,
                ExprKind::CompositeLit(_)
                | ExprKind::KeyValueExpr { .. }
                | ExprKind::FuncLit { .. }
                | ExprKind::ParenExpr(_) => return false,
                _ => {}
            }
            x = outer;
        }
        match self.usage.parent(x) {
            Some(Node::Stmt(s)) => match &ast[s].kind {
                StmtKind::AssignStmt(a) => {
                    let lhs = ast.unpack_list(&Some(a.lhs)).len();
                    lhs > 1 && ast.unpack_list(&a.rhs).len() > 1
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an expression is an operand of `+` or of something that binds more tightly.
    pub fn is_operand_of_sum(&self, x: ExprId) -> bool {
        let Some(Node::Expr(outer)) = self.usage.parent(x) else {
            return false;
        };
        match self.analysis.ast.kind(outer) {
            ExprKind::Operation { op, y: Some(_), .. } => op.precedence() >= 4,
            ExprKind::ParenExpr(_) => true,
            _ => false,
        }
    }

    /// An expression as gofmt writes it as the only argument of a call; nothing for a nested operation.
    pub fn as_only_argument(&self, x: ExprId) -> Option<String> {
        let ast = &self.analysis.ast;
        let ExprKind::Operation {
            x: left,
            y: Some(right),
            ..
        } = *ast.kind(x)
        else {
            // An operator inside was written without blanks, and now might have some.
            let inner = self.any_below(x, |n| {
                matches!(n, Node::Expr(e) if matches!(ast.kind(e), ExprKind::Operation { y: Some(_), .. }))
            });
            let tight = self.is_tight(x) || self.is_operand_of_sum(x);
            return (!inner || !tight).then(|| self.source(x));
        };
        let nested = |x: ExprId| matches!(ast.kind(ast.unparen(x)), ExprKind::Operation { .. });
        if nested(left) || nested(right) {
            return None;
        }
        let (file, _) = self.offset(ast[x].pos);
        let between = self.range_of(left).end as usize..self.range_of(right).start as usize;
        let op = self.text(file)[between].trim().to_owned();
        Some(format!("{} {op} {}", self.source(left), self.source(right)))
    }

    /// Whether a sum at this place needs parentheses.
    pub fn needs_parens(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        match self.usage.parent(x) {
            Some(Node::Expr(outer)) => match ast.kind(outer) {
                ExprKind::SelectorExpr { .. } => true,
                ExprKind::IndexExpr { x: o, .. } | ExprKind::SliceExpr { x: o, .. } => *o == x,
                ExprKind::Operation {
                    op, y: Some(right), ..
                } => op.precedence() > 4 || (op.precedence() == 4 && *right == x),
                ExprKind::Operation { y: None, .. } => true,
                _ => false,
            },
            _ => false,
        }
    }
}
