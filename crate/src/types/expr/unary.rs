//! Operations with one operand (cmd/compile/internal/types2/expr.go, `unary`).

use crate::syntax::{ExprId, ExprKind, Operator};
use crate::types::Code;
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::ids::TypeId;
use crate::types::info::Mode;
use crate::types::operand::Operand;
use crate::types::report::err;
use crate::types::ty::{BasicKind, ChanDir, Type};
use crate::types::under::common_under;

impl<'a> Checker<'a> {
    pub(super) fn unary(&mut self, x: &mut Operand, e: ExprId, mut op: Operator, inner: ExprId) {
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

    pub(super) fn indirection(&mut self, x: &mut Operand, inner: ExprId) {
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
}
