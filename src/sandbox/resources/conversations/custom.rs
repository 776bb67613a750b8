//! Which values may be written to a conversation? `custom_attributes`, by the names of the
//! attributes that exist.

use serde_json::Value;

use crate::sandbox::call::{Body, Given};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::inbox_attribute::InboxAttribute;

/// Writes the values of a request; null takes one away, and lists go by their labels.
pub fn write(body: &Body, store: &Store, values: &mut Vec<(u32, Value)>) -> Result<(), Refusal> {
    let Given::Value(given) = body.object("custom_attributes")? else { return Ok(()) };
    for (name, value) in given {
        let refuse =
            |message: String| Refusal::invalid(message).field(format!("custom_attributes.{name}"));
        let attribute = only(name, store).map_err(refuse)?;
        let accepted = match value {
            Value::Null => None,
            value => Some(attribute.accept(value, |item| &item.label).map_err(refuse)?),
        };
        values.retain(|(number, _)| *number != attribute.number);
        values.extend(accepted.map(|value| (attribute.number, value)));
    }
    Ok(())
}

/// The one attribute with this name (docs: Update a conversation, "duplicate custom attribute
/// names").
fn only<'a>(name: &str, store: &'a Store) -> Result<&'a InboxAttribute, String> {
    let mut found = store.conversation_attributes().filter(|own| own.name == name && !own.archived);
    match (found.next(), found.next()) {
        (Some(attribute), None) => Ok(attribute),
        (None, _) => Err(format!("Conversation attribute '{name}' does not exist")),
        _ => Err(format!("Several conversation attributes are named '{name}'")),
    }
}
