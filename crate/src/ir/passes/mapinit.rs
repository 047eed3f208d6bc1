//! Moves big initialisers of package-level maps to functions of their own, which the linker can drop with the map
//! (cmd/compile/internal/staticinit, OutlineMapInits).

use super::staticinit::any_side_effects;
use crate::ir::{Defn, FuncId, Kind, NodeId, Op, Program, Tys};
use crate::types::TypeId;

/// Initialisers with fewer nodes stay where they are.
const SIZE_THRESHOLD: usize = 20;

/// Outlines the map initialisers in the package's `init` function. New functions, `map.init.N`, come right after those that the package has so far
/// at `at` in the target's list. `signature` is the type `func()`.
pub fn outline_map_inits(
    prog: &mut Program,
    tys: &Tys,
    init: FuncId,
    signature: TypeId,
    at: usize,
) {
    let mut made = Vec::new();
    for i in 0..prog.func(init).body.len() {
        let stmt = prog.func(init).body[i];
        if !worth_outlining(prog, tys, stmt) {
            continue;
        }
        let pos = prog.node(stmt).pos;
        let sym = prog.lookup(prog.local, &format!("map.init.{}", made.len()));
        let func = prog.new_func(pos, pos, sym, signature);
        let nname = prog.func(func).nname;
        prog.name_mut(nname).defn = Defn::Func(func);
        let f = prog.func_mut(func);
        f.inlinability_checked = true;
        f.body = vec![stmt];
        let fun = prog.name(nname).node;
        let call = prog.new_call(pos, Op::CallFunc, None, Some(fun), Vec::new());
        prog.func_mut(init).body[i] = call;
        made.push(func);
    }
    prog.target.map_inits.extend(&made);
    prog.target.funcs.splice(at..at, made);
}

fn worth_outlining(prog: &Program, tys: &Tys, stmt: NodeId) -> bool {
    let Kind::Assign { x, y: Some(y), .. } = prog.node(stmt).kind else {
        return false;
    };
    let is_map = prog
        .as_name(x)
        .is_some_and(|name| tys.is_map(prog.name(name).typ));
    if prog.is_blank(x) || !is_map {
        return false;
    }
    let mut size = 0;
    prog.visit(y, &mut |_| size += 1);
    size >= SIZE_THRESHOLD && !any_side_effects(prog, y)
}
