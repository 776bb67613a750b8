//! Was the very same message sent a moment ago? What such a message left in a thread looks exactly
//! like what the next one leaves: the API counts in whole seconds, and another answer's `Date` tells
//! its clock to the second only. So single commands remember for a while what they sent, as
//! digests, and a lost answer is not taken for an earlier one's effect.
//!
//! It is a help, no ledger: where it cannot be kept, nothing fails.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::api::Request;
use crate::config::write_file;
use crate::context::Context;

/// What ended longer ago cannot bear the second of what is sent now: the two clocks are known to
/// each other to a second and an answer's latency.
const MISTAKABLE_FOR: Duration = Duration::from_secs(3);

/// The most messages that are remembered: more than single commands send meanwhile.
const MOST: usize = 100;

/// The messages of one command, and how often they were sent a moment ago.
pub struct SentBefore {
    file: Option<PathBuf>,
    keys: Vec<String>,
    /// How many of the same were sent a moment ago.
    pub count: usize,
}

impl SentBefore {
    /// Looks back. `messages` are the requests that must not take effect twice.
    pub fn look_back(messages: &[Request], base_url: &str, cx: &Context) -> Self {
        let keys: Vec<String> = messages.iter().map(|request| key(request, base_url)).collect();
        // The sandbox of `--sandbox` is new each time, and leaves nothing behind.
        let paths = if cx.in_sandbox() { None } else { cx.paths().ok() };
        let file = paths.map(|paths| paths.state.join("sent-before.json"));
        let mut before = SentBefore { file, keys, count: 0 };
        if !before.keys.is_empty() {
            let recent = before.recent(cx.clock.now());
            before.count = recent.iter().filter(|(key, _)| before.keys.contains(key)).count();
        }
        before
    }

    /// Remembers that they were sent now, or may have been.
    pub fn remember(self, cx: &Context) {
        let Some(file) = self.file.as_ref().filter(|_| !self.keys.is_empty()) else { return };
        let now = cx.clock.now();
        let mut recent = self.recent(now);
        let moment = now.as_millisecond();
        recent.extend(self.keys.iter().map(|key| (key.clone(), moment)));
        let surplus = recent.len().saturating_sub(MOST);
        if let Ok(bytes) = serde_json::to_vec(&recent[surplus..]) {
            let _ = write_file(file, &bytes);
        }
    }

    /// What was sent so recently that it could be mistaken, by its digest.
    fn recent(&self, now: Timestamp) -> Vec<(String, i64)> {
        let bytes = self.file.as_ref().and_then(|file| std::fs::read(file).ok());
        let known = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut known: Vec<(String, i64)> = known.unwrap_or_default();
        let age = |then: i64| u128::from(now.as_millisecond().abs_diff(then));
        known.retain(|(_, then)| age(*then) <= MISTAKABLE_FOR.as_millis());
        known
    }
}

fn key(request: &Request, base_url: &str) -> String {
    let mut digest = Sha256::new();
    for part in [base_url, request.method.as_str(), request.path.as_str()] {
        digest.update(part);
        digest.update([0]);
    }
    digest.update(request.body.as_deref().unwrap_or_default());
    STANDARD.encode(digest.finalize())
}
