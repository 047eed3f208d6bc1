//! Names that are misspelt, not declared, or not used.

use super::near::nearest;
use super::{Change, Draft, Program};
use crate::syntax::{Ast, ExprId, ExprKind, Node, Operator, StmtKind};
use crate::text::Pos;
use crate::types::{ObjKind, ScopeId, Type, TypeError, TypeId};
use crate::wire::FixCode;
use std::collections::{BTreeMap, BTreeSet};

/// Types that are looked through for a type's fields and methods.
const MAX_EMBEDDED: usize = 64;

/// For the `x` and the `f` of each `x.f`: the selector.
pub(super) fn selectors(ast: &Ast) -> BTreeMap<ExprId, ExprId> {
    let mut parents = BTreeMap::new();
    for (i, e) in ast.exprs.iter().enumerate() {
        if let ExprKind::SelectorExpr { x, sel } = &e.kind {
            parents.insert(*x, ExprId::new(i));
            parents.insert(*sel, ExprId::new(i));
        }
    }
    parents
}

impl Program<'_> {
    /// A name that is near to an undefined one and known at its place.
    pub(super) fn misspelt(&self, e: &TypeError) -> Vec<Draft> {
        let Some(x) = e.expr else { return Vec::new() };
        self.rename(x, self.names_at(e.pos).into_iter())
    }

    /// A name that is near to one that a package does not have.
    pub(super) fn misspelt_imported(&self, e: &TypeError) -> Vec<Draft> {
        let Some((of, sel)) = self.selector(e) else {
            return Vec::new();
        };
        let object = self.analysis.checked.info.uses[of.index()];
        let types = self.types.borrow();
        let Some(ObjKind::PkgName { imported }) = object.map(|o| &types[o].kind) else {
            return Vec::new();
        };
        let scope = &types[types[*imported].scope];
        let exported = |name: &&str| name.starts_with(char::is_uppercase);
        let names: Vec<&str> = scope.iter().map(|(name, _)| &**name).collect();
        let names = names.into_iter().filter(exported).map(String::from);
        self.rename(sel, names)
    }

    /// A field or method that is near to one that a type does not have.
    pub(super) fn misspelt_member(&self, e: &TypeError) -> Vec<Draft> {
        let Some((of, sel)) = self.selector(e) else {
            return Vec::new();
        };
        let typ = self.analysis.checked.info.type_and_value(of).typ;
        self.rename(sel, self.members(typ).into_iter())
    }

    /// `x` and `f` of the selector in which an error is.
    fn selector(&self, e: &TypeError) -> Option<(ExprId, ExprId)> {
        let ast = &self.analysis.ast;
        let selector = match ast.kind(e.expr?) {
            ExprKind::SelectorExpr { .. } => e.expr?,
            _ => *self.selector_of.get(&e.expr?)?,
        };
        match ast.kind(selector) {
            ExprKind::SelectorExpr { x, sel } => Some((*x, *sel)),
            _ => None,
        }
    }

    fn rename(&self, x: ExprId, names: impl Iterator<Item = String>) -> Vec<Draft> {
        let Some(wrong) = self.analysis.ast.name(x) else {
            return Vec::new();
        };
        let draft = |name: String| {
            let change = self.replace(x, &name)?;
            let params = [("name", &**wrong), ("to", &name)];
            Some(Draft::new(FixCode::Rename, &params, vec![change]))
        };
        nearest(wrong, names)
            .into_iter()
            .filter_map(draft)
            .collect()
    }

    /// The names that are known at a place.
    fn names_at(&self, pos: Pos) -> BTreeSet<String> {
        let (ast, info) = (&self.analysis.ast, &self.analysis.checked.info);
        let types = self.types.borrow();
        let mut names = BTreeSet::new();
        let file = self.analysis.map.offset(pos).map(|(file, _)| file);
        let node = ast.file_nodes().find(|&f| Some(ast[f].file) == file);
        let Some(&of_file) = node.and_then(|f| info.scopes.get(&Node::File(f))) else {
            return names;
        };
        let mut inner: ScopeId = of_file;
        let around = |s: ScopeId| {
            let (from, to) = types[s].extent;
            from <= pos && pos <= to
        };
        while let Some(&child) = types[inner].children.iter().find(|&&s| around(s)) {
            inner = child;
        }
        let mut scope = Some(inner);
        while let Some(s) = scope {
            let known = types[s].iter().filter(|&(_, obj)| {
                let start = types[obj].scope_pos;
                !start.is_known() || start <= pos || s == of_file
            });
            names.extend(known.map(|(name, _)| name.to_string()));
            scope = types[s].parent;
        }
        names
    }

    /// The names of a type's fields and methods, those of embedded ones too.
    fn members(&self, typ: TypeId) -> BTreeSet<String> {
        let mut types = self.types.borrow_mut();
        let mut names = BTreeSet::new();
        let mut todo = vec![typ];
        let mut seen = BTreeSet::new();
        while let Some(t) = todo.pop() {
            let t = types.unalias(t);
            if seen.len() >= MAX_EMBEDDED || !seen.insert(t) {
                continue;
            }
            for i in 0..types.method_count(t) {
                if let Some(m) = types.method(t, i) {
                    names.insert(types[m].name.to_string());
                }
            }
            let under = types.under(t);
            match types[under].clone() {
                Type::Pointer { elem } => todo.push(elem),
                Type::Interface(_) => {
                    let set = types.type_set(under);
                    names.extend(set.methods.iter().map(|&m| types[m].name.to_string()));
                }
                Type::Struct(s) => {
                    for &f in s.fields.iter() {
                        names.insert(types[f].name.to_string());
                        if types[f].as_var().is_some_and(|v| v.embedded) {
                            todo.push(types.type_of(f));
                        }
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// `x := …` for `x = …` where `x` is not declared.
    pub(super) fn declare(&self, e: &TypeError) -> Option<Draft> {
        let ast = &self.analysis.ast;
        let x = e.expr?;
        let assigns = |s: &&crate::syntax::Stmt| {
            matches!(&s.kind, StmtKind::AssignStmt(a)
                if a.op.is_none() && ast.unpack_list(&Some(a.lhs)).contains(&x))
        };
        let stmt = ast.stmts.iter().find(assigns)?;
        let (file, at) = self.analysis.map.offset(stmt.pos)?;
        self.starts_with(file.0, at, "=").then(|| {
            let change = Change {
                file: file.0,
                range: at..at,
                insert: ":".into(),
            };
            let name = ast.name_str(x);
            Draft::new(FixCode::Declare, &[("name", name)], vec![change])
        })
    }

    /// `=` for `:=` where nothing new is declared.
    pub(super) fn assign(&self, e: &TypeError) -> Option<Draft> {
        let (file, at) = self.analysis.map.offset(e.pos)?;
        let change = self.assign_at(file.0, at)?;
        Some(Draft::new(FixCode::Assign, &[], vec![change]))
    }

    fn assign_at(&self, file: u32, at: u32) -> Option<Change> {
        self.starts_with(file, at, ":=").then(|| Change {
            file,
            range: at..at + 2,
            insert: "=".into(),
        })
    }

    /// `_` for a variable that is not used; `=` for `:=` if that was the only new one. Not used in a type switch, it goes.
    pub(super) fn unused_variable(&self, e: &TypeError) -> Vec<Draft> {
        let ast = &self.analysis.ast;
        let place = self.analysis.map.offset(e.pos);
        let is_name = |e_: &crate::syntax::Expr| matches!(e_.kind, ExprKind::Name(_));
        let name = ast
            .exprs
            .iter()
            .position(|x| x.pos == e.pos && is_name(x))
            .map(ExprId::new);
        let (Some((file, at)), Some(x)) = (place, name) else {
            return Vec::new();
        };
        let name = ast.name_str(x);
        let end = at + name.len() as u32;
        let draft = |changes| Draft::new(FixCode::Blank, &[("name", name)], changes);
        let guard = |s: &crate::syntax::Expr| matches!(s.kind, ExprKind::TypeSwitchGuard { lhs, .. } if lhs == Some(x));
        if ast.exprs.iter().any(guard) {
            let rest = &self.text(file.0)[end as usize..];
            let Some(rest) = rest.trim_start().strip_prefix(":=") else {
                return Vec::new();
            };
            let to = (self.text(file.0).len() - rest.trim_start().len()) as u32;
            let change = Change {
                file: file.0,
                range: at..to,
                insert: String::new(),
            };
            return vec![draft(vec![change])];
        }
        let blank = Change {
            file: file.0,
            range: at..end,
            insert: "_".into(),
        };
        let mut list = vec![draft(vec![blank.clone()])];
        let declares = |s: &&crate::syntax::Stmt| match &s.kind {
            StmtKind::AssignStmt(a) => {
                a.op == Some(Operator::Def) && ast.unpack_list(&Some(a.lhs)).contains(&x)
            }
            StmtKind::RangeClause(r) => r.def && ast.unpack_list(&r.lhs).contains(&x),
            _ => false,
        };
        let stmt = ast.stmts.iter().find(declares);
        let operator = stmt.and_then(|s| {
            let lhs = match &s.kind {
                StmtKind::AssignStmt(a) => Some(a.lhs),
                StmtKind::RangeClause(r) => r.lhs,
                _ => None,
            };
            let last = *ast.unpack_list(&lhs).last()?;
            let (_, range) = self.range_of(last)?;
            let rest = &self.text(file.0)[range.end as usize..];
            let at = self.text(file.0).len() - rest.trim_start().len();
            self.assign_at(file.0, at as u32)
        });
        list.extend(operator.map(|op| draft(vec![blank, op])));
        list
    }

    fn starts_with(&self, file: u32, at: u32, token: &str) -> bool {
        let rest = self.text(file).get(at as usize..);
        rest.is_some_and(|rest| rest.starts_with(token))
    }
}
