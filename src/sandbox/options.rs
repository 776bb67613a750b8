//! What kind of Intercom is wanted? The sandbox's settings, as the command line gives them.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::faults::Faults;
use super::rate_limit::PerMinute;

/// How many workspaces one sandbox may have; it keeps the page that offers them readable.
pub const MAX_WORKSPACES: usize = 100;

/// The settings of a sandbox. The default is an empty workspace where nothing goes wrong.
#[derive(Clone)]
pub struct Options {
    /// How many workspaces there are at least, each with data and a token of its own; from 1 to
    /// [`MAX_WORKSPACES`].
    pub workspaces: usize,
    /// Contacts made at the start in each workspace, with `created_at` spread over the two years before.
    pub contacts: u64,
    /// Companies made at the start, each with a contact; there are contacts enough to be in them.
    pub companies: u64,
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
    /// A file that keeps the workspaces over restarts. Those that it holds beat `contacts` and
    /// `demo`, and are all there, also when `workspaces` says fewer.
    pub state: Option<PathBuf>,
    /// The access token of the first workspace; `None` makes a new one, or takes the state file's.
    pub token: Option<String>,
    /// The app's client id; `None` makes a new one, or takes the state file's.
    pub client_id: Option<String>,
    /// The app's client secret, likewise. One that is given is not written to the state file.
    pub client_secret: Option<String>,
    /// The workspaces' time zone, which decides where days begin in searches.
    pub time_zone: TimeZone,
    /// For so long searches do not find a new contact.
    pub search_lag: Duration,
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
            workspaces: 1,
            contacts: 0,
            companies: 0,
            conversations: 0,
            demo: false,
            rate_limit: None,
            latency: Duration::ZERO,
            faults: Faults::default(),
            seed: 0,
            state: None,
            token: None,
            client_id: None,
            client_secret: None,
            time_zone: TimeZone::UTC,
            search_lag: Duration::ZERO,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("workspaces", &self.workspaces)
            .field("contacts", &self.contacts)
            .field("companies", &self.companies)
            .field("conversations", &self.conversations)
            .field("demo", &self.demo)
            .field("rate_limit", &self.rate_limit)
            .field("latency", &self.latency)
            .field("faults", &self.faults)
            .field("seed", &self.seed)
            .field("state", &self.state)
            .field("token", &redacted(self.token.as_ref()))
            .field("client_id", &self.client_id)
            .field("client_secret", &redacted(self.client_secret.as_ref()))
            .field("time_zone", &self.time_zone)
            .field("search_lag", &self.search_lag)
            .finish_non_exhaustive()
    }
}

fn redacted(secret: Option<&String>) -> Option<&'static str> {
    secret.map(|_| "[redacted]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_what_is_secret() {
        let secret = || Some("tok-secret".to_owned());
        let options = Options { token: secret(), client_secret: secret(), ..Options::default() };
        assert!(!format!("{options:?}").contains("tok-secret"));
    }
}
