//! Reads the elements of one file into the store: names, packages, positions, dictionaries.

use super::facts::FuncFacts;
use super::pkgbits::{Decoder, PkgDecoder, Result, Section, Sync, Wrong};
use crate::text::{Pos, SourceMap};
use crate::types::{ObjId, PkgId, TypeId, Types};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// How deeply types may be nested in each other without a name between them, and aliases and embedded interfaces with names.
const MAX_DEPTH: u32 = 200;

/// What has been read of a file, by index in its section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache {
    pub strings: Vec<Option<Rc<str>>>,
    pub tags: Vec<Option<Rc<[u8]>>>,
    pub pos_bases: Vec<Option<PosBase>>,
    pub pkgs: Vec<Option<Option<PkgId>>>,
    pub types: Vec<Option<TypeId>>,
    pub objs: Vec<Option<ObjId>>,
}

impl Cache {
    pub fn new(pkg: &PkgDecoder) -> Cache {
        let n = |section| pkg.count(section) as usize;
        Cache {
            strings: vec![None; n(Section::String)],
            tags: vec![None; n(Section::String)],
            pos_bases: vec![None; n(Section::PosBase)],
            pkgs: vec![None; n(Section::Pkg)],
            types: vec![None; n(Section::Type)],
            objs: vec![None; n(Section::Obj)],
        }
    }
}

/// A file, or a stretch of one after a `//line` directive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PosBase {
    /// The source map's number of the file.
    file: u32,
    /// For a directive: its own line and column, and the line and column that it gives.
    line: Option<[u32; 4]>,
}

/// What is known of objects, whatever file they came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    /// Objects that are in no package scope: types declared in functions (`T·1`), generic methods (`(*T).m`).
    pub hidden: HashMap<(PkgId, Rc<str>), ObjId>,
    /// Facts about functions and methods.
    pub facts: HashMap<ObjId, FuncFacts>,
    /// Where an object is defined: file and index.
    pub defs: HashMap<ObjId, (u32, u32)>,
}

/// The type parameters that are in force, and the types derived from them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dict {
    /// Type parameters in a row: those of enclosing declarations, of the receiver, of the object itself.
    pub tparams: Vec<TypeId>,
    /// The elements of the derived types, and the types once read.
    pub derived: Vec<(u32, Option<TypeId>)>,
}

/// The header of an object's dictionary.
#[derive(Clone, Debug, Default)]
pub(crate) struct DictHeader {
    pub implicits: usize,
    pub receivers: usize,
    pub explicits: usize,
    /// Constraints of receivers and explicits, in a row.
    pub bounds: Vec<TypeRef>,
    pub dict: Dict,
}

/// A reference to a type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeRef {
    /// A type of the file.
    Plain(u32),
    /// A type of the dictionary.
    Derived(u32),
}

/// Work put off so that reading types never goes deep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Todo {
    /// The defined type.
    pub typ: TypeId,
    /// Its element.
    pub index: u32,
}

/// Reads from one file.
pub(crate) struct Loader<'w> {
    pub types: &'w mut Types,
    pub map: &'w mut SourceMap,
    pub pkg: Rc<PkgDecoder>,
    pub file: u32,
    pub cache: &'w mut Cache,
    pub shared: &'w mut Rc<Shared>,
    pub todo: Vec<Todo>,
    /// Parameters of signatures that are being read.
    pub params: Vec<ObjId>,
    pub depth: u32,
}

impl Loader<'_> {
    /// One level deeper; the caller goes up again by decreasing `depth`, unless it fails.
    pub fn down(&mut self, r: &Decoder<'_>) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return r.fail(Wrong::Depth);
        }
        Ok(())
    }

    /// A string that must be text.
    pub fn string(&mut self, r: &mut Decoder<'_>) -> Result<Rc<str>> {
        let index = r.string_ref()?;
        if let Some(s) = &self.cache.strings[index as usize] {
            return Ok(s.clone());
        }
        let bytes = self.pkg.raw_string(index)?;
        let text = core::str::from_utf8(bytes).map_err(|_| r.wrong(Wrong::Text))?;
        let text: Rc<str> = text.into();
        self.cache.strings[index as usize] = Some(text.clone());
        Ok(text)
    }

    /// A string that may be any bytes.
    pub fn tag(&mut self, r: &mut Decoder<'_>) -> Result<Rc<[u8]>> {
        let index = r.string_ref()?;
        if let Some(s) = &self.cache.tags[index as usize] {
            return Ok(s.clone());
        }
        let bytes: Rc<[u8]> = self.pkg.raw_string(index)?.into();
        self.cache.tags[index as usize] = Some(bytes.clone());
        Ok(bytes)
    }

    /// A position.
    pub fn pos(&mut self, r: &mut Decoder<'_>) -> Result<Pos> {
        r.sync(Sync::Pos)?;
        if !r.bool()? {
            return Ok(Pos::NONE);
        }
        let index = r.reloc(Section::PosBase)?;
        let line = r.uint32()?;
        let col = r.uint32()?;
        let base = self.pos_base(index)?;
        let Some([base_line, base_col, to_line, to_col]) = base.line else {
            return Ok(self.map.add_foreign(base.file, line, col));
        };
        // cmd/internal/src/pos.go: RelLine, RelCol.
        let rel_line = to_line.wrapping_add(line.wrapping_sub(base_line));
        let rel_col = match (to_col, line == base_line) {
            (0, _) => 0,
            (c, true) => c.wrapping_add(col.wrapping_sub(base_col)),
            (_, false) => col,
        };
        Ok(self.map.add_foreign(base.file, rel_line, rel_col))
    }

    fn pos_base(&mut self, index: u32) -> Result<PosBase> {
        if let Some(base) = self.cache.pos_bases[index as usize] {
            return Ok(base);
        }
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::PosBase, index, Sync::PosBase)?;
        let name = self.string(&mut r)?;
        let mut line = None;
        if !r.bool()? {
            // The place of the directive itself: line and column in the file, whose base is not needed.
            r.sync(Sync::Pos)?;
            let (mut at_line, mut at_col) = (0, 0);
            if r.bool()? {
                r.reloc(Section::PosBase)?;
                at_line = r.uint32()?;
                at_col = r.uint32()?;
            }
            line = Some([at_line, at_col, r.uint32()?, r.uint32()?]);
        }
        r.finish()?;
        let base = PosBase {
            file: self.map.add_foreign_file(name),
            line,
        };
        self.cache.pos_bases[index as usize] = Some(base);
        Ok(base)
    }

    /// A package; none for the universe.
    pub fn package(&mut self, r: &mut Decoder<'_>) -> Result<Option<PkgId>> {
        r.sync(Sync::Pkg)?;
        let index = r.reloc(Section::Pkg)?;
        self.package_at(index)
    }

    fn package_at(&mut self, index: u32) -> Result<Option<PkgId>> {
        if let Some(pkg) = self.cache.pkgs[index as usize] {
            return Ok(pkg);
        }
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Pkg, index, Sync::PkgDef)?;
        let id = match r.text()? {
            "builtin" => None,
            "unsafe" => Some(PkgId::UNSAFE),
            path => {
                let path = match path {
                    "" => pkg.path(),
                    path => path,
                };
                let name = r.text()?;
                Some(match self.types.package(path) {
                    Some(id) => id,
                    None => self.types.add_package(path, name),
                })
            }
        };
        self.cache.pkgs[index as usize] = Some(id);
        Ok(id)
    }

    /// The package that the file is about. It and all that it imports, directly or not, learn what they import: messages look there for
    /// packages of the same name (importer/ureader.go, `doPkg`).
    pub fn package_with_imports(&mut self, r: &mut Decoder<'_>) -> Result<PkgId> {
        r.sync(Sync::Pkg)?;
        let index = r.reloc(Section::Pkg)?;
        let root = match self.package_at(index)? {
            Some(id) if id != PkgId::UNSAFE => id,
            _ => return r.fail(Wrong::Inconsistent("the package is the universe or unsafe")),
        };
        let mut todo = vec![(root, index)];
        while let Some((id, index)) = todo.pop() {
            let imports = self.imports_of(index)?;
            self.types[id].imports = imports.iter().map(|&(id, _)| id).collect();
            let unread =
                |&(id, _): &(PkgId, u32)| id != PkgId::UNSAFE && self.types[id].imports.is_empty();
            todo.extend(imports.into_iter().filter(unread));
        }
        Ok(root)
    }

    /// What a package imports, with the places of these packages in the file.
    fn imports_of(&mut self, index: u32) -> Result<Vec<(PkgId, u32)>> {
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Pkg, index, Sync::PkgDef)?;
        r.string_ref()?;
        r.string_ref()?;
        let mut imports = Vec::new();
        for _ in 0..r.count()? {
            r.sync(Sync::Pkg)?;
            let index = r.reloc(Section::Pkg)?;
            imports.extend(self.package_at(index)?.map(|id| (id, index)));
        }
        r.finish()?;
        Ok(imports)
    }

    /// A name with its package.
    pub fn ident(&mut self, r: &mut Decoder<'_>, marker: Sync) -> Result<(Option<PkgId>, Rc<str>)> {
        r.sync(marker)?;
        Ok((self.package(r)?, self.string(r)?))
    }

    /// The first part of an object's dictionary: what the importers of types need. The rest stays in the decoder.
    pub fn dict_header(&mut self, r: &mut Decoder<'_>) -> Result<DictHeader> {
        let implicits = r.count()?;
        let receivers = r.count()?;
        let explicits = r.count()?;
        let mut bounds = Vec::with_capacity(receivers + explicits);
        for _ in 0..receivers + explicits {
            bounds.push(self.type_ref(r)?);
        }
        let n = r.count()?;
        let mut derived = Vec::with_capacity(n);
        for _ in 0..n {
            derived.push((r.reloc(Section::Type)?, None));
        }
        Ok(DictHeader {
            implicits,
            receivers,
            explicits,
            bounds,
            dict: Dict {
                tparams: Vec::new(),
                derived,
            },
        })
    }

    /// The dictionary header of an object.
    pub fn dict_header_of(&mut self, index: u32) -> Result<DictHeader> {
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::ObjDict, index, Sync::Object1)?;
        self.dict_header(&mut r)
    }
}
