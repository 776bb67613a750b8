//! Custom attributes in requests and answers, the same for contacts and companies.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::sandbox::call::{Body, Given};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::attribute::{AttributeValue, Model};

/// Checked values by attribute number; `None` removes a value.
pub type Changes = Vec<(u32, Option<AttributeValue>)>;

/// Reads `custom_attributes`. Attributes that do not exist are refused, never created
/// (docs: Create a contact).
pub fn read(body: &Body, model: Model, store: &Store) -> Result<Changes, Refusal> {
    let Given::Value(object) = body.object("custom_attributes")? else {
        return Ok(Vec::new());
    };
    let mut changes = Vec::with_capacity(object.len());
    for (name, value) in object {
        let field = || format!("custom_attributes.{name}");
        let attribute = store.writable(model, name).ok_or_else(|| {
            Refusal::invalid(format!(
                "Custom attribute '{name}' does not exist. You can only write to custom data \
                 attributes that already exist"
            ))
            .field(field())
        })?;
        let value = match value {
            serde_json::Value::Null => None,
            value => Some(
                attribute
                    .accept(value)
                    .map_err(|message| Refusal::invalid(message).field(field()))?,
            ),
        };
        changes.push((attribute.number, value));
    }
    Ok(changes)
}

/// Writes changes into an object's values.
pub fn apply(values: &mut Vec<(u32, AttributeValue)>, changes: Changes) {
    for (number, value) in changes {
        values.retain(|(key, _)| *key != number);
        values.extend(value.map(|value| (number, value)));
    }
}

/// The `custom_attributes` of an answer.
pub struct View<'a> {
    pub values: &'a [(u32, AttributeValue)],
    pub store: &'a Store,
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (number, value) in self.values {
            if let Some(attribute) = self.store.attribute(*number).filter(|found| !found.archived) {
                map.serialize_entry(&attribute.name, value)?;
            }
        }
        map.end()
    }
}
