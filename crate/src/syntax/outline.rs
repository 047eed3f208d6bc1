//! The document as top-level declarations: which are whole, which are broken, and which changed since the last look.
//!
//! The verdict is [our own parser](super::parser)'s: a declaration without an error of ours is whole. Behind the first broken
//! declaration the parser may be out of step; there, declarations are found by their keywords, and each is parsed alone.
//!
//! tree-sitter keeps an incremental tree of the document beside that, for structural questions and edits ([`Outline::tree`]). It has no say
//! in what is whole: its grammar refuses valid Go (`new(expr)`, methods with type parameters) and takes invalid Go, and the tree of a
//! broken text depends on the edits that led to it. Over 2,000 broken files of std, asking it too made no further declaration whole.
//!
//! While something is broken the compiler would print nothing but errors. To keep the verdicts of all other declarations,
//! [`healed`] gives the document without the broken parts: every declaration in it stands where it stood.

use super::nodes::*;
use super::scanner::Scanner;
use super::source::Event;
use super::tokens::Token;
use super::{Options, parse_file};
use crate::text::{Pos, SourceMap};
use rustc_hash::FxHashMap as HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{ControlFlow, Range};
use tree_sitter::{InputEdit, ParseOptions, ParseState, Parser, Point, Tree};

/// How it stands with a declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing is wrong with it.
    Whole,
    /// A function whose signature is whole; the error is in its body, which starts at this byte.
    BrokenBody(usize),
    /// Anything else with an error in it.
    Broken,
}

/// A top-level declaration (a whole group, for a group), or a stretch of text that should be one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declaration {
    /// Its bytes, from its keyword on; comments in front of it do not count.
    pub range: Range<usize>,
    pub state: State,
    /// Whether the document had no such declaration, in such a state, at the last look.
    pub changed: bool,
}

/// The document without its broken parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Healed {
    /// As long as the document, with the same lines. What is broken is blank; of a function with a broken body the signature stays.
    pub text: String,
    /// The functions without their bodies, and the text that is gone: their extents in the document.
    pub damage: Vec<Range<usize>>,
}

/// A document that is edited.
pub struct Outline {
    text: String,
    parser: Parser,
    /// Nothing where tree-sitter gave up.
    tree: Option<Tree>,
    declarations: Vec<Declaration>,
}

impl Outline {
    /// The outline of a document; all its declarations count as changed.
    pub fn new(text: &str) -> Outline {
        let mut parser = Parser::new();
        // Without the grammar there is just no tree.
        parser.set_language(&tree_sitter_go::LANGUAGE.into()).ok();
        let mut outline = Outline {
            text: text.into(),
            parser,
            tree: None,
            declarations: Vec::new(),
        };
        outline.refresh(&HashMap::default());
        outline
    }

    /// Replaces a range of bytes. Ends that lie outside the text or inside a character are moved.
    pub fn edit(&mut self, range: Range<usize>, new: &str) {
        let start = floor(&self.text, range.start);
        let end = ceil(&self.text, range.end.max(start));
        let before = self.known();
        let edit = InputEdit {
            start_byte: start,
            old_end_byte: end,
            new_end_byte: start + new.len(),
            start_position: point(&self.text, start),
            old_end_position: point(&self.text, end),
            new_end_position: advance(point(&self.text, start), new),
        };
        self.text.replace_range(start..end, new);
        if let Some(tree) = &mut self.tree {
            tree.edit(&edit);
        }
        self.refresh(&before);
    }

    /// Replaces the whole text; only what differs counts as edited.
    pub fn set_text(&mut self, text: &str) {
        let same = self.text.bytes().zip(text.bytes());
        let start = floor(text, same.take_while(|(a, b)| a == b).count());
        let (old, new) = (&self.text[start..], &text[start..]);
        let same = old.bytes().rev().zip(new.bytes().rev());
        let behind = same.take_while(|(a, b)| a == b).count();
        let end = ceil(text, text.len() - behind);
        let old_end = self.text.len() - (text.len() - end);
        self.edit(start..old_end, &text[start..end]);
    }

    /// The document.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// tree-sitter's tree of it; nothing where tree-sitter gave up. It is no judge of what is valid.
    pub fn tree(&self) -> Option<&Tree> {
        self.tree.as_ref()
    }

    /// The declarations in source order. There are none without a valid package clause.
    pub fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// Whether every declaration is whole.
    pub fn is_whole(&self) -> bool {
        self.declarations.iter().all(|d| d.state == State::Whole)
    }

    /// The document without its broken parts; the document itself if there are none.
    pub fn healed(&self) -> Healed {
        let parts = self.declarations.iter().map(|d| (&d.range, d.state));
        without_damage(&self.text, parts)
    }

    /// The declarations by what they say.
    fn known(&self) -> HashMap<u64, usize> {
        let mut known = HashMap::default();
        for d in &self.declarations {
            *known.entry(self.content(&d.range, d.state)).or_insert(0) += 1;
        }
        known
    }

    fn content(&self, range: &Range<usize>, state: State) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text[range.clone()].hash(&mut hasher);
        (state == State::Whole).hash(&mut hasher);
        hasher.finish()
    }

    fn refresh(&mut self, before: &HashMap<u64, usize>) {
        self.tree = parse_tree(&mut self.parser, &self.text, self.tree.as_ref());
        let mut before = before.clone();
        let parts = parts(&self.text);
        self.declarations = parts
            .into_iter()
            .map(|(range, state)| {
                let count = before.entry(self.content(&range, state)).or_insert(0);
                let changed = *count == 0;
                *count = count.saturating_sub(1);
                Declaration {
                    range,
                    state,
                    changed,
                }
            })
            .collect();
    }
}

/// A document without its broken parts, for those who do not follow its edits.
pub fn healed(text: &str) -> Healed {
    let parts = parts(text);
    without_damage(text, parts.iter().map(|(range, state)| (range, *state)))
}

fn without_damage<'p>(
    text: &str,
    parts: impl Iterator<Item = (&'p Range<usize>, State)>,
) -> Healed {
    let mut bytes = text.as_bytes().to_vec();
    let mut damage = Vec::new();
    for (range, state) in parts {
        let gone = match state {
            State::Whole => continue,
            State::BrokenBody(body) => body..range.end,
            State::Broken => range.clone(),
        };
        damage.push(range.clone());
        for b in &mut bytes[gone] {
            if *b != b'\n' {
                *b = b' ';
            }
        }
    }
    Healed {
        text: String::from_utf8_lossy(&bytes).into_owned(),
        damage,
    }
}

/// A token that is not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// The byte where it would stand; white space can be before it.
    pub at: usize,
    /// Its text.
    pub token: String,
    /// For a token of a block: where that begins.
    pub block: Option<usize>,
}

/// Where tree-sitter went on as if a token had been there, in the order of the text. It is a guess.
pub fn missing_tokens(text: &str) -> Vec<Missing> {
    let mut parser = Parser::new();
    if parser
        .set_language(&tree_sitter_go::LANGUAGE.into())
        .is_err()
    {
        return Vec::new();
    }
    parse_tree(&mut parser, text, None).map_or_else(Vec::new, |tree| missing_in(&tree))
}

fn missing_in(tree: &Tree) -> Vec<Missing> {
    let mut found = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_missing() && !node.is_named() {
            let block = node.parent().filter(|p| p.kind() == "block");
            found.push(Missing {
                at: node.start_byte(),
                token: node.kind().to_owned(),
                block: block.map(|b| b.start_byte()),
            });
        }
        // Only what has an error inside has a token missing.
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

/// tree-sitter's tree, unless it takes much more work than a text of this length should.
fn parse_tree(parser: &mut Parser, text: &str, old: Option<&Tree>) -> Option<Tree> {
    // It reports every 100 steps; ordinary text takes well below one step a byte.
    let mut left = 1_000 + text.len() / 10;
    let mut progress = |_: &ParseState| {
        left = left.saturating_sub(1);
        match left {
            0 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let bytes = text.as_bytes();
    let mut read = |at: usize, _: Point| bytes.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, old, Some(options));
    if tree.is_none() {
        parser.reset();
    }
    tree
}

fn point(text: &str, at: usize) -> Point {
    advance(Point::new(0, 0), &text[..at])
}

fn advance(from: Point, text: &str) -> Point {
    match text.rfind('\n') {
        None => Point::new(from.row, from.column + text.len()),
        Some(last) => Point::new(from.row + text.matches('\n').count(), text.len() - last - 1),
    }
}

/// The last start of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// The first start of a character at or behind `at`.
fn ceil(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(text.len())
}

type Part = (Range<usize>, State);

/// Cuts a document into declarations.
fn parts(text: &str) -> Vec<Part> {
    let (parsed, has_package) = parse_parts(text);
    let Some(first) = parsed.iter().position(|(_, state)| *state != State::Whole) else {
        return parsed;
    };
    if !has_package {
        return Vec::new();
    }
    // Up to the first error the parser was in step. Behind it, declarations are found by other means, and parsed each alone.
    let from = parsed[first].0.start;
    let mut starts = starts_behind(text, from);
    starts.insert(0, from);
    starts.dedup();
    let mut parts = parsed[..first].to_vec();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(text.len());
        parse_alone(text, start..end, &mut parts);
    }
    parts
}

/// How often to go on behind something that is not closed.
const MAX_RESTARTS: usize = 8;

/// Where declarations start behind `from`: at the keyword of one that stands first on its line, either right at its beginning, or
/// where all brackets are closed since the last start. What is in strings and comments does not count, unless they are not closed:
/// then they are taken to end with their line.
fn starts_behind(text: &str, mut from: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    for _ in 0..MAX_RESTARTS {
        match scan_starts(text, from, &mut starts) {
            Some(unclosed) => {
                starts.retain(|&start| start <= unclosed);
                from = next_line(text, unclosed);
            }
            None => break,
        }
    }
    starts
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |i| at + i + 1)
}

/// Looks for starts up to the end, or to a string or comment that is not closed; gives where that begins.
fn scan_starts(text: &str, from: usize, starts: &mut Vec<usize>) -> Option<usize> {
    use Token::*;
    let mut scanner = Scanner::new(text.as_bytes(), from);
    let mut depth = 0;
    loop {
        scanner.next();
        let not_closed = scanner.src.events.drain(..).find_map(|event| match event {
            Event::Error { at, msg } if msg.ends_with("not terminated") => Some(at),
            _ => None,
        });
        if not_closed.is_some() {
            return not_closed;
        }
        match scanner.tok {
            Eof => return None,
            Lparen | Lbrack | Lbrace => depth += 1,
            Rparen | Rbrack | Rbrace => depth -= 1,
            Import | Const | Type | Var | Func => {
                let before = text[..scanner.at].rfind('\n').map_or(0, |i| i + 1)..scanner.at;
                let first = text[before.clone()].trim().is_empty();
                if before.is_empty() || first && depth <= 0 {
                    starts.push(scanner.at);
                    depth = 0;
                }
            }
            _ => {}
        }
    }
}

/// Parses a whole document; says also whether it has a package clause.
fn parse_parts(text: &str) -> (Vec<Part>, bool) {
    let mut ast = Ast::default();
    let mut map = SourceMap::default();
    let id = map.add("", text);
    let parsed = parse_file(&mut ast, &mut map, id, text, &Options::default());
    let Some(file) = parsed.file else {
        return (vec![(0..text.len(), State::Broken)], false);
    };
    let offset = |pos: Pos| map.offset(pos).map_or(0, |(_, offset)| offset as usize);
    let file = &ast[file];
    let mut parts = Vec::new();
    for top in &file.tops {
        let range = offset(top.start)..offset(top.end).max(offset(top.start));
        let mut state = State::Whole;
        if top.broken {
            let errors = parsed.errors.iter().map(|e| offset(e.pos));
            let first = errors.filter(|&at| at >= range.start).min();
            state = match body_of(&ast, file, top).map(&offset) {
                Some(body) if first.is_some_and(|at| at > body) => State::BrokenBody(body),
                _ => State::Broken,
            };
        }
        parts.push((range, state));
    }
    (parts, true)
}

/// Where the body of a function starts.
fn body_of(ast: &Ast, file: &File, top: &TopLevel) -> Option<Pos> {
    let decl = file.decls.get(top.decls.start as usize)?;
    match &ast[*decl].kind {
        DeclKind::Func(f) if top.decls.len() == 1 => Some(ast[f.body?].pos),
        _ => None,
    }
}

/// Parses a stretch of text as if nothing stood before it.
fn parse_alone(text: &str, range: Range<usize>, to: &mut Vec<Part>) {
    const PACKAGE: &str = "package p;";
    let shift = |at: usize| (at + range.start).saturating_sub(PACKAGE.len());
    let alone = format!("{PACKAGE}{}", &text[range.clone()]);
    let (parts, _) = parse_parts(&alone);
    for (part, state) in parts {
        let start = shift(part.start).max(range.start);
        match state {
            State::Whole => to.push((start..shift(part.end), state)),
            // What follows an error is not to be trusted.
            State::BrokenBody(body) => {
                to.push((
                    start..trimmed(text, start..range.end),
                    State::BrokenBody(shift(body)),
                ));
                return;
            }
            State::Broken => {
                to.push((start..trimmed(text, start..range.end), state));
                return;
            }
        }
    }
}

/// Where the text in a range ends, white space left out.
fn trimmed(text: &str, range: Range<usize>) -> usize {
    range.start + text[range].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(outline: &Outline) -> Vec<(String, &'static str, bool)> {
        let declarations = outline.declarations().iter();
        declarations
            .map(|d| {
                let text = &outline.text()[d.range.clone()];
                let head: String = text.chars().take_while(|c| !"({=\n".contains(*c)).collect();
                let state = match d.state {
                    State::Whole => "whole",
                    State::BrokenBody(_) => "body",
                    State::Broken => "broken",
                };
                (head.trim().to_string(), state, d.changed)
            })
            .collect()
    }

    fn states(outline: &Outline) -> Vec<(String, &'static str)> {
        let shape = shape(outline).into_iter();
        shape.map(|(head, state, _)| (head, state)).collect()
    }

    fn pairs(list: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        list.iter().map(|(a, b)| (a.to_string(), *b)).collect()
    }

    const DOCUMENT: &str = "package p

import \"fmt\"

// Greets.
func a(x int) string {
	return fmt.Sprint(x)
}

type t struct { n int }

func (t *t) m() { t.n++ }

const ( one = iota; two )
";

    #[test]
    fn a_whole_document() {
        let outline = Outline::new(DOCUMENT);
        let whole = ["import \"fmt\"", "func a", "type t struct", "func", "const"];
        assert_eq!(states(&outline), pairs(&whole.map(|w| (w, "whole"))));
        assert!(outline.is_whole());
        assert_eq!(outline.healed().text, DOCUMENT);
    }

    #[test]
    fn a_missing_brace_breaks_one_function() {
        let text = DOCUMENT.replace("(x)\n}", "(x)\n");
        let outline = Outline::new(&text);
        let want = [
            ("import \"fmt\"", "whole"),
            ("func a", "body"),
            ("type t struct", "whole"),
            ("func", "whole"),
            ("const", "whole"),
        ];
        assert_eq!(states(&outline), pairs(&want));
        let healed = outline.healed();
        assert_eq!(healed.text.len(), text.len());
        assert_eq!(healed.text.lines().count(), text.lines().count());
        assert!(healed.text.contains("func a(x int) string "));
        assert!(!healed.text.contains("return"));
        assert_eq!(healed.damage.len(), 1);
        assert!(Outline::new(&healed.text).is_whole());
    }

    #[test]
    fn an_edit_changes_one_declaration() {
        let mut outline = Outline::new(DOCUMENT);
        let at = DOCUMENT.find("n++").unwrap();
        outline.edit(at..at + 3, "n--");
        let changed =
            |o: &Outline| -> Vec<bool> { o.declarations().iter().map(|d| d.changed).collect() };
        assert_eq!(changed(&outline), [false, false, false, true, false]);
        let at = outline.text().find("x int").unwrap();
        outline.edit(at..at, "y, ");
        assert_eq!(changed(&outline), [false, true, false, false, false]);
        outline.edit(0..0, "// A comment.\n\n");
        assert_eq!(changed(&outline), [false; 5]);
        let text = outline.text().replace("two", "two; three");
        outline.set_text(&text);
        assert_eq!(outline.text(), text);
        assert_eq!(changed(&outline), [false, false, false, false, true]);
    }

    #[test]
    fn typing_a_function_leaves_the_others_whole() {
        let mut outline = Outline::new(DOCUMENT);
        let new = "func b(p *t) *t {\n\tif p == nil {\n\t\treturn &t{n: 1}\n\t}\n\treturn p\n}\n\n";
        let mut at = DOCUMENT.find("type t").unwrap();
        for c in new.chars() {
            outline.edit(at..at, c.encode_utf8(&mut [0; 4]));
            at += c.len_utf8();
            let wholes = outline
                .declarations()
                .iter()
                .filter(|d| d.state == State::Whole);
            let heads: Vec<_> = wholes.map(|d| &outline.text()[d.range.clone()]).collect();
            assert!(heads.len() >= 4, "{heads:?} in {}", outline.text());
            assert!(
                heads
                    .iter()
                    .any(|h| h.starts_with("func (t *t) m() { t.n++ }"))
            );
        }
        assert!(outline.is_whole());
        assert_eq!(outline.declarations().len(), 6);
    }

    #[test]
    fn what_only_the_grammar_refuses_is_whole() {
        let text = "package p\n\nfunc f() *int { return new(42) }\n\nfunc (l T[P]) g[Q any](q Q) {}\n\nfunc h() { x := }\n";
        let outline = Outline::new(text);
        let want = [("func f", "whole"), ("func", "whole"), ("func h", "body")];
        assert_eq!(states(&outline), pairs(&want));
    }

    #[test]
    fn go_in_a_string_is_no_declaration() {
        let text = "package p\n\nfunc a() { x := }\n\nvar s = `\nfunc b() {}\n`\n\n  func c() {}\n";
        let want = [("func a", "body"), ("var s", "whole"), ("func c", "whole")];
        assert_eq!(states(&Outline::new(text)), pairs(&want));
    }

    #[test]
    fn edits_at_odd_places() {
        let mut outline = Outline::new("package p // é\n");
        outline.edit(13..13, "x"); // inside the é
        outline.edit(900..1000, "\nvar a = 1\n");
        assert_eq!(states(&outline), pairs(&[("var a", "whole")]));
        outline.set_text("package p // è\n\nvar a = 1\n");
        assert_eq!(outline.text(), "package p // è\n\nvar a = 1\n");
    }

    #[test]
    fn garbage_and_hostile_text() {
        let outline = Outline::new("package p\n\n}}}\n\nfunc f() {}\n\nx := 1\n");
        let want = [("}}}", "broken"), ("func f", "whole"), ("x :", "broken")];
        assert_eq!(states(&outline), pairs(&want));
        assert!(Outline::new("").declarations().is_empty());
        assert!(Outline::new("func f() {}").declarations().is_empty());
        let deep = format!(
            "package p\n\nvar x = {}\n\nfunc f() {{}}\n",
            "(".repeat(50_000)
        );
        let outline = Outline::new(&deep);
        assert_eq!(
            outline.declarations().last().map(|d| d.state),
            Some(State::Whole)
        );
    }

    #[test]
    fn a_string_that_is_not_closed() {
        let text = DOCUMENT.replace("fmt.Sprint(x)", "\"abc");
        let states = states(&Outline::new(&text));
        assert_eq!(states[1], ("func a".into(), "body"));
        assert!(states[2..].iter().all(|(_, s)| *s == "whole"), "{states:?}");
        let text = DOCUMENT.replace("fmt.Sprint(x)", "`abc");
        let outline = Outline::new(&text);
        let whole = outline
            .declarations()
            .iter()
            .filter(|d| d.state == State::Whole)
            .count();
        assert_eq!(whole, 4, "{:?}", outline.declarations());
    }
}
