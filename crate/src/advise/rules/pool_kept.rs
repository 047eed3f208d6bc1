//! Memory inside of a pooled struct: slices, maps and buffers that its next user can fill again. `*p = T{}` would drop them, and with
//! them most of what a pool is for.
//!
//! A field keeps its memory only if every use of it is in sight and nothing that points into it outlives the call, nobody tells an empty
//! one from nil, and nobody looks at its capacity.

use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::advise::declaration::Declaration;
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{BasicKind, BuiltinId, ObjId, SelectionKind, Type, TypeId};

/// What is inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Inside {
    /// A slice; whether its elements refer to other memory.
    Slice {
        refers: bool,
    },
    Map,
    Buffer,
}

/// A field that keeps its memory.
pub struct Kept {
    /// Its name.
    pub name: String,
    inside: Inside,
    /// What New makes it of: the literal's element.
    pub made: Option<String>,
}

/// Elements above which a slice or map is dropped, and bytes above which a buffer is.
const LIMIT: u32 = 1024;
const BYTES_LIMIT: &str = "64<<10";

/// Methods of `bytes.Buffer` whose result does not point into it.
const PLAIN: [&str; 9] = [
    "Write",
    "WriteString",
    "WriteByte",
    "WriteRune",
    "String",
    "Len",
    "Reset",
    "ReadFrom",
    "WriteTo",
];

/// The fields of a struct that keep their memory; none where the variable is used as a whole.
pub fn fields(
    c: &Context<'_>,
    decl: &Declaration,
    typ: TypeId,
    literal: Option<ExprId>,
) -> Vec<Kept> {
    let own = c.analysis.checked.pkg;
    let path = c.types.borrow()[own].path.clone();
    let local = c.named_type(typ).is_some_and(|(p, _)| *p == *path);
    let Type::Struct(s) = c.under(typ) else {
        return Vec::new();
    };
    let Some(uses) = selections(c, decl).filter(|_| local) else {
        return Vec::new();
    };
    let elements = match literal.map(|l| elements(c, l)) {
        Some(None) => return Vec::new(),
        Some(Some(all)) => all,
        None => Vec::new(),
    };
    let field = |&f: &ObjId| {
        let (name, t) = {
            let types = c.types.borrow();
            (types[f].name.to_string(), types.type_of(f))
        };
        let inside = inside(c, t)?;
        let given = elements.iter().find(|(n, _)| *n == name).map(|e| e.1);
        let made = match given {
            Some(x) => Some(empty(c, x)?),
            None => None,
        };
        // A map that nobody makes is nil.
        if inside == Inside::Map && made.is_none() {
            return None;
        }
        let own: Vec<ExprId> = (uses.iter().filter(|u| u.1 == f)).map(|u| u.0).collect();
        let safe = !own.is_empty() && own.iter().all(|&x| is_safe(c, x, decl.obj, f, inside));
        safe.then_some(Kept { name, inside, made })
    };
    s.fields.iter().filter_map(field).collect()
}

/// The selectors through which the variable is used, with their fields; nothing if it is used in another way.
fn selections(c: &Context<'_>, decl: &Declaration) -> Option<Vec<(ExprId, ObjId)>> {
    let info = &c.analysis.checked.info;
    let one = |&n: &ExprId| {
        let Some(Node::Expr(x)) = c.usage.parent(n) else {
            return None;
        };
        let selection = info.selections.get(&x)?;
        let direct = selection.kind == SelectionKind::FieldVal && selection.index.len() == 1;
        direct.then_some((x, selection.obj))
    };
    let names = c.usage.names(decl.obj).iter().filter(|&&n| n != decl.name);
    names.map(one).collect()
}

/// Names and values of a literal with keys.
fn elements(c: &Context<'_>, literal: ExprId) -> Option<Vec<(String, ExprId)>> {
    let ast = &c.analysis.ast;
    let ExprKind::CompositeLit(l) = ast.kind(literal) else {
        return None;
    };
    let one = |&e: &ExprId| match *ast.kind(e) {
        ExprKind::KeyValueExpr { key, value } => Some((ast.name(key)?.to_string(), value)),
        _ => None,
    };
    l.elems.iter().map(one).collect()
}

fn inside(c: &Context<'_>, t: TypeId) -> Option<Inside> {
    if c.is_named(t, "bytes", "Buffer") && !c.is_pointer(t) {
        return Some(Inside::Buffer);
    }
    match c.under(t) {
        Type::Slice { elem } => {
            let number = matches!(c.under(elem), Type::Basic(k) if !k.is_string() && k != BasicKind::UnsafePointer);
            Some(Inside::Slice { refers: !number })
        }
        Type::Map { .. } => Some(Inside::Map),
        _ => None,
    }
}

/// `make(map[K]V)`, `make([]T, 0, 64)`: the text, if it means the same at package level and holds nothing.
fn empty(c: &Context<'_>, x: ExprId) -> Option<String> {
    let make = c.callee(x) == Callee::Builtin(BuiltinId::Make);
    let args = &c.call(x).filter(|_| make)?.args;
    let slice = matches!(c.under_of(x), Type::Slice { .. });
    let holds = slice && args.get(1).is_none_or(|&n| c.const_int(n) != Some(0));
    let constant = args.iter().skip(1).all(|&a| c.is_const(a));
    let text = c.source(x);
    (!holds && constant && args.iter().all(|&a| c.in_scope(a)) && !text.contains('\n'))
        .then_some(text)
}

/// Whether a use of a field leaves nothing behind that points into it.
fn is_safe(c: &Context<'_>, x: ExprId, obj: ObjId, field: ObjId, inside: Inside) -> bool {
    let ast = &c.analysis.ast;
    match c.usage.parent(x) {
        Some(Node::Expr(outer)) => match *ast.kind(outer) {
            ExprKind::CallExpr(_) => is_safe_argument(c, x, outer, obj, field, inside),
            ExprKind::IndexExpr { x: operand, .. } if operand == x => is_value(c, outer),
            ExprKind::SelectorExpr { sel, .. } => {
                inside == Inside::Buffer && PLAIN.contains(&ast.name_str(sel))
            }
            // `fmt.Fprintf(&x.buf, …)`
            ExprKind::Operation {
                op: Operator::And,
                y: None,
                ..
            } => {
                inside == Inside::Buffer
                    && matches!(c.usage.parent(outer), Some(Node::Expr(call)) if is_print(c, call, outer))
            }
            _ => false,
        },
        Some(Node::Stmt(s)) => match &ast[s].kind {
            StmtKind::AssignStmt(a) if a.lhs == x => {
                a.op.is_none() && a.rhs.is_some_and(|r| grows(c, r, obj, field))
            }
            StmtKind::RangeClause(r) => r.x == x,
            _ => false,
        },
        _ => false,
    }
}

/// `append(x.f, …)` with the field first.
fn grows(c: &Context<'_>, rhs: ExprId, obj: ObjId, field: ObjId) -> bool {
    let append = c.callee(rhs) == Callee::Builtin(BuiltinId::Append);
    let first = c
        .call(rhs)
        .filter(|_| append)
        .and_then(|k| k.args.first().copied());
    first.is_some_and(|a| is_field(c, a, obj, field))
}

fn is_field(c: &Context<'_>, x: ExprId, obj: ObjId, field: ObjId) -> bool {
    let ast = &c.analysis.ast;
    let ExprKind::SelectorExpr { x: operand, .. } = *ast.kind(x) else {
        return false;
    };
    let selection = c.analysis.checked.info.selections.get(&x);
    c.variable(operand) == Some(obj) && selection.is_some_and(|s| s.obj == field)
}

/// An element that is read or written as a value: neither its address nor a part of it is taken.
fn is_value(c: &Context<'_>, element: ExprId) -> bool {
    let ast = &c.analysis.ast;
    let mut x = element;
    while let Some(Node::Expr(outer)) = c.usage.parent(x) {
        match *ast.kind(outer) {
            ExprKind::ParenExpr(_) => {}
            ExprKind::SelectorExpr { .. } => {
                let selection = c.analysis.checked.info.selections.get(&outer);
                let field = selection.is_some_and(|s| s.kind == SelectionKind::FieldVal);
                // Behind a pointer it is no part of the element any more.
                if c.is_pointer(c.type_of(x)) {
                    return true;
                }
                if !field {
                    return false;
                }
            }
            ExprKind::IndexExpr { x: operand, .. } if operand == x => {}
            ExprKind::SliceExpr { x: operand, .. } if operand == x => {
                return !matches!(c.under_of(x), Type::Array { .. });
            }
            ExprKind::Operation {
                op: Operator::And,
                y: None,
                ..
            } => return false,
            _ => return true,
        }
        x = outer;
    }
    true
}

fn is_safe_argument(
    c: &Context<'_>,
    x: ExprId,
    call: ExprId,
    obj: ObjId,
    field: ObjId,
    inside: Inside,
) -> bool {
    let Some(k) = c.call(call) else { return false };
    let first = k.args.first() == Some(&x);
    match c.callee(call) {
        Callee::Builtin(BuiltinId::Len | BuiltinId::Delete | BuiltinId::Clear) => true,
        Callee::Builtin(BuiltinId::Copy) => true,
        // What is appended to another slice is copied; to itself it has to be stored again.
        Callee::Builtin(BuiltinId::Append) if first => {
            matches!(c.usage.parent(call), Some(Node::Stmt(s))
                if matches!(&c.analysis.ast[s].kind, StmtKind::AssignStmt(a) if a.op.is_none() && is_field(c, a.lhs, obj, field)))
        }
        Callee::Builtin(BuiltinId::Append) => k.has_dots,
        // `string(b)`
        Callee::Conversion => c.string_of_bytes(call).is_some(),
        Callee::Method(_, typ, name) => {
            // `w.Write(b)`: the same whether there are no bytes, or nil.
            matches!(inside, Inside::Slice { .. })
                && c.is_bytes(x)
                && &*name == "Write"
                && &*typ == "interface"
                && c.promises(call)
        }
        _ => false,
    }
}

fn is_print(c: &Context<'_>, call: ExprId, arg: ExprId) -> bool {
    let first = c.call(call).is_some_and(|k| k.args.first() == Some(&arg));
    let print = matches!(c.callee(call), Callee::Func(path, name) if &*path == "fmt" && name.starts_with("Fprint"));
    first && print
}

/// The lines in front of Put that empty the object `$p` of this type and keep what is kept.
pub fn reset(typ: &str, kept: &[Kept]) -> Vec<String> {
    if kept.is_empty() {
        return vec![format!("*$p = {typ}{{}}")];
    }
    let mut lines = Vec::new();
    for k in kept {
        let name = &k.name;
        match k.inside {
            Inside::Buffer => lines.push(format!("$p.{name}.Reset()")),
            Inside::Map => lines.push(format!("clear($p.{name})")),
            Inside::Slice { refers: true } => lines.push(format!("clear($p.{name})")),
            Inside::Slice { refers: false } => {}
        }
    }
    let element = |k: &Kept| match k.inside {
        Inside::Slice { .. } => format!("{0}: $p.{0}[:0]", k.name),
        _ => format!("{0}: $p.{0}", k.name),
    };
    let all: Vec<String> = kept.iter().map(element).collect();
    lines.push(format!("*$p = {typ}{{{}}}", all.join(", ")));
    lines
}

/// When an object has grown too large to be kept.
pub fn limit(kept: &[Kept]) -> Option<String> {
    let one = |k: &Kept| match k.inside {
        Inside::Slice { .. } => format!("cap($p.{}) > {LIMIT}", k.name),
        Inside::Map => format!("len($p.{}) > {LIMIT}", k.name),
        Inside::Buffer => format!("$p.{}.Cap() > {BYTES_LIMIT}", k.name),
    };
    let all: Vec<String> = kept.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(" || "))
}

/// What New returns for a pointer to this type.
pub fn made(typ: &str, kept: &[Kept]) -> String {
    let given = kept
        .iter()
        .filter_map(|k| Some((&k.name, k.made.as_ref()?)));
    let all: Vec<String> = given.map(|(n, m)| format!("{n}: {m}")).collect();
    match all.is_empty() {
        true => format!("return new({typ})"),
        false => format!("return &{typ}{{{}}}", all.join(", ")),
    }
}

/// The lines that fill the object as a literal did; nothing where an element stands on several lines.
pub fn filled(c: &Context<'_>, var: &str, literal: ExprId, kept: &[Kept]) -> Option<Vec<String>> {
    let rest = elements(c, literal)?.into_iter();
    let rest = rest.filter(|(n, _)| !kept.iter().any(|k| k.name == *n));
    let line = |(name, value): (String, ExprId)| {
        let text = c.source(value);
        (!text.contains('\n')).then(|| format!("{var}.{name} = {text}"))
    };
    rest.map(line).collect()
}
