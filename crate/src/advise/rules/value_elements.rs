//! R3: a slice of pointers to values that are only read becomes a slice of the values.
//!
//! All variables, parameters and results that hold the slice change together. Elements are made where they are appended or listed, are never
//! nil, and are read through the slice alone: nothing keeps a pointer to one, compares it, or changes what it points to. So it makes no
//! difference that elements are copied.

use crate::advise::ask::Callee;
use crate::advise::callers::Known;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{DeclId, ExprId, ExprKind, FieldId, Node, Operator, StmtKind};
use crate::types::object::VarKind;
use crate::types::{BuiltinId, ObjId, SelectionKind, Type, TypeId};
use crate::wire::{CheckCode, SiteKind, SuggestionCode};

/// Elements above this are copied at too high a price (bytes).
const MAX_BYTES: i64 = 256;

/// Expressions that are looked at for one slice, at most.
const MAX_STEPS: usize = 2_000;

/// The rule.
pub fn look(context: &Context<'_>, found: &mut Found) {
    let mut seen: Vec<ObjId> = Vec::new();
    for &call in context.calls() {
        let obj = match context.callee(call) {
            Callee::Builtin(BuiltinId::Append) => {
                let first = context.call(call).and_then(|c| c.args.first().copied());
                first.and_then(|x| context.variable(x))
            }
            Callee::Builtin(BuiltinId::Make) => context.named_call(call).map(|n| n.obj),
            _ => None,
        };
        let Some(obj) = obj else { continue };
        if seen.contains(&obj) {
            continue;
        }
        let mut group = Group::new(context);
        let Some(elem) = element(context, obj) else {
            continue;
        };
        let whole = group.all(obj);
        seen.extend(&group.slices);
        seen.push(obj);
        if whole.is_some() {
            found.draft(group.draft(elem, obj));
        }
    }
}

/// The struct type T of a variable of type `[]*T`.
fn element(context: &Context<'_>, obj: ObjId) -> Option<TypeId> {
    let t = context.types.borrow().type_of(obj);
    let own = context.types.borrow().unalias(t);
    let Type::Slice { elem } = context.types.borrow()[own].clone() else {
        return None;
    };
    let elem = context.types.borrow().unalias(elem);
    let Type::Pointer { elem } = context.types.borrow()[elem].clone() else {
        return None;
    };
    let is_struct = matches!(context.under(elem), Type::Struct(_));
    let size = context.types.borrow_mut().size_of(elem);
    (is_struct && size > 0 && size <= MAX_BYTES && !context.holds_lock(elem)).then_some(elem)
}

/// What changes together.
struct Group<'c, 'a> {
    context: &'c Context<'a>,
    slices: Vec<ObjId>,
    elements: Vec<ObjId>,
    functions: Vec<DeclId>,
    todo: Vec<ObjId>,
    changes: Vec<Change>,
    made: Vec<ExprId>,
    steps: usize,
}

impl<'c, 'a> Group<'c, 'a> {
    fn new(context: &'c Context<'a>) -> Group<'c, 'a> {
        Group {
            context,
            slices: Vec::new(),
            elements: Vec::new(),
            functions: Vec::new(),
            todo: Vec::new(),
            changes: Vec::new(),
            made: Vec::new(),
            steps: 0,
        }
    }

    /// Follows a slice until everything that it is connected with is known.
    fn all(&mut self, obj: ObjId) -> Option<()> {
        self.slice_variable(obj)?;
        while let Some(obj) = self.todo.pop() {
            match self.elements.contains(&obj) {
                true => self.element_uses(obj)?,
                false => {
                    self.declaration(obj)?;
                    for &n in self.context.usage.names(obj) {
                        self.slice_use(n)?;
                    }
                }
            }
        }
        Some(())
    }

    fn draft(self, elem: TypeId, obj: ObjId) -> Option<Draft> {
        let context = self.context;
        let sites: Vec<u32> = self
            .made
            .iter()
            .filter_map(|&x| context.site_of(x))
            .filter(|&i| {
                let kind = context.report.sites[i as usize].kind;
                matches!(kind, SiteKind::New | SiteKind::PtrLit)
            })
            .collect();
        let &first = sites.first()?;
        let span = context.report.sites[first as usize].span;
        let file = context.file_of(*self.made.first()?)?;
        let ty = context.type_text(elem, file)?;
        let size = context.types.borrow_mut().size_of(elem).to_string();
        let name = context.types.borrow()[obj].name.to_string();
        let shown = format!("[]{ty}");
        let draft = context
            .draft(
                "R3",
                SuggestionCode::ValueElements,
                span,
                &[("type", &shown)],
            )
            .sites(&sites)
            .check(CheckCode::ElementsReadOnly, &[("name", &name)])
            .check(CheckCode::NoLocks, &[("type", &ty)])
            .ask(
                CheckCode::AskElementsCopied,
                &[("type", &ty), ("size", &size)],
                Some(span),
            )
            .objects(sites.len() as u32, 0)
            .change(self.changes);
        Some(draft.build())
    }

    fn step(&mut self) -> Option<()> {
        self.steps += 1;
        (self.steps < MAX_STEPS).then_some(())
    }

    fn slice_variable(&mut self, obj: ObjId) -> Option<()> {
        if self.slices.contains(&obj) {
            return Some(());
        }
        element(self.context, obj)?;
        let types = &self.context.analysis.tys.types;
        if types[obj].is_field() || self.context.is_package_level(obj) {
            return None;
        }
        self.slices.push(obj);
        self.todo.push(obj);
        Some(())
    }

    fn element_variable(&mut self, name: ExprId) -> Option<()> {
        let context = self.context;
        if context.analysis.ast.name_str(name) == "_" {
            return Some(());
        }
        let obj = context.analysis.checked.info.defs[name.index()]?;
        if !self.elements.contains(&obj) {
            self.elements.push(obj);
            self.todo.push(obj);
        }
        Some(())
    }

    /// `*T` in `[]*T` loses its star.
    fn slice_type(&mut self, ty: ExprId) -> Option<()> {
        let ast = &self.context.analysis.ast;
        let ExprKind::SliceType { elem } = *ast.kind(ty) else {
            return None;
        };
        let ExprKind::Operation {
            op: Operator::Mul,
            x,
            y: None,
        } = *ast.kind(elem)
        else {
            return None;
        };
        self.cut(elem, x);
        Some(())
    }

    /// Takes away what stands in front of an operand, once.
    fn cut(&mut self, whole: ExprId, operand: ExprId) {
        let context = self.context;
        let (file, _) = context.offset(context.analysis.ast[whole].pos);
        let range = context.range_of(whole).start..context.range_of(operand).start;
        let same = |c: &Change| c.file == file && c.range == range;
        if !self.changes.iter().any(same) {
            self.changes.push(Change {
                file,
                range,
                insert: String::new(),
            });
        }
    }

    /// The declaration of a variable of the group.
    fn declaration(&mut self, obj: ObjId) -> Option<()> {
        let context = self.context;
        let ast = &context.analysis.ast;
        let defs = &context.analysis.checked.info.defs;
        let name = ExprId::new(defs.iter().position(|&d| d == Some(obj))?);
        match context.var_kind(obj)? {
            VarKind::Local => {
                let Node::Stmt(s) = context.usage.parent(name)? else {
                    // `var s []*T` has its name below the declaration.
                    return self.local(name);
                };
                match &ast[s].kind {
                    StmtKind::AssignStmt(a) if a.lhs == name => self.slice_value(a.rhs?),
                    _ => None,
                }
            }
            VarKind::Param => self.param(name),
            _ => None,
        }
    }

    fn local(&mut self, name: ExprId) -> Option<()> {
        let context = self.context;
        let stmt = context.usage.ancestors(name).find_map(|n| match n {
            Node::Stmt(s) => Some(s),
            _ => None,
        })?;
        let (n, value, ty) = context.declares(stmt)?;
        if n != name {
            return None;
        }
        if let Some(ty) = ty {
            self.slice_type(ty)?;
        }
        match value {
            Some(v) => self.slice_value(v),
            None => Some(()),
        }
    }

    /// A parameter: all calls give a slice of the group.
    fn param(&mut self, name: ExprId) -> Option<()> {
        let context = self.context;
        let known = context.known(context.func_of(name)?)?;
        let (index, field) = place(context, &known, name)?;
        self.slice_type(context.analysis.ast[field].ty)?;
        for &call in &known.calls {
            let c = context.call(call)?;
            if c.args.len() != context.params_of(known.func).len() {
                return None;
            }
            self.slice_value(*c.args.get(index)?)?;
        }
        Some(())
    }

    /// A function whose result is of the group.
    fn function(&mut self, decl: DeclId) -> Option<()> {
        if self.functions.contains(&decl) {
            return Some(());
        }
        self.functions.push(decl);
        let context = self.context;
        let known = context.known(decl)?;
        let result = context.only_result(known.func)?;
        self.slice_type(result)?;
        for ret in context.returns_of(known.body) {
            let StmtKind::ReturnStmt { results: Some(x) } = context.analysis.ast[ret].kind else {
                return None;
            };
            self.slice_value(x)?;
        }
        for &call in &known.calls {
            self.slice_use(call)?;
        }
        Some(())
    }

    /// An expression that gives a slice to something of the group.
    fn slice_value(&mut self, x: ExprId) -> Option<()> {
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
    fn element_value(&mut self, x: ExprId) -> Option<()> {
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
    fn made_before(&mut self, name: ExprId) -> Option<()> {
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

    /// A use of an expression that is a slice of the group.
    fn slice_use(&mut self, x: ExprId) -> Option<()> {
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
    fn assigned(&mut self, lhs: ExprId) -> Option<()> {
        let context = self.context;
        if context.analysis.ast.name_str(lhs) == "_" {
            return matches!(context.analysis.ast.kind(lhs), ExprKind::Name(_)).then_some(());
        }
        self.slice_variable(context.variable(lhs)?)
    }

    fn argument(&mut self, x: ExprId, outer: ExprId, call: &crate::syntax::CallExpr) -> Option<()> {
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
    fn index_use(&mut self, x: ExprId) -> Option<()> {
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

    fn element_uses(&mut self, obj: ObjId) -> Option<()> {
        for &n in self.context.usage.names(obj) {
            if self.context.is_changed_at(n) {
                return None;
            }
            self.element_read(n)?;
        }
        Some(())
    }

    /// An element that is read: a field, a copy, a method with a value receiver.
    fn element_read(&mut self, x: ExprId) -> Option<()> {
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

/// A parameter's number, and its field.
fn place(context: &Context<'_>, known: &Known<'_>, name: ExprId) -> Option<(usize, FieldId)> {
    let ast = &context.analysis.ast;
    let params = context.params_of(known.func);
    let index = params.iter().position(|&p| ast[p].name == Some(name))?;
    Some((index, params[index]))
}

impl Context<'_> {
    /// The declaration of a function of this package.
    pub fn declaration_of(&self, func: ObjId) -> Option<DeclId> {
        let ast = &self.analysis.ast;
        let defs = &self.analysis.checked.info.defs;
        let all = ast.file_nodes().flat_map(|f| &ast[f].decls);
        all.copied().find(|&d| {
            self.func_decl(d)
                .is_some_and(|f| defs[f.name.index()] == Some(func))
        })
    }

    /// Whether an expression is what a statement assigns to.
    pub fn is_assigned(&self, x: ExprId) -> bool {
        matches!(self.usage.parent(x), Some(Node::Stmt(s))
            if matches!(&self.analysis.ast[s].kind, StmtKind::AssignStmt(a) if a.lhs == x))
    }

    /// Whether the declared function around a statement has labels.
    fn has_labels_around(&self, s: crate::syntax::StmtId) -> bool {
        self.func_of(s)
            .is_none_or(|d| crate::advise::callers::has_labels(self, Node::Decl(d)))
    }

    /// Whether a field, as a place in its struct, is read and neither written nor referred to: also not a part of it, as far as that lies in
    /// the struct.
    pub fn is_only_read(&self, selector: ExprId) -> bool {
        !self.is_changed_at(selector) && !self.has_pointer_method(selector)
    }
}
