//! Conversions, written and implicit (cmd/compile/internal/typecheck: tcConv, assignconvfn).

use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::Unsupported;
use crate::ir::{Kind, Node, NodeId, Nodes, Op, XPos};
use crate::types::constant::Value;
use crate::types::{BasicKind, TypeId};

impl Reader<'_, '_, '_> {
    /// `t(x)`.
    pub fn convert(
        &mut self,
        pos: XPos,
        t: TypeId,
        x: NodeId,
        implicit: bool,
        to_type_param: bool,
        identical: bool,
    ) -> Res<NodeId> {
        // A constant becomes a value that is no constant.
        if to_type_param
            && let Some(value) = self.lw.prog.node(x).as_lit().cloned()
            && let Some(value) = self.lw.convert_val(&value, t, false)
        {
            let at = self.lw.pos(x);
            let x = self.lw.prog.new_lit(at, t, value);
            let n = self.lw.prog.new_conv(pos, Op::ConvNop, t, x);
            return Ok(self.lw.implicit(n));
        }
        let x = self.lw.default_lit(x, Some(t))?;
        let n = self.lw.conv(pos, t, x, implicit)?;
        // Two interfaces with methods have itabs of their own, even if their shapes are alike.
        if !identical && self.lw.op(n) == Op::ConvNop {
            let from = self.lw.prog.node(n).x().map(|x| self.lw.type_of_node(x));
            let shaped = self.lw.has_shape(t) || from.is_some_and(|f| self.lw.has_shape(f));
            if shaped && self.lw.is_interface(t) && !self.lw.is_empty_interface(t) {
                self.lw.prog.node_mut(n).op = Op::ConvIface;
            }
        }
        Ok(n)
    }
}

impl Lower<'_> {
    /// A conversion node with the op that its types ask for.
    pub(super) fn conv(&mut self, pos: XPos, t: TypeId, x: NodeId, implicit: bool) -> Res<NodeId> {
        let mut x = self.convlit(x, Some(t), true)?;
        let from = self.type_of_node(x);
        let constant = self.op(x) == Op::Literal;
        let Some(mut op) = self.convert_op(constant, from, t) else {
            return Err(Unsupported {
                pos: pos.pos,
                what: "a conversion out of place",
            });
        };
        match op {
            // Conversions of floats round, so they are kept.
            Op::ConvNop => {
                let (a, b) = (self.basic(from), self.basic(t));
                if a == b && a.is_some_and(|k| k.is_float() || k.is_complex()) {
                    op = Op::Conv;
                }
            }
            Op::Str2Runes if constant => return self.runes_literal(pos, t, x),
            Op::Bytes2Str => x = self.plain_slice(x, from, BasicKind::Uint8, TypeId::BYTE),
            Op::Runes2Str => x = self.plain_slice(x, from, BasicKind::Int32, TypeId::RUNE),
            _ => {}
        }
        let n = self.prog.new_conv(pos, op, t, x);
        self.prog.node_mut(n).flags.implicit = implicit;
        Ok(n)
    }

    /// A slice of a defined byte or rune type goes through `[]byte` or `[]rune`.
    fn plain_slice(&mut self, x: NodeId, from: TypeId, kind: BasicKind, elem: TypeId) -> NodeId {
        let have = self.slice_elem(from).map(|e| self.tys.types.unalias(e));
        if have.is_some_and(|e| self.tys.types.basic_kind(e) == Some(kind)) {
            return x;
        }
        let t = self.slice_of(elem);
        let pos = self.pos(x);
        self.prog.new_conv(pos, Op::ConvNop, t, x)
    }

    /// `[]rune("…")`: a literal with an element for each rune.
    fn runes_literal(&mut self, pos: XPos, t: TypeId, x: NodeId) -> Res<NodeId> {
        let Some(bytes) = self.prog.node(x).as_lit().and_then(Value::string_val) else {
            return Ok(x);
        };
        let elem = self.slice_elem(t).unwrap_or(TypeId::RUNE);
        let mut list: Nodes = Vec::new();
        for (i, rune) in runes(&bytes).into_iter().enumerate() {
            let key = self.new_int(pos, i as i64);
            let value = self.new_int(pos, i64::from(rune));
            let value = self.assign_conv(pos, value, elem)?;
            list.push(
                self.prog
                    .add(Node::new(pos, Op::Key, Kind::Key { key, value })),
            );
        }
        let len = list.len() as i64;
        Ok(self
            .prog
            .expr(pos, Op::SliceLit, t, Kind::CompLit { list, len }))
    }

    /// `n` for an assignment to a place of type `t`. A conversion that is made here stands at `pos`.
    pub(super) fn assign_conv(&mut self, pos: XPos, n: NodeId, t: TypeId) -> Res<NodeId> {
        let n = self.convlit(n, Some(t), false)?;
        let from = self.type_of_node(n);
        if self.identical(from, t) {
            return Ok(n);
        }
        let Some(op) = self.assign_op(from, t) else {
            return Err(Unsupported {
                pos: pos.pos,
                what: "an assignment out of place",
            });
        };
        let n = self.prog.new_conv(pos, op, t, n);
        Ok(self.implicit(n))
    }
}

/// The runes of a string as `range` gives them: U+FFFD for each byte that is not part of a well-formed one.
fn runes(mut bytes: &[u8]) -> Vec<u32> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        match core::str::from_utf8(bytes) {
            Ok(s) => {
                out.extend(s.chars().map(u32::from));
                break;
            }
            Err(e) => {
                let (good, bad) = bytes.split_at(e.valid_up_to());
                let good = core::str::from_utf8(good).unwrap_or_default();
                out.extend(good.chars().map(u32::from));
                out.push(0xfffd);
                bytes = &bad[1..];
            }
        }
    }
    out
}
