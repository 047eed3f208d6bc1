//! Inlining and devirtualisation.
