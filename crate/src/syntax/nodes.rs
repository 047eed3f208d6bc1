//! The syntax tree (cmd/compile/internal/syntax/nodes.go): one arena for all files of a package, dense ids instead of pointers.
//!
//! Every node has exactly one position, the compiler's: the start for names and literals, `(` for calls, `[` for index and
//! slice expressions, `.` for selectors and assertions, `{` for composite literals, the operator for operations and assignments,
//! the keyword for statements and declarations' first token after the keyword, …  What lies around it follows from
//! [`Ast::start_pos`] and [`Ast::end_pos`].
//!
//! Nodes are shared in one case: `a, b T` in a parameter or field list gives two fields with one and the same type expression.

use super::pragma::{Linkname, Pragma};
use super::tokens::{LitKind, Operator};
use crate::text::{FileId, Pos};
use rustc_hash::FxHashSet as HashSet;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};
use std::rc::Rc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:ident, $node:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The id of the node at `index`.
            pub fn new(index: usize) -> Self {
                $name(NonZeroU32::new(index as u32 + 1).expect("fewer than 2^32 nodes"))
            }

            /// Where the node stands in its arena: dense, counts from 0, for side tables.
            pub fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}#{}", stringify!($field), self.index())
            }
        }

        impl Index<$name> for Ast {
            type Output = $node;
            fn index(&self, id: $name) -> &$node {
                &self.$field[id.index()]
            }
        }

        impl IndexMut<$name> for Ast {
            fn index_mut(&mut self, id: $name) -> &mut $node {
                &mut self.$field[id.index()]
            }
        }
    };
}

id!(
    /// An expression or type; names are expressions too.
    ExprId, exprs, Expr
);
id!(
    /// A statement; blocks and the clauses of `switch`, `select` and `range` too.
    StmtId, stmts, Stmt
);
id!(
    /// A declaration at the top level or in a function.
    DeclId, decls, Decl
);
id!(
    /// A parameter, result, receiver, type parameter, struct field, interface method or embedded element.
    FieldId, fields, Field
);
id!(
    /// A parsed file.
    FileNode, files, File
);

/// All files of a package.
#[derive(Clone, Debug, Default)]
pub struct Ast {
    /// Expressions and types; see [`ExprId`].
    pub exprs: Vec<Expr>,
    /// Statements; see [`StmtId`].
    pub stmts: Vec<Stmt>,
    /// Declarations; see [`DeclId`].
    pub decls: Vec<Decl>,
    /// Fields and parameters; see [`FieldId`].
    pub fields: Vec<Field>,
    /// The files in the order in which they were parsed; see [`FileNode`].
    pub files: Vec<File>,
    /// How many declaration groups there are; see [`GroupId`].
    pub groups: u32,
    names: HashSet<Rc<str>>,
}

/// Any node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Node {
    File(FileNode),
    Decl(DeclId),
    Expr(ExprId),
    Stmt(StmtId),
    Field(FieldId),
}

/// A file: `package PkgName; decls…`
#[derive(Clone, Debug)]
pub struct File {
    /// The `package` keyword.
    pub pos: Pos,
    /// Its text in the source map.
    pub file: FileId,
    /// Directives in front of the package clause.
    pub pragma: Option<Box<Pragma>>,
    /// A name.
    pub pkg_name: ExprId,
    /// The declarations in source order; grouped ones stand one by one.
    pub decls: Vec<DeclId>,
    /// The stretches of text that the declarations come from, in source order.
    pub tops: Vec<TopLevel>,
    /// All `//go:linkname` directives of the file.
    pub linknames: Vec<Linkname>,
    /// The end of the text.
    pub eof: Pos,
    /// The Go version that a `//go:build` line asks for (`go1.21`), or nothing.
    pub go_version: Option<Rc<str>>,
}

/// One top-level declaration as text: from its keyword to its end, a whole group for a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopLevel {
    /// The keyword; the first token that was skipped, for text that is no declaration.
    pub start: Pos,
    /// The end of the last token, not counting the `;` behind.
    pub end: Pos,
    /// Which of [`File::decls`] stand in it; as indices.
    pub decls: std::ops::Range<u32>,
    /// Whether a syntax error (of any kind) was found in it.
    pub broken: bool,
}

/// Declarations in one pair of parentheses have one group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GroupId(pub u32);

/// A declaration.
#[derive(Clone, Debug)]
pub struct Decl {
    /// The first token after the keyword (the name, or `(` of a receiver; in a group the first token of the line).
    pub pos: Pos,
    /// Directives in front of it.
    pub pragma: Option<Box<Pragma>>,
    /// The parentheses it stands in.
    pub group: Option<GroupId>,
    pub kind: DeclKind,
}

#[derive(Clone, Debug)]
pub enum DeclKind {
    /// `import LocalPkgName Path`
    Import(ImportDecl),
    /// `const NameList Type = Values`
    Const(ConstDecl),
    /// `type Name[TParamList] = Type`
    Type(TypeDecl),
    /// `var NameList Type = Values`
    Var(VarDecl),
    /// `func (Recv) Name[TParamList]Type Body`
    Func(FuncDecl),
}

#[derive(Clone, Debug)]
pub struct ImportDecl {
    /// A name, `.` included.
    pub local_pkg_name: Option<ExprId>,
    /// A literal: a string, or one marked bad. Nothing after a syntax error.
    pub path: Option<ExprId>,
}

#[derive(Clone, Debug)]
pub struct ConstDecl {
    /// At least one name.
    pub names: Box<[ExprId]>,
    pub ty: Option<ExprId>,
    /// One expression, or a list expression. Nothing: repeat the declaration above it in the group.
    pub values: Option<ExprId>,
    /// The value of `iota`: how many declarations stand before it in its group.
    pub iota: u32,
}

#[derive(Clone, Debug)]
pub struct TypeDecl {
    pub name: ExprId,
    pub tparams: Box<[FieldId]>,
    /// Whether it is `type Name = Type`.
    pub alias: bool,
    pub ty: ExprId,
}

#[derive(Clone, Debug)]
pub struct VarDecl {
    /// At least one name.
    pub names: Box<[ExprId]>,
    pub ty: Option<ExprId>,
    /// One expression, or a list expression.
    pub values: Option<ExprId>,
}

#[derive(Clone, Debug)]
pub struct FuncDecl {
    pub recv: Option<FieldId>,
    pub name: ExprId,
    pub tparams: Box<[FieldId]>,
    /// A function type; its position is the token after the name.
    pub ty: ExprId,
    /// A block; nothing for a function that is implemented elsewhere.
    pub body: Option<StmtId>,
}

/// `Name Type`, or `Type` alone.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name, or the type where there is none.
    pub pos: Pos,
    /// Nothing for unnamed parameters, embedded fields and embedded interface elements.
    pub name: Option<ExprId>,
    /// Names declared in one list share their type.
    pub ty: ExprId,
}

/// An expression or a type.
#[derive(Clone, Debug)]
pub struct Expr {
    pub pos: Pos,
    pub kind: ExprKind,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// Stands where nothing could be parsed.
    BadExpr,
    Name(Rc<str>),
    BasicLit(BasicLit),
    /// `Type{elems…}`
    CompositeLit(CompositeLit),
    /// `Key: Value`
    KeyValueExpr {
        key: ExprId,
        value: ExprId,
    },
    /// `func Type Body`; the body is a block.
    FuncLit {
        ty: ExprId,
        body: StmtId,
    },
    /// `(X)`; kept only where the compiler needs it for an error message.
    ParenExpr(ExprId),
    /// `X.Sel`
    SelectorExpr {
        x: ExprId,
        sel: ExprId,
    },
    /// `X[Index]`; several indices (type arguments) are a list expression.
    IndexExpr {
        x: ExprId,
        index: ExprId,
    },
    /// `X[i:j:k]`; `full` where the second colon is there.
    SliceExpr {
        x: ExprId,
        index: [Option<ExprId>; 3],
        full: bool,
    },
    /// `X.(Type)`
    AssertExpr {
        x: ExprId,
        ty: ExprId,
    },
    /// `Lhs := X.(type)`, only as the tag of a `switch`
    TypeSwitchGuard {
        lhs: Option<ExprId>,
        x: ExprId,
    },
    /// `X op Y`, or `op X`. A pointer type is `*X`.
    Operation {
        op: Operator,
        x: ExprId,
        y: Option<ExprId>,
    },
    /// `Fun(args…)`
    CallExpr(CallExpr),
    /// `a, b, c`: at least two
    ListExpr(Box<[ExprId]>),
    /// `[Len]Elem`; no length means `[...]Elem`
    ArrayType {
        len: Option<ExprId>,
        elem: ExprId,
    },
    /// `[]Elem`
    SliceType {
        elem: ExprId,
    },
    /// `...Elem`
    DotsType {
        elem: ExprId,
    },
    StructType(StructType),
    /// Methods (with a name and a function type) and embedded elements
    InterfaceType {
        methods: Box<[FieldId]>,
    },
    FuncType {
        params: Box<[FieldId]>,
        results: Box<[FieldId]>,
    },
    /// `map[Key]Value`
    MapType {
        key: ExprId,
        value: ExprId,
    },
    /// `chan Elem`, `<-chan Elem`, `chan<- Elem`
    ChanType {
        dir: ChanDir,
        elem: ExprId,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BasicLit {
    /// As written, quotes included.
    pub value: Rc<str>,
    pub kind: LitKind,
    /// Whether it has a syntax error in it, which was told already.
    pub bad: bool,
}

#[derive(Clone, Debug)]
pub struct CompositeLit {
    /// Nothing where the type is left out in a nested literal.
    pub ty: Option<ExprId>,
    pub elems: Box<[ExprId]>,
    /// How many of them are `key: value`.
    pub nkeys: u32,
    pub rbrace: Pos,
}

#[derive(Clone, Debug)]
pub struct CallExpr {
    pub fun: ExprId,
    pub args: Box<[ExprId]>,
    /// Whether the last argument is followed by `...`.
    pub has_dots: bool,
}

#[derive(Clone, Debug)]
pub struct StructType {
    pub fields: Box<[FieldId]>,
    /// Tags, as literals; shorter than the fields where the last ones have none.
    pub tags: Box<[Option<ExprId>]>,
}

impl StructType {
    /// The tag of field `i`, a literal.
    pub fn tag(&self, i: usize) -> Option<ExprId> {
        self.tags.get(i).copied().flatten()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    Both,
    SendOnly,
    RecvOnly,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    pub pos: Pos,
    pub kind: StmtKind,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    EmptyStmt,
    /// `Label: Stmt`; its position is the colon
    LabeledStmt {
        label: ExprId,
        stmt: StmtId,
    },
    BlockStmt(BlockStmt),
    ExprStmt(ExprId),
    /// `Chan <- Value`
    SendStmt {
        chan: ExprId,
        value: ExprId,
    },
    DeclStmt(Box<[DeclId]>),
    AssignStmt(AssignStmt),
    BranchStmt(BranchStmt),
    /// `go Call`, `defer Call`; that it is a call is checked with the types
    CallStmt {
        tok: CallKind,
        call: ExprId,
    },
    /// One expression, or a list expression
    ReturnStmt {
        results: Option<ExprId>,
    },
    IfStmt(IfStmt),
    ForStmt(ForStmt),
    SwitchStmt(SwitchStmt),
    SelectStmt(SelectStmt),
    /// `Lhs := range X`: only as [`ForStmt::init`]
    RangeClause(RangeClause),
    /// Only in [`SwitchStmt::body`]
    CaseClause(CaseClause),
    /// Only in [`SelectStmt::body`]
    CommClause(CommClause),
}

#[derive(Clone, Debug)]
pub struct BlockStmt {
    pub list: Box<[StmtId]>,
    pub rbrace: Pos,
}

/// `Lhs = Rhs`, `Lhs := Rhs`, `Lhs op= Rhs`, `Lhs++`, `Lhs--`
#[derive(Clone, Debug)]
pub struct AssignStmt {
    /// Nothing for `=`, `Def` for `:=`.
    pub op: Option<Operator>,
    pub lhs: ExprId,
    /// Nothing for `++` (`op` is `Add`) and `--` (`op` is `Sub`).
    pub rhs: Option<ExprId>,
}

#[derive(Clone, Debug)]
pub struct BranchStmt {
    pub tok: BranchKind,
    pub label: Option<ExprId>,
    /// Where it leads: a labelled statement for `goto`; the `for`, `switch` or `select` itself for `break` and `continue`.
    /// Set by [`super::branches`]; nothing for `fallthrough` and after an error.
    pub target: Option<StmtId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BranchKind {
    Break,
    Continue,
    Fallthrough,
    Goto,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CallKind {
    Go,
    Defer,
}

#[derive(Clone, Debug)]
pub struct IfStmt {
    pub init: Option<StmtId>,
    /// Nothing after a syntax error.
    pub cond: Option<ExprId>,
    /// A block.
    pub then: StmtId,
    /// An `if` or a block.
    pub els: Option<StmtId>,
}

#[derive(Clone, Debug)]
pub struct ForStmt {
    /// A simple statement or a range clause.
    pub init: Option<StmtId>,
    pub cond: Option<ExprId>,
    pub post: Option<StmtId>,
    /// A block.
    pub body: StmtId,
}

#[derive(Clone, Debug)]
pub struct SwitchStmt {
    pub init: Option<StmtId>,
    /// An expression or a type switch guard.
    pub tag: Option<ExprId>,
    /// Case clauses.
    pub body: Box<[StmtId]>,
    pub rbrace: Pos,
}

#[derive(Clone, Debug)]
pub struct SelectStmt {
    /// Communication clauses.
    pub body: Box<[StmtId]>,
    pub rbrace: Pos,
}

#[derive(Clone, Debug)]
pub struct RangeClause {
    /// Nothing for `for range X`.
    pub lhs: Option<ExprId>,
    /// Whether it is `:=`.
    pub def: bool,
    pub x: ExprId,
}

#[derive(Clone, Debug)]
pub struct CaseClause {
    /// One expression, or a list expression; nothing for `default`.
    pub cases: Option<ExprId>,
    pub body: Box<[StmtId]>,
    pub colon: Pos,
}

#[derive(Clone, Debug)]
pub struct CommClause {
    /// A simple statement: a send or a receive; nothing for `default`.
    pub comm: Option<StmtId>,
    pub body: Box<[StmtId]>,
    pub colon: Pos,
}

/// How far an [`Ast`] had grown.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    lens: [usize; 5],
    groups: u32,
}

impl Ast {
    /// Makes room for the trees of a text of this many bytes, so that long lists need not be moved as they grow.
    pub fn reserve(&mut self, bytes: usize) {
        self.exprs.reserve(bytes / 4);
        self.stmts.reserve(bytes / 24);
    }

    /// How far the tree has grown, to go back to.
    pub fn mark(&self) -> Mark {
        Mark {
            lens: [
                self.exprs.len(),
                self.stmts.len(),
                self.decls.len(),
                self.fields.len(),
                self.files.len(),
            ],
            groups: self.groups,
        }
    }

    /// Takes away everything that was added since.
    pub fn go_back(&mut self, mark: Mark) {
        let [exprs, stmts, decls, fields, files] = mark.lens;
        self.exprs.truncate(exprs);
        self.stmts.truncate(stmts);
        self.decls.truncate(decls);
        self.fields.truncate(fields);
        self.files.truncate(files);
        self.groups = mark.groups;
    }

    /// Adds an expression.
    pub fn add_expr(&mut self, pos: Pos, kind: ExprKind) -> ExprId {
        self.exprs.push(Expr { pos, kind });
        ExprId::new(self.exprs.len() - 1)
    }

    /// Adds a statement.
    pub fn add_stmt(&mut self, pos: Pos, kind: StmtKind) -> StmtId {
        self.stmts.push(Stmt { pos, kind });
        StmtId::new(self.stmts.len() - 1)
    }

    /// Adds a declaration.
    pub fn add_decl(&mut self, decl: Decl) -> DeclId {
        self.decls.push(decl);
        DeclId::new(self.decls.len() - 1)
    }

    /// Adds a field.
    pub fn add_field(&mut self, pos: Pos, name: Option<ExprId>, ty: ExprId) -> FieldId {
        self.fields.push(Field { pos, name, ty });
        FieldId::new(self.fields.len() - 1)
    }

    /// Adds a file.
    pub fn add_file(&mut self, file: File) -> FileNode {
        self.files.push(file);
        FileNode::new(self.files.len() - 1)
    }

    /// Adds a name.
    pub fn add_name(&mut self, pos: Pos, value: &str) -> ExprId {
        let value = self.intern(value);
        self.add_expr(pos, ExprKind::Name(value))
    }

    /// One shared copy of `text`: names that are spelt the same are kept once.
    pub fn intern(&mut self, text: &str) -> Rc<str> {
        match self.names.get(text) {
            Some(known) => known.clone(),
            None => {
                let new: Rc<str> = text.into();
                self.names.insert(new.clone());
                new
            }
        }
    }

    /// The ids of all files.
    pub fn file_nodes(&self) -> impl Iterator<Item = FileNode> + use<> {
        (0..self.files.len()).map(FileNode::new)
    }

    /// What kind of expression it is.
    pub fn kind(&self, x: ExprId) -> &ExprKind {
        &self[x].kind
    }

    /// A node's position.
    pub fn pos(&self, node: impl Into<Node>) -> Pos {
        match node.into() {
            Node::File(f) => self[f].pos,
            Node::Decl(d) => self[d].pos,
            Node::Expr(x) => self[x].pos,
            Node::Stmt(s) => self[s].pos,
            Node::Field(f) => self[f].pos,
        }
    }

    /// The spelling, if the expression is a name.
    pub fn name(&self, x: ExprId) -> Option<&Rc<str>> {
        match self.kind(x) {
            ExprKind::Name(value) => Some(value),
            _ => None,
        }
    }

    /// The spelling of an expression that is known to be a name (or `_` if it is none).
    pub fn name_str(&self, x: ExprId) -> &str {
        self.name(x).map_or("_", |n| n)
    }

    /// The expression without the parentheses around it.
    pub fn unparen(&self, mut x: ExprId) -> ExprId {
        while let ExprKind::ParenExpr(inner) = *self.kind(x) {
            x = inner;
        }
        x
    }

    /// The parts of a list expression; a single expression stands for itself, nothing for an empty list.
    pub fn unpack_list(&self, x: &Option<ExprId>) -> Vec<ExprId> {
        match x {
            None => Vec::new(),
            Some(x) => match self.kind(*x) {
                ExprKind::ListExpr(list) => list.to_vec(),
                _ => vec![*x],
            },
        }
    }

    /// The statements of a block; none if it is not a block.
    pub fn block(&self, s: StmtId) -> &[StmtId] {
        match &self[s].kind {
            StmtKind::BlockStmt(b) => &b.list,
            _ => &[],
        }
    }

    /// The closing brace of a block.
    pub fn rbrace(&self, s: StmtId) -> Pos {
        match &self[s].kind {
            StmtKind::BlockStmt(b) => b.rbrace,
            StmtKind::SwitchStmt(s) => s.rbrace,
            StmtKind::SelectStmt(s) => s.rbrace,
            _ => Pos::NONE,
        }
    }

    /// Parameters and results of a function type.
    pub fn signature(&self, ty: ExprId) -> (&[FieldId], &[FieldId]) {
        match self.kind(ty) {
            ExprKind::FuncType { params, results } => (params, results),
            _ => (&[], &[]),
        }
    }
}

macro_rules! into_node {
    ($($id:ident => $variant:ident),*) => {$(
        impl From<$id> for Node {
            fn from(id: $id) -> Node {
                Node::$variant(id)
            }
        }
    )*};
}
into_node!(FileNode => File, DeclId => Decl, ExprId => Expr, StmtId => Stmt, FieldId => Field);
