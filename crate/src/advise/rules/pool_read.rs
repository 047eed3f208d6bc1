//! What `io.ReadAll` reads goes into a buffer out of a pool, where nothing that refers to it outlives the call.

use super::pool_code::{Code, STYLES, Told, Use};
use crate::advise::declaration::Declaration;
use crate::advise::draft::{Draft, Expect};
use crate::advise::pool::SIZE_LIMIT;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, Node, Operator, StmtKind};
use crate::types::ObjId;
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call).is("io", "ReadAll")
            && let Some(drafts) = drafts(context, call)
        {
            found.in_styles(drafts);
        }
    }
}

/// `data, err := io.ReadAll(r)`, once per call.
struct Reading {
    /// The statement, and `data`.
    decl: Declaration,
    /// What takes the error: its name, and how it is assigned; nothing where nobody asks for it.
    error: Option<(String, &'static str)>,
}

fn reading(c: &Context<'_>, x: ExprId) -> Option<Reading> {
    let ast = &c.analysis.ast;
    let Some(Node::Stmt(stmt)) = c.usage.parent(x) else {
        return None;
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return None;
    };
    let [name, error] = ast.unpack_list(&Some(a.lhs))[..] else {
        return None;
    };
    let defs = &c.analysis.checked.info.defs;
    let obj: ObjId = defs[name.index()]?;
    let func = c.func_of(stmt)?;
    c.siblings(stmt)?;
    if a.op != Some(Operator::Def) || !c.loops_around(stmt).is_empty() {
        return None;
    }
    let error = match ast.name_str(error) {
        "_" => None,
        text if defs[error.index()].is_some() => Some((text.to_owned(), ":=")),
        text => Some((text.to_owned(), "=")),
    };
    Some(Reading {
        decl: Declaration {
            func,
            stmt,
            name,
            obj,
            value: Some(x),
            ty: None,
        },
        error,
    })
}

fn drafts(c: &Context<'_>, x: ExprId) -> Option<Vec<Draft>> {
    let [reader] = *c.call(x)?.args else {
        return None;
    };
    let Reading { decl, error } = reading(c, x)?;
    let gate = c.pool_gate_of_any_size(&decl, false).ok()?;
    let file = c.file_of(x)?;
    let bytes = c.import_name(file, "bytes");
    // One that grows would grow out of the buffer.
    if gate.grows || bytes.as_ref().is_some_and(|name| name != "bytes") {
        return None;
    }
    let name = c.analysis.ast.name_str(decl.name).to_owned();
    let held = c.free_name("buf");
    let put = c.free_name("putReadBuffer");
    let code = Code {
        declares: None,
        pool: c.free_name("readBufferPool"),
        get: c.free_name("getReadBuffer"),
        put_doc: format!(
            "{put} empties the buffer and gives it back: nobody may use it afterwards."
        ),
        put,
        typ: "*bytes.Buffer".into(),
        keeps: "buffers",
        new: vec!["return new(bytes.Buffer)".into()],
        param: None,
        get_doc: None,
        prepare: Vec::new(),
        letter: "p",
        limit: Some((
            format!("$p.Cap() > {}", SIZE_LIMIT.replace(' ', "")),
            " // it would stay in memory",
        )),
        reset: vec!["$p.Reset()".into()],
    };
    let source = c.source(reader);
    let read = match error {
        Some((err, op)) => format!("_, {err} {op} {held}.ReadFrom({source})"),
        None => format!("{held}.ReadFrom({source})"),
    };
    let used = Use {
        held: held.clone(),
        behind: vec![read, format!("{name} := {held}.Bytes()")],
        before_put: None,
        put_behind: gate.put_behind,
    };
    let confidence = gate.confidence();
    let checks = gate.reset_by_method(&held).into_checks(&held, true);
    let (span, sites) = Told::place(c, x)?;
    let told = Told {
        code: SuggestionCode::PoolBuffer,
        name,
        typ: "bytes.Buffer".into(),
        span,
        sites,
        confidence,
        checks,
        worth: None,
        expect: Expect::CallGone("io.ReadAll".into()),
    };
    let draft = |style| {
        let statement = c.stmt_range(decl.stmt)?;
        let about = [("callee", "io.ReadAll"), ("to", "bytes.Buffer.ReadFrom")];
        let draft = told
            .start(c, style)
            .check(CheckCode::SameResult, &about)
            .change(code.changes(c, decl.func, statement, &used, style)?)
            .change(c.fix_imports(file, &["bytes", "sync"], &[("io", 1)])?)
            .needs(&["bytes", "sync"]);
        Some(draft.build())
    };
    Some(STYLES.into_iter().filter_map(draft).collect())
}
