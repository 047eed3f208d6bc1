//! Expressions (cmd/compile/internal/noder: reader.expr, with what cmd/compile/internal/typecheck makes of them).

use super::Res;
use super::reader::Reader;
use crate::body::tree::{E, Expr, ExprKind, RType, RecvAdjust, TypeExpr, TypeExprHow, UnOp};
use crate::ir::{Kind, NodeId, Nodes, Op, XPos};
use crate::text::Pos;
use crate::types::{BasicKind, ObjKind, TypeId};

impl Reader<'_, '_, '_> {
    /// An expression in its final shape.
    pub fn expr(&mut self, e: E) -> Res<NodeId> {
        let tree = self.tree(e);
        // Its type is met before its parts are.
        let typ = tree.ty.map(|t| self.typ(t)).transpose()?;
        let n = self.nested(tree.pos, |r| r.expr_kind(e, tree))?;
        if let Some(t) = self.lw.prog.node(n).typ
            && !self.lw.is_known(t)
        {
            return self.unsupported(self.xpos(tree.pos), "a type that is not known");
        }
        Ok(match typ {
            Some(t) => self.reshape(n, t),
            None => n,
        })
    }

    /// An expression, if there is one.
    pub fn opt_expr(&mut self, e: Option<E>) -> Res<Option<NodeId>> {
        e.map(|e| self.expr(e)).transpose()
    }

    /// Expressions in order.
    pub fn exprs(&mut self, list: &[E]) -> Res<Nodes> {
        list.iter().map(|&e| self.expr(e)).collect()
    }

    fn expr_kind(&mut self, e: E, tree: &Expr) -> Res<NodeId> {
        let pos = self.xpos(tree.pos);
        match &tree.kind {
            ExprKind::Const { ty, value } => {
                let t = self.typ(*ty)?;
                self.lw.literal(pos, t, value)
            }
            ExprKind::Local(var) => {
                let name = self.var(*var)?;
                Ok(self.name_node(name))
            }
            ExprKind::Global(obj) => match self.lw.tys.types[*obj].kind {
                ObjKind::Builtin(_) => self.unsupported(pos, "a built-in function out of place"),
                // Only rewritten code names `true` and `false` as if they were variables.
                ObjKind::Const { ref val } => {
                    let (val, t) = (val.clone(), self.lw.tys.types.type_of(*obj));
                    Ok(self.lw.prog.new_lit(XPos::NONE, t, val))
                }
                _ => {
                    let name = self.lw.global(*obj)?;
                    Ok(self.name_node(name))
                }
            },
            ExprKind::FuncInst(inst) => self.func_inst_value(pos, tree.pos, inst),
            ExprKind::CompLit { ty, elems } => self.comp_lit(pos, *ty, elems),
            ExprKind::FuncLit(lit) => self.func_lit(e, lit),
            ExprKind::FieldVal { x, field } => {
                let x = self.expr(*x)?;
                self.lw.field_val(pos, x, field)
            }
            ExprKind::MethodVal { recv, method } => self.method_val(pos, tree.pos, *recv, method),
            ExprKind::MethodExpr(m) => self.method_expr_value(pos, tree.pos, m),
            ExprKind::Index { x, index, rtype } => {
                let x = self.expr(*x)?;
                let index = self.expr(*index)?;
                let n = self.index(pos, x, index)?;
                if let Some(rtype) = rtype {
                    self.hide_rtype(n, pos, *rtype)?;
                }
                Ok(n)
            }
            ExprKind::Slice { x, index } => self.slice(pos, *x, index),
            ExprKind::Assert { x, ty, iface } => self.assert(pos, *x, ty, *iface),
            ExprKind::Unary { op, x } => {
                let x = self.expr(*x)?;
                self.unary(pos, *op, x)
            }
            ExprKind::Binary { op, x, y } => self.binary_expr(pos, *op, *x, *y),
            ExprKind::Call(call) => self.call(pos, call),
            ExprKind::Convert {
                implicit,
                ty,
                rtti,
                to_type_param,
                identical,
                x,
            } => {
                let t = self.typ(*ty)?;
                let at = self.convert_pos(tree.pos, *x);
                let x = self.expr(*x)?;
                let n = self.convert(at, t, x, *implicit, *to_type_param, *identical)?;
                self.hide_rtti(n, at, *rtti)?;
                Ok(n)
            }
            ExprKind::New(t) => {
                let x = self.type_expr(t)?;
                let typ = self.lw.type_of_node(x);
                let ptr = self.lw.ptr_to(typ);
                Ok(self.lw.prog.new_unary(pos, Op::New, ptr, x))
            }
            ExprKind::NewValue(x) => {
                let x = self.expr(*x)?;
                let x = self.lw.default_lit(x, None)?;
                let mut init = Vec::new();
                let tmp = self.temp_copy(pos, x, &mut init);
                let tmp = self.name_node(tmp);
                let addr = self.lw.addr(pos, tmp);
                self.lw.prog.node_mut(addr).init = init;
                Ok(addr)
            }
            ExprKind::Make { ty, args, rtype } => {
                let n = self.make(pos, ty, args)?;
                self.hide_rtype(n, pos, *rtype)?;
                Ok(n)
            }
            ExprKind::Sizeof(t) => {
                let t = self.typ(*t)?;
                let size = self.lw.size_of(t);
                Ok(self.lw.new_uintptr(pos, size))
            }
            ExprKind::Alignof(t) => {
                let t = self.typ(*t)?;
                let align = self.lw.align_of(t);
                Ok(self.lw.new_uintptr(pos, align))
            }
            ExprKind::Offsetof { ty, path } => {
                let t = self.typ(*ty)?;
                let offset = self.offset_of(t, path);
                Ok(self.lw.new_uintptr(pos, offset))
            }
            ExprKind::Zero { ty } => {
                let t = self.typ(*ty)?;
                self.zero(pos, t)
            }
            ExprKind::Recv {
                x,
                implicits,
                adjust,
            } => {
                let x = self.expr(*x)?;
                self.adjust_recv(pos, x, implicits, *adjust)
            }
            ExprKind::RuntimeBuiltin(name) => {
                let Some(name) = self.lw.runtime_func(name) else {
                    return self.unsupported(pos, "a function of the run-time system");
                };
                Ok(self.name_node(name))
            }
        }
    }

    /// Where a conversion stands: at its operand.
    fn convert_pos(&self, pos: Pos, x: E) -> XPos {
        if pos.is_known() {
            self.xpos(pos)
        } else {
            self.xpos(self.tree(x).pos)
        }
    }

    /// The zero value that `nil` stands for.
    fn zero(&mut self, pos: XPos, t: TypeId) -> Res<NodeId> {
        if t == TypeId::UNTYPED_NIL || self.lw.has_nil(t) {
            return Ok(self.lw.prog.new_nil(pos, t));
        }
        self.unsupported(pos, "a zero value of a type parameter")
    }

    /// The way of a receiver to its method: embedded fields, then `*` or `&`, all implicit.
    pub fn adjust_recv(
        &mut self,
        pos: XPos,
        x: NodeId,
        implicits: &[u32],
        adjust: RecvAdjust,
    ) -> Res<NodeId> {
        let mut x = x;
        for &index in implicits {
            let dot = self.lw.dot_field(pos, x, index);
            if dot == x {
                return self.unsupported(pos, "a field out of place");
            }
            x = self.lw.implicit(dot);
        }
        Ok(match adjust {
            RecvAdjust::None => x,
            RecvAdjust::Deref(_) => {
                let t = self.lw.type_of_node(x);
                let Some(elem) = self.lw.ptr_elem(t) else {
                    return self.unsupported(pos, "a receiver out of place");
                };
                let star = self.lw.deref(pos, elem, x);
                self.lw.implicit(star)
            }
            RecvAdjust::Addr(_) => {
                let addr = self.lw.addr(pos, x);
                self.lw.implicit(addr)
            }
        })
    }

    fn index(&mut self, pos: XPos, x: NodeId, index: NodeId) -> Res<NodeId> {
        let x = self.lw.default_lit(x, None)?;
        let x = self.lw.implicit_star(pos, x);
        let t = self.lw.type_of_node(x);
        if let Some((key, elem)) = self.lw.map_key_elem(t) {
            let index = self.lw.assign_conv(pos, index, key)?;
            let kind = Kind::Index {
                x,
                index,
                assigned: false,
            };
            return Ok(self.lw.prog.expr(pos, Op::IndexMap, elem, kind));
        }
        let index = self.lw.index_lit(index)?;
        let elem = if self.lw.is_string(t) {
            Some(TypeId::BYTE)
        } else {
            let slice = self.lw.slice_elem(t);
            slice.or_else(|| self.lw.array_elem(t))
        };
        let Some(elem) = elem else {
            return self.unsupported(pos, "an index out of place");
        };
        let kind = Kind::Index {
            x,
            index,
            assigned: false,
        };
        Ok(self.lw.prog.expr(pos, Op::Index, elem, kind))
    }

    fn slice(&mut self, pos: XPos, x: E, index: &[Option<E>; 3]) -> Res<NodeId> {
        let x = self.expr(x)?;
        let mut bounds = [None; 3];
        for (bound, e) in bounds.iter_mut().zip(index) {
            *bound = self.opt_expr(*e)?;
        }
        let mut x = self.lw.default_lit(x, None)?;
        for bound in bounds.iter_mut().flatten() {
            *bound = self.lw.index_lit(*bound)?;
        }
        let [low, high, max] = bounds;
        let mut t = self.lw.type_of_node(x);
        if self.lw.array_elem(t).is_some() {
            let addr = self.lw.addr(pos, x);
            x = self.lw.implicit(addr);
            t = self.lw.type_of_node(x);
        }
        let array = self.lw.ptr_elem(t).and_then(|a| self.lw.array_elem(a));
        let (op, typ) = match array {
            _ if self.lw.is_string(t) => (Op::SliceStr, t),
            Some(elem) => {
                let op = match max {
                    Some(_) => Op::Slice3Arr,
                    None => Op::SliceArr,
                };
                (op, self.lw.slice_of(elem))
            }
            None if max.is_some() => (Op::Slice3, t),
            None => (Op::Slice, t),
        };
        let kind = Kind::Slice { x, low, high, max };
        Ok(self.lw.prog.expr(pos, op, typ, kind))
    }

    fn assert(&mut self, pos: XPos, x: E, ty: &TypeExpr, iface: RType) -> Res<NodeId> {
        let x = self.expr(x)?;
        let typ = self.type_expr(ty)?;
        let t = self.lw.type_of_node(typ);
        if let Kind::DynamicType { rtype, itab } = self.lw.prog.node(typ).kind {
            let src_rtype = Some(self.rtype(pos, iface)?);
            let kind = Kind::DynamicTypeAssert {
                x,
                src_rtype,
                rtype,
                itab,
            };
            return Ok(self.lw.prog.expr(pos, Op::DynamicDotType, t, kind));
        }
        let x = self.lw.default_lit(x, None)?;
        let kind = Kind::TypeAssert { x };
        Ok(self.lw.prog.expr(pos, Op::DotType, t, kind))
    }

    /// A type in the place of an expression: an `OTYPE`, or an `ODYNAMICTYPE` where the dictionary knows it.
    pub fn type_expr(&mut self, t: &TypeExpr) -> Res<NodeId> {
        let typ = match t.how {
            TypeExprHow::RType(rtype) => self.typ(rtype.ty)?,
            TypeExprHow::Itab(rtti) => self.typ(rtti.src.ty)?,
        };
        match t.how {
            TypeExprHow::RType(rtype) if rtype.dict.is_none() => Ok(self.lw.prog.new_type(typ)),
            how => self.dynamic_type(self.xpos(t.pos), typ, how),
        }
    }

    /// An operand and an operator before it.
    pub fn unary(&mut self, pos: XPos, op: UnOp, x: NodeId) -> Res<NodeId> {
        let t = self.lw.type_of_node(x);
        let (op, typ) = match op {
            UnOp::Addr => return Ok(self.lw.addr(pos, x)),
            UnOp::Deref => {
                let Some(elem) = self.lw.ptr_elem(t) else {
                    return self.unsupported(pos, "a dereference out of place");
                };
                return Ok(self.lw.deref(pos, elem, x));
            }
            UnOp::Recv => {
                let Some(elem) = self.lw.chan_elem(t) else {
                    return self.unsupported(pos, "a receive out of place");
                };
                (Op::Recv, elem)
            }
            UnOp::Plus => (Op::Plus, t),
            UnOp::Neg => (Op::Neg, t),
            UnOp::BitNot => (Op::BitNot, t),
            UnOp::Not => (Op::Not, t),
        };
        Ok(self.lw.prog.new_unary(pos, op, typ, x))
    }

    fn offset_of(&mut self, t: TypeId, path: &[u32]) -> i64 {
        let mut t = t;
        let mut offset = 0;
        for &index in path {
            offset += self.lw.field_offset(t, index);
            match self.lw.field_type(t, index) {
                Some(f) => t = f,
                None => break,
            }
        }
        offset
    }
}

impl super::Lower<'_> {
    /// Gives an untyped index the type `int`.
    pub(super) fn index_lit(&mut self, n: NodeId) -> Res<NodeId> {
        let t = self.type_of_node(n);
        let kind = self.tys.types.basic_kind(t);
        if kind.is_some_and(|k| k.is_untyped() && BasicKind::is_numeric(k)) {
            return self.default_lit(n, Some(TypeId::INT));
        }
        Ok(n)
    }
}
