//! `switch` (cmd/compile/internal/noder: reader.switchStmt; cmd/compile/internal/typecheck: tcSwitch).

use super::Res;
use super::reader::Reader;
use crate::body::tree::{Cases, Clause, Switch, SwitchHead};
use crate::ir::{CaseClause, Defn, Kind, Label, NameId, NodeId, Nodes, Op, XPos};
use crate::types::TypeId;

/// What the clauses of a switch need to know of its head.
enum Head {
    /// The type that cases are compared with.
    Expr(TypeId),
    /// The guard; whether it has a name.
    Type(NodeId, bool),
}

impl Reader<'_, '_, '_> {
    /// A `switch` on values, conditions or types.
    pub fn switch_stmt(&mut self, stmt: &Switch, label: Option<Label>) -> Res<NodeId> {
        let pos = self.xpos(stmt.pos);
        let init = self.one_stmt(&stmt.init)?;
        let (tag, head) = match &stmt.head {
            SwitchHead::Expr { tag } => {
                let tag = match self.opt_expr(*tag)? {
                    Some(tag) => Some(self.lw.default_lit(tag, None)?),
                    None => None,
                };
                let t = tag.map_or(TypeId::BOOL, |tag| self.lw.type_of_node(tag));
                (tag, Head::Expr(t))
            }
            SwitchHead::Type { pos, tag, x } => {
                let at = self.xpos(*pos);
                let ident = match tag {
                    Some((pos, name)) => {
                        let at = self.xpos(*pos);
                        let pkg = self.tag_pkg(stmt);
                        let sym = self.lw.prog.lookup(pkg, name);
                        Some(self.lw.prog.stmt(at, Op::NoName, Kind::Ident(sym)))
                    }
                    None => None,
                };
                let x = self.expr(*x)?;
                let kind = Kind::TypeSwitchGuard {
                    tag: ident,
                    x,
                    used: false,
                };
                let guard = self.lw.prog.stmt(at, Op::TypeSw, kind);
                (Some(guard), Head::Type(guard, ident.is_some()))
            }
        };
        let mut cases = Vec::with_capacity(stmt.clauses.len());
        for clause in &stmt.clauses {
            cases.push(self.case_clause(clause, &head)?);
        }
        let kind = Kind::Switch { tag, cases, label };
        let n = self.lw.prog.stmt(pos, Op::Switch, kind);
        self.lw.prog.node_mut(n).init.extend(init);
        Ok(n)
    }

    /// The variable of a clause has the clause's type if there is one, else that of what is switched on.
    fn set_var_type(&mut self, name: NameId, guard: NodeId, list: &[NodeId]) {
        let typ = match list {
            [one] if matches!(self.lw.op(*one), Op::Type | Op::DynamicType) => Some(*one),
            _ => self.lw.prog.node(guard).x(),
        };
        let Some(typ) = typ.map(|n| self.lw.type_of_node(n)) else {
            return;
        };
        let node = self.name_node(name);
        self.lw.prog.name_mut(name).typ = typ;
        self.lw.set_type(node, typ);
    }

    /// The package that the name of a type switch belongs to: that of its variables.
    fn tag_pkg(&mut self, stmt: &Switch) -> crate::ir::PkgId {
        let var = stmt.clauses.iter().find_map(|c| c.var);
        let local = var.and_then(|v| self.body.locals.get(v as usize));
        match local.and_then(|l| l.pkg) {
            Some(pkg) => self.lw.ir_pkg(pkg),
            None => self.lw.prog.local,
        }
    }

    fn case_clause(&mut self, clause: &Clause, head: &Head) -> Res<NodeId> {
        let pos = self.xpos(clause.pos);
        let mut list: Nodes = Vec::new();
        match (&clause.cases, head) {
            (Cases::Types(types), _) => {
                for t in types {
                    list.push(match t {
                        Some(t) => self.type_expr(t)?,
                        None => self.lw.prog.new_nil(XPos::NONE, TypeId::UNTYPED_NIL),
                    });
                }
            }
            (Cases::Exprs(exprs), head) => {
                for n in self.exprs(exprs)? {
                    list.push(match head {
                        Head::Expr(t) => self.lw.default_lit(n, Some(*t))?,
                        Head::Type(..) => n,
                    });
                }
            }
        }
        let mut var = None;
        if let (Some(index), Head::Type(guard, true)) = (clause.var, head) {
            let at = self.body.locals.get(index as usize).map(|l| l.pos);
            let at = self.xpos(at.unwrap_or(clause.pos));
            let name = self.new_local(index, at)?;
            self.lw.prog.name_mut(name).defn = Defn::Stmt(*guard);
            var = Some(name);
        }
        let body = self.stmts(&clause.body)?;
        // Only now, when the whole switch is type checked.
        if let (Some(name), Head::Type(guard, _)) = (var, head) {
            self.set_var_type(name, *guard, &list);
        }
        let kind = Kind::Case(Box::new(CaseClause {
            var,
            list,
            rtypes: Vec::new(),
            body,
        }));
        Ok(self.lw.prog.stmt(pos, Op::Case, kind))
    }
}
