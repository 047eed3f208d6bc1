//! Packages of std from their source: parsed, checked and written as trees by us.

use goescape::body;
use goescape::std::World;
use goescape::syntax;
use goescape::types::check::Config;
use goescape::types::{self, ImportError, Importer, PkgId, Types};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;

/// A package as `go list` describes it.
pub struct Listed {
    pub path: String,
    pub dir: String,
    pub files: Vec<String>,
    /// Import paths in the source and what they stand for, where that is another.
    pub import_map: BTreeMap<String, String>,
    pub imports: Vec<String>,
}

pub const TEMPLATE: &str = "{{.ImportPath}}\t{{.Dir}}\t{{join .GoFiles \" \"}}\t{{range $k, $v := .ImportMap}}{{$k}}={{$v}} {{end}}\t{{join .Imports \" \"}}";

impl Listed {
    pub fn parse(line: &str) -> Listed {
        let mut parts = line.split('\t');
        let mut next = || parts.next().expect("five columns");
        let words = |text: &str| {
            text.split_whitespace()
                .map(String::from)
                .collect::<Vec<_>>()
        };
        Listed {
            path: next().into(),
            dir: next().into(),
            files: words(next()),
            import_map: (words(next()).iter())
                .filter_map(|w| w.split_once('='))
                .map(|(k, v)| (k.into(), v.into()))
                .collect(),
            imports: words(next()),
        }
    }
}

struct Mapped<'a> {
    listed: &'a Listed,
    store: goescape::std::Store,
}

impl Importer for Mapped<'_> {
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, ImportError> {
        let path = self.listed.import_map.get(path).map_or(path, |p| p);
        self.store.import(types, path)
    }
}

/// The trees of a package's functions as text, by symbol; and the errors that the checker found.
pub fn trees(
    listed: &Listed,
    facts: &HashMap<&str, Rc<[u8]>>,
) -> (BTreeMap<String, Result<String, String>>, Vec<String>) {
    let mut world = World::new();
    for import in listed.imports.iter().filter(|i| *i != "unsafe") {
        let data = facts.get(&**import).expect("data for each import");
        world.add_package(import, data.clone()).expect("it decodes");
    }
    let World {
        mut types,
        mut map,
        store,
    } = world;
    let mut ast = syntax::Ast::default();
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for name in &listed.files {
        let text = std::fs::read_to_string(Path::new(&listed.dir).join(name))
            .expect("a file that go list names");
        let id = map.add(&format!("{}/{name}", listed.path), &text);
        let options = syntax::Options {
            std: true,
            compiling_runtime: syntax::is_runtime_package(&listed.path),
        };
        let parsed = syntax::parse_file(&mut ast, &mut map, id, &text, &options);
        files.extend(parsed.file);
        errors.extend(parsed.errors.iter().map(|e| format!("{e:?}")));
    }
    let broken = Vec::new();
    let conf = Config {
        path: listed.path.clone(),
        lang: "go1.27".into(),
    };
    let mut importer = Mapped { listed, store };
    let checked = types::check(&files, &ast, &map, &conf, &mut importer, &mut types);
    errors.extend(checked.errors.iter().map(|e| {
        let place = map
            .place(e.pos)
            .map(|p| format!("{}:{}:{}", p.file, p.line1, p.col1));
        format!("{place:?}: {}", e.msg)
    }));
    let package = body::package(&ast, &map, &checked, &mut types, &broken);
    let mut trees = BTreeMap::new();
    for func in &package.funcs {
        let Some((_, symbol)) = importer.store.symbol(&types, func.obj) else {
            continue;
        };
        let text = match &func.body {
            Ok(_) => Ok(super::tree_text::func(&types, &map, func).expect("it has a body")),
            Err(why) => Err(why.what.to_string()),
        };
        trees.insert(symbol.to_string(), text);
    }
    (trees, errors)
}
