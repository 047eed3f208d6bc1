//! What the IR passes ask about types: kind, size, pointers, and how a message prints them.
//!
//! The checker's types are types2's; the passes here follow cmd/compile/internal/types, whose answers for linux/amd64 these are.
//! [`Tys`] looks through aliases and names, remembers layouts, and knows which package is the local one.

use crate::types::object::is_exported;
use crate::types::ty::{Interface, Named, Signature, Struct};
use crate::types::{BasicKind, ChanDir, ObjId, PkgId, Type, TypeId, Types};
use std::collections::HashMap;
use std::rc::Rc;

/// Bytes of a pointer.
pub const PTR_SIZE: i64 = 8;

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

/// Size, alignment and pointers of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// Bytes.
    pub size: i64,
    /// Bytes.
    pub align: i64,
    /// Length of the prefix that holds pointers, in bytes; 0 if there are none.
    pub ptr_bytes: i64,
    /// May not be allocated on the heap.
    pub not_in_heap: bool,
}

/// How a type is printed (cmd/compile/internal/types/fmt.go, fmtMode).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeFmt {
    /// For messages: local and built-in names bare, others with their package's name.
    Go,
    /// For symbols: every name with its package's path.
    TypeId,
}

/// The types of an analysis as the IR passes see them.
#[derive(Clone, Debug)]
pub struct Tys {
    /// The store.
    pub types: Types,
    /// The package being compiled.
    pub local: Option<PkgId>,
    layouts: HashMap<TypeId, Layout>,
}

impl Tys {
    /// Looks at a store on behalf of a package.
    pub fn new(types: Types, local: Option<PkgId>) -> Tys {
        Tys {
            types,
            local,
            layouts: HashMap::new(),
        }
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
        self.layout_at(t, 0)
    }

    /// Size in bytes.
    pub fn size(&mut self, t: TypeId) -> i64 {
        self.layout(t).size
    }

    /// Whether values of the type hold pointers that the garbage collector follows.
    pub fn has_pointers(&mut self, t: TypeId) -> bool {
        self.layout(t).ptr_bytes > 0
    }

    /// Whether a value fits into the data word of an interface: it is a single pointer.
    pub fn is_direct_iface(&mut self, t: TypeId) -> bool {
        let layout = self.layout(t);
        layout.size == PTR_SIZE && layout.ptr_bytes == PTR_SIZE
    }

    fn layout_at(&mut self, t: TypeId, depth: usize) -> Layout {
        if let Some(&layout) = self.layouts.get(&t) {
            return layout;
        }
        if depth > MAX_DEPTH {
            return Layout::default();
        }
        let mut layout = self.compute_layout(t, depth);
        match &self.types[self.types.unalias(t)] {
            Type::Named(named) => self.special_layout(&named.clone(), &mut layout),
            _ => {}
        }
        self.layouts.insert(t, layout);
        layout
    }

    /// Types that the compiler knows by name (types/size.go, CalcStructSize; types/type.go, newNamed).
    fn special_layout(&self, named: &Named, layout: &mut Layout) {
        let obj = &self.types[named.obj];
        let Some(pkg) = obj.pkg else { return };
        match (&*self.types[pkg].path, &*obj.name) {
            ("sync/atomic" | "internal/runtime/atomic", "align64") => layout.align = 8,
            ("internal/runtime/sys", "nih") => layout.not_in_heap = true,
            _ => {}
        }
    }

    fn compute_layout(&mut self, t: TypeId, depth: usize) -> Layout {
        let plain = |size: i64, align: i64| Layout {
            size,
            align,
            ..Layout::default()
        };
        let pointers = |words: i64, ptr_words: i64| Layout {
            size: words * PTR_SIZE,
            align: PTR_SIZE,
            ptr_bytes: ptr_words * PTR_SIZE,
            not_in_heap: false,
        };
        match self.kind(t) {
            TKind::Bool | TKind::Int8 | TKind::Uint8 => plain(1, 1),
            TKind::Int16 | TKind::Uint16 => plain(2, 2),
            TKind::Int32 | TKind::Uint32 | TKind::Float32 => plain(4, 4),
            TKind::Int64
            | TKind::Uint64
            | TKind::Int
            | TKind::Uint
            | TKind::Uintptr
            | TKind::Float64 => plain(8, 8),
            TKind::Complex64 => plain(8, 4),
            TKind::Complex128 => plain(16, 8),
            TKind::Func | TKind::Chan | TKind::Map | TKind::UnsafePtr => pointers(1, 1),
            TKind::Ptr => pointers(1, i64::from(!self.elem_not_in_heap(t, depth))),
            TKind::Inter => pointers(2, 2),
            TKind::String => pointers(2, 1),
            TKind::Slice => pointers(3, i64::from(!self.elem_not_in_heap(t, depth))),
            TKind::Array => self.array_layout(t, depth),
            TKind::Struct => self.struct_layout(t, depth),
            TKind::Invalid | TKind::Ideal | TKind::Nil | TKind::Tuple | TKind::Open => plain(0, 1),
        }
    }

    /// Whether the element may not live on the heap. Looks only into names, arrays and structs, so that recursive types are no trouble.
    fn elem_not_in_heap(&self, t: TypeId, depth: usize) -> bool {
        self.elem(t).is_some_and(|e| self.not_in_heap(e, depth + 1))
    }

    fn not_in_heap(&self, t: TypeId, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let t = self.types.unalias(t);
        if let Type::Named(named) = &self.types[t] {
            let obj = &self.types[named.obj];
            let path = obj.pkg.map(|p| &*self.types[p].path);
            if path == Some("internal/runtime/sys") && &*obj.name == "nih" {
                return true;
            }
            // Only packages of the runtime can name that type; all others need no look inside.
            if !path.is_some_and(|p| p.starts_with("runtime") || p.starts_with("internal/")) {
                return false;
            }
        }
        match self.shape(t) {
            Type::Array { elem, .. } => self.not_in_heap(*elem, depth + 1),
            Type::Struct(s) => s
                .fields
                .iter()
                .any(|&f| self.not_in_heap(self.types.type_of(f), depth + 1)),
            _ => false,
        }
    }

    fn array_layout(&mut self, t: TypeId, depth: usize) -> Layout {
        let (Some(elem), Some(n)) = (self.elem(t), self.num_elem(t)) else {
            return Layout::default();
        };
        let (elem, n) = (self.layout_at(elem, depth + 1), n.max(0));
        let ptr_bytes = match (n, elem.ptr_bytes) {
            (0, _) | (_, 0) => 0,
            _ => elem
                .size
                .saturating_mul(n - 1)
                .saturating_add(elem.ptr_bytes),
        };
        Layout {
            size: elem.size.saturating_mul(n),
            align: elem.align,
            ptr_bytes,
            not_in_heap: elem.not_in_heap,
        }
    }

    fn struct_layout(&mut self, t: TypeId, depth: usize) -> Layout {
        let mut layout = Layout {
            align: 1,
            ..Layout::default()
        };
        let mut last_size = 1;
        for &field in self.fields(t).iter() {
            let typ = self.types.type_of(field);
            let f = self.layout_at(typ, depth + 1);
            let offset = round_up(layout.size, f.align);
            if f.ptr_bytes > 0 {
                layout.ptr_bytes = offset.saturating_add(f.ptr_bytes);
            }
            layout.align = layout.align.max(f.align);
            layout.not_in_heap |= f.not_in_heap;
            layout.size = offset.saturating_add(f.size);
            last_size = f.size;
        }
        // The address of a last field without size must not be that of the next object.
        if layout.size > 0 && last_size == 0 {
            layout.size += 1;
        }
        layout.size = round_up(layout.size, layout.align);
        layout
    }

    /// The byte offset of each field of a struct.
    pub fn field_offsets(&mut self, t: TypeId) -> Vec<i64> {
        let mut size = 0i64;
        let fields = self.fields(t);
        fields
            .iter()
            .map(|&field| {
                let layout = self.layout(self.types.type_of(field));
                let offset = round_up(size, layout.align);
                size = offset.saturating_add(layout.size);
                offset
            })
            .collect()
    }

    // ---- methods and identity ----

    /// All methods of an interface, embedded ones too, in the compiler's order: exported ones first, by name, then by package.
    pub fn all_methods(&self, t: TypeId) -> Vec<ObjId> {
        let mut methods: Vec<ObjId> = Vec::new();
        self.collect_methods(t, &mut methods, 0);
        methods.sort_by(|&a, &b| self.method_key(a).cmp(&self.method_key(b)));
        methods.dedup_by(|a, b| self.method_key(*a) == self.method_key(*b));
        methods
    }

    fn method_key(&self, m: ObjId) -> (bool, &str, &str) {
        let obj = &self.types[m];
        let exported = is_exported(&obj.name);
        let path = match obj.pkg {
            Some(pkg) if !exported => &*self.types[pkg].path,
            _ => "",
        };
        (!exported, &obj.name, path)
    }

    fn collect_methods(&self, t: TypeId, out: &mut Vec<ObjId>, depth: usize) {
        let Type::Interface(iface) = self.shape(t) else {
            return;
        };
        let iface: Rc<Interface> = iface.clone();
        out.extend(iface.methods.iter());
        if depth < MAX_DEPTH {
            for &embedded in iface.embeddeds.iter() {
                self.collect_methods(embedded, out, depth + 1);
            }
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
                    && m.iter().zip(&n).all(|(&a, &b)| {
                        self.method_key(a) == self.method_key(b)
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
        self.format(t, TypeFmt::Go)
    }

    /// The type as a symbol's name holds it (cmd/compile/internal/types.Type.LinkString).
    pub fn link_string(&self, t: TypeId) -> String {
        self.format(t, TypeFmt::TypeId)
    }

    /// The type, printed one way or the other.
    pub fn format(&self, t: TypeId, mode: TypeFmt) -> String {
        let mut printer = TypePrinter {
            tys: self,
            mode,
            out: String::new(),
            visited: Vec::new(),
        };
        printer.typ(t);
        printer.out
    }

    /// A package's qualifier: nothing for the local package and for built-in names.
    fn qualifier(&self, pkg: Option<PkgId>, mode: TypeFmt) -> &str {
        match (pkg, mode) {
            (None, _) => "",
            (Some(pkg), TypeFmt::Go) if Some(pkg) == self.local => "",
            (Some(pkg), TypeFmt::Go) => &self.types[pkg].name,
            (Some(pkg), TypeFmt::TypeId) => &self.types[pkg].path,
        }
    }
}

fn round_up(n: i64, align: i64) -> i64 {
    match align {
        0 | 1 => n,
        _ => n.saturating_add(align - 1) / align * align,
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

struct TypePrinter<'a> {
    tys: &'a Tys,
    mode: TypeFmt,
    out: String,
    /// The unnamed types around the current place, each with the offset at which its text starts.
    visited: Vec<(TypeId, usize)>,
}

impl TypePrinter<'_> {
    fn typ(&mut self, t: TypeId) {
        self.typ_or_tail(t, false);
    }

    /// `tail`: a function type without the leading `func`.
    fn typ_or_tail(&mut self, t: TypeId, tail: bool) {
        let t = self.named_alias(t);
        if let Some(&(_, offset)) = self.visited.iter().find(|(v, _)| *v == t) {
            self.out.push_str(&format!("@{offset}"));
            return;
        }
        if self.visited.len() > MAX_DEPTH {
            self.out.push('…');
            return;
        }
        if self.name(t) {
            return;
        }
        self.visited.push((t, self.out.len()));
        self.literal(t, tail);
        self.visited.pop();
    }

    /// Looks through aliases, but stops at `any`, which messages print by that name.
    fn named_alias(&self, t: TypeId) -> TypeId {
        match self.tys.types.unalias(t) {
            // The one interface behind `any`; `interface{}` as written is another.
            TypeId::EMPTY_INTERFACE => TypeId::ANY,
            t => t,
        }
    }

    /// Prints a type that has a name; says whether it has.
    fn name(&mut self, t: TypeId) -> bool {
        match &self.tys.types[t] {
            _ if t == TypeId::ANY => match self.mode {
                TypeFmt::Go => self.out.push_str("any"),
                TypeFmt::TypeId => self.out.push_str("interface {}"),
            },
            _ if t == TypeId::BYTE && self.mode == TypeFmt::Go => self.out.push_str("byte"),
            _ if t == TypeId::RUNE && self.mode == TypeFmt::Go => self.out.push_str("rune"),
            Type::Basic(BasicKind::UnsafePointer) => self.out.push_str("unsafe.Pointer"),
            Type::Basic(BasicKind::UntypedNil) => self.out.push_str("nil"),
            Type::Basic(kind) => self.out.push_str(kind.name()),
            Type::Named(named) => self.named(&named.clone()),
            Type::TypeParam(p) => {
                let name = self.tys.types[p.obj].name.clone();
                self.out.push_str(&name);
            }
            _ => return false,
        }
        true
    }

    fn named(&mut self, named: &Named) {
        let obj = &self.tys.types[named.obj];
        let qualifier = self.tys.qualifier(obj.pkg, self.mode);
        if !qualifier.is_empty() {
            self.out.push_str(qualifier);
            self.out.push('.');
        }
        self.out.push_str(&obj.name);
        if let Some(inst) = &named.inst {
            // Type arguments are part of the symbol's name and stand there with full paths.
            self.out.push('[');
            for (i, &arg) in inst.targs.iter().enumerate() {
                if i > 0 {
                    self.out.push(',');
                }
                self.out.push_str(&self.tys.link_string(arg));
            }
            self.out.push(']');
        }
    }

    fn literal(&mut self, t: TypeId, tail: bool) {
        match self.tys.types[t].clone() {
            Type::Pointer { elem } => {
                self.out.push('*');
                self.typ(elem);
            }
            Type::Array { len, elem } => {
                self.out.push_str(&format!("[{len}]"));
                self.typ(elem);
            }
            Type::Slice { elem } => {
                self.out.push_str("[]");
                self.typ(elem);
            }
            Type::Chan { dir, elem } => self.chan(dir, elem),
            Type::Map { key, elem } => {
                self.out.push_str("map[");
                self.typ(key);
                self.out.push(']');
                self.typ(elem);
            }
            Type::Interface(_) => self.interface(t),
            Type::Signature(sig) => {
                if !tail {
                    self.out.push_str("func");
                }
                self.signature(&sig);
            }
            Type::Struct(s) => self.structure(&s),
            Type::Tuple(list) => self.params(&list, false),
            Type::Union(_) => self.out.push_str("union"),
            Type::Basic(_) | Type::Named(_) | Type::TypeParam(_) | Type::Alias(_) => {}
        }
    }

    fn chan(&mut self, dir: ChanDir, elem: TypeId) {
        self.out.push_str(match dir {
            ChanDir::RecvOnly => "<-chan ",
            ChanDir::SendOnly => "chan<- ",
            ChanDir::SendRecv => "chan ",
        });
        let inner = &self.tys.types[self.tys.types.unalias(elem)];
        let parens = dir == ChanDir::SendRecv
            && matches!(
                inner,
                Type::Chan {
                    dir: ChanDir::RecvOnly,
                    ..
                }
            );
        if parens {
            self.out.push('(');
        }
        self.typ(elem);
        if parens {
            self.out.push(')');
        }
    }

    fn interface(&mut self, t: TypeId) {
        let methods = self.tys.all_methods(t);
        if methods.is_empty() {
            self.out.push_str("interface {}");
            return;
        }
        self.out.push_str("interface {");
        for (i, m) in methods.into_iter().enumerate() {
            self.out.push_str(if i == 0 { " " } else { "; " });
            let obj = &self.tys.types[m];
            if !is_exported(&obj.name) {
                let path = self.tys.qualifier(obj.pkg, TypeFmt::TypeId);
                if !path.is_empty() {
                    self.out.push_str(path);
                    self.out.push('.');
                }
            }
            self.out.push_str(&obj.name);
            self.typ_or_tail(self.tys.types.type_of(m), true);
        }
        self.out.push_str(" }");
    }

    fn signature(&mut self, sig: &Signature) {
        self.params(&sig.params, sig.variadic);
        match sig.results.len() {
            0 => {}
            1 => {
                self.out.push(' ');
                self.typ(self.tys.types.type_of(sig.results[0]));
            }
            _ => {
                self.out.push(' ');
                self.params(&sig.results, false);
            }
        }
    }

    fn params(&mut self, list: &[ObjId], variadic: bool) {
        self.out.push('(');
        for (i, &p) in list.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            let typ = self.tys.types.type_of(p);
            match self.tys.elem(typ) {
                Some(elem) if variadic && i + 1 == list.len() => {
                    self.out.push_str("...");
                    self.typ(elem);
                }
                _ => self.typ(typ),
            }
        }
        self.out.push(')');
    }

    fn structure(&mut self, s: &Struct) {
        self.out.push_str("struct {");
        for (i, &f) in s.fields.iter().enumerate() {
            self.out.push_str(if i == 0 { " " } else { "; " });
            let field = &self.tys.types[f];
            if !field.is_embedded() {
                self.field_name(f);
                self.out.push(' ');
            } else if self.mode == TypeFmt::TypeId && self.renamed(f) {
                self.field_name(f);
                self.out.push_str(" = ");
            }
            self.typ(self.tys.types.type_of(f));
            if !s.tag(i).is_empty() {
                self.out.push(' ');
                self.out.push_str(&super::fmt::quote(s.tag(i).as_bytes()));
            }
        }
        self.out
            .push_str(if s.fields.is_empty() { "}" } else { " }" });
    }

    fn field_name(&mut self, f: ObjId) {
        let field = &self.tys.types[f];
        if !is_exported(&field.name) {
            let qualifier = self.tys.qualifier(field.pkg, self.mode);
            if !qualifier.is_empty() {
                self.out.push_str(qualifier);
                self.out.push('.');
            }
        }
        self.out.push_str(&field.name);
    }

    /// Whether an embedded field's name differs from its type's, because it was embedded through an alias.
    fn renamed(&self, f: ObjId) -> bool {
        let types = &self.tys.types;
        let mut t = types.unalias(types.type_of(f));
        if let Type::Pointer { elem } = types[t] {
            t = types.unalias(elem);
        }
        match &types[t] {
            Type::Named(named) => types[named.obj].name != types[f].name,
            Type::Basic(kind) => kind.name() != &*types[f].name,
            _ => true,
        }
    }
}
