//! `select` (cmd/compile/internal/noder: reader.selectStmt; cmd/compile/internal/typecheck: tcSelect).

use super::Res;
use super::reader::Reader;
use crate::body::tree::{CommClause, Select};
use crate::ir::{Defn, Kind, Label, NodeId, Nodes, Op};

impl Reader<'_, '_, '_> {
    /// A `select` statement.
    pub fn select_stmt(&mut self, stmt: &Select, label: Option<Label>) -> Res<NodeId> {
        let pos = self.xpos(stmt.pos);
        let mut cases = Vec::with_capacity(stmt.clauses.len());
        for clause in &stmt.clauses {
            cases.push(self.comm_clause(clause)?);
        }
        let kind = Kind::Select { label, cases };
        Ok(self.lw.prog.stmt(pos, Op::Select, kind))
    }

    fn comm_clause(&mut self, clause: &CommClause) -> Res<NodeId> {
        let pos = self.xpos(clause.pos);
        let mut comm = self.one_stmt(&clause.comm)?;
        let mut body = self.stmts(&clause.body)?;
        if let Some(n) = comm {
            comm = Some(match self.lw.op(n) {
                Op::As => self.comm_assign(pos, n, &mut body)?,
                Op::As2 => self.comm_assign2(n, &mut body)?,
                Op::As2Recv => {
                    self.lw.prog.node_mut(n).op = Op::SelRecv2;
                    n
                }
                Op::Recv => {
                    let blank = self.lw.blank();
                    self.recv2(n, blank, n, false, Vec::new())
                }
                _ => n,
            });
        }
        Ok(self.lw.prog.stmt(pos, Op::Case, Kind::Comm { comm, body }))
    }

    /// `case x = <-c`, `case x := <-c`. Where the value becomes an interface, it is received into a temporary first.
    fn comm_assign(&mut self, pos: crate::ir::XPos, n: NodeId, body: &mut Nodes) -> Res<NodeId> {
        let Kind::Assign { x, def, y: Some(y) } = self.lw.prog.node(n).kind else {
            return Ok(n);
        };
        let conv = self.lw.prog.node(y).x();
        match (self.lw.op(y), conv) {
            (Op::ConvIface, Some(recv)) if !def => {
                let t = self.lw.type_of_node(recv);
                let tmp = self.temp(pos, t);
                let node = self.name_node(tmp);
                let decl = self.lw.prog.new_decl(pos, tmp);
                self.lw.prog.node_mut(y).kind = Kind::Conv { x: node };
                body.insert(0, n);
                // The receive becomes `tmp := <-c`; its assignment defines the temporary.
                let sel = self.recv2_at(pos, node, recv, true, vec![decl]);
                self.lw.prog.name_mut(tmp).defn = Defn::Stmt(sel);
                Ok(sel)
            }
            (Op::ConvNop | Op::ConvIface, Some(recv)) if self.lw.prog.node(y).flags.implicit => {
                let init = self.lw.take_init(n);
                Ok(self.recv2(n, x, recv, def, init))
            }
            _ => {
                let init = self.lw.take_init(n);
                Ok(self.recv2(n, x, y, def, init))
            }
        }
    }

    /// `case x, ok = <-c`: the receive itself is what is chosen; the assignment from its temporaries goes to the body.
    fn comm_assign2(&mut self, n: NodeId, body: &mut Nodes) -> Res<NodeId> {
        let Kind::AssignList { rhs, .. } = &self.lw.prog.node(n).kind else {
            return Ok(n);
        };
        let Some(&first) = rhs.first() else {
            return Ok(n);
        };
        let init = self.lw.take_init(first);
        let Some(&recv) = init.first() else {
            return Ok(n);
        };
        self.lw.prog.node_mut(recv).op = Op::SelRecv2;
        body.insert(0, n);
        Ok(recv)
    }

    fn recv2(&mut self, stmt: NodeId, dst: NodeId, recv: NodeId, def: bool, init: Nodes) -> NodeId {
        let pos = self.lw.pos(stmt);
        self.recv2_at(pos, dst, recv, def, init)
    }

    /// `dst, _ = recv`.
    fn recv2_at(
        &mut self,
        pos: crate::ir::XPos,
        dst: NodeId,
        recv: NodeId,
        def: bool,
        init: Nodes,
    ) -> NodeId {
        let blank = self.lw.blank();
        let n = self
            .lw
            .new_assign_list(pos, Op::SelRecv2, vec![dst, blank], def, vec![recv]);
        self.lw.prog.node_mut(n).init = init;
        n
    }
}
