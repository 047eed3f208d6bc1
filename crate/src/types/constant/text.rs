//! The value of a string constant: bytes, concatenated lazily.
//!
//! A constant such as `a + b + c + …` of thousands of parts, or one that doubles its length thirty times, must cost neither
//! quadratic time nor gigabytes. So a sum is kept as a node over its parts until somebody needs the bytes.

use std::cell::RefCell;
use std::rc::Rc;

/// Sums up to this length are made at once, so that pieces are not too many.
const SMALL: u64 = 256;

/// A string constant. Cloning is cheap.
#[derive(Clone)]
pub struct Text(Rc<Node>);

struct Node {
    len: u64,
    body: RefCell<Body>,
}

enum Body {
    Bytes(Rc<[u8]>),
    Sum(Text, Text),
}

impl Text {
    /// A constant of these bytes; Go's strings need not be UTF-8.
    pub fn new(bytes: &[u8]) -> Text {
        Text(Rc::new(Node {
            len: bytes.len() as u64,
            body: RefCell::new(Body::Bytes(bytes.into())),
        }))
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.0.len
    }

    /// Whether it is `""`.
    pub fn is_empty(&self) -> bool {
        self.0.len == 0
    }

    /// `self + other`.
    pub fn concat(&self, other: &Text) -> Text {
        if self.is_empty() {
            return other.clone();
        }
        if other.is_empty() {
            return self.clone();
        }
        if self.len().saturating_add(other.len()) <= SMALL {
            return Text::new(&[self.bytes(), other.bytes()].concat());
        }
        Text(Rc::new(Node {
            len: self.len().saturating_add(other.len()),
            body: RefCell::new(Body::Sum(self.clone(), other.clone())),
        }))
    }

    /// The pieces that make up the string, in order.
    fn pieces(&self) -> Pieces {
        Pieces {
            todo: vec![self.clone()],
        }
    }

    /// The bytes. Needs as much memory as the string is long, and remembers the result.
    pub fn bytes(&self) -> Rc<[u8]> {
        if let Body::Bytes(b) = &*self.0.body.borrow() {
            return b.clone();
        }
        let all: Rc<[u8]> = self.prefix(usize::MAX).into();
        let old = self.0.body.replace(Body::Bytes(all.clone()));
        drop_parts(old);
        all
    }

    /// At most the first `n` bytes.
    pub fn prefix(&self, n: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in self.pieces() {
            let room = n - out.len();
            if room == 0 {
                break;
            }
            out.extend_from_slice(&piece[..piece.len().min(room)]);
        }
        out
    }

    /// The byte at `index`; nothing if it is out of range.
    pub fn byte_at(&self, index: u64) -> Option<u8> {
        let mut skip = index;
        for piece in self.pieces() {
            match piece.get(usize::try_from(skip).ok()?) {
                Some(&b) => return Some(b),
                None => skip -= piece.len() as u64,
            }
        }
        None
    }

    /// Orders two strings by their bytes.
    pub fn compare(&self, other: &Text) -> core::cmp::Ordering {
        if Rc::ptr_eq(&self.0, &other.0) {
            return core::cmp::Ordering::Equal;
        }
        let (mut xs, mut ys) = (self.pieces(), other.pieces());
        let (mut x, mut y): (Rc<[u8]>, Rc<[u8]>) = (Rc::new([]), Rc::new([]));
        let (mut i, mut j) = (0, 0);
        loop {
            if i == x.len() {
                match xs.next() {
                    Some(p) => (x, i) = (p, 0),
                    None => break,
                }
                continue;
            }
            if j == y.len() {
                match ys.next() {
                    Some(p) => (y, j) = (p, 0),
                    None => break,
                }
                continue;
            }
            let n = (x.len() - i).min(y.len() - j);
            match x[i..i + n].cmp(&y[j..j + n]) {
                core::cmp::Ordering::Equal => (i, j) = (i + n, j + n),
                other => return other,
            }
        }
        self.len().cmp(&other.len())
    }
}

struct Pieces {
    todo: Vec<Text>,
}

impl Iterator for Pieces {
    type Item = Rc<[u8]>;

    fn next(&mut self) -> Option<Rc<[u8]>> {
        while let Some(at) = self.todo.pop() {
            match &*at.0.body.borrow() {
                Body::Bytes(b) if b.is_empty() => {}
                Body::Bytes(b) => return Some(b.clone()),
                Body::Sum(l, r) => {
                    self.todo.push(r.clone());
                    self.todo.push(l.clone());
                }
            }
        }
        None
    }
}

/// Lets go of the parts of a sum without recursion: a chain of sums can be as long as the program.
fn drop_parts(body: Body) {
    let mut todo = vec![body];
    while let Some(body) = todo.pop() {
        if let Body::Sum(l, r) = body {
            for part in [l, r] {
                if let Some(node) = Rc::into_inner(part.0) {
                    todo.push(node.body.replace(Body::Bytes(Rc::new([]))));
                }
            }
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Body::Sum(..) = self.body.get_mut() {
            drop_parts(self.body.replace(Body::Bytes(Rc::new([]))));
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.len() == other.len() && self.compare(other).is_eq()
    }
}

impl Eq for Text {}

impl core::fmt::Debug for Text {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.prefix(72)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_chains_cost_little() {
        let mut sum = Text::new(b"x");
        for _ in 0..200_000 {
            sum = sum.concat(&Text::new(b"yz"));
        }
        assert_eq!(sum.len(), 400_001);
        assert_eq!(sum.byte_at(400_000), Some(b'z'));
        assert_eq!(sum.byte_at(400_001), None);
        let again = sum.clone();
        assert_eq!(sum.bytes().len(), 400_001);
        assert_eq!(sum, again);
    }

    #[test]
    fn doubling_costs_no_memory() {
        let mut sum = Text::new(b"ab");
        for _ in 0..34 {
            sum = sum.concat(&sum.clone());
        }
        assert_eq!(sum.len(), 2 << 34);
        assert_eq!(sum.prefix(5), b"ababa");
        assert!(Text::new(b"abb").compare(&sum).is_gt());
    }
}
