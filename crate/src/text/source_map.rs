//! The files of one analysis, and the way from a [`Pos`] to what is printed.

use super::Pos;
use std::rc::Rc;

/// A file of the analysis; counts from 0 in the order in which files were added.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// The compiler keeps columns in one byte: from here on they are all the same (cmd/internal/src/pos.go, colMax).
pub const COL_MAX: u32 = 255;

/// What a position looks like in a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file's name as given, or as a `//line` directive says.
    pub file: Rc<str>,
    /// Line, counted from 1.
    pub line1: u32,
    /// Column in bytes, counted from 1; 0 where there is none (after a `//line` directive without a column).
    pub col1: u32,
}

#[derive(Clone, Debug)]
struct File {
    name: Rc<str>,
    base: u32,
    len: u32,
    /// Offset of the first byte of each line.
    lines: Vec<u32>,
    /// `//line` directives in order of their offset.
    directives: Vec<LineDirective>,
}

/// A `//line` directive: from `offset` on, places are told relative to `file`, `line1` and `col1`.
#[derive(Clone, Debug)]
pub struct LineDirective {
    /// Byte offset in the real file from which it holds.
    pub offset: u32,
    /// The name it gives.
    pub file: Rc<str>,
    /// The line it gives, counted from 1.
    pub line1: u32,
    /// The column it gives, counted from 1; 0 where it gives none, and then no columns are told.
    pub col1: u32,
}

/// All files of one analysis, and the foreign places it mentions.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<File>,
    foreign: Vec<Foreign>,
    /// The names of the files of foreign places.
    foreign_files: Vec<Rc<str>>,
}

/// A foreign place, small because there are many.
#[derive(Clone, Copy, Debug)]
struct Foreign {
    /// Index into [`SourceMap::foreign_files`].
    file: u32,
    line1: u32,
    col1: u32,
}

impl SourceMap {
    /// Adds a file; gives its id. At most 2 GiB of text in all.
    pub fn add(&mut self, name: &str, text: &str) -> FileId {
        let base = self.files.last().map_or(1, |f| f.base + f.len + 1);
        let mut lines = vec![0];
        lines.extend(
            text.bytes()
                .enumerate()
                .filter(|&(_, b)| b == b'\n')
                .map(|(i, _)| i as u32 + 1),
        );
        self.files.push(File {
            name: name.into(),
            base,
            len: text.len() as u32,
            lines,
            directives: Vec::new(),
        });
        FileId(self.files.len() as u32 - 1)
    }

    /// Records a `//line` directive of `file`; directives come in order of their offset.
    pub fn add_directive(&mut self, file: FileId, directive: LineDirective) {
        self.files[file.0 as usize].directives.push(directive);
    }

    /// Adds a file whose text is not at hand; gives the number by which [`SourceMap::add_foreign`] knows it.
    pub fn add_foreign_file(&mut self, name: Rc<str>) -> u32 {
        self.foreign_files.push(name);
        self.foreign_files.len() as u32 - 1
    }

    /// The position of a place in a file whose text is not at hand. Line and column count from 1, column 0: none is told.
    pub fn add_foreign(&mut self, file: u32, line1: u32, col1: u32) -> Pos {
        self.foreign.push(Foreign { file, line1, col1 });
        Pos::foreign(self.foreign.len() as u32 - 1)
    }

    /// The position `offset` bytes into `file`.
    pub fn pos(&self, file: FileId, offset: u32) -> Pos {
        Pos::local(self.files[file.0 as usize].base, offset)
    }

    /// The file and byte offset of a position; nothing for an unknown or foreign one.
    pub fn offset(&self, pos: Pos) -> Option<(FileId, u32)> {
        if !pos.is_known() || pos.is_foreign() {
            return None;
        }
        let at = self.files.partition_point(|f| f.base <= pos.raw()) - 1;
        Some((FileId(at as u32), pos.raw() - self.files[at].base))
    }

    /// For a place beyond the last column that the compiler counts: its file and line.
    pub fn far_right(&self, pos: Pos) -> Option<(FileId, u32)> {
        let (id, offset) = self.offset(pos)?;
        let lines = &self.files[id.0 as usize].lines;
        let line = lines.partition_point(|&start| start <= offset) - 1;
        (offset - lines[line] + 1 >= COL_MAX).then_some((id, line as u32))
    }

    /// The name under which a file was added.
    pub fn name(&self, file: FileId) -> &Rc<str> {
        &self.files[file.0 as usize].name
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What to print for a position, `//line` directives applied; nothing for an unknown one.
    pub fn place(&self, pos: Pos) -> Option<Place> {
        if pos.is_foreign() {
            let f = self.foreign.get(pos.foreign_index() as usize)?;
            return Some(Place {
                file: self.foreign_files.get(f.file as usize)?.clone(),
                line1: f.line1,
                col1: f.col1,
            });
        }
        let (id, offset) = self.offset(pos)?;
        let file = &self.files[id.0 as usize];
        let (line1, col1) = file.line_col(offset);
        let after = file.directives.partition_point(|d| d.offset <= offset);
        let Some(d) = after.checked_sub(1).map(|i| &file.directives[i]) else {
            return Some(Place {
                file: file.name.clone(),
                line1,
                col1,
            });
        };
        let (from_line, from_col) = file.line_col(d.offset);
        let col1 = match (d.col1, line1 == from_line) {
            (0, _) => 0,
            (c, true) => c + (col1 - from_col),
            (_, false) => col1,
        };
        Some(Place {
            file: d.file.clone(),
            line1: d.line1 + (line1 - from_line),
            col1,
        })
    }

    /// How many of the file's `//line` directives stand before a position: places with the same count are told alike.
    pub fn base(&self, pos: Pos) -> Option<usize> {
        let (id, offset) = self.offset(pos)?;
        let file = &self.files[id.0 as usize];
        Some(file.directives.partition_point(|d| d.offset <= offset))
    }

    /// Line and column of a position in the real file, directives ignored; both counted from 1, the column in bytes.
    pub fn line_col(&self, pos: Pos) -> Option<(FileId, u32, u32)> {
        let (id, offset) = self.offset(pos)?;
        let (line, col) = self.files[id.0 as usize].line_col(offset);
        Some((id, line, col))
    }
}

impl File {
    fn line_col(&self, offset: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|&start| start <= offset);
        (line as u32, offset - self.lines[line - 1] + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_two_files_and_after_a_directive() {
        let mut map = SourceMap::default();
        let a = map.add("a.go", "ab\ncd\n");
        let b = map.add("b.go", "x\ny\nz");
        assert_eq!(map.line_col(map.pos(a, 4)), Some((a, 2, 2)));
        assert_eq!(map.line_col(map.pos(b, 2)), Some((b, 2, 1)));
        assert_eq!(map.offset(map.pos(a, 6)), Some((a, 6)));
        map.add_directive(
            b,
            LineDirective {
                offset: 2,
                file: "gen.y".into(),
                line1: 10,
                col1: 0,
            },
        );
        let place = map.place(map.pos(b, 4)).unwrap();
        assert_eq!((&*place.file, place.line1, place.col1), ("gen.y", 11, 0));
    }
}
