//! Functions whose calls the compiler replaces by instructions on amd64: they cost what a node costs and are never inlined
//! (cmd/compile/internal/ssagen/intrinsics_test.go lists them).

use crate::ir::{Program, SymId};

/// Package paths in order, and what in them is intrinsic, in order too.
const INTRINSICS: &[(&str, &[&str])] = &[
    ("crypto/internal/constanttime", &["Select", "boolToUint8"]),
    (
        "internal/runtime/atomic",
        &[
            "And",
            "And32",
            "And64",
            "And8",
            "Cas",
            "Cas64",
            "CasRel",
            "Casint32",
            "Casint64",
            "Casp1",
            "Casuintptr",
            "Load",
            "Load64",
            "Load8",
            "LoadAcq",
            "LoadAcq64",
            "LoadAcquintptr",
            "Loadint32",
            "Loadint64",
            "Loadp",
            "Loaduint",
            "Loaduintptr",
            "Or",
            "Or32",
            "Or64",
            "Or8",
            "Store",
            "Store64",
            "Store8",
            "StoreRel",
            "StoreRel64",
            "StoreReluintptr",
            "Storeint32",
            "Storeint64",
            "StorepNoWB",
            "Storeuintptr",
            "Xadd",
            "Xadd64",
            "Xaddint32",
            "Xaddint64",
            "Xadduintptr",
            "Xchg",
            "Xchg64",
            "Xchg8",
            "Xchgint32",
            "Xchgint64",
            "Xchguintptr",
        ],
    ),
    (
        "internal/runtime/maps",
        &[
            "bitsetFirst",
            "bitsetLowestSet",
            "bitsetRemoveBelow",
            "bitsetShiftOutLowest",
            "ctrlGroupMatchEmpty",
            "ctrlGroupMatchEmptyOrDeleted",
            "ctrlGroupMatchFull",
            "ctrlGroupMatchH2",
        ],
    ),
    ("internal/runtime/math", &["Add64", "MulUintptr"]),
    (
        "internal/runtime/sys",
        &[
            "Bswap32",
            "Bswap64",
            "GetCallerPC",
            "GetCallerSP",
            "GetClosurePtr",
            "Len64",
            "Len8",
            "OnesCount64",
            "Prefetch",
            "PrefetchStreamed",
            "TrailingZeros32",
            "TrailingZeros64",
            "TrailingZeros8",
        ],
    ),
    (
        "math",
        &["Ceil", "FMA", "Floor", "RoundToEven", "Trunc", "sqrt"],
    ),
    ("math/big", &["mulWW"]),
    (
        "math/bits",
        &[
            "Add",
            "Add64",
            "Div",
            "Div64",
            "Len",
            "Len16",
            "Len32",
            "Len64",
            "Len8",
            "Mul",
            "Mul64",
            "OnesCount",
            "OnesCount16",
            "OnesCount32",
            "OnesCount64",
            "ReverseBytes32",
            "ReverseBytes64",
            "RotateLeft",
            "RotateLeft16",
            "RotateLeft32",
            "RotateLeft64",
            "RotateLeft8",
            "Sub",
            "Sub64",
            "TrailingZeros16",
            "TrailingZeros32",
            "TrailingZeros64",
            "TrailingZeros8",
        ],
    ),
    ("runtime", &["KeepAlive", "slicebytetostringtmp"]),
    (
        "sync/atomic",
        &[
            "AddInt32",
            "AddInt64",
            "AddUint32",
            "AddUint64",
            "AddUintptr",
            "AndInt32",
            "AndInt64",
            "AndUint32",
            "AndUint64",
            "AndUintptr",
            "CompareAndSwapInt32",
            "CompareAndSwapInt64",
            "CompareAndSwapUint32",
            "CompareAndSwapUint64",
            "CompareAndSwapUintptr",
            "LoadInt32",
            "LoadInt64",
            "LoadPointer",
            "LoadUint32",
            "LoadUint64",
            "LoadUintptr",
            "OrInt32",
            "OrInt64",
            "OrUint32",
            "OrUint64",
            "OrUintptr",
            "StoreInt32",
            "StoreInt64",
            "StoreUint32",
            "StoreUint64",
            "StoreUintptr",
            "SwapInt32",
            "SwapInt64",
            "SwapUint32",
            "SwapUint64",
            "SwapUintptr",
        ],
    ),
];

/// Whether calls of a function become instructions (cmd/compile/internal/ssagen.IsIntrinsicSym).
pub fn is_intrinsic(prog: &Program, sym: SymId) -> bool {
    let sym = prog.sym(sym);
    let path = &*prog.pkg_of(sym.pkg).path;
    let names = INTRINSICS.binary_search_by(|(pkg, _)| (*pkg).cmp(path));
    names.is_ok_and(|i| INTRINSICS[i].1.binary_search(&&*sym.name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(INTRINSICS.is_sorted_by_key(|(pkg, _)| *pkg));
        assert!(INTRINSICS.iter().all(|(_, names)| names.is_sorted()));
        assert_eq!(
            INTRINSICS
                .iter()
                .map(|(_, names)| names.len())
                .sum::<usize>(),
            145
        );
    }
}
