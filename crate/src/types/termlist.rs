//! Lists of type terms as sets of types (cmd/compile/internal/types2/{typeterm,termlist}.go).
//!
//! A list stands for the union of its terms: the empty list for no type, one that holds [`Term::ALL`] for every type.

use super::ids::TypeId;
use super::store::Types;
use super::ty::Term;

/// Whether the list admits every type.
pub fn is_all(terms: &[Term]) -> bool {
    terms.iter().any(|t| t.typ.is_none())
}

impl Types {
    /// Whether no type is in both terms; both have a type.
    pub fn terms_disjoint(&mut self, x: Term, y: Term) -> bool {
        let (Some(mut ux), Some(mut uy)) = (x.typ, y.typ) else {
            return false;
        };
        if y.tilde {
            ux = self.under(ux);
        }
        if x.tilde {
            uy = self.under(uy);
        }
        !self.identical(ux, uy)
    }

    /// The union of two terms as one term, if it is one.
    fn term_union(&mut self, x: Term, y: Term) -> Option<Term> {
        if x.typ.is_none() || y.typ.is_none() {
            return Some(Term::ALL);
        }
        if self.terms_disjoint(x, y) {
            return None;
        }
        Some(if x.tilde || !y.tilde { x } else { y })
    }

    /// The intersection of two terms; nothing if it is empty.
    fn term_intersection(&mut self, x: Term, y: Term) -> Option<Term> {
        match (x.typ, y.typ) {
            (None, _) => Some(y),
            (_, None) => Some(x),
            _ if self.terms_disjoint(x, y) => None,
            _ => Some(if !x.tilde || y.tilde { x } else { y }),
        }
    }

    /// Whether the type is in the term.
    fn term_includes(&mut self, x: Term, t: TypeId) -> bool {
        let Some(typ) = x.typ else { return true };
        let u = if x.tilde { self.under(t) } else { t };
        self.identical(typ, u)
    }

    fn term_subset(&mut self, x: Term, y: Term) -> bool {
        if y.typ.is_none() {
            return true;
        }
        x.typ.is_some() && !self.terms_disjoint(x, y) && (!x.tilde || y.tilde)
    }

    /// The list in normal form: terms that no other one overlaps.
    pub fn normal_terms(&mut self, list: &[Term]) -> Vec<Term> {
        let mut used = vec![false; list.len()];
        let mut out = Vec::new();
        for (i, &first) in list.iter().enumerate() {
            if used[i] {
                continue;
            }
            let mut term = first;
            for j in i + 1..list.len() {
                if used[j] {
                    continue;
                }
                if let Some(both) = self.term_union(term, list[j]) {
                    if both.typ.is_none() {
                        return vec![Term::ALL];
                    }
                    term = both;
                    used[j] = true;
                }
            }
            out.push(term);
        }
        out
    }

    /// The types that are in both lists, in normal form.
    pub fn intersect_terms(&mut self, xs: &[Term], ys: &[Term]) -> Vec<Term> {
        if is_all(xs) {
            return ys.to_vec();
        }
        if is_all(ys) {
            return xs.to_vec();
        }
        let mut out = Vec::new();
        for &x in xs {
            for &y in ys {
                out.extend(self.term_intersection(x, y));
            }
        }
        self.normal_terms(&out)
    }

    /// Whether both lists stand for the same types.
    pub fn terms_equal(&mut self, xs: &[Term], ys: &[Term]) -> bool {
        if is_all(xs) && is_all(ys) {
            return true;
        }
        self.terms_subset(xs, ys) && self.terms_subset(ys, xs)
    }

    /// Whether every type of `xs` is in `ys`.
    pub fn terms_subset(&mut self, xs: &[Term], ys: &[Term]) -> bool {
        if ys.is_empty() {
            return xs.is_empty();
        }
        xs.iter()
            .all(|&x| ys.iter().any(|&y| self.term_subset(x, y)))
    }

    /// Whether a type is in the list.
    pub fn terms_include(&mut self, list: &[Term], t: TypeId) -> bool {
        list.iter().any(|&x| self.term_includes(x, t))
    }

    /// The index of the first term of a union that overlaps `y`; interfaces are not looked at (types2: `overlappingTerm`).
    pub fn overlapping_term(&mut self, terms: &[Term], y: Term) -> Option<usize> {
        terms.iter().position(|&x| {
            x.typ.is_some_and(|t| !self.is_interface(t)) && !self.terms_disjoint(x, y)
        })
    }
}
