//! What a job is, so that a later run can tell whether it is the same one.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::JobDir;
use crate::error::{Error, Result};

/// The workspace that a job writes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// Intercom's code of it, such as `ecahpwf5`.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

/// What a job is. A run may go on with it only when all of it is the same, but for when, where and
/// how it was begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// The command, such as `contacts import`.
    pub command: String,
    /// When it was begun.
    pub started: Timestamp,
    /// Where it writes, as far as the token may know.
    pub workspace: Option<Workspace>,
    /// The API it writes to.
    pub base_url: String,
    /// Rows of the input.
    pub rows: u64,
    /// SHA-256 of the input's bytes, in hex.
    pub sha256: String,
    /// How the input is read, and what is made of it.
    pub reading: Value,
    /// The options that decide about outcomes.
    pub options: Value,
    /// The command that goes on with it, for people who look at the job from elsewhere.
    #[serde(default)]
    pub resume: Option<String>,
    /// The directory in which that command was given.
    #[serde(default)]
    pub given_in: Option<PathBuf>,
}

impl JobRecord {
    /// Refuses to go on with this job where the present run is about something else.
    pub fn check_same(&self, present: &JobRecord, dir: &JobDir) -> Result<()> {
        let what = if self.command != present.command {
            format!("it is a job of `{}`", self.command)
        } else if self.base_url != present.base_url {
            format!("it was begun at {}, not {}", self.base_url, present.base_url)
        } else if self.workspace.as_ref().map(|w| &w.id)
            != present.workspace.as_ref().map(|w| &w.id)
        {
            let name = |workspace: &Option<Workspace>| {
                workspace
                    .as_ref()
                    .map_or_else(|| "an unknown workspace".to_owned(), |w| w.id.clone())
            };
            format!("it was begun in {}, not {}", name(&self.workspace), name(&present.workspace))
        } else if self.sha256 != present.sha256 {
            "the input has changed since".to_owned()
        } else if self.rows != present.rows || self.reading != present.reading {
            "the input is read or mapped in another way".to_owned()
        } else if self.options != present.options {
            format!(
                "it was begun with other options: {}",
                different(&self.options, &present.options)
            )
        } else {
            return Ok(());
        };
        let way = if self.sha256 == present.sha256 {
            "run the command that began it, or begin anew with --restart"
        } else {
            "put the input back as it was, or begin anew with --restart"
        };
        Err(Error::failed(format!("{} cannot be resumed: {what}", dir.path().display())).hint(way))
    }
}

/// The names of options that differ.
fn different(before: &Value, now: &Value) -> String {
    let names = before.as_object().into_iter().chain(now.as_object()).flat_map(|o| o.keys());
    let mut names: Vec<&str> =
        names.filter(|name| before[*name] != now[*name]).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
