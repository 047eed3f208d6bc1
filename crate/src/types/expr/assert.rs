//! Type assertions (cmd/compile/internal/types2/expr.go, `typeAssertion`).

use crate::syntax::ExprId;
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::operand::Operand;
use crate::types::report::err;

impl<'a> Checker<'a> {
    pub(super) fn assert_expr(&mut self, x: &mut Operand, e: ExprId, inner: ExprId, ty: ExprId) {
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
        if crate::types::lookup::assertable_to(self, x.typ, t, Some(&mut cause)) {
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
}
