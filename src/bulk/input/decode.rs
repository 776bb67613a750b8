//! Which characters do the bytes of a file stand for? A buffered reader that turns any
//! encoding into UTF-8 and knows exactly where a file stops making sense.
//!
//! It is apart because every format is read through it: behind it all text is valid
//! UTF-8 without a byte order mark. Nothing is replaced by `\u{fffd}`: a contact's
//! name must not change because a file was read with the wrong encoding.

use std::io::{self, BufRead, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_8};

use crate::error::{Error, Result};

/// Bytes read from the file at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// The encoding a label such as `latin1` or `utf-16le` names (WHATWG Encoding Standard).
pub(super) fn encoding_for_label(label: &str) -> Result<&'static Encoding> {
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding != encoding_rs::REPLACEMENT => Ok(encoding),
        _ => Err(Error::usage(format!("'{label}' is not the name of a text encoding"))
            .hint("use a label such as utf-8, windows-1252, iso-8859-2, utf-16le or shift_jis")),
    }
}

/// Reads text of any encoding as UTF-8.
pub(super) struct Decoder {
    source: Box<dyn Read + Send>,
    name: String,
    encoding: &'static Encoding,
    machine: encoding_rs::Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    /// Offset in the file of `raw[raw_start]`.
    raw_offset: u64,
    source_ended: bool,
    finished: bool,
    text: Vec<u8>,
    text_start: usize,
    text_end: usize,
    /// Where the decoded text has come to: 1-based line, characters already in that line.
    line: u64,
    column: u64,
    fault: Option<Error>,
}

impl Decoder {
    /// Starts reading. A byte order mark beats `encoding`, as the Encoding Standard has it;
    /// without either the text is UTF-8. `name` is what messages call the file.
    pub(super) fn new(
        mut source: Box<dyn Read + Send>,
        name: &str,
        encoding: Option<&'static Encoding>,
    ) -> Result<Self> {
        let mut raw = vec![0; CHUNK_BYTES];
        let mut raw_end = 0;
        // A full first chunk, so that guesses see the same start whatever a pipe hands over.
        while raw_end < raw.len() {
            match source.read(&mut raw[raw_end..]) {
                Ok(0) => break,
                Ok(count) => raw_end += count,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cannot_read(name, cause)),
            }
        }
        let (encoding, bom) = match Encoding::for_bom(&raw[..raw_end]) {
            Some(found) => found,
            None => (encoding.unwrap_or(UTF_8), 0),
        };
        let mut decoder = Decoder::over(source, name, encoding, bom as u64, 1);
        decoder.raw = raw;
        decoder.raw_start = bom;
        decoder.raw_end = raw_end;
        Ok(decoder)
    }

    /// Goes on in the middle of a file in UTF-8: `source` stands at this offset, where this line
    /// begins.
    pub(super) fn behind(
        source: Box<dyn Read + Send>,
        name: &str,
        raw_offset: u64,
        line: u64,
    ) -> Self {
        Decoder::over(source, name, UTF_8, raw_offset, line)
    }

    fn over(
        source: Box<dyn Read + Send>,
        name: &str,
        encoding: &'static Encoding,
        raw_offset: u64,
        line: u64,
    ) -> Self {
        Decoder {
            source,
            name: name.to_owned(),
            encoding,
            machine: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; CHUNK_BYTES],
            raw_start: 0,
            raw_end: 0,
            raw_offset,
            source_ended: false,
            finished: false,
            // UTF-8 of single-byte encodings takes up to three bytes a byte.
            text: vec![0; CHUNK_BYTES * 3],
            text_start: 0,
            text_end: 0,
            line,
            column: 0,
            fault: None,
        }
    }

    /// Where the text goes on in the file that is not decoded yet.
    pub(super) fn offset(&self) -> u64 {
        self.raw_offset
    }

    /// The encoding in use.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// What messages call the file.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The text that comes next, up to one buffer of it, without consuming it.
    pub(super) fn peek(&mut self) -> Result<&[u8]> {
        self.fill_buf().map_err(fault_of)
    }

    fn decode_more(&mut self) -> io::Result<()> {
        while self.text_start == self.text_end && !self.finished {
            if let Some(fault) = self.fault.take() {
                self.finished = true;
                return Err(io::Error::other(fault));
            }
            if self.raw_start == self.raw_end && !self.source_ended {
                self.read_chunk()?;
            }
            self.decode_chunk();
        }
        Ok(())
    }

    fn read_chunk(&mut self) -> io::Result<()> {
        let count = loop {
            match self.source.read(&mut self.raw) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(io::Error::other(cannot_read(&self.name, cause))),
                Ok(count) => break count,
            }
        };
        self.source_ended = count == 0;
        self.raw_start = 0;
        self.raw_end = count;
        Ok(())
    }

    fn decode_chunk(&mut self) {
        let input = &self.raw[self.raw_start..self.raw_end];
        let (result, read, written) = self.machine.decode_to_utf8_without_replacement(
            input,
            &mut self.text,
            self.source_ended,
        );
        self.text_start = 0;
        self.text_end = written;
        self.advance(written);
        self.raw_start += read;
        self.raw_offset += read as u64;
        match result {
            DecoderResult::InputEmpty => self.finished = self.source_ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, after) => self.fault = Some(self.undecodable(bad, after)),
        }
    }

    /// Moves line and column over the newly decoded text.
    fn advance(&mut self, written: usize) {
        let text = &self.text[..written];
        let is_start_of_char = |byte: &&u8| (**byte & 0xC0) != 0x80;
        match text.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => {
                self.line += super::line_breaks(text);
                self.column = text[last + 1..].iter().filter(is_start_of_char).count() as u64;
            }
            None => self.column += text.iter().filter(is_start_of_char).count() as u64,
        }
    }

    /// `bad` bytes are wrong, followed by `after` good ones that were already read.
    fn undecodable(&self, bad: u8, after: u8) -> Error {
        let back = usize::from(bad) + usize::from(after);
        let offset = self.raw_offset.saturating_sub(back as u64);
        let shown = match self.raw_start.checked_sub(back) {
            Some(first) => format!("byte {offset} (0x{:02X})", self.raw[first]),
            None => format!("byte {offset}"),
        };
        let error = Error::failed(format!(
            "{}: line {}, column {}: {shown} is not {} text",
            self.name,
            self.line,
            self.column + 1,
            self.encoding.name()
        ));
        error.hint(if self.encoding == UTF_8 {
            "name the file's encoding, for example --encoding windows-1252 for files saved by Excel"
        } else {
            "Name another encoding with --encoding, or save the file as UTF-8"
        })
    }
}

impl Read for Decoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let count = text.len().min(out.len());
        out[..count].copy_from_slice(&text[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Decoder {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decode_more()?;
        Ok(&self.text[self.text_start..self.text_end])
    }

    fn consume(&mut self, count: usize) {
        self.text_start += count;
    }
}

fn cannot_read(name: &str, cause: io::Error) -> Error {
    Error::failed(format!("{name}: cannot be read: {cause}")).source(cause)
}

/// The error that travelled through `std::io` traits.
pub(super) fn fault_of(error: io::Error) -> Error {
    match error.downcast::<Error>() {
        Ok(fault) => fault,
        Err(other) => Error::failed(format!("the input cannot be read: {other}")).source(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source that gives one byte at a time: every sequence is split between reads.
    struct Drip(Vec<u8>, usize);

    impl Read for Drip {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some(byte) = self.0.get(self.1) else { return Ok(0) };
            out[0] = *byte;
            self.1 += 1;
            Ok(1)
        }
    }

    fn decode(bytes: &[u8], label: Option<&str>) -> Result<String> {
        let encoding = label.map(|label| encoding_for_label(label).unwrap());
        let mut decoder = Decoder::new(Box::new(Drip(bytes.to_vec(), 0)), "c.csv", encoding)?;
        let mut text = String::new();
        decoder.read_to_string(&mut text).map_err(fault_of)?;
        Ok(text)
    }

    #[test]
    fn byte_order_marks_decide_the_encoding_and_vanish() {
        assert_eq!(decode(b"\xEF\xBB\xBFa,\xC3\xA9", None).unwrap(), "a,é");
        assert_eq!(decode(b"\xFF\xFEa\0,\0\xE9\0", None).unwrap(), "a,é");
        assert_eq!(decode(b"\xFE\xFF\0a\0,\0\xE9", Some("latin1")).unwrap(), "a,é");
    }

    #[test]
    fn a_label_chooses_the_encoding() {
        assert_eq!(decode(b"Jos\xE9", Some("latin1")).unwrap(), "José");
        assert_eq!(decode(b"a\0b\0", Some("utf-16le")).unwrap(), "ab");
        let error = encoding_for_label("latin-99").unwrap_err();
        assert_eq!(error.message(), "'latin-99' is not the name of a text encoding");
    }

    #[test]
    fn an_undecodable_byte_names_file_line_column_and_byte() {
        let error = decode(b"a,b\n\xC3\xBC,\xE9 x\n", None).unwrap_err();
        assert_eq!(error.message(), "c.csv: line 2, column 3: byte 7 (0xE9) is not UTF-8 text");
        assert!(error.hint_text().unwrap().contains("--encoding windows-1252"));
    }

    #[test]
    fn characters_may_be_split_between_reads() {
        let text = format!("x{}", "é".repeat(CHUNK_BYTES));
        assert!(decode(text.as_bytes(), None).unwrap() == text);
        let mut bad = text.into_bytes();
        bad.extend(b"\xC3 ");
        let error = decode(&bad, None).unwrap_err();
        assert!(error.message().contains("line 1, column 65538: byte 131073"), "{error}");
    }

    #[test]
    fn a_sequence_cut_off_by_the_end_is_a_fault() {
        assert!(decode(b"ab\xC3", None).unwrap_err().message().contains("byte 2"));
        assert!(decode(b"\xFF\xFEa\0b", None).unwrap_err().message().contains("UTF-16LE"));
    }
}
