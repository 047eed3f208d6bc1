//! Walking the tree: children in source order, as cmd/compile/internal/syntax/walk.go visits them. Nothing here recurses.

use super::nodes::*;

/// What a visitor is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visit {
    /// Before the children; the visitor says whether it wants to see them.
    Enter(Node),
    /// After the children; only for nodes whose children were visited.
    Leave(Node),
}

impl Ast {
    /// Calls `f` for `root` and what lies below it, parents first. Where `f` says no, the children are left out and there is no `Leave`.
    /// A node that is shared by several parents is visited once for each.
    pub fn walk(&self, root: impl Into<Node>, mut f: impl FnMut(Visit) -> bool) {
        let mut todo = vec![Visit::Enter(root.into())];
        let mut children = Vec::new();
        while let Some(visit) = todo.pop() {
            match visit {
                Visit::Leave(_) => {
                    f(visit);
                }
                Visit::Enter(node) => {
                    if f(visit) {
                        todo.push(Visit::Leave(node));
                        self.children(node, &mut children);
                        todo.extend(children.drain(..).rev().map(Visit::Enter));
                    }
                }
            }
        }
    }

    /// Calls `f` for `root` and what lies below it, parents first; where `f` says no, the children are left out.
    pub fn inspect(&self, root: impl Into<Node>, mut f: impl FnMut(Node) -> bool) {
        let mut todo = vec![root.into()];
        let mut children = Vec::new();
        while let Some(node) = todo.pop() {
            if f(node) {
                self.children(node, &mut children);
                todo.extend(children.drain(..).rev());
            }
        }
    }

    /// Appends the children of a node to `to`, in source order.
    pub fn children(&self, node: Node, to: &mut Vec<Node>) {
        let mut to = Children(to);
        match node {
            Node::File(f) => {
                to.one(self[f].pkg_name);
                to.many(&self[f].decls);
            }
            Node::Decl(d) => self.children_of_decl(d, &mut to),
            Node::Expr(x) => self.children_of_expr(x, &mut to),
            Node::Stmt(s) => self.children_of_stmt(s, &mut to),
            Node::Field(f) => {
                to.maybe(self[f].name);
                to.one(self[f].ty);
            }
        }
    }

    fn children_of_decl(&self, d: DeclId, to: &mut Children) {
        match &self[d].kind {
            DeclKind::Import(d) => {
                to.maybe(d.local_pkg_name);
                to.maybe(d.path);
            }
            DeclKind::Const(d) => {
                to.many(&d.names);
                to.maybe(d.ty);
                to.maybe(d.values);
            }
            DeclKind::Type(d) => {
                to.one(d.name);
                to.many(&d.tparams);
                to.one(d.ty);
            }
            DeclKind::Var(d) => {
                to.many(&d.names);
                to.maybe(d.ty);
                to.maybe(d.values);
            }
            DeclKind::Func(d) => {
                to.maybe(d.recv);
                to.one(d.name);
                to.many(&d.tparams);
                to.one(d.ty);
                to.maybe(d.body);
            }
        }
    }

    fn children_of_expr(&self, x: ExprId, to: &mut Children) {
        use ExprKind::*;
        match &self[x].kind {
            BadExpr | Name(_) | BasicLit(_) => {}
            CompositeLit(c) => {
                to.maybe(c.ty);
                to.many(&c.elems);
            }
            KeyValueExpr { key, value } | MapType { key, value } => {
                to.one(*key);
                to.one(*value);
            }
            FuncLit { ty, body } => {
                to.one(*ty);
                to.one(*body);
            }
            ParenExpr(x) => to.one(*x),
            SelectorExpr { x, sel } => {
                to.one(*x);
                to.one(*sel);
            }
            IndexExpr { x, index } => {
                to.one(*x);
                to.one(*index);
            }
            SliceExpr { x, index, .. } => {
                to.one(*x);
                for i in index {
                    to.maybe(*i);
                }
            }
            AssertExpr { x, ty } => {
                to.one(*x);
                to.one(*ty);
            }
            TypeSwitchGuard { lhs, x } => {
                to.maybe(*lhs);
                to.one(*x);
            }
            Operation { x, y, .. } => {
                to.one(*x);
                to.maybe(*y);
            }
            CallExpr(c) => {
                to.one(c.fun);
                to.many(&c.args);
            }
            ListExpr(list) => to.many(list),
            ArrayType { len, elem } => {
                to.maybe(*len);
                to.one(*elem);
            }
            SliceType { elem } | DotsType { elem } | ChanType { elem, .. } => to.one(*elem),
            StructType(s) => {
                to.many(&s.fields);
                for tag in &s.tags {
                    to.maybe(*tag);
                }
            }
            InterfaceType { methods } => to.many(methods),
            FuncType { params, results } => {
                to.many(params);
                to.many(results);
            }
        }
    }

    fn children_of_stmt(&self, s: StmtId, to: &mut Children) {
        use StmtKind::*;
        match &self[s].kind {
            EmptyStmt => {}
            LabeledStmt { label, stmt } => {
                to.one(*label);
                to.one(*stmt);
            }
            BlockStmt(b) => to.many(&b.list),
            ExprStmt(x) => to.one(*x),
            SendStmt { chan, value } => {
                to.one(*chan);
                to.one(*value);
            }
            DeclStmt(decls) => to.many(decls),
            AssignStmt(a) => {
                to.one(a.lhs);
                to.maybe(a.rhs);
            }
            BranchStmt(b) => to.maybe(b.label),
            CallStmt { call, .. } => to.one(*call),
            ReturnStmt { results } => to.maybe(*results),
            IfStmt(s) => {
                to.maybe(s.init);
                to.maybe(s.cond);
                to.one(s.then);
                to.maybe(s.els);
            }
            ForStmt(s) => {
                to.maybe(s.init);
                to.maybe(s.cond);
                to.maybe(s.post);
                to.one(s.body);
            }
            SwitchStmt(s) => {
                to.maybe(s.init);
                to.maybe(s.tag);
                to.many(&s.body);
            }
            SelectStmt(s) => to.many(&s.body),
            RangeClause(r) => {
                to.maybe(r.lhs);
                to.one(r.x);
            }
            CaseClause(c) => {
                to.maybe(c.cases);
                to.many(&c.body);
            }
            CommClause(c) => {
                to.maybe(c.comm);
                to.many(&c.body);
            }
        }
    }
}

struct Children<'a>(&'a mut Vec<Node>);

impl Children<'_> {
    fn one(&mut self, id: impl Into<Node>) {
        self.0.push(id.into());
    }

    fn maybe(&mut self, id: Option<impl Into<Node>>) {
        self.0.extend(id.map(Into::into));
    }

    fn many<T: Into<Node> + Copy>(&mut self, ids: &[T]) {
        self.0.extend(ids.iter().map(|&id| id.into()));
    }
}
