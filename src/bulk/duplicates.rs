//! Keys that occur twice in a file.
