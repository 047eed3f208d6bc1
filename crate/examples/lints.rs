//! Lists the lints and notes of all packages of a manifest (scripts/oracle.mjs): `lints [-notes] [-pools] MANIFEST STD_FACTS [PACKAGE,…]`;
//! `-pools`: only packages that mention `sync.Pool`.

use goescape::analysis::analyse;
use goescape::cli::Facts;
use goescape::wire::Options;
use goescape::{Packages, Request};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

#[derive(serde::Deserialize)]
struct Manifest {
    packages: Vec<Package>,
}

#[derive(serde::Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
struct Package {
    path: String,
    lang: String,
    std: bool,
    files: Vec<File>,
    import_map: BTreeMap<String, String>,
}

#[derive(serde::Deserialize, Clone)]
struct File {
    file: PathBuf,
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut flag = |name: &str| {
        let at = args.iter().position(|a| a == name);
        at.map(|i| args.remove(i)).is_some()
    };
    let (notes, pools) = (flag("-notes"), flag("-pools"));
    let [manifest, facts, wanted @ ..] = args.as_slice() else {
        eprintln!("usage: lints [-notes] [-pools] MANIFEST STD_FACTS [PACKAGE,…]");
        return;
    };
    let text = std::fs::read_to_string(manifest).expect("a manifest");
    let manifest: Manifest = serde_json::from_str(&text).expect("a manifest");
    let wanted: Vec<&str> = wanted.iter().flat_map(|w| w.split(',')).collect();
    for package in &manifest.packages {
        if !wanted.is_empty() && !wanted.contains(&package.path.as_str()) {
            continue;
        }
        let texts: Vec<String> = package
            .files
            .iter()
            .map(|f| std::fs::read_to_string(&f.file).expect("a file"))
            .collect();
        if pools && !texts.iter().any(|t| t.contains("sync.Pool")) {
            continue;
        }
        let (package, facts) = (package.clone(), facts.clone());
        let work = move || look(&package, texts, Path::new(&facts), notes);
        let started = std::thread::Builder::new()
            .stack_size(256 << 20)
            .spawn(work);
        let _ = started.expect("a thread").join();
    }
}

fn look(package: &Package, texts: Vec<String>, facts: &Path, notes: bool) {
    let facts = Facts::open(facts).expect("facts about std");
    let mut packages = Packages::default();
    let known = facts
        .paths()
        .chain(package.import_map.keys().map(String::as_str));
    packages.set_available(known.map(str::to_owned).collect());
    for (source, path) in &package.import_map {
        packages.map_import(source, path);
    }
    let name = |f: &File| Rc::from(f.file.to_string_lossy());
    let request = Request {
        files: package
            .files
            .iter()
            .map(name)
            .zip(texts.into_iter().map(Rc::from))
            .collect(),
        others: 0,
        path: package.path.as_str().into(),
        lang: package.lang.as_str().into(),
        std: package.std,
        inline: true,
        explain: true,
        all_flows: false,
    };
    let analysis = loop {
        match analyse(request.clone(), &packages) {
            Ok(analysis) => break analysis,
            Err(missing) => {
                for path in missing {
                    packages.add(&path, &facts.load(&path).expect("a package of std"));
                }
            }
        }
    };
    let options = Options {
        std: package.std,
        ..Options::default()
    };
    let mut report = goescape::report::report(&analysis, &packages, &options);
    goescape::advise::lint(&analysis, &packages, &mut report);
    for l in &report.lints {
        let file = report.files.get(l.span.file as usize).map_or("", |f| f);
        let file = file.rsplit("/src/").next().unwrap_or_default();
        let other = l.related.map_or(0, |r| r.line);
        let fix = if l.edits.is_empty() { "" } else { " fix" };
        println!(
            "{file}:{}: {:?} {} {:?} {:?} related {other}{fix}",
            l.span.line, l.severity, l.rule, l.code, l.params
        );
    }
    if notes {
        for n in &report.notes {
            let file = report.files.get(n.span.file as usize).map_or("", |f| f);
            let file = file.rsplit("/src/").next().unwrap_or_default();
            println!("{file}:{}: {:?} {:?}", n.span.line, n.code, n.params);
        }
    }
}
