//! The facts about std that the build made: one file of export data a package, and an index that names them.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fmt, fs};

/// Why facts are not at hand.
#[derive(Debug)]
pub enum FactsError {
    /// There is no folder of facts; these were looked at.
    NotFound(Vec<PathBuf>),
    /// A file of the folder cannot be read or makes no sense.
    Damaged(PathBuf, String),
    /// The facts are of another version of Go.
    OtherVersion(PathBuf, String),
    /// There is no package of this path.
    NoPackage(String),
}

impl fmt::Display for FactsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactsError::NotFound(places) => {
                let places: Vec<_> = places.iter().map(|p| p.display().to_string()).collect();
                let places = places.join(", ");
                write!(
                    f,
                    "no facts about std: looked at {places}. `npm run build:cli` makes them; GOESCAPE_STD names a folder with them"
                )
            }
            FactsError::Damaged(path, why) => write!(f, "{}: {why}", path.display()),
            FactsError::OtherVersion(path, version) => {
                let path = path.display();
                write!(
                    f,
                    "{path}: facts of {version}, wanted {}",
                    crate::GO_VERSION
                )
            }
            FactsError::NoPackage(path) => write!(f, "no facts about package {path}"),
        }
    }
}

/// What scripts/std.mjs writes into index.json.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    go_version: String,
    packages: BTreeMap<String, String>,
}

/// An import path and the package's export data.
pub type Loaded = (Rc<str>, Rc<[u8]>);

/// A folder of facts.
pub struct Facts {
    folder: PathBuf,
    packages: BTreeMap<String, String>,
}

impl Facts {
    /// Finds the folder, from any working directory.
    pub fn find() -> Result<Facts, FactsError> {
        let places = places();
        match places.iter().find(|p| p.join("index.json").is_file()) {
            Some(folder) => Facts::open(folder),
            None => Err(FactsError::NotFound(places)),
        }
    }

    /// Opens a folder.
    pub fn open(folder: &Path) -> Result<Facts, FactsError> {
        let path = folder.join("index.json");
        let damaged = |why: String| FactsError::Damaged(path.clone(), why);
        let text = fs::read_to_string(&path).map_err(|e| damaged(e.to_string()))?;
        let index: Index = serde_json::from_str(&text).map_err(|e| damaged(e.to_string()))?;
        if index.go_version != crate::GO_VERSION {
            return Err(FactsError::OtherVersion(path, index.go_version));
        }
        Ok(Facts {
            folder: folder.into(),
            packages: index.packages,
        })
    }

    /// The import paths there are, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.packages.keys().map(String::as_str)
    }

    /// The export data of packages, read once into where they stay.
    pub fn load_all(&self, paths: &[Rc<str>]) -> Result<Vec<Loaded>, FactsError> {
        let load = |path: &Rc<str>| {
            let name = self.packages.get(&**path);
            let name = name.ok_or_else(|| FactsError::NoPackage(path.to_string()))?;
            let file = self.folder.join(name);
            let damaged = |e: std::io::Error| FactsError::Damaged(file.clone(), e.to_string());
            let mut from = fs::File::open(&file).map_err(damaged)?;
            let length = from.metadata().map_err(damaged)?.len();
            let mut data: Rc<[u8]> = std::iter::repeat_n(0, length as usize).collect();
            if let Some(bytes) = Rc::get_mut(&mut data) {
                from.read_exact(bytes).map_err(damaged)?;
            }
            Ok((path.clone(), data))
        };
        paths.iter().map(load).collect()
    }

    /// The export data of a package.
    pub fn load(&self, path: &str) -> Result<Vec<u8>, FactsError> {
        let name = self
            .packages
            .get(path)
            .ok_or_else(|| FactsError::NoPackage(path.into()))?;
        let file = self.folder.join(name);
        fs::read(&file).map_err(|e| FactsError::Damaged(file, e.to_string()))
    }
}

/// Where facts may lie, best first.
fn places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    places.extend(env::var_os("GOESCAPE_STD").map(PathBuf::from));
    let command = env::current_exe().and_then(|exe| exe.canonicalize());
    if let Some(beside) = command.ok().as_deref().and_then(Path::parent) {
        places.push(beside.join("std"));
        places.extend(beside.parent().map(|up| up.join("std")));
    }
    places.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/std"));
    places
}
