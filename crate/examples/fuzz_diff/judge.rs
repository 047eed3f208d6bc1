//! The compiler's answer and ours for some files of one package, and where they differ.

use goescape::Packages;
use goescape::cli::{Facts, analyze_with_facts};
use goescape::wire::{Input, InputFile, NotAnalysedCode, Options, Report};
use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What is asked for: the flags, and what they are to us (inlining, explanations).
pub const MODES: [(&[&str], bool, bool); 4] = [
    (&["-m"], true, false),
    (&["-m", "-l"], false, false),
    (&["-m=2"], true, true),
    (&["-m=2", "-l"], false, true),
];

/// Who compiles, and with what.
pub struct Judge {
    pub compiler: PathBuf,
    pub importcfg: PathBuf,
    pub facts: Facts,
    pub scratch: PathBuf,
    pub packages: RefCell<Packages>,
}

/// A file of the package.
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
        format!(
            "{} | {} | {}",
            MODES[self.mode].0.join(" "),
            words(&self.theirs),
            words(&self.ours)
        )
    }
}

impl Judge {
    /// Compares in all modes, or in one.
    pub fn compare(&self, files: &[File], only: Option<usize>) -> Outcome {
        let mut differences = Vec::new();
        for mode in 0..MODES.len() {
            if only.is_some_and(|o| o != mode) {
                continue;
            }
            let theirs = match self.theirs(files, mode) {
                Ok(lines) => lines,
                Err(errors) => return Outcome::Invalid(errors),
            };
            let ours = self.ours(files, mode);
            match ours {
                Ok(ours) => differences.extend(parts(files, mode, &theirs, &ours)),
                Err(trouble) if files.len() > 1 => {
                    // Whose fault it is shows when they are looked at alone.
                    for f in files {
                        let alone = std::slice::from_ref(f);
                        if let Outcome::Differs(list) = self.compare(alone, Some(mode)) {
                            differences.extend(list);
                        }
                    }
                    if differences.is_empty() {
                        println!("only together: {trouble}");
                    }
                }
                Err(trouble) => differences.push(Difference {
                    file: files[0].name.clone(),
                    mode,
                    theirs: String::new(),
                    ours: trouble,
                }),
            }
        }
        match differences.is_empty() {
            true => Outcome::Same,
            false => Outcome::Differs(differences),
        }
    }

    /// Writes both answers to the scratch folder, with the lines that stand in no file of these.
    pub fn write_lines(&self, files: &[File], mode: usize) -> ExitCode {
        let answers = [
            ("theirs", self.theirs(files, mode)),
            ("ours", self.ours(files, mode)),
        ];
        for (name, answer) in answers {
            let text = answer.map_or_else(|why| why, |lines| lines.join("\n")) + "\n";
            let path = self.scratch.join(name);
            fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
        ExitCode::SUCCESS
    }

    fn theirs(&self, files: &[File], mode: usize) -> Result<Vec<String>, String> {
        let mut command = Command::new(&self.compiler);
        command
            .current_dir(&self.scratch)
            .arg("-importcfg")
            .arg(&self.importcfg);
        command
            .args(["-p", "p", "-c=1", "-o"])
            .arg(self.scratch.join("p.a"))
            .args(MODES[mode].0);
        for f in files {
            let path = self.scratch.join(&f.name);
            fs::write(&path, &f.text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            command.arg(path);
        }
        let out = command
            .output()
            .unwrap_or_else(|e| panic!("{}: {e}", self.compiler.display()));
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let text = text.replace(&format!("{}/", self.scratch.display()), "");
        match out.status.success() {
            true => Ok(text.lines().map(str::to_owned).collect()),
            false => Err(text + &String::from_utf8_lossy(&out.stderr)),
        }
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

    /// A judge's scratch folder, made if need be.
    pub fn prepare(scratch: &Path) {
        fs::create_dir_all(scratch).unwrap_or_else(|e| panic!("{}: {e}", scratch.display()));
    }
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

/// The first difference in each file. Lines that stand in files of std or in none are left out.
fn parts(files: &[File], mode: usize, theirs: &[String], ours: &[String]) -> Vec<Difference> {
    let mut out = Vec::new();
    for f in files {
        let start = format!("{}:", f.name);
        let of = |lines: &[String]| -> Vec<String> {
            lines
                .iter()
                .filter(|l| l.starts_with(&start))
                .cloned()
                .collect()
        };
        let (theirs, ours) = (of(theirs), of(ours));
        if theirs == ours {
            continue;
        }
        let at = theirs.iter().zip(&ours).take_while(|(a, b)| a == b).count();
        let line = |list: &[String]| list.get(at).cloned().unwrap_or_default();
        out.push(Difference {
            file: f.name.clone(),
            mode,
            theirs: line(&theirs),
            ours: line(&ours),
        });
    }
    out
}
