//! Texts that are made to break a parser.

use crate::dump::{self, parse};
use goescape::syntax::Options;
use goescape::syntax::parser::{MAX_DEPTH, MAX_HEIGHT};

/// Browsers give wasm about a megabyte of stack; half of it must do, unoptimised.
const STACK: usize = 512 << 10;

fn in_small_stack(f: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread.spawn(f).expect("a thread").join().expect("no panic");
}

/// Ways of nesting: what stands before, what opens, what is inside, what closes, what stands behind.
const NESTS: &[[&str; 5]] = &[
    ["var x = ", "(", "1", ")", ""],
    ["var x = ", "- ", "1", "", ""],
    ["var x = ", "<-", "c", "", ""],
    ["var x = ", "f(", "", ")", ""],
    ["var x = ", "a[", "0", "]", ""],
    ["var x = ", "a[:", "0", "]", ""],
    ["var x = T", "{", "", "}", ""],
    ["var x = ", "T{0: ", "1", "}", ""],
    ["var x = ", "func() { _ = ", "1", "}", ""],
    ["var x = ", "func() { go ", "f()", "}()", ""],
    ["var x ", "[]", "int", "", ""],
    ["var x ", "*", "int", "", ""],
    ["var x ", "[1]", "int", "", ""],
    ["var x ", "[a", "", "]int", ""],
    ["var x ", "map[", "int", "]int", ""],
    ["var x ", "map[int]", "int", "", ""],
    ["var x ", "chan ", "int", "", ""],
    ["var x ", "<-chan ", "int", "", ""],
    ["var x ", "(", "int", ")", ""],
    ["var x ", "T[", "int", "]", ""],
    ["var x ", "func(", "", ")", ""],
    ["var x ", "func() ", "", "", ""],
    ["var x ", "func(a ", "int", ")", ""],
    ["var x ", "struct{ a ", "int", "}", ""],
    ["var x ", "interface{ M(", "", ") }", ""],
    ["var x ", "interface{ ~", "int", "}", ""],
    ["type T[P ", "interface{ *", "int", "}", "] int"],
    ["type T[P *(", "(", "int", ")", ")] int"],
    ["func f() {", "{", "", "}", "}"],
    ["func f() {", "if x {", "", "}", "}"],
    ["func f() {", "if x {} else if y { if z {", "", "}}", "}"],
    ["func f() {", "for {", "", "}", "}"],
    ["func f() {", "switch {case x: ", "", "}", "}"],
    ["func f() {", "select {case <-x: ", "", "}", "}"],
    ["func f() {", "L: ", ";", "", "}"],
    [
        "func f() {",
        "type T struct { a [len(func() {",
        "",
        "})]int }",
        "}",
    ],
];

/// Chains that lean to one side.
const CHAINS: &[[&str; 3]] = &[
    ["var x = a", "+ a", ""],
    ["var x = a", ".b", ""],
    ["var x = a", "()", ""],
    ["var x = a", "[0]", ""],
    ["var x = a", ".(T)", ""],
    ["func f() { if x {}", "else if x {}", "}"],
    ["type T interface { a", "| a", "}"],
    ["type T[P a", "| a", "] int"],
];

fn nest(parts: &[&str; 5], depth: usize) -> String {
    let [before, open, inside, close, behind] = parts;
    let (open, close) = (open.repeat(depth), close.repeat(depth));
    format!("package p\n{before}{open}{inside}{close}{behind}\nvar whole = 1\n")
}

fn chain(parts: &[&str; 3], length: usize) -> String {
    let [start, link, end] = parts;
    format!(
        "package p\n{start} {} {end}\nvar whole = 1\n",
        link.repeat(length)
    )
}

#[test]
fn deep_nesting_is_an_error_and_the_rest_is_parsed() {
    in_small_stack(|| {
        for parts in NESTS {
            for depth in [MAX_DEPTH as usize + 10, 100_000] {
                let text = nest(parts, depth);
                let parsed = parse(text.as_bytes(), &Options::default());
                let lines = parsed.lines();
                let told = lines.iter().filter(|l| l.contains("nested too deeply"));
                assert_eq!(told.count(), 1, "{parts:?} {depth} {lines:?}");
                let file = parsed.file.expect("a file");
                let last = parsed.ast[file].tops.last().expect("a declaration");
                assert!(!last.broken && !last.decls.is_empty(), "{parts:?}");
            }
        }
    });
}

#[test]
fn moderate_nesting_is_fine() {
    in_small_stack(|| {
        for parts in NESTS {
            let text = nest(parts, MAX_DEPTH as usize / 8);
            let lines = dump::printed(text.as_bytes());
            assert!(
                !lines.iter().any(|l| l.contains("nested")),
                "{parts:?} {lines:?}"
            );
        }
    });
}

#[test]
fn long_chains_are_bounded() {
    in_small_stack(|| {
        for parts in CHAINS {
            let short = chain(parts, MAX_HEIGHT as usize - 20);
            let lines = dump::printed(short.as_bytes());
            assert!(
                !lines.iter().any(|l| l.contains("nested")),
                "{parts:?} {lines:?}"
            );
            let long = chain(parts, 100_000);
            let lines = dump::printed(long.as_bytes());
            assert!(
                lines[0].contains("nested too deeply"),
                "{parts:?} {lines:?}"
            );
        }
    });
}

#[test]
fn siblings_are_no_chain() {
    let elements = "a+b, ".repeat(20_000);
    let statements = "x = a+b.c;".repeat(20_000);
    let text = format!("package p\nvar x = []int{{{elements}}}\nfunc f() {{ {statements} }}\n");
    assert_eq!(dump::printed(text.as_bytes()), [""; 0]);
}

#[test]
fn any_bytes_are_taken() {
    in_small_stack(|| {
        let mut random = crate::random::Random(7);
        for _ in 0..3_000 {
            let length = random.below(200);
            let mut text = b"package p\nfunc f() {".to_vec();
            text.extend((0..length).map(|_| match random.below(3) {
                0 => random.next() as u8,
                _ => b"(){}[];:=,.*\"'`/\n\0 xfunc0"[random.below(25)],
            }));
            parse(&text, &Options::default());
        }
    });
}
