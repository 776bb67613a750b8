//! From a record to a contact: fields, mapping, values.

pub mod existing;
pub mod steps;
