//! Writers, readers and hashes that are made per call become a pool of them: `Reset` makes each as good as new.

use super::pool_code::{Code, STYLES, Told, Use};
use crate::advise::draft::{Draft, Expect};
use crate::advise::worth::{of_made, of_objects};
use crate::advise::{Context, Found, No, no};
use crate::syntax::ExprId;
use crate::types::Type;
use crate::wire::{CheckCode, RefusalCode, SuggestionCode, Worth};

/// A constructor, and what takes its place.
struct Kind {
    path: &'static str,
    name: &'static str,
    typ: &'static str,
    noun: &'static str,
    /// The parameter of Reset, and its type.
    param: Option<(&'static str, &'static str)>,
    /// A second argument, which all objects of the pool have in common, is a size.
    sized: bool,
    /// The constructor gives back what it is given if that is such an object already.
    passes_on: bool,
    /// What making one costs.
    makes: Makes,
    /// Packages that the helpers name.
    needs: &'static [&'static str],
}

/// What making an object costs.
#[derive(Clone, Copy)]
enum Makes {
    /// Memory: so many bytes in so many objects; the size that is given comes to it.
    Bytes(u64, u64),
    /// Work besides: nanoseconds saved by a pool (measured), and bytes.
    Work(f64, u64),
}

const fn buffered(
    name: &'static str,
    typ: &'static str,
    noun: &'static str,
    param: (&'static str, &'static str),
    sized: bool,
) -> Kind {
    Kind {
        path: "bufio",
        name,
        typ,
        noun,
        param: Some(param),
        sized,
        passes_on: true,
        makes: Makes::Bytes(if sized { 0 } else { 4096 }, 2),
        needs: &["io", "sync"],
    }
}

const fn compressor(path: &'static str, typ: &'static str, noun: &'static str) -> Kind {
    Kind {
        path,
        name: "NewWriter",
        typ,
        noun,
        param: Some(("w", "io.Writer")),
        sized: false,
        passes_on: false,
        makes: Makes::Work(59_000.0, 1_080_864),
        needs: &["io", "sync"],
    }
}

const fn hash(path: &'static str) -> Kind {
    Kind {
        path,
        name: "New",
        typ: "hash.Hash",
        noun: "Hash",
        param: None,
        sized: false,
        passes_on: false,
        makes: Makes::Bytes(160, 2),
        needs: &["hash", "sync"],
    }
}

const READER: (&str, &str) = ("r", "io.Reader");
const WRITER: (&str, &str) = ("w", "io.Writer");

const KINDS: &[Kind] = &[
    buffered("NewWriter", "*bufio.Writer", "Writer", WRITER, false),
    buffered("NewReader", "*bufio.Reader", "Reader", READER, false),
    buffered("NewWriterSize", "*bufio.Writer", "Writer", WRITER, true),
    buffered("NewReaderSize", "*bufio.Reader", "Reader", READER, true),
    compressor("compress/gzip", "*gzip.Writer", "GzipWriter"),
    compressor("compress/zlib", "*zlib.Writer", "ZlibWriter"),
    hash("crypto/sha256"),
    hash("crypto/sha512"),
    hash("crypto/sha1"),
    hash("crypto/md5"),
];

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for &call in context.calls() {
        let callee = context.callee(call);
        let Some(kind) = KINDS.iter().find(|k| callee.is(k.path, k.name)) else {
            continue;
        };
        match drafts(context, kind, call) {
            Ok(drafts) => found.in_styles(drafts),
            Err(Some(why)) => {
                if let Some(site) = context.site_of(call) {
                    found.refuse(site, SuggestionCode::PoolReset, why);
                }
            }
            Err(None) => {}
        }
    }
}

/// Whether what a constructor is given is of a type that it never gives back as it is.
fn is_other_type(context: &Context<'_>, arg: ExprId, kind: &Kind) -> bool {
    let t = context.type_of(arg);
    let named = kind.typ.trim_start_matches('*').rsplit('.').next();
    let interface = matches!(context.under(t), Type::Interface(_));
    !interface && !context.is_named(t, kind.path, named.unwrap_or_default())
}

fn drafts(context: &Context<'_>, kind: &Kind, x: ExprId) -> Result<Vec<Draft>, Option<No>> {
    let call = context.call(x).ok_or(None)?;
    let decl = context.declaration_of_value(x).ok_or(None)?;
    let at = context.places.expr_span(x);
    let no_rule = || Some(no(RefusalCode::NoRuleYet, &[], at));
    let gate = context.pool_gate_of_any_size(&decl, false).map_err(Some)?;
    let file = context.file_of(x).ok_or(None)?;
    // The helpers name the package as std does.
    let own = kind.path.rsplit('/').next().ok_or(None)?;
    if gate.grows || context.import_name(file, kind.path).as_deref() != Some(own) {
        return Err(no_rule());
    }
    let (arg, size) = match (call.args.as_ref(), kind.param.is_some(), kind.sized) {
        ([], false, false) => (None, None),
        (&[arg], true, false) => (Some(arg), None),
        (&[arg, size], true, true) if context.in_scope(size) => {
            let bytes = context.const_int(size).and_then(|n| u64::try_from(n).ok());
            let bytes = bytes.filter(|&n| n >= crate::advise::POOL_MIN_BYTES);
            (
                Some(arg),
                Some((context.source(size), bytes.ok_or_else(no_rule)?)),
            )
        }
        _ => return Err(no_rule()),
    };
    let name = context.analysis.ast.name_str(decl.name).to_owned();
    let noun = kind.noun;
    let typ = kind.typ;
    let shown = format!("{own}.{}", kind.name);
    let put = context.free_name(&format!("put{noun}"));
    let made = match (kind.param, &size) {
        (Some(_), Some((size, _))) => format!("return {shown}(nil, {size})"),
        (Some(_), None) => format!("return {shown}(nil)"),
        (None, _) => format!("return {shown}()"),
    };
    let code = Code {
        declares: None,
        pool: context.free_name(&format!("{}Pool", super::lower_first(noun))),
        get: context.free_name(&format!("get{noun}")),
        typ: typ.to_owned(),
        keeps: "them",
        new: vec![made],
        param: kind
            .param
            .zip(arg)
            .map(|((n, t), a)| (n, t, context.source(a))),
        get_doc: None,
        prepare: kind
            .param
            .map(|_| "$p.Reset($n)".to_owned())
            .into_iter()
            .collect(),
        put_doc: match kind.param {
            Some(_) => format!(
                "{put} gives it back without what it was used for: nobody may use it afterwards."
            ),
            None => format!("{put} resets it and gives it back: nobody may use it afterwards."),
        },
        put,
        letter: "p",
        limit: None,
        reset: vec![match kind.param {
            Some(_) => "$p.Reset(nil)".to_owned(),
            None => "$p.Reset()".to_owned(),
        }],
    };
    let used = Use {
        held: name.clone(),
        behind: Vec::new(),
        before_put: None,
        put_behind: gate.put_behind,
    };
    let confidence = gate.confidence();
    let checks = gate.reset_by_method(&name).into_checks(&name, false);
    let worth = worth_of(kind, size.as_ref().map(|s| s.1));
    let (span, sites) = Told::place(context, x).ok_or(None)?;
    let told = Told {
        code: SuggestionCode::PoolReset,
        name,
        typ: typ.to_owned(),
        span,
        sites,
        confidence,
        checks,
        worth: Some(worth),
        expect: Expect::CallGone(shown),
    };
    let draft = |style| {
        let statement = context.stmt_range(decl.stmt)?;
        let changes = code.changes(context, decl.func, statement, &used, style)?;
        // In place nothing names the parameter's type.
        let needs: &[&str] = match (style, kind.param) {
            (super::pool_code::Style::InPlace, Some(_)) => &["sync"],
            _ => kind.needs,
        };
        let mut draft = told
            .start(context, style)
            .change(changes)
            .change(context.fix_imports(file, needs, &[])?)
            .needs(needs);
        if kind.param.is_none() {
            draft = draft.check(CheckCode::PointerInPool, &[("type", typ)]);
        }
        if let Some(arg) = arg.filter(|&a| kind.passes_on && !is_other_type(context, a, kind)) {
            let about = [("name", code.param.as_ref()?.2.as_str()), ("type", typ)];
            draft = draft.ask(
                CheckCode::AskIsBuffered,
                &about,
                context.places.expr_span(arg),
            );
        }
        Some(draft.build())
    };
    Ok(STYLES.into_iter().filter_map(draft).collect())
}

fn worth_of(kind: &Kind, size: Option<u64>) -> Worth {
    match kind.makes {
        Makes::Bytes(bytes, objects) => of_objects(bytes + size.unwrap_or(0), objects),
        Makes::Work(ns, bytes) => of_made(ns, bytes),
    }
}
