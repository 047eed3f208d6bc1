//! The command's memory: an analysis makes millions of small things, and the process ends soon after it.
//!
//! Each thread takes large blocks from the system and cuts them up. What is freed is kept in lists by size and used again; blocks never go
//! back. Large things are the system's own business.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Sizes are rounded up to a multiple of this, which is every small thing's alignment too.
const GRAIN: usize = 16;
/// The largest size that is cut from blocks.
const SMALL: usize = 1024;
const CLASSES: usize = SMALL / GRAIN;
const FIRST_BLOCK: usize = 64 << 10;
const LARGEST_BLOCK: usize = 1 << 20;

/// The allocator.
pub struct Heap;

/// What a thread has at hand.
struct Hand {
    next: *mut u8,
    left: usize,
    block: usize,
    /// Freed things by size class; the first word of each points to the next one.
    free: [*mut u8; CLASSES],
}

thread_local! {
    static HAND: UnsafeCell<Hand> = const {
        UnsafeCell::new(Hand {
            next: null_mut(),
            left: 0,
            block: FIRST_BLOCK,
            free: [null_mut(); CLASSES],
        })
    };
}

fn is_small(layout: &Layout) -> bool {
    layout.size() <= SMALL && layout.align() <= GRAIN && layout.size() > 0
}

fn class_of(size: usize) -> usize {
    (size - 1) / GRAIN
}

impl Hand {
    /// A piece of a class; null where the system has no more memory.
    fn take(&mut self, class: usize) -> *mut u8 {
        let freed = self.free[class];
        if !freed.is_null() {
            // SAFETY: what is in a list was freed, is as large as its class, and holds the next one's address, see `give`.
            self.free[class] = unsafe { freed.cast::<*mut u8>().read() };
            return freed;
        }
        let size = (class + 1) * GRAIN;
        if self.left < size && !self.more() {
            return null_mut();
        }
        let piece = self.next;
        // SAFETY: at least `size` bytes are left of the block.
        self.next = unsafe { piece.add(size) };
        self.left -= size;
        piece
    }

    /// Takes a new block; the rest of the old one is lost.
    fn more(&mut self) -> bool {
        let Ok(layout) = Layout::from_size_align(self.block, GRAIN) else {
            return false;
        };
        // SAFETY: the size of a block is not zero.
        let block = unsafe { System.alloc(layout) };
        if block.is_null() {
            return false;
        }
        (self.next, self.left) = (block, self.block);
        self.block = (self.block * 2).min(LARGEST_BLOCK);
        true
    }

    fn give(&mut self, piece: *mut u8, class: usize) {
        // SAFETY: nobody uses the piece any more, and it is at least GRAIN bytes long and aligned so.
        unsafe { piece.cast::<*mut u8>().write(self.free[class]) };
        self.free[class] = piece;
    }
}

// SAFETY: pieces are as large as their class, which is no smaller than what was asked for, and aligned to GRAIN; each is cut once, and is
// handed out again only after it was freed. Only its own thread uses a hand, and nothing that is called meanwhile allocates from it.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_small(&layout) {
            let class = class_of(layout.size());
            // SAFETY: see above.
            let taken = HAND.try_with(|hand| unsafe { (*hand.get()).take(class) });
            return taken.unwrap_or(null_mut());
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        if is_small(&layout) {
            let class = class_of(layout.size());
            // SAFETY: see above. At a thread's very end there may be no list to keep it in.
            let _ = HAND.try_with(|hand| unsafe { (*hand.get()).give(piece, class) });
            return;
        }
        // SAFETY: the caller's promise, and `alloc` decides by the same layout.
        unsafe { System.dealloc(piece, layout) }
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that the size does not overflow.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        if is_small(&layout) {
            if is_small(&new) && class_of(size) == class_of(layout.size()) {
                return piece;
            }
        } else if !is_small(&new) {
            // SAFETY: it is the system's, before and after.
            return unsafe { System.realloc(piece, layout, size) };
        }
        // SAFETY: both are valid for the smaller of the sizes, and apart.
        unsafe {
            let to = self.alloc(new);
            if !to.is_null() {
                to.copy_from_nonoverlapping(piece, size.min(layout.size()));
                self.dealloc(piece, layout);
            }
            to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_freed_is_used_again_and_nothing_overlaps() {
        let heap = Heap;
        let layout = |size| Layout::from_size_align(size, 8).unwrap();
        let mut held: Vec<(*mut u8, usize, u8)> = Vec::new();
        let mut freed = 0;
        for round in 0..20_000usize {
            let size = 1 + (round * 7919) % 1500;
            let fill = round as u8;
            // SAFETY: each piece is written within its size, and freed once with its layout.
            unsafe {
                let piece = heap.alloc(layout(size));
                assert!(!piece.is_null() && (piece as usize).is_multiple_of(8));
                piece.write_bytes(fill, size);
                held.push((piece, size, fill));
                if round % 3 == 0 {
                    let (piece, size, fill) = held.swap_remove(round % held.len());
                    let bytes = std::slice::from_raw_parts(piece, size);
                    assert!(bytes.iter().all(|&b| b == fill));
                    let grown = heap.realloc(piece, layout(size), size + 100);
                    let bytes = std::slice::from_raw_parts(grown, size);
                    assert!(bytes.iter().all(|&b| b == fill));
                    heap.dealloc(grown, layout(size + 100));
                    freed += 1;
                }
            }
        }
        for (piece, size, fill) in held {
            // SAFETY: as above.
            unsafe {
                let bytes = std::slice::from_raw_parts(piece, size);
                assert!(bytes.iter().all(|&b| b == fill));
                heap.dealloc(piece, layout(size));
            }
        }
        assert!(freed > 6000);
    }
}
