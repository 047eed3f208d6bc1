//! What is put into the slice: where elements are made.

use super::Group;
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node, Operator};
use crate::types::{BuiltinId, SelectionKind};

impl Group<'_, '_> {
    /// An expression that gives a slice to something of the group.
    pub(super) fn slice_value(&mut self, x: ExprId) -> Option<()> {
        self.step()?;
        let context = self.context;
        let ast = &context.analysis.ast;
        if context.is_nil(x) {
            return Some(());
        }
        match ast.kind(x) {
            ExprKind::Name(_) => self.slice_variable(context.variable(x)?),
            ExprKind::SliceExpr { x: operand, .. } => self.slice_value(*operand),
            ExprKind::CompositeLit(lit) => {
                self.slice_type(lit.ty?)?;
                if lit.nkeys > 0 {
                    return None;
                }
                for &e in &lit.elems {
                    self.element_value(e)?;
                }
                Some(())
            }
            ExprKind::CallExpr(call) => match context.callee(x) {
                Callee::Builtin(BuiltinId::Make) => {
                    // Anything but an empty slice starts with nil elements: a loop behind it must fill them all.
                    let len = *call.args.get(1)?;
                    if context.const_int(len) != Some(0) && !context.fills(x, len) {
                        return None;
                    }
                    self.slice_type(*call.args.first()?)
                }
                Callee::Builtin(BuiltinId::Append) => {
                    let (first, rest) = call.args.split_first()?;
                    self.slice_value(*first)?;
                    match call.has_dots {
                        true => self.slice_value(*rest.first()?),
                        false => rest.iter().try_for_each(|&e| self.element_value(e)),
                    }
                }
                Callee::Func(..) => {
                    let obj = context.called_object(call.fun)?;
                    self.function(context.declaration_of(obj)?)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// A new element: `&T{…}` becomes `T{…}`, `new(T)` becomes `T{}`, and `{…}` stays.
    pub(super) fn element_value(&mut self, x: ExprId) -> Option<()> {
        self.step()?;
        let context = self.context;
        let ast = &context.analysis.ast;
        match ast.kind(x) {
            ExprKind::Operation {
                op: Operator::And,
                x: operand,
                y: None,
            } if matches!(ast.kind(*operand), ExprKind::CompositeLit(_)) => {
                if !self.made.contains(&x) {
                    self.made.push(x);
                }
                self.cut(x, *operand);
                Some(())
            }
            ExprKind::Name(_) => self.made_before(x),
            ExprKind::CompositeLit(lit) if lit.ty.is_none() => {
                if !self.made.contains(&x) {
                    self.made.push(x);
                }
                Some(())
            }
            _ => None,
        }
    }

    /// `p := &T{…}`, whose fields may be set until it is appended in the same block, and are only read afterwards.
    pub(super) fn made_before(&mut self, name: ExprId) -> Option<()> {
        let context = self.context;
        let ast = &context.analysis.ast;
        let obj = context.variable(name).filter(|&o| context.is_local(o))?;
        let defs = &context.analysis.checked.info.defs;
        let declared = ExprId::new(defs.iter().position(|&d| d == Some(obj))?);
        let Some(Node::Stmt(made)) = context.usage.parent(declared) else {
            return None;
        };
        let (n, value, _) = context.declares(made)?;
        let value = value?;
        let literal = matches!(*ast.kind(value), ExprKind::Operation { op: Operator::And, x, y: None }
            if matches!(ast.kind(x), ExprKind::CompositeLit(_)));
        let used = context.stmt_of(name)?;
        if n != declared || !literal || context.usage.parent(made) != context.usage.parent(used) {
            return None;
        }
        let home = context.nearest_function(made)?;
        let place = |s| context.stmt_range(s).map(|(_, r)| r.start);
        let (from, to) = (place(made)?, place(used)?);
        if to < from || context.has_labels_around(used) {
            return None;
        }
        for &n in context.usage.names(obj) {
            if n == name {
                continue;
            }
            let Node::Expr(selector) = context.usage.parent(n)? else {
                return None;
            };
            let selection = context.analysis.checked.info.selections.get(&selector)?;
            let field = selection.kind == SelectionKind::FieldVal;
            let before = context.range_of(n).start < to;
            let set = before && context.is_assigned(selector);
            let direct = context.nearest_function(n)? == home;
            if !field || !direct || !(set || context.is_only_read(selector)) {
                return None;
            }
        }
        self.element_value(value)
    }
}
