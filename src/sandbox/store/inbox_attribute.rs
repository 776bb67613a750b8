//! Attributes of conversations and of ticket types: what values they take.
//!
//! They stand apart from the data attributes of contacts and companies, which have other types,
//! other names for them, and no lists with ids.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The type of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxType {
    String,
    List,
    Integer,
    Decimal,
    Boolean,
    Datetime,
    Relationship,
    Files,
}

const TYPES: [(&str, InboxType); 8] = [
    ("string", InboxType::String),
    ("integer", InboxType::Integer),
    ("list", InboxType::List),
    ("decimal", InboxType::Decimal),
    ("boolean", InboxType::Boolean),
    ("datetime", InboxType::Datetime),
    ("relationship", InboxType::Relationship),
    ("files", InboxType::Files),
];

impl InboxType {
    /// From a request's `data_type`.
    pub fn from_name(name: &str) -> Option<Self> {
        TYPES.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind)
    }

    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        TYPES.iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }
}

/// One of a list's values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// A UUID.
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub archived: bool,
}

/// An attribute of conversations, or of one type of tickets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboxAttribute {
    /// The API's id.
    pub number: u32,
    pub name: String,
    #[serde(default)]
    pub description: String,
    pub data_type: InboxType,
    #[serde(default)]
    pub items: Vec<ListItem>,
    /// Several files can be attached.
    #[serde(default)]
    pub multiple: bool,
    /// A text of several lines.
    #[serde(default)]
    pub multiline: bool,
    /// Teammates must give it.
    #[serde(default)]
    pub required: bool,
    /// Customers must give it.
    #[serde(default)]
    pub required_for_contacts: bool,
    #[serde(default)]
    pub visible_on_create: bool,
    #[serde(default)]
    pub visible_to_contacts: bool,
    /// Ids of the teams that see it; all do when there are none.
    #[serde(default)]
    pub teams: Vec<String>,
    /// What a relationship leads to, as it was given.
    #[serde(default)]
    pub reference: Option<Value>,
    /// Every ticket type has it.
    #[serde(default)]
    pub default: bool,
    #[serde(default)]
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

impl InboxAttribute {
    /// An attribute that nobody must give and everyone sees.
    pub fn new(number: u32, name: &str, data_type: InboxType, at: i64) -> Self {
        InboxAttribute {
            number,
            name: name.to_owned(),
            description: String::new(),
            data_type,
            items: Vec::new(),
            multiple: false,
            multiline: false,
            required: false,
            required_for_contacts: false,
            visible_on_create: true,
            visible_to_contacts: true,
            teams: Vec::new(),
            reference: None,
            default: false,
            archived: false,
            created_at: at,
            updated_at: at,
        }
    }

    /// The value as it is kept, or what is wrong with it. A list takes what `key` reads of an item
    /// and keeps its id.
    pub fn accept(&self, value: &Value, key: fn(&ListItem) -> &str) -> Result<Value, String> {
        let wrong =
            || Err(format!("Expected value of {} to be of type {}", self.name, self.noun()));
        match (self.data_type, value) {
            (InboxType::String, Value::String(_))
            | (InboxType::Boolean, Value::Bool(_))
            | (InboxType::Decimal, Value::Number(_))
            | (InboxType::Files | InboxType::Relationship, Value::Array(_)) => Ok(value.clone()),
            (InboxType::Integer | InboxType::Datetime, Value::Number(number))
                if number.is_i64() || number.is_u64() =>
            {
                Ok(value.clone())
            }
            (InboxType::Datetime, Value::String(text)) => match text.parse::<jiff::Timestamp>() {
                Ok(at) => Ok(at.as_second().into()),
                Err(_) => wrong(),
            },
            (InboxType::List, item) => self.item(item, key),
            _ => wrong(),
        }
    }

    fn noun(&self) -> &'static str {
        match self.data_type {
            InboxType::Files | InboxType::Relationship => "array",
            other => other.as_str(),
        }
    }

    fn item(&self, value: &Value, key: fn(&ListItem) -> &str) -> Result<Value, String> {
        let text = value.as_str();
        self.items
            .iter()
            .find(|item| !item.archived && text == Some(key(item)))
            .map(|item| item.id.as_str().into())
            .ok_or_else(|| format!("{value} is not one of the values of {}", self.name))
    }

    /// A value as it is read: lists by their labels.
    pub fn readable(&self, value: &Value) -> Value {
        match value {
            Value::String(id) => self.label(id).unwrap_or(id).into(),
            other => other.clone(),
        }
    }

    fn label(&self, id: &str) -> Option<&str> {
        self.items.iter().find(|item| item.id == id).map(|item| item.label.as_str())
    }
}
