//! Why differences remain: the committed list, which every difference has to stand on.
//!
//! A line of the list is a cause (`cause: …`), or under a cause a place where it shows: `- file:line` for lines that the compiler prints there
//! and we do not, `+ file:line` for lines that only we print, `= package` for a package whose lines come in another order.

use crate::compare::Comparison;
use crate::package::Manifest;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A difference as the list has it: its mark, and where it is.
type Place = (char, String);

/// The list.
#[derive(Default)]
pub struct Causes {
    /// The causes in order.
    texts: Vec<String>,
    /// Which of them a difference has.
    places: BTreeMap<Place, usize>,
    /// The differences that were found.
    used: BTreeSet<Place>,
}

impl Causes {
    /// Reads the list.
    ///
    /// # Errors
    /// A line that is neither a cause nor a place.
    pub fn parse(text: &str) -> Result<Causes, String> {
        let mut causes = Causes::default();
        for line in text.lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(cause) = line.strip_prefix("cause: ") {
                causes.texts.push(cause.into());
                continue;
            }
            let place = line.split_once(' ').and_then(|(mark, place)| {
                let mark = mark.chars().next().filter(|m| "-+=".contains(*m))?;
                Some((mark, place.to_owned()))
            });
            match (place, causes.texts.len().checked_sub(1)) {
                (Some(place), Some(cause)) => causes.places.insert(place, cause),
                _ => return Err(format!("neither a cause nor a place of one: {line}")),
            };
        }
        Ok(causes)
    }

    /// All differences of a run with their causes; and those without one.
    pub fn explain(
        &mut self,
        manifest: &Manifest,
        results: &[Comparison],
    ) -> (String, Vec<String>) {
        let mut found: BTreeMap<Place, usize> = BTreeMap::new();
        for (package, result) in manifest.packages.iter().zip(results) {
            let missing = result.missing.iter().map(|l| ('-', line_of(l)));
            let extra = result.extra.iter().map(|l| ('+', line_of(l)));
            let order = result.parts_at.iter().map(|_| ('=', package.path.clone()));
            for place in missing.chain(extra).chain(order) {
                *found.entry(place).or_default() += 1;
            }
        }
        let mut out = String::new();
        for (i, cause) in self.texts.iter().enumerate() {
            let here = |(place, _): &(&Place, &usize)| self.places.get(*place) == Some(&i);
            let here: Vec<_> = found.iter().filter(here).collect();
            if here.is_empty() {
                continue;
            }
            let _ = writeln!(out, "  {cause}");
            for ((mark, place), n) in here {
                let _ = match mark {
                    '=' => writeln!(out, "    = {place}"),
                    _ => writeln!(out, "    {mark} {place} ({n} lines)"),
                };
            }
        }
        if found.is_empty() {
            out.push_str("  none\n");
        }
        let unknown = found.keys().filter(|p| !self.places.contains_key(*p));
        let unknown: Vec<_> = unknown.map(|(m, p)| format!("{m} {p}")).collect();
        for place in &unknown {
            let _ = writeln!(out, "  no cause is given: {place}");
        }
        self.used.extend(found.into_keys());
        (out, unknown)
    }

    /// The places at which nothing differs any more.
    pub fn unused(&self) -> Vec<String> {
        let unused = self.places.keys().filter(|p| !self.used.contains(*p));
        unused.map(|(m, p)| format!("{m} {p}")).collect()
    }
}

/// `file:line` of a whole line.
fn line_of(text: &str) -> String {
    let parts: Vec<&str> = text.splitn(3, ':').take(2).collect();
    parts.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_under_their_cause() {
        let text = "# words\ncause: one\n- a.go:3\n= p\n\ncause: two\n+ a.go:4\n";
        let causes = Causes::parse(text).expect("a list");
        assert_eq!(causes.texts, ["one", "two"]);
        assert_eq!(causes.places.get(&('=', "p".into())), Some(&0));
        assert_eq!(causes.places.get(&('+', "a.go:4".into())), Some(&1));
        assert_eq!(causes.unused(), ["+ a.go:4", "- a.go:3", "= p"]);
    }

    #[test]
    fn a_place_needs_a_cause() {
        assert!(Causes::parse("- a.go:3\n").is_err());
        assert!(Causes::parse("cause: one\nwhat\n").is_err());
    }

    #[test]
    fn differences_without_a_cause_are_told() {
        let manifest = Manifest::default();
        let mut causes = Causes::parse("cause: one\n- a.go:3\n").expect("a list");
        let (text, unknown) = causes.explain(&manifest, &[]);
        assert_eq!((text.as_str(), unknown.len()), ("  none\n", 0));
        assert_eq!(line_of("a.go:3:7: x escapes to heap"), "a.go:3");
    }
}
