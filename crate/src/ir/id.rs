//! Indices into the arenas of a [`Program`](super::Program).
//!
//! An id is a non-zero `u32`, so that `Option<Id>` is as small as the id itself.

use core::num::NonZeroU32;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The id of the element at `index` of its arena.
            pub fn from_index(index: usize) -> $name {
                let raw = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
                $name(raw.expect("arena holds fewer than 2^32 elements"))
            }

            /// The position in its arena, counted from 0.
            pub fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.index())
            }
        }
    )*};
}

ids! {
    /// A node: an expression or a statement. Two equal ids are the same node, as two equal pointers are in the compiler.
    NodeId;
    /// A variable or a function's name.
    NameId;
    /// A function: declared, imported, literal or generated.
    FuncId;
    /// A symbol: a name in a package.
    SymId;
    /// A package as symbols know it.
    PkgId;
    /// An entry of the inlining tree.
    InlIndex;
}
