//! How a job goes, for whoever watches it: the same view for imports, for streams of ids and for
//! whatever else runs by the thousand.
//!
//! The engine tells of every change, which may be many thousand times a second: until something
//! could be shown, a change costs a comparison.

use std::time::Duration;

use crate::bulk::journal::Ledger;
use crate::bulk::pacing::Latencies;
use crate::bulk::work::Moment;
use crate::commands::job::problems::in_short;
use crate::output::{Meter, Progress, Ui};

/// Intercom's windows last so long (docs: Rate Limiting); the speed is measured over the same.
const WINDOW: Duration = Duration::from_secs(10);

/// Groups of problems that are shown while the job runs; the summary has the rest.
const SHOWN_PROBLEMS: usize = 3;

/// A running job on the screen.
pub struct View {
    progress: Progress,
    requests: Meter,
}

impl View {
    /// Begins to show a job of so many rows, of which earlier runs did some.
    pub fn begin(ui: &mut Ui, label: &str, total: u64, done: u64) -> Self {
        let mut progress = ui.progress(label, Some(total));
        progress.update(ui, Duration::ZERO, done, "");
        let mut requests = Meter::over(WINDOW);
        requests.sample(Duration::ZERO, 0);
        View { progress, requests }
    }

    /// Shows how it goes, if it is time to.
    pub fn watch(&mut self, ui: &mut Ui, moment: &Moment<'_>, ledger: &Ledger) {
        if !self.progress.is_due(moment.elapsed) {
            return;
        }
        self.requests.sample(moment.elapsed, moment.traffic.requests);
        let counts = ledger.counts();
        let parts = [
            Some(counts.to_string()).filter(|counts| !counts.is_empty()),
            self.speed(moment),
            latency(moment.latencies),
            Some(format!("{} in flight", moment.in_flight)),
        ];
        let problems = ledger.problems().largest_first();
        let worst = problems.iter().take(SHOWN_PROBLEMS).map(in_short);
        self.progress.set_details(parts.into_iter().flatten().chain(worst).collect());
        self.progress.update(ui, moment.elapsed, counts.total(), "");
    }

    /// Takes the view away; the caller says how it ended.
    pub fn finish(self, ui: &mut Ui) {
        self.progress.finish(ui);
    }

    /// Requests per second, and what the rate limit allows.
    fn speed(&self, moment: &Moment<'_>) -> Option<String> {
        let sent = self.requests.per_second()?;
        let allowed =
            moment.window_limit.map(|limit| format!(", limit {limit} per {} s", WINDOW.as_secs()));
        Some(format!("{sent:.0} requests/s{}", allowed.unwrap_or_default()))
    }
}

fn latency(latencies: &Latencies) -> Option<String> {
    let (median, most) = (latencies.quantile(0.5)?, latencies.quantile(0.95)?);
    Some(format!("median {}, 95% within {}", short(median), short(most)))
}

/// A time with two or three digits that mean something.
fn short(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    match ms {
        ..9.95 => format!("{ms:.1} ms"),
        ..999.5 => format!("{ms:.0} ms"),
        _ => format!("{:.1} s", ms / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let shown = [400, 12_400, 999_000, 1_250_000].map(|us| short(Duration::from_micros(us)));
        assert_eq!(shown, ["0.4 ms", "12 ms", "999 ms", "1.2 s"]);
    }
}
