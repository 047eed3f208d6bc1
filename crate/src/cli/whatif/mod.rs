//! `goescape whatif`: the same program with one change, and the difference in verdicts.
//!
//! `goescape whatif [-json] [-check] CHANGE [-l] [-p PKGPATH] [-lang go1.N] FILE.go…` makes the change to a copy and tells which sites and functions
//! differ; `goescape whatif -list FILE.go…` lists the changes that are possible. No file is written.
//!
//! Exit codes: 0 done; 1 the program could not be read or analysed; 2 wrong usage; 3 with `-check`: verdicts differ; 4 the change can not be
//! made, and why is told.

mod tell;

use self::tell::{file_name, impossible, list, tell};
use super::subcommand::{self, Arg, Common};
use super::{FAILED, Facts, flags};
use crate::Packages;
use crate::text::Utf16Map;
use crate::wire::{
    Change, ImpossibleCode, Input, Offer, Options, Params, Place, Report, Span, WhatIf,
};
use std::process::ExitCode;

const DIFFERS: u8 = 3;
const IMPOSSIBLE: u8 = 4;

/// The usage text.
pub const USAGE: &str = "\
usage: goescape whatif [-json] [-check] CHANGE [flags] file.go...
       goescape whatif -list [-json] [flags] file.go...
CHANGE is one of
  inline=off, inline=on   without inlining, with it
  lang=go1.N              another language version
  size=N[@PLACE]          slices made with a size that is not constant get N elements: all of them, or the one there
  concrete@PLACE          a variable, parameter or conversion of an interface type gets the type that is put into it
  noinline@PLACE          //go:noinline in front of the function there
  inlinable@PLACE         the function there without //go:noinline
  prints                  what fmt.Print... and log.Print... statements are given goes to a function that keeps nothing
PLACE is LINE, LINE:COLUMN or FILE:LINE[:COLUMN]
  -json         print reports and differences as JSON
  -check        exit with code 3 where a verdict differs
  -list         list the changes that are possible
  -l            no inlining
  -p path       the package's import path (default main)
  -lang version language version, go1.1 to go1.27 (default go1.27)
exit codes: 0 done, 1 the program could not be analysed, 2 wrong usage, 3 see -check, 4 the change can not be made";

struct Asked {
    common: Common,
    /// What to do; nothing with `-list`.
    change: Option<Wanted>,
}

/// A change as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    text: String,
    /// The change, with a place that is still to be found.
    change: Change,
    at: Option<At>,
}

/// A place as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct At {
    file: Option<String>,
    line: u32,
    col: Option<u32>,
}

/// Runs the subcommand with the arguments behind its name.
pub fn main(args: Vec<String>) -> ExitCode {
    subcommand::run(args, USAGE, parse, run)
}

fn parse(args: Vec<String>) -> Result<Asked, String> {
    let (mut list, mut change) = (false, None);
    let mut common = Common::read(args, &mut |arg| match arg {
        Arg::Flag("list", _) => {
            list = true;
            Ok(true)
        }
        Arg::Word(word) if !list && change.is_none() => {
            change = Some(word.to_owned());
            Ok(true)
        }
        _ => Ok(false),
    })?;
    let change = match (list, change) {
        (true, word) => {
            // It stood in front of -list.
            common.files.splice(0..0, word);
            None
        }
        (false, Some(word)) => Some(wanted(&word)?),
        (false, None) => return Err("no change given".into()),
    };
    let common = common.with_files()?;
    Ok(Asked { common, change })
}

/// Reads a change.
fn wanted(text: &str) -> Result<Wanted, String> {
    let (what, at) = match text.split_once('@') {
        Some((what, at)) => (what, Some(place(at)?)),
        None => (text, None),
    };
    let nowhere = Place { file: 0, at: 0 };
    let (name, value) = match what.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (what, None),
    };
    let change = match (name, value) {
        ("inline", Some("on")) => Change::Inline { on: true },
        ("inline", Some("off")) => Change::Inline { on: false },
        ("lang", Some(lang)) => Change::Lang {
            lang: flags::checked_lang(lang.into())?,
        },
        ("size", Some(n)) => Change::Sizes {
            elements: n.parse().map_err(|_| format!("invalid size {n:?}"))?,
            at: at.as_ref().map(|_| nowhere),
        },
        ("concrete", None) => Change::Concrete { at: nowhere },
        ("noinline", None) => Change::NoInline {
            at: nowhere,
            on: true,
        },
        ("inlinable", None) => Change::NoInline {
            at: nowhere,
            on: false,
        },
        ("prints", None) => Change::Prints,
        _ => return Err(format!("no such change: {text}")),
    };
    let needs = matches!(change, Change::Concrete { .. } | Change::NoInline { .. });
    let takes = needs || matches!(change, Change::Sizes { .. });
    match &at {
        None if needs => Err(format!("{name} needs a place: {name}@LINE")),
        Some(_) if !takes => Err(format!("{name} takes no place")),
        _ => Ok(Wanted {
            text: text.into(),
            change,
            at,
        }),
    }
}

/// `LINE`, `LINE:COLUMN` or `FILE:LINE[:COLUMN]`.
fn place(text: &str) -> Result<At, String> {
    let wrong = || format!("invalid place {text:?}");
    let parts: Vec<&str> = text.split(':').collect();
    let number = |s: &str| s.parse::<u32>().ok().filter(|&n| n > 0);
    let numbers = parts
        .iter()
        .rev()
        .take_while(|p| number(p).is_some())
        .count();
    let (file, rest) = parts.split_at(parts.len() - numbers.min(2));
    let mut rest = rest.iter().filter_map(|p| number(p));
    Ok(At {
        line: rest.next().ok_or_else(wrong)?,
        col: rest.next(),
        file: (!file.is_empty()).then(|| file.join(":")),
    })
}

fn run(asked: &Asked) -> Result<u8, String> {
    let input = asked.common.input(Options {
        verbose: true,
        archive: super::is_archive(&asked.common.files),
        ..Options::default()
    })?;
    let facts = Facts::find().map_err(|e| e.to_string())?;
    let mut packages = Packages::default();
    packages.set_available(facts.paths().map(str::to_owned).collect());
    // The report of the program as it is also brings the packages that it imports.
    let before =
        super::analyze_with_facts(&input, &facts, &mut packages).map_err(|e| e.to_string())?;
    if asked.common.has_errors(&before) {
        return Ok(FAILED);
    }
    let offers = match ask(&input, None, &facts, &mut packages)? {
        WhatIf::Offers { offers } => offers,
        _ => Vec::new(),
    };
    let Some(wanted) = &asked.change else {
        list(asked, &before, &offers);
        return Ok(0);
    };
    let Some(change) = resolve(wanted, &input, &before, &offers)? else {
        return Ok(impossible(
            asked,
            ImpossibleCode::NoSuchPlace,
            &Params::new(),
        ));
    };
    match ask(&input, Some(&change), &facts, &mut packages)? {
        WhatIf::Difference { difference } => Ok(tell(asked, &before, &difference)),
        WhatIf::Impossible { code, params } => Ok(impossible(asked, code, &params)),
        _ => Err("no answer".into()),
    }
}

fn ask(
    input: &Input,
    change: Option<&Change>,
    facts: &Facts,
    packages: &mut Packages,
) -> Result<WhatIf, String> {
    loop {
        match crate::what_if(input, change, packages) {
            WhatIf::Missing { missing } => {
                for path in missing {
                    packages.add(&path, &facts.load(&path).map_err(|e| e.to_string())?);
                }
            }
            answer => return Ok(answer),
        }
    }
}

/// The change at the place that was asked for: one that is offered on that line, or the exact place.
fn resolve(
    wanted: &Wanted,
    input: &Input,
    report: &Report,
    offers: &[Offer],
) -> Result<Option<Change>, String> {
    let Some(at) = &wanted.at else {
        return Ok(Some(wanted.change.clone()));
    };
    let named = |name: &str| at.file.as_ref().is_none_or(|f| f == name);
    let fits = |o: &&Offer| {
        let Some(span) = o.span else { return false };
        same_kind(&o.change, &wanted.change)
            && named(file_name(report, &span))
            && span.line == at.line
            && at.col.is_none_or(|col| col == column(input, &span))
    };
    if let Some(offer) = offers.iter().find(fits) {
        return Ok(Some(match (&offer.change, &wanted.change) {
            (Change::Sizes { at, .. }, Change::Sizes { elements, .. }) => Change::Sizes {
                elements: *elements,
                at: *at,
            },
            (change, _) => change.clone(),
        }));
    }
    // Not offered there; with a column the engine can say why.
    let Some(place) = at.col.and_then(|col| exact(input, report, at, col)) else {
        return Ok(None);
    };
    Ok(Some(match &wanted.change {
        Change::Sizes { elements, .. } => Change::Sizes {
            elements: *elements,
            at: Some(place),
        },
        Change::Concrete { .. } => Change::Concrete { at: place },
        Change::NoInline { on, .. } => Change::NoInline { at: place, on: *on },
        other => other.clone(),
    }))
}

fn same_kind(a: &Change, b: &Change) -> bool {
    match (a, b) {
        (Change::NoInline { on: a, .. }, Change::NoInline { on: b, .. }) => a == b,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// The column where a span starts, in bytes from 1: a call's own place is its parenthesis.
fn column(input: &Input, span: &Span) -> u32 {
    let text = &input.files[span.file as usize].text;
    let at = Utf16Map::new(text).byte(span.from) as usize;
    let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
    (at - line) as u32 + 1
}

/// The place at a line and column.
fn exact(input: &Input, report: &Report, at: &At, col: u32) -> Option<Place> {
    let named = |name: &String| at.file.as_ref().is_none_or(|f| f == name);
    let (file, first) = match report.parts.iter().find(|p| named(&p.name)) {
        Some(part) => (0, part.line),
        None => (input.files.iter().position(|f| named(&f.name))?, 0),
    };
    let text = &input.files[file].text;
    let mut lines = text.split_inclusive('\n');
    let before: usize = (0..(first + at.line - 1))
        .map(|_| lines.next().map_or(0, str::len))
        .sum();
    let byte = before as u32 + col - 1;
    Some(Place {
        file: file as u32,
        at: Utf16Map::new(text).offset(byte),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read() {
        let at = |line, col| {
            Some(At {
                file: None,
                line,
                col,
            })
        };
        assert_eq!(
            wanted("inline=off").unwrap().change,
            Change::Inline { on: false }
        );
        let size = wanted("size=8@12:3").unwrap();
        assert_eq!(size.at, at(12, Some(3)));
        assert!(matches!(
            size.change,
            Change::Sizes {
                elements: 8,
                at: Some(_)
            }
        ));
        let file = wanted("concrete@a/b.go:7").unwrap().at.unwrap();
        assert_eq!(
            (file.file.as_deref(), file.line, file.col),
            (Some("a/b.go"), 7, None)
        );
        for (text, part) in [
            ("inline=maybe", "no such change"),
            ("noinline", "needs a place"),
            ("prints@3", "takes no place"),
            ("size=x", "invalid size"),
            ("concrete@x", "invalid place"),
            ("lang=go9", "something like"),
        ] {
            assert!(wanted(text).unwrap_err().contains(part), "{text}");
        }
    }

    #[test]
    fn a_change_stands_in_front_of_the_files() {
        let parsed = |line: &str| parse(line.split(' ').map(str::to_owned).collect());
        let asked = parsed("prints -l a.go b.go").unwrap();
        assert!(asked.change.is_some());
        assert_eq!(asked.common.files, ["a.go", "b.go"]);
        assert_eq!(parsed("-list a.go").unwrap().common.files, ["a.go"]);
        assert!(parsed("inline=off").is_err() && parsed("a.go").is_err());
    }
}
