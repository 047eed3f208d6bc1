//! Initialisation, assignment and `:=` (cmd/compile/internal/types2/assignments.go).

use super::Code;
use super::check::Checker;
use super::ids::{ObjId, TypeId};
use super::info::Mode;
use super::object::{ObjKind, Object, VarKind};
use super::operand::Operand;
use super::report::{ErrorDesc, err};
use super::signature::measure;
use super::ty::Type;
use crate::syntax::{ExprId, ExprKind, StmtId};
use crate::text::Pos;
use std::collections::BTreeSet;

impl<'a> Checker<'a> {
    /// Checks that an operand can be assigned to a variable of type `t` (any, if there is none: then it only gets a type),
    /// and converts it if it is untyped.
    pub(in crate::types) fn assignment(
        &mut self,
        x: &mut Operand,
        t: Option<TypeId>,
        context: &str,
    ) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::NoValue | Mode::Builtin | Mode::TypExpr => {
                let (text, typ) = (self.op(x), t.map_or("<nil>".into(), |t| self.ty(t)));
                err!(
                    self,
                    &*x,
                    Code::IncompatibleAssign,
                    "cannot assign {text} to {typ} in {context}"
                );
                x.invalidate();
                return;
            }
            _ => {}
        }
        if self.types.is_untyped(x.typ) && !self.assign_untyped(x, t, context) {
            return;
        }
        if self.types.is_generic(x.typ) || self.is_generic_func(x.typ) {
            let target = self.new_target(t, context);
            self.non_generic(target.as_ref(), x);
            if !x.is_valid() {
                return;
            }
        }
        let Some(t) = t else { return };
        let mut cause = String::new();
        if let Err(code) = self.assignable_to(x, t, Some(&mut cause)) {
            let (text, typ) = (self.op(x), self.ty(t));
            if !cause.is_empty() {
                cause = format!(": {cause}");
            }
            err!(
                self,
                &*x,
                code,
                "cannot use {text} as {typ} value in {context}{cause}"
            );
            x.invalidate();
        }
    }

    fn assign_untyped(&mut self, x: &mut Operand, t: Option<TypeId>, context: &str) -> bool {
        let target = match t {
            None if x.is_nil() => {
                err!(
                    self,
                    &*x,
                    Code::UntypedNilUse,
                    "use of untyped nil in {context}"
                );
                x.invalidate();
                return false;
            }
            Some(t) if x.is_nil() || !self.types.is_non_type_param_interface(t) => t,
            _ => self.types.default_type(x.typ),
        };
        match self.implicit_type_and_value(x, target) {
            Ok((typ, val)) => {
                self.set_implicit(x, typ, val);
                true
            }
            Err(code) => {
                let (text, typ) = (self.op(x), self.ty(target));
                let (code, note) = match code {
                    Code::TruncatedFloat => (code, " (truncated)"),
                    Code::NumericOverflow => (code, " (overflows)"),
                    _ => (Code::IncompatibleAssign, ""),
                };
                err!(
                    self,
                    &*x,
                    code,
                    "cannot use {text} as {typ} value in {context}{note}"
                );
                x.invalidate();
                false
            }
        }
    }

    fn is_known_valid(&self, t: Option<TypeId>) -> bool {
        t.is_none_or(|t| self.types.is_valid(t))
    }

    pub(in crate::types) fn init_const(&mut self, lhs: ObjId, x: &mut Operand) {
        let typ = self.types[lhs].typ;
        if !x.is_valid() || !self.types.is_valid(x.typ) || !self.is_known_valid(typ) {
            self.types[lhs].typ.get_or_insert(TypeId::INVALID);
            return;
        }
        if !x.is_const() {
            let text = self.op(x);
            err!(self, &*x, Code::InvalidConstInit, "{text} is not constant");
            self.types[lhs].typ.get_or_insert(TypeId::INVALID);
            return;
        }
        let typ = *self.types[lhs].typ.get_or_insert(x.typ);
        self.assignment(x, Some(typ), "constant declaration");
        if x.is_valid()
            && let ObjKind::Const { val } = &mut self.types[lhs].kind
        {
            *val = x.val.clone();
        }
    }

    pub(in crate::types) fn init_var(&mut self, lhs: ObjId, x: &mut Operand, context: &str) {
        let typ = self.types[lhs].typ;
        if !x.is_valid() || !self.types.is_valid(x.typ) || !self.is_known_valid(typ) {
            self.types[lhs].typ.get_or_insert(TypeId::INVALID);
            x.invalidate();
            return;
        }
        if typ.is_none() {
            let mut typ = x.typ;
            if self.types.is_untyped(typ) {
                if typ == TypeId::UNTYPED_NIL {
                    err!(
                        self,
                        &*x,
                        Code::UntypedNilUse,
                        "use of untyped nil in {context}"
                    );
                    self.types[lhs].typ = Some(TypeId::INVALID);
                    x.invalidate();
                    return;
                }
                typ = self.types.default_type(typ);
            }
            self.types[lhs].typ = Some(typ);
        }
        self.assignment(x, self.types[lhs].typ, context);
    }

    /// Checks the left side of an assignment: its type, none for `_`, the invalid type after an error.
    fn lhs_var(&mut self, lhs: ExprId) -> Option<TypeId> {
        let inner = self.ast.unparen(lhs);
        let name = self.ast.name(inner);
        if name.is_some_and(|n| **n == *"_") {
            self.record_def(inner, None);
            return None;
        }
        // An assignment is no use.
        let var = name
            .and_then(|n| self.lookup(n))
            .filter(|&v| self.is_local_var(v));
        let used = var.is_some_and(|v| self.used_vars.has(v));
        let mut x = Operand::new();
        self.expr(None, &mut x, lhs);
        if let Some(v) = var {
            self.used_vars.set(v, used);
        }
        if !x.is_valid() || !self.types.is_valid(x.typ) {
            return Some(TypeId::INVALID);
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Some(x.typ);
        }
        let text = self.src(&x.expr);
        if let Some(ExprKind::SelectorExpr { x: inner, .. }) =
            x.expr_id().map(|e| self.ast.kind(e).clone())
        {
            let mut op = Operand::new();
            self.expr(None, &mut op, inner);
            if op.mode == Mode::MapIndex {
                err!(
                    self,
                    &x,
                    Code::UnaddressableFieldAssign,
                    "cannot assign to struct field {text} in map"
                );
                return Some(TypeId::INVALID);
            }
        }
        err!(
            self,
            &x,
            Code::UnassignableOperand,
            "cannot assign to {text} (neither addressable nor a map index expression)"
        );
        Some(TypeId::INVALID)
    }

    /// Checks `lhs = rhs`, or `lhs = x` where the right side was checked already.
    pub(in crate::types) fn assign_var(
        &mut self,
        lhs: ExprId,
        rhs: Option<ExprId>,
        x: Option<&mut Operand>,
        mut context: &str,
    ) {
        let t = self.lhs_var(lhs);
        if !self.is_known_valid(t) {
            match (x, rhs) {
                (Some(x), _) => x.invalidate(),
                (None, Some(rhs)) => {
                    self.use_exprs(&[rhs]);
                }
                _ => {}
            }
            return;
        }
        let mut own = Operand::new();
        let x = match (x, rhs) {
            (Some(x), _) => x,
            (None, Some(rhs)) => {
                let mut target = None;
                if let Some(t) = t {
                    let u = self.types.under(t);
                    if self.types.signature(u).is_some() {
                        let desc = self.ex(lhs);
                        target = self.new_target(Some(t), &desc);
                    }
                }
                self.expr(target.as_ref(), &mut own, rhs);
                &mut own
            }
            _ => return,
        };
        if t.is_none() && context == "assignment" {
            context = "assignment to _ identifier";
        }
        self.assignment(x, t, context);
    }

    /// Types in parentheses, for "have" and "want" (types2: `typesSummary`).
    pub(in crate::types) fn types_summary(
        &self,
        list: &[TypeId],
        variadic: bool,
        has_dots: bool,
    ) -> String {
        let last = list.len().wrapping_sub(1);
        let text = |(i, &t): (usize, &TypeId)| {
            let mut s = match self.types[t] {
                _ if !self.types.is_valid(t) => "unknown type".into(),
                Type::Basic(k) if k.is_untyped() && k.is_numeric() => "number".into(),
                Type::Basic(k) if k.is_untyped() => k.name().replace("untyped ", ""),
                _ => self.ty(t),
            };
            if i == last && variadic {
                if let Type::Slice { elem } = self.types[t] {
                    s = self.ty(elem);
                }
                s.insert_str(0, "...");
            } else if i == last && has_dots {
                s.push_str("...");
            }
            s
        };
        let list: Vec<String> = list.iter().enumerate().map(text).collect();
        format!("({})", list.join(", "))
    }

    fn assign_error(&mut self, rhs: &[ExprId], l: usize, r: usize) {
        let (vars, vals) = (measure(l, "variable"), measure(r, "value"));
        let first = rhs[0];
        if rhs.len() == 1
            && let ExprKind::CallExpr(call) = self.ast.kind(self.ast.unparen(first))
        {
            let fun = self.ex(call.fun);
            err!(
                self,
                first,
                Code::WrongAssignCount,
                "assignment mismatch: {vars} but {fun} returns {vals}"
            );
            return;
        }
        err!(
            self,
            first,
            Code::WrongAssignCount,
            "assignment mismatch: {vars} but {vals}"
        );
    }

    fn return_error(&mut self, at: StmtId, lhs: &[ObjId], rhs: &[Operand]) {
        let (l, r) = (lhs.len(), rhs.len());
        let (pos, qualifier) = if r > l {
            (self.operand_start(&rhs[l]), "too many")
        } else if r > 0 {
            (self.operand_start(&rhs[r - 1]), "not enough")
        } else {
            (self.ast.start_pos(at), "not enough")
        };
        let have: Vec<TypeId> = rhs.iter().map(|x| x.typ).collect();
        let want: Vec<TypeId> = lhs.iter().map(|&v| self.types.type_of(v)).collect();
        let mut e = ErrorDesc::new(Code::WrongResultCount);
        e.add(pos, format!("{qualifier} return values"));
        let have = self.types_summary(&have, false, false);
        e.add(Pos::NONE, format!("have {have}"));
        let want = self.types_summary(&want, false, false);
        e.add(Pos::NONE, format!("want {want}"));
        self.report(e);
    }

    fn operand_start(&self, x: &Operand) -> Pos {
        super::report::At::at(&x, self)
    }

    fn is_call(&self, e: ExprId) -> bool {
        matches!(self.ast.kind(self.ast.unparen(e)), ExprKind::CallExpr(_))
    }

    fn invalidate_vars(&mut self, vars: &[ObjId]) {
        for &v in vars {
            self.types[v].typ.get_or_insert(TypeId::INVALID);
        }
    }

    /// Initialises variables (or results, for a return statement) with values.
    pub(in crate::types) fn init_vars(
        &mut self,
        lhs: &[ObjId],
        orig_rhs: &[ExprId],
        ret: Option<StmtId>,
    ) {
        let (l, r) = (lhs.len(), orig_rhs.len());
        let context = match ret {
            Some(_) => "return statement",
            None if l > 1 => "multiple assignment",
            None => "assignment",
        };
        let is_call = r == 1 && self.is_call(orig_rhs[0]);
        if l == r && !is_call {
            for (&v, &e) in lhs.iter().zip(orig_rhs) {
                let mut x = Operand::new();
                let mut desc = self.types[v].name.to_string();
                if ret.is_some() && desc.is_empty() {
                    desc = "result variable".into();
                }
                let target = self.new_target(self.types[v].typ, &desc);
                self.expr(target.as_ref(), &mut x, e);
                self.init_var(v, &mut x, context);
            }
            return;
        }
        if r != 1 {
            if self.use_exprs(orig_rhs) {
                match ret {
                    Some(s) => {
                        let rhs = self.expr_list(orig_rhs);
                        self.return_error(s, lhs, &rhs);
                    }
                    None if r > 0 => self.assign_error(orig_rhs, l, r),
                    None => {}
                }
            }
            self.invalidate_vars(lhs);
            return;
        }
        let (mut rhs, comma_ok) = self.multi_expr(orig_rhs[0], l == 2 && ret.is_none());
        let r = rhs.len();
        if l == r {
            for (&v, x) in lhs.iter().zip(&mut rhs) {
                self.init_var(v, x, context);
            }
            if comma_ok && rhs.iter().all(Operand::is_valid) {
                self.record_comma_ok(orig_rhs[0], &rhs);
            }
            return;
        }
        if rhs.first().is_none_or(Operand::is_valid) {
            match ret {
                Some(s) => self.return_error(s, lhs, &rhs),
                None => self.assign_error(orig_rhs, l, r),
            }
        }
        self.invalidate_vars(lhs);
    }

    pub(in crate::types) fn assign_vars(&mut self, lhs: &[ExprId], orig_rhs: &[ExprId]) {
        let (l, r) = (lhs.len(), orig_rhs.len());
        let context = if l > 1 {
            "multiple assignment"
        } else {
            "assignment"
        };
        let is_call = r == 1 && self.is_call(orig_rhs[0]);
        if l == r && !is_call {
            for (&v, &e) in lhs.iter().zip(orig_rhs) {
                self.assign_var(v, Some(e), None, context);
            }
            return;
        }
        if r != 1 {
            let ok_lhs = self.use_lhs(lhs);
            let ok_rhs = self.use_exprs(orig_rhs);
            if ok_lhs && ok_rhs && r > 0 {
                self.assign_error(orig_rhs, l, r);
            }
            return;
        }
        let (mut rhs, comma_ok) = self.multi_expr(orig_rhs[0], l == 2);
        let r = rhs.len();
        if l == r {
            for (&v, x) in lhs.iter().zip(&mut rhs) {
                self.assign_var(v, None, Some(x), context);
            }
            if comma_ok && rhs.iter().all(Operand::is_valid) {
                self.record_comma_ok(orig_rhs[0], &rhs);
            }
            return;
        }
        if rhs.first().is_none_or(Operand::is_valid) {
            self.assign_error(orig_rhs, l, r);
        }
        self.use_lhs(lhs);
    }

    /// `lhs := rhs`; `pos` is that of the operator.
    pub(in crate::types) fn short_var_decl(&mut self, pos: Pos, lhs: &[ExprId], rhs: &[ExprId]) {
        let top = self.delayed.len();
        let scope = self.env.scope;
        let mut seen = BTreeSet::new();
        let mut vars: Vec<ObjId> = Vec::with_capacity(lhs.len());
        let mut new_vars = Vec::new();
        let mut has_err = false;
        for &e in lhs {
            let found = self.short_var(e, &mut seen, &mut new_vars);
            has_err |= found.is_none();
            vars.push(found.unwrap_or_else(|| {
                let pos = self.ast.pos(e);
                let v = Object::var(VarKind::Local, pos, Some(self.pkg), "_".into(), None);
                self.types.add_object(v)
            }));
        }
        self.init_vars(&vars, rhs, None);
        self.process_delayed(top);
        if new_vars.is_empty() && !has_err {
            self.soft_error(pos, Code::NoNewVar, "no new variables on left side of :=");
            return;
        }
        let scope_pos = rhs.last().map_or(pos, |&e| self.ast.end_pos(e));
        for v in new_vars {
            self.declare(scope, None, v, scope_pos);
        }
    }

    /// One variable on the left of `:=`: a new one, or one of this very scope. Nothing after an error.
    fn short_var(
        &mut self,
        e: ExprId,
        seen: &mut BTreeSet<&'a str>,
        new_vars: &mut Vec<ObjId>,
    ) -> Option<ObjId> {
        let ast = self.ast;
        let Some(name) = ast.name(e) else {
            self.use_lhs(&[e]);
            let text = self.ex(e);
            err!(self, e, Code::BadDecl, "non-name {text} on left side of :=");
            return None;
        };
        if **name != *"_" && !seen.insert(name) {
            err!(
                self,
                e,
                Code::RepeatedDecl,
                "{name} repeated on left side of :="
            );
            return None;
        }
        if let Some(alt) = self.types[self.env.scope].lookup(name) {
            self.record_use(e, alt);
            if matches!(self.types[alt].kind, ObjKind::Var(_)) {
                return Some(alt);
            }
            err!(
                self,
                e,
                Code::UnassignableOperand,
                "cannot assign to {name}"
            );
            return None;
        }
        let obj = self.new_var(VarKind::Local, e);
        if **name != *"_" {
            new_vars.push(obj);
        }
        self.record_def(e, Some(obj));
        Some(obj)
    }
}
