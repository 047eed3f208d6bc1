//! The pinned Go toolchain: where it is, and its `go` command in an environment that is the same everywhere.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::std_facts::target_dir;

/// The root of the pinned toolchain: what GOESCAPE_GOROOT names, or what the set-up put under `target`. Nothing, and a word about it,
/// where neither is there in the right version.
pub fn goroot() -> Option<PathBuf> {
    let named = std::env::var_os("GOESCAPE_GOROOT").map(PathBuf::from);
    let own = target_dir().join("go-1.27.3/go");
    let found = named.into_iter().chain([own]).find(|root| is_pinned(root));
    if found.is_none() {
        eprintln!("skipped: no Go 1.27.3 in target/go-1.27.3 or GOESCAPE_GOROOT");
    }
    found?.canonicalize().ok()
}

fn is_pinned(root: &Path) -> bool {
    std::fs::read_to_string(root.join("VERSION"))
        .is_ok_and(|v| v.lines().next() == Some("go1.27.3"))
}

/// The `go` command of the toolchain below `root`, in its sources unless another folder is set, with nothing from outside that could
/// change what it does. What it builds is kept where GOCACHE says, or under `target`.
pub fn go(root: &Path) -> Command {
    let own_cache = || {
        target_dir()
            .canonicalize()
            .unwrap_or(target_dir())
            .join("go-cache")
    };
    let mut go = Command::new(root.join("bin/go"));
    go.current_dir(root.join("src"))
        .env("GOROOT", root)
        .env(
            "GOCACHE",
            std::env::var_os("GOCACHE").map_or_else(own_cache, PathBuf::from),
        )
        .envs([
            ("GOTOOLCHAIN", "local"),
            ("GOPROXY", "off"),
            ("GOENV", "off"),
            ("GOWORK", "off"),
            ("GOFLAGS", ""),
            ("GO111MODULE", "on"),
            ("GOEXPERIMENT", ""),
            ("GODEBUG", ""),
            ("GOOS", "linux"),
            ("GOARCH", "amd64"),
            ("GOAMD64", "v1"),
            ("CGO_ENABLED", "0"),
        ]);
    go
}
