//! Reads CSV and its relatives row by row.
//!
//! It drives the state machine of `csv-core` itself, because an import must know what the
//! usual reader hides: the exact line a row starts on (with CRLF too), a quote that is
//! never closed (which would swallow rows), and how long a row may get.

use std::io::BufRead;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::decode::{Decoder, fault_of};
use super::header::{Header, MAX_COLUMNS};
use super::json;
use super::record::{Place, Record, RowFault};
use super::{MAX_RECORD_BYTES, line_breaks, record_too_long};
use crate::bulk::reject_code::RejectCode;
use crate::error::{Error, Result};

/// Bytes and cells a row's buffers start with.
const FIRST_BUFFER: usize = 1024;

/// A reader of delimited text.
pub(super) struct Delimited {
    text: Decoder,
    core: Reader,
    header: Header,
    rows: u64,
    line: u64,
    offset: u64,
    /// The row being read: its cells one after the other, and where each one ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Delimited {
    /// Reads the header.
    pub(super) fn new(text: Decoder, delimiter: u8) -> Result<Self> {
        let mut reader = Delimited {
            text,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            header: Header::default(),
            rows: 0,
            line: 1,
            offset: 0,
            bytes: vec![0; FIRST_BUFFER],
            ends: vec![0; FIRST_BUFFER],
        };
        let mut first = Record::new();
        if !reader.read_row(&mut first)? {
            return Err(super::empty_file(reader.text.name()));
        }
        let text = &first.content.text;
        let cells = first.content.cells.iter().flatten();
        let names = cells.map(|range| text[range.clone()].to_owned()).collect();
        reader.header = Header::new(names, reader.text.name(), first.line)?;
        reader.rows = 0;
        Ok(reader)
    }

    /// Names of the data columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.header.data
    }

    /// Goes on with text that begins with the row at this place.
    pub(super) fn go_on(&mut self, text: Decoder, place: Place) {
        // The machine has read the header and stands before a row.
        self.text = text;
        self.rows = place.row - 1;
        self.line = place.line;
        self.offset = place.offset;
    }

    /// Reads the next row; false at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool> {
        if !self.read_row(record)? {
            return Ok(false);
        }
        self.header.lay_out(&mut record.content);
        let found = record.content.cells.len();
        if found != self.header.width {
            record.fault = self.fault_of_width(record);
        }
        Ok(true)
    }

    /// A row that is too short may be one that was no JSON object: its text is read again.
    fn fault_of_width(&self, record: &mut Record) -> Option<RowFault> {
        if record
            .rejected()
            .is_some_and(|rejected| rejected.code == RejectCode::InvalidJson.as_str())
        {
            return json::take_mended(self.columns(), &mut record.content).map(RowFault::Json);
        }
        let (expected, found) = self.header.data_counts(record.content.cells.len());
        Some(RowFault::ColumnCount { expected, found })
    }

    fn read_row(&mut self, record: &mut Record) -> Result<bool> {
        self.skip_line_breaks()?;
        let (line, offset) = (self.line, self.offset);
        self.core.set_line(line);
        let Some((length, cells)) = self.read_cells()? else { return Ok(false) };
        self.line = self.core.line();
        self.rows += 1;
        record.restart(self.rows, line, offset);
        let text = std::str::from_utf8(&self.bytes[..length]).map_err(|cause| {
            Error::failed(format!("{}: line {line} is not UTF-8", self.text.name())).source(cause)
        })?;
        record.content.is_json = false;
        record.content.text.push_str(text);
        let mut start = 0;
        record.content.cells.extend(self.ends[..cells].iter().map(|end| {
            let cell = start..*end;
            start = *end;
            Some(cell)
        }));
        Ok(true)
    }

    /// Line breaks before a row: blank lines, and the second half of a CRLF.
    fn skip_line_breaks(&mut self) -> Result<()> {
        loop {
            let text = self.text.fill_buf().map_err(fault_of)?;
            let breaks = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if breaks == 0 {
                return Ok(());
            }
            self.line += line_breaks(&text[..breaks]);
            self.offset += breaks as u64;
            self.text.consume(breaks);
        }
    }

    /// Fills `bytes` and `ends`; gives how much of each is in use, or `None` at the end.
    fn read_cells(&mut self) -> Result<Option<(usize, usize)>> {
        let (mut length, mut cells, mut started) = (0, 0, false);
        loop {
            let text = self.text.fill_buf().map_err(fault_of)?;
            // The end of the file ends the row as a line break would; but a line break
            // inside an open quote belongs to the cell, and the machine asks for more.
            let at_end = text.is_empty() && started;
            let input = if at_end { b"\n" } else { text };
            started = true;
            let (result, read, wrote, ended) =
                self.core.read_record(input, &mut self.bytes[length..], &mut self.ends[cells..]);
            if !at_end {
                self.text.consume(read);
                self.offset += read as u64;
            }
            length += wrote;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty if at_end => return Err(self.unclosed_quote()),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if length >= MAX_RECORD_BYTES => {
                    return Err(record_too_long(self.text.name(), self.line).hint(
                        "a quotation mark that is never closed makes one row of many; look there",
                    ));
                }
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if cells >= MAX_COLUMNS => {
                    return Err(self.too_many_cells());
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return Ok(Some((length, cells))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn too_many_cells(&self) -> Error {
        let (file, line) = (self.text.name(), self.line);
        Error::failed(format!(
            "{file}: the row that starts on line {line} has more than {MAX_COLUMNS} cells, the most \
             that are read"
        ))
        .hint("check the delimiter with --delimiter")
    }

    fn unclosed_quote(&self) -> Error {
        Error::failed(format!(
            "{}: a quotation mark opened in the row that starts on line {} is never closed",
            self.text.name(),
            self.line
        ))
        .hint("close it, or write a quotation mark inside a quoted cell twice (\"\")")
    }
}
