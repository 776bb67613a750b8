//! Which values may be written to a ticket? `ticket_attributes`, by the names of the attributes
//! that its type has.

use serde_json::{Map, Value};

use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::inbox_attribute::InboxAttribute;
use crate::sandbox::store::ticket::TicketType;

/// Values by attribute number, as they are kept; `None` takes one away.
pub type Values = Vec<(u32, Option<Value>)>;

/// Reads the values of a request. Lists go by the ids of their items (source: the API
/// description).
pub fn read(given: &Map<String, Value>, kind: &TicketType) -> Result<Values, Refusal> {
    let unknown: Vec<&str> =
        given.keys().map(String::as_str).filter(|name| kind.writable(name).is_none()).collect();
    if !unknown.is_empty() {
        return Err(Refusal::invalid(format!(
            "Extra attributes provided that are not found on ticket type: {}",
            unknown.join(", ")
        )));
    }
    let known = given.iter().filter_map(|(name, value)| Some((kind.writable(name)?, value)));
    known
        .map(|(attribute, value)| {
            let accepted = match value {
                Value::Null => None,
                value => Some(
                    attribute
                        .accept(value, |item| &item.id)
                        .map_err(|message| Refusal::invalid(message).field(&*attribute.name))?,
                ),
            };
            Ok((attribute.number, accepted))
        })
        .collect()
}

/// Every attribute that must be given is there.
pub fn check_required(values: &[(u32, Value)], kind: &TicketType) -> Result<(), Refusal> {
    let given = |number: u32| values.iter().any(|(own, _)| *own == number);
    let missing = |own: &&InboxAttribute| own.required && !own.archived && !given(own.number);
    match kind.attributes.iter().find(missing) {
        None => Ok(()),
        Some(own) => Err(Refusal::invalid("Missing required ticket attributes").field(&*own.name)),
    }
}

/// Writes values into a ticket's own, and gives back those that changed.
pub fn apply(own: &mut Vec<(u32, Value)>, values: Values) -> Vec<(u32, Value)> {
    let mut changed = Vec::new();
    for (number, value) in values {
        let before = own.iter().find(|(key, _)| *key == number).map(|(_, value)| value.clone());
        if before == value {
            continue;
        }
        own.retain(|(key, _)| *key != number);
        changed.push((number, value.clone().unwrap_or(Value::Null)));
        own.extend(value.map(|value| (number, value)));
    }
    changed
}
