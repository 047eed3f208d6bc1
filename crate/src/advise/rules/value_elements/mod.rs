//! R3: a slice of pointers to values that are only read becomes a slice of the values.
//!
//! All variables, parameters and results that hold the slice change together. Elements are made where they are appended or listed, are never
//! nil, and are read through the slice alone: nothing keeps a pointer to one, compares it, or changes what it points to. So it makes no
//! difference that elements are copied.

mod uses;
mod values;

use crate::advise::ask::Callee;
use crate::advise::callers::Known;
use crate::advise::draft::Draft;
use crate::advise::edits::Change;
use crate::advise::{Context, Found};
use crate::syntax::{DeclId, ExprId, ExprKind, FieldId, Node, Operator, StmtKind};
use crate::types::object::VarKind;
use crate::types::{BuiltinId, ObjId, Type, TypeId};
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
