//! What makes a conversation a ticket: its type, its state, its attributes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::inbox_attribute::{InboxAttribute, InboxType, ListItem};
use crate::sandbox::random::Random;

/// What a ticket is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Category {
    /// Shared with the customer.
    Customer,
    /// Work of the team alone.
    #[serde(rename = "Back-office")]
    BackOffice,
    /// One problem of many customers.
    Tracker,
}

impl Category {
    /// From a request's `category`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Category::Customer, Category::BackOffice, Category::Tracker]
            .into_iter()
            .find(|own| own.as_str() == name)
    }

    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Customer => "Customer",
            Category::BackOffice => "Back-office",
            Category::Tracker => "Tracker",
        }
    }

    /// As searches say it (source: the API description, `POST /tickets/search`).
    pub fn as_searched(self) -> &'static str {
        match self {
            Category::Customer => "request",
            Category::BackOffice => "task",
            Category::Tracker => "tracker",
        }
    }
}

/// How far the work on a ticket is. The same in every sandbox: the API cannot make any.
#[derive(Debug, PartialEq, Eq)]
pub struct TicketState {
    /// The API's id.
    pub number: u32,
    pub category: &'static str,
    pub internal_label: &'static str,
    pub external_label: &'static str,
    /// Only tickets that customers do not see can be in it.
    internal: bool,
}

impl TicketState {
    /// Tickets of this category can be in it.
    pub fn suits(&self, category: Category) -> bool {
        !self.internal || category != Category::Customer
    }
}

/// All states; new tickets are in the first one.
pub const STATES: [TicketState; 5] = [
    state(8401, "submitted", "Submitted", "Submitted", false),
    state(8402, "in_progress", "In progress", "In progress", false),
    state(8403, "waiting_on_customer", "Waiting on customer", "Waiting on you", false),
    state(8404, "resolved", "Resolved", "Resolved", false),
    state(8405, "in_progress", "Waiting on engineering", "In progress", true),
];

const fn state(
    number: u32,
    category: &'static str,
    internal_label: &'static str,
    external_label: &'static str,
    internal: bool,
) -> TicketState {
    TicketState { number, category, internal_label, external_label, internal }
}

/// The state with this number.
pub fn state_at(number: u32) -> Option<&'static TicketState> {
    STATES.iter().find(|own| own.number == number)
}

/// The ticket side of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// The number that people see, the API's `ticket_id`.
    pub number: u32,
    /// The number of its type.
    pub kind: u32,
    /// The number of its state.
    pub state: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_state: Option<u32>,
    /// Values by the number of an attribute of its type.
    #[serde(default)]
    pub attributes: Vec<(u32, Value)>,
    /// The customer sees it.
    #[serde(default)]
    pub shared: bool,
}

/// A kind of ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketType {
    /// The API's id.
    pub number: u32,
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// An emoji.
    pub icon: String,
    pub category: Category,
    #[serde(default)]
    pub internal: bool,
    #[serde(default)]
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub attributes: Vec<InboxAttribute>,
}

impl TicketType {
    /// The attribute with this name that can be written.
    pub fn writable(&self, name: &str) -> Option<&InboxAttribute> {
        self.attributes.iter().find(|own| own.name == name && !own.archived)
    }

    /// The attribute with this number.
    pub fn attribute(&self, number: u32) -> Option<&InboxAttribute> {
        self.attributes.iter().find(|own| own.number == number)
    }
}

/// The two attributes that every type has (docs: Create a ticket type), numbered from here.
pub fn default_attributes(number: u32, at: i64) -> [InboxAttribute; 2] {
    [("_default_title_", false), ("_default_description_", true)].map(|(name, multiline)| {
        let number = number + u32::from(multiline);
        let attribute = InboxAttribute::new(number, name, InboxType::String, at);
        InboxAttribute { multiline, default: true, ..attribute }
    })
}

/// The values of a list, from their labels with commas between them.
pub fn list_items(number: u32, labels: &str) -> Vec<ListItem> {
    let mut random = Random::new(u64::from(number) << 32);
    let labels = labels.split(',').map(str::trim).filter(|label| !label.is_empty());
    let mut item =
        |label: &str| ListItem { id: random.uuid(), label: label.to_owned(), archived: false };
    labels.map(&mut item).collect()
}
