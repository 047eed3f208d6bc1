//! What became of the suggestions in std, kept in `testdata/rewritten-std.txt`: one line a package. The full run writes it; every other run
//! holds the packages that it rewrites to their lines, and the sums to the lines.

use super::std_rewritten::{Counted, Outcome};
use std::collections::BTreeMap;
use std::fmt::Write;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/rewritten-std.txt");

const HEAD: &str = "\
# What became of every suggestion in std of Go 1.27.3. Each was applied alone: gofmt has nothing to say, and the package compiles. Then those
# of a package that go together were applied: it builds, vet has nothing to say, and its tests pass, where they pass in under a minute
# without. Declined are those whose question has to be answered no: tests call the function whose signature would change.
# `GOESCAPE_FULL=1 GOESCAPE_UPDATE=1 cargo test --test advise_toolchain what_is_rewritten_in_std` writes this.
";

/// What the file says.
#[derive(Default)]
pub struct Record {
    /// Packages that were looked at.
    pub looked_at: usize,
    /// Suggestions whose question was answered no.
    pub declined: usize,
    /// Suggestions that broke something.
    pub broken: usize,
    /// Sums over all packages as the file gives them: applied, tested.
    pub sums: BTreeMap<String, (usize, usize)>,
    /// By package.
    pub packages: BTreeMap<String, Counted>,
}

impl Record {
    /// Reads the file.
    pub fn read() -> Record {
        let text = std::fs::read_to_string(PATH).expect("testdata/rewritten-std.txt");
        let mut record = Record::default();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let Some((key, rest)) = line.split_once(": ") else {
                continue;
            };
            let number = || rest.parse().expect("a number");
            match key {
                "packages" => record.looked_at = number(),
                "declined" => record.declined = number(),
                "broken" => record.broken = number(),
                _ => {
                    let counted = parse(rest);
                    match key.strip_prefix("all ") {
                        None => drop(record.packages.insert(key.to_owned(), counted)),
                        Some(kind) => {
                            let of = |all: &BTreeMap<String, usize>| all.values().sum();
                            let sums = (of(&counted.applied), of(&counted.tested));
                            record.sums.insert(kind.to_owned(), sums);
                        }
                    }
                }
            }
        }
        record
    }

    /// The sums over the packages' lines.
    pub fn summed(&self) -> BTreeMap<String, (usize, usize)> {
        sums(&self.packages)
    }
}

/// `R6 preallocate A 3/3, …`: tested of applied.
fn parse(rest: &str) -> Counted {
    let mut counted = Counted::default();
    for one in rest.split(", ") {
        let (kind, numbers) = one.rsplit_once(' ').expect("kind and numbers");
        let (tested, applied) = numbers.split_once('/').expect("tested/applied");
        let number = |n: &str| n.parse::<usize>().expect("a number");
        counted.applied.insert(kind.to_owned(), number(applied));
        if number(tested) > 0 {
            counted.tested.insert(kind.to_owned(), number(tested));
        }
    }
    counted
}

fn sums(packages: &BTreeMap<String, Counted>) -> BTreeMap<String, (usize, usize)> {
    let mut out: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for counted in packages.values() {
        for (kind, n) in &counted.applied {
            out.entry(kind.clone()).or_default().0 += n;
        }
        for (kind, n) in &counted.tested {
            out.entry(kind.clone()).or_default().1 += n;
        }
    }
    out
}

/// Writes what came of a full run.
pub fn write(outcome: &Outcome) {
    let mut text = HEAD.to_owned();
    let broken = outcome.bad.len();
    writeln!(
        text,
        "packages: {}\ndeclined: {}\nbroken: {broken}",
        outcome.looked_at, outcome.declined
    )
    .expect("text");
    for (kind, (applied, tested)) in sums(&outcome.packages) {
        writeln!(text, "all {kind}: {kind} {tested}/{applied}").expect("text");
    }
    for (path, counted) in &outcome.packages {
        let one = |(kind, applied): (&String, &usize)| {
            let tested = counted.tested.get(kind).copied().unwrap_or(0);
            format!("{kind} {tested}/{applied}")
        };
        let all: Vec<String> = counted.applied.iter().map(one).collect();
        writeln!(text, "{path}: {}", all.join(", ")).expect("text");
    }
    std::fs::write(PATH, text).expect("testdata/rewritten-std.txt");
}
