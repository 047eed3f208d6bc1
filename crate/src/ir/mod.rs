//! Nodes in the shapes that the inliner counts and the escape pass walks.
