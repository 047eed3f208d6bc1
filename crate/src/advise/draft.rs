//! A rewrite before its proof, and the pieces that it is put together from.

use super::Context;
use super::edits::Change;
use crate::syntax::ExprId;
use crate::text::Gather;
use crate::wire::{
    Caveat, CaveatCode, Check, CheckCode, Confidence, Params, Saving, Span, Suggestion,
    SuggestionCode, Worth,
};

/// What the analysis of the rewritten program has to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expect {
    /// The function allocates at fewer places, counted by loops, and no other at more.
    Fewer,
    /// A call that is known to allocate is gone, and no function allocates at more places.
    CallGone(String),
    /// What the rewrite brings along stays on the stack or happens once instead of often; nothing else changes.
    NoMore,
    /// No function allocates at more places, what the rewrite brings along included: what is saved lies in what is called.
    Same,
    /// There is nothing to apply.
    Nothing,
}

/// A rewrite before its proof.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What will be shown.
    pub suggestion: Suggestion,
    /// What the proof has to show.
    pub expect: Expect,
    /// Packages of std that the rewritten program imports.
    pub needs: Vec<String>,
}

/// Puts a draft together.
pub struct Builder<'c, 'a> {
    context: &'c Context<'a>,
    suggestion: Suggestion,
    changes: Vec<Change>,
    needs: Vec<String>,
    expect: Expect,
}

/// Parameters from pairs.
pub fn params(pairs: &[(&str, &str)]) -> Params {
    let owned = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
    pairs.iter().map(owned).gather()
}

impl<'a> Context<'a> {
    /// Starts a draft of confidence A at a place.
    pub fn draft<'c>(
        &'c self,
        rule: &str,
        code: SuggestionCode,
        span: Span,
        about: &[(&str, &str)],
    ) -> Builder<'c, 'a> {
        Builder {
            context: self,
            suggestion: Suggestion {
                code,
                rule: rule.into(),
                params: params(about),
                confidence: Confidence::A,
                span,
                sites: Vec::new(),
                checks: Vec::new(),
                caveats: Vec::new(),
                edits: Vec::new(),
                saving: Saving {
                    objects_before: 1,
                    objects_after: 0,
                    bytes_before: None,
                    bytes_after: None,
                },
                alternative_to: None,
                worth: None,
            },
            changes: Vec::new(),
            needs: Vec::new(),
            expect: Expect::Fewer,
        }
    }

    /// Starts a draft at an expression; what allocates inside of it belongs to the draft.
    pub fn draft_at<'c>(
        &'c self,
        rule: &str,
        code: SuggestionCode,
        x: ExprId,
        about: &[(&str, &str)],
    ) -> Option<Builder<'c, 'a>> {
        let span = self.places.expr_span(x)?;
        let mut builder = self.draft(rule, code, span, about);
        builder.suggestion.sites = self.sites_in(span.file, &self.range_of(x));
        Some(builder)
    }
}

impl Builder<'_, '_> {
    /// A condition that was met.
    pub fn check(mut self, code: CheckCode, about: &[(&str, &str)]) -> Self {
        self.suggestion.checks.push(Check {
            code,
            params: params(about),
            passed: true,
            at: None,
        });
        self
    }

    /// A condition that the reader must judge: the draft has confidence B.
    pub fn ask(mut self, code: CheckCode, about: &[(&str, &str)], at: Option<Span>) -> Self {
        self.suggestion.confidence = Confidence::B;
        self.suggestion.checks.push(Check {
            code,
            params: params(about),
            passed: false,
            at,
        });
        self
    }

    /// Something to know.
    pub fn caveat(mut self, code: CaveatCode, about: &[(&str, &str)]) -> Self {
        self.suggestion.caveats.push(Caveat {
            code,
            params: params(about),
        });
        self
    }

    /// How sure it is, unless something is asked.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.suggestion.confidence = confidence;
        self
    }

    /// One of several layouts of the same rewrite.
    pub fn style(mut self, style: super::rules::Style) -> Self {
        self.suggestion.params.extend(style.param());
        self
    }

    /// What a pool saves in time.
    pub fn worth(mut self, worth: Option<Worth>) -> Self {
        self.suggestion.worth = worth;
        self
    }

    /// Conditions that were met.
    pub fn checks(mut self, checks: Vec<Check>) -> Self {
        self.suggestion.checks.extend(checks);
        self
    }

    /// What to know.
    pub fn caveats(mut self, caveats: Vec<Caveat>) -> Self {
        self.suggestion.caveats.extend(caveats);
        self
    }

    /// The allocations that it is about.
    pub fn sites(mut self, sites: &[u32]) -> Self {
        for &s in sites {
            if !self.suggestion.sites.contains(&s) {
                self.suggestion.sites.push(s);
            }
        }
        self
    }

    /// Changes of the text.
    pub fn change(mut self, changes: impl IntoIterator<Item = Change>) -> Self {
        self.changes.extend(changes);
        self
    }

    /// Packages of std that the rewritten program imports.
    pub fn needs(mut self, paths: &[&str]) -> Self {
        self.needs.extend(paths.iter().map(|p| (*p).to_owned()));
        self
    }

    /// What the proof has to show.
    pub fn expect(mut self, expect: Expect) -> Self {
        self.expect = expect;
        self
    }

    /// What it saves, in objects.
    pub fn objects(mut self, before: u32, after: u32) -> Self {
        self.suggestion.saving.objects_before = before;
        self.suggestion.saving.objects_after = after;
        self
    }

    /// Whether nothing that it is about may allocate.
    pub fn has_no_sites(&self) -> bool {
        self.suggestion.sites.is_empty()
    }

    /// Nothing to apply: an explanation.
    pub fn explanation(mut self) -> Draft {
        self.suggestion.confidence = Confidence::C;
        self.expect = Expect::Nothing;
        self.build()
    }

    /// The draft.
    pub fn build(mut self) -> Draft {
        self.suggestion.edits = self.context.wire_edits(&self.changes);
        let sites = &self.context.report.sites;
        let known: Option<u64> = self
            .suggestion
            .sites
            .iter()
            .map(|&s| sites[s as usize].size_class)
            .sum();
        if !self.suggestion.sites.is_empty() && self.suggestion.saving.objects_after == 0 {
            self.suggestion.saving.bytes_before = known;
            self.suggestion.saving.bytes_after = known.map(|_| 0);
        }
        Draft {
            suggestion: self.suggestion,
            expect: self.expect,
            needs: self.needs,
        }
    }
}
