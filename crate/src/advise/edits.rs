//! Changes of the text: what a rule wants changed, in bytes; imports; names that are free.

use super::Context;
use crate::syntax::literals::unquote;
use crate::syntax::{DeclId, DeclKind, ExprId, ExprKind, FileNode, StmtId, StmtKind};
use crate::text::{InOrder, Pos};
use crate::types::{ObjId, ObjKind};
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
        let utf16 = &self.utf16[span.file as usize];
        let (from, to) = (utf16.byte(span.from), utf16.byte(span.to));
        // The compiler's place of a function's type is behind `func`.
        let is_type = matches!(
            self.analysis.ast.kind(x),
            crate::syntax::ExprKind::FuncType { .. }
        );
        let before = &self.text(span.file)[..from as usize];
        match before.trim_end().strip_suffix("func") {
            Some(rest) if is_type => rest.len() as u32..to,
            _ => from..to,
        }
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
        changes.order_by_key(|c| (c.file, c.range.start, c.range.end));
        let edit = |c: Change| {
            let utf16 = &self.utf16[c.file as usize];
            Edit {
                file: c.file,
                from: utf16.offset(c.range.start),
                to: utf16.offset(c.range.end),
                insert: c.insert,
            }
        };
        changes.into_iter().map(edit).collect()
    }

    /// Where a statement starts: file and byte.
    fn stmt_start(&self, s: StmtId) -> (u32, u32) {
        let ast = &self.analysis.ast;
        match ast[s].kind {
            // The position of a call is its parenthesis.
            StmtKind::ExprStmt(x) => self.offset(ast.start_pos(x)),
            _ => self.offset(ast.start_pos(s)),
        }
    }

    /// The bytes of a statement, from its first token to its last.
    pub fn stmt_range(&self, s: StmtId) -> Option<(u32, Range<u32>)> {
        let ast = &self.analysis.ast;
        let (file, start) = self.stmt_start(s);
        let (_, keyword) = self.offset(ast[s].pos);
        let close = |s: StmtId| self.offset(ast.rbrace(s)).1 + 1;
        let end = match &ast[s].kind {
            StmtKind::ExprStmt(x) => self.range_of(*x).end,
            StmtKind::SendStmt { value, .. } => self.range_of(*value).end,
            StmtKind::AssignStmt(a) => match a.rhs {
                Some(rhs) => self.list_range(rhs).end,
                None => keyword + 2,
            },
            StmtKind::DeclStmt(decls) => {
                let [decl] = **decls else { return None };
                let DeclKind::Var(v) = &ast[decl].kind else {
                    return None;
                };
                if ast[decl].group.is_some() {
                    return None;
                }
                self.list_range(v.values.or(v.ty)?).end
            }
            StmtKind::CallStmt { call, .. } => self.range_of(*call).end,
            StmtKind::ReturnStmt { results } => match results {
                Some(x) => self.list_range(*x).end,
                None => keyword + 6,
            },
            StmtKind::BlockStmt(_) | StmtKind::SwitchStmt(_) | StmtKind::SelectStmt(_) => close(s),
            StmtKind::ForStmt(f) => close(f.body),
            StmtKind::IfStmt(i) => match i.els {
                Some(els) => self.stmt_range(els)?.1.end,
                None => close(i.then),
            },
            StmtKind::LabeledStmt { stmt, .. } => self.stmt_range(*stmt)?.1.end,
            _ => return None,
        };
        // A declaration starts with its keyword.
        let start = match &ast[s].kind {
            StmtKind::DeclStmt(_) => keyword.min(start),
            // The place of a call is its parenthesis.
            StmtKind::ExprStmt(x) => self.range_of(*x).start,
            _ => start,
        };
        Some((file, start..end))
    }

    /// The bytes of an expression or of a list of them.
    pub fn list_range(&self, x: ExprId) -> Range<u32> {
        let ast = &self.analysis.ast;
        match ast.kind(x) {
            ExprKind::ListExpr(list) => match (list.first(), list.last()) {
                (Some(&a), Some(&b)) => self.range_of(a).start..self.range_of(b).end,
                _ => 0..0,
            },
            _ => self.range_of(x),
        }
    }

    /// A change of the text of an expression.
    pub fn replace(&self, x: ExprId, insert: impl Into<String>) -> Change {
        let (file, _) = self.offset(self.analysis.ast[x].pos);
        Change {
            file,
            range: self.list_range(x),
            insert: insert.into(),
        }
    }

    /// A change of the text of a statement.
    pub fn replace_stmt(&self, s: StmtId, insert: impl Into<String>) -> Option<Change> {
        let (file, range) = self.stmt_range(s)?;
        Some(Change {
            file,
            range,
            insert: insert.into(),
        })
    }

    /// Text on lines of its own in front of a statement.
    pub fn before_stmt(&self, s: StmtId, lines: &[String]) -> Option<Change> {
        let (file, at) = self.stmt_start(s);
        let indent = self.indent(file, at);
        // Only where the statement starts its line.
        let text = self.text(file);
        let line = text[..at as usize].rfind('\n').map_or(0, |i| i + 1);
        if !text[line..at as usize].trim().is_empty() {
            return None;
        }
        let insert: String = lines.iter().map(|l| format!("{l}\n{indent}")).collect();
        Some(Change {
            file,
            range: at..at,
            insert,
        })
    }

    /// Lines behind a statement that ends its line; a comment there stays with it.
    pub fn behind_stmt(&self, s: StmtId, lines: &[String]) -> Option<Change> {
        let (file, range) = self.stmt_range(s)?;
        let indent = self.indent(file, range.start);
        let rest = self.text(file)[range.end as usize..].split('\n').next()?;
        if !rest.trim().is_empty() && !rest.trim_start().starts_with("//") {
            return None;
        }
        let at = range.end + rest.len() as u32;
        let insert: String = lines.iter().map(|l| format!("\n{indent}{l}")).collect();
        Some(Change {
            file,
            range: at..at,
            insert,
        })
    }

    /// Takes a statement away with its line; refuses if something else stands on the line.
    pub fn remove_stmt(&self, s: StmtId) -> Option<Change> {
        let (file, range) = self.stmt_range(s)?;
        let text = self.text(file);
        let start = text[..range.start as usize].rfind('\n')? + 1;
        let end = range.end as usize + text[range.end as usize..].find('\n')? + 1;
        let before = &text[start..range.start as usize];
        let behind = &text[range.end as usize..end];
        if !before.trim().is_empty() || !behind.trim().is_empty() {
            return None;
        }
        // Of two empty lines around it one is left.
        let alone = text[..start].ends_with("\n\n") && text[end..].starts_with('\n');
        let end = end + usize::from(alone);
        Some(Change {
            file,
            range: start as u32..end as u32,
            insert: String::new(),
        })
    }

    /// Text of its own in front of the declared function around a node, its comment included.
    pub fn before_function(&self, decl: DeclId, text: &str) -> Option<Change> {
        let ast = &self.analysis.ast;
        let (file, at) = self.offset(ast[decl].pos);
        let all = self.text(file);
        // Up to the line with the keyword, then over comment lines directly above it.
        let mut start = all[..at as usize].rfind("func")?;
        start = all[..start].rfind('\n').map_or(0, |i| i + 1);
        while start > 0 {
            let above = all[..start - 1].rfind('\n').map_or(0, |i| i + 1);
            let line = all[above..start - 1].trim();
            if !line.starts_with("//") {
                break;
            }
            start = above;
        }
        // An empty line is between declarations.
        let apart = match all[..start].ends_with("\n\n") || start == 0 {
            true => "",
            false => "\n",
        };
        Some(Change {
            file,
            range: start as u32..start as u32,
            insert: format!("{apart}{text}\n\n"),
        })
    }

    /// The name under which a file imports a package.
    pub fn import_name(&self, file: FileNode, path: &str) -> Option<String> {
        let spec = self.imports(file).into_iter().find(|s| s.path == path)?;
        match spec.name {
            Some(name) if name == "_" || name == "." => None,
            Some(name) => Some(name),
            None => Some(path.rsplit('/').next()?.to_owned()),
        }
    }

    /// The names that denote an imported package in a file.
    fn uses_of_import(&self, file: FileNode, path: &str) -> usize {
        let types = &self.analysis.tys.types;
        let id = self.analysis.ast[file].file.0;
        let uses = &self.analysis.checked.info.uses;
        let is_it = |o: &ObjId| match types[*o].kind {
            ObjKind::PkgName { imported } => *types[imported].path == *path,
            _ => false,
        };
        uses.iter()
            .enumerate()
            .filter(|(_, o)| o.as_ref().is_some_and(is_it))
            .filter(|(i, _)| self.offset(self.analysis.ast[ExprId::new(*i)].pos).0 == id)
            .count()
    }

    pub(crate) fn imports(&self, file: FileNode) -> Vec<Spec> {
        let ast = &self.analysis.ast;
        let specs = ast[file].decls.iter().filter_map(|&d| {
            let DeclKind::Import(i) = &ast[d].kind else {
                return None;
            };
            let literal = i.path?;
            let ExprKind::BasicLit(lit) = ast.kind(literal) else {
                return None;
            };
            Some(Spec {
                path: String::from_utf8(unquote(&lit.value)?).ok()?,
                name: i.local_pkg_name.map(|n| ast.name_str(n).to_owned()),
                start: i.local_pkg_name.unwrap_or(literal),
                literal,
                grouped: ast[d].group.is_some(),
            })
        });
        specs.collect()
    }

    /// Makes packages of std known in a file, and takes away those of which a rewrite removes all uses (`gone`: how many uses of
    /// which package it removes). Nothing where a name is taken.
    pub fn fix_imports(
        &self,
        file: FileNode,
        add: &[&str],
        gone: &[(&str, usize)],
    ) -> Option<Vec<Change>> {
        let specs = self.imports(file);
        let mut add: Vec<&str> = add
            .iter()
            .copied()
            .filter(|p| !specs.iter().any(|s| s.path == **p && s.name.is_none()))
            .collect();
        add.order();
        add.dedup();
        for path in &add {
            let name = path.rsplit('/').next()?;
            if self.is_declared(name) {
                return None;
            }
        }
        let remove: Vec<&str> = gone
            .iter()
            .filter(|(path, n)| *n > 0 && self.uses_of_import(file, path) <= *n)
            .map(|(path, _)| *path)
            .filter(|path| !add.contains(path))
            .collect();
        if add.is_empty() && remove.is_empty() {
            return Some(Vec::new());
        }
        self.change_imports(file, &specs, &add, &remove)
    }

    fn change_imports(
        &self,
        file: FileNode,
        specs: &[Spec],
        add: &[&str],
        remove: &[&str],
    ) -> Option<Vec<Change>> {
        let ast = &self.analysis.ast;
        let id = ast[file].file.0;
        let text = self.text(id);
        let quoted = |p: &str| format!("\"{p}\"");
        let change = |range: Range<u32>, insert: String| Change {
            file: id,
            range,
            insert,
        };
        let Some(first) = specs.first() else {
            let end = self.range_of(ast[file].pkg_name).end;
            let lines: Vec<String> = add.iter().map(|p| quoted(p)).collect();
            let insert = match lines.as_slice() {
                [one] => format!("\n\nimport {one}"),
                _ => format!("\n\nimport (\n\t{}\n)", lines.join("\n\t")),
            };
            return Some(vec![change(end..end, insert)]);
        };
        if !first.grouped {
            return self.change_single_import(id, specs, add, remove);
        }
        // The lines of the first block, up to an empty line or the parenthesis.
        let start_of_line = |at: usize| text[..at].rfind('\n').map_or(0, |i| i + 1);
        let from = start_of_line(self.range_of(first.start).start as usize);
        let mut to = from;
        let mut lines: Vec<&str> = Vec::new();
        for line in text[from..].split_inclusive('\n') {
            let bare = line.trim();
            if bare.is_empty() || bare == ")" {
                break;
            }
            lines.push(line.trim_end_matches('\n'));
            to += line.len();
        }
        let is_of = |line: &str, path: &str| line.contains(&quoted(path));
        let mut others = Vec::new();
        for path in remove {
            match lines.iter().position(|l| is_of(l, path)) {
                Some(i) => drop(lines.remove(i)),
                None => others.push(*path),
            }
        }
        let path_of = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
        let added: Vec<String> = add.iter().map(|p| format!("\t{}", quoted(p))).collect();
        for (line, path) in added.iter().zip(add) {
            let at = lines
                .iter()
                .position(|l| path_of(l).as_str() > *path && !l.trim().starts_with("//"))
                .unwrap_or(lines.len());
            lines.insert(at, line);
        }
        let mut insert: String = lines.iter().map(|l| format!("{l}\n")).collect();
        if lines.is_empty() {
            // The block is gone: with the empty line behind it, or with the parentheses.
            let rest = &text[to..];
            if rest.starts_with('\n') {
                to += 1;
            } else if specs.iter().all(|s| remove.contains(&s.path.as_str())) {
                let open = text[..from].rfind("import")?;
                let close = to + rest.find(')')? + 1;
                let behind = &text[close..];
                let more = behind.len() - behind.trim_start_matches('\n').len();
                return Some(vec![change(
                    open as u32..(close + more) as u32,
                    String::new(),
                )]);
            }
            insert.clear();
        }
        let mut changes = vec![change(from as u32..to as u32, insert)];
        for path in others {
            let spec = specs.iter().find(|s| s.path == path)?;
            let at = start_of_line(self.range_of(spec.start).start as usize);
            let end = at + text[at..].find('\n')? + 1;
            let alone = text[at..end].trim() == quoted(path);
            // The last line of a block of its own would leave an empty line too many.
            let above_empty = text[..at].ends_with("\n\n");
            if !alone || above_empty {
                return None;
            }
            changes.push(change(at as u32..end as u32, String::new()));
        }
        Some(changes)
    }

    /// The first import stands without parentheses.
    fn change_single_import(
        &self,
        id: u32,
        specs: &[Spec],
        add: &[&str],
        remove: &[&str],
    ) -> Option<Vec<Change>> {
        let text = self.text(id);
        let first = specs.first()?;
        let mut changes = Vec::new();
        let mut paths: Vec<String> = add.iter().map(|p| format!("\"{p}\"")).collect();
        for path in remove {
            let spec = specs.iter().find(|s| s.path == **path)?;
            if spec.literal == first.literal {
                continue;
            }
            let range = self.range_of(spec.start);
            let line = text[..range.start as usize]
                .rfind('\n')
                .map_or(0, |i| i + 1);
            let end = range.end as usize + text[range.end as usize..].find('\n')? + 1;
            changes.push(Change {
                file: id,
                range: line as u32..end as u32,
                insert: String::new(),
            });
        }
        let own = self.range_of(first.start).start..self.range_of(first.literal).end;
        if !remove.contains(&first.path.as_str()) {
            if paths.is_empty() {
                return Some(changes);
            }
            paths.push(text[own.start as usize..own.end as usize].to_owned());
            let literal = |p: &str| p.find('"').map_or(p.len(), |at| at + 1);
            paths.order_by(|a, b| a[literal(a)..].cmp(&b[literal(b)..]));
        }
        let (range, insert) = match paths.as_slice() {
            [] => {
                let line = text[..own.start as usize].rfind("import")?;
                let behind = &text[own.end as usize..];
                let more = behind.len() - behind.trim_start_matches('\n').len();
                (line as u32..own.end + more as u32, String::new())
            }
            [one] => (own, one.clone()),
            _ => (own, format!("(\n\t{}\n)", paths.join("\n\t"))),
        };
        changes.push(Change {
            file: id,
            range,
            insert,
        });
        Some(changes)
    }

    /// Whether anything but an import has this name in the package.
    pub fn is_declared(&self, name: &str) -> bool {
        let ast = &self.analysis.ast;
        let defs = self.analysis.checked.info.defs.iter().enumerate();
        let types = &self.analysis.tys.types;
        let mut found = defs.filter_map(|(i, o)| o.map(|o| (i, o)));
        found.any(|(i, obj)| {
            ast.name_str(ExprId::new(i)) == name
                && !types[obj].is_field()
                && !matches!(&types[obj].kind, ObjKind::Func(_) if types[obj].parent.is_none())
        }) || ast.file_nodes().any(|f| {
            self.imports(f)
                .iter()
                .any(|s| s.name.as_deref() == Some(name))
        })
    }
}

/// An import.
pub(crate) struct Spec {
    pub(crate) path: String,
    pub(crate) name: Option<String>,
    /// Its name, or else its path.
    pub(crate) start: ExprId,
    pub(crate) literal: ExprId,
    grouped: bool,
}
