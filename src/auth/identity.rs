//! Whom does a token stand for? `GET /me` says it: the workspace with its region, and the admin.

use serde_json::Value;

use crate::api::{Client, Region, Request};
use crate::error::{Error, Result};

/// What `GET /me` says about a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `app.id_code`, the workspace's id.
    pub workspace_id: String,
    /// `app.name`.
    pub workspace_name: Option<String>,
    /// `app.region`; `None` where it is absent or of a kind that is not known.
    pub region: Option<Region>,
    /// The admin who authorized the app, or made the token.
    pub admin_id: Option<String>,
    /// Their name.
    pub admin_name: Option<String>,
    /// Their email.
    pub admin_email: Option<String>,
}

impl Identity {
    /// Asks Intercom.
    ///
    /// # Errors
    /// A refused token (exit 4); an answer that names no workspace; no answer.
    pub async fn ask(client: &Client) -> Result<Self> {
        let me = client.json(&Request::get("/me")).await?;
        Identity::read(&me).ok_or_else(|| {
            Error::failed(format!("{} does not say which workspace this is", client.base_url()))
                .hint("check INTERCOM_API_BASE_URL: GET /me there does not answer as Intercom does")
        })
    }

    /// Reads the answer of `GET /me`; `None` when it names no workspace.
    pub fn read(me: &Value) -> Option<Self> {
        let text = |value: &Value| {
            let text = value.as_str().map(str::to_owned);
            text.or_else(|| value.as_i64().map(|number| number.to_string()))
        };
        let app = &me["app"];
        Some(Identity {
            workspace_id: text(&app["id_code"]).filter(|id| !id.is_empty())?,
            workspace_name: text(&app["name"]),
            region: app["region"].as_str().and_then(|region| region.parse().ok()),
            admin_id: text(&me["id"]),
            admin_name: text(&me["name"]),
            admin_email: text(&me["email"]),
        })
    }

    /// The workspace for people: `Acme (abc123)`.
    pub fn workspace(&self) -> String {
        match &self.workspace_name {
            Some(name) => format!("{name} ({})", self.workspace_id),
            None => self.workspace_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_region_is_understood_in_every_form_it_has_been_seen_in() {
        for (text, region) in [
            ("US", Some(Region::Us)),
            ("EU", Some(Region::Eu)),
            ("Europe", Some(Region::Eu)),
            ("AU", Some(Region::Au)),
            ("Mars", None),
        ] {
            let me = json!({"id": 7, "app": {"id_code": "abc123", "region": text}});
            let identity = Identity::read(&me).unwrap();
            assert_eq!(identity.region, region, "{text}");
            assert_eq!(identity.admin_id.as_deref(), Some("7"));
        }
    }

    #[test]
    fn an_answer_without_a_workspace_is_none() {
        for me in [json!({}), json!({"app": null}), json!({"app": {"id_code": ""}}), json!([])] {
            assert_eq!(Identity::read(&me), None, "{me}");
        }
    }
}
