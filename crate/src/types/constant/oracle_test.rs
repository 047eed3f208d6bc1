//! Constant expressions against values that go/constant computed (crate/tools/constants/expressions.go).
//!
//! `GOESCAPE_CONSTANTS` names another table to check, for long runs.

use super::{Kind, Value};
use crate::syntax::{LitKind, Operator};

fn step(stack: &mut Vec<Value>, token: &str) -> Option<()> {
    let unary = |stack: &mut Vec<Value>, f: &dyn Fn(&Value) -> Value| {
        let x = stack.pop()?;
        stack.push(f(&x));
        Some(())
    };
    let shift = |s: &str| s.parse::<u64>().ok();
    if let Some((kind, lit)) = token.split_once(':') {
        let kind = match kind {
            "i" => LitKind::Int,
            "f" => LitKind::Float,
            "m" => LitKind::Imag,
            "c" => LitKind::Rune,
            "s" => LitKind::String,
            _ => return None,
        };
        stack.push(Value::from_literal(lit, kind));
        return Some(());
    }
    if let Some(n) = token.strip_prefix("shl").and_then(shift) {
        return unary(stack, &|x| Value::shift(x, Operator::Shl, n));
    }
    if let Some(n) = token.strip_prefix("shr").and_then(shift) {
        return unary(stack, &|x| Value::shift(x, Operator::Shr, n));
    }
    if let Some(n) = token.strip_prefix("not").and_then(shift) {
        return unary(stack, &|x| Value::unary(Operator::Xor, x, n as u32));
    }
    match token {
        "neg" => return unary(stack, &|x| Value::unary(Operator::Sub, x, 0)),
        "toint" => return unary(stack, &|x| x.to_int()),
        "tofloat" => return unary(stack, &|x| x.to_float()),
        _ => {}
    }
    let (y, x) = (stack.pop()?, stack.pop()?);
    let op = match token {
        "+" => Operator::Add,
        "-" => Operator::Sub,
        "*" => Operator::Mul,
        "/" | "//" => Operator::Div,
        "%" => Operator::Rem,
        "&" => Operator::And,
        "|" => Operator::Or,
        "^" => Operator::Xor,
        "&^" => Operator::AndNot,
        "==" => Operator::Eql,
        "!=" => Operator::Neq,
        "<" => Operator::Lss,
        "<=" => Operator::Leq,
        ">" => Operator::Gtr,
        ">=" => Operator::Geq,
        _ => return None,
    };
    stack.push(if op.is_comparison() {
        Value::Bool(Value::compare(&x, op, &y))
    } else {
        Value::binary(&x, op, &y, token == "//")
    });
    Some(())
}

fn describe(v: &Value) -> String {
    let mut out = format!("{:?}\t{v}", v.kind());
    match v.kind() {
        Kind::Unknown => return "unknown".into(),
        Kind::Bool => return out,
        _ => out += &format!("\t{}", v.exact_string()),
    }
    if matches!(v.kind(), Kind::Int | Kind::Float) {
        let (f64, exact64) = v.float64_val();
        let (f32, exact32) = v.float32_val();
        let int: String = v.to_int().exact_string().chars().take(40).collect();
        out += &format!(
            "\t{:016x} {exact64}\t{:08x} {exact32}\t{int}\t{}",
            f64.to_bits(),
            f32.to_bits(),
            v.sign()
        );
    }
    out
}

#[test]
fn values_agree_with_go() {
    let own = include_str!("../../../testdata/constants.txt").to_string();
    let table = match std::env::var("GOESCAPE_CONSTANTS") {
        Ok(path) => std::fs::read_to_string(path).expect("the table can be read"),
        Err(_) => own,
    };
    let (mut lines, mut wrong) = (0, Vec::new());
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let (expr, want) = line.split_once("\t=>\t").expect("a line has a value");
        let mut stack = Vec::new();
        for token in expr.split('\t') {
            step(&mut stack, token).unwrap_or_else(|| panic!("cannot do {token} of {expr}"));
        }
        let got = describe(&stack.pop().expect("a value is left"));
        lines += 1;
        if got != want {
            wrong.push(format!("{expr}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(lines > 500, "only {lines} lines");
    assert!(
        wrong.is_empty(),
        "{} of {lines} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
}
