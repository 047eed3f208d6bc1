//! Functions of which every call is known, and what changes with their signature.

use super::Context;
use super::draft::Builder;
use super::edits::Change;
use crate::syntax::{
    CallExpr, DeclId, ExprId, ExprKind, FieldId, FuncDecl, Node, Operator, StmtId, StmtKind,
};
use crate::text::InOrder;
use crate::types::ObjId;
use crate::types::object::{ObjKind, is_exported};
use crate::wire::{CheckCode, Line};

/// A function that is called and nothing else, with its calls in the order of the source.
pub struct Known<'c> {
    /// Its declaration.
    pub decl: DeclId,
    /// The parts of it.
    pub func: &'c FuncDecl,
    /// Its body.
    pub body: StmtId,
    /// Its name.
    pub name: &'c str,
    /// All calls.
    pub calls: Vec<ExprId>,
}

impl Known<'_> {
    /// Says in a draft that all callers are known.
    pub fn told<'c, 'a>(&self, draft: Builder<'c, 'a>) -> Builder<'c, 'a> {
        let count = self.calls.len().to_string();
        let about = [("function", self.name), ("count", count.as_str())];
        draft.check(CheckCode::AllCallersKnown, &about)
    }
}

/// `name := call`, alone in its statement.
pub struct Named {
    /// The statement.
    pub stmt: StmtId,
    /// The name.
    pub name: ExprId,
    /// The variable.
    pub obj: ObjId,
}

impl<'a> Context<'a> {
    /// A function of the package whose calls are all here: not exported, no method, not generic, never used as a value, with no
    /// other name for the linker.
    pub fn known(&self, decl: DeclId) -> Option<Known<'_>> {
        let ast = &self.analysis.ast;
        let func = self.func_decl(decl)?;
        let name = ast.name_str(func.name);
        if func.recv.is_some()
            || !func.tparams.is_empty()
            || is_exported(name)
            || matches!(name, "main" | "init" | "_")
        {
            return None;
        }
        let obj = self.analysis.checked.info.defs[func.name.index()]?;
        let mut calls = Vec::new();
        for &n in self.usage.names(obj) {
            let Some(Node::Expr(call)) = self.usage.parent(n) else {
                return None;
            };
            match ast.kind(call) {
                ExprKind::CallExpr(c) if c.fun == n && !c.has_dots => calls.push(call),
                _ => return None,
            }
        }
        calls.order_by_key(|&c| ast[c].pos);
        (!calls.is_empty() && !self.is_linked(name)).then_some(Known {
            decl,
            func,
            body: func.body?,
            name,
            calls,
        })
    }

    /// Whether the text is a whole program: nobody else can call what is in it, but for tests of a command.
    pub fn is_whole_program(&self) -> bool {
        let types = &self.analysis.tys.types;
        let ast = &self.analysis.ast;
        let mut decls = ast.file_nodes().flat_map(|f| &ast[f].decls);
        let main = decls.any(|&d| {
            let func = self.func_decl(d);
            func.is_some_and(|f| f.recv.is_none() && ast.name_str(f.name) == "main")
        });
        &*types[self.analysis.checked.pkg].name == "main" && main
    }

    /// Whether calls of a function are inlined, so that what it makes can be on the stack of its callers already.
    pub fn is_inlined(&self, func: &FuncDecl) -> bool {
        let Some(at) = self.places.expr_span(func.name) else {
            return false;
        };
        let here = |l: &Line| {
            let span = l.span.filter(|s| (s.file, s.line) == (at.file, at.line));
            span.is_some_and(|s| s.col == at.col) && l.text.contains(": can inline ")
        };
        self.report.lines.iter().any(here)
    }

    /// Whether an expression is `nil`.
    pub fn is_nil(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        let obj = self.analysis.checked.info.object_of(ast.unparen(x));
        obj.is_some_and(|o| matches!(self.analysis.tys.types[o].kind, ObjKind::Nil))
    }

    /// Whether a `//go:linkname` or `//export` line names a function.
    fn is_linked(&self, name: &str) -> bool {
        let files = &self.analysis.request.files;
        let of = |line: &str| {
            let mut words = line.split_whitespace();
            matches!(words.next(), Some("//go:linkname" | "//export")) && words.next() == Some(name)
        };
        let may = |text: &str| text.contains("//go:linkname") || text.contains("//export");
        files
            .iter()
            .any(|(_, text)| may(text) && text.lines().any(of))
    }

    /// `name := call` with its own statement in a list, if the call stands so.
    pub fn named_call(&self, call: ExprId) -> Option<Named> {
        let ast = &self.analysis.ast;
        let Some(Node::Stmt(stmt)) = self.usage.parent(call) else {
            return None;
        };
        let StmtKind::AssignStmt(a) = &ast[stmt].kind else {
            return None;
        };
        if a.op != Some(Operator::Def) || a.rhs != Some(call) {
            return None;
        }
        self.siblings(stmt)?;
        let obj = self.analysis.checked.info.defs[a.lhs.index()]?;
        Some(Named {
            stmt,
            name: a.lhs,
            obj,
        })
    }

    /// All parameters of a function, in order.
    pub fn params_of(&self, func: &FuncDecl) -> &[FieldId] {
        self.analysis.ast.signature(func.ty).0
    }

    /// A new first parameter, `name type`. Nothing where parameters have no names or stand on lines of their own.
    pub fn new_param(&self, func: &FuncDecl, param: &str) -> Option<Change> {
        let ast = &self.analysis.ast;
        let params = self.params_of(func);
        if params.iter().any(|&p| ast[p].name.is_none()) {
            return None;
        }
        let (file, open) = self.offset(ast[func.ty].pos);
        let text = self.text(file);
        let behind = text.get(open as usize..)?.strip_prefix('(')?;
        if behind.starts_with(char::is_whitespace) || behind.starts_with('/') {
            return None;
        }
        let comma = if params.is_empty() { "" } else { ", " };
        Some(Change {
            file,
            range: open + 1..open + 1,
            insert: format!("{param}{comma}"),
        })
    }

    /// A new first argument of a call.
    pub fn new_argument(&self, call: &CallExpr, arg: &str) -> Option<Change> {
        let (file, _) = self.offset(self.analysis.ast[call.fun].pos);
        let end = self.range_of(call.fun).end;
        let text = self.text(file);
        let behind = text.get(end as usize..)?.strip_prefix('(')?;
        if behind.starts_with('\n') || behind.starts_with('/') {
            return None;
        }
        let comma = if call.args.is_empty() { "" } else { ", " };
        Some(Change {
            file,
            range: end + 1..end + 1,
            insert: format!("{arg}{comma}"),
        })
    }

    /// The type of the only result, if it has no name and stands without parentheses.
    pub fn only_result(&self, func: &FuncDecl) -> Option<ExprId> {
        let ast = &self.analysis.ast;
        let (_, results) = ast.signature(func.ty);
        let [field] = *results else { return None };
        let ty = ast[field].ty;
        let (file, _) = self.offset(ast[ty].pos);
        let start = self.range_of(ty).start as usize;
        let plain = self.text(file)[..start].ends_with(") ");
        (ast[field].name.is_none() && plain).then_some(ty)
    }

    /// Takes the only result away.
    pub fn no_result(&self, func: &FuncDecl) -> Option<Change> {
        let ty = self.only_result(func)?;
        let (file, _) = self.offset(self.analysis.ast[ty].pos);
        let range = self.range_of(ty);
        Some(Change {
            file,
            range: range.start - 1..range.end,
            insert: String::new(),
        })
    }

    /// All `return` statements of a function's own body, function literals left out.
    pub fn returns_of(&self, body: StmtId) -> Vec<StmtId> {
        let ast = &self.analysis.ast;
        let mut out = Vec::new();
        ast.inspect(body, |n| {
            match n {
                Node::Expr(x) if matches!(ast.kind(x), ExprKind::FuncLit { .. }) => return false,
                Node::Stmt(s) if matches!(ast[s].kind, StmtKind::ReturnStmt { .. }) => out.push(s),
                _ => {}
            }
            true
        });
        out.order_by_key(|&s| ast[s].pos);
        out
    }

    /// What becomes of a `return` that has nothing to give any more: `text` in its place, and a bare `return` where something follows.
    pub fn instead_of_return(&self, ret: StmtId, body: StmtId, text: &str) -> Option<Change> {
        let ast = &self.analysis.ast;
        let (file, range) = self.stmt_range(ret)?;
        let last = ast.block(body).last() == Some(&ret);
        if last && text.is_empty() {
            return self.remove_stmt(ret);
        }
        let indent = self.indent(file, range.start);
        let insert = match (text, last) {
            ("", _) => "return".to_owned(),
            (_, true) => text.to_owned(),
            (_, false) => format!("{text}\n{indent}return"),
        };
        self.siblings(ret)?;
        Some(Change {
            file,
            range,
            insert,
        })
    }

    /// Whether a name is written anywhere below a node, whatever it denotes there.
    pub fn spells(&self, root: impl Into<Node>, name: &str) -> bool {
        let ast = &self.analysis.ast;
        self.any_below(
            root,
            |n| matches!(n, Node::Expr(x) if ast.name(x).is_some_and(|t| &**t == name)),
        )
    }

    /// Whether a use of a variable as an operand of `==` or `!=`.
    pub fn is_compared(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        let mut x = x;
        while let Some(Node::Expr(outer)) = self.usage.parent(x) {
            match ast.kind(outer) {
                ExprKind::ParenExpr(_) => x = outer,
                ExprKind::Operation {
                    op: Operator::Eql | Operator::Neq,
                    ..
                } => return true,
                _ => return false,
            }
        }
        // `switch x {`, `case x:`
        matches!(self.usage.parent(x), Some(Node::Stmt(s))
            if matches!(ast[s].kind, StmtKind::SwitchStmt(_) | StmtKind::CaseClause(_)))
    }
}

/// Whether there are labels below a node, so that the order of the text need not be the order of what runs.
pub fn has_labels(context: &Context<'_>, root: Node) -> bool {
    context.any_below(
        root,
        |n| matches!(n, Node::Stmt(s) if matches!(context.analysis.ast[s].kind, StmtKind::LabeledStmt { .. })),
    )
}
