//! Nodes: what the inliner counts and the escape analysis walks.
//!
//! A [`Node`] has an [`Op`], what all nodes have (position, type, statements to run first), and a [`Kind`] with the fields of its shape.
//! As in the compiler, several ops share one shape, and a pass may turn one op into another of the same shape in place.

use super::id::{FuncId, NameId, NodeId, SymId};
use super::op::Op;
use super::pos::XPos;
use crate::types::TypeId;
use crate::types::constant::Value;
use std::rc::Rc;

/// A list of nodes in order.
pub type Nodes = Vec<NodeId>;

/// A label of a statement. Labels of one function that are written alike are the same label.
pub type Label = SymId;

/// What escape analysis found for a node or a variable (cmd/compile/internal/ir, EscUnknown and so on).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Esc {
    /// Not analysed yet.
    #[default]
    Unknown,
    /// Stays on the stack.
    None,
    /// Reachable from the heap.
    Heap,
    /// By construction never leaves the stack.
    Never,
}

/// Marks of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flags {
    /// Made by type checking, not written: an address, a dereference, a conversion, a field on the way to a promoted one, the slice of variadic
    /// arguments. Messages skip it.
    pub implicit: bool,
    /// Known not to be nil.
    pub non_nil: bool,
    /// Storage may be reused right after the statement.
    pub transient: bool,
    /// Index known to be in bounds.
    pub bounded: bool,
    /// The conversion was written as one and is checked at run time under `-d=checkptr`.
    pub check_ptr: bool,
}

/// A node. Fields that the compiler's traversals skip (run-time type words and the like) are left out.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub op: Op,
    /// Where it stands.
    pub pos: XPos,
    /// Its type; nothing for statements.
    pub typ: Option<TypeId>,
    /// Its marks.
    pub flags: Flags,
    /// Result of escape analysis.
    pub esc: Esc,
    /// Statements to run before it.
    pub init: Nodes,
    /// The fields of its shape.
    pub kind: Kind,
}

/// A selected field or method of a [`Selector`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    /// The field with this index in its struct, at `offset` bytes.
    Field {
        /// Index among the struct's fields.
        index: u32,
        /// Byte offset in the struct.
        offset: i64,
    },
    /// A method of a concrete type: the name of its function.
    Method(NameId),
    /// A method of an interface, with its signature.
    Interface(TypeId),
}

/// `x.sel`.
#[derive(Clone, Debug)]
pub struct Selector {
    /// The operand; of a method expression the `OTYPE` of the receiver.
    pub x: NodeId,
    /// The name after the dot.
    pub sel: SymId,
    /// What it selects.
    pub selection: Selection,
}

/// A call, also of the built-in functions that take any number of arguments.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// The function; nothing for built-ins.
    pub fun: Option<NodeId>,
    /// The arguments; a receiver of a method expression comes first.
    pub args: Nodes,
    /// Where a `defer` inside the body of a range-over-func loop registers.
    pub defer_at: Option<NodeId>,
    /// Variables to keep alive until the call returns.
    pub keep_alive: Vec<NameId>,
    /// The last argument was written with `...`.
    pub is_ddd: bool,
    /// Part of a `go` or `defer` statement.
    pub go_defer: bool,
    /// Must not be inlined.
    pub no_inline: bool,
    /// A `runtime.KeepAlive` that the compiler made to keep a variable alive.
    pub compiler_var_live: bool,
    /// The result has to be converted from a shape type.
    pub reshape: bool,
}

/// `if`.
#[derive(Clone, Debug)]
pub struct If {
    /// Condition.
    pub cond: NodeId,
    /// Taken if it holds.
    pub body: Nodes,
    /// Taken otherwise.
    pub els: Nodes,
}

/// A `for` loop without `range`.
#[derive(Clone, Debug)]
pub struct For {
    /// Its label.
    pub label: Option<Label>,
    /// Condition.
    pub cond: Option<NodeId>,
    /// Statement after each turn.
    pub post: Option<NodeId>,
    /// Body.
    pub body: Nodes,
    /// Variables are new in each turn (Go 1.22), and the loop was not rewritten for that yet.
    pub distinct_vars: bool,
}

/// `for key, value = range x`.
#[derive(Clone, Debug)]
pub struct Range {
    /// Its label.
    pub label: Option<Label>,
    /// Declares its variables.
    pub def: bool,
    /// What is ranged over.
    pub x: NodeId,
    /// First variable.
    pub key: Option<NodeId>,
    /// Second variable.
    pub value: Option<NodeId>,
    /// Body.
    pub body: Nodes,
    /// Variables are new in each turn (Go 1.22), and the loop was not rewritten for that yet.
    pub distinct_vars: bool,
}

/// A case of a `switch`.
#[derive(Clone, Debug)]
pub struct CaseClause {
    /// The variable of a type switch, as this case declares it.
    pub var: Option<NameId>,
    /// Expressions or types; empty for `default`.
    pub list: Nodes,
    /// Run-time types for comparisons of an interface and a concrete value.
    pub rtypes: Nodes,
    /// Body.
    pub body: Nodes,
}

/// The fields of each shape of node. Names and order are those of cmd/compile/internal/ir; children are visited in the order of declaration.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are the compiler's, and what they hold is what their op says
pub enum Kind {
    /// A variable or a function.
    Name(NameId),
    /// An identifier that stands for no variable: the name in `switch x := y.(type)`.
    Ident(SymId),
    /// A type; which one, says [`Node::typ`].
    Type,
    /// A constant.
    Lit(Rc<Value>),
    /// `nil`, or an op without operands.
    Leaf,
    /// `a + b + c` of strings.
    AddString {
        list: Nodes,
    },
    /// `&x`.
    Addr {
        x: NodeId,
    },
    /// Two operands, or a built-in function with two arguments.
    Binary {
        x: NodeId,
        y: NodeId,
    },
    /// `&&` and `||`.
    Logical {
        x: NodeId,
        y: NodeId,
    },
    /// One operand, or a built-in function with one argument.
    Unary {
        x: NodeId,
    },
    /// `*x`.
    Star {
        x: NodeId,
    },
    /// `(x)`.
    Paren {
        x: NodeId,
    },
    /// A conversion to the node's type.
    Conv {
        x: NodeId,
    },
    Call(Box<Call>),
    /// A function literal. Its body is no child of it.
    Closure {
        func: FuncId,
        is_go_wrap: bool,
    },
    /// A composite literal. `len` is the length of a slice literal's array.
    CompLit {
        list: Nodes,
        len: i64,
    },
    Index {
        x: NodeId,
        index: NodeId,
        assigned: bool,
    },
    /// `key: value` in an array, slice or map literal.
    Key {
        key: NodeId,
        value: NodeId,
    },
    /// `field: value` in a struct literal.
    StructKey {
        field: SymId,
        index: u32,
        offset: i64,
        value: NodeId,
    },
    /// A call whose body stands in its place.
    InlinedCall {
        body: Nodes,
        return_vars: Nodes,
        reshape: bool,
    },
    /// `make`.
    Make {
        len: Option<NodeId>,
        cap: Option<NodeId>,
    },
    LinksymOffset {
        sym: Rc<str>,
        offset: i64,
    },
    Selector(Box<Selector>),
    Slice {
        x: NodeId,
        low: Option<NodeId>,
        high: Option<NodeId>,
        max: Option<NodeId>,
    },
    SliceHeader {
        ptr: NodeId,
        len: NodeId,
        cap: NodeId,
    },
    StringHeader {
        ptr: NodeId,
        len: NodeId,
    },
    /// `x.(T)`.
    TypeAssert {
        x: NodeId,
    },
    /// `x.(T)` for a type that only the dictionary knows.
    DynamicTypeAssert {
        x: NodeId,
        src_rtype: Option<NodeId>,
        rtype: Option<NodeId>,
        itab: Option<NodeId>,
    },
    DynamicType {
        rtype: Option<NodeId>,
        itab: Option<NodeId>,
    },

    /// `var x`.
    Decl {
        x: NameId,
    },
    Assign {
        x: NodeId,
        def: bool,
        y: Option<NodeId>,
    },
    AssignList {
        lhs: Nodes,
        def: bool,
        rhs: Nodes,
    },
    AssignOp {
        x: NodeId,
        as_op: Op,
        y: NodeId,
        inc_dec: bool,
    },
    Block {
        list: Nodes,
    },
    /// `break`, `continue`, `goto`, `fallthrough`.
    Branch {
        label: Option<Label>,
    },
    Case(Box<CaseClause>),
    /// A case of a `select`.
    Comm {
        comm: Option<NodeId>,
        body: Nodes,
    },
    For(Box<For>),
    /// `go` and `defer`.
    GoDefer {
        call: NodeId,
        defer_at: Option<NodeId>,
    },
    If(Box<If>),
    Label {
        label: Label,
    },
    InlineMark {
        index: u32,
    },
    Range(Box<Range>),
    Return {
        results: Nodes,
    },
    Select {
        label: Option<Label>,
        cases: Nodes,
    },
    Send {
        chan: NodeId,
        value: NodeId,
    },
    Switch {
        tag: Option<NodeId>,
        cases: Nodes,
        label: Option<Label>,
    },
    TailCall {
        call: NodeId,
    },
    /// `tag := x.(type)`; `tag` is a [`Kind::Ident`].
    TypeSwitchGuard {
        tag: Option<NodeId>,
        x: NodeId,
        used: bool,
    },
}

impl Node {
    /// A node without type, marks and statements before it.
    pub fn new(pos: XPos, op: Op, kind: Kind) -> Node {
        Node {
            op,
            pos,
            typ: None,
            flags: Flags::default(),
            esc: Esc::Unknown,
            init: Vec::new(),
            kind,
        }
    }

    /// The same with a type.
    pub fn with_type(mut self, typ: TypeId) -> Node {
        self.typ = Some(typ);
        self
    }

    /// The same, marked as made by type checking.
    pub fn implicit(mut self) -> Node {
        self.flags.implicit = true;
        self
    }

    /// The same with statements to run first.
    pub fn with_init(mut self, init: Nodes) -> Node {
        self.init = init;
        self
    }

    /// The variable or function that the node names.
    pub fn as_name(&self) -> Option<NameId> {
        match self.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The call's fields.
    pub fn as_call(&self) -> Option<&Call> {
        match &self.kind {
            Kind::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The selector's fields.
    pub fn as_selector(&self) -> Option<&Selector> {
        match &self.kind {
            Kind::Selector(sel) => Some(sel),
            _ => None,
        }
    }

    /// The function of a function literal.
    pub fn as_closure(&self) -> Option<FuncId> {
        match self.kind {
            Kind::Closure { func, .. } => Some(func),
            _ => None,
        }
    }

    /// The constant's value.
    pub fn as_lit(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Lit(value) => Some(value),
            _ => None,
        }
    }

    /// The only operand of a unary operator, a conversion, an address, a dereference, a selector and the like: the field that the compiler calls `X`.
    pub fn x(&self) -> Option<NodeId> {
        match &self.kind {
            Kind::Addr { x }
            | Kind::Binary { x, .. }
            | Kind::Logical { x, .. }
            | Kind::Unary { x }
            | Kind::Star { x }
            | Kind::Paren { x }
            | Kind::Conv { x }
            | Kind::Index { x, .. }
            | Kind::Slice { x, .. }
            | Kind::TypeAssert { x }
            | Kind::DynamicTypeAssert { x, .. }
            | Kind::Assign { x, .. }
            | Kind::AssignOp { x, .. }
            | Kind::TypeSwitchGuard { x, .. } => Some(*x),
            Kind::Selector(sel) => Some(sel.x),
            Kind::Range(range) => Some(range.x),
            _ => None,
        }
    }
}
