//! The command line: a drop-in for `go tool compile`'s diagnostics.
//!
//! `goescape [-m|-m=2] [-l] [-p PKGPATH] [-lang go1.N] [-json] FILE.go…` prints what `go tool compile` prints with the same flags: its
//! lines for a program without errors (exit code 0), its errors for any other (exit code 1). Wrong usage is exit code 2. What could not be
//! analysed is told on standard error, with the reason, and never guessed. Build constraints are not looked at: files that are named
//! are compiled, as the compiler does it. `goescape advise` lists rewrites: [`advise`]. `goescape whatif` makes one change to a copy:
//! [`whatif`].
//!
//! Of a module in one text (`module.txtar`) the packages without errors get their lines behind the errors of the others, but for those
//! that import one with errors, which the go command would not build.

mod advise;
mod archive;
mod facts;
mod flags;
mod names;
mod subcommand;
mod whatif;
mod words;

use crate::report::text::Level;
use crate::wire::{Answer, Function, Input, InputFile, Line, NotAnalysed, Options, Report};
use crate::{GO_VERSION, Packages, TARGET, module, report};
pub use facts::{Facts, FactsError};
use flags::{Asked, Flags};
use std::io::{self, Write};
use std::process::ExitCode;

const FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;

/// Stack of the thread that analyses: the stages bound their depth, this leaves them ample room in builds without optimisation.
const STACK: usize = 256 << 20;

/// So much is printed at a time.
const OUT: usize = 64 << 10;

/// Runs the command with the process's arguments; gives its exit code.
pub fn main() -> ExitCode {
    let args = std::env::args_os()
        .skip(1)
        .map(|a| a.to_string_lossy().into_owned());
    let args: Vec<String> = args.collect();
    if args.first().is_some_and(|a| a == "advise") {
        return advise::main(args[1..].to_vec());
    }
    if args.first().is_some_and(|a| a == "whatif") {
        return whatif::main(args[1..].to_vec());
    }
    match flags::parse(args) {
        Err(trouble) => {
            eprintln!("{trouble}\n{}", flags::USAGE);
            ExitCode::from(WRONG_USAGE)
        }
        Ok(Asked::Help) => {
            println!("{}", flags::USAGE);
            ExitCode::SUCCESS
        }
        Ok(Asked::Version) => {
            let own = env!("CARGO_PKG_VERSION");
            println!("goescape version {own}, verdicts of {GO_VERSION} {TARGET}");
            ExitCode::SUCCESS
        }
        Ok(Asked::Compile(flags)) => compile(flags),
    }
}

/// Reads the files, analyses them and prints the outcome.
fn compile(flags: Flags) -> ExitCode {
    let input = match read_input(&flags) {
        Ok(input) => input,
        Err(line) => {
            println!("{line}");
            return ExitCode::from(FAILED);
        }
    };
    let work = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || outcome(&flags, &input));
    let outcome = match work.map(|thread| thread.join()) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err("internal error: this is a fault in goescape".into()),
        Err(e) => Err(format!("no thread to work in: {e}")),
    };
    match outcome {
        Ok(outcome) => outcome.print(),
        Err(trouble) => {
            eprintln!("goescape: {trouble}");
            ExitCode::from(FAILED)
        }
    }
}

/// The files' texts under the names that diagnostics tell. An error is the line that the compiler prints for it.
fn read_input(flags: &Flags) -> Result<Input, String> {
    let here = names::working_directory();
    let mut files = Vec::with_capacity(flags.files.len());
    for given in &flags.files {
        let mut text = read_text(given)?;
        let name = match is_archive(&flags.files) {
            true => given.clone(),
            false => names::absolute(&here, given),
        };
        if is_archive(&flags.files) && !flags.tests {
            text = archive::without_tests(&text);
        }
        files.push(InputFile { name, text });
    }
    let options = Options {
        // Where no diagnostics are asked for, inlining changes nothing that is printed.
        inline: flags.inline && (flags.level > 0 || flags.json),
        lang: match is_archive(&flags.files) && flags.lang.is_empty() {
            // The go command tells the compiler.
            true => GO_VERSION
                .rsplit_once('.')
                .map_or("", |(minor, _)| minor)
                .into(),
            false => flags.lang.clone(),
        },
        verbose: flags.level > 1,
        advise: false,
        package: flags.package.clone(),
        std: flags.std,
        archive: is_archive(&flags.files),
    };
    Ok(Input { files, options })
}

/// The text of a file. An error is the line that the compiler prints for it.
fn read_text(given: &str) -> Result<String, String> {
    let bytes =
        std::fs::read(given).map_err(|e| format!("open {given}: {}", names::reason_of(&e)))?;
    String::from_utf8(bytes).map_err(|e| {
        let (line, column) = names::line_and_column(e.as_bytes(), e.utf8_error().valid_up_to());
        format!("{given}:{line}:{column}: invalid UTF-8 encoding")
    })
}

/// Analyses with the facts that are found on this machine.
fn report_on(input: &Input) -> Result<Box<Report>, String> {
    let facts = Facts::find().map_err(|e| e.to_string())?;
    let mut packages = Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    analyze_with_facts(input, &facts, &mut packages).map_err(|e| e.to_string())
}

/// Prints the lines of a package without errors where nothing else is asked for; gives what was not analysed, and nothing where there
/// are errors to print.
fn lines_alone(flags: &Flags, input: &Input) -> Result<Option<Report>, String> {
    let level = match flags.level {
        0 => return Ok(None),
        1 => Level::Verdicts,
        _ => Level::Explanations,
    };
    if flags.json || input.options.archive {
        return Ok(None);
    }
    let facts = Facts::find().map_err(|e| e.to_string())?;
    let mut packages = Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    loop {
        match module::for_lines(input, level, &mut packages) {
            Ok(analysis) => {
                let mut out = io::BufWriter::with_capacity(OUT, io::stdout().lock());
                let mut give = |line: &report::text::Line| {
                    // Whoever reads may have stopped to: that is no fault of ours.
                    let parts = [&*line.text, "\n"];
                    let _ = parts.iter().try_for_each(|p| out.write_all(p.as_bytes()));
                };
                let report = report::lines_alone(&analysis, &input.options, level, &mut give);
                let _ = out.flush();
                // The process ends soon: taking all of it apart would take longer than printing.
                std::mem::forget((analysis, packages));
                return Ok(report);
            }
            Err(missing) => {
                packages.add_all(facts.load_all(&missing).map_err(|e| e.to_string())?);
            }
        }
    }
}

/// Whether a single file holds several, in txtar form.
fn is_archive(files: &[String]) -> bool {
    matches!(files, [one] if one.ends_with(".txtar"))
}

/// Analyses with the facts about std at hand; each package that is asked for is loaded and the question put again.
pub fn analyze_with_facts(
    input: &Input,
    facts: &Facts,
    packages: &mut Packages,
) -> Result<Box<Report>, FactsError> {
    loop {
        match crate::analyze(input, packages) {
            Answer::Report { report } => return Ok(report),
            Answer::Missing { missing } => {
                for path in missing {
                    packages.add(&path, &facts.load(&path)?);
                }
            }
        }
    }
}

/// What there is to print.
struct Outcome {
    stdout: Vec<String>,
    stderr: Vec<String>,
    failed: bool,
}

impl Outcome {
    fn print(self) -> ExitCode {
        let written = write_lines(io::stdout().lock(), &self.stdout)
            .and_then(|()| write_lines(io::stderr().lock(), &self.stderr));
        // Whoever reads may have stopped to: that is no fault of ours.
        let _ = written;
        ExitCode::from(if self.failed { FAILED } else { 0 })
    }
}

fn write_lines(to: impl Write, lines: &[String]) -> io::Result<()> {
    let mut to = io::BufWriter::new(to);
    for line in lines {
        writeln!(to, "{line}")?;
    }
    to.flush()
}

fn outcome(flags: &Flags, input: &Input) -> Result<Outcome, String> {
    let report = match lines_alone(flags, input)? {
        Some(report) => Box::new(report),
        None => report_on(input)?,
    };
    let failed = !report.problems.is_empty();
    let stdout = if flags.json {
        vec![serde_json::to_string_pretty(&report).map_err(|e| e.to_string())?]
    } else if failed {
        let mut lines = names::as_given(&report.error_lines, &flags.files);
        if !report.parts.is_empty() {
            lines.extend(archive::built_lines(
                flags.level,
                &input.files[0].text,
                &report,
            ));
        }
        lines
    } else {
        diagnostics(flags.level, &report)
    };
    let stderr = if failed { Vec::new() } else { gaps(&report) };
    let failed = failed || report.not_analysed.is_some();
    Ok(Outcome {
        stdout,
        stderr,
        failed,
    })
}

/// The compiler's lines at a level of `-m`.
fn diagnostics(level: u32, report: &Report) -> Vec<String> {
    let lines = lines_at(level, report).iter();
    lines.map(|line| line.text.clone()).collect()
}

fn lines_at(level: u32, report: &Report) -> &[Line] {
    match level {
        0 => &[],
        1 => &report.lines,
        _ => &report.verbose_lines,
    }
}

/// What was not analysed, one line each.
fn gaps(report: &Report) -> Vec<String> {
    let whole = report
        .not_analysed
        .iter()
        .map(|gap| format!("not analysed, because {}", reason(gap)));
    let function = |f: &Function| {
        let gap = f.not_analysed.as_ref()?;
        let part = report.parts.iter().find(|p| f.span.from <= p.to);
        let file = part.map(|p| &p.name);
        let file = file.or_else(|| report.files.get(f.span.file as usize))?;
        let place = format!("{file}:{}:{}", f.span.line, f.span.col);
        Some(format!(
            "{place}: {} not analysed, because {}",
            f.name,
            reason(gap)
        ))
    };
    whole
        .chain(report.functions.iter().filter_map(function))
        .collect()
}

/// A reason as a line of text: its code and what stands in its sentence.
pub fn reason(gap: &NotAnalysed) -> String {
    let code = serde_json::to_value(gap.code).unwrap_or_default();
    let params = gap.params.iter().map(|(k, v)| format!(" {k}={v}"));
    format!(
        "{}{}",
        code.as_str().unwrap_or("unknown"),
        params.collect::<String>()
    )
}
