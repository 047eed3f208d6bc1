//! Names: variables and functions, with identity.

use super::id::{FuncId, NameId, NodeId, SymId};
use super::node::Esc;
use super::pos::XPos;
use crate::types::TypeId;

/// Where a name lives (cmd/compile/internal/ir.Class).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A variable of a package.
    Extern,
    /// A local variable.
    Auto,
    /// A captured variable as the capturing function sees it, or a variable moved to the heap.
    AutoHeap,
    /// A parameter or receiver.
    Param,
    /// A result.
    ParamOut,
    /// A function.
    Func,
}

/// What defines a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Defn {
    /// Nothing: declared without a value, a parameter, an imported function.
    #[default]
    None,
    /// A statement: the initialising assignment (`OAS`, `OAS2*`), the guard of a type switch (`OTYPESW`), a `range`, or the receive of a `select` case.
    Stmt(NodeId),
    /// The body, for the name of a function that is part of the program.
    Func(FuncId),
    /// The captured variable as its declaring function knows it, for a closure variable.
    Name(NameId),
}

/// A variable or a function (cmd/compile/internal/ir.Name). Each has exactly one node, [`Name::node`].
#[derive(Clone, Debug)]
pub struct Name {
    /// The `ONAME` node that stands for it in expressions.
    pub node: NodeId,
    /// Its symbol.
    pub sym: SymId,
    /// Its type.
    pub typ: TypeId,
    /// Where it was declared; for a closure variable its first use in the closure.
    pub pos: XPos,
    /// Where it lives.
    pub class: Class,
    /// The function, for a function's name; nothing for a method of an interface.
    pub func: Option<FuncId>,
    /// What defines it.
    pub defn: Defn,
    /// The function that declares it; nothing at package level.
    pub curfn: Option<FuncId>,
    /// For a closure variable: the enclosing function's copy of it.
    pub outer: Option<NameId>,
    /// Index of its type in the dictionary plus 1, for a variable of a shaped function whose type depends on it; 0 otherwise.
    pub dict_index: u16,
    /// A temporary that the compiler made.
    pub auto_temp: bool,
    /// A closure variable.
    pub is_closure_var: bool,
    /// Captured by value; holds on the canonical name.
    pub byval: bool,
    /// Its address is taken.
    pub addrtaken: bool,
    /// A local made by the inliner for a parameter of an inlined function.
    pub inl_formal: bool,
    /// A local made by the inliner for a local of an inlined function.
    pub inl_local: bool,
    /// Never assigned after its declaration.
    pub readonly: bool,
    /// Result of escape analysis.
    pub esc: Esc,
}

impl Name {
    /// Whether the variable may stay on the stack; false for what is no local variable.
    pub fn on_stack(&self) -> bool {
        match self.class {
            Class::Param | Class::ParamOut | Class::Auto => self.esc != Esc::Heap,
            Class::Extern | Class::AutoHeap | Class::Func => false,
        }
    }
}
