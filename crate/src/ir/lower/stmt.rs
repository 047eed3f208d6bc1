//! Statements (cmd/compile/internal/noder: reader.stmt1).

use super::Res;
use super::reader::Reader;
use crate::body::tree::{Branch, CallStmtKind, E, Multi, Stmt};
use crate::ir::{If, Kind, Label, NodeId, Nodes, Op};
use crate::text::Pos;

impl Reader<'_, '_, '_> {
    /// Statements in order.
    pub fn stmts(&mut self, list: &[Stmt]) -> Res<Nodes> {
        let mut out = Vec::with_capacity(list.len());
        for stmt in list {
            if let Some(n) = self.nested(Pos::NONE, |r| r.stmt(stmt, &mut out))? {
                out.push(n);
            }
        }
        Ok(out)
    }

    /// Statements as one: nothing, itself, or a block.
    pub fn one_stmt(&mut self, list: &[Stmt]) -> Res<Option<NodeId>> {
        let list = self.stmts(list)?;
        Ok(self.lw.block(list))
    }

    fn stmt(&mut self, stmt: &Stmt, out: &mut Nodes) -> Res<Option<NodeId>> {
        Ok(Some(match stmt {
            Stmt::Label { pos, name } => {
                let pos = self.xpos(*pos);
                if &**name == "_" {
                    // Valid, but nobody can jump there.
                    self.lw.new_block(pos, Vec::new())
                } else {
                    let label = self.label(name);
                    self.lw.prog.stmt(pos, Op::Label, Kind::Label { label })
                }
            }
            Stmt::Block(block) => {
                let list = self.stmts(&block.stmts)?;
                out.extend(list);
                return Ok(None);
            }
            Stmt::Expr(e) => self.expr(*e)?,
            Stmt::Send { pos, chan, value } => self.send(*pos, *chan, *value)?,
            Stmt::Assign { pos, lhs, rhs } => return self.assign(*pos, lhs, rhs, out),
            Stmt::AssignOp { pos, op, lhs, rhs } => self.assign_op(*pos, *op, *lhs, *rhs)?,
            Stmt::IncDec { pos, op, lhs } => self.inc_dec(*pos, *op, *lhs)?,
            Stmt::Branch { pos, kind, label } => {
                let op = match kind {
                    Branch::Break => Op::Break,
                    Branch::Continue => Op::Continue,
                    Branch::Fallthrough => Op::Fall,
                    Branch::Goto => Op::Goto,
                };
                let pos = self.xpos(*pos);
                let label = label.as_ref().map(|l| self.label(l));
                self.lw.prog.stmt(pos, op, Kind::Branch { label })
            }
            Stmt::Call {
                pos,
                kind,
                call,
                defer_at,
            } => {
                let op = match kind {
                    CallStmtKind::Go => Op::Go,
                    CallStmtKind::Defer => Op::Defer,
                };
                let pos = self.xpos(*pos);
                let call = self.expr(*call)?;
                let defer_at = self.opt_expr(*defer_at)?;
                self.go_defer(pos, op, call, defer_at)?
            }
            Stmt::Return { pos, results } => self.return_stmt(*pos, results)?,
            Stmt::If(stmt) => return self.if_stmt(stmt),
            Stmt::For(stmt) => {
                let label = self.label_before(out);
                return self.for_stmt(stmt, label);
            }
            Stmt::Switch(stmt) => {
                let label = self.label_before(out);
                self.switch_stmt(stmt, label)?
            }
            Stmt::Select(stmt) => {
                let label = self.label_before(out);
                self.select_stmt(stmt, label)?
            }
        }))
    }

    /// The label that stands right before the next statement.
    fn label_before(&self, out: &Nodes) -> Option<Label> {
        match self.lw.prog.node(*out.last()?).kind {
            Kind::Label { label } => Some(label),
            _ => None,
        }
    }

    fn send(&mut self, pos: Pos, chan: E, value: E) -> Res<NodeId> {
        let pos = self.xpos(pos);
        let chan = self.expr(chan)?;
        let value = self.expr(value)?;
        let t = self.lw.type_of_node(chan);
        let Some(elem) = self.lw.chan_elem(t) else {
            return self.unsupported(pos, "a send out of place");
        };
        let value = self.lw.assign_conv(pos, value, elem)?;
        Ok(self.lw.prog.stmt(pos, Op::Send, Kind::Send { chan, value }))
    }

    fn return_stmt(&mut self, pos: Pos, results: &Multi) -> Res<NodeId> {
        let pos = self.xpos(pos);
        let results = self.multi(results)?;
        let types: Vec<_> = self
            .lw
            .prog
            .func(self.curfn)
            .results
            .iter()
            .map(|p| p.typ)
            .collect();
        let mut converted = Vec::with_capacity(results.len());
        let mut base = pos;
        for (n, t) in results.into_iter().zip(types) {
            base = self.lw.pos_or(n, base);
            converted.push(self.lw.assign_conv(base, n, t)?);
        }
        Ok(self
            .lw
            .prog
            .stmt(pos, Op::Return, Kind::Return { results: converted }))
    }

    /// `if`. Where the condition is known, the branch stands in its place; other conditions than constants are evaluated still.
    fn if_stmt(&mut self, stmt: &crate::body::tree::If) -> Res<Option<NodeId>> {
        let pos = self.xpos(stmt.pos);
        let mut init = self.stmts(&stmt.init)?;
        let cond = self.expr(stmt.cond)?;
        let then = match &stmt.then {
            Some(block) if stmt.known >= 0 => self.stmts(&block.stmts)?,
            _ => Vec::new(),
        };
        let els = if stmt.known <= 0 {
            self.stmts(&stmt.els)?
        } else {
            Vec::new()
        };
        if stmt.known != 0 {
            if self.lw.op(cond) != Op::Literal {
                let blank = self.lw.blank();
                let assign = self.lw.prog.new_assign(pos, blank, Some(cond));
                self.lw.assign_stmt(assign)?;
                init.push(assign);
            }
            init.extend(then);
            init.extend(els);
            return Ok(self.lw.block(init));
        }
        let cond = self.lw.default_lit(cond, None)?;
        let kind = Kind::If(Box::new(If {
            cond,
            body: then,
            els,
        }));
        let n = self.lw.prog.stmt(pos, Op::If, kind);
        self.lw.prog.node_mut(n).init = init;
        Ok(Some(n))
    }
}
