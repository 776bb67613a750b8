//! How is one object shown to people? As a card: a line per field under the API's own names
//! (the names `--fields` and `--jq` take), inner objects indented, lists by the names of what
//! is in them. Empty fields are left out, for most of an Intercom object is empty; `--json`
//! shows them.

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::columns::{self, Kind};
use super::{dates, escape, style, width};

/// Between label and value, and per level of nesting.
const INDENT: usize = 2;
/// What an object in a list is called by, best first.
const NAMES: [&str; 6] = ["name", "title", "label", "subject", "email", "id"];

/// How a card is drawn.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// Faint labels.
    pub colored: bool,
    /// Hyperlinks.
    pub links: bool,
    /// The zone of dates.
    pub zone: TimeZone,
}

/// Draws an object. `None` for what is no object.
pub(super) fn draw(value: &Value, look: &Look) -> Option<String> {
    let mut lines = Vec::new();
    collect(value.as_object()?, 0, look, &mut lines);
    let label_end = |line: &Line| line.depth * INDENT + width::of(&line.label);
    let values_at = lines.iter().map(label_end).max().unwrap_or(0) + INDENT;
    Some(lines.iter().map(|line| line.draw(values_at, look)).collect())
}

struct Line {
    depth: usize,
    label: String,
    /// Safe for a terminal; may have several lines.
    value: Option<String>,
}

impl Line {
    fn draw(&self, values_at: usize, look: &Look) -> String {
        let indent = " ".repeat(self.depth * INDENT);
        let label = style::paint(&self.label, style::FAINT, look.colored);
        let Some(value) = &self.value else { return format!("{indent}{label}\n") };
        let gap = values_at - self.depth * INDENT - width::of(&self.label);
        let linked = if look.links { style::link(value, value) } else { None };
        let shown = linked.unwrap_or_else(|| {
            value.trim_end().replace('\n', &format!("\n{}", " ".repeat(values_at)))
        });
        format!("{indent}{label}{}{shown}\n", " ".repeat(gap))
    }
}

fn collect(object: &Map<String, Value>, depth: usize, look: &Look, lines: &mut Vec<Line>) {
    for (key, value) in object {
        // The type is known to whoever asked, and on inner objects it is noise.
        if key != "type" {
            field(key, value, depth, look, lines);
        }
    }
}

fn field(key: &str, value: &Value, depth: usize, look: &Look, lines: &mut Vec<Line>) {
    let label = escape::line(key).into_owned();
    match value {
        Value::Object(object) => match object.get("data").and_then(Value::as_array) {
            Some(items) => list(label, items, total(object), depth, look, lines),
            None => block(label, depth, lines, |lines| collect(object, depth + 1, look, lines)),
        },
        Value::Array(items) => list(label, items, None, depth, look, lines),
        value => {
            let text = scalar(key, value, look);
            if !text.is_empty() {
                lines.push(Line { depth, label, value: Some(text) });
            }
        }
    }
}

fn list(
    label: String,
    items: &[Value],
    total: Option<u64>,
    depth: usize,
    look: &Look,
    lines: &mut Vec<Line>,
) {
    if let Some(names) = items.iter().map(|item| name(item, look)).collect::<Option<Vec<_>>>() {
        let more = match total {
            Some(total) if total > items.len() as u64 => format!(" ({total} in all)"),
            _ => String::new(),
        };
        let value = names.join(", ") + &more;
        if !value.is_empty() {
            lines.push(Line { depth, label, value: Some(value) });
        }
        return;
    }
    block(label, depth, lines, |lines| {
        for (number, item) in items.iter().enumerate() {
            field(&(number + 1).to_string(), item, depth + 1, look, lines);
        }
    });
}

/// A label with indented lines below it, or nothing if there are none.
fn block(label: String, depth: usize, lines: &mut Vec<Line>, inner: impl FnOnce(&mut Vec<Line>)) {
    let at = lines.len();
    lines.push(Line { depth, label, value: None });
    inner(lines);
    if lines.len() == at + 1 {
        lines.pop();
    }
}

/// Intercom's lists say how many there are where they show only the first.
fn total(list: &Map<String, Value>) -> Option<u64> {
    list.get("total_count").and_then(Value::as_u64)
}

fn name(item: &Value, look: &Look) -> Option<String> {
    match item {
        Value::Object(object) => NAMES
            .iter()
            .filter_map(|key| object.get(*key))
            .find(|value| value.as_str().is_some_and(|text| !text.is_empty()) || value.is_number())
            .map(|value| columns::one_line(value, Kind::Text, &look.zone)),
        Value::Array(_) => None,
        scalar => Some(columns::one_line(scalar, Kind::Text, &look.zone)),
    }
}

fn scalar(key: &str, value: &Value, look: &Look) -> String {
    match value {
        Value::String(text) if !dates::is_date_field(key) => escape::text(text).into_owned(),
        value => {
            let kind = if dates::is_date_field(key) { Kind::Date } else { Kind::Text };
            columns::one_line(value, kind, &look.zone)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn look() -> Look {
        Look { colored: false, links: false, zone: TimeZone::UTC }
    }

    #[test]
    fn a_card_shows_what_is_filled_with_inner_objects_and_lists() {
        let contact = json!({
            "type": "contact", "id": "5ba682d2", "email": "ann@example.com", "phone": null,
            "created_at": 1_767_225_600, "has_hard_bounced": false,
            "location": {"type": "location", "country": "Ireland", "region": null},
            "empty": {"type": "list", "data": []}, "nothing": {"deep": null},
            "tags": {"type": "list", "data": [{"id": "1", "name": "vip"}, {"id": "2", "name": "eu"}],
                     "total_count": 12},
            "custom_attributes": {"plan": "pro", "seats": 5},
            "social_profiles": [{"url": "https://a"}, {"url": "https://b"}],
        });
        insta::assert_snapshot!(draw(&contact, &look()).unwrap(), @r"
        id                 5ba682d2
        email              ann@example.com
        created_at         2026-01-01 00:00
        has_hard_bounced   no
        location
          country          Ireland
        tags               vip, eu (12 in all)
        custom_attributes
          plan             pro
          seats            5
        social_profiles
          1
            url            https://a
          2
            url            https://b
        ");
    }

    #[test]
    fn text_of_several_lines_stays_in_its_column_and_harmless() {
        let note = json!({"id": "1", "body": "first\nid  forged\u{1b}[2J\n"});
        insta::assert_snapshot!(draw(&note, &look()).unwrap(), @r"
        id    1
        body  first
              id  forged\u{1b}[2J
        ");
    }

    #[test]
    fn an_address_is_a_link_where_the_terminal_has_them() {
        let on = Look { links: true, ..look() };
        let drawn = draw(&json!({"url": "https://a.example"}), &on).unwrap();
        assert_eq!(drawn, "url  \x1b]8;;https://a.example\x1b\\https://a.example\x1b]8;;\x1b\\\n");
    }
}
