//! English sentences for the codes of advice, for the terminal.

use crate::wire::{LintCode, NoteCode, Params, SuggestionCode};

/// Puts parameters in the places of a sentence.
fn fill(text: &str, params: &Params) -> String {
    let mut out = text.to_owned();
    for (name, value) in params {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// What a suggestion does.
pub fn suggestion(code: SuggestionCode, params: &Params) -> String {
    use SuggestionCode::*;
    let text = match code {
        PoolBytes => "take {name} from a pool of buffers",
        PoolStruct => "take {name} from a pool of {type}",
        PoolBuffer => "take {name} from a pool of bytes.Buffer",
        PoolReset => "take {name} from a pool of {type} and reset it",
        PoolMap => "take {name} from a pool of maps",
        PoolSlice => "take {name} from a pool of {type}",
        ReturnValue => "let {function} return a value instead of a pointer",
        ConstantCapacity => {
            "give {name} a constant capacity up to {limit} elements, so that it stays on the stack"
        }
        Preallocate => "reserve {length} elements for {name} before the loop",
        HoistBuffer => "make {name} once before the loop",
        Strconv => "replace {callee} by strconv and +",
        FormatInto => "format straight into the destination instead of {callee}",
        Builder => "grow {name} in a strings.Builder",
        SplitSeq => "visit the parts of {callee} without a slice",
        Cut => "replace SplitN by Cut for {name}",
        WriteString => "write the string of {callee} without a copy of its bytes",
        BytesTwin => "search the bytes themselves instead of a copy with {callee}",
        LookupBytes => "look {name} up without a string of its own",
        HoistCompiled => "call {callee} once, for a package variable",
        SentinelError => "make the error {text} once, in a package variable",
        ErrorsAsType => "use errors.AsType[{type}] instead of errors.As",
        HoistMethodValue => "make the method value {name} once before the loop",
        ClosureArgument => "give {name} to the function literal as an argument of {function}",
        HoistClosure => "make the function literal once before the loop",
        SortFunc => "replace {callee} by package slices",
        BackedBuffer => "start {name} with {limit} bytes on the stack",
        GuardLog => "ask for the level before {callee}",
        LogAttrs => "give {callee} attributes with types",
        CallerBuffer => "let the caller of {function} give the buffer",
        ArrayResult => "let {function} return {type}",
        ValueElements => "store values instead of pointers: {type}",
        OptionalField => "store a value and a flag instead of {type}",
        ConcreteParam => "give {function} a parameter of type {type}",
        StructKey => "use a struct as key instead of {name}",
        ShrinkCapture => "capture only the part of {name} that is needed",
        DeferInLoop => "move the body of the loop with its defer to a function",
        DirectResult => "return the result instead of sending it on {name}",
        ReuseTimer => "reuse one timer instead of {callee} in each turn",
        CallerObject => "let the caller of {function} give the {type} that it fills",
        TypeParam => "give {name} a type parameter instead of any",
        TypedError => "make the error {text} a type of its own",
        LeanerCall => "replace {callee} by {to}",
        ReuseValue => "let {callee} use memory again: {to}",
    };
    fill(text, params)
}

/// What a lint says.
pub fn lint(code: LintCode, params: &Params) -> String {
    use LintCode::*;
    let text = match code {
        MissingPut => "{name} is not put back into {pool} on every path",
        UseAfterPut => "{name} is used after it was put back into {pool}",
        ViewOutlivesPut => "{expr} points into {name} and outlives its return to the pool",
        NoReset => "{name} is used with what its last user left in it: nothing resets {type}",
        StoredBeforePut => "{name} is stored in {target} and put back into the pool",
        GoroutineAfterPut => "a goroutine uses {name}, which is put back without waiting for it",
        WrongType => "what comes out of {pool} is asserted to be {asserted}, but New makes {made}",
        NoNew => "{pool} has no New: Get may give nil, and the assertion panics",
        DoublePut => "{name} is put back into {pool} twice",
        PoolCopied => "{pool} is copied",
        PoolPerCall => "{pool} lives as long as one call: it never has anything to reuse",
        SharedNew => "New of {pool} gives the same {name} each time",
        NilPut => "{name} may be nil when it is put back",
        GrowthLost => "the buffer that append made for {name} is not what goes back",
        CutFront => "{name} goes back without its front: it gets shorter each time",
        StaleBytes => "{name} still holds the bytes of its last user",
        MapNeverShrinks => "the map {name} goes back however large it has become",
        PinsReferences => "{name} goes back while {field} still refers to what belongs to the call",
        PoolAsCache => "{pool} keeps {type} as a cache would: a pool may forget it at any time",
        ResetOnSuccessOnly => "{name} is reset only where nothing went wrong",
        SharedScratch => {
            "the package variable {name} is scratch space of a function that may run more than once at a time"
        }
        TwoTypes => "{pool} holds objects of several types: {types}",
        UnboundedPut => "{name} goes back however large it has grown",
        ReleaseClosure => "{function} gives a function to put it back, which allocates each time",
        ValueInPool => "{type} is no pointer: Put allocates to store it",
        LocalInPool => {
            "the address of {name} goes into the pool: the variable moves to the heap in each call"
        }
    };
    fill(text, params)
}

/// What comes of a mistake.
pub fn consequence(code: LintCode) -> &'static str {
    use LintCode::*;
    match code {
        MissingPut => {
            "the next user has to make a new one: nothing breaks, and the pool saves less"
        }
        UseAfterPut => "somebody else may write into it by then: wrong data, now and then",
        ViewOutlivesPut => "its next user writes over what is still being read",
        NoReset => "data of the last user shows up in the next one's",
        StoredBeforePut => "two owners write into one object",
        GoroutineAfterPut => "the goroutine reads and writes what the next user has",
        WrongType => "the assertion panics as soon as the pool is empty",
        NoNew => "it panics as soon as the pool is empty, which may be after a garbage collection",
        DoublePut => "two users get one and the same object",
        PoolCopied => "the copy shares memory with the original, and locks nothing",
        PoolPerCall => "each call makes a pool and an object, and throws both away",
        SharedNew => "all users write into one object",
        NilPut => "the next user's first use of it panics",
        GrowthLost => "each call grows the buffer anew",
        CutFront => "its capacity shrinks until nothing is left",
        StaleBytes => "what the last user left is passed on",
        MapNeverShrinks => "one large call makes a large map that stays for small ones",
        PinsReferences => "what it refers to stays in memory until it is used again",
        PoolAsCache => "a garbage collection drops it, with nobody to close it",
        ResetOnSuccessOnly => "after an error or a panic the next user finds old data in it",
        SharedScratch => "two runs write over each other's data",
        TwoTypes => "an assertion panics, depending on what was put back last",
        UnboundedPut => "one large call leaves a large buffer in memory",
        ReleaseClosure => "one allocation of 16 bytes a call, about the price of a small object",
        ValueInPool => "one allocation for each Put",
        LocalInPool => "one allocation for each call",
    }
}

/// Why advice changes nothing.
pub fn note(code: NoteCode, params: &Params) -> String {
    use NoteCode::*;
    let text = match code {
        SmallAppend => {
            "{name} is returned: up to 32 bytes it grows on the stack and moves once, reserved or not"
        }
        SmallMake => {
            "{name} has a stack buffer of 32 bytes: a constant size changes nothing below that"
        }
        SmallMap => "{name} does not escape: up to 8 entries it takes no heap memory",
        BoxingIsFree => "{name} goes into an interface without an allocation",
        BoxOnStack => "{name} goes into an interface that stays on the stack",
        FreeConversion => "{name} is a temporary that shares the bytes: no allocation",
        ReadOnlyBytes => "{name} is only read: it shares the string's bytes",
        RuneCount => "{name} is compiled to a count of runes: no allocation",
        ClosureOnStack => "the function literal does not escape: it costs no heap memory",
        PointerOnStack => "{name} stays on the stack, as a variable without pointer would",
        PooledBuilder => "{pool} keeps nothing: Reset of strings.Builder drops its buffer",
        PooledSmall => "{pool} costs more than it saves for {size} bytes",
        ErrorfConstant => "fmt.Errorf of a constant costs what errors.New costs",
        WaitGroupGo => "WaitGroup.Go takes one allocation more than a go statement",
        InlinedConstructor => "{function} is inlined: what it makes can stay on the caller's stack",
        ConcatOnce => "{name} allocates once: a Builder would too",
        SortInts => "{callee} is the same code as slices.Sort",
        ContextKey => "{name} is a constant: as a key it takes no memory",
        CopyBeforeCapture => {
            "{name} is captured by value as it is: a copy before the function literal saves nothing"
        }
        GoCall => {
            "the goroutine takes one allocation, whether {name} is its argument or is captured"
        }
        TypeParamBuffer => {
            "{name} escapes: methods of a type parameter are as unknown as those of an interface"
        }
        BufferToBuilder => {
            "{name} starts with 64 bytes: a strings.Builder without Grow would allocate more often"
        }
        HexEncode => {
            "{callee} is fast, but above 16 bytes it takes more memory than %x: it makes a buffer and a text"
        }
        ValueReceiver => {
            "{name} is moved to the heap at each call of {function}: a value receiver saves nothing"
        }
        AtomicValue => "{name} is what is allocated: an atomic.Pointer needs it as well",
        SyncMapKey => "{name} stays on the stack: a look-up in a sync.Map allocates nothing",
        RangeFunc => "{name} is inlined: the loop allocates nothing",
        Devirtualized => {
            "the compiler knows what is in {name} and calls it directly: a concrete type changes nothing"
        }
        LargeArray => "{name} has {size} bytes: above 128 KB a variable is on the heap, too",
    };
    fill(text, params)
}
