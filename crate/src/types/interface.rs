//! Interface types and unions (cmd/compile/internal/types2/{interface,union}.go).

use super::Code;
use super::check::Checker;
use super::ids::{ObjId, TypeId};
use super::object::{Object, VarKind};
use super::report::{err, soft_err};
use super::ty::{Interface, Term, Type};
use crate::syntax::{ExprId, ExprKind, FieldId, Operator};
use crate::text::{InOrder, Pos};
use std::rc::Rc;

/// How many terms a union may have.
pub(in crate::types) const MAX_TERMS: usize = 100;

impl<'a> Checker<'a> {
    pub(in crate::types) fn interface_type(
        &mut self,
        e: ExprId,
        list: &[FieldId],
        def: Option<ObjId>,
    ) -> TypeId {
        let ast = self.ast;
        let id = self.new_interface();
        let mut methods: Vec<ObjId> = Vec::new();
        let mut embeddeds = Vec::new();
        let mut embed_pos = Vec::new();
        for &f in list {
            let ty = ast[f].ty;
            let Some(name) = ast[f].name else {
                embed_pos.push(ast.start_pos(ty));
                embeddeds.push(self.parse_union(ty));
                continue;
            };
            if ast.name_str(name) == "_" {
                self.error(
                    name,
                    Code::BlankIfaceMethod,
                    "methods must have a unique non-blank name",
                );
                continue;
            }
            if let Some(m) = self.interface_method(id, name, ty, def) {
                methods.push(m);
            }
        }
        self.types.sort_methods(&mut methods);
        let empty = methods.is_empty() && embeddeds.is_empty();
        let top = self.types.type_set(TypeId::EMPTY_INTERFACE);
        self.types[id] = Type::Interface(Rc::new(Interface {
            methods: methods.into(),
            embeddeds: embeddeds.into(),
            embed_pos: embed_pos.into(),
            implicit: false,
            complete: true,
            tset: empty.then_some(top),
            local: true,
        }));
        if !empty {
            let _ = e;
            self.later(move |check| {
                check.types.type_set(id);
            });
        }
        id
    }

    fn new_interface(&mut self) -> TypeId {
        let id = self.types.add(Type::Interface(Rc::new(Interface {
            local: true,
            ..Interface::default()
        })));
        self.cleaners.push(id);
        id
    }

    fn interface_method(
        &mut self,
        iface: TypeId,
        name: ExprId,
        ty: ExprId,
        def: Option<ObjId>,
    ) -> Option<ObjId> {
        let t = self.typ(ty);
        if self.types.signature(t).is_none() {
            if self.types.is_valid(t) {
                let text = self.ty(t);
                err!(
                    self,
                    ty,
                    Code::InvalidSyntaxTree,
                    "{text} is not a method signature"
                );
            }
            return None;
        }
        // The receiver is the defined type where the interface is its right-hand side, so that messages can name it.
        let recv = def
            .and_then(|d| self.types[d].typ)
            .and_then(|t| self.types.as_named(t))
            .unwrap_or(iface);
        let (pos, text) = self.name_parts(name);
        let recv = self.types.add_object(Object::var(
            VarKind::Recv,
            pos,
            Some(self.pkg),
            "".into(),
            Some(recv),
        ));
        if let Some(sig) = self.types.signature_mut(t) {
            sig.recv = Some(recv);
        }
        let m = self
            .types
            .add_object(Object::func(pos, Some(self.pkg), text, Some(t)));
        self.record_def(name, Some(m));
        Some(m)
    }

    /// The interface around a constraint that is written as `~T` or `A|B`.
    pub(in crate::types) fn implicit_interface(&mut self, x: ExprId) -> TypeId {
        let id = self.new_interface();
        let pos = self.ast.start_pos(x);
        let elem = self.parse_union(x);
        self.types[id] = Type::Interface(Rc::new(Interface {
            embeddeds: Rc::new([elem]),
            embed_pos: Rc::new([pos]),
            implicit: true,
            complete: true,
            local: true,
            ..Interface::default()
        }));
        self.later(move |check| {
            check.types.type_set(id);
        });
        id
    }

    /// An embedded element: a type, `~T`, or `A|B`.
    pub(in crate::types) fn parse_union(&mut self, e: ExprId) -> TypeId {
        let (ops, list) = self.flatten_union(e);
        let mut terms: Vec<Term> = Vec::new();
        let mut union = TypeId::INVALID;
        let mut failed = false;
        for (i, &x) in list.iter().enumerate() {
            let term = self.parse_tilde(x);
            if list.len() == 1 && !term.tilde {
                return term.typ.unwrap_or(TypeId::INVALID);
            }
            if terms.len() >= MAX_TERMS {
                if !failed {
                    err!(
                        self,
                        x,
                        Code::InvalidUnion,
                        "cannot handle more than {MAX_TERMS} union terms (implementation limitation)"
                    );
                    failed = true;
                    union = TypeId::INVALID;
                }
            } else {
                terms.push(term);
                union = self.types.add(Type::Union(terms.as_slice().into()));
            }
            if i > 0 {
                self.record_type(ops[i - 1], union);
            }
        }
        if !failed {
            self.later(move |check| check.check_union(&terms, &list));
        }
        union
    }

    /// Which unions make sense is known only when their types are complete.
    fn check_union(&mut self, terms: &[Term], list: &[ExprId]) {
        for (i, t) in terms.iter().enumerate() {
            let at = list[i];
            let typ = t.typ.unwrap_or(TypeId::INVALID);
            if !self.types.is_valid(typ) {
                continue;
            }
            let u = self.types.under(typ);
            let is_iface = self.types.interface(u).is_some();
            let text = self.ty(typ);
            if t.tilde {
                if is_iface {
                    err!(
                        self,
                        at,
                        Code::InvalidUnion,
                        "invalid use of ~ ({text} is an interface)"
                    );
                    continue;
                }
                if !self.types.identical(u, typ) {
                    let under = self.ty(u);
                    err!(
                        self,
                        at,
                        Code::InvalidUnion,
                        "invalid use of ~ (underlying type of {text} is {under})"
                    );
                    continue;
                }
            }
            if is_iface {
                let set = self.types.type_set(u);
                let text = self.term(t); // not as `text` above: by path
                let msg = if !set.methods.is_empty() {
                    format!("cannot use {text} in union ({text} contains methods)")
                } else if typ == TypeId::COMPARABLE {
                    "cannot use comparable in union".into()
                } else if set.comparable {
                    format!("cannot use {text} in union ({text} embeds comparable)")
                } else {
                    continue;
                };
                self.error(at, Code::InvalidUnion, msg);
                continue;
            }
            if let Some(other) = self.overlapping_term(&terms[..i], t) {
                let (x, y) = (self.term(t), self.term(&other));
                soft_err!(
                    self,
                    at,
                    Code::InvalidUnion,
                    "overlapping terms {x} and {y}"
                );
            }
        }
    }

    /// A term as text.
    fn term(&self, t: &Term) -> String {
        let tilde = if t.tilde { "~" } else { "" };
        // types2 writes terms by their own String method: packages by path.
        let path = |types: &super::Types, pkg: super::PkgId| types[pkg].path.to_string();
        let typ = t.typ.unwrap_or(TypeId::INVALID);
        format!("{tilde}{}", self.types.type_string(typ, &path))
    }

    fn overlapping_term(&mut self, terms: &[Term], y: &Term) -> Option<Term> {
        let yt = y.typ?;
        for x in terms {
            let xt = x.typ?;
            if self.types.is_interface(xt) {
                continue;
            }
            let ux = if y.tilde { self.types.under(xt) } else { xt };
            let uy = if x.tilde { self.types.under(yt) } else { yt };
            if self.types.identical(ux, uy) {
                return Some(*x);
            }
        }
        None
    }

    fn parse_tilde(&mut self, tx: ExprId) -> Term {
        let mut x = tx;
        let mut tilde = false;
        if let ExprKind::Operation {
            op: Operator::Tilde,
            x: inner,
            ..
        } = *self.ast.kind(tx)
        {
            x = inner;
            tilde = true;
        }
        let mut typ = self.typ(x);
        if self.types.is_type_param(typ) {
            if tilde {
                let text = self.ex(tx);
                err!(
                    self,
                    x,
                    Code::MisplacedTypeParam,
                    "type in term {text} cannot be a type parameter"
                );
            } else {
                self.error(
                    x,
                    Code::MisplacedTypeParam,
                    "term cannot be a type parameter",
                );
            }
            typ = TypeId::INVALID;
        }
        let term = Term {
            tilde,
            typ: Some(typ),
        };
        if tilde {
            let union = self.types.add(Type::Union(Rc::new([term])));
            self.record_type(tx, union);
        }
        term
    }

    /// The `|` operations and the operands of a union, from left to right.
    fn flatten_union(&self, mut x: ExprId) -> (Vec<ExprId>, Vec<ExprId>) {
        let (mut ops, mut list) = (Vec::new(), Vec::new());
        while let ExprKind::Operation {
            op: Operator::Or,
            x: left,
            y: Some(right),
        } = *self.ast.kind(x)
        {
            ops.push(x);
            list.push(right);
            x = left;
        }
        list.push(x);
        ops.reverse();
        list.reverse();
        (ops, list)
    }
}

impl super::Types {
    /// Sorts methods by their ids: exported ones first, then by name, then by package path (types2: `sortMethods`).
    pub fn sort_methods(&self, methods: &mut [ObjId]) {
        methods.order_by(|&a, &b| self.compare_objects(a, b));
    }

    /// Where a method or field was declared.
    pub fn pos_of(&self, obj: ObjId) -> Pos {
        self[obj].pos
    }
}
