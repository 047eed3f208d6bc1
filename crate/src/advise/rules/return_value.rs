//! A returned pointer to a small value becomes the value.

use super::super::callers::Known;
use super::super::draft::Draft;
use super::super::edits::Change;
use super::super::pool::no_rule;
use super::super::{Context, Verdicts, no};
use crate::syntax::{ExprId, ExprKind, FuncDecl, Node, Operator, StmtId, StmtKind};
use crate::types::Type;
use crate::wire::{CaveatCode, CheckCode, ReasonCode, RefusalCode, Site, SiteKind, SuggestionCode};

/// Values up to so many bytes are returned cheaply.
const MAX_BYTES: u64 = 1024;

/// The rule.
pub fn rule(context: &Context<'_>, index: u32, site: &Site) -> Verdicts<Draft> {
    let refused = || no_rule(Some(site.span));
    if site.reason.code != ReasonCode::Returned || site.loop_depth > 0 {
        return Err(refused());
    }
    let size = site.size.ok_or_else(refused)?;
    if size > MAX_BYTES {
        return Err(refused());
    }
    let decl = context
        .function_at(context.pos_of(&site.span))
        .ok_or_else(refused)?;
    let known = context.known(decl).ok_or_else(refused)?;
    let (func, name) = (known.func, known.name);
    // Inlined, it has the object on the stack of its callers already. A deferred call that recovers would give nil.
    if context.is_inlined(func) || super::caller_object::deferred(context, known.body) {
        return Err(refused());
    }
    let result = pointer_result(context, func).ok_or_else(refused)?;
    let typ = context
        .analysis
        .checked
        .info
        .type_and_value(result.elem)
        .typ;
    let ty = context.source(result.elem);
    if context.holds_lock(typ) {
        return Err(no(RefusalCode::HoldsLock, &[("type", &ty)], None));
    }
    let mut changes = vec![context.cut(result.star, result.elem)];
    changes.extend(context.returns(known.body, site).ok_or_else(refused)?);
    context.callers(&known, &mut changes).ok_or_else(refused)?;
    let bytes = size.to_string();
    let draft = context
        .draft(
            "R1",
            SuggestionCode::ReturnValue,
            site.span,
            &[("function", name), ("type", &ty)],
        )
        .sites(&[index]);
    let draft = known
        .told(draft)
        .check(CheckCode::PointerIdentityUnused, &[("function", name)])
        .check(CheckCode::NeverNil, &[("function", name)])
        .check(
            CheckCode::SmallEnough,
            &[("size", &bytes), ("limit", &MAX_BYTES.to_string())],
        )
        .check(CheckCode::NoLocks, &[("type", &ty)])
        .caveat(CaveatCode::CopiesValue, &[("size", &bytes)])
        .change(changes);
    let draft = match context.is_whole_program() {
        true => draft,
        false => draft.ask(
            CheckCode::AskSignature,
            &[("function", name)],
            context.places.expr_span(func.name),
        ),
    };
    Ok(draft.build())
}

/// The one result `*T` of a function.
struct PointerResult {
    star: ExprId,
    elem: ExprId,
}

fn pointer_result(context: &Context<'_>, func: &FuncDecl) -> Option<PointerResult> {
    let ast = &context.analysis.ast;
    let (_, results) = ast.signature(func.ty);
    let [field] = *results else { return None };
    let star = ast[field].ty;
    match *ast.kind(star) {
        ExprKind::Operation {
            op: Operator::Mul,
            x,
            y: None,
        } if ast[field].name.is_none() => Some(PointerResult { star, elem: x }),
        _ => None,
    }
}

impl Context<'_> {
    /// Cuts off what stands in front of the operand: `*T` becomes `T`, `&x` becomes `x`.
    fn cut(&self, whole: ExprId, operand: ExprId) -> Change {
        let (file, _) = self.offset(self.analysis.ast[whole].pos);
        Change {
            file,
            range: self.range_of(whole).start..self.range_of(operand).start,
            insert: String::new(),
        }
    }

    /// Each `return` gives the address of a literal or of a local variable that is used for nothing else by its address.
    fn returns(&self, body: StmtId, site: &Site) -> Option<Vec<Change>> {
        let ast = &self.analysis.ast;
        let mut changes = Vec::new();
        let mut ok = true;
        ast.inspect(body, |node| {
            match node {
                Node::Expr(x) if matches!(ast.kind(x), ExprKind::FuncLit { .. }) => return false,
                Node::Stmt(s) => {
                    if let StmtKind::ReturnStmt { results } = ast[s].kind {
                        match results.and_then(|r| self.returned(r, body, site)) {
                            Some(change) => changes.push(change),
                            None => ok = false,
                        }
                    }
                }
                _ => {}
            }
            true
        });
        ok.then_some(changes)
    }

    fn returned(&self, result: ExprId, body: StmtId, site: &Site) -> Option<Change> {
        let ast = &self.analysis.ast;
        let ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } = *ast.kind(ast.unparen(result))
        else {
            return None;
        };
        match ast.kind(x) {
            ExprKind::CompositeLit(_) if site.kind != SiteKind::Variable => {}
            ExprKind::Name(_) => {
                // The only address that is taken of the variable is the one that is returned.
                let obj = self.analysis.checked.info.uses[x.index()]?;
                for u in self.usage.of(obj, Node::Stmt(body), true) {
                    let harmless = u.name == x
                        || matches!(
                            u.fate,
                            super::super::usage::Fate::Harmless
                                | super::super::usage::Fate::Replaced
                        );
                    if !harmless
                        || self
                            .usage
                            .literal_around(u.name, Node::Stmt(body))
                            .is_some()
                    {
                        return None;
                    }
                }
            }
            _ => return None,
        }
        Some(self.cut(result, x))
    }

    /// Looks at all callers: each call must be the value of a `:=` whose variable is used through fields alone, or be selected from at
    /// once.
    fn callers(&self, known: &Known<'_>, changes: &mut Vec<Change>) -> Option<()> {
        let ast = &self.analysis.ast;
        for &call in &known.calls {
            match self.usage.parent(call)? {
                Node::Expr(outer) => match ast.kind(outer) {
                    // `f().x`: a field may be read from a value too.
                    ExprKind::SelectorExpr { .. } if self.is_field(outer) => {}
                    ExprKind::Operation {
                        op: Operator::Mul,
                        y: None,
                        ..
                    } => changes.push(self.cut(outer, call)),
                    _ => return None,
                },
                Node::Stmt(stmt) => self.caller_statement(stmt, call, changes)?,
                _ => return None,
            }
        }
        Some(())
    }

    fn is_field(&self, selector: ExprId) -> bool {
        let selection = self.analysis.checked.info.selections.get(&selector);
        selection.is_some_and(|s| s.kind == crate::types::SelectionKind::FieldVal)
    }

    fn caller_statement(
        &self,
        stmt: StmtId,
        call: ExprId,
        changes: &mut Vec<Change>,
    ) -> Option<()> {
        let ast = &self.analysis.ast;
        match &ast[stmt].kind {
            StmtKind::ExprStmt(_) => Some(()),
            StmtKind::AssignStmt(a) if a.op == Some(Operator::Def) && a.rhs == Some(call) => {
                if ast.name_str(a.lhs) == "_" {
                    return Some(());
                }
                let obj = self.analysis.checked.info.defs[a.lhs.index()]?;
                for &name in self.usage.names(obj) {
                    changes.extend(self.caller_use(name)?);
                }
                Some(())
            }
            _ => None,
        }
    }

    /// One use of the variable that held the pointer.
    fn caller_use(&self, name: ExprId) -> Option<Option<Change>> {
        let ast = &self.analysis.ast;
        let Node::Expr(outer) = self.usage.parent(name)? else {
            return None;
        };
        match ast.kind(outer) {
            ExprKind::SelectorExpr { .. } if self.is_field(outer) => Some(None),
            // A method with a value receiver gets a copy as before; one with a pointer receiver could keep the address.
            ExprKind::SelectorExpr { .. } => self.has_value_receiver(outer).then_some(None),
            ExprKind::Operation {
                op: Operator::Mul,
                y: None,
                ..
            } => Some(Some(self.cut(outer, name))),
            _ => None,
        }
    }

    fn has_value_receiver(&self, selector: ExprId) -> bool {
        let Some(selection) = self.analysis.checked.info.selections.get(&selector) else {
            return false;
        };
        let types = self.types.borrow();
        let recv = types
            .signature(types.type_of(selection.obj))
            .and_then(|s| s.recv);
        recv.is_some_and(|r| {
            !matches!(types[types.unalias(types.type_of(r))], Type::Pointer { .. })
        })
    }
}
