//! Cuts one JSON array into the texts of its elements as it streams by.
//!
//! It only follows strings and brackets; whether an element is valid JSON is asked later
//! of that element alone, so that one bad object does not spoil the file. What breaks the
//! array itself (a missing comma, an early end) is a fault of the file.

use std::io::BufRead;

use super::decode::{Decoder, fault_of};
use super::{MAX_RECORD_BYTES, line_breaks, record_too_long};
use crate::error::{Error, Result};

/// The elements of an array.
pub(super) struct Elements {
    text: Decoder,
    line: u64,
    offset: u64,
    line_offset: u64,
    any: bool,
    ended: bool,
}

impl Elements {
    /// Expects the opening bracket.
    pub(super) fn new(text: Decoder) -> Result<Self> {
        let mut elements =
            Elements { text, line: 1, offset: 0, line_offset: 0, any: false, ended: false };
        match elements.next_token()? {
            Some(b'[') => elements.take(),
            Some(_) => {
                return Err(elements
                    .fault("this is not a JSON array: it does not begin with '['")
                    .hint("name the format with --format csv, ndjson or json"));
            }
            None => return Err(super::empty_file(elements.text.name())),
        }
        Ok(elements)
    }

    /// Goes on with text that begins with an element, at this line and offset.
    pub(super) fn behind(text: Decoder, line: u64, offset: u64) -> Self {
        Elements { text, line, offset, line_offset: offset, any: false, ended: false }
    }

    /// What messages call the file.
    pub(super) fn name(&self) -> &str {
        self.text.name()
    }

    /// Reads the text of the next element into `buffer`; gives its line and offset.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> Result<Option<(u64, u64)>> {
        buffer.clear();
        if self.ended || !self.go_to_element()? {
            return Ok(None);
        }
        let place = (self.line, self.offset);
        self.read_element(buffer, place.0)?;
        if buffer.is_empty() {
            return Err(self.fault("a value is missing between two commas"));
        }
        self.any = true;
        Ok(Some(place))
    }

    /// Passes the comma or the closing bracket.
    fn go_to_element(&mut self) -> Result<bool> {
        let ended_early = "the array is not closed: the file ends too early";
        let mut token = self.next_token()?.ok_or_else(|| self.fault(ended_early))?;
        if token == b']' {
            self.take();
            self.ended = true;
            return match self.next_token()? {
                None => Ok(false),
                Some(_) => Err(self.fault("something follows the end of the array")),
            };
        }
        if self.any {
            if token != b',' {
                return Err(self.fault("a comma is missing between two values of the array"));
            }
            self.take();
            token = self.next_token()?.ok_or_else(|| self.fault(ended_early))?;
            if token == b']' {
                return Err(self.fault("a value is missing after the last comma"));
            }
        }
        Ok(true)
    }

    fn read_element(&mut self, buffer: &mut Vec<u8>, line: u64) -> Result<()> {
        let mut scan = Scan::default();
        loop {
            let text = self.text.fill_buf().map_err(fault_of)?;
            if text.is_empty() {
                return Err(self.fault("the array is not closed: the file ends too early"));
            }
            let found = text.iter().position(|byte| scan.ends_before(*byte));
            let length = found.unwrap_or(text.len());
            buffer.extend_from_slice(&text[..length]);
            self.pass(length);
            if buffer.len() > MAX_RECORD_BYTES {
                return Err(record_too_long(self.text.name(), line)
                    .hint("check the brackets and quotation marks of that value"));
            }
            if found.is_some() {
                buffer.truncate(buffer.trim_ascii_end().len());
                return Ok(());
            }
        }
    }

    /// The next byte that is not white space.
    fn next_token(&mut self) -> Result<Option<u8>> {
        loop {
            let text = self.text.fill_buf().map_err(fault_of)?;
            if text.is_empty() {
                return Ok(None);
            }
            let blanks = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let token = text.get(blanks).copied();
            self.pass(blanks);
            if token.is_some() {
                return Ok(token);
            }
        }
    }

    fn take(&mut self) {
        self.offset += 1;
        self.text.consume(1);
    }

    /// Consumes text that is in the buffer, counting its lines.
    fn pass(&mut self, length: usize) {
        let text = self.text.fill_buf().unwrap_or_default();
        let passed = &text[..length.min(text.len())];
        if let Some(last) = passed.iter().rposition(|byte| *byte == b'\n') {
            self.line_offset = self.offset + last as u64 + 1;
        }
        self.line += line_breaks(passed);
        self.offset += length as u64;
        self.text.consume(length);
    }

    fn fault(&self, what: &str) -> Error {
        let column = self.offset - self.line_offset + 1;
        Error::failed(format!("{}: line {}, column {column}: {what}", self.name(), self.line))
            .hint("check the file with `jq type`; objects one a line (NDJSON) are read too")
    }
}

/// Follows strings and brackets inside an element.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The closing bracket or quotation mark of the element has passed.
    closed: bool,
}

impl Scan {
    /// Whether the element ends before this byte.
    fn ends_before(&mut self, byte: u8) -> bool {
        if self.closed {
            return true;
        }
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_string = false;
                    self.closed = self.depth == 0;
                }
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b']' | b'}' | b',' if self.depth == 0 => return true,
            b'}' | b']' => {
                self.depth -= 1;
                self.closed = self.depth == 0;
            }
            _ => {}
        }
        false
    }
}
