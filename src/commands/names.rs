//! From what people call things to the ids that the API wants: teammates by email, teams, tags and
//! ticket types by name, contacts by email or external id.
//!
//! An id is taken as it is, without a look-up. A name that stands for nothing, or for several, is
//! said with what it could have been.

mod admin;
mod contact;
mod matching;
mod tag;
mod team;
mod ticket;
pub mod ticket_type;

use crate::api::query::{Entity, Name, Names, Unknown};
use crate::context::Context;
use crate::error::{Error, Kind, Result};

pub use admin::{acting_admin, add_acting_admin, admin, admin_arg};
pub use contact::contact;
pub use matching::{Thing, pick};
pub use tag::{Tag, existing_tags, tag_id, tags};
pub use team::{team, teams};
pub use ticket::{explain_ticket, ticket};

/// Looks up the names of a query. One that stands for nothing is left to the query, which knows
/// where it stands.
pub async fn look_up(names: Vec<Name>, cx: &mut Context) -> Result<Names> {
    let mut found = Names::default();
    for name in names {
        let id = match id_of(name.0, &name.1, cx).await {
            Ok(id) => Ok(id),
            Err(error) if is_about_the_name(&error) => Err(Unknown {
                message: error.message().to_owned(),
                hint: error.hint_text().map(str::to_owned),
            }),
            Err(error) => return Err(error),
        };
        found.insert(name, id);
    }
    Ok(found)
}

async fn id_of(entity: Entity, name: &str, cx: &mut Context) -> Result<String> {
    match entity {
        Entity::Admin => admin(name, cx).await,
        Entity::Team => team(name, cx).await,
        Entity::Tag => Ok(existing_tags(&[name.to_owned()], cx).await?.remove(0).id),
        Entity::Contact => Ok(contact(name, cx).await?.id),
        Entity::TicketType => ticket_type::id(name, cx).await,
    }
}

/// Our own answer, and not one of the API's.
fn is_about_the_name(error: &Error) -> bool {
    error.kind() == Kind::Failed && error.api_facts().status.is_none()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
