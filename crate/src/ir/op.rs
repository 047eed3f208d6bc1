//! Node kinds: the compiler's ops that can occur between type checking and escape analysis.

macro_rules! ops {
    ($($variant:ident, $name:literal, $syntax:literal, $prec:literal;)*) => {
        /// What a node is: cmd/compile/internal/ir.Op without the leading `O`, in the compiler's order.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Op {
            $($variant,)*
        }

        impl Op {
            /// The compiler's name of the op without the leading `O`, such as `AS2DOTTYPE`.
            pub fn name(self) -> &'static str {
                match self { $(Op::$variant => $name,)* }
            }

            fn raw_syntax(self) -> &'static str {
                match self { $(Op::$variant => $syntax,)* }
            }

            /// Precedence for printing: 8 for operands down to 1 for `||`; -1 for statements; 0 where the compiler names none
            /// (cmd/compile/internal/ir/fmt.go, OpPrec).
            pub fn prec(self) -> i32 {
                match self { $(Op::$variant => $prec,)* }
            }
        }
    };
}

// Op, the compiler's name, Go syntax if it has any, printing precedence.
ops! {
    Name, "NAME", "", 8;
    NoName, "NONAME", "", 8;
    Type, "TYPE", "", 8;
    Literal, "LITERAL", "", 8;
    Nil, "NIL", "", 8;
    Add, "ADD", "+", 5;
    Sub, "SUB", "-", 5;
    Or, "OR", "|", 5;
    Xor, "XOR", "^", 5;
    AddStr, "ADDSTR", "+", 0;
    Addr, "ADDR", "&", 7;
    AndAnd, "ANDAND", "&&", 2;
    Append, "APPEND", "append", 8;
    Bytes2Str, "BYTES2STR", "", 8;
    Runes2Str, "RUNES2STR", "", 8;
    Str2Bytes, "STR2BYTES", "", 8;
    Str2BytesTmp, "STR2BYTESTMP", "", 8;
    Str2Runes, "STR2RUNES", "", 8;
    Slice2Arr, "SLICE2ARR", "", 8;
    Slice2ArrPtr, "SLICE2ARRPTR", "", 8;
    As, "AS", "=", -1;
    As2, "AS2", "=", -1;
    As2DotType, "AS2DOTTYPE", "", -1;
    As2Func, "AS2FUNC", "", -1;
    As2MapR, "AS2MAPR", "", -1;
    As2Recv, "AS2RECV", "", -1;
    AsOp, "ASOP", "", -1;
    CallFunc, "CALLFUNC", "", 8;
    CallMeth, "CALLMETH", "", 8;
    CallInter, "CALLINTER", "", 8;
    Cap, "CAP", "cap", 8;
    Clear, "CLEAR", "clear", 8;
    Close, "CLOSE", "close", 8;
    Closure, "CLOSURE", "", 0;
    MapLit, "MAPLIT", "", 8;
    StructLit, "STRUCTLIT", "", 8;
    ArrayLit, "ARRAYLIT", "", 8;
    SliceLit, "SLICELIT", "", 8;
    PtrLit, "PTRLIT", "", 0;
    Conv, "CONV", "", 8;
    ConvIface, "CONVIFACE", "", 8;
    ConvNop, "CONVNOP", "", 8;
    Copy, "COPY", "copy", 8;
    Dcl, "DCL", "", -1;
    Delete, "DELETE", "delete", 8;
    Dot, "DOT", "", 8;
    DotPtr, "DOTPTR", "", 8;
    DotMeth, "DOTMETH", "", 8;
    DotInter, "DOTINTER", "", 8;
    DotType, "DOTTYPE", "", 8;
    DotType2, "DOTTYPE2", "", 8;
    Eq, "EQ", "==", 4;
    Ne, "NE", "!=", 4;
    Lt, "LT", "<", 4;
    Le, "LE", "<=", 4;
    Ge, "GE", ">=", 4;
    Gt, "GT", ">", 4;
    Deref, "DEREF", "*", 7;
    Index, "INDEX", "", 8;
    IndexMap, "INDEXMAP", "", 8;
    Key, "KEY", "", 0;
    StructKey, "STRUCTKEY", "", 0;
    Len, "LEN", "len", 8;
    MakeChan, "MAKECHAN", "", 0;
    MakeMap, "MAKEMAP", "", 0;
    MakeSlice, "MAKESLICE", "", 8;
    Mul, "MUL", "*", 6;
    Div, "DIV", "/", 6;
    Mod, "MOD", "%", 6;
    Lsh, "LSH", "<<", 6;
    Rsh, "RSH", ">>", 6;
    And, "AND", "&", 6;
    AndNot, "ANDNOT", "&^", 6;
    New, "NEW", "new", 8;
    Not, "NOT", "!", 7;
    BitNot, "BITNOT", "^", 7;
    Plus, "PLUS", "+", 7;
    Neg, "NEG", "-", 7;
    OrOr, "OROR", "||", 1;
    Panic, "PANIC", "panic", 8;
    Print, "PRINT", "print", 8;
    Println, "PRINTLN", "println", 8;
    Paren, "PAREN", "", 8;
    Send, "SEND", "<-", 3;
    Slice, "SLICE", "", 8;
    SliceArr, "SLICEARR", "", 8;
    SliceStr, "SLICESTR", "", 8;
    Slice3, "SLICE3", "", 8;
    Slice3Arr, "SLICE3ARR", "", 8;
    SliceHeader, "SLICEHEADER", "", 8;
    StringHeader, "STRINGHEADER", "", 8;
    Recover, "RECOVER", "recover", 0;
    Recv, "RECV", "<-", 7;
    RuneStr, "RUNESTR", "", 8;
    SelRecv2, "SELRECV2", "", 0;
    Min, "MIN", "min", 8;
    Max, "MAX", "max", 8;
    Real, "REAL", "real", 0;
    Imag, "IMAG", "imag", 0;
    Complex, "COMPLEX", "complex", 0;
    UnsafeAdd, "UNSAFEADD", "unsafe.Add", 8;
    UnsafeSlice, "UNSAFESLICE", "unsafe.Slice", 8;
    UnsafeSliceData, "UNSAFESLICEDATA", "unsafe.SliceData", 8;
    UnsafeString, "UNSAFESTRING", "unsafe.String", 8;
    UnsafeStringData, "UNSAFESTRINGDATA", "unsafe.StringData", 8;
    MethExpr, "METHEXPR", "", 8;
    MethValue, "METHVALUE", "", 8;
    Block, "BLOCK", "", -1;
    Break, "BREAK", "break", -1;
    Case, "CASE", "case", -1;
    Continue, "CONTINUE", "continue", -1;
    Defer, "DEFER", "defer", -1;
    Fall, "FALL", "fallthrough", -1;
    For, "FOR", "for", -1;
    Goto, "GOTO", "goto", -1;
    If, "IF", "if", -1;
    Label, "LABEL", "", -1;
    Go, "GO", "", -1;
    Range, "RANGE", "range", -1;
    Return, "RETURN", "return", -1;
    Select, "SELECT", "select", -1;
    Switch, "SWITCH", "switch", -1;
    TypeSw, "TYPESW", "", 0;
    InlCall, "INLCALL", "", 0;
    MakeFace, "MAKEFACE", "", 0;
    ITab, "ITAB", "", 0;
    IData, "IDATA", "", 0;
    SPtr, "SPTR", "", 0;
    CheckNil, "CHECKNIL", "", 0;
    InlMark, "INLMARK", "inlmark", 0;
    LinksymOffset, "LINKSYMOFFSET", "", 0;
    DynamicDotType, "DYNAMICDOTTYPE", "", 0;
    DynamicDotType2, "DYNAMICDOTTYPE2", "", 0;
    DynamicType, "DYNAMICTYPE", "", 0;
    TailCall, "TAILCALL", "", 0;
    GetG, "GETG", "", 8;
    GetCallerSP, "GETCALLERSP", "", 0;
}

impl Op {
    /// How a message writes the op: Go's syntax, or else its name.
    pub fn syntax(self) -> &'static str {
        match self.raw_syntax() {
            "" => self.name(),
            s => s,
        }
    }

    /// Whether this is `==`, `!=`, `<`, `<=`, `>` or `>=`.
    pub fn is_cmp(self) -> bool {
        matches!(self, Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge)
    }

    /// Whether this is a slice expression with three indices.
    pub fn is_slice3(self) -> bool {
        matches!(self, Op::Slice3 | Op::Slice3Arr)
    }

    /// Whether a node of this kind may stand in several places of a tree.
    pub fn may_be_shared(self) -> bool {
        matches!(self, Op::Name | Op::Literal | Op::Nil | Op::Type)
    }
}
