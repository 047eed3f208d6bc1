//! What if: the copy with a change, its verdicts beside the compiler's, and the difference beside that of the compiler's two outputs.

mod support;

use goescape::Packages;
use goescape::wire::{
    Change, Difference, ImpossibleCode, Input, InputFile, Offer, Options, Params, SiteChangeKind,
    WhatIf,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use support::oracle::Go;

type Index = Vec<(String, PathBuf)>;

fn input(text: &str) -> Input {
    let archive = text.starts_with("-- ");
    Input {
        files: vec![InputFile {
            name: if archive { "m.txtar" } else { "x.go" }.into(),
            text: text.into(),
        }],
        options: Options {
            inline: true,
            archive,
            ..Options::default()
        },
    }
}

fn ask(index: &Index, text: &str, change: Option<&Change>) -> WhatIf {
    let mut packages = Packages::default();
    packages.set_available(index.iter().map(|(path, _)| path.clone()).collect());
    loop {
        match goescape::what_if(&input(text), change, &mut packages) {
            WhatIf::Missing { missing } => {
                for path in missing {
                    let (_, file) = index.iter().find(|(p, _)| *p == path).expect("it is there");
                    packages.add(&path, &std::fs::read(file).expect("it can be read"));
                }
            }
            answer => return answer,
        }
    }
}

fn offers(index: &Index, text: &str) -> Vec<Offer> {
    match ask(index, text, None) {
        WhatIf::Offers { offers } => offers,
        other => panic!("{other:?}"),
    }
}

fn difference(index: &Index, text: &str, change: &Change) -> Box<Difference> {
    match ask(index, text, Some(change)) {
        WhatIf::Difference { difference } => difference,
        other => panic!("{text}\n{change:?}: {other:?}"),
    }
}

/// The text with the edits; programs here are ASCII.
fn applied(text: &str, found: &Difference) -> String {
    let mut out = text.to_owned();
    for edit in found.edits.iter().rev() {
        out.replace_range(edit.from as usize..edit.to as usize, &edit.insert);
    }
    out
}

/// What is changed in a test, by the text that stands there.
enum What {
    NoInlining,
    AllSizes,
    Size(&'static str),
    Concrete(&'static str),
    NoInline(&'static str),
    Inlinable(&'static str),
    Prints,
}

/// The offer for it: one must be there.
fn offered(index: &Index, text: &str, what: &What) -> Change {
    let all = offers(index, text);
    let at = |part: &str| text.find(part).expect("it is in the text") as u32;
    let fits = |o: &&Offer| {
        let here = |part: &str| o.span.is_some_and(|s| s.from == at(part));
        match (what, &o.change) {
            (What::NoInlining, Change::Inline { on: false }) => true,
            (What::AllSizes, Change::Sizes { at: None, .. }) => true,
            (What::Size(part), Change::Sizes { at: Some(_), .. }) => here(part),
            (What::Concrete(part), Change::Concrete { .. }) => here(part),
            (What::NoInline(part), Change::NoInline { on: true, .. }) => here(part),
            (What::Inlinable(part), Change::NoInline { on: false, .. }) => here(part),
            (What::Prints, Change::Prints) => true,
            _ => false,
        }
    };
    let found = all.iter().find(fits);
    found
        .unwrap_or_else(|| panic!("not offered in {text}\n{all:#?}"))
        .change
        .clone()
}

/// A program, a change, and what the changed copy must be: replacements of text.
struct Case {
    text: &'static str,
    what: What,
    replaced: &'static [(&'static str, &'static str)],
}

const CASES: [Case; 17] = [
    Case {
        text: "package p\n\ntype T struct{ a, b int }\n\nfunc make1() *T { return &T{1, 2} }\n\nfunc f() int {\n\tt := make1()\n\treturn t.a\n}\n",
        what: What::NoInlining,
        replaced: &[],
    },
    Case {
        text: "package p\n\ntype T struct{ a, b int }\n\n// make1 makes one.\nfunc make1() *T { return &T{1, 2} }\n\nfunc f() int {\n\tt := make1()\n\treturn t.a\n}\n",
        what: What::NoInline("make1()"),
        replaced: &[("func make1", "//go:noinline\nfunc make1")],
    },
    Case {
        text: "package p\n\ntype T struct{ a, b int }\n\n//go:noinline\nfunc make1() *T { return &T{1, 2} }\n\nfunc f() int {\n\tt := make1()\n\treturn t.a\n}\n",
        what: What::Inlinable("make1()"),
        replaced: &[("//go:noinline", "// go:noinline")],
    },
    Case {
        text: "package p\n\ntype T struct{ next *T }\n\nfunc (t *T) set(n *T) { t.next = n }\n\nvar global T\n\nfunc f() {\n\tvar x T\n\tglobal.set(&x)\n}\n",
        what: What::NoInline("set(n"),
        replaced: &[("func (t *T) set", "//go:noinline\nfunc (t *T) set")],
    },
    Case {
        text: "package p\n\nfunc f(n int) int {\n\tb := make([]byte, n)\n\treturn len(b)\n}\n\nfunc g(n int) []int {\n\treturn make([]int, 0, n)\n}\n",
        what: What::Size("make([]byte"),
        replaced: &[("byte, n)", "byte, 64)")],
    },
    Case {
        text: "package p\n\nfunc f(n int) int {\n\tb := make([]byte, 100, n)\n\tm := n * 2\n\tc := make([]int, m)\n\treturn len(b) + len(c)\n}\n",
        what: What::AllSizes,
        replaced: &[
            ("100, n)", "100, 100)"),
            ("n * 2", "n * 2; _ = m"),
            ("int, m)", "int, 64)"),
        ],
    },
    Case {
        text: "package p\n\nimport (\n\t\"bytes\"\n\t\"io\"\n)\n\nfunc put(w io.Writer, n int) {\n\tvar b [16]byte\n\tb[0] = byte(n)\n\tw.Write(b[:])\n}\n\nfunc f() string {\n\tvar buf bytes.Buffer\n\tput(&buf, 1)\n\tput(&buf, 2)\n\treturn buf.String()\n}\n",
        what: What::Concrete("w io.Writer"),
        replaced: &[
            ("w io.Writer", "w *bytes.Buffer"),
            ("\t\"io\"", "\t_ \"io\""),
        ],
    },
    Case {
        text: "package p\n\ntype I interface{ M(*int) }\n\ntype T struct{ n int }\n\nfunc (t T) M(p *int) { *p = t.n }\n\nfunc call(i, j I, p *int) {\n\tfor k := range 3 {\n\t\tif k > 1 {\n\t\t\ti.M(p)\n\t\t}\n\t\tdefer j.M(p)\n\t}\n}\n\nfunc f(n int) {\n\tvar x int\n\tcall(T{n}, T{n}, &x)\n}\n",
        what: What::Concrete("i, j I"),
        replaced: &[("call(i, j I", "call(i T, j I")],
    },
    Case {
        text: "package p\n\ntype I interface{ M(*int) }\n\ntype T struct{ n int }\n\nfunc (t T) M(p *int) { *p = t.n }\n\nfunc call(i, j I, p *int) {\n\tfor k := range 3 {\n\t\tif k > 1 {\n\t\t\ti.M(p)\n\t\t}\n\t\tdefer j.M(p)\n\t}\n}\n\nfunc f(n int) {\n\tvar x int\n\tcall(T{n}, T{n}, &x)\n}\n",
        what: What::Concrete("j I"),
        replaced: &[("call(i, j I", "call(i I, j T")],
    },
    Case {
        text: "package p\n\nvar sink any\n\nfunc keep(v any) { sink = v }\n\nfunc f(n int) {\n\tkeep(n)\n}\n",
        what: What::NoInlining,
        replaced: &[],
    },
    Case {
        text: "package p\n\nimport \"os\"\n\nfunc hold(args ...any) int { return len(args) }\n\nfunc f(n int) {\n\tprintln(hold(n, n+1), os.Args)\n}\n",
        what: What::Concrete("args ...any"),
        replaced: &[("...any", "...int")],
    },
    Case {
        text: "package p\n\nimport \"io\"\n\ntype R struct{ b []byte }\n\nfunc (r *R) Read(p []byte) (int, error) { return copy(p, r.b), nil }\n\nfunc f() int {\n\tvar r io.Reader = &R{}\n\tp := make([]byte, 8)\n\tif len(p) > 9 {\n\t\tr = &R{p}\n\t}\n\tn, _ := r.Read(p)\n\treturn n\n}\n",
        what: What::Concrete("r io.Reader"),
        replaced: &[("io.Reader", "*R"), ("import \"io\"", "import _ \"io\"")],
    },
    Case {
        text: "package p\n\nfunc eq(a, b any) bool { return a == b }\n\nfunc f(n int) bool {\n\tx := any(n)\n\tfor range 3 {\n\t\tdefer func() { x = n + 1 }()\n\t}\n\treturn x == n\n}\n",
        what: What::Concrete("any(n)"),
        replaced: &[("any(n)", "(n)")],
    },
    Case {
        text: "package p\n\nimport \"fmt\"\n\nfunc f(n int) {\n\tfmt.Println(\"n\", n)\n\tfmt.Printf(\"%d\\n\", n)\n}\n",
        what: What::Prints,
        replaced: &[
            ("fmt.Println", "func(...any) {}"),
            ("fmt.Printf", "func(...any) {}"),
            ("\"fmt\"", "_ \"fmt\""),
        ],
    },
    Case {
        text: "package p\n\nimport (\n\t\"fmt\"\n\t\"log\"\n)\n\nfunc f(n int) string {\n\tlog.Print(n)\n\treturn fmt.Sprint(n)\n}\n",
        what: What::Prints,
        replaced: &[
            ("log.Print", "func(...any) {}"),
            ("\t\"log\"", "\t_ \"log\""),
        ],
    },
    Case {
        text: "package p\n\nimport (\n\tb \"bytes\"\n\t\"errors\"\n)\n\nvar failed error = errors.New(\"x\")\n\nvar out interface{ WriteByte(byte) error } = new(b.Buffer)\n\nfunc f() error {\n\tout.WriteByte(1)\n\treturn failed\n}\n",
        what: What::Concrete("out interface"),
        replaced: &[("interface{ WriteByte(byte) error }", "*b.Buffer")],
    },
    Case {
        text: "package p\n\nimport \"io\"\n\nfunc size(r io.Reader) int {\n\tp := make([]byte, 8)\n\tn, _ := r.Read(p)\n\treturn n\n}\n\nfunc f() int {\n\treturn size(source())\n}\n\nfunc source() *io.LimitedReader { return &io.LimitedReader{} }\n",
        what: What::Concrete("r io.Reader"),
        replaced: &[("r io.Reader", "r *io.LimitedReader")],
    },
];

fn index() -> Option<Index> {
    let index = support::std_facts::index();
    if index.is_none() {
        eprintln!("skipped: the facts about std are not set up");
    }
    index
}

#[test]
fn the_copy_is_the_program_with_that_one_change() {
    let Some(index) = index() else { return };
    for case in &CASES {
        let change = offered(&index, case.text, &case.what);
        let found = difference(&index, case.text, &change);
        let mut want = case.text.to_owned();
        for (old, new) in case.replaced {
            assert!(want.contains(old), "{old} in {want}");
            want = want.replacen(old, new, 1);
        }
        assert_eq!(applied(case.text, &found), want);
    }
}

/// Verdicts by line and words, as the compiler prints them.
fn verdicts<'l>(lines: impl Iterator<Item = &'l str>) -> BTreeMap<u32, Vec<String>> {
    let mut by_line: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    // Those that stand in code of std are not the program's.
    for line in lines.filter(|l| l.starts_with("x.go:")) {
        let mut parts = line.splitn(4, ':');
        let (Some(_), Some(at), Some(_), Some(text)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let verdict = [
            "escapes to heap",
            "does not escape",
            "moved to heap",
            "leaking param",
        ];
        if verdict.iter().any(|v| text.contains(v)) {
            let at = at.parse().expect("a line");
            by_line.entry(at).or_default().push(text.trim().to_owned());
        }
    }
    by_line.values_mut().for_each(|l| l.sort());
    by_line
}

#[test]
fn the_difference_is_that_of_the_compilers_outputs() {
    let (Some(index), Some(go)) = (index(), Go::find()) else {
        eprintln!("skipped: the pinned Go toolchain is not set up");
        return;
    };
    let mut differing = 0;
    for case in &CASES {
        let text = case.text;
        let change = offered(&index, text, &case.what);
        let found = difference(&index, text, &change);
        let after = applied(text, &found);
        let flags: &[&str] = match case.what {
            What::NoInlining => &["-m", "-l"],
            _ => &["-m"],
        };
        let old = go.compile(&["-m"], &[("x.go", text)]);
        let new = go.compile(flags, &[("x.go", &after)]);
        assert!(old.ok && new.ok, "{after}\n{}", new.output);
        let ours: Vec<&str> = found.after.lines.iter().map(|l| &*l.text).collect();
        assert_eq!(ours, new.output.lines().collect::<Vec<_>>(), "{after}");

        // A line in front of a function moves those behind it.
        let moved = |line: u32| {
            let is_new = after.lines().count() > text.lines().count();
            let behind = || {
                let directive = after.lines().position(|l| l == "//go:noinline");
                directive.is_some_and(|d| line as usize > d)
            };
            if is_new && behind() { line - 1 } else { line }
        };
        let old = verdicts(old.output.lines());
        let new: BTreeMap<u32, Vec<String>> = verdicts(new.output.lines())
            .into_iter()
            .map(|(line, words)| (moved(line), words))
            .collect();
        let all: BTreeSet<u32> = old.keys().chain(new.keys()).copied().collect();
        let compilers: BTreeSet<u32> = all
            .into_iter()
            .filter(|l| old.get(l) != new.get(l))
            .collect();
        let before = match ask_report(&index, text) {
            Some(report) => report,
            None => panic!("no report of {text}"),
        };
        let site_line = |c: &goescape::wire::SiteChange| {
            let (old, new) = (c.before, c.after);
            let old = old.map(|i| &before.sites[i as usize]);
            let new = new.map(|i| &found.after.sites[i as usize]);
            let same = old.zip(new).is_some_and(|(a, b)| a.words == b.words);
            let silent = |s: Option<&goescape::wire::Site>| s.is_none_or(|s| s.words.is_empty());
            if same || silent(old) && silent(new) {
                return None;
            }
            match (old, new) {
                (Some(s), _) => Some(s.span.line),
                (None, Some(s)) => Some(moved(s.span.line)),
                _ => None,
            }
        };
        let ours: BTreeSet<u32> = found.sites.iter().filter_map(site_line).collect();
        assert_eq!(ours, compilers, "{text}\n{:?}", found.sites);
        differing += ours.len();
    }
    assert!(
        differing >= 15,
        "only {differing} lines differ: the programs show nothing"
    );
}

fn ask_report(index: &Index, text: &str) -> Option<Box<goescape::wire::Report>> {
    Some(support::std_facts::report(index, &input(text)))
}

#[test]
fn sites_and_functions_are_told_apart() {
    let Some(index) = index() else { return };
    let case = &CASES[1];
    let change = offered(&index, case.text, &case.what);
    let found = difference(&index, case.text, &change);
    let before = ask_report(&index, case.text).unwrap();
    // The inlined copy stayed on the stack and is gone; the function's own object stays where it was.
    let kinds: Vec<_> = found.sites.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [SiteChangeKind::Vanished]);
    let gone = &before.sites[found.sites[0].before.unwrap() as usize];
    assert_eq!(gone.inlined[0].callee, "make1");
    // make1 can not be inlined any more, and f has the call's object to pay.
    let told: Vec<_> = found
        .functions
        .iter()
        .map(|f| {
            let name = &before.functions[f.before.unwrap() as usize].name;
            (name.as_str(), f.inlining, f.per_call)
        })
        .collect();
    assert!(told.contains(&("make1", true, false)), "{told:?}");
    assert!(told.iter().any(|t| t.0 == "f" && t.2), "{told:?}");
    let f = found
        .after
        .functions
        .iter()
        .find(|f| f.name == "f")
        .unwrap();
    let cost = f.per_call.unwrap();
    assert_eq!((cost.objects.least, cost.bytes.most), (1, Some(16)));
}

#[test]
fn offers_name_the_sites_that_they_are_about() {
    let Some(index) = index() else { return };
    let text = CASES[6].text;
    let report = ask_report(&index, text).unwrap();
    let all = offers(&index, text);
    let concrete = all
        .iter()
        .find(|o| matches!(o.change, Change::Concrete { .. }))
        .expect("w has one type");
    let params = |list: &[(&str, &str)]| -> Params {
        let owned = list.iter().map(|&(k, v)| (k.into(), v.into()));
        owned.collect()
    };
    assert_eq!(
        concrete.params,
        params(&[("name", "w"), ("type", "*bytes.Buffer")])
    );
    let names: BTreeSet<&str> = concrete
        .sites
        .iter()
        .map(|&i| report.sites[i as usize].name.as_str())
        .collect();
    // What is put into w, what w's method is given, and w itself.
    assert!(names.contains("b") && names.contains("w"), "{names:?}");
    assert!(
        !names.contains("buf") || report.sites.len() > 3,
        "{names:?}"
    );
}

#[test]
fn what_can_not_be_changed_says_why() {
    let Some(index) = index() else { return };
    let no = |text: &str, change: Change| match ask(&index, text, Some(&change)) {
        WhatIf::Impossible { code, params } => (code, params),
        other => panic!("{text}: {other:?}"),
    };
    let concrete = |text: &str, part: &str| {
        let at = goescape::wire::Place {
            file: 0,
            at: text.find(part).expect("it is there") as u32,
        };
        no(text, Change::Concrete { at })
    };
    let several = "package p\n\nfunc f(v any) {}\n\nfunc g() {\n\tf(1)\n\tf(\"a\")\n}\n";
    let (code, params) = concrete(several, "v any");
    assert_eq!(code, ImpossibleCode::SeveralTypes);
    assert_eq!(params["types"], "int, string");
    for (text, part, want) in [
        (
            "package p\n\nfunc f(v any) {}\n",
            "v any",
            ImpossibleCode::NoType,
        ),
        (
            "package p\n\nfunc f(v any) {}\n\nvar g = f\n\nfunc h() { f(1) }\n",
            "v any",
            ImpossibleCode::NoType,
        ),
        (
            "package p\n\nfunc f(v any) {}\n\nfunc h(e error) { f(e) }\n",
            "v any",
            ImpossibleCode::NoType,
        ),
        (
            "package p\n\nfunc f(v any) {}\n\nfunc h() {\n\ttype T int\n\tf(T(1))\n}\n",
            "v any",
            ImpossibleCode::NoName,
        ),
        (
            "package p\n\nfunc f(v any) {}\n\nfunc h[T any](t T) { f(t) }\n",
            "v any",
            ImpossibleCode::NoType,
        ),
        (
            "package p\n\nfunc f(v int) {}\n",
            "v int",
            ImpossibleCode::NoSuchPlace,
        ),
        (
            "package p\n\ntype I interface{ M(any) }\n\ntype T int\n\nfunc (T) M(v any) {}\n\nvar _ I = T(0)\n\nfunc h() { T(1).M(2) }\n",
            "v any",
            ImpossibleCode::DoesNotCheck,
        ),
        (
            "package p\n\nfunc f(v any) {\n\tswitch v.(type) {\n\t}\n}\n\nfunc h() { f(2) }\n",
            "v any",
            ImpossibleCode::DoesNotCheck,
        ),
    ] {
        assert_eq!(concrete(text, part).0, want, "{text}");
    }
    let plain = "package p\n\nfunc f() []int { return make([]int, 3) }\n";
    let sizes = Change::Sizes {
        elements: 8,
        at: None,
    };
    assert_eq!(no(plain, sizes).0, ImpossibleCode::SameAlready);
    assert_eq!(no(plain, Change::Prints).0, ImpossibleCode::SameAlready);
    let on = Change::Inline { on: true };
    assert_eq!(no(plain, on).0, ImpossibleCode::SameAlready);
    let newer = "package p\n\nfunc f() {\n\tfor range 3 {\n\t}\n}\n";
    let (code, params) = no(
        newer,
        Change::Lang {
            lang: "go1.20".into(),
        },
    );
    assert_eq!(code, ImpossibleCode::DoesNotCheck);
    assert!(params["error"].contains("go1.22"), "{params:?}");
    let module = "-- go.mod --\nmodule m\n\ngo 1.24\n-- a.go --\npackage m\n\nfunc F() *int { return new(int) }\n";
    let lang = Change::Lang {
        lang: "go1.21".into(),
    };
    assert_eq!(no(module, lang).0, ImpossibleCode::LangOfModule);
}

#[test]
fn packages_of_a_module_are_seen_together() {
    let Some(index) = index() else { return };
    let text = "-- go.mod --\nmodule m\n\ngo 1.27\n-- main.go --\npackage main\n\nimport (\n\t\"m/out\"\n\t\"strings\"\n)\n\nfunc main() {\n\tvar b strings.Builder\n\tout.Put(&b, 1)\n\tprintln(b.String())\n}\n-- out/out.go --\npackage out\n\nimport \"io\"\n\n// Put writes n.\n//\n//go:noinline\nfunc Put(w io.Writer, n int) {\n\tb := [1]byte{byte(n)}\n\tw.Write(b[:])\n}\n";
    let change = offered(&index, text, &What::Concrete("w io.Writer"));
    let found = difference(&index, text, &change);
    let after = applied(text, &found);
    // out does not import strings: it is imported under a name that nothing else has.
    assert!(
        after.contains("package out; import import_strings \"strings\"\n"),
        "{after}"
    );
    assert!(
        after.contains("Put(w *import_strings.Builder, n int)"),
        "{after}"
    );
    assert!(found.after.problems.is_empty());
    assert!(
        found
            .sites
            .iter()
            .any(|c| c.kind == SiteChangeKind::ToStack || c.kind == SiteChangeKind::Vanished)
    );
}

#[test]
fn an_older_version_shares_the_variable_of_a_loop() {
    let Some(index) = index() else { return };
    let text = "package p\n\nvar all []*int\n\nfunc f(n int) {\n\tfor i := 0; i < n; i++ {\n\t\tall = append(all, &i)\n\t}\n}\n";
    let found = difference(
        &index,
        text,
        &Change::Lang {
            lang: "go1.21".into(),
        },
    );
    assert!(found.edits.is_empty());
    let Some(go) = Go::find() else { return };
    let want = go.compile(&["-m", "-lang=go1.21"], &[("x.go", text)]);
    let ours: Vec<&str> = found.after.lines.iter().map(|l| &*l.text).collect();
    assert_eq!(ours, want.output.lines().collect::<Vec<_>>());
    // One variable for the loop instead of one each turn: the same words, other memory.
    let i = found.sites.iter().find_map(|c| {
        let site = &found.after.sites[c.after? as usize];
        (site.name == "i").then_some((c.kind, site.times.loops))
    });
    assert_eq!(i, Some((SiteChangeKind::Other, 0)));
}
