//! Which function a call calls, and whether that is inlined there (cmd/compile/internal/inline: inlineCallCheck, inlCallee, canInlineCallExpr).

use super::can_inline::{self, CLOSURE_CALLED_ONCE_COST, Judge, MAX_BUDGET};
use super::intrinsics::is_intrinsic;
use super::{Fact, Findings, Level};
use crate::ir::expr::{method_expr_name, static_callee_name};
use crate::ir::lower::Lower;
use crate::ir::{Class, FuncId, Kind, NodeId, Op, Program, SymId, XPos};

/// What is inlined into a big function may cost.
const BIG_FUNCTION_MAX_COST: i32 = 20;

/// Where a call stands, as far as the inliner asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CallSite {
    /// The caller is a big function.
    pub big_caller: bool,
    /// The callee is a function literal that is called nowhere else.
    pub called_once: bool,
}

/// The function that a call is resolved to for inlining; which need not be inlinable
/// (cmd/compile/internal/inline.InlineCallTarget).
pub fn inline_call_target(lw: &mut Lower, caller: FuncId, call: NodeId) -> Option<FuncId> {
    if !might_inline(lw.prog, call) {
        return None;
    }
    let fun = lw.prog.node(call).as_call()?.fun?;
    Judge::default().callee(lw, caller, fun, None)
}

/// The function to inline in place of a call, if it is to be inlined (cmd/compile/internal/inline.TryInlineCall, up to the decision). Decides on
/// function literals that nobody decided on yet.
pub fn inlined_callee(
    lw: &mut Lower,
    caller: FuncId,
    call: NodeId,
    site: CallSite,
    findings: &mut Findings,
) -> Option<FuncId> {
    if !might_inline(lw.prog, call) {
        return None;
    }
    let fun = lw.prog.node(call).as_call()?.fun?;
    let callee = Judge::default().callee(lw, caller, fun, Some(findings))?;
    if !can_inline::have_inline_body(lw, callee) {
        return None;
    }
    can_inline_call(lw, caller, call, callee, site, Some(findings)).then_some(callee)
}

/// Whether a call is one that may be inlined at all.
fn might_inline(prog: &Program, call: NodeId) -> bool {
    let node = prog.node(call);
    let Some(c) = node.as_call().filter(|_| node.op == Op::CallFunc) else {
        return false;
    };
    let Some(fun) = c.fun else { return false };
    if c.go_defer || c.no_inline || is_intrinsic_call(prog, fun) {
        return false;
    }
    let escape_non_string = |sym: SymId| {
        let sym = prog.sym(sym);
        &*prog.pkg_of(sym.pkg).path == "internal/abi" && sym.name.starts_with("EscapeNonString[")
    };
    !static_callee_name(prog, fun).is_some_and(|name| escape_non_string(prog.name(name).sym))
}

/// Whether calls of `fun` become instructions (cmd/compile/internal/ssagen.IsIntrinsicCall).
pub(super) fn is_intrinsic_call(prog: &Program, fun: NodeId) -> bool {
    let node = prog.node(fun);
    let name = match node.kind {
        Kind::Name(name) => Some(name),
        _ if node.op == Op::MethExpr => method_expr_name(node),
        _ => None,
    };
    name.is_some_and(|name| is_intrinsic(prog, prog.name(name).sym))
}

impl Judge {
    /// The function that an operand of function type always is. With findings, function literals are decided on, so that it is known whether they
    /// can be inlined.
    pub fn callee(
        &mut self,
        lw: &mut Lower,
        caller: FuncId,
        fun: NodeId,
        findings: Option<&mut Findings>,
    ) -> Option<FuncId> {
        let n = self.static_value(lw, fun);
        let node = lw.prog.node(n);
        match &node.kind {
            Kind::Selector(sel) if node.op == Op::MethExpr => {
                let func = lw.prog.name(method_expr_name(node)?).func?;
                let recv = lw.prog.func(func).recv()?.typ;
                let x = lw.prog.node(sel.x).typ?;
                lw.tys.identical(recv, x).then_some(func)
            }
            Kind::Name(name) if lw.prog.name(*name).class == Class::Func => {
                lw.prog.name(*name).func
            }
            &Kind::Closure { func, .. } => {
                let first = lw.prog.func(func).closure_vars.first();
                if let Some(&captured) = first {
                    let outer = lw.prog.name(captured).outer?;
                    if lw.prog.name(outer).curfn != Some(caller) {
                        return None;
                    }
                }
                if let Some(findings) = findings {
                    self.can_inline(lw, func, findings);
                }
                Some(func)
            }
            _ => None,
        }
    }
}

/// Whether a call of `callee`, whose body is at hand, is inlined. With findings, the refusals that `-m=2` tells of are told
/// (cmd/compile/internal/inline.canInlineCallExpr).
pub(super) fn can_inline_call(
    lw: &Lower,
    caller: FuncId,
    call: NodeId,
    callee: FuncId,
    site: CallSite,
    findings: Option<&mut Findings>,
) -> bool {
    let Some(inl) = &lw.prog.func(callee).inl else {
        return false;
    };
    if inl.cost > max_cost(lw.prog, callee, site) {
        return false;
    }
    let pos = lw.prog.node(call).pos;
    let tree = &lw.prog.inl_tree;
    let same = |at: XPos| lw.source.same_place(at.pos, pos.pos);
    if tree.parents(pos).any(|i| same(tree.get(i).pos)) {
        return false;
    }
    // A cycle of functions is inlined once around.
    let sym = |func: FuncId| lw.prog.name(lw.prog.func(func).nname).sym;
    if tree
        .parents(pos)
        .any(|i| sym(tree.get(i).func) == sym(callee))
    {
        if let Some(findings) = findings.filter(|f| f.level == Level::Explanations) {
            findings.list.push(Fact::RecursiveCycle {
                pos,
                callee,
                caller,
            });
        }
        return false;
    }
    true
}

/// What an inlined function may cost at a place.
fn max_cost(prog: &Program, callee: FuncId, site: CallSite) -> i32 {
    let max = match site.big_caller {
        true => BIG_FUNCTION_MAX_COST,
        false => MAX_BUDGET,
    };
    match (prog.func(callee).closure_parent, site.called_once) {
        (None, _) => max,
        (Some(_), false) => 2 * max,
        (Some(_), true) => CLOSURE_CALLED_ONCE_COST.max(2 * max),
    }
}
