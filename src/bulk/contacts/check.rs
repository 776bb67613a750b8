//! The pass over a whole file that finds everything wrong with its rows before the first one is
//! sent, and what the import will cost.

use std::collections::BTreeMap;
use std::path::Path;

use super::links::{Cost, CostCounter, Link};
use super::{LeftOut, Mapping, RowRules};
use crate::bulk::duplicates::{DuplicateFinder, Duplicates};
use crate::bulk::input::{Input, InputOptions, Record, stop_if_asked};
use crate::bulk::problems::Problems;
use crate::bulk::reject_code::RejectCode;
use crate::error::Result;
use crate::interrupt::Interrupt;

/// What the pass found.
pub struct Check {
    /// Rows whose values are all right, doubled ones included.
    pub valid: u64,
    /// Rows that repeat an earlier row's key.
    pub duplicates: Duplicates,
    /// Rejected rows by code, doubled ones not included.
    pub reasons: BTreeMap<String, u64>,
    /// The same by code and column, each with an example.
    pub problems: Problems,
    /// Rows that say more than is carried over.
    pub left_out: LeftOutRows,
}

/// Rows of which something is left out, by what it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOutRows {
    /// Tags.
    pub tags: u64,
    /// Companies.
    pub companies: u64,
    /// Owners of another workspace.
    pub owners: u64,
    /// Owners that nobody knows; they are sent.
    pub unknown_owners: u64,
}

impl LeftOutRows {
    fn add(&mut self, row: LeftOut) {
        self.tags += u64::from(row.tags);
        self.companies += u64::from(row.companies);
        self.owners += u64::from(row.owner);
        self.unknown_owners += u64::from(row.unknown_owner);
    }
}

/// What an import would do with a file's rows, as far as the file itself tells.
pub struct Totals {
    /// What the rows would cost that would be sent.
    pub cost: Cost,
    /// Rows that would be rejected without being sent, by code.
    pub reasons: BTreeMap<String, u64>,
    /// The same by code and column, each with an example.
    pub problems: Problems,
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
        let mut problems = Problems::default();
        let mut left_out = LeftOutRows::default();
        let mut valid = 0;
        self.each(interrupt, |record| {
            match self.mapping.contact(record, self.rules) {
                Ok(row) => {
                    valid += 1;
                    left_out.add(row.left_out);
                    for (kind, key) in row.keys() {
                        finder.feed(row.number, kind, key)?;
                    }
                }
                Err(reject) => {
                    let code = reject.code.as_str();
                    *reasons.entry(code.to_owned()).or_default() += 1;
                    problems.add(code, reject.column.as_deref(), Some(&reject.message));
                }
            }
            Ok(())
        })?;
        Ok(Check { valid, duplicates: finder.finish()?, reasons, problems, left_out })
    }

    /// Counts doubled rows as rejected, too, and what the rest would cost. `everyones` is attached to
    /// every contact.
    pub fn totals(
        &self,
        check: Check,
        everyones: &[Link],
        interrupt: &Interrupt,
    ) -> Result<Totals> {
        let Check { valid, duplicates, mut reasons, mut problems, .. } = check;
        let mut counter = CostCounter::new(everyones);
        if self.mapping.has_links() {
            self.count_links(duplicates, &mut counter, interrupt)?;
        } else {
            counter.add_plain(valid - rows_of(duplicates)?);
        }
        let cost = counter.cost();
        let doubled = valid - cost.contacts;
        problems.add_all(RejectCode::DuplicateKey.as_str(), doubled);
        if doubled > 0 {
            reasons.insert(RejectCode::DuplicateKey.as_str().to_owned(), doubled);
        }
        Ok(Totals { cost, reasons, problems })
    }

    /// Counts the rows that are not doubled, with what hangs on them.
    fn count_links(
        &self,
        mut duplicates: Duplicates,
        counter: &mut CostCounter,
        interrupt: &Interrupt,
    ) -> Result<()> {
        self.each(interrupt, |record| {
            if let Ok(row) = self.mapping.contact(record, self.rules)
                && duplicates.of_row(row.number)?.is_none()
            {
                counter.add(&row.links);
            }
            Ok(())
        })
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

/// How many rows repeat a key. One that repeats both its keys comes twice.
fn rows_of(duplicates: Duplicates) -> Result<u64> {
    let (mut rows, mut last) = (0, 0);
    for duplicate in duplicates {
        let row = duplicate?.row;
        rows += u64::from(row != last);
        last = row;
    }
    Ok(rows)
}
