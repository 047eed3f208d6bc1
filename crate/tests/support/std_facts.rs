//! The facts about std that the build made (`npm run setup`).

use goescape::wire::{Answer, Input, Report};
use goescape::{Packages, analyze};
use std::path::{Path, PathBuf};

/// The workspace's target folder.
pub fn target_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}

/// Import paths and the files that hold their export data; nothing where the set-up has not run.
pub fn index() -> Option<Vec<(String, PathBuf)>> {
    let dir =
        std::env::var_os("GOESCAPE_STD").map_or_else(|| target_dir().join("std"), PathBuf::from);
    let text = std::fs::read_to_string(dir.join("index.json")).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    let packages = json.get("packages")?.as_object()?;
    let file = |v: &serde_json::Value| Some(dir.join(v.as_str()?));
    packages
        .iter()
        .map(|(path, v)| Some((path.clone(), file(v)?)))
        .collect()
}

/// All packages of std, not loaded yet.
pub fn packages() -> Option<Packages> {
    let mut packages = Packages::default();
    packages.set_available(index()?.into_iter().map(|(path, _)| path).collect());
    Some(packages)
}

/// Our report on a program, with the facts about std that it asks for.
///
/// # Panics
/// If it asks for a package that the index has not.
pub fn report(index: &[(String, PathBuf)], input: &Input) -> Box<Report> {
    let mut packages = Packages::default();
    packages.set_available(index.iter().map(|(path, _)| path.clone()).collect());
    loop {
        match analyze(input, &mut packages) {
            Answer::Report { report } => return report,
            Answer::Missing { missing } => add(index, &mut packages, &missing),
        }
    }
}

/// Adds what was asked for.
///
/// # Panics
/// If the index has not got it.
pub fn add(index: &[(String, PathBuf)], packages: &mut Packages, missing: &[String]) {
    for path in missing {
        let found = index.iter().find(|(p, _)| p == path);
        let (_, file) = found.expect("it was said to be there");
        packages.add(path, &std::fs::read(file).expect("the facts about std"));
    }
}
