//! Selector expressions `x.f` (cmd/compile/internal/types2/call.go, `selector`).

use super::Code;
use super::check::Checker;
use super::ids::{ObjId, PkgId, TypeId};
use super::info::{Mode, Selection, SelectionKind};
use super::lookup::{Lookup, interface_ptr_error};
use super::object::{ObjKind, Object, VarKind};
use super::operand::Operand;
use super::report::err;
use super::ty::{RecvOld, Signature, Type};
use super::typexpr::is_valid_name;
use crate::syntax::{ExprId, ExprKind};
use std::rc::Rc;

impl<'a> Checker<'a> {
    pub(in crate::types) fn selector(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        let ExprKind::SelectorExpr { x: inner, sel } = *self.ast.kind(e) else {
            return;
        };
        let ok = match self.package_of(inner) {
            Some((pkg_name, pkg)) => {
                self.record_use(inner, pkg_name);
                self.used_pkgs.set(pkg_name, true);
                self.qualified(x, e, sel, pkg)
            }
            None => self.select(x, e, inner, sel, want_type),
        };
        if !ok {
            x.invalidate();
            x.typ = TypeId::INVALID;
        }
        x.expr = e.into();
    }

    /// The package that a name stands for.
    fn package_of(&self, e: ExprId) -> Option<(ObjId, PkgId)> {
        let obj = self.lookup(self.ast.name(e)?)?;
        match self.types[obj].kind {
            ObjKind::PkgName { imported } => Some((obj, imported)),
            _ => None,
        }
    }

    /// `pkg.Name`
    fn qualified(&mut self, x: &mut Operand, e: ExprId, sel: ExprId, pkg: PkgId) -> bool {
        let name = self.ast.name_str(sel);
        let Some(exp) = self.types.lookup(pkg, name) else {
            if !self.types[pkg].fake && is_valid_name(name) {
                let scope = self.types[self.types[pkg].scope].sorted();
                let alt = scope.iter().find(|(n, _)| {
                    super::object::is_exported(n) && super::lookup::equal_fold(n, name)
                });
                let text = self.ex(e);
                let hint = match alt {
                    Some((alt, _)) => format!(" (but have {alt})"),
                    None => String::new(),
                };
                err!(
                    self,
                    sel,
                    Code::UndeclaredImportedName,
                    "undefined: {text}{hint}"
                );
            }
            return false;
        };
        if !self.types[exp].exported() {
            let pkg = self.types[pkg].name.clone();
            err!(
                self,
                sel,
                Code::UnexportedName,
                "name {name} not exported by package {pkg}"
            );
        }
        self.record_use(sel, exp);
        x.typ = self.types.type_of(exp);
        match self.types[exp].kind.clone() {
            ObjKind::Const { val } => {
                x.mode = Mode::Constant;
                x.val = val;
            }
            ObjKind::TypeName => x.mode = Mode::TypExpr,
            ObjKind::Var(_) => x.mode = Mode::Variable,
            ObjKind::Func(_) => x.mode = Mode::Value,
            ObjKind::Builtin(id) => {
                x.mode = Mode::Builtin;
                x.id = id;
            }
            _ => return false,
        }
        true
    }

    /// `x.f` with a value or type `x`.
    fn select(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        inner: ExprId,
        sel: ExprId,
        want_type: bool,
    ) -> bool {
        self.expr_or_type(x, inner, false);
        match x.mode {
            Mode::Invalid => return false,
            Mode::Builtin => {
                let text = self.op(x);
                err!(
                    self,
                    self.ast.pos(e),
                    Code::UncalledBuiltin,
                    "invalid use of {text} in selector expression"
                );
                return false;
            }
            _ => {}
        }
        if !self.is_complete(x.typ) {
            return false;
        }
        if want_type {
            let text = self.ex(e);
            err!(self, sel, Code::NotAType, "{text} is not a type");
            return false;
        }
        let u = self.types.under(x.typ);
        if let Type::Pointer { elem } = self.types[u]
            && !self.is_complete(elem)
        {
            return false;
        }
        let name = self.ast.name_str(sel);
        let pkg = Some(self.pkg);
        let addressable = x.mode == Mode::Variable;
        let found = self
            .types
            .lookup_field_or_method(x.typ, addressable, pkg, name, false);
        let Some(obj) = found.obj else {
            self.not_found(x, sel, name, &found);
            return false;
        };
        let index = found.index.unwrap_or_default();
        let selection = |kind| Selection {
            kind,
            recv: x.typ,
            obj,
            index: index.clone(),
            indirect: found.indirect,
        };
        if !matches!(self.types[obj].kind, ObjKind::Func(_)) {
            if x.mode == Mode::TypExpr {
                let text = self.ty(x.typ);
                err!(
                    self,
                    inner,
                    Code::MissingFieldOrMethod,
                    "operand for field selector {name} must be value of type {text}"
                );
                return false;
            }
            self.record_selection(e, selection(SelectionKind::FieldVal));
            x.mode = if x.mode == Mode::Variable || found.indirect {
                Mode::Variable
            } else {
                Mode::Value
            };
            x.typ = self.types.type_of(obj);
            return true;
        }
        self.obj_decl(obj);
        self.add_decl_dep(obj);
        if x.mode == Mode::TypExpr {
            self.record_selection(e, selection(SelectionKind::MethodExpr));
            return self.method_expr(x, e, obj);
        }
        self.record_selection(e, selection(SelectionKind::MethodVal));
        x.mode = Mode::Value;
        let Some(sig) = self.method_signature(obj) else {
            self.error(
                e,
                Code::InvalidDeclCycle,
                "illegal cycle in method declaration",
            );
            return false;
        };
        x.typ = self.types.new_signature(Signature {
            recv: None,
            recvold: sig.recv.map_or(RecvOld::None, RecvOld::Dropped),
            ..(*sig).clone()
        });
        true
    }

    fn method_signature(&self, m: ObjId) -> Option<Rc<Signature>> {
        self.types[m]
            .typ
            .and_then(|t| self.types.signature(t))
            .cloned()
    }

    /// `T.m`: a function with the receiver as first parameter.
    fn method_expr(&mut self, x: &mut Operand, e: ExprId, m: ObjId) -> bool {
        let sig = self.method_signature(m);
        let Some((sig, recv)) = sig.and_then(|s| Some((s.clone(), s.recv?))) else {
            self.error(
                e,
                Code::InvalidDeclCycle,
                "illegal cycle in method declaration",
            );
            return false;
        };
        let mut name: Rc<str> = "".into();
        // Either all parameters have names or none.
        if let Some(&p) = sig.params.first()
            && !self.types[p].name.is_empty()
        {
            name = self.types[recv].name.clone();
            if name.is_empty() {
                name = "_".into();
            }
        }
        let (pos, pkg) = (self.types[recv].pos, self.types[recv].pkg);
        let first = Object::var(VarKind::Param, pos, pkg, name, Some(x.typ));
        let mut params = vec![self.types.add_object(first)];
        params.extend(sig.params.iter());
        x.mode = Mode::Value;
        x.typ = self.types.new_signature(Signature {
            tparams: sig.tparams.clone(),
            recvold: RecvOld::FirstParam,
            params: params.into(),
            results: sig.results.clone(),
            variadic: sig.variadic,
            ..Signature::default()
        });
        true
    }

    fn not_found(&mut self, x: &Operand, sel: ExprId, name: &str, found: &Lookup) {
        let u = self.types.under(x.typ);
        if !self.types.is_valid(u) {
            return;
        }
        let text = self.src(&x.expr);
        if found.index.is_some() {
            err!(
                self,
                sel,
                Code::AmbiguousSelector,
                "ambiguous selector {text}.{name}"
            );
            return;
        }
        let t = self.ty(x.typ);
        if found.indirect {
            let msg = if x.mode == Mode::TypExpr {
                format!(
                    "invalid method expression {t}.{name} (needs pointer receiver (*{t}).{name})"
                )
            } else {
                format!("cannot call pointer method {name} on {t}")
            };
            self.error(sel, Code::InvalidMethodExpr, msg);
            return;
        }
        let why = if self.types.is_interface_ptr(x.typ) {
            interface_ptr_error(self, x.typ)
        } else {
            let pkg = Some(self.pkg);
            let addressable = x.mode == Mode::Variable;
            let alt = self
                .types
                .lookup_field_or_method(x.typ, addressable, pkg, name, true);
            self.lookup_error(x.typ, name, alt.obj, false)
        };
        err!(
            self,
            sel,
            Code::MissingFieldOrMethod,
            "{text}.{name} undefined ({why})"
        );
    }
}
