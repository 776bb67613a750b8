//! One file per noun: clap types, handlers and table columns.
