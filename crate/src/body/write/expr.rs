//! Expressions.

use super::func::{Res, Writer};
use super::stmt::bin_op;
use crate::body::tree::{E, ExprKind, FuncInst, FuncLit, UnOp};
use crate::syntax::{ExprId, ExprKind as Syntax, Operator};
use crate::text::Pos;
use crate::types::info::{Selection, SelectionKind};
use crate::types::object::ObjKind;
use crate::types::{ObjId, TypeId};

impl Writer<'_, '_> {
    /// An expression; parentheses are gone.
    pub(super) fn expr(&mut self, x: ExprId) -> Res<E> {
        let x = self.p.ast.unparen(self.p.simplified(self.p.ast.unparen(x)));
        let pos = self.p.ast[x].pos;
        let (obj, targs) = self.p.lookup_obj(x);
        let tv = self.p.type_and_value(x);
        if tv.mode.is_type() || tv.typ == TypeId::INVALID && !tv.mode.is_builtin() && obj.is_none()
        {
            return Err(self.broken(pos));
        }
        if let Some(value) = tv.val {
            let ty = self
                .p
                .ideal_type(tv.typ, &value)
                .ok_or_else(|| self.broken(pos))?;
            let ty = self.typ(ty);
            return Ok(self.push(pos, None, ExprKind::Const { ty, value }));
        }
        if obj.is_some_and(|o| matches!(self.p.types[o].kind, ObjKind::Nil)) {
            let ty = self.typ(tv.typ);
            return Ok(self.push(pos, None, ExprKind::Zero { ty }));
        }
        // The checker notes no type for a variable that `:=` only assigns to.
        let plain = tv.typ != TypeId::INVALID
            && !tv.mode.is_builtin()
            && !self.p.is_tuple(tv.typ)
            && !self.p.is_untyped(tv.typ);
        let ty = plain.then(|| self.typ(tv.typ));
        let kind = match obj {
            Some(obj) => self.object(pos, obj, &targs),
            None => return self.compound(x, pos, ty),
        };
        Ok(self.push(pos, ty, kind))
    }

    pub(super) fn opt_expr(&mut self, x: Option<ExprId>) -> Res<Option<E>> {
        x.map(|x| self.expr(x)).transpose()
    }

    fn object(&mut self, pos: Pos, obj: ObjId, targs: &[TypeId]) -> ExprKind {
        if !targs.is_empty() {
            return ExprKind::FuncInst(self.func_inst(obj, targs));
        }
        match self.p.is_global(obj) {
            true => ExprKind::Global(obj),
            false => ExprKind::Local(self.use_local(pos, obj)),
        }
    }

    pub(super) fn func_inst(&mut self, obj: ObjId, targs: &[TypeId]) -> FuncInst {
        let inst = self.inst(obj, targs);
        match self.subdict(&inst) {
            Some(word) => FuncInst::Subdict(word),
            None => FuncInst::Static(inst),
        }
    }

    fn compound(&mut self, x: ExprId, pos: Pos, ty: Option<TypeId>) -> Res<E> {
        let ast = self.p.ast;
        let kind = match ast.kind(x) {
            Syntax::CompositeLit(lit) => self.comp_lit(x, lit)?,
            Syntax::FuncLit { body, .. } => ExprKind::FuncLit(Box::new(self.func_lit(x, *body)?)),
            Syntax::SelectorExpr { x: operand, .. } => {
                let sel = self.p.info.selections.get(&x).cloned();
                let sel = sel.ok_or_else(|| self.broken(pos))?;
                match sel.kind {
                    SelectionKind::FieldVal => ExprKind::FieldVal {
                        x: self.expr(*operand)?,
                        field: self.selector(sel.obj),
                    },
                    _ => self.method_selection(x, &sel)?,
                }
            }
            Syntax::IndexExpr { x: operand, index } => {
                match self.method_of_index(*operand) {
                    Some((selector, sel)) => {
                        // An explicitly instantiated generic method: the place is the selector's.
                        let kind = self.method_selection(selector, &sel)?;
                        return Ok(self.push(ast[selector].pos, ty, kind));
                    }
                    None => self.index_expr(*operand, *index)?,
                }
            }
            Syntax::SliceExpr {
                x: operand, index, ..
            } => ExprKind::Slice {
                x: self.expr(*operand)?,
                index: [
                    self.opt_expr(index[0])?,
                    self.opt_expr(index[1])?,
                    self.opt_expr(index[2])?,
                ],
            },
            Syntax::AssertExpr { x: operand, ty } => {
                let iface = self.p.type_of(*operand)?;
                ExprKind::Assert {
                    x: self.expr(*operand)?,
                    ty: self.type_expr(Some(iface), *ty)?,
                    iface: self.rtype(iface),
                }
            }
            Syntax::Operation {
                op,
                x: operand,
                y: None,
            } => ExprKind::Unary {
                op: un_op(*op).ok_or_else(|| self.broken(pos))?,
                x: self.expr(*operand)?,
            },
            Syntax::Operation {
                op,
                x: left,
                y: Some(right),
            } => self.binary(pos, *op, *left, *right)?,
            Syntax::CallExpr(call) => return self.call_expr(x, call, ty),
            _ => return Err(self.broken(pos)),
        };
        Ok(self.push(pos, ty, kind))
    }

    /// The selector under an index, when it names a method: `x.m[int]`.
    pub(super) fn method_of_index(&self, operand: ExprId) -> Option<(ExprId, Selection)> {
        let sel = self.p.info.selections.get(&operand)?;
        (sel.kind != SelectionKind::FieldVal).then(|| (operand, sel.clone()))
    }

    fn method_selection(&mut self, x: ExprId, sel: &Selection) -> Res<ExprKind> {
        match sel.kind {
            SelectionKind::MethodExpr => self.method_expr_of(x, sel),
            _ => {
                let (recv, recv_type) = self.recv(x, sel)?;
                let method = self.method_expr(x, recv_type, sel)?;
                Ok(ExprKind::MethodVal { recv, method })
            }
        }
    }

    fn index_expr(&mut self, operand: ExprId, index: ExprId) -> Res<ExprKind> {
        let x_type = self.p.type_of(operand)?;
        let key = self.p.map_key(x_type);
        Ok(ExprKind::Index {
            x: self.expr(operand)?,
            index: self.implicit_conv(key, index)?,
            rtype: key.map(|_| self.rtype(x_type)),
        })
    }

    fn binary(&mut self, pos: Pos, op: Operator, left: ExprId, right: ExprId) -> Res<ExprKind> {
        let shift = matches!(op, Operator::Shl | Operator::Shr);
        let common = match shift {
            true => None,
            false => Some(self.common_type(pos, left, right)?),
        };
        Ok(ExprKind::Binary {
            op: bin_op(op).ok_or_else(|| self.broken(pos))?,
            x: self.implicit_conv(common, left)?,
            y: self.implicit_conv(common, right)?,
        })
    }

    fn common_type(&mut self, pos: Pos, left: ExprId, right: ExprId) -> Res<TypeId> {
        let (x, y) = (self.p.type_of(left)?, self.p.type_of(right)?);
        match () {
            _ if self.p.assignable(x, y) => Ok(y),
            _ if self.p.assignable(y, x) => Ok(x),
            _ => Err(self.broken(pos)),
        }
    }

    /// The expression with an implicit conversion to `dst`, if one is needed.
    pub(super) fn implicit_conv(&mut self, dst: Option<TypeId>, x: ExprId) -> Res<E> {
        let src = self.p.type_of(x)?;
        match dst.filter(|&d| !self.p.identical(src, d)) {
            Some(dst) => self.convert(dst, x, true),
            None => self.expr(x),
        }
    }

    /// A conversion, which stands where its operand stands.
    pub(super) fn convert(&mut self, dst: TypeId, x: ExprId, implicit: bool) -> Res<E> {
        let pos = self.p.ast[x].pos;
        let src = self.p.type_of(x)?;
        let ty = self.typ(dst);
        let kind = ExprKind::Convert {
            implicit,
            ty,
            rtti: self.rtti(src, dst),
            to_type_param: self.p.is_type_param(dst),
            identical: self.p.identical(src, dst),
            x: self.expr(x)?,
        };
        // An explicit conversion has a type of its own in the source; an implicit one is made here.
        Ok(self.push(pos, None, kind))
    }

    fn func_lit(&mut self, x: ExprId, body: crate::syntax::StmtId) -> Res<FuncLit> {
        let pos = self.p.ast[x].pos;
        let sig = self.p.type_of(x)?;
        let inner = Writer::new(&mut *self.p, &mut *self.dict, sig);
        let (body, free) = inner.func_body(Some(body))?;
        Ok(FuncLit {
            pos,
            range_func_body: false,
            body: self.close_over(body, free),
        })
    }
}

fn un_op(op: Operator) -> Option<UnOp> {
    Some(match op {
        Operator::And => UnOp::Addr,
        Operator::Mul => UnOp::Deref,
        Operator::Add => UnOp::Plus,
        Operator::Sub => UnOp::Neg,
        Operator::Xor => UnOp::BitNot,
        Operator::Not => UnOp::Not,
        Operator::Recv => UnOp::Recv,
        // `~x` is for constraints alone.
        _ => return None,
    })
}
