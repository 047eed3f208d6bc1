//! What a call does with an argument: whether anything refers to it when the call has returned.

use super::declaration::Declaration;
use super::pool::Gate;
use super::{Context, contracts};
use crate::escape::Leaks;
use crate::syntax::{DeclKind, ExprId, ExprKind, Node};
use crate::types::object::{BuiltinId, ObjKind, VarKind};
use crate::types::{ObjId, Type, Types};
use crate::wire::LeakTo;

/// What a call does with an argument.
pub enum Keeps {
    /// Nothing holds it when the call returns; who says so.
    No(String),
    /// It may be (part of) the result.
    InResult,
    /// It may be kept.
    Maybe(String),
    /// Only the reader can know: what is called is chosen at run time.
    Ask(String),
}

/// Functions of the package that are looked into, one inside of the other, at most.
const MAX_INSIDE: u32 = 3;

impl Context<'_> {
    /// Whether the called function's documentation promises to keep nothing and to look at no capacity.
    pub fn promises(&self, call: ExprId) -> bool {
        let fun = self.call(call).and_then(|c| self.called_object(c.fun));
        let types = self.types.borrow();
        fun.is_some_and(|f| contracts::promise(&types, &types[f]).is_some())
    }

    /// What a call does with one of its arguments; −1 is the receiver. Questions about what is called inside go to the gate.
    pub fn keeps(&self, call: ExprId, index: i32, gate: &mut Gate) -> Keeps {
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
        let Some(obj) = obj else {
            return Keeps::Maybe(callee);
        };
        let kind = self.types.borrow()[obj].kind.clone();
        match kind {
            ObjKind::Builtin(id) => builtin(id, index, c.has_dots, callee),
            ObjKind::Func(_) => match self.function(obj, call, index, callee) {
                Keeps::Maybe(callee) => match self.kept_inside(obj, index, gate) {
                    false => Keeps::No(callee),
                    true => Keeps::Maybe(callee),
                },
                known => known,
            },
            // A local function value is in sight; what a caller or a field brings is not.
            ObjKind::Var(v) if v.kind != VarKind::Local => Keeps::Ask(callee),
            _ => Keeps::Maybe(callee),
        }
    }

    /// Whether a function of this package may keep an argument although it leaks by the compiler's rules: its uses inside are
    /// followed as those of the object itself are.
    fn kept_inside(&self, func: ObjId, index: i32, gate: &mut Gate) -> bool {
        if gate.depth >= MAX_INSIDE {
            return true;
        }
        let Some(decl) = self.parameter(func, index) else {
            return true;
        };
        let mut inside = gate.inside();
        let kept = self.references(&decl, &mut inside).is_err();
        if !kept {
            gate.learn(inside);
        }
        kept
    }

    /// A parameter of a function of this package as if it were declared there; −1 is the receiver.
    fn parameter(&self, func: ObjId, index: i32) -> Option<Declaration> {
        let ast = &self.analysis.ast;
        let defs = &self.analysis.checked.info.defs;
        let name = defs.iter().position(|&d| d == Some(func))?;
        let Some(Node::Decl(d)) = self.usage.parent(ExprId::new(name)) else {
            return None;
        };
        let DeclKind::Func(f) = &ast[d].kind else {
            return None;
        };
        let (params, _) = ast.signature(f.ty);
        let field = match usize::try_from(index) {
            Ok(i) => *params.get(i)?,
            Err(_) => f.recv?,
        };
        let name = ast[field].name?;
        Some(Declaration {
            func: d,
            stmt: f.body?,
            name,
            obj: defs[name.index()]?,
            value: None,
            ty: None,
        })
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

    fn function(&self, func: ObjId, call: ExprId, index: i32, callee: String) -> Keeps {
        let types = self.types.borrow();
        if let Some(promise) = contracts::promise(&types, &types[func]) {
            return Keeps::No(promise);
        }
        if contracts::holds_in_result(&types, &types[func], index) {
            return Keeps::InResult;
        }
        match contracts::of_hash(&types, &types[func], index) {
            Some(true) => return Keeps::InResult,
            Some(false) => return Keeps::No(callee),
            None => {}
        }
        let Some(sig) = types.signature(types.type_of(func)) else {
            return Keeps::Maybe(callee);
        };
        let last = sig.params.len() as i32 - 1;
        let n_args = self.call(call).map_or(0, |c| c.args.len());
        if sig.variadic && index >= last && n_args > 0 {
            return Keeps::Maybe(callee);
        }
        let of_interface = sig.recv.is_some_and(|r| {
            let t = types.unalias(types.type_of(r));
            let under = types.named(t).and_then(|n| n.underlying).unwrap_or(t);
            matches!(types[under], Type::Interface(_))
        });
        if of_interface {
            // The method of an interface value that is the object itself is its own.
            return match index {
                -1 => Keeps::Maybe(callee),
                _ => Keeps::Ask(callee),
            };
        }
        let local = types[func].pkg == Some(self.analysis.checked.pkg);
        match local {
            true => self.local_param(&types, func, index, callee),
            false => self.imported_param(&types, func, sig.recv.is_some(), index, call, callee),
        }
    }

    /// Whether a call gives back nothing that could be, or hold, one of its arguments.
    pub fn gives_no_reference(&self, call: ExprId) -> bool {
        let Some(fun) = self.call(call).map(|c| c.fun) else {
            return false;
        };
        let mut types = self.types.borrow_mut();
        let fun = self.analysis.checked.info.type_and_value(fun).typ;
        let fun = types.under(fun);
        let Some(sig) = types.signature(fun) else {
            return false;
        };
        let results: Vec<_> = sig.results.iter().map(|&r| types.type_of(r)).collect();
        results.into_iter().all(|t| {
            let error = types
                .named_obj(t)
                .is_some_and(|o| types[o].pkg.is_none() && &*types[o].name == "error");
            let under = types.under(t);
            error || matches!(types[under], Type::Basic(_))
        })
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
        call: ExprId,
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
            // What it points to: for what has memory of its own inside, that is what a pool is for.
            Some(_) if self.hides_memory(types, call, index) => Keeps::Maybe(callee),
            // The tag no longer tells of ways to results that are as long as one to the heap.
            Some(_) if types_give_no_reference(types, func) => Keeps::No(callee),
            Some(_) => Keeps::InResult,
            None if to_result => Keeps::InResult,
            None => Keeps::No(callee),
        }
    }

    /// Whether an argument is of another package's type, or may be, with memory inside that nobody here can follow: a
    /// `*bytes.Buffer`, an `io.Writer`.
    fn hides_memory(&self, types: &Types, call: ExprId, index: i32) -> bool {
        let ast = &self.analysis.ast;
        let arg = self.call(call).and_then(|c| match usize::try_from(index) {
            Ok(i) => c.args.get(i).copied(),
            Err(_) => match *ast.kind(ast.unparen(c.fun)) {
                ExprKind::SelectorExpr { x, .. } => Some(x),
                _ => None,
            },
        });
        let Some(arg) = arg else { return true };
        let t = types.unalias(self.analysis.checked.info.type_and_value(arg).typ);
        let base = match types[t] {
            Type::Pointer { elem } => types.unalias(elem),
            _ => t,
        };
        match types.named_obj(base) {
            Some(o) => types[o].pkg != Some(self.analysis.checked.pkg),
            None => matches!(types[base], Type::Interface(_)),
        }
    }
}

/// Whether a function's results are numbers, texts and errors.
fn types_give_no_reference(types: &Types, func: ObjId) -> bool {
    let Some(sig) = types.signature(types.type_of(func)) else {
        return false;
    };
    sig.results.iter().all(|&r| {
        let t = types.unalias(types.type_of(r));
        let error = types
            .named_obj(t)
            .is_some_and(|o| types[o].pkg.is_none() && &*types[o].name == "error");
        let under = types.named(t).and_then(|n| n.underlying).unwrap_or(t);
        error || matches!(types[under], Type::Basic(_))
    })
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
