//! Operations with two operands (cmd/compile/internal/types2/expr.go, `binary`).

use crate::syntax::{ExprId, ExprKind, Operator};
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::operand::{Operand, Src};
use crate::types::report::err;
use crate::types::ty::BasicKind;

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
    pub(super) fn check_op(&mut self, x: &Operand, op: Operator, unary: bool) -> bool {
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

    /// Finishes a constant operation: `e` is the whole, nothing for an assignment operation.
    pub(super) fn const_result(&mut self, x: &mut Operand, e: Option<ExprId>) {
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

    /// A chain `a + b + c + …` leans to the left, as deep as it is long: it is walked in a loop, not by recursion.
    pub(super) fn binary_chain(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        lhs: ExprId,
        rhs: ExprId,
        op: Operator,
    ) {
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
}
