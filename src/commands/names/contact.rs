//! Contacts: by Intercom's id, email, or external id.

use serde_json::{Value, json};

use super::matching::id;
use crate::api::pagination::items;
use crate::api::{Request, path_segment};
use crate::context::Context;
use crate::error::{Error, Kind, Result};

/// The length of a contact's id, all of it hexadecimal digits (description 2.16: examples).
const ID_LENGTH: usize = 24;

/// A contact that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Intercom's id.
    pub id: String,
    /// `user` or `lead`.
    pub role: String,
}

impl Contact {
    fn of(contact: &Value) -> Self {
        let role = contact["role"].as_str().unwrap_or("user").to_owned();
        Contact { id: id(contact), role }
    }
}

/// The contact that this means.
pub async fn contact(text: &str, cx: &mut Context) -> Result<Contact> {
    if text.contains('@') {
        return by_email(text, cx).await;
    }
    let is_id = text.len() == ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let segment = path_segment(text)?;
    let own = format!("/contacts/{segment}");
    let external = format!("/contacts/find_by_external_id/{segment}");
    let paths = if is_id { [own, external] } else { [external, own] };
    for path in paths {
        match cx.client()?.json(&Request::get(path)).await {
            Ok(contact) => return Ok(Contact::of(&contact)),
            Err(error) if error.api_facts().status == Some(404) => {}
            Err(error) => return Err(error),
        }
    }
    Err(unknown(text))
}

async fn by_email(email: &str, cx: &mut Context) -> Result<Contact> {
    let body = json!({"query": {"field": "email", "operator": "=", "value": email}});
    let request = Request::post("/contacts/search").json(&body).read_only();
    let page = cx.client()?.json(&request).await?;
    let found = items(&page, "data").unwrap_or_default();
    // Leads may share the email of a user, who is meant then.
    let users = found.iter().filter(|contact| contact["role"] == "user").count();
    let meant = found.iter().filter(|contact| users == 0 || contact["role"] == "user");
    match meant.collect::<Vec<_>>().as_slice() {
        [one] => Ok(Contact::of(one)),
        [] => Err(unknown(email)),
        several => {
            let ids: Vec<String> = several.iter().map(|contact| id(contact)).collect();
            Err(Error::failed(format!("{} contacts have the email {email}", ids.len()))
                .hint(format!("give the id: {}", ids.join(", "))))
        }
    }
}

fn unknown(text: &str) -> Error {
    Error::new(Kind::Failed, format!("there is no contact {text:?}"))
        .hint("give an email, an external id or Intercom's id; `ictl contacts search` finds people")
}
