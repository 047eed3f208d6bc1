//! What the lowering asks of types: kinds, identity with shape types, and the ops of conversions.
//!
//! Identity is the back end's: a type that has a shape is identical to whatever it may stand for
//! (cmd/compile/internal/types/identity.go). Ops: cmd/compile/internal/typecheck/subr.go, assignOp and convertOp.

use super::Lower;
use crate::ir::Op;
use crate::types::{BasicKind, ChanDir, ObjId, Type, TypeId};
use std::collections::BTreeSet;

/// How many parts of two types are compared: instances that have themselves inside, in error, have no end of them.
const MAX_COMPARED: usize = 2000;
const MAX_COMPARED_DEPTH: u32 = 60;

/// Pairs of types that are being compared.
#[derive(Default)]
struct Assumed {
    pairs: BTreeSet<(TypeId, TypeId)>,
    depth: u32,
}

/// How exactly two types are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ident {
    /// Shapes stand for what they were made of.
    Loose,
    /// The same, and struct tags do not count.
    IgnoreTags,
    /// Shapes are types of their own.
    Strict,
}

impl Lower<'_> {
    /// The underlying type: never a defined type or an alias.
    pub(super) fn under(&mut self, t: TypeId) -> TypeId {
        self.tys.types.under(t)
    }

    /// The underlying type's form.
    pub(super) fn form(&mut self, t: TypeId) -> Type {
        let u = self.under(t);
        self.tys.types[u].clone()
    }

    /// The kind of a predeclared type or of a defined type made of one.
    pub(super) fn basic(&mut self, t: TypeId) -> Option<BasicKind> {
        match self.form(t) {
            Type::Basic(kind) => Some(kind),
            _ => None,
        }
    }

    /// The element type of a pointer.
    pub(super) fn ptr_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.form(t) {
            Type::Pointer { elem } => Some(elem),
            _ => None,
        }
    }

    /// The element type of an array.
    pub(super) fn array_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.form(t) {
            Type::Array { elem, .. } => Some(elem),
            _ => None,
        }
    }

    /// The element type of a slice.
    pub(super) fn slice_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.form(t) {
            Type::Slice { elem } => Some(elem),
            _ => None,
        }
    }

    /// Key and element type of a map.
    pub(super) fn map_key_elem(&mut self, t: TypeId) -> Option<(TypeId, TypeId)> {
        match self.form(t) {
            Type::Map { key, elem } => Some((key, elem)),
            _ => None,
        }
    }

    /// The element type of a channel.
    pub(super) fn chan_elem(&mut self, t: TypeId) -> Option<TypeId> {
        match self.form(t) {
            Type::Chan { elem, .. } => Some(elem),
            _ => None,
        }
    }

    /// Whether it is an interface.
    pub(super) fn is_interface(&mut self, t: TypeId) -> bool {
        matches!(self.form(t), Type::Interface(_))
    }

    /// Whether it is an interface without methods.
    pub(super) fn is_empty_interface(&mut self, t: TypeId) -> bool {
        self.is_interface(t) && self.interface_methods(t).is_empty()
    }

    /// The methods of an interface, sorted.
    pub(super) fn interface_methods(&mut self, t: TypeId) -> Vec<ObjId> {
        let u = self.under(t);
        match self.tys.types[u] {
            Type::Interface(_) => self.tys.types.type_set(u).methods.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether it is a string type.
    pub(super) fn is_string(&mut self, t: TypeId) -> bool {
        self.basic(t).is_some_and(BasicKind::is_string)
    }

    /// Whether it is a boolean type.
    pub(super) fn is_boolean(&mut self, t: TypeId) -> bool {
        self.basic(t).is_some_and(BasicKind::is_boolean)
    }

    /// Whether `nil` is a value of it.
    pub(super) fn has_nil(&mut self, t: TypeId) -> bool {
        match self.form(t) {
            Type::Basic(kind) => kind == BasicKind::UnsafePointer,
            Type::Pointer { .. }
            | Type::Slice { .. }
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Signature(_)
            | Type::Interface(_) => true,
            _ => false,
        }
    }

    /// Whether it is the type of an untyped expression.
    pub(super) fn is_untyped(&mut self, t: TypeId) -> bool {
        self.tys
            .types
            .basic_kind(t)
            .is_some_and(BasicKind::is_untyped)
    }

    /// Whether it has a name of its own: a defined or predeclared type (types1: `Sym() != nil`).
    pub(super) fn has_sym(&self, t: TypeId) -> bool {
        self.tys.has_sym(t)
    }

    /// Size in bytes.
    pub(super) fn size_of(&mut self, t: TypeId) -> i64 {
        self.complete(t);
        self.tys.size(t)
    }

    /// Alignment in bytes.
    pub(super) fn align_of(&mut self, t: TypeId) -> i64 {
        self.complete(t);
        self.tys.layout(t).align
    }

    /// Where a struct's field starts, in bytes.
    pub(super) fn field_offset(&mut self, t: TypeId, index: u32) -> i64 {
        self.complete(t);
        let offsets = self.tys.field_offsets(t);
        offsets.get(index as usize).copied().unwrap_or(0)
    }

    /// Whether size and pointers of a type's values are known: nothing in it, by value, is invalid.
    pub(super) fn is_known(&mut self, t: TypeId) -> bool {
        if let Some(&known) = self.st.known.get(&t) {
            return known;
        }
        // A type that contains itself by value was reported long before.
        self.st.known.insert(t, true);
        let known = match self.form(t) {
            Type::Basic(kind) => kind != BasicKind::Invalid,
            Type::Array { elem, .. } => self.is_known(elem),
            Type::Pointer { elem } | Type::Slice { elem } | Type::Chan { elem, .. } => {
                self.tys.types.unalias(elem) != TypeId::INVALID
            }
            Type::Map { key, elem } => {
                self.tys.types.unalias(key) != TypeId::INVALID
                    && self.tys.types.unalias(elem) != TypeId::INVALID
            }
            Type::Struct(s) => s.fields.iter().all(|&f| {
                let t = self.tys.types.type_of(f);
                self.is_known(t)
            }),
            Type::Tuple(vars) => vars.iter().all(|&v| {
                let t = self.tys.types.type_of(v);
                self.is_known(t)
            }),
            Type::Signature(sig) => sig.params.iter().chain(sig.results.iter()).all(|&v| {
                let t = self.tys.types.type_of(v);
                self.tys.types.unalias(t) != TypeId::INVALID
            }),
            _ => true,
        };
        self.st.known.insert(t, known);
        known
    }

    /// Makes sure that the instances in a type are expanded, for those who only look.
    pub(super) fn complete(&mut self, t: TypeId) {
        self.tys.types.size_of(t);
    }

    /// `*t`, the same id for the same `t`.
    pub(super) fn ptr_to(&mut self, t: TypeId) -> TypeId {
        if let Some(&p) = self.st.pointers.get(&t) {
            return p;
        }
        let p = self.tys.types.new_pointer(t);
        self.st.pointers.insert(t, p);
        p
    }

    /// `[]t`, the same id for the same `t`.
    pub(super) fn slice_of(&mut self, t: TypeId) -> TypeId {
        if let Some(&s) = self.st.slices.get(&t) {
            return s;
        }
        let s = self.tys.types.new_slice(t);
        self.st.slices.insert(t, s);
        s
    }

    /// `interface {}`, as type checking makes it: not `any`, which messages tell apart.
    pub(super) fn empty_interface(&mut self) -> TypeId {
        if let Some(t) = self.st.empty_interface {
            return t;
        }
        let t = self.tys.types[TypeId::EMPTY_INTERFACE].clone();
        let t = self.tys.types.add(t);
        self.st.empty_interface = Some(t);
        t
    }

    /// The type that an untyped expression gets by default; the type itself if it is typed or `nil`.
    pub(super) fn default_type(&self, t: TypeId) -> TypeId {
        match t {
            TypeId::UNTYPED_BOOL => TypeId::BOOL,
            TypeId::UNTYPED_STRING => TypeId::STRING,
            TypeId::UNTYPED_INT => TypeId::INT,
            TypeId::UNTYPED_RUNE => TypeId::RUNE,
            TypeId::UNTYPED_FLOAT => TypeId::FLOAT64,
            TypeId::UNTYPED_COMPLEX => TypeId::COMPLEX128,
            _ => t,
        }
    }

    /// Whether the types are identical, shapes taken for what they stand for.
    pub(super) fn identical(&mut self, a: TypeId, b: TypeId) -> bool {
        self.identical0(a, b, Ident::Loose, &mut Assumed::default())
    }

    /// The same, shapes taken for types of their own.
    pub(super) fn identical_strict(&mut self, a: TypeId, b: TypeId) -> bool {
        self.identical0(a, b, Ident::Strict, &mut Assumed::default())
    }

    fn identical_ignore_tags(&mut self, a: TypeId, b: TypeId) -> bool {
        self.identical0(a, b, Ident::IgnoreTags, &mut Assumed::default())
    }

    fn identical0(&mut self, a: TypeId, b: TypeId, how: Ident, assumed: &mut Assumed) -> bool {
        let (a, b) = (self.tys.types.unalias(a), self.tys.types.unalias(b));
        if a == b {
            return true;
        }
        let named =
            |s: &Self, t: TypeId| matches!(s.tys.types[t], Type::Named(_) | Type::TypeParam(_));
        if named(self, a) || named(self, b) {
            let shapes = how != Ident::Strict && (self.has_shape(a) || self.has_shape(b));
            if !shapes {
                return self.same_instance(a, b, how, assumed);
            }
        }
        if !assumed.pairs.insert((a, b)) {
            return true;
        }
        if assumed.pairs.len() > MAX_COMPARED || assumed.depth > MAX_COMPARED_DEPTH {
            return false;
        }
        assumed.depth += 1;
        let same = self.same_form(a, b, how, assumed);
        assumed.depth -= 1;
        same
    }

    /// Whether the underlying types are identical.
    fn same_form(&mut self, a: TypeId, b: TypeId, how: Ident, assumed: &mut Assumed) -> bool {
        let (fa, fb) = (self.form(a), self.form(b));
        match (fa, fb) {
            (Type::Basic(x), Type::Basic(y)) => x == y || (x.is_untyped() && y.is_untyped()),
            (Type::Array { len: n, elem: x }, Type::Array { len: m, elem: y }) => {
                n == m && self.identical0(x, y, how, assumed)
            }
            (Type::Slice { elem: x }, Type::Slice { elem: y }) => {
                self.identical0(x, y, how, assumed)
            }
            (Type::Pointer { elem: x }, Type::Pointer { elem: y }) => {
                // All pointers are one shape.
                (how != Ident::Strict && (self.is_shape(a) || self.is_shape(b)))
                    || self.identical0(x, y, how, assumed)
            }
            (Type::Chan { dir: d, elem: x }, Type::Chan { dir: e, elem: y }) => {
                d == e && self.identical0(x, y, how, assumed)
            }
            (Type::Map { key: k, elem: x }, Type::Map { key: l, elem: y }) => {
                self.identical0(k, l, how, assumed) && self.identical0(x, y, how, assumed)
            }
            (Type::Struct(x), Type::Struct(y)) => {
                if x.fields.len() != y.fields.len() {
                    return false;
                }
                for i in 0..x.fields.len() {
                    let (f, g) = (x.fields[i], y.fields[i]);
                    let tags = how == Ident::IgnoreTags || x.tag(i) == y.tag(i);
                    if !self.same_name(f, g)
                        || self.tys.types[f].is_embedded() != self.tys.types[g].is_embedded()
                        || !tags
                    {
                        return false;
                    }
                    let (t, u) = (self.tys.types.type_of(f), self.tys.types.type_of(g));
                    if !self.identical0(t, u, how, assumed) {
                        return false;
                    }
                }
                true
            }
            (Type::Signature(x), Type::Signature(y)) => {
                if x.params.len() != y.params.len()
                    || x.results.len() != y.results.len()
                    || x.variadic != y.variadic
                {
                    return false;
                }
                let lhs = x.params.iter().chain(x.results.iter());
                let rhs = y.params.iter().chain(y.results.iter());
                for (&p, &q) in lhs.zip(rhs) {
                    let (t, u) = (self.tys.types.type_of(p), self.tys.types.type_of(q));
                    if !self.identical0(t, u, how, assumed) {
                        return false;
                    }
                }
                true
            }
            (Type::Tuple(x), Type::Tuple(y)) => {
                x.len() == y.len()
                    && x.iter().zip(y.iter()).all(|(&p, &q)| {
                        let (t, u) = (self.tys.types.type_of(p), self.tys.types.type_of(q));
                        self.identical0(t, u, how, assumed)
                    })
            }
            (Type::Interface(_), Type::Interface(_)) => {
                let (x, y) = (self.interface_methods(a), self.interface_methods(b));
                if x.len() != y.len() {
                    return false;
                }
                for (&f, &g) in x.iter().zip(y.iter()) {
                    let (t, u) = (self.tys.types.type_of(f), self.tys.types.type_of(g));
                    if !self.same_name(f, g) || !self.identical0(t, u, how, assumed) {
                        return false;
                    }
                }
                true
            }
            _ => false,
        }
    }

    /// Whether two different ids of defined types are the same instance.
    fn same_instance(&mut self, a: TypeId, b: TypeId, how: Ident, assumed: &mut Assumed) -> bool {
        let (Type::Named(x), Type::Named(y)) =
            (self.tys.types[a].clone(), self.tys.types[b].clone())
        else {
            return false;
        };
        let (Some(x), Some(y)) = (&x.inst, &y.inst) else {
            return false;
        };
        x.orig == y.orig
            && x.targs.len() == y.targs.len()
            && x.targs
                .iter()
                .zip(y.targs.iter())
                .all(|(&t, &u)| self.identical0(t, u, how, assumed))
    }

    /// Whether two fields or methods have the same name, in the same package if it is not exported.
    fn same_name(&self, a: ObjId, b: ObjId) -> bool {
        let (x, y) = (&self.tys.types[a], &self.tys.types[b]);
        x.name == y.name && (x.exported() || x.pkg == y.pkg)
    }

    /// The op of an implicit conversion of a `src` value to `dst`; nothing if it can't be assigned.
    pub(super) fn assign_op(&mut self, src: TypeId, dst: TypeId) -> Option<Op> {
        if self.identical(src, dst) {
            return Some(Op::ConvNop);
        }
        let (su, du) = (self.under(src), self.under(dst));
        if self.identical(su, du) {
            if self.is_empty_interface(src) {
                return Some(Op::ConvNop);
            }
            if (!self.has_sym(src) || !self.has_sym(dst)) && !self.is_interface(src) {
                return Some(Op::ConvNop);
            }
            if self.is_shape(src) || self.is_shape(dst) {
                return Some(Op::ConvNop);
            }
        }
        let nil = self.basic(src) == Some(BasicKind::UntypedNil);
        if self.is_interface(dst) && !nil {
            // The checker made sure that it implements the interface.
            return Some(Op::ConvIface);
        }
        if self.is_interface(src) {
            return None;
        }
        if let (Type::Chan { dir, elem: x }, Type::Chan { elem: y, .. }) =
            (self.form(src), self.form(dst))
            && dir == ChanDir::SendRecv
            && self.identical(x, y)
            && (!self.has_sym(src) || !self.has_sym(dst))
        {
            return Some(Op::ConvNop);
        }
        if nil && self.has_nil(dst) && self.basic(dst) != Some(BasicKind::UnsafePointer) {
            return Some(Op::ConvNop);
        }
        None
    }

    /// The op of an explicit conversion of a `src` value to `dst`; nothing if there is none.
    pub(super) fn convert_op(&mut self, constant: bool, src: TypeId, dst: TypeId) -> Option<Op> {
        if let Some(op) = self.assign_op(src, dst) {
            return Some(op);
        }
        if self.is_interface(src) || self.is_interface(dst) {
            return None;
        }
        let (su, du) = (self.under(src), self.under(dst));
        if self.identical_ignore_tags(su, du) {
            return Some(Op::ConvNop);
        }
        let (fs, fd) = (self.tys.types[su].clone(), self.tys.types[du].clone());
        if let (Type::Pointer { elem: x }, Type::Pointer { elem: y }) = (&fs, &fd)
            && !self.has_sym(src)
            && !self.has_sym(dst)
        {
            let (x, y) = (self.under(*x), self.under(*y));
            if self.identical_ignore_tags(x, y) {
                return Some(Op::ConvNop);
            }
        }
        match (&fs, &fd) {
            (Type::Basic(s), Type::Basic(d)) => basic_conversion(constant, *s, *d),
            (Type::Slice { elem }, Type::Basic(d)) if d.is_string() => match self.basic(*elem) {
                Some(BasicKind::Uint8) => Some(Op::Bytes2Str),
                Some(BasicKind::Int32) => Some(Op::Runes2Str),
                _ => None,
            },
            (Type::Basic(s), Type::Slice { elem }) if s.is_string() => match self.basic(*elem) {
                Some(BasicKind::Uint8) => Some(Op::Str2Bytes),
                Some(BasicKind::Int32) => Some(Op::Str2Runes),
                _ => None,
            },
            (Type::Pointer { .. }, Type::Basic(BasicKind::UnsafePointer))
            | (Type::Basic(BasicKind::UnsafePointer), Type::Pointer { .. }) => Some(Op::ConvNop),
            (Type::Slice { elem: x }, Type::Array { elem: y, .. }) => {
                self.identical(*x, *y).then_some(Op::Slice2Arr)
            }
            (Type::Slice { elem: x }, Type::Pointer { elem: p }) => {
                let y = self.array_elem(*p)?;
                self.identical(*x, y).then_some(Op::Slice2ArrPtr)
            }
            _ => None,
        }
    }
}

/// Conversions between types made of predeclared ones.
fn basic_conversion(constant: bool, s: BasicKind, d: BasicKind) -> Option<Op> {
    let real = |k: BasicKind| k.is_integer() || k.is_float();
    let same = |a, b| {
        if sim_kind(a) == sim_kind(b) {
            Op::ConvNop
        } else {
            Op::Conv
        }
    };
    if real(s) && real(d) || s.is_complex() && d.is_complex() {
        return Some(same(s, d));
    }
    if constant && s.is_numeric() && d.is_numeric() {
        return Some(Op::Conv);
    }
    if s.is_integer() && d.is_string() {
        return Some(Op::RuneStr);
    }
    let (uptr, unsafe_ptr) = (BasicKind::Uintptr, BasicKind::UnsafePointer);
    ((s == uptr && d == unsafe_ptr) || (s == unsafe_ptr && d == uptr)).then_some(Op::ConvNop)
}

/// The kind of the same size and signedness that stands for the ones whose size depends on the machine.
fn sim_kind(k: BasicKind) -> BasicKind {
    match k {
        BasicKind::Int => BasicKind::Int64,
        BasicKind::Uint | BasicKind::Uintptr => BasicKind::Uint64,
        _ => k,
    }
}
