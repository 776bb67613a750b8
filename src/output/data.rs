//! How does data leave? One object, plain text, and what both have in common with lists: the
//! form, the cut to `--fields`, the jq expression, and what a terminal must not see.

use std::borrow::Cow;

use serde_json::Value;

use super::card::{self, Look};
use super::columns::Column;
use super::csv::Records;
use super::jq::Output;
use super::json::{self, Layout};
use super::table::Surface;
use super::{Format, Ui, columns, escape};
use crate::error::Result;

impl Ui {
    /// Prints one object, or whatever JSON an answer is: a card for people, else a line; as
    /// JSON one document, indented on a terminal. `columns` are the noun's, for CSV.
    ///
    /// # Errors
    /// `ReaderGone` when nobody reads any more; failed when stdout or the jq expression does.
    pub fn object(&mut self, columns: &[Column], value: &Value) -> Result<()> {
        self.seek(value);
        let projected = self.project(value);
        if self.settings.jq.is_some() {
            self.filtered(&projected)?;
            return self.flush();
        }
        let text = match self.format() {
            Format::Table => card::draw(&projected, &self.look())
                .unwrap_or_else(|| json::encode(&projected, Layout::Indented) + "\n"),
            Format::Json => json::encode(&projected, self.document_layout()) + "\n",
            Format::Ndjson => json::encode(&projected, self.line_layout()) + "\n",
            Format::Csv => {
                let columns = self.columns(columns);
                let record = Records::new(columns, self.settings.csv_safe).record(value)?;
                self.text_data(&record)?;
                return self.flush();
            }
        };
        self.data(text.as_bytes())?;
        self.flush()
    }

    /// Prints a JSON document where no form was asked for: indented for people, else a line.
    ///
    /// # Errors
    /// As `object`.
    pub fn document(&mut self, value: &Value) -> Result<()> {
        let text = json::encode(value, self.document_layout()) + "\n";
        self.data(text.as_bytes())?;
        self.flush()
    }

    /// Prints a line of plain text as data, such as a shell's `export`.
    ///
    /// # Errors
    /// `ReaderGone` when nobody reads any more; failed when stdout does.
    pub fn line(&mut self, line: &str) -> Result<()> {
        self.raw(format!("{line}\n").as_bytes())
    }

    /// Prints bytes as they are, such as a download; on a terminal, harmless ones.
    ///
    /// # Errors
    /// As `line`.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.text_data(bytes)?;
        self.flush()
    }

    pub(super) fn columns(&self, declared: &[Column]) -> Vec<Column> {
        match &self.settings.fields {
            Some(fields) => columns::picked(fields, declared),
            None => declared.to_vec(),
        }
    }

    /// The form in which the next answer leaves.
    pub fn format(&self) -> Format {
        Format::resolve(self.settings.output, self.terminal.stdout)
    }

    pub(super) fn document_layout(&self) -> Layout {
        if self.terminal.stdout { Layout::Indented } else { Layout::Compact }
    }

    pub(super) fn line_layout(&self) -> Layout {
        if self.terminal.stdout { Layout::CompactSafe } else { Layout::Compact }
    }

    pub(super) fn look(&self) -> Look {
        let colored = self.settings.colors.stdout;
        Look {
            colored,
            links: colored && self.terminal.stdout,
            zone: self.settings.time_zone.clone(),
        }
    }

    pub(super) fn surface(&self) -> Surface {
        let Look { colored, links, zone } = self.look();
        let columns = self.terminal.columns.filter(|_| self.terminal.stdout).map(usize::from);
        Surface { columns, colored, links, zone }
    }

    /// Takes note of what `--fields` asks for and this has not.
    pub(super) fn seek(&mut self, value: &Value) {
        if let Some(fields) = &self.settings.fields {
            self.sought.look_in(fields, value);
        }
    }

    pub(super) fn project<'v>(&self, value: &'v Value) -> Cow<'v, Value> {
        match &self.settings.fields {
            Some(fields) => Cow::Owned(fields.project(value)),
            None => Cow::Borrowed(value),
        }
    }

    /// Prints what the jq expression makes of a value.
    pub(super) fn filtered(&mut self, value: &Value) -> Result<()> {
        let Some(filter) = self.settings.jq.take() else { return Ok(()) };
        let done = filter.run(value, |output| self.filter_output(&output));
        self.settings.jq = Some(filter);
        done
    }

    pub(super) fn filter_output(&mut self, output: &Output) -> Result<()> {
        let text = String::from_utf8_lossy(&output.bytes);
        match (self.terminal.stdout, output.is_json) {
            (false, _) => self.data(&output.bytes)?,
            (true, true) => self.data(escape::json(&text).as_bytes())?,
            (true, false) => self.data(escape::text(&text).as_bytes())?,
        }
        self.data(b"\n")
    }

    /// Writes text that is not JSON: as it is, but harmless on a terminal.
    pub(super) fn text_data(&mut self, bytes: &[u8]) -> Result<()> {
        if self.terminal.stdout {
            return self.data(escape::text(&String::from_utf8_lossy(bytes)).as_bytes());
        }
        self.data(bytes)
    }

    /// Writes data that is fit for where it goes. A progress bar on the same terminal makes
    /// room for it.
    pub(super) fn data(&mut self, bytes: &[u8]) -> Result<()> {
        match self.messages.bar() {
            Some(bar) if self.terminal.stdout => bar.suspend(|| {
                self.stdout.write(bytes)?;
                self.stdout.flush()
            }),
            _ => self.stdout.write(bytes),
        }
    }

    /// Hands everything printed so far to the reader.
    pub fn flush(&mut self) -> Result<()> {
        self.stdout.flush()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::Screen;
    use super::super::{Fields, Filter, Settings};
    use super::*;

    fn printed(mut screen: Screen, value: &Value) -> String {
        screen.ui.object(&[Column::id("ID", "id")], value).unwrap();
        screen.stdout()
    }

    fn output(format: Format) -> Settings {
        Settings { output: Some(format), ..Settings::default() }
    }

    #[test]
    fn one_object_is_a_card_for_people_and_a_line_for_programs() {
        let tag = json!({"type": "tag", "id": "7", "name": "vip"});
        assert_eq!(
            printed(Screen::terminal(80, Settings::default()), &tag),
            "id    7\nname  vip\n"
        );
        let line = "{\"type\":\"tag\",\"id\":\"7\",\"name\":\"vip\"}\n";
        assert_eq!(printed(Screen::pipe(Settings::default()), &tag), line);
        assert_eq!(printed(Screen::pipe(output(Format::Json)), &tag), line);
        assert_eq!(printed(Screen::pipe(output(Format::Csv)), &tag), "id\n7\n");
    }

    #[test]
    fn json_on_a_terminal_is_indented_and_harmless() {
        let shown = printed(Screen::terminal(80, output(Format::Json)), &json!({"n": "\u{9b}"}));
        assert_eq!(shown, "{\n  \"n\": \"\\u009b\"\n}\n");
    }

    #[test]
    fn an_answer_that_is_no_object_is_printed_all_the_same() {
        let terminal = Screen::terminal(80, Settings::default());
        assert_eq!(printed(terminal, &json!([1])), "[\n  1\n]\n");
        assert_eq!(printed(Screen::pipe(Settings::default()), &json!(null)), "null\n");
    }

    #[test]
    fn fields_are_picked_before_jq_sees_the_object() {
        let jq = Some(Filter::compile("keys | join(\",\")").unwrap());
        let fields = Some(Fields::parse("id,location.city").unwrap());
        let settings = Settings { jq, fields, ..Settings::default() };
        let contact = json!({"id": "1", "email": "a@b.c", "location": {"city": "Cork"}});
        assert_eq!(printed(Screen::pipe(settings), &contact), "id,location\n");
    }

    #[test]
    fn bytes_stay_as_they_are_in_a_pipe_and_harmless_on_a_terminal() {
        let mut screen = Screen::pipe(Settings::default());
        screen.ui.raw(b"\x1b[1m\xff").unwrap();
        assert_eq!(screen.stdout_stream().bytes(), b"\x1b[1m\xff");
        let mut screen = Screen::terminal(80, Settings::default());
        screen.ui.line("a\u{1b}b\tc").unwrap();
        assert_eq!(screen.stdout(), "a\\u{1b}b\tc\n");
    }

    #[test]
    fn data_on_the_same_terminal_stands_above_the_progress_bar() {
        let mut screen = Screen::terminal(80, Settings::default());
        let mut progress = screen.ui.progress("Closing", None);
        progress.update(&mut screen.ui, std::time::Duration::ZERO, 1, "");
        screen.ui.line("done").unwrap();
        assert_eq!(screen.stdout(), "done\n");
        assert_eq!(screen.stderr().matches("Closing 1").count(), 2);
    }
}
