//! Ranges over functions: a loop's body becomes a function literal that the iterator calls
//! (cmd/compile/internal/rangefunc/rewrite.go).
//!
//! ```go
//! for x := range f { … }
//! ```
//!
//! is written as if it were
//!
//! ```go
//! {
//!     var #next int                          // at the outermost loop, where some statement needs it
//!     var #state1 = READY
//!     var #yield1 = func(x T) bool {
//!         var #tmpState = #state1
//!         #state1 = PANIC
//!         if #tmpState != READY { runtime.panicrangestate(#tmpState) }
//!         …
//!         #state1 = READY
//!         return true
//!     }
//!     f(#yield1)
//!     if #state1 == PANIC { runtime.panicrangestate(MISSING_PANIC) }
//!     #state1 = EXHAUSTED
//!     …                                      // what #next asks for
//! }
//! ```
//!
//! Statements that leave the body put into `#next` where they want to go and return from the literal; behind the call of the
//! iterator every loop on the way looks at `#next` and leaves in its turn.
//!
//! The compiler changes the syntax tree. Here the syntax tree stays as it is: `plan.rs` goes through it once and notes for each
//! loop, and for each statement that leaves one or defers a call, what becomes of it; `write.rs` writes that. The plan must be
//! complete before anything is written, because results get names on the way that show in types elsewhere.
//!
//! | `#next` | means |
//! |---|---|
//! | −1 | return |
//! | less | a branch to a label outside of the loop, each with a number of its own |
//! | 2·n | break the n-th loop from outside |
//! | 2·n − 1 | continue the n-th loop from outside |

mod plan;
mod write;

use crate::body::tree::{BinOp, Branch};
use crate::syntax::{ExprId, StmtId};
use crate::text::Pos;
use crate::types::{ObjId, TypeId};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::rc::Rc;

/// What becomes of a package's ranges over functions.
#[derive(Debug, Default)]
pub(super) struct RangeFuncs {
    loops: HashMap<StmtId, Rc<Loop>>,
    exits: HashMap<StmtId, Rc<Exit>>,
    /// Deferred calls in loops, and the variable that they are attached to.
    defers: HashMap<StmtId, ObjId>,
    /// Loops that the compiler has put its code in the place of already, while the plan is made.
    replaced: HashSet<StmtId>,
}

impl RangeFuncs {
    /// What the loop becomes, if it is a range over a function.
    pub(super) fn of_loop(&self, stmt: StmtId) -> Option<Rc<Loop>> {
        self.loops.get(&stmt).cloned()
    }

    /// What a `break`, `continue`, `goto` or `return` becomes, if it leaves the body of a range over a function.
    pub(super) fn exit(&self, stmt: StmtId) -> Option<Rc<Exit>> {
        self.exits.get(&stmt).cloned()
    }

    /// Whether the statement is replaced by a block that ends with a `return`.
    pub(super) fn is_exit(&self, stmt: StmtId) -> bool {
        self.exits.contains_key(&stmt)
    }

    /// The variable that a deferred call in the body of a range over a function is attached to.
    pub(super) fn defer_at(&self, stmt: StmtId) -> Option<ObjId> {
        self.defers.get(&stmt).copied()
    }
}

/// The values of a loop's `#state` variable (internal/abi, RF_State).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// The body has been left for good.
    Done,
    /// The body may be called.
    Ready,
    /// The body is running, or has panicked.
    Panic,
    /// The iterator has returned.
    Exhausted,
    /// The iterator has swallowed a panic of the body; no variable ever holds it.
    MissingPanic,
}

/// A range over a function.
#[derive(Debug)]
pub(super) struct Loop {
    /// `for`
    start: Pos,
    /// The closing brace of the body.
    end: Pos,
    /// What the loop ranges over.
    x: ExprId,
    body: StmtId,
    /// At an outermost loop: the variables that it and the loops in it share, in the order in which they are needed.
    shared: Vec<Shared>,
    /// `#stateN`
    state: ObjId,
    /// `#tmpState`
    tmp_state: ObjId,
    /// `#yieldN`
    yield_func: ObjId,
    /// The literal's signature.
    sig: TypeId,
    /// Assignments to existing variables and places: what is assigned to, and the parameter with its value.
    assigned: Vec<(ExprId, ObjId)>,
    /// `#next`, if there is one.
    next: Option<ObjId>,
    /// What happens behind the call of the iterator.
    checks: Vec<Check>,
}

/// A variable that nested loops share.
#[derive(Clone, Copy, Debug)]
enum Shared {
    /// `var #next int`
    Next(ObjId),
    /// `var #defers any = runtime.deferrangefunc()`
    Defers(ObjId),
}

/// `if #next op value { [#next = 0;] then }`
#[derive(Debug)]
struct Check {
    op: BinOp,
    value: i64,
    /// Whether `#next` is reset: the branch has arrived.
    clear: bool,
    then: Then,
}

#[derive(Debug)]
enum Then {
    /// `goto label`, `break label`, `continue label`
    Branch(Branch, Rc<str>),
    /// `return`, from the function around all loops
    Return,
    /// `runtime.panicrangestate(DONE)`: the iterator has not obeyed.
    Panic,
    /// `#state = …; return more`, from the body of the loop around
    Leave {
        state: ObjId,
        value: State,
        more: bool,
    },
}

/// A statement that leaves the body of a range over a function: `{ [results = …;] [#next = n;] #state = …; return more }`.
#[derive(Debug)]
pub(super) struct Exit {
    /// The statement that is replaced.
    pos: Pos,
    /// For a `return` with values: the results of the function around, and the values.
    results: Option<(Vec<ObjId>, ExprId)>,
    /// `#next`, and what it becomes.
    next: Option<(ObjId, i64)>,
    state: ObjId,
    value: State,
    /// Whether the iterator shall go on.
    more: bool,
}
