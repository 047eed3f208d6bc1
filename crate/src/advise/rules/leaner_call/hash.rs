//! Sums in one call.

use super::start;
use crate::advise::Context;
use crate::advise::draft::{Draft, Expect};
use crate::syntax::{ExprId, ExprKind, Node, StmtId, StmtKind};
use crate::wire::CheckCode;

/// Hashes whose sum can be had in one call: the package, the functions that make one, and the one that does all.
const HASHES: &[(&str, &str, &str)] = &[
    ("crypto/sha256", "New", "Sum256"),
    ("crypto/sha256", "New224", "Sum224"),
    ("crypto/sha512", "New", "Sum512"),
    ("crypto/sha512", "New384", "Sum384"),
    ("crypto/sha1", "New", "Sum"),
    ("crypto/md5", "New", "Sum"),
];

/// `h := sha256.New()`, `h.Write(b)`, `h.Sum(nil)` becomes `sum := sha256.Sum256(b)`, `sum[:]`.
pub fn hashed(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(x);
    let (path, new, all) = HASHES.iter().find(|(p, n, _)| callee.is(p, n))?;
    let call = context.call(x)?;
    let named = context.named_call(x)?;
    let home = context.nearest_function(x)?;
    let mut write: Option<(StmtId, ExprId)> = None;
    let mut sum: Option<ExprId> = None;
    for &n in context.usage.names(named.obj) {
        let Node::Expr(selector) = context.usage.parent(n)? else {
            return None;
        };
        let Node::Expr(used) = context.usage.parent(selector)? else {
            return None;
        };
        let c = context.call(used).filter(|c| c.fun == selector)?;
        let [arg] = *c.args else { return None };
        let ExprKind::SelectorExpr { sel, .. } = *ast.kind(selector) else {
            return None;
        };
        if context.nearest_function(n)? != home {
            return None;
        }
        match ast.name_str(sel) {
            "Write" => {
                let Node::Stmt(s) = context.usage.parent(used)? else {
                    return None;
                };
                let alone = matches!(ast[s].kind, StmtKind::ExprStmt(_));
                if !alone || write.is_some() {
                    return None;
                }
                write = Some((s, arg));
            }
            "Sum" => {
                let nothing = context.is_nil(arg);
                if !nothing || sum.is_some() {
                    return None;
                }
                sum = Some(used);
            }
            _ => return None,
        }
    }
    let ((write, data), sum) = (write?, sum?);
    // One after the other in one block: made, written, summed.
    let block = context.usage.parent(named.stmt);
    let last = context.stmt_of(sum)?;
    let in_block = context.usage.parent(write) == block
        && context.usage.ancestors(last).any(|a| Some(a) == block)
        && context.loops_around(last) == context.loops_around(write);
    let start_of = |s| context.stmt_range(s).map(|(_, r)| r.start);
    let ordered = start_of(named.stmt)? < start_of(write)? && start_of(write)? < start_of(last)?;
    if !in_block || !ordered || context.is_const(data) {
        return None;
    }
    let pkg = context.source(call.fun);
    let pkg = pkg.strip_suffix(&format!(".{new}"))?;
    let name = context.free_name("sum");
    let short = path.rsplit('/').next()?;
    let (shown, to) = (format!("{short}.{new}"), format!("{short}.{all}"));
    let text = format!("{name} := {pkg}.{all}({})", context.source(data));
    let draft = start(context, x, &shown, &to)?
        .check(CheckCode::SameResult, &[("callee", &shown), ("to", &to)])
        .change([
            context.remove_stmt(named.stmt)?,
            context.replace_stmt(write, text)?,
            context.replace(sum, format!("{name}[:]")),
        ])
        .expect(Expect::Same);
    Some(draft.build())
}
