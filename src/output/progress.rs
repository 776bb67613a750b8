//! How far is a long job? A bar that redraws itself on a terminal, with lines below it where there is
//! more to tell, and a plain line every ten seconds elsewhere. Time comes from the caller, so this
//! file has no timer and no clock.
//!
//! Rate and remaining time are worked out here, because they follow the caller's clock and
//! read the same in both forms; `bar` has the looks.

use std::time::Duration;

use indicatif::ProgressBar;

use super::dates::human_duration;
use super::meter::Meter;
use super::{Ui, bar, escape, width};

/// How often the bar on a terminal is redrawn at most.
const REDRAW_EVERY: Duration = Duration::from_millis(100);
/// How often a plain line is printed where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// The rate is measured over the last so many seconds.
const RATE_WINDOW: Duration = Duration::from_secs(30);
/// Before the lines below the bar.
const INDENT: &str = "  ";
/// Between two parts of a line.
const GAP: &str = "  ";

/// The progress of one job.
#[derive(Debug)]
pub struct Progress {
    label: String,
    total: Option<u64>,
    mode: Mode,
    rate: Meter,
    details: Vec<String>,
    /// When the last update came.
    updated: Option<Duration>,
    shown: Option<Duration>,
}

#[derive(Debug)]
enum Mode {
    Bar(ProgressBar),
    Lines,
    Silent,
}

impl Ui {
    /// Begins to show the progress of a job; `label` says what goes on, such as `Importing`.
    /// `total` is `None` where the end is not known. Silent with `--quiet`.
    pub fn progress(&mut self, label: &str, total: Option<u64>) -> Progress {
        let mode = match (self.settings.quiet, self.terminal.stderr) {
            (true, _) => Mode::Silent,
            (false, true) => Mode::Bar(self.bar(label)),
            (false, false) => Mode::Lines,
        };
        Progress {
            label: label.to_owned(),
            total,
            mode,
            rate: Meter::over(RATE_WINDOW),
            details: Vec::new(),
            updated: None,
            shown: None,
        }
    }

    fn bar(&self, label: &str) -> ProgressBar {
        bar::new(self.messages.stderr(), self.columns.clone(), label)
    }
}

impl Progress {
    /// Sets the total, once it is known.
    pub fn set_total(&mut self, total: u64) {
        self.total = Some(total);
    }

    /// What else there is to tell from the next update on, in parts of a few words each: below the
    /// bar, as many on a line as it has room for.
    pub fn set_details(&mut self, details: Vec<String>) {
        self.details = details;
    }

    /// True when an update could show. A loop that would update all the time asks this first, which
    /// costs next to nothing.
    pub fn is_due(&self, elapsed: Duration) -> bool {
        let due = |updated: Duration| elapsed.saturating_sub(updated) >= REDRAW_EVERY;
        !matches!(self.mode, Mode::Silent) && self.updated.is_none_or(due)
    }

    /// Shows that `position` is reached, if it is time to show anything. `elapsed` is the
    /// clock's steady time, `counts` a few words such as `created 40, rejected 2`. The first
    /// call sets where and when this run began: a resumed job's rate does not count what was
    /// done before.
    pub fn update(&mut self, ui: &mut Ui, elapsed: Duration, position: u64, counts: &str) {
        self.rate.sample(elapsed, position);
        self.updated = Some(elapsed);
        let every = match self.mode {
            Mode::Silent => return,
            Mode::Bar(_) => REDRAW_EVERY,
            Mode::Lines => LINE_EVERY,
        };
        // The first plain line comes after ten seconds: a short job needs none.
        let first = matches!(self.mode, Mode::Lines).then_some(elapsed);
        let shown = self.shown.or(first);
        if shown.is_some_and(|shown| elapsed.saturating_sub(shown) < every) {
            self.shown = shown;
            return;
        }
        self.shown = Some(elapsed);
        self.show(ui, position, counts);
    }

    /// Takes the bar away; the caller says how it ended.
    pub fn finish(self, ui: &mut Ui) {
        if matches!(self.mode, Mode::Bar(_)) {
            ui.messages.remove_bar();
        }
    }

    fn show(&self, ui: &mut Ui, position: u64, counts: &str) {
        match &self.mode {
            Mode::Bar(bar) => self.draw(bar, ui, position, counts),
            Mode::Lines => ui.messages.line(&escape::line(&self.describe(position, counts))),
            Mode::Silent => {}
        }
    }

    fn draw(&self, bar: &ProgressBar, ui: &mut Ui, position: u64, counts: &str) {
        let columns = bar::room(&ui.columns);
        let mut text = escape::line(&self.facts(position, counts)).into_owned();
        for line in flowing(&self.details, columns.saturating_sub(INDENT.len())) {
            text.push('\n');
            text.push_str(INDENT);
            text.push_str(&line);
        }
        let bar = bar.clone().with_message(text);
        bar.set_style(bar::style(self.total.is_some(), columns));
        // Data that still waits would come out in the middle of the bar.
        let _ = ui.stdout.flush();
        ui.messages.set_bar(bar.clone());
        // One update and not two setters: each of them would draw.
        bar.update(|state| {
            state.set_pos(position);
            if let Some(total) = self.total {
                state.set_len(total);
            }
        });
    }

    fn describe(&self, position: u64, counts: &str) -> String {
        let total = self.total.map(|total| format!("/{total}")).unwrap_or_default();
        let facts = self.facts(position, counts);
        let mut line = format!("{} {position}{total}{facts}", self.label);
        for detail in &self.details {
            line.push_str(GAP);
            line.push_str(detail);
        }
        line
    }

    /// What follows the position: `" (10%)  100/s  1m 30s left  rejected 2"`.
    fn facts(&self, position: u64, counts: &str) -> String {
        let percent = self.total.and_then(|total| percent(position, total));
        let mut facts = percent.map(|percent| format!(" ({percent}%)")).unwrap_or_default();
        let rate = self.rate.per_second();
        let left = rate.zip(self.total).and_then(|(rate, total)| remaining(total, position, rate));
        let counts = (!counts.is_empty()).then(|| counts.to_owned());
        for part in [rate.map(per_second), left, counts].into_iter().flatten() {
            facts.push_str(GAP);
            facts.push_str(&part);
        }
        facts
    }
}

/// The parts in lines of so many columns, none of them broken that fits into a line.
fn flowing(parts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let part = escape::line(part);
        match lines.last_mut() {
            Some(line) if width::of(line) + GAP.len() + width::of(&part) <= columns => {
                line.push_str(GAP);
                line.push_str(&part);
            }
            _ => lines.push(part.into_owned()),
        }
    }
    lines
}

fn remaining(total: u64, position: u64, rate: f64) -> Option<String> {
    let seconds = total.saturating_sub(position) as f64 / rate;
    let left = Duration::try_from_secs_f64(seconds).ok()?;
    Some(format!("{} left", human_duration(left)))
}

fn per_second(rate: f64) -> String {
    if rate < 10.0 { format!("{rate:.1}/s") } else { format!("{rate:.0}/s") }
}

/// Rounded down, so that 100% means all; nothing for a total of zero.
fn percent(position: u64, total: u64) -> Option<u128> {
    (u128::from(position) * 100).checked_div(u128::from(total)).map(|percent| percent.min(100))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU16, Ordering};

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

    /// What was written to a terminal, with the control sequences in words.
    fn written(screen: &Screen) -> String {
        bar::in_words(&screen.stderr())
    }

    #[test]
    fn on_a_terminal_a_bar_redraws_itself_and_stays_below_messages() {
        let mut screen = Screen::terminal(60, Settings::default());
        let mut progress = screen.ui.progress("Importing", Some(4));
        screen.ui.note("3 columns");
        progress.update(&mut screen.ui, at(0), 1, "");
        progress.update(&mut screen.ui, at(0) + REDRAW_EVERY / 2, 2, "");
        screen.ui.warn("slow");
        progress.update(&mut screen.ui, at(2), 4, &"x".repeat(100));
        progress.finish(&mut screen.ui);
        screen.ui.message("done");
        insta::assert_snapshot!(written(&screen), @r"
        note: 3 columns
        [##------] Importing 1/4 (25%)<start><clear>warning: slow
        [##------] Importing 1/4 (25%)<start>[########] Importing 4/4 (100%)  1.5/s  0s left  xxxxxxxxx…<start><clear>done
        ");
    }

    #[test]
    fn a_total_that_comes_to_be_known_gives_the_bar_its_bar() {
        let mut screen = Screen::terminal(80, Settings::default());
        let mut progress = screen.ui.progress("Reading\n", None);
        progress.update(&mut screen.ui, at(0), 1, "");
        progress.set_total(2);
        progress.update(&mut screen.ui, at(2), 1, "a\u{1b}b");
        assert_eq!(
            written(&screen),
            r"Reading 1<start>[##########----------] Reading 1/2 (50%)  0.0/s  a\u{1b}b<start>"
        );
    }

    #[test]
    fn what_another_thread_tells_stands_above_the_bar() {
        let mut screen = Screen::terminal(80, Settings::default());
        let messages = screen.ui.messages();
        let mut progress = screen.ui.progress("Reading", None);
        progress.update(&mut screen.ui, at(0), 1, "");
        std::thread::spawn(move || messages.note("waiting for the rate limit")).join().unwrap();
        assert_eq!(
            written(&screen),
            "Reading 1<start><clear>note: waiting for the rate limit\nReading 1<start>"
        );
    }

    #[test]
    fn a_job_that_was_given_up_leaves_no_bar_behind() {
        let mut screen = Screen::terminal(60, Settings::default());
        for label in ["First", "Second"] {
            let mut progress = screen.ui.progress(label, None);
            progress.update(&mut screen.ui, at(0), 1, "");
        }
        screen.ui.error(&crate::error::Error::failed("the file ends too early"));
        assert_eq!(
            written(&screen),
            "First 1<start><clear>Second 1<start><clear>error: the file ends too early\n"
        );
    }

    #[test]
    fn details_stand_below_the_bar_as_many_on_a_line_as_fit_and_follow_the_window() {
        let mut screen = Screen::terminal(80, Settings::default());
        let columns = Arc::new(AtomicU16::new(60));
        let asked = columns.clone();
        screen.ui.follow_width(move || Some(asked.load(Ordering::Relaxed)));
        let mut progress = screen.ui.progress("Importing", Some(4));
        let details = ["40 created, 2 rejected", "98 requests/s", "12 in flight", "a\u{1b}b\nc"];
        progress.set_details(details.map(str::to_owned).to_vec());
        progress.update(&mut screen.ui, at(0), 1, "");
        columns.store(30, Ordering::Relaxed);
        progress.update(&mut screen.ui, at(1), 2, "");
        progress.finish(&mut screen.ui);
        insta::assert_snapshot!(written(&screen).replace("\u{1b}[", "<").replace("<start>", "\n"), @r"
        [##------] Importing 1/4 (25%)
          40 created, 2 rejected  98 requests/s  12 in flight
          a\u{1b}b⏎c<2A
        [####----] Importing 2/4 (50…
          40 created, 2 rejected
          98 requests/s  12 in flight
          a\u{1b}b⏎c<3A
        <clear>
        ");
    }

    #[test]
    fn without_a_terminal_the_details_are_part_of_the_line() {
        let mut screen = Screen::pipe(Settings::default());
        let mut progress = screen.ui.progress("Importing", Some(100));
        progress.set_details(vec!["40 created".to_owned(), "12 in flight".to_owned()]);
        progress.update(&mut screen.ui, at(0), 0, "");
        progress.update(&mut screen.ui, at(10), 40, "");
        assert_eq!(
            screen.stderr(),
            "Importing 40/100 (40%)  4.0/s  15s left  40 created  12 in flight\n"
        );
    }

    #[test]
    fn an_update_is_due_ten_times_a_second_and_never_when_nothing_is_shown() {
        let mut screen = Screen::terminal(80, Settings::default());
        let mut progress = screen.ui.progress("Importing", None);
        assert!(progress.is_due(at(0)));
        progress.update(&mut screen.ui, at(0), 1, "");
        assert!(!progress.is_due(at(0) + REDRAW_EVERY / 2));
        assert!(progress.is_due(at(0) + REDRAW_EVERY));
        let mut screen = Screen::terminal(80, Settings { quiet: true, ..Settings::default() });
        assert!(!screen.ui.progress("Importing", None).is_due(at(9)));
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
