//! Binary operators (cmd/compile/internal/typecheck/expr.go: tcArith, tcShift, and their callers).

use super::constant::mix_untyped;
use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::{BinOp, E, ExprKind};
use crate::ir::{Kind, NodeId, Op, XPos};
use crate::types::TypeId;

impl Reader<'_, '_, '_> {
    /// `x op y`. A chain of operators to the left is worked off in a loop: such chains get long in generated code.
    pub fn binary_expr(&mut self, pos: XPos, op: BinOp, x: E, y: E) -> Res<NodeId> {
        let mut rest = vec![(pos, op, y, None)];
        let mut first = x;
        while let ExprKind::Binary { op, x, y } = &self.tree(first).kind {
            let tree = self.tree(first);
            let typ = tree.ty.map(|t| self.typ(t)).transpose()?;
            rest.push((self.xpos(tree.pos), *op, *y, typ));
            first = *x;
        }
        let mut x = self.expr(first)?;
        while let Some((pos, op, y, reshape)) = rest.pop() {
            let y = self.expr(y)?;
            x = self.lw.binary(pos, op, x, y)?;
            if let Some(t) = reshape {
                x = self.reshape(x, t);
            }
        }
        Ok(x)
    }
}

impl Lower<'_> {
    /// `x op y`.
    pub(super) fn binary(&mut self, pos: XPos, op: BinOp, x: NodeId, y: NodeId) -> Res<NodeId> {
        let op = bin_op(op);
        match op {
            Op::AndAnd | Op::OrOr => {
                let (x, y, t) = self.arith(pos, op, x, y)?;
                Ok(self.prog.expr(pos, op, t, Kind::Logical { x, y }))
            }
            Op::Lsh | Op::Rsh => {
                let (x, y, t) = self.shift(x, y)?;
                Ok(self.prog.new_binary(pos, op, t, x, y))
            }
            op if op.is_cmp() => {
                let (x, y, _) = self.arith(pos, op, x, y)?;
                let (x, y) = self.default_lit2(x, y, true)?;
                Ok(self.prog.new_binary(pos, op, TypeId::UNTYPED_BOOL, x, y))
            }
            _ => {
                let (x, y, t) = self.arith(pos, op, x, y)?;
                if op == Op::Add && self.is_string(t) {
                    return Ok(self.add_string(pos, t, x, y));
                }
                Ok(self.prog.new_binary(pos, op, t, x, y))
            }
        }
    }

    /// `x + y` of strings: one node holds all operands of a sum, whichever way it was bracketed.
    fn add_string(&mut self, pos: XPos, t: TypeId, x: NodeId, y: NodeId) -> NodeId {
        let mut more = match &mut self.prog.node_mut(y).kind {
            Kind::AddString { list } => core::mem::take(list),
            _ => vec![y],
        };
        let node = self.prog.node_mut(x);
        if let Kind::AddString { list } = &mut node.kind {
            list.append(&mut more);
            node.pos = pos;
            node.typ = Some(t);
            return x;
        }
        let mut list = vec![x];
        list.append(&mut more);
        self.prog.expr(pos, Op::AddStr, t, Kind::AddString { list })
    }

    /// Operands and type of a shift.
    pub(super) fn shift(&mut self, l: NodeId, r: NodeId) -> Res<(NodeId, NodeId, TypeId)> {
        let r = self.default_lit(r, Some(TypeId::UINT))?;
        let mut t = self.type_of_node(l);
        if (t == TypeId::UNTYPED_FLOAT || t == TypeId::UNTYPED_COMPLEX) && self.op(r) == Op::Literal
        {
            t = TypeId::UNTYPED_INT;
        }
        Ok((l, r, t))
    }

    /// Operands and type of an operation whose operands have the same type. Comparisons of an interface with a concrete value convert
    /// the value only if it is huge; of two interfaces, one is converted.
    pub(super) fn arith(
        &mut self,
        pos: XPos,
        op: Op,
        l: NodeId,
        r: NodeId,
    ) -> Res<(NodeId, NodeId, TypeId)> {
        let (mut l, mut r) = self.default_lit2(l, r, false)?;
        let (lt, rt) = (self.type_of_node(l), self.type_of_node(r));
        let number = |s: &Self, t: TypeId| {
            s.tys
                .types
                .basic_kind(t)
                .is_some_and(|k| k.is_untyped() && k.is_numeric())
        };
        let mut t = if number(self, lt) { rt } else { lt };
        if op.is_cmp() && !number(self, t) && !self.identical(lt, rt) {
            let same_side = self.is_interface(lt) == self.is_interface(rt);
            if let Some(conv) = self.assign_op(lt, rt) {
                if same_side || self.size_of(lt) >= 1 << 16 {
                    l = self.prog.new_conv(pos, conv, rt, l);
                }
                t = rt;
            } else if let Some(conv) = self.assign_op(rt, lt) {
                if same_side || self.size_of(rt) >= 1 << 16 {
                    r = self.prog.new_conv(pos, conv, lt, r);
                }
                t = lt;
            }
        }
        let (lt, rt) = (self.type_of_node(l), self.type_of_node(r));
        if !number(self, t) && !self.identical(lt, rt) {
            (l, r) = self.default_lit2(l, r, true)?;
        }
        if number(self, t) {
            t = mix_untyped(lt, rt);
        }
        Ok((l, r, t))
    }
}

/// The node of a binary operator.
pub(super) fn bin_op(op: BinOp) -> Op {
    match op {
        BinOp::OrOr => Op::OrOr,
        BinOp::AndAnd => Op::AndAnd,
        BinOp::Eq => Op::Eq,
        BinOp::Ne => Op::Ne,
        BinOp::Lt => Op::Lt,
        BinOp::Le => Op::Le,
        BinOp::Gt => Op::Gt,
        BinOp::Ge => Op::Ge,
        BinOp::Add => Op::Add,
        BinOp::Sub => Op::Sub,
        BinOp::Or => Op::Or,
        BinOp::Xor => Op::Xor,
        BinOp::Mul => Op::Mul,
        BinOp::Div => Op::Div,
        BinOp::Rem => Op::Mod,
        BinOp::And => Op::And,
        BinOp::AndNot => Op::AndNot,
        BinOp::Shl => Op::Lsh,
        BinOp::Shr => Op::Rsh,
    }
}
