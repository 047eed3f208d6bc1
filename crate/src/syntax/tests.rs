//! What the tree promises to later stages. That it is the compiler's tree, and that errors are the compiler's, is shown in
//! `tests/syntax`, against the compiler itself.

use super::*;

fn parse(text: &str) -> (Ast, SourceMap, Vec<String>) {
    let (mut ast, mut map) = (Ast::default(), SourceMap::default());
    let id = map.add("x.go", text);
    let parsed = parse_file(&mut ast, &mut map, id, text, &Options::default());
    let errors = parsed.errors.iter().map(|e| e.msg.to_string()).collect();
    (ast, map, errors)
}

/// The initial value of the first declaration in `package p; var _ = TEXT`.
fn expr(text: &str) -> (Ast, SourceMap, ExprId) {
    let (ast, map, errors) = parse(&format!("package p; var _ = {text}"));
    assert_eq!(errors, [""; 0], "{text}");
    let DeclKind::Var(VarDecl {
        values: Some(x), ..
    }) = ast.decls[0].kind
    else {
        panic!("{text}");
    };
    (ast, map, x)
}

fn offset(map: &SourceMap, pos: Pos) -> usize {
    map.offset(pos).expect("a known place").1 as usize
}

#[test]
fn expressions_print_as_they_were_written() {
    for text in [
        "a.b[i](x, y...)",
        "a[i:j:k]",
        "x.(T)",
        "<-c",
        "*p + -q &^ ^r",
        "[]int{…}",
        "map[string][]byte{}",
        "func(a, b int, c ...string) (d error) {…}",
        "func() {}",
        "struct{a, b int; T; *U \"tag\"}{}",
        "interface{M(int) string; ~int | E}(nil)",
        "chan (<-chan int)(nil)",
        "[...]T[A, B]{…}",
        "T{…}.f",
    ] {
        let source = text.replace(
            "{…}",
            if text.starts_with("func") {
                "{ return }"
            } else {
                "{1}"
            },
        );
        let (ast, _, x) = expr(&source);
        assert_eq!(ast.string_of(x), text);
    }
}

#[test]
fn positions_are_the_tokens_that_make_the_node() {
    const BEFORE: usize = "package p; var _ = ".len();
    for (text, pos, start, end) in [
        ("f(x)", 1, 0, 3),
        ("a.b", 1, 0, 3),
        ("a[i]", 1, 0, 3),
        ("a + b", 2, 0, 5),
        ("-a", 0, 0, 2),
        ("T{1}", 1, 0, 3),
        ("x.(T)", 1, 0, 4),
        ("func() {}", 0, 0, 8),
        ("`a\nb`", 0, 0, 5),
    ] {
        let (ast, map, x) = expr(text);
        let at = |pos| offset(&map, pos) - BEFORE;
        let found = (at(ast.pos(x)), at(ast.start_pos(x)), at(ast.end_pos(x)));
        assert_eq!(found, (pos, start, end), "{text}");
    }
}

#[test]
fn names_in_a_list_share_their_type() {
    let (ast, _, errors) = parse("package p; func f(a, b int, c string) {}");
    assert_eq!(errors, [""; 0]);
    let types: Vec<ExprId> = ast.fields.iter().map(|f| f.ty).collect();
    assert!(types[0] == types[1] && types[1] != types[2]);
    let names: Vec<&str> = ast
        .fields
        .iter()
        .map(|f| ast.name_str(f.name.unwrap()))
        .collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[test]
fn groups_and_iota() {
    let (ast, _, _) = parse("package p; const ( a = iota; b; c ); const d = 1; const ( e = 2 )");
    let found: Vec<(Option<GroupId>, u32)> = ast
        .decls
        .iter()
        .map(|d| match &d.kind {
            DeclKind::Const(c) => (d.group, c.iota),
            _ => panic!("only constants"),
        })
        .collect();
    let (first, second) = (Some(GroupId(0)), Some(GroupId(1)));
    assert_eq!(
        found,
        [(first, 0), (first, 1), (first, 2), (None, 0), (second, 0)]
    );
}

#[test]
fn branches_know_where_they_lead() {
    let (ast, _, errors) = parse(
        "package p; func f() { L: for { switch { case true: break; default: continue L }; goto M }; M: }",
    );
    assert_eq!(errors, [""; 0]);
    let targets: Vec<&StmtKind> = ast
        .stmts
        .iter()
        .filter_map(|s| match &s.kind {
            StmtKind::BranchStmt(b) => b.target.map(|t| &ast[t].kind),
            _ => None,
        })
        .collect();
    assert!(matches!(
        targets[..],
        [
            StmtKind::SwitchStmt(_),
            StmtKind::ForStmt(_),
            StmtKind::LabeledStmt { .. }
        ]
    ));
}

#[test]
fn directives_go_with_their_declaration() {
    let text = "//go:build go1.21\n\npackage p\n\n//go:noinline\n//go:nosplit\nfunc f() {}\n\n//go:linkname f g\nvar x int\n";
    let (ast, map, _) = parse(text);
    let file = &ast.files[0];
    assert_eq!(file.go_version.as_deref(), Some("go1.21"));
    assert!(
        file.pragma
            .as_ref()
            .is_some_and(|p| p.flag == PragmaFlag::GO_BUILD)
    );
    let pragma = ast[file.decls[0]].pragma.as_ref().expect("directives");
    assert!(
        pragma
            .flag
            .has(PragmaFlag::NOINLINE.with(PragmaFlag::NOSPLIT))
    );
    assert_eq!(&*pragma.directives[0].text, "go:noinline");
    assert_eq!(
        offset(&map, pragma.directives[0].pos),
        text.find("go:noinline").unwrap()
    );
    assert_eq!(&*file.linknames[0].local, "f");
}

#[test]
fn top_levels_are_stretches_of_text() {
    let text = "package p\n\nimport (\n\t\"a\"\n\t\"b\"\n)\n\n// About f.\nfunc f() {\n\treturn\n}\n\nvar x = )\n\ntype t int // Behind.\n";
    let (ast, map, errors) = parse(text);
    assert_eq!(errors.len(), 2, "both about the same parenthesis");
    let found: Vec<(&str, usize, bool)> = ast.files[0]
        .tops
        .iter()
        .map(|t| {
            let range = offset(&map, t.start)..offset(&map, t.end);
            (&text[range], t.decls.len(), t.broken)
        })
        .collect();
    let want = [
        ("import (\n\t\"a\"\n\t\"b\"\n)", 2, false),
        ("func f() {\n\treturn\n}", 1, false),
        ("var x = )\n", 1, true),
        ("type t int", 1, false),
    ];
    assert_eq!(found, want);
}

#[test]
fn walking_sees_each_node_in_source_order() {
    let (ast, _, x) = expr("f(a.b, func() { c = d[e] })");
    let mut names = Vec::new();
    ast.inspect(x, |node| {
        if let Node::Expr(x) = node {
            names.extend(ast.name(x).cloned());
        }
        true
    });
    assert_eq!(names.iter().map(|n| &**n).collect::<String>(), "fabcde");
    let mut open = Vec::new();
    ast.walk(x, |visit| {
        match visit {
            walk::Visit::Enter(node) => open.push(node),
            walk::Visit::Leave(node) => assert_eq!(open.pop(), Some(node)),
        }
        true
    });
    assert!(open.is_empty());
}

#[test]
fn without_a_package_clause_there_is_no_file() {
    for text in [
        "",
        "func f() {}",
        "package",
        "package 1",
        "// only a comment",
    ] {
        let (ast, _, errors) = parse(text);
        assert!(ast.files.is_empty() && !errors.is_empty(), "{text}");
    }
}

#[test]
fn several_files_share_one_arena() {
    let (mut ast, mut map) = (Ast::default(), SourceMap::default());
    for (name, text) in [
        ("a.go", "package p; var x = y"),
        ("b.go", "package p; var y = 1"),
    ] {
        let id = map.add(name, text);
        parse_file(&mut ast, &mut map, id, text, &Options::default());
    }
    assert_eq!(ast.file_nodes().count(), 2);
    let second = ast.files[1].pkg_name;
    let place = map.place(ast.pos(second)).expect("a known place");
    assert_eq!((&*place.file, place.line1, place.col1), ("b.go", 1, 9));
    let spelt = ast.exprs.iter().filter_map(|x| match &x.kind {
        ExprKind::Name(n) if &**n == "y" => Some(n),
        _ => None,
    });
    let names: Vec<_> = spelt.collect();
    assert!(
        std::rc::Rc::ptr_eq(names[0], names[1]),
        "equal names are one string"
    );
}
