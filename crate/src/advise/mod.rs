//! Rewrites that remove heap allocations, each proven before it is shown.
