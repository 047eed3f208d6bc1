//! Comments that mean something: `//line`, `//go:build` and the other `//go:` directives
//! (cmd/compile/internal/syntax/parser.go, updateBase; cmd/compile/internal/noder/noder.go, pragma).

use super::Parser;
use crate::syntax::constraint::{self, is_space};
use crate::syntax::literals::unquote;
use crate::syntax::pragma::{Directive, Embed, Linkname, Pragma, PragmaFlag};
use crate::syntax::unicode::quote;
use crate::text::Pos;
use crate::text::source_map::LineDirective;
use std::rc::Rc;

/// Lines and columns beyond it are errors (syntax.PosMax).
const POS_MAX: u64 = 1 << 30;

/// Directives without a flag that the standard library may use.
const ALLOWED_IN_STD: [&str; 9] = [
    "go:cgo_export_static",
    "go:cgo_export_dynamic",
    "go:cgo_import_static",
    "go:cgo_import_dynamic",
    "go:cgo_ldflag",
    "go:cgo_dynamic_linker",
    "go:embed",
    "go:fix",
    "go:generate",
];

/// The number behind the last colon.
struct Trailing<'t> {
    /// Where it starts.
    at: usize,
    digits: &'t str,
    value: Option<u64>,
}

fn trailing_number(text: &str) -> Option<Trailing<'_>> {
    let at = text.rfind(':')? + 1;
    let digits = &text[at..];
    let value = match digits.bytes().all(|b| b.is_ascii_digit()) {
        true => digits.parse().ok(),
        false => None,
    };
    Some(Trailing { at, digits, value })
}

impl Parser<'_> {
    /// A comment that starts like a directive.
    pub(super) fn comment(&mut self, at: usize, end: usize, blank: bool) {
        let raw = &self.text[at..end];
        let block = raw[1] == b'*';
        let inner = match block {
            true => &raw[2..raw.len() - 2],
            false => raw[2..].strip_suffix(b"\r").unwrap_or(&raw[2..]),
        };
        let text = String::from_utf8_lossy(inner).into_owned();
        if let Some(place) = text.strip_prefix("line ") {
            let starts_line = at == 0 || self.text[at - 1] == b'\n';
            if block || starts_line {
                // A directive in a line comment holds from the next line on.
                let from = if block { end } else { end + 1 };
                self.line_directive(from, at + 2 + 5, place);
            }
        } else if text.starts_with("go:") {
            if self.top && text.starts_with("go:build") {
                let comment = String::from_utf8_lossy(raw);
                if let Some(version) = constraint::go_version(&comment) {
                    self.go_version = Some(version.into());
                }
            }
            self.go_directive(self.pos_at(at + 2), blank, &text);
        }
    }

    /// `//line file:line`, `//line file:line:col`. `at` is where `text` stands; the directive holds `from` an offset on.
    fn line_directive(&mut self, from: usize, at: usize, text: &str) {
        let Some(last) = trailing_number(text) else {
            return; // an ordinary comment
        };
        let Some(last_value) = last.value else {
            return self.bad_number("line", at, &last);
        };
        let name = &text[..last.at - 1];
        let (name, line, col) = match trailing_number(name) {
            Some(line) if line.value.is_some() => {
                if last_value == 0 || last_value > POS_MAX {
                    return self.bad_number("column", at, &last);
                }
                (&name[..line.at - 1], line, last_value)
            }
            _ => (name, last, 0),
        };
        let line1 = line.value.unwrap_or(0);
        if line1 == 0 || line1 > POS_MAX {
            return self.bad_number("line", at, &line);
        }
        let file = match name {
            "" if col != 0 => self.current_file_name(at),
            "" => "".into(),
            _ => self.resolve(name),
        };
        let directive = LineDirective {
            offset: from as u32,
            file,
            line1: line1 as u32,
            col1: col as u32,
        };
        self.map.add_directive(self.file, directive);
    }

    /// The compiler's places are one line too low from an offset on, where its line starts with one character that is not there.
    pub(super) fn extra_line(&mut self, at: usize) {
        let Some(place) = self.map.place(self.pos_at(at)) else {
            return;
        };
        let directive = LineDirective {
            offset: at as u32,
            file: place.file,
            line1: place.line1 + 1,
            col1: if place.col1 == 0 { 0 } else { 2 },
        };
        self.map.add_directive(self.file, directive);
    }

    fn bad_number(&mut self, what: &str, at: usize, number: &Trailing<'_>) {
        let msg = format!("invalid {what} number: {}", number.digits);
        self.error_at(self.pos_at(at + number.at), msg);
    }

    /// The file name that holds at an offset, earlier directives counted.
    fn current_file_name(&self, at: usize) -> Rc<str> {
        let place = self.map.place(self.pos_at(at));
        place.map_or_else(|| "".into(), |p| p.file)
    }

    /// A file name of a directive: clean, and relative to the folder of this file.
    fn resolve(&self, name: &str) -> Rc<str> {
        let own = self.map.name(self.file);
        match own.rfind('/') {
            _ if name.starts_with('/') => clean(name).into(),
            None => clean(name).into(),
            Some(0) => clean(&format!("/{name}")).into(),
            Some(end) => clean(&format!("{}/{name}", &own[..end])).into(),
        }
    }

    /// Takes the directives that stand before the declaration that begins here.
    pub(super) fn take_pragma(&mut self) -> Option<Box<Pragma>> {
        self.pragma.take()
    }

    /// Something begins that cannot have directives: those before it are misplaced.
    pub(super) fn clear_pragma(&mut self) {
        let Some(pragma) = self.pragma.take() else {
            return;
        };
        for directive in &pragma.directives {
            if directive.flag.any(pragma.flag) {
                self.side_error(directive.pos, "misplaced compiler directive");
            }
        }
        for embed in &pragma.embeds {
            self.side_error(embed.pos, "misplaced go:embed directive");
        }
    }

    /// A `//go:` directive; `text` from `go:` on.
    fn go_directive(&mut self, pos: Pos, blank: bool, text: &str) {
        let mut pragma = self.pragma.take().unwrap_or_default();
        match blank {
            true => self.add_directive(&mut pragma, pos, text),
            false => self.side_error(pos, "misplaced compiler directive"),
        }
        self.pragma = Some(pragma);
    }

    fn add_directive(&mut self, pragma: &mut Pragma, pos: Pos, text: &str) {
        let verb = text.split(' ').next().unwrap_or(text);
        let has_arguments = verb.len() < text.len();
        match verb {
            "go:wasmimport" if has_arguments => {
                if fields(text).len() != 3 {
                    self.side_error(pos, "usage: //go:wasmimport importmodule importname");
                }
            }
            "go:wasmexport" if has_arguments => {
                if fields(text).len() != 2 {
                    self.side_error(pos, "usage: //go:wasmexport exportname");
                }
            }
            "go:linkname" | "go:linknamestd" if has_arguments => self.linkname(pos, text),
            "go:embed" => self.embed(pragma, pos, &text[verb.len()..]),
            "go:cgo_import_dynamic" if has_arguments && pragma_fields(text).len() >= 4 => {
                self.cgo_import(pragma, pos, text)
            }
            _ => {
                if verb.starts_with("go:cgo_") {
                    self.cgo(pos, text);
                }
                self.add_flag(pragma, pos, verb, text);
            }
        }
    }

    fn add_flag(&mut self, pragma: &mut Pragma, pos: Pos, verb: &str, text: &str) {
        let flag = PragmaFlag::of_verb(verb);
        let runtime_only = PragmaFlag::SYSTEMSTACK
            .with(PragmaFlag::NOWRITEBARRIER)
            .with(PragmaFlag::NOWRITEBARRIERREC)
            .with(PragmaFlag::YESWRITEBARRIERREC);
        if !self.options.compiling_runtime && flag.any(runtime_only) {
            self.side_error(pos, format!("//{verb} only allowed in runtime"));
        }
        if flag == PragmaFlag::UINTPTR_KEEP_ALIVE && !self.options.std {
            self.side_error(
                pos,
                format!("//{verb} is only allowed in the standard library"),
            );
        }
        if flag == PragmaFlag::NONE && !ALLOWED_IN_STD.contains(&verb) && self.options.std {
            self.side_error(
                pos,
                format!("//{verb} is not allowed in the standard library"),
            );
        }
        pragma.flag = pragma.flag.with(flag);
        pragma.directives.push(Directive {
            pos,
            text: text.into(),
            flag,
        });
    }

    fn linkname(&mut self, pos: Pos, text: &str) {
        let f = fields(text);
        let (verb, local, remote) = match f[..] {
            [verb, local] => (verb, local, None),
            [verb, local, remote] => (verb, local, Some(remote.into())),
            _ => {
                let msg = format!("usage: //{} localname [linkname]", f[0]);
                return self.side_error(pos, msg);
            }
        };
        self.linknames.push(Linkname {
            pos,
            std: verb == "go:linknamestd",
            local: local.into(),
            remote,
        });
    }

    fn embed(&mut self, pragma: &mut Pragma, pos: Pos, arguments: &str) {
        match embed_patterns(arguments) {
            Ok(patterns) if patterns.is_empty() => {
                self.side_error(pos, "usage: //go:embed pattern...");
            }
            Ok(patterns) => pragma.embeds.push(Embed { pos, patterns }),
            Err(bad) => {
                let msg = format!("invalid quoted string in //go:embed: {bad}");
                self.side_error(pos, msg);
                self.side_error(pos, "usage: //go:embed pattern...");
            }
        }
    }

    fn is_cgo_generated(&self) -> bool {
        let name = self.map.name(self.file);
        name.rsplit('/')
            .next()
            .is_some_and(|base| base.starts_with("_cgo_"))
    }

    /// `//go:cgo_import_dynamic local remote "library"`: allowed everywhere.
    fn cgo_import(&mut self, pragma: &mut Pragma, pos: Pos, text: &str) {
        let f = pragma_fields(text);
        let lib = f[3].trim_matches('"');
        if !lib.is_empty() && !is_safe_argument(lib) && !self.is_cgo_generated() {
            let lib = quote(lib.as_bytes());
            let msg = format!("invalid library name {lib} in cgo_import_dynamic directive");
            self.side_error(pos, msg);
        }
        self.check_cgo_usage(pos, text);
        pragma.flag = pragma
            .flag
            .with(PragmaFlag::of_verb("go:cgo_import_dynamic"));
    }

    fn cgo(&mut self, pos: Pos, text: &str) {
        if !self.is_cgo_generated() && !self.options.std {
            let msg = format!("//{text} only allowed in cgo-generated code");
            self.side_error(pos, msg);
        }
        self.check_cgo_usage(pos, text);
    }

    fn check_cgo_usage(&mut self, pos: Pos, text: &str) {
        let f = pragma_fields(text);
        let verb = f[0].trim_start_matches("go:");
        let quoted: Vec<bool> = f[1..].iter().map(|f| is_quoted(f)).collect();
        let (good, usage) = match verb {
            "cgo_export_static" | "cgo_export_dynamic" => (
                matches!(quoted[..], [false] | [false, false]),
                "local [remote]",
            ),
            "cgo_import_dynamic" => (
                matches!(quoted[..], [false] | [false, false] | [false, false, true]),
                "local [remote [\"library\"]]",
            ),
            "cgo_import_static" => (quoted == [false], "local"),
            "cgo_dynamic_linker" => (quoted == [true], "\"path\""),
            "cgo_ldflag" => (quoted == [true], "\"arg\""),
            _ => return,
        };
        if !good {
            self.side_error(pos, format!("usage: //go:{verb} {usage}"));
        }
    }
}

fn fields(text: &str) -> Vec<&str> {
    text.split(is_space).filter(|f| !f.is_empty()).collect()
}

/// Like [`fields`], but what stands in double quotes is one field. What follows a quote that is not closed is left out.
fn pragma_fields(text: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    for (i, part) in text.split('"').enumerate() {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        let end = start + part.len();
        match i % 2 {
            0 => fields.extend(
                part.split([' ', '\t', '\n', '\r'])
                    .filter(|f| !f.is_empty()),
            ),
            _ if end < text.len() => fields.push(&text[start - 1..=end]),
            _ => {}
        }
    }
    fields
}

fn is_quoted(field: &str) -> bool {
    field.len() >= 2 && field.starts_with('"') && field.ends_with('"')
}

/// Whether a library name cannot be taken for an option.
fn is_safe_argument(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || "._/".contains(c) || !c.is_ascii())
}

/// The patterns of `//go:embed`: separated by white space, bare or quoted. An error is the text that is wrong.
fn embed_patterns(arguments: &str) -> Result<Vec<Rc<str>>, &str> {
    let mut patterns = Vec::new();
    let mut rest = arguments.trim_matches(is_space);
    while let Some(first) = rest.chars().next() {
        let (pattern, after): (Rc<str>, &str) = match first {
            '`' => {
                let end = rest[1..].find('`').ok_or(rest)? + 1;
                (rest[1..end].into(), &rest[end + 1..])
            }
            '"' => {
                let end = closing_quote(rest).ok_or(rest)? + 1;
                let bytes = unquote(&rest[..end]).ok_or(&rest[..end])?;
                (String::from_utf8_lossy(&bytes).into(), &rest[end..])
            }
            _ => {
                let end = rest.find(is_space).unwrap_or(rest.len());
                (rest[..end].into(), &rest[end..])
            }
        };
        if after.starts_with(|c| !is_space(c)) {
            return Err(after);
        }
        patterns.push(pattern);
        rest = after.trim_matches(is_space);
    }
    Ok(patterns)
}

/// Where the quote stands that closes the one at the start.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (i, b) in text.bytes().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(i),
            _ => {}
        }
    }
    None
}

/// A path without `.`, `..` and doubled slashes (path.Clean).
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&p| p != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        _ => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        assert_eq!(
            pragma_fields(r#"go:cgo_ldflag "-l x"y z "#),
            ["go:cgo_ldflag", "\"-l x\"", "y", "z"]
        );
        assert_eq!(pragma_fields(r#"a "b c"#), ["a"]);
        let patterns = embed_patterns(" a*  `b c` \"d\\t\"").unwrap();
        assert_eq!(
            patterns.iter().map(|p| &**p).collect::<Vec<_>>(),
            ["a*", "b c", "d\t"]
        );
        assert_eq!(embed_patterns("`a`b"), Err("b"));
        assert_eq!(embed_patterns("\"a"), Err("\"a"));
    }

    #[test]
    fn clean_paths() {
        assert_eq!(clean("a//b/../c/."), "a/c");
        assert_eq!(clean("../a"), "../a");
        assert_eq!(clean("/../a"), "/a");
        assert_eq!(clean("a/.."), ".");
    }
}
