//! What escape analysis finds, in the order in which the compiler would say it.

use crate::ir::{FuncId, NameId, NodeId, Program};
use rustc_hash::FxHashMap as HashMap;

/// Why a value flows from one place to the next: the words in brackets of a `-m=2` line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // each is its text
pub enum Why {
    AddressOf,
    Indirection,
    Dot,
    DotOfPointer,
    FixedArrayIndexOf,
    Slice,
    InterfaceConverted,
    SliceToArray,
    ArrayLiteralElement,
    SliceLiteralElement,
    StructLiteralElement,
    MapLiteralKey,
    MapLiteralValue,
    ReflectHeaderData,
    Spill,
    CallParameter,
    CalleeOperand,
    AppendeeSlice,
    AppendedSlice,
    CopiedSlice,
    UintptrEscapes,
    KeyOfMapPut,
    Range,
    RangeDeref,
    SwitchCase,
    Send,
    Assign,
    AssignPair,
    AssignPairDotType,
    AssignPairMapr,
    AssignPairReceive,
    Return,
    Reference,
    CapturedByAClosure,
    TooLargeForStack,
    TooAlignedForStack,
    ZeroSizedElement,
}

impl Why {
    /// The compiler's text.
    pub fn text(self) -> &'static str {
        match self {
            Why::AddressOf => "address-of",
            Why::Indirection => "indirection",
            Why::Dot => "dot",
            Why::DotOfPointer => "dot of pointer",
            Why::FixedArrayIndexOf => "fixed-array-index-of",
            Why::Slice => "slice",
            Why::InterfaceConverted => "interface-converted",
            Why::SliceToArray => "slice-to-array",
            Why::ArrayLiteralElement => "array literal element",
            Why::SliceLiteralElement => "slice-literal-element",
            Why::StructLiteralElement => "struct literal element",
            Why::MapLiteralKey => "map literal key",
            Why::MapLiteralValue => "map literal value",
            Why::ReflectHeaderData => "reflect.Header.Data",
            Why::Spill => "spill",
            Why::CallParameter => "call parameter",
            Why::CalleeOperand => "callee operand",
            Why::AppendeeSlice => "appendee slice",
            Why::AppendedSlice => "appended slice...",
            Why::CopiedSlice => "copied slice",
            Why::UintptrEscapes => "//go:uintptrescapes",
            Why::KeyOfMapPut => "key of map put",
            Why::Range => "range",
            Why::RangeDeref => "range-deref",
            Why::SwitchCase => "switch case",
            Why::Send => "send",
            Why::Assign => "assign",
            Why::AssignPair => "assign-pair",
            Why::AssignPairDotType => "assign-pair-dot-type",
            Why::AssignPairMapr => "assign-pair-mapr",
            Why::AssignPairReceive => "assign-pair-receive",
            Why::Return => "return",
            Why::Reference => "reference",
            Why::CapturedByAClosure => "captured by a closure",
            Why::TooLargeForStack => "too large for stack",
            Why::TooAlignedForStack => "too aligned for stack",
            Why::ZeroSizedElement => "zero-sized element",
        }
    }
}

/// A place that values flow from or to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// `{heap}`
    Heap,
    /// `{temp}`: a value on its way, of no variable. The pseudo-places for writes and calls are told so too.
    Temp,
    /// A variable, or the storage that an expression allocates.
    Node(NodeId),
}

/// One step of a flow path: `dst` gets `src`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Where the value goes.
    pub dst: Place,
    /// Where it comes from.
    pub src: Place,
    /// Dereferences on the way; -1 if the address of `src` is taken.
    pub derefs: i32,
    /// The nodes that carry it, innermost first, and what each does.
    pub notes: Vec<(NodeId, Why)>,
}

/// How a value gets where it makes something escape: from the place in question to the place that outlives it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Path {
    /// The steps; the first one starts at the place in question.
    pub steps: Vec<Step>,
    /// The steps ran into a cycle and were cut off there.
    pub truncated: bool,
}

/// What is said of a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamFact {
    /// The value itself reaches the heap.
    Leaks,
    /// Something that the value points to reaches the heap.
    LeaksContent,
    /// The value, after so many dereferences, reaches a result.
    LeaksToResult {
        /// Index of the result.
        result: usize,
        /// Dereferences.
        level: u32,
    },
    /// It goes nowhere that outlives the call.
    DoesNotEscape,
    /// A function without a body takes a `uintptr`, which may be an address.
    AssumingUnsafeUintptr,
    /// A `uintptr` of a `//go:uintptrescapes` function.
    EscapingUintptr,
    /// The same for `...uintptr`.
    EscapingUintptrs,
}

/// What a fact is about: a variable or an expression that allocates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Site {
    /// A variable.
    Var(NameId),
    /// An expression.
    Expr(NodeId),
}

/// One finding. Facts come in the compiler's order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// An assignment within one object, which changes no lifetime.
    SelfAssignment {
        /// The function.
        func: FuncId,
        /// The assignment.
        stmt: NodeId,
    },
    /// How a literal captures a variable.
    Capture {
        /// The variable, as its declaring function knows it.
        var: NameId,
        /// By value, or else by reference.
        by_value: bool,
        /// Its address is taken.
        addrtaken: bool,
        /// It is assigned again.
        reassigned: bool,
        /// Its size in bytes.
        width: i64,
    },
    /// Why something escapes. Comes before the verdict; only if explanations are asked for.
    Flow {
        /// What escapes.
        site: Site,
        /// The function that it stands in.
        func: FuncId,
        /// The way.
        path: Path,
        /// Found while the graph was built, before values were replaced by constants.
        early: bool,
    },
    /// Why a parameter leaks. Comes before the verdict, several times if several ways were found; only if explanations are asked for.
    ParamFlow {
        /// The parameter.
        param: NameId,
        /// The function.
        func: FuncId,
        /// Where it leaks to.
        to: Place,
        /// Dereferences on the way.
        derefs: i32,
        /// The way.
        path: Path,
    },
    /// The verdict on a parameter; several if it leaks to several places.
    Param {
        /// The function.
        func: FuncId,
        /// Index in its `recv_params`.
        index: usize,
        /// The verdict.
        what: ParamFact,
    },
    /// The verdict on a variable or on an expression that allocates. Variables are mentioned only if they escape.
    Alloc {
        /// What it is about.
        site: Site,
        /// The function that it stands in.
        func: FuncId,
        /// Must live on the heap.
        escapes: bool,
        /// Loops around it; 1 is outside of any.
        loop_depth: i32,
    },
    /// A conversion of a string to bytes that copies nothing, as nobody writes to the bytes.
    ZeroCopy {
        /// The conversion.
        conv: NodeId,
    },
    /// Nothing is known about this function; why, says its [`Func::unsupported`](crate::ir::Func::unsupported).
    NotAnalysed {
        /// The function.
        func: FuncId,
    },
}

impl Fact {
    /// The function that it is about or stands in; nothing where that follows from the node alone.
    pub fn func(&self, program: &Program) -> Option<FuncId> {
        match *self {
            Fact::SelfAssignment { func, .. }
            | Fact::Flow { func, .. }
            | Fact::ParamFlow { func, .. }
            | Fact::Param { func, .. }
            | Fact::Alloc { func, .. }
            | Fact::NotAnalysed { func } => Some(func),
            Fact::Capture { var, .. } => program.name(var).curfn,
            Fact::ZeroCopy { .. } => None,
        }
    }
}

/// All findings of an analysis.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// In the compiler's order.
    pub list: Vec<Fact>,
    /// For nodes that analysis rewrote: a copy of what they were, for printing early facts.
    pub before: HashMap<NodeId, NodeId>,
}
