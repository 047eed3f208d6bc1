//! What the IR passes ask about types: kind, size, pointers, and how a message prints them.
//!
//! The checker's types are types2's; the passes here follow cmd/compile/internal/types, whose answers for linux/amd64 these are.
//! [`Tys`] looks through aliases and names, and knows which package is the local one.

use crate::types::fmt::Mode;
use crate::types::object::is_exported;
pub use crate::types::sizes::{Layout, PTR_SIZE};
use crate::types::ty::{Signature, Struct};
use crate::types::{BasicKind, ObjId, PkgId, Type, TypeId, Types};
use std::rc::Rc;

/// Deepest nesting of types that is looked into; deeper ones are cut off.
const MAX_DEPTH: usize = 500;

/// The kinds of types as the back half of the compiler tells them apart (cmd/compile/internal/types.Kind).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // each says what it is
pub enum TKind {
    Invalid,
    Bool,
    Int8,
    Uint8,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Uint64,
    Int,
    Uint,
    Uintptr,
    Complex64,
    Complex128,
    Float32,
    Float64,
    Ptr,
    Func,
    Slice,
    Array,
    Struct,
    Chan,
    Map,
    Inter,
    String,
    UnsafePtr,
    /// An untyped number.
    Ideal,
    /// Untyped nil.
    Nil,
    /// Several values.
    Tuple,
    /// A type parameter or a union: no type of a value at run time.
    Open,
}

/// The types of an analysis as the IR passes see them.
#[derive(Clone, Debug)]
pub struct Tys {
    /// The store.
    pub types: Types,
    /// The package being compiled.
    pub local: Option<PkgId>,
}

impl Tys {
    /// Looks at a store on behalf of a package.
    pub fn new(types: Types, local: Option<PkgId>) -> Tys {
        Tys { types, local }
    }

    // ---- shape ----

    /// The underlying type: never an alias nor a defined type.
    pub fn under(&self, t: TypeId) -> TypeId {
        let mut t = self.types.unalias(t);
        for _ in 0..MAX_DEPTH {
            let Type::Named(named) = &self.types[t] else {
                return t;
            };
            match named.underlying.or(named.from_rhs) {
                Some(next) => t = self.types.unalias(next),
                None => return TypeId::INVALID,
            }
        }
        TypeId::INVALID
    }

    fn shape(&self, t: TypeId) -> &Type {
        &self.types[self.under(t)]
    }

    /// The kind of the underlying type.
    pub fn kind(&self, t: TypeId) -> TKind {
        match self.shape(t) {
            Type::Basic(kind) => basic_kind(*kind),
            Type::Array { .. } => TKind::Array,
            Type::Slice { .. } => TKind::Slice,
            Type::Struct(_) => TKind::Struct,
            Type::Pointer { .. } => TKind::Ptr,
            Type::Tuple(_) => TKind::Tuple,
            Type::Signature(_) => TKind::Func,
            Type::Interface(_) => TKind::Inter,
            Type::Map { .. } => TKind::Map,
            Type::Chan { .. } => TKind::Chan,
            Type::TypeParam(_) | Type::Union(_) => TKind::Open,
            Type::Named(_) | Type::Alias(_) => TKind::Invalid,
        }
    }

    /// The element type of a pointer, array, slice, channel or map.
    pub fn elem(&self, t: TypeId) -> Option<TypeId> {
        match self.shape(t) {
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Map { elem, .. }
            | Type::Chan { elem, .. } => Some(*elem),
            _ => None,
        }
    }

    /// The key type of a map.
    pub fn key(&self, t: TypeId) -> Option<TypeId> {
        match self.shape(t) {
            Type::Map { key, .. } => Some(*key),
            _ => None,
        }
    }

    /// The length of an array.
    pub fn num_elem(&self, t: TypeId) -> Option<i64> {
        match self.shape(t) {
            Type::Array { len, .. } => Some(*len),
            _ => None,
        }
    }

    /// The fields of a struct.
    pub fn fields(&self, t: TypeId) -> Rc<[ObjId]> {
        match self.shape(t) {
            Type::Struct(s) => s.fields.clone(),
            _ => Rc::default(),
        }
    }

    /// The signature of a function type.
    pub fn signature(&self, t: TypeId) -> Option<Rc<Signature>> {
        match self.shape(t) {
            Type::Signature(sig) => Some(sig.clone()),
            _ => None,
        }
    }

    /// Whether it is an interface.
    pub fn is_interface(&self, t: TypeId) -> bool {
        self.kind(t) == TKind::Inter
    }

    /// Whether it is an interface without methods.
    pub fn is_empty_interface(&self, t: TypeId) -> bool {
        self.is_interface(t) && self.all_methods(t).is_empty()
    }

    /// Whether it is an array.
    pub fn is_array(&self, t: TypeId) -> bool {
        self.kind(t) == TKind::Array
    }

    /// Whether it is a slice.
    pub fn is_slice(&self, t: TypeId) -> bool {
        self.kind(t) == TKind::Slice
    }

    /// Whether it is a pointer; `unsafe.Pointer` is none.
    pub fn is_ptr(&self, t: TypeId) -> bool {
        self.kind(t) == TKind::Ptr
    }

    /// Whether it is a string.
    pub fn is_string(&self, t: TypeId) -> bool {
        self.kind(t) == TKind::String
    }

    /// Whether it is a map.
    pub fn is_map(&self, t: TypeId) -> bool {
        self.kind(t) == TKind::Map
    }

    /// Whether it is the type of an untyped constant.
    pub fn is_untyped(&self, t: TypeId) -> bool {
        matches!(&self.types[self.types.unalias(t)], Type::Basic(kind) if kind.is_untyped())
    }

    /// Whether it is a signed integer.
    pub fn is_signed(&self, t: TypeId) -> bool {
        use TKind::{Int, Int8, Int16, Int32, Int64};
        matches!(self.kind(t), Int8 | Int16 | Int32 | Int64 | Int)
    }

    /// Whether it is an integer type.
    pub fn is_integer(&self, t: TypeId) -> bool {
        (TKind::Int8..=TKind::Uintptr).contains(&self.kind(t))
    }

    /// Whether the type stands for a set of types in the body of a shared instantiation (package `go.shape`).
    pub fn is_shape(&self, t: TypeId) -> bool {
        let Type::Named(named) = &self.types[self.types.unalias(t)] else {
            return false;
        };
        let pkg = self.types[named.obj].pkg;
        pkg.is_some_and(|p| &*self.types[p].path == "go.shape")
    }

    /// Whether a shape type stands anywhere in the type.
    pub fn has_shape(&self, t: TypeId) -> bool {
        self.has_shape_at(t, 0)
    }

    fn has_shape_at(&self, t: TypeId, depth: usize) -> bool {
        if self.is_shape(t) {
            return true;
        }
        if depth > MAX_DEPTH {
            return false;
        }
        let t = self.types.unalias(t);
        let any = |list: &[TypeId]| list.iter().any(|&t| self.has_shape_at(t, depth + 1));
        let objs = |list: &Rc<[ObjId]>| {
            list.iter()
                .any(|&o| self.has_shape_at(self.types.type_of(o), depth + 1))
        };
        match &self.types[t] {
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => any(&[*elem]),
            Type::Map { key, elem } => any(&[*key, *elem]),
            Type::Struct(s) => objs(&s.fields),
            Type::Tuple(list) => objs(list),
            Type::Signature(sig) => objs(&sig.params) || objs(&sig.results),
            Type::Named(named) => named.inst.as_ref().is_some_and(|inst| any(&inst.targs)),
            _ => false,
        }
    }

    /// Whether the type has a name: declared, predeclared, or an instance.
    pub fn has_sym(&self, t: TypeId) -> bool {
        t == TypeId::ANY
            || t == TypeId::EMPTY_INTERFACE
            || matches!(
                &self.types[self.types.unalias(t)],
                Type::Named(_) | Type::Basic(_)
            )
    }

    // ---- layout ----

    /// Size, alignment and pointers.
    pub fn layout(&mut self, t: TypeId) -> Layout {
        self.types.layout(t)
    }

    /// Size in bytes; of types that are too large for the address space, the largest number.
    pub fn size(&mut self, t: TypeId) -> i64 {
        self.types.layout(t).bytes()
    }

    /// Whether values of the type hold pointers that the garbage collector follows.
    pub fn has_pointers(&mut self, t: TypeId) -> bool {
        self.types.layout(t).has_pointers()
    }

    /// Whether a value fits into the data word of an interface: it is a single pointer.
    pub fn is_direct_iface(&mut self, t: TypeId) -> bool {
        self.types.layout(t).is_direct_iface()
    }

    /// The byte offset of each field of a struct.
    pub fn field_offsets(&mut self, t: TypeId) -> Vec<i64> {
        self.types.offsets_of(t)
    }

    /// Makes sure that questions about `t` and its element can be answered without changing the store.
    pub fn complete(&mut self, t: TypeId) {
        self.types.under(t);
        if let Some(elem) = self.elem(t) {
            self.types.under(elem);
        }
    }

    // ---- methods and identity ----

    /// All methods of an interface, embedded ones too, in the compiler's order: exported ones first, by name, then by package.
    pub fn all_methods(&self, t: TypeId) -> Rc<[ObjId]> {
        match self.shape(t) {
            Type::Interface(iface) => self.types.all_methods(iface),
            _ => Rc::default(),
        }
    }

    /// Whether two types are identical (spec: Type identity).
    pub fn identical(&self, a: TypeId, b: TypeId) -> bool {
        self.identical_at(a, b, 0)
    }

    fn identical_at(&self, a: TypeId, b: TypeId, depth: usize) -> bool {
        let (a, b) = (self.types.unalias(a), self.types.unalias(b));
        if a == b {
            return true;
        }
        if depth > MAX_DEPTH {
            return false;
        }
        let same = |a: TypeId, b: TypeId| self.identical_at(a, b, depth + 1);
        let tuple = |a: &Rc<[ObjId]>, b: &Rc<[ObjId]>| {
            a.len() == b.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|(&a, &b)| same(self.types.type_of(a), self.types.type_of(b)))
        };
        match (&self.types[a], &self.types[b]) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (Type::Array { len: m, elem: a }, Type::Array { len: n, elem: b }) => {
                m == n && same(*a, *b)
            }
            (Type::Slice { elem: a }, Type::Slice { elem: b })
            | (Type::Pointer { elem: a }, Type::Pointer { elem: b }) => same(*a, *b),
            (Type::Chan { dir: d, elem: a }, Type::Chan { dir: e, elem: b }) => {
                d == e && same(*a, *b)
            }
            (Type::Map { key: k, elem: a }, Type::Map { key: l, elem: b }) => {
                same(*k, *l) && same(*a, *b)
            }
            (Type::Struct(a), Type::Struct(b)) => self.identical_structs(a, b, depth),
            (Type::Tuple(a), Type::Tuple(b)) => tuple(a, b),
            (Type::Signature(a), Type::Signature(b)) => {
                a.variadic == b.variadic
                    && tuple(&a.params, &b.params)
                    && tuple(&a.results, &b.results)
            }
            (Type::Interface(_), Type::Interface(_)) => {
                let (m, n) = (self.all_methods(a), self.all_methods(b));
                m.len() == n.len()
                    && m.iter().zip(n.iter()).all(|(&a, &b)| {
                        self.types.compare_objects(a, b).is_eq()
                            && same(self.types.type_of(a), self.types.type_of(b))
                    })
            }
            (Type::Named(a), Type::Named(b)) => match (&a.inst, &b.inst) {
                (Some(a), Some(b)) => {
                    a.orig == b.orig
                        && a.targs.len() == b.targs.len()
                        && a.targs
                            .iter()
                            .zip(b.targs.iter())
                            .all(|(&a, &b)| same(a, b))
                }
                (None, None) => a.obj == b.obj,
                _ => false,
            },
            _ => false,
        }
    }

    fn identical_structs(&self, a: &Struct, b: &Struct, depth: usize) -> bool {
        a.fields.len() == b.fields.len()
            && a.fields
                .iter()
                .zip(b.fields.iter())
                .enumerate()
                .all(|(i, (&f, &g))| {
                    let (x, y) = (&self.types[f], &self.types[g]);
                    x.name == y.name
                        && x.is_embedded() == y.is_embedded()
                        && a.tag(i) == b.tag(i)
                        && (is_exported(&x.name) || x.pkg == y.pkg)
                        && self.identical_at(
                            self.types.type_of(f),
                            self.types.type_of(g),
                            depth + 1,
                        )
                })
    }

    // ---- printing ----

    /// The type as a message prints it.
    pub fn string(&self, t: TypeId) -> String {
        self.types.gc_string(t, Mode::Go, self.local)
    }

    /// The type as a symbol's name holds it (cmd/compile/internal/types.Type.LinkString).
    pub fn link_string(&self, t: TypeId) -> String {
        self.types.link_string(t)
    }
}

fn basic_kind(kind: BasicKind) -> TKind {
    use BasicKind::*;
    match kind {
        Invalid => TKind::Invalid,
        Bool | UntypedBool => TKind::Bool,
        Int => TKind::Int,
        Int8 => TKind::Int8,
        Int16 => TKind::Int16,
        Int32 => TKind::Int32,
        Int64 => TKind::Int64,
        Uint => TKind::Uint,
        Uint8 => TKind::Uint8,
        Uint16 => TKind::Uint16,
        Uint32 => TKind::Uint32,
        Uint64 => TKind::Uint64,
        Uintptr => TKind::Uintptr,
        Float32 => TKind::Float32,
        Float64 => TKind::Float64,
        Complex64 => TKind::Complex64,
        Complex128 => TKind::Complex128,
        String | UntypedString => TKind::String,
        UnsafePointer => TKind::UnsafePtr,
        UntypedInt | UntypedRune | UntypedFloat | UntypedComplex => TKind::Ideal,
        UntypedNil => TKind::Nil,
    }
}
