//! A JSON encoder that is made per call with a buffer of its own: both come out of a pool together, since an encoder can't be given
//! another writer.

use super::pool_code::{Code, Told, Use};
use super::title;
use crate::advise::ask::Callee;
use crate::advise::declaration::Declaration;
use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::pool::SIZE_LIMIT;
use crate::advise::worth::of_objects;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::ObjId;
use crate::wire::SuggestionCode;

/// Bytes of an encoder and of the first buffer.
const BYTES: u64 = 208 + 64;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        if context.callee(call).is("encoding/json", "NewEncoder")
            && let Some(drafts) = drafts(context, call)
        {
            found.in_styles(drafts);
        }
    }
}

/// `var buf bytes.Buffer` beside a statement.
fn buffer(c: &Context<'_>, obj: ObjId, beside: &Declaration) -> Option<Declaration> {
    let defs = &c.analysis.checked.info.defs;
    let name = ExprId::new(defs.iter().position(|&d| d == Some(obj))?);
    let stmt = c.stmt_of(name)?;
    let (declared, None, Some(ty)) = c.declares(stmt)? else {
        return None;
    };
    let typ = c.type_of(ty);
    let plain = c.is_named(typ, "bytes", "Buffer") && !c.is_pointer(typ);
    let same = c.usage.parent(stmt) == c.usage.parent(beside.stmt);
    (declared == name && plain && same).then_some(Declaration {
        func: beside.func,
        stmt,
        name,
        obj,
        value: None,
        ty: Some(ty),
    })
}

/// How the encoder is set up, as statements directly behind its declaration; nothing if it is used but to encode otherwise.
fn setup(c: &Context<'_>, enc: &Declaration) -> Option<Vec<(StmtId, String)>> {
    let ast = &c.analysis.ast;
    let (list, at) = c.siblings(enc.stmt)?;
    let mut lines = Vec::new();
    for &s in &list[at + 1..] {
        let StmtKind::ExprStmt(x) = ast[s].kind else {
            break;
        };
        let Callee::Method(path, typ, name) = c.callee(x) else {
            break;
        };
        let sets = matches!(&*name, "SetIndent" | "SetEscapeHTML");
        if *path != *"encoding/json" || *typ != *"Encoder" || !sets || !is_of(c, x, enc.obj) {
            break;
        }
        let args = &c.call(x)?.args;
        if !args.iter().all(|&a| c.is_const(a) && c.in_scope(a)) {
            return None;
        }
        let args: Vec<String> = args.iter().map(|&a| c.source(a)).collect();
        lines.push((s, format!("{name}({})", args.join(", "))));
    }
    let home = c.nearest_function(enc.stmt);
    let used = |&n: &ExprId| {
        let set_up = || lines.iter().any(|(s, _)| c.is_within(n, *s));
        n == enc.name || set_up() || c.nearest_function(n) == home && encodes(c, n)
    };
    c.usage.names(enc.obj).iter().all(used).then_some(lines)
}

/// Whether a method is called of this variable.
fn is_of(c: &Context<'_>, call: ExprId, obj: ObjId) -> bool {
    let ast = &c.analysis.ast;
    let fun = c.call(call).map(|k| ast.unparen(k.fun));
    matches!(fun.map(|f| ast.kind(f)), Some(&ExprKind::SelectorExpr { x, .. }) if c.variable(x) == Some(obj))
}

/// `enc.Encode(…)`.
fn encodes(c: &Context<'_>, name: ExprId) -> bool {
    let Some(Node::Expr(selector)) = c.usage.parent(name) else {
        return false;
    };
    let Some(Node::Expr(call)) = c.usage.parent(selector) else {
        return false;
    };
    c.callee(call)
        .is_method("encoding/json", "Encoder", "Encode")
}

fn drafts(c: &Context<'_>, x: ExprId) -> Option<Vec<Draft>> {
    let ast = &c.analysis.ast;
    let enc = c.declaration_of_value(x)?;
    let [arg] = *c.call(x)?.args else { return None };
    let ExprKind::Operation {
        op: Operator::And,
        x: operand,
        y: None,
    } = *ast.kind(ast.unparen(arg))
    else {
        return None;
    };
    let buf = buffer(c, c.variable(operand)?, &enc)?;
    let file = c.file_of(x)?;
    let known = |path: &str, name: &str| c.import_name(file, path).as_deref() == Some(name);
    if !known("encoding/json", "json") || !known("bytes", "bytes") {
        return None;
    }
    let setup = setup(c, &enc)?;
    let gate = c.pool_gate_beside(&buf, x).ok()?;
    let name = ast.name_str(buf.name).to_owned();
    let held = c.free_name(&format!("pooled{}", title(&name)));
    let typ = c.free_name("jsonBuffer");
    let (pool, get, put) = (
        c.free_name(&format!("{typ}Pool")),
        c.free_name("getJSONBuffer"),
        c.free_name("putJSONBuffer"),
    );
    let mut new = vec![
        format!("b := new({typ})"),
        "b.enc = json.NewEncoder(&b.buf)".to_owned(),
    ];
    new.extend(setup.iter().map(|(_, call)| format!("b.enc.{call}")));
    new.push("return b".to_owned());
    let code = Code {
        declares: Some(format!(
            "// {typ} is a buffer with an encoder that writes to it.\ntype {typ} struct {{\n\tbuf bytes.Buffer\n\tenc *json.Encoder\n}}"
        )),
        pool,
        get,
        put_doc: format!(
            "{put} empties the buffer and gives it back: nobody may use it afterwards."
        ),
        put,
        typ: format!("*{typ}"),
        keeps: "buffers",
        new,
        param: None,
        get_doc: None,
        prepare: Vec::new(),
        letter: "p",
        limit: Some((
            format!("$p.buf.Cap() > {}", SIZE_LIMIT.replace(' ', "")),
            " // it would stay in memory",
        )),
        reset: vec!["$p.buf.Reset()".into()],
    };
    let used = Use {
        held: held.clone(),
        behind: vec![format!("{name} := &{held}.buf")],
        before_put: None,
        put_behind: gate.put_behind,
    };
    let mut changes: Vec<Change> = vec![c.replace(x, format!("{held}.enc"))];
    for (s, _) in &setup {
        changes.push(c.remove_stmt(*s)?);
    }
    for u in gate.uses.iter().filter(|u| !c.is_within(u.name, x)) {
        changes.extend(c.through_pointer(u.name, &u.fate)?);
    }
    let sites = c.sites_in(ast[file].file.0, &c.range_of(buf.name));
    let confidence = gate.confidence();
    let checks = gate.reset_by_method(&name).into_checks(&name, true);
    let told = Told {
        code: SuggestionCode::PoolReset,
        name,
        typ: "*json.Encoder".into(),
        span: c.places.expr_span(x)?,
        sites,
        confidence,
        checks,
        worth: Some(of_objects(BYTES, 2)),
        expect: Expect::Fewer,
    };
    let all = |style| {
        let statement = c.statement_range(&buf)?;
        let own = code.changes(c, buf.func, statement, &used, style)?;
        Some(own.into_iter().chain(changes.clone()).collect())
    };
    Some(told.drafts(c, file, &["sync"], all))
}
