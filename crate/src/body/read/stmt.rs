//! Statements.

use super::expr::bin_op;
use super::{BodyReader, Frame};
use crate::body::tree::{
    Assign, Block, Branch, CallStmtKind, Cases, Clause, CommClause, For, ForHead, If, Select, Stmt,
    Switch, SwitchHead,
};
use crate::std::pkgbits::{Decoder, Result, Sync, Wrong};
use crate::text::Pos;
use crate::types::PkgId;
use std::rc::Rc;

/// The codes of statements (noder/codes.go).
mod code {
    pub const END: u64 = 0;
    pub const LABEL: u64 = 1;
    pub const BLOCK: u64 = 2;
    pub const EXPR: u64 = 3;
    pub const SEND: u64 = 4;
    pub const ASSIGN: u64 = 5;
    pub const ASSIGN_OP: u64 = 6;
    pub const INC_DEC: u64 = 7;
    pub const BRANCH: u64 = 8;
    pub const CALL: u64 = 9;
    pub const RETURN: u64 = 10;
    pub const IF: u64 = 11;
    pub const FOR: u64 = 12;
    pub const SWITCH: u64 = 13;
    pub const SELECT: u64 = 14;
}

impl BodyReader<'_> {
    pub(super) fn stmts(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Vec<Stmt>> {
        self.down(r)?;
        r.sync(Sync::Stmts)?;
        let mut list = Vec::new();
        loop {
            let code = r.code(Sync::Stmt1)?;
            if code == code::END {
                break;
            }
            list.push(self.stmt(r, f, code)?);
        }
        r.sync(Sync::StmtsEnd)?;
        self.depth -= 1;
        Ok(list)
    }

    fn stmt(&mut self, r: &mut Decoder<'_>, f: &mut Frame, code: u64) -> Result<Stmt> {
        Ok(match code {
            code::LABEL => Stmt::Label {
                pos: self.l.pos(r)?,
                name: self.label(r)?,
            },
            code::BLOCK => Stmt::Block(self.block(r, f)?),
            code::EXPR => Stmt::Expr(self.expr(r, f)?),
            code::SEND => Stmt::Send {
                pos: self.l.pos(r)?,
                chan: self.expr(r, f)?,
                value: self.expr(r, f)?,
            },
            code::ASSIGN => Stmt::Assign {
                pos: self.l.pos(r)?,
                lhs: self.assign_list(r, f)?,
                rhs: self.multi(r, f)?,
            },
            code::ASSIGN_OP => {
                let op = bin_op(r)?;
                let lhs = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let rhs = self.expr(r, f)?;
                Stmt::AssignOp { pos, op, lhs, rhs }
            }
            code::INC_DEC => {
                let op = bin_op(r)?;
                let lhs = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                Stmt::IncDec { pos, op, lhs }
            }
            code::BRANCH => {
                let pos = self.l.pos(r)?;
                let kind = match r.code(Sync::Op)? {
                    116 => Branch::Break,
                    118 => Branch::Continue,
                    120 => Branch::Fallthrough,
                    122 => Branch::Goto,
                    code => return r.fail(Wrong::Code("branch", code)),
                };
                r.sync(Sync::OptLabel)?;
                let label = match r.bool()? {
                    true => Some(self.label(r)?),
                    false => None,
                };
                Stmt::Branch { pos, kind, label }
            }
            code::CALL => {
                let pos = self.l.pos(r)?;
                let kind = match r.code(Sync::Op)? {
                    119 => CallStmtKind::Defer,
                    125 => CallStmtKind::Go,
                    code => return r.fail(Wrong::Code("call statement", code)),
                };
                let call = self.expr(r, f)?;
                let defer_at = match kind {
                    CallStmtKind::Defer => self.opt_expr(r, f)?,
                    CallStmtKind::Go => None,
                };
                Stmt::Call {
                    pos,
                    kind,
                    call,
                    defer_at,
                }
            }
            code::RETURN => Stmt::Return {
                pos: self.l.pos(r)?,
                results: self.multi(r, f)?,
            },
            code::IF => Stmt::If(Box::new(self.if_stmt(r, f)?)),
            code::FOR => Stmt::For(Box::new(self.for_stmt(r, f)?)),
            code::SWITCH => Stmt::Switch(Box::new(self.switch_stmt(r, f)?)),
            code::SELECT => Stmt::Select(Box::new(self.select_stmt(r, f)?)),
            code => return r.fail(Wrong::Code("statement", code)),
        })
    }

    fn label(&mut self, r: &mut Decoder<'_>) -> Result<Rc<str>> {
        r.sync(Sync::Label)?;
        self.l.string(r)
    }

    fn open_scope(&mut self, r: &mut Decoder<'_>) -> Result<Pos> {
        r.sync(Sync::OpenScope)?;
        self.l.pos(r)
    }

    fn close_scope(&mut self, r: &mut Decoder<'_>) -> Result<Pos> {
        r.sync(Sync::CloseScope)?;
        let pos = self.l.pos(r)?;
        r.sync(Sync::CloseAnotherScope)?;
        Ok(pos)
    }

    fn block(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Block> {
        r.sync(Sync::BlockStmt)?;
        Ok(Block {
            open: self.open_scope(r)?,
            stmts: self.stmts(r, f)?,
            close: self.close_scope(r)?,
        })
    }

    fn assign_list(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Vec<Assign>> {
        let n = r.count()?;
        (0..n).map(|_| self.assign(r, f)).collect()
    }

    fn assign(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Assign> {
        Ok(match r.code(Sync::Assign)? {
            0 => Assign::Blank,
            1 => {
                let pos = self.l.pos(r)?;
                let (pkg, name) = self.local_ident(r)?;
                let ty = self.typ(r)?;
                Assign::Def(self.add_local(r, f, pos, pkg, name, ty)?)
            }
            2 => Assign::Expr(self.expr(r, f)?),
            code => return r.fail(Wrong::Code("assignee", code)),
        })
    }

    fn local_ident(&mut self, r: &mut Decoder<'_>) -> Result<(Option<PkgId>, Rc<str>)> {
        self.l.ident(r, Sync::LocalIdent)
    }

    fn if_stmt(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<If> {
        r.sync(Sync::IfStmt)?;
        self.open_scope(r)?;
        let pos = self.l.pos(r)?;
        let init = self.stmts(r, f)?;
        let cond = self.expr(r, f)?;
        let known = match r.int64()? {
            -1 => -1,
            0 => 0,
            1 => 1,
            _ => return r.fail(Wrong::Number),
        };
        let (then, then_close) = match known >= 0 {
            true => {
                let then = self.block(r, f)?;
                let close = then.close;
                (Some(then), close)
            }
            false => (None, self.l.pos(r)?),
        };
        let els = match known <= 0 {
            true => self.stmts(r, f)?,
            false => Vec::new(),
        };
        r.sync(Sync::CloseAnotherScope)?;
        Ok(If {
            pos,
            init,
            cond,
            known,
            then,
            then_close,
            els,
        })
    }

    fn for_stmt(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<For> {
        r.sync(Sync::ForStmt)?;
        let open = self.open_scope(r)?;
        let head = match r.bool()? {
            true => self.range_head(r, f)?,
            false => ForHead::Clause {
                pos: self.l.pos(r)?,
                init: self.stmts(r, f)?,
                cond: self.opt_expr(r, f)?,
                post: self.stmts(r, f)?,
            },
        };
        let body = self.block(r, f)?;
        let distinct_vars = r.bool()?;
        r.sync(Sync::CloseAnotherScope)?;
        Ok(For {
            open,
            head,
            body,
            distinct_vars,
        })
    }

    fn range_head(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<ForHead> {
        let pos = self.l.pos(r)?;
        let lhs = self.assign_list(r, f)?;
        if lhs.len() > 2 {
            return r.fail(Wrong::Number);
        }
        let x = self.expr(r, f)?;
        let rtype = match self.is_map(f, x)? {
            true => Some(self.rtype(r)?),
            false => None,
        };
        let mut rtti = [None, None];
        for (to, rtti) in lhs.iter().zip(&mut rtti) {
            if !matches!(to, Assign::Blank) {
                *rtti = Some(self.rtti(r)?);
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

    fn switch_stmt(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Switch> {
        r.sync(Sync::SwitchStmt)?;
        self.open_scope(r)?;
        let pos = self.l.pos(r)?;
        let init = self.stmts(r, f)?;
        // The package of the variables of a type switch with a name.
        let mut pkg = None;
        let head = match r.bool()? {
            true => SwitchHead::Type {
                pos: self.l.pos(r)?,
                tag: match r.bool()? {
                    true => {
                        let pos = self.l.pos(r)?;
                        let (home, name) = self.local_ident(r)?;
                        pkg = home;
                        Some((pos, name))
                    }
                    false => None,
                },
                x: self.expr(r, f)?,
            },
            false => SwitchHead::Expr {
                tag: self.opt_expr(r, f)?,
            },
        };
        let n = r.count()?;
        let mut clauses = Vec::with_capacity(n);
        for i in 0..n {
            if i > 0 {
                self.close_scope(r)?;
            }
            self.open_scope(r)?;
            clauses.push(self.clause(r, f, &head, pkg)?);
        }
        if n > 0 {
            self.close_scope(r)?;
        }
        Ok(Switch {
            pos,
            init,
            head,
            clauses,
            close: self.close_scope(r)?,
        })
    }

    fn clause(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
        head: &SwitchHead,
        pkg: Option<PkgId>,
    ) -> Result<Clause> {
        let pos = self.l.pos(r)?;
        let mut var = None;
        let cases = match head {
            SwitchHead::Expr { .. } => Cases::Exprs(self.expr_list(r, f)?),
            SwitchHead::Type { tag, .. } => {
                let mut types = Vec::new();
                for _ in 0..r.count()? {
                    types.push(match r.bool()? {
                        true => None,
                        false => Some(self.type_expr(r)?),
                    });
                }
                if let Some((_, name)) = tag {
                    let pos = self.l.pos(r)?;
                    let ty = self.typ(r)?;
                    var = Some(self.add_local(r, f, pos, pkg, name.clone(), ty)?);
                }
                Cases::Types(types)
            }
        };
        Ok(Clause {
            pos,
            cases,
            var,
            body: self.stmts(r, f)?,
        })
    }

    fn select_stmt(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Select> {
        r.sync(Sync::SelectStmt)?;
        let pos = self.l.pos(r)?;
        let n = r.count()?;
        let mut clauses = Vec::with_capacity(n);
        for i in 0..n {
            if i > 0 {
                self.close_scope(r)?;
            }
            self.open_scope(r)?;
            clauses.push(CommClause {
                pos: self.l.pos(r)?,
                comm: self.stmts(r, f)?,
                body: self.stmts(r, f)?,
            });
        }
        let close = match n {
            0 => Pos::NONE,
            _ => self.close_scope(r)?,
        };
        Ok(Select {
            pos,
            clauses,
            close,
        })
    }
}
