//! Everything of confidence A in one go: edits that are apart, and changes of imports put together, applied to one copy and proven again as a whole.
//! What does not go with the others is left out.

use super::Context;
use super::draft::Expect;
use super::proof::{Whole, inserted, stands};
use crate::analysis::Packages;
use crate::syntax::DeclKind;
use crate::text::{Gather, InOrder};
use crate::wire::{Confidence, Edit, Suggestion, Together};
use std::collections::BTreeSet;

/// Combinations that are tried, at most: each needs another analysis.
const MAX_TRIES: usize = 10;

/// An edit of several rewrites, and whether what it brings counts for nobody.
#[derive(Clone)]
struct Merged {
    edit: Edit,
    ignored: bool,
}

/// Suggestions that go together, found in steps: all of them at once, and, where that does not stand, one after the other.
pub struct Combine {
    /// The end of each file's imports.
    bodies: Vec<u32>,
    /// All whose edits are apart.
    all: Tried,
    /// What stands so far.
    stands: Tried,
    /// Where the next one to add is in `all`; nothing before all were tried at once.
    next: Option<usize>,
}

/// Some suggestions, by their index, and their edits.
#[derive(Clone, Default)]
struct Tried {
    chosen: Vec<usize>,
    merged: Vec<Merged>,
}

type Proved = [(Suggestion, Expect)];

impl Combine {
    /// Takes what may go together, the first ones first.
    pub fn new(context: &Context<'_>, proved: &Proved) -> Combine {
        let files = 0..context.utf16.len() as u32;
        let mut new = Combine {
            bodies: files.map(|file| imports_end(context, file)).collect(),
            all: Tried::default(),
            stands: Tried::default(),
            next: None,
        };
        for (i, (s, _)) in proved.iter().enumerate() {
            let sure = s.confidence == Confidence::A && s.alternative_to.is_none();
            if sure
                && !s.edits.is_empty()
                && let Some(more) = new.with(context, &new.all, proved, i)
            {
                new.all = more;
            }
        }
        new
    }

    /// Tries one combination; says whether there was one to try.
    pub fn step(&mut self, context: &Context<'_>, packages: &Packages, proved: &Proved) -> bool {
        let most = self.all.chosen.len();
        if most < 2 {
            return false;
        }
        let Some(mut next) = self.next else {
            let stands = stands_with(context, packages, &self.all, proved);
            if stands {
                self.stands = self.all.clone();
            }
            self.next = Some(if stands { most } else { 0 });
            return true;
        };
        while next < most.min(MAX_TRIES) {
            let tried = self.with(context, &self.stands, proved, self.all.chosen[next]);
            next += 1;
            self.next = Some(next);
            if let Some(tried) = tried {
                if stands_with(context, packages, &tried, proved) {
                    self.stands = tried;
                }
                return true;
            }
        }
        false
    }

    /// What goes together; nothing where there are not two.
    pub fn together(&self) -> Option<Together> {
        let Tried { chosen, merged } = &self.stands;
        (chosen.len() > 1).then(|| Together {
            suggestions: chosen.iter().map(|&i| i as u32).collect(),
            edits: merged.iter().map(|m| m.edit.clone()).collect(),
        })
    }

    /// One more suggestion beside some; nothing where their edits meet.
    fn with(&self, c: &Context<'_>, to: &Tried, proved: &Proved, i: usize) -> Option<Tried> {
        let (s, expect) = &proved[i];
        let merged = with(c, &to.merged, s, *expect == Expect::NoMore, &self.bodies)?;
        let mut chosen = to.chosen.clone();
        chosen.push(i);
        Some(Tried { chosen, merged })
    }
}

fn stands_with(
    context: &Context<'_>,
    packages: &Packages,
    Tried { chosen, merged }: &Tried,
    proved: &Proved,
) -> bool {
    let edits: Vec<Edit> = merged.iter().map(|m| m.edit.clone()).collect();
    let brought = inserted(&edits).into_iter().zip(merged);
    let expects = || chosen.iter().map(|&i| &proved[i].1);
    let lenient = !context.report.options.inline
        && expects().any(|expect| matches!(expect, Expect::CallGone(_)));
    let whole = Whole {
        ignore: brought
            .filter(|(_, m)| m.ignored)
            .map(|(range, _)| range)
            .collect(),
        lenient,
        fewer: expects().filter(|&expect| *expect == Expect::Fewer).count() as u64,
    };
    stands(context.analysis, packages, context.report, &edits, &whole)
}

/// Where the line of a file's last import ends, in UTF-16 units.
fn imports_end(context: &Context<'_>, file: u32) -> u32 {
    let ast = &context.analysis.ast;
    let nodes = ast.file_nodes().filter(|&f| ast[f].file.0 == file);
    let decls = nodes.flat_map(|f| &ast[f].decls);
    let imports = decls.filter_map(|&d| match &ast[d].kind {
        DeclKind::Import(i) => i.path,
        _ => None,
    });
    let last = imports.map(|path| context.range_of(path).end).max();
    // To the end of its line.
    let last = last.map_or(0, |end| {
        let rest = &context.text(file)[end as usize..];
        end + rest.find('\n').map_or(rest.len(), |n| n + 1) as u32
    });
    context.utf16[file as usize].offset(last)
}

/// The edits of one more suggestion among those that there are; nothing where they meet.
fn with(
    context: &Context<'_>,
    merged: &[Merged],
    s: &Suggestion,
    ignored: bool,
    bodies: &[u32],
) -> Option<Vec<Merged>> {
    let mut all = merged.to_vec();
    let taken: BTreeSet<&str> = merged
        .iter()
        .flat_map(|m| declared(&m.edit.insert))
        .gather();
    let own = s.edits.iter().flat_map(|e| declared(&e.insert));
    if own.into_iter().any(|n| taken.contains(n)) {
        return None;
    }
    for edit in &s.edits {
        let meets = |m: &Merged| {
            let e = &m.edit;
            e.file == edit.file
                && (e.from < edit.to && edit.from < e.to
                    || (e.from, e.to) == (edit.from, edit.to)
                    || (e.from == e.to || edit.from == edit.to)
                        && e.from <= edit.to
                        && edit.from <= e.to)
        };
        let mut met = (0..all.len()).filter(|&i| meets(&all[i]));
        let (first, second) = (met.next(), met.next());
        match (first, second) {
            (None, _) => all.push(Merged {
                edit: edit.clone(),
                ignored,
            }),
            (Some(i), None) => {
                let import = edit.to <= bodies[edit.file as usize] && edit.from < edit.to;
                let other = &all[i].edit;
                let insert = match (other.from, other.to) == (edit.from, edit.to) {
                    true if import => imports(context, other, edit)?,
                    // Helpers behind one function.
                    true if edit.from == edit.to && edit.insert.starts_with("\n\n") => {
                        format!("{}{}", other.insert, edit.insert)
                    }
                    _ => return None,
                };
                all[i].edit.insert = insert;
                all[i].ignored |= ignored;
            }
            _ => return None,
        }
    }
    all.order_by_key(|m| (m.edit.file, m.edit.from, m.edit.to));
    Some(all)
}

/// Names that a text declares at package level.
fn declared(text: &str) -> Vec<&str> {
    let name = |l: &'_ str| -> Option<usize> {
        let rest = ["var ", "func ", "type "]
            .iter()
            .find_map(|w| l.strip_prefix(w))?;
        rest.find(|c: char| !c.is_alphanumeric() && c != '_')
    };
    text.lines()
        .filter_map(|l| {
            let end = name(l).filter(|&n| n > 0)?;
            let start = l.find(' ')? + 1;
            l.get(start..start + end)
        })
        .collect()
}

/// Two changes of the same imports as one: what either adds comes, what either takes away goes.
fn imports(context: &Context<'_>, a: &Edit, b: &Edit) -> Option<String> {
    let utf16 = &context.utf16[a.file as usize];
    let range = utf16.byte(a.from) as usize..utf16.byte(a.to) as usize;
    let old = context.text(a.file).get(range)?;
    let specs = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|l| l.contains('"'));
        lines.map(|l| l.trim().to_owned()).collect()
    };
    let (was, first, second) = (specs(old), specs(&a.insert), specs(&b.insert));
    let grouped = |text: &str| text.trim_start().starts_with('(');
    let bare = !old.starts_with('\t') && !old.contains('\n');
    if bare {
        // `import "fmt"`: one path, or a list in parentheses.
        let mut all: Vec<String> = was
            .iter()
            .filter(|s| first.contains(s) && second.contains(s))
            .cloned()
            .collect();
        all.extend(
            first
                .iter()
                .chain(&second)
                .filter(|s| !was.contains(s))
                .cloned(),
        );
        all.order_by_key(|s| s.split('"').nth(1).unwrap_or_default().to_owned());
        all.dedup();
        return match all.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            _ => Some(format!("(\n\t{}\n)", all.join("\n\t"))),
        };
    }
    if grouped(&a.insert) || grouped(&b.insert) {
        return None;
    }
    let mut lines: Vec<&str> = a.insert.lines().collect();
    lines.retain(|l| {
        let spec = l.trim().to_owned();
        !was.contains(&spec) || second.contains(&spec)
    });
    let path = |l: &str| l.split('"').nth(1).unwrap_or_default().to_owned();
    for line in b.insert.lines() {
        let spec = line.trim().to_owned();
        if was.contains(&spec) || first.contains(&spec) || !spec.contains('"') {
            continue;
        }
        let at = lines
            .iter()
            .position(|l| path(l) > path(line) && !l.trim().starts_with("//"))
            .unwrap_or(lines.len());
        lines.insert(at, line);
    }
    match lines.is_empty() {
        true => None,
        false => Some(lines.iter().map(|l| format!("{l}\n")).collect()),
    }
}
