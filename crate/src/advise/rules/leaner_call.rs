//! R31: functions of std that do the same as others with fewer allocations. One function for each pair; what they have in common is that the
//! results are the same for all arguments that the conditions let through.

use crate::advise::ask::Callee;
use crate::advise::draft::{Builder, Draft, Expect};
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::{BuiltinId, ObjId, Type, TypeId};
use crate::wire::{CheckCode, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        found.draft(appended(context, call));
        found.draft(encoded(context, call));
        found.draft(collected(context, call));
        found.draft(compared(context, call));
        found.draft(hashed(context, call));
        found.draft(generator(context, call));
        found.draft(multiplied(context, call));
    }
}

/// Starts a draft for a pair.
fn start<'c, 'a>(
    context: &'c Context<'a>,
    x: ExprId,
    callee: &str,
    to: &str,
) -> Option<Builder<'c, 'a>> {
    let about = [("callee", callee), ("to", to)];
    context.draft_at("R31", SuggestionCode::LeanerCall, x, &about)
}

/// `append(b, strconv.Itoa(n)...)` becomes `strconv.AppendInt(b, int64(n), 10)`; the like for other functions that give a text.
fn appended(context: &Context<'_>, x: ExprId) -> Option<Draft> {
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
fn encoded(context: &Context<'_>, x: ExprId) -> Option<Draft> {
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

/// `slices.Collect(maps.Keys(m))` reserves room for all of them; `keys := slices.Sorted(maps.Keys(m))` does and sorts. Nil stays nil.
fn collected(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let callee = context.callee(x);
    let sorted = callee.is("slices", "Sorted");
    if !sorted && !callee.is("slices", "Collect") {
        return None;
    }
    let call = context.call(x)?;
    let [seq] = *call.args else { return None };
    let of = context.callee(seq);
    if !of.is("maps", "Keys") && !of.is("maps", "Values") {
        return None;
    }
    let [map] = *context.call(seq)?.args else {
        return None;
    };
    let Type::Slice { elem } = context.under_of(x) else {
        return None;
    };
    if !context.is_simple(map) || !matches!(context.under_of(map), Type::Map { .. }) {
        return None;
    }
    let file = context.file_of(x)?;
    let elem = context.type_text(elem, file)?;
    let slices = context.source(call.fun);
    let slices = slices.split('.').next()?;
    let (map, seq) = (context.source(map), context.source(seq));
    let new = format!("{slices}.AppendSeq({slices}.Grow([]{elem}(nil), len({map})), {seq})");
    let shown = if sorted {
        "slices.Sorted"
    } else {
        "slices.Collect"
    };
    let to = "slices.AppendSeq";
    let mut draft = start(context, x, shown, to)?
        .check(
            CheckCode::LengthKnown,
            &[("length", &format!("len({map})"))],
        )
        .check(CheckCode::NilStaysNil, &[("name", shown)])
        .check(CheckCode::SameResult, &[("callee", shown), ("to", to)])
        .change([context.replace(x, new)])
        .objects(2, 1)
        .expect(Expect::NoMore);
    if sorted {
        let named = context.named_call(x)?;
        let (file, range) = context.stmt_range(named.stmt)?;
        let indent = context.indent(file, range.start);
        let rest = context.text(file)[range.end as usize..]
            .split('\n')
            .next()?;
        if !rest.trim().is_empty() {
            return None;
        }
        let name = context.analysis.ast.name_str(named.name);
        draft = draft.change([crate::advise::edits::Change {
            file,
            range: range.end..range.end,
            insert: format!("\n{indent}{slices}.Sort({name})"),
        }]);
    }
    Some(draft.build())
}

/// `reflect.DeepEqual(a, b)` of slices of plain values becomes `slices.Equal(a, b)`, which takes nil and empty for the same: a question.
fn compared(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let call = context.call_of(x, "reflect", "DeepEqual")?;
    let [a, b] = *call.args else { return None };
    let (ta, tb) = (context.type_of(a), context.type_of(b));
    let Type::Slice { elem } = context.under(ta) else {
        return None;
    };
    let kind = {
        let types = context.types.borrow();
        types.basic_kind(types.unalias(elem))?
    };
    let same = context.types.borrow_mut().identical(ta, tb);
    // NaN is equal to itself where both slices are the same one.
    let plain = kind.is_integer() || kind.is_string() || kind.is_boolean();
    if !same || !plain || kind == crate::types::BasicKind::UnsafePointer {
        return None;
    }
    let file = context.file_of(x)?;
    let slices = context
        .import_name(file, "slices")
        .unwrap_or("slices".into());
    let (a, b) = (context.source(a), context.source(b));
    let new = format!("{slices}.Equal({a}, {b})");
    if new.contains('\n') {
        return None;
    }
    let (callee, to) = ("reflect.DeepEqual", "slices.Equal");
    let draft = start(context, x, callee, to)?
        .ask(
            CheckCode::AskNilOrEmpty,
            &[("name", &a)],
            context.places.expr_span(x),
        )
        .change([context.replace(x, new)])
        .change(context.fix_imports(file, &["slices"], &[("reflect", 1)])?)
        .needs(&["slices"])
        .objects(2, 0)
        .expect(Expect::CallGone(callee.into()));
    Some(draft.build())
}

/// Hashes whose sum can be had in one call: the package, the functions that make one, and the one that does all.
const HASHES: &[(&str, &str, &str)] = &[
    ("crypto/sha256", "New", "Sum256"),
    ("crypto/sha256", "New224", "Sum224"),
    ("crypto/sha512", "New", "Sum512"),
    ("crypto/sha512", "New384", "Sum384"),
    ("crypto/sha1", "New", "Sum"),
    ("crypto/md5", "New", "Sum"),
];

/// `h := sha256.New()`, `h.Write(b)`, `h.Sum(nil)` becomes `sum := sha256.Sum256(b)`, `sum[:]`.
fn hashed(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let callee = context.callee(x);
    let (path, new, all) = HASHES.iter().find(|(p, n, _)| callee.is(p, n))?;
    let call = context.call(x)?;
    let named = context.named_call(x)?;
    let home = context.nearest_function(x)?;
    let mut write: Option<(StmtId, ExprId)> = None;
    let mut sum: Option<ExprId> = None;
    for &n in context.usage.names(named.obj) {
        let Node::Expr(selector) = context.usage.parent(n)? else {
            return None;
        };
        let Node::Expr(used) = context.usage.parent(selector)? else {
            return None;
        };
        let c = context.call(used).filter(|c| c.fun == selector)?;
        let [arg] = *c.args else { return None };
        let ExprKind::SelectorExpr { sel, .. } = *ast.kind(selector) else {
            return None;
        };
        if context.nearest_function(n)? != home {
            return None;
        }
        match ast.name_str(sel) {
            "Write" => {
                let Node::Stmt(s) = context.usage.parent(used)? else {
                    return None;
                };
                let alone = matches!(ast[s].kind, StmtKind::ExprStmt(_));
                if !alone || write.is_some() {
                    return None;
                }
                write = Some((s, arg));
            }
            "Sum" => {
                let nothing = context.is_nil(arg);
                if !nothing || sum.is_some() {
                    return None;
                }
                sum = Some(used);
            }
            _ => return None,
        }
    }
    let ((write, data), sum) = (write?, sum?);
    // One after the other in one block: made, written, summed.
    let block = context.usage.parent(named.stmt);
    let last = context.stmt_of(sum)?;
    let in_block = context.usage.parent(write) == block
        && context.usage.ancestors(last).any(|a| Some(a) == block)
        && context.loops_around(last) == context.loops_around(write);
    let start_of = |s| context.stmt_range(s).map(|(_, r)| r.start);
    let ordered = start_of(named.stmt)? < start_of(write)? && start_of(write)? < start_of(last)?;
    if !in_block || !ordered || context.is_const(data) {
        return None;
    }
    let pkg = context.source(call.fun);
    let pkg = pkg.strip_suffix(&format!(".{new}"))?;
    let name = context.free_name("sum");
    let short = path.rsplit('/').next()?;
    let (shown, to) = (format!("{short}.{new}"), format!("{short}.{all}"));
    let text = format!("{name} := {pkg}.{all}({})", context.source(data));
    let draft = start(context, x, &shown, &to)?
        .check(CheckCode::SameResult, &[("callee", &shown), ("to", &to)])
        .change([
            context.remove_stmt(named.stmt)?,
            context.replace_stmt(write, text)?,
            context.replace(sum, format!("{name}[:]")),
        ])
        .expect(Expect::Same);
    Some(draft.build())
}

/// Methods of a generator that are functions of the package, too.
const DRAWS: &[&str] = &[
    "ExpFloat64",
    "Float32",
    "Float64",
    "Int",
    "Int31",
    "Int31n",
    "Int63",
    "Int63n",
    "Intn",
    "NormFloat64",
    "Perm",
    "Shuffle",
    "Uint32",
    "Uint64",
];

/// `r := rand.New(rand.NewSource(time.Now().UnixNano()))` with numbers of `r`: those of the package, which seeds itself.
fn generator(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let call = context.call_of(x, "math/rand", "New")?;
    let [source] = *call.args else { return None };
    let [seed] = *context.call_of(source, "math/rand", "NewSource")?.args else {
        return None;
    };
    // A seed that is a time is there to give other numbers each time.
    let now = context.call(seed).and_then(|c| match *ast.kind(c.fun) {
        ExprKind::SelectorExpr { x, .. } => Some(x),
        _ => None,
    })?;
    let is_nano = context.callee(seed).is_method("time", "Time", "UnixNano");
    if !is_nano || !context.callee(now).is("time", "Now") {
        return None;
    }
    let named = context.named_call(x)?;
    let once = matches!(context.func_name(x), "main" | "init" | "TestMain")
        && context.loops_around(x).is_empty();
    let names = context.usage.names(named.obj);
    if once || names.is_empty() {
        return None;
    }
    let file = context.file_of(x)?;
    let rand = context.import_name(file, "math/rand")?;
    let mut changes = vec![context.remove_stmt(named.stmt)?];
    for &n in names {
        let Node::Expr(selector) = context.usage.parent(n)? else {
            return None;
        };
        let ExprKind::SelectorExpr { sel, .. } = *ast.kind(selector) else {
            return None;
        };
        let called = matches!(context.usage.parent(selector)?, Node::Expr(c)
            if context.call(c).is_some_and(|c| c.fun == selector));
        if !called || !DRAWS.contains(&ast.name_str(sel)) {
            return None;
        }
        changes.push(context.replace(n, rand.clone()));
    }
    let (callee, to) = ("rand.New", "math/rand");
    let draft = start(context, x, callee, to)?
        .ask(
            CheckCode::AskSharedGenerator,
            &[("name", ast.name_str(named.name))],
            context.places.expr_span(x),
        )
        .change(changes)
        .change(context.fix_imports(file, &[], &[("time", 1)])?)
        .expect(Expect::CallGone(callee.into()));
    Some(draft.build())
}

/// Methods of `*big.Int` that set their receiver from their arguments.
const SETS: &[&str] = &[
    "Add", "And", "AndNot", "Div", "Exp", "Lsh", "Mod", "Mul", "Neg", "Not", "Or", "Quo", "Rem",
    "Rsh", "Sub", "Xor",
];

/// Methods of `*big.Int` that only read their receiver.
const READS: &[&str] = &[
    "BitLen", "Cmp", "CmpAbs", "Int64", "IsInt64", "IsUint64", "Sign", "String", "Text", "Uint64",
];

/// `x = new(big.Int).Mul(x, y)` becomes `x.Mul(x, y)`, where nobody else has what `x` points to.
fn multiplied(context: &Context<'_>, x: ExprId) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let Some(Node::Stmt(stmt)) = context.usage.parent(x) else {
        return None;
    };
    let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
        return None;
    };
    if a.op.is_some() || a.rhs != Some(x) {
        return None;
    }
    let obj = context.variable(a.lhs).filter(|&o| context.is_local(o))?;
    let method = is_fresh(context, x)?;
    let new = match *ast.kind(context.call(x)?.fun) {
        ExprKind::SelectorExpr { x, .. } => x,
        _ => return None,
    };
    if context.loops_around(stmt).is_empty() || !is_own(context, obj) {
        return None;
    }
    let name = ast.name_str(a.lhs);
    let (file, range) = context.stmt_range(stmt)?;
    let change = crate::advise::edits::Change {
        file,
        range: range.start..context.range_of(new).end,
        insert: name.to_owned(),
    };
    let (callee, to) = (format!("new(big.Int).{method}"), format!("{name}.{method}"));
    let draft = start(context, x, &callee, &to)?
        .check(CheckCode::NotStored, &[("name", name)])
        .check(CheckCode::SameResult, &[("callee", &callee), ("to", &to)])
        .change([change]);
    Some(draft.expect(Expect::Same).build())
}

/// `new(big.Int).Mul(…)`: the method.
fn is_fresh<'c>(context: &'c Context<'_>, x: ExprId) -> Option<&'c str> {
    let ast = &context.analysis.ast;
    let call = context.call(x)?;
    let ExprKind::SelectorExpr { x: recv, sel } = *ast.kind(call.fun) else {
        return None;
    };
    let method = ast.name_str(sel);
    let known = SETS.contains(&method) && context.callee(x).is_method("math/big", "Int", method);
    let new = context.callee(recv) == Callee::Builtin(BuiltinId::New)
        && context.is_named(context.type_of(recv), "math/big", "Int");
    (known && new).then_some(method)
}

/// Whether a variable starts with a number of its own, and is only used in ways that give nobody else a pointer to it: until it is returned.
fn is_own(context: &Context<'_>, obj: ObjId) -> bool {
    let ast = &context.analysis.ast;
    let defs = &context.analysis.checked.info.defs;
    let Some(name) = defs.iter().position(|&d| d == Some(obj)).map(ExprId::new) else {
        return false;
    };
    let home = context.nearest_function(name);
    let declared = match context.usage.parent(name) {
        Some(Node::Stmt(s)) => context.declares(s),
        _ => None,
    };
    let own = declared.is_some_and(|(n, value, _)| {
        n == name
            && value.is_some_and(|v| {
                context.callee(v).is("math/big", "NewInt")
                    || context.callee(v) == Callee::Builtin(BuiltinId::New)
                    || is_fresh(context, v).is_some()
            })
    });
    own && context.usage.names(obj).iter().all(|&n| {
        if context.nearest_function(n) != home {
            return false;
        }
        match context.usage.parent(n) {
            Some(Node::Stmt(s)) => match &ast[s].kind {
                StmtKind::AssignStmt(a) => {
                    a.lhs == n
                        && a.op.is_none()
                        && a.rhs.is_some_and(|r| is_fresh(context, r).is_some())
                }
                StmtKind::ReturnStmt { .. } => context.loops_around(s).is_empty(),
                _ => false,
            },
            Some(Node::Expr(outer)) => match *ast.kind(outer) {
                // An operand of a fresh number, which is copied.
                ExprKind::CallExpr(_) => is_fresh(context, outer).is_some(),
                ExprKind::SelectorExpr { x, sel } if x == n => {
                    READS.contains(&ast.name_str(sel))
                        && matches!(context.usage.parent(outer), Some(Node::Expr(c))
                            if context.call(c).is_some_and(|c| c.fun == outer))
                }
                _ => false,
            },
            _ => false,
        }
    })
}
