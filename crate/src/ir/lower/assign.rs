//! Assignments (cmd/compile/internal/noder: reader, stmtAssign; cmd/compile/internal/typecheck/stmt.go: assign).

use super::operator::bin_op;
use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::{Assign, BinOp, E, Multi};
use crate::ir::{Defn, FuncId, Kind, NameId, NodeId, Nodes, Op, XPos};
use crate::text::Pos;
use crate::types::TypeId;

impl Reader<'_, '_, '_> {
    /// `lhs = rhs`, `lhs := rhs`, `var lhs = rhs`, `var lhs`. Adds statements to `out`, or gives the one statement that it is.
    pub fn assign(
        &mut self,
        pos: Pos,
        lhs: &[Assign],
        rhs: &Multi,
        out: &mut Nodes,
    ) -> Res<Option<NodeId>> {
        let pos = self.xpos(pos);
        let (names, lhs) = self.assign_targets(lhs)?;
        let rhs = self.multi(rhs)?;
        if rhs.is_empty() {
            for name in names {
                let node = self.name_node(name);
                let assign = self.lw.prog.new_assign(pos, node, None);
                let decl = self.lw.prog.new_decl(pos, name);
                self.lw.append_init(assign, decl);
                out.push(assign);
            }
            return Ok(None);
        }
        if let ([x], [y]) = (&lhs[..], &rhs[..]) {
            let assign = self.lw.prog.new_assign(pos, *x, Some(*y));
            let defines = self.lw.init_defn(assign, &names);
            if let Kind::Assign { def, .. } = &mut self.lw.prog.node_mut(assign).kind {
                *def = defines;
            }
            self.lw.assign_stmt(assign)?;
            return Ok(Some(assign));
        }
        let assign = self.lw.new_assign_list(pos, Op::As2, lhs, false, rhs);
        let defines = self.lw.init_defn(assign, &names);
        if let Kind::AssignList { def, .. } = &mut self.lw.prog.node_mut(assign).kind {
            *def = defines;
        }
        self.lw.assign_list(self.curfn, assign)?;
        Ok(Some(assign))
    }

    /// The left side: the names that it declares, and all operands.
    pub fn assign_targets(&mut self, lhs: &[Assign]) -> Res<(Vec<NameId>, Nodes)> {
        let mut names = Vec::new();
        let mut nodes = Vec::with_capacity(lhs.len());
        for target in lhs {
            nodes.push(match target {
                Assign::Blank => self.lw.blank(),
                Assign::Def(index) => {
                    let at = self.body.locals.get(*index as usize).map(|l| l.pos);
                    let at = self.xpos(at.unwrap_or(Pos::NONE));
                    self.base = at;
                    let name = self.new_local(*index, at)?;
                    names.push(name);
                    self.name_node(name)
                }
                Assign::Expr(e) => self.expr(*e)?,
            });
        }
        Ok((names, nodes))
    }

    /// `lhs op= rhs`.
    pub fn assign_op(&mut self, pos: Pos, op: BinOp, lhs: E, rhs: E) -> Res<NodeId> {
        let x = self.expr(lhs)?;
        let pos = self.xpos(pos);
        let y = self.expr(rhs)?;
        self.lw.assign_op_stmt(pos, bin_op(op), x, y, false)
    }

    /// `lhs++`, `lhs--`.
    pub fn inc_dec(&mut self, pos: Pos, op: BinOp, lhs: E) -> Res<NodeId> {
        let x = self.expr(lhs)?;
        let pos = self.xpos(pos);
        let t = self.lw.type_of_node(x);
        let one = self.lw.new_one(pos, t)?;
        self.lw.assign_op_stmt(pos, bin_op(op), x, one, true)
    }
}

impl Lower<'_> {
    fn assign_op_stmt(
        &mut self,
        pos: XPos,
        op: Op,
        x: NodeId,
        y: NodeId,
        inc_dec: bool,
    ) -> Res<NodeId> {
        self.mark_map_target(x);
        let (x, y) = match op {
            Op::Lsh | Op::Rsh => {
                let (x, y, _) = self.shift(x, y)?;
                (x, y)
            }
            _ => {
                let (x, y, _) = self.arith(pos, op, x, y)?;
                (x, y)
            }
        };
        let kind = Kind::AssignOp {
            x,
            as_op: op,
            y,
            inc_dec,
        };
        Ok(self.prog.stmt(pos, Op::AsOp, kind))
    }

    /// Notes that something is assigned to a place: elements of maps want to know.
    pub(super) fn mark_map_target(&mut self, n: NodeId) {
        if self.op(n) == Op::IndexMap
            && let Kind::Index { assigned, .. } = &mut self.prog.node_mut(n).kind
        {
            *assigned = true;
        }
    }

    /// Completes `x = y`: converts `y` to the type of `x`.
    pub(super) fn assign_stmt(&mut self, assign: NodeId) -> Res<()> {
        let Kind::Assign { x, def, y: Some(y) } = self.prog.node(assign).kind else {
            return Ok(());
        };
        let pos = self.pos(assign);
        self.mark_map_target(x);
        let y = self.convert_to(pos, x, y)?;
        self.prog.node_mut(assign).kind = Kind::Assign { x, def, y: Some(y) };
        if let Some(name) = self.prog.as_name(x)
            && self.prog.name(name).auto_temp
        {
            self.prog.name_mut(name).defn = Defn::Stmt(assign);
        }
        Ok(())
    }

    /// `y` as it is assigned to `x`; a value for the blank identifier gets its default type.
    fn convert_to(&mut self, pos: XPos, x: NodeId, y: NodeId) -> Res<NodeId> {
        // Blank variables of the package have a type.
        match self.prog.node(x).typ {
            Some(t) => self.assign_conv(pos, y, t),
            None => self.default_lit(y, None),
        }
    }

    /// Completes an assignment of several operands: `v, ok` forms and calls with several results get ops of their own.
    pub(super) fn assign_list(&mut self, curfn: FuncId, assign: NodeId) -> Res<()> {
        let Kind::AssignList { lhs, def, rhs } = self.prog.node(assign).kind.clone() else {
            return Ok(());
        };
        let pos = self.pos(assign);
        for &x in &lhs {
            self.mark_map_target(x);
        }
        if let [r] = rhs[..] {
            let comma_ok = match self.op(r) {
                Op::IndexMap => Some((Op::As2MapR, Op::IndexMap)),
                Op::Recv => Some((Op::As2Recv, Op::Recv)),
                Op::DotType => Some((Op::As2DotType, Op::DotType2)),
                Op::DynamicDotType => Some((Op::As2DotType, Op::DynamicDotType2)),
                _ => None,
            };
            if let Some((stmt, expr)) = comma_ok.filter(|_| lhs.len() == 2) {
                self.prog.node_mut(assign).op = stmt;
                self.prog.node_mut(r).op = expr;
                return Ok(());
            }
            if lhs.len() > 1 {
                return self.assign_results(curfn, assign, &lhs, r);
            }
        }
        let mut converted = Vec::with_capacity(rhs.len());
        for (&x, &y) in lhs.iter().zip(&rhs) {
            converted.push(self.convert_to(pos, x, y)?);
        }
        self.prog.node_mut(assign).kind = Kind::AssignList {
            lhs,
            def,
            rhs: converted,
        };
        Ok(())
    }

    /// `a, b = f()`. If a result does not have the very type of its place, all go through temporaries
    /// (cmd/compile/internal/typecheck.RewriteMultiValueCall).
    fn assign_results(
        &mut self,
        curfn: FuncId,
        assign: NodeId,
        lhs: &Nodes,
        call: NodeId,
    ) -> Res<()> {
        self.prog.node_mut(assign).op = Op::As2Func;
        let results = self.result_types(call);
        let pos = self.pos(assign);
        if results.len() != lhs.len() {
            return Err(crate::body::tree::Unsupported {
                pos: pos.pos,
                what: "an assignment out of place",
            });
        }
        let mut mismatched = false;
        for (&x, &t) in lhs.iter().zip(&results) {
            if let Some(have) = self.prog.node(x).typ {
                mismatched |= !self.identical(have, t);
            }
        }
        if !mismatched {
            return Ok(());
        }
        let mut temps = Vec::new();
        let mut decls = Vec::new();
        for &t in &results {
            let tmp = self.prog.temp_at(curfn, pos, t);
            decls.push(self.prog.new_decl(pos, tmp));
            temps.push(self.prog.name(tmp).node);
        }
        let inner = self.new_assign_list(pos, Op::As2Func, temps.clone(), false, vec![call]);
        self.prog.node_mut(inner).init = decls;
        let mut rhs = Vec::new();
        for (&x, &tmp) in lhs.iter().zip(&temps) {
            rhs.push(self.convert_to(pos, x, tmp)?);
        }
        let node = self.prog.node_mut(assign);
        node.op = Op::As2;
        node.init.push(inner);
        if let Kind::AssignList { rhs: r, .. } = &mut node.kind {
            *r = rhs;
        }
        Ok(())
    }

    /// The types of a call's several results.
    fn result_types(&mut self, call: NodeId) -> Vec<TypeId> {
        let t = self.type_of_node(call);
        match &self.tys.types[t] {
            crate::types::Type::Tuple(vars) => vars
                .clone()
                .iter()
                .map(|&v| self.tys.types.type_of(v))
                .collect(),
            _ => Vec::new(),
        }
    }
}
