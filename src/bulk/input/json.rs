//! Reads JSON objects, one a line (NDJSON) or as the elements of one array, without ever
//! holding more than one of them.
//!
//! Values stay as they are written: a JSON number keeps all its digits, whatever a 64-bit
//! float would make of it.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, Read};
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::array::Elements;
use super::decode::{Decoder, fault_of};
use super::header::{KeyUnion, MAX_COLUMNS};
use super::record::{Content, Place, Record, RowFault};
use super::{MAX_RECORD_BYTES, record_too_long};
use crate::error::{Error, Result};

/// The object of a contact whose keys count as columns of their own.
const CUSTOM_ATTRIBUTES: &str = "custom_attributes";

/// A reader of objects, in whichever way they follow each other.
pub(super) struct Objects {
    source: Source,
    keys: KeyUnion,
    rows: u64,
    buffer: Vec<u8>,
}

enum Source {
    Lines(Lines),
    Array(Elements),
}

impl Objects {
    /// One object a line.
    pub(super) fn lines(mut text: Decoder) -> Result<Self> {
        check_start_of_lines(&mut text)?;
        Ok(Objects::new(Source::Lines(Lines { text, line: 1, offset: 0 })))
    }

    /// The elements of one array.
    pub(super) fn array(text: Decoder) -> Result<Self> {
        Ok(Objects::new(Source::Array(Elements::new(text)?)))
    }

    fn new(source: Source) -> Self {
        Objects { source, keys: KeyUnion::default(), rows: 0, buffer: Vec::new() }
    }

    /// Goes on with text that begins with the object at this place. `columns` are the keys of the
    /// whole file, so that each keeps its place.
    pub(super) fn go_on(&mut self, text: Decoder, place: Place, columns: &[String]) {
        let Place { row, line, offset } = place;
        self.source = match self.source {
            Source::Lines(_) => Source::Lines(Lines { text, line, offset }),
            Source::Array(_) => Source::Array(Elements::behind(text, line, offset)),
        };
        self.keys = KeyUnion::of(columns);
        self.rows = row - 1;
    }

    /// The keys seen so far.
    pub(super) fn columns(&self) -> &[String] {
        self.keys.names()
    }

    /// Reads the next value; false at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool> {
        let next = match &mut self.source {
            Source::Lines(lines) => lines.next(&mut self.buffer)?,
            Source::Array(elements) => elements.next(&mut self.buffer)?,
        };
        let Some((line, offset)) = next else { return Ok(false) };
        self.rows += 1;
        record.restart(self.rows, line, offset);
        record.content.is_json = true;
        let text = std::str::from_utf8(&self.buffer).map_err(|cause| {
            Error::failed(format!("{}: line {line} is not UTF-8", self.name())).source(cause)
        })?;
        record.content.text.push_str(text);
        let fault = take_fields(&mut self.keys, &mut record.content)
            .map_err(|error| error.context(format!("{}: line {line}", self.name())))?;
        if fault.is_some() {
            record.content.cells.clear();
            record.fault = fault.map(RowFault::Json);
        }
        Ok(true)
    }

    fn name(&self) -> &str {
        match &self.source {
            Source::Lines(lines) => lines.text.name(),
            Source::Array(elements) => elements.name(),
        }
    }
}

struct Lines {
    text: Decoder,
    line: u64,
    offset: u64,
}

impl Lines {
    /// Reads the next line that is not blank; gives its line and offset.
    fn next(&mut self, buffer: &mut Vec<u8>) -> Result<Option<(u64, u64)>> {
        loop {
            buffer.clear();
            let limit = MAX_RECORD_BYTES as u64 + 1;
            let read = (&mut self.text).take(limit).read_until(b'\n', buffer).map_err(fault_of)?;
            let place = (self.line, self.offset);
            if read == 0 {
                return Ok(None);
            }
            if read > MAX_RECORD_BYTES {
                return Err(record_too_long(self.text.name(), self.line)
                    .hint("put one object on each line; `jq -c .` does it"));
            }
            self.line += 1;
            self.offset += read as u64;
            if !buffer.trim_ascii().is_empty() {
                return Ok(Some(place));
            }
        }
    }
}

/// Refuses what is not NDJSON at all, instead of rejecting every line of it.
fn check_start_of_lines(text: &mut Decoder) -> Result<()> {
    let start = text.peek()?.trim_ascii_start();
    let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    let spread = matches!(first_line, b"{" | b"[");
    let json = start.first().is_none_or(|byte| br#"{["tfn-0123456789"#.contains(byte));
    let file = text.name();
    if !json {
        return Err(Error::failed(format!("{file}: line 1 is not JSON"))
            .hint("name the format with --format csv, ndjson or json"));
    }
    if spread {
        return Err(Error::failed(format!("{file}: an object is spread over several lines"))
            .hint("put one object on each line; `jq -c .` does it"));
    }
    Ok(())
}

/// Notes where the values of the object in `content.text` stand; or says what is wrong.
fn take_fields(keys: &mut KeyUnion, content: &mut Content) -> Result<Option<String>> {
    let Content { text, cells, .. } = content;
    let fields = match parse(text) {
        Ok(fields) => fields,
        Err(reason) => return Ok(Some(reason)),
    };
    for (key, value) in &fields.0 {
        let fault = match (key.as_ref(), value.get()) {
            (CUSTOM_ATTRIBUTES, "null") => None,
            (CUSTOM_ATTRIBUTES, nested) => take_attributes(keys, text, nested, cells)?,
            (key, value) => take_field(keys, key, range_in(text, value), cells)?,
        };
        if fault.is_some() {
            return Ok(fault);
        }
    }
    Ok(None)
}

/// Reads the text in the first cell of a rejected row, which was no JSON object and may have been
/// mended, into the columns of the file; or says what is wrong with it.
pub(super) fn take_mended(columns: &[String], content: &mut Content) -> Option<String> {
    let (text, bookkeeping) = (content.cells.first()?.clone()?, content.rejected?);
    let mut keys = KeyUnion::of(columns);
    let mut object = Content { text: content.text[text.clone()].to_owned(), ..Content::default() };
    match take_fields(&mut keys, &mut object) {
        Ok(None) => {}
        Ok(fault) => return fault,
        Err(error) => return Some(error.message().to_owned()),
    }
    if let Some(key) = keys.names().get(columns.len()) {
        return Some(format!("the key '{}' is no column of this file", key.escape_debug()));
    }
    object.cells.resize(columns.len(), None);
    let moved = |cell: Range<usize>| cell.start + text.start..cell.end + text.start;
    let cells = object.cells.into_iter().map(|cell| cell.map(moved));
    let behind = bookkeeping.map(|position| content.cells[position].clone());
    content.cells = cells.chain(behind).collect();
    content.projection = (0..columns.len()).collect();
    content.rejected = Some([0, 1, 2, 3].map(|place| columns.len() + place));
    content.is_json = true;
    None
}

/// As [`take_fields`], for the object under `custom_attributes`.
fn take_attributes(
    keys: &mut KeyUnion,
    text: &str,
    nested: &str,
    cells: &mut Vec<Option<Range<usize>>>,
) -> Result<Option<String>> {
    let fields = match parse(nested) {
        Ok(fields) => fields,
        Err(reason) => return Ok(Some(format!("'{CUSTOM_ATTRIBUTES}' is {reason}"))),
    };
    let mut name = String::new();
    for (key, value) in &fields.0 {
        name.clear();
        name.extend([CUSTOM_ATTRIBUTES, ".", key]);
        let fault = take_field(keys, &name, range_in(text, value.get()), cells)?;
        if fault.is_some() {
            return Ok(fault);
        }
    }
    Ok(None)
}

fn take_field(
    keys: &mut KeyUnion,
    key: &str,
    value: Range<usize>,
    cells: &mut Vec<Option<Range<usize>>>,
) -> Result<Option<String>> {
    let is_new = keys.place(key, value, cells)?;
    Ok((!is_new).then(|| format!("the key '{}' occurs twice", key.escape_debug())))
}

/// The fields of an object, or why it is none.
fn parse(text: &str) -> std::result::Result<Fields<'_>, String> {
    let fields: Fields<'_> = serde_json::from_str(text).map_err(|error| {
        if error.is_data() {
            return "a JSON value, but not an object".to_owned();
        }
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        if error.is_eof() {
            return "not valid JSON: it ends too early".to_owned();
        }
        format!("not valid JSON at character {}: {reason}", error.column())
    })?;
    if fields.0.len() > MAX_COLUMNS {
        return Err(format!("an object with more than {MAX_COLUMNS} keys"));
    }
    Ok(fields)
}

/// Where a part of `whole` stands in it.
fn range_in(whole: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}

/// The keys and raw values of an object, in order, doubled keys included.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut map: A,
    ) -> std::result::Result<Fields<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            let value = map.next_value()?;
            // One more than is read is enough to know that there are too many.
            if fields.len() <= MAX_COLUMNS {
                fields.push((key, value));
            }
        }
        Ok(Fields(fields))
    }
}

/// A key that is borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> std::result::Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> std::result::Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}
