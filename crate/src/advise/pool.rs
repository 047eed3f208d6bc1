//! What all pools have in common: no reference may be left, and the function must be worth it.

use super::awaited::Wait;
use super::declaration::Declaration;
use super::keeps::Keeps;
use super::usage::{Fate, Use};
use super::{Context, No, POOL_MIN_BYTES, Verdicts, no};
use crate::syntax::{ExprId, Node, StmtId};
use crate::types::object::VarKind;
use crate::types::{ObjId, ObjKind, Type};
use crate::wire::{
    Caveat, CaveatCode, Check, CheckCode, Confidence, Params, RefusalCode, Site, Span,
};

/// Pooled buffers above this many bytes are dropped (fmt, log and encoding/json do the same).
pub const SIZE_LIMIT: &str = "64 << 10";

/// The conditions of a pool that were met.
#[derive(Default)]
pub struct Gate {
    checks: Vec<Check>,
    /// The variable is assigned from itself: the buffer may have grown.
    pub grows: bool,
    /// Every use.
    pub uses: Vec<Use>,
    /// What only the reader can know.
    questions: Vec<Check>,
    /// How many functions of the package were looked into on the way here.
    pub depth: u32,
    /// Uses below this expression are looked at elsewhere.
    ignored: Option<ExprId>,
    /// The object goes back when its function ends: a goroutine that was waited for until then may use it.
    joins: bool,
    /// One of these waits is deferred: what is put back has to be so in front of it.
    defers_wait: bool,
    /// The wait for a goroutine behind which the object may go back, and not earlier: in front of it something may panic.
    pub put_behind: Option<StmtId>,
}

impl Gate {
    /// A gate for a function that the object is given to.
    pub fn inside(&self) -> Gate {
        Gate {
            depth: self.depth + 1,
            ..Gate::default()
        }
    }

    /// Takes over what such a gate found out.
    pub fn learn(&mut self, inside: Gate) {
        for check in inside.checks {
            let pairs: Vec<(&str, &str)> = (check.params.iter())
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            self.pass(check.code, &pairs, check.at);
        }
        inside.questions.into_iter().for_each(|q| self.wonder(q));
    }

    /// Takes waits for goroutines into account; says whether one place is behind all of them.
    fn waits_at(&mut self, context: &Context<'_>, waits: &[Wait]) -> bool {
        for &wait in waits {
            match wait {
                Wait::Certain => {}
                Wait::Deferred => self.defers_wait = true,
                Wait::Behind(stmt) => {
                    let later = |last| context.comes_before(last, stmt);
                    if self.put_behind.is_none_or(later) {
                        self.put_behind = Some(stmt);
                    }
                }
            }
        }
        !(self.defers_wait && self.put_behind.is_some())
    }

    /// "Does `callee` keep it after it has returned?"
    fn ask(&mut self, callee: &str, name: &str, at: Option<Span>) {
        let question = Check {
            code: CheckCode::AskCalleeKeeps,
            params: super::draft::params(&[("callee", callee), ("name", name)]),
            passed: false,
            at,
        };
        self.wonder(question);
    }

    /// One question a callee and variable, wherever it is called.
    fn wonder(&mut self, question: Check) {
        let same = |q: &Check| q.code == question.code && q.params == question.params;
        if !self.questions.iter().any(same) {
            self.questions.push(question);
        }
    }

    /// A where everything was proved, B where the reader has to answer.
    pub fn confidence(&self) -> Confidence {
        match self.questions.is_empty() {
            true => Confidence::A,
            false => Confidence::B,
        }
    }

    /// What only the reader can know.
    pub fn questions(&self) -> Vec<Check> {
        self.questions.clone()
    }

    fn pass(&mut self, code: CheckCode, params: &[(&str, &str)], at: Option<Span>) {
        let params: Params = params
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect();
        if self
            .checks
            .iter()
            .any(|c| c.code == code && c.params == params)
        {
            return;
        }
        self.checks.push(Check {
            code,
            params,
            passed: true,
            at,
        });
    }

    /// All of it is set up again by its method Reset.
    pub fn reset_by_method(mut self, name: &str) -> Self {
        self.pass(CheckCode::ResetByMethod, &[("name", name)], None);
        self
    }

    /// The checks in order, those of the generated code behind them.
    pub fn into_checks(mut self, name: &str, with_limit: bool) -> Vec<Check> {
        self.pass(CheckCode::PutOnEveryPath, &[("name", name)], None);
        self.pass(CheckCode::ResetBeforeReuse, &[("name", name)], None);
        self.pass(CheckCode::PointerInPool, &[], None);
        if with_limit {
            self.pass(CheckCode::SizeLimit, &[("limit", SIZE_LIMIT)], None);
        }
        self.checks.extend(self.questions);
        self.checks
    }
}

/// What to know about every pool.
pub fn caveats() -> Vec<Caveat> {
    let codes = [
        CaveatCode::ProfileFirst,
        CaveatCode::PoolMayForget,
        CaveatCode::NoUseAfterPut,
    ];
    let caveat = |code| Caveat {
        code,
        params: Params::new(),
    };
    codes.map(caveat).into()
}

impl Context<'_> {
    /// Looks at all conditions of a pool for the variable; `by_value`: the variable is the object itself.
    pub fn pool_gate(&self, site: &Site, decl: &Declaration, by_value: bool) -> Verdicts<Gate> {
        let mut gate = Gate::default();
        self.runs_often(decl, &mut gate)?;
        self.large_enough(site, &mut gate)?;
        self.whole_gate(decl, by_value, gate)
    }

    /// The same where the object's size is no matter: it is made by a call, or grows.
    pub fn pool_gate_of_any_size(&self, decl: &Declaration, by_value: bool) -> Verdicts<Gate> {
        let mut gate = Gate::default();
        self.runs_often(decl, &mut gate)?;
        self.whole_gate(decl, by_value, gate)
    }

    /// The same but for what is used in one expression, which goes.
    pub fn pool_gate_beside(&self, decl: &Declaration, ignored: ExprId) -> Verdicts<Gate> {
        let mut gate = Gate {
            ignored: Some(ignored),
            ..Gate::default()
        };
        self.runs_often(decl, &mut gate)?;
        self.whole_gate(decl, true, gate)
    }

    fn whole_gate(&self, decl: &Declaration, by_value: bool, mut gate: Gate) -> Verdicts<Gate> {
        let name = self.analysis.ast.name_str(decl.name);
        if may_be_secret(name) || self.holds_secret(decl) || self.is_cryptography(decl) {
            return Err(no(RefusalCode::MayBeSecret, &[("name", name)], None));
        }
        gate.joins = true;
        self.no_reference_left(decl.obj, decl, by_value, &mut gate)?;
        let joined = gate
            .checks
            .iter()
            .any(|c| c.code == CheckCode::JoinedBeforePut);
        let goroutines = (!joined).then_some(CheckCode::NotInGoroutine);
        let codes = [
            CheckCode::NoReferenceOutlives,
            CheckCode::NotReturned,
            CheckCode::NotStored,
        ];
        let once = [CheckCode::MadeOncePerCall];
        for code in codes.into_iter().chain(goroutines).chain(once) {
            gate.pass(code, &[("name", name)], None);
        }
        Ok(gate)
    }

    /// Whether the names around an object tell of a secret: its function's, its type's, its fields'.
    fn holds_secret(&self, decl: &Declaration) -> bool {
        let tells = |name: &str| {
            let name = name.to_lowercase();
            SECRETS.iter().any(|word| name.contains(word))
        };
        let typ = self.analysis.tys.types.type_of(decl.obj);
        let base = match self.under(typ) {
            Type::Pointer { elem } => elem,
            _ => typ,
        };
        let fields = match self.under(base) {
            Type::Struct(s) => s.fields.clone(),
            _ => Default::default(),
        };
        let types = self.types.borrow();
        tells(self.func_name(decl.stmt))
            || types.named_obj(base).is_some_and(|o| tells(&types[o].name))
            || fields.iter().any(|&f| tells(&types[f].name))
    }

    /// Whether the package is one of those that work on keys, or the function uses such a package.
    fn is_cryptography(&self, decl: &Declaration) -> bool {
        let types = &self.analysis.tys.types;
        let path = &types[self.analysis.checked.pkg].path;
        if path.split('/').any(|part| part == "crypto") {
            return true;
        }
        let info = &self.analysis.checked.info;
        let of_keys = |obj: ObjId| {
            let pkg = match types[obj].kind {
                ObjKind::PkgName { imported } => Some(imported),
                _ => types[obj].pkg,
            };
            pkg.is_some_and(|p| works_on_keys(&types[p].path))
        };
        let body = self.func_decl(decl.func).and_then(|f| f.body);
        body.is_some_and(|body| {
            self.any_below(body, |n| {
                let Node::Expr(x) = n else { return false };
                let selected = info.selections.get(&x).map(|s| s.obj);
                selected.or(info.uses[x.index()]).is_some_and(of_keys)
            })
        })
    }

    /// Only whether a reference is left after the use of the variable.
    pub fn references_gate(&self, decl: &Declaration) -> Verdicts<Gate> {
        let mut gate = Gate::default();
        self.no_reference_left(decl.obj, decl, false, &mut gate)?;
        Ok(gate)
    }

    /// The same for a variable of another function that the object is given to.
    pub fn references(&self, decl: &Declaration, gate: &mut Gate) -> Verdicts<()> {
        self.no_reference_left(decl.obj, decl, false, gate)
    }

    /// Whether a variable belongs to a function and not to the package.
    pub fn is_local_or_param(&self, obj: ObjId) -> bool {
        !self.is_package_variable(obj)
    }

    fn runs_often(&self, decl: &Declaration, gate: &mut Gate) -> Verdicts<()> {
        let func = self
            .func_decl(decl.func)
            .map_or("", |f| self.analysis.ast.name_str(f.name));
        let runs_once = matches!(func, "main" | "init" | "TestMain");
        let called = match self.home(decl) {
            // A handler is made once and called often.
            Some((Node::Expr(lit), _)) if runs_once && !self.runs_at_once(lit) => "func literal",
            _ if runs_once => {
                return Err(no(RefusalCode::RunsOnce, &[("function", func)], None));
            }
            _ => func,
        };
        gate.pass(CheckCode::CalledOften, &[("function", called)], None);
        Ok(())
    }

    /// Why not, said as well as can be: where no rule fits, the object may be too small, or given away at once.
    pub fn told_better(&self, site: &Site, why: No) -> No {
        if why.code != RefusalCode::NoRuleYet {
            return why;
        }
        if let Err(small) = self.large_enough(site, &mut Gate::default()) {
            return small;
        }
        let ast = &self.analysis.ast;
        let start = self.pos_of(&site.span);
        let func = self.function_at(start).and_then(|d| self.func_decl(d));
        let func = func.map_or("", |f| ast.name_str(f.name));
        let depth = |f: u32| self.report.functions.get(f as usize).map(|f| f.kind);
        let own = site.function.and_then(depth) == Some(crate::wire::FunctionKind::Func);
        if own && matches!(func, "main" | "init" | "TestMain") && site.loop_depth == 0 {
            return no(RefusalCode::RunsOnce, &[("function", func)], None);
        }
        let made = |x: &ExprId| {
            use crate::syntax::{ExprKind, Operator};
            let kind = matches!(
                ast.kind(*x),
                ExprKind::CallExpr(_)
                    | ExprKind::Operation {
                        op: Operator::And,
                        y: None,
                        ..
                    }
            );
            kind && ast.start_pos(*x) == start
        };
        let all = || (0..ast.exprs.len()).map(ExprId::new);
        let Some(x) = all().find(|x| self.usage.parent(*x).is_some() && made(x)) else {
            return why;
        };
        let at = self.places.expr_span(x);
        let name = site.name.as_str();
        match self.usage.inside(x, false) {
            Fate::Returned => no(RefusalCode::Returned, &[("name", name)], at),
            Fate::Sent => no(RefusalCode::Sent, &[("name", name)], at),
            Fate::Stored(target) => {
                let about = [("name", name), ("target", target.as_str())];
                no(RefusalCode::Stored, &about, at)
            }
            Fate::Argument { call, index } => match self.keeps(call, index, &mut Gate::default()) {
                Keeps::Maybe(callee) => {
                    let about = [("name", name), ("callee", callee.as_str())];
                    no(RefusalCode::MayBeKept, &about, at)
                }
                _ => why,
            },
            _ => why,
        }
    }

    /// Whether a function literal is called where it stands, by `go` or `defer` too, or started by a WaitGroup.
    fn runs_at_once(&self, lit: ExprId) -> bool {
        match self.usage.parent(lit) {
            Some(Node::Expr(outer)) => match self.call(outer) {
                Some(call) if call.fun == lit => true,
                Some(_) => self.callee(outer).is_method("sync", "WaitGroup", "Go"),
                None => matches!(
                    self.analysis.ast.kind(outer),
                    crate::syntax::ExprKind::ParenExpr(_)
                ),
            },
            _ => false,
        }
    }

    fn large_enough(&self, site: &Site, gate: &mut Gate) -> Verdicts<()> {
        if let Some(size) = site.size.filter(|&s| s > 0 && s < POOL_MIN_BYTES) {
            let (size, limit) = (size.to_string(), POOL_MIN_BYTES.to_string());
            return Err(no(
                RefusalCode::TooSmall,
                &[("size", &size), ("limit", &limit)],
                None,
            ));
        }
        if let Some(size) = site.size {
            gate.pass(CheckCode::LargeEnough, &[("size", &size.to_string())], None);
        }
        Ok(())
    }

    /// Follows every use of a variable, and of others that refer to the same object.
    fn no_reference_left(
        &self,
        obj: ObjId,
        decl: &Declaration,
        by_value: bool,
        gate: &mut Gate,
    ) -> Verdicts<()> {
        let Some((_, body)) = self.home(decl) else {
            return Err(no(RefusalCode::NoRuleYet, &[], None));
        };
        let body = Node::Stmt(body);
        let mut todo = vec![(obj, by_value)];
        let mut seen = vec![obj];
        while let Some((obj, by_value)) = todo.pop() {
            let own = obj == decl.obj;
            let uses = self.usage.of(obj, body, by_value);
            for use_ in &uses {
                if gate.ignored.is_some_and(|x| self.is_within(use_.name, x)) {
                    continue;
                }
                let mut fate = use_.fate.clone();
                if gate.joins
                    && matches!(fate, Fate::Goroutine | Fate::Captured)
                    && let Some(joined) = self.joined(use_.name, decl, by_value)
                {
                    let name = self.analysis.ast.name_str(use_.name);
                    let at = self.places.expr_span(use_.name);
                    let about = [("name", name), ("wait", &joined.wait)];
                    gate.pass(CheckCode::JoinedBeforePut, &about, at);
                    if !gate.waits_at(self, &joined.at) {
                        return Err(no(RefusalCode::Goroutine, &[("name", name)], at));
                    }
                    fate = joined.fate;
                }
                if let Some(alias) = self.look_at(use_.name, &fate, &uses, own, gate)?
                    && !seen.contains(&alias)
                {
                    seen.push(alias);
                    todo.push((alias, false));
                }
            }
            if own {
                gate.uses = uses;
            }
        }
        Ok(())
    }

    /// One use: harmless, or why not; or another variable to follow.
    fn look_at(
        &self,
        name: ExprId,
        fate: &Fate,
        uses: &[Use],
        own: bool,
        gate: &mut Gate,
    ) -> Verdicts<Option<ObjId>> {
        let ast = &self.analysis.ast;
        let text = ast.name_str(name);
        let at = self.places.expr_span(name);
        let refuse = |code: RefusalCode, params: &[(&str, &str)]| -> Verdicts<Option<ObjId>> {
            let mut all = vec![("name", text)];
            all.extend_from_slice(params);
            Err(no(code, &all, at))
        };
        match fate {
            Fate::Harmless => Ok(None),
            Fate::Same => {
                gate.grows |= own;
                Ok(None)
            }
            Fate::Replaced if own && self.replaced_by_itself(name, uses, gate) => Ok(None),
            Fate::Replaced | Fate::Unknown => refuse(RefusalCode::NoRuleYet, &[]),
            Fate::Returned => refuse(RefusalCode::Returned, &[]),
            Fate::Stored(target) => refuse(RefusalCode::Stored, &[("target", target)]),
            Fate::Sent => refuse(RefusalCode::Sent, &[]),
            Fate::Goroutine => refuse(RefusalCode::Goroutine, &[]),
            Fate::Captured => refuse(RefusalCode::CapturedByEscaping, &[]),
            Fate::Alias(other) => {
                let Some(obj) = self.analysis.checked.info.object_of(*other) else {
                    return refuse(RefusalCode::NoRuleYet, &[]);
                };
                if self.is_package_variable(obj) {
                    return refuse(RefusalCode::Stored, &[("target", ast.name_str(*other))]);
                }
                let kind = self.analysis.tys.types[obj].as_var().map(|v| v.kind);
                if kind == Some(VarKind::Result) {
                    return refuse(RefusalCode::Returned, &[]);
                }
                Ok(Some(obj))
            }
            Fate::Argument { call, index } if self.is_plain_argument(*call, *index) => Ok(None),
            Fate::Argument { call, index } => match self.keeps(*call, *index, gate) {
                Keeps::No(callee) => {
                    if !callee.is_empty() {
                        gate.pass(CheckCode::CalleeDoesNotKeep, &[("callee", &callee)], at);
                    }
                    Ok(None)
                }
                Keeps::InResult => {
                    let fate = self.usage.result_fate(*call, name);
                    self.look_at(name, &fate, uses, own, gate)
                }
                Keeps::Ask(callee) => {
                    gate.ask(&callee, text, at);
                    match self.gives_no_reference(*call) {
                        true => Ok(None),
                        // What it gives may be what it got.
                        false => {
                            let fate = self.usage.result_fate(*call, name);
                            self.look_at(name, &fate, uses, own, gate)
                        }
                    }
                }
                Keeps::Maybe(callee) => refuse(RefusalCode::MayBeKept, &[("callee", &callee)]),
            },
        }
    }

    /// Whether an argument is a number, a truth value or a text: no part of an object that holds it.
    fn is_plain_argument(&self, call: ExprId, index: i32) -> bool {
        let args = self.call(call).map_or(&[][..], |c| &c.args);
        let arg = usize::try_from(index).ok().and_then(|i| args.get(i));
        arg.is_some_and(|&a| {
            matches!(self.under_of(a), Type::Basic(k) if k != crate::types::BasicKind::UnsafePointer)
        })
    }

    fn is_package_variable(&self, obj: ObjId) -> bool {
        let types = &self.analysis.tys.types;
        let object = &types[obj];
        object
            .pkg
            .is_some_and(|p| object.parent == Some(types[p].scope))
    }

    /// Whether the assignment in which the name stands on the left takes its value from the variable itself.
    fn replaced_by_itself(&self, name: ExprId, uses: &[Use], gate: &mut Gate) -> bool {
        let Some(stmt) = self
            .usage
            .ancestors(name)
            .find(|n| matches!(n, Node::Stmt(_)))
        else {
            return false;
        };
        uses.iter().any(|u| {
            let here = self
                .usage
                .ancestors(u.name)
                .find(|n| matches!(n, Node::Stmt(_)));
            let itself = match &u.fate {
                Fate::Same => true,
                Fate::Argument { call, index } => {
                    matches!(self.keeps(*call, *index, gate), Keeps::InResult)
                        && self.usage.result_fate(*call, u.name) == Fate::Same
                }
                _ => false,
            };
            u.name != name && here == Some(stmt) && itself
        })
    }
}

/// Words in names that tell of a secret.
const SECRETS: [&str; 6] = [
    "password",
    "passwd",
    "secret",
    "credential",
    "privatekey",
    "apikey",
];

/// Packages under `crypto` but those that hash, and that of TLS connections.
fn works_on_keys(path: &str) -> bool {
    let Some(rest) = (path.strip_prefix("crypto/")).or(path.strip_prefix("golang.org/x/crypto/"))
    else {
        return false;
    };
    let open = [
        "md4",
        "md5",
        "sha1",
        "sha256",
        "sha512",
        "sha3",
        "blake2b",
        "blake2s",
        "ripemd160",
        "tls",
    ];
    !open.contains(&rest)
}

/// Names that tell of something that must not lie around in a pool.
fn may_be_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    if name == "key" || name == "iv" || name == "nonce" {
        return true;
    }
    name.contains("token") || SECRETS.iter().any(|word| name.contains(word))
}

/// A refusal for a form that no rule knows.
pub fn no_rule(at: Option<Span>) -> No {
    no(RefusalCode::NoRuleYet, &[], at)
}
