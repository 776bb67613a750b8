//! From when until when? The two moments of an export job, which the API wants both of.

use clap::Args;
use jiff::Timestamp;

use crate::commands::since_until::{self, is_date};
use crate::context::Context;
use crate::error::Result;

/// The flags.
#[derive(Debug, Args)]
pub struct RangeArgs {
    /// From here on: 30d (ago), 2026-06-01, 2026-06-01T12:00Z or UNIX seconds
    ///
    /// A date or time without a zone is local; --time-zone names another zone, such as the
    /// workspace's, in which Intercom's own reports count days.
    #[arg(long, value_name = "TIME")]
    since: String,

    /// Up to here; a date means to the end of that day, and without it up to now
    #[arg(long, value_name = "TIME", default_value = "now", hide_default_value = true)]
    until: String,
}

/// Two moments in UNIX seconds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub since: i64,
    pub until: i64,
}

impl RangeArgs {
    /// A day is named, so that it matters whose day it is.
    pub fn names_days(&self) -> bool {
        [&self.since, &self.until].iter().any(|text| is_date(text))
    }

    /// Reads the flags.
    pub fn read(&self, cx: &Context) -> Result<Range> {
        let now = cx.now();
        let (since, until) =
            (since_until::since(&self.since, &now)?, since_until::until(&self.until, &now)?);
        since_until::in_order(since, until)?;
        Ok(Range { since, until })
    }
}

impl Range {
    /// For people, in UTC, which is what the API counts in.
    pub fn in_words(self) -> String {
        let shown = |second| {
            Timestamp::from_second(second)
                .map_or_else(|_| second.to_string(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
        };
        format!("{} to {} UTC", shown(self.since), shown(self.until))
    }
}
