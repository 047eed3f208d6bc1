//! `io.Copy` makes a buffer of 32 KB in each call, unless one side writes to, or reads from, the other by itself: one buffer for all turns of
//! a loop, or one out of a pool.

use super::start;
use crate::advise::draft::{Builder, Draft, Expect};
use crate::advise::rules::method_value::anchor;
use crate::advise::rules::pool_code::{Code, STYLES, Told, Use};
use crate::advise::worth::of_pool;
use crate::advise::{Context, Found};
use crate::syntax::{ExprId, Node, StmtKind};
use crate::types::Type;
use crate::wire::{CheckCode, Confidence, SuggestionCode};

/// What `io.Copy` makes (bytes), and how that is written.
const BYTES: u64 = 32 << 10;
const SIZE: &str = "32 << 10";
/// The same among arguments, as gofmt writes it.
const SIZE_ARGUMENT: &str = "32<<10";

/// A call that makes a buffer.
struct Copying {
    call: ExprId,
    dst: String,
    src: String,
    io: String,
    /// By the types it is certain that neither side does without.
    sure: bool,
}

/// The rule.
pub fn look(context: &Context<'_>, x: ExprId, found: &mut Found) {
    let Some(copying) = copying(context, x) else {
        return;
    };
    match context.loops_around(x).is_empty() {
        true => found.in_styles(pooled(context, &copying).unwrap_or_default()),
        false => found.draft(hoisted(context, &copying)),
    }
}

fn copying(context: &Context<'_>, x: ExprId) -> Option<Copying> {
    let call = context.call_of(x, "io", "Copy")?;
    let [dst, src] = *call.args else { return None };
    // What a function literal does, it may do at any time.
    if !matches!(context.nearest_function(x)?, Node::Decl(_)) {
        return None;
    }
    // A goroutine could still copy when the buffer has gone back.
    let started = |n| matches!(n, Node::Stmt(s) if matches!(context.analysis.ast[s].kind, StmtKind::CallStmt { .. }));
    if context.usage.parent(x).is_some_and(started) {
        return None;
    }
    let (to, from) = (context.type_of(dst), context.type_of(src));
    let limited = context.is_named(from, "io", "LimitedReader")
        || context.callee(src).is("io", "LimitReader");
    let does = |t, name| has_method(context, t, name);
    if limited || does(to, "ReadFrom") || does(from, "WriteTo") {
        return None;
    }
    let (dst_text, src_text) = (context.source(dst), context.source(src));
    // It reads into buffers of its own.
    if dst_text.ends_with(".Discard") || format!("{dst_text}{src_text}").contains('\n') {
        return None;
    }
    let known = |t| {
        !matches!(
            context.under(t),
            Type::Interface(_) | Type::TypeParam { .. }
        )
    };
    let file = context.file_of(x)?;
    Some(Copying {
        call: x,
        dst: dst_text,
        src: src_text,
        io: context.import_name(file, "io")?,
        sure: known(to) && known(from),
    })
}

fn has_method(context: &Context<'_>, t: crate::types::TypeId, name: &str) -> bool {
    let own = Some(context.analysis.checked.pkg);
    let mut types = context.types.borrow_mut();
    let found = types.lookup_field_or_method(t, true, own, name, false);
    found.obj.is_some() || found.index.is_some()
}

impl Copying {
    /// What both rewrites share: the call with a buffer, and what was looked at.
    fn with<'c, 'a>(
        &self,
        draft: Builder<'c, 'a>,
        c: &Context<'_>,
        buffer: &str,
    ) -> Builder<'c, 'a> {
        let Copying { dst, src, io, .. } = self;
        let new = format!("{io}.CopyBuffer({dst}, {src}, {buffer})");
        let callee = "io.CopyBuffer";
        let draft = draft
            .check(
                CheckCode::SameResult,
                &[("callee", "io.Copy"), ("to", callee)],
            )
            .check(CheckCode::CalleeDoesNotKeep, &[("callee", callee)])
            .change([c.replace(self.call, new)]);
        match self.sure {
            true => draft,
            false => draft.ask(
                CheckCode::AskNeitherCopies,
                &[("name", dst), ("other", src)],
                c.places.expr_span(self.call),
            ),
        }
    }
}

/// One buffer for all turns of the loop.
fn hoisted(context: &Context<'_>, copying: &Copying) -> Option<Draft> {
    let loop_ = *context.loops_around(copying.call).last()?;
    let buffer = context.free_name("buf");
    let made = format!("{buffer} := make([]byte, {SIZE_ARGUMENT})");
    let draft = start(context, copying.call, "io.Copy", "io.CopyBuffer")?;
    let draft = copying
        .with(draft, context, &buffer)
        .change([context.before_stmt(anchor(context, loop_)?, &[made])?])
        .expect(Expect::NoMore);
    Some(draft.build())
}

/// A buffer out of a pool.
fn pooled(context: &Context<'_>, copying: &Copying) -> Option<Vec<Draft>> {
    let x = copying.call;
    let func = context.func_of(x)?;
    let name = context.func_name(x);
    if matches!(name, "main" | "init" | "TestMain") {
        return None;
    }
    let stmt = context.stmt_of(x).and_then(|s| context.in_list(s))?;
    let (file, range) = context.stmt_range(stmt)?;
    let held = context.free_name("buf");
    let code = Code {
        declares: None,
        pool: context.free_name("copyBufferPool"),
        get: context.free_name("getCopyBuffer"),
        put: context.free_name("putCopyBuffer"),
        typ: format!("*[{SIZE}]byte"),
        keeps: "buffers",
        new: vec![format!("return new([{SIZE}]byte)")],
        param: None,
        get_doc: None,
        prepare: Vec::new(),
        put_doc: format!(
            "{} gives a buffer back: nobody may use it afterwards.",
            context.free_name("putCopyBuffer")
        ),
        letter: "p",
        limit: None,
        reset: Vec::new(),
    };
    let used = Use {
        held: held.clone(),
        behind: Vec::new(),
        before_put: None,
        put_behind: None,
    };
    let indent = context.indent(file, range.start);
    let (span, sites) = Told::place(context, x)?;
    let told = Told {
        code: SuggestionCode::PoolBytes,
        name: held.clone(),
        typ: code.typ.clone(),
        span,
        sites,
        confidence: Confidence::A,
        checks: Vec::new(),
        worth: Some(of_pool(BYTES, false)),
        expect: Expect::CallGone("io.Copy".into()),
    };
    let draft = |style| {
        let here = (file, range.start..range.start);
        let mut changes = code.changes(context, func, here, &used, style)?;
        changes.last_mut()?.insert.push_str(&format!("\n{indent}"));
        let draft = copying
            .with(told.start(context, style), context, &format!("{held}[:]"))
            .check(CheckCode::CalledOften, &[("function", name)])
            .check(CheckCode::LargeEnough, &[("size", &BYTES.to_string())])
            .check(CheckCode::PutOnEveryPath, &[("name", &held)])
            .check(CheckCode::PointerInPool, &[])
            .change(changes)
            .change(context.fix_imports(context.file_of(x)?, &["sync"], &[])?)
            .needs(&["sync"]);
        Some(draft.build())
    };
    Some(STYLES.into_iter().filter_map(draft).collect())
}
