//! Shifts (cmd/compile/internal/types2/expr.go, `shift`).

use crate::syntax::{ExprId, Operator};
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::constant::{Kind, Value};
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::operand::Operand;
use crate::types::report::err;
use crate::types::ty::BasicKind;

impl<'a> Checker<'a> {
    /// Checks `x << y` or `x >> y`; `e` is the whole, nothing for `x <<= y`.
    pub(super) fn shift(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        e: Option<ExprId>,
        op: Operator,
    ) {
        let is_integer = BasicKind::is_integer;
        let xval = if x.is_const() {
            x.val.to_int()
        } else {
            Value::Unknown
        };
        let untyped_int = self.types.is_untyped(x.typ) && xval.kind() == Kind::Int;
        if !untyped_int && !self.types.all_basic(x.typ, is_integer) {
            self.no_integer_to_shift(x);
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
            self.no_integer_to_shift(x);
            return;
        }
        x.mode = Mode::Value;
    }

    fn no_integer_to_shift(&mut self, x: &mut Operand) {
        let text = self.op(x);
        err!(
            self,
            &*x,
            Code::InvalidShiftOperand,
            "invalid operation: shifted operand {text} must be integer"
        );
        x.invalidate();
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
}
