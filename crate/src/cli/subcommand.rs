//! What the subcommands share: their flags, how files are read, and how one is run.

use super::{FAILED, STACK, WRONG_USAGE, flags, names, read_text};
use crate::wire::{Input, InputFile, Options, Report};
use std::process::ExitCode;

/// What every subcommand can be told.
#[derive(Debug, PartialEq, Eq)]
pub struct Common {
    /// `-json`.
    pub json: bool,
    /// `-check`: findings change the exit code.
    pub check: bool,
    /// Off with `-l`.
    inline: bool,
    /// `-p`.
    package: Option<String>,
    /// `-lang`.
    lang: String,
    /// The files as given; at least one.
    pub files: Vec<String>,
}

/// An argument that a subcommand may take for itself.
pub enum Arg<'a> {
    /// A flag's name, and what gets its value.
    Flag(&'a str, &'a mut dyn FnMut() -> Result<String, String>),
    /// A word that is no flag.
    Word(&'a str),
}

impl Common {
    /// Reads the arguments behind the subcommand's name. `own` is asked first about words and about flags that are not common, and tells whether it
    /// took the argument; words that it leaves are files. An error is the line to print above the usage text.
    pub fn read(
        args: Vec<String>,
        own: &mut dyn FnMut(Arg) -> Result<bool, String>,
    ) -> Result<Common, String> {
        let mut common = Common {
            json: false,
            check: false,
            inline: true,
            package: None,
            lang: Options::default().lang,
            files: Vec::new(),
        };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let Some(flag) = arg.strip_prefix('-').filter(|f| !f.is_empty()) else {
                if !own(Arg::Word(&arg))? {
                    common.files.push(arg);
                }
                continue;
            };
            let (name, value) = flags::name_and_value(flag);
            let mut needed = || {
                let value = value.clone().or_else(|| args.next());
                value.ok_or_else(|| format!("flag needs an argument: -{name}"))
            };
            match name {
                "json" => common.json = true,
                "check" => common.check = true,
                "l" => common.inline = false,
                "p" => common.package = Some(needed()?),
                "lang" => common.lang = flags::checked_lang(needed()?)?,
                _ if own(Arg::Flag(name, &mut needed))? => {}
                _ => return Err(format!("flag provided but not defined: -{name}")),
            }
        }
        Ok(common)
    }

    /// Fails where no file is named.
    pub fn with_files(self) -> Result<Common, String> {
        match self.files.is_empty() {
            true => Err("no files given".into()),
            false => Ok(self),
        }
    }

    /// Reads the files; `options` is what else the subcommand asks of the engine. An error is the line that the compiler prints.
    pub fn input(&self, options: Options) -> Result<Input, String> {
        let mut files = Vec::with_capacity(self.files.len());
        for given in &self.files {
            files.push(InputFile {
                name: given.clone(),
                text: read_text(given)?,
            });
        }
        let options = Options {
            inline: self.inline,
            lang: self.lang.clone(),
            package: self.package.clone(),
            ..options
        };
        Ok(Input { files, options })
    }

    /// Prints a program's errors; whether there are any.
    pub fn has_errors(&self, report: &Report) -> bool {
        if report.problems.is_empty() {
            return false;
        }
        for line in names::as_given(&report.error_lines, &self.files) {
            eprintln!("{line}");
        }
        true
    }
}

/// Runs a subcommand: help, its flags, and its work with a stack that is large enough. `run` gives the exit code.
pub fn run<A: Send + 'static>(
    args: Vec<String>,
    usage: &str,
    parse: fn(Vec<String>) -> Result<A, String>,
    run: fn(&A) -> Result<u8, String>,
) -> ExitCode {
    let help = |a: &String| matches!(a.as_str(), "-h" | "-help" | "--help");
    if args.iter().any(help) {
        println!("{usage}");
        return ExitCode::SUCCESS;
    }
    let asked = match parse(args) {
        Ok(asked) => asked,
        Err(trouble) => {
            eprintln!("{trouble}\n{usage}");
            return ExitCode::from(WRONG_USAGE);
        }
    };
    let work = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || run(&asked));
    match work.map(|thread| thread.join()) {
        Ok(Ok(Ok(code))) => ExitCode::from(code),
        Ok(Ok(Err(trouble))) => {
            eprintln!("goescape: {trouble}");
            ExitCode::from(FAILED)
        }
        _ => {
            eprintln!("goescape: internal error: this is a fault in goescape");
            ExitCode::from(FAILED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<(Common, Vec<String>), String> {
        let mut own = Vec::new();
        let args = line.split(' ').map(str::to_owned).collect();
        let common = Common::read(args, &mut |arg| match arg {
            Arg::Flag("own", value) => {
                own.push(value()?);
                Ok(true)
            }
            Arg::Word("word") => {
                own.push("word".into());
                Ok(true)
            }
            _ => Ok(false),
        })?;
        Ok((common.with_files()?, own))
    }

    #[test]
    fn flags_stand_anywhere() {
        let (common, own) = read("-json a.go -l word --own=x -p example.com/p b.go").unwrap();
        assert!(common.json && !common.check && !common.inline);
        assert_eq!(common.package.as_deref(), Some("example.com/p"));
        assert_eq!(common.files, ["a.go", "b.go"]);
        assert_eq!(own, ["word", "x"]);
    }

    #[test]
    fn wrong_usage_is_told() {
        for (line, part) in [
            ("-none a.go", "not defined: -none"),
            ("a.go -own", "needs an argument: -own"),
            ("-lang go9 a.go", "something like"),
            ("-json word", "no files"),
        ] {
            assert!(read(line).unwrap_err().contains(part), "{line}");
        }
    }
}
