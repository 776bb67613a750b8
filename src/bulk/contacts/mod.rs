//! From a record to a contact: fields, mapping, values.
