//! Random and large numbers.

use super::start;
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::syntax::{ExprId, ExprKind, Node, StmtKind};
use crate::types::{BuiltinId, ObjId};
use crate::wire::CheckCode;

/// Methods of a generator that are functions of the package, too.
const DRAWS: &[&str] = &[
    "ExpFloat64",
    "Float32",
    "Float64",
    "Int",
    "Int31",
    "Int31n",
    "Int63",
    "Int63n",
    "Intn",
    "NormFloat64",
    "Perm",
    "Shuffle",
    "Uint32",
    "Uint64",
];

/// `r := rand.New(rand.NewSource(time.Now().UnixNano()))` with numbers of `r`: those of the package, which seeds itself.
pub fn generator(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call_of(x, "math/rand", "New")?;
    let [source] = *call.args else { return None };
    let [seed] = *context.call_of(source, "math/rand", "NewSource")?.args else {
        return None;
    };
    // A seed that is a time is there to give other numbers each time.
    let now = context.call(seed).and_then(|c| match *ast.kind(c.fun) {
        ExprKind::SelectorExpr { x, .. } => Some(x),
        _ => None,
    })?;
    let is_nano = context.callee(seed).is_method("time", "Time", "UnixNano");
    if !is_nano || !context.callee(now).is("time", "Now") {
        return None;
    }
    let named = context.named_call(x)?;
    let once = matches!(context.func_name(x), "main" | "init" | "TestMain")
        && context.loops_around(x).is_empty();
    let names = context.usage.names(named.obj);
    if once || names.is_empty() {
        return None;
    }
    let file = context.file_of(x)?;
    let rand = context.import_name(file, "math/rand")?;
    let mut changes = vec![context.remove_stmt(named.stmt)?];
    for &n in names {
        let Node::Expr(selector) = context.usage.parent(n)? else {
            return None;
        };
        let ExprKind::SelectorExpr { sel, .. } = *ast.kind(selector) else {
            return None;
        };
        let called = matches!(context.usage.parent(selector)?, Node::Expr(c)
            if context.call(c).is_some_and(|c| c.fun == selector));
        if !called || !DRAWS.contains(&ast.name_str(sel)) {
            return None;
        }
        changes.push(context.replace(n, rand.clone()));
    }
    let (callee, to) = ("rand.New", "math/rand");
    let draft = start(context, x, callee, to)?
        .ask(
            CheckCode::AskSharedGenerator,
            &[("name", ast.name_str(named.name))],
            context.places.expr_span(x),
        )
        .change(changes)
        .change(context.fix_imports(file, &[], &[("time", 1)])?)
        .expect(Expect::CallGone(callee.into()));
    Some(draft.build())
}

/// Methods of `*big.Int` that set their receiver from their arguments.
const SETS: &[&str] = &[
    "Add", "And", "AndNot", "Div", "Exp", "Lsh", "Mod", "Mul", "Neg", "Not", "Or", "Quo", "Rem",
    "Rsh", "Sub", "Xor",
];

/// Methods of `*big.Int` that only read their receiver.
const READS: &[&str] = &[
    "BitLen", "Cmp", "CmpAbs", "Int64", "IsInt64", "IsUint64", "Sign", "String", "Text", "Uint64",
];

/// `x = new(big.Int).Mul(x, y)` becomes `x.Mul(x, y)`, where nobody else has what `x` points to.
pub fn multiplied(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return None;
    };
    if a.op.is_some() || a.rhs != Some(x) {
        return None;
    }
    let obj = context.variable(a.lhs).filter(|&o| context.is_local(o))?;
    let method = is_fresh(context, x)?;
    let new = match *ast.kind(context.call(x)?.fun) {
        ExprKind::SelectorExpr { x, .. } => x,
        _ => return None,
    };
    if context.loops_around(stmt).is_empty() || !is_own(context, obj) {
        return None;
    }
    let name = ast.name_str(a.lhs);
    let (file, range) = context.stmt_range(stmt)?;
    let change = crate::advise::edits::Change {
        file,
        range: range.start..context.range_of(new).end,
        insert: name.to_owned(),
    };
    let (callee, to) = (format!("new(big.Int).{method}"), format!("{name}.{method}"));
    let draft = start(context, x, &callee, &to)?
        .check(CheckCode::NotStored, &[("name", name)])
        .check(CheckCode::SameResult, &[("callee", &callee), ("to", &to)])
        .change([change]);
    Some(draft.expect(Expect::Same).build())
}

/// `new(big.Int).Mul(…)`: the method.
fn is_fresh<'c>(context: &'c Context<'_>, x: ExprId) -> Option<&'c str> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let ExprKind::SelectorExpr { x: recv, sel } = *ast.kind(call.fun) else {
        return None;
    };
    let method = ast.name_str(sel);
    let known = SETS.contains(&method) && context.callee(x).is_method("math/big", "Int", method);
    let new = context.callee(recv) == Callee::Builtin(BuiltinId::New)
        && context.is_named(context.type_of(recv), "math/big", "Int");
    (known && new).then_some(method)
}

/// Whether a variable starts with a number of its own, and is only used in ways that give nobody else a pointer to it: until it is returned.
fn is_own(context: &Context<'_>, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    let defs = &context.analysis.checked.info.defs;
    let Some(name) = defs.iter().position(|&d| d == Some(obj)).map(ExprId::new) else {
        return false;
    };
    let home = context.nearest_function(name);
    let declared = match context.usage.parent(name) {
        Some(Node::Stmt(s)) => context.declares(s),
        _ => None,
    };
    let own = declared.is_some_and(|(n, value, _)| {
        n == name
            && value.is_some_and(|v| {
                context.callee(v).is("math/big", "NewInt")
                    || context.callee(v) == Callee::Builtin(BuiltinId::New)
                    || is_fresh(context, v).is_some()
            })
    });
    own && context.usage.names(obj).iter().all(|&n| {
        if context.nearest_function(n) != home {
            return false;
        }
        match context.usage.parent(n) {
            Some(Node::Stmt(s)) => match &ast[s].kind {
                StmtKind::AssignStmt(a) => {
                    a.lhs == n
                        && a.op.is_none()
                        && a.rhs.is_some_and(|r| is_fresh(context, r).is_some())
                }
                StmtKind::ReturnStmt { .. } => context.loops_around(s).is_empty(),
                _ => false,
            },
            Some(Node::Expr(outer)) => match *ast.kind(outer) {
                // An operand of a fresh number, which is copied.
                ExprKind::CallExpr(_) => is_fresh(context, outer).is_some(),
                ExprKind::SelectorExpr { x, sel } if x == n => {
                    READS.contains(&ast.name_str(sel))
                        && matches!(context.usage.parent(outer), Some(Node::Expr(c))
                            if context.call(c).is_some_and(|c| c.fun == outer))
                }
                _ => false,
            },
            _ => false,
        }
    })
}
