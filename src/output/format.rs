//! In which form does an answer leave? The four forms a user can name, and the one that is
//! taken when the user names none.

use clap::ValueEnum;

/// The forms of `--output`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for lists, a card for one object
    Table,
    /// One valid JSON document; for a list an array of its items
    Json,
    /// One compact JSON object per line
    Ndjson,
    /// A header and one record per object
    Csv,
}

impl Format {
    /// The form to use: what was asked for, else a table for people and NDJSON for programs.
    pub fn resolve(asked: Option<Format>, stdout_is_terminal: bool) -> Format {
        match asked {
            Some(format) => format,
            None if stdout_is_terminal => Format::Table,
            None => Format::Ndjson,
        }
    }

    /// Whether errors are wanted as JSON too.
    pub fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Ndjson)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_get_a_table_and_programs_get_lines() {
        assert_eq!(Format::resolve(None, true), Format::Table);
        assert_eq!(Format::resolve(None, false), Format::Ndjson);
        assert_eq!(Format::resolve(Some(Format::Csv), true), Format::Csv);
    }
}
