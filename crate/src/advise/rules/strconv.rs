//! R13: `fmt.Sprintf` of basic values becomes `strconv` and `+`.
//!
//! The arguments of Sprintf go into interfaces, which allocates, and the result is built in a buffer and copied. Only arguments whose type is
//! exactly a basic one are rewritten: any other could have a method that decides how it prints. A nil error is no `nil.Error()`.

use crate::advise::draft::{Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node};
use crate::types::BasicKind;
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(draft(context, call));
    }
}

/// A piece of the result.
enum Part {
    Text(String),
    /// An expression of type string.
    Value(String),
}

/// What a call prints: pieces, and the packages that they need.
struct Parts {
    parts: Vec<Part>,
    needs: Vec<&'static str>,
    types: Vec<(String, &'static str)>,
}

fn draft(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let callee = context.callee(x);
    let call = context.call(x)?;
    let printf = callee.is("fmt", "Sprintf");
    if !printf && !callee.is("fmt", "Sprint") || call.has_dots {
        return None;
    }
    let (format, args) = match printf {
        true => {
            let (format, args) = call.args.split_first()?;
            // A constant with a name stands for one text in several places: it must not be written out.
            let is_name = |n| matches!(n, Node::Expr(x) if context.analysis.ast.name(x).is_some());
            if context.any_below(*format, is_name) {
                return None;
            }
            (context.const_string(*format)?, args)
        }
        false if call.args.len() == 1 => ("%v".to_owned(), &call.args[..]),
        false => return None,
    };
    // What is said before the end is said once.
    if matches!(context.usage.parent(x), Some(Node::Expr(outer)) if context.never_returns(outer)) {
        return None;
    }
    let parts = parts(context, &format, args)?;
    let name = if printf { "fmt.Sprintf" } else { "fmt.Sprint" };
    let file = context.file_of(x)?;
    let text = written(context, x, &parts.parts)?;
    // Uses of fmt inside of the arguments stay.
    let imports = context.fix_imports(file, &parts.needs, &[("fmt", 1)])?;
    let mut draft = context
        .draft_at("R13", SuggestionCode::Strconv, x, &[("callee", name)])?
        .check(CheckCode::PlainFormat, &[("format", &format)]);
    for (name, typ) in &parts.types {
        draft = draft.check(CheckCode::ExactType, &[("name", name), ("type", typ)]);
    }
    let draft = draft
        .change([context.replace(x, text)])
        .change(imports)
        .needs(&parts.needs)
        .objects(args.len() as u32 + 1, 1)
        .expect(Expect::CallGone(name.into()));
    Some(draft.build())
}

/// The pieces as one expression.
fn written(context: &Context<'_>, x: ExprId, parts: &[Part]) -> Option<String> {
    let pieces: Vec<String> = parts
        .iter()
        .map(|p| match p {
            Part::Text(t) => quoted(t),
            Part::Value(v) => v.clone(),
        })
        .collect();
    Some(match pieces.as_slice() {
        [] => return None,
        [one] => one.clone(),
        // gofmt's blanks depend on all of the sum.
        _ if context.is_operand_of_sum(x) || context.needs_parens(x) => return None,
        all => {
            let plus = if context.is_tight(x) { "+" } else { " + " };
            all.join(plus)
        }
    })
}

/// A Go string literal.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' || c == '\u{7f}' || c == '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn parts(context: &Context<'_>, format: &str, args: &[ExprId]) -> Option<Parts> {
    let mut out = Parts {
        parts: Vec::new(),
        needs: Vec::new(),
        types: Vec::new(),
    };
    let mut text = String::new();
    let mut args = args.iter();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let verb = chars.next()?;
        if verb == '%' {
            text.push('%');
            continue;
        }
        let value = value(context, *args.next()?, verb, &mut out)?;
        if !text.is_empty() {
            out.parts.push(Part::Text(std::mem::take(&mut text)));
        }
        out.parts.push(Part::Value(value));
    }
    if !text.is_empty() {
        out.parts.push(Part::Text(text));
    }
    // Something is printed, and nothing is left over.
    (args.next().is_none() && !out.types.is_empty()).then_some(out)
}

/// One argument as an expression of type string.
fn value(context: &Context<'_>, arg: ExprId, verb: char, out: &mut Parts) -> Option<String> {
    let kind = {
        let types = context.types.borrow();
        types.basic_kind(types.unalias(context.type_of(arg)))?
    };
    let text = context.source(arg);
    // An operator would need gofmt's blanks anew.
    let operation = matches!(
        context.analysis.ast.kind(arg),
        ExprKind::Operation { y: Some(_), .. }
    );
    if text.contains('\n') || text.contains("/*") || operation {
        return None;
    }
    let (value, typ) = match (verb, kind) {
        ('s' | 'v', BasicKind::String) => (text.clone(), "string"),
        ('q', BasicKind::String) => (format!("strconv.Quote({text})"), "string"),
        ('t' | 'v', BasicKind::Bool) => (format!("strconv.FormatBool({text})"), "bool"),
        ('v', BasicKind::Float64) => (
            format!("strconv.FormatFloat({text}, 'g', -1, 64)"),
            "float64",
        ),
        ('v', BasicKind::Float32) => (
            format!("strconv.FormatFloat(float64({text}), 'g', -1, 32)"),
            "float32",
        ),
        (_, kind) if kind.is_integer() && !kind.is_untyped() => {
            (integer(&text, verb, kind)?, kind.name())
        }
        _ => return None,
    };
    if value.starts_with("strconv.") && !out.needs.contains(&"strconv") {
        out.needs.push("strconv");
    }
    if !out.types.iter().any(|(n, _)| *n == text) {
        out.types.push((text, typ));
    }
    Some(value)
}

fn integer(text: &str, verb: char, kind: BasicKind) -> Option<String> {
    let base = match verb {
        'd' | 'v' => 10,
        'x' => 16,
        'o' => 8,
        'b' => 2,
        _ => return None,
    };
    // Sprintf prints uintptr with %v as it does with %d.
    Some(match kind {
        BasicKind::Int if base == 10 => format!("strconv.Itoa({text})"),
        BasicKind::Int64 => format!("strconv.FormatInt({text}, {base})"),
        BasicKind::Uint64 => format!("strconv.FormatUint({text}, {base})"),
        kind if kind.is_unsigned() => format!("strconv.FormatUint(uint64({text}), {base})"),
        _ => format!("strconv.FormatInt(int64({text}), {base})"),
    })
}
