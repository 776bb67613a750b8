//! What happens while the app is served: a line for people, an object for programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config::Profile;
use crate::context::{Context, workspace};
use crate::error::{Error, Result};
use crate::output::{Column, Format};

/// For `--output csv`.
const COLUMNS: &[Column] = &[
    Column::text("Time", "time"),
    Column::text("Event", "event"),
    Column::id("Workspace", "workspace_id"),
    Column::text("Profile", "profile"),
    Column::text("Message", "message"),
];

/// Something that happened.
pub(super) enum Event<'a> {
    /// Somebody began an installation.
    Begun,
    /// A workspace installed the app.
    Installed { name: &'a str, profile: &'a Profile },
    /// Somebody refused, for this reason.
    Denied(&'a str),
    /// An installation came to nothing.
    Failed(&'a Error),
    /// A notification says that this workspace uninstalled the app.
    UninstallReported(&'a str),
    /// It has: the token was dead, and is forgotten.
    Forgotten { name: &'a str, profile: &'a Profile },
    /// It has not: the token is alive, or could not be tried.
    Kept { name: &'a str, profile: &'a Profile },
    /// A request was turned away, for this reason.
    Refused(&'a str),
}

impl Event<'_> {
    /// Tells it.
    pub(super) fn tell(&self, cx: &mut Context) -> Result<()> {
        let now = cx.clock.now();
        if cx.ui.format() == Format::Table {
            let time = now.to_zoned(cx.time_zone.clone()).strftime("%H:%M:%S").to_string();
            return cx.ui.line(&format!("{time}  {}", self.in_words()));
        }
        cx.ui.object(COLUMNS, &self.as_object(now))
    }

    fn name(&self) -> &'static str {
        match self {
            Event::Begun => "install_begun",
            Event::Installed { .. } => "installed",
            Event::Denied(_) => "install_denied",
            Event::Failed(_) => "install_failed",
            Event::UninstallReported(_) => "uninstall_reported",
            Event::Forgotten { .. } => "profile_forgotten",
            Event::Kept { .. } => "profile_kept",
            Event::Refused(_) => "refused",
        }
    }

    fn in_words(&self) -> String {
        match self {
            Event::Begun => "an installation began".to_owned(),
            Event::Installed { name, profile } => {
                format!("installed on {} (profile {name})", workspace(profile))
            }
            Event::Denied(reason) => format!("an installation was denied: {reason}"),
            Event::Failed(error) => format!("failed: {}", error.message()),
            Event::UninstallReported(id) => format!("workspace {id} is said to have uninstalled"),
            Event::Forgotten { name, profile } => {
                format!("uninstalled from {}; profile {name} is forgotten", workspace(profile))
            }
            Event::Kept { name, profile } => format!(
                "the token of {} was not refused; profile {name} is kept",
                workspace(profile)
            ),
            Event::Refused(why) => format!("refused: {why}"),
        }
    }

    /// The same keys for every event; null where one says nothing of it.
    fn as_object(&self, now: Timestamp) -> Value {
        let (name, profile) = match self {
            Event::Installed { name, profile }
            | Event::Forgotten { name, profile }
            | Event::Kept { name, profile } => (Some(*name), Some(*profile)),
            _ => (None, None),
        };
        let workspace_id = match self {
            Event::UninstallReported(id) => Some(*id),
            _ => profile.map(|profile| profile.workspace_id.as_str()),
        };
        json!({
            "time": now.to_string(),
            "event": self.name(),
            "workspace_id": workspace_id,
            "workspace_name": profile.and_then(|profile| profile.workspace_name.as_deref()),
            "profile": name,
            "message": self.in_words(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_the_same_keys() {
        let error = Error::failed("no");
        let events = [
            Event::Begun,
            Event::Denied("access_denied"),
            Event::Failed(&error),
            Event::UninstallReported("abc123"),
            Event::Refused("no"),
        ];
        for event in events {
            let object = event.as_object(Timestamp::UNIX_EPOCH);
            let keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(
                keys,
                ["time", "event", "workspace_id", "workspace_name", "profile", "message"]
            );
        }
    }
}
