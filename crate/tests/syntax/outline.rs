//! The outline of broken documents: what it promises, on broken versions of real files.

use crate::corpus::{Corpus, Tally, in_parallel};
use goescape::syntax::outline::{Declaration, Outline, State};
use std::ops::Range;

fn extents(declarations: &[Declaration]) -> Vec<(Range<usize>, State)> {
    let all = declarations.iter();
    all.map(|d| (d.range.clone(), d.state)).collect()
}

fn in_order(outline: &Outline) -> bool {
    let ranges: Vec<&Range<usize>> = outline.declarations().iter().map(|d| &d.range).collect();
    ranges
        .iter()
        .all(|r| r.start <= r.end && r.end <= outline.text().len())
        && ranges.windows(2).all(|w| w[0].end <= w[1].start)
}

#[test]
fn broken_files_keep_their_whole_declarations() {
    let Some(corpus) = Corpus::find() else { return };
    let mutants = corpus.mutants(crate::amount(400, 5_000), 4);
    let tally = in_parallel(&mutants, |mutant, tally: &mut Tally| {
        let original = std::fs::read_to_string(&mutant.path).expect("a file of GOROOT");
        let text = String::from_utf8_lossy(&mutant.text()).into_owned();
        let mut edited = Outline::new(&original);
        let before = edited.declarations().len();
        edited.set_text(&text);
        let fresh = Outline::new(&text);
        let healed = fresh.healed();
        let sound = in_order(&fresh)
            && edited.text() == text
            && extents(edited.declarations()) == extents(fresh.declarations())
            && healed.text.len() == text.len()
            && (fresh.declarations().is_empty() || Outline::new(&healed.text).is_whole());
        tally.check(sound, || {
            mutant.keep(text.as_bytes());
            format!("{mutant}")
        });
        let whole = |d: &&Declaration| d.state == State::Whole;
        if !fresh.declarations().is_empty() {
            tally.lines += before;
            tally.first += fresh.declarations().iter().filter(whole).count();
        }
    });
    eprintln!(
        "{} declarations are whole of {} before",
        tally.first, tally.lines
    );
    tally.report(
        "outlines are in order, and the same from an edit and from scratch",
        1.0,
    );
}
