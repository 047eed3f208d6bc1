//! The closed lists of what the facts about a program are made of.

use serde::{Deserialize, Serialize};

wire! {
    /// Whether a site really allocates at run time, which is not the same as whether it escapes.
    #[serde(tag = "when")]
    pub enum Allocates {
        /// Each time it runs.
        Always,
        /// Never.
        Never {
            /// Why not.
            why: NeverCode,
        },
        /// Only where the size is above a limit that the compiler keeps a stack buffer for.
        AboveSize {
            /// The limit.
            bytes: u32,
        },
        /// Only for some values or some growth; the most that one run allocates is bounded.
        Sometimes {
            /// When.
            why: SometimesCode,
        },
        /// Not known.
        Unknown,
    }
}

wire_codes! {
    /// What kind of error.
    pub enum ProblemKind {
        /// The text is not Go.
        Syntax,
        /// It is Go and breaks its rules.
        Type,
        /// A package that is not there.
        Import,
    }

    /// A kind of change that mends an error.
    pub enum FixCode {
        /// Imports a package. `path`.
        AddImport,
        /// Takes an import away that is not used. `path`.
        RemoveImport,
        /// Another name for a misspelt one. `name`, `to`.
        Rename,
        /// `:=` for `=`. `name`.
        Declare,
        /// `=` for `:=`.
        Assign,
        /// The blank identifier for a variable that is not used. `name`.
        Blank,
        /// A token where one is missing. `token`.
        InsertToken,
    }

    /// What a function is.
    pub enum FunctionKind {
        /// A function.
        Func,
        /// A method.
        Method,
        /// A function literal.
        Literal,
        /// The initialisation of the package's variables.
        Init,
    }

    /// Where what a parameter points to goes.
    pub enum LeakTo {
        /// The parameter itself goes to the heap: `leaking param: p`.
        Heap,
        /// What it points to goes to the heap: `leaking param content: p`.
        Content,
        /// It comes back as a result: `leaking param: p to result r level=0`.
        Result,
    }

    /// What the compiler says about a site.
    pub enum Verdict {
        /// A variable that lives on the heap: `moved to heap: x`.
        MovedToHeap,
        /// A value that is made on the heap: `x escapes to heap`.
        EscapesToHeap,
        /// It can live on the stack: `x does not escape`.
        DoesNotEscape,
        /// A parameter whose referent leaves the function: `leaking param: p`.
        LeakingParam,
    }

    /// What a site is.
    pub enum SiteKind {
        /// A variable.
        Variable,
        /// A parameter or receiver.
        Param,
        /// `new(T)`.
        New,
        /// `&T{…}`.
        PtrLit,
        /// A slice literal, or the slice of variadic arguments.
        SliceLit,
        /// The slice that holds variadic arguments: the compiler's `... argument`.
        Variadic,
        /// A map literal.
        MapLit,
        /// `make` of a slice.
        MakeSlice,
        /// `make` of a map.
        MakeMap,
        /// `append`.
        Append,
        /// A function literal.
        Closure,
        /// A method value such as `x.m`.
        MethodValue,
        /// A value put into an interface.
        ToInterface,
        /// A conversion between string, bytes and runes.
        StringConv,
        /// Concatenation of strings.
        StringConcat,
        /// `make` of a channel. The compiler says nothing of it.
        MakeChan,
        /// An assignment to a map's entry, which may make the map grow. The compiler says nothing of it.
        MapAssign,
        /// The call of a `go` statement with its arguments. The compiler says nothing of it.
        Go,
        /// The call of a `defer` statement with its arguments. The compiler says nothing of it.
        Defer,
        /// Anything else.
        Other,
    }

    /// Why a site has its verdict.
    pub enum ReasonCode {
        /// Nothing that holds its address lives longer than it does.
        Stays,
        /// It is returned. `result`.
        Returned,
        /// It is stored in a package variable. `target`.
        StoredInGlobal,
        /// It is stored through a pointer, in a slice's element or in a field of something elsewhere. `target`.
        StoredThroughPointer,
        /// It becomes a map's key or value. `target`.
        StoredInMap,
        /// It is sent on a channel.
        SentOnChannel,
        /// It becomes an element of a slice that grows. `target`.
        Appended,
        /// It is given to a function that is not known: a call through an interface or a function value. `callee`.
        PassedToUnknown,
        /// It is given to a function whose parameter leaks to the heap. `callee`, `param`.
        PassedToLeaking,
        /// It is part of the value given to panic.
        Panicked,
        /// It is used by a function literal or call that runs as a goroutine.
        Goroutine,
        /// It is used by a deferred call inside a loop.
        DeferInLoop,
        /// It is used by a function literal that escapes. `closure`.
        CapturedByEscaping,
        /// It is declared inside a loop and stored in something outside the loop. `target`.
        OutlivesLoop,
        /// It is declared in a function literal and stored in a variable of the function around it. `target`.
        OutlivesClosure,
        /// Something that escapes itself holds it. `target`.
        HeldByEscaping,
        /// It is too large for the stack. `size`, `limit`.
        TooLarge,
        /// It needs a stricter alignment than the stack gives.
        TooAligned,
        /// Its elements have no size.
        ZeroSizedElement,
        /// It goes through `unsafe` or `reflect` headers.
        Unsafe,
        /// The run time makes it, and always on the heap: a channel, a map that grows.
        RunTime,
        /// A parameter that flows to the heap.
        ParamToHeap,
        /// A parameter whose content flows to the heap.
        ParamContentToHeap,
        /// A parameter that comes back as a result. `result`.
        ParamToResult,
        /// A parameter whose flow is unknown, since the function has no body here.
        ParamNoBody,
        /// Another reason; the flow tells.
        Other,
    }

    /// What carries an address on: the compiler's words in brackets after `from`.
    pub enum StepCode {
        /// `address-of`
        AddressOf,
        /// `assign`
        Assign,
        /// `assign-pair`, `assign-pair-dot-type`, `assign-pair-mapr`, `assign-pair-receive`
        AssignPair,
        /// `return`
        Return,
        /// `call parameter`
        CallParameter,
        /// `callee operand`
        CalleeOperand,
        /// `interface-converted`
        InterfaceConverted,
        /// `captured by a closure`
        Captured,
        /// `reference`
        Reference,
        /// `dot`
        Dot,
        /// `dot of pointer`
        DotOfPointer,
        /// `fixed-array-index-of`
        ArrayIndex,
        /// `indirection`
        Indirection,
        /// `slice`
        Slice,
        /// `slice-to-array`
        SliceToArray,
        /// `struct literal element`
        StructElement,
        /// `array literal element`
        ArrayElement,
        /// `slice-literal-element`
        SliceElement,
        /// `map literal key`
        MapLitKey,
        /// `map literal value`
        MapLitValue,
        /// `key of map put`
        MapPutKey,
        /// `range`
        Range,
        /// `range-deref`
        RangeDeref,
        /// `switch case`
        SwitchCase,
        /// `send`
        Send,
        /// `appended slice...`
        AppendedSlice,
        /// `appendee slice`
        AppendeeSlice,
        /// `copied slice`
        CopiedSlice,
        /// `spill`
        Spill,
        /// `too large for stack`
        TooLarge,
        /// `too aligned for stack`
        TooAligned,
        /// `zero-sized element`
        ZeroSizedElement,
        /// `conversion to unsafe.Pointer`, `reflect.Header.Data`, `//go:uintptrescapes`
        Unsafe,
        /// Any other.
        Other,
    }

    /// Why a site allocates nothing at run time.
    pub enum NeverCode {
        /// It lives in the function's frame.
        OnStack,
        /// A constant goes into the interface: the compiler lays it out in the program's read-only data.
        ConstantInInterface,
        /// A value without size.
        ZeroSize,
        /// A single byte or a boolean: the run time keeps a table of all of them.
        SingleByte,
        /// A value that is a pointer itself goes into the interface as it is.
        PointerShaped,
        /// The conversion shares the string's bytes.
        ZeroCopy,
        /// A function literal or method value that captures nothing.
        NoCapture,
        /// A parameter makes no storage of its own.
        Param,
        /// It lies in the object of another variable, declared right before it.
        Shared,
        /// The run time uses its records again.
        Reused,
        /// What uses it works without it.
        NotMade,
    }

    /// When a site allocates.
    pub enum SometimesCode {
        /// When the slice has no room left.
        AppendGrows,
        /// When the map outgrows what the frame holds for it (8 entries).
        MapGrows,
        /// When the value is not a small one that the run time has ready.
        SmallValue,
        /// When it does not fit into the object of a variable declared right before it.
        MayShare,
    }

    /// Why a declaration was not analysed.
    pub enum NotAnalysedCode {
        /// A stage of the analysis is missing in this build. `stage`.
        StageMissing,
        /// It has a syntax error.
        SyntaxError,
        /// It has a type error.
        TypeError,
        /// It uses a package that is not there. `path`.
        UnknownImport,
        /// It uses a language feature that is not supported yet. `what`.
        Unsupported,
        /// It has or uses type parameters.
        TypeParameters,
        /// It ranges over a function.
        RangeOverFunc,
        /// It depends on something that was not analysed. `name`.
        DependsOn,
        /// It is larger or deeper than the limit. `what`, `limit`.
        TooMuch,
        /// The package's facts are damaged. `path`.
        BadPackageData,
    }
}
