//! Tags and companies that travel along with contacts: which columns name them, what a cell says, and
//! what is known of them while an import runs.
//!
//! Apart from the contact's own fields because they are objects of their own: each is made once and
//! attached to many contacts, with requests that follow the contact's.

mod cell;
mod column;
mod cost;
mod link;
mod names;
mod registry;

pub use column::LinkColumn;
pub use cost::{Cost, CostCounter};
pub use link::{Link, LinkKind};
pub use registry::{Claim, Registry};

pub(super) use cell::{Named, companies, tags};
