//! Whether a contact has a row's values already. Pure.
//!
//! The API gives values back in other forms than it takes them: numbers as text and text as
//! numbers, an avatar as an object, an email in lower case. What cannot be told apart for certain
//! counts as different, which costs an update and does no harm.

use serde_json::{Map, Value};

use super::links::LinkKind;

/// True when every value that the row would write stands in the contact.
pub fn has_values(contact: &Value, row: &Map<String, Value>) -> bool {
    row.iter().all(|(field, wanted)| match (field.as_str(), wanted) {
        ("custom_attributes", Value::Object(attributes)) => {
            let present = &contact["custom_attributes"];
            attributes.iter().all(|(name, wanted)| same(&present[name], wanted))
        }
        ("email", Value::String(wanted)) => {
            contact["email"].as_str().is_some_and(|email| email.eq_ignore_ascii_case(wanted.trim()))
        }
        ("avatar", wanted) => match &contact["avatar"] {
            Value::Object(avatar) => avatar.get("image_url").is_some_and(|url| same(url, wanted)),
            avatar => same(avatar, wanted),
        },
        (field, wanted) => same(&contact[field], wanted),
    })
}

/// Tags and companies that a contact is known to have. At most ten of each are embedded (docs:
/// Contacts), so what is missing here may still be there.
#[derive(Debug, Default)]
pub struct Attached(Vec<(LinkKind, String)>);

impl Attached {
    /// What a contact shows.
    pub fn of(contact: &Value) -> Self {
        let ids = |kind: LinkKind| {
            let shown = contact[kind.path()]["data"].as_array();
            let ids = shown.into_iter().flatten().filter_map(|link| link["id"].as_str());
            ids.map(move |id| (kind, id.to_owned()))
        };
        Attached(ids(LinkKind::Tag).chain(ids(LinkKind::Company)).collect())
    }

    /// True when it is certain that the contact has it.
    pub fn has(&self, kind: LinkKind, id: &str) -> bool {
        self.0.iter().any(|(known, attached)| *known == kind && attached == id)
    }

    /// It was attached.
    pub fn add(&mut self, kind: LinkKind, id: String) {
        self.0.push((kind, id));
    }
}

fn same(present: &Value, wanted: &Value) -> bool {
    match (present, wanted) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => number.to_string() == *text,
        _ => present == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn matches(contact: &Value, row: &Value) -> bool {
        has_values(contact, row.as_object().expect("a row is an object"))
    }

    #[test]
    fn a_contact_with_the_rows_values_and_more_matches() {
        let contact = json!({"id": "1", "email": "ada@example.com", "name": "Ada", "role": "user",
            "custom_attributes": {"plan": "pro", "seats": 3, "other": true}});
        let row = json!({"email": "Ada@Example.com", "name": "Ada", "role": "user",
            "custom_attributes": {"plan": "pro", "seats": 3}});
        assert!(matches(&contact, &row));
    }

    #[test]
    fn a_different_or_missing_value_does_not_match() {
        let contact = json!({"name": "Ada", "custom_attributes": {"plan": "pro"}});
        assert!(!matches(&contact, &json!({"name": "Bob"})));
        assert!(!matches(&contact, &json!({"phone": "+1"})));
        assert!(!matches(&contact, &json!({"custom_attributes": {"plan": "free"}})));
        assert!(!matches(&contact, &json!({"custom_attributes": {"seats": 1}})));
    }

    #[test]
    fn forms_that_the_api_changes_still_match() {
        let contact = json!({"owner_id": 321, "signed_up_at": 1_700_000_000, "phone": null,
            "avatar": {"type": "avatar", "image_url": "https://x/y.png"},
            "custom_attributes": {"spend": 10}});
        let row = json!({"owner_id": "321", "signed_up_at": 1_700_000_000, "phone": null,
            "avatar": "https://x/y.png", "custom_attributes": {"spend": 10.0}});
        assert!(matches(&contact, &row));
    }

    #[test]
    fn embedded_tags_and_companies_are_seen() {
        let contact = json!({"tags": {"type": "list", "data": [{"type": "tag", "id": "7"}]},
            "companies": {"data": [{"type": "company", "id": "65f"}]}});
        let attached = Attached::of(&contact);
        assert!(attached.has(LinkKind::Tag, "7") && attached.has(LinkKind::Company, "65f"));
        assert!(!attached.has(LinkKind::Tag, "8") && !attached.has(LinkKind::Company, "7"));
    }
}
