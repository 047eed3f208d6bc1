//! What a parameter leaks to, and how that is written into a tag (cmd/compile/internal/escape/leaks.go).

use crate::ir::Note;

const HEAP: usize = 0;
const MUTATOR: usize = 1;
const CALLEE: usize = 2;
const RESULT0: usize = 3;

/// Number of results that a tag tells apart; what flows to later ones counts as flowing to the heap.
pub const NUM_RESULTS: usize = 8 - RESULT0;

const PREFIX: &[u8] = b"esc:";

/// The flows from a parameter to the heap, to places that are written through, to called functions, and to the function's results. Each holds the
/// smallest number of dereferences on the way, plus one; 0 stands for no flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Leaks([u8; 8]);

impl Leaks {
    fn get(self, i: usize) -> Option<u32> {
        u32::from(self.0[i]).checked_sub(1)
    }

    fn add(&mut self, i: usize, derefs: u32) {
        if self.get(i).is_none_or(|old| derefs < old) {
            self.0[i] = u8::try_from(derefs.saturating_add(1)).unwrap_or(u8::MAX);
        }
    }

    /// Fewest dereferences on a flow to the heap.
    pub fn heap(self) -> Option<u32> {
        self.get(HEAP)
    }

    /// Fewest dereferences on a flow to a pointer that is written through.
    pub fn mutator(self) -> Option<u32> {
        self.get(MUTATOR)
    }

    /// Fewest dereferences on a flow to a function that is called without anybody knowing its results.
    pub fn callee(self) -> Option<u32> {
        self.get(CALLEE)
    }

    /// Fewest dereferences on a flow to result `i`; `i` is below [`NUM_RESULTS`].
    pub fn result(self, i: usize) -> Option<u32> {
        self.get(RESULT0 + i)
    }

    /// Adds a flow to the heap.
    pub fn add_heap(&mut self, derefs: u32) {
        self.add(HEAP, derefs);
    }

    /// Adds a flow to a pointer that is written through.
    pub fn add_mutator(&mut self, derefs: u32) {
        self.add(MUTATOR, derefs);
    }

    /// Adds a flow to a called function.
    pub fn add_callee(&mut self, derefs: u32) {
        self.add(CALLEE, derefs);
    }

    /// Adds a flow to result `i`.
    pub fn add_result(&mut self, i: usize, derefs: u32) {
        self.add(RESULT0 + i, derefs);
    }

    /// Drops flows that say nothing beside the flow to the heap, being as long or longer.
    pub fn optimize(&mut self) {
        if let Some(heap) = self.heap() {
            for i in 1..self.0.len() {
                if self.get(i).is_some_and(|derefs| derefs >= heap) {
                    self.0[i] = 0;
                }
            }
        }
    }

    /// The tag: empty if the parameter itself flows to the heap, `esc:` and the flows otherwise.
    pub fn encode(self) -> Note {
        if self.heap() == Some(0) {
            return Note::default();
        }
        let len = 8 - self.0.iter().rev().take_while(|&&b| b == 0).count();
        [PREFIX, &self.0[..len]].concat().into()
    }

    /// The flows that a tag tells. Whatever is no tag stands for a flow to the heap.
    pub fn parse(note: &[u8]) -> Leaks {
        let mut leaks = Leaks::default();
        match note.strip_prefix(PREFIX) {
            Some(flows) => {
                for (to, &from) in leaks.0.iter_mut().zip(flows) {
                    *to = from;
                }
            }
            None => leaks.add_heap(0),
        }
        leaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_round_trip_and_keep_the_shortest_flow() {
        let mut leaks = Leaks::default();
        assert_eq!(&*leaks.encode(), b"esc:");
        leaks.add_result(1, 3);
        leaks.add_result(1, 1);
        leaks.add_result(1, 2);
        leaks.add_heap(1);
        leaks.add_mutator(0);
        assert_eq!(&*leaks.encode(), b"esc:\x02\x01\0\0\x02");
        assert_eq!(Leaks::parse(&leaks.encode()), leaks);
        leaks.optimize();
        assert_eq!(leaks.result(1), None);
        assert_eq!(leaks.mutator(), Some(0));
        leaks.add_heap(0);
        assert_eq!(&*leaks.encode(), b"");
        assert_eq!(Leaks::parse(b"").heap(), Some(0));
    }
}
