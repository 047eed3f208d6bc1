//! A byte slice that is made per call becomes a pool of buffers.

use super::super::declaration::Declaration;
use super::super::edits::Change;
use super::super::pool::{SIZE_LIMIT, caveats, no_rule, saving};
use super::super::{Context, Verdicts};
use crate::advise::worth::of_pool;
use crate::syntax::{ExprId, ExprKind, Node};
use crate::wire::{Confidence, Params, Site, Suggestion, SuggestionCode, Worth};

/// `make([]byte, len, cap)`.
struct Made {
    len: ExprId,
    cap: Option<ExprId>,
    elem: String,
    bytes: bool,
}

/// A buffer that is appended to need not be cleared.
fn worth_of(site: &Site, grows: bool) -> Option<Worth> {
    site.size.map(|bytes| of_pool(bytes, !grows))
}

/// The rule.
pub fn rule(context: &Context<'_>, index: u32, site: &Site) -> Verdicts<Suggestion> {
    let decl = context.declaration(site)?;
    let made = made(context, &decl).ok_or_else(|| no_rule(Some(site.span)))?;
    let gate = context.pool_gate(site, &decl, false)?;
    let shape =
        Shape::new(context, &decl, &made, gate.grows).ok_or_else(|| no_rule(Some(site.span)))?;
    let name = context.analysis.ast.name_str(decl.name).to_owned();
    let changes = shape
        .changes(context, &decl)
        .ok_or_else(|| no_rule(Some(site.span)))?;
    Ok(Suggestion {
        rule: "R35".into(),
        alternative_to: None,
        worth: worth_of(site, matches!(shape.kind, Kind::Growing { .. })),
        code: match made.bytes {
            true => SuggestionCode::PoolBytes,
            false => SuggestionCode::PoolSlice,
        },
        params: Params::from([
            ("name".into(), name.clone()),
            ("type".into(), format!("[]{}", made.elem)),
        ]),
        confidence: Confidence::A,
        span: site.span,
        sites: vec![index],
        checks: gate.into_checks(&name, !matches!(shape.kind, Kind::Fixed { .. })),
        caveats: caveats(),
        edits: context.wire_edits(&changes),
        saving: saving(site),
    })
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
    // The helpers stand at package level.
    if !context.in_scope(elem) {
        return None;
    }
    Some(Made {
        len: *args.first()?,
        cap: args.get(1).copied(),
        elem: context.source(elem),
        bytes: ast
            .name(elem)
            .is_some_and(|n| matches!(&**n, "byte" | "uint8")),
    })
}

enum Kind {
    /// Constant length, never grown: a pool of arrays.
    Fixed { len: String },
    /// Length 0 at first and a capacity, appended to: a pool of slices.
    Growing { cap: String, value: i64 },
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
    var: String,
    pool: String,
    get: String,
    put: String,
    /// The variable that holds what came out of the pool.
    held: String,
}

impl Shape {
    fn new(context: &Context<'_>, decl: &Declaration, made: &Made, grows: bool) -> Option<Shape> {
        let info = &context.analysis.checked.info;
        let constant = |x: ExprId| {
            info.type_and_value(x)
                .val
                .as_ref()
                .and_then(|v| v.int64_val())
        };
        let len = constant(made.len);
        let source = |x: ExprId| context.source(x);
        let kind = match (len, made.cap, grows) {
            (Some(_), None, false) if context.in_scope(made.len) => Kind::Fixed {
                len: source(made.len),
            },
            // Cut at a bound, it would show what its last user left.
            (Some(0), _, _) if extended(context, decl) => return None,
            (Some(0), Some(cap), _) if constant(cap).is_some() && context.in_scope(cap) => {
                Kind::Growing {
                    cap: source(cap),
                    value: constant(cap)?,
                }
            }
            (Some(0), None, true) => Kind::Growing {
                cap: "0".into(),
                value: 0,
            },
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
            pool: context.free_name(&format!("{var}Pool")),
            get: context.free_name(&format!("get{title}")),
            put: context.free_name(&format!("put{title}")),
            held: context.free_name(&format!("pooled{title}")),
            var,
        })
    }

    fn changes(&self, context: &Context<'_>, decl: &Declaration) -> Option<Vec<Change>> {
        let statement = context.statement_range(decl)?;
        let (file, indent) = (statement.0, context.indent(statement.0, statement.1.start));
        let mut changes = vec![
            Change {
                file,
                range: statement.1,
                insert: self.use_lines().join(&format!("\n{indent}")),
            },
            context.behind_function(decl, &self.helpers())?,
        ];
        changes.extend(context.import_sync(decl)?);
        Some(changes)
    }

    /// What stands in the function instead of `make`.
    fn use_lines(&self) -> Vec<String> {
        let Shape {
            var,
            get,
            put,
            held,
            ..
        } = self;
        match &self.kind {
            Kind::Fixed { .. } => vec![
                format!("{held} := {get}()"),
                format!("defer {put}({held})"),
                format!("{var} := {held}[:]"),
            ],
            Kind::Sized { len } => vec![
                format!("{held} := {get}({len})"),
                format!("defer {put}({held})"),
                format!("{var} := *{held}"),
            ],
            Kind::Growing { .. } => vec![
                format!("{held} := {get}()"),
                format!("{var} := *{held}"),
                "defer func() {".into(),
                format!("\t*{held} = {var} // it may have grown"),
                format!("\t{put}({held})"),
                "}()".into(),
            ],
        }
    }

    fn limit(&self) -> i64 {
        match self.bytes {
            true => BYTES_LIMIT,
            false => SLICE_LIMIT,
        }
    }

    fn helpers(&self) -> String {
        // gofmt's spacing inside of a comparison.
        let limit = SIZE_LIMIT.replace(' ', "");
        // What the elements point to would stay in memory.
        let clear = if self.bytes { "" } else { "\tclear(*p)\n" };
        let limit = match &self.kind {
            // One that is large from the beginning must not be dropped each time.
            Kind::Growing { value, .. } if *value > self.limit() / 2 => {
                value.saturating_mul(4).to_string()
            }
            Kind::Growing { .. } if !self.bytes => SLICE_LIMIT.to_string(),
            _ => limit,
        };
        let Shape {
            elem,
            pool,
            get,
            put,
            ..
        } = self;
        match &self.kind {
            Kind::Fixed { len } => format!(
                "// {pool} keeps buffers between calls; the garbage collector may empty it at any time.\n\
                 var {pool} = sync.Pool{{\n\tNew: func() any {{ return new([{len}]{elem}) }},\n}}\n\n\
                 func {get}() *[{len}]{elem} {{\n\treturn {pool}.Get().(*[{len}]{elem})\n}}\n\n\
                 // {put} clears a buffer and gives it back: nobody may use it afterwards.\n\
                 func {put}(p *[{len}]{elem}) {{\n\tclear(p[:])\n\t{pool}.Put(p)\n}}"
            ),
            Kind::Growing { cap, .. } => format!(
                "// {pool} keeps buffers between calls; the garbage collector may empty it at any time.\n\
                 var {pool} = sync.Pool{{\n\tNew: func() any {{\n\t\tb := make([]{elem}, 0, {cap})\n\t\treturn &b\n\t}},\n}}\n\n\
                 func {get}() *[]{elem} {{\n\treturn {pool}.Get().(*[]{elem})\n}}\n\n\
                 // {put} empties a buffer and gives it back: nobody may use it afterwards. One that has grown\n\
                 // large is dropped, or it would stay in memory.\n\
                 func {put}(p *[]{elem}) {{\n\tif cap(*p) > {limit} {{\n\t\treturn\n\t}}\n{clear}\t*p = (*p)[:0]\n\t{pool}.Put(p)\n}}"
            ),
            Kind::Sized { .. } => format!(
                "// {pool} keeps buffers between calls; the garbage collector may empty it at any time.\n\
                 var {pool} = sync.Pool{{\n\tNew: func() any {{ return new([]{elem}) }},\n}}\n\n\
                 // {get} gives a buffer of n zero bytes.\n\
                 func {get}(n int) *[]{elem} {{\n\tp := {pool}.Get().(*[]{elem})\n\tif cap(*p) < n {{\n\t\t*p = make([]{elem}, n)\n\t}}\n\t*p = (*p)[:n]\n\tclear(*p)\n\treturn p\n}}\n\n\
                 // {put} gives a buffer back: nobody may use it afterwards. A large one is dropped, or it\n\
                 // would stay in memory.\n\
                 func {put}(p *[]{elem}) {{\n\tif cap(*p) > {limit} {{\n\t\treturn\n\t}}\n\t{pool}.Put(p)\n}}"
            ),
        }
    }
}
