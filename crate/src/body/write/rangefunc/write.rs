//! The plan carried out: loops as blocks with a function literal, and the statements that leave them.
//!
//! Most of what is made up stands at the loop's `for` or at its closing brace; what replaces a statement stands where that stood.
//! Some things have no place at all, and then neither have the messages about them.

use super::{Check, Exit, Loop, Shared, State, Then};
use crate::body::tree::{
    Assign, BinOp, Block, Call, Callee, E, ExprKind, FuncLit, If, Multi, Stmt,
};
use crate::body::write::func::{Res, Writer};
use crate::text::Pos;
use crate::types::constant::Value;
use crate::types::{ObjId, ScopeId, TypeId};

impl State {
    fn value(self) -> i64 {
        match self {
            State::Done => 0,
            State::Ready => 1,
            State::Panic => 2,
            State::Exhausted => 3,
            State::MissingPanic => 4,
        }
    }
}

impl Writer<'_, '_> {
    /// What a range over a function becomes.
    pub(in crate::body::write) fn range_func(&mut self, l: &Loop) -> Res<Stmt> {
        let (start, end) = (l.start, l.end);
        let mut stmts = Vec::new();
        for &var in &l.shared {
            stmts.push(self.shared_var(start, var));
        }
        let state = Assign::Def(self.add_local(l.state));
        let ready = self.int(start, State::Ready.value());
        stmts.push(assign(start, state, ready));
        let yield_func = Assign::Def(self.add_local(l.yield_func));
        let literal = self.loop_body(l)?;
        stmts.push(assign(start, yield_func, literal));
        stmts.push(self.call_iterator(l)?);
        let panics = self.compare(end, l.state, BinOp::Eq, State::Panic.value());
        let missing = self.int(end, State::MissingPanic.value());
        let report = self.panic_range_state(end, missing);
        stmts.push(if_stmt(end, panics, vec![report]));
        stmts.push(self.set_state(end, l.state, State::Exhausted));
        for check in &l.checks {
            stmts.extend(self.check(end, l, check));
        }
        Ok(Stmt::Block(Block {
            open: start,
            stmts,
            close: end,
        }))
    }

    fn shared_var(&mut self, pos: Pos, var: Shared) -> Stmt {
        match var {
            Shared::Next(obj) => Stmt::Assign {
                pos,
                lhs: vec![Assign::Def(self.add_local(obj))],
                rhs: Multi::Each(Vec::new()),
            },
            Shared::Defers(obj) => {
                let var = Assign::Def(self.add_local(obj));
                let ty = self.typ(TypeId::ANY);
                let token = self.runtime_call(pos, "deferrangefunc", Vec::new(), Some(ty));
                assign(pos, var, token)
            }
        }
    }

    /// The function literal with the loop's body.
    fn loop_body(&mut self, l: &Loop) -> Res<E> {
        let mut inner = Writer::new(&mut *self.p, &mut *self.dict, l.sig);
        inner.params();
        let mut stmts = Vec::new();
        for &(lhs, param) in &l.assigned {
            let at = inner.p.ast[lhs].pos;
            let target = inner.assign_to(lhs)?;
            let dst = inner.assign_type(lhs);
            let value = inner.converted(at, dst, param);
            stmts.push(assign(at, target, value));
        }
        inner.enter_body(l, &mut stmts);
        let list = inner.p.ast.block(l.body);
        let dead = inner.stmts_into(list, &mut stmts)?;
        if !dead {
            stmts.push(inner.set_state(l.end, l.state, State::Ready));
            stmts.push(inner.return_bool(l.end, Pos::NONE, true));
        }
        inner.body.block = Some((stmts, l.end));
        let (body, free) = inner.done();
        let body = self.close_over(body, free);
        let kind = ExprKind::FuncLit(Box::new(FuncLit {
            pos: l.start,
            range_func_body: true,
            body,
        }));
        let ty = self.typ(l.sig);
        Ok(self.push(l.start, Some(ty), kind))
    }

    /// The body may not run while it is running, nor after it has been left.
    fn enter_body(&mut self, l: &Loop, out: &mut Vec<Stmt>) {
        let tmp = Assign::Def(self.add_local(l.tmp_state));
        let state = self.var(Pos::NONE, l.state);
        out.push(assign(Pos::NONE, tmp, state));
        out.push(self.set_state(l.start, l.state, State::Panic));
        let wrong = self.compare(l.start, l.tmp_state, BinOp::Ne, State::Ready.value());
        let tmp = self.var(l.start, l.tmp_state);
        let report = self.panic_range_state(l.start, tmp);
        out.push(if_stmt(l.start, wrong, vec![report]));
    }

    /// `x(#yield)`
    fn call_iterator(&mut self, l: &Loop) -> Res<Stmt> {
        let iterator = self.p.type_of(l.x)?;
        let param = self.p.core_signature(iterator).and_then(|s| {
            let &param = s.params.first()?;
            Some(self.p.types.type_of(param))
        });
        let fun = self.callee(l.x)?;
        let arg = self.converted(l.start, param, l.yield_func);
        let call = Call {
            fun,
            args: Multi::Each(vec![arg]),
            dots: false,
            rtype: None,
        };
        let call = self.push(l.start, None, ExprKind::Call(Box::new(call)));
        Ok(Stmt::Expr(call))
    }

    fn check(&mut self, pos: Pos, l: &Loop, check: &Check) -> Option<Stmt> {
        let next = l.next?;
        let cond = self.compare(pos, next, check.op, check.value);
        let mut then = Vec::new();
        if check.clear {
            then.push(self.set(pos, next, 0));
        }
        match &check.then {
            Then::Branch(kind, label) => then.push(Stmt::Branch {
                pos,
                kind: *kind,
                label: Some(label.clone()),
            }),
            Then::Return => then.push(Stmt::Return {
                pos,
                results: Multi::Each(Vec::new()),
            }),
            Then::Panic => {
                let done = self.int(pos, State::Done.value());
                then.push(self.panic_range_state(pos, done));
            }
            &Then::Leave { state, value, more } => {
                then.push(self.set_state(pos, state, value));
                then.push(self.return_bool(pos, pos, more));
            }
        }
        Some(if_stmt(pos, cond, then))
    }

    /// What a statement that leaves the body becomes.
    pub(in crate::body::write) fn exit(&mut self, exit: &Exit) -> Res<Stmt> {
        let pos = exit.pos;
        let mut stmts = Vec::new();
        if let Some((results, values)) = &exit.results {
            let mut lhs = Vec::new();
            for &result in results {
                lhs.push(Assign::Expr(self.var(pos, result)));
            }
            let values = self.p.ast.unpack_list(&Some(*values));
            let dst = |w: &Self, i: usize| results.get(i).map(|&r| w.p.types.type_of(r));
            let rhs = self.multi(pos, dst, &values)?;
            stmts.push(Stmt::Assign { pos, lhs, rhs });
        }
        if let Some((next, value)) = exit.next {
            stmts.push(self.set(pos, next, value));
        }
        stmts.push(self.set_state(pos, exit.state, exit.value));
        stmts.push(self.return_bool(pos, pos, exit.more));
        Ok(Stmt::Block(Block {
            open: pos,
            stmts,
            close: pos,
        }))
    }

    // Small parts.

    /// A use of a variable.
    pub(in crate::body::write) fn var(&mut self, pos: Pos, obj: ObjId) -> E {
        let ty = self.typ(self.p.types.type_of(obj));
        let var = self.use_local(pos, obj);
        self.push(pos, Some(ty), ExprKind::Local(var))
    }

    /// A use of a variable where a value of type `dst` is wanted.
    fn converted(&mut self, pos: Pos, dst: Option<TypeId>, obj: ObjId) -> E {
        let src = self.p.types.type_of(obj);
        match dst.filter(|&d| !self.p.identical(src, d)) {
            None => self.var(pos, obj),
            Some(dst) => self.conversion(pos, src, dst, |w| w.var(pos, obj)),
        }
    }

    fn conversion(
        &mut self,
        pos: Pos,
        src: TypeId,
        dst: TypeId,
        operand: impl FnOnce(&mut Self) -> E,
    ) -> E {
        let kind = ExprKind::Convert {
            implicit: true,
            ty: self.typ(dst),
            rtti: self.rtti(src, dst),
            to_type_param: self.p.is_type_param(dst),
            identical: false,
            x: operand(self),
        };
        self.push(pos, None, kind)
    }

    fn int(&mut self, pos: Pos, value: i64) -> E {
        let kind = ExprKind::Const {
            ty: TypeId::INT,
            value: Value::Int(value),
        };
        self.push(pos, None, kind)
    }

    /// `var op value`
    fn compare(&mut self, pos: Pos, var: ObjId, op: BinOp, value: i64) -> E {
        let x = self.var(pos, var);
        let y = self.int(pos, value);
        self.push(pos, Some(TypeId::BOOL), ExprKind::Binary { op, x, y })
    }

    fn set(&mut self, pos: Pos, var: ObjId, value: i64) -> Stmt {
        let var = Assign::Expr(self.var(pos, var));
        let value = self.int(pos, value);
        assign(pos, var, value)
    }

    fn set_state(&mut self, pos: Pos, state: ObjId, value: State) -> Stmt {
        self.set(pos, state, value.value())
    }

    /// `return true`, `return false`: the names, not their values, with a place of their own.
    fn return_bool(&mut self, pos: Pos, at: Pos, value: bool) -> Stmt {
        let name = if value { "true" } else { "false" };
        let obj = self.p.types[ScopeId::UNIVERSE].lookup(name);
        let result = self.conversion(at, TypeId::UNTYPED_BOOL, TypeId::BOOL, |w| match obj {
            Some(obj) => w.push(at, None, ExprKind::Global(obj)),
            None => w.push(
                at,
                None,
                ExprKind::Const {
                    ty: TypeId::BOOL,
                    value: Value::Bool(value),
                },
            ),
        });
        Stmt::Return {
            pos,
            results: Multi::Each(vec![result]),
        }
    }

    fn panic_range_state(&mut self, pos: Pos, state: E) -> Stmt {
        Stmt::Expr(self.runtime_call(pos, "panicrangestate", vec![state], None))
    }

    fn runtime_call(&mut self, pos: Pos, name: &str, args: Vec<E>, ty: Option<TypeId>) -> E {
        let fun = self.push(Pos::NONE, None, ExprKind::RuntimeBuiltin(name.into()));
        let call = Call {
            fun: Callee::Func(fun),
            args: Multi::Each(args),
            dots: false,
            rtype: None,
        };
        self.push(pos, ty, ExprKind::Call(Box::new(call)))
    }
}

fn assign(pos: Pos, lhs: Assign, rhs: E) -> Stmt {
    Stmt::Assign {
        pos,
        lhs: vec![lhs],
        rhs: Multi::Each(vec![rhs]),
    }
}

fn if_stmt(pos: Pos, cond: E, then: Vec<Stmt>) -> Stmt {
    Stmt::If(Box::new(If {
        pos,
        init: Vec::new(),
        cond,
        known: 0,
        then: Some(Block {
            open: pos,
            stmts: then,
            close: pos,
        }),
        then_close: pos,
        els: Vec::new(),
    }))
}
