//! The compiler's answer and ours for some files of one package, and where they differ.

use crate::compiler::{Compiler, last};
use goescape::Packages;
use goescape::cli::{Facts, analyze_with_facts};
use goescape::wire::{Input, InputFile, NotAnalysedCode, Options, Report};
use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::thread;

/// What is asked for: the flags, and what they are to us (inlining, explanations).
pub const MODES: [(&[&str], bool, bool); 4] = [
    (&["-m=2"], true, true),
    (&["-m=2", "-l"], false, true),
    (&["-m"], true, false),
    (&["-m", "-l"], false, false),
];

/// All of [`MODES`].
pub const ALL: [usize; 4] = [0, 1, 2, 3];

/// Lines that stand in no file of the package count as lines of this one.
const ELSEWHERE: &str = "elsewhere";

/// Who compiles, and with what.
pub struct Judge {
    pub compiler: Compiler,
    pub facts: Facts,
    pub packages: RefCell<Packages>,
    /// Lines in files of std and in none count too.
    pub everywhere: bool,
}

/// A file of the package.
#[derive(Clone)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// How the two answers compare.
pub enum Outcome {
    Same,
    /// The first lines that part: how many lines were the same before, the compiler's line and ours.
    Differs(Vec<Difference>),
    /// The compiler rejects the program: its errors.
    Invalid(String),
}

/// A difference in one file under some flags.
#[derive(Clone)]
pub struct Difference {
    pub file: String,
    pub mode: usize,
    /// The compiler's line; nothing where it has no more.
    pub theirs: String,
    pub ours: String,
}

impl Difference {
    /// What kind of difference it is: the words of the line without places and names.
    pub fn kind(&self) -> String {
        let words = |line: &str| -> String {
            let text = line.split_once(": ").map_or(line, |(_, text)| text);
            let plain = |w: &&str| {
                w.chars()
                    .all(|c| c.is_alphabetic() && c.is_lowercase() || c == ':')
            };
            let list: Vec<&str> = text.split(' ').filter(plain).take(6).collect();
            list.join(" ")
        };
        if self.ours.starts_with("not analysed") || self.ours.starts_with("a false error") {
            let end = self
                .ours
                .find(",\"at\"")
                .or(self.ours.find(",\"span\""))
                .unwrap_or(self.ours.len());
            return format!("{} | {}", MODES[self.mode].0.join(" "), &self.ours[..end]);
        }
        let place = match self.file == ELSEWHERE {
            true => "elsewhere: ",
            false => "",
        };
        format!(
            "{} | {place}{} | {}",
            MODES[self.mode].0.join(" "),
            words(&self.theirs),
            words(&self.ours)
        )
    }
}

impl Judge {
    /// Compares in these modes. The compiler answers for two of them at a time, while we do.
    pub fn compare(&self, files: &[File], modes: &[usize]) -> Outcome {
        let mut all = files.to_vec();
        all.push(last());
        self.compiler.write(&all);
        let mut differences = Vec::new();
        for pair in modes.chunks(2) {
            for (mode, theirs, ours) in self.answers(&all, pair) {
                let theirs = match theirs {
                    Ok(lines) => lines,
                    Err(errors) => return Outcome::Invalid(errors),
                };
                match ours {
                    Ok(ours) => differences.extend(self.parts(files, mode, &theirs, &ours)),
                    Err(trouble) => differences.extend(self.trouble(files, mode, trouble)),
                }
            }
        }
        match differences.is_empty() {
            true => Outcome::Same,
            false => Outcome::Differs(differences),
        }
    }

    #[allow(clippy::type_complexity)]
    fn answers(
        &self,
        files: &[File],
        modes: &[usize],
    ) -> Vec<(
        usize,
        Result<Vec<String>, String>,
        Result<Vec<String>, String>,
    )> {
        let compiler = &self.compiler;
        thread::scope(|scope| {
            let asked: Vec<_> = modes
                .iter()
                .map(|&mode| scope.spawn(move || compiler.ask(files, MODES[mode].0, mode)))
                .collect();
            let ours: Vec<_> = modes.iter().map(|&m| self.ours(files, m)).collect();
            let theirs = asked
                .into_iter()
                .map(|t| t.join().unwrap_or_else(|_| Err("no answer".into())));
            let both = theirs.zip(ours).zip(modes);
            both.map(|((theirs, ours), &mode)| (mode, theirs, ours))
                .collect()
        })
    }

    /// Whose fault it is that we have no answer shows when files are looked at alone.
    fn trouble(&self, files: &[File], mode: usize, trouble: String) -> Vec<Difference> {
        if let [file] = files {
            return vec![Difference {
                file: file.name.clone(),
                mode,
                theirs: String::new(),
                ours: trouble,
            }];
        }
        let mut differences = Vec::new();
        for f in files {
            if let Outcome::Differs(list) = self.compare(std::slice::from_ref(f), &[mode]) {
                differences.extend(list);
            }
        }
        if differences.is_empty() {
            println!("only together: {trouble}");
        }
        differences
    }

    /// Writes both answers to the scratch folder, with the lines that stand in no file of these.
    pub fn write_lines(&self, files: &[File], mode: usize) -> ExitCode {
        let mut all = files.to_vec();
        all.push(last());
        self.compiler.write(&all);
        for (_, theirs, ours) in self.answers(&all, &[mode]) {
            for (name, answer) in [("theirs", theirs), ("ours", ours)] {
                let text = answer.map_or_else(|why| why, |lines| lines.join("\n")) + "\n";
                let path = self.compiler.scratch.join(name);
                fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            }
        }
        ExitCode::SUCCESS
    }

    fn ours(&self, files: &[File], mode: usize) -> Result<Vec<String>, String> {
        let (_, inline, verbose) = MODES[mode];
        let file = |f: &File| InputFile {
            name: f.name.clone(),
            text: f.text.clone(),
        };
        let input = Input {
            files: files.iter().map(file).collect(),
            options: Options {
                inline,
                verbose,
                lang: "go1.27".into(),
                advise: false,
                package: Some("p".into()),
                std: false,
                archive: false,
            },
        };
        // The imported packages stay decoded from one program to the next, as on the page.
        let mut packages = self.packages.borrow_mut();
        let work = || analyze_with_facts(&input, &self.facts, &mut packages);
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Ok(report)) => lines(&report, verbose),
            Ok(Err(e)) => Err(format!("facts: {e}")),
            Err(_) => Err("panic".into()),
        }
    }

    /// The first difference in each file.
    fn parts(
        &self,
        files: &[File],
        mode: usize,
        theirs: &[String],
        ours: &[String],
    ) -> Vec<Difference> {
        let mut out = Vec::new();
        let mut compare = |name: &str, theirs: Vec<&String>, ours: Vec<&String>| {
            if theirs == ours {
                return;
            }
            let at = theirs.iter().zip(&ours).take_while(|(a, b)| a == b).count();
            let line = |list: &[&String]| list.get(at).map(|l| l.to_string()).unwrap_or_default();
            out.push(Difference {
                file: name.into(),
                mode,
                theirs: line(&theirs),
                ours: line(&ours),
            });
        };
        for f in files {
            let start = format!("{}:", f.name);
            let of = |lines: &'_ [String]| -> Vec<usize> {
                (0..lines.len())
                    .filter(|&i| lines[i].starts_with(&start))
                    .collect()
            };
            let (a, b) = (of(theirs), of(ours));
            compare(
                &f.name,
                a.iter().map(|&i| &theirs[i]).collect(),
                b.iter().map(|&i| &ours[i]).collect(),
            );
        }
        if self.everywhere {
            compare(ELSEWHERE, elsewhere(files, theirs), elsewhere(files, ours));
        }
        out
    }
}

/// The lines that stand in none of these files, sorted: they are compared whatever their order is.
fn elsewhere<'a>(files: &[File], lines: &'a [String]) -> Vec<&'a String> {
    let inside = |l: &str| {
        let name = l.split_once(':').map_or("", |(name, _)| name);
        name == "zz.go" || files.iter().any(|f| f.name == name)
    };
    let mut list: Vec<&String> = lines.iter().filter(|l| !inside(l)).collect();
    list.sort();
    list
}

fn lines(report: &Report, verbose: bool) -> Result<Vec<String>, String> {
    if let Some(problem) = report.problems.first() {
        return Err(format!(
            "a false error: {}",
            serde_json::to_string(problem).unwrap_or_default()
        ));
    }
    let gap = report.not_analysed.as_ref();
    // Generic code without an instance has no verdicts.
    let gaps = report
        .functions
        .iter()
        .filter_map(|f| f.not_analysed.as_ref());
    let mut gaps = gap
        .into_iter()
        .chain(gaps.filter(|g| g.code != NotAnalysedCode::TypeParameters));
    if let Some(gap) = gaps.next() {
        return Err(format!(
            "not analysed: {}",
            serde_json::to_string(gap).unwrap_or_default()
        ));
    }
    let list = if verbose {
        &report.verbose_lines
    } else {
        &report.lines
    };
    Ok(list.iter().map(|l| l.text.clone()).collect())
}
