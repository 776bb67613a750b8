//! What kind of Intercom is wanted? The sandbox's settings, as the command line gives them.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::faults::Faults;
use super::rate_limit::PerMinute;

/// The settings of a sandbox. The default is an empty workspace where nothing goes wrong.
#[derive(Clone)]
pub struct Options {
    /// Contacts made at the start, with `created_at` spread over the two years before.
    pub contacts: u64,
    /// Conversations made at the start, over the year before, with a contact for every ten of them
    /// unless there are more.
    pub conversations: u64,
    /// Adds a little believable data: contacts, tags, companies and custom attributes.
    pub demo: bool,
    /// Calls allowed per minute; `None` means no limit and no rate headers.
    pub rate_limit: Option<PerMinute>,
    /// How long each answer takes at least.
    pub latency: Duration,
    /// What goes wrong, and how often.
    pub faults: Faults,
    /// Decides contacts, ids and faults: the same seed gives the same history.
    pub seed: u64,
    /// A file that keeps the workspace over restarts. The workspace it holds beats `contacts` and
    /// `demo`.
    pub state: Option<PathBuf>,
    /// The access token to accept; `None` makes a new one, or takes the state file's.
    pub token: Option<String>,
    /// The workspace's time zone, which decides where days begin in searches.
    pub time_zone: TimeZone,
}

impl Options {
    /// The little workspace behind `--sandbox`.
    pub fn demo() -> Self {
        Options { demo: true, ..Options::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            contacts: 0,
            conversations: 0,
            demo: false,
            rate_limit: None,
            latency: Duration::ZERO,
            faults: Faults::default(),
            seed: 0,
            state: None,
            token: None,
            time_zone: TimeZone::UTC,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("contacts", &self.contacts)
            .field("conversations", &self.conversations)
            .field("demo", &self.demo)
            .field("rate_limit", &self.rate_limit)
            .field("latency", &self.latency)
            .field("faults", &self.faults)
            .field("seed", &self.seed)
            .field("state", &self.state)
            .field("token", &self.token.as_ref().map(|_| "[redacted]"))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_the_token() {
        let options = Options { token: Some("tok-secret".into()), ..Options::default() };
        assert!(!format!("{options:?}").contains("secret"));
    }
}
