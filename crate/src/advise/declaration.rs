//! The statement that makes an object, and the function around it.

use super::ask::Callee;
use super::{Context, Verdicts, no};
use crate::syntax::{DeclId, DeclKind, ExprId, ExprKind, FuncDecl, Node, StmtId, StmtKind};
use crate::text::{FileId, Pos};
use crate::types::{BuiltinId, ObjId};
use crate::wire::{RefusalCode, Site, Span};

/// `name := value`, or `var name T`, in the body of a declared function.
pub struct Declaration {
    /// The declared function.
    pub func: DeclId,
    /// The statement.
    pub stmt: StmtId,
    /// The name it declares.
    pub name: ExprId,
    /// The variable.
    pub obj: ObjId,
    /// The value; nothing for `var name T`.
    pub value: Option<ExprId>,
    /// The type, for `var name T`.
    pub ty: Option<ExprId>,
}

/// `name := make(T, sizes…)`.
pub struct Made<'c> {
    /// The declaration.
    pub decl: Declaration,
    /// The call.
    pub call: ExprId,
    /// The type that is made.
    pub ty: ExprId,
    /// Length and capacity, as far as they are given.
    pub sizes: &'c [ExprId],
}

impl Context<'_> {
    /// The declaration whose value is the `make` that a site is.
    pub fn made(&self, site: &Site) -> Option<Made<'_>> {
        let decl = self.declaration_anywhere(site)?;
        let call = decl.value?;
        let (&ty, sizes) = self.call(call)?.args.split_first()?;
        let is_make = self.callee(call) == Callee::Builtin(BuiltinId::Make);
        (is_make && !sizes.is_empty()).then_some(Made {
            decl,
            call,
            ty,
            sizes,
        })
    }

    /// The declared function that a place of the text stands in.
    pub fn function_at(&self, pos: Pos) -> Option<DeclId> {
        let ast = &self.analysis.ast;
        let all = ast.file_nodes().flat_map(|f| &ast[f].decls);
        let inside = |&&d: &&DeclId| match &ast[d].kind {
            DeclKind::Func(f) => f
                .body
                .is_some_and(|b| ast[b].pos <= pos && pos <= ast.rbrace(b)),
            _ => false,
        };
        all.into_iter().find(inside).copied()
    }

    /// The parts of a function's declaration.
    pub fn func_decl(&self, decl: DeclId) -> Option<&FuncDecl> {
        match &self.analysis.ast[decl].kind {
            DeclKind::Func(f) => Some(f),
            _ => None,
        }
    }

    /// The position where a span of the report starts.
    pub fn pos_of(&self, span: &Span) -> Pos {
        let file = FileId(span.file);
        let byte = self.utf16[span.file as usize].byte(span.from);
        self.analysis.map.pos(file, byte)
    }

    /// The position that the compiler tells for a span: a call's parenthesis, a selector's dot, the operator of a sum.
    pub fn pos_of_place(&self, span: &Span) -> Pos {
        let text = self.text(span.file);
        let line_start = text
            .split_inclusive('\n')
            .take(span.line.saturating_sub(1) as usize)
            .map(str::len)
            .sum::<usize>();
        let at = line_start as u32 + span.col.saturating_sub(1);
        self.analysis.map.pos(FileId(span.file), at)
    }

    /// The declaration whose value is the site, or which declares the site's variable; anywhere in a declared function.
    pub fn declaration_anywhere(&self, site: &Site) -> Option<Declaration> {
        let ast = &self.analysis.ast;
        let start = self.pos_of(&site.span);
        let func = self.function_at(start)?;
        let body = self.func_decl(func).and_then(|f| f.body)?;
        let mut found = None;
        ast.inspect(body, |node| {
            if let Node::Stmt(s) = node
                && let Some((name, value, ty)) = self.declares(s)
            {
                let matches = match value {
                    Some(v) if site.kind != crate::wire::SiteKind::Variable => {
                        ast.start_pos(v) == start
                    }
                    _ => ast[name].pos == start,
                };
                if matches {
                    found = Some((s, name, value, ty));
                }
            }
            true
        });
        let (stmt, name, value, ty) = found?;
        let obj = self.analysis.checked.info.defs[name.index()]?;
        Some(Declaration {
            func,
            stmt,
            name,
            obj,
            value,
            ty,
        })
    }

    /// The function literal or declared function whose body an object is made in, and that body.
    pub fn home(&self, decl: &Declaration) -> Option<(Node, StmtId)> {
        let function = self.nearest_function(decl.stmt)?;
        let body = match function {
            Node::Expr(lit) => match *self.analysis.ast.kind(lit) {
                ExprKind::FuncLit { body, .. } => body,
                _ => return None,
            },
            _ => self.func_decl(decl.func)?.body?,
        };
        Some((function, body))
    }

    /// The same for a pool: not in a loop.
    pub fn declaration(&self, site: &Site) -> Verdicts<Declaration> {
        let refused = || no(RefusalCode::NoRuleYet, &[], Some(site.span));
        let decl = self.declaration_anywhere(site).ok_or_else(refused)?;
        self.home(&decl).ok_or_else(refused)?;
        if site.loop_depth > 0 || !self.loops_around(decl.stmt).is_empty() {
            let text = self.analysis.ast.name_str(decl.name);
            return Err(no(RefusalCode::InLoop, &[("name", text)], Some(site.span)));
        }
        Ok(decl)
    }

    /// `name := value` in a declared function or in a function literal there, once per call: not in a loop.
    pub fn declaration_of_value(&self, value: ExprId) -> Option<Declaration> {
        let Some(Node::Stmt(stmt)) = self.usage.parent(value) else {
            return None;
        };
        let (name, declared, _) = self.declares(stmt)?;
        self.siblings(stmt)?;
        let func = self.func_of(stmt)?;
        (declared == Some(value) && self.loops_around(stmt).is_empty()).then_some(())?;
        Some(Declaration {
            func,
            stmt,
            name,
            obj: self.analysis.checked.info.defs[name.index()]?,
            value: Some(value),
            ty: None,
        })
    }

    /// Name, value and type of a statement that declares one variable.
    pub fn declares(&self, stmt: StmtId) -> Option<(ExprId, Option<ExprId>, Option<ExprId>)> {
        let ast = &self.analysis.ast;
        let single = |x: ExprId| (!matches!(ast.kind(x), ExprKind::ListExpr(_))).then_some(x);
        match &ast[stmt].kind {
            StmtKind::AssignStmt(a) if a.op == Some(crate::syntax::Operator::Def) => {
                Some((single(a.lhs)?, Some(single(a.rhs?)?), None))
            }
            StmtKind::DeclStmt(decls) => {
                let [decl] = **decls else { return None };
                let DeclKind::Var(v) = &ast[decl].kind else {
                    return None;
                };
                let [name] = *v.names else { return None };
                if ast[decl].group.is_some() {
                    return None;
                }
                Some((name, v.values, v.ty))
            }
            _ => None,
        }
    }
}
