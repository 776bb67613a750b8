//! Writes the rows that were not imported so that they can be mended and imported again:
//! the cells as they were read, and behind them why.

use std::io::Write;

use csv::{Writer, WriterBuilder};

use super::header::BOOKKEEPING;
use super::record::{Cell, Record};
use crate::error::{Error, Result};

/// Why a row stands in the rejects file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// Machine code of the reason.
    pub code: &'a str,
    /// The reason in words.
    pub message: &'a str,
    /// Intercom's request id, where a request was sent.
    pub request_id: Option<&'a str>,
}

/// A rejects file being written: comma-separated UTF-8, whatever the input was.
///
/// CSV has no null: a JSON null, an absent key and an empty text all give an empty cell.
/// JSON strings give their text; numbers, booleans, objects and arrays stay as written. A
/// row of the wrong length keeps its length, so that it cannot become a valid row by
/// being rejected. What was no JSON object stands as it was written in the first cell, in a
/// row that is too short: there it can be mended.
pub struct RejectsWriter<W: Write> {
    rows: Writer<W>,
    columns: usize,
}

impl<W: Write> RejectsWriter<W> {
    /// Begins a file: writes the header. `columns` are those of the survey.
    pub fn new(sink: W, columns: &[String]) -> Result<Self> {
        let mut writer = RejectsWriter::append(sink, columns);
        let header = columns.iter().map(String::as_str).chain(BOOKKEEPING);
        writer.rows.write_record(header).map_err(cannot_write)?;
        Ok(writer)
    }

    /// Goes on with a file that has its header already.
    pub fn append(sink: W, columns: &[String]) -> Self {
        let rows = WriterBuilder::new().flexible(true).from_writer(sink);
        RejectsWriter { rows, columns: columns.len() }
    }

    /// Writes one row.
    pub fn write(&mut self, record: &Record, verdict: Verdict<'_>) -> Result<()> {
        self.write_cells(record, verdict).map_err(cannot_write)
    }

    fn write_cells(&mut self, record: &Record, verdict: Verdict<'_>) -> csv::Result<()> {
        if let Some(text) = record.unread_json() {
            self.rows.write_field(text)?;
            if self.columns == 1 {
                // Alone it would pass for the value of the only column.
                self.rows.write_field("")?;
            }
        } else {
            self.write_values(record)?;
        }
        self.rows.write_field(record.number().to_string())?;
        self.rows.write_field(verdict.code)?;
        self.rows.write_field(verdict.message)?;
        self.rows.write_field(verdict.request_id.unwrap_or_default())?;
        self.rows.write_record(None::<&[u8]>)
    }

    fn write_values(&mut self, record: &Record) -> csv::Result<()> {
        let mut count = 0;
        for cell in record.cells() {
            match cell {
                Cell::Absent | Cell::Json("null") => self.rows.write_field("")?,
                Cell::Text(text) => self.rows.write_field(text)?,
                Cell::Json(json) => match serde_json::from_str::<String>(json) {
                    Ok(text) => self.rows.write_field(text)?,
                    Err(_) => self.rows.write_field(json)?,
                },
            }
            count += 1;
        }
        if record.content.is_json {
            for _ in count..self.columns {
                self.rows.write_field("")?;
            }
        }
        Ok(())
    }

    /// Hands everything written so far to the sink.
    pub fn flush(&mut self) -> Result<()> {
        self.rows.flush().map_err(|cause| cannot_write(cause.into()))
    }

    /// The sink, everything written to it.
    pub fn into_inner(self) -> Result<W> {
        self.rows.into_inner().map_err(|error| cannot_write(error.into_error().into()))
    }
}

fn cannot_write(cause: csv::Error) -> Error {
    Error::failed(format!("the rejects file cannot be written: {cause}"))
        .hint("check the free space and the permissions of the job directory")
        .source(cause)
}
