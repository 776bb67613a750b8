//! The columns of tables, by noun: what a person wants to see first. Nouns that are not listed
//! take them from their first item.

use crate::output::{Column, ColumnKind};

const CONTACTS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Role", "role"),
    Column::text("Name", "name"),
    // Half an address is of no use, so it is never cut.
    Column::id("Email", "email"),
    Column::text("External id", "external_id").priority(-1),
    Column::date("Created", "created_at").priority(-1),
    Column::date("Last seen", "last_seen_at").priority(-2),
];

const COMPANIES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Company id", "company_id"),
    Column::text("Name", "name"),
    Column::text("Plan", "plan.name").priority(-1),
    Column::new(ColumnKind::Count, "Users", "user_count"),
    Column::date("Created", "created_at").priority(-1),
];

const CONVERSATIONS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("State", "state"),
    Column::text("Title", "title"),
    Column::text("From", "source.author.email"),
    Column::id("Admin", "admin_assignee_id").priority(-1),
    Column::id("Team", "team_assignee_id").priority(-1),
    Column::date("Updated", "updated_at"),
];

const TICKETS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Ticket", "ticket_id"),
    Column::text("Type", "ticket_type.name"),
    Column::text("State", "ticket_state.internal_label"),
    Column::text("Title", "ticket_attributes._default_title_"),
    Column::date("Updated", "updated_at"),
];

const NAMED: &[Column] = &[Column::id("Id", "id"), Column::text("Name", "name")];

const ADMINS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::id("Email", "email"),
    Column::new(ColumnKind::Bool, "Away", "away_mode_enabled"),
];

const NOTES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Author", "author.name"),
    Column::text("Body", "body"),
    Column::date("Created", "created_at"),
];

const ARTICLES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Title", "title"),
    Column::text("State", "state"),
    Column::date("Updated", "updated_at"),
    Column::new(ColumnKind::Link, "Page", "url").priority(-1),
];

const DATA_ATTRIBUTES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Model", "model"),
    Column::text("Name", "name"),
    Column::text("Type", "data_type"),
    Column::new(ColumnKind::Bool, "Custom", "custom"),
    Column::new(ColumnKind::Bool, "Archived", "archived").priority(-1),
];

const SEGMENTS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::text("Of", "person_type"),
    Column::new(ColumnKind::Count, "Count", "count"),
    Column::date("Updated", "updated_at").priority(-1),
];

const INTERNAL_ARTICLES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Title", "title"),
    Column::id("Author", "author_id").priority(-1),
    Column::date("Updated", "updated_at"),
];

const COLLECTIONS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::text("Description", "description").priority(-1),
    Column::date("Updated", "updated_at"),
];

const TICKET_TYPES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::text("Category", "category"),
    Column::new(ColumnKind::Bool, "Archived", "archived"),
];

const TICKET_STATES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Category", "category"),
    Column::text("Team sees", "internal_label"),
    Column::text("Customer sees", "external_label"),
];

const SUBSCRIPTIONS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "default_translation.name"),
    Column::text("State", "state"),
    Column::text("Consent", "consent_type"),
];

const ACTIVITY_LOGS: &[Column] = &[
    Column::id("Id", "id"),
    Column::date("When", "created_at"),
    Column::text("By", "performed_by.email"),
    Column::text("What", "activity_description"),
];

const MACROS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::text("Visible to", "visible_to").priority(-1),
    Column::date("Updated", "updated_at"),
];

const CALLS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("State", "state"),
    Column::text("Direction", "direction"),
    Column::text("Phone", "phone"),
    Column::date("Started", "initiated_at"),
];

const ME: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::text("Email", "email"),
    Column::text("Workspace", "app.id_code"),
    Column::text("Workspace name", "app.name"),
    Column::text("Region", "app.region"),
];

/// The columns for the objects that a command shows: those of its innermost noun, which is the
/// word before the verb.
pub fn of(command: &[&str]) -> &'static [Column] {
    let noun = match command {
        [only] => Some(only),
        [.., noun, _verb] => Some(noun),
        [] => None,
    };
    noun.and_then(|noun| by_noun(noun)).unwrap_or_default()
}

fn by_noun(noun: &str) -> Option<&'static [Column]> {
    Some(match noun {
        "contacts" => CONTACTS,
        "companies" => COMPANIES,
        "conversations" => CONVERSATIONS,
        "tickets" => TICKETS,
        "tags" | "teams" => NAMED,
        "segments" => SEGMENTS,
        "admins" => ADMINS,
        "notes" => NOTES,
        "articles" => ARTICLES,
        "internal-articles" => INTERNAL_ARTICLES,
        "collections" => COLLECTIONS,
        "data-attributes" => DATA_ATTRIBUTES,
        "ticket-types" => TICKET_TYPES,
        "ticket-states" => TICKET_STATES,
        "subscription-types" | "subscriptions" => SUBSCRIPTIONS,
        "activity-logs" => ACTIVITY_LOGS,
        "macros" => MACROS,
        "calls" => CALLS,
        "me" => ME,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_noun_decides() {
        assert_eq!(of(&["contacts", "tags", "list"]), NAMED);
        assert_eq!(of(&["me"]), ME);
        assert!(of(&["contacts", "merge-history", "list"]).is_empty());
    }
}
