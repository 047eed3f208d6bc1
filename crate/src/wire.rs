//! What crosses the boundary to JavaScript: the only serialisable types.
