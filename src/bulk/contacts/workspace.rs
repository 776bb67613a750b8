//! What an import asks of the workspace before its first row, and what it prepares there: who it
//! is, which attributes and admins it has, the tag to attach.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::conflict::Tag;
use super::{Attribute, Mapping, Owners};
use crate::api::{Client, Repeat, Request};
use crate::bulk::job::Workspace;
use crate::error::{Error, Kind, Result};

/// The contacts that a development workspace keeps; older ones are archived (docs: Getting started).
pub const DEVELOPMENT_WORKSPACE_CONTACTS: u64 = 20;

/// What the workspace says about itself. Parts that the token may not read are `None`.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Who it is.
    pub workspace: Option<Workspace>,
    /// Its contact attributes.
    pub attributes: Option<Vec<Attribute>>,
    /// Its admins by id.
    pub admins: Option<HashSet<String>>,
    /// The rate limit's allowance in a window of ten seconds.
    pub window_limit: Option<u64>,
}

impl Facts {
    /// Asks `GET /me`, and `GET /data_attributes` where some column may be a custom attribute.
    ///
    /// # Errors
    /// A refused token, or no answer. That a permission is missing, or a server that knows no such
    /// path, is no error: the rows' own answers will tell.
    pub async fn read(client: &Client, needs_attributes: bool) -> Result<Self> {
        let mut facts = Facts::default();
        if let Some(me) = facts.ask(client, "/me").await? {
            let app = &me["app"];
            facts.workspace = app["id_code"].as_str().map(|id| Workspace {
                id: id.to_owned(),
                name: app["name"].as_str().map(str::to_owned),
            });
        }
        if needs_attributes {
            let page = facts.ask(client, "/data_attributes?model=contact").await?;
            let items = page.as_ref().and_then(|page| page["data"].as_array());
            facts.attributes =
                items.map(|items| items.iter().filter_map(Attribute::from_value).collect());
        }
        Ok(facts)
    }

    /// Asks `GET /admins`, where some column holds owners.
    pub async fn read_admins(&mut self, client: &Client) -> Result<()> {
        let answer = self.ask(client, "/admins").await?;
        self.admins = answer.as_ref().and_then(Owners::admins_of);
        Ok(())
    }

    async fn ask(&mut self, client: &Client, path: &str) -> Result<Option<Value>> {
        match client.send(&Request::get(path)).await {
            Ok(reply) => {
                self.window_limit = reply.answer.timing.rate.map(|rate| rate.limit);
                Ok(Some(reply.value))
            }
            Err(error) if is_not_offered(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whom rows may name as owners.
    pub fn owners(&self) -> Owners {
        let workspace = self.workspace.as_ref().map(|workspace| workspace.id.clone());
        Owners { workspace, admins: self.admins.clone() }
    }

    /// True when the workspace's name says that it is for development.
    pub fn looks_like_development(&self) -> bool {
        let name = self.workspace.as_ref().and_then(|workspace| workspace.name.as_deref());
        let words = name.unwrap_or_default().to_lowercase();
        words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "dev" | "development" | "developer"))
    }
}

fn is_not_offered(error: &Error) -> bool {
    matches!(error.api_facts().status, Some(403 | 404 | 405 | 501))
}

/// Creates the attributes that the mapping wants and the workspace lacks.
pub async fn create_attributes(client: &Client, mapping: &Mapping) -> Result<Vec<String>> {
    let mut created = Vec::new();
    for (name, value_type) in mapping.to_create() {
        let body = json!({"name": name, "model": "contact", "data_type": value_type.data_type()});
        // A second one of the same name is refused, so a lost answer may be asked for again.
        let request = Request::post("/data_attributes").json(&body).repeat(Repeat::Safe);
        match client.send(&request).await {
            Ok(_) => created.push(name.to_owned()),
            Err(error) if exists(client, name).await? => drop(error),
            Err(error) => return Err(error.context(format!("creating the attribute {name:?}"))),
        }
    }
    Ok(created)
}

async fn exists(client: &Client, name: &str) -> Result<bool> {
    let page = client.json(&Request::get("/data_attributes?model=contact")).await?;
    let items = page["data"].as_array();
    Ok(items.is_some_and(|items| items.iter().any(|item| item["name"] == name)))
}

/// The tag of that name, made where it is missing.
pub async fn tag(client: &Client, name: &str) -> Result<Tag> {
    if let Some(known) = find_tag(client, name).await? {
        return Ok(known);
    }
    // Creating a tag by a name that exists gives that one.
    let request = Request::post("/tags").json(&json!({"name": name})).repeat(Repeat::Safe);
    let made =
        client.json(&request).await.map_err(|error| error.context(format!("tag {name:?}")))?;
    as_tag(&made, name)
}

/// The tag of that name. Names differ in more than case (docs: Tags).
async fn find_tag(client: &Client, name: &str) -> Result<Option<Tag>> {
    let page = match client.json(&Request::get("/tags")).await {
        // Reading tags takes another permission than writing them.
        Err(error) if error.kind() == Kind::Failed => Value::Null,
        listed => listed?,
    };
    let known = page["data"].as_array().into_iter().flatten().find(|tag| {
        let found = tag["name"].as_str().unwrap_or_default();
        found.to_lowercase() == name.to_lowercase()
    });
    known.map(|tag| as_tag(tag, name)).transpose()
}

fn as_tag(tag: &Value, name: &str) -> Result<Tag> {
    match tag["id"].as_str() {
        Some(id) => Ok(Tag { id: id.to_owned(), name: name.to_owned() }),
        None => Err(Error::failed(format!("the API gave the tag {name:?} no id"))),
    }
}
