//! The price of a body: a node costs 1, with exceptions (cmd/compile/internal/inline: hairyVisitor).

use super::call::{CallSite, can_inline_call, is_intrinsic_call};
use super::can_inline::{self, CannotInline, Judge, Stop, have_inline_body};
use super::{Findings, Level};
use crate::ir::expr::{int64_val, is_const, method_expr_name};
use crate::ir::lower::Lower;
use crate::ir::{Call, Class, FuncId, Kind, NodeId, Op, Program, Selection};
use crate::types::constant::Kind as ConstKind;

/// A call of a function that is not inlined costs so much more.
const EXTRA_CALL_COST: i32 = 57;

/// A call of a parameter or of a captured variable: inlining may show which function it is.
const PARAM_CALL_COST: i32 = 17;

/// A call of `throw`.
const EXTRA_THROW_COST: i32 = can_inline::MAX_BUDGET;

/// A `panic`.
const EXTRA_PANIC_COST: i32 = 1;

/// A function literal.
const CLOSURE_COST: i32 = 15;

/// What keeps a body from being inlined whatever it costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hairy {
    /// `recover()`
    Recover,
    /// `internal/runtime/sys.GetCallerPC()`
    GetCallerPc,
    /// `internal/runtime/sys.GetCallerSP()`
    GetCallerSp,
    /// `defer` in the body of a range-over-func loop.
    DeferInRangeFunc,
    /// `go`, `defer`, or a tail call.
    Op(Op),
}

impl Hairy {
    /// The compiler's words.
    pub fn text(self) -> String {
        match self {
            Hairy::Recover => "call to recover".into(),
            Hairy::GetCallerPc => "call to GetCallerPC".into(),
            Hairy::GetCallerSp => "call to GetCallerSP".into(),
            Hairy::DeferInRangeFunc => "defer call in range func".into(),
            Hairy::Op(op) => format!("unhandled op {}", op.name()),
        }
    }
}

/// Accessors of byte orders, cheap where loads can be merged.
const BYTE_ORDER: [&str; 9] = [
    "Uint64",
    "Uint32",
    "Uint16",
    "PutUint64",
    "PutUint32",
    "PutUint16",
    "AppendUint64",
    "AppendUint32",
    "AppendUint16",
];

/// The look at one body.
pub(super) struct Visitor<'a> {
    judge: &'a mut Judge,
    findings: &'a mut Findings,
    func: FuncId,
    budget: i32,
    left: i32,
}

/// What is visited below a node.
enum Next {
    /// All children.
    Children,
    /// Nothing.
    Nothing,
    /// Only these.
    Only(Vec<NodeId>),
}

impl<'a> Visitor<'a> {
    pub fn new(
        judge: &'a mut Judge,
        func: FuncId,
        budget: i32,
        findings: &'a mut Findings,
    ) -> Visitor<'a> {
        Visitor {
            judge,
            findings,
            func,
            budget,
            left: budget,
        }
    }

    /// The body's cost.
    pub fn visit(mut self, lw: &mut Lower) -> Result<i32, Stop> {
        let site = CallSite {
            big_caller: can_inline::is_big_func(lw.prog, self.func),
            called_once: false,
        };
        let mut stack: Vec<NodeId> = lw.prog.func(self.func).body.clone();
        stack.reverse();
        while let Some(n) = stack.pop() {
            let start = stack.len();
            match self.node(lw, n, site)? {
                Next::Children => lw.prog.for_children(n, &mut |child| stack.push(child)),
                Next::Nothing => {}
                Next::Only(list) => stack.extend(list),
            }
            stack[start..].reverse();
        }
        match self.left {
            0.. => Ok(self.budget - self.left),
            left => Err(Stop::Because(CannotInline::TooComplex {
                cost: self.budget - left,
                budget: self.budget,
            })),
        }
    }

    /// Pays for a node.
    fn node(&mut self, lw: &mut Lower, n: NodeId, site: CallSite) -> Result<Next, Stop> {
        let node = lw.prog.node(n);
        let hairy = |what| Err(Stop::Because(CannotInline::Body(what)));
        match (&node.kind, node.op) {
            (Kind::Call(_), Op::CallFunc) => self.left -= self.call(lw, n, site)?,
            (_, Op::CallInter) => self.left -= EXTRA_CALL_COST,
            (Kind::Unary { x }, Op::Panic) => self.left -= panic_cost(lw.prog, *x),
            (_, Op::Recover) => return hairy(Hairy::Recover),
            (_, Op::Closure) => self.left -= CLOSURE_COST,
            (_, op @ (Op::Go | Op::Defer | Op::TailCall)) => return hairy(Hairy::Op(op)),
            // The address of a first field is that of the struct.
            (Kind::Addr { x }, Op::Addr) if is_first_field(lw.prog, *x) => self.left += 2,
            // `*(*T)(unsafe.Pointer(&x))`
            (Kind::Star { x }, Op::Deref) if is_converted_addr(lw.prog, *x) => self.left += 1,
            (_, Op::ConvNop | Op::Block | Op::MethExpr) => self.left += 1,
            (_, Op::Fall | Op::Type) => return Ok(Next::Nothing),
            (Kind::If(s), Op::If) if is_const(lw.prog.node(s.cond), ConstKind::Bool) => {
                let holds = lw.prog.node(s.cond).as_lit().is_some_and(|v| v.bool_val());
                let taken = if holds { &s.body } else { &s.els };
                return Ok(Next::Only(node.init.iter().chain(taken).copied().collect()));
            }
            (_, Op::MethValue | Op::SliceLit) => self.left -= 1,
            (_, Op::As2) => self.left += temporaries(lw.prog, n),
            (Kind::Slice { .. }, _) => self.left += superfluous(lw.prog, n),
            _ => {}
        }
        self.left -= 1;
        // How much it costs in all is only told under -m=2.
        if self.left < 0 && self.findings.level != Level::Explanations {
            return Err(Stop::Silent);
        }
        Ok(Next::Children)
    }

    /// What a call costs besides its node, the callee operand and the arguments.
    fn call(&mut self, lw: &mut Lower, n: NodeId, site: CallSite) -> Result<i32, Stop> {
        let Some(fun) = lw.prog.node(n).as_call().and_then(|c: &Call| c.fun) else {
            return Ok(EXTRA_CALL_COST);
        };
        if let Some(cost) = known_call(lw, fun)? {
            return Ok(cost);
        }
        if is_intrinsic_call(lw.prog, fun) {
            return Ok(0);
        }
        let callee = self
            .judge
            .callee(lw, self.func, fun, Some(&mut *self.findings));
        if let Some(callee) = callee {
            if callee != self.func && lw.prog.func(callee).unsupported.is_some() {
                return Err(Stop::DependsOn(callee));
            }
            if have_inline_body(lw, callee) && can_inline_call(lw, self.func, n, callee, site, None)
            {
                let inl = lw.prog.func(callee).inl.as_ref();
                return Ok(inl.map_or(0, |inl| inl.cost));
            }
        }
        Ok(match lw.prog.as_name(fun).map(|name| lw.prog.name(name)) {
            Some(name)
                if name.class == Class::Param
                    || name.class == Class::AutoHeap && name.is_closure_var =>
            {
                PARAM_CALL_COST
            }
            _ => EXTRA_CALL_COST,
        })
    }
}

/// The price of calls of functions that are treated apart.
fn known_call(lw: &Lower, fun: NodeId) -> Result<Option<i32>, Stop> {
    let node = lw.prog.node(fun);
    let hairy = |what| Err(Stop::Because(CannotInline::Body(what)));
    let name = match node.kind {
        Kind::Name(name) if lw.prog.name(name).class == Class::Func => name,
        _ if node.op == Op::MethExpr => match method_expr_name(node) {
            Some(name) => name,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let is_method = node.op == Op::MethExpr;
    let sym = lw.prog.sym(lw.prog.name(name).sym);
    let cheap = match (&*lw.prog.pkg_of(sym.pkg).path, &*sym.name) {
        ("internal/abi", fun) if !is_method => {
            fun == "NoEscape" || fun.starts_with("EscapeNonString[")
        }
        ("internal/runtime/sys", "GetCallerPC") if !is_method => return hairy(Hairy::GetCallerPc),
        ("internal/runtime/sys", "GetCallerSP") if !is_method => return hairy(Hairy::GetCallerSp),
        (_, fun) if lw.is_runtime_call(name) => match fun {
            "throw" => return Ok(Some(EXTRA_THROW_COST)),
            "deferrangefunc" => return hairy(Hairy::DeferInRangeFunc),
            fun => fun == "panicrangestate",
        },
        ("runtime", "heapBits.nextArena") => is_method,
        ("encoding/binary", fun) if is_method => {
            let order = ["littleEndian.", "bigEndian."];
            let accessor = order.iter().find_map(|order| fun.strip_prefix(order));
            accessor.is_some_and(|f| BYTE_ORDER.contains(&f))
        }
        ("internal/byteorder", fun) if !is_method => {
            let accessor = ["LE", "BE"]
                .iter()
                .find_map(|order| fun.strip_prefix(order));
            accessor.is_some_and(|f| BYTE_ORDER.contains(&f))
        }
        _ => false,
    };
    Ok(cheap.then_some(0))
}

/// A conversion of the operand to an interface is free.
fn panic_cost(prog: &Program, x: NodeId) -> i32 {
    let x = prog.node(x);
    match x.op == Op::ConvIface && x.flags.implicit {
        true => EXTRA_PANIC_COST - 1,
        false => EXTRA_PANIC_COST,
    }
}

/// Whether a node is `x.f` for a variable `x` and its first field.
fn is_first_field(prog: &Program, n: NodeId) -> bool {
    let node = prog.node(n);
    matches!(node.op, Op::Dot | Op::DotPtr)
        && node.as_selector().is_some_and(|sel| {
            prog.as_name(sel.x).is_some()
                && matches!(sel.selection, Selection::Field { offset: 0, .. })
        })
}

/// Whether a node is an address, maybe converted.
fn is_converted_addr(prog: &Program, mut n: NodeId) -> bool {
    while let (Op::ConvNop, Some(x)) = (prog.op(n), prog.node(n).x()) {
        n = x;
    }
    prog.op(n) == Op::Addr
}

/// The temporaries that the lowering of `a, b = f()` adds to a node do not count.
pub(super) fn temporaries(prog: &Program, n: NodeId) -> i32 {
    let node = prog.node(n);
    let Kind::AssignList { lhs, rhs, .. } = &node.kind else {
        return 0;
    };
    let first = rhs.first().map(|&first| &prog.node(first).init[..]);
    match first {
        Some(&[inner])
            if node.op == Op::As2 && matches!(prog.node(inner).kind, Kind::AssignList { .. }) =>
        {
            4 * i32::try_from(lhs.len()).unwrap_or(i32::MAX / 8) + 1
        }
        _ => 0,
    }
}

/// Bounds of a slice expression that say nothing: `x[0:]`, `x[:len(x)]`.
fn superfluous(prog: &Program, n: NodeId) -> i32 {
    let Kind::Slice { x, low, high, .. } = prog.node(n).kind else {
        return 0;
    };
    let zero = low.is_some_and(|low| int64_val(prog.node(low)) == Some(0));
    let all = high.is_some_and(|high| {
        let high = prog.node(high);
        high.op == Op::Len && high.x() == Some(x)
    });
    i32::from(zero) + 2 * i32::from(all)
}
