//! What kind of file is this? Guesses format and delimiter from the name and the start of
//! the text, so that most users never need a flag; a flag always wins.

use super::{Format, InputOptions};
use crate::error::{Error, Result};

/// Delimiters that are tried, the likelier ones first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Rows behind the header that are compared with it.
const SAMPLE_ROWS: usize = 20;

/// The format of a file: what its text cannot be mistaken for, else what its name says.
pub(super) fn format(name: &str, start: &[u8], options: &InputOptions) -> Format {
    if let Some(format) = options.format {
        return format;
    }
    if options.delimiter.is_some() {
        return Format::Csv;
    }
    let text = start.trim_ascii_start();
    let second = text.get(1..).unwrap_or_default().trim_ascii_start().first();
    match (text.first(), second) {
        (Some(b'['), Some(b'{' | b']')) => return Format::Json,
        (Some(b'{'), Some(b'"' | b'}')) => return Format::Ndjson,
        _ => {}
    }
    match extension(name).as_str() {
        "json" if text.first() == Some(&b'{') => Format::Ndjson,
        "json" => Format::Json,
        "ndjson" | "jsonl" => Format::Ndjson,
        _ => Format::Csv,
    }
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default()
}

/// The delimiter of a CSV file: the one given, or the one that cuts the header and the
/// rows behind it into the same number of cells, the more the better.
pub(super) fn delimiter(name: &str, start: &[u8], options: &InputOptions) -> Result<u8> {
    if let Some(delimiter) = options.delimiter {
        return u8::try_from(delimiter)
            .ok()
            .filter(|byte| byte.is_ascii() && !b"\"\r\n\0".contains(byte))
            .ok_or_else(|| {
                Error::usage(format!("'{}' cannot be a delimiter", delimiter.escape_debug()))
                    .hint("use one ASCII character, such as --delimiter ';'")
            });
    }
    if matches!(extension(name).as_str(), "tsv" | "tab") {
        return Ok(b'\t');
    }
    let candidates = DELIMITERS.map(|delimiter| (score(start, delimiter), delimiter));
    let best = candidates.iter().rev().max_by_key(|(score, _)| *score);
    Ok(best.map_or(b',', |(_, delimiter)| *delimiter))
}

/// Rows that agree with the header, then cells of the header; nothing for a single column.
fn score(start: &[u8], delimiter: u8) -> (usize, usize) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(start);
    let mut row = csv::ByteRecord::new();
    let (mut width, mut agreeing) = (0, 0);
    for _ in 0..=SAMPLE_ROWS {
        if !reader.read_byte_record(&mut row).unwrap_or(false) {
            break;
        }
        if width == 0 {
            width = row.len();
        } else if row.len() == width {
            agreeing += 1;
        }
    }
    if width < 2 { (0, 0) } else { (agreeing, width) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(name: &str, text: &str) -> Format {
        format(name, text.as_bytes(), &InputOptions::default())
    }

    fn cut(text: &str) -> char {
        char::from(delimiter("c.csv", text.as_bytes(), &InputOptions::default()).unwrap())
    }

    #[test]
    fn the_name_tells_the_format_unless_the_text_is_unmistakable() {
        assert_eq!(guessed("c.csv", "email\n"), Format::Csv);
        assert_eq!(guessed("-", "email\n"), Format::Csv);
        assert_eq!(guessed("c.JSON", " [ 1"), Format::Json);
        assert_eq!(guessed("c.jsonl", "broken"), Format::Ndjson);
        assert_eq!(guessed("c.csv", " [\n{}]"), Format::Json);
        assert_eq!(guessed("-", "{ \"email\": 1}"), Format::Ndjson);
        assert_eq!(guessed("c.json", "{x"), Format::Ndjson);
        let options = InputOptions { format: Some(Format::Csv), ..InputOptions::default() };
        assert_eq!(format("c.json", b"[{}]", &options), Format::Csv);
    }

    #[test]
    fn the_delimiter_is_the_one_that_fits_all_rows() {
        assert_eq!(cut("email,name\na,b\n"), ',');
        assert_eq!(cut("email;name\na@x.com;\"Doe, John\"\n"), ';');
        assert_eq!(cut("email;a,b\n1;2\n3;4\n"), ';');
        assert_eq!(cut("email\tname\n"), '\t');
        assert_eq!(cut("email|name|x\n1|2|3\n"), '|');
        assert_eq!(cut("email\na@x.com\n"), ',');
        assert_eq!(cut(""), ',');
    }

    #[test]
    fn a_delimiter_is_one_ascii_character() {
        let options = InputOptions { delimiter: Some('é'), ..InputOptions::default() };
        let error = delimiter("c.csv", b"", &options).unwrap_err();
        assert_eq!(error.message(), "'é' cannot be a delimiter");
    }
}
