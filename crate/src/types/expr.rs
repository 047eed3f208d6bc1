//! Expressions (cmd/compile/internal/types2/expr.go).
//!
//! An untyped expression (a constant, a comparison, some shifts) gets its final type only where it is used. Until then it stands in
//! `Checker::untyped`; `update_expr_type` then walks down again and records the type of every part.

use super::Code;
use super::check::{Checker, ExprInfo};
use super::constant::{Kind, Value};
use super::ids::TypeId;
use super::info::Mode;
use super::operand::{Operand, Src};
use super::report::err;
use super::ty::{BasicKind, ChanDir, Type};
use super::under::common_under;
use crate::syntax::{ExprId, ExprKind, Operator};

/// What kind of expression it is, for statements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::types) enum ExprClass {
    Conversion,
    Expression,
    Statement,
}

/// Where a generic function is assigned to, so that its type arguments can be inferred.
#[derive(Clone, Debug)]
pub(in crate::types) struct Target {
    pub(in crate::types) sig: TypeId,
    pub(in crate::types) desc: String,
}

/// A comparison that failed: whether the right operand is to blame, the cause, and the kind of error.
struct Mismatch {
    at_y: bool,
    cause: String,
    code: Code,
}

/// The kinds on which an operator is defined.
fn op_predicate(op: Operator, unary: bool) -> Option<fn(BasicKind) -> bool> {
    use Operator::*;
    Some(match (op, unary) {
        (Add | Sub, true) | (Sub | Mul | Div, false) => BasicKind::is_numeric,
        (Xor, true) | (Rem | And | Or | Xor | AndNot, false) => BasicKind::is_integer,
        (Not, true) | (AndAnd | OrOr, false) => BasicKind::is_boolean,
        (Add, false) => |k| k.is_numeric() || k.is_string(),
        _ => return None,
    })
}

impl<'a> Checker<'a> {
    /// Whether the operator is defined on the operand; reports it if not.
    fn check_op(&mut self, x: &Operand, op: Operator, unary: bool) -> bool {
        let Some(pred) = op_predicate(op, unary) else {
            err!(
                self,
                x,
                Code::InvalidSyntaxTree,
                "unknown operator {}",
                op.text()
            );
            return false;
        };
        if self.types.all_basic(x.typ, pred) {
            return true;
        }
        let (op, text) = (op.text(), self.op(x));
        err!(
            self,
            x,
            Code::UndefinedOp,
            "invalid operation: operator {op} not defined on {text}"
        );
        false
    }

    fn unary(&mut self, x: &mut Operand, e: ExprId, mut op: Operator, inner: ExprId) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        match op {
            Operator::And => {
                let inner = self.ast.unparen(inner);
                let literal = matches!(self.ast.kind(inner), ExprKind::CompositeLit(_));
                if !literal && x.mode != Mode::Variable {
                    let text = self.op(x);
                    err!(
                        self,
                        &*x,
                        Code::UnaddressableOperand,
                        "invalid operation: cannot take address of {text}"
                    );
                    x.invalidate();
                    return;
                }
                x.mode = Mode::Value;
                x.typ = self.types.new_pointer(x.typ);
                return;
            }
            Operator::Recv => {
                match self.chan_elem(self.ast.start_pos(inner), x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.typ = elem;
                        self.env.has_call_or_recv = true;
                    }
                    _ => x.invalidate(),
                }
                return;
            }
            Operator::Tilde => {
                if !self.types.all_basic(x.typ, BasicKind::is_integer) {
                    self.error(
                        e,
                        Code::UndefinedOp,
                        "cannot use ~ outside of interface or type constraint",
                    );
                    x.invalidate();
                    return;
                }
                self.error(
                    e,
                    Code::UndefinedOp,
                    "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)",
                );
                op = Operator::Xor;
            }
            _ => {}
        }
        if !self.check_op(x, op, true) {
            x.invalidate();
            return;
        }
        if !x.is_const() {
            x.mode = Mode::Value;
            return;
        }
        if x.val.is_unknown() {
            return;
        }
        let mut bits = 0;
        if self.types.is_basic(x.typ, BasicKind::is_unsigned) {
            bits = self.types.size_of(x.typ) as u32 * 8;
        }
        x.val = Value::unary(op, &x.val, bits);
        x.expr = e.into();
        self.overflow(x, self.op_pos(e));
    }

    /// The element type of a channel operand from which (or to which) values go; an error if it is none.
    pub(in crate::types) fn chan_elem(
        &mut self,
        at: crate::text::Pos,
        x: &Operand,
        recv: bool,
    ) -> Option<TypeId> {
        let found = common_under(self, x.typ, |check, pair| {
            let (t, u) = pair.ok_or("no specific channel type")?;
            match check.types[u] {
                Type::Chan { dir, .. } if recv && dir == ChanDir::SendOnly => {
                    Err(format!("send-only channel {}", check.ty(t)))
                }
                Type::Chan { dir, .. } if !recv && dir == ChanDir::RecvOnly => {
                    Err(format!("receive-only channel {}", check.ty(t)))
                }
                Type::Chan { .. } => Ok(()),
                _ => Err(format!("non-channel {}", check.ty(t))),
            }
        });
        let cause = match found {
            Ok(u) => match self.types[u] {
                Type::Chan { elem, .. } => return Some(elem),
                _ => String::new(),
            },
            Err(cause) => cause,
        };
        let (code, what) = if recv {
            (Code::InvalidReceive, "receive from")
        } else {
            (Code::InvalidSend, "send to")
        };
        let text = self.op(x);
        if self.types.is_type_param(x.typ) {
            err!(
                self,
                at,
                code,
                "invalid operation: cannot {what} {text}: {cause}"
            );
        } else {
            err!(
                self,
                at,
                code,
                "invalid operation: cannot {what} {cause} {text}"
            );
        }
        None
    }

    /// The common underlying type, if there is one.
    pub(in crate::types) fn core(&mut self, t: TypeId) -> Option<TypeId> {
        common_under(self, t, |_, _| Ok(())).ok()
    }

    /// Records the type of an expression that was untyped, and of its parts. A chain of operations is as deep as it is long,
    /// so its left operands are followed in a loop.
    pub(in crate::types) fn update_expr_type(&mut self, e: ExprId, typ: TypeId, is_final: bool) {
        let mut spine = Vec::new();
        let mut next = Some(e);
        while let Some(e) = next.take() {
            let Some(old) = self.untyped.get(&e).cloned() else {
                break;
            };
            let mut right = None;
            match *self.ast.kind(e) {
                ExprKind::Name(_)
                | ExprKind::BasicLit(_)
                | ExprKind::SelectorExpr { .. }
                | ExprKind::CallExpr(_) => {}
                ExprKind::ParenExpr(x) => next = Some(x),
                ExprKind::Operation {
                    op: Operator::Mul,
                    y: None,
                    ..
                } => break,
                // The parts of a constant keep their own types; the operands of a comparison have theirs already.
                ExprKind::Operation { op, x, y } => {
                    if old.val.is_none() && !op.is_comparison() {
                        next = Some(x);
                        right = y.filter(|_| !op.is_shift());
                    }
                }
                _ => break,
            }
            spine.push((e, old, right));
        }
        while let Some((e, old, right)) = spine.pop() {
            if let Some(y) = right {
                self.update_expr_type(y, typ, is_final);
            }
            self.finish_expr_type(e, old, typ, is_final);
        }
    }

    fn finish_expr_type(&mut self, e: ExprId, old: ExprInfo, typ: TypeId, is_final: bool) {
        if !is_final && self.types.is_untyped(typ) {
            if let Some(info) = self.untyped.get_mut(&e) {
                info.typ = typ;
            }
            return;
        }
        self.untyped.remove(&e);
        if old.is_lhs && !self.types.all_basic(typ, BasicKind::is_integer) {
            let (text, t) = (self.ex(e), self.ty(typ));
            err!(
                self,
                e,
                Code::InvalidShiftOperand,
                "invalid operation: shifted operand {text} (type {t}) must be integer"
            );
            return;
        }
        let val = old.val;
        if let Some(v) = &val {
            let mut c = Operand {
                mode: old.mode,
                expr: e.into(),
                typ: old.typ,
                val: v.clone(),
                ..Operand::default()
            };
            self.convert_untyped(&mut c, typ);
            if !c.is_valid() {
                return;
            }
        }
        self.record_type_and_value(e, old.mode, typ, val);
    }

    fn update_src_type(&mut self, src: &Src, typ: TypeId) {
        if let Src::Expr(e) = *src {
            self.update_expr_type(e, typ, true);
        }
    }

    /// Checks `x op y`; the result, an untyped boolean, goes to `x`.
    pub(in crate::types) fn comparison(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        op: Operator,
        switch_case: bool,
    ) {
        if !self.types.is_valid(x.typ) || !self.types.is_valid(y.typ) {
            x.invalidate();
            return;
        }
        let op = if switch_case { Operator::Eql } else { op };
        if let Err(m) = self.comparable_operands(x, y, op) {
            self.report_mismatch(x, y, op, switch_case, m);
            x.invalidate();
            return;
        }
        if x.is_const() && y.is_const() {
            x.val = Value::Bool(Value::compare(&x.val, op, &y.val));
        } else {
            x.mode = Mode::Value;
            // Nothing else will give the operands a type.
            let (xt, yt) = (
                self.types.default_type(x.typ),
                self.types.default_type(y.typ),
            );
            self.update_src_type(&x.expr, xt);
            self.update_src_type(&y.expr, yt);
        }
        x.typ = TypeId::UNTYPED_BOOL;
    }

    fn comparable_operands(
        &mut self,
        x: &Operand,
        y: &Operand,
        op: Operator,
    ) -> Result<(), Mismatch> {
        let fail = |at_y, cause, code| Err(Mismatch { at_y, cause, code });
        if self.assignable_to(x, y.typ, None).is_err()
            && self.assignable_to(y, x.typ, None).is_err()
        {
            let cause = format!("mismatched types {} and {}", self.ty(x.typ), self.ty(y.typ));
            return fail(true, cause, Code::MismatchedTypes);
        }
        let code = Code::UndefinedOp;
        if !matches!(op, Operator::Eql | Operator::Neq) {
            let ordered = BasicKind::is_ordered;
            if !self.types.all_basic(x.typ, ordered) {
                return fail(false, String::new(), code);
            }
            if !self.types.all_basic(y.typ, ordered) {
                return fail(true, String::new(), code);
            }
            return Ok(());
        }
        if x.is_nil() || y.is_nil() {
            let typ = if x.is_nil() { y.typ } else { x.typ };
            if !self.types.has_nil(typ) {
                return fail(true, String::new(), code);
            }
            return Ok(());
        }
        if !self.types.comparable(x.typ) {
            let cause = self.incomparable_cause(x.typ);
            return fail(false, cause, code);
        }
        if !self.types.comparable(y.typ) {
            let cause = self.incomparable_cause(y.typ);
            return fail(true, cause, code);
        }
        Ok(())
    }

    fn report_mismatch(
        &mut self,
        x: &Operand,
        y: &Operand,
        op: Operator,
        switch_case: bool,
        m: Mismatch,
    ) {
        let Mismatch {
            mut at_y,
            mut cause,
            code,
        } = m;
        if cause.is_empty() {
            let (xp, yp) = (
                self.types.is_type_param(x.typ),
                self.types.is_type_param(y.typ),
            );
            if xp || yp {
                if !xp {
                    at_y = true;
                }
                let t = if at_y { y.typ } else { x.typ };
                cause = format!(
                    "type parameter {} cannot use operator {}",
                    self.ty(t),
                    op.text()
                );
            } else {
                let t = if at_y { y.typ } else { x.typ };
                let mut what = self.composite_kind(t).to_string();
                if what.is_empty() {
                    what = self.ty(t);
                }
                cause = format!("operator {} not defined on {what}", op.text());
            }
        }
        let (xs, ys) = (self.src(&x.expr), self.src(&y.expr));
        if switch_case {
            err!(
                self,
                x,
                code,
                "invalid case {xs} in switch on {ys} ({cause})"
            );
        } else {
            let at = if at_y { y } else { x };
            let op = op.text();
            err!(
                self,
                at,
                code,
                "invalid operation: {xs} {op} {ys} ({cause})"
            );
        }
    }

    /// Why values of a type cannot be compared.
    fn incomparable_cause(&mut self, t: TypeId) -> String {
        let u = self.types.under(t);
        if matches!(
            self.types[u],
            Type::Slice { .. } | Type::Signature(_) | Type::Map { .. }
        ) {
            return format!("{} can only be compared to nil", self.composite_kind(t));
        }
        match self.types.comparable_cause(t, true) {
            Some(why) => why.text(self),
            None => String::new(),
        }
    }

    /// Checks `x << y` or `x >> y`; `e` is the whole, nothing for `x <<= y`.
    fn shift(&mut self, x: &mut Operand, y: &mut Operand, e: Option<ExprId>, op: Operator) {
        let is_integer = BasicKind::is_integer;
        let xval = if x.is_const() {
            x.val.to_int()
        } else {
            Value::Unknown
        };
        let untyped_int = self.types.is_untyped(x.typ) && xval.kind() == Kind::Int;
        if !untyped_int && !self.types.all_basic(x.typ, is_integer) {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::InvalidShiftOperand,
                "invalid operation: shifted operand {text} must be integer"
            );
            x.invalidate();
            return;
        }
        let yval = match self.shift_count(y) {
            Some(yval) => yval,
            None => {
                x.invalidate();
                return;
            }
        };
        if x.is_const() {
            if y.is_const() {
                self.const_shift(x, y, (xval, yval), e, op);
                return;
            }
            if self.types.is_untyped(x.typ) {
                // The type of the left operand is that which it would have without the shift; it is known later.
                if let Some(info) = x.expr_id().and_then(|e| self.untyped.get_mut(&e)) {
                    info.is_lhs = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !self.types.all_basic(x.typ, is_integer) {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::InvalidShiftOperand,
                "invalid operation: shifted operand {text} must be integer"
            );
            x.invalidate();
            return;
        }
        x.mode = Mode::Value;
    }

    /// Checks a shift count; its value if it is a constant, unknown if not, nothing after an error.
    fn shift_count(&mut self, y: &mut Operand) -> Option<Value> {
        if y.is_const() {
            let yval = y.val.to_int();
            if yval.kind() == Kind::Int && yval.sign() < 0 {
                let text = self.op(y);
                err!(
                    self,
                    &*y,
                    Code::InvalidShiftCount,
                    "invalid operation: negative shift count {text}"
                );
                return None;
            }
            if self.types.is_untyped(y.typ) {
                self.representable(y, TypeId::UINT);
                if !y.is_valid() {
                    return None;
                }
            }
            return Some(yval);
        }
        if self.types.all_basic(y.typ, BasicKind::is_integer) {
            if !self.types.all_basic(y.typ, BasicKind::is_unsigned) && !self.allow_version(13) {
                let what = format!("invalid operation: signed shift count {}", self.op(y));
                self.verify_version(&*y, 13, &what);
                return None;
            }
            return Some(Value::Unknown);
        }
        if self.types.is_untyped(y.typ) {
            self.convert_untyped(y, TypeId::UINT);
            return y.is_valid().then_some(Value::Unknown);
        }
        let text = self.op(y);
        err!(
            self,
            &*y,
            Code::InvalidShiftCount,
            "invalid operation: shift count {text} must be integer"
        );
        None
    }

    fn const_shift(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        (xval, yval): (Value, Value),
        e: Option<ExprId>,
        op: Operator,
    ) {
        let is_int = self.types.is_basic(x.typ, BasicKind::is_integer);
        if x.val.is_unknown() || y.val.is_unknown() {
            x.val = Value::Unknown;
            if !is_int {
                x.typ = TypeId::UNTYPED_INT;
            }
            return;
        }
        // Enough to write the smallest float64.
        const BOUND: u64 = 1023 - 1 + 52;
        let Some(s) = yval.uint64_val().filter(|&s| s <= BOUND) else {
            let text = self.op(y);
            err!(
                self,
                y,
                Code::InvalidShiftCount,
                "invalid operation: invalid shift count {text}"
            );
            x.invalidate();
            return;
        };
        if !is_int {
            x.typ = TypeId::UNTYPED_INT;
        }
        x.val = Value::shift(&xval, op, s);
        self.const_result(x, e);
    }

    /// Finishes a constant operation: `e` is the whole, nothing for an assignment operation.
    fn const_result(&mut self, x: &mut Operand, e: Option<ExprId>) {
        x.expr = e.map_or(Src::None, Src::Expr);
        let pos = e.map_or(crate::text::Pos::NONE, |e| self.op_pos(e));
        self.overflow(x, pos);
    }

    /// Checks `lhs op rhs`; `e` is the whole, nothing for an assignment operation.
    pub(in crate::types) fn binary(
        &mut self,
        x: &mut Operand,
        e: Option<ExprId>,
        lhs: ExprId,
        rhs: ExprId,
        op: Operator,
    ) {
        self.expr(None, x, lhs);
        let mut y = Operand::new();
        self.expr(None, &mut y, rhs);
        self.binary_operands(x, y, e, (lhs, rhs), op);
    }

    fn binary_operands(
        &mut self,
        x: &mut Operand,
        mut y: Operand,
        e: Option<ExprId>,
        (lhs, rhs): (ExprId, ExprId),
        op: Operator,
    ) {
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.invalidate();
            x.expr = y.expr;
            return;
        }
        if op.is_shift() {
            self.shift(x, &mut y, e, op);
            return;
        }
        self.match_types(x, &mut y);
        if !x.is_valid() {
            return;
        }
        if op.is_comparison() {
            self.comparison(x, &y, op, false);
            return;
        }
        if !self.types.identical(x.typ, y.typ) {
            if self.types.is_valid(x.typ) && self.types.is_valid(y.typ) {
                let what = match e {
                    Some(e) => self.ex(e),
                    None => format!("{} {}= {}", self.ex(lhs), op.text(), self.ex(rhs)),
                };
                let (xt, yt) = (self.ty(x.typ), self.ty(y.typ));
                err!(
                    self,
                    &*x,
                    Code::MismatchedTypes,
                    "invalid operation: {what} (mismatched types {xt} and {yt})"
                );
            }
            x.invalidate();
            return;
        }
        if !self.check_op(x, op, false) || self.divides_by_zero(x, &y, op) {
            x.invalidate();
            return;
        }
        if !x.is_const() || !y.is_const() {
            x.mode = Mode::Value;
            return;
        }
        if x.val.is_unknown() || y.val.is_unknown() {
            x.val = Value::Unknown;
            return;
        }
        let int_div = op == Operator::Div && self.types.is_basic(x.typ, BasicKind::is_integer);
        x.val = Value::binary(&x.val, op, &y.val, int_div);
        self.const_result(x, e);
    }

    fn divides_by_zero(&mut self, x: &Operand, y: &Operand, op: Operator) -> bool {
        if !matches!(op, Operator::Div | Operator::Rem) || !y.is_const() {
            return false;
        }
        let zero = (x.is_const() || self.types.all_basic(x.typ, BasicKind::is_integer))
            && y.val.sign() == 0;
        let complex_zero = x.is_const() && self.types.is_basic(x.typ, BasicKind::is_complex) && {
            let square = |v: &Value| Value::binary(v, Operator::Mul, v, false);
            square(&y.val.real()).sign() == 0 && square(&y.val.imag()).sign() == 0
        };
        if zero || complex_zero {
            self.error(y, Code::DivByZero, "invalid operation: division by zero");
            return true;
        }
        false
    }

    /// Gives an untyped operand the type of the other one, where that can make sense.
    pub(in crate::types) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.typ);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.typ);
        if !y.is_valid() {
            x.invalidate();
        }
    }

    fn may_convert(&mut self, x: &Operand, y: &Operand) -> bool {
        if !self.types.is_untyped(x.typ) && !self.types.is_untyped(y.typ) {
            return false;
        }
        let mut differ =
            |pred| self.types.all_basic(x.typ, pred) != self.types.all_basic(y.typ, pred);
        if differ(BasicKind::is_numeric) {
            return false;
        }
        if self.types.is_non_type_param_interface(x.typ)
            || self.types.is_non_type_param_interface(y.typ)
        {
            return true;
        }
        let mut differ =
            |pred| self.types.all_basic(x.typ, pred) != self.types.all_basic(y.typ, pred);
        if differ(BasicKind::is_boolean) || differ(BasicKind::is_string) {
            return false;
        }
        if x.is_nil() {
            return self.types.has_nil(y.typ);
        }
        if y.is_nil() {
            return self.types.has_nil(x.typ);
        }
        !self.is_pointer(x.typ) && !self.is_pointer(y.typ)
    }

    pub(in crate::types) fn is_pointer(&mut self, t: TypeId) -> bool {
        let u = self.types.under(t);
        matches!(self.types[u], Type::Pointer { .. })
    }

    /// The target of an assignment, if it is of function type.
    pub(in crate::types) fn new_target(&mut self, t: Option<TypeId>, desc: &str) -> Option<Target> {
        let sig = self.core(t?)?;
        self.types.signature(sig)?;
        Some(Target {
            sig,
            desc: desc.into(),
        })
    }

    /// Checks any expression and records it; generic functions and types only if they are allowed.
    pub(in crate::types) fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
        allow_generic: bool,
    ) -> ExprClass {
        if !self.enter(self.ast.pos(e)) {
            *x = Operand::new();
            x.expr = e.into();
            return ExprClass::Statement;
        }
        let class = self.expr_internal(target, x, e, hint);
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        self.leave();
        class
    }

    /// Reports a generic function or type that was not instantiated.
    pub(in crate::types) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if !x.is_valid() || x.mode == Mode::NoValue {
            return;
        }
        let what = if self.types.is_generic(x.typ) {
            "type"
        } else if self.is_generic_func(x.typ) {
            if target.is_some() {
                let pos = self.src_pos(x);
                self.func_inst(target, pos, x, None, true);
                return;
            }
            "function"
        } else {
            return;
        };
        let text = self.src(&x.expr);
        err!(
            self,
            &*x,
            Code::WrongTypeArgCount,
            "cannot use generic {what} {text} without instantiation"
        );
        x.invalidate();
        x.typ = TypeId::INVALID;
    }

    /// The position of an operand's expression.
    pub(in crate::types) fn src_pos(&self, x: &Operand) -> crate::text::Pos {
        match x.expr {
            Src::None => crate::text::Pos::NONE,
            Src::Expr(e) => self.ast.pos(e),
            Src::Text(pos, _) => pos,
        }
    }

    fn expr_internal(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
    ) -> ExprClass {
        x.invalidate();
        x.typ = TypeId::INVALID;
        let ast = self.ast;
        match ast.kind(e) {
            ExprKind::BadExpr => {}
            ExprKind::Name(_) => {
                self.ident(x, e, false);
                x.expr = e.into();
                return ExprClass::Expression;
            }
            ExprKind::DotsType { .. } => {
                self.error(e, Code::InvalidSyntaxTree, "invalid use of ...")
            }
            ExprKind::BasicLit(lit) => {
                if !lit.bad {
                    self.basic_lit(x, e, lit);
                }
            }
            &ExprKind::FuncLit { ty, body } => self.func_lit(x, e, ty, body),
            ExprKind::CompositeLit(lit) => self.composite_lit(x, e, lit, hint),
            &ExprKind::ParenExpr(inner) => {
                // Parentheses take part in nothing: a target does not reach inside.
                let class = self.raw_expr(None, x, inner, None, false);
                x.expr = e.into();
                return class;
            }
            ExprKind::SelectorExpr { .. } => {
                self.selector(x, e, false);
                x.expr = e.into();
                return ExprClass::Expression;
            }
            &ExprKind::IndexExpr { x: inner, index } => {
                if self.index_expr(x, e, inner, index) {
                    self.func_inst(target, ast.pos(e), x, Some(e), true);
                }
            }
            ExprKind::SliceExpr {
                x: inner,
                index,
                full,
            } => self.slice_expr(x, e, *inner, index, *full),
            &ExprKind::AssertExpr { x: inner, ty } => self.assert_expr(x, e, inner, ty),
            &ExprKind::TypeSwitchGuard { x: inner, .. } => {
                self.error(
                    e,
                    Code::InvalidSyntaxTree,
                    "use of .(type) outside type switch",
                );
                self.use_exprs(&[inner]);
                x.invalidate();
            }
            ExprKind::CallExpr(call) => return self.call_expr(x, e, call),
            ExprKind::ListExpr(_) => {
                self.error(e, Code::InvalidSyntaxTree, "unexpected list of expressions")
            }
            &ExprKind::Operation {
                op,
                x: inner,
                y: None,
            } => {
                if op == Operator::Mul {
                    self.indirection(x, inner);
                } else {
                    self.unary(x, e, op, inner);
                    if x.is_valid() && op == Operator::Recv {
                        x.expr = e.into();
                        return ExprClass::Statement;
                    }
                }
            }
            &ExprKind::Operation {
                op,
                x: lhs,
                y: Some(rhs),
            } => self.binary_chain(x, e, lhs, rhs, op),
            ExprKind::KeyValueExpr { .. } => {
                self.error(e, Code::InvalidSyntaxTree, "no key:value expected")
            }
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType { .. }
            | ExprKind::StructType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                x.mode = Mode::TypExpr;
                x.typ = self.typ(e);
                x.expr = e.into();
                return ExprClass::Expression;
            }
        }
        x.expr = e.into();
        if x.is_valid() {
            ExprClass::Expression
        } else {
            // No complaint that the value is not used.
            ExprClass::Statement
        }
    }

    /// A chain `a + b + c + …` leans to the left, as deep as it is long: it is walked in a loop, not by recursion.
    fn binary_chain(&mut self, x: &mut Operand, e: ExprId, lhs: ExprId, rhs: ExprId, op: Operator) {
        let mut spine = vec![(e, lhs, rhs, op)];
        let mut first = lhs;
        while let ExprKind::Operation {
            op,
            x: l,
            y: Some(r),
        } = *self.ast.kind(first)
        {
            spine.push((first, l, r, op));
            first = l;
        }
        self.expr(None, x, first);
        while let Some((e, l, r, op)) = spine.pop() {
            let mut y = Operand::new();
            self.expr(None, &mut y, r);
            self.binary_operands(x, y, Some(e), (l, r), op);
            if spine.is_empty() {
                break;
            }
            // What `expr` would have done with this inner operation.
            x.expr = e.into();
            self.record(x);
        }
    }

    fn indirection(&mut self, x: &mut Operand, inner: ExprId) {
        self.expr_or_type(x, inner, false);
        match x.mode {
            Mode::Invalid => {}
            Mode::TypExpr => {
                self.valid_var_type(inner, x.typ);
                x.typ = self.types.new_pointer(x.typ);
            }
            _ => {
                let mut base: Option<TypeId> = None;
                for term in self.types.terms(x.typ) {
                    let elem = term.and_then(|(_, u)| match self.types[u] {
                        Type::Pointer { elem } => Some(elem),
                        _ => None,
                    });
                    let problem = match (elem, base) {
                        (None, _) => "cannot indirect {}",
                        (Some(e), Some(b)) if !self.types.identical(e, b) => {
                            "pointers of {} must have identical base types"
                        }
                        _ => {
                            base = elem;
                            continue;
                        }
                    };
                    let text = problem.replace("{}", &self.op(x));
                    err!(
                        self,
                        &*x,
                        Code::InvalidIndirection,
                        "invalid operation: {text}"
                    );
                    x.invalidate();
                    return;
                }
                let base = base.unwrap_or(TypeId::INVALID);
                if !self.is_complete(base) {
                    x.invalidate();
                    return;
                }
                x.mode = Mode::Variable;
                x.typ = base;
            }
        }
    }

    fn assert_expr(&mut self, x: &mut Operand, e: ExprId, inner: ExprId, ty: ExprId) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        if self.types.is_type_param(x.typ) {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::InvalidAssert,
                "invalid operation: cannot use type assertion on type parameter value {text}"
            );
            x.invalidate();
            return;
        }
        if !self.types.is_interface(x.typ) {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::InvalidAssert,
                "invalid operation: {text} is not an interface"
            );
            x.invalidate();
            return;
        }
        let t = self.var_type(ty);
        if !self.types.is_valid(t) || !self.is_complete(t) {
            x.invalidate();
            return;
        }
        self.type_assertion(e, x, t, false);
        x.mode = Mode::CommaOk;
        x.typ = t;
    }

    /// Checks that a value of interface type can have the dynamic type `t`.
    pub(in crate::types) fn type_assertion(
        &mut self,
        e: ExprId,
        x: &Operand,
        t: TypeId,
        type_switch: bool,
    ) {
        let mut cause = String::new();
        if super::lookup::assertable_to(self, x.typ, t, Some(&mut cause)) {
            return;
        }
        let (text, t_text) = (self.ex(e), self.ty(t));
        if type_switch {
            let x_text = self.op(x);
            err!(
                self,
                e,
                Code::ImpossibleAssert,
                "impossible type switch case: {text}\n\t{x_text} cannot have dynamic type {t_text} {cause}"
            );
        } else {
            let x_text = self.ty(x.typ);
            err!(
                self,
                e,
                Code::ImpossibleAssert,
                "impossible type assertion: {text}\n\t{t_text} does not implement {x_text} {cause}"
            );
        }
    }

    /// Checks an expression with a single value.
    pub(in crate::types) fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId) {
        self.raw_expr(target, x, e, None, false);
        self.must_be_value(x);
        self.single_value(x);
    }

    /// Like `expr`; the value may be a generic function.
    pub(in crate::types) fn generic_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        hint: Option<TypeId>,
    ) {
        self.raw_expr(None, x, e, hint, true);
        self.must_be_value(x);
        self.single_value(x);
    }

    /// Checks an expression that may have several values, or with `allow_comma_ok` a second boolean one; whether it has that.
    pub(in crate::types) fn multi_expr(
        &mut self,
        e: ExprId,
        allow_comma_ok: bool,
    ) -> (Vec<Operand>, bool) {
        let mut x = Operand::new();
        self.raw_expr(None, &mut x, e, None, false);
        self.must_be_value(&mut x);
        let pos = self.ast.start_pos(e);
        if x.is_valid()
            && let Type::Tuple(vars) = self.types[x.typ].clone()
        {
            let list = vars
                .iter()
                .enumerate()
                .map(|(i, &v)| {
                    let text = format!("{} function result", nth(i + 1));
                    self.named_value(pos, &text, self.types.type_of(v))
                })
                .collect();
            return (list, false);
        }
        let comma_ok = matches!(x.mode, Mode::MapIndex | Mode::CommaOk | Mode::CommaErr);
        if allow_comma_ok && comma_ok {
            let ok = self.named_value(
                pos,
                "ok value of (comma, ok) expression",
                TypeId::UNTYPED_BOOL,
            );
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    pub(in crate::types) fn expr_or_type(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        allow_generic: bool,
    ) {
        self.raw_expr(None, x, e, None, allow_generic);
        if x.mode == Mode::NoValue {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::TooManyValues,
                "{text} used as value or type"
            );
            x.invalidate();
        }
        self.single_value(x);
    }

    /// Reports an operand that is no value.
    pub(in crate::types) fn must_be_value(&mut self, x: &mut Operand) {
        let (code, what) = match x.mode {
            Mode::NoValue => (Code::TooManyValues, "used as value"),
            Mode::Builtin => (Code::UncalledBuiltin, "must be called"),
            Mode::TypExpr => (Code::NotAnExpr, "is not an expression"),
            _ => return,
        };
        let text = self.op(x);
        err!(self, &*x, code, "{text} {what}");
        x.invalidate();
    }

    /// Reports an operand with several values.
    pub(in crate::types) fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.types[x.typ], Type::Tuple(_)) {
            let text = self.op(x);
            err!(
                self,
                &*x,
                Code::TooManyValues,
                "multiple-value {text} in single-value context"
            );
            x.invalidate();
        }
    }
}

/// An ordinal number.
fn nth(n: usize) -> String {
    let ext = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{ext}")
}
