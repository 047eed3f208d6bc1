//! Puts constants where variables stand that never hold anything else, so that sizes are known and conversions need no allocation
//! (cmd/compile/internal/escape/escape.go, rewriteWithLiterals).

use super::Analysis;
use super::graph::LocId;
use crate::ir::{FuncId, Kind, NodeId, Op, TKind};
use crate::types::TypeId;
use crate::types::constant::Value;

impl Analysis<'_> {
    /// Rewrites the sizes of a `make` and the operand of a conversion to an interface.
    pub(in crate::escape) fn rewrite_with_literals(&mut self, id: LocId) {
        let (Some(n), Some(func)) = (self.loc(id).node, self.loc(id).curfn) else {
            return;
        };
        match (self.prog.op(n), &self.prog.node(n).kind) {
            (Op::MakeSlice, &Kind::Make { len, cap }) => {
                let Some(arg) = cap.or(len) else { return };
                if self.prog.op(arg) == Op::Literal {
                    return;
                }
                let oracle = self.oracle(func);
                let value = oracle.static_value(self.prog, arg);
                let literal = match &self.prog.node(value).kind {
                    Kind::Lit(v) if v.sign() >= 0 => {
                        self.prog.node(arg).typ.map(|t| (t, (**v).clone()))
                    }
                    &Kind::Unary { x } if self.prog.op(value) == Op::Len => {
                        let x = oracle.static_value(self.prog, x);
                        match self.prog.node(x).kind {
                            Kind::CompLit { len, .. } if self.prog.op(x) == Op::SliceLit => {
                                Some((TypeId::INT, Value::Int(len)))
                            }
                            _ => None,
                        }
                    }
                    _ => None,
                };
                if let Some((typ, value)) = literal {
                    let lit = self.replacement(n, typ, value);
                    let (len, cap) = match cap {
                        Some(_) => (len, Some(lit)),
                        None => (Some(lit), None),
                    };
                    self.prog.node_mut(n).kind = Kind::Make { len, cap };
                    self.keep_effects(func, n, arg);
                }
            }
            (Op::ConvIface, &Kind::Conv { x }) => {
                let Some(typ) = self.prog.node(x).typ else {
                    return;
                };
                if self.prog.op(x) == Op::Literal || self.tys.is_interface(typ) {
                    return;
                }
                let oracle = self.oracle(func);
                let value = oracle.static_value(self.prog, x);
                let Kind::Lit(v) = &self.prog.node(value).kind else {
                    return;
                };
                let v = (**v).clone();
                let same = |t: TypeId| const_class(self.tys.kind(t));
                if self
                    .prog
                    .node(value)
                    .typ
                    .is_some_and(|t| same(t) == same(typ))
                {
                    let lit = self.replacement(n, typ, v);
                    self.prog.node_mut(n).kind = Kind::Conv { x: lit };
                    self.keep_effects(func, n, x);
                }
            }
            _ => {}
        }
    }

    /// What stood where a constant is now is evaluated still, for its effects.
    fn keep_effects(&mut self, func: FuncId, n: NodeId, old: NodeId) {
        let pos = self.prog.node(n).pos;
        let Some(typ) = self.prog.node(old).typ else {
            return;
        };
        let tmp = self.prog.temp_at(func, pos, typ);
        let x = self.prog.name(tmp).node;
        let stmts = [
            self.prog.new_decl(pos, tmp),
            self.prog.new_assign(pos, x, Some(old)),
        ];
        self.prog.node_mut(n).init.extend(stmts);
    }

    /// A constant in place of an operand of `n`; remembers what `n` was.
    fn replacement(&mut self, n: NodeId, typ: TypeId, value: Value) -> NodeId {
        let old = self.prog.node(n).clone();
        let pos = old.pos;
        let old = self.prog.add(old);
        self.facts.before.insert(n, old);
        self.prog.new_lit(pos, typ, value)
    }
}

/// Which kind of constant represents values of a type; nothing for types that have no constants.
fn const_class(kind: TKind) -> Option<u8> {
    match kind {
        TKind::Bool => Some(0),
        TKind::String => Some(1),
        TKind::Int8
        | TKind::Uint8
        | TKind::Int16
        | TKind::Uint16
        | TKind::Int32
        | TKind::Uint32
        | TKind::Int64
        | TKind::Uint64
        | TKind::Int
        | TKind::Uint
        | TKind::Uintptr => Some(2),
        TKind::Float32 | TKind::Float64 => Some(3),
        TKind::Complex64 | TKind::Complex128 => Some(4),
        _ => None,
    }
}
