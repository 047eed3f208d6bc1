//! What crosses the boundary to JavaScript: the only serialisable types.
//!
//! A [`Report`] is plain data: offsets, names, sizes, codes. Words are left to the reader's language: every explanation is a code from a
//! closed list with parameters, and the page has a sentence for each in each language. The one exception are the Go compiler's own words,
//! which stay as they are in every language.
//!
//! Offsets are UTF-16 code units from the start of the file; lines and columns are the compiler's (both from 1, columns in bytes).
//!
//! `www/src/engine/wire.ts` is generated from this module. After a change here run
//! `GOESCAPE_UPDATE=1 cargo test -p goescape wire`, and give each new code its sentences in `www/src/i18n`: the TypeScript check names
//! those that are missing.

use std::collections::BTreeMap;

/// Declares the wire types: serialisable, comparable, and known to the generator of the TypeScript declarations.
macro_rules! wire {
    ($($item:item)*) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            $item
        )*
    };
}

/// The same for lists of codes, which are small values with an order.
macro_rules! wire_codes {
    ($($item:item)*) => {
        $(
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            $item
        )*
    };
}

mod advice;
mod advice_codes;
mod codes;
mod input;
mod report;
mod whatif;

pub use advice::*;
pub use advice_codes::*;
pub use codes::*;
pub use input::*;
pub use report::*;
pub use whatif::*;

/// Parameters of a code: what stands in the sentence's places, by name. Values are identifiers, types, expressions, paths or numbers.
pub type Params = BTreeMap<String, String>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use ts_rs::TS;

    /// One declaration, exported, in front of its comment where it has one.
    fn declare<T: TS>(out: &mut String, config: &ts_rs::Config) {
        out.push('\n');
        out.push_str(T::docs().as_deref().unwrap_or_default());
        out.push_str("export ");
        out.push_str(&T::decl(config));
        out.push('\n');
    }

    /// The whole of wire.ts.
    fn typescript() -> String {
        let mut out = String::from(
            "// Generated from crate/src/wire by `GOESCAPE_UPDATE=1 cargo test -p goescape wire`. Do not edit.\n",
        );
        let config = ts_rs::Config::default();
        macro_rules! all {
            ($($t:ty),* $(,)?) => { $(declare::<$t>(&mut out, &config);)* };
        }
        all!(
            Input,
            InputFile,
            Options,
            Answer,
            Advising,
            Advice,
            Report,
            Part,
            Span,
            Problem,
            Fix,
            ProblemKind,
            FixCode,
            NotAnalysed,
            NotAnalysedCode,
            Function,
            FunctionKind,
            Param,
            Local,
            Leak,
            LeakTo,
            Site,
            Cost,
            Amount,
            Times,
            SiteKind,
            Verdict,
            Reason,
            ReasonCode,
            Hop,
            Step,
            StepCode,
            Inlined,
            Allocates,
            NeverCode,
            SometimesCode,
            Line,
            Suggestion,
            SuggestionCode,
            Confidence,
            Check,
            CheckCode,
            Caveat,
            CaveatCode,
            Edit,
            Saving,
            Together,
            Worth,
            Refusal,
            RefusalCode,
            Lint,
            LintCode,
            Severity,
            Note,
            NoteCode,
            Change,
            Place,
            Offer,
            WhatIf,
            Difference,
            SiteChange,
            SiteChangeKind,
            FunctionChange,
            ImpossibleCode,
        );
        out
    }

    #[test]
    fn wire_types_of_the_page_are_these() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/src/engine/wire.ts");
        let wanted = typescript();
        if std::env::var_os("GOESCAPE_UPDATE").is_some() {
            std::fs::write(&path, &wanted).unwrap();
        }
        let have = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            have.replace("\r\n", "\n") == wanted,
            "www/src/engine/wire.ts is not what crate/src/wire says: run `GOESCAPE_UPDATE=1 cargo test -p goescape wire`"
        );
    }
}
