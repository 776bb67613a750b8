//! Which records are to be asked for in detail? The spool of the first stage, read as the rows of the
//! second.

use std::path::PathBuf;

use serde_json::Value;

use crate::bulk::duplicates::Duplicates;
use crate::bulk::export::copy::Links;
use crate::bulk::export::detail::Wanted as Asked;
use crate::bulk::export::page::Record;
use crate::bulk::export::spool::{Lines, next_line, reader};
use crate::error::{Error, Result};

/// The records of a spool that are to be asked for in detail.
pub struct Rows {
    reader: Lines,
    path: PathBuf,
    row: u64,
    duplicates: Duplicates,
    parts: bool,
}

impl Rows {
    /// Reads from its beginning. With `parts` every record is asked for, otherwise contacts with more
    /// tags or companies than a list shows.
    pub fn open(path: PathBuf, duplicates: Duplicates, parts: bool) -> Result<Self> {
        Ok(Rows { reader: reader(&path)?, path, row: 0, duplicates, parts })
    }

    fn read(&mut self) -> Result<Option<(u64, Asked)>> {
        let mut line = String::new();
        while next_line(&mut self.reader, &self.path, &mut line)? {
            self.row += 1;
            if self.duplicates.of_row(self.row)?.is_some() {
                continue;
            }
            if self.parts {
                let record = Record::of_line(line.as_str().into())?;
                return Ok(Some((self.row, Asked::Conversation(record.id))));
            }
            if Links::of(&line).are_cut_short() {
                return Ok(Some((self.row, Asked::Contact(parsed(&line)?))));
            }
        }
        Ok(None)
    }
}

impl Iterator for Rows {
    type Item = Result<(u64, Asked)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The record on a line.
pub fn parsed(line: &str) -> Result<Value> {
    serde_json::from_str(line)
        .map_err(|cause| Error::failed(format!("a record could not be read: {cause}")))
}
