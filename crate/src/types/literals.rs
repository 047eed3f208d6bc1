//! Literals (cmd/compile/internal/types2/literals.go).

use super::check::Checker;
use super::constant::{Kind, Value};
use super::errors::Code::*;
use super::ids::{ObjId, TypeId};
use super::info::Mode;
use super::operand::Operand;
use super::report::err;
use super::ty::{Struct, Type};
use crate::syntax::{BasicLit, CompositeLit, ExprId, ExprKind, LitKind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Literals longer than this are not for people.
const MAX_LITERAL: usize = 10_000;

/// A constant key, such that equal keys of maps are equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::types) enum ConstKey {
    Bool(bool),
    Str(Rc<[u8]>),
    Int(String),
    Float(u64),
    Complex(u64, u64),
}

/// The key for a value; floats and complex numbers that are integers are those (types2: `keyVal`).
pub(in crate::types) fn const_key(v: &Value) -> Option<ConstKey> {
    let bits = |v: &Value| (v.float64_val().0 + 0.0).to_bits();
    Some(match v.kind() {
        Kind::Unknown => return None,
        Kind::Bool => ConstKey::Bool(v.bool_val()),
        Kind::String => ConstKey::Str(v.string_val()?),
        Kind::Int => ConstKey::Int(v.exact_string()),
        Kind::Float => match v.to_int() {
            i if i.kind() == Kind::Int => return const_key(&i),
            _ => ConstKey::Float(bits(v)),
        },
        Kind::Complex => match v.to_float() {
            f if f.kind() == Kind::Float => return const_key(&f),
            _ => ConstKey::Complex(bits(&v.real()), bits(&v.imag())),
        },
    })
}

impl<'a> Checker<'a> {
    fn lang_compat(&mut self, e: ExprId, lit: &BasicLit) {
        let s = lit.value.as_bytes();
        if s.len() <= 2 || self.allow_version(13) {
            return;
        }
        let what = if s.contains(&b'_') {
            "underscore in numeric literal"
        } else if s[0] != b'0' {
            return;
        } else {
            match s[1] | 0x20 {
                b'b' => "binary literal",
                b'o' => "0o/0O-style octal literal",
                b'x' if lit.kind != LitKind::Int => "hexadecimal floating-point literal",
                _ => return,
            }
        };
        self.verify_version(e, 13, what);
    }

    pub(in crate::types) fn basic_lit(&mut self, x: &mut Operand, e: ExprId, lit: &BasicLit) {
        let typ = match lit.kind {
            LitKind::Int => TypeId::UNTYPED_INT,
            LitKind::Float => TypeId::UNTYPED_FLOAT,
            LitKind::Imag => TypeId::UNTYPED_COMPLEX,
            LitKind::Rune => TypeId::UNTYPED_RUNE,
            LitKind::String => TypeId::UNTYPED_STRING,
        };
        if !matches!(lit.kind, LitKind::Rune | LitKind::String) {
            self.lang_compat(e, lit);
            if lit.value.len() > MAX_LITERAL {
                let (start, len) = (&lit.value[..10], lit.value.len());
                err!(
                    self,
                    e,
                    InvalidConstVal,
                    "excessively long constant: {start}... ({len} chars)"
                );
                return;
            }
        }
        let val = Value::from_literal(&lit.value, lit.kind);
        if val.is_unknown() {
            let text = &lit.value;
            err!(self, e, InvalidConstVal, "malformed constant: {text}");
            return;
        }
        x.mode = Mode::Constant;
        x.typ = typ;
        x.val = val;
        x.expr = e.into();
        self.overflow(x, self.ast.start_pos(e));
    }

    pub(in crate::types) fn func_lit(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        ty: ExprId,
        body: crate::syntax::StmtId,
    ) {
        let sig = self.typ(ty);
        let Some(scope) = self.types.signature(sig).and_then(|s| s.scope) else {
            let text = self.ex(e);
            err!(
                self,
                e,
                InvalidSyntaxTree,
                "invalid function literal {text}"
            );
            return;
        };
        self.types[scope].extent = (self.ast.pos(e), self.ast.end_pos(e));
        let (decl, iota) = (self.env.decl, self.env.iota.clone());
        self.later(move |check| check.func_body(decl, sig, body, iota));
        x.mode = Mode::Value;
        x.typ = sig;
    }

    pub(in crate::types) fn composite_lit(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        lit: &'a CompositeLit,
        hint: Option<TypeId>,
    ) {
        let ast = self.ast;
        let mut is_elem = false;
        let (mut typ, mut base) = (TypeId::INVALID, TypeId::INVALID);
        if let Some(ty) = lit.ty {
            typ = match *ast.kind(ty) {
                // [...]T: the length is that of the literal.
                ExprKind::ArrayType { len: None, elem } => {
                    let elem = self.var_type(elem);
                    self.types.add(Type::Array { len: -1, elem })
                }
                _ => self.typ(ty),
            };
            base = typ;
        } else if let Some(hint) = hint {
            typ = hint;
            base = hint;
            // &T may be left out too.
            if let Some(u) = self.core(base)
                && let (elem, true) = self.types.deref(u)
            {
                base = elem;
            }
            is_elem = true;
        } else {
            self.error(e, UntypedLit, "missing type in composite literal");
        }
        if !self.is_complete(base) {
            x.invalidate();
            return;
        }
        let core = self.core(base);
        match core.map(|u| self.types[u].clone()) {
            Some(Type::Struct(s)) => self.struct_lit(x, lit, core.unwrap_or(base), &s, base),
            Some(Type::Array { len, elem }) => {
                let n = self.indexed_elems(&lit.elems, elem, len);
                if len < 0
                    && let Some(u) = core
                {
                    self.types[u] = Type::Array { len: n, elem };
                    if let Some(ty) = lit.ty {
                        self.record_type(ty, u);
                    }
                }
            }
            Some(Type::Slice { elem }) => {
                self.indexed_elems(&lit.elems, elem, -1);
            }
            Some(Type::Map { key, elem }) => self.map_lit(x, lit, key, elem),
            _ => {
                for &el in &lit.elems {
                    let el = match *ast.kind(el) {
                        ExprKind::KeyValueExpr { value, .. } => value,
                        _ => el,
                    };
                    self.use_exprs(&[el]);
                }
                if core.is_none_or(|u| self.types.is_valid(u)) {
                    let what = if is_elem { " element" } else { "" };
                    let cause = if core.is_none() {
                        " (no common underlying type)"
                    } else {
                        ""
                    };
                    let text = self.ty(typ);
                    err!(
                        self,
                        e,
                        InvalidLit,
                        "invalid composite literal{what} type {text}{cause}"
                    );
                    x.invalidate();
                    return;
                }
            }
        }
        x.mode = Mode::Value;
        x.typ = typ;
    }

    fn struct_lit(
        &mut self,
        x: &mut Operand,
        lit: &'a CompositeLit,
        utyp: TypeId,
        s: &Struct,
        base: TypeId,
    ) {
        let Some(&first) = lit.elems.first() else {
            return;
        };
        if matches!(self.ast.kind(first), ExprKind::KeyValueExpr { .. }) {
            self.keyed_struct_lit(x, lit, utyp, base);
        } else {
            self.positional_struct_lit(x, lit, s, base);
        }
    }

    fn keyed_struct_lit(
        &mut self,
        x: &mut Operand,
        lit: &'a CompositeLit,
        utyp: TypeId,
        base: TypeId,
    ) {
        let ast = self.ast;
        let mut visited = FieldTrie::default();
        for &el in &lit.elems {
            let ExprKind::KeyValueExpr { key, value } = *ast.kind(el) else {
                self.error(
                    el,
                    MixedStructLit,
                    "mixture of field:value and value elements in struct literal",
                );
                continue;
            };
            self.generic_expr(x, value, None);
            let Some(name) = ast.name(key) else {
                let text = self.ex(key);
                err!(
                    self,
                    el,
                    InvalidLitField,
                    "invalid field name {text} in struct literal"
                );
                continue;
            };
            let pkg = Some(self.pkg);
            let found = self
                .types
                .lookup_field_or_method(utyp, false, pkg, name, false);
            let Some(fld) = found.obj else {
                let alt = self
                    .types
                    .lookup_field_or_method(utyp, false, pkg, name, true);
                let msg = self.lookup_error(base, name, alt.obj, true);
                self.error(key, MissingLitField, msg);
                continue;
            };
            if !self.types[fld].is_field() {
                err!(self, key, MissingLitField, "{name} is not a field");
                continue;
            }
            let index = found.index.unwrap_or_default();
            if index.len() > 1 && !self.allow_version(27) {
                let path = self.types.field_path(utyp, &index);
                let what = format!(
                    "use of promoted field {path} in struct literal of type {}",
                    self.ty(base)
                );
                self.verify_version(key, 27, &what);
                continue;
            }
            if found.indirect {
                err!(
                    self,
                    key,
                    InvalidLitField,
                    "invalid implicit pointer indirection to reach {name}"
                );
                continue;
            }
            self.record_use(key, fld);
            let typ = self.types.type_of(fld);
            self.assignment(x, Some(typ), "struct literal");
            if let Some((alt, depth)) = visited.insert(&index, fld) {
                let other = self.types[alt].name.clone();
                let msg = if alt == fld {
                    format!("duplicate field name {name} in struct literal")
                } else if depth < index.len() {
                    format!(
                        "cannot specify promoted field {name} and enclosing embedded field {other}"
                    )
                } else {
                    format!(
                        "cannot specify embedded field {name} and enclosed promoted field {other}"
                    )
                };
                self.error(el, DuplicateLitField, msg);
            }
        }
    }

    fn positional_struct_lit(
        &mut self,
        x: &mut Operand,
        lit: &'a CompositeLit,
        s: &Struct,
        base: TypeId,
    ) {
        let foreign = |check: &Self, f: ObjId| {
            let o = &check.types[f];
            !o.exported() && o.pkg != Some(check.pkg)
        };
        for (i, &el) in lit.elems.iter().enumerate() {
            if matches!(self.ast.kind(el), ExprKind::KeyValueExpr { .. }) {
                self.error(
                    el,
                    MixedStructLit,
                    "mixture of field:value and value elements in struct literal",
                );
                continue;
            }
            self.generic_expr(x, el, None);
            let Some(&fld) = s.fields.get(i) else {
                let text = self.ty(base);
                err!(
                    self,
                    &*x,
                    InvalidStructLit,
                    "too many values in struct literal of type {text}"
                );
                break;
            };
            if foreign(self, fld) {
                let (name, text) = (self.types[fld].name.clone(), self.ty(base));
                err!(
                    self,
                    &*x,
                    UnexportedLitField,
                    "implicit assignment to unexported field {name} in struct literal of type {text}"
                );
                continue;
            }
            let typ = self.types.type_of(fld);
            self.assignment(x, Some(typ), "struct literal");
        }
        if lit.elems.len() < s.fields.len() {
            let hint = if s.fields.iter().any(|&f| foreign(self, f)) {
                " (type has unexported fields - use key:value pairs)"
            } else {
                ""
            };
            let text = self.ty(base);
            err!(
                self,
                lit.rbrace,
                InvalidStructLit,
                "too few values in struct literal of type {text}{hint}"
            );
        }
    }

    fn map_lit(&mut self, x: &mut Operand, lit: &'a CompositeLit, key: TypeId, elem: TypeId) {
        // Keys of interface type are equal only if their types are.
        let any_type = self.types.is_non_type_param_interface(key);
        let mut visited: BTreeMap<ConstKey, Vec<TypeId>> = BTreeMap::new();
        for &el in &lit.elems {
            let ExprKind::KeyValueExpr { key: k, value } = *self.ast.kind(el) else {
                self.error(el, MissingLitKey, "missing key in map literal");
                continue;
            };
            self.generic_expr(x, k, Some(key));
            self.assignment(x, Some(key), "map literal");
            if !x.is_valid() {
                continue;
            }
            if let Some(ck) = x.is_const().then(|| const_key(&x.val)).flatten() {
                let seen = visited.entry(ck).or_default();
                let mut duplicate = !any_type && !seen.is_empty();
                for &t in seen.iter().filter(|_| any_type) {
                    duplicate |= self.types.identical(t, x.typ);
                }
                seen.push(x.typ);
                if duplicate {
                    let val = x.val.to_string();
                    err!(
                        self,
                        &*x,
                        DuplicateLitKey,
                        "duplicate key {val} in map literal"
                    );
                    continue;
                }
            }
            self.generic_expr(x, value, Some(elem));
            self.assignment(x, Some(elem), "map literal");
        }
    }

    /// Checks the elements of an array or slice literal; how many elements it has.
    fn indexed_elems(&mut self, elems: &[ExprId], typ: TypeId, len: i64) -> i64 {
        let mut visited = BTreeSet::new();
        let (mut index, mut max) = (0i64, 0i64);
        for &el in elems {
            let mut valid = false;
            let mut value = el;
            if let ExprKind::KeyValueExpr { key, value: v } = *self.ast.kind(el) {
                match self.index(key, len) {
                    Some((_, Some(i))) => {
                        index = i;
                        valid = true;
                    }
                    Some((_, None)) => {
                        let text = self.ex(key);
                        err!(
                            self,
                            el,
                            InvalidLitIndex,
                            "index {text} must be integer constant"
                        );
                    }
                    None => {}
                }
                value = v;
            } else if len >= 0 && index >= len {
                err!(
                    self,
                    el,
                    OversizeArrayLit,
                    "index {index} is out of bounds (>= {len})"
                );
            } else {
                valid = true;
            }
            if valid && !visited.insert(index) {
                err!(
                    self,
                    el,
                    DuplicateLitKey,
                    "duplicate index {index} in array or slice literal"
                );
            }
            index = index.saturating_add(1);
            max = max.max(index);
            let mut x = Operand::new();
            self.generic_expr(&mut x, value, Some(typ));
            self.assignment(&mut x, Some(typ), "array or slice literal");
        }
        max
    }

    /// Why a selected field or method, or a field in a literal, was not found; `obj` is one of a similar name
    /// (types2: `lookupError`).
    pub(in crate::types) fn lookup_error(
        &self,
        typ: TypeId,
        sel: &str,
        obj: Option<ObjId>,
        struct_lit: bool,
    ) -> String {
        #[derive(PartialEq)]
        enum E {
            Missing,
            Misspelled,
            Unexported,
            Inaccessible,
        }
        let tail = |s: &str| {
            let mut chars = s.chars();
            chars.next();
            chars.as_str().to_string()
        };
        let mut why = E::Missing;
        let mut alt = std::rc::Rc::from("");
        let mut what = "object";
        if let Some(obj) = obj {
            let o = &self.types[obj];
            alt = o.name.clone();
            what = match o.kind {
                super::ObjKind::Var(_) => "field",
                super::ObjKind::Func(_) => "method",
                _ => "object",
            };
            let (sel_exp, alt_exp) = (super::object::is_exported(sel), o.exported());
            let same_tail = tail(sel) == tail(&alt);
            if o.pkg == Some(self.pkg) || alt_exp && (sel_exp || same_tail) {
                why = E::Misspelled;
            } else if sel_exp && same_tail {
                why = E::Unexported;
            } else if !sel_exp && !alt_exp && *sel == *alt {
                why = E::Inaccessible;
            }
        }
        let t = self.ty(typ);
        match (struct_lit, why) {
            (true, E::Missing) => format!("unknown field {sel} in struct literal of type {t}"),
            (true, E::Misspelled) => {
                format!("unknown field {sel} in struct literal of type {t}, but does have {alt}")
            }
            (true, E::Unexported) => format!(
                "unknown field {sel} in struct literal of type {t}, but does have unexported {alt}"
            ),
            (true, E::Inaccessible) => {
                format!("cannot refer to unexported field {alt} in struct literal of type {t}")
            }
            (false, E::Missing) => format!("type {t} has no field or method {sel}"),
            (false, E::Misspelled) => {
                format!("type {t} has no field or method {sel}, but does have {what} {alt}")
            }
            (false, E::Unexported) => format!(
                "type {t} has no field or method {sel}, but does have unexported {what} {alt}"
            ),
            (false, E::Inaccessible) => format!("cannot refer to unexported {what} {alt}"),
        }
    }
}

/// Fields that a literal sets, by their paths, to find those set twice or inside one another (types2: `trie`).
#[derive(Default)]
struct FieldTrie(BTreeMap<Rc<[usize]>, ObjId>);

impl FieldTrie {
    /// Enters a field. If it, a field around it or a field in it is there already: that one, and how long its path is
    /// (or just more than that of `path`, if it is inside).
    fn insert(&mut self, path: &Rc<[usize]>, obj: ObjId) -> Option<(ObjId, usize)> {
        for n in 1..=path.len() {
            if let Some(&other) = self.0.get(&path[..n]) {
                return Some((other, n));
            }
        }
        if let Some((inner, &other)) = self.0.range(path.clone()..).next()
            && inner.starts_with(path)
        {
            return Some((other, path.len() + 1));
        }
        self.0.insert(path.clone(), obj);
        None
    }
}
