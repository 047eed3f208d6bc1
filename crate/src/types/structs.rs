//! Struct types (cmd/compile/internal/types2/struct.go).

use super::Code;
use super::check::Checker;
use super::decl::NameSet;
use super::ids::{ObjId, TypeId};
use super::object::Object;
use super::report::{ErrorDesc, err};
use super::ty::{BasicKind, Struct, Type};
use crate::syntax::{ExprId, ExprKind, LitKind, StructType};
use crate::text::Pos;
use std::rc::Rc;

impl<'a> Checker<'a> {
    pub(in crate::types) fn struct_type(&mut self, s: &StructType) -> TypeId {
        let ast = self.ast;
        let mut fields: Vec<ObjId> = Vec::with_capacity(s.fields.len());
        let mut tags: Vec<Rc<str>> = Vec::new();
        let mut names = NameSet::default();
        let mut typ = TypeId::INVALID;
        let mut prev = None;
        for (i, &f) in s.fields.iter().enumerate() {
            let ty = ast[f].ty;
            if prev != Some(ty) {
                prev = Some(ty);
                typ = self.var_type(ty);
            }
            let mut tag = s.tag(i).map_or("".into(), |t| self.tag(t));
            let (name, embedded) = match ast[f].name {
                Some(name) => (Some(name), false),
                None => (self.embedded_name(ty), true),
            };
            let (pos, text) = match name {
                Some(name) => self.name_parts(name),
                None => {
                    let pos = ast.start_pos(ty);
                    let text = self.ex(ty);
                    err!(
                        self,
                        pos,
                        Code::InvalidSyntaxTree,
                        "invalid embedded field type {text}"
                    );
                    tag = "".into();
                    typ = TypeId::INVALID;
                    prev = None;
                    (pos, "_".into())
                }
            };
            let obj = self.types.add_object(Object::field(
                pos,
                Some(self.pkg),
                text,
                Some(typ),
                embedded,
            ));
            if self.declare_field(&mut names, pos, obj) {
                if !tag.is_empty() {
                    tags.resize(fields.len(), "".into());
                    tags.push(tag);
                }
                fields.push(obj);
                if let Some(name) = name {
                    self.record_def(name, Some(obj));
                }
            }
            if embedded && name.is_some() {
                self.check_embedded(ast.start_pos(ty), typ);
            }
        }
        self.types.add(Type::Struct(Rc::new(Struct {
            fields: fields.into(),
            tags: tags.into(),
        })))
    }

    fn declare_field(&mut self, names: &mut NameSet, pos: Pos, obj: ObjId) -> bool {
        let name = self.types[obj].name.clone();
        if *name == *"_" {
            return true;
        }
        let Some(alt) = names.insert(self.types, obj) else {
            return true;
        };
        let mut e = ErrorDesc::new(Code::DuplicateDecl);
        e.add(pos, format!("{name} redeclared"));
        self.add_alt_decl(&mut e, alt);
        self.report(e);
        false
    }

    /// What may be embedded is only known when the type is complete.
    fn check_embedded(&mut self, pos: Pos, typ: TypeId) {
        self.later(move |check| {
            let (t, is_ptr) = check.types.deref(typ);
            let u = check.types.under(t);
            let (code, msg) = match check.types[u] {
                Type::Basic(BasicKind::UnsafePointer) => (
                    Code::InvalidPtrEmbed,
                    "embedded field type cannot be unsafe.Pointer",
                ),
                Type::Pointer { .. } => (
                    Code::InvalidPtrEmbed,
                    "embedded field type cannot be a pointer",
                ),
                Type::Interface(_) if check.types.is_type_param(t) => (
                    Code::MisplacedTypeParam,
                    "embedded field type cannot be a (pointer to a) type parameter",
                ),
                Type::Interface(_) if is_ptr => (
                    Code::InvalidPtrEmbed,
                    "embedded field type cannot be a pointer to an interface",
                ),
                _ => return,
            };
            check.error(pos, code, msg);
        });
    }

    /// The name that an embedded field has by its type.
    fn embedded_name(&self, e: ExprId) -> Option<ExprId> {
        match *self.ast.kind(e) {
            ExprKind::Name(_) => Some(e),
            ExprKind::SelectorExpr { sel, .. } => Some(sel),
            ExprKind::IndexExpr { x, .. } => self.embedded_name(x),
            _ => {
                let base = self.star(e)?;
                // **T is no embedded type.
                match self.star(base) {
                    Some(_) => None,
                    None => self.embedded_name(base),
                }
            }
        }
    }

    fn tag(&mut self, t: ExprId) -> Rc<str> {
        if let ExprKind::BasicLit(lit) = self.ast.kind(t) {
            if lit.bad {
                return "".into();
            }
            if lit.kind == LitKind::String
                && let Some(bytes) = super::constant::unquote(&lit.value)
            {
                return String::from_utf8_lossy(&bytes).into();
            }
            let shown = super::constant::quote(lit.value.as_bytes());
            err!(
                self,
                t,
                Code::InvalidSyntaxTree,
                "incorrect tag syntax: {shown}"
            );
        }
        "".into()
    }
}
