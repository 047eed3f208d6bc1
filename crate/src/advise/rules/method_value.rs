//! R26: a method value that is made in each turn of a loop is made before it.
//!
//! Only of a method with a pointer receiver whose variable the loop does not change: a value receiver is copied when the method value is made.

use crate::advise::draft::Draft;
use crate::advise::{Context, Found};
use crate::syntax::{ExprKind, Node, StmtId};
use crate::types::SelectionKind;
use crate::wire::{CheckCode, SiteKind, SuggestionCode};

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    for site in context.made_in_loops(SiteKind::MethodValue) {
        found.draft(draft(context, site));
    }
}

fn draft(context: &Context<'_>, site: u32) -> Option<Draft> {
    let ast = &context.analysis.ast;
    let span = context.report.sites[site as usize].span;
    let x = context
        .places
        .expr_at(context.pos_of_place(&span))
        .filter(|&x| matches!(ast.kind(x), ExprKind::SelectorExpr { .. }))?;
    let ExprKind::SelectorExpr { x: recv, sel } = *ast.kind(x) else {
        return None;
    };
    let selection = context.analysis.checked.info.selections.get(&x)?;
    let direct = selection.kind == SelectionKind::MethodVal && selection.index.len() == 1;
    if !direct || !context.types.borrow().has_ptr_recv(selection.obj) {
        return None;
    }
    let obj = context.variable(recv)?;
    let loop_ = context.repeated_by(x)?;
    let pointer = context.is_pointer(context.type_of(recv));
    if context.is_within_declaration(obj, loop_) || !context.is_local_or_param(obj) {
        return None;
    }
    if pointer && !context.keeps_value_within(obj, loop_) {
        return None;
    }
    let anchor = anchor(context, loop_)?;
    let name = context.free_name(ast.name_str(sel));
    let value = context.source(x);
    let draft = context
        .draft_at(
            "R26",
            SuggestionCode::HoistMethodValue,
            x,
            &[("name", &value)],
        )?
        .check(
            CheckCode::ReceiverUnchanged,
            &[("name", &context.source(recv))],
        )
        .sites(&[site])
        .objects(1, 0)
        .change([
            context.before_stmt(anchor, &[format!("{name} := {value}")])?,
            context.replace(x, name),
        ]);
    Some(draft.build())
}

/// The statement in front of which something can be made once for a loop: the loop, or its label.
pub fn anchor(context: &Context<'_>, loop_: StmtId) -> Option<StmtId> {
    let labelled = match context.usage.parent(loop_) {
        Some(Node::Stmt(s))
            if matches!(
                context.analysis.ast[s].kind,
                crate::syntax::StmtKind::LabeledStmt { .. }
            ) =>
        {
            s
        }
        _ => loop_,
    };
    context.siblings(labelled).map(|_| labelled)
}

impl Context<'_> {
    /// Whether a local variable has one value for all turns of a loop: the loop does not change it, nor does any function literal, which
    /// the loop could call.
    pub fn keeps_value_within(&self, obj: crate::types::ObjId, loop_: StmtId) -> bool {
        let home = self.nearest_function(loop_);
        let changed = |&n: &crate::syntax::ExprId| {
            self.is_changed_at(n) && (self.is_within(n, loop_) || self.nearest_function(n) != home)
        };
        !self.usage.names(obj).iter().any(changed)
    }

    /// Whether a variable is declared below a node.
    pub fn is_within_declaration(&self, obj: crate::types::ObjId, root: StmtId) -> bool {
        let pos = self.analysis.tys.types[obj].pos;
        self.stmt_range(root).is_none_or(|(file, range)| {
            let (f, at) = self.offset(pos);
            f == file && range.contains(&at)
        })
    }
}
