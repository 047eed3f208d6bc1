//! What the tests share: the real compiler, where it is installed.
#![allow(dead_code, reason = "each test binary uses a part of this")]

pub mod oracle;
pub mod std_facts;
pub mod toolchain;
