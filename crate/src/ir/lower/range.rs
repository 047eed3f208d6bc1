//! Loops (cmd/compile/internal/noder: reader.forStmt; cmd/compile/internal/typecheck: tcFor, tcRange).

use super::Res;
use super::reader::Reader;
use crate::body::tree::{self, Assign, ForHead};
use crate::ir::{For, Kind, Label, NodeId, Op, Range};
use crate::types::Type;
use crate::types::constant::Value;

impl Reader<'_, '_, '_> {
    /// `for`, with or without `range`.
    pub fn for_stmt(&mut self, stmt: &tree::For, label: Option<Label>) -> Res<Option<NodeId>> {
        let (pos, init, cond, post) = match &stmt.head {
            ForHead::Range {
                pos,
                lhs,
                x,
                rtype,
                rtti,
            } => {
                let pos = self.xpos(*pos);
                let n = self.range_stmt(stmt, pos, lhs, *x, label)?;
                if let Some(rtype) = rtype {
                    self.hide_rtype(n, pos, *rtype)?;
                }
                for rtti in rtti.iter().flatten() {
                    self.hide_rtti(n, pos, *rtti)?;
                }
                return Ok(Some(n));
            }
            ForHead::Clause {
                pos,
                init,
                cond,
                post,
            } => (self.xpos(*pos), init, cond, post),
        };
        let init = self.one_stmt(init)?;
        let cond = self.opt_expr(*cond)?;
        let post = self.one_stmt(post)?;
        let body = self.stmts(&stmt.body.stmts)?;
        let cond = match cond {
            Some(c) if self.lw.prog.node(c).as_lit() == Some(&Value::Bool(false)) => {
                return Ok(init);
            }
            Some(c) => Some(self.lw.default_lit(c, None)?),
            None => None,
        };
        let kind = Kind::For(Box::new(For {
            label,
            cond,
            post,
            body,
            distinct_vars: stmt.distinct_vars,
        }));
        let n = self.lw.prog.stmt(pos, Op::For, kind);
        self.lw.prog.node_mut(n).init.extend(init);
        Ok(Some(n))
    }

    fn range_stmt(
        &mut self,
        stmt: &tree::For,
        pos: crate::ir::XPos,
        lhs: &[Assign],
        x: tree::E,
        label: Option<Label>,
    ) -> Res<NodeId> {
        let (names, lhs) = self.assign_targets(lhs)?;
        let x = self.expr(x)?;
        let t = self.lw.type_of_node(x);
        if matches!(self.lw.form(t), Type::Signature(_)) {
            return self.unsupported(pos, "a range over a function");
        }
        let (key, value) = (lhs.first().copied(), lhs.get(1).copied());
        let body = self.stmts(&stmt.body.stmts)?;
        let kind = Kind::Range(Box::new(Range {
            label,
            def: !names.is_empty(),
            x,
            key,
            value,
            body,
            distinct_vars: stmt.distinct_vars,
        }));
        let n = self.lw.prog.stmt(pos, Op::Range, kind);
        self.lw.init_defn(n, &names);
        for target in [key, value].into_iter().flatten() {
            self.lw.mark_map_target(target);
        }
        Ok(n)
    }
}
