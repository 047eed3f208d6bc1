//! Identifiers and type expressions (cmd/compile/internal/types2/typexpr.go).

use super::Code;
use super::check::Checker;
use super::constant::{Kind, Value};
use super::ids::{ObjId, TypeId};
use super::info::Mode;
use super::instantiate::{validate_targ_len, verify};
use super::object::{ObjKind, VarKind};
use super::operand::{Operand, Src};
use super::report::{err, soft_err};
use super::ty::{BasicKind, ChanDir, Signature, Type};
use crate::syntax::{self, ExprId, ExprKind};

/// What kind of object it is, in words (types2: `objectKind`).
fn object_kind(check: &Checker, obj: ObjId) -> &'static str {
    let o = &check.types[obj];
    match &o.kind {
        ObjKind::PkgName { .. } => "package name",
        ObjKind::Const { .. } => "constant",
        ObjKind::TypeName if check.is_alias(obj) => "type alias",
        ObjKind::TypeName => match o.typ.map(|t| &check.types[t]) {
            Some(Type::TypeParam(_)) => "type parameter",
            _ => "defined type",
        },
        ObjKind::Var(v) => match v.kind {
            VarKind::Package => "package-level variable",
            VarKind::Local => "local variable",
            VarKind::Recv => "receiver",
            VarKind::Param => "parameter",
            VarKind::Result => "result variable",
            VarKind::Field => "struct field",
        },
        ObjKind::Func(_) => {
            let sig = o.typ.and_then(|t| check.types.signature(t));
            match sig.and_then(|s| s.recv) {
                Some(_) => "method",
                None => "function",
            }
        }
        ObjKind::Label => "label",
        ObjKind::Builtin(_) => "built-in function",
        ObjKind::Nil => "untyped nil",
    }
}

/// Whether it is spelt like an identifier; what is not was reported by the scanner.
pub(in crate::types) fn is_valid_name(name: &str) -> bool {
    let letter = |c: char| c == '_' || c.is_alphabetic();
    name.chars()
        .enumerate()
        .all(|(i, c)| letter(c) || i > 0 && c.is_numeric())
}

impl<'a> Checker<'a> {
    /// Checks a name as an expression or type.
    pub(in crate::types) fn ident(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        x.invalidate();
        x.expr = e.into();
        let name = self.ast.name_str(e);
        let Some((scope, obj)) = self.lookup_scope(name) else {
            if name == "_" {
                self.error(e, Code::InvalidBlank, "cannot use _ as value or type");
            } else if is_valid_name(name) {
                err!(self, e, Code::UndeclaredName, "undefined: {name}");
            }
            return;
        };
        let of_118 = Some(obj) == self.universe.any || Some(obj) == self.universe.comparable;
        if of_118 && !self.verify_version(e, 18, &format!("predeclared {name}")) {
            return;
        }
        self.record_use(e, obj);
        let got_type = self.types[obj].is_type_name();
        if !got_type && want_type {
            let kind = object_kind(self, obj);
            err!(self, e, Code::NotAType, "{name} ({kind}) is not a type");
            if self.is_local_var(obj) {
                self.used_vars.set(obj, true);
            }
            return;
        }
        let local_type = got_type && want_type && self.types[obj].pkg == Some(self.pkg);
        if self.types[obj].typ.is_none() || local_type {
            self.obj_decl(obj);
        }
        let typ = self.types.type_of(obj);
        if let Some(&pkg_name) = self.dot_imports.get(&(scope, obj)) {
            self.used_pkgs.set(pkg_name, true);
        }
        self.use_object(x, e, obj, typ);
    }

    fn use_object(&mut self, x: &mut Operand, e: ExprId, obj: ObjId, typ: TypeId) {
        match self.types[obj].kind.clone() {
            ObjKind::PkgName { .. } => {
                let name = self.types[obj].name.clone();
                err!(
                    self,
                    e,
                    Code::InvalidPkgUse,
                    "use of package {name} not in selector"
                );
                return;
            }
            ObjKind::Const { val } => {
                self.add_decl_dep(obj);
                if !self.types.is_valid(typ) {
                    return;
                }
                if Some(obj) == self.universe.iota {
                    let Some(iota) = self.env.iota.clone() else {
                        self.error(
                            e,
                            Code::InvalidIota,
                            "cannot use iota outside constant declaration",
                        );
                        return;
                    };
                    x.val = iota;
                } else {
                    x.val = val;
                }
                x.mode = Mode::Constant;
            }
            ObjKind::TypeName => x.mode = Mode::TypExpr,
            ObjKind::Var(_) => {
                if self.is_local_var(obj) {
                    self.used_vars.set(obj, true);
                }
                self.add_decl_dep(obj);
                if !self.types.is_valid(typ) {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjKind::Func(_) => {
                self.add_decl_dep(obj);
                x.mode = Mode::Value;
            }
            ObjKind::Builtin(id) => {
                x.id = id;
                x.mode = Mode::Builtin;
            }
            ObjKind::Nil => x.mode = Mode::NilValue,
            ObjKind::Label => return,
        }
        x.typ = typ;
    }

    /// Checks a type expression; the invalid type after an error.
    pub(in crate::types) fn typ(&mut self, e: ExprId) -> TypeId {
        self.declared_type(e, None)
    }

    /// Like `typ`, for the type of a variable: no constraint interface.
    pub(in crate::types) fn var_type(&mut self, e: ExprId) -> TypeId {
        let t = self.declared_type(e, None);
        self.valid_var_type(e, t);
        t
    }

    pub(in crate::types) fn valid_var_type(&mut self, e: ExprId, t: TypeId) {
        if self.types.is_type_param(t) {
            return;
        }
        // Only names of types (and interfaces) can stand for a constraint.
        if !matches!(
            self.types[t],
            Type::Named(_) | Type::Alias(_) | Type::Interface(_)
        ) {
            return;
        }
        self.later(move |check| {
            let u = check.types.under(t);
            if check.types.interface(u).is_none() {
                return;
            }
            let set = check.types.type_set(u);
            if set.is_method_set() {
                return;
            }
            let why = if set.comparable {
                "interface is (or embeds) comparable"
            } else {
                "interface contains type constraints"
            };
            let text = check.ty(t);
            soft_err!(
                check,
                e,
                Code::MisplacedConstraintIface,
                "cannot use type {text} outside a type constraint: {why}"
            );
        });
    }

    /// Checks the right-hand side of the declaration of `def` (or any type).
    pub(in crate::types) fn declared_type(&mut self, e: ExprId, def: Option<ObjId>) -> TypeId {
        let mut t = self.typ_bounded(e, def);
        if self.types.is_generic(t) {
            let text = self.ty(t);
            err!(
                self,
                e,
                Code::WrongTypeArgCount,
                "cannot use generic type {text} without instantiation"
            );
            t = TypeId::INVALID;
        }
        self.record_type(e, t);
        t
    }

    /// Checks an expression that must be a generic type; why it is none, if it is a type.
    pub(in crate::types) fn generic_type(
        &mut self,
        e: ExprId,
    ) -> Result<TypeId, (TypeId, Option<String>)> {
        let t = self.typ_bounded(e, None);
        if !self.types.is_valid(t) {
            // A generic alias of nothing valid stays one: what uses it is told that it lacks type arguments.
            self.record_type(e, t);
            return Err((t, None));
        }
        if self.types.is_generic(t) {
            self.record_type(e, t);
            return Ok(t);
        }
        self.record_type(e, TypeId::INVALID);
        let cause = format!("{} is not a generic type", self.ty(t));
        Err((TypeId::INVALID, Some(cause)))
    }

    fn typ_bounded(&mut self, e: ExprId, def: Option<ObjId>) -> TypeId {
        if !self.enter(self.ast.pos(e)) {
            return TypeId::INVALID;
        }
        let t = self.typ_internal(e, def);
        self.leave();
        t
    }

    fn typ_internal(&mut self, e: ExprId, def: Option<ObjId>) -> TypeId {
        let ast = self.ast;
        match ast.kind(e) {
            ExprKind::BadExpr => TypeId::INVALID,
            ExprKind::Name(_) => {
                let mut x = Operand::new();
                self.ident(&mut x, e, true);
                self.operand_type(&x)
            }
            ExprKind::SelectorExpr { .. } => {
                let mut x = Operand::new();
                self.selector(&mut x, e, true);
                self.operand_type(&x)
            }
            &ExprKind::IndexExpr { x, index } => {
                self.verify_version(e, 18, "type instantiation");
                let list = ast.unpack_list(&Some(index));
                self.instantiated_type(x, list)
            }
            &ExprKind::ParenExpr(x) => self.declared_type(x, def),
            &ExprKind::ArrayType { len, elem } => {
                let len = match len {
                    Some(len) => self.array_length(len),
                    None => {
                        self.error(
                            e,
                            Code::BadDotDotDotSyntax,
                            "invalid use of [...] array (outside a composite literal)",
                        );
                        -1
                    }
                };
                let elem = self.var_type(elem);
                if len < 0 {
                    return TypeId::INVALID;
                }
                self.types.add(Type::Array { len, elem })
            }
            &ExprKind::SliceType { elem } => {
                let elem = self.var_type(elem);
                self.types.new_slice(elem)
            }
            ExprKind::DotsType { .. } => {
                self.error(e, Code::InvalidSyntaxTree, "invalid use of ...");
                TypeId::INVALID
            }
            ExprKind::StructType(s) => self.struct_type(s),
            ExprKind::Operation { .. } if self.star(e).is_some() => {
                let elem = self.star(e).map_or(TypeId::INVALID, |x| self.var_type(x));
                if !self.types.is_valid(elem) {
                    return TypeId::INVALID;
                }
                self.types.new_pointer(elem)
            }
            ExprKind::FuncType { .. } => {
                let sig = self.types.new_signature(Signature::default());
                self.func_type(sig, None, &[], e);
                sig
            }
            ExprKind::InterfaceType { methods } => self.interface_type(e, methods, def),
            &ExprKind::MapType { key, value } => self.map_type(key, value),
            &ExprKind::ChanType { dir, elem } => {
                let dir = match dir {
                    syntax::ChanDir::Both => ChanDir::SendRecv,
                    syntax::ChanDir::SendOnly => ChanDir::SendOnly,
                    syntax::ChanDir::RecvOnly => ChanDir::RecvOnly,
                };
                let elem = self.var_type(elem);
                self.types.add(Type::Chan { dir, elem })
            }
            _ => {
                let text = self.ex(e);
                err!(self, e, Code::NotAType, "{text} is not a type");
                self.use_exprs(&[e]);
                TypeId::INVALID
            }
        }
    }

    /// The type that a checked name or selector denotes.
    fn operand_type(&mut self, x: &Operand) -> TypeId {
        match x.mode {
            Mode::TypExpr => return x.typ,
            Mode::Invalid => {}
            Mode::NoValue => {
                let text = self.op(x);
                err!(self, x, Code::NotAType, "{text} used as type");
            }
            _ => {
                let text = self.op(x);
                err!(self, x, Code::NotAType, "{text} is not a type");
            }
        }
        TypeId::INVALID
    }

    fn map_type(&mut self, key: ExprId, value: ExprId) -> TypeId {
        let kt = self.var_type(key);
        let elem = self.var_type(value);
        self.later(move |check| {
            if check.types.comparable(kt) {
                return;
            }
            let why = if check.types.is_type_param(kt) {
                " (missing comparable constraint)"
            } else {
                ""
            };
            let text = check.ty(kt);
            err!(
                check,
                key,
                Code::IncomparableMapKey,
                "invalid map key type {text}{why}"
            );
        });
        self.types.add(Type::Map { key: kt, elem })
    }

    /// `x[list…]` where `x` must be a generic type.
    fn instantiated_type(&mut self, x: ExprId, list: Vec<ExprId>) -> TypeId {
        let gtyp = match self.generic_type(x) {
            Ok(t) => t,
            Err((t, cause)) => {
                if let Some(cause) = cause {
                    let args: Vec<String> = list.iter().map(|&e| self.ex(e)).collect();
                    let (text, args) = (self.ex(x), args.join(", "));
                    err!(
                        self,
                        x,
                        Code::NotAGenericType,
                        "invalid operation: {text}[{args}] ({cause})"
                    );
                }
                return t;
            }
        };
        let Some(targs) = self.type_list(&list) else {
            return TypeId::INVALID;
        };
        let pos = self.ast.pos(x);
        let inst = self.types.instance(pos, gtyp, &targs);
        self.later(move |check| check.verify_instantiated(x, &list, gtyp, &targs, inst));
        inst
    }

    fn verify_instantiated(
        &mut self,
        x: ExprId,
        list: &[ExprId],
        gtyp: TypeId,
        targs: &[TypeId],
        inst: TypeId,
    ) {
        self.record_instance(x, targs, inst);
        let pos = self.ast.pos(x);
        let (name, tparams) = match &self.types[gtyp] {
            Type::Named(n) => (self.types[n.obj].name.clone(), n.tparams.clone()),
            Type::Alias(a) => (self.types[a.obj].name.clone(), a.tparams.clone()),
            _ => return,
        };
        if let Err(msg) = validate_targ_len(&name, tparams.len(), targs.len()) {
            self.error(pos, Code::WrongTypeArgCount, msg);
            return;
        }
        match verify(self, pos, &tparams, targs) {
            Ok(()) => self.record_mono(pos, &tparams, targs, list),
            Err((i, msg)) => {
                let at = list.get(i).map_or(pos, |&e| self.ast.start_pos(e));
                self.soft_error(at, Code::InvalidTypeArg, msg);
            }
        }
    }

    /// The value of an array length; negative after an error.
    fn array_length(&mut self, e: ExprId) -> i64 {
        // A lone name might have been meant as a type parameter.
        if let Some(name) = self.ast.name(e) {
            match self.lookup(name) {
                None => {
                    err!(
                        self,
                        e,
                        Code::InvalidArrayLen,
                        "undefined array length {name} or missing type constraint"
                    );
                    return -1;
                }
                Some(obj) if !matches!(self.types[obj].kind, ObjKind::Const { .. }) => {
                    err!(
                        self,
                        e,
                        Code::InvalidArrayLen,
                        "invalid array length {name}"
                    );
                    return -1;
                }
                _ => {}
            }
        }
        let mut x = Operand::new();
        self.expr(None, &mut x, e);
        if !x.is_const() {
            if x.is_valid() {
                let text = self.op(&x);
                err!(
                    self,
                    &x,
                    Code::InvalidArrayLen,
                    "array length {text} must be constant"
                );
            }
            return -1;
        }
        let is_int = self.types.is_basic(x.typ, BasicKind::is_integer);
        if is_int || self.types.is_untyped(x.typ) {
            let val: Value = x.val.to_int();
            if val.kind() == Kind::Int
                && let Some(n) = val.int64_val()
                && n >= 0
            {
                return n;
            }
        }
        let text = self.op(&x);
        let msg = if is_int {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error(&x, Code::InvalidArrayLen, msg);
        -1
    }

    /// Checks a list of types; nothing if one of them is wrong.
    pub(in crate::types) fn type_list(&mut self, list: &[ExprId]) -> Option<Vec<TypeId>> {
        let types: Vec<TypeId> = list.iter().map(|&e| self.var_type(e)).collect();
        types
            .iter()
            .all(|&t| self.types.is_valid(t))
            .then_some(types)
    }

    /// An operand for a made-up name.
    pub(in crate::types) fn named_value(
        &self,
        pos: crate::text::Pos,
        text: &str,
        typ: TypeId,
    ) -> Operand {
        Operand::value(Src::Text(pos, text.into()), typ)
    }
}
