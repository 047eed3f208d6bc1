//! What the checker finds out about a package, by syntax node (types2: `Info`).

use super::constant::Value;
use super::ids::{ObjId, PkgId, ScopeId, TypeId};
use crate::syntax::{Ast, ExprId, FileNode, Node};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What an expression is (types2: `operandMode`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// In error, or not an expression that was checked.
    #[default]
    Invalid,
    /// A call without a result.
    NoValue,
    /// A built-in function.
    Builtin,
    /// A type.
    TypExpr,
    /// A constant.
    Constant,
    /// Addressable.
    Variable,
    /// A map element: assignable, not addressable; may be used with `, ok`.
    MapIndex,
    /// A computed value.
    Value,
    /// `nil`.
    NilValue,
    /// A value that may be used with `, ok`.
    CommaOk,
    /// Like `CommaOk`, with an error as second value (cgo only; never made here).
    CommaErr,
}

impl Mode {
    /// A call without a result.
    pub fn is_void(self) -> bool {
        self == Mode::NoValue
    }
    /// A type.
    pub fn is_type(self) -> bool {
        self == Mode::TypExpr
    }
    /// A built-in function.
    pub fn is_builtin(self) -> bool {
        self == Mode::Builtin
    }
    /// Anything with a value, constants and `nil` too.
    pub fn is_value(self) -> bool {
        self >= Mode::Constant
    }
    /// `nil`.
    pub fn is_nil(self) -> bool {
        self == Mode::NilValue
    }
    /// A variable.
    pub fn addressable(self) -> bool {
        self == Mode::Variable
    }
    /// A variable or map element.
    pub fn assignable(self) -> bool {
        matches!(self, Mode::Variable | Mode::MapIndex)
    }
    /// Whether `v, ok = x` is allowed.
    pub fn has_ok(self) -> bool {
        matches!(self, Mode::CommaOk | Mode::MapIndex)
    }
}

impl PartialOrd for Mode {
    fn partial_cmp(&self, other: &Mode) -> Option<core::cmp::Ordering> {
        (*self as u8).partial_cmp(&(*other as u8))
    }
}

/// The type and, for constants, the value of an expression.
#[derive(Clone, Debug)]
pub struct TypeAndValue {
    /// What kind of expression.
    pub mode: Mode,
    /// Its type: final, also where it was untyped at first. A tuple for calls with other than one result, and for comma-ok uses.
    /// The invalid type where nothing was recorded.
    pub typ: TypeId,
    /// The value of a constant.
    pub val: Option<Value>,
}

impl Default for TypeAndValue {
    fn default() -> Self {
        TypeAndValue {
            mode: Mode::Invalid,
            typ: TypeId::INVALID,
            val: None,
        }
    }
}

impl TypeAndValue {
    /// Whether something was recorded for the expression.
    pub fn is_recorded(&self) -> bool {
        self.mode != Mode::Invalid
    }
}

/// What a selector expression selects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    /// `x.f`, a struct field.
    FieldVal,
    /// `x.m`, a method value or the function of a method call.
    MethodVal,
    /// `T.m`.
    MethodExpr,
}

/// A selector expression that is not a qualified identifier.
#[derive(Clone, Debug)]
pub struct Selection {
    /// What is selected.
    pub kind: SelectionKind,
    /// The type of `x` in `x.f`.
    pub recv: TypeId,
    /// The field or method.
    pub obj: ObjId,
    /// The path from `x` to `f`: field indices, the last one the index of the field or method.
    pub index: Rc<[usize]>,
    /// Whether there was a pointer indirection on the path.
    pub indirect: bool,
}

/// The type arguments and the type of an instantiated generic function or type.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The type arguments, inferred ones too.
    pub targs: Rc<[TypeId]>,
    /// The instantiated type.
    pub typ: TypeId,
}

/// `lhs… = rhs` of a package-level variable declaration, in order of initialisation.
#[derive(Clone, Debug)]
pub struct Initializer {
    /// The variables.
    pub lhs: Vec<ObjId>,
    /// The expression.
    pub rhs: ExprId,
}

/// What was found out about each node. Tables by [`ExprId`] are as long as [`Ast::exprs`].
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// Type, kind and constant value by expression. Not for names in declarations, package names and selected names.
    pub types: Vec<TypeAndValue>,
    /// The object that a name declares. None for `_` in `:=`, the package clause, and the symbolic variable of a type switch.
    pub defs: Vec<Option<ObjId>>,
    /// The object that a name denotes where it is used.
    pub uses: Vec<Option<ObjId>>,
    /// Objects that are declared without a name: imports without a local name (by declaration),
    /// type switch variables (by case clause), unnamed parameters (by field).
    pub implicits: BTreeMap<Node, ObjId>,
    /// By selector expression; not for qualified identifiers.
    pub selections: BTreeMap<ExprId, Selection>,
    /// By the name of the generic function or type.
    pub instances: BTreeMap<ExprId, Instance>,
    /// Scopes by file, function type, type declaration, block, `if`, `switch`, `for`, clause.
    pub scopes: BTreeMap<Node, ScopeId>,
    /// Package-level variables with an initialiser, in the order in which they are initialised.
    pub init_order: Vec<Initializer>,
    /// The language version of each file (`go1.N`), where it is known.
    pub file_versions: BTreeMap<FileNode, Rc<str>>,
}

impl Info {
    /// Empty tables for a tree.
    pub fn new(ast: &Ast) -> Info {
        let n = ast.exprs.len();
        Info {
            types: vec![TypeAndValue::default(); n],
            defs: vec![None; n],
            uses: vec![None; n],
            ..Info::default()
        }
    }

    /// What was recorded for an expression.
    pub fn type_and_value(&self, x: ExprId) -> &TypeAndValue {
        &self.types[x.index()]
    }

    /// The object that a name declares or denotes.
    pub fn object_of(&self, name: ExprId) -> Option<ObjId> {
        self.defs[name.index()].or(self.uses[name.index()])
    }
}

/// A checked package.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The package.
    pub pkg: PkgId,
    /// What was found out; complete for declarations without errors.
    pub info: Info,
    /// All errors: sorted by place, without repetitions; not cut off at ten.
    pub errors: Vec<super::errors::TypeError>,
    /// Whether generic types or functions instantiate themselves with ever larger arguments; told as an error where there is no other one.
    pub endless: bool,
}
