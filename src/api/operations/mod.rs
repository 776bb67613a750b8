//! The table of REST operations.
