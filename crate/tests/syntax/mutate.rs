//! Breaking files: small changes as people make them while they type, and some that nobody would make.

use crate::random::Random;
use std::path::{Path, PathBuf};

/// A broken version of a file.
pub struct Mutant {
    pub path: PathBuf,
    pub seed: u64,
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (seed {:#x})", self.path.display(), self.seed)
    }
}

const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    ".",
    "...",
    "=",
    ":=",
    "+",
    "-",
    "*",
    "/",
    "&",
    "|",
    "^",
    "<<",
    ">>",
    "&^",
    "+=",
    "<<=",
    "&&",
    "||",
    "<-",
    "++",
    "--",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    "!",
    "~",
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
    "x",
    "T",
    "_",
    "nil",
    "0",
    "1.5",
    "'a'",
    "\"s\"",
    "`r`",
    "[]int",
    "func()",
    "struct{}",
    "x.(type)",
    "x.y",
    "L:",
    "x[i]",
    "(x)",
    "[P any]",
    "\n",
    "\n\n",
    "goto L",
    "break L",
    "continue L",
    "if x {",
    "switch x {",
    "select {",
    "for {",
    "{}",
    "()",
    "//go:noinline\n",
    "//go:embed a\n",
    "/*line a:1:2*/",
    "\n//line b.go:7\n",
    "//",
    "/*",
    "*/",
];

const CHARS: &[&str] = &[
    "@",
    "#",
    "$",
    "?",
    "\\",
    "'",
    "\"",
    "`",
    "\0",
    "\u{feff}",
    "é",
    "世",
    "\u{300}",
    "\u{661}",
    "\u{2160}",
    "0x",
    "0b2",
    "08",
    "1_",
    "1__0",
    "1e",
    "0x1.",
    "0o",
    "'ab'",
    "''",
    "'\\q'",
    "\"\\q\"",
    "\"\\400\"",
    "\"\\ud800\"",
    "\\x",
    "\r",
    "\t",
    " ",
    "\u{a0}",
    "..",
];

/// Where tokens start and end, roughly: words, strings, comments, white space, and single other characters.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let c = bytes[at];
        at += 1;
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
        if word(c) {
            while at < bytes.len() && word(bytes[at]) {
                at += 1;
            }
        } else if c == b' ' || c == b'\t' || c == b'\n' {
            continue;
        } else if c == b'/' && bytes.get(at) == Some(&b'/') {
            while at < bytes.len() && bytes[at] != b'\n' {
                at += 1;
            }
        } else if matches!(c, b'"' | b'\'' | b'`') {
            while at < bytes.len() && bytes[at] != c && (c == b'`' || bytes[at] != b'\n') {
                at += 1 + usize::from(bytes[at] == b'\\' && c != b'`');
            }
            at = (at + 1).min(bytes.len());
        }
        while !text.is_char_boundary(at) {
            at += 1;
        }
        tokens.push((start, at));
    }
    tokens
}

impl Mutant {
    pub fn text(&self) -> Vec<u8> {
        let original = std::fs::read(&self.path).expect("a file of GOROOT");
        let mut text = String::from_utf8_lossy(&original).into_owned();
        let mut random = Random(self.seed);
        let changes = [1, 1, 1, 1, 2, 3][random.below(6)];
        for _ in 0..changes {
            change(&mut text, &mut random);
        }
        let mut bytes = text.into_bytes();
        if random.below(200) == 0 && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = 0x80 | random.next() as u8;
        }
        bytes
    }

    /// Keeps a text that made a difference, to look at it.
    pub fn keep(&self, text: &[u8]) {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("syntax-differences");
        std::fs::create_dir_all(&dir).ok();
        std::fs::write(dir.join(format!("{:016x}.go", self.seed)), text).ok();
    }
}

fn change(text: &mut String, random: &mut Random) {
    let tokens = tokens(text);
    if tokens.len() < 4 {
        return;
    }
    let i = random.below(tokens.len() - 1);
    let ((start, end), (next, next_end)) = (tokens[i], tokens[i + 1]);
    let lines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    match random.below(16) {
        0..=2 => text.replace_range(start..end, ""),
        3..=4 => text.insert_str(start, &format!("{} ", *random.pick(TOKENS))),
        5..=6 => text.replace_range(start..end, random.pick::<&str>(TOKENS)),
        7 => {
            let swapped = format!("{} {}", &text[next..next_end], &text[start..end]);
            text.replace_range(start..next_end, &swapped);
        }
        8 => {
            let token = format!("{} ", &text[start..end]);
            text.insert_str(start, &token);
        }
        9 => text.insert_str(start, random.pick::<&str>(CHARS)),
        10 => text.replace_range(start..end, random.pick::<&str>(CHARS)),
        11 => {
            let other = tokens[random.below(tokens.len())];
            let token = text[other.0..other.1].to_string();
            text.replace_range(start..end, &token);
        }
        12 if !lines.is_empty() => {
            let at = *random.pick(&lines);
            text.replace_range(at..at + 1, " ");
        }
        13 if lines.len() > 1 => {
            let i = random.below(lines.len() - 1);
            text.replace_range(lines[i]..lines[i + 1], "");
        }
        14 => text.insert(end, '\n'),
        _ if random.below(4) == 0 => text.truncate(start),
        _ => {
            let until = (i + 1 + random.below(8)).min(tokens.len() - 1);
            text.replace_range(start..tokens[until].0, "");
        }
    }
}
