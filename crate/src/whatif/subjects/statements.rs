//! What statements print, declare and assign.

use super::*;

impl Look<'_> {
    pub(super) fn statements(&mut self) {
        let ast = &self.c.analysis.ast;
        for i in 0..ast.stmts.len() {
            let stmt = StmtId::new(i);
            if self.c.usage.parent(stmt).is_none() {
                continue;
            }
            match &ast[stmt].kind {
                StmtKind::ExprStmt(x) => self.print(*x),
                StmtKind::AssignStmt(a) => {
                    let Some(rhs) = a.rhs else { continue };
                    if matches!(a.op, None | Some(Operator::Def)) {
                        self.assigned(a.lhs, rhs);
                    }
                    if a.op == Some(Operator::Def) {
                        self.local_names(stmt, &ast.unpack_list(&Some(a.lhs)));
                    }
                }
                StmtKind::DeclStmt(decls) => {
                    for &decl in decls {
                        if let DeclKind::Var(v) = &ast[decl].kind {
                            self.local_names(stmt, &v.names);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Names that a statement declares: behind it they can be used.
    fn local_names(&mut self, stmt: StmtId, names: &[ExprId]) {
        let c = self.c;
        if c.siblings(stmt).is_none() {
            return;
        }
        let Some((file, range)) = c.stmt_range(stmt) else {
            return;
        };
        for &name in names {
            let text = c.analysis.ast.name_str(name);
            let edit = self.edit(file, range.end..range.end, format!("; _ = {text}"));
            let at = self.start(name);
            self.all.locals.insert(at, edit);
        }
    }

    fn print(&mut self, x: ExprId) {
        let c = self.c;
        let Callee::Func(path, name) = c.callee(x) else {
            return;
        };
        let prints =
            matches!(&*path, "fmt" | "log") && matches!(&*name, "Print" | "Println" | "Printf");
        if let Some(call) = c.call(x).filter(|_| prints) {
            let file = self.file_of(x);
            let edit = self.edit(file, c.range_of(call.fun), "func(...any) {}");
            let at = self.start(x);
            self.all.prints.insert(at, edit);
        }
    }

    fn assigned(&mut self, lhs: ExprId, rhs: ExprId) {
        let ast = &self.c.analysis.ast;
        let (to, from) = (ast.unpack_list(&Some(lhs)), ast.unpack_list(&Some(rhs)));
        for (i, &x) in to.iter().enumerate() {
            let Some(obj) = self.c.variable(x) else {
                continue;
            };
            let Some(at) = self.declared(obj) else {
                continue;
            };
            match from.get(i).filter(|_| to.len() == from.len()) {
                Some(&value) if self.c.variable(value) == Some(obj) => {}
                Some(&value) => self.give(at, value_of(self.c, value), self.span(value)),
                None => self.give(at, Value::Unknown, None),
            }
        }
    }

    /// `var name I = value`, in functions and outside of them.
    pub(super) fn variables(&mut self) {
        let ast = &self.c.analysis.ast;
        for i in 0..ast.decls.len() {
            let decl = DeclId::new(i);
            let DeclKind::Var(v) = &ast[decl].kind else {
                continue;
            };
            let Some(ty) = v.ty.filter(|&ty| self.is_interface(self.c.type_of(ty))) else {
                continue;
            };
            let places: Vec<Place> = v.names.iter().map(|&n| self.start(n)).collect();
            for (i, &name) in v.names.iter().enumerate() {
                let others = places.iter().copied().filter(|p| *p != places[i]);
                let edit = self.edit(self.file_of(name), self.c.range_of(ty), TYPE);
                self.variable(name, others.collect(), vec![edit]);
            }
            if let Some(values) = v.values {
                let values = ast.unpack_list(&Some(values));
                for (i, &at) in places.iter().enumerate() {
                    match values.get(i).filter(|_| values.len() == places.len()) {
                        Some(&value) => self.give(at, value_of(self.c, value), self.span(value)),
                        None => self.give(at, Value::Unknown, None),
                    }
                }
            }
        }
    }
}
