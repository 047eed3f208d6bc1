//! Ids of what lives in a [`Types`](super::Types): types, objects, packages and scopes.

use super::ty::BasicKind;
use std::num::NonZeroU32;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            pub(in crate::types) const fn at(index: usize) -> $name {
                match NonZeroU32::new(index as u32 + 1) {
                    Some(n) => $name(n),
                    None => panic!("id out of range"),
                }
            }

            /// The index into the arena, counted from 0.
            pub const fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.index())
            }
        }
    };
}

id!(
    /// A type. Two types can be identical under different ids (`Types::identical`); the predeclared ones have fixed ids.
    TypeId
);
id!(
    /// An object: what an identifier denotes.
    ObjId
);
id!(
    /// A package.
    PkgId
);
id!(
    /// A scope.
    ScopeId
);

impl TypeId {
    /// The id of a predeclared type.
    pub const fn basic(kind: BasicKind) -> TypeId {
        TypeId::at(kind as usize)
    }
}

macro_rules! basics {
    ($($name:ident = $kind:ident),* $(,)?) => {
        #[allow(missing_docs)]
        impl TypeId {
            $(pub const $name: TypeId = TypeId::basic(BasicKind::$kind);)*
        }
    };
}

basics! {
    INVALID = Invalid, BOOL = Bool, INT = Int, INT8 = Int8, INT16 = Int16, INT32 = Int32, INT64 = Int64,
    UINT = Uint, UINT8 = Uint8, UINT16 = Uint16, UINT32 = Uint32, UINT64 = Uint64, UINTPTR = Uintptr,
    FLOAT32 = Float32, FLOAT64 = Float64, COMPLEX64 = Complex64, COMPLEX128 = Complex128, STRING = String,
    UNSAFE_POINTER = UnsafePointer, UNTYPED_BOOL = UntypedBool, UNTYPED_INT = UntypedInt, UNTYPED_RUNE = UntypedRune,
    UNTYPED_FLOAT = UntypedFloat, UNTYPED_COMPLEX = UntypedComplex, UNTYPED_STRING = UntypedString, UNTYPED_NIL = UntypedNil,
}

const AFTER_BASICS: usize = BasicKind::ALL.len();

impl TypeId {
    /// `byte`: identical to `uint8`, but printed under its own name.
    pub const BYTE: TypeId = TypeId::at(AFTER_BASICS);
    /// `rune`: identical to `int32`, but printed under its own name.
    pub const RUNE: TypeId = TypeId::at(AFTER_BASICS + 1);
    /// `interface{}`.
    pub const EMPTY_INTERFACE: TypeId = TypeId::at(AFTER_BASICS + 2);
    /// The type of a call without results.
    pub const EMPTY_TUPLE: TypeId = TypeId::at(AFTER_BASICS + 3);
    /// The defined type `error`.
    pub const ERROR: TypeId = TypeId::at(AFTER_BASICS + 4);
    /// The alias `any`.
    pub const ANY: TypeId = TypeId::at(AFTER_BASICS + 5);
    /// The defined type `comparable`.
    pub const COMPARABLE: TypeId = TypeId::at(AFTER_BASICS + 6);
}

impl ScopeId {
    /// The scope of predeclared identifiers.
    pub const UNIVERSE: ScopeId = ScopeId::at(0);
}

impl PkgId {
    /// Package `unsafe`.
    pub const UNSAFE: PkgId = PkgId::at(0);
}
