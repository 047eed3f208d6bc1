//! The shapes of types: [`Type`] and what it is made of. Types refer to each other by [`TypeId`] and live in a [`Types`](super::Types).

use super::ids::{ObjId, ScopeId, TypeId};
use crate::text::Pos;
use std::rc::Rc;

/// The kinds of predeclared types, in the order of types2's `BasicKind`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum BasicKind {
    /// The type of what is wrong.
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    /// `unsafe.Pointer`.
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

impl BasicKind {
    /// All kinds, in order.
    pub const ALL: [BasicKind; 26] = {
        use BasicKind::*;
        [
            Invalid,
            Bool,
            Int,
            Int8,
            Int16,
            Int32,
            Int64,
            Uint,
            Uint8,
            Uint16,
            Uint32,
            Uint64,
            Uintptr,
            Float32,
            Float64,
            Complex64,
            Complex128,
            String,
            UnsafePointer,
            UntypedBool,
            UntypedInt,
            UntypedRune,
            UntypedFloat,
            UntypedComplex,
            UntypedString,
            UntypedNil,
        ]
    };

    /// Whether it is one of the untyped kinds.
    pub fn is_untyped(self) -> bool {
        self >= BasicKind::UntypedBool
    }

    /// Whether it is a boolean kind, typed or not.
    pub fn is_boolean(self) -> bool {
        matches!(self, BasicKind::Bool | BasicKind::UntypedBool)
    }

    /// Whether it is an integer kind, typed or not.
    pub fn is_integer(self) -> bool {
        (BasicKind::Int..=BasicKind::Uintptr).contains(&self)
            || matches!(self, BasicKind::UntypedInt | BasicKind::UntypedRune)
    }

    /// Whether it is an unsigned integer kind.
    pub fn is_unsigned(self) -> bool {
        (BasicKind::Uint..=BasicKind::Uintptr).contains(&self)
    }

    /// Whether it is a floating-point kind, typed or not.
    pub fn is_float(self) -> bool {
        matches!(
            self,
            BasicKind::Float32 | BasicKind::Float64 | BasicKind::UntypedFloat
        )
    }

    /// Whether it is a complex kind, typed or not.
    pub fn is_complex(self) -> bool {
        matches!(
            self,
            BasicKind::Complex64 | BasicKind::Complex128 | BasicKind::UntypedComplex
        )
    }

    /// Whether it is a string kind, typed or not.
    pub fn is_string(self) -> bool {
        matches!(self, BasicKind::String | BasicKind::UntypedString)
    }

    /// Integer, floating-point or complex, typed or not.
    pub fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    /// Numeric or string: what `<` takes.
    pub fn is_ordered(self) -> bool {
        self.is_integer() || self.is_float() || self.is_string()
    }

    /// What a constant may be of.
    pub fn is_const_type(self) -> bool {
        self.is_boolean() || self.is_numeric() || self.is_string()
    }

    /// The name in messages (`byte` and `rune` are names of ids, not of kinds).
    pub fn name(self) -> &'static str {
        use BasicKind::*;
        match self {
            Invalid => "invalid type",
            Bool => "bool",
            Int => "int",
            Int8 => "int8",
            Int16 => "int16",
            Int32 => "int32",
            Int64 => "int64",
            Uint => "uint",
            Uint8 => "uint8",
            Uint16 => "uint16",
            Uint32 => "uint32",
            Uint64 => "uint64",
            Uintptr => "uintptr",
            Float32 => "float32",
            Float64 => "float64",
            Complex64 => "complex64",
            Complex128 => "complex128",
            String => "string",
            UnsafePointer => "Pointer",
            UntypedBool => "untyped bool",
            UntypedInt => "untyped int",
            UntypedRune => "untyped rune",
            UntypedFloat => "untyped float",
            UntypedComplex => "untyped complex",
            UntypedString => "untyped string",
            UntypedNil => "untyped nil",
        }
    }
}

/// The direction of a channel type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum ChanDir {
    SendRecv,
    SendOnly,
    RecvOnly,
}

impl ChanDir {
    /// What stands before the element type in the text of a channel type, and after it: `chan (<-chan T)` has parentheses, since without
    /// them the arrow would be read with the first `chan`. `elem` is the element type as the text shows it.
    pub fn text_around(self, elem: &Type) -> (&'static str, &'static str) {
        let receives = matches!(
            elem,
            Type::Chan {
                dir: ChanDir::RecvOnly,
                ..
            }
        );
        match self {
            ChanDir::SendRecv if receives => ("chan (", ")"),
            ChanDir::SendRecv => ("chan ", ""),
            ChanDir::SendOnly => ("chan<- ", ""),
            ChanDir::RecvOnly => ("<-chan ", ""),
        }
    }
}

/// A type. Cheap to clone: whatever has more than two words is shared.
#[derive(Clone, Debug)]
pub enum Type {
    /// A predeclared type, `unsafe.Pointer`, an untyped kind or the invalid type. Their ids are fixed, see [`TypeId`].
    Basic(BasicKind),
    /// `[len]elem`; `len` is negative where it is not known (an error was reported).
    Array {
        /// Number of elements.
        len: i64,
        /// Element type.
        elem: TypeId,
    },
    /// `[]elem`.
    Slice {
        /// Element type.
        elem: TypeId,
    },
    /// `struct{…}`.
    Struct(Rc<Struct>),
    /// `*elem`.
    Pointer {
        /// Element type.
        elem: TypeId,
    },
    /// The type of a call with none or several results (and of comma-ok expressions as recorded); variables in order.
    Tuple(Rc<[ObjId]>),
    /// `func(…) …`.
    Signature(Rc<Signature>),
    /// `interface{…}`.
    Interface(Rc<Interface>),
    /// `map[key]elem`.
    Map {
        /// Key type.
        key: TypeId,
        /// Element type.
        elem: TypeId,
    },
    /// `chan elem`.
    Chan {
        /// Direction.
        dir: ChanDir,
        /// Element type.
        elem: TypeId,
    },
    /// A defined type, or an instance of a generic one.
    Named(Rc<Named>),
    /// A type parameter.
    TypeParam(Rc<TypeParam>),
    /// `~A | B`, as an embedded element of an interface.
    Union(Rc<[Term]>),
    /// A declared alias, or an instance of a generic one.
    Alias(Rc<Alias>),
}

/// Fields in order, and their tags.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The fields, `Var`s of kind `Field`.
    pub fields: Rc<[ObjId]>,
    /// The tags, unquoted; shorter than `fields` where the rest has none.
    pub tags: Rc<[Rc<str>]>,
}

impl Struct {
    /// The tag of field `i`, empty where there is none.
    pub fn tag(&self, i: usize) -> &str {
        self.tags.get(i).map_or("", |t| t)
    }
}

/// A function or method type.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// Receiver type parameters (of a declared method), in order.
    pub rparams: Rc<[TypeId]>,
    /// Type parameters, in order.
    pub tparams: Rc<[TypeId]>,
    /// The function's scope, for signatures of the package that is checked.
    pub scope: Option<ScopeId>,
    /// The receiver variable; none for plain functions.
    pub recv: Option<ObjId>,
    /// The receiver that was dropped by a method selection. See [`RecvOld`].
    pub recvold: RecvOld,
    /// Parameters in order; the last one of a variadic signature has slice type (or string, for `append([]byte, ...string)`).
    pub params: Rc<[ObjId]>,
    /// Results in order.
    pub results: Rc<[ObjId]>,
    /// Whether the last parameter is `...T`.
    pub variadic: bool,
}

/// What became of the receiver of a selected method's signature (types2: `Signature.recvold`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RecvOld {
    /// Nothing was dropped.
    #[default]
    None,
    /// Method value: this receiver was dropped.
    Dropped(ObjId),
    /// Method expression: the receiver is the first parameter.
    FirstParam,
}

/// An interface type. The type set is computed at first use by `Types::type_set`.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// Methods declared in it, sorted by id.
    pub methods: Rc<[ObjId]>,
    /// Embedded elements in source order.
    pub embeddeds: Rc<[TypeId]>,
    /// Positions of the embedded elements; empty for imported and made-up interfaces.
    pub embed_pos: Rc<[Pos]>,
    /// Whether it wraps a constraint literal that was no interface (`[T ~int]`).
    pub implicit: bool,
    /// Whether all fields but `tset` are set up.
    pub complete: bool,
    /// The type set, once computed.
    pub tset: Option<Rc<TypeSet>>,
    /// Whether it belongs to the package that is being checked, so that computing its type set reports errors.
    pub local: bool,
}

impl Interface {
    /// Whether nothing stands between its braces.
    pub fn is_empty(&self) -> bool {
        self.methods.is_empty() && self.embeddeds.is_empty()
    }
}

/// What an interface admits (types2: `_TypeSet`).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TypeSet {
    /// All methods, sorted by id.
    pub methods: Rc<[ObjId]>,
    /// Type terms, in normal form. `[Term::ALL]` is everything, the empty list nothing.
    pub terms: Rc<[Term]>,
    /// Whether all types must be comparable; only where `terms` is everything.
    pub comparable: bool,
}

/// `typ` or `~typ`, or every type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term {
    /// Whether all types with that underlying type are meant.
    pub tilde: bool,
    /// The type; none for the term that is every type.
    pub typ: Option<TypeId>,
}

impl Term {
    /// The term that is every type.
    pub const ALL: Term = Term {
        tilde: false,
        typ: None,
    };
}

/// A defined type. `Types::under`, `Types::method` and friends complete instances lazily.
#[derive(Clone, Debug)]
pub struct Named {
    /// The type name; for an instance an object of its own with the generic type's name.
    pub obj: ObjId,
    /// For an instance: of what, with what.
    pub inst: Option<Instance>,
    /// The right-hand side of the declaration (may be a defined type itself), once known; for instances once expanded.
    pub from_rhs: Option<TypeId>,
    /// Type parameters of a generic type; of an instance those of its origin, once expanded.
    pub tparams: Rc<[TypeId]>,
    /// The underlying type, once known; never `Named` nor `Alias`.
    pub underlying: Option<TypeId>,
    /// Methods of a declared type in source order.
    pub methods: Vec<ObjId>,
    /// For an instance: the methods that were expanded, by index of the origin's method.
    pub expanded: Vec<Option<ObjId>>,
    /// Whether an instance was expanded (`from_rhs` is set).
    pub unpacked: bool,
    /// Whether the size depends on a type parameter, once computed.
    pub var_size: Option<bool>,
}

/// A generic type with its arguments.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The generic type.
    pub orig: TypeId,
    /// The arguments.
    pub targs: Rc<[TypeId]>,
}

/// A type parameter.
#[derive(Clone, Debug)]
pub struct TypeParam {
    /// Its name.
    pub obj: ObjId,
    /// Place in its list, counted from 0; negative until it was bound.
    pub index: i32,
    /// The constraint: any type, its underlying type is an interface after `Types::type_param_iface`.
    pub bound: Option<TypeId>,
}

/// A declared alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its name; for an instance an object of its own.
    pub obj: ObjId,
    /// The generic alias; itself if it is no instance.
    pub orig: TypeId,
    /// Type parameters.
    pub tparams: Rc<[TypeId]>,
    /// Type arguments of an instance.
    pub targs: Rc<[TypeId]>,
    /// The right-hand side, maybe an alias itself; none while it is being declared.
    pub from_rhs: Option<TypeId>,
}
