//! L11: a pool that lives as long as one call.

use super::pools::Pools;
use super::{Finding, finding};
use crate::advise::Context;
use crate::syntax::{ExprId, Node};
use crate::wire::LintCode;

/// Pools in local variables that are used only in their own function, once each call.
pub fn all(c: &Context<'_>, pools: &Pools, out: &mut Vec<Finding>) {
    let defs = &c.analysis.checked.info.defs;
    for (&key, pool) in &pools.by_key {
        if !c.is_local(key) || pool.open {
            continue;
        }
        let Some(name) = defs.iter().position(|&d| d == Some(key)) else {
            continue;
        };
        let name = ExprId::new(name);
        let here = c.nearest_function(name);
        let outermost = |n: Node| matches!(n, Node::Decl(_));
        // The body of main runs once; tests and benchmarks want their own.
        let once = matches!(c.func_name(name), "main" | "init");
        if once || here.is_none_or(|h| !outermost(h)) || !c.loops_around(name).is_empty() {
            continue;
        }
        let again = |&n: &ExprId| {
            // In a loop or a function literal it may give something out again.
            !c.loops_around(n).is_empty() || c.nearest_function(n) != here
        };
        if c.usage.names(key).iter().any(again) {
            continue;
        }
        let params = [("pool", pool.name.as_str())];
        out.push(finding(LintCode::PoolPerCall, name, &params));
    }
}
