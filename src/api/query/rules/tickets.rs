//! What the search of tickets accepts.

use super::Entity::{Admin, Contact, Team, TicketType};
use super::FieldType::{Boolean, Date, Integer, Named, Text};
use super::{BOOLEAN, INTEGER, IdForm, Rules, TEXT};

/// `POST /tickets/search` (description 2.16: "Accepted Fields", "Searching by Category").
pub static TICKETS: Rules = Rules {
    noun: "ticket",
    whole_days: false,
    aliases: &[
        ("admin", "admin_assignee_id"),
        ("assignee", "admin_assignee_id"),
        ("team", "team_assignee_id"),
        ("contact", "contact_ids"),
        ("contact_id", "contact_ids"),
        ("teammate", "teammate_ids"),
        ("type", "ticket_type_id"),
        ("ticket_type", "ticket_type_id"),
    ],
    // The search has words of its own for the categories that everything else names otherwise.
    synonyms: &[
        ("category", "Customer", "request"),
        ("category", "Back-office", "task"),
        ("category", "Tracker", "tracker"),
    ],
    operators: &[
        (Text, TEXT),
        (Integer, INTEGER),
        (Boolean, BOOLEAN),
        // For `created_at` the description allows <= and >= expressly.
        (Date, INTEGER),
    ],
    fields: &[
        ("id", Text),
        ("created_at", Date),
        ("updated_at", Date),
        ("title", Text),
        ("description", Text),
        ("category", Text),
        ("ticket_type_id", Named(TicketType, IdForm::Text)),
        ("contact_ids", Named(Contact, IdForm::Text)),
        ("teammate_ids", Named(Admin, IdForm::Text)),
        ("admin_assignee_id", Named(Admin, IdForm::TextOrNobody)),
        ("team_assignee_id", Named(Team, IdForm::TextOrNobody)),
        ("open", Boolean),
        ("state", Text),
        ("snoozed_until", Date),
    ],
};
