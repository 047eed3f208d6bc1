//! A growing array that is cheap to clone: its chunks are shared until one of the clones writes to them.

use std::ops::{Index, IndexMut};
use std::rc::Rc;

const BITS: usize = 8;
const CHUNK: usize = 1 << BITS;

/// An append-only array with copy-on-write chunks.
#[derive(Clone, Debug)]
pub(in crate::types) struct Arena<T> {
    chunks: Vec<Rc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Arena {
            chunks: Vec::new(),
            len: 0,
        }
    }
}

impl<T: Clone> Arena<T> {
    /// Appends; gives the index.
    pub(in crate::types) fn push(&mut self, value: T) -> usize {
        let at = self.len;
        if at.is_multiple_of(CHUNK) {
            self.chunks.push(Rc::new(Vec::with_capacity(CHUNK)));
        }
        Rc::make_mut(&mut self.chunks[at >> BITS]).push(value);
        self.len += 1;
        at
    }

    pub(in crate::types) fn len(&self) -> usize {
        self.len
    }
}

impl<T> Index<usize> for Arena<T> {
    type Output = T;
    fn index(&self, i: usize) -> &T {
        &self.chunks[i >> BITS][i & (CHUNK - 1)]
    }
}

impl<T: Clone> IndexMut<usize> for Arena<T> {
    fn index_mut(&mut self, i: usize) -> &mut T {
        &mut Rc::make_mut(&mut self.chunks[i >> BITS])[i & (CHUNK - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_until_written() {
        let mut a = Arena::default();
        for i in 0..1000 {
            assert_eq!(a.push(i), i);
        }
        let mut b = a.clone();
        b[700] = 0;
        b.push(1000);
        assert_eq!((a[700], a.len(), b[700], b[1000]), (700, 1000, 0, 1000));
        assert!(Rc::ptr_eq(&a.chunks[0], &b.chunks[0]));
    }
}
