//! Scanner, parser and syntax tree, with the compiler's own positions and its own syntax errors.
