//! Which type would a new custom attribute need? Watches the values of every column and
//! takes the narrowest type that all of them have; text when in doubt, since the type of
//! an attribute cannot be changed later.

use serde_json::Value;

use super::date;
use super::number::{self, Number};
use super::value::ValueType;
use crate::bulk::input::{Cell, Record};

/// What was seen so far, column by column.
#[derive(Debug, Clone, Default)]
pub struct Inference {
    columns: Vec<Seen>,
}

/// The types that all values of a column had.
#[derive(Debug, Clone, Copy)]
struct Seen {
    any: bool,
    integer: bool,
    float: bool,
    boolean: bool,
    date: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Seen { any: false, integer: true, float: true, boolean: true, date: true }
    }
}

impl Inference {
    /// Looks at every cell of a record.
    pub fn observe(&mut self, record: &Record) {
        if record.fault().is_some() {
            return;
        }
        for (column, cell) in record.cells().enumerate() {
            if self.columns.len() <= column {
                self.columns.resize_with(column + 1, Seen::default);
            }
            self.columns[column].observe(cell);
        }
    }

    /// The type that fits all values of a column.
    pub fn value_type(&self, column: usize) -> ValueType {
        match self.columns.get(column) {
            Some(Seen { any: true, boolean: true, .. }) => ValueType::Boolean,
            Some(Seen { any: true, integer: true, .. }) => ValueType::Integer,
            Some(Seen { any: true, float: true, .. }) => ValueType::Float,
            Some(Seen { any: true, date: true, .. }) => ValueType::Date,
            _ => ValueType::Text,
        }
    }
}

impl Seen {
    fn observe(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Absent => {}
            Cell::Text(text) => self.observe_text(text.trim()),
            Cell::Json(json) => match serde_json::from_str(json) {
                Ok(Value::Null) => {}
                Ok(Value::String(text)) => self.observe_text(text.trim()),
                _ => self.observe_text(json),
            },
        }
    }

    fn observe_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.any = true;
        // A leading zero belongs to a code or a phone number, not to a quantity.
        let digits = text.trim_start_matches('-');
        let coded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
        let plain = !coded && !text.starts_with('+');
        let whole = !text.contains('.') && matches!(number::integer(text), Ok(Number::I(_)));
        self.integer &= plain && whole;
        self.float &= plain && (whole || text.contains('.') && number::float(text).is_ok());
        self.boolean &=
            ["true", "false", "yes", "no"].contains(&text.to_ascii_lowercase().as_str());
        self.date &= date::is_iso_date(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::input::{Input, InputOptions};

    fn inferred(values: &[&str]) -> ValueType {
        let text = format!("a,v\nx,{}\n", values.join("\nx,"));
        let source = Box::new(std::io::Cursor::new(text.into_bytes()));
        let mut input = Input::from_reader(source, "c.csv", &InputOptions::default()).unwrap();
        let (mut inference, mut record) = (Inference::default(), Record::new());
        while input.read(&mut record).unwrap() {
            inference.observe(&record);
        }
        inference.value_type(1)
    }

    #[test]
    fn the_narrowest_type_of_all_values_wins() {
        assert_eq!(inferred(&["1", "", "-20"]), ValueType::Integer);
        assert_eq!(inferred(&["1", "2.5"]), ValueType::Float);
        assert_eq!(inferred(&["yes", "No"]), ValueType::Boolean);
        assert_eq!(inferred(&["2026-01-01", "2026-01-01T10:00:00Z"]), ValueType::Date);
        assert_eq!(inferred(&["1", "yes"]), ValueType::Text);
        assert_eq!(inferred(&["", ""]), ValueType::Text);
    }

    #[test]
    fn codes_and_phone_numbers_stay_texts() {
        assert_eq!(inferred(&["007"]), ValueType::Text);
        assert_eq!(inferred(&["+353871234567"]), ValueType::Text);
        assert_eq!(inferred(&["99999999999999999999999"]), ValueType::Text);
        assert_eq!(inferred(&["0", "0.5"]), ValueType::Float);
    }
}
