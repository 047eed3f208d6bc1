//! The code of a pool, in two styles: with a pair of helpers as std writes them (`getBuffer`, `putBuffer`), and in place.

use crate::advise::Context;
use crate::advise::draft::{Builder, Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::pool::caveats;
use crate::syntax::{DeclId, ExprId, FileNode, StmtId};
use crate::wire::{Check, Confidence, Span, SuggestionCode, Worth};
use std::ops::Range;

/// How the code is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Functions that take an object and put it back.
    Helpers,
    /// Get and Put where the object is used.
    InPlace,
}

/// What a pool consists of. In `prepare`, `limit` and `reset` the object is `$p`, the parameter of Get `$n`.
pub struct Code {
    /// What is declared for it besides.
    pub declares: Option<String>,
    /// The pool's name.
    pub pool: String,
    /// The name of the helper that takes an object.
    pub get: String,
    /// The name of the helper that puts it back.
    pub put: String,
    /// The type of what is in the pool.
    pub typ: String,
    /// What the pool keeps, for its comment.
    pub keeps: &'static str,
    /// The body of New; a single line stands on one line.
    pub new: Vec<String>,
    /// What an object is made for: name and type of the parameter, and the argument.
    pub param: Option<(&'static str, &'static str, String)>,
    /// The comment of the helper that takes an object.
    pub get_doc: Option<String>,
    /// What is done with an object that was taken.
    pub prepare: Vec<String>,
    /// The comment of the helper that puts an object back.
    pub put_doc: String,
    /// The parameter of that helper.
    pub letter: &'static str,
    /// When an object is dropped; a comment on it.
    pub limit: Option<(String, &'static str)>,
    /// What is done with an object that goes back.
    pub reset: Vec<String>,
}

/// How the function uses what came out of a pool.
pub struct Use {
    /// The variable that holds it.
    pub held: String,
    /// Lines behind Get.
    pub behind: Vec<String>,
    /// What is done before it goes back; then `behind` stands in front of `defer`.
    pub before_put: Option<String>,
    /// The statement behind which it may go back, if that is not where it is taken.
    pub put_behind: Option<StmtId>,
}

fn filled(line: &str, object: &str, param: &str) -> String {
    line.replace("$p", object).replace("$n", param)
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|l| format!("\t{l}\n")).collect()
}

impl Code {
    /// The pool's variable.
    fn variable(&self) -> String {
        let Code { pool, keeps, .. } = self;
        let new = match self.new.as_slice() {
            [one] => format!("\tNew: func() any {{ {one} }},\n"),
            lines => {
                let lines: String = lines.iter().map(|l| format!("\t\t{l}\n")).collect();
                format!("\tNew: func() any {{\n{lines}\t}},\n")
            }
        };
        let declares = self.declares.as_ref().map(|d| format!("{d}\n\n"));
        let declares = declares.unwrap_or_default();
        format!(
            "{declares}// {pool} keeps {keeps} between calls; the garbage collector may empty it at any time.\nvar {pool} = sync.Pool{{\n{new}}}"
        )
    }

    /// What happens to an object before it goes back, and that it does.
    fn back(&self, object: &str) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some((when, comment)) = &self.limit {
            lines.push(format!("if {} {{", filled(when, object, "")));
            lines.push(format!("\treturn{comment}"));
            lines.push("}".to_owned());
        }
        lines.extend(self.reset.iter().map(|l| filled(l, object, "")));
        lines.push(format!("{}.Put({object})", self.pool));
        lines
    }

    fn helpers(&self) -> String {
        let Code {
            pool,
            get,
            put,
            typ,
            letter,
            ..
        } = self;
        let (name, param) = match &self.param {
            Some((name, t, _)) => (*name, format!("{name} {t}")),
            None => ("", String::new()),
        };
        let doc = self.get_doc.as_ref().map(|d| format!("// {d}\n"));
        let taken = match self.prepare.as_slice() {
            [] => format!("\treturn {pool}.Get().({typ})\n"),
            lines => {
                let lines: Vec<String> = lines.iter().map(|l| filled(l, "p", name)).collect();
                format!(
                    "\tp := {pool}.Get().({typ})\n{}\treturn p\n",
                    indented(&lines)
                )
            }
        };
        let doc = doc.unwrap_or_default();
        format!(
            "{doc}func {get}({param}) {typ} {{\n{taken}}}\n\n// {}\nfunc {put}({letter} {typ}) {{\n{}}}",
            self.put_doc.replace('\n', "\n// "),
            indented(&self.back(letter)),
        )
    }

    /// What stands in the function in place of the declaration, and what puts the object back, if that stands elsewhere; nothing where the
    /// style does not fit.
    fn lines(&self, style: Style, used: &Use) -> Option<(Vec<String>, Vec<String>)> {
        let Code {
            pool,
            get,
            put,
            typ,
            ..
        } = self;
        let held = &used.held;
        let argument = self.param.as_ref().map_or("", |(.., a)| a.as_str());
        let (mut lines, back) = match style {
            Style::Helpers => (
                vec![format!("{held} := {get}({argument})")],
                vec![format!("{put}({held})")],
            ),
            Style::InPlace => {
                // Several lines that need what it is made for make the object in the function: nothing would be gained.
                let times: usize = self.prepare.iter().map(|l| l.matches("$n").count()).sum();
                if times > 1 {
                    return None;
                }
                let mut lines = vec![format!("{held} := {pool}.Get().({typ})")];
                lines.extend(self.prepare.iter().map(|l| filled(l, held, argument)));
                (lines, self.back(held))
            }
        };
        let back: Vec<String> = used.before_put.iter().cloned().chain(back).collect();
        let deferred = match back.as_slice() {
            [one] => vec![format!("defer {one}")],
            several => {
                let inside = several.iter().map(|l| format!("\t{l}"));
                let open = std::iter::once("defer func() {".to_owned());
                open.chain(inside).chain(["}()".to_owned()]).collect()
            }
        };
        let behind = used.behind.clone();
        match (used.put_behind, &used.before_put) {
            (Some(_), _) => {
                lines.extend(behind);
                return Some((lines, deferred));
            }
            (None, Some(_)) => lines.extend(behind.into_iter().chain(deferred)),
            (None, None) => lines.extend(deferred.into_iter().chain(behind)),
        }
        Some((lines, Vec::new()))
    }

    /// The changes at the declaration and behind its function.
    pub fn changes(
        &self,
        context: &Context<'_>,
        func: DeclId,
        (file, range): (u32, Range<u32>),
        used: &Use,
        style: Style,
    ) -> Option<Vec<Change>> {
        let indent = context.indent(file, range.start);
        let (mut lines, put) = self.lines(style, used)?;
        let new = match style {
            Style::Helpers => format!("{}\n\n{}", self.variable(), self.helpers()),
            Style::InPlace => self.variable(),
        };
        let mut changes = vec![context.behind_function(func, &new)?];
        if let Some(wait) = used.put_behind {
            changes.push(context.behind_stmt(wait, &put)?);
        }
        // A comment behind the declaration stays with it.
        let text = context.text(file);
        let line = text[range.end as usize..]
            .split('\n')
            .next()
            .unwrap_or_default();
        if line.trim_start().starts_with("//") {
            let end = range.end + line.len() as u32;
            let rest: String = lines.drain(1..).map(|l| format!("\n{indent}{l}")).collect();
            changes.push(Change {
                file,
                range: end..end,
                insert: rest,
            });
        }
        changes.push(Change {
            file,
            range,
            insert: lines.join(&format!("\n{indent}")),
        });
        Some(changes)
    }
}

/// Both styles, the pair of helpers first.
pub const STYLES: [Style; 2] = [Style::Helpers, Style::InPlace];

impl Style {
    /// What tells a suggestion in this style from the other.
    pub fn param(self) -> Option<(String, String)> {
        (self == Style::InPlace).then(|| ("style".to_owned(), "inPlace".to_owned()))
    }
}

/// What the suggestion of a pool says besides its code.
pub struct Told {
    /// The kind of pool.
    pub code: SuggestionCode,
    /// What is pooled: its variable, and the type.
    pub name: String,
    /// The type.
    pub typ: String,
    /// Where it is made.
    pub span: Span,
    /// The allocations that are gone.
    pub sites: Vec<u32>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// What it saves in time.
    pub worth: Option<Worth>,
    /// What the proof has to show.
    pub expect: Expect,
}

impl Told {
    /// Place and sites of an expression.
    pub fn place(context: &Context<'_>, x: ExprId) -> Option<(Span, Vec<u32>)> {
        let span = context.places.expr_span(x)?;
        Some((span, context.sites_in(span.file, &context.range_of(x))))
    }

    /// The draft of a pool in one style, but for its code.
    pub fn start<'c, 'a>(&self, context: &'c Context<'a>, style: Style) -> Builder<'c, 'a> {
        let about = [("name", self.name.as_str()), ("type", self.typ.as_str())];
        context
            .draft("R35", self.code, self.span, &about)
            .sites(&self.sites)
            .style(style)
            .confidence(self.confidence)
            .checks(self.checks.clone())
            .caveats(caveats())
            .worth(self.worth.clone())
            .expect(self.expect.clone())
    }

    /// The drafts in all styles that fit: their code, and what that imports into the file.
    pub fn drafts(
        &self,
        context: &Context<'_>,
        file: FileNode,
        needs: &[&str],
        changes: impl Fn(Style) -> Option<Vec<Change>>,
    ) -> Vec<Draft> {
        let draft = |style| {
            let draft = self
                .start(context, style)
                .change(changes(style)?)
                .change(context.fix_imports(file, needs, &[])?)
                .needs(needs);
            Some(draft.build())
        };
        STYLES.into_iter().filter_map(draft).collect()
    }
}
