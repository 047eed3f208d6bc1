//! Objects: what identifiers denote.

use super::constant::Value;
use super::ids::{ObjId, PkgId, ScopeId, TypeId};
use crate::text::Pos;
use std::rc::Rc;

/// What an identifier denotes.
#[derive(Clone, Debug)]
pub struct Object {
    /// Kind, and what only this kind has.
    pub kind: ObjKind,
    /// The name; `_` for blank objects, empty for unnamed parameters.
    pub name: Rc<str>,
    /// The type, once known. Labels, builtins and package names have the invalid type.
    pub typ: Option<TypeId>,
    /// The package it belongs to; none for predeclared objects and labels.
    pub pkg: Option<PkgId>,
    /// The identifier's position in the declaration.
    pub pos: Pos,
    /// The scope in which it is declared; none for methods and fields.
    pub parent: Option<ScopeId>,
    /// Order of declaration among package-level objects; 0 for all others.
    pub order: u32,
    /// Where the scope of a local object starts.
    pub scope_pos: Pos,
}

/// The kinds of objects.
#[derive(Clone, Debug)]
pub enum ObjKind {
    /// An imported package under its local name.
    PkgName {
        /// The package.
        imported: PkgId,
    },
    /// A constant.
    Const {
        /// Its value; `Unknown` until (and unless) it is known.
        val: Value,
    },
    /// A name of a defined type, alias, predeclared type or type parameter.
    TypeName,
    /// A variable, parameter, result, receiver or field.
    Var(Var),
    /// A function or method.
    Func(Func),
    /// A label.
    Label,
    /// A built-in function.
    Builtin(BuiltinId),
    /// The predeclared `nil`.
    Nil,
}

/// What only variables have.
#[derive(Clone, Copy, Debug)]
pub struct Var {
    /// What kind of variable.
    pub kind: VarKind,
    /// Whether it is an embedded field.
    pub embedded: bool,
    /// The variable of the generic declaration, if this one came from an instantiation.
    pub origin: Option<ObjId>,
}

/// The kinds of variables (types2: `VarKind`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum VarKind {
    Package,
    Local,
    Recv,
    Param,
    Result,
    Field,
}

/// What only functions have.
#[derive(Clone, Copy, Debug, Default)]
pub struct Func {
    /// The function of the generic declaration, if this one came from an instantiation.
    pub origin: Option<ObjId>,
    /// Whether the receiver is a pointer; valid for methods whose signature is not known yet, see `Types::has_ptr_recv`.
    pub has_ptr_recv: bool,
    /// For a method of an instance whose signature waits for that of its origin: the instance.
    pub pending_recv: Option<TypeId>,
}

/// Built-in functions, in the order of types2's `builtinId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum BuiltinId {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}

impl BuiltinId {
    /// All of them in order.
    pub const ALL: [BuiltinId; 26] = {
        use BuiltinId::*;
        [
            Append,
            Cap,
            Clear,
            Close,
            Complex,
            Copy,
            Delete,
            Imag,
            Len,
            Make,
            Max,
            Min,
            New,
            Panic,
            Print,
            Println,
            Real,
            Recover,
            UnsafeAdd,
            UnsafeAlignof,
            UnsafeOffsetof,
            UnsafeSizeof,
            UnsafeSlice,
            UnsafeSliceData,
            UnsafeString,
            UnsafeStringData,
        ]
    };

    /// Name, least number of arguments, whether more may follow, and whether a call may stand as a statement.
    pub fn facts(self) -> (&'static str, usize, bool, bool) {
        use BuiltinId::*;
        match self {
            Append => ("append", 1, true, false),
            Cap => ("cap", 1, false, false),
            Clear => ("clear", 1, false, true),
            Close => ("close", 1, false, true),
            Complex => ("complex", 2, false, false),
            Copy => ("copy", 2, false, true),
            Delete => ("delete", 2, false, true),
            Imag => ("imag", 1, false, false),
            Len => ("len", 1, false, false),
            Make => ("make", 1, true, false),
            Max => ("max", 1, true, false),
            Min => ("min", 1, true, false),
            New => ("new", 1, false, false),
            Panic => ("panic", 1, false, true),
            Print => ("print", 0, true, true),
            Println => ("println", 0, true, true),
            Real => ("real", 1, false, false),
            Recover => ("recover", 0, false, true),
            UnsafeAdd => ("Add", 2, false, false),
            UnsafeAlignof => ("Alignof", 1, false, false),
            UnsafeOffsetof => ("Offsetof", 1, false, false),
            UnsafeSizeof => ("Sizeof", 1, false, false),
            UnsafeSlice => ("Slice", 2, false, false),
            UnsafeSliceData => ("SliceData", 1, false, false),
            UnsafeString => ("String", 2, false, false),
            UnsafeStringData => ("StringData", 1, false, false),
        }
    }

    /// The name without a package.
    pub fn name(self) -> &'static str {
        self.facts().0
    }

    /// Whether it belongs to package unsafe.
    pub fn is_unsafe(self) -> bool {
        self as u8 >= BuiltinId::UnsafeAdd as u8
    }
}

/// Whether a name starts with an upper-case letter.
pub fn is_exported(name: &str) -> bool {
    // unicode.IsUpper is category Lu alone; Other_Uppercase (which char::is_uppercase has too) are letter-like numbers and symbols.
    name.chars().next().is_some_and(|c| {
        c.is_uppercase() && !matches!(c, '\u{2160}'..='\u{216f}' | '\u{24b6}'..='\u{24cf}' | '\u{1f130}'..='\u{1f189}')
    })
}

impl Object {
    /// A new object that no scope knows yet.
    pub fn new(
        kind: ObjKind,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Rc<str>,
        typ: Option<TypeId>,
    ) -> Object {
        Object {
            kind,
            name,
            typ,
            pkg,
            pos,
            parent: None,
            order: 0,
            scope_pos: Pos::NONE,
        }
    }

    /// A variable of the given kind.
    pub fn var(
        kind: VarKind,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Rc<str>,
        typ: Option<TypeId>,
    ) -> Object {
        let var = Var {
            kind,
            embedded: false,
            origin: None,
        };
        Object::new(ObjKind::Var(var), pos, pkg, name, typ)
    }

    /// A struct field.
    pub fn field(
        pos: Pos,
        pkg: Option<PkgId>,
        name: Rc<str>,
        typ: Option<TypeId>,
        embedded: bool,
    ) -> Object {
        let var = Var {
            kind: VarKind::Field,
            embedded,
            origin: None,
        };
        Object::new(ObjKind::Var(var), pos, pkg, name, typ)
    }

    /// A function or method; its type is a signature.
    pub fn func(pos: Pos, pkg: Option<PkgId>, name: Rc<str>, sig: Option<TypeId>) -> Object {
        Object::new(ObjKind::Func(Func::default()), pos, pkg, name, sig)
    }

    /// A type name.
    pub fn type_name(pos: Pos, pkg: Option<PkgId>, name: Rc<str>, typ: Option<TypeId>) -> Object {
        Object::new(ObjKind::TypeName, pos, pkg, name, typ)
    }

    /// A constant.
    pub fn constant(
        pos: Pos,
        pkg: Option<PkgId>,
        name: Rc<str>,
        typ: Option<TypeId>,
        val: Value,
    ) -> Object {
        Object::new(ObjKind::Const { val }, pos, pkg, name, typ)
    }

    /// Whether the name starts with an upper-case letter.
    pub fn exported(&self) -> bool {
        is_exported(&self.name)
    }

    /// The type; the invalid type where it is not known.
    pub fn type_or_invalid(&self) -> TypeId {
        self.typ.unwrap_or(TypeId::INVALID)
    }

    /// What only variables have.
    pub fn as_var(&self) -> Option<&Var> {
        match &self.kind {
            ObjKind::Var(v) => Some(v),
            _ => None,
        }
    }

    /// What only functions have.
    pub fn as_func(&self) -> Option<&Func> {
        match &self.kind {
            ObjKind::Func(f) => Some(f),
            _ => None,
        }
    }

    /// Whether it is a type name.
    pub fn is_type_name(&self) -> bool {
        matches!(self.kind, ObjKind::TypeName)
    }

    /// Whether it is a variable that is a struct field.
    pub fn is_field(&self) -> bool {
        self.as_var().is_some_and(|v| v.kind == VarKind::Field)
    }

    /// Whether it is an embedded struct field.
    pub fn is_embedded(&self) -> bool {
        self.as_var().is_some_and(|v| v.embedded)
    }

    /// The object of the generic declaration from which this one was instantiated, if any.
    pub fn origin(&self) -> Option<ObjId> {
        match &self.kind {
            ObjKind::Var(v) => v.origin,
            ObjKind::Func(f) => f.origin,
            _ => None,
        }
    }
}
