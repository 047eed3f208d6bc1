//! Edits that mend an error in the program, each proven before it is shown: applied to a copy, which is checked again, the error is gone
//! and no new one came.
//!
//! | file | does |
//! |---|---|
//! | `imports.rs` | imports that are missing or not used |
//! | `names.rs` | misspelt names, `:=` for `=` and the reverse, variables that are not used |
//! | `tokens.rs` | brackets and other tokens that are missing where the text is not Go |
//! | `near.rs` | how alike two names are |

mod imports;
mod names;
mod near;
mod tokens;

use crate::analysis::{Analysis, Packages, errors};
use crate::report::Places;
use crate::syntax::{ExprId, SyntaxError};
use crate::text::Gather;
use crate::text::utf16::Utf16Map;
use crate::types::{Code, TypeError, Types};
use crate::wire::{Edit, Fix, FixCode, Params, Report};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// Errors that are looked at, the first ones: each fix needs the program to be checked once more.
const MAX_ERRORS: usize = 12;

/// Edits that are tried for one error.
const MAX_TRIALS: usize = 4;

/// Bytes of program text that are checked again for all fixes together, so that a large program with many errors stays quick.
const MAX_BYTES: usize = 2 << 20;

/// A change of one file, in bytes.
#[derive(Clone, Debug)]
struct Change {
    file: u32,
    range: Range<u32>,
    insert: String,
}

/// A fix that is not proven yet.
#[derive(Clone, Debug)]
struct Draft {
    code: FixCode,
    params: Params,
    changes: Vec<Change>,
    /// The package whose facts the copy needs.
    path: Option<Rc<str>>,
}

impl Draft {
    fn new(code: FixCode, params: &[(&str, &str)], changes: Vec<Change>) -> Draft {
        let params = params.iter().map(|(k, v)| ((*k).into(), (*v).into()));
        Draft {
            code,
            params: params.collect(),
            changes,
            path: None,
        }
    }
}

/// What the rules look at.
struct Program<'a> {
    analysis: &'a Analysis,
    packages: &'a Packages,
    places: Places<'a>,
    /// A copy, since questions about types are answered by completing them.
    types: RefCell<Types>,
    /// The expression in which an expression stands as `x` of `x.f` or as `f`.
    selector_of: BTreeMap<ExprId, ExprId>,
}

/// The fixes of a report's problems, found in steps.
pub struct Search {
    /// The edits that may mend an error, by the place of its problem.
    drafts: std::vec::IntoIter<(usize, Vec<Draft>)>,
    /// How often the program may be checked again.
    trials: usize,
}

impl Search {
    /// Looks for edits. Those for a text that is not Go are filled in at once.
    ///
    /// # Errors
    /// The import paths whose facts are needed to prove some of them.
    pub fn new(
        analysis: &Analysis,
        packages: &Packages,
        report: &mut Report,
    ) -> Result<Search, Vec<Rc<str>>> {
        let size: usize = analysis.request.files.iter().map(|f| f.1.len()).sum();
        let mut new = Search {
            drafts: Vec::new().into_iter(),
            trials: MAX_BYTES / size.max(1),
        };
        if analysis.syntax_errors.is_empty() && analysis.checked.errors.is_empty() {
            return Ok(new);
        }
        let program = Program::new(analysis, packages);
        if analysis.syntax_errors.iter().any(SyntaxError::is_fatal) {
            program.insert_tokens(report);
            return Ok(new);
        }
        // Errors of the checker come behind those of the parser.
        let first = analysis.syntax_errors.len();
        let found = analysis.checked.errors.iter().enumerate().take(MAX_ERRORS);
        let drafts: Vec<(usize, Vec<Draft>)> = found
            .map(|(i, e)| (first + i, program.drafts(e)))
            .filter(|(_, drafts)| !drafts.is_empty())
            .collect();
        let wanted = drafts.iter().flat_map(|(_, list)| list);
        let wanted: BTreeSet<Rc<str>> = wanted.filter_map(|d| d.path.clone()).gather();
        let missing: Vec<_> = wanted.into_iter().filter(|p| packages.lacks(p)).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        new.drafts = drafts.into_iter();
        Ok(new)
    }

    /// Proves the fixes of one more problem; says whether there was one.
    pub fn step(&mut self, analysis: &Analysis, packages: &Packages, report: &mut Report) -> bool {
        let Some((i, list)) = self.drafts.next() else {
            return false;
        };
        let wanted = list.len().min(MAX_TRIALS);
        if wanted > self.trials {
            return false;
        }
        self.trials -= wanted;
        let program = Program::new(analysis, packages);
        let errors = &analysis.checked.errors;
        let before = count(errors.iter().map(|e| e.msg.as_str()));
        let text = &errors[i - analysis.syntax_errors.len()].msg;
        let proven = list.into_iter().take(MAX_TRIALS);
        let mut proven: Vec<Draft> = proven
            .filter(|d| program.proves(d, text, &before))
            .collect();
        certain(&mut proven);
        if let Some(problem) = report.problems.get_mut(i) {
            problem.fixes = proven.iter().map(|d| program.wire(d)).collect();
        }
        true
    }
}

/// Of fixes of one kind there is at most one: with two, neither is certain. Rewrites that do the same in another way follow each other
/// in the order of the rules, the first one counts.
fn certain(proven: &mut Vec<Draft>) {
    let guesses = |code: FixCode| matches!(code, FixCode::AddImport | FixCode::Rename);
    let codes: Vec<FixCode> = proven.iter().map(|d| d.code).collect();
    let mut seen = BTreeSet::new();
    proven.retain(|d| {
        let alone = codes.iter().filter(|&&c| c == d.code).count() == 1;
        (alone || !guesses(d.code)) && seen.insert(d.code)
    });
}

fn count<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_insert(0) += 1;
    }
    counts
}

impl<'a> Program<'a> {
    fn new(analysis: &'a Analysis, packages: &'a Packages) -> Program<'a> {
        let files = &analysis.request.files;
        let texts: Vec<_> = files.iter().map(|(_, t)| t.clone()).collect();
        Program {
            analysis,
            packages,
            places: Places::new(&analysis.ast, &analysis.map, &texts),
            types: RefCell::new(analysis.tys.types.clone()),
            selector_of: names::selectors(&analysis.ast),
        }
    }

    /// The edits that may mend an error.
    fn drafts(&self, e: &TypeError) -> Vec<Draft> {
        match e.code {
            Code::UndeclaredName => {
                let mut list = self.missing_imports(e);
                list.extend(self.declare(e));
                list.extend(self.misspelt(e));
                list
            }
            Code::UndeclaredImportedName | Code::UnexportedName => self.misspelt_imported(e),
            Code::MissingFieldOrMethod => self.misspelt_member(e),
            Code::UnusedImport => self.remove_import(e).into_iter().collect(),
            Code::NoNewVar => self.assign(e).into_iter().collect(),
            Code::UnusedVar => self.unused_variable(e),
            _ => Vec::new(),
        }
    }

    fn text(&self, file: u32) -> &str {
        &self.analysis.request.files[file as usize].1
    }

    /// Whether the error is gone and no other came.
    fn proves(&self, draft: &Draft, text: &str, before: &BTreeMap<&str, usize>) -> bool {
        let mut request = self.analysis.request.clone();
        for (i, (_, text)) in request.files.iter_mut().enumerate() {
            let Some(new) = applied(text, i as u32, &draft.changes) else {
                return false;
            };
            *text = new.into();
        }
        let Ok(after) = errors(&request, self.packages) else {
            return false;
        };
        let after = count(after.iter().map(|e| &**e));
        let of = |text: &str| before.get(text).copied().unwrap_or(0);
        let no_more = after.iter().all(|(text, &n)| n <= of(text));
        no_more && after.get(text).copied().unwrap_or(0) < of(text)
    }

    fn wire(&self, draft: &Draft) -> Fix {
        let edit = |c: &Change| {
            let utf16 = Utf16Map::new(self.text(c.file));
            Edit {
                file: c.file,
                from: utf16.offset(c.range.start),
                to: utf16.offset(c.range.end),
                insert: c.insert.clone(),
            }
        };
        Fix {
            code: draft.code,
            params: draft.params.clone(),
            edits: draft.changes.iter().map(edit).collect(),
        }
    }

    /// The byte at an offset of the page.
    fn byte(&self, file: u32, offset: u32) -> u32 {
        Utf16Map::new(self.text(file)).byte(offset)
    }

    /// File and bytes of an expression.
    fn range_of(&self, x: ExprId) -> Option<(u32, Range<u32>)> {
        let span = self.places.expr_span(x)?;
        let utf16 = Utf16Map::new(self.text(span.file));
        Some((span.file, utf16.byte(span.from)..utf16.byte(span.to)))
    }

    /// Another name in an expression's place.
    fn replace(&self, x: ExprId, insert: &str) -> Option<Change> {
        let (file, range) = self.range_of(x)?;
        Some(Change {
            file,
            range,
            insert: insert.into(),
        })
    }
}

/// A file's text after the changes, which stand in order and apart from each other; nothing if they do not.
fn applied(text: &str, file: u32, changes: &[Change]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for change in changes.iter().filter(|c| c.file == file) {
        let (from, to) = (change.range.start as usize, change.range.end as usize);
        out.push_str(text.get(done..from)?);
        out.push_str(&change.insert);
        done = to.max(from);
    }
    out.push_str(text.get(done..)?);
    Some(out)
}
