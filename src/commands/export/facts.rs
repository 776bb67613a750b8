//! What an export asks of the workspace before its first page: who it is, where its days begin, and
//! which attributes its records have.

use jiff::tz::TimeZone;

use crate::api::{Client, Request};
use crate::bulk::job::Workspace;
use crate::error::{Error, Result};

/// What the workspace says about itself. Parts that the token may not read are `None`.
#[derive(Debug, Default)]
pub struct Facts {
    /// Who it is.
    pub workspace: Option<Workspace>,
    /// Its time zone, which may be a bare label that names no zone.
    pub time_zone: Option<TimeZone>,
}

impl Facts {
    /// Asks `GET /me`.
    ///
    /// # Errors
    /// A refused token, or no answer. A server that knows no such path is no error.
    pub async fn read(client: &Client) -> Result<Self> {
        let me = match client.json(&Request::get("/me")).await {
            Err(error) if is_not_offered(&error) => return Ok(Facts::default()),
            me => me?,
        };
        let app = &me["app"];
        Ok(Facts {
            workspace: app["id_code"].as_str().map(|id| Workspace {
                id: id.to_owned(),
                name: app["name"].as_str().map(str::to_owned),
            }),
            time_zone: app["timezone"].as_str().and_then(|name| TimeZone::get(name).ok()),
        })
    }
}

/// The names of the custom attributes of a model, in the order of the alphabet, so that a table has
/// the same columns tomorrow. A token that may not read them knows none.
pub async fn attributes(client: &Client, model: &str) -> Result<Vec<String>> {
    let request = Request::get("/data_attributes").query("model", model);
    let page = match client.json(&request).await {
        Err(error) if is_not_offered(&error) => return Ok(Vec::new()),
        page => page?,
    };
    let items = page["data"].as_array().into_iter().flatten();
    let custom = items.filter(|item| item["custom"] == true && item["archived"] != true);
    let mut names: Vec<String> =
        custom.filter_map(|item| item["name"].as_str()).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

fn is_not_offered(error: &Error) -> bool {
    matches!(error.api_facts().status, Some(403 | 404 | 405 | 501))
}
