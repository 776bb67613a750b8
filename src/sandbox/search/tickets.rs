//! What can tickets be searched by? The accepted fields, their types, and a ticket's values.
//!
//! docs: `POST /tickets/search`, "Accepted Fields" and "Searching by Category".

use serde_json::Value;

use super::case::{Case, has_contact, has_teammate};
use super::field::{Field, FieldType, FieldValue};
use super::query::Query;
use crate::sandbox::store::Store;
use crate::sandbox::store::conversation::State;
use crate::sandbox::store::inbox_attribute::InboxType;
use crate::sandbox::store::ticket::{Ticket, TicketType, state_at};

/// A field that tickets can be searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketField {
    Id,
    CreatedAt,
    UpdatedAt,
    Title,
    Description,
    Category,
    Kind,
    Contacts,
    Teammates,
    Admin,
    Team,
    Open,
    State,
    SnoozedUntil,
    /// An attribute of one type of tickets, by number.
    Attribute(u32, FieldType),
}

impl Field for TicketField {
    type Item<'a> = Case<'a>;

    const NOUN: &'static str = "tickets";
    const PER_PAGE: u64 = 20;
    const LAST_ACTIVITY: Self = TicketField::UpdatedAt;

    fn named(name: &str, store: &Store, _: i64) -> Option<Self> {
        if let Some(id) = name.strip_prefix("ticket_attribute.") {
            let number = id.parse().ok()?;
            let attribute = store.ticket_types().find_map(|kind| kind.attribute(number))?;
            return Some(TicketField::Attribute(number, attribute_type(attribute.data_type)));
        }
        Some(match name {
            "id" => TicketField::Id,
            "created_at" => TicketField::CreatedAt,
            "updated_at" => TicketField::UpdatedAt,
            "title" => TicketField::Title,
            "description" => TicketField::Description,
            "category" => TicketField::Category,
            "ticket_type_id" => TicketField::Kind,
            "contact_ids" => TicketField::Contacts,
            "teammate_ids" => TicketField::Teammates,
            "admin_assignee_id" => TicketField::Admin,
            "team_assignee_id" => TicketField::Team,
            "open" => TicketField::Open,
            "state" => TicketField::State,
            "snoozed_until" => TicketField::SnoozedUntil,
            _ => return None,
        })
    }

    fn field_type(self) -> FieldType {
        match self {
            TicketField::CreatedAt => FieldType::Bound,
            TicketField::UpdatedAt | TicketField::SnoozedUntil => FieldType::Moment,
            TicketField::Contacts | TicketField::Teammates => FieldType::Set,
            TicketField::Open => FieldType::Flag,
            TicketField::Attribute(_, kind) => kind,
            _ => FieldType::Text,
        }
    }

    fn value(self, case: Self::Item<'_>) -> FieldValue<'_> {
        let own = &case.thread.conversation;
        let Some(ticket) = own.ticket.as_deref() else { return FieldValue::Absent };
        let text = |number: u32| FieldValue::Text(number.to_string().into());
        match self {
            TicketField::Id => text(own.number),
            TicketField::CreatedAt => FieldValue::Integer(own.created_at),
            TicketField::UpdatedAt => FieldValue::Integer(own.updated_at),
            TicketField::Title => default_attribute(ticket, kind(case, ticket), "_default_title_"),
            TicketField::Description => {
                default_attribute(ticket, kind(case, ticket), "_default_description_")
            }
            TicketField::Category => {
                FieldValue::from(kind(case, ticket).map(|kind| kind.category.as_searched()))
            }
            TicketField::Kind => text(ticket.kind),
            TicketField::Admin => text(own.admin.unwrap_or(0)),
            TicketField::Team => text(own.team.unwrap_or(0)),
            TicketField::Open => FieldValue::Flag(own.state != State::Closed),
            TicketField::State => FieldValue::from(state_at(ticket.state).map(|own| own.category)),
            TicketField::SnoozedUntil => FieldValue::from(own.snoozed_until),
            TicketField::Attribute(number, _) => attribute(ticket, number),
            TicketField::Contacts | TicketField::Teammates => FieldValue::Absent,
        }
    }

    fn holds(self, case: Self::Item<'_>, value: Option<&str>) -> bool {
        match self {
            TicketField::Contacts => has_contact(case, value),
            _ => has_teammate(case, value),
        }
    }

    fn objection(self, text: &str) -> Option<&'static str> {
        let wrong =
            self == TicketField::Category && !matches!(text, "request" | "task" | "tracker");
        wrong.then_some("category must be request, task or tracker")
    }

    fn at(store: &Store, place: u32) -> Option<Case<'_>> {
        store.conversations().at(place).map(|thread| Case { thread, store })
    }

    fn place(case: Self::Item<'_>) -> u32 {
        case.thread.conversation.number
    }

    fn candidates<'a>(
        store: &'a Store,
        _: &Query<Self>,
        _known_until: i64,
    ) -> Box<dyn Iterator<Item = Case<'a>> + 'a> {
        let tickets =
            store.conversations().all().filter(|thread| thread.conversation.ticket.is_some());
        Box::new(tickets.map(move |thread| Case { thread, store }))
    }
}

fn kind<'a>(case: Case<'a>, ticket: &Ticket) -> Option<&'a TicketType> {
    case.store.ticket_type(ticket.kind)
}

fn default_attribute<'a>(
    ticket: &'a Ticket,
    kind: Option<&TicketType>,
    name: &str,
) -> FieldValue<'a> {
    let found = kind.and_then(|kind| kind.writable(name));
    found.map_or(FieldValue::Absent, |found| attribute(ticket, found.number))
}

fn attribute(ticket: &Ticket, number: u32) -> FieldValue<'_> {
    let value = ticket.attributes.iter().find(|(own, _)| *own == number).map(|(_, value)| value);
    match value {
        Some(Value::String(text)) => FieldValue::Text(text.as_str().into()),
        Some(Value::Bool(flag)) => FieldValue::Flag(*flag),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => FieldValue::Integer(number),
            (_, Some(number)) => FieldValue::Float(number),
            _ => FieldValue::Absent,
        },
        _ => FieldValue::Absent,
    }
}

fn attribute_type(data_type: InboxType) -> FieldType {
    match data_type {
        InboxType::Integer => FieldType::Count,
        InboxType::Decimal => FieldType::Float,
        InboxType::Boolean => FieldType::Flag,
        InboxType::Datetime => FieldType::Moment,
        _ => FieldType::Text,
    }
}
