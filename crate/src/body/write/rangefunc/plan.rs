//! The plan: one walk over each function in the compiler's order, which decides numbers, names and the order of variables.

use super::{Check, Exit, Loop, RangeFuncs, Shared, State, Then};
use crate::body::tree::{BinOp, Branch};
use crate::body::write::package::PkgWriter;
use crate::syntax::walk::Visit;
use crate::syntax::{
    BranchKind, BranchStmt, CallKind, DeclKind, ExprId, ExprKind, ForStmt, Node, RangeClause,
    StmtId, StmtKind,
};
use crate::text::Pos;
use crate::types::object::{Object, VarKind};
use crate::types::ty::Signature;
use crate::types::{ObjId, TypeId};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// `#next` for `return`.
const RETURN: i64 = -1;

impl<'a> PkgWriter<'a> {
    /// Notes what becomes of the package's ranges over functions, and gives names to the results that need them.
    pub(in crate::body::write) fn plan_range_funcs(&mut self) {
        let ast = self.ast;
        if !(0..ast.stmts.len()).any(|i| self.range_func(StmtId::new(i)).is_some()) {
            return;
        }
        let mut out = RangeFuncs::default();
        for file in ast.file_nodes() {
            for &decl in &ast[file].decls {
                match &ast[decl].kind {
                    DeclKind::Func(func) => {
                        let sig = self.def(func.name).map(|obj| self.types.type_of(obj));
                        if let Some(body) = func.body {
                            self.plan_func(&mut out, sig, body);
                        }
                    }
                    _ => self.plan_literals(&mut out, Node::Decl(decl)),
                }
            }
        }
        self.range_funcs = out;
    }

    /// Function literals outside of functions.
    fn plan_literals(&mut self, out: &mut RangeFuncs, root: Node) {
        let ast = self.ast;
        ast.inspect(root, |node| match node {
            Node::Expr(x) => self.plan_literal(out, x),
            _ => true,
        });
    }

    /// Plans the function literal that an expression is; gives whether it is none.
    fn plan_literal(&mut self, out: &mut RangeFuncs, x: ExprId) -> bool {
        let ExprKind::FuncLit { body, .. } = *self.ast.kind(x) else {
            return true;
        };
        let sig = self.type_of(x).ok();
        self.plan_func(out, sig, body);
        false
    }

    fn plan_func(&mut self, out: &mut RangeFuncs, sig: Option<TypeId>, body: StmtId) {
        let sig = sig.and_then(|t| self.types.signature(t));
        let results = sig.map(|s| s.results.to_vec()).unwrap_or_default();
        let ast = self.ast;
        let mut plan = Plan {
            p: self,
            out,
            results,
            body,
            open: Vec::new(),
            shared: Vec::new(),
            next: None,
            defers: None,
            states: 0,
            yields: 0,
            labels: None,
        };
        ast.walk(body, |visit| plan.visit(visit));
    }

    /// The statement's parts, if it ranges over a function.
    fn range_func(&mut self, stmt: StmtId) -> Option<(&'a ForStmt, &'a RangeClause)> {
        let ast = self.ast;
        let StmtKind::ForStmt(s) = &ast[stmt].kind else {
            return None;
        };
        let StmtKind::RangeClause(range) = &ast[s.init?].kind else {
            return None;
        };
        let typ = self.type_of(range.x).ok()?;
        self.is_func(typ).then_some((s, range))
    }
}

/// A loop whose body is being walked.
struct Open<'a> {
    stmt: StmtId,
    parts: (&'a ForStmt, &'a RangeClause),
    state: ObjId,
    check_return: bool,
    check_break: bool,
    check_continue: bool,
    /// Branches to labels that this loop stands before.
    branches: Vec<(BranchKind, Rc<str>)>,
}

/// Where labels stand, and what branches to them put into `#next`.
#[derive(Default)]
struct Labels {
    /// The innermost range over a function around a label.
    loops: HashMap<Rc<str>, Option<StmtId>>,
    /// The number of `break`; `continue` and `goto` follow.
    numbers: HashMap<Rc<str>, i64>,
}

/// The walk over one function.
struct Plan<'p, 'a> {
    p: &'p mut PkgWriter<'a>,
    out: &'p mut RangeFuncs,
    /// The results of the function.
    results: Vec<ObjId>,
    body: StmtId,
    /// The ranges over functions around, the outermost first.
    open: Vec<Open<'a>>,
    /// What the outermost of them declares.
    shared: Vec<Shared>,
    next: Option<ObjId>,
    defers: Option<ObjId>,
    /// How many `#state` and `#yield` variables there are.
    states: u32,
    yields: u32,
    labels: Option<Labels>,
}

impl Plan<'_, '_> {
    fn visit(&mut self, visit: Visit) -> bool {
        match visit {
            Visit::Enter(Node::Expr(x)) => return self.p.plan_literal(self.out, x),
            Visit::Enter(Node::Stmt(s)) => self.enter(s),
            Visit::Leave(Node::Stmt(s)) => self.leave(s),
            _ => {}
        }
        true
    }

    fn enter(&mut self, stmt: StmtId) {
        let Some(parts) = self.p.range_func(stmt) else {
            return;
        };
        self.states += 1;
        let name = format!("#state{}", self.states);
        let pos = self.p.ast[stmt].pos;
        let state = self.var(VarKind::Local, pos, &name, TypeId::INT);
        self.open.push(Open {
            stmt,
            parts,
            state,
            check_return: false,
            check_break: false,
            check_continue: false,
            branches: Vec::new(),
        });
    }

    /// When a list of statements has been walked, those that need it are replaced; that decides the order of everything.
    fn leave(&mut self, stmt: StmtId) {
        let ast = self.p.ast;
        match &ast[stmt].kind {
            StmtKind::BlockStmt(b) => self.edit_list(&b.list),
            StmtKind::CaseClause(c) => self.edit_list(&c.body),
            StmtKind::CommClause(c) => self.edit_list(&c.body),
            StmtKind::LabeledStmt { stmt, .. } => self.edit(*stmt),
            _ => {}
        }
        if self.open.last().is_some_and(|l| l.stmt == stmt) {
            self.end_loop();
        }
    }

    fn edit_list(&mut self, list: &[StmtId]) {
        for &stmt in list {
            self.edit(stmt);
        }
    }

    fn edit(&mut self, stmt: StmtId) {
        if self.out.loops.contains_key(&stmt) {
            self.out.replaced.insert(stmt);
        }
        if self.open.is_empty() {
            return;
        }
        let ast = self.p.ast;
        let pos = ast[stmt].pos;
        match &ast[stmt].kind {
            StmtKind::BranchStmt(branch) => self.edit_branch(stmt, pos, branch),
            StmtKind::ReturnStmt { results } => self.edit_return(stmt, pos, *results),
            StmtKind::CallStmt {
                tok: CallKind::Defer,
                ..
            } => self.edit_defer(stmt),
            _ => {}
        }
    }

    fn edit_defer(&mut self, stmt: StmtId) {
        let defers = match self.defers {
            Some(defers) => defers,
            None => {
                let obj = self.var(VarKind::Local, Pos::NONE, "#defers", TypeId::ANY);
                self.shared.push(Shared::Defers(obj));
                *self.defers.insert(obj)
            }
        };
        self.out.defers.insert(stmt, defers);
    }

    fn edit_return(&mut self, stmt: StmtId, pos: Pos, values: Option<ExprId>) {
        if values.is_some() {
            self.name_results();
        }
        for around in &mut self.open {
            around.check_return = true;
        }
        let results = values.map(|x| (self.results.clone(), x));
        self.exit(stmt, pos, results, Some(RETURN), State::Done, false);
    }

    /// Results that are assigned to have names; those that have none in the source are called `#rv1` and so on.
    fn name_results(&mut self) {
        for (i, &result) in self.results.iter().enumerate() {
            let object = &mut self.p.types[result];
            if matches!(&*object.name, "" | "_") {
                object.name = format!("#rv{}", i + 1).into();
            }
        }
    }

    fn edit_branch(&mut self, stmt: StmtId, pos: Pos, branch: &BranchStmt) {
        let innermost = self.open.len() - 1;
        let leads_to = |l: &Open| Some(l.stmt) == branch.target;
        let Some(label) = branch.label else {
            // Without a label it leaves the innermost statement, which need not be a range over a function.
            if branch.tok != BranchKind::Fallthrough && leads_to(&self.open[innermost]) {
                self.simple_exit(stmt, pos, branch.tok);
            }
            return;
        };
        let target = self.open.iter().rposition(leads_to);
        let Some(target) = target.filter(|_| branch.tok != BranchKind::Goto) else {
            let label = self.p.ast.name_str(label).into();
            self.far_exit(stmt, pos, branch.tok, label);
            return;
        };
        if target == innermost {
            self.simple_exit(stmt, pos, branch.tok);
            return;
        }
        // The loops between stop; the last of them, or the target itself, does the rest.
        let mut next = 2 * (target as i64 + 1);
        if branch.tok == BranchKind::Continue {
            next -= 1;
            self.open[target + 1].check_continue = true;
        } else {
            self.open[target].check_break = true;
            self.open[target + 1].check_break = true;
        }
        for between in &mut self.open[target + 2..] {
            between.check_break = true;
        }
        self.exit(stmt, pos, None, Some(next), State::Done, false);
    }

    /// `break` or `continue` of the innermost loop.
    fn simple_exit(&mut self, stmt: StmtId, pos: Pos, tok: BranchKind) {
        let more = tok == BranchKind::Continue;
        let state = if more { State::Ready } else { State::Done };
        self.exit(stmt, pos, None, None, state, more);
    }

    /// A branch to a label that no range over a function has.
    fn far_exit(&mut self, stmt: StmtId, pos: Pos, tok: BranchKind, label: Rc<str>) {
        let labels = self.labels();
        let home = labels.loops.get(&label).copied().flatten();
        let number = labels.numbers.get(&label).copied();
        let next = number.map_or(0, |n| match tok {
            BranchKind::Break | BranchKind::Fallthrough => n,
            BranchKind::Continue => n + 1,
            BranchKind::Goto => n + 2,
        });
        // The first loop that is not around the label.
        let first = match home {
            Some(home) => self.open.iter().rposition(|l| l.stmt == home),
            None => None,
        }
        .map_or(0, |i| i + 1);
        let Some((last_step, further)) = self.open[first..].split_first_mut() else {
            // The label is in the innermost body: a branch like any other.
            return;
        };
        last_step.branches.push((tok, label));
        for between in further {
            between.check_return = true;
        }
        self.exit(stmt, pos, None, Some(next), State::Done, false);
    }

    fn exit(
        &mut self,
        stmt: StmtId,
        pos: Pos,
        results: Option<(Vec<ObjId>, ExprId)>,
        next: Option<i64>,
        value: State,
        more: bool,
    ) {
        let Some(state) = self.open.last().map(|l| l.state) else {
            return;
        };
        let next = next.map(|n| (self.next(), n));
        let exit = Exit {
            pos,
            results,
            next,
            state,
            value,
            more,
        };
        self.out.exits.insert(stmt, Rc::new(exit));
    }

    /// Finds the function's labels; those in function literals too, for they take numbers, and the first of two with the same
    /// name says where it stands.
    fn labels(&mut self) -> &Labels {
        if self.labels.is_none() {
            self.labels = Some(self.find_labels());
        }
        self.labels.get_or_insert_default()
    }

    fn find_labels(&mut self) -> Labels {
        let ast = self.p.ast;
        let mut labels = Labels::default();
        let mut around = Vec::new();
        let mut number = RETURN;
        ast.walk(self.body, |visit| {
            match visit {
                Visit::Enter(Node::Stmt(s)) => {
                    if !self.out.replaced.contains(&s) && self.p.range_func(s).is_some() {
                        around.push(s);
                    }
                    if let StmtKind::LabeledStmt { label, .. } = ast[s].kind {
                        let name: Rc<str> = ast.name_str(label).into();
                        number -= 3;
                        labels.numbers.insert(name.clone(), number);
                        let home = labels.loops.entry(name);
                        home.or_insert(around.last().copied());
                    }
                }
                Visit::Leave(Node::Stmt(s)) => {
                    around.pop_if(|l| *l == s);
                }
                _ => {}
            }
            true
        });
        labels
    }

    fn next(&mut self) -> ObjId {
        if let Some(next) = self.next {
            return next;
        }
        let next = self.var(VarKind::Local, Pos::NONE, "#next", TypeId::INT);
        self.shared.push(Shared::Next(next));
        *self.next.insert(next)
    }

    fn var(&mut self, kind: VarKind, pos: Pos, name: &str, typ: TypeId) -> ObjId {
        let pkg = Some(self.p.pkg);
        let var = Object::var(kind, pos, pkg, name.into(), Some(typ));
        self.p.types.add_object(var)
    }

    fn end_loop(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let (stmt, range) = open.parts;
        let start = self.p.ast[open.stmt].pos;
        self.yields += 1;
        let Some((sig, assigned)) = self.signature(start, range) else {
            return;
        };
        let name = format!("#yield{}", self.yields);
        let yield_func = self.var(VarKind::Local, Pos::NONE, &name, sig);
        let tmp_state = self.var(VarKind::Local, Pos::NONE, "#tmpState", TypeId::INT);
        let checks = self.checks(&open);
        let mut planned = Loop {
            start,
            end: self.p.ast.rbrace(stmt.body),
            x: range.x,
            body: stmt.body,
            shared: Vec::new(),
            state: open.state,
            tmp_state,
            yield_func,
            sig,
            assigned,
            next: self.next,
            checks,
        };
        if self.open.is_empty() {
            planned.shared = std::mem::take(&mut self.shared);
            self.next = None;
            self.defers = None;
        }
        self.out.loops.insert(open.stmt, Rc::new(planned));
    }

    /// The literal's signature, and what its body has to assign.
    fn signature(
        &mut self,
        start: Pos,
        range: &RangeClause,
    ) -> Option<(TypeId, Vec<(ExprId, ObjId)>)> {
        let iterator = self.p.type_of(range.x).ok()?;
        let iterator = self.p.core_signature(iterator)?;
        let body = self.p.types.type_of(*iterator.params.first()?);
        let body = self.p.core_signature(body)?;
        let lhs = self.p.ast.unpack_list(&range.lhs);
        let mut params = Vec::new();
        let mut assigned = Vec::new();
        for (i, &param) in body.params.iter().enumerate() {
            let declared = lhs.get(i).filter(|_| range.def).map(|&x| self.p.def(x));
            params.push(match declared {
                Some(obj) => obj?,
                None => {
                    let typ = self.p.types.type_of(param);
                    let name = format!("#p{}", i + 1);
                    let obj = self.var(VarKind::Param, start, &name, typ);
                    assigned.extend(lhs.get(i).map(|&x| (x, obj)));
                    obj
                }
            });
        }
        let result = Object::var(
            VarKind::Result,
            start,
            None,
            "#r".into(),
            Some(TypeId::BOOL),
        );
        let result = self.p.types.add_object(result);
        let sig = self.p.types.new_signature(Signature {
            params: params.into(),
            results: [result].into(),
            variadic: body.variadic,
            ..Signature::default()
        });
        Some((sig, assigned))
    }

    /// What `#next` may ask for behind the iterator's call; `self.open` holds the loops around.
    fn checks(&mut self, this: &Open) -> Vec<Check> {
        let mut checks: Vec<Check> = Vec::new();
        let mut done: Vec<&(BranchKind, Rc<str>)> = Vec::new();
        for branch in &this.branches {
            if done.contains(&branch) {
                continue;
            }
            done.push(branch);
            let (tok, label) = branch;
            let number = self.labels().numbers.get(label).copied().unwrap_or(0);
            let (value, kind) = match tok {
                BranchKind::Break | BranchKind::Fallthrough => (number, Branch::Break),
                BranchKind::Continue => (number + 1, Branch::Continue),
                BranchKind::Goto => (number + 2, Branch::Goto),
            };
            checks.push(Check {
                op: BinOp::Eq,
                value,
                clear: true,
                then: Then::Branch(kind, label.clone()),
            });
        }
        match self.open.last().map(|l| l.state) {
            Some(state) => self.nested_checks(this, state, &mut checks),
            None if this.check_return => checks.push(Check {
                op: BinOp::Eq,
                value: RETURN,
                clear: false,
                then: Then::Return,
            }),
            None => {}
        }
        if !checks.is_empty() {
            self.next();
        }
        checks
    }

    /// The checks of a loop that stands in the body of another one, which has the `state`.
    fn nested_checks(&self, this: &Open, state: ObjId, checks: &mut Vec<Check>) {
        let leave = |value, more| Then::Leave { state, value, more };
        let mut add = |op, value, clear, then| {
            checks.push(Check {
                op,
                value,
                clear,
                then,
            });
        };
        // Breaks the loop around.
        let outer = 2 * self.open.len() as i64;
        if this.check_return {
            add(BinOp::Lt, 0, false, leave(State::Done, false));
        }
        add(BinOp::Gt, outer, false, Then::Panic);
        if this.check_continue {
            add(BinOp::Eq, outer - 1, true, leave(State::Ready, true));
        }
        if this.check_break {
            add(BinOp::Eq, outer, true, leave(State::Done, false));
        }
        if this.check_continue || this.check_break {
            add(BinOp::Gt, 0, false, leave(State::Done, false));
        }
    }
}
