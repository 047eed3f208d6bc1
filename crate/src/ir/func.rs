//! Functions.

use super::id::{FuncId, NameId, NodeId, SymId};
use super::node::Nodes;
use super::pos::XPos;
use crate::types::TypeId;
use std::rc::Rc;

/// A parameter, receiver or result as the function's signature has it (cmd/compile/internal/types.Field).
#[derive(Clone, Debug)]
pub struct Param {
    /// Its symbol; nothing for an unnamed one. May be blank.
    pub sym: Option<SymId>,
    /// Where its name stands, or its type if it has no name.
    pub pos: XPos,
    /// Its type.
    pub typ: TypeId,
    /// The variable; nothing as long as the function has none (imported and not inlined).
    pub nname: Option<NameId>,
    /// What escape analysis found: an `esc:` string, or the empty one, which says that everything leaks (cmd/compile/internal/escape/leaks.go).
    pub note: Note,
    /// The last parameter of a variadic function.
    pub is_ddd: bool,
}

/// A parameter's escape tag; bytes, as the export data holds them.
pub type Note = Rc<[u8]>;

/// `//go:` directives of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)] // each is the directive of its name
pub struct Pragma {
    pub noescape: bool,
    pub norace: bool,
    pub nosplit: bool,
    pub noinline: bool,
    pub nocheckptr: bool,
    pub cgo_unsafe_args: bool,
    pub uintptr_keep_alive: bool,
    pub uintptr_escapes: bool,
    pub systemstack: bool,
    pub nowritebarrier: bool,
    pub nowritebarrierrec: bool,
    pub yeswritebarrierrec: bool,
}

/// What makes a function inlinable (cmd/compile/internal/ir.Inline).
#[derive(Clone, Debug, Default)]
pub struct Inline {
    /// Number of nodes as the inliner counts them.
    pub cost: i32,
    /// The results may be declared where the body returns.
    pub can_delay_results: bool,
}

/// Why a function has no exact IR. Nothing is ever guessed for such a function, nor for one that depends on it.
#[derive(Clone, Debug)]
pub struct Unsupported {
    /// The construct that is not supported.
    pub pos: XPos,
    /// What it is, in words that complete "not analysed, because …".
    pub reason: Rc<str>,
    /// The function that this one depends on and that is not analysed itself; nothing if the construct stands in this very function.
    pub via: Option<FuncId>,
}

/// How far escape analysis is with a function (cmd/compile/internal/escape, escFuncUnknown and so on).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum EscState {
    /// Not met yet.
    #[default]
    Unknown,
    /// Its variables have locations.
    Planned,
    /// Its body is being walked.
    Started,
    /// Its parameters are tagged.
    Tagged,
}

/// A function (cmd/compile/internal/ir.Func).
#[derive(Clone, Debug)]
pub struct Func {
    /// Where the declaration stands: the name, the `(` of a receiver, or the `func` of a literal.
    pub pos: XPos,
    /// Its name.
    pub nname: NameId,
    /// Its body. Empty for a function without one.
    pub body: Nodes,
    /// The `OCLOSURE` node of a function literal.
    pub oclosure: Option<NodeId>,
    /// Receiver and parameters, in order.
    pub recv_params: Vec<Param>,
    /// Whether the first of `recv_params` is a receiver.
    pub has_recv: bool,
    /// Results, in order.
    pub results: Vec<Param>,
    /// All parameters, results and locals: parameters first, then results, then locals in order of declaration. No closure variables.
    pub dcl: Vec<NameId>,
    /// The captured variables as this function sees them.
    pub closure_vars: Vec<NameId>,
    /// The function in which a literal or wrapper stands.
    pub closure_parent: Option<FuncId>,
    /// For the body of a range-over-func loop: the nearest enclosing function that is no such body.
    pub range_parent: Option<FuncId>,
    /// For a wrapper of `go` or `defer`: the function that it calls.
    pub wrapped_func: Option<FuncId>,
    /// Set if the function can be inlined.
    pub inl: Option<Inline>,
    /// The inliner has decided on it.
    pub inlinability_checked: bool,
    /// Number of literals named after it so far.
    pub func_lit_gen: u32,
    /// Number of range-over-func bodies named after it so far.
    pub range_lit_gen: u32,
    /// Number of `go` and `defer` wrappers named after it so far.
    pub go_defer_gen: u32,
    /// Largest label made for it so far.
    pub label: u32,
    /// Where the body ends.
    pub endlineno: XPos,
    /// Its directives.
    pub pragma: Pragma,
    /// May be defined in several packages: instantiated generics, wrappers of imported types.
    pub dupok: bool,
    /// Generated around another function.
    pub wrapper: bool,
    /// Has captured variables or hidden parameters.
    pub needctxt: bool,
    /// Called indirectly, so that nobody knows where its results go. Set by escape analysis.
    pub closure_results_lost: bool,
    /// The generated `init` of the package.
    pub package_init: bool,
    /// Number of `return` statements.
    pub num_returns: u32,
    /// Set if its IR is not exact; such a function has no body.
    pub unsupported: Option<Unsupported>,
    /// How far escape analysis is with it.
    pub esc_state: EscState,
}

impl Func {
    /// A function without body, parameters and results.
    pub fn new(pos: XPos, nname: NameId) -> Func {
        Func {
            pos,
            nname,
            body: Vec::new(),
            oclosure: None,
            recv_params: Vec::new(),
            has_recv: false,
            results: Vec::new(),
            dcl: Vec::new(),
            closure_vars: Vec::new(),
            closure_parent: None,
            range_parent: None,
            wrapped_func: None,
            inl: None,
            inlinability_checked: false,
            func_lit_gen: 0,
            range_lit_gen: 0,
            go_defer_gen: 0,
            label: 0,
            endlineno: XPos::NONE,
            pragma: Pragma::default(),
            dupok: false,
            wrapper: false,
            needctxt: false,
            closure_results_lost: false,
            package_init: false,
            num_returns: 0,
            unsupported: None,
            esc_state: EscState::Unknown,
        }
    }

    /// Whether this is a function literal that captures at least one variable.
    pub fn is_closure(&self) -> bool {
        self.oclosure.is_some() && !self.closure_vars.is_empty()
    }

    /// The receiver, if there is one.
    pub fn recv(&self) -> Option<&Param> {
        self.has_recv.then(|| self.recv_params.first()).flatten()
    }

    /// The parameters without the receiver.
    pub fn params(&self) -> &[Param] {
        self.recv_params
            .get(usize::from(self.has_recv)..)
            .unwrap_or_default()
    }
}
