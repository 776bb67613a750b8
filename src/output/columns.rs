//! What does a table show of an object? A column names a path, a title and a kind; the nouns
//! declare theirs, `--fields` names others, and where neither speaks they come from the first
//! object. Also the text of a cell, which tables, cards and CSV each need in their own way.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::badge::BadgeColor;
use super::dates;
use super::escape;
use super::fields::{Fields, Found, look_up};

/// How a column's values are read and laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; cut when the terminal is narrow.
    Text,
    /// An id; never cut, for half an id is of no use.
    Id,
    /// A moment; local time in tables.
    Date,
    /// A number; aligned to the right.
    Count,
    /// `yes` or `no`.
    Bool,
    /// A web address; a hyperlink on terminals.
    Link,
}

/// One column of a table or CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading in tables. CSV uses the path.
    pub title: Cow<'static, str>,
    /// Where the value is, such as `location.country` or `tags.data.*.name`.
    pub path: Cow<'static, str>,
    /// How its values are shown.
    pub kind: Kind,
    /// On a narrow terminal the column with the lowest priority goes first, of equal ones the
    /// rightmost. 0 unless said otherwise.
    pub priority: i8,
    /// The field of the item that names the color of its value, see [`Column::colored_by`].
    pub color: Option<&'static str>,
}

impl Column {
    /// A column of this kind, with priority 0.
    pub const fn new(kind: Kind, title: &'static str, path: &'static str) -> Column {
        let (title, path) = (Cow::Borrowed(title), Cow::Borrowed(path));
        Column { title, path, kind, priority: 0, color: None }
    }

    /// A column of text.
    pub const fn text(title: &'static str, path: &'static str) -> Column {
        Column::new(Kind::Text, title, path)
    }

    /// A column of ids.
    pub const fn id(title: &'static str, path: &'static str) -> Column {
        Column::new(Kind::Id, title, path)
    }

    /// A column of moments.
    pub const fn date(title: &'static str, path: &'static str) -> Column {
        Column::new(Kind::Date, title, path)
    }

    /// Sets how long the column stays on a narrow terminal.
    #[must_use]
    pub const fn priority(mut self, priority: i8) -> Column {
        self.priority = priority;
        self
    }

    /// Shows values in the color that another field of the same item names, such as `red`.
    #[must_use]
    pub const fn colored_by(mut self, path: &'static str) -> Column {
        self.color = Some(path);
        self
    }

    /// A column for a path known only at run time; its kind follows from the last key.
    pub fn at(path: &str) -> Column {
        let key = path.rsplit('.').next().unwrap_or(path);
        let kind = match key {
            "id" => Kind::Id,
            _ if dates::is_date_field(key) => Kind::Date,
            _ => Kind::Text,
        };
        let path: Cow<'static, str> = Cow::Owned(path.to_owned());
        Column { title: path.clone(), path, kind, priority: 0, color: None }
    }
}

/// The columns `--fields` picks; a path that the noun declares keeps the noun's title.
pub(super) fn picked(fields: &Fields, declared: &[Column]) -> Vec<Column> {
    let column = |path: &str| match declared.iter().find(|column| column.path == path) {
        Some(column) => column.clone(),
        None => Column::at(path),
    };
    fields.paths().map(column).collect()
}

/// Columns for an object nobody declared any for: its fields in the API's order; `nested`
/// says whether those with inner structure are among them.
pub(super) fn derived(object: &Value, nested: bool) -> Vec<Column> {
    let Some(object) = object.as_object() else { return vec![Column::at("value")] };
    let shown = |value: &Value| nested || !(value.is_array() || value.is_object());
    object
        .iter()
        .filter(|(key, value)| (nested || *key != "type") && shown(value))
        .map(|(key, _)| Column { priority: i8::from(key == "id"), ..Column::at(key) })
        .collect()
}

/// The value of a column as one line for people, safe for a terminal.
pub(super) fn cell(object: &Value, column: &Column, zone: &TimeZone) -> String {
    match look_up(object, &column.path) {
        Found::One(value) => one_line(value, column.kind, zone),
        Found::Many(values) => {
            let shown = values.iter().map(|value| one_line(value, column.kind, zone));
            shown.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The color that a column's value is shown in, if any.
pub(super) fn color(object: &Value, column: &Column) -> Option<BadgeColor> {
    match look_up(object, column.color?) {
        Found::One(Value::String(name)) => BadgeColor::of(name),
        _ => None,
    }
}

/// A value as one line for people, safe for a terminal.
pub(super) fn one_line(value: &Value, kind: Kind, zone: &TimeZone) -> String {
    let date = if kind == Kind::Date { dates::local(value, zone) } else { None };
    match (date, value) {
        (Some(date), _) => date,
        (None, Value::Bool(true)) => "yes".to_owned(),
        (None, Value::Bool(false)) => "no".to_owned(),
        (None, value) => escape::line(&plain(value)).into_owned(),
    }
}

/// A value as it stands in CSV: text bare, null empty, inner structure as JSON.
pub(super) fn record_field(object: &Value, column: &Column) -> String {
    match look_up(object, &column.path) {
        Found::One(value) => plain(value),
        Found::Many(values) => values.into_iter().cloned().collect::<Value>().to_string(),
    }
}

/// Whether the value of a column is a number.
pub(super) fn is_number(object: &Value, column: &Column) -> bool {
    matches!(look_up(object, &column.path), Found::One(Value::Number(_)))
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(value: &Value, column: &Column) -> String {
        cell(value, column, &TimeZone::UTC)
    }

    #[test]
    fn a_cell_shows_its_value_by_the_kind_of_its_column() {
        let value = json!({
            "seen_at": 1_767_225_600, "open": true, "n": 3, "tags": [{"name": "a"}, {"name": "b"}],
            "bad": "x\u{1b}[1m\ny", "none": null,
        });
        assert_eq!(shown(&value, &Column::date("Seen", "seen_at")), "2026-01-01 00:00");
        assert_eq!(shown(&value, &Column::new(Kind::Bool, "Open", "open")), "yes");
        assert_eq!(shown(&value, &Column::text("Tags", "tags.*.name")), "a, b");
        assert_eq!(shown(&value, &Column::text("Bad", "bad")), r"x\u{1b}[1m⏎y");
        assert_eq!(shown(&value, &Column::text("None", "none")), "");
    }

    #[test]
    fn csv_keeps_dates_as_given_and_structure_as_json() {
        let value = json!({"seen_at": 1_767_225_600, "tags": [{"name": "a, b"}], "o": {"x": 1}});
        assert_eq!(record_field(&value, &Column::date("Seen", "seen_at")), "1767225600");
        assert_eq!(record_field(&value, &Column::text("Tags", "tags.*.name")), r#"["a, b"]"#);
        assert_eq!(record_field(&value, &Column::text("O", "o")), r#"{"x":1}"#);
    }

    #[test]
    fn fields_keep_the_titles_the_noun_declares() {
        let fields = Fields::parse("email,location.country,created_at").unwrap();
        let columns = picked(&fields, &[Column::text("Email", "email")]);
        let titles: Vec<_> = columns.iter().map(|column| column.title.as_ref()).collect();
        assert_eq!(titles, ["Email", "location.country", "created_at"]);
        assert_eq!(columns[2].kind, Kind::Date);
    }

    #[test]
    fn undeclared_columns_come_from_the_object() {
        let value = json!({"type": "tag", "id": "1", "name": "vip", "list": [], "applied_at": 1});
        let paths =
            |nested| derived(&value, nested).iter().map(|c| c.path.to_string()).collect::<Vec<_>>();
        assert_eq!(paths(false), ["id", "name", "applied_at"]);
        assert_eq!(paths(true), ["type", "id", "name", "list", "applied_at"]);
    }
}
