//! Built-in functions (cmd/compile/internal/typecheck/func.go).

use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::{E, TypeExpr, Unsupported};
use crate::ir::{Call, Kind, Node, NodeId, Nodes, Op, XPos};
use crate::types::constant::Value;
use crate::types::{BasicKind, BuiltinId, Type, TypeId};

impl Reader<'_, '_, '_> {
    /// A call of a built-in function, arguments already lowered.
    pub fn builtin(&mut self, pos: XPos, id: BuiltinId, args: Nodes, dots: bool) -> Res<NodeId> {
        match id {
            BuiltinId::Append => self.lw.append(pos, args, dots),
            BuiltinId::Len => self.lw.unary_builtin(pos, Op::Len, args),
            BuiltinId::Cap => self.lw.unary_builtin(pos, Op::Cap, args),
            BuiltinId::Clear => self.lw.unary_builtin(pos, Op::Clear, args),
            BuiltinId::Close => self.lw.unary_builtin(pos, Op::Close, args),
            BuiltinId::Panic => self.lw.unary_builtin(pos, Op::Panic, args),
            BuiltinId::Real => self.lw.unary_builtin(pos, Op::Real, args),
            BuiltinId::Imag => self.lw.unary_builtin(pos, Op::Imag, args),
            BuiltinId::UnsafeSliceData => self.lw.unary_builtin(pos, Op::UnsafeSliceData, args),
            BuiltinId::UnsafeStringData => self.lw.unary_builtin(pos, Op::UnsafeStringData, args),
            BuiltinId::Complex => self.lw.binary_builtin(pos, Op::Complex, args),
            BuiltinId::Copy => self.lw.binary_builtin(pos, Op::Copy, args),
            BuiltinId::UnsafeAdd => self.lw.binary_builtin(pos, Op::UnsafeAdd, args),
            BuiltinId::UnsafeSlice => self.lw.binary_builtin(pos, Op::UnsafeSlice, args),
            BuiltinId::UnsafeString => self.lw.binary_builtin(pos, Op::UnsafeString, args),
            BuiltinId::Delete => self.lw.delete(pos, args),
            BuiltinId::Max => self.lw.min_max(pos, Op::Max, args),
            BuiltinId::Min => self.lw.min_max(pos, Op::Min, args),
            BuiltinId::Print => self.lw.print(pos, Op::Print, args),
            BuiltinId::Println => self.lw.print(pos, Op::Println, args),
            BuiltinId::Recover => {
                let t = Some(self.lw.empty_interface());
                Ok(self.lw.prog.new_call(pos, Op::Recover, t, None, args))
            }
            BuiltinId::Make
            | BuiltinId::New
            | BuiltinId::UnsafeAlignof
            | BuiltinId::UnsafeOffsetof
            | BuiltinId::UnsafeSizeof => self.unsupported(pos, "a built-in function out of place"),
        }
    }

    /// `make(ty, args…)`.
    pub fn make(&mut self, pos: XPos, ty: &TypeExpr, args: &[E]) -> Res<NodeId> {
        let typ = self.type_expr(ty)?;
        let t = self.lw.type_of_node(typ);
        let args = self.exprs(args)?;
        let mut sizes = Vec::new();
        for arg in args {
            sizes.push(self.lw.default_lit(arg, Some(TypeId::INT))?);
        }
        let first = sizes.first().copied();
        let op = match self.lw.form(t) {
            Type::Slice { .. } => Op::MakeSlice,
            Type::Map { .. } => Op::MakeMap,
            Type::Chan { .. } => Op::MakeChan,
            _ => return self.unsupported(pos, "make of a type out of place"),
        };
        let (len, cap) = match op {
            Op::MakeSlice => (first, sizes.get(1).copied()),
            // Without a size it is 0, which nobody gives a type.
            _ => (Some(first.unwrap_or_else(|| self.lw.new_int(pos, 0))), None),
        };
        Ok(self.lw.prog.expr(pos, op, t, Kind::Make { len, cap }))
    }
}

impl Lower<'_> {
    fn one(&self, pos: XPos, args: &Nodes) -> Res<NodeId> {
        match args[..] {
            [x] => Ok(x),
            _ => Err(wrong_args(pos)),
        }
    }

    fn two(&self, pos: XPos, args: &Nodes) -> Res<(NodeId, NodeId)> {
        match args[..] {
            [x, y] => Ok((x, y)),
            _ => Err(wrong_args(pos)),
        }
    }

    fn unary_builtin(&mut self, pos: XPos, op: Op, args: Nodes) -> Res<NodeId> {
        let mut x = self.one(pos, &args)?;
        if op == Op::Panic {
            let t = self.empty_interface();
            x = self.assign_conv(pos, x, t)?;
        } else if !matches!(op, Op::Real | Op::Imag) {
            x = self.default_lit(x, None)?;
        }
        let t = self.type_of_node(x);
        let typ = match op {
            Op::Len | Op::Cap => Some(TypeId::INT),
            Op::Real | Op::Imag => Some(match self.basic(t) {
                Some(BasicKind::Complex64) => TypeId::FLOAT32,
                Some(BasicKind::Complex128) => TypeId::FLOAT64,
                _ => TypeId::UNTYPED_FLOAT,
            }),
            Op::UnsafeStringData => Some(self.ptr_to(TypeId::BYTE)),
            Op::UnsafeSliceData => match self.slice_elem(t) {
                Some(elem) => Some(self.ptr_to(elem)),
                None => return Err(wrong_args(pos)),
            },
            _ => None,
        };
        let mut node = Node::new(pos, op, Kind::Unary { x });
        node.typ = typ;
        Ok(self.prog.add(node))
    }

    fn binary_builtin(&mut self, pos: XPos, op: Op, args: Nodes) -> Res<NodeId> {
        let (mut x, mut y) = self.two(pos, &args)?;
        let typ = match op {
            Op::Complex => {
                (x, y) = self.default_lit2(x, y, false)?;
                let t = self.type_of_node(x);
                match self.basic(t) {
                    Some(BasicKind::Float32) => TypeId::COMPLEX64,
                    Some(BasicKind::Float64) => TypeId::COMPLEX128,
                    _ => TypeId::UNTYPED_COMPLEX,
                }
            }
            Op::Copy => {
                x = self.default_lit(x, None)?;
                y = self.default_lit(y, None)?;
                TypeId::INT
            }
            Op::UnsafeAdd => {
                x = self.assign_conv(pos, x, TypeId::UNSAFE_POINTER)?;
                y = self.default_lit(y, Some(TypeId::INT))?;
                self.type_of_node(x)
            }
            Op::UnsafeString => {
                y = self.default_lit(y, Some(TypeId::INT))?;
                TypeId::STRING
            }
            _ => {
                y = self.default_lit(y, Some(TypeId::INT))?;
                let t = self.type_of_node(x);
                match self.ptr_elem(t) {
                    Some(elem) => self.slice_of(elem),
                    None => return Err(wrong_args(pos)),
                }
            }
        };
        Ok(self.prog.new_binary(pos, op, typ, x, y))
    }

    fn append(&mut self, pos: XPos, args: Nodes, dots: bool) -> Res<NodeId> {
        let mut args = args;
        let Some(&first) = args.first() else {
            return Err(wrong_args(pos));
        };
        let t = self.type_of_node(first);
        let Some(elem) = self.slice_elem(t) else {
            return Err(wrong_args(pos));
        };
        if dots {
            // Both slices have the same element type, or it is a string: no conversion is needed.
            if let Some(last) = args.get_mut(1) {
                let node = self.prog.node(*last);
                if node.op == Op::ConvNop
                    && node.flags.implicit
                    && let Some(x) = node.x()
                {
                    *last = x;
                }
            }
        } else {
            for arg in args.iter_mut().skip(1) {
                *arg = self.assign_conv(pos, *arg, elem)?;
            }
        }
        let call = Call {
            args,
            is_ddd: dots,
            ..Call::default()
        };
        Ok(self
            .prog
            .expr(pos, Op::Append, t, Kind::Call(Box::new(call))))
    }

    fn delete(&mut self, pos: XPos, args: Nodes) -> Res<NodeId> {
        let (map, key) = self.two(pos, &args)?;
        let t = self.type_of_node(map);
        let Some((key_type, _)) = self.map_key_elem(t) else {
            return Err(wrong_args(pos));
        };
        let key = self.assign_conv(pos, key, key_type)?;
        Ok(self
            .prog
            .new_call(pos, Op::Delete, None, None, vec![map, key]))
    }

    fn min_max(&mut self, pos: XPos, op: Op, args: Nodes) -> Res<NodeId> {
        let Some(&first) = args.first() else {
            return Err(wrong_args(pos));
        };
        let t = self.type_of_node(first);
        Ok(self.prog.new_call(pos, op, Some(t), None, args))
    }

    fn print(&mut self, pos: XPos, op: Op, args: Nodes) -> Res<NodeId> {
        let mut out = Vec::with_capacity(args.len());
        for arg in args {
            let int = matches!(
                self.prog.node(arg).as_lit(),
                Some(Value::Int(_) | Value::BigInt(_))
            );
            let t = int.then_some(TypeId::INT64);
            out.push(self.default_lit(arg, t)?);
        }
        Ok(self.prog.new_call(pos, op, None, None, out))
    }
}

fn wrong_args(pos: XPos) -> Unsupported {
    Unsupported {
        pos: pos.pos,
        what: "a built-in function out of place",
    }
}
