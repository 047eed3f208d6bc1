//! The bit level of export data: sections, elements, relocations, numbers and strings (internal/pkgbits).
//!
//! A file is a header, a table of element ends, and the elements laid end to end. An element belongs to a section and is named by its
//! index there; it starts with a table of the elements it refers to (its relocations), and all references in it go through that table.
//!
//! Everything here is bounds-checked: bytes that no compiler wrote give a [`DecodeError`], never a panic and never more work than the
//! length of the bytes allows.

use core::fmt;
use num_bigint::{BigInt, BigUint, Sign};
use std::rc::Rc;

/// The only version that this decoder reads: `pkgbits.V5`, which Go 1.27.3 writes.
pub const VERSION: u32 = 5;

/// The header flag that says that sync markers stand between the primitives (`-d=syncframes`).
const FLAG_SYNC_MARKERS: u32 = 1;

/// The linker's fingerprint that ends the file.
const FINGERPRINT: usize = 8;

/// The kinds of elements (internal/pkgbits/reloc.go).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Section {
    /// Text, without any structure.
    String,
    /// The two roots: what is exported, and what only the compiler reads.
    Meta,
    /// Files and `//line` directives.
    PosBase,
    /// Packages.
    Pkg,
    /// Names and kinds of objects.
    Name,
    /// Types.
    Type,
    /// Definitions of objects; `Name`, `ObjExt` and `ObjDict` use the same index for the same object.
    Obj,
    /// What only the compiler needs to know of an object.
    ObjExt,
    /// Type parameters of an object and the types derived from them.
    ObjDict,
    /// Function bodies.
    Body,
}

/// Number of sections.
const SECTIONS: usize = 10;

impl Section {
    const ALL: [Section; SECTIONS] = [
        Section::String,
        Section::Meta,
        Section::PosBase,
        Section::Pkg,
        Section::Name,
        Section::Type,
        Section::Obj,
        Section::ObjExt,
        Section::ObjDict,
        Section::Body,
    ];

    fn from_index(index: u64) -> Option<Section> {
        Section::ALL.get(usize::try_from(index).ok()?).copied()
    }
}

/// The element of [`Section::Meta`] that lists the objects.
pub const PUBLIC_ROOT: u32 = 0;
/// The element of [`Section::Meta`] that lists the bodies.
pub const PRIVATE_ROOT: u32 = 1;

/// What stands between primitives in files with sync markers (internal/pkgbits/sync.go); checked where present.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Sync {
    Eof = 1,
    Bool,
    Int64,
    Uint64,
    String,
    Value,
    Val,
    Relocs,
    Reloc,
    UseReloc,
    Public,
    Pos,
    PosBase,
    Object,
    Object1,
    Pkg,
    PkgDef,
    Method,
    Type,
    TypeIdx,
    TypeParamNames,
    Signature,
    Params,
    Param,
    CodeObj,
    Sym,
    LocalIdent,
    Selector,
    Private,
    FuncExt,
    VarExt,
    TypeExt,
    Pragma,
    ExprList,
    Exprs,
    Expr,
    ExprType,
    Assign,
    Op,
    FuncLit,
    CompLit,
    Decl,
    FuncBody,
    OpenScope,
    CloseScope,
    CloseAnotherScope,
    DeclNames,
    DeclName,
    Stmts,
    BlockStmt,
    IfStmt,
    ForStmt,
    SwitchStmt,
    RangeStmt,
    CaseClause,
    CommClause,
    SelectStmt,
    Decls,
    LabeledStmt,
    UseObjLocal,
    AddLocal,
    Linkname,
    Stmt1,
    StmtsEnd,
    Label,
    OptLabel,
    MultiExpr,
    RType,
    ConvRtti,
}

/// Why bytes are not export data that this program understands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeError {
    /// What is wrong.
    pub what: Wrong,
    /// The element it is wrong in, where that is known.
    pub at: Option<(Section, u32)>,
}

/// What is wrong with the bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// Written by another release of Go; the version found.
    Version(u32),
    /// The header or its tables contradict the length of the data.
    Header,
    /// An element ends too early.
    Truncated,
    /// An element goes on after its end.
    LeftOver,
    /// A number is larger than anything that could stand here.
    Number,
    /// A reference to an element that does not exist, or of the wrong kind.
    Reference,
    /// A string is not UTF-8 where text is needed.
    Text,
    /// A sync marker other than the expected one.
    Sync(Sync),
    /// A code with no meaning here; which list of codes, and the code.
    Code(&'static str, u64),
    /// Types, expressions or statements are nested deeper than the program allows.
    Depth,
    /// The parts do not fit together.
    Inconsistent(&'static str),
}

impl Wrong {
    /// As an error of no particular element.
    pub fn nowhere(self) -> DecodeError {
        DecodeError {
            what: self,
            at: None,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Wrong::Version(v) => write!(f, "export data version {v}, but only {VERSION} is read")?,
            Wrong::Header => write!(f, "the header contradicts the data")?,
            Wrong::Truncated => write!(f, "an element ends too early")?,
            Wrong::LeftOver => write!(f, "an element has bytes left over")?,
            Wrong::Number => write!(f, "a number out of range")?,
            Wrong::Reference => write!(f, "a reference to nothing")?,
            Wrong::Text => write!(f, "text that is not UTF-8")?,
            Wrong::Sync(want) => write!(f, "expected sync marker {want:?}")?,
            Wrong::Code(list, code) => write!(f, "unknown {list} code {code}")?,
            Wrong::Depth => write!(f, "nested too deeply")?,
            Wrong::Inconsistent(what) => write!(f, "inconsistent: {what}")?,
        }
        match self.at {
            Some((section, index)) => write!(f, " ({section:?} {index})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DecodeError {}

/// What decoding gives.
pub type Result<T> = core::result::Result<T, DecodeError>;

/// One file of export data.
#[derive(Clone, Debug)]
pub struct PkgDecoder {
    path: Rc<str>,
    data: Rc<[u8]>,
    sync: bool,
    section_ends: [u32; SECTIONS],
    /// Where the table of element ends starts, in `data`.
    ends: usize,
    /// Where the elements start.
    payload: usize,
}

impl PkgDecoder {
    /// Checks the header and tables of `data`, the export data of the package with import path `path`. The letter `u` by which
    /// object files mark the unified format may stand before it.
    pub fn new(path: &str, data: Rc<[u8]>) -> Result<PkgDecoder> {
        let header = || Wrong::Header.nowhere();
        let start = usize::from(data.first() == Some(&b'u'));
        let version = word(&data, start).ok_or_else(header)?;
        if version != VERSION {
            return Err(Wrong::Version(version).nowhere());
        }
        let flags = word(&data, start + 4).ok_or_else(header)?;
        let mut section_ends = [0; SECTIONS];
        let mut previous = 0;
        for (k, end) in section_ends.iter_mut().enumerate() {
            *end = word(&data, start + 8 + 4 * k).ok_or_else(header)?;
            if *end < previous {
                return Err(header());
            }
            previous = *end;
        }
        let ends = start + 8 + 4 * SECTIONS;
        let payload = (previous as usize)
            .checked_mul(4)
            .and_then(|n| n.checked_add(ends))
            .ok_or_else(header)?;
        let total = data
            .len()
            .checked_sub(payload)
            .and_then(|n| n.checked_sub(FINGERPRINT))
            .ok_or_else(header)?;
        let mut last = 0;
        for chunk in data[ends..payload].chunks_exact(4) {
            let end = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
            if end < last {
                return Err(header());
            }
            last = end;
        }
        if last as usize != total {
            return Err(header());
        }
        Ok(PkgDecoder {
            path: path.into(),
            data,
            sync: flags & FLAG_SYNC_MARKERS != 0,
            section_ends,
            ends,
            payload,
        })
    }

    /// The import path of the package.
    pub fn path(&self) -> &Rc<str> {
        &self.path
    }

    /// Whether sync markers stand between the primitives.
    pub fn sync_markers(&self) -> bool {
        self.sync
    }

    /// Number of elements of a section.
    pub fn count(&self, section: Section) -> u32 {
        self.section_ends[section as usize] - self.section_start(section)
    }

    fn section_start(&self, section: Section) -> u32 {
        match section as usize {
            0 => 0,
            k => self.section_ends[k - 1],
        }
    }

    /// The bytes of an element, relocations included.
    fn bytes(&self, section: Section, index: u32) -> Option<&[u8]> {
        if index >= self.count(section) {
            return None;
        }
        let at = (self.section_start(section) + index) as usize;
        let start = match at {
            0 => 0,
            _ => word(&self.data, self.ends + 4 * (at - 1))?,
        };
        let end = word(&self.data, self.ends + 4 * at)?;
        self.data
            .get(self.payload + start as usize..self.payload + end as usize)
    }

    /// The bytes of a string.
    pub fn raw_string(&self, index: u32) -> Result<&[u8]> {
        self.bytes(Section::String, index).ok_or(DecodeError {
            what: Wrong::Reference,
            at: Some((Section::String, index)),
        })
    }

    /// Starts to read an element.
    pub fn decoder(&self, section: Section, index: u32, marker: Sync) -> Result<Decoder<'_>> {
        let data = self.bytes(section, index).ok_or(DecodeError {
            what: Wrong::Reference,
            at: Some((section, index)),
        })?;
        let mut r = Decoder {
            pkg: self,
            section,
            index,
            relocs: 0,
            few: [(Section::String, 0); FEW],
            many: Vec::new(),
            data,
            at: 0,
        };
        r.sync(Sync::Relocs)?;
        let n = r.count()?;
        if n > FEW {
            r.many.reserve_exact(n - FEW);
        }
        for i in 0..n {
            r.sync(Sync::Reloc)?;
            let kind = r.uint64()?;
            let kind = Section::from_index(kind).ok_or_else(|| r.wrong(Wrong::Reference))?;
            let index = r.uint32()?;
            if index >= self.count(kind) {
                return r.fail(Wrong::Reference);
            }
            match r.few.get_mut(i) {
                Some(slot) => *slot = (kind, index),
                None => r.many.push((kind, index)),
            }
        }
        r.relocs = n;
        r.sync(marker)?;
        Ok(r)
    }
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// A constant as the file has it.
#[derive(Clone, PartialEq, Debug)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// Any bytes.
    String(Rc<[u8]>),
    /// A whole number.
    Int(BigInt),
    /// A fraction: numerator and denominator, the latter not 0.
    Ratio(BigInt, BigInt),
    /// A floating-point number in Go's text form with 512 bits of precision (`big.Float.MarshalText`), too large or small for a fraction.
    Float(Rc<str>),
}

/// A constant: a scalar, or a complex number.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Not complex.
    Real(Scalar),
    /// Real and imaginary part.
    Complex(Scalar, Scalar),
}

/// Nearly all elements refer to no more others.
const FEW: usize = 12;

/// Reads one element from front to back.
#[derive(Debug)]
pub struct Decoder<'a> {
    pkg: &'a PkgDecoder,
    section: Section,
    index: u32,
    /// How many elements it refers to: some of them here, the others behind them in a list.
    relocs: usize,
    few: [(Section, u32); FEW],
    many: Vec<(Section, u32)>,
    data: &'a [u8],
    at: usize,
}

impl<'a> Decoder<'a> {
    /// The error `what` at this element.
    pub fn wrong(&self, what: Wrong) -> DecodeError {
        DecodeError {
            what,
            at: Some((self.section, self.index)),
        }
    }

    /// Fails with `what` at this element.
    pub fn fail<T>(&self, what: Wrong) -> Result<T> {
        Err(self.wrong(what))
    }

    /// Which element this is.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Whether the file has sync markers.
    pub fn sync_markers(&self) -> bool {
        self.pkg.sync
    }

    /// Number of bytes not read yet.
    pub fn remaining(&self) -> usize {
        self.data.len() - self.at
    }

    /// Succeeds if the whole element has been read.
    pub fn finish(&self) -> Result<()> {
        match self.remaining() {
            0 => Ok(()),
            _ => self.fail(Wrong::LeftOver),
        }
    }

    fn byte(&mut self) -> Result<u8> {
        match self.data.get(self.at) {
            Some(&b) => {
                self.at += 1;
                Ok(b)
            }
            None => self.fail(Wrong::Truncated),
        }
    }

    #[inline]
    fn raw_uvarint(&mut self) -> Result<u64> {
        if let Some(&b) = self.data.get(self.at)
            && b < 0x80
        {
            self.at += 1;
            return Ok(u64::from(b));
        }
        self.long_uvarint()
    }

    fn long_uvarint(&mut self) -> Result<u64> {
        let mut x = 0u64;
        for i in 0..10 {
            let b = self.byte()?;
            if i == 9 && b > 1 {
                break;
            }
            x |= u64::from(b & 0x7f) << (7 * i);
            if b < 0x80 {
                return Ok(x);
            }
        }
        self.fail(Wrong::Number)
    }

    /// Checks a sync marker, if the file has them.
    #[inline]
    pub fn sync(&mut self, want: Sync) -> Result<()> {
        if self.pkg.sync {
            return self.check_sync(want);
        }
        Ok(())
    }

    fn check_sync(&mut self, want: Sync) -> Result<()> {
        let have = self.raw_uvarint()?;
        let frames = self.raw_uvarint()?;
        for _ in 0..frames {
            self.raw_uvarint()?;
        }
        if have != want as u64 {
            return self.fail(Wrong::Sync(want));
        }
        Ok(())
    }

    /// A truth value.
    pub fn bool(&mut self) -> Result<bool> {
        self.sync(Sync::Bool)?;
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            b => self.fail(Wrong::Code("bool", u64::from(b))),
        }
    }

    /// A signed number.
    pub fn int64(&mut self) -> Result<i64> {
        self.sync(Sync::Int64)?;
        let x = self.raw_uvarint()?;
        Ok((x >> 1) as i64 ^ -((x & 1) as i64))
    }

    /// An unsigned number.
    pub fn uint64(&mut self) -> Result<u64> {
        self.sync(Sync::Uint64)?;
        self.raw_uvarint()
    }

    /// An unsigned number that fits 32 bits.
    pub fn uint32(&mut self) -> Result<u32> {
        let x = self.uint64()?;
        u32::try_from(x).map_err(|_| self.wrong(Wrong::Number))
    }

    /// A signed number that fits 32 bits.
    pub fn int32(&mut self) -> Result<i32> {
        let x = self.int64()?;
        i32::try_from(x).map_err(|_| self.wrong(Wrong::Number))
    }

    /// The length of a list whose elements follow: each takes at least one byte, so that it is at most what remains.
    pub fn count(&mut self) -> Result<usize> {
        let n = self.uint64()?;
        match usize::try_from(n) {
            Ok(n) if n <= self.remaining() => Ok(n),
            _ => self.fail(Wrong::Number),
        }
    }

    /// A small index or count with nothing known about what follows.
    pub fn index32(&mut self) -> Result<u32> {
        self.uint32()
    }

    /// A code out of a closed list.
    pub fn code(&mut self, marker: Sync) -> Result<u64> {
        self.sync(marker)?;
        self.uint64()
    }

    /// A reference to an element of `section`.
    pub fn reloc(&mut self, section: Section) -> Result<u32> {
        self.sync(Sync::UseReloc)?;
        let i = self.uint64()?;
        let reloc = match usize::try_from(i) {
            Ok(i) if i < self.relocs.min(FEW) => Some(&self.few[i]),
            Ok(i) => i.checked_sub(FEW).and_then(|i| self.many.get(i)),
            Err(_) => None,
        };
        match reloc {
            Some(&(kind, index)) if kind == section => Ok(index),
            _ => self.fail(Wrong::Reference),
        }
    }

    /// A reference to a string.
    pub fn string_ref(&mut self) -> Result<u32> {
        self.sync(Sync::String)?;
        self.reloc(Section::String)
    }

    /// A string of any bytes.
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let index = self.string_ref()?;
        self.pkg.raw_string(index)
    }

    /// A string that must be text: a name, a path, a file.
    pub fn text(&mut self) -> Result<&'a str> {
        let bytes = self.bytes()?;
        core::str::from_utf8(bytes).map_err(|_| self.wrong(Wrong::Text))
    }

    /// A constant.
    pub fn value(&mut self) -> Result<Value> {
        self.sync(Sync::Value)?;
        let complex = self.bool()?;
        let re = self.scalar()?;
        if complex {
            return Ok(Value::Complex(re, self.scalar()?));
        }
        Ok(Value::Real(re))
    }

    fn scalar(&mut self) -> Result<Scalar> {
        match self.code(Sync::Val)? {
            0 => Ok(Scalar::Bool(self.bool()?)),
            1 => Ok(Scalar::String(self.bytes()?.into())),
            2 => Ok(Scalar::Int(self.int64()?.into())),
            3 => Ok(Scalar::Int(self.big_int()?)),
            4 => {
                let num = self.big_int()?;
                let den = self.big_int()?;
                if den.sign() == Sign::NoSign {
                    return self.fail(Wrong::Number);
                }
                Ok(Scalar::Ratio(num, den))
            }
            5 => Ok(Scalar::Float(self.text()?.into())),
            code => self.fail(Wrong::Code("constant", code)),
        }
    }

    fn big_int(&mut self) -> Result<BigInt> {
        let magnitude = BigUint::from_bytes_be(self.bytes()?);
        let sign = match self.bool()? {
            true => Sign::Minus,
            false => Sign::Plus,
        };
        Ok(BigInt::from_biguint(sign, magnitude))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one string, two meta elements and nothing else.
    fn file(meta: &[u8]) -> Vec<u8> {
        let strings = b"hi";
        let mut out = Vec::new();
        let ends = [1u32, 3, 3, 3, 3, 3, 3, 3, 3, 3];
        let lens = [strings.len(), meta.len(), 0];
        for w in [VERSION, 0].into_iter().chain(ends) {
            out.extend(w.to_le_bytes());
        }
        let mut at = 0;
        for len in lens {
            at += len as u32;
            out.extend(at.to_le_bytes());
        }
        out.extend(strings);
        out.extend(meta);
        out.extend([0; FINGERPRINT]);
        out
    }

    fn open(bytes: Vec<u8>) -> Result<PkgDecoder> {
        PkgDecoder::new("p", bytes.into())
    }

    #[test]
    fn primitives_come_back() {
        // One relocation to string 0; then: a string, -3, 300, true, the constant 7.
        let meta = [1, 0, 0, 0, 5, 0xac, 2, 1, 0, 2, 14];
        let pkg = open(file(&meta)).unwrap();
        let mut r = pkg
            .decoder(Section::Meta, PUBLIC_ROOT, Sync::Public)
            .unwrap();
        assert_eq!(r.text(), Ok("hi"));
        assert_eq!(r.int64(), Ok(-3));
        assert_eq!(r.uint64(), Ok(300));
        assert_eq!(r.bool(), Ok(true));
        assert_eq!(r.value(), Ok(Value::Real(Scalar::Int(7.into()))));
        assert_eq!(r.finish(), Ok(()));
        assert_eq!(r.bool().unwrap_err().what, Wrong::Truncated);
    }

    #[test]
    fn hostile_bytes_are_errors() {
        assert_eq!(open(vec![]).unwrap_err().what, Wrong::Header);
        assert_eq!(open(vec![9, 0, 0, 0]).unwrap_err().what, Wrong::Version(9));
        let good = file(&[0]);
        for cut in 4..good.len() {
            assert!(open(good[..cut].to_vec()).is_err(), "cut at {cut}");
        }
        // A reference into the void, a list longer than the element, a number without end.
        for meta in [&[1, 0, 9][..], &[200, 1], &[0xff; 12]] {
            let pkg = open(file(meta)).unwrap();
            assert!(
                pkg.decoder(Section::Meta, PUBLIC_ROOT, Sync::Public)
                    .is_err()
            );
        }
    }
}
