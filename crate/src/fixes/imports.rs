//! Imports that are missing or not used.

use super::{Change, Draft, Program};
use crate::syntax::literals::unquote;
use crate::syntax::{Decl, DeclId, DeclKind, ExprId, ExprKind, FileNode, ImportDecl};
use crate::types::TypeError;
use crate::wire::FixCode;
use std::ops::Range;

/// Packages of one name that are tried.
const MAX_PACKAGES: usize = 4;

impl Program<'_> {
    /// For `name.Sel` with an undefined name: each package that has this name.
    pub(super) fn missing_imports(&self, e: &TypeError) -> Vec<Draft> {
        let ast = &self.analysis.ast;
        let Some(x) = e.expr else { return Vec::new() };
        let qualifies = self.selector_of.get(&x).is_some_and(
            |&s| matches!(ast.kind(s), ExprKind::SelectorExpr { x: of, .. } if *of == x),
        );
        let (Some(name), Some((file, _))) = (ast.name(x), self.analysis.map.offset(e.pos)) else {
            return Vec::new();
        };
        if !qualifies {
            return Vec::new();
        }
        let node = ast.file_nodes().find(|&f| ast[f].file == file);
        let Some(node) = node else { return Vec::new() };
        let paths = self
            .packages
            .available()
            .filter(|p| package_name(p) == &**name);
        let paths: Vec<_> = paths.cloned().collect();
        if paths.len() > MAX_PACKAGES {
            return Vec::new();
        }
        let draft = |path: std::rc::Rc<str>| {
            let change = self.add_import(node, &path)?;
            let mut draft = Draft::new(FixCode::AddImport, &[("path", &path)], vec![change]);
            draft.path = Some(path);
            Some(draft)
        };
        paths.into_iter().filter_map(draft).collect()
    }

    /// A file's imports: the declaration, the literal, the path.
    fn imports(&self, file: FileNode) -> Vec<(DeclId, ExprId, String)> {
        let ast = &self.analysis.ast;
        let import = |&d: &DeclId| {
            let DeclKind::Import(ImportDecl { path, .. }) = &ast[d].kind else {
                return None;
            };
            let ExprKind::BasicLit(lit) = ast.kind((*path)?) else {
                return None;
            };
            let value = String::from_utf8(unquote(&lit.value)?).ok()?;
            Some((d, (*path)?, value))
        };
        ast[file].decls.iter().filter_map(import).collect()
    }

    /// Writes an import where gofmt would have it: in order in the first block of a group, or in a group of its own.
    fn add_import(&self, node: FileNode, path: &str) -> Option<Change> {
        let ast = &self.analysis.ast;
        let file = ast[node].file.0;
        let quoted = format!("\"{path}\"");
        let at = |range: Range<u32>, insert: String| {
            Some(Change {
                file,
                range,
                insert,
            })
        };
        let imports = self.imports(node);
        let Some((first, lit, value)) = imports.first() else {
            let end = self.range_of(ast[node].pkg_name)?.1.end;
            return at(end..end, format!("\n\nimport {quoted}"));
        };
        let start = |d: DeclId| self.analysis.map.offset(ast[d].pos).map(|(_, at)| at);
        let Some(group) = ast[*first].group else {
            let (from, to) = (start(*first)?, self.range_of(*lit)?.1.end);
            let own = self.text(file).get(from as usize..to as usize)?.to_owned();
            let (a, b) = match value.as_str() < path {
                true => (own, quoted),
                false => (quoted, own),
            };
            return at(from..to, format!("(\n\t{a}\n\t{b}\n)"));
        };
        let text = self.text(file);
        let begin = start(*first)? as usize;
        let block = imports.iter().take_while(|(d, lit, _)| {
            let end = self.range_of(*lit).map_or(0, |(_, r)| r.start as usize);
            let between = text.get(begin..end.max(begin)).unwrap_or_default();
            ast[*d].group == Some(group) && !between.contains("\n\n")
        });
        let block: Vec<_> = block.collect();
        match block.iter().find(|(_, _, value)| value.as_str() > path) {
            Some((d, ..)) => {
                let from = start(*d)?;
                at(from..from, format!("{quoted}\n\t"))
            }
            None => {
                let end = self.range_of(block.last()?.1)?.1.end;
                at(end..end, format!("\n\t{quoted}"))
            }
        }
    }

    /// Takes an import away: its line in a group, the whole declaration otherwise.
    pub(super) fn remove_import(&self, e: &TypeError) -> Option<Draft> {
        let ast = &self.analysis.ast;
        let (file, offset) = self.analysis.map.offset(e.pos)?;
        let node = ast.file_nodes().find(|&f| ast[f].file == file)?;
        let imports = self.imports(node);
        let (d, lit, path) = imports.iter().find(|(d, lit, _)| {
            let start = self.analysis.map.offset(ast[*d].pos).map(|(_, at)| at);
            let end = self.range_of(*lit).map(|(_, r)| r.end);
            start.is_some_and(|s| s <= offset) && end.is_some_and(|e| offset < e)
        })?;
        let alone = |decl: &Decl| {
            let group = |(other, ..): &&(DeclId, ExprId, String)| ast[*other].group == decl.group;
            decl.group.is_none() || imports.iter().filter(group).count() == 1
        };
        let (from, to) = if alone(&ast[*d]) {
            let inside = |t: &&crate::syntax::TopLevel| t.start <= e.pos && e.pos < t.end;
            let top = ast[node].tops.iter().find(inside)?;
            let offset = |pos| self.analysis.map.offset(pos).map(|(_, at)| at);
            (offset(top.start)?, offset(top.end)?)
        } else {
            let (_, start) = self.analysis.map.offset(ast[*d].pos)?;
            (start, self.range_of(*lit)?.1.end)
        };
        let change = Change {
            file: file.0,
            range: whole_line(self.text(file.0), from..to),
            insert: String::new(),
        };
        Some(Draft::new(
            FixCode::RemoveImport,
            &[("path", path)],
            vec![change],
        ))
    }
}

/// The bytes of a declaration, and all of its lines if nothing else stands on them.
fn whole_line(text: &str, range: Range<u32>) -> Range<u32> {
    let (from, to) = (range.start as usize, range.end as usize);
    let before = text[..from].trim_end_matches([' ', '\t']);
    let rest = text[to..].trim_start_matches([' ', '\t', ';']);
    let end = match rest.starts_with("//") {
        true => rest.find('\n').map_or("", |i| &rest[i..]),
        false => rest.strip_prefix('\r').unwrap_or(rest),
    };
    if !(before.is_empty() || before.ends_with('\n')) || !(end.is_empty() || end.starts_with('\n'))
    {
        return range;
    }
    let end = text.len() - end.strip_prefix('\n').unwrap_or(end).len();
    // Of the empty lines around it one is enough.
    let empty_before = before.is_empty() || before.ends_with("\n\n");
    let both = empty_before && text[end..].starts_with('\n');
    before.len() as u32..(end + usize::from(both)) as u32
}

/// The name that a package of std has by its path; nothing is known of packages that programs can't import.
fn package_name(path: &str) -> &str {
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|p| matches!(*p, "internal" | "vendor")) {
        return "";
    }
    let version = |p: &str| {
        p.strip_prefix('v')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let named = parts.iter().rev().find(|p| !version(p));
    named.copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_packages() {
        assert_eq!(package_name("net/http"), "http");
        assert_eq!(package_name("math/rand/v2"), "rand");
        assert_eq!(package_name("internal/abi"), "");
    }

    #[test]
    fn lines_go_as_a_whole() {
        let text = "import (\n\t\"a\" // x\n\t\"b\"; \"c\"\n)\n";
        let at = |s: &str| {
            let from = text.find(s).expect("it is there") as u32;
            from..from + s.len() as u32
        };
        assert_eq!(&text[9..18], "\t\"a\" // x");
        assert_eq!(whole_line(text, at("\"a\"")), 9..19);
        assert_eq!(whole_line(text, at("\"c\"")), at("\"c\""));
    }
}
