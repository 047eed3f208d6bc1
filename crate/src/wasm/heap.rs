//! The page's heap. An analysis makes and drops hundreds of thousands of small things, nearly all of the same few sizes: those that are dropped wait
//! in lists by size for the next one, which costs a few instructions. Whatever is larger is left to the system's allocator, of which
//! the small ones get their memory in chunks, too.
//!
//! For one thread, as the engine has in a worker. This is the crate's only unsafe code, since an allocator can't be written without.

#![allow(unsafe_code)]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::ptr::null_mut;
use std::alloc::System;

/// Blocks are a multiple of this long, in bytes, and lie at one.
const GRAIN: usize = 8;
/// The largest small block.
const SMALL: usize = 512;
const CLASSES: usize = SMALL / GRAIN;
/// What is asked of the system at a time.
const CHUNK: usize = 64 << 10;

/// Lists of free blocks by size.
#[derive(Debug)]
pub struct Heap {
    /// The first free block of each size; each holds the address of the next one.
    free: [Cell<*mut u8>; CLASSES],
    /// What is left of the newest chunk.
    rest: Cell<*mut u8>,
    left: Cell<usize>,
}

// SAFETY: no two threads ever share one: wasm has a single thread, and it is used nowhere else.
unsafe impl Sync for Heap {}

impl Heap {
    /// An empty heap.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Heap {
        Heap {
            free: [const { Cell::new(null_mut()) }; CLASSES],
            rest: Cell::new(null_mut()),
            left: Cell::new(0),
        }
    }

    /// The list for a layout; nothing for what the system takes care of.
    fn class(layout: Layout) -> Option<usize> {
        let small = layout.size() <= SMALL && layout.align() <= GRAIN;
        // Something of no size is never asked for.
        small.then(|| layout.size().wrapping_sub(1) / GRAIN % CLASSES)
    }

    /// A block that was never used; null where there is no more memory.
    #[cold]
    #[inline(never)]
    fn fresh(&self, size: usize) -> *mut u8 {
        if self.left.get() < size {
            // What is left of the chunk before is less than a block of this size.
            let Ok(layout) = Layout::from_size_align(CHUNK, GRAIN) else {
                return null_mut();
            };
            // SAFETY: the layout is not empty.
            let chunk = unsafe { System.alloc(layout) };
            if chunk.is_null() {
                return chunk;
            }
            self.rest.set(chunk);
            self.left.set(CHUNK);
        }
        let block = self.rest.get();
        // SAFETY: at least `size` bytes of the chunk are left from here on.
        self.rest.set(unsafe { block.add(size) });
        self.left.set(self.left.get() - size);
        block
    }
}

// SAFETY: blocks are as long as their list says, at least as long as the layout that belongs to the list, and in a list only while nobody has
// them. A layout alone tells the list, so that a block goes back to where it came from.
unsafe impl GlobalAlloc for Heap {
    // Called from very many places: what would be gained by copies is lost in loading them.
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(class) = Heap::class(layout) else {
            // SAFETY: as the caller promised.
            return unsafe { System.alloc(layout) };
        };
        let free = &self.free[class];
        let block = free.get();
        if block.is_null() {
            return self.fresh((class + 1) * GRAIN);
        }
        // SAFETY: the first word of a block in a list holds the next one's address.
        free.set(unsafe { block.cast::<*mut u8>().read() });
        block
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(class) = Heap::class(layout) else {
            // SAFETY: as the caller promised.
            return unsafe { System.dealloc(block, layout) };
        };
        let free = &self.free[class];
        // SAFETY: nobody has the block any more; it is long enough for an address, and lies at a multiple of it.
        unsafe { block.cast::<*mut u8>().write(free.get()) };
        free.set(block);
    }

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promised, the size is one that a layout can have.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (Heap::class(layout), Heap::class(new)) {
            // SAFETY: as the caller promised.
            (None, None) => unsafe { System.realloc(block, layout, size) },
            (before, after) if before == after => block,
            _ => {
                // SAFETY: the new layout is not empty; both blocks are apart and as long as what is copied.
                unsafe {
                    let to = self.alloc(new);
                    if !to.is_null() {
                        to.copy_from_nonoverlapping(block, layout.size().min(size));
                        self.dealloc(block, layout);
                    }
                    to
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).expect("a layout")
    }

    #[test]
    fn blocks_are_apart_and_come_back() {
        let heap = Heap::new();
        let sizes = (1..2000).map(|i| (i * 7919 % 700 + 1, 1 << (i % 6)));
        let blocks: Vec<(*mut u8, Layout)> = sizes
            .map(|(size, align)| {
                let layout = layout(size, align);
                // SAFETY: the layout is not empty, and all of the block is written before it is read.
                let block = unsafe { heap.alloc(layout) };
                assert!(!block.is_null() && block.addr().is_multiple_of(align));
                // SAFETY: the block is as long as the layout.
                unsafe { block.write_bytes(size as u8, size) };
                (block, layout)
            })
            .collect();
        for &(block, layout) in &blocks {
            // SAFETY: all of it was written.
            let bytes = unsafe { core::slice::from_raw_parts(block, layout.size()) };
            assert!(bytes.iter().all(|&b| b == layout.size() as u8));
        }
        for &(block, layout) in &blocks {
            // SAFETY: it was made with this layout.
            unsafe { heap.dealloc(block, layout) };
        }
        let (last, layout) = blocks[blocks.len() - 1];
        // SAFETY: the layout is not empty; the block goes back.
        let again = unsafe { heap.alloc(layout) };
        assert_eq!(again.addr(), last.addr());
        // SAFETY: it was made with this layout.
        unsafe { heap.dealloc(again, layout) };
    }

    #[test]
    fn what_grows_and_shrinks_keeps_its_bytes() {
        let heap = Heap::new();
        let mut size = 3;
        // SAFETY: layouts are not empty and those of the blocks; bytes are written before they are read.
        unsafe {
            let mut block = heap.alloc(layout(size, 1));
            block.write_bytes(42, size);
            for next in [5, 8, 9, 64, 500, 513, 4000, 600, 512, 90, 2] {
                block = heap.realloc(block, layout(size, 1), next);
                let kept = core::slice::from_raw_parts(block, size.min(next));
                assert!(kept.iter().all(|&b| b == 42), "from {size} to {next}");
                block.write_bytes(42, next);
                size = next;
            }
            heap.dealloc(block, layout(size, 1));
        }
    }
}
