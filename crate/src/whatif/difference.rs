//! What differs between two reports of a program, one of them after edits.
//!
//! Sites and functions are paired by their place, which edits move, and by what they are; then, where an edit took the place away, by what
//! they are alone, in order.

use crate::text::InOrder;
use crate::wire::{
    Edit, Function, FunctionChange, FunctionKind, Report, Site, SiteChange, SiteChangeKind, Span,
    Verdict,
};
use std::collections::{BTreeMap, BTreeSet};

/// The sites that came, went or changed, in the order of the text before.
pub fn sites(before: &Report, after: &Report, edits: &[Edit]) -> Vec<SiteChange> {
    let shift = Shift::new(edits);
    let old = |site: &Site| {
        let call = |s: Option<Span>| s.and_then(|s| shift.moved(s.file, s.from));
        let inlined = site
            .inlined
            .iter()
            .map(|i| (i.callee.clone(), call(i.call)));
        (
            shift.moved(site.span.file, site.span.from),
            inlined.collect::<Vec<_>>(),
        )
    };
    let new = |site: &Site| {
        let call = |s: Option<Span>| s.map(|s| (s.file, s.from));
        let inlined = site
            .inlined
            .iter()
            .map(|i| (i.callee.clone(), call(i.call)));
        (
            Some((site.span.file, site.span.from)),
            inlined.collect::<Vec<_>>(),
        )
    };
    let placed = |site: &Site, key| (site.kind, is_param(site), key);
    let olds: Vec<_> = before.sites.iter().map(|s| placed(s, old(s))).collect();
    let news: Vec<_> = after.sites.iter().map(|s| placed(s, new(s))).collect();
    let called = |report: &Report, s: &Site| {
        let function = s
            .function
            .map(|f| report.functions[f as usize].name.clone());
        let inlined: Vec<String> = s.inlined.iter().map(|i| i.callee.clone()).collect();
        (s.kind, s.name.clone(), function, inlined)
    };
    let loose_old: Vec<_> = before.sites.iter().map(|s| called(before, s)).collect();
    let loose_new: Vec<_> = after.sites.iter().map(|s| called(after, s)).collect();
    let mut pairs = Pairs::new(olds.len(), news.len());
    pairs.match_up(&olds, &news, |key| key.2.0.is_some());
    pairs.match_up(&loose_old, &loose_new, |_| true);
    let mut out = Vec::new();
    for (i, site) in before.sites.iter().enumerate() {
        let kind = match pairs.of_old[i] {
            None => Some(SiteChangeKind::Vanished),
            Some(j) => difference(site, &after.sites[j]),
        };
        let index = |i: usize| Some(i as u32);
        out.extend(kind.map(|kind| SiteChange {
            kind,
            before: index(i),
            after: pairs.of_old[i].and_then(index),
        }));
    }
    let came = (0..after.sites.len()).filter(|j| !pairs.taken.contains(j));
    out.extend(came.map(|j| SiteChange {
        kind: SiteChangeKind::Appeared,
        before: None,
        after: Some(j as u32),
    }));
    let place = |c: &SiteChange| match (c.before, c.after) {
        (Some(i), _) => {
            let span = before.sites[i as usize].span;
            shift
                .moved(span.file, span.from)
                .unwrap_or((span.file, span.from))
        }
        (None, Some(j)) => {
            let span = after.sites[j as usize].span;
            (span.file, span.from)
        }
        (None, None) => (0, 0),
    };
    out.order_by_key(place);
    out
}

fn is_param(site: &Site) -> bool {
    site.verdict == Verdict::LeakingParam || site.kind == crate::wire::SiteKind::Param
}

/// What became of a site; nothing where all is told as before.
fn difference(a: &Site, b: &Site) -> Option<SiteChangeKind> {
    let heap = |s: &Site| matches!(s.verdict, Verdict::EscapesToHeap | Verdict::MovedToHeap);
    match (heap(a), heap(b)) {
        (true, false) => Some(SiteChangeKind::ToStack),
        (false, true) => Some(SiteChangeKind::ToHeap),
        _ => {
            let said = |s: &Site| {
                // The words without the expression, which an edit may have changed.
                let words = s.words.iter();
                words.map(|w| w.replace(&s.name, "")).collect::<Vec<_>>()
            };
            let run = |s: &Site| (s.allocates.clone(), s.cost, s.times);
            let same = said(a) == said(b) && a.leaks == b.leaks && run(a) == run(b);
            (!same).then_some(SiteChangeKind::Other)
        }
    }
}

/// The functions that differ, in the order of the text before, then those that are new.
pub fn functions(before: &Report, after: &Report, edits: &[Edit]) -> Vec<FunctionChange> {
    let shift = Shift::new(edits);
    let init = |f: &Function| f.kind == FunctionKind::Init;
    let old: Vec<_> = before
        .functions
        .iter()
        .map(|f| (init(f), shift.moved(f.span.file, f.span.from)))
        .collect();
    let new: Vec<_> = after
        .functions
        .iter()
        .map(|f| (init(f), Some((f.span.file, f.span.from))))
        .collect();
    let name = |f: &Function| f.name.clone();
    let old_names: Vec<String> = before.functions.iter().map(name).collect();
    let new_names: Vec<String> = after.functions.iter().map(name).collect();
    let mut pairs = Pairs::new(old.len(), new.len());
    pairs.match_up(&old, &new, |key| key.1.is_some());
    pairs.match_up(&old_names, &new_names, |_| true);
    let mut out = Vec::new();
    for (i, f) in before.functions.iter().enumerate() {
        let other = pairs.of_old[i].map(|j| &after.functions[j]);
        // Without inlining nobody asked what can be inlined.
        let asked = before.options.inline && after.options.inline;
        let inlining =
            |f: &Function| asked.then(|| (f.can_inline, f.cost, f.cannot_inline.clone()));
        let change = FunctionChange {
            before: Some(i as u32),
            after: pairs.of_old[i].map(|j| j as u32),
            inlining: other.is_none_or(|g| inlining(f) != inlining(g)),
            per_call: other.is_none_or(|g| f.per_call != g.per_call),
        };
        if change.inlining || change.per_call {
            out.push(change);
        }
    }
    let came = (0..new.len()).filter(|j| !pairs.taken.contains(j));
    out.extend(came.map(|j| FunctionChange {
        before: None,
        after: Some(j as u32),
        inlining: true,
        per_call: true,
    }));
    out
}

/// Which of two lists belong together.
struct Pairs {
    of_old: Vec<Option<usize>>,
    taken: BTreeSet<usize>,
    new: usize,
}

impl Pairs {
    fn new(old: usize, new: usize) -> Pairs {
        Pairs {
            of_old: vec![None; old],
            taken: BTreeSet::new(),
            new,
        }
    }

    /// Pairs what has equal keys and is free, in order.
    fn match_up<K: Ord>(&mut self, old: &[K], new: &[K], counts: impl Fn(&K) -> bool) {
        let mut free: BTreeMap<&K, Vec<usize>> = BTreeMap::new();
        for j in (0..self.new).rev().filter(|j| !self.taken.contains(j)) {
            free.entry(&new[j]).or_default().push(j);
        }
        for (i, key) in old.iter().enumerate() {
            if self.of_old[i].is_some() || !counts(key) {
                continue;
            }
            if let Some(j) = free.get_mut(key).and_then(Vec::pop) {
                self.of_old[i] = Some(j);
                self.taken.insert(j);
            }
        }
    }
}

/// How edits move places.
struct Shift {
    /// By file: start and end of what goes, and where what follows has moved to.
    edits: BTreeMap<u32, Vec<(u32, u32, i64)>>,
}

impl Shift {
    fn new(edits: &[Edit]) -> Shift {
        let mut by_file: BTreeMap<u32, Vec<(u32, u32, i64)>> = BTreeMap::new();
        for e in edits {
            let list = by_file.entry(e.file).or_default();
            let before = list.last().map_or(0, |l| l.2);
            let len = e.insert.encode_utf16().count() as i64;
            list.push((e.from, e.to, before + len - i64::from(e.to - e.from)));
        }
        Shift { edits: by_file }
    }

    /// Where a place is after the edits, with its file; nothing inside of what goes. The start of what goes stays.
    fn moved(&self, file: u32, at: u32) -> Option<(u32, u32)> {
        let list = self.edits.get(&file).map_or(&[][..], Vec::as_slice);
        let behind = list.partition_point(|e| e.0 < at || (e.0 == at && e.1 == at));
        let Some(last) = behind.checked_sub(1).map(|i| list[i]) else {
            return Some((file, at));
        };
        if at < last.1 {
            return None;
        }
        let to = i64::from(at) + last.2;
        u32::try_from(to).ok().map(|to| (file, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_edits() {
        let edit = |from, to, insert: &str| Edit {
            file: 0,
            from,
            to,
            insert: insert.into(),
        };
        let shift = Shift::new(&[edit(2, 4, "abc"), edit(6, 6, "xy"), edit(8, 9, "")]);
        let moved: Vec<_> = [0, 2, 3, 4, 5, 6, 8, 9]
            .iter()
            .map(|&at| shift.moved(0, at).map(|m| m.1))
            .collect();
        let want = [
            Some(0),
            Some(2),
            None,
            Some(5),
            Some(6),
            Some(9),
            Some(11),
            Some(11),
        ];
        assert_eq!(moved, want);
        assert_eq!(shift.moved(1, 7), Some((1, 7)));
    }

    #[test]
    fn equal_keys_are_paired_in_order() {
        let mut pairs = Pairs::new(3, 3);
        pairs.match_up(&["a", "a", "b"], &["a", "c", "a"], |_| true);
        assert_eq!(pairs.of_old, [Some(0), Some(2), None]);
    }
}
