//! What only the compiler needs to know of an imported function (noder/linker.go, relocFuncExt).

use super::loader::Loader;
use super::pkgbits::{Decoder, Result, Section, Sync, Wrong};
use crate::text::Pos;
use std::rc::Rc;

/// Facts about an imported function or method.
#[derive(Clone, Debug)]
pub struct FuncFacts {
    /// Where the declaration stands: the first token after `func`, so that of a method is the `(` of its receiver.
    pub pos: Pos,
    /// `//go:` directives as the compiler's bits (ir.PragmaFlag).
    pub pragma: u32,
    /// A name that the linker knows it by instead of its own.
    pub linkname: Option<Linkname>,
    /// What escape analysis found out: one tag for the receiver (if any) and each parameter, `esc:` and the encoded leaks, or
    /// empty where the parameter leaks to the heap. Nothing for generic functions, which are compiled where they are instantiated.
    pub params_esc: Option<Rc<[Rc<[u8]>]>>,
    /// The calling convention by number; 0 is what assembly uses, 1 what Go functions use.
    pub abi: u8,
    /// Set if it can be inlined. Nothing for generic functions, whose instances are judged where they are made.
    pub inline: Option<InlineFacts>,
    /// Where the body of a generic function is.
    pub(crate) generic_body: Option<BodyRef>,
}

/// What is known of a function that can be inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlineFacts {
    /// Its cost.
    pub cost: u32,
    /// Whether its results can be computed where it returns, instead of in variables declared at its start.
    pub can_delay_results: bool,
}

/// A name given by `//go:linkname`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linkname {
    /// The linker's name.
    pub name: Rc<str>,
    /// Whether it was `//go:linknamestd`.
    pub std: bool,
}

/// Where a body is: which file, which element of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BodyRef {
    /// Number of the file in its store.
    pub(crate) file: u32,
    /// Index in the file's section of bodies.
    pub(crate) index: u32,
}

impl BodyRef {
    /// Number of the file in its store.
    pub(crate) fn file(self) -> u32 {
        self.file
    }

    /// Index in the file's section of bodies.
    pub(crate) fn index(self) -> u32 {
        self.index
    }
}

impl Loader<'_> {
    /// The directives of a function or type.
    pub(crate) fn pragma(&mut self, r: &mut Decoder<'_>) -> Result<u32> {
        r.sync(Sync::Pragma)?;
        let flags = r.int64()?;
        u32::try_from(flags).map_err(|_| r.wrong(Wrong::Number))
    }

    fn linkname(&mut self, r: &mut Decoder<'_>) -> Result<Option<Linkname>> {
        r.sync(Sync::Linkname)?;
        if r.int64()? >= 0 {
            return Ok(None);
        }
        let name = self.string(r)?;
        let std = r.bool()?;
        Ok((!name.is_empty()).then_some(Linkname { name, std }))
    }

    /// A function's facts; `params` counts its receiver and parameters.
    pub(crate) fn func_ext(
        &mut self,
        r: &mut Decoder<'_>,
        pos: Pos,
        params: usize,
    ) -> Result<FuncFacts> {
        r.sync(Sync::FuncExt)?;
        let mut facts = FuncFacts {
            pos,
            pragma: self.pragma(r)?,
            linkname: self.linkname(r)?,
            params_esc: None,
            abi: 1,
            inline: None,
            generic_body: None,
        };
        if r.bool()? {
            let abi = r.uint64()?;
            facts.abi = u8::try_from(abi).map_err(|_| r.wrong(Wrong::Number))?;
            let mut notes = Vec::with_capacity(params);
            for _ in 0..params {
                notes.push(self.tag(r)?);
            }
            facts.params_esc = Some(notes.into());
            if r.bool()? {
                facts.inline = Some(InlineFacts {
                    cost: r.uint32()?,
                    can_delay_results: r.bool()?,
                });
            }
        } else {
            facts.generic_body = Some(BodyRef {
                file: self.file,
                index: r.reloc(Section::Body)?,
            });
        }
        r.sync(Sync::Eof)?;
        Ok(facts)
    }

    /// Skips what the compiler notes about a variable.
    pub(crate) fn var_ext(&mut self, r: &mut Decoder<'_>) -> Result<()> {
        r.sync(Sync::VarExt)?;
        self.linkname(r)?;
        Ok(())
    }

    /// Skips what the compiler notes about a type itself; its methods' facts follow.
    pub(crate) fn type_ext(&mut self, r: &mut Decoder<'_>) -> Result<()> {
        r.sync(Sync::TypeExt)?;
        self.pragma(r)?;
        // Places of the descriptors of T and *T in the object file.
        r.int64()?;
        r.int64()?;
        Ok(())
    }
}
