//! Sorting through one routine for all types.
//!
//! The standard library's sort is made anew for every type and every comparison, some 6 kB of WebAssembly each. The lists that are sorted here
//! are short, so that a call for each comparison costs nothing that could be measured.

use std::cmp::Ordering;

/// Stable sorting; equal elements keep their order. The names are those of the standard library with `order` in place of `sort`.
pub trait InOrder<T> {
    /// Sorts by the elements' own order.
    fn order(&mut self)
    where
        T: Ord;
    /// Sorts by what `key` gives of an element.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
    /// Sorts by a comparison, which has to be a total order.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
}

impl<T> InOrder<T> for [T] {
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut from = sorted_places(self.len(), &mut |a, b| compare(&self[a], &self[b]));
        for start in 0..from.len() {
            let mut at = start;
            // Round a cycle: each place takes what belongs there, and passes on what it had.
            loop {
                let next = std::mem::replace(&mut from[at], at);
                if next == start || next == at {
                    break;
                }
                self.swap(at, next);
                at = next;
            }
        }
    }
}

/// Collecting into a map or set by putting in one after the other. `collect` sorts first, with a sort made anew for every type.
pub trait Gather: Iterator + Sized {
    /// All items.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}

/// For each place of the sorted list, the place where its element is now.
fn sorted_places(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    if len > 1 {
        places.sort_by(|&a, &b| compare(a, b));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library_does() {
        for len in 0..70_u32 {
            let list: Vec<(u32, u32)> = (0..len).map(|i| (i * 7919 % 13, i)).collect();
            let mut ours = list.clone();
            let mut theirs = list;
            ours.order_by_key(|x| x.0);
            theirs.sort_by_key(|x| x.0);
            assert_eq!(ours, theirs);
            ours.order_by(|a, b| b.1.cmp(&a.1));
            theirs.sort_by_key(|x| std::cmp::Reverse(x.1));
            assert_eq!(ours, theirs);
            ours.order();
            theirs.sort();
            assert_eq!(ours, theirs);
        }
    }
}
