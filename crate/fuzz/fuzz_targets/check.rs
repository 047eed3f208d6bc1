//! Any text is checked: what is whole of it, beside some packages of std where GOESCAPE_STD says where their facts are.
#![no_main]

use goescape::Packages;
use goescape::analysis::{Request, errors};
use goescape_fuzz::change;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use std::cell::OnceCell;

/// What the seeds import most.
const IMPORTS: &[&str] = &[
    "bytes",
    "cmp",
    "context",
    "errors",
    "fmt",
    "io",
    "iter",
    "maps",
    "math",
    "os",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "time",
    "unicode/utf8",
];

thread_local! {
    static STD: OnceCell<Packages> = const { OnceCell::new() };
}

/// The packages of std, decoded once. Files are named `import.path-HASH.bin`.
fn packages() -> Packages {
    let mut packages = Packages::default();
    let Some(dir) = std::env::var_os("GOESCAPE_STD") else {
        return packages;
    };
    for entry in std::fs::read_dir(dir)
        .expect("the folder of facts about std")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((path, _)) = name.rsplit_once('-') else {
            continue;
        };
        let path = path.replace('.', "/");
        if IMPORTS.contains(&&*path) {
            packages.add(
                &path,
                &std::fs::read(entry.path()).expect("facts about a package"),
            );
        }
    }
    packages
}

fuzz_target!(|text: &str| {
    let request = Request {
        files: vec![("x.go".into(), text.into())],
        others: 0,
        path: "p".into(),
        lang: "go1.27".into(),
        std: false,
        inline: false,
        explain: false,
        all_flows: false,
    };
    STD.with(|std| {
        let _ = errors(&request, std.get_or_init(packages));
    });
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    change(data, size, max_size, seed)
});
