//! How alike two names are.

use crate::text::InOrder;

/// Typing errors that lead from one name to the other: characters inserted, left out, replaced, or two swapped; upper and lower case are
/// the same. Nothing if there are more than a name of this length allows.
pub fn distance(wrong: &str, name: &str) -> Option<usize> {
    let limit = match wrong.chars().count() {
        0..3 => 0,
        3..6 => 1,
        _ => 2,
    };
    let lower = |s: &str| -> Vec<char> { s.to_lowercase().chars().collect() };
    let (a, b) = (lower(wrong), lower(name));
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = core::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&d| d <= limit)
}

/// The names that are most like a wrong one, in order, each once; nothing if none is near.
pub fn nearest(wrong: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let near = names.filter(|n| n != wrong && n != "_" && !n.is_empty());
    let mut near: Vec<(usize, String)> = near
        .filter_map(|n| distance(wrong, &n).map(|d| (d, n)))
        .collect();
    near.order();
    near.dedup();
    let best = near.first().map_or(0, |n| n.0);
    let near = near.into_iter().take_while(|n| n.0 == best);
    near.map(|n| n.1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_are_counted() {
        assert_eq!(distance("lenght", "length"), Some(1));
        assert_eq!(distance("println", "Println"), Some(0));
        assert_eq!(distance("Prinltn", "Println"), Some(1));
        assert_eq!(distance("conut", "mount"), None);
        assert_eq!(distance("i", "j"), None);
        assert_eq!(distance("buffr", "buffer"), Some(1));
    }

    #[test]
    fn only_the_best_are_near() {
        let names = ["count", "counts", "mount", "x"].map(String::from);
        assert_eq!(nearest("cuont", names.into_iter()), ["count"]);
    }
}
