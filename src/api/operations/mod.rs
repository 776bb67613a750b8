//! The table of REST operations: what Intercom's API can do, a row each.
//!
//! Commands, help, completion, the reference page and the sandbox's "not emulated" answer
//! are all made from it, so that none of them can know an operation that another does not.
//! It is plain data, written as constants and kept as text (`packed`), which costs nothing until a
//! row is asked for.
//!
//! The table holds every operation of version 2.16 and six that its description lacks:
//! uninstalling the app, running assignment rules (2.11) and the bulk contact jobs (Preview).

mod find;
mod kind;
mod nouns;
mod packed;
mod row;
mod shapes;

pub use find::{Match, find, search};
pub use kind::{Kind, Property};
pub use row::{Answer, Case, Field, Noun, Operation, PathParam, QueryParam};

/// Every noun, sorted by name.
pub fn nouns() -> &'static [Noun] {
    &packed::TABLE
}

/// The noun of this name, such as `contacts`.
pub fn noun(name: &str) -> Option<&'static Noun> {
    nouns().iter().find(|noun| noun.name == name)
}

/// Every operation, noun by noun.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    nouns().iter().flat_map(|noun| noun.operations)
}

/// The operation with this id, such as `ShowContact` or `POST /auth/uninstall`.
pub fn by_id(id: &str) -> Option<&'static Operation> {
    all().find(|operation| operation.id == id)
}
