//! Variables on the heap (cmd/compile/internal/ssagen/ssa.go: newHeapaddr, flushPendingHeapAllocations).
//!
//! Each is an object of its own, with one exception: small ones without pointers that are declared one after the other, with no branch between
//! them, share one.

use super::amount::Object;
use super::model::{Model, Never};
use crate::ir::{Kind, NameId, NodeId, Op, Program, Tys, expr};

/// The shared object has at most so many bytes.
const MAX_SHARED: u64 = 16;

/// Variables that were declared since the last branch.
#[derive(Default)]
pub struct Pending {
    vars: Vec<(NameId, Object, u64)>,
    /// There may have been a branch since.
    unsure: bool,
}

/// Whether the code of a node has branches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Branches {
    /// It has none.
    No,
    /// It depends on what the optimiser knows.
    Maybe,
    /// It has.
    Yes,
}

/// Whether there are branches in the code of a node, its operands aside.
pub fn branches(program: &Program, tys: &Tys, n: NodeId) -> Branches {
    let node = program.node(n);
    match node.op {
        Op::Name
        | Op::NoName
        | Op::Type
        | Op::Literal
        | Op::Nil
        | Op::Dcl
        | Op::As
        | Op::As2
        | Op::AsOp
        | Op::As2Func
        | Op::CallInter
        | Op::Addr
        | Op::ConvNop
        | Op::Add
        | Op::Sub
        | Op::Mul
        | Op::Or
        | Op::Xor
        | Op::And
        | Op::AndNot
        | Op::Neg
        | Op::Not
        | Op::BitNot
        | Op::Plus
        | Op::Paren
        | Op::Dot
        | Op::DotPtr
        | Op::Deref
        | Op::StructLit
        | Op::StructKey
        | Op::InlMark
        | Op::Block
        | Op::InlCall
        | Op::Closure
        | Op::New
        | Op::PtrLit
        | Op::Return => Branches::No,
        Op::If
        | Op::For
        | Op::Range
        | Op::Switch
        | Op::Select
        | Op::AndAnd
        | Op::OrOr
        | Op::Append
        | Op::Defer
        | Op::Label
        | Op::Goto
        | Op::Break
        | Op::Continue => Branches::Yes,
        // Some functions of these packages are instructions, with a test whether the processor has them.
        Op::CallFunc => match callee_package(program, n) {
            Some(path) if path.starts_with("math") || path.starts_with("internal/runtime") => {
                Branches::Maybe
            }
            _ => Branches::No,
        },
        // Whether the index is in bounds; of arrays that may be known.
        Op::Index if !node.x().is_some_and(|x| expr::is_array(program, tys, x)) => Branches::Yes,
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => match &node.kind {
            Kind::Binary { x, .. } if program.node(*x).typ.is_some_and(|t| tys.is_integer(t)) => {
                Branches::No
            }
            _ => Branches::Maybe,
        },
        _ => Branches::Maybe,
    }
}

/// The import path of the package of the function that is called.
fn callee_package(program: &Program, n: NodeId) -> Option<&str> {
    let fun = program.node(n).as_call()?.fun?;
    let name = expr::static_callee_name(program, fun)?;
    Some(&program.pkg_of(program.sym(program.name(name).sym).pkg).path)
}

impl Pending {
    /// A variable on the heap is declared. `set` gets the model of each variable as soon as it is known.
    pub fn declare(
        &mut self,
        program: &Program,
        tys: &mut Tys,
        name: NameId,
        set: &mut impl FnMut(NameId, Model),
    ) {
        let layout = tys.layout(program.name(name).typ);
        let object = Object {
            size: u64::try_from(layout.size).unwrap_or(u64::MAX),
            scan: layout.has_pointers(),
        };
        if object.scan || object.size >= MAX_SHARED || object.size == 0 {
            return set(name, Model::object(object.size, object.scan));
        }
        let used: u64 = self.vars.iter().map(|(_, o, _)| o.size).sum();
        if used + object.size > MAX_SHARED {
            // With a branch before this one they are flushed anyway.
            self.flush(set);
        }
        let align = u64::try_from(layout.align).unwrap_or(1).max(1);
        self.vars.push((name, object, align));
    }

    /// A node was passed.
    pub fn passed(&mut self, branches: Branches, set: &mut impl FnMut(NameId, Model)) {
        match branches {
            Branches::No => {}
            Branches::Maybe => self.unsure |= !self.vars.is_empty(),
            Branches::Yes => self.flush(set),
        }
    }

    /// What is declared from here on shares nothing with what was declared before.
    pub fn flush(&mut self, set: &mut impl FnMut(NameId, Model)) {
        let unsure = std::mem::take(&mut self.unsure);
        let vars = std::mem::take(&mut self.vars);
        let (Some(first), several) = (vars.first(), vars.len() > 1) else {
            return;
        };
        if several && unsure {
            set(first.0, Model::MayShare(first.1));
            for (name, object, _) in &vars[1..] {
                set(*name, Model::MayShare(*object));
            }
            return;
        }
        let align = vars.iter().map(|v| v.2).max().unwrap_or(1);
        let size: u64 = vars.iter().map(|v| v.1.size).sum();
        set(first.0, Model::object(size.next_multiple_of(align), false));
        for (name, ..) in &vars[1..] {
            set(*name, Model::Never(Never::Shared));
        }
    }
}
