//! How is a conversation shown to a person? As a thread: what it is about, then who said what and
//! when, in the order in which it happened. What is to be shown arrives as text and HTML; layout,
//! local time and what a terminal must not see are decided here.

use serde_json::Value;

use super::card::Look;
use super::{Ui, dates, escape, html, style, width};
use crate::error::Result;

/// Before the text of an entry.
const INDENT: &str = "  ";

/// Lines longer than this are hard to read, however wide the terminal is.
const MOST_COLUMNS: usize = 100;

/// A thread, ready to be shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thread {
    /// What it is called.
    pub title: String,
    /// What is known of it, label and value. A moment is shown as local time.
    pub facts: Vec<(&'static str, Value)>,
    /// What was said and done, the oldest first.
    pub entries: Vec<Entry>,
    /// What is missing, and why.
    pub missing: Option<String>,
}

/// Something that was said or done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// By whom.
    pub who: String,
    /// What it is, where it is no plain message: "note", "closed".
    pub what: Option<String>,
    /// The moment, as the API gives it.
    pub when: Value,
    /// Its id, to act on it.
    pub id: Option<String>,
    /// What was said, as HTML.
    pub body: Option<String>,
    /// Lines below it: attachments, and what became of it.
    pub below: Vec<String>,
}

impl Ui {
    /// Prints a thread for people, page by page where it is longer than a screen.
    ///
    /// # Errors
    /// As `object`.
    pub fn thread(&mut self, thread: &Thread) -> Result<()> {
        let columns = self.terminal.columns.filter(|_| self.terminal.stdout);
        let text = draw(thread, &self.look(), columns.map(usize::from));
        if self.terminal.stdout
            && let Some(command) = &self.settings.pager
        {
            self.stdout.start_pager(command)?;
        }
        self.data(text.as_bytes())?;
        self.stdout.settle()
    }
}

impl Ui {
    /// Shows a thread on stderr, before a question about it.
    pub fn preview(&mut self, thread: &Thread) {
        let look = Look { colored: self.settings.colors.stderr, ..self.look() };
        let columns = self.terminal.columns.map(usize::from);
        self.messages.line(draw(thread, &look, columns).trim_end());
    }
}

fn draw(thread: &Thread, look: &Look, columns: Option<usize>) -> String {
    let screen = columns.unwrap_or(usize::MAX);
    let columns = screen.min(MOST_COLUMNS);
    let title = escape::line(&thread.title);
    let mut lines = vec![style::paint(title, style::HEADING, look.colored)];
    let labels = thread.facts.iter().map(|(label, _)| width::of(label)).max().unwrap_or(0);
    for (label, value) in &thread.facts {
        let gap = width::padding(label, labels);
        let label = style::paint(label, style::FAINT, look.colored);
        lines.push(format!("{label}{gap}  {}", fact(value, look)));
    }
    if let Some(missing) = &thread.missing {
        lines.extend([String::new(), style::paint(missing, style::NOTE, look.colored)]);
    }
    for entry in &thread.entries {
        lines.push(String::new());
        lines.extend(heading(entry, look, screen));
        lines.extend(below(entry, columns.saturating_sub(INDENT.len())));
    }
    lines.join("\n") + "\n"
}

fn fact(value: &Value, look: &Look) -> String {
    match value {
        Value::String(text) => escape::line(text).into_owned(),
        other => dates::local(other, &look.zone).unwrap_or_else(|| other.to_string()),
    }
}

/// `Ann Lee · note · 2026-01-31 09:05 · part 12`, broken before a dot where the screen is too narrow.
fn heading(entry: &Entry, look: &Look, columns: usize) -> Vec<String> {
    let who = escape::line(&entry.who);
    let what = entry.what.as_deref().map(|what| escape::line(what).into_owned());
    let when = dates::local(&entry.when, &look.zone);
    let id = entry.id.as_deref().map(|id| format!("part {}", escape::line(id)));
    let mut rests = vec![String::new()];
    let mut used = width::of(&who);
    for fact in [what, when, id].into_iter().flatten() {
        let dotted = format!(" · {fact}");
        let wide = width::of(&dotted);
        if used + wide > columns {
            rests.push(dotted.trim_start().to_owned());
            used = wide - 1;
        } else if let Some(rest) = rests.last_mut() {
            rest.push_str(&dotted);
            used += wide;
        }
    }
    let mut lines: Vec<String> =
        rests.into_iter().map(|rest| style::paint(rest, style::FAINT, look.colored)).collect();
    lines[0].insert_str(0, &style::paint(who, style::HEADING, look.colored));
    lines
}

fn below(entry: &Entry, columns: usize) -> Vec<String> {
    let text = entry.body.as_deref().map(html::text).unwrap_or_default();
    let text = escape::text(&text).into_owned();
    let mut lines = width::wrap(&text, columns);
    for line in &entry.below {
        lines.extend(width::wrap(&escape::line(line), columns));
    }
    let indented = |line: String| if line.is_empty() { line } else { format!("{INDENT}{line}") };
    lines.into_iter().map(indented).collect()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::super::Settings;
    use super::super::fixture::Screen;
    use super::*;

    fn thread() -> Thread {
        Thread {
            title: "Refund for \u{1b}[31morder 7".to_owned(),
            facts: vec![("state", json!("open")), ("updated", json!(1_767_225_600))],
            entries: vec![
                Entry {
                    who: "Ann Lee <ann@example.com>".to_owned(),
                    when: json!(1_767_225_600),
                    body: Some(
                        "<p>Hi,</p><ul><li>a long line that has to be broken</li></ul>".into(),
                    ),
                    below: vec!["attachment: a.png (https://a.example/a.png)".to_owned()],
                    ..Entry::default()
                },
                Entry {
                    who: "Bea".to_owned(),
                    what: Some("closed".to_owned()),
                    when: json!(1_767_229_200),
                    id: Some("12".to_owned()),
                    ..Entry::default()
                },
            ],
            missing: Some("only the newest 2 of 9 parts are shown".to_owned()),
        }
    }

    #[test]
    fn a_thread_tells_who_said_what_and_when() {
        let look = Look { colored: false, links: false, zone: TimeZone::UTC };
        insta::assert_snapshot!(draw(&thread(), &look, Some(30)), @r"
        Refund for \u{1b}[31morder 7
        state    open
        updated  2026-01-01 00:00

        only the newest 2 of 9 parts are shown

        Ann Lee <ann@example.com>
        · 2026-01-01 00:00
          Hi,

          - a long line that has to be
          broken
          attachment: a.png
          (https://a.example/a.png)

        Bea · closed
        · 2026-01-01 01:00 · part 12
        ");
    }

    #[test]
    fn times_are_local_and_nothing_obeys() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let mut screen = Screen::terminal(80, Settings { time_zone: zone, ..Settings::default() });
        let mut thread = thread();
        thread.entries[0].body = Some("a\u{9b}b &#27;c".to_owned());
        screen.ui.thread(&thread).unwrap();
        let shown = screen.stdout();
        assert!(shown.contains("updated  2026-01-01 01:00"), "{shown}");
        assert!(shown.contains(r"a\u{9b}b \u{1b}c"), "{shown}");
    }
}
