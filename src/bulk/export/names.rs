//! The names behind the ids of tags and companies that a contact carries: what an import into another
//! workspace needs, where ids mean nothing.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use super::spool::lines;
use crate::api::{Client, Request};
use crate::error::{Error, Kind, Result};

/// Names by id.
#[derive(Debug, Default)]
pub struct Names {
    tags: HashMap<String, String>,
    companies: HashMap<String, (Value, Value)>,
}

impl Names {
    /// Reads the tags from the API, and the companies from the spool that they were fetched into.
    pub async fn read(client: &Client, companies: &Path) -> Result<Self> {
        let mut names = Names { tags: tags(client).await?, companies: HashMap::new() };
        lines(companies, |_, line| {
            let company: Value = serde_json::from_str(line)
                .map_err(|cause| Error::failed(format!("a company could not be read: {cause}")))?;
            if let Some(id) = company["id"].as_str() {
                let named = (company["company_id"].clone(), company["name"].clone());
                names.companies.insert(id.to_owned(), named);
            }
            Ok(())
        })?;
        Ok(names)
    }

    /// Puts the names beside the ids. What has a name already keeps it.
    pub fn put_into(&self, contact: &mut Value) {
        for tag in linked(contact, "tags") {
            let name = tag["id"].as_str().and_then(|id| self.tags.get(id));
            if let (Some(name), true) = (name, tag["name"].is_null()) {
                tag["name"] = json!(name);
            }
        }
        for company in linked(contact, "companies") {
            let named = company["id"].as_str().and_then(|id| self.companies.get(id));
            if let (Some((company_id, name)), true) = (named, company["company_id"].is_null()) {
                company["company_id"] = company_id.clone();
                company["name"] = name.clone();
            }
        }
    }
}

/// The objects of an embedded list.
fn linked<'a>(contact: &'a mut Value, list: &str) -> impl Iterator<Item = &'a mut Value> {
    let data = contact.get_mut(list).and_then(|list| list.get_mut("data"));
    data.and_then(Value::as_array_mut).into_iter().flatten().filter(|item| item.is_object())
}

/// All tags come at once. A token that may not read them leaves ids without names.
async fn tags(client: &Client) -> Result<HashMap<String, String>> {
    let page = match client.json(&Request::get("/tags")).await {
        Err(error) if error.kind() == Kind::Failed => return Ok(HashMap::new()),
        page => page?,
    };
    let tags = page["data"].as_array().into_iter().flatten();
    Ok(tags
        .filter_map(|tag| Some((tag["id"].as_str()?.to_owned(), tag["name"].as_str()?.to_owned())))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_beside_ids_and_nothing_else_changes() {
        let names = Names {
            tags: HashMap::from([("1".to_owned(), "VIP".to_owned())]),
            companies: HashMap::from([("c".to_owned(), (json!("acme"), json!("Acme")))]),
        };
        let mut contact = json!({
            "id": "a",
            "tags": {"data": [{"id": "1", "type": "tag"}, {"id": "2"}], "has_more": false},
            "companies": {"data": [{"id": "c"}]},
            "notes": null,
        });
        names.put_into(&mut contact);
        let expected = json!({
            "id": "a",
            "tags": {"data": [{"id": "1", "type": "tag", "name": "VIP"}, {"id": "2"}], "has_more": false},
            "companies": {"data": [{"id": "c", "company_id": "acme", "name": "Acme"}]},
            "notes": null,
        });
        assert_eq!(contact, expected);
        let mut without = json!({"id": "a", "tags": null});
        names.put_into(&mut without);
        assert_eq!(without, json!({"id": "a", "tags": null}));
    }
}
