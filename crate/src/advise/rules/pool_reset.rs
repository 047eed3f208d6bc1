//! Writers, readers and hashes that are made per call become a pool of them: `Reset` makes each as good as new.

use crate::advise::draft::{Draft, Expect};
use crate::advise::pool::caveats;
use crate::advise::{Context, Found};
use crate::syntax::ExprId;
use crate::wire::{CheckCode, SuggestionCode};

/// A constructor, and what takes its place.
struct Kind {
    path: &'static str,
    name: &'static str,
    typ: &'static str,
    noun: &'static str,
    /// The parameter of Reset, and its type.
    param: Option<(&'static str, &'static str)>,
    /// Packages that the helpers name.
    needs: &'static [&'static str],
}

const fn writer(path: &'static str, typ: &'static str, noun: &'static str) -> Kind {
    Kind {
        path,
        name: "NewWriter",
        typ,
        noun,
        param: Some(("w", "io.Writer")),
        needs: &["io", "sync"],
    }
}

const fn hash(path: &'static str) -> Kind {
    Kind {
        path,
        name: "New",
        typ: "hash.Hash",
        noun: "Hash",
        param: None,
        needs: &["hash", "sync"],
    }
}

const KINDS: &[Kind] = &[
    writer("bufio", "*bufio.Writer", "Writer"),
    Kind {
        path: "bufio",
        name: "NewReader",
        typ: "*bufio.Reader",
        noun: "Reader",
        param: Some(("r", "io.Reader")),
        needs: &["io", "sync"],
    },
    writer("compress/gzip", "*gzip.Writer", "GzipWriter"),
    writer("compress/zlib", "*zlib.Writer", "ZlibWriter"),
    hash("crypto/sha256"),
    hash("crypto/sha512"),
    hash("crypto/sha1"),
    hash("crypto/md5"),
];

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let callee = context.callee(x);
    let kind = KINDS.iter().find(|k| callee.is(k.path, k.name))?;
    let call = context.call(x)?;
    let decl = context.declaration_of_value(x)?;
    let gate = context.pool_gate_of_any_size(&decl, false).ok()?;
    if gate.grows {
        return None;
    }
    let file = context.file_of(x)?;
    // The helpers name the package as std does.
    let own = kind.path.rsplit('/').next()?;
    if context.import_name(file, kind.path)? != own {
        return None;
    }
    let arg = match (*call.args).as_ref() {
        [] => String::new(),
        [arg] => context.source(*arg),
        _ => return None,
    };
    let name = context.analysis.ast.name_str(decl.name).to_owned();
    let noun = kind.noun;
    let (pool, get, put) = (
        context.free_name(&format!("{}Pool", super::lower_first(noun))),
        context.free_name(&format!("get{noun}")),
        context.free_name(&format!("put{noun}")),
    );
    let typ = kind.typ;
    let made = match kind.param {
        Some(_) => format!("{own}.{}(nil)", kind.name),
        None => format!("{own}.{}()", kind.name),
    };
    let helpers = match kind.param {
        Some((w, param)) => format!(
            "// {pool} keeps them between calls; the garbage collector may empty it at any time.\n\
             var {pool} = sync.Pool{{\n\tNew: func() any {{ return {made} }},\n}}\n\n\
             func {get}({w} {param}) {typ} {{\n\tp := {pool}.Get().({typ})\n\tp.Reset({w})\n\treturn p\n}}\n\n\
             // {put} gives it back without what it was used for: nobody may use it afterwards.\n\
             func {put}(p {typ}) {{\n\tp.Reset(nil)\n\t{pool}.Put(p)\n}}"
        ),
        None => format!(
            "// {pool} keeps them between calls; the garbage collector may empty it at any time.\n\
             var {pool} = sync.Pool{{\n\tNew: func() any {{ return {made} }},\n}}\n\n\
             func {get}() {typ} {{\n\treturn {pool}.Get().({typ})\n}}\n\n\
             // {put} resets it and gives it back: nobody may use it afterwards.\n\
             func {put}(p {typ}) {{\n\tp.Reset()\n\t{pool}.Put(p)\n}}"
        ),
    };
    let (at, range) = context.stmt_range(decl.stmt)?;
    let indent = context.indent(at, range.start);
    let lines = format!("{name} := {get}({arg})\n{indent}defer {put}({name})");
    let shown = format!("{own}.{}", kind.name);
    let mut draft = context
        .draft_at(
            "R35",
            SuggestionCode::PoolReset,
            x,
            &[("name", &name), ("type", typ)],
        )?
        .change([
            context.replace_stmt(decl.stmt, lines)?,
            context.behind_function(&decl, &helpers)?,
        ])
        .change(context.fix_imports(file, kind.needs, &[])?)
        .needs(kind.needs)
        .expect(Expect::CallGone(shown));
    let checks = gate.reset_by_method(&name).into_checks(&name, false);
    draft = draft.checks(checks).caveats(caveats());
    if kind.param.is_none() {
        draft = draft.check(CheckCode::PointerInPool, &[("type", typ)]);
    }
    Some(draft.build())
}
