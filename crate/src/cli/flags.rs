//! The flags, in the grammar of Go's `flag` package: `-name`, `-name=value`, `-name value`, with one dash or two; the first word that is
//! no flag ends them, and so does `--`.

/// What the command can be asked.
pub const USAGE: &str = "\
usage: goescape [flags] file.go... | module.txtar
       goescape advise [flags] file.go...   (goescape advise -h)
       goescape whatif CHANGE [flags] file.go...   (goescape whatif -h)
  -m            print what `go tool compile -m` prints; -m=2 or -m -m for more
  -l            no inlining
  -p path       the package's import path (default main)
  -lang version language version, go1.1 to go1.27 (default: all that go1.27 has)
  -tests=false  leave out the _test.go files of a module, as `go build` does; else they are taken as `go vet` takes them
  -std          a package of the standard library
  -json         print all facts as JSON instead
  -V            print the version and exit
Other flags of `go tool compile` that change no diagnostics are accepted and do nothing.
The facts about std are looked for in $GOESCAPE_STD, in std/ beside the command, in ../std, and where they were built.";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Analyse files.
    Compile(Flags),
    /// The usage text.
    Help,
    /// The version.
    Version,
}

/// How to analyse, and what.
#[derive(Debug, PartialEq, Eq)]
pub struct Flags {
    /// The level of `-m`.
    pub level: u32,
    /// Off with `-l`.
    pub inline: bool,
    /// `-p`.
    pub package: Option<String>,
    /// `-std`.
    pub std: bool,
    /// `-lang`; empty where it was not given, which is how the compiler names it then.
    pub lang: String,
    /// Off with `-tests=false`.
    pub tests: bool,
    /// `-json`.
    pub json: bool,
    /// The files as given; at least one.
    pub files: Vec<String>,
}

/// The newest language version that `-lang` takes: `go1.N`.
const NEWEST: u32 = 27;

/// Flags of `go tool compile` without a value that change no diagnostics.
const IGNORED: [&str; 8] = [
    "complete",
    "dwarf",
    "nolocalimports",
    "pack",
    "shared",
    "v",
    "wb",
    "u",
];

/// The same with a value.
const IGNORED_WITH_VALUE: [&str; 12] = [
    "asmhdr",
    "buildid",
    "c",
    "D",
    "embedcfg",
    "goversion",
    "I",
    "importcfg",
    "linkobj",
    "o",
    "symabis",
    "trimpath",
];

/// Reads the arguments. An error is the line to print above the usage text.
pub fn parse(args: Vec<String>) -> Result<Asked, String> {
    let mut flags = Flags {
        level: 0,
        inline: true,
        package: None,
        std: false,
        lang: String::new(),
        tests: true,
        json: false,
        files: Vec::new(),
    };
    let mut no_inlining = 0;
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let Some(flag) = arg.strip_prefix('-').filter(|f| !f.is_empty()) else {
            flags.files.push(arg);
            break;
        };
        if flag == "-" {
            break;
        }
        let (name, value) = name_and_value(flag);
        let mut needed = || {
            let value = value.clone().or_else(|| args.next());
            value.ok_or_else(|| format!("flag needs an argument: -{name}"))
        };
        match name {
            "m" => count(&mut flags.level, name, value.as_deref())?,
            "l" => count(&mut no_inlining, name, value.as_deref())?,
            "p" => flags.package = Some(needed()?),
            "lang" => flags.lang = checked_lang(needed()?)?,
            "std" => flags.std = value.as_deref() != Some("false"),
            "tests" => flags.tests = value.as_deref() != Some("false"),
            "json" => flags.json = value.as_deref() != Some("false"),
            "h" | "help" => return Ok(Asked::Help),
            "V" | "version" => return Ok(Asked::Version),
            _ if IGNORED.contains(&name) => {}
            _ if IGNORED_WITH_VALUE.contains(&name) => drop(needed()?),
            _ => return Err(format!("flag provided but not defined: -{name}")),
        }
    }
    flags.files.extend(args);
    flags.inline = no_inlining == 0;
    if flags.files.is_empty() {
        return Err("no files given".into());
    }
    Ok(Asked::Compile(flags))
}

/// The name of a flag without its first dash, and what stands behind `=`.
pub fn name_and_value(flag: &str) -> (&str, Option<String>) {
    let flag = flag.strip_prefix('-').unwrap_or(flag);
    match flag.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (flag, None),
    }
}

/// A counting flag: bare it counts up, with a number it is set (cmd/internal/objabi/flag.go).
fn count(level: &mut u32, name: &str, value: Option<&str>) -> Result<(), String> {
    match value {
        None | Some("true") => *level += 1,
        Some("false") => *level = 0,
        Some(n) => {
            *level = n
                .parse()
                .map_err(|_| format!("invalid value {n:?} for flag -{name}: invalid count"))?;
        }
    }
    Ok(())
}

/// `go1.N`, as the compiler takes it (cmd/compile/internal/types/goversion.go).
pub fn checked_lang(lang: String) -> Result<String, String> {
    let minor = lang
        .strip_prefix("go1.")
        .filter(|n| *n == "0" || !n.starts_with('0'));
    match minor.and_then(|n| n.parse::<u32>().ok()) {
        Some(n) if n <= NEWEST => Ok(lang),
        Some(_) => Err(format!(
            "invalid value {lang:?} for -lang: max known version is \"go1.{NEWEST}\""
        )),
        None => Err(format!(
            "invalid value {lang:?} for -lang: should be something like \"go1.12\""
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(line: &str) -> Flags {
        match parse(line.split(' ').map(str::to_owned).collect()) {
            Ok(Asked::Compile(flags)) => flags,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn levels_count_up_or_are_set() {
        assert_eq!(compile("a.go").level, 0);
        assert_eq!(compile("-m a.go").level, 1);
        assert_eq!(compile("-m -m a.go").level, 2);
        assert_eq!(compile("--m=2 a.go").level, 2);
        assert!(compile("-m a.go").inline);
        assert!(!compile("-m -l a.go").inline);
        assert!(compile("-l=0 a.go").inline);
    }

    #[test]
    fn values_stand_behind_an_equals_sign_or_in_the_next_word() {
        let flags = compile("-p example.com/x -lang=go1.21 -o out.a -complete -c=4 a.go b.go");
        assert_eq!(flags.package.as_deref(), Some("example.com/x"));
        assert_eq!(flags.lang, "go1.21");
        assert_eq!(flags.files, ["a.go", "b.go"]);
        assert!(flags.tests && compile("m.txtar").lang.is_empty());
        assert!(!compile("-tests=false m.txtar").tests);
    }

    #[test]
    fn files_end_the_flags() {
        assert_eq!(compile("a.go -m").files, ["a.go", "-m"]);
        assert_eq!(compile("-- -m").files, ["-m"]);
    }

    #[test]
    fn wrong_usage_is_told() {
        let trouble = |line: &str| parse(line.split(' ').map(str::to_owned).collect()).unwrap_err();
        assert!(trouble("-zzz a.go").contains("not defined: -zzz"));
        assert!(trouble("-m=x a.go").contains("invalid value"));
        assert!(trouble("-lang go1.99 a.go").contains("max known version"));
        assert!(trouble("-lang 1.20 a.go").contains("something like"));
        assert!(trouble("-p").contains("needs an argument"));
        assert!(trouble("-m").contains("no files"));
    }
}
