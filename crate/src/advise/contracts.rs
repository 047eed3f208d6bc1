//! Functions of std whose documentation promises that they do not keep what they are given. The compiler can't know it.

use crate::types::object::Object;
use crate::types::{TypeId, Types};

/// Functions by import path and name: all of their parameters are given back when they return.
const FUNCTIONS: &[(&str, &[&str])] = &[
    (
        "io",
        &[
            "ReadFull",
            "ReadAtLeast",
            "WriteString",
            "CopyBuffer",
            "CopyN",
            "Copy",
            "ReadAll",
        ],
    ),
    (
        "encoding/json",
        &["Unmarshal", "Marshal", "Indent", "Compact", "Valid"],
    ),
    ("encoding/xml", &["Unmarshal", "Marshal"]),
    (
        "encoding/binary",
        &["Read", "Write", "Size", "Decode", "Encode"],
    ),
    (
        "fmt",
        &[
            "Fprint", "Fprintf", "Fprintln", "Fscan", "Fscanf", "Fscanln", "Sscan", "Sscanf",
            "Sscanln",
        ],
    ),
    (
        "slices",
        &[
            "Sort",
            "SortFunc",
            "SortStableFunc",
            "Reverse",
            "Contains",
            "ContainsFunc",
            "Index",
            "IndexFunc",
            "BinarySearch",
            "BinarySearchFunc",
            "Equal",
            "IsSorted",
        ],
    ),
    (
        "sort",
        // Those of an interface: the methods of a type that sorts are there to look and to swap.
        &[
            "Slice",
            "SliceStable",
            "Strings",
            "Ints",
            "Float64s",
            "Sort",
            "Stable",
            "IsSorted",
        ],
    ),
    ("crypto/rand", &["Read"]),
    ("math/rand", &["Read"]),
];

/// Functions whose result holds their first argument, and nothing else does: what reads from it or writes to it.
const HOLDERS: &[(&str, &[&str])] = &[
    (
        "bufio",
        &[
            "NewReader",
            "NewReaderSize",
            "NewWriter",
            "NewWriterSize",
            "NewScanner",
        ],
    ),
    ("compress/flate", &["NewWriter"]),
    ("compress/gzip", &["NewWriter", "NewWriterLevel"]),
    ("compress/zlib", &["NewWriter", "NewWriterLevel"]),
    ("encoding/csv", &["NewReader", "NewWriter"]),
    ("encoding/gob", &["NewDecoder", "NewEncoder"]),
    ("encoding/json", &["NewDecoder", "NewEncoder"]),
    ("encoding/xml", &["NewDecoder", "NewEncoder"]),
    ("text/tabwriter", &["NewWriter"]),
];

/// Whether a function's result is the only thing that holds its first argument when it has returned.
pub fn holds_in_result(types: &Types, func: &Object, index: i32) -> bool {
    let path = func.pkg.map(|p| &types[p].path);
    let is_function = func
        .typ
        .and_then(|t| types.signature(t))
        .is_some_and(|s| s.recv.is_none());
    let listed = |(own, names): &(&str, &[&str])| {
        path.is_some_and(|p| **p == **own) && names.contains(&&*func.name)
    };
    index == 0 && is_function && HOLDERS.iter().any(listed)
}

/// Methods that hand a value on to such a function, by receiver's package, its type and name.
const METHODS: &[(&str, &str, &[&str])] = &[
    ("encoding/json", "Decoder", &["Decode"]),
    ("encoding/json", "Encoder", &["Encode"]),
    ("encoding/gob", "Decoder", &["Decode"]),
    ("encoding/xml", "Decoder", &["Decode"]),
    (
        "bufio",
        "Reader",
        &[
            "Read",
            "ReadByte",
            "ReadRune",
            "UnreadByte",
            "ReadString",
            "ReadBytes",
            "Buffered",
            "Discard",
        ],
    ),
    (
        "bufio",
        "Writer",
        &[
            "Write",
            "WriteString",
            "WriteByte",
            "WriteRune",
            "Flush",
            "Buffered",
            "Available",
        ],
    ),
    (
        "bytes",
        "Buffer",
        &[
            "Read",
            "ReadByte",
            "ReadBytes",
            "ReadFrom",
            "ReadRune",
            "ReadString",
            "String",
            "Write",
            "WriteByte",
            "WriteRune",
            "WriteString",
            "WriteTo",
        ],
    ),
    (
        "bufio",
        "Scanner",
        &["Scan", "Text", "Bytes", "Err", "Split"],
    ),
    ("compress/gzip", "Writer", &["Write", "Flush", "Close"]),
    ("compress/zlib", "Writer", &["Write", "Flush", "Close"]),
    ("compress/flate", "Writer", &["Write", "Flush", "Close"]),
    ("encoding/csv", "Reader", &["Read", "ReadAll"]),
    (
        "encoding/csv",
        "Writer",
        &["Write", "WriteAll", "Flush", "Error"],
    ),
    ("encoding/gob", "Encoder", &["Encode"]),
    ("encoding/json", "Encoder", &["SetIndent", "SetEscapeHTML"]),
    (
        "encoding/json",
        "Decoder",
        &["More", "UseNumber", "DisallowUnknownFields"],
    ),
    ("encoding/xml", "Encoder", &["Encode", "Flush", "Indent"]),
    ("html/template", "Template", &["Execute", "ExecuteTemplate"]),
    ("text/tabwriter", "Writer", &["Write", "Flush"]),
    ("text/template", "Template", &["Execute", "ExecuteTemplate"]),
    ("os", "File", &["Read", "ReadAt", "Write", "WriteAt"]),
    (
        "net",
        "UDPConn",
        &["Read", "ReadFrom", "ReadFromUDP", "Write", "WriteTo"],
    ),
];

/// Packages of std whose interfaces have these contracts.
const INTERFACES: &[&str] = &[
    "io",
    "io/fs",
    "net",
    "net/http",
    "hash",
    "mime/multipart",
    "encoding/binary",
];

/// Interface methods of std with the contracts of `io.Reader`, `io.Writer`, `io.ReaderAt`, `io.WriterAt`, `net.PacketConn`
/// and `hash.Hash`: "implementations must not retain p", and those of `binary.ByteOrder` that read and set numbers. `Sum` is none of them: its result is its argument, grown.
const INTERFACE_METHODS: &[&str] = &[
    "Read",
    "Write",
    "ReadAt",
    "WriteAt",
    "ReadFrom",
    "WriteTo",
    "WriteString",
    "Uint16",
    "Uint32",
    "Uint64",
    "PutUint16",
    "PutUint32",
    "PutUint64",
];

/// What `hash.Hash` keeps: nothing; the result of `Sum` is its argument, grown. `true`: the argument with this number may be the result.
pub fn of_hash(types: &Types, func: &Object, index: i32) -> Option<bool> {
    if *types[func.pkg?].path != *"hash" {
        return None;
    }
    Some(&*func.name == "Sum" && index == 0)
}

/// The name of the promise that a function makes, if it makes one: `io.ReadFull`, `io.Writer.Write`.
pub fn promise(types: &Types, func: &Object) -> Option<String> {
    let pkg = &types[func.pkg?];
    let recv = types.signature(func.typ?)?.recv;
    let Some(recv) = recv else {
        let (_, names) = FUNCTIONS.iter().find(|(path, _)| **path == *pkg.path)?;
        return names
            .contains(&&*func.name)
            .then(|| format!("{}.{}", pkg.name, func.name));
    };
    let t = types.unalias(types.type_of(recv));
    let base = match types[t] {
        crate::types::Type::Pointer { elem } => types.unalias(elem),
        _ => t,
    };
    let name = types
        .named_obj(base)
        .map_or("interface", |o| &types[o].name);
    let promised = match is_interface(types, base) {
        true => INTERFACES.contains(&&*pkg.path) && INTERFACE_METHODS.contains(&&*func.name),
        false => METHODS.iter().any(|(path, typ, names)| {
            **path == *pkg.path && *typ == name && names.contains(&&*func.name)
        }),
    };
    promised.then(|| format!("{}.{}.{}", pkg.name, name, func.name))
}

fn is_interface(types: &Types, t: TypeId) -> bool {
    let under = types.named(t).and_then(|n| n.underlying).unwrap_or(t);
    matches!(types[under], crate::types::Type::Interface(_))
}
