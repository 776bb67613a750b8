//! What does a file of contacts say, row by row? Reads CSV, NDJSON and JSON arrays of any
//! size in constant memory.
//!
//! Two kinds of faults are kept apart. A fault of the *file* (undecodable bytes, a broken
//! header or array) is an [`Error`] and ends the reading: nothing behind it can be trusted.
//! A fault of a *row* is noted on its [`Record`] and the reading goes on. This module
//! knows nothing of contacts: which column means what is the mapping's business.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

mod array;
mod decode;
mod delimited;
mod guess;
mod header;
mod identity;
mod json;
mod patience;
#[cfg(test)]
mod places_tests;
mod record;
mod rejects;
mod survey;
#[cfg(test)]
mod tests;
mod values;

pub use header::{BOOKKEEPING, MAX_COLUMNS};
pub use identity::{Identity, Verification, sha256};
pub use patience::stop_if_asked;
pub use record::{Cell, Place, Record, Rejected, RowFault};
pub use rejects::{RejectsWriter, Verdict};
pub use survey::{Survey, fingerprint, survey, survey_with};
pub use values::Values;

/// Most bytes of one row, in UTF-8. An import promises to stay below 64 MiB of memory, and
/// no contact comes near this: a larger row is a quote or a bracket left open.
pub const MAX_RECORD_BYTES: usize = 8 * 1024 * 1024;

/// How the rows of a file follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Delimited text with a header.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// One JSON array of objects.
    Json,
}

impl std::str::FromStr for Format {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        match word.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Ok(Format::Csv),
            "ndjson" | "jsonl" => Ok(Format::Ndjson),
            "json" => Ok(Format::Json),
            _ => Err(Error::usage(format!("'{word}' is not a format that can be read"))
                .hint("use csv, ndjson or json")),
        }
    }
}

/// What the user said about a file; what is left out is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputOptions {
    /// How the rows follow each other.
    pub format: Option<Format>,
    /// Label of the text encoding, such as `windows-1252`; UTF-8 unless a byte order mark
    /// says otherwise.
    pub encoding: Option<String>,
    /// The character between two cells of a CSV file.
    pub delimiter: Option<char>,
}

/// A file of rows being read.
pub struct Input {
    format: Format,
    delimiter: Option<u8>,
    encoding: &'static str,
    /// Bytes before the text: a byte order mark.
    text_start: u64,
    rows: Rows,
    opened: Option<Opened>,
}

/// The file that is read, as it was when it was opened.
struct Opened {
    file: File,
    name: String,
    identity: Option<Identity>,
}

enum Rows {
    Delimited(Box<delimited::Delimited>),
    Objects(Box<json::Objects>),
}

impl Input {
    /// Opens a file and reads as much as is needed to know its format and CSV header.
    pub fn open(path: &Path, options: &InputOptions) -> Result<Self> {
        let (file, name) = (open_file(path)?, path.display().to_string());
        let opened = file.try_clone().ok().map(|file| {
            let identity = Identity::of_file(&file).ok();
            Opened { file, name: name.clone(), identity }
        });
        let input = Input::from_reader(Box::new(file), &name, options)?;
        Ok(Input { opened, ..input })
    }

    /// Opens a file so that the row at this place is read next. `columns` are those of the survey.
    ///
    /// A file in UTF-8 is gone on with at the place itself. In another encoding the place in the
    /// text tells nothing of the place in the file, and all rows before it are read.
    pub fn open_at(
        path: &Path,
        options: &InputOptions,
        columns: &[String],
        place: Place,
    ) -> Result<Self> {
        let mut input = Input::open(path, options)?;
        if place.row <= 1 {
            return Ok(input);
        }
        if input.encoding != encoding_rs::UTF_8.name() {
            let mut record = Record::new();
            while record.number() + 1 < place.row && input.read(&mut record)? {}
            return Ok(input);
        }
        let name = path.display().to_string();
        let start = input.text_start + place.offset;
        let mut file = open_file(path)?;
        file.seek(SeekFrom::Start(start)).map_err(|cause| {
            Error::failed(format!("{name}: cannot be read: {cause}")).source(cause)
        })?;
        let text = decode::Decoder::behind(Box::new(file), &name, start, place.line);
        match &mut input.rows {
            Rows::Delimited(reader) => reader.go_on(text, place),
            Rows::Objects(reader) => reader.go_on(text, place, columns),
        }
        Ok(input)
    }

    /// Fails where the file is not any more what it was when it was opened.
    pub fn check_unchanged(&self) -> Result<()> {
        match &self.opened {
            Some(Opened { file, name, identity: Some(then) })
                if Identity::of_file(file).is_ok_and(|now| now != *then) =>
            {
                Err(identity::changed(name))
            }
            _ => Ok(()),
        }
    }

    /// Fails where the file that was opened is not the one that was looked at before.
    pub fn check_same(&self, before: Identity) -> Result<()> {
        match &self.opened {
            Some(Opened { name, identity: Some(identity), .. }) if *identity != before => {
                Err(identity::changed(name))
            }
            _ => Ok(()),
        }
    }

    /// Reads from anywhere; `name` is what messages call the source.
    pub fn from_reader(
        source: Box<dyn Read + Send>,
        name: &str,
        options: &InputOptions,
    ) -> Result<Self> {
        let encoding = options.encoding.as_deref().map(decode::encoding_for_label).transpose()?;
        let mut text = decode::Decoder::new(source, name, encoding)?;
        let encoding = text.encoding().name();
        let text_start = text.offset();
        let start = text.peek()?;
        if start.trim_ascii().is_empty() {
            return Err(empty_file(name));
        }
        let format = guess::format(name, start, options);
        let (delimiter, rows) = match format {
            Format::Csv => {
                let delimiter = guess::delimiter(name, start, options)?;
                let reader = delimited::Delimited::new(text, delimiter)?;
                (Some(delimiter), Rows::Delimited(Box::new(reader)))
            }
            Format::Ndjson => (None, Rows::Objects(Box::new(json::Objects::lines(text)?))),
            Format::Json => (None, Rows::Objects(Box::new(json::Objects::array(text)?))),
        };
        Ok(Input { format, delimiter, encoding, text_start, rows, opened: None })
    }

    /// Names of the data columns, bookkeeping columns of a rejects file left out. For JSON:
    /// the keys seen so far, those of `custom_attributes` as `custom_attributes.NAME`; a
    /// key keeps its place, so the columns of a [`Survey`] hold for every later reading.
    pub fn columns(&self) -> &[String] {
        match &self.rows {
            Rows::Delimited(reader) => reader.columns(),
            Rows::Objects(reader) => reader.columns(),
        }
    }

    /// Reads the next row into `record`; false at the end. An error is a fault of the file.
    pub fn read(&mut self, record: &mut Record) -> Result<bool> {
        match &mut self.rows {
            Rows::Delimited(reader) => reader.read(record),
            Rows::Objects(reader) => reader.read(record),
        }
    }

    /// How the rows follow each other.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The character between two cells of a CSV file.
    pub fn delimiter(&self) -> Option<char> {
        self.delimiter.map(char::from)
    }

    /// The text encoding in use, by its standard name.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }
}

/// Opens a file that can be read more than once.
fn open_file(path: &Path) -> Result<File> {
    let name = path.display();
    let refuse = |why: &str| Error::failed(format!("{name}: {why}"));
    let unopened =
        |cause: std::io::Error| refuse(&format!("cannot be opened: {cause}")).source(cause);
    // Looked at before it is opened: opening a pipe waits until somebody writes to it.
    let metadata = path.metadata().map_err(unopened)?;
    if metadata.is_dir() {
        return Err(refuse("this is a directory, not a file of contacts"));
    }
    if !metadata.is_file() {
        return Err(refuse("this is a pipe or a device, which can be read only once")
            .hint(format!("give - in its place, and let stdin be that: - < {name}")));
    }
    File::open(path).map_err(unopened)
}

/// Lines that end in this text.
#[expect(clippy::naive_bytecount, reason = "fast enough not to need a crate of its own")]
fn line_breaks(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn empty_file(name: &str) -> Error {
    Error::failed(format!("{name}: the file is empty"))
        .hint("a CSV file needs a header line such as: email,name")
}

fn record_too_long(name: &str, line: u64) -> Error {
    Error::failed(format!(
        "{name}: the row that starts on line {line} is longer than {} MiB, the most that is read",
        MAX_RECORD_BYTES / (1024 * 1024)
    ))
}
