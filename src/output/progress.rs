//! How far is a long job? A line that redraws itself on a terminal, a plain line every ten
//! seconds elsewhere. Time comes from the caller, so this file has no timer and no clock.
//!
//! It draws by itself: rate and remaining time must follow the caller's clock and read the
//! same in both forms, and what is left after that is one line.

use std::collections::VecDeque;
use std::time::Duration;

use super::dates::human_duration;
use super::{Ui, escape, width};

/// How often the line on a terminal is redrawn at most.
const REDRAW_EVERY: Duration = Duration::from_millis(100);
/// How often a plain line is printed where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// The rate is measured over the last so many seconds.
const RATE_WINDOW: Duration = Duration::from_secs(30);
/// Samples are at least this far apart.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);
/// Cells of the bar.
const BAR: u64 = 20;
/// A terminal whose width is unknown has this one.
const USUAL_COLUMNS: u16 = 80;

/// The progress of one job.
#[derive(Debug)]
pub struct Progress {
    label: String,
    total: Option<u64>,
    mode: Mode,
    samples: VecDeque<(Duration, u64)>,
    shown: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Bar,
    Lines,
    Silent,
}

impl Ui {
    /// Begins to show the progress of a job; `label` says what goes on, such as `Importing`.
    /// `total` is `None` where the end is not known. Silent with `--quiet`.
    pub fn progress(&mut self, label: &str, total: Option<u64>) -> Progress {
        let mode = match (self.settings.quiet, self.terminal.stderr) {
            (true, _) => Mode::Silent,
            (false, true) => Mode::Bar,
            (false, false) => Mode::Lines,
        };
        Progress { label: label.to_owned(), total, mode, samples: VecDeque::new(), shown: None }
    }
}

impl Progress {
    /// Sets the total, once it is known.
    pub fn set_total(&mut self, total: u64) {
        self.total = Some(total);
    }

    /// Shows that `position` is reached, if it is time to show anything. `elapsed` is the
    /// clock's steady time, `counts` a few words such as `created 40, rejected 2`. The first
    /// call sets where and when this run began: a resumed job's rate does not count what was
    /// done before.
    pub fn update(&mut self, ui: &mut Ui, elapsed: Duration, position: u64, counts: &str) {
        self.sample(elapsed, position);
        let every = match self.mode {
            Mode::Silent => return,
            Mode::Bar => REDRAW_EVERY,
            Mode::Lines => LINE_EVERY,
        };
        // The first plain line comes after ten seconds: a short job needs none.
        let first = if self.mode == Mode::Lines { Some(elapsed) } else { None };
        let shown = self.shown.or(first);
        if shown.is_some_and(|shown| elapsed.saturating_sub(shown) < every) {
            self.shown = shown;
            return;
        }
        self.shown = Some(elapsed);
        self.show(ui, position, counts);
    }

    /// Takes the progress line away; the caller says how it ended.
    pub fn finish(self, ui: &mut Ui) {
        if self.mode == Mode::Bar {
            ui.messages.hide_bar();
        }
    }

    fn show(&self, ui: &mut Ui, position: u64, counts: &str) {
        let text = escape::line(&self.describe(position, counts)).into_owned();
        if self.mode == Mode::Lines {
            ui.messages.line(&text);
            return;
        }
        let bar = self.total.map(|total| bar(position, total)).unwrap_or_default();
        let columns = ui.terminal.columns.unwrap_or(USUAL_COLUMNS);
        // The last column stays free: some terminals wrap when it is filled.
        let line = width::cut(&(bar + &text), usize::from(columns).saturating_sub(1));
        let _ = ui.stdout.flush();
        ui.messages.show_bar(line);
    }

    fn describe(&self, position: u64, counts: &str) -> String {
        let mut parts = vec![self.reached(position)];
        if let Some(rate) = self.rate() {
            parts.push(if rate < 10.0 { format!("{rate:.1}/s") } else { format!("{rate:.0}/s") });
            parts.extend(self.total.and_then(|total| remaining(total, position, rate)));
        }
        if !counts.is_empty() {
            parts.push(counts.to_owned());
        }
        parts.join("  ")
    }

    fn reached(&self, position: u64) -> String {
        let label = &self.label;
        match self.total {
            Some(total) if total > 0 => {
                format!("{label} {position}/{total} ({}%)", percent(position, total))
            }
            _ => format!("{label} {position}"),
        }
    }

    fn sample(&mut self, elapsed: Duration, position: u64) {
        // The last sample is always now; older ones are at least `SAMPLE_EVERY` apart.
        if let [.., (before, _), _] = self.samples.make_contiguous()
            && elapsed.saturating_sub(*before) < SAMPLE_EVERY
        {
            self.samples.pop_back();
        }
        self.samples.push_back((elapsed, position));
        while self.samples.len() > 2
            && self.samples.front().is_some_and(|(at, _)| elapsed.saturating_sub(*at) > RATE_WINDOW)
        {
            self.samples.pop_front();
        }
    }

    /// Items per second, once there is something to measure.
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    fn rate(&self) -> Option<f64> {
        let (since, from) = self.samples.front()?;
        let (now, to) = self.samples.back()?;
        let seconds = now.saturating_sub(*since).as_secs_f64();
        (seconds >= SAMPLE_EVERY.as_secs_f64()).then(|| to.saturating_sub(*from) as f64 / seconds)
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
fn remaining(total: u64, position: u64, rate: f64) -> Option<String> {
    let seconds = total.saturating_sub(position) as f64 / rate;
    let left = Duration::try_from_secs_f64(seconds).ok()?;
    Some(format!("{} left", human_duration(left)))
}

fn percent(position: u64, total: u64) -> u64 {
    share(position, total, 100)
}

/// `position / total` in so many parts, never more than all of them.
fn share(position: u64, total: u64, parts: u64) -> u64 {
    let share = u128::from(position) * u128::from(parts) / u128::from(total.max(1));
    u64::try_from(share).unwrap_or(parts).min(parts)
}

fn bar(position: u64, total: u64) -> String {
    let cells = |count| usize::try_from(count).unwrap_or_default();
    let full = share(position, total, BAR);
    format!("[{}{}] ", "#".repeat(cells(full)), "-".repeat(cells(BAR - full)))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::super::fixture::Screen;
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn without_a_terminal_a_plain_line_comes_every_ten_seconds() {
        let mut screen = Screen::pipe(Settings::default());
        let mut progress = screen.ui.progress("Importing", Some(10_000));
        for second in 0..=25 {
            progress.update(&mut screen.ui, at(100 + second), second * 100, "rejected 2");
        }
        progress.finish(&mut screen.ui);
        insta::assert_snapshot!(screen.stderr(), @r"
        Importing 1000/10000 (10%)  100/s  1m 30s left  rejected 2
        Importing 2000/10000 (20%)  100/s  1m 20s left  rejected 2
        ");
    }

    #[test]
    fn a_resumed_job_counts_only_what_this_run_did() {
        let mut screen = Screen::pipe(Settings::default());
        let mut progress = screen.ui.progress("Importing", Some(10_000));
        progress.update(&mut screen.ui, at(0), 9_000, "");
        progress.update(&mut screen.ui, at(10), 9_050, "");
        assert_eq!(screen.stderr(), "Importing 9050/10000 (90%)  5.0/s  3m 10s left\n");
    }

    #[test]
    fn the_rate_follows_the_last_half_minute() {
        let mut screen = Screen::pipe(Settings::default());
        let mut progress = screen.ui.progress("Reading", None);
        let mut position = 0;
        for second in 0..=120 {
            position += if second < 60 { 10 } else { 50 };
            progress.update(&mut screen.ui, at(second), position, "");
        }
        assert!(screen.stderr().ends_with("Reading 3650  50/s\n"), "{}", screen.stderr());
    }

    #[test]
    fn on_a_terminal_one_line_redraws_itself_and_stays_below_messages() {
        let mut screen = Screen::terminal(60, Settings::default());
        let mut progress = screen.ui.progress("Importing", Some(4));
        progress.update(&mut screen.ui, at(0), 1, "");
        progress.update(&mut screen.ui, at(0) + REDRAW_EVERY / 2, 2, "");
        screen.ui.warn("slow");
        progress.update(&mut screen.ui, at(2), 4, &"x".repeat(100));
        progress.finish(&mut screen.ui);
        let stderr = screen.stderr().replace(super::super::messages::CLEAR_LINE, "<clear>");
        insta::assert_snapshot!(stderr, @r"
        <clear>[#####---------------] Importing 1/4 (25%)<clear>warning: slow
        <clear>[#####---------------] Importing 1/4 (25%)<clear>[####################] Importing 4/4 (100%)  1.5/s  0s lef…<clear>
        ");
    }

    #[test]
    fn an_error_ends_the_progress_line() {
        let mut screen = Screen::terminal(60, Settings::default());
        let mut progress = screen.ui.progress("Importing", Some(4));
        progress.update(&mut screen.ui, at(0), 1, "");
        screen.ui.error(&crate::error::Error::failed("the file ends too early"));
        assert!(screen.stderr().ends_with("error: the file ends too early\n"));
    }

    #[test]
    fn quiet_means_silent() {
        let mut screen = Screen::terminal(80, Settings { quiet: true, ..Settings::default() });
        let mut progress = screen.ui.progress("Importing", None);
        progress.update(&mut screen.ui, at(0), 1, "");
        progress.finish(&mut screen.ui);
        assert_eq!(screen.stderr(), "");
    }
}
