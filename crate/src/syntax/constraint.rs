//! `//go:build` lines: the Go version that one asks for (go/build/constraint, Parse and GoVersion).

use super::unicode::{is_digit, is_letter};

/// The Go version (`go1.21`) that a `//go:build` comment implies; nothing where it implies none or is malformed.
pub fn go_version(comment: &str) -> Option<String> {
    match parse(comment)?.plain {
        v @ 1.. => Some(format!("go1.{v}")),
        0 => Some("go1".into()),
        _ => None,
    }
}

/// Whether a `//go:build` comment holds for the target (go/build, matchTag: linux/amd64, compiled by gc, all releases so far); nothing
/// where it is malformed.
pub fn holds(comment: &str) -> Option<bool> {
    parse(comment).map(|x| x.holds)
}

fn parse(comment: &str) -> Option<Implied> {
    let line = comment.trim_matches(is_space).strip_prefix("//go:build")?;
    let text = line.trim_matches(is_space);
    if text.len() == line.len() {
        return None;
    }
    let mut parser = Parser {
        rest: text,
        tok: Tok::End,
        size: 0,
    };
    let x = parser.or()?;
    (parser.tok == Tok::End).then_some(x)
}

/// Go's white space (unicode.IsSpace).
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// What an expression says: the least version (9 for go1.9) that it implies, as it stands and negated, -1 for none; and whether it
/// holds.
#[derive(Clone, Copy)]
struct Implied {
    plain: i64,
    negated: i64,
    holds: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Tok<'a> {
    End,
    Not,
    And,
    Or,
    Open,
    Close,
    Tag(&'a str),
}

/// The largest number of terms; it also bounds the recursion.
const MAX_SIZE: u32 = 1000;

struct Parser<'a> {
    rest: &'a str,
    tok: Tok<'a>,
    size: u32,
}

impl<'a> Parser<'a> {
    fn or(&mut self) -> Option<Implied> {
        let mut x = self.and()?;
        while self.tok == Tok::Or {
            let y = self.and()?;
            x = Implied {
                plain: x.plain.min(y.plain),
                negated: x.negated.max(y.negated),
                holds: x.holds || y.holds,
            };
        }
        Some(x)
    }

    fn and(&mut self) -> Option<Implied> {
        let mut x = self.not()?;
        while self.tok == Tok::And {
            let y = self.not()?;
            x = Implied {
                plain: x.plain.max(y.plain),
                negated: x.negated.min(y.negated),
                holds: x.holds && y.holds,
            };
        }
        Some(x)
    }

    fn not(&mut self) -> Option<Implied> {
        self.size += 1;
        if self.size > MAX_SIZE {
            return None;
        }
        self.lex()?;
        if self.tok != Tok::Not {
            return self.atom();
        }
        self.lex()?;
        if self.tok == Tok::Not {
            return None; // a double negation is an error
        }
        let x = self.atom()?;
        Some(Implied {
            plain: x.negated,
            negated: x.plain,
            holds: !x.holds,
        })
    }

    fn atom(&mut self) -> Option<Implied> {
        let x = match self.tok {
            Tok::Open => {
                let x = self.or()?;
                if self.tok != Tok::Close {
                    return None;
                }
                x
            }
            Tok::Tag(tag) => Implied {
                plain: tag_version(tag),
                negated: -1,
                holds: tag_holds(tag),
            },
            _ => return None,
        };
        self.lex()?;
        Some(x)
    }

    fn lex(&mut self) -> Option<()> {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        const SIGNS: [(&str, Tok<'static>); 5] = [
            ("(", Tok::Open),
            (")", Tok::Close),
            ("!", Tok::Not),
            ("&&", Tok::And),
            ("||", Tok::Or),
        ];
        if self.rest.is_empty() {
            self.tok = Tok::End;
            return Some(());
        }
        for (sign, tok) in SIGNS {
            if let Some(rest) = self.rest.strip_prefix(sign) {
                (self.tok, self.rest) = (tok, rest);
                return Some(());
            }
        }
        let in_tag = |c: char| is_letter(c.into()) || is_digit(c.into()) || c == '_' || c == '.';
        let len = self.rest.find(|c| !in_tag(c)).unwrap_or(self.rest.len());
        let (tag, rest) = self.rest.split_at(len);
        (self.tok, self.rest) = (Tok::Tag(tag), rest);
        (!tag.is_empty()).then_some(())
    }
}

fn tag_version(tag: &str) -> i64 {
    match tag.find("go1.") {
        _ if tag == "go1" => 0,
        Some(at) => tag[at + 4..].parse().ok().filter(|&v| v >= 0).unwrap_or(-1),
        None => -1,
    }
}

/// The newest release whose tag holds.
const NEWEST: u32 = 27;

fn tag_holds(tag: &str) -> bool {
    let release = tag.strip_prefix("go1.").and_then(|n| n.parse::<u32>().ok());
    matches!(tag, "linux" | "amd64" | "unix" | "gc")
        || release.is_some_and(|n| (1..=NEWEST).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target() {
        assert_eq!(holds("//go:build linux && !windows"), Some(true));
        assert_eq!(holds("//go:build ignore"), Some(false));
        assert_eq!(holds("//go:build unix && go1.21 || js"), Some(true));
        assert_eq!(holds("//go:build go1.28"), Some(false));
        assert_eq!(holds("//go:build linux &&"), None);
    }

    #[test]
    fn versions() {
        let v = |s: &str| go_version(s);
        assert_eq!(v("//go:build linux && go1.22").as_deref(), Some("go1.22"));
        assert_eq!(
            v("//go:build (linux && go1.22) || (windows && go1.20)").as_deref(),
            Some("go1.20")
        );
        assert_eq!(v("//go:build linux"), None);
        assert_eq!(v("//go:build linux || (windows && go1.22)"), None);
        assert_eq!(v("//go:build !go1.22"), None);
        assert_eq!(v("//go:build !(!go1.22)").as_deref(), Some("go1.22"));
        assert_eq!(v("//go:build !!go1.22"), None);
        assert_eq!(v("//go:build go1").as_deref(), Some("go1"));
        assert_eq!(v("//go:build go1.21 &&"), None);
        assert_eq!(v("//go:build"), None);
        assert_eq!(v("//go:buildgo1.21"), None);
    }
}
