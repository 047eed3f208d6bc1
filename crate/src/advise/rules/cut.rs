//! R17: `parts := strings.SplitN(s, sep, 2)` with both outcomes looked at becomes `before, after, found := strings.Cut(s, sep)`.
//!
//! Where the separator is missing, `parts[1]` would panic and Cut gives an empty text: every use of it must stand behind a look at
//! the length.

use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(x);
    let pkg = ["strings", "bytes"]
        .into_iter()
        .find(|p| callee.is(p, "SplitN"))?;
    // The parts of bytes have their capacity cut off by SplitN, those of Cut have not.
    if pkg == "bytes" {
        return None;
    }
    let call = context.call(x)?;
    let [text, sep, n] = *call.args else {
        return None;
    };
    let separator = context.const_string(sep)?;
    if separator.is_empty() || context.const_int(n) != Some(2) {
        return None;
    }
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return None;
    };
    if a.op != Some(Operator::Def) || a.rhs != Some(x) {
        return None;
    }
    context.siblings(stmt)?;
    let obj = context.analysis.checked.info.defs[a.lhs.index()]?;
    let name = ast.name_str(a.lhs).to_owned();
    let uses = Uses::of(context, obj)?;
    let all_checked = uses
        .second
        .iter()
        .all(|&n| is_behind_check(context, n, &uses.lengths));
    if !all_checked || uses.lengths.is_empty() {
        return None;
    }
    let names = Names::new(context, &uses);
    let ExprKind::SelectorExpr { x: strings, .. } = *ast.kind(call.fun) else {
        return None;
    };
    let new = format!(
        "{}, {}, {} := {}.Cut({}, {})",
        names.before,
        names.after,
        names.found,
        context.source(strings),
        context.source(text),
        context.source(sep)
    );
    let mut changes = vec![context.replace_stmt(stmt, new)?];
    changes.extend(uses.changes(context, &names));
    let draft = context
        .draft_at("R17", SuggestionCode::Cut, x, &[("name", &name)])?
        .check(CheckCode::SeparatorNotEmpty, &[("sep", &separator)])
        .check(CheckCode::LengthChecked, &[("name", &name)])
        .change(changes)
        .expect(Expect::CallGone("strings.SplitN".into()));
    Some(draft.build())
}

/// A look at the length: the comparison, and whether it holds where the separator was found.
#[derive(Clone, Copy)]
struct Length {
    comparison: ExprId,
    found: bool,
}

/// The uses of the parts.
struct Uses {
    first: Vec<ExprId>,
    second: Vec<ExprId>,
    lengths: Vec<Length>,
}

impl Uses {
    fn of(context: &Context<'_>, obj: ObjId) -> Option<Uses> {
        let ast = &context.analysis.ast;
        let mut uses = Uses {
            first: Vec::new(),
            second: Vec::new(),
            lengths: Vec::new(),
        };
        for &n in context.usage.names(obj) {
            let Some(Node::Expr(outer)) = context.usage.parent(n) else {
                return None;
            };
            match ast.kind(outer) {
                ExprKind::IndexExpr { x, index } if *x == n => {
                    if is_written(context, outer) {
                        return None;
                    }
                    match context.const_int(*index) {
                        Some(0) => uses.first.push(outer),
                        Some(1) => uses.second.push(outer),
                        _ => return None,
                    }
                }
                ExprKind::CallExpr(_)
                    if context.callee(outer) == Callee::Builtin(BuiltinId::Len) =>
                {
                    uses.lengths.push(length(context, outer)?);
                }
                _ => return None,
            }
        }
        Some(uses)
    }

    fn changes(&self, context: &Context<'_>, names: &Names) -> Vec<Change> {
        let first = self.first.iter().map(|&x| (x, names.before.clone()));
        let second = self.second.iter().map(|&x| (x, names.after.clone()));
        let needless: Vec<Change> = self
            .lengths
            .iter()
            .filter_map(|l| self.needless(context, l))
            .collect();
        let lengths = self
            .lengths
            .iter()
            .filter(|l| self.needless(context, l).is_none());
        let lengths = lengths.map(|l| {
            let not = if l.found { "" } else { "!" };
            (l.comparison, format!("{not}{}", names.found))
        });
        let all = first.chain(second).chain(lengths);
        let changed = all.map(|(x, text)| context.replace(x, text));
        changed.chain(needless).collect()
    }
}

impl Uses {
    /// `else if len(parts) == 1` behind `if len(parts) == 2` asks for nothing any more: an `else` is left.
    fn needless(&self, context: &Context<'_>, l: &Length) -> Option<Change> {
        let ast = &context.analysis.ast;
        let Some(Node::Stmt(own)) = context.usage.parent(l.comparison) else {
            return None;
        };
        let Some(Node::Stmt(outer)) = context.usage.parent(own) else {
            return None;
        };
        let (StmtKind::IfStmt(second), StmtKind::IfStmt(first)) =
            (&ast[own].kind, &ast[outer].kind)
        else {
            return None;
        };
        let opposite = |o: &Length| first.cond == Some(o.comparison) && o.found != l.found;
        // What stands behind would never be reached.
        let ends = leaves(context, first.then) && leaves(context, second.then);
        let plain =
            second.init.is_none() && second.els.is_none() && first.els == Some(own) && !ends;
        if !plain || second.cond != Some(l.comparison) || !self.lengths.iter().any(opposite) {
            return None;
        }
        let (file, from) = context.offset(ast[own].pos);
        let (_, to) = context.offset(ast[second.then].pos);
        Some(Change {
            file,
            range: from..to,
            insert: String::new(),
        })
    }
}

/// Whether an element is assigned to or its address taken.
fn is_written(context: &Context<'_>, x: ExprId) -> bool {
    let ast = &context.analysis.ast;
    match context.usage.parent(x) {
        Some(Node::Expr(outer)) => {
            matches!(
                ast.kind(outer),
                ExprKind::Operation {
                    op: Operator::And,
                    y: None,
                    ..
                } | ExprKind::ListExpr(_)
            ) && !is_right_side(context, outer)
        }
        Some(Node::Stmt(s)) => {
            matches!(&ast[s].kind, StmtKind::AssignStmt(a) if a.lhs == x)
        }
        _ => true,
    }
}

/// Whether a list stands on the right of an assignment, or in a return.
fn is_right_side(context: &Context<'_>, list: ExprId) -> bool {
    let ast = &context.analysis.ast;
    match context.usage.parent(list) {
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::AssignStmt(a) => a.rhs == Some(list),
            StmtKind::ReturnStmt { .. } | StmtKind::CaseClause(_) => true,
            _ => false,
        },
        _ => false,
    }
}

/// `len(parts) == 2`, `!= 2`, `< 2`, `> 1`, `== 1`, `>= 2`, …
fn length(context: &Context<'_>, len: ExprId) -> Option<Length> {
    let ast = &context.analysis.ast;
    let Some(Node::Expr(comparison)) = context.usage.parent(len) else {
        return None;
    };
    let ExprKind::Operation { op, x, y: Some(y) } = *ast.kind(comparison) else {
        return None;
    };
    if x != len {
        return None;
    }
    // The length is 1 or 2.
    let holds = |n: i64| {
        let c = context.const_int(y)?;
        Some(match op {
            Operator::Eql => n == c,
            Operator::Neq => n != c,
            Operator::Lss => n < c,
            Operator::Leq => n <= c,
            Operator::Gtr => n > c,
            Operator::Geq => n >= c,
            _ => return None,
        })
    };
    let (one, two) = (holds(1)?, holds(2)?);
    (one != two).then_some(Length {
        comparison,
        found: two,
    })
}

/// Whether the second part stands where the length was found to be 2.
fn is_behind_check(context: &Context<'_>, x: ExprId, lengths: &[Length]) -> bool {
    lengths.iter().any(|l| guards(context, x, l))
}

fn guards(context: &Context<'_>, x: ExprId, l: &Length) -> bool {
    let ast = &context.analysis.ast;
    // `len(parts) == 2 && parts[1] == …`
    let mut below = Node::Expr(l.comparison);
    let mut whole = l.comparison;
    for n in context.usage.ancestors(l.comparison) {
        match n {
            Node::Expr(outer) => match *ast.kind(outer) {
                ExprKind::Operation {
                    op: Operator::AndAnd,
                    x: left,
                    y: Some(right),
                } if l.found => {
                    if below == Node::Expr(left) && context.is_within(x, right) {
                        return true;
                    }
                }
                ExprKind::Operation {
                    op: Operator::OrOr,
                    x: left,
                    y: Some(right),
                } if !l.found => {
                    if below == Node::Expr(left) && context.is_within(x, right) {
                        return true;
                    }
                }
                ExprKind::ParenExpr(_) => {}
                _ => return false,
            },
            Node::Stmt(s) => {
                let StmtKind::IfStmt(i) = &ast[s].kind else {
                    return false;
                };
                if i.cond != Some(whole) {
                    return false;
                }
                return match l.found {
                    true => context.is_within(x, i.then),
                    false => {
                        i.els.is_some_and(|e| context.is_within(x, e))
                            || leaves(context, i.then) && follows(context, x, s)
                    }
                };
            }
            _ => return false,
        }
        below = n;
        if let Node::Expr(outer) = n {
            whole = outer;
        }
    }
    false
}

/// Whether a block ends by leaving: return, continue, break, goto, panic.
pub fn leaves(context: &Context<'_>, block: StmtId) -> bool {
    let ast = &context.analysis.ast;
    let Some(&last) = ast.block(block).last() else {
        return false;
    };
    match &ast[last].kind {
        StmtKind::ReturnStmt { .. } => true,
        StmtKind::BranchStmt(b) => b.tok != crate::syntax::BranchKind::Fallthrough,
        StmtKind::ExprStmt(x) => {
            let callee = context.callee(*x);
            callee == Callee::Builtin(BuiltinId::Panic)
                || callee.is("os", "Exit")
                || ["Fatal", "Fatalf", "Fatalln", "Panic", "Panicf"]
                    .iter()
                    .any(|n| callee.is("log", n))
        }
        _ => false,
    }
}

/// Whether a node stands behind a statement in the same list.
fn follows(context: &Context<'_>, x: ExprId, s: StmtId) -> bool {
    let Some((list, at)) = context.siblings(s) else {
        return false;
    };
    list[at + 1..]
        .iter()
        .any(|&later| context.is_within(x, later))
}

struct Names {
    before: String,
    after: String,
    found: String,
}

impl Names {
    fn new(context: &Context<'_>, uses: &Uses) -> Names {
        let name = |used: bool, wanted: &str| match used {
            true => context.free_name(wanted),
            false => "_".to_owned(),
        };
        Names {
            before: name(!uses.first.is_empty(), "before"),
            after: name(!uses.second.is_empty(), "after"),
            found: context.free_name("found"),
        }
    }
}
