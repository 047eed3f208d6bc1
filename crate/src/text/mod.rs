//! Places in source text: compact positions, and the map back to file, line and column.
//!
//! A [`Pos`] is a byte offset into all files of one analysis laid end to end, or an index into a table of places in files
//! whose text is not at hand (bodies that come from export data). Lines and columns are worked out only when something is printed.

pub mod order;
pub mod source_map;
pub mod txtar;
pub mod utf16;

pub use order::{Gather, InOrder};
pub use source_map::{COL_MAX, FileId, Place, SourceMap};
pub use utf16::Utf16Map;

/// A place in the source. `Pos::NONE` where there is none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pos(u32);

impl Pos {
    /// No position.
    pub const NONE: Pos = Pos(0);
    const FOREIGN: u32 = 1 << 31;

    /// The place `offset` bytes into the file that starts at `base`.
    pub(in crate::text) fn local(base: u32, offset: u32) -> Pos {
        Pos(base + offset)
    }

    pub(in crate::text) fn foreign(index: u32) -> Pos {
        Pos(Pos::FOREIGN | index)
    }

    /// Whether this is a real place.
    pub fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Whether the place lies in a file whose text is not part of the analysis.
    pub fn is_foreign(self) -> bool {
        self.0 & Pos::FOREIGN != 0
    }

    /// The place `n` bytes further on; only for places in files of the analysis.
    pub fn advance(self, n: u32) -> Pos {
        debug_assert!(!self.is_foreign());
        Pos(self.0 + n)
    }

    pub(in crate::text) fn raw(self) -> u32 {
        self.0
    }

    pub(in crate::text) fn foreign_index(self) -> u32 {
        self.0 & !Pos::FOREIGN
    }
}

impl core::fmt::Debug for Pos {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match (self.is_known(), self.is_foreign()) {
            (false, _) => write!(f, "-"),
            (_, true) => write!(f, "f{}", self.foreign_index()),
            _ => write!(f, "{}", self.0),
        }
    }
}
