//! What do the columns of a file mean before any mapping? Checks the names, and tells the
//! data columns from those that `rejects.csv` adds.

use std::collections::HashMap;
use std::ops::Range;

use super::record::Content;
use crate::error::{Error, Result};

/// The columns that a rejects file has besides those of the input, in the order they are
/// written. A file that has all four is a rejects file.
pub const BOOKKEEPING: [&str; 4] = ["_row", "_code", "_message", "_request_id"];

/// Most columns of a file: as many as the widest spreadsheet has (Excel's XFD).
pub const MAX_COLUMNS: usize = 16_384;

/// The header of a CSV file.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Names of the data columns, as written.
    pub(super) data: Vec<String>,
    /// How many cells a row must have.
    pub(super) width: usize,
    /// Where the data columns and the bookkeeping columns stand; none when all are data.
    layout: Option<Layout>,
}

#[derive(Debug)]
struct Layout {
    projection: Vec<usize>,
    bookkeeping: [usize; 4],
}

impl Header {
    /// Takes the names of the first row. `line` is where it starts.
    pub(super) fn new(names: Vec<String>, file: &str, line: u64) -> Result<Self> {
        check_names(&names).map_err(|error| error.context(format!("{file}: line {line}")))?;
        let width = names.len();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let [Some(a), Some(b), Some(c), Some(d)] = BOOKKEEPING.map(place) else {
            return Ok(Header { data: names, width, layout: None });
        };
        let bookkeeping = [a, b, c, d];
        let projection: Vec<usize> =
            (0..width).filter(|position| !bookkeeping.contains(position)).collect();
        if projection.is_empty() {
            return Err(Error::failed(format!("{file}: line {line}: there is no column of data")));
        }
        let data = projection.iter().map(|position| names[*position].clone()).collect();
        Ok(Header { data, width, layout: Some(Layout { projection, bookkeeping }) })
    }

    /// Tells a row where its data and bookkeeping cells stand. A row of the wrong length
    /// still has its bookkeeping at the end, where the rejects file puts it.
    pub(super) fn lay_out(&self, content: &mut Content) {
        let Some(layout) = &self.layout else { return };
        let found = content.cells.len();
        if found == self.width {
            content.projection.extend_from_slice(&layout.projection);
            content.rejected = Some(layout.bookkeeping);
        } else if layout.projection.len() == layout.bookkeeping[0] && found > BOOKKEEPING.len() {
            let first = found - BOOKKEEPING.len();
            content.rejected = Some([first, first + 1, first + 2, first + 3]);
        }
    }

    /// How many cells the row and the header have, bookkeeping apart.
    pub(super) fn data_counts(&self, found: usize) -> (usize, usize) {
        let bookkeeping = self.width - self.data.len();
        (self.data.len(), found.saturating_sub(bookkeeping))
    }
}

fn check_names(names: &[String]) -> Result<()> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (index, name) in names.iter().enumerate() {
        let (name, column) = (name.trim(), index + 1);
        if name.contains('\0') {
            return Err(Error::failed(format!("column {column} has a NUL character in its name"))
                .hint("if the file is UTF-16 without a byte order mark, add --encoding utf-16le"));
        }
        if name.is_empty() {
            return Err(Error::failed(format!("column {column} of the header has no name"))
                .hint("give the column a name, or remove it; the first line must be a header"));
        }
        if looks_like_email(name) {
            return Err(Error::failed(format!(
                "there is no header: column {column} is '{name}', which looks like a contact's data"
            ))
            .hint("put a line with the names of the columns on top, such as: email,name"));
        }
        if let Some(first) = seen.insert(name, column) {
            return Err(Error::failed(format!(
                "columns {first} and {column} are both named '{name}'"
            ))
            .hint("rename or remove one of them"));
        }
    }
    Ok(())
}

fn looks_like_email(name: &str) -> bool {
    name.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !name.contains(char::is_whitespace)
    })
}

/// The union of the keys of JSON objects, in the order they were first seen.
#[derive(Debug, Default)]
pub(super) struct KeyUnion {
    names: Vec<String>,
    index: HashMap<String, usize>,
}

impl KeyUnion {
    /// Begins with the columns of a file, or with the keys that an earlier reading saw, in that order.
    pub(super) fn of(names: &[String]) -> Self {
        let index = names.iter().cloned().zip(0..).collect();
        KeyUnion { names: names.to_vec(), index }
    }

    /// The keys seen so far.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Puts a value into the column of its key; false when the object had the key already.
    /// More than [`MAX_COLUMNS`] different keys are a fault of the file.
    pub(super) fn place(
        &mut self,
        key: &str,
        value: Range<usize>,
        cells: &mut Vec<Option<Range<usize>>>,
    ) -> Result<bool> {
        // Objects mostly have the same keys in the same order.
        let expected = cells.len();
        let column = match self.names.get(expected) {
            Some(name) if name == key => expected,
            _ => match self.index.get(key) {
                Some(column) => *column,
                None => self.add(key)?,
            },
        };
        if cells.len() <= column {
            cells.resize(column + 1, None);
        }
        Ok(cells[column].replace(value).is_none())
    }

    fn add(&mut self, key: &str) -> Result<usize> {
        if self.names.len() == MAX_COLUMNS {
            return Err(Error::failed(format!(
                "the objects have more than {MAX_COLUMNS} different keys"
            ))
            .hint("an object is one contact: its keys are fields, not ids"));
        }
        self.names.push(key.to_owned());
        self.index.insert(key.to_owned(), self.names.len() - 1);
        Ok(self.names.len() - 1)
    }
}
