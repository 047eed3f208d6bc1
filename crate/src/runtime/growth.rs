//! How slices grow (runtime/slice.go: growslice, nextslicecap, growsliceBuf, moveSlice; runtime/msize.go, roundupsize).

use super::amount::{Cost, Count, Object};
use crate::types::sizes::alloc_size;

/// Slices that stay in their function start in a buffer of its frame of so many bytes (cmd/compile/internal/base, VariableMakeThreshold).
pub const BUFFER: u64 = 32;

/// Longest chain of appends that is followed one by one.
const MAX_STEPS: u64 = 1 << 20;

/// The buffer in the frame that an `append` can use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Buffer {
    /// Elements that fit in.
    pub slots: u64,
    /// The slice walks up the size classes inside of it, since its capacity is looked at before it moves to the heap.
    pub stepwise: bool,
}

/// What an `append` may allocate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Append {
    /// Size of an element.
    pub elem: u64,
    /// Whether elements hold pointers.
    pub scan: bool,
    /// How many elements are appended; nothing for a whole slice.
    pub args: Option<u64>,
    /// A buffer in the frame.
    pub buffer: Option<Buffer>,
}

/// What is written to the heap when a slice leaves its function whose array is in the frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move {
    /// Size of an element.
    pub elem: u64,
    /// Whether elements hold pointers.
    pub scan: bool,
    /// The capacity is kept, and not only what is in use.
    pub keeps_capacity: bool,
    /// Bytes of the longest array of a literal that the slice starts with.
    pub literal: u64,
}

impl Move {
    /// What one move costs at most: nothing where the array is on the heap by then.
    pub fn most(&self) -> Cost {
        let bytes = round_up(self.literal.max(BUFFER), self.scan).saturating_mul(2);
        Cost {
            objects: Count::up_to(1),
            bytes: Count::up_to(bytes),
        }
    }
}

/// What the allocator makes of a number of bytes, less its own header.
pub fn round_up(size: u64, scan: bool) -> u64 {
    const HEADER: u64 = 8;
    const NEEDS_HEADER: u64 = 512;
    const MAX_SMALL: u64 = 32768 - HEADER;
    match size <= MAX_SMALL && scan && size > NEEDS_HEADER {
        true => alloc_size(size, true) - HEADER,
        false => alloc_size(size, false),
    }
}

/// The capacity that is aimed at for `len` elements where there was room for `cap`.
fn next_capacity(len: u64, cap: u64) -> u64 {
    const THRESHOLD: u64 = 256;
    if len > 2 * cap {
        return len;
    }
    if cap < THRESHOLD {
        return 2 * cap;
    }
    let mut next = cap;
    while next < len {
        next += (next + 3 * THRESHOLD) >> 2;
    }
    next
}

impl Append {
    /// The capacity after growing to `len` elements, and the object that holds them.
    fn grown(&self, len: u64, cap: u64) -> (u64, Object) {
        let bytes = next_capacity(len, cap).saturating_mul(self.elem);
        let cap = round_up(bytes, self.scan) / self.elem;
        let object = Object {
            size: cap * self.elem,
            scan: self.scan,
        };
        (cap, object)
    }

    /// What `times` appends to one slice cost that had no array before, and nothing else changes; at the end it is moved to the heap if `moved` says so.
    /// Nothing where the number of elements is not known or too large.
    pub fn chain(&self, times: u64, moved: Option<Move>) -> Option<Cost> {
        let args = self.args?;
        if times.saturating_mul(args) > MAX_STEPS {
            return None;
        }
        if self.elem == 0 || args == 0 {
            return Some(Cost::NOTHING);
        }
        let slots = self.buffer.map_or(0, |b| b.slots);
        let stepwise = self.buffer.is_some_and(|b| b.stepwise);
        let (mut len, mut cap, mut on_stack) = (0, 0, false);
        let mut cost = Cost::NOTHING;
        for _ in 0..times {
            len += args;
            if len <= cap {
                continue;
            }
            if len <= slots && (stepwise || len == args) {
                on_stack = true;
                cap = match stepwise {
                    true => round_up(len * self.elem, self.scan) / self.elem,
                    false => slots,
                };
                continue;
            }
            let object;
            (cap, object) = self.grown(len, cap);
            on_stack = false;
            cost = cost.plus(object.cost());
        }
        if let (true, Some(moved)) = (on_stack, moved) {
            let elements = if moved.keeps_capacity { cap } else { len };
            let object = Object {
                size: elements * self.elem,
                scan: self.scan,
            };
            cost = cost.plus(object.cost());
        }
        Some(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(append: Append, times: u64, moved: Option<Move>) -> Option<u64> {
        append.chain(times, moved)?.objects.known()
    }

    #[test]
    fn a_slice_of_words_grows_by_doubling() {
        let append = Append {
            elem: 8,
            scan: false,
            args: Some(1),
            buffer: None,
        };
        let counts = [0, 1, 2, 3, 5, 9, 100].map(|n| objects(append, n, None));
        assert_eq!(counts, [0, 1, 2, 3, 4, 5, 8].map(Some));
        let buffered = Append {
            buffer: Some(Buffer {
                slots: 4,
                stepwise: false,
            }),
            ..append
        };
        let counts = [0, 4, 5, 9, 100].map(|n| objects(buffered, n, None));
        assert_eq!(counts, [0, 0, 1, 2, 5].map(Some));
        let moved = Some(Move {
            elem: 8,
            scan: false,
            keeps_capacity: false,
            literal: 0,
        });
        let counts = [0, 1, 4, 5].map(|n| objects(buffered, n, moved));
        assert_eq!(counts, [0, 1, 1, 1].map(Some));
    }
}
