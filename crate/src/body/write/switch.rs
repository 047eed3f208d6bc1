//! `switch`: the type switch, and the expression switch with what is known of a constant tag.

use super::func::{Res, Writer};
use crate::body::tree::{Cases, Clause, Switch, SwitchHead};
use crate::syntax::{CaseClause, ExprId, ExprKind, Node, Operator, StmtId, StmtKind, SwitchStmt};
use crate::text::Pos;
use crate::types::TypeId;
use crate::types::constant::Value;

/// The clauses that are left, and what their cases are compared with.
struct ExprSwitch {
    tag: Option<ExprId>,
    tag_type: TypeId,
    is_chan: bool,
    /// Clause and cases.
    clauses: Vec<(StmtId, Vec<ExprId>)>,
}

impl<'a> Writer<'_, 'a> {
    pub(super) fn switch_stmt(&mut self, pos: Pos, s: &SwitchStmt) -> Res<Switch> {
        let init = self.opt_stmt(s.init)?;
        let guard = s.tag.and_then(|t| match *self.p.ast.kind(t) {
            ExprKind::TypeSwitchGuard { lhs, x } => Some((self.p.ast[t].pos, lhs, x)),
            _ => None,
        });
        let (head, clauses) = match guard {
            Some((at, lhs, x)) => {
                let head = SwitchHead::Type {
                    pos: at,
                    tag: lhs.map(|l| (self.p.ast[l].pos, self.p.ast.name_str(l).into())),
                    x: self.expr(x)?,
                };
                let iface = self.p.type_of(x)?;
                (head, self.type_clauses(iface, &s.body)?)
            }
            None => self.expr_switch(s)?,
        };
        Ok(Switch {
            pos,
            init,
            head,
            clauses,
            close: s.rbrace,
        })
    }

    fn clause(&self, id: StmtId) -> Res<&'a CaseClause> {
        let ast = self.p.ast;
        match &ast[id].kind {
            StmtKind::CaseClause(c) => Ok(c),
            _ => Err(self.broken(self.p.ast[id].pos)),
        }
    }

    fn type_clauses(&mut self, iface: TypeId, body: &[StmtId]) -> Res<Vec<Clause>> {
        let mut out = Vec::new();
        for &id in body {
            let cases = self.p.ast.unpack_list(&self.clause(id)?.cases);
            let mut types = Vec::new();
            for &case in &cases {
                types.push(match self.p.is_nil(case) {
                    true => None,
                    false => Some(self.type_expr(Some(iface), case)?),
                });
            }
            let var = self
                .p
                .info
                .implicits
                .get(&Node::Stmt(id))
                .copied()
                .map(|obj| {
                    // The compiler gives the variable the place where the last case ends.
                    let pos = match cases.last() {
                        Some(&last) => self.p.type_expr_end(last),
                        None => self.p.ast[id].pos,
                    };
                    self.add_local_at(obj, pos)
                });
            let list = &self.clause(id)?.body;
            out.push(Clause {
                pos: self.p.ast[id].pos,
                cases: Cases::Types(types),
                var,
                body: self.stmts(list)?,
            });
        }
        Ok(out)
    }

    fn expr_switch(&mut self, s: &SwitchStmt) -> Res<(SwitchHead, Vec<Clause>)> {
        let switch = self.resolve_switch(s)?;
        let tag = match switch.tag {
            Some(tag) => Some(self.implicit_conv(Some(switch.tag_type), tag)?),
            None => None,
        };
        let mut out = Vec::new();
        for (id, cases) in switch.clauses {
            let dst = (!switch.is_chan).then_some(switch.tag_type);
            let cases = cases.iter().map(|&c| self.implicit_conv(dst, c));
            let cases = Cases::Exprs(cases.collect::<Res<_>>()?);
            let list = &self.clause(id)?.body;
            out.push(Clause {
                pos: self.p.ast[id].pos,
                cases,
                var: None,
                body: self.stmts(list)?,
            });
        }
        Ok((SwitchHead::Expr { tag }, out))
    }

    /// Works out the clauses that can run and the type in which tag and cases are compared.
    fn resolve_switch(&mut self, s: &SwitchStmt) -> Res<ExprSwitch> {
        let mut switch = ExprSwitch {
            tag: s.tag,
            tag_type: TypeId::BOOL,
            is_chan: false,
            clauses: Vec::new(),
        };
        let mut value = Some(Value::Bool(true));
        if let Some(tag) = s.tag {
            switch.tag_type = self.p.type_of(tag)?;
            switch.is_chan = self.p.is_chan(switch.tag_type);
            value = self.p.value(tag).cloned();
        }
        for &id in &s.body {
            let cases = self.p.ast.unpack_list(&self.clause(id)?.cases);
            switch.clauses.push((id, cases));
        }
        if let Some(value) = value {
            self.resolve_constant(&value, &mut switch)?;
        }
        if !switch.is_chan && self.needs_any(&switch)? {
            switch.tag_type = TypeId::EMPTY_INTERFACE;
        }
        Ok(switch)
    }

    /// With a constant tag and constant cases there is one clause that is always taken: it alone is left, as a default.
    fn resolve_constant(&self, tag: &Value, switch: &mut ExprSwitch) -> Res<()> {
        let mut target = None;
        'outer: for (id, cases) in &switch.clauses {
            if self.clause(*id)?.cases.is_none() {
                target = Some(*id);
            }
            for &case in cases {
                let Some(value) = self.p.value(case) else {
                    return Ok(());
                };
                if Value::compare(tag, Operator::Eql, value) {
                    target = Some(*id);
                    break 'outer;
                }
            }
        }
        if let Some(id) = target
            && self.p.has_fallthrough(&self.clause(id)?.body)
        {
            return Ok(());
        }
        switch.clauses = target.into_iter().map(|id| (id, Vec::new())).collect();
        switch.tag = None;
        switch.tag_type = TypeId::BOOL;
        Ok(())
    }

    /// Whether some case can't take the tag's type, so that all are compared as `any`.
    fn needs_any(&mut self, switch: &ExprSwitch) -> Res<bool> {
        for &case in switch.clauses.iter().flat_map(|(_, cases)| cases) {
            let typ = self.p.type_of(case)?;
            let iface = self.p.is_interface(typ) || self.p.is_interface(switch.tag_type);
            if iface && !self.p.assignable(typ, switch.tag_type) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
