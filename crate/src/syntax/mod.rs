//! Scanner, parser and syntax tree, with the compiler's own positions and its own syntax errors.
//!
//! [`parse_file`] takes a text and adds its tree to an [`Ast`]; it never fails, errors come as values.

pub mod branches;
pub mod constraint;
pub mod directives;
pub mod errors;
pub mod extent;
pub mod literals;
pub mod nodes;
pub mod outline;
pub mod parser;
pub mod positions;
pub mod pragma;
pub mod printer;
mod scanner;
mod source;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod unicode;
mod unicode_tables;
pub mod walk;

pub use errors::ErrorList;
pub use nodes::*;
pub use pragma::{Directive, Embed, Linkname, Pragma, PragmaFlag};
pub use tokens::{LitKind, Operator, Token};

use crate::text::{FileId, Pos, SourceMap};
use std::rc::Rc;

/// An error in the compiler's words, `syntax error: ` included where the compiler has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub pos: Pos,
    pub msg: Rc<str>,
}

impl SyntaxError {
    /// Whether the compiler stops after parsing because of it. After all others (a bad literal, a misplaced label or directive)
    /// it goes on to check types, and shows their errors beside it (noder/irgen.go, checkFiles).
    pub fn is_fatal(&self) -> bool {
        self.msg.starts_with("syntax error")
    }
}

/// What the parser has to know from outside; see the compiler's flags of the same names.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `-std`: the package is part of the standard library.
    pub std: bool,
    /// The package is part of the runtime (`-+`).
    pub compiling_runtime: bool,
}

/// Whether a package of the standard library is part of the runtime: then `//go:` directives of the runtime are allowed in it, and
/// nothing in it may allocate unseen. Source: cmd/internal/objabi/pkgspecial.go, runtimePkgs.
pub fn is_runtime_package(path: &str) -> bool {
    const LIST: &[&str] = &[
        "internal/abi",
        "internal/bytealg",
        "internal/byteorder",
        "internal/chacha8rand",
        "internal/coverage/rtcov",
        "internal/cpu",
        "internal/goarch",
        "internal/godebugs",
        "internal/goexperiment",
        "internal/goos",
        "internal/profilerecord",
        "internal/runtime/atomic",
        "internal/runtime/cgroup",
        "internal/runtime/exithook",
        "internal/runtime/gc",
        "internal/runtime/gc/scan",
        "internal/runtime/maps",
        "internal/runtime/math",
        "internal/runtime/sys",
        "internal/runtime/syscall/linux",
        "internal/runtime/syscall/windows",
        "internal/strconv",
        "internal/stringslite",
        "runtime",
    ];
    LIST.binary_search(&path).is_ok()
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Nothing where there is no valid package clause.
    pub file: Option<FileNode>,
    /// All errors in the order in which the compiler finds them: not sorted, not cut off at ten.
    pub errors: Vec<SyntaxError>,
}

/// Parses one file and adds its tree to `ast`; `//line` directives go to `map`. Checks labels and branches too.
pub fn parse_file(
    ast: &mut Ast,
    map: &mut SourceMap,
    file: FileId,
    text: impl AsRef<[u8]>,
    options: &Options,
) -> Parsed {
    let (file, errors) = parser::Parser::new(ast, map, file, text.as_ref(), options).parse();
    Parsed { file, errors }
}
