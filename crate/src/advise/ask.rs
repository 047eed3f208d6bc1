//! Questions that rules ask about a program: what is called, of which type something is, what stands around it.

use super::Context;
use crate::syntax::{
    CallExpr, DeclId, DeclKind, ExprId, ExprKind, FileNode, Node, Operator, StmtId, StmtKind,
};
use crate::types::constant::Kind;
use crate::types::object::{BuiltinId, ObjKind, VarKind};
use crate::types::{ObjId, SelectionKind, Type, TypeId};
use std::ops::Range;
use std::rc::Rc;

/// What a call calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Callee {
    /// A function of a package: import path and name.
    Func(Rc<str>, Rc<str>),
    /// A method: import path and name of the receiver's type (`interface` where it has none), and the method's name.
    Method(Rc<str>, Rc<str>, Rc<str>),
    /// A built-in function.
    Builtin(BuiltinId),
    /// A conversion.
    Conversion,
    /// A function value, or nothing that is known.
    Unknown,
}

impl Callee {
    /// Whether it is this function of a package.
    pub fn is(&self, path: &str, name: &str) -> bool {
        matches!(self, Callee::Func(p, n) if **p == *path && **n == *name)
    }

    /// Whether it is this method.
    pub fn is_method(&self, path: &str, typ: &str, name: &str) -> bool {
        matches!(self, Callee::Method(p, t, n) if **p == *path && **t == *typ && **n == *name)
    }
}

impl Context<'_> {
    /// All calls of the package in the order of the source, conversions included.
    pub fn calls(&self) -> &[ExprId] {
        &self.calls
    }

    /// The parts of a call.
    pub fn call(&self, x: ExprId) -> Option<&CallExpr> {
        match self.analysis.ast.kind(self.analysis.ast.unparen(x)) {
            ExprKind::CallExpr(call) => Some(call),
            _ => None,
        }
    }

    /// The object that the called expression denotes.
    pub fn called_object(&self, fun: ExprId) -> Option<ObjId> {
        let (ast, info) = (&self.analysis.ast, &self.analysis.checked.info);
        let fun = ast.unparen(fun);
        match ast.kind(fun) {
            ExprKind::SelectorExpr { sel, .. } => match info.selections.get(&fun) {
                Some(selection) => Some(selection.obj),
                None => info.object_of(*sel),
            },
            ExprKind::IndexExpr { x, .. } => self.called_object(*x),
            _ => info.object_of(fun),
        }
    }

    /// What a call calls.
    pub fn callee(&self, x: ExprId) -> Callee {
        let Some(call) = self.call(x) else {
            return Callee::Unknown;
        };
        let ast = &self.analysis.ast;
        let fun = ast.unparen(call.fun);
        if self
            .analysis
            .checked
            .info
            .type_and_value(fun)
            .mode
            .is_type()
        {
            return Callee::Conversion;
        }
        let Some(obj) = self.called_object(fun) else {
            return Callee::Unknown;
        };
        let types = self.types.borrow();
        let object = &types[obj];
        match &object.kind {
            ObjKind::Builtin(id) => Callee::Builtin(*id),
            ObjKind::Func(_) => {
                let path = object.pkg.map_or("".into(), |p| types[p].path.clone());
                let recv = object
                    .typ
                    .and_then(|t| types.signature(t))
                    .and_then(|s| s.recv);
                let Some(recv) = recv else {
                    return Callee::Func(path, object.name.clone());
                };
                let t = types.unalias(types.type_of(recv));
                let base = match types[t] {
                    Type::Pointer { elem } => types.unalias(elem),
                    _ => t,
                };
                let name = types
                    .named_obj(base)
                    .map_or("interface".into(), |o| types[o].name.clone());
                Callee::Method(path, name, object.name.clone())
            }
            _ => Callee::Unknown,
        }
    }

    /// Whether the expression is a call of this function of a package; its parts.
    pub fn call_of(&self, x: ExprId, path: &str, name: &str) -> Option<&CallExpr> {
        self.callee(x).is(path, name).then(|| self.call(x))?
    }

    /// The operand of a conversion from a type of one kind to another: `string(b)`, `[]byte(s)`.
    pub fn converted(&self, x: ExprId, to: TypeId) -> Option<ExprId> {
        if self.callee(x) != Callee::Conversion || !self.is_type(x, to) {
            return None;
        }
        let [arg] = *self.call(x)?.args else {
            return None;
        };
        Some(arg)
    }

    /// `string(b)` of a byte slice: the slice.
    pub fn string_of_bytes(&self, x: ExprId) -> Option<ExprId> {
        let arg = self.converted(x, TypeId::STRING)?;
        self.is_bytes(arg).then_some(arg)
    }

    /// `[]byte(s)` of a value of type string exactly: the string.
    pub fn bytes_of_string(&self, x: ExprId) -> Option<ExprId> {
        if self.callee(x) != Callee::Conversion || !self.is_bytes(x) {
            return None;
        }
        let [arg] = *self.call(x)?.args else {
            return None;
        };
        self.is_type(arg, TypeId::STRING).then_some(arg)
    }

    /// The type of an expression.
    pub fn type_of(&self, x: ExprId) -> TypeId {
        let info = &self.analysis.checked.info;
        let recorded = info.type_and_value(x);
        if recorded.is_recorded() {
            return recorded.typ;
        }
        // Names on the left of `:=` have only their object.
        match info.object_of(x) {
            Some(obj) => self.analysis.tys.types.type_of(obj),
            None => TypeId::INVALID,
        }
    }

    /// Whether an expression's type is exactly this predeclared one.
    pub fn is_type(&self, x: ExprId, t: TypeId) -> bool {
        let types = self.types.borrow();
        let own = types.unalias(self.type_of(x));
        types.basic_kind(own).is_some() && types.basic_kind(own) == types.basic_kind(t)
    }

    /// Whether it is a slice of bytes, under any name.
    pub fn is_bytes(&self, x: ExprId) -> bool {
        let mut types = self.types.borrow_mut();
        let t = self.type_of(x);
        let under = types.under(t);
        match types[under] {
            Type::Slice { elem } => {
                let elem = types.unalias(elem);
                types.basic_kind(elem) == types.basic_kind(TypeId::UINT8)
            }
            _ => false,
        }
    }

    /// The underlying type of an expression's type.
    pub fn under_of(&self, x: ExprId) -> Type {
        let t = self.type_of(x);
        self.under(t)
    }

    /// The underlying type.
    pub fn under(&self, t: TypeId) -> Type {
        let mut types = self.types.borrow_mut();
        let under = types.under(t);
        types[under].clone()
    }

    /// The import path and name of a defined type, through one pointer.
    pub fn named_type(&self, t: TypeId) -> Option<(Rc<str>, Rc<str>)> {
        let types = self.types.borrow();
        let t = types.unalias(t);
        let base = match types[t] {
            Type::Pointer { elem } => types.unalias(elem),
            _ => t,
        };
        let obj = types.named_obj(base)?;
        let path = types[obj].pkg.map_or("".into(), |p| types[p].path.clone());
        Some((path, types[obj].name.clone()))
    }

    /// Whether a type, through one pointer, is this defined one.
    pub fn is_named(&self, t: TypeId, path: &str, name: &str) -> bool {
        self.named_type(t)
            .is_some_and(|(p, n)| *p == *path && *n == *name)
    }

    /// Whether a type is a pointer.
    pub fn is_pointer(&self, t: TypeId) -> bool {
        matches!(self.under(t), Type::Pointer { .. })
    }

    /// The value of a constant string.
    pub fn const_string(&self, x: ExprId) -> Option<String> {
        let val = self.analysis.checked.info.type_and_value(x).val.as_ref()?;
        if val.kind() != Kind::String {
            return None;
        }
        String::from_utf8(val.string_val()?.to_vec()).ok()
    }

    /// The value of a constant integer.
    pub fn const_int(&self, x: ExprId) -> Option<i64> {
        let val = self.analysis.checked.info.type_and_value(x).val.as_ref()?;
        val.int64_val()
    }

    /// Whether it is a constant.
    pub fn is_const(&self, x: ExprId) -> bool {
        self.analysis.checked.info.type_and_value(x).val.is_some()
    }

    /// The variable that a name denotes.
    pub fn variable(&self, x: ExprId) -> Option<ObjId> {
        let obj = self
            .analysis
            .checked
            .info
            .object_of(self.analysis.ast.unparen(x))?;
        self.analysis.tys.types[obj].as_var().map(|_| obj)
    }

    /// What kind of variable it is.
    pub fn var_kind(&self, obj: ObjId) -> Option<VarKind> {
        self.analysis.tys.types[obj].as_var().map(|v| v.kind)
    }

    /// Whether a variable is declared in a function's body and is no parameter or result.
    pub fn is_local(&self, obj: ObjId) -> bool {
        self.var_kind(obj) == Some(VarKind::Local)
    }

    /// The file that a node stands in.
    pub fn file_of(&self, node: impl Into<Node>) -> Option<FileNode> {
        let ast = &self.analysis.ast;
        let (id, _) = self.offset(ast.pos(node));
        ast.file_nodes().find(|&f| ast[f].file.0 == id)
    }

    /// The declared function around a node.
    pub fn func_of(&self, node: impl Into<Node>) -> Option<DeclId> {
        self.usage.ancestors(node).find_map(|n| match n {
            Node::Decl(d) if matches!(self.analysis.ast[d].kind, DeclKind::Func(_)) => Some(d),
            _ => None,
        })
    }

    /// The name of the declared function around a node.
    pub fn func_name(&self, node: impl Into<Node>) -> &str {
        let decl = self.func_of(node).and_then(|d| self.func_decl(d));
        decl.map_or("", |f| self.analysis.ast.name_str(f.name))
    }

    /// The statement around an expression, the innermost one.
    pub fn stmt_of(&self, x: impl Into<Node>) -> Option<StmtId> {
        self.usage.ancestors(x).find_map(|n| match n {
            Node::Stmt(s) => Some(s),
            _ => None,
        })
    }

    /// The function literal or declared function whose body directly holds a node.
    pub fn nearest_function(&self, node: impl Into<Node>) -> Option<Node> {
        self.usage.ancestors(node).find(|n| match n {
            Node::Expr(x) => matches!(self.analysis.ast.kind(*x), ExprKind::FuncLit { .. }),
            Node::Decl(d) => matches!(self.analysis.ast[*d].kind, DeclKind::Func(_)),
            _ => false,
        })
    }

    /// The loops whose body holds the node, within the nearest function; innermost first.
    pub fn loops_around(&self, node: impl Into<Node>) -> Vec<StmtId> {
        let ast = &self.analysis.ast;
        let mut loops = Vec::new();
        let mut below: Node = node.into();
        for n in self.usage.ancestors(below) {
            match n {
                Node::Expr(x) if matches!(ast.kind(x), ExprKind::FuncLit { .. }) => break,
                Node::Stmt(s) => {
                    if let StmtKind::ForStmt(f) = &ast[s].kind
                        && below == Node::Stmt(f.body)
                    {
                        loops.push(s);
                    }
                }
                _ => {}
            }
            below = n;
        }
        loops
    }

    /// The list of statements that one stands in, and its place there.
    pub fn siblings(&self, stmt: StmtId) -> Option<(&[StmtId], usize)> {
        let ast = &self.analysis.ast;
        let Some(Node::Stmt(parent)) = self.usage.parent(stmt) else {
            return None;
        };
        let list: &[StmtId] = match &ast[parent].kind {
            StmtKind::BlockStmt(b) => &b.list,
            StmtKind::CaseClause(c) => &c.body,
            StmtKind::CommClause(c) => &c.body,
            _ => return None,
        };
        let at = list.iter().position(|&s| s == stmt)?;
        Some((list, at))
    }

    /// The statement itself, or the innermost one around it, that stands in a list.
    pub fn in_list(&self, stmt: StmtId) -> Option<StmtId> {
        let own = std::iter::once(Node::Stmt(stmt));
        own.chain(self.usage.ancestors(stmt)).find_map(|n| match n {
            Node::Stmt(s) => self.siblings(s).map(|_| s),
            _ => None,
        })
    }

    /// Whether something happens below a node; function literals are looked into.
    pub fn any_below(&self, root: impl Into<Node>, mut found: impl FnMut(Node) -> bool) -> bool {
        let mut any = false;
        self.analysis.ast.inspect(root, |n| {
            any |= found(n);
            !any
        });
        any
    }

    /// Whether a variable is named below a node.
    pub fn mentions(&self, root: impl Into<Node>, obj: ObjId) -> bool {
        let info = &self.analysis.checked.info;
        self.any_below(
            root,
            |n| matches!(n, Node::Expr(x) if info.uses[x.index()] == Some(obj)),
        )
    }

    /// Whether a node lies below another, or is it.
    pub fn is_within(&self, node: impl Into<Node>, root: impl Into<Node>) -> bool {
        let (node, root) = (node.into(), root.into());
        node == root || self.usage.ancestors(node).any(|n| n == root)
    }

    /// Names of a variable that are assigned to (or counted up, or whose address is taken) below a node, its declaration left out.
    pub fn changed_within(&self, obj: ObjId, root: impl Into<Node>) -> bool {
        let root = root.into();
        let names = self.usage.names(obj);
        names
            .iter()
            .any(|&n| self.is_within(n, root) && self.is_changed_at(n))
    }

    /// Whether a name stands where its variable gets another value, or where its address is taken.
    pub fn is_changed_at(&self, name: ExprId) -> bool {
        let ast = &self.analysis.ast;
        let mut x = name;
        loop {
            match self.usage.parent(x) {
                Some(Node::Expr(outer)) => match ast.kind(outer) {
                    ExprKind::ParenExpr(_) | ExprKind::ListExpr(_) => x = outer,
                    ExprKind::Operation {
                        op: Operator::And,
                        y: None,
                        ..
                    } => return true,
                    // A part of it: `x.f = 1`, `&x[i]`; through a pointer or slice it is not the variable that changes.
                    ExprKind::SelectorExpr { x: operand, .. }
                        if *operand == x && !self.is_pointer(self.type_of(x)) =>
                    {
                        x = outer;
                    }
                    ExprKind::IndexExpr { x: operand, .. }
                        if *operand == x && matches!(self.under_of(x), Type::Array { .. }) =>
                    {
                        x = outer;
                    }
                    ExprKind::SliceExpr { x: operand, .. } if *operand == x => {
                        return matches!(self.under_of(x), Type::Array { .. });
                    }
                    _ => return false,
                },
                Some(Node::Stmt(s)) => {
                    return match &ast[s].kind {
                        StmtKind::AssignStmt(a) => {
                            a.lhs == x || ast.unpack_list(&Some(a.lhs)).contains(&x)
                        }
                        StmtKind::RangeClause(r) => {
                            !r.def
                                && r.lhs.is_some_and(|l| {
                                    l == x || ast.unpack_list(&Some(l)).contains(&x)
                                })
                        }
                        _ => false,
                    };
                }
                _ => return false,
            }
        }
    }

    /// Whether evaluating it twice, or earlier, gives the same and does nothing: names, fields, constants, `len` of such.
    pub fn is_simple(&self, x: ExprId) -> bool {
        let ast = &self.analysis.ast;
        let x = ast.unparen(x);
        if self.is_const(x) {
            return true;
        }
        match ast.kind(x) {
            ExprKind::Name(_) | ExprKind::BasicLit(_) => true,
            ExprKind::SelectorExpr { x: operand, .. } => {
                let info = &self.analysis.checked.info;
                match info.selections.get(&x) {
                    Some(s) => s.kind == SelectionKind::FieldVal && self.is_simple(*operand),
                    None => true,
                }
            }
            ExprKind::CallExpr(c) => {
                self.callee(x) == Callee::Builtin(BuiltinId::Len)
                    && c.args.iter().all(|&a| self.is_simple(a))
            }
            _ => false,
        }
    }

    /// The variables that a simple expression reads.
    pub fn variables_in(&self, x: ExprId) -> Vec<ObjId> {
        let mut out = Vec::new();
        self.analysis.ast.inspect(x, |n| {
            if let Node::Expr(e) = n
                && let Some(obj) = self.analysis.checked.info.uses[e.index()]
                && self.analysis.tys.types[obj].as_var().is_some()
            {
                out.push(obj);
            }
            true
        });
        out
    }

    /// The language version: `27` for go1.27.
    pub fn lang_minor(&self) -> u32 {
        let lang = &self.analysis.request.lang;
        lang.strip_prefix("go1.")
            .and_then(|n| n.parse().ok())
            .unwrap_or(0)
    }

    /// Sites of the report inside of a stretch of text that may allocate, by index.
    pub fn sites_in(&self, file: u32, range: &Range<u32>) -> Vec<u32> {
        let utf16 = &self.utf16[file as usize];
        let (from, to) = (utf16.offset(range.start), utf16.offset(range.end));
        let sites = self.report.sites.iter().enumerate();
        sites
            .filter(|(_, s)| s.span.file == file && from <= s.span.from && s.span.to <= to)
            .filter(|(_, s)| super::proof::may_allocate(s))
            .map(|(i, _)| i as u32)
            .collect()
    }

    /// The site of an expression, if the report has one with this place and it may allocate.
    pub fn site_of(&self, x: ExprId) -> Option<u32> {
        let span = self.places.expr_span(x)?;
        let found = self.report.sites.iter().position(|s| {
            s.span.file == span.file
                && (s.span.line, s.span.col) == (span.line, span.col)
                && super::proof::may_allocate(s)
        });
        found.map(|i| i as u32)
    }

    /// The type as it would be written in a file; nothing if it names a package that the file does not import, or something local.
    pub fn type_text(&self, t: TypeId, file: FileNode) -> Option<String> {
        let types = self.types.borrow();
        let own = self.analysis.checked.pkg;
        let missing = std::cell::Cell::new(false);
        let qualifier = |types: &crate::types::Types, pkg: crate::types::PkgId| {
            if pkg == own {
                return String::new();
            }
            match self.import_name(file, &types[pkg].path) {
                Some(name) => name,
                None => {
                    missing.set(true);
                    String::new()
                }
            }
        };
        let text = types.type_string(t, &qualifier);
        (!missing.get()).then_some(text)
    }

    /// Whether an expression means the same at package level: literals, package-level names and imports only.
    pub fn in_scope(&self, x: ExprId) -> bool {
        let (info, types) = (&self.analysis.checked.info, &self.analysis.tys.types);
        !self.any_below(x, |n| {
            let Node::Expr(e) = n else { return false };
            let Some(obj) = info.uses[e.index()] else {
                return false;
            };
            let object = &types[obj];
            let scope = object
                .pkg
                .map_or(crate::types::ScopeId::UNIVERSE, |p| types[p].scope);
            let is_import = matches!(object.kind, ObjKind::PkgName { .. });
            let is_member = object.as_var().is_some_and(|_| object.is_field())
                || matches!(&object.kind, ObjKind::Func(_) if object.parent.is_none());
            !is_import && !is_member && object.parent != Some(scope)
        })
    }
}
