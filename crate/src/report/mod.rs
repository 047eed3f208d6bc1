//! Facts of all stages: verdicts, reasons, flow paths, and the compiler's own words.

pub mod text;
