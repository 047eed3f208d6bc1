//! Texts that are read, compared and visited without a copy.

use super::start;
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::rules::format_into::STRING_WRITERS;
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{Type, TypeId};
use crate::wire::CheckCode;

/// How a number is read: its type, what `fmt` calls it, and the function of `strconv` with the arguments behind the text.
const SCANS: &[(TypeId, &[&str], &str, &str)] = &[
    (TypeId::INT, &["%d", "%v"], "Atoi", ""),
    (TypeId::INT64, &["%d", "%v"], "ParseInt", ", 10, 64"),
    (TypeId::UINT64, &["%d", "%v"], "ParseUint", ", 10, 64"),
    (
        TypeId::FLOAT64,
        &["%f", "%g", "%e", "%v"],
        "ParseFloat",
        ", 64",
    ),
];

/// `_, err := fmt.Sscanf(s, "%d", &n)` becomes `n, err := strconv.Atoi(s)`. What stands around or behind the number is an error then: a
/// question.
pub fn scanned(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(x);
    let call = context.call(x)?;
    let (name, text, verb, target) = match *call.args {
        [text, target] if callee.is("fmt", "Sscan") => ("Sscan", text, None, target),
        [text, format, target] if callee.is("fmt", "Sscanf") => {
            ("Sscanf", text, Some(context.const_string(format)?), target)
        }
        _ => return None,
    };
    let ExprKind::Operation {
        op: Operator::And,
        x: number,
        y: None,
    } = *ast.kind(ast.unparen(target))
    else {
        return None;
    };
    let (_, _, to, rest) = SCANS.iter().find(|(t, verbs, ..)| {
        let known = verb.as_ref().is_none_or(|v| verbs.contains(&v.as_str()));
        context.is_type(number, *t) && known
    })?;
    let plain = context.is_simple(number) && !call.has_dots;
    if !plain || !context.is_type(text, TypeId::STRING) {
        return None;
    }
    let file = context.file_of(x)?;
    let strconv = context.import_name(file, "strconv");
    let strconv = strconv.unwrap_or("strconv".into());
    let (number_text, source) = (context.source(number), context.source(text));
    // Among several arguments gofmt writes operators without blanks.
    if is_operation(context, text) && (rest.is_empty() || verb.is_none()) {
        return None;
    }
    // Sscan takes white space around the number for nothing, such as the end of a line that was read from a file.
    let mut needs = vec!["strconv"];
    let trimmed = match verb {
        Some(_) => source.clone(),
        None => {
            needs.push("strings");
            let strings = context.import_name(file, "strings");
            format!(
                "{}.TrimSpace({source})",
                strings.unwrap_or("strings".into())
            )
        }
    };
    let new = format!("{strconv}.{to}({trimmed}{rest})");
    if new.contains('\n') || number_text.contains('\n') {
        return None;
    }
    let changes = match context.usage.parent(x)? {
        Node::Stmt(s) => match &ast[s].kind {
            StmtKind::ExprStmt(_) => {
                context.siblings(s)?;
                vec![context.replace(x, format!("{number_text}, _ = {new}"))]
            }
            StmtKind::AssignStmt(a) if a.rhs == Some(x) => {
                let [count, _] = ast.unpack_list(&Some(a.lhs))[..] else {
                    return None;
                };
                let (blank, defines) = (ast.name_str(count) == "_", a.op == Some(Operator::Def));
                if !blank || !(defines || a.op.is_none()) {
                    return None;
                }
                match !defines || declared_beside(context, number, s) {
                    true => vec![context.replace(count, number_text), context.replace(x, new)],
                    // It would declare another variable of that name.
                    false => in_condition(context, s, count, (x, new), &number_text)?,
                }
            }
            _ => return None,
        },
        _ => return None,
    };
    let (shown, to) = (format!("fmt.{name}"), format!("strconv.{to}"));
    let draft = start(context, x, &shown, &to)?
        .ask(
            CheckCode::AskPlainNumber,
            &[("name", &source)],
            context.places.expr_span(text),
        )
        .change(changes)
        .change(context.fix_imports(file, &needs, &[("fmt", 1)])?)
        .needs(&needs)
        .objects(4, 0)
        .expect(Expect::CallGone(shown.clone()));
    Some(draft.build())
}

/// `if _, err := fmt.Sscanf(s, "%d", &n); err != nil { … }`: another name takes the number, and gives it on where there is no error.
fn in_condition(
    context: &Context<'_>,
    init: StmtId,
    count: ExprId,
    (call, new): (ExprId, String),
    number: &str,
) -> Option<Vec<Change>> {
    let ast = &context.analysis.ast;
    let Some(Node::Stmt(stmt)) = context.usage.parent(init) else {
        return None;
    };
    let StmtKind::IfStmt(i) = &ast[stmt].kind else {
        return None;
    };
    let StmtKind::AssignStmt(a) = &ast[init].kind else {
        return None;
    };
    let [_, err] = ast.unpack_list(&Some(a.lhs))[..] else {
        return None;
    };
    let ExprKind::Operation {
        op: op @ (Operator::Eql | Operator::Neq),
        x: left,
        y: Some(right),
    } = *ast.kind(i.cond?)
    else {
        return None;
    };
    let is_err =
        context.variable(left).is_some() && context.variable(left) == context.variable(err);
    let is_nil = ast.name_str(right) == "nil";
    if i.init != Some(init) || !is_err || !is_nil {
        return None;
    }
    let value = context.free_name("value");
    // An `if` behind an `else` starts in the middle of its line, but its lines are indented as that line is.
    let (file, at) = context.offset(ast[stmt].pos);
    let indent = context.indent(file, at);
    let assign = format!("{number} = {value}");
    let at_start = |block: StmtId| {
        let (file, open) = context.offset(ast[block].pos);
        let behind = context.text(file)[open as usize + 1..].split('\n').next();
        let change = Change {
            file,
            range: open + 1..open + 1,
            insert: format!("\n{indent}\t{assign}"),
        };
        behind
            .is_some_and(|l| l.trim().is_empty())
            .then_some(change)
    };
    let given = match (op, i.els) {
        (Operator::Eql, _) => at_start(i.then)?,
        (_, Some(els)) if matches!(ast[els].kind, StmtKind::BlockStmt(_)) => at_start(els)?,
        (_, Some(_)) => return None,
        (_, None) => {
            let (file, close) = context.offset(ast.rbrace(i.then));
            Change {
                file,
                range: close + 1..close + 1,
                insert: format!(" else {{\n{indent}\t{assign}\n{indent}}}"),
            }
        }
    };
    Some(vec![
        context.replace(count, value),
        context.replace(call, new),
        given,
    ])
}

fn is_operation(context: &Context<'_>, x: ExprId) -> bool {
    let kind = context.analysis.ast.kind(x);
    matches!(kind, ExprKind::Operation { y: Some(_), .. })
}

/// Whether a local variable is declared in the list of statements that this one stands in.
fn declared_beside(context: &Context<'_>, x: ExprId, stmt: StmtId) -> bool {
    let Some(obj) = context.variable(x).filter(|&o| context.is_local(o)) else {
        return false;
    };
    let Some((list, at)) = context.siblings(stmt) else {
        return false;
    };
    list[..at].iter().any(|&s| {
        let defs = &context.analysis.checked.info.defs;
        let declares = context.declares(s);
        declares.is_some_and(|(name, ..)| defs[name.index()] == Some(obj))
    })
}

/// `strings.ToLower(a) == strings.ToLower(b)` becomes `strings.EqualFold(a, b)`, which takes a few letters for the same that have different
/// lower cases: a question. None is asked where one side is a constant that has none of these.
pub fn folded(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(x);
    let case = ["ToLower", "ToUpper"]
        .into_iter()
        .find(|n| callee.is("strings", n))?;
    let Some(Node::Expr(whole)) = context.usage.parent(x) else {
        return None;
    };
    let ExprKind::Operation {
        op: op @ (Operator::Eql | Operator::Neq),
        x: left,
        y: Some(right),
    } = *ast.kind(whole)
    else {
        return None;
    };
    let [own] = *context.call(x)?.args else {
        return None;
    };
    let other_side = if left == x { right } else { left };
    let other = match context.call_of(other_side, "strings", case) {
        // Once for both.
        Some(_) if left != x => return None,
        Some(call) => *call.args.first()?,
        None => other_side,
    };
    let constant = (other == other_side).then(|| context.const_string(other));
    let sure = match constant {
        None => false,
        Some(text) => {
            let text = text?;
            // Anything else is never equal to what has only small, or only capital letters.
            let own_case = |c: char| match case {
                "ToLower" => !c.is_ascii_uppercase(),
                _ => !c.is_ascii_lowercase(),
            };
            if !text.chars().all(|c| c.is_ascii() && own_case(c)) {
                return None;
            }
            // Other letters than those of ASCII have these as one of their cases: ı, ſ, İ, and the sign for Kelvin.
            !text.contains(['i', 'I', 's', 'S', 'k', 'K'])
        }
    };
    if [own, other].iter().any(|&a| is_operation(context, a)) {
        return None;
    }
    let fun = context.source(context.call(x)?.fun);
    let strings = fun.strip_suffix(case)?;
    let (own, other) = (context.source(own), context.source(other));
    let not = if op == Operator::Neq { "!" } else { "" };
    let arguments = match left == x {
        true => format!("{own}, {other}"),
        false => format!("{other}, {own}"),
    };
    let new = format!("{not}{strings}EqualFold({arguments})");
    if new.contains('\n') {
        return None;
    }
    let (shown, to) = (format!("strings.{case}"), "strings.EqualFold");
    let draft = start(context, x, &shown, to)?
        .change([context.replace(whole, new)])
        .expect(Expect::CallGone(shown.clone()));
    let draft = match sure {
        true => draft.check(CheckCode::SameResult, &[("callee", &shown), ("to", to)]),
        false => draft.ask(
            CheckCode::AskOnlyAscii,
            &[("name", &own), ("other", &other)],
            context.places.expr_span(whole),
        ),
    };
    Some(draft.build())
}

/// `io.WriteString(w, string(b))` becomes `w.Write(b)`: the same bytes, without a copy. The like for `WriteString` of buffers.
pub fn written(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let (writer, text, removed_io) = match (ast.kind(ast.unparen(call.fun)), &*call.args) {
        (_, &[w, text]) if context.callee(x).is("io", "WriteString") => (w, text, 1),
        (&ExprKind::SelectorExpr { x: recv, sel }, &[text]) => {
            let t = context.type_of(recv);
            let mut known = STRING_WRITERS.iter();
            let known = known.any(|(p, n)| context.is_named(t, p, n));
            if ast.name_str(sel) != "WriteString" || !known {
                return None;
            }
            (recv, text, 0)
        }
        _ => return None,
    };
    let bytes = context.string_of_bytes(text)?;
    let site = context.site_of(text)?;
    let writer = match *ast.kind(ast.unparen(writer)) {
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } => x,
        _ => writer,
    };
    let simple = matches!(
        ast.kind(writer),
        ExprKind::Name(_) | ExprKind::SelectorExpr { .. } | ExprKind::CallExpr(_)
    );
    // A type parameter's method is no method of its argument.
    let types = context.types.borrow();
    let param = matches!(
        types[types.unalias(context.type_of(writer))],
        Type::TypeParam { .. }
    );
    drop(types);
    let new = format!(
        "{}.Write({})",
        context.source(writer),
        context.source(bytes)
    );
    if !simple || param || new.contains('\n') {
        return None;
    }
    let imports = context.fix_imports(context.file_of(x)?, &[], &[("io", removed_io)])?;
    let shown = match removed_io {
        1 => "io.WriteString",
        _ => "WriteString",
    };
    let draft = start(context, x, shown, "Write")?
        .sites(&[site])
        .check(CheckCode::SameBytes, &[])
        .change([context.replace(x, new)])
        .change(imports);
    Some(draft.build())
}

/// `for _, r := range []rune(s)` becomes `for _, r := range s`.
pub fn runes(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context
        .call(x)
        .filter(|_| context.callee(x) == Callee::Conversion)?;
    let [text] = *call.args else { return None };
    let Some(Node::Stmt(clause)) = context.usage.parent(x) else {
        return None;
    };
    let StmtKind::RangeClause(range) = &ast[clause].kind else {
        return None;
    };
    let is_runes = match context.under_of(x) {
        Type::Slice { elem } => {
            let mut types = context.types.borrow_mut();
            types.identical(elem, TypeId::INT32)
        }
        _ => false,
    };
    let is_text = matches!(context.under_of(text), Type::Basic(k) if k.is_string());
    // The index counts bytes then.
    let index = range
        .lhs
        .and_then(|l| ast.unpack_list(&Some(l)).first().copied());
    let uncounted = index.is_none_or(|i| ast.name_str(i) == "_");
    if range.x != x || !is_runes || !is_text || context.is_const(text) || !uncounted {
        return None;
    }
    let site = context.site_of(x)?;
    let (shown, source) = (context.source(x), context.source(text));
    if source.contains('\n') {
        return None;
    }
    let file = context.offset(ast[x].pos).0;
    let change = Change {
        file,
        range: context.range_of(x),
        insert: source.clone(),
    };
    let draft = start(context, x, &shown, &source)?
        .sites(&[site])
        .check(CheckCode::IndexUnused, &[])
        .check(
            CheckCode::SameResult,
            &[("callee", &shown), ("to", &source)],
        )
        .change([change]);
    Some(draft.build())
}
