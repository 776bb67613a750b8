//! The pass over a whole file that finds everything wrong with its rows before the first one is
//! sent, and what the import will cost.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Mapping, RejectCode, RowRules};
use crate::bulk::duplicates::{DuplicateFinder, Duplicates};
use crate::bulk::input::{Input, InputOptions, Record, stop_if_asked};
use crate::error::Result;
use crate::interrupt::Interrupt;

/// Rejected rows that are shown as examples.
const EXAMPLES: usize = 3;

/// What the pass found.
pub struct Check {
    /// Rows whose values are all right, doubled ones included.
    pub valid: u64,
    /// Rows that repeat an earlier row's key.
    pub duplicates: Duplicates,
    /// Rejected rows by code, doubled ones not included.
    pub reasons: BTreeMap<String, u64>,
    /// The first messages about rejected rows.
    pub examples: Vec<String>,
}

impl Check {
    /// Counts doubled rows as rejected, too; what is left could be sent.
    pub fn into_totals(self) -> Result<Totals> {
        let (mut doubled, mut last) = (0, 0);
        for duplicate in self.duplicates {
            let row = duplicate?.row;
            // A row that repeats both its keys comes twice.
            doubled += u64::from(row != last);
            last = row;
        }
        let mut reasons = self.reasons;
        if doubled > 0 {
            reasons.insert(RejectCode::DuplicateKey.as_str().to_owned(), doubled);
        }
        Ok(Totals { ready: self.valid - doubled, reasons })
    }
}

/// What an import would do with a file's rows, as far as the file itself tells.
pub struct Totals {
    /// Rows that would be sent.
    pub ready: u64,
    /// Rows that would be rejected without being sent, by code.
    pub reasons: BTreeMap<String, u64>,
}

/// What the pass reads.
pub struct Rows<'a> {
    /// The file.
    pub path: &'a Path,
    /// How to read it.
    pub input: &'a InputOptions,
    /// What its columns mean.
    pub mapping: &'a Mapping,
    /// What holds for all rows.
    pub rules: &'a RowRules,
    /// Rows behind this one are not looked at.
    pub limit: u64,
}

impl Rows<'_> {
    /// Reads and checks every row. Keys are sorted in `scratch` where memory does not do.
    pub fn check(&self, scratch: &Path, interrupt: &Interrupt) -> Result<Check> {
        let mut finder = DuplicateFinder::new(scratch);
        let mut reasons = BTreeMap::new();
        let mut examples = Vec::new();
        let mut valid = 0;
        self.each(interrupt, |record| {
            match self.mapping.contact(record, self.rules) {
                Ok(row) => {
                    valid += 1;
                    for (kind, key) in row.keys() {
                        finder.feed(row.number, kind, key)?;
                    }
                }
                Err(reject) => {
                    *reasons.entry(reject.code.as_str().to_owned()).or_default() += 1;
                    if examples.len() < EXAMPLES {
                        examples.push(reject.message);
                    }
                }
            }
            Ok(())
        })?;
        Ok(Check { valid, duplicates: finder.finish()?, reasons, examples })
    }

    fn each(
        &self,
        interrupt: &Interrupt,
        mut visit: impl FnMut(&Record) -> Result<()>,
    ) -> Result<()> {
        let mut input = Input::open(self.path, self.input)?;
        let mut record = Record::new();
        while input.read(&mut record)? && record.number() <= self.limit {
            stop_if_asked(record.number(), interrupt)?;
            visit(&record)?;
        }
        Ok(())
    }
}
