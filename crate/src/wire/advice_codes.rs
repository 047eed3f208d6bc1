//! The closed lists of what advice is made of.

use serde::{Deserialize, Serialize};

wire_codes! {
    /// A kind of rewrite.
    pub enum SuggestionCode {
        /// A byte slice made per call becomes a pool of buffers. `name`, `type`.
        PoolBytes,
        /// A struct made per call becomes a pool of structs. `name`, `type`.
        PoolStruct,
        /// A `bytes.Buffer` made per call becomes a pool of them. `name`, `type`.
        PoolBuffer,
        /// A writer or reader with a large state and a method Reset becomes a pool of them. `name`, `type`.
        PoolReset,
        /// A map made per call becomes a pool of maps. `name`, `type`.
        PoolMap,
        /// A slice of values made per call becomes a pool of slices. `name`, `type`.
        PoolSlice,
        /// A returned pointer to a small value becomes the value. `function`, `type`.
        ReturnValue,
        /// A slice of unknown length gets a constant capacity where it is short. `name`, `limit`.
        ConstantCapacity,
        /// A slice that grows in a loop gets its capacity before. `name`, `length`.
        Preallocate,
        /// A buffer made in a loop is made before it. `name`.
        HoistBuffer,
        /// `fmt.Sprintf` of basic values becomes `strconv` and `+`. `callee`.
        Strconv,
        /// A formatted text goes straight to where it is written. `callee`.
        FormatInto,
        /// A string that grows in a loop becomes a `strings.Builder`. `name`.
        Builder,
        /// The parts of a text are visited without a slice of them. `callee`.
        SplitSeq,
        /// `SplitN(s, sep, 2)` becomes `Cut`. `name`.
        Cut,
        /// A string is written without a copy of its bytes. `callee`.
        WriteString,
        /// Bytes are searched as bytes instead of as a copy in a string. `callee`.
        BytesTwin,
        /// Bytes are looked up in a map without a string of their own. `name`.
        LookupBytes,
        /// What is compiled from constants is compiled once, in a package variable. `callee`.
        HoistCompiled,
        /// An error of constant text becomes a package variable. `text`.
        SentinelError,
        /// `errors.As` becomes `errors.AsType`. `type`.
        ErrorsAsType,
        /// A method value in a loop is made before it. `name`.
        HoistMethodValue,
        /// A function literal in a loop is made before it.
        HoistClosure,
        /// What a function literal captures is given to it as an argument. `name`, `function`.
        ClosureArgument,
        /// `sort.Slice` becomes `slices.Sort` or `slices.SortFunc`. `callee`.
        SortFunc,
        /// A buffer starts with memory on the stack. `name`, `limit`.
        BackedBuffer,
        /// Attributes with types instead of key and value as `any`. `callee`.
        LogAttrs,
        /// A log call whose level may be off stands behind the question for it. `callee`.
        GuardLog,
        /// The caller gives the buffer for a result. `function`.
        CallerBuffer,
        /// The result has a constant length: an array. `function`, `type`.
        ArrayResult,
        /// A slice or map of pointers becomes one of values. `type`.
        ValueElements,
        /// A pointer to a basic value becomes value and flag. `type`.
        OptionalField,
        /// A parameter of interface type becomes a concrete type or type parameter. `function`, `type`.
        ConcreteParam,
        /// A key glued together from strings becomes a struct. `name`.
        StructKey,
        /// A goroutine or function literal captures only the field that it needs. `name`.
        ShrinkCapture,
        /// `defer` in a loop moves to a function of its own.
        DeferInLoop,
        /// A channel made for one result. `name`.
        DirectResult,
        /// Memory of a value that is made anew each time can be used again. `callee`, `to`.
        ReuseValue,
        /// A timer made in each turn of a loop. `callee`.
        ReuseTimer,
        /// The caller gives the object that a function fills. `function`, `type`.
        CallerObject,
        /// A container of `any` becomes one of a type parameter. `name`, `type`.
        TypeParam,
        /// An error of formatted text becomes a type of its own. `text`.
        TypedError,
        /// A function of std that does the same with less. `callee`, `to`.
        LeanerCall,
    }

    /// A mistake in the use of a pool.
    pub enum LintCode {
        /// On some path nothing is put back. `name`, `pool`.
        MissingPut,
        /// It is used after it was put back. `name`, `pool`.
        UseAfterPut,
        /// Something that points into it outlives its return to the pool. `name`, `expr`.
        ViewOutlivesPut,
        /// It is used again with what the last user left in it. `name`, `type`.
        NoReset,
        /// It is stored elsewhere and put back. `name`, `target`.
        StoredBeforePut,
        /// A goroutine uses it, and it is put back without waiting for that. `name`.
        GoroutineAfterPut,
        /// The assertion asks for another type than New makes. `asserted`, `made`.
        WrongType,
        /// Without New, Get gives nil, and the assertion panics. `pool`.
        NoNew,
        /// It is put back twice on one path. `name`, `pool`.
        DoublePut,
        /// The pool is copied. `pool`.
        PoolCopied,
        /// The pool lives as long as one call. `pool`.
        PoolPerCall,
        /// New gives the same object each time. `name`.
        SharedNew,
        /// What is put back may be nil. `name`.
        NilPut,
        /// The buffer that append gave is not what goes back. `name`.
        GrowthLost,
        /// It goes back cut off at the front. `name`.
        CutFront,
        /// What the last user left is read as if it were new. `name`.
        StaleBytes,
        /// A map in a pool never shrinks. `name`.
        MapNeverShrinks,
        /// It goes back holding what belongs to the request. `name`, `field`.
        PinsReferences,
        /// A pool used as a cache or for connections. `pool`, `type`.
        PoolAsCache,
        /// It is reset only where nothing went wrong. `name`.
        ResetOnSuccessOnly,
        /// A package-level buffer in a function that may run twice at a time. `name`.
        SharedScratch,
        /// Objects of two types in one pool. `pool`, `types`.
        TwoTypes,
        /// Buffers of any size go back. `name`.
        UnboundedPut,
        /// The helper gives a function to put it back, which allocates. `function`.
        ReleaseClosure,
        /// What goes into the pool is no pointer, so that Put allocates. `type`.
        ValueInPool,
        /// The address of a local variable goes into the pool: it moves to the heap. `name`.
        LocalInPool,
    }

    /// How bad a mistake is.
    pub enum Severity {
        /// The program does something wrong.
        Error,
        /// It may, or it wastes what the pool should save.
        Warning,
        /// Worth knowing.
        Info,
    }

    /// Advice that changes nothing.
    pub enum NoteCode {
        /// `make` of up to 32 bytes has a buffer on the stack. `name`.
        SmallMake,
        /// A small slice that is returned is moved to the heap once, reserved or not. `name`.
        SmallAppend,
        /// A small map that does not escape has its memory on the stack. `name`.
        SmallMap,
        /// What goes into an interface needs no memory. `name`.
        BoxingIsFree,
        /// The interface value does not outlive the call: it is on the stack. `name`.
        BoxOnStack,
        /// The temporary string shares the bytes. `name`.
        FreeConversion,
        /// `[]byte(s)` that is only read shares the string's bytes. `name`.
        ReadOnlyBytes,
        /// `len([]rune(s))` only counts. `name`.
        RuneCount,
        /// The function literal does not escape: it costs nothing. `name`.
        ClosureOnStack,
        /// `new` or `&T{}` stays on the stack as a variable does. `name`.
        PointerOnStack,
        /// A pooled `strings.Builder` gives its buffer away. `pool`.
        PooledBuilder,
        /// A pool for something this small costs more than it saves. `pool`, `size`.
        PooledSmall,
        /// `fmt.Errorf` of a constant takes as much as `errors.New`.
        ErrorfConstant,
        /// `wg.Go` takes one allocation more than `go`.
        WaitGroupGo,
        /// The constructor is inlined: what it makes is on the caller's stack. `function`.
        InlinedConstructor,
        /// One expression of `+` allocates once, as a Builder would. `name`.
        ConcatOnce,
        /// `sort.Ints` is the same code as `slices.Sort`. `callee`.
        SortInts,
        /// Constant keys do not allocate. `name`.
        ContextKey,
        /// It is captured by value, copied before or not. `name`.
        CopyBeforeCapture,
        /// A goroutine takes one allocation, by arguments as by capture. `name`.
        GoCall,
        /// A type parameter's methods are as unknown as an interface's: the buffer escapes. `name`, `callee`.
        TypeParamBuffer,
        /// A `strings.Builder` without Grow would take more than this `bytes.Buffer`. `name`.
        BufferToBuilder,
        /// Text and buffer are both made: above 16 bytes it takes more than `%x`. `callee`.
        HexEncode,
        /// A value receiver whose address escapes is moved to the heap at each call. `name`, `function`.
        ValueReceiver,
        /// What is stored in an `atomic.Value` is allocated for an `atomic.Pointer`, too. `name`.
        AtomicValue,
        /// The key of a look-up in a `sync.Map` is on the stack. `name`.
        SyncMapKey,
        /// The iterator is inlined: the loop allocates nothing. `name`.
        RangeFunc,
        /// The calls of a local interface variable are turned into direct ones. `name`.
        Devirtualized,
        /// An array this large is on the heap as a variable, too. `name`, `size`.
        LargeArray,
    }

    /// How sure it is that behaviour stays.
    pub enum Confidence {
        /// Every condition was proved.
        A,
        /// One or more questions are left to the reader.
        B,
        /// An explanation; nothing to apply.
        C,
    }

    /// A condition of a rewrite.
    pub enum CheckCode {
        /// Nothing that points into the object outlives the call. `name`.
        NoReferenceOutlives,
        /// It is not returned, whole or in part. `name`.
        NotReturned,
        /// It is not stored anywhere. `name`.
        NotStored,
        /// No goroutine gets it. `name`.
        NotInGoroutine,
        /// Every goroutine that uses it has ended before it goes back: the function waits.
        JoinedBeforePut,
        /// The function it is given to does not keep it. `callee`.
        CalleeDoesNotKeep,
        /// It is made once per call. `name`.
        MadeOncePerCall,
        /// Every path puts it back. `name`.
        PutOnEveryPath,
        /// It is cleared before it is used again. `name`.
        ResetBeforeReuse,
        /// A pointer goes into the pool, so that Put does not allocate. `type`.
        PointerInPool,
        /// Buffers above a limit are dropped. `limit`.
        SizeLimit,
        /// It is large enough to be worth it. `size`.
        LargeEnough,
        /// The function is called often, as far as the code tells. `function`.
        CalledOften,
        /// All callers are in this file. `function`, `count`.
        AllCallersKnown,
        /// No caller keeps, compares or tests the pointer. `function`.
        PointerIdentityUnused,
        /// The function never returns nil. `function`.
        NeverNil,
        /// The value is small enough to copy. `size`, `limit`.
        SmallEnough,
        /// It holds no lock or other value that must not be copied. `type`.
        NoLocks,
        /// The rewritten program has no errors.
        StillCompiles,
        /// Analysed again: the allocation is gone.
        SiteGone,
        /// Analysed again: no new allocation came.
        NoNewSite,
        /// The call that allocates is gone. `callee`.
        CallGone,
        /// The argument has exactly a basic type, so that no method decides how it prints. `name`, `type`.
        ExactType,
        /// The format is constant and has no flags or widths. `format`.
        PlainFormat,
        /// The index of the loop is not used.
        IndexUnused,
        /// The parts are not kept as a slice.
        PartsNotKept,
        /// Both outcomes are looked at. `name`.
        LengthChecked,
        /// The separator is not empty. `sep`.
        SeparatorNotEmpty,
        /// The same bytes are written, in one call.
        SameBytes,
        /// The result does not point into the copy. `callee`.
        ResultIsPlain,
        /// The arguments are constants.
        ConstantArguments,
        /// It can be used by several goroutines at a time. `type`.
        SafeForConcurrentUse,
        /// It is not changed after it was made. `name`.
        NeverChanged,
        /// It is used only inside of the `if`. `name`.
        UsedInBranchOnly,
        /// The receiver is a pointer that the loop does not change. `name`.
        ReceiverUnchanged,
        /// It captures nothing that the loop declares.
        CapturesInvariant,
        /// It grows by one append in each turn. `name`.
        OneAppendPerTurn,
        /// It gets at most one entry in each turn. `name`.
        OneInsertPerTurn,
        /// The number of turns is known before the loop. `length`.
        LengthKnown,
        /// A nil slice stays nil where nothing is appended. `name`.
        NilStaysNil,
        /// Nobody looks at the capacity. `name`.
        CapacityUnobserved,
        /// It only grows by `+=`. `name`.
        OnlyAppendedTo,
        /// The order is a strict one, of a type without NaN. `type`.
        StrictOrder,
        /// The bytes do not change between the lookups. `name`.
        BytesUnchanged,
        /// The same handler gets the same record.
        SameRecord,
        /// Keys are constants, and each has a value.
        KeysAreConstant,
        /// No caller compares this error by identity, or relies on two of them being different. `text`.
        IdentityUnused,
        /// The function that it is given to does not keep it. `callee`, `name`.
        AskCalleeKeeps,
        /// What is given to the constructor is none of the type that it makes, which it would give back as it is. `name`, `type`.
        AskIsBuffered,
        /// Its state is set up again by Reset each time. `name`.
        ResetByMethod,
        /// The object is overwritten as a whole before anything reads it. `type`.
        WholeValueSet,
        /// The signature changes: are there callers that are not known? `function`.
        AskSignature,
        /// Elements are only read, and only through the slice. `name`.
        ElementsReadOnly,
        /// Elements are copied when the slice grows and when one is read: is that meant? `type`, `size`.
        AskElementsCopied,
        /// The result is built by `append` alone. `name`.
        BuiltByAppend,
        /// Nobody asks whether it is nil. `name`.
        NilUnobserved,
        /// The length is constant. `name`, `length`.
        ConstantLength,
        /// One type is given in all calls. `function`, `type`.
        OneTypeOnly,
        /// Only methods of it are called. `name`.
        MethodsOnly,
        /// What is put in and what is taken out have one type: is that to stay? `name`, `type`.
        AskOneType,
        /// All keys are put together in one way. `name`.
        KeysOfOneShape,
        /// Could two different pairs of parts give the same key, and is that relied on? `name`, `key`.
        AskKeysDistinct,
        /// The field is not written from here on. `name`.
        FieldUnchanged,
        /// The field is read now and not when the function literal runs: is that meant? `name`.
        AskReadNow,
        /// Both give the same result for every argument. `callee`, `to`.
        SameResult,
        /// Does it matter whether a slice is nil or empty? `name`.
        AskNilOrEmpty,
        /// Does anybody rely on a generator of its own? `name`.
        AskSharedGenerator,
        /// Is the text always exactly one number, with nothing around it? `name`.
        AskPlainNumber,
        /// Do both texts hold letters of ASCII alone? `name`, `other`.
        AskOnlyAscii,
        /// Has neither side a method that copies without a buffer? `name`, `other`.
        AskNeitherCopies,
        /// Do most turns of the loop append something? `name`.
        AskMostTurns,
        /// Do most turns of the loop bring a new key? `name`.
        AskMostNew,
        /// The deferred calls run at the end of each turn: is that meant?
        AskRunEachTurn,
    }

    /// Something to know about a rewrite.
    pub enum CaveatCode {
        /// A pool may be emptied at any garbage collection.
        PoolMayForget,
        /// After Put nothing may touch the object.
        NoUseAfterPut,
        /// A pool pays only if the function runs often: measure with a profile first.
        ProfileFirst,
        /// What was in the object before stays in memory until it is overwritten.
        OldContentStays,
        /// The value is copied at each return.
        CopiesValue,
        /// A mistake in the constant shows when the program starts.
        PanicAtStart,
        /// A branch that leaves the loop early has reserved too much.
        MayReserveTooMuch,
        /// It gains only where the writer has WriteString.
        IfWriterHasIt,
        /// Equal elements may come in any order, before and after.
        EqualOrder,
    }

    /// Why no rewrite is offered.
    pub enum RefusalCode {
        /// It stays on the stack anyway.
        StaysOnStack,
        /// It is returned. `name`.
        Returned,
        /// It is stored where it outlives the call. `name`, `target`.
        Stored,
        /// A goroutine gets it. `name`.
        Goroutine,
        /// A function literal that outlives the call uses it. `name`.
        CapturedByEscaping,
        /// It is given to a function that may keep it. `name`, `callee`.
        MayBeKept,
        /// It is sent on a channel. `name`.
        Sent,
        /// It is too small for a pool to pay. `size`, `limit`.
        TooSmall,
        /// It runs once, so there is nothing to reuse. `function`.
        RunsOnce,
        /// It is made in a loop: move it out of the loop first. `name`.
        InLoop,
        /// Its type depends on a type parameter.
        TypeParameter,
        /// It holds a lock or other state that must not be reused. `type`.
        HoldsLock,
        /// It may hold a secret. `name`.
        MayBeSecret,
        /// It allocates nothing at run time.
        DoesNotAllocate,
        /// The rewritten program still allocates.
        WouldNotHelp,
        /// The declaration was not analysed.
        NotAnalysed,
        /// Its use has a form for which there is no rewrite yet.
        NoRuleYet,
        /// The constructor is inlined, so that callers have it on the stack. `function`.
        Inlined,
        /// Reset gives the buffer away, as it must: a pool would keep nothing. `type`.
        ResetDropsBuffer,
    }
}
