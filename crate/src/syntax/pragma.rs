//! `//go:` directives: what the compiler's front end reads from comments (cmd/compile/internal/noder/{noder,lex}.go).

use crate::text::Pos;
use std::rc::Rc;

/// A set of function and file properties that `//go:` directives ask for (cmd/compile/internal/ir, PragmaFlag).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct PragmaFlag(pub u32);

impl PragmaFlag {
    /// No property.
    pub const NONE: PragmaFlag = PragmaFlag(0);
    /// `//go:nointerface` (only with GOEXPERIMENT=fieldtrack; never set here)
    pub const NOINTERFACE: PragmaFlag = PragmaFlag(1 << 0);
    /// `//go:noescape`: pointer parameters of a bodyless function do not escape
    pub const NOESCAPE: PragmaFlag = PragmaFlag(1 << 1);
    /// `//go:norace`
    pub const NORACE: PragmaFlag = PragmaFlag(1 << 2);
    /// `//go:nosplit` (comes with [`PragmaFlag::NOCHECKPTR`])
    pub const NOSPLIT: PragmaFlag = PragmaFlag(1 << 3);
    /// `//go:noinline`
    pub const NOINLINE: PragmaFlag = PragmaFlag(1 << 4);
    /// `//go:nocheckptr`
    pub const NOCHECKPTR: PragmaFlag = PragmaFlag(1 << 5);
    /// `//go:systemstack`
    pub const SYSTEMSTACK: PragmaFlag = PragmaFlag(1 << 9);
    /// `//go:nowritebarrier`
    pub const NOWRITEBARRIER: PragmaFlag = PragmaFlag(1 << 10);
    /// `//go:nowritebarrierrec`
    pub const NOWRITEBARRIERREC: PragmaFlag = PragmaFlag(1 << 11);
    /// `//go:yeswritebarrierrec`
    pub const YESWRITEBARRIERREC: PragmaFlag = PragmaFlag(1 << 12);
    /// `//go:cgo_unsafe_args`
    pub const CGO_UNSAFE_ARGS: PragmaFlag = PragmaFlag(1 << 6);
    /// `//go:uintptrkeepalive`
    pub const UINTPTR_KEEP_ALIVE: PragmaFlag = PragmaFlag(1 << 7);
    /// `//go:uintptrescapes` (comes with [`PragmaFlag::UINTPTR_KEEP_ALIVE`])
    pub const UINTPTR_ESCAPES: PragmaFlag = PragmaFlag(1 << 8);
    /// `//go:registerparams`
    pub const REGISTER_PARAMS: PragmaFlag = PragmaFlag(1 << 14);
    /// `//go:build`
    pub const GO_BUILD: PragmaFlag = PragmaFlag(1 << 13);

    /// Whether all of `other` is set.
    pub fn has(self, other: PragmaFlag) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is set.
    pub fn any(self, other: PragmaFlag) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub fn with(self, other: PragmaFlag) -> PragmaFlag {
        PragmaFlag(self.0 | other.0)
    }

    /// This set without `other`.
    pub fn without(self, other: PragmaFlag) -> PragmaFlag {
        PragmaFlag(self.0 & !other.0)
    }

    /// The flags that a directive (`go:noinline`) sets; none for one that the compiler does not know.
    pub fn of_verb(verb: &str) -> PragmaFlag {
        use PragmaFlag as P;
        match verb {
            "go:build" => P::GO_BUILD,
            "go:noescape" => P::NOESCAPE,
            "go:norace" => P::NORACE,
            "go:nosplit" => P::NOSPLIT.with(P::NOCHECKPTR),
            "go:noinline" => P::NOINLINE,
            "go:nocheckptr" => P::NOCHECKPTR,
            "go:systemstack" => P::SYSTEMSTACK,
            "go:nowritebarrier" => P::NOWRITEBARRIER,
            "go:nowritebarrierrec" => P::NOWRITEBARRIERREC.with(P::NOWRITEBARRIER),
            "go:yeswritebarrierrec" => P::YESWRITEBARRIERREC,
            "go:cgo_unsafe_args" => P::CGO_UNSAFE_ARGS.with(P::NOCHECKPTR),
            "go:uintptrkeepalive" => P::UINTPTR_KEEP_ALIVE,
            "go:uintptrescapes" => P::UINTPTR_ESCAPES.with(P::UINTPTR_KEEP_ALIVE),
            "go:registerparams" => P::REGISTER_PARAMS,
            _ => P::NONE,
        }
    }
}

/// One `//go:` directive in front of a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// The place after `//`.
    pub pos: Pos,
    /// The whole directive from `go:` on.
    pub text: Rc<str>,
    /// What it sets; nothing for a directive without a flag.
    pub flag: PragmaFlag,
}

/// One `//go:embed` directive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Embed {
    /// The place after `//`.
    pub pos: Pos,
    /// Its patterns, unquoted.
    pub patterns: Vec<Rc<str>>,
}

/// The directives in front of one declaration, or of the package clause.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pragma {
    /// All flags together.
    pub flag: PragmaFlag,
    /// The directives one by one, `//go:embed` and `//go:linkname` left out.
    pub directives: Vec<Directive>,
    /// `//go:embed` directives.
    pub embeds: Vec<Embed>,
}

/// A `//go:linkname local [remote]` or `//go:linknamestd` directive; belongs to the file, wherever it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linkname {
    /// The place after `//`.
    pub pos: Pos,
    /// Whether it is `//go:linknamestd`.
    pub std: bool,
    /// The name in this package.
    pub local: Rc<str>,
    /// The symbol; nothing means the name's own symbol, `pkgpath.local`.
    pub remote: Option<Rc<str>>,
}
