//! What is done with the slice and its elements.

use super::Group;
use crate::advise::ask::Callee;
use crate::syntax::{ExprId, ExprKind, Node, Operator, StmtKind};
use crate::types::{BuiltinId, ObjId, SelectionKind, Type};

impl Group<'_, '_> {
    /// A use of an expression that is a slice of the group.
    pub(super) fn slice_use(&mut self, x: ExprId) -> Option<()> {
        self.step()?;
        let context = self.context;
        let ast = &context.analysis.ast;
        match context.usage.parent(x)? {
            Node::Expr(outer) => match ast.kind(outer) {
                ExprKind::IndexExpr { x: operand, .. } if *operand == x => self.index_use(outer),
                ExprKind::SliceExpr { x: operand, .. } if *operand == x => self.slice_use(outer),
                ExprKind::Operation {
                    op: Operator::Eql | Operator::Neq,
                    ..
                } => Some(()),
                ExprKind::CallExpr(call) => self.argument(x, outer, call),
                _ => None,
            },
            Node::Stmt(s) => match &ast[s].kind {
                StmtKind::ExprStmt(_) => Some(()),
                StmtKind::AssignStmt(a) if a.lhs == x && a.op.is_none() => self.slice_value(a.rhs?),
                StmtKind::AssignStmt(a) if a.rhs == Some(x) => self.assigned(a.lhs),
                StmtKind::RangeClause(r) if r.x == x => {
                    let lhs = ast.unpack_list(&r.lhs);
                    match (lhs.get(1), r.def) {
                        (None, _) => Some(()),
                        (Some(&v), true) => self.element_variable(v),
                        (Some(&v), false) => ast.name(v).filter(|n| &***n == "_").map(|_| ()),
                    }
                }
                StmtKind::ReturnStmt { .. } => match context.nearest_function(x)? {
                    Node::Decl(d) => self.function(d),
                    _ => None,
                },
                _ => None,
            },
            Node::Decl(_) => {
                let stmt = context.stmt_of(x)?;
                let (name, value, _) = context.declares(stmt)?;
                (value == Some(x)).then_some(())?;
                self.slice_variable(context.analysis.checked.info.defs[name.index()]?)
            }
            _ => None,
        }
    }

    /// `name = slice`, `name := slice`.
    pub(super) fn assigned(&mut self, lhs: ExprId) -> Option<()> {
        let context = self.context;
        if context.analysis.ast.name_str(lhs) == "_" {
            return matches!(context.analysis.ast.kind(lhs), ExprKind::Name(_)).then_some(());
        }
        self.slice_variable(context.variable(lhs)?)
    }

    pub(super) fn argument(
        &mut self,
        x: ExprId,
        outer: ExprId,
        call: &crate::syntax::CallExpr,
    ) -> Option<()> {
        let context = self.context;
        let index = call.args.iter().position(|&a| a == x)?;
        match context.callee(outer) {
            Callee::Builtin(BuiltinId::Len | BuiltinId::Cap) => Some(()),
            Callee::Builtin(BuiltinId::Append) => {
                // What is appended to something is of its group; the result of appending to this is a use of its own.
                self.slice_value(outer)?;
                self.slice_use(outer)
            }
            Callee::Func(path, name) if *path == *"sort" => {
                (index == 0 && matches!(&*name, "Slice" | "SliceStable")).then_some(())
            }
            Callee::Func(..) => {
                let known =
                    context.known(context.declaration_of(context.called_object(call.fun)?)?)?;
                let &field = context.params_of(known.func).get(index)?;
                let name = context.analysis.ast[field].name?;
                self.slice_variable(context.analysis.checked.info.defs[name.index()]?)
            }
            _ => None,
        }
    }

    /// `s[i]`: read through a field, or given to a variable of its own, or given another element.
    pub(super) fn index_use(&mut self, x: ExprId) -> Option<()> {
        let context = self.context;
        let ast = &context.analysis.ast;
        if let Some(Node::Stmt(s)) = context.usage.parent(x) {
            return match &ast[s].kind {
                StmtKind::AssignStmt(a) if a.lhs == x && a.op.is_none() => {
                    self.element_value(a.rhs?)
                }
                StmtKind::AssignStmt(a) if a.rhs == Some(x) && a.op == Some(Operator::Def) => {
                    self.element_variable(a.lhs)
                }
                _ => None,
            };
        }
        self.element_read(x)
    }

    pub(super) fn element_uses(&mut self, obj: ObjId) -> Option<()> {
        for &n in self.context.usage.names(obj) {
            if self.context.is_changed_at(n) {
                return None;
            }
            self.element_read(n)?;
        }
        Some(())
    }

    /// An element that is read: a field, a copy, a method with a value receiver.
    pub(super) fn element_read(&mut self, x: ExprId) -> Option<()> {
        self.step()?;
        let context = self.context;
        let ast = &context.analysis.ast;
        let Node::Expr(outer) = context.usage.parent(x)? else {
            return None;
        };
        match *ast.kind(outer) {
            ExprKind::SelectorExpr { x: operand, .. } if operand == x => {
                let selection = context.analysis.checked.info.selections.get(&outer)?;
                match selection.kind {
                    SelectionKind::FieldVal => context.is_only_read(outer).then_some(()),
                    _ => {
                        let pointer = context.types.borrow().has_ptr_recv(selection.obj);
                        let called = matches!(context.usage.parent(outer), Some(Node::Expr(c))
                            if context.call(c).is_some_and(|c| c.fun == outer));
                        let direct = selection.index.len() == 1;
                        let interface = matches!(context.under(selection.recv), Type::Interface(_));
                        (!pointer && called && direct && !interface).then_some(())
                    }
                }
            }
            ExprKind::Operation {
                op: Operator::Mul,
                y: None,
                ..
            } => {
                let around = context.usage.parent(outer)?;
                let paren = matches!(around, Node::Expr(p) if matches!(ast.kind(p), ExprKind::ParenExpr(_)));
                if context.is_deref_target(outer) || paren {
                    return None;
                }
                self.cut(outer, x);
                Some(())
            }
            _ => None,
        }
    }
}
