//! Statements (cmd/compile/internal/types2/stmt.go). Labels and branches were checked by the parser.

use super::Code;
use super::check::{Checker, DeclIdx, Environment};
use super::constant::{Kind, Value};
use super::expr::ExprClass;
use super::ids::{ObjId, ScopeId, TypeId};
use super::info::Mode;
use super::literals::{ConstKey, const_key};
use super::object::{ObjKind, Object, VarKind};
use super::operand::{Operand, Src};
use super::report::{ErrorDesc, err, place_string, soft_err};
use super::ty::BasicKind;
use crate::syntax::{
    AssignStmt, CallKind, CaseClause, ExprId, ExprKind, ForStmt, IfStmt, Node, Operator,
    SelectStmt, StmtId, StmtKind, SwitchStmt,
};
use crate::text::{InOrder, Pos};
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    /// Checks the body of a function.
    pub(in crate::types) fn func_body(
        &mut self,
        decl: Option<DeclIdx>,
        sig: TypeId,
        body: StmtId,
        iota: Option<Value>,
    ) {
        let Some(s) = self.types.signature(sig).cloned() else {
            return;
        };
        let Some(scope) = s.scope else { return };
        let env = Environment {
            decl,
            iota,
            sig: Some(sig),
            ..Environment::at(scope, self.env.version)
        };
        let saved = std::mem::replace(&mut self.env, env);
        self.stmt_list(self.ast.block(body));
        if !s.results.is_empty() && !self.is_terminating(body, None) {
            self.error(self.ast.rbrace(body), Code::MissingReturn, "missing return");
        }
        self.usage(scope);
        self.env = saved;
    }

    /// Reports local variables that are never used.
    fn usage(&mut self, scope: ScopeId) {
        let unused_var = |check: &Self, obj: ObjId| {
            let o = &check.types[obj];
            let kind = o.as_var().map(|v| v.kind);
            let needs = !matches!(
                kind,
                None | Some(VarKind::Recv | VarKind::Param | VarKind::Result)
            );
            needs && !check.used_vars.has(obj)
        };
        let mut unused: Vec<(Pos, ObjId)> = self.types[scope]
            .iter()
            .filter(|&(_, obj)| unused_var(self, obj))
            .map(|(_, obj)| (self.types[obj].pos, obj))
            .collect();
        unused.order();
        for (pos, obj) in unused {
            let name = self.types[obj].name.clone();
            soft_err!(self, pos, Code::UnusedVar, "declared and not used: {name}");
        }
        for child in self.types[scope].children.clone() {
            // Function literals are bodies of their own.
            if !self.types[child].is_func {
                self.usage(child);
            }
        }
    }

    pub(in crate::types) fn open_scope(&mut self, node: impl Into<Node>) {
        let node = node.into();
        let extent = (self.ast.pos(node), self.ast.end_pos(node));
        let scope = self.types.add_scope(Some(self.env.scope), extent);
        self.record_scope(node, scope);
        self.env.scope = scope;
    }

    pub(in crate::types) fn close_scope(&mut self) {
        if let Some(parent) = self.types[self.env.scope].parent {
            self.env.scope = parent;
        }
    }

    fn stmt_list(&mut self, list: &'a [StmtId]) {
        for &s in list {
            self.stmt(s);
        }
    }

    fn multiple_defaults(&mut self, list: &[StmtId]) {
        let mut first: Option<StmtId> = None;
        for &c in list {
            let is_default = match &self.ast[c].kind {
                StmtKind::CaseClause(c) => c.cases.is_none(),
                StmtKind::CommClause(c) => c.comm.is_none(),
                _ => false,
            };
            match first {
                Some(first) if is_default => {
                    let at = place_string(self.map, self.ast.pos(first));
                    err!(
                        self,
                        c,
                        Code::DuplicateDefault,
                        "multiple defaults (first at {at})"
                    );
                }
                None if is_default => first = Some(c),
                _ => {}
            }
        }
    }

    pub(in crate::types) fn stmt(&mut self, s: StmtId) {
        if !self.enter(self.ast.pos(s)) {
            return;
        }
        let top = self.delayed.len();
        self.stmt_internal(s);
        self.process_delayed(top);
        self.leave();
    }

    fn stmt_internal(&mut self, s: StmtId) {
        let ast = self.ast;
        match &ast[s].kind {
            StmtKind::EmptyStmt | StmtKind::BranchStmt(_) => {}
            StmtKind::DeclStmt(list) => self.decl_stmt(list),
            &StmtKind::LabeledStmt { stmt, .. } => self.stmt(stmt),
            &StmtKind::ExprStmt(e) => self.expr_stmt(e),
            &StmtKind::SendStmt { chan, value } => {
                let (mut ch, mut val) = (Operand::new(), Operand::new());
                self.expr(None, &mut ch, chan);
                self.generic_expr(&mut val, value, None);
                if !ch.is_valid() || !val.is_valid() {
                    return;
                }
                if let Some(elem) = self.chan_elem(ast.start_pos(s), &ch, false) {
                    self.assignment(&mut val, Some(elem), "send");
                }
            }
            StmtKind::AssignStmt(a) => self.assign_stmt(s, a),
            &StmtKind::CallStmt { tok, call } => {
                let (keyword, code) = match tok {
                    CallKind::Go => ("go", Code::InvalidGo),
                    CallKind::Defer => ("defer", Code::InvalidDefer),
                };
                self.suspended_call(keyword, code, call);
            }
            &StmtKind::ReturnStmt { results } => self.return_stmt(s, results),
            StmtKind::BlockStmt(b) => {
                self.open_scope(s);
                self.stmt_list(&b.list);
                self.close_scope();
            }
            StmtKind::IfStmt(i) => self.if_stmt(s, i),
            StmtKind::SwitchStmt(sw) => {
                self.open_scope(s);
                if let Some(init) = sw.init {
                    self.stmt(init);
                }
                match sw.tag.map(|t| (t, ast.kind(t))) {
                    Some((_, &ExprKind::TypeSwitchGuard { lhs, x })) => {
                        self.type_switch_stmt(sw, lhs, x)
                    }
                    _ => self.switch_stmt(sw),
                }
                self.close_scope();
            }
            StmtKind::SelectStmt(sel) => self.select_stmt(sel),
            StmtKind::ForStmt(f) => self.for_stmt(s, f),
            StmtKind::RangeClause(_) | StmtKind::CaseClause(_) | StmtKind::CommClause(_) => {
                self.error(s, Code::InvalidSyntaxTree, "invalid statement");
            }
        }
    }

    fn expr_stmt(&mut self, e: ExprId) {
        let mut x = Operand::new();
        let class = self.raw_expr(None, &mut x, e, None, false);
        let (code, msg) = match x.mode {
            Mode::Builtin => (Code::UncalledBuiltin, "must be called"),
            Mode::TypExpr => (Code::NotAnExpr, "is not an expression"),
            _ if class == ExprClass::Statement => return,
            _ => (Code::UnusedExpr, "is not used"),
        };
        let text = self.op(&x);
        err!(self, &x, code, "{text} {msg}");
    }

    fn assign_stmt(&mut self, s: StmtId, a: &AssignStmt) {
        let ast = self.ast;
        let mut x = Operand::new();
        let Some(rhs) = a.rhs else {
            self.expr(None, &mut x, a.lhs);
            if !x.is_valid() {
                return;
            }
            if !self.types.all_basic(x.typ, BasicKind::is_numeric) {
                let (text, t) = (self.ex(a.lhs), self.ty(x.typ));
                let op = a.op.map_or("", Operator::text);
                err!(
                    self,
                    a.lhs,
                    Code::NonNumericIncDec,
                    "invalid operation: {text}{op}{op} (non-numeric type {t})"
                );
                return;
            }
            self.assign_var(a.lhs, None, Some(&mut x), "assignment");
            return;
        };
        let lhs = ast.unpack_list(&Some(a.lhs));
        let rhs = ast.unpack_list(&Some(rhs));
        match (a.op, &*lhs, &*rhs) {
            (None, ..) => self.assign_vars(&lhs, &rhs),
            (Some(Operator::Def), ..) => self.short_var_decl(ast.pos(s), &lhs, &rhs),
            (Some(op), &[l], &[r]) => {
                self.binary(&mut x, None, l, r, op);
                self.assign_var(l, None, Some(&mut x), "assignment");
            }
            (Some(op), ..) => {
                let op = op.text();
                err!(
                    self,
                    s,
                    Code::MultiValAssignOp,
                    "assignment operation {op} requires single-valued expressions"
                );
            }
        }
    }

    fn suspended_call(&mut self, keyword: &str, code: Code, call: ExprId) {
        if !matches!(self.ast.kind(call), ExprKind::CallExpr(_)) {
            err!(
                self,
                call,
                code,
                "expression in {keyword} must be function call"
            );
            self.use_exprs(&[call]);
            return;
        }
        let mut x = Operand::new();
        let (code, msg) = match self.raw_expr(None, &mut x, call, None, false) {
            ExprClass::Conversion => (code, "requires function call, not conversion"),
            ExprClass::Expression => (Code::UnusedResults, "discards result of"),
            ExprClass::Statement => return,
        };
        let text = self.op(&x);
        err!(self, &x, code, "{keyword} {msg} {text}");
    }

    fn return_stmt(&mut self, s: StmtId, results: Option<ExprId>) {
        let sig = self.env.sig.and_then(|s| self.types.signature(s)).cloned();
        let res = sig.map(|s| s.results.clone()).unwrap_or_default();
        let values = self.ast.unpack_list(&results);
        let named = res.first().is_some_and(|&r| !self.types[r].name.is_empty());
        if values.is_empty() && named {
            for &obj in res.iter() {
                let name = self.types[obj].name.clone();
                let Some(alt) = self.lookup(&name).filter(|&alt| alt != obj) else {
                    continue;
                };
                let mut e = ErrorDesc::new(Code::OutOfScopeResult);
                e.add(
                    self.ast.start_pos(s),
                    format!("result parameter {name} not in scope at return"),
                );
                e.add(
                    self.types[alt].pos,
                    format!("inner declaration of {}", self.object(obj)),
                );
                self.report(e);
            }
        } else if !res.is_empty() {
            self.init_vars(&res, &values, Some(s));
        } else if !values.is_empty() {
            self.init_vars(&[], &values, Some(s));
        }
    }

    fn if_stmt(&mut self, s: StmtId, i: &IfStmt) {
        self.open_scope(s);
        if let Some(init) = i.init {
            self.stmt(init);
        }
        if let Some(cond) = i.cond {
            self.condition(cond, "if");
        }
        self.stmt(i.then);
        if let Some(els) = i.els {
            self.stmt(els);
        }
        self.close_scope();
    }

    fn condition(&mut self, cond: ExprId, what: &str) {
        let mut x = Operand::new();
        self.expr(None, &mut x, cond);
        if x.is_valid() && !self.types.all_basic(x.typ, BasicKind::is_boolean) {
            err!(
                self,
                cond,
                Code::InvalidCond,
                "non-boolean condition in {what} statement"
            );
        }
    }

    fn for_stmt(&mut self, s: StmtId, f: &'a ForStmt) {
        let ast = self.ast;
        if let Some(init) = f.init
            && let StmtKind::RangeClause(r) = &ast[init].kind
        {
            self.range_stmt(s, f, r);
            return;
        }
        self.open_scope(s);
        if let Some(init) = f.init {
            self.stmt(init);
        }
        if let Some(cond) = f.cond {
            self.condition(cond, "for");
        }
        if let Some(post) = f.post {
            self.stmt(post);
            if let StmtKind::AssignStmt(a) = &ast[post].kind
                && a.op == Some(Operator::Def)
            {
                // The parser has complained; this only avoids more errors.
                self.use_exprs(&[a.lhs]);
            }
        }
        self.stmt(f.body);
        self.close_scope();
    }

    fn select_stmt(&mut self, sel: &'a SelectStmt) {
        let ast = self.ast;
        self.multiple_defaults(&sel.body);
        for &c in &sel.body {
            let StmtKind::CommClause(clause) = &ast[c].kind else {
                continue;
            };
            let rhs = match clause.comm.map(|s| &ast[s].kind) {
                None | Some(StmtKind::SendStmt { .. }) => None,
                Some(StmtKind::AssignStmt(a)) => Some(a.rhs),
                Some(&StmtKind::ExprStmt(e)) => Some(Some(e)),
                _ => Some(None),
            };
            let valid = match rhs {
                None => true,
                Some(None) => false,
                Some(Some(e)) => matches!(
                    ast.kind(ast.unparen(e)),
                    ExprKind::Operation {
                        op: Operator::Recv,
                        y: None,
                        ..
                    }
                ),
            };
            if !valid {
                if let Some(comm) = clause.comm {
                    self.error(
                        comm,
                        Code::InvalidSelectCase,
                        "select case must be send or receive (possibly with assignment)",
                    );
                }
                continue;
            }
            self.open_scope(c);
            if let Some(comm) = clause.comm {
                self.stmt(comm);
            }
            self.stmt_list(&clause.body);
            self.close_scope();
        }
    }

    fn switch_stmt(&mut self, sw: &'a SwitchStmt) {
        let ast = self.ast;
        let mut x = Operand::new();
        match sw.tag {
            Some(tag) => {
                self.expr(None, &mut x, tag);
                // By assigning it to a variable of its own the value gets a type.
                self.assignment(&mut x, None, "switch expression");
                if x.is_valid() && !self.types.comparable(x.typ) && !self.types.has_nil(x.typ) {
                    let (text, t) = (self.op(&x), self.ty(x.typ));
                    err!(
                        self,
                        &x,
                        Code::InvalidExprSwitch,
                        "cannot switch on {text} ({t} is not comparable)"
                    );
                    x.invalidate();
                }
            }
            None => {
                x.mode = Mode::Constant;
                x.typ = TypeId::BOOL;
                x.val = Value::Bool(true);
                let pos = sw.body.first().map_or(sw.rbrace, |&c| ast.pos(c));
                x.expr = Src::Text(pos, "true".into());
            }
        }
        self.multiple_defaults(&sw.body);
        let mut seen = BTreeMap::new();
        for &c in &sw.body {
            let StmtKind::CaseClause(clause) = &ast[c].kind else {
                continue;
            };
            self.case_values(&x, &ast.unpack_list(&clause.cases), &mut seen);
            self.open_scope(c);
            self.stmt_list(&clause.body);
            self.close_scope();
        }
    }

    fn case_values(
        &mut self,
        x: &Operand,
        values: &[ExprId],
        seen: &mut BTreeMap<ConstKey, Vec<(Pos, TypeId)>>,
    ) {
        for &e in values {
            let mut v = Operand::new();
            self.expr(None, &mut v, e);
            if !x.is_valid() || !v.is_valid() {
                continue;
            }
            self.convert_untyped(&mut v, x.typ);
            if !v.is_valid() {
                continue;
            }
            let mut res = v.clone();
            self.comparison(&mut res, x, Operator::Eql, true);
            if !res.is_valid() || !v.is_const() {
                continue;
            }
            let Some(key) = switch_key(&v.val) else {
                continue;
            };
            let mut duplicate = None;
            for &(pos, typ) in seen.get(&key).into_iter().flatten() {
                if self.types.identical(v.typ, typ) {
                    duplicate = Some(pos);
                    break;
                }
            }
            let Some(other) = duplicate else {
                let pos = self.src_pos(&v);
                seen.entry(key).or_default().push((pos, v.typ));
                continue;
            };
            let text = self.op(&v);
            let mut err = ErrorDesc::new(Code::DuplicateCase);
            err.add(
                self.ast.start_pos(e),
                format!("duplicate case {text} in expression switch"),
            );
            err.add(other, "previous case");
            self.report(err);
        }
    }

    fn is_nil_name(&self, e: ExprId) -> bool {
        let name = self.ast.name(self.ast.unparen(e));
        name.and_then(|n| self.lookup(n))
            .is_some_and(|obj| matches!(self.types[obj].kind, ObjKind::Nil))
    }

    /// Checks the types of a case; the type that the variable has in it.
    fn case_types(
        &mut self,
        x: Option<&Operand>,
        types: &[ExprId],
        seen: &mut Vec<(Option<TypeId>, ExprId)>,
    ) -> TypeId {
        let mut last = None;
        for &e in types {
            last = None;
            if self.is_nil_name(e) {
                self.expr(None, &mut Operand::new(), e);
            } else {
                let t = self.var_type(e);
                last = Some(t);
                if !self.types.is_valid(t) {
                    continue;
                }
            }
            let mut duplicate = None;
            for &(t, other) in seen.iter() {
                let same = match (t, last) {
                    (None, None) => true,
                    (Some(a), Some(b)) => self.types.identical(a, b),
                    _ => false,
                };
                if same {
                    duplicate = Some(other);
                    break;
                }
            }
            if let Some(other) = duplicate {
                let text = last.map_or("nil".into(), |t| self.ty(t));
                let mut err = ErrorDesc::new(Code::DuplicateCase);
                err.add(
                    self.ast.start_pos(e),
                    format!("duplicate case {text} in type switch"),
                );
                err.add(self.ast.start_pos(other), "previous case");
                self.report(err);
                continue;
            }
            seen.push((last, e));
            if let (Some(x), Some(t)) = (x, last) {
                self.type_assertion(e, x, t, true);
            }
        }
        match last {
            Some(t) if types.len() == 1 => t,
            _ => x.map_or(TypeId::INVALID, |x| x.typ),
        }
    }

    fn type_switch_stmt(&mut self, sw: &'a SwitchStmt, lhs: Option<ExprId>, guard: ExprId) {
        let ast = self.ast;
        let mut lhs = lhs;
        if let Some(name) = lhs {
            if ast.name_str(name) == "_" {
                self.soft_error(name, Code::NoNewVar, "no new variable on left side of :=");
                lhs = None;
            } else {
                self.record_def(name, None);
            }
        }
        let mut x = Operand::new();
        self.expr(None, &mut x, guard);
        let mut sx = None;
        if x.is_valid() {
            let text = self.op(&x);
            if self.types.is_type_param(x.typ) {
                err!(
                    self,
                    &x,
                    Code::InvalidTypeSwitch,
                    "cannot use type switch on type parameter value {text}"
                );
            } else if self.types.is_interface(x.typ) {
                sx = Some(&x);
            } else {
                err!(
                    self,
                    &x,
                    Code::InvalidTypeSwitch,
                    "{text} is not an interface"
                );
            }
        }
        self.multiple_defaults(&sw.body);
        let mut vars = Vec::new();
        let mut seen = Vec::new();
        for &c in &sw.body {
            let StmtKind::CaseClause(clause) = &ast[c].kind else {
                continue;
            };
            let t = self.case_types(sx, &ast.unpack_list(&clause.cases), &mut seen);
            self.open_scope(c);
            if let Some(name) = lhs {
                vars.push(self.type_switch_var(c, clause, name, t));
            }
            self.stmt_list(&clause.body);
            self.close_scope();
        }
        // The variables of the clauses count as one.
        if let Some(name) = lhs {
            let used = vars.iter().any(|&v| self.used_vars.has(v));
            for &v in &vars {
                self.used_vars.set(v, true);
            }
            if !used {
                let text = ast.name_str(name);
                soft_err!(self, name, Code::UnusedVar, "{text} declared and not used");
            }
        }
    }

    fn type_switch_var(
        &mut self,
        c: StmtId,
        clause: &CaseClause,
        name: ExprId,
        t: TypeId,
    ) -> ObjId {
        let (pos, text) = self.name_parts(name);
        let v = Object::var(VarKind::Local, pos, Some(self.pkg), text, Some(t));
        let v = self.types.add_object(v);
        self.declare(self.env.scope, None, v, clause.colon);
        self.record_implicit(c, v);
        v
    }
}

/// The key of a case value; only for kinds whose duplicates are reported (types2: `goVal`).
fn switch_key(v: &Value) -> Option<ConstKey> {
    match v.kind() {
        Kind::Int | Kind::Float | Kind::String => const_key(v),
        _ => None,
    }
}
