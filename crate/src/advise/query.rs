//! Patterns over tree-sitter's tree, for rules whose pattern is structure alone. Types and values are asked about afterwards.

use super::Context;
use crate::syntax::ExprId;
use crate::syntax::outline::Outline;
use std::collections::HashMap;
use std::ops::Range;
use tree_sitter::{Query, QueryCursor, StreamingIterator};

/// One match: what each name of the pattern stands for, as bytes of a file.
pub struct Match {
    /// The file.
    pub file: u32,
    captures: HashMap<String, Range<u32>>,
}

impl Match {
    /// The bytes that a name stands for.
    pub fn range(&self, name: &str) -> Option<Range<u32>> {
        self.captures.get(name).cloned()
    }
}

impl Context<'_> {
    /// All matches of a query in the files of the package, in order. A query that is none, or a text without a tree, gives none.
    pub fn query(&self, source: &str) -> Vec<Match> {
        let Ok(query) = Query::new(&tree_sitter_go::LANGUAGE.into(), source) else {
            return Vec::new();
        };
        let names = query.capture_names();
        let mut out = Vec::new();
        for (file, (_, text)) in self.analysis.request.files.iter().enumerate() {
            let outline = Outline::new(text);
            let Some(tree) = outline.tree() else { continue };
            let mut cursor = QueryCursor::new();
            let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
            while let Some(found) = matches.next() {
                let capture = |c: &tree_sitter::QueryCapture<'_>| {
                    let range = c.node.byte_range();
                    let name = names[c.index as usize].to_owned();
                    (name, range.start as u32..range.end as u32)
                };
                out.push(Match {
                    file: file as u32,
                    captures: found.captures().iter().map(capture).collect(),
                });
            }
        }
        out
    }

    /// The expression of our own tree with exactly these bytes; a call or operation before a name.
    pub fn expr_in(&self, file: u32, range: &Range<u32>) -> Option<ExprId> {
        let text = self.text(file);
        let ast = &self.analysis.ast;
        let all = (0..ast.exprs.len()).map(ExprId::new);
        let inside = |x: &ExprId| {
            let (f, at) = self.offset(ast[*x].pos);
            f == file && range.start <= at && at < range.end.min(text.len() as u32)
        };
        let exact = |x: &ExprId| self.range_of(*x) == *range;
        all.filter(inside).filter(exact).last()
    }
}
