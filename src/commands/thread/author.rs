//! Who is who in a thread. Parts name assignees by id alone; the names stand at what these people
//! said themselves.

use std::collections::HashMap;

use serde_json::Value;

use super::text;

/// The names that a thread tells, by type and id.
pub(super) struct Authors(HashMap<(String, String), String>);

impl Authors {
    /// Everybody who said something in it, and these teams.
    pub(super) fn of(thread: &Value, parts: &[Value], teams: &[Value]) -> Self {
        let source = &thread["source"]["author"];
        let authors = parts.iter().map(|part| &part["author"]).chain([source]).chain(teams);
        let named = authors.filter_map(|author| {
            let name = author["name"].as_str().filter(|name| !name.is_empty())?;
            Some((key(author)?, name.to_owned()))
        });
        Authors(named.collect())
    }

    /// The name behind a reference, or `admin 7` where it is not told; nothing for nobody.
    pub(super) fn name(&self, reference: &Value) -> Option<String> {
        let key = key(reference).filter(|(_, id)| id != "0")?;
        let known = self.0.get(&key).cloned();
        Some(known.unwrap_or_else(|| format!("{} {}", key.0, key.1)))
    }
}

fn key(reference: &Value) -> Option<(String, String)> {
    Some((reference["type"].as_str()?.to_owned(), text(&reference["id"])?))
}

/// Name and email, as far as there are any.
pub(super) fn full_name(author: &Value) -> String {
    let email = author["email"].as_str().filter(|email| !email.is_empty());
    let name = author["name"].as_str().filter(|name| !name.is_empty());
    let person = matches!(author["type"].as_str(), Some("user" | "lead" | "contact"));
    match (name, email) {
        (Some(name), Some(email)) if person => format!("{name} <{email}>"),
        (Some(name), _) => name.to_owned(),
        (None, Some(email)) => email.to_owned(),
        (None, None) => {
            let kind = author["type"].as_str().unwrap_or("somebody");
            text(&author["id"]).map_or_else(|| kind.to_owned(), |id| format!("{kind} {id}"))
        }
    }
}
