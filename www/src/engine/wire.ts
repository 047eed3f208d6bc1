// Generated from crate/src/wire by `GOESCAPE_UPDATE=1 cargo test -p goescape wire`. Do not edit.

/**
 * What to analyse: the files of one package, and how.
 */
export type Input = { 
/**
 * The package's files, in the order in which the compiler would get them.
 */
files: Array<InputFile>, 
/**
 * How to analyse them.
 */
options: Options, };

/**
 * One file of the input.
 */
export type InputFile = { 
/**
 * The name that positions are told with.
 */
name: string, 
/**
 * The whole text.
 */
text: string, };

/**
 * The compiler's flags that change verdicts.
 */
export type Options = { 
/**
 * Inlining on; off is the compiler's `-l`.
 */
inline: boolean, 
/**
 * The language version of `-lang`, for example `go1.27`.
 */
lang: string, 
/**
 * Also give the lines of `-m=2`.
 */
verbose: boolean, 
/**
 * Also look for rewrites; each one that is found costs one more analysis.
 */
advise: boolean, 
/**
 * The package's import path, the compiler's `-p`; `main` where there is none.
 */
package?: string, 
/**
 * A package of the standard library, the compiler's `-std`: it may use directives that others may not.
 */
std?: boolean, 
/**
 * A single file may hold several in txtar form: the packages of one module.
 */
archive?: boolean, };

/**
 * An answer: a report, or what is needed for one.
 */
export type Answer = { "kind": "report", 
/**
 * The facts.
 */
report: Report, } | { "kind": "missing", 
/**
 * Import paths, each once, in order.
 */
missing: Array<string>, };

/**
 * How far the search for advice is.
 */
export type Advising = { "kind": "more" } | { "kind": "advice", 
/**
 * It belongs into the report about the same text.
 */
advice: Advice, } | { "kind": "missing", 
/**
 * Import paths, each once, in order.
 */
missing: Array<string>, };

/**
 * What a report about verdicts alone still lacks: it takes the place of what the report has of the same name.
 */
export type Advice = { 
/**
 * The problems, with their fixes.
 */
problems: Array<Problem>, 
/**
 * As in the report.
 */
suggestions: Array<Suggestion>, 
/**
 * As in the report.
 */
together: Together | null, 
/**
 * As in the report.
 */
refusals: Array<Refusal>, 
/**
 * As in the report.
 */
lints: Array<Lint>, 
/**
 * As in the report.
 */
notes: Array<Note>, };

/**
 * All facts about one package.
 */
export type Report = { 
/**
 * The Go version whose compiler this is, for example `go1.27.3`.
 */
goVersion: string, 
/**
 * The target that sizes and verdicts are for, for example `linux/amd64`.
 */
target: string, 
/**
 * The options that were used.
 */
options: Options, 
/**
 * The names of the files, in order; a span's `file` counts in this list.
 */
files: Array<string>, 
/**
 * For an input in txtar form: the files in it, in order. Places are in the input's text then, their lines in the part's.
 */
parts: Array<Part>, 
/**
 * Why nothing at all was analysed; nothing where the analysis ran.
 */
notAnalysed: NotAnalysed | null, 
/**
 * The compiler's errors, in its order.
 */
problems: Array<Problem>, 
/**
 * What the compiler prints where there are errors, and then nothing else: sorted, once each, the first ten of a package.
 */
errorLines: Array<string>, 
/**
 * The functions, methods and function literals, and the package's initialisation; in order of their place.
 */
functions: Array<Function>, 
/**
 * Every place where storage is made, and every parameter; in order of their place.
 */
sites: Array<Site>, 
/**
 * Rewrites that were proven to remove allocations, best first.
 */
suggestions: Array<Suggestion>, 
/**
 * Those of confidence A that can be applied in one go, proven again as a whole; nothing where there are not two.
 */
together: Together | null, 
/**
 * Sites for which a rewrite would be wrong or useless, and why.
 */
refusals: Array<Refusal>, 
/**
 * Mistakes in the use of pools that are in the code already.
 */
lints: Array<Lint>, 
/**
 * Places where well-known advice changes nothing, and why.
 */
notes: Array<Note>, 
/**
 * What the compiler prints with `-m`, in its order.
 */
lines: Array<Line>, 
/**
 * What the compiler prints with `-m=2`, in its order; empty unless asked for.
 */
verboseLines: Array<Line>, };

/**
 * A file in a text that holds several.
 */
export type Part = { 
/**
 * Its name.
 */
name: string, 
/**
 * Start, in UTF-16 units from the start of the text.
 */
from: number, 
/**
 * End, exclusive.
 */
to: number, 
/**
 * How many lines of the text stand before it.
 */
line: number, };

/**
 * A stretch of a file.
 */
export type Span = { 
/**
 * Index of the file.
 */
file: number, 
/**
 * Start, in UTF-16 units from the start of the file.
 */
from: number, 
/**
 * End, exclusive, in UTF-16 units from the start of the file.
 */
to: number, 
/**
 * Line of the compiler's position, from 1.
 */
line: number, 
/**
 * Column of the compiler's position in bytes, from 1; 0 where it tells none.
 */
col: number, };

/**
 * An error in the program, in the compiler's words.
 */
export type Problem = { 
/**
 * Where; nothing for an error without a place.
 */
span: Span | null, 
/**
 * What kind of error.
 */
kind: ProblemKind, 
/**
 * The compiler's text, without the position.
 */
text: string, 
/**
 * For an import that is not there: its path.
 */
path: string | null, 
/**
 * Edits that were proven to mend it.
 */
fixes: Array<Fix>, };

/**
 * A change that mends an error. It was applied to a copy: the error is gone and no new one came.
 */
export type Fix = { 
/**
 * What kind of change.
 */
code: FixCode, 
/**
 * What stands in its name.
 */
params: { [key in string]: string }, 
/**
 * The edits, in order and apart from each other.
 */
edits: Array<Edit>, };

/**
 * What kind of error.
 */
export type ProblemKind = "syntax" | "type" | "import";

/**
 * A kind of change that mends an error.
 */
export type FixCode = "addImport" | "removeImport" | "rename" | "declare" | "assign" | "blank" | "insertToken";

/**
 * A declaration that has no verdicts, and why. Never a guess instead.
 */
export type NotAnalysed = { 
/**
 * The reason.
 */
code: NotAnalysedCode, 
/**
 * What stands in the reason's sentence.
 */
params: { [key in string]: string }, 
/**
 * What is to blame; nothing where it has no place.
 */
at: Span | null, };

/**
 * Why a declaration was not analysed.
 */
export type NotAnalysedCode = "stageMissing" | "syntaxError" | "typeError" | "unknownImport" | "unsupported" | "typeParameters" | "rangeOverFunc" | "dependsOn" | "tooMuch" | "badPackageData";

/**
 * A function, method, function literal, or the package's initialisation.
 */
export type Function = { 
/**
 * The compiler's name: `f`, `T.m`, `(*T).m`, `f.func1`, `init`.
 */
name: string, 
/**
 * What it is.
 */
kind: FunctionKind, 
/**
 * The name, or the word `func` of a literal.
 */
span: Span, 
/**
 * The whole declaration.
 */
whole: Span, 
/**
 * For a function literal, the index of the function that it stands in.
 */
parent: number | null, 
/**
 * Why it has no verdicts; nothing where it was analysed.
 */
notAnalysed: NotAnalysed | null, 
/**
 * Whether it can be inlined; nothing where that was not asked or is not known.
 */
canInline: boolean | null, 
/**
 * The inliner's cost; nothing where that is not known.
 */
cost: number | null, 
/**
 * Why it can not be inlined, in the compiler's words.
 */
cannotInline: string | null, 
/**
 * Receiver and parameters.
 */
params: Array<Param>, 
/**
 * Its local variables, in order of declaration.
 */
locals: Array<Local>, 
/**
 * What one call allocates, with what it calls, defers and starts; nothing where that was not analysed. Records of goroutines and deferred
 * calls, which the run time uses again, are not counted.
 */
perCall: Cost | null, };

/**
 * What a function is.
 */
export type FunctionKind = "func" | "method" | "literal" | "init";

/**
 * A parameter or receiver.
 */
export type Param = { 
/**
 * Its name; `_` or empty where it has none.
 */
name: string, 
/**
 * Its type as the compiler writes it.
 */
typeName: string, 
/**
 * Where it stands.
 */
span: Span, 
/**
 * Its size in bytes.
 */
size: number | null, 
/**
 * Its site; nothing where it holds no pointers, since then nothing can leak.
 */
site: number | null, 
/**
 * Ways in which what it points to leaves the function.
 */
leaks: Array<Leak>, };

/**
 * A local variable.
 */
export type Local = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its type as the compiler writes it.
 */
typeName: string, 
/**
 * Where it stands.
 */
span: Span, 
/**
 * Its size in bytes.
 */
size: number | null, 
/**
 * It lives on the heap.
 */
heap: boolean, };

/**
 * A way in which what a parameter points to leaves its function.
 */
export type Leak = { 
/**
 * Where to.
 */
to: LeakTo, 
/**
 * For a leak to a result: the result's name.
 */
result: string | null, 
/**
 * How many dereferences lie on the way; the compiler's `level`.
 */
level: number, };

/**
 * Where what a parameter points to goes.
 */
export type LeakTo = "heap" | "content" | "result";

/**
 * A place where storage is made, or a parameter.
 */
export type Site = { 
/**
 * What it is.
 */
kind: SiteKind, 
/**
 * The expression or name as the compiler prints it: `x`, `&T{...}`, `make([]byte, n)`.
 */
name: string, 
/**
 * What to mark in the text.
 */
span: Span, 
/**
 * Index of the function it belongs to; nothing at package level.
 */
function: number | null, 
/**
 * The verdict.
 */
verdict: Verdict, 
/**
 * The verdict in the compiler's exact words, one entry a line, without positions.
 */
words: Array<string>, 
/**
 * Why.
 */
reason: Reason, 
/**
 * How the value's address gets to where it escapes, from the site onwards; empty for one that stays.
 */
flow: Array<Hop>, 
/**
 * The calls that were inlined around it, outermost first.
 */
inlined: Array<Inlined>, 
/**
 * The type of what is made, as the compiler writes it.
 */
typeName: string | null, 
/**
 * Size of one object in bytes; nothing where it is not constant.
 */
size: number | null, 
/**
 * What the allocator takes for it: the size class in bytes; nothing where the size is not constant.
 */
sizeClass: number | null, 
/**
 * Number of loops around it in its function.
 */
loopDepth: number, 
/**
 * Whether its address is taken; nothing for what is no variable.
 */
addressTaken: boolean | null, 
/**
 * For a parameter: ways in which it leaks.
 */
leaks: Array<Leak>, 
/**
 * Whether it really allocates when it runs.
 */
allocates: Allocates, 
/**
 * What it allocates each time it runs.
 */
cost: Cost, 
/**
 * How often it runs in one call of its function.
 */
times: Times, };

/**
 * Heap objects, and the bytes that the allocator takes for them.
 */
export type Cost = { 
/**
 * How many objects.
 */
objects: Amount, 
/**
 * How many bytes, with what rounding up to size classes adds. Small objects without pointers share blocks of 16 bytes.
 */
bytes: Amount, };

/**
 * A number as far as it is known without running the program.
 */
export type Amount = { 
/**
 * It is never less.
 */
least: number, 
/**
 * It is never more; nothing where there is no limit.
 */
most: number | null, };

/**
 * How often a place runs in one call of its function.
 */
export type Times = { 
/**
 * Loops around it.
 */
loops: number, 
/**
 * How often these loops run it, 1 outside of any; nothing where that is not constant.
 */
turns: number | null, 
/**
 * A branch may go around it.
 */
maybe: boolean, };

/**
 * What a site is.
 */
export type SiteKind = "variable" | "param" | "new" | "ptrLit" | "sliceLit" | "variadic" | "mapLit" | "makeSlice" | "makeMap" | "append" | "closure" | "methodValue" | "toInterface" | "stringConv" | "stringConcat" | "makeChan" | "mapAssign" | "go" | "defer" | "other";

/**
 * What the compiler says about a site.
 */
export type Verdict = "movedToHeap" | "escapesToHeap" | "doesNotEscape" | "leakingParam";

/**
 * Why a verdict is what it is.
 */
export type Reason = { 
/**
 * The reason, from a closed list.
 */
code: ReasonCode, 
/**
 * What stands in the reason's sentence.
 */
params: { [key in string]: string }, 
/**
 * What is to blame; nothing where it has no place.
 */
at: Span | null, };

/**
 * Why a site has its verdict.
 */
export type ReasonCode = "stays" | "returned" | "storedInGlobal" | "storedThroughPointer" | "storedInMap" | "sentOnChannel" | "appended" | "passedToUnknown" | "passedToLeaking" | "panicked" | "goroutine" | "deferInLoop" | "capturedByEscaping" | "outlivesLoop" | "outlivesClosure" | "heldByEscaping" | "tooLarge" | "tooAligned" | "zeroSizedElement" | "unsafe" | "runTime" | "paramToHeap" | "paramContentToHeap" | "paramToResult" | "paramNoBody" | "other";

/**
 * One assignment in the flow of an address: the compiler's `flow: to ← from`.
 */
export type Hop = { 
/**
 * Where the value comes from, in the compiler's words: a name, or `{storage for &T{...}}`.
 */
from: string, 
/**
 * Where it goes: a name, or `{heap}`.
 */
to: string, 
/**
 * Dereferences on the way; -1 where the address is taken.
 */
derefs: number, 
/**
 * The places in the code that do it, innermost first.
 */
steps: Array<Step>, 
/**
 * The compiler's line of `-m=2`, without the position: `flow: ~r0 ← &x:`.
 */
text: string, };

/**
 * One place in the code that carries an address on.
 */
export type Step = { 
/**
 * Where; nothing where the text is not at hand.
 */
at: Span | null, 
/**
 * What happens there.
 */
code: StepCode, 
/**
 * The expression as the compiler prints it.
 */
expr: string, 
/**
 * The compiler's line of `-m=2`, without the position: `from &x (address-of) at ./x.go:5:9`.
 */
text: string, };

/**
 * What carries an address on: the compiler's words in brackets after `from`.
 */
export type StepCode = "addressOf" | "assign" | "assignPair" | "return" | "callParameter" | "calleeOperand" | "interfaceConverted" | "captured" | "reference" | "dot" | "dotOfPointer" | "arrayIndex" | "indirection" | "slice" | "sliceToArray" | "structElement" | "arrayElement" | "sliceElement" | "mapLitKey" | "mapLitValue" | "mapPutKey" | "range" | "rangeDeref" | "switchCase" | "send" | "appendedSlice" | "appendeeSlice" | "copiedSlice" | "spill" | "tooLarge" | "tooAligned" | "zeroSizedElement" | "unsafe" | "other";

/**
 * A call that was replaced by the body of what it calls.
 */
export type Inlined = { 
/**
 * The compiler's name of what is called.
 */
callee: string, 
/**
 * The call; nothing where its text is not at hand.
 */
call: Span | null, };

/**
 * Whether a site really allocates at run time, which is not the same as whether it escapes.
 */
export type Allocates = { "when": "always" } | { "when": "never", 
/**
 * Why not.
 */
why: NeverCode, } | { "when": "aboveSize", 
/**
 * The limit.
 */
bytes: number, } | { "when": "sometimes", 
/**
 * When.
 */
why: SometimesCode, } | { "when": "unknown" };

/**
 * Why a site allocates nothing at run time.
 */
export type NeverCode = "onStack" | "constantInInterface" | "zeroSize" | "singleByte" | "pointerShaped" | "zeroCopy" | "noCapture" | "param" | "shared" | "reused" | "notMade";

/**
 * When a site allocates.
 */
export type SometimesCode = "appendGrows" | "mapGrows" | "smallValue" | "mayShare";

/**
 * A line that the compiler prints.
 */
export type Line = { 
/**
 * The whole line as printed; with `-m=2` it can hold line breaks.
 */
text: string, 
/**
 * Where it points; nothing where it stands in no file of the input: in generic code of std that was compiled for the
 * program's types, or in code that the compiler makes.
 */
span: Span | null, 
/**
 * The site it tells about; nothing for lines about inlining.
 */
site: number | null, 
/**
 * Where what it tells about stands in the functions that were inlined there, outermost first: `file:line:col` each.
 */
inlined: Array<string>, };

/**
 * A rewrite that removes heap allocations. It was applied to a copy and analysed again: the sites are gone and no new one came.
 */
export type Suggestion = { 
/**
 * What kind of rewrite.
 */
code: SuggestionCode, 
/**
 * The number of the rule: `R13`.
 */
rule: string, 
/**
 * What stands in its sentences.
 */
params: { [key in string]: string }, 
/**
 * How sure it is that the program's behaviour stays.
 */
confidence: Confidence, 
/**
 * Where it belongs.
 */
span: Span, 
/**
 * The sites that it removes.
 */
sites: Array<number>, 
/**
 * The conditions that make it safe; all were looked at.
 */
checks: Array<Check>, 
/**
 * What to know before taking it.
 */
caveats: Array<Caveat>, 
/**
 * The changes, in order and apart from each other.
 */
edits: Array<Edit>, 
/**
 * What it saves.
 */
saving: Saving, 
/**
 * Another suggestion for the same allocation that comes first, by its index.
 */
alternativeTo: number | null, 
/**
 * For a pool: what it saves in time, and from which call rate that matters.
 */
worth: Worth | null, };

/**
 * A kind of rewrite.
 */
export type SuggestionCode = "poolBytes" | "poolStruct" | "poolBuffer" | "poolReset" | "poolMap" | "poolSlice" | "returnValue" | "constantCapacity" | "preallocate" | "hoistBuffer" | "strconv" | "formatInto" | "builder" | "splitSeq" | "cut" | "writeString" | "bytesTwin" | "lookupBytes" | "hoistCompiled" | "sentinelError" | "errorsAsType" | "hoistMethodValue" | "hoistClosure" | "closureArgument" | "sortFunc" | "backedBuffer" | "logAttrs" | "guardLog" | "callerBuffer" | "arrayResult" | "valueElements" | "optionalField" | "concreteParam" | "structKey" | "shrinkCapture" | "deferInLoop" | "directResult" | "reuseValue" | "reuseTimer" | "callerObject" | "typeParam" | "typedError" | "leanerCall";

/**
 * How sure it is that behaviour stays.
 */
export type Confidence = "a" | "b" | "c";

/**
 * A condition of a rewrite.
 */
export type Check = { 
/**
 * The condition.
 */
code: CheckCode, 
/**
 * What stands in its sentence.
 */
params: { [key in string]: string }, 
/**
 * Whether it was proved; if not, it is a question to the reader.
 */
passed: boolean, 
/**
 * What shows it; nothing where it has no place.
 */
at: Span | null, };

/**
 * A condition of a rewrite.
 */
export type CheckCode = "noReferenceOutlives" | "notReturned" | "notStored" | "notInGoroutine" | "joinedBeforePut" | "calleeDoesNotKeep" | "madeOncePerCall" | "putOnEveryPath" | "resetBeforeReuse" | "pointerInPool" | "sizeLimit" | "largeEnough" | "calledOften" | "allCallersKnown" | "pointerIdentityUnused" | "neverNil" | "smallEnough" | "noLocks" | "stillCompiles" | "siteGone" | "noNewSite" | "callGone" | "exactType" | "plainFormat" | "indexUnused" | "partsNotKept" | "lengthChecked" | "separatorNotEmpty" | "sameBytes" | "resultIsPlain" | "constantArguments" | "safeForConcurrentUse" | "neverChanged" | "usedInBranchOnly" | "receiverUnchanged" | "capturesInvariant" | "oneAppendPerTurn" | "oneInsertPerTurn" | "lengthKnown" | "nilStaysNil" | "capacityUnobserved" | "onlyAppendedTo" | "strictOrder" | "bytesUnchanged" | "sameRecord" | "keysAreConstant" | "identityUnused" | "askCalleeKeeps" | "askIsBuffered" | "resetByMethod" | "wholeValueSet" | "askSignature" | "elementsReadOnly" | "askElementsCopied" | "builtByAppend" | "nilUnobserved" | "constantLength" | "oneTypeOnly" | "methodsOnly" | "askOneType" | "keysOfOneShape" | "askKeysDistinct" | "fieldUnchanged" | "askReadNow" | "sameResult" | "askNilOrEmpty" | "askSharedGenerator" | "askPlainNumber" | "askOnlyAscii" | "askNeitherCopies" | "askMostTurns" | "askMostNew" | "askRunEachTurn";

/**
 * Something to know about a rewrite.
 */
export type Caveat = { 
/**
 * What.
 */
code: CaveatCode, 
/**
 * What stands in its sentence.
 */
params: { [key in string]: string }, };

/**
 * Something to know about a rewrite.
 */
export type CaveatCode = "poolMayForget" | "noUseAfterPut" | "profileFirst" | "oldContentStays" | "copiesValue" | "panicAtStart" | "mayReserveTooMuch" | "ifWriterHasIt" | "equalOrder";

/**
 * Replaces the text from `from` to `to` by `insert`; offsets as in [`Span`].
 */
export type Edit = { 
/**
 * Index of the file.
 */
file: number, 
/**
 * Start of what goes.
 */
from: number, 
/**
 * End of what goes, exclusive.
 */
to: number, 
/**
 * What comes instead.
 */
insert: string, };

/**
 * What one call allocates at the sites of a suggestion, before and after.
 */
export type Saving = { 
/**
 * Objects before.
 */
objectsBefore: number, 
/**
 * Objects after.
 */
objectsAfter: number, 
/**
 * Bytes before (size classes); nothing where a size is not constant.
 */
bytesBefore: number | null, 
/**
 * Bytes after; nothing where a size is not constant.
 */
bytesAfter: number | null, };

/**
 * Suggestions that were applied to one copy, and proven again.
 */
export type Together = { 
/**
 * Which, by their index.
 */
suggestions: Array<number>, 
/**
 * All of their changes, in order and apart from each other.
 */
edits: Array<Edit>, };

/**
 * What a pool saves in time per call, measured on one machine; and the calls a second from which that is 1 % of a core.
 */
export type Worth = { 
/**
 * Nanoseconds saved per call while the heap is almost empty; negative where the pool costs more.
 */
idleNs: number, 
/**
 * Nanoseconds saved per call beside 64 MB of live data with pointers.
 */
loadedNs: number, 
/**
 * Calls a second, heap almost empty; nothing where it never pays.
 */
idleCalls: number | null, 
/**
 * Calls a second, with live data; nothing where it never pays.
 */
loadedCalls: number | null, };

/**
 * A site for which no rewrite is offered, and why: "not a pool, because …".
 */
export type Refusal = { 
/**
 * The site.
 */
site: number, 
/**
 * Which kind of rewrite was looked at.
 */
suggestion: SuggestionCode, 
/**
 * Why not.
 */
code: RefusalCode, 
/**
 * What stands in its sentence.
 */
params: { [key in string]: string }, 
/**
 * What is to blame; nothing where it has no place.
 */
at: Span | null, };

/**
 * Why no rewrite is offered.
 */
export type RefusalCode = "staysOnStack" | "returned" | "stored" | "goroutine" | "capturedByEscaping" | "mayBeKept" | "sent" | "tooSmall" | "runsOnce" | "inLoop" | "typeParameter" | "holdsLock" | "mayBeSecret" | "doesNotAllocate" | "wouldNotHelp" | "notAnalysed" | "noRuleYet" | "inlined" | "resetDropsBuffer";

/**
 * A mistake in the use of a pool.
 */
export type Lint = { 
/**
 * Which.
 */
code: LintCode, 
/**
 * Its number: `L02`.
 */
rule: string, 
/**
 * How bad it is.
 */
severity: Severity, 
/**
 * What stands in its sentences.
 */
params: { [key in string]: string }, 
/**
 * Where.
 */
span: Span, 
/**
 * The other place that it takes: the `Put` before a use.
 */
related: Span | null, 
/**
 * The fix, where one is certain; else empty.
 */
edits: Array<Edit>, };

/**
 * A mistake in the use of a pool.
 */
export type LintCode = "missingPut" | "useAfterPut" | "viewOutlivesPut" | "noReset" | "storedBeforePut" | "goroutineAfterPut" | "wrongType" | "noNew" | "doublePut" | "poolCopied" | "poolPerCall" | "sharedNew" | "nilPut" | "growthLost" | "cutFront" | "staleBytes" | "mapNeverShrinks" | "pinsReferences" | "poolAsCache" | "resetOnSuccessOnly" | "sharedScratch" | "twoTypes" | "unboundedPut" | "releaseClosure" | "valueInPool" | "localInPool";

/**
 * How bad a mistake is.
 */
export type Severity = "error" | "warning" | "info";

/**
 * Advice that changes nothing here, and why.
 */
export type Note = { 
/**
 * Which.
 */
code: NoteCode, 
/**
 * What stands in its sentence.
 */
params: { [key in string]: string }, 
/**
 * Where.
 */
span: Span, };

/**
 * Advice that changes nothing.
 */
export type NoteCode = "smallMake" | "smallAppend" | "smallMap" | "boxingIsFree" | "boxOnStack" | "freeConversion" | "readOnlyBytes" | "runeCount" | "closureOnStack" | "pointerOnStack" | "pooledBuilder" | "pooledSmall" | "errorfConstant" | "waitGroupGo" | "inlinedConstructor" | "concatOnce" | "sortInts" | "contextKey" | "copyBeforeCapture" | "goCall" | "typeParamBuffer" | "bufferToBuilder" | "hexEncode" | "valueReceiver" | "atomicValue" | "syncMapKey" | "rangeFunc" | "devirtualized" | "largeArray";

/**
 * One change to a program, to see which verdicts depend on it.
 */
export type Change = { "kind": "inline", 
/**
 * On; off is the compiler's `-l`.
 */
on: boolean, } | { "kind": "lang", 
/**
 * The version of `-lang`, for example `go1.21`.
 */
lang: string, } | { "kind": "sizes", 
/**
 * How many.
 */
elements: number, 
/**
 * The `make`; nothing for all of them.
 */
at: Place | null, } | { "kind": "concrete", 
/**
 * The declared name, or the start of the conversion.
 */
at: Place, } | { "kind": "noInline", 
/**
 * The function's name in its declaration.
 */
at: Place, 
/**
 * In front of it; otherwise it is taken away.
 */
on: boolean, } | { "kind": "prints" };

/**
 * A place in a file.
 */
export type Place = { 
/**
 * Index of the file.
 */
file: number, 
/**
 * In UTF-16 units from the start of the file.
 */
at: number, };

/**
 * A change that is possible in a program.
 */
export type Offer = { 
/**
 * The change.
 */
change: Change, 
/**
 * What it changes; nothing where that is the whole program.
 */
span: Span | null, 
/**
 * What stands in its name: `name`, `type`, `size`.
 */
params: { [key in string]: string }, 
/**
 * The sites that it is about; none where it is about all.
 */
sites: Array<number>, };

/**
 * The answer to a question after a change.
 */
export type WhatIf = { "kind": "missing", 
/**
 * Import paths, each once, in order.
 */
missing: Array<string>, } | { "kind": "offers", 
/**
 * In order of their place, those about the whole program first.
 */
offers: Array<Offer>, } | { "kind": "impossible", 
/**
 * Why not.
 */
code: ImpossibleCode, 
/**
 * What stands in its sentence.
 */
params: { [key in string]: string }, } | { "kind": "difference", 
/**
 * What differs.
 */
difference: Difference, };

/**
 * What differs after a change. Indices into `before` count in the report of the program as it is.
 */
export type Difference = { 
/**
 * The change.
 */
change: Change, 
/**
 * The edits that make it, in order and apart from each other; none for an option.
 */
edits: Array<Edit>, 
/**
 * The report of the changed program.
 */
after: Report, 
/**
 * Sites that came, went, or are told otherwise; in order of their place.
 */
sites: Array<SiteChange>, 
/**
 * Functions that differ; in order of their place.
 */
functions: Array<FunctionChange>, };

/**
 * A site before and after.
 */
export type SiteChange = { 
/**
 * What became of it.
 */
kind: SiteChangeKind, 
/**
 * Its index before; nothing for one that came.
 */
before: number | null, 
/**
 * Its index after; nothing for one that went.
 */
after: number | null, };

/**
 * What becomes of a site by a change.
 */
export type SiteChangeKind = "appeared" | "vanished" | "toStack" | "toHeap" | "other";

/**
 * A function before and after. Nothing on one side: it is only on the other.
 */
export type FunctionChange = { 
/**
 * Its index before.
 */
before: number | null, 
/**
 * Its index after.
 */
after: number | null, 
/**
 * Whether it can be inlined differs, or at what cost, or why not.
 */
inlining: boolean, 
/**
 * What one call allocates differs.
 */
perCall: boolean, };

/**
 * Why a change can not be made.
 */
export type ImpossibleCode = "notAnalysed" | "noSuchPlace" | "sameAlready" | "noType" | "severalTypes" | "noName" | "langOfModule" | "doesNotCheck";
