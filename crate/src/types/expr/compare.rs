//! Comparisons (cmd/compile/internal/types2/expr.go, `comparison`).

use crate::syntax::Operator;
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::operand::Operand;
use crate::types::report::err;
use crate::types::ty::{BasicKind, Type};

/// A comparison that failed: whether the right operand is to blame, the cause, and the kind of error.
struct Mismatch {
    at_y: bool,
    cause: String,
    code: Code,
}

impl<'a> Checker<'a> {
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
}
