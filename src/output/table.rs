//! How does a list become a table while it is still arriving? The first page settles which
//! columns are shown and how wide; later pages follow it, so memory stays flat.
//!
//! The layout is our own and not a table crate's, because those measure all rows before they
//! print one.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::badge::BadgeColor;
use super::columns::{self, Column, Kind};
use super::{escape, style, width};

/// Between two columns.
const GAP: usize = 2;
/// Text is cut down to this many columns before a whole column is dropped.
const NARROWEST: usize = 10;
/// No cell asks for more than this, however wide the terminal: one long text would push
/// everything else off.
const WIDEST: usize = 60;

/// The surface a table is printed on.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    /// The terminal's width; `None` is no limit.
    pub columns: Option<usize>,
    /// Bold headings.
    pub colored: bool,
    /// Hyperlinks.
    pub links: bool,
    /// The zone of dates.
    pub zone: TimeZone,
}

/// What one column shows of one item, safe for a terminal.
struct Cell {
    text: String,
    color: Option<BadgeColor>,
}

/// A table in the making.
pub(super) struct Table {
    columns: Vec<Column>,
    surface: Surface,
    /// Rows that arrived before the widths are settled.
    waiting: Vec<Vec<Cell>>,
    /// Index and width of the columns shown, once settled.
    layout: Option<Vec<(usize, usize)>>,
    derived: bool,
}

impl Table {
    /// A table with these columns, or with those of the first object if there are none.
    pub(super) fn new(columns: Vec<Column>, surface: Surface) -> Table {
        let derived = columns.is_empty();
        Table { columns, surface, waiting: Vec::new(), layout: None, derived }
    }

    /// Takes an object; returns its row if the widths are settled already.
    pub(super) fn row(&mut self, object: &Value) -> Option<String> {
        if self.columns.is_empty() {
            self.columns = columns::derived(object, false);
        }
        let zone = &self.surface.zone;
        let columns = self.columns.iter();
        let cell = |column| Cell {
            text: columns::cell(object, column, zone),
            color: columns::color(object, column).filter(|_| self.surface.colored),
        };
        let cells: Vec<Cell> = columns.map(cell).collect();
        if self.layout.is_some() {
            return Some(self.print(&cells));
        }
        self.waiting.push(cells);
        None
    }

    /// How many rows wait for the widths to be settled.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Settles the widths by the rows that wait, and returns the heading and those rows;
    /// nothing when that was done before, or when no row came.
    pub(super) fn settle(&mut self) -> String {
        if self.layout.is_some() || self.waiting.is_empty() {
            return String::new();
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.layout = Some(self.lay_out(&waiting));
        let mut out = self.heading();
        out.extend(waiting.iter().map(|cells| self.print(cells)));
        out
    }

    /// The titles of the columns that the terminal had no room for.
    pub(super) fn dropped(&self) -> Vec<&str> {
        let Some(layout) = &self.layout else { return Vec::new() };
        let is_shown = |index: usize| layout.iter().any(|(shown, _)| *shown == index);
        let dropped = self.columns.iter().enumerate().filter(|(index, _)| !is_shown(*index));
        dropped.map(|(_, column)| column.title.as_ref()).collect()
    }

    fn lay_out(&mut self, rows: &[Vec<Cell>]) -> Vec<(usize, usize)> {
        if self.derived {
            // Nobody asked for these columns, so empty ones only take room.
            let filled = |index: &usize| rows.iter().any(|cells| !cells[*index].text.is_empty());
            let shown: Vec<usize> = (0..self.columns.len()).filter(filled).collect();
            return self.fit(natural_widths(&self.columns, &shown, rows));
        }
        let all: Vec<usize> = (0..self.columns.len()).collect();
        self.fit(natural_widths(&self.columns, &all, rows))
    }

    /// Drops and narrows columns until they fit the terminal.
    fn fit(&self, mut layout: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        let Some(limit) = self.surface.columns else { return layout };
        for (_, width) in &mut layout {
            *width = (*width).min(WIDEST);
        }
        let narrowest = |&(index, width): &(usize, usize)| match self.columns[index].kind {
            Kind::Text | Kind::Link => width.min(NARROWEST),
            _ => width,
        };
        while layout.len() > 1 && total(layout.iter().map(narrowest)) > limit {
            let lowest = |&at: &usize| (self.columns[layout[at].0].priority, usize::MAX - at);
            let Some(least) = (0..layout.len()).min_by_key(lowest) else { break };
            layout.remove(least);
        }
        while total(layout.iter().map(|(_, width)| *width)) > limit {
            let spare = |entry: &&mut (usize, usize)| entry.1 > narrowest(entry);
            let Some(widest) = layout.iter_mut().filter(spare).max_by_key(|entry| entry.1) else {
                break;
            };
            widest.1 -= 1;
        }
        layout
    }

    fn heading(&self) -> String {
        let cell = |column| Cell { text: title(column), color: None };
        let titles: Vec<Cell> = self.columns.iter().map(cell).collect();
        let line = self.print(&titles);
        if !self.surface.colored {
            return line;
        }
        format!("{}\n", style::paint(line.trim_end(), style::HEADING, true))
    }

    fn print(&self, cells: &[Cell]) -> String {
        let mut line = String::new();
        for (index, width) in self.layout.iter().flatten() {
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP));
            }
            line.push_str(&self.place(&cells[*index], self.columns[*index].kind, *width));
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    }

    fn place(&self, cell: &Cell, kind: Kind, columns: usize) -> String {
        let limited = self.surface.columns.is_some();
        let text = if limited { width::cut(&cell.text, columns) } else { cell.text.clone() };
        let padding = width::padding(&text, columns);
        if kind == Kind::Count {
            return padding + &text;
        }
        let dressed = match kind {
            Kind::Link if self.surface.links => style::link(&text, &cell.text),
            _ => cell.color.map(|color| color.paint(&text)),
        };
        dressed.unwrap_or(text) + &padding
    }
}

fn natural_widths(columns: &[Column], shown: &[usize], rows: &[Vec<Cell>]) -> Vec<(usize, usize)> {
    let natural = |&index: &usize| {
        let cells = rows.iter().map(|cells| width::of(&cells[index].text));
        (index, cells.max().unwrap_or(0).max(width::of(&title(&columns[index]))))
    };
    shown.iter().map(natural).collect()
}

/// A title may come from the API's own keys, so it is no safer than a value.
fn title(column: &Column) -> String {
    escape::line(&column.title).to_uppercase()
}

fn total(widths: impl ExactSizeIterator<Item = usize>) -> usize {
    let gaps = widths.len().saturating_sub(1) * GAP;
    widths.sum::<usize>() + gaps
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn surface(columns: Option<usize>) -> Surface {
        Surface { columns, colored: false, links: false, zone: TimeZone::UTC }
    }

    fn contacts() -> Vec<Column> {
        vec![
            Column::id("ID", "id").priority(2),
            Column::text("Name", "name").priority(1),
            Column::text("Email", "email"),
            Column::date("Created", "created_at").priority(-1),
        ]
    }

    fn ann() -> Value {
        json!({"id": "5ba682d2", "name": "Ann Other", "email": "ann@example.com", "created_at": 0})
    }

    fn rows(table: &mut Table, objects: &[Value]) -> String {
        let direct: String = objects.iter().filter_map(|object| table.row(object)).collect();
        direct + &table.settle()
    }

    #[test]
    fn a_table_lines_up_wide_characters_and_shows_hostile_ones() {
        let mut table = Table::new(contacts(), surface(Some(100)));
        let other = json!({"id": "7", "name": "漢字\u{202e}👍", "email": null, "created_at": 60});
        insta::assert_snapshot!(rows(&mut table, &[ann(), other]), @r"
        ID        NAME            EMAIL            CREATED
        5ba682d2  Ann Other       ann@example.com  1970-01-01 00:00
        7         漢字\u{202e}👍                   1970-01-01 00:01
        ");
    }

    #[test]
    fn a_narrow_terminal_cuts_text_first_and_then_drops_the_least_column() {
        let mut table = Table::new(contacts(), surface(Some(36)));
        insta::assert_snapshot!(rows(&mut table, &[ann()]), @r"
        ID        NAME       EMAIL
        5ba682d2  Ann Other  ann@example.com
        ");
        assert_eq!(table.dropped(), ["Created"]);
        let mut table = Table::new(contacts(), surface(Some(32)));
        insta::assert_snapshot!(rows(&mut table, &[ann()]), @r"
        ID        NAME       EMAIL
        5ba682d2  Ann Other  ann@exampl…
        ");
        let mut table = Table::new(contacts(), surface(Some(5)));
        assert_eq!(rows(&mut table, &[ann()]), "ID\n5ba682d2\n");
    }

    #[test]
    fn every_line_fits_every_terminal_that_has_room_for_the_id() {
        for columns in 8..90 {
            let mut table = Table::new(contacts(), surface(Some(columns)));
            for line in rows(&mut table, &[ann()]).lines() {
                assert!(width::of(line) <= columns, "{line:?} in {columns}");
            }
        }
    }

    #[test]
    fn later_pages_keep_the_widths_of_the_first() {
        let mut table = Table::new(contacts(), surface(Some(100)));
        rows(&mut table, &[ann()]);
        let longer =
            json!({"id": "8", "name": "A very long name", "email": "x@y", "created_at": 0});
        assert_eq!(
            table.row(&longer).unwrap(),
            "8         A very l…  x@y              1970-01-01 00:00\n"
        );
    }

    #[test]
    fn without_a_limit_nothing_is_cut() {
        let long = "x".repeat(500);
        let mut table = Table::new(vec![Column::text("Text", "t")], surface(None));
        assert!(rows(&mut table, &[json!({"t": long})]).contains(&long));
        assert!(table.row(&json!({"t": long + "y"})).unwrap().ends_with("xy\n"));
    }

    #[test]
    fn columns_nobody_declared_come_from_the_first_object_unless_empty() {
        let mut table = Table::new(Vec::new(), surface(None));
        let tag = json!({"type": "tag", "id": "1", "name": "vip", "applied_by": null});
        assert_eq!(rows(&mut table, &[tag]), "ID  NAME\n1   vip\n");
    }

    #[test]
    fn counts_stand_to_the_right_and_addresses_become_links() {
        let columns =
            vec![Column::new(Kind::Count, "Open", "n"), Column::new(Kind::Link, "Page", "u")];
        let on = Surface { links: true, ..surface(Some(80)) };
        let mut table = Table::new(columns, on);
        let shown = rows(&mut table, &[json!({"n": 7, "u": "https://a.example/x"})]);
        let linked = "\x1b]8;;https://a.example/x\x1b\\https://a.example/x\x1b]8;;\x1b\\";
        assert_eq!(shown, format!("OPEN  PAGE\n   7  {linked}\n"));
    }
}
