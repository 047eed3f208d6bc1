//! R31: values that are made anew each time, though one that is there could be filled again. What would be seen of that is for the reader to
//! judge, so they are explained.

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, Node, StmtKind};
use crate::wire::SuggestionCode;

/// What is made, and what fills one that is there.
struct Pair {
    path: &'static str,
    name: &'static str,
    to: &'static str,
    /// Whether it is worth telling here.
    when: fn(&Context<'_>, ExprId) -> bool,
}

const PAIRS: &[Pair] = &[
    Pair {
        path: "encoding/json",
        name: "Marshal",
        to: "json.Encoder.Encode",
        when: is_only_written,
    },
    Pair {
        path: "encoding/json",
        name: "Unmarshal",
        to: "json.Unmarshal",
        when: fills_one_of_each_turn,
    },
    Pair {
        path: "strings",
        name: "NewReader",
        to: "strings.Reader.Reset",
        when: is_made_in_each_turn,
    },
    Pair {
        path: "bytes",
        name: "NewReader",
        to: "bytes.Reader.Reset",
        when: is_made_in_each_turn,
    },
    Pair {
        path: "bufio",
        name: "NewScanner",
        to: "bufio.Scanner.Buffer",
        when: is_made_in_each_turn,
    },
    Pair {
        path: "io",
        name: "ReadAll",
        to: "bytes.Buffer.ReadFrom",
        when: is_made_in_each_turn,
    },
    Pair {
        path: "slices",
        name: "Clone",
        to: "slices.Sort",
        when: is_sorted_next,
    },
];

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let callee = context.callee(x);
    let pair = PAIRS.iter().find(|p| callee.is(p.path, p.name))?;
    if !(pair.when)(context, x) {
        return None;
    }
    let short = pair.path.rsplit('/').next()?;
    let shown = format!("{short}.{}", pair.name);
    let about = [("callee", shown.as_str()), ("to", pair.to)];
    let draft = context.draft_at("R31", SuggestionCode::ReuseValue, x, &about)?;
    Some(draft.explanation())
}

/// The variable that takes the first result of a call.
fn taken_by(context: &Context<'_>, x: ExprId) -> Option<crate::types::ObjId> {
    let ast = &context.analysis.ast;
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    match &ast[stmt].kind {
        StmtKind::AssignStmt(a) if a.rhs == Some(x) => {
            context.variable(*ast.unpack_list(&Some(a.lhs)).first()?)
        }
        _ => None,
    }
}

/// `data, err := json.Marshal(v)`, and all that becomes of `data` is `w.Write(data)`.
fn is_only_written(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let Some(obj) = taken_by(context, x).filter(|&o| context.is_local(o)) else {
        return false;
    };
    let writes = |n: ExprId| {
        let Some(Node::Expr(outer)) = context.usage.parent(n) else {
            return false;
        };
        let method = context.call(outer).and_then(|c| match *ast.kind(c.fun) {
            crate::syntax::ExprKind::SelectorExpr { sel, .. } => Some(ast.name_str(sel)),
            _ => None,
        });
        method == Some("Write")
    };
    let defs = &context.analysis.checked.info.defs;
    let names = context.usage.names(obj).iter().copied();
    let mut used = names.filter(|n| defs[n.index()].is_none()).peekable();
    used.peek().is_some() && used.all(writes)
}

/// In a loop, and into a variable that each turn declares.
fn fills_one_of_each_turn(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    let target = context.call(x).and_then(|c| c.args.get(1).copied());
    let operand = target.and_then(|t| match *ast.kind(ast.unparen(t)) {
        crate::syntax::ExprKind::Operation {
            op: crate::syntax::Operator::And,
            x,
            y: None,
        } => context.variable(x),
        _ => None,
    });
    let loops = context.loops_around(x);
    operand.is_some_and(|o| loops.iter().any(|&l| context.is_within_declaration(o, l)))
}

fn is_made_in_each_turn(context: &Context<'_>, x: ExprId) -> bool {
    context.repeated_by(x).is_some()
}

/// `c := slices.Clone(s)`, and the next statement sorts it.
fn is_sorted_next(context: &Context<'_>, x: ExprId) -> bool {
    let Some(obj) = taken_by(context, x) else {
        return false;
    };
    let Some((list, at)) = context.stmt_of(x).and_then(|s| context.siblings(s)) else {
        return false;
    };
    let Some(StmtKind::ExprStmt(next)) = list.get(at + 1).map(|&s| &context.analysis.ast[s].kind)
    else {
        return false;
    };
    let callee = context.callee(*next);
    let sorts = ["Sort", "SortFunc", "SortStableFunc"];
    let first = context.call(*next).and_then(|c| c.args.first().copied());
    sorts.iter().any(|n| callee.is("slices", n))
        && first.is_some_and(|f| context.variable(f) == Some(obj))
}
