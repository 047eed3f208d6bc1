//! Changes of the text: what a rule wants changed, in bytes; imports; names that are free.

use super::Context;
use crate::syntax::literals::unquote;
use crate::syntax::{DeclKind, ExprId, ExprKind, FileNode};
use crate::text::Pos;
use crate::text::utf16::Utf16Map;
use crate::wire::Edit;
use std::ops::Range;

/// A change of one file.
#[derive(Clone, Debug)]
pub struct Change {
    /// Index of the file.
    pub file: u32,
    /// The bytes that go.
    pub range: Range<u32>,
    /// What comes instead.
    pub insert: String,
}

impl Context<'_> {
    /// The text of a file.
    pub fn text(&self, file: u32) -> &str {
        &self.analysis.request.files[file as usize].1
    }

    /// File and byte offset of a position.
    pub fn offset(&self, pos: Pos) -> (u32, u32) {
        self.analysis
            .map
            .offset(pos)
            .map_or((0, 0), |(file, at)| (file.0, at))
    }

    /// The bytes of an expression.
    pub fn range_of(&self, x: ExprId) -> Range<u32> {
        let Some(span) = self.places.expr_span(x) else {
            return 0..0;
        };
        let utf16 = Utf16Map::new(self.text(span.file));
        utf16.byte(span.from)..utf16.byte(span.to)
    }

    /// An expression as it is written.
    pub fn source(&self, x: ExprId) -> String {
        let (file, _) = self.offset(self.analysis.ast[x].pos);
        let range = self.range_of(x);
        self.text(file)[range.start as usize..range.end as usize].to_owned()
    }

    /// The white space in front of the line that holds a byte.
    pub fn indent(&self, file: u32, at: u32) -> String {
        let text = &self.text(file)[..at as usize];
        let line = &text[text.rfind('\n').map_or(0, |i| i + 1)..];
        line.chars().take_while(|c| c.is_whitespace()).collect()
    }

    /// A name that nothing in the package has yet: the given one, or with a number behind it.
    pub fn free_name(&self, wanted: &str) -> String {
        let ast = &self.analysis.ast;
        let taken = |name: &str| {
            ast.exprs
                .iter()
                .any(|e| matches!(&e.kind, ExprKind::Name(n) if **n == *name))
        };
        let numbered = (2..).map(|i| format!("{wanted}{i}"));
        let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
        all.find(|name| !taken(name)).unwrap_or_default()
    }

    /// The changes as the page takes them, in order.
    pub fn wire_edits(&self, changes: &[Change]) -> Vec<Edit> {
        let mut changes = changes.to_vec();
        changes.sort_by_key(|c| (c.file, c.range.start, c.range.end));
        let edit = |c: Change| {
            let utf16 = Utf16Map::new(self.text(c.file));
            Edit {
                file: c.file,
                from: utf16.offset(c.range.start),
                to: utf16.offset(c.range.end),
                insert: c.insert,
            }
        };
        changes.into_iter().map(edit).collect()
    }

    /// Makes a package of std known in a file; nothing to do if it is imported already. The name must not be taken.
    pub fn import(&self, file: FileNode, path: &str) -> Option<Change> {
        let ast = &self.analysis.ast;
        let id = ast[file].file.0;
        let imports: Vec<(ExprId, String, bool)> = ast[file]
            .decls
            .iter()
            .filter_map(|&d| match &ast[d].kind {
                DeclKind::Import(i) => {
                    let ExprKind::BasicLit(lit) = ast.kind(i.path?) else {
                        return None;
                    };
                    let value = String::from_utf8(unquote(&lit.value)?).ok()?;
                    Some((i.path?, value, ast[d].group.is_some()))
                }
                _ => None,
            })
            .collect();
        if imports.iter().any(|(_, value, _)| value == path) {
            return None;
        }
        let quoted = format!("\"{path}\"");
        let Some((first, value, grouped)) = imports.first() else {
            let end = self.range_of(ast[file].pkg_name).end;
            return Some(Change {
                file: id,
                range: end..end,
                insert: format!("\n\nimport {quoted}"),
            });
        };
        if !grouped {
            // `import "fmt"` becomes a group; the two in order.
            let (_, at) = self.offset(ast[*first].pos);
            let own = self.source(*first);
            let (a, b) = if value.as_str() < path {
                (own, quoted)
            } else {
                (quoted, own)
            };
            return Some(Change {
                file: id,
                range: at..self.range_of(*first).end,
                insert: format!("(\n\t{a}\n\t{b}\n)"),
            });
        }
        // In front of the first path of the first block that comes later in order, or behind the last of that block.
        let text = self.text(id);
        let block: Vec<_> = imports
            .iter()
            .take_while(|(x, ..)| {
                let from = self.offset(ast[*first].pos).1 as usize;
                let to = self.offset(ast[*x].pos).1 as usize;
                !text[from..to].contains("\n\n")
            })
            .collect();
        let later = block.iter().find(|(_, value, _)| value.as_str() > path);
        Some(match later {
            Some((x, ..)) => {
                let at = self.offset(ast[*x].pos).1;
                Change {
                    file: id,
                    range: at..at,
                    insert: format!("{quoted}\n\t"),
                }
            }
            None => {
                let end = block.last().map_or(0, |(x, ..)| self.range_of(*x).end);
                Change {
                    file: id,
                    range: end..end,
                    insert: format!("\n\t{quoted}"),
                }
            }
        })
    }
}
