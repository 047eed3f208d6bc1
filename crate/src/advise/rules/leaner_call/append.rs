//! Texts and numbers that are written straight to where they belong.

use super::start;
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::advise::draft::{Draft, Expect};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{BuiltinId, Type, TypeId};
use crate::wire::CheckCode;

/// `append(b, strconv.Itoa(n)...)` becomes `strconv.AppendInt(b, int64(n), 10)`; the like for other functions that give a text.
pub fn appended(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let call = context.call(x)?;
    let [dst, text] = *call.args else {
        return None;
    };
    let append = context.callee(x) == Callee::Builtin(BuiltinId::Append) && call.has_dots;
    if !append || !is_plain_bytes(context, dst) {
        return None;
    }
    let inner = context.call(text)?;
    if inner.has_dots {
        return None;
    }
    let dst = context.source(dst);
    let args: Vec<String> = inner.args.iter().map(|&a| context.source(a)).collect();
    let fun = context.source(inner.fun);
    let rest = args.join(", ");
    let (callee, to, new) = match context.callee(text) {
        Callee::Func(path, name) if *path == *"strconv" => {
            let pkg = fun.strip_suffix(&*name)?;
            let (to, rest) = match &*name {
                "Itoa" => ("AppendInt", format!("int64({rest}), 10")),
                "FormatInt" => ("AppendInt", rest),
                "FormatUint" => ("AppendUint", rest),
                "FormatFloat" => ("AppendFloat", rest),
                "FormatBool" => ("AppendBool", rest),
                "Quote" => ("AppendQuote", rest),
                "QuoteRune" => ("AppendQuoteRune", rest),
                "QuoteToASCII" => ("AppendQuoteToASCII", rest),
                _ => return None,
            };
            let new = format!("{pkg}{to}({dst}, {rest})");
            (format!("strconv.{name}"), format!("strconv.{to}"), new)
        }
        Callee::Func(path, name) if *path == *"fmt" => {
            let to = match &*name {
                "Sprintf" => "Appendf",
                "Sprint" => "Append",
                "Sprintln" => "Appendln",
                _ => return None,
            };
            // Other values could look at the bytes while they are being written.
            if !inner.args.iter().all(|&a| is_basic(context, a)) {
                return None;
            }
            let pkg = fun.strip_suffix(&*name)?;
            let new = format!("{pkg}{to}({dst}, {rest})");
            (format!("fmt.{name}"), format!("fmt.{to}"), new)
        }
        callee if callee.is_method("time", "Time", "Format") => {
            let recv = fun.strip_suffix(".Format")?;
            let new = format!("{recv}.AppendFormat({dst}, {rest})");
            ("time.Time.Format".into(), "AppendFormat".into(), new)
        }
        _ => return None,
    };
    // Several lines would have to be indented anew.
    if new.contains('\n') {
        return None;
    }
    let draft = start(context, x, &callee, &to)?
        .check(CheckCode::SameResult, &[("callee", &callee), ("to", &to)])
        .change([context.replace(x, new)])
        .expect(Expect::NoMore);
    Some(draft.build())
}

/// Whether its type is `[]byte` itself: the result of the other function is no more than that.
fn is_plain_bytes(context: &Context<'_>, x: ExprId) -> bool {
    let t = context.type_of(x);
    let types = context.types.borrow();
    let plain = matches!(types[types.unalias(t)], Type::Slice { .. });
    drop(types);
    plain && context.is_bytes(x)
}

/// Whether a value has one of the predeclared types, so that no method of its own decides how it prints.
fn is_basic(context: &Context<'_>, x: ExprId) -> bool {
    let types = context.types.borrow();
    let t = types.unalias(context.type_of(x));
    matches!(types[t], Type::Basic(_))
}

/// `binary.Write(&buf, order, n)` becomes `buf.Write(order.AppendUint32(buf.AvailableBuffer(), n))`.
pub fn encoded(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call_of(x, "encoding/binary", "Write")?;
    let [w, order, value] = *call.args else {
        return None;
    };
    // Its error is nil for every buffer and number; it must not be asked for.
    let alone = matches!(context.usage.parent(x), Some(Node::Stmt(s))
        if matches!(ast[s].kind, StmtKind::ExprStmt(_)));
    let buf = match *ast.kind(ast.unparen(w)) {
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } => x,
        _ => w,
    };
    let is_buffer = context.is_named(context.type_of(buf), "bytes", "Buffer");
    let is_order = context.is_named(context.type_of(order), "encoding/binary", "bigEndian")
        || context.is_named(context.type_of(order), "encoding/binary", "littleEndian");
    if !alone || !is_buffer || !is_order || !context.is_simple(buf) || !context.is_simple(order) {
        return None;
    }
    let types = [
        (TypeId::UINT16, "Uint16", false),
        (TypeId::UINT32, "Uint32", false),
        (TypeId::UINT64, "Uint64", false),
        (TypeId::INT16, "Uint16", true),
        (TypeId::INT32, "Uint32", true),
        (TypeId::INT64, "Uint64", true),
    ];
    let (_, kind, signed) = types
        .into_iter()
        .find(|&(t, _, _)| context.is_type(value, t))?;
    if context.is_const(value) {
        return None;
    }
    let number = context.source(value);
    let number = match signed {
        true => format!("{}({number})", kind.to_lowercase()),
        false => number,
    };
    let (buf, order) = (context.source(buf), context.source(order));
    let to = format!("Append{kind}");
    let new = format!("{buf}.Write({order}.{to}({buf}.AvailableBuffer(), {number}))");
    if new.contains('\n') {
        return None;
    }
    let callee = "binary.Write";
    let draft = start(context, x, callee, &to)?
        .check(CheckCode::SameResult, &[("callee", callee), ("to", &to)])
        .change([context.replace(x, new)])
        .expect(Expect::NoMore);
    Some(draft.build())
}
