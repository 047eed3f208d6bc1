//! The files of a world, and what was decoded from them.

use super::facts::{BodyRef, FuncFacts};
use super::loader::{Cache, Loader, Shared};
use super::pkgbits::{PRIVATE_ROOT, PUBLIC_ROOT, PkgDecoder, Result, Section, Sync, Wrong};
use super::type_decl::method_symbol;
use crate::text::InOrder;
use crate::text::SourceMap;
use crate::types::{ImportError, Importer, ObjId, PkgId, Types};
use rustc_hash::FxHashMap as HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Everything that is known of imported packages. Made once, cloned for each analysis.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Types and objects.
    pub types: Types,
    /// The places of what was imported.
    pub map: SourceMap,
    /// What only the compiler knows of it.
    pub store: Store,
}

impl World {
    /// A world with the predeclared objects and package unsafe.
    pub fn new() -> World {
        World::default()
    }

    /// Reads the export data of the package with import path `path`. A package that is there already stays as it is.
    ///
    /// # Errors
    /// If the data are not what the pinned compiler writes; then the world is as it was before.
    pub fn add_package(&mut self, path: &str, data: Rc<[u8]>) -> Result<PkgId> {
        if let Some(&pkg) = self.store.loaded.get(path) {
            return Ok(pkg);
        }
        // Nothing half-read stays behind: objects are found by name from other files too.
        let mut next = self.clone();
        let pkg = next
            .store
            .load(&mut next.types, &mut next.map, path, data)?;
        *self = next;
        Ok(pkg)
    }

    /// Adds several packages, in order, and copies the world once instead of once for each.
    ///
    /// # Errors
    /// If some of the data are not what the pinned compiler writes; then the world is as it was before.
    pub fn add_packages(&mut self, list: &[(Rc<str>, Rc<[u8]>)]) -> Result<()> {
        let mut next = self.clone();
        for (path, data) in list {
            if !next.has_package(path) {
                next.store
                    .load(&mut next.types, &mut next.map, path, data.clone())?;
            }
        }
        *self = next;
        Ok(())
    }

    /// Whether the package was added.
    pub fn has_package(&self, path: &str) -> bool {
        self.store.loaded.contains_key(path)
    }
}

/// The export data files of a [`World`] and what they say beyond types.
#[derive(Clone, Debug, Default)]
pub struct Store {
    files: Vec<File>,
    loaded: BTreeMap<Rc<str>, PkgId>,
    shared: Rc<Shared>,
    /// All places where there is a body, in the order of the files.
    bodies: Rc<HashMap<Symbol, Vec<BodyRef>>>,
    /// The files whose lists of bodies count; all of them without this.
    listed: Option<Rc<BTreeSet<u32>>>,
}

/// Import path, and the linker's name in that package.
type Symbol = (Rc<str>, Rc<str>);

#[derive(Clone, Debug)]
struct File {
    pkg: Rc<PkgDecoder>,
    cache: Rc<Cache>,
    bodies: Rc<[ListedBody]>,
}

/// A body that a file offers by the symbol of its function.
#[derive(Clone, Debug)]
pub struct ListedBody {
    /// Import path of the function's package.
    pub path: Rc<str>,
    /// `F`, `T.m` or `(*T).m`.
    pub symbol: Rc<str>,
    /// Where it is.
    pub body: BodyRef,
}

impl Store {
    fn load(
        &mut self,
        types: &mut Types,
        map: &mut SourceMap,
        path: &str,
        data: Rc<[u8]>,
    ) -> Result<PkgId> {
        let pkg = Rc::new(PkgDecoder::new(path, data)?);
        let file = self.files.len() as u32;
        self.files.push(File {
            cache: Rc::new(Cache::new(&pkg)),
            pkg,
            bodies: Rc::default(),
        });
        let mut loader = self.loader(types, map, file);
        let id = loader.public_root()?;
        let bodies = loader.private_root()?;
        let all = Rc::make_mut(&mut self.bodies);
        for b in &bodies {
            let places = all.entry((b.path.clone(), b.symbol.clone()));
            places.or_default().push(b.body);
        }
        self.files[file as usize].bodies = bodies.into();
        self.loaded.insert(path.into(), id);
        Ok(id)
    }

    /// To read on in a file.
    pub(crate) fn loader<'w>(
        &'w mut self,
        types: &'w mut Types,
        map: &'w mut SourceMap,
        file: u32,
    ) -> Loader<'w> {
        let f = &mut self.files[file as usize];
        Loader {
            types,
            map,
            pkg: f.pkg.clone(),
            file,
            cache: Rc::make_mut(&mut f.cache),
            shared: &mut self.shared,
            todo: Vec::new(),
            params: Vec::new(),
            depth: 0,
        }
    }

    /// Facts about an imported function or method; for a method of an instance those of the generic method.
    pub fn facts(&self, types: &Types, func: ObjId) -> Option<&FuncFacts> {
        let func = types[func].origin().unwrap_or(func);
        self.shared.facts.get(&func)
    }

    /// Where the body of an imported function or method is, if some file has it: that of a generic one always, any other
    /// if it can be inlined and its package or a package that inlined it was added.
    pub fn body_of(&self, types: &Types, func: ObjId) -> Option<BodyRef> {
        let func = types[func].origin().unwrap_or(func);
        if let Some(body) = self.shared.facts.get(&func)?.generic_body {
            return Some(body);
        }
        let (home, symbol) = self.symbol(types, func)?;
        let path = types[home].path.clone();
        let places = self.bodies.get(&(path, symbol))?;
        // As in the compiler, the first file that has a body is the one it is taken from.
        let listed = |b: &&BodyRef| match &self.listed {
            Some(files) => files.contains(&b.file()),
            None => true,
        };
        places.iter().find(listed).copied()
    }

    /// Leaves bodies that are not generic to those that the files of these packages list, and these files: the compiler reads the data of
    /// packages that are imported directly, and no others (cmd/compile/internal/noder/unified.go, readImportFile).
    pub fn list_only<'p>(&mut self, paths: impl Iterator<Item = &'p str>, also: &BTreeSet<u32>) {
        let file = |path: &str| self.files.iter().position(|f| &**f.pkg.path() == path);
        let files = paths.filter_map(file).map(|i| i as u32);
        self.listed = Some(Rc::new(files.chain(also.iter().copied()).collect()));
    }

    /// Lets all bodies count again.
    pub fn list_all(&mut self) {
        self.listed = None;
    }

    /// The files whose lists count, after [`Store::list_only`].
    pub fn listed(&self) -> BTreeSet<u32> {
        self.listed.as_deref().cloned().unwrap_or_default()
    }

    /// The bodies that the file of a package lists: its own functions that can be inlined, and foreign ones that were inlined
    /// in it.
    pub fn listed_bodies(&self, path: &str) -> &[ListedBody] {
        let file = self.files.iter().find(|f| &**f.pkg.path() == path);
        file.map_or(&[], |f| &f.bodies)
    }

    /// All imported functions and methods that facts are known of, in the order of their ids.
    pub fn functions(&self) -> Vec<ObjId> {
        let mut list: Vec<_> = self.shared.facts.keys().copied().collect();
        list.order();
        list
    }

    /// The linker's name of a function or method: its package, and `F`, `T.m` or `(*T).m`.
    pub fn symbol(&self, types: &Types, func: ObjId) -> Option<(PkgId, Rc<str>)> {
        let sig = types.signature(types.type_of(func))?;
        if sig.recv.is_some() {
            return method_symbol(types, func);
        }
        Some((types[func].pkg?, types[func].name.clone()))
    }

    /// The object that is defined at a place which [`Store::definition`] gave, in this store or in a clone of it.
    ///
    /// # Errors
    /// If the data are not what the pinned compiler writes.
    pub(crate) fn object_at(
        &mut self,
        types: &mut Types,
        map: &mut SourceMap,
        (file, index): (u32, u32),
    ) -> Result<ObjId> {
        let mut loader = self.loader(types, map, file);
        let obj = loader.object(index)?;
        loader.complete_all()?;
        Ok(obj)
    }

    /// Where the definition of an object is: file and index.
    pub(crate) fn definition(&self, obj: ObjId) -> Option<(u32, u32)> {
        self.shared.defs.get(&obj).copied()
    }
}

impl Importer for Store {
    fn import(&mut self, _: &mut Types, path: &str) -> core::result::Result<PkgId, ImportError> {
        match self.loaded.get(path) {
            Some(&pkg) => Ok(pkg),
            None if path == "unsafe" => Ok(PkgId::UNSAFE),
            // What `go tool compile` says of a path that its -importcfg does not list.
            None => Err(ImportError {
                msg: "open : no such file or directory".into(),
            }),
        }
    }
}

impl Loader<'_> {
    /// Reads all objects of the file; gives the package.
    fn public_root(&mut self) -> Result<PkgId> {
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Meta, PUBLIC_ROOT, Sync::Public)?;
        let id = self.package_with_imports(&mut r)?;
        if *self.types[id].path != **pkg.path() {
            return r.fail(Wrong::Inconsistent("the package has another path"));
        }
        for _ in 0..r.count()? {
            r.sync(Sync::Object)?;
            let index = r.reloc(Section::Obj)?;
            if r.uint64()? != 0 {
                return r.fail(Wrong::Inconsistent("type arguments at package level"));
            }
            self.object(index)?;
        }
        r.sync(Sync::Eof)?;
        r.finish()?;
        self.complete_all()?;
        self.types[id].complete = true;
        Ok(id)
    }

    /// Reads the list of bodies.
    fn private_root(&mut self) -> Result<Vec<ListedBody>> {
        let pkg = self.pkg.clone();
        let mut r = pkg.decoder(Section::Meta, PRIVATE_ROOT, Sync::Private)?;
        // Whether the package has an initialisation task.
        r.bool()?;
        let mut bodies = Vec::new();
        for _ in 0..r.count()? {
            bodies.push(ListedBody {
                path: self.string(&mut r)?,
                symbol: self.string(&mut r)?,
                body: BodyRef {
                    file: self.file,
                    index: r.reloc(Section::Body)?,
                },
            });
        }
        r.sync(Sync::Eof)?;
        r.finish()?;
        Ok(bodies)
    }
}
