//! What all pools have in common: no reference may be left, and the function must be worth it.

use super::declaration::Declaration;
use super::usage::{Fate, Use};
use super::{Context, No, POOL_MIN_BYTES, Verdicts, contracts, no};
use crate::escape::Leaks;
use crate::syntax::{ExprId, ExprKind, Node};
use crate::types::object::{BuiltinId, ObjKind, VarKind};
use crate::types::{ObjId, Types};
use crate::wire::{
    Caveat, CaveatCode, Check, CheckCode, LeakTo, Params, RefusalCode, Saving, Site, Span,
};

/// Pooled buffers above this many bytes are dropped (fmt, log and encoding/json do the same).
pub const SIZE_LIMIT: &str = "64 << 10";

/// What a call does with an argument.
enum Keeps {
    /// Nothing holds it when the call returns; who says so.
    No(String),
    /// It may be (part of) the result.
    InResult,
    /// It may be kept.
    Maybe(String),
}

/// The conditions of a pool that were met.
#[derive(Default)]
pub struct Gate {
    checks: Vec<Check>,
    /// The variable is assigned from itself: the buffer may have grown.
    pub grows: bool,
    /// Every use.
    pub uses: Vec<Use>,
}

impl Gate {
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

/// One object less per call.
pub fn saving(site: &Site) -> Saving {
    Saving {
        objects_before: 1,
        objects_after: 0,
        bytes_before: site.size_class,
        bytes_after: site.size_class.map(|_| 0),
    }
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

    fn whole_gate(&self, decl: &Declaration, by_value: bool, mut gate: Gate) -> Verdicts<Gate> {
        let name = self.analysis.ast.name_str(decl.name);
        if may_be_secret(name) {
            return Err(no(RefusalCode::MayBeSecret, &[("name", name)], None));
        }
        self.no_reference_left(decl.obj, decl, by_value, &mut gate)?;
        for code in [
            CheckCode::NoReferenceOutlives,
            CheckCode::NotReturned,
            CheckCode::NotStored,
            CheckCode::NotInGoroutine,
            CheckCode::MadeOncePerCall,
        ] {
            gate.pass(code, &[("name", name)], None);
        }
        Ok(gate)
    }

    /// Only whether a reference is left after the use of the variable.
    pub fn references_gate(&self, decl: &Declaration) -> Verdicts<Gate> {
        let mut gate = Gate::default();
        self.no_reference_left(decl.obj, decl, false, &mut gate)?;
        Ok(gate)
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
        if runs_once {
            return Err(no(RefusalCode::RunsOnce, &[("function", func)], None));
        }
        gate.pass(CheckCode::CalledOften, &[("function", func)], None);
        Ok(())
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
        let body = self
            .func_decl(decl.func)
            .and_then(|f| f.body)
            .map(Node::Stmt);
        let Some(body) = body else {
            return Err(no(RefusalCode::NoRuleYet, &[], None));
        };
        let mut todo = vec![(obj, by_value)];
        let mut seen = vec![obj];
        while let Some((obj, by_value)) = todo.pop() {
            let own = obj == decl.obj;
            let uses = self.usage.of(obj, body, by_value);
            for use_ in &uses {
                if let Some(alias) = self.look_at(use_.name, &use_.fate, &uses, own, gate)?
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
            Fate::Replaced if own && self.replaced_by_itself(name, uses) => Ok(None),
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
            Fate::Argument { call, index } => match self.keeps(*call, *index) {
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
                Keeps::Maybe(callee) => refuse(RefusalCode::MayBeKept, &[("callee", &callee)]),
            },
        }
    }

    fn is_package_variable(&self, obj: ObjId) -> bool {
        let types = &self.analysis.tys.types;
        let object = &types[obj];
        object
            .pkg
            .is_some_and(|p| object.parent == Some(types[p].scope))
    }

    /// Whether the assignment in which the name stands on the left takes its value from the variable itself.
    fn replaced_by_itself(&self, name: ExprId, uses: &[Use]) -> bool {
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
                    matches!(self.keeps(*call, *index), Keeps::InResult)
                        && self.usage.result_fate(*call, u.name) == Fate::Same
                }
                _ => false,
            };
            u.name != name && here == Some(stmt) && itself
        })
    }

    /// Whether the called function's documentation promises to keep nothing and to look at no capacity.
    pub fn promises(&self, call: ExprId) -> bool {
        let fun = self.call(call).and_then(|c| self.called_object(c.fun));
        let types = self.types.borrow();
        fun.is_some_and(|f| contracts::promise(&types, &types[f]).is_some())
    }

    /// What a call does with one of its arguments; −1 is the receiver.
    fn keeps(&self, call: ExprId, index: i32) -> Keeps {
        let analysis = self.analysis;
        let (ast, info) = (&analysis.ast, &analysis.checked.info);
        let ExprKind::CallExpr(c) = ast.kind(call) else {
            return Keeps::Maybe(String::new());
        };
        let fun = ast.unparen(c.fun);
        let callee = ast.string_of(fun);
        if info.type_and_value(fun).mode.is_type() {
            return self.conversion(call, callee);
        }
        let obj = match ast.kind(fun) {
            ExprKind::SelectorExpr { sel, .. } => match info.selections.get(&fun) {
                Some(selection) => Some(selection.obj),
                None => info.object_of(*sel),
            },
            _ => info.object_of(fun),
        };
        let types = self.types.borrow();
        match obj.map(|o| (o, &types[o].kind)) {
            Some((_, ObjKind::Builtin(id))) => builtin(*id, index, c.has_dots, callee),
            Some((o, ObjKind::Func(_))) => self.function(&types, o, c.args.len(), index, callee),
            _ => Keeps::Maybe(callee),
        }
    }

    /// `string(b)` copies; any other conversion refers to the same memory.
    fn conversion(&self, call: ExprId, callee: String) -> Keeps {
        let t = self.analysis.checked.info.type_and_value(call).typ;
        let mut types = self.types.borrow_mut();
        match types.is_basic(t, crate::types::BasicKind::is_string) {
            true => Keeps::No(String::new()),
            false if types.is_interface(t) => Keeps::Maybe(callee),
            false => Keeps::InResult,
        }
    }

    fn function(
        &self,
        types: &Types,
        func: ObjId,
        n_args: usize,
        index: i32,
        callee: String,
    ) -> Keeps {
        if let Some(promise) = contracts::promise(types, &types[func]) {
            return Keeps::No(promise);
        }
        match contracts::of_hash(types, &types[func], index) {
            Some(true) => return Keeps::InResult,
            Some(false) => return Keeps::No(callee),
            None => {}
        }
        let Some(sig) = types.signature(types.type_of(func)) else {
            return Keeps::Maybe(callee);
        };
        let last = sig.params.len() as i32 - 1;
        if sig.variadic && index >= last && n_args > 0 {
            return Keeps::Maybe(callee);
        }
        let local = types[func].pkg == Some(self.analysis.checked.pkg);
        match local {
            true => self.local_param(types, func, index, callee),
            false => self.imported_param(types, func, sig.recv.is_some(), index, callee),
        }
    }

    /// What the analysis found out about a function of this package.
    fn local_param(&self, types: &Types, func: ObjId, index: i32, callee: String) -> Keeps {
        let pos = types[func].pos;
        let at = self.places.token(pos, 1).map(|s| (s.file, s.from));
        let mut functions = self.report.functions.iter();
        let found =
            functions.find(|f| Some((f.span.file, f.span.from)) == at && f.not_analysed.is_none());
        let Some(f) = found else {
            return Keeps::Maybe(callee);
        };
        let has_recv = f.kind == crate::wire::FunctionKind::Method;
        let place = index + i32::from(has_recv);
        let Some(param) = usize::try_from(place).ok().and_then(|i| f.params.get(i)) else {
            return Keeps::Maybe(callee);
        };
        match param
            .leaks
            .iter()
            .map(|l| l.to)
            .collect::<Vec<_>>()
            .as_slice()
        {
            to if to.contains(&LeakTo::Heap) => Keeps::Maybe(callee),
            to if to.contains(&LeakTo::Result) => Keeps::InResult,
            _ => Keeps::No(f.name.clone()),
        }
    }

    /// What export data tell about an imported function.
    fn imported_param(
        &self,
        types: &Types,
        func: ObjId,
        has_recv: bool,
        index: i32,
        callee: String,
    ) -> Keeps {
        let tags = self
            .analysis
            .store
            .facts(types, func)
            .and_then(|f| f.params_esc.clone());
        let place = usize::try_from(index + i32::from(has_recv)).ok();
        let Some(tag) = tags.zip(place).and_then(|(tags, i)| tags.get(i).cloned()) else {
            return Keeps::Maybe(callee);
        };
        let leaks = Leaks::parse(&tag);
        let to_result = (0..crate::escape::NUM_RESULTS).any(|i| leaks.result(i).is_some());
        match leaks.heap() {
            Some(0) => Keeps::Maybe(callee),
            _ if to_result => Keeps::InResult,
            _ => Keeps::No(callee),
        }
    }
}

fn builtin(id: BuiltinId, index: i32, spread: bool, callee: String) -> Keeps {
    match id {
        BuiltinId::Append if index == 0 => Keeps::InResult,
        // The elements are copied out of what is spread.
        BuiltinId::Append if spread => Keeps::No(String::new()),
        BuiltinId::Append | BuiltinId::Panic => Keeps::Maybe(callee),
        BuiltinId::Min | BuiltinId::Max => Keeps::InResult,
        BuiltinId::Len
        | BuiltinId::Cap
        | BuiltinId::Copy
        | BuiltinId::Clear
        | BuiltinId::Print
        | BuiltinId::Println
        | BuiltinId::Delete => Keeps::No(String::new()),
        _ => Keeps::Maybe(callee),
    }
}

/// Names that tell of something that must not lie around in a pool.
fn may_be_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "password",
        "passwd",
        "secret",
        "token",
        "credential",
        "privatekey",
        "apikey",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// A refusal for a form that no rule knows.
pub fn no_rule(at: Option<Span>) -> No {
    no(RefusalCode::NoRuleYet, &[], at)
}
