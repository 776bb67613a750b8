//! What does a row of a file mean as a contact? Fields, mapping and values, up to the body
//! of the request that creates it.
//!
//! All of it is pure: columns and the workspace's attributes go in, a [`Mapping`] comes
//! out; a record and a mapping go in, a [`ContactRow`] or a [`Reject`] comes out.

mod attribute;
pub mod check;
pub mod conflict;
mod date;
mod draft;
pub mod existing;
mod fields;
pub mod import;
mod inference;
pub mod ledger;
pub mod links;
mod lookup;
mod map_rule;
mod mapping;
mod number;
mod owner;
mod problems;
pub mod remote_check;
mod row;
pub mod steps;
pub mod undo;
mod value;
pub mod workspace;

pub use attribute::{Attribute, MAX_TEXT_CHARS};
pub use fields::{Field, READ_ONLY, Role, WRITABLE};
pub use inference::Inference;
pub use map_rule::MapRule;
pub use mapping::{ColumnMapping, Mapping, MappingOptions, Target};
pub use owner::Owners;
pub use row::{Blank, ContactRow, LeftOut, Reject, RowRules};
pub use value::ValueType;
