//! The values of a stream as they are written, one a line or one an array's element, for what knows
//! by itself what they mean. Memory holds one of them.

use std::io::{BufRead, Read};
use std::path::Path;

use super::array::Elements;
use super::decode::{Decoder, fault_of};
use super::{MAX_RECORD_BYTES, open_file, record_too_long};
use crate::error::{Error, Result};

/// A stream of values.
pub struct Values {
    source: Source,
    buffer: Vec<u8>,
}

enum Source {
    Lines { text: Box<Decoder>, line: u64 },
    Array(Box<Elements>),
}

impl Values {
    /// Opens a file; `name` is what messages call it. An opening bracket makes it an array.
    pub fn open(path: &Path, name: &str) -> Result<Self> {
        let mut text = Decoder::new(Box::new(open_file(path)?), name, None)?;
        let is_array = text.peek()?.trim_ascii_start().first() == Some(&b'[');
        let source = if is_array {
            Source::Array(Box::new(Elements::new(text)?))
        } else {
            Source::Lines { text: Box::new(text), line: 0 }
        };
        Ok(Values { source, buffer: Vec::new() })
    }

    /// The next value with the line it begins on; blank lines are passed over.
    pub fn read(&mut self) -> Result<Option<(u64, &str)>> {
        let line = loop {
            match &mut self.source {
                Source::Array(elements) => match elements.next(&mut self.buffer)? {
                    Some((line, _)) => break line,
                    None => return Ok(None),
                },
                Source::Lines { text, line } => {
                    if !next_line(text, line, &mut self.buffer)? {
                        return Ok(None);
                    }
                    if !self.buffer.trim_ascii().is_empty() {
                        break *line;
                    }
                }
            }
        };
        let text = std::str::from_utf8(&self.buffer)
            .map_err(|_| Error::failed(format!("line {line} is not text")))?;
        Ok(Some((line, text.trim())))
    }
}

fn next_line(text: &mut Decoder, line: &mut u64, buffer: &mut Vec<u8>) -> Result<bool> {
    buffer.clear();
    let most = MAX_RECORD_BYTES as u64 + 1;
    let read = text.by_ref().take(most).read_until(b'\n', buffer).map_err(fault_of)?;
    *line += 1;
    if read > MAX_RECORD_BYTES {
        return Err(record_too_long(text.name(), *line));
    }
    Ok(read > 0)
}
