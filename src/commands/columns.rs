//! The columns of tables, by noun: what a person wants to see first. Nouns that are not listed
//! take them from their first item.

use crate::output::{Column, ColumnKind};

const CONTACTS: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Role", "role"),
    Column::text("Name", "name"),
    Column::text("Email", "email"),
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
    Column::text("Email", "email"),
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
];

const DATA_ATTRIBUTES: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Model", "model"),
    Column::text("Name", "name"),
    Column::text("Type", "data_type"),
    Column::new(ColumnKind::Bool, "Custom", "custom"),
    Column::new(ColumnKind::Bool, "Archived", "archived").priority(-1),
];

const ME: &[Column] = &[
    Column::id("Id", "id"),
    Column::text("Name", "name"),
    Column::text("Email", "email"),
    Column::text("Workspace", "app.id_code"),
    Column::text("Workspace name", "app.name"),
    Column::text("Region", "app.region"),
];

/// The columns for the objects that a command shows: by its innermost noun.
pub fn of(command: &[&str]) -> &'static [Column] {
    let nouns = command.iter().rev().map(|word| by_noun(word));
    nouns.flatten().next().unwrap_or_default()
}

fn by_noun(noun: &str) -> Option<&'static [Column]> {
    Some(match noun {
        "contacts" => CONTACTS,
        "companies" => COMPANIES,
        "conversations" => CONVERSATIONS,
        "tickets" => TICKETS,
        "tags" | "segments" | "teams" => NAMED,
        "admins" => ADMINS,
        "notes" => NOTES,
        "articles" | "internal-articles" => ARTICLES,
        "data-attributes" => DATA_ATTRIBUTES,
        "me" => ME,
        _ => return None,
    })
}
