//! Constants and untyped expressions on their way to a type (cmd/compile/internal/typecheck/const.go).

use super::{Lower, Res};
use crate::body::tree::Unsupported;
use crate::ir::{Kind, NodeId, Op, XPos};
use crate::syntax::tokens::Operator;
use crate::types::constant::{Kind as ConstKind, Value};
use crate::types::{BasicKind, TypeId};

impl Lower<'_> {
    /// Gives an untyped expression the type `t`, or its default type where that is no type for a constant. Does nothing to a typed one.
    pub(super) fn default_lit(&mut self, n: NodeId, t: Option<TypeId>) -> Res<NodeId> {
        self.convlit(n, t, false)
    }

    /// The same; `explicit` is for conversions that were written (cmd/compile/internal/typecheck: convlit1).
    pub(super) fn convlit(&mut self, n: NodeId, t: Option<TypeId>, explicit: bool) -> Res<NodeId> {
        let Some(untyped) = self.prog.node(n).typ else {
            return Ok(n);
        };
        if !self.is_untyped(untyped) {
            return Ok(n);
        }
        if untyped == TypeId::UNTYPED_NIL {
            return Ok(match t {
                Some(t) if self.has_nil(t) => {
                    let pos = self.pos(n);
                    self.prog.new_nil(pos, t)
                }
                _ => n,
            });
        }
        let t = match t {
            Some(t) if self.is_const_type(t) => t,
            _ => self.default_type(untyped),
        };
        match self.op(n) {
            Op::Literal => self.convert_literal(n, t, explicit),
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                if self.is_boolean(t) {
                    self.set_type(n, t);
                }
                Ok(n)
            }
            Op::Lsh | Op::Rsh => {
                if let Kind::Binary { x, y } = self.prog.node(n).kind {
                    let x = self.convlit(x, Some(t), explicit)?;
                    let typ = self.type_of_node(x);
                    self.prog.node_mut(n).kind = Kind::Binary { x, y };
                    self.set_type(n, typ);
                }
                Ok(n)
            }
            op => self.convert_operands(n, op, t),
        }
    }

    fn is_const_type(&mut self, t: TypeId) -> bool {
        self.basic(t).is_some_and(BasicKind::is_const_type)
    }

    fn convert_literal(&mut self, n: NodeId, t: TypeId, explicit: bool) -> Res<NodeId> {
        let pos = self.pos(n);
        let Some(value) = self.prog.node(n).as_lit().cloned() else {
            return Ok(n);
        };
        match self.convert_val(&value, t, explicit) {
            Some(value) => Ok(self.prog.new_lit(pos, t, value)),
            None => Err(Unsupported {
                pos: pos.pos,
                what: "a constant that does not fit its type",
            }),
        }
    }

    /// Gives both operands of an untyped operation the type that goes with `t`.
    fn convert_operands(&mut self, n: NodeId, op: Op, t: TypeId) -> Res<NodeId> {
        let Some(operand) = self.operand_type(op, t) else {
            return self.default_lit(n, None);
        };
        match self.prog.node(n).kind {
            Kind::Unary { x } => {
                let x = self.convlit(x, Some(operand), false)?;
                self.prog.node_mut(n).kind = Kind::Unary { x };
            }
            Kind::Binary { x, y } => {
                let x = self.convlit(x, Some(operand), false)?;
                let y = self.convlit(y, Some(operand), false)?;
                self.prog.node_mut(n).kind = Kind::Binary { x, y };
            }
            Kind::Logical { x, y } => {
                let x = self.convlit(x, Some(operand), false)?;
                let y = self.convlit(y, Some(operand), false)?;
                self.prog.node_mut(n).kind = Kind::Logical { x, y };
            }
            _ => return Ok(n),
        }
        self.set_type(n, t);
        Ok(n)
    }

    /// The type of the operands of `op` when its result has type `t`.
    fn operand_type(&mut self, op: Op, t: TypeId) -> Option<TypeId> {
        let kind = self.basic(t)?;
        match op {
            Op::Complex => match kind {
                BasicKind::Complex64 => Some(TypeId::FLOAT32),
                BasicKind::Complex128 => Some(TypeId::FLOAT64),
                _ => None,
            },
            Op::Real | Op::Imag => match kind {
                BasicKind::Float32 => Some(TypeId::COMPLEX64),
                BasicKind::Float64 => Some(TypeId::COMPLEX128),
                _ => None,
            },
            Op::AndAnd | Op::OrOr | Op::Not => kind.is_boolean().then_some(t),
            Op::Add => (kind.is_numeric() || kind.is_string()).then_some(t),
            Op::Sub | Op::Mul | Op::Div | Op::Plus | Op::Neg => kind.is_numeric().then_some(t),
            _ => kind.is_integer().then_some(t),
        }
    }

    /// Gives the operands of a binary operation one type, if one of them has a type or `force` is set
    /// (cmd/compile/internal/typecheck: defaultlit2).
    pub(super) fn default_lit2(
        &mut self,
        l: NodeId,
        r: NodeId,
        force: bool,
    ) -> Res<(NodeId, NodeId)> {
        let (lt, rt) = (self.type_of_node(l), self.type_of_node(r));
        if !self.is_interface(lt)
            && !self.is_interface(rt)
            && (self.is_boolean(lt) != self.is_boolean(rt)
                || self.is_string(lt) != self.is_string(rt))
        {
            return Ok((l, r));
        }
        if !self.is_untyped(lt) {
            return Ok((l, self.convlit(r, Some(lt), false)?));
        }
        if !self.is_untyped(rt) {
            return Ok((self.convlit(l, Some(rt), false)?, r));
        }
        if !force || self.op(l) == Op::Nil || self.op(r) == Op::Nil {
            return Ok((l, r));
        }
        let t = self.default_type(mix_untyped(lt, rt));
        Ok((
            self.convlit(l, Some(t), false)?,
            self.convlit(r, Some(t), false)?,
        ))
    }

    /// A value in the form that its type asks for: rounded for floats (cmd/compile/internal/typecheck.ConvertVal).
    pub(super) fn convert_val(
        &mut self,
        value: &Value,
        t: TypeId,
        explicit: bool,
    ) -> Option<Value> {
        let kind = self.basic(t)?;
        match value {
            Value::Unknown => None,
            Value::Bool(_) => kind.is_boolean().then(|| value.clone()),
            Value::String(_) => kind.is_string().then(|| value.clone()),
            _ if kind.is_string() => explicit.then(|| rune_to_string(value)),
            _ => represent(value, kind),
        }
    }

    /// A constant of the tree as a literal (cmd/compile/internal/noder.FixValue).
    pub(super) fn literal(&mut self, pos: XPos, t: TypeId, value: &Value) -> Res<NodeId> {
        match self.convert_val(value, t, false) {
            Some(value) => Ok(self.prog.new_lit(pos, t, value)),
            None => Err(Unsupported {
                pos: pos.pos,
                what: "a constant that does not fit its type",
            }),
        }
    }

    /// An untyped integer.
    pub(super) fn new_int(&mut self, pos: XPos, value: i64) -> NodeId {
        self.prog
            .new_lit(pos, TypeId::UNTYPED_INT, Value::from_i64(value))
    }

    /// A constant of type `uintptr`.
    pub(super) fn new_uintptr(&mut self, pos: XPos, value: i64) -> NodeId {
        self.prog
            .new_lit(pos, TypeId::UINTPTR, Value::from_i64(value))
    }

    /// 1 of a numeric type.
    pub(super) fn new_one(&mut self, pos: XPos, t: TypeId) -> Res<NodeId> {
        self.literal(pos, t, &Value::from_i64(1))
    }
}

/// The untyped type of an operation on two untyped operands.
pub(super) fn mix_untyped(a: TypeId, b: TypeId) -> TypeId {
    let rank = |t| match t {
        TypeId::UNTYPED_INT => 0,
        TypeId::UNTYPED_RUNE => 1,
        TypeId::UNTYPED_FLOAT => 2,
        TypeId::UNTYPED_COMPLEX => 3,
        _ => -1,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// A number in the form of a kind: a whole one for integers, rounded for floats. Nothing if it can't be had
/// (cmd/compile/internal/typecheck.ConvertVal).
fn represent(value: &Value, kind: BasicKind) -> Option<Value> {
    let real = || match value.kind() {
        ConstKind::Complex => value.real(),
        _ => value.clone(),
    };
    if kind.is_integer() {
        let int = real().to_int();
        return (int.kind() == ConstKind::Int).then_some(int);
    }
    if kind.is_float() {
        let float = real().to_float();
        return match kind {
            BasicKind::Float32 => float.round_float32(),
            BasicKind::Float64 => float.round_float64(),
            _ => Some(float),
        };
    }
    if !kind.is_complex() {
        return None;
    }
    let complex = value.to_complex();
    let (re, im) = (complex.real().to_float(), complex.imag().to_float());
    let (re, im) = match kind {
        BasicKind::Complex64 => (re.round_float32()?, im.round_float32()?),
        BasicKind::Complex128 => (re.round_float64()?, im.round_float64()?),
        _ => return Some(complex),
    };
    let sum = Value::binary(&re, Operator::Add, &im.make_imag(), false);
    Some(sum.to_complex())
}

/// The string that a number converts to: U+FFFD for what is no rune.
fn rune_to_string(value: &Value) -> Value {
    let rune = value
        .uint64_val()
        .and_then(|x| u32::try_from(x).ok())
        .and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER);
    Value::string(rune.to_string().as_bytes())
}
