//! Reporting errors, the compiler's way (cmd/compile/internal/types2/errors.go, format.go).

use super::check::Checker;
use super::errors::{Code, Pending, TypeError};
use super::ids::{ObjId, PkgId, TypeId};
use super::operand::{Operand, Src};
use super::store::Types;
use super::typestring::TypeWriter;
use super::version::GoVersion;
use crate::syntax::{DeclId, ExprId, FieldId, FileNode, StmtId};
use crate::text::{Pos, SourceMap};

/// Reports an error whose text is made from a format string.
macro_rules! err {
    ($check:expr, $at:expr, $code:expr, $($arg:tt)+) => {{
        let msg = format!($($arg)+);
        $check.error($at, $code, msg)
    }};
}

/// Reports a soft error whose text is made from a format string.
macro_rules! soft_err {
    ($check:expr, $at:expr, $code:expr, $($arg:tt)+) => {{
        let msg = format!($($arg)+);
        $check.soft_error($at, $code, msg)
    }};
}

pub(in crate::types) use {err, soft_err};

/// What an error can be reported at (types2: `atPos`): nodes stand for where their text starts.
pub(in crate::types) trait At {
    /// The place.
    fn at(&self, check: &Checker) -> Pos;

    /// The expression there, if it is one.
    fn expr(&self) -> Option<ExprId> {
        None
    }
}

impl At for Pos {
    fn at(&self, _: &Checker) -> Pos {
        *self
    }
}

impl At for &Operand {
    fn at(&self, check: &Checker) -> Pos {
        match self.expr {
            Src::None => Pos::NONE,
            Src::Expr(e) => check.ast.start_pos(e),
            Src::Text(pos, _) => pos,
        }
    }

    fn expr(&self) -> Option<ExprId> {
        match self.expr {
            Src::Expr(e) => Some(e),
            _ => None,
        }
    }
}

impl At for ObjId {
    fn at(&self, check: &Checker) -> Pos {
        check.types[*self].pos
    }
}

macro_rules! at_node {
    ($($id:ident),*) => {$(
        impl At for $id {
            fn at(&self, check: &Checker) -> Pos {
                check.ast.start_pos(*self)
            }
        }
    )*};
}
at_node!(StmtId, DeclId, FieldId);

impl At for ExprId {
    fn at(&self, check: &Checker) -> Pos {
        check.ast.start_pos(*self)
    }

    fn expr(&self) -> Option<ExprId> {
        Some(*self)
    }
}

impl At for FileNode {
    /// The first byte of the file, whatever stands before the package clause.
    fn at(&self, check: &Checker) -> Pos {
        check.map.pos(check.ast[*self].file, 0)
    }
}

/// An error that is being put together; the first part is the error itself (types2: `error_`).
#[derive(Clone, Debug)]
pub(in crate::types) struct ErrorDesc {
    pub(in crate::types) code: Code,
    pub(in crate::types) soft: bool,
    pub(in crate::types) expr: Option<ExprId>,
    pub(in crate::types) parts: Vec<(Pos, String)>,
}

impl ErrorDesc {
    pub(in crate::types) fn new(code: Code) -> ErrorDesc {
        ErrorDesc {
            code,
            soft: false,
            expr: None,
            parts: Vec::new(),
        }
    }

    pub(in crate::types) fn add(&mut self, pos: Pos, msg: impl Into<String>) {
        self.parts.push((pos, msg.into()));
    }

    pub(in crate::types) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Where the error is.
    pub(in crate::types) fn pos(&self) -> Pos {
        self.parts.first().map_or(Pos::NONE, |p| p.0)
    }

    /// The whole text: further parts on lines of their own, behind their places.
    pub(in crate::types) fn msg(&self, map: &SourceMap) -> String {
        let mut buf = String::new();
        for (i, (pos, msg)) in self.parts.iter().enumerate() {
            if i > 0 {
                buf.push_str("\n\t");
                if pos.is_known() {
                    buf.push_str(&place_string(map, *pos));
                    buf.push_str(": ");
                }
            }
            buf.push_str(msg);
        }
        buf
    }
}

/// A place as `file:line:column`.
pub fn place_string(map: &SourceMap, pos: Pos) -> String {
    match map.place(pos) {
        None => "<unknown position>".into(),
        Some(p) if p.col1 == 0 => format!("{}:{}", p.file, p.line1),
        Some(p) => format!("{}:{}:{}", p.file, p.line1, p.col1),
    }
}

impl<'a> Checker<'a> {
    /// A type as it stands in messages.
    pub(in crate::types) fn ty(&self, t: TypeId) -> String {
        let qualifier = |types: &Types, pkg| self.qualify(types, pkg);
        let place = |pos| place_string(self.map, pos);
        TypeWriter::new(self.types, &qualifier)
            .with_positions(&place)
            .type_text(t)
    }

    /// An object as it stands in messages.
    pub(in crate::types) fn object(&self, obj: ObjId) -> String {
        let qualifier = |types: &Types, pkg| self.qualify(types, pkg);
        let place = |pos| place_string(self.map, pos);
        let mut w = TypeWriter::new(self.types, &qualifier).with_positions(&place);
        w.object(obj);
        w.out
    }

    /// An expression as text.
    pub(in crate::types) fn ex(&self, e: ExprId) -> String {
        self.ast.string_of(e)
    }

    /// What stands before the names of a package: nothing for the checked one, the name for others, and the quoted path where
    /// two packages of that name are in reach (types2: `Checker.qualifier`).
    pub(in crate::types) fn qualify(&self, types: &super::Types, pkg: PkgId) -> String {
        if pkg == self.pkg {
            return String::new();
        }
        let name = &types[pkg].name;
        let mut seen = std::collections::BTreeSet::new();
        let mut todo = vec![self.pkg];
        let mut same = None;
        while let Some(p) = todo.pop() {
            if !seen.insert(p) {
                continue;
            }
            let q = &types[p];
            if q.name == *name {
                match &same {
                    None => same = Some(q.path.clone()),
                    Some(path) if *path == q.path => {}
                    Some(_) => return format!("{:?}", types[pkg].path),
                }
            }
            todo.extend(q.imports.iter().copied());
        }
        name.to_string()
    }

    /// Reports an error at a place or node.
    pub(in crate::types) fn error(&mut self, at: impl At, code: Code, msg: impl Into<String>) {
        let mut e = ErrorDesc::new(code);
        e.expr = at.expr();
        e.add(at.at(self), msg);
        self.report(e);
    }

    /// Reports an error that does not stop a program from having types.
    pub(in crate::types) fn soft_error(&mut self, at: impl At, code: Code, msg: impl Into<String>) {
        let mut e = ErrorDesc::new(code);
        e.soft = true;
        e.expr = at.expr();
        e.add(at.at(self), msg);
        self.report(e);
    }

    /// Adds "other declaration of x" to an error (types2: `addAltDecl`).
    pub(in crate::types) fn add_alt_decl(&self, e: &mut ErrorDesc, obj: ObjId) {
        let o = &self.types[obj];
        if o.pos.is_known() {
            e.add(o.pos, format!("other declaration of {}", o.name));
        }
    }

    /// Reports an error, unless it follows from one that was reported before.
    pub(in crate::types) fn report(&mut self, e: ErrorDesc) {
        let Some((mut pos, first)) = e.parts.first().cloned() else {
            return;
        };
        // An invalid operand or type in the text means that something else went wrong before.
        let follows = |what| first.find(what).is_some_and(|i| i > 0);
        if !self.errors.is_empty() && (follows("invalid operand") || follows("invalid type")) {
            return;
        }
        if self.env.errpos.is_known() {
            pos = self.env.errpos;
        }
        let mut msg = e.msg(self.map);
        if e.code == Code::InvalidSyntaxTree {
            msg = format!("invalid syntax tree: {msg}");
        }
        // Subscripts mark type parameters apart; they are not for people.
        msg.retain(|c| !('\u{2080}'..='\u{2089}').contains(&c));
        if let Some(note) = self.version_note(pos, &msg) {
            msg.push_str(&note);
        }
        self.errors.push(TypeError {
            pos,
            msg,
            code: e.code,
            expr: e.expr.filter(|_| !self.env.errpos.is_known()),
            soft: e.soft,
        });
    }

    /// Where a version that is too low comes from (noder/irgen.go, `checkFiles`).
    fn version_note(&self, pos: Pos, msg: &str) -> Option<String> {
        if !requires_version(msg) {
            return None;
        }
        let (file, _) = self.map.offset(pos)?;
        let node = self
            .files
            .iter()
            .copied()
            .find(|&f| self.ast[f].file == file)?;
        let version = self.info.file_versions.get(&node)?;
        Some(if self.ast[node].go_version.as_ref() == Some(version) {
            format!(" (file declares //go:build {version})")
        } else {
            format!(" (-lang was set to {}; check go.mod)", self.conf.lang)
        })
    }

    /// Whether what came with `go1.minor` may be used here.
    pub(in crate::types) fn allow_version(&self, minor: u16) -> bool {
        self.env.version.allows(minor)
    }

    /// Reports that something needs a later version, if it does; whether it is allowed.
    pub(in crate::types) fn verify_version(&mut self, at: impl At, minor: u16, what: &str) -> bool {
        if self.allow_version(minor) {
            return true;
        }
        let version = GoVersion::minor(minor);
        err!(
            self,
            at,
            Code::UnsupportedFeature,
            "{what} requires {version} or later"
        );
        false
    }

    /// Takes over what came up while the store computed something lazily.
    pub(in crate::types) fn drain_pending(&mut self) {
        for p in std::mem::take(&mut self.types.pending) {
            match p {
                Pending::Error { code, parts } => self.report(ErrorDesc {
                    code,
                    soft: false,
                    expr: None,
                    parts,
                }),
                Pending::Version {
                    pos,
                    minor,
                    what,
                    typ,
                } => {
                    let what = format!("{what} {}", self.ty(typ));
                    self.verify_version(pos, minor as u16, &what);
                }
                Pending::DuplicateMethod {
                    pos,
                    method,
                    other_pos,
                    other,
                } => self.later(move |check| {
                    let (x, y) = (check.types.type_of(method), check.types.type_of(other));
                    let old = pos.is_known() && !check.allow_version(14);
                    if old || !check.types.identical(x, y) {
                        let name = check.types[method].name.clone();
                        let mut e = ErrorDesc::new(Code::DuplicateDecl);
                        e.add(pos, format!("duplicate method {name}"));
                        e.add(other_pos, format!("other declaration of method {name}"));
                        check.report(e);
                    }
                }),
            }
        }
    }
}

/// Whether a text has `requires go1.N or later` in it.
fn requires_version(msg: &str) -> bool {
    msg.match_indices("requires go").any(|(i, s)| {
        let rest = &msg[i + s.len()..];
        let major = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let Some(minor) = major.strip_prefix('.') else {
            return false;
        };
        let tail = minor.trim_start_matches(|c: char| c.is_ascii_digit());
        major.len() < rest.len() && tail.len() < minor.len() && tail.starts_with(" or later")
    })
}

#[cfg(test)]
mod tests {
    use super::requires_version;

    #[test]
    fn version_errors_are_recognised() {
        assert!(requires_version(
            "generic type alias requires go1.23 or later"
        ));
        assert!(!requires_version("range over x: requires go1.22"));
        assert!(!requires_version("requires go. or later"));
    }
}
