//! Language versions, `go1.N` (cmd/compile/internal/types2/version.go).

/// The language version in force; none where any is allowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct GoVersion(Option<u16>);

/// The version that this checker implements: 1.27.
pub const CURRENT: u16 = 27;

impl GoVersion {
    /// No version given: everything is allowed.
    pub const ANY: GoVersion = GoVersion(None);

    /// `go1.minor`
    pub const fn minor(minor: u16) -> GoVersion {
        GoVersion(Some(minor))
    }

    /// The version of a text such as `go1.21`, `go1.21.3` or `go1.21rc2`; [`GoVersion::ANY`] for what is none.
    pub fn parse(text: &str) -> GoVersion {
        let Some(rest) = text.strip_prefix("go1") else {
            return GoVersion::ANY;
        };
        let Some(rest) = rest.strip_prefix('.') else {
            return if rest.is_empty() {
                GoVersion(Some(0))
            } else {
                GoVersion::ANY
            };
        };
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        GoVersion(rest[..digits].parse().ok())
    }

    /// Whether a version was given.
    pub fn is_valid(self) -> bool {
        self.0.is_some()
    }

    /// Whether what came with `go1.minor` may be used.
    pub fn allows(self, minor: u16) -> bool {
        self.0.is_none_or(|v| v >= minor)
    }

    /// The minor version, if one was given.
    pub fn get(self) -> Option<u16> {
        self.0
    }
}

impl core::fmt::Display for GoVersion {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(0) => write!(f, "go1"),
            Some(minor) => write!(f, "go1.{minor}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_parse_and_compare() {
        assert_eq!(GoVersion::parse("go1.21rc2"), GoVersion::minor(21));
        assert_eq!(GoVersion::parse("go1.9.1"), GoVersion::minor(9));
        assert_eq!(GoVersion::parse("go1"), GoVersion::minor(0));
        assert_eq!(GoVersion::parse(""), GoVersion::ANY);
        assert!(GoVersion::ANY.allows(99) && !GoVersion::minor(17).allows(18));
        assert_eq!(GoVersion::minor(18).to_string(), "go1.18");
    }
}
