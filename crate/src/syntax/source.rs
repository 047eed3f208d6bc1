//! The text, one character at a time, as the scanner sees it: with one character of look-ahead, and complaints about bytes that may
//! not stand in Go text as soon as they come into view (cmd/compile/internal/syntax/source.go).

/// What the scanner tells while it reads on to the next token, in order.
#[derive(Debug)]
pub(super) enum Event {
    /// An error `at` a byte offset.
    Error { at: usize, msg: String },
    /// A comment from `at` to `end` that may hold a `//line`, `/*line` or `//go:` directive; `blank` if only white space stands before it
    /// on its line. The newline behind a `//` comment is not part of it.
    Comment { at: usize, end: usize, blank: bool },
    /// From `at` on, the compiler counts one line too many.
    ExtraLine { at: usize },
}

/// The end of the text, as a character.
pub(super) const EOF: u32 = u32::MAX;

const BOM: u32 = 0xfeff;

pub(super) struct Source<'a> {
    pub text: &'a [u8],
    /// The character in view, or [`EOF`].
    pub ch: u32,
    /// Its byte offset.
    pub at: usize,
    /// The byte offset behind it.
    end: usize,
    pub events: Vec<Event>,
}

impl<'a> Source<'a> {
    /// Before the first character of `text[from..]`: a blank is in view.
    pub fn new(text: &'a [u8], from: usize) -> Self {
        Source {
            text,
            ch: ' '.into(),
            at: from,
            end: from,
            events: Vec::new(),
        }
    }

    /// Whether the ASCII character `c` is in view.
    pub fn sees(&self, c: u8) -> bool {
        self.ch == u32::from(c)
    }

    /// Steps over `c` if it is in view.
    pub fn eat(&mut self, c: u8) -> bool {
        let seen = self.sees(c);
        if seen {
            self.advance();
        }
        seen
    }

    pub fn error(&mut self, msg: impl Into<String>) {
        self.error_at(self.at, msg);
    }

    pub fn error_at(&mut self, at: usize, msg: impl Into<String>) {
        self.events.push(Event::Error {
            at,
            msg: msg.into(),
        });
    }

    /// Brings the next character into view.
    pub fn advance(&mut self) {
        loop {
            self.at = self.end;
            match self.text.get(self.end) {
                None => {
                    self.ch = EOF;
                    return;
                }
                // The compiler's reader lets a NUL pass as the very first character.
                Some(0) if self.at > 0 => {
                    self.end += 1;
                    self.error("invalid NUL character");
                }
                Some(&b) if b < 0x80 => {
                    self.end += 1;
                    self.ch = b.into();
                    return;
                }
                Some(_) => {
                    if self.advance_wide() {
                        return;
                    }
                }
            }
        }
    }

    /// Brings a character outside ASCII into view; says no, and stands behind it, where it may not be there.
    #[cold]
    fn advance_wide(&mut self) -> bool {
        let Some(c) = decode(&self.text[self.at..]) else {
            self.end += 1;
            self.error("invalid UTF-8 encoding");
            return false;
        };
        self.end += c.len_utf8();
        self.ch = c.into();
        if self.ch == BOM {
            if self.at > 0 {
                self.error("invalid BOM in the middle of the file");
            }
            return false;
        }
        true
    }

    /// Goes back: the character at `at` is in view again.
    pub fn rewind(&mut self, at: usize) {
        self.end = at;
        self.advance();
    }
}

/// The first character of `bytes`; nothing if they do not start with valid UTF-8.
fn decode(bytes: &[u8]) -> Option<char> {
    let len = match *bytes.first()? {
        0..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return None,
    };
    std::str::from_utf8(bytes.get(..len)?).ok()?.chars().next()
}
