//! A byte slice that is made per call becomes a pool of buffers.

use super::super::declaration::Declaration;
use super::super::pool::{Gate, SIZE_LIMIT, no_rule};
use super::super::{Context, Verdicts};
use super::pool_code::{Code, Style, Told, Use};
use crate::advise::draft::{Draft, Expect};
use crate::advise::edits::Change;
use crate::advise::worth::of_pool;
use crate::syntax::{ExprId, ExprKind, Node, StmtId};
use crate::types::{BasicKind, Type};
use crate::wire::{Site, SuggestionCode, Worth};

/// `make([]byte, len, cap)`.
struct Made {
    len: ExprId,
    cap: Option<ExprId>,
    elem: String,
    bytes: bool,
    /// Elements are numbers: they keep nothing in memory.
    numbers: bool,
    /// Bytes of an element.
    size: i64,
}

/// A buffer that is appended to need not be cleared.
fn worth_of(site: &Site, grows: bool) -> Option<Worth> {
    site.size.map(|bytes| of_pool(bytes, !grows))
}

/// The rule: the pool in both styles.
pub fn rule(context: &Context<'_>, index: u32, site: &Site) -> Verdicts<Vec<Draft>> {
    let decl = context.declaration(site)?;
    let gate = context.pool_gate(site, &decl, false)?;
    let made = made(context, &decl).ok_or_else(|| no_rule(Some(site.span)))?;
    let shape = Shape::new(context, &decl, &made, &gate).ok_or_else(|| no_rule(Some(site.span)))?;
    let name = context.analysis.ast.name_str(decl.name).to_owned();
    let confidence = gate.confidence();
    let checks = gate.into_checks(&name, !matches!(shape.kind, Kind::Fixed { .. }));
    let code = match made.bytes {
        true => SuggestionCode::PoolBytes,
        false => SuggestionCode::PoolSlice,
    };
    let told = Told {
        code,
        name,
        typ: format!("[]{}", made.elem),
        span: site.span,
        sites: vec![index],
        confidence,
        checks,
        worth: worth_of(site, matches!(shape.kind, Kind::Growing { .. })),
        expect: Expect::Fewer,
    };
    let file = context
        .file_of(decl.name)
        .ok_or_else(|| no_rule(Some(site.span)))?;
    let changes = |style| shape.changes(context, &decl, style);
    let all = told.drafts(context, file, &["sync"], changes);
    match all.is_empty() {
        true => Err(no_rule(Some(site.span))),
        false => Ok(all),
    }
}

/// The call of `make` that the declaration's value is.
fn made(context: &Context<'_>, decl: &Declaration) -> Option<Made> {
    let ast = &context.analysis.ast;
    let ExprKind::CallExpr(call) = ast.kind(decl.value?) else {
        return None;
    };
    let (ty, args) = call.args.split_first()?;
    let ExprKind::SliceType { elem } = *ast.kind(*ty) else {
        return None;
    };
    // The helpers stand at package level; what has lines of its own has gofmt's white space.
    if !context.in_scope(elem) || context.source(elem).contains('\n') {
        return None;
    }
    Some(Made {
        len: *args.first()?,
        cap: args.get(1).copied(),
        elem: context.source(elem),
        bytes: ast
            .name(elem)
            .is_some_and(|n| matches!(&**n, "byte" | "uint8")),
        numbers: matches!(
            context.under(context.type_of(elem)),
            Type::Basic(k) if !k.is_string() && k != BasicKind::UnsafePointer
        ),
        size: context.types.borrow_mut().size_of(context.type_of(elem)),
    })
}

enum Kind {
    /// Constant length, never grown: a pool of arrays.
    Fixed { len: String },
    /// Length 0 at first and a capacity, appended to: a pool of slices.
    Growing { cap: Option<String>, value: i64 },
    /// A length that is worked out at run time.
    Sized { len: String },
}

/// Elements above which a slice is dropped.
const SLICE_LIMIT: i64 = 1024;

/// The same for bytes: [`SIZE_LIMIT`].
const BYTES_LIMIT: i64 = 64 << 10;

/// Whether the variable is sliced up to a bound other than 0.
fn extended(context: &Context<'_>, decl: &Declaration) -> bool {
    let ast = &context.analysis.ast;
    let names = context.usage.names(decl.obj);
    names.iter().any(|&n| match context.usage.parent(n) {
        Some(Node::Expr(outer)) => match ast.kind(outer) {
            ExprKind::SliceExpr { index, .. } => {
                index[1].is_some_and(|hi| context.const_int(hi) != Some(0))
            }
            _ => false,
        },
        _ => false,
    })
}

struct Shape {
    kind: Kind,
    elem: String,
    bytes: bool,
    numbers: bool,
    size: i64,
    var: String,
    pool: String,
    get: String,
    put: String,
    /// The variable that holds what came out of the pool.
    held: String,
    /// Where it may go back.
    put_behind: Option<StmtId>,
}

impl Shape {
    fn new(context: &Context<'_>, decl: &Declaration, made: &Made, gate: &Gate) -> Option<Shape> {
        let info = &context.analysis.checked.info;
        let constant = |x: ExprId| {
            info.type_and_value(x)
                .val
                .as_ref()
                .and_then(|v| v.int64_val())
        };
        let len = constant(made.len);
        let source = |x: ExprId| context.source(x);
        let kind = match (len, made.cap, gate.grows) {
            (Some(_), None, false) if context.in_scope(made.len) => Kind::Fixed {
                len: context.as_only_argument(made.len)?,
            },
            // A constant of the function's own by its value.
            (Some(n), None, false) if n > 0 => Kind::Fixed { len: n.to_string() },
            // Cut at a bound, it would show what its last user left.
            (Some(0), _, _) if extended(context, decl) => return None,
            (Some(0), Some(cap), _) if constant(cap).is_some() && context.in_scope(cap) => {
                Kind::Growing {
                    cap: Some(source(cap)),
                    value: constant(cap)?,
                }
            }
            (Some(0), None, true) => Kind::Growing {
                cap: None,
                value: 0,
            },
            // It soon has the room that was asked for.
            (Some(0), Some(cap), true) if super::const_cap::is_count(context, cap) => {
                Kind::Growing {
                    cap: None,
                    value: 0,
                }
            }
            (None, None, false) => Kind::Sized {
                len: match info.type_and_value(made.len).typ == crate::types::TypeId::INT {
                    true => context.as_only_argument(made.len)?,
                    false => format!("int({})", context.as_only_argument(made.len)?),
                },
            },
            _ => return None,
        };
        let var = context.analysis.ast.name_str(decl.name).to_owned();
        let title = super::title(&var);
        Some(Shape {
            kind,
            elem: made.elem.clone(),
            bytes: made.bytes,
            numbers: made.numbers,
            size: made.size,
            pool: context.free_name(&format!("{var}Pool")),
            get: context.free_name(&format!("get{title}")),
            put: context.free_name(&format!("put{title}")),
            held: context.free_name(&format!("pooled{title}")),
            var,
            put_behind: gate.put_behind,
        })
    }

    fn changes(
        &self,
        context: &Context<'_>,
        decl: &Declaration,
        style: Style,
    ) -> Option<Vec<Change>> {
        let statement = context.statement_range(decl)?;
        let (code, used) = (self.code(), self.used());
        code.changes(context, decl.func, statement, &used, style)
    }

    /// What stands in the function besides Get and Put.
    fn used(&self) -> Use {
        let Shape { var, held, .. } = self;
        let (behind, before_put) = match &self.kind {
            Kind::Fixed { .. } => (format!("{var} := {held}[:]"), None),
            Kind::Sized { .. } => (format!("{var} := *{held}"), None),
            Kind::Growing { .. } => (
                format!("{var} := *{held}"),
                Some(format!("*{held} = {var} // it may have grown")),
            ),
        };
        Use {
            held: held.clone(),
            behind: vec![behind],
            before_put,
            put_behind: self.put_behind,
        }
    }

    fn limit(&self) -> i64 {
        match self.bytes {
            true => BYTES_LIMIT,
            false => SLICE_LIMIT,
        }
    }

    fn code(&self) -> Code {
        // gofmt's spacing inside of a comparison.
        let limit = SIZE_LIMIT.replace(' ', "");
        let limit = match &self.kind {
            // One that is large from the beginning must not be dropped each time.
            Kind::Growing { value, .. } if *value > self.limit() / 2 => {
                value.saturating_mul(4).to_string()
            }
            Kind::Growing { .. } if !self.bytes => SLICE_LIMIT.to_string(),
            // As many elements as make so many bytes.
            Kind::Sized { .. } if !self.bytes => {
                (BYTES_LIMIT / self.size.max(1)).max(1).to_string()
            }
            _ => limit,
        };
        let Shape {
            elem,
            pool,
            get,
            put,
            ..
        } = self;
        let lines = |all: &[&str]| -> Vec<String> { all.iter().map(|l| (*l).to_owned()).collect() };
        let code = Code {
            declares: None,
            pool: pool.clone(),
            get: get.clone(),
            put: put.clone(),
            typ: format!("*[]{elem}"),
            keeps: if self.bytes { "buffers" } else { "slices" },
            new: vec![format!("return new([]{elem})")],
            param: None,
            get_doc: None,
            prepare: Vec::new(),
            put_doc: String::new(),
            letter: "p",
            limit: Some((format!("cap(*$p) > {limit}"), "")),
            reset: Vec::new(),
        };
        match &self.kind {
            Kind::Fixed { len } => Code {
                typ: format!("*[{len}]{elem}"),
                new: vec![format!("return new([{len}]{elem})")],
                put_doc: format!(
                    "{put} clears a buffer and gives it back: nobody may use it afterwards."
                ),
                limit: None,
                reset: lines(&["clear($p[:])"]),
                ..code
            },
            Kind::Growing { cap, .. } => Code {
                new: match cap {
                    Some(cap) => {
                        vec![format!("b := make([]{elem}, 0, {cap})"), "return &b".into()]
                    }
                    None => code.new.clone(),
                },
                put_doc: format!(
                    "{put} empties a buffer and gives it back: nobody may use it afterwards. One that has grown\nlarge is dropped, or it would stay in memory."
                ),
                // What the elements point to would stay in memory.
                reset: match self.bytes {
                    true => lines(&["*$p = (*$p)[:0]"]),
                    false => lines(&["clear(*$p)", "*$p = (*$p)[:0]"]),
                },
                ..code
            },
            Kind::Sized { len } => Code {
                param: Some(("n", "int", len.clone())),
                get_doc: Some(match self.bytes {
                    true => format!("{get} gives a buffer of n zero bytes."),
                    false => format!("{get} gives a slice of n zero elements."),
                }),
                prepare: vec![
                    "if cap(*$p) < $n {".into(),
                    format!("\t*$p = make([]{elem}, $n)"),
                    "}".into(),
                    "*$p = (*$p)[:$n]".into(),
                    "clear(*$p)".into(),
                ],
                put_doc: format!(
                    "{put} gives a buffer back: nobody may use it afterwards. A large one is dropped, or it\nwould stay in memory."
                ),
                reset: match self.numbers {
                    true => Vec::new(),
                    false => lines(&["clear(*$p)"]),
                },
                ..code
            },
        }
    }
}
