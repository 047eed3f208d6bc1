//! Expressions.

use super::{BodyReader, Frame};
use crate::body::tree::{
    BinOp, Call, Callee, E, ExprKind, FreeVar, FuncLit, MethodExprOf, Multi, RecvAdjust, UnOp,
};
use crate::std::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::text::Pos;
use crate::types::{BuiltinId, ObjKind, TypeId};

/// The codes of expressions (noder/codes.go).
mod code {
    pub const CONST: u64 = 0;
    pub const LOCAL: u64 = 1;
    pub const GLOBAL: u64 = 2;
    pub const COMP_LIT: u64 = 3;
    pub const FUNC_LIT: u64 = 4;
    pub const FIELD_VAL: u64 = 5;
    pub const METHOD_VAL: u64 = 6;
    pub const METHOD_EXPR: u64 = 7;
    pub const INDEX: u64 = 8;
    pub const SLICE: u64 = 9;
    pub const ASSERT: u64 = 10;
    pub const UNARY_OP: u64 = 11;
    pub const BINARY_OP: u64 = 12;
    pub const CALL: u64 = 13;
    pub const CONVERT: u64 = 14;
    pub const NEW: u64 = 15;
    pub const MAKE: u64 = 16;
    pub const SIZEOF: u64 = 17;
    pub const ALIGNOF: u64 = 18;
    pub const OFFSETOF: u64 = 19;
    pub const ZERO: u64 = 20;
    pub const FUNC_INST: u64 = 21;
    pub const RECV: u64 = 22;
    pub const RESHAPE: u64 = 23;
    pub const RUNTIME_BUILTIN: u64 = 24;
}

impl BodyReader<'_> {
    pub(super) fn expr(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<E> {
        self.down(r)?;
        let e = self.expr_of_type(r, f, None)?;
        self.depth -= 1;
        Ok(e)
    }

    pub(super) fn opt_expr(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Option<E>> {
        match r.bool()? {
            true => Ok(Some(self.expr(r, f)?)),
            false => Ok(None),
        }
    }

    fn expr_of_type(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
        ty: Option<TypeId>,
    ) -> Result<E> {
        let code = r.code(Sync::Expr)?;
        if code == code::RESHAPE {
            if ty.is_some() {
                return r.fail(Wrong::Inconsistent("an expression of two types"));
            }
            let ty = self.typ(r)?;
            return self.expr_of_type(r, f, Some(ty));
        }
        let (pos, kind) = self.expr_kind(r, f, code)?;
        Ok(Self::push(f, pos, ty, kind))
    }

    pub(super) fn typ(&mut self, r: &mut Decoder<'_>) -> Result<TypeId> {
        self.l.typ(r, &mut self.dict)
    }

    fn expr_kind(
        &mut self,
        r: &mut Decoder<'_>,
        f: &mut Frame,
        code: u64,
    ) -> Result<(Pos, ExprKind)> {
        Ok(match code {
            code::CONST => {
                let pos = self.l.pos(r)?;
                let ty = self.typ(r)?;
                let value = crate::std::consts::value(&r.value()?);
                (pos, ExprKind::Const { ty, value })
            }
            code::LOCAL => (Pos::NONE, ExprKind::Local(self.use_local(r, f)?)),
            code::GLOBAL => {
                let (obj, targs) = self.l.object_use(r, &mut self.dict)?;
                if !targs.is_empty() {
                    return r.fail(Wrong::Inconsistent("a global with type arguments"));
                }
                (Pos::NONE, ExprKind::Global(obj))
            }
            code::FUNC_INST => {
                let pos = self.l.pos(r)?;
                (pos, ExprKind::FuncInst(self.func_inst(r)?))
            }
            code::ZERO => {
                let pos = self.l.pos(r)?;
                let ty = self.typ(r)?;
                (pos, ExprKind::Zero { ty })
            }
            code::COMP_LIT => self.comp_lit(r, f)?,
            code::FUNC_LIT => {
                let lit = self.func_lit(r, f)?;
                (lit.pos, ExprKind::FuncLit(Box::new(lit)))
            }
            code::FIELD_VAL => {
                let x = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let field = self.selector(r)?;
                (pos, ExprKind::FieldVal { x, field })
            }
            code::METHOD_VAL => {
                let recv = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let method = self.method_expr(r)?;
                settle_recv(f, recv, method.recv);
                (pos, ExprKind::MethodVal { recv, method })
            }
            code::METHOD_EXPR => self.method_expr_of(r)?,
            code::INDEX => {
                let x = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let index = self.expr(r, f)?;
                let rtype = match self.is_map(f, x)? {
                    true => Some(self.rtype(r)?),
                    false => None,
                };
                (pos, ExprKind::Index { x, index, rtype })
            }
            code::SLICE => {
                let x = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let mut index = [None; 3];
                for i in &mut index {
                    *i = self.opt_expr(r, f)?;
                }
                (pos, ExprKind::Slice { x, index })
            }
            code::ASSERT => {
                let x = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let ty = self.type_expr(r)?;
                let iface = self.rtype(r)?;
                (pos, ExprKind::Assert { x, ty, iface })
            }
            code::UNARY_OP => {
                let op = un_op(r)?;
                let pos = self.l.pos(r)?;
                let x = self.expr(r, f)?;
                (pos, ExprKind::Unary { op, x })
            }
            code::BINARY_OP => {
                let op = bin_op(r)?;
                let x = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let y = self.expr(r, f)?;
                (pos, ExprKind::Binary { op, x, y })
            }
            code::RECV => {
                let x = self.expr(r, f)?;
                let pos = self.l.pos(r)?;
                let implicits = self.path(r)?;
                let adjust = self.adjust(r)?;
                let kind = ExprKind::Recv {
                    x,
                    implicits,
                    adjust,
                };
                (pos, kind)
            }
            code::CALL => self.call(r, f)?,
            code::CONVERT => self.convert(r, f)?,
            code::NEW => {
                let pos = self.l.pos(r)?;
                let kind = match r.bool()? {
                    true => ExprKind::NewValue(self.expr(r, f)?),
                    false => ExprKind::New(self.type_expr(r)?),
                };
                (pos, kind)
            }
            code::MAKE => {
                let pos = self.l.pos(r)?;
                let ty = self.type_expr(r)?;
                let args = self.exprs(r, f)?;
                let rtype = self.rtype(r)?;
                (pos, ExprKind::Make { ty, args, rtype })
            }
            code::SIZEOF => {
                let pos = self.l.pos(r)?;
                (pos, ExprKind::Sizeof(self.typ(r)?))
            }
            code::ALIGNOF => {
                let pos = self.l.pos(r)?;
                (pos, ExprKind::Alignof(self.typ(r)?))
            }
            code::OFFSETOF => {
                let pos = self.l.pos(r)?;
                let ty = self.typ(r)?;
                // The number says how many embedded fields are on the way to the last one.
                let n = r.count()?;
                let path = (0..=n).map(|_| r.uint32()).collect::<Result<_>>()?;
                (pos, ExprKind::Offsetof { ty, path })
            }
            code::RUNTIME_BUILTIN => (Pos::NONE, ExprKind::RuntimeBuiltin(self.l.string(r)?)),
            code => return r.fail(Wrong::Code("expression", code)),
        })
    }

    /// What happens to a receiver at last; the type is not in the file here, see [`settle_recv`].
    fn adjust(&mut self, r: &mut Decoder<'_>) -> Result<RecvAdjust> {
        Ok(if r.bool()? {
            RecvAdjust::Deref(TypeId::INVALID)
        } else if r.bool()? {
            RecvAdjust::Addr(TypeId::INVALID)
        } else {
            RecvAdjust::None
        })
    }

    fn method_expr_of(&mut self, r: &mut Decoder<'_>) -> Result<(Pos, ExprKind)> {
        let ty = self.typ(r)?;
        let implicits = self.path(r)?;
        let mut adjust = self.adjust(r)?;
        let pos = self.l.pos(r)?;
        let method = self.method_expr(r)?;
        settle(&mut adjust, method.recv);
        let kind = ExprKind::MethodExpr(Box::new(MethodExprOf {
            ty,
            implicits,
            adjust,
            method,
        }));
        Ok((pos, kind))
    }

    fn call(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<(Pos, ExprKind)> {
        let fun = if r.bool()? {
            let recv = self.expr(r, f)?;
            let method = self.method_expr(r)?;
            settle_recv(f, recv, method.recv);
            Callee::Method { recv, method }
        } else if r.bool()? {
            let pos = self.l.pos(r)?;
            Callee::Inst(pos, self.func_inst(r)?)
        } else {
            Callee::Func(self.expr(r, f)?)
        };
        let pos = self.l.pos(r)?;
        let args = self.multi(r, f)?;
        let dots = r.bool()?;
        let rtype = match self.call_has_rtype(f, &fun) {
            true => Some(self.rtype(r)?),
            false => None,
        };
        let call = Call {
            fun,
            args,
            dots,
            rtype,
        };
        Ok((pos, ExprKind::Call(Box::new(call))))
    }

    fn call_has_rtype(&self, f: &Frame, fun: &Callee) -> bool {
        use BuiltinId::*;
        let Callee::Func(fun) = fun else { return false };
        let ExprKind::Global(obj) = f.expr(*fun).kind else {
            return false;
        };
        matches!(
            self.l.types[obj].kind,
            ObjKind::Builtin(Append | Copy | Delete | UnsafeSlice)
        )
    }

    fn convert(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<(Pos, ExprKind)> {
        let implicit = r.bool()?;
        let ty = self.typ(r)?;
        let pos = self.l.pos(r)?;
        let rtti = self.rtti(r)?;
        let to_type_param = r.bool()?;
        let identical = r.bool()?;
        let x = self.expr(r, f)?;
        let kind = ExprKind::Convert {
            implicit,
            ty,
            rtti,
            to_type_param,
            identical,
            x,
        };
        Ok((pos, kind))
    }

    fn func_lit(&mut self, r: &mut Decoder<'_>, f: &Frame) -> Result<FuncLit> {
        r.sync(Sync::FuncLit)?;
        let pos = self.l.pos(r)?;
        let sig = self.l.signature(r, &mut self.dict)?;
        let sig = self.l.types.new_signature(sig);
        let range_func_body = r.bool()?;
        let mut free = Vec::new();
        for _ in 0..r.count()? {
            free.push(FreeVar {
                pos: self.l.pos(r)?,
                outer: self.use_local(r, f)?,
            });
        }
        let index = r.reloc(Section::Body)?;
        Ok(FuncLit {
            pos,
            range_func_body,
            body: self.func_body(index, sig, free)?,
        })
    }

    pub(super) fn expr_list(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Vec<E>> {
        r.sync(Sync::ExprList)?;
        self.exprs(r, f)
    }

    fn exprs(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Vec<E>> {
        r.sync(Sync::Exprs)?;
        let n = r.count()?;
        (0..n).map(|_| self.expr(r, f)).collect()
    }

    pub(super) fn multi(&mut self, r: &mut Decoder<'_>, f: &mut Frame) -> Result<Multi> {
        r.sync(Sync::MultiExpr)?;
        if !r.bool()? {
            let n = r.count()?;
            let list = (0..n).map(|_| self.expr(r, f));
            return Ok(Multi::Each(list.collect::<Result<_>>()?));
        }
        let pos = self.l.pos(r)?;
        let expr = self.expr(r, f)?;
        let mut parts = Vec::new();
        for _ in 0..r.count()? {
            let src = self.typ(r)?;
            let conv = match r.bool()? {
                true => Some((self.typ(r)?, self.rtti(r)?)),
                false => None,
            };
            parts.push((src, conv));
        }
        Ok(Multi::Tuple { pos, expr, parts })
    }

    /// Whether an expression is a map. Every typed expression says its type.
    pub(super) fn is_map(&mut self, f: &Frame, x: E) -> Result<bool> {
        let x = f.expr(x);
        let ty = match &x.kind {
            ExprKind::Const { ty, .. } | ExprKind::Zero { ty } | ExprKind::Convert { ty, .. } => {
                Some(*ty)
            }
            _ => x.ty,
        };
        let Some(ty) = ty else { return Ok(false) };
        Ok(matches!(
            self.core_type(ty)?,
            Some(crate::types::Type::Map { .. })
        ))
    }
}

/// The receiver's last step leads to the type that the method is looked up in, which comes later in the file.
fn settle_recv(f: &mut Frame, recv: E, ty: TypeId) {
    if let ExprKind::Recv { adjust, .. } = &mut f.exprs[recv.0 as usize].kind {
        settle(adjust, ty);
    }
}

fn settle(adjust: &mut RecvAdjust, ty: TypeId) {
    match adjust {
        RecvAdjust::None => {}
        RecvAdjust::Deref(t) | RecvAdjust::Addr(t) => *t = ty,
    }
}

/// The compiler's number of an operator (ir.Op).
fn un_op(r: &mut Decoder<'_>) -> Result<UnOp> {
    Ok(match r.code(Sync::Op)? {
        11 => UnOp::Addr,
        63 => UnOp::Deref,
        82 => UnOp::Not,
        83 => UnOp::BitNot,
        84 => UnOp::Plus,
        85 => UnOp::Neg,
        100 => UnOp::Recv,
        code => return r.fail(Wrong::Code("unary operator", code)),
    })
}

pub(super) fn bin_op(r: &mut Decoder<'_>) -> Result<BinOp> {
    Ok(match r.code(Sync::Op)? {
        6 => BinOp::Add,
        7 => BinOp::Sub,
        8 => BinOp::Or,
        9 => BinOp::Xor,
        12 => BinOp::AndAnd,
        57 => BinOp::Eq,
        58 => BinOp::Ne,
        59 => BinOp::Lt,
        60 => BinOp::Le,
        61 => BinOp::Ge,
        62 => BinOp::Gt,
        74 => BinOp::Mul,
        75 => BinOp::Div,
        76 => BinOp::Rem,
        77 => BinOp::Shl,
        78 => BinOp::Shr,
        79 => BinOp::And,
        80 => BinOp::AndNot,
        86 => BinOp::OrOr,
        code => return r.fail(Wrong::Code("binary operator", code)),
    })
}
