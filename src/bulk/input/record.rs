//! One row of a file as it was read: its place, its cells, or what is wrong with it.
//!
//! It is apart from the readers so that everything behind them sees CSV rows and JSON
//! objects alike. A record is refilled row by row and keeps its buffers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::header::BOOKKEEPING;

/// What a file says in one column of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// The JSON object lacks that key.
    Absent,
    /// The text of a CSV cell, quotes and delimiters removed.
    Text(&'a str),
    /// A JSON value as it is written in the file, digits and all.
    Json(&'a str),
}

/// Why a row cannot be used although the file can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// A CSV row that has more or fewer cells than the header.
    ColumnCount {
        /// Columns of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// Not valid JSON, or not an object; says what is wrong and where in the line.
    Json(String),
}

/// What the bookkeeping columns of a rejects file say about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejected<'a> {
    /// The row's number in the file it was rejected from.
    pub row: &'a str,
    /// The machine code of the reason, such as `invalid_value`.
    pub code: &'a str,
    /// The reason in words.
    pub message: &'a str,
    /// Intercom's request id, empty when no request was sent.
    pub request_id: &'a str,
}

/// Where a row stands in its file, so that reading can begin there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its number, counted from 1.
    pub row: u64,
    /// The line that it begins on, counted from 1.
    pub line: u64,
    /// The bytes of decoded text before it.
    pub offset: u64,
}

impl Place {
    /// That of the first row; the header is read in any case.
    pub const FIRST: Place = Place { row: 1, line: 1, offset: 0 };
}

/// A row of the input. Cells are counted over the data columns
/// ([`Input::columns`](super::Input::columns)), bookkeeping columns apart.
#[derive(Debug, Default)]
pub struct Record {
    pub(super) number: u64,
    pub(super) line: u64,
    pub(super) offset: u64,
    pub(super) fault: Option<RowFault>,
    pub(super) content: Content,
}

/// The cells of a row as ranges of one text buffer.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) is_json: bool,
    /// The text of all cells (CSV) or the line of the object (JSON).
    pub(super) text: String,
    /// Where each cell stands in `text`: by position in the row for CSV, by column for JSON.
    pub(super) cells: Vec<Option<Range<usize>>>,
    /// For CSV: which cell holds which data column, where they differ.
    pub(super) projection: Vec<usize>,
    /// The four bookkeeping cells of a rejects file, in their fixed order.
    pub(super) rejected: Option<[usize; 4]>,
}

impl Record {
    /// An empty record to be filled by [`Input::read`](super::Input::read).
    pub fn new() -> Self {
        Record::default()
    }

    /// 1-based number of the data row; the header does not count.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// 1-based line of the file on which the row starts.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Byte offset of the row in the decoded text.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        Place { row: self.number, line: self.line, offset: self.offset }
    }

    /// What is wrong with the row as a whole.
    pub fn fault(&self) -> Option<&RowFault> {
        self.fault.as_ref()
    }

    /// The cell of a data column; absent beyond the last one.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let content = &self.content;
        let position = if content.projection.is_empty() {
            Some(column)
        } else {
            content.projection.get(column).copied()
        };
        match position.and_then(|position| self.at(position)) {
            Some(text) if content.is_json => Cell::Json(text),
            Some(text) => Cell::Text(text),
            None => Cell::Absent,
        }
    }

    /// All cells that belong to the row itself, in order; a row of the wrong length gives
    /// as many as it has. Absent JSON keys give [`Cell::Absent`].
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let bookkeeping = if self.content.rejected.is_some() { BOOKKEEPING.len() } else { 0 };
        let count = if self.content.projection.is_empty() {
            self.content.cells.len().saturating_sub(bookkeeping)
        } else {
            self.content.projection.len()
        };
        (0..count).map(|column| self.cell(column))
    }

    /// What a rejects file says about the row; `None` in any other file.
    pub fn rejected(&self) -> Option<Rejected<'_>> {
        let [row, code, message, request_id] =
            self.content.rejected?.map(|position| self.at(position).unwrap_or_default());
        Some(Rejected { row, code, message, request_id })
    }

    fn at(&self, position: usize) -> Option<&str> {
        self.content.cells.get(position)?.clone().map(|range| &self.content.text[range])
    }

    /// Empties the record for the next row.
    pub(super) fn restart(&mut self, number: u64, line: u64, offset: u64) {
        self.number = number;
        self.line = line;
        self.offset = offset;
        self.fault = None;
        self.content.text.clear();
        self.content.cells.clear();
        self.content.projection.clear();
        self.content.rejected = None;
    }
}
