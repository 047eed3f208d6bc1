//! Errors of the checker as values, and what is left over from lazy computations.

use super::ids::{ObjId, TypeId};
use crate::syntax::ExprId;
use crate::text::Pos;

/// A type error in the compiler's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeError {
    /// Where the compiler reports it.
    pub pos: Pos,
    /// The text, with further lines (`\n\t…`) where the compiler has them.
    pub msg: String,
    /// What kind of error.
    pub code: Code,
    /// The expression that it is reported at, where there is one.
    pub expr: Option<ExprId>,
    /// Whether it is one of those that do not stop a program from having types (unused variables, imports and labels).
    pub soft: bool,
}

/// Kinds of type errors, under the names of internal/types/errors.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Code {
    InvalidSyntaxTree,
    Test,
    BlankPkgName,
    MismatchedPkgName,
    InvalidPkgUse,
    BadImportPath,
    BrokenImport,
    ImportCRenamed,
    UnusedImport,
    InvalidInitCycle,
    DuplicateDecl,
    InvalidDeclCycle,
    InvalidTypeCycle,
    InvalidConstInit,
    InvalidConstVal,
    InvalidConstType,
    UntypedNilUse,
    WrongAssignCount,
    UnassignableOperand,
    NoNewVar,
    MultiValAssignOp,
    InvalidIfaceAssign,
    InvalidChanAssign,
    IncompatibleAssign,
    UnaddressableFieldAssign,
    NotAType,
    InvalidArrayLen,
    BlankIfaceMethod,
    IncomparableMapKey,
    InvalidPtrEmbed,
    BadRecv,
    InvalidRecv,
    DuplicateFieldAndMethod,
    DuplicateMethod,
    InvalidBlank,
    InvalidIota,
    MissingInitBody,
    InvalidInitSig,
    InvalidInitDecl,
    InvalidMainDecl,
    TooManyValues,
    NotAnExpr,
    TruncatedFloat,
    NumericOverflow,
    UndefinedOp,
    MismatchedTypes,
    DivByZero,
    NonNumericIncDec,
    UnaddressableOperand,
    InvalidIndirection,
    NonIndexableOperand,
    InvalidIndex,
    SwappedSliceIndices,
    NonSliceableOperand,
    InvalidSliceExpr,
    InvalidShiftCount,
    InvalidShiftOperand,
    InvalidReceive,
    InvalidSend,
    DuplicateLitKey,
    MissingLitKey,
    InvalidLitIndex,
    OversizeArrayLit,
    MixedStructLit,
    InvalidStructLit,
    MissingLitField,
    DuplicateLitField,
    UnexportedLitField,
    InvalidLitField,
    UntypedLit,
    InvalidLit,
    AmbiguousSelector,
    UndeclaredImportedName,
    UnexportedName,
    UndeclaredName,
    MissingFieldOrMethod,
    BadDotDotDotSyntax,
    NonVariadicDotDotDot,
    InvalidDotDotDot,
    UncalledBuiltin,
    InvalidAppend,
    InvalidCap,
    InvalidClose,
    InvalidCopy,
    InvalidComplex,
    InvalidDelete,
    InvalidImag,
    InvalidLen,
    SwappedMakeArgs,
    InvalidMake,
    InvalidReal,
    InvalidAssert,
    ImpossibleAssert,
    InvalidConversion,
    InvalidUntypedConversion,
    BadOffsetofSyntax,
    InvalidOffsetof,
    UnusedExpr,
    UnusedVar,
    MissingReturn,
    WrongResultCount,
    OutOfScopeResult,
    InvalidCond,
    InvalidPostDecl,
    InvalidIterVar,
    InvalidRangeExpr,
    MisplacedBreak,
    MisplacedContinue,
    MisplacedFallthrough,
    DuplicateCase,
    DuplicateDefault,
    BadTypeKeyword,
    InvalidTypeSwitch,
    InvalidExprSwitch,
    InvalidSelectCase,
    UndeclaredLabel,
    DuplicateLabel,
    MisplacedLabel,
    UnusedLabel,
    JumpOverDecl,
    JumpIntoBlock,
    InvalidMethodExpr,
    WrongArgCount,
    InvalidCall,
    UnusedResults,
    InvalidDefer,
    InvalidGo,
    BadDecl,
    RepeatedDecl,
    InvalidUnsafeAdd,
    InvalidUnsafeSlice,
    UnsupportedFeature,
    NotAGenericType,
    WrongTypeArgCount,
    CannotInferTypeArgs,
    InvalidTypeArg,
    InvalidInstanceCycle,
    InvalidUnion,
    MisplacedConstraintIface,
    InvalidMethodTypeParams,
    MisplacedTypeParam,
    InvalidUnsafeSliceData,
    InvalidUnsafeString,
    InvalidClear,
    TypeTooLarge,
    InvalidMinMaxOperand,
    TooNew,
    /// Not the compiler's: the program is nested more deeply than the checker follows.
    TooDeep,
}

/// Something that came up while the store computed a type set or instance on demand. The checker takes these from
/// [`Types::pending`](super::Types::pending), reports errors, and does the checks that have to wait.
#[derive(Clone, Debug)]
pub enum Pending {
    /// An error. More than one part makes lines of their own (types2: `error_.addf`).
    Error {
        /// Its kind.
        code: Code,
        /// Places and texts, the error itself first.
        parts: Vec<(Pos, String)>,
    },
    /// To check later: two methods of one name came into an interface by embedding; they must be identical
    /// (and before Go 1.14 there must not be two).
    DuplicateMethod {
        /// The place of the second one.
        pos: Pos,
        /// The second one.
        method: ObjId,
        /// The place of the first one.
        other_pos: Pos,
        /// The first one.
        other: ObjId,
    },
    /// To check: embedding this type needs a Go version, `1.minor`.
    Version {
        /// Where.
        pos: Pos,
        /// The minor version.
        minor: u32,
        /// What needs it, without the type: `embedding non-interface type`.
        what: &'static str,
        /// The type to name behind it.
        typ: TypeId,
    },
}
