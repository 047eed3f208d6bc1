//! Statements.

use super::func::{Res, Writer};
use crate::body::tree::{
    Assign, BinOp, Block, Branch, CallStmtKind, CommClause, For, ForHead, If, Multi, Select, Stmt,
};
use crate::syntax::{
    AssignStmt, BranchKind, CallKind, DeclId, DeclKind, ExprId, ForStmt, IfStmt, Operator,
    RangeClause, SelectStmt, StmtId, StmtKind,
};
use crate::text::Pos;
use crate::types::TypeId;

impl Writer<'_, '_> {
    /// A list of statements, without those that nothing reaches.
    pub(super) fn stmts(&mut self, list: &[StmtId]) -> Res<Vec<Stmt>> {
        let mut out = Vec::new();
        self.stmts_into(list, &mut out)?;
        Ok(out)
    }

    /// The same behind other statements; gives whether nothing behind them can be reached.
    pub(super) fn stmts_into(&mut self, list: &[StmtId], out: &mut Vec<Stmt>) -> Res<bool> {
        let is_label =
            |w: &Self, s: StmtId| matches!(w.p.ast[s].kind, StmtKind::LabeledStmt { .. });
        let last_label = list.iter().rposition(|&s| is_label(self, s));
        let mut dead = false;
        for (i, &stmt) in list.iter().enumerate() {
            // Code behind the last label can be left out; before it, a goto may lead around the dead part.
            if dead && last_label.is_none_or(|l| i > l) {
                continue;
            }
            self.stmt(stmt, out)?;
            dead = self.p.terminates(Some(stmt));
        }
        Ok(dead)
    }

    pub(super) fn opt_stmt(&mut self, stmt: Option<StmtId>) -> Res<Vec<Stmt>> {
        match stmt {
            Some(s) => self.stmts(&[s]),
            None => Ok(Vec::new()),
        }
    }

    fn stmt(&mut self, stmt: StmtId, out: &mut Vec<Stmt>) -> Res<()> {
        let ast = self.p.ast;
        let pos = ast[stmt].pos;
        if let Some(exit) = self.p.range_funcs.exit(stmt) {
            out.push(self.exit(&exit)?);
            return Ok(());
        }
        if let Some(range) = self.p.range_funcs.of_loop(stmt) {
            out.push(self.range_func(&range)?);
            return Ok(());
        }
        let new = match &ast[stmt].kind {
            StmtKind::EmptyStmt => return Ok(()),
            StmtKind::AssignStmt(s) => self.assign_stmt(pos, s)?,
            StmtKind::BlockStmt(_) => Stmt::Block(self.block(stmt)?),
            StmtKind::BranchStmt(s) => Stmt::Branch {
                pos,
                kind: match s.tok {
                    BranchKind::Break => Branch::Break,
                    BranchKind::Continue => Branch::Continue,
                    BranchKind::Fallthrough => Branch::Fallthrough,
                    BranchKind::Goto => Branch::Goto,
                },
                label: s.label.map(|l| ast.name_str(l).into()),
            },
            StmtKind::CallStmt { tok, call } => Stmt::Call {
                pos,
                kind: match tok {
                    CallKind::Go => CallStmtKind::Go,
                    CallKind::Defer => CallStmtKind::Defer,
                },
                call: self.expr(*call)?,
                defer_at: (self.p.range_funcs.defer_at(stmt)).map(|defers| self.var(pos, defers)),
            },
            StmtKind::DeclStmt(decls) => return self.decl_stmt(decls, out),
            StmtKind::ExprStmt(x) => Stmt::Expr(self.expr(*x)?),
            StmtKind::ForStmt(s) => Stmt::For(Box::new(self.for_stmt(pos, s)?)),
            StmtKind::IfStmt(s) => Stmt::If(Box::new(self.if_stmt(pos, s)?)),
            StmtKind::LabeledStmt { label, stmt } => {
                out.push(Stmt::Label {
                    pos,
                    name: ast.name_str(*label).into(),
                });
                return self.stmt(*stmt, out);
            }
            StmtKind::ReturnStmt { results } => {
                let list = ast.unpack_list(results);
                let dst = self.result_types();
                Stmt::Return {
                    pos,
                    results: self.multi(pos, |_, i| dst.get(i).copied(), &list)?,
                }
            }
            StmtKind::SelectStmt(s) => Stmt::Select(Box::new(self.select_stmt(pos, s)?)),
            StmtKind::SendStmt { chan, value } => {
                let elem = self.chan_elem(*chan)?;
                Stmt::Send {
                    pos,
                    chan: self.expr(*chan)?,
                    value: self.implicit_conv(Some(elem), *value)?,
                }
            }
            StmtKind::SwitchStmt(s) => Stmt::Switch(Box::new(self.switch_stmt(pos, s)?)),
            StmtKind::RangeClause(_) | StmtKind::CaseClause(_) | StmtKind::CommClause(_) => {
                return Err(self.broken(pos));
            }
        };
        out.push(new);
        Ok(())
    }

    pub(super) fn block(&mut self, block: StmtId) -> Res<Block> {
        Ok(Block {
            open: self.p.ast[block].pos,
            stmts: self.stmts(self.p.ast.block(block))?,
            close: self.p.ast.rbrace(block),
        })
    }

    fn assign_stmt(&mut self, pos: Pos, s: &AssignStmt) -> Res<Stmt> {
        let Some(rhs) = s.rhs else {
            let op = bin_op(s.op.unwrap_or(Operator::Add)).ok_or_else(|| self.broken(pos))?;
            let lhs = self.expr(s.lhs)?;
            return Ok(Stmt::IncDec { pos, op, lhs });
        };
        match s.op {
            None | Some(Operator::Def) => {
                let lhs = self.p.ast.unpack_list(&Some(s.lhs));
                self.assign(pos, &lhs, &self.p.ast.unpack_list(&Some(rhs)))
            }
            Some(op) => {
                let lhs = self.expr(s.lhs)?;
                let shift = matches!(op, Operator::Shl | Operator::Shr);
                let dst = match shift {
                    true => None,
                    false => Some(self.p.type_of(s.lhs)?),
                };
                Ok(Stmt::AssignOp {
                    pos,
                    op: bin_op(op).ok_or_else(|| self.broken(pos))?,
                    lhs,
                    rhs: self.implicit_conv(dst, rhs)?,
                })
            }
        }
    }

    fn decl_stmt(&mut self, decls: &[DeclId], out: &mut Vec<Stmt>) -> Res<()> {
        for &decl in decls {
            let DeclKind::Var(var) = &self.p.ast[decl].kind else {
                continue;
            };
            let values = self.p.ast.unpack_list(&var.values);
            let pos = self.p.ast[decl].pos;
            let stmt = self.assign(pos, &var.names, &values)?;
            out.push(stmt);
        }
        Ok(())
    }

    /// `lhs = rhs`. The variables come into being before the right side is written, as in the compiler.
    fn assign(&mut self, pos: Pos, lhs: &[ExprId], rhs: &[ExprId]) -> Res<Stmt> {
        let targets = self.assign_list(lhs)?;
        let rhs = self.multi(pos, |w, i| w.assign_type(lhs[i]), rhs)?;
        Ok(Stmt::Assign {
            pos,
            lhs: targets,
            rhs,
        })
    }

    fn assign_list(&mut self, lhs: &[ExprId]) -> Res<Vec<Assign>> {
        lhs.iter().map(|&x| self.assign_to(x)).collect()
    }

    pub(super) fn assign_to(&mut self, x: ExprId) -> Res<Assign> {
        let x = self.p.ast.unparen(x);
        if let Some(name) = self.p.ast.name(x) {
            if &**name == "_" {
                return Ok(Assign::Blank);
            }
            if let Some(obj) = self.p.def(x) {
                return Ok(Assign::Def(self.add_local(obj)));
            }
        }
        Ok(Assign::Expr(self.expr(x)?))
    }

    /// The type that a value takes when it is assigned to `dst`; nothing for `_`.
    pub(super) fn assign_type(&self, dst: ExprId) -> Option<TypeId> {
        let dst = self.p.ast.unparen(dst);
        if let Some(name) = self.p.ast.name(dst) {
            if &**name == "_" {
                return None;
            }
            let obj = self.p.def(dst).or_else(|| self.p.use_of(dst))?;
            return self.p.types[obj].typ;
        }
        self.p.type_of(dst).ok()
    }

    fn if_stmt(&mut self, pos: Pos, s: &IfStmt) -> Res<If> {
        let cond = s.cond.ok_or_else(|| self.broken(pos))?;
        let known = self.p.static_bool(cond);
        Ok(If {
            pos,
            init: self.opt_stmt(s.init)?,
            cond: self.expr(cond)?,
            known,
            then: match known >= 0 {
                true => Some(self.block(s.then)?),
                false => None,
            },
            then_close: self.p.ast.rbrace(s.then),
            els: match known <= 0 {
                true => self.opt_stmt(s.els)?,
                false => Vec::new(),
            },
        })
    }

    fn for_stmt(&mut self, pos: Pos, s: &ForStmt) -> Res<For> {
        let range = s.init.and_then(|init| match &self.p.ast[init].kind {
            StmtKind::RangeClause(r) => Some((self.p.ast[init].pos, r)),
            _ => None,
        });
        let mut never = false;
        let head = match range {
            Some((at, range)) => self.range_head(at, range)?,
            None => {
                never = s.cond.is_some_and(|c| self.p.static_bool(c) < 0);
                ForHead::Clause {
                    pos,
                    init: self.opt_stmt(s.init)?,
                    cond: s.cond.map(|c| self.expr(c)).transpose()?,
                    post: self.opt_stmt(s.post.filter(|_| !never))?,
                }
            }
        };
        let body = match never {
            true => Block {
                open: self.p.ast[s.body].pos,
                stmts: Vec::new(),
                close: self.p.ast.rbrace(s.body),
            },
            false => self.block(s.body)?,
        };
        Ok(For {
            open: pos,
            head,
            body,
            distinct_vars: self.p.distinct_vars(pos),
        })
    }

    fn range_head(&mut self, pos: Pos, range: &RangeClause) -> Res<ForHead> {
        let x_type = self.p.type_of(range.x)?;
        if self.p.is_func(x_type) {
            // A sound one has been replaced before it comes here.
            return Err(self.broken(pos));
        }
        let names = self.p.ast.unpack_list(&range.lhs);
        let lhs = self.assign_list(&names)?;
        let x = self.expr(range.x)?;
        let rtype = match self.p.is_map(x_type) {
            true => Some(self.rtype(x_type)),
            false => None,
        };
        let (key, value) = self.p.range_key_value(x_type);
        let mut rtti = [None, None];
        for (i, src) in [key, value].into_iter().enumerate() {
            let dst = names.get(i).and_then(|&n| self.assign_type(n));
            if let (Some(src), Some(dst)) = (src, dst) {
                rtti[i] = Some(self.rtti(src, dst));
            }
        }
        Ok(ForHead::Range {
            pos,
            lhs,
            x,
            rtype,
            rtti,
        })
    }

    fn select_stmt(&mut self, pos: Pos, s: &SelectStmt) -> Res<Select> {
        let mut clauses = Vec::new();
        for &clause in &s.body {
            let StmtKind::CommClause(c) = &self.p.ast[clause].kind else {
                return Err(self.broken(pos));
            };
            clauses.push(CommClause {
                pos: self.p.ast[clause].pos,
                comm: self.opt_stmt(c.comm)?,
                body: self.stmts(&c.body)?,
            });
        }
        Ok(Select {
            pos,
            clauses,
            close: s.rbrace,
        })
    }

    /// Expressions with the implicit conversions that their destinations ask for; one that gives several values is taken apart.
    pub(super) fn multi(
        &mut self,
        pos: Pos,
        dst: impl Fn(&Self, usize) -> Option<TypeId>,
        list: &[ExprId],
    ) -> Res<Multi> {
        if let &[x] = list
            && let Some(parts) = self.p.tuple(x)
        {
            let expr = self.expr(x)?;
            let mut out = Vec::new();
            for (i, src) in parts.into_iter().enumerate() {
                let src = self.typ(src);
                let src = self.p.types.as_imported(src);
                let conv = dst(self, i).filter(|&d| !self.p.identical(src, d));
                let conv = conv.map(|d| (self.typ(d), self.rtti(src, d)));
                out.push((src, conv));
            }
            return Ok(Multi::Tuple {
                pos,
                expr,
                parts: out,
            });
        }
        let mut out = Vec::new();
        for (i, &x) in list.iter().enumerate() {
            let dst = dst(self, i);
            out.push(self.implicit_conv(dst, x)?);
        }
        Ok(Multi::Each(out))
    }
}

/// The operator of a binary operation.
pub(super) fn bin_op(op: Operator) -> Option<BinOp> {
    Some(match op {
        Operator::OrOr => BinOp::OrOr,
        Operator::AndAnd => BinOp::AndAnd,
        Operator::Eql => BinOp::Eq,
        Operator::Neq => BinOp::Ne,
        Operator::Lss => BinOp::Lt,
        Operator::Leq => BinOp::Le,
        Operator::Gtr => BinOp::Gt,
        Operator::Geq => BinOp::Ge,
        Operator::Add => BinOp::Add,
        Operator::Sub => BinOp::Sub,
        Operator::Or => BinOp::Or,
        Operator::Xor => BinOp::Xor,
        Operator::Mul => BinOp::Mul,
        Operator::Div => BinOp::Div,
        Operator::Rem => BinOp::Rem,
        Operator::And => BinOp::And,
        Operator::AndNot => BinOp::AndNot,
        Operator::Shl => BinOp::Shl,
        Operator::Shr => BinOp::Shr,
        _ => return None,
    })
}
