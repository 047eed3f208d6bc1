//! Go's escape analysis as a pure function: text in, facts out.
//!
//! ```text
//!  text ─▶ syntax ─▶ types ─▶ body ──┐
//!                                    ├─▶ ir ─▶ inline ─▶ escape ─▶ report ─▶ wire ─▶ wasm / cli
//!  std (Go's export data) ─▶ body ───┘                        └▶ advise ──┘
//! ```
//!
//! The modules below stand in reading order; each sees only those before it. Nothing in the core touches a file, a clock,
//! a thread, the network or a terminal: the command line ([`cli`]) and the browser boundary ([`wasm`]) are thin shells.

pub mod text;

pub mod syntax;

pub mod types;

pub mod std;

pub mod body;

pub mod ir;

pub mod inline;

pub mod escape;

pub mod report;

pub mod advise;

pub mod wire;

pub mod wasm;

#[cfg(feature = "cli")]
pub mod cli;
