//! Any bytes are parsed, and healed where they are damaged.
#![no_main]

use goescape::syntax::outline::Outline;
use goescape::syntax::{Ast, Options, SyntaxError, parse_file};
use goescape::text::SourceMap;
use goescape_fuzz::change;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|data: &[u8]| {
    let whole = parse(data).is_empty();
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let healed = Outline::new(text).healed();
    assert_eq!(healed.text.len(), text.len());
    assert_eq!(
        healed.text.matches('\n').count(),
        text.matches('\n').count()
    );
    let again = parse(healed.text.as_bytes());
    // What is not closed does not keep the compiler from going on: such a file is not healed.
    let fatal = again.iter().any(SyntaxError::is_fatal);
    assert!(!whole || !fatal, "healing breaks a whole file");
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    change(data, size, max_size, seed)
});

/// The errors; each has a place.
fn parse(data: &[u8]) -> Vec<SyntaxError> {
    let (mut ast, mut map) = (Ast::default(), SourceMap::default());
    let id = map.add("x.go", &String::from_utf8_lossy(data));
    let parsed = parse_file(&mut ast, &mut map, id, data, &Options::default());
    for e in &parsed.errors {
        map.offset(e.pos);
    }
    parsed.errors
}
