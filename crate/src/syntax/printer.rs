//! Expressions and simple statements as text, the way they stand in error messages
//! (cmd/compile/internal/syntax/printer.go, `String`: one line, bodies of functions and literals as `…`).

use super::nodes::*;
use super::tokens::Operator;
use std::rc::Rc;

enum Item {
    Node(Node),
    Signature(ExprId),
    Text(&'static str),
    Shared(Rc<str>),
}

impl Ast {
    /// A short form of the node: `f(x)`, `[]int{…}`, `func(a, b int) string {…}`, `x, y := <-c`.
    ///
    /// Declarations, files and compound statements are not printed in messages; they come out as `…`.
    pub fn string_of(&self, node: impl Into<Node>) -> String {
        let mut out = String::new();
        let mut todo = vec![Item::Node(node.into())];
        while let Some(item) = todo.pop() {
            match item {
                Item::Text(text) => out.push_str(text),
                Item::Shared(text) => out.push_str(&text),
                Item::Node(node) => self.expand(node, &mut todo),
                Item::Signature(ty) => {
                    self.in_order(&mut todo, |ast, to| ast.signature_items(ty, to))
                }
            }
        }
        out
    }

    fn in_order(&self, todo: &mut Vec<Item>, f: impl FnOnce(&Ast, &mut Vec<Item>)) {
        let start = todo.len();
        f(self, todo);
        todo[start..].reverse();
    }

    fn expand(&self, node: Node, todo: &mut Vec<Item>) {
        self.in_order(todo, |ast, to| match node {
            Node::Expr(x) => ast.expr_items(x, to),
            Node::Stmt(s) => ast.stmt_items(s, to),
            Node::Field(f) => ast.param_items(&[f], to),
            Node::Decl(_) | Node::File(_) => to.push(Item::Text("…")),
        });
    }

    fn expr_items(&self, x: ExprId, to: &mut Vec<Item>) {
        use ExprKind::*;
        use Item::Text;
        match &self[x].kind {
            BadExpr => to.push(Text("<bad expr>")),
            Name(value) => to.push(Item::Shared(value.clone())),
            BasicLit(lit) => to.push(Item::Shared(lit.value.clone())),
            FuncLit { ty, body } => {
                let body = if self.block(*body).is_empty() {
                    " {}"
                } else {
                    " {…}"
                };
                to.extend([expr(*ty), Text(body)]);
            }
            CompositeLit(c) => {
                to.extend(c.ty.map(expr));
                to.push(Text(if c.elems.is_empty() { "{}" } else { "{…}" }));
            }
            ParenExpr(x) => to.extend([Text("("), expr(*x), Text(")")]),
            SelectorExpr { x, sel } => to.extend([expr(*x), Text("."), expr(*sel)]),
            IndexExpr { x, index } => to.extend([expr(*x), Text("["), expr(*index), Text("]")]),
            SliceExpr { x, index, .. } => {
                to.extend([expr(*x), Text("[")]);
                to.extend(index[0].map(expr));
                to.push(Text(":"));
                to.extend(index[1].map(expr));
                if let Some(k) = index[2] {
                    to.extend([Text(":"), expr(k)]);
                }
                to.push(Text("]"));
            }
            AssertExpr { x, ty } => to.extend([expr(*x), Text(".("), expr(*ty), Text(")")]),
            TypeSwitchGuard { lhs, x } => {
                if let Some(lhs) = lhs {
                    to.extend([expr(*lhs), Text(" := ")]);
                }
                to.extend([expr(*x), Text(".(type)")]);
            }
            CallExpr(c) => {
                to.extend([expr(c.fun), Text("(")]);
                list(&c.args, to);
                to.push(Text(if c.has_dots { "...)" } else { ")" }));
            }
            Operation { op, x, y: None } => to.extend([Text(op.text()), expr(*x)]),
            Operation { op, x, y: Some(y) } => {
                to.extend([expr(*x), Text(" "), Text(op.text()), Text(" "), expr(*y)]);
            }
            KeyValueExpr { key, value } => to.extend([expr(*key), Text(": "), expr(*value)]),
            ListExpr(elems) => list(elems, to),
            _ => self.type_items(x, to),
        }
    }

    fn type_items(&self, x: ExprId, to: &mut Vec<Item>) {
        use ExprKind::*;
        use Item::Text;
        match &self[x].kind {
            ArrayType { len, elem } => {
                to.extend([
                    Text("["),
                    len.map_or(Text("..."), expr),
                    Text("]"),
                    expr(*elem),
                ]);
            }
            SliceType { elem } => to.extend([Text("[]"), expr(*elem)]),
            DotsType { elem } => to.extend([Text("..."), expr(*elem)]),
            StructType(s) => {
                to.push(Text("struct{"));
                self.struct_items(s, to);
                to.push(Text("}"));
            }
            FuncType { .. } => to.extend([Text("func"), Item::Signature(x)]),
            InterfaceType { methods } => {
                to.push(Text("interface{"));
                for (i, &m) in methods.iter().enumerate() {
                    if i > 0 {
                        to.push(Text("; "));
                    }
                    match self[m].name {
                        Some(name) => to.extend([expr(name), Item::Signature(self[m].ty)]),
                        None => to.push(expr(self[m].ty)),
                    }
                }
                to.push(Text("}"));
            }
            MapType { key, value } => {
                to.extend([Text("map["), expr(*key), Text("]"), expr(*value)]);
            }
            ChanType { dir, elem } => {
                to.push(Text(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::SendOnly => "chan<- ",
                    ChanDir::RecvOnly => "<-chan ",
                }));
                let receives = matches!(
                    self[*elem].kind,
                    ChanType {
                        dir: ChanDir::RecvOnly,
                        ..
                    }
                );
                match *dir == ChanDir::Both && receives {
                    true => to.extend([Text("("), expr(*elem), Text(")")]),
                    false => to.push(expr(*elem)),
                }
            }
            _ => {}
        }
    }

    /// Fields; those that share a type stand together, with the tag of the first.
    fn struct_items(&self, s: &StructType, to: &mut Vec<Item>) {
        let mut from = 0;
        while from < s.fields.len() {
            if from > 0 {
                to.push(Item::Text("; "));
            }
            let first = &self[s.fields[from]];
            let mut end = from + 1;
            while first.name.is_some()
                && end < s.fields.len()
                && self[s.fields[end]].name.is_some()
                && self[s.fields[end]].ty == first.ty
            {
                end += 1;
            }
            let names: Vec<ExprId> = s.fields[from..end]
                .iter()
                .filter_map(|&f| self[f].name)
                .collect();
            list(&names, to);
            if !names.is_empty() {
                to.push(Item::Text(" "));
            }
            to.push(expr(first.ty));
            if let Some(tag) = s.tag(from) {
                to.extend([Item::Text(" "), expr(tag)]);
            }
            from = end;
        }
    }

    fn signature_items(&self, ty: ExprId, to: &mut Vec<Item>) {
        let (params, results) = self.signature(ty);
        to.push(Item::Text("("));
        self.param_items(params, to);
        to.push(Item::Text(")"));
        match results {
            [] => {}
            [one] if self[*one].name.is_none() => {
                to.extend([Item::Text(" "), expr(self[*one].ty)]);
            }
            _ => {
                to.push(Item::Text(" ("));
                self.param_items(results, to);
                to.push(Item::Text(")"));
            }
        }
    }

    fn param_items(&self, params: &[FieldId], to: &mut Vec<Item>) {
        for (i, &p) in params.iter().enumerate() {
            if i > 0 {
                to.push(Item::Text(", "));
            }
            let p = &self[p];
            if let Some(name) = p.name {
                to.push(expr(name));
                let next = params.get(i + 1).map(|&next| &self[next]);
                if next.is_some_and(|next| next.name.is_some() && next.ty == p.ty) {
                    continue;
                }
                to.push(Item::Text(" "));
            }
            to.push(expr(p.ty));
        }
    }

    fn stmt_items(&self, s: StmtId, to: &mut Vec<Item>) {
        use Item::Text;
        match &self[s].kind {
            StmtKind::EmptyStmt => {}
            StmtKind::LabeledStmt { label, stmt } => {
                to.extend([expr(*label), Text(": "), Item::Node((*stmt).into())]);
            }
            StmtKind::ExprStmt(x) => to.push(expr(*x)),
            StmtKind::SendStmt { chan, value } => {
                to.extend([expr(*chan), Text(" <- "), expr(*value)]);
            }
            StmtKind::AssignStmt(a) => {
                let op = a.op.map_or("", Operator::text);
                to.push(expr(a.lhs));
                match a.rhs {
                    None => to.extend([Text(op), Text(op)]),
                    Some(rhs) => to.extend([Text(" "), Text(op), Text("= "), expr(rhs)]),
                }
            }
            StmtKind::CallStmt { tok, call } => {
                let word = match tok {
                    CallKind::Go => "go ",
                    CallKind::Defer => "defer ",
                };
                to.extend([Text(word), expr(*call)]);
            }
            StmtKind::ReturnStmt { results } => {
                to.push(Text("return"));
                to.extend(results.iter().flat_map(|&x| [Text(" "), expr(x)]));
            }
            StmtKind::BranchStmt(b) => {
                to.push(Text(match b.tok {
                    BranchKind::Break => "break",
                    BranchKind::Continue => "continue",
                    BranchKind::Fallthrough => "fallthrough",
                    BranchKind::Goto => "goto",
                }));
                to.extend(b.label.iter().flat_map(|&x| [Text(" "), expr(x)]));
            }
            StmtKind::RangeClause(r) => {
                if let Some(lhs) = r.lhs {
                    to.extend([expr(lhs), Text(if r.def { " := " } else { " = " })]);
                }
                to.extend([Text("range "), expr(r.x)]);
            }
            _ => to.push(Text("…")),
        }
    }
}

fn expr(x: ExprId) -> Item {
    Item::Node(Node::Expr(x))
}

fn list(elems: &[ExprId], to: &mut Vec<Item>) {
    for (i, &x) in elems.iter().enumerate() {
        if i > 0 {
            to.push(Item::Text(", "));
        }
        to.push(expr(x));
    }
}
