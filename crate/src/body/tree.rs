//! The data types of the checked tree.
//!
//! Statements own their parts; expressions lie in the arena of their function body ([`FuncBody::exprs`]) and are named by [`E`].
//! A function literal's body has an arena of its own.

use crate::text::Pos;
use crate::types::constant::Value;
use crate::types::{ObjId, PkgId, TypeId};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::rc::Rc;

/// An expression of the enclosing [`FuncBody`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct E(pub u32);

/// A variable as its function sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VarRef {
    /// Index into [`FuncBody::locals`].
    Local(u32),
    /// Index into [`FuncBody::free`].
    Free(u32),
}

/// A parameter, result or variable of a function.
#[derive(Clone, Debug)]
pub struct Local {
    /// Where it is declared.
    pub pos: Pos,
    /// The name in the source; `_` or empty for an unnamed parameter or result.
    pub name: Rc<str>,
    /// The package whose name it is: names of foreign bodies are printed with it.
    pub pkg: Option<PkgId>,
    /// Its type, open in generic functions.
    pub ty: TypeId,
    /// For a type that depends on type parameters: the word of the dictionary that holds its run-time type.
    pub rtype: Option<u32>,
}

/// A variable of an enclosing function that a function literal uses.
#[derive(Clone, Copy, Debug)]
pub struct FreeVar {
    /// Its first use inside the literal.
    pub pos: Pos,
    /// The variable as the directly enclosing function sees it.
    pub outer: VarRef,
}

/// The body of a declared function, a method or a function literal.
#[derive(Clone, Debug)]
pub struct FuncBody {
    /// The signature, receiver included.
    pub sig: TypeId,
    /// Receiver, parameters and results in this order, then the variables in the order of their declaration.
    pub locals: Vec<Local>,
    /// How many of `locals` are receiver, parameters and results.
    pub n_params: u32,
    /// Variables of enclosing functions, in the order of their first use.
    pub free: Vec<FreeVar>,
    /// The arena of expressions.
    pub exprs: Vec<Expr>,
    /// Statements and the place of the closing brace; nothing for a function without a body.
    pub block: Option<(Vec<Stmt>, Pos)>,
}

impl FuncBody {
    /// The expression `e`.
    pub fn expr(&self, e: E) -> &Expr {
        &self.exprs[e.0 as usize]
    }

    /// Adds an expression.
    pub fn push(&mut self, expr: Expr) -> E {
        self.exprs.push(expr);
        E(self.exprs.len() as u32 - 1)
    }
}

/// What cannot be lowered yet, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The first place that is not supported.
    pub pos: Pos,
    /// What it is, in a few words: `range over a function`.
    pub what: &'static str,
}

/// A declared function or method with its body.
#[derive(Clone, Debug)]
pub struct Func {
    /// The declared function.
    pub obj: ObjId,
    /// Where the declaration stands: the first token after `func`, so that of a method is the `(` of its receiver.
    pub pos: Pos,
    /// `//go:` directives that the back end looks at.
    pub pragma: Pragma,
    /// The body, or why there is none to work with.
    pub body: Result<Rc<FuncBody>, Unsupported>,
    /// What an instance's dictionary holds; empty for functions that are not generic.
    pub dict: Rc<Dict>,
}

/// `//go:` directives, as bits. Source: cmd/compile/internal/noder/lex.go, ir.PragmaFlag.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Pragma(pub u32);

impl Pragma {
    /// `//go:nointerface`
    pub const NOINTERFACE: Pragma = Pragma(1 << 0);
    /// `//go:noescape`
    pub const NOESCAPE: Pragma = Pragma(1 << 1);
    /// `//go:norace`
    pub const NORACE: Pragma = Pragma(1 << 2);
    /// `//go:nosplit`
    pub const NOSPLIT: Pragma = Pragma(1 << 3);
    /// `//go:noinline`
    pub const NOINLINE: Pragma = Pragma(1 << 4);
    /// `//go:nocheckptr`
    pub const NOCHECKPTR: Pragma = Pragma(1 << 5);
    /// `//go:systemstack`
    pub const SYSTEMSTACK: Pragma = Pragma(1 << 9);
    /// `//go:nowritebarrier`
    pub const NOWRITEBARRIER: Pragma = Pragma(1 << 10);
    /// `//go:nowritebarrierrec`
    pub const NOWRITEBARRIERREC: Pragma = Pragma(1 << 11);
    /// `//go:yeswritebarrierrec`
    pub const YESWRITEBARRIERREC: Pragma = Pragma(1 << 12);
    /// `//go:cgo_unsafe_args`
    pub const CGO_UNSAFE_ARGS: Pragma = Pragma(1 << 6);
    /// `//go:uintptrkeepalive`
    pub const UINTPTR_KEEP_ALIVE: Pragma = Pragma(1 << 7);
    /// `//go:uintptrescapes`
    pub const UINTPTR_ESCAPES: Pragma = Pragma(1 << 8);

    /// Whether all of `flags` are set.
    pub fn has(self, flags: Pragma) -> bool {
        self.0 & flags.0 == flags.0
    }
}

/// A declared object with type arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjInst {
    /// The generic (or plain) object.
    pub obj: ObjId,
    /// Type arguments, explicit ones only; may hold type parameters of the enclosing function.
    pub targs: Rc<[TypeId]>,
}

/// What a generic function's dictionary holds, section by section, in the compiler's order. Lowering turns an index into
/// the position of the word. Source: cmd/compile/internal/noder/{writer,reader}.go, writerDict and readerDict.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    /// Type parameters of enclosing declarations (a type declared inside a generic function has them).
    pub implicits: Vec<TypeId>,
    /// Receiver's type parameters.
    pub receivers: Vec<TypeId>,
    /// The function's own type parameters.
    pub explicits: Vec<TypeId>,
    /// Methods called on values of a type parameter: index of the parameter (implicits, receivers, explicits in a row), method.
    pub type_param_method_exprs: Vec<(u32, Selector)>,
    /// Instances that need dictionaries of their own.
    pub subdicts: Vec<ObjInst>,
    /// Types whose run-time type is needed.
    pub rtypes: Vec<TypeId>,
    /// Pairs of type and interface.
    pub itabs: Vec<(TypeId, TypeId)>,
}

/// A field's or method's name; unexported names belong to a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// The package of the name; none for predeclared methods (`error`'s).
    pub pkg: Option<PkgId>,
    /// The name.
    pub name: Rc<str>,
}

/// A run-time type, and for an open type the word of the dictionary that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RType {
    /// The type.
    pub ty: TypeId,
    /// Index into [`Dict::rtypes`].
    pub dict: Option<u32>,
}

/// What a conversion may need at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rtti {
    /// The type that is converted.
    pub src: RType,
    /// The type that it is converted to.
    pub dst: RType,
    /// Index into [`Dict::itabs`] when one of the two is open.
    pub itab: Option<u32>,
}

/// A type in the place of an expression: in assertions, type switches, `make` and `new`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeExpr {
    /// Where it stands.
    pub pos: Pos,
    /// The type.
    pub ty: TypeId,
    /// How it is known at run time.
    pub how: TypeExprHow,
}

/// How a [`TypeExpr`] is known at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeExprHow {
    /// By its own type word.
    RType(RType),
    /// By an itab: it is asserted from an interface that has methods.
    Itab(Rtti),
}

/// A block with braces.
#[derive(Clone, Debug)]
pub struct Block {
    /// The place that the compiler gives its scope: `{`, or the clause.
    pub open: Pos,
    /// Its statements, dead ones already gone.
    pub stmts: Vec<Stmt>,
    /// The closing brace.
    pub close: Pos,
}

/// What an assignment's left side holds.
#[derive(Clone, Debug)]
pub enum Assign {
    /// `_`
    Blank,
    /// A variable declared here: index into [`FuncBody::locals`].
    Def(u32),
    /// An existing variable or place.
    Expr(E),
}

/// The right side of an assignment, the arguments of a call, the results of a return.
#[derive(Clone, Debug)]
pub enum Multi {
    /// One expression each, implicit conversions already in it.
    Each(Vec<E>),
    /// One expression that gives several values.
    Tuple {
        /// Where the assignment, call or return stands.
        pos: Pos,
        /// The expression.
        expr: E,
        /// For each value its type, and the implicit conversion that it takes.
        parts: Vec<(TypeId, Option<(TypeId, Rtti)>)>,
    },
}

/// `go` or `defer`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallStmtKind {
    /// `go f()`
    Go,
    /// `defer f()`
    Defer,
}

/// The keyword of a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Branch {
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `fallthrough`
    Fallthrough,
    /// `goto`
    Goto,
}

/// A statement. Positions are the compiler's.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `name:`; the labelled statement is the next one.
    Label { pos: Pos, name: Rc<str> },
    /// `{ … }`
    Block(Block),
    /// A call or receive whose value is not used.
    Expr(E),
    /// `chan <- value`
    Send { pos: Pos, chan: E, value: E },
    /// `lhs = rhs`, `lhs := rhs`, `var lhs = rhs`, `var lhs`.
    Assign {
        pos: Pos,
        lhs: Vec<Assign>,
        rhs: Multi,
    },
    /// `lhs op= rhs`
    AssignOp { pos: Pos, op: BinOp, lhs: E, rhs: E },
    /// `lhs++` (`op` is `Add`), `lhs--` (`op` is `Sub`).
    IncDec { pos: Pos, op: BinOp, lhs: E },
    /// `break`, `continue`, `fallthrough`, `goto`.
    Branch {
        pos: Pos,
        kind: Branch,
        label: Option<Rc<str>>,
    },
    /// `go call`, `defer call`.
    Call {
        pos: Pos,
        kind: CallStmtKind,
        call: E,
        /// In the body of a range over a function: the variable that collects the deferred calls.
        defer_at: Option<E>,
    },
    /// `return results`
    Return { pos: Pos, results: Multi },
    /// `if`
    If(Box<If>),
    /// `for`, with a clause or a range
    For(Box<For>),
    /// `switch`
    Switch(Box<Switch>),
    /// `select`
    Select(Box<Select>),
}

/// `if init; cond { then } else { … }`
#[derive(Clone, Debug)]
pub struct If {
    /// `if`
    pub pos: Pos,
    /// Before the condition: no or one statement (a declaration of several variables can be more).
    pub init: Vec<Stmt>,
    /// The condition, simplified where parts of it are constant.
    pub cond: E,
    /// What is known of the condition: 1 always true, −1 always false, 0 unknown.
    pub known: i8,
    /// Nothing when the condition is always false.
    pub then: Option<Block>,
    /// The closing brace of `then`.
    pub then_close: Pos,
    /// Nothing, or one block or `if`; empty too when the condition is always true.
    pub els: Vec<Stmt>,
}

/// `for`
#[derive(Clone, Debug)]
pub struct For {
    /// `for`, the place of its scope.
    pub open: Pos,
    /// Its head.
    pub head: ForHead,
    /// Its body.
    pub body: Block,
    /// Each iteration has variables of its own (Go 1.22 and later).
    pub distinct_vars: bool,
}

/// The head of a `for`.
#[derive(Clone, Debug)]
pub enum ForHead {
    /// `for init; cond; post`
    Clause {
        pos: Pos,
        init: Vec<Stmt>,
        cond: Option<E>,
        post: Vec<Stmt>,
    },
    /// `for lhs := range x`
    Range {
        /// `range`
        pos: Pos,
        /// None, one or two.
        lhs: Vec<Assign>,
        x: E,
        /// For maps.
        rtype: Option<RType>,
        /// For each place on the left that is not blank: the conversion from key and value.
        rtti: [Option<Rtti>; 2],
    },
}

/// `switch`
#[derive(Clone, Debug)]
pub struct Switch {
    /// `switch`
    pub pos: Pos,
    /// Before the tag.
    pub init: Vec<Stmt>,
    /// What it switches on.
    pub head: SwitchHead,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// The closing brace.
    pub close: Pos,
}

/// What a `switch` looks at.
#[derive(Clone, Debug)]
pub enum SwitchHead {
    /// `switch tag`; the cases are [`Cases::Exprs`]. No tag: the cases are conditions.
    Expr { tag: Option<E> },
    /// `switch name := x.(type)`; the cases are [`Cases::Types`].
    Type {
        /// The guard.
        pos: Pos,
        /// The name with its place.
        tag: Option<(Pos, Rc<str>)>,
        x: E,
    },
}

/// A clause of a `switch`.
#[derive(Clone, Debug)]
pub struct Clause {
    /// `case` or `default`
    pub pos: Pos,
    /// Its cases; none for `default`.
    pub cases: Cases,
    /// The variable of a type switch with a name: index into [`FuncBody::locals`].
    pub var: Option<u32>,
    /// Its statements.
    pub body: Vec<Stmt>,
}

/// The cases of a clause.
#[derive(Clone, Debug)]
pub enum Cases {
    /// Values, implicit conversions to the tag's type in them.
    Exprs(Vec<E>),
    /// Types; nothing for `nil`.
    Types(Vec<Option<TypeExpr>>),
}

/// `select`
#[derive(Clone, Debug)]
pub struct Select {
    /// `select`
    pub pos: Pos,
    /// Its clauses.
    pub clauses: Vec<CommClause>,
    /// The closing brace.
    pub close: Pos,
}

/// A clause of a `select`.
#[derive(Clone, Debug)]
pub struct CommClause {
    /// `case` or `default`
    pub pos: Pos,
    /// The send or receive; empty for `default`.
    pub comm: Vec<Stmt>,
    /// Its statements.
    pub body: Vec<Stmt>,
}

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum UnOp {
    Addr,
    Deref,
    Plus,
    Neg,
    BitNot,
    Not,
    Recv,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BinOp {
    OrOr,
    AndAnd,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The compiler's place for it; `NONE` for kinds that carry none of their own.
    pub pos: Pos,
    /// The type that the checker gave it (the compiler's "reshape"); nothing for built-in functions, several values and untyped ones.
    pub ty: Option<TypeId>,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant of a typed or untyped type.
    Const { ty: TypeId, value: Value },
    /// A variable, parameter or result of this or an enclosing function.
    Local(VarRef),
    /// A package-level variable or function, or a built-in function.
    Global(ObjId),
    /// An instance of a generic function.
    FuncInst(FuncInst),
    /// `ty{…}`, `&ty{…}` when `ty` is a pointer (an element of a literal with its `&T` left out).
    CompLit { ty: TypeId, elems: Elems },
    /// A function literal.
    FuncLit(Box<FuncLit>),
    /// `x.field`; `x` is the value that holds the field itself, or through embedded fields.
    FieldVal { x: E, field: Selector },
    /// `x.method`, as a value.
    MethodVal { recv: E, method: MethodExpr },
    /// `ty.method`.
    MethodExpr(Box<MethodExprOf>),
    /// `x[index]`
    Index {
        x: E,
        index: E,
        /// For maps.
        rtype: Option<RType>,
    },
    /// `x[i:j:k]`
    Slice { x: E, index: [Option<E>; 3] },
    /// `x.(ty)`
    Assert {
        x: E,
        ty: TypeExpr,
        /// The static type of `x`.
        iface: RType,
    },
    /// `op x`
    Unary { op: UnOp, x: E },
    /// `x op y`, implicit conversions to their common type in the operands.
    Binary { op: BinOp, x: E, y: E },
    /// A call of a function, a method or a built-in function.
    Call(Box<Call>),
    /// `ty(x)`, or an implicit conversion. The place is that of `x`.
    Convert {
        implicit: bool,
        ty: TypeId,
        rtti: Rtti,
        /// The target is a type parameter.
        to_type_param: bool,
        /// Both types are identical.
        identical: bool,
        x: E,
    },
    /// `new(T)`
    New(TypeExpr),
    /// `new(value)`
    NewValue(E),
    /// `make(ty, args…)`
    Make {
        ty: TypeExpr,
        args: Vec<E>,
        /// Of the element for slices, of the type itself for maps and channels.
        rtype: RType,
    },
    /// `unsafe.Sizeof`, not constant
    Sizeof(TypeId),
    /// `unsafe.Alignof`, not constant
    Alignof(TypeId),
    /// `unsafe.Offsetof`, not constant: path of field indices in the struct.
    Offsetof { ty: TypeId, path: Vec<u32> },
    /// `nil`
    Zero { ty: TypeId },
    /// A receiver on its way to a method: embedded fields, then `*` or `&`.
    Recv {
        x: E,
        implicits: Vec<u32>,
        adjust: RecvAdjust,
    },
    /// A function of package runtime that a rewriting pass put in.
    RuntimeBuiltin(Rc<str>),
}

/// What happens to a receiver at last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecvAdjust {
    /// Nothing.
    None,
    /// `*recv`; the type is the result's.
    Deref(TypeId),
    /// `&recv`; the type is the result's.
    Addr(TypeId),
}

/// An instance of a generic function.
#[derive(Clone, Debug)]
pub enum FuncInst {
    /// Its type arguments depend on this function's type parameters: index into [`Dict::subdicts`].
    Subdict(u32),
    /// Its type arguments are known.
    Static(ObjInst),
}

/// A method that is called or taken as a value.
#[derive(Clone, Debug)]
pub struct MethodExpr {
    /// The receiver's type after implicit steps.
    pub recv: TypeId,
    /// The method's signature; nothing for a generic method.
    pub sig: Option<TypeId>,
    /// The selector's place.
    pub pos: Pos,
    /// Its name.
    pub sel: Selector,
    /// How it is found.
    pub how: MethodHow,
}

/// How a method is found.
#[derive(Clone, Debug)]
pub enum MethodHow {
    /// By its name in the receiver's type.
    Plain,
    /// The receiver is a type parameter: index into [`Dict::type_param_method_exprs`].
    TypeParam(u32),
    /// A method of a generic type, or a generic method, whose type arguments depend on this function's: index into [`Dict::subdicts`].
    Subdict(u32),
    /// The same with known type arguments.
    Static(ObjInst),
}

/// `ty.method` as a function value.
#[derive(Clone, Debug)]
pub struct MethodExprOf {
    /// The type it is written with.
    pub ty: TypeId,
    /// Embedded fields on the way.
    pub implicits: Vec<u32>,
    /// At last.
    pub adjust: RecvAdjust,
    /// The method.
    pub method: MethodExpr,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is called.
    pub fun: Callee,
    /// The arguments.
    pub args: Multi,
    /// `f(xs...)`
    pub dots: bool,
    /// For `append`, `copy`, `unsafe.Slice` the element's type, for `delete` the map's.
    pub rtype: Option<RType>,
}

/// What a call calls.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A method on a receiver.
    Method { recv: E, method: MethodExpr },
    /// An instance of a generic function, with its place.
    Inst(Pos, FuncInst),
    /// Any other function value.
    Func(E),
}

/// A function literal.
#[derive(Clone, Debug)]
pub struct FuncLit {
    /// `func`
    pub pos: Pos,
    /// It is the body of a range over a function.
    pub range_func_body: bool,
    /// Its body; the signature is in it.
    pub body: FuncBody,
}

/// The elements of a composite literal, as written.
#[derive(Clone, Debug)]
pub enum Elems {
    /// Of an array or slice: optional key (a constant) with its place, value.
    Array(Vec<(Option<(Pos, E)>, E)>),
    /// Of a map: place of the key, key, value.
    Map {
        rtype: RType,
        elems: Vec<(Pos, E, E)>,
    },
    /// Of a struct: place of key or value, path of field indices (longer than one for a promoted field), value.
    Struct(Vec<(Pos, Vec<u32>, E)>),
}

/// A package's trees: what the lowering starts from.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Functions and methods with their bodies in the order of the source, generic ones too; blank ones left out.
    pub funcs: Vec<Func>,
    /// Declarations that are not generic, in the order of the source.
    pub decls: Vec<Decl>,
    /// Initialisers of package-level variables in the order in which they run.
    pub init: Vec<Init>,
    /// In which order the compiler writes the declarations.
    pub written: Written,
}

/// When the declarations of a package were written, from when to when, one inside of another that led to it.
#[derive(Clone, Debug, Default)]
pub struct Written {
    times: HashMap<ObjId, (u32, u32)>,
    as_types: HashSet<ObjId>,
}

impl Written {
    /// Whether the writing of a declaration began.
    pub fn knows(&self, obj: ObjId) -> bool {
        self.times.contains_key(&obj)
    }

    /// Begins a declaration.
    pub fn start(&mut self, obj: ObjId, time: u32) {
        self.times.insert(obj, (time, u32::MAX));
    }

    /// Ends it: those begun until then belong to it.
    pub fn done(&mut self, obj: ObjId, time: u32) {
        if let Some(t) = self.times.get_mut(&obj) {
            t.1 = time;
        }
    }

    /// A type name is come across as a type; that counts if its declaration was not begun.
    pub fn as_type(&mut self, obj: ObjId) {
        if !self.knows(obj) {
            self.as_types.insert(obj);
        }
    }

    /// Whether a declaration refers to a type by another entry than the type's own declaration and what that led to.
    pub fn by_second(&self, named: ObjId, user: ObjId) -> bool {
        let (Some(&(from, to)), Some(&(at, _))) = (self.times.get(&named), self.times.get(&user))
        else {
            return false;
        };
        self.as_types.contains(&named) && !(from..=to).contains(&at)
    }
}

/// A declaration at package level.
#[derive(Clone, Debug)]
pub enum Decl {
    /// A function.
    Func(ObjId),
    /// A method.
    Method(ObjId),
    /// Variables; `embed`: with a `//go:embed` directive.
    Var { objs: Vec<ObjId>, embed: bool },
    /// Types and constants.
    Other(Vec<ObjId>),
}

/// `var lhs = rhs` at package level.
#[derive(Clone, Debug)]
pub struct Init {
    /// The variables; several when `rhs` gives several values. Blank ones are objects too.
    pub lhs: Vec<ObjId>,
    /// The right side, in the arena of a body without parameters and statements, or why it can't be worked with.
    pub rhs: Result<(Rc<FuncBody>, E), Unsupported>,
}
