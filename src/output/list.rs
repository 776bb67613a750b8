//! How does a list leave while it is still arriving? Item by item and page by page, in the
//! form the user chose, in flat memory but where one document of all items is filtered.

use serde_json::Value;

use super::columns::Column;
use super::csv::Records;
use super::json::{self, Array};
use super::table::Table;
use super::{Format, Ui};
use crate::error::Result;

/// So many rows settle a table's widths where no page does (docs: Pagination, the largest
/// page of the API).
const FIRST_ROWS: usize = 150;

/// A list being printed. Call `page_done` after each page, and `finish` at the end; a list
/// that is dropped without it, because something failed, does not look complete.
pub struct ListPrinter<'a> {
    ui: &'a mut Ui,
    form: Form,
    printed: u64,
}

enum Form {
    Table(Table),
    Json(Array),
    Ndjson,
    Csv(Records),
    /// jq over each item.
    JqEach,
    /// jq over the document, which must be complete first.
    JqDocument(Vec<Value>),
}

impl Ui {
    /// Begins a list with the noun's columns; with none, they come from the first item.
    pub fn list(&mut self, declared: &[Column]) -> ListPrinter<'_> {
        let format = self.format();
        let form = match format {
            Format::Json if self.settings.jq.is_some() => Form::JqDocument(Vec::new()),
            _ if self.settings.jq.is_some() => Form::JqEach,
            Format::Table => Form::Table(Table::new(self.columns(declared), self.surface())),
            Format::Json => Form::Json(Array::new(self.document_layout())),
            Format::Ndjson => Form::Ndjson,
            Format::Csv => Form::Csv(Records::new(self.columns(declared), self.settings.csv_safe)),
        };
        ListPrinter { ui: self, form, printed: 0 }
    }
}

impl ListPrinter<'_> {
    /// Prints an item; in a table the first page waits for `page_done`.
    ///
    /// # Errors
    /// `ReaderGone` when nobody reads any more; failed when stdout or the jq expression does.
    pub fn item(&mut self, item: &Value) -> Result<()> {
        self.printed += 1;
        let ui = &mut *self.ui;
        ui.seek(item);
        match &mut self.form {
            Form::Table(table) => {
                if let Some(row) = table.row(item) {
                    ui.data(row.as_bytes())?;
                }
                if table.waiting() >= FIRST_ROWS { settle(ui, table) } else { Ok(()) }
            }
            Form::Json(array) => {
                let text = array.item(&ui.project(item));
                ui.data(text.as_bytes())
            }
            Form::Ndjson => {
                let line = json::encode(&ui.project(item), ui.line_layout()) + "\n";
                ui.data(line.as_bytes())
            }
            Form::Csv(records) => {
                let record = records.record(item)?;
                ui.text_data(&record)
            }
            Form::JqEach => {
                let item = ui.project(item);
                ui.filtered(&item)
            }
            Form::JqDocument(items) => {
                items.push(ui.project(item).into_owned());
                Ok(())
            }
        }
    }

    /// A page is complete: what came so far goes to the reader.
    ///
    /// # Errors
    /// As `item`.
    pub fn page_done(&mut self) -> Result<()> {
        if let Form::Table(table) = &mut self.form {
            settle(self.ui, table)?;
        }
        self.ui.flush()
    }

    /// The list is complete. Returns how many items it had.
    ///
    /// # Errors
    /// As `item`.
    pub fn finish(mut self) -> Result<u64> {
        self.page_done()?;
        let ui = &mut *self.ui;
        match &mut self.form {
            Form::Json(array) => ui.data(array.end().as_bytes())?,
            Form::Csv(records) => {
                let header = records.header()?;
                ui.text_data(&header)?;
            }
            Form::JqDocument(items) => {
                let document = Value::Array(std::mem::take(items));
                ui.filtered(&document)?;
            }
            Form::Table(_) | Form::Ndjson | Form::JqEach => {}
        }
        ui.stdout.settle()?;
        if let Form::Table(table) = &self.form {
            tell_about(ui, table, self.printed);
        }
        Ok(self.printed)
    }

    /// How many items were printed so far.
    pub fn printed(&self) -> u64 {
        self.printed
    }

    /// The user interface, for messages and progress while the list is open.
    pub fn ui(&mut self) -> &mut Ui {
        self.ui
    }
}

impl Drop for ListPrinter<'_> {
    /// Rows that wait for the end of their page are shown even if the page never ends: they
    /// may be all that tells what a command did.
    fn drop(&mut self) {
        if let Form::Table(table) = &mut self.form {
            let _ = settle(self.ui, table);
        }
    }
}

fn settle(ui: &mut Ui, table: &mut Table) -> Result<()> {
    let rows = table.settle();
    if rows.is_empty() {
        return Ok(());
    }
    if ui.terminal.stdout
        && let Some(command) = &ui.settings.pager
    {
        ui.stdout.start_pager(command)?;
    }
    ui.data(rows.as_bytes())
}

fn tell_about(ui: &mut Ui, table: &Table, printed: u64) {
    if printed == 0 {
        ui.note("nothing found");
    }
    let dropped = table.dropped();
    if !dropped.is_empty() {
        let columns = dropped.join(", ");
        ui.note(&format!("no room for {columns}; use a wider terminal, --fields or --json"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::Screen;
    use super::super::{Fields, Filter, Settings};
    use super::*;

    const COLUMNS: &[Column] = &[Column::id("ID", "id").priority(1), Column::text("Name", "name")];

    fn items() -> [Value; 2] {
        [json!({"id": "1", "name": "Ann"}), json!({"id": "2", "name": "B\u{9b}ob"})]
    }

    fn print(screen: &mut Screen, items: &[Value]) {
        let mut list = screen.ui.list(COLUMNS);
        for item in items {
            list.item(item).unwrap();
        }
        list.page_done().unwrap();
        assert_eq!(list.finish().unwrap(), items.len() as u64);
    }

    fn printed(mut screen: Screen) -> String {
        print(&mut screen, &items());
        screen.stdout()
    }

    fn output(format: Format) -> Settings {
        Settings { output: Some(format), ..Settings::default() }
    }

    fn jq(expression: &str, output: Option<Format>) -> Settings {
        Settings { jq: Some(Filter::compile(expression).unwrap()), output, ..Settings::default() }
    }

    #[test]
    fn a_pipe_gets_one_byte_true_object_per_line() {
        let expected = "{\"id\":\"1\",\"name\":\"Ann\"}\n{\"id\":\"2\",\"name\":\"B\u{9b}ob\"}\n";
        assert_eq!(printed(Screen::pipe(Settings::default())), expected);
    }

    #[test]
    fn a_terminal_gets_a_table() {
        insta::assert_snapshot!(printed(Screen::terminal(80, Settings::default())), @r"
        ID  NAME
        1   Ann
        2   B\u{9b}ob
        ");
    }

    #[test]
    fn a_table_in_a_pipe_has_no_escapes_and_no_limit() {
        let mut screen = Screen::pipe(output(Format::Table));
        let name = "n".repeat(300);
        print(&mut screen, &[json!({"id": "1", "name": name})]);
        assert_eq!(screen.stdout(), format!("ID  NAME\n1   {name}\n"));
    }

    #[test]
    fn json_is_one_document_and_an_empty_list_is_an_empty_array() {
        let shown = printed(Screen::pipe(output(Format::Json)));
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), json!(items()));
        let shown = printed(Screen::terminal(80, output(Format::Json)));
        assert!(shown.contains("\\u009b"), "{shown}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), json!(items()));
        let mut screen = Screen::pipe(output(Format::Json));
        print(&mut screen, &[]);
        assert_eq!(screen.stdout(), "[]\n");
    }

    #[test]
    fn a_list_that_broke_off_does_not_look_complete() {
        let mut screen = Screen::pipe(output(Format::Json));
        let mut list = screen.ui.list(COLUMNS);
        list.item(&items()[0]).unwrap();
        drop(list);
        screen.ui.error(&crate::error::Error::failed("the API went away"));
        assert_eq!(screen.stdout(), "[{\"id\":\"1\",\"name\":\"Ann\"}");
    }

    #[test]
    fn rows_of_a_page_that_broke_off_are_shown() {
        let mut screen = Screen::terminal(80, Settings::default());
        let mut list = screen.ui.list(COLUMNS);
        list.item(&items()[0]).unwrap();
        drop(list);
        screen.ui.error(&crate::error::Error::failed("the API went away"));
        assert_eq!(screen.stdout(), "ID  NAME\n1   Ann\n");
    }

    #[test]
    fn the_first_page_is_out_before_the_second_is_asked_for() {
        for settings in [Settings::default(), output(Format::Csv), output(Format::Table)] {
            let mut screen = Screen::pipe(settings);
            let stdout = screen.stdout_stream();
            let mut list = screen.ui.list(COLUMNS);
            list.item(&items()[0]).unwrap();
            list.page_done().unwrap();
            assert!(stdout.text().contains("Ann"));
            list.finish().unwrap();
        }
    }

    #[test]
    fn csv_has_a_header_of_paths() {
        let shown = printed(Screen::pipe(output(Format::Csv)));
        assert_eq!(shown, "id,name\n1,Ann\n2,B\u{9b}ob\n");
        let shown = printed(Screen::terminal(80, output(Format::Csv)));
        assert_eq!(shown, "id,name\n1,Ann\n2,B\\u{9b}ob\n");
    }

    #[test]
    fn fields_choose_columns_and_project_objects() {
        let fields = || Some(Fields::parse("name").unwrap());
        let table = Settings { fields: fields(), ..output(Format::Table) };
        assert_eq!(printed(Screen::pipe(table)), "NAME\nAnn\nB\\u{9b}ob\n");
        let lines = Settings { fields: fields(), ..Settings::default() };
        assert_eq!(printed(Screen::pipe(lines)), "{\"name\":\"Ann\"}\n{\"name\":\"B\u{9b}ob\"}\n");
    }

    #[test]
    fn jq_runs_over_each_item_whatever_the_format() {
        for format in [None, Some(Format::Table), Some(Format::Csv), Some(Format::Ndjson)] {
            assert_eq!(printed(Screen::pipe(jq(".id", format))), "1\n2\n");
        }
        assert_eq!(printed(Screen::terminal(80, jq(".name", None))), "Ann\nB\\u{9b}ob\n");
    }

    #[test]
    fn jq_with_json_runs_over_the_whole_document() {
        assert_eq!(printed(Screen::pipe(jq("length", Some(Format::Json)))), "2\n");
    }

    #[test]
    fn an_empty_table_and_a_dropped_column_are_explained_on_stderr() {
        let mut screen = Screen::terminal(80, Settings::default());
        print(&mut screen, &[]);
        assert_eq!(
            (screen.stdout().as_str(), screen.stderr().as_str()),
            ("", "note: nothing found\n")
        );
        let mut screen = Screen::terminal(5, Settings::default());
        print(&mut screen, &[json!({"id": "1", "name": "Annabella"})]);
        assert_eq!(screen.stdout(), "ID\n1\n");
        assert!(screen.stderr().starts_with("note: no room for Name;"), "{}", screen.stderr());
    }

    #[cfg(unix)]
    #[test]
    fn a_table_on_a_terminal_goes_through_the_pager() {
        let directory = tempfile::tempdir().unwrap();
        let seen = directory.path().join("seen");
        let pager = Some(format!("cat > '{}'", seen.display()));
        let mut screen = Screen::terminal(80, Settings { pager, ..Settings::default() });
        print(&mut screen, &[json!({"id": "1", "name": "Ann"})]);
        assert_eq!(std::fs::read_to_string(seen).unwrap(), "ID  NAME\n1   Ann\n");
        assert_eq!(screen.stdout(), "");
    }
}
