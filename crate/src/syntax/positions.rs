//! Where a node starts and ends (cmd/compile/internal/syntax/positions.go).
//!
//! The end is the compiler's own, rough one: behind names and literals, *at* the closing brace of blocks and literals, and behind
//! the last inner node for most others (so not behind the `)` of a call). It bounds scopes and is printed in a few messages.

use super::nodes::CaseClause as CaseClauseNode;
use super::nodes::CommClause as CommClauseNode;
use super::nodes::*;
use crate::text::Pos;

enum Step {
    At(Pos),
    In(Node),
}

fn step(node: impl Into<Node>) -> Step {
    Step::In(node.into())
}

impl Ast {
    /// Where the text of a node starts. Of a file this is its `package` keyword; its scope starts with the text.
    pub fn start_pos(&self, node: impl Into<Node>) -> Pos {
        let mut node = node.into();
        loop {
            match self.start_step(node) {
                Step::At(pos) => return pos,
                Step::In(inner) => node = inner,
            }
        }
    }

    /// Where a node ends, roughly; see the module.
    pub fn end_pos(&self, node: impl Into<Node>) -> Pos {
        let mut node = node.into();
        let mut more = 0;
        loop {
            if let Node::Stmt(s) = node
                && let StmtKind::AssignStmt(AssignStmt { rhs: None, .. }) = self[s].kind
            {
                more += 2; // ++ or --
            }
            match self.end_step(node) {
                Step::At(pos) if more == 0 => return pos,
                Step::At(pos) => return pos.advance(more),
                Step::In(inner) => node = inner,
            }
        }
    }

    fn start_step(&self, node: Node) -> Step {
        let at = Step::At(self.pos(node));
        match node {
            Node::Expr(x) => match &self[x].kind {
                ExprKind::CompositeLit(c) => c.ty.map_or(at, step),
                ExprKind::KeyValueExpr { key, .. } => step(*key),
                ExprKind::SelectorExpr { x, .. }
                | ExprKind::IndexExpr { x, .. }
                | ExprKind::AssertExpr { x, .. } => step(*x),
                ExprKind::TypeSwitchGuard { lhs, x } => step(lhs.unwrap_or(*x)),
                ExprKind::Operation { x, y: Some(_), .. } => step(*x),
                ExprKind::CallExpr(c) => step(c.fun),
                ExprKind::ListExpr(list) => list.first().map_or(at, |&x| step(x)),
                _ => at,
            },
            Node::Stmt(s) => match &self[s].kind {
                StmtKind::SendStmt { chan, .. } => step(*chan),
                StmtKind::AssignStmt(a) => step(a.lhs),
                StmtKind::RangeClause(r) => step(r.lhs.unwrap_or(r.x)),
                _ => at,
            },
            _ => at,
        }
    }

    fn end_step(&self, node: Node) -> Step {
        match node {
            Node::File(f) => Step::At(self[f].eof),
            Node::Decl(d) => self.end_of_decl(d),
            Node::Expr(x) => self.end_of_expr(x),
            Node::Stmt(s) => self.end_of_stmt(s),
            Node::Field(f) => step(self[f].ty),
        }
    }

    fn end_of_decl(&self, d: DeclId) -> Step {
        let at = Step::At(self[d].pos);
        match &self[d].kind {
            DeclKind::Import(d) => d.path.map_or(at, step),
            DeclKind::Const(ConstDecl {
                names, ty, values, ..
            })
            | DeclKind::Var(VarDecl { names, ty, values }) => {
                values.or(*ty).or(names.last().copied()).map_or(at, step)
            }
            DeclKind::Type(d) => step(d.ty),
            DeclKind::Func(d) => d.body.map_or(step(d.ty), step),
        }
    }

    fn end_of_expr(&self, x: ExprId) -> Step {
        use ExprKind::*;
        let at = Step::At(self[x].pos);
        match &self[x].kind {
            BadExpr => at,
            Name(value) => Step::At(self[x].pos.advance(value.len() as u32)),
            BasicLit(lit) => Step::At(self[x].pos.advance(lit.value.len() as u32)),
            CompositeLit(c) => Step::At(c.rbrace),
            KeyValueExpr { value, .. } => step(*value),
            FuncLit { body, .. } => step(*body),
            ParenExpr(x) => step(*x),
            SelectorExpr { sel, .. } => step(*sel),
            IndexExpr { index, .. } => step(*index),
            // Not the last index: the compiler's function means to look at the indices, and does not.
            SliceExpr { x, .. } => step(*x),
            AssertExpr { ty, .. } => step(*ty),
            TypeSwitchGuard { x, .. } => step(*x),
            Operation { x, y, .. } => step(y.unwrap_or(*x)),
            CallExpr(c) => step(c.args.last().copied().unwrap_or(c.fun)),
            ListExpr(list) => list.last().map_or(at, |&x| step(x)),
            ArrayType { elem, .. }
            | SliceType { elem }
            | DotsType { elem }
            | ChanType { elem, .. } => step(*elem),
            StructType(s) => s.fields.last().map_or(at, |&f| step(f)),
            InterfaceType { methods } => methods.last().map_or(at, |&f| step(f)),
            FuncType { params, results } => {
                results.last().or(params.last()).map_or(at, |&f| step(f))
            }
            MapType { value, .. } => step(*value),
        }
    }

    fn end_of_stmt(&self, s: StmtId) -> Step {
        use StmtKind::*;
        let at = Step::At(self[s].pos);
        match &self[s].kind {
            EmptyStmt => at,
            LabeledStmt { stmt, .. } => step(*stmt),
            BlockStmt(b) => Step::At(b.rbrace),
            ExprStmt(x) => step(*x),
            SendStmt { value, .. } => step(*value),
            DeclStmt(decls) => decls.last().map_or(at, |&d| step(d)),
            AssignStmt(a) => step(a.rhs.unwrap_or(a.lhs)),
            BranchStmt(b) => b.label.map_or(at, step),
            CallStmt { call, .. } => step(*call),
            ReturnStmt { results } => results.map_or(at, step),
            IfStmt(s) => step(s.els.unwrap_or(s.then)),
            ForStmt(s) => step(s.body),
            SwitchStmt(s) => Step::At(s.rbrace),
            SelectStmt(s) => Step::At(s.rbrace),
            RangeClause(r) => step(r.x),
            CaseClause(CaseClauseNode { body, colon, .. })
            | CommClause(CommClauseNode { body, colon, .. }) => {
                body.last().map_or(Step::At(*colon), |&s| step(s))
            }
        }
    }
}
