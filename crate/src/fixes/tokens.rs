//! Tokens that are missing where the text is not Go: a bracket, a brace, a quote; and what stands around a piece of a program.
//!
//! Our parser is out of step behind an error, as the compiler's is. tree-sitter goes on as if the cheapest token had been there, and tells
//! which and where. That is a guess: it is shown only where our parser, to which the compiler's errors belong, finds the error gone and no
//! other come in a copy that has the token.

use super::{Change, Draft, MAX_ERRORS, MAX_TRIALS, Program, applied, count};
use crate::syntax::outline::{Missing, missing_tokens};
use crate::syntax::{self, Ast};
use crate::text::SourceMap;
use crate::wire::{FixCode, ProblemKind, Report};
use std::rc::Rc;

/// What the compiler says of a file that begins without its package clause (cmd/compile/internal/syntax/parser.go, fileOrNil).
const NO_PACKAGE: &str = "package statement must be first";

impl Program<'_> {
    /// Fills in the fixes of a report's syntax errors.
    pub(super) fn insert_tokens(&self, report: &mut Report) {
        for file in 0..self.analysis.request.files.len() as u32 {
            let text = self.text(file);
            let before = syntax_errors(text);
            let mut drafts = drafts(text, file);
            if before.iter().any(|e| e.contains(NO_PACKAGE)) {
                drafts.extend(frames(text, file));
            }
            let of_file = report.problems.iter_mut().filter(|p| {
                p.kind == ProblemKind::Syntax && p.span.as_ref().is_some_and(|s| s.file == file)
            });
            for problem in of_file.take(MAX_ERRORS) {
                let proven = drafts
                    .iter()
                    .filter(|d| proves(d, text, &before, &problem.text));
                let at = self.byte(file, problem.span.as_ref().map_or(0, |s| s.from));
                let nearest = proven.min_by_key(|d| d.changes[0].range.start.abs_diff(at));
                problem.fixes = nearest.map(|d| self.wire(d)).into_iter().collect();
            }
        }
    }
}

fn drafts(text: &str, file: u32) -> Vec<Draft> {
    let missing = missing_tokens(text);
    let missing = missing.iter().take(MAX_TRIALS);
    missing.map(|m| draft(text, file, m)).collect()
}

/// What makes a file of declarations, or of statements, that stand by themselves: people copy these from elsewhere. It stands first in the
/// file, but behind constraints of the build, which count only there.
fn frames(text: &str, file: u32) -> Vec<Draft> {
    let lines = text.split_inclusive('\n');
    let head = lines.take_while(|l| l.trim().is_empty() || l.starts_with("//"));
    let at = head
        .scan(0, |end, line| {
            *end += line.len();
            Some((*end, line))
        })
        .filter(|(_, line)| line.starts_with("//go:build"))
        .last()
        .map_or(0, |(end, _)| end as u32);
    let insert = |at: u32, insert: &str| Change {
        file,
        range: at..at,
        insert: insert.into(),
    };
    // A constraint wants an empty line behind it; one stands behind it already.
    let (before, after) = if at > 0 { ("\n", "") } else { ("", "\n") };
    let declarations = insert(at, &format!("{before}package main\n{after}"));
    let before = format!("{before}package main\n\nfunc main() {{\n");
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    let after = insert(text.len() as u32, &format!("{newline}}}\n"));
    let fix = |token: &str, changes| Draft::new(FixCode::InsertToken, &[("token", token)], changes);
    vec![
        fix("package main", vec![declarations]),
        fix("package main, func main", vec![insert(at, &before), after]),
    ]
}

/// The token right behind what stands before it; a brace that ends a block on a line of its own.
fn draft(text: &str, file: u32, missing: &Missing) -> Draft {
    let at = text[..missing.at].trim_end().len();
    let insert = match missing.block {
        Some(block) if text[block..at].contains('\n') => {
            let line = text[..block].rfind('\n').map_or(0, |i| i + 1);
            let indent = text[line..].len() - text[line..].trim_start_matches('\t').len();
            format!("\n{}{}", "\t".repeat(indent), missing.token)
        }
        _ => missing.token.clone(),
    };
    let change = Change {
        file,
        range: at as u32..at as u32,
        insert,
    };
    Draft::new(
        FixCode::InsertToken,
        &[("token", &missing.token)],
        vec![change],
    )
}

/// Whether the parser finds the error gone and no other come.
fn proves(draft: &Draft, text: &str, before: &[Rc<str>], error: &str) -> bool {
    let Some(new) = applied(text, draft.changes[0].file, &draft.changes) else {
        return false;
    };
    let after = syntax_errors(&new);
    let (before, after) = (
        count(before.iter().map(|e| &**e)),
        count(after.iter().map(|e| &**e)),
    );
    let of = |text: &str| before.get(text).copied().unwrap_or(0);
    after.iter().all(|(text, &n)| n <= of(text))
        && after.get(error).copied().unwrap_or(0) < of(error)
}

/// What the compiler says of a file that is not Go.
fn syntax_errors(text: &str) -> Vec<Rc<str>> {
    let (mut ast, mut map) = (Ast::default(), SourceMap::default());
    let id = map.add("", text);
    let parsed = syntax::parse_file(&mut ast, &mut map, id, text, &syntax::Options::default());
    parsed.errors.into_iter().map(|e| e.msg).collect()
}
