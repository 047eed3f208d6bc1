//! Sizes, alignments, offsets and pointer data on linux/amd64 (cmd/compile/internal/types2/gcsizes.go,
//! cmd/compile/internal/types/size.go, internal/runtime/gc/sizeclasses.go).

use super::ids::{PkgId, TypeId};
use super::store::Types;
use super::ty::{BasicKind, Struct, Type};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// Size of a pointer in bytes.
pub const PTR_SIZE: i64 = 8;

/// Types from this size on are "too large" for the back end (cmd/compile/internal/types, `MaxWidth`).
pub const MAX_WIDTH: i64 = 1 << 50;

/// Types that hold each other by value deeper than this have no size here: the checker rejects cycles, and no program nests that deep.
const MAX_DEPTH: u32 = 2000;

/// What a value of a type takes in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Size in bytes; negative if it is too large for 64 bits.
    pub size: i64,
    /// Alignment in bytes: 1, 2, 4 or 8.
    pub align: i64,
    /// Length in bytes of the part that holds pointers: everything behind it is scalar (`PtrDataSize`). 0 if there are none.
    pub ptr_data: i64,
    /// Whether the type consists of parts that are known; the numbers of others are not to be relied on.
    pub known: bool,
}

impl Layout {
    /// A pointer.
    pub const POINTER: Layout = Layout::new(PTR_SIZE, PTR_SIZE, PTR_SIZE);
    /// An address that the garbage collector does not follow.
    pub const UINTPTR: Layout = Layout::new(PTR_SIZE, PTR_SIZE, 0);

    const fn new(size: i64, align: i64, ptr_data: i64) -> Layout {
        Layout {
            size,
            align,
            ptr_data,
            known: true,
        }
    }

    /// What a struct of these fields takes, in their order.
    pub fn of_fields(fields: &[Layout]) -> Layout {
        let offsets = offsets(fields);
        let align = fields.iter().map(|l| l.align).max().unwrap_or(1);
        let known = fields.iter().all(|l| l.known);
        let placed = || offsets.iter().zip(fields);
        let ptr_data = placed()
            .rev()
            .find(|(_, l)| l.ptr_data > 0)
            .map_or(0, |(at, l)| at.wrapping_add(l.ptr_data));
        let (at, last) = placed().next_back().map_or((0, 0), |(&at, l)| (at, l.size));
        if at < 0 || last < 0 {
            return Layout {
                size: -1,
                align,
                ptr_data: ptr_data.max(0),
                known,
            };
        }
        // A zero-sized last field takes a byte, so that its address is not that of the next object.
        let last = if at > 0 && last == 0 { 1 } else { last };
        Layout {
            size: align_up(at.wrapping_add(last), align),
            align,
            ptr_data,
            known,
        }
    }

    /// Whether a value is stored in an interface as it is, without an allocation: it is one pointer (`IsDirectIface`).
    pub fn is_direct_iface(&self) -> bool {
        self.size == PTR_SIZE && self.ptr_data == PTR_SIZE
    }

    /// Size in bytes; of what is too large for the address space, the largest number.
    pub fn bytes(&self) -> i64 {
        match self.size {
            size if size < 0 => i64::MAX,
            size => size,
        }
    }

    /// Whether there are pointers in it.
    pub fn has_pointers(&self) -> bool {
        self.ptr_data > 0
    }
}

/// Where fields start that follow each other; negative from where the sizes before are too large for 64 bits.
fn offsets(fields: &[Layout]) -> Vec<i64> {
    let mut offsets = Vec::with_capacity(fields.len());
    let mut at = 0i64;
    for layout in fields {
        if at >= 0 {
            at = align_up(at, layout.align);
        }
        offsets.push(at.max(-1));
        at = if at < 0 || layout.size < 0 {
            -1
        } else {
            at.wrapping_add(layout.size)
        };
    }
    offsets
}

/// What was computed of structs and arrays; shared between clones of a store until one computes more.
#[derive(Clone, Debug, Default)]
pub(in crate::types) struct Layouts {
    /// Layouts of types without a name.
    layouts: Rc<HashMap<TypeId, Layout>>,
    /// Answers of [`Types::not_in_heap`].
    not_in_heap: Rc<HashMap<TypeId, bool>>,
}

const WORD: Layout = Layout::new(PTR_SIZE, PTR_SIZE, 0);
const POINTER: Layout = Layout::new(PTR_SIZE, PTR_SIZE, PTR_SIZE);

impl Types {
    /// Size in bytes; negative if it is too large.
    pub fn size_of(&mut self, t: TypeId) -> i64 {
        self.layout(t).size
    }

    /// Alignment in bytes, at least 1.
    pub fn align_of(&mut self, t: TypeId) -> i64 {
        self.layout(t).align
    }

    /// Whether values hold pointers that the garbage collector follows.
    pub fn has_pointers(&mut self, t: TypeId) -> bool {
        self.layout(t).has_pointers()
    }

    /// Whether a value is stored in an interface as it is (cmd/compile/internal/types, `IsDirectIface`).
    pub fn is_direct_iface(&mut self, t: TypeId) -> bool {
        self.layout(t).is_direct_iface()
    }

    /// The offset of the field that is reached from struct type `t` by `index`, without pointers; negative if it is too large.
    pub fn offset_of(&mut self, t: TypeId, index: &[usize]) -> i64 {
        let mut typ = t;
        let mut offset = 0i64;
        for &i in index {
            let u = self.under(typ);
            let Type::Struct(s) = self[u].clone() else {
                return -1;
            };
            let at = self.field_offsets(&s, 0).0.get(i).copied().unwrap_or(-1);
            if at < 0 {
                return -1;
            }
            offset = offset.wrapping_add(at);
            if offset < 0 {
                return -1;
            }
            typ = self.type_of(s.fields[i]);
        }
        offset
    }

    /// The offsets of a struct type's fields in bytes; negative from the first one on that is too large. Empty for other types.
    pub fn offsets_of(&mut self, t: TypeId) -> Vec<i64> {
        let u = self.under(t);
        match self[u].clone() {
            Type::Struct(s) => self.field_offsets(&s, 0).0,
            _ => Vec::new(),
        }
    }

    /// Size, alignment and pointer data of a type. Type parameters and untyped `nil` have no layout: it is not `known`.
    pub fn layout(&mut self, t: TypeId) -> Layout {
        self.layout_at(t, 0)
    }

    fn layout_at(&mut self, t: TypeId, depth: u32) -> Layout {
        if depth > MAX_DEPTH || self.is_type_param(t) {
            return Layout {
                known: false,
                ..WORD
            };
        }
        let u = self.under(t);
        match self[u] {
            Type::Basic(kind) => basic_layout(kind),
            Type::Pointer { elem } => {
                if self.not_in_heap(elem) {
                    WORD
                } else {
                    POINTER
                }
            }
            Type::Chan { .. } | Type::Map { .. } | Type::Signature(_) => POINTER,
            Type::Slice { elem } => {
                let ptr_data = if self.not_in_heap(elem) { 0 } else { PTR_SIZE };
                Layout::new(3 * PTR_SIZE, PTR_SIZE, ptr_data)
            }
            Type::Interface(_) => Layout::new(2 * PTR_SIZE, PTR_SIZE, 2 * PTR_SIZE),
            Type::Array { len, elem } => {
                if let Some(&known) = self.layouts.layouts.get(&u) {
                    return known;
                }
                let elem = self.layout_at(elem, depth + 1);
                let layout = array_layout(len, elem);
                self.remember(u, layout)
            }
            Type::Struct(ref s) => {
                // An empty struct's alignment depends on its name.
                if s.fields.is_empty() {
                    let align = if self.is_align64(t) { 8 } else { 1 };
                    return Layout::new(0, align, 0);
                }
                if let Some(&known) = self.layouts.layouts.get(&u) {
                    return known;
                }
                let s = s.clone();
                let layout = self.struct_layout(&s, depth);
                self.remember(u, layout)
            }
            _ => Layout {
                known: false,
                ..WORD
            },
        }
    }

    fn remember(&mut self, t: TypeId, layout: Layout) -> Layout {
        if layout.known {
            Rc::make_mut(&mut self.layouts.layouts).insert(t, layout);
        }
        layout
    }

    /// The offsets of the fields, and their layouts.
    fn field_offsets(&mut self, s: &Struct, depth: u32) -> (Vec<i64>, Vec<Layout>) {
        let layout = |&f: &_| self.layout_at(self.type_of(f), depth + 1);
        let layouts: Vec<Layout> = s.fields.iter().map(layout).collect();
        (offsets(&layouts), layouts)
    }

    fn struct_layout(&mut self, s: &Struct, depth: u32) -> Layout {
        Layout::of_fields(&self.field_offsets(s, depth).1)
    }

    /// The marker type that gives the structs around it 64-bit alignment.
    fn is_align64(&self, t: TypeId) -> bool {
        let Some(obj) = self.as_named(t).and_then(|t| self.named_obj(t)) else {
            return false;
        };
        let path = self[obj].pkg.map(|p| &*self[p].path);
        &*self[obj].name == "align64"
            && matches!(path, Some("sync/atomic" | "internal/runtime/atomic"))
    }

    /// Whether values live outside the heap, so that pointers to them are none for the garbage collector: internal/runtime/sys's
    /// `nih`, and structs and arrays that hold one.
    pub fn not_in_heap(&mut self, t: TypeId) -> bool {
        // The package is part of the analysis only if something of the runtime is.
        let Some(home) = self.runtime_sys else {
            return false;
        };
        let u = self.under(t);
        if !matches!(self[u], Type::Array { .. } | Type::Struct(_)) {
            return false;
        }
        if let Some(&known) = self.layouts.not_in_heap.get(&t) {
            return known;
        }
        let mut search = NotInHeap {
            home,
            path: Vec::new(),
            complete: true,
        };
        let found = search.holds(self, t);
        if found || search.complete {
            Rc::make_mut(&mut self.layouts.not_in_heap).insert(t, found);
        }
        found
    }
}

/// The search for `nih` in a type.
struct NotInHeap {
    /// internal/runtime/sys.
    home: PkgId,
    /// The structs and arrays that the search is in or was in.
    path: Vec<TypeId>,
    /// Whether all types that were met are complete; the answer may be another one later otherwise.
    complete: bool,
}

impl NotInHeap {
    fn holds(&mut self, types: &mut Types, t: TypeId) -> bool {
        if let Some(obj) = types.as_named(t).and_then(|t| types.named_obj(t))
            && types[obj].pkg == Some(self.home)
            && &*types[obj].name == "nih"
        {
            return true;
        }
        let u = types.under(t);
        if self.path.contains(&u) {
            return false;
        }
        match types[u].clone() {
            Type::Array { elem, .. } => {
                self.path.push(u);
                self.holds(types, elem)
            }
            Type::Struct(s) => {
                self.path.push(u);
                s.fields.iter().any(|&f| {
                    let t = types.type_of(f);
                    self.holds(types, t)
                })
            }
            Type::Basic(BasicKind::Invalid) => {
                self.complete = false;
                false
            }
            _ => false,
        }
    }
}

fn basic_layout(kind: BasicKind) -> Layout {
    use BasicKind::*;
    match kind {
        Bool | Int8 | Uint8 | UntypedBool => Layout::new(1, 1, 0),
        Int16 | Uint16 => Layout::new(2, 2, 0),
        Int32 | Uint32 | Float32 | UntypedRune => Layout::new(4, 4, 0),
        Int | Int64 | Uint | Uint64 | Uintptr | Float64 | UntypedInt | UntypedFloat => WORD,
        Complex64 => Layout::new(8, 4, 0),
        Complex128 | UntypedComplex => Layout::new(16, 8, 0),
        String | UntypedString => Layout::new(2 * PTR_SIZE, PTR_SIZE, PTR_SIZE),
        UnsafePointer => POINTER,
        Invalid | UntypedNil => Layout {
            known: false,
            ..WORD
        },
    }
}

fn array_layout(len: i64, elem: Layout) -> Layout {
    let size = match len {
        ..=0 => 0,
        _ if elem.size < 0 => -1,
        n => elem.size.checked_mul(n).unwrap_or(-1),
    };
    let ptr_data = if len > 0 && elem.ptr_data > 0 {
        elem.size.wrapping_mul(len - 1).wrapping_add(elem.ptr_data)
    } else {
        0
    };
    Layout {
        size,
        align: elem.align,
        ptr_data,
        known: elem.known && len >= 0,
    }
}

/// The next multiple of a power of two; negative on overflow.
fn align_up(x: i64, align: i64) -> i64 {
    x.wrapping_add(align - 1) & !(align - 1)
}

/// The sizes in which the allocator hands out small objects (internal/runtime/gc, `SizeClassToSize`).
pub const SIZE_CLASSES: [u16; 67] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
    384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
];

/// Objects with pointers above this size get a header of 8 bytes (internal/runtime/gc, `MinSizeForMallocHeader`).
const MIN_SIZE_FOR_HEADER: u64 = 512;

/// Small objects without pointers share blocks of this size (runtime, `maxTinySize`).
pub const TINY_BLOCK: u64 = 16;

/// The bytes that a heap object of `size` bytes really takes: its size class, header included, or whole pages of 8 KiB above
/// 32 KiB. Objects without pointers below [`TINY_BLOCK`] bytes share a block with others; what is given is their own size class.
pub fn alloc_size(size: u64, has_pointers: bool) -> u64 {
    const PAGE: u64 = 8192;
    let header = if has_pointers && size > MIN_SIZE_FOR_HEADER {
        8
    } else {
        0
    };
    let need = size + header;
    let class = SIZE_CLASSES.partition_point(|&c| u64::from(c) < need);
    match SIZE_CLASSES.get(class) {
        _ if size == 0 => 0,
        // What needs no size class any more needs no header either.
        Some(&c) => u64::from(c),
        None => size.div_ceil(PAGE).saturating_mul(PAGE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_round_up() {
        assert_eq!(
            [0, 1, 8, 9, 33].map(|n| alloc_size(n, false)),
            [0, 8, 8, 16, 48]
        );
        assert_eq!(alloc_size(512, true), 512);
        assert_eq!(alloc_size(520, true), 576);
        assert_eq!(alloc_size(576, true), 640);
        assert_eq!(alloc_size(576, false), 576);
        assert_eq!(alloc_size(32768, false), 32768);
        assert_eq!(alloc_size(32769, false), 40960);
    }
}
