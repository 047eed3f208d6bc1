//! The pools of a package: what each is called, what its New makes, and what is put in and asserted.

use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::syntax::{DeclKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind};
use crate::types::object::{ObjKind, VarKind};
use crate::types::{ObjId, SelectionKind, Type, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// Which pool: the variable or struct field that it lies in.
pub type PoolKey = ObjId;

/// A pool, as an expression names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PoolRef {
    /// The variable or field; nothing for what a call gives.
    pub key: Option<PoolKey>,
    /// It is one of several in an array, slice or map.
    pub indexed: bool,
}

/// What is known of a pool.
#[derive(Clone, Default, Debug)]
pub struct Pool {
    /// The name in the code.
    pub name: String,
    /// The function literals or functions that are its New, as bodies.
    pub news: Vec<StmtId>,
    /// The composite literals that make it.
    pub literals: Vec<ExprId>,
    /// New is set in a way that can't be read, or may be set out of sight.
    pub open: bool,
    /// Several pools under one name.
    pub indexed: bool,
    /// Types that are put in, with the calls.
    pub puts: Vec<(TypeId, ExprId)>,
}

/// All pools of a package.
pub struct Pools {
    /// By variable or field.
    pub by_key: BTreeMap<PoolKey, Pool>,
    /// Fields whose memory is used again: `x.f = x.f[:0]`, `clear(x.f)`.
    pub recycled: BTreeSet<ObjId>,
    /// All calls of Get and Put, in the order of the source.
    pub calls: Vec<ExprId>,
}

const POOL: (&str, &str) = ("sync", "Pool");

impl Pools {
    /// Finds them.
    pub fn new(c: &Context<'_>) -> Pools {
        let mut pools = Pools {
            by_key: BTreeMap::new(),
            recycled: BTreeSet::new(),
            calls: Vec::new(),
        };
        for &x in c.calls() {
            let callee = c.callee(x);
            let get = callee.is_method(POOL.0, POOL.1, "Get");
            let put = callee.is_method(POOL.0, POOL.1, "Put");
            if !get && !put {
                continue;
            }
            pools.calls.push(x);
            let Some(pool) = receiver(c, x) else { continue };
            let Some(key) = pool.key else { continue };
            let name = receiver_text(c, x);
            let entry = pools.by_key.entry(key).or_default();
            if entry.name.is_empty() {
                entry.name = name;
            }
            entry.indexed |= pool.indexed;
            if put && let Some(&arg) = c.call(x).and_then(|call| call.args.first()) {
                let t = c.type_of(arg);
                entry.puts.push((t, x));
            }
        }
        if pools.calls.is_empty() {
            return pools;
        }
        pools.find_news(c);
        pools.find_open(c);
        pools.find_recycled(c);
        pools
    }

    /// The pool with this key.
    pub fn get(&self, key: Option<PoolKey>) -> Option<&Pool> {
        self.by_key.get(&key?)
    }

    /// The name of a pool for sentences.
    pub fn name(&self, key: Option<PoolKey>) -> &str {
        self.get(key).map_or("the pool", |p| &p.name)
    }

    fn find_news(&mut self, c: &Context<'_>) {
        let ast = &c.analysis.ast;
        for i in 0..ast.exprs.len() {
            let x = ExprId::new(i);
            let ExprKind::CompositeLit(lit) = ast.kind(x) else {
                continue;
            };
            if c.usage.parent(x).is_none() || !c.is_named(c.type_of(x), POOL.0, POOL.1) {
                continue;
            }
            if matches!(c.under_of(x), Type::Pointer { .. }) {
                continue;
            }
            let Some(owner) = owner(c, x) else { continue };
            let Some(entry) = owner.key.and_then(|k| self.by_key.get_mut(&k)) else {
                continue;
            };
            entry.indexed |= owner.indexed;
            entry.literals.push(x);
            for &e in &lit.elems {
                let value = match ast.kind(e) {
                    ExprKind::KeyValueExpr { value, .. } => *value,
                    _ => e,
                };
                new_function(c, value, entry);
            }
        }
        let stmts = (0..ast.stmts.len()).map(StmtId::new);
        for s in stmts {
            let StmtKind::AssignStmt(a) = &ast[s].kind else {
                continue;
            };
            let lhs = ast.unpack_list(&Some(a.lhs));
            let rhs = ast.unpack_list(&a.rhs);
            for (i, &l) in lhs.iter().enumerate() {
                let ExprKind::SelectorExpr { x, sel } = *ast.kind(ast.unparen(l)) else {
                    continue;
                };
                if ast.name_str(sel) != "New" || !c.is_named(c.type_of(x), POOL.0, POOL.1) {
                    continue;
                }
                let Some(entry) = root(c, x).key.and_then(|k| self.by_key.get_mut(&k)) else {
                    continue;
                };
                match rhs.get(i).filter(|_| rhs.len() == lhs.len()) {
                    Some(&r) => new_function(c, r, entry),
                    None => entry.open = true,
                }
            }
        }
    }

    /// Pools that are used in another way than by Get, Put and New may get their New out of sight.
    fn find_open(&mut self, c: &Context<'_>) {
        let ast = &c.analysis.ast;
        let info = &c.analysis.checked.info;
        let types = &c.analysis.tys.types;
        let own = c.analysis.checked.pkg;
        let program = &*types[own].name == "main";
        let mut by_field: BTreeMap<ObjId, Vec<ExprId>> = BTreeMap::new();
        for (&x, s) in &info.selections {
            if s.kind == SelectionKind::FieldVal {
                by_field.entry(origin(c, s.obj)).or_default().push(x);
            }
        }
        for (&key, pool) in &mut self.by_key {
            let object = &types[key];
            let field = object.is_field();
            pool.open |= object.exported() && !program || object.pkg != Some(own);
            let uses: Vec<ExprId> = match field {
                true => by_field.get(&key).cloned().unwrap_or_default(),
                false => c.usage.names(key).to_vec(),
            };
            let kind = c.var_kind(key);
            pool.open |= matches!(kind, Some(VarKind::Param | VarKind::Recv | VarKind::Result));
            // A field that a struct literal sets to something else than a literal of a pool, or a pointer that nobody sets here.
            let pointer = c.is_pointer(types.type_of(key));
            let literal = !pool.literals.is_empty();
            pool.open |= pointer && !literal;
            pool.open |= !field && kind == Some(VarKind::Local) && !literal && pointer;
            if field {
                pool.open |= set_in_literals(c, key, &pool.literals);
            }
            pool.open |= uses.iter().any(|&x| !is_plain_use(c, ast.unparen(x)));
        }
    }

    fn find_recycled(&mut self, c: &Context<'_>) {
        let ast = &c.analysis.ast;
        for i in 0..ast.stmts.len() {
            let StmtKind::AssignStmt(a) = &ast[StmtId::new(i)].kind else {
                continue;
            };
            let lhs = ast.unpack_list(&Some(a.lhs));
            let rhs = ast.unpack_list(&a.rhs);
            if lhs.len() != rhs.len() {
                continue;
            }
            for (&l, &r) in lhs.iter().zip(&rhs) {
                if let Some(f) = field_of(c, l)
                    && sliced_fields(c, r).contains(&f)
                {
                    self.recycled.insert(f);
                }
            }
        }
    }
}

/// Fields that an expression slices from their start: `x.f[:0]`, `append(x.f[:0], …)`.
fn sliced_fields(c: &Context<'_>, x: ExprId) -> Vec<ObjId> {
    let ast = &c.analysis.ast;
    let mut found = Vec::new();
    ast.inspect(x, |n| {
        if let Node::Expr(e) = n
            && let ExprKind::SliceExpr {
                x: operand, index, ..
            } = ast.kind(e)
            && index[0].is_none_or(|low| c.const_int(low) == Some(0))
        {
            found.extend(field_of(c, *operand));
        }
        true
    });
    found
}

/// The struct field that a selector expression denotes.
pub fn field_of(c: &Context<'_>, x: ExprId) -> Option<ObjId> {
    let x = c.analysis.ast.unparen(x);
    let s = c.analysis.checked.info.selections.get(&x)?;
    (s.kind == SelectionKind::FieldVal).then(|| origin(c, s.obj))
}

/// The object of the generic declaration.
pub fn origin(c: &Context<'_>, obj: ObjId) -> ObjId {
    c.types.borrow()[obj].origin().unwrap_or(obj)
}

fn is_plain_use(c: &Context<'_>, x: ExprId) -> bool {
    let ast = &c.analysis.ast;
    let mut x = x;
    loop {
        match c.usage.parent(x) {
            Some(Node::Expr(outer)) => match ast.kind(outer) {
                ExprKind::ParenExpr(_) => x = outer,
                ExprKind::IndexExpr { x: operand, .. } if *operand == x => x = outer,
                ExprKind::SelectorExpr { x: operand, sel } if *operand == x => {
                    return matches!(ast.name_str(*sel), "Get" | "Put" | "New");
                }
                ExprKind::CallExpr(_) => {
                    return matches!(c.callee(outer), Callee::Builtin(_));
                }
                // The name in its own selector: `T.pool`.
                ExprKind::SelectorExpr { .. } => return true,
                _ => return false,
            },
            Some(Node::Stmt(s)) => {
                return match &ast[s].kind {
                    StmtKind::RangeClause(r) => r.x == x && r.lhs.is_none(),
                    StmtKind::AssignStmt(a) => {
                        a.lhs == x && a.rhs.is_some_and(|r| is_pool_literal(c, r))
                    }
                    _ => false,
                };
            }
            _ => return true,
        }
    }
}

fn is_pool_literal(c: &Context<'_>, x: ExprId) -> bool {
    let ast = &c.analysis.ast;
    let x = match *ast.kind(ast.unparen(x)) {
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } => x,
        _ => x,
    };
    matches!(ast.kind(ast.unparen(x)), ExprKind::CompositeLit(_))
}

/// Whether a struct literal sets a field to something that is none of the known literals.
fn set_in_literals(c: &Context<'_>, field: ObjId, known: &[ExprId]) -> bool {
    let ast = &c.analysis.ast;
    let info = &c.analysis.checked.info;
    (0..ast.exprs.len()).map(ExprId::new).any(|x| {
        let ExprKind::KeyValueExpr { key, value } = *ast.kind(x) else {
            return false;
        };
        let names = info.uses[key.index()].map(|o| origin(c, o)) == Some(field);
        names && !known.iter().any(|&l| c.is_within(l, value))
    })
}

/// The variable or field that a literal of a pool becomes the value of.
fn owner(c: &Context<'_>, literal: ExprId) -> Option<PoolRef> {
    let ast = &c.analysis.ast;
    let info = &c.analysis.checked.info;
    let mut x = literal;
    let mut indexed = false;
    loop {
        match c.usage.parent(x)? {
            Node::Expr(outer) => match ast.kind(outer) {
                ExprKind::KeyValueExpr { key, value } if *value == x => {
                    if let Some(field) = info.uses[key.index()]
                        && c.types.borrow()[field].is_field()
                    {
                        let key = Some(origin(c, field));
                        return Some(PoolRef { key, indexed });
                    }
                    x = outer;
                }
                ExprKind::CompositeLit(_) => {
                    if matches!(c.under_of(outer), Type::Struct(_)) {
                        return None;
                    }
                    indexed = true;
                    x = outer;
                }
                ExprKind::Operation {
                    op: Operator::And,
                    y: None,
                    ..
                }
                | ExprKind::ParenExpr(_) => x = outer,
                _ => return None,
            },
            Node::Decl(d) => {
                let DeclKind::Var(v) = &ast[d].kind else {
                    return None;
                };
                let values = ast.unpack_list(&v.values);
                let at = values.iter().position(|&v| v == x)?;
                let key = info.defs[v.names.get(at)?.index()];
                return Some(PoolRef { key, indexed });
            }
            Node::Stmt(s) => {
                let StmtKind::AssignStmt(a) = &ast[s].kind else {
                    return None;
                };
                let values = ast.unpack_list(&a.rhs);
                let at = values.iter().position(|&v| v == x)?;
                let lhs = ast.unpack_list(&Some(a.lhs));
                let root = root(c, *lhs.get(at)?);
                let indexed = indexed || root.indexed;
                return Some(PoolRef { indexed, ..root });
            }
            _ => return None,
        }
    }
}

fn new_function(c: &Context<'_>, value: ExprId, pool: &mut Pool) {
    let ast = &c.analysis.ast;
    let value = ast.unparen(value);
    if c.analysis.checked.info.type_and_value(value).mode.is_nil() {
        return;
    }
    if let ExprKind::FuncLit { body, .. } = ast.kind(value) {
        pool.news.push(*body);
        return;
    }
    let declared = c.called_object(value).and_then(|o| body_of(c, o));
    match declared {
        Some(body) => pool.news.push(body),
        None => pool.open = true,
    }
}

/// The body of a function of this package.
pub fn body_of(c: &Context<'_>, func: ObjId) -> Option<StmtId> {
    let ast = &c.analysis.ast;
    let func = origin(c, func);
    if !matches!(c.types.borrow()[func].kind, ObjKind::Func(_)) {
        return None;
    }
    let defs = &c.analysis.checked.info.defs;
    let all = ast.file_nodes().flat_map(|f| &ast[f].decls);
    let decls = all.filter_map(|&d| c.func_decl(d));
    let mut found = decls.filter(|f| defs[f.name.index()] == Some(func));
    found.next()?.body
}

/// The pool that a call of Get or Put is about.
pub fn receiver(c: &Context<'_>, call: ExprId) -> Option<PoolRef> {
    let ast = &c.analysis.ast;
    let fun = ast.unparen(c.call(call)?.fun);
    let ExprKind::SelectorExpr { x, .. } = *ast.kind(fun) else {
        return None;
    };
    let selection = c.analysis.checked.info.selections.get(&fun)?;
    let (_, fields) = selection.index.split_last()?;
    if fields.is_empty() {
        return Some(root(c, x));
    }
    // An embedded pool: the last field on the way to the method.
    let mut t = selection.recv;
    let mut field = None;
    for &i in fields {
        let Type::Struct(s) = struct_of(c, t) else {
            return None;
        };
        let f = *s.fields.get(i)?;
        t = c.types.borrow().type_of(f);
        field = Some(f);
    }
    Some(PoolRef {
        key: field.map(|f| origin(c, f)),
        indexed: false,
    })
}

/// The struct behind a type, through one pointer.
pub fn struct_of(c: &Context<'_>, t: TypeId) -> Type {
    match c.under(t) {
        Type::Pointer { elem } => c.under(elem),
        other => other,
    }
}

fn receiver_text(c: &Context<'_>, call: ExprId) -> String {
    let ast = &c.analysis.ast;
    let fun = c.call(call).map(|call| ast.unparen(call.fun));
    match fun.map(|f| ast.kind(f)) {
        Some(ExprKind::SelectorExpr { x, .. }) => ast.string_of(*x),
        _ => String::new(),
    }
}

/// The variable or field at the root of an expression that denotes a pool.
pub fn root(c: &Context<'_>, x: ExprId) -> PoolRef {
    root_within(c, x, 8)
}

fn root_within(c: &Context<'_>, x: ExprId, depth: u32) -> PoolRef {
    let unknown = PoolRef {
        key: None,
        indexed: false,
    };
    if depth == 0 {
        return unknown;
    }
    let ast = &c.analysis.ast;
    let x = ast.unparen(x);
    match *ast.kind(x) {
        ExprKind::Operation {
            op: Operator::And | Operator::Mul,
            x: operand,
            y: None,
        } => root_within(c, operand, depth - 1),
        ExprKind::IndexExpr { x: operand, .. } => PoolRef {
            indexed: true,
            ..root_within(c, operand, depth - 1)
        },
        ExprKind::SelectorExpr { sel, .. } => match field_of(c, x) {
            Some(field) => PoolRef {
                key: Some(field),
                indexed: false,
            },
            None => PoolRef {
                key: c.variable(sel),
                indexed: false,
            },
        },
        ExprKind::Name(_) => {
            let Some(obj) = c.variable(x) else {
                return unknown;
            };
            // `p := &pool`: the pool itself.
            match pointed_to(c, obj) {
                Some(value) => root_within(c, value, depth - 1),
                None => PoolRef {
                    key: Some(obj),
                    indexed: false,
                },
            }
        }
        _ => unknown,
    }
}

/// The value of a local pointer variable that is set once, to the address of something that is no literal.
fn pointed_to(c: &Context<'_>, obj: ObjId) -> Option<ExprId> {
    let ast = &c.analysis.ast;
    let t = c.types.borrow().type_of(obj);
    if !c.is_local(obj) || !c.is_pointer(t) {
        return None;
    }
    if c.usage.names(obj).iter().any(|&n| c.is_changed_at(n)) {
        return None;
    }
    let defs = &c.analysis.checked.info.defs;
    let name = defs.iter().position(|&d| d == Some(obj))?;
    let Some(Node::Stmt(s)) = c.usage.parent(ExprId::new(name)) else {
        return None;
    };
    let (_, value, _) = c.declares(s)?;
    let value = ast.unparen(value?);
    match *ast.kind(value) {
        ExprKind::Operation {
            op: Operator::And,
            x,
            y: None,
        } if !matches!(ast.kind(ast.unparen(x)), ExprKind::CompositeLit(_)) => Some(value),
        ExprKind::SelectorExpr { .. } | ExprKind::Name(_) => Some(value),
        _ => None,
    }
}
