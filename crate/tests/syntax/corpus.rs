//! The files of GOROOT, and counting what agrees.

use crate::mutate::Mutant;
use crate::oracle::Oracle;
use crate::random::Random;
use crate::support::toolchain::goroot;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Corpus {
    pub goroot: PathBuf,
    /// All Go files below GOROOT/src but those of testdata folders, sorted.
    pub files: Vec<PathBuf>,
}

impl Corpus {
    /// The pinned toolchain's sources; nothing, and a word about it, where it is missing.
    pub fn find() -> Option<Corpus> {
        let goroot = goroot()?;
        let mut files = Vec::new();
        collect(&goroot.join("src"), false, &mut files);
        files.sort();
        Some(Corpus { goroot, files })
    }

    /// What lies in testdata folders: much of it is there for its errors.
    pub fn testdata(&self) -> Vec<PathBuf> {
        let mut all = Vec::new();
        collect(&self.goroot.join("src"), true, &mut all);
        all.retain(|p| p.components().any(|c| c.as_os_str() == "testdata"));
        all.sort();
        all
    }

    /// At most `count` files, always the same ones.
    pub fn sample(&self, count: usize, seed: u64) -> Vec<PathBuf> {
        if count >= self.files.len() {
            return self.files.clone();
        }
        let mut random = Random(seed);
        (0..count)
            .map(|_| self.files[random.below(self.files.len())].clone())
            .collect()
    }

    /// Broken versions of files that are not too long, always the same ones.
    pub fn mutants(&self, count: usize, seed: u64) -> Vec<Mutant> {
        let small = |p: &&PathBuf| std::fs::metadata(p).is_ok_and(|m| m.len() < 40_000);
        let files: Vec<&PathBuf> = self.files.iter().filter(small).collect();
        let mut random = Random(seed);
        (0..count)
            .map(|_| Mutant {
                path: files[random.below(files.len())].clone(),
                seed: random.next(),
            })
            .collect()
    }
}

fn collect(dir: &Path, testdata: bool, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder of GOROOT") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if testdata || path.file_name().is_some_and(|n| n != "testdata") {
                collect(&path, testdata, files);
            }
        } else if path.extension().is_some_and(|e| e == "go") {
            files.push(path);
        }
    }
}

/// What was compared, and what differed.
#[derive(Default)]
pub struct Tally {
    pub count: usize,
    pub agree: usize,
    pub first: usize,
    pub lines: usize,
    pub differences: Vec<String>,
    /// The thread's own process to ask.
    pub oracle: Option<Oracle>,
}

impl Tally {
    pub fn check(&mut self, agrees: bool, difference: impl FnOnce() -> String) {
        self.count += 1;
        match agrees {
            true => self.agree += 1,
            false if self.differences.len() < 20 => self.differences.push(difference()),
            false => {}
        }
    }

    /// Prints the figures and fails below `bar`.
    pub fn report(&self, what: &str, bar: f64) {
        eprintln!("{} of {} {what}", self.agree, self.count);
        for difference in &self.differences {
            eprintln!("{difference}");
        }
        assert!(self.count > 0, "nothing was compared");
        assert!(
            self.agree as f64 >= bar * self.count as f64,
            "too few: {what}"
        );
    }
}

/// Runs `f` for all items on all cores; adds up the tallies.
pub fn in_parallel<T: Sync>(items: &[T], f: impl Fn(&T, &mut Tally) + Sync) -> Tally {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get());
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut tally = Tally::default();
                    while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                        f(item, &mut tally);
                    }
                    tally
                })
            })
            .collect();
        for worker in workers {
            let tally = worker.join().expect("no panic");
            total.count += tally.count;
            total.agree += tally.agree;
            total.first += tally.first;
            total.lines += tally.lines;
            total.differences.extend(tally.differences);
        }
    });
    total
}
