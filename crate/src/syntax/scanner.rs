//! From characters to tokens: semicolons inserted, comments left out, directives told
//! (cmd/compile/internal/syntax/scanner.go; the Go specification, "Lexical elements").

use super::source::{EOF, Event, Source};
use super::tokens::{LitKind, Operator, Token};
use super::unicode::{is_digit, is_letter, sharp_u};
use std::borrow::Cow;

/// Reads tokens; the fields describe the current one.
pub(super) struct Scanner<'a> {
    pub src: Source<'a>,
    /// A newline, or the end of the text, stands for a semicolon here.
    nlsemi: bool,
    /// Byte offset of the token.
    pub at: usize,
    /// Byte offset behind the token.
    pub end: usize,
    pub tok: Token,
    /// Of a semicolon: `semicolon`, `newline` or `EOF`, for messages.
    pub semi: &'static str,
    /// Of a literal.
    pub kind: LitKind,
    /// Of a literal: an error in it was told.
    pub bad: bool,
    /// Of `Operator`, `Star`, `AssignOp` and `IncOp`.
    pub op: Operator,
}

impl<'a> Scanner<'a> {
    /// Before the first token of `text[from..]`.
    pub fn new(text: &'a [u8], from: usize) -> Self {
        Scanner {
            src: Source::new(text, from),
            nlsemi: false,
            at: from,
            end: from,
            tok: Token::Eof,
            semi: "",
            kind: LitKind::Int,
            bad: false,
            op: Operator::Def,
        }
    }

    /// The spelling of the token. Bytes that are no UTF-8 are replaced; an error was told about them.
    pub fn text(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(&self.src.text[self.at..self.end])
    }

    /// Goes on to the next token. At the end of the text it stays at [`Token::Eof`].
    pub fn next(&mut self) {
        let nlsemi = std::mem::take(&mut self.nlsemi);
        loop {
            let blank = self.skip_blanks(nlsemi);
            self.at = self.src.at;
            if let Some(tok) = self.token(nlsemi, blank) {
                self.tok = tok;
                self.end = self.src.at;
                return;
            }
        }
    }

    /// Skips white space; says whether only white space stands on this line before the character in view.
    fn skip_blanks(&mut self, nlsemi: bool) -> bool {
        let start = self.src.at;
        let mut blank = start == 0 || self.src.text[start - 1] == b'\n';
        loop {
            match u8::try_from(self.src.ch) {
                Ok(b' ' | b'\t' | b'\r') => {}
                Ok(b'\n') if !nlsemi => blank = true,
                _ => return blank,
            }
            self.src.advance();
        }
    }

    /// Reads one token, or nothing if it was a comment or a character that does not belong there.
    fn token(&mut self, nlsemi: bool, blank: bool) -> Option<Token> {
        use Operator::*;
        let Ok(c) = u8::try_from(self.src.ch) else {
            if self.src.ch == EOF {
                return Some(self.end_of_text(nlsemi));
            }
            self.ident_char(true);
            return Some(self.ident());
        };
        if c >= 0x80 {
            self.ident_char(true);
            return Some(self.ident());
        }
        match c {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => return Some(self.ident()),
            b'0'..=b'9' => return Some(self.number(false)),
            b'"' => return Some(self.std_string()),
            b'`' => return Some(self.raw_string()),
            b'\'' => return Some(self.rune()),
            _ => {}
        }
        self.src.advance();
        Some(match c {
            b'\n' => self.semicolon("newline"),
            b';' => self.semicolon("semicolon"),
            b'(' => Token::Lparen,
            b'[' => Token::Lbrack,
            b'{' => Token::Lbrace,
            b',' => Token::Comma,
            b')' => self.closing(Token::Rparen),
            b']' => self.closing(Token::Rbrack),
            b'}' => self.closing(Token::Rbrace),
            b':' if self.src.eat(b'=') => Token::Define,
            b':' => Token::Colon,
            b'.' => return Some(self.dot()),
            b'+' if self.src.eat(b'+') => self.inc_op(Add),
            b'+' => self.assignable(Add),
            b'-' if self.src.eat(b'-') => self.inc_op(Sub),
            b'-' => self.assignable(Sub),
            b'*' => match self.assignable(Mul) {
                Token::Operator => Token::Star,
                assign => assign,
            },
            b'/' if self.src.eat(b'/') => {
                self.line_comment(blank);
                return None;
            }
            b'/' if self.src.eat(b'*') => return self.full_comment(nlsemi, blank),
            b'/' => self.assignable(Div),
            b'%' => self.assignable(Rem),
            b'&' if self.src.eat(b'&') => self.operator(AndAnd),
            b'&' if self.src.eat(b'^') => self.assignable(AndNot),
            b'&' => self.assignable(And),
            b'|' if self.src.eat(b'|') => self.operator(OrOr),
            b'|' => self.assignable(Or),
            b'^' => self.assignable(Xor),
            b'<' if self.src.eat(b'=') => self.operator(Leq),
            b'<' if self.src.eat(b'<') => self.assignable(Shl),
            b'<' if self.src.eat(b'-') => Token::Arrow,
            b'<' => self.operator(Lss),
            b'>' if self.src.eat(b'=') => self.operator(Geq),
            b'>' if self.src.eat(b'>') => self.assignable(Shr),
            b'>' => self.operator(Gtr),
            b'=' if self.src.eat(b'=') => self.operator(Eql),
            b'=' => Token::Assign,
            b'!' if self.src.eat(b'=') => self.operator(Neq),
            b'!' => self.operator(Not),
            b'~' => self.operator(Tilde),
            _ => {
                let msg = format!("invalid character {}", sharp_u(c.into()));
                self.src.error_at(self.at, msg);
                return None;
            }
        })
    }

    fn end_of_text(&mut self, nlsemi: bool) -> Token {
        match nlsemi {
            true => self.semicolon("EOF"),
            false => Token::Eof,
        }
    }

    fn semicolon(&mut self, what: &'static str) -> Token {
        self.semi = what;
        Token::Semi
    }

    fn closing(&mut self, tok: Token) -> Token {
        self.nlsemi = true;
        tok
    }

    fn operator(&mut self, op: Operator) -> Token {
        self.op = op;
        Token::Operator
    }

    /// `op`, or `op=` if a `=` follows.
    fn assignable(&mut self, op: Operator) -> Token {
        self.op = op;
        match self.src.eat(b'=') {
            true => Token::AssignOp,
            false => Token::Operator,
        }
    }

    fn inc_op(&mut self, op: Operator) -> Token {
        self.op = op;
        self.nlsemi = true;
        Token::IncOp
    }

    /// After a `.`: a number, an ellipsis or the dot itself.
    fn dot(&mut self) -> Token {
        if matches!(u8::try_from(self.src.ch), Ok(b'0'..=b'9')) {
            return self.number(true);
        }
        if self.src.eat(b'.') {
            if self.src.eat(b'.') {
                return Token::DotDotDot;
            }
            if self.src.sees(b'\n') {
                // Going back over this newline, the compiler counts it, and then once more: it prints later places one line too low.
                self.src.events.push(Event::ExtraLine { at: self.at + 1 });
            }
            self.src.rewind(self.at + 1);
        }
        Token::Dot
    }

    fn ident(&mut self) -> Token {
        // The first character was looked at already.
        loop {
            self.src.advance();
            let goes_on = match u8::try_from(self.src.ch) {
                Ok(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9') => true,
                Ok(0..0x80) => false,
                _ if self.src.ch == EOF => false,
                _ => self.ident_char(false),
            };
            if !goes_on {
                break;
            }
        }
        match Token::keyword(&self.src.text[self.at..self.src.at]) {
            Some(keyword) => {
                self.nlsemi = matches!(
                    keyword,
                    Token::Break | Token::Continue | Token::Fallthrough | Token::Return
                );
                keyword
            }
            None => self.closing(Token::Name),
        }
    }

    /// Looks at a character outside ASCII that stands in a name. It always counts as part of it, so that one bad character
    /// does not tear a name apart.
    fn ident_char(&mut self, first: bool) -> bool {
        let ch = self.src.ch;
        if is_digit(ch) {
            if first {
                let msg = format!("identifier cannot begin with digit {}", sharp_u(ch));
                self.src.error(msg);
            }
        } else if !is_letter(ch) {
            let msg = format!("invalid character {} in identifier", sharp_u(ch));
            self.src.error(msg);
        }
        true
    }

    fn skip_line(&mut self) {
        while self.src.ch != EOF && !self.src.sees(b'\n') {
            self.src.advance();
        }
    }

    /// After `//`. The newline stays in view: it may be a semicolon.
    fn line_comment(&mut self, blank: bool) {
        let told = self.starts_with(b"go:") || self.starts_with(b"line ");
        self.skip_line();
        if told {
            self.tell_comment(blank);
        }
    }

    /// After `/*`. A comment over several lines acts like a newline.
    fn full_comment(&mut self, nlsemi: bool, blank: bool) -> Option<Token> {
        let told = self.starts_with(b"line ");
        if self.skip_comment() && told {
            self.tell_comment(blank);
        }
        let comment = &self.src.text[self.at..self.src.at];
        match nlsemi && comment.contains(&b'\n') {
            true => Some(self.semicolon("newline")),
            false => None,
        }
    }

    fn starts_with(&self, prefix: &[u8]) -> bool {
        self.src.text[self.src.at..].starts_with(prefix)
    }

    fn skip_comment(&mut self) -> bool {
        while self.src.ch != EOF {
            if self.src.eat(b'*') {
                if self.src.eat(b'/') {
                    return true;
                }
            } else {
                self.src.advance();
            }
        }
        self.src.error_at(self.at, "comment not terminated");
        false
    }

    fn tell_comment(&mut self, blank: bool) {
        self.src.events.push(Event::Comment {
            at: self.at,
            end: self.src.at,
            blank,
        });
    }

    /// A literal ends here.
    pub(super) fn literal(&mut self, kind: LitKind, ok: bool) -> Token {
        self.nlsemi = true;
        self.kind = kind;
        self.bad = !ok;
        Token::Literal
    }
}
