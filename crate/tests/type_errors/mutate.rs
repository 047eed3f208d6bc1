//! Small wrong changes to Go programs, of the kind that people make while they type.

use crate::random::Random;

/// Packages whose mutants are worth a look: no assembly, not too large.
pub const SUBJECTS: &[&str] = &[
    "archive/tar",
    "bufio",
    "cmp",
    "compress/flate",
    "container/heap",
    "container/list",
    "context",
    "database/sql",
    "encoding/csv",
    "encoding/json",
    "encoding/xml",
    "errors",
    "flag",
    "fmt",
    "go/ast",
    "go/constant",
    "go/printer",
    "go/types",
    "html/template",
    "image/png",
    "io",
    "io/fs",
    "log/slog",
    "maps",
    "math/rand/v2",
    "net/url",
    "path/filepath",
    "regexp/syntax",
    "slices",
    "sort",
    "strconv",
    "strings",
    "text/tabwriter",
    "text/template/parse",
    "unicode/utf8",
];

/// One of a list; nothing if it is empty.
fn pick<T: Copy>(random: &mut Random, list: &[T]) -> Option<T> {
    (!list.is_empty()).then(|| *random.pick(list))
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Ident,
    Keyword,
    Number,
    Text,
    Operator,
    Space,
}

const KEYWORDS: &str = " break case chan const continue default defer else fallthrough for func go goto if import interface map \
    package range return select struct switch type var ";
const OPERATORS: [&str; 19] = [
    "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&&", "||", "==", "!=", "<", "<=", ">",
    ">=", "&^",
];
const TYPES: [&str; 12] = [
    "int",
    "string",
    "bool",
    "byte",
    "error",
    "float64",
    "[]int",
    "[]byte",
    "map[string]int",
    "any",
    "*rune",
    "func()",
];
const LITERALS: [&str; 9] = [
    "\"s\"", "1.5", "nil", "-1", "true", "1<<70", "'a'", "1e100", "\"x\"+1",
];

/// A rough division into tokens; together they are the text.
fn tokens(text: &str) -> Vec<(Kind, &str)> {
    let mut list = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = |f: fn(char) -> bool| rest.find(|c| !f(c)).unwrap_or(rest.len());
        let (kind, len) = if rest.starts_with("//") {
            (Kind::Space, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Kind::Space, rest.find("*/").map_or(rest.len(), |i| i + 2))
        } else if c == '`' {
            let end = rest[1..].find('`').map_or(rest.len(), |i| i + 2);
            (Kind::Text, end)
        } else if c == '"' || c == '\'' {
            (Kind::Text, quoted(rest, c))
        } else if c.is_alphabetic() || c == '_' {
            let len = run(|c| c.is_alphanumeric() || c == '_');
            let keyword = KEYWORDS.contains(&format!(" {} ", &rest[..len]));
            (if keyword { Kind::Keyword } else { Kind::Ident }, len)
        } else if c.is_ascii_digit() {
            (
                Kind::Number,
                run(|c| c.is_alphanumeric() || c == '.' || c == '_'),
            )
        } else if c.is_whitespace() {
            (Kind::Space, c.len_utf8())
        } else {
            let long = OPERATORS.iter().chain(&[":=", "<-", "++", "--", "..."]);
            let len = long
                .filter(|o| rest.starts_with(**o))
                .map(|o| o.len())
                .max();
            (Kind::Operator, len.unwrap_or(c.len_utf8()))
        };
        list.push((kind, &rest[..len]));
        rest = &rest[len..];
    }
    list
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        if c == '\n' {
            return i;
        }
        if c == quote && !escaped {
            return i + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

/// The text with one change; nothing if the change that came up has no place in it.
pub fn mutant(text: &str, random: &mut Random) -> Option<String> {
    let tokens = tokens(text);
    let at = |wanted: &dyn Fn(Kind, &str) -> bool| -> Vec<usize> {
        let fits = |i: &usize| wanted(tokens[*i].0, tokens[*i].1);
        (0..tokens.len()).filter(fits).collect()
    };
    let idents = at(&|k, _| k == Kind::Ident);
    let mut new: Vec<String> = tokens.iter().map(|t| t.1.to_string()).collect();
    match random.below(11) {
        0 => new[pick(random, &idents)?].push('X'),
        1 => {
            let (i, j) = (pick(random, &idents)?, pick(random, &idents)?);
            new[i] = new[j].clone();
        }
        2 => {
            let (i, j) = (pick(random, &idents)?, pick(random, &idents)?);
            new.swap(i, j);
        }
        3 => return without_line(text, random),
        4 => {
            let i = pick(random, &at(&|_, t| OPERATORS.contains(&t)))?;
            new[i] = pick(random, &OPERATORS)?.into();
        }
        5 => {
            let i = pick(random, &at(&|k, _| matches!(k, Kind::Number | Kind::Text)))?;
            new[i] = pick(random, &LITERALS)?.into();
        }
        6 => new[pick(random, &idents)?] = pick(random, &TYPES)?.into(),
        7 => {
            let i = pick(random, &at(&|_, t| t == ":=" || t == "="))?;
            new[i] = if new[i] == "=" {
                ":=".into()
            } else {
                "=".into()
            };
        }
        8 => {
            let i = pick(random, &at(&|_, t| t == "return"))?;
            let end = (i..tokens.len()).find(|&j| tokens[j].1.contains('\n'))?;
            let value = pick(random, &["", " nil", " 0", " nil, nil", " 1, 2, 3"])?;
            new.splice(i + 1..end, [value.to_string()]);
        }
        9 => {
            let i = pick(random, &idents)?;
            new[i].insert_str(0, pick(random, &["*", "&", "!", "-", "^", "<-"])?);
        }
        _ => {
            let i = pick(random, &idents)?;
            new[i] += pick(
                random,
                &[
                    "()",
                    ".x",
                    "[0]",
                    "(1)",
                    "{}",
                    ".String()",
                    "[int]",
                    ".(int)",
                ],
            )?;
        }
    }
    Some(new.concat()).filter(|new| new != text)
}

/// Without a line that is a whole statement, as far as one can see.
fn without_line(text: &str, random: &mut Random) -> Option<String> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let statement = |l: &&str| {
        let t = l.trim();
        let whole = !t.is_empty() && !t.ends_with(['{', '(', ',']) && !t.starts_with(['}', ')']);
        l.starts_with('\t') && whole && !t.starts_with("//") && !t.starts_with("case")
    };
    let candidates: Vec<usize> = (0..lines.len()).filter(|&i| statement(&lines[i])).collect();
    lines.remove(pick(random, &candidates)?);
    Some(lines.join("\n"))
}
