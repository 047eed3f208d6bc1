//! What if: the same program with one change, and the difference in verdicts.
//!
//! A change is an option of the analysis, or edits of a copy that is parsed, checked and analysed again. One that can not be made
//! says why; what a change would do is never guessed.
//!
//! | file | does |
//! |---|---|
//! | `subjects.rs` | what a change can be made to, from trees and types |
//! | `values.rs` | types of values, in a form that any file can have |
//! | `edits.rs` | a change as edits, and what follows from them |
//! | `offers.rs` | the changes that are possible, and the sites that they are about |
//! | `difference.rs` | two reports: sites and functions that came, went or changed |

mod difference;
mod edits;
mod offers;
mod subjects;
mod values;

use crate::analysis::Packages;
use crate::module::{Missing, report_of};
use crate::wire::{
    Change, Difference, Edit, ImpossibleCode, Input, Options, Params, Report, WhatIf,
};
use subjects::Subjects;

/// How many elements a slice gets whose size is offered to be constant.
pub const ELEMENTS: u32 = 64;

/// How often edits that follow from others are looked for.
const ROUNDS: usize = 3;

/// Why a change can not be made.
#[derive(Clone, Debug)]
pub struct Impossible {
    /// The reason.
    pub code: ImpossibleCode,
    /// What stands in its sentence.
    pub params: Params,
}

impl Impossible {
    fn new(code: ImpossibleCode, params: &[(&str, &str)]) -> Impossible {
        let params = params
            .iter()
            .map(|&(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        Impossible { code, params }
    }
}

/// Makes a change to a copy and tells what differs; without one, what can be changed.
pub fn answer(input: &Input, change: Option<&Change>, packages: &Packages) -> WhatIf {
    let answer = match change {
        Some(change) => compare(input, change, packages).map(|(_, found)| match found {
            Ok(difference) => WhatIf::Difference {
                difference: Box::new(difference),
            },
            Err(Impossible { code, params }) => WhatIf::Impossible { code, params },
        }),
        None => look(input, packages).map(|(report, all)| WhatIf::Offers {
            offers: offers::offers(&report, &all),
        }),
    };
    answer.unwrap_or_else(|missing| WhatIf::Missing {
        missing: missing.iter().map(|p| p.to_string()).collect(),
    })
}

/// The report of a program as it is, and what a change makes of it.
///
/// # Errors
/// The import paths whose export data have to be added first.
pub fn compare(
    input: &Input,
    change: &Change,
    packages: &Packages,
) -> Result<(Box<Report>, Result<Difference, Impossible>), Missing> {
    let (before, all) = look(input, packages)?;
    if before.not_analysed.is_some() {
        let no = Impossible::new(ImpossibleCode::NotAnalysed, &[]);
        return Ok((before, Err(no)));
    }
    let found = match changed(input, change, &before, &all) {
        Ok(copy) => after(copy, change, &before, &all, packages)?,
        Err(no) => Err(no),
    };
    Ok((before, found))
}

/// Analyses a program as it is.
fn look(input: &Input, packages: &Packages) -> Result<(Box<Report>, Subjects), Missing> {
    let quiet = with_options(input, |o| o.advise = false);
    let mut all = Subjects::default();
    let report = report_of(&quiet, packages, &mut |analysis, report, starts| {
        all.look(analysis, report, starts);
    })?;
    Ok((report, all))
}

fn with_options(input: &Input, change: impl Fn(&mut Options)) -> Input {
    let mut options = input.options.clone();
    change(&mut options);
    Input {
        files: input.files.clone(),
        options,
    }
}

/// A changed copy of an input.
struct Copy {
    original: Input,
    edits: Vec<Edit>,
}

fn changed(
    input: &Input,
    change: &Change,
    report: &Report,
    all: &Subjects,
) -> Result<Copy, Impossible> {
    let same = || Impossible::new(ImpossibleCode::SameAlready, &[]);
    let mut original = with_options(input, |o| o.advise = false);
    let options = &mut original.options;
    let edits = match change {
        Change::Inline { on } if *on == options.inline => return Err(same()),
        Change::Inline { on } => {
            options.inline = *on;
            Vec::new()
        }
        Change::Lang { .. } if !report.parts.is_empty() && report.options.lang != options.lang => {
            return Err(Impossible::new(ImpossibleCode::LangOfModule, &[]));
        }
        Change::Lang { lang } if *lang == options.lang => return Err(same()),
        Change::Lang { lang } => {
            options.lang = lang.clone();
            Vec::new()
        }
        Change::Sizes { elements, at } => edits::sizes(all, *elements, *at)?,
        Change::Concrete { at } => edits::concrete(all, *at)?,
        Change::NoInline { at, on } => edits::no_inline(all, *at, *on)?,
        Change::Prints => edits::prints(all)?,
    };
    Ok(Copy { original, edits })
}

/// Analyses the copy. What its edits leave without a use gets further edits, since the compiler takes that for an error.
fn after(
    mut copy: Copy,
    change: &Change,
    before: &Report,
    all: &Subjects,
    packages: &Packages,
) -> Result<Result<Difference, Impossible>, Missing> {
    for _ in 0..ROUNDS {
        let Some(files) = edits::apply(&copy.original.files, &copy.edits) else {
            break;
        };
        let input = Input {
            files,
            options: copy.original.options.clone(),
        };
        let after = report_of(&input, packages, &mut |_, _, _| {})?;
        if after.not_analysed.is_some() {
            break;
        }
        let new = |p: &&crate::wire::Problem| !before.problems.iter().any(|b| b.text == p.text);
        let Some(problem) = after.problems.iter().find(new) else {
            let edits = copy.edits;
            return Ok(Ok(Difference {
                change: change.clone(),
                sites: difference::sites(before, &after, &edits),
                functions: difference::functions(before, &after, &edits),
                edits,
                after,
            }));
        };
        let more = edits::follow(all, &copy.edits, &after.problems);
        let many = copy.edits.len();
        copy.edits.extend(more);
        copy.edits = edits::sorted(copy.edits);
        if copy.edits.len() == many {
            let params = [("error", problem.text.as_str())];
            return Ok(Err(Impossible::new(ImpossibleCode::DoesNotCheck, &params)));
        }
    }
    Ok(Err(Impossible::new(ImpossibleCode::NotAnalysed, &[])))
}
