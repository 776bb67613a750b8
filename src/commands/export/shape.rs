//! How do records become rows of a table? The columns of each noun, custom attributes among them,
//! and lists as one cell that an import can read.

use serde_json::{Value, json};

use super::facts::attributes;
use crate::api::Client;
use crate::bulk::export::Noun;
use crate::commands::columns::of;
use crate::error::Result;
use crate::output::Column;

const CONTACTS: &[&str] = &[
    "id",
    "external_id",
    "role",
    "email",
    "phone",
    "name",
    "avatar",
    "owner_id",
    "unsubscribed_from_emails",
    "has_hard_bounced",
    "marked_email_as_spam",
    "created_at",
    "updated_at",
    "signed_up_at",
    "last_seen_at",
    "last_replied_at",
    "last_contacted_at",
    "language_override",
    "browser",
    "os",
    "location.country",
    "location.region",
    "location.city",
    "tags",
    "companies",
];

const CONVERSATIONS: &[&str] = &[
    "id",
    "created_at",
    "updated_at",
    "title",
    "state",
    "open",
    "read",
    "priority",
    "waiting_since",
    "snoozed_until",
    "admin_assignee_id",
    "team_assignee_id",
    "source.type",
    "source.delivered_as",
    "source.subject",
    "source.body",
    "source.author.type",
    "source.author.id",
    "source.author.name",
    "source.author.email",
    "source.url",
    "contacts",
    "tags",
    "conversation_rating.rating",
    "conversation_rating.remark",
    "statistics.time_to_assignment",
    "statistics.time_to_admin_reply",
    "statistics.time_to_first_close",
    "statistics.count_reopens",
    "statistics.count_conversation_parts",
    "custom_attributes",
];

const TICKETS: &[&str] = &[
    "id",
    "ticket_id",
    "category",
    "ticket_type.name",
    "ticket_state.category",
    "ticket_state.internal_label",
    "open",
    "created_at",
    "updated_at",
    "snoozed_until",
    "admin_assignee_id",
    "team_assignee_id",
    "contacts",
    "ticket_attributes",
];

const COMPANIES: &[&str] = &[
    "id",
    "company_id",
    "name",
    "plan.name",
    "size",
    "website",
    "industry",
    "monthly_spend",
    "user_count",
    "session_count",
    "remote_created_at",
    "created_at",
    "updated_at",
    "last_request_at",
    "tags",
];

/// The columns: of CSV every field, and the workspace's attributes, which are looked up; of a table
/// what a person wants to see first.
pub async fn columns(noun: Noun, client: &Client, is_csv: bool) -> Result<Vec<Column>> {
    if !is_csv {
        return Ok(of(&[noun.name(), "export"]).to_vec());
    }
    let (paths, model) = match noun {
        Noun::Contacts => (CONTACTS, Some("contact")),
        Noun::Companies => (COMPANIES, Some("company")),
        Noun::Conversations => (CONVERSATIONS, None),
        Noun::Tickets => (TICKETS, None),
    };
    let mut columns: Vec<Column> = paths.iter().map(|path| Column::at(path)).collect();
    if let Some(model) = model {
        let names = attributes(client, model).await?;
        columns.extend(names.iter().map(|name| Column::at(&format!("custom_attributes.{name}"))));
    }
    Ok(columns)
}

/// Turns the lists of a record into single cells: names of tags and ids of contacts with `;` between
/// them, companies as JSON.
pub fn flatten(record: &mut Value) {
    let tags = listed(record, "tags", &["data", "tags"]);
    if let Some(tags) = tags {
        record["tags"] = cell(&tags, |tag| name_or_id(tag, "name"));
    }
    if let Some(contacts) = listed(record, "contacts", &["contacts"]) {
        record["contacts"] = cell(&contacts, |contact| name_or_id(contact, "id"));
    }
    if let Some(companies) = listed(record, "companies", &["data"]) {
        let short = companies.iter().map(|company| match &company["company_id"] {
            Value::Null => json!({"id": company["id"]}),
            company_id => json!({"company_id": company_id, "name": company["name"]}),
        });
        let short: Vec<Value> = short.collect();
        record["companies"] = if short.is_empty() { Value::Null } else { Value::Array(short) };
    }
}

fn listed(record: &Value, list: &str, keys: &[&str]) -> Option<Vec<Value>> {
    keys.iter().find_map(|key| record.get(list)?.get(*key)?.as_array().cloned())
}

fn name_or_id(item: &Value, key: &str) -> Value {
    if item[key].is_null() { item["id"].clone() } else { item[key].clone() }
}

/// Several names in a cell; as JSON where a name has in it what stands between names.
fn cell(items: &[Value], name: impl Fn(&Value) -> Value) -> Value {
    let names: Vec<Value> = items.iter().map(name).collect();
    let plain = |name: &Value| {
        name.as_str().is_some_and(|name| {
            !name.contains([';', ',', '"', '[', '{']) && !name.is_empty() && name.trim() == name
        })
    };
    if names.iter().all(plain) {
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        return if names.is_empty() { Value::Null } else { names.join(";").into() };
    }
    Value::Array(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_become_cells_that_an_import_reads() {
        let mut contact = json!({
            "id": "a",
            "tags": {"data": [{"id": "1", "name": "VIP"}, {"id": "2", "name": "Beta tester"}]},
            "companies": {"data": [{"id": "c", "company_id": "acme", "name": "Acme"}]},
        });
        flatten(&mut contact);
        let expected = json!({
            "id": "a", "tags": "VIP;Beta tester",
            "companies": [{"company_id": "acme", "name": "Acme"}],
        });
        assert_eq!(contact, expected);
    }

    #[test]
    fn a_name_with_a_separator_in_it_survives() {
        let mut contact = json!({"tags": {"data": [{"name": "a;b"}, {"name": "c"}]}});
        flatten(&mut contact);
        assert_eq!(contact["tags"], json!(["a;b", "c"]));
    }

    #[test]
    fn what_is_not_there_stays_away() {
        let mut conversation = json!({"id": "1", "tags": {"tags": []}, "contacts": null});
        flatten(&mut conversation);
        assert_eq!(conversation, json!({"id": "1", "tags": null, "contacts": null}));
    }
}
