//! R6: a slice that grows by one in each turn of a loop gets its capacity before the loop, and nil stays nil.
//!
//! `make([]T, 0, n)` would be no nil slice where nothing is appended; `slices.Grow` keeps nil. A slice that was not nil gets `make`.

use super::method_value::anchor;
use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{BranchKind, ExprId, ExprKind, ForStmt, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, Type};
use crate::wire::{CaveatCode, CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call) == Callee::Builtin(BuiltinId::Append) {
            found.draft(draft(context, call));
        }
    }
}

fn draft(context: &Context<'_>, call: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let Some(Node::Stmt(stmt)) = context.usage.parent(call) else {
        return None;
    };
    let StmtKind::AssignStmt(assign) = &ast[stmt].kind else {
        return None;
    };
    let parts = context.call(call)?;
    let (base, added) = parts.args.split_first()?;
    if assign.op.is_some() || parts.has_dots || added.is_empty() {
        return None;
    }
    let obj = context.variable(assign.lhs)?;
    if !context.is_local(obj) || context.variable(*base) != Some(obj) {
        return None;
    }
    // Directly in the body of the loop: once in each turn. Otherwise at most once.
    let loop_ = *context.loops_around(stmt).first()?;
    let StmtKind::ForStmt(f) = &ast[loop_].kind else {
        return None;
    };
    let always =
        context.usage.parent(stmt) == Some(Node::Stmt(f.body)) && !skips(context, f.body, stmt);
    if !always && jumps(context, f.body) {
        return None;
    }
    if appends_elsewhere(context, obj, f.body, call) {
        return None;
    }
    let turns = turns(context, f)?;
    let length = match added.len() {
        1 => turns.text.clone(),
        n => format!("{n}*{}", turns.text),
    };
    let name = ast.name_str(assign.lhs);
    let (declared, empty) = made_before(context, obj, loop_)?;
    if !matches!(context.under_of(assign.lhs), Type::Slice { .. }) {
        return None;
    }
    let site = context.site_of(call);
    let mut draft = context
        .draft_at(
            "R6",
            SuggestionCode::Preallocate,
            call,
            &[("name", name), ("length", &length)],
        )?
        .sites(&site.into_iter().collect::<Vec<_>>())
        .check(CheckCode::LengthKnown, &[("length", &length)]);
    draft = match always {
        true => draft.check(CheckCode::OneAppendPerTurn, &[("name", name)]),
        false if !turns.bounded => return None,
        false => draft.ask(
            CheckCode::AskMostTurns,
            &[("name", name)],
            context.places.expr_span(call),
        ),
    };
    let file = context.file_of(call)?;
    let adjacent = {
        let (list, at) = context.siblings(anchor(context, loop_)?)?;
        at > 0 && list[at - 1] == declared
    };
    match empty {
        // `make([]T, 0)` and `[]T{}` are not nil before and after.
        Empty::Make(ty) if adjacent && turns.settled => {
            let new = format!("{name} := make({ty}, 0, {length})");
            draft = draft.change([context.replace_stmt(declared, new)?]);
        }
        empty => {
            draft = draft.check(CheckCode::NilStaysNil, &[("name", name)]);
            let slices = context
                .import_name(file, "slices")
                .unwrap_or("slices".into());
            let change = match empty {
                Empty::Nil(ty) if adjacent => {
                    let new = format!("{name} := {slices}.Grow({ty}(nil), {length})");
                    context.replace_stmt(declared, new)?
                }
                _ => {
                    let new = format!("{name} = {slices}.Grow({name}, {length})");
                    context.before_stmt(anchor(context, loop_)?, &[new])?
                }
            };
            draft = draft
                .change([change])
                .change(context.fix_imports(file, &["slices"], &[])?)
                .needs(&["slices"]);
        }
    }
    // A bound that is never reached may be enormous.
    if returns(context, f.body) && !turns.bounded {
        return None;
    }
    if returns(context, f.body) {
        draft = draft.caveat(CaveatCode::MayReserveTooMuch, &[]);
    }
    Some(draft.objects(1, 1).expect(Expect::NoMore).build())
}

/// The number of turns as an expression.
pub struct Turns {
    /// Its text.
    pub text: String,
    /// It can't be negative.
    pub settled: bool,
    /// It is the length of something that is there.
    pub bounded: bool,
}

/// The number of turns of a loop, if it is known in front of it.
pub fn turns(context: &Context<'_>, f: &ForStmt) -> Option<Turns> {
    let ast = &context.analysis.ast;
    if let Some(init) = f.init
        && let StmtKind::RangeClause(range) = &ast[init].kind
    {
        return over(context, range.x);
    }
    // `for i := 0; i < n; i++`
    let StmtKind::AssignStmt(start) = &ast[f.init?].kind else {
        return None;
    };
    let ExprKind::Operation {
        op: Operator::Lss,
        x: left,
        y: Some(bound),
    } = *ast.kind(f.cond?)
    else {
        return None;
    };
    let StmtKind::AssignStmt(step) = &ast[f.post?].kind else {
        return None;
    };
    let obj = context.variable(left)?;
    let counts = start.op == Some(Operator::Def)
        && context.const_int(start.rhs?) == Some(0)
        && step.op == Some(Operator::Add)
        && step.rhs.is_none()
        && context.variable(step.lhs) == Some(obj)
        && !context.changed_within(obj, f.body);
    let steady = context.is_simple(bound)
        && (context.variables_in(bound).iter()).all(|&v| !context.changed_within(v, f.body));
    (counts && steady).then(|| length(context, bound))
}

/// `len(x)` and constants can't be negative.
fn length(context: &Context<'_>, bound: ExprId) -> Turns {
    let text = context.source(bound);
    let settled = context.const_int(bound).is_some_and(|n| n >= 0)
        || context.callee(bound) == Callee::Builtin(BuiltinId::Len);
    let plain = context.is_type(bound, crate::types::TypeId::INT);
    let text = match (settled, plain) {
        (true, _) => text,
        (false, true) => format!("max({text}, 0)"),
        (false, false) => format!("max(int({text}), 0)"),
    };
    Turns {
        text,
        settled: true,
        bounded: context.callee(bound) == Callee::Builtin(BuiltinId::Len),
    }
}

fn over(context: &Context<'_>, x: ExprId) -> Option<Turns> {
    if !context.is_simple(x) {
        return None;
    }
    let under = context.under_of(x);
    let of_array = |t| matches!(context.under(t), Type::Array { .. });
    let text = format!("len({})", context.source(x));
    match under {
        Type::Slice { .. } | Type::Array { .. } | Type::Map { .. } => Some(Turns {
            text,
            settled: true,
            bounded: true,
        }),
        Type::Pointer { elem } if of_array(elem) => Some(Turns {
            text,
            settled: true,
            bounded: true,
        }),
        Type::Basic(kind) if kind.is_integer() => Some(length(context, x)),
        _ => None,
    }
}

/// Whether a turn can go on, or the loop end, without the append.
pub fn skips(context: &Context<'_>, body: StmtId, append: StmtId) -> bool {
    let ast = &context.analysis.ast;
    context.any_below(body, |n| {
        let Node::Stmt(s) = n else { return false };
        let StmtKind::BranchStmt(b) = &ast[s].kind else {
            return false;
        };
        match b.tok {
            BranchKind::Fallthrough => false,
            BranchKind::Goto => true,
            _ => {
                // One that belongs to an inner loop or switch is no matter.
                let inner = b
                    .target
                    .is_some_and(|t| t != append && context.is_within(t, body));
                !inner
            }
        }
    })
}

/// Whether a turn may go back, so that one of them appends more than once.
pub fn jumps(context: &Context<'_>, body: StmtId) -> bool {
    let ast = &context.analysis.ast;
    context.any_below(body, |n| {
        matches!(n, Node::Stmt(s) if matches!(&ast[s].kind, StmtKind::BranchStmt(b) if b.tok == BranchKind::Goto))
    })
}

/// Whether a turn may leave the function.
pub fn returns(context: &Context<'_>, body: StmtId) -> bool {
    let ast = &context.analysis.ast;
    context.any_below(body, |n| match n {
        Node::Stmt(s) => matches!(ast[s].kind, StmtKind::ReturnStmt { .. }),
        Node::Expr(x) => context.callee(x) == Callee::Builtin(BuiltinId::Panic),
        _ => false,
    })
}

/// Whether the loop changes the slice anywhere else.
fn appends_elsewhere(context: &Context<'_>, obj: ObjId, body: StmtId, call: ExprId) -> bool {
    let names = context.usage.names(obj);
    let changes: Vec<_> = names
        .iter()
        .filter(|&&n| context.is_within(n, body) && context.is_changed_at(n))
        .collect();
    let here = context.stmt_of(call);
    changes.iter().any(|&&n| context.stmt_of(n) != here)
}

enum Empty {
    /// `var s []T`: its type.
    Nil(String),
    /// `make([]T, 0)`, `[]T{}`: the type.
    Make(String),
}

/// The statement that makes the empty slice; only reads of it may stand before the loop.
fn made_before(context: &Context<'_>, obj: ObjId, loop_: StmtId) -> Option<(StmtId, Empty)> {
    let ast = &context.analysis.ast;
    let pos = context.analysis.tys.types[obj].pos;
    let name = (0..ast.exprs.len()).map(ExprId::new).find(|&x| {
        context.analysis.checked.info.defs[x.index()] == Some(obj) && ast[x].pos == pos
    })?;
    let stmt = context.stmt_of(name)?;
    let (_, value, ty) = context.declares(stmt)?;
    let empty = match (value, ty) {
        (None, Some(ty)) => Empty::Nil(context.source(ty)),
        (Some(v), None) => Empty::Make(empty_type(context, v)?),
        _ => return None,
    };
    // Nothing is put in before the loop, or its room would be known already.
    let (_, range) = context.stmt_range(loop_)?;
    let (_, own) = context.stmt_range(stmt)?;
    let early = |n: &&ExprId| {
        let at = context.offset(ast[**n].pos).1;
        own.end <= at && at < range.start
    };
    let changed = context
        .usage
        .names(obj)
        .iter()
        .filter(early)
        .any(|&n| context.is_changed_at(n));
    // In an inner loop it would grow again and again.
    let same_depth = context.loops_around(stmt) == context.loops_around(loop_);
    let same_function = context.nearest_function(stmt) == context.nearest_function(loop_);
    (!changed && same_depth && same_function).then_some((stmt, empty))
}

fn empty_type(context: &Context<'_>, v: ExprId) -> Option<String> {
    let ast = &context.analysis.ast;
    match ast.kind(v) {
        ExprKind::CompositeLit(l) if l.elems.is_empty() => Some(context.source(l.ty?)),
        ExprKind::CallExpr(c) if context.callee(v) == Callee::Builtin(BuiltinId::Make) => {
            let [ty, len] = *c.args else { return None };
            (context.const_int(len) == Some(0)).then(|| context.source(ty))
        }
        _ => None,
    }
}
