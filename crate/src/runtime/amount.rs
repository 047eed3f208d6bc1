//! Numbers of heap objects and bytes, as far as they are known without running the program.

use crate::types::sizes::{TINY_BLOCK, alloc_size};

/// A number that is known to lie between two others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// It is never less.
    pub least: u64,
    /// It is never more; nothing where there is no limit.
    pub most: Option<u64>,
}

impl Default for Count {
    fn default() -> Count {
        Count::ZERO
    }
}

impl Count {
    /// None at all.
    pub const ZERO: Count = Count::exact(0);
    /// Nothing is known.
    pub const ANY: Count = Count {
        least: 0,
        most: None,
    };

    /// This number and no other.
    pub const fn exact(n: u64) -> Count {
        Count {
            least: n,
            most: Some(n),
        }
    }

    /// At most so many.
    pub const fn up_to(n: u64) -> Count {
        Count {
            least: 0,
            most: Some(n),
        }
    }

    /// The number, where only one is possible.
    pub fn known(self) -> Option<u64> {
        self.most.filter(|&most| most == self.least)
    }

    /// Whether a number is possible.
    pub fn allows(self, n: u64) -> bool {
        self.least <= n && self.most.is_none_or(|most| n <= most)
    }

    /// Both together.
    pub fn plus(self, other: Count) -> Count {
        Count {
            least: self.least.saturating_add(other.least),
            most: self.most.zip(other.most).map(|(a, b)| a.saturating_add(b)),
        }
    }

    /// Either of the two.
    pub fn or(self, other: Count) -> Count {
        Count {
            least: self.least.min(other.least),
            most: self.most.zip(other.most).map(|(a, b)| a.max(b)),
        }
    }

    /// So many times.
    pub fn times(self, n: Count) -> Count {
        let most = match (self.most, n.most) {
            (Some(0), _) | (_, Some(0)) => Some(0),
            (a, b) => a.zip(b).map(|(a, b)| a.saturating_mul(b)),
        };
        Count {
            least: self.least.saturating_mul(n.least),
            most,
        }
    }
}

/// One heap object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Object {
    /// Its size in bytes, as the program asks for it.
    pub size: u64,
    /// Whether there are pointers in it.
    pub scan: bool,
}

impl Object {
    /// What the allocator takes for it (runtime/malloc.go, mallocgc): nothing for an object without size. Of small objects without pointers
    /// several share a block, which is counted for the first of them.
    pub fn cost(self) -> Cost {
        match self.size {
            0 => Cost::NOTHING,
            size if !self.scan && size < TINY_BLOCK => Cost {
                objects: Count::exact(1),
                bytes: Count::up_to(TINY_BLOCK),
            },
            size => Cost {
                objects: Count::exact(1),
                bytes: Count::exact(alloc_size(size, self.scan)),
            },
        }
    }
}

/// Heap objects, and the bytes that the allocator takes for them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cost {
    /// How many.
    pub objects: Count,
    /// How much memory, rounded up to size classes.
    pub bytes: Count,
}

impl Cost {
    /// No allocation.
    pub const NOTHING: Cost = Cost {
        objects: Count::ZERO,
        bytes: Count::ZERO,
    };
    /// Nothing is known.
    pub const ANY: Cost = Cost {
        objects: Count::ANY,
        bytes: Count::ANY,
    };

    /// Both together.
    pub fn plus(self, other: Cost) -> Cost {
        Cost {
            objects: self.objects.plus(other.objects),
            bytes: self.bytes.plus(other.bytes),
        }
    }

    /// Either of the two.
    pub fn or(self, other: Cost) -> Cost {
        Cost {
            objects: self.objects.or(other.objects),
            bytes: self.bytes.or(other.bytes),
        }
    }

    /// So many times.
    pub fn times(self, n: Count) -> Cost {
        Cost {
            objects: self.objects.times(n),
            bytes: self.bytes.times(n),
        }
    }

    /// This or nothing.
    pub fn maybe(self) -> Cost {
        self.or(Cost::NOTHING)
    }

    /// All of these objects.
    pub fn of(objects: &[Object]) -> Cost {
        objects
            .iter()
            .fold(Cost::NOTHING, |sum, o| sum.plus(o.cost()))
    }
}
