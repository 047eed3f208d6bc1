//! Directives and labels, right and wrong, judged by the compiler.

use crate::compiler::Compiler;
use crate::corpus::Corpus;
use crate::dump::parse;
use goescape::syntax::directives::{Rules, check};
use goescape::syntax::{ErrorList, Options};

/// Programs without type errors.
const PROGRAMS: &[&str] = &[
    "//go:noinline\npackage p\n",
    "//go:build go1.21\n\npackage p\n",
    "package p\n\n//go:build go1.21\n\nvar x int\n",
    "package p\n\n//go:noinline\nvar x int\n",
    "package p\n\n//go:noinline\ntype t int\n\n//go:nosplit\nconst c = 1\n",
    "package p\n\n//go:noinline\n//go:nosplit\nfunc f() {}\n",
    "package p\n\n//go:noinline\n\nfunc f() {}\n",
    "package p\n\nfunc f() {} //go:noinline\n",
    "package p\n\n/* */ //go:noinline\nfunc f() {}\n",
    "package p\n\nfunc f() {\n\t//go:noinline\n\tx := 1\n\t_ = x\n}\n",
    "package p\n\nfunc f() {\n\t//go:noinline\n}\n\nfunc g() {}\n",
    "package p\n\nfunc f() {\n\t//go:noinline\n\tvar x int\n\t_ = x\n}\n",
    "package p\n\n//go:noinline\nvar (\n\t//go:nosplit\n\tx int\n)\n",
    "package p\n\n//go:noescape\nfunc f()\n\n//go:noescape\nfunc g() {}\n",
    "package p\n\n//go:noescape\nfunc (t) f() {}\n\ntype t int\n",
    "package p\n\n//go:systemstack\nfunc f() {}\n",
    "package p\n\n//go:uintptrkeepalive\nfunc f(x uintptr) {}\n",
    "package p\n\n//go:uintptrescapes\nfunc f(x uintptr) {}\n",
    "package p\n\n//go:unknown\nfunc f() {}\n\n//go:generate x\n//go:fix inline\nvar x int\n",
    "package p\n\nfunc f()\nfunc _()\n",
    "package p\n\n//go:linkname f g\nfunc f()\n",
    "package p\n\nimport _ \"unsafe\"\n\n//go:linkname f g\n//go:linkname f h\nfunc f()\n",
    "package p\n\nimport _ \"unsafe\"\n\n//go:linkname f a[b]\nfunc f()\n//go:linkname t x\ntype t int\n",
    "package p\n\nimport _ \"unsafe\"\n\n//go:linkname\n//go:linkname a b c d\n//go:linknamestd a\n//go:linkname v\nvar v int\n",
    "package p\n\nimport _ \"unsafe\"\n\nfunc f() {\n\t//go:linkname f g\n}\n",
    "package p\n\n//go:embed a\nvar x string\n",
    "package p\n\n//go:embed\nvar x string\n\n//go:embed \"a\nvar y string\n\n//go:embed `a`b\nvar z string\n",
    "package p\n\n//go:embed a\nfunc f() {}\n\n//go:embed a\n",
    "package p\n\n//go:cgo_ldflag \"x\"\n//go:cgo_export_static a b c\n//go:cgo_import_dynamic a b \"-x\"\nvar x int\n",
    "package p\n\n//go:cgo_import_dynamic a b \"lib\"\n//go:cgo_import_dynamic a \"b\"\n//go:cgo_unsafe_args\nfunc f() {}\n",
    "package p\n\n//go:wasmimport a b\nfunc f()\n\n//go:wasmimport a\nfunc g()\n\n//go:wasmexport\nfunc h() {}\n//go:wasmexport a b\nfunc i() {}\n",
    "package p\n\n//line a.go:10\nfunc f() { goto L }\n//line b.go:1:5\nfunc g() { L: }\n//line :3:4\nfunc h() { break }\n",
    "package p\n\n//line ./a/../b.go:10\nfunc f() { break }\n/*line /c//d.go:1:2*/ func g() { break }\n",
    "package p\n\n//line a.go:0\n//line a.go:x\n//line a.go:1:0\n//line a.go\n//line a.go:99999999999\n //line a.go:7\nfunc f() { break }\n",
    "package p\n\nfunc f() { L: L: for { break L; continue M }; goto N; { N: } }\n",
    "package p\n\nfunc f() { goto L; x := 1; _ = x; L: goto M; var y, z int; _, _ = y, z; M: }\n",
    "package p\n\nfunc f(x any) { switch { case true: fallthrough; default: fallthrough }; switch x.(type) { case int: fallthrough }; fallthrough }\n",
    "package p\n\nfunc f() { switch { case true: { fallthrough }; default: }; select { default: fallthrough } }\n",
    "package p\n\nfunc f() { L: if true { break L }; M: switch { default: continue M; for { continue M } } }\n",
    "package p\n\nfunc f() { _: for { break _ }; goto _ }\n",
    "package p\n\nfunc f() { break; continue; func() { break }(); for { func() { continue }() } }\n",
    "package p\n\nvar a = 'ab'\nvar b = 08\nvar c = 1__0\n",
];

#[test]
fn directives_and_branches_as_the_compiler_has_them() {
    let Some(corpus) = Corpus::find() else { return };
    let Some(compiler) = Compiler::find(&corpus) else {
        return;
    };
    let rules = Rules {
        complete: false,
        lang: 27,
        lang_text: "go1.27".into(),
    };
    let mut differences = Vec::new();
    for program in PROGRAMS {
        let parsed = parse(program.as_bytes(), &Options::default());
        let mut list = ErrorList::default();
        for e in &parsed.errors {
            list.add(&parsed.map, e.pos, &e.msg);
        }
        if list.is_empty() {
            for e in check(&parsed.ast, &rules) {
                list.add(&parsed.map, e.pos, &e.msg);
            }
        }
        let theirs = compiler.lines(program.as_bytes());
        let ours = list.lines(&parsed.map);
        if ours != theirs {
            differences.push(format!(
                "{program}\n  ours     {ours:?}\n  compiler {theirs:?}"
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
