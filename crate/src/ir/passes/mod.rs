//! The small passes between type checking and escape analysis, in the compiler's order (cmd/compile/internal/gc/main.go).

pub mod bloop;
pub mod deadlocals;
pub mod loopvar;
pub mod mapinit;
pub mod staticinit;

use super::{Program, Tys};

/// Makes sure that all types that nodes have can be asked about without changing the store.
pub fn complete_types(prog: &Program, tys: &mut Tys) {
    let mut seen = rustc_hash::FxHashSet::default();
    for i in 0..prog.node_count() {
        let node = prog.node(super::NodeId::from_index(i));
        if let Some(t) = node.typ.filter(|&t| seen.insert(t)) {
            tys.complete(t);
        }
    }
}

/// What has to happen to the package-level initialisers before anything looks at the package: big maps get functions of their own.
pub fn outline_maps(prog: &mut Program, tys: &Tys) {
    let Some(init) = prog.target.package_init else {
        return;
    };
    let signature = prog.name(prog.func(init).nname).typ;
    let at = prog.target.funcs.iter().position(|&f| f == init);
    mapinit::outline_map_inits(prog, tys, init, signature, at.map_or(0, |i| i + 1));
}

/// The passes that come before anything looks at calls.
pub fn prepare(prog: &mut Program, tys: &mut Tys) -> Vec<bloop::Kept> {
    outline_maps(prog, tys);
    bloop::run(prog, tys)
}

/// Runs the passes that stand between inlining and escape analysis.
pub fn run(prog: &mut Program, tys: &mut Tys) {
    complete_types(prog, tys);
    let funcs = prog.target.funcs.clone();
    for &f in &funcs {
        loopvar::for_capture(prog, tys, f);
    }
    if let Some(init) = prog.target.package_init
        && prog.func(init).unsupported.is_none()
    {
        staticinit::package_init(prog, tys, init);
    }
    deadlocals::funcs(prog, &funcs);
}
