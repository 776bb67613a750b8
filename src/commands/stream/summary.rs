//! How a stream ends for the user: the report in the job's directory, a summary on stderr, and the
//! exit code.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::bulk::actions::ObjectKind;
use crate::bulk::job::Workspace;
use crate::bulk::journal::Ledger;
use crate::bulk::tally::{Counts, OutcomeKind};
use crate::commands::job::place::Place;
use crate::commands::job::problems::why;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::output::human_duration;

/// The results that were refused, in the job's directory.
const REJECTS: &str = "rejects.ndjson";

/// The results that nobody knows, in the job's directory.
const UNCERTAIN: &str = "uncertain.ndjson";

/// Done, or done with objects that need a person.
pub fn verdict(kind: &ObjectKind, counts: Counts, hint: &str) -> Result<()> {
    if counts.rejected + counts.uncertain == 0 {
        return Ok(());
    }
    let parts = [(counts.rejected, "rejected"), (counts.uncertain, "uncertain")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let what: Vec<String> =
        parts.map(|(count, name)| format!("{} {name}", kind.count(*count))).collect();
    Err(Error::new(Kind::Partial, what.join(", ")).hint(hint))
}

/// What a stream came to.
pub struct Summary<'a> {
    /// The command's words.
    pub command: &'a str,
    /// What it acted on.
    pub kind: &'a ObjectKind,
    /// Its places.
    pub place: &'a Place,
    /// Where it wrote.
    pub workspace: Option<&'a Workspace>,
    /// Ids that came in.
    pub rows: u64,
    /// Different ones.
    pub objects: u64,
    /// What was counted.
    pub ledger: &'a Ledger,
}

impl Summary<'_> {
    /// Writes the report and says how it went. `early` is why it stopped before its end, `printed`
    /// whether stdout took everything.
    pub fn conclude(
        self,
        early: Option<Error>,
        printed: Result<()>,
        cx: &mut Context,
    ) -> Result<()> {
        let files = self.write_files();
        let report = self.report(early.is_none(), files.as_deref().unwrap_or_default());
        // On a full disk the report fails as the journal did, and the journal's failure is the one to tell.
        let written = files.and_then(|_| self.place.dir.write_report(&report));
        for line in self.lines() {
            cx.ui.message(&line);
        }
        if let Some(error) = early {
            return Err(self.place.stopped(error, cx));
        }
        printed?;
        written?;
        verdict(self.kind, *self.ledger.counts(), &self.advice())
    }

    /// What to do about what went wrong: what is uncertain may have been done.
    fn advice(&self) -> String {
        let counts = self.ledger.counts();
        let dir = self.place.dir.path();
        let rejects = dir.join(REJECTS);
        let uncertain = dir.join(UNCERTAIN);
        let mut advice = Vec::new();
        if counts.rejected > 0 {
            advice.push(format!("mend what is wrong and pipe in {}", rejects.display()));
        }
        if counts.uncertain > 0 {
            advice.push(format!(
                "look at those in {} before you run it on them again",
                uncertain.display()
            ));
        }
        advice.join("; ")
    }

    /// What was rejected and what is uncertain, each in a file that can be piped in again.
    fn write_files(&self) -> Result<Vec<PathBuf>> {
        let counts = self.ledger.counts();
        let kinds = [
            (counts.rejected, OutcomeKind::Rejected, REJECTS),
            (counts.uncertain, OutcomeKind::Uncertain, UNCERTAIN),
        ];
        let some = kinds.iter().filter(|(count, ..)| *count > 0);
        some.map(|(_, outcome, name)| self.place.dir.write_endings(*outcome, name)).collect()
    }

    fn report(&self, finished: bool, files: &[PathBuf]) -> Value {
        let counts = self.ledger.counts();
        let traffic = self.ledger.traffic();
        json!({
            "command": self.command,
            "finished": finished,
            "workspace": self.workspace,
            "rows": self.rows,
            "duplicates": self.rows - self.objects,
            "done": counts.done,
            "unchanged": counts.unchanged,
            "rejected": counts.rejected,
            "uncertain": counts.uncertain,
            "reasons": self.ledger.reasons(),
            "problems": self.ledger.problems().largest_first(),
            "requests": traffic.requests,
            "retries": traffic.retries,
            "rate_limited": traffic.rate_limited,
            "elapsed_s": Duration::from_millis(traffic.elapsed_ms).as_secs_f64(),
            "job": self.place.dir.path(),
            "files": files,
        })
    }

    fn lines(&self) -> Vec<String> {
        let (counts, traffic) = (self.ledger.counts(), self.ledger.traffic());
        let took = human_duration(Duration::from_millis(traffic.elapsed_ms));
        let requests = traffic.requests;
        let plural = if requests == 1 { "" } else { "s" };
        let outcomes = counts.to_string();
        let outcomes = if outcomes.is_empty() { outcomes } else { format!(": {outcomes}") };
        let mut lines = vec![format!(
            "`{}` on {} in {took} with {requests} request{plural}{outcomes}",
            self.command,
            self.kind.count(self.objects),
        )];
        if self.rows > self.objects {
            let repeated = self.rows - self.objects;
            lines.push(format!("{repeated} of the ids had come before and were done once"));
        }
        lines.extend(why(&self.ledger.problems().largest_first()));
        if self.place.temporary {
            lines.push(format!("job directory: {}", self.place.dir.path().display()));
        }
        lines
    }
}
