//! Why a site has its verdict: one reason of a closed list, worked out from the flow path.
//!
//! The end of the path decides: where the address arrives, and what carried it there last.

use super::places::Places;
use crate::escape::{Path, Place, Step, Why};
use crate::ir::{Class, Defn, Kind, NodeId, Program};
use crate::syntax::{CallKind, ExprId, ExprKind, StmtKind};
use crate::text::Gather;
use crate::text::Pos;
use crate::types::info::Info;
use crate::types::object::{BuiltinId, ObjKind};
use crate::types::ty::Type;
use crate::types::{ObjId, Types};
use crate::wire::{Reason, ReasonCode, Span};

/// What reasons are worked out from.
pub struct Reasons<'a> {
    /// Positions to text.
    pub places: &'a Places<'a>,
    /// The nodes that the path names.
    pub program: &'a Program,
    /// What the checker found out.
    pub info: &'a Info,
    /// Types and objects.
    pub types: &'a Types,
}

impl Reasons<'_> {
    /// The reason for something that escapes along `path`.
    pub fn of_path(&self, path: &Path) -> Reason {
        let Some(last) = path.steps.last() else {
            return reason(ReasonCode::Other, &[], None);
        };
        let note = last.notes.last().copied();
        match last.dst {
            Place::Node(dst) => self
                .outlives_literal(dst, path)
                .unwrap_or_else(|| self.arrives_at(dst, last)),
            Place::Heap | Place::Temp => match note {
                Some((node, why)) => self.carried_by(node, why),
                None => reason(ReasonCode::Other, &[], None),
            },
        }
    }

    /// The address ends in a function literal, since a variable that the literal captures holds it: where it begins inside of that literal,
    /// the variable is what outlives it.
    fn outlives_literal(&self, dst: NodeId, path: &Path) -> Option<Reason> {
        let Kind::Closure { func, .. } = self.program.node(dst).kind else {
            return None;
        };
        let (first, last) = (path.steps.first()?, path.steps.last()?);
        let (Place::Node(root), Place::Node(held)) = (first.src, last.src) else {
            return None;
        };
        let literal = self.places.expr_at(self.program.func(func).pos.pos)?;
        let whole = self.places.expr_span(literal)?;
        let start = self.places.span(self.program.node(root).pos.pos)?;
        let inside = start.file == whole.file && whole.from <= start.from && start.from < whole.to;
        let name = self
            .program
            .as_name(held)
            .filter(|_| inside && path.steps.len() > 1)?;
        let target = self.program.sym_name(self.program.name(name).sym);
        Some(reason(
            ReasonCode::OutlivesClosure,
            &[("target", target.to_string())],
            self.span_of_step(last),
        ))
    }

    /// The address ends in a variable or in storage that lives longer.
    fn arrives_at(&self, dst: NodeId, step: &Step) -> Reason {
        let at = self.span_of_step(step);
        let Some(name) = self.program.as_name(dst) else {
            if let Kind::Closure { func, .. } = self.program.node(dst).kind {
                return self.captured(self.program.func(func).pos.pos, at);
            }
            let target = self.text_at(self.program.node(dst).pos.pos);
            return reason(ReasonCode::HeldByEscaping, &[("target", target)], at);
        };
        let text = self
            .program
            .sym_name(self.program.name(name).sym)
            .to_string();
        let variable = self.program.name(name);
        match variable.class {
            Class::ParamOut => reason(ReasonCode::Returned, &[("result", text)], at),
            Class::Extern => reason(ReasonCode::StoredInGlobal, &[("target", text)], at),
            _ if matches!(variable.defn, Defn::Name(_)) || !self.same_function(dst, step) => {
                reason(ReasonCode::OutlivesClosure, &[("target", text)], at)
            }
            _ => reason(ReasonCode::OutlivesLoop, &[("target", text)], at),
        }
    }

    fn same_function(&self, dst: NodeId, step: &Step) -> bool {
        let func = |n: NodeId| {
            let name = self.program.as_name(n)?;
            self.program.name(name).curfn
        };
        match step.src {
            Place::Node(src) => match (func(dst), func(src)) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            },
            _ => true,
        }
    }

    /// The address goes to the heap by what one node does.
    fn carried_by(&self, node: NodeId, why: Why) -> Reason {
        let pos = self.program.node(node).pos.pos;
        let at = self.places.span(pos);
        match why {
            Why::Send => reason(ReasonCode::SentOnChannel, &[], at),
            Why::KeyOfMapPut | Why::MapLiteralKey | Why::MapLiteralValue => reason(
                ReasonCode::StoredInMap,
                &[("target", self.text_at(pos))],
                at,
            ),
            Why::AppendedSlice | Why::AppendeeSlice => reason(
                ReasonCode::Appended,
                &[("target", self.call_target(pos))],
                at,
            ),
            Why::CapturedByAClosure | Why::Reference => self.captured(pos, at),
            Why::TooLargeForStack => reason(ReasonCode::TooLarge, &[], at),
            Why::TooAlignedForStack => reason(ReasonCode::TooAligned, &[], at),
            Why::ZeroSizedElement => reason(ReasonCode::ZeroSizedElement, &[], at),
            Why::ReflectHeaderData | Why::UintptrEscapes => reason(ReasonCode::Unsafe, &[], at),
            Why::CallParameter | Why::CalleeOperand => self.passed(pos, at),
            Why::Assign
            | Why::AssignPair
            | Why::AssignPairDotType
            | Why::AssignPairMapr
            | Why::AssignPairReceive => self.assigned(pos, at),
            Why::Return => reason(ReasonCode::Returned, &[("result", String::new())], at),
            _ => match self.places.later(pos) {
                Some(later) => self.run_later(later.kind, at),
                None => reason(ReasonCode::Other, &[], at),
            },
        }
    }

    fn captured(&self, pos: Pos, at: Option<Span>) -> Reason {
        match self.places.later(pos) {
            Some(later) if later.kind == CallKind::Go || later.in_loop => {
                self.run_later(later.kind, at)
            }
            _ => reason(
                ReasonCode::CapturedByEscaping,
                &[("closure", self.text_at(pos))],
                at,
            ),
        }
    }

    fn run_later(&self, kind: CallKind, at: Option<Span>) -> Reason {
        match kind {
            CallKind::Go => reason(ReasonCode::Goroutine, &[], at),
            CallKind::Defer => reason(ReasonCode::DeferInLoop, &[], at),
        }
    }

    /// An argument of a call that does not give it back.
    fn passed(&self, pos: Pos, at: Option<Span>) -> Reason {
        let call = self
            .places
            .expr_at(pos)
            .and_then(|x| self.enclosing_call(x));
        let Some((call, fun)) = call else {
            return match self.places.later(pos) {
                Some(later) => self.run_later(later.kind, at),
                None => reason(
                    ReasonCode::PassedToUnknown,
                    &[("callee", String::new())],
                    at,
                ),
            };
        };
        let ast = self.places.ast();
        let callee = ast.string_of(fun);
        match self.builtin(fun) {
            Some(BuiltinId::Append) => {
                let target = self.call_target(ast[call].pos);
                return reason(ReasonCode::Appended, &[("target", target)], at);
            }
            Some(BuiltinId::Panic) => return reason(ReasonCode::Panicked, &[], at),
            _ => {}
        }
        let code = match self.is_known(fun) {
            true => ReasonCode::PassedToLeaking,
            false => ReasonCode::PassedToUnknown,
        };
        reason(code, &[("callee", callee)], at)
    }

    /// The call that the expression is an argument of, directly or as a part; and what it calls.
    fn enclosing_call(&self, mut x: ExprId) -> Option<(ExprId, ExprId)> {
        let ast = self.places.ast();
        if let ExprKind::CallExpr(c) = ast.kind(x) {
            // Variadic arguments and receivers have the place of the call itself.
            if !self.info.type_and_value(c.fun).mode.is_type() {
                return Some((x, ast.unparen(c.fun)));
            }
        }
        loop {
            x = self.places.call_of(x)?;
            if let ExprKind::CallExpr(c) = ast.kind(x)
                && !self.info.type_and_value(c.fun).mode.is_type()
            {
                return Some((x, ast.unparen(c.fun)));
            }
        }
    }

    fn object(&self, fun: ExprId) -> Option<ObjId> {
        let ast = self.places.ast();
        let name = match ast.kind(fun) {
            ExprKind::SelectorExpr { sel, .. } => {
                if let Some(selection) = self.info.selections.get(&fun) {
                    return Some(selection.obj);
                }
                *sel
            }
            _ => fun,
        };
        self.info.object_of(name)
    }

    fn builtin(&self, fun: ExprId) -> Option<BuiltinId> {
        match self.types[self.object(fun)?].kind {
            ObjKind::Builtin(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the function that runs is known: a declared function, or a method of a concrete type.
    fn is_known(&self, fun: ExprId) -> bool {
        let Some(obj) = self.object(fun) else {
            return false;
        };
        if !matches!(self.types[obj].kind, ObjKind::Func(_)) {
            return false;
        }
        let recv = self
            .types
            .signature(self.types.type_of(obj))
            .and_then(|s| s.recv);
        let interface = recv.is_some_and(|r| {
            let t = self.types.unalias(self.types.type_of(r));
            let under = self.types.named(t).and_then(|n| n.underlying).unwrap_or(t);
            matches!(self.types[under], Type::Interface(_))
        });
        !interface
    }

    /// An assignment whose left side is the heap: a package variable, or a place behind a pointer.
    fn assigned(&self, pos: Pos, at: Option<Span>) -> Reason {
        let ast = self.places.ast();
        let Some(StmtKind::AssignStmt(s)) = self.places.stmt_at(pos).map(|s| &ast[s].kind) else {
            return reason(
                ReasonCode::StoredThroughPointer,
                &[("target", String::new())],
                at,
            );
        };
        let lhs = ast.unpack_list(&Some(s.lhs));
        let target = ast.string_of(s.lhs);
        let code = match lhs.first() {
            Some(&x) if self.is_global(x) => ReasonCode::StoredInGlobal,
            Some(&x) if self.is_map_element(x) => ReasonCode::StoredInMap,
            _ => ReasonCode::StoredThroughPointer,
        };
        reason(code, &[("target", target)], at)
    }

    fn is_global(&self, x: ExprId) -> bool {
        let ast = self.places.ast();
        let x = ast.unparen(x);
        let Some(obj) = self
            .object(x)
            .filter(|_| !self.info.selections.contains_key(&x))
        else {
            return false;
        };
        let object = &self.types[obj];
        object
            .pkg
            .is_some_and(|p| object.parent == Some(self.types[p].scope))
    }

    fn is_map_element(&self, x: ExprId) -> bool {
        self.info.type_and_value(self.places.ast().unparen(x)).mode == crate::types::Mode::MapIndex
    }

    fn call_target(&self, pos: Pos) -> String {
        let ast = self.places.ast();
        match self.places.expr_at(pos).map(|x| ast.kind(x)) {
            Some(ExprKind::CallExpr(c)) => {
                c.args.first().map_or(String::new(), |&a| ast.string_of(a))
            }
            _ => String::new(),
        }
    }

    fn text_at(&self, pos: Pos) -> String {
        let ast = self.places.ast();
        self.places
            .expr_at(pos)
            .map_or(String::new(), |x| ast.string_of(x))
    }

    fn span_of_step(&self, step: &Step) -> Option<Span> {
        let &(node, _) = step.notes.last()?;
        self.places.span(self.program.node(node).pos.pos)
    }
}

/// A reason with its parameters.
pub fn reason(code: ReasonCode, params: &[(&str, String)], at: Option<Span>) -> Reason {
    Reason {
        code,
        params: params
            .iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(k, v)| ((*k).into(), v.clone()))
            .gather(),
        at,
    }
}
